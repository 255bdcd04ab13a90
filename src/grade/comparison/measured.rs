//! What was measured and what is taken: vital signs, laboratory values, medications.

use super::{Answer, Beside, words_of, written};
use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::{Lab, Medication, MedicationStatus};

pub(super) fn compare(beside: &mut Beside<'_>) {
    vitals(beside);
    labs(beside);
    medications(beside);
}

fn vitals(beside: &mut Beside<'_>) {
    for vital in beside.model.vitals().iter().filter(|vital| vital.is_of_today()) {
        let mut all = beside
            .note
            .vitals()
            .iter()
            .filter(|it| it.kind == vital.kind && it.is_of_today());
        let answer = all.next().map_or(Answer::Missing, |it| Answer::Found(it.span));
        beside.tell("vital", vital.kind.name().to_owned(), vital.span, answer);
    }
}

fn labs(beside: &mut Beside<'_>) {
    let (model, note) = (beside.model, beside.note);
    for lab in model.labs().iter().filter(|lab| !lab.earlier) {
        let of: Vec<&Lab> = note.labs().iter().filter(|it| it.entry == lab.entry).collect();
        let near = |a: f64, b: f64| (a - b).abs() <= 0.01 * a.abs().max(b.abs()) + 1e-9;
        let same = of.iter().find(|it| near(it.value, lab.value));
        let answer = match (same, of.first()) {
            (Some(same), _) => Answer::Found(same.span),
            (None, Some(other)) => Answer::FoundBut(other.span, values(beside, lab, other)),
            (None, None) => Answer::Missing,
        };
        let entry = model.lab_entry(lab);
        let name = entry.text("name").map_or_else(|| words_of(&entry.id), str::to_owned);
        beside.tell("laboratory value", name, lab.span, answer);
    }
}

fn values(beside: &Beside<'_>, model: &Lab, own: &Lab) -> String {
    let (theirs, own) = (written(beside.model, model.number), written(beside.note, own.number));
    format!("{theirs} in the model answer, {own} in the note")
}

fn medications(beside: &mut Beside<'_>) {
    let (model, note) = (beside.model, beside.note);
    for drug in model.medications().iter().filter(|it| is_taken(it)) {
        let of: Vec<&Medication> = note.medications().iter().filter(|it| it.entry == drug.entry).collect();
        let named = |it: &&&Medication| {
            !matches!(it.status, MedicationStatus::NotTaken | MedicationStatus::Mentioned)
                || it.status == MedicationStatus::Mentioned && it.role != Role::Allergies
        };
        let answer = match (of.iter().find(named), of.first()) {
            (Some(found), _) => {
                let mg = |it: &Medication| it.dose.and_then(|dose| dose.mg);
                // The doses at home, where both lists give one and nothing is changed.
                let listed = of.iter().find(|it| is_taken(it) && mg(it).is_some());
                let doses = listed.and_then(|own| Some((mg(drug)?, mg(own)?, own)));
                match doses {
                    Some((theirs, dose, own)) if (theirs - dose).abs() > 0.01 * theirs && !own.changed => {
                        let shown =
                            |note, it: &Medication| it.dose.map_or(String::new(), |dose| written(note, dose.span));
                        let (theirs, dose) = (shown(model, drug), shown(note, own));
                        Answer::FoundBut(own.span, format!("{theirs} in the model answer, {dose} in the note"))
                    }
                    _ => Answer::Found(found.span),
                }
            }
            (None, Some(other)) => Answer::Differs(other.span, "the note says that it is not taken".to_owned()),
            (None, None) => Answer::Missing,
        };
        let name = words_of(&model.entry_at(lexicon_ids::DRUGS, drug.entry).id);
        beside.tell("medication", name, drug.span, answer);
    }
}

/// Whether it is taken at home. What is ordered is compared as a step of the plan.
fn is_taken(drug: &Medication) -> bool {
    match drug.status {
        MedicationStatus::Home => true,
        MedicationStatus::Continued | MedicationStatus::Changed | MedicationStatus::Held => {
            drug.role == Role::HomeMedications
        }
        _ => false,
    }
}
