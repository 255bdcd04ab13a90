//! The rubrics that ship.

use std::sync::Arc;

use crate::grade::Points;
use crate::grade::rubric::{Library, MEASURES, Rubric, evaluate, measures};
use crate::grammar::Grammar;
use crate::lint::{self, Settings};

fn shipped() -> Vec<Rubric> {
    let library = Library::default();
    let read = |name| match library.read(name, &Grammar::builtin(), &[]) {
        Ok(rubric) => rubric,
        Err(error) => panic!("{error}"),
    };
    Library::shipped().map(read).collect()
}

#[test]
fn each_has_a_hundred_points_a_source_and_its_limits() {
    for rubric in shipped() {
        let info = &rubric.info;
        assert_eq!(info.points(), Points::whole(100), "{}", info.id);
        assert!(!info.source.is_empty() && info.limits.len() > 100, "{}", info.id);
        assert!(!rubric.kinds.is_empty(), "{}", info.id);
        for criterion in &info.criteria {
            assert!(criterion.auto <= criterion.points, "{}/{}", info.id, criterion.id);
        }
    }
}

#[test]
fn measures_are_told_apart_and_their_chains_end() {
    for (at, measure) in MEASURES.iter().enumerate() {
        assert!(
            MEASURES[..at].iter().all(|other| other.id != measure.id),
            "{}",
            measure.id
        );
        assert!(
            measure.part_of.is_empty() || measures::named(measure.part_of).is_some(),
            "{}",
            measure.id
        );
        assert!(!measures::is_part_of(measure, measure), "{}", measure.id);
        let known = measure.section.is_empty() || Grammar::builtin().section_named(measure.section).is_some();
        assert!(known, "{}", measure.id);
        assert!(measure.summary.ends_with('.'), "{}", measure.id);
    }
}

/// The points of each criterion.
fn points(rubric: &str, text: &str) -> Vec<(String, f64)> {
    let grammar = Grammar::builtin();
    let rubric = Library::default().read(rubric, &grammar, &[]).expect("it ships");
    let settings = Settings::with_rules(grammar, &rubric.rules());
    let checked = lint::check(Arc::from(text), &settings);
    let marks = evaluate(&rubric, &checked);
    let ids = rubric.info.criteria.iter().map(|criterion| criterion.id.clone());
    ids.zip(marks.iter().map(|mark| mark.points.number())).collect()
}

/// Whether a note loses nothing that the program can give.
fn is_complete(rubric: &str, text: &str) {
    let info = Library::default()
        .read(rubric, &Grammar::builtin(), &[])
        .expect("it ships")
        .info;
    let all = info
        .criteria
        .iter()
        .map(|criterion| (criterion.id.clone(), criterion.auto.number()));
    assert_eq!(points(rubric, text), all.collect::<Vec<_>>(), "{rubric}");
}

fn expect(rubric: &str, text: &str, expected: &[(&str, f64)]) {
    let expected: Vec<(String, f64)> = expected
        .iter()
        .map(|(id, points)| ((*id).to_owned(), *points))
        .collect();
    assert_eq!(points(rubric, text), expected, "{rubric}");
}

#[test]
fn good_notes_earn_all_that_the_program_gives() {
    is_complete(
        "hp-clerkship",
        include_str!("../../../../examples/good/hp-heart-failure.md"),
    );
    is_complete(
        "soap-clerkship",
        include_str!("../../../../examples/good/soap-clinic-htn.md"),
    );
    is_complete("idea", include_str!("../../../../examples/good/hp-pneumonia.md"));
    is_complete("psych-hp", include_str!("../../../../examples/good/psych-eval.md"));
    is_complete("peds-hp", include_str!("../../../../examples/good/peds-wheeze.md"));
}

#[test]
fn a_bad_history_and_physical() {
    let note = include_str!("../../../../examples/bad/hp-handed-back.md");
    expect(
        "hp-clerkship",
        note,
        &[
            // There, but a story of 31 words.
            ("cc", 1.0),
            // Four of five parts: the age is not told.
            ("opener", 3.0),
            // Five of six dimensions are over four fifths: no severity.
            ("hpi-complete", 8.0),
            // "About a week", "this week"; nothing out of order.
            ("hpi-story", 3.0),
            // Positives enough, no negative.
            ("hpi-pertinents", 2.0),
            // Six sections (3); three of four drugs are complete: half of 2; "Sulfa" without reaction, social history without
            // work, "Noncontributory": 0.
            ("histories", 4.0),
            // The review repeats the story.
            ("ros", 2.0),
            ("vitals-exam", 7.0),
            // "Troponin elevated", "CXR done".
            ("data", 2.0),
            // Two of five parts, twelve words.
            ("summary", 0.0),
            // Hypertension leads the list, with nothing that speaks for it.
            ("lead", 2.0),
            ("alternatives", 0.0),
            // There is a list; three of seven problems are reasoned; a potassium of 2.9 is not taken up.
            ("priority", 1.0),
            // Six of seven problems have a plan: half of 2; of ten steps four are specific: half of 2; vague steps.
            ("plan", 2.0),
            // A name.
            ("privacy", 1.0),
        ],
    );
}

