//! The settings of one note: what the engine takes, what a front needs besides, and where each value came from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::configuration::{Configuration, EXTENSIONS};
use super::options::{FailLevel, OutputFormat, Setting};
use super::source::Source;
use crate::lint::Settings;

/// What holds for a note.
#[derive(Debug)]
pub struct Resolved {
    /// What the engine takes.
    pub settings: Arc<Settings>,
    /// What makes a run fail.
    pub fail_level: FailLevel,
    /// How findings are printed. A run asks this of the folder it was started in, see
    /// [`Resolver::for_run`](super::Resolver::for_run).
    pub format: OutputFormat,
    /// The baseline file.
    pub baseline: Option<PathBuf>,
    /// Where the patient is cared for, if the configuration says so.
    pub setting: Option<Setting>,
    /// The configuration file in force, as shown to the user.
    pub file: Option<PathBuf>,
    /// Where each of the settings' user rules is written.
    pub rule_sources: Arc<[Source]>,
    /// Folders to search for dot phrases, strongest first: the configured ones (or `phrases` beside the configuration file),
    /// then `phrases` in the user's configuration folder. They may be missing.
    pub phrase_folders: Arc<[PathBuf]>,
    /// Folders to search for templates, in the same way.
    pub template_places: Arc<[PathBuf]>,
    /// Folders to search for rubrics, in the same way.
    pub rubric_places: Arc<[PathBuf]>,
    /// Every value with where it came from.
    pub configuration: Configuration,
}

impl Resolved {
    /// Whether `exclude` leaves out this file or folder (absolute, see [`Resolver::absolute`](super::Resolver::absolute)).
    /// A file named on the command line is read all the same.
    pub fn excludes(&self, path: &Path) -> bool {
        self.configuration.exclude.iter().any(|glob| glob.matches(path))
    }

    /// Whether a file found in a folder is read, by its extension.
    pub fn reads(&self, path: &Path) -> bool {
        let Some(extension) = path.extension().and_then(|extension| extension.to_str()) else {
            return false;
        };
        match &self.configuration.extensions {
            Some(known) => known.iter().any(|known| known.eq_ignore_ascii_case(extension)),
            None => EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)),
        }
    }

    /// The folders of templates that the configuration names, strongest first.
    pub fn template_folders(&self) -> impl Iterator<Item = &Path> {
        self.configuration
            .folders
            .templates
            .iter()
            .map(|folder| folder.as_path())
    }
}
