//! What may be typed: the commands, and the options that several of them share.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, CommandFactory as _, Parser, Subcommand};

use super::output;
use super::{
    Failure, Outcome, Result, check, clean, completions, config, expand, explain, fmt, grade, init, kinds, lsp, new,
    outline, redact, rules, templates, today, watch,
};
use crate::config::{FailLevel, OutputFormat, Overrides, Resolver, user_file};
use crate::files::import::{ImportOptions, Tracked};
use crate::lint::Date;
use crate::report::ColorChoice;

/// Said wherever somebody might take the program for more than it is.
pub(super) const DISCLAIMER: &str = "preceptor is a teaching aid. It gives no medical advice and no verdict on care.";

const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\npreceptor is a teaching aid. It gives no medical advice and no verdict on care."
);

const AFTER_HELP: &str = "\
Examples:
  preceptor check note.md             mark one note
  preceptor check submissions/        mark every note in a folder
  preceptor check -                   mark what is piped or pasted in
  preceptor watch notes/              mark notes again whenever they are saved
  preceptor new hp -o note.md         start a note from a template
  preceptor expand note.md            write out its dot phrases (.normalcardiac)
  preceptor fmt note.md               bring the note to one layout
  preceptor outline note.md           show how the note was understood
  preceptor redact note.md            print a copy without names, numbers, dates and places
  preceptor grade class.zip --rubric hp-clerkship   mark a class
  preceptor explain ORG001            what a finding means and how to mend it

Exit status: 0 nothing at or above the fail level, 1 findings, 2 the run itself failed.

preceptor is a teaching aid. It gives no medical advice and no verdict on care.
Everything runs on this machine: no note ever leaves it.";

/// A linter for clinical notes: it reads an H&P, SOAP or other note as a preceptor would, and says what to mend.
#[derive(Debug, Parser)]
#[command(name = "preceptor", version, long_version = LONG_VERSION, after_help = AFTER_HELP)]
pub(super) struct Cli {
    /// When to use colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", value_parser = color_parser(), hide_possible_values = true)]
    pub color: Option<ColorChoice>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// `check` alone: to describe all other commands takes as long as checking a short note. Whatever this does not understand is
/// asked of [`Cli`], which knows the words for it.
#[derive(Debug, Parser)]
#[command(name = "preceptor", disable_help_flag = true, disable_help_subcommand = true)]
struct CheckOnly {
    #[arg(long, global = true, value_name = "WHEN", value_parser = color_parser())]
    color: Option<ColorChoice>,
    #[command(subcommand)]
    command: CheckCommand,
}

#[derive(Debug, Subcommand)]
enum CheckCommand {
    #[command(disable_help_flag = true)]
    Check(Box<check::CheckArgs>),
}

impl Cli {
    /// The command line of this process.
    ///
    /// # Errors
    /// It is not understood, or asks for help.
    pub(super) fn of_process() -> std::result::Result<Self, clap::Error> {
        if std::env::args_os().nth(1).is_some_and(|command| command == "check")
            && let Ok(CheckOnly { color, command }) = CheckOnly::try_parse()
        {
            let CheckCommand::Check(args) = command;
            let command = Some(Command::Check(args));
            return Ok(Cli { color, command });
        }
        Cli::try_parse()
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check notes and say what to mend
    Check(Box<check::CheckArgs>),
    /// Check notes again whenever they are saved
    Watch(Box<watch::WatchArgs>),
    /// Start a note from a template
    New(Box<new::NewArgs>),
    /// List, show and check the templates
    Templates(templates::TemplatesArgs),
    /// Write out the dot phrases of notes (.normalcardiac)
    Expand(expand::ExpandArgs),
    /// Bring notes to one layout, without changing a word
    Fmt(fmt::FmtArgs),
    /// Show how a note was understood: kind, sections, problems
    Outline(outline::OutlineArgs),
    /// Write a copy of a note without names, numbers, dates and places
    Redact(redact::RedactArgs),
    /// Mark a folder of submissions by a rubric
    Grade(Box<grade::GradeArgs>),
    /// List the rules, or test the rules of your configuration
    Rules(rules::RulesArgs),
    /// Explain a rule, a family of rules, a note kind or a section
    Explain(explain::ExplainArgs),
    /// List the kinds of note, or show what one of them asks for
    Kinds(kinds::KindsArgs),
    /// Write a preceptor.toml to start from
    Init(init::InitArgs),
    /// Show the configuration in force, or its schema
    Config(config::ConfigCommand),
    /// Forget what is known of notes that have not changed
    Clean(clean::CleanArgs),
    /// Serve an editor: the language server, on standard input and output
    Lsp(lsp::LspArgs),
    /// Print the completion script of a shell
    Completions(completions::CompletionsArgs),
}

fn color_parser() -> impl clap::builder::TypedValueParser<Value = ColorChoice> {
    PossibleValuesParser::new(["auto", "always", "never"]).map(|word| match word.as_str() {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    })
}

/// `text` or `json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum TextOrJson {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// `--tracked-changes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum TrackedChanges {
    /// As the writer sees the text: insertions in, deletions out.
    #[default]
    Accept,
    /// As it was before the changes.
    Refuse,
}

impl TrackedChanges {
    /// How documents are read then.
    pub(super) fn import(self) -> ImportOptions {
        let tracked = match self {
            Self::Accept => Tracked::Accept,
            Self::Refuse => Tracked::Refuse,
        };
        ImportOptions { tracked }
    }
}

/// Where the configuration comes from.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ConfigArgs {
    /// Use this configuration file for every note, instead of the nearest preceptor.toml
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "isolated",
        help_heading = "Configuration"
    )]
    pub config: Option<PathBuf>,
    /// Use no configuration file at all
    #[arg(long, help_heading = "Configuration")]
    pub isolated: bool,
    /// Use these profiles (student, exam, ward, ccda-hp …) instead of the configured ones
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = "Configuration")]
    pub profile: Vec<String>,
}

