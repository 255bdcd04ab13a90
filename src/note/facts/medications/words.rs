//! Words and the gaps between them.

use super::hit_at;
use crate::grammar::lexicon_ids;
use crate::note::Note;

/// The letters and digits that start at `at`.
pub(crate) fn word(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    &rest[..end]
}

/// Past blanks on the line, and whether there were any.
pub(crate) fn after_gap(text: &str, at: usize) -> (usize, bool) {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches(|c: char| {
        c != '\n' && c != '\r' && (c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
    });
    let next = at + rest.len() - trimmed.len();
    (next, next > at)
}

/// Whether a drug or a class is named right after `at`, before any sign.
pub(crate) fn names_drug_after(note: &Note, at: usize) -> bool {
    let (next, gap) = after_gap(&note.text, at);
    gap && [lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES]
        .iter()
        .any(|lexicon| hit_at(note, *lexicon, next as u32).is_some())
}
