//! `preceptor config show`: what holds for a note, and where each value came from.
//!
//! The text is itself a `preceptor.toml`: saved and used for the note, it resolves to the same settings.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use super::configuration::EXTENSIONS;
use super::conventions;
use super::resolved::Resolved;
use super::source::{Source, Sourced};
use crate::lint::{EnabledRule, UserRule, UserRuleDef};
use crate::rules::{self, OptionDefault, OptionValue, Rule, Severity};

/// Version of the JSON form.
const VERSION: u32 = 1;

/// A key of a table: bare where TOML takes it so.
fn key(name: &str) -> String {
    let bare = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if bare { name.to_owned() } else { toml(name) }
}

/// A user rule as it stands in a file.
#[derive(Serialize)]
struct RuleFile<'a> {
    rule: [&'a UserRuleDef; 1],
}

fn toml(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

fn toml_list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.into_iter().map(toml).collect();
    format!("[{}]", values.join(", "))
}

fn toml_option(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => value.to_string(),
        OptionValue::Int(value) => value.to_string(),
        OptionValue::Text(value) => toml(value),
        OptionValue::List(values) => toml_list(values.iter().map(String::as_str)),
    }
}

fn json_option(value: &OptionValue) -> Value {
    match value {
        OptionValue::Bool(value) => json!(value),
        OptionValue::Int(value) => json!(value),
        OptionValue::Text(value) => json!(value),
        OptionValue::List(values) => json!(values),
    }
}

fn default_option(default: OptionDefault) -> OptionValue {
    match default {
        OptionDefault::Bool(value) => OptionValue::Bool(value),
        OptionDefault::Int(value) => OptionValue::Int(value),
        OptionDefault::Text(value, _) => OptionValue::Text(value.to_owned()),
        OptionDefault::List(values) => OptionValue::List(values.iter().map(|value| (*value).to_owned()).collect()),
    }
}

impl Resolved {
    /// Every option of a rule with its value: as set, else the default.
    fn options_of(&self, rule: &Rule) -> Vec<(&'static str, Sourced<OptionValue>)> {
        let set = self.configuration.options.get(rule.name);
        let value = |name: &str, default| {
            let set = set.and_then(|options| options.get(name));
            set.cloned()
                .unwrap_or_else(|| Sourced::new(default_option(default), Source::Default))
        };
        rule.options
            .iter()
            .map(|spec| (spec.name, value(spec.name, spec.default)))
            .collect()
    }

    /// Every convention with its value.
    fn all_conventions(&self) -> Vec<(&'static str, Sourced<String>)> {
        let value = |convention: &conventions::Convention| {
            let set = self.configuration.conventions.get(&convention.name);
            set.cloned()
                .unwrap_or_else(|| Sourced::new(convention.default.clone(), Source::Default))
        };
        conventions::all()
            .iter()
            .map(|convention| (convention.name.as_str(), value(convention)))
            .collect()
    }

    fn severity_of(&self, rule: &Rule) -> Sourced<Severity> {
        self.configuration
            .severity(rule.code)
            .unwrap_or_else(|| Sourced::new(rule.severity, Source::Default))
    }

    fn is_on(&self, rule: &Rule) -> Option<&EnabledRule> {
        self.settings
            .rules
            .iter()
            .find(|enabled| enabled.rule.code == rule.code)
    }

