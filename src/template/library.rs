//! Where templates come from: those that ship, those of the user, those of the project; the strongest of a name wins.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::{Fault, Origin, TemplateError};
use super::manifest::{self, Manifest};
use crate::config::{did_you_mean, read_bounded, reason};

mod shipped {
    include!(concat!(env!("OUT_DIR"), "/templates.rs"));
}

/// Ending of the files of templates, parts and phrases.
const ENDING: &str = "md";

/// Where a template or phrase stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// It came with the program.
    Shipped,
    /// A file.
    File(PathBuf),
}

/// The name of a template with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its file's stem.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// A template or a phrase, read.
#[derive(Debug, Clone)]
pub struct Template {
    /// Its file's stem.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// Its file.
    pub origin: Origin,
    /// What it says of itself.
    pub manifest: Manifest,
    /// Where the body starts in the file, in bytes.
    pub body: usize,
}

impl Template {
    /// Read one from its text.
    ///
    /// # Errors
    ///
    /// The faults of its manifest.
    pub fn read(name: &str, place: Place, origin: Origin) -> Result<Self, TemplateError> {
        let (manifest, body) = manifest::read(&origin)?;
        Ok(Self {
            name: name.to_owned(),
            place,
            origin,
            manifest,
            body,
        })
    }

    /// Read the template of a file that stands in no folder of the library.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or its manifest has faults.
    pub fn from_file(path: &Path) -> Result<Self, TemplateError> {
        let origin = open(path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Self::read(&name, Place::File(path.to_path_buf()), origin)
    }

    /// The body: what is rendered.
    pub fn body(&self) -> &str {
        &self.origin.text[self.body..]
    }
}

/// All templates or phrases that can be found by name.
#[derive(Debug, Clone)]
pub struct Library {
    what: &'static str,
    shipped: &'static [(&'static str, &'static str)],
    /// Searched before what ships, strongest first. What is missing in them is found further down.
    folders: Vec<PathBuf>,
}

impl Library {
    /// The starter templates, under those of `folders` (strongest first; a folder that is not there holds nothing).
    pub fn templates(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            what: "template",
            shipped: shipped::TEMPLATES,
            folders: folders.into_iter().collect(),
        }
    }

