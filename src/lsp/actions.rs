//! Code actions.

use super::snapshot::Snapshot;
use super::types::{CodeActionParams, CodeActionResponse};

/// Code actions.
pub(super) fn code_actions(_snapshot: &Snapshot, _params: CodeActionParams) -> Option<Vec<CodeActionResponse>> {
    None
}
