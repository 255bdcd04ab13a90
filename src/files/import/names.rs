//! The names of sections, as far as reading a document needs them.

use crate::grammar::{Grammar, normalize_heading};

/// The longest name, in words, that stands on a line without any mark.
const MOST_WORDS: usize = 6;

/// Whether a line is the bare name of a section. The markup sees one only where it stands alone, which a paragraph of
/// its own does.
pub(super) fn is_section(line: &str) -> bool {
    let line = line.trim();
    if line.len() > 120
        || line.ends_with(['.', ',', ';', '!', '?', ':'])
        || line.split_whitespace().count() > MOST_WORDS
    {
        return false;
    }
    let mut normalized = String::new();
    normalize_heading(line, &mut normalized);
    !normalized.is_empty() && !Grammar::builtin().candidates(&normalized).is_empty()
}
