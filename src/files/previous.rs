//! The earlier note of the same patient: the one that `--previous` names, or `previous:` in the note's front matter.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FileError, Input, Origin, decode_error_message, read};
use crate::lint::Settings;
use crate::note::{self, Hints};
use crate::text::{self, LineIndex, Span};

/// The text of an earlier note.
#[derive(Debug, Clone)]
pub struct Previous {
    path: PathBuf,
    text: Arc<str>,
}

impl Previous {
    /// The note at `path`, which somebody named on the command line.
    ///
    /// # Errors
    /// It cannot be read, or is no text.
    pub fn named(path: &Path) -> Result<Self, FileError> {
        if path.as_os_str() == "-" {
            let message = "--previous takes the file of the earlier note, not standard input";
            return Err(FileError::new(path, message));
        }
        load(path)
            .map_err(|message| FileError::new(path, format!("{message}; --previous takes the earlier note itself")))
    }

    /// The note that the front matter of `text` names; `path` is the note itself, and a relative name starts at its folder.
    /// Nothing where it names none.
    ///
    /// # Errors
    /// It names one that cannot be read, or itself.
    pub fn in_front_matter(path: &Path, text: &str) -> Result<Option<Self>, FileError> {
        let Some(named) = front_matter_name(text) else {
            return Ok(None);
        };
        let name = named.of(text);
        let target = beside(path, name);
        let wrong = |message: &str| {
            let line = LineIndex::new(text).position(text, named.start).line;
            let message = format!(
                "line {line} names `{name}` as the previous note, and {} {message}; write the path of that note as seen from the folder of this one, or take the line out",
                target.display()
            );
            FileError::new(path, message)
        };
        // A note may come from anybody: nothing is read but a plain file.
        match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => return Err(wrong("is a folder")),
            Ok(metadata) if !metadata.is_file() => return Err(wrong("is no file")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(wrong("is not there")),
            _ => {}
        }
        let previous = load(&target).map_err(|message| wrong(&message))?;
        if previous.is(path) {
            return Err(wrong("is this very note"));
        }
        Ok(Some(previous))
    }

    /// The path of the note that the front matter of `text` names, whether it is there or not.
    pub fn target(path: &Path, text: &str) -> Option<PathBuf> {
        front_matter_name(text).map(|named| beside(path, named.of(text)))
    }

    /// A number that is another one for another text.
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        hasher.finish()
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is the note at `path`.
    pub fn is(&self, path: &Path) -> bool {
        self.path == path || fs::canonicalize(path).is_ok_and(|path| Some(path) == fs::canonicalize(&self.path).ok())
    }

    /// `settings` with this note to compare with.
    pub fn put_into(&self, settings: &Settings) -> Settings {
        let hints = Hints::default();
        let note = note::read(Arc::clone(&self.text), Arc::clone(&settings.grammar), &hints);
        Settings {
            previous: Some(Arc::new(note)),
            ..settings.clone()
        }
    }
}

/// Where the front matter names an earlier note, if it does.
fn front_matter_name(text: &str) -> Option<Span> {
    note::front_matter_value(text, "previous").filter(|named| named.of(text).contains(char::is_alphanumeric))
}

/// `name` as seen from the folder of the note at `path`.
fn beside(path: &Path, name: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(name)
}

fn load(path: &Path) -> Result<Previous, String> {
    let mut bytes = Vec::new();
    let input = Input::file(path, Origin::Named);
    read(&input, &mut bytes).map_err(|error| error.message)?;
    let decoded = text::decode(&bytes).map_err(|error| decode_error_message(&error))?;
    Ok(Previous {
        path: path.to_owned(),
        text: Arc::from(decoded.text),
    })
}
