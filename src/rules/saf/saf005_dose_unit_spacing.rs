//! SAF005: a dose run together with its unit, or with the name of the drug.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::note::facts::{Counted, Quantity};
use crate::rules::abbreviations::{Use, report};
use crate::rules::dosing::is_dose;
use crate::rules::support::{is_british, is_prose, quote};
use crate::rules::{
    Applicability, Check, Context, Edit, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF005",
    name: "dose-unit-spacing",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "strict",
        default: OptionDefault::Bool(false),
        doc: "Also report `10mg` in British notes, where it is usual.",
    }],
    fix: Some(Applicability::Safe),
    sources: &["ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)"],
    summary: "A dose is run together with its unit or with the name of the drug: 10mg, metoprolol25 mg.",
    docs: r#"
## What it does

Reports doses that touch their unit (`10mg`, `5units`, `2tabs`; info, and not in British notes, where it is usual) and
doses that touch the name of the drug (`metoprolol25 mg`; a warning). The fix writes the space. Concentrations in
blood, sizes and oxygen flows (`2L NC`) are no doses; `10U` and `5cc` are spoken of by SAF001 and SAF002. One finding
for each note and kind; its fix mends all places.

## Why it matters

In `10mg` the m is read as a zero or two: 100 mg. In `Inderal40 mg` the last letter is read as a 1: Inderal 140 mg.

## How to fix

Write a space between drug, number and unit.

```bad
## Plan

1. Hypertension: start amlodipine 5mg daily, recheck in 2 weeks.
```

```bad
## Medications

- metoprolol25 mg PO BID
```

```good
## Plan

1. Hypertension: start amlodipine 5 mg daily, recheck in 2 weeks.

## Vitals

SpO2 95% on 2L NC, glucose 140mg/dL.
```

## Precision

None on 182 corpus notes and none on 103 good notes. Of 13 planted doses 13 were found. Measured on 23 wordings and 21
look-alikes (results, oxygen flows, needles, volumes of urine, British notes), which are tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// The groups of findings: a unit that is glued, a name that is.
const UNIT: u32 = 0;
const NAME: u32 = 1;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found = Vec::new();
    let mut british = None;
    for quantity in note.quantities() {
        if quantity.glued && follows_drug(note, quantity) {
            found.push(glued_name(note, quantity));
        } else if quantity.is_glued()
            && is_spoken_of_here(note, quantity)
            && is_dose(note, quantity)
            && (context.flag("strict") || !*british.get_or_insert_with(|| is_british(note)))
        {
            found.push(glued_unit(note, quantity));
        }
    }
    report(found, findings);
}

/// Whether no other rule speaks of the unit, and letters stand behind the number.
fn is_spoken_of_here(note: &Note, quantity: &Quantity) -> bool {
    let unit = note.slice(quantity.unit);
    let others = &note.grammar.lexicon(lexicon_ids::UNSAFE_UNITS).entries;
    let elsewhere = others
        .iter()
        .any(|entry| !entry.flag("strict") && entry.list("written").iter().any(|it| &**it == unit));
    !elsewhere && unit.starts_with(|c: char| c.is_alphabetic()) && !quantity.glued
}

/// Whether the word right before the number is the name of a drug.
fn follows_drug(note: &Note, quantity: &Quantity) -> bool {
    let before = &note.text[..quantity.number.start as usize];
    let letters = before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let start = before.len() - letters;
    let word = &before[start..];
    // A strength behind a bare name has two digits and more: `Humalog75/25`, not `Glucerna1`.
    let plausible = quantity.counted != Counted::Bare || quantity.number.len() >= 2;
    letters >= 4
        && plausible
        && is_prose(note, Span::from(start..before.len()))
        && note
            .grammar
            .openings(lexicon_ids::DRUGS, word)
            .iter()
            .any(|(_, length)| *length == word.len())
}

fn glued_name(note: &Note, quantity: &Quantity) -> Use {
    let before = &note.text[..quantity.number.start as usize];
    let letters = before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let name = &before[before.len() - letters..];
    let number = note.slice(quantity.number);
    let unit = quote(note.slice(quantity.unit), 12);
    let span = Span::new(quantity.number.start - letters as u32, quantity.unit.end);
    let help = match unit.is_empty() {
        true => format!("write \"{name} {number}\""),
        false => format!("write \"{name} {number} {unit}\""),
    };
    let end = if quantity.is_glued() {
        quantity.unit.end
    } else {
        quantity.number.end
    };
    let mut replacement = format!(" {number}");
    if quantity.is_glued() {
        replacement.push(' ');
        replacement.push_str(note.slice(quantity.unit));
    }
    Use {
        group: NAME,
        span,
        message: format!(
            "\"{}\" runs the name into the dose: its last letter can be read as a digit",
            quote(note.slice(span), 32)
        ),
        help,
        severity: Severity::Warning,
        fix: Some((
            Applicability::Safe,
            Edit {
                span: Span::new(quantity.number.start, end),
                replacement,
            },
        )),
    }
}

