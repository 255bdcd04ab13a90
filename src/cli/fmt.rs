//! `preceptor fmt`.

use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::args::{ConfigArgs, resolver};
use super::check::diff;
use super::output::{self, Output};
use super::progress::Progress;
use super::{Failure, Outcome, Result};
use crate::config::Resolver;
use crate::files::{self, Configured, Discover, Done, FileError, Input, Origin};
use crate::format::{self, HeadingStyle, Style};
use crate::report::{self, ColorChoice};
use crate::text::{self, Encoding};

/// Which notes, and what to do with their layout.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor fmt                              every note in this folder, in place
  preceptor fmt note.md submissions/         files and folders
  preceptor fmt --diff note.md               what would change
  preceptor fmt --check                      list the notes that would change
  preceptor fmt -                            standard input to standard output
  preceptor fmt --heading-style hash note.md headings as `# HPI`
  preceptor fmt --from emr export.txt        an export of a record system into the markup

The layout: blank lines around headings, one bullet, lists numbered in order and indented under
their parents, `BP: 142/88`, tables in columns, no trailing spaces. Words are never changed, and a
change that would make the note read differently is left out. See docs/formatting.md.

Exit status: 0 all notes are laid out (or were written), 1 with --check or --diff: some would
change, 2 the run itself failed (some file could not be read, say; the others are still done).")]
pub(super) struct FmtArgs {
    /// Files, folders or patterns; `-` is standard input. Without any: the current folder
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; list the notes that would change, and exit with status 1 if there are any
    #[arg(long)]
    check: bool,
    /// Change nothing; print what would change, and exit with status 1 if there is anything
    #[arg(long)]
    diff: bool,
    /// How headings on a line of their own are written: consistent (as most of the note's own), keep,
    /// hash (`# HPI`), bold (`**HPI**`), caps (`HPI`) or label (`HPI:`)
    #[arg(long, value_name = "STYLE", value_parser = style_parser(), hide_possible_values = true)]
    heading_style: Option<HeadingStyle>,
    /// Turn an export into the markup: emr splits what a record system ran together and makes `#` headings
    #[arg(long, value_name = "SOURCE")]
    from: Option<From>,
    /// The path to take for standard input: it decides which configuration holds
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// How many notes to lay out at once; by default as many as the machine has processors
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Print errors, and what --check or --diff found; nothing else
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

/// What notes are converted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum From {
    /// Plain text exported by a record system.
    Emr,
}

fn style_parser() -> impl clap::builder::TypedValueParser<Value = HeadingStyle> {
    PossibleValuesParser::new(HeadingStyle::ALL.map(|(name, _)| name))
        .map(|word| HeadingStyle::named(&word).unwrap_or_default())
}

/// What came of one note.
#[derive(Debug, Default)]
struct NoteDone {
    changed: bool,
    left_out: usize,
    path: PathBuf,
    /// What failed after it had been laid out.
    failure: Option<FileError>,
}

struct Formatter<'a> {
    args: &'a FmtArgs,
    resolver: &'a Resolver,
    color: bool,
}

pub(super) fn run(args: &FmtArgs, color: ColorChoice) -> Result {
    let reads_stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
    if args.stdin_filename.is_some() && !reads_stdin {
        return Err(Failure::new(
            "--stdin-filename goes with `-`, which reads standard input",
        ));
    }
    let changes_nothing = args.check || args.diff;
    if reads_stdin && args.paths.len() > 1 && !changes_nothing {
        return Err(Failure::new(
            "standard input must be the only note: its text goes to standard output",
        ));
    }
    let mut overrides = args.config.overrides();
    overrides.headings = args.heading_style;
    let resolver = Arc::new(resolver(overrides)?);
    resolver.for_run().map_err(Failure::new)?;
    let mut notes = Discover::new(&args.paths, Arc::new(Configured(Arc::clone(&resolver))));
    let formatter = Formatter {
        args,
        resolver: &resolver,
        color: output::render_options(color, false).color,
    };
    let mut out = Output::stdout();
    let mut progress = Progress::new(!args.quiet && !reads_stdin);
    let (mut seen, mut changed, mut failures) = (0usize, 0usize, Vec::<FileError>::new());
    let take = |done: Done<'_, NoteDone>| {
        progress.advance(done.total);
        let mut fail = |error: FileError| {
            // A configuration that holds for 500 notes is broken once.
            if failures.last() != Some(&error) {
                failures.push(error);
            }
        };
        let note = match done.result {
            Ok(note) => note,
            Err(error) => {
                fail(error);
                return Ok(());
            }
        };
        seen += 1;
        changed += usize::from(note.changed);
        if note.left_out > 0 && !args.quiet {
            let message = format!(
                "{}: {} left out, for the note would have been read differently",
                note.path.display(),
                match note.left_out {
                    1 => "1 change was".to_owned(),
                    more => format!("{more} changes were"),
                }
            );
            progress.aside(|| output::note(&message));
        }
        if let Some(error) = note.failure {
            fail(error);
        }
        out.write_all(done.bytes)
    };
    let jobs = args.jobs.and_then(|jobs| NonZeroUsize::new(usize::from(jobs)));
    files::run(
        notes.by_ref(),
        jobs,
        |input, worker, bytes| formatter.note(input, &mut worker.bytes, bytes),
        take,
    )
    .map_err(Failure::output)?;
    progress.finish();
    out.finish()?;
    for error in &failures {
        output::file_error(error);
    }
    if !args.quiet && !reads_stdin {
        if changed > 0 || failures.is_empty() {
            tell(seen, changed, changes_nothing);
        }
        if seen == 0 && failures.is_empty() {
            output::note(&notes.skipped().to_string());
        }
    }
    Ok(match (failures.is_empty(), changes_nothing && changed > 0) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Clean,
    })
}

