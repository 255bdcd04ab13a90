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
    // A run may print millions: piece by piece costs a third of what formatting does.
    let mut line = Line(out);
    line.text(path).text(":").number(at.line).text(":").number(at.column);
    line.text(": ")
        .text(&severity)
        .text(": ")
        .text(&neutralize_line(&found.message));
    line.text(" [").text(&neutralize_line(&found.code)).text("]\n");
}

/// A line that is being written.
struct Line<'o>(&'o mut Vec<u8>);

impl Line<'_> {
    fn text(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    fn number(&mut self, number: u32) -> &mut Self {
        // Writing to a buffer in memory cannot fail.
        let _ = write!(self.0, "{number}");
        self
    }
}
