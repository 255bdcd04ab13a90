//! Pictures of a class, as inline SVG: no script, readable without colour, every value as text too.

mod escape;

pub use escape::{escape, id, prose, push_escaped, shortened};

/// How pictures are coloured; it stands once in a page.
pub const STYLE: &str = "";
