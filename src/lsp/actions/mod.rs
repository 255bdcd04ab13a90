//! Code actions: what can be done about the findings under the cursor, one file for each kind of action.
//!
//! Every action carries its edits; there are no commands. A snippet is used only where the client takes one, and then the
//! same words stand in the note as without.

mod fixes;
mod phrase;
mod pick;
mod section;
mod suppress;
#[cfg(test)]
mod tests;

use super::capabilities::FIX_ALL;
use super::changes::Change;
use super::diagnostics;
use super::snapshot::Snapshot;
use super::types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionParams, CodeActionResponse, Edit,
    OptionalVersionedTextDocumentIdentifier, Range, SnippetTextEdit, StringValue, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};
use crate::lint;
use crate::template::Document;
use crate::text::{Span, line_end};

/// Of so many findings actions are offered at once: a whole note may be selected.
const MOST_FINDINGS: usize = 40;

/// Code actions.
pub(super) fn code_actions(snapshot: &Snapshot, params: CodeActionParams) -> Option<Vec<CodeActionResponse>> {
    // A client that knows only commands cannot be given edits.
    if !snapshot.client.action_literals || !snapshot.is_note() {
        return None;
    }
    let asked = Asked::new(snapshot, params.range, &params.context);
    let mut offers = Vec::new();
    let mut has_all = false;
    if asked.wants(&CodeActionKind::QuickFix) {
        for found in &asked.findings {
            match &*found.code {
                "ORG001" if section::missing(&asked, found, &mut offers) => {}
                "ORG002" => {
                    fixes::of_finding(&asked, found, &mut offers);
                    section::empty(&asked, found, &mut offers);
                }
                _ => fixes::of_finding(&asked, found, &mut offers),
            }
        }
        pick::offers(&asked, &mut offers);
        phrase::offers(&asked, &mut offers);
        fixes::of_rules(&asked, &mut offers);
        let before = offers.len();
        fixes::all_safe(&asked, CodeActionKind::QuickFix, &mut offers);
        has_all = offers.len() > before;
        suppress::offers(&asked, &mut offers);
    }
    let fix_all = CodeActionKind::from(FIX_ALL);
    // A client that asks for everything would show the same thing twice.
    if asked.wants(&fix_all) && !(has_all && asked.only.is_none()) {
        fixes::all_safe(&asked, fix_all, &mut offers);
    }
    let actions = offers.into_iter().map(|offer| offer.into_action(snapshot).into());
    Some(actions.collect())
}

/// What the client asks for.
struct Asked<'s> {
    snapshot: &'s Snapshot,
    /// Where.
    span: Span,
    only: Option<&'s [CodeActionKind]>,
    /// The findings that it is about: those which the range touches first, then those that the client names besides.
    findings: Vec<&'s lint::Diagnostic>,
    /// How many of them the range touches.
    touched: usize,
}

impl<'s> Asked<'s> {
    fn new(snapshot: &'s Snapshot, range: Range, context: &'s CodeActionContext) -> Self {
        let span = snapshot.span(range);
        let all = &snapshot.analysis().checked.diagnostics;
        let touches = |found: &&lint::Diagnostic| found.span.start <= span.end && span.start <= found.span.end;
        // Clients send what stands on the line, or what they were sent before the last change: only what is found now
        // at the same place counts.
        let is_named = |found: &&lint::Diagnostic| {
            !touches(found) && {
                let told = diagnostics::diagnostic(snapshot, found);
                let same = |named: &super::types::Diagnostic| named.code == told.code && named.range == told.range;
                context.diagnostics.iter().any(same)
            }
        };
        let mut findings: Vec<&lint::Diagnostic> = all.iter().filter(touches).take(MOST_FINDINGS).collect();
        let touched = findings.len();
        if !context.diagnostics.is_empty() {
            findings.extend(all.iter().filter(is_named).take(MOST_FINDINGS - touched));
        }
        Self {
            snapshot,
            span,
            only: context.only.as_deref(),
            findings,
            touched,
        }
    }

