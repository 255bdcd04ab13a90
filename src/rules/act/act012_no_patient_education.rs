//! ACT012: something new for the patient, and no word of what they were told.

use crate::grammar::{Level, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus, Setting};
use crate::rules::closing::{Cue, has_net, has_section, is_idle, is_label, is_of_plan, kind, plan_heading, says};
use crate::rules::support::{is_british, problem_at, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT012",
    name: "no-patient-education",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[
        "soap",
        "clinic-follow-up",
        "annual",
        "ed-note",
        "hp",
        "peds-hp",
        "derm",
        "gyn",
        "sports-med",
        "prenatal",
        "ob-triage",
        "oncology",
        "psych-eval",
        "discharge-summary",
    ],
    options: &[],
    fix: None,
    sources: &[
        "AHRQ Health Literacy Universal Precautions Toolkit: teach-back; AHRQ SHARE approach",
        "E/M and clerkship teaching: counseling is part of the plan",
    ],
    summary: "A new treatment for a patient who goes home, and no word of what they were told.",
    docs: r#"
## What it does

Looks in notes on patients who go home with something new (a drug that is started or changed, a procedure, a device) for one word of teaching: discussed, explained, advised, counseled, taught, a leaflet, a shared decision, "agrees with the plan", safety-netted,
or advice such as rest and fluids; in any section but the histories. Advice for one problem (a quitline, a decision to wait) says nothing of a drug
that is new for another, and a line that only names the next visit teaches nothing. What was discussed with the attending teaches the patient nothing. Inpatient notes, consultations and procedure reports are left alone.

## Why it matters

Half of all medicines are not taken as prescribed, most often because nobody said why and how. What was told belongs in the note, so that the next clinician can build on it.

## How to fix

Say what was taught, how understanding was checked, and what was given in writing.

```bad
# SOAP Note

S: 52-year-old woman with three months of thirst and frequent urination.

O: BP 132/80, BMI 33. A1c 8.2%.

A: new type 2 diabetes.

P: start metformin 500 mg twice daily. A1c and creatinine in 3 months. Eye exam referral. Return in 3 months.
```

```good
# SOAP Note

S: 52-year-old woman with three months of thirst and frequent urination.

O: BP 132/80, BMI 33. A1c 8.2%.

A: new type 2 diabetes.

P: start metformin 500 mg twice daily; explained nausea in the first weeks and why to take it with meals. A1c and creatinine in 3 months. Eye exam referral. Return in 3 months.
```

## Precision

1 finding on the 182 corpus notes, right; none on the good notes. Of 21 faults planted by people who had not seen the code 15 are found, the others in notes where nothing but
a drug sold over the counter, a device or an exercise is new; none of 12 look-alikes is reported, nor any of 18 beside the rule.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let summary = kind(note) == "discharge-summary";
    if note.setting() == Some(Setting::Inpatient) && !summary {
        return;
    }
    let Some(place) = plan_heading(note).or_else(|| note.sections.first().filter(|_| summary).map(|it| it.heading))
    else {
        return;
    };
    let taught = [
        ids::PATIENT_EDUCATION,
        ids::ANTICIPATORY_GUIDANCE,
        ids::INJURY_PREVENTION,
    ];
    let new = novelty(note);
    if has_section(note, &taught)
        || is_instructed(note)
        || is_told(note, new)
        || is_british(note) && kind(note) == "soap" && has_net(note)
        || !summary && says(note, &[Cue::Admit, Cue::Elsewhere]).is_some()
    {
        return;
    }
    let asked = note
        .kind
        .and_then(|kind| note.grammar.kind(kind).level(ids::PATIENT_EDUCATION));
    let help = "add what was explained (why, how to take or do it, what to expect), whether the patient agrees, and what was given in writing";
    if !summary && is_idle(note) {
        return;
    }
    match new {
        Some(new) => findings.push(
            Finding::new(
                place,
                format!(
                    "Nothing says what the patient was told about {}",
                    quote(note.slice(new.name), 40)
                ),
            )
            .help(help)
            .related(new.name, "new for the patient"),
        ),
        None if matches!(asked, Some(Level::Required | Level::Recommended)) => {
            findings.push(Finding::new(place, "Nothing says what the patient was told or taught").help(help));
        }
        None => {}
    }
}

/// Whether the note says that anything was told to the patient, decided with them, or given to them; advice for one problem says
/// nothing of a drug that is new for another.
fn is_told(note: &Note, new: Option<&Medication>) -> bool {
    // What is given here and now, or taken when needed, explains itself by what is said beside it.
    let kept = |drug: &&Medication| {
        drug.prn.is_none()
            && !drug
                .route
                .is_some_and(|it| ["iv", "im"].iter().any(|way| note.slice(it).eq_ignore_ascii_case(way)))
    };
    let problem = new.filter(kept).and_then(|it| disease_at(note, it.name.start));
    note.phrases_of(lexicon_ids::TEACHING).any(|hit| {
        let entry = note.entry(hit);
        *entry.category != *"colleague"
            && is_of_plan(note, hit.span)
            && !is_label(note, hit.span)
            && (!entry.flag("beside")
                || problem.is_none()
                || disease_at(note, hit.span.start).is_none_or(|it| Some(it) == problem))
    })
}

