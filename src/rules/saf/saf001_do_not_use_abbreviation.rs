//! SAF001: an abbreviation of the Joint Commission's "Do Not Use" list.

use crate::grammar::lexicon_ids;
use crate::rules::abbreviations::{report, units, uses};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF001",
    name: "do-not-use-abbreviation",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &[
        "The Joint Commission, Official \"Do Not Use\" List of abbreviations (2004, affirmed 2005; IM.02.02.01)",
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)",
    ],
    summary: "An abbreviation that no order may hold: U, IU, QD, QOD, MS, MSO4, MgSO4.",
    docs: r#"
## What it does

Reports the seven abbreviations of the Joint Commission's "Do Not Use" list, in the dangerous sense only: `U` and `IU` behind the number of a dose (not in `45 U/L`, `U/A`, `URI` or `U-500`), `QD` and `QOD` in any
spelling (not `QDS`), `MSO4` and `MgSO4`, and `MS` where a dose, a route or a pump shows that a drug is meant (not multiple sclerosis, mental status or a medical student). In orders, plans and lists of drugs it is
an error, elsewhere a warning. One finding for each abbreviation and note; its fix mends all places, and is safe but for `MS`, where only the writer knows which drug is meant. Trailing zeros (SAF003) and naked
decimal points (SAF004) of the same list are rules of their own.

## Why it matters

`10U` was given as 100 units of insulin, `QD` as QID, and magnesium for morphine. These are the abbreviations that harmed so many patients that accredited hospitals may not use them in any order
or note on medications, handwritten or typed.

## How to fix

Write the word: units, daily, every other day, morphine, magnesium sulfate.

```bad
## Medications

- Lisinopril 20 mg PO QD
- Insulin glargine 10 U at bedtime
```

```bad
## Plan

1. Renal colic: MS 4 mg IV every 4 hours as needed for pain, tamsulosin 0.4 mg daily.
```

```good
## Medications

- Lisinopril 20 mg PO daily
- Insulin glargine 10 units at bedtime

## Labs

U/A: negative. ALT 45 U/L.
```

## Precision

Measured on planted doses and look-alikes; see the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found = uses(note, lexicon_ids::UNSAFE_ABBREVIATIONS, Some("official"), false);
    found.extend(units(note, "official", false));
    report(found, findings);
}
