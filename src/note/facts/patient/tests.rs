use std::sync::Arc;

use super::AgeUnit::{Day, Hour, Month, Week, Year};
use super::{AgeUnit, Patient, Sex};
use crate::grammar::Grammar;
use crate::note::{self, Hints, Note};

pub(super) fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

fn patient(text: &str) -> Patient {
    read(text).patient().clone()
}

/// Age, unit and sex, as far as the text gives them.
type Told = (Option<(f64, AgeUnit)>, Option<Sex>);

fn told(text: &str) -> Told {
    let patient = patient(text);
    let age = patient
        .ages
        .first()
        .map(|age| ((age.value * 100.0).round() / 100.0, age.unit));
    (age, patient.sex())
}

const F: Option<Sex> = Some(Sex::Female);
const M: Option<Sex> = Some(Sex::Male);

#[test]
fn one_liners_in_every_notation() {
    let cases: &[(&str, f64, AgeUnit, Option<Sex>)] = &[
        ("HPI: 64F with chest pain", 64.0, Year, F),
        ("HPI: 64 F with chest pain", 64.0, Year, F),
        ("HPI: 64 yo woman with chest pain", 64.0, Year, F),
        ("HPI: 64yo F w/ CP", 64.0, Year, F),
        ("HPI: The patient is a 64-year-old woman with chest pain", 64.0, Year, F),
        ("HPI: Patient is a 54 year old male who presents", 54.0, Year, M),
        ("HPI: a 10-month-old boy with fever", 10.0, Month, M),
        ("HPI: 10 mo M with fever", 10.0, Month, M),
        ("HPI: 10mo M, fever", 10.0, Month, M),
        ("HPI: 10 m.o. male with cough", 10.0, Month, M),
        ("HPI: 38yoM with cough", 38.0, Year, M),
        ("HPI: 38yoF presents", 38.0, Year, F),
        ("HPI: 38 y/o M with cough", 38.0, Year, M),
        ("HPI: 38y/oF with cough", 38.0, Year, F),
        ("HPI: 75 y.o. female here for a check", 75.0, Year, F),
        ("HPI: 75 y. o. female here for a check", 75.0, Year, F),
        ("HPI: 75 y o female here for a check", 75.0, Year, F),
        ("HPI: 3 day old male with jaundice", 3.0, Day, M),
        ("HPI: 3-day-old girl with jaundice", 3.0, Day, F),
        ("HPI: 6 wk old boy with vomiting", 6.0, Week, M),
        ("HPI: A six-week-old boy with vomiting", 6.0, Week, M),
        ("HPI: 14 hour old male with tachypnea", 14.0, Hour, M),
        ("HPI: 24 y F with dysuria", 24.0, Year, F),
        ("HPI: 54 yr M with cough", 54.0, Year, M),
        ("HPI: 54 yrs old gentleman with cough", 54.0, Year, M),
        ("HPI: 54-yr-old lady with cough", 54.0, Year, F),
        ("HPI: 54 years male with cough", 54.0, Year, M),
        ("HPI: M/45 with cough", 45.0, Year, M),
        ("HPI: 45/M with cough", 45.0, Year, M),
        ("PC: 54♂ with cough", 54.0, Year, M),
        ("PC: 24♀ dysuria", 24.0, Year, F),
        ("HPI: woman aged 54 with cough", 54.0, Year, F),
        ("HPI: A man, aged 72, with cough", 72.0, Year, M),
        ("Age: 54  Sex: M\n\nHPI: cough", 54.0, Year, M),
        ("Age/Sex: 54/F\n\nHPI: cough", 54.0, Year, F),
        ("Sex/Age: M/45\n\nHPI: cough", 45.0, Year, M),
        ("AGE: 54 YEARS\nSEX: FEMALE\n\nHPI: cough", 54.0, Year, F),
        ("| Age | 54 |\n| --- | --- |\n| Sex | M |\n\nHPI: cough", 54.0, Year, M),
        ("HPI: 54 years of age, male, with cough", 54.0, Year, M),
        ("HPI: A forty-five-year-old man with cough", 45.0, Year, M),
        ("HPI: A sixty year old woman with cough", 60.0, Year, F),
        ("HPI: A sixteen-year-old girl with cough", 16.0, Year, F),
        ("HPI: A 3-1/2-year-old boy with cough", 3.5, Year, M),
        (
            "HPI: The patient is 5-1/2 years old. She has large tonsils.",
            5.5,
            Year,
            None,
        ),
        ("HPI: 2½-year-old girl with cough", 2.5, Year, F),
        ("HPI: 2 year 3 month old girl with cough", 2.25, Year, F),
        (
            "HPI: 64-year-old right-handed retired African American man with weakness",
            64.0,
            Year,
            M,
        ),
        (
            "HPI: 76-year-old, right-hand-dominant, female with foot pain",
            76.0,
            Year,
            F,
        ),
        ("HPI: This 61-year-old male presents today", 61.0, Year, M),
        ("HPI: Mr. Smith is a 61-year-old who presents today", 61.0, Year, M),
        ("HPI: a woman in her 60s with cough", 60.0, Year, F),
        ("HPI: This is a pleasant gentleman who is 42 years old.", 42.0, Year, M),
        ("HPI: DOL 3 male infant with jaundice", 3.0, Day, M),
        ("HPI: Day of life 3 ex-32-weeker", 3.0, Day, None),
        ("HPI: Healthy 28 yo G3P1011 at 32w4d", 28.0, Year, None),
        ("HPI: 54\u{a0}year\u{2011}old woman with cough", 54.0, Year, F),
        ("HPI: 54 year\nold woman with cough", 54.0, Year, F),
        (
            "S: 54-year-old man with hypertension, here for a visit.\nO: well\nA: HTN\nP: none",
            54.0,
            Year,
            M,
        ),
        ("Assessment: 45-year-old woman with asthma.", 45.0, Year, F),
        ("S: 57M postman. Woke at 4 am", 57.0, Year, M),
        ("A/P: 22M POD2 after appendectomy", 22.0, Year, M),
        ("A: 71F ICU day 3, improving", 71.0, Year, F),
        ("PC: cough\nHPC: a lady of 67 years known for COPD", 67.0, Year, F),
        ("HPI: Ms. X, 45, a violin teacher with fever", 45.0, Year, F),
        ("HPI: Ms. X, who is 41, with migraine", 41.0, Year, F),
        ("HPI: Mr. Smith (72) presents with cough", 72.0, Year, M),
        ("HPI: a man in his seventies with cough", 70.0, Year, M),
        ("A: 17-year-old soccer player with a pop", 17.0, Year, None),
        ("HPI: 66 y/o LHD F with wrist pain", 66.0, Year, F),
        ("HPI: 47yo obese, otherwise healthy M, here for a limp", 47.0, Year, M),
        ("HPI: 66 y/o with T 99 F and cough", 66.0, Year, None),
        ("HPI: 61-year-old right-handed electrician who fell", 61.0, Year, None),
        ("A: This is a 77-year-old with stable disease.", 77.0, Year, None),
        ("Newborn note\n\nBaby girl, 10 hours old, well.", 10.0, Hour, F),
        (
            "S: CC \"something flew in my eye.\" 29M machinist, eye pain",
            29.0,
            Year,
            M,
        ),
        ("HPI: Emma is a 9 y/o girl with fever", 9.0, Year, F),
        (
            "HPI: His mother brought in this 3-year-old boy with cough",
            3.0,
            Year,
            M,
        ),
        ("HPI: 18 m/o F with cough", 18.0, Month, F),
        ("HPI: 7/12 old boy with cough", 7.0, Month, M),
        ("---\npatient-age: 64\npatient-sex: F\n---\nHPI: cough", 64.0, Year, F),
        (
            "---\npatient-age: 10 mo\npatient-sex: male\n---\nHPI: cough",
            10.0,
            Month,
            M,
        ),
    ];
    let mut wrong = Vec::new();
    for (text, value, unit, sex) in cases {
        let found = told(text);
        if found != (Some((*value, *unit)), *sex) {
            wrong.push(format!("{text:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sexes_apart_from_ages() {
    for (text, sex) in [
        ("Sex: M\nHPI: cough", M),
        ("Gender: Female\n\nHPI: cough", F),
        ("SEX - F\n\nHPI: cough", F),
        ("Patient: X  Sex: Male  MRN: 1\n\nHPI: cough", M),
        ("HPI: This gentleman presents with cough.", M),
        ("HPI: The patient is a pleasant, well-known woman with cough.", F),
        ("HPI: Mrs. Smith presents with cough.", F),
        ("HPI: Mr. Smith reports a cough.", M),
        ("HPI: A man with cough.", M),
        ("HPI: Patient is a male with cough.", M),
        ("HPI: cough", None),
        ("HPI: She lives with a man who smokes.", None),
        ("HPI: Has sex with men.", None),
        ("SH: Sexually active with one male partner.", None),
        ("HPI: male pattern baldness", None),
        ("HPI: Seen with MS for years.", None),
        ("HPI: a woman hit him with her car", None),
        ("FH: two boys, healthy", None),
        ("HPI: Mrs. Jones, his mother, reports cough.", None),
        ("HPI: Gave birth to a healthy male infant", None),
        ("HPI: Called by a female neighbor.", None),
        ("HPI: Cough. The nurse is a man.", None),
        (
            "PPD #1 - SVD 2025-02-03 at 14:12, female infant, Apgars 9/9\n\nS: well",
            None,
        ),
        ("HPI: cough for 3 M, then F for 2 days", None),
        ("Labs: Hgb 11.9 (normal female 12-16)", None),
        ("HPI: T 101 F, then M. pneumoniae PCR", None),
        ("HPI: Father: a man of few words", None),
        ("HPI: Mr. Jones, her husband, reports cough.", None),
        ("HPI: bitten by a male dog", None),
        ("HPI: met a woman at a party", None),
    ] {
        assert_eq!(patient(text).sex(), sex, "{text}");
    }
}

#[test]
fn look_alikes_of_ages() {
    let mut wrong = Vec::new();
    for text in [
        "PMH: MI at 48",
        "PMH: MI at age 48.",
        "PMH: asthma, diagnosed at age 30",
        "HPI: Diagnosed with diabetes at 30 years of age.",
        "HPI: has smoked since 16 years old",
        "HPI: Has had anemia since she was 13 years old.",
        "HPI: Had a knee reconstruction when she was 14 years old.",
        "HPI: As a 12-year-old he had surgery.",
        "HPI: 10-year history of hypertension",
        "HPI: 20 pack-years",
        "HPI: cough for 3 years, worse over 2 months",
        "HPI: 2-week-old fracture of the wrist",
        "HPI: a 10-year-old hip replacement on the left",
        "HPI: The wound is 3 weeks old.",
        "HPI: The scar is 10 years old.",
        "FH: Mother is a 70-year-old woman with diabetes.",
        "FH: father died at 65; sister 40 yo, healthy",
        "HPI: His wife, a 45-year-old woman, is well.",
        "HPI: Lives with her 7-year-old son.",
        "HPI: Sibling: 9-year-old brother.",
        "HPI: Her daughter is 9 years old.",
        "SH: Two children, 4 and 6 years old.",
        "HPI: Has a 3-year-old at home.",
        "CC: 3-month f/u of gout",
        "HPI: here for 6-week F/U after a fall",
        "HPI: Male infant born to a 28-year-old G2P1 mother.",
        "Vitals: T 101 F, HR 90",
        "O: Temp 98 F",
        "HPI: fever to 102 F at home",
        "Plan: 16F Foley placed",
        "HPI: walks 45 m",
        "Labs: gestational age: 32 weeks",
        "Plan: screen patients over 65 years of age",
        "Plan: vaccine for children under 5 years old",
        "Plan: return in 3 months",
        "HPI: eczema since 6 months of age",
        "HPI: Ages 45-54 years old were screened",
        "HPI: 4-6 y/o in the class are ill",
        "HPI: Bone age: 7 years",
        "HPI: the donor was a 30-year-old man",
        "HPI: menarche at 12 years old",
        "PMH: tonsillectomy, 6 years old",
        "BP 120/80 M",
        "HPI: 3 w/o fever",
        "HPI: 12/7 cough",
        "HPI: 5 days old sutures",
        "HPI: No pain. Scar is 10 years old.",
        "HPI: For approximately 1 week, the patient has had pain.",
        "HPI: The next three days, patient was intubated.",
        "HPI: Mother reports he was 30 years old when it started.",
        "HPI: SVD at 14:12, female infant",
        "SH: 1 male partner (26M), condoms",
        "FH: M - 78 yo, DVT after hip surgery",
        "HPI: 16F Foley placed, draining",
        "HPI: 45M walk without dyspnea",
    ] {
        let found = patient(text);
        if !found.ages.is_empty() {
            wrong.push(format!("{text:?}: {:?}", found.ages));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_age_of_the_patient_beside_others() {
    for (text, ages) in [
        (
            "HPI: 34-year-old woman, lives with her 7-year-old son. FH: father 70 yo.",
            &[34.0][..],
        ),
        (
            "HPI: Emma is a 9 y/o girl with fever. She is 9 months old.",
            &[9.0, 9.0],
        ),
        (
            "HPI: 54M with cough.\n\nAssessment: 45-year-old man with pneumonia.",
            &[54.0, 45.0],
        ),
        (
            "HPI: 58M here for 3-month f/u of gout.\nHas a 4-year-old girl in daycare, who coughs.",
            &[58.0],
        ),
        (
            "HPI: 22-month-old female, born at 34 weeks.\nSibling: 9-year-old brother and twin sister.",
            &[22.0],
        ),
    ] {
        let found: Vec<f64> = patient(text).ages.iter().map(|age| age.value).collect();
        assert_eq!(found, ages, "{text}");
    }
}

#[test]
fn gestation_and_pregnancy() {
    for (text, gestation) in [
        ("HPI: 28 yo G3P1011 at 32w4d with contractions", Some((32, 4))),
        ("HPI: 28-year-old G2P1001 at 34 weeks 3 days", Some((34, 3))),
        ("HPI: 28F, 32+4 weeks, with headache", Some((32, 4))),
        ("HPI: 30 yo woman G1P0 at 26/40", Some((26, 0))),
        ("HPI: 30 yo woman at 39 weeks gestation", Some((39, 0))),
        ("HPI: 30 yo woman, 12 weeks pregnant", Some((12, 0))),
        ("HPI: 30 yo woman, GA 32 4/7 weeks", Some((32, 4))),
        ("HPI: DOL 3 ex-32-weeker with apnea", Some((32, 0))),
        ("HPI: 3 day old male born at 34 weeks", Some((34, 0))),
        ("HPI: 30 yo woman with cough for 6 weeks", None),
        ("HPI: 30 yo woman; first child delivered at 36 weeks", None),
        ("HPI: 54 yo man, cough for 32 weeks", None),
        ("HPI: 30 yo woman with BP 120/40", None),
        (
            "HPI: 30 yo G1P0 at 28w1d by LMP and a 10-week ultrasound",
            Some((28, 1)),
        ),
        (
            "HPI: 30 yo G1P0, LMP consistent with a 10-week ultrasound, now 28w1d",
            Some((28, 1)),
        ),
        ("HPI: 30 yo woman, dated by a 10-week ultrasound", None),
        ("HPI: 30 yo woman G2P1, normal 20 week scan", None),
        ("HPI: 30 yo woman; miscarriage at 9 weeks in 2019", None),
        ("HPI: 30 yo woman, 6 weeks postpartum", None),
        ("HPI: 30 yo woman, seen 12 weeks ago for a cough", None),
        ("HPI: 30 yo woman on a 16-week course of chemotherapy", None),
        ("FH: sister 20 weeks pregnant\n\nHPI: 30 yo woman with cough", None),
        ("HPI: 30 yo woman, sick for 8 weeks, K 3+4", None),
        ("Plan: 30 yo woman; follow up at 36 weeks", None),
    ] {
        let found = patient(text).gestation.map(|(weeks, days, _)| (weeks, days));
        assert_eq!(found, gestation, "{text}");
    }
    for (text, pregnant) in [
        ("HPI: 28 yo woman, pregnant, with headache", true),
        ("HPI: 28 yo G1P0 at 32w4d with headache", true),
        ("HPI: 28 yo woman with an IUP", true),
        ("HPI: 28 yo woman, not pregnant", false),
        ("HPI: 28 yo woman, pregnancy test negative", false),
        ("HPI: 28 yo woman trying to get pregnant", false),
        ("HPI: 28 yo man whose wife is pregnant", false),
        ("HPI: 28 yo woman. Could she be pregnant?", false),
    ] {
        assert_eq!(patient(text).pregnant.is_some(), pregnant, "{text}");
    }
    let parity = patient("HPI: 28 yo G3P1011 at 32w4d").parity.unwrap();
    assert_eq!(
        (parity.gravida, parity.para, parity.tpal),
        (3, Some(1), Some([1, 0, 1, 1]))
    );
    assert!(patient("HPI: 3 day old boy born to a G2P1 mother").parity.is_none());
}

#[test]
fn what_the_front_matter_and_the_header_add() {
    let note = patient(
        "---\npatient-pronouns: she/her\npatient-sex: F\npatient-weight: 14 kg\npatient-height: 1.02 m\n---\nDOB: 03/04/2019\n\nHPI: cough\n",
    );
    assert_eq!(note.stated_pronouns.map(|(sex, _)| sex), Some(F));
    assert!(!note.is_gender_open());
    assert_eq!(note.weight.map(|weight| weight.value), Some(14.0));
    assert_eq!(note.height.map(|height| height.value), Some(102.0));
    assert_eq!(note.birth_year.map(|(year, _)| year), Some(2019));
    for open in [
        "---\npatient-pronouns: they/them\npatient-sex: F\n---\nHPI: cough",
        "---\npatient-pronouns: he/him\npatient-sex: F\n---\nHPI: cough",
        "HPI: 24-year-old trans man with cough",
        "HPI: 24 yo (AFAB) with cough",
        "Pronouns: they/them\nHPI: cough",
    ] {
        assert!(patient(open).is_gender_open(), "{open}");
    }
    for (text, several) in [
        ("Twin A\nHPI: DOL 3 male\n\nTwin B\nHPI: DOL 3 male", true),
        ("ID: twin A and twin B, DOL 3", true),
        ("HPI: DOL 3, both twins well", true),
        ("Twin A\nHPI: DOL 3 male", false),
        (
            "HPI: Twin B is an 11-month-old boy.\n\nBirth: twin B, cesarean for breech twin A",
            false,
        ),
    ] {
        assert_eq!(patient(text).several.is_some(), several, "{text}");
    }
}

#[test]
fn spans_are_those_of_the_words() {
    let text = "HPI: The patient is a 64-year-old retired woman with cough.";
    let patient = patient(text);
    assert_eq!(patient.ages[0].span.of(text), "64-year-old");
    assert_eq!(patient.sexes[0].1.of(text), "woman");
}
