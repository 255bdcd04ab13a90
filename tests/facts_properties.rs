//! What holds for the facts of every text: reading is total, spans lie in the text, on character boundaries and in their
//! section, facts stand in the order of the text, values are those that are written, and twice the text holds at most twice
//! the facts.
//!
//! That reading is linear is held by the sizes of [`HARD`]: each of these texts is read in a moment by a reader that looks at
//! every place a bounded number of times, and in hours by one that does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::note::facts::VitalKind;
use preceptor::note::facts::quantity::{CM_PER_INCH, KG_PER_LB, celsius, fahrenheit, number};
use preceptor::note::{self, Hints, Note};
use preceptor::text::Span;
use proptest::prelude::*;

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// A list of facts: what they are, and where they stand.
type List = (&'static str, Vec<Span>);

/// Every list of facts of a note, each in its order.
fn lists(note: &Note) -> Vec<List> {
    let patient = note.patient();
    let allergies = note.allergies();
    vec![
        ("ages", patient.ages.iter().map(|age| age.span).collect()),
        ("sexes", patient.sexes.iter().map(|(_, span)| *span).collect()),
        ("gender cues", patient.gender_cues.clone()),
        ("pronouns", patient.pronouns.iter().map(|(_, span)| *span).collect()),
        ("vitals", note.vitals().iter().map(|vital| vital.number).collect()),
        ("labs", note.labs().iter().map(|lab| lab.number).collect()),
        ("studies", note.study_values().iter().map(|lab| lab.number).collect()),
        ("medications", note.medications().iter().map(|drug| drug.name).collect()),
        (
            "allergies",
            allergies.list.iter().map(|allergy| allergy.written).collect(),
        ),
        ("no allergies", allergies.none.clone()),
        ("scores", note.scores().iter().map(|score| score.number).collect()),
        ("sides", note.sides().iter().map(|sided| sided.span).collect()),
        ("times", note.times().iter().map(|time| time.span).collect()),
        ("findings", note.findings().iter().map(|mention| mention.span).collect()),
        (
            "sentences",
            note.sentences().iter().map(|sentence| sentence.span).collect(),
        ),
    ]
}

/// The other places that facts name, in no order.
fn places(note: &Note) -> Vec<Span> {
    let patient = note.patient();
    let mut places: Vec<Span> = [
        patient.stated_pronouns.map(|(_, span)| span),
        patient.birth_year.map(|(_, span)| span),
        patient.gestation.map(|(_, _, span)| span),
        patient.pregnant,
        patient.parity.map(|parity| parity.span),
        patient.weight.map(|weight| weight.span),
        patient.height.map(|height| height.span),
        patient.several,
    ]
    .into_iter()
    .flatten()
    .collect();
    for vital in note.vitals() {
        places.extend([vital.span, vital.unit, vital.name]);
        places.extend(vital.restated.map(|(_, span)| span));
    }
    for lab in note.labs().iter().chain(note.study_values()) {
        places.extend([lab.span, lab.unit, lab.name, lab.when]);
    }
    for drug in note.medications() {
        places.push(drug.span);
        places.extend(
            [drug.route, drug.prn, drug.indication, drug.duration]
                .into_iter()
                .flatten(),
        );
        places.extend(drug.dose.iter().flat_map(|dose| [dose.span, dose.unit]));
        places.extend(drug.frequency.map(|frequency| frequency.span));
    }
    for allergy in &note.allergies().list {
        places.push(allergy.span);
        places.extend(allergy.reaction);
    }
    places.extend(note.scores().iter().map(|score| score.span));
    for mention in note.findings() {
        places.extend(mention.assertion.cue);
        places.extend(mention.assertion.time_cue);
    }
    let presentation = note.presentation();
    places.extend(presentation.visit);
    places.extend(presentation.story.iter().copied());
    places.extend(presentation.complaints.iter().map(|complaint| complaint.span));
    places
}

/// All that has to hold for the facts of a note.
fn check(note: &Note) -> Result<(), TestCaseError> {
    let lies_in_text = |what: &str, span: Span| -> Result<(), TestCaseError> {
        prop_assert!(
            span.start <= span.end && span.end as usize <= note.text.len(),
            "{what}: {span:?} outside the text"
        );
        prop_assert!(
            note.text.is_char_boundary(span.start as usize) && note.text.is_char_boundary(span.end as usize),
            "{what}: {span:?} cuts a character"
        );
        Ok(())
    };
    for (what, spans) in lists(note) {
        for span in &spans {
            lies_in_text(what, *span)?;
            prop_assert!(!span.is_empty(), "{what}: {span:?} is empty");
        }
        for pair in spans.windows(2) {
            prop_assert!(
                pair[0].start <= pair[1].start,
                "{what}: {:?} after {:?}",
                note.slice(pair[0]),
                note.slice(pair[1])
            );
        }
    }
    for span in places(note) {
        lies_in_text("a part of a fact", span)?;
    }
    for pair in note.sentences().windows(2) {
        prop_assert!(pair[0].span.end <= pair[1].span.start, "sentences overlap");
    }
    // What is read from a section lies in it.
    let sections = note.findings().iter().map(|mention| (mention.span, mention.section));
    let sections = sections.chain(
        note.sentences()
            .iter()
            .map(|sentence| (sentence.span, sentence.section)),
    );
    for (span, section) in sections {
        if let Some(ix) = section {
            prop_assert!(
                note.section(ix).span.contains(span),
                "{:?} is not in its section",
                note.slice(span)
            );
        }
    }
    // A fact does not reach out of the section that it begins in.
    for (what, spans) in lists(note) {
        for span in spans {
            if let Some(ix) = note
                .section_at(span.start)
                .filter(|_| what != "findings" && what != "sentences")
            {
                prop_assert!(
                    note.section(ix).span.contains(span),
                    "{what}: {:?} is not in its section",
                    note.slice(span)
                );
            }
        }
    }
    values(note)
}

/// The values are finite, and read again from their own words they are the same.
fn values(note: &Note) -> Result<(), TestCaseError> {
    let again = |span: Span| number(note.slice(span).trim_start_matches(['<', '>', '=', '~', ' ', '+', '-']));
    for vital in note.vitals() {
        prop_assert!(vital.value.is_finite() && vital.written.is_finite());
        if let Some(read) = again(vital.number).filter(|_| vital.to.is_none()) {
            let words = note.slice(vital.span);
            prop_assert!(
                (read.value - vital.written.abs()).abs() < 1e-6 || words.contains(['\'', '"', '½', 'f', 's']),
                "{words:?} is {}, read again {}",
                vital.written,
                read.value
            );
        }
    }
    for lab in note.labs().iter().chain(note.study_values()) {
        prop_assert!(lab.value.is_finite() && lab.written.is_finite());
        if let Some(read) = again(lab.number).filter(|_| !lab.graded) {
            prop_assert!(
                (read.value - lab.written.abs()).abs() < 1e-6,
                "{:?} is {}, read again {}",
                note.slice(lab.span),
                lab.written,
                read.value
            );
        }
    }
    for age in &note.patient().ages {
        prop_assert!((0.0..200.0).contains(&age.years()), "age {} years", age.years());
    }
    for drug in note.medications() {
        prop_assert!(drug.span.contains(drug.name), "a drug has its name");
        prop_assert!(drug.dose.is_none_or(|dose| dose.value.is_finite() && dose.value >= 0.0));
    }
    Ok(())
}

/// How many facts a note has.
fn count(note: &Note) -> usize {
    lists(note).iter().map(|(_, spans)| spans.len()).sum()
}

/// Pieces of the shorthand of the trade, good and odd.
fn piece() -> impl Strategy<Value = String> {
    let shorthand = prop::sample::select(vec![
        "64F",
        "38yoM",
        "10 mo M",
        "a 64-year-old woman",
        "3-1/2-year-old",
        "5½ years old",
        "54♂",
        "M/45",
        "Age: 54",
        "in her 60s",
        "DOL 3",
        "G3P1011 at 32w4d",
        "26/40",
        "32 4/7 weeks",
        "forty-five-year-old",
        "She denies",
        "His wife",
        "the patient",
        "Mrs. X",
        "DOB: 3/4/1958",
        "aged",
        "T 38.1",
        "T 101 F",
        "HR 112",
        "BP 92/58",
        "BP 110-130/60-80",
        "RR 22",
        "SpO2 94% RA",
        "sats 88% on 2 L",
        "Wt 80 kg (176 lb)",
        "5'10\"",
        "BMI 31",
        "Na 138",
        "K 2.9 (L)",
        "Cr 1.4 -> 1.2",
        "138/4.1/101/24/18/1.0<102",
        "Hgb 9.8/29.4",
        "troponin <0.01",
        "WBC 12.5",
        "pH 7.31",
        "A1c 8.2%",
        "furosemide 40 mg PO BID",
        "Lasix 20",
        "aspirin 81mg daily",
        "tylenol prn pain",
        "insulin 10 units qHS",
        "amoxicillin 500 mg TID x 7 days",
        "hold metformin",
        "Allergies: PCN (hives)",
        "NKDA",
        "sulfa: rash",
        "GCS 15 (E4V5M6)",
        "pain 7/10",
        "NIHSS 4",
        "Apgars 8/9",
        "left knee",
        "R arm",
        "bilaterally",
        "C5-6",
        "3 days ago",
        "x 2 weeks",
        "3/7",
        "POD 2",
        "HD#3",
        "3/14/2026",
        "since Monday",
        "in 2 weeks",
        "denies fever, chills, or cough",
        "no",
        "no evidence of",
        "chest pain",
        "history of asthma",
        "mother with diabetes",
        "r/o PE",
        "return if",
        "pregnant",
        "LMP 3/1",
        "prostate",
        "PSA 4.2",
        "transgender",
    ]);
    let sign = prop::sample::select(vec![
        " ",
        " ",
        ", ",
        ". ",
        "; ",
        ": ",
        "\n",
        "\n\n",
        "\n- ",
        "\n# ",
        "\nHPI: ",
        "\n## Plan\n",
        "\n> ",
        " | ",
        "\n| a | b |\n| --- | --- |\n| ",
        "/",
        "-",
        "\u{a0}",
        "\u{200b}",
        "é",
        "½",
        "–",
        "\r\n",
        "\"",
        "(",
        ")",
        "***",
        "<!-- x -->",
        "\t",
    ]);
    prop_oneof![
        6 => shorthand.prop_map(str::to_owned),
        5 => sign.prop_map(str::to_owned),
        1 => "[a-zA-Z0-9 ./%<>+-]{1,12}",
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn facts_of_shorthand_hold_together(pieces in prop::collection::vec(piece(), 0..60)) {
        check(&read(&pieces.concat()))?;
    }

    #[test]
    fn facts_of_any_text_hold_together(text in "\\PC{0,300}") {
        check(&read(&text))?;
    }

    #[test]
    fn twice_the_text_holds_at_most_twice_the_facts(pieces in prop::collection::vec(piece(), 1..30)) {
        let text = format!("{}\n\n", pieces.concat());
        let (once, twice) = (count(&read(&text)), count(&read(&text.repeat(2))));
        // What is told once may change how the same words are read again (a date, a heading): some more, never a multiple.
        prop_assert!(twice <= 2 * once + 2 * pieces.len() + 8, "{once} facts, then {twice}");
    }
}

/// The text of a fact, read again where it stood, and the same fact.
fn ages_of(text: &str) -> Vec<(f64, &'static str, String)> {
    let note = read(text);
    let ages = note.patient().ages.iter();
    ages.map(|age| (age.value, age.unit.name(), note.slice(age.span).to_owned()))
        .collect()
}

fn vital_of(text: &str, kind: VitalKind) -> Option<f64> {
    let note = read(text);
    note.vitals()
        .iter()
        .find(|vital| vital.kind == kind)
        .map(|vital| vital.value)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn ages_are_read_and_read_again(
        value in 1u32..=99,
        (form, unit) in prop::sample::select(vec![
            ("N-year-old woman", "year"),
            ("N yo M", "year"),
            ("NF", "year"),
            ("N y.o. man", "year"),
            ("N year old lady", "year"),
            ("Ny/o gentleman", "year"),
            ("N-month-old boy", "month"),
            ("N mo girl", "month"),
            ("N-week-old girl", "week"),
            ("N day old male", "day"),
        ]),
    ) {
        let text = |age: &str| format!("HPI: {age} with cough.\n");
        let first = ages_of(&text(&form.replace('N', &value.to_string())));
        prop_assert_eq!(first.len(), 1);
        let (read, name, words) = &first[0];
        prop_assert_eq!((*read, *name), (f64::from(value), unit));
        // `64` of `64F` is no age by itself.
        if words.chars().any(char::is_alphabetic) {
            let again = ages_of(&text(&format!("{words} girl")));
            prop_assert_eq!(again.first().map(|(read, name, _)| (*read, *name)), Some((f64::from(value), unit)));
        }
    }

    #[test]
    fn weeks_and_births_are_read(weeks in 20u32..=41, days in 0u32..=6, births in prop::array::uniform4(0u32..=4)) {
        let [term, preterm, abortions, living] = births;
        let gravida = term + preterm + abortions + 1;
        for dated in [
            format!("{weeks}w{days}d"),
            format!("{weeks}+{days} weeks"),
            format!("{weeks} {days}/7 weeks"),
            format!("{weeks} weeks {days} days"),
        ] {
            let note = read(&format!(
                "HPI: 30-year-old G{gravida}P{term}{preterm}{abortions}{living} at {dated} with headache.\n"
            ));
            let patient = note.patient();
            let gestation = patient.gestation.map(|(weeks, days, _)| (weeks, days));
            prop_assert_eq!(gestation, Some((weeks, days)), "{}", dated);
            let parity = patient.parity.map(|parity| (parity.gravida, parity.tpal));
            prop_assert_eq!(parity, Some((gravida, Some(births))));
        }
    }

    #[test]
    fn units_are_converted_there_and_back(tenths in 350u32..=415, kilograms in 40u32..=140, inches in 54u32..=80) {
        let degrees = f64::from(tenths) / 10.0;
        prop_assert!((celsius(fahrenheit(degrees)) - degrees).abs() < 1e-9);
        let metric = vital_of(&format!("Vitals: T {degrees:.1} C, HR 80\n"), VitalKind::Temperature);
        let american = vital_of(&format!("Vitals: T {:.1} F, HR 80\n", fahrenheit(degrees)), VitalKind::Temperature);
        prop_assert_eq!(metric, Some(degrees));
        prop_assert!(american.is_some_and(|read| (read - degrees).abs() <= 0.06), "{american:?}");
        let kilograms = f64::from(kilograms);
        let metric = vital_of(&format!("Vitals: Wt {kilograms} kg, HR 80\n"), VitalKind::Weight);
        let american = vital_of(&format!("Vitals: Wt {:.1} lb, HR 80\n", kilograms / KG_PER_LB), VitalKind::Weight);
        prop_assert_eq!(metric, Some(kilograms));
        prop_assert!(american.is_some_and(|read| (read - kilograms).abs() <= 0.06), "{american:?}");
        let centimetres = f64::from(inches) * CM_PER_INCH;
        for written in [
            format!("{}'{}\"", inches / 12, inches % 12),
            format!("{} ft {} in", inches / 12, inches % 12),
            format!("{inches} in"),
            format!("{centimetres:.1} cm"),
            format!("{:.3} m", centimetres / 100.0),
        ] {
            let height = vital_of(&format!("Vitals: Ht {written}, HR 80\n"), VitalKind::Height);
            prop_assert!(height.is_some_and(|read| (read - centimetres).abs() <= 0.11), "{written}: {height:?}");
        }
    }

    #[test]
    fn sides_are_turned(
        part in prop::sample::select(vec!["knee", "hip", "shoulder", "ear", "eye", "kidney", "breast", "wrist", "ankle", "foot"]),
        form in prop::sample::select(vec!["S P pain", "P pain on the S", "pain in the S P", "P (S) tender", "S-sided P swelling"]),
    ) {
        let sides = |word: &str| {
            let note = read(&format!("HPI: 40-year-old man with {}.\n", form.replace('S', word).replace('P', part)));
            let sides = note.sides().iter();
            sides.map(|sided| (sided.side.name(), sided.part)).collect::<Vec<_>>()
        };
        let (left, right) = (sides("left"), sides("right"));
        prop_assert!(!left.is_empty() && left.len() == right.len(), "{left:?} {right:?}");
        for (left, right) in left.iter().zip(&right) {
            prop_assert_eq!((left.0, right.0, left.1), ("left", "right", right.1));
        }
        if form != "S-sided P swelling" {
            prop_assert_eq!(sides("L"), left);
        }
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "txt" || extension == "md")
        })
        .collect();
    paths.sort();
    paths
}

