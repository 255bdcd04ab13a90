//! Rules that need no code: `[[rule]]` in the configuration.
//!
//! They take the same road as built-in rules: selection, severity, suppression, `explain`.

mod compile;
mod def;
mod examples;
mod finder;
mod run;
mod visible;

pub use compile::{UserRule, UserRuleError};
pub use def::{Count, Counted, IfThen, Pattern, RegexPattern, Replace, UserRuleDef};
pub use examples::{ExampleFailure, check_user_rule_examples};
#[cfg(test)]
pub(super) use visible::Folded;
pub(super) use visible::Visible;
