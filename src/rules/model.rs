//! What a rule is and what it reports.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Help;
use crate::grammar::{Grammar, LexiconId};
use crate::note::facts::calendar::{civil, day_number, days_in_month};
use crate::note::{Note, PhraseNames};
use crate::text::Span;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A nudge.
    Info,
    /// Should be mended.
    Warning,
    /// Must be mended.
    Error,
}

/// What quality a rule guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `ORG`: organized.
    Organized,
    /// `CMP`: complete.
    Complete,
    /// `REL`: relevant.
    Relevant,
    /// `ACC`: accurate.
    Accurate,
    /// `REA`: reasoned.
    Reasoned,
    /// `ACT`: actionable.
    Actionable,
    /// `SAF`: safe.
    Safe,
    /// `LNG`: language.
    Language,
    /// `PHI`: confidential.
    Confidential,
    /// `TPL`: template left-overs.
    Template,
    /// `SUP`: suppressions.
    Suppressions,
}

/// Whether a rule is on by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Part of the default set of its edition.
    Stable,
    /// Not yet sure enough: off unless asked for; families take it only with `preview`.
    Preview,
    /// As sure as a stable rule, but not every course wants it: on only where a profile or a selection names it.
    OptIn,
}

/// What may be done with a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Shown, never applied.
    Suggestion,
    /// Needs a clinician's eye; applied only on request.
    Unsafe,
    /// Cannot change clinical meaning.
    Safe,
}

/// Replace the bytes of `span` by `replacement`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// A way to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What may be done with it.
    pub applicability: Applicability,
    /// What it does, in the imperative: "write `Medications`".
    pub message: String,
    /// The edits, in order, without overlap.
    pub edits: Vec<Edit>,
}

/// A second place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What is to be seen there.
    pub message: Cow<'static, str>,
    /// Where.
    pub span: Span,
}

/// What a rule reports: one fault, at the smallest span that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, naming what was found. Addressed to a student: specific, kind, short.
    pub message: String,
    /// What to write instead.
    pub help: Option<Help>,
    /// Where.
    pub span: Span,
    /// Other places.
    pub related: Vec<Related>,
    /// A way to mend it.
    pub fix: Option<Box<Fix>>,
    /// A severity other than the rule's default (a section that is only recommended, say).
    pub severity: Option<Severity>,
}

impl Finding {
    /// A finding at `span`.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            span,
            related: Vec::new(),
            fix: None,
            severity: None,
        }
    }

    /// With what to write instead.
    pub fn help(mut self, help: impl Into<Help>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a second place.
    pub fn related(mut self, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        if self.related.is_empty() {
            // Most findings have one.
            self.related.reserve_exact(1);
        }
        self.related.push(Related {
            message: message.into(),
            span,
        });
        self
    }

    /// With a fix of one edit.
    pub fn fix(
        mut self,
        applicability: Applicability,
        message: impl Into<String>,
        span: Span,
        replacement: impl Into<String>,
    ) -> Self {
        self.fix = Some(Box::new(Fix {
            applicability,
            message: message.into(),
            edits: vec![Edit {
                span,
                replacement: replacement.into(),
            }],
        }));
        self
    }

    /// With a severity of its own.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }
}

/// The value of an option.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A word from a fixed set, or free text.
    Text(String),
    /// A list of words.
    List(Vec<String>),
}

/// The default of an option, which also gives its type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OptionDefault {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A word; the list says which are allowed, empty for free text.
    Text(&'static str, &'static [&'static str]),
    /// A list of words.
    List(&'static [&'static str]),
}

/// An option of a rule: `[options.<rule-name>]` in the configuration.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// Kebab-case name.
    pub name: &'static str,
    /// Default, and type.
    pub default: OptionDefault,
    /// What it does, in one sentence, with the unit.
    pub doc: &'static str,
}

