//! The year of birth.

use super::super::super::Note;
use super::tokens::after;
use crate::grammar::{Role, lexicon_ids};
use crate::text::Span;

/// The year after `DOB`, `date of birth`: the only number of four digits there, or the last of a date in numbers.
pub(super) fn year(note: &Note) -> Option<(u16, Span)> {
    note.phrases_of(lexicon_ids::AGE_FORMS)
        .filter(|hit| &*note.entry(hit).category == "born")
        .filter(|hit| !matches!(note.role_at(hit.span.start), Role::FamilyHistory))
        .find_map(|hit| year_after(&note.text, hit.span.end))
}

fn year_after(text: &str, at: u32) -> Option<(u16, Span)> {
    let mut numbers = 0;
    for token in after(text, at).take(12) {
        if token.text == "\n" {
            return None;
        }
        if !token.is_number() {
            continue;
        }
        let digits = token.text.trim_end_matches(|c: char| !c.is_ascii_digit());
        numbers += 1;
        if digits.len() == 4 {
            let year: u16 = digits.parse().ok()?;
            return (1880..=2100).contains(&year).then_some((year, token.span));
        }
        if numbers == 3 {
            return None;
        }
    }
    None
}
