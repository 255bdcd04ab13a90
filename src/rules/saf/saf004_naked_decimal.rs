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

Reports doses that begin with a decimal point (`.5 mg`, `digoxin .125 daily`, `.45% saline`) and writes the zero
before it: a safe fix. In an order or on a line of medications it is an error, elsewhere a warning. Laboratory values,
statistics (`p=.05`) and sizes are no doses. One finding for each note; its fix mends all places.

## Why it matters

A point with nothing before it is missed: `.5 mg` of digoxin becomes 5 mg, ten tablets for one. The Joint Commission
forbids it in every order.

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

None on 182 corpus notes, which hold no such dose, and none on 103 good notes. Of 13 planted decimals 13 were found.
Measured on 26 wordings and 16 look-alikes (laboratory values, statistics, sizes, tobacco), which are tests beside the
rule.
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
        let bare = bare_doses(note).filter(|span| note.slice(*span).starts_with('.') && is_prose(note, *span));
        found.extend(bare.map(|span| naked(note, span, "")));
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
            written[1..].trim_start_matches('0')
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

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Applicability;
    use crate::rules::support::testing::{fixed, hits, run, silent_under, speaks_under};

    #[test]
    fn it_is_found_in_orders() {
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "digoxin .125 mg daily",
                "Synthroid .088 mg",
                "Xanax .5 TID",
                "Lanoxin .25mg PO daily",
                "colchicine: .6 mg BID",
            ],
        );
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "dilaudid .5mg IV q3h",
                "D5 .45% NS at 100",
                ".25% Marcaine 10 mL",
                "epinephrine .3 mg IM",
                "insulin .1 units/kg/h",
                "clonidine (.1 mg) TID",
                "lorazepam .5-1 mg IV",
                "atropine .01 mg/kg",
                "take .5 tab daily",
                "norepinephrine .05 mcg/kg/min",
                "albuterol .083% neb",
            ],
        );
        speaks_under(&RULE, "## HPI", &["was given .4 mg of sublingual nitroglycerin"]);
    }

    #[test]
    fn what_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Labs",
            &[
                "troponin .04, TSH .5 mIU/L",
                "Cr .9 mg/dL",
                "bilirubin .5 mg, troponin .02 ng",
                "INR .9",
            ],
        );
        silent_under(
            &RULE,
            "## HPI",
            &["p=.05; HR .75", "Seen at .5 mile run. He stopped it.5 mg was given."],
        );
        silent_under(&RULE, "## Imaging", &[".5 cm nodule"]);
        silent_under(&RULE, "## Plan", &["digoxin level .8"]);
    }

    #[test]
    fn the_fix_writes_the_zero() {
        let text = "## Medications\n\n- digoxin .125 mg daily\n- clonazepam .5 BID\n- bupivacaine .25%\n";
        assert_eq!(hits(&RULE, text), [".125"]);
        assert_eq!(
            fixed(&RULE, text, Applicability::Safe),
            "## Medications\n\n- digoxin 0.125 mg daily\n- clonazepam 0.5 BID\n- bupivacaine 0.25%\n"
        );
        assert!(run(&RULE, &fixed(&RULE, text, Applicability::Safe)).is_empty());
    }

    #[test]
    fn it_is_found_in_tables_capitals_and_prose() {
        speaks_under(
            &RULE,
            "## Medications",
            &["| Drug | Dose |\n|---|---|\n| Digoxin | .125 mg |"],
        );
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "Hydrocortisone .5% cream",
                "IVF: .9NS at 100? D5 .9% NS",
                "WARFARIN .5 MG",
                "tacrolimus .5mg BID",
                "terbutaline .25 mg SC",
                "increase to .75 mg",
            ],
        );
        speaks_under(&RULE, "## HPI", &["on Klonopin .5 mg"]);
    }

    #[test]
    fn what_else_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Assessment and Plan",
            &["BUN/Cr 14/.8", "AKI: Cr .9 from 1.4"],
        );
        silent_under(&RULE, "## Imaging", &["EF .55, .7 mm"]);
        silent_under(&RULE, "## Procedure", &["a .5 cm incision; .035 wire; .5 inch packing"]);
        silent_under(&RULE, "## Labs", &["Dig level .9 ng/mL"]);
        silent_under(&RULE, "## Vitals", &["FiO2 .40"]);
        silent_under(&RULE, "## HPI", &["smokes .5 ppd"]);
        silent_under(&RULE, "## Social History", &[".5 pack per day, .5 g of cannabis"]);
    }
}
