//! Symptoms, signs and conditions that the note speaks of.

use super::super::{Note, SectionIx};
use super::Assertion;
use crate::grammar::LexiconId;
use crate::text::Span;

/// One mention of a symptom, sign or condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The lexicon: `symptoms`, `signs` or `conditions`.
    pub lexicon: LexiconId,
    /// Its entry there; the id of the entry is the concept, and the same concept has the same id in all three.
    pub entry: u16,
    /// Where.
    pub span: Span,
    /// What the note says of it.
    pub assertion: Assertion,
    /// The section it stands in.
    pub section: Option<SectionIx>,
}

pub(super) fn read(_note: &Note) -> Vec<Mention> {
    Vec::new()
}
