//! Hints between the words.

use super::snapshot::Snapshot;
use super::types::{InlayHintParams, InlayHint};

/// Hints between the words.
pub(super) fn inlay_hints(_snapshot: &Snapshot, _params: InlayHintParams) -> Option<Vec<InlayHint>> {
    None
}
