//! `preceptor kinds`.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Subcommand;
use serde_json::{Value, json};

use super::args::{ConfigArgs, TextOrJson, resolver};
use super::text::Page;
use super::{Failure, Outcome, Result, output};
use crate::config::did_you_mean;
use crate::grammar::{Element, Grammar, KindDef, Level, SectionDef, SectionId, SpecialtyDef};
use crate::report::{ColorChoice, Table};

/// Which kinds.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  preceptor kinds
  preceptor kinds show hp
  preceptor kinds show pediatrics
  preceptor kinds --format json"
)]
pub(super) struct KindsArgs {
    #[command(subcommand)]
    command: Option<What>,
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the kinds of note and the specialties
    List(ListArgs),
    /// Show what a kind of note, or a specialty, asks for
    Show(ShowArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// For people or programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// A kind or specialty, by id or any other name of it
    #[arg(value_name = "KIND")]
    name: String,
    #[command(flatten)]
    list: ListArgs,
}

pub(super) fn run(args: &KindsArgs, color: ColorChoice) -> Result {
    match &args.command {
        Some(What::Show(args)) => show(args, color),
        Some(What::List(args)) => list(args, color),
        None => list(&args.list, color),
    }
}

fn grammar(config: &ConfigArgs) -> Result<Arc<Grammar>> {
    let resolved = resolver(config.overrides())?.for_run().map_err(Failure::new)?;
    Ok(Arc::clone(&resolved.settings.grammar))
}

fn list(args: &ListArgs, color: ColorChoice) -> Result {
    let grammar = grammar(&args.config)?;
    if args.format == TextOrJson::Json {
        let kinds: Vec<Value> = grammar.kinds().iter().map(|kind| kind_json(&grammar, kind)).collect();
        let specialties: Vec<Value> = grammar
            .specialties()
            .iter()
            .map(|specialty| specialty_json(&grammar, specialty))
            .collect();
        output::print_json(&json!({"version": 1, "kinds": kinds, "specialties": specialties}))?;
        return Ok(Outcome::Clean);
    }
    let mut page = Page::new(color);
    page.heading("Kinds of note");
    let mut table = Table::new();
    for kind in grammar.kinds() {
        table.row(["", &kind.id, &kind.title]);
    }
    page.table(&table);
    page.heading("Specialties");
    let mut table = Table::new();
    for specialty in grammar.specialties() {
        table.row(["", &specialty.id, &specialty.title]);
    }
    page.table(&table);
    page.paragraph("`preceptor kinds show hp` tells what a kind asks for. A note says its kind in its front matter (`kind: hp`), or \
                    you do with --kind; else it is told from the title and the sections.");
    page.print()?;
    Ok(Outcome::Clean)
}

fn show(args: &ShowArgs, color: ColorChoice) -> Result {
    let grammar = grammar(&args.list.config)?;
    let json = args.list.format == TextOrJson::Json;
    if let Some(id) = grammar.kind_named(&args.name) {
        let kind = grammar.kind(id);
        if json {
            output::print_json(&json!({"version": 1, "kind": kind_json(&grammar, kind)}))?;
        } else {
            kind_page(&grammar, kind, color).print()?;
        }
    } else if let Some(id) = grammar.specialty_named(&args.name) {
        let specialty = grammar.specialty(id);
        if json {
            output::print_json(&json!({"version": 1, "specialty": specialty_json(&grammar, specialty)}))?;
        } else {
            specialty_page(&grammar, specialty, color).print()?;
        }
    } else {
        let known = grammar.kinds().iter().map(|kind| &*kind.id);
        let known = known.chain(grammar.specialties().iter().map(|specialty| &*specialty.id));
        let help = did_you_mean(&args.name, known).unwrap_or_else(|| "`preceptor kinds` lists them".to_owned());
        return Err(Failure::new(format_args!(
            "there is no note kind or specialty `{}`; {help}",
            args.name
        )));
    }
    Ok(Outcome::Clean)
}

/// What a kind asks for, for people.
pub(super) fn kind_page(grammar: &Grammar, kind: &KindDef, color: ColorChoice) -> Page {
    let mut page = Page::new(color);
    page.title(&kind.id, &kind.title);
    page.paragraph(&kind.purpose);
    let (least, most) = kind.words;
    if most > 0 {
        let what = if kind.entries.is_some() {
            "entry"
        } else {
            "student note"
        };
        page.paragraph(&format!("A good {what} has about {least} to {most} words."));
    }
    if let Some(every) = kind.entries {
        page.paragraph(&format!(
            "A log: its files gather dated entries, one a {}. Each is judged by itself.",
            every.name()
        ));
    }
    if !kind.rules.is_empty() {
        page.paragraph(&format!("Only these rules speak on it: {}", kind.rules.join(", ")));
    }
    if !kind.aliases.is_empty() {
        page.paragraph(&format!("Also called: {}", kind.aliases.join(", ")));
    }
    for (heading, sections) in [
        ("Required sections", &kind.required),
        ("Recommended sections", &kind.recommended),
        ("Optional sections", &kind.optional),
    ] {
        if !sections.is_empty() {
            page.heading(heading);
            page.table(&section_table(grammar, sections));
        }
    }
    if !kind.order.is_empty() && !kind.any_order {
        page.heading("Usual order");
        page.paragraph(&titles(grammar, &kind.order, " → "));
        for order in kind.accepted_orders.iter() {
            page.paragraph(&format!("or {}", titles(grammar, order, " → ")));
        }
    }
    if !kind.must_contain.is_empty() {
        page.heading("What belongs in them");
        for must in kind.must_contain.iter() {
            let level = if must.level == Level::Required {
                ""
            } else {
                " (where it applies)"
            };
            page.item(&format!(
                "{}{level}: {}",
                grammar.section(must.section).title,
                must.items.join("; ")
            ));
        }
    }
    if !kind.avoid.is_empty() {
        page.heading("What does not belong in it");
        kind.avoid.iter().for_each(|avoid| page.item(avoid));
    }
    page
}

/// What a specialty adds, for people.
pub(super) fn specialty_page(grammar: &Grammar, specialty: &SpecialtyDef, color: ColorChoice) -> Page {
    let mut page = Page::new(color);
    page.title(&specialty.id, &specialty.title);
    page.paragraph(&specialty.focus);
    if !specialty.aliases.is_empty() {
        page.paragraph(&format!("Also called: {}", specialty.aliases.join(", ")));
    }
    if !specialty.kinds.is_empty() {
        let kinds: Vec<&str> = specialty.kinds.iter().map(|kind| &*grammar.kind(*kind).id).collect();
        page.paragraph(&format!("Notes of the rotation: {}", kinds.join(", ")));
    }
    for (level, heading) in [
        (Level::Required, "Required"),
        (Level::Recommended, "Recommended"),
        (Level::Optional, "Optional"),
    ] {
        let elements: Vec<&Element> = specialty
            .elements
            .iter()
            .filter(|element| element.level == level)
            .collect();
        if elements.is_empty() {
            continue;
        }
        page.heading(heading);
        for element in elements {
            let mut text = format!("{} ({})", element.title, grammar.section(element.section).title);
            if element.applies_when != "always" {
                let _ = write!(text, ", if {}", element.applies_when);
            }
            let _ = write!(text, ": {}", element.teach);
            page.item(&text);
        }
    }
    page
}

/// What a section is, for people.
pub(super) fn section_page(grammar: &Grammar, section: &SectionDef, color: ColorChoice) -> Page {
    let mut page = Page::new(color);
    page.title(&section.id, &section.title);
    page.paragraph(&section.contains);
    if let Some(parent) = section.parent {
        page.paragraph(&format!("Part of: {}", grammar.section(parent).title));
    }
    if let Some(loinc) = &section.loinc {
        page.paragraph(&format!("LOINC: {loinc}"));
    }
    if !section.aliases.is_empty() {
        page.heading("Headings that name it");
        page.paragraph(&section.aliases.join(" · "));
    }
    page
}

fn section_table(grammar: &Grammar, sections: &[SectionId]) -> Table {
    let mut table = Table::new();
    for section in sections {
        let section = grammar.section(*section);
        table.row(["", &section.id, &section.title]);
    }
    table
}

fn titles(grammar: &Grammar, sections: &[SectionId], between: &str) -> String {
    let titles: Vec<&str> = sections
        .iter()
        .map(|section| &*grammar.section(*section).title)
        .collect();
    titles.join(between)
}

fn ids(grammar: &Grammar, sections: &[SectionId]) -> Value {
    sections
        .iter()
        .map(|section| Value::from(&*grammar.section(*section).id))
        .collect()
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Required => "required",
        Level::Recommended => "recommended",
        Level::Optional => "optional",
    }
}