    /// Whether actions of this kind are asked for: kinds are parts of each other, `source` asks for `source.fixAll` too.
    fn wants(&self, kind: &CodeActionKind) -> bool {
        let kind = name(kind);
        let holds = |asked: &CodeActionKind| {
            let asked = name(asked);
            let rest = kind.strip_prefix(asked.as_str());
            asked.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.only.is_none_or(|only| only.iter().any(holds))
    }

    /// The findings that the range touches.
    fn touched(&self) -> &[&'s lint::Diagnostic] {
        &self.findings[..self.touched]
    }

    /// Whether the range touches a stretch of the text.
    fn touches(&self, span: Span) -> bool {
        span.start <= self.span.end && self.span.start <= span.end
    }

    /// The findings of a rule at a place.
    fn of_rule(&self, code: &str, at: Span) -> Vec<&'s lint::Diagnostic> {
        let all = self.snapshot.analysis().checked.diagnostics.iter();
        all.filter(|found| found.code == code && found.span == at).collect()
    }
}

/// The name of a kind, as the client writes it.
fn name(kind: &CodeActionKind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// An action before it is told in the protocol.
#[derive(Debug)]
struct Offer<'s> {
    title: String,
    kind: CodeActionKind,
    /// The findings that it does away with.
    findings: Vec<&'s lint::Diagnostic>,
    preferred: bool,
    changes: Vec<Change>,
    /// Instead of the changes, for a client that takes snippets: one place, and the snippet that is written there.
    snippet: Option<Change>,
}

impl<'s> Offer<'s> {
    /// A quick fix.
    fn new(title: impl Into<String>, findings: Vec<&'s lint::Diagnostic>, changes: Vec<Change>) -> Self {
        Self {
            title: title.into(),
            kind: CodeActionKind::QuickFix,
            findings,
            preferred: false,
            changes,
            snippet: None,
        }
    }

    fn into_action(self, snapshot: &Snapshot) -> CodeAction {
        let client = &snapshot.client;
        let told = |found: &&lint::Diagnostic| diagnostics::diagnostic(snapshot, found);
        let snippet = self.snippet.filter(|_| client.snippet_edits && client.document_changes);
        let edit = match snippet {
            Some(snippet) => with_snippet(snapshot, snippet),
            None => snapshot.workspace_edit(text_edits(snapshot, self.changes)),
        };
        CodeAction {
            title: self.title,
            kind: Some(self.kind),
            diagnostics: Some(self.findings.iter().map(told).collect::<Vec<_>>()).filter(|told| !told.is_empty()),
            is_preferred: (self.preferred && client.preferred_actions).then_some(true),
            edit: Some(edit),
            ..CodeAction::default()
        }
    }
}

/// Changes as the protocol tells them.
pub(super) fn text_edits(snapshot: &Snapshot, changes: Vec<Change>) -> Vec<TextEdit> {
    let edit = |change: Change| TextEdit::new(snapshot.range(change.span), change.text);
    changes.into_iter().map(edit).collect()
}

fn with_snippet(snapshot: &Snapshot, snippet: Change) -> WorkspaceEdit {
    let document = OptionalVersionedTextDocumentIdentifier::new(
        snapshot.document.version,
        TextDocumentIdentifier::new(snapshot.uri().clone()),
    );
    let edit = SnippetTextEdit::new(snapshot.range(snippet.span), StringValue::new(snippet.text), None);
    let edits = vec![Edit::from(edit)];
    WorkspaceEdit {
        document_changes: Some(vec![TextDocumentEdit::new(document, edits).into()]),
        ..WorkspaceEdit::default()
    }
}

/// The first letter in capitals: messages of fixes go on from a colon, titles stand for themselves.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A text with one change made.
fn changed(text: &str, change: &Change) -> String {
    let range = change.span.range();
    [&text[..range.start], &change.text, &text[range.end..]].concat()
}

/// A change with a stop at each blank of its text; none, if it has no blanks.
fn as_snippet(change: &Change) -> Option<Change> {
    let document = Document::of_text(&change.text);
    document.blanks().next()?;
    let snippet = document.snippet(&[]);
    // What follows the last word goes on as it was.
    let snippet = snippet.strip_suffix("$0\n").unwrap_or(&snippet);
    let words = change.text.trim_end();
    let rest = change.text[words.len()..].replace("\r\n", "\n");
    Some(Change {
        span: change.span,
        text: format!("{snippet}$0{rest}"),
    })
}
