//! What a place in a note means.

use super::snapshot::Snapshot;
use super::types::{HoverParams, Hover};

/// What a place in a note means.
pub(super) fn hover(_snapshot: &Snapshot, _params: HoverParams) -> Option<Hover> {
    None
}
