//! `[[rule]]` as a person writes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::rules::{Applicability, Severity};

/// A rule of the configuration: `[[rule]]`. Exactly one of `forbid`, `require`, `replace`, `count` and `if-then` says
/// what it checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UserRuleDef {
    /// Two to six capitals and three digits, `MED001`. The letters must not be those of a built-in family.
    pub code: String,
    /// Kebab-case name, `no-friendly-names`.
    pub name: String,
    /// What is wrong, addressed to the student. `{found}` is what the note says; `{count}`, `{min}`, `{max}` (in
    /// `count`) and `{replacement}` (in `replace`) are filled in too.
    pub message: String,
    /// What to write instead.
    #[serde(default)]
    pub help: Option<String>,
    /// `error`, `warning` (the default) or `info`.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Why the rule exists, for `preceptor explain`.
    #[serde(default)]
    pub why: Option<String>,
    /// The note kinds it looks at (any name of them); all when left out.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The sections it looks at (any alias); the whole note when left out.
    #[serde(default)]
    pub sections: Vec<String>,
    /// What must not be said.
    #[serde(default)]
    pub forbid: Option<Pattern>,
    /// What must be said. In a rule with `sections` one of them must say it; a note without these sections is left
    /// alone.
    #[serde(default)]
    pub require: Option<Pattern>,
    /// What must be said otherwise.
    #[serde(default)]
    pub replace: Option<Replace>,
    /// How much must be said.
    #[serde(default)]
    pub count: Option<Count>,
    /// What must be said when something else is.
    #[serde(default)]
    pub if_then: Option<IfThen>,
    /// Notes, or pieces of notes, that the rule must not report. `preceptor rules check` runs them.
    #[serde(default)]
    pub good: Vec<String>,
    /// Notes, or pieces of notes, that the rule must report.
    #[serde(default)]
    pub bad: Vec<String>,
}

/// What is looked for.
///
/// Words match whole words in any case, across line breaks inside a paragraph and through odd spaces; a word that ends
/// in `*` matches every word that begins so. A regular expression ignores case unless it opens with `(?-i)`; `^` and `$`
/// match at line ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "expected a word or phrase, a list of them, or `{ regex = \"…\" }`"
)]
pub enum Pattern {
    /// One word or phrase.
    Word(String),
    /// Any of these words or phrases.
    Words(Vec<String>),
    /// A regular expression.
    Regex(RegexPattern),
}

/// `{ regex = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegexPattern {
    /// In the syntax of the Rust crate `regex`.
    pub regex: String,
}

/// What is written otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// From what is written to what should be.
    pub words: BTreeMap<String, String>,
    /// What may be done with the fix: `suggestion` (the default: shown, never applied), `unsafe` or `safe`.
    #[serde(default)]
    pub applicability: Option<Applicability>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// Words.
    Words,
    /// List items.
    Items,
    /// Matches of `pattern`.
    Occurrences,
}

/// How much must be said: in each of the `sections`, or in the whole note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// `words`, `items` (of lists) or `occurrences` (of `pattern`).
    pub of: Counted,
    /// What is counted in `of = "occurrences"`.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// At least so many.
    #[serde(default)]
    pub min: Option<usize>,
    /// At most so many.
    #[serde(default)]
    pub max: Option<usize>,
}

/// When one thing is said, another must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IfThen {
    /// When this is said (in the rule's `sections`)…
    #[serde(rename = "if")]
    pub when: Pattern,
    /// …this must be said…
    pub then: Pattern,
    /// …in one of these sections; anywhere when left out.
    #[serde(default)]
    pub then_sections: Vec<String>,
}
