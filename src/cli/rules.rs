//! `preceptor rules`.

use std::sync::Arc;

use clap::Subcommand;
use serde_json::{Value, json};

use super::args::{ConfigArgs, TextOrJson, resolver};
use super::text::Page;
use super::{Failure, Outcome, Result, output};
use crate::config::Resolved;
use crate::lint::{Selector, Settings, UserRule, check_user_rule_examples};
use crate::report::{ColorChoice, Table};
use crate::rules::{self, Applicability, Family, OptionDefault, Rule, Severity, Status};

/// Which rules.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  preceptor rules                 every rule, and whether it is on here
  preceptor rules TPL ORG001      some of them
  preceptor rules --format json
  preceptor rules check           run the examples of the [[rule]]s in your preceptor.toml"
)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    command: Option<What>,
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the rules
    List(ListArgs),
    /// Run the good and bad examples of your own rules
    Check(CheckArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Codes, names or families; all rules without any
    #[arg(value_name = "RULE")]
    selectors: Vec<String>,
    /// For people or programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn run(args: &RulesArgs, color: ColorChoice) -> Result {
    match &args.command {
        Some(What::Check(args)) => check(args),
        Some(What::List(args)) => list(args, color),
        None => list(&args.list, color),
    }
}

fn resolved(config: &ConfigArgs) -> Result<Arc<Resolved>> {
    resolver(config.overrides())?.for_run().map_err(Failure::new)
}

fn list(args: &ListArgs, color: ColorChoice) -> Result {
    let resolved = resolved(&args.config)?;
    let settings = &resolved.settings;
    let selectors: Vec<Selector> = args
        .selectors
        .iter()
        .map(|text| Selector::parse(text, &settings.user_rules).map_err(Failure::new))
        .collect::<Result<_>>()?;
    let wanted = |takes: &dyn Fn(&Selector) -> bool| selectors.is_empty() || selectors.iter().any(takes);
    let built_in: Vec<&Rule> = rules::all()
        .iter()
        .copied()
        .filter(|rule| wanted(&|selector| selector.takes(rule)))
        .collect();
    let own: Vec<&UserRule> = settings
        .user_rules
        .iter()
        .filter(|rule| wanted(&|selector| selector.takes_user(rule)))
        .collect();
    if args.format == TextOrJson::Json {
        let rules: Vec<Value> = built_in.iter().map(|rule| rule_json(rule, settings)).collect();
        let own: Vec<Value> = own.iter().map(|rule| user_rule_json(rule, settings)).collect();
        output::print_json(&json!({"version": 1, "rules": rules, "user_rules": own}))?;
        return Ok(Outcome::Clean);
    }
    let mut page = Page::new(color);
    for family in Family::ALL {
        let rules: Vec<&&Rule> = built_in.iter().filter(|rule| rule.family == family).collect();
        if rules.is_empty() {
            continue;
        }
        page.heading(&format!("{} {}", family.code(), family.name()));
        let mut table = Table::new();
        for rule in rules {
            let on = enabled(rule, settings).map_or("off", Severity::name);
            table.row(["", rule.code, rule.name, on, fix_mark(rule.fix), rule.summary]);
        }
        page.table(&table);
    }
    if !own.is_empty() {
        page.heading("Your own rules");
        let mut table = Table::new();
        for rule in own {
            let on = user_enabled(rule, settings).map_or("off", Severity::name);
            table.row([
                "",
                rule.code(),
                rule.name(),
                on,
                fix_mark(rule.fix()),
                &rule.def().message,
            ]);
        }
        page.table(&table);
    }
    page.paragraph("");
    page.heading("preceptor explain CODE says more.  * --fix mends it, ! only with --unsafe-fixes, ? shows how");
    page.print()?;
    Ok(Outcome::Clean)
}

fn fix_mark(fix: Option<Applicability>) -> &'static str {
    match fix {
        Some(Applicability::Safe) => "*",
        Some(Applicability::Unsafe) => "!",
        Some(Applicability::Suggestion) => "?",
        None => " ",
    }
}

