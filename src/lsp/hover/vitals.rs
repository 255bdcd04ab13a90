//! A vital sign: as read, in the other unit, and what is usual at the age of the patient.

use super::card::Card;
use super::numbers::{number, rough, tenths, with_unit};
use super::{View, Who, patient, source};
use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::Note;
use crate::note::facts::quantity::{CM_PER_INCH, KG_PER_LB, MG_DL_PER_MMOL_L, fahrenheit, mean_arterial_pressure};
use crate::note::facts::{Occasion, OxygenSource, Posture, Vital, VitalKind};
use crate::rules::support::capitalized;

/// The vital signs at the place.
pub(super) fn cards(view: &View<'_>) -> Vec<Card> {
    let who = Who::of(view.note);
    let here = |vital: &&Vital| vital.span.contains_offset(view.offset);
    view.note
        .vitals()
        .iter()
        .filter(here)
        .take(2)
        .map(|vital| card(view, vital, who))
        .collect()
}

fn card(view: &View<'_>, vital: &Vital, who: Who) -> Card {
    let (note, voice) = (view.note, view.voice);
    let name = capitalized(vital.kind.name());
    let usual = usual(note, vital.kind, who);
    let side = side(note, vital, who);
    let mut title = format!("{} {}", voice.strong(&name), voice.plain(&value(vital)));
    if let Some(side) = side {
        title = format!("{title}: {}", voice.strong(side));
    }
    let mut card = Card::new(vital.span, title);
    let said = said(vital);
    if !said.is_empty() {
        card = card.line(voice.plain(&said.join(" ")));
    }
    match usual.filter(|_| vital.occasion != Occasion::Target) {
        Some(usual) => card.line(voice.plain(&usual.words)).source(source(note, usual.source)),
        None => card,
    }
}

/// Whether the value is `low` or `high` for the patient.
pub(in crate::lsp) fn side(note: &Note, vital: &Vital, who: Who) -> Option<&'static str> {
    if vital.occasion == Occasion::Target || !vital.is_plausible(note) {
        return None;
    }
    usual(note, vital.kind, who)?.side(vital)
}

/// What is usual of a vital sign for the patient, with its source.
pub(in crate::lsp) fn usual_in_words(note: &Note, kind: VitalKind, who: Who) -> Option<String> {
    let usual = usual(note, kind, who)?;
    let source = source(note, usual.source).unwrap_or_default();
    Some(format!("{}\nSource: {source}", usual.words))
}

/// The value in its unit, and in the other one.
fn value(vital: &Vital) -> String {
    let (value, to) = (vital.value, vital.to);
    let both = |show: fn(f64) -> String| match to {
        Some(to) => format!("{}–{}", show(value), show(to)),
        None => show(value),
    };
    match vital.kind {
        VitalKind::Temperature => format!("{} °C ({} °F)", both(tenths), both(|c| tenths(fahrenheit(c)))),
        VitalKind::BloodPressure => match (vital.diastolic, to, vital.diastolic_to) {
            (Some(diastolic), None, None) => {
                let mean = mean_arterial_pressure(value, diastolic);
                format!("{}/{} mmHg (mean {mean:.0})", number(value), number(diastolic))
            }
            (Some(low), Some(to), Some(high)) => {
                format!(
                    "{}–{} over {}–{} mmHg",
                    number(value),
                    number(to),
                    number(low),
                    number(high)
                )
            }
            _ => format!("{} mmHg", both(number)),
        },
        VitalKind::Weight => format!("{} kg ({} lb)", both(number), both(|kg| rough(kg / KG_PER_LB))),
        VitalKind::Height => format!("{} cm ({})", both(number), feet(value)),
        VitalKind::Glucose => format!(
            "{} mg/dL ({} mmol/L)",
            both(rough),
            both(|mg| tenths(mg / MG_DL_PER_MMOL_L))
        ),
        kind => with_unit(&both(number), kind.unit()),
    }
}

