//! SAF002: an abbreviation, symbol or unit of the ISMP list of error-prone ways of writing.

use crate::grammar::lexicon_ids;
use crate::rules::abbreviations::{report, units, uses};
use crate::rules::symbols;
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF002",
    name: "error-prone-abbreviation",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "strict",
        default: OptionDefault::Bool(false),
        doc: "Also report what the ISMP lists and everyday practice accepts: `SC`, `nightly`, `ml`, `gtt`, `x1`, `<` and `>` in orders, and `OD`, `TDS`, `QDS` in British notes.",
    }],
    fix: Some(Applicability::Safe),
    sources: &[
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)",
        "The Joint Commission, abbreviations considered for the \"Do Not Use\" list (cc, µg, >, <, @)",
        "ISMP Canada, Do Not Use: Dangerous Abbreviations, Symbols and Dose Designations (2006, reaffirmed 2018)",
    ],
    summary: "An abbreviation or symbol of an order that is known to be misread (cc, SQ, HS, D/C, q6PM, @ …).",
    docs: r#"
## What it does

Reports what the ISMP lists beyond the Joint Commission's seven: units (`cc`, `µg`), routes (`SQ`, `per os`, `IN`, `OD`, `AU`), times (`HS`, `BT`, `qn`, `q6PM`, `TIW`), words (`D/C`, `SSI` for insulin), symbols in orders (`@`, `&`,
`+`, `↑`, `q4°`), strengths as a ratio, roman numerals. Each only where it is meant so: `HS` beside a dose and not heart sounds, `OD` not an overdose and not an eye examination, `D/C` not a vaginal discharge, `CC:` not the
chief complaint, `SSI` not a wound infection. What is usual in Britain (`OD`, `TDS`) is said of no British note. One finding for each abbreviation and note; most are hints, `cc` and `µg` in a dose are warnings.

## Why it matters

Each entry of the list was reported at least once as the cause of a wrong dose, a wrong route or a wrong time: discharge medications were stopped because of `D/C`, a bedtime dose was halved because of `HS`, ten units were
given for one because of `cc`.

## How to fix

Write the word. Where only one meaning is possible the fix does it; for `D/C`, `OD` and the like it is offered as a suggestion, for only you know which was meant.

```bad
## Plan

1. DVT prophylaxis: heparin 5,000 units SQ every 8 hours.
2. Insomnia: trazodone 50 mg HS.
```

```bad
## Plan

1. Knee osteoarthritis: injected 2 cc of lidocaine 1% and triamcinolone 40 mg into the left knee.
2. D/C ibuprofen.
```

```good
CC: vaginal d/c and cough

## Exam

HS normal. VA OD 20/30, OS 20/20.

## Plan

1. DVT prophylaxis: heparin 5,000 units subcut every 8 hours.
2. Insomnia: trazodone 50 mg at bedtime.
```

## Precision

Measured on planted doses and look-alikes; see the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let strict = context.flag("strict");
    let mut found = uses(note, lexicon_ids::UNSAFE_ABBREVIATIONS, Some("error-prone"), strict);
    found.extend(units(note, "error-prone", strict));
    found.extend(symbols::uses(note, strict));
    report(found, findings);
}
