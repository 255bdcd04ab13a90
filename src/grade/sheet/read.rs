//! Reading back what a teacher typed into `grades.csv` or `grades.xlsx`.

use std::fmt;
use std::io::{Cursor, ErrorKind};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx};

use super::merge::{Entered, Line, Table, digest, entered};
use super::{CSV, STATE, XLSX, workbook};
use crate::config::read_bounded;
use crate::files::{decode_error_message, io_message};
use crate::grade::RubricInfo;
use crate::text;

/// Why what a teacher typed cannot be taken in. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetError {
    /// The file.
    pub path: PathBuf,
    /// The row, from 1, and the column's header.
    pub place: Option<(usize, String)>,
    /// What is wrong, and the way out.
    pub message: String,
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((row, column)) = &self.place {
            write!(f, ", row {row}, column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for SheetError {}

impl SheetError {
    pub(super) fn of_file(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            place: None,
            message: message.into(),
        }
    }
}

/// What a teacher typed into the tables in `folder` since an earlier run wrote them there; nothing if there was none.
///
/// # Errors
/// A table cannot be read, a figure is none or too high, or both tables were edited and disagree.
pub fn read(folder: &Path, rubric: &RubricInfo) -> Result<Entered, SheetError> {
    let mut stood = Vec::new();
    let mut table = |name: &str, parse: fn(&Path, &[u8]) -> Result<Vec<Line>, SheetError>| {
        let path = folder.join(name);
        match read_bounded(&path) {
            Ok(bytes) => {
                stood.push((path.clone(), Some(digest(&bytes))));
                parse(&path, &bytes).map(|lines| Some(Table { path, lines }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                stood.push((path, None));
                Ok(None)
            }
            Err(error) => {
                let message = format!("{}; is it open in another program?", io_message(&error));
                Err(SheetError::of_file(&path, message))
            }
        }
    };
    let csv = table(CSV, from_csv)?;
    let xlsx = table(XLSX, from_workbook)?;
    // Without it, what differs is taken for typed.
    let state = read_bounded(&folder.join(STATE)).ok();
    let mut entered = entered(csv, xlsx, state.as_deref(), rubric)?;
    entered.stood = stood;
    Ok(entered)
}

/// The rows of comma-separated values as a spreadsheet may have saved them: with `;` or tabs, in another encoding.
fn from_csv(path: &Path, bytes: &[u8]) -> Result<Vec<Line>, SheetError> {
    let fail = |message: String| SheetError::of_file(path, message);
    let decoded = text::decode(bytes).map_err(|error| fail(decode_error_message(&error)))?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| {
            (
                head.bytes().filter(|byte| byte == delimiter).count(),
                *delimiter == b',',
            )
        })
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = reader.records().map(|record| {
        record
            .map(|record| record.iter().map(str::to_owned).collect::<Vec<String>>())
            .map_err(|error| fail(format!("is no table: {error}")))
    });
    lines(&mut rows)
}

fn from_workbook(path: &Path, bytes: &[u8]) -> Result<Vec<Line>, SheetError> {
    let fail = |error: calamine::XlsxError| {
        SheetError::of_file(
            path,
            format!("cannot be read as a workbook ({error}); move it away to go on without it"),
        )
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(fail)?;
    let names = book.sheet_names();
    let name = names.iter().find(|name| *name == workbook::GRADES).or(names.first());
    let Some(name) = name.cloned() else {
        return Ok(Vec::new());
    };
    let range = book.worksheet_range(&name).map_err(fail)?;
    let mut rows = range
        .rows()
        .map(|row| Ok(row.iter().map(shown).collect::<Vec<String>>()));
    lines(&mut rows)
}

/// A cell as it would stand in the other table.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        cell => cell.to_string(),
    }
}

/// The rows under the first, each cell with the header over it.
fn lines(rows: &mut dyn Iterator<Item = Result<Vec<String>, SheetError>>) -> Result<Vec<Line>, SheetError> {
    let Some(headers) = rows.next().transpose()? else {
        return Ok(Vec::new());
    };
    let headers: Vec<String> = headers.iter().map(|header| header.trim().to_owned()).collect();
    let mut lines = Vec::new();
    for (number, row) in (2..).zip(rows) {
        let cells = headers.iter().cloned().zip(row?.into_iter().map(typed));
        let cells: Vec<(String, String)> = cells.filter(|(header, _)| !header.is_empty()).collect();
        if cells.iter().any(|(_, cell)| !cell.is_empty()) {
            lines.push(Line { number, cells });
        }
    }
    Ok(lines)
}

/// What was meant by a cell: without the mark that keeps a spreadsheet from reading a formula.
fn typed(cell: String) -> String {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}
