//! What can be folded.

use super::snapshot::Snapshot;
use super::types::{FoldingRangeParams, FoldingRange};

/// What can be folded.
pub(super) fn folds(_snapshot: &Snapshot, _params: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    None
}