/// `5 ft 5 in`; the inches of a child.
fn feet(cm: f64) -> String {
    let inches = cm / CM_PER_INCH;
    if inches < 48.0 {
        return format!("{inches:.1} in");
    }
    let whole = inches.round();
    format!("{:.0} ft {:.0} in", (whole / 12.0).floor(), whole % 12.0)
}

/// How it was measured, and what had to be guessed.
fn said(vital: &Vital) -> Vec<String> {
    let oxygen = vital.oxygen.map(|source| match source {
        OxygenSource::RoomAir => "On room air.".to_owned(),
        OxygenSource::Flow(flow) => format!("On {} L/min of oxygen.", number(flow)),
        OxygenSource::Fraction(fraction) => format!("On {:.0}% oxygen.", fraction * 100.0),
        OxygenSource::Device => "On a breathing device.".to_owned(),
    });
    let posture = vital.posture.map(|posture| match posture {
        Posture::Lying => "Lying.",
        Posture::Sitting => "Sitting.",
        Posture::Standing => "Standing.",
    });
    let occasion = match vital.occasion {
        Occasion::Current => None,
        Occasion::Extreme => Some("Read as the highest or lowest of a period."),
        Occasion::Earlier => Some("Read as measured before."),
        Occasion::Target => Some("Read as a target, not as a measurement."),
    };
    let fits = (!vital.unit_fits).then_some("The number cannot be of the unit written; read in the other one.");
    let known = (!vital.unit_known && vital.unit.is_empty() && has_units(vital.kind))
        .then_some("No unit is written; it is taken from the number.");
    oxygen
        .into_iter()
        .chain(
            [posture, occasion, fits, known]
                .into_iter()
                .flatten()
                .map(str::to_owned),
        )
        .collect()
}

/// Whether it is written in more than one unit.
fn has_units(kind: VitalKind) -> bool {
    matches!(
        kind,
        VitalKind::Temperature | VitalKind::Weight | VitalKind::Height | VitalKind::Glucose
    )
}

/// What is usual for the patient.
struct Range {
    /// From, to.
    limits: (Option<f64>, Option<f64>),
    /// From, to, of a diastolic pressure.
    diastolic: (Option<f64>, Option<f64>),
    words: String,
    source: &'static str,
}

impl Range {
    fn side(&self, vital: &Vital) -> Option<&'static str> {
        let below = |value: f64, limits: (Option<f64>, Option<f64>)| limits.0.is_some_and(|low| value < low);
        let above = |value: f64, limits: (Option<f64>, Option<f64>)| limits.1.is_some_and(|high| value > high);
        let diastolic = vital.diastolic;
        let upper = vital.to.unwrap_or(vital.value);
        if above(upper, self.limits) || diastolic.is_some_and(|value| above(value, self.diastolic)) {
            Some("high")
        } else if below(vital.value, self.limits) || diastolic.is_some_and(|value| below(value, self.diastolic)) {
            Some("low")
        } else {
            None
        }
    }
}

fn entry(note: &Note, kind: VitalKind) -> Option<&LexiconEntry> {
    let at = note.grammar.entry_named(lexicon_ids::VITAL_SIGNS, kind.id())?;
    Some(note.entry_at(lexicon_ids::VITAL_SIGNS, at))
}

fn usual(note: &Note, kind: VitalKind, who: Who) -> Option<Range> {
    child(note, kind).or_else(|| adult(note, kind, who))
}

