//! From the path of a note to its settings: the one function that every front asks.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::error::{ConfigError, Problems};
use super::layers;
use super::overrides::Overrides;
use super::project::Project;
use super::resolved::Resolved;
use super::sources::Sources;

/// The names of a configuration file.
pub const FILE_NAMES: [&str; 2] = ["preceptor.toml", ".preceptor.toml"];

/// A project, or what is wrong with it; and what it was read from.
type Found = (Result<Arc<Project>, ConfigError>, Arc<Sources>);

/// Finds the configuration of a note and resolves it. Shared between threads; a folder is looked at once.
#[derive(Debug)]
pub struct Resolver {
    cwd: PathBuf,
    overrides: Overrides,
    /// By folder; the folder of every note asked for, and all above it.
    folders: RwLock<HashMap<PathBuf, Found>>,
    /// By configuration file, so that two folders share one.
    files: RwLock<HashMap<Option<PathBuf>, Found>>,
}

impl Resolver {
    /// A resolver for a run started in `cwd` (absolute).
    ///
    /// # Errors
    /// `--config` names a file that cannot be used.
    pub fn new(cwd: impl Into<PathBuf>, overrides: Overrides) -> Result<Self, ConfigError> {
        let resolver = Self {
            cwd: cwd.into(),
            overrides,
            folders: RwLock::default(),
            files: RwLock::default(),
        };
        if resolver.overrides.config.is_some() && !resolver.overrides.isolated {
            resolver.for_run()?;
        }
        Ok(resolver)
    }

    /// What holds for the note at `path`, absolute or relative to the working directory. The file need not exist.
    ///
    /// # Errors
    /// The configuration in force cannot be used; every fault of it is in the error.
    pub fn for_path(&self, path: &Path) -> Result<Arc<Resolved>, ConfigError> {
        let path = self.absolute(path);
        let folder = path.parent().unwrap_or(&path);
        self.project(folder).0?.resolve(&path, &self.overrides)
    }

    /// What holds for the run as a whole (format, baseline): the settings of a note in the working directory.
    ///
    /// # Errors
    /// As [`Resolver::for_path`].
    pub fn for_run(&self) -> Result<Arc<Resolved>, ConfigError> {
        // No file is called so, and a glob that takes everything takes it.
        self.for_path(Path::new("-"))
    }

    /// Whether the configuration leaves out a file or folder found below an argument.
    ///
    /// # Errors
    /// As [`Resolver::for_path`].
    pub fn is_excluded(&self, path: &Path) -> Result<bool, ConfigError> {
        let path = self.absolute(path);
        let folder = path.parent().unwrap_or(&path);
        Ok(self.project(folder).0?.excludes(&path))
    }

    /// What the configuration of the note at `path` was read from, whether it can be used or not.
    pub fn sources(&self, path: &Path) -> Arc<Sources> {
        let path = self.absolute(path);
        self.project(path.parent().unwrap_or(&path)).1
    }

    /// `path` joined to the working directory, without `.` and `..`.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        layers::absolute(&self.cwd, path)
    }

    /// The project of the notes in `folder`.
    fn project(&self, folder: &Path) -> Found {
        if self.overrides.isolated {
            return self.file(None);
        }
        if let Some(config) = &self.overrides.config {
            return self.file(Some(self.absolute(config)));
        }
        if let Some(found) = self.folders.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return found.clone();
        }
        let found = match self.file_in(folder) {
            Err(error) => {
                let mut sources = Sources::default();
                FILE_NAMES
                    .iter()
                    .for_each(|name| sources.file(&folder.join(name), None));
                (Err(error), Arc::new(sources))
            }
            Ok(Some(file)) => self.file(Some(file)),
            Ok(None) => match folder.parent() {
                Some(above) => self.project(above),
                None => self.file(self.overrides.fallback.clone().filter(|file| file.is_file())),
            },
        };
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        folders.entry(folder.to_path_buf()).or_insert(found).clone()
    }

    /// The configuration file in `folder`.
    fn file_in(&self, folder: &Path) -> Result<Option<PathBuf>, ConfigError> {
        let [plain, hidden] = FILE_NAMES.map(|name| Some(folder.join(name)).filter(|file| file.is_file()));
        if let (Some(plain), Some(_)) = (&plain, &hidden) {
            let mut problems = Problems::default();
            let message = format!("{} and {} stand in the same folder", FILE_NAMES[0], FILE_NAMES[1]);
            problems.file(
                &layers::show(plain, &self.cwd),
                message,
                Some("keep one of them".to_owned()),
            );
            return problems.finish(None);
        }
        Ok(plain.or(hidden))
    }

    fn file(&self, file: Option<PathBuf>) -> Found {
        if let Some(found) = self.files.read().unwrap_or_else(PoisonError::into_inner).get(&file) {
            return found.clone();
        }
        let mut sources = Sources::default();
        let found = match &file {
            Some(file) => Project::load(file, &self.cwd, &self.overrides, &mut sources),
            None => Project::bare(&self.cwd, &self.overrides, &mut sources),
        };
        let found = (found.map(Arc::new), Arc::new(sources));
        self.files
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(file)
            .or_insert(found)
            .clone()
    }
}
