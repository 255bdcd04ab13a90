//! Tables of notes: one note a row, for collections made for research.
//!
//! A table may be larger than the memory. Its rows are found one after the other, and what is kept of a row is its id
//! and where it stands; the text is read when the note is.
//!
//! - `rows` finds the rows of CSV, TSV and JSONL by their bytes.
//! - `guess` finds the columns of the text and of the id.
//! - `parquet` reads Parquet, where the program was built for it.

mod guess;
#[cfg(feature = "parquet")]
mod parquet;
mod rows;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files::read::io_message;
use crate::files::{Content, FileError, Input, Member, Origin};

use super::GatherOptions;
use super::junk::has_extension;
use guess::Columns;
use rows::{Record, Records};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Cells between delimiters, a header first.
    Delimited,
    /// A JSON object a line.
    JsonLines,
    /// Parquet.
    Parquet,
}

/// The format that the name of a file promises.
pub(super) fn format(path: &Path) -> Option<Format> {
    let name = path.to_string_lossy();
    let has = |extensions: &[&str]| extensions.iter().any(|extension| has_extension(&name, extension));
    if has(&["csv", "tsv", "tab"]) {
        Some(Format::Delimited)
    } else if has(&["jsonl", "ndjson"]) {
        Some(Format::JsonLines)
    } else if has(&["parquet"]) {
        Some(Format::Parquet)
    } else {
        None
    }
}

/// A row that is a note.
#[derive(Debug)]
pub(super) struct RowNote {
    /// Its id: of its column, else its number.
    pub(super) id: String,
    pub(super) input: Input,
    /// How many bytes the row has.
    pub(super) size: u64,
}

/// The notes of a table, one after the other; a bad row is an error in its place, and the others go on.
pub(super) type RowNotes = Box<dyn Iterator<Item = Result<RowNote, FileError>> + Send>;

/// The notes of the table in a file.
///
/// # Errors
/// The file cannot be opened, or it is not clear which column holds the notes.
pub(super) fn notes(path: &Path, format: Format, options: &GatherOptions) -> Result<RowNotes, FileError> {
    match format {
        Format::Delimited | Format::JsonLines => in_text(path, format, options),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::notes(path, options),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(FileError::new(
            path,
            "is a Parquet file, which this program was built without; build it with `cargo install preceptor \
             --features parquet`, or save the table as CSV or JSONL",
        )),
    }
}

fn in_text(path: &Path, format: Format, options: &GatherOptions) -> Result<RowNotes, FileError> {
    let error = |message: String| FileError::new(path, message);
    let mut start = Vec::new();
    let file = File::open(path).map_err(|io| FileError::io(path, &io))?;
    (&file)
        .take(4)
        .read_to_end(&mut start)
        .map_err(|io| FileError::io(path, &io))?;
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(error(
            "is a table in UTF-16, which is not read; save it in UTF-8".to_owned(),
        ));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Err(error(
            "is a workbook, whatever its name says; save it as CSV in UTF-8".to_owned(),
        ));
    }
    let records = Records::open(path, format).map_err(error)?;
    let columns = guess::columns(path, format, records.delimiter, options).map_err(error)?;
    let table = Arc::new(Table {
        path: path.to_owned(),
        format,
        delimiter: records.delimiter,
        columns,
    });
    let mut is_header = format == Format::Delimited;
    let notes = records.filter_map(move |record| {
        let record = match record {
            Ok(record) => record,
            Err((line, message)) => return Some(Err(table.row_error(line, &message))),
        };
        if std::mem::take(&mut is_header) || record.bytes.iter().all(u8::is_ascii_whitespace) {
            return None;
        }
        Some(table.note(&record))
    });
    Ok(Box::new(notes))
}

/// What the rows of a table share.
#[derive(Debug)]
struct Table {
    path: PathBuf,
    format: Format,
    delimiter: u8,
    columns: Columns,
}

