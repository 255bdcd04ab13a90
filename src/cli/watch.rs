//! `preceptor watch`, and `check --watch`.

use std::io::{self, IsTerminal as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::args::{ConfigArgs, KindArgs, SelectArgs, current_folder, date_parser, fail_level_parser, resolver};
use super::{Failure, Outcome, Result, output, today};
use crate::config::{FailLevel, Overrides};
use crate::files::check::Mending;
use crate::lint::Date;
use crate::report::{ColorChoice, RenderOptions};
use crate::rules::Applicability;
use crate::watch::output::{Concise, Jsonl, Output, Piped, Screen};
use crate::watch::{self, Given, Options, Voice};

/// What to watch, which rules, and what to print.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor watch                              every note in this folder
  preceptor watch note.md submissions/         a file and a folder
  preceptor watch --select TPL,ORG note.md     these rules only
  preceptor watch --fix drafts/                mend at each save what can be mended safely
  preceptor watch --format concise             for the problem matcher of an editor
  preceptor watch --format jsonl               a stream of events, for programs
  preceptor watch --output-file .errors .      for :cfile .errors in Vim
  preceptor watch --exec 'make report'         a command after each pass
  preceptor watch --poll /mnt/share/notes      where the system tells of no changes

Notes are checked when they are saved, whatever the editor. Ctrl-C ends it, with the exit status of the
last state: 0 nothing at or above the fail level, 1 findings, 2 some note could not be checked.")]
pub(super) struct WatchArgs {
    /// Files, folders or patterns. Without any: the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed: a screen to look at, lines for an editor, or events for a program
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(), help_heading = "Output")]
    format: Option<WatchFormat>,
    /// Keep all findings in this file too, one a line, for :cfile and its like
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output_file: Option<PathBuf>,
    /// Print findings and errors, nothing else
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    #[command(flatten)]
    watch: WatchFlags,
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    kind: KindArgs,
    /// End with status 1 from this severity on
    #[arg(long, value_name = "LEVEL", value_parser = fail_level_parser())]
    fail_level: Option<FailLevel>,
    /// The earlier note of the same patient: REL003 tells what was copied from it
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// Take this for today's date, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    today: Option<Date>,
    /// How many notes to check at once; by default as many as the machine has processors
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Mend at each save what can be mended without changing any clinical meaning
    #[arg(long, help_heading = "Fixes")]
    fix: bool,
    /// With --fix: take fixes too that need a clinician's eye
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    unsafe_fixes: bool,
    /// Hide the findings that this file holds
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
}

/// What only a watch takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct WatchFlags {
    /// Look when nothing has happened for so many milliseconds; by default 50, and 500 with --fix
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(0..=60_000), help_heading = "Watching")]
    debounce: Option<u64>,
    /// Look at everything every so many milliseconds (by default 1000), where the system tells of no changes: network
    /// drives, containers
    #[arg(
        long,
        value_name = "MS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1000",
        value_parser = clap::value_parser!(u64).range(10..=3_600_000),
        help_heading = "Watching"
    )]
    poll: Option<u64>,
    /// Run this by the shell after each pass; PRECEPTOR_STATUS, PRECEPTOR_CHANGED and others tell it what came of it
    #[arg(long, value_name = "COMMAND", help_heading = "Watching")]
    exec: Option<String>,
}

/// How a watch prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WatchFormat {
    Full,
    Concise,
    Jsonl,
}

impl WatchFormat {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "full" => Some(WatchFormat::Full),
            "concise" => Some(WatchFormat::Concise),
            "jsonl" => Some(WatchFormat::Jsonl),
            _ => None,
        }
    }
}

fn format_parser() -> impl clap::builder::TypedValueParser<Value = WatchFormat> {
    PossibleValuesParser::new(["full", "concise", "jsonl"])
        .map(|name| WatchFormat::named(&name).unwrap_or(WatchFormat::Full))
}

/// A watch, whichever command it was asked by.
pub(super) struct Watch<'a> {
    pub paths: &'a [PathBuf],
    pub format: Option<WatchFormat>,
    pub output_file: Option<PathBuf>,
    pub quiet: bool,
    pub flags: &'a WatchFlags,
    /// What the command line says of rules and configuration.
    pub overrides: Overrides,
    pub previous: Option<PathBuf>,
    pub jobs: Option<u16>,
    pub mending: Mending,
}

