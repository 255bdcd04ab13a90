//! The markup's parser: text → lossless tree.
//!
//! Every byte of the source belongs to exactly one leaf, and every text parses: there is no syntax error, only
//! diagnostics. The tree records marks, not meaning; which heading is which section is decided in [`crate::note`] with
//! the catalogue of [`crate::grammar`].

mod block;
mod builder;
mod comment;
mod dump;
mod front_matter;
mod line;
mod marker;
mod placeholder;
mod space;
#[cfg(test)]
mod tests;
mod tree;

pub use comment::comments;
pub use placeholder::{Found, Pick, placeholders};
pub use tree::{LineForm, Node, NodeId, NodeKind, PlaceholderKind, Tree};

/// Parse a note. Total: every text gives a tree whose leaves, joined, are the text.
pub fn parse(text: &str) -> Tree {
    block::parse(text)
}
