//! From `[[rule]]` as written to a rule that can be run, with precise complaints.

use std::fmt;

use super::def::{Count, Counted, IfThen, Pattern, Replace, UserRuleDef};
use super::finder::Finder;
use crate::grammar::{Grammar, KindId, SectionId};
use crate::lint::select::{family_of, nearest};
use crate::rules::{self, Applicability, Family, Severity};

/// A rule of the configuration, validated. Regular expressions are compiled when a note may hold a match.
#[derive(Debug)]
pub struct UserRule {
    pub(super) def: UserRuleDef,
    pub(super) kinds: Vec<KindId>,
    pub(super) sections: Vec<SectionId>,
    pub(super) check: UserCheck,
}

/// What a user rule checks.
#[derive(Debug)]
pub(super) enum UserCheck {
    Forbid(Finder),
    Require(Finder),
    Replace {
        finder: Finder,
        words: Vec<(String, String)>,
        applicability: Applicability,
    },
    Count {
        of: Counted,
        pattern: Option<Finder>,
        min: Option<usize>,
        max: Option<usize>,
    },
    IfThen {
        when: Finder,
        then: Finder,
        then_sections: Vec<SectionId>,
    },
}

/// What is wrong with a `[[rule]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRuleError {
    /// The code as written, to find the rule by.
    pub rule: String,
    /// The key at fault, `count.min`.
    pub key: &'static str,
    /// What is wrong, and the way out.
    pub message: String,
}

impl fmt::Display for UserRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule `{}`, `{}`: {}", self.rule, self.key, self.message)
    }
}

impl std::error::Error for UserRuleError {}

impl UserRule {
    /// Validate one rule. Kinds and sections are looked up in `grammar`, which must be the one that notes are read with.
    ///
    /// # Errors
    /// The first fault, naming rule, key and what would be right.
    pub fn compile(def: UserRuleDef, grammar: &Grammar) -> Result<UserRule, UserRuleError> {
        let fail = |key: &'static str, message: String| UserRuleError {
            rule: def.code.clone(),
            key,
            message,
        };
        check_code(&def.code).map_err(|message| fail("code", message))?;
        check_name(&def.name).map_err(|message| fail("name", message))?;
        let kinds = def.kinds.iter().map(|name| find_kind(grammar, name));
        let kinds: Result<_, _> = kinds.collect();
        let kinds = kinds.map_err(|message| fail("kinds", message))?;
        let sections = find_sections(grammar, &def.sections).map_err(|message| fail("sections", message))?;
        let check = compile_check(&def, grammar).map_err(|(key, message)| fail(key, message))?;
        check_message(&def, &check).map_err(|message| fail("message", message))?;
        Ok(UserRule {
            kinds,
            sections,
            check,
            def,
        })
    }

    /// Validate all rules of a configuration: each one, and that no two share a code or a name.
    ///
    /// # Errors
    /// Every fault found, at most one a rule.
    pub fn compile_all(defs: Vec<UserRuleDef>, grammar: &Grammar) -> Result<Vec<UserRule>, Vec<UserRuleError>> {
        let mut compiled: Vec<UserRule> = Vec::with_capacity(defs.len());
        let mut errors = Vec::new();
        for def in defs {
            let twin = |other: &&UserRule| other.def.code == def.code || other.def.name == def.name;
            if let Some(other) = compiled.iter().find(twin) {
                let (key, value) = match other.def.code == def.code {
                    true => ("code", &def.code),
                    false => ("name", &def.name),
                };
                errors.push(UserRuleError {
                    rule: def.code.clone(),
                    key,
                    message: format!("another rule is called `{value}` already; give this one its own"),
                });
                continue;
            }
            match UserRule::compile(def, grammar) {
                Ok(rule) => compiled.push(rule),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(compiled) } else { Err(errors) }
    }

    /// `MED001`.
    pub fn code(&self) -> &str {
        &self.def.code
    }

    /// `no-friendly-names`.
    pub fn name(&self) -> &str {
        &self.def.name
    }

    /// The letters of its code, `MED`: a selector for all rules that share them.
    pub fn family(&self) -> &str {
        family_of(&self.def.code)
    }

    /// Its severity unless the settings say otherwise.
    pub fn severity(&self) -> Severity {
        self.def.severity.unwrap_or(Severity::Warning)
    }

    /// The definition as written.
    pub fn def(&self) -> &UserRuleDef {
        &self.def
    }

    /// The strongest fix it offers, if any.
    pub fn fix(&self) -> Option<Applicability> {
        match &self.check {
            UserCheck::Replace { applicability, .. } => Some(*applicability),
            _ => None,
        }
    }
}

