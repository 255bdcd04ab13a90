//! Which Markdown files are notes: those that say so or plainly are one, and nothing that is about something else.
//!
//! A note without findings looks like a text that is none, so the rules are chosen such that every text has a finding.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::client::{Client, uri};
use crate::repository;

/// Reports the first word of everything that is looked at.
const ANYTHING: &str = "\
select = [\"MARK\"]
[[rule]]
code = \"MARK001\"
name = \"anything\"
message = \"here\"
count = { of = \"words\", max = 1 }
";

/// The texts of these files that are taken for notes, each under a name that says nothing.
fn taken(files: &[PathBuf]) -> Vec<PathBuf> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("preceptor.toml"), ANYTHING).unwrap();
    let mut client = Client::plain(folder.path());
    let mut taken = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let text = fs::read_to_string(file).unwrap();
        let name = uri(&folder.path().join(format!("text{number}.md")));
        if !client.lint(&name, &text).is_empty() {
            taken.push(file.clone());
        }
        client.did_close(&name);
    }
    client.finish();
    taken
}

/// The files of a folder of the repository with this extension.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let listed = fs::read_dir(repository(folder)).unwrap();
    let mut files: Vec<PathBuf> = listed.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it == extension));
    files.sort();
    assert!(!files.is_empty(), "{folder}");
    files
}

#[test]
fn pages_lectures_and_readmes_are_left_alone() {
    let mut others = files("tests/lsp/not-notes", "md");
    others.extend(files("docs", "md"));
    others.extend(files("docs/rules", "md"));
    others.extend(files(".", "md"));
    assert!(others.len() > 100, "{}", others.len());
    assert_eq!(taken(&others), Vec::<PathBuf>::new());
}

#[test]
fn notes_are_known_by_their_text() {
    let notes = [
        files("examples/good", "md"),
        files("examples/bad", "md"),
        files("tests/templates/filled", "md"),
    ]
    .concat();
    assert_eq!(taken(&notes), notes);
}

#[test]
fn most_real_notes_are_known_by_their_text() {
    let corpus = repository("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("SKIPPED: no corpus of real notes beside the repository");
        return;
    }
    let mut notes = Vec::new();
    for part in ["aci", "mtsamples", "primock"] {
        for entry in fs::read_dir(corpus.join(part)).unwrap() {
            notes.push(entry.unwrap().path());
        }
    }
    notes.retain(|note| note.extension().is_some_and(|it| it == "txt"));
    let known = taken(&notes).len();
    assert!(known * 100 >= notes.len() * 85, "{known} of {}", notes.len());
}

/// Whether a text is looked at under this name, with this configuration and these settings.
fn is_taken(name: &str, text: &str, configuration: &str, settings: serde_json::Value) -> bool {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("preceptor.toml"),
        configuration.replace("RULE", ANYTHING),
    )
    .unwrap();
    let mut client = Client::open(folder.path(), json!({}), settings);
    let found = client.lint(&uri(&folder.path().join(Path::new(name))), text);
    client.finish();
    !found.is_empty()
}

#[test]
fn a_file_is_a_note_if_it_says_so() {
    let no = |name: &str, text: &str| !is_taken(name, text, "RULE", json!({}));
    let yes = |name: &str, text: &str| is_taken(name, text, "RULE", json!({}));
    let text = "Two lines about the weather.\n\nIt rains.\n";
    assert!(no("a.md", text) && no("a.txt", text) && no("progress.md", text));
    // By its name.
    assert!(yes("a.soap", text) && yes("a.note", text) && yes("a.hp", text) && yes("a.soap.md", text));
    assert!(yes("soap-2026-11-22.md", text) && yes("ward 3 progress note.md", text));
    // By its front matter.
    assert!(yes("a.md", &format!("---\nkind: soap\n---\n{text}")));
    assert!(yes("a.md", &format!("---\npatient-age: 64\n---\n{text}")));
    assert!(no("a.md", &format!("---\nlayout: post\n---\n{text}")));
    // By its title, also one that has just been begun.
    assert!(yes("a.md", "# SOAP Note\n\n"));
    assert!(yes("a.md", "# Progress Note\n\n## Subjective\n\n"));
    assert!(no("a.md", "# Progress\n\nThree of five chapters are written.\n"));
    // By what it is made of.
    assert!(yes(
        "a.md",
        "S: cough for 3 days\nO: lungs clear\nA: bronchitis\nP: rest and fluids\n"
    ));
    assert!(yes(
        "a.txt",
        "S: cough for 3 days\nO: lungs clear\nA: bronchitis\nP: rest and fluids\n"
    ));
    // By the settings.
    assert!(is_taken("README.md", text, "RULE", json!({"allMarkdown": true})));
    assert!(is_taken(
        "README.md",
        text,
        "",
        json!({"preceptor": {"allMarkdown": true}})
    ));
    assert!(!is_taken("README.txt", text, "RULE", json!({"allMarkdown": true})));
    // By the configuration; and what it excludes is none, whatever it is called.
    assert!(is_taken(
        "a.md",
        text,
        "RULE[[per-file]]\nfiles = [\"a.*\"]\nkind = \"soap\"\n",
        json!({})
    ));
    assert!(is_taken("a.rst", text, "extensions = [\"rst\"]\nRULE", json!({})));
    assert!(!is_taken("a.soap", text, "extend-exclude = [\"a.*\"]\nRULE", json!({})));
    assert!(!is_taken(
        "a.md",
        text,
        "extend-exclude = [\"a.*\"]\nRULE",
        json!({"allMarkdown": true})
    ));
}

#[test]
fn other_texts_are_not_answered_about() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::plain(folder.path());
    let readme = uri(&folder.path().join("README.md"));
    let text = fs::read_to_string(repository("tests/lsp/not-notes/README.md")).unwrap();
    assert!(client.lint(&readme, &text).is_empty());
    for (method, result) in crate::capabilities::everything(&mut client, &readme, 3, 2) {
        let is_nothing = result.is_null()
            || result.as_array().is_some_and(Vec::is_empty)
            || result["data"].as_array().is_some_and(Vec::is_empty)
            || result["items"].as_array().is_some_and(Vec::is_empty);
        assert!(is_nothing, "{method}: {result}");
    }
    client.finish();
}
