//! Where rubrics come from: those that ship, those of the configured folders, a file that is named.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{ConfigError, Origin, Problems, did_you_mean, read_text_bounded};
use crate::grammar::Grammar;
use crate::lint::UserRule;

use super::file;
use super::model::Rubric;

mod shipped {
    include!(concat!(env!("OUT_DIR"), "/rubrics.rs"));
}

/// Ending of the files.
const ENDING: &str = "toml";

/// Where a rubric stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// It came with the program.
    Shipped,
    /// A file.
    File(PathBuf),
}

/// The name of a rubric with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its file's stem.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// All rubrics that can be found by name.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Searched before what ships, strongest first.
    folders: Vec<PathBuf>,
}

impl Library {
    /// What ships, under the rubrics of `folders` (strongest first; a folder that is not there holds nothing).
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            folders: folders.into_iter().collect(),
        }
    }

    /// The names of what came with the program.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        shipped::RUBRICS.iter().map(|(name, _)| *name)
    }

    /// Everything that can be found, by name. Of one name, only what wins.
    ///
    /// # Errors
    ///
    /// A folder is there and cannot be read.
    pub fn list(&self) -> Result<Vec<Listed>, ConfigError> {
        let mut all: Vec<Listed> = Vec::new();
        for folder in &self.folders {
            for path in files_in(folder)? {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                if !all.iter().any(|listed| listed.name == name) {
                    let place = Place::File(path);
                    all.push(Listed { name, place });
                }
            }
        }
        for name in Self::shipped() {
            if !all.iter().any(|listed| listed.name == name) {
                let (name, place) = (name.to_owned(), Place::Shipped);
                all.push(Listed { name, place });
            }
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// The text of a rubric: a file if `name` is a path (it has a slash, or ends in `.toml` and is there), else the one of
    /// that name in the folders or among those that ship.
    ///
    /// # Errors
    ///
    /// There is none of that name, or its file cannot be read.
    pub fn find(&self, name: &str) -> Result<(String, Origin), ConfigError> {
        let path = Path::new(name);
        let is_path = name.contains(['/', std::path::MAIN_SEPARATOR])
            || path.extension().is_some_and(|it| it == ENDING) && path.is_file();
        if is_path {
            let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            return Ok((id, open(path)?));
        }
        let stem = name.strip_suffix(".toml").unwrap_or(name);
        let listed = self.list()?;
        let found = listed.iter().find(|listed| listed.name.eq_ignore_ascii_case(stem));
        match found.map(|found| (&found.name, &found.place)) {
            Some((id, Place::File(path))) => Ok((id.clone(), open(path)?)),
            Some((id, Place::Shipped)) => {
                let text = shipped::RUBRICS
                    .iter()
                    .find(|(known, _)| known == id)
                    .map_or("", |(_, text)| *text);
                let origin = Origin {
                    shown: PathBuf::from(format!("rubrics/{id}.toml")),
                    text: Arc::from(text),
                };
                Ok((id.clone(), origin))
            }
            None => {
                let names: Vec<&str> = listed.iter().map(|listed| listed.name.as_str()).collect();
                let help = did_you_mean(stem, names.iter().copied()).unwrap_or_else(|| {
                    format!(
                        "there are {}; a file of your own is named by its path",
                        names.join(", ")
                    )
                });
                let mut problems = Problems::default();
                problems.command_line(format!("there is no rubric `{name}`"), Some(help));
                Err(problems.finish(()).expect_err("a fault was found"))
            }
        }
    }

    /// The rubric of that name or path.
    ///
    /// # Errors
    ///
    /// As [`Library::find`], and every fault of its file.
    pub fn read(&self, name: &str, grammar: &Grammar, user_rules: &[UserRule]) -> Result<Rubric, ConfigError> {
        let (id, origin) = self.find(name)?;
        file::read(&id, &origin, grammar, user_rules)
    }
}

/// The rubrics of a folder, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == ENDING) && path.is_file());
    files.sort();
    Ok(files)
}

fn open(path: &Path) -> Result<Origin, ConfigError> {
    match read_text_bounded(path) {
        Ok(text) => Ok(Origin {
            shown: path.to_path_buf(),
            text: text.into(),
        }),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> ConfigError {
    let mut problems = Problems::default();
    let message = format!("the rubric cannot be read: {}", crate::config::reason(error));
    problems.file(
        path,
        message,
        Some("check the path, and that it is a text file".to_owned()),
    );
    problems.finish(()).expect_err("a fault was found")
}
