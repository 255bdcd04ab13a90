//! Each kind of check, with points computed by hand.

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Origin;
use crate::grade::rubric::{Rubric, evaluate, read};
use crate::grade::{CriterionMark, Points};
use crate::grammar::Grammar;
use crate::lint::{self, Checked, Settings};

/// A rubric of these criteria, or what is wrong with it.
fn rubric(criteria: &str) -> Result<Rubric, String> {
    let origin = Origin {
        shown: PathBuf::from("own.toml"),
        text: Arc::from(format!("title = \"Own\"\nkinds = \"hp\"\n{criteria}")),
    };
    read("own", &origin, &Grammar::builtin(), &[]).map_err(|error| error.to_string())
}

fn sound(criteria: &str) -> Rubric {
    match rubric(criteria) {
        Ok(rubric) => rubric,
        Err(error) => panic!("{error}"),
    }
}

/// A criterion with one check.
fn one(points: &str, check: &str) -> String {
    format!(
        "[[criterion]]\nid = \"it\"\ntitle = \"It\"\npoints = {points}\ndimension = \"organized\"\n[[criterion.check]]\npoints = {points}\n{check}\n"
    )
}

fn checked(rubric: &Rubric, text: &str) -> Checked {
    lint::check(
        Arc::from(text),
        &Settings::with_rules(Grammar::builtin(), &rubric.rules()),
    )
}

fn marks(criteria: &str, text: &str) -> Vec<CriterionMark> {
    let rubric = sound(criteria);
    evaluate(&rubric, &checked(&rubric, text))
}

/// The points of the one check, and what the reasons say: `earned/of line text`.
fn marked(points: &str, check: &str, text: &str) -> (f64, Vec<String>) {
    let mark = marks(&one(points, check), text).remove(0);
    let sum: Points = mark.reasons.iter().map(|reason| reason.of).sum();
    assert_eq!(sum.number().to_string(), points, "{check}");
    let reasons = mark.reasons.iter().map(|reason| {
        let line = reason.line.map_or(0, |line| line);
        format!("{}/{} {line} {}", reason.earned, reason.of, reason.text)
    });
    (mark.points.number(), reasons.collect())
}

const NOTE: &str = "\
# History and Physical

## Chief Complaint

\"Pressure in my chest\" for 3 days

## HPI

58-year-old man with hypertension who presents with chest pressure for 3 days, worse on stairs. No fever, no cough.

## Medications

- Amlodipine 5 mg daily
- Aspirin

## Allergies

NKDA

## Vital Signs

T 36.8 °C, HR 88, BP 146/88

## Assessment

1. Acute coronary syndrome: pressure on exertion. Pulmonary embolism is less likely without dyspnea.
2. Hypertension: above goal.

## Plan

1. Acute coronary syndrome: aspirin 81 mg PO daily, ECG today.
";

#[test]
fn present_gives_all_half_or_none() {
    // Both there; one of two is a half; none of one.
    assert_eq!(marked("2", "present = [\"cc\", \"allergies\"]", NOTE).0, 2.0);
    let (points, reasons) = marked("2", "present = [\"cc\", \"family-history\"]", NOTE);
    assert_eq!(points, 1.0);
    assert!(
        reasons[0].starts_with("1/1 3 1 of 2 found: Chief Complaint"),
        "{reasons:?}"
    );
    assert!(
        reasons[1].starts_with("0/1 16 Not found: Family History (it belongs after Allergies)"),
        "{reasons:?}"
    );
    assert_eq!(marked("2", "present = \"family-history\"", NOTE).0, 0.0);
    // One of several is enough, and "NKDA" is an answer.
    assert_eq!(
        marked("2", "present = { any = [\"family-history\", \"allergies\"] }", NOTE).0,
        2.0
    );
    assert_eq!(
        marked(
            "2",
            "present = { any = [\"family-history\", \"social-history\"] }",
            NOTE
        )
        .0,
        0.0
    );
}

