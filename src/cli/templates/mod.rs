//! `preceptor templates`.

/// The value, or the end of the function with the fault of a template.
macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Ok(Err(error)),
        }
    };
}

mod start;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::json;

use super::args::{ConfigArgs, TextOrJson, resolver};
use super::output::Output;
use super::text::Page;
use super::{Failure, Outcome, Result, output, places};
use crate::report::{ColorChoice, Table, neutralize_line};
use crate::template::{self, Field, Inputs, Library, Manifest, Place, Template, TemplateError, Value, prepare};

/// What of the templates.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor templates list                    every template, those of your own too
  preceptor templates list child              those with a word in name, title, specialty or tags
  preceptor templates show hp                 what a template asks for, and its note
  preceptor templates new our-clinic          start a template of your own
  preceptor templates check our-clinic        has it a fault?
  preceptor templates path                    the folders that are searched")]
pub(super) struct TemplatesArgs {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the templates
    List(ListArgs),
    /// Show what a template asks for, and its note
    Show(ShowArgs),
    /// Check templates for faults
    Check(CheckArgs),
    /// Start a template of your own
    New(start::NewArgs),
    /// Show where templates are looked for, or where one is
    Path(PathArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Only templates with all of these words, in their name, title, kind, specialty, setting or tags
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// For people or programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// A template by its name or path
    #[arg(value_name = "TEMPLATE")]
    name: String,
    /// For people or programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
    /// Print its file as it is
    #[arg(long, conflicts_with = "format")]
    raw: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// Templates by name or path, or folders of them; without any, all of the project's and the user's folders
    #[arg(value_name = "TEMPLATE")]
    names: Vec<String>,
    /// Check the templates that came with the program too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
struct PathArgs {
    /// A template by its name
    #[arg(value_name = "TEMPLATE")]
    name: Option<String>,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn run(args: &TemplatesArgs, color: ColorChoice) -> Result {
    let done = match &args.command {
        What::List(args) => Ok(list(&places::folders(&args.config)?, &args.words, args.format, color)?),
        What::Show(args) => show(args, color)?,
        What::Check(args) => check(args, color)?,
        What::New(args) => start::run(args)?,
        What::Path(args) => path(args)?,
    };
    done.or_else(|error| Ok(output::template_error(&error, color)))
}

/// What came of it, or the fault of a template.
type Done = std::result::Result<Outcome, TemplateError>;

/// The template with what it has from the one that it extends.
pub(super) fn whole(library: &Library, mut template: Template) -> std::result::Result<Template, TemplateError> {
    if template.manifest.extends.is_some() {
        template.manifest = template::resolved(library, &template)?.0;
    }
    Ok(template)
}

/// The words that a template can be found by, in small letters.
pub(super) fn words(template: &Template) -> String {
    let manifest = &template.manifest;
    let kind = manifest.kind.iter().map(|kind| &*kind.value);
    let specialties = manifest.specialty.iter().map(|id| &*id.value);
    let setting = manifest.setting.iter().map(|setting| &*setting.value);
    let tags = manifest.tags.iter().map(String::as_str);
    let words = [&*template.name, &manifest.title].into_iter();
    let words: Vec<&str> = words
        .chain(kind)
        .chain(specialties)
        .chain(setting)
        .chain(tags)
        .collect();
    words.join(" ").to_lowercase()
}

/// `new --list`.
pub(super) fn print_list(config: &ConfigArgs, color: ColorChoice) -> Result {
    list(&places::folders(config)?, &[], TextOrJson::Text, color)
}

fn list(folders: &[PathBuf], wanted: &[String], format: TextOrJson, color: ColorChoice) -> Result {
    let library = Library::templates(folders.iter().cloned());
    let listed = match library.list() {
        Ok(listed) => listed,
        Err(error) => return Ok(output::template_error(&error, color)),
    };
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for listed in &listed {
        match library
            .find(&listed.name)
            .and_then(|template| whole(&library, template))
        {
            Ok(template) => {
                let words = words(&template);
                if wanted.iter().all(|word| words.contains(&word.to_lowercase())) {
                    found.push(template);
                }
            }
            Err(error) => errors.push((&listed.name, error)),
        }
    }
    match format {
        TextOrJson::Json => {
            let errors: Vec<_> = errors
                .iter()
                .map(|(name, error)| json!({"name": name, "message": error.to_string()}))
                .collect();
            let templates: Vec<_> = found
                .iter()
                .map(|template| entry_json(template, &template.manifest))
                .collect();
            output::print_json(&json!({"version": 1, "errors": errors, "templates": templates}))?;
        }
        TextOrJson::Text => {
            let mut table = Table::new();
            for template in &found {
                let manifest = &template.manifest;
                let kind = manifest.kind.as_ref().map_or("", |kind| &*kind.value);
                let specialty = specialties(manifest);
                let folder = match &template.place {
                    Place::Shipped => String::new(),
                    Place::File(path) => shown_folder(path.parent().unwrap_or(Path::new(""))),
                };
                table.row([&*template.name, &manifest.title, kind, &specialty, &folder]);
            }
            let mut out = Vec::new();
            table.render(&mut out);
            output::print(out)?;
            if found.is_empty() && !wanted.is_empty() {
                output::note("no template has these words; `preceptor templates list` shows them all");
            }
            for (name, _) in &errors {
                output::error(&format!("`{name}` has faults: preceptor templates check {name}"));
            }
        }
    }
    Ok(if errors.is_empty() {
        Outcome::Clean
    } else {
        Outcome::Incomplete
    })
}

fn specialties(manifest: &Manifest) -> String {
    let ids: Vec<&str> = manifest.specialty.iter().map(|id| &*id.value).collect();
    ids.join(", ")
}

fn shown_folder(path: &Path) -> String {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    format!("{}{}", path.display(), std::path::MAIN_SEPARATOR)
}

fn entry_json(template: &Template, manifest: &Manifest) -> serde_json::Value {
    let ids: Vec<&str> = manifest.specialty.iter().map(|id| &*id.value).collect();
    json!({
        "name": template.name,
        "title": manifest.title,
        "description": manifest.description,
        "kind": manifest.kind.as_ref().map(|kind| &kind.value),
        "specialty": ids,
        "setting": manifest.setting.as_ref().map(|setting| &setting.value),
        "tags": manifest.tags,
        "path": match &template.place {
            Place::Shipped => None,
            Place::File(path) => Some(path.to_string_lossy()),
        },
    })
}

fn field_json(field: &Field) -> serde_json::Value {
    json!({
        "name": field.name, "type": field.kind.name(), "prompt": field.question(), "help": field.help,
        "default": field.default.as_ref().map(value_json), "choices": field.choices,
        "when": field.when.as_ref().map(|when| &when.value), "min": field.min, "max": field.max,
        "pattern": field.pattern, "unit": field.unit,
    })
}

fn value_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Number(number) => json!(number),
        Value::Boolean(flag) => json!(flag),
        Value::List(values) => values.iter().map(value_json).collect(),
        Value::Table(values) => values
            .iter()
            .map(|(name, value)| (name.clone(), value_json(value)))
            .collect(),
    }
}

fn show(args: &ShowArgs, color: ColorChoice) -> Result<Done> {
    let (library, template) = attempt!(places::find(&places::folders(&args.config)?, &args.name));
    if args.raw {
        output::print(&*template.origin.text)?;
        return Ok(Ok(Outcome::Clean));
    }
    let (manifest, body) = attempt!(template::resolved(&library, &template));
    if args.format == TextOrJson::Json {
        let mut shown = entry_json(&template, &manifest);
        shown["extends"] = json!(manifest.extends.as_ref().map(|base| &base.value));
        shown["fields"] = manifest.fields.iter().map(field_json).collect();
        shown["body"] = json!(body);
        output::print_json(&json!({"version": 1, "template": shown}))?;
        return Ok(Ok(Outcome::Clean));
    }
    let prepared = attempt!(prepare(&library, &template, &Inputs::default()));
    let mut page = Page::new(color);
    page.title(&template.name, &manifest.title);
    page.paragraph(&manifest.description);
    let about = [
        ("Kind", manifest.kind.as_ref().map(|kind| kind.value.clone())),
        ("Specialty", Some(specialties(&manifest)).filter(|ids| !ids.is_empty())),
        (
            "Setting",
            manifest.setting.as_ref().map(|setting| setting.value.clone()),
        ),
        ("Tags", Some(manifest.tags.join(", ")).filter(|tags| !tags.is_empty())),
        ("Extends", manifest.extends.as_ref().map(|base| base.value.clone())),
        (
            "File",
            match &template.place {
                Place::Shipped => None,
                Place::File(path) => Some(path.display().to_string()),
            },
        ),
    ];
    let mut table = Table::new();
    for (name, value) in about {
        if let Some(value) = value {
            table.row([name, &value]);
        }
    }
    page.table(&table);
    if !manifest.fields.is_empty() {
        page.heading("Asks for");
        for field in &manifest.fields {
            page.item(&field_line(field));
        }
    }
    page.heading("The note, when nothing is known");
    page.blank_line();
    page.verbatim(prepared.document.text(true).as_str());
    page.print()?;
    Ok(Ok(Outcome::Clean))
}

/// A field in a few sentences: `sex (choice: female, male): Sex at birth. Default: female.`
fn field_line(field: &Field) -> String {
    let mut about = field.kind.name().to_owned();
    if !field.choices.is_empty() {
        about.push_str(&format!(": {}", field.choices.join(", ")));
    }
    match (field.min, field.max) {
        (Some(min), Some(max)) => about.push_str(&format!(", {min} to {max}")),
        (Some(min), None) => about.push_str(&format!(", {min} or more")),
        (None, Some(max)) => about.push_str(&format!(", {max} or less")),
        (None, None) => {}
    }
    let mut sentences = vec![field.question()];
    sentences.extend(field.help.clone());
    sentences.extend(field.default.as_ref().map(|default| format!("Default: {default}")));
    sentences.extend(field.when.as_ref().map(|when| format!("Asked if {}", when.value)));
    let mut line = format!("{} ({about}):", field.name);
    for sentence in sentences {
        line.push(' ');
        line.push_str(&sentence);
        if !sentence.ends_with(['.', '?', '!', ':']) {
            line.push('.');
        }
    }
    line
}

fn check(args: &CheckArgs, color: ColorChoice) -> Result<Done> {
    let folders = places::folders(&args.config)?;
    let library = Library::templates(folders.iter().cloned());
    let mut names = Vec::new();
    for name in &args.names {
        if Path::new(name).is_dir() {
            names.extend(attempt!(files_in(Path::new(name))));
        } else {
            names.push(name.clone());
        }
    }
    if args.names.is_empty() {
        let listed = attempt!(library.list());
        names.extend(
            listed
                .into_iter()
                .filter(|listed| args.all || listed.place != Place::Shipped)
                .map(|listed| listed.name),
        );
    }
    let (mut faults, mut outcome) = (0, Outcome::Clean);
    let mut out = Output::stdout();
    let options = output::render_options(color, false);
    let resolver = resolver(args.config.overrides())?;
    let settings = &resolver.for_run().map_err(Failure::new)?.settings;
    for name in &names {
        let checked =
            places::find(&folders, name).and_then(|(library, template)| template::check(&library, &template, settings));
        let found = match checked {
            Ok(checked) => checked.faults,
            Err(error) if error.faults.iter().all(|fault| fault.at.is_none()) => {
                output::template_error(&error, color);
                outcome = Outcome::Incomplete;
                continue;
            }
            Err(error) => error.faults,
        };
        if !found.is_empty() {
            faults += found.len();
            let found = TemplateError { faults: found };
            let text = found.render(options.color, options.ascii, options.width);
            writeln!(out, "{text}").map_err(Failure::output)?;
            outcome = outcome.max(Outcome::Findings);
        }
    }
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let (templates, faults) = (count(names.len(), "template"), count(faults, "fault"));
    writeln!(out, "Checked {templates}: {faults}.").map_err(Failure::output)?;
    out.finish()?;
    Ok(Ok(outcome))
}

/// The templates of a folder, by path.
fn files_in(folder: &Path) -> std::result::Result<Vec<String>, TemplateError> {
    let listed = Library::templates([folder.to_path_buf()]).list()?;
    let paths = listed.into_iter().filter_map(|listed| match listed.place {
        Place::Shipped => None,
        Place::File(path) => Some(path.to_string_lossy().into_owned()),
    });
    Ok(paths.collect())
}

fn path(args: &PathArgs) -> Result<Done> {
    let folders = places::folders(&args.config)?;
    let mut out = Output::stdout();
    let mut say = |line: String| writeln!(out, "{}", neutralize_line(&line)).map_err(Failure::output);
    if let Some(name) = &args.name {
        let (_, template) = attempt!(places::find(&folders, name));
        say(match &template.place {
            Place::Shipped => format!(
                "{} (it came with the program: preceptor templates show --raw {name})",
                template.name
            ),
            Place::File(path) => path.display().to_string(),
        })?;
    } else {
        for folder in folders {
            let there = if folder.is_dir() { "" } else { "  (not there)" };
            say(format!("{}{there}", folder.display()))?;
        }
        say("those that came with the program".to_owned())?;
    }
    out.finish()?;
    Ok(Ok(Outcome::Clean))
}
