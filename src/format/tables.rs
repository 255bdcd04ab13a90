//! Pipe tables: cells in columns.

use super::edit::Group;
use super::rows::Rows;
use crate::note::Note;
use crate::syntax::{Node, NodeKind};
use crate::text::Span;

/// A cell wider than this leaves its table without columns: they would not fit a page.
const WIDE: usize = 60;

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Align {
    None,
    Left,
    Right,
    Center,
}

struct Row {
    /// Without indent and line end.
    span: Span,
    cells: Vec<String>,
}

/// Proposes each table with its cells in columns, between outer pipes.
pub(super) fn align(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    let nodes = note.tree.nodes();
    for (at, node) in nodes.iter().enumerate() {
        if node.kind != NodeKind::Table || rows.any_verbatim(node.span) {
            continue;
        }
        let inside = &nodes[at + 1..node.end as usize];
        if inside
            .iter()
            .any(|node| matches!(node.kind, NodeKind::Comment | NodeKind::Directive))
        {
            continue;
        }
        let table: Vec<Row> = inside
            .iter()
            .enumerate()
            .filter(|(_, node)| node.kind == NodeKind::TableRow)
            .map(|(row, node)| read(note, &inside[row + 1..node.end as usize - at - 1]))
            .collect();
        if table.len() >= 2 {
            groups.push(layout(note, &table));
        }
    }
}

fn read(note: &Note, leaves: &[Node]) -> Row {
    let mut cells = vec![String::new()];
    let (mut start, mut end) = (None, 0);
    for leaf in leaves {
        match leaf.kind {
            NodeKind::Indent | NodeKind::Newline => continue,
            NodeKind::Pipe => cells.push(String::new()),
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push_str(leaf.span.of(&note.text));
                }
            }
        }
        start.get_or_insert(leaf.span.start);
        end = leaf.span.end;
    }
    let mut cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    // The pipes at the ends are a frame.
    if cells.len() > 1 && cells[0].is_empty() {
        cells.remove(0);
    }
    if cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    let start = start.unwrap_or(end);
    Row {
        span: Span::new(start, end),
        cells,
    }
}

fn layout(note: &Note, table: &[Row]) -> Group {
    let aligns: Vec<Align> = table[1].cells.iter().map(|cell| align_of(cell)).collect();
    let columns = table.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut widths = vec![3; columns];
    for (at, row) in table.iter().enumerate() {
        for (width, cell) in widths.iter_mut().zip(&row.cells).filter(|_| at != 1) {
            *width = (*width).max(width_of(cell));
        }
    }
    let narrow = widths.iter().all(|width| *width <= WIDE);
    let mut group = Group::default();
    for (at, row) in table.iter().enumerate() {
        let mut line = String::from("|");
        for (column, cell) in row.cells.iter().enumerate() {
            let align = aligns.get(column).copied().unwrap_or(Align::None);
            let width = if narrow { widths[column] } else { 3 };
            line.push(' ');
            if at == 1 {
                delimiter(&mut line, align, width);
            } else if narrow {
                padded(&mut line, cell, align, width);
            } else {
                line.push_str(cell);
            }
            line.push_str(" |");
        }
        group.push(&note.text, row.span, line);
    }
    group
}

fn align_of(cell: &str) -> Align {
    match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Align::Center,
        (true, false) => Align::Left,
        (false, true) => Align::Right,
        (false, false) => Align::None,
    }
}

fn delimiter(line: &mut String, align: Align, width: usize) {
    let left = matches!(align, Align::Left | Align::Center);
    let right = matches!(align, Align::Right | Align::Center);
    if left {
        line.push(':');
    }
    line.extend(std::iter::repeat_n('-', width - usize::from(left) - usize::from(right)));
    if right {
        line.push(':');
    }
}

fn padded(line: &mut String, cell: &str, align: Align, width: usize) {
    let spare = width.saturating_sub(width_of(cell));
    let left = match align {
        Align::None | Align::Left => 0,
        Align::Right => spare,
        Align::Center => spare / 2,
    };
    line.extend(std::iter::repeat_n(' ', left));
    line.push_str(cell);
    line.extend(std::iter::repeat_n(' ', spare - left));
}

/// Columns of a cell: characters, but for those that take none.
fn width_of(cell: &str) -> usize {
    let takes_room = |c: &char| !matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    cell.chars().filter(takes_room).count()
}
