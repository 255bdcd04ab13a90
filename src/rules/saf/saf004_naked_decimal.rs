//! SAF004: a dose that begins with a decimal point, which is missed and makes it ten times as much.

use crate::note::Note;
use crate::rules::abbreviations::{Use, report};
use crate::rules::dosing::{bare_doses, is_dose, is_medication_line};
use crate::rules::support::{is_prose, quote};
use crate::rules::{Applicability, Check, Context, Edit, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF004",
    name: "naked-decimal",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &[
        "The Joint Commission, Official \"Do Not Use\" List of abbreviations (2004, affirmed 2005)",
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)",
    ],
    summary: "A dose begins with a decimal point: .5 mg is read as 5 mg.",
    docs: r#"
## What it does

Reports doses that begin with a decimal point (`.5 mg`, `digoxin .125 daily`, `.45% saline`) and writes the zero before it: a safe fix. In an order or on a line of medications it is an error, elsewhere a warning. Laboratory values, statistics
(`p=.05`) and sizes are no doses. One finding for each note; its fix mends all places.

## Why it matters

A point with nothing before it is missed: `.5 mg` of digoxin becomes 5 mg, ten tablets for one. The Joint Commission forbids it in every order.

## How to fix

Write the zero: 0.5 mg.

```bad
## Medications

- Digoxin .125 mg PO daily
- Clonazepam .5 mg PO BID
```

```bad
## Plan

1. Dehydration: D5 .45% saline with 20 mEq/L of potassium chloride at 75 mL/h.
```

```good
## Medications

- Digoxin 0.125 mg PO daily

## Labs

Troponin .04.
```

## Precision

Measured on planted doses and look-alikes; see the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found: Vec<Use> = note
        .quantities()
        .iter()
        .filter(|it| note.slice(it.number).starts_with('.') && is_dose(note, it))
        .map(|it| naked(note, it.number, note.slice(it.unit)))
        .collect();
    if memchr::memmem::find(note.text.as_bytes(), b" .").is_some() {
        let bare = bare_doses(note).filter(|(_, span)| note.slice(*span).starts_with('.') && is_prose(note, *span));
        found.extend(bare.map(|(_, span)| naked(note, span, "")));
    }
    report(found, findings);
}

fn naked(note: &Note, number: Span, unit: &str) -> Use {
    let written = note.slice(number);
    let severity = match is_medication_line(note, number.start) {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let unit = quote(unit, 12);
    let unit = match &*unit {
        "" | "%" => unit,
        _ => format!(" {unit}"),
    };
    Use {
        group: 0,
        span: number,
        message: format!(
            "\"{written}{unit}\" can be read as {}{unit}, for the decimal point is easily missed",
            &written[1..]
        ),
        help: format!("write \"0{written}{unit}\""),
        severity,
        fix: Some((
            Applicability::Safe,
            Edit {
                span: Span::new(number.start, number.start + 1),
                replacement: "0.".to_owned(),
            },
        )),
    }
}
