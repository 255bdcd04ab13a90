//! Aligned text.

use super::neutral::{columns, neutralize_line};

/// Rows of cells in aligned columns, two spaces apart; the last column is not padded.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Add a row. Cells are made harmless.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> &mut Self {
        self.rows.push(
            cells
                .into_iter()
                .map(|cell| neutralize_line(cell.as_ref()).into_owned())
                .collect(),
        );
        self
    }

    /// As text.
    pub fn render(&self, out: &mut Vec<u8>) {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                match widths.get_mut(at) {
                    Some(width) => *width = (*width).max(columns(cell)),
                    None => widths.push(columns(cell)),
                }
            }
        }
        for row in &self.rows {
            // An empty last cell leaves no trailing spaces.
            let last = row.iter().rposition(|cell| !cell.is_empty());
            for (at, cell) in row.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
                out.extend_from_slice(cell.as_bytes());
                if Some(at) != last {
                    out.resize(out.len() + widths[at] - columns(cell) + 2, b' ');
                }
            }
            out.push(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_width() {
        let mut out = Vec::new();
        Table::new()
            .row(["SAF001", "日本", "x"])
            .row(["A", "b", "y"])
            .row(["A", "b", ""])
            .render(&mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "SAF001  日本  x\nA       b     y\nA       b\n"
        );
    }
}
