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
    status: Status::Stable,
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

No finding on the 182 corpus notes nor on the good notes. Of faults planted by somebody who had not seen the code all 14 found at first sight, none of 12 look-alikes reported; of the author's own 55 of 55 and none of 34. Only the pairs of the list are known, and a wrong name without a reason beside it is seen by nobody.
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

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    /// A note whose list of drugs holds this line.
    fn listed(line: &str) -> String {
        format!("## HPI\n\n58-year-old man, cough for 3 days.\n\n## Medications\n\n- {line}\n\n## Plan\n\nRest.\n")
    }

    #[test]
    fn reasons_of_the_other_drug() {
        let notes = [
            "hydralazine 25 mg PO q6h prn itching",
            "Celexa 200 mg BID for arthritis",
            "Celebrex 20 mg daily for depression",
            "tramadol 50 mg at bedtime for insomnia",
            "trazodone 50 mg q6h prn back pain",
            "clonazepam 0.1 mg BID for hypertension",
            "bupropion 10 mg TID for anxiety",
            "metformin 500 mg TID for C. diff",
            "metronidazole 500 mg BID for type 2 diabetes",
            "Lamictal 250 mg daily for toenail fungus",
            "Zyprexa 10 mg daily for seasonal allergies",
            "Plavix 20 mg daily for depression",
            "Fosamax 0.4 mg nightly for BPH",
            "risperidone 0.5 mg nightly for restless legs",
            "Topamax 50 mg daily for hypertension",
            "doxepin 100 mg BID for Lyme disease",
        ]
        .map(listed);
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        speaks(
            &RULE,
            &[
                "## HPI\n\nHer depression is managed with Celebrex 20 mg daily.\n",
                "## HPI\n\nHe takes hydroxyzine 50 mg TID for hypertension.\n",
                "## HPI\n\nItch.\n\n## Assessment and Plan\n\n# Pruritus\n- hydralazine 25 mg q8h prn\n",
                "Imp: hay fever\n\nPlan: Zyprexa 10 mg OD for sneezing.\n",
            ],
        );
    }

    #[test]
    fn a_dose_that_only_the_other_has() {
        assert_eq!(hits(&RULE, &listed("Zantac 0.5 mg TID")), ["Zantac"]);
        // A decimal slip is SAF007's.
        silent(&RULE, &[&listed("Celexa 200 mg daily")]);
    }

    #[test]
    fn reasons_of_the_drug_itself() {
        let notes = [
            "hydralazine 25 mg TID for blood pressure",
            "hydroxyzine 25 mg prn anxiety",
            "clonidine 0.1 mg nightly for ADHD",
            "bupropion 150 mg daily for depression and anxiety",
            "metformin 500 mg BID for PCOS",
            "olanzapine 5 mg nightly for nausea",
            "propranolol 20 mg BID for migraine",
            "metoprolol succinate 50 mg daily for atrial fibrillation",
            "prednisone 40 mg daily for 5 days",
            "doxycycline 100 mg BID for 7 days for bronchitis",
            "lisinopril 10 mg daily for kidney protection",
            "trazodone 50 mg nightly",
        ]
        .map(listed);
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "## HPI\n\nShe has been on hydralazine and now has itching.\n",
                "## HPI\n\nItching started after hydralazine.\n",
                "## HPI\n\nHe takes tramadol, and cannot sleep.\n",
                "## HPI\n\nOn lisinopril with good control of his diabetes.\n",
                "## HPI\n\nHydralazine was stopped for itching.\n",
                "## Allergies\n\nHydralazine (itching)\n",
                "## HPI\n\nTired.\n\n## Assessment and Plan\n\n# Diabetes\n- continue metformin, lisinopril\n\n# Cirrhosis\n- rifaximin 550 mg BID\n- propranolol 20 mg BID\n",
            ],
        );
    }

    #[test]
    fn what_is_told() {
        let found = run(&RULE, &listed("hydralazine 25 mg PO q6h prn itching"));
        assert_eq!(
            found[0].message,
            "hydralazine is not given for \"itching\"; hydroxyzine is, and the names are easily mixed up"
        );
        assert_eq!(found[0].related.len(), 1);
    }
}
