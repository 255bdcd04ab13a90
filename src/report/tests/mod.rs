//! Renderers on hand-made notes and findings, so that no other room's behaviour shows in these snapshots.

mod any;
mod facts;
mod formats;
mod full;
mod lines;
mod outline;

use std::sync::{Arc, OnceLock};

use crate::grammar::Grammar;
use crate::lint::{Checked, Diagnostic};
use crate::note::Note;
use crate::rules::{Applicability, Edit, Fix, Related, Severity};
use crate::syntax::Tree;
use crate::text::Span;

use super::*;

/// A note of which only the text is known.
pub(super) fn plain(text: &str) -> Note {
    Note {
        text: Arc::from(text),
        tree: Tree::default(),
        grammar: Grammar::builtin(),
        front_matter: Vec::new(),
        title: None,
        kind: None,
        kind_confidence: 0.0,
        kind_source: None,
        specialties: Vec::new(),
        sections: Vec::new(),
        entries: Vec::new(),
        written_problems: Vec::new(),
        is_template: false,
        lines: OnceLock::new(),
        phrases: OnceLock::new(),
        facts: crate::note::facts::Given::default().into(),
    }
}

/// An error of ORG005 at the first place where `words` stand.
fn found(text: &str, words: &str, message: &str) -> Diagnostic {
    let start = text.find(words).expect("the words stand in the text");
    at(Span::from(start..start + words.len()), message)
}

fn at(span: Span, message: &str) -> Diagnostic {
    Diagnostic {
        code: "ORG005".into(),
        rule: "unknown-section".into(),
        severity: Severity::Error,
        message: message.to_owned(),
        help: None,
        section: None,
        span,
        related: Vec::new(),
        fix: None,
    }
}

fn related(text: &str, words: &str, message: &str) -> Related {
    let start = text.rfind(words).expect("the words stand in the text");
    Related {
        message: message.to_owned().into(),
        span: Span::from(start..start + words.len()),
    }
}

fn fix(applicability: Applicability, message: &str, span: Span, replacement: &str) -> Option<Box<Fix>> {
    Some(Box::new(Fix {
        applicability,
        message: message.to_owned(),
        edits: vec![Edit {
            span,
            replacement: replacement.to_owned(),
        }],
    }))
}

fn checked(text: &str, diagnostics: Vec<Diagnostic>) -> Checked {
    Checked {
        note: plain(text),
        diagnostics,
        suppressed: 0,
        suppressions: Vec::new(),
        rule_failures: Vec::new(),
    }
}

fn render(format: Format, options: RenderOptions, path: &str, checked: &Checked) -> String {
    let renderer = Renderer::new(format, options);
    let mut out = Vec::new();
    renderer.begin(&mut out);
    renderer.note(&NoteReport { path, checked }, &mut out);
    let mut run = RunSummary::default();
    run.add(checked);
    renderer.end(&run, &mut out);
    String::from_utf8(out).expect("renderers write UTF-8")
}

fn full(text: &str, diagnostics: Vec<Diagnostic>, width: usize) -> String {
    let options = RenderOptions {
        width,
        quiet: true,
        ..RenderOptions::default()
    };
    render(Format::Full, options, "notes/a.md", &checked(text, diagnostics))
}

const NOTE: &str = "# SOAP note\n\nS: cough for 3 days\n\nMedicatoins:\n- lisinopril 10 mg PO daily\n\nPlan:\n- rest\n";

/// A finding with everything that one can have.
fn rich() -> Checked {
    let mut typo = found(
        NOTE,
        "Medicatoins",
        "`Medicatoins` is no section that I know; it looks like `Medications`.",
    );
    typo.help = Some("Write the usual heading, so that readers find your medication list at a glance.".into());
    typo.section = Some("medications".into());
    typo.related = vec![related(NOTE, "Plan", "the plan follows here")];
    typo.fix = fix(Applicability::Safe, "write `Medications`", typo.span, "Medications");
    let mut vague = found(NOTE, "rest", "\"rest\" alone is a vague plan.");
    vague.code = "ACT002".into();
    vague.rule = "vague-plan-item".into();
    vague.severity = Severity::Info;
    checked(NOTE, vec![typo, vague])
}

/// No character that a terminal obeys, but for line ends.
fn assert_harmless(text: &str) {
    let harmful = text.chars().find(|&c| c != '\n' && neutral::visible(c) != c);
    assert_eq!(harmful, None, "{text:?}");
}
