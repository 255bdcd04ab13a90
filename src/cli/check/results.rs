//! Whether a run uses what is known of notes that have not changed, and where that stands.

use std::path::Path;

use super::CheckArgs;
use crate::cli::clean::{is_off, results_folder};
use crate::config::Resolver;
use crate::files::cache::Cache;
use crate::files::check::{Mending, Results};
use crate::report::{Format, RenderOptions};

/// The results of runs like this one; `None` where the run has to look at every note itself: it mends, compares with a
/// baseline or with an earlier note, or was told so.
pub(super) fn open(
    args: &CheckArgs,
    resolver: &Resolver,
    has_baseline: bool,
    (format, options, silent): (Format, RenderOptions, bool),
) -> Option<Results> {
    let looks_itself = args.mending() != Mending::None
        || has_baseline
        || args.baseline.is_some()
        || args.write_baseline.is_some()
        || args.previous.is_some();
    if args.no_cache || is_off() || looks_itself {
        return None;
    }
    let root = match &args.cache_dir {
        Some(folder) => resolver.absolute(folder),
        None => resolver.absolute(&results_folder()?),
    };
    // What a terminal looks like matters only to what is printed there.
    let looks = format
        .is_for_terminals()
        .then_some((options.color, options.width, options.ascii));
    let printed = (format, looks, args.summary, silent);
    let depends = (resolver.absolute(Path::new(".")), printed, args.tracked_changes);
    Some(Results::new(Cache::new(root, &depends)))
}
