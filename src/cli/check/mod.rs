//! `preceptor check`.

pub(super) mod diff;
mod grouped;
mod note;
mod results;

use std::io::{ErrorKind, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{
    ConfigArgs, DISCLAIMER, KindArgs, SelectArgs, TrackedChanges, date_parser, fail_level_parser, format_parser,
    resolver,
};
use super::output::{self, Output};
use super::progress::Progress;
use super::watch::{Watch, WatchFlags, WatchFormat};
use super::{Failure, Outcome, Result};
use crate::config::{FailLevel, OutputFormat, Overrides, Resolver};
use crate::files::check::{Baselines, Checker, Mending, NoteDone, count};
use crate::files::submissions::{GatherOptions, expand, looks_like_download};
use crate::files::{self, Configured, Discover, FileError, Filter, Input, Submitted};
use crate::lint::Date;
use crate::report::{self, ColorChoice, Format, Renderer, RunError, RunSummary};
use crate::rules::Applicability;
use rayon::iter::Either;

use note::Printer;

/// Which notes, which rules, and what to do with the findings.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor check                              every note in this folder
  preceptor check note.md submissions/ '*.txt' files, folders and patterns
  preceptor check --kind soap -                standard input, as a SOAP note
  preceptor check --select TPL,ORG001 note.md  these rules only
  preceptor check --previous day2.md day3.md   what was copied from yesterday's note
  preceptor check --diff note.md               what --fix would change
  preceptor check --format json notes > a.json for programs
  preceptor check --format html --output-file report.html notes
  preceptor check --write-baseline known.json  from now on, only what is new:
  preceptor check --baseline known.json
  preceptor check --watch notes                again at every save; see `preceptor watch --help`
  preceptor check submissions.zip --group-by rule   a whole class, without a rubric

Files read by default: .md .markdown .txt .note .soap .hp; ignore files are honoured;
a file that is named is always read: text, .docx, .odt, .rtf, .pdf with a text layer, .html,
the notes in a .zip, the rows of a .csv or .jsonl. In a folder that a course's site made
(Canvas, Moodle, Blackboard, Brightspace), and with --submissions, those are read too.

Exit status: 0 nothing at or above the fail level, 1 findings, 2 the run itself failed
(some file could not be read, say; the others are still reported).")]
pub(super) struct CheckArgs {
    /// Files, folders or patterns; `-` is standard input. Without any: the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(), help_heading = "Output")]
    format: Option<OutputFormat>,
    /// Begin with what each note does well and the three findings that matter most
    #[arg(long, help_heading = "Output")]
    summary: bool,
    /// Print how often each rule fired, instead of the findings
    #[arg(long, conflicts_with = "summary", help_heading = "Output")]
    statistics: bool,
    /// Write to this file, which appears when it is whole
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output_file: Option<PathBuf>,
    /// Print findings and errors, nothing else
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    /// List the notes that would be checked, and check none
    #[arg(long, help_heading = "Output")]
    show_files: bool,
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    kind: KindArgs,
    /// The folders hold submissions: read documents and downloads in them too
    #[arg(long, help_heading = "Submissions")]
    submissions: bool,
    /// Gather the findings by student or by rule
    #[arg(
        long,
        value_name = "BY",
        value_enum,
        conflicts_with_all = ["fix", "diff", "watch", "summary", "statistics", "write_baseline", "show_files"],
        help_heading = "Submissions"
    )]
    group_by: Option<grouped::By>,
    /// The column of a table that holds the note
    #[arg(long, value_name = "NAME", help_heading = "Submissions")]
    text_column: Option<String>,
    /// The column of a table that says whose it is
    #[arg(long, value_name = "NAME", help_heading = "Submissions")]
    id_column: Option<String>,
    /// What is done with changes that a document tracks
    #[arg(long, value_name = "HOW", value_enum, default_value_t, help_heading = "Submissions")]
    tracked_changes: TrackedChanges,
    /// Exit with status 1 from this severity on
    #[arg(long, value_name = "LEVEL", value_parser = fail_level_parser())]
    fail_level: Option<FailLevel>,
    /// The earlier note of the same patient: REL003 tells what was copied from it
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// Take this for today's date, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    today: Option<Date>,
    /// The path to take for standard input: it decides which configuration holds
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// How many notes to check at once; by default as many as the machine has processors
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Check every note afresh, also those that have not changed since the last run
    #[arg(long, help_heading = "Cache")]
    no_cache: bool,
    /// Keep results here, instead of in the user's cache folder
    #[arg(long, value_name = "FOLDER", help_heading = "Cache")]
    cache_dir: Option<PathBuf>,
    /// Mend what can be mended without changing any clinical meaning
    #[arg(long, help_heading = "Fixes")]
    fix: bool,
    /// With --fix or --diff: take fixes too that need a clinician's eye
    #[arg(long, help_heading = "Fixes")]
    unsafe_fixes: bool,
    /// Print what --fix would change, and change nothing
    #[arg(long, conflicts_with_all = ["fix", "format", "summary", "statistics"], help_heading = "Fixes")]
    diff: bool,
    /// Hide the findings that this file holds
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, for --baseline
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fix", "diff"], help_heading = "Baseline")]
    write_baseline: Option<PathBuf>,
    /// Check again whenever a note is saved, as `preceptor watch` does
    #[arg(
        long,
        conflicts_with_all = ["diff", "summary", "statistics", "show_files", "write_baseline", "stdin_filename"],
        help_heading = "Watching"
    )]
    watch: bool,
    #[command(flatten)]
    watching: WatchFlags,
    #[command(flatten)]
    config: ConfigArgs,
}

