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

/// Where the front matter of `text` says what `key` (in any case) is, if it does. Only the head of the text is parsed.
pub fn value_of(text: &str, key: &str) -> Option<Span> {
    /// A head of more lines than these is none.
    const LINES: usize = 200;
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut end = start;
    let mut lines = text[start..].split_inclusive(['\n', '\r']).take(LINES);
    let is_rule = |line: &str| line.trim_end() == "---";
    end += lines.next().filter(|line| is_rule(line))?.len();
    loop {
        let line = lines.next()?;
        end += line.len();
        if is_rule(line) {
            break;
        }
    }
    let head = &text[..end];
    let entries = read(&crate::syntax::parse(head), head);
    let entry = entries
        .iter()
        .find(|entry| entry.key.of(head).eq_ignore_ascii_case(key))?;
    Some(entry.value).filter(|value| !value.is_empty())
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
    use super::{members, value_of};

    #[test]
    fn one_value_is_read_without_the_note() {
        let named = |text: &str| value_of(text, "previous").map(|span| span.of(text).to_owned());
        let text = "---\nkind: soap\nPrevious: \"day 1.md\"\n---\nprevious: other.md\n";
        assert_eq!(named(text).as_deref(), Some("day 1.md"));
        assert_eq!(
            named("\u{feff}---\r\nprevious: a.md\r\n---\r\n").as_deref(),
            Some("a.md")
        );
        for text in [
            "",
            "---",
            "---\nprevious: a.md\n",
            "x\n---\nprevious: a.md\n---\n",
            "---\nprevious:\n---\n",
        ] {
            assert_eq!(named(text), None, "{text:?}");
        }
    }

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
