//! Who the patient is, as far as ranges depend on it.

use crate::note::Note;
use crate::note::facts::{AgeUnit, Sex};

/// The patient of a note.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::lsp) struct Who {
    /// Age in years.
    pub(in crate::lsp) years: Option<f64>,
    /// Sex.
    pub(in crate::lsp) sex: Option<Sex>,
    /// Whether she is pregnant.
    pub(in crate::lsp) pregnant: bool,
}

impl Who {
    /// The patient of `note`.
    pub(in crate::lsp) fn of(note: &Note) -> Self {
        let patient = note.patient();
        let years = patient.years();
        // The pregnancy of a newborn's note is the mother's.
        let grown = years.is_none_or(|years| years >= 10.0);
        let newborn = note.kind.is_some_and(|kind| &*note.grammar.kind(kind).id == "newborn");
        Self {
            years,
            sex: patient.told_sex().map(|(sex, _)| sex),
            pregnant: patient.pregnant.is_some() && grown && !newborn,
        }
    }

    /// Whether ranges of adults are not the patient's.
    pub(in crate::lsp) fn is_child(self) -> bool {
        self.years.is_some_and(|years| years < 18.0)
    }
}

/// The age of the patient in words: `4 years`, `10 months`.
pub(super) fn age(note: &Note) -> Option<String> {
    let age = note.patient().ages.first()?;
    let unit = match age.unit {
        AgeUnit::Hour => "hour",
        AgeUnit::Day => "day",
        AgeUnit::Week => "week",
        AgeUnit::Month => "month",
        AgeUnit::Year => "year",
    };
    let plural = if (age.value - 1.0).abs() < 1e-9 { "" } else { "s" };
    Some(format!("{} {unit}{plural}", super::number(age.value)))
}
