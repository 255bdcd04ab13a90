//! `preceptor clean`, and where the user's caches are.

use std::path::PathBuf;

use super::output;
use super::{Failure, Outcome, Result};
use crate::files::cache;
use crate::files::check::count;

/// Which cache.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor clean                        forget what is known of notes that have not changed
  preceptor clean --cache-dir .cache     the same of runs with this --cache-dir

The results of `preceptor check` are kept, sealed by the notes themselves, so that an unchanged
note need not be checked again. Nothing is lost when they are removed.")]
pub(super) struct CleanArgs {
    /// The folder that was given to `check --cache-dir`
    #[arg(long, value_name = "FOLDER")]
    cache_dir: Option<PathBuf>,
}

pub(super) fn run(args: &CleanArgs) -> Result {
    let Some(root) = args.cache_dir.clone().or_else(results_folder) else {
        return Ok(Outcome::Clean);
    };
    let (packs, bytes) = cache::clean(&root).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" (os error").next().unwrap_or(&reason);
        Failure::new(format_args!(
            "{}: the cache cannot be removed: {reason}; check who owns it",
            root.display()
        ))
    })?;
    output::note(&match packs {
        0 => "there was no cache to remove".to_owned(),
        packs => format!(
            "removed the cache: {}, {:.1} MB",
            count(packs, "file"),
            bytes as f64 / 1e6
        ),
    });
    Ok(Outcome::Clean)
}

/// Where results are kept: `PRECEPTOR_CACHE_DIR`, else [`user_folder`].
pub(super) fn results_folder() -> Option<PathBuf> {
    let set = std::env::var_os("PRECEPTOR_CACHE_DIR").filter(|folder| !folder.is_empty());
    set.map(PathBuf::from).or_else(user_folder)
}

/// Whether `PRECEPTOR_NO_CACHE` is set.
pub(super) fn is_off() -> bool {
    std::env::var_os("PRECEPTOR_NO_CACHE").is_some_and(|value| !value.is_empty())
}

/// Where preceptor keeps what it can make again: `preceptor` in `$XDG_CACHE_HOME`, else where the system has such things.
pub(super) fn user_folder() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let of_system = || {
        if cfg!(windows) {
            return set("LOCALAPPDATA");
        }
        let home = set("HOME")?;
        Some(home.join(if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        }))
    };
    Some(set("XDG_CACHE_HOME").or_else(of_system)?.join("preceptor"))
}
