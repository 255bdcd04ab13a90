//! ACC013: a drug that the patient is allergic to is taken or ordered.

use std::collections::{BTreeSet, HashMap};

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Allergy, AllergyTold, Medication, MedicationStatus, Relation};
use crate::rules::prescriptions::is_only_named;
use crate::rules::support::quote;
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC013",
    name: "allergy-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "2022 AAAAI/ACAAI drug allergy practice parameter",
        "Zagursky and Pichichero 2018; Chaudhry 2019 (side chains of beta-lactams)",
        "ACR Manual on Contrast Media",
    ],
    summary: "A drug is ordered or taken that the patient is said to be allergic to, or one of its class.",
    docs: r#"
## What it does

Compares every allergy of the note with every drug that is taken, ordered, continued or changed: the drug itself under
any name, an ingredient of a combination, a member of the class, and what may cross-react. The drug itself
and its class are an error, possible cross-reactions and mere intolerances a warning. Of penicillins and cephalosporins
only those with the same side chain are compared. Sulfa antibiotics have nothing to do with furosemide,
thiazides or celecoxib, nor shellfish with contrast. After a reaction to iodinated contrast, a study with contrast is
reported unless a premedication or another reason is given.

Silent where the note answers: the drug is avoided, stopped, held or only considered; it was tolerated, tested or
desensitized; the order says why it is given all the same.

## Why it matters

This is the mistake that allergy lists exist to prevent. A reader who finds both in one note cannot tell which is
wrong, the list or the order.

## How to fix

Choose another drug; or correct the allergy; or say why it is safe: "has since tolerated amoxicillin", "mild rash in
childhood, first dose observed".

```bad
## HPI

34-year-old woman with 3 days of productive cough and fever.

## Allergies

Penicillin (anaphylaxis at age 10)

## Assessment and Plan

1. Community-acquired pneumonia
   - Start amoxicillin-clavulanate 875/125 mg PO twice daily for 5 days
```

```bad
PC: dysuria 3/7
Allergies: sulfa (rash)
Imp: lower UTI
Plan: Bactrim DS 1 tab BD for 3 days, fluids, return if fever
```

```good
## HPI

34-year-old woman with 3 days of productive cough and fever.

## Allergies

Penicillin (anaphylaxis at age 10)

## Assessment and Plan

1. Community-acquired pneumonia
   - Avoid amoxicillin because of the penicillin allergy; start doxycycline 100 mg PO twice daily for 5 days
```

```good
PC: swollen ankles
DH: furosemide 40 mg OD
Allergies: sulfa antibiotics (rash)
Imp: heart failure
Plan: increase furosemide to 80 mg OD, bloods in 1 week
```

## Precision

No finding in the 182 notes of the development corpus, whose orders respect the allergies. Of faults planted by somebody
who had not seen the rule it finds all 44 and reports none of 15 look-alikes; of his second and third set it found 18 of
21 at first sight, all 21 after mending, and reports none of 12 look-alikes. Besides, 44 plants (all found) and 40
look-alikes (1 reported) of the author's own.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES]),
    check: Check::Note(check),
};

/// Categories of the lexicon `allergy-answers` that speak for an order.
const ANSWERS: [&str; 5] = ["reason", "challenge", "premedication", "avoidance", "ruled-out"];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let mut allergies: Vec<&Allergy> = note
        .allergies()
        .list
        .iter()
        .filter(|it| it.is_of_drug() && !is_answered(note, it.span, &["challenge", "ruled-out"]))
        .collect();
    if allergies.is_empty() {
        return;
    }
    // Nobody has more; a file of nothing but allergies costs no more than another.
    allergies.truncate(64);
    let tolerated = tolerated(note);
    let mut reported: Vec<u16> = Vec::new();
    // What the allergies say of each drug, worked out once.
    let mut relations: HashMap<u16, Vec<(&Allergy, Relation)>> = HashMap::new();
    for medication in note.medications() {
        if reported.contains(&medication.entry) || !is_given(note, medication) {
            continue;
        }
        let related = relations.entry(medication.entry).or_insert_with(|| {
            let all = allergies.iter().copied();
            all.filter_map(|it| Some((it, it.relation(note, medication.entry)?)))
                .collect()
        });
        let conflict = related
            .iter()
            .filter(|(allergy, _)| applies(note, allergy, medication))
            .filter(|(allergy, _)| !is_cough_of_its_class(note, allergy, medication))
            .filter_map(|(allergy, relation)| Some((grade(note, allergy, *relation)?, *allergy)))
            .max_by_key(|(severity, allergy)| (*severity, allergy.reaction.is_some()));
        let Some((severity, allergy)) = conflict else { continue };
        let same = allergy.relation(note, medication.entry) == Some(Relation::Same);
        if is_tolerated(note, &tolerated, medication.entry, same) || is_answered(note, medication.span, &ANSWERS) {
            continue;
        }
        reported.push(medication.entry);
        findings.push(report(note, medication, allergy, severity));
    }
    classes(note, &allergies, findings);
    contrast(note, &allergies, findings);
}

