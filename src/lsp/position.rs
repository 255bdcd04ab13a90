//! Between byte offsets and the protocol's positions.

use super::types::{Position, PositionEncodingKind, Range};
use crate::text::{LineIndex, Span, floor};

/// In what the client counts the characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what every client understands.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The best of those that a client offers: bytes cost nothing, UTF-16 is always allowed.
    pub(super) fn choose<'a>(offered: impl IntoIterator<Item = &'a str>) -> Self {
        let mut best = None;
        for name in offered {
            best = match (name, best) {
                ("utf-8", _) => return Encoding::Utf8,
                ("utf-32", None) => Some(Encoding::Utf32),
                ("utf-16", _) => Some(Encoding::Utf16),
                (_, best) => best,
            };
        }
        best.unwrap_or_default()
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, text: &str) -> u32 {
        let units = match self {
            Encoding::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        };
        units as u32
    }

    /// The byte of `line` at which `units` begin to lie behind; the end of the line if it is shorter. A unit inside a
    /// character is that character's beginning.
    fn byte(self, line: &str, units: u32) -> usize {
        let units = units as usize;
        if self == Encoding::Utf8 || line.is_ascii() {
            return floor(line, units);
        }
        let mut left = units;
        for (at, char) in line.char_indices() {
            let width = if self == Encoding::Utf16 { char.len_utf16() } else { 1 };
            if left < width {
                return at;
            }
            left -= width;
        }
        line.len()
    }

    /// The position of a byte of `text`. A byte inside a character, or beyond the end, is moved back.
    pub(super) fn position(self, text: &str, lines: &LineIndex, offset: u32) -> Position {
        let at = floor(text, offset as usize);
        let line = lines.line_of(at as u32);
        // Behind the last character of a line there is its end; the protocol has no places inside it.
        let content = lines.line_span(text, line).unwrap_or_default();
        let at = at.min(content.end as usize);
        Position::new(line - 1, self.units(&text[content.start as usize..at]))
    }

    /// The range of a span of `text`.
    pub(super) fn range(self, text: &str, lines: &LineIndex, span: Span) -> Range {
        Range::new(
            self.position(text, lines, span.start),
            self.position(text, lines, span.end),
        )
    }

    /// The byte of a position. A line beyond the last is the end of the text, a character beyond the last of its line
    /// the end of the line: what a client counts wrong must not break anything.
    pub(super) fn offset(self, text: &str, lines: &LineIndex, position: Position) -> u32 {
        match position
            .line
            .checked_add(1)
            .and_then(|line| lines.line_span(text, line))
        {
            Some(line) => line.start + self.byte(line.of(text), position.character) as u32,
            None => text.len() as u32,
        }
    }

    /// The span of a range; a range the wrong way round is turned.
    pub(super) fn span(self, text: &str, lines: &LineIndex, range: Range) -> Span {
        let (start, end) = (
            self.offset(text, lines, range.start),
            self.offset(text, lines, range.end),
        );
        Span::new(start.min(end), start.max(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn characters_are_counted_as_the_client_does() {
        let text = "T 38.1 °C 🌡 fièvre\r\nnext";
        let lines = LineIndex::new(text);
        let at = text.find("fi").unwrap() as u32;
        let columns = ALL.map(|encoding| encoding.position(text, &lines, at).character);
        assert_eq!(columns, [16, 13, 12]);
        for encoding in ALL {
            assert_eq!(encoding.offset(text, &lines, encoding.position(text, &lines, at)), at);
            assert_eq!(encoding.position(text, &lines, text.len() as u32), Position::new(1, 4));
        }
    }

    #[test]
    fn places_that_are_not_there_are_moved_to_the_nearest() {
        let text = "a🌡b\r\nc";
        let lines = LineIndex::new(text);
        // In the middle of a pair of UTF-16 units.
        assert_eq!(Encoding::Utf16.offset(text, &lines, Position::new(0, 2)), 1);
        assert_eq!(Encoding::Utf8.offset(text, &lines, Position::new(0, 3)), 1);
        for encoding in ALL {
            assert_eq!(encoding.offset(text, &lines, Position::new(0, 99)), 6);
            assert_eq!(encoding.offset(text, &lines, Position::new(9, 0)), 9);
            assert_eq!(encoding.offset(text, &lines, Position::new(u32::MAX, u32::MAX)), 9);
            // Between CR and LF there is no place.
            assert_eq!(encoding.position(text, &lines, 7), encoding.position(text, &lines, 6));
        }
    }

    #[test]
    fn the_cheapest_encoding_on_offer_is_taken() {
        assert_eq!(Encoding::choose([]), Encoding::Utf16);
        assert_eq!(Encoding::choose(["utf-16", "utf-8"]), Encoding::Utf8);
        assert_eq!(Encoding::choose(["utf-32"]), Encoding::Utf32);
        assert_eq!(Encoding::choose(["utf-32", "utf-16"]), Encoding::Utf16);
        assert_eq!(Encoding::choose(["utf-7"]), Encoding::Utf16);
    }

    proptest! {
        #[test]
        fn every_offset_comes_back(text in "[a°🌡\u{301}\r\n\u{feff}]{0,40}") {
            let lines = LineIndex::new(&text);
            for (at, _) in text.char_indices() {
                if at > 0 && text.as_bytes()[at - 1] == b'\r' && text.as_bytes()[at] == b'\n' {
                    continue;
                }
                for encoding in ALL {
                    let position = encoding.position(&text, &lines, at as u32);
                    prop_assert_eq!(encoding.offset(&text, &lines, position), at as u32);
                }
            }
        }
    }
}
