//! Which function answers which request.

use std::sync::Arc;

use lsp_server::{ErrorCode, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::server::{Server, error};
use super::snapshot::Snapshot;
use super::types::{
    CodeActionParams, CompletionParams, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentFormattingParams,
    DocumentLinkParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, DocumentSymbolParams,
    FoldingRangeParams, HoverParams, InlayHintParams, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, SelectionRangeParams, SemanticTokensParams, SemanticTokensRangeParams,
    UnchangedDocumentDiagnosticReport, Uri,
};
use super::{
    actions, completion, diagnostics, folding, formatting, hover, inlay, links, selection, symbols, tokens,
    workspace_diagnostics,
};

/// Answer a request, or have it answered.
pub(super) fn request(server: &mut Server, request: Request) {
    macro_rules! of_document {
        ($params:ty, $work:expr) => {
            of_document::<$params, _>(server, request, $work)
        };
    }
    match &*request.method {
        "textDocument/diagnostic" => pull(server, request),
        "workspace/diagnostic" => workspace_diagnostics::answer(server, request),
        "textDocument/codeAction" => of_document!(CodeActionParams, actions::code_actions),
        "textDocument/completion" => of_document!(CompletionParams, completion::complete),
        "textDocument/hover" => of_document!(HoverParams, hover::hover),
        "textDocument/documentSymbol" => of_document!(DocumentSymbolParams, symbols::symbols),
        "textDocument/foldingRange" => of_document!(FoldingRangeParams, folding::folds),
        "textDocument/selectionRange" => of_document!(SelectionRangeParams, selection::selections),
        "textDocument/formatting" => of_document!(DocumentFormattingParams, formatting::format),
        "textDocument/rangeFormatting" => of_document!(DocumentRangeFormattingParams, formatting::format_range),
        "textDocument/onTypeFormatting" => of_document!(DocumentOnTypeFormattingParams, formatting::format_on_type),
        "textDocument/semanticTokens/full" => of_document!(SemanticTokensParams, tokens::all),
        "textDocument/semanticTokens/range" => of_document!(SemanticTokensRangeParams, tokens::within),
        "textDocument/inlayHint" => of_document!(InlayHintParams, inlay::inlay_hints),
        "textDocument/documentLink" => of_document!(DocumentLinkParams, links::links),
        other => {
            let message = format!("preceptor does not answer `{other}`");
            server.refuse(request.id, ErrorCode::MethodNotFound, &message);
        }
    }
}

/// The document that a request is about.
fn document(params: &Value) -> Option<Uri> {
    let uri = params.pointer("/textDocument/uri")?.as_str()?;
    Some(Uri(uri.to_owned()))
}

/// Have a request answered that is about one document.
fn of_document<P, R>(server: &mut Server, request: Request, work: fn(&Snapshot, P) -> R)
where
    P: DeserializeOwned + Send + 'static,
    R: Serialize + 'static,
{
    let Some((snapshot, params)) = subject::<P>(server, &request) else {
        return;
    };
    server.answer(request.id, move |_, done| {
        let answer = work(&snapshot, params);
        snapshot.report_failures(done);
        serde_json::to_value(answer).map_err(|failed| error(ErrorCode::InternalError, &failed.to_string()))
    });
}

/// The document and the parameters of a request. Where there are none, the request has been refused.
fn subject<P: DeserializeOwned>(server: &mut Server, request: &Request) -> Option<(Arc<Snapshot>, P)> {
    let params = match serde_json::from_value::<P>(request.params.clone()) {
        Ok(params) => params,
        Err(failed) => {
            let message = format!("the parameters of `{}` cannot be read: {failed}", request.method);
            server.refuse(request.id.clone(), ErrorCode::InvalidParams, &message);
            return None;
        }
    };
    let Some(uri) = document(&request.params) else {
        let message = format!("the parameters of `{}` name no document", request.method);
        server.refuse(request.id.clone(), ErrorCode::InvalidParams, &message);
        return None;
    };
    let Some(snapshot) = server.find(&uri) else {
        let message = format!("{} is not open, and no file that can be read", uri.0);
        server.refuse(request.id.clone(), ErrorCode::InvalidParams, &message);
        return None;
    };
    Some((snapshot, params))
}

/// The findings of a document, for a client that asks.
fn pull(server: &mut Server, request: Request) {
    let Some((snapshot, params)) = subject::<DocumentDiagnosticParams>(server, &request) else {
        return;
    };
    server.answer(request.id, move |_, done| {
        // What was found belongs to a text that is gone; the client asks again.
        let overtaken = || {
            Err(lsp_server::ResponseError {
                data: Some(serde_json::json!({"retriggerRequest": true})),
                ..error(ErrorCode::ServerCancelled, "the document has changed")
            })
        };
        if snapshot.is_stale() {
            return overtaken();
        }
        let report: DocumentDiagnosticReport =
            if params.previous_result_id.as_deref() == Some(&*diagnostics::result_id(&snapshot)) {
                let same = UnchangedDocumentDiagnosticReport::new(diagnostics::result_id(&snapshot));
                RelatedUnchangedDocumentDiagnosticReport::new(None, same).into()
            } else {
                RelatedFullDocumentDiagnosticReport::new(None, diagnostics::report(&snapshot)).into()
            };
        snapshot.report_failures(done);
        if snapshot.is_stale() {
            return overtaken();
        }
        serde_json::to_value(report).map_err(|failed| error(ErrorCode::InternalError, &failed.to_string()))
    });
}
