//! The space around the colon of a field, and between vital signs.

use super::edit::Group;
use super::rows::{Kind, Rows, column, in_code};
use crate::note::Note;
use crate::syntax::{LineForm, NodeKind};
use crate::text::Span;

/// The colon of a field with the spaces around it.
struct Colon {
    row: usize,
    span: Span,
    /// Columns of the colon and of the value: what is set in columns is left so.
    columns: (usize, usize),
    /// Whether two spaces or a tab stand beside the colon.
    wide: bool,
}

/// Proposes `BP: 142/88` for `BP : 142/88` and `BP:142/88`.
pub(super) fn space(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    let colons = colons(note, rows);
    for (at, colon) in colons.iter().enumerate() {
        let beside = |other: Option<&Colon>| {
            other.is_some_and(|other| {
                other.row.abs_diff(colon.row) <= 1
                    && (other.columns.0 == colon.columns.0 || other.columns.1 == colon.columns.1)
            })
        };
        let before = colons[..at].iter().rev().find(|other| other.row != colon.row);
        let after = colons[at + 1..].iter().find(|other| other.row != colon.row);
        if colon.wide && (beside(before) || beside(after) || in_columns(note, rows, colon)) {
            continue;
        }
        groups.push(Group::one(colon.span, ": "));
    }
    vitals(note, rows, groups);
}

fn colons(note: &Note, rows: &Rows) -> Vec<Colon> {
    let nodes = note.tree.nodes();
    let mut found = Vec::new();
    let mut bold_end = 0;
    for (at, pair) in nodes.windows(3).enumerate() {
        if matches!(pair[0].kind, NodeKind::Line(LineForm::Bold | LineForm::BoldLabel)) {
            bold_end = pair[0].end;
        }
        let [title, separator, value] = pair else { continue };
        if title.kind != NodeKind::Title
            || separator.kind != NodeKind::Separator
            || matches!(value.kind, NodeKind::Newline | NodeKind::Marker)
            || !value.kind.is_leaf()
            || (at as u32) < bold_end
        {
            continue;
        }
        let text = separator.span.of(&note.text);
        let Some((left, right)) = text.split_once(':') else {
            continue;
        };
        let plain = |spaces: &str| spaces.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        let Some(row) = rows.at(separator.span.start) else {
            continue;
        };
        let line = &rows.all[row];
        if !plain(left)
            || !plain(right)
            || !matches!(line.kind, Kind::Line(..))
            || separator.span.end > line.span.end
            || in_code(note, line, separator.span.start)
        {
            continue;
        }
        let to = |offset: u32| column(Span::new(line.span.start, offset).of(&note.text));
        let gap = |spaces: &str| spaces.len() >= 2 || spaces.contains('\t');
        found.push(Colon {
            row,
            span: separator.span,
            columns: (to(separator.span.start + left.len() as u32), to(separator.span.end)),
            wide: gap(left) || gap(right),
        });
    }
    found
}

/// Whether the rest of the row goes on in columns.
fn in_columns(note: &Note, rows: &Rows, colon: &Colon) -> bool {
    let rest = Span::new(colon.span.end, rows.all[colon.row].span.end).of(&note.text);
    let rest = rest.trim_end();
    rest.contains('\t') || rest.contains("   ")
}

/// `HR:112` → `HR: 112` in a row of vital signs, and a space between two that touch.
fn vitals(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    let mut before: Option<Span> = None;
    for vital in note.vitals() {
        let previous = before.replace(vital.span);
        let Some(row) = rows.at(vital.span.start).map(|row| &rows.all[row]) else {
            continue;
        };
        if !matches!(row.kind, Kind::Line(..)) || !row.span.contains(vital.span) || in_code(note, row, vital.span.start)
        {
            continue;
        }
        if previous.is_some_and(|previous| previous.end == vital.span.start)
            && !vital.name.is_empty()
            && vital.name.start == vital.span.start
        {
            groups.push(Group::one(Span::at(vital.span.start), " "));
        }
        if vital.name.is_empty() || vital.name.end > vital.number.start {
            continue;
        }
        let between = Span::new(vital.name.end, vital.number.start);
        if matches!(between.of(&note.text), ":" | " :" | " : ") {
            groups.push(Group::one(between, ": "));
        }
    }
}