/// The problem that `offset` stands under; not a topic of the plan.
fn disease_at(note: &Note, offset: u32) -> Option<usize> {
    problem_at(note, offset).filter(|at| note.written_problems[*at].topic.is_none())
}

/// Whether instructions for the patient say more than when the next visit is.
fn is_instructed(note: &Note) -> bool {
    has_section(note, &[ids::DISCHARGE_INSTRUCTIONS])
        && note
            .sections
            .iter()
            .filter(|it| it.id == Some(ids::DISCHARGE_INSTRUCTIONS))
            .all(|section| {
                note.sentences()
                    .iter()
                    .filter(|it| section.span.contains(it.span) && !it.span.overlaps(section.heading))
                    .any(|it| {
                        !note
                            .phrases_in(lexicon_ids::CLOSING, it.span)
                            .any(|hit| matches!(note.grammar.category(hit), "again" | "no-more"))
                    })
            })
}

/// What is new for the patient: a drug that is started or changed.
fn novelty(note: &Note) -> Option<&Medication> {
    note.medications().iter().find(|it| {
        matches!(it.status, MedicationStatus::Ordered | MedicationStatus::Changed)
            && is_of_plan(note, it.name)
            && (it.dose.is_some() || it.frequency.is_some() || it.verb.is_some())
            && !note.entry_at(lexicon_ids::DRUGS, it.entry).flag("otc")
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{silent, speaks};

    fn soap(plan: &str) -> String {
        format!(
            "# SOAP Note\n\nS: 52-year-old woman with three months of thirst; was counseled on diet last year.\n\nO: A1c 8.2%.\n\nA: new type 2 diabetes.\n\nP: {plan}\n"
        )
    }

    fn all(notes: &[String]) -> Vec<&str> {
        notes.iter().map(String::as_str).collect()
    }

    #[test]
    fn something_new_and_not_a_word() {
        let gaps: Vec<String> = [
            "start metformin 500 mg twice daily. A1c in 3 months. Return in 3 months.",
            "metformin 500 mg BID, referral to ophthalmology, RTC 3 months",
            "Rx metformin 500 mg BID. Discussed with the attending. RTC 3 months.",
            "Begin metformin 500 mg daily, increase to 500 mg BID after a week. Case discussed with Dr. X.",
            "started on empagliflozin 10 mg daily. BMP in 2 weeks. F/u 4 weeks.",
        ]
        .iter()
        .map(|plan| soap(plan))
        .collect();
        speaks(&RULE, &all(&gaps));
        let two = |tobacco: &str, diabetes: &str| {
            format!(
                "# SOAP Note\n\nS: 52-year-old woman with three months of thirst; smokes.\n\nO: A1c 8.2%.\n\nA: new type 2 diabetes. Tobacco use.\n\nP:\n1. Type 2 diabetes: start metformin 500 mg twice daily{diabetes}\n2. Tobacco use: {tobacco}\n"
            )
        };
        speaks(&RULE, &[&two("quitline, patches declined for now", ", RTC 3 months")]);
        silent(
            &RULE,
            &[
                &two("quitline, patches declined for now", " with meals, nausea explained"),
                &two("quitline; the plan was explained to her and her husband", ""),
            ],
        );
    }

    #[test]
    fn told_in_any_words() {
        let said: Vec<String> = [
            "start metformin 500 mg twice daily, explained.",
            "start metformin 500 mg twice daily. Side effects reviewed.",
            "start metformin 500 mg twice daily. Patient understands and agrees.",
            "start metformin 500 mg twice daily. Leaflet given.",
            "start metformin 500 mg twice daily; counselled on diet.",
            "start metformin 500 mg twice daily; shared decision.",
            "start metformin 500 mg twice daily; teach-back done.",
            "start metformin 500 mg twice daily; she declined insulin.",
            "start metformin 500 mg twice daily. Safety-netted.",
            "start metformin 500 mg twice daily. Weight loss, Mediterranean diet.",
            "start metformin 500 mg twice daily; diabetes educator next week",
            "continue metformin 500 mg twice daily. RTC 3 months.",
            "A1c in 3 months.",
        ]
        .iter()
        .map(|plan| soap(plan))
        .collect();
        silent(&RULE, &all(&said));
        silent(
            &RULE,
            &[
                "# Progress Note\n\nHD 3\n\nS: better\n\nO: T 37\n\nA/P: pneumonia. Start azithromycin 500 mg IV daily.\n",
                "# SOAP Note\n\nS: thirst\n\nO: A1c 8\n\nA: diabetes\n\nP: start metformin 500 mg BID\n\nPatient education: nausea in the first weeks.\n",
                "# Consult Note\n\nReason: AKI\n\nAssessment: prerenal AKI\n\nRecommendations: start normal saline, hold lisinopril\n",
                "# ED Note\n\nCC: cough\n\nMDM: pneumonia\n\nPlan: start ceftriaxone 1 g IV. Admit to medicine.\n",
            ],
        );
    }
}
