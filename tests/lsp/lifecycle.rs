//! From `initialize` to `exit`, in order and out of order.

use serde_json::{Value, json};

use crate::BLANK;
use crate::client::{Client, codes, uri};

const NOT_INITIALIZED: i64 = -32002;
const INVALID_REQUEST: i64 = -32600;
const INVALID_PARAMS: i64 = -32602;
const METHOD_NOT_FOUND: i64 = -32601;
const PARSE_ERROR: i64 = -32700;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn whatever_initialize_says_the_server_starts_and_serves() {
    let folder = folder();
    let here = uri(folder.path());
    for params in [
        Value::Null,
        json!({}),
        json!([]),
        json!({"capabilities": null, "rootUri": null, "workspaceFolders": null, "initializationOptions": null}),
        json!({"capabilities": {}, "rootPath": folder.path()}),
        json!({"capabilities": {}, "rootPath": "somewhere/below"}),
        json!({"capabilities": {}, "rootUri": here, "processId": 1, "trace": "verbose", "locale": "de"}),
        json!({"capabilities": {}, "workspaceFolders": [{"uri": here, "name": "ward"}]}),
        json!({"capabilities": {}, "workspaceFolders": []}),
        json!({"capabilities": {}, "workspaceFolders": [{"uri": "untitled:x"}, {"name": "no address"}, 7]}),
        json!({"capabilities": {"textDocument": 7, "general": {"positionEncodings": "utf-8"}}, "rootUri": 7}),
        json!({"capabilities": {"experimental": {"anything": [1, 2]}}, "unknown": {"field": true}}),
        json!({"capabilities": {}, "initializationOptions": ["not", "an", "object"]}),
        json!({"capabilities": {}, "initializationOptions": {"preceptor": {"allMarkdown": true}}}),
    ] {
        let mut client = Client::start(folder.path());
        client.initialize(params.clone());
        assert_eq!(client.initialized["serverInfo"]["name"], "preceptor", "{params}");
        assert_eq!(
            client.initialized["capabilities"]["positionEncoding"], "utf-16",
            "{params}"
        );
        let found = client.lint(&format!("{here}/a.md"), BLANK);
        assert!(codes(&found).contains(&"TPL001"), "{params}: {found:?}");
        client.finish();
    }
}

#[test]
fn nothing_is_done_before_initialize_and_nothing_twice() {
    let folder = folder();
    let mut client = Client::start(folder.path());
    let note = uri(&folder.path().join("a.md"));
    for method in ["shutdown", "textDocument/hover", "what/ever"] {
        assert_eq!(client.request(method, Value::Null)["error"]["code"], NOT_INITIALIZED);
    }
    // Passed over: there is nobody to tell.
    client.did_open(&note, 1, BLANK);
    client.initialize(json!({"capabilities": {}}));
    assert_eq!(
        client.request("initialize", json!({"capabilities": {}}))["error"]["code"],
        INVALID_REQUEST
    );
    client.settle();
    assert!(client.heard("textDocument/publishDiagnostics").is_empty());
    assert!(!client.lint(&note, BLANK).is_empty());
    client.finish();
}

#[test]
fn after_shutdown_only_exit_is_heard() {
    let folder = folder();
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.md"));
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    for method in ["shutdown", "initialize", "textDocument/hover", "what/ever"] {
        assert_eq!(client.request(method, json!({}))["error"]["code"], INVALID_REQUEST);
    }
    client.did_open(&note, 1, BLANK);
    assert_eq!(client.request("what/ever", json!({}))["error"]["code"], INVALID_REQUEST);
    assert!(client.heard("textDocument/publishDiagnostics").is_empty());
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(0));
}

#[test]
fn how_a_session_ends_is_the_exit_status() {
    let folder = folder();
    // `exit` without a word.
    let mut client = Client::plain(folder.path());
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(1));
    // Before anything else, too.
    let mut client = Client::start(folder.path());
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(1));
    // The client is gone.
    let mut client = Client::plain(folder.path());
    client.close_input();
    assert_eq!(client.status().code(), Some(1));
    let mut client = Client::start(folder.path());
    client.close_input();
    assert_eq!(client.status().code(), Some(1));
    // In the middle of a message.
    let mut client = Client::plain(folder.path());
    client.raw(b"Content-Length: 100\r\n\r\n{\"half");
    client.close_input();
    assert_eq!(client.status().code(), Some(1));
    // After `shutdown` the end of the input is as good as `exit`.
    let mut client = Client::plain(folder.path());
    client.request("shutdown", Value::Null);
    client.close_input();
    assert_eq!(client.status().code(), Some(0));
}

