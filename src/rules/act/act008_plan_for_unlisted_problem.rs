//! ACT008: a step of the plan that belongs to no problem of the note.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Concept, Medication, MedicationStatus, Status as Asserted};
use crate::rules::closing::{kind, plan_heading};
use crate::rules::support::{Pairs, places_of, quote, sentence_around};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT008",
    name: "plan-for-unlisted-problem",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Weed 1968, problem-oriented record: every order belongs to a problem",
        "Joint Commission MM.04.01.01 (indication of medications); ACR Appropriateness Criteria (images answer a question)",
    ],
    summary: "A step of the plan belongs to no problem of the note.",
    docs: r#"
## What it does

Takes each drug that the plan newly starts and looks for what it is given for: a problem, complaint, finding, result or past illness anywhere in the note, under any name, or a reason beside the order ("for sleep"). Takes tests that nobody orders without a reason (an MRI of the brain, a colonoscopy,
an EEG …) and looks for one word of that reason. What may be routine is left alone: blood tests, prophylaxis, vaccines, screening, analgesics, drugs for nausea, sleep and bowels, fluids, electrolytes,
vitamins, consultations, and drugs whose use is not known. Home drugs without a reason are for REA011.

## Why it matters

An order without a problem was meant for another patient, or for a problem that was never written down. Either way the next reader cannot check it.

## How to fix

Name the problem in the assessment, or write the reason beside the order, or take the order out.

```bad
# Clinic Note

S: 34-year-old man with two weeks of right heel pain in the morning.

O: BP 118/72. Tender at the right medial heel.

Assessment: plantar fasciitis.

Plan:
1. Plantar fasciitis: calf stretches twice daily, heel pads
2. Start levothyroxine 50 mcg daily
Return in 6 weeks.
```

```good
# Clinic Note

S: 34-year-old man with two weeks of right heel pain in the morning. Tired since spring.

O: BP 118/72. Tender at the right medial heel. TSH 14.

Assessment: plantar fasciitis.

Plan:
1. Plantar fasciitis: calf stretches twice daily, heel pads
2. Start levothyroxine 50 mcg daily for the raised TSH, TSH in 6 weeks
Return in 6 weeks.
```

## Precision

No finding on the 182 corpus notes and on 59 good notes. Of 16 faults planted by somebody who had not seen the code 11 are found; none of 10 look-alikes is reported.
What is missed: drugs for which the note names another use, and tests for which some word of the note may be a reason.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS, lexicon_ids::PURPOSEFUL_ORDERS]),
    check: Check::Note(check),
};

/// What is looked at at most.
const MOST: usize = 200;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if plan_heading(note).is_none()
        || matches!(
            kind(note),
            "operative"
                | "brief-op"
                | "procedure"
                | "radiology-report"
                | "discharge-summary"
                | "delivery-note"
                | "preop"
                | "oncology"
        )
    {
        return;
    }
    drugs(note, findings);
    tests(note, findings);
}

fn is_plan(note: &Note, at: u32) -> bool {
    matches!(note.role_at(at), Role::Plan | Role::AssessmentAndPlan)
}

/// New drugs without a reason.
fn drugs(note: &Note, findings: &mut Vec<Finding>) {
    let mut known: Option<Vec<Concept>> = None;
    let mut told: Vec<u16> = Vec::new();
    for drug in note.medications().iter().take(MOST) {
        if drug.status != MedicationStatus::Ordered
            || !is_plan(note, drug.name.start)
            || told.contains(&drug.entry)
            || !is_checked(note, drug)
            || drug.dose.is_none() && drug.verb.is_none()
        {
            continue;
        }
        let known = known.get_or_insert_with(|| reasons(note));
        if known.iter().any(|concept| note.treats(drug.entry, *concept))
            || has_reason(note, drug)
            || is_taken(note, drug)
        {
            continue;
        }
        told.push(drug.entry);
        let entry = note.entry_at(lexicon_ids::DRUGS, drug.entry);
        let uses: Vec<&str> = entry.list("uses").iter().take(2).map(|it| &**it).collect();
        let name = note.slice(drug.name);
        let help = if uses.is_empty() {
            "name the problem that it is for, or take the order out".to_owned()
        } else {
            format!(
                "name the problem that it is for ({}?), or take the order out",
                uses.join(", ")
            )
        };
        findings.push(
            Finding::new(
                drug.span,
                format!("{name} belongs to no problem, finding or history of this note"),
            )
            .help(help),
        );
    }
}

