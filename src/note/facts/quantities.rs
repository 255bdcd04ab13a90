//! Numbers with the unit of a dose behind them, wherever they stand: `10 mg`, `10mg`, `.5 mg`, `1.0-2.0 mg`, `10 U`, `0.9%`, `2
//! tabs`. What they are the dose or the value of is not asked here; how they are written is kept.

use super::digits::Digits;
use super::medications::amounts::{Per, named_unit, per};
use super::medications::hit_at;
use crate::grammar::{Grammar, lexicon_ids};
use crate::note::Note;
use crate::text::Span;

/// What a number is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A unit of the lexicon `dose-units`, by entry.
    Unit(u16),
    /// `%`.
    Percent,
    /// A form of the lexicon `dose-forms` that is counted, by entry.
    Form(u16),
    /// Nothing: only kept where the number is glued to a word before it.
    Bare,
}

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The number as written, with its commas and its decimal point, also where nothing stands before that.
    pub number: Span,
    /// The unit as written, without what it is per. In a range that of the whole: `1.0-2.0 mg` are two quantities.
    pub unit: Span,
    /// What the unit is.
    pub counted: Counted,
    /// Whether a letter stands right before the number: `metoprolol25 mg`.
    pub glued: bool,
    /// Whether the unit is per litre or decilitre: a concentration in blood.
    pub of_blood: bool,
}

impl Quantity {
    /// Whether nothing stands between number and unit.
    pub fn is_glued(&self) -> bool {
        self.number.end == self.unit.start && !self.unit.is_empty()
    }

    /// The category of its unit in the lexicon `dose-units` (`mass`, `activity`, `amount`, `volume`, `percent`), or `form`.
    pub fn category(self, grammar: &Grammar) -> &str {
        match self.counted {
            Counted::Unit(entry) => &grammar.lexicon(lexicon_ids::DOSE_UNITS).entries[usize::from(entry)].category,
            Counted::Percent => "percent",
            Counted::Form(_) => "form",
            Counted::Bare => "",
        }
    }
}

/// A word before a glued number has at least so many letters: `B12` and `D3` are names.
const GLUED_WORD: usize = 4;

pub(super) fn read(note: &Note) -> Vec<Quantity> {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let mut found: Vec<Quantity> = Vec::new();
    // The numbers of a range or combination that wait for their unit: from which of `found`, and where the next one starts.
    let mut waiting: Option<(usize, usize)> = None;
    let mut digits = Digits::from(note, 0);
    let mut at = 0;
    while let Some(digit) = digits.next(at) {
        at = digit;
        let start = start_of(bytes, at);
        let end = end_of(bytes, at);
        let first = match waiting.take() {
            Some((first, next)) if next == start => first,
            Some((first, _)) => {
                found.truncate(first);
                found.len()
            }
            None => found.len(),
        };
        at = end;
        let glued = start > 0 && bytes[start - 1].is_ascii_alphabetic();
        let quantity = Quantity {
            number: Span::from(start..end),
            unit: Span::at(end as u32),
            counted: Counted::Bare,
            glued,
            of_blood: false,
        };
        if let Some((counted, unit)) = unit(note, end) {
            let of_blood = matches!(counted, Counted::Unit(_)) && per(text, unit.end as usize).1 == Per::Laboratory;
            found.push(quantity);
            for quantity in &mut found[first..] {
                (quantity.unit, quantity.counted, quantity.of_blood) = (unit, counted, of_blood);
            }
            at = unit.end as usize;
        } else if let Some(next) = joined(bytes, end) {
            found.push(quantity);
            waiting = Some((first, next));
        } else {
            // `Humalog75/25`: the first number is what is glued.
            let head = found.get(first).copied().unwrap_or(quantity);
            found.truncate(first);
            if head.glued && follows_word(bytes, head.number.start as usize) {
                found.push(head);
            }
        }
    }
    if let Some((first, _)) = waiting {
        found.truncate(first);
    }
    found
}

/// Where the number with the digit at `at` starts: at a decimal point with nothing before it, too.
fn start_of(bytes: &[u8], at: usize) -> usize {
    match at.checked_sub(1).map(|before| bytes[before]) {
        Some(b'.')
            if at == 1
                || bytes[at - 2].is_ascii_whitespace()
                || matches!(
                    bytes[at - 2],
                    b'(' | b'[' | b':' | b'=' | b'-' | b'/' | b'~' | b'@' | b',' | b'*' | b'>' | b'|' | 0x80..
                ) =>
        {
            at - 1
        }
        _ => at,
    }
}

