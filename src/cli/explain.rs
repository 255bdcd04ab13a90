//! `preceptor explain`.

use serde_json::{Value, json};

use super::args::{ConfigArgs, TextOrJson, resolver};
use super::text::Page;
use super::{Failure, Outcome, Result, kinds, output, rules as listing};
use crate::config::did_you_mean;
use crate::grammar::Grammar;
use crate::lint::{Selector, Settings, UserRule};
use crate::report::{ColorChoice, Table};
use crate::rules::{self, Applicability, Family, OptionDefault, Rule};

/// What to explain.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor explain ORG001             a rule, by code
  preceptor explain missing-section    … or by name
  preceptor explain TPL                a family of rules
  preceptor explain hp                 a note kind
  preceptor explain 'review of systems'")]
pub(super) struct ExplainArgs {
    /// A rule, a family, a note kind, a specialty or a section, by any of its names
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// For people or programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    config: ConfigArgs,
}

/// What a name stands for.
enum Subject<'a> {
    Rules(Selector),
    Kind(&'a crate::grammar::KindDef),
    Specialty(&'a crate::grammar::SpecialtyDef),
    Section(&'a crate::grammar::SectionDef),
}

pub(super) fn run(args: &ExplainArgs, color: ColorChoice) -> Result {
    let resolved = resolver(args.config.overrides())?.for_run().map_err(Failure::new)?;
    let settings = &resolved.settings;
    let grammar = &*settings.grammar;
    // All names are looked up before anything is printed.
    let subjects: Vec<Subject<'_>> = args
        .names
        .iter()
        .map(|name| find(name, settings))
        .collect::<Result<_>>()?;
    if args.format == TextOrJson::Json {
        let explained: Vec<Value> = subjects
            .iter()
            .flat_map(|subject| subject_json(subject, settings))
            .collect();
        output::print_json(&json!({"version": 1, "explained": explained}))?;
        return Ok(Outcome::Clean);
    }
    for (at, subject) in subjects.iter().enumerate() {
        if at > 0 {
            output::print("\n")?;
        }
        let page = match subject {
            Subject::Rules(selector) => rules_page(selector, settings, color),
            Subject::Kind(kind) => kinds::kind_page(grammar, kind, color),
            Subject::Specialty(specialty) => kinds::specialty_page(grammar, specialty, color),
            Subject::Section(section) => kinds::section_page(grammar, section, color),
        };
        page.print()?;
    }
    Ok(Outcome::Clean)
}

fn find<'a>(name: &str, settings: &'a Settings) -> Result<Subject<'a>> {
    let grammar = &*settings.grammar;
    let unknown = match Selector::parse(name, &settings.user_rules) {
        Ok(selector) => return Ok(Subject::Rules(selector)),
        Err(unknown) => unknown,
    };
    if let Some(id) = grammar.kind_named(name) {
        return Ok(Subject::Kind(grammar.kind(id)));
    }
    if let Some(id) = grammar.specialty_named(name) {
        return Ok(Subject::Specialty(grammar.specialty(id)));
    }
    if let Some(id) = grammar.section_named(name) {
        return Ok(Subject::Section(grammar.section(id)));
    }
    let help = unknown
        .suggestion
        .map(|near| format!("did you mean `{near}`?"))
        .or_else(|| {
            let kinds = grammar.kinds().iter().map(|kind| &*kind.id);
            let specialties = grammar.specialties().iter().map(|specialty| &*specialty.id);
            let sections = grammar.sections().iter().map(|section| &*section.id);
            did_you_mean(name, kinds.chain(specialties).chain(sections))
        });
    let help = help.unwrap_or_else(|| "`preceptor rules` and `preceptor kinds` list what there is".to_owned());
    Err(Failure::new(format_args!(
        "`{name}` is no rule, family, note kind, specialty or section; {help}"
    )))
}

fn subject_json(subject: &Subject<'_>, settings: &Settings) -> Vec<Value> {
    let grammar: &Grammar = &settings.grammar;
    let tagged = |what: &str, mut value: Value| {
        value["what"] = what.into();
        value
    };
    match subject {
        Subject::Rules(selector) => {
            let built_in = rules::all().iter().filter(|rule| selector.takes(rule));
            let own = settings.user_rules.iter().filter(|rule| selector.takes_user(rule));
            built_in
                .map(|rule| tagged("rule", listing::rule_json(rule, settings)))
                .chain(own.map(|rule| tagged("user-rule", listing::user_rule_json(rule, settings))))
                .collect()
        }
        Subject::Kind(kind) => vec![tagged("kind", kinds::kind_json(grammar, kind))],
        Subject::Specialty(specialty) => vec![tagged("specialty", kinds::specialty_json(grammar, specialty))],
        Subject::Section(section) => vec![tagged("section", kinds::section_json(grammar, section))],
    }
}

