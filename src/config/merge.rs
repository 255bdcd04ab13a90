//! Laying layers over each other, and judging what they say against rules, kinds and conventions.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::at::{At, OneOrMany, Word};
use super::configuration::{Configuration, KindOverride, PerFile, RuleLayer};
use super::conventions;
use super::error::{Problems, did_you_mean};
use super::globs::PathGlob;
use super::layers::{Layer, absolute};
use super::options::{KindOptions, Level, PerFileOptions};
use super::overrides::Overrides;
use super::source::{Source, Sourced};
use crate::grammar::Grammar;
use crate::lint::{Edition, Selector, UserRule};
use crate::rules::{self, OptionDefault, OptionSpec, OptionValue};

/// A merge under way.
pub struct Merge<'a> {
    /// What the names of kinds, sections and specialties mean.
    pub grammar: &'a Grammar,
    /// The user rules of all layers.
    pub user_rules: &'a [UserRule],
    /// The faults found so far.
    pub problems: &'a mut Problems,
}

impl Merge<'_> {
    /// Lay a layer over `to`.
    pub fn layer(&mut self, to: &mut Configuration, layer: &Layer) {
        let options = &layer.options;
        if let Some(names) = &options.profile {
            to.profile = sourced_list(names, layer).unwrap_or_default();
        }
        if let Some(edition) = &options.edition {
            match Edition::parse(edition) {
                Some(known) => to.edition = Sourced::new(known, layer.source(&edition.span)),
                None => {
                    let names: Vec<&str> = Edition::ALL.iter().map(|edition| edition.name()).collect();
                    let message = format!("there is no edition `{}`", edition.value);
                    self.at(layer, &edition.span, message, format!("known are {}", names.join(", ")));
                }
            }
        }
        set(&mut to.preview, &options.preview, layer);
        set(&mut to.fail_level, &options.fail_level, layer);
        set(&mut to.format, &options.format, layer);
        if let Some(style) = &options.fmt.heading_style {
            to.headings = Some(Sourced::new(style.value.style(), layer.source(&style.span)));
        }
        let rules = self.rules(
            layer,
            options.select.as_ref(),
            &options.extend_select,
            &options.ignore,
            &options.severity,
        );
        if !rules.is_empty() {
            to.rules.push(rules);
        }
        for (rule, options) in &options.options {
            self.options(to, layer, rule, options);
        }
        for (name, value) in &options.conventions {
            self.convention(to, layer, name, value);
        }
        for (name, kind) in &options.kinds {
            self.kind(to, layer, name, kind);
        }
        for per_file in &options.per_file {
            let per_file = self.per_file(layer, per_file);
            to.per_file.push(per_file);
        }
        if let Some(exclude) = &options.exclude {
            to.exclude = self.globs(layer, exclude, "exclude");
        }
        to.exclude
            .extend(self.globs(layer, &options.extend_exclude, "extend-exclude"));
        if let Some(extensions) = &options.extensions {
            let plain = |text: &String| {
                text.trim_start_matches("*.")
                    .trim_start_matches('.')
                    .to_ascii_lowercase()
            };
            let source = layer.source(&extensions.span);
            to.extensions = Some(Sourced::new(extensions.value.iter().map(plain).collect(), source));
        }
        if let Some(baseline) = &options.baseline {
            let path = absolute(&layer.base, Path::new(&baseline.value));
            to.baseline = Some(Sourced::new(path, layer.source(&baseline.span)));
        }
        for (folders, written, key) in [
            (&mut to.folders.grammars, &options.grammars, "grammars"),
            (&mut to.folders.templates, &options.templates, "templates"),
            (&mut to.folders.rubrics, &options.rubrics, "rubrics"),
            (&mut to.folders.phrases, &options.phrases, "phrases"),
        ] {
            let mut own = Vec::new();
            for path in written {
                let folder = absolute(&layer.base, Path::new(&path.value));
                // Grammars were read already, and judged then.
                if key != "grammars" && !folder.is_dir() {
                    let message = format!("`{key}` names `{}`, which is no folder", path.value);
                    self.at(layer, &path.span, message, "it is relative to the folder of this file");
                }
                own.push(Sourced::new(folder, layer.source(&path.span)));
            }
            // The folders of the extending file are searched first.
            folders.splice(0..0, own);
        }
    }

    /// Lay what holds for some files over `to`.
    pub fn matched(to: &mut Configuration, per_file: &PerFile) {
        if per_file.kind.is_some() {
            to.kind.clone_from(&per_file.kind);
        }
        if per_file.specialty.is_some() {
            to.specialty.clone_from(&per_file.specialty);
        }
        if per_file.setting.is_some() {
            to.setting.clone_from(&per_file.setting);
        }
        if !per_file.rules.is_empty() {
            to.rules.push(per_file.rules.clone());
        }
    }

    /// Lay the command line over `to`.
    pub fn overrides(&mut self, to: &mut Configuration, overrides: &Overrides) {
        let said = |_: ()| Source::CommandLine;
        if let Some(names) = &overrides.profile {
            to.profile = Sourced::new(names.clone(), said(()));
        }
        if let Some(preview) = overrides.preview {
            to.preview = Sourced::new(preview, Source::CommandLine);
        }
        if let Some(level) = overrides.fail_level {
            to.fail_level = Sourced::new(level, Source::CommandLine);
        }
        if let Some(format) = overrides.format {
            to.format = Sourced::new(format, Source::CommandLine);
        }
        if let Some(style) = overrides.headings {
            to.headings = Some(Sourced::new(style, Source::CommandLine));
        }
        if let Some(baseline) = &overrides.baseline {
            to.baseline = Some(Sourced::new(baseline.clone(), Source::CommandLine));
        }
        let select = overrides.select.as_deref();
        let select = select.map(|select| Sourced::new(self.flag("--select", select), Source::CommandLine));
        let rules = RuleLayer {
            select,
            extend_select: self.flag("--extend-select", &overrides.extend_select),
            ignore: self.flag("--ignore", &overrides.ignore),
            severity: Vec::new(),
        };
        if !rules.is_empty() {
            to.rules.push(rules);
        }
    }

    fn at(&mut self, layer: &Layer, span: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.problems
            .at(&layer.origin, span.clone(), message, Some(help.into()));
    }

    fn flag(&mut self, flag: &str, words: &[String]) -> Vec<Sourced<Selector>> {
        let mut selectors = Vec::new();
        for word in words {
            match Selector::parse(word, self.user_rules) {
                Ok(selector) => selectors.push(Sourced::new(selector, Source::CommandLine)),
                Err(unknown) => self.problems.command_line(format!("{flag}: {unknown}"), None),
            }
        }
        selectors
    }

    fn selector(&mut self, layer: &Layer, word: &At<String>) -> Option<Sourced<Selector>> {
        match Selector::parse(word, self.user_rules) {
            Ok(selector) => Some(Sourced::new(selector, layer.source(&word.span))),
            Err(unknown) => {
                let help = unknown
                    .suggestion
                    .map(|suggestion| format!("did you mean `{suggestion}`?"));
                let message = format!("`{}` is no rule code, rule name or family", unknown.text);
                let help = help.unwrap_or_else(|| "`preceptor rules` lists them".to_owned());
                self.at(layer, &word.span, message, help);
                None
            }
        }
    }

    fn selectors(&mut self, layer: &Layer, words: &[At<String>]) -> Vec<Sourced<Selector>> {
        words.iter().filter_map(|word| self.selector(layer, word)).collect()
    }

    fn rules(
        &mut self,
        layer: &Layer,
        select: Option<&At<Vec<At<String>>>>,
        extend_select: &[At<String>],
        ignore: &[At<String>],
        severity: &BTreeMap<At<String>, At<Level>>,
    ) -> RuleLayer {
        let mut rules = RuleLayer {
            select: select.map(|select| Sourced::new(self.selectors(layer, select), layer.source(&select.span))),
            extend_select: self.selectors(layer, extend_select),
            ignore: self.selectors(layer, ignore),
            severity: Vec::new(),
        };
        for (word, level) in severity {
            if let Some(selector) = self.selector(layer, word) {
                if level.value == Level::Off {
                    rules.ignore.push(selector.clone());
                }
                rules.severity.push((selector, level.value));
            }
        }
        rules
    }

    fn options(
        &mut self,
        to: &mut Configuration,
        layer: &Layer,
        name: &At<String>,
        set: &BTreeMap<At<String>, At<Word>>,
    ) {
        let rule = match Selector::parse(name, &[]) {
            Ok(Selector::Rule(rule)) => rule,
            _ => {
                let known = rules::all().iter().filter(|rule| !rule.options.is_empty());
                let message = format!("`{}` in `options` is no rule", name.value);
                let help = did_you_mean(name, known.map(|rule| rule.name))
                    .unwrap_or_else(|| "options are set under a rule's name; `preceptor rules` lists them".to_owned());
                return self.at(layer, &name.span, message, help);
            }
        };
        for (option, value) in set {
            let Some(spec) = rule.options.iter().find(|spec| spec.name == option.value) else {
                let names: Vec<&str> = rule.options.iter().map(|spec| spec.name).collect();
                let message = format!("`{}` has no option `{}`", rule.name, option.value);
                let help = did_you_mean(option, names.iter().copied()).unwrap_or_else(|| match names.is_empty() {
                    true => "this rule has no options".to_owned(),
                    false => format!("it has {}", quoted(&names)),
                });
                self.at(layer, &option.span, message, help);
                continue;
            };
            match option_value(spec, value) {
                Ok(known) => {
                    let known = Sourced::new(known, layer.source(&option.span));
                    to.options
                        .entry(rule.name)
                        .or_default()
                        .insert(option.value.clone(), known);
                }
                Err((message, help)) => {
                    let message = format!("`{}` of `{}` {message}", spec.name, rule.name);
                    self.problems.at(&layer.origin, value.span.clone(), message, help);
                }
            }
        }
    }

    fn convention(&mut self, to: &mut Configuration, layer: &Layer, name: &At<String>, value: &At<String>) {
        let known = conventions::all();
        let Some(convention) = known.iter().find(|convention| convention.name == name.value) else {
            let names: Vec<&str> = known.iter().map(|convention| convention.name.as_str()).collect();
            let help =
                did_you_mean(name, names.iter().copied()).unwrap_or_else(|| format!("known are {}", quoted(&names)));
            return self.at(
                layer,
                &name.span,
                format!("there is no convention `{}`", name.value),
                help,
            );
        };
        if !convention.values.contains_key(&value.value) {
            let words: Vec<&str> = convention.values.keys().map(String::as_str).collect();
            let help = did_you_mean(value, words.iter().copied())
                .unwrap_or_else(|| format!("write one of {}", quoted(&words)));
            return self.at(
                layer,
                &value.span,
                format!("`{}` cannot be {:?}", name.value, value.value),
                help,
            );
        }
        let set = Sourced::new(value.value.clone(), layer.source(&name.span));
        to.conventions.insert(name.value.clone(), set);
    }

    fn kind(&mut self, to: &mut Configuration, layer: &Layer, name: &At<String>, written: &KindOptions) {
        let Some(kind) = self.kind_name(layer, name) else {
            return;
        };
        let written = [
            &written.required,
            &written.recommended,
            &written.optional,
            &written.order,
        ];
        let mut lists = written.map(|list| {
            let list = list.as_ref()?;
            let ids = list
                .value
                .iter()
                .filter_map(|section| self.section(layer, section))
                .collect();
            Some(Sourced::<Vec<String>>::new(ids, layer.source(&list.span)))
        });
        // The first three say how much a section matters, so it stands in one of them.
        for later in 1..3 {
            for section in written[later].iter().flat_map(|list| &list.value) {
                let id = self.grammar.section_named(section);
                let same = |other: &At<String>| id.is_some() && self.grammar.section_named(other) == id;
                let mut before = written[..later]
                    .iter()
                    .flat_map(|list| list.iter())
                    .flat_map(|list| &list.value);
                if before.any(same) {
                    let message = format!("`{}` stands in two lists of `kinds.{}`", section.value, name.value);
                    self.at(layer, &section.span, message, "keep it in one of them");
                }
            }
        }
        let given: Vec<String> = lists[..3]
            .iter()
            .flatten()
            .flat_map(|list| list.value.clone())
            .collect();
        let KindOverride {
            required,
            recommended,
            optional,
            order,
        } = to.kinds.entry(kind).or_default();
        for weaker in [&mut *required, &mut *recommended, &mut *optional]
            .into_iter()
            .flatten()
        {
            weaker.value.retain(|id| !given.contains(id));
        }
        for (to, list) in [required, recommended, optional, order].into_iter().zip(&mut lists) {
            if list.is_some() {
                *to = list.take();
            }
        }
    }

    fn section(&mut self, layer: &Layer, name: &At<String>) -> Option<String> {
        match self.grammar.section_named(name) {
            Some(id) => Some(self.grammar.section(id).id.to_string()),
            None => {
                let sections = self.grammar.sections();
                let help = did_you_mean(name, sections.iter().map(|section| &*section.id))
                    .unwrap_or_else(|| "write a section's id or any of its headings".to_owned());
                self.at(layer, &name.span, format!("there is no section `{}`", name.value), help);
                None
            }
        }
    }

    fn kind_name(&mut self, layer: &Layer, name: &At<String>) -> Option<String> {
        match self.grammar.kind_named(name) {
            Some(id) => Some(self.grammar.kind(id).id.to_string()),
            None => {
                self.at(
                    layer,
                    &name.span,
                    format!("there is no note kind `{}`", name.value),
                    kind_help(self.grammar, name),
                );
                None
            }
        }
    }

    fn per_file(&mut self, layer: &Layer, written: &PerFileOptions) -> PerFile {
        let kind = written.kind.as_ref().and_then(|kind| {
            let id = self.kind_name(layer, kind)?;
            Some(Sourced::new(id, layer.source(&kind.span)))
        });
        let mut specialty = written.specialty.as_ref().and_then(|names| sourced_list(names, layer));
        for (at, name) in written.specialty.iter().flat_map(|names| &names.0).enumerate() {
            match self.grammar.specialty_named(name) {
                Some(id) => {
                    if let Some(list) = &mut specialty {
                        list.value[at] = self.grammar.specialty(id).id.to_string();
                    }
                }
                None => {
                    let message = format!("there is no specialty `{}`", name.value);
                    self.at(layer, &name.span, message, specialty_help(self.grammar, name));
                }
            }
        }
        PerFile {
            files: self
                .globs(layer, &written.files, "files")
                .into_iter()
                .map(|glob| glob.value)
                .collect(),
            kind,
            specialty,
            setting: written
                .setting
                .as_ref()
                .map(|at| Sourced::new(at.value, layer.source(&at.span))),
            rules: self.rules(
                layer,
                written.select.as_ref(),
                &written.extend_select,
                &written.ignore,
                &written.severity,
            ),
        }
    }

    fn globs(&mut self, layer: &Layer, written: &[At<String>], key: &str) -> Vec<Sourced<PathGlob>> {
        let mut globs = Vec::new();
        for text in written {
            match PathGlob::new(text, &layer.base) {
                Ok(glob) => globs.push(Sourced::new(glob, layer.source(&text.span))),
                Err(reason) => {
                    let message = format!("`{key}` has the glob {:?}: {reason}", text.value);
                    self.problems.at(&layer.origin, text.span.clone(), message, None);
                }
            }
        }
        globs
    }
}

