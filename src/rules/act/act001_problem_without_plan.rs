//! ACT001: a problem of the assessment for which nothing is done, watched, explained or put off.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Action, Assessment, Concept, MedicationStatus, PlanItem, Problem, Status as Asserted, Way};
use crate::rules::closing::{is_idle, kind, plan_heading};
use crate::rules::steps::idle_plan;
use crate::rules::support::{quote, trim};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT001",
    name: "problem-without-plan",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Weed 1968, problem-oriented record: every active problem has a plan",
        "IDEA and Revised-IDEA assessment tools; UF College of Medicine write-up criteria",
    ],
    summary: "A problem of the assessment has no plan.",
    docs: r#"
## What it does

Takes each problem that the assessment lists and looks for a step that belongs to it: under its title, under the same number, name or abbreviation in the plan, or anywhere in the plan by a drug that is given for it, a test that looks into it, or a disease that explains it. A problem is left
alone that is resolved, ruled out or stable without a change, that is only a candidate of a differential, that another problem with a plan explains (the fever of a pneumonia), or for which nothing is to be done on purpose ("no action needed"). Notes without a plan are left to ORG001, notes whose
plan holds nothing that anybody does to ACT003, and discharge diagnoses to the hospital course.

## Why it matters

A problem that is named and then dropped is the most dangerous kind of omission: everybody believes that somebody looks after it.

## How to fix

Give every active problem at least one step: a treatment with dose, a test, a value to watch, a referral, or a sentence that nothing is done now and when it is looked at again.

```bad
# Clinic Note

S: 61-year-old woman here for her blood pressure.

O: BP 150/92. Hgb 9.8, ferritin 6.

Assessment:
1. Hypertension, above goal
2. Iron deficiency anemia
3. Type 2 diabetes, A1c 8.4%

Plan:
1. Hypertension: increase amlodipine to 10 mg daily; BP check in 4 weeks
2. Diabetes: metformin 1000 mg twice daily with meals; A1c in 3 months
```

```good
# Clinic Note

S: 61-year-old woman here for her blood pressure.

O: BP 150/92. Hgb 9.8, ferritin 6.

Assessment:
1. Hypertension, above goal
2. Iron deficiency anemia
3. Type 2 diabetes, A1c 8.4%

Plan:
- Increase amlodipine to 10 mg daily; BP check in 4 weeks
- Ferrous sulfate 325 mg every other day; colonoscopy in 2 weeks
- Metformin 1000 mg twice daily with meals; A1c in 3 months
```

## Precision

No finding on the 182 corpus notes, whose assessments and plans stand problem by problem, and none on 59 good notes. Of 31 faults planted by people
who had not seen the code 18 are found; 1 of 14 look-alikes is reported. What is missed: a problem that is worded like another one or that another one explains,
a status that is called controlled beside its plan, and titles that the table of concepts does not know.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// How many problems are named one by one.
const NAMED: usize = 3;
/// A note with more problems than this is no note; what is looked at stays bounded.
const MOST: usize = 60;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.written_problems.is_empty() || !is_asked(note) || plan_heading(note).is_none() {
        return;
    }
    let assessment = note.assessment();
    let separate = is_separate(note);
    // With a single problem, the plan is for it.
    let listed = assessment
        .diseases()
        .filter(|it| it.form.is_some() && (!separate || note.role_at(it.title.start) == Role::Assessment));
    if listed.count() < 2 {
        return;
    }
    let planned: Vec<bool> = assessment
        .problems
        .iter()
        .map(|problem| has_step(note, assessment, problem, separate))
        .collect();
    // A plan in which nobody does anything for anything is another matter (ACT003).
    let some = |(problem, planned): (&Problem, &bool)| *planned && problem.topic.is_none();
    let titled = !assessment.problems.iter().zip(&planned).any(some)
        && assessment.plan.iter().all(|item| item.problem.is_some());
    let nothing = !assessment.problems.iter().zip(&planned).any(some)
        && assessment.plan.iter().all(|item| item.deed.orders.is_empty());
    if titled || nothing || is_idle(note) || leaves_all(note) {
        return;
    }
    let open: Vec<&Problem> = assessment
        .problems
        .iter()
        .zip(&planned)
        .take(MOST)
        .filter(|(problem, planned)| {
            !**planned && is_open(note, assessment, &planned_of(assessment, problem), problem, separate)
        })
        .map(|(problem, _)| problem)
        .collect();
    // Where nothing that is listed has a plan, the list was not read as it was meant.
    let diseases = assessment.diseases().count();
    if open.len() > 3 && open.len() == diseases {
        return;
    }
    // Nobody does anything at all: one gap, and not one for each problem.
    if !open.is_empty() && idle_plan(note).is_some() {
        return;
    }
    for problem in open.iter().take(NAMED) {
        let title = quote(note.slice(problem.title), 60);
        findings.push(
            Finding::new(
                problem.title,
                format!("\"{title}\" has no plan: nothing is done, tested, watched or put off for it"),
            )
            .help(help(note, problem)),
        );
    }
    if let Some(more) = open.len().checked_sub(NAMED).filter(|more| *more > 0)
        && let Some(last) = findings.last_mut()
    {
        let them = if more == 1 {
            "one more problem has".to_owned()
        } else {
            format!("{more} more problems have")
        };
        last.message.push_str(&format!("; {them} none either"));
    }
}