#[test]
fn what_is_no_message_is_answered_with_an_error() {
    let folder = folder();
    let mut client = Client::plain(folder.path());
    let null = |it: &Value| it.get("error").is_some() && it["id"].is_null();
    for (body, code) in [
        ("", PARSE_ERROR),
        ("{", PARSE_ERROR),
        ("\u{1f321}", PARSE_ERROR),
        ("[1, 2]", INVALID_REQUEST),
        ("7", INVALID_REQUEST),
        ("null", INVALID_REQUEST),
        (r#"{"jsonrpc": "2.0"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc": "2.0", "method": 7}"#, INVALID_REQUEST),
        (
            r#"{"jsonrpc": "2.0", "id": null, "method": "shutdown"}"#,
            INVALID_REQUEST,
        ),
        (
            r#"{"jsonrpc": "2.0", "id": {"a": 1}, "method": "shutdown"}"#,
            INVALID_REQUEST,
        ),
    ] {
        client.frame(body);
        assert_eq!(client.wait("an error", null)["error"]["code"], code, "{body}");
    }
    // An id that can be named again is named.
    client.frame(r#"{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}"#);
    assert_eq!(client.answer(1.5)["error"]["code"], INVALID_REQUEST);
    client.frame(r#"{"jsonrpc": "2.0", "id": 77}"#);
    assert_eq!(client.answer(77)["error"]["code"], INVALID_REQUEST);
    // Bytes that are no UTF-8.
    client.raw(b"Content-Length: 4\r\n\r\n\"\xff\xfe\"");
    assert_eq!(client.wait("an error", null)["error"]["code"], PARSE_ERROR);
    // An id may be a text.
    client.frame(r#"{"jsonrpc": "2.0", "id": "a/b", "method": "what/ever"}"#);
    assert_eq!(client.answer("a/b")["error"]["code"], METHOD_NOT_FOUND);
    // JSON nested too deep to be read is no reason to die.
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    client.frame(&deep);
    assert_eq!(client.wait("an error", null)["error"]["code"], PARSE_ERROR);
    client.finish();
}

#[test]
fn headers_come_in_odd_forms() {
    let folder = folder();
    let mut client = Client::plain(folder.path());
    let mut number = 100;
    for header in [
        "Content-Length: @\r\n\r\n",
        "content-length:@\r\n\r\n",
        "CONTENT-LENGTH:   @  \r\n\r\n",
        "Content-Length: @\n\n",
        "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: @\r\n\r\n",
        "Content-Length: @\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\nX-Other: 1\r\n\r\n",
        "something that was printed by mistake\r\n\r\nContent-Length: @\r\n\r\n",
        "Content-Length: many\r\n\r\nContent-Length: @\r\n\r\n",
        "Content-Length: -5\r\n\r\nContent-Length: @\r\n\r\n",
        "\r\n\r\n\nContent-Length: @\r\n\r\n",
    ] {
        number += 1;
        let body = json!({"jsonrpc": "2.0", "id": number, "method": "what/ever"}).to_string();
        client.raw(header.replace("@", &body.len().to_string()).as_bytes());
        client.raw(body.as_bytes());
        assert_eq!(client.answer(number)["error"]["code"], METHOD_NOT_FOUND, "{header:?}");
    }
    // A frame that comes a byte at a time.
    let body = json!({"jsonrpc": "2.0", "id": "slow", "method": "what/ever"}).to_string();
    for byte in format!("Content-Length: {}\r\n\r\n{body}", body.len()).bytes() {
        client.raw(&[byte]);
    }
    assert_eq!(client.answer("slow")["error"]["code"], METHOD_NOT_FOUND);
    client.finish();
}

#[test]
fn a_huge_frame_is_read_or_refused_and_the_server_lives() {
    let folder = folder();
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.md"));
    // 8 MB of something else: read, and no note.
    let text = "lorem ipsum dolor sit amet ".repeat(300_000);
    assert_eq!(client.lint(&note, &text), Vec::<Value>::new());
    // More than the server takes: passed over without being kept.
    let length = 257 * 1024 * 1024;
    client.raw(format!("Content-Length: {length}\r\n\r\n").as_bytes());
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..257 {
        client.raw(&piece);
    }
    let refused = client.wait("an error", |it| it.get("error").is_some());
    assert_eq!(refused["error"]["code"], INVALID_REQUEST, "{refused}");
    client.set(&note, 2, BLANK);
    assert!(!client.published(&note, 2).is_empty());
    client.finish();
}

#[test]
fn unknown_methods_are_refused_and_unknown_notifications_passed_over() {
    let folder = folder();
    let mut client = Client::plain(folder.path());
    for method in ["textDocument/rename", "workspace/executeCommand", "$/unknown", ""] {
        assert_eq!(
            client.request(method, json!({}))["error"]["code"],
            METHOD_NOT_FOUND,
            "{method}"
        );
    }
    for method in [
        "$/setTrace",
        "$/unknown",
        "textDocument/willSave",
        "window/workDoneProgress/cancel",
        "",
    ] {
        client.notify(method, json!({"value": 1}));
        client.notify(method, Value::Null);
        client.notify(method, json!([1]));
    }
    // Answers to questions that nobody asked.
    client.frame(r#"{"jsonrpc": "2.0", "id": 4711, "result": null}"#);
    client.frame(r#"{"jsonrpc": "2.0", "id": "x", "error": {"code": -1, "message": "no"}}"#);
    client.frame(r#"{"jsonrpc": "2.0", "id": 1, "error": "strange"}"#);
    client.notify("$/cancelRequest", json!({"id": 999}));
    client.notify("$/cancelRequest", json!({"id": null}));
    client.notify("$/cancelRequest", Value::Null);
    client.settle();
    client.finish();
}

/// Every request that the server answers, by name.
pub const REQUESTS: [&str; 15] = [
    "textDocument/diagnostic",
    "workspace/diagnostic",
    "textDocument/codeAction",
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/onTypeFormatting",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/range",
    "textDocument/inlayHint",
    "textDocument/documentLink",
];

/// Every notification that the server acts on.
const NOTIFICATIONS: [&str; 8] = [
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/didSave",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "initialized",
];

#[test]
fn parameters_of_the_wrong_type_are_an_error_and_nothing_more() {
    let folder = folder();
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.md"));
    client.lint(&note, BLANK);
    let wrong = [
        Value::Null,
        json!(7),
        json!("text"),
        json!([]),
        json!([{"textDocument": {"uri": note}}]),
        json!({"textDocument": null}),
        json!({"textDocument": {"uri": 7}}),
        json!({"textDocument": {"uri": null}, "position": {"line": 0, "character": 0}}),
        json!({"textDocument": {"uri": note}, "position": {"line": -1, "character": 0}, "range": 7, "positions": 7,
            "options": 7, "context": 7, "ch": 7, "contentChanges": 7, "previousResultId": 7, "previousResultIds": 7}),
        json!({"textDocument": {"uri": note}, "position": {"line": 4294967296_u64, "character": "x"}, "range": {},
            "positions": [{}], "options": [], "context": [], "contentChanges": [7], "previousResultId": {},
            "previousResultIds": [7]}),
    ];
    for method in REQUESTS {
        for params in &wrong {
            let answer = client.request(method, params.clone());
            let takes_any = ["documentSymbol", "foldingRange", "semanticTokens/full", "documentLink"];
            let can_be_read =
                takes_any.iter().any(|name| method.ends_with(name)) && params["textDocument"]["uri"] == note;
            if !can_be_read {
                assert_eq!(answer["error"]["code"], INVALID_PARAMS, "{method} {params}: {answer}");
            }
        }
        // A document that is neither open nor there.
        let answer = client.request(
            method,
            json!({"textDocument": {"uri": "file:///no/where/at-all.md"}, "position": {"line": 0, "character": 0},
                "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
                "context": {"diagnostics": []}, "options": {"tabSize": 4, "insertSpaces": true}, "ch": "\n",
                "positions": [], "previousResultIds": []}),
        );
        if method.starts_with("textDocument") {
            assert_eq!(answer["error"]["code"], INVALID_PARAMS, "{method}: {answer}");
        }
    }
    for method in NOTIFICATIONS {
        for params in &wrong {
            // The document named here is a real one, and `didClose` of it would be right.
            if !(method.ends_with("didClose") && params["textDocument"]["uri"] == note) {
                client.notify(method, params.clone());
            }
        }
    }
    client.settle();
    client.set(&note, 2, BLANK);
    assert_eq!(codes(&client.published(&note, 2)), ["TPL001"]);
    client.finish();
}
