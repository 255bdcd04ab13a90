//! Who the patient is: age, sex, pronouns, pregnancy, weight, height; from the front matter, the header and the one-liner.

use super::super::Note;
use crate::text::Span;

/// A unit of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgeUnit {
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// An age of the patient, as stated at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Age {
    /// In `unit`.
    pub value: f64,
    /// The unit written.
    pub unit: AgeUnit,
    /// Where.
    pub span: Span,
}

/// Sex as the note states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Who the patient is. Everything that the note states, each with its place; the first of a list is what counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patient {
    /// Ages of the patient now (not at an event, not of relatives).
    pub ages: Vec<Age>,
    /// Sex as stated: front matter, header, one-liner (`64F`, `a 64-year-old woman`).
    pub sexes: Vec<(Sex, Span)>,
    /// Words that say that sex, gender and pronouns need not go together (transgender, AFAB, `pronouns:` …).
    pub gender_cues: Vec<Span>,
    /// Weeks and days of gestation, where the patient is pregnant, or the gestational age at birth of a newborn.
    pub gestation: Option<(u32, u32, Span)>,
    /// Where the note says that the patient is pregnant now.
    pub pregnant: Option<Span>,
}

pub(super) fn read(_note: &Note) -> Patient {
    Patient::default()
}

impl Age {
    /// In years.
    pub fn years(&self) -> f64 {
        match self.unit {
            AgeUnit::Hour => self.value / 8766.0,
            AgeUnit::Day => self.value / 365.25,
            AgeUnit::Week => self.value / 52.18,
            AgeUnit::Month => self.value / 12.0,
            AgeUnit::Year => self.value,
        }
    }
}

impl Patient {
    /// The age that counts, in years.
    pub fn years(&self) -> Option<f64> {
        self.ages.first().map(Age::years)
    }

    /// The sex that counts.
    pub fn sex(&self) -> Option<Sex> {
        self.sexes.first().map(|(sex, _)| *sex)
    }

    /// Whether the patient is known to be under 18.
    pub fn is_child(&self) -> bool {
        self.years().is_some_and(|years| years < 18.0)
    }
}
