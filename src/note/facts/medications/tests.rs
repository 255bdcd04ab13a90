//! Notations of medications, and look-alikes.

use std::sync::Arc;

use super::*;
use crate::grammar::Grammar;
use crate::note::{self, Hints};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// One drug on one line: `lisinopril; 20 mg; oral; daily 1; home`. What was not read is left out.
fn shown(note: &Note, it: &Medication) -> String {
    let mut parts = vec![note.entry_at(lexicon_ids::DRUGS, it.entry).id.to_string()];
    let dose = |dose: &Dose| {
        let to = dose.to.map_or(String::new(), |to| format!("-{to}"));
        let second = dose.second.map_or(String::new(), |second| format!("/{second}"));
        format!("{}{to}{second} {}", dose.value, note.slice(dose.unit))
            .trim_end()
            .to_owned()
    };
    if let Some(count) = it.count {
        parts.push(format!("{count} of"));
    }
    parts.extend(it.dose.iter().map(dose));
    parts.extend(it.more.iter().map(|more| format!("and {}", dose(more))));
    if let Some(strength) = it.strength {
        parts.push(format!("strength {}", note.slice(strength)));
    }
    if let Some(route) = it
        .route
        .and_then(|route| hit_at(note, lexicon_ids::ROUTES, route.start))
    {
        parts.push(note.entry(&route).category.to_string());
    }
    if let Some(frequency) = it.frequency {
        let per_day = frequency
            .per_day
            .map_or("once".to_owned(), |it| format!("x{}", (it * 1000.0).round() / 1000.0));
        parts.push(per_day);
    }
    if it.by_rule.is_some() {
        parts.push("by rule".to_owned());
    }
    match (it.prn, it.indication) {
        (Some(_), Some(reason)) => parts.push(format!("prn {}", note.slice(reason))),
        (Some(_), None) => parts.push("prn".to_owned()),
        (None, Some(reason)) => parts.push(format!("for {}", note.slice(reason))),
        (None, None) => {}
    }
    if let Some(duration) = it.duration {
        parts.push(format!("[{}]", note.slice(duration)));
    }
    parts.push(it.status.name().to_owned());
    parts.join("; ").replace('\n', " ")
}

