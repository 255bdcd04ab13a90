//! Allergies with their reactions, and the statement that there are none.

use super::super::Note;
use crate::text::Span;

/// One allergy or intolerance.
#[derive(Debug, Clone, PartialEq)]
pub struct Allergy {
    /// The substance as written.
    pub written: Span,
    /// Its entry in the lexicon `drugs`, if it is a drug.
    pub drug: Option<u16>,
    /// The drug class that it names (`penicillins`, `sulfa`), as in the attribute `class` of the lexicon `drugs`.
    pub class: Option<String>,
    /// The reaction as written.
    pub reaction: Option<Span>,
    /// Substance and reaction.
    pub span: Span,
}

/// What the note says of allergies.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Allergies {
    /// Those named.
    pub list: Vec<Allergy>,
    /// Statements that there are none: `NKDA`, `no known allergies`, `Allergies: none`.
    pub none: Vec<Span>,
}

pub(super) fn read(_note: &Note) -> Allergies {
    Allergies::default()
}
