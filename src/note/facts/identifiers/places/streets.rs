//! Streets with their numbers, flats, rooms, PO boxes.

use super::super::super::around;
use super::super::{Certainty, Identifier, IdentifierKind};
use super::Reader;
use crate::grammar::LexiconHit;
use crate::text::Span;

impl Reader<'_> {
    /// `1420 Maple Street`, `42 5th Ave NW, Apt 3`.
    pub(super) fn read_street(&mut self, hit: &LexiconHit, plain: bool) {
        let text = self.text();
        let bytes = text.as_bytes();
        let capital = bytes[hit.span.start as usize].is_ascii_uppercase();
        if !capital && !plain {
            return;
        }
        let shouted = self.note.slice(hit.span).len() < 4 && !capital;
        if shouted {
            return;
        }
        // Back over the words of its name, up to four, to the number of the house.
        let mut at = hit.span.start as usize;
        let mut named = 0;
        let mut number = None;
        let mut strange = false;
        for _ in 0..5 {
            let Some(end) = at.checked_sub(1).filter(|end| matches!(bytes[*end], b' ')) else {
                break;
            };
            let mut start = end;
            while start > 0
                && (around::in_word(bytes[start - 1])
                    || matches!(bytes[start - 1], b'\'' | b'-' | b'.') && start == end.min(start))
            {
                start -= 1;
            }
            if start == end {
                break;
            }
            let piece = &text[start..end];
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                let rest = &piece[digits..];
                let ordinal = ["st", "nd", "rd", "th"].iter().any(|it| rest.eq_ignore_ascii_case(it));
                if ordinal && named == 0 {
                    named += 1;
                    at = start;
                    continue;
                }
                if is_time_or_size(text, start, at) {
                    return;
                }
                if digits <= 6
                    && (rest.is_empty()
                        || rest.len() == 1 && rest.as_bytes()[0].is_ascii_alphabetic()
                        || rest.starts_with('-'))
                {
                    number = Some(start);
                }
                break;
            }
            let upper = piece.as_bytes()[0].is_ascii_uppercase() || piece.as_bytes()[0] >= 0xC3;
            if !upper && !(plain && piece.bytes().all(|b| b.is_ascii_lowercase()) && !capital)
                || piece.ends_with('.') && piece.len() > 3
            {
                break;
            }
            if piece.len() < 4
                && piece.bytes().all(|b| b.is_ascii_uppercase())
                && capital
                && number.is_none()
                && bytes[hit.span.end as usize - 1].is_ascii_lowercase()
            {
                return;
            }
            // `Head CT`, `Repeat CT`: no court. `18 Fr ST tube`: a size.
            if self.note.slice(hit.span) == "CT" && piece.bytes().any(|b| b.is_ascii_lowercase()) {
                return;
            }
            strange |= upper;
            named += 1;
            at = start;
        }
        if named == 0 {
            return;
        }
        let mut end = hit.span.end as usize;
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(|b| *b != b'\n') && hit.span.len() < 5 {
            end += 1;
        }
        for side in [
            "NW", "NE", "SW", "SE", "N", "S", "E", "W", "North", "South", "East", "West",
        ] {
            if text[end..].starts_with(' ')
                && text[end + 1..].starts_with(side)
                && !text[end + 1 + side.len()..].starts_with(|c: char| c.is_alphanumeric())
            {
                end += 1 + side.len();
                break;
            }
        }
        let start = match number {
            Some(start) => {
                let lower = !capital && !strange;
                // `5 mg St`; a number with a unit is no house.
                if lower && named > 2 || !plain && named > 3 {
                    return;
                }
                start
            }
            None => {
                // `lives on Maple Street`.
                let first = self.capitals.from(at as u32);
                let before = self.capitals.word_before(at as u32);
                let led = !before.is_empty()
                    || named > 0
                        && hit.span.len() > 3
                        && bytes.get(end).is_some_and(|b| matches!(b, b',' | b'.' | b'\n'));
                if !capital
                    || !plain
                    || !led
                    || hit.span.len() < 4
                    || (first..self.capitals.from(hit.span.start)).any(|it| self.is_generic(it))
                {
                    return;
                }
                at
            }
        };
        let (start, end) = (self.with_flat_before(start), self.with_flat_behind(end));
        let start = self.with_crossing(start);
        let first = self.capitals.from(start as u32);
        let last = self.capitals.from(end as u32);
        let certainty = if number.is_some() {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        self.take(first, last, Span::from(start..end), IdentifierKind::Location, certainty);
    }

    /// Where `Flat 2, ` before a street starts, `lot 17, `; else where the street does.
    fn with_flat_before(&self, start: usize) -> usize {
        let bytes = self.text().as_bytes();
        let Some(mut at) = self.text()[..start].strip_suffix(", ").map(str::len) else {
            return start;
        };
        let end = at;
        while at > 0 && bytes[at - 1].is_ascii_alphanumeric() && end - at < 5 {
            at -= 1;
        }
        if at == end || !bytes[at..end].iter().any(u8::is_ascii_digit) || at == 0 || bytes[at - 1] != b' ' {
            return start;
        }
        let word = self.capitals.word_before(at as u32);
        let fits = ["flat", "apt", "apartment", "lot", "unit", "suite"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it));
        if fits {
            around::back_spaces(bytes, at) - word.len()
        } else {
            start
        }
    }

    /// Where `Route 9 and ` before a street starts; else where the street does.
    fn with_crossing(&self, start: usize) -> usize {
        let text = self.text();
        let Some(rest) = text[..start]
            .strip_suffix(" and ")
            .or_else(|| text[..start].strip_suffix(" & "))
        else {
            return start;
        };
        let number = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
        let rest = &rest[..rest.len() - number];
        ["Route ", "Highway ", "Hwy ", "Rte ", "I-", "US "]
            .iter()
            .filter(|_| number > 0)
            .find_map(|road| rest.strip_suffix(road))
            .map_or(start, str::len)
    }

    /// Where `, #5D` behind a street ends, `, Apt 3B`; else where the street does.
    fn with_flat_behind(&self, end: usize) -> usize {
        let text = self.text();
        let rest = text[end..].strip_prefix(',').unwrap_or(&text[end..]);
        let rest = rest.trim_start_matches(' ');
        let mut at = text.len() - rest.len();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &rest[..length];
        let named = ["apt", "apartment", "unit", "suite", "ste", "flat", "lot", "rm", "room"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it));
        if named {
            at += length;
            at += text[at..]
                .bytes()
                .take_while(|b| matches!(b, b'.' | b' ' | b'#'))
                .count();
        } else if rest.starts_with('#') {
            at += 1;
        } else {
            return end;
        }
        let length = text[at..]
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
            .count();
        if (1..=5).contains(&length) { at + length } else { end }
    }

    /// `PO Box 1234`: the number with its words.
    pub(super) fn read_number(&mut self, hit: &LexiconHit, kind: IdentifierKind) {
        let bytes = self.text().as_bytes();
        let at = around::skip_spaces(bytes, hit.span.end as usize);
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            self.found.push(Identifier {
                kind,
                certainty: Certainty::Certain,
                span: Span::from(hit.span.start as usize..at + digits),
            });
        }
    }

    /// `Apt 4B`, `Room 412B`. A short number behind `unit` or `room` is none: `exam room 3`, `2 units`.
    pub(super) fn read_flat(&mut self, hit: &LexiconHit) {
        let text = self.text();
        let bytes = text.as_bytes();
        let written = self.note.slice(hit.span);
        let mut at = hit.span.end as usize;
        while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'#' | b'.')) {
            at += 1;
        }
        let number = at;
        let length = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
            .count();
        let code = &bytes[at..at + length];
        let digits = code.iter().filter(|b| b.is_ascii_digit()).count();
        let beside = self.found.last().is_some_and(|it| {
            it.kind == IdentifierKind::Location && hit.span.start >= it.span.end && hit.span.start - it.span.end <= 3
        });
        if self.found.last().is_some_and(|it| it.span.end >= hit.span.end) {
            return;
        }
        let home = written == "Flat"
            || written.len() > 2 && written.get(..2).is_some_and(|two| two.eq_ignore_ascii_case("ap"));
        let room = matches!(
            written,
            "Room" | "room" | "ROOM" | "Rm" | "rm" | "unit" | "Unit" | "UNIT"
        );
        let letters = code.iter().filter(|b| b.is_ascii_uppercase()).count();
        let exact =
            code[..digits.min(length)].iter().all(u8::is_ascii_digit) && digits + letters == length && letters < 2;
        let fits = length <= 5
            && (digits > 0 && (beside || home) || room && exact && (digits >= 3 || digits > 0 && letters == 1));
        if fits {
            let start = if room { number } else { hit.span.start as usize };
            self.found.push(Identifier {
                kind: IdentifierKind::Location,
                certainty: if room { Certainty::Likely } else { Certainty::Certain },
                span: Span::from(start..number + length),
            });
        }
    }
}

/// Whether the number at `start` is that of a day or an hour, or what stands behind it, at `name`, a size: `11/21 Maple St`,
/// `06:30 Repeat …`, `POD 2 …`, `14 Fr …`.
fn is_time_or_size(text: &str, start: usize, name: usize) -> bool {
    let before = &text[..start];
    let word = before
        .trim_end_matches([' ', '#'])
        .rsplit(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    let days = ["pod", "hd", "day", "ppd", "dol", "pad", "post-op"];
    let sizes = ["fr", "french", "ga", "gauge", "ch", "charriere"];
    let first = text[name..]
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    before.ends_with(['/', ':'])
        || days.iter().any(|day| word.eq_ignore_ascii_case(day))
        || sizes.iter().any(|size| first.eq_ignore_ascii_case(size))
}
