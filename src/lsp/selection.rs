//! Growing a selection.

use super::snapshot::Snapshot;
use super::types::{SelectionRangeParams, SelectionRange};

/// Growing a selection.
pub(super) fn selections(_snapshot: &Snapshot, _params: SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    None
}
