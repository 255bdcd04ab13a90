//! Every example in a rule's documentation does what the documentation says of it, with the default rules on and that
//! rule besides. A student who looks a rule up must be able to trust what is shown there.

use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::lint::docs::{self, Example};
use preceptor::lint::{self, Checked, Selection, Selector, Settings};
use preceptor::note::{self, Hints};
use preceptor::rules::{self, Rule};

fn settings(rule: &'static Rule) -> Settings {
    let selection = Selection {
        extend_select: vec![Selector::Rule(rule)],
        ..Selection::default()
    };
    Settings::with_rules(Grammar::builtin(), &selection.rules())
}

fn run(example: &Example, settings: &mut Settings) -> Checked {
    let kind = example.kind.as_deref().map(|kind| {
        let known = settings.grammar.kind_named(kind);
        known.unwrap_or_else(|| panic!("an example is of kind `{kind}`, which there is not"))
    });
    settings.hints = Hints {
        kind_override: kind,
        ..Hints::default()
    };
    settings.previous = example.previous.as_deref().map(|text| {
        let hints = Hints::default();
        Arc::new(note::read(Arc::from(text), Arc::clone(&settings.grammar), &hints))
    });
    lint::check(Arc::from(&*example.text), settings)
}

#[test]
fn bad_examples_are_reported_and_good_ones_are_not() {
    let mut wrong = Vec::new();
    for &rule in rules::all() {
        let mut settings = settings(rule);
        for (number, example) in docs::examples(rule).iter().enumerate() {
            let checked = run(example, &mut settings);
            assert_eq!(
                checked.rule_failures,
                [],
                "a rule broke down on an example of {}",
                rule.code
            );
            let found: Vec<&str> = checked.diagnostics.iter().map(|d| &*d.code).collect();
            if found.contains(&rule.code) != example.bad {
                let says = if example.bad { "not reported" } else { "reported" };
                wrong.push(format!(
                    "{} example {} is {says} (found: {found:?}):\n{}",
                    rule.code,
                    number + 1,
                    example.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn safe_fixes_of_examples_reach_a_fixed_point_and_add_no_finding() {
    use preceptor::rules::Applicability::Safe;
    for &rule in rules::all() {
        let mut settings = settings(rule);
        for example in &docs::examples(rule) {
            let before = run(example, &mut settings);
            let fixed = lint::fix::fix(Arc::clone(&before.note.text), &settings, Safe);
            let place = format!("{}:\n{}", rule.code, example.text);
            assert_eq!(fixed.cycle, None, "fixes go round in circles: {place}");
            let again = lint::fix::apply(&fixed.checked.note.text, &fixed.checked.diagnostics, Safe);
            assert_eq!(
                again.text, *fixed.checked.note.text,
                "a second fix changes something: {place}"
            );
            let count = |checked: &Checked, code: &str| checked.diagnostics.iter().filter(|d| d.code == code).count();
            for diagnostic in &fixed.checked.diagnostics {
                let (was, is) = (
                    count(&before, &diagnostic.code),
                    count(&fixed.checked, &diagnostic.code),
                );
                assert!(is <= was, "fixing added {}: {place}", diagnostic.code);
            }
        }
    }
}
