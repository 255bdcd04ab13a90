//! PHI001: names of persons.

use crate::note::facts::{Identifier, IdentifierKind};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI001",
    name: "name",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "fictional-names",
            default: OptionDefault::List(&[]),
            doc: "Names that your school made up for its cases and that may stand in notes: `Maria Alvarez`. Each word of such a name is allowed alone, too.",
        },
        OptionSpec {
            name: "clinicians",
            default: OptionDefault::Bool(true),
            doc: "Whether names of clinicians are reported, as warnings.",
        },
        OptionSpec {
            name: "initials",
            default: OptionDefault::Bool(true),
            doc: "Whether initials may stand for a name: `Mr. A`, `JD`.",
        },
    ],
    fix: Some(Applicability::Suggestion),
    sources: &[
        "45 CFR 164.514(b)(2)(i)(A): names of the individual, of relatives, employers and household members",
        "HHS OCR: Guidance Regarding Methods for De-identification of Protected Health Information (2012)",
        "Stubbs, Kotfila, Uzuner 2015: names of clinicians are masked in notes that are shared",
    ],
    summary: "The name of a patient, a relative or a clinician stands in the note.",
    docs: r#"
## What it does

Finds the names of patients, relatives and clinicians: behind titles (`Ms.`, `Dr.`), labels (`Patient:`, `Emergency contact:`) and words for kin and trades, before degrees (`, MD`) and ages, in `LAST, FIRST` headers, and as given names
and surnames of the lists that ship with the program. Each name is reported once, with its later places. Messages never repeat it. A patient's or relative's name is an error, a clinician's a warning.

Eponyms (`Murphy sign`), drugs, brands, months, headings, placeholders (`[NAME]`, `Dr. X`, `Jane Doe`), the sign-off and the front matter's `author` are none.

## Why it matters

A note that leaves the ward, for a course, a portfolio or a case report, must not tell whose it is. A name is the first thing that tells.

## How to fix

Write a role (`the patient`, `her husband`, `the attending`), an initial (`Ms. A`) or a token (`[NAME]`). `preceptor redact` does it for the whole note. If the names of your cases are made up, list them in
`[options.name]` as `fictional-names`.

```bad
# Progress Note

S: Ms. Alvarez slept well. Her husband Tomas brought her glasses.

O: Lungs clear.

A/P: Pneumonia, better. Discussed with Dr. Okafor.
```

```bad
PATIENT: WEBB, KAREN

HPI: 64-year-old woman with cough.
```

```good
# Progress Note

S: Ms. A slept well. Her husband brought her glasses.

O: Lungs clear, Murphy sign absent, Foley catheter out.

A/P: Pneumonia, better. Crohn disease, quiet. Discussed with Dr. X.
```

## Precision

To be counted.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let names: Vec<&Identifier> = note
        .identifiers()
        .iter()
        .filter(|it| matches!(it.kind, IdentifierKind::Name | IdentifierKind::Clinician))
        .collect();
    for name in names {
        findings.push(Finding::new(
            name.span,
            format!("{} [{}]", name.kind.phrase(), note.slice(name.span)),
        ));
    }
}
