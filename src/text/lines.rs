//! Lines and columns.

use super::Span;

/// A place in a text, as people and editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1. A line ends at LF, CRLF or a lone CR, and at nothing else.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
    /// Byte offset into the decoded text, from 0.
    pub offset: u32,
}

/// Bytes between two counts of characters.
const STRIDE: usize = 1024;

/// The line starts of one text. Built once per note, and only when a position is printed.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters begin before each multiple of [`STRIDE`], so that a column costs the same however long its
    /// line is; empty for ASCII text, in which bytes are characters.
    counts: Vec<u32>,
}

impl LineIndex {
    /// Index `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue;
            }
            starts.push(at as u32 + 1);
        }
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for block in bytes.chunks(STRIDE) {
                counts.push(count);
                count += characters(block);
            }
            counts.push(count);
        }
        Self { starts, counts }
    }

    /// How many lines there are; text after the last line end counts as one, even if empty.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line number (from 1) that holds `offset`.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The place of the byte `offset` of `text`, which must be the text indexed. An offset beyond the end or inside a
    /// character is moved back to the nearest character start.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line_of(at as u32);
        let start = self.starts[line as usize - 1] as usize;
        Position {
            line,
            column: self.characters_before(text, at) - self.characters_before(text, start) + 1,
            offset: at as u32,
        }
    }

    /// How many characters begin before the byte `at`.
    fn characters_before(&self, text: &str, at: usize) -> u32 {
        match self.counts.get(at / STRIDE) {
            Some(count) => count + characters(&text.as_bytes()[at - at % STRIDE..at]),
            None => at as u32,
        }
    }

    /// The span of line `line` (from 1) without its line end; `None` if there is no such line.
    pub fn line_span(&self, text: &str, line: u32) -> Option<Span> {
        let start = *self.starts.get(line.checked_sub(1)? as usize)?;
        let end = self.starts.get(line as usize).copied().unwrap_or(text.len() as u32);
        let content = text[start as usize..end as usize].trim_end_matches(['\n', '\r']);
        Some(Span::new(start, start + content.len() as u32))
    }
}

/// How many characters begin in `bytes`: all bytes but those that continue one.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0xc0 != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_lf_crlf_and_lone_cr_only() {
        let text = "a\nb\r\nc\rd\u{c}e\u{2028}f";
        let index = LineIndex::new(text);
        assert_eq!(index.line_count(), 4);
        assert_eq!(index.line_span(text, 2).map(|s| s.of(text)), Some("b"));
        assert_eq!(index.line_span(text, 4).map(|s| s.of(text)), Some("d\u{c}e\u{2028}f"));
        assert_eq!(index.line_span(text, 5), None);
        assert_eq!(index.line_span(text, 0), None);
    }

    #[test]
    fn columns_count_scalar_values() {
        let text = "T 38.1 °C\nnaïve";
        let index = LineIndex::new(text);
        let offset = text.find('C').unwrap() as u32;
        assert_eq!(
            index.position(text, offset),
            Position {
                line: 1,
                column: 9,
                offset
            }
        );
        let inside = text.find('ï').unwrap() as u32 + 1;
        assert_eq!(index.position(text, inside).column, 3);
        assert_eq!(index.position(text, 9999).line, 2);
    }
    #[test]
    fn columns_are_right_far_into_a_long_line() {
        let text = format!("x\n{}", "°C ä ".repeat(1000));
        let index = LineIndex::new(&text);
        for (column, (offset, _)) in text[2..].char_indices().enumerate() {
            let at = index.position(&text, offset as u32 + 2);
            assert_eq!((at.line, at.column), (2, column as u32 + 1), "{offset}");
        }
        assert_eq!(index.position(&text, u32::MAX).column, 5001);
    }
}
