//! The server finds what `preceptor check` finds: the same codes, words and places, in every encoding.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::repository;

const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// One finding: range, code, severity, message, and what it relates to.
type Finding = (String, String, u64, String, Vec<(String, String)>);

/// What the command line finds in a folder: by path, the text and the findings with byte offsets.
fn check(folder: &Path) -> BTreeMap<PathBuf, Value> {
    let ran = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .args(["check", "--format", "json", "."])
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(matches!(ran.status.code(), Some(0 | 1)), "{errors}");
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let notes = report["notes"].as_array().unwrap();
    notes
        .iter()
        .map(|note| {
            (
                PathBuf::from(note["path"].as_str().unwrap()),
                note["diagnostics"].clone(),
            )
        })
        .collect()
}

/// The position of a byte, counted from scratch.
fn position(text: &str, offset: usize, encoding: &str) -> String {
    let before = &text[..offset];
    let mut line = 0;
    let mut start = 0;
    let bytes = before.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || *byte == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n');
        if ends {
            line += 1;
            start = at + 1;
        }
    }
    // Between CR and LF, and behind either, there is no place: the line ends before them.
    let content = before[start..].trim_end_matches('\r');
    let units = match encoding {
        "utf-8" => content.len(),
        "utf-16" => content.encode_utf16().count(),
        _ => content.chars().count(),
    };
    format!("{line}:{units}")
}

fn range(text: &str, span: &Value, encoding: &str) -> String {
    let at = |end: &str| position(text, span[end]["offset"].as_u64().unwrap() as usize, encoding);
    format!("{}-{}", at("start"), at("end"))
}

fn of_check(text: &str, found: &Value, encoding: &str) -> Finding {
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let severity = ["error", "warning", "info"]
        .iter()
        .position(|name| found["severity"] == *name);
    let mut message = words(&found["message"]);
    if let Some(help) = found["help"].as_str() {
        message.push('\n');
        message.push_str(help);
    }
    let related = found["related"].as_array().into_iter().flatten();
    (
        range(text, &found["span"], encoding),
        words(&found["code"]),
        severity.unwrap() as u64 + 1,
        message,
        related
            .map(|it| (range(text, &it["span"], encoding), words(&it["message"])))
            .collect(),
    )
}

fn of_server(found: &Value) -> Finding {
    let words = |value: &Value| value.as_str().unwrap().to_owned();
    let related = found["relatedInformation"].as_array().into_iter().flatten();
    (
        crate::client::span(&found["range"]),
        words(&found["code"]),
        found["severity"].as_u64().unwrap(),
        words(&found["message"]),
        related
            .map(|it| (crate::client::span(&it["location"]["range"]), words(&it["message"])))
            .collect(),
    )
}

/// Both on every note of a folder; how many findings there were.
fn compare(folder: &Path, encoding: &str, pulls: bool) -> usize {
    let mut capabilities = json!({
        "general": {"positionEncodings": [encoding]},
        "textDocument": {"publishDiagnostics": {"relatedInformation": true}},
    });
    if pulls {
        capabilities["textDocument"]["diagnostic"] = json!({});
    }
    let mut client = Client::open(folder, capabilities, json!({"allMarkdown": true}));
    let mut count = 0;
    for (path, expected) in check(folder) {
        let text = fs::read_to_string(folder.join(&path)).unwrap();
        let note = uri(&folder.join(&path));
        client.did_open(&note, 1, &text);
        let found = if pulls {
            client.pulled(&note)
        } else {
            client.published(&note, 1)
        };
        client.did_close(&note);
        if path.ends_with("what-is-this.txt") {
            // It says so in its name: no kind of note. The command line was asked about it, the server was not.
            assert_eq!(found, Vec::<Value>::new());
            continue;
        }
        let expected = expected.as_array().unwrap().iter();
        let mut expected: Vec<Finding> = expected.map(|found| of_check(&text, found, encoding)).collect();
        let mut found: Vec<Finding> = found.iter().map(of_server).collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{} in {encoding}", path.display());
        count += found.len();
    }
    client.finish();
    count
}

#[test]
fn both_fronts_find_the_same_in_the_examples() {
    for (number, encoding) in ENCODINGS.into_iter().enumerate() {
        let count = compare(&repository("examples"), encoding, number == 1);
        assert!(count > 60, "{count}");
    }
}

#[test]
fn both_fronts_find_the_same_in_odd_texts() {
    let folder = tempfile::tempdir().unwrap();
    let note = crate::BLANK.replace("constant", "cönstant 🌡\u{301}");
    for (name, text) in [
        ("crlf.md", note.replace('\n', "\r\n")),
        ("cr.md", note.replace('\n', "\r")),
        ("bom.md", format!("\u{feff}{note}")),
        ("mixed.md", note.replacen('\n', "\r\n", 9)),
        ("no-end.md", note.trim_end().to_owned()),
        ("empty.md", String::new()),
        ("one-line.md", note.replace('\n', " ")),
        ("separators.md", note.replace(". ", ".\u{2028}\u{b}\u{c}\u{85}")),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    for encoding in ENCODINGS {
        let count = compare(folder.path(), encoding, false);
        assert!(count > 10, "{count}");
    }
}

#[test]
fn both_fronts_find_the_same_in_real_notes() {
    let corpus = repository("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("SKIPPED: no corpus of real notes beside the repository");
        return;
    }
    // Each part in another encoding.
    let mut count = 0;
    for (part, encoding) in [("aci", "utf-16"), ("mtsamples", "utf-32"), ("primock", "utf-8")] {
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(corpus.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                // Under a name that makes every text a note.
                let name = path.with_extension("soap");
                fs::copy(&path, folder.path().join(name.file_name().unwrap())).unwrap();
            }
        }
        count += compare(&folder.path().canonicalize().unwrap(), encoding, part == "aci");
    }
    assert!(count > 500, "{count}");
}
