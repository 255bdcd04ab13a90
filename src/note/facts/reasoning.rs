//! Reasoning: the summary statement, and differential diagnoses with what speaks for and against them.

use super::super::Note;
use super::concepts::Concept;
use crate::text::Span;

/// One diagnosis of a differential.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its name as written.
    pub name: Span,
    /// What the name means, if the lexicon knows it.
    pub concept: Option<Concept>,
    /// What speaks for it, cue included.
    pub support: Option<Span>,
    /// What speaks against it, cue included.
    pub against: Option<Span>,
    /// Whether it is the one that the writer believes in.
    pub leading: bool,
}

/// A differential diagnosis, as a list or in prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Differential {
    /// All of it.
    pub span: Span,
    /// The problem it is of: index into the problems of [`Note::assessment`]; `None` for that of the whole note.
    pub problem: Option<u32>,
    /// The diagnoses, in the order of the text.
    pub candidates: Vec<Candidate>,
}

pub(super) fn summary(_note: &Note) -> Option<Span> {
    None
}

pub(super) fn differentials(_note: &Note) -> Vec<Differential> {
    Vec::new()
}

impl Note {
    /// The summary statement: who, with which history, has had what for how long, with which key findings.
    pub fn summary_statement(&self) -> Option<Span> {
        *self.facts.summary.get_or_init(|| summary(self))
    }

    /// The differential diagnoses.
    pub fn differentials(&self) -> &[Differential] {
        self.facts.differentials.get_or_init(|| differentials(self))
    }
}
