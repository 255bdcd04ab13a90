//! Vital signs in pipe tables: names over columns, or at the start of rows.

use super::bare::cue_in;
use super::read::{Found, Name, Reader, Trust};
use crate::syntax::{NodeId, NodeKind};
use crate::text::Span;

/// Read all tables: what they hold, and where the tables of vital signs stand.
pub(super) fn read(reader: &Reader<'_>, names: &[Name]) -> (Vec<Found>, Vec<Span>) {
    let tree = &reader.note.tree;
    let (mut found, mut tables) = (Vec::new(), Vec::new());
    if names.is_empty() {
        return (found, tables);
    }
    for (at, node) in tree.nodes().iter().enumerate() {
        if node.kind != NodeKind::Table {
            continue;
        }
        let rows: Vec<Vec<Span>> = tree
            .children(NodeId(at as u32))
            .filter(|(_, row)| row.kind == NodeKind::TableRow)
            .map(|(id, row)| cells(reader, id, row.span))
            .filter(|cells| !is_delimiter(reader, cells))
            .collect();
        if columns(reader, names, &rows, &mut found) || rows_of(reader, names, &rows, &mut found) {
            tables.push(node.span);
        }
    }
    (found, tables)
}

/// The cells of a row, empty ones too: what stands between its pipes.
fn cells(reader: &Reader<'_>, row: NodeId, span: Span) -> Vec<Span> {
    let mut cells = Vec::new();
    let mut start = span.start;
    let mut opened = false;
    for (_, node) in reader.note.tree.children(row) {
        if node.kind == NodeKind::Pipe {
            let blank = reader.note.slice(Span::new(start, node.span.start)).trim().is_empty();
            if opened || !blank {
                cells.push(Span::new(start, node.span.start));
            }
            opened = true;
            start = node.span.end;
        }
    }
    let last = Span::new(start, span.end);
    if !reader.note.slice(last).trim().is_empty() {
        cells.push(last);
    }
    cells
}

fn is_delimiter(reader: &Reader<'_>, cells: &[Span]) -> bool {
    cells.iter().all(|cell| {
        reader
            .note
            .slice(*cell)
            .chars()
            .all(|c| matches!(c, '-' | ':' | ' ' | '\t' | '\n' | '\r'))
    })
}

/// The name that a cell opens with.
fn name_in<'n>(reader: &Reader<'_>, names: &'n [Name], cell: Span) -> Option<&'n Name> {
    let from = names.partition_point(|name| name.span.start < cell.start);
    let name = names
        .get(from)
        .filter(|name| name.span.end <= cell.end && name.trust != Trust::Words)?;
    let before = reader.note.slice(Span::new(cell.start, name.span.start));
    before.chars().all(|c| !c.is_alphanumeric()).then_some(name)
}

/// Names over columns, one set of values a row.
fn columns(reader: &Reader<'_>, names: &[Name], rows: &[Vec<Span>], found: &mut Vec<Found>) -> bool {
    let Some((head, body)) = rows.split_first() else {
        return false;
    };
    let named: Vec<Option<&Name>> = head.iter().map(|cell| name_in(reader, names, *cell)).collect();
    let count = named.iter().flatten().count();
    let sure = named.iter().flatten().any(|name| name.trust == Trust::Named);
    // One name over the first column, and more under it: the names stand at the start of the rows.
    let under = || {
        body.iter()
            .any(|row| row.first().is_some_and(|cell| name_in(reader, names, *cell).is_some()))
    };
    if count == 0
        || count == 1 && under()
        || count == 1 && !(sure && head.first().is_some_and(|cell| reader.in_vitals(cell.start)))
        || count == 2 && !sure
    {
        return false;
    }
    for row in body {
        let label = row.first().filter(|_| named.first().is_some_and(Option::is_none));
        let cue = label.and_then(|cell| cue_in(reader, *cell));
        for ((cell, name), heading) in row.iter().zip(&named).zip(head) {
            let Some(name) = name else { continue };
            let before = found.len();
            reader.in_cell(name, *heading, *cell, found);
            settle(found, before, cue);
        }
    }
    true
}

/// Names at the start of rows, one set of values a column.
fn rows_of(reader: &Reader<'_>, names: &[Name], rows: &[Vec<Span>], found: &mut Vec<Found>) -> bool {
    let named: Vec<Option<&Name>> = rows
        .iter()
        .map(|row| row.first().and_then(|cell| name_in(reader, names, *cell)))
        .collect();
    let count = named.iter().flatten().count();
    let sure = named.iter().flatten().filter(|name| name.trust == Trust::Named).count();
    if count < 2 || sure == 0 {
        return false;
    }
    // The first row is the heading, unless it names a vital sign itself.
    let head = rows.first().filter(|_| named.first().is_some_and(Option::is_none));
    for (row, name) in rows.iter().zip(&named) {
        let (Some(name), Some(label)) = (name, row.first()) else {
            continue;
        };
        for (column, cell) in row.iter().enumerate().skip(1) {
            let cue = head
                .and_then(|head| head.get(column))
                .and_then(|cell| cue_in(reader, *cell));
            let before = found.len();
            reader.in_cell(name, *label, *cell, found);
            settle(found, before, cue);
        }
    }
    true
}

/// What the label of a row or column says of all its values.
fn settle(found: &mut [Found], from: usize, cue: Option<super::occasion::Cue>) {
    for found in &mut found[from..] {
        // A cell under a name is that vital sign, whatever stands around it.
        found.trust = Trust::Named;
        found.decisive = true;
        found.cue = found.cue.or(cue);
    }
}
