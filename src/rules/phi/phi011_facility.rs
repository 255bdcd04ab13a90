//! PHI011: named institutions, employers and public offices.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{GUIDANCE, SAFE_HARBOR, report_but};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI011",
    name: "facility",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Warning,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "allowed",
        default: OptionDefault::List(&[]),
        doc: "Institutions that may stand in notes, as they are written: your own teaching hospital.",
    }],
    fix: Some(Applicability::Suggestion),
    sources: &[SAFE_HARBOR, GUIDANCE],
    summary: "A named hospital, clinic, school or employer stands in the note.",
    docs: r#"
## What it does

Finds the names of hospitals, clinics, nursing homes and prisons, of employers and schools of the patient, and offices that only one person in a place holds (`the mayor of` a town). Messages never repeat them. `Community hospital`, `the fracture clinic`,
`Emergency Department`, `outside hospital` name none.

## Why it matters

Where somebody was treated, works or goes to school narrows down who it is, and a public office tells it.

## How to fix

Write what kind it is: `an outside hospital`, `a nursing home`, `works in a factory`, `holds a public office`; or `[HOSPITAL]`, `[EMPLOYER]`.

```bad
# H&P

HPI: 71-year-old man with chest pain, transferred from Mercy General Hospital.
```

```bad
# H&P

SH: Works at Boeing as a machinist. His son attends Lincoln High School.
```

```good
# H&P

HPI: 71-year-old man with chest pain, transferred from an outside hospital. Follows in Cardiology Clinic.

SH: Works in an aircraft factory. His son is in high school.
```

## Precision

To be counted.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let kinds = [IdentifierKind::Facility, IdentifierKind::Employer, IdentifierKind::Role];
    report_but(
        context,
        findings,
        &kinds,
        "or what kind it is: `an outside hospital`, `a factory`",
        &context.list("allowed"),
    );
}
