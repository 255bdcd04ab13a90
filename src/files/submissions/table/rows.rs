//! The rows of a table that is text, by where they stand.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::files::read::io_message;

use super::Format;

/// A row larger than that is none: a quotation mark was forgotten.
const MAX_ROW_BYTES: usize = 64 << 20;

/// A row as it stands in the file, without what ends its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) start: u64,
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// Which row it is, from 1, the header not counted.
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
}

/// The rows of a file, one after the other; an error is a line and what is wrong there.
pub(super) struct Records {
    file: BufReader<File>,
    quotes: bool,
    pub(super) delimiter: u8,
    offset: u64,
    line: u64,
    number: u64,
    is_over: bool,
}

impl Records {
    /// The rows of the file at `path`.
    pub(super) fn open(path: &Path, format: Format) -> Result<Self, String> {
        let mut file = BufReader::with_capacity(64 << 10, File::open(path).map_err(|error| io_message(&error))?);
        let start = file.fill_buf().map_err(|error| io_message(&error))?;
        let mark = usize::from(start.starts_with(b"\xef\xbb\xbf")) * 3;
        let delimiter = delimiter(start.get(mark..).unwrap_or_default());
        file.consume(mark);
        let is_delimited = format == Format::Delimited;
        Ok(Self {
            file,
            quotes: is_delimited,
            delimiter,
            offset: mark as u64,
            line: 1,
            number: u64::from(!is_delimited),
            is_over: false,
        })
    }

    /// Read one row; nothing at the end of the file. `bytes` gets the end of its line too.
    fn row(&mut self, bytes: &mut Vec<u8>) -> Result<(), String> {
        let mut quoted = false;
        loop {
            let before = bytes.len();
            let limit = MAX_ROW_BYTES + 2 - before;
            let mut part = std::io::Read::take(&mut self.file, limit as u64);
            part.read_until(b'\n', bytes).map_err(|error| io_message(&error))?;
            let line = bytes.get(before..).unwrap_or_default();
            if line.is_empty() {
                return match quoted {
                    true => Err("has a quotation mark that is never closed".to_owned()),
                    false => Ok(()),
                };
            }
            if self.quotes {
                quoted = still_quoted(line, self.delimiter, quoted);
            }
            if bytes.len() > MAX_ROW_BYTES {
                self.is_over = true;
                return Err(format!(
                    "is larger than {} MB, as if a quotation mark were never closed; the rest of the table is not read",
                    MAX_ROW_BYTES >> 20
                ));
            }
            if !quoted && bytes.ends_with(b"\n") {
                return Ok(());
            }
        }
    }
}

impl Iterator for Records {
    type Item = Result<Record, (u64, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let (start, line) = (self.offset, self.line);
        let mut bytes = Vec::new();
        let read = self.row(&mut bytes);
        self.offset += bytes.len() as u64;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        if let Err(message) = read {
            self.is_over = true;
            return Some(Err((line, message)));
        }
        if bytes.is_empty() {
            self.is_over = true;
            return None;
        }
        if bytes.ends_with(b"\n") {
            bytes.pop();
            if bytes.ends_with(b"\r") {
                bytes.pop();
            }
        }
        let number = self.number;
        self.number += 1;
        Some(Ok(Record {
            start,
            line,
            number,
            bytes,
        }))
    }
}

/// Whether a line ends within a quoted cell. A mark within a cell that has none at its start means nothing: 5'10" tall.
fn still_quoted(line: &[u8], delimiter: u8, mut quoted: bool) -> bool {
    let mut at = 0;
    let mut at_start = !quoted;
    while at < line.len() {
        let rest = line.get(at..).unwrap_or_default();
        if quoted {
            let Some(mark) = memchr::memchr(b'"', rest) else {
                return true;
            };
            at += mark + 1;
            match line.get(at) {
                Some(b'"') => at += 1,
                _ => {
                    quoted = false;
                    at_start = false;
                }
            }
        } else if at_start && rest.starts_with(b"\"") {
            quoted = true;
            at += 1;
        } else {
            match memchr::memchr(delimiter, rest) {
                Some(end) => at += end + 1,
                None => return false,
            }
            at_start = true;
        }
    }
    quoted
}