/// Whether the drug is one that is never given without a problem that the note would name.
fn is_checked(note: &Note, drug: &Medication) -> bool {
    let entry = note.entry_at(lexicon_ids::DRUGS, drug.entry);
    let silent = |class: &str| {
        [
            "opioid",
            "opioid-phenanthrene",
            "nsaid",
            "analgesic",
            "salicylate",
            "antiemetic",
            "antihistamine",
            "vaccine",
            "vitamin",
            "electrolyte",
            "mineral",
            "iron",
            "iv-fluid",
            "supplement",
            "herbal",
            "local-anesthetic",
            "local-anesthetic-ester",
            "anesthetic",
            "antidote",
            "osmotic-laxative",
            "stimulant-laxative",
            "bulk-laxative",
            "laxative",
            "ppi",
            "h2-blocker",
            "antacid",
            "antitussive",
            "expectorant",
            "decongestant",
            "contraceptive",
            "hormone",
            "immune-globulin",
            "lmwh",
            "neuromuscular-blocker",
            "sedative",
            "uterotonic",
            "antiseptic",
            "enzyme",
            "progestin",
            "dopamine-antagonist",
            "phenothiazine",
            "anticholinergic",
            "chelator",
            "topical-acne",
            "opioid-antagonist",
            "muscle-relaxant",
            "antispasmodic",
            "melatonin",
            "vasopressor",
            "inotrope",
            "surfactant",
            "estrogen",
            "antibody",
            "emollient",
            "z-hypnotic",
            "benzodiazepine",
        ]
        .contains(&class)
    };
    entry.category == "drug"
        && !entry.flag("otc")
        && note.has_known_uses(drug.entry)
        && !entry.list("class").iter().any(|class| silent(class))
        && !matches!(
            &*entry.id,
            "heparin" | "aspirin" | "trazodone" | "melatonin" | "gabapentin" | "lidocaine" | "metoclopramide"
        )
}

/// What the note says that the patient has, had, or may have.
fn reasons(note: &Note) -> Vec<Concept> {
    let said = |span: Span| {
        let status = note.assertion(span).status;
        match status {
            Asserted::Absent | Asserted::Family | Asserted::Hypothetical => false,
            // "Pneumonia unlikely: no crackles" asks for no antibiotic.
            Asserted::Uncertain => !is_doubted(note, span),
            Asserted::Present | Asserted::Historical => true,
        }
    };
    let mut known: Vec<Concept> = note
        .concepts()
        .iter()
        .filter(|it| said(it.span))
        .map(|it| it.concept)
        .chain(note.labs().iter().filter_map(|lab| note.concept_of_lab(lab)))
        .collect();
    known.sort_unstable();
    known.dedup();
    known
}

/// Whether the sentence calls what it names unlikely.
fn is_doubted(note: &Note, span: Span) -> bool {
    let sentence = sentence_around(note, span);
    note.phrases_in(lexicon_ids::SETTLED_PROBLEMS, sentence).any(|hit| {
        let words = note.slice(hit.span).to_ascii_lowercase();
        words.contains("likely") || words == "excluded" || words == "ruled out"
    })
}

/// Whether the order says what it is for: "for stroke prevention", "to protect the stomach", "(sleep)".
fn has_reason(note: &Note, drug: &Medication) -> bool {
    if drug.indication.is_some() || drug.prn.is_some() {
        return true;
    }
    let sentence = sentence_around(note, drug.span);
    if note.phrases_in(lexicon_ids::ORDER_REASONS, sentence).next().is_some() {
        return true;
    }
    // What stands behind the title of a problem, on its line or as its item, was meant for it, whatever the table knows.
    let at = note
        .written_problems
        .partition_point(|it| it.span.start <= drug.name.start);
    note.written_problems[..at].last().is_some_and(|it| {
        let between = Span::new(it.title.end.min(drug.name.start), drug.name.start);
        drug.name.start < it.span.end
            && !it.title.overlaps(drug.span)
            && note.phrases_in(lexicon_ids::DRUGS, it.title).next().is_none()
            && (!note.slice(between).contains(['\n', '\r']) || it.items.iter().any(|item| item.contains(drug.name)))
    })
}

/// Whether the patient takes it already, or another drug of its class.
fn is_taken(note: &Note, drug: &Medication) -> bool {
    let class = note.entry_at(lexicon_ids::DRUGS, drug.entry).list("class");
    note.medications().iter().take(MOST).any(|other| {
        other.name != drug.name
            && matches!(
                other.status,
                MedicationStatus::Home
                    | MedicationStatus::Continued
                    | MedicationStatus::Given
                    | MedicationStatus::Held
                    | MedicationStatus::Stopped
            )
            && (other.entry == drug.entry
                || note
                    .entry_at(lexicon_ids::DRUGS, other.entry)
                    .list("class")
                    .iter()
                    .any(|it| class.contains(it)))
    })
}

/// Tests that need a reason, without one word of it.
fn tests(note: &Note, findings: &mut Vec<Finding>) {
    let lexicon = lexicon_ids::PURPOSEFUL_ORDERS;
    let mut told: Vec<u16> = Vec::new();
    for hit in note.phrases_of(lexicon).take(MOST) {
        if told.contains(&hit.entry)
            || !is_plan(note, hit.span.start)
            || matches!(
                note.assertion(hit.span).status,
                Asserted::Absent | Asserted::Hypothetical | Asserted::Historical
            )
        {
            continue;
        }
        let sentence = sentence_around(note, hit.span);
        if note.phrases_in(lexicon_ids::ORDER_REASONS, sentence).next().is_some() {
            continue;
        }
        told.push(hit.entry);
        let entry = note.entry(hit);
        if says_any(note, hit.span, entry.list("reasons").iter().map(|it| &**it)) {
            continue;
        }
        let words = quote(note.slice(hit.span), 40);
        findings.push(
            Finding::new(hit.span, format!("Nothing in this note asks for {words}"))
                .help("name the complaint, finding or problem that it looks into, or take the order out"),
        );
    }
}

