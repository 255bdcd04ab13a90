use super::*;
use crate::grammar::Grammar;
use crate::note::{self, Hints};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// A note whose assessment and plan is `text`.
fn assessed(text: &str) -> (Note, Span) {
    let whole = format!("## Assessment and Plan\n\n{text}\n");
    let from = whole.find(text).unwrap() as u32;
    let span = Span::new(from, from + text.len() as u32);
    (read(&whole), span)
}

fn takes_up(text: &str, concept: &str) -> Option<Way> {
    let (note, span) = assessed(text);
    let concept = note
        .concept_named(concept)
        .unwrap_or_else(|| panic!("no concept {concept}"));
    note.takes_up(span, concept).map(|(_, way)| way)
}

/// What an assessment says, and the concept that it takes up so.
const MEET: &[(&str, &str, Way)] = &[
    ("1. CHF: furosemide", "heart-failure", Way::Named),
    ("1. ADHF", "heart-failure", Way::Named),
    ("Acute on chronic HFrEF", "heart-failure", Way::Named),
    ("decompensated heart failure", "dyspnea", Way::Explained),
    ("ADHF", "edema", Way::Explained),
    ("HFpEF", "elevated-natriuretic-peptide", Way::Explained),
    ("Replete K", "hypokalemia", Way::Named),
    ("hypokalaemia", "hypokalemia", Way::Named),
    ("KCl 40 mEq PO x2", "hypokalemia", Way::Named),
    ("potassium chloride 40 mEq", "hypokalemia", Way::Treated),
    ("repeat BMP in the morning", "hypokalemia", Way::WorkedUp),
    ("transfuse 1 unit", "anemia", Way::Named),
    ("iron studies", "anemia", Way::WorkedUp),
    ("IDA", "anemia", Way::Named),
    ("ferrous sulfate 325 mg daily", "anemia", Way::Treated),
    ("Upper GI bleed", "anemia", Way::Explained),
    ("UGIB", "melena", Way::Explained),
    ("AKI on CKD", "renal-impairment", Way::Named),
    ("avoid nephrotoxins", "renal-impairment", Way::Named),
    ("Hold ACEi", "renal-impairment", Way::Named),
    ("prerenal, give IV fluids", "renal-impairment", Way::Explained),
    ("CAP: ceftriaxone and azithromycin", "pneumonia", Way::Named),
    ("HAP", "fever", Way::Explained),
    ("Community-acquired pneumonia", "leukocytosis", Way::Explained),
    ("pneumonia", "hypoxia", Way::Explained),
    ("PNA", "cough", Way::Explained),
    ("NSTEMI", "elevated-troponin", Way::Explained),
    ("ACS rule out", "chest-pain", Way::Named),
    ("trend troponins", "elevated-troponin", Way::Named),
    ("ECG and serial troponins", "chest-pain", Way::WorkedUp),
    ("CXR, BNP", "dyspnea", Way::WorkedUp),
    ("GERD: start omeprazole", "chest-pain", Way::Explained),
    ("DKA", "metabolic-acidosis", Way::Explained),
    ("DKA", "hyperglycemia", Way::Named),
    ("sliding scale insulin", "hyperglycemia", Way::Named),
    ("insulin glargine 10 units nightly", "hyperglycemia", Way::Treated),
    ("metformin 500 mg BID", "type-2-diabetes", Way::Treated),
    ("T2DM", "diabetes", Way::Named),
    ("SBO, NGT to suction", "vomiting", Way::Explained),
    ("UTI", "dysuria", Way::Named),
    ("Pyelonephritis", "flank-pain", Way::Explained),
    ("Pyelonephritis", "uti", Way::Named),
    ("AECOPD", "dyspnea", Way::Explained),
    ("COPD exacerbation", "copd", Way::Named),
    ("Pulmonary embolism: heparin drip", "tachycardia", Way::Explained),
    ("DVT of the left leg", "calf-swelling", Way::Explained),
    ("apixaban 10 mg BID", "dvt", Way::Treated),
    ("CVA", "facial-droop", Way::Explained),
    ("TIA", "weakness-numbness", Way::Named),
    (
        "Preeclampsia with severe features",
        "elevated-blood-pressure",
        Way::Named,
    ),
    ("HELLP", "thrombocytopenia", Way::Explained),
    ("MDD, recurrent", "depressed-mood", Way::Explained),
    ("MDD", "depression-mood", Way::Named),
    ("GAD", "anxiety", Way::Named),
    ("sertraline 50 mg daily", "depression", Way::Treated),
    ("HTN: lisinopril", "elevated-blood-pressure", Way::Named),
    ("lisinopril 10 mg daily", "hypertension", Way::Treated),
    ("viral gastroenteritis", "diarrhea", Way::Named),
    ("Viral URI", "sore-throat", Way::Explained),
    ("strep pharyngitis", "fever", Way::Explained),
    ("otitis media", "ear-pain", Way::Explained),
    ("Sepsis from a urinary source", "hypotension", Way::Explained),
    ("septic shock", "lactic-acidosis", Way::Explained),
    ("trend lactate", "lactic-acidosis", Way::Named),
    ("cirrhosis", "thrombocytopenia", Way::Explained),
    ("Alcohol withdrawal, CIWA", "tremor", Way::Explained),
    ("hyperthyroidism", "palpitations", Way::Explained),
    ("BPPV", "dizziness", Way::Named),
    ("vasovagal syncope", "syncope", Way::Named),
    ("nephrolithiasis", "hematuria", Way::Explained),
    ("appendicitis", "rlq-pain", Way::Explained),
    ("biliary colic", "abdominal-pain", Way::Named),
    ("low back strain: lumbar strain", "back-pain", Way::Named),
    ("gout flare", "joint-pain", Way::Explained),
    ("cellulitis of the left leg", "skin-redness", Way::Explained),
    ("ectopic pregnancy", "vaginal-bleeding", Way::Explained),
    ("bronchiolitis", "wheeze", Way::Explained),
    ("Obesity: nutrition referral", "overweight", Way::Named),
    ("supplemental oxygen 2 L NC", "hypoxia", Way::Named),
    ("hyponatremia, likely SIADH", "hyponatremia", Way::Named),
    ("acetaminophen 650 mg q6h", "fever", Way::Treated),
    ("ondansetron 4 mg IV", "nausea", Way::Treated),
    ("polyethylene glycol 17 g daily", "constipation", Way::Treated),
    ("TSH and free T4", "elevated-tsh", Way::WorkedUp),
    ("levothyroxine 50 mcg daily", "hypothyroidism", Way::Treated),
];

