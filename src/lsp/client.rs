//! What the client can do.

use serde_json::Value;

use super::position::Encoding;

/// The client's side of the agreement. Read leniently: a client that declares something in a strange form must not lose
/// everything else.
#[derive(Debug, Clone, Default)]
pub(super) struct Client {
    /// How it counts characters.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics itself; then they are never pushed.
    pub(super) pulls: bool,
    /// It can be told to ask again.
    pub(super) refreshes_diagnostics: bool,
    /// It can be told to ask for inlay hints again.
    pub(super) refreshes_inlay_hints: bool,
    /// Diagnostics may have other places.
    pub(super) related_information: bool,
    /// Diagnostics may be marked as unnecessary or deprecated.
    pub(super) diagnostic_tags: bool,
    /// Diagnostics may link to a page.
    pub(super) code_description: bool,
    /// It can be asked for its configuration.
    pub(super) configuration: bool,
    /// It can be asked to watch files.
    pub(super) watches_files: bool,
    /// Edits may name the version of the document they are for.
    pub(super) document_changes: bool,
    /// Edits of a code action may hold tab stops.
    pub(super) snippet_edits: bool,
    /// Completions may hold tab stops.
    pub(super) snippets: bool,
    /// Completions may ask that their text is not indented again.
    pub(super) insert_text_modes: bool,
    /// Completions may have a detail beside their label.
    pub(super) label_details: bool,
    /// Code actions may be preferred.
    pub(super) preferred_actions: bool,
    /// Code actions as such, not only commands.
    pub(super) action_literals: bool,
    /// Hover texts may be Markdown.
    pub(super) markdown_hover: bool,
    /// The documentation of completions may be Markdown.
    pub(super) markdown_completion: bool,
    /// Symbols may stand in each other.
    pub(super) nested_symbols: bool,
}

impl Client {
    /// From the `capabilities` of `initialize`.
    pub(super) fn new(capabilities: &Value) -> Self {
        let is = |path: &str| capabilities.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let lists = |path: &str| {
            let list = capabilities.pointer(path).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str)
        };
        let push = |name: &str| is(&format!("/textDocument/publishDiagnostics/{name}"));
        let item = |name: &str| is(&format!("/textDocument/completion/completionItem/{name}"));
        let pull = capabilities.pointer("/textDocument/diagnostic");
        Self {
            encoding: Encoding::choose(lists("/general/positionEncodings")),
            pulls: pull.is_some_and(Value::is_object),
            refreshes_diagnostics: is("/workspace/diagnostics/refreshSupport"),
            refreshes_inlay_hints: is("/workspace/inlayHint/refreshSupport"),
            related_information: push("relatedInformation") || is("/textDocument/diagnostic/relatedInformation"),
            diagnostic_tags: capabilities
                .pointer("/textDocument/publishDiagnostics/tagSupport")
                .or_else(|| pull.and_then(|pull| pull.get("tagSupport")))
                .is_some_and(|tags| !tags.is_null()),
            code_description: push("codeDescriptionSupport") || is("/textDocument/diagnostic/codeDescriptionSupport"),
            configuration: is("/workspace/configuration"),
            watches_files: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            document_changes: is("/workspace/workspaceEdit/documentChanges"),
            snippet_edits: is("/workspace/workspaceEdit/snippetEditSupport"),
            snippets: item("snippetSupport"),
            insert_text_modes: capabilities
                .pointer("/textDocument/completion/completionItem/insertTextModeSupport")
                .is_some_and(Value::is_object),
            label_details: item("labelDetailsSupport"),
            preferred_actions: is("/textDocument/codeAction/isPreferredSupport"),
            action_literals: capabilities
                .pointer("/textDocument/codeAction/codeActionLiteralSupport")
                .is_some_and(Value::is_object),
            markdown_hover: lists("/textDocument/hover/contentFormat").any(|format| format == "markdown"),
            markdown_completion: lists("/textDocument/completion/completionItem/documentationFormat")
                .any(|format| format == "markdown"),
            nested_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
        }
    }
}
