//! The facts of a note as JSON: part of the outline, contract version 1.
//!
//! A value stands in the unit named beside it, which is the same for all notes; `written` is what the note says.

use std::borrow::Cow;

use serde::Serialize;

use crate::grammar::{LexiconEntry, LexiconHit, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{
    Age, Assertion, Flag, Lab, Medication, Mention, Moment, Occasion, OxygenSource, Posture, Score, Side, Sided,
    Status, Time, TimeKind, TimeUnit, Vital,
};
use crate::text::Span;

use super::json::{JsonSpan, write};
use super::neutral::snapped;

/// A whole number is written as one; others with two decimals, small ones with more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Number {
    Whole(i64),
    Decimal(f64),
}

impl Number {
    pub(super) fn new(value: f64) -> Self {
        let scale = if value.abs() < 1.0 { 10_000.0 } else { 100.0 };
        let rounded = (value * scale).round() / scale;
        if rounded.fract() == 0.0 && rounded.abs() < 1e15 {
            Number::Whole(rounded as i64)
        } else {
            Number::Decimal(rounded)
        }
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Number::Whole(value) => write!(out, "{value}"),
            Number::Decimal(value) => write!(out, "{value}"),
        }
    }
}

#[derive(Serialize)]
struct Quantity<'a> {
    value: Number,
    unit: &'a str,
}

#[derive(Serialize)]
struct JsonPatient<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<Quantity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pronouns: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pregnant: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gestation: Option<Gestation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gravida: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    para: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<Quantity<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<Quantity<'a>>,
}

#[derive(Serialize)]
struct Gestation {
    weeks: u32,
    days: u32,
}

#[derive(Serialize)]
struct JsonVital<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    systolic: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diastolic: Option<Number>,
    /// The upper end of a range; of the systolic pressure.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diastolic_to: Option<Number>,
    unit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    posture: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oxygen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occasion: Option<&'a str>,
    written: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonLab<'a> {
    id: &'a str,
    value: Number,
    /// The upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Number>,
    /// `<` or `>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<char>,
    unit: &'a str,
    flag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    written_flag: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    earlier: bool,
    /// A grade (`2+`, `trace`), as a number.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    graded: bool,
    written: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonMedication<'a> {
    drug: &'a str,
    written: &'a str,
    dose: Option<Quantity<'a>>,
    route: Option<&'a str>,
    frequency: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    prn: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    indication: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<&'a str>,
    status: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonAllergy<'a> {
    substance: &'a str,
    written: &'a str,
    reaction: Option<&'a str>,
    span: JsonSpan,
}

/// A passage that stands for itself.
#[derive(Serialize)]
struct Passage<'a> {
    written: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonScore<'a> {
    id: &'a str,
    total: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    out_of: Option<Number>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Number>,
    written: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonSide<'a> {
    side: &'a str,
    part: &'a str,
    written: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonTime<'a> {
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    written: &'a str,
    span: JsonSpan,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    id: &'a str,
    kind: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    moment: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    quoted: bool,
    written: &'a str,
    span: JsonSpan,
}

/// The members of `facts` but for the problems, each with a comma after it.
pub(super) fn facts(note: &Note, out: &mut Vec<u8>) {
    if let Some(patient) = patient(note) {
        member("patient", &patient, out);
    }
    list(note, "vitals", note.vitals(), vital, out);
    list(note, "labs", note.labs(), lab, out);
    list(note, "studies", note.study_values(), study, out);
    list(note, "medications", note.medications(), medication, out);
    let allergies = note.allergies();
    list(note, "allergies", &allergies.list, allergy, out);
    list(note, "no_allergies", &allergies.none, passage, out);
    list(note, "scores", note.scores(), score, out);
    list(note, "sides", note.sides(), side, out);
    list(note, "times", note.times(), time, out);
    list(note, "findings", note.findings(), finding, out);
}

fn member<T: Serialize>(key: &str, value: &T, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\":");
    write(value, out);
    out.push(b',');
}

