//! Conditions in words, as elements of specialties and topics of kinds state them: `hp, or consult`, `peds-hp and under 2 years`.
//!
//! Alternatives are parted by `, or `, what has to hold together by ` and `. Terms: `always`; the id of a kind; `inpatient`,
//! `outpatient`, `emergency`; `in person`; `new complaint`; `complaint` and an id of the lexicon `complaints`; `under 2 years`, `65 years or
//! more`, the same with `months`; `20 weeks or more` (of pregnancy); `pregnant`; `newborn`; `reproductive potential`; `5 or
//! more drugs`; `stated kind`, not one told from the headings. Any other words say when a person would ask; the program does not know, and does not ask.

use crate::grammar::{Grammar, lexicon_ids};
use crate::note::facts::{AgeUnit, MedicationStatus, Setting, Sex};
use crate::note::{KindSource, Note};
use crate::rules::support::is_remote;

/// Whether `condition` holds for the note; `None` if the note does not tell.
pub fn holds(note: &Note, condition: &str) -> Option<bool> {
    any(condition.split(", or ").map(|all| all_of(note, all)))
}

/// The first term of `condition` that the program cannot tell of any note.
pub fn unknown_term<'c>(grammar: &Grammar, condition: &'c str) -> Option<&'c str> {
    let mut terms = condition
        .split(", or ")
        .flat_map(|all| all.split(" and "))
        .map(str::trim);
    terms.find(|term| {
        let number = |text: &str, after: &str| number_before(text, after).is_some();
        let limit = |text: &str| number(text, " years") || number(text, " months");
        let words = [
            "always",
            "stated kind",
            "in person",
            "new complaint",
            "pregnant",
            "newborn",
            "reproductive potential",
        ];
        let known = words.contains(term)
            || Setting::named(term).is_some()
            || number(term, " or more drugs")
            || term.strip_prefix("under ").is_some_and(limit)
            || term
                .strip_suffix(" or more")
                .is_some_and(|text| limit(text) || number(text, " weeks"))
            || grammar.kinds().iter().any(|kind| kind.id == *term)
            || term.strip_prefix("complaint ").is_some_and(|id| {
                let entries = &grammar.lexicon(lexicon_ids::COMPLAINTS).entries;
                entries.iter().any(|entry| entry.id == id)
            });
        !known
    })
}

