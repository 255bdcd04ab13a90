//! A table as its bytes: where each cell stands, so that one can be changed and nothing else.

use std::ops::Range;

/// How the text is written in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// Older programs of western Windows.
    Windows1252,
    Utf16Le,
    Utf16Be,
}

/// A cell: where it stands, quotes and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) range: Range<usize>,
    pub(super) quoted: bool,
}

/// A row: its cells, and where it ends (before what ends the line).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) end: usize,
    /// The line of the file on which it begins, from 1.
    pub(super) line: usize,
}

/// A table, as it stands in a file.
#[derive(Debug)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    pub(super) encoding: Encoding,
    pub(super) delimiter: char,
    pub(super) rows: Vec<Row>,
    /// Whether every cell with something in it is quoted.
    quotes_all: bool,
}

impl<'a> Table<'a> {
    /// Find the cells.
    ///
    /// # Errors
    /// What is wrong with the file, in a sentence without a full stop.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, String> {
        let (encoding, start) = encoding(bytes)?;
        let units: Vec<(usize, u32)> = units(bytes, encoding, start).collect();
        // Excel's own first line: `sep=;`.
        let (said, skip) = separator_line(&units);
        let units = units.get(skip..).unwrap_or_default();
        let delimiter = said.unwrap_or_else(|| delimiter(units));
        let rows = rows(units, delimiter, bytes.len(), usize::from(skip > 0))?;
        let mut table = Self {
            bytes,
            encoding,
            delimiter,
            rows,
            quotes_all: false,
        };
        table.quotes_all = table.all_quoted();
        Ok(table)
    }

    /// What a cell says.
    pub(super) fn text(&self, cell: &Cell) -> String {
        let text = decode(self.bytes.get(cell.range.clone()).unwrap_or_default(), self.encoding);
        if !cell.quoted {
            return text;
        }
        let inner = text.strip_prefix('"').unwrap_or(&text);
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        inner.replace("\"\"", "\"")
    }

    /// What stands in that column of a row, without spaces around it; empty where the row is short.
    pub(super) fn at(&self, row: &Row, column: usize) -> String {
        row.cells
            .get(column)
            .map(|cell| self.text(cell).trim().to_owned())
            .unwrap_or_default()
    }

    /// The change that puts `text` into a cell, in the way the file is written.
    pub(super) fn change(&self, row: &Row, column: usize, text: &str) -> (Range<usize>, Vec<u8>) {
        let was_quoted = row.cells.get(column).is_some_and(|cell| cell.quoted);
        let needs = text.contains(['"', '\n', '\r', self.delimiter]) || text.trim() != text;
        let text = match was_quoted || needs || self.quotes_all {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        };
        match row.cells.get(column) {
            Some(cell) => (cell.range.clone(), encode(&text, self.encoding)),
            None => {
                // A row of three cells gets two delimiters before its fifth.
                let missing = (column + 1).saturating_sub(row.cells.len());
                let delimiters: String = std::iter::repeat_n(self.delimiter, missing).collect();
                (row.end..row.end, encode(&format!("{delimiters}{text}"), self.encoding))
            }
        }
    }

    /// The file with these changes made.
    pub(super) fn changed(&self, mut changes: Vec<(Range<usize>, Vec<u8>)>) -> Vec<u8> {
        changes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = Vec::with_capacity(self.bytes.len() + changes.len() * 8);
        let mut done = 0;
        for (range, new) in changes {
            out.extend_from_slice(self.bytes.get(done..range.start).unwrap_or_default());
            out.extend_from_slice(&new);
            done = range.end.max(done);
        }
        out.extend_from_slice(self.bytes.get(done..).unwrap_or_default());
        out
    }

    fn all_quoted(&self) -> bool {
        let mut cells = self
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter(|cell| !cell.range.is_empty())
            .peekable();
        cells.peek().is_some() && cells.all(|cell| cell.quoted)
    }
}