/// The severity with which a rule runs; `None` if it is off.
fn enabled(rule: &Rule, settings: &Settings) -> Option<Severity> {
    let enabled = settings.rules.iter().find(|enabled| enabled.rule.code == rule.code)?;
    Some(enabled.severity.unwrap_or(rule.severity))
}

fn user_enabled(rule: &UserRule, settings: &Settings) -> Option<Severity> {
    let is_this = |index: usize| {
        settings
            .user_rules
            .get(index)
            .is_some_and(|known| known.code() == rule.code())
    };
    let enabled = settings
        .enabled_user_rules
        .iter()
        .find(|enabled| is_this(enabled.index))?;
    Some(enabled.severity.unwrap_or(rule.severity()))
}

/// A rule for programs.
pub(super) fn rule_json(rule: &Rule, settings: &Settings) -> Value {
    let options: Vec<Value> = rule
        .options
        .iter()
        .map(|option| json!({"name": option.name, "default": default_json(option.default), "doc": option.doc}))
        .collect();
    let on = enabled(rule, settings);
    json!({
        "code": rule.code, "name": rule.name, "aliases": rule.aliases, "family": rule.family.name(),
        "severity": on.unwrap_or(rule.severity), "default_severity": rule.severity, "on": on.is_some(),
        "status": status(rule), "since": rule.since, "kinds": rule.kinds, "options": options,
        "fix": rule.fix.map(Applicability::name), "sources": rule.sources, "summary": rule.summary,
        "documentation": rule.docs.trim(),
    })
}

/// A user's rule for programs.
pub(super) fn user_rule_json(rule: &UserRule, settings: &Settings) -> Value {
    let on = user_enabled(rule, settings);
    json!({
        "code": rule.code(), "name": rule.name(), "family": rule.family(),
        "severity": on.unwrap_or(rule.severity()), "default_severity": rule.severity(), "on": on.is_some(),
        "fix": rule.fix().map(Applicability::name), "definition": rule.def(),
    })
}

/// `stable`, `preview` or `opt-in`.
pub(super) fn status(rule: &Rule) -> &'static str {
    match rule.status {
        Status::Stable => "stable",
        Status::Preview => "preview",
        Status::OptIn => "opt-in",
    }
}

fn default_json(default: OptionDefault) -> Value {
    match default {
        OptionDefault::Bool(value) => value.into(),
        OptionDefault::Int(value) => value.into(),
        OptionDefault::Text(value, _) => value.into(),
        OptionDefault::List(values) => values.into(),
    }
}

fn check(args: &CheckArgs) -> Result {
    let resolved = resolved(&args.config)?;
    let settings = &resolved.settings;
    let place = resolved.file.as_ref().map(|file| file.display().to_string());
    if settings.user_rules.is_empty() {
        output::note(&match place {
            Some(file) => format!("{file} has no [[rule]] of its own; `preceptor init` writes a file that shows how"),
            None => "there is no preceptor.toml here, so no rules of your own; `preceptor init` writes one".to_owned(),
        });
        return Ok(Outcome::Clean);
    }
    let (mut text, mut failed, mut examples) = (String::new(), 0, 0);
    for (rule, source) in settings.user_rules.iter().zip(resolved.rule_sources.iter()) {
        let def = rule.def();
        examples += def.good.len() + def.bad.len();
        match check_user_rule_examples(rule, &settings.grammar) {
            Err(failures) => {
                failed += failures.len();
                failures
                    .iter()
                    .for_each(|failure| text.push_str(&line(&format!("{source}: {failure}"))));
            }
            Ok(()) if def.good.is_empty() || def.bad.is_empty() => {
                let missing = if def.bad.is_empty() { "bad" } else { "good" };
                output::note(&format!("{source}: rule `{}` has no `{missing}` example", rule.code()));
            }
            Ok(()) => {}
        }
    }
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let sum = format!(
        "{}, {}",
        count(settings.user_rules.len(), "rule"),
        count(examples, "example")
    );
    text.push_str(&match failed {
        0 => format!("{sum}: all as they should be\n"),
        failed => format!("{sum}: {failed} not as it should be\n"),
    });
    output::print(text)?;
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Findings })
}

fn line(text: &str) -> String {
    format!("{}\n", crate::report::neutralize_line(text))
}