    /// The dot phrases, under those of `folders`.
    pub fn phrases(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            what: "phrase",
            shipped: shipped::PHRASES,
            folders: folders.into_iter().collect(),
        }
    }

    /// The folders, strongest first.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The names of what came with the program.
    pub fn shipped(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.shipped.iter().map(|(name, _)| *name)
    }

    /// Everything that can be found, by name. Of one name, only what wins.
    ///
    /// # Errors
    ///
    /// A folder is there and cannot be read.
    pub fn list(&self) -> Result<Vec<Listed>, TemplateError> {
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
        for (name, _) in self.shipped {
            if !all.iter().any(|listed| listed.name == *name) {
                let (name, place) = ((*name).to_owned(), Place::Shipped);
                all.push(Listed { name, place });
            }
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// The template of that name; its ending may be written too.
    ///
    /// # Errors
    ///
    /// There is none, with the nearest names; it cannot be read; its manifest has faults.
    pub fn find(&self, name: &str) -> Result<Template, TemplateError> {
        match self.look_up(name)? {
            Some((name, place, origin)) => Template::read(&name, place, origin),
            None => Err(self.unknown(name)),
        }
    }

    /// What wins of the name below that of `template`: the one that a template of the same name extends.
    pub(super) fn below(&self, template: &Template, name: &str) -> Result<Template, TemplateError> {
        if name != template.name {
            return self.find(name);
        }
        let mut weaker = self.clone();
        if let Place::File(file) = &template.place {
            let own = self.folders.iter().position(|folder| file.parent() == Some(folder));
            weaker.folders = own.map_or_else(Vec::new, |own| self.folders[own + 1..].to_vec());
        } else {
            weaker.shipped = &[];
        }
        weaker.find(name)
    }

    /// The text that an include names: a part, or the body of a template. The bytes before its body are its manifest.
    pub(super) fn included(&self, name: &str) -> Option<(Origin, usize)> {
        let stem = stem(name)?;
        let part = stem.strip_prefix("parts/").unwrap_or(stem);
        if part.contains('/') {
            return None;
        }
        for folder in &self.folders {
            let path = folder.join("parts").join(format!("{part}.{ENDING}"));
            if path.is_file() {
                return open(&path).ok().map(|origin| (origin, 0));
            }
        }
        if let Some((_, text)) = shipped::PARTS.iter().find(|(name, _)| *name == part) {
            return Some((Origin::new(format!("templates/parts/{part}.{ENDING}"), *text), 0));
        }
        if stem.starts_with("parts/") {
            return None;
        }
        let (name, place, origin) = self.look_up(stem).ok()??;
        let template = Template::read(&name, place, origin).ok()?;
        Some((template.origin, template.body))
    }

    /// The names of all parts, for suggestions.
    pub(super) fn parts(&self) -> Vec<String> {
        let mut names: Vec<String> = shipped::PARTS.iter().map(|(name, _)| (*name).to_owned()).collect();
        for folder in &self.folders {
            let files = files_in(&folder.join("parts")).unwrap_or_default();
            names.extend(
                files
                    .iter()
                    .filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned())),
            );
        }
        names.sort();
        names.dedup();
        names
    }

    fn look_up(&self, name: &str) -> Result<Option<(String, Place, Origin)>, TemplateError> {
        let Some(stem) = stem(name).filter(|stem| !stem.contains('/')) else {
            return Ok(None);
        };
        for folder in &self.folders {
            let path = folder.join(format!("{stem}.{ENDING}"));
            if path.is_file() {
                let origin = open(&path)?;
                return Ok(Some((stem.to_owned(), Place::File(path), origin)));
            }
        }
        let found = self.shipped.binary_search_by(|(name, _)| (*name).cmp(stem)).ok();
        Ok(found.map(|at| {
            let (name, text) = self.shipped[at];
            let folder = if self.what == "phrase" { "phrases" } else { "templates" };
            let origin = Origin::new(format!("{folder}/{name}.{ENDING}"), text);
            (name.to_owned(), Place::Shipped, origin)
        }))
    }

    fn unknown(&self, name: &str) -> TemplateError {
        let listed = self.list().unwrap_or_default();
        let names = || listed.iter().map(|listed| listed.name.as_str());
        let lower = name.to_lowercase();
        let holds: Vec<String> = names()
            .filter(|known| lower.len() > 1 && known.contains(&lower))
            .map(|known| format!("`{known}`"))
            .collect();
        let help = match holds.len() {
            1..=6 => format!("did you mean {}?", holds.join(" or ")),
            _ => did_you_mean(name, names()).unwrap_or_else(|| {
                let list = if self.what == "phrase" {
                    "expand --list"
                } else {
                    "templates list"
                };
                format!("`preceptor {list}` shows them all")
            }),
        };
        Fault::new(format!("there is no {} `{name}`", self.what), Some(help)).into()
    }
}

/// A name without its ending; `None` if it leads out of the folders.
fn stem(name: &str) -> Option<&str> {
    let inside = !name.is_empty()
        && !name
            .split(['/', '\\'])
            .any(|part| part.is_empty() || part == "." || part == "..");
    inside.then(|| name.strip_suffix(".md").unwrap_or(name))
}

/// The template files of a folder, sorted; none if there is no such folder.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, TemplateError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == ENDING) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

pub(super) fn open(path: &Path) -> Result<Origin, TemplateError> {
    let bytes = read_bounded(path).map_err(|error| unreadable(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let message = format!("{}: no UTF-8 text at byte {at}", path.display());
        TemplateError::from(Fault::new(message, Some("save the file as UTF-8".to_owned())))
    })?;
    // A template made on Windows is the same template.
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text
    };
    Ok(Origin::new(path.display().to_string(), text))
}

fn unreadable(path: &Path, error: &std::io::Error) -> TemplateError {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => reason(error),
    };
    Fault::new(format!("{}: {reason}", path.display()), None).into()
}
