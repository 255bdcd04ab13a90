//! Texts on which a rule, or the reading of the note, once broke down. Fuzzers found them and made them small.

use std::sync::Arc;

use super::super::{Settings, check};
use crate::grammar::Grammar;
use crate::rules;

const BROKEN: &[&str] = &[
    // Windows of so many bytes that ended inside a letter.
    "Subjective\n\nyesterday’’’ﬁﬁ’’日≥≥本\u{feff}日本日本日",
    "S: 2day of prtE: BP 138/he chest when heİİİİİİİİİ\nA:",
    "Phys Ex\n\nno edema. 2pitting\u{200b}“““““i’’😀😀😀😀😀😀😀😀😀",
    "HP\nAssesn:\n3.Sepsis from°mdn𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞",
    // The byte behind a sign of several bytes.
    "“no medications",
    "r\u{200b}m",
    // The last three bytes of a phrase.
    "A/P:\n1. CHF: foll\u{feff}\u{feff}ow weight",
    // A phrase that reaches over the end of the step it begins in.
    "e\nT 2 , s .\nİ 本\n# Assesm\nReturn\nif",
];

#[test]
fn what_broke_down_once_does_not_again() {
    let settings = Settings::with_rules(Grammar::builtin(), rules::all());
    for text in BROKEN {
        let checked = check(Arc::from(*text), &settings);
        assert_eq!(checked.rule_failures, [], "in {text:?}");
        for found in &checked.diagnostics {
            assert!(
                text.get(found.span.range()).is_some(),
                "{}: {:?} in {text:?}",
                found.code,
                found.span
            );
        }
    }
}