/// The encoding and where the text begins.
fn encoding(bytes: &[u8]) -> Result<(Encoding, usize), String> {
    const EXCEL: &str = "is an Excel workbook, not text; save it as CSV (or download it as CSV) and give that";
    if bytes.is_empty() {
        return Err("is empty; export the gradebook again".to_owned());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(EXCEL.to_owned());
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Ok((Encoding::Utf8, 3));
    }
    if bytes.starts_with(b"\xff\xfe") {
        return Ok((Encoding::Utf16Le, 2));
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Ok((Encoding::Utf16Be, 2));
    }
    let start = bytes.get(..bytes.len().min(400)).unwrap_or_default();
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(1) * 3 > start.len(), zeros(0) * 3 > start.len()) {
        (true, false) => return Ok((Encoding::Utf16Le, 0)),
        (false, true) => return Ok((Encoding::Utf16Be, 0)),
        _ => {}
    }
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'<') {
        return Err("is a web page, not a table; export the gradebook as CSV".to_owned());
    }
    if bytes.contains(&0) {
        return Err("is not text; export the gradebook as CSV".to_owned());
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(_) => (Encoding::Utf8, 0),
        Err(_) => (Encoding::Windows1252, 0),
    })
}

/// The units of the text (bytes, or pairs of them) with where they stand.
fn units(bytes: &[u8], encoding: Encoding, start: usize) -> impl Iterator<Item = (usize, u32)> + '_ {
    let width = match encoding {
        Encoding::Utf8 | Encoding::Windows1252 => 1,
        Encoding::Utf16Le | Encoding::Utf16Be => 2,
    };
    let text = bytes.get(start..).unwrap_or_default();
    text.chunks_exact(width).enumerate().map(move |(nth, unit)| {
        let value = match (unit, encoding) {
            ([one], _) => u32::from(*one),
            ([one, two], Encoding::Utf16Be) => u32::from(u16::from_be_bytes([*one, *two])),
            ([one, two, ..], _) => u32::from(u16::from_le_bytes([*one, *two])),
            ([], _) => 0,
        };
        (start + nth * width, value)
    })
}

fn separator_line(units: &[(usize, u32)]) -> (Option<char>, usize) {
    let line: Vec<u32> = units.iter().take(8).map(|(_, unit)| *unit).collect();
    let is = |at: usize, letter: char| line.get(at).is_some_and(|unit| *unit == u32::from(letter));
    if !"sep="
        .chars()
        .enumerate()
        .all(|(at, letter)| is(at, letter) || is(at, letter.to_ascii_uppercase()))
    {
        return (None, 0);
    }
    let said = line
        .get(4)
        .and_then(|unit| char::from_u32(*unit))
        .filter(|letter| ",;\t|".contains(*letter));
    let end = match (is(5, '\r'), is(5, '\n'), is(6, '\n')) {
        (true, _, true) => 7,
        (true, ..) | (_, true, _) => 6,
        _ => return (None, 0),
    };
    match said {
        Some(_) => (said, end),
        None => (None, 0),
    }
}