/// Where the number ends whose first digit is at `at`.
fn end_of(bytes: &[u8], at: usize) -> usize {
    let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = digits(at);
    if at > 0 && bytes[at - 1] == b'.' {
        return end;
    }
    while bytes.get(end) == Some(&b',') && digits(end + 1) == end + 4 {
        end += 4;
    }
    match bytes.get(end) {
        Some(b'.') if digits(end + 1) > end + 1 => digits(end + 1),
        _ => end,
    }
}

/// Whether a whole word stands right before `at`.
fn follows_word(bytes: &[u8], at: usize) -> bool {
    let letters = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_alphabetic());
    letters.take(GLUED_WORD).count() == GLUED_WORD
}

/// The unit after the number that ends at `at`.
fn unit(note: &Note, at: usize) -> Option<(Counted, Span)> {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let mut start = at;
    while start < at + 2 && bytes.get(start) == Some(&b' ') {
        start += 1;
    }
    if text.is_char_boundary(start) && text[start..].starts_with(['\u{a0}', '\u{202f}']) {
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    if bytes.get(start) == Some(&b'-') && bytes.get(start + 1).is_some_and(u8::is_ascii_alphabetic) {
        start += 1;
    }
    match bytes.get(start)? {
        b'%' => return Some((Counted::Percent, Span::from(start..start + 1))),
        byte if byte.is_ascii_alphabetic() || *byte >= 0x80 => {}
        _ => return None,
    }
    if let Some((entry, length)) = named_unit(&note.grammar, &text[start..]) {
        return Some((Counted::Unit(entry), Span::from(start..start + length)));
    }
    if start == at {
        return glued_form(note, start);
    }
    let form = hit_at(note, lexicon_ids::DOSE_FORMS, start as u32)?;
    (note.entry(&form).category == "count").then_some((Counted::Form(form.entry), form.span))
}

/// The counted form at `start`, where no word begins: `2tabs`.
fn glued_form(note: &Note, start: usize) -> Option<(Counted, Span)> {
    let rest = &note.text[start..];
    let openings = note.grammar.openings(lexicon_ids::DOSE_FORMS, rest);
    let (entry, length) = openings
        .into_iter()
        .rev()
        .find(|(_, length)| !rest[*length..].starts_with(char::is_alphanumeric))?;
    let counted = note.entry_at(lexicon_ids::DOSE_FORMS, entry).category == "count";
    counted.then_some((Counted::Form(entry), Span::from(start..start + length)))
}

/// Where the next number of a range or combination starts after the one that ends at `at`.
fn joined(bytes: &[u8], at: usize) -> Option<usize> {
    const SIGNS: [&str; 12] = [
        "-", "–", " - ", " – ", "/", " to ", " or ", "->", " -> ", "→", " → ", " / ",
    ];
    let rest = &bytes[at..];
    SIGNS.iter().find_map(|sign| {
        let next = rest.strip_prefix(sign.as_bytes())?;
        match next {
            [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => Some(at + sign.len()),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    /// Number and unit of each quantity.
    fn all(text: &str) -> Vec<String> {
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        note.quantities()
            .iter()
            .map(|it| format!("{}|{}", note.slice(it.number), note.slice(it.unit)))
            .collect()
    }

    #[test]
    fn numbers_have_units() {
        for (text, expected) in [
            ("furosemide 40 mg PO", &["40|mg"][..]),
            ("give .5 mg", &[".5|mg"]),
            ("1.0-2.0 mg IV", &["1.0|mg", "2.0|mg"]),
            ("875/125 mg", &["875|mg", "125|mg"]),
            ("heparin 5,000 units, 100000units", &["5,000|units", "100000|units"]),
            ("take 2 tabs, 1/2 tab", &["2|tabs", "1|tab", "2|tab"]),
            ("0.9% saline", &["0.9|%"]),
            ("10U, 5 iu, 3 cc", &["10|U", "5|iu", "3|cc"]),
            ("metoprolol25 mg, Inderal40", &["25|mg", "40|"]),
            ("Humalog75/25, COVID19/20 x", &["75|", "19|"]),
            ("BP 120/80, seen 3/14, B12 low, L4-5", &[]),
            ("Stopped it.5 mg", &["5|mg"]),
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
    }
}
