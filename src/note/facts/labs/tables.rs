//! Laboratory values in pipe tables: tests as rows over days as columns, or the other way round.

use super::words::{EARLIER, FLAG_HEADING, GOAL, PRESENT, REFERENCE, TIME, UNIT_HEADING};
use super::{Reader, Value};
use crate::syntax::NodeKind;
use crate::text::Span;

/// What a column or row of a table holds, by its head.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Holds {
    Values { when: Span, earlier: bool, present: bool },
    Unit,
    Flag,
    Nothing,
}

/// Read all tables; the names in them are used up.
pub(super) fn read(reader: &mut Reader<'_>) {
    let nodes = reader.note.tree.nodes();
    let mut at = 0;
    while at < nodes.len() {
        if nodes[at].kind != NodeKind::Table {
            at += 1;
            continue;
        }
        let end = (nodes[at].end as usize).max(at + 1);
        let mut rows: Vec<Vec<Span>> = Vec::new();
        for node in &nodes[at + 1..end] {
            match node.kind {
                NodeKind::TableRow => rows.push(Vec::new()),
                NodeKind::Cell => {
                    if let Some(row) = rows.last_mut() {
                        row.push(node.span);
                    }
                }
                _ => {}
            }
        }
        rows.retain(|row| {
            row.iter()
                .any(|cell| cell.of(reader.text).chars().any(|c| c.is_alphanumeric()))
        });
        table(reader, &rows);
        at = end;
    }
}

fn table(reader: &mut Reader<'_>, rows: &[Vec<Span>]) {
    let Some((head, body)) = rows.split_first() else { return };
    let in_rows = body
        .iter()
        .filter(|row| row.first().is_some_and(|cell| test_in(reader, *cell).is_some()))
        .count();
    let in_columns = head.iter().filter(|cell| test_in(reader, **cell).is_some()).count();
    if in_rows == 0 && in_columns == 0 {
        return;
    }
    let first = rows.first().and_then(|row| row.first()).map_or(0, |cell| cell.start);
    let last = rows.last().and_then(|row| row.last()).map_or(0, |cell| cell.end);
    let from = reader.hits.partition_point(|hit| hit.span.start < first);
    let to = reader.hits.partition_point(|hit| hit.span.start < last);
    if in_rows >= in_columns {
        let mut columns: Vec<Holds> = head.iter().map(|cell| holds(reader, *cell)).collect();
        in_order(reader, head, &mut columns);
        // A table without a head of its own: the first row is a test too.
        let rows = if in_columns == 1 && head.first().is_some_and(|cell| test_in(reader, *cell).is_some()) {
            rows
        } else {
            body
        };
        for row in rows {
            row_of_values(reader, row, &columns);
        }
    } else {
        let labels: Vec<Span> = body.iter().filter_map(|row| row.first().copied()).collect();
        let mut lines: Vec<Holds> = labels.iter().map(|cell| holds(reader, *cell)).collect();
        in_order(reader, &labels, &mut lines);
        for (row, holds) in body.iter().zip(lines) {
            let Holds::Values { when, earlier, .. } = holds else {
                continue;
            };
            for (cell, name) in row.iter().zip(head) {
                let Some(hit) = test_in(reader, *name) else { continue };
                let unit = unit_in(reader, *name, reader.hits[hit].span);
                if let Some(value) = cell_value(reader, hit, *cell, unit) {
                    let span = reader.hits[hit].span;
                    let entry = reader.hits[hit].entry;
                    // The name stands far above: the value stands for itself.
                    let _ = span;
                    let value = Value {
                        when,
                        earlier,
                        trend: body.len() > 1,
                        ..value
                    };
                    reader.push(entry, Span::at(value.number.start), value);
                }
            }
        }
    }
    for used in &mut reader.used[from..to] {
        *used = true;
    }
}

/// The hit of the test that a cell names at its start.
fn test_in(reader: &Reader<'_>, cell: Span) -> Option<usize> {
    let from = reader.hits.partition_point(|hit| hit.span.start < cell.start);
    let hit = (from..reader.hits.len())
        .take_while(|at| reader.hits[*at].span.end <= cell.end)
        .find(|at| reader.is_test(*at))?;
    let before = &reader.text[cell.start as usize..reader.hits[hit].span.start as usize];
    (before.trim_matches(|c: char| !c.is_alphanumeric()).len() <= 12).then_some(hit)
}

/// What a head says of its column or row.
fn holds(reader: &Reader<'_>, cell: Span) -> Holds {
    let (mut at, end) = (cell.start as usize, cell.end as usize);
    let mut classes = 0;
    while at < end {
        let c = reader.char_at(at).unwrap_or(' ');
        if c.is_alphabetic() {
            let (class, word_end) = reader.word_at(at);
            classes |= class;
            at = word_end;
        } else {
            at += c.len_utf8();
        }
    }
    if classes & UNIT_HEADING != 0 {
        Holds::Unit
    } else if classes & FLAG_HEADING != 0 {
        Holds::Flag
    } else if classes & (REFERENCE | GOAL) != 0 {
        // A range of the laboratory, or what is aimed at.
        Holds::Nothing
    } else {
        let has_date = cell.of(reader.text).chars().any(|c| c.is_ascii_digit());
        let trimmed = cell.of(reader.text).trim();
        let lead = cell.of(reader.text).find(trimmed).unwrap_or(0) as u32;
        let words = Span::new(cell.start + lead, cell.start + lead + trimmed.len() as u32);
        let says_when = classes & (EARLIER | TIME | PRESENT) != 0 || has_date;
        Holds::Values {
            when: if says_when { words } else { Span::at(cell.start) },
            earlier: classes & EARLIER != 0,
            present: classes & PRESENT != 0,
        }
    }
}

