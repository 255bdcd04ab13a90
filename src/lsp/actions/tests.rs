//! Code actions as a client sees them.

use serde_json::{Value, json};

use super::*;
use crate::lsp::testing::Testing;
use crate::lsp::types::{PartialResultParams, WorkDoneProgressParams};

/// A client that takes actions and nothing special.
pub(super) fn plain() -> Value {
    json!({"textDocument": {"codeAction": {
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
        "isPreferredSupport": true,
    }}})
}

/// What is offered for the cursor, or the range between two.
pub(super) fn actions(note: &Testing, only: Option<&[&str]>) -> Vec<CodeAction> {
    let only = only.map(|kinds| {
        kinds
            .iter()
            .map(|kind| CodeActionKind::from((*kind).to_owned()))
            .collect()
    });
    at(note, note.range(), only)
}

fn at(note: &Testing, range: Range, only: Option<Vec<CodeActionKind>>) -> Vec<CodeAction> {
    let params = CodeActionParams::new(
        note.document(),
        range,
        CodeActionContext::new(Vec::new(), only, None),
        WorkDoneProgressParams::default(),
        PartialResultParams::default(),
    );
    let all = code_actions(&note.snapshot, params).unwrap_or_default();
    let action = |response| match response {
        CodeActionResponse::CodeAction(action) => action,
        CodeActionResponse::Command(command) => panic!("a command: {command:?}"),
    };
    all.into_iter().map(action).collect()
}

pub(super) fn titles(note: &Testing) -> Vec<String> {
    actions(note, None).into_iter().map(|action| action.title).collect()
}

pub(super) fn titled(note: &Testing, title: &str) -> CodeAction {
    let all = actions(note, None);
    let found = all.iter().find(|action| action.title == title);
    found
        .cloned()
        .unwrap_or_else(|| panic!("no `{title}` among {:#?}", titles(note)))
}

/// The text after an action without a snippet.
pub(super) fn apply(note: &Testing, action: &CodeAction) -> String {
    let edit = action.edit.as_ref().expect("every action has its edits");
    let changes = edit.changes.as_ref().expect("the client takes plain changes only");
    assert_eq!(changes.len(), 1);
    note.applied(&changes[note.snapshot.uri()])
}
