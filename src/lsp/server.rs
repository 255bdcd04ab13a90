//! The thread that owns all state: documents, settings, and what is under way.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::capabilities::capabilities;
use super::client::Client;
use super::document::Document;
use super::fingerprint::Fingerprint;
use super::guard::guarded;
use super::pages::Pages;
use super::pool::Pool;
use super::preferences::Preferences;
use super::snapshot::Snapshot;
use super::transport::{self, Incoming, Outgoing, Transport};
use super::types::{
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, PublishDiagnosticsParams, Uri,
};
use super::workspace::Workspace;
use super::workspace_diagnostics::{self, Survey, Surveys};
use super::{diagnostics, dispatch, document, paths, watched};
use crate::config::Overrides;
use crate::files;
use crate::lint::Date;

/// How often the file system is asked whether a configuration has changed, at most.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// What the front gives the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// What the command line says above every configuration file.
    pub overrides: Overrides,
    /// The folder the server was started in, for clients that open no folder.
    pub cwd: PathBuf,
    /// Today by the clock.
    pub clock: fn() -> Option<Date>,
    /// Where pages of rules may be kept.
    pub cache: Option<PathBuf>,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client said `shutdown`, then `exit`.
    Orderly,
    /// It said `exit` at once, or was gone. The protocol wants exit status 1.
    Abruptly,
}

/// Serve one client over a pair of streams, until it goes.
///
/// # Errors
/// A thread cannot be started, or the output cannot be written.
pub fn serve(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    options: Options,
) -> std::io::Result<Ended> {
    let transport = Transport::new(input, output)?;
    let ended = Server::new(transport.sender.clone(), options).run(&transport.receiver);
    match transport.finish() {
        // A client that is gone does not read what is left to say.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(ended),
    }
}

/// What a job hands back to the server.
pub(super) enum Done {
    /// The answer to a request.
    Answer(RequestId, Result<Value, ResponseError>),
    /// The findings of one generation of a document.
    Findings(u64, PublishDiagnosticsParams),
    /// A part of the answer to a request.
    Part(RequestId, Value),
    /// What was asked about all notes has no answer yet: nothing was new at this count of changes.
    Nothing(Survey, u64),
    /// What failed, for the user.
    Failures(Vec<String>),
}

/// Where the session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before `initialize`.
    Silent,
    Running,
    /// After `shutdown`.
    Closing,
}

/// What the server asked the client.
enum Asked {
    Configuration,
    /// The answer does not matter.
    Nothing,
}

/// The state of a session.
pub(super) struct Server {
    out: Sender<Outgoing>,
    options: Options,
    phase: Phase,
    pub(super) client: Arc<Client>,
    /// The settings that came with `initialize`; what the client is asked for later stands above them.
    initial_settings: Value,
    pub(super) preferences: Arc<Preferences>,
    roots: Vec<PathBuf>,
    pub(super) workspace: Arc<Workspace>,
    /// Grows each time the settings of all documents may have changed.
    pub(super) configured: u64,
    fingerprint: Fingerprint,
    looked: Instant,
    today: Option<Date>,
    pub(super) pages: Arc<Pages>,
    /// The newest snapshot of each open document.
    pub(super) open: HashMap<Uri, Arc<Snapshot>>,
    generation: u64,
    pool: Pool,
    pub(super) surveys: Surveys,
    pub(super) done: Sender<Done>,
    finished: Receiver<Done>,
    /// Requests under way; the flag tells that nobody waits for the answer any more.
    pub(super) pending: HashMap<RequestId, Arc<AtomicBool>>,
    asked: HashMap<RequestId, Asked>,
    next_id: i32,
    /// What the user has been told already.
    told: HashSet<String>,
}

impl Server {
    fn new(out: Sender<Outgoing>, options: Options) -> Self {
        let (done, finished) = unbounded();
        let preferences = Preferences::default();
        let (workspace, _) = Workspace::new(&[], &options, &preferences);
        Self {
            out,
            phase: Phase::Silent,
            client: Arc::default(),
            initial_settings: Value::Null,
            preferences: Arc::new(preferences),
            roots: Vec::new(),
            workspace: Arc::new(workspace),
            configured: 0,
            fingerprint: Fingerprint::default(),
            looked: Instant::now(),
            today: (options.clock)(),
            pages: Arc::new(Pages::new(options.cache.as_deref())),
            options,
            open: HashMap::new(),
            generation: 0,
            pool: Pool::new(),
            surveys: Surveys::new(),
            done,
            finished,
            pending: HashMap::new(),
            asked: HashMap::new(),
            next_id: 0,
            told: HashSet::new(),
        }
    }

