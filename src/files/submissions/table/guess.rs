//! Which column of a table holds the notes, and which their ids.

use std::collections::HashSet;
use std::path::Path;

use crate::files::submissions::GatherOptions;
use crate::files::submissions::fold::folded;

use super::rows::{self, Records};
use super::{Format, json, json_text};

/// How many rows are looked at.
const SAMPLE: usize = 200;
/// A cell of that many characters, on average, is a note and not a name.
const LONG: usize = 100;

/// The columns that matter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) text: Column,
    pub(super) id: Option<Column>,
    /// How many there are.
    pub(super) count: usize,
}

/// A column: where it stands and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) name: String,
}

/// The first rows of a table.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) headers: Vec<String>,
    /// Rows of as many cells.
    pub(super) rows: Vec<Vec<String>>,
}

pub(super) fn columns(path: &Path, format: Format, delimiter: u8, options: &GatherOptions) -> Result<Columns, String> {
    let sample = match format {
        Format::JsonLines => json_sample(path)?,
        Format::Delimited | Format::Parquet => sample(path, delimiter)?,
    };
    choose(&sample, options)
}

/// The columns that are named, or those that can only be meant.
pub(super) fn choose(sample: &Sample, options: &GatherOptions) -> Result<Columns, String> {
    if sample.headers.is_empty() {
        return Err("is an empty table; it needs a row of headers and a row a note".to_owned());
    }
    let text = match &options.text_column {
        Some(name) => named(sample, name, "--text-column")?,
        None => text_column(sample)?,
    };
    let id = match &options.id_column {
        Some(name) => Some(named(sample, name, "--id-column")?),
        None => id_column(sample, text.at),
    };
    Ok(Columns {
        text,
        id,
        count: sample.headers.len(),
    })
}

fn named(sample: &Sample, name: &str, option: &str) -> Result<Column, String> {
    let headers = || sample.headers.iter().enumerate();
    let found = headers()
        .find(|(_, header)| header.as_str() == name)
        .or_else(|| headers().find(|(_, header)| folded(header) == folded(name)));
    match found {
        Some((at, header)) => Ok(Column {
            at,
            name: header.clone(),
        }),
        None => Err(format!(
            "has no column \"{name}\" ({option}); there are {}",
            quoted(sample)
        )),
    }
}

fn text_column(sample: &Sample) -> Result<Column, String> {
    const KNOWN: [&str; 12] = [
        "text",
        "note",
        "note text",
        "notetext",
        "note body",
        "body",
        "content",
        "transcription",
        "report",
        "document",
        "submission",
        "full text",
    ];
    let column = |at: usize| Column {
        at,
        name: sample.headers.get(at).cloned().unwrap_or_default(),
    };
    let long: Vec<usize> = (0..sample.headers.len())
        .filter(|at| average(sample, *at) >= LONG)
        .collect();
    let known = |all: &[usize]| -> Vec<usize> {
        let is = |at: &&usize| {
            sample
                .headers
                .get(**at)
                .is_some_and(|header| KNOWN.contains(&folded(header).as_str()))
        };
        all.iter().filter(is).copied().collect()
    };
    if let [only] = long.as_slice() {
        return Ok(column(*only));
    }
    let all: Vec<usize> = (0..sample.headers.len()).collect();
    let of_those = match long.is_empty() {
        true => known(&all),
        false => known(&long),
    };
    if let [only] = of_those.as_slice() {
        return Ok(column(*only));
    }
    Err(format!(
        "is a table, and it is not clear which column holds the notes; name it with --text-column; there are {}",
        quoted(sample)
    ))
}

/// A column called `id` or so in which no two rows are the same.
fn id_column(sample: &Sample, text: usize) -> Option<Column> {
    const KNOWN: [&str; 18] = [
        "note id",
        "noteid",
        "id",
        "student id",
        "user",
        "username",
        "login",
        "student",
        "row id",
        "document id",
        "doc id",
        "uid",
        "key",
        "filename",
        "file",
        "hadm id",
        "identifier",
        "name",
    ];
    let headers: Vec<String> = sample.headers.iter().map(|header| folded(header)).collect();
    let found = KNOWN
        .iter()
        .filter_map(|name| headers.iter().position(|header| header == name));
    let mut found = found.filter(|at| *at != text && is_distinct(sample, *at));
    found.next().map(|at| Column {
        at,
        name: sample.headers.get(at).cloned().unwrap_or_default(),
    })
}

fn is_distinct(sample: &Sample, at: usize) -> bool {
    let mut seen = HashSet::new();
    sample
        .rows
        .iter()
        .filter_map(|row| row.get(at))
        .all(|cell| !cell.trim().is_empty() && seen.insert(cell))
}

fn average(sample: &Sample, at: usize) -> usize {
    let lengths: Vec<usize> = sample
        .rows
        .iter()
        .filter_map(|row| row.get(at))
        .map(|cell| cell.chars().count())
        .collect();
    lengths.iter().sum::<usize>() / lengths.len().max(1)
}

fn quoted(sample: &Sample) -> String {
    let shown: Vec<String> = sample
        .headers
        .iter()
        .take(30)
        .map(|header| format!("\"{header}\""))
        .collect();
    shown.join(", ")
}

fn sample(path: &Path, delimiter: u8) -> Result<Sample, String> {
    let mut sample = Sample::default();
    for record in Records::open(path, Format::Delimited)?.take(SAMPLE + 1) {
        let Ok(record) = record else { break };
        let cells = rows::cells(&record.bytes, delimiter);
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .collect();
        match sample.headers.is_empty() {
            true => sample.headers = cells,
            false if cells.len() == sample.headers.len() => sample.rows.push(cells),
            false => {}
        }
    }
    Ok(sample)
}

fn json_sample(path: &Path) -> Result<Sample, String> {
    let mut sample = Sample::default();
    let mut objects = Vec::new();
    for record in Records::open(path, Format::JsonLines)?.take(SAMPLE) {
        let Ok(record) = record else { break };
        let Ok(object) = json(&record.bytes) else { continue };
        for key in object
            .keys()
            .filter(|key| !sample.headers.contains(key))
            .cloned()
            .collect::<Vec<_>>()
        {
            sample.headers.push(key);
        }
        objects.push(object);
    }
    let row = |object: &serde_json::Map<String, serde_json::Value>| {
        let cell = |key: &String| object.get(key).and_then(json_text).unwrap_or_default();
        sample.headers.iter().map(cell).collect()
    };
    sample.rows = objects.iter().map(row).collect();
    Ok(sample)
}
