//! PHI008: an age over 89, or a year of birth that tells one.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI008",
    name: "age-over-89",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Suggestion),
    sources: &[SAFE_HARBOR, GUIDANCE],
    summary: "An age over 89, or a year of birth that tells one.",
    docs: r#"
## What it does

Reports ages of 90 years and more, of the patient or a relative, in figures or words, and a year of birth that makes somebody older than 89. `90 or older`, `over 89` and `in her 90s` are the allowed form, and years of anything else are no age.

## Why it matters

Few people are that old: with a town or a rare disease the age tells who it is. Safe Harbor therefore allows ages only up to 89.

## How to fix

Write `90 or older`, or `[AGE 90+]`.

```bad
94-year-old woman with a hip fracture after a fall.
```

```good
A woman over 89 years old with a hip fracture after a fall.
```

## Precision

One finding on the 182 corpus notes, right. 12 of 13 planted ages are found (missed: "his aunt to 98"); in 20 notes without identifiers none is reported, nor any of the 25 look-alikes in the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const KINDS: &[IdentifierKind] = &[IdentifierKind::Age];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    confidential::report(context, findings, KINDS, "or `over 89`: few people are that old");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent};

    #[test]
    fn each_form_is_found_whole() {
        for (text, found) in [
            ("94-year-old woman", "94"),
            ("a 92 yo man", "92"),
            ("She is 97 years of age.", "97"),
            ("93y/o F with cough", "93"),
            ("Age: 95", "95"),
            ("aged 101", "101"),
            ("ninety-two-year-old man", "ninety-two"),
            ("91 y.o. male", "91"),
            ("---\npatient-age: 96\n---\nCough.", "96"),
            ("her mother died at 94", "94"),
            ("celebrated her 91st birthday", "91"),
            ("lived to 98", "98"),
            ("a 94F with cough for 3 days", "94"),
            ("102 year old", "102"),
            ("born in 1921, lives alone", "1921"),
        ] {
            assert_eq!(hits(&RULE, text), [found], "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "Water heater at most 49 C (120 F).",
                "Set to 49 °C (120 F)",
                "89-year-old woman",
                "90 years or older",
                "aged 90+",
                "over 90 years old",
                "in her 90s",
                "temp 99F",
                "T 101F",
                "age 92%",
                "[AGE 90+]-year-old",
                "92 years ago",
                "90 days old",
                "94 kg",
                "SpO2 94% RA",
                "HR 92",
                "aged 65-90",
                "age > 90",
                "BP 92/60",
                "turned 90 degrees",
                "SBP lived at 95-110",
                "60-year-old",
                "100 yards",
                "99 bottles",
                "at 94% on room air",
                "96 hours",
                "92 M steps",
            ],
        );
    }
}
