//! Which bytes of the note a suppression holds for.

use super::super::Reach;
use super::directive::Verb;
use crate::note::{HeadingStyle, Note};
use crate::syntax::{LineForm, Node, NodeKind};
use crate::text::Span;

/// A directive of the note and what stands around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The comment.
    pub span: Span,
    /// Whether it stands on a line of its own.
    pub alone: bool,
    /// The branch that follows it in the tree, past comments and blank lines.
    next_block: Option<usize>,
    /// The same if it starts on the very next line, past other directives only.
    below: Option<usize>,
}

/// All directives, in order. One pass over the tree in each direction, so that a note of nothing else costs no more.
pub(super) fn places(note: &Note) -> Vec<Place> {
    let nodes = note.tree.nodes();
    let mut places = Vec::new();
    let mut line_end = 0;
    for (at, node) in nodes.iter().enumerate() {
        match node.kind {
            NodeKind::Line(_) | NodeKind::TableRow => line_end = line_end.max(node.end as usize),
            NodeKind::Directive => places.push((at, node.span, at >= line_end)),
            _ => {}
        }
    }
    let mut found = Vec::with_capacity(places.len());
    let (mut next_block, mut below) = (None, None);
    let mut at = nodes.len();
    for (directive, span, alone) in places.into_iter().rev() {
        while at > directive + 1 {
            at -= 1;
            match nodes[at].kind {
                NodeKind::Newline | NodeKind::Indent | NodeKind::Directive => {}
                kind if kind.is_leaf() => below = None,
                _ => (next_block, below) = (Some(at), Some(at)),
            }
        }
        found.push(Place {
            span,
            alone,
            next_block,
            below,
        });
    }
    found.reverse();
    found
}

/// Works out what directives hold for.
pub(super) struct Scopes<'n> {
    note: &'n Note,
    /// The last block worked out: stacked directives share it.
    last: Option<(usize, Span)>,
}

impl<'n> Scopes<'n> {
    pub fn new(note: &'n Note) -> Self {
        Self { note, last: None }
    }

    /// The reach of a directive, and the bytes it holds for.
    pub fn of(&mut self, place: &Place, verb: Verb) -> (Reach, Span) {
        let note = self.note;
        match verb {
            Verb::AllowFile => (Reach::Note, Span::new(0, note.text.len() as u32)),
            Verb::AllowSection => (Reach::Section, section(note, place)),
            Verb::Allow if !place.alone => (Reach::Line, line(note, place.span)),
            Verb::Allow => {
                let Some(block) = place.next_block else {
                    return (Reach::Block, Span::at(place.span.end));
                };
                let span = match self.last {
                    Some((known, span)) if known == block => span,
                    _ => block_span(note, block),
                };
                self.last = Some((block, span));
                (Reach::Block, span)
            }
        }
    }
}

/// The line or lines that `span` stands on, line ends excluded.
fn line(note: &Note, span: Span) -> Span {
    let lines = note.lines();
    let of = |offset| lines.line_span(&note.text, lines.line_of(offset)).unwrap_or(span);
    of(span.start).cover(of(span.end))
}

/// The section that a directive is for: the one it stands in; right above a heading, the one that heading opens; before
/// all headings, what stands before them.
fn section(note: &Note, place: &Place) -> Span {
    let opened = place.below.filter(|_| place.alone).and_then(|block| {
        let start = note.tree.nodes()[block].span.start;
        let from = note.sections.partition_point(|section| section.heading.start < start);
        let section = note.sections.get(from)?;
        line(note, Span::at(start))
            .contains_offset(section.heading.start)
            .then_some(section.span)
    });
    let around = || Some(note.section(note.section_at(place.span.start)?).span);
    let first = || {
        note.sections
            .first()
            .map_or(note.text.len() as u32, |section| section.span.start)
    };
    opened.or_else(around).unwrap_or_else(|| Span::new(0, first()))
}

/// A block as a reader sees it: a heading is one of its own; a label and the paragraph that goes on from its line are
/// one; a list is one, and an item with all under it.
fn block_span(note: &Note, block: usize) -> Span {
    let nodes = note.tree.nodes();
    let node = nodes[block];
    let mut span = node.span;
    if let NodeKind::Line(LineForm::Label | LineForm::BoldLabel) = node.kind
        && goes_on(nodes, block)
        && let Some(next) = nodes.get(node.end as usize)
        && next.kind == NodeKind::Paragraph
    {
        span.end = next.span.end;
    }
    cut_at_headings(note, span)
}

/// Whether a label has text on its own line.
fn goes_on(nodes: &[Node], line: usize) -> bool {
    let inside = nodes.get(line + 1..nodes[line].end as usize).unwrap_or_default();
    let heading = |kind| {
        matches!(
            kind,
            NodeKind::Title | NodeKind::Separator | NodeKind::Marker | NodeKind::Indent | NodeKind::Newline
        )
    };
    inside.iter().any(|leaf| !heading(leaf.kind))
}

/// A bare heading looks like the first line of a paragraph until the catalogue knows it: the block is that line. One
/// further down ends the block.
fn cut_at_headings(note: &Note, block: Span) -> Span {
    let first_line = line(note, Span::at(block.start));
    let from = note
        .sections
        .partition_point(|section| section.heading.start < block.start);
    for section in &note.sections[from..] {
        let heading = section.heading;
        if heading.start >= block.end {
            break;
        }
        if first_line.contains_offset(heading.start) {
            if section.style == HeadingStyle::Bare {
                return Span::new(block.start, first_line.end.min(block.end));
            }
        } else if section.style == HeadingStyle::Bare {
            return Span::new(block.start, line(note, heading).start);
        }
    }
    block
}