    fn run(mut self, incoming: &Receiver<Incoming>) -> Ended {
        let finished = self.finished.clone();
        loop {
            select! {
                recv(incoming) -> incoming => match incoming {
                    Ok(Incoming::Message(Message::Request(request))) => self.on_request(request),
                    Ok(Incoming::Message(Message::Response(response))) => self.on_response(response),
                    Ok(Incoming::Message(Message::Notification(it))) if it.method == "exit" => break,
                    Ok(Incoming::Message(Message::Notification(notification))) => self.on_notification(notification),
                    Ok(Incoming::Malformed(answer)) => drop(self.out.send(answer.to_string().into_bytes())),
                    Err(_) => break,
                },
                recv(finished) -> done => if let Ok(done) = done { self.on_done(done) },
            }
        }
        match self.phase {
            Phase::Closing => Ended::Orderly,
            _ => Ended::Abruptly,
        }
    }

    // ---- out ----

    pub(super) fn send(&self, message: impl Into<Message>) {
        // When the writer is gone, so is the client; the end of the input follows.
        let _ = self.out.send(transport::serialize(&message.into()));
    }

    fn notify(&self, method: &str, params: impl serde::Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    pub(super) fn refuse(&self, id: RequestId, code: ErrorCode, message: &str) {
        self.send(Response::new_err(id, code as i32, message.to_owned()));
    }

    fn ask(&mut self, method: &str, params: impl serde::Serialize, what: Asked) {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        self.asked.insert(id.clone(), what);
        self.send(Request::new(id, method.to_owned(), params));
    }

    /// Show the user what went wrong: once, however often it does.
    fn tell(&mut self, failures: impl IntoIterator<Item = String>) {
        for message in failures {
            if self.told.insert(message.clone()) {
                self.notify(
                    "window/showMessage",
                    json!({"type": 1, "message": format!("preceptor: {message}")}),
                );
            }
        }
    }

    // ---- in ----

    fn on_request(&mut self, request: Request) {
        match (self.phase, &*request.method) {
            (Phase::Silent, "initialize") => self.initialize(request),
            (Phase::Silent, _) => {
                self.refuse(
                    request.id,
                    ErrorCode::ServerNotInitialized,
                    "the first request is `initialize`",
                );
            }
            (Phase::Running, "initialize") => {
                self.refuse(request.id, ErrorCode::InvalidRequest, "`initialize` comes once");
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::Closing;
                for (id, cancelled) in self.pending.drain().collect::<Vec<_>>() {
                    cancelled.store(true, Ordering::Release);
                    self.refuse(id, ErrorCode::RequestCanceled, "the server is shut down");
                }
                self.send(Response::new_ok(request.id, Value::Null));
            }
            (Phase::Running, _) => {
                if self.pending.contains_key(&request.id) {
                    return self.refuse(
                        request.id,
                        ErrorCode::InvalidRequest,
                        "this id is still being worked on",
                    );
                }
                self.look_again();
                dispatch::request(self, request);
            }
            (Phase::Closing, _) => {
                self.refuse(request.id, ErrorCode::InvalidRequest, "the server is shut down");
            }
        }
    }

    fn on_response(&mut self, response: Response) {
        if let (Some(Asked::Configuration), Ok(Value::Array(found))) =
            (self.asked.remove(&response.id), response.response_result)
        {
            let settings = found.into_iter().next().unwrap_or_default();
            self.prefer(&settings);
        }
    }

    fn on_notification(&mut self, notification: Notification) {
        if self.phase != Phase::Running {
            return;
        }
        let Notification { method, params } = notification;
        match &*method {
            "initialized" => self.initialized(),
            "textDocument/didOpen" => self.with(&method, params, Self::did_open),
            "textDocument/didChange" => self.with(&method, document::with_small_numbers(params), Self::did_change),
            "textDocument/didClose" => self.with(&method, params, Self::did_close),
            // A save may be that of a configuration, and whoever saves wants to see what it does.
            "textDocument/didSave" => {
                self.look_now();
                workspace_diagnostics::look_again(self);
            }
            "workspace/didChangeConfiguration" => self.did_change_configuration(&params),
            "workspace/didChangeWatchedFiles" if watched::concerns_notes_only(&params) => {
                self.look_now();
                workspace_diagnostics::look_again(self);
            }
            "workspace/didChangeWatchedFiles" => self.reload(),
            "workspace/didChangeWorkspaceFolders" => self.with(&method, params, Self::did_change_folders),
            "$/cancelRequest" => {
                if let Ok(id) = serde_json::from_value::<RequestId>(params["id"].clone())
                    && let Some(cancelled) = self.pending.remove(&id)
                {
                    cancelled.store(true, Ordering::Release);
                    self.refuse(id, ErrorCode::RequestCanceled, "cancelled");
                }
            }
            // `$/setTrace` and whatever may come: nobody waits for an answer.
            _ => {}
        }
    }

    /// Handle a notification, if its parameters can be read; what is wrong with them goes to the log.
    fn with<P: DeserializeOwned>(&mut self, method: &str, params: Value, handle: fn(&mut Self, P)) {
        match serde_json::from_value(params) {
            Ok(params) => handle(self, params),
            Err(error) => self.log(&format!("{method} cannot be read: {error}")),
        }
    }

    fn log(&self, message: &str) {
        self.notify("window/logMessage", json!({"type": 2, "message": message}));
    }

    fn on_done(&mut self, done: Done) {
        match done {
            Done::Answer(id, answer) => {
                // Not under way any more: it was cancelled, and the client has been told.
                if self.pending.remove(&id).is_some() {
                    self.send(Response {
                        id,
                        response_result: answer,
                    });
                }
            }
            Done::Part(id, part) => {
                if self.pending.contains_key(&id) {
                    self.notify("$/progress", part);
                }
            }
            Done::Nothing(survey, changes) => workspace_diagnostics::hold(self, survey, changes),
            Done::Findings(generation, findings) => {
                // Findings of a text that is not the newest are never published.
                let newest = self.open.get(&findings.uri).map(|snapshot| snapshot.generation);
                if newest == Some(generation) {
                    self.notify("textDocument/publishDiagnostics", findings);
                }
            }
            Done::Failures(failures) => self.tell(failures),
        }
    }

    // ---- the session ----

    fn initialize(&mut self, request: Request) {
        let params = &request.params;
        let client = Client::new(&params["capabilities"]);
        let address = |value: &Value| paths::path_of(&Uri(value.as_str()?.to_owned()));
        let folders = params["workspaceFolders"].as_array();
        self.roots = folders
            .into_iter()
            .flatten()
            .filter_map(|folder| address(&folder["uri"]))
            .collect();
        if self.roots.is_empty() {
            let root = params["rootPath"]
                .as_str()
                .map(PathBuf::from)
                .filter(|path| path.is_absolute());
            self.roots.extend(address(&params["rootUri"]).or(root));
        }
        let answer = json!({
            "capabilities": capabilities(&client),
            "serverInfo": {"name": "preceptor", "version": env!("CARGO_PKG_VERSION")},
        });
        self.client = Arc::new(client);
        self.initial_settings = section(&params["initializationOptions"]).clone();
        self.phase = Phase::Running;
        self.send(Response::new_ok(request.id, answer));
        self.prefer(&Value::Null);
    }

    fn initialized(&mut self) {
        if self.client.watches_files {
            let registration = watched::registration(self.client.pulls);
            self.ask("client/registerCapability", registration, Asked::Nothing);
        }
        self.ask_for_settings();
    }

    fn ask_for_settings(&mut self) {
        if self.client.configuration {
            let items = json!({"items": [{"section": "preceptor"}]});
            self.ask("workspace/configuration", items, Asked::Configuration);
        }
    }

    fn did_change_configuration(&mut self, params: &Value) {
        if self.client.configuration {
            self.ask_for_settings();
        } else {
            let settings = section(&params["settings"]).clone();
            self.prefer(&settings);
        }
    }

    /// Take these settings of the editor, above those that came with `initialize`.
    fn prefer(&mut self, settings: &Value) {
        let mut merged = self.initial_settings.as_object().cloned().unwrap_or_default();
        for (key, value) in settings.as_object().into_iter().flatten() {
            if !value.is_null() {
                merged.insert(key.clone(), value.clone());
            }
        }
        let (preferences, wrong) = Preferences::read(&Value::Object(merged));
        self.tell(wrong);
        if *self.preferences != preferences || self.configured == 0 {
            self.preferences = Arc::new(preferences);
            self.reload();
        }
    }

    fn did_change_folders(&mut self, params: DidChangeWorkspaceFoldersParams) {
        let path = |folder: &super::types::WorkspaceFolder| paths::path_of(&folder.uri);
        let gone: Vec<PathBuf> = params.event.removed.iter().filter_map(path).collect();
        self.roots.retain(|root| !gone.contains(root));
        let new = params.event.added.iter().filter_map(path);
        let new: Vec<PathBuf> = new.filter(|root| !self.roots.contains(root)).collect();
        self.roots.extend(new);
        self.reload();
    }

    // ---- settings ----

    /// Forget every configuration, and look at all open documents anew.
    fn reload(&mut self) {
        let (workspace, wrong) = Workspace::new(&self.roots, &self.options, &self.preferences);
        self.workspace = Arc::new(workspace);
        self.configured += 1;
        self.today = (self.options.clock)();
        // What was wrong with the old configuration may be wrong with the new one too: that is said again.
        self.told.clear();
        self.tell(wrong);
        for snapshot in self.open.values().cloned().collect::<Vec<_>>() {
            self.look_at(Arc::clone(&snapshot.document));
        }
        // Of what the new configurations are read from, which may be other files than before.
        self.fingerprint = self.fingerprint();
        if !self.open.is_empty() {
            if self.client.pulls && self.client.refreshes_diagnostics {
                self.ask("workspace/diagnostic/refresh", Value::Null, Asked::Nothing);
            }
            if self.client.refreshes_inlay_hints {
                self.ask("workspace/inlayHint/refresh", Value::Null, Asked::Nothing);
            }
        }
        workspace_diagnostics::look_again(self);
    }

    /// Reload if a configuration file has changed, or the day has: for clients that do not watch files, and for files
    /// that lie outside their folders. Asked of the file system now and then, never more often.
    fn look_again(&mut self) {
        if self.looked.elapsed() >= LOOK_AGAIN {
            self.look_now();
        }
    }

    fn look_now(&mut self) {
        self.looked = Instant::now();
        let now = self.fingerprint();
        if self.fingerprint.differs(&now) || self.today != (self.options.clock)() {
            self.reload();
        } else {
            self.fingerprint = now;
        }
    }

    fn fingerprint(&self) -> Fingerprint {
        let others = self
            .preferences
            .configuration
            .iter()
            .map(|file| self.workspace.home().join(file));
        let others = others.chain(self.options.overrides.config.clone());
        let others = others.chain(self.options.overrides.fallback.clone());
        let sources = |snapshot: &Arc<Snapshot>| {
            let sources = snapshot.resolver.sources(snapshot.path());
            let files = sources.files().chain(sources.folders()).map(Path::to_owned);
            let previous = files::Previous::target(snapshot.path(), snapshot.text());
            files.chain(previous).collect::<Vec<_>>()
        };
        let others = others.chain(self.open.values().flat_map(sources));
        Fingerprint::of(self.open.values().map(|snapshot| snapshot.path()), others)
    }

    // ---- documents ----

    fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let (path, is_file) = self.path_of(&document.uri);
        let text = Arc::from(document.text);
        let document = Document::new(document.uri, path, is_file, Some(document.version), text);
        self.look_at(Arc::new(document));
        let now = self.fingerprint();
        if self.fingerprint.differs(&now) {
            return self.reload();
        }
        self.fingerprint = now;
        workspace_diagnostics::look_again(self);
    }

