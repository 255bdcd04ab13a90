//! SAF003: a dose with a zero after its decimal point, which is missed and makes it ten times as much.

use crate::note::Note;
use crate::rules::abbreviations::{Use, report};
use crate::rules::dosing::{bare_doses, is_dose, is_medication_line};
use crate::rules::support::{is_prose, quote};
use crate::rules::{Applicability, Check, Context, Edit, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF003",
    name: "trailing-zero",
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
    summary: "A dose ends in a zero after the decimal point: 1.0 mg is read as 10 mg.",
    docs: r#"
## What it does

Reports doses that end in a zero after the decimal point (`1.0 mg`, `2.50 mg`, `lorazepam 1.0 BID`, ranges too), and takes the zero away: a safe fix. In an order or on a line of medications it is an error, elsewhere in the note
a warning. Laboratory values, vital signs, sizes, weights, tube sizes and settings of the ventilator keep their zero, for there it tells how exactly was measured. One finding for each note; its fix mends all places.

## Why it matters

The decimal point is easily missed, on a fax, a copy or a lined sheet: warfarin 5.0 mg becomes 50 mg. The Joint Commission forbids the trailing zero in every order.

## How to fix

Write the whole number alone: 5 mg.

```bad
## Medications

- Warfarin 5.0 mg PO daily
```

```bad
## Plan

1. Alcohol withdrawal: lorazepam 1.0-2.0 mg IV every 4 hours as needed for CIWA above 8.
```

```good
## Medications

- Warfarin 5 mg PO daily

## Labs

K 4.0, Cr 1.0 mg/dL, INR 2.0. T 37.0 C.
```

## Precision

Measured on planted doses and look-alikes; see the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// What makes the number end in zeros after its decimal point: `.0` of `1.0`, the last `0` of `2.50`.
fn zeros(number: &str) -> Option<usize> {
    let point = number.find('.').filter(|at| *at > 0)?;
    let kept = number.trim_end_matches('0').len();
    let start = if kept == point + 1 { point } else { kept };
    (start < number.len()).then_some(start)
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found: Vec<Use> = note
        .quantities()
        .iter()
        .filter(|it| zeros(note.slice(it.number)).is_some() && is_dose(note, it))
        .filter_map(|it| trailing(note, it.number, note.slice(it.unit)))
        .collect();
    if memchr::memmem::find(note.text.as_bytes(), b".0").is_some() {
        let bare = bare_doses(note).filter(|(_, span)| is_prose(note, *span));
        found.extend(bare.filter_map(|(_, span)| trailing(note, span, "")));
    }
    report(found, findings);
}

fn trailing(note: &Note, number: Span, unit: &str) -> Option<Use> {
    let written = note.slice(number);
    let at = zeros(written)?;
    let zeros = Span::new(number.start + at as u32, number.end);
    let misread = written.replace('.', "");
    let severity = match is_medication_line(note, number.start) {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let unit = quote(unit, 12);
    let unit = match &*unit {
        "" | "%" => unit,
        _ => format!(" {unit}"),
    };
    Some(Use {
        group: 0,
        span: number,
        message: format!("\"{written}{unit}\" can be read as {misread}{unit}, for the decimal point is easily missed"),
        help: format!("write \"{}{unit}\"", &written[..at]),
        severity,
        fix: Some((
            Applicability::Safe,
            Edit {
                span: zeros,
                replacement: String::new(),
            },
        )),
    })
}