fn all(text: &str) -> Vec<String> {
    let note = read(text);
    note.medications().iter().map(|it| shown(&note, it)).collect()
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

const HOME: &str = "## HPI\n\nCough.\n\n## Medications\n\n{}\n\n## Allergies\n\nNKDA\n";
const PLAN: &str = "## Assessment\n\nStable.\n\n## Plan\n\n- {}\n- Follow up in 2 weeks\n";
const HPI: &str = "## HPI\n\n{}\n\n## Plan\n\nRest.\n";

#[test]
fn doses_routes_frequencies() {
    expect(
        HOME,
        &[
            ("furosemide 40 mg PO BID", &["furosemide; 40 mg; oral; x2; home"]),
            ("Lisinopril 20mg daily", &["lisinopril; 20 mg; x1; home"]),
            (
                "apixaban 5 mg BID (held since 3/2), lisinopril 20 mg daily",
                &["apixaban; 5 mg; x2; held", "lisinopril; 20 mg; x1; home"],
            ),
            (
                "metformin 1,000 mg po twice daily with meals",
                &["metformin; 1000 mg; oral; x2; home"],
            ),
            (
                "glipizide (GLUCOTROL) 5 mg tablet; Take 1 tablet by mouth every morning",
                &["glipizide; 1 of; 5 mg; oral; x1; home"],
            ),
            (
                "Lortab 5 mg, #20 (twenty) to take every 6 hours",
                &["hydrocodone-acetaminophen; 5 mg; x4; home"],
            ),
            ("insulin pump", &["insulin; by rule; home"]),
            ("insulin lispro by scale", &["insulin lispro; by rule; home"]),
            (
                "gentamicin 1 mg/kg (63 mg) IV q8h",
                &["gentamicin; 63 mg; intravenous; x3; home"],
            ),
            ("omeprazole 20mg od mane", &["omeprazole; 20 mg; x1; home"]),
            (
                "co-codamol 30/500 2 tabs qds prn",
                &["acetaminophen-codeine; 30/500; and 2 tabs; x4; prn; home"],
            ),
            ("atorvastatin 20 mg nocte", &["atorvastatin; 20 mg; x1; home"]),
            (
                "timolol 0.5% 1 drop both eyes bd",
                &["timolol; 1 drop; strength 0.5%; ophthalmic; x2; home"],
            ),
            (
                "fentanyl patch 25 mcg/h every 72 hours",
                &["fentanyl; 25 mcg/h; x0.333; home"],
            ),
            ("Lipitor 40", &["atorvastatin; 40; home"]),
            ("Lipitor 40 qhs", &["atorvastatin; 40; x1; home"]),
            (
                "levothyroxine 75 mcg PO qAM",
                &["levothyroxine; 75 mcg; oral; x1; home"],
            ),
            ("Levothyroxine 75\u{b5}g OD", &["levothyroxine; 75 \u{b5}g; x1; home"]),
            ("levothyroxine .075 mg q.d.", &["levothyroxine; 0.075 mg; x1; home"]),
            (
                "amoxicillin-clavulanate 875/125 mg PO q12h x 7 days",
                &["amoxicillin-clavulanate; 875/125 mg; oral; x2; [x 7 days]; home"],
            ),
            (
                "Augmentin 875-125 mg bid x7d",
                &["amoxicillin-clavulanate; 875-125 mg; x2; [x7d]; home"],
            ),
            (
                "Symbicort 160/4.5 2 puffs BID",
                &["budesonide-formoterol; 160/4.5; and 2 puffs; x2; home"],
            ),
            (
                "Symbicort 160/4.5 mcg, 2 puffs inhaled BID",
                &["budesonide-formoterol; 2 of; 160/4.5 mcg; inhaled; x2; home"],
            ),
            (
                "Percocet 5/325 mg 1-2 tabs q4-6h prn pain",
                &["oxycodone-acetaminophen; 1 of; 5/325 mg; x6; prn pain; home"],
            ),
            (
                "oxycodone 5-10 mg PO q4h PRN severe pain",
                &["oxycodone; 5-10 mg; oral; x6; prn severe pain; home"],
            ),
            (
                "albuterol HFA 90 mcg/actuation, 2 puffs q4-6h PRN wheezing",
                &["albuterol; 2 of; 90 mcg/actuation; strength 90 mcg/actuation; x6; prn wheezing; home"],
            ),
            (
                "albuterol inhaler 2 puffs every 4 to 6 hours as needed for shortness of breath",
                &["albuterol; 2 puffs; x6; prn shortness of breath; home"],
            ),
            (
                "Insulin glargine 20 units SC at bedtime",
                &["insulin glargine; 20 units; subcutaneous; x1; home"],
            ),
            ("Lantus 20U qHS", &["insulin glargine; 20 U; x1; home"]),
            (
                "insulin lispro sliding scale with meals",
                &["insulin lispro; x3; by rule; home"],
            ),
            ("KCl 20 mEq PO daily", &["potassium chloride; 20 mEq; oral; x1; home"]),
            ("warfarin 5 mg daily per INR", &["warfarin; 5 mg; x1; by rule; home"]),
            (
                "methotrexate 15 mg PO weekly",
                &["methotrexate; 15 mg; oral; x0.143; home"],
            ),
            ("alendronate 70 mg once a week", &["alendronate; 70 mg; x0.143; home"]),
            ("Vitamin D3 1000 IU daily", &["cholecalciferol; 1000 IU; x1; home"]),
            (
                "acetaminophen 160 mg/5 mL, 10 mL PO q6h prn fever",
                &["acetaminophen; 10 mL; strength 160 mg/5 mL; oral; x4; prn fever; home"],
            ),
            (
                "hydrocortisone 1% cream to affected area BID",
                &["hydrocortisone; strength 1%; topical; x2; home"],
            ),
            ("fentanyl patch 25 mcg/hr q72h", &["fentanyl; 25 mcg/hr; x0.333; home"]),
            (
                "prednisone 40 mg daily for 5 days",
                &["prednisone; 40 mg; x1; [for 5 day]; home"],
            ),
            (
                "aspirin 81 mg tablet, take 1 tablet by mouth daily",
                &["aspirin; 1 of; 81 mg; oral; x1; home"],
            ),
            (
                "Metoprolol Tartrate 25 mg tab 2 tabs po bid",
                &["metoprolol tartrate; 2 of; 25 mg; oral; x2; home"],
            ),
            ("glyburide 5 mg 1-0-1", &["glyburide; 5 mg; x2; home"]),
            ("paracetamol 1g QDS PRN", &["acetaminophen; 1 g; x4; prn; home"]),
            (
                "Salbutamol 100 micrograms 2 puffs PRN",
                &["albuterol; 2 of; 100 micrograms; prn; home"],
            ),
            ("amitriptyline 10mg nocte", &["amitriptyline; 10 mg; x1; home"]),
            ("bisoprolol 2.5 mg OM", &["bisoprolol; 2.5 mg; x1; home"]),
            ("simvastatin 40mg ON", &["simvastatin; 40 mg; x1; home"]),
            ("gabapentin 300 mg TDS", &["gabapentin; 300 mg; x3; home"]),
            (
                "latanoprost 0.005% 1 drop both eyes qhs",
                &["latanoprost; 1 drop; strength 0.005%; ophthalmic; x1; home"],
            ),
            (
                "fluticasone nasal spray 2 sprays each nostril daily",
                &["fluticasone; 2 sprays; nasal; x1; home"],
            ),
            (
                "nitroglycerin 0.4 mg SL q5min PRN chest pain x3",
                &["nitroglycerin; 0.4 mg; sublingual; prn chest pain; home"],
            ),
            ("Lasix (furosemide) 40 mg daily", &["furosemide; 40 mg; x1; home"]),
            (
                "Ibuprofen 400 mg PO three times daily, over the counter, for 2 weeks",
                &["ibuprofen; 400 mg; oral; x3; [for 2 week]; home"],
            ),
            ("Torsemide 20 mg by mouth daily.", &["torsemide; 20 mg; oral; x1; home"]),
            (
                "Proscar Dosage: 5 mg tablet Sig: once daily Dispense: 30 Refills: 0",
                &["finasteride; 5 mg; x1; home"],
            ),
            (
                "Cialis 5 mg tablet by mouth on days he exercises",
                &["tadalafil; 5 mg; oral; once; home"],
            ),
            (
                "estradiol patch 0.05 mg/day twice weekly",
                &["estradiol; 0.05 mg/day; x1; home"],
            ),
            (
                "Depakote ER 500 mg 3 tablets nightly",
                &["valproate; 3 of; 500 mg; x1; home"],
            ),
            (
                "carbidopa/levodopa 25/100 mg 1 tab TID",
                &["carbidopa-levodopa; 1 of; 25/100 mg; x3; home"],
            ),
            ("prednisone one tablet a day", &["prednisone; 1 tablet; x1; home"]),
            (
                "furosemide 40 mg in the morning and 20 mg in the afternoon",
                &["furosemide; 40 mg; and 20 mg; x2; home"],
            ),
            (
                "metoprolol succinate 50 mg 1/2 tab daily",
                &["metoprolol succinate; 0.5 of; 50 mg; x1; home"],
            ),
            (
                "epoetin alfa 10,000 units SQ three times a week",
                &["epoetin alfa; 10000 units; subcutaneous; x0.429; home"],
            ),
            (
                "acetaminophen 650 mg every 6 hours as needed",
                &["acetaminophen; 650 mg; x4; prn; home"],
            ),
            (
                "Lisinopril: 10 mg, oral, once daily",
                &["lisinopril; 10 mg; oral; x1; home"],
            ),
            ("lisinopril=10mg", &["lisinopril; 10 mg; home"]),
            (
                "Digoxin 0.125 mg one p.o. q.d.",
                &["digoxin; 1 of; 0.125 mg; oral; x1; home"],
            ),
            (
                "Potassium chloride 10 mEq 2 tablets per day",
                &["potassium chloride; 2 of; 10 mEq; x1; home"],
            ),
            ("Lithium 300 mg TID", &["lithium; 300 mg; x3; home"]),
            (
                "dexamethasone 0.6 mg/kg PO once",
                &["dexamethasone; 0.6 mg/kg; oral; once; home"],
            ),
            (
                "Metformin 500 mg po bid. Lisinopril 10 mg po daily.",
                &["metformin; 500 mg; oral; x2; home", "lisinopril; 10 mg; oral; x1; home"],
            ),
            (
                "Bactrim DS 1 tab BID",
                &["trimethoprim-sulfamethoxazole; 1 tab; x2; home"],
            ),
            (
                "hydrochlorothiazide 12.5mg PO qday",
                &["hydrochlorothiazide; 12.5 mg; oral; x1; home"],
            ),
            (
                "vitamin D 50,000 units weekly",
                &["vitamin d; 50000 units; x0.143; home"],
            ),
            (
                "ferrous sulfate 325 mg every other day",
                &["ferrous sulfate; 325 mg; x0.5; home"],
            ),
        ],
    );
}

#[test]
fn lists_however_they_are_written() {
    let three = &[
        "metformin; 500 mg; oral; x2; home",
        "lisinopril; 10 mg; oral; x1; home",
        "aspirin; 81 mg; oral; x1; home",
    ];
    expect(
        HOME,
        &[
            (
                "- metformin 500 mg PO BID\n- lisinopril 10 mg PO daily\n- aspirin 81 mg PO daily",
                three,
            ),
            (
                "1. metformin 500 mg PO BID\n2. lisinopril 10 mg PO daily\n3. aspirin 81 mg PO daily",
                three,
            ),
            (
                "metformin 500 mg PO BID\nlisinopril 10 mg PO daily\naspirin 81 mg PO daily",
                three,
            ),
            (
                "metformin 500 mg PO BID, lisinopril 10 mg PO daily, aspirin 81 mg PO daily",
                three,
            ),
            (
                "metformin 500 mg PO BID; lisinopril 10 mg PO daily; aspirin 81 mg PO daily.",
                three,
            ),
            (
                "metformin 500 mg PO BID lisinopril 10 mg PO daily aspirin 81 mg PO daily",
                three,
            ),
            (
                "metformin 500 mg PO BID, lisinopril 10 mg PO\ndaily, and aspirin 81 mg PO daily",
                three,
            ),
            (
                "| Drug | Dose | Route | Frequency |\n| --- | --- | --- | --- |\n| metformin | 500 mg | PO | BID |\n| lisinopril | 10 mg | PO | daily |\n| aspirin | 81 mg | PO | daily |",
                three,
            ),
            (
                "1) metformin 500mg PO BID 2) lisinopril 10mg PO daily 3) aspirin 81mg PO daily",
                three,
            ),
            (
                "metformin (500 mg PO BID), lisinopril (10 mg PO daily), aspirin (81 mg PO daily)",
                three,
            ),
            (
                "She takes metformin 500 mg PO BID, lisinopril 10 mg PO daily and aspirin 81 mg PO daily.",
                three,
            ),
            (
                "metformin, lisinopril and Tylenol",
                &["metformin; home", "lisinopril; home", "acetaminophen; home"],
            ),
            (
                "metformin\nlisinopril 10 mg daily",
                &["metformin; home", "lisinopril; 10 mg; x1; home"],
            ),
            ("metformin\nZyxolin 10 mg daily", &["metformin; home"]),
            (
                "lisinopril/HCTZ 20/12.5 mg daily",
                &["lisinopril-hydrochlorothiazide; 20/12.5 mg; x1; home"],
            ),
            (
                "olmesartan/amlodipine 40/5 mg daily",
                &["olmesartan; 40/5 mg; x1; home", "amlodipine; 40/5 mg; x1; home"],
            ),
        ],
    );
}

#[test]
fn doses_before_the_name() {
    expect(
        PLAN,
        &[
            ("Gave 40 mg of furosemide", &["furosemide; 40 mg; given"]),
            (
                "40mg IV furosemide BID",
                &["furosemide; 40 mg; intravenous; x2; ordered"],
            ),
            (
                "IV ceftriaxone 1 g q24h",
                &["ceftriaxone; 1 g; intravenous; x1; ordered"],
            ),
            (
                "1 g IV ceftriaxone and 500 mg PO azithromycin daily",
                &[
                    "ceftriaxone; 1 g; intravenous; ordered",
                    "azithromycin; 500 mg; oral; x1; ordered",
                ],
            ),
            (
                "aspirin, 40 mg Lasix, 1 g ceftriaxone",
                &[
                    "aspirin; ordered",
                    "furosemide; 40 mg; ordered",
                    "ceftriaxone; 1 g; ordered",
                ],
            ),
            (
                "Two puffs of albuterol every 4 hours",
                &["albuterol; 2 puffs; x6; ordered"],
            ),
            (
                "7-day course of doxycycline 100 mg BID",
                &["doxycycline; 100 mg; x2; [7-day course]; ordered"],
            ),
            ("daily aspirin", &["aspirin; x1; ordered"]),
            ("PRN ibuprofen", &["ibuprofen; prn; ordered"]),
            ("low-dose aspirin 81 mg daily", &["aspirin; 81 mg; x1; ordered"]),
            (
                "5 days of nitrofurantoin 100 mg BID",
                &["nitrofurantoin; 100 mg; x2; [5 days]; ordered"],
            ),
            ("Nitrofurantoin abx for 3/7", &["nitrofurantoin; [for 3/7]; ordered"]),
        ],
    );
}

#[test]
fn what_is_done_with_them() {
    expect(
        PLAN,
        &[
            ("Start lisinopril 10 mg daily", &["lisinopril; 10 mg; x1; ordered"]),
            (
                "Continue aspirin, metoprolol and lisinopril; hold metformin",
                &[
                    "aspirin; continued",
                    "metoprolol; continued",
                    "lisinopril; continued",
                    "metformin; held",
                ],
            ),
            (
                "Hold metformin, start insulin glargine 10 units at bedtime",
                &["metformin; held", "insulin glargine; 10 units; x1; ordered"],
            ),
            ("Metformin: hold while in hospital", &["metformin; held"]),
            (
                "Lisinopril 20 mg daily - continue",
                &["lisinopril; 20 mg; x1; continued"],
            ),
            (
                "ibuprofen was stopped, acetaminophen 1 g q6h instead",
                &["ibuprofen; stopped", "acetaminophen; 1 g; x4; ordered"],
            ),
            (
                "Increase furosemide from 20 mg to 40 mg daily",
                &["furosemide; 40 mg; x1; changed"],
            ),
            ("Increase Lasix to 80 mg daily", &["furosemide; 80 mg; x1; changed"]),
            ("lisinopril 10 -> 20 mg daily", &["lisinopril; 20 mg; x1; ordered"]),
            (
                "Switch metoprolol to carvedilol 6.25 mg BID",
                &["metoprolol; stopped", "carvedilol; 6.25 mg; x2; ordered"],
            ),
            (
                "D/c Norvasc, start hydrochlorothiazide 25 mg daily",
                &["amlodipine; stopped", "hydrochlorothiazide; 25 mg; x1; ordered"],
            ),
            (
                "Avoid NSAIDs such as ibuprofen and naproxen",
                &["ibuprofen; not-taken", "naproxen; not-taken"],
            ),
            ("No aspirin given bleeding", &["aspirin; not-taken"]),
            (
                "Consider starting empagliflozin 10 mg daily",
                &["empagliflozin; 10 mg; x1; not-taken"],
            ),
            (
                "If still hypertensive, increase lisinopril to 40 mg",
                &["lisinopril; 40 mg; not-taken"],
            ),
            ("Do not restart warfarin", &["warfarin; not-taken"]),
            ("Tobacco use: varenicline discussed", &["varenicline; not-taken"]),
            (
                "Tobacco use: quitting discussed; nicotine patch 14 mg daily for 6 weeks",
                &["nicotine; 14 mg; x1; [for 6 week]; ordered"],
            ),
            ("Varenicline offered, decision tomorrow", &["varenicline; not-taken"]),
            ("Epiduo was not covered", &["adapalene-benzoyl peroxide; not-taken"]),
            (
                "Gentamicin 310 mg IV once, as penicillin rash",
                &[
                    "gentamicin; 310 mg; intravenous; once; ordered",
                    "penicillin; not-taken",
                ],
            ),
            (
                "Nitroglycerin 0.4 mg sublingual every 5 minutes, at most 3 doses",
                &["nitroglycerin; 0.4 mg; sublingual; once; ordered"],
            ),
            (
                "Magnesium sulfate 4 g IV over 20 minutes, then 2 g/h",
                &["magnesium sulfate; 4 g; and 2 g/h; intravenous; once; ordered"],
            ),
            (
                "Commence amoxicillin 500 mg TDS 5/7",
                &["amoxicillin; 500 mg; x3; [5/7]; ordered"],
            ),
            ("Cease ramipril", &["ramipril; stopped"]),
            ("Resume home apixaban 5 mg BID", &["apixaban; 5 mg; x2; continued"]),
            (
                "She will continue taking metformin 500 mg daily.",
                &["metformin; 500 mg; x1; continued"],
            ),
            (
                "The patient will discontinue the use of Norvasc and we will start him on hydrochlorothiazide 10 mg once a day.",
                &["amlodipine; stopped", "hydrochlorothiazide; 10 mg; x1; ordered"],
            ),
            ("bolus 1 L normal saline", &["sodium chloride 0.9%; 1 L; once; ordered"]),
            (
                "Furosemide 80 mg IV twice daily (home dose 40 mg PO)",
                &["furosemide; 80 mg; and 40 mg; intravenous; x2; ordered"],
            ),
        ],
    );
    expect(
        HPI,
        &[
            (
                "She takes lisinopril 20 mg daily for blood pressure.",
                &["lisinopril; 20 mg; x1; for blood pressure; home"],
            ),
            (
                "He was started on metformin 500 mg twice daily in May.",
                &["metformin; 500 mg; x2; home"],
            ),
            ("He ran out of furosemide 3 weeks ago.", &["furosemide; stopped"]),
            ("She took ibuprofen 400 mg with relief.", &["ibuprofen; 400 mg; given"]),
            (
                "In the ED he received ceftriaxone 1 g IV and 1 L of normal saline.",
                &[
                    "ceftriaxone; 1 g; intravenous; given",
                    "sodium chloride 0.9%; 1 L; given",
                ],
            ),
            ("He is on apixaban 5 mg BID.", &["apixaban; 5 mg; x2; home"]),
            (
                "Denies aspirin or ibuprofen use.",
                &["aspirin; not-taken", "ibuprofen; not-taken"],
            ),
            ("He is not taking his lisinopril.", &["lisinopril; not-taken"]),
            (
                "Allergic to penicillin and codeine.",
                &["penicillin; not-taken", "codeine; not-taken"],
            ),
            ("He has never used nicotine patches.", &["nicotine; not-taken"]),
            (
                "Naproxen 250 mg twice daily has given little relief.",
                &["naproxen; 250 mg; x2; home"],
            ),
            ("Brother, 4, has strep throat, on cefdinir.", &["cefdinir; mentioned"]),
            (
                "Gout twice. DH: amlodipine 5mg od, omeprazole 20mg od. NKDA.",
                &["amlodipine; 5 mg; x1; home", "omeprazole; 20 mg; x1; home"],
            ),
            (
                "Well.\n\n| History | |\n| --- | --- |\n| Medications | Atorvastatin; cetirizine 10 mg daily |\n",
                &["atorvastatin; home", "cetirizine; 10 mg; x1; home"],
            ),
        ],
    );
}

#[test]
fn names_that_are_no_medication() {
    let none: &[&str] = &[];
    expect(
        HPI,
        &[
            ("Potassium 4.1, calcium 9.2, magnesium 1.9.", none),
            ("K 4.1; potassium was 3.2 mmol/L on arrival.", none),
            (
                "Known insulin resistance and iron deficiency anemia; iron studies pending.",
                none,
            ),
            ("Steroid-induced hyperglycemia, heparin-induced thrombocytopenia.", none),
            ("Drinks 2 units of alcohol a week.", none),
            ("Digoxin level 0.8, vancomycin trough 14.", none),
            ("On oxygen 2 L by nasal cannula.", none),
            ("Vitamin D level was 18 ng/mL. Vitamin D 18 ng/mL.", none),
            ("On a Ca channel blocker and a calcium channel blocker.", none),
            ("Skin cleaned with an alcohol pad.", none),
            ("UDS positive for amphetamines and oxycodone.", none),
            ("MRSA resistant to clindamycin, sensitive to vancomycin.", none),
            ("Vancomycin-resistant enterococcus in the past.", none),
            ("He is ASA class III.", none),
            ("Nicotine dependence, one pack per day.", none),
            ("Not a tPA candidate, outside the tPA window.", none),
            ("Testosterone 320 ng/dL, low testosterone last year.", none),
            ("Tylenol overdose at 16.", none),
            ("Coronary calcium score 0.", none),
            ("Diet rich in iron and zinc.", none),
            ("Two units of blood were cross-matched; hemoglobin 7.1 g/dL.", none),
            ("A specimen of 350 g was sent; birth weight 3200 g.", none),
            ("Low-salt diet, 2 g sodium, adds salt at table.", none),
            ("Walks 40 minutes daily; sleeps 6 h nightly.", none),
            ("Tobacco use: half a pack a day. Alcohol use: 2 beers daily.", none),
            ("Contractions: ctx q5 min.", none),
            ("Sugar 240 mg/dL, ketones 3.2, lactate 2 mmol/L.", none),
        ],
    );
    expect(
        "## HPI\n\nCough.\n\n## Family History\n\n{}\n",
        &[(
            "Mother takes metformin 500 mg daily.",
            &["metformin; 500 mg; x1; mentioned"],
        )],
    );
    expect(
        "## HPI\n\nCough.\n\n## Labs\n\n{}\n",
        &[
            ("Potassium 4.1, digoxin 0.8, lithium 0.9, acetaminophen <10", none),
            ("Iron 45, folate 12, vitamin B12 300", none),
            (
                "| Test | Value |\n| --- | --- |\n| Magnesium | 1.9 |\n| Calcium | 9.2 |",
                none,
            ),
        ],
    );
}

proptest::proptest! {
    /// Whatever stands around a drug, reading it neither fails nor takes more than its text.
    #[test]
    fn nothing_breaks_the_reader(parts in proptest::collection::vec(proptest::sample::select(FRAGMENTS), 0..24)) {
        let text = parts.concat();
        let note = read(&format!("## Medications\n\n{text}\n\n## Allergies\n\n{text}\n\n## Plan\n\n{text}"));
        let mut last = 0;
        for it in note.medications() {
            proptest::prop_assert!(it.span.contains(it.name) && it.span.end as usize <= note.text.len());
            proptest::prop_assert!(it.name.start >= last);
            last = it.name.start;
            proptest::prop_assert!(it.dose.is_none_or(|dose| dose.span.contains(dose.unit)));
        }
        for it in &note.allergies().list {
            proptest::prop_assert!(it.span.contains(it.written));
        }
    }
}

/// A drug is followed so many bytes, wherever in a letter they end.
#[test]
fn a_drug_is_followed_to_the_end_of_a_letter() {
    for shift in 0..4 {
        let text = format!("P:\n- lisinopril {}{}", "a".repeat(shift), "\u{1F600}".repeat(120));
        assert_eq!(read(&text).medications().len(), 1, "{shift}");
    }
}

/// What lists of drugs are made of.
const FRAGMENTS: &[&str] = &[
    "metformin",
    "Lasix",
    "insulin glargine",
    "penicillin",
    "sulfa",
    "latex",
    "aspirin",
    "Tylenol #3",
    "NKDA",
    "potassium",
    " ",
    " ",
    "\n",
    "\n- ",
    "\r\n",
    "\n\n",
    ", ",
    "; ",
    ". ",
    ".",
    "|",
    "(",
    ")",
    "/",
    "-",
    "–",
    "→",
    "½",
    "µg",
    "é",
    "\u{a0}",
    "\u{200b}",
    "40 mg",
    "40mg",
    ".5 mg",
    "5-10 mg",
    "875/125",
    "1/2",
    "mg/kg",
    "160 mg/5 mL",
    "2 puffs",
    "20 units",
    "PO",
    "IV",
    "BID",
    "q6h",
    "q4-6h prn",
    "daily",
    "ON",
    "x7d",
    "5/7",
    "1-0-1",
    "for pain",
    "for 5 days",
    "prn",
    "one",
    "two tablets",
    "and",
    "start ",
    "hold",
    "stopped",
    "continue ",
    "from ",
    "to ",
    "allergic to ",
    "(hives)",
    "rash",
    "no ",
    "if ",
    "%",
    "#",
    "1. ",
    "2",
    "1000000000000",
    "\u{1F600}",
];
