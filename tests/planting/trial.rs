//! Checking planted notes, and judging what was said of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::lint::{self, Checked, Date, Diagnostic, RuleFailure, Settings};
use preceptor::note::{self, Hints};
use preceptor::rules;
use preceptor::text::Span;

use super::notes::GoodNote;
use super::plants::Planted;

/// The day on which all notes are checked.
const TODAY: Date = Date {
    year: 2025,
    month: 6,
    day: 30,
};

/// What a check of a planted note gave.
#[derive(Default)]
pub struct Outcome {
    /// Whether a new finding of the rule stands at the plant.
    pub found: bool,
    /// How many new findings of the rule there are that do not touch the plant.
    pub astray: usize,
    /// How many new findings there are of other rules, by code.
    pub collateral: BTreeMap<String, usize>,
    /// All new findings, for a reader.
    pub said: Vec<String>,
    /// Rules that broke down: bugs.
    pub broken: Vec<String>,
}

/// How often a rule said something; spans shift with a plant, words do not.
type Said = BTreeMap<(String, String), usize>;

/// All rules, stable and preview, and what they say of the good notes.
pub struct Checker {
    settings: Settings,
    good: BTreeMap<String, (Checked, Said)>,
}

impl Checker {
    /// Check the good notes.
    pub fn new(notes: &[GoodNote]) -> Self {
        let settings = Settings {
            today: Some(TODAY),
            ..Settings::with_rules(Grammar::builtin(), rules::all())
        };
        let check = |note: &GoodNote| {
            let checked = lint::check(Arc::clone(&note.note.text), &settings);
            let said = said(&checked.diagnostics);
            (note.name.clone(), (checked, said))
        };
        let good = notes.iter().map(check).collect();
        Self { settings, good }
    }

    /// How many findings of a rule the good notes have: false alarms.
    pub fn baseline(&self, code: &str) -> usize {
        let findings = self.good.values().flat_map(|(checked, _)| &checked.diagnostics);
        findings.filter(|finding| finding.code == code).count()
    }

    /// Print the findings of a rule in the good notes.
    pub fn show_baseline(&self, code: &str, notes: &[GoodNote]) {
        for note in notes {
            let (checked, _) = &self.good[&note.name];
            for finding in checked.diagnostics.iter().filter(|finding| finding.code == code) {
                let line = checked.note.position(finding.span.start).line;
                println!("GOOD   {code} {}:{line} {}", note.name, finding.message);
            }
        }
    }

    /// What the check of a planted note says that the good note did not.
    pub fn judge(&self, code: &str, good: &GoodNote, planted: &Planted) -> Outcome {
        let checked = match &planted.previous {
            None => lint::check(Arc::from(&*planted.text), &self.settings),
            Some(previous) => {
                let previous = note::read(Arc::from(&**previous), Grammar::builtin(), &Hints::default());
                let settings = Settings {
                    previous: Some(Arc::new(previous)),
                    ..self.settings.clone()
                };
                lint::check(Arc::from(&*planted.text), &settings)
            }
        };
        let mut old = self.good[&good.name].1.clone();
        let failure = |failure: &RuleFailure| format!("{} in {}: {}", failure.code, good.name, failure.message);
        let mut outcome = Outcome {
            broken: checked.rule_failures.iter().map(failure).collect(),
            ..Outcome::default()
        };
        for finding in &checked.diagnostics {
            if let Some(left) = old.get_mut(&key(finding)).filter(|left| **left > 0) {
                *left -= 1;
                continue;
            }
            let at = checked.note.position(finding.span.start).line;
            let may_speak = planted.or.iter().any(|other| finding.code == **other);
            let rightly = if may_speak { "rightly " } else { "" };
            outcome
                .said
                .push(format!("{rightly}{} line {at}: {}", finding.code, finding.message));
            if finding.code != code && !may_speak {
                *outcome.collateral.entry(finding.code.to_string()).or_default() += 1;
            } else if planted.places.is_empty() || touches(finding, &planted.places) {
                outcome.found = true;
            } else {
                outcome.astray += 1;
            }
        }
        outcome
    }
}

fn key(finding: &Diagnostic) -> (String, String) {
    (finding.code.to_string(), finding.message.clone())
}

fn said(findings: &[Diagnostic]) -> Said {
    let mut said = Said::new();
    for finding in findings {
        *said.entry(key(finding)).or_default() += 1;
    }
    said
}

/// Whether a finding stands at one of these places, with its own span or a related one.
fn touches(finding: &Diagnostic, places: &[Span]) -> bool {
    let spans = finding.related.iter().map(|related| related.span).chain([finding.span]);
    spans
        .into_iter()
        .any(|span| places.iter().any(|place| place.overlaps(span)))
}
