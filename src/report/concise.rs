//! One line a finding.

use std::io::Write as _;

use crate::lint::Diagnostic;
use crate::note::Note;

use super::neutral::neutralize_line;
use super::style::Paint;
use super::{NoteReport, RenderOptions};

/// `path:line:column: severity: message [CODE]` for all findings.
pub(super) fn note(report: &NoteReport<'_>, options: &RenderOptions, out: &mut Vec<u8>) {
    let path = neutralize_line(report.path);
    for found in &report.checked.diagnostics {
        finding(&path, &report.checked.note, found, options, out);
    }
}

/// One of them.
#[cfg(feature = "cli")]
pub(super) fn one(report: &NoteReport<'_>, found: &Diagnostic, options: &RenderOptions, out: &mut Vec<u8>) {
    finding(&neutralize_line(report.path), &report.checked.note, found, options, out);
}

fn finding(path: &str, note: &Note, found: &Diagnostic, options: &RenderOptions, out: &mut Vec<u8>) {
    let at = note.position(found.span.start);
    let severity = Paint::new(options.color).severity(found.severity, found.severity.name());
    // Writing to a buffer in memory cannot fail.
    let _ = writeln!(
        out,
        "{path}:{}:{}: {severity}: {} [{}]",
        at.line,
        at.column,
        neutralize_line(&found.message),
        neutralize_line(&found.code),
    );
}
