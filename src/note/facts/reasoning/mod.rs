//! Reasoning: the summary statement, and differential diagnoses with what speaks for and against them.
//!
//! The words with which a writer reasons are the lexicon `reasoning-cues`. A differential is a list under its heading, a list after a
//! word that announces one ("DDx: A, B, C"), two diagnoses with "vs" between them, or prose that weighs ("A is less likely given …",
//! "considered B but …"). All that is weighed for one problem is one differential.

mod differential;
mod summary;

#[cfg(test)]
mod tests;

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
    /// Whether it stands in the list of the differential, if that has one.
    pub listed: bool,
}

impl Candidate {
    /// Whether a word is said for or against it.
    pub fn is_weighed(&self) -> bool {
        self.support.is_some() || self.against.is_some() || self.leading
    }
}

/// A differential diagnosis, as a list or in prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Differential {
    /// All of it, from the first diagnosis to the last word about one.
    pub span: Span,
    /// The problem as written under which it stands: index into [`Note::written_problems`]; `None` for that of the whole note.
    pub written: Option<u32>,
    /// Where it is set out as a list: "DDx: A, B", "A vs B", a section of its own. `None` if prose weighs diagnoses as it goes.
    pub listed: Option<Span>,
    /// The diagnoses, in the order of the text.
    pub candidates: Vec<Candidate>,
}

/// What a summary statement tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SummaryParts {
    /// Age, sex, or a state that matters.
    pub who: bool,
    /// History or risk that bears on the problem.
    pub history: bool,
    /// A time course, in a word or a number.
    pub tempo: bool,
    /// The complaint or syndrome.
    pub syndrome: bool,
    /// A finding, result or vital sign that narrows the answer.
    pub data: bool,
    /// The diagnosis that it leads to.
    pub impression: bool,
}

impl SummaryParts {
    /// How many of the five parts that it should have stand there.
    pub fn count(self) -> usize {
        [self.who, self.history, self.tempo, self.syndrome, self.data]
            .into_iter()
            .filter(|has| *has)
            .count()
    }
}

impl Note {
    /// The summary statement: who, with which history, has had what for how long, with which key findings.
    pub fn summary_statement(&self) -> Option<Span> {
        *self.facts.summary.get_or_init(|| summary::find(self))
    }

    /// What of a summary statement the text at `span` tells.
    pub fn summary_parts(&self, span: Span) -> SummaryParts {
        summary::parts(self, span)
    }

    /// The differential diagnoses.
    pub fn differentials(&self) -> &[Differential] {
        self.facts.differentials.get_or_init(|| differential::find(self))
    }
}
