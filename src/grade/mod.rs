//! The marking desk: rubrics, scores with reasons, feedback sheets and a picture of the class.
//!
//! A submission becomes a [`Mark`], whole and with its findings; that is written out as a feedback sheet and dropped.
//! What is kept for the class is a [`Row`] of figures, so that memory stays small in the number of submissions.
//!
//! A human has the last word: what a rubric cannot judge is left open, and a teacher's own figures ([`Human`]) always win.

mod anonymous;
pub mod comparison;
pub mod desk;
pub mod gradebook;
pub mod history;
pub mod model;
pub mod pictures;
pub mod report;
pub mod rubric;
pub mod run;
#[cfg(test)]
pub(crate) mod samples;
pub mod sheet;
pub mod similarity;
pub mod statistics;
mod stretches;

pub use anonymous::{Codes, KEY, without_name};
pub use model::*;
pub use stretches::stretches;
