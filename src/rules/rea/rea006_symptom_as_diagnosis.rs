//! REA006: the complaint, or a bare result, as the diagnosis.

use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::{Action, Concept, Problem, Sentence, Status};
use crate::note::{Note, ProblemForm};
use crate::rules::reasoning::{
    assessments, before_drug, findings_in, names_disease, names_same, places, prose, reasons, sentences_in,
    symptom_named, titled,
};
use crate::rules::support::{Content, quote, section_content, word_count};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA006",
    name: "symptom-as-diagnosis",
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
        "patient-note",
        "transfer",
    ],
    options: &[],
    fix: None,
    sources: &[
        "Revised-IDEA: a list of symptoms is no differential",
        "`problem_list` of the reference on reasoning: a symptom as title needs a likeliest cause or a differential",
    ],
    summary: "A complaint or an abnormal number stands as the diagnosis, without a cause or a differential.",
    docs: r#"
## What it does

Reports a problem whose title is only a complaint, a sign or an abnormal result ("Chest pain", "SOB", "Elevated LFTs"), when nothing under it or about it says what it may come from: no likeliest cause, no differential, no
"due to", "r/o", "vs" or "?". A symptom with its cause or its alternatives is fine, so is one that another problem explains, one that is chronic and known, and pain after an operation.

## Why it matters

A title that repeats the complaint sends the plan after the symptom. "SOB: oxygen" treats everybody alike; "SOB, heart failure more likely than pneumonia" treats this patient.

## How to fix

Write what you think it is, or the two or three things that it could be, with what speaks for each: "Chest pain, most likely reflux; ACS less likely with two normal troponins".

```bad
# H&P

HPI: 61-year-old man with chest pain for 3 hours.

Assessment and Plan:
1. Chest pain
   - Troponin every 3 hours
   - ECG in the morning
2. Hypertension: continue lisinopril 10 mg daily
```

```good
# H&P

HPI: 61-year-old man with chest pain for 3 hours.

Assessment and Plan:
1. Chest pain, most likely unstable angina given the exertional onset; reflux less likely
   - Troponin every 3 hours
   - ECG in the morning
2. Hypertension: continue lisinopril 10 mg daily
```

## Precision

2 findings on the 182 notes of the development corpus, both read: 1 right, 1 arguable (the plan blames a drug for the liver enzymes beside it). None on the good notes of seven other hands. On planted faults 21 of 22 of the two measured
sets are found, no alarm on their look-alikes and 15 more in its tests.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    let before = found.len();
    let mut any = false;
    let assessed = assessments(note).any(|ix| section_content(note, ix) == Content::Written);
    for problem in note.assessment().diseases() {
        if problem.form.is_none() {
            continue;
        }
        any |= note.role_at(problem.title.start) != Role::Plan
            && (problem.form != Some(ProblemForm::Line) || word_count(note.slice(problem.title)) <= 6);
        // Where only a plan stands, the assessment is what is missing.
        if !assessed && note.role_at(problem.title.start) == Role::Plan {
            continue;
        }
        if let Some(symptom) = symptom_named(note, problem.title)
            && !titled(note, problem.title, "known")
            && !titled(note, problem.title, "minor")
            && !is_explained(note, problem)
        {
            report(note, problem.title, symptom, found);
        }
    }
    if !any && found.len() == before {
        prose_only(note, found);
    }
}

/// An assessment of one line that says nothing but the complaint: "45-year-old woman with back pain."
fn prose_only(note: &Note, found: &mut Vec<Finding>) {
    /// More words say more.
    const WORDS: usize = 16;
    for ix in assessments(note) {
        let body = note.section(ix).body;
        if word_count(note.slice(body)) > WORDS {
            continue;
        }
        // After the complaint at most old diseases: "Dizziness. HTN at target."
        let [only, others @ ..] = sentences_in(note, body) else {
            continue;
        };
        let old = |it: &Sentence| {
            titled(note, it.span, "known")
                || findings_in(note, it.span)
                    .iter()
                    .any(|it| note.entry_at(it.lexicon, it.entry).flag("chronic"))
        };
        if names_disease(note, only.span) || !others.iter().all(old) {
            continue;
        }
        if let Some(symptom) = symptom_named(note, only.span)
            && !titled(note, only.span, "known")
            && !reasons(note, only.span, symptom).cause
            && note.differentials().is_empty()
            && !elsewhere(note, only.span, None)
        {
            report(note, symptom, symptom, found);
        }
    }
}