fn rules_page(selector: &Selector, settings: &Settings, color: ColorChoice) -> Page {
    let mut page = Page::new(color);
    match selector {
        Selector::Rule(rule) => rule_text(rule, &mut page),
        Selector::User(code) => {
            for rule in settings.user_rules.iter().filter(|rule| rule.code() == &**code) {
                user_rule_text(rule, &mut page);
            }
        }
        Selector::Family(family) => family_text(*family, &mut page),
        Selector::All => Family::ALL
            .into_iter()
            .for_each(|family| family_text(family, &mut page)),
        Selector::UserFamily(family) => {
            page.title(family, "your own rules");
            let mut table = Table::new();
            for rule in settings.user_rules.iter().filter(|rule| selector.takes_user(rule)) {
                table.row(["", rule.code(), rule.name(), &rule.def().message]);
            }
            page.table(&table);
        }
    }
    page
}

fn family_text(family: Family, page: &mut Page) {
    page.title(family.code(), family.name());
    page.paragraph(match family {
        Family::Organized => "Is everything where a reader looks for it?",
        Family::Complete => "Is everything there that the next reader needs?",
        Family::Relevant => "Is there nothing that hides what matters?",
        Family::Accurate => "Does the note agree with itself and with what is possible?",
        Family::Reasoned => "Does it say what is thought, and why?",
        Family::Actionable => "Could somebody else carry out the plan?",
        Family::Safe => "Can a dose, a drug or an abbreviation be misread?",
        Family::Language => "Is it clear, and fair to the patient?",
        Family::Confidential => "Could a reader tell who the patient is?",
        Family::Template => "Is a blank of the template still there?",
        Family::Suppressions => "Are the exceptions that the note asks for in order?",
    });
    let mut table = Table::new();
    for rule in rules::all().iter().filter(|rule| rule.family == family) {
        table.row(["", rule.code, rule.name, rule.severity.name(), rule.summary]);
    }
    page.table(&table);
}

fn rule_text(rule: &Rule, page: &mut Page) {
    page.title(rule.code, rule.name);
    page.paragraph(rule.summary);
    let fix = match rule.fix {
        None => "no fix of its own",
        Some(Applicability::Safe) => "mended by --fix",
        Some(Applicability::Unsafe) => "mended by --fix --unsafe-fixes",
        Some(Applicability::Suggestion) => "shows what to write",
    };
    let (severity, family) = (rule.severity.name(), rule.family.name());
    page.paragraph(&format!(
        "{severity} · {family} · {}, since edition {} · {fix}",
        listing::status(rule),
        rule.since
    ));
    if !rule.kinds.is_empty() {
        page.paragraph(&format!("Only in notes of kind: {}", rule.kinds.join(", ")));
    }
    page.documentation(rule.docs);
    if !rule.options.is_empty() {
        page.heading("Options");
        page.paragraph(&format!("Set them in preceptor.toml under [options.{}].", rule.name));
        for option in rule.options {
            let allowed = match option.default {
                OptionDefault::Text(_, allowed) if !allowed.is_empty() => format!(" One of: {}.", allowed.join(", ")),
                _ => String::new(),
            };
            page.item(&format!(
                "{} = {}: {}{allowed}",
                option.name,
                default_text(option.default),
                option.doc
            ));
        }
    }
    if !rule.sources.is_empty() {
        page.heading("Sources");
        rule.sources.iter().for_each(|source| page.item(source));
    }
    if !rule.aliases.is_empty() {
        page.heading("Former names");
        page.paragraph(&rule.aliases.join(", "));
    }
}

fn default_text(default: OptionDefault) -> String {
    match default {
        OptionDefault::Bool(value) => value.to_string(),
        OptionDefault::Int(value) => value.to_string(),
        OptionDefault::Text(value, _) => format!("\"{value}\""),
        OptionDefault::List(values) => {
            let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            format!("[{}]", values.join(", "))
        }
    }
}

fn user_rule_text(rule: &UserRule, page: &mut Page) {
    let def = rule.def();
    page.title(rule.code(), rule.name());
    page.paragraph(&def.message);
    page.paragraph(&format!("{} · a rule of your configuration", rule.severity().name()));
    if let Some(why) = &def.why {
        page.heading("Why");
        page.paragraph(why);
    }
    if let Some(help) = &def.help {
        page.heading("How to fix");
        page.paragraph(help);
    }
    for (scope, what) in [(&def.kinds, "kind"), (&def.sections, "section")] {
        if !scope.is_empty() {
            page.paragraph(&format!("Only in {what}: {}", scope.join(", ")));
        }
    }
    for (heading, examples) in [("Not like this", &def.bad), ("But like this", &def.good)] {
        if !examples.is_empty() {
            page.heading(heading);
            for example in examples {
                page.verbatim(example);
            }
        }
    }
}
