//! What holds for every text.

use proptest::prelude::*;

use super::*;
use crate::lint::user::{Folded, Visible};
use crate::rules::Applicability;

const RULES: &str = r#"
[[rule]]
code = "ABC001"
name = "write-daily"
message = "m"
replace = { words = { "QD" = "daily", "é" = "e", "a b" = "ab" }, applicability = "safe" }

[[rule]]
code = "ABC002"
name = "three-digits"
message = "m"
forbid = { regex = '\d{3}' }
"#;

/// Pieces that notes and directives are made of, in any order.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<!-- preceptor: allow ABC001 -- x -->"),
        Just("<!-- preceptor: allow ABC001, ABC002 -->"),
        Just("<!-- preceptor: allow-section no-such, ABC -->"),
        Just("<!-- preceptor: allow-file SUP003 -- y -->"),
        Just("<!-- preceptor: alow ALL because of it -->"),
        Just("<!-- preceptor:"),
        Just("-->"),
        Just("# HPI"),
        Just("PLAN:"),
        Just("- "),
        Just("  "),
        Just("| a |"),
        Just("> "),
        Just("---"),
        Just("***"),
        Just("QD"),
        Just("é\u{200b}"),
        Just("a\u{a0}b"),
        Just("İ ſ K ’ 1234"),
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just("\r"),
        Just("\u{feff}"),
        Just(" "),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// The user rules with every built-in one.
fn all_rules() -> Settings {
    let mut settings = settings(RULES);
    let all: Vec<_> = rules::all().to_vec();
    settings.rules = Settings::with_rules(Grammar::builtin(), &all).rules;
    settings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_text_is_checked_and_every_span_fits(text in texts()) {
        let checked = run(&text, &all_rules());
        for diagnostic in &checked.diagnostics {
            let edits = diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
            let related = diagnostic.related.iter().map(|related| related.span);
            for span in [diagnostic.span].into_iter().chain(related).chain(edits) {
                prop_assert!(text.get(span.range()).is_some(), "{diagnostic:?}");
            }
        }
        let order: Vec<_> = checked.diagnostics.iter().map(|d| (d.span.start, d.span.end)).collect();
        prop_assert!(order.is_sorted());
    }

    #[test]
    fn safe_fixes_come_to_rest_and_add_nothing(text in texts()) {
        let settings = settings(RULES);
        let count = |checked: &Checked| checked.diagnostics.iter().filter(|d| d.code.starts_with("ABC")).count();
        let before = run(&text, &settings);
        let fixed = fix::fix(Arc::from(&*text), &settings, Applicability::Safe);
        prop_assert_eq!(&fixed.cycle, &None);
        prop_assert!(count(&fixed.checked) <= count(&before));
        let again = fix::apply(&fixed.checked.note.text, &fixed.checked.diagnostics, Applicability::Safe);
        prop_assert_eq!(&*again.text, &*fixed.checked.note.text);
    }

    #[test]
    fn folded_text_leads_back_to_what_it_was_folded_from(text in texts(), from in 0usize..200, length in 1usize..20) {
        let note = crate::note::read(Arc::from(&*text), Grammar::builtin(), &crate::note::Hints::default());
        let visible = Visible::new(&note);
        let folded = visible.lower();
        let end = from + length;
        if let Some(part) = folded.text().get(from..end) {
            let source = text.get(folded.source(from, end).range());
            prop_assert!(source.is_some());
            // Blanks and comments cannot be folded alone; plain words can.
            let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let folded_again = Folded::phrase(source.unwrap_or_default());
            // `İ` folds to two characters, and the part may end between them.
            let rest = folded_again.strip_prefix(part);
            prop_assert!(!plain || matches!(rest, Some("" | "\u{307}")), "{source:?} is not {part:?}");
        }
    }

    #[test]
    fn what_is_allowed_and_what_is_not_is_all_there_was(text in texts()) {
        let mut settings = settings(RULES);
        let shown = run(&text, &settings);
        settings.ignore_suppressions = true;
        let all = run(&text, &settings);
        let count = |checked: &Checked| checked.diagnostics.iter().filter(|d| d.code.starts_with("ABC")).count();
        let used: usize = shown.suppressions.iter().map(|suppression| suppression.used).sum();
        prop_assert_eq!(count(&shown) + used, count(&all));
    }
}
