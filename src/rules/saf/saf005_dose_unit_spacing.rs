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

Reports doses that touch their unit (`10mg`, `5units`, `2tabs`; info, and not in British notes, where it is usual) and doses that touch the name of the drug (`metoprolol25 mg`; a warning). The fix writes the space. Concentrations in blood,
sizes and oxygen flows (`2L NC`) are no doses; `10U` and `5cc` are spoken of by SAF001 and SAF002. One finding for each note and kind; its fix mends all places.

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

Measured on planted doses and look-alikes; see the tests beside the rule.
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
