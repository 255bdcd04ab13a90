//! REA004: a problem that is only named.

use crate::grammar::{Role, ids, lexicon_ids};
use crate::note::facts::{Action, Problem, Status};
use crate::note::{Note, ProblemForm, WrittenProblem};
use crate::rules::reasoning::{
    assessments, findings_in, looks_like_disease, names_disease, names_same_disease, places, prose, reasons,
    symptom_named, titled,
};
use crate::rules::support::{Content, capitalized, quote, section_content, word_count};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA004",
    name: "problem-without-reasoning",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Info,
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
        "consult",
        "ed-note",
        "soap",
        "progress",
        "surgical-progress",
        "geriatrics",
        "gyn",
        "derm",
        "sports-med",
        "oncology",
        "postpartum",
        "patient-note",
        "transfer",
    ],
    options: &[],
    fix: None,
    sources: &[
        "IDEA and Revised-IDEA: explanation of reasoning for the leading diagnosis",
        "Weed: the problem-oriented record; each problem with its subjective and objective evidence",
    ],
    summary: "An active problem is only named: no evidence, cause, severity or course.",
    docs: r#"
## What it does

Reports an active problem of which the assessment says nothing but its name: no cause, no evidence, no severity, no course, no number; the plan's orders do not count. Chronic diseases with their drug or goal, problems that
are evident (a laceration, a day after an operation, a pregnancy), minor ones (constipation, a callus), and those that the summary statement or another problem reasons about are left alone. A complaint as a
title is `symptom-as-diagnosis`'s.

## Why it matters

"AKI" alone tells nobody whether it is the dry patient who needs fluid or the full one who must not have it. The reason is what lets the next reader notice when it no longer fits.

## How to fix

Add one clause after the name: from what, because of which finding, how bad, and which way it goes.

```bad
# H&P

HPI: 70-year-old man with vomiting for 3 days.

Labs: Cr 2.1 (baseline 0.9).

Assessment: 70-year-old man with 3 days of vomiting, found to be dry.
1. Gastroenteritis, likely viral: sick grandchild, no blood; oral rehydration.
2. Acute kidney injury
   - BMP tomorrow morning
```

```good
# H&P

HPI: 70-year-old man with vomiting for 3 days.

Labs: Cr 2.1 (baseline 0.9).

Assessment: 70-year-old man with 3 days of vomiting, found to be dry.
1. Gastroenteritis, likely viral: sick grandchild, no blood; oral rehydration.
2. Acute kidney injury: prerenal from vomiting, Cr 2.1 from 0.9
   - BMP tomorrow morning
```

## Precision

No finding on the 182 notes of the development corpus, which are mostly dictated; none on the good notes of seven other hands. On
planted faults 18 of 23 of the two measured sets are found, no alarm on their look-alikes.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// How many bytes of another sentence around the name of a problem speak of it.
const AROUND: u32 = 200;

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    for (first, problem) in only_named(note) {
        let name = quote(note.slice(problem.title), 50);
        let example = match first {
            true => "what makes you think so, how severe it is, and what else it could be",
            false => "from what, by which finding or value, how severe, and which way it goes",
        };
        found.push(
            Finding::new(
                problem.title,
                format!("\"{name}\" is only named: nothing says what it comes from, what shows it or how it goes"),
            )
            .help(format!("Write one clause after \"{}\": {example}", capitalized(&name))),
        );
    }
}

/// The problems of which only the name is told, each with whether it is the first.
pub(crate) fn only_named(note: &Note) -> impl Iterator<Item = (bool, &Problem)> {
    // The names of a plain list of diagnoses are no problems under which anybody would write.
    let listed = |problem: &&Problem| problem.form.is_some_and(|form| form != ProblemForm::Line);
    let diseases: Vec<&Problem> = note.assessment().diseases().filter(listed).collect();
    let assessed = assessments(note).any(|ix| section_content(note, ix) == Content::Written);
    let sole = diseases.len() == 1;
    diseases.into_iter().enumerate().filter_map(move |(at, problem)| {
        // Where only a plan stands, the assessment is what is missing.
        let asked = assessed || note.role_at(problem.title.start) != Role::Plan;
        (asked
            && is_active_disease(note, problem, at == 0 && is_new(note, problem.title))
            && !is_reasoned(note, problem, sole))
        .then_some((at == 0, problem))
    })
}

