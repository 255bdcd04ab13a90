//! Items as the client takes them.

use super::super::types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList, CompletionResponse,
    InsertTextFormat, InsertTextMode, MarkupContent, MarkupKind, TextEdit,
};
use super::place::Place;
use crate::text::Span;

/// One thing that could be written.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What the list shows.
    pub(super) label: String,
    /// What the client shows beside it, by colour or picture.
    pub(super) kind: CompletionItemKind,
    /// A few words beside the label.
    pub(super) detail: String,
    /// Explained, in Markdown.
    pub(super) documentation: String,
    /// What is replaced. It lies on the line of the cursor and holds the cursor.
    pub(super) span: Span,
    /// What typed text is compared with, as it stands before the cursor in `span`.
    pub(super) filter: String,
    /// The new text.
    pub(super) text: String,
    /// The new text with tab stops, if it has any.
    pub(super) snippet: Option<String>,
    /// Other changes, elsewhere.
    pub(super) also: Vec<(Span, String)>,
}

impl Item {
    /// `text` in the place of `span`, found by its label.
    pub(super) fn new(kind: CompletionItemKind, label: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        let label = label.into();
        Self {
            filter: label.clone(),
            label,
            kind,
            detail: String::new(),
            documentation: String::new(),
            span,
            text: text.into(),
            snippet: None,
            also: Vec::new(),
        }
    }

    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    pub(super) fn documentation(mut self, documentation: impl Into<String>) -> Self {
        self.documentation = documentation.into();
        self
    }

    pub(super) fn filter(mut self, filter: impl Into<String>) -> Self {
        self.filter = filter.into();
        self
    }

    pub(super) fn snippet(mut self, snippet: impl Into<String>) -> Self {
        self.snippet = Some(snippet.into());
        self
    }
}

/// The list, in the order in which it is shown.
pub(super) struct Items<'p> {
    place: &'p Place<'p>,
    items: Vec<CompletionItem>,
}

impl<'p> Items<'p> {
    pub(super) fn new(place: &'p Place<'p>) -> Self {
        Self {
            place,
            items: Vec::new(),
        }
    }

    /// Add one behind the others.
    pub(super) fn push(&mut self, item: Item) {
        let snapshot = self.place.snapshot;
        let client = &snapshot.client;
        let (text, format) = match item.snippet {
            Some(snippet) if client.snippets => (snippet, Some(InsertTextFormat::Snippet)),
            _ => (item.text, None),
        };
        let several = text.contains('\n');
        let also = item.also.into_iter();
        let also: Vec<TextEdit> = also
            .map(|(span, text)| TextEdit::new(snapshot.range(span), text))
            .collect();
        let said = |words: String| Some(words).filter(|words| !words.is_empty());
        let detail = said(item.detail);
        let documentation = said(item.documentation).map(|text| match client.markdown_completion {
            true => MarkupContent::new(MarkupKind::Markdown, text).into(),
            false => plain(&text).into(),
        });
        let order = self.items.len();
        self.items.push(CompletionItem {
            label: item.label,
            kind: Some(item.kind),
            label_details: detail
                .clone()
                .filter(|_| client.label_details)
                .map(|detail| CompletionItemLabelDetails::new(None, Some(detail))),
            detail: detail.filter(|_| !client.label_details),
            documentation,
            sort_text: Some(format!("{order:04}")),
            filter_text: Some(item.filter),
            insert_text_format: format,
            insert_text_mode: (several && client.insert_text_modes).then_some(InsertTextMode::AsIs),
            text_edit: Some(TextEdit::new(snapshot.range(item.span), text).into()),
            additional_text_edits: (!also.is_empty()).then_some(also),
            ..CompletionItem::default()
        });
    }

    pub(super) fn answer(self) -> CompletionResponse {
        CompletionList::new(false, None, None, self.items).into()
    }
}

/// Markdown without its fences, for a client that shows text as it is.
fn plain(markdown: &str) -> String {
    let lines = markdown.lines().filter(|line| !line.starts_with("```"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Words that stand as they are in documentation.
pub(super) fn quoted(text: &str) -> String {
    format!("```text\n{}\n```", text.trim_end())
}

/// Words that stand as they are in a snippet.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '$' | '}' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether `typed` is the beginning of `word`, case aside.
pub(super) fn begins(word: &str, typed: &str) -> bool {
    word.get(..typed.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(typed))
}
