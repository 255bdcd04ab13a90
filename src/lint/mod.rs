//! Choose rules, run them on a note, apply severities and suppressions: text and [`Settings`] in, [`Diagnostic`]s out.
//!
//! Selection, severity and suppression are decided here, once, after the rules; no rule knows of them. User rules and
//! built-in rules take the same road.

pub mod baseline;
pub mod docs;
mod engine;
mod failure;
pub mod fix;
mod model;
pub mod redact;
mod select;
mod suppress;
#[cfg(test)]
mod tests;
mod user;

#[cfg(feature = "cli")]
pub(crate) use engine::last_words;
pub use engine::{Half, check, check_note, check_note_by_two, check_together};
pub use failure::{RuleFailure, please_report, without_quotations};
pub use model::*;
pub use select::{Chosen, Edition, Selection, Selector, UnknownSelector, nearest};
pub use user::*;
