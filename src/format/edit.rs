//! Edits, and groups of them that only make sense together.

use crate::text::Span;

/// One stretch of the text and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub span: Span,
    pub text: String,
}

impl Edit {
    /// Whether it changes something in, or right beside, a stretch of the text.
    pub fn touches(&self, other: Span) -> bool {
        self.span.start <= other.end && other.start <= self.span.end
    }
}

/// Edits that are made together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// In the order of the text.
    pub edits: Vec<Edit>,
}

impl Group {
    /// A group of one edit.
    pub fn one(span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            edits: vec![Edit { span, text }],
        }
    }

    /// Add an edit, unless it changes nothing.
    pub fn push(&mut self, source: &str, span: Span, text: impl Into<String>) {
        let text = text.into();
        if span.of(source) != text {
            self.edits.push(Edit { span, text });
        }
    }
}

/// The groups that do not get into each other's way, earlier ones of the list first, in the order of the text. Edits that
/// change nothing are dropped.
pub(super) fn without_overlap(groups: Vec<Group>, source: &str) -> Vec<Group> {
    // Taken stretches, by start. An insertion takes its place: two at one place would have to agree on an order.
    let mut taken: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
    let mut kept: Vec<Group> = Vec::new();
    for mut group in groups {
        group.edits.retain(|edit| edit.span.of(source) != edit.text);
        group.edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let free = group.edits.iter().all(|edit| {
            let before = taken.range(..=edit.span.start).next_back();
            let after = taken.range(edit.span.start..).next();
            before.is_none_or(|(start, end)| *end <= edit.span.start && *start < edit.span.start)
                && after.is_none_or(|(start, _)| *start >= edit.span.end)
        });
        if group.edits.is_empty() || !free {
            continue;
        }
        taken.extend(group.edits.iter().map(|edit| (edit.span.start, edit.span.end)));
        kept.push(group);
    }
    kept.sort_by_key(|group| group.edits[0].span.start);
    kept
}

/// The text with edits made. They do not overlap, and may come in any order.
pub(super) fn apply<'e>(source: &str, edits: impl Iterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(source.len() + source.len() / 16);
    let mut at = 0;
    for edit in edits {
        out.push_str(&source[at..edit.span.start as usize]);
        out.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    out.push_str(&source[at..]);
    out
}

/// Where a stretch of the text is after the edits. What is put in at its ends belongs to it.
pub(super) fn moved<'e>(stretch: Span, edits: impl Iterator<Item = &'e Edit>) -> Span {
    let (mut start, mut end) = (i64::from(stretch.start), i64::from(stretch.end));
    for edit in edits {
        let grown = edit.text.len() as i64 - i64::from(edit.span.len());
        if edit.span.end <= stretch.start && edit.span.start < stretch.start {
            start += grown;
        } else if edit.span.start < stretch.start {
            start -= i64::from(stretch.start - edit.span.start);
        }
        if edit.span.end <= stretch.end {
            end += grown;
        } else if edit.span.start < stretch.end {
            end += grown + i64::from(edit.span.end - stretch.end);
        }
    }
    Span::new(start.max(0) as u32, end.max(start) as u32)
}
