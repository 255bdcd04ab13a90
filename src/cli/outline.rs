//! `preceptor outline`.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::args::{ConfigArgs, KindArgs, resolver};
use super::output::{self, Output};
use super::{Failure, Outcome, Result};
use crate::files::import::ImportOptions;
use crate::files::{self, Document, FileError, Input, Origin};
use crate::note;
use crate::report::{self, ColorChoice};

/// Which notes, and how to show them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor outline note.md
  preceptor outline --format json note.md
  pbpaste | preceptor outline --kind soap -")]
pub(super) struct OutlineArgs {
    /// Notes; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// A tree for people, or JSON (one object a note)
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutlineFormat,
    #[command(flatten)]
    kind: KindArgs,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum OutlineFormat {
    /// For people.
    #[default]
    Tree,
    /// Contract version 1.
    Json,
}

pub(super) fn run(args: &OutlineArgs, color: ColorChoice) -> Result {
    let mut overrides = args.config.overrides();
    args.kind.apply(&mut overrides);
    let resolver = resolver(overrides)?;
    let options = output::render_options(color, false);
    let (mut out, mut buffer, mut bytes) = (Output::stdout(), Vec::new(), Vec::new());
    let mut outcome = Outcome::Clean;
    for path in &args.paths {
        buffer.clear();
        let origin = if path.as_os_str() == "-" {
            Origin::Stdin
        } else {
            Origin::Named
        };
        let input = Input::file(path.clone(), origin);
        let outlined = files::read(&input, &mut bytes).and_then(|()| {
            let document = Document::read(path, &bytes, &ImportOptions::default())
                .map_err(|message| FileError::new(path.clone(), message))?;
            let shown = path.to_string_lossy();
            if let Some(notice) = document.notice(path) {
                output::note(&notice);
            }
            let resolved = resolver
                .for_path(path)
                .map_err(|error| FileError::new("", error.to_string()))?;
            let settings = &resolved.settings;
            let note = note::read(Arc::from(document.text), Arc::clone(&settings.grammar), &settings.hints);
            match args.format {
                OutlineFormat::Tree => report::outline(&shown, &note, &options, &mut buffer),
                OutlineFormat::Json => {
                    report::outline_json(&note, &mut buffer);
                    if buffer.last() != Some(&b'\n') {
                        buffer.push(b'\n');
                    }
                }
            }
            Ok(())
        });
        match outlined {
            Ok(()) => out.write_all(&buffer).map_err(Failure::output)?,
            Err(error) => {
                output::file_error(&error);
                outcome = Outcome::Incomplete;
            }
        }
    }
    out.finish()?;
    Ok(outcome)
}
