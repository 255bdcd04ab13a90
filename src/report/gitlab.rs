//! GitLab's Code Quality report: a JSON array of findings.
//!
//! Source: GitLab Docs, "Code Quality", "Code Quality report format" (`description`, `check_name`, `fingerprint`, `severity`, `location`).

use serde::Serialize;

use crate::rules::Severity;
use crate::text::Position;

use super::json;
use super::masked::Mask;
use super::neutral::neutralize_line;
use super::{Fingerprints, NoteReport};

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
}

impl From<Position> for Place {
    fn from(at: Position) -> Self {
        Self {
            line: at.line,
            column: at.column,
        }
    }
}

/// The findings of one note, with commas between them.
pub(super) fn note(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    if report.checked.diagnostics.is_empty() {
        return;
    }
    let mask = Mask::of(&report.checked.note);
    let mut prints = Fingerprints::new(report);
    for (at, found) in report.checked.diagnostics.iter().enumerate() {
        let fingerprint = prints.next(found);
        let found = mask.finding(found);
        let (begin, end) = report.ends(found.span);
        out.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        json::write(
            &Issue {
                description: &neutralize_line(&found.message),
                check_name: &found.code,
                fingerprint: format!("{}:{}:{fingerprint}", report.path, found.code),
                severity: match found.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Info => "info",
                },
                location: Location {
                    path: report.path.strip_prefix("./").unwrap_or(report.path),
                    positions: Positions {
                        begin: begin.into(),
                        end: end.into(),
                    },
                },
            },
            out,
        );
    }
}