/// Whether the first problem is what brought the patient: the answer to a new complaint, however long the disease may last.
fn is_new(note: &Note, title: Span) -> bool {
    let presentation = note.presentation();
    presentation.visit.is_none() && !presentation.complaints.is_empty() && !is_in_history(note, title)
}

/// Whether the title names a disease that is active and not evident; `main` if it is the answer to a new complaint.
fn is_active_disease(note: &Note, problem: &Problem, main: bool) -> bool {
    let title = problem.title;
    // "Febrile neutropenia: go to the emergency department" is what might come.
    let text = note.slice(problem.span);
    if note.role_at(title.start) == Role::Plan
        && ["emergency department", "go to", "call if"]
            .iter()
            .any(|it| text.contains(it))
    {
        return false;
    }
    let weighed = note
        .phrases_in(lexicon_ids::REASONING_CUES, title)
        .any(|hit| matches!(note.grammar.category(hit), "against" | "considered"));
    if weighed
        || titled(note, title, "minor")
        || titled(note, title, "preventive")
        || titled(note, title, "known")
        || titled(note, title, "evident")
    {
        return false;
    }
    let conditions = findings_in(note, title);
    let gone = |status| {
        matches!(
            status,
            Status::Absent | Status::Historical | Status::Family | Status::Hypothetical
        )
    };
    if conditions.iter().any(|it| gone(it.assertion.status)) {
        return false;
    }
    // Chronic in some, and named by a word that means a state of now.
    let of_now = main || titled(note, title, "shape") && !is_in_history(note, title);
    let chronic = |lexicon, entry| {
        let entry = note.entry_at(lexicon, entry);
        entry.flag("chronic") || entry.flag("slight")
    };
    if !of_now
        && conditions
            .iter()
            .any(|it| it.lexicon == lexicon_ids::CONDITIONS && chronic(it.lexicon, it.entry))
    {
        return false;
    }
    if !of_now
        && note.concepts_in(title).iter().any(|it| {
            note.concept(it.concept)
                .number("acuity")
                .is_some_and(|acuity| acuity >= 4.0)
        })
    {
        return false;
    }
    symptom_named(note, title).is_none()
        && names_disease(note, title)
        && (main || !conditions.is_empty() || looks_like_disease(note, title))
}

/// Whether the past history has it too.
fn is_in_history(note: &Note, title: Span) -> bool {
    let named = findings_in(note, title);
    note.findings().iter().any(|it| {
        note.role_at(it.span.start) == Role::PastHistory
            && it.assertion.status != Status::Absent
            && named.iter().any(|own| own.concept(note) == it.concept(note))
    })
}