/// The way out of an unknown kind.
pub fn kind_help(grammar: &Grammar, name: &str) -> String {
    let names = grammar
        .kinds()
        .iter()
        .flat_map(|kind| [&*kind.id].into_iter().chain(kind.aliases.iter().map(|a| &**a)));
    did_you_mean(name, names).unwrap_or_else(|| "`preceptor kinds` lists them".to_owned())
}

/// The way out of an unknown specialty.
pub fn specialty_help(grammar: &Grammar, name: &str) -> String {
    let specialties = grammar.specialties().iter();
    let names = specialties.flat_map(|one| [&*one.id].into_iter().chain(one.aliases.iter().map(|a| &**a)));
    did_you_mean(name, names).unwrap_or_else(|| {
        let ids: Vec<&str> = grammar.specialties().iter().map(|one| &*one.id).collect();
        format!("known are {}", ids.join(", "))
    })
}

fn set<T: Copy>(to: &mut Sourced<T>, value: &Option<At<T>>, layer: &Layer) {
    if let Some(value) = value {
        *to = Sourced::new(value.value, layer.source(&value.span));
    }
}

fn sourced_list(names: &OneOrMany, layer: &Layer) -> Option<Sourced<Vec<String>>> {
    let first = names.0.first()?;
    let values = names.0.iter().map(|name| name.value.clone()).collect();
    Some(Sourced::new(values, layer.source(&first.span)))
}

fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// The value of an option, if its type is the one that the rule declares and the word is allowed.
fn option_value(spec: &OptionSpec, value: &Word) -> Result<OptionValue, (String, Option<String>)> {
    match (spec.default, value) {
        (OptionDefault::Bool(_), Word::Bool(value)) => Ok(OptionValue::Bool(*value)),
        (OptionDefault::Int(_), Word::Int(value)) => Ok(OptionValue::Int(*value)),
        (OptionDefault::Text(_, allowed), Word::Text(value)) if allowed.is_empty() || allowed.contains(&&**value) => {
            Ok(OptionValue::Text(value.clone()))
        }
        (OptionDefault::Text(_, allowed), Word::Text(value)) => {
            let help = did_you_mean(value, allowed.iter().copied())
                .unwrap_or_else(|| format!("write one of {}", quoted(allowed)));
            Err((format!("cannot be {value:?}"), Some(help)))
        }
        (OptionDefault::List(_), Word::List(values)) => Ok(OptionValue::List(values.clone())),
        (OptionDefault::List(_), Word::Text(value)) => Ok(OptionValue::List(vec![value.clone()])),
        (expected, _) => {
            let expected = match expected {
                OptionDefault::Bool(_) => "true or false",
                OptionDefault::Int(_) => "a whole number",
                OptionDefault::Text(..) => "a text in quotes",
                OptionDefault::List(_) => "a list of texts in quotes",
            };
            Err((
                format!("must be {expected}"),
                Some(format!("what it says: {}", spec.doc)),
            ))
        }
    }
}