/// What an assessment says, and a concept that it leaves open.
const APART: &[(&str, &str)] = &[
    ("1. Hypertension: continue lisinopril", "chest-pain"),
    ("1. Hyperlipidemia: atorvastatin 40 mg", "dyspnea"),
    ("1. Type 2 diabetes: metformin", "hypokalemia"),
    ("1. Community-acquired pneumonia", "hypokalemia"),
    ("1. Community-acquired pneumonia", "melena"),
    ("1. Community-acquired pneumonia", "hematuria"),
    ("1. CHF exacerbation: furosemide", "melena"),
    ("1. CHF exacerbation", "leukocytosis"),
    ("1. CHF exacerbation", "rash"),
    ("1. UTI: nitrofurantoin", "chest-pain"),
    ("1. UTI", "cough"),
    ("1. Cellulitis", "dysuria"),
    ("1. Osteoarthritis: knee pain on stairs", "chest-pain"),
    ("1. Osteoarthritis of the knee", "headache"),
    ("1. GERD: omeprazole", "hematuria"),
    ("1. Depression: sertraline", "chest-pain"),
    ("1. Depression", "abdominal-mass"),
    ("1. Migraine: sumatriptan", "fever"),
    ("1. Asthma: albuterol", "abdominal-pain"),
    ("1. Asthma", "hyponatremia"),
    ("1. Hypothyroidism: levothyroxine", "hematochezia"),
    ("1. Hypothyroidism", "chest-pain"),
    ("1. Atrial fibrillation: apixaban", "hypoglycemia"),
    ("1. Gout: colchicine", "hypokalemia"),
    ("1. BPH: tamsulosin", "headache"),
    ("1. Allergic rhinitis", "fever"),
    ("1. Nephrolithiasis", "hyponatremia"),
    ("1. Appendicitis", "chest-pain"),
    ("1. Vertigo", "hematuria"),
    ("1. Knee pain: ice and elevation", "shoulder-pain"),
    ("1. COPD exacerbation", "hematemesis"),
    ("1. Stroke", "leukocytosis"),
    ("1. DVT: apixaban", "hyperglycemia"),
    ("1. DKA", "hematuria"),
    ("1. Otitis media", "chest-pain"),
    ("1. Constipation: senna", "anemia"),
    ("1. Anxiety", "weight-loss"),
    ("1. Hypertension", "hypotension"),
    ("1. Hypertension", "hyponatremia"),
    ("1. Tobacco use", "hemoptysis"),
    ("1. Acne: benzoyl peroxide", "abdominal-pain"),
    ("1. Lumbar strain: ibuprofen", "hematuria"),
    ("1. Eczema", "fever"),
    ("1. Carpal tunnel syndrome", "syncope"),
    ("1. CBC in the morning", "hyperkalemia"),
    ("1. Vitamin D deficiency", "dyspnea"),
];

