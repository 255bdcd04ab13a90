//! A document at one moment, with everything that a feature needs to answer about it.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crossbeam_channel::Sender;

use super::changes::Change;
use super::client::Client;
use super::document::Document;
use super::notes::is_note;
use super::pages::Pages;
use super::preferences::Preferences;
use super::server::Done;
use super::types::{
    Edit, OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextDocumentIdentifier, TextEdit,
    Uri, WorkspaceEdit,
};
use crate::config::{Resolved, Resolver};
use crate::files;
use crate::files::check::{NoteSettings, check_at_once, note_settings};
use crate::grammar::Grammar;
use crate::lint::{Checked, Settings};
use crate::note::{self, Note};
use crate::template::Library;
use crate::text::{self, LineIndex, Span};

/// What a feature looks at. It never changes; a change of the document makes another.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The document.
    pub(super) document: Arc<Document>,
    /// What the client can do.
    pub(super) client: Arc<Client>,
    /// The editor's settings.
    pub(super) preferences: Arc<Preferences>,
    /// Grows with each change of the document or of its settings.
    pub(super) generation: u64,
    /// The newest generation of the document.
    pub(super) newest: Arc<AtomicU64>,
    /// What resolves its settings.
    pub(super) resolver: Arc<Resolver>,
    /// Which of the configurations of this session it was taken under.
    pub(super) configured: u64,
    /// Pages of rules.
    pub(super) pages: Arc<Pages>,
    /// See [`Snapshot::analysis`].
    pub(super) analysis: OnceLock<Analysis>,
}

/// A document, read and checked.
#[derive(Debug)]
pub(super) struct Analysis {
    /// What holds for it; the bare defaults if its configuration is broken.
    pub(super) resolved: Option<Arc<Resolved>>,
    /// What the engine was given.
    pub(super) settings: Arc<Settings>,
    /// The note and its findings. A document that is no note has none.
    pub(super) checked: Checked,
    /// Whether the document is a note.
    pub(super) is_note: bool,
    /// What failed, in words for the user.
    pub(super) failures: Vec<String>,
    /// What all safe fixes together change: an editor asks for it at every step of the cursor.
    pub(super) fixed: OnceLock<Vec<Change>>,
}

impl Snapshot {
    /// Whether the document or its settings have changed since.
    pub(super) fn is_stale(&self) -> bool {
        self.newest.load(Ordering::Acquire) != self.generation
    }

    /// Its address.
    pub(super) fn uri(&self) -> &Uri {
        &self.document.uri
    }

    /// Its path.
    pub(super) fn path(&self) -> &Path {
        &self.document.path
    }

    /// Its text.
    pub(super) fn text(&self) -> &Arc<str> {
        &self.document.text
    }

    /// Its lines.
    pub(super) fn lines(&self) -> &LineIndex {
        &self.document.lines
    }

    /// The position of a byte.
    pub(super) fn position(&self, offset: u32) -> Position {
        self.client.encoding.position(self.text(), self.lines(), offset)
    }

    /// The range of a span.
    pub(super) fn range(&self, span: Span) -> Range {
        self.client.encoding.range(self.text(), self.lines(), span)
    }

    /// The byte of a position; one that is not there is moved to the nearest.
    pub(super) fn offset(&self, position: Position) -> u32 {
        self.client.encoding.offset(self.text(), self.lines(), position)
    }

    /// The span of a range.
    pub(super) fn span(&self, range: Range) -> Span {
        self.client.encoding.span(self.text(), self.lines(), range)
    }

    /// The document, read and checked: once, whoever asks first.
    pub(super) fn analysis(&self) -> &Analysis {
        self.analysis.get_or_init(|| self.analyze())
    }

    /// The note.
    pub(super) fn note(&self) -> &Note {
        &self.analysis().checked.note
    }

    /// Whether the document is a note.
    pub(super) fn is_note(&self) -> bool {
        self.analysis().is_note
    }

    /// The settings it was checked with.
    pub(super) fn settings(&self) -> &Arc<Settings> {
        &self.analysis().settings
    }

