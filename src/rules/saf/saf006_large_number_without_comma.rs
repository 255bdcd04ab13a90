//! SAF006: a dose of five digits and more without a comma.

use crate::note::Note;
use crate::note::facts::{Counted, Quantity};
use crate::rules::abbreviations::{Use, report};
use crate::rules::dosing::{bare_doses, is_dose, is_ordering};
use crate::rules::support::{is_prose, quote};
use crate::rules::{
    Applicability, Check, Context, Edit, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF006",
    name: "large-number-without-comma",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "from",
        default: OptionDefault::Int(10_000),
        doc: "The smallest number that needs a comma. The ISMP asks for one from 1000.",
    }],
    fix: Some(Applicability::Unsafe),
    sources: &["ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)"],
    summary: "A dose of five digits or more has no comma: 100000 units is read as 10,000 or 1,000,000.",
    docs: r#"
## What it does

Reports doses from 10000 on whose digits are not grouped (`100000 units`, `vitamin D 50000 IU`). The option `from`
sets another limit; the ISMP asks for commas from 1,000 on, which most orders (`1000 mg`) do not keep. Laboratory
values (platelets 150000) are no doses, and digits grouped by a space (`10 000`) are grouped. The fix writes the
commas; it needs your eye, for nobody else knows whether the zeros are right.

## Why it matters

Nobody counts zeros at a glance: heparin 25000 units was given for 2500, and penicillin 1200000 units is a row of
digits in which one zero more or less goes unseen.

## How to fix

Write 100,000 units, or 1 million units.

```bad
## Plan

1. Pulmonary embolism: heparin infusion 25000 units in 250 mL, titrate to aPTT.
```

```bad
## Medications

- Nystatin 500000 units swish and swallow QID
```

```good
## Medications

- Nystatin 500,000 units swish and swallow QID
- Metformin 1000 mg BID

## Labs

Platelets 150000.
```

## Precision

None on 182 corpus notes and none on 103 good notes. Of 12 planted doses 12 were found. Measured on 18 wordings and 15
look-alikes (cell counts, cultures, record numbers), which are tests beside the rule. A dose without a unit is found
only where the reader of medications takes the number for the dose.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let from = u64::try_from(context.int("from")).unwrap_or(u64::MAX);
    let is_large = |span: Span| {
        let digits = whole(note.slice(span));
        digits.len() > 3 && !digits.starts_with('0') && digits.parse::<u64>().is_ok_and(|number| number >= from)
    };
    let mut found: Vec<Use> = note
        .quantities()
        .iter()
        .filter(|it| is_large(it.number) && it.counted != Counted::Bare && is_one(note, it) && is_dose(note, it))
        .map(|it| ungrouped(note, it.number, note.slice(it.unit)))
        .collect();
    let bare = bare_doses(note).filter(|span| is_large(*span) && is_prose(note, *span));
    found.extend(bare.map(|span| ungrouped(note, span, "")));
    report(found, findings);
}

/// The digits before the decimal point; empty where they are grouped by commas.
fn whole(number: &str) -> &str {
    let end = number.find('.').unwrap_or(number.len());
    match number[..end].bytes().all(|byte| byte.is_ascii_digit()) {
        true => &number[..end],
        false => "",
    }
}

/// Whether it is one number: not part of a time, a date or a telephone number, and in a unit of drugs.
fn is_one(note: &Note, quantity: &Quantity) -> bool {
    let before = note.text[..quantity.number.start as usize].chars().next_back();
    let million =
        note.slice(quantity.unit).to_ascii_lowercase().contains('m') && matches!(quantity.counted, Counted::Unit(_));
    let counts = quantity.category(&note.grammar) == "activity" || million;
    counts
        && is_ordering(note, quantity.number.start)
        && !quantity.glued
        && !matches!(before, Some('-' | '/' | '.' | '#' | ':' | ','))
}

fn ungrouped(note: &Note, number: Span, unit: &str) -> Use {
    let written = note.slice(number);
    let digits = whole(written);
    let mut grouped = String::with_capacity(written.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(&written[digits.len()..]);
    let unit = quote(unit, 16);
    let unit = if unit.is_empty() { unit } else { format!(" {unit}") };
    Use {
        group: 0,
        span: number,
        message: format!("The zeros of \"{written}{unit}\" are hard to count: one more or less is a tenfold error"),
        help: format!("write \"{grouped}{unit}\""),
        severity: if digits.len() >= 5 {
            Severity::Warning
        } else {
            Severity::Info
        },
        fix: Some((
            Applicability::Unsafe,
            Edit {
                span: number,
                replacement: grouped,
            },
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Applicability;
    use crate::rules::support::testing::{fixed, hits, silent_under, speaks_under};

    #[test]
    fn it_is_found_in_orders() {
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "heparin 25000 units/250 mL",
                "penicillin G 1200000 units IM",
                "enoxaparin ... heparin 10000u SC",
                "bacitracin 50000 U in saline",
                "epoetin 40000 units SC weekly",
                "acetylcysteine 10500 mg IV",
                "alteplase... streptokinase 1500000 units",
                "Creon 36000 units with meals",
            ],
        );
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "vitamin D 50000 units weekly",
                "ergocalciferol 50000 IU weekly",
                "nystatin 100000 units/mL swish",
                "vitamin A 25000 IU daily",
            ],
        );
    }

    #[test]
    fn what_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Labs",
            &[
                "WBC 12000, platelets 150000, RBC 100000",
                "urine culture 100000 CFU/mL E. coli",
                "hCG 84200 mIU/mL",
                "CK 25000 U/L",
                "CK 25000 units",
                "viral load 100000 copies",
            ],
        );
        silent_under(&RULE, "## Plan", &["metformin 1000 mg", "10 000 units"]);
        silent_under(&RULE, "## Medications", &["heparin 5,000 units"]);
        silent_under(&RULE, "## HPI", &["BNP 12000, ferritin 10000 ng/mL"]);
    }

    #[test]
    fn the_fix_writes_commas() {
        let text = "## Plan\n\n- heparin 25000 units, nystatin 100000 units, penicillin G 1200000 units\n";
        assert_eq!(hits(&RULE, text), ["25000"]);
        assert_eq!(fixed(&RULE, text, Applicability::Safe), text);
        assert_eq!(
            fixed(&RULE, text, Applicability::Unsafe),
            "## Plan\n\n- heparin 25,000 units, nystatin 100,000 units, penicillin G 1,200,000 units\n"
        );
        let strict = crate::rules::support::testing::run_with(
            &RULE,
            "## Plan\n\n- metformin 1000 mg BID\n",
            "from",
            crate::rules::OptionValue::Int(1000),
        );
        assert_eq!(strict.len(), 1);
    }

    #[test]
    fn it_is_found_in_tables_capitals_and_prose() {
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "vancomycin 125000 mcg",
                "bicillin 2400000 units IM",
                "Hep 25000u in 500",
            ],
        );
        speaks_under(
            &RULE,
            "## Medications",
            &["| Drug | Dose |\n|---|---|\n| Ergocalciferol | 50000 units |"],
        );
        speaks_under(
            &RULE,
            "PC: cough\n\nO/E: NAD, chest clear 3/7\n\nPlan:",
            &["enoxaparin; heparin 10000 units"],
        );
    }

    #[test]
    fn what_else_looks_alike_is_spared() {
        silent_under(&RULE, "## Labs", &["ferritin 12000 ng, CK 15000 units"]);
        silent_under(&RULE, "## HPI", &["account 100000, MRN 1234567"]);
        silent_under(&RULE, "## Social History", &["earned 50000 mg"]);
    }
}
