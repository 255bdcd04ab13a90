//! What the rules of the family PHI share: one finding for each identifier, never a word of it.

use std::collections::HashMap;

use crate::note::Note;
use crate::note::facts::{Certainty, Identifier, IdentifierKind};
use crate::rules::support::capitalized;
use crate::rules::{Applicability, Context, Finding, Severity};

/// The source of all rules of the family.
pub(crate) const SAFE_HARBOR: &str = "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(A)-(R)";
/// How the family reads it.
pub(crate) const GUIDANCE: &str = "HHS Office for Civil Rights: Guidance regarding methods for de-identification of protected health information (2012)";

/// Report the identifiers of these kinds. The same value is one finding, its later places beside; what is only likely is
/// reported one step milder than the rule.
pub(crate) fn report(context: &Context<'_>, findings: &mut Vec<Finding>, kinds: &[IdentifierKind], help: &str) {
    report_but(context, findings, kinds, help, &[]);
}

/// The same, but for what is `allowed`, in any case.
pub(crate) fn report_but(
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
    kinds: &[IdentifierKind],
    help: &str,
    allowed: &[&str],
) {
    let is_allowed = |one: &Identifier| {
        let written = context.note.slice(one.span);
        allowed.iter().any(|it| it.eq_ignore_ascii_case(written))
    };
    let wanted = context
        .note
        .identifiers()
        .iter()
        .filter(|one| kinds.contains(&one.kind) && !is_allowed(one));
    let mut places: Vec<Vec<Identifier>> = Vec::new();
    let mut known: HashMap<(IdentifierKind, String), usize> = HashMap::new();
    for one in wanted {
        let at = *known.entry((one.kind, key(context.note, one))).or_insert_with(|| {
            places.push(Vec::new());
            places.len() - 1
        });
        places[at].push(*one);
    }
    for same in places {
        findings.push(finding(context, &same, help));
    }
}

/// The letters and digits of an identifier, by which the same one is known again.
fn key(note: &Note, one: &Identifier) -> String {
    let written = note.slice(one.span).chars().filter(|c| c.is_alphanumeric());
    written.flat_map(char::to_lowercase).collect()
}

/// One finding at the first of `same`, the others related.
pub(crate) fn finding(context: &Context<'_>, same: &[Identifier], help: &str) -> Finding {
    let first = same[0];
    let token = format!("[{}]", first.kind.token());
    let what = capitalized(first.kind.phrase());
    let certain = same.iter().any(|one| one.certainty == Certainty::Certain);
    let verb = if certain { "stands" } else { "seems to stand" };
    let mut found = Finding::new(first.span, format!("{what} {verb} in the note"))
        .help(format!("write `{token}` instead; {help}"))
        .fix(
            Applicability::Suggestion,
            format!("write `{token}`"),
            first.span,
            token.clone(),
        );
    let severity = usual(context.rule.severity, first.kind);
    let severity = if certain { severity } else { milder(severity) };
    if severity != context.rule.severity {
        found = found.severity(severity);
    }
    for other in &same[1..] {
        found = found.related(other.span, "and here");
    }
    found
}

/// The severity of a kind: what only may identify somebody, or only a clinician, is no error.
const fn usual(rule: Severity, kind: IdentifierKind) -> Severity {
    match kind {
        IdentifierKind::Biometric | IdentifierKind::Photo | IdentifierKind::Other | IdentifierKind::Clinician => {
            milder(rule)
        }
        _ => rule,
    }
}

/// One step milder.
pub(crate) const fn milder(severity: Severity) -> Severity {
    match severity {
        Severity::Error => Severity::Warning,
        Severity::Warning | Severity::Info => Severity::Info,
    }
}
