//! `grades.csv`.

use super::columns::{Cell, columns};
use super::merge::Kept;
use crate::grade::{Row, RubricInfo};
use crate::report::neutralize_line;

/// The table as comma-separated values (RFC 4180, with LF), with the columns that a teacher added behind the others, and
/// below it whoever was marked by hand in an earlier run and is not in this one.
pub fn csv(rubric: &RubricInfo, rows: &[Row], kept: &Kept) -> Vec<u8> {
    let columns = columns(rubric);
    let mut out = csv_writer();
    let headers = columns.iter().map(|column| column.header());
    write(&mut out, headers.chain(kept.headers.iter().cloned()));
    for row in rows {
        let cells = columns.iter().map(|column| written(&column.cell(row, rubric)));
        let own = kept
            .headers
            .iter()
            .map(|header| kept.own(&row.student, header).to_owned());
        write(&mut out, cells.chain(own));
    }
    for line in &kept.absent {
        let cells = columns
            .iter()
            .map(|column| column.header())
            .chain(kept.headers.iter().cloned());
        write(&mut out, cells.map(|header| line.get(&header).to_owned()));
    }
    out.into_inner().unwrap_or_default()
}

fn csv_writer() -> csv::Writer<Vec<u8>> {
    csv::Writer::from_writer(Vec::new())
}

fn write(out: &mut csv::Writer<Vec<u8>>, cells: impl Iterator<Item = String>) {
    // Writing to memory cannot fail, and every row has the same number of cells.
    let written = out.write_record(cells.map(|cell| inert(&cell)));
    debug_assert!(written.is_ok(), "{written:?}");
}

/// A cell as text.
pub(super) fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => neutralize_line(text).into_owned(),
        Cell::Count(count) => count.to_string(),
        Cell::Points(points) => points.to_string(),
    }
}

/// A text that no spreadsheet takes for a formula; a number stays one.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
