//! Tables as files.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::files::read;

fn file(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// One line a note or an error.
fn lines(path: &Path, options: &GatherOptions) -> Vec<String> {
    let notes = match notes(path, format(path).unwrap(), options) {
        Ok(notes) => notes,
        Err(error) => return vec![format!("! {}", error.message)],
    };
    let line = |note: Result<RowNote, FileError>| match note {
        Err(error) => format!("! {}", error.message),
        Ok(note) => {
            let mut buffer = Vec::new();
            read(&note.input, &mut buffer).unwrap();
            let name = note.input.path.file_name().unwrap().to_string_lossy().into_owned();
            format!("{}|{name}|{}", note.id, String::from_utf8_lossy(&buffer))
        }
    };
    notes.map(line).collect()
}

fn named(text: &str, id: &str) -> GatherOptions {
    let some = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    GatherOptions {
        text_column: some(text),
        id_column: some(id),
        ..GatherOptions::default()
    }
}

#[test]
fn csv_with_quotes_lines_and_bad_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "t.csv",
        b"\xef\xbb\xbfid,text,day\r\na/1,\"CC: cough, \"\"dry\"\"\r\nHPI: x\",1\r\nb,5'10\" tall,2\r\nc,too few\r\n\
        \r\nd,,4\r\n,no id,5\r\n\
          e,\"open,6\r\n",
    );
    assert_eq!(
        lines(&path, &named("TEXT", "")),
        [
            "row 1|row 1|CC: cough, \"dry\"\r\nHPI: x",
            "row 2|row 2|5'10\" tall",
            "! the row in line 5 has 2 cells where the header has 3",
            "! the row in line 7 has no text in the column \"text\"",
            "row 6|row 6|no id",
            "! the row in line 9 has a quotation mark that is never closed",
        ]
    );
    assert_eq!(
        lines(&path, &named("text", "id"))[0],
        "a/1|a_1|CC: cough, \"dry\"\r\nHPI: x"
    );
    assert_eq!(
        lines(&path, &named("note", "")),
        ["! has no column \"note\" (--text-column); there are \"id\", \"text\", \"day\""]
    );
}

#[test]
fn the_only_long_column_is_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let long = "CC: cough for three days. ".repeat(6);
    let path = file(
        &folder,
        "t.tsv",
        format!("who\tid\tnote\nx\t7\t{long}\nx\t8\t{long}\n").as_bytes(),
    );
    assert_eq!(lines(&path, &GatherOptions::default())[1], format!("8|8|{long}"));
    let path = file(&folder, "u.csv", format!("a;b;c\nx;{long};{long}\n").as_bytes());
    let error = &lines(&path, &GatherOptions::default())[0];
    assert!(
        error.contains("--text-column") && error.contains("\"a\", \"b\", \"c\""),
        "{error}"
    );
    let path = file(&folder, "v.csv", b"text,student\nCC: cough,ann\nCC: pain,bo\n");
    assert_eq!(
        lines(&path, &GatherOptions::default()),
        ["ann|ann|CC: cough", "bo|bo|CC: pain"]
    );
    assert!(lines(&file(&folder, "w.csv", b""), &GatherOptions::default())[0].contains("empty table"));
    assert!(lines(&file(&folder, "x.csv", b"\xff\xfea\0"), &GatherOptions::default())[0].contains("UTF-16"));
}

#[test]
fn json_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(
        &folder,
        "t.jsonl",
        b"{\"id\": 1, \"text\": \"CC: caf\\u00e9\\nHPI\"}\n{\"id\": \"b\", \"text\": null}\nnot json\n[1]\n{\"text\
        \": \"last\", \"id\": \"..\"}",
    );
    assert_eq!(
        lines(&path, &GatherOptions::default()),
        [
            "1|1|CC: caf\u{e9}\nHPI",
            "! the row in line 2 has no text in the column \"text\"",
            "! the row in line 3 is no JSON: column 2",
            "! the row in line 4 is no JSON object",
            "..|row|last",
        ]
    );
}

#[test]
fn a_table_that_changes_under_the_run_is_an_error_and_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "t.csv", b"text,id\none,1\ntwo,2\n");
    let all: Vec<RowNote> = notes(&path, Format::Delimited, &GatherOptions::default())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    fs::write(&path, "text,id\n").unwrap();
    let error = read(&all[1].input, &mut Vec::new()).unwrap_err();
    assert!(error.message.contains("changed while it was read"), "{error}");
}

#[test]
#[cfg(not(feature = "parquet"))]
fn parquet_says_how_to_build_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "t.parquet", b"PAR1");
    assert!(lines(&path, &GatherOptions::default())[0].contains("--features parquet"));
}
