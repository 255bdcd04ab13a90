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
    status: Status::Stable,
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

Finds the names of hospitals, clinics, nursing homes and prisons, of employers and schools of the patient, and offices
that only one person in a place holds (`the mayor of` a town). Messages never repeat them. `Community hospital`, `the
fracture clinic`, `Emergency Department`, `outside hospital` name none.

## Why it matters

Where somebody was treated, works or goes to school narrows down who it is, and a public office tells it.

## How to fix

Write what kind it is: `an outside hospital`, `a nursing home`, `works in a factory`, `holds a public office`; or
`[HOSPITAL]`, `[EMPLOYER]`.

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

3 findings on the 182 corpus notes, all right. Of 28 institutions and employers planted by somebody who had not seen
the code, 23 were found: an employer that only stands in parentheses behind a trade is missed. None in good notes.
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

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{run, run_with, silent, speaks};

    #[test]
    fn institutions_in_every_form() {
        speaks(
            &RULE,
            &[
                "HPI: Transferred from St. Luke's Hospital with chest pain.\n",
                "HPI: Followed at the Mayo Clinic.\n",
                "HPI: Resident of Sunrise Manor Nursing Home.\n",
                "HPI: Presented to Lakeview Regional Medical Center.\n",
                "HPI: Inmate at Folsom State Prison.\n",
                "SH: His son attends Lincoln High School.\n",
                "SH: Retired from General Motors.\n",
                "SH: Engineer for Lockheed Martin.\n",
                "SH: He was a tailor at Gimbel Brothers.\n",
                "SH: He is the mayor of Springfield.\n",
            ],
        );
    }

    #[test]
    fn the_message_does_not_tell_it() {
        let note = "HPI: Admitted to Mercy General last year. Works at Boeing.\n";
        let found = run(&RULE, note);
        assert_eq!(found.len(), 2, "{found:#?}");
        for finding in found {
            let help = finding.help.clone().unwrap_or_default();
            assert!(!finding.message.contains("Mercy") && !finding.message.contains("Boeing"));
            assert!(!help.contains("Mercy") && !help.contains("Boeing"));
        }
        let allowed = OptionValue::List(vec!["Boeing".to_owned()]);
        assert_eq!(run_with(&RULE, note, "allowed", allowed).len(), 1);
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: Seen in the Emergency Department of an outside hospital. Transfer to ICU.\n",
                "Plan: Follow up in Cardiology Clinic, Heart Failure Clinic, Fracture Clinic. Discharge to SNF.\n",
                "HPI: Community Hospital, Children's Hospital, University Hospital, County Hospital.\n",
                "Hospital Course: stable. American College of Cardiology guideline followed.\n",
                "SH: Teacher, referred by GP. Shops at Walmart. On Medicaid.\n",
                "Studies: Echocardiogram before surgery: EF 60%, no valve disease. Clinic: BP 140/90. Seen at the surgery: BP high.\n",
                "HPI: Further work up of headaches with MRI.\n",
            ],
        );
    }
}
