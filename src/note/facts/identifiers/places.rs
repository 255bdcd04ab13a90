//! Places and institutions.

use super::super::super::Note;
use super::Identifier;

/// Read them into `found`, in any order.
pub(super) fn read(_note: &Note, _found: &mut Vec<Identifier>) {}
