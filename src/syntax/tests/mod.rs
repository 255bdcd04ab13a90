//! One test per construct of the markup (docs/markup.md), by the shape of the tree.

mod blocks;
mod headings;
mod lists;
mod placeholders;

use super::parse;

/// The tree of `text` without the outermost `(Document …)`.
fn dump(text: &str) -> String {
    let dump = parse(text).dump(text);
    dump["(Document".len()..dump.len() - 1].trim_start().to_owned()
}

/// The tree of one line without the block around it: what stands inside `(Line(…) …)`, the form first.
fn line(text: &str) -> String {
    let dump = dump(text);
    let start = dump.find("(Line(").expect("a line") + "(Line(".len();
    let mut line = dump[start..].trim_end_matches(')').replacen(") ", ": ", 1);
    if text.ends_with(')') || line.ends_with('"') {
        line.truncate(line.rfind('"').map_or(line.len(), |end| end + 1));
    }
    line
}

/// The form of the first line of `text`.
fn form(text: &str) -> super::LineForm {
    parse(text)
        .nodes()
        .iter()
        .find_map(|node| match node.kind {
            super::NodeKind::Line(form) => Some(form),
            _ => None,
        })
        .expect("a line")
}

/// The texts of all titles of `text`.
fn titles(text: &str) -> Vec<&str> {
    let tree = parse(text);
    tree.leaves()
        .filter(|leaf| leaf.kind == super::NodeKind::Title)
        .map(|leaf| leaf.span.of(text))
        .collect()
}
