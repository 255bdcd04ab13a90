//! A session with the language server, over streams in memory.

use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use preceptor::config::Overrides;
use preceptor::lsp::{Ended, Options, serve};
use serde_json::{Value, json};

use super::parts;

/// Nothing is asked that takes so long.
const PATIENCE: Duration = Duration::from_secs(60);
const URI: &str = "untitled:today.note";

/// Frames as they are, where the bytes open with a header; else a note, and after a line `@@ session` what is done to it,
/// four bytes a step. Every request is answered, once, and nothing goes wrong inside.
pub fn lsp(bytes: &[u8]) {
    if bytes.starts_with(b"Content-") {
        let _ = serve(Cursor::new(bytes.to_vec()), io::sink(), options());
        return;
    }
    let files = parts::files(bytes);
    let Some((_, text)) = files.first() else { return };
    let text = String::from_utf8_lossy(text).into_owned();
    let steps = files
        .iter()
        .find(|(name, _)| name == "session")
        .map_or(&[][..], |(_, steps)| *steps);
    session(text, steps);
}

fn options() -> Options {
    Options {
        overrides: Overrides {
            isolated: true,
            preview: Some(true),
            ..Overrides::default()
        },
        // No such folder: a session of notes that were never saved.
        cwd: "/nowhere".into(),
        clock: || None,
        cache: None,
    }
}

fn session(text: String, steps: &[u8]) {
    let (to_server, input) = channel();
    let (output, from_server) = channel();
    let input = BufReader::new(Stream {
        from: input,
        rest: Cursor::default(),
    });
    let server = thread::spawn(move || serve(input, Frames(output), options()));
    let encoding = ["utf-16", "utf-8", "utf-32"][steps.first().map_or(0, |first| usize::from(*first)) % 3];
    let mut client = Client {
        to_server,
        from_server,
        asked: HashMap::new(),
        next: 0,
    };
    client.ask(
        "initialize",
        &json!({"capabilities": capabilities(encoding), "processId": null, "rootUri": null}),
    );
    client.tell("initialized", &json!({}));
    client.tell(
        "textDocument/didOpen",
        &json!({"textDocument": {"uri": URI, "languageId": "markdown", "version": 1, "text": text}}),
    );
    for (version, step) in steps.chunks_exact(4).take(64).enumerate() {
        client.step(version as i32 + 2, [step[0], step[1], step[2], step[3]]);
    }
    client.wait();
    client.ask("shutdown", &Value::Null);
    client.wait();
    client.tell("exit", &Value::Null);
    drop(client);
    let ended = server.join().expect("the server does not panic").expect("it can write");
    assert_eq!(ended, Ended::Orderly);
}

fn capabilities(encoding: &str) -> Value {
    json!({
        "general": {"positionEncodings": [encoding]},
        "workspace": {"workspaceEdit": {"documentChanges": true, "snippetEditSupport": true}},
        "textDocument": {
            "codeAction": {
                "isPreferredSupport": true,
                "disabledSupport": true,
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            },
            "completion": {"completionItem": {"snippetSupport": true, "insertReplaceSupport": true}},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true},
        },
    })
}

/// What is typed in a session.
const WORDS: [&str; 24] = [
    "",
    " ",
    "\n",
    "\r\n",
    "\r",
    "é",
    "𝄞",
    "\u{301}",
    "***",
    "{a|b}",
    "# HPI\n",
    "Plan:",
    "BP 142/88",
    ".norm",
    "QD",
    "1. ",
    "- [ ] ",
    "<!-- preceptor: allow SAF001 -->",
    "| a | b |\n|---|---|\n",
    "---\nkind: soap\n---\n",
    "MS 4.0 mg",
    "\t",
    "@@",
    "HPI",
];

struct Client {
    to_server: Sender<Vec<u8>>,
    from_server: Receiver<Value>,
    /// What was asked, by its number.
    asked: HashMap<i64, &'static str>,
    next: i64,
}

