//! The engine as a whole, on small notes. What is looked for is mostly said by rules made for the test, so that the
//! tests hold whatever the built-in rules find.

mod broken;
mod fixes;
mod logs;
mod properties;
mod selection;
mod suppressions;
mod user_rules;

use std::sync::Arc;

use super::*;
use crate::grammar::Grammar;
use crate::rules::{self, Family};

/// Rules of a configuration, as written.
fn compile(toml: &str) -> Vec<UserRule> {
    try_compile(toml).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn try_compile(toml: &str) -> Result<Vec<UserRule>, Vec<UserRuleError>> {
    #[derive(serde::Deserialize)]
    struct File {
        rule: Vec<UserRuleDef>,
    }
    let file: File = toml::from_str(toml).unwrap_or_else(|error| panic!("{error}"));
    UserRule::compile_all(file.rule, &Grammar::builtin())
}

/// These user rules and the SUP family.
fn settings(toml: &str) -> Settings {
    let sup: Vec<_> = rules::all()
        .iter()
        .copied()
        .filter(|rule| rule.family == Family::Suppressions)
        .collect();
    let mut settings = Settings::with_rules(Grammar::builtin(), &sup);
    settings.user_rules = compile(toml).into();
    settings.enabled_user_rules = (0..settings.user_rules.len())
        .map(|index| EnabledUserRule { index, severity: None })
        .collect();
    settings
}

fn run(text: &str, settings: &Settings) -> Checked {
    let checked = check(Arc::from(text), settings);
    assert_eq!(checked.rule_failures, [], "in {text:?}");
    checked
}

/// What was found, as `CODE text`.
fn found(checked: &Checked) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| format!("{} {}", diagnostic.code, checked.note.slice(diagnostic.span));
    checked.diagnostics.iter().map(line).collect()
}

/// `QD` and `MS` are faults.
const ABBREVIATIONS: &str = r#"
[[rule]]
code = "ABC001"
name = "no-qd"
message = "`{found}` is misread"
forbid = "QD"

[[rule]]
code = "ABC002"
name = "no-ms"
message = "`{found}` is misread"
forbid = "MS"
"#;

#[test]
fn the_severity_of_the_settings_beats_the_finding_and_the_rule() {
    let mut settings = settings(ABBREVIATIONS);
    assert_eq!(run("QD\n", &settings).diagnostics[0].severity, rules::Severity::Warning);
    settings.enabled_user_rules[0].severity = Some(rules::Severity::Error);
    let checked = run("QD and MS\n", &settings);
    assert_eq!(checked.diagnostics[0].severity, rules::Severity::Error);
    assert_eq!(checked.worst(), Some(rules::Severity::Error));
}

#[test]
fn findings_stand_in_order_with_their_section_and_without_twins() {
    let checked = run("# Plan\n\nMS, QD.\n\n# Zebra\n\nQD\n", &settings(ABBREVIATIONS));
    assert_eq!(found(&checked), ["ABC002 MS", "ABC001 QD", "ABC001 QD"]);
    let sections: Vec<_> = checked.diagnostics.iter().map(|d| d.section.as_deref()).collect();
    assert_eq!(sections[..2], [Some("plan"), Some("plan")]);
}

#[test]
fn a_rule_that_breaks_down_costs_its_findings_and_is_told_of() {
    use crate::rules::{Check, Context, Finding, Rule, Severity, Status, Trigger};
    static BROKEN: Rule = Rule {
        code: "ORG999",
        name: "broken",
        aliases: &[],
        family: Family::Organized,
        severity: Severity::Info,
        status: Status::Preview,
        since: "2026",
        kinds: &[],
        options: &[],
        fix: None,
        sources: &[],
        summary: "",
        docs: "",
        trigger: Trigger::Always,
        check: Check::Note(broken),
    };
    fn broken(context: &Context<'_>, findings: &mut Vec<Finding>) {
        findings.push(Finding::new(crate::text::Span::at(0), "half a thought"));
        assert!(context.note.text.is_empty(), "no note is like this one");
    }
    let mut settings = settings(ABBREVIATIONS);
    settings.rules.insert(
        0,
        EnabledRule {
            rule: &BROKEN,
            severity: None,
            options: std::collections::BTreeMap::new(),
        },
    );
    let checked = check(Arc::from("QD\n"), &settings);
    assert_eq!(found(&checked), ["ABC001 QD"]);
    assert_eq!(checked.rule_failures.len(), 1);
    assert_eq!(checked.rule_failures[0].code, "ORG999");
    assert!(checked.rule_failures[0].message.contains("no note is like this one"));
}

#[test]
fn a_rule_of_lexicons_runs_only_where_one_of_their_phrases_stands() {
    use crate::rules::{Check, Context, Finding, Rule, Severity, Status, Trigger};
    static COUNTING: Rule = Rule {
        code: "ORG998",
        name: "counting",
        aliases: &[],
        family: Family::Organized,
        severity: Severity::Info,
        status: Status::Preview,
        since: "2026",
        kinds: &[],
        options: &[],
        fix: None,
        sources: &[],
        summary: "",
        docs: "",
        trigger: Trigger::Lexicons(&[crate::grammar::lexicon_ids::REMOTE_VISITS]),
        check: Check::Note(|_: &Context<'_>, findings: &mut Vec<Finding>| {
            findings.push(Finding::new(crate::text::Span::at(0), "was called"));
        }),
    };
    let mut settings = settings(ABBREVIATIONS);
    settings.rules = vec![EnabledRule {
        rule: &COUNTING,
        severity: None,
        options: std::collections::BTreeMap::new(),
    }];
    let called = |text: &str| check(Arc::from(text), &settings).diagnostics.len();
    assert_eq!(called("Seen by video visit, denies pain.\n"), 1);
    assert_eq!(called("Seen in the clinic, denies pain.\n"), 0);
    assert_eq!(called("Seen in the clinic. <!-- video visit -->\n"), 0);
}

#[test]
fn a_baseline_hides_what_was_there_and_says_when_it_is_looser_than_the_note() {
    use baseline::Baseline;
    let settings = settings(ABBREVIATIONS);
    let mut baseline = Baseline::default();
    baseline.record("a.md", &run("QD\n\nQD\n\nMS\n", &settings));
    let baseline = Baseline::parse(&baseline.write()).expect("what was written can be read");
    // Moved and one more alike: the new one is shown.
    let mut more = run("New text.\n\n  QD\n\nQD\n\nQD\n\nMS\n", &settings);
    let filtered = baseline.filter("./a.md", &mut more);
    assert_eq!(
        (filtered.hidden, filtered.gone.len(), found(&more)),
        (3, 0, vec!["ABC001 QD".to_owned()])
    );
    // One mended: nothing shown, and the baseline is looser by one.
    let mut fewer = run("QD\n\nMS\n", &settings);
    let filtered = baseline.filter("a.md", &mut fewer);
    assert_eq!(filtered.gone.get("ABC001"), Some(&1));
    assert_eq!(found(&fewer), [""; 0]);
    // Another note, another line: not hidden.
    assert_eq!(baseline.filter("b.md", &mut run("QD\n", &settings)).hidden, 0);
    assert_eq!(baseline.filter("a.md", &mut run("QD now\n", &settings)).hidden, 0);
}