fn list<'a, F, T: Serialize>(
    note: &'a Note,
    key: &str,
    facts: &'a [F],
    to_json: fn(&'a Note, &'a F) -> T,
    out: &mut Vec<u8>,
) {
    let members: Vec<T> = facts.iter().map(|fact| to_json(note, fact)).collect();
    member(key, &members, out);
}

/// The entry `at` of the lexicon of that name.
pub(super) fn entry<'a>(note: &'a Note, lexicon: &str, at: u16) -> Option<&'a LexiconEntry> {
    let id = note.grammar.lexicon_named(lexicon)?;
    note.grammar.lexicon(id).entries.get(usize::from(at))
}

/// The id of that entry; nothing if it has none.
pub(super) fn entry_id<'a>(note: &'a Note, lexicon: &str, at: u16) -> &'a str {
    entry(note, lexicon, at).map_or("", |entry| &entry.id)
}

/// What the lexicon of that name has at `span`.
fn hit<'a>(note: &'a Note, lexicon: &str, span: Span) -> Option<&'a LexiconHit> {
    let id = note.grammar.lexicon_named(lexicon)?;
    note.phrases_in(id, span).next().filter(|hit| hit.span.end <= span.end)
}

/// The words under `span`.
pub(super) fn words(note: &Note, span: Span) -> &str {
    snapped(&note.text, span).of(&note.text).trim()
}

fn patient(note: &Note) -> Option<JsonPatient<'_>> {
    let patient = note.patient();
    let quantity = |value: f64, unit| Quantity {
        value: Number::new(value),
        unit,
    };
    let stated = note
        .front_matter_value("patient-sex")
        .map(str::trim)
        .filter(|sex| !sex.is_empty());
    let json = JsonPatient {
        age: patient
            .ages
            .first()
            .map(|age: &Age| quantity(age.value, age.unit.name())),
        sex: patient.sex().map(|sex| sex.name()).or(stated),
        pronouns: patient.stated_pronouns.map(|(_, span)| words(note, span)),
        pregnant: patient.pregnant.map(|_| true),
        gestation: patient.gestation.map(|(weeks, days, _)| Gestation { weeks, days }),
        gravida: patient.parity.map(|parity| parity.gravida),
        para: patient.parity.and_then(|parity| parity.para),
        weight: patient.weight.map(|weight| quantity(weight.value, "kg")),
        height: patient.height.map(|height| quantity(height.value, "cm")),
    };
    let known = json.age.is_some()
        || json.sex.is_some()
        || json.pronouns.is_some()
        || json.pregnant.is_some()
        || json.gestation.is_some()
        || json.gravida.is_some()
        || json.weight.is_some()
        || json.height.is_some();
    known.then_some(json)
}

/// `room air`, `2 L/min`, `FiO2 0.4`, `device`.
pub(super) fn oxygen(source: OxygenSource) -> String {
    match source {
        OxygenSource::RoomAir => "room air".to_owned(),
        OxygenSource::Flow(flow) => format!("{} L/min", Number::new(flow)),
        OxygenSource::Fraction(fraction) => format!("FiO2 {}", Number::new(fraction)),
        OxygenSource::Device => "device".to_owned(),
    }
}

/// `earlier`, `extreme`, `target`; nothing for one of now.
pub(super) fn occasion(occasion: Occasion) -> Option<&'static str> {
    match occasion {
        Occasion::Current => None,
        Occasion::Extreme => Some("extreme"),
        Occasion::Earlier => Some("earlier"),
        Occasion::Target => Some("target"),
    }
}

/// `lying`, `sitting`, `standing`.
pub(super) fn posture(posture: Posture) -> &'static str {
    match posture {
        Posture::Lying => "lying",
        Posture::Sitting => "sitting",
        Posture::Standing => "standing",
    }
}

fn vital<'a>(note: &'a Note, vital: &'a Vital) -> JsonVital<'a> {
    let value = Number::new(vital.value);
    let pressure = vital.diastolic.map(Number::new);
    JsonVital {
        id: vital.kind.id(),
        value: pressure.is_none().then_some(value),
        systolic: pressure.map(|_| value),
        diastolic: pressure,
        to: vital.to.map(Number::new),
        diastolic_to: vital.diastolic_to.map(Number::new),
        posture: vital.posture.map(posture),
        unit: vital.kind.unit(),
        oxygen: vital.oxygen.map(oxygen),
        occasion: occasion(vital.occasion),
        written: words(note, vital.span),
        span: JsonSpan::new(note, vital.span),
    }
}