impl Client {
    fn send(&self, message: &Value) {
        let body = message.to_string();
        let _ = self
            .to_server
            .send(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }

    fn tell(&self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &'static str, params: &Value) {
        self.next += 1;
        self.asked.insert(self.next, method);
        self.send(&json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params}));
    }

    /// Wait for every answer.
    fn wait(&mut self) {
        while !self.asked.is_empty() {
            let message = self
                .from_server
                .recv_timeout(PATIENCE)
                .expect("every request is answered");
            if message["method"].is_string() {
                if let Some(id) = message.get("id") {
                    self.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
                }
                continue;
            }
            let id = message["id"]
                .as_i64()
                .expect("an answer has the number of its question");
            let method = self.asked.remove(&id);
            assert!(method.is_some(), "answered twice, or never asked: {message}");
            assert_ne!(
                message["error"]["code"], -32603,
                "{method:?} goes wrong inside: {message}"
            );
        }
    }

    fn step(&mut self, version: i32, [op, line, column, more]: [u8; 4]) {
        let document = json!({"uri": URI});
        let start = json!({"line": line, "character": column});
        let end = json!({"line": line.saturating_add(more >> 6), "character": column.saturating_add(more & 63)});
        let range = json!({"start": start, "end": end});
        let layout = json!({"tabSize": 2, "insertSpaces": true});
        match op % 16 {
            0..=3 => {
                let word = WORDS[usize::from(more) % WORDS.len()];
                let range = if op & 1 == 0 {
                    json!({"start": start, "end": start})
                } else {
                    range
                };
                self.tell(
                    "textDocument/didChange",
                    &json!({
                        "textDocument": {"uri": URI, "version": version},
                        "contentChanges": [{"range": range, "text": word}],
                    }),
                );
            }
            4 => self.ask("textDocument/diagnostic", &json!({"textDocument": document})),
            5 => self.ask(
                "textDocument/codeAction",
                &json!({"textDocument": document, "range": range, "context": {"diagnostics": []}}),
            ),
            6 => self.ask(
                "textDocument/completion",
                &json!({"textDocument": document, "position": start}),
            ),
            7 => self.ask(
                "textDocument/hover",
                &json!({"textDocument": document, "position": start}),
            ),
            8 => self.ask("textDocument/documentSymbol", &json!({"textDocument": document})),
            9 => self.ask("textDocument/foldingRange", &json!({"textDocument": document})),
            10 => self.ask(
                "textDocument/selectionRange",
                &json!({"textDocument": document, "positions": [start, end]}),
            ),
            11 => self.ask(
                "textDocument/formatting",
                &json!({"textDocument": document, "options": layout}),
            ),
            12 => self.ask(
                "textDocument/rangeFormatting",
                &json!({"textDocument": document, "range": range, "options": layout}),
            ),
            13 => self.ask(
                "textDocument/onTypeFormatting",
                &json!({"textDocument": document, "position": start, "ch": "\n", "options": layout}),
            ),
            14 if more & 1 == 0 => {
                self.ask(
                    "textDocument/semanticTokens/range",
                    &json!({"textDocument": document, "range": range}),
                );
            }
            14 => self.ask("textDocument/semanticTokens/full", &json!({"textDocument": document})),
            _ if more & 1 == 0 => {
                self.ask(
                    "textDocument/inlayHint",
                    &json!({"textDocument": document, "range": range}),
                );
            }
            _ => self.ask("textDocument/documentLink", &json!({"textDocument": document})),
        }
    }
}

/// What the client writes, as the server reads it.
struct Stream {
    from: Receiver<Vec<u8>>,
    rest: Cursor<Vec<u8>>,
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.rest.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            match self.from.recv() {
                Ok(bytes) => self.rest = Cursor::new(bytes),
                Err(_) => return Ok(0),
            }
        }
    }
}

/// What the server writes: one frame a call.
struct Frames(Sender<Value>);

impl Write for Frames {
    fn write(&mut self, frame: &[u8]) -> io::Result<usize> {
        let body = frame
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .map_or(0, |at| at + 4);
        let message = serde_json::from_slice(&frame[body..]).expect("a frame is JSON");
        let _ = self.0.send(message);
        Ok(frame.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
