//! Layout: of a note, of a part of it, and while a list is being written.

use super::snapshot::Snapshot;
use super::types::{DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, TextEdit};

/// The whole note, as `preceptor fmt` lays it out.
pub(super) fn format(_snapshot: &Snapshot, _params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    None
}

/// A part of it.
pub(super) fn format_range(_snapshot: &Snapshot, _params: DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
    None
}

/// Behind a new line.
pub(super) fn format_on_type(_snapshot: &Snapshot, _params: DocumentOnTypeFormattingParams) -> Option<Vec<TextEdit>> {
    None
}