fn check_code(code: &str) -> Result<(), String> {
    let family = family_of(code);
    let shaped = (2..=6).contains(&family.len())
        && family.bytes().all(|b| b.is_ascii_uppercase())
        && code.len() == family.len() + 3;
    if !shaped {
        return Err(format!(
            "`{code}` is no rule code; write two to six capitals and three digits, like `MED001`"
        ));
    }
    let built_in = Family::ALL.iter().any(|known| known.code() == family);
    if built_in || family == "ALL" {
        return Err(format!(
            "codes that open with `{family}` are preceptor's own; choose other letters, like `MED001`"
        ));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), String> {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !name.split('-').all(word) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err(format!(
            "`{name}` is no rule name; write lower-case words joined by `-`, like `no-friendly-names`"
        ));
    }
    let taken = |rule: &&&rules::Rule| rule.name == name || rule.aliases.contains(&name);
    if let Some(rule) = rules::all().iter().find(taken) {
        return Err(format!(
            "the built-in rule {} is called `{name}`; choose another",
            rule.code
        ));
    }
    if name == "all" || Family::ALL.iter().any(|family| family.name() == name) {
        return Err(format!("`{name}` is the name of a family of rules; choose another"));
    }
    Ok(())
}

fn find_kind(grammar: &Grammar, name: &str) -> Result<KindId, String> {
    grammar.kind_named(name).ok_or_else(|| {
        let known = grammar
            .kinds()
            .iter()
            .flat_map(|kind| std::iter::once(&kind.id).chain(kind.aliases.iter()));
        unknown("note kind", name, known.map(|text| &**text))
    })
}

fn find_sections(grammar: &Grammar, names: &[String]) -> Result<Vec<SectionId>, String> {
    let find = |name: &String| {
        grammar.section_named(name).ok_or_else(|| {
            let known = grammar
                .sections()
                .iter()
                .flat_map(|section| [&section.id, &section.title].into_iter().chain(section.aliases.iter()));
            unknown("section", name, known.map(|text| &**text))
        })
    };
    names.iter().map(find).collect()
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(name, known) {
        Some(near) => format!("no {what} is called `{name}`; did you mean `{near}`?"),
        None => format!("no {what} is called `{name}`; `preceptor kinds show KIND` names what there is"),
    }
}

type CheckError = (&'static str, String);

fn compile_check(def: &UserRuleDef, grammar: &Grammar) -> Result<UserCheck, CheckError> {
    let given: Vec<&'static str> = [
        ("forbid", def.forbid.is_some()),
        ("require", def.require.is_some()),
        ("replace", def.replace.is_some()),
        ("count", def.count.is_some()),
        ("if-then", def.if_then.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, given)| given.then_some(key))
    .collect();
    if let [_, second, ..] = given[..] {
        let all = given.join("`, `");
        return Err((
            second,
            format!("a rule checks one thing; this one has `{all}`: split it into several"),
        ));
    }
    if let Some(pattern) = &def.forbid {
        return Ok(UserCheck::Forbid(finder(pattern, "forbid")?));
    }
    if let Some(pattern) = &def.require {
        return Ok(UserCheck::Require(finder(pattern, "require")?));
    }
    if let Some(replace) = &def.replace {
        return compile_replace(replace);
    }
    if let Some(count) = &def.count {
        return compile_count(count);
    }
    if let Some(if_then) = &def.if_then {
        return compile_if_then(if_then, grammar);
    }
    Err((
        "forbid",
        "the rule checks nothing; give it one of `forbid`, `require`, `replace`, `count` and `if-then`".to_owned(),
    ))
}