impl CheckArgs {
    fn mending(&self) -> Mending {
        let least = if self.unsafe_fixes {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        match (self.fix, self.diff) {
            (true, _) => Mending::Fix(least),
            (_, true) => Mending::Diff(least),
            _ => Mending::None,
        }
    }

    /// What is read below folders.
    fn filter(&self, resolver: &Arc<Resolver>) -> Arc<dyn Filter> {
        let configured = Configured(Arc::clone(resolver));
        let download = |path: &PathBuf| looks_like_download(path).is_some();
        if self.submissions || self.paths.iter().any(download) {
            return Arc::new(Submitted(configured));
        }
        Arc::new(configured)
    }

    fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| path.as_os_str() == "-")
    }

    /// Whether the run changes files: it then goes on when nobody reads what it prints.
    fn has_work_besides(&self) -> bool {
        self.fix || self.write_baseline.is_some()
    }

    fn validate(&self) -> Result<()> {
        let stdin = self.reads_stdin();
        if !self.watch && !self.watching.is_empty() {
            return Err(Failure::new("--debounce, --poll and --exec go with --watch"));
        }
        if self.unsafe_fixes && !self.fix && !self.diff {
            return Err(Failure::new("--unsafe-fixes goes with --fix or --diff"));
        }
        if self.stdin_filename.is_some() && !stdin {
            return Err(Failure::new(
                "--stdin-filename goes with `-`, which reads standard input",
            ));
        }
        if self.fix && stdin && self.paths.len() > 1 {
            return Err(Failure::new(
                "with --fix, standard input must be the only note: its mended text goes to standard output",
            ));
        }
        Ok(())
    }
}

