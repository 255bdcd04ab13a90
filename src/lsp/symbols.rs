//! The outline of a note.

use super::snapshot::Snapshot;
use super::types::{DocumentSymbolParams, DocumentSymbolResponse};

/// The outline of a note.
pub(super) fn symbols(_snapshot: &Snapshot, _params: DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    None
}
