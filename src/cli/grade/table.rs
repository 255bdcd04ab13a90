//! The table of a class at the terminal.

use std::collections::HashMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::grade::{Points, Row, RubricInfo};
use crate::report::{RenderOptions, neutralize_line};

/// Letters of a name that are shown.
const NAME: usize = 28;
/// Columns between two cells.
const GAP: &str = "  ";

/// The students with their points: one line each, criteria as far as the width allows.
pub(super) fn table(rubric: &RubricInfo, rows: &[Row], options: &RenderOptions) -> String {
    let mut shared: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        *shared.entry(&row.student.name).or_default() += 1;
    }
    let names: Vec<String> = rows.iter().map(|row| name(row, &shared)).collect();
    let width = names
        .iter()
        .map(|name| name.width())
        .max()
        .unwrap_or(0)
        .max("student".len());
    let mut head = vec!["auto".to_owned(), "open".to_owned(), "total".to_owned()];
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mut cells = vec![
                format!("{}/{}", row.auto(), rubric.auto()),
                row.open(rubric).to_string(),
                row.total().to_string(),
            ];
            cells.extend(row.criteria.iter().map(|mark| mark.points.to_string()));
            cells
        })
        .collect();
    head.extend(
        rubric
            .criteria
            .iter()
            .map(|criterion| neutralize_line(&criterion.id).into_owned()),
    );
    // Criteria that do not fit are left to the report; those that do are never cut in half.
    let widths: Vec<usize> = (0..head.len())
        .map(|at| {
            let cells = lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.width());
            cells.chain([head[at].width()]).max().unwrap_or(0)
        })
        .collect();
    let mut shown = 0;
    let mut used = width;
    while shown < widths.len() && used + GAP.len() + widths[shown] <= options.width.max(60) {
        used += GAP.len() + widths[shown];
        shown += 1;
    }
    let mut out = String::new();
    line(&mut out, "student", width, &head[..shown], &widths);
    for (name, cells) in names.iter().zip(&lines) {
        line(&mut out, name, width, &cells[..shown.min(cells.len())], &widths);
    }
    let hidden = head.len() - shown;
    if hidden > 0 {
        let _ = writeln!(
            out,
            "({hidden} more criteria in the report; a wider terminal shows more)"
        );
    }
    out
}

/// The name, with what tells apart two students who share it.
fn name(row: &Row, count: &HashMap<&str, usize>) -> String {
    let name = clipped(&neutralize_line(&row.student.name), NAME);
    if count.get(row.student.name.as_str()).is_some_and(|count| *count > 1) {
        format!("{name} ({})", clipped(&neutralize_line(&row.student.key), NAME))
    } else {
        name
    }
}

fn line(out: &mut String, name: &str, width: usize, cells: &[String], widths: &[usize]) {
    let _ = write!(out, "{name}{:1$}", "", width - name.width());
    for (cell, width) in cells.iter().zip(widths) {
        let _ = write!(out, "{GAP}{:1$}{cell}", "", width - cell.width());
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
}

/// As much of a text as fits.
fn clipped(text: &str, limit: usize) -> String {
    if text.width() <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + 3 >= limit {
            break;
        }
        out.push(c);
    }
    out + "..."
}

/// The class in a sentence: how many were marked, and from five students up the middle of their points.
pub(super) fn closing(rubric: &RubricInfo, rows: &[Row], unread: usize) -> String {
    let mut out = format!(
        "{} marked by {}",
        crate::files::check::count(rows.len(), "submission"),
        rubric.id
    );
    if unread > 0 {
        let _ = write!(out, ", {unread} could not be read");
    }
    if rows.len() >= 5 {
        let mut points: Vec<Points> = rows.iter().map(Row::auto).collect();
        points.sort_unstable();
        let _ = write!(
            out,
            "; half of them have {} or more of the {} points that the program gives",
            points[points.len() / 2],
            rubric.auto()
        );
    }
    out
}
