//! Colours for what a note is made of.

use super::snapshot::Snapshot;
use super::types::{SemanticTokens, SemanticTokensLegend, SemanticTokensParams, SemanticTokensRangeParams};

/// The names of what is coloured.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend::new(Vec::new(), Vec::new())
}

/// Of a whole note.
pub(super) fn all(_snapshot: &Snapshot, _params: SemanticTokensParams) -> Option<SemanticTokens> {
    None
}

/// Of a part of it.
pub(super) fn within(_snapshot: &Snapshot, _params: SemanticTokensRangeParams) -> Option<SemanticTokens> {
    None
}
