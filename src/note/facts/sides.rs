//! Sides of the body: what is left, right or bilateral.

use super::super::Note;
use crate::text::Span;

/// A side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both.
    Both,
}

/// A part of the body, or a disease of one side, named with its side.
#[derive(Debug, Clone, PartialEq)]
pub struct Sided {
    /// Which side.
    pub side: Side,
    /// The entry of the part in the lexicon `body-parts`.
    pub part: u16,
    /// Side and part as written.
    pub span: Span,
}

pub(super) fn read(_note: &Note) -> Vec<Sided> {
    Vec::new()
}
