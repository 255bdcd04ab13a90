//! Where the cursor stands, and how the list was asked for.

use super::super::snapshot::Snapshot;
use super::super::types::{CompletionParams, CompletionTriggerKind};
use crate::note::{Note, SectionIx};
use crate::syntax::NodeKind;
use crate::text::Span;

/// The place of a request.
pub(super) struct Place<'s> {
    /// The document.
    pub(super) snapshot: &'s Snapshot,
    /// The byte of the cursor.
    pub(super) at: u32,
    /// The line of the cursor, without its end.
    pub(super) line: Span,
    /// The character that opened the list; `None` if the writer asked for it.
    pub(super) typed: Option<char>,
}

impl<'s> Place<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, params: &CompletionParams) -> Self {
        let at = snapshot.offset(params.text_document_position_params.position);
        let text = snapshot.text();
        let line = snapshot.lines().line_span(text, snapshot.lines().line_of(at));
        let context = params.context.as_ref();
        let character = context
            .filter(|context| context.trigger_kind == CompletionTriggerKind::TriggerCharacter)
            .and_then(|context| context.trigger_character.as_ref());
        Self {
            snapshot,
            at,
            line: line.unwrap_or(Span::at(at)),
            typed: character.and_then(|character| character.chars().next()),
        }
    }

    /// The text of the document.
    pub(super) fn text(&self) -> &'s str {
        self.snapshot.text()
    }

    /// The line up to the cursor.
    pub(super) fn before(&self) -> &'s str {
        &self.text()[self.line.start as usize..self.at as usize]
    }

    /// The line behind the cursor.
    pub(super) fn after(&self) -> &'s str {
        &self.text()[self.at as usize..self.line.end as usize]
    }

    /// Whether the list was asked for by hand, or opened by this character.
    pub(super) fn is_by_hand_or(&self, character: char) -> bool {
        self.typed.is_none_or(|typed| typed == character)
    }

    /// The document before the line of the cursor.
    pub(super) fn above(&self) -> &'s str {
        &self.text()[..self.line.start as usize]
    }

    /// The document behind the line of the cursor.
    pub(super) fn below(&self) -> &'s str {
        &self.text()[self.line.end as usize..]
    }

    /// Whether the document is a template: a manifest between `+++` lines and a body.
    pub(super) fn is_template(&self) -> bool {
        self.text().trim_start_matches('\u{feff}').starts_with("+++")
    }

    /// What the byte at `offset` belongs to.
    pub(super) fn leaf(&self, offset: u32) -> Option<NodeKind> {
        let nodes = self.snapshot.note().tree.nodes();
        let at = nodes.partition_point(|node| node.span.start <= offset);
        nodes[..at].last().map(|node| node.kind)
    }

    /// Whether the byte at `offset` stands in running text, a cell or a heading, and not in code.
    pub(super) fn is_prose(&self, offset: u32) -> bool {
        let is_words = matches!(
            self.leaf(offset),
            Some(NodeKind::Text | NodeKind::Cell | NodeKind::Title | NodeKind::Placeholder(_))
        );
        is_words && self.before().matches('`').count() % 2 == 0 && !self.is_in_fence()
    }

    /// Whether the line stands between two lines of three backticks.
    fn is_in_fence(&self) -> bool {
        let is_fence = |line: &&str| line.trim_start().starts_with("```");
        self.above().contains("```") && self.above().lines().filter(is_fence).count() % 2 == 1
    }
}

/// The sections that what is written at `at` would stand in, innermost first. A section goes on to the next heading:
/// blank lines at its end, which its span leaves out, are in it.
pub(super) fn sections_at(note: &Note, at: u32) -> Vec<SectionIx> {
    let part = note.parts().filter(|part| part.span.start <= at).last();
    let part = part.map_or(0..0, |part| part.sections);
    let mut next = part
        .map(SectionIx)
        .filter(|ix| note.section(*ix).span.start < at)
        .last();
    let mut found = Vec::new();
    while let Some(ix) = next {
        found.push(ix);
        next = note.section(ix).parent;
    }
    found
}
