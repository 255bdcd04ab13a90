//! Vital signs, in lines, tables and prose.

mod bare;
pub(super) mod cursor;
mod occasion;
mod oxygen;
mod read;
mod table;
mod value;

use super::super::Note;
use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::text::Span;

/// Which vital sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VitalKind {
    /// °C.
    Temperature,
    /// /min.
    HeartRate,
    /// /min.
    RespiratoryRate,
    /// Systolic and diastolic, mmHg.
    BloodPressure,
    /// mmHg.
    MeanArterialPressure,
    /// %.
    OxygenSaturation,
    /// kg.
    Weight,
    /// cm.
    Height,
    /// kg/m².
    BodyMassIndex,
    /// 0 to 10.
    Pain,
    /// Capillary glucose, mg/dL.
    Glucose,
    /// mL.
    UrineOutput,
    /// All that went in, mL.
    Intake,
    /// All that came out, mL.
    Output,
    /// What went in less what came out, mL; may be negative.
    FluidBalance,
    /// cm.
    HeadCircumference,
    /// /min.
    FetalHeartRate,
    /// cm.
    FundalHeight,
}

/// What breathing gas a saturation was measured on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OxygenSource {
    /// Room air.
    RoomAir,
    /// Flow in L/min, by cannula or mask.
    Flow(f64),
    /// A fraction, 0.21 to 1.
    Fraction(f64),
    /// A device without a number: CPAP, ventilator.
    Device,
}

/// When a vital sign was measured, as far as the note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// Not said, or now.
    Current,
    /// Highest or lowest of a period: Tmax, a range.
    Extreme,
    /// Before: at home, by the ambulance, on arrival, yesterday.
    Earlier,
    /// A target, limit or hold parameter: no measurement.
    Target,
}

/// How the patient was placed for a blood pressure or pulse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Posture {
    /// Lying.
    Lying,
    /// Sitting.
    Sitting,
    /// Standing.
    Standing,
}

/// One vital sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Vital {
    /// Which.
    pub kind: VitalKind,
    /// The value in the unit of its kind; the systolic pressure of a blood pressure; the lower end of a range.
    pub value: f64,
    /// The upper end of a range.
    pub to: Option<f64>,
    /// The diastolic pressure of a blood pressure, mmHg; the lower end of a range.
    pub diastolic: Option<f64>,
    /// The upper end of a range of diastolic pressures, mmHg.
    pub diastolic_to: Option<f64>,
    /// The value as written, before conversion.
    pub written: f64,
    /// The unit as written; empty if none was.
    pub unit: Span,
    /// Whether the unit was written, or is certain from the value (38.2 is °C).
    pub unit_known: bool,
    /// Whether the value can be of the unit written. 98.6 °C and 37 °F cannot: `value` is then read in the other unit.
    pub unit_fits: bool,
    /// The same measured value in another unit, in that of its kind, where it is written too: `80 kg (176 lb)`.
    pub restated: Option<(f64, Span)>,
    /// The name; empty at the number, if none stands there.
    pub name: Span,
    /// Name, value and unit.
    pub span: Span,
    /// The number alone.
    pub number: Span,
    /// For a saturation: on what.
    pub oxygen: Option<OxygenSource>,
    /// For a saturation on room air: the flow or device that is written for the same reading.
    pub added_oxygen: Option<Span>,
    /// How the patient was placed, where the note says so.
    pub posture: Option<Posture>,
    /// When.
    pub occasion: Occasion,
}

/// What values a vital sign can have, from the lexicon `vital-signs`.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    entry: Option<&'a LexiconEntry>,
    kind: VitalKind,
}

/// What is usual at an age: heart and respiratory rate (1st, 50th, 99th centile) and systolic pressure (hypotension below,
/// usual from, usual to).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// /min: 1st, 50th and 99th centile.
    pub heart_rate: [f64; 3],
    /// /min: 1st, 50th and 99th centile.
    pub respiratory_rate: [f64; 3],
    /// mmHg: hypotension below, usual from, usual to.
    pub systolic: [f64; 3],
}

pub(super) fn read(note: &Note) -> Vec<Vital> {
    read::read(note)
}

