//! REA010: what brought the patient is never mentioned again.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Complaint, Concept, ConceptMention};
use crate::rules::support::quote;
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA010",
    name: "complaint-not-addressed",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "sub-i",
        "soap",
        "ed-note",
        "consult",
        "derm",
        "gyn",
        "sports-med",
        "psych-eval",
        "patient-note",
        "geriatrics",
        "ob-triage",
        "oral-presentation",
    ],
    options: &[],
    fix: None,
    sources: &[
        "Baker et al., IDEA assessment tool: the assessment explains the presentation",
        "Weed: the problem-oriented medical record; every complaint reaches a problem",
    ],
    summary: "The complaint that brought the patient is not taken up in the assessment or plan.",
    docs: r#"
## What it does

Follows the chief complaint to the assessment and plan. It is content when they name it under any name ("SOB" for dyspnea), name a diagnosis that explains it (a pneumonia for a cough), say that it is gone or ruled out, test for it
(ECG and troponin for chest pain) or treat it. Planned visits, follow-ups and procedures have no complaint to answer. Where the assessment names a diagnosis that the table of concepts does not know, the rule is silent.

## Why it matters

The patient came with a question. A plan that renews every pill and never comes back to the chest pain is how a heart attack goes home.

## How to fix

Make the complaint, or the diagnosis that explains it, the first problem: what it most likely is, what speaks for and against the dangerous causes, what is done about it. If it has gone, say so.

```bad
# SOAP Note

CC: chest pain

S: 58-year-old man with 2 days of pressure across the chest when he climbs stairs. It eases with rest.

O: BP 148/86, HR 78. Heart regular, no murmur. Lungs clear.

A/P:
1. Hypertension: increase lisinopril to 20 mg daily, recheck in 2 weeks
2. Type 2 diabetes: A1c 7.9%, increase metformin to 1000 mg twice daily
```

```good
# SOAP Note

CC: chest pain

S: 58-year-old man with 2 days of pressure across the chest when he climbs stairs. It eases with rest.

O: BP 148/86, HR 78. Heart regular, no murmur. Lungs clear.

A/P:
1. New exertional angina: ECG today, aspirin 81 mg daily, stress test this week
2. Hypertension: increase lisinopril to 20 mg daily, recheck in 2 weeks
```

## Precision

Not yet counted.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let presentation = note.presentation();
    if !presentation.announced || presentation.visit.is_some() {
        return;
    }
    let Some(complaint) = presentation.complaints.first() else {
        return;
    };
    let entry = note.entry_at(lexicon_ids::COMPLAINTS, complaint.entry);
    if entry.category != "symptom" {
        return;
    }
    let concepts = concepts_of(note, complaint);
    let places = assessed(note);
    if concepts.is_empty() || places.is_empty() || is_reached(note, &places, &concepts) || is_beyond_us(note, &places) {
        return;
    }
    let written = quote(note.slice(complaint.span), 40);
    let title = entry.text("title").unwrap_or("it");
    let finding = Finding::new(
        complaint.span,
        format!("“{written}” brought the patient, but the assessment and plan never come back to it"),
    )
    .help(format!(
        "say what {title} most likely comes from and what speaks against the dangerous causes, and what you do about it; if it has gone, say so"
    ));
    findings.push(finding.related(heading(note, places[0]), "nothing here answers it"));
}

/// The concepts that a complaint stands for: its own, and those that are named where it stands.
fn concepts_of(note: &Note, complaint: &Complaint) -> Vec<Concept> {
    let named = note.concepts_in(complaint.span).iter().map(|it| it.concept);
    let own = note.concepts_of_complaint(complaint).iter().copied();
    own.chain(named).collect()
}

