//! SARIF 2.1.0, for code scanning and editors.
//!
//! Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. The results are written note by note; the rules
//! that fired and what failed are known at the end and stand there, which JSON allows.

use serde::Serialize;

use crate::lint::Diagnostic;
use crate::rules::{self, Rule, Severity};
use crate::text::Span;

use super::masked::Mask;
use super::neutral::neutralize_line;
use super::{Fingerprints, NoteReport, RunError, RunSummary, json};

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    level: &'static str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: Prints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
}

#[derive(Serialize)]
struct Prints {
    #[serde(rename = "preceptorLine/v1")]
    line: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u32,
    byte_length: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Text<'a>,
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    full_description: Text<'static>,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_configuration: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Level {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Text<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

pub(super) fn begin(out: &mut Vec<u8>) {
    out.extend_from_slice(
        b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[",
    );
}

/// The results of one note, with commas between them.
pub(super) fn note(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    if report.checked.diagnostics.is_empty() {
        return;
    }
    let mask = Mask::of(&report.checked.note);
    let uri = uri(report.path);
    let mut prints = Fingerprints::new(report);
    for (at, found) in report.checked.diagnostics.iter().enumerate() {
        let line = prints.next(found);
        out.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        result(report, &uri, &mask.finding(found), line, out);
    }
}

fn result(report: &NoteReport<'_>, uri: &str, found: &Diagnostic, line: String, out: &mut Vec<u8>) {
    let place = |span: Span| Physical {
        artifact_location: Artifact { uri },
        region: Some(region(report, span)),
    };
    let message = match &found.help {
        Some(help) => format!("{}\n\n{help}", found.message),
        None => found.message.clone(),
    };
    let related = found.related.iter().enumerate().map(|(at, other)| Location {
        id: Some(at + 1),
        physical_location: place(other.span),
        message: Some(Text { text: &other.message }),
    });
    let fixes = found.fix.iter().map(|fix| SarifFix {
        description: Text { text: &fix.message },
        artifact_changes: [Change {
            artifact_location: Artifact { uri },
            replacements: fix
                .edits
                .iter()
                .map(|edit| Replacement {
                    deleted_region: region(report, edit.span),
                    inserted_content: Text {
                        text: &edit.replacement,
                    },
                })
                .collect(),
        }],
    });
    let result = Outcome {
        rule_id: &found.code,
        level: level(found.severity),
        message: Text { text: &message },
        locations: [Location {
            id: None,
            physical_location: place(found.span),
            message: None,
        }],
        related_locations: related.collect(),
        partial_fingerprints: Prints { line },
        fixes: fixes.collect(),
    };
    json::write(&result, out);
}

fn region(report: &NoteReport<'_>, span: Span) -> Region {
    let (start, end) = report.ends(span);
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: start.offset,
        byte_length: end.offset - start.offset,
    }
}

pub(super) fn end(run: &RunSummary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"],\n\"invocations\":[");
    let places: Vec<String> = run.run_errors.iter().map(|error| uri(&error.path)).collect();
    let told = run
        .run_errors
        .iter()
        .zip(&places)
        .map(|(error, uri)| notification(error, uri));
    json::write(
        &Invocation {
            execution_successful: run.run_errors.is_empty(),
            tool_execution_notifications: told.collect(),
        },
        out,
    );
    out.extend_from_slice(b"],\n\"tool\":");
    let rules = run.per_rule.iter().map(|count| {
        let rule = rules::coded(&count.code);
        descriptor(&count.code, &count.rule, rule)
    });
    json::write(
        &Tool {
            driver: Driver {
                name: "preceptor",
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                full_description: Text {
                    text: "A linter for clinical notes: a teaching aid. It gives no medical advice and no verdict on care.",
                },
                rules: rules.collect(),
            },
        },
        out,
    );
    out.extend_from_slice(b"}]}\n");
}

fn notification<'a>(error: &'a RunError, uri: &'a str) -> Notification<'a> {
    let place = Location {
        id: None,
        physical_location: Physical {
            artifact_location: Artifact { uri },
            region: None,
        },
        message: None,
    };
    Notification {
        level: "error",
        message: Text { text: &error.message },
        locations: if error.path.is_empty() { Vec::new() } else { vec![place] },
    }
}

/// A rule of a user has no more than its code and its name here.
fn descriptor<'a>(code: &'a str, name: &str, rule: Option<&'static Rule>) -> Descriptor<'a> {
    Descriptor {
        id: code,
        name: neutralize_line(name).into_owned(),
        short_description: rule.map(|rule| Text { text: rule.summary }),
        help: rule.map(|rule| Help {
            text: rule.summary,
            // Up to the examples, which are notes of their own.
            markdown: rule.docs.split("```").next().unwrap_or_default().trim(),
        }),
        default_configuration: rule.map(|rule| Level {
            level: level(rule.severity),
        }),
        properties: rule.map(|rule| Properties {
            tags: [rule.family.name()],
        }),
    }
}

/// A path as a URI reference: relative stays relative, an absolute one becomes a `file:` URI (RFC 3986, RFC 8089).
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if path.as_bytes().get(1) == Some(&b':') {
        uri.push_str("file:///");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("./ward/day 1.md"), "ward/day%201.md");
        assert_eq!(uri("/home/a/n\u{f6}te:1.md"), "file:///home/a/n%C3%B6te%3A1.md");
        assert_eq!(uri("C:\\notes\\a.md"), "file:///C%3A/notes/a.md");
    }
}
