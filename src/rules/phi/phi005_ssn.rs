//! PHI005: a social security number, or the national number of another country.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI005",
    name: "ssn",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Suggestion),
    sources: &[
        SAFE_HARBOR,
        GUIDANCE,
        "Social Security Administration: how numbers are assigned (20 CFR 422.103; randomization of 2011)",
    ],
    summary: "A social security number, or the national number of another country.",
    docs: r#"
## What it does

Reports social security numbers: by their form where the number can exist (no area 000, 666 or 900 to 999 but for tax numbers, no group 00, no serial 0000), and behind a label in other forms too: nine digits, crossed out but for the last four, the last four alone. National insurance, social insurance,
Aadhaar and other national numbers are found by their label. Numbers that the administration never gave out (000-00-0000, 123-45-6789) may stand.

## Why it matters

With this number and a name an identity can be stolen; it has no place in a clinical note at all.

## How to fix

Take it out. `[SSN]` marks the place where a form asks for it.

```bad
SSN 536-90-4399 verified at registration.
```

```good
SSN [SSN] verified at registration.
```

## Precision

No finding on the 182 corpus notes, which were made anonymous. 15 of 15 planted numbers are found, those of other countries among them; in 20 notes without identifiers none is reported, nor any of the 16 look-alikes in the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const KINDS: &[IdentifierKind] = &[IdentifierKind::SocialSecurity];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    confidential::report(context, findings, KINDS, "it has no place in a clinical note");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent};

    #[test]
    fn each_form_is_found_whole() {
        for (text, found) in [
            ("536-90-4399", "536-90-4399"),
            ("SSN: 536904399", "536904399"),
            ("social security number 536 90 4399", "536 90 4399"),
            ("SSN xxx-xx-4399", "xxx-xx-4399"),
            ("last four of SSN 4399", "4399"),
            ("SSN ending in 4399", "4399"),
            ("SS# 536-90-4399", "536-90-4399"),
            ("NI number QQ 12 34 56 C", "QQ 12 34 56 C"),
            ("Aadhaar 4821 7730 1192", "4821 7730 1192"),
            ("SIN: 046 454 286", "046 454 286"),
            ("| SSN | 536-90-4399 |", "536-90-4399"),
        ] {
            assert_eq!(hits(&RULE, text), [found], "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "000-00-0000",
                "123-45-6789",
                "SSN: 666-12-3456",
                "987-65-4321",
                "SSN: [SSN]",
                "SSN on file",
                "138-41-102",
                "social history: 3 drinks",
                "social worker seen 4 times",
                "sin 30 degrees",
                "ss 16 gauge",
                "lives on social security, 1200 a month",
                "last 4 days",
                "last four visits",
                "5/5 3-2-4",
                "NI: 12345",
            ],
        );
    }
}
