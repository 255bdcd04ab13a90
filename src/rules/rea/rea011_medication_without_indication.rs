//! REA011: a drug that is taken for long, and nothing that says what for.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Concept, ConceptMention, Medication, MedicationStatus, Status};
use crate::rules::support::{capitalized, listing};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA011",
    name: "medication-without-indication",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Info,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "WHO Guide to Good Prescribing; STOPP criterion A1: any drug prescribed without an evidence-based clinical indication",
        "Joint Commission NPSG.03.06.01: purpose of each medication in the list",
    ],
    summary: "A drug on the home medication list treats nothing that the note names.",
    docs: r#"
## What it does

Looks for each long-term prescription drug of the home medication list whether a problem, a past illness, an operation or a complaint of the note is something that it is given for. Uses are taken widely (a beta-blocker for
hypertension, coronary disease, heart failure, arrhythmia, migraine, tremor …); drugs bought without prescription, taken as needed or with their purpose beside them are not asked about. It needs a past medical history that
names something. One finding names all such drugs. What is denied beside its drug is ACC020's business, and a drug that the plan continues without a problem is ACT008's.

## Why it matters

A drug without an indication is either a diagnosis that was missed in the history, or a drug that should be stopped. Both are worth finding on admission.

## How to fix

Add the disease to the past medical history or problem list, or write the purpose beside the drug. If nobody knows what it is for, say so and ask.

```bad
# H&P

HPI: 71-year-old woman with a painful right wrist after a fall on ice.

PMH: hypertension

Medications: lisinopril 10 mg daily, levothyroxine 75 mcg daily

Assessment: distal radius fracture.

Plan: sugar-tong splint, orthopedic review.
```

```good
# H&P

HPI: 71-year-old woman with a painful right wrist after a fall on ice.

PMH: hypertension, hypothyroidism

Medications: lisinopril 10 mg daily, levothyroxine 75 mcg daily

Assessment: distal radius fracture.

Plan: sugar-tong splint, orthopedic review.
```

## Precision

Not yet counted.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut open: Vec<&Medication> = Vec::new();
    for medication in note.medications() {
        if is_regular(note, medication) && !open.iter().any(|it| it.entry == medication.entry) {
            open.push(medication);
        }
    }
    if open.is_empty() || !has_history(note) {
        return;
    }
    let (named, denied) = named(note);
    let planned = planned(note);
    open.retain(|medication| {
        planned.binary_search(&medication.entry).is_err()
            && !named.iter().any(|concept| note.treats(medication.entry, *concept))
            && !denied.iter().any(|concept| is_its_use(note, medication, *concept))
    });
    let Some((first, others)) = open.split_first() else {
        return;
    };
    let names: Vec<&str> = open.iter().map(|it| note.slice(it.name)).collect();
    let (verb, pronoun) = match others {
        [] => ("is", "it is"),
        _ => ("are", "they are"),
    };
    let listed = capitalized(&listing(&names, "and"));
    let mut finding = Finding::new(
        first.name,
        format!("{listed} {verb} on the medication list, but no problem, history or complaint says what {pronoun} for"),
    )
    .help(help(note, &open));
    for other in others {
        finding = finding.related(other.name, "and this one");
    }
    findings.push(finding);
}

/// Whether it is a prescribed drug that the patient takes every day, its purpose not beside it.
fn is_regular(note: &Note, medication: &Medication) -> bool {
    let entry = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    medication.role == Role::HomeMedications
        && medication.listed
        && matches!(medication.status, MedicationStatus::Home | MedicationStatus::Continued)
        && medication.indication.is_none()
        && medication.prn.is_none()
        && entry.category == "drug"
        && entry.flag("chronic")
        && !entry.flag("otc")
        && note.has_known_uses(medication.entry)
}

/// Whether there is a past history that names something.
fn has_history(note: &Note) -> bool {
    note.concepts()
        .iter()
        .any(|it| note.role_at(it.span.start) == Role::PastHistory && note.assertion(it.span).status != Status::Absent)
}