#[test]
fn a_soap_note_without_a_plan() {
    let note = include_str!("../../../../examples/bad/soap-no-plan.md");
    expect(
        "soap-clerkship",
        note,
        &[
            // Three of four parts; an empty heading costs 1 of 2.
            ("structure", 7.0),
            ("subj-story", 9.0),
            ("subj-pertinents", 5.0),
            ("obj-vitals", 9.0),
            ("obj-exam", 5.0),
            ("obj-data", 3.0),
            // The problem is reasoned; no word on severity or course.
            ("assess-status", 3.0),
            ("assess-reason", 5.0),
            ("plan-specific", 0.0),
            ("plan-followup", 0.0),
            ("privacy", 3.0),
        ],
    );
}

#[test]
fn reasoning_that_contradicts_the_story() {
    let note = include_str!("../../../../examples/bad/hp-contradictions.md");
    expect(
        "idea",
        note,
        &[
            // No dimension; four of five parts of the opening.
            ("hpi-detailed", 2.0),
            // No word of tempo, place or quality.
            ("hpi-descriptive", 0.0),
            // No time; nothing out of order.
            ("hpi-chronologic", 1.0),
            // Past illness, a risk factor.
            ("hpi-context", 3.0),
            // All sections (3); one empty answer (1 of 2); drugs (1).
            ("history-complete", 5.0),
            // Five vital signs (2); five systems, half of 3.
            ("exam-complete", 3.5),
            ("exam-key", 3.0),
            // Four parts (3), one qualifier (1 of 2), fifteen words (half of 1).
            ("summary", 4.5),
            // One diagnosis; it leads (2); a rule on it speaks (0).
            ("differential", 2.0),
            // COPD, "afebrile" and "hypernatremia" stand beside it.
            ("explain", 5.0),
            ("alternatives", 0.0),
            ("plan", 4.0),
        ],
    );
}

#[test]
fn a_thin_psychiatric_evaluation() {
    expect(
        "psych-hp",
        include_str!("notes/psych-thin.md"),
        &[
            // Age, sex, complaint and time in the opening (2), a complaint (1), no quotation.
            ("id-cc", 3.0),
            // One time (1), one more symptom (1), no context, nothing out of order (1).
            ("hpi", 3.0),
            // Low mood alone.
            ("psych-ros", 0.0),
            // The section says "None": 2 of 2; attempts and trials are not spoken of.
            ("past-psych", 2.0),
            // Alcohol alone: no points; without an amount.
            ("substances", 0.0),
            // "Lives alone".
            ("social-dev", 0.0),
            ("family", 0.0),
            ("medical", 0.0),
            // Appearance, mood and speech of ten: 1; eight words.
            ("mse", 2.0),
            ("safety", 0.0),
            ("formulation", 0.0),
            ("differential", 0.0),
            // Treatment and follow-up: 1; nothing vague: 1.
            ("plan", 2.0),
            ("privacy", 2.0),
        ],
    );
}

#[test]
fn a_thin_pediatric_history_and_physical() {
    expect(
        "peds-hp",
        include_str!("notes/peds-thin.md"),
        &[
            // A complaint (1), four parts of the opening (3); nobody is said to tell the story.
            ("opening", 4.0),
            // Onset and duration of four: half of 4; one time: 0.5; three negatives: 3; no contacts.
            ("hpi", 5.5),
            // No history at all; feeding is asked for below one year only: 1.
            ("history", 1.0),
            ("exam", 0.0),
            ("exam-details", 0.0),
            // Neither a study nor a vital sign that one could follow.
            ("studies", 0.0),
            ("summary", 0.0),
            // Gastroenteritis leads.
            ("differential", 2.0),
            // One problem with a plan: 2; "Fluids" says too little; no drug: 2; no teaching.
            ("plan", 5.0),
            ("clarity", 4.0),
        ],
    );
}

/// The order of the examples by points is the order in which a reader would set them.
#[test]
fn better_notes_stand_higher() {
    let total = |text: &str| {
        points("hp-clerkship", text)
            .iter()
            .map(|(_, points)| points)
            .sum::<f64>()
    };
    let good = total(include_str!("../../../../examples/good/hp-heart-failure.md"));
    let middling = total(include_str!("../../../../examples/bad/hp-out-of-order.md"));
    let poor = total(include_str!("../../../../examples/bad/hp-handed-back.md"));
    let bare = total("# H&P\n\nCC: chest pain\n\nHPI: 60 yo M with chest pain.\n\nA: angina\n\nP: rest\n");
    assert!(
        good > middling && middling > poor && poor > bare,
        "{good} {middling} {poor} {bare}"
    );
}
