//! `preceptor new`.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{ConfigArgs, date_parser, resolver};
use super::ask::{self, Entry, Stop};
use super::{Failure, Outcome, Result, output, places, templates, today};
use crate::config::read_bounded;
use crate::files::{self, AtomicFile, io_message, write_error_message};
use crate::lint::{Date, Settings};
use crate::report::{ColorChoice, neutralize_line};
use crate::template::{self, Answers, Appended, BlankKind, Inputs, Library, Question, prepare, read_value_file};

/// Which template, what is known, and where the note goes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor new                                         pick a template, then answer its questions
  preceptor new hp -o note.md                           an H&P to fill in
  preceptor new hp --ask -o note.md                     the same, asked question by question
  preceptor new hp-internal-medicine --set age=64 --set sex=female -o note.md
  preceptor new soap-clinic --values today.toml         values from a file
  preceptor new hp --case case.toml                     with the standardized patient of a course
  preceptor new templates/mine.md                       a template by its path
  preceptor new learning --append learning.md           today's entry in your learning notes
  preceptor new hp --snippet                            as a snippet: blanks are Tab stops

`preceptor templates list` shows what there is, `templates show NAME` what a template asks for.
What is not known stays a blank (***) that `preceptor check` reports.

Exit status: 0 the note was written, 2 it could not be, 130 it was stopped with Ctrl-C (nothing is
written in either case).")]
pub(super) struct NewArgs {
    /// A template by its name, or by its path (with a `/`, or ending in .md); without one, pick from a list
    #[arg(value_name = "TEMPLATE")]
    template: Option<String>,
    /// Give a value to a field of the template (or to a blank, by its label); may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = set_parser)]
    set: Vec<(String, String)>,
    /// Values from a file, TOML or JSON; may be repeated, a later file is stronger
    #[arg(long, value_name = "FILE")]
    values: Vec<PathBuf>,
    /// A course's standardized patient, TOML or JSON: names that the template does not ask for are no error
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// Write the note to this file; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Add today's entry to this log (learning notes, weekly reflection, feedback or procedure log) instead of writing
    /// a file of its own; the log is made if it is not there
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "snippet", "guide"])]
    append: Option<PathBuf>,
    /// Replace the file if it is there; with --append, add an entry even if there is one of today
    #[arg(long)]
    force: bool,
    /// Print a snippet for editors: blanks become numbered Tab stops and choices
    #[arg(long, conflicts_with = "guide")]
    snippet: bool,
    /// Keep the guidance of the template in the note, as comments
    #[arg(long)]
    guide: bool,
    /// Ask at the terminal for what is not given: first what the template wants to know, then every blank. Esc leaves a
    /// blank, Ctrl-C stops and writes nothing
    #[arg(long, conflicts_with = "snippet")]
    ask: bool,
    /// Do not ask for what has a default; without --ask, ask nothing at all
    #[arg(long)]
    defaults: bool,
    /// List the templates, as `preceptor templates list`
    #[arg(long)]
    list: bool,
    /// The date of the note, instead of today's
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date_parser)]
    today: Option<Date>,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn set_parser(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE: age=64".to_owned()),
    }
}

