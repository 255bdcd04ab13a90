//! The layers merged into one configuration, each value with where it came from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::globs::PathGlob;
use super::options::{FailLevel, Level, OutputFormat, Setting};
use super::source::{Source, Sourced};
use crate::format::HeadingStyle;
use crate::lint::{Edition, Selection, Selector};
use crate::rules::{self, OptionValue, Rule, Severity, Status};

/// Extensions that are read when a folder is checked.
pub const EXTENSIONS: [&str; 6] = ["md", "markdown", "txt", "note", "soap", "hp"];

/// What one layer says about which rules run, and how severe they are.
#[derive(Debug, Clone, Default)]
pub struct RuleLayer {
    /// `select`.
    pub select: Option<Sourced<Vec<Sourced<Selector>>>>,
    /// `extend-select`.
    pub extend_select: Vec<Sourced<Selector>>,
    /// `ignore`, and `[severity]` with `off`.
    pub ignore: Vec<Sourced<Selector>>,
    /// `[severity]`.
    pub severity: Vec<(Sourced<Selector>, Level)>,
}

/// One `[[per-file]]`, ready to be matched.
#[derive(Debug, Clone)]
pub struct PerFile {
    /// Its globs.
    pub files: Vec<PathGlob>,
    /// Kind, as written.
    pub kind: Option<Sourced<String>>,
    /// Specialties, as written.
    pub specialty: Option<Sourced<Vec<String>>>,
    /// Where the patients are cared for.
    pub setting: Option<Sourced<Setting>>,
    /// Its rules.
    pub rules: RuleLayer,
}

/// What a kind must hold: lists of section ids instead of the shipped ones.
#[derive(Debug, Clone, Default)]
pub struct KindOverride {
    /// Sections whose absence is an error.
    pub required: Option<Sourced<Vec<String>>>,
    /// Sections whose absence deserves a nudge.
    pub recommended: Option<Sourced<Vec<String>>>,
    /// Sections that are accepted.
    pub optional: Option<Sourced<Vec<String>>>,
    /// The order of the sections.
    pub order: Option<Sourced<Vec<String>>>,
}

/// Folders to search, strongest first.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    /// Sections, kinds and specialties.
    pub grammars: Vec<Sourced<PathBuf>>,
    /// Templates.
    pub templates: Vec<Sourced<PathBuf>>,
    /// Rubrics.
    pub rubrics: Vec<Sourced<PathBuf>>,
    /// Dot phrases.
    pub phrases: Vec<Sourced<PathBuf>>,
}

/// All layers merged.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// Names of the profiles.
    pub profile: Sourced<Vec<String>>,
    /// Whose default rules are meant.
    pub edition: Sourced<Edition>,
    /// Whether preview rules run too.
    pub preview: Sourced<bool>,
    /// Which rules run, weakest layer first.
    pub rules: Vec<RuleLayer>,
    /// Options by rule name and option name.
    pub options: BTreeMap<&'static str, BTreeMap<String, Sourced<OptionValue>>>,
    /// Conventions that were set.
    pub conventions: BTreeMap<String, Sourced<String>>,
    /// What kinds must hold, by id of the kind.
    pub kinds: BTreeMap<String, KindOverride>,
    /// `[[per-file]]`, weakest first.
    pub per_file: Vec<PerFile>,
    /// What is left out.
    pub exclude: Vec<Sourced<PathGlob>>,
    /// Extensions that are read.
    pub extensions: Option<Sourced<Vec<String>>>,
    /// What makes a run fail.
    pub fail_level: Sourced<FailLevel>,
    /// How findings are printed.
    pub format: Sourced<OutputFormat>,
    /// How `fmt` writes headings, where `[fmt]` or a convention says so.
    pub headings: Option<Sourced<HeadingStyle>>,
    /// The baseline.
    pub baseline: Option<Sourced<PathBuf>>,
    /// Where to look for what a school adds.
    pub folders: Folders,
    /// Kind of this note, as written.
    pub kind: Option<Sourced<String>>,
    /// Specialties of this note, as written.
    pub specialty: Option<Sourced<Vec<String>>>,
    /// Where this patient is cared for.
    pub setting: Option<Sourced<Setting>>,
}