/// Whether the patient has or gets the drug.
fn is_given(note: &Note, medication: &Medication) -> bool {
    medication.role != Role::Allergies
        && (was_given_here(note, medication)
            || is_only_named(note, medication)
            || medication.status.is_active()
            || medication.status == MedicationStatus::Given
                && matches!(
                    medication.role,
                    Role::Course | Role::Plan | Role::AssessmentAndPlan | Role::InpatientMedications
                ))
}

/// Words for the place of this visit.
const HERE: [&str; 9] = [
    "ED",
    "ER",
    "A&E",
    "EMS",
    "emergency",
    "paramedics",
    "ambulance",
    "triage",
    "here",
];

/// "In the ED she received ketorolac": given in this illness, and not the story of the reaction.
fn was_given_here(note: &Note, medication: &Medication) -> bool {
    if medication.status != MedicationStatus::Given || medication.role != Role::History {
        return false;
    }
    let Some(sentence) = note.sentence_at(medication.name.start).map(|sentence| sentence.span) else {
        return false;
    };
    let around = Span::new(
        sentence.start.max(medication.span.start.saturating_sub(160)),
        sentence.end.min(medication.span.end + 160).max(medication.span.end),
    );
    let here = note
        .slice(sentence.cover(around))
        .split(|c: char| !c.is_alphanumeric())
        .take(80)
        .any(|word| HERE.contains(&word));
    here && note
        .phrases_in(lexicon_ids::REACTIONS, around)
        .all(|hit| matches!(&*note.entry(hit).category, "intolerance" | "unknown"))
}

/// Whether the allergy speaks against this statement: not where one word is both, and not where the reaction is the story of the drug.
fn applies(note: &Note, allergy: &Allergy, medication: &Medication) -> bool {
    if allergy.written.overlaps(medication.name)
        || allergy.span.contains(medication.name) && allergy.told == AllergyTold::Listed
    {
        return false;
    }
    let planned = matches!(
        medication.role,
        Role::Plan
            | Role::AssessmentAndPlan
            | Role::InpatientMedications
            | Role::DischargeMedications
            | Role::HomeMedications
    );
    // A drug of the history that caused the event was taken before it.
    allergy.told != AllergyTold::Event || planned && note.role_at(allergy.written.start) != medication.role
}

/// The cough is of ACE inhibitors alone: an ARB or sacubitril is what is given instead.
fn is_cough_of_its_class(note: &Note, allergy: &Allergy, medication: &Medication) -> bool {
    let coughs = allergy
        .reaction_entry
        .is_some_and(|entry| &*note.entry_at(lexicon_ids::REACTIONS, entry).id == "cough");
    let class = note.entry_at(lexicon_ids::DRUGS, medication.entry).list("class");
    coughs && !class.iter().any(|id| id == "ace-inhibitor")
}

/// How much it matters; `None` if it does not.
fn grade(note: &Note, allergy: &Allergy, relation: Relation) -> Option<Severity> {
    let reaction = allergy.severity(note);
    match (relation, reaction) {
        (Relation::Same | Relation::Class, Some("intolerance")) => Some(Severity::Warning),
        (Relation::Same | Relation::Class, _) => Some(Severity::Error),
        // A side effect of one drug is not that of its cousin.
        (Relation::Crossing, Some("intolerance")) => None,
        (Relation::Crossing, _) => Some(Severity::Warning),
        (Relation::Distant, Some("severe")) => Some(Severity::Warning),
        (Relation::Distant, _) => None,
    }
}

