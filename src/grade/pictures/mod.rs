//! Pictures of a class, as inline SVG: no script, readable without colour, every value as text too.
//!
//! Each picture is a function from [`Class`](super::Class) to a piece of HTML, or `None` where there is nothing to show
//! or where it must not be shown. Colours are variables of [`STYLE`], which stands once in a page; what matters is told
//! by size, pattern or letter as well, so that it survives a grey printer.

mod differential;
mod escape;
mod heat_map;
mod item_table;
mod note_map;
mod pair_table;
pub(in crate::grade) mod part;
mod progress;
mod scores;
mod section_bars;
mod svg;
#[cfg(test)]
mod tests;

pub use differential::differential;
pub use escape::{escape, id, prose, push_escaped, shortened};
pub use heat_map::heat_map;
pub use item_table::item_table;
pub use note_map::note_map;
pub use pair_table::{by_likeness, pair_table, percentile};
pub use progress::progress;
pub use scores::score_strip;
pub use section_bars::section_bars;

/// How pictures are coloured; it stands once in a page.
pub const STYLE: &str = include_str!("style.css");
