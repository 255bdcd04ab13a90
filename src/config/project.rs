//! One configuration file with all it builds on, ready to give the settings of any note under it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::configuration::Configuration;
use super::error::{ConfigError, Problems};
use super::grammars;
use super::layers::{self, Layer};
use super::merge::{Merge, kind_help, specialty_help};
use super::overrides::Overrides;
use super::phrases;
use super::profiles;
use super::resolved::Resolved;
use super::source::{Source, Sourced};
use super::sources::Sources;
use super::user_rules::user_rules;
use crate::grammar::Grammar;
use crate::lint::{EnabledRule, EnabledUserRule, Selection, Settings, UserRule};
use crate::note::{Hints, PhraseNames};

type Outcome = Result<Arc<Resolved>, ConfigError>;

/// A configuration file, or none, merged as far as it is the same for every note.
#[derive(Debug)]
pub struct Project {
    file: Option<PathBuf>,
    base: Configuration,
    grammar: Arc<Grammar>,
    user_rules: Arc<[UserRule]>,
    /// Where each user rule is written.
    rule_sources: Arc<[Source]>,
    /// The dot phrases that ship and those of folders.
    phrases: Arc<PhraseNames>,
    /// Where these stand, strongest first.
    phrase_folders: Arc<[PathBuf]>,
    /// Folders that may hold templates, strongest first.
    template_places: Arc<[PathBuf]>,
    /// Folders of rubrics, strongest first.
    rubric_places: Arc<[PathBuf]>,
    /// By which of the `[[per-file]]` match. Most notes of a folder match the same.
    resolved: Mutex<HashMap<Vec<bool>, Outcome>>,
}

impl Project {
    /// Without any file.
    pub fn bare(cwd: &Path, overrides: &Overrides, sources: &mut Sources) -> Result<Self, ConfigError> {
        let mut problems = Problems::default();
        let layers = layers::profile_layers(&[], overrides.profile.as_deref(), cwd, &mut problems);
        let own = [None, overrides.fallback.as_deref()];
        Self::build(None, &layers, cwd, own, sources, problems)
    }

    /// From `file` (absolute).
    pub fn load(file: &Path, cwd: &Path, overrides: &Overrides, sources: &mut Sources) -> Result<Self, ConfigError> {
        let mut problems = Problems::default();
        let layers = layers::load(file, cwd, overrides.profile.as_deref(), sources, &mut problems);
        let own = [Some(file), overrides.fallback.as_deref()];
        Self::build(Some(layers::show(file, cwd)), &layers, cwd, own, sources, problems)
    }

    /// `own`: the configuration file and the user's, whether it is there or not.
    fn build(
        file: Option<PathBuf>,
        layers: &[Layer],
        cwd: &Path,
        own: [Option<&Path>; 2],
        sources: &mut Sources,
        mut problems: Problems,
    ) -> Result<Self, ConfigError> {
        let grammar = grammars::load(layers, cwd, sources, &mut problems);
        let (user_rules, rule_sources) = user_rules(layers, &grammar, &mut problems);
        let mut base = Configuration {
            profile: Sourced::new(vec![profiles::DEFAULT.to_owned()], Source::Default),
            ..Configuration::default()
        };
        let mut merge = Merge {
            grammar: &grammar,
            user_rules: &user_rules,
            problems: &mut problems,
        };
        for layer in layers {
            merge.layer(&mut base, layer);
        }
        // Kinds keep their ids, so the user rules, compiled before, hold for this grammar too.
        let grammar = grammars::with_kinds(grammar, &base.kinds, &mut problems);
        let phrase_folders = phrases::folders(&base.folders.phrases, own, "phrases");
        let template_places = phrases::folders(&base.folders.templates, own, "templates");
        let rubric_places = phrases::folders(&base.folders.rubrics, own, "rubrics");
        problems.finish(Self {
            file,
            base,
            grammar,
            user_rules,
            rule_sources: rule_sources.into(),
            phrases: phrases::names(&phrase_folders, sources),
            phrase_folders,
            template_places,
            rubric_places,
            resolved: Mutex::default(),
        })
    }

