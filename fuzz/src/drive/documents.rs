//! Documents and downloads of submissions: whatever the bytes are, the text comes out or a message does.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use preceptor::files::import::{DocumentFormat, ImportOptions, Imported, Tracked, import as read_document};
use preceptor::files::submissions::{GatherOptions, expand, gather};
use preceptor::files::{Input, Origin, read};
use preceptor::text::decode;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::parts;

/// A PDF is read in a process of its own, which is no place for a fuzzer.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes.windows(5).any(|window| window == b"%PDF-")
}

/// Files as an archive: those whose name ends in `~` are deflated, the others stored.
fn zipped(files: &[(String, &[u8])]) -> Option<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let (name, method) = match name.strip_suffix('~') {
            Some(name) => (name, CompressionMethod::Deflated),
            None => (name.as_str(), CompressionMethod::Stored),
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(name, options).ok()?;
        writer.write_all(content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

/// A document: bytes as they are, or the parts of a package (`@@ word/document.xml`, `@@ content.xml`) or the text of
/// `@@ html` and `@@ rtf`.
pub fn import(bytes: &[u8]) {
    if is_pdf(bytes) {
        return;
    }
    let files = parts::files(bytes);
    let named = |name: &str| files.iter().any(|(known, _)| known.trim_end_matches('~') == name);
    if named("word/document.xml") || named("content.xml") {
        let format = if named("content.xml") {
            DocumentFormat::Odt
        } else {
            DocumentFormat::Docx
        };
        if let Some(package) = zipped(&files) {
            of_format(format, &package);
        }
        return;
    }
    match files.first() {
        Some((name, content)) if name == "html" => of_format(DocumentFormat::Html, content),
        Some((name, content)) if name == "rtf" => of_format(DocumentFormat::Rtf, content),
        _ => {
            for format in [
                DocumentFormat::Docx,
                DocumentFormat::Odt,
                DocumentFormat::Rtf,
                DocumentFormat::Html,
            ] {
                of_format(format, bytes);
            }
        }
    }
}

fn of_format(format: DocumentFormat, bytes: &[u8]) {
    for tracked in [Tracked::Accept, Tracked::Refuse] {
        match read_document(format, bytes, &ImportOptions { tracked }) {
            Ok(imported) => is_text(&imported),
            Err(message) => assert!(!message.is_empty()),
        }
    }
}

fn is_text(imported: &Imported) {
    let text = &imported.text;
    assert!(!text.contains('\r'), "lines end with LF");
    for (at, _) in text.char_indices().step_by(7) {
        imported.places.at(at as u32);
    }
    imported.places.at(text.len() as u32);
    assert!(imported.lost.iter().all(|lost| !lost.is_empty()));
}

/// A download: an archive as it is, or its members each after a line `@@ name`; a table where the only name is one of a
/// table. Every submission is read, or is refused with a message.
pub fn archive(bytes: &[u8]) {
    if is_pdf(bytes) {
        return;
    }
    let files = parts::files(bytes);
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let (name, content) = match files.as_slice() {
        [(name, content)] if name.is_empty() => ("download.zip", content.to_vec()),
        [(name, content)] if name.ends_with(".csv") => ("class.csv", content.to_vec()),
        [(name, content)] if name.ends_with(".tsv") => ("class.tsv", content.to_vec()),
        [(name, content)] if name.ends_with(".jsonl") => ("class.jsonl", content.to_vec()),
        files => match zipped(files) {
            Some(archive) => ("download.zip", archive),
            None => return,
        },
    };
    let path = folder.path().join(name);
    fs::write(&path, content).expect("a temporary file");
    class(&path);
}

fn class(path: &Path) {
    let options = GatherOptions::default();
    let gathered = gather(std::slice::from_ref(&path.to_path_buf()), &options);
    assert!(gathered.errors.iter().all(|error| !error.message.is_empty()));
    let inputs = gathered.submissions.into_iter().map(|submission| submission.input);
    let expanded = expand(Input::file(path, Origin::Named), &options).filter_map(Result::ok);
    let mut bytes = Vec::new();
    for input in inputs.chain(expanded).take(64) {
        if read(&input, &mut bytes).is_ok() && !is_pdf(&bytes) {
            let _ = decode(&bytes);
        }
    }
}