/// Whether the note says one of these words or beginnings of words, at another place than `but`, and does not deny it.
fn says_any<'r>(note: &Note, but: Span, reasons: impl Iterator<Item = &'r str>) -> bool {
    let reasons: Vec<(String, bool)> = reasons
        .map(|it| match it.strip_suffix('*') {
            Some(stem) => (stem.to_ascii_lowercase(), true),
            None => (it.to_ascii_lowercase(), false),
        })
        .collect();
    note.sentences().iter().any(|sentence| {
        if matches!(
            note.role_at(sentence.span.start),
            Role::Exam | Role::ReviewOfSystems | Role::FamilyHistory | Role::SocialHistory | Role::VitalSigns
        ) {
            return false;
        }
        let text = note.slice(sentence.span).to_ascii_lowercase();
        let pairs = Pairs::of(&text);
        reasons
            .iter()
            .filter(|(stem, _)| pairs.may_hold(stem))
            .any(|(stem, open)| {
                places_of(&text, stem).any(|at| {
                    let before = text[..at].bytes().next_back();
                    let after = text[at + stem.len()..].bytes().next();
                    let place = Span::new(
                        sentence.span.start + at as u32,
                        sentence.span.start + (at + stem.len()) as u32,
                    );
                    !before.is_some_and(|byte| byte.is_ascii_alphanumeric())
                        && (*open || !after.is_some_and(|byte| byte.is_ascii_alphanumeric()))
                        && !place.overlaps(but)
                        && note.assertion(place).status != Asserted::Absent
                })
            })
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{silent, speaks};

    fn note(story: &str, step: &str) -> String {
        format!(
            "# Clinic Note\n\nS: 34-year-old man with right heel pain in the morning. {story}\n\nO: BP 118/72. Tender at the right medial heel.\n\nAssessment: plantar fasciitis.\n\nPlan:\n1. Plantar fasciitis: calf stretches twice daily, heel pads\n{step}\nReturn in 6 weeks.\n"
        )
    }

    fn all(notes: &[String]) -> Vec<&str> {
        notes.iter().map(String::as_str).collect()
    }

    #[test]
    fn orders_for_nothing() {
        let notes: Vec<String> = [
            "2. Start levothyroxine 50 mcg daily",
            "2. Start atorvastatin 40 mg nightly",
            "2. Begin sertraline 50 mg daily",
            "2. Metformin 500 mg twice daily",
            "2. Start apixaban 5 mg twice daily",
            "2. Allopurinol 100 mg daily",
            "2. Start furosemide 20 mg daily",
            "2. Amoxicillin 500 mg three times daily for 7 days",
            "2. MRI brain",
            "2. EEG",
            "2. Order colonoscopy",
            "2. CT head without contrast",
        ]
        .iter()
        .map(|step| note("No fever, no headache.", step))
        .collect();
        speaks(&RULE, &all(&notes));
    }

    #[test]
    fn explained_under_any_name() {
        let notes = [
            note("Known underactive thyroid.", "2. Start levothyroxine 50 mcg daily"),
            note("PMH: hypothyroidism.", "2. Start levothyroxine 50 mcg daily"),
            note("LDL 190 mg/dL.", "2. Start atorvastatin 40 mg nightly"),
            note("High cholesterol.", "2. Start atorvastatin 40 mg nightly"),
            note("Feels depressed.", "2. Begin sertraline 50 mg daily"),
            note("A1c 7.9%, T2DM.", "2. Metformin 500 mg twice daily"),
            note("Irregular pulse, AF on ECG.", "2. Start apixaban 5 mg twice daily"),
            note("Gout last year.", "2. Allopurinol 100 mg daily"),
            note("New headaches with vomiting.", "2. MRI brain"),
            note("A spell of staring and jerking.", "2. EEG"),
            note("Blood in the stool.", "2. Order colonoscopy"),
            note("", "2. Colonoscopy for screening at 45"),
            note("", "2. Ibuprofen 400 mg three times daily for 5 days"),
            note("", "2. Ondansetron 4 mg as needed for nausea"),
            note("", "2. Influenza vaccine today; lipid panel, CBC"),
            note("", "2. Vitamin D 1000 units daily"),
            note("", "2. Start atorvastatin 20 mg nightly for primary prevention"),
            note("", "2. Health maintenance: start rosuvastatin 5 mg nightly"),
            note("Takes sertraline 50 mg daily.", "2. Continue sertraline 50 mg daily"),
            note("", "2. No MRI brain needed"),
            note("", "2. If he faints again, EEG"),
            note("", "2. Social work and physical therapy referral"),
        ];
        silent(&RULE, &all(&notes));
    }
}
