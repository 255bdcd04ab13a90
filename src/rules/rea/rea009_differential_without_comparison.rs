//! REA009: alternatives that are only listed.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Candidate, Differential};
use crate::rules::reasoning::{names_same_disease, reasons, sentences_in};
use crate::rules::support::{listing, quote};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA009",
    name: "differential-without-comparison",
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
        "clinic-follow-up",
        "progress",
        "surgical-progress",
        "geriatrics",
        "gyn",
        "derm",
        "sports-med",
        "patient-note",
        "transfer",
    ],
    options: &[],
    fix: None,
    sources: &[
        "IDEA and Revised-IDEA: alternatives explained (A), differential with commitment (D)",
        "Clerkship rubrics: alternatives with a short reason each, one most likely",
    ],
    summary: "A differential lists diagnoses and says nothing for or against any of them.",
    docs: r#"
## What it does

Reports a list of two or more diagnoses ("DDx: PE, ACS, GERD", a section of its own, "rule out MI, cancer, IBS") of which none has a word for or against it and none is said to be likeliest. One reason anywhere is enough: in brackets, after a
dash, in the next sentence, or in another part of the assessment. Two diagnoses with "vs" between them are left alone.

## Why it matters

A list shows what you know of the complaint; a reason shows what you know of the patient. Without one, nobody can tell which test should come first or which diagnosis was really excluded.

## How to fix

Give each alternative a few words: the finding that speaks for it or against it; and say which is most likely.

```bad
# H&P

HPI: 54-year-old man with chest pain for 2 hours.

Assessment: 54-year-old man with 2 hours of chest pain. DDx: ACS, PE, pericarditis, GERD.

Plan: troponin every 3 hours, ECG
```

```good
# H&P

HPI: 54-year-old man with chest pain for 2 hours.

Assessment: 54-year-old man with 2 hours of chest pain. DDx: GERD (burning, after meals), ACS (risk factors, but two normal troponins), PE (no risk factors, SpO2 98%).

Plan: troponin every 3 hours, ECG
```

## Precision

No finding on the 182 notes of the development corpus, none on 79 good notes of five other hands. On planted faults 14 of 14 are found, and both in the poor notes of the reference; no alarm on 9 look-alikes and 8 more in its tests.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// How many sentences after a list may still weigh it.
const AFTER: usize = 3;

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    let all = note.differentials();
    for it in all {
        let Some(listed) = it.listed else { continue };
        let candidates = listed_ones(it);
        if candidates.len() < 2 || is_pair(note, listed, candidates.len()) {
            continue;
        }
        let weighed = |name: Span| {
            all.iter().any(|other| {
                other.candidates.iter().any(|one| {
                    one.is_weighed()
                        && (one.name == name
                            || names_same_disease(note, one.name, name)
                            || note.slice(one.name).eq_ignore_ascii_case(note.slice(name)))
                })
            })
        };
        let led = |name: Span| {
            let problems = note.written_problems.iter();
            problems
                .filter(|problem| note.role_at(problem.title.start) != Role::Plan)
                .filter(|problem| problem.span.end <= listed.start || problem.span.start >= listed.end)
                .any(|problem| {
                    names_same_disease(note, name, problem.title) && reasons(note, problem.span, problem.title).cause
                })
        };
        if candidates.iter().any(|name| weighed(*name) || led(*name)) || is_weighed_after(note, listed) {
            continue;
        }
        let names: Vec<String> = candidates
            .iter()
            .take(4)
            .map(|name| quote(note.slice(*name), 30))
            .collect();
        let shown: Vec<&str> = names.iter().map(String::as_str).collect();
        let place = candidates[0].cover(candidates[candidates.len() - 1]);
        found.push(
            Finding::new(
                if place.len() < 400 { place } else { candidates[0] },
                format!(
                    "{} are only listed: nothing speaks for or against any of them",
                    listing(&shown, "and")
                ),
            )
            .help(format!(
                "Say which is likeliest, and give each a few words: \"{} (…), less likely because …\"",
                names[0]
            )),
        );
    }
}

/// The diagnoses of the list itself; none if a word is said for or against one of them.
fn listed_ones(it: &Differential) -> Vec<Span> {
    let listed = || it.candidates.iter().filter(|one| one.listed);
    if listed().any(Candidate::is_weighed) {
        return Vec::new();
    }
    listed().map(|one| one.name).collect()
}

/// `viral vs allergic`: two, and no list.
fn is_pair(note: &Note, listed: Span, count: usize) -> bool {
    let versus = note
        .phrases_in(lexicon_ids::REASONING_CUES, listed)
        .any(|hit| note.grammar.category(hit) == "versus");
    versus && count < 4
}

/// Whether the sentences after the list, in its paragraph, say what is unlikely or likely.
fn is_weighed_after(note: &Note, listed: Span) -> bool {
    let Some(section) = note.section_at(listed.start) else {
        return false;
    };
    let end = note.section(section).body.end;
    let after = sentences_in(note, Span::new(listed.end.min(end), end));
    after.iter().take(AFTER).any(|sentence| {
        note.phrases_in(lexicon_ids::REASONING_CUES, sentence.span).any(|hit| {
            let entry = note.entry(hit);
            &*entry.category == "against" && entry.text("names").is_some()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn hp(assessment: &str) -> String {
        format!("# H&P\n\nCC: chest pain\n\nHPI: 54-year-old man with chest pain for 2 hours.\n\n{assessment}\n")
    }

    #[test]
    fn only_listed() {
        let notes = [
            "Assessment: 54-year-old man with chest pain. DDx: ACS, PE, GERD.\n\nPlan: troponin",
            "Assessment: Chest pain.\n\nDifferential Diagnosis:\n1. ACS\n2. PE\n3. GERD\n\nPlan: troponin",
            "Assessment: Chest pain. Differential includes ACS, PE and pericarditis.\n\nPlan: troponin",
            "A/P:\n1. Chest pain\n   - DDx: ACS, PE, GERD\n   - troponin",
            "Assessment: Chest pain. Rule out MI, PE, cancer, GERD.\n\nPlan: troponin",
            "Assessment: Other possibilities are pneumonia, pleurisy, and heart failure.\n\nPlan: CXR",
        ]
        .map(hp);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[0]), ["ACS, PE, GERD"]);
    }

    #[test]
    fn weighed() {
        let notes = [
            "Assessment: DDx: ACS (normal troponins), PE (no risk factors), GERD (burning).\n\nPlan: troponin",
            "Assessment: DDx: ACS, PE, GERD. PE is less likely with a Wells of 0.\n\nPlan: troponin",
            "Assessment: DDx includes ACS given his age, PE, GERD.\n\nPlan: troponin",
            "Assessment: Most likely GERD. DDx: ACS, PE, GERD.\n\nPlan: troponin",
            "Assessment: Chest pain.\n\nDifferential:\n- ACS: normal troponins\n- PE\n- GERD\n\nPlan: troponin",
            "Assessment: GERD vs ACS.\n\nPlan: troponin",
            "Assessment: GERD.\n\nPlan: options include omeprazole, famotidine, antacids",
            "A/P:\n1. Neutropenic fever\n   - CBC with differential daily at 05:00; private room, hand hygiene, no suppositories",
            "A/P:\n1. Neutropenic fever\n   - WBC and manual differential, sepsis, pneumonia, line infection looked for",
            "Assessment: DDx: ACS, PE, GERD.\n1. GERD most likely: burning\n\nPlan: troponin",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