/// `low`, `high`, `abnormal`.
pub(super) fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Low => "low",
        Flag::High => "high",
        Flag::Abnormal => "abnormal",
    }
}

fn lab<'a>(note: &'a Note, lab: &'a Lab) -> JsonLab<'a> {
    value(note, lab, note.lab_entry(lab))
}

fn study<'a>(note: &'a Note, study: &'a Lab) -> JsonLab<'a> {
    value(note, study, note.entry_at(lexicon_ids::STUDY_VALUES, study.entry))
}

fn value<'a>(note: &'a Note, lab: &'a Lab, entry: &'a LexiconEntry) -> JsonLab<'a> {
    JsonLab {
        id: &entry.id,
        value: Number::new(lab.value),
        to: lab.to.map(Number::new),
        bound: lab.bound,
        unit: entry.text("unit").unwrap_or_else(|| words(note, lab.unit)),
        flag: lab.flag.map(flag),
        written_flag: lab.written_flag.map(flag),
        earlier: lab.earlier,
        graded: lab.graded,
        written: words(note, lab.span),
        span: JsonSpan::new(note, lab.span),
    }
}

/// The frequency in plain words where they are certain, else as written.
pub(super) fn frequency<'a>(note: &'a Note, medication: &Medication) -> Option<Cow<'a, str>> {
    let frequency = medication.frequency?;
    let category = hit(note, "frequencies", frequency.span).map_or("", |hit| note.grammar.category(hit));
    let plain = frequency.per_day.and_then(|times| match category {
        "fixed" => [
            (1.0, "once daily"),
            (2.0, "twice daily"),
            (3.0, "three times daily"),
            (4.0, "four times daily"),
            (0.5, "every other day"),
            (1.0 / 7.0, "once weekly"),
        ]
        .iter()
        .find(|(known, _)| (known - times).abs() < 0.01)
        .map(|(_, words)| Cow::Borrowed(*words)),
        "hours" if times > 0.0 => Some(Cow::Owned(format!("every {} hours", Number::new(24.0 / times)))),
        _ => None,
    });
    plain.or(Some(Cow::Borrowed(words(note, frequency.span))))
}

/// The route by its usual sign, else as written.
pub(super) fn route<'a>(note: &'a Note, medication: &Medication) -> Option<&'a str> {
    let span = medication.route?;
    let sign = hit(note, "routes", span).and_then(|hit| note.entry(hit).text("sign"));
    sign.or(Some(words(note, span)))
}

fn medication<'a>(note: &'a Note, medication: &'a Medication) -> JsonMedication<'a> {
    let text = |span: Option<Span>| span.map(|span| words(note, span));
    JsonMedication {
        drug: entry_id(note, "drugs", medication.entry),
        written: words(note, medication.name),
        dose: medication.dose.map(|dose| Quantity {
            value: Number::new(dose.value),
            unit: words(note, dose.unit),
        }),
        route: route(note, medication),
        frequency: frequency(note, medication),
        prn: medication.prn.is_some(),
        indication: text(medication.indication),
        duration: text(medication.duration),
        status: medication.status.name(),
        span: JsonSpan::new(note, medication.span),
    }
}

/// The substance of an allergy: the drug, the class, or what is written.
pub(super) fn substance<'a>(note: &'a Note, allergy: &'a crate::note::facts::Allergy) -> &'a str {
    match (allergy.drug, &allergy.class) {
        (Some(drug), _) => entry_id(note, "drugs", drug),
        (None, Some(class)) => class,
        (None, None) => words(note, allergy.written),
    }
}