pub(super) fn run(args: &NewArgs, color: ColorChoice) -> Result {
    if args.list {
        return templates::print_list(&args.config, color);
    }
    let (to_screen, file) = match args.output.as_deref() {
        None => (false, None),
        Some(path) if path.as_os_str() == "-" => (true, None),
        Some(path) => (false, Some(path)),
    };
    let log = match &args.append {
        Some(path) => Some(Log::open(path, &args.config)?),
        None => None,
    };
    if args.ask && !ask::is_possible() {
        return Err(Failure::new(
            "--ask needs a terminal to ask at; without one, give values with --set and --values",
        ));
    }
    if let Some(path) = file {
        places::free(path, args.force).map_err(Failure::new)?;
    }
    let folders = places::folders(&args.config)?;
    let picked = match &args.template {
        Some(name) => Ok((name.clone(), args.ask)),
        None if !ask::is_possible() => {
            return Err(Failure::new(
                "which template? `preceptor new hp`; `preceptor templates list` shows them all",
            ));
        }
        None => pick(&folders).map(|name| (name, args.ask || !args.defaults && !args.snippet)),
    };
    let mut file = file.map(Path::to_path_buf);
    let done = picked.and_then(|(name, asks)| {
        if asks && let Some(path) = &file {
            // Nobody should answer forty questions for a note that cannot be written.
            AtomicFile::create(path).map_err(|error| Stop::Terminal(unwritten(path, &error)))?;
        }
        if let Some(log) = &log
            && asks
            && let Addition::Exists = log.add(args, &make(args, &folders, &name, false)?)?
        {
            return Ok(None);
        }
        let made = make(args, &folders, &name, asks)?;
        if asks && log.is_none() && !to_screen && file.is_none() && io::stdout().is_terminal() {
            let suggested = format!("{}-{}.md", made.template, made.today);
            file = ask::target(&suggested, |path| places::free(path, false).err())?.map(PathBuf::from);
        }
        Ok(Some(made))
    });
    let made = match done {
        Ok(Some(made)) => made,
        Ok(None) => return Ok(Outcome::Clean),
        Err(stop) => return stopped(stop, color),
    };
    if let Some(log) = &log {
        return match log.add(args, &made) {
            Ok(Addition::Exists) => Ok(Outcome::Clean),
            Ok(Addition::Text(text)) => log.write(&text, made.blanks),
            Err(stop) => stopped(stop, color),
        };
    }
    let Some(path) = &file else {
        output::print(made.text)?;
        return Ok(Outcome::Clean);
    };
    write(path, args.force, &made.text)?;
    output::print(written("Wrote", path, made.blanks))?;
    Ok(Outcome::Clean)
}

/// Say why nothing was written.
fn stopped(stop: Stop, color: ColorChoice) -> Result {
    match stop {
        Stop::Template(error) => Ok(output::template_error(&error, color)),
        Stop::Terminal(message) => Err(Failure::new(message)),
        Stop::Interrupted => {
            output::note("stopped; nothing was written");
            Ok(Outcome::Interrupted)
        }
    }
}

/// A file that gathers entries.
struct Log<'a> {
    path: &'a Path,
    /// What is in it; `None` if it is not there.
    bytes: Option<Vec<u8>>,
    settings: Arc<Settings>,
}

/// What is to be added to a log.
enum Addition {
    Text(String),
    /// Nothing: there is an entry already, which has been said.
    Exists,
}

impl<'a> Log<'a> {
    fn open(path: &'a Path, config: &ConfigArgs) -> Result<Self> {
        let fail = |message: String| Failure::new(format_args!("{}: {message}", path.display()));
        if path.as_os_str() == "-" {
            return Err(Failure::new("--append needs a file: standard output has no entries"));
        }
        places::free(path, true).map_err(Failure::new)?;
        let bytes = match read_bounded(path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(fail(io_message(&error))),
        };
        if bytes.as_ref().is_some_and(|bytes| std::str::from_utf8(bytes).is_err()) {
            return Err(fail("is not UTF-8 and is not added to".to_owned()));
        }
        let resolved = resolver(config.overrides())?.for_path(path).map_err(Failure::new)?;
        Ok(Self {
            path,
            bytes,
            settings: Arc::clone(&resolved.settings),
        })
    }

    /// What is to be added for the note.
    fn add(&self, args: &NewArgs, made: &Made) -> std::result::Result<Addition, Stop> {
        let addition = template::Addition {
            grammar: &self.settings.grammar,
            hints: &self.settings.hints,
            log: self.bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()),
            entry: &made.text,
            today: made.today,
            again: args.force,
        };
        match addition.append() {
            Ok(Appended::Created(text) | Appended::Added(text)) => Ok(Addition::Text(text)),
            Ok(Appended::Exists { line, heading }) => {
                output::note(&format!(
                    "{}: line {line} has an entry already ({}), nothing was written; --force adds another",
                    self.path.display(),
                    heading.trim_start_matches('#').trim()
                ));
                Ok(Addition::Exists)
            }
            Err(fault) => Err(Stop::Terminal(match &fault.help {
                Some(help) => format!("{}: {}; {help}", self.path.display(), fault.message),
                None => format!("{}: {}", self.path.display(), fault.message),
            })),
        }
    }

    fn write(&self, added: &str, blanks: usize) -> Result {
        match &self.bytes {
            None => write(self.path, false, added)?,
            Some(bytes) => {
                let whole = [bytes, added.as_bytes()].concat();
                files::replace_contents(self.path, bytes, &whole)
                    .map_err(|error| Failure::new(unwritten(self.path, &error)))?;
            }
        }
        output::print(written("Added an entry to", self.path, blanks))?;
        Ok(Outcome::Clean)
    }
}

