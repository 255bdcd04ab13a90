//! Comma-separated values, for spreadsheets: one row a finding (RFC 4180, with LF).

use std::borrow::Cow;

use super::masked::Mask;
use super::model::is_fixable;
use super::neutral::neutralize_line;
use super::{NoteReport, RunSummary};

const COLUMNS: [&str; 12] = [
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "severity",
    "code",
    "rule",
    "section",
    "message",
    "help",
    "fixable",
];

pub(super) fn begin(out: &mut Vec<u8>) {
    row(out, &COLUMNS);
}

pub(super) fn note(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    if report.checked.diagnostics.is_empty() {
        return;
    }
    let mask = Mask::of(&report.checked.note);
    for found in &report.checked.diagnostics {
        let found = mask.finding(found);
        let (start, end) = report.ends(found.span);
        let [line, column, end_line, end_column] =
            [start.line, start.column, end.line, end.column].map(|number| number.to_string());
        row(
            out,
            &[
                &*cell(report.path),
                &line,
                &column,
                &end_line,
                &end_column,
                found.severity.name(),
                &found.code,
                &*cell(&found.rule),
                found.section.as_deref().unwrap_or_default(),
                &*cell(&found.message),
                &*cell(found.help.as_deref().unwrap_or_default()),
                if is_fixable(&found) { "yes" } else { "no" },
            ],
        );
    }
}

/// What could not be checked is a row too, or somebody would take its silence for praise.
pub(super) fn end(run: &RunSummary, out: &mut Vec<u8>) {
    for error in &run.run_errors {
        let (path, message) = (cell(&error.path), cell(&error.message));
        row(
            out,
            &[
                &*path,
                "",
                "",
                "",
                "",
                "error",
                "",
                "not checked",
                "",
                &*message,
                "",
                "no",
            ],
        );
    }
}

/// A cell that opens with `=`, `+`, `-`, `@` is a formula to a spreadsheet; behind an apostrophe it is text (OWASP, "CSV Injection").
fn cell(text: &str) -> Cow<'_, str> {
    let text = neutralize_line(text);
    // Full-width forms count too: some programs fold them.
    if text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
    {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

fn row(out: &mut Vec<u8>, cells: &[&str]) {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    // Writing to a buffer in memory cannot fail.
    let _ = writer.write_record(cells).and_then(|()| Ok(writer.flush()?));
}
