//! The settings of one text: those of its path, with the earlier note to compare with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Resolved;
use crate::files::{FileError, Previous};
use crate::lint::Settings;

/// What a text at a path is checked with.
#[derive(Debug)]
pub struct NoteSettings {
    /// For [`lint::check`](crate::lint::check).
    pub settings: Arc<Settings>,
    /// The earlier note that the front matter asks for, there or not: what is found depends on it too.
    pub previous: Option<PathBuf>,
    /// The [digest](Previous::digest) of the earlier note that is compared with.
    pub previous_digest: Option<u64>,
    /// Why it is not compared with. The text can be checked all the same.
    pub failure: Option<FileError>,
}

/// What the `text` of the note at `path` is checked with, given what holds for that path. `named` is the earlier note
/// that somebody gave for the whole run; it wins over the one that the front matter names.
///
/// Every front asks this function, so that the same text at the same path gives the same findings in all of them. An
/// earlier note is only looked for, and only read, where a rule is on that compares with it.
pub fn note_settings(path: &Path, text: &str, resolved: &Arc<Resolved>, named: Option<&Previous>) -> NoteSettings {
    let mut out = NoteSettings {
        settings: Arc::clone(&resolved.settings),
        previous: None,
        previous_digest: None,
        failure: None,
    };
    if !out.settings.reads_previous() {
        return out;
    }
    let previous = match named {
        Some(named) => Some(named.clone()).filter(|named| !named.is(path)),
        None => {
            out.previous = Previous::target(path, text);
            Previous::in_front_matter(path, text).unwrap_or_else(|error| {
                out.failure = Some(error);
                None
            })
        }
    };
    if let Some(previous) = previous {
        out.previous_digest = Some(previous.digest());
        out.settings = Arc::new(previous.put_into(&out.settings));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, Resolver};

    #[test]
    fn the_earlier_note_of_the_front_matter_is_put_in_or_its_absence_told() {
        let folder = tempfile::tempdir().unwrap();
        let resolver = Resolver::new(folder.path(), Overrides::default()).unwrap();
        let path = folder.path().join("day3.md");
        let resolved = resolver.for_path(&path).unwrap();
        let text = "---\nprevious: day2.md\n---\nHPI: better\n";

        let missing = note_settings(&path, text, &resolved, None);
        assert_eq!(missing.previous, Some(folder.path().join("day2.md")));
        let failure = missing.failure.unwrap();
        assert!(failure.message.contains("day2.md is not there"), "{failure}");
        assert!(missing.settings.previous.is_none());

        std::fs::write(folder.path().join("day2.md"), "HPI: worse\n").unwrap();
        let there = note_settings(&path, text, &resolved, None);
        assert_eq!(there.failure, None);
        assert!(there.previous_digest.is_some());
        assert_eq!(&*there.settings.previous.as_ref().unwrap().text, "HPI: worse\n");

        let plain = note_settings(&path, "HPI: better\n", &resolved, None);
        assert!(Arc::ptr_eq(&plain.settings, &resolved.settings));
        assert_eq!(plain.previous, None);
    }
}