#[test]
fn count_takes_the_best_step_that_is_reached() {
    let steps = "count = \"vital-signs\"\nsteps = [{ at-least = 5, points = 3 }, { at-least = 3, points = 1.5 }]";
    // Three of five vital signs.
    let (points, reasons) = marked("3", steps, NOTE);
    assert_eq!(points, 1.5);
    assert!(
        reasons[0].starts_with("1.5/1.5 22 3 vital signs: temperature, heart rate, blood pressure"),
        "{reasons:?}"
    );
    assert!(
        reasons[1].contains("Not given: respiratory rate, oxygen saturation"),
        "{reasons:?}"
    );
    assert_eq!(marked("1", "count = \"labs\"\nat-least = 1", NOTE).0, 0.0);
    assert_eq!(marked("1", "count = \"labs\"\nat-most = 0", NOTE).0, 1.0);
    // Unless what must be there is not.
    assert_eq!(
        marked("1", "count = \"labs\"\nat-most = 0\nneeds = \"family-history\"", NOTE).0,
        0.0
    );
}

#[test]
fn share_scores_by_half_or_in_proportion() {
    // Amlodipine has dose and frequency; aspirin has not, but the plan gives it: so both are complete.
    let (points, _) = marked(
        "4",
        "share = { of = \"home-medications\", that = \"home-medications-complete\" }",
        NOTE,
    );
    assert_eq!(points, 4.0);
    let bare = NOTE.replace("aspirin 81 mg PO daily, ", "");
    let half = "share = { of = \"home-medications\", that = \"home-medications-complete\" }";
    let (points, reasons) = marked("4", half, &bare);
    assert_eq!(points, 2.0);
    assert!(reasons[1].contains("Incomplete: Aspirin"), "{reasons:?}");
    // One of two, from nine tenths on and from six tenths on: nothing.
    assert_eq!(marked("4", &format!("{half}\nfull = 0.9\nhalf = 0.6"), &bare).0, 0.0);
    // A half of 3 in proportion is 1.5, to the nearest half point below.
    assert_eq!(marked("3", &format!("{half}\nproportional = true"), &bare).0, 1.5);
    // Nothing to judge earns nothing.
    assert_eq!(
        marked("3", "share = { of = \"labs\", that = \"labs-with-unit\" }", NOTE).0,
        0.0
    );
}

#[test]
fn absence_of_findings_earns_only_where_something_is() {
    let allergy = "no-findings-of = \"allergy-reaction\"\nneeds = \"allergies\"";
    assert_eq!(marked("2", allergy, NOTE).0, 2.0);
    // The section is gone: no credit, and the reason says where it belongs.
    let without = NOTE.replace("## Allergies\n\nNKDA\n\n", "");
    let (points, reasons) = marked("2", allergy, &without);
    assert_eq!(points, 0.0);
    assert!(
        reasons[0].contains("There is no Allergies to give points for (it belongs after Medications)"),
        "{reasons:?}"
    );
    // A finding costs all, one line of the note named.
    let penicillin = NOTE.replace("NKDA", "Penicillin");
    let (points, reasons) = marked("2", allergy, &penicillin);
    assert_eq!(points, 0.0);
    assert!(
        reasons[0].starts_with("0/2 18 The allergy to Penicillin"),
        "{reasons:?}"
    );
    // Or a part of it, or nothing up to a number.
    assert_eq!(marked("2", &format!("{allergy}\neach = 0.5"), &penicillin).0, 1.5);
    assert_eq!(marked("2", &format!("{allergy}\nat-most = 1"), &penicillin).0, 2.0);
    // What stands elsewhere is not meant.
    assert_eq!(
        marked("2", &format!("{allergy}\nwithin = \"plan\""), &penicillin).0,
        2.0
    );
}