/// Whether the plan stands apart from an assessment that names the problems.
fn is_separate(note: &Note) -> bool {
    let roles = || {
        let ids = note.sections.iter().filter_map(|it| it.id);
        ids.map(|id| note.grammar.role(id))
    };
    roles().any(|role| role == Role::Plan)
        && roles().any(|role| role == Role::Assessment)
        && !roles().any(|role| role == Role::AssessmentAndPlan)
        && note
            .assessment()
            .diseases()
            .any(|it| note.role_at(it.title.start) == Role::Assessment)
}

/// The problems for which something is done, tested, watched or put off; without topics of the plan.
pub(crate) fn planned(note: &Note) -> Vec<&Problem> {
    let assessment = note.assessment();
    let mut diseases = assessment.diseases().take(MOST);
    if assessment.plan.is_empty() {
        return Vec::new();
    }
    if assessment.diseases().count() == 1 {
        return diseases.collect();
    }
    let separate = is_separate(note);
    let is_planned = |problem: &&Problem| {
        has_step(note, assessment, problem, separate)
            || is_named_in_plan(note, assessment, problem, separate)
            || is_quiet(note, problem, separate)
            // A plan of its own is for all that the assessment names; steps under a title are for that problem.
            || separate
                && !problem.concepts.is_empty()
                && !is_open(note, assessment, &planned_of(assessment, problem), problem, separate)
    };
    diseases.by_ref().filter(is_planned).collect()
}

/// Whether the plan says of everything at once that it stays as it is: "no changes to medications".
fn leaves_all(note: &Note) -> bool {
    note.phrases_of(lexicon_ids::SETTLED_PROBLEMS).any(|hit| {
        note.grammar.category(hit) == "all"
            && matches!(note.role_at(hit.span.start), Role::Plan | Role::AssessmentAndPlan)
    })
}

/// The other problems that have a step, by their concepts.
fn planned_of<'a>(assessment: &'a Assessment, problem: &Problem) -> Vec<&'a Problem> {
    assessment
        .diseases()
        .take(MOST)
        .filter(|other| other.title != problem.title && !other.plan.is_empty())
        .collect()
}

/// Whether a plan for each problem is expected: not after a stay in hospital, whose course tells what was done, nor of an operation.
fn is_asked(note: &Note) -> bool {
    !matches!(
        kind(note),
        "discharge-summary"
            | "operative"
            | "brief-op"
            | "procedure"
            | "radiology-report"
            | "transfer"
            | "mse-only"
            | "i-pass"
            | "sbar"
            | "oral-presentation"
            | "learning-notes"
            | "weekly-reflection"
            | "patient-note"
    )
}

/// Whether a step stands under the problem.
fn has_step(note: &Note, assessment: &Assessment, problem: &Problem, separate: bool) -> bool {
    let counts = |item: &PlanItem| {
        let deed = &item.deed;
        if deed.is_deferral() {
            return true;
        }
        // Where the plan stands apart, the assessment tells what is thought: "134/82, close to the goal".
        if separate && note.role_at(item.span.start) == Role::Assessment {
            return !deed.orders.is_empty() && deed.action.is_some();
        }
        match deed.action {
            // The last lines of a plan are for the patient, not for the last problem.
            Some(Action::FollowUp | Action::Contingency | Action::Disposition | Action::Education) => {
                is_beside(note, problem, item.span)
            }
            Some(_) => true,
            None => !deed.orders.is_empty() || has_dose(note, item.span),
        }
    };
    problem.plan.iter().any(|at| counts(&assessment.plan[*at as usize]))
        || problem.reasoning.iter().any(|span| note.deed(*span).is_deferral())
        || problem.concepts.is_empty() && note.deed(problem.title).action.is_some()
}

