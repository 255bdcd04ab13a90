//! `preceptor init`.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use super::{Failure, Outcome, Result, output};
use crate::config::{FILE_NAMES, STARTER};
use crate::files::{AtomicFile, write_error_message};

/// Where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor init
  preceptor init course/")]
pub(super) struct InitArgs {
    /// The folder of the notes
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &InitArgs) -> Result {
    let [name, hidden] = FILE_NAMES;
    if !args.folder.is_dir() {
        return Err(Failure::new(format_args!(
            "{}: there is no such folder",
            args.folder.display()
        )));
    }
    // Two files in one folder are an error later, so the hidden one stands in the way too.
    for name in [name, hidden] {
        let path = args.folder.join(name);
        if fs::symlink_metadata(&path).is_ok() && (name == hidden || !args.force) {
            let way_out = if name == hidden {
                "remove it first"
            } else {
                "replace it with --force"
            };
            return Err(Failure::new(format_args!(
                "{}: is there already; {way_out}",
                shown(&path)
            )));
        }
    }
    let path = args.folder.join(name);
    let written = AtomicFile::create(&path).and_then(|mut file| {
        file.write_all(STARTER.as_bytes())?;
        file.commit()
    });
    written.map_err(|error| Failure::new(format_args!("{}: {}", shown(&path), write_error_message(&error))))?;
    output::print(format!(
        "Wrote {}. It sets nothing yet: every line shows a default. Next: preceptor check\n",
        shown(&path)
    ))?;
    Ok(Outcome::Clean)
}

fn shown(path: &std::path::Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path).to_string_lossy();
    crate::report::neutralize_line(&path).into_owned()
}
