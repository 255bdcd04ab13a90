//! What is told of places in notes; and that every place of every text can be asked about.

use proptest::prelude::*;

use super::super::testing::Testing;
use super::super::types::{Contents, Hover, HoverParams, MarkupKind, WorkDoneProgressParams};
use super::hover;
use crate::text::Span;

fn ask(testing: &Testing) -> Option<Hover> {
    let params = HoverParams::new(WorkDoneProgressParams::default(), testing.at());
    hover(&testing.snapshot, params)
}

fn text_of(hover: &Hover) -> (MarkupKind, String) {
    match &hover.contents {
        Contents::MarkupContent(content) => (content.kind.clone(), content.value.clone()),
        other => panic!("{other:?}"),
    }
}

/// What is told at the cursor, in Markdown, and the words that it is told of.
fn told(note: &str) -> (String, String) {
    let testing = Testing::note(note).able();
    let hover = ask(&testing).unwrap_or_else(|| panic!("nothing is told of {note}"));
    let span = testing.snapshot.span(hover.range.expect("every hover has its range"));
    let words = span.of(testing.snapshot.text()).to_owned();
    (text_of(&hover).1, words)
}

#[track_caller]
fn says(note: &str, words: &str, expected: &[&str]) {
    let (text, of) = told(note);
    assert_eq!(of, words, "in {text}");
    for expected in expected {
        assert!(text.contains(expected), "{expected:?} is not in:\n{text}");
    }
}

#[track_caller]
fn silent(note: &str) {
    let testing = Testing::note(note).able();
    assert_eq!(ask(&testing), None);
}

#[test]
fn a_laboratory_value_is_held_against_the_patient_s_range() {
    let woman = "CC: weakness\n\nHPI: 64-year-old woman.\n\nLabs: Na 138, K 2<|>.9, Cr 1.0\n";
    says(
        woman,
        "K 2.9",
        &[
            "**Potassium** 2.9 mmol/L: **low**",
            "Reference range (adults) 3.5–5.0 mmol/L",
            "Source: ABIM",
        ],
    );
    let woman = "HPI: 64-year-old woman.\n\nLabs: Na 138, K 4.0, C<|>r 1.2 mg/dL\n";
    says(
        woman,
        "Cr 1.2 mg/dL",
        &[
            "1.2 mg/dL (106 µmol/L): **high**",
            "(women) 0.6–1.1 mg/dL (53–97.2 µmol/L)",
        ],
    );
    let man = "HPI: 64-year-old man.\n\nBloods: Na 138, K 4.0, creatinine 1<|>06 µmol/L\n";
    says(
        man,
        "creatinine 106 µmol/L",
        &["106 µmol/L (1.2 mg/dL)\n", "(men) 61.9–115 µmol/L (0.7–1.3 mg/dL)"],
    );
    let critical = "HPI: 64-year-old man.\n\nLabs: Na 138, K<|> 6.8, Cr 1.0\n";
    says(critical, "K 6.8", &["**critically high**", "ARUP"]);
}

#[test]
fn children_and_pregnant_women_are_not_held_against_ranges_of_others() {
    let child = "HPI: 3-year-old boy.\n\nLabs: Na 138, K 4.0, C<|>r 0.2 mg/dL\n";
    let (text, _) = told(child);
    assert!(!text.contains("low"), "{text}");
    assert!(
        text.contains("Reference range of adults") && text.contains("Children's differ by age"),
        "{text}"
    );
    let pregnant = "HPI: 28-year-old woman, G2P1 at 32 weeks gestation.\n\nLabs: Hgb 1<|>1.2 g/dL, Plt 200\n";
    says(
        pregnant,
        "Hgb 11.2 g/dL",
        &["11.2 g/dL (112 g/L)\n", "(women, not pregnant)"],
    );
}

#[test]
fn values_in_a_row_are_told_together() {
    let trend = "HPI: 64-year-old man.\n\nLabs: Na 138, K<|> 5.4 (4.6 in March), Cr 1.0\n";
    let (text, _) = told(trend);
    assert!(text.starts_with("**Potassium** 5.4 mmol/L: **high**"), "{text}");
    assert!(text.contains("Earlier: 4.6 mmol/L.") && !text.contains("---"), "{text}");
    let (text, _) = told("HPI: 64-year-old man.\n\nLabs: troponin 22 n<|>g/L\n");
    assert!(text.contains("roponin") && !text.contains("nasogastric"), "{text}");
}

