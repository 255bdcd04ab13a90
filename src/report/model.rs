//! What the renderers are given.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::lint::baseline::LineHashes;
use crate::lint::{Checked, Diagnostic};
use crate::rules::{Applicability, Severity};
use crate::text::{Encoding, Position, Span};

use super::neutral::{neutralize_line, snapped};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Each finding with the lines it speaks of, for people.
    #[cfg(feature = "cli")]
    Full,
    /// One line a finding, `path:line:column: severity: message [CODE]`, for editors.
    Concise,
    /// One JSON object, contract version 1.
    Json,
    /// One JSON object a line and finding.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit XML, for continuous-integration servers.
    #[cfg(feature = "cli")]
    Junit,
    /// Comma-separated values, for spreadsheets.
    #[cfg(feature = "cli")]
    Csv,
    /// One self-contained page with the notes and their findings in place.
    #[cfg(feature = "cli")]
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Format] = &[
        #[cfg(feature = "cli")]
        Format::Full,
        Format::Concise,
        Format::Json,
        Format::Jsonl,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        #[cfg(feature = "cli")]
        Format::Junit,
        #[cfg(feature = "cli")]
        Format::Csv,
        #[cfg(feature = "cli")]
        Format::Html,
    ];

    /// `full`, `concise`, `json`, …
    pub const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "cli")]
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            #[cfg(feature = "cli")]
            Format::Junit => "junit",
            #[cfg(feature = "cli")]
            Format::Csv => "csv",
            #[cfg(feature = "cli")]
            Format::Html => "html",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// Whether it is printed at a terminal, for people.
    pub const fn is_for_terminals(self) -> bool {
        match self {
            #[cfg(feature = "cli")]
            Format::Full => true,
            Format::Concise => true,
            _ => false,
        }
    }

    /// Whether it is JSON of preceptor's own contract.
    pub const fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl)
    }
}

/// How the formats for people look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Colour. Without it no escape sequence is written.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Draw with ASCII characters only (the locale is not UTF-8). The note's own words stay as they are.
    pub ascii: bool,
    /// No closing line.
    pub quiet: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            color: false,
            width: 100,
            ascii: false,
            quiet: false,
        }
    }
}

/// One checked note and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct NoteReport<'a> {
    /// The path as given, joined with what was found below it.
    pub path: &'a str,
    /// What was found.
    pub checked: &'a Checked,
}

impl NoteReport<'_> {
    /// Where a span begins and ends, brought into the text.
    pub(super) fn ends(&self, span: Span) -> (Position, Position) {
        let note = &self.checked.note;
        let span = snapped(&note.text, span);
        (note.position(span.start), note.position(span.end))
    }
}

/// What a finding is known by from run to run, wherever its line has moved to: a hash of the line, and how many findings
/// of the rule have stood on such a line before it.
pub(super) struct Fingerprints<'a> {
    hashes: LineHashes<'a>,
    seen: BTreeMap<(&'a str, u64), usize>,
}

impl<'a> Fingerprints<'a> {
    pub(super) fn new(report: &NoteReport<'a>) -> Self {
        Self {
            hashes: LineHashes::new(&report.checked.note),
            seen: BTreeMap::new(),
        }
    }

    /// That of the next finding.
    pub(super) fn next(&mut self, found: &'a Diagnostic) -> String {
        let hash = self.hashes.of(found);
        let count = self.seen.entry((&found.code, hash)).or_default();
        *count += 1;
        format!("{hash:016x}:{count}")
    }
}

/// A file that could not be checked, or another failure of the run. Displayed, it is one harmless line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RunError {
    /// The file; empty if the failure belongs to none.
    pub path: String,
    /// What went wrong and the way out.
    pub message: String,
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = neutralize_line(&self.message);
        if self.path.is_empty() {
            f.write_str(&message)
        } else {
            write!(f, "{}: {message}", neutralize_line(&self.path))
        }
    }
}

impl std::error::Error for RunError {}

/// How often one rule fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// `ORG001`.
    pub code: Cow<'static, str>,
    /// `missing-section`.
    pub rule: Cow<'static, str>,
    /// Findings.
    pub count: usize,
    /// Findings that a safe fix mends.
    pub fixable: usize,
}

/// The sums of a run. Workers count on their own and are merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunSummary {
    /// Notes checked.
    pub notes: usize,
    /// Notes with at least one finding.
    pub notes_with_findings: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings that a safe fix mends.
    pub fixable: usize,
    /// Findings that a directive in the note suppressed.
    pub suppressed: usize,
    /// Findings that a baseline hides.
    pub baselined: usize,
    /// What could not be checked.
    pub run_errors: Vec<RunError>,
    /// Findings per rule, sorted by code.
    pub per_rule: Vec<RuleCount>,
}

impl RunSummary {
    /// Count a note in.
    pub fn add(&mut self, checked: &Checked) {
        self.notes += 1;
        self.notes_with_findings += usize::from(!checked.diagnostics.is_empty());
        self.suppressed += checked.suppressed;
        for diagnostic in &checked.diagnostics {
            match diagnostic.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Info => self.infos += 1,
            }
            let fixable = usize::from(is_fixable(diagnostic));
            self.fixable += fixable;
            self.count(RuleCount {
                code: diagnostic.code.clone(),
                rule: diagnostic.rule.clone(),
                count: 1,
                fixable,
            });
        }
    }

    /// Count another worker's part in.
    pub fn merge(&mut self, other: RunSummary) {
        self.notes += other.notes;
        self.notes_with_findings += other.notes_with_findings;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.fixable += other.fixable;
        self.suppressed += other.suppressed;
        self.baselined += other.baselined;
        self.run_errors.extend(other.run_errors);
        for rule in other.per_rule {
            self.count(rule);
        }
    }

    /// All findings.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.infos
    }

    /// Findings per rule: the most frequent first, then by code.
    pub fn rules(&self) -> Vec<&RuleCount> {
        let mut rules: Vec<_> = self.per_rule.iter().collect();
        rules.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
        rules
    }

    fn count(&mut self, rule: RuleCount) {
        // Sorted by code, a few dozen entries: a binary search beats hashing.
        match self.per_rule.binary_search_by(|entry| entry.code.cmp(&rule.code)) {
            Ok(at) => {
                self.per_rule[at].count += rule.count;
                self.per_rule[at].fixable += rule.fixable;
            }
            Err(at) => self.per_rule.insert(at, rule),
        }
    }
}

/// Whether `check --fix` mends it.
pub(super) fn is_fixable(diagnostic: &Diagnostic) -> bool {
    diagnostic
        .fix
        .as_ref()
        .is_some_and(|fix| fix.applicability == Applicability::Safe)
}

/// What to tell (on standard error) of a file that was not UTF-8; `None` if it was.
pub fn encoding_notice(path: &str, encoding: Encoding) -> Option<String> {
    (encoding != Encoding::Utf8).then(|| {
        format!(
            "{}: read as {}; save the note as UTF-8 to have fixes applied",
            neutralize_line(path),
            encoding.name()
        )
    })
}