/// The cells of a row.
pub(super) fn cells(row: &[u8], delimiter: u8) -> Vec<Cow<'_, [u8]>> {
    let mut out = Vec::new();
    let mut rest = row;
    loop {
        let (cell, length) = match rest.strip_prefix(b"\"") {
            Some(inside) => quoted_cell(inside, delimiter),
            None => {
                let length = memchr::memchr(delimiter, rest).unwrap_or(rest.len());
                (Cow::Borrowed(rest.get(..length).unwrap_or_default()), length)
            }
        };
        out.push(cell);
        match rest.get(length..) {
            Some([_, behind @ ..]) => rest = behind,
            _ => return out,
        }
    }
}

/// A cell behind its opening mark, and its length with both.
fn quoted_cell(inside: &[u8], delimiter: u8) -> (Cow<'_, [u8]>, usize) {
    let mut out: Option<Vec<u8>> = None;
    let mut at = 0;
    loop {
        let rest = inside.get(at..).unwrap_or_default();
        let Some(mark) = memchr::memchr(b'"', rest) else {
            // Never closed; or what stands behind the closing mark.
            let whole = match out {
                Some(mut out) => {
                    out.extend_from_slice(rest);
                    Cow::Owned(out)
                }
                None => Cow::Borrowed(inside),
            };
            return (whole, inside.len() + 1);
        };
        let doubled = rest.get(mark + 1) == Some(&b'"');
        let before = rest.get(..mark + usize::from(doubled)).unwrap_or_default();
        if doubled || out.is_some() {
            out.get_or_insert_default().extend_from_slice(before);
        }
        at += mark + 1 + usize::from(doubled);
        if doubled {
            continue;
        }
        let behind = inside.get(at..).unwrap_or_default();
        let length = memchr::memchr(delimiter, behind).unwrap_or(behind.len());
        let extra = behind.get(..length).unwrap_or_default();
        let cell = match (out, extra.is_empty()) {
            (None, true) => Cow::Borrowed(inside.get(..at - 1).unwrap_or_default()),
            (out, _) => {
                let mut out = out.unwrap_or_else(|| inside.get(..at - 1).unwrap_or_default().to_vec());
                out.extend_from_slice(extra);
                Cow::Owned(out)
            }
        };
        return (cell, at + 1 + length);
    }
}

/// The delimiter that stands most often in the first line, outside of quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                counts
                    .iter_mut()
                    .filter(|(delimiter, _)| delimiter == byte)
                    .for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
    }
    // The first of equals: the comma.
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(row: &str) -> Vec<String> {
        cells(row.as_bytes(), b',')
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect()
    }

    #[test]
    fn cells_with_and_without_quotes() {
        assert_eq!(text("a,b,"), ["a", "b", ""]);
        assert_eq!(text("\"a,\"\"b\"\"\",c"), ["a,\"b\"", "c"]);
        assert_eq!(text("\"a\nb\",\"\""), ["a\nb", ""]);
        assert_eq!(text("5'10\" tall,x"), ["5'10\" tall", "x"]);
        assert_eq!(text("\"a\" b,c"), ["a b", "c"]);
        assert_eq!(text(""), [""]);
        assert_eq!(text("\"open"), ["open"]);
        assert_eq!(delimiter(b"\"a;b;c\",d\n"), b',');
        assert_eq!(delimiter(b"a\tb,c\td"), b'\t');
    }

    proptest! {
        /// As another reader sees them.
        #[test]
        fn rows_are_those_of_a_foreign_reader(table in prop::collection::vec(
            prop::collection::vec("[a-z,\"\n\r é;]{0,6}", 2..4), 1..6,
        )) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("t.csv");
            std::fs::write(&path, &bytes).unwrap();
            let mut records = Records::open(&path, Format::Delimited).unwrap();
            records.delimiter = b',';
            let mut found = Vec::new();
            for record in records {
                let record = record.unwrap();
                prop_assert!(bytes[record.start as usize..].starts_with(&record.bytes));
                found.push(text(std::str::from_utf8(&record.bytes).unwrap()));
            }
            prop_assert_eq!(found, table);
        }
    }
}