/// What the note says was tolerated: drugs, and classes by their entry in the lexicon `drug-classes`.
struct Tolerated {
    drugs: BTreeSet<u16>,
    classes: BTreeSet<u16>,
}

fn tolerated(note: &Note) -> Tolerated {
    let says_so = |verb: Option<Span>| {
        verb.is_some_and(|verb| {
            note.phrases_in(lexicon_ids::MEDICATION_VERBS, verb)
                .any(|hit| hit.span == verb && note.grammar.category(hit) == "tolerated")
        })
    };
    let classes = note.phrases_of(lexicon_ids::DRUG_CLASSES);
    Tolerated {
        drugs: note
            .medications()
            .iter()
            .filter(|it| says_so(it.verb))
            .map(|it| it.entry)
            .collect(),
        classes: classes
            .filter(|hit| says_so(note.treatment_status(hit.span).1))
            .map(|hit| hit.entry)
            .collect(),
    }
}

/// Whether the drug was tolerated; where only its class is in question, one of its class.
fn is_tolerated(note: &Note, tolerated: &Tolerated, entry: u16, same: bool) -> bool {
    let two = note.entry_at(lexicon_ids::DRUGS, entry);
    let shares = |classes: &[_]| two.list("class").iter().any(|class| classes.contains(class));
    tolerated.drugs.iter().any(|other| {
        let one = note.entry_at(lexicon_ids::DRUGS, *other);
        *other == entry || two.list("ingredients").contains(&one.id) || !same && shares(one.list("class"))
    }) || !same
        && tolerated
            .classes
            .iter()
            .any(|class| shares(note.entry_at(lexicon_ids::DRUG_CLASSES, *class).list("class")))
}

/// Whether the sentence around `span`, or the next one, holds a phrase of these categories of the lexicon `allergy-answers`.
fn is_answered(note: &Note, span: Span, categories: &[&str]) -> bool {
    let around = surroundings(note, span);
    note.phrases_in(lexicon_ids::ALLERGY_ANSWERS, around)
        .any(|hit| categories.contains(&note.grammar.category(hit)))
}

/// The line of `span`, or of a long one the neighbourhood.
fn surroundings(note: &Note, span: Span) -> Span {
    let line = crate::rules::support::line_at(note, span.start);
    Span::new(
        line.start.max(span.start.saturating_sub(160)),
        line.end.min(span.end + 160).max(span.end),
    )
}

fn reaction(note: &Note, allergy: &Allergy) -> String {
    match allergy.reaction {
        Some(reaction) => format!(
            "\"{}\" ({})",
            quote(note.slice(allergy.written), 40),
            quote(note.slice(reaction), 40)
        ),
        None => format!("\"{}\"", quote(note.slice(allergy.written), 40)),
    }
}

fn report(note: &Note, medication: &Medication, allergy: &Allergy, severity: Severity) -> Finding {
    let drug = quote(note.slice(medication.name), 40);
    let id = &*note.entry_at(lexicon_ids::DRUGS, medication.entry).id;
    let known_as = if id.eq_ignore_ascii_case(&drug) {
        String::new()
    } else {
        format!(" ({id})")
    };
    let done = match medication.status {
        MedicationStatus::Home => "is taken",
        MedicationStatus::Continued => "is continued",
        MedicationStatus::Changed => "is changed, not stopped",
        MedicationStatus::Given => "was given",
        _ => "is ordered",
    };
    let why = match allergy.relation(note, medication.entry) {
        Some(Relation::Same) => "the note records an allergy to it",
        Some(Relation::Class) => "it belongs to the class of a recorded allergy",
        _ => "it may cross-react with a recorded allergy",
    };
    Finding::new(
        medication.name,
        format!("{drug}{known_as} {done}, but {why}: {}", reaction(note, allergy)),
    )
    .help(help(severity))
    .related(allergy.span, format!("the allergy: {}", reaction(note, allergy)))
    .severity(severity)
}