fn glued_unit(note: &Note, quantity: &Quantity) -> Use {
    let (number, unit) = (note.slice(quantity.number), note.slice(quantity.unit));
    let hazard = match unit.starts_with(['m', 'M']) {
        true => format!("can be read as {number}0, for an m looks like zeros"),
        false => "has no space before the unit, whose first letter can be read as a digit".to_owned(),
    };
    Use {
        group: UNIT,
        span: Span::new(quantity.number.start, quantity.unit.end),
        message: format!("\"{number}{}\" {hazard}", quote(unit, 12)),
        help: format!("write \"{number} {}\"", quote(unit, 12)),
        severity: Severity::Info,
        fix: Some((
            Applicability::Safe,
            Edit {
                span: quantity.unit,
                replacement: format!(" {unit}"),
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
                "start amlodipine 5mg daily",
                "enoxaparin 40mg SC",
                "insulin 10units",
                "ceftriaxone 1g IV",
                "500mL NS bolus",
                "KCl 40mEq",
                "acetaminophen 15mg/kg",
            ],
        );
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "metformin 1000mg BID",
                "Lasix40 mg daily",
                "propranolol20mg",
                "Tegretol300 mg",
                "albuterol 2puffs q4h",
                "Norco 5/325mg prn",
                "Norco 1tab q6h prn",
                "Synthroid 88mcg",
                "Inderal40 mg",
                "amoxicillin 400mg/5mL, 5mL BID",
            ],
        );
    }

    #[test]
    fn what_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Labs",
            &[
                "glucose 140mg/dL",
                "ferritin 15ng/mL, albumin 3g/dL",
                "Hgb 12g, UOP 500mL",
            ],
        );
        silent_under(&RULE, "## Vitals", &["wt 70kg, 2L NC"]);
        silent_under(
            &RULE,
            "## Plan",
            &[
                "on 2L NC",
                "Q4h, 24h urine, L4, B12 1000 mcg, D3",
                "18G IV, 27G needle",
                "20-mg tablet of lisinopril",
                "D5W, D10, 0.9% NS",
            ],
        );
        silent_under(&RULE, "## Imaging", &["5mm nodule, 3cm mass"]);
        silent_under(
            &RULE,
            "PC: cough\n\nO/E: NAD, chest clear 3/7\n\nPlan:",
            &["amoxicillin 500mg TDS"],
        );
        silent_under(&RULE, "## HPI", &["COVID19, CA125 elevated"]);
    }

    #[test]
    fn the_fix_writes_the_space() {
        let text = "## Medications\n\n- amlodipine 5mg daily\n- metoprolol25 mg BID\n- propranolol20mg TID\n- Humalog75/25 10 units\n";
        assert_eq!(hits(&RULE, text), ["5mg", "metoprolol25 mg"]);
        assert_eq!(
            fixed(&RULE, text, Applicability::Safe),
            "## Medications\n\n- amlodipine 5 mg daily\n- metoprolol 25 mg BID\n- propranolol 20 mg TID\n- Humalog 75/25 10 units\n"
        );
    }

    #[test]
    fn it_is_found_in_tables_capitals_and_prose() {
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "LISINOPRIL 20MG DAILY",
                "Zofran4mg",
                "Start predniSONE40 mg",
                "fentanyl 25mcg IV",
            ],
        );
        speaks_under(&RULE, "## Medications", &["levothyroxine 50mcg"]);
        speaks_under(&RULE, "## HPI", &["took 400mg of ibuprofen"]);
    }

    #[test]
    fn what_else_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## HPI",
            &[
                "2000mL urine, drank 500mL",
                "birth weight 3200g, took 60mL formula every 3 h",
            ],
        );
        silent_under(&RULE, "## Imaging", &["uterus 120g, EBL 300mL"]);
        silent_under(&RULE, "## Labs", &["Na 138mEq/L, bili 10mg/dL", "urine protein 300mg"]);
        silent_under(&RULE, "## Social History", &["30g fiber; 2g sodium diet"]);
        silent_under(&RULE, "## Vitals", &["weight 3200g"]);
        silent_under(&RULE, "## Procedure", &["20G IV; 4L O2"]);
        silent_under(&RULE, "## Plan", &["O2 2L/min"]);
    }
}
