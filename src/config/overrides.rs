//! What a front (the command line, an editor) says above any file.

use std::path::PathBuf;

use super::options::{FailLevel, OutputFormat};
use crate::format::HeadingStyle;
use crate::lint::Date;

/// What the command line says. It wins over every file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`: this file for every note, instead of the nearest one.
    pub config: Option<PathBuf>,
    /// `--isolated`: no configuration file at all.
    pub isolated: bool,
    /// A file for notes that have none above them: the user's own configuration, see [`user_file`].
    pub fallback: Option<PathBuf>,
    /// `--profile`, if a front offers it.
    pub profile: Option<Vec<String>>,
    /// `--select`.
    pub select: Option<Vec<String>>,
    /// `--extend-select`.
    pub extend_select: Vec<String>,
    /// `--ignore`.
    pub ignore: Vec<String>,
    /// `--preview`; `None` when not given.
    pub preview: Option<bool>,
    /// `--kind`: wins over a note's front matter too.
    pub kind: Option<String>,
    /// `--specialty`: wins over a note's front matter too.
    pub specialty: Vec<String>,
    /// `--fail-level`.
    pub fail_level: Option<FailLevel>,
    /// `--format`.
    pub format: Option<OutputFormat>,
    /// `--heading-style` of `fmt`.
    pub headings: Option<HeadingStyle>,
    /// `--baseline`.
    pub baseline: Option<PathBuf>,
    /// `--today`.
    pub today: Option<Date>,
    /// Today by the clock of the front.
    pub clock: Option<Date>,
    /// Report suppressions but do not honour them.
    pub ignore_suppressions: bool,
    /// Do not let a note's front matter choose its kind and specialty.
    pub ignore_front_matter: bool,
}

/// The user's own configuration file, for notes that have none above them: `preceptor/preceptor.toml` in
/// `$XDG_CONFIG_HOME`, else in `~/.config`. Reads the environment, so only a front calls it.
pub fn user_file() -> Option<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let folder = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(folder.join("preceptor").join("preceptor.toml"))
}