/// Of several days, only the last is the present one. Where the heads do not say which that is, it is the first.
fn in_order(reader: &Reader<'_>, heads: &[Span], holds: &mut [Holds]) {
    let present = holds
        .iter()
        .filter(|of| matches!(of, Holds::Values { present: true, .. }))
        .count();
    if present == 1 {
        // "Today" beside other days: those are over.
        for of in holds.iter_mut() {
            if let Holds::Values {
                when,
                earlier,
                present: false,
            } = of
                && !when.is_empty()
            {
                *earlier = true;
            }
        }
        return;
    }
    let is_current = |of: &Holds| matches!(of, Holds::Values { earlier: false, .. });
    let current: Vec<usize> = (0..holds.len()).filter(|at| is_current(&holds[*at])).collect();
    let keys: Vec<(usize, Vec<u32>)> = current
        .iter()
        .map(|at| (*at, numbers_in(heads[*at].of(reader.text))))
        .filter(|(_, key)| !key.is_empty())
        .collect();
    if keys.len() < 2 {
        return;
    }
    let shape = keys[0].1.len();
    if keys.iter().any(|(_, key)| key.len() != shape) {
        return;
    }
    let Some((newest, _)) = keys.iter().max_by_key(|(_, key)| key) else {
        return;
    };
    for (at, _) in &keys {
        if at != newest
            && let Holds::Values { earlier, .. } = &mut holds[*at]
        {
            *earlier = true;
        }
    }
}

/// The numbers of a date or time, the year first.
fn numbers_in(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect();
    if let Some(at) = numbers.iter().position(|number| (1990..2100).contains(number)) {
        let year = numbers.remove(at);
        numbers.insert(0, year);
    }
    numbers
}

/// The unit that a cell names beside the test: `Hgb (g/dL)`, `Sodium, mmol/L`.
fn unit_in(reader: &Reader<'_>, cell: Span, name: Span) -> Option<(Span, u16)> {
    let rest = &reader.text[name.end as usize..cell.end.max(name.end) as usize];
    let start = rest.find(|c: char| c.is_alphanumeric() || c == '%')?;
    let at = name.end as usize + start;
    let hit = reader.units().at(&reader.text[at..cell.end as usize])?;
    Some((Span::from(at..at + hit.len), hit.entry))
}

fn cell_value(reader: &Reader<'_>, hit: usize, cell: Span, unit: Option<(Span, u16)>) -> Option<Value> {
    let start = reader.skip_marks(cell.start as usize);
    if start >= cell.end as usize {
        return None;
    }
    let entry = reader.hits[hit].entry;
    let mut value = reader.value(start, entry)?;
    if value.end > cell.end as usize || value.to.is_some() {
        return None;
    }
    if let Some((span, unit)) = unit.filter(|_| value.unit_entry.is_none()) {
        value.unit = span;
        value.unit_entry = Some(unit);
    }
    // `2.9 (L)`
    let rest = value.end..cell.end as usize;
    value.flag = value.flag.or_else(|| flag(&reader.text[rest]));
    Some(value)
}

/// The flag that a cell, or the rest of one, consists of.
fn flag(text: &str) -> Option<super::Flag> {
    match text.trim().trim_matches(['(', ')', '*', '[', ']']) {
        "L" | "LL" | "l" | "low" | "Low" | "LOW" | "↓" => Some(super::Flag::Low),
        "H" | "HH" | "h" | "high" | "High" | "HIGH" | "↑" => Some(super::Flag::High),
        _ => None,
    }
}

fn row_of_values(reader: &mut Reader<'_>, row: &[Span], columns: &[Holds]) {
    let Some(first) = row.first() else { return };
    let Some(hit) = test_in(reader, *first) else { return };
    let (name, entry) = (reader.hits[hit].span, reader.hits[hit].entry);
    let mut unit = unit_in(reader, *first, name);
    for (cell, _) in row.iter().zip(columns).filter(|(_, holds)| **holds == Holds::Unit) {
        let at = reader.skip_marks(cell.start as usize).min(cell.end as usize);
        if let Some(found) = reader.units().at(&reader.text[at..cell.end as usize]) {
            unit = Some((Span::from(at..at + found.len), found.entry));
        }
    }
    let mut found: Vec<Value> = Vec::new();
    for (cell, holds) in row.iter().zip(columns).skip(1) {
        if *holds == Holds::Flag
            && let Some(Value { flag: none @ None, .. }) = found.last_mut()
        {
            *none = flag(cell.of(reader.text));
        }
        let Holds::Values { when, earlier, .. } = *holds else {
            continue;
        };
        if let Some(value) = cell_value(reader, hit, *cell, unit) {
            found.push(Value { when, earlier, ..value });
        }
    }
    let several = found.len() > 1;
    for (number, value) in found.into_iter().enumerate() {
        let name = if number == 0 {
            name
        } else {
            Span::at(value.number.start)
        };
        reader.push(
            entry,
            name,
            Value {
                trend: several,
                ..value
            },
        );
    }
}
