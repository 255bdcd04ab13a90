//! The rules: one file each, with metadata, documentation whose examples run as tests, and the check.
//!
//! A rule reads a [`Note`](crate::note::Note) and reports [`Finding`]s. Which rules run, with which severity, and what is suppressed is
//! decided elsewhere, in [`crate::lint`], once for all.

pub(crate) mod abbreviations;
pub(crate) mod addressed;
pub(crate) mod beside;
pub(crate) mod closing;
pub(crate) mod conditions;
pub(crate) mod confidential;
pub(crate) mod conflict;
pub(crate) mod dose_faults;
pub(crate) mod dose_limits;
pub(crate) mod dosing;
pub(crate) mod empty_answer;
pub(crate) mod entries;
mod help;
pub(crate) mod known;
pub(crate) mod lasting;
pub(crate) mod look_alikes;
mod model;
pub(crate) mod nearby;
pub(crate) mod prescriptions;
pub(crate) mod reasoning;
pub(crate) mod repetition;
pub(crate) mod senses;
pub(crate) mod steps;
pub(crate) mod support;
pub(crate) mod symbols;
pub(crate) mod word_choice;
pub(crate) mod wording;

pub use help::Help;
pub use model::*;

/// The rule files, listed by the build step.
pub mod catalogue {
    #![allow(missing_docs)]
    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}

/// Every built-in rule, in the order of the catalogue.
pub fn all() -> &'static [&'static Rule] {
    catalogue::RULES
}

/// The built-in rule of that code.
pub fn coded(code: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.code == code)
}
