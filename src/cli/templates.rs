//! `preceptor templates`.

use std::io::Write as _;
use std::path::Path;

use clap::Subcommand;

use super::args::{ConfigArgs, resolver};
use super::output::Output;
use super::{Failure, Outcome, Result, output, places};
use crate::report::{ColorChoice, Table};
use crate::template::{self, Library, Place, TemplateError};

/// What of the templates.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor templates list                    every template, and the user's own
  preceptor templates show hp                 what a template asks, and its text
  preceptor templates check templates/        your own templates, without a fault?
  preceptor templates path                    the folders that are searched")]
pub(super) struct TemplatesArgs {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the templates
    List(ListArgs),
    /// Print a template
    Show(NameArgs),
    /// Check templates for faults
    Check(CheckArgs),
    /// Show where templates are looked for, or where one is
    Path(PathArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
struct NameArgs {
    /// A template by its name or path
    #[arg(value_name = "TEMPLATE")]
    name: String,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// Templates by name or path; without any, all of the project's and the user's folders
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
        What::List(args) => list(args)?,
        What::Show(args) => show(args)?,
        What::Check(args) => check(args, color)?,
        What::Path(args) => path(args)?,
    };
    done.or_else(|error| Ok(output::template_error(&error, color)))
}

type Done = std::result::Result<Outcome, TemplateError>;

macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Ok(Err(error)),
        }
    };
}

fn list(args: &ListArgs) -> Result<Done> {
    let library = Library::templates(places::folders(&args.config)?);
    let mut table = Table::new();
    for listed in attempt!(library.list()) {
        let template = attempt!(library.find(&listed.name));
        let kind = template.manifest.kind.map_or(String::new(), |kind| kind.value);
        let specialty: Vec<&str> = template.manifest.specialty.iter().map(|id| &*id.value).collect();
        let place = match &listed.place {
            Place::Shipped => String::new(),
            Place::File(path) => path.parent().unwrap_or(Path::new("")).display().to_string(),
        };
        table.row([
            &*listed.name,
            &template.manifest.title,
            &kind,
            &specialty.join(", "),
            &place,
        ]);
    }
    let mut out = Vec::new();
    table.render(&mut out);
    output::print(out)?;
    Ok(Ok(Outcome::Clean))
}

fn show(args: &NameArgs) -> Result<Done> {
    let (_, template) = attempt!(places::find(&places::folders(&args.config)?, &args.name));
    output::print(&*template.origin.text)?;
    Ok(Ok(Outcome::Clean))
}

fn check(args: &CheckArgs, color: ColorChoice) -> Result<Done> {
    let folders = places::folders(&args.config)?;
    let library = Library::templates(folders.iter().cloned());
    let mut names = args.names.clone();
    if names.is_empty() {
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

fn path(args: &PathArgs) -> Result<Done> {
    let folders = places::folders(&args.config)?;
    if let Some(name) = &args.name {
        let (_, template) = attempt!(places::find(&folders, name));
        let place = match &template.place {
            Place::Shipped => "came with the program".to_owned(),
            Place::File(path) => path.display().to_string(),
        };
        output::print(format!("{place}\n"))?;
        return Ok(Ok(Outcome::Clean));
    }
    for folder in folders {
        let there = if folder.is_dir() { "" } else { " (not there)" };
        output::print(format!("{}{there}\n", folder.display()))?;
    }
    Ok(Ok(Outcome::Clean))
}