/// The delimiter that stands most often in the first line, outside of quotes.
fn delimiter(units: &[(usize, u32)]) -> char {
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    for (_, unit) in units {
        match char::from_u32(*unit) {
            Some('"') => quoted = !quoted,
            Some('\n' | '\r') if !quoted => break,
            Some(letter) if !quoted => {
                counts
                    .iter_mut()
                    .filter(|(delimiter, _)| *delimiter == letter)
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
        .map_or(',', |(delimiter, _)| delimiter)
}

fn rows(units: &[(usize, u32)], delimiter: char, length: usize, lines_before: usize) -> Result<Vec<Row>, String> {
    let is = |at: usize, letter: char| units.get(at).is_some_and(|(_, unit)| *unit == u32::from(letter));
    let place = |at: usize| units.get(at).map_or(length, |(place, _)| *place);
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    let (mut at, mut line) = (0, 1 + lines_before);
    let mut row_line = line;
    while at <= units.len() {
        let start = at;
        let quoted = is(at, '"');
        if quoted {
            let opened = line;
            at += 1;
            loop {
                if at >= units.len() {
                    return Err(format!(
                        "has a quotation mark in line {opened} that is never closed; export the gradebook again"
                    ));
                }
                if is(at, '"') {
                    at += 1;
                    if !is(at, '"') {
                        break;
                    }
                }
                line += usize::from(is(at, '\n') || is(at, '\r') && !is(at + 1, '\n'));
                at += 1;
            }
        }
        while at < units.len() && !is(at, delimiter) && !is(at, '\n') && !is(at, '\r') {
            at += 1;
        }
        // `"a" b` is what it looks like, not a quoted cell.
        let whole = quoted && at > start + 1 && is(at - 1, '"');
        cells.push(Cell {
            range: place(start)..place(at),
            quoted: whole,
        });
        if at < units.len() && is(at, delimiter) {
            at += 1;
            continue;
        }
        let is_last = at >= units.len();
        // Nothing behind the last line's end is no row.
        if !(is_last && cells.len() == 1 && start >= units.len()) {
            rows.push(Row {
                cells: std::mem::take(&mut cells),
                end: place(at),
                line: row_line,
            });
        }
        if is_last {
            break;
        }
        at += if is(at, '\r') && is(at + 1, '\n') { 2 } else { 1 };
        line += 1;
        row_line = line;
    }
    Ok(rows)
}

fn decode(bytes: &[u8], encoding: Encoding) -> String {
    let (text, _) = match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8.decode_without_bom_handling(bytes),
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes),
        Encoding::Utf16Le => encoding_rs::UTF_16LE.decode_without_bom_handling(bytes),
        Encoding::Utf16Be => encoding_rs::UTF_16BE.decode_without_bom_handling(bytes),
    };
    text.into_owned()
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Windows1252 => {
            let mut out = Vec::new();
            let mut buffer = [0; 4];
            for letter in text.chars() {
                let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
                match (unmappable, letter) {
                    (false, _) => out.extend_from_slice(&bytes),
                    (true, '≥') => out.extend_from_slice(b">="),
                    (true, '≤') => out.extend_from_slice(b"<="),
                    (true, '→') => out.extend_from_slice(b"->"),
                    (true, _) => out.push(b'?'),
                }
            }
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let table = Table::parse(bytes).unwrap();
        let row = |row: &Row| row.cells.iter().map(|cell| table.text(cell)).collect();
        table.rows.iter().map(row).collect()
    }

    #[test]
    fn cells_are_found_as_they_stand() {
        assert_eq!(
            cells(b"a,\"b,\"\"x\"\"\",c\r\n1,\"two\r\nlines\", 3 \r\n,,\r\n"),
            [
                vec!["a", "b,\"x\"", "c"],
                vec!["1", "two\r\nlines", " 3 "],
                vec!["", "", ""]
            ]
        );
        assert_eq!(cells(b"\xef\xbb\xbfa;b\n1,5;2"), [["a", "b"], ["1,5", "2"]]);
        assert_eq!(cells(b"sep=;\r\na;b\r\n1;2"), [["a", "b"], ["1", "2"]]);
        assert_eq!(cells(b"a\tb\r1\t2\r"), [["a", "b"], ["1", "2"]]);
        assert_eq!(cells(b"a,b\n\"x\" y,2\n"), [["a", "b"], ["\"x\" y", "2"]]);
        assert_eq!(cells(b"N\xfa\xf1ez,b\n"), [["Núñez", "b"]]);
        let utf16: Vec<u8> = "\u{feff}\"Näme\"\t\"x\"\r\n\"\u{1f600}\"\t\"2\"\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(cells(&utf16), [["Näme", "x"], ["\u{1f600}", "2"]]);
        let utf16: Vec<u8> = "a,b\n1,2".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(cells(&utf16), [["a", "b"], ["1", "2"]]);
    }

    #[test]
    fn a_cell_is_changed_and_nothing_else() {
        let bytes = b"a,b,c\r\n1, 2 ,3\r\n4\r\n\r\n";
        let table = Table::parse(bytes).unwrap();
        let change = |row: usize, column, text| table.change(&table.rows[row], column, text);
        let changes = vec![change(1, 1, "x,y"), change(2, 2, "9"), change(3, 1, "8")];
        assert_eq!(table.changed(changes), b"a,b,c\r\n1,\"x,y\",3\r\n4,,9\r\n,8\r\n");
        let quoted = Table::parse(b"\"a\";\"b\"\n\"1\";\n").unwrap();
        assert_eq!(
            quoted.changed(vec![quoted.change(&quoted.rows[1], 1, "7")]),
            b"\"a\";\"b\"\n\"1\";\"7\"\n"
        );
    }

    #[test]
    fn what_is_no_table_is_said() {
        for (bytes, what) in [
            (&b""[..], "empty"),
            (b"PK\x03\x04xx", "Excel"),
            (b"  <html>", "web page"),
            (b"a,\"b\nc", "line 1"),
            (b"a\nb\n\"c\nd", "line 3"),
            (b"ab\x01cd\x00efghijkl", "not text"),
        ] {
            let error = Table::parse(bytes).unwrap_err();
            assert!(error.contains(what), "{error}");
        }
    }
}