fn is_reasoned(note: &Note, problem: &Problem, only: bool) -> bool {
    let title = problem.title;
    let places_of = || {
        problem
            .written
            .iter()
            .filter_map(|at| note.written_problems.get(*at as usize))
    };
    let assessed = places_of().any(|place| note.role_at(place.title.start) != Role::Plan);
    let mut written = false;
    for place in places_of() {
        written = true;
        // "AKI from dehydration", "CAP, CURB-65 1", "Hyponatremia: 129"; the name is no evidence of itself.
        let own = place.title;
        // Behind a candidate of a list of differentials its argument stands: "Viral hepatitis - enzymes too low".
        let listed = note.section_at(own.start).and_then(|ix| note.section(ix).id) == Some(ids::DIFFERENTIAL_DIAGNOSIS);
        if listed && word_count(note.slice(Span::new(own.end, place.span.end.max(own.end)))) >= 2 {
            return true;
        }
        let again = assessed && note.role_at(own.start) == Role::Plan;
        let told = reasons(note, own, own);
        if told.cause || !again && told.any() || says_why(note, place, title, again) {
            return true;
        }
    }
    if !written
        || note
            .differentials()
            .iter()
            .any(|it| it.written.is_some_and(|at| problem.written.contains(&at)))
    {
        return true;
    }
    let summed_up = note.summary_statement();
    if summed_up.is_some_and(|span| names_same_disease(note, title, span) && note.summary_parts(span).count() >= 3) {
        return true;
    }
    // What stands elsewhere in the assessment: a summary, prose, another problem that tells of this one.
    for sentence in prose(note) {
        let about = names_same_disease(note, title, sentence.span);
        let plan = note.role_at(sentence.span.start) == Role::Plan;
        if (about || only && !plan) && reasons_beside(note, sentence.span, title) {
            return true;
        }
        if only && plan && !is_teaching(note, sentence.span) && about_patient(note, sentence.span) {
            return true;
        }
    }
    let others = note.assessment().problems.iter();
    others.filter(|other| other.title != title).any(|other| {
        places(note, other)
            .any(|place| names_same_disease(note, title, place) && mentioned_with_reason(note, place, title))
    })
}

/// Whether the text of a problem says more than its steps do; `again` if it is the plan of one that an assessment has named.
fn says_why(note: &Note, place: &WrittenProblem, title: Span, again: bool) -> bool {
    let rest = Span::new(place.title.end.min(place.span.end), place.span.end);
    // What a plan's list or a step says of how things go is about the step; only a cause is one there too.
    if again {
        return says_cause_beside_steps(note, rest, title);
    }
    if is_qualified(note, place.title, rest) {
        return true;
    }
    let steps = &note.assessment().plan;
    let mut from = rest.start;
    for item in &place.items {
        let before = Span::new(from, item.start.max(from));
        if reasons(note, before, title).any() {
            return true;
        }
        let step = steps
            .iter()
            .any(|it| it.deed.action.is_some() && item.contains_offset(it.span.start));
        let told = reasons(note, *item, title);
        if told.cause || !step && told.any() {
            return true;
        }
        from = from.max(item.end);
    }
    reasons(note, Span::new(from, rest.end.max(from)), title).any()
}

/// Whether a cause stands in a text apart from its steps: "no estrogen because of aura" is the reason of a step.
fn says_cause_beside_steps(note: &Note, rest: Span, title: Span) -> bool {
    let steps = &note.assessment().plan;
    let mut from = rest.start;
    let at = steps.partition_point(|it| it.span.start < rest.start);
    for step in steps[at..].iter().take_while(|it| it.span.start < rest.end) {
        let text = note.slice(step.span);
        if step.deed.action.is_none() && !text.starts_with("No ") && !text.starts_with("Avoid") {
            continue;
        }
        if step.span.start > from && reasons(note, Span::new(from, step.span.start), title).cause {
            return true;
        }
        from = from.max(step.span.end.min(rest.end));
    }
    reasons(note, Span::new(from, rest.end.max(from)), title).cause
}

/// Whether a sentence of a plan is what the patient is told.
fn is_teaching(note: &Note, sentence: Span) -> bool {
    let steps = &note.assessment().plan;
    let at = steps.partition_point(|it| it.span.end <= sentence.start);
    steps[at..]
        .iter()
        .take_while(|it| it.span.start < sentence.end)
        .any(|it| it.deed.action == Some(Action::Education))
}

