//! What is read of assessments and plans in many styles.

mod separate;
mod styles;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::grammar::{Grammar, Role};
use crate::note::{self, Hints, Note};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// The problems with their steps, then the steps of no problem with their labels.
fn lines(text: &str) -> Vec<String> {
    let note = read(text);
    let found = note.assessment();
    let words = |span| note.slice(span).trim();
    let mut lines = Vec::new();
    for problem in found.diseases() {
        let steps: Vec<&str> = problem
            .plan
            .iter()
            .map(|at| words(found.plan[*at as usize].span))
            .collect();
        let mut line = words(problem.title).to_owned();
        if !steps.is_empty() {
            let _ = write!(line, ": {}", steps.join(" | "));
        }
        lines.push(line);
    }
    for step in &found.plan {
        let problem = step.problem.map(|at| &found.problems[at as usize]);
        let topic = problem.filter(|it| it.topic.is_some()).map(|it| it.title);
        if problem.is_some() && topic.is_none() {
            continue;
        }
        let label = step
            .label
            .or(topic)
            .map_or(String::new(), |label| format!("[{}] ", words(label)));
        lines.push(format!("- {label}{}", words(step.span)));
    }
    lines
}

fn check(table: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (text, expected) in table {
        let found = lines(text);
        if found != *expected {
            let _ = writeln!(wrong, "{text}\n  found {found:#?}\n  expected {expected:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_style_of_writing_problems() {
    assert!(styles::STYLES.len() >= 60);
    check(styles::STYLES);
}

#[test]
fn an_assessment_and_a_plan_apart_are_matched() {
    assert!(separate::SEPARATE.len() >= 30);
    check(separate::SEPARATE);
}

#[test]
fn reasoning_and_steps_of_one_paragraph_are_told_apart() {
    let note = read(
        "A/P:\n# Hypokalemia\nK 2.9, likely from diuretics; replete with KCl 40 mEq PO and recheck this evening.\n",
    );
    let found = note.assessment();
    let reasoning: Vec<&str> = found.problems[0]
        .reasoning
        .iter()
        .map(|span| note.slice(*span))
        .collect();
    assert_eq!(reasoning, ["K 2.9, likely from diuretics"]);
    assert_eq!(found.problems[0].plan.len(), 2);
}

#[test]
fn indices_and_places_hold_together() {
    for (text, _) in styles::STYLES.iter().chain(separate::SEPARATE) {
        let note = read(text);
        let found = note.assessment();
        let mut end = 0;
        for step in &found.plan {
            assert!(
                step.span.start >= end && step.span.start < step.span.end,
                "steps in order: {text}"
            );
            end = step.span.end;
            let role = note.role_at(step.span.start);
            assert!(
                matches!(role, Role::Assessment | Role::Plan | Role::AssessmentAndPlan),
                "{role:?}: {text}"
            );
            assert!(step.problem.is_none_or(|at| {
                found.problems[at as usize]
                    .plan
                    .iter()
                    .any(|it| found.plan[*it as usize] == *step)
            }));
        }
        for problem in &found.problems {
            assert!(problem.plan.is_sorted() && problem.plan.iter().all(|at| (*at as usize) < found.plan.len()));
            assert!(
                problem
                    .written
                    .iter()
                    .all(|at| (*at as usize) < note.written_problems.len())
            );
            assert!(problem.reasoning.iter().all(|span| span.end as usize <= text.len()));
        }
    }
}

/// Reading is linear: these take well under a second each in a release build.
#[test]
fn long_assessments_and_plans_are_read_in_time() {
    let mut many = String::from("A/P:\n");
    let mut apart = String::from("Assessment:\n");
    for at in 0..10_000 {
        let _ = write!(
            many,
            "# Pain of finger {at}\nLikely from work.\n- ibuprofen 400 mg PO q6h\n"
        );
        let _ = writeln!(apart, "# Pain of finger {at}");
    }
    apart.push_str("Plan:\n");
    for at in 0..10_000 {
        let _ = writeln!(
            apart,
            "# Pain of finger {at}\nibuprofen 400 mg PO q6h, recheck in {at} days"
        );
    }
    let plan = format!(
        "Plan: {}",
        "start ibuprofen 400 mg PO q6h, and check creatinine (if it rises, stop), ".repeat(14_000)
    );
    let prose = format!(
        "Assessment: {}",
        "pneumonia, at that point, risk of sepsis with fever ".repeat(12_000)
    );
    let lines = format!("A/P: {}", "1) HTN 2) anemia; if worse, call\n".repeat(20_000));
    for (text, problems) in [
        (&many, Some(10_000)),
        (&apart, Some(10_000)),
        (&plan, None),
        (&prose, None),
        (&lines, None),
    ] {
        let start = Instant::now();
        let note = read(text);
        let found = note.assessment();
        let took = start.elapsed();
        assert!(
            problems.is_none_or(|count| found.problems.len() == count),
            "{} problems",
            found.problems.len()
        );
        assert!(
            took < Duration::from_secs(60),
            "{took:?} for {} bytes: {}",
            text.len(),
            &text[..40]
        );
    }
}
