//! Documents that foreign programs wrote, read and compared whole with what they were made of.
//!
//! `documents/sources` holds notes in the markup and flat OpenDocument texts; `documents/make` lets LibreOffice (and
//! python-docx) write them in every format. What it made lies in `documents/files`, so that the comparison runs without
//! LibreOffice too; with it (Debian: `libreoffice-writer`) the documents are made anew, and the test fails in CI without.

#[path = "documents/child.rs"]
mod child;
#[path = "documents/foreign.rs"]
mod foreign;
#[path = "documents/hostile.rs"]
mod hostile;
#[path = "documents/typed.rs"]
mod typed;
#[path = "documents/word.rs"]
mod word;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use preceptor::files::import::{DocumentFormat, ImportOptions, Imported, Tracked, import, sniff};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents")
}

fn source(name: &str) -> String {
    let path = here().join("sources").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn options(tracked: Tracked) -> ImportOptions {
    ImportOptions { tracked }
}

/// Reads a file as the program would: by its bytes, then by its name.
fn read_file(path: &Path, tracked: Tracked) -> Imported {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let format = sniff(path, &bytes).unwrap_or_else(|| panic!("{} is a document", path.display()));
    import(format, &bytes, &options(tracked)).unwrap_or_else(|error| panic!("{} {error}", path.display()))
}

fn read_as(format: DocumentFormat, bytes: &[u8]) -> Result<Imported, String> {
    import(format, bytes, &ImportOptions::default())
}

/// The text of a document, which can be read.
fn text_of(format: DocumentFormat, bytes: &[u8]) -> String {
    read_as(format, bytes)
        .unwrap_or_else(|error| panic!("{format:?} {error}"))
        .text
}

/// A zip archive of these parts.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}