fn allergy<'a>(note: &'a Note, allergy: &'a crate::note::facts::Allergy) -> JsonAllergy<'a> {
    JsonAllergy {
        substance: substance(note, allergy),
        written: words(note, allergy.written),
        reaction: allergy.reaction.map(|span| words(note, span)),
        span: JsonSpan::new(note, allergy.span),
    }
}

fn passage<'a>(note: &'a Note, span: &'a Span) -> Passage<'a> {
    Passage {
        written: words(note, *span),
        span: JsonSpan::new(note, *span),
    }
}

fn score<'a>(note: &'a Note, score: &'a Score) -> JsonScore<'a> {
    JsonScore {
        id: entry_id(note, "scores", score.entry),
        total: Number::new(score.total),
        out_of: score.out_of.map(Number::new),
        parts: score.parts.iter().copied().map(Number::new).collect(),
        written: words(note, score.span),
        span: JsonSpan::new(note, score.span),
    }
}

fn side<'a>(note: &'a Note, sided: &'a Sided) -> JsonSide<'a> {
    JsonSide {
        side: match sided.side {
            Side::Left => "left",
            Side::Right => "right",
            Side::Both => "both",
        },
        part: entry_id(note, "body-parts", sided.part),
        written: words(note, sided.span),
        span: JsonSpan::new(note, sided.span),
    }
}

fn time<'a>(note: &'a Note, time: &'a Time) -> JsonTime<'a> {
    let unit = |unit: TimeUnit| match unit {
        TimeUnit::Minute => "minute",
        TimeUnit::Hour => "hour",
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
    };
    let (kind, value, of) = match time.kind {
        TimeKind::Date { .. } => ("date", None, None),
        TimeKind::Weekday(day) => ("weekday", Some(f64::from(day)), None),
        TimeKind::Duration(value, of) => ("duration", Some(value), Some(unit(of))),
        TimeKind::Ago(value, of) => ("ago", Some(value), Some(unit(of))),
        TimeKind::In(value, of) => ("in", Some(value), Some(unit(of))),
        TimeKind::Relative(value, of) => ("relative", Some(value), Some(unit(of))),
        TimeKind::PostoperativeDay(day) => ("postoperative-day", Some(f64::from(day)), None),
        TimeKind::HospitalDay(day) => ("hospital-day", Some(f64::from(day)), None),
        TimeKind::IntensiveCareDay(day) => ("intensive-care-day", Some(f64::from(day)), None),
        TimeKind::DayOfLife(day) => ("day-of-life", Some(f64::from(day)), None),
        TimeKind::PostpartumDay(day) => ("postpartum-day", Some(f64::from(day)), None),
        TimeKind::CourseDay(day, _) => ("course-day", Some(f64::from(day)), None),
    };
    JsonTime {
        kind,
        value: value.map(Number::new),
        unit: of,
        written: words(note, time.span),
        span: JsonSpan::new(note, time.span),
    }
}

/// `present`, `absent` …
pub(super) fn status(assertion: &Assertion) -> &'static str {
    match assertion.status {
        Status::Present => "present",
        Status::Absent => "absent",
        Status::Uncertain => "uncertain",
        Status::Historical => "historical",
        Status::Family => "family",
        Status::Hypothetical => "hypothetical",
    }
}

fn finding<'a>(note: &'a Note, mention: &'a Mention) -> JsonFinding<'a> {
    JsonFinding {
        id: &note.entry_at(mention.lexicon, mention.entry).id,
        kind: &note.grammar.lexicon(mention.lexicon).id,
        status: status(&mention.assertion),
        moment: match mention.assertion.moment {
            Moment::Unsaid => None,
            Moment::Now => Some("now"),
            Moment::Earlier => Some("earlier"),
            Moment::Later => Some("later"),
        },
        quoted: mention.assertion.quoted,
        written: words(note, mention.span),
        span: JsonSpan::new(note, mention.span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_true() {
        for (value, written) in [
            (112.0, "112"),
            (38.1, "38.1"),
            (37.777_777, "37.78"),
            (0.014_6, "0.0146"),
            (-0.5, "-0.5"),
            (1e20, "100000000000000000000"),
        ] {
            assert_eq!(Number::new(value).to_string(), written);
        }
    }
}