#[test]
fn a_vital_sign_is_held_against_the_age() {
    let child = "HPI: 4-year-old girl.\n\nVitals: T 38.1 C, HR 1<|>60, RR 28, BP 95/60\n";
    says(
        child,
        "HR 160",
        &["**Heart rate** 160 /min: **high**", "At 4 years", "Fleming"],
    );
    let adult = "HPI: 64-year-old man.\n\nVitals: T 38.1 C, HR <|>72, RR 16, BP 120/70\n";
    says(
        adult,
        "HR 72",
        &["**Heart rate** 72 /min\n", "in adults 60 to 100 /min"],
    );
    let fever = "HPI: 64-year-old man.\n\nVitals: T 3<|>8.1 °C, HR 72\n";
    says(
        fever,
        "T 38.1 °C",
        &["38.1 °C (100.6 °F): **high**", "36.1 to 37.2 °C (97.0 to 99.0 °F)"],
    );
    let pregnant = "HPI: 28-year-old woman, G2P1 at 32 weeks gestation.\n\nVitals: BP 1<|>20/70, HR 80\n";
    says(
        pregnant,
        "BP 120/70",
        &["120/70 mmHg (mean 87)", "High in pregnancy from 140 or 90."],
    );
}

#[test]
fn a_drug_is_named_and_read() {
    let note = "# H&P\n\n## Medications\n\n- Las<|>ix 40 mg PO BID\n";
    says(
        note,
        "Lasix 40 mg PO BID",
        &[
            "**Furosemide** (Lasix): loop diuretic",
            "Used for",
            "Read as: 40 mg, oral, twice daily, taken at home.",
        ],
    );
}

#[test]
fn what_stands_beside_a_drug_tells_how_it_is_read() {
    let (text, _) = told("# H&P\n\n## Medications\n\n- Lasix 40 mg PO BI<|>D\n");
    assert!(
        text.starts_with("**BID**: twice a day\n\n---\n\n**Furosemide** (Lasix)"),
        "{text}"
    );
    assert!(!text.contains("Used for"), "{text}");
    let (text, _) = told("# H&P\n\n## Allergies\n\n- penic<|>illin (hives)\n");
    assert!(text.contains("Read as: an allergy (hives)."), "{text}");
}

#[test]
fn abbreviations_are_told_in_full() {
    says(
        "HPI: she has S<|>OB at night.\n",
        "SOB",
        &["**SOB**: shortness of breath"],
    );
    says("HPI: r/<|>o DVT.\n", "r/o", &["rule out"]);
    silent("# SOAP Note\n\nS: come in o<|>r go out.\n");
    silent("# SOAP Note\n\nS: us t<|>oo.\n");
    // A pressure says more than its two letters.
    let (text, of) = told("HPI: 64-year-old man.\n\nVitals: B<|>P 120/70, HR 72\n");
    assert!(of == "BP 120/70" && text.starts_with("**Blood pressure**"), "{text}");
}

#[test]
fn what_is_misread_says_so() {
    let (text, of) = told("Medications:\n- lisinopril 10 mg Q<|>D\n");
    assert_eq!(of, "QD");
    assert!(
        text.contains("SAF001") && text.contains("daily") && text.contains("**Why**"),
        "{text}"
    );
}

#[test]
fn a_score_shows_its_sum() {
    says(
        "Exam: GCS 1<|>4 (E4V4M6)\n",
        "GCS 14 (E4V4M6)",
        &["eyes 4 of 4 + voice 4 of 5 + movement 6 of 6 = 14", "3 to 15"],
    );
}

#[test]
fn headings_say_what_belongs_there() {
    let note = "---\nkind: soap\n---\n# SOAP Note\n\n## Sub<|>jective\n\nSore throat.\n";
    says(
        note,
        "Subjective",
        &[
            "**Subjective**: required in notes of kind `soap`",
            "A reader looks for:\n- ",
        ],
    );
    says("---\nki<|>nd: soap\n---\nS: x\n", "kind: soap", &["**kind**", "`hp`"]);
    says("---\nkind: so<|>ap\n---\nS: x\n", "soap", &["**SOAP"]);
    says(
        "---\nkind: soap\ntemplate: soap-cl<|>inic\n---\nS: x\n",
        "soap-clinic",
        &["**"],
    );
}

#[test]
fn a_problem_shows_its_steps() {
    let note = "# SOAP Note\n\n## Assessment and Plan\n\n1. Heart fai<|>lure: orthopnea, BNP 900.\n   \
                - start furosemide 40 mg IV twice daily\n   \
                - BMP tomorrow\n2. Gout: quiet. Continue allopurinol 300 mg daily.\n";
    says(
        note,
        "Heart failure",
        &[
            "**Problem** 1, read as heart failure",
            "- therapeutic: start furosemide",
            "- diagnostic: BMP",
        ],
    );
}

#[test]
fn marks_of_the_program_are_explained() {
    says(
        "S: x <!-- preceptor: allow SAF<|>001 -- quoted -->\n",
        "SAF001",
        &["do-not-use-abbreviation"],
    );
    says(
        "S: x <!-- preceptor: al<|>low SAF001 -- quoted -->\n",
        "<!-- preceptor: allow SAF001 -- quoted -->",
        &["this line"],
    );
    says(
        "Exam: .normalcar<|>diac\n",
        ".normalcardiac",
        &["stands for:", "```text\n"],
    );
    let (text, of) = told("S: pain is {mi<|>ld|severe}\n");
    assert!(
        of == "{mild|severe}" && text.contains("Choices: `mild`, `severe`"),
        "{text}"
    );
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    let testing = Testing::note("HPI: 64-year-old man.\n\nLabs: Na 138, K 2<|>.9, Cr 1.0\n");
    let hover = ask(&testing).expect("a laboratory value");
    let (kind, text) = text_of(&hover);
    assert_eq!(kind, MarkupKind::PlainText);
    assert!(
        text.starts_with("Potassium 2.9 mmol/L: low\n") && !text.contains('*'),
        "{text}"
    );
}

