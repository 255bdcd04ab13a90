//! Notations of allergies, and look-alikes.

use std::sync::Arc;

use super::*;
use crate::grammar::Grammar;
use crate::note::{self, Hints};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// `PCN = hives`, `none: NKDA`.
fn all(text: &str) -> Vec<String> {
    let note = read(text);
    let allergies = note.allergies();
    let named = allergies.list.iter().map(|it| match it.reaction {
        Some(reaction) => format!("{} = {}", note.slice(it.written), note.slice(reaction)),
        None => note.slice(it.written).to_owned(),
    });
    let none = allergies.none.iter().map(|span| format!("none: {}", note.slice(*span)));
    named.chain(none).collect()
}

#[track_caller]
fn expect(frame: &str, cases: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let found = all(&frame.replace("{}", text));
        if found != *expected {
            wrong.push_str(&format!("{text:?}\n   found    {found:?}\n   expected {expected:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

const LIST: &str = "## HPI\n\nCough.\n\n## Allergies\n\n{}\n\n## Plan\n\nRest.\n";
const LABEL: &str = "HPI: cough\nMeds: none\nAllergies: {}\nPlan: rest\n";
const HPI: &str = "## HPI\n\n{}\n\n## Plan\n\nRest.\n";

#[test]
fn lists() {
    expect(
        LIST,
        &[
            ("PCN (hives)", &["PCN = hives"]),
            (
                "IV contrast - hives 2019, tolerated w/ methylprednisolone prep",
                &["IV contrast = hives"],
            ),
            ("cashew (anaphylaxis; EpiPen 0.3 mg in bag)", &["cashew = anaphylaxis"]),
            ("penicillin - rash", &["penicillin = rash"]),
            ("Penicillin: anaphylaxis", &["Penicillin = anaphylaxis"]),
            ("sulfa, codeine (nausea)", &["sulfa", "codeine = nausea"]),
            (
                "- Penicillin: diffuse hives in childhood\n- Latex (contact dermatitis)",
                &["Penicillin = hives", "Latex = contact dermatitis"],
            ),
            ("Penicillin\nSulfa", &["Penicillin", "Sulfa"]),
            ("Penicillin, sulfa, and latex.", &["Penicillin", "sulfa", "latex"]),
            ("Penicillin\n  Reaction: hives", &["Penicillin = hives"]),
            (
                "| Allergen | Reaction |\n| --- | --- |\n| Penicillin | hives |\n| Sulfa | turned blue |",
                &["Penicillin = hives", "Sulfa = turned blue"],
            ),
            (
                "Penicillin (unknown reaction as a child)",
                &["Penicillin = unknown reaction"],
            ),
            ("Penicillin (red ears)", &["Penicillin = red ears"]),
            (
                "Augmentin (amoxicillin-clavulanate): rash",
                &["Augmentin = rash", "amoxicillin-clavulanate = rash"],
            ),
            ("Allergic to penicillin - reaction is hives.", &["penicillin = hives"]),
            (
                "Patient admits allergies to adhesive tape resulting in severe rash. Patient denies an allergy to anesthesia.",
                &["adhesive tape = rash"],
            ),
            (
                "Penicillin: hives. Has since tolerated cephalexin.",
                &["Penicillin = hives"],
            ),
            ("Lisinopril (cough), now on losartan", &["Lisinopril = cough"]),
            (
                "Peanuts -> anaphylaxis, carries epinephrine",
                &["Peanuts = anaphylaxis"],
            ),
            ("Codeine makes her nauseous", &["Codeine = nauseous"]),
            ("penicillin and sulfa (hives)", &["penicillin = hives", "sulfa = hives"]),
            ("NKDA. Seasonal allergies.", &["Seasonal allergies", "none: NKDA"]),
            ("No known drug allergies", &["none: No known drug allergies"]),
            ("No known drug allergies except sulfa (rash)", &["sulfa = rash"]),
            ("None", &["none: None"]),
            (
                "none to medications; peanuts - hives",
                &["peanuts = hives", "none: none"],
            ),
            ("Denies latex allergy. Penicillin: rash.", &["Penicillin = rash"]),
            ("iodine contrast - hives", &["iodine contrast = hives"]),
            (
                "Morphine (itching); Percocet (vomiting)",
                &["Morphine = itching", "Percocet = vomiting"],
            ),
        ],
    );
    expect(
        LABEL,
        &[
            ("PCN", &["PCN"]),
            ("Amoxicillin: hives as a child.", &["Amoxicillin = hives"]),
            ("Gets hives from phenytoin given at age 2.", &["phenytoin = hives"]),
            ("Allergic to codeine (vomiting and hives).", &["codeine = hives"]),
            ("Full code. All: Zosyn (hives).", &["Zosyn = hives"]),
            (
                "Cough.\n\n| History | |\n| --- | --- |\n| Allergies | Aspirin: wheeze |\n| Social | Smokes |\n",
                &["Aspirin = wheeze"],
            ),
            ("NKDA", &["none: NKDA"]),
            ("nil known", &["none: nil known"]),
            ("penicillin (rash)", &["penicillin = rash"]),
            ("no", &["none: no"]),
            ("Bactrim -> hives", &["Bactrim = hives"]),
            ("sulfa (see chart)", &["sulfa"]),
        ],
    );
}

#[test]
fn statements_elsewhere() {
    expect(
        HPI,
        &[
            ("She is allergic to latex - anaphylaxis.", &["latex = anaphylaxis"]),
            ("Allergic to penicillin", &["penicillin"]),
            ("He has a penicillin allergy (hives).", &["penicillin = hives"]),
            ("PCN-allergic.", &["PCN"]),
            (
                "Allergic to penicillin, sulfa and eggs.",
                &["penicillin", "sulfa", "eggs"],
            ),
            (
                "She developed hives with penicillin as a child.",
                &["penicillin = hives"],
            ),
            (
                "He had anaphylaxis to ceftriaxone in 2015.",
                &["ceftriaxone = anaphylaxis"],
            ),
            ("Amoxicillin caused a rash last year.", &["Amoxicillin = rash"]),
            (
                "She broke out in hives two days after starting Bactrim.",
                &["Bactrim = hives"],
            ),
            ("NKDA", &["none: NKDA"]),
            ("Azithromycin chosen as penicillin rash.", &["penicillin = rash"]),
            (
                "Cough.\n\n| History | |\n| --- | --- |\n| Allergies | none |\n",
                &["none: none"],
            ),
            ("You don't have any allergies", &["none: don't have any allergies"]),
            (
                "Patient has no known drug allergies.",
                &["none: no known drug allergies"],
            ),
        ],
    );
    expect(
        "PC: cough\nDH: (mild) allergy to aspirin\nPlan: rest\n",
        &[("", &["aspirin"])],
    );
    expect(
        "PC: cough\nDH: metformin, losartan\nAllergic to penicillin\nFH: nil\nPlan: rest\n",
        &[("", &["penicillin"])],
    );
}

#[test]
fn look_alikes() {
    let none: &[&str] = &[];
    expect(
        HPI,
        &[
            ("The rash improved with hydrocortisone.", none),
            ("Hives treated with Benadryl and prednisone.", none),
            ("Mother is allergic to penicillin and has hives with it.", none),
            ("His father has a penicillin allergy.", none),
            ("He denies allergy to latex.", none),
            ("She is not allergic to penicillin.", none),
            ("Nasal congestion from seasonal allergies, takes Zyrtec.", none),
            ("Referred for penicillin allergy testing.", none),
            ("Itching relieved by cetirizine.", none),
            ("An allergic reaction was suspected.", none),
            ("Nausea with metformin.", none),
            ("Rash on the arm; takes lisinopril.", none),
            ("No rash after amoxicillin.", none),
            ("Brother reacts to penicillin with hives.", none),
            ("Tried them all: penicillin helped.", none),
            ("Prednisone: hives gone.", none),
            ("Denies hives with penicillin.", none),
        ],
    );
    expect(
        "## HPI\n\nCough.\n\n## Family History\n\n{}\n",
        &[("Mother: allergic to penicillin (anaphylaxis)", none)],
    );
    expect(
        LIST,
        &[
            ("Patient denies history of seasonal allergies.", none),
            ("***", none),
            ("Tolerates amoxicillin.", none),
            ("Patient reports no reaction to latex.", none),
        ],
    );
}

#[test]
fn what_a_blank_asks_for_is_no_allergy() {
    expect(
        LIST,
        &[
            ("***{penicillin or sulfa, and the reaction}", &[]),
            ("{penicillin|sulfa|no known drug allergies}", &[]),
            ("penicillin: ***{reaction}", &["penicillin"]),
        ],
    );
    let none = read("## Allergies\n\n***{agent, reaction; or no known drug allergies}\n");
    assert!(none.allergies().none.is_empty());
    let drugs = read("## Medications\n\n***{metformin 500 mg PO daily, or another}\n");
    assert!(drugs.medications().is_empty());
}