fn help(severity: Severity) -> &'static str {
    if severity == Severity::Error {
        "choose another drug, or correct the allergy, or say why it is safe (\"has since tolerated …\")"
    } else {
        "say in a word why it is acceptable, or choose another drug"
    }
}

/// Classes that are ordered as such: "start NSAIDs" beside an allergy to ibuprofen.
fn classes(note: &Note, allergies: &[&Allergy], findings: &mut Vec<Finding>) {
    for hit in note.phrases_of(lexicon_ids::DRUG_CLASSES) {
        if !matches!(note.role_at(hit.span.start), Role::Plan | Role::AssessmentAndPlan) {
            continue;
        }
        let entry = note.entry(hit);
        let covers = |allergy: &&&Allergy| {
            let named = allergy.class.as_deref() == Some(&*entry.id);
            let member = allergy.drug.is_some_and(|drug| {
                matches!(entry.text("within"), Some("error" | "warning"))
                    && note
                        .entry_at(lexicon_ids::DRUGS, drug)
                        .list("class")
                        .iter()
                        .any(|class| entry.list("class").contains(class))
            });
            (named || member) && !allergy.written.overlaps(hit.span) && allergy.severity(note) != Some("intolerance")
        };
        let Some(allergy) = allergies.iter().find(covers) else {
            continue;
        };
        let (status, verb) = note.treatment_status(hit.span);
        let active = verb.is_some()
            && matches!(
                status,
                MedicationStatus::Ordered | MedicationStatus::Continued | MedicationStatus::Home
            );
        let drug_follows = note.medications().iter().any(|it| it.name.overlaps(hit.span));
        if !active || drug_follows || &*entry.category == "contrast" || is_answered(note, hit.span, &ANSWERS) {
            continue;
        }
        findings.push(
            Finding::new(
                hit.span,
                format!(
                    "{} are ordered, but the note records an allergy to {}",
                    quote(note.slice(hit.span), 40),
                    reaction(note, allergy)
                ),
            )
            .help(help(Severity::Error))
            .related(allergy.span, format!("the allergy: {}", reaction(note, allergy))),
        );
        return;
    }
}

