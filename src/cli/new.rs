//! `preceptor new`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::{ConfigArgs, date_parser};
use super::{Failure, Outcome, Result, output, places, today};
use crate::files::{AtomicFile, write_error_message};
use crate::lint::Date;
use crate::report::{ColorChoice, neutralize_line};
use crate::template::{Answers, Inputs, TemplateError, prepare, read_value_file};

/// Which template, what is known, and where the note goes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor new hp -o note.md                           an H&P to fill in
  preceptor new hp-internal-medicine --set age=64 --set sex=female -o note.md
  preceptor new soap-clinic --values today.toml         values from a file, the note to standard output
  preceptor new hp --case case.toml                     with the standardized patient of a course
  preceptor new templates/mine.md                       a template by its path
  preceptor new hp --snippet                            as a snippet for an editor: blanks are Tab stops

`preceptor templates list` shows what there is, `preceptor templates show NAME` what a template asks.
What is not known stays a blank (***) that `preceptor check` reports.

Exit status: 0 the note was written, 2 it was not (nothing is written then).")]
pub(super) struct NewArgs {
    /// A template by its name, or by its path (with a `/`, or ending in .md)
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
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// Print a snippet for editors: blanks become numbered Tab stops and choices
    #[arg(long, conflicts_with = "guide")]
    snippet: bool,
    /// Keep the guidance of the template in the note, as comments
    #[arg(long)]
    guide: bool,
    /// Ask nothing: what has a default takes it, the rest stays blank
    #[arg(long)]
    defaults: bool,
    /// The date of the note, instead of today's
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date_parser)]
    today: Option<Date>,
    #[command(flatten)]
    config: ConfigArgs,
}

fn set_parser(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE: age=64".to_owned()),
    }
}

pub(super) fn run(args: &NewArgs, color: ColorChoice) -> Result {
    let Some(name) = args.template.as_deref() else {
        return Err(Failure::new(
            "which template? `preceptor new hp`; `preceptor templates list` shows them all",
        ));
    };
    let target = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    if let Some(path) = target {
        free(path, args.force)?;
    }
    let folders = places::folders(&args.config)?;
    match text(args, &folders, name) {
        Err(error) => Ok(output::template_error(&error, color)),
        Ok((text, blanks)) => {
            let Some(path) = target else {
                output::print(text)?;
                return Ok(Outcome::Clean);
            };
            write(path, args.force, &text)?;
            output::print(written(path, blanks))?;
            Ok(Outcome::Clean)
        }
    }
}

/// The note, and how many blanks are left in it.
fn text(args: &NewArgs, folders: &[PathBuf], name: &str) -> std::result::Result<(String, usize), TemplateError> {
    let (library, template) = places::find(folders, name)?;
    let inputs = Inputs {
        case: args.case.as_deref().map(read_value_file).transpose()?,
        files: args
            .values
            .iter()
            .map(|path| read_value_file(path))
            .collect::<std::result::Result<_, _>>()?,
        set: args.set.clone(),
        today: Some(args.today.unwrap_or_else(today::local)),
        ..Inputs::default()
    };
    let prepared = prepare(&library, &template, &inputs)?;
    let order = prepared.order();
    let text = if args.snippet {
        prepared.document.snippet(&order)
    } else {
        prepared.document.text(args.guide)
    };
    Ok((text, prepared.document.questions(&order, &Answers::new()).len()))
}

/// Whether a note may be written there.
fn free(path: &Path, force: bool) -> Result<()> {
    let fail = |message: &str| Err(Failure::new(format_args!("{}: {message}", path.display())));
    if path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator) {
        return fail("is a folder; name a file in it");
    }
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !force {
        return fail("is there already; replace it with --force");
    }
    if metadata.is_file() && metadata.permissions().readonly() {
        return fail("is read-only and is not replaced");
    }
    Ok(())
}

fn write(path: &Path, force: bool, text: &str) -> Result<()> {
    free(path, force)?;
    let written = AtomicFile::create(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.commit()
    });
    written.map_err(|error| Failure::new(format_args!("{}: {}", path.display(), write_error_message(&error))))
}

/// Said when the note is there.
fn written(path: &Path, blanks: usize) -> String {
    let shown = path.display().to_string();
    let shown = neutralize_line(&shown);
    let blanks = match blanks {
        0 => "nothing is left blank".to_owned(),
        1 => "1 blank to fill in".to_owned(),
        more => format!("{more} blanks to fill in"),
    };
    format!("Wrote {shown}: {blanks}. Next: preceptor check {shown}\n")
}
