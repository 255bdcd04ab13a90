//! What the server can do, as it says in its answer to `initialize`.

use super::client::Client;
use super::types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, DiagnosticOptions, DocumentLinkOptions,
    DocumentOnTypeFormattingOptions, SaveOptions, SemanticTokensOptions, ServerCapabilities,
    ServerCompletionItemOptions, TextDocumentSyncKind, TextDocumentSyncOptions, WorkDoneProgressOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use super::{completion, tokens};

/// All safe fixes of a file.
pub(super) const FIX_ALL: &str = "source.fixAll.preceptor";

/// What the server offers to this client.
pub(super) fn capabilities(client: &Client) -> ServerCapabilities {
    let no_progress = WorkDoneProgressOptions::default();
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(SaveOptions::new(Some(false)).into()),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        // A client that asks for diagnostics gets them so; to any other they are published, and this is not declared.
        diagnostic_provider: client.pulls.then(|| {
            DiagnosticOptions {
                identifier: Some(super::diagnostics::SOURCE.to_owned()),
                inter_file_dependencies: false,
                workspace_diagnostics: true,
                work_done_progress_options: no_progress,
            }
            .into()
        }),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::from(FIX_ALL)]),
                documentation: None,
                resolve_provider: None,
                work_done_progress_options: no_progress,
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(completion::TRIGGERS.map(str::to_owned).into()),
            completion_item: client
                .label_details
                .then_some(ServerCompletionItemOptions::new(Some(true))),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        document_formatting_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions::new("\n".to_owned(), None)),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: tokens::legend(),
                range: Some(true.into()),
                full: Some(true.into()),
                work_done_progress_options: no_progress,
            }
            .into(),
        ),
        inlay_hint_provider: Some(true.into()),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: no_progress,
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities::new(Some(true), Some(true.into()))),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}