#[test]
fn facts_of_real_notes_hold_together() {
    let mut read_notes = 0;
    for folder in [
        "examples/good",
        "examples/bad",
        "../shared/corpus/aci",
        "../shared/corpus/mtsamples",
        "../shared/corpus/primock",
    ] {
        for path in files(folder) {
            // An example of a file in another encoding is no text here.
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let note = read(&text);
            check(&note).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            // The same note with the line ends of Windows has the same facts.
            let windows = read(&text.replace("\r\n", "\n").replace('\n', "\r\n"));
            check(&windows).unwrap_or_else(|error| panic!("{} with CRLF: {error}", path.display()));
            read_notes += 1;
        }
    }
    assert!(read_notes >= 20, "{read_notes} notes");
}

/// Texts that make a careless reader look at every place from every place.
const HARD: &[&str] = &[
    "64F ",
    "she he wife ",
    "patient she ",
    "SHE HE ",
    "his wife her husband ",
    "54-year-old ",
    "mother is 54 years old ",
    "a a a a ",
    "hysterectomy BPH ",
    "uterus prostate ",
    "G3P1 g2 ",
    "32 4/7 ",
    "K 2.9 ",
    "1/2/3/4/5/6/7 ",
    "138/4.1/101 ",
    "BP 120/80 HR ",
    "T T T 38 ",
    "furosemide 40 mg ",
    "allergies: penicillin ",
    "no fever or ",
    "denies denies ",
    "left right knee ",
    "3 days ago ",
    "GCS pain 7/10 ",
    "<!-- ",
    "\" \" ",
    "chest pain\n",
    "- no ",
    "        ",
    "| a | b ",
];

#[test]
fn hard_texts_are_read_in_one_go() {
    for hard in HARD {
        for joint in ["", ".", "\n"] {
            let unit = format!("{hard}{joint}");
            let text = format!("HPI: {}", unit.repeat(60_000 / unit.len()));
            let note = read(&text);
            let facts = count(&note);
            assert!(facts <= text.len(), "{unit:?}: {facts} facts");
            check(&note).unwrap_or_else(|error| panic!("{unit:?}: {error}"));
        }
    }
}
