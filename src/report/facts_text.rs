//! The facts of a note for people: one line or some for each kind.

use std::borrow::Cow;
use std::io::Write as _;

use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Flag, Lab, Medication, MedicationStatus, Mention, Side, Sided, Status, Vital, VitalKind};

use super::RenderOptions;
use super::facts_json::{Number, entry_id, flag, frequency, occasion, oxygen, posture, route, substance, words};
use super::neutral::{columns, neutralize_line, shortened, wrap};
use super::style::Paint;

/// How many facts of a kind are shown; the rest is counted.
const SHOWN: usize = 60;
/// Columns of the names of the kinds.
const LABEL: usize = 13;

/// The facts, under a heading of their own; nothing if there are none.
pub(super) fn facts(note: &Note, options: &RenderOptions, out: &mut Vec<u8>) {
    let mut rows: Vec<(&str, Vec<String>)> = vec![
        ("Patient", patient(note)),
        ("Vitals", each(note.vitals(), |fact| vital(note, fact))),
        ("Labs", each(note.labs(), |fact| lab(note, fact, note.lab_entry(fact)))),
        (
            "Studies",
            each(note.study_values(), |fact| {
                lab(note, fact, note.entry_at(lexicon_ids::STUDY_VALUES, fact.entry))
            }),
        ),
        ("Medications", each(note.medications(), |fact| medication(note, fact))),
        ("Allergies", allergies(note)),
        (
            "Scores",
            each(note.scores(), |score| said(words(note, score.span)).into_owned()),
        ),
        ("Sides", each(note.sides(), |fact| side(note, fact))),
        (
            "Times",
            each(note.times(), |time| said(words(note, time.span)).into_owned()),
        ),
    ];
    rows.extend(findings(note));
    rows.retain(|(_, facts)| !facts.is_empty());
    if rows.is_empty() {
        return;
    }
    let paint = Paint::new(options.color);
    let _ = writeln!(out, "{}", paint.strong("Facts"));
    let mark = if options.ascii { " | " } else { " · " };
    for (label, mut facts) in rows {
        once(&mut facts);
        let more = facts.len().saturating_sub(SHOWN);
        facts.truncate(SHOWN);
        if more > 0 {
            facts.push(format!("{more} more"));
        }
        let mut text = facts.join(mark);
        if options.ascii {
            text = text.replace('°', "").replace(|c: char| !c.is_ascii(), "?");
        }
        let width = options.width.saturating_sub(LABEL + 2).max(20);
        for (at, line) in wrap(&text, width, 0).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            let padding = " ".repeat(LABEL.saturating_sub(columns(label)));
            let _ = writeln!(out, "  {}{padding}{line}", paint.dim(label));
        }
    }
}

/// What the note says, harmless and short.
fn said(text: &str) -> Cow<'_, str> {
    let text = neutralize_line(text);
    match text.char_indices().nth(60) {
        Some(_) => Cow::Owned(shortened(text, 60)),
        None => text,
    }
}

fn each<F>(facts: &[F], show: impl Fn(&F) -> String) -> Vec<String> {
    facts.iter().map(show).collect()
}

/// Each line once, in the order of first mention.
fn once(facts: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    facts.retain(|fact| seen.insert(fact.to_lowercase()));
}

fn patient(note: &Note) -> Vec<String> {
    let patient = note.patient();
    let mut parts = Vec::new();
    if let Some(age) = patient.ages.first() {
        let unit = age.unit.name();
        let value = Number::new(age.value);
        let plural = if value == Number::Whole(1) { "" } else { "s" };
        parts.push(if age.decade {
            format!("{value} to {} years", Number::new(age.value + 9.0))
        } else {
            format!("{value} {unit}{plural}")
        });
    }
    if let Some(sex) = patient.sex() {
        parts.push(sex.name().to_owned());
    }
    if let Some((_, span)) = patient.stated_pronouns {
        parts.push(said(words(note, span)).into_owned());
    }
    if patient.pregnant.is_some() {
        parts.push("pregnant".to_owned());
    }
    if let Some((weeks, days, _)) = patient.gestation {
        parts.push(format!("{weeks} weeks {days} days"));
    }
    if let Some(parity) = patient.parity {
        parts.push(said(words(note, parity.span)).into_owned());
    }
    if let Some(weight) = patient.weight {
        parts.push(format!("{} kg", Number::new(weight.value)));
    }
    if let Some(height) = patient.height {
        parts.push(format!("{} cm", Number::new(height.value)));
    }
    parts
}

fn vital_name(kind: VitalKind) -> &'static str {
    match kind {
        VitalKind::Temperature => "T",
        VitalKind::HeartRate => "HR",
        VitalKind::RespiratoryRate => "RR",
        VitalKind::BloodPressure => "BP",
        VitalKind::MeanArterialPressure => "MAP",
        VitalKind::OxygenSaturation => "SpO2",
        VitalKind::Weight => "weight",
        VitalKind::Height => "height",
        VitalKind::BodyMassIndex => "BMI",
        VitalKind::Pain => "pain",
        VitalKind::Glucose => "glucose",
        VitalKind::UrineOutput => "urine",
        VitalKind::Intake => "in",
        VitalKind::Output => "out",
        VitalKind::FluidBalance => "balance",
        VitalKind::HeadCircumference => "head circumference",
        VitalKind::FetalHeartRate => "fetal HR",
        VitalKind::FundalHeight => "fundal height",
    }
}