    /// The templates that hold for it: those of its configuration and of the user, and those that ship.
    pub(super) fn library(&self) -> Library {
        let resolved = self.analysis().resolved.as_ref();
        Library::templates(resolved.map_or(&[][..], |resolved| &resolved.template_places).to_vec())
    }

    /// An edit of this document, for the version that was looked at.
    pub(super) fn workspace_edit(&self, edits: Vec<TextEdit>) -> WorkspaceEdit {
        let mut whole = WorkspaceEdit::default();
        if self.client.document_changes {
            let identifier = OptionalVersionedTextDocumentIdentifier::new(
                self.document.version,
                TextDocumentIdentifier::new(self.uri().clone()),
            );
            let edits = edits.into_iter().map(Edit::from).collect();
            whole.document_changes = Some(vec![TextDocumentEdit::new(identifier, edits).into()]);
        } else {
            whole.changes = Some(HashMap::from([(self.uri().clone(), edits)]));
        }
        whole
    }

    /// Hand on what failed, if the document was looked at.
    pub(super) fn report_failures(&self, done: &Sender<Done>) {
        if let Some(analysis) = self.analysis.get()
            && !analysis.failures.is_empty()
        {
            // The server lives longer than its pool.
            let _ = done.send(Done::Failures(analysis.failures.clone()));
        }
    }

    fn analyze(&self) -> Analysis {
        let mut failures = Vec::new();
        let resolved = match self.resolver.for_path(self.path()) {
            Ok(resolved) => Some(resolved),
            Err(error) => {
                failures.push(error.to_string());
                None
            }
        };
        let Some(resolved) = resolved else {
            // A configuration that is broken is not replaced by another: the command line would check nothing either.
            let settings = bare();
            let note = note::read(Arc::clone(self.text()), Arc::clone(&settings.grammar), &settings.hints);
            return Analysis {
                resolved: None,
                settings,
                checked: unchecked(note),
                is_note: false,
                failures,
                fixed: OnceLock::new(),
            };
        };
        let settings = &resolved.settings;
        let note = note::read(Arc::clone(self.text()), Arc::clone(&settings.grammar), &settings.hints);
        if !is_note(&self.document, &note, &resolved, &self.preferences) {
            return Analysis {
                settings: Arc::clone(settings),
                resolved: Some(resolved),
                checked: unchecked(note),
                is_note: false,
                failures,
                fixed: OnceLock::new(),
            };
        }
        let NoteSettings { settings, failure, .. } = note_settings(self.path(), self.text(), &resolved, None);
        failures.extend(failure.map(|error| error.to_string()));
        let checked = check_at_once(note, &settings);
        failures.extend(checked.rule_failures.iter().map(ToString::to_string));
        Analysis {
            resolved: Some(resolved),
            settings,
            checked,
            is_note: true,
            failures,
            fixed: OnceLock::new(),
        }
    }
}

/// The text of a file that is not open, read as the command line reads it.
pub(super) fn read_file(path: &Path) -> Result<Arc<str>, files::FileError> {
    // A pipe would be waited for, and nobody writes to it.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(files::FileError::new(path, "is no file"));
    }
    let mut bytes = Vec::new();
    let input = files::Input::file(path, files::Origin::Named);
    files::read(&input, &mut bytes)?;
    let decoded = text::decode(&bytes);
    let decoded = decoded.map_err(|error| files::FileError::new(path, files::decode_error_message(&error)))?;
    Ok(Arc::from(decoded.text))
}

/// The default settings, for a document whose configuration cannot be used.
fn bare() -> Arc<Settings> {
    static BARE: OnceLock<Arc<Settings>> = OnceLock::new();
    let settings = || Arc::new(Settings::new(Grammar::builtin()));
    Arc::clone(BARE.get_or_init(settings))
}

/// A note that no rule has looked at.
fn unchecked(note: Note) -> Checked {
    Checked {
        note,
        diagnostics: Vec::new(),
        suppressed: 0,
        suppressions: Vec::new(),
        rule_failures: Vec::new(),
    }
}
