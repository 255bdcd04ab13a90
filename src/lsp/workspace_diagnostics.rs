//! The findings of all notes of the open folders, when a client asks for them. Nothing else looks through a folder.
//!
//! A client asks again as soon as it is answered. Where nothing is new to it, the answer waits until something may have
//! changed: a note is saved, opened or closed, a watched file has changed, or other settings hold.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::Sender;
use lsp_server::{ErrorCode, Request, RequestId};
use serde_json::{Value, json};

use super::client::Client;
use super::document::Document;
use super::guard::guarded;
use super::pages::Pages;
use super::pool::Pool;
use super::preferences::Preferences;
use super::server::{Done, Server};
use super::snapshot::{Snapshot, read_file};
use super::types::{Uri, WorkspaceDiagnosticParams};
use super::workspace::Workspace;
use super::{diagnostics, paths};
use crate::files::{Configured, Discover};

/// Reports that go out together, where the client takes an answer in parts.
const BATCH: usize = 32;

/// How many files that cannot be read are told by name.
const NAMED: usize = 3;

/// The surveys of a session. They have one thread of their own: a request about the note that is being written never
/// waits for one.
pub(super) struct Surveys {
    pool: Pool,
    /// Those that found nothing new.
    held: Vec<Survey>,
    /// Grows whenever something may have changed.
    changes: u64,
}

impl Surveys {
    pub(super) fn new() -> Self {
        Self {
            pool: Pool::of(1),
            held: Vec::new(),
            changes: 0,
        }
    }
}

/// One request.
pub(super) struct Survey {
    id: RequestId,
    cancelled: Arc<AtomicBool>,
    /// What the client knows already: its name for each document, and the result.
    known: BTreeMap<PathBuf, (Uri, String)>,
    /// Where parts of the answer go.
    parts: Option<Value>,
}

/// What a survey looks at.
struct Scope {
    workspace: Arc<Workspace>,
    open: BTreeMap<PathBuf, Arc<Snapshot>>,
    client: Arc<Client>,
    preferences: Arc<Preferences>,
    pages: Arc<Pages>,
    configured: u64,
}

/// Answer `workspace/diagnostic`.
pub(super) fn answer(server: &mut Server, request: Request) {
    let parts = request
        .params
        .get("partialResultToken")
        .filter(|token| !token.is_null())
        .cloned();
    let params = match serde_json::from_value::<WorkspaceDiagnosticParams>(request.params) {
        Ok(params) => params,
        Err(failed) => {
            let message = format!("the parameters of `{}` cannot be read: {failed}", request.method);
            return server.refuse(request.id, ErrorCode::InvalidParams, &message);
        }
    };
    let known = params.previous_result_ids.into_iter();
    let survey = Survey {
        cancelled: server.expect(request.id.clone()),
        id: request.id,
        known: known.map(|it| (key(&it.uri), (it.uri, it.value))).collect(),
        parts,
    };
    start(server, survey);
}

/// Something may have changed: look again for those who wait.
pub(super) fn look_again(server: &mut Server) {
    server.surveys.changes += 1;
    for survey in std::mem::take(&mut server.surveys.held) {
        start(server, survey);
    }
}

/// A survey found nothing new: its answer waits.
pub(super) fn hold(server: &mut Server, survey: Survey, changes: u64) {
    if survey.cancelled.load(Ordering::Acquire) {
        return;
    }
    // What changed while it was looking may be what it has passed already.
    if changes == server.surveys.changes {
        server
            .surveys
            .held
            .retain(|held| !held.cancelled.load(Ordering::Acquire));
        server.surveys.held.push(survey);
    } else {
        start(server, survey);
    }
}

fn start(server: &mut Server, survey: Survey) {
    if survey.cancelled.load(Ordering::Acquire) {
        return;
    }
    let scope = Scope {
        workspace: Arc::clone(&server.workspace),
        open: server
            .open
            .iter()
            .map(|(uri, snapshot)| (key(uri), Arc::clone(snapshot)))
            .collect(),
        client: Arc::clone(&server.client),
        preferences: Arc::clone(&server.preferences),
        pages: Arc::clone(&server.pages),
        configured: server.configured,
    };
    let (done, changes) = (server.done.clone(), server.surveys.changes);
    server.surveys.pool.spawn(move || {
        let mut run = Run {
            scope: &scope,
            survey: &survey,
            done: &done,
            items: Vec::new(),
            has_news: survey.known.is_empty(),
            seen: HashSet::new(),
            unreadable: Vec::new(),
        };
        let result = match guarded(|| run.all()) {
            Ok(()) if !run.has_news => None,
            Ok(()) => Some(Ok(json!({"items": run.items}))),
            Err(why) => {
                let _ = done.send(Done::Failures(vec![why.clone()]));
                Some(Err(super::server::error(ErrorCode::InternalError, &why)))
            }
        };
        if survey.cancelled.load(Ordering::Acquire) {
            return;
        }
        let _ = done.send(match result {
            Some(result) => Done::Answer(survey.id, result),
            None => Done::Nothing(survey, changes),
        });
    });
}

