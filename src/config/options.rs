//! What may stand in `preceptor.toml`: the schema of the file, one doc comment per key.
//!
//! These types are only what was written. [`Configuration`](super::Configuration) merges several of them, and resolving
//! it gives the settings of a note.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::at::{At, OneOrMany, Word};
use crate::format::HeadingStyle;
use crate::lint::UserRuleDef;
use crate::rules::Severity;

/// The least severity that makes a run fail (exit status 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FailLevel {
    /// Errors only.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Info,
    /// No finding makes a run fail.
    Never,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// With the lines of the note, for reading.
    #[default]
    Full,
    /// One line per finding, for editors.
    Concise,
    /// One JSON document.
    Json,
    /// One JSON object per finding and line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit XML, for continuous-integration servers.
    Junit,
    /// Comma-separated values, for spreadsheets.
    Csv,
    /// One self-contained page with the notes and their findings in place.
    Html,
}

/// How `preceptor fmt` writes headings on a line of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HeadingLayout {
    /// As most main headings of the note are written.
    #[default]
    Consistent,
    /// As each is written.
    Keep,
    /// `# HPI`.
    Hash,
    /// `**HPI**`.
    Bold,
    /// `HPI`, in capitals.
    Caps,
    /// `HPI:`.
    Label,
}

/// The severity of a rule, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Must be mended.
    Error,
    /// Should be mended.
    Warning,
    /// A nudge.
    Info,
    /// The rule does not run; the same as `ignore`.
    Off,
}

/// Where the patient is cared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Setting {
    /// Admitted to a hospital.
    Inpatient,
    /// In a clinic or at home.
    Outpatient,
    /// In an emergency department.
    Emergency,
}

/// The configuration of preceptor, `preceptor.toml`. Every key is optional.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[schemars(title = "preceptor.toml")]
pub struct Options {
    /// Another configuration file (or several), relative to this one, that this file builds on. What this file says wins
    /// over what an extended file says; of several, the later wins.
    pub extend: Option<OneOrMany>,
    /// A shipped set of choices to build on, or several: `student` (every stable rule; the default), `exam` (structure and
    /// content only), `ward` (everything, and confidential details as errors), `ccda-hp`, `ccda-progress`, `ccda-consult`,
    /// `ccda-discharge` (the sections that HL7's C-CDA templates require).
    pub profile: Option<OneOrMany>,
    /// The edition whose default rules are meant, so that a newer program does not change a term's marking.
    pub edition: Option<At<String>>,
    /// The rules to run, instead of the default ones: codes (`ORG001`), names (`missing-section`), families (`ORG`,
    /// `organized`) or `ALL`.
    pub select: Option<At<Vec<At<String>>>>,
    /// Rules to run besides those of `select` or the default ones.
    pub extend_select: Vec<At<String>>,
    /// Rules not to run.
    pub ignore: Vec<At<String>>,
    /// Whether rules in preview run too.
    pub preview: Option<At<bool>>,
    /// The severity of rules or families: `error`, `warning`, `info`, or `off`.
    pub severity: BTreeMap<At<String>, At<Level>>,
    /// Options of rules, by rule name: `[options.wall-of-text]`.
    pub options: BTreeMap<At<String>, BTreeMap<At<String>, At<Word>>>,
    /// What schools do differently: the wording and order that this one teaches. `preceptor config show` lists all.
    pub conventions: BTreeMap<At<String>, At<String>>,
    /// What a kind of note must hold here, by kind: `[kinds.hp]`.
    pub kinds: BTreeMap<At<String>, KindOptions>,
    /// Rules of this school, without code.
    pub rule: Vec<At<UserRuleDef>>,
    /// Settings for the files that match some globs; of several that match, the later wins.
    pub per_file: Vec<At<PerFileOptions>>,
    /// Files and folders to leave out, as globs relative to this file. A name without a slash matches at any depth.
    pub exclude: Option<Vec<At<String>>>,
    /// Files and folders to leave out besides those of `exclude`.
    pub extend_exclude: Vec<At<String>>,
    /// The file extensions that are read when a folder is checked, instead of the default `md`, `markdown`, `txt`, `note`,
    /// `soap` and `hp`.
    pub extensions: Option<At<Vec<String>>>,
    /// The least severity that makes a run fail: `error` (default), `warning`, `info` or `never`.
    pub fail_level: Option<At<FailLevel>>,
    /// How findings are printed: `full` (default), `concise`, `json`, `jsonl`, `sarif`, `github`, `gitlab`, `junit`, `csv` or `html`.
    pub format: Option<At<OutputFormat>>,
    /// A baseline file, relative to this one: findings recorded in it are not shown.
    pub baseline: Option<At<String>>,
    /// How `preceptor fmt` lays out notes.
    pub fmt: FmtOptions,
    /// Folders, relative to this file, with sections, kinds and specialties of this school.
    pub grammars: Vec<At<String>>,
    /// Folders, relative to this file, with templates.
    pub templates: Vec<At<String>>,
    /// Folders, relative to this file, with rubrics.
    pub rubrics: Vec<At<String>>,
    /// Folders, relative to this file, with dot phrases.
    pub phrases: Vec<At<String>>,
}