/// Whether words after the name, before any step, tell which: "Gastroenteritis, viral", "Hyponatremia: 129".
fn is_qualified(note: &Note, title: Span, rest: Span) -> bool {
    let named = note.slice(title);
    let rest = note.slice(rest).trim_start_matches(['*', ' ']);
    let figure = |text: &str| {
        text.trim_start_matches([':', '-', '–', '—', ' ', '~', '<', '>', '('])
            .starts_with(|c: char| c.is_ascii_digit())
    };
    named
        .split_once([',', '('])
        .is_some_and(|(_, rest)| rest.trim().len() > 2)
        || rest.starts_with([',', '('])
        || rest.starts_with([':', '-', '–', '—']) && figure(rest)
        || named
            .split(' ')
            .skip(1)
            .any(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a sentence that names a problem says why, how bad, or what shows it.
fn reasons_beside(note: &Note, sentence: Span, title: Span) -> bool {
    let told = reasons(note, sentence, title);
    let others = findings_in(note, sentence)
        .iter()
        .filter(|it| !names_same_disease(note, title, it.span) && it.assertion.status != Status::Hypothetical);
    told.cause || told.state && told.evidence || others.count() >= 2
}

/// Whether a sentence of a plan tells what was found: prose that reviews a film before it orders.
fn about_patient(note: &Note, sentence: Span) -> bool {
    reasons(note, sentence, sentence).cause
}

/// Whether the text of another problem names this one beside a word for a cause.
fn mentioned_with_reason(note: &Note, place: Span, title: Span) -> bool {
    findings_in(note, place).iter().any(|it| {
        let sentence = note
            .sentence_at(it.span.start)
            .map_or(it.span, |sentence| sentence.span);
        let near = Span::new(
            sentence.start.max(it.span.start.saturating_sub(AROUND)),
            sentence.end.min(it.span.end.saturating_add(AROUND)),
        );
        names_same_disease(note, title, it.span) && reasons(note, near, title).cause
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn hp(list: &str) -> String {
        format!(
            "# H&P\n\nCC: vomiting\n\nHPI: 70-year-old man with vomiting for 3 days.\n\nAssessment and Plan:\n{list}\n"
        )
    }

    #[test]
    fn only_named() {
        let notes = [
            "1. Gastroenteritis, viral: sick contacts\n   - fluids\n2. AKI\n   - BMP tomorrow",
            "1. Gastroenteritis, viral: sick contacts\n2. Delirium: reorient every shift",
            "# Pneumonia\n- ceftriaxone 1 g IV daily\n\n# Hypertension\n- continue amlodipine",
            "1. Gastroenteritis, viral: sick contacts\n2. Thrombocytopenia: CBC tomorrow at 06:00",
            "**Pancreatitis**\n- NPO\n- LR 250 mL/h",
            "1. Peptic ulcer disease\n   - omeprazole 20 mg daily\n2. Hypertension\n   - continue amlodipine",
            "1. Gastroenteritis, viral: sick contacts\n2. Hypokalemia\n   - KCl 40 mEq",
        ]
        .map(hp);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[0]), ["AKI"]);
    }

    #[test]
    fn reasoned() {
        let notes = [
            "1. Gastroenteritis, viral: sick contacts\n2. AKI 2/2 volume depletion\n   - BMP tomorrow",
            "1. Gastroenteritis, viral: sick contacts\n2. AKI - dry.\n   - BMP tomorrow",
            "1. Gastroenteritis, viral: sick contacts\n2. AKI: Cr 2.1 from 0.9; BMP tomorrow",
            "1. Gastroenteritis with AKI from volume loss: sick contacts\n2. AKI\n   - BMP tomorrow",
            "70-year-old man with 3 days of vomiting and AKI from volume loss.\n\n1. Gastroenteritis: no blood\n2. AKI\n   - BMP tomorrow",
            "1. Gastroenteritis, viral\n2. Hypertension\n   - continue amlodipine\n3. Hypokalemia, K 3.2\n   - KCl 40 mEq",
            "1. Gastroenteritis, viral\n2. Ankle fracture\n   - splint",
            "1. Gastroenteritis, viral\n2. No AKI\n3. AKI, resolved",
            "1. Pneumonia: less likely\n   - CXR",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