    fn did_change(&mut self, params: DidChangeTextDocumentParams) {
        // First the settings: nothing is looked at under those that no longer hold.
        self.look_again();
        let document = params.text_document;
        let Some(before) = self.open.get(&document.text_document_identifier.uri) else {
            let uri = &document.text_document_identifier.uri.0;
            return self.log(&format!("a change of {uri}, which is not open, is passed over"));
        };
        let next = before
            .document
            .changed(document.version, &params.content_changes, self.client.encoding);
        self.look_at(Arc::new(next));
    }

    fn did_close(&mut self, params: DidCloseTextDocumentParams) {
        let Some(closed) = self.open.remove(&params.text_document.uri) else {
            return;
        };
        closed.newest.store(u64::MAX, Ordering::Release);
        if !self.client.pulls {
            let none = PublishDiagnosticsParams::new(params.text_document.uri, None, Vec::new());
            self.notify("textDocument/publishDiagnostics", none);
        }
        workspace_diagnostics::look_again(self);
    }

    /// Its path, and whether that is a file's.
    fn path_of(&self, uri: &Uri) -> (PathBuf, bool) {
        match paths::path_of(uri) {
            Some(path) => (path, true),
            None => (self.workspace.home().join(paths::name_of(uri)), false),
        }
    }

    /// Take this as the newest state of its document, and have it looked at.
    fn look_at(&mut self, document: Arc<Document>) {
        let newest = match self.open.get(&document.uri) {
            Some(before) => Arc::clone(&before.newest),
            None => Arc::default(),
        };
        let snapshot = self.snapshot(document, newest);
        self.open.insert(snapshot.uri().clone(), Arc::clone(&snapshot));
        if self.client.pulls {
            return;
        }
        let done = self.done.clone();
        self.pool.spawn(move || {
            if snapshot.is_stale() {
                return;
            }
            match guarded(|| diagnostics::publish(&snapshot)) {
                Ok(findings) => {
                    let _ = done.send(Done::Findings(snapshot.generation, findings));
                    snapshot.report_failures(&done);
                }
                Err(why) => drop(done.send(Done::Failures(vec![why]))),
            }
        });
    }