/// How `preceptor fmt` lays out notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct FmtOptions {
    /// How headings on a line of their own are written: `consistent` (default; as most of the note's own), `keep`, `hash`
    /// (`# HPI`), `bold` (`**HPI**`), `caps` (`HPI`) or `label` (`HPI:`). Without it, what the convention `heading-style`
    /// asks for holds.
    pub heading_style: Option<At<HeadingLayout>>,
}

/// What a kind of note must hold at this school. A list that is given replaces the shipped one. Sections are named by id
/// or by any heading the catalogue knows (`hpi`, `PMH`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct KindOptions {
    /// Sections whose absence is an error.
    pub required: Option<At<Vec<At<String>>>>,
    /// Sections whose absence deserves a nudge.
    pub recommended: Option<At<Vec<At<String>>>>,
    /// Sections that are accepted.
    pub optional: Option<At<Vec<At<String>>>>,
    /// The order of the sections.
    pub order: Option<At<Vec<At<String>>>>,
}

/// Settings for some files.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PerFileOptions {
    /// Globs relative to this file. A name without a slash matches at any depth; a folder means everything in it.
    pub files: Vec<At<String>>,
    /// The kind of these notes, unless their front matter says otherwise.
    pub kind: Option<At<String>>,
    /// The specialty (or specialties) of these notes, unless their front matter says otherwise.
    pub specialty: Option<OneOrMany>,
    /// Where these patients are cared for: `inpatient`, `outpatient` or `emergency`.
    pub setting: Option<At<Setting>>,
    /// The rules to run on them, instead of those chosen so far.
    pub select: Option<At<Vec<At<String>>>>,
    /// Rules to run on them besides.
    #[serde(default)]
    pub extend_select: Vec<At<String>>,
    /// Rules not to run on them.
    #[serde(default)]
    pub ignore: Vec<At<String>>,
    /// The severity of rules or families on them.
    #[serde(default)]
    pub severity: BTreeMap<At<String>, At<Level>>,
}

impl Level {
    /// The severity; `None` for `off`.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
            Level::Off => None,
        }
    }
}

impl FailLevel {
    /// Whether a finding of `severity` makes a run fail.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            FailLevel::Error => severity >= Severity::Error,
            FailLevel::Warning => severity >= Severity::Warning,
            FailLevel::Info => true,
            FailLevel::Never => false,
        }
    }

    /// All, with their names.
    pub const ALL: [(&'static str, FailLevel); 4] = [
        ("error", FailLevel::Error),
        ("warning", FailLevel::Warning),
        ("info", FailLevel::Info),
        ("never", FailLevel::Never),
    ];

    /// As written in a configuration.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

impl HeadingLayout {
    /// As the formatter takes it.
    pub const fn style(self) -> HeadingStyle {
        match self {
            HeadingLayout::Consistent => HeadingStyle::Consistent,
            HeadingLayout::Keep => HeadingStyle::Keep,
            HeadingLayout::Hash => HeadingStyle::Hash,
            HeadingLayout::Bold => HeadingStyle::Bold,
            HeadingLayout::Caps => HeadingStyle::Caps,
            HeadingLayout::Label => HeadingStyle::Label,
        }
    }
}

impl OutputFormat {
    /// All, with their names.
    pub const ALL: [(&'static str, OutputFormat); 10] = [
        ("full", OutputFormat::Full),
        ("concise", OutputFormat::Concise),
        ("json", OutputFormat::Json),
        ("jsonl", OutputFormat::Jsonl),
        ("sarif", OutputFormat::Sarif),
        ("github", OutputFormat::Github),
        ("gitlab", OutputFormat::Gitlab),
        ("junit", OutputFormat::Junit),
        ("csv", OutputFormat::Csv),
        ("html", OutputFormat::Html),
    ];

    /// As written in a configuration.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

impl Setting {
    /// As written in a configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Setting::Inpatient => "inpatient",
            Setting::Outpatient => "outpatient",
            Setting::Emergency => "emergency",
        }
    }
}
