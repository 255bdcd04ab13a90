//! `preceptor redact`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{ConfigArgs, TextOrJson, resolver};
use super::output::{self, Output};
use super::{Failure, Outcome, Result};
use crate::files::import::ImportOptions;
use crate::files::{self, Document, FileError, Input, Origin};
use crate::lint::redact::{self, Dates, Redacted};

/// Which notes, and where their copies go.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor redact note.md                       print a copy without names, numbers, dates and places
  preceptor redact -o shared.md note.md          write it to a file
  preceptor redact -o shared/ notes/*.md         one copy a note in a folder, under the same names
  preceptor redact --shift-dates=-21 note.md     move all dates three weeks back instead of taking them out
  preceptor redact --shift-dates --seed SECRET note.md
                                                 by a number of weeks that only the key tells
  pbpaste | preceptor redact -                   redact what is piped or pasted in

The same person, day or number has the same placeholder throughout a note: [NAME-1], [DATE-2].
The name of a file is not changed.

This is an aid, not a guarantee: a person has to read the copy before it is shared.")]
pub(super) struct RedactArgs {
    /// Notes; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Write the copy to this file, or the copies into this folder, instead of standard output
    #[arg(short, long, value_name = "PATH", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Replace the notes themselves by their copies
    #[arg(long)]
    in_place: bool,
    /// Move dates by this number of days (with `=`: `--shift-dates=-21`) instead of taking them out; without a number,
    /// by one that `--seed` gives
    #[arg(long, value_name = "DAYS", num_args = 0..=1, require_equals = true, default_missing_value = "", allow_hyphen_values = true)]
    shift_dates: Option<String>,
    /// A key that tells by how many weeks dates are moved back; the same key, the same number
    #[arg(long, value_name = "KEY", requires = "shift_dates")]
    seed: Option<String>,
    /// How to say on standard error what was replaced: as text, or as JSON
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Said with every copy.
const NO_GUARANTEE: &str = "this is an aid, not a guarantee: read the copy before you share it";

/// Where copies go.
enum Target<'a> {
    Stdout,
    File(&'a Path),
    Folder(&'a Path),
    InPlace,
}

pub(super) fn run(args: &RedactArgs) -> Result {
    let dates = dates(args)?;
    let target = target(args)?;
    let resolver = resolver(args.config.overrides())?;
    let mut outcome = Outcome::Clean;
    let mut bytes = Vec::new();
    let (mut told, mut errors) = (Vec::new(), Vec::new());
    for path in &args.paths {
        let stdin = path.as_os_str() == "-";
        let input = Input::file(path.clone(), if stdin { Origin::Stdin } else { Origin::Named });
        let done = files::read(&input, &mut bytes).and_then(|()| {
            let fail = |message: String| FileError::new(path.clone(), message);
            let document = Document::read(path, &bytes, &ImportOptions::default()).map_err(fail)?;
            if !document.is_plain() {
                if matches!(target, Target::InPlace) {
                    return Err(fail(
                        "is not UTF-8 text and is not replaced; write a copy with -o".to_owned(),
                    ));
                }
                if let Some(notice) = document.notice(path) {
                    output::note(&notice);
                }
            }
            let resolved = resolver
                .for_path(path)
                .map_err(|error| FileError::new("", error.to_string()))?;
            let copy = redact::redact(&document.text, &resolved.settings.grammar, dates);
            put(&target, path, &bytes, &copy).map_err(fail)?;
            Ok(copy)
        });
        match done {
            Ok(copy) => told.push((path, copy)),
            Err(error) => {
                outcome = Outcome::Incomplete;
                match args.format {
                    TextOrJson::Text => output::file_error(&error),
                    TextOrJson::Json => {
                        errors.push(json!({ "path": error.path.to_string_lossy(), "message": error.message }))
                    }
                }
            }
        }
    }
    match args.format {
        TextOrJson::Text => say(&told),
        TextOrJson::Json => say_json(&told, &errors)?,
    }
    Ok(outcome)
}

/// What becomes of dates.
fn dates(args: &RedactArgs) -> Result<Dates> {
    match (args.shift_dates.as_deref(), args.seed.as_deref()) {
        (None, _) => Ok(Dates::Placeholders),
        (Some(""), Some(key)) => Ok(Dates::Shift(redact::shift_of(key))),
        (Some(""), None) => Err(Failure::new(
            "--shift-dates needs a number of days (--shift-dates=-21), or a key (--seed KEY)",
        )),
        (Some(_), Some(_)) => Err(Failure::new(
            "--shift-dates has a number of days: --seed would give another",
        )),
        (Some(days), None) => match days.parse::<i64>() {
            Ok(days) if days != 0 && days.abs() <= 36_525 => Ok(Dates::Shift(days)),
            _ => Err(Failure::new(
                "--shift-dates takes a whole number of days, not 0 and at most 36525 (100 years): --shift-dates=-21",
            )),
        },
    }
}

fn target(args: &RedactArgs) -> Result<Target<'_>> {
    let several = args.paths.len() > 1;
    if args.in_place {
        if args.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(Failure::new("standard input cannot be replaced: leave --in-place out"));
        }
        return Ok(Target::InPlace);
    }
    let Some(output) = args.output.as_deref() else {
        if several {
            return Err(Failure::new(
                "the copies of several notes need a folder: -o FOLDER (or --in-place)",
            ));
        }
        return Ok(Target::Stdout);
    };
    let ends_as_folder = output.to_string_lossy().ends_with(['/', '\\']);
    if !several && !output.is_dir() && !ends_as_folder {
        return Ok(Target::File(output));
    }
    let mut names: BTreeMap<OsString, &Path> = BTreeMap::new();
    for path in &args.paths {
        let Some(name) = path.file_name().filter(|_| path.as_os_str() != "-") else {
            return Err(Failure::new(
                "standard input has no name to write it under in a folder: use -o FILE",
            ));
        };
        if let Some(other) = names.insert(name.to_owned(), path) {
            return Err(Failure::new(format_args!(
                "{} and {} would be written under the same name",
                other.display(),
                path.display()
            )));
        }
    }
    fs::create_dir_all(output).map_err(|error| {
        Failure::new(format_args!(
            "{}: {}",
            output.display(),
            files::write_error_message(&error)
        ))
    })?;
    Ok(Target::Folder(output))
}

/// Put the copy where it belongs.
fn put(target: &Target<'_>, path: &Path, bytes: &[u8], copy: &Redacted) -> std::result::Result<(), String> {
    let written = |error: std::io::Error| files::write_error_message(&error);
    let to = match target {
        Target::InPlace if copy.replaced.is_empty() => return Ok(()),
        Target::InPlace => {
            return files::replace_contents(path, bytes, copy.text.as_bytes()).map_err(written);
        }
        Target::Stdout => None,
        Target::File(file) => Some(file.to_path_buf()),
        Target::Folder(folder) => path.file_name().map(|name| folder.join(name)),
    };
    if let Some(to) = &to
        && let (Ok(to), Ok(from)) = (fs::canonicalize(to), fs::canonicalize(path))
        && to == from
    {
        return Err("would be replaced by its own copy; ask for that with --in-place".to_owned());
    }
    let mut out = Output::to(to.as_deref()).map_err(message)?;
    out.write_all(copy.text.as_bytes()).map_err(written)?;
    out.finish().map_err(message)
}

fn message(failure: Failure) -> String {
    match failure {
        Failure::Said(message) => message,
        Failure::BrokenPipe => "nobody reads the output any more".to_owned(),
    }
}

/// Tell what was replaced: categories and counts, never a value.
fn say(told: &[(&PathBuf, Redacted)]) {
    for (path, copy) in told {
        let name = path.display();
        let parts: Vec<String> = copy
            .replaced
            .iter()
            .map(|one| match one.different {
                different if different < one.places => format!("{} {} ({different} different)", one.token, one.places),
                _ => format!("{} {}", one.token, one.places),
            })
            .collect();
        if parts.is_empty() {
            output::note(&format!("{name}: nothing was found to replace"));
        } else {
            output::note(&format!("{name}: replaced {}", parts.join(", ")));
        }
    }
    if !told.is_empty() {
        output::note(NO_GUARANTEE);
    }
}

fn say_json(told: &[(&PathBuf, Redacted)], errors: &[serde_json::Value]) -> Result<()> {
    let notes: Vec<serde_json::Value> = told
        .iter()
        .map(|(path, copy)| {
            let replaced: Vec<serde_json::Value> = copy
                .replaced
                .iter()
                .map(|one| json!({ "category": one.token, "places": one.places, "different": one.different }))
                .collect();
            json!({ "path": path.to_string_lossy(), "replaced": replaced })
        })
        .collect();
    let value = json!({ "version": 1, "errors": errors, "notes": notes, "notice": NO_GUARANTEE });
    let mut out = Output::stderr();
    let written = serde_json::to_string_pretty(&value).map_err(Failure::new)?;
    writeln!(out, "{written}").map_err(Failure::output)
}