/// What values `kind` can have.
pub(crate) fn limits(note: &Note, kind: VitalKind) -> Limits<'_> {
    let entries = &note.grammar.lexicon(lexicon_ids::VITAL_SIGNS).entries;
    Limits {
        entry: entries.iter().find(|entry| entry.id == kind.id()),
        kind,
    }
}

impl Vital {
    /// As written, with its name, on one line: for quoting.
    pub fn written_in(&self, note: &Note) -> String {
        let named = !self.name.is_empty() && self.span.contains(self.name);
        let text = note.slice(self.span);
        let mut quoted = if named {
            String::new()
        } else {
            format!("{} ", self.kind.short())
        };
        for word in text.split_whitespace() {
            if !quoted.is_empty() && !quoted.ends_with(' ') {
                quoted.push(' ');
            }
            quoted += word;
        }
        quoted
            .replace("**", "")
            .trim_end_matches(['.', ',', ';', ')', ' '])
            .to_owned()
    }

    /// Whether the patient can have this value, at any age, and it is of the unit written.
    pub fn is_plausible(&self, note: &Note) -> bool {
        self.unit_fits && limits(note, self.kind).holds(self)
    }

    /// Whether it was measured at this encounter: no target, nothing from before.
    pub fn is_of_today(&self) -> bool {
        self.occasion == Occasion::Current || self.occasion == Occasion::Extreme && self.to.is_some()
    }
}

impl Limits<'_> {
    fn number(&self, name: &str) -> Option<f64> {
        self.entry.and_then(|entry| entry.number(name))
    }

    /// Below is a slip of the pen, at any age.
    pub fn least(&self) -> f64 {
        self.number("least").unwrap_or(f64::NEG_INFINITY)
    }

    /// Above is a slip of the pen, at any age.
    pub fn most(&self) -> f64 {
        self.number("most").unwrap_or(f64::INFINITY)
    }

    /// Below is a slip of the pen, in an adult.
    pub fn adult_least(&self) -> f64 {
        self.number("adult-least").unwrap_or_else(|| self.least())
    }

    /// Above is a slip of the pen, in an adult.
    pub fn adult_most(&self) -> f64 {
        self.number("adult-most").unwrap_or_else(|| self.most())
    }

    /// The usual lower limit in adults, of a blood pressure that of the systolic.
    pub fn low(&self) -> Option<f64> {
        self.number("low")
    }

    /// The usual upper limit in adults, of a blood pressure that of the systolic.
    pub fn high(&self) -> Option<f64> {
        self.number("high")
    }

    /// The outer limits of a diastolic pressure.
    pub fn diastolic(&self) -> (f64, f64) {
        (
            self.number("diastolic-least").unwrap_or(f64::NEG_INFINITY),
            self.number("diastolic-most").unwrap_or(f64::INFINITY),
        )
    }

    /// Whether `vital` can have its value, at any age.
    pub fn holds(&self, vital: &Vital) -> bool {
        let within = |value: f64| self.least() <= value && value <= self.most();
        let (least, most) = self.diastolic();
        let below = |value: f64| least <= value && value <= most;
        (self.kind == VitalKind::FluidBalance || within(vital.value))
            && vital.to.is_none_or(within)
            && vital.diastolic.is_none_or(below)
    }
}

impl Note {
    /// What values a vital sign can have.
    pub fn vital_limits(&self, kind: VitalKind) -> Limits<'_> {
        limits(self, kind)
    }

    /// What is usual at the age of the patient, if that is known and below 18 years.
    pub fn usual_vitals(&self) -> Option<Usual> {
        let months = self.patient().years()? * 12.0;
        let entries = &self.grammar.lexicon(lexicon_ids::VITAL_SIGNS).entries;
        let band = entries.iter().find(|entry| {
            entry.category == "age-band"
                && entry.number("from-months").is_some_and(|from| from <= months)
                && entry.number("to-months").is_some_and(|to| months < to)
        })?;
        let three = |name: &str| -> Option<[f64; 3]> {
            let numbers: Vec<f64> = band.list(name).iter().filter_map(|word| word.parse().ok()).collect();
            numbers.try_into().ok()
        };
        Some(Usual {
            heart_rate: three("heart-rate")?,
            respiratory_rate: three("respiratory-rate")?,
            systolic: three("systolic")?,
        })
    }
}