/// What the note is.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct KindArgs {
    /// The kind of the notes (hp, soap, progress …; see `preceptor kinds`), whatever they say themselves
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The specialty of the notes (internal-medicine, pediatrics …); may be several
    #[arg(long, value_name = "SPECIALTY", value_delimiter = ',')]
    pub specialty: Vec<String>,
}

/// Which rules.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct SelectArgs {
    /// Use these rules only: codes, names or families (ORG001, missing-section, TPL, ALL)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub select: Option<Vec<String>>,
    /// Use these rules as well
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub extend_select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Let families and ALL take rules that are still in preview
    #[arg(long, help_heading = "Rules")]
    pub preview: bool,
}

impl ConfigArgs {
    /// What these options say, for [`resolver`].
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            config: self.config.clone(),
            isolated: self.isolated,
            profile: (!self.profile.is_empty()).then(|| self.profile.clone()),
            fallback: if self.isolated { None } else { user_file() },
            clock: today::now(),
            ..Overrides::default()
        }
    }
}

impl KindArgs {
    pub(super) fn apply(&self, overrides: &mut Overrides) {
        overrides.kind.clone_from(&self.kind);
        overrides.specialty.clone_from(&self.specialty);
    }
}

impl SelectArgs {
    pub(super) fn apply(&self, overrides: &mut Overrides) {
        overrides.select.clone_from(&self.select);
        overrides.extend_select.clone_from(&self.extend_select);
        overrides.ignore.clone_from(&self.ignore);
        overrides.preview = self.preview.then_some(true);
    }
}

/// The resolver of a run in the current folder.
pub(super) fn resolver(overrides: Overrides) -> Result<Resolver> {
    Resolver::new(current_folder()?, overrides).map_err(Failure::new)
}

/// The folder that the run was started in.
pub(super) fn current_folder() -> Result<PathBuf> {
    std::env::current_dir().map_err(|error| {
        Failure::new(format_args!(
            "the current folder cannot be found ({error}); change to a folder that is there, and run it again"
        ))
    })
}

/// Parse a date as of `--today`.
pub(super) fn date_parser(text: &str) -> std::result::Result<Date, String> {
    Date::parse(text)
}

/// `--fail-level`.
pub(super) fn fail_level_parser() -> impl clap::builder::TypedValueParser<Value = FailLevel> {
    PossibleValuesParser::new(FailLevel::ALL.map(|(name, _)| name)).map(|word| {
        let level = FailLevel::ALL.into_iter().find(|(name, _)| *name == word);
        level.map(|(_, level)| level).unwrap_or_default()
    })
}

/// `--format` of `check`.
pub(super) fn format_parser() -> impl clap::builder::TypedValueParser<Value = OutputFormat> {
    PossibleValuesParser::new(OutputFormat::ALL.map(|(name, _)| name)).map(|word| {
        let format = OutputFormat::ALL.into_iter().find(|(name, _)| *name == word);
        format.map(|(_, format)| format).unwrap_or_default()
    })
}

/// `preceptor` alone.
pub(super) fn print_welcome() -> Result {
    let version = env!("CARGO_PKG_VERSION");
    output::print(format!(
        "\
preceptor {version} reads a clinical note as a preceptor would, and says what to mend.

Try:
  preceptor check note.md        mark a note, or a folder of them
  preceptor new                  pick a template and start a note
  preceptor outline note.md      show how a note was understood
  preceptor explain ORG001       what a finding means and how to mend it
  preceptor kinds                the kinds of note, and what each asks for
  preceptor --help               everything else

{DISCLAIMER}
"
    ))?;
    Ok(Outcome::Clean)
}

/// The whole command line, for completions.
pub(super) fn command() -> clap::Command {
    Cli::command()
}

/// What clap has to say: help and version to standard output, a usage error to standard error with status 2.
pub(super) fn clap_outcome(error: &clap::Error) -> Result {
    match error.print() {
        _ if error.use_stderr() => Ok(Outcome::Incomplete),
        Err(error) => Err(Failure::output(error)),
        Ok(()) => Ok(Outcome::Clean),
    }
}