/// Whether a drug with a dose stands there, whatever was read of what is done with it.
fn has_dose(note: &Note, span: Span) -> bool {
    let all = note.medications();
    let from = all.partition_point(|it| it.span.start < span.start);
    all[from..]
        .iter()
        .take_while(|it| it.span.start < span.end)
        .any(|it| it.dose.is_some())
}

/// Whether a step stands on the line of a title of the problem, or is an item under it.
fn is_beside(note: &Note, problem: &Problem, item: Span) -> bool {
    problem.written.iter().any(|at| {
        let written = &note.written_problems[*at as usize];
        written.span.contains(item)
            && (written.items.iter().any(|it| it.contains(item))
                || !note
                    .slice(Span::new(written.title.end.min(item.start), item.start))
                    .contains(['\n', '\r']))
    })
}

/// Whether a problem without a step is one that needs one.
fn is_open(note: &Note, assessment: &Assessment, planned: &[&Problem], problem: &Problem, separate: bool) -> bool {
    // What prose names may be a thought.
    let disease = |concept: &Concept| !matches!(&*note.concept(*concept).category, "care" | "group");
    if problem.topic.is_some() || problem.form.is_none() || !problem.concepts.iter().any(disease) {
        return false;
    }
    if is_quiet(note, problem, separate) {
        return false;
    }
    let named = main_concepts(note, problem);
    // What a disease brings along needs no plan of its own; a disease does, and a result that cannot wait.
    let brought = named.iter().all(|concept| match &*note.concept(*concept).category {
        "disease" | "care" => false,
        "result" => note.acuity(*concept).is_none_or(|it| it > 2),
        _ => true,
    });
    let taken = |concept: Concept| {
        let wider = |other: &&Problem| {
            other.concepts.iter().any(|it| {
                note.is_kind_of(*it, concept) || note.is_kind_of(concept, *it) || brought && note.explains(*it, concept)
            })
        };
        let step = assessment.plan.iter().take(MOST * 4).any(|item| {
            !item.span.overlaps(problem.title)
                && !(separate && note.role_at(item.span.start) == Role::Assessment)
                && !matches!(item.deed.action, Some(Action::Contingency))
                && match note.takes_up(item.span, concept) {
                    Some((_, Way::Explained)) => brought,
                    // What is ordered under the title of another problem is for that one.
                    Some((_, Way::WorkedUp | Way::Treated)) if is_of_another(note, problem, item.span, concept) => {
                        false
                    }
                    // Fluids and a score of the nurses look into everything.
                    Some((span, Way::WorkedUp)) => note
                        .orders_in(span)
                        .any(|hit| !matches!(note.grammar.category(hit), "measure" | "device")),
                    Some(_) => true,
                    None => false,
                }
        });
        step || planned.iter().any(wider) || is_continued(note, concept)
    };
    !named.iter().any(|concept| taken(*concept)) && !is_named_in_plan(note, assessment, problem, separate)
}

/// Whether nothing has to be done for the problem: it is settled, gone, one of a differential, or no problem at all.
fn is_quiet(note: &Note, problem: &Problem, separate: bool) -> bool {
    let ends = problem.reasoning.last().map_or(problem.title.end, |it| it.end);
    let said = Span::new(
        problem.title.start,
        ends.max(problem.title.end).min(problem.title.end + 400),
    );
    let settled = note
        .phrases_in(lexicon_ids::SETTLED_PROBLEMS, said)
        .any(|hit| !separate || note.grammar.category(hit) != "steady");
    let asserted = note.assertion(problem.title);
    let gone = matches!(
        asserted.status,
        Asserted::Absent | Asserted::Historical | Asserted::Family | Asserted::Hypothetical
    ) || asserted.is_over();
    settled || gone || is_candidate(note, problem) || is_summary(note, problem)
}

/// Whether a step stands under the title of another disease, which is neither a kind of this one nor a cause of it.
fn is_of_another(note: &Note, problem: &Problem, item: Span, concept: Concept) -> bool {
    let at = note.written_problems.partition_point(|it| it.span.start <= item.start);
    let Some(written) = at.checked_sub(1).map(|at| &note.written_problems[at]) else {
        return false;
    };
    if item.start >= written.span.end || written.topic.is_some() || written.title.overlaps(problem.title) {
        return false;
    }
    let named = note.concepts_in(written.title);
    !named.is_empty()
        && !named.iter().any(|it| {
            note.is_kind_of(it.concept, concept)
                || note.is_kind_of(concept, it.concept)
                || note.explains(it.concept, concept)
        })
}