impl Table {
    fn note(self: &Arc<Self>, record: &Record) -> Result<RowNote, FileError> {
        let (id, text) = match self.format {
            Format::JsonLines => {
                let object = json(&record.bytes).map_err(|message| self.row_error(record.line, &message))?;
                let of = |key: &str| object.get(key).and_then(json_text);
                (
                    self.columns.id.as_ref().and_then(|id| of(&id.name)),
                    of(&self.columns.text.name),
                )
            }
            Format::Delimited | Format::Parquet => {
                let cells = rows::cells(&record.bytes, self.delimiter);
                if cells.len() != self.columns.count {
                    let some = if cells.len() == 1 { "cell" } else { "cells" };
                    let message = format!("has {} {some} where the header has {}", cells.len(), self.columns.count);
                    return Err(self.row_error(record.line, &message));
                }
                let of = |at: usize| {
                    cells
                        .get(at)
                        .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
                };
                (
                    self.columns.id.as_ref().and_then(|id| of(id.at)),
                    of(self.columns.text.at),
                )
            }
        };
        if text.is_none_or(|text| text.trim().is_empty()) {
            let message = format!("has no text in the column \"{}\"", self.columns.text.name);
            return Err(self.row_error(record.line, &message));
        }
        let id = id.filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| format!("row {}", record.number));
        Ok(RowNote {
            input: input(
                &self.path,
                &id,
                Arc::new(TextRow {
                    table: self.clone(),
                    start: record.start,
                    length: record.bytes.len(),
                }),
            ),
            id,
            size: record.bytes.len() as u64,
        })
    }

    fn row_error(&self, line: u64, message: &str) -> FileError {
        FileError::new(&self.path, format!("the row in line {line} {message}"))
    }
}

/// The note of a row: its path is the table's with the id.
fn input(path: &Path, id: &str, member: Arc<dyn Member>) -> Input {
    let name: String = id
        .chars()
        .map(|letter| {
            if "/\\".contains(letter) || letter.is_control() {
                '_'
            } else {
                letter
            }
        })
        .collect();
    let name = match name.trim_matches('.') {
        "" => "row",
        _ => name.as_str(),
    };
    Input {
        path: path.join(name),
        origin: Origin::Found,
        content: Content::Within(member),
    }
}

/// A row of a table that is text.
struct TextRow {
    table: Arc<Table>,
    start: u64,
    length: usize,
}

impl fmt::Debug for TextRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextRow")
            .field("start", &self.start)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl Member for TextRow {
    fn read(&self, buffer: &mut Vec<u8>) -> Result<(), String> {
        let table = &*self.table;
        let mut file = BufReader::new(File::open(&table.path).map_err(|io| io_message(&io))?);
        file.seek(SeekFrom::Start(self.start)).map_err(|io| io_message(&io))?;
        let mut bytes = Vec::new();
        file.take(self.length as u64)
            .read_to_end(&mut bytes)
            .map_err(|io| io_message(&io))?;
        const CHANGED: &str = "is a row of a table that was changed while it was read; start again";
        if bytes.len() < self.length {
            return Err(CHANGED.to_owned());
        }
        match table.format {
            Format::JsonLines => {
                let object = json(&bytes)?;
                let text = object
                    .get(&table.columns.text.name)
                    .and_then(json_text)
                    .ok_or(CHANGED)?;
                buffer.extend_from_slice(text.as_bytes());
            }
            Format::Delimited | Format::Parquet => {
                let cells = rows::cells(&bytes, table.delimiter);
                buffer.extend_from_slice(cells.get(table.columns.text.at).ok_or(CHANGED)?);
            }
        }
        Ok(())
    }
}

fn json(bytes: &[u8]) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    match serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        Ok(serde_json::Value::Object(object)) => Ok(object),
        Ok(_) => Err("is no JSON object".to_owned()),
        Err(error) => Err(format!("is no JSON: column {}", error.column())),
    }
}

/// A cell as text: a string as it is, a number as it is written.
fn json_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
