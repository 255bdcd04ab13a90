//! Have the configuration files changed? Asked of the file system, for clients that cannot watch files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::config::FILE_NAMES;

/// The state of every file that could hold the configuration of some notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<(PathBuf, Option<State>)>);

/// Its length in bytes, and when it was changed.
type State = (u64, Option<SystemTime>);

impl Fingerprint {
    /// Of the folders of `notes` and all above them, and of `others` besides. A few system calls a folder.
    pub(super) fn of<'a>(notes: impl Iterator<Item = &'a Path>, others: impl Iterator<Item = PathBuf>) -> Self {
        let folders: BTreeSet<&Path> = notes.flat_map(|note| note.ancestors().skip(1)).collect();
        let mut files: Vec<PathBuf> = folders
            .into_iter()
            .flat_map(|folder| FILE_NAMES.map(|name| folder.join(name)))
            .chain(others)
            .collect();
        files.sort();
        files.dedup();
        let state = |file: PathBuf| {
            let found = fs::metadata(&file).ok().map(|data| (data.len(), data.modified().ok()));
            (file, found)
        };
        Self(files.into_iter().map(state).collect())
    }

    /// Whether some file that both know has changed, come or gone. (Another note being opened changes nothing.)
    pub(super) fn differs(&self, later: &Self) -> bool {
        later.0.iter().any(|(file, now)| {
            let before = self.0.binary_search_by(|(known, _)| known.cmp(file));
            before.is_ok_and(|at| self.0[at].1 != *now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_that_comes_changes_or_goes_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("ward/a.md");
        fs::create_dir(folder.path().join("ward")).unwrap();
        let now = || {
            Fingerprint::of(
                [note.as_path()].into_iter(),
                [folder.path().join("base.toml")].into_iter(),
            )
        };
        let mut last = now();
        let mut changed = || {
            let (next, before) = (now(), last.clone());
            last = next.clone();
            before.differs(&next)
        };
        assert!(!changed());
        fs::write(folder.path().join("preceptor.toml"), "").unwrap();
        assert!(changed() && !changed());
        fs::write(folder.path().join("preceptor.toml"), "select = []").unwrap();
        assert!(changed() && !changed());
        fs::write(folder.path().join("base.toml"), "").unwrap();
        assert!(changed());
        fs::remove_file(folder.path().join("preceptor.toml")).unwrap();
        assert!(changed() && !changed());
    }
}