fn all_of(note: &Note, terms: &str) -> Option<bool> {
    let mut known = true;
    for term in terms.split(" and ") {
        match term_holds(note, term.trim()) {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

fn any(terms: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for holds in terms {
        match holds {
            Some(true) => return Some(true),
            Some(false) => {}
            None => known = false,
        }
    }
    known.then_some(false)
}

fn term_holds(note: &Note, term: &str) -> Option<bool> {
    if let Some(setting) = Setting::named(term) {
        return note.setting().map(|known| known == setting);
    }
    let patient = note.patient();
    match term {
        "always" => Some(true),
        "stated kind" => Some(note.kind_source != Some(KindSource::Sections)),
        "in person" => Some(!is_remote(note)),
        "new complaint" => Some(note.presentation().main(note).is_some()),
        "pregnant" => patient.pregnant.is_some().then_some(true),
        "newborn" => {
            let days = patient.ages.first().map(|age| age.years() * 365.25);
            any([Some(is_kind(note, "newborn")), days.map(|days| days < 28.0)].into_iter())
        }
        "reproductive potential" => {
            let fertile = patient.years().map(|years| (12.0..=51.0).contains(&years));
            let female = patient.sex().map(|sex| sex == Sex::Female);
            match (female, fertile) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }
        }
        _ => {
            if let Some(id) = term.strip_prefix("complaint ") {
                return Some(has_complaint(note, id));
            }
            if let Some(least) = number_before(term, " or more drugs") {
                return Some(home_drugs(note) >= least as usize);
            }
            number_term(note, term).unwrap_or_else(|| {
                let known = note.grammar.kinds().iter().any(|kind| kind.id == term);
                known.then(|| is_kind(note, term))
            })
        }
    }
}

fn is_kind(note: &Note, id: &str) -> bool {
    note.kind.is_some_and(|kind| note.grammar.kind(kind).id == id)
}

/// `under 2 years`, `12 years or more`, `20 weeks or more`: `None` if the term is none of these.
fn number_term(note: &Note, term: &str) -> Option<Option<bool>> {
    let patient = note.patient();
    for (unit, in_years) in [(" years", 1.0), (" months", 1.0 / 12.0)] {
        if let Some(limit) = term.strip_prefix("under ").and_then(|rest| number_before(rest, unit)) {
            return Some(patient.years().map(|years| years < limit * in_years));
        }
        let from = term.strip_suffix(" or more").and_then(|rest| number_before(rest, unit));
        if let Some(limit) = from {
            return Some(patient.years().map(|years| years >= limit * in_years));
        }
    }
    let weeks = term
        .strip_suffix(" or more")
        .and_then(|rest| number_before(rest, " weeks"))?;
    // What a newborn has is the gestation at birth.
    let born = patient
        .ages
        .first()
        .is_some_and(|age| age.unit != AgeUnit::Year || age.value < 10.0);
    Some(
        patient
            .gestation
            .filter(|_| !born)
            .map(|(completed, ..)| f64::from(completed) >= weeks),
    )
}

fn number_before(text: &str, after: &str) -> Option<f64> {
    text.strip_suffix(after)?.trim().parse().ok()
}

fn has_complaint(note: &Note, id: &str) -> bool {
    let presentation = note.presentation();
    let entry = |at: u16| note.entry_at(lexicon_ids::COMPLAINTS, at);
    presentation.visit.is_none()
        && presentation
            .complaints
            .iter()
            .any(|complaint| entry(complaint.entry).id == id)
}

/// How many different drugs the patient takes at home.
fn home_drugs(note: &Note) -> usize {
    let mut drugs: Vec<u16> = note
        .medications()
        .iter()
        .filter(|medication| medication.status == MedicationStatus::Home)
        .map(|medication| medication.entry)
        .collect();
    drugs.sort_unstable();
    drugs.dedup();
    drugs.len()
}

#[cfg(test)]
mod tests {
    use super::holds;
    use crate::rules::support::testing::read;

    #[test]
    fn conditions() {
        let child = "---\nkind: peds-hp\npatient-age: 14 months\n---\nCC: vomiting\n\nHPI: 14-month-old boy with vomiting since yesterday.\n\nPlan: fluids\n";
        let woman = "---\nkind: hp\nsetting: inpatient\n---\nCC: follow-up of cough\n\nHPI: 30-year-old woman, better.\n\nPlan: rest\n";
        let pregnant = "---\nkind: ob-triage\n---\nCC: contractions\n\nHPI: 31-year-old G2P1001 at 33w2d with contractions.\n\nPlan: NST\n";
        for (text, condition, expected) in [
            (child, "always", Some(true)),
            (child, "peds-hp", Some(true)),
            (child, "hp, or consult", Some(false)),
            (child, "hp, or peds-hp and under 2 years", Some(true)),
            (child, "under 12 months", Some(false)),
            (child, "12 months or more and under 6 years", Some(true)),
            (child, "65 years or more", Some(false)),
            (child, "new complaint", Some(true)),
            (child, "complaint nausea-vomiting", Some(true)),
            (child, "complaint chest-pain", Some(false)),
            (child, "inpatient", None),
            (child, "newborn", Some(false)),
            (child, "reproductive potential", Some(false)),
            (child, "when it rains", None),
            (child, "when it rains, or peds-hp", Some(true)),
            (child, "when it rains and hp", Some(false)),
            (woman, "inpatient", Some(true)),
            (woman, "new complaint", Some(false)),
            (woman, "complaint cough", Some(false)),
            (woman, "reproductive potential", Some(true)),
            (woman, "20 weeks or more", None),
            (woman, "5 or more drugs", Some(false)),
            (pregnant, "20 weeks or more", Some(true)),
            (pregnant, "36 weeks or more", Some(false)),
            (pregnant, "ob-triage and 20 weeks or more", Some(true)),
        ] {
            assert_eq!(holds(&read(text), condition), expected, "{condition} in {text}");
        }
    }
}
