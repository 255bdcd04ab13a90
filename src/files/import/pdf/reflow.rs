//! Rows of a printed page put back into paragraphs, items and tables.

use super::super::draft::{Block, Cell, Lines, Paragraph, Role, Table};
use super::super::marks::Shown;
use super::super::symbols;
use super::rows::{Pages, Row};

/// A row this much larger than the text is a heading.
const HEADING: f64 = 1.12;
/// A gap this much larger than that between the rows of a paragraph is a blank line.
const GAP: f64 = 1.28;
/// Places that are no further apart than this, in points, are one.
const SAME: f64 = 2.5;

/// What holds for the whole document.
struct Measures {
    /// The size of the letters, and the distance from row to row.
    size: f64,
    leading: f64,
    /// Where rows start at the left, and where they are broken at the right.
    left: f64,
    right: f64,
    /// The sizes of headings, largest first.
    headings: Vec<f64>,
    /// Words are divided at the end of rows.
    hyphenated: bool,
}

/// The paragraphs of a document.
pub(super) fn reflow(pages: &Pages) -> Vec<Block> {
    let measures = measure(pages);
    let mut flow = Flow {
        measures,
        blocks: Vec::new(),
        open: None,
        items: Vec::new(),
        shown: Shown::default(),
    };
    for (number, page) in pages.pages.iter().enumerate() {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let mut rows = page.rows.as_slice();
        let mut above: Option<&Row> = None;
        while let Some(row) = rows.first() {
            let count = table_rows(rows);
            if count > 0 {
                let (inside, rest) = rows.split_at(count);
                flow.table(inside, number, above.is_none());
                above = inside.last();
                rows = rest;
                continue;
            }
            flow.row(row, above, number);
            above = Some(row);
            rows = rows.get(1..).unwrap_or_default();
        }
    }
    flow.close();
    flow.blocks
}

fn measure(pages: &Pages) -> Measures {
    let rows = || pages.pages.iter().flat_map(|page| &page.rows);
    // In how many characters each size is, in tenths of a point.
    let mut sizes: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for row in rows() {
        *sizes.entry((row.size * 10.0).round() as i64).or_default() += row.text.chars().count();
    }
    let size = sizes
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or(10.0, |(size, _)| *size as f64 / 10.0);
    let is_body = |row: &&Row| (row.size - size).abs() < 0.1 * size;

    let mut gaps: Vec<f64> = Vec::new();
    for page in &pages.pages {
        for (one, two) in page.rows.iter().zip(page.rows.iter().skip(1)) {
            let gap = two.y - one.y;
            if gap > 0.8 * size && gap < 3.0 * size && is_body(&one) && is_body(&two) {
                gaps.push(gap);
            }
        }
    }
    gaps.sort_by(f64::total_cmp);
    // The rows of a paragraph are the closest to each other.
    let leading = gaps.get(gaps.len() / 10).copied().unwrap_or(1.2 * size);

    let left = rows().filter(is_body).map(|row| row.left).fold(f64::INFINITY, f64::min);
    let left = if left.is_finite() { left } else { 0.0 };
    let longest = rows().filter(is_body).map(|row| row.right).fold(0.0, f64::max);
    let width = pages.pages.first().map_or(612.0, |page| page.width);
    // The margin at the right is most often that at the left; where rows nearly reach it, they say exactly where it is.
    let margin = width - left;
    let right = if longest > margin - 0.12 * width {
        longest
    } else {
        margin
    };

    let mut headings: Vec<f64> = sizes
        .keys()
        .map(|size| *size as f64 / 10.0)
        .filter(|found| *found > HEADING * size)
        .collect();
    headings.reverse();
    headings.dedup_by(|one, two| (*one - *two).abs() < 0.6);

    let divided = rows().filter(|row| row.text.ends_with('-')).count();
    Measures {
        size,
        leading,
        left,
        right,
        headings,
        hyphenated: divided > 3 && 25 * divided > rows().count(),
    }
}

/// How many of the next rows are rows of one table: of three cells and more, or between drawn lines.
fn table_rows(rows: &[Row]) -> usize {
    let cells = |row: &Row| row.text.split(['\t', '\u{1f}']).count();
    let ruled = |row: &Row| row.text.contains('\u{1f}');
    let Some(first) = rows.first() else { return 0 };
    let columns = cells(first);
    let is_row = |row: &&Row| {
        (cells(row) == columns && (columns > 2 || ruled(row))) && (row.size - first.size).abs() < 0.2 * first.size
    };
    let count = rows.iter().take_while(is_row).count();
    if count > 1 || (count == 1 && ruled(first)) {
        count
    } else {
        0
    }
}