/// Studies with contrast after a reaction to it.
fn contrast(note: &Note, allergies: &[&Allergy], findings: &mut Vec<Finding>) {
    let Some(allergy) = allergies.iter().find(|it| it.class.as_deref() == Some("contrast")) else {
        return;
    };
    for hit in note.phrases_of(lexicon_ids::CONTRAST_STUDIES) {
        if note.grammar.category(hit) != "contrast"
            || !matches!(note.role_at(hit.span.start), Role::Plan | Role::AssessmentAndPlan)
        {
            continue;
        }
        let around = surroundings(note, hit.span);
        let plain = note
            .phrases_in(lexicon_ids::CONTRAST_STUDIES, around)
            .any(|other| note.grammar.category(other) == "plain");
        // A premedication may be an item of its own.
        let prepared = note
            .phrases_of(lexicon_ids::ALLERGY_ANSWERS)
            .any(|other| note.grammar.category(other) == "premedication");
        let (status, _) = note.treatment_status(hit.span);
        let refused = matches!(
            status,
            MedicationStatus::NotTaken | MedicationStatus::Stopped | MedicationStatus::Held | MedicationStatus::Given
        );
        if plain || prepared || refused || is_answered(note, hit.span, &["reason", "avoidance"]) {
            continue;
        }
        findings.push(
            Finding::new(
                hit.span,
                format!(
                    "\"{}\" is ordered, and the note records a reaction to contrast: {}",
                    quote(note.slice(hit.span), 40),
                    reaction(note, allergy)
                ),
            )
            .help("name the premedication, another study, or why it cannot wait")
            .related(allergy.span, format!("the allergy: {}", reaction(note, allergy)))
            .severity(Severity::Warning),
        );
        return;
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Severity;
    use crate::rules::support::testing::{run, silent, speaks};

    fn note(allergies: &str, plan: &str) -> String {
        format!(
            "## HPI\n\n60-year-old man with cough.\n\n## Medications\n\nmetformin 500 mg BID\n\n## Allergies\n\n{allergies}\n\n## Assessment\n\nInfection.\n\n## Plan\n\n{plan}\n"
        )
    }

    #[test]
    fn an_anamnesis_tells_of_allergies() {
        let note = |line: &str, plan: &str| {
            format!(
                "# History and Physical\n\nAnamnesis vitae: Operations: appendectomy. {line} Smokes not.\n\nDiagnosis: pneumonia\n\nPlan of treatment: {plan}\n"
            )
        };
        let given = [
            note(
                "Allergic anamnesis: amoxicillin.",
                "oxygen, antibiotic amoxicillin 500 mg every 8 hours.",
            ),
            note(
                "Allergological history: penicillin.",
                "amoxicillin 500 mg every 8 hours.",
            ),
            note("Allergic history: ceftriaxone.", "ceftriaxone 1 g IV daily."),
            note(
                "Allergologic anamnesis: ibuprofen, rash.",
                "ibuprofen 400 mg every 8 hours.",
            ),
            note("History of allergy: codeine.", "codeine 30 mg every 6 hours."),
        ];
        speaks(&RULE, &given.iter().map(String::as_str).collect::<Vec<_>>());
        let fine = [
            note("Allergic anamnesis: not burdened.", "amoxicillin 500 mg every 8 hours."),
            note("Allergic anamnesis: amoxicillin.", "doxycycline 100 mg every 12 hours."),
            note(
                "Allergic anamnesis: no allergies to drugs.",
                "amoxicillin 500 mg every 8 hours.",
            ),
            note("Allergic anamnesis: denies.", "amoxicillin 500 mg every 8 hours."),
            note("Allergic history: negative.", "ceftriaxone 1 g IV daily."),
        ];
        silent(&RULE, &fine.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn both_places_are_quoted() {
        let text = note("PCN (anaphylaxis)", "- Start Augmentin 875 mg BID");
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "Augmentin (amoxicillin-clavulanate) is ordered, but it belongs to the class of a recorded allergy: \"PCN\" (anaphylaxis)"
        );
        assert_eq!(found[0].related[0].span.of(&text), "PCN (anaphylaxis");
        assert_eq!(found[0].severity, Some(Severity::Error));
    }

    #[test]
    fn an_intolerance_and_a_cousin_are_warnings() {
        for (allergy, plan) in [
            ("Lisinopril (cough)", "Start enalapril 5 mg daily"),
            ("Codeine (nausea)", "Start codeine 30 mg q6h"),
            ("Ibuprofen (hives)", "Ketorolac 15 mg IV q6h"),
            ("Amoxicillin (rash)", "Cephalexin 500 mg QID for 5 days"),
            ("Phenytoin (SJS)", "Start carbamazepine 200 mg BID"),
        ] {
            let found = run(&RULE, &note(allergy, plan));
            assert_eq!(found.len(), 1, "{allergy} {plan}");
            assert_eq!(found[0].severity, Some(Severity::Warning), "{allergy} {plan}");
        }
    }

    #[test]
    fn conflicts() {
        let texts: Vec<String> = [
            note("Penicillin (hives)", "Start amoxicillin 500 mg TID"),
            note("penicillin - rash", "1. CAP: ampicillin-sulbactam 3 g IV q6h"),
            note("PCN", "Zosyn 4.5 g IV q6h"),
            note("Sulfa (rash)", "Bactrim DS 1 tab BID x 3 days"),
            note("Septra: hives", "TMP-SMX 1 DS tab BID"),
            note("NSAIDs (asthma)", "ketorolac 30 mg IV once"),
            note("Aspirin (angioedema)", "Start aspirin 81 mg daily"),
            note("Codeine (anaphylaxis)", "Tylenol #3 1 tab q6h prn pain"),
            note("ceftriaxone (anaphylaxis)", "Continue Rocephin 1 g IV daily"),
            note("Azithromycin: hives", "Give clarithromycin 500 mg BID for 7 days"),
            note("Levaquin (hives)", "ciprofloxacin 500 mg BID"),
            note("lisinopril (angioedema)", "Start Entresto 24/26 mg BID"),
            note("Heparin (HIT)", "enoxaparin 40 mg SC daily"),
            note("IV contrast (hives)", "CT abdomen and pelvis with contrast today"),
            note("metformin (rash)", "Continue metformin 500 mg BID"),
            note("Bactrim (hives)", "Start sulfasalazine 500 mg BID"),
            "## HPI\n\nFlank pain since noon. In the ED she received ketorolac 30 mg IV.\n\n## Allergies\n\nNSAIDs (hives)\n\n## Plan\n\nCT.\n".to_owned(),
            note("ibuprofen (hives)", "Start NSAIDs for pain"),
            note("Penicillin (anaphylaxis)", "Cephalexin 500 mg QID"),
            note("Morphine: hives. Tolerated hydromorphone.", "Start morphine 15 mg q4h as needed for pain"),
            "PC: rash\nDH: salbutamol\nAllergic to penicillin\nImp: cellulitis\nPlan: flucloxacillin 500 mg QDS 7/7\n".to_owned(),
            "## HPI\n\nShe had hives with amoxicillin in 2015.\n\n## Plan\n\nStart Augmentin 875 mg BID for 7 days.\n".to_owned(),
            "HPI: cough\nAllergies: morphine (anaphylaxis)\nMeds: hydrocodone-acetaminophen 5/325 mg q6h prn pain, morphine 15 mg BID\nPlan: rest\n".to_owned(),
        ]
        .into();
        speaks(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let texts: Vec<String> = [
            note("Penicillin (hives)", "Avoid amoxicillin. Start doxycycline 100 mg BID"),
            "# Progress Note\n\nSubjective: Intubated, sedated on propofol.\n\nPlan: start propofol 10 mcg/kg/min\n".to_owned(),
            note("Penicillin (hives)", "Ceftriaxone 1 g IV daily"),
            note("Penicillin (hives)", "Azithromycin instead of amoxicillin"),
            note("Penicillin (rash); has since tolerated amoxicillin", "Start amoxicillin 500 mg TID"),
            note("Penicillin (rash)", "Start amoxicillin 500 mg TID; penicillin allergy low risk, tolerated cefazolin"),
            note("Penicillin (rash as a child)", "Amoxicillin test dose under observation, then amoxicillin 500 mg TID"),
            note("Penicillin (anaphylaxis)", "Aztreonam 2 g IV q8h, meropenem 1 g IV q8h"),
            note("Sulfa (rash)", "Furosemide 40 mg daily, hydrochlorothiazide 25 mg daily, celecoxib 200 mg daily"),
            note("Sulfa (rash)", "Magnesium sulfate 2 g IV, ferrous sulfate 325 mg daily"),
            note("Shellfish (hives)", "CT abdomen with contrast"),
            note("IV contrast (hives)", "CT abdomen without contrast"),
            note("IV contrast (hives)", "CTA chest; premedicate with prednisone 50 mg"),
            note("Codeine (nausea)", "Oxycodone 5 mg q6h prn pain"),
            note("Atorvastatin (myalgia)", "Start rosuvastatin 5 mg daily"),
            note("Lisinopril (cough)", "Start losartan 50 mg daily"),
            note("NKDA", "Start amoxicillin 500 mg TID"),
            "## HPI\n\nLast year she received penicillin in the ED and got hives.\n\n## Allergies\n\nPenicillin (hives)\n\n## Plan\n\nRest.\n".to_owned(),
            note("Latex (rash)", "Start amoxicillin 500 mg TID"),
            note("Penicillin (hives)", "Stop amoxicillin, started by urgent care"),
            note("Penicillin (hives)", "Consider penicillin allergy testing"),
            note("Amoxicillin (rash)", "Cefazolin 2 g IV pre-op"),
            note("Ibuprofen (GI upset)", "Naproxen 500 mg BID with food"),
            note("Eggs (hives)", "Flu shot today, propofol for colonoscopy"),
            note("Povidone-iodine (rash)", "Amiodarone 200 mg daily"),
            "## HPI\n\nHives after amoxicillin, which she took for 3 days.\n\n## Plan\n\nStop amoxicillin. Cetirizine 10 mg daily.\n".to_owned(),
            "## Family History\n\nMother allergic to penicillin.\n\n## Plan\n\nStart amoxicillin 500 mg TID.\n".to_owned(),
        ]
        .into();
        silent(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
