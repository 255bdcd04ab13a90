//! The lines of a note, flat: what the section and problem finders walk over.

use crate::syntax::{LineForm, NodeKind, Tree};
use crate::text::Span;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Directly under the document: heading-like.
    Block,
    /// In a paragraph; the flag says whether it is its first line.
    Paragraph { first: bool },
    /// In a list item at this depth (from 1); the flag says whether it is the item's first line.
    Item { depth: u8, first: bool },
    /// In a block quote: the patient's own words.
    Quote,
}

/// One line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub place: Place,
    pub form: LineForm,
    /// The whole line with its line end.
    pub span: Span,
    /// The marker that opens it, if any (`1.`, `-`, `##`), trailing spaces excluded.
    pub marker: Option<Span>,
    /// Title, if the line is a heading or label.
    pub title: Option<Span>,
    /// What follows the title (or the marker), trimmed, without the line end.
    pub content: Span,
    /// Whether a blank line, a rule, a table or the start of the text stands before it.
    pub after_gap: bool,
    /// Whether the next block-level thing is a list item (same paragraph ended).
    pub before_list: bool,
    /// Whether a blank line or the end of the text follows.
    pub before_gap: bool,
}

/// A label in capitals in the middle of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct InlineLabel {
    /// Index of the line it stands in.
    pub line: usize,
    pub title: Span,
    /// Where its text starts.
    pub body_start: u32,
}

/// All lines of a note, in order, and the labels inside them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub all: Vec<Line>,
    pub inline_labels: Vec<InlineLabel>,
}

impl Lines {
    /// Collect the lines of `tree`, which was parsed from `text`. Front matter, tables and comments are no lines.
    pub fn collect(tree: &Tree, text: &str) -> Self {
        let nodes = tree.nodes();
        let mut lines = Lines {
            all: Vec::with_capacity(nodes.len() / 4),
            inline_labels: Vec::new(),
        };
        // Ends of the open lists, paragraphs, items and quotes.
        let mut lists: Vec<u32> = Vec::new();
        let (mut paragraph_end, mut item_end, mut quote_end) = (0, 0, 0);
        let (mut first_in_paragraph, mut first_in_item) = (false, false);
        let mut gap = true;
        let mut at = 1;
        while at < nodes.len() {
            let node = &nodes[at];
            while lists.last().is_some_and(|&end| at as u32 >= end) {
                lists.pop();
            }
            match node.kind {
                NodeKind::FrontMatter | NodeKind::Table => {
                    gap = true;
                    mark_gap(&mut lines.all);
                    at = node.end as usize;
                    continue;
                }
                NodeKind::Blank | NodeKind::Rule => {
                    gap = true;
                    mark_gap(&mut lines.all);
                }
                // A line end outside any line: an empty line, unless it ends a comment's.
                NodeKind::Newline if !matches!(nodes[at - 1].kind, NodeKind::Comment | NodeKind::Directive) => {
                    gap = true;
                    mark_gap(&mut lines.all);
                }
                NodeKind::Paragraph => {
                    paragraph_end = node.end;
                    first_in_paragraph = true;
                }
                NodeKind::List => {
                    if lists.is_empty()
                        && let Some(last) = lines.all.last_mut()
                        && (!last.before_gap || matches!(last.form, LineForm::Plain))
                    {
                        last.before_list = true;
                    }
                    lists.push(node.end);
                }
                NodeKind::Item => {
                    item_end = node.end;
                    first_in_item = true;
                }
                NodeKind::Quote => quote_end = node.end,
                NodeKind::Line(form) => {
                    let here = at as u32;
                    let place = if here < quote_end {
                        Place::Quote
                    } else if !lists.is_empty() && here < item_end {
                        Place::Item {
                            depth: lists.len().min(255) as u8,
                            first: std::mem::take(&mut first_in_item),
                        }
                    } else if here < paragraph_end {
                        Place::Paragraph {
                            first: std::mem::take(&mut first_in_paragraph),
                        }
                    } else {
                        Place::Block
                    };
                    let index = lines.all.len();
                    let line = read_line(text, nodes, at, place, form, gap, index, &mut lines.inline_labels);
                    lines.all.push(line);
                    gap = false;
                    at = node.end as usize;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        mark_gap(&mut lines.all);
        lines
    }
}

fn mark_gap(lines: &mut [Line]) {
    if let Some(last) = lines.last_mut() {
        last.before_gap = true;
    }
}

#[allow(clippy::too_many_arguments)]
fn read_line(
    text: &str,
    nodes: &[crate::syntax::Node],
    at: usize,
    place: Place,
    form: LineForm,
    after_gap: bool,
    index: usize,
    inline: &mut Vec<InlineLabel>,
) -> Line {
    let node = &nodes[at];
    let mut marker = None;
    let mut title: Option<Span> = None;
    let mut start = None;
    let mut end = node.span.start;
    let mut pending: Option<Span> = None;
    for leaf in &nodes[at + 1..node.end as usize] {
        match leaf.kind {
            NodeKind::Indent | NodeKind::Newline => {}
            NodeKind::Marker if start.is_none() && title.is_none() => {
                let trimmed = trim(text, leaf.span);
                marker = Some(marker.map_or(trimmed, |first: Span| if first.is_empty() { trimmed } else { first }));
            }
            // The closing `**` of a bold title, or a setext underline.
            NodeKind::Marker => {}
            NodeKind::Title if title.is_none() && start.is_none() => {
                title = Some(leaf.span);
                end = leaf.span.end;
            }
            NodeKind::Title => {
                pending = Some(leaf.span);
                end = leaf.span.end;
            }
            NodeKind::Separator => {
                if let Some(label) = pending.take() {
                    inline.push(InlineLabel {
                        line: index,
                        title: label,
                        body_start: leaf.span.end,
                    });
                }
                end = end.max(trim(text, leaf.span).end);
            }
            _ => {
                start.get_or_insert(leaf.span.start);
                end = leaf.span.end;
            }
        }
    }
    let start = start.unwrap_or(end).min(end);
    Line {
        place,
        form,
        span: node.span,
        marker,
        title,
        content: trim(text, Span::new(start, end)),
        after_gap,
        before_list: false,
        before_gap: false,
    }
}

/// `span` without surrounding white space.
pub(super) fn trim(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let is_ink = |byte: Option<&u8>| byte.is_some_and(|byte| (b'!'..=b'~').contains(byte));
    if is_ink(inner.as_bytes().first()) && is_ink(inner.as_bytes().last()) {
        return span;
    }
    let left = inner.len() - inner.trim_start().len();
    let trimmed = inner.trim();
    let start = span.start + left as u32;
    Span::new(start, start + trimmed.len() as u32)
}