impl WatchFlags {
    /// Whether none was given.
    pub(super) fn is_empty(&self) -> bool {
        self.debounce.is_none() && self.poll.is_none() && self.exec.is_none()
    }
}

pub(super) fn run(args: &WatchArgs, color: ColorChoice) -> Result {
    let mut overrides = args.config.overrides();
    args.kind.apply(&mut overrides);
    args.select.apply(&mut overrides);
    overrides.fail_level = args.fail_level;
    overrides.baseline.clone_from(&args.baseline);
    overrides.today = args.today;
    let watch = Watch {
        paths: &args.paths,
        format: args.format,
        output_file: args.output_file.clone(),
        quiet: args.quiet,
        flags: &args.watch,
        overrides,
        previous: args.previous.clone(),
        jobs: args.jobs,
        mending: match (args.fix, args.unsafe_fixes) {
            (false, _) => Mending::None,
            (true, false) => Mending::Fix(Applicability::Safe),
            (true, true) => Mending::Fix(Applicability::Unsafe),
        },
    };
    watch.run(color)
}

/// How long nothing must happen before a look. What is mended is written anew, so the writer must surely be done.
const DEBOUNCE: Duration = Duration::from_millis(50);
const DEBOUNCE_FIX: Duration = Duration::from_millis(500);

impl Watch<'_> {
    pub(super) fn run(self, color: ColorChoice) -> Result {
        if self.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(Failure::new(
                "a watch needs files: standard input does not change; use `preceptor check -`",
            ));
        }
        let cwd = current_folder()?;
        // A format of the configuration that a watch does not have is meant for `check`.
        let configured = resolver(self.overrides.clone())?
            .for_run()
            .map_err(Failure::new)?
            .format;
        let format = self.format.or_else(|| WatchFormat::named(configured.name()));
        let format = format.unwrap_or(WatchFormat::Full);

        let mut render = output::render_options(color, false);
        render.quiet = self.quiet;
        let is_fixing = matches!(self.mending, Mending::Fix(_));
        let options = Options {
            paths: self.paths.to_vec(),
            given: Given {
                cwd,
                overrides: self.overrides,
                clock: today::now,
                mending: self.mending,
                previous: self.previous,
            },
            jobs: self.jobs.and_then(|jobs| NonZeroUsize::new(usize::from(jobs))),
            debounce: match self.flags.debounce {
                Some(ms) => Duration::from_millis(ms),
                None if is_fixing => DEBOUNCE_FIX,
                None => DEBOUNCE,
            },
            poll: self.flags.poll.map(Duration::from_millis),
            exec: self.flags.exec.clone(),
            exec_output: !(format == WatchFormat::Full && is_screen()),
            output_file: self.output_file,
            colored: Some(render).filter(|render| render.color && format != WatchFormat::Jsonl),
        };
        let stdout = anstream::AutoStream::always(io::stdout());
        let mut printed: Box<dyn Output> = match format {
            WatchFormat::Concise => Box::new(Concise::new(stdout, render.color)),
            WatchFormat::Jsonl => Box::new(Jsonl::new(stdout)),
            WatchFormat::Full if is_screen() => Box::new(Screen::new(stdout, render, screen_size, time_of_day)),
            WatchFormat::Full => Box::new(Piped::new(stdout, render)),
        };
        match watch::watch(options, &mut *printed, &Said { quiet: self.quiet }) {
            Ok(0) => Ok(Outcome::Clean),
            Ok(1) => Ok(Outcome::Findings),
            Ok(_) => Ok(Outcome::Incomplete),
            Err(watch::Failure::Said(message)) => Err(Failure::Said(message)),
            Err(watch::Failure::Output(error)) => Err(Failure::output(error)),
        }
    }
}

/// Whether standard output is a terminal on which the cursor can be moved.
fn is_screen() -> bool {
    io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn screen_size() -> (usize, usize) {
    match terminal_size::terminal_size_of(io::stdout()) {
        Some((terminal_size::Width(columns), terminal_size::Height(rows))) => (columns.into(), rows.into()),
        None => (RenderOptions::default().width, 24),
    }
}

fn time_of_day() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}

/// Standard error.
struct Said {
    quiet: bool,
}

impl Voice for Said {
    fn error(&self, message: &str) {
        output::error(message);
    }

    fn warning(&self, message: &str) {
        output::warning(message);
    }

    fn note(&self, message: &str) {
        if !self.quiet {
            output::note(message);
        }
    }
}