fn report(note: &Note, title: Span, symptom: Span, found: &mut Vec<Finding>) {
    let name = quote(note.slice(title), 50);
    let number = titled(note, title, "number") && !titled(note, title, "symptom");
    let message = if number {
        format!("\"{name}\" is a result, not a diagnosis: nothing says what causes it")
    } else {
        format!("\"{name}\" is the complaint, not a diagnosis: nothing says what it may come from")
    };
    let symptom = quote(note.slice(symptom), 40);
    found.push(Finding::new(title, message).help(format!(
        "Write the likeliest cause and what speaks for it (\"{symptom}, most likely … given …\"), or two or three alternatives with the finding for or against each"
    )));
}

/// Whether something is said of where the complaint comes from: under it, beside it, or by another problem.
fn is_explained(note: &Note, problem: &Problem) -> bool {
    let title = problem.title;
    if reasons(note, title, title).cause || opens_with_cause(note, title) {
        return true;
    }
    let differentials = note.differentials();
    if differentials.iter().any(|it| {
        it.written.is_none_or(|at| problem.written.contains(&at)) && it.candidates.iter().any(|one| one.name != title)
    }) {
        return true;
    }
    for place in places(note, problem) {
        let rest = Span::new(title.end.clamp(place.start, place.end), place.end);
        let rest = if place.contains(title) { rest } else { place };
        if says_cause(note, rest, title) {
            return true;
        }
    }
    elsewhere(note, title, Some(problem))
}

/// Whether a cause follows the colon of the title at once: "Tachycardia: pain and hypovolemia; LR 1 L".
fn opens_with_cause(note: &Note, title: Span) -> bool {
    /// As far as the cause is looked for, in bytes, and as many words as it has.
    const REACH: usize = 60;
    const WORDS: usize = 5;
    let end = crate::text::floor(&note.text, (title.end as usize + REACH).min(note.text.len()));
    let behind = &note.text[title.end as usize..end];
    let trimmed = behind.trim_start_matches(['*', ' ', '\u{a0}']);
    let Some(rest) = trimmed
        .strip_prefix([':', '–', '—'])
        .or_else(|| trimmed.strip_prefix("- "))
    else {
        return false;
    };
    let start = title.end as usize + behind.len() - rest.len();
    let clause = rest.split([';', ',', '.', '\n', '\r', '(']).next().unwrap_or(rest);
    let span = Span::from(start..start + clause.len());
    if word_count(clause) > WORDS {
        return false;
    }
    // "Tachycardia: pain control with ketorolac" tells what is done.
    note.phrases_in(lexicon_ids::SIGN_CAUSES, span).any(|hit| {
        let lead = &note.text[start..hit.span.start as usize];
        let after = note.text[hit.span.end as usize..].trim_start();
        let next = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        word_count(lead) <= 2
            && !note
                .entry(hit)
                .list("not-before")
                .iter()
                .any(|word| next.eq_ignore_ascii_case(word))
    })
}

/// Whether a text names a cause: a word that leads to one, or a disease that is there or may be.
fn says_cause(note: &Note, text: Span, title: Span) -> bool {
    if reasons(note, text, title).cause {
        return true;
    }
    sentences_in(note, text)
        .iter()
        .flat_map(|it| findings_in(note, before_drug(note, it.span)))
        .any(|it| {
            text.contains(it.span)
                && it.lexicon == lexicon_ids::CONDITIONS
                && matches!(
                    it.assertion.status,
                    Status::Present | Status::Uncertain | Status::Absent
                )
                && !title.overlaps(it.span)
                && !names_same(note, title, it.span)
        })
}