/// What the title names first: "delirium" in "delirium, mild, from sepsis".
fn main_concepts(note: &Note, problem: &Problem) -> Vec<Concept> {
    let all = note.concepts_in(problem.title);
    let Some(first) = all.first() else {
        return problem.concepts.clone();
    };
    all.iter()
        .filter(|it| it.span.start < first.span.end)
        .map(|it| it.concept)
        .collect()
}

/// Whether a drug for it is written down as continued.
fn is_continued(note: &Note, concept: Concept) -> bool {
    note.medications()
        .iter()
        .any(|it| it.status == MedicationStatus::Continued && note.treats(it.entry, concept))
}

/// Whether a step of the plan says a word of the title.
fn is_named_in_plan(note: &Note, assessment: &Assessment, problem: &Problem, separate: bool) -> bool {
    const LEAST: usize = 5;
    let title = note.slice(problem.title);
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() >= LEAST);
    let common = [
        "mother",
        "infant",
        "newborn",
        "patient",
        "disease",
        "syndrome",
        "history",
        "problem",
        "acute",
        "chronic",
        "stage",
        "right",
        "lower",
        "upper",
        "likely",
        "severe",
        "moderate",
        "type",
        "status",
        "controlled",
    ];
    let words: Vec<&str> = words
        .filter(|word| !common.iter().any(|it| word.eq_ignore_ascii_case(it)))
        .take(6)
        .collect();
    if words.is_empty() {
        return false;
    }
    // A title that stands in a plan of its own has what follows it there.
    let titled = note.sentences().iter().any(|sentence| {
        note.role_at(sentence.span.start) == Role::Plan
            && !sentence.span.overlaps(problem.title)
            && holds(note.slice(sentence.span), &words)
    });
    titled
        || assessment.plan.iter().take(MOST * 4).any(|item| {
            !item.span.overlaps(problem.title)
                && !(separate && note.role_at(item.span.start) == Role::Assessment)
                && item.deed.action != Some(Action::Contingency)
                && holds(note.slice(item.span), &words)
        })
}

fn holds(text: &str, words: &[&str]) -> bool {
    let mut said = text.split(|c: char| !c.is_alphanumeric());
    said.any(|it| words.iter().any(|word| it.eq_ignore_ascii_case(word)))
}

/// Whether the problem is one of the candidates of a differential.
fn is_candidate(note: &Note, problem: &Problem) -> bool {
    note.differentials().iter().any(|it| {
        it.candidates
            .iter()
            .any(|candidate| !candidate.leading && candidate.name.overlaps(problem.title))
            || it.span.contains(problem.title)
    })
}

/// Whether the title is the summary statement, or too long to be the title of a problem.
fn is_summary(note: &Note, problem: &Problem) -> bool {
    note.summary_statement().is_some_and(|it| it.overlaps(problem.title))
        || trim(note.slice(problem.title)).split_whitespace().count() > 9
}

