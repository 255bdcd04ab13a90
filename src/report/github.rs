//! Workflow commands of GitHub Actions: `::error file=…,line=…::message`, shown beside the line in a pull request.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions" (setting an error, warning and notice message).

use std::io::Write as _;

use crate::rules::Severity;

use super::masked::Mask;
use super::neutral::neutralize_line;
use super::{NoteReport, RunError};

/// One command a finding.
pub(super) fn note(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    if report.checked.diagnostics.is_empty() {
        return;
    }
    let mask = Mask::of(&report.checked.note);
    for found in &report.checked.diagnostics {
        let found = mask.finding(found);
        let (start, end) = report.ends(found.span);
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        // A column counts only where the finding stands on one line.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            String::new()
        };
        let help = found
            .help
            .as_deref()
            .map(|help| format!("\n{help}"))
            .unwrap_or_default();
        // Writing to a buffer in memory cannot fail.
        let _ = writeln!(
            out,
            "::{level} file={},line={},endLine={}{columns},title={}::{}",
            property(report.path),
            start.line,
            end.line,
            property(&format!("{} {}", found.code, found.rule)),
            data(&format!("{}{help}", found.message)),
        );
    }
}

/// One command for what could not be checked.
pub(super) fn error(error: &RunError, out: &mut Vec<u8>) {
    let _ = writeln!(out, "::error file={}::{}", property(&error.path), data(&error.message));
}

/// A message: line ends survive escaped, everything else that drives a terminal is made visible.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(neutralize_line).collect();
    lines
        .join("\n")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property ends at a comma or colon.
fn property(text: &str) -> String {
    data(&neutralize_line(text)).replace(':', "%3A").replace(',', "%2C")
}
