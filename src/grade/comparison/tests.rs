use std::sync::Arc;

use super::*;
use crate::grammar::Grammar;
use crate::note::{self, Hints};

macro_rules! note {
    ($name:literal) => {
        include_str!(concat!("../../../tests/grade/", $name, ".md"))
    };
}

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

fn beside(model: &str, note: &str) -> Comparison {
    compare(&read(model), &read(note))
}

/// The names of these kinds of elements, in order: `plan furosemide`.
fn names(elements: &[Element], kinds: &[&str]) -> Vec<String> {
    let wanted = elements.iter().filter(|it| kinds.contains(&it.kind.as_str()));
    wanted.map(|it| it.name.to_lowercase()).collect()
}

fn ranks(comparison: &Comparison) -> Vec<(String, Option<u32>, Option<u32>)> {
    let all = comparison.differential.iter();
    all.map(|it| (it.diagnosis.to_lowercase(), it.in_model, it.in_note))
        .collect()
}

#[test]
fn an_adult_with_heart_failure() {
    let told = beside(note!("same-patient/12"), note!("same-patient/02"));
    assert_eq!(
        names(&told.found, &["symptom"]),
        [
            "dyspnea",
            "orthopnea",
            "pnd",
            "leg swelling",
            "no chest pain",
            "no fever",
            "no productive cough"
        ]
    );
    assert_eq!(
        names(&told.missing, &["symptom", "social history"]),
        ["no syncope", "tobacco"]
    );
    assert_eq!(names(&told.found, &["history"]), ["mi", "htn", "t2dm"]);
    assert_eq!(names(&told.found, &["vital"]).len(), 5);
    assert_eq!(
        names(&told.found, &["medication"]),
        ["metoprolol succinate", "lisinopril", "metformin", "aspirin"]
    );
    assert_eq!(
        names(&told.found, &["plan"]),
        ["furosemide", "ecg", "troponin", "tte", "metformin held or stopped"]
    );
    let missing = names(&told.missing, &["plan"]);
    assert!(
        ["bnp", "bmp", "chest film"]
            .iter()
            .all(|it| missing.iter().any(|name| name == it)),
        "{missing:?}"
    );
    assert!(
        !missing.iter().any(|name| name.contains("furosemide") || name == "ecg"),
        "{missing:?}"
    );
    assert_eq!(
        names(&told.missing, &["section", "vital", "medication", "finding"]),
        [""; 0]
    );
}

#[test]
fn a_child_with_bronchiolitis() {
    let told = beside(note!("model-answer/peds-model"), note!("model-answer/peds-note"));
    let fever = told.missing.iter().find(|it| it.name == "fever").unwrap();
    assert_eq!((fever.kind.as_str(), fever.line), ("symptom", Some(7)));
    assert_eq!(fever.differs.as_deref(), Some("the note says that it is not there"));
    let allergy = told.missing.iter().find(|it| it.kind == "allergy").unwrap();
    assert_eq!(
        (allergy.name.as_str(), allergy.line, allergy.model_line),
        ("Amoxicillin", Some(19), 22)
    );
    assert_eq!(allergy.differs.as_deref(), Some("the note says “NKDA”"));
    let found = names(&told.found, &["symptom", "finding", "history", "medication", "plan"]);
    for name in [
        "cough",
        "runny nose",
        "no vomiting",
        "eczema",
        "nasal flaring",
        "crackles",
        "tympanic membranes normal",
        "acetaminophen",
        "rsv swab",
        "disposition",
        "education of the patient",
    ] {
        assert!(found.iter().any(|it| it == name), "{name}: {found:?}");
    }
    let missing = names(&told.missing, &["symptom", "finding", "vital", "family history"]);
    for name in [
        "no diarrhea",
        "no apnea",
        "tired",
        "temperature",
        "asthma in the family",
    ] {
        assert!(missing.iter().any(|it| it == name), "{name}: {missing:?}");
    }
    // What the model decides against is no element, unless the note does it.
    let plan = names(&told.missing, &["plan"]);
    assert!(!plan.iter().any(|it| it.contains("x-ray")), "{plan:?}");
    let ranks = ranks(&told);
    assert!(
        ranks.contains(&("bronchiolitis".to_owned(), Some(1), Some(1))),
        "{ranks:?}"
    );
    assert!(ranks.contains(&("pneumonia".to_owned(), Some(2), None)), "{ranks:?}");
    assert!(ranks.contains(&("asthma".to_owned(), Some(3), Some(2))), "{ranks:?}");
}

