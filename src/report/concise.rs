//! One line a finding.

use std::io::Write as _;

use super::neutral::neutralize_line;
use super::style::Paint;
use super::{NoteReport, RenderOptions};

/// `path:line:column: severity: message [CODE]`.
pub(super) fn note(report: &NoteReport<'_>, options: &RenderOptions, out: &mut Vec<u8>) {
    let paint = Paint::new(options.color);
    let path = neutralize_line(report.path);
    for diagnostic in &report.checked.diagnostics {
        let at = report.checked.note.position(diagnostic.span.start);
        // Writing to a buffer in memory cannot fail.
        let _ = writeln!(
            out,
            "{path}:{}:{}: {}: {} [{}]",
            at.line,
            at.column,
            paint.severity(diagnostic.severity, diagnostic.severity.name()),
            neutralize_line(&diagnostic.message),
            neutralize_line(&diagnostic.code),
        );
    }
}
