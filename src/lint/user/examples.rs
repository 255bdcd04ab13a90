//! The `good` and `bad` texts of a user rule.

use std::fmt;
use std::sync::Arc;

use super::compile::UserRule;
use super::visible::Visible;
use crate::grammar::Grammar;
use crate::note::{self, Hints};

/// An example that does not do what its rule says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFailure {
    /// Code of the rule.
    pub rule: String,
    /// Whether the example stands under `bad`.
    pub bad: bool,
    /// Which one of them, from 1.
    pub number: usize,
    /// The messages that a `good` example drew, or why the rule could not be run.
    pub findings: Vec<String>,
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, number, .. } = self;
        match (self.bad, &self.findings[..]) {
            (true, []) => write!(f, "rule `{rule}`: `bad` example {number} is not reported"),
            (true, why) => write!(f, "rule `{rule}`: `bad` example {number}: {}", why.join("; ")),
            (false, found) => write!(
                f,
                "rule `{rule}`: `good` example {number} is reported: {}",
                found.join("; ")
            ),
        }
    }
}

/// Run the examples of a rule: every `bad` text must be reported, no `good` one. An example is read as a note of the
/// rule's first kind, if it names kinds.
///
/// # Errors
/// The examples that fail.
pub fn check_user_rule_examples(rule: &UserRule, grammar: &Arc<Grammar>) -> Result<(), Vec<ExampleFailure>> {
    let hints = Hints {
        kind_override: rule.kinds.first().copied(),
        ..Hints::default()
    };
    let run = |text: &str| {
        let note = note::read(Arc::from(text), Arc::clone(grammar), &hints);
        let mut findings = Vec::new();
        let ran = rule.run(&note, &Visible::new(&note), &mut findings);
        ran.map(|()| findings.into_iter().map(|finding| finding.message).collect::<Vec<_>>())
    };
    let mut failures = Vec::new();
    for (bad, texts) in [(false, &rule.def.good), (true, &rule.def.bad)] {
        for (at, text) in texts.iter().enumerate() {
            let findings = match run(text) {
                Ok(findings) if bad != findings.is_empty() => continue,
                Ok(findings) => findings,
                Err(why) => vec![why],
            };
            failures.push(ExampleFailure {
                rule: rule.code().to_owned(),
                bad,
                number: at + 1,
                findings,
            });
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}
