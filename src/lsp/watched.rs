//! The files that the client is asked to watch.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::{Value, json};

use super::paths;
use super::types::Uri;
use crate::config::{EXTENSIONS, FILE_NAMES};
use crate::files::has_extension;

/// Folders that a configuration reads from by default.
const FOLDERS: [&str; 3] = ["grammars", "templates", "phrases"];

/// What is registered: the configuration and what it reads; and notes, where the client asks for the findings of those
/// that are not open, too.
pub(super) fn registration(notes: bool) -> Value {
    let files = FILE_NAMES.iter().map(|name| format!("**/{name}"));
    let folders = FOLDERS.iter().map(|folder| format!("**/{folder}/**"));
    let notes = notes.then(|| format!("**/*.{{{}}}", EXTENSIONS.join(",")));
    let globs = files.chain(folders).chain(notes);
    let watchers: Vec<Value> = globs.map(|glob| json!({"globPattern": glob})).collect();
    json!({"registrations": [{
        "id": "preceptor-watched-files",
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": {"watchers": watchers},
    }]})
}

/// Whether the changes that `workspace/didChangeWatchedFiles` tells of are all of notes: then the settings are what they
/// were.
pub(super) fn concerns_notes_only(params: &Value) -> bool {
    let Some(changes) = params["changes"].as_array().filter(|changes| !changes.is_empty()) else {
        return false;
    };
    let is_note = |change: &Value| {
        let path = change["uri"]
            .as_str()
            .and_then(|uri| paths::path_of(&Uri(uri.to_owned())));
        path.is_some_and(|path| is_only_a_note(&path))
    };
    changes.iter().all(is_note)
}

fn is_only_a_note(path: &Path) -> bool {
    let is_ours = |part: &OsStr| FOLDERS.iter().any(|folder| part == *folder);
    has_extension(path, &EXTENSIONS) && !path.iter().any(is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_changes_is_told_from_a_configuration() {
        let told = |paths: &[&str]| {
            let changes: Vec<Value> = paths.iter().map(|path| json!({"uri": path, "type": 2})).collect();
            concerns_notes_only(&json!({"changes": changes}))
        };
        assert!(told(&["file:///ward/a.md", "file:///ward/b.soap"]));
        assert!(!told(&["file:///ward/a.md", "file:///ward/preceptor.toml"]));
        assert!(!told(&["file:///ward/phrases/cough.md"]));
        assert!(!told(&["untitled:a.md"]) && !told(&[]));
        assert!(!concerns_notes_only(&Value::Null));
    }

    #[test]
    fn notes_are_watched_for_those_who_ask_for_them() {
        let globs = |notes| registration(notes).to_string();
        assert!(globs(true).contains("**/*.{md,") && !globs(false).contains("**/*."));
        assert!(globs(false).contains("**/preceptor.toml") && globs(false).contains("**/grammars/**"));
    }
}