struct Flow {
    measures: Measures,
    blocks: Vec<Block>,
    open: Option<Open>,
    /// The open items: where their marks stand.
    items: Vec<f64>,
    shown: Shown,
}

/// A paragraph that may go on.
struct Open {
    paragraph: Paragraph,
    /// Its last row, and where its text starts.
    row: Row,
    text_left: f64,
    heading: bool,
}

impl Flow {
    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.blocks.push(Block::Paragraph(open.paragraph));
        }
    }

    fn table(&mut self, rows: &[Row], page: u32, new_page: bool) {
        self.close();
        self.items.clear();
        let mut cells: Vec<Vec<String>> = Vec::new();
        let mut above: Option<&Row> = None;
        for row in rows {
            let own: Vec<String> = row
                .text
                .split(['\t', '\u{1f}'])
                .map(|cell| cell.trim().to_owned())
                .collect();
            // Two rows of text between the same drawn lines are one row of the table.
            let same = above.is_some_and(|above| row.top > 0.0 && (row.top - above.top).abs() < 1.0);
            above = Some(row);
            match cells.last_mut().filter(|before| same && before.len() == own.len()) {
                Some(before) => {
                    for (cell, more) in before.iter_mut().zip(&own) {
                        if !cell.is_empty() && !more.is_empty() {
                            cell.push(' ');
                        }
                        cell.push_str(more);
                    }
                }
                None => cells.push(own),
            }
        }
        let width = cells.first().map_or(0, Vec::len);
        let rows: Vec<Vec<Cell>> = cells
            .iter()
            .map(|row| row.iter().map(|cell| cell_of(cell, page)).collect())
            .collect();
        // A table that goes on over the page.
        if let Some(Block::Table(before)) = self.blocks.last_mut()
            && new_page
            && before.rows.last().is_some_and(|row| row.len() == width)
        {
            before.rows.extend(rows);
            return;
        }
        self.blocks.push(Block::Table(Table { rows, header: false }));
    }

    fn row(&mut self, row: &Row, above: Option<&Row>, page: u32) {
        let text = plain(&row.text);
        let marker = marker(&row.text);
        let heading = self.heading(row);
        let gap = above.is_some_and(|above| {
            let distance = row.y - above.y;
            distance > GAP * self.measures.leading.max(0.9 * row.size.max(above.size)) || distance < 0.0
        });
        if marker.is_none() && self.goes_on(row, gap, heading.is_some(), above.is_none()) {
            return self.join(row, &text);
        }
        self.close();
        let (role, body, text_left) = match (heading, marker) {
            (Some(level), _) => (Role::Heading(level), text, row.left),
            (None, Some((mark, rest))) => {
                while self.items.last().is_some_and(|left| *left > row.left + SAME) {
                    self.items.pop();
                }
                if self.items.last().is_none_or(|left| *left < row.left - SAME) {
                    self.items.push(row.left);
                }
                let depth = u8::try_from(self.items.len().saturating_sub(1)).unwrap_or(8).min(8);
                let mark = self.shown.mark(mark, depth);
                (
                    Role::Item { depth, mark },
                    plain(rest),
                    row.first.max(row.left + 0.5 * row.size),
                )
            }
            (None, None) => {
                let inside = self.items.last().is_some_and(|left| row.left > left + SAME) && !gap;
                if !inside {
                    self.items.clear();
                }
                (if inside { Role::InItem } else { Role::Body }, text, row.left)
            }
        };
        let mut lines = Lines::default();
        lines.push(&body, false);
        self.open = Some(Open {
            paragraph: Paragraph {
                number: page,
                role,
                text: lines,
                gap_before: gap,
                gap_after: false,
                close_to: 0,
            },
            row: row.clone(),
            text_left,
            heading: heading.is_some(),
        });
    }

    fn heading(&self, row: &Row) -> Option<u8> {
        if row.size <= HEADING * self.measures.size || !row.text.chars().any(char::is_alphabetic) {
            return None;
        }
        let rank = self.measures.headings.iter().position(|size| *size <= row.size + 0.6)?;
        Some(u8::try_from(rank + 1).unwrap_or(6).min(6))
    }

    /// Whether a row is the rest of the paragraph above it: its first word had no room there.
    fn goes_on(&self, row: &Row, gap: bool, heading: bool, new_page: bool) -> bool {
        let Some(open) = &self.open else { return false };
        if open.heading || heading {
            // A heading of two rows.
            return open.heading && heading && !gap && !new_page && self.no_room(open, row);
        }
        if (gap && !new_page) || (row.size - open.row.size).abs() > 0.1 * row.size {
            return false;
        }
        if new_page && open.row.text.trim_end().ends_with(['.', ':', '!', '?']) {
            return false;
        }
        // It starts where the text of an item starts, or where the paragraph does (or left of an indented first row).
        let aligned = match open.paragraph.role {
            Role::Item { .. } => row.left > open.row.left - SAME,
            _ => row.left < open.text_left + self.measures.size * 0.5,
        };
        aligned && !opens_a_line(&row.text) && self.no_room(open, row)
    }

    fn no_room(&self, open: &Open, row: &Row) -> bool {
        // Programs measure on a screen's grid, so that a row ends up to a fifth of a letter early.
        let space = 0.25 * row.size;
        open.row.right + space + (row.first - row.left) > self.measures.right - 0.2 * row.size
            && open.row.right > self.measures.left + 0.45 * (self.measures.right - self.measures.left)
    }

    fn join(&mut self, row: &Row, text: &str) {
        let hyphenated = self.measures.hyphenated;
        let Some(open) = &mut self.open else { return };
        let before = open.row.text.trim_end();
        let divided = before
            .strip_suffix('-')
            .is_some_and(|before| before.ends_with(char::is_alphabetic))
            && text.starts_with(char::is_lowercase);
        let glued = before.ends_with(['-', '–', '/', '—']) && !before.ends_with([' ']);
        if divided && hyphenated {
            open.paragraph.text.unpush('-');
        } else if !glued || before.ends_with(" -") || before.ends_with(" –") {
            open.paragraph.text.push(" ", false);
        }
        open.paragraph.text.push(text, false);
        if matches!(open.paragraph.role, Role::Item { .. }) {
            open.text_left = row.left;
        }
        open.row = Row {
            left: open.row.left.min(row.left),
            ..row.clone()
        };
    }
}