/// `T 38.1 °C`, `BP 92/58`, `SpO2 94 % (room air)`.
fn vital(note: &Note, vital: &Vital) -> String {
    let value = if vital.kind == VitalKind::Temperature {
        (vital.value * 10.0).round() / 10.0
    } else {
        vital.value
    };
    let mut text = format!("{} {}", vital_name(vital.kind), Number::new(value));
    match (vital.diastolic, vital.to) {
        // A range of pressures has two ends each; the note's own words are the clearest.
        (Some(_), Some(_)) => text = format!("BP {}", said(words(note, vital.number))),
        (Some(diastolic), None) => text.push_str(&format!("/{}", Number::new(diastolic))),
        (None, Some(to)) => text.push_str(&format!("-{}", Number::new(to))),
        (None, None) => {}
    }
    match vital.kind.unit() {
        "/min" | "mmHg" | "kg/m2" => {}
        "/10" => text.push_str("/10"),
        unit => text.push_str(&format!(" {unit}")),
    }
    let remarks: Vec<Cow<'_, str>> = vital
        .oxygen
        .map(|source| Cow::Owned(oxygen(source)))
        .into_iter()
        .chain(vital.posture.map(|how| Cow::Borrowed(posture(how))))
        .chain(occasion(vital.occasion).map(Cow::Borrowed))
        .collect();
    if !remarks.is_empty() {
        text.push_str(&format!(" ({})", remarks.join(", ")));
    }
    text
}

/// `K 2.9 (low)`.
fn lab(note: &Note, lab: &Lab, entry: &LexiconEntry) -> String {
    let written = words(note, lab.name);
    let name = if written.is_empty() {
        entry.text("name").unwrap_or(&entry.id)
    } else {
        written
    };
    let bound = lab.bound.map(String::from).unwrap_or_default();
    let value = if lab.graded {
        said(words(note, lab.number)).into_owned()
    } else {
        Number::new(lab.value).to_string()
    };
    let mut text = format!("{} {bound}{value}", said(name));
    if let Some(to) = lab.to {
        text.push_str(&format!("-{}", Number::new(to)));
    }
    let flagged = lab.flag.filter(|flag| *flag != Flag::Abnormal).or(lab.written_flag);
    let remarks: Vec<&str> = flagged
        .map(flag)
        .into_iter()
        .chain(lab.earlier.then_some("earlier"))
        .collect();
    if !remarks.is_empty() {
        text.push_str(&format!(" ({})", remarks.join(", ")));
    }
    text
}

/// `furosemide 40 mg PO twice daily (home)`.
fn medication(note: &Note, medication: &Medication) -> String {
    let mut text = said(entry_id(note, "drugs", medication.entry)).into_owned();
    if let Some(dose) = medication.dose {
        text.push_str(&format!(
            " {} {}",
            Number::new(dose.value),
            said(words(note, dose.unit))
        ));
    }
    if let Some(route) = route(note, medication) {
        text.push_str(&format!(" {}", said(route)));
    }
    if let Some(frequency) = frequency(note, medication) {
        text.push_str(&format!(" {}", said(&frequency)));
    }
    if medication.prn.is_some() {
        text.push_str(" as needed");
    }
    if medication.status != MedicationStatus::Mentioned {
        text.push_str(&format!(" ({})", medication.status.name()));
    }
    text
}

fn allergies(note: &Note) -> Vec<String> {
    let allergies = note.allergies();
    let mut parts = each(&allergies.list, |allergy| {
        let substance = said(substance(note, allergy)).into_owned();
        match allergy.reaction {
            Some(reaction) => format!("{substance}: {}", said(words(note, reaction))),
            None => substance,
        }
    });
    if !allergies.none.is_empty() {
        parts.push("none known".to_owned());
    }
    parts
}

fn side(note: &Note, sided: &Sided) -> String {
    let side = match sided.side {
        Side::Left => "left",
        Side::Right => "right",
        Side::Both => "both",
    };
    format!(
        "{side} {}",
        said(entry_id(note, "body-parts", sided.part)).replace('-', " ")
    )
}

/// The findings by what is said of them.
fn findings(note: &Note) -> Vec<(&'static str, Vec<String>)> {
    let of = |status: Status| -> Vec<String> {
        let found = note
            .findings()
            .iter()
            .filter(|mention| mention.assertion.status == status);
        found.map(|mention| finding(note, mention)).collect()
    };
    vec![
        ("Present", of(Status::Present)),
        ("Absent", of(Status::Absent)),
        ("Uncertain", of(Status::Uncertain)),
        ("In the past", of(Status::Historical)),
        ("In family", of(Status::Family)),
        ("If it comes", of(Status::Hypothetical)),
    ]
}

fn finding(note: &Note, mention: &Mention) -> String {
    let entry = note.entry_at(mention.lexicon, mention.entry);
    if entry.id.is_empty() {
        return said(words(note, mention.span)).into_owned();
    }
    said(&entry.id).replace('-', " ")
}