    /// What holds for `path`, as TOML with a comment for each value.
    pub fn to_toml(&self, path: &Path) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_toml(path, &mut out);
        out
    }

    fn write_toml(&self, path: &Path, out: &mut String) -> std::fmt::Result {
        let it = &self.configuration;
        writeln!(out, "# What holds for {}", one_line(&path.display().to_string()))?;
        match &self.file {
            Some(file) => writeln!(out, "# Configuration file: {}", one_line(&file.display().to_string()))?,
            None => writeln!(out, "# Configuration file: none, so the defaults hold")?,
        }
        writeln!(out)?;
        let mut line =
            |key: &str, value: String, source: &Source| writeln!(out, "{key} = {value} # {}", comment(source));
        let profile = toml_list(it.profile.iter().map(String::as_str));
        line("profile", profile, &it.profile.source)?;
        line("edition", toml(it.edition.name()), &it.edition.source)?;
        line("preview", it.preview.value.to_string(), &it.preview.source)?;
        line("fail-level", toml(self.fail_level.name()), &it.fail_level.source)?;
        line("format", toml(self.format.name()), &it.format.source)?;
        let shown = |path: &Path| toml(&path.to_string_lossy());
        if let Some(baseline) = &it.baseline {
            line("baseline", shown(baseline), &baseline.source)?;
        }
        match &it.extensions {
            Some(known) => line("extensions", toml_list(known.iter().map(String::as_str)), &known.source)?,
            None => line("extensions", toml_list(EXTENSIONS), &Source::Default)?,
        }
        for (key, folders) in self.folders() {
            list(
                out,
                key,
                folders.iter().map(|folder| (shown(folder), comment(&folder.source))),
            )?;
        }
        list(
            out,
            "exclude",
            it.exclude.iter().map(|glob| (toml(&glob.text), comment(&glob.source))),
        )?;
        self.write_rules(out)?;
        self.write_tables(out)
    }

    fn write_rules(&self, out: &mut String) -> std::fmt::Result {
        let it = &self.configuration;
        writeln!(out, "\n# The rules that are on.")?;
        let user_rules = &self.settings.user_rules;
        let on = self.settings.rules.iter().map(|enabled| {
            let rule = enabled.rule;
            let why = comment(&it.chosen_by(rule.code, true));
            (
                toml(rule.code),
                format!("{}, {}: {why}", rule.name, self.severity_of(rule).name()),
            )
        });
        let user_on = self.settings.enabled_user_rules.iter().map(|enabled| {
            let rule = &user_rules[enabled.index];
            let severity = enabled.severity.unwrap_or(rule.severity());
            let source = comment(&self.rule_sources[enabled.index]);
            (
                toml(rule.code()),
                format!("{}, {}: [[rule]] at {source}", rule.name(), severity.name()),
            )
        });
        writeln!(out, "select = [")?;
        for (code, comment) in on.chain(user_on) {
            writeln!(out, "    {code}, # {comment}")?;
        }
        writeln!(out, "]")?;
        let off: Vec<&&Rule> = rules::all().iter().filter(|rule| self.is_on(rule).is_none()).collect();
        if !off.is_empty() {
            writeln!(out, "\n# The rules that are off.")?;
        }
        for rule in off {
            writeln!(out, "#   {} {}: {}", rule.code, rule.name, self.why_off(rule))?;
        }
        Ok(())
    }

    fn why_off(&self, rule: &Rule) -> String {
        match self.configuration.chosen_by(rule.code, false) {
            Source::Default if rule.status == rules::Status::Preview => "in preview".to_owned(),
            Source::Default if rule.status == rules::Status::OptIn => "on only where it is named".to_owned(),
            Source::Default => format!("of the edition {}", rule.since),
            source => comment(&source),
        }
    }

    fn write_tables(&self, out: &mut String) -> std::fmt::Result {
        let it = &self.configuration;
        let user_codes = self.settings.user_rules.iter().map(|rule| rule.code());
        let codes: Vec<&str> = rules::all().iter().map(|rule| rule.code).chain(user_codes).collect();
        let severities: Vec<(&str, Sourced<Severity>)> = codes
            .iter()
            .filter_map(|code| Some((*code, it.severity(code)?)))
            .collect();
        if !severities.is_empty() {
            writeln!(out, "\n[severity]")?;
        }
        for (code, severity) in severities {
            writeln!(
                out,
                "{code} = {} # {}",
                toml(severity.name()),
                comment(&severity.source)
            )?;
        }
        // What is at its default stands in comments: to show it, and not to fix it.
        for rule in rules::all().iter().filter(|rule| !rule.options.is_empty()) {
            writeln!(out, "\n[options.{}]", rule.name)?;
            for (name, value) in self.options_of(rule) {
                let mark = if value.source == Source::Default { "# " } else { "" };
                writeln!(
                    out,
                    "{mark}{name} = {} # {}",
                    toml_option(&value),
                    comment(&value.source)
                )?;
            }
        }
        let headings = it.heading_style();
        let mark = if headings.source == Source::Default { "# " } else { "" };
        let style = toml(headings.value.name());
        writeln!(
            out,
            "\n[fmt]\n{mark}heading-style = {style} # {}",
            comment(&headings.source)
        )?;
        writeln!(out, "\n[conventions]")?;
        for (name, value) in self.all_conventions() {
            let mark = if value.source == Source::Default { "# " } else { "" };
            writeln!(out, "{mark}{name} = {} # {}", toml(&value), comment(&value.source))?;
        }
        for (kind, lists) in &it.kinds {
            writeln!(out, "\n[kinds.{}]", key(kind))?;
            for (key, list) in lists.lists() {
                if let Some(list) = list {
                    let sections = toml_list(list.iter().map(String::as_str));
                    writeln!(out, "{key} = {sections} # {}", comment(&list.source))?;
                }
            }
        }
        if it.kind.is_some() || it.specialty.is_some() || it.setting.is_some() {
            writeln!(out, "\n[[per-file]]\nfiles = [\"**\"]")?;
        }
        if let Some(kind) = &it.kind {
            writeln!(out, "kind = {} # {}", toml(kind), comment(&kind.source))?;
        }
        if let Some(specialty) = &it.specialty {
            let names = toml_list(specialty.iter().map(String::as_str));
            writeln!(out, "specialty = {names} # {}", comment(&specialty.source))?;
        }
        if let Some(setting) = &it.setting {
            writeln!(out, "setting = {} # {}", toml(setting.name()), comment(&setting.source))?;
        }
        for (rule, source) in self.settings.user_rules.iter().zip(self.rule_sources.iter()) {
            writeln!(out, "\n# {}", comment(source))?;
            // It was read from TOML, so TOML can hold it.
            out.push_str(&toml::to_string(&RuleFile { rule: [rule.def()] }).unwrap_or_default());
        }
        Ok(())
    }

    fn folders(&self) -> [(&'static str, &[Sourced<PathBuf>]); 4] {
        let folders = &self.configuration.folders;
        [
            ("grammars", &folders.grammars),
            ("templates", &folders.templates),
            ("rubrics", &folders.rubrics),
            ("phrases", &folders.phrases),
        ]
    }

    /// What holds for `path`, as JSON.
    pub fn to_json(&self, path: &Path) -> Value {
        let it = &self.configuration;
        let rule = |rule: &&'static Rule| {
            let on = self.is_on(rule).is_some();
            let severity = self.severity_of(rule);
            let options: serde_json::Map<String, Value> = self
                .options_of(rule)
                .into_iter()
                .map(|(name, value)| {
                    (
                        name.to_owned(),
                        json!({"value": json_option(&value), "source": value.source}),
                    )
                })
                .collect();
            json!({
                "code": rule.code, "name": rule.name, "on": on, "source": it.chosen_by(rule.code, on),
                "severity": {"value": severity.name(), "source": severity.source}, "options": options,
            })
        };
        let user_rule = |(at, rule): (usize, &UserRule)| {
            let on = self
                .settings
                .enabled_user_rules
                .iter()
                .any(|enabled| enabled.index == at);
            let severity = it
                .severity(rule.code())
                .unwrap_or_else(|| Sourced::new(rule.severity(), Source::Default));
            json!({
                "code": rule.code(), "name": rule.name(), "on": on, "source": self.rule_sources[at],
                "severity": {"value": severity.name(), "source": severity.source}, "options": {},
            })
        };
        let user_rules = self.settings.user_rules.iter().enumerate().map(user_rule);
        let rules: Vec<Value> = rules::all().iter().map(rule).chain(user_rules).collect();
        let globs: Vec<Value> = it
            .exclude
            .iter()
            .map(|glob| json!({"value": glob.text, "source": glob.source}))
            .collect();
        let conventions: serde_json::Map<String, Value> = self
            .all_conventions()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        let kinds: serde_json::Map<String, Value> = it
            .kinds
            .iter()
            .map(|(kind, lists)| {
                let lists = lists.lists().map(|(key, list)| (key.to_owned(), json!(list)));
                (
                    kind.clone(),
                    Value::Object(lists.into_iter().filter(|(_, list)| !list.is_null()).collect()),
                )
            })
            .collect();
        let mut out = json!({
            "version": VERSION,
            "path": path.to_string_lossy(),
            "file": self.file.as_ref().map(|file| file.to_string_lossy()),
            "profile": it.profile,
            "edition": {"value": it.edition.name(), "source": it.edition.source},
            "preview": it.preview,
            "fail-level": it.fail_level,
            "format": it.format,
            "fmt": {"heading-style": {"value": it.heading_style().value.name(), "source": it.heading_style().source}},
            "baseline": it.baseline.as_ref().map(json_path),
            "extensions": it.extensions.clone().unwrap_or_else(|| {
                Sourced::new(EXTENSIONS.map(str::to_owned).to_vec(), Source::Default)
            }),
            "exclude": globs,
            "kind": it.kind,
            "specialty": it.specialty,
            "setting": it.setting,
            "conventions": conventions,
            "kinds": kinds,
            "rules": rules,
        });
        for (key, folders) in self.folders() {
            out[key] = folders.iter().map(json_path).collect();
        }
        out
    }
}

/// A path need not be UTF-8; JSON must.
fn json_path(path: &Sourced<PathBuf>) -> Value {
    json!({"value": path.to_string_lossy(), "source": path.source})
}

/// A source as a comment, in one line whatever the path holds.
fn comment(source: &Source) -> String {
    one_line(&source.to_string())
}

/// A path may hold line ends and terminal escapes; a comment may not.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// A list, one entry a line; nothing when empty.
fn list(out: &mut String, key: &str, entries: impl Iterator<Item = (String, String)>) -> std::fmt::Result {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "{key} = [")?;
    for (value, comment) in entries {
        writeln!(out, "    {value}, # {comment}")?;
    }
    writeln!(out, "]")
}