/// By a word, a name or an explanation; or in the very way.
fn is_like(found: Option<Way>, expected: Way) -> bool {
    let by_word = |way| matches!(way, Way::Named | Way::Explained);
    found.is_some_and(|found| found == expected || by_word(found) && by_word(expected))
}

#[test]
fn what_means_the_same_meets() {
    let wrong: Vec<String> = MEET
        .iter()
        .filter(|(text, concept, way)| !is_like(takes_up(text, concept), *way))
        .map(|(text, concept, way)| format!("{text:?} {concept}: {way:?}, found {:?}", takes_up(text, concept)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(MEET.len() >= 60);
}

#[test]
fn what_means_something_else_does_not() {
    let wrong: Vec<String> = APART
        .iter()
        .filter_map(|(text, concept)| Some(format!("{text:?} {concept}: {:?}", takes_up(text, concept)?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(APART.len() >= 40);
}

/// Every id in the table must name something.
#[test]
fn the_table_holds_no_loose_ends() {
    let grammar = Grammar::builtin();
    let concepts = &grammar.lexicon(lexicon_ids::CONCEPTS).entries;
    let known = |lexicons: &[LexiconId], id: &str| lexicons.iter().any(|it| grammar.entry_named(*it, id).is_some());
    let mut classes: Vec<&str> = Vec::new();
    for drug in grammar.lexicon(lexicon_ids::DRUGS).entries.iter() {
        classes.push(&drug.id);
        classes.extend(drug.list("class").iter().map(|it| &**it));
    }
    let vitals = lexicon_ids::VITAL_SIGNS;
    let findings = [
        lexicon_ids::CONDITIONS,
        lexicon_ids::SYMPTOMS,
        lexicon_ids::SIGNS,
        lexicon_ids::COMPLAINTS,
    ];
    let results = [lexicon_ids::LABS, lexicon_ids::STUDY_VALUES];
    let mut loose = Vec::new();
    for entry in concepts.iter() {
        let mut check = |list: &str, holds: &dyn Fn(&str) -> bool| {
            let unknown = entry.list(list).iter().filter(|it| !holds(it));
            loose.extend(unknown.map(|it| format!("{}: {list} {it}", entry.id)));
        };
        let sided = |lexicons: &[LexiconId], it: &str| {
            it.split_once(':')
                .is_some_and(|(id, side)| known(lexicons, id) && ["high", "low"].contains(&side))
        };
        check("is", &|it| known(&[lexicon_ids::CONCEPTS], it));
        check("explains", &|it| known(&[lexicon_ids::CONCEPTS], it));
        check("tests", &|it| known(&[lexicon_ids::ORDERS], it));
        check("drugs", &|it| classes.contains(&it));
        check("names", &|it| known(&findings, it));
        check("labs", &|it| sided(&results, it));
        check("vitals", &|it| sided(&[vitals], it));
        check("baseline", &|it| sided(&results, it) || sided(&[vitals], it));
        let acuity = entry.number("acuity").unwrap_or(9.0);
        if !(1.0..=5.0).contains(&acuity) {
            loose.push(format!("{}: acuity {acuity}", entry.id));
        }
    }
    for order in grammar.lexicon(lexicon_ids::ORDERS).entries.iter() {
        let unknown = order.list("labs").iter().filter(|it| !known(&[lexicon_ids::LABS], it));
        loose.extend(unknown.map(|it| format!("{}: labs {it}", order.id)));
    }
    assert!(loose.is_empty(), "{}", loose.join("\n"));
}

/// Everything that a patient can have or complain of has a concept.
#[test]
fn every_condition_symptom_and_complaint_has_a_concept() {
    let note = read("");
    let mut without = Vec::new();
    for lexicon in [lexicon_ids::CONDITIONS, lexicon_ids::SYMPTOMS, lexicon_ids::COMPLAINTS] {
        let entries = &note.grammar.lexicon(lexicon).entries;
        for (at, entry) in (0u16..).zip(entries.iter()) {
            let counts = match lexicon {
                lexicon_ids::COMPLAINTS => entry.category == "symptom",
                _ => !entry.flag("group") && entry.list("denies").is_empty(),
            };
            if counts && note.concepts_of_entry(lexicon, at).is_empty() {
                without.push(&*entry.id);
            }
        }
    }
    let expected = ["travel"];
    without.retain(|id| !expected.contains(id));
    assert!(without.is_empty(), "{without:?}");
}

/// Every drug that is taken for long must be known to be given for something.
#[test]
fn every_chronic_drug_has_a_use() {
    let note = read("");
    let drugs = &note.grammar.lexicon(lexicon_ids::DRUGS).entries;
    let without: Vec<&str> = (0u16..)
        .zip(drugs.iter())
        .filter(|(at, drug)| drug.flag("chronic") && !note.has_known_uses(*at))
        .map(|(_, drug)| &*drug.id)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn results_and_vital_signs_are_concepts() {
    let note = read("## Labs\n\nK 2.9, Na 138, Cr 2.1, Hgb 8.1\n");
    let found: Vec<Option<&str>> = note
        .labs()
        .iter()
        .map(|lab| Some(&*note.concept(note.concept_of_lab(lab)?).id))
        .collect();
    assert_eq!(
        found,
        [Some("hypokalemia"), None, Some("renal-impairment"), Some("anemia")]
    );
    let vital = |kind, flag| note.concept_of_vital(kind, flag).map(|it| &*note.concept(it).id);
    assert_eq!(vital(VitalKind::HeartRate, Flag::High), Some("tachycardia"));
    assert_eq!(vital(VitalKind::OxygenSaturation, Flag::Low), Some("hypoxia"));
    assert_eq!(vital(VitalKind::OxygenSaturation, Flag::High), None);
    assert_eq!(vital(VitalKind::BloodPressure, Flag::Low), Some("hypotension"));
}

#[test]
fn a_chronic_disease_has_its_own_baseline() {
    let note = read("");
    let concept = |id: &str| note.concept_named(id).unwrap();
    let lab = |id: &str| note.grammar.entry_named(lexicon_ids::LABS, id).unwrap();
    let usual =
        |disease: &str, id: &str, flag| note.is_baseline_result(concept(disease), lexicon_ids::LABS, lab(id), flag);
    assert!(usual("chronic-kidney-disease", "creatinine", Flag::High));
    assert!(usual("esrd", "creatinine", Flag::High), "a kind of it");
    assert!(!usual("chronic-kidney-disease", "creatinine", Flag::Low));
    assert!(usual("cirrhosis", "platelets", Flag::Low));
    assert!(!usual("hypertension", "platelets", Flag::Low));
    assert!(note.is_baseline_vital(concept("copd"), VitalKind::OxygenSaturation, Flag::Low));
}

#[test]
fn abbreviations_need_capitals_where_they_are_words() {
    let named = |text: &str| {
        let (note, span) = assessed(text);
        let all: Vec<String> = note
            .concepts_in(span)
            .iter()
            .map(|it| note.concept(it.concept).id.to_string())
            .collect();
        all
    };
    assert!(named("1. CAP").contains(&"pneumonia".to_owned()));
    assert!(!named("knee cap").iter().any(|it| it == "pneumonia"));
    assert!(!named("we hit a wall").iter().any(|it| it == "thrombocytopenia"));
    assert_eq!(named("knee pain"), ["knee-pain"], "no word of pain elsewhere");
}

#[test]
fn users_add_concepts_of_their_own() {
    let page = include_str!("../../../../docs/concepts.md");
    let file = page
        .split("```toml\n")
        .nth(1)
        .and_then(|it| it.split("```").next())
        .unwrap();
    let grammar = Grammar::with_overlays([("school/lexicons/concepts.toml", file)]).unwrap();
    let note = note::read(Arc::from("## Assessment\n\n1. WML\n"), grammar, &Hints::default());
    let concept = |id: &str| note.concept_named(id).unwrap();
    let own = concept("widget-lung");
    assert!(note.concepts().iter().any(|it| it.concept == own));
    assert!(note.is_kind_of(own, concept("interstitial-lung-disease")));
    assert!(
        note.explains(own, concept("dyspnea")),
        "what the wider concept explains"
    );
    assert!(note.explains(own, concept("hypercalcemia")));
    assert!(!note.explains(own, concept("melena")));
    let prednisone = note.grammar.entry_named(lexicon_ids::DRUGS, "prednisone").unwrap();
    assert!(note.treats(prednisone, own));
    let order = note.grammar.entry_named(lexicon_ids::ORDERS, "ct-chest").unwrap();
    assert!(note.works_up(order, own));
    assert!(note.is_baseline_vital(own, VitalKind::OxygenSaturation, Flag::Low));
    assert!(note.explains(concept("pneumonia"), concept("blue-sputum")));
    assert!(note.is_kind_of(concept("blue-sputum"), concept("cough")));
    assert_eq!(note.concept_title(own), "widget maker's lung");
    assert_eq!((note.acuity(own), note.is_chronic(own)), (Some(3), true));
}
