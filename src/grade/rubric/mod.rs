//! Rubrics: what a teacher gives points for, and how a checked note earns them.
//!
//! A rubric is a TOML file of criteria. Each has parts that the program judges ([`Check`]), tied to sections, to
//! measures of the note ([`Measure`]), to elements of the specialties or to the rules, and points that only a human
//! gives. [`evaluate`] reads a [`Checked`](crate::lint::Checked) note once; nothing is parsed again.
//!
//! What holds for every part: it scores none, half or all of its points unless its file says otherwise; a finding costs
//! points once, in the first criterion that names it; what is absent earns nothing; and each point earned or lost says
//! where ([`Reason`](super::Reason)).

mod describe;
mod differential;
mod evaluate;
mod file;
mod library;
mod looks;
pub mod measures;
mod model;
mod sections;
mod told;

pub use differential::differential;
pub use evaluate::evaluate;
pub use file::read;
pub use library::{Library, Listed, Place};
pub use looks::looks;
pub use measures::{MEASURES, Measure};
pub use model::{Ask, Check, Criterion, Level, Needs, NoFindings, Part, Rubric, Scale, Step};
pub use sections::sections;

pub use crate::report::{most_important, strengths};

#[cfg(test)]
mod tests;