/// Where the note says what it thinks and does: assessment, plan, course, and sections that nobody knows.
fn assessed(note: &Note) -> Vec<Span> {
    let mut places: Vec<Span> = Vec::new();
    let mut thinks = false;
    for section in &note.sections {
        let role = note.role_at(section.heading.start);
        let is_thought = matches!(role, Role::Assessment | Role::AssessmentAndPlan | Role::Plan);
        thinks |= is_thought;
        let counts = is_thought || role == Role::Course || section.id.is_none() && role == Role::Other;
        let is_inside = places.last().is_some_and(|it| it.contains(section.span));
        if counts && !is_inside {
            places.push(section.span);
        }
    }
    for passage in note.passages() {
        if matches!(passage.role, Role::Assessment | Role::AssessmentAndPlan | Role::Plan) {
            thinks = true;
            places.push(passage.span);
        }
    }
    if !thinks {
        places.clear();
    }
    places
}

/// Whether a place names the complaint, what explains it, or a drug or test for it that is not there for another problem.
fn is_reached(note: &Note, places: &[Span], concepts: &[Concept]) -> bool {
    let by_name = |place: &Span| {
        note.concepts_in(*place).iter().any(|it| {
            concepts.iter().any(|concept| {
                note.is_kind_of(it.concept, *concept)
                    || note.is_kind_of(*concept, it.concept)
                    || note.explains(it.concept, *concept)
            })
        })
    };
    let by_test = |place: &Span| {
        note.orders_in(*place).any(|order| {
            let looks_into = |concept: Concept| note.works_up(order.entry, concept);
            concepts.iter().any(|it| looks_into(*it)) && !belongs_elsewhere(note, order.span, looks_into)
        })
    };
    let by_drug = |place: &Span| {
        let all = note.medications();
        let from = all.partition_point(|it| it.span.start < place.start);
        let mut inside = all[from..].iter().take_while(|it| it.span.start < place.end);
        inside.any(|drug| {
            let is_for = |concept: Concept| note.treats(drug.entry, concept);
            concepts.iter().any(|it| is_for(*it)) && !belongs_elsewhere(note, drug.name, is_for)
        })
    };
    places.iter().any(by_name) || places.iter().any(by_test) || places.iter().any(by_drug)
}

/// Whether the step at `span` stands under a problem that it is for: ibuprofen for the knee does not answer a headache.
fn belongs_elsewhere(note: &Note, span: Span, is_for: impl Fn(Concept) -> bool) -> bool {
    let mut problems = note.assessment().diseases();
    problems.any(|problem| problem.span.contains(span) && problem.concepts.iter().any(|it| is_for(*it)))
}

/// Whether the assessment names no problem at all, or one that the table does not know and that may explain anything.
fn is_beyond_us(note: &Note, places: &[Span]) -> bool {
    let names_disease = |mention: &ConceptMention| {
        let category = &*note.concept(mention.concept).category;
        !matches!(category, "care" | "group")
    };
    let known = places
        .iter()
        .any(|place| note.concepts_in(*place).iter().any(names_disease));
    let strange = |title: Span| note.concepts_in(title).is_empty();
    !known
        || note.assessment().diseases().any(|problem| strange(problem.title))
        || places.iter().any(|place| has_strange_diagnosis(note, *place))
}

