//! Vital signs, in lines, tables and prose.

use super::super::Note;
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
    /// The value as written, before conversion.
    pub written: f64,
    /// The unit as written; empty if none was.
    pub unit: Span,
    /// Whether the unit was written, or is certain from the value (38.2 is °C).
    pub unit_known: bool,
    /// Name, value and unit.
    pub span: Span,
    /// The number alone.
    pub number: Span,
    /// For a saturation: on what.
    pub oxygen: Option<OxygenSource>,
    /// When.
    pub occasion: Occasion,
}

pub(super) fn read(_note: &Note) -> Vec<Vital> {
    Vec::new()
}

impl VitalKind {
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
            VitalKind::HeadCircumference => "head-circumference",
            VitalKind::FetalHeartRate => "fetal-heart-rate",
            VitalKind::FundalHeight => "fundal-height",
        }
    }
}
