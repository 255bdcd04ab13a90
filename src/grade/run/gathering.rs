//! The class while it comes in.

use std::collections::BTreeMap;

use super::Done;
use crate::files::FileError;
use crate::files::submissions::Student;
use crate::grade::desk::Desk;
use crate::grade::similarity::Print;
use crate::grade::{Example, Row, RuleTally, Unread};
use crate::rules::Rule;

/// Examples of a rule that are shown.
const EXAMPLES: usize = 3;

/// The class while it comes in.
#[derive(Default)]
pub(super) struct Gathering {
    pub seen: usize,
    pub rows: Vec<Row>,
    /// Which submission each row is of.
    pub origins: Vec<usize>,
    pub prints: Vec<Print>,
    pub unread_ones: Vec<Unread>,
    rules: BTreeMap<&'static str, (&'static Rule, Vec<Example>)>,
    pub failures: Vec<FileError>,
}

impl Gathering {
    pub(super) fn take(&mut self, done: Done) {
        self.origins.push(self.seen - 1);
        self.rows.push(done.row);
        self.prints.extend(done.print);
        self.failures.extend(done.failures);
        for (rule, example) in done.examples {
            let (_, examples) = self.rules.entry(rule.code).or_insert_with(|| (rule, Vec::new()));
            if examples.len() < EXAMPLES && !examples.iter().any(|known| known.passage == example.passage) {
                examples.push(example);
            }
        }
    }

    pub(super) fn unread(&mut self, desk: &Desk, student: &Student, error: FileError) {
        if error.path.as_os_str().is_empty() {
            // The configuration: broken for all of them, and told once.
            if !self.failures.contains(&error) {
                self.failures.push(error);
            }
            return;
        }
        self.unread_ones.push(Unread {
            student: desk.shown(student),
            path: desk.shown_path(&error.path),
            message: error.message,
        });
    }

    /// The rules that fired, those with most notes first.
    pub(super) fn tallies(&self) -> Vec<RuleTally> {
        let mut figures: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for (code, count) in self.rows.iter().flat_map(|row| &row.counts) {
            let (findings, notes) = figures.entry(code).or_default();
            *findings += count;
            *notes += 1;
        }
        let mut tallies: Vec<RuleTally> = figures
            .into_iter()
            .map(|(code, (findings, notes))| {
                let rule = crate::rules::coded(code);
                RuleTally {
                    code: code.to_owned(),
                    rule: rule.map_or("a rule of your own", |rule| rule.name).to_owned(),
                    summary: rule.map_or("", |rule| rule.summary).to_owned(),
                    findings,
                    notes,
                    examples: self
                        .rules
                        .get(code)
                        .map(|(_, examples)| examples.clone())
                        .unwrap_or_default(),
                }
            })
            .collect();
        tallies.sort_by(|a, b| (b.notes, b.findings, &a.code).cmp(&(a.notes, a.findings, &b.code)));
        tallies
    }
}