fn finder(pattern: &Pattern, key: &'static str) -> Result<Finder, CheckError> {
    match pattern {
        Pattern::Word(word) => Finder::words([word.as_str()]),
        Pattern::Words(words) => Finder::words(words.iter().map(String::as_str)),
        Pattern::Regex(regex) => Finder::regex(&regex.regex),
    }
    .map_err(|message| (key, message))
}

fn compile_replace(replace: &Replace) -> Result<UserCheck, CheckError> {
    let finder_of = |word: &str| Finder::words([word]).map_err(|message| ("replace.words", message));
    for (from, to) in &replace.words {
        if from.trim() == to.trim() {
            return Err(("replace.words", format!("`{from}` is replaced by itself")));
        }
        if from.trim_end().ends_with('*') {
            let message = format!("`{from}`: a `*` cannot be replaced, for what it stands for is not known");
            return Err(("replace.words", message));
        }
        if finder_of(from)?.is_in(to) {
            let message = format!("`{to}` holds `{from}`, so the rule would report its own correction");
            return Err(("replace.words", message));
        }
    }
    Ok(UserCheck::Replace {
        finder: Finder::words(replace.words.keys().map(String::as_str)).map_err(|m| ("replace.words", m))?,
        words: replace.words.clone().into_iter().collect(),
        applicability: replace.applicability.unwrap_or(Applicability::Suggestion),
    })
}

fn compile_count(count: &Count) -> Result<UserCheck, CheckError> {
    match (count.min, count.max) {
        (None, None) => return Err(("count", "give it a `min`, a `max` or both".to_owned())),
        (Some(min), Some(max)) if min > max => {
            return Err(("count.min", format!("`min = {min}` is more than `max = {max}`")));
        }
        (Some(0), None) => return Err(("count.min", "`min = 0` is always met".to_owned())),
        _ => {}
    }
    let pattern = match (count.of, &count.pattern) {
        (Counted::Occurrences, Some(pattern)) => Some(finder(pattern, "count.pattern")?),
        (Counted::Occurrences, None) => {
            return Err(("count.pattern", "say what is counted: `pattern = [\"…\"]`".to_owned()));
        }
        (_, Some(_)) => {
            return Err((
                "count.pattern",
                "a pattern is counted only with `of = \"occurrences\"`".to_owned(),
            ));
        }
        (_, None) => None,
    };
    Ok(UserCheck::Count {
        of: count.of,
        pattern,
        min: count.min,
        max: count.max,
    })
}

fn compile_if_then(if_then: &IfThen, grammar: &Grammar) -> Result<UserCheck, CheckError> {
    Ok(UserCheck::IfThen {
        when: finder(&if_then.when, "if-then.if")?,
        then: finder(&if_then.then, "if-then.then")?,
        then_sections: find_sections(grammar, &if_then.then_sections).map_err(|m| ("if-then.then-sections", m))?,
    })
}

/// Every `{word}` of the message must be one that the check fills in.
fn check_message(def: &UserRuleDef, check: &UserCheck) -> Result<(), String> {
    if def.message.trim().is_empty() {
        return Err("say to the student what is wrong".to_owned());
    }
    let allowed: &[&str] = match check {
        UserCheck::Forbid(_) | UserCheck::IfThen { .. } => &["found"],
        UserCheck::Replace { .. } => &["found", "replacement"],
        UserCheck::Count { .. } => &["count", "min", "max"],
        UserCheck::Require(_) => &[],
    };
    for text in [&def.message].into_iter().chain(&def.help) {
        for (_, word) in slots(text) {
            if !allowed.contains(&word) {
                let known = match allowed {
                    [] => "nothing is filled in here".to_owned(),
                    known => format!("known here: {{{}}}", known.join("}, {")),
                };
                return Err(format!("`{{{word}}}` is not filled in; {known}"));
            }
        }
    }
    Ok(())
}

/// The `{word}`s of a message, each with the offset of its brace.
pub(super) fn slots(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('{').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let word = &rest[..rest.find('}')?];
        let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        plain.then_some((at, word))
    })
}
