//! SAF009: a drug whose stated reason or dose is that of another drug with a similar name.

use crate::grammar::lexicon_ids;
use crate::rules::look_alikes::{Mixed, mixed};
use crate::rules::support::quote;
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF009",
    name: "look-alike-drug",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Warning,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "FDA and ISMP Lists of Look-Alike Drug Names with Recommended Tall Man Letters (2023)",
        "ISMP List of Confused Drug Names (2024)",
        "WHO Patient Safety Solutions: look-alike, sound-alike medication names",
    ],
    summary: "A drug is written for a reason, or in a dose, that only a drug with a similar name has.",
    docs: r#"
## What it does

For about a hundred pairs of drugs that are mixed up by name (hydralazine and hydroxyzine, Celexa and Celebrex, tramadol and trazodone, Fosamax and Flomax …) it reads the reason that stands with the drug ("for itching", the title of its problem). If the reason is one of the other drug and none of the drug written, it asks whether the other was meant. A dose alone counts only where it is far outside the range of the drug written, inside that of the other, and no decimal slip.

Silent where the reason fits the drug at all, also off label, and where no reason is stated. Tall-man letters are never asked for.

## Why it matters

Confused names are among the commonest causes of dispensing errors. The reason beside the name is the one thing by which a pharmacist can catch it.

## How to fix

Read the order again. If the name is wrong, write the right one; if it is right, write the reason that it has.

```bad
## Plan

1. Pruritus: hydralazine 25 mg PO every 6 hours as needed for itching
```

```bad
## Medications

- Celexa 200 mg PO twice daily for arthritis
- Lisinopril 10 mg PO daily for blood pressure
```

```good
## Plan

1. Pruritus: hydroxyzine 25 mg PO every 6 hours as needed for itching
2. Hypertension: hydralazine 25 mg PO three times daily
```

```good
## Medications

- Citalopram 20 mg PO daily for depression
- Celebrex 200 mg PO twice daily for arthritis
- Propranolol 20 mg PO twice daily for migraine
- Trazodone 50 mg PO at bedtime for sleep
```

## Precision

Not measured yet.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let medications = note.medications();
    let mut told: Vec<u16> = Vec::new();
    for at in 0..medications.len() {
        let medication = &medications[at];
        if told.contains(&medication.entry) {
            continue;
        }
        let Some(Mixed { meant, reason, .. }) = mixed(note, medications, at) else {
            continue;
        };
        told.push(medication.entry);
        let name = quote(note.slice(medication.name), 40);
        let message = match reason {
            Some(reason) => format!(
                "{name} is not given for \"{}\"; {} is, and the names are easily mixed up",
                quote(note.slice(reason), 40).trim(),
                meant.id
            ),
            None => format!(
                "{name} {} is no dose of {name}, but one of {}, and the names are easily mixed up",
                medication
                    .dose
                    .map_or_else(String::new, |dose| quote(note.slice(dose.span), 20)),
                meant.id
            ),
        };
        let mut finding = Finding::new(medication.name, message).help(format!(
            "was {} meant? If {name} is right, write what it is for",
            meant.id
        ));
        if let Some(reason) = reason {
            finding = finding.related(reason, "the reason");
        }
        findings.push(finding);
    }
}