#[test]
fn a_finding_costs_points_once_in_the_first_criterion_that_names_it() {
    let twice = "\
[[criterion]]\nid = \"first\"\ntitle = \"First\"\npoints = 1\ndimension = \"accurate\"
[[criterion.check]]\npoints = 1\nno-findings-of = \"allergy-reaction\"\nneeds = \"allergies\"
[[criterion]]\nid = \"second\"\ntitle = \"Second\"\npoints = 2\ndimension = \"accurate\"
[[criterion.check]]\npoints = 2\nno-findings-of = \"CMP\"\nwithin = \"allergies\"\nneeds = \"allergies\"\n";
    let marks = marks(twice, &NOTE.replace("NKDA", "Penicillin"));
    assert_eq!((marks[0].points.number(), marks[1].points.number()), (0.0, 2.0));
    assert!(marks[0].reasons[0].finding.is_some());
    assert!(
        marks[1].reasons[0].text.contains("counted under \"First\""),
        "{}",
        marks[1].reasons[0].text
    );
}

#[test]
fn a_missing_section_is_the_finding_that_says_so() {
    let rubric = sound(&one("1", "present = \"family-history\""));
    let checked = checked(&rubric, NOTE);
    let mark = evaluate(&rubric, &checked).remove(0);
    let finding = mark.reasons[0].finding.map(|at| &*checked.diagnostics[at].code);
    assert_eq!(finding, Some("ORG001"));
}

#[test]
fn elements_conditions_and_alternatives() {
    // Suicidal thoughts are not spoken of in a chest pain note.
    assert_eq!(marked("2", "speaks-of = \"psychiatry/suicidal-ideation\"", NOTE).0, 0.0);
    let asked = NOTE.replace("No fever", "Denies suicidal thoughts. No fever");
    assert_eq!(
        marked("2", "speaks-of = \"psychiatry/suicidal-ideation\"", &asked).0,
        2.0
    );
    // A man of 58 is not asked for his birth; a child would be.
    let birth = "speaks-of = \"pediatrics/birth-history\"\nwhen = \"under 2 years\"";
    assert_eq!(marked("2", birth, NOTE).0, 2.0);
    assert_eq!(
        marked("2", birth, &NOTE.replace("58-year-old man", "5-month-old boy")).0,
        0.0
    );
    // The best of two: no labs, but vital signs.
    let best = "best-of = [{ count = \"labs\", at-least = 1 }, { count = \"vital-signs\", steps = [{ at-least = 4, points = 2 }, { at-least = 3, points = 1 }] }]";
    assert_eq!(marked("2", best, NOTE).0, 1.0);
}

#[test]
fn measures_count_what_is_there() {
    let count = |measure: &str, text: &str| {
        let note = checked(&sound(&one("1", "present = \"cc\"")), text).note;
        super::super::measures::named(measure).map(|it| it.of(&note).count())
    };
    // "No fever, no cough": two; "worse on stairs" is told; two problems, of which the plan takes up one.
    assert_eq!(count("pertinent-negatives", NOTE), Some(2));
    assert_eq!(count("complaint-quotations", NOTE), Some(1));
    assert_eq!(count("problems", NOTE), Some(2));
    assert_eq!(count("problems-with-plan", NOTE), Some(1));
    assert_eq!(count("alternatives", NOTE), Some(1));
    assert_eq!(count("alternatives-argued-against", NOTE), Some(1));
    assert_eq!(count("leading-diagnosis", NOTE), Some(1));
    assert_eq!(count("drug-orders", NOTE), Some(1));
    assert_eq!(count("labs", NOTE), Some(0));
    assert_eq!(count("no-such-measure", NOTE), None);
}

