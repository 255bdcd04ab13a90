//! Findings as the protocol's diagnostics.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::snapshot::Snapshot;
use super::types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    FullDocumentDiagnosticReport, Location, PublishDiagnosticsParams,
};
use crate::files;
use crate::lint;
use crate::rules::{self, Family, Severity};

/// What stands before every finding in the editor's lists.
pub(super) const SOURCE: &str = "preceptor";

/// The findings of a document, as they are published.
pub(super) fn publish(snapshot: &Snapshot) -> PublishDiagnosticsParams {
    PublishDiagnosticsParams::new(snapshot.uri().clone(), snapshot.document.version, diagnostics(snapshot))
}

/// The findings of a document, as they are asked for. The result id changes when the findings could.
pub(super) fn report(snapshot: &Snapshot) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport::new(Some(result_id(snapshot)), diagnostics(snapshot))
}

/// What tells one result from another: the text and the settings that it came from.
pub(super) fn result_id(snapshot: &Snapshot) -> String {
    let mut hasher = DefaultHasher::new();
    snapshot.text().hash(&mut hasher);
    snapshot.document.version.hash(&mut hasher);
    snapshot.configured.hash(&mut hasher);
    // Of an open document it is known when the note before it changes: then its settings count as others.
    if snapshot.document.version.is_none()
        && let Some(previous) = files::Previous::target(snapshot.path(), snapshot.text())
        && let Ok(previous) = fs::metadata(previous)
    {
        (previous.len(), previous.modified().ok()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// The findings of a document.
pub(super) fn diagnostics(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let found = &snapshot.analysis().checked.diagnostics;
    found.iter().map(|found| diagnostic(snapshot, found)).collect()
}

/// One finding.
pub(super) fn diagnostic(snapshot: &Snapshot, found: &lint::Diagnostic) -> Diagnostic {
    let client = &snapshot.client;
    let mut message = found.message.clone();
    if let Some(help) = &found.help {
        message.push('\n');
        message.push_str(help);
    }
    let related = |related: &rules::Related| {
        DiagnosticRelatedInformation::new(
            Location::new(snapshot.uri().clone(), snapshot.range(related.span)),
            related.message.to_string(),
        )
    };
    Diagnostic {
        range: snapshot.range(found.span),
        severity: Some(severity(found.severity)),
        code: Some(found.code.clone().into_owned().into()),
        code_description: snapshot
            .pages
            .href(&found.code)
            .filter(|_| client.code_description)
            .map(CodeDescription::new),
        source: Some(SOURCE.to_owned()),
        message: message.into(),
        tags: Some(tags(found)).filter(|tags| client.diagnostic_tags && !tags.is_empty()),
        related_information: (client.related_information && !found.related.is_empty())
            .then(|| found.related.iter().map(related).collect()),
        data: None,
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

/// Text that could be taken out without loss is drawn faded: instructions of a template, suppressions that hide
/// nothing.
fn tags(found: &lint::Diagnostic) -> Vec<DiagnosticTag> {
    let family = rules::coded(&found.code).map(|rule| rule.family);
    let deletes = found.fix.as_ref().is_some_and(|fix| {
        let empty = |edit: &rules::Edit| edit.replacement.is_empty();
        !fix.edits.is_empty() && fix.edits.iter().all(empty)
    });
    match family {
        Some(Family::Template | Family::Suppressions) if deletes => vec![DiagnosticTag::Unnecessary],
        _ => Vec::new(),
    }
}