/// The drugs that the plan speaks of, in order: a drug there is a step, with or without a problem.
fn planned(note: &Note) -> Vec<u16> {
    let is_step = |role| matches!(role, Role::Plan | Role::AssessmentAndPlan | Role::Assessment);
    let steps = note.medications().iter().filter(|it| is_step(it.role));
    let mut planned: Vec<u16> = steps.map(|it| it.entry).collect();
    planned.sort_unstable();
    planned.dedup();
    planned
}

/// What the patient has or had, each once; and the diseases that the patient is said not to have.
fn named(note: &Note) -> (Vec<Concept>, Vec<Concept>) {
    let mut named: Vec<Concept> = Vec::new();
    let mut denied: Vec<Concept> = Vec::new();
    let mut known: Vec<bool> = Vec::new();
    for mention in note.concepts() {
        let at = usize::from(mention.concept.0);
        if known.len() <= at {
            known.resize(at + 1, false);
        }
        if known[at] {
            continue;
        }
        known[at] = true;
        match is_of_the_patient(note, mention) {
            Some(true) => named.push(mention.concept),
            Some(false) => denied.push(mention.concept),
            None => known[at] = false,
        }
    }
    (named, denied)
}

/// Whether the patient has or had it, or is said not to have it; `None` where nothing is said of the patient.
fn is_of_the_patient(note: &Note, mention: &ConceptMention) -> Option<bool> {
    let is_symptom = || note.concept(mention.concept).category == "symptom";
    let role = note.role_at(mention.span.start);
    if matches!(
        role,
        Role::FamilyHistory | Role::Allergies | Role::ReviewOfSystems | Role::VitalSigns | Role::Data
    ) {
        return None;
    }
    let status = note.assertion(mention.span).status;
    // What was weighed and found unlikely is no reason for a drug of long ago.
    if matches!(
        role,
        Role::Assessment | Role::AssessmentAndPlan | Role::Plan | Role::Exam
    ) {
        let told = matches!(status, Status::Present | Status::Historical) && !is_doubted(note, mention);
        return told.then_some(true);
    }
    match status {
        Status::Family | Status::Hypothetical => None,
        Status::Absent => (!is_symptom()).then_some(false),
        // "Thirst and nighttime urination are gone."
        Status::Historical => (!is_symptom() || role == Role::PastHistory).then_some(true),
        Status::Present | Status::Uncertain => Some(true),
    }
}

/// Whether the disease is one of the very uses of the drug: to deny it beside the drug is a contradiction, and ACC020's business.
fn is_its_use(note: &Note, medication: &Medication, disease: Concept) -> bool {
    let uses = note.entry_at(lexicon_ids::DRUGS, medication.entry).list("uses").iter();
    note.treats(medication.entry, disease)
        && uses.flat_map(|it| note.grammar.phrases(it)).any(|hit| {
            let named = note.concepts_of_entry(hit.lexicon, hit.entry);
            hit.lexicon == lexicon_ids::CONCEPTS && hit.entry == disease.0 || named.contains(&disease)
        })
}

/// Whether it is only thought of: "PE less likely".
fn is_doubted(note: &Note, mention: &ConceptMention) -> bool {
    let around = Span::new(mention.span.start.saturating_sub(20), mention.span.end + 20);
    let around = note.sentence_at(mention.span.start).map_or(around, |it| {
        Span::new(around.start.max(it.span.start), around.end.min(it.span.end))
    });
    let mut words = note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, around);
    words.any(|hit| matches!(note.grammar.category(hit), "unlikely" | "other"))
}