    /// The settings of the note at `path` (absolute).
    pub fn resolve(&self, path: &Path, overrides: &Overrides) -> Outcome {
        let per_file = &self.base.per_file;
        let matched: Vec<bool> = per_file
            .iter()
            .map(|entry| entry.files.iter().any(|glob| glob.matches(path)))
            .collect();
        let lock = || self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&matched) {
            return known.clone();
        }
        // Built outside the lock: two threads may do it twice, with the same outcome.
        let resolved = self.settings(&matched, overrides).map(Arc::new);
        lock().entry(matched).or_insert(resolved).clone()
    }

    /// Whether `exclude` leaves out this file or folder (absolute).
    pub fn excludes(&self, path: &Path) -> bool {
        self.base.exclude.iter().any(|glob| glob.matches(path))
    }

    fn settings(&self, matched: &[bool], overrides: &Overrides) -> Result<Resolved, ConfigError> {
        let mut problems = Problems::default();
        let mut configuration = self.base.clone();
        for (entry, _) in self.base.per_file.iter().zip(matched).filter(|(_, matched)| **matched) {
            Merge::matched(&mut configuration, entry);
        }
        Merge {
            grammar: &self.grammar,
            user_rules: &self.user_rules,
            problems: &mut problems,
        }
        .overrides(&mut configuration, overrides);
        let hints = self.hints(&configuration, overrides, &mut problems);
        let chosen = Selection::resolve(&configuration.selections(), &self.user_rules);
        let enabled = |rule: &&'static crate::rules::Rule| EnabledRule {
            rule,
            severity: configuration.severity(rule.code).map(|severity| severity.value),
            options: configuration.options(rule),
        };
        let enabled_user = |index: &usize| EnabledUserRule {
            index: *index,
            severity: configuration
                .severity(self.user_rules[*index].code())
                .map(|severity| severity.value),
        };
        let settings = Settings {
            grammar: self.grammar.clone(),
            rules: chosen.rules.iter().map(enabled).collect(),
            user_rules: self.user_rules.clone(),
            enabled_user_rules: chosen.user_rules.iter().map(enabled_user).collect(),
            hints,
            conventions: configuration
                .conventions
                .iter()
                .map(|(name, value)| (name.clone(), value.value.clone()))
                .collect(),
            today: overrides.today,
            clock: overrides.clock,
            previous: None,
            phrases: self.phrases.clone(),
            ignore_suppressions: overrides.ignore_suppressions,
        };
        problems.finish(Resolved {
            settings: Arc::new(settings),
            fail_level: configuration.fail_level.value,
            format: configuration.format.value,
            baseline: configuration.baseline.as_ref().map(|baseline| baseline.value.clone()),
            setting: configuration.setting.as_ref().map(|setting| setting.value),
            file: self.file.clone(),
            rule_sources: self.rule_sources.clone(),
            phrase_folders: self.phrase_folders.clone(),
            template_places: self.template_places.clone(),
            rubric_places: self.rubric_places.clone(),
            configuration,
        })
    }

    fn hints(&self, configuration: &Configuration, overrides: &Overrides, problems: &mut Problems) -> Hints {
        let grammar = &self.grammar;
        let kind_override = overrides.kind.as_ref().and_then(|name| {
            let kind = grammar.kind_named(name);
            if kind.is_none() {
                problems.command_line(
                    format!("--kind: there is no note kind `{name}`"),
                    Some(kind_help(grammar, name)),
                );
            }
            kind
        });
        let mut specialty_override = Vec::new();
        for name in &overrides.specialty {
            match grammar.specialty_named(name) {
                Some(id) => specialty_override.push(id),
                None => problems.command_line(
                    format!("--specialty: there is no specialty `{name}`"),
                    Some(specialty_help(grammar, name)),
                ),
            }
        }
        // Names in files were judged when they were merged; here they are ids.
        let configured = configuration.specialty.iter().flat_map(|names| &names.value);
        Hints {
            kind_override,
            kind_configured: configuration.kind.as_ref().and_then(|kind| grammar.kind_named(kind)),
            specialty_override,
            specialty_configured: configured.filter_map(|name| grammar.specialty_named(name)).collect(),
            ignore_front_matter: overrides.ignore_front_matter,
        }
    }
}
