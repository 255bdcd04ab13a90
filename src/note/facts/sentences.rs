//! Sentences and items: how far a word can reach.

use super::super::{Note, SectionIx};
use crate::text::Span;

/// A sentence, a list item, a cell, or the text after a label. It never crosses one of these, nor a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where; wrapped lines of a paragraph are one text.
    pub span: Span,
    /// The section it stands in.
    pub section: Option<SectionIx>,
    /// Whether it stands in a block quote.
    pub quoted: bool,
}

pub(super) fn read(_note: &Note) -> Vec<Sentence> {
    Vec::new()
}

impl Note {
    /// The sentence that holds `offset`.
    pub fn sentence_at(&self, offset: u32) -> Option<&Sentence> {
        let sentences = self.sentences();
        let at = sentences.partition_point(|sentence| sentence.span.start <= offset);
        sentences[..at].last().filter(|sentence| offset < sentence.span.end)
    }
}
