//! Links in a note.

use super::snapshot::Snapshot;
use super::types::{DocumentLinkParams, DocumentLink};

/// Links in a note.
pub(super) fn links(_snapshot: &Snapshot, _params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    None
}