#[test]
fn what_is_no_note_is_left_alone() {
    let readme = Testing::note("# Hel<|>lo\n\nBP 120/80\n").named("README.md").able();
    assert_eq!(ask(&readme), None);
}

#[test]
fn a_school_s_rule_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("preceptor.toml");
    let rule = "[[rule]]\ncode = \"MED001\"\nname = \"no-nice\"\nmessage = \"say what you mean by {found}\"\nwhy = \"Nice is \
                no finding.\"\nforbid = \"nice\"\n";
    std::fs::write(&file, rule).unwrap();
    let overrides = crate::config::Overrides {
        config: Some(file),
        ..crate::config::Overrides::default()
    };
    let testing = Testing::note("S: a ni<|>ce man\n").able().overrides(overrides);
    let hover = ask(&testing).expect("the rule finds it");
    let text = text_of(&hover).1;
    assert!(text.contains("**MED001** no-nice (warning)"), "{text}");
    assert!(text.contains("**Why**: Nice is no finding."), "{text}");
}

#[test]
fn what_is_told_of_good_notes_is_short() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/good");
    let mut asked = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let testing = Testing::text(&text, vec![]).able();
        let starts = text.match_indices(' ').map(|(at, _)| at as u32 + 1);
        for at in starts.step_by(9) {
            let position = testing.snapshot.position(at);
            let document = super::super::types::TextDocumentPositionParams::new(testing.document(), position);
            if let Some(hover) = hover(
                &testing.snapshot,
                HoverParams::new(WorkDoneProgressParams::default(), document),
            ) {
                let (_, told) = text_of(&hover);
                assert!(told.chars().count() < 2000, "{told}");
                assert!(!told.contains("\n\n\n") && !told.contains("****"), "{told}");
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "{asked} places have something to say");
}

#[test]
fn findings_come_before_how_a_word_is_read() {
    let (text, of) = told("# SOAP Note\n\n## Subjective\n\n54-year-old man, former alco<|>holic, with a cough.\n");
    assert!(of == "former alcoholic" && text.starts_with("**LNG001**"), "{text}");
}

/// Pieces of which texts are made that look like notes, and like nothing.
pub(in crate::lsp) fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "---\n",
        "kind: soap\n",
        "template: soap\n",
        "patient-age: 4 months\n",
        "# SOAP Note\n",
        "## Labs\n",
        "A/P:\n",
        "1. CHF: ",
        "HPI: 64F with ",
        "BP 120/80",
        "T 38.1 C ",
        "K 2.9 (L), ",
        "Cr 124 umol/L ",
        "GCS 14 (E4V4M6)",
        "furosemide 40 mg PO BID\n",
        "QD ",
        "MS ",
        "r/o ",
        "{mild|severe}",
        "***{onset}",
        "***",
        "@NAME@",
        ".normalcardiac",
        "<!-- preceptor: allow SAF001",
        " -- why -->",
        "<!-- x -->",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "°",
        "🌡",
        "e\u{301}",
        "\u{feff}",
        "\u{a0}",
        "| Na | 138 |\n",
        "|---|---|\n",
        "> \"it hurts\"\n",
        "http://example.org/a ",
        "**",
        "`",
        "_",
        "NKDA ",
        "penicillin (hives) ",
        "denies cough",
        ", ",
        ": ",
        "- ",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_place_of_every_text_can_be_asked_about(
        text in texts(),
        places in prop::collection::vec(0u32..400, 1..6),
        encoding in 0..3usize,
    ) {
        let places: Vec<u32> = places.iter().map(|at| at % (text.len() as u32 + 2)).collect();
        let testing = Testing::text(&text, places.clone()).able().encoding(["utf-8", "utf-16", "utf-32"][encoding]);
        for at in places {
            let position = testing.snapshot.position(at);
            let document = super::super::types::TextDocumentPositionParams::new(testing.document(), position);
            let params = HoverParams::new(WorkDoneProgressParams::default(), document);
            let Some(hover) = hover(&testing.snapshot, params) else { continue };
            let (_, words) = text_of(&hover);
            prop_assert!(!words.trim().is_empty());
            let range = hover.range.expect("every hover has its range");
            prop_assert!(range.start <= range.end);
            prop_assert!(range.start <= position && position <= range.end, "{:?} at {:?}", range, position);
            let span = testing.snapshot.span(range);
            prop_assert!(Span::new(0, text.len() as u32).contains(span));
            prop_assert_eq!(testing.snapshot.range(span), range);
        }
    }
}