impl VitalKind {
    /// All kinds.
    pub const ALL: [VitalKind; 18] = [
        VitalKind::Temperature,
        VitalKind::HeartRate,
        VitalKind::RespiratoryRate,
        VitalKind::BloodPressure,
        VitalKind::MeanArterialPressure,
        VitalKind::OxygenSaturation,
        VitalKind::Weight,
        VitalKind::Height,
        VitalKind::BodyMassIndex,
        VitalKind::Pain,
        VitalKind::Glucose,
        VitalKind::UrineOutput,
        VitalKind::Intake,
        VitalKind::Output,
        VitalKind::FluidBalance,
        VitalKind::HeadCircumference,
        VitalKind::FetalHeartRate,
        VitalKind::FundalHeight,
    ];

    /// Whether it measures the body, which changes slowly, and no function.
    pub fn is_size(self) -> bool {
        matches!(
            self,
            VitalKind::Weight
                | VitalKind::Height
                | VitalKind::BodyMassIndex
                | VitalKind::HeadCircumference
                | VitalKind::FundalHeight
        )
    }

    /// The kind of this id.
    pub fn from_id(id: &str) -> Option<VitalKind> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// How notes call it in short.
    pub fn short(self) -> &'static str {
        match self {
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
            VitalKind::Glucose => "capillary glucose",
            VitalKind::UrineOutput => "urine output",
            VitalKind::Intake => "intake",
            VitalKind::Output => "output",
            VitalKind::FluidBalance => "fluid balance",
            VitalKind::HeadCircumference => "head circumference",
            VitalKind::FetalHeartRate => "fetal heart rate",
            VitalKind::FundalHeight => "fundal height",
        }
    }

    /// Its full name.
    pub fn name(self) -> &'static str {
        match self {
            VitalKind::Temperature => "temperature",
            VitalKind::HeartRate => "heart rate",
            VitalKind::RespiratoryRate => "respiratory rate",
            VitalKind::BloodPressure => "blood pressure",
            VitalKind::MeanArterialPressure => "mean arterial pressure",
            VitalKind::OxygenSaturation => "oxygen saturation",
            VitalKind::BodyMassIndex => "body mass index",
            _ => self.short(),
        }
    }

    /// The unit of its values in the outline (contract).
    pub fn unit(self) -> &'static str {
        match self {
            VitalKind::Temperature => "°C",
            VitalKind::HeartRate | VitalKind::RespiratoryRate | VitalKind::FetalHeartRate => "/min",
            VitalKind::BloodPressure | VitalKind::MeanArterialPressure => "mmHg",
            VitalKind::OxygenSaturation => "%",
            VitalKind::Weight => "kg",
            VitalKind::Height | VitalKind::HeadCircumference | VitalKind::FundalHeight => "cm",
            VitalKind::BodyMassIndex => "kg/m2",
            VitalKind::Pain => "/10",
            VitalKind::Glucose => "mg/dL",
            VitalKind::UrineOutput | VitalKind::Intake | VitalKind::Output | VitalKind::FluidBalance => "mL",
        }
    }

    /// Its id in the outline (contract).
    pub fn id(self) -> &'static str {
        match self {
            VitalKind::Temperature => "temperature",
            VitalKind::HeartRate => "heart-rate",
            VitalKind::RespiratoryRate => "respiratory-rate",
            VitalKind::BloodPressure => "blood-pressure",
            VitalKind::MeanArterialPressure => "mean-arterial-pressure",
            VitalKind::OxygenSaturation => "oxygen-saturation",
            VitalKind::Weight => "weight",
            VitalKind::Height => "height",
            VitalKind::BodyMassIndex => "body-mass-index",
            VitalKind::Pain => "pain",
            VitalKind::Glucose => "capillary-glucose",
            VitalKind::UrineOutput => "urine-output",
            VitalKind::Intake => "intake",
            VitalKind::Output => "output",
            VitalKind::FluidBalance => "fluid-balance",
            VitalKind::HeadCircumference => "head-circumference",
            VitalKind::FetalHeartRate => "fetal-heart-rate",
            VitalKind::FundalHeight => "fundal-height",
        }
    }
}

#[cfg(test)]
mod tests;
