//! Tables: data become a table of the markup, what only arranges text becomes lines.

use super::draft::{Block, Cell, Paragraph, Table};
use super::layout::Page;

/// A cell of more characters than this holds text, not a value.
const LONGEST_VALUE: usize = 160;
/// The longest label, in words and in characters, as the markup has it.
const LONGEST_LABEL: (usize, usize) = (8, 60);
/// A wider table is no table of a note.
const MOST_COLUMNS: usize = 64;

/// Adds a table to the page.
pub(super) fn lay_out(page: &mut Page, table: &Table) {
    let rows: Vec<&[Cell]> = table
        .rows
        .iter()
        .map(Vec::as_slice)
        .filter(|row| says_something(row))
        .collect();
    // A title across the whole width stands above the table.
    let banners = rows.iter().take_while(|row| row.len() == 1 && rows.len() > 1).count();
    let (above, rows) = rows.split_at(if banners == rows.len() { 0 } else { banners });
    for cell in above.iter().copied().flatten() {
        page.blocks(&cell.blocks);
    }
    let columns = rows.iter().map(|row| width(row)).max().unwrap_or(0);
    page.need_gap();
    if is_data(rows, columns, table.header) {
        for (at, row) in rows.iter().enumerate() {
            page.row(&values(row), columns);
            if at == 0 {
                page.delimiter(columns);
            }
        }
        page.end_table();
    } else {
        for row in rows {
            lines(page, row);
        }
        page.need_gap();
    }
}

fn says_something(row: &[Cell]) -> bool {
    row.iter().flat_map(|cell| &cell.blocks).any(|block| match block {
        Block::Paragraph(paragraph) => !paragraph.text.is_blank(),
        Block::Table(_) => true,
    })
}

fn width(row: &[Cell]) -> usize {
    row.iter()
        .map(|cell| cell.span.max(1) as usize)
        .fold(0, usize::saturating_add)
}

/// The paragraphs of a cell that say something; `None` with a table among them.
fn paragraphs(cell: &Cell) -> Option<Vec<&Paragraph>> {
    let mut found = Vec::new();
    for block in &cell.blocks {
        match block {
            Block::Paragraph(paragraph) if paragraph.text.is_blank() => {}
            Block::Paragraph(paragraph) => found.push(paragraph),
            Block::Table(_) => return None,
        }
    }
    Some(found)
}

/// Whether a table holds data: rows and columns of short cells.
fn is_data(rows: &[&[Cell]], columns: usize, header: bool) -> bool {
    if rows.len() < 2 || !(2..=MOST_COLUMNS).contains(&columns) {
        return false;
    }
    let short = |cell: &Cell| {
        paragraphs(cell).is_some_and(|paragraphs| match paragraphs.as_slice() {
            [] => true,
            [one] => one.text.in_one_line().chars().count() <= LONGEST_VALUE,
            _ => false,
        })
    };
    if !rows.iter().copied().flatten().all(short) {
        return false;
    }
    // Two columns are a label and what it says, unless the second holds values.
    let has_value = |row: &&[Cell]| {
        row.get(1).is_some_and(|cell| {
            let text = text_of(cell);
            text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '<' | '>' | '+' | '-' | '–'))
        })
    };
    let labelled = rows
        .first()
        .is_some_and(|row| row.first().is_some_and(|cell| text_of(cell).ends_with(':')));
    let values = rows.iter().skip(1).filter(|row| has_value(row)).count();
    columns > 2 || header || (!labelled && !rows.first().is_some_and(has_value) && 2 * values > rows.len() - 1)
}

fn text_of(cell: &Cell) -> String {
    paragraphs(cell)
        .and_then(|paragraphs| Some(paragraphs.first()?.text.in_one_line()))
        .unwrap_or_default()
}

/// The cells of a row as they stand between the pipes, each with the number of its paragraph.
fn values(row: &[Cell]) -> Vec<(u32, String)> {
    let mut values = Vec::new();
    let mut number = 0;
    for cell in row {
        let paragraph = paragraphs(cell).and_then(|paragraphs| paragraphs.first().copied());
        number = paragraph.map_or(number, |paragraph| paragraph.number);
        let text = paragraph
            .map(|paragraph| paragraph.text.in_one_line())
            .unwrap_or_default();
        values.push((number, text.replace('|', "\\|").replace('\t', " ")));
        values.extend((1..cell.span.min(MOST_COLUMNS as u32)).map(|_| (number, String::new())));
    }
    values
}

/// A row of a table that arranges text: its cells one after another, a short first one as the label of the second.
fn lines(page: &mut Page, row: &[Cell]) {
    let label = match row {
        [first, second, ..] => label_of(first).filter(|_| opens_with_text(second)),
        _ => None,
    };
    for (at, cell) in row.iter().enumerate() {
        if at == 0 && label.is_some() {
            continue;
        }
        if at == 1
            && let Some(label) = &label
        {
            page.lead = format!("{label} ");
            page.tight = paragraphs(cell).is_some_and(|paragraphs| paragraphs.len() == 1);
        }
        page.blocks(&cell.blocks);
        page.tight = false;
        if at + 1 < row.len() && row.len() > 2 {
            page.need_gap();
        }
    }
}

/// The words of a cell as a label, with its colon.
fn label_of(cell: &Cell) -> Option<String> {
    let paragraphs = paragraphs(cell)?;
    let [paragraph] = paragraphs.as_slice() else {
        return None;
    };
    let text = paragraph.text.in_one_line();
    let text = text.trim().trim_end_matches([':', ' ', '\u{a0}']);
    let fits = !text.is_empty()
        && !text.contains(':')
        && !text.ends_with(['.', '!', '?'])
        && text.chars().any(char::is_alphabetic)
        && text.split_whitespace().count() <= LONGEST_LABEL.0
        && text.chars().count() <= LONGEST_LABEL.1;
    fits.then(|| format!("{text}:"))
}

fn opens_with_text(cell: &Cell) -> bool {
    let first = cell.blocks.iter().find(|block| match block {
        Block::Paragraph(paragraph) => !paragraph.text.is_blank(),
        Block::Table(_) => true,
    });
    matches!(
        first,
        Some(Block::Paragraph(Paragraph {
            role: super::draft::Role::Body,
            ..
        }))
    )
}
