//! Clinical scores: GCS, NIHSS, Apgar, pain and their like.

use super::super::Note;
use crate::text::Span;

/// One score.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Its entry in the lexicon `scores`.
    pub entry: u16,
    /// The total as written.
    pub total: f64,
    /// The highest value, as written after a slash: `7/10`, `15/15`.
    pub out_of: Option<f64>,
    /// The components as written: `E4V5M6` is 4, 5, 6.
    pub parts: Vec<f64>,
    /// The total.
    pub number: Span,
    /// All of it.
    pub span: Span,
}

pub(super) fn read(_note: &Note) -> Vec<Score> {
    Vec::new()
}