#[test]
fn every_fault_of_a_file_has_its_place_and_a_way_out() {
    let fault = |criteria: &str, expected: &str| {
        let error = rubric(criteria).err().unwrap_or_default();
        assert!(error.contains(expected), "{criteria}\n→ {error}");
    };
    let of = |check: &str| one("2", check);
    fault(
        &of("present = \"alergies\""),
        "own.toml:10:11: `alergies` is no section; did you mean `allergies`?",
    );
    fault(
        &of("count = \"vital-sign\"\nat-least = 1"),
        "own.toml:10:9: `vital-sign` is no measure; did you mean `vital-signs`?",
    );
    fault(
        &of("no-findings-of = \"alergy-reaction\"\nneeds = \"allergies\""),
        "did you mean `allergy-reaction`?",
    );
    fault(
        &of("no-findings-of = \"PHI\""),
        "an absent section would earn these points",
    );
    fault(&of("presnt = \"cc\""), "did you mean `present`?");
    fault(&of("count = \"labs\""), "does not say how many are enough");
    fault(
        &of("count = \"labs\"\nsteps = [{ at-least = 1, points = 1 }]"),
        "can never be earned",
    );
    fault(
        &of("count = \"labs\"\nsteps = [{ at-least = 1, points = 3 }]"),
        "a step gives 3 points, and the check has 2",
    );
    fault(
        &of("share = { of = \"problems\", that = \"labs\" }"),
        "`labs` is no part of `problems`; parts of `problems` are",
    );
    fault(
        &of("present = \"cc\"\ncount = \"labs\""),
        "says `present` and `count` at once",
    );
    fault(&of("when = \"under 2 years\""), "does not say what it checks");
    fault(
        &of("present = \"cc\"\neach = 1"),
        "`each` means nothing beside `present`",
    );
    fault(
        &of("present = \"cc\"\nwhen = \"in spring\""),
        "`in spring` is no condition",
    );
    fault(
        &of("speaks-of = \"psychiatry/mse-afect\""),
        "did you mean `mse-affect`?",
    );
    fault(&one("0", "present = \"cc\""), "no points can be earned here");
    fault("", "the rubric has no criterion");
    let bare = "[[criterion]]\nid = \"a\"\ntitle = \"A\"\npoints = 2\ndimension = \"neat\"\n";
    fault(bare, "`neat` is none of the nine qualities");
    fault(bare, "nobody can give the points of `a`");
    fault(
        &format!("{bare}manual = 2\n"),
        "`a` has points for a human, and no question",
    );
    fault(
        &format!("{bare}manual = 1\nquestion = \"How?\"\n"),
        "its parts add up to 1",
    );
    // All at once.
    let error = rubric(bare).err().unwrap_or_default();
    assert_eq!(error.lines().count(), 2, "{error}");
}

#[test]
fn nothing_breaks_on_odd_notes() {
    let library = crate::grade::rubric::Library::default();
    let long = format!("# H&P\n\nHPI: {}", "\u{201c}pain\u{201d}, no fever; ".repeat(400));
    for name in crate::grade::rubric::Library::shipped() {
        let rubric = library.read(name, &Grammar::builtin(), &[]).expect("it ships");
        for text in [
            "",
            "\n",
            "é",
            "***",
            "\"",
            "A:\nP:\n",
            "# H&P\n## Assessment\n1.\n2.\n",
            &long,
        ] {
            let checked = checked(&rubric, text);
            let marks = evaluate(&rubric, &checked);
            for (mark, info) in marks.iter().zip(&rubric.info.criteria) {
                let (earned, of): (Points, Points) = (
                    mark.reasons.iter().map(|reason| reason.earned).sum(),
                    mark.reasons.iter().map(|reason| reason.of).sum(),
                );
                assert_eq!((earned, of), (mark.points, info.auto), "{name}/{}: {text:?}", info.id);
                assert!(
                    mark.reasons.iter().all(|reason| reason.line.is_some()),
                    "{name}/{}",
                    info.id
                );
            }
            crate::grade::rubric::looks(&checked, &rubric, &marks, None);
            crate::grade::rubric::sections(&checked);
            crate::grade::rubric::differential(&checked.note);
        }
    }
}
