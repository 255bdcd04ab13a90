//! The lossless tree.

use crate::text::Span;

/// Index of a node in its [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// How a line presents itself. Only marks say this: whether `Lungs: clear` opens a section is for the catalogue to say
/// (see `note`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineForm {
    /// Prose, or anything that carries no mark of a heading.
    Plain,
    /// `# HPI` … `###### HPI`, with the level 1 to 6. `#CHF` (no space) has this form too, see [`LineForm::Hash`].
    Atx(u8),
    /// `#CHF`: one or more `#` with no space after. Text outside an assessment or plan.
    Hash(u8),
    /// Underlined with `===` (level 1) or `---` (level 2). The underline is a marker of the same node.
    Setext(u8),
    /// The whole line is bold: `**HPI**`, `**HPI:**`, `__HPI__`.
    Bold,
    /// `**HPI:** text`, `**HPI**: text` or `**HPI** - text`: a bold label with text after it.
    BoldLabel,
    /// An ALL-CAPS line, with or without a colon at its end.
    Caps,
    /// `Label: text goes on`, or `Label:` alone.
    Label,
}

/// What stands in a blank that the writer should have filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceholderKind {
    /// `***`, `***{label}`.
    Wildcard,
    /// `{a|b}`, `{a/b}`, `{name:1234}`, `{+a|b}`, `{=none|mild}`.
    PickList,
    /// `{?with radiation to ***}`: an optional passage.
    Optional,
    /// `@NAME@`, `{{ name }}`.
    Variable,
    /// Three or more `_` inside text.
    Blank,
    /// Two or more boxes on a line with none ticked, or a box outside a to-do: `[ ] yes [ ] no`.
    Box,
    /// `TODO`, `FIXME`, `TBD`, `XX`, `??`.
    Filler,
    /// `[insert …]`, `[enter …]`, `[add …]`, `[your …]`.
    Instruction,
}

/// What a node is. Branches have children; leaves cover bytes, and all leaves together cover every byte once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    // ---- branches ----
    /// The root.
    Document,
    /// The block between two `---` lines at the top: `Fence Newline FrontMatterEntry* Fence Newline`.
    FrontMatter,
    /// One line `key: value` of the front matter.
    FrontMatterEntry,
    /// One line (with its line end) that is no list item, table row or front matter. Directly under the document (a
    /// heading-like line), or inside a paragraph, item or quote. A [`LineForm::Setext`] line holds its underline too.
    Line(LineForm),
    /// Consecutive plain lines.
    Paragraph,
    /// Consecutive list items of one indentation, whatever their markers. Blank lines and comments between two items are
    /// leaves of the list.
    List,
    /// One item: its lines and nested lists, and blank lines and comments between these. The first line holds `Indent?
    /// Marker TaskBox?`.
    Item,
    /// A pipe table with a delimiter row.
    Table,
    /// One row of a table; the delimiter row too.
    TableRow,
    /// Consecutive lines that open with `>`. (A quoted line inside an item is a line of the item.)
    Quote,

    // ---- leaves ----
    /// The byte order mark.
    Bom,
    /// Prose.
    Text,
    /// The words of a heading, label or bold line, without marks or colon. A line can hold several: labels in capitals
    /// inside a line (`No murmur. LUNGS: clear`) are titles too.
    Title,
    /// The colon or dash (and spaces) after a title.
    Separator,
    /// `#`, `**`, a list bullet or number, `>`, a setext underline, with the spaces that belong to it. The number of a
    /// numbered heading (`# 1. CHF`, `#1 CHF`, `**2. CHF**`) belongs to its marker.
    Marker,
    /// `[ ]` or `[x]` of a to-do, with the spaces after it; the flag says whether it is ticked.
    TaskBox(bool),
    /// Leading white space of a line.
    Indent,
    /// LF, CRLF or CR.
    Newline,
    /// A line of white space only, without its line end.
    Blank,
    /// A thematic rule: `---`, `___`, `===` with nothing above. `***` alone is NOT one: it is a wildcard.
    Rule,
    /// `---` of the front matter.
    Fence,
    /// Key of a front matter entry.
    Key,
    /// Value of a front matter entry.
    Value,
    /// `|` of a table.
    Pipe,
    /// The text of a table cell, or dashes in the delimiter row.
    Cell,
    /// A placeholder.
    Placeholder(PlaceholderKind),
    /// `<!-- … -->`, may hold line ends.
    Comment,
    /// `<!-- preceptor: … -->`.
    Directive,
}

/// One node. Nodes stand in preorder: the children of node `i` are in `i + 1 .. end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The bytes it covers, its children included.
    pub span: Span,
    /// One past the last node of this subtree.
    pub end: u32,
}

/// A parsed note: nodes in preorder over the byte ranges of the text. It holds no text itself.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl NodeKind {
    /// Whether it has no children by nature.
    pub const fn is_leaf(self) -> bool {
        !matches!(
            self,
            NodeKind::Document
                | NodeKind::FrontMatter
                | NodeKind::FrontMatterEntry
                | NodeKind::Line(_)
                | NodeKind::Paragraph
                | NodeKind::List
                | NodeKind::Item
                | NodeKind::Table
                | NodeKind::TableRow
                | NodeKind::Quote
        )
    }
}

impl Tree {
    pub(super) fn from_nodes(nodes: Vec<Node>) -> Self {
        Self { nodes }
    }

    /// All nodes, in preorder; the first is the document.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The direct children of `id`, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Node)> {
        let end = self.node(id).end;
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let id = NodeId(next);
                let node = &self.nodes[next as usize];
                next = node.end;
                (id, node)
            })
        })
    }

    /// All nodes below `id`, in preorder.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Node)> {
        let first = id.0 + 1;
        let end = self.node(id).end;
        self.nodes[first as usize..end as usize]
            .iter()
            .enumerate()
            .map(move |(at, node)| (NodeId(first + at as u32), node))
    }

    /// All leaves, in order. Their texts, joined, are the source.
    pub fn leaves(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.kind.is_leaf())
    }
}