/// How many notes were, or would be, changed.
fn tell(seen: usize, changed: usize, changes_nothing: bool) {
    if seen == 0 {
        return;
    }
    let notes = |count: usize| match count {
        1 => "1 note".to_owned(),
        more => format!("{more} notes"),
    };
    let message = match (changed, changes_nothing) {
        (0, _) if seen == 1 => "the note is laid out already".to_owned(),
        (0, _) => format!("all {seen} notes are laid out already"),
        (_, true) => format!("{} of {} would be laid out anew", changed, notes(seen)),
        (_, false) => format!("laid out {} of {}", changed, notes(seen)),
    };
    output::note(&message);
}

impl Formatter<'_> {
    /// Lay out a note; write it back, or write to `out` what is for standard output.
    fn note(&self, input: &Input, bytes: &mut Vec<u8>, out: &mut Vec<u8>) -> std::result::Result<NoteDone, FileError> {
        files::read(input, bytes)?;
        let is_stdin = input.origin == Origin::Stdin;
        let path: &Path = match &self.args.stdin_filename {
            Some(path) if is_stdin => path,
            _ => &input.path,
        };
        let resolved = self
            .resolver
            .for_path(path)
            .map_err(|error| FileError::new("", error.to_string()))?;
        let decoded = text::decode(bytes).map_err(|error| FileError::new(path, files::decode_error_message(&error)))?;
        let encoding = decoded.encoding;
        let before: Arc<str> = Arc::from(decoded.text);
        let settings = &resolved.settings;
        let (grammar, hints) = (&settings.grammar, &settings.hints);
        let style = |headings| Style { headings };
        let formatted = match self.args.from {
            Some(From::Emr) => {
                let asked = self.args.heading_style.unwrap_or(HeadingStyle::Hash);
                format::from_emr(&before, grammar, hints, style(asked))
            }
            None => {
                let asked = resolved.configuration.heading_style().value;
                format::format(&before, grammar, hints, style(asked))
            }
        };
        let mut done = NoteDone {
            changed: formatted.text != before,
            left_out: formatted.left_out,
            path: path.to_owned(),
            failure: None,
        };
        let shown = path.to_string_lossy();
        let writes = !self.args.check && !self.args.diff;
        // What is written back would not be the same bytes elsewhere.
        if done.changed && writes && encoding != Encoding::Utf8 {
            let message = format!(
                "is {}, not UTF-8, and was left as it is; save the note as UTF-8 to have it laid out",
                encoding.name()
            );
            done.failure = Some(FileError::new(path, message));
            done.changed = false;
            if is_stdin {
                out.extend_from_slice(bytes);
            }
            return Ok(done);
        }
        if self.args.diff {
            diff::write(&shown, &before, &formatted.text, self.color, out);
        } else if self.args.check {
            if done.changed {
                out.extend_from_slice(report::neutralize_line(&shown).as_bytes());
                out.push(b'\n');
            }
        } else if is_stdin {
            out.extend_from_slice(formatted.text.as_bytes());
        } else if done.changed
            && let Err(error) = files::replace_contents(&input.path, bytes, formatted.text.as_bytes())
        {
            done.failure = Some(FileError::new(path, files::write_error_message(&error)));
            done.changed = false;
        }
        Ok(done)
    }
}
