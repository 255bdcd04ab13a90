//! Text from outside, made harmless.

use std::borrow::Cow;

use crate::text::Span;

/// The character to show for `c`: itself, or a visible stand-in of one column if a terminal would obey it instead of
/// showing it (controls, escapes), if it would reorder what stands around it (bidirectional overrides), if it would
/// break the line, or if nobody could see it.
pub(super) fn visible(c: char) -> char {
    match c {
        // Every printable ASCII character, and by far the most common case.
        ' '..='~' => c,
        // The control pictures: ␀ to ␟, ␡.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // Next line, line and paragraph separator: ␤.
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\u{2424}',
        // The other C1 controls; U+009B opens an escape sequence as well as ESC [ does.
        '\u{80}'..='\u{9f}' => '\u{fffd}',
        // Bidirectional marks, embeddings, overrides and isolates.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => '\u{fffd}',
        // Annotation marks, tag characters, and what XML has no place for.
        '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        // Soft hyphen, zero-width space, word joiner and invisible operators, byte order mark.
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' => '\u{b7}',
        _ => c,
    }
}

/// Whether [`visible`] leaves every character of `text` alone.
fn is_harmless(text: &str) -> bool {
    // Without an early end, so that a processor can look at many bytes at once.
    let printable = |plain: bool, byte: u8| plain & (b' '..=b'~').contains(&byte);
    text.bytes().fold(true, printable) || text.chars().all(|c| visible(c) == c)
}

/// `text` with each harmful or invisible character replaced by a visible stand-in, line ends and tabs too: always one
/// line.
pub fn neutralize(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(visible).collect())
    }
}

/// As [`neutralize`], but line ends and tabs become single spaces: for messages and paths.
pub fn neutralize_line(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\t' => line.push(' '),
            _ => line.push(visible(c)),
        }
    }
    Cow::Owned(line)
}

/// Bring a span into the text: in order, inside, at character boundaries.
pub(super) fn snapped(text: &str, span: Span) -> Span {
    let limit = text.len();
    let (mut start, mut end) = (
        (span.start.min(span.end) as usize).min(limit),
        (span.start.max(span.end) as usize).min(limit),
    );
    start = crate::text::floor(text, start);
    end = crate::text::ceil(text, end);
    Span::new(start as u32, end as u32)
}

/// The first `limit` characters, with an ellipsis if there are more.
pub(super) fn shortened(text: Cow<'_, str>, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}...", text[..end].trim_end()),
        None => text.into_owned(),
    }
}

/// How many terminal columns `text` takes.
#[cfg(feature = "cli")]
pub(super) fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// How many terminal columns `text` takes, about.
#[cfg(not(feature = "cli"))]
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}

/// Break `text` at spaces into lines of at most `width` columns (a longer word stands alone); the first line is
/// shortened by `first` columns. Runs of spaces become one.
pub fn wrap(text: &str, width: usize, first: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = first;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = columns(word);
        if !line.is_empty() && used + 1 + needed > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if !line.is_empty() {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += needed;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_drives_a_terminal_is_left() {
        let text = "a\u{1b}[31mb\u{9b}2J\u{7f}\u{202e}c\u{2028}\u{c}\u{200b}d\tß";
        assert_eq!(neutralize(text), "a␛[31mb�2J␡�c␤␌·d␉ß");
    }

    #[test]
    fn a_message_stays_one_line() {
        assert_eq!(neutralize_line("a\r\nb\nc\rd\te"), "a b c d e");
        assert!(matches!(neutralize_line("T 38.1 °C"), Cow::Borrowed(_)));
    }

    #[test]
    fn words_wrap_at_spaces() {
        assert_eq!(wrap("one two three", 7, 0), ["one two", "three"]);
        assert_eq!(wrap("one two three", 7, 4), ["one", "two", "three"]);
        assert_eq!(wrap("antidisestablishment of", 5, 0), ["antidisestablishment", "of"]);
        assert_eq!(wrap(" a  b ", 9, 0), ["a b"]);
        assert_eq!(wrap("", 9, 0), [""]);
    }
}