/// What to write for this very problem.
fn help(note: &Note, problem: &Problem) -> String {
    let usual = problem.concepts.iter().find_map(|concept| {
        let tests = note.concept(*concept).list("tests");
        let test = tests.first().map(|it| it.replace('-', " "));
        test.map(|test| format!("for example {test}, the drug that is given for it"))
    });
    let usual = usual.unwrap_or_else(|| "for example a test, a drug with its dose".to_owned());
    format!(
        "add a step under it: {usual}, a value to watch, a referral, or that nothing is done now and when it is looked at again"
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn note(assessment: &str, plan: &str) -> String {
        format!(
            "# Clinic Note\n\nS: 61-year-old woman here for her chronic problems.\n\nO: BP 150/92. Hgb 9.8, ferritin 6. A1c 8.4%.\n\nAssessment:\n{assessment}\n\nPlan:\n{plan}\n"
        )
    }

    const THREE: &str = "1. Hypertension\n2. Iron deficiency anemia\n3. Type 2 diabetes";
    const TWO_STEPS: &str =
        "1. Hypertension: increase amlodipine to 10 mg daily\n2. Diabetes: metformin 1000 mg twice daily";

    fn all(notes: &[String]) -> Vec<&str> {
        notes.iter().map(String::as_str).collect()
    }

    #[test]
    fn plans_under_a_list_of_active_problems() {
        let list = |plan: &str| {
            format!(
                "# Progress Note\n\nHD 3\n\n## Subjective\n\nBetter.\n\n## Objective\n\nT 37.2\n\n## Assessment and Plan\n\n64M with cellulitis, improving.\n\nActive Problems:\n  Cellulitis of the left leg\n  - cefazolin 2 g IV q8h, 7 days total\n  Atrial fibrillation\n{plan}"
            )
        };
        silent(&RULE, &[&list("  - apixaban 5 mg BID\n")]);
    }

    #[test]
    fn a_problem_is_dropped() {
        assert_eq!(hits(&RULE, &note(THREE, TWO_STEPS)), ["Iron deficiency anemia"]);
        let notes = [
            note(THREE, "- Increase amlodipine to 10 mg daily\n- Metformin 1000 mg twice daily"),
            note(THREE, "Amlodipine 10 mg daily. Metformin 1000 mg twice daily. RTC 3 months."),
            note("- HTN\n- IDA\n- T2DM", "- HTN: amlodipine 10 mg daily\n- T2DM: metformin 1000 mg BID"),
            note("1. Hypertension\n2. Depression, PHQ-9 17", "1. Hypertension: amlodipine 10 mg daily"),
            note(THREE, "1. Hypertension: increase amlodipine to 10 mg daily\n2. Diabetes: metformin 1000 mg twice daily, CBC and BMP in 3 months"),
            note("1. Hypertension\n2. Tobacco use", "1. Hypertension: amlodipine 10 mg daily; BP check in 4 weeks"),
            note("1. Hypertension\n2. Hypothyroidism, at goal", "1. Hypertension: amlodipine 10 mg daily"),
            "# Progress Note\n\nHD 3\n\nS: better\n\nO: T 37\n\nA/P:\n1. Pneumonia: ceftriaxone 1 g IV daily, day 3 of 5\n2. Atrial fibrillation: rate 130 overnight\n3. Diabetes: insulin glargine 10 units nightly\n".to_owned(),
        ];
        speaks(&RULE, &all(&notes));
    }

    #[test]
    fn many_are_counted() {
        let found = run(
            &RULE,
            &note(
                "1. Hypertension\n2. Gout\n3. Depression\n4. Asthma\n5. Psoriasis\n6. Hypothyroidism",
                "1. Hypertension: amlodipine 10 mg daily",
            ),
        );
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[2].message.contains("2 more problems"), "{found:#?}");
    }

    #[test]
    fn addressed_in_other_words() {
        let with = |line: &str| note(THREE, &format!("{TWO_STEPS}\n{line}"));
        let notes = [
            with("3. IDA: ferrous sulfate 325 mg every other day"),
            with("3. Ferrous sulfate 325 mg every other day"),
            with("3. Low ferritin: ferrous sulfate 325 mg every other day"),
            with("3. Iron studies and colonoscopy"),
            with("3. Anemia: repeat CBC in 4 weeks"),
            with("3. Low iron: diet sheet, oral iron"),
            with("3. Anaemia: no action now, seen by hematology"),
            note(&THREE.replace("anemia", "anemia, resolved"), TWO_STEPS),
            note(&THREE.replace("2. Iron deficiency anemia", "2. Anemia ruled out"), TWO_STEPS),
            note(&THREE.replace("2. Iron", "2. History of iron"), TWO_STEPS),
            note(THREE, "No changes to medications. Labs in 3 months."),
            note(THREE, "Await senior review."),
            note("1. Pneumonia\n2. Fever", "1. Pneumonia: amoxicillin 1 g three times daily for 5 days"),
            note("1. Pneumonia", "1. Amoxicillin 1 g three times daily for 5 days"),
            "# SOAP Note\n\nS: cough\n\nO: lungs clear\n\nA/P:\n1. Viral URI: fluids, rest\n2. Hypertension, stable, no change\n".to_owned(),
            "# Discharge Summary\n\nDischarge diagnoses:\n1. Pneumonia\n2. Gout\n\nHospital course: treated.\n\nFollow-up: PCP in 1 week\n".to_owned(),
            "# SOAP Note\n\nS: cough\n\nO: lungs clear\n\nA:\n1. Pneumonia\n2. Gout\n".to_owned(),
        ];
        silent(&RULE, &all(&notes));
    }
}
