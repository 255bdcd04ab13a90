//! Settings and diagnostics.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::{Hints, Note, PhraseNames};
use crate::rules::{Conventions, Fix, Help, OptionValue, Related, Rule, Severity};
use crate::text::Span;

use super::{RuleFailure, Selection, UserRule};

pub use crate::rules::Date;

/// A finding of a rule that was on, with its final severity, not suppressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `ORG001`, or the code of a user's rule.
    pub code: Cow<'static, str>,
    /// `missing-section`.
    pub rule: Cow<'static, str>,
    /// Final severity.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<Help>,
    /// Id of the section it stands in, if the section has one.
    pub section: Option<Cow<'static, str>>,
    /// Where.
    pub span: Span,
    /// Other places.
    pub related: Vec<Related>,
    /// A way to mend it.
    pub fix: Option<Box<Fix>>,
}

/// A rule that is on.
#[derive(Debug, Clone)]
pub struct EnabledRule {
    /// The rule.
    pub rule: &'static Rule,
    /// Severity from the settings; overrides the rule's and the finding's.
    pub severity: Option<Severity>,
    /// Options as set.
    pub options: BTreeMap<String, OptionValue>,
}

/// A user rule that is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnabledUserRule {
    /// Its index in [`Settings::user_rules`].
    pub index: usize,
    /// Severity from the settings; overrides the rule's.
    pub severity: Option<Severity>,
}

/// Everything a check depends on besides the text. The same value from every front gives the same diagnostics.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The grammar.
    pub grammar: Arc<Grammar>,
    /// The rules that are on, in catalogue order.
    pub rules: Vec<EnabledRule>,
    /// All user rules, on or off (a suppression may name one that is off).
    pub user_rules: Arc<[UserRule]>,
    /// The user rules that are on, in their order.
    pub enabled_user_rules: Vec<EnabledUserRule>,
    /// What a front says about the note's kind and specialty.
    pub hints: Hints,
    /// School conventions as set.
    pub conventions: Conventions,
    /// Today, for rules on dates, as somebody stated it; it wins over the date of the note.
    pub today: Option<Date>,
    /// Today by the clock of the front, for notes without a date.
    pub clock: Option<Date>,
    /// The earlier note of the same patient (`--previous`, `previous:` in the front matter), read with the same grammar.
    pub previous: Option<Arc<Note>>,
    /// The dot phrases that can be expanded.
    pub phrases: Arc<PhraseNames>,
    /// Report suppressions but do not honour them (marking of submissions).
    pub ignore_suppressions: bool,
}

/// A checked note.
#[derive(Debug)]
pub struct Checked {
    /// The note as read.
    pub note: Note,
    /// What was found, by position, then code.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings were suppressed.
    pub suppressed: usize,
    /// The suppressions written in the note, in order.
    pub suppressions: Vec<Suppression>,
    /// Rules that broke down on this note: bugs of preceptor. The run goes on and ends with status 2.
    pub rule_failures: Vec<RuleFailure>,
}

/// How far a suppression reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// `allow` after text: that line.
    Line,
    /// `allow` on a line of its own: the next block.
    Block,
    /// `allow-section`: the section.
    Section,
    /// `allow-file`: the note.
    Note,
}

/// A suppression written in a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The whole comment.
    pub span: Span,
    /// How far it reaches.
    pub reach: Reach,
    /// The bytes it holds for: a finding that starts there is meant.
    pub scope: Span,
    /// The rules it names, as written.
    pub rules: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// How many findings it hid (or would have, were suppressions honoured).
    pub used: usize,
}

impl Settings {
    /// The default rule set over `grammar`, and nothing else set.
    pub fn new(grammar: Arc<Grammar>) -> Self {
        Self::with_rules(grammar, &Selection::default().rules())
    }

    /// These rules over `grammar`, with their default options and severities.
    pub fn with_rules(grammar: Arc<Grammar>, rules: &[&'static Rule]) -> Self {
        let enabled = |rule: &&'static Rule| EnabledRule {
            rule,
            severity: None,
            options: BTreeMap::new(),
        };
        Self {
            grammar,
            rules: rules.iter().map(enabled).collect(),
            user_rules: Arc::new([]),
            enabled_user_rules: Vec::new(),
            hints: Hints::default(),
            conventions: Conventions::new(),
            today: None,
            clock: None,
            previous: None,
            phrases: Arc::new(PhraseNames::shipped()),
            ignore_suppressions: false,
        }
    }
}

impl Settings {
    /// Whether a rule is on that compares the note with an earlier one.
    pub fn reads_previous(&self) -> bool {
        self.rules.iter().any(|enabled| enabled.rule.code == "REL003")
    }
}

impl Checked {
    /// The worst severity found, if anything was.
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.severity).max()
    }
}
