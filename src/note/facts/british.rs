//! Whether the note is written as British doctors write: by the names of its headings, its durations and its words.

use super::super::{Note, SectionIx};
use crate::grammar::lexicon_ids;

/// At least two signs of it.
pub(super) fn read(note: &Note) -> bool {
    /// So many headings are looked at.
    const HEADINGS: usize = 40;
    let names_heading = |ix: SectionIx| {
        let heading = note.section(ix).heading;
        note.phrases_in(lexicon_ids::BRITISH_USAGE, heading)
            .next()
            .is_some_and(|hit| {
                note.grammar.category(hit) == "heading" && note.slice(hit.span) == without_spaces(note.slice(heading))
            })
    };
    let headings = (0..note.sections.len().min(HEADINGS) as u32)
        .filter(|at| names_heading(SectionIx(*at)))
        .take(2)
        .count();
    if headings == 2 {
        return true;
    }
    let words = note
        .phrases_of(lexicon_ids::BRITISH_USAGE)
        .filter(|hit| note.grammar.category(hit) == "word")
        .take(2)
        .count();
    headings + words + usize::from(has_british_duration(&note.text)) >= 2
}

fn without_spaces(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
    })
}

/// `3/7`, `2/52`, `6/12`: days, weeks, months. Not part of a date or a reading.
fn has_british_duration(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'/', bytes).any(|at| {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let unit = ["7", "52", "12"]
            .iter()
            .find(|unit| text[at + 1..].starts_with(**unit))
            .map(|unit| unit.len());
        let Some(length) = unit.filter(|_| at > 0 && digit(at - 1)) else {
            return false;
        };
        let first = if at > 1 && digit(at - 2) { at - 2 } else { at - 1 };
        let before = first.checked_sub(1).map(|before| bytes[before]);
        let after = bytes.get(at + 1 + length);
        !before.is_some_and(|b| b.is_ascii_digit() || matches!(b, b'/' | b'.'))
            && !after.is_some_and(|b| b.is_ascii_digit() || matches!(b, b'/' | b'.'))
    })
}