/// What is usual at the age of a child.
fn child(note: &Note, kind: VitalKind) -> Option<Range> {
    let usual = note.usual_vitals()?;
    let age = patient::age(note)?;
    let range = |low: f64, high: f64, words: String| Range {
        limits: (Some(low), Some(high)),
        diastolic: (None, None),
        words,
        source: "vitals-children",
    };
    let centiles = |[low, median, high]: [f64; 3]| {
        let words = format!(
            "At {age}: usually {} to {} /min (1st to 99th centile, median {}).",
            number(low),
            number(high),
            number(median)
        );
        range(low, high, words)
    };
    match kind {
        VitalKind::HeartRate => Some(centiles(usual.heart_rate)),
        VitalKind::RespiratoryRate => Some(centiles(usual.respiratory_rate)),
        VitalKind::BloodPressure => {
            let [least, from, to] = usual.systolic;
            let words = format!(
                "At {age}: systolic usually {} to {} mmHg, hypotension below {}.",
                number(from),
                number(to),
                number(least)
            );
            Some(range(least, to, words))
        }
        _ => None,
    }
}

/// What is usual in adults; of what does not change with age, in all.
fn adult(note: &Note, kind: VitalKind, who: Who) -> Option<Range> {
    let ageless = matches!(
        kind,
        VitalKind::Temperature | VitalKind::OxygenSaturation | VitalKind::FetalHeartRate | VitalKind::Glucose
    );
    // The index of a child is judged by centiles, that of a pregnant woman is the one of before.
    let is_other = who.is_child() && !ageless || kind == VitalKind::BodyMassIndex && who.pregnant;
    let entry = entry(note, kind).filter(|_| !is_other)?;
    let limits = (entry.number("low"), entry.number("high"));
    let (low, high) = (limits.0?, limits.1?);
    let diastolic = (entry.number("diastolic-low"), entry.number("diastolic-high"));
    let adults = if ageless { "" } else { " in adults" };
    let mut words = match kind {
        VitalKind::Temperature => format!(
            "Usually {} to {} °C ({} to {} °F).",
            number(low),
            number(high),
            tenths(fahrenheit(low)),
            tenths(fahrenheit(high))
        ),
        VitalKind::BloodPressure => {
            let diastolic = diastolic.0.zip(diastolic.1);
            let diastolic = diastolic.map(|(low, high)| format!(", diastolic {} to {}", number(low), number(high)));
            format!(
                "Usually{adults}: systolic {} to {}{} mmHg.",
                number(low),
                number(high),
                diastolic.unwrap_or_default()
            )
        }
        VitalKind::OxygenSaturation => format!("Usually {}% or more on room air.", number(low)),
        kind => format!(
            "Usually{adults} {} to {}.",
            number(low),
            with_unit(&number(high), kind.unit())
        ),
    };
    if who.years.is_none() && !ageless {
        words.push_str(" The note gives no age.");
    }
    if who.pregnant
        && kind == VitalKind::BloodPressure
        && let Some(pregnant) = pregnant(note)
    {
        words.push(' ');
        words.push_str(&pregnant);
    }
    let source = match (kind, who.pregnant) {
        (VitalKind::FetalHeartRate, _) | (VitalKind::BloodPressure, true) => "vitals-pregnancy",
        (VitalKind::BloodPressure | VitalKind::MeanArterialPressure, _) => "vitals-pressure",
        (VitalKind::OxygenSaturation, _) => "vitals-saturation",
        (VitalKind::BodyMassIndex, _) => "vitals-index",
        (VitalKind::Glucose, _) => "vitals-glucose",
        _ => "vitals",
    };
    Some(Range {
        limits,
        diastolic,
        words,
        source,
    })
}

/// From when a pressure is high in pregnancy.
fn pregnant(note: &Note) -> Option<String> {
    let at = note
        .grammar
        .entry_named(lexicon_ids::ABNORMAL_RESULTS, "pressure-high-pregnant")?;
    let entry = note.entry_at(lexicon_ids::ABNORMAL_RESULTS, at);
    let systolic = entry.list("vitals").first()?.split(':').nth(2)?;
    let diastolic = entry.list("diastolic").first()?.strip_prefix("high:")?;
    Some(format!("High in pregnancy from {systolic} or {diastolic}."))
}