impl KindOverride {
    /// Each list with its key.
    pub fn lists(&self) -> [(&'static str, &Option<Sourced<Vec<String>>>); 4] {
        [
            ("required", &self.required),
            ("recommended", &self.recommended),
            ("optional", &self.optional),
            ("order", &self.order),
        ]
    }
}

impl RuleLayer {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.select.is_none() && self.extend_select.is_empty() && self.ignore.is_empty() && self.severity.is_empty()
    }

    fn selection(&self, preview: bool, edition: Edition) -> Selection {
        let plain = |list: &[Sourced<Selector>]| list.iter().map(|selector| selector.value.clone()).collect();
        Selection {
            select: self.select.as_ref().map(|select| plain(select)),
            extend_select: plain(&self.extend_select),
            ignore: plain(&self.ignore),
            preview,
            edition,
        }
    }
}

impl Configuration {
    /// The layers as the engine takes them. `preview` and `edition` hold for all.
    pub fn selections(&self) -> Vec<Selection> {
        let (preview, edition) = (self.preview.value, self.edition.value);
        // The default set: with `preview`, every rule there is.
        let mut all = RuleLayer::default().selection(preview, edition);
        all.select = preview.then(|| vec![Selector::All]);
        let layers = self.rules.iter().map(|layer| layer.selection(preview, edition));
        std::iter::once(all).chain(layers).collect()
    }

    /// The severity set for the rule with this code: the strongest layer that speaks of it wins, in a layer the
    /// narrowest selector.
    pub fn severity(&self, code: &str) -> Option<Sourced<Severity>> {
        let narrowest = |layer: &RuleLayer| {
            let speaking = layer.severity.iter().filter(|(selector, level)| {
                // `off` is an `ignore`; should another layer turn the rule on again, it says nothing of the severity.
                *level != Level::Off && selector.takes_code(code)
            });
            speaking
                .max_by_key(|(selector, _)| narrowness(selector))
                .and_then(|(selector, level)| Some(Sourced::new(level.severity()?, selector.source.clone())))
        };
        self.rules.iter().rev().find_map(narrowest)
    }

    /// What decided whether the rule with this code is on: the strongest layer that speaks of it. `Default` when none
    /// does, or when a layer chose it and its being in preview, or of a later edition, stood in the way.
    pub fn chosen_by(&self, code: &str, on: bool) -> Source {
        let speaking = |list: &[Sourced<Selector>]| -> Option<Source> {
            let taking = list.iter().filter(|selector| selector.takes_code(code));
            taking
                .max_by_key(|selector| narrowness(selector))
                .map(|selector| selector.source.clone())
        };
        for layer in self.rules.iter().rev() {
            let chosen = speaking(&layer.extend_select).or_else(|| speaking(layer.select.as_ref()?));
            match (on, chosen, speaking(&layer.ignore), &layer.select) {
                (true, Some(chosen), ..) => return chosen,
                (false, _, Some(ignored), _) => return ignored,
                (false, Some(_), None, _) => return Source::Default,
                (false, None, None, Some(select)) => return select.source.clone(),
                _ => {}
            }
        }
        let mut stable = rules::all().iter().filter(|rule| rule.status == Status::Stable);
        match on && self.preview.value && !stable.any(|rule| rule.code == code) {
            true => self.preview.source.clone(),
            false => Source::Default,
        }
    }

    /// How `fmt` writes headings: what `[fmt]` or the command line says, else the convention `heading-style`, else the default.
    pub fn heading_style(&self) -> Sourced<HeadingStyle> {
        let convention = || {
            let asked = self.conventions.get("heading-style")?;
            Some(Sourced::new(HeadingStyle::named(&asked.value)?, asked.source.clone()))
        };
        self.headings
            .clone()
            .or_else(convention)
            .unwrap_or_else(|| Sourced::new(HeadingStyle::default(), Source::Default))
    }

    /// The options set for a rule.
    pub fn options(&self, rule: &Rule) -> BTreeMap<String, OptionValue> {
        let set = self.options.get(rule.name).into_iter().flatten();
        set.map(|(name, value)| (name.clone(), value.value.clone())).collect()
    }
}

fn narrowness(selector: &Selector) -> u8 {
    match selector {
        Selector::All => 0,
        Selector::Family(_) | Selector::UserFamily(_) => 1,
        Selector::Rule(_) | Selector::User(_) => 2,
    }
}
