//! Front matter: the entries of the block between two `---` lines.

use super::FrontMatterEntry;
use super::lines::trim;
use crate::syntax::{NodeKind, Tree};
use crate::text::Span;

/// Read the entries of the front matter, in order.
pub(super) fn read(tree: &Tree, text: &str) -> Vec<FrontMatterEntry> {
    let nodes = tree.nodes();
    // Front matter can only be the first block, after a byte order mark.
    let Some(at) = nodes.iter().take(4).position(|node| node.kind == NodeKind::FrontMatter) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    let mut next = at + 1;
    while next < nodes[at].end as usize {
        let node = &nodes[next];
        if node.kind == NodeKind::FrontMatterEntry {
            let leaves = &nodes[next + 1..node.end as usize];
            let key = leaves
                .iter()
                .find(|leaf| leaf.kind == NodeKind::Key)
                .map(|leaf| trim(text, leaf.span));
            // A placeholder in the value splits it into several leaves.
            let values = leaves.iter().filter(|leaf| {
                matches!(leaf.kind, NodeKind::Value | NodeKind::Placeholder(_))
                    && Some(leaf.span.start) > key.map(|k| k.end)
            });
            let value = values.map(|leaf| leaf.span).reduce(Span::cover);
            if let Some(key) = key {
                let value = value.map_or(Span::at(key.end), |value| unquote(text, trim(text, value)));
                entries.push(FrontMatterEntry { key, value });
            }
        }
        next = node.end as usize;
    }
    entries
}

/// Without one pair of quotes around it.
fn unquote(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    for quote in ['"', '\''] {
        if inner.len() >= 2 && inner.starts_with(quote) && inner.ends_with(quote) {
            return Span::new(span.start + 1, span.end - 1);
        }
    }
    span
}

/// The members of a value: `[a, b]`, or the value itself.
pub fn members(value: &str) -> impl Iterator<Item = &str> {
    let inner = value.trim();
    let inner = inner
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(inner);
    inner
        .split(',')
        .map(|member| member.trim().trim_matches(['"', '\'']))
        .filter(|member| !member.is_empty())
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn a_list_and_a_single_value_have_members() {
        assert_eq!(
            members("[pediatrics, \"cardiology\"]").collect::<Vec<_>>(),
            ["pediatrics", "cardiology"]
        );
        assert_eq!(members("surgery").collect::<Vec<_>>(), ["surgery"]);
        assert_eq!(members("[]").count(), 0);
    }
}
