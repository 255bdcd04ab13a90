//! SAF008: an abbreviated drug name that stands for two drugs, or is read as another.

use crate::grammar::lexicon_ids;
use crate::rules::abbreviations::{report, uses};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF008",
    name: "drug-name-abbreviation",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "strict",
        default: OptionDefault::Bool(false),
        doc: "Also report abbreviations that are only house style, and those usual in Britain: `KCl`, `DDAVP`, `TMP/SMX`, `GTN`.",
    }],
    fix: Some(Applicability::Safe),
    sources: &[
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024): drug name abbreviations, stemmed and coined names",
        "The Joint Commission, abbreviations considered for the \"Do Not Use\" list: abbreviations of drug names",
    ],
    summary: "The name of a drug is abbreviated in a way that can be read as another drug (HCTZ, MTX, TXA, vanc).",
    docs: r#"
## What it does

Reports abbreviations of drug names that stand for two drugs or were taken for another one (`HCTZ`, `MTX`, `AZT`, `TXA`, `tPA`, `5-FU`, `T3`), stems (`levo`, `vanc`), and mixtures known by a nickname (banana bag, GI cocktail). Only where a drug is meant: `HCT`
not among the blood counts, `T3` not the hormone or the vertebra, `INH` not a puff, `PCN` not a nephrostomy, `ASA` not the anesthesia class, `APAP` not the sleep apnea device. One finding for each name and note. The other rules read the abbreviation as the drug all the same.

## Why it matters

HCTZ 50 mg was given as hydrocortisone 50 mg, tranexamic acid and alteplase were exchanged because of TXA and tPA, methotrexate and mitoxantrone because of MTX. The writer always knows which drug is meant; the reader at night does not.

## How to fix

Write the generic name in full. The fix does so where the abbreviation has one meaning.

```bad
## Medications

- HCTZ 25 mg PO daily
- MTX 15 mg PO every Monday
```

```bad
## Plan

1. Heavy bleeding: TXA 1 g IV now over 10 minutes.
```

```good
## Medications

- Hydrochlorothiazide 25 mg PO daily

## Labs

Hgb 12.1, HCT 36. Free T3 normal.

## Plan

1. Obstructive sleep apnea: continue APAP at 5-15 cm H2O.
```

## Precision

Measured on planted doses and look-alikes; see the tests beside the rule.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUG_ABBREVIATIONS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let found = uses(
        context.note,
        lexicon_ids::DRUG_ABBREVIATIONS,
        None,
        context.flag("strict"),
    );
    report(found, findings);
}
