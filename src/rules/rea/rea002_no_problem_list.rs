//! REA002: an assessment that names no problem.

use crate::rules::reasoning::{nameless, sentences_in};
use crate::rules::support::{heading, quote};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA002",
    name: "no-problem-list",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "ob-hp",
        "ob-triage",
        "sub-i",
        "psych-eval",
        "psych-progress",
        "consult",
        "ed-note",
        "soap",
        "clinic-follow-up",
        "progress",
        "surgical-progress",
        "geriatrics",
        "gyn",
        "derm",
        "sports-med",
        "oncology",
        "prenatal",
        "postpartum",
        "patient-note",
    ],
    options: &[],
    fix: None,
    sources: &[
        "Weed: Medical records that guide and teach (the problem-oriented record)",
        "UF College of Medicine write-up criteria: problem list",
    ],
    summary: "The assessment names no problem and no diagnosis.",
    docs: r#"
## What it does

Reports an assessment in which no problem stands: no disease, no syndrome, not even a complaint or an abnormal result; only a status ("doing well"), a pointer ("see HPI"), or who the patient is. A prose assessment that commits
itself to a diagnosis is a problem list, and so is a plan under titles that name diseases. A note without any assessment is `missing-section`'s.

## Why it matters

The problem list is what everything else hangs on: the plan, the bill, the next reader. "Doing well" can be said of anybody.

## How to fix

Name each problem on a line of its own, the most urgent first, each with its state: diagnoses where possible, else the complaint with what it may be.

```bad
# SOAP Note

S: 54-year-old woman with right knee pain for 6 months.

O: BP 134/82. Right knee: medial joint line tenderness.

A: Patient was seen and examined. She is doing okay today and agrees with the plan.

P: Topical diclofenac four times daily. Physical therapy.
```

```good
# SOAP Note

S: 54-year-old woman with right knee pain for 6 months.

O: BP 134/82. Right knee: medial joint line tenderness.

A: Osteoarthritis of the right knee, most likely; hypertension near goal.

P: Topical diclofenac four times daily. Physical therapy.
```

## Precision

No finding on the 182 notes of the development corpus, none on 79 good notes of five other hands. On planted faults 12 of 12 are found, no alarm on 9 look-alikes and 10 more in its tests.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    let Some(section) = nameless(note) else { return };
    let body = note.section(section).body;
    let said = sentences_in(note, body)
        .iter()
        .find(|it| it.span.start >= body.start)
        .map_or(body, |it| it.span);
    let name = heading(note, section);
    let said = quote(note.slice(said), 60);
    let complaint = note.presentation().complaints.first();
    let example = complaint.map_or_else(String::new, |it| {
        format!(", beginning with what explains \"{}\"", quote(note.slice(it.span), 30))
    });
    found.push(
        Finding::new(
            note.section(section).heading,
            format!("{name} names no problem: \"{said}\" says nothing of what the patient has"),
        )
        .help(format!(
            "List the problems{example}: one a line, the most urgent first, each with how sure you are and how it goes"
        )),
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn soap(assessment: &str) -> String {
        format!(
            "# SOAP Note\n\nS: 54-year-old woman with right knee pain for 6 months.\n\nO: BP 134/82. Right knee tender.\n\n{assessment}\n"
        )
    }

    #[test]
    fn nothing_named() {
        let notes = [
            "A: Doing well.\n\nP: continue current medications",
            "A: Patient seen and examined. Agreeable to the plan.\n\nP:\n- Topical diclofenac\n- PT twice weekly",
            "Assessment: See HPI.\n\nPlan: as discussed",
            "Assessment: 54-year-old woman, seen with the attending. History and exam as above.\n\nPlan: naproxen 500 mg BID",
            "A: Stable. No acute events. Will discuss with team.\n\nP: continue",
            "Assessment: Exam is reassuring and the patient is happy.\n\nPlan: RICE, PT",
        ]
        .map(soap);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[0]), ["A"]);
    }

    #[test]
    fn something_named() {
        let notes = [
            "A: R knee OA. HTN near goal.\n\nP: PT",
            "A: Osteoarthritis most likely.\n\nP: PT",
            "A: Knee pain.\n\nP: PT",
            "A: Doing well.\n\nP:\n1. Osteoarthritis: PT\n2. Hypertension: continue",
            "A: No evidence of infection, patellofemoral syndrome.\n\nP: PT",
            "A: s/p right knee arthroscopy, doing well.\n\nP: PT",
            "A/P: Chondromalacia. PT.",
            "A/P:\n1. Gout: colchicine 0.6 mg daily.\n2. Hypertension: lisinopril 10 mg daily.",
        ]
        .map(soap);
        silent(&RULE, &notes.each_ref().map(String::as_str));
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: knee pain\n\nO: tender\n\nP: PT",
                "# Prenatal Visit\n\nS: fine\n\nO: FHT 140\n\nA: IUP at 28w1d, size equals dates.\n\nP: Tdap",
                "# Operative Note\n\nProcedure: appendectomy\n\nAssessment: tolerated well",
            ],
        );
    }
}