/// A kind for programs.
pub(super) fn kind_json(grammar: &Grammar, kind: &KindDef) -> Value {
    let must: Vec<Value> = kind
        .must_contain
        .iter()
        .map(|must| json!({"section": grammar.section(must.section).id, "level": level_name(must.level), "items": must.items}))
        .collect();
    json!({
        "id": kind.id, "title": kind.title, "aliases": kind.aliases, "purpose": kind.purpose,
        "words": {"least": kind.words.0, "most": kind.words.1},
        "required": ids(grammar, &kind.required), "recommended": ids(grammar, &kind.recommended),
        "optional": ids(grammar, &kind.optional), "order": ids(grammar, &kind.order), "any_order": kind.any_order,
        "must_contain": must, "avoid": kind.avoid,
        "entries": kind.entries.map(crate::grammar::Every::name), "rules": kind.rules,
    })
}

/// A specialty for programs.
pub(super) fn specialty_json(grammar: &Grammar, specialty: &SpecialtyDef) -> Value {
    let kinds: Vec<&str> = specialty.kinds.iter().map(|kind| &*grammar.kind(*kind).id).collect();
    let elements: Vec<Value> = specialty
        .elements
        .iter()
        .map(|element| {
            json!({
                "id": element.id, "title": element.title, "level": level_name(element.level),
                "section": grammar.section(element.section).id, "applies_when": element.applies_when,
                "teach": element.teach,
            })
        })
        .collect();
    json!({
        "id": specialty.id, "title": specialty.title, "aliases": specialty.aliases, "focus": specialty.focus,
        "kinds": kinds, "elements": elements,
    })
}

/// A section for programs.
pub(super) fn section_json(grammar: &Grammar, section: &SectionDef) -> Value {
    json!({
        "id": section.id, "title": section.title, "loinc": section.loinc, "contains": section.contains,
        "parent": section.parent.map(|parent| &*grammar.section(parent).id), "aliases": section.aliases,
    })
}
