//! Snapshots for tests: a text, a cursor, and a client that can do what the test says.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

use super::client::Client;
use super::document::Document;
use super::pages::Pages;
use super::paths;
use super::preferences::Preferences;
use super::snapshot::Snapshot;
use super::types::{Position, Range, TextDocumentIdentifier, TextDocumentPositionParams, TextEdit};
use crate::config::{Overrides, Resolver};

/// Where the cursor stands in the text of a test; two of them are a range.
pub(super) const CURSOR: &str = "<|>";

/// A document that is open in a client.
///
/// ```ignore
/// let note = Testing::note("A: CHF.<|>\n").client(json!({"workspace": {"workspaceEdit": {"snippetEditSupport": true}}}));
/// let answer = hover(&note.snapshot, note.at().into());
/// ```
#[derive(Debug)]
pub(super) struct Testing {
    /// What the feature is given.
    pub(super) snapshot: Snapshot,
    cursors: Vec<u32>,
    parts: Parts,
}

#[derive(Debug, Clone)]
struct Parts {
    name: String,
    text: Arc<str>,
    client: Value,
    settings: Value,
    overrides: Overrides,
}

impl Testing {
    /// A note (by its name, whatever it says), in a client that can do nothing special and counts in UTF-16. Each
    /// `<|>` is taken out and remembered.
    pub(super) fn note(text: &str) -> Self {
        let (mut plain, mut cursors) = (String::new(), Vec::new());
        for (number, part) in text.split(CURSOR).enumerate() {
            if number > 0 {
                cursors.push(plain.len() as u32);
            }
            plain.push_str(part);
        }
        Self::text(&plain, cursors)
    }

    /// The same of a text that is taken as it stands, with the cursor at these bytes.
    pub(super) fn text(text: &str, cursors: Vec<u32>) -> Self {
        let overrides = Overrides {
            isolated: true,
            ..Overrides::default()
        };
        let parts = Parts {
            name: "today.note".to_owned(),
            text: Arc::from(text),
            client: json!({}),
            settings: json!({}),
            overrides,
        };
        Self {
            snapshot: parts.snapshot(),
            cursors,
            parts,
        }
    }

    /// Under another name: `README.md` is no note.
    pub(super) fn named(self, name: &str) -> Self {
        self.with(|parts| name.clone_into(&mut parts.name))
    }

    /// In a client with these `capabilities`, as they stand in `initialize`. Said again, they come on top.
    pub(super) fn client(self, capabilities: Value) -> Self {
        self.with(|parts| merge(&mut parts.client, capabilities))
    }

    /// In a client that can do everything that [`Client`] knows of.
    pub(super) fn able(self) -> Self {
        self.client(json!({
            "workspace": {"workspaceEdit": {"documentChanges": true, "snippetEditSupport": true}},
            "textDocument": {
                "codeAction": {
                    "isPreferredSupport": true,
                    "disabledSupport": true,
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
                },
                "completion": {"completionItem": {
                    "snippetSupport": true,
                    "insertReplaceSupport": true,
                    "labelDetailsSupport": true,
                    "insertTextModeSupport": {"valueSet": [1, 2]},
                    "documentationFormat": ["markdown", "plaintext"],
                }},
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
                "publishDiagnostics": {
                    "relatedInformation": true,
                    "codeDescriptionSupport": true,
                    "tagSupport": {"valueSet": [1, 2]},
                },
            },
        }))
    }

    /// In a client that counts in `utf-8`, `utf-16` or `utf-32`.
    pub(super) fn encoding(self, name: &str) -> Self {
        self.client(json!({"general": {"positionEncodings": [name]}}))
    }

    /// With these settings of the editor.
    pub(super) fn settings(self, settings: Value) -> Self {
        self.with(|parts| merge(&mut parts.settings, settings))
    }

    /// With what a command line could say, such as a configuration file.
    pub(super) fn overrides(self, overrides: Overrides) -> Self {
        self.with(|parts| parts.overrides = overrides)
    }

    fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(&mut self.parts);
        self.snapshot = self.parts.snapshot();
        self
    }

    /// The cursor.
    pub(super) fn position(&self) -> Position {
        self.snapshot.position(self.offset())
    }

    /// The byte of the cursor.
    pub(super) fn offset(&self) -> u32 {
        *self.cursors.first().expect("the text of the test has a cursor")
    }

    /// From the first cursor to the last: an empty range if there is one only.
    pub(super) fn range(&self) -> Range {
        let last = *self.cursors.last().expect("the text of the test has a cursor");
        Range::new(self.position(), self.snapshot.position(last))
    }

    /// The document, for parameters.
    pub(super) fn document(&self) -> TextDocumentIdentifier {
        TextDocumentIdentifier::new(self.snapshot.uri().clone())
    }

    /// The document and the cursor, for parameters.
    pub(super) fn at(&self) -> TextDocumentPositionParams {
        TextDocumentPositionParams::new(self.document(), self.position())
    }

    /// The text after these edits. They must lie in the text and not overlap; two at one place keep their order.
    pub(super) fn applied(&self, edits: &[TextEdit]) -> String {
        let snapshot = &self.snapshot;
        let mut spans = Vec::new();
        for edit in edits {
            for end in [edit.range.start, edit.range.end] {
                assert_eq!(
                    snapshot.position(snapshot.offset(end)),
                    end,
                    "no place in the text: {edit:?}"
                );
            }
            assert!(edit.range.start <= edit.range.end, "the wrong way round: {edit:?}");
            spans.push((snapshot.span(edit.range), &*edit.new_text));
        }
        spans.sort_by_key(|(span, _)| (span.start, span.end));
        let (mut new, mut done) = (String::new(), 0);
        for (span, with) in spans {
            assert!(span.start >= done, "edits overlap: {edits:?}");
            new.push_str(&snapshot.text()[done as usize..span.start as usize]);
            new.push_str(with);
            done = span.end;
        }
        new.push_str(&snapshot.text()[done as usize..]);
        new
    }
}

impl Parts {
    fn snapshot(&self) -> Snapshot {
        let folder = std::env::temp_dir().join("preceptor-nowhere");
        let path = folder.join(&self.name);
        let (preferences, wrong) = Preferences::read(&self.settings);
        assert_eq!(wrong, Vec::<String>::new());
        let mut overrides = self.overrides.clone();
        preferences.apply(&mut overrides);
        let uri = paths::uri_of(&path).expect("the folder is absolute");
        Snapshot {
            document: Arc::new(Document::new(uri, path, true, Some(1), Arc::clone(&self.text))),
            client: Arc::new(Client::new(&self.client)),
            preferences: Arc::new(preferences),
            generation: 1,
            newest: Arc::new(AtomicU64::new(1)),
            resolver: Arc::new(Resolver::new(Path::new(&folder), overrides).expect("the configuration can be used")),
            configured: 1,
            pages: Arc::new(Pages::new(None)),
            analysis: OnceLock::new(),
        }
    }
}

/// Put `new` over `old`, object by object.
fn merge(old: &mut Value, new: Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in new {
                merge(old.entry(key).or_insert(Value::Null), value);
            }
        }
        (old, new) => *old = new,
    }
}

#[test]
fn a_note_of_a_test_has_its_cursors_and_its_client() {
    let note = Testing::note("S: 38 °C <|>cough<|>\nA: CHF\n").able().encoding("utf-8");
    assert!(note.snapshot.is_note() && note.snapshot.client.snippet_edits);
    assert_eq!(&**note.snapshot.text(), "S: 38 °C cough\nA: CHF\n");
    assert_eq!(note.range(), Range::new(Position::new(0, 10), Position::new(0, 15)));
    assert_eq!(
        note.applied(&[TextEdit::new(note.range(), "fever".into())]),
        "S: 38 °C fever\nA: CHF\n"
    );
    let readme = Testing::note("# Hello\n").named("README.md");
    assert!(!readme.snapshot.is_note());
}