pub(super) fn run(args: &CheckArgs, color: ColorChoice) -> Result {
    args.validate()?;
    let mut overrides = args.config.overrides();
    args.kind.apply(&mut overrides);
    args.select.apply(&mut overrides);
    overrides.fail_level = args.fail_level;
    overrides.format = args.format;
    overrides.baseline.clone_from(&args.baseline);
    overrides.today = args.today;
    if args.watch {
        return watch(args, overrides, color);
    }
    let resolver = Arc::new(resolver(overrides)?);
    let submissions = GatherOptions {
        text_column: args.text_column.clone(),
        id_column: args.id_column.clone(),
        ..GatherOptions::default()
    };
    if let Some(by) = args.group_by {
        return grouped::run(args, by, resolver, &submissions, color);
    }
    let mut notes = Discover::new(&args.paths, args.filter(&resolver));
    if args.show_files {
        return show_files(notes, &submissions, args.output_file.as_deref());
    }
    // One note has one configuration; that of the run is the same file, found once.
    let for_run = resolver.for_run().map_err(Failure::new)?;
    let format = Format::named(for_run.format.name()).unwrap_or(Format::Full);
    if args.summary && !format.is_for_terminals() {
        return Err(Failure::new(
            "--summary is for people: it goes with --format full or concise",
        ));
    }
    if args.statistics && !format.is_for_terminals() && !format.is_json() {
        return Err(Failure::new(
            "--statistics goes with --format full, concise, json or jsonl",
        ));
    }

    let previous = match &args.previous {
        Some(path) => Some(files::Previous::named(path).map_err(Failure::new)?),
        None => None,
    };

    // The mended text of standard input takes standard output, and the findings make room for it.
    let filters_stdin = args.fix && args.reads_stdin();
    let mut options = output::render_options(color, args.output_file.is_some() || filters_stdin);
    options.quiet = args.quiet;
    let baselines = Baselines::open(&resolver, for_run.baseline.as_deref(), args.write_baseline.as_deref());
    let silent = args.statistics || args.write_baseline.is_some();
    let has_baseline = for_run.baseline.is_some();
    let printer = Printer {
        results: results::open(args, &resolver, has_baseline, (format, options, silent)),
        checker: Checker {
            resolver,
            mending: args.mending(),
            baselines: baselines.map_err(Failure::new)?,
            previous,
            import: args.tracked_changes.import(),
        },
        renderer: Renderer::new(format, options),
        options,
        stdin_filename: args.stdin_filename.as_deref(),
        summary: args.summary,
        silent,
    };

    let mut out = if filters_stdin && args.output_file.is_none() {
        Output::stderr()
    } else {
        Output::to(args.output_file.as_deref())?
    };
    let mut run = Run {
        args,
        summary: RunSummary::default(),
        outcome: Outcome::Clean,
        fixed: (0, 0),
        first: true,
        progress: Progress::new(!args.quiet),
        terminal: out.is_terminal(),
        unheard: false,
    };
    let mut frame = Vec::new();
    if !printer.silent && !args.diff {
        printer.renderer.begin(&mut frame);
        out.write_all(&frame).map_err(Failure::output)?;
    }
    files::run_together(
        within(notes.by_ref(), &submissions),
        args.jobs.and_then(|jobs| NonZeroUsize::new(usize::from(jobs))),
        &printer,
        |done| run.take(done, &printer, &mut out),
    )
    .map_err(Failure::output)?;
    run.progress.finish();

    let Run {
        summary,
        outcome,
        fixed,
        unheard,
        ..
    } = run;
    frame.clear();
    if args.statistics {
        report::statistics(&summary, format, &options, &mut frame);
    } else if !printer.silent && !args.diff {
        printer.renderer.end(&summary, &mut frame);
        if args.summary && !args.quiet {
            frame.extend_from_slice(format!("{DISCLAIMER}\n").as_bytes());
        }
    }
    let written = match unheard {
        true => Ok(()),
        false => out
            .write_all(&frame)
            .map_err(Failure::output)
            .and_then(|()| out.finish()),
    };
    match written {
        Err(Failure::BrokenPipe) if args.has_work_besides() => {}
        written => written?,
    }

    for error in &summary.run_errors {
        output::error(&error.to_string());
    }
    if !args.quiet {
        if let (Mending::Fix(_), (1.., notes)) = (printer.checker.mending, fixed) {
            output::note(&format!(
                "mended {} in {}",
                count(fixed.0, "finding"),
                count(notes, "note")
            ));
        }
        if summary.notes == 0 && summary.run_errors.is_empty() {
            output::note(&notes.skipped().to_string());
        }
    }
    if let Some(results) = printer.results {
        results.finish();
    }
    let failed = !summary.run_errors.is_empty();
    let told = printer.checker.baselines.finish(&summary).map_err(Failure::new)?;
    if let Some(told) = told.filter(|_| !args.quiet) {
        output::note(&told);
    }
    Ok(if failed { Outcome::Incomplete } else { outcome })
}