    fn snapshot(&mut self, document: Arc<Document>, newest: Arc<AtomicU64>) -> Arc<Snapshot> {
        self.generation += 1;
        newest.store(self.generation, Ordering::Release);
        Arc::new(Snapshot {
            resolver: Arc::clone(self.workspace.resolver(&document.path)),
            client: Arc::clone(&self.client),
            preferences: Arc::clone(&self.preferences),
            pages: Arc::clone(&self.pages),
            configured: self.configured,
            generation: self.generation,
            newest,
            analysis: OnceLock::new(),
            document,
        })
    }

    /// The document at `uri`: as it is open, else as it lies on the disk.
    pub(super) fn find(&mut self, uri: &Uri) -> Option<Arc<Snapshot>> {
        if let Some(open) = self.open.get(uri) {
            return Some(Arc::clone(open));
        }
        let path = paths::path_of(uri)?;
        self.read(uri.clone(), &path)
    }

    /// A file that is not open.
    fn read(&mut self, uri: Uri, path: &Path) -> Option<Arc<Snapshot>> {
        let text = super::snapshot::read_file(path).ok()?;
        let document = Document::new(uri, path.to_owned(), true, None, text);
        Some(self.snapshot(Arc::new(document), Arc::default()))
    }

    /// A request is under way. The flag is set when nobody waits for the answer any more.
    pub(super) fn expect(&mut self, id: RequestId) -> Arc<AtomicBool> {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.pending.insert(id, Arc::clone(&cancelled));
        cancelled
    }

    /// Have a request answered by the pool. The answer is dropped if it is cancelled meanwhile.
    pub(super) fn answer(
        &mut self,
        id: RequestId,
        work: impl FnOnce(&AtomicBool, &Sender<Done>) -> Result<Value, ResponseError> + Send + 'static,
    ) {
        let cancelled = self.expect(id.clone());
        let done = self.done.clone();
        self.pool.spawn(move || {
            if cancelled.load(Ordering::Acquire) {
                return;
            }
            let answer = guarded(|| work(&cancelled, &done)).unwrap_or_else(|why| {
                let _ = done.send(Done::Failures(vec![why.clone()]));
                Err(error(ErrorCode::InternalError, &why))
            });
            let _ = done.send(Done::Answer(id, answer));
        });
    }
}

/// An error as the answer to a request.
pub(super) fn error(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError {
        code: code as i32,
        message: message.to_owned(),
        data: None,
    }
}

/// Settings come bare, or under the name of the program.
fn section(settings: &Value) -> &Value {
    match settings.get("preceptor") {
        Some(section) => section,
        None => settings,
    }
}

#[cfg(test)]
mod tests;