/// Let the user pick a template from all that can be read.
fn pick(folders: &[PathBuf]) -> std::result::Result<String, Stop> {
    ask::dress();
    let library = Library::templates(folders.iter().cloned());
    let listed = library.list()?;
    let width = listed
        .iter()
        .map(|listed| listed.name.chars().count())
        .max()
        .unwrap_or(0);
    let mut entries = Vec::new();
    for listed in listed {
        match library
            .find(&listed.name)
            .and_then(|template| templates::whole(&library, template))
        {
            Ok(template) => entries.push(Entry {
                words: templates::words(&template),
                title: template.manifest.title,
                name: template.name,
                width,
            }),
            Err(_) => output::note(&format!(
                "`{name}` has faults and is left out: preceptor templates check {name}",
                name = listed.name
            )),
        }
    }
    ask::pick(entries)?.ok_or(Stop::Interrupted)
}

/// A note that is not written yet.
struct Made {
    text: String,
    /// How many blanks are left in it.
    blanks: usize,
    /// The name of its template.
    template: String,
    today: Date,
}

fn make(args: &NewArgs, folders: &[PathBuf], name: &str, asks: bool) -> std::result::Result<Made, Stop> {
    let (library, template) = places::find(folders, name)?;
    let today = args.today.unwrap_or_else(today::local);
    let read = |path: &PathBuf| read_value_file(path);
    let inputs = Inputs {
        case: args.case.as_ref().map(read).transpose()?,
        files: args.values.iter().map(read).collect::<std::result::Result<_, _>>()?,
        set: args.set.clone(),
        today: Some(today),
        ..Inputs::default()
    };
    let (prepared, answers) = if asks {
        ask::dress();
        let filled = ask::ask(&library, &template, inputs, args.defaults)?;
        (filled.prepared, filled.answers)
    } else {
        (prepare(&library, &template, &inputs)?, Answers::new())
    };
    let order = prepared.order();
    let text = if args.snippet {
        prepared.document.snippet(&order)
    } else {
        prepared.document.filled(&answers).text(args.guide)
    };
    let questions = prepared.document.questions(&order, &answers);
    // What has a default, or can be left out, is no blank in the note.
    let is_blank = |question: &&Question| !matches!(question.kind, BlankKind::Default | BlankKind::Optional);
    Ok(Made {
        text,
        blanks: questions.iter().filter(is_blank).count(),
        template: template.name,
        today,
    })
}

fn write(path: &Path, force: bool, text: &str) -> Result<()> {
    // It may have come to be while the questions were answered.
    places::free(path, force).map_err(Failure::new)?;
    let written = AtomicFile::create(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        if force { file.commit() } else { file.commit_new() }
    });
    written.map_err(|error| Failure::new(unwritten(path, &error)))
}

fn unwritten(path: &Path, error: &io::Error) -> String {
    format!("{}: {}", path.display(), write_error_message(error))
}

/// Said when the note is there.
fn written(done: &str, path: &Path, blanks: usize) -> String {
    let shown = path.display().to_string();
    let shown = neutralize_line(&shown);
    let blanks = match blanks {
        0 => "nothing is left blank".to_owned(),
        1 => "1 blank to fill in".to_owned(),
        more => format!("{more} blanks to fill in"),
    };
    format!("{done} {shown}: {blanks}. Next: preceptor check {shown}\n")
}