/// Whether a word in `place` looks like a diagnosis and belongs to no concept.
fn has_strange_diagnosis(note: &Note, place: Span) -> bool {
    let known = |span: Span| {
        let before = Span::new(span.start.saturating_sub(60).max(place.start), span.end);
        note.concepts_in(before).iter().any(|it| it.span.overlaps(span))
    };
    if note
        .phrases_in(lexicon_ids::UNKNOWN_DIAGNOSES, place)
        .any(|hit| !known(hit.span))
    {
        return true;
    }
    let Some(entry) = note.grammar.entry_named(lexicon_ids::UNKNOWN_DIAGNOSES, "diagnosis") else {
        return false;
    };
    let entry = note.entry_at(lexicon_ids::UNKNOWN_DIAGNOSES, entry);
    let text = note.slice(place);
    let ends_so = |word: &str, ending: &str| {
        let at = word.len().checked_sub(ending.len()).filter(|at| *at > 1);
        at.and_then(|at| word.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        if word.len() < 6 || !entry.list("endings").iter().any(|ending| ends_so(word, ending)) {
            return false;
        }
        let start = place.start + (word.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let span = Span::new(start, start + word.len() as u32);
        !entry.list("not").iter().any(|it| it.eq_ignore_ascii_case(word)) && !known(span)
    })
}

/// The heading of the place, or its first words.
fn heading(note: &Note, place: Span) -> Span {
    let section = note.section_at(place.start).map(|ix| note.section(ix).heading);
    section.filter(|it| !it.is_empty()).unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn soap(complaint: &str, plan: &str) -> String {
        format!(
            "# SOAP Note\n\nCC: {complaint}\n\nS: 58-year-old man, started 2 days ago, getting worse.\n\nO: BP 148/86, HR 78.\n\nA/P:\n{plan}\n"
        )
    }

    #[test]
    fn a_complaint_that_nothing_answers_is_found() {
        let renewals =
            "1. Hypertension: continue lisinopril 10 mg daily\n2. Hyperlipidemia: continue atorvastatin 40 mg";
        for complaint in [
            "chest pain",
            "headache for 3 days",
            "shortness of breath",
            "knee pain",
            "abdominal pain",
            "dizziness",
            "\"My back hurts\"",
            "rash",
            "cough",
            "sore throat",
            "blood in stool",
            "palpitations",
            "burning with urination",
            "diarrhoea 3/7",
        ] {
            let text = soap(complaint, renewals);
            assert_eq!(hits(&RULE, &text).len(), 1, "{complaint}");
        }
    }

    #[test]
    fn an_answer_under_any_name_will_do() {
        for (complaint, plan) in [
            ("chest pain", "1. HTN: lisinopril\n2. GERD: omeprazole"),
            ("chest pain", "1. HTN: lisinopril. ECG and troponin today."),
            (
                "chest pain",
                "1. HTN: lisinopril\n2. CP: resolved, likely musculoskeletal",
            ),
            ("chest pain", "1. HTN: lisinopril. No further chest pain since Monday."),
            ("shortness of breath", "1. CHF: furosemide\n2. HTN"),
            ("SOB", "1. HTN\n2. DOE: order PFTs"),
            ("headache", "1. Migraine: sumatriptan 50 mg"),
            ("knee pain", "1. HTN\n2. OA of the right knee: acetaminophen"),
            ("abdominal pain", "1. Biliary colic: RUQ ultrasound"),
            ("dizziness", "1. BPPV: Epley\n2. HTN"),
            ("back pain", "Lumbar strain. Ibuprofen. Return if worse."),
            ("rash", "1. Tinea corporis: clotrimazole\n2. HTN"),
            ("cough", "Imp: viral URTI. Safety-netted."),
            ("sore throat", "Viral pharyngitis"),
            ("blood in stool", "1. Hemorrhoids: fiber\n2. HTN"),
            ("fatigue", "1. HTN\n2. Check TSH and CBC"),
            ("low mood", "1. MDD: sertraline 50 mg"),
            ("foot pain", "1. Morton's neuroma: wide shoes\n2. HTN"),
            ("arm pain", "1. Cervical rib compression\n2. HTN: lisinopril"),
            ("vomiting", "1. T2DM: metformin\n2. Ondansetron 4 mg as needed"),
        ] {
            silent(&RULE, &[&soap(complaint, plan)]);
        }
    }

    #[test]
    fn planned_visits_have_no_complaint_to_answer() {
        let plan = "1. Hypertension: continue lisinopril 10 mg daily";
        silent(
            &RULE,
            &[
                &soap("follow-up of blood pressure", plan),
                &soap("annual physical", plan),
                &soap("medication refill", plan),
                "# SOAP Note\n\nCC: chest pain\n\nS: 2 days of chest pressure.\n\nO: BP 148/86.\n",
            ],
        );
    }

    #[test]
    fn the_finding_points_at_the_complaint() {
        let text = soap("chest pain", "1. Hypertension: continue lisinopril 10 mg daily");
        speaks(&RULE, &[&text]);
        assert_eq!(hits(&RULE, &text), ["chest pain"]);
    }
}
