//! Completion.

use super::snapshot::Snapshot;
use super::types::{CompletionParams, CompletionResponse};

/// Completion.
pub(super) fn complete(_snapshot: &Snapshot, _params: CompletionParams) -> Option<CompletionResponse> {
    None
}