/// How a rule is run.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Reads a note.
    Note(fn(&Context<'_>, &mut Vec<Finding>)),
    /// Reported by the engine itself, which alone knows what was suppressed (SUP).
    Engine,
}

/// When a rule has anything to look at; the others are not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// Any note.
    Always,
    /// Notes with at least one placeholder.
    Placeholder,
    /// Notes with front matter.
    FrontMatter,
    /// Notes of a known kind.
    Kind,
    /// Notes in which a phrase of one of these lexicons stands.
    Lexicons(&'static [LexiconId]),
}

/// One rule: its metadata, its documentation, its check.
#[derive(Debug)]
pub struct Rule {
    /// `ORG001`.
    pub code: &'static str,
    /// `missing-section`.
    pub name: &'static str,
    /// Former names and codes; they keep working.
    pub aliases: &'static [&'static str],
    /// Family.
    pub family: Family,
    /// Severity unless a finding or the settings say otherwise.
    pub severity: Severity,
    /// Whether it is on by default.
    pub status: Status,
    /// The edition whose default set it joined.
    pub since: &'static str,
    /// Ids of the kinds it applies to; empty for all.
    pub kinds: &'static [&'static str],
    /// Options.
    pub options: &'static [OptionSpec],
    /// The strongest fix it offers, if any.
    pub fix: Option<Applicability>,
    /// The standards, lists or papers it stands on.
    pub sources: &'static [&'static str],
    /// What it looks for, in one line.
    pub summary: &'static str,
    /// Documentation in Markdown, with the headings `## What it does`, `## Why it matters`, `## How to fix`,
    /// `## Precision`, and at least one fenced block each of ` ```bad ` and ` ```good `. Tests run them: every
    /// `bad` block yields this rule's code, no `good` block does.
    pub docs: &'static str,
    /// When it has anything to look at.
    pub trigger: Trigger,
    /// The check.
    pub check: Check,
}

/// A civil date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// Read `2026-11-22`.
    ///
    /// # Errors
    ///
    /// Why it is no date, in words for who typed it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no date; write year, month and day as in 2026-11-22");
        let mut parts = text.splitn(3, '-');
        let mut part = |digits: usize| -> Option<u16> {
            let part = parts.next()?;
            (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let (year, month, day) = (|| Some((part(4)?, part(2)?, part(2)?)))().ok_or_else(wrong)?;
        if day == 0 || day > u16::from(days_in_month(Some(year), month as u8)) {
            return Err(format!("`{text}` is no day of the calendar"));
        }
        Ok(Self {
            year: i32::from(year),
            month: month as u8,
            day: day as u8,
        })
    }
}

impl std::fmt::Display for Date {
    /// As `2026-11-22`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// School conventions, by name. Known names and values stand in `grammars/conventions.toml`.
pub type Conventions = BTreeMap<String, String>;

/// What a rule sees.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The note.
    pub note: &'a Note,
    /// The rule being run.
    pub rule: &'static Rule,
    /// Its options as set; the defaults are in the rule.
    pub options: Option<&'a BTreeMap<String, OptionValue>>,
    /// School conventions as set.
    pub conventions: &'a Conventions,
    /// Today, as somebody stated it (`--today`).
    pub today: Option<Date>,
    /// Today by the clock of the front; counts only where the note has no date of its own.
    pub clock: Option<Date>,
    /// The earlier note of the same patient, where somebody named one.
    pub previous: Option<&'a Note>,
    /// The dot phrases that can be expanded.
    pub phrases: &'a PhraseNames,
}