/// Whether another problem explains the complaint, or prose of the assessment does.
fn elsewhere(note: &Note, title: Span, own: Option<&Problem>) -> bool {
    let named = note.concepts_in(title);
    // What the assessment commits itself to, when the title is only that of a part of the plan.
    if own.is_some() && note.role_at(title.start) == Role::Plan {
        let committed = prose(note).any(|it| {
            note.role_at(it.span.start) != Role::Plan
                && names_disease(note, it.span)
                && reasons(note, it.span, title).cause
        });
        if committed {
            return true;
        }
    }
    // A complaint with a search of its own is not taken for part of the first problem.
    let tested = own.is_some_and(|own| {
        places(note, own).any(|place| {
            let steps = &note.assessment().plan;
            let from = steps.partition_point(|it| it.span.start < place.start);
            steps[from..]
                .iter()
                .take_while(|it| it.span.start < place.end)
                .any(|it| match it.deed.action {
                    Some(Action::Diagnostic) => true,
                    Some(Action::Monitoring) => titled(note, title, "number"),
                    _ => false,
                })
        })
    });
    for (at, other) in note.assessment().diseases().enumerate() {
        if own.is_some_and(|own| own.title == other.title) || other.title == title || !names_disease(note, other.title)
        {
            continue;
        }
        // A disease of now that leads the list, not one that has been there for years: diabetes explains fatigue, but not this one.
        let of_now = |disease: &&Concept| {
            let entry = note.concept(**disease);
            &*entry.category == "disease" && entry.number("acuity").is_none_or(|acuity| acuity < 4.0)
        };
        let explains = at == 0
            && !tested
            && !titled(note, other.title, "known")
            && other
                .concepts
                .iter()
                .filter(of_now)
                .any(|disease| named.iter().any(|it| note.explains(*disease, it.concept)));
        let told =
            places(note, other).any(|place| names_same(note, title, place) && reasons(note, place, other.title).any());
        if explains || told {
            return true;
        }
    }
    let sole = note.assessment().diseases().filter(|it| it.form.is_some()).count() <= 1;
    prose(note).any(|sentence| {
        if sentence.span.contains(title) {
            return false;
        }
        let about = sole || names_same(note, title, sentence.span) || names_same_site(note, title, sentence.span);
        let plan = note.role_at(sentence.span.start) == Role::Plan;
        let disease = findings_in(note, sentence.span).iter().any(|it| {
            it.lexicon == lexicon_ids::CONDITIONS
                && !matches!(
                    it.assertion.status,
                    Status::Historical | Status::Family | Status::Hypothetical
                )
        });
        let told = reasons(note, sentence.span, title).cause;
        // "Right MCA stroke with dysphagia", and further below "Dysphagia: …".
        let brought = !plan
            && names_same(note, title, sentence.span)
            && note.concepts_in(sentence.span).iter().any(|it| {
                note.assertion(it.span).status == Status::Present
                    && named.iter().any(|own| note.explains(it.concept, own.concept))
            });
        brought || about && (disease && (told || plan) || told && !plan && names_disease(note, sentence.span))
    })
}

/// Whether a sentence speaks of the part of the body that the title names: "some arthritis in the knee" of a knee pain.
fn names_same_site(note: &Note, title: Span, sentence: Span) -> bool {
    note.phrases_in(lexicon_ids::BODY_PARTS, title).any(|site| {
        note.phrases_in(lexicon_ids::BODY_PARTS, sentence)
            .any(|other| other.entry == site.entry)
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn a_cause_behind_the_colon() {
        let silent_under = |list: &str| silent(&RULE, &[&hp(list)]);
        silent_under(
            "1. Open ankle fracture: washout.\n2. Tachycardia: blood loss and pain; 1 unit PRBC\n3. Leukocytosis 15.8: steroids\n",
        );
        speaks(&RULE, &[&hp("1. Tachycardia: pain control with ketorolac\n")]);
    }

    fn hp(list: &str) -> String {
        format!(
            "# H&P\n\nCC: chest pain\n\nHPI: 61-year-old man with chest pain for 3 hours.\n\nAssessment and Plan:\n{list}\n"
        )
    }

    #[test]
    fn complaints_as_titles() {
        let notes = [
            "1. Chest pain\n   - Troponin\n   - EKG\n2. HTN: continue lisinopril",
            "1. Chest pain - troponin, EKG",
            "# SOB\n- O2 by nasal cannula\n\n# HTN\n- continue",
            "1. Elevated LFTs: recheck\n2. HTN",
            "1. Acute left lower quadrant abdominal pain: CT",
            "1. Syncope with fall: telemetry",
            "**Vomiting and abdominal pain**\n- ondansetron 4 mg IV",
            "1. Fatigue for 2 months: CBC, TSH",
            "1. Leukocytosis\n   - CBC tomorrow",
            "61-year-old man with chest pain.",
        ]
        .map(hp);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[0]), ["Chest pain"]);
    }

    #[test]
    fn with_a_cause() {
        let notes = [
            "1. Chest pain: likely GERD\n   - omeprazole",
            "1. Chest pain, r/o ACS\n   - troponin",
            "1. Chest pain: ACS vs PE\n   - troponin",
            "1. Chest pain\n   - DDx: ACS, PE, reflux\n   - troponin",
            "1. Chest pain\n   - most likely musculoskeletal given tenderness",
            "1. Falls (orthostatic): stop amlodipine",
            "1. Chronic back pain: continue ibuprofen",
            "1. Incisional pain: acetaminophen",
            "1. Elevated creatinine: 1.5, prerenal",
            "1. Pneumonia: fever and hypoxia\n2. Hypoxia\n   - O2 2 L",
            "1. STEMI\n   - cath lab\n2. Chest pain from the STEMI: morphine",
            "1. Constipation: senna\n2. Insomnia: melatonin",
            "1. Headache - ?migraine",
            "Chest pain most consistent with costochondritis.",
            "1. Tension headache: ibuprofen",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
