//! JSON, contract version 1, and JSON lines.
//!
//! Serialised over borrowed values, note by note; the sums and the run's errors are known only at the end and stand
//! there. What a terminal might obey is escaped: the values stay what they are.

use std::io;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::lint::Diagnostic;
use crate::note::Note;
use crate::rules::{Applicability, Edit, Fix, Related, Severity};
use crate::text::Span;

use super::neutral::visible;
use super::{NoteReport, RunError, RunSummary};

/// A place, both ends.
#[derive(Serialize)]
pub(super) struct JsonSpan {
    start: JsonPosition,
    end: JsonPosition,
}

#[derive(Serialize)]
struct JsonPosition {
    line: u32,
    column: u32,
    offset: u32,
}

impl JsonSpan {
    pub(super) fn new(note: &Note, span: Span) -> Self {
        let position = |offset| {
            let at = note.position(offset);
            JsonPosition {
                line: at.line,
                column: at.column,
                offset: at.offset,
            }
        };
        Self {
            start: position(span.start),
            end: position(span.end.max(span.start)),
        }
    }
}

#[derive(Serialize)]
struct JsonNote<'a> {
    path: &'a str,
    kind: Option<&'a str>,
    kind_confidence: Option<f32>,
    specialty: Specialties<'a>,
    diagnostics: Diagnostics<'a>,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    path: &'a str,
    #[serde(flatten)]
    diagnostic: JsonDiagnostic<'a>,
}

#[derive(Serialize)]
struct JsonEventLine<'a> {
    event: &'a str,
    path: &'a str,
    #[serde(flatten)]
    diagnostic: JsonDiagnostic<'a>,
}

#[derive(Serialize)]
struct JsonErrorLine<'a> {
    path: &'a str,
    error: &'a str,
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'a str,
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    help: Option<&'a str>,
    section: Option<&'a str>,
    span: JsonSpan,
    related: RelatedPlaces<'a>,
    fix: Option<JsonFix<'a>>,
    docs: &'a str,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    message: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    applicability: Applicability,
    message: &'a str,
    edits: Edits<'a>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    span: JsonSpan,
    replacement: &'a str,
}

/// The sums of a run.
#[derive(Serialize)]
pub struct JsonSummary {
    notes: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    fixable: usize,
}

impl JsonSummary {
    /// Those of `run`.
    pub fn new(run: &RunSummary) -> Self {
        Self {
            notes: run.notes,
            errors: run.errors,
            warnings: run.warnings,
            infos: run.infos,
            fixable: run.fixable,
        }
    }
}

/// The specialties of a note, by id.
pub(super) struct Specialties<'a>(pub(super) &'a Note);
struct Diagnostics<'a>(&'a Note, &'a [Diagnostic]);
struct RelatedPlaces<'a>(&'a Note, &'a [Related]);
struct Edits<'a>(&'a Note, &'a [Edit]);

fn seq<S: Serializer, T: Serialize>(serializer: S, items: impl ExactSizeIterator<Item = T>) -> Result<S::Ok, S::Error> {
    let mut seq = serializer.serialize_seq(Some(items.len()))?;
    for item in items {
        seq.serialize_element(&item)?;
    }
    seq.end()
}

impl Serialize for Specialties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(note) = self;
        seq(
            serializer,
            note.specialties.iter().map(|id| &note.grammar.specialty(*id).id),
        )
    }
}

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(note, diagnostics) = self;
        seq(
            serializer,
            diagnostics.iter().map(|found| JsonDiagnostic::new(note, found)),
        )
    }
}

impl Serialize for RelatedPlaces<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(note, places) = self;
        seq(
            serializer,
            places.iter().map(|place| JsonRelated {
                message: &place.message,
                span: JsonSpan::new(note, place.span),
            }),
        )
    }
}

impl Serialize for Edits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(note, edits) = self;
        seq(
            serializer,
            edits.iter().map(|edit| JsonEdit {
                span: JsonSpan::new(note, edit.span),
                replacement: &edit.replacement,
            }),
        )
    }
}

impl<'a> JsonDiagnostic<'a> {
    fn new(note: &'a Note, found: &'a Diagnostic) -> Self {
        let fix = |fix: &'a Fix| JsonFix {
            applicability: fix.applicability,
            message: &fix.message,
            edits: Edits(note, &fix.edits),
        };
        Self {
            code: &found.code,
            rule: &found.rule,
            severity: found.severity,
            message: &found.message,
            help: found.help.as_deref(),
            section: found.section.as_deref(),
            span: JsonSpan::new(note, found.span),
            related: RelatedPlaces(note, &found.related),
            fix: found.fix.as_deref().map(fix),
            docs: &found.code,
        }
    }
}

/// The id of the note's kind.
pub(super) fn kind_id(note: &Note) -> Option<&str> {
    note.kind.map(|id| &*note.grammar.kind(id).id)
}

/// Two decimals: the rest is noise.
pub(super) fn confidence(note: &Note) -> Option<f32> {
    note.kind
        .map(|_| (note.kind_confidence.clamp(0.0, 1.0) * 100.0).round() / 100.0)
}

/// Compact JSON in which every character that a terminal might obey is escaped. serde_json escapes the ASCII controls
/// itself; these are the others.
struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        // Only a non-ASCII character or DEL can be harmful here.
        if fragment.bytes().any(|byte| byte >= 0x7f) {
            for (at, c) in fragment.char_indices() {
                if visible(c) != c {
                    writer.write_all(&fragment.as_bytes()[written..at])?;
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                    written = at + c.len_utf8();
                }
            }
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

/// Append `value` as compact JSON with which no terminal can be driven.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // Writing to a buffer in memory cannot fail, and none of the values has a map with keys that are no strings.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(out, Harmless));
}

pub(super) fn begin(out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"version\":1,\"notes\":[");
}

/// One element of `notes`.
pub(super) fn note(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    let note = &report.checked.note;
    out.push(b'\n');
    write(
        &JsonNote {
            path: report.path,
            kind: kind_id(note),
            kind_confidence: confidence(note),
            specialty: Specialties(note),
            diagnostics: Diagnostics(note, &report.checked.diagnostics),
        },
        out,
    );
}

pub(super) fn end(run: &RunSummary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"],\n\"errors\":");
    write::<[RunError]>(&run.run_errors, out);
    out.extend_from_slice(b",\n\"summary\":");
    write(&JsonSummary::new(run), out);
    out.extend_from_slice(b"}\n");
}

/// One line a diagnostic.
pub(super) fn note_lines(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    for found in &report.checked.diagnostics {
        write(
            &JsonLine {
                path: report.path,
                diagnostic: JsonDiagnostic::new(&report.checked.note, found),
            },
            out,
        );
        out.push(b'\n');
    }
}

/// One line an event of this name for each diagnostic: the object of `jsonl` with `event` before it.
#[cfg(feature = "cli")]
pub fn event_lines(event: &str, report: &NoteReport<'_>, out: &mut Vec<u8>) {
    for found in &report.checked.diagnostics {
        write(
            &JsonEventLine {
                event,
                path: report.path,
                diagnostic: JsonDiagnostic::new(&report.checked.note, found),
            },
            out,
        );
        out.push(b'\n');
    }
}

/// One line `{"path":…,"error":…}` for what could not be checked.
pub(super) fn end_lines(run: &RunSummary, out: &mut Vec<u8>) {
    for error in &run.run_errors {
        write(
            &JsonErrorLine {
                path: &error.path,
                error: &error.message,
            },
            out,
        );
        out.push(b'\n');
    }
}