impl<'a> Context<'a> {
    /// The grammar.
    pub fn grammar(&self) -> &'a Grammar {
        &self.note.grammar
    }

    fn spec(&self, name: &str) -> Option<OptionDefault> {
        self.rule
            .options
            .iter()
            .find(|option| option.name == name)
            .map(|option| option.default)
    }

    fn set(&self, name: &str) -> Option<&'a OptionValue> {
        self.options.and_then(|options| options.get(name))
    }

    /// The option `name`, a whole number; 0 if the rule declares none such.
    pub fn int(&self, name: &str) -> i64 {
        match (self.set(name), self.spec(name)) {
            (Some(OptionValue::Int(value)), _) => *value,
            (_, Some(OptionDefault::Int(value))) => value,
            _ => 0,
        }
    }

    /// The option `name`, true or false; false if the rule declares none such.
    pub fn flag(&self, name: &str) -> bool {
        match (self.set(name), self.spec(name)) {
            (Some(OptionValue::Bool(value)), _) => *value,
            (_, Some(OptionDefault::Bool(value))) => value,
            _ => false,
        }
    }

    /// The option `name`, a word; empty if the rule declares none such.
    pub fn word(&self, name: &str) -> &'a str {
        match (self.set(name), self.spec(name)) {
            (Some(OptionValue::Text(value)), _) => value,
            (_, Some(OptionDefault::Text(value, _))) => value,
            _ => "",
        }
    }

    /// The option `name`, a list of words; empty if the rule declares none such.
    pub fn list(&self, name: &str) -> Vec<&'a str> {
        match (self.set(name), self.spec(name)) {
            (Some(OptionValue::List(values)), _) => values.iter().map(String::as_str).collect(),
            (_, Some(OptionDefault::List(values))) => values.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The school convention `name` as set, or `default`.
    pub fn convention(&self, name: &str, default: &'a str) -> &'a str {
        self.conventions.get(name).map_or(default, String::as_str)
    }
}

impl Date {
    /// The number of the day, counted from 1970-01-01; `None` if the calendar has no such day.
    pub fn day_number(self) -> Option<i64> {
        day_number(u16::try_from(self.year).ok()?, self.month, self.day)
    }

    /// The day with this number.
    pub fn from_day_number(number: i64) -> Self {
        let (year, month, day) = civil(number);
        Self {
            year: i32::from(year),
            month,
            day,
        }
    }
}

impl Family {
    /// All families, in the order of the catalogue.
    pub const ALL: [Family; 11] = [
        Family::Organized,
        Family::Complete,
        Family::Relevant,
        Family::Accurate,
        Family::Reasoned,
        Family::Actionable,
        Family::Safe,
        Family::Language,
        Family::Confidential,
        Family::Template,
        Family::Suppressions,
    ];

    /// `ORG`.
    pub const fn code(self) -> &'static str {
        match self {
            Family::Organized => "ORG",
            Family::Complete => "CMP",
            Family::Relevant => "REL",
            Family::Accurate => "ACC",
            Family::Reasoned => "REA",
            Family::Actionable => "ACT",
            Family::Safe => "SAF",
            Family::Language => "LNG",
            Family::Confidential => "PHI",
            Family::Template => "TPL",
            Family::Suppressions => "SUP",
        }
    }

    /// `organized`.
    pub const fn name(self) -> &'static str {
        match self {
            Family::Organized => "organized",
            Family::Complete => "complete",
            Family::Relevant => "relevant",
            Family::Accurate => "accurate",
            Family::Reasoned => "reasoned",
            Family::Actionable => "actionable",
            Family::Safe => "safe",
            Family::Language => "language",
            Family::Confidential => "confidential",
            Family::Template => "template",
            Family::Suppressions => "suppressions",
        }
    }
}

impl Severity {
    /// `error`, `warning`, `info`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl Applicability {
    /// `safe`, `unsafe`, `suggestion`.
    pub const fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Suggestion => "suggestion",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(
            Date::parse("2024-02-29"),
            Ok(Date {
                year: 2024,
                month: 2,
                day: 29
            })
        );
        for wrong in [
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-2",
            "22.11.2026",
            "",
            "2026-11-22x",
            "+026-11-22",
        ] {
            assert!(Date::parse(wrong).is_err(), "{wrong}");
        }
    }
}