#[test]
fn a_man_with_depression() {
    let told = beside(note!("model-answer/psych-model"), note!("model-answer/psych-note"));
    let found = names(
        &told.found,
        &["symptom", "finding", "history", "allergy", "problem", "plan"],
    );
    for name in [
        "depressed mood",
        "anhedonia",
        "passive suicidal ideation",
        "no homicidal ideation",
        "no hallucinations",
        "no mania",
        "no suicide attempts",
        "affect constricted",
        "no delusions",
        "no known allergies",
        "major depressive disorder",
        "levothyroxine",
        "tsh",
        "follow-up",
    ] {
        assert!(found.iter().any(|it| it == name), "{name}: {found:?}");
    }
    let how = |all: &[Element], name: &str| {
        let element = all.iter().find(|it| it.name.eq_ignore_ascii_case(name));
        element.and_then(|it| it.differs.clone()).unwrap_or_default()
    };
    assert_eq!(how(&told.found, "TSH"), "6.8 in the model answer, 8.6 in the note");
    let levothyroxine = told.found.iter().find(|it| it.kind == "medication").unwrap();
    assert_eq!(
        levothyroxine.differs.as_deref(),
        Some("75 mcg in the model answer, 50 mcg in the note")
    );
    assert_eq!(how(&told.missing, "alcohol"), "the note says “Denies alcohol”");
    assert_eq!(
        how(&told.missing, "sertraline"),
        "the note gives escitalopram, of the same class"
    );
    let missing = names(&told.missing, &["section", "vital", "family history", "plan"]);
    for name in [
        "vital signs",
        "blood pressure",
        "bipolar disorder in the family",
        "phq-9",
    ] {
        assert!(missing.iter().any(|it| it == name), "{name}: {missing:?}");
    }
}

#[test]
fn negation_is_respected_both_ways() {
    let model = "## HPI\n\nCough for 3 days. No fever.\n\n## Physical Exam\n\nLungs clear to auscultation.\n";
    let same = beside(
        model,
        "## HPI\n\nCoughing since Monday, afebrile.\n\n## Physical Exam\n\nNo crackles or wheezes.\n",
    );
    assert_eq!(names(&same.missing, &["symptom", "finding"]), [""; 0], "{same:?}");
    let other = beside(model, "## HPI\n\nFever since Monday. Denies cough.\n");
    let told: Vec<_> = other
        .missing
        .iter()
        .filter_map(|it| Some((it.name.as_str(), it.differs.as_deref()?)))
        .collect();
    assert_eq!(
        told,
        [
            ("Cough", "the note says that it is not there"),
            ("no fever", "the note says that it is there"),
        ]
    );
}

#[test]
fn a_model_beside_itself_misses_nothing() {
    for text in [
        note!("same-patient/01"),
        note!("same-patient/06"),
        note!("same-patient/09"),
        note!("same-patient/12"),
        note!("model-answer/peds-model"),
        note!("model-answer/psych-model"),
    ] {
        let told = beside(text, text);
        assert_eq!(told.missing, [], "{text}");
        assert!(
            told.found.len() >= 20 && told.found.iter().all(|it| it.differs.is_none()),
            "{told:?}"
        );
        assert!(
            told.differential.iter().all(|it| it.in_model == it.in_note),
            "{:?}",
            told.differential
        );
    }
}

#[test]
fn an_empty_note_has_nothing_and_an_empty_model_asks_nothing() {
    let told = beside(note!("same-patient/12"), "");
    assert!(told.found.is_empty() && told.missing.len() >= 30, "{told:?}");
    let told = beside("", note!("same-patient/12"));
    assert!(told.found.is_empty() && told.missing.is_empty(), "{told:?}");
    assert!(told.differential.iter().all(|it| it.in_model.is_none()), "{told:?}");
}

#[test]
fn odd_notes_are_compared() {
    for text in [
        "",
        "\u{feff}",
        "## Plan\n\n- ***\n",
        "## A/P\n\n1.\n2.\n",
        "no no no",
        "## HPI\n\nЖ é 漢字 fever\u{301}\n",
    ] {
        let _ = beside(text, note!("same-patient/12"));
        let _ = beside(note!("same-patient/12"), text);
    }
}
