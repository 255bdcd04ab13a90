//! The real server over pipes, and a client that is as small and as literal as it can be.

use std::collections::VecDeque;
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take before the test gives up. No test needs a hundredth of it.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// A session. When it is dropped the server is gone.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    received: Receiver<Value>,
    /// What came while something else was waited for, in order.
    kept: VecDeque<Value>,
    last_id: i64,
    /// The answer to `initialize`.
    pub initialized: Value,
    _home: tempfile::TempDir,
}

impl Client {
    /// A server started in `folder`, which has heard nothing yet.
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    /// The same, with options of the command line.
    pub fn start_with(folder: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_preceptor"));
        command.arg("lsp").args(options);
        Self::run(command, folder)
    }

    /// A session with the server that `command` starts.
    pub fn run(mut command: Command, folder: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        command
            .current_dir(folder)
            .env("HOME", home.path())
            .env_remove("XDG_CACHE_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, received) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            input,
            received,
            kept: VecDeque::new(),
            last_id: 0,
            initialized: Value::Null,
            _home: home,
        }
    }

    /// A session in `folder`, for a client with these capabilities and settings.
    pub fn open(folder: &Path, capabilities: Value, settings: Value) -> Self {
        let mut client = Self::start(folder);
        client.initialize(json!({
            "processId": null,
            "rootUri": uri(folder),
            "capabilities": capabilities,
            "initializationOptions": settings,
        }));
        client
    }

    /// A session in `folder` for a client that can do next to nothing and takes what is published.
    pub fn plain(folder: &Path) -> Self {
        Self::open(folder, json!({}), json!({}))
    }

    /// `initialize` and `initialized`.
    pub fn initialize(&mut self, params: Value) {
        let answer = self.request("initialize", params);
        assert!(answer["result"]["capabilities"].is_object(), "{answer}");
        self.initialized = answer["result"].clone();
        self.notify("initialized", json!({}));
    }

    // ---- out ----

    /// These bytes, as they are. A server that is gone does not hear them.
    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is closed");
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    /// This as the body of a frame.
    pub fn frame(&mut self, body: &str) {
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// A notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.frame(&json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string());
    }

    /// A request; its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let request = json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params});
        self.frame(&request.to_string());
        self.last_id
    }

    /// The answer to a request of the server's.
    pub fn respond(&mut self, request: &Value, result: Value) {
        self.frame(&json!({"jsonrpc": "2.0", "id": request["id"], "result": result}).to_string());
    }

    /// No more input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    // ---- in ----

    /// The next message that `wanted` takes. The others are kept for later.
    pub fn wait(&mut self, what: &str, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&mut wanted) {
            return self.kept.remove(at).unwrap();
        }
        let until = Instant::now() + DEADLINE;
        loop {
            match self
                .received
                .recv_timeout(until.saturating_duration_since(Instant::now()))
            {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.kept.push_back(message),
                Err(RecvTimeoutError::Timeout) => panic!("no {what} in {DEADLINE:?}; kept: {:?}", self.kept),
                Err(RecvTimeoutError::Disconnected) => panic!("gone before {what}; kept: {:?}", self.kept),
            }
        }
    }

    /// The answer to the request with this id.
    pub fn answer(&mut self, id: impl Into<Value>) -> Value {
        let id = id.into();
        self.wait(&format!("answer to {id}"), |it| {
            it["id"] == id && it.get("method").is_none()
        })
    }

    /// A request and its answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// A request that is answered without an error: its result.
    pub fn result(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        assert!(answer.get("result").is_some(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next notification or request of this name: its parameters, or all of it for a request.
    pub fn told(&mut self, method: &str) -> Value {
        self.wait(method, |it| it["method"] == method)
    }

    /// Wait until the server has handled everything that was sent before; what it has sent meanwhile is kept. (Findings
    /// that are still being looked for come later.)
    pub fn settle(&mut self) {
        let answer = self.request("preceptor/nothing", json!({}));
        assert_eq!(answer["error"]["code"], -32601, "{answer}");
    }

    /// Everything of this name that came and was not asked for yet.
    pub fn heard(&mut self, method: &str) -> Vec<Value> {
        while let Ok(message) = self.received.try_recv() {
            self.kept.push_back(message);
        }
        let (asked, others) = std::mem::take(&mut self.kept)
            .into_iter()
            .partition(|it| it["method"] == method);
        self.kept = others;
        Vec::from(asked)
    }

    /// A message that has come and that `wanted` takes, if there is one.
    pub fn came(&mut self, wanted: impl FnMut(&Value) -> bool) -> Option<Value> {
        while let Ok(message) = self.received.try_recv() {
            self.kept.push_back(message);
        }
        let at = self.kept.iter().position(wanted)?;
        self.kept.remove(at)
    }

    // ---- documents ----

    /// Open a document.
    pub fn did_open(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({"uri": uri, "languageId": "anything", "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Change a document.
    pub fn did_change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
    }

    /// Replace the whole text of a document.
    pub fn set(&mut self, uri: &str, version: i32, text: &str) {
        self.did_change(uri, version, json!([{"text": text}]));
    }

    /// Close a document.
    pub fn did_close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// What is published of this version.
    pub fn published(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let message = self.wait(&format!("findings of version {version} of {uri}"), |it| {
            it["method"] == "textDocument/publishDiagnostics"
                && it["params"]["uri"] == uri
                && it["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Open a document, and what is published of it.
    pub fn lint(&mut self, uri: &str, text: &str) -> Vec<Value> {
        self.did_open(uri, 1, text);
        self.published(uri, 1)
    }

    /// What a client that asks is answered.
    pub fn pulled(&mut self, uri: &str) -> Vec<Value> {
        let report = self.result("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        assert_eq!(report["kind"], "full", "{report}");
        report["items"].as_array().unwrap().clone()
    }

    // ---- the end ----

    /// The status with which the server goes, now that it has to.
    pub fn status(&mut self) -> ExitStatus {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the server does not go");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// `shutdown` and `exit`, as every client does: the server is alive until then, and goes in good order.
    pub fn finish(mut self) {
        let answer = self.request("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null, "{answer}");
        assert!(answer.get("error").is_none(), "{answer}");
        self.notify("exit", Value::Null);
        assert_eq!(self.status().code(), Some(0));
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next message; nothing at the end. The frame is held to what the protocol says of it.
fn read(output: &mut impl std::io::BufRead) -> Option<Value> {
    let mut header = String::new();
    output.read_line(&mut header).ok().filter(|length| *length > 0)?;
    let length = header
        .strip_prefix("Content-Length: ")
        .and_then(|rest| rest.strip_suffix("\r\n"));
    let length: usize = length.and_then(|length| length.parse().ok()).expect("a header");
    let mut body = vec![0; 2];
    output.read_exact(&mut body).ok()?;
    assert_eq!(body, b"\r\n", "the header ends with an empty line");
    body.resize(length, 0);
    output.read_exact(&mut body).ok()?;
    let message: Value = serde_json::from_slice(&body).expect("the body is JSON");
    assert_eq!(message["jsonrpc"], "2.0", "{message}");
    Some(message)
}

/// The address of a path.
pub fn uri(path: &Path) -> String {
    let mut out = "file://".to_owned();
    for byte in path.to_str().unwrap().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The codes of findings, in order.
pub fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|found| found["code"].as_str().unwrap()).collect()
}

/// A range as `line:character-line:character`.
pub fn span(range: &Value) -> String {
    let place = |end: &str| format!("{}:{}", range[end]["line"], range[end]["character"]);
    format!("{}-{}", place("start"), place("end"))
}