fn cell_of(text: &str, page: u32) -> Cell {
    let mut lines = Lines::default();
    lines.push(text, false);
    let paragraph = Paragraph {
        number: page,
        text: lines,
        ..Paragraph::default()
    };
    Cell {
        blocks: vec![Block::Paragraph(paragraph)],
        span: 1,
    }
}

/// The text of a row that is not one of a table.
fn plain(text: &str) -> String {
    text.replace(['\t', '\u{1f}'], "  ").trim().to_owned()
}

/// The mark at the start of a row, and what comes after it.
fn marker(text: &str) -> Option<(&str, &str)> {
    let end = text.find(char::is_whitespace)?;
    let (mark, rest) = text.split_at(end);
    if rest.trim().is_empty() {
        return None;
    }
    let mut chars = mark.chars();
    let (first, alone) = (chars.next()?, chars.next().is_none());
    let bullet = alone
        && (matches!(
            first,
            '•' | '●'
                | '○'
                | '◦'
                | '▪'
                | '▫'
                | '■'
                | '□'
                | '◆'
                | '❖'
                | '➢'
                | '➤'
                | '‣'
                | '⁃'
                | '·'
                | '-'
                | '–'
                | '*'
                | '☐'
        ) || symbols::code_of(first).is_some()
            || (matches!(first, 'o' | '§') && rest.starts_with('\t')));
    let digits = mark.trim_start_matches('(').trim_end_matches(['.', ')']);
    let ended = mark.ends_with(['.', ')']) && mark.len() > digits.len();
    let number = ended && !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let letter =
        ended && digits.len() == 1 && mark.ends_with(')') && digits.starts_with(|c: char| c.is_ascii_lowercase());
    (bullet || number || letter).then_some((mark, rest))
}

/// Whether a row opens with a label or is in capitals: it stays a line of its own.
fn opens_a_line(text: &str) -> bool {
    let label = text.split_once(':').is_some_and(|(label, rest)| {
        label.starts_with(char::is_uppercase)
            && label.split_whitespace().count() <= 4
            && label.len() <= 40
            && (rest.is_empty() || rest.starts_with([' ', '\t', '\u{1f}']))
            && !label.contains(['.', ';', ','])
    });
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() > 3 && letters().all(char::is_uppercase) && text.split_whitespace().count() <= 6;
    label || capitals || text.starts_with('#')
}
