//! Laboratory values: lines, tables, panels, fishbones, trends.

use super::super::Note;
use crate::text::Span;

/// High or low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Below the reference range.
    Low,
    /// Above it.
    High,
    /// Marked as abnormal, no direction written.
    Abnormal,
}

/// One laboratory value.
#[derive(Debug, Clone, PartialEq)]
pub struct Lab {
    /// Its entry in the lexicon `labs`.
    pub entry: u16,
    /// The value in the conventional unit of the entry.
    pub value: f64,
    /// `<` or `>` before it.
    pub bound: Option<char>,
    /// The number as written.
    pub number: Span,
    /// The unit as written; empty if none was.
    pub unit: Span,
    /// The value as written, before conversion.
    pub written: f64,
    /// The name as written; empty in a panel without names (`138/4.1/101/24/18/1.0`).
    pub name: Span,
    /// All of it.
    pub span: Span,
    /// Computed from the reference range of the entry, for an adult.
    pub flag: Option<Flag>,
    /// As written: `(L)`, `H`, `*`.
    pub written_flag: Option<Flag>,
    /// Whether the note gives it as a value of an earlier time: the left end of a trend, a baseline, an outside value.
    pub earlier: bool,
}

pub(super) fn read(_note: &Note) -> Vec<Lab> {
    Vec::new()
}
