//! Who the patient is: age, sex, pronouns, pregnancy, weight, height; from the front matter, the header and the one-liner.

mod ages;
mod birth;
mod persons;
mod pregnancy;
mod pronouns;
mod sexes;
mod tokens;

#[cfg(test)]
mod tests;

use super::super::Note;
use crate::grammar::lexicon_ids;
use crate::text::Span;

pub use persons::{Person, PersonRole};

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
    /// Whether only the decade is known: `in her 60s` is 60 years.
    pub decade: bool,
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

/// A measure that the front matter gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Weight in kg, height in cm.
    pub value: f64,
    /// Where.
    pub span: Span,
}

/// Pregnancies and births: `G3P1011`, `gravida 3, para 2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parity {
    /// Pregnancies, this one counted.
    pub gravida: u32,
    /// Births; the sum of term and preterm births where four numbers are given.
    pub para: Option<u32>,
    /// Term births, preterm births, abortions, living children.
    pub tpal: Option<[u32; 4]>,
    /// Where.
    pub span: Span,
}

/// Who the patient is. Everything that the note states, each with its place, in the order of the text; the first of a list
/// is what counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patient {
    /// Ages of the patient now (not at an event, not of relatives).
    pub ages: Vec<Age>,
    /// Sex as stated: front matter, header, one-liner (`64F`, `a 64-year-old woman`).
    pub sexes: Vec<(Sex, Span)>,
    /// Words that say that sex, gender and pronouns need not go together (transgender, AFAB, `pronouns:` …).
    pub gender_cues: Vec<Span>,
    /// Pronouns of the patient that the front matter states: `she/her`; `None` for they and others.
    pub stated_pronouns: Option<(Option<Sex>, Span)>,
    /// Pronouns (`he`, `her`) that can only mean the patient: no other person is spoken of nearby.
    pub pronouns: Vec<(Sex, Span)>,
    /// Year of birth.
    pub birth_year: Option<(u16, Span)>,
    /// Weeks and days of gestation, where the patient is pregnant, or the gestational age at birth of a newborn.
    pub gestation: Option<(u32, u32, Span)>,
    /// Where the note says that the patient is pregnant now.
    pub pregnant: Option<Span>,
    /// Pregnancies and births.
    pub parity: Option<Parity>,
    /// Weight from the front matter.
    pub weight: Option<Measure>,
    /// Height from the front matter.
    pub height: Option<Measure>,
    /// Where the note speaks of more than one patient: twin A and twin B, a couple.
    pub several: Option<Span>,
}

pub(super) fn read(note: &Note) -> Patient {
    let (mut ages, mut sexes) = ages::read(note);
    sexes.extend(sexes::read(note, &ages));
    if let Some(age) = front_matter(note, "patient-age", ages::written) {
        ages.push(age);
    }
    sexes.extend(front_matter(note, "patient-sex", |text, span| {
        sexes::written(text).map(|sex| (sex, span))
    }));
    ages.sort_by_key(|age| (age.span.start, age.span.end));
    ages.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
    sexes.sort_by_key(|(_, span)| (span.start, span.end));
    sexes.dedup_by(|later, earlier| later.1.overlaps(earlier.1));
    let mut patient = Patient {
        gender_cues: note.phrases_of(lexicon_ids::GENDER_CUES).map(|hit| hit.span).collect(),
        stated_pronouns: front_matter(note, "patient-pronouns", |text, span| {
            (!text.is_empty()).then(|| (pronouns::written(text), span))
        }),
        birth_year: birth::year(note),
        weight: front_matter(note, "patient-weight", |text, span| {
            persons::kilograms(text).map(|value| Measure { value, span })
        }),
        height: front_matter(note, "patient-height", |text, span| {
            persons::centimetres(text).map(|value| Measure { value, span })
        }),
        several: persons::several(note),
        parity: pregnancy::parity(note),
        ages,
        sexes,
        ..Patient::default()
    };
    pregnancy::read(note, &mut patient);
    patient.pronouns = pronouns::read(note, &patient);
    patient
}

/// What `read` makes of the value of a key of the front matter.
fn front_matter<T>(note: &Note, key: &str, read: impl Fn(&str, Span) -> Option<T>) -> Option<T> {
    let entry = note
        .front_matter
        .iter()
        .find(|entry| note.slice(entry.key).eq_ignore_ascii_case(key))?;
    read(note.slice(entry.value).trim(), entry.value)
}

impl AgeUnit {
    /// `year`, `month`, `week`, `day`, `hour`.
    pub fn name(self) -> &'static str {
        match self {
            AgeUnit::Hour => "hour",
            AgeUnit::Day => "day",
            AgeUnit::Week => "week",
            AgeUnit::Month => "month",
            AgeUnit::Year => "year",
        }
    }
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

impl Sex {
    /// `female`, `male`.
    pub fn name(self) -> &'static str {
        match self {
            Sex::Female => "female",
            Sex::Male => "male",
        }
    }

    /// The other one.
    pub fn other(self) -> Sex {
        match self {
            Sex::Female => Sex::Male,
            Sex::Male => Sex::Female,
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

    /// The sex that is stated, else that of a pregnant patient or one whose births are counted; and where.
    pub fn told_sex(&self) -> Option<(Sex, Span)> {
        let parity = || self.parity.map(|parity| parity.span).or(self.pregnant);
        let mother = || parity().filter(|_| self.years().is_none_or(|years| years >= 10.0));
        self.sexes
            .first()
            .copied()
            .or_else(|| mother().map(|span| (Sex::Female, span)))
    }

    /// The sex that is stated, else the one that the pronouns tell, if they all agree.
    pub fn likely_sex(&self) -> Option<Sex> {
        self.sex().or_else(|| {
            let (first, _) = self.pronouns.first()?;
            self.pronouns.iter().all(|(sex, _)| sex == first).then_some(*first)
        })
    }

    /// Whether the patient is known to be under 18.
    pub fn is_child(&self) -> bool {
        self.years().is_some_and(|years| years < 18.0)
    }

    /// Whether sex, gender, anatomy and pronouns of this patient need not go together, by the words of the note or by a
    /// front matter that gives the pronouns of another sex.
    pub fn is_gender_open(&self) -> bool {
        !self.gender_cues.is_empty()
            || self
                .stated_pronouns
                .is_some_and(|(pronouns, _)| pronouns.is_none() || self.sex().is_some() && pronouns != self.sex())
    }
}