/// What each drug is usually for.
fn help(note: &Note, open: &[&Medication]) -> String {
    let usual: Vec<String> = open
        .iter()
        .filter_map(|it| {
            let entry = note.entry_at(lexicon_ids::DRUGS, it.entry);
            Some(format!("{} ({})", note.slice(it.name), entry.list("uses").first()?))
        })
        .collect();
    let usual: Vec<&str> = usual.iter().map(String::as_str).collect();
    format!(
        "add to the past history what the patient takes {} for, write the purpose beside the drug, or ask whether it is still needed",
        listing(&usual, "and")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::support::testing::{hits, silent};

    fn hp(history: &str, drugs: &str, rest: &str) -> String {
        format!(
            "# H&P\n\nHPI: 71-year-old woman with a painful wrist after a fall.\n\nPMH: {history}\n\nMedications: {drugs}\n\n{rest}\n"
        )
    }

    #[test]
    fn a_drug_for_nothing_is_found() {
        for drug in [
            "levothyroxine 75 mcg daily",
            "metformin 500 mg BID",
            "sertraline 50 mg daily",
            "apixaban 5 mg BID",
            "tiotropium 18 mcg daily",
            "allopurinol 300 mg daily",
            "tamsulosin 0.4 mg daily",
            "alendronate 70 mg weekly",
            "donepezil 10 mg nightly",
            "lithium 300 mg BID",
            "latanoprost 1 drop nightly",
            "levetiracetam 500 mg BID",
            "warfarin 5 mg daily",
            "quetiapine 200 mg nightly",
        ] {
            let text = hp("osteoarthritis", drug, "Assessment: wrist sprain.");
            assert_eq!(hits(&RULE, &text).len(), 1, "{drug}");
        }
    }

    #[test]
    fn what_it_is_for_may_stand_anywhere() {
        for (history, drugs, rest) in [
            ("hypothyroidism", "levothyroxine 75 mcg daily", ""),
            ("HTN", "metoprolol succinate 50 mg daily", ""),
            ("migraine", "propranolol 80 mg daily", ""),
            ("PCOS", "metformin 500 mg BID", ""),
            ("HTN, T2DM", "atorvastatin 40 mg daily", ""),
            (
                "heart failure",
                "empagliflozin 10 mg daily, spironolactone 25 mg daily",
                "",
            ),
            ("fibromyalgia", "duloxetine 60 mg daily, gabapentin 300 mg TID", ""),
            ("obesity", "semaglutide 1 mg weekly", ""),
            ("osteoarthritis", "levothyroxine 75 mcg daily for hypothyroidism", ""),
            (
                "osteoarthritis",
                "levothyroxine 75 mcg daily",
                "Assessment: fracture. Hypothyroidism: TSH normal.",
            ),
            ("osteoarthritis, s/p thyroidectomy", "levothyroxine 75 mcg daily", ""),
            ("s/p CABG", "clopidogrel 75 mg daily, atorvastatin 80 mg daily", ""),
            ("afib", "apixaban 5 mg BID, diltiazem 120 mg daily", ""),
            ("kidney transplant", "tacrolimus 2 mg BID, mycophenolate 500 mg BID", ""),
            ("enlarged prostate", "tamsulosin 0.4 mg daily", ""),
            ("anxiety", "escitalopram 10 mg daily", ""),
            ("glaucoma", "latanoprost 1 drop nightly", ""),
            (
                "osteoarthritis",
                "omeprazole 20 mg daily, vitamin D 1000 units daily, aspirin 81 mg daily, ibuprofen PRN",
                "",
            ),
            ("osteoarthritis", "albuterol PRN", ""),
            ("none", "levothyroxine 75 mcg daily", ""),
        ] {
            silent(&RULE, &[&hp(history, drugs, rest)]);
        }
    }

    #[test]
    fn a_relative_s_disease_explains_nothing() {
        let text = hp(
            "osteoarthritis",
            "levothyroxine 75 mcg daily, sertraline 50 mg daily",
            "Family history: mother with hypothyroidism\n\nROS: denies depression\n",
        );
        assert_eq!(hits(&RULE, &text), ["levothyroxine"]);
    }

    #[test]
    fn without_a_history_to_look_in_it_is_silent() {
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: painful wrist after a fall.\n\nMedications: levothyroxine 75 mcg daily\n\nA: fracture\n\nP: splint\n",
            ],
        );
    }
}