/// A document, whatever form its address has.
fn key(uri: &Uri) -> PathBuf {
    paths::path_of(uri).unwrap_or_else(|| PathBuf::from(&uri.0))
}

/// One look at all notes.
struct Run<'a> {
    scope: &'a Scope,
    survey: &'a Survey,
    done: &'a Sender<Done>,
    items: Vec<Value>,
    /// Whether there is anything that the client does not know.
    has_news: bool,
    seen: HashSet<PathBuf>,
    unreadable: Vec<String>,
}

impl Run<'_> {
    fn all(&mut self) {
        // First what is being written.
        for (key, snapshot) in &self.scope.open {
            if self.is_cancelled() {
                return;
            }
            self.seen.insert(key.clone());
            self.report(snapshot);
        }
        for (folder, resolver) in self.scope.workspace.folders() {
            // The same way through a folder as that of `preceptor check`.
            let filter = Arc::new(Configured(Arc::clone(resolver)));
            for found in Discover::new(&[folder.to_owned()], filter) {
                if self.is_cancelled() {
                    return;
                }
                match found {
                    Ok(note) => self.file(note.path),
                    Err(error) => self.unreadable.push(error.to_string()),
                }
            }
        }
        self.clear_what_is_gone();
        self.tell_unreadable();
    }

    fn is_cancelled(&self) -> bool {
        self.survey.cancelled.load(Ordering::Acquire)
    }

    /// A note that is not open.
    fn file(&mut self, path: PathBuf) {
        if self.seen.contains(&path) {
            return;
        }
        let text = match read_file(&path) {
            Ok(text) => text,
            Err(error) => return self.unreadable.push(error.to_string()),
        };
        let known = self.survey.known.get(&path).map(|(uri, _)| uri.clone());
        let Some(uri) = known.or_else(|| paths::uri_of(&path)) else {
            return;
        };
        self.seen.insert(path.clone());
        let snapshot = self.snapshot(Document::new(uri, path, true, None, text));
        self.report(&snapshot);
    }

    fn snapshot(&self, document: Document) -> Snapshot {
        let scope = self.scope;
        Snapshot {
            resolver: Arc::clone(scope.workspace.resolver(&document.path)),
            client: Arc::clone(&scope.client),
            preferences: Arc::clone(&scope.preferences),
            pages: Arc::clone(&scope.pages),
            configured: scope.configured,
            generation: 0,
            newest: Arc::default(),
            analysis: std::sync::OnceLock::new(),
            document: Arc::new(document),
        }
    }

    /// What there is to say of one document. It is read, but not checked, if the client knows the result.
    fn report(&mut self, snapshot: &Snapshot) {
        let (uri, version) = (snapshot.uri(), snapshot.document.version);
        let result = diagnostics::result_id(snapshot);
        let known = self.survey.known.get(&key(uri)).map(|(_, known)| known);
        if known == Some(&result) {
            let item = json!({"kind": "unchanged", "uri": uri, "version": version, "resultId": result});
            return self.items.push(item);
        }
        let found = guarded(|| diagnostics::diagnostics(snapshot)).unwrap_or_else(|why| {
            let _ = self.done.send(Done::Failures(vec![why]));
            Vec::new()
        });
        snapshot.report_failures(self.done);
        self.has_news = true;
        let item = json!({"kind": "full", "uri": uri, "version": version, "resultId": result, "items": found});
        self.items.push(item);
        if self.survey.parts.is_some() && self.items.len() >= BATCH {
            self.send_part();
        }
    }

    /// What is ready goes out before the rest is.
    fn send_part(&mut self) {
        let items = std::mem::take(&mut self.items);
        let part = json!({"token": self.survey.parts, "value": {"items": items}});
        let _ = self.done.send(Done::Part(self.survey.id.clone(), part));
    }

    /// What the client still knows of, and what is no longer a note of these folders, has no findings. No result is named:
    /// the client forgets it.
    fn clear_what_is_gone(&mut self) {
        for (key, (uri, _)) in &self.survey.known {
            if !self.seen.contains(key) {
                self.has_news = true;
                self.items
                    .push(json!({"kind": "full", "uri": uri, "version": null, "items": []}));
            }
        }
    }

    fn tell_unreadable(&mut self) {
        let count = self.unreadable.len();
        if count == 0 {
            return;
        }
        let mut message = self.unreadable[..count.min(NAMED)].join("; ");
        if count > NAMED {
            message.push_str(&format!("; and {} more", count - NAMED));
        }
        let _ = self.done.send(Done::Failures(vec![message]));
    }
}
