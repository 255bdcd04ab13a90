//! Medications: drug, dose, route, frequency, and whether they are taken, ordered, held or stopped.

use super::super::Note;
use crate::text::Span;

/// What is done with a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MedicationStatus {
    /// Taken at home.
    Home,
    /// Given in hospital, or ordered now, or newly started.
    Ordered,
    /// Continued.
    Continued,
    /// Changed: increased, decreased, switched to.
    Changed,
    /// Held for now.
    Held,
    /// Stopped.
    Stopped,
    /// Given before: in the emergency department, last week.
    Given,
    /// Not taken and not to be given: denied, avoided, an allergy, only considered.
    NotTaken,
    /// Only spoken of.
    Mentioned,
}

/// One mention of a drug.
#[derive(Debug, Clone, PartialEq)]
pub struct Medication {
    /// Its entry in the lexicon `drugs`.
    pub entry: u16,
    /// The name as written.
    pub name: Span,
    /// Name, dose, route, frequency.
    pub span: Span,
    /// One dose: value in `unit` of the dose as written.
    pub dose: Option<Dose>,
    /// The route as written; its canonical form is the category of its entry in the lexicon `routes`.
    pub route: Option<Span>,
    /// The frequency as written.
    pub frequency: Option<Frequency>,
    /// Whether it is taken when needed.
    pub prn: Option<Span>,
    /// For what: `for pain`, after PRN or not.
    pub indication: Option<Span>,
    /// For how long: `x 7 days`.
    pub duration: Option<Span>,
    /// What is done with it.
    pub status: MedicationStatus,
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// In `unit`.
    pub value: f64,
    /// As written: `mg`, `mcg`, `units`, `tablets`, `puffs`.
    pub unit: Span,
    /// In mg, where the unit is one of mass.
    pub mg: Option<f64>,
    /// Number and unit.
    pub span: Span,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frequency {
    /// Times a day; 0.14 for once a week. `None` for "as directed", "once".
    pub per_day: Option<f64>,
    /// As written.
    pub span: Span,
}

pub(super) fn read(_note: &Note) -> Vec<Medication> {
    Vec::new()
}

impl MedicationStatus {
    /// Its name in the outline.
    pub fn name(self) -> &'static str {
        match self {
            MedicationStatus::Home => "home",
            MedicationStatus::Ordered => "ordered",
            MedicationStatus::Continued => "continued",
            MedicationStatus::Changed => "changed",
            MedicationStatus::Held => "held",
            MedicationStatus::Stopped => "stopped",
            MedicationStatus::Given => "given",
            MedicationStatus::NotTaken => "not-taken",
            MedicationStatus::Mentioned => "mentioned",
        }
    }
}