fn watch(args: &CheckArgs, overrides: Overrides, color: ColorChoice) -> Result {
    let format = match args.format {
        Some(format) => Some(
            WatchFormat::named(format.name())
                .ok_or_else(|| Failure::new("--watch prints --format full, concise or jsonl"))?,
        ),
        None => None,
    };
    let watch = Watch {
        paths: &args.paths,
        format,
        output_file: args.output_file.clone(),
        quiet: args.quiet,
        flags: &args.watching,
        overrides,
        previous: args.previous.clone(),
        jobs: args.jobs,
        mending: args.mending(),
    };
    watch.run(color)
}

/// What has come of the run so far.
struct Run<'a> {
    args: &'a CheckArgs,
    summary: RunSummary,
    outcome: Outcome,
    /// Findings mended, and notes that had any.
    fixed: (usize, usize),
    first: bool,
    progress: Progress,
    terminal: bool,
    /// Nobody reads the output any more, and the run goes on for what else it does.
    unheard: bool,
}

impl Run<'_> {
    fn take(
        &mut self,
        done: files::Done<'_, NoteDone>,
        printer: &Printer<'_>,
        out: &mut Output,
    ) -> std::io::Result<()> {
        self.progress.advance(done.total);
        let note = match done.result {
            Ok(note) => note,
            Err(error) => {
                self.failed(error);
                return Ok(());
            }
        };
        for error in note.failures {
            self.failed(error);
        }
        if let Some(notice) = note.notice.filter(|_| !self.args.quiet) {
            self.progress.aside(|| output::note(&notice));
        }
        self.summary.merge(note.summary);
        if note.fails && self.outcome == Outcome::Clean && self.args.write_baseline.is_none() {
            self.outcome = Outcome::Findings;
        }
        if note.fixed > 0 {
            self.fixed = (self.fixed.0 + note.fixed, self.fixed.1 + 1);
        }
        if let Some(text) = note.text {
            let mut stdout = Output::stdout();
            stdout.write_all(&text)?;
            stdout.flush()?;
        }
        if done.bytes.is_empty() || printer.silent {
            return Ok(());
        }
        let separator = if self.first || self.args.diff {
            &[][..]
        } else {
            printer.renderer.separator()
        };
        self.first = false;
        if self.unheard {
            return Ok(());
        }
        let write = |out: &mut Output| {
            out.write_all(separator)?;
            out.write_all(done.bytes)
        };
        let written = if !self.terminal || !self.progress.is_shown() {
            write(out)
        } else {
            self.progress.aside(|| {
                write(out)?;
                out.flush()
            })
        };
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe && self.args.has_work_besides() => {
                self.unheard = true;
                Ok(())
            }
            written => written,
        }
    }

    /// Keep what failed. A configuration that holds for 500 notes is broken once.
    fn failed(&mut self, error: FileError) {
        let error = RunError {
            path: error.path.to_string_lossy().into_owned(),
            message: error.message,
        };
        if self.summary.run_errors.last() != Some(&error) {
            self.summary.run_errors.push(error);
        }
    }
}

/// The notes, with those that stand in archives and tables in the place of these.
fn within(
    notes: &mut Discover,
    options: &GatherOptions,
) -> impl Iterator<Item = std::result::Result<Input, FileError>> {
    notes.flat_map(move |note| match note {
        Ok(input) => Either::Left(expand(input, options)),
        Err(error) => Either::Right(std::iter::once(Err(error))),
    })
}

fn show_files(mut notes: Discover, submissions: &GatherOptions, output_file: Option<&Path>) -> Result {
    let (mut out, mut outcome, mut any) = (Output::to(output_file)?, Outcome::Clean, false);
    for note in within(notes.by_ref(), submissions) {
        any = true;
        match note {
            Ok(input) => {
                let path = input.path.to_string_lossy();
                writeln!(out, "{}", report::neutralize_line(&path)).map_err(Failure::output)?;
            }
            Err(error) => {
                output::file_error(&error);
                outcome = Outcome::Incomplete;
            }
        }
    }
    out.finish()?;
    if !any {
        output::note(&notes.skipped().to_string());
    }
    Ok(outcome)
}
