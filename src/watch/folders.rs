//! The folders that the system watches for us.
//!
//! Folders, never files: an editor that saves by renaming leaves a watch on the file with the old file. Each folder is
//! watched for itself, under its canonical path, and an event is told under every path that led to it.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use notify::{ErrorKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::mail::Mailbox;

/// What tells that a path still leads to the same folder.
type Identity = Option<(u64, u64)>;

/// The folders being watched.
pub struct Folders {
    watcher: RecommendedWatcher,
    /// By canonical path.
    watched: HashMap<PathBuf, Watched>,
}

struct Watched {
    identity: Identity,
    /// The paths that lead there.
    names: Vec<PathBuf>,
}

impl std::fmt::Debug for Folders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.watched.keys()).finish()
    }
}

impl Folders {
    /// Nothing is watched yet; events will come to `mailbox`.
    ///
    /// # Errors
    /// Why the system does not watch, in words, with the way out.
    pub fn new(mailbox: Mailbox) -> Result<Self, String> {
        let watcher = notify::recommended_watcher(move |event| mailbox.receive(event));
        Ok(Self {
            watcher: watcher.map_err(|error| refusal(&error))?,
            watched: HashMap::new(),
        })
    }

    /// Watch these folders (absolute) and no others. A folder that is not there is left out. Returns whether any is
    /// watched that was not: what happened in it before is not known.
    ///
    /// # Errors
    /// The system watches no more folders.
    pub fn set(&mut self, wanted: &BTreeSet<PathBuf>) -> Result<bool, String> {
        let mut next: HashMap<PathBuf, Watched> = HashMap::with_capacity(wanted.len());
        for name in wanted {
            let Ok(canonical) = fs::canonicalize(name) else {
                continue;
            };
            if let Some(known) = next.get_mut(&canonical) {
                known.names.push(name.clone());
                continue;
            }
            let Ok(metadata) = fs::metadata(&canonical) else {
                continue;
            };
            if metadata.is_dir() {
                let (identity, names) = (identity(&metadata), vec![name.clone()]);
                next.insert(canonical, Watched { identity, names });
            }
        }
        let stale = |path: &PathBuf, old: &Watched| next.get(path).is_none_or(|new| new.identity != old.identity);
        for (path, _) in self.watched.iter().filter(|(path, old)| stale(path, old)) {
            // The system may have let it go already.
            let _ = self.watcher.unwatch(path);
        }
        let mut new = Vec::new();
        for (path, watched) in &next {
            if self
                .watched
                .get(path)
                .is_none_or(|old| old.identity != watched.identity)
            {
                match self.watcher.watch(path, RecursiveMode::NonRecursive) {
                    Ok(()) => new.push(path.clone()),
                    Err(error) if is_limit(&error) => return Err(refusal(&error)),
                    // Gone again, or not ours to read: the walk says so where it matters.
                    Err(_) => {}
                }
            }
        }
        let any = !new.is_empty();
        self.watched = next;
        Ok(any)
    }

    /// A folder itself was made, moved or removed: whatever the system still watches under this path is set up anew.
    pub fn distrust(&mut self, path: &Path) {
        let gone: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(canonical, watched)| {
                canonical.starts_with(path) || watched.names.iter().any(|name| name.starts_with(path))
            })
            .map(|(canonical, _)| canonical.clone())
            .collect();
        for path in gone {
            let _ = self.watcher.unwatch(&path);
            self.watched.remove(&path);
        }
    }

    /// The paths, as the watch knows them, that an event at `path` is about.
    pub fn named(&self, path: &Path) -> Vec<PathBuf> {
        let itself = self.watched.get(path).map(|watched| watched.names.clone());
        let mut paths = itself.unwrap_or_default();
        if let (Some(parent), Some(name)) = (path.parent(), path.file_name())
            && let Some(watched) = self.watched.get(parent)
        {
            for folder in &watched.names {
                let path = folder.join(name);
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
        }
        paths
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_metadata: &fs::Metadata) -> Identity {
    None
}

/// Whether the system has no room for another watch.
fn is_limit(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // ENOSPC, EMFILE, ENFILE
        ErrorKind::Io(io) => matches!(io.raw_os_error(), Some(28 | 24 | 23)),
        _ => false,
    }
}

/// Why the system does not watch, and the way out.
fn refusal(error: &notify::Error) -> String {
    if is_limit(error) {
        return "the system's limit on watched folders is reached (it says \"no space left\" or \"too many open files\", \
                and does not mean the disk). Raise it, on Linux with `sudo sysctl fs.inotify.max_user_watches=524288 \
                fs.inotify.max_user_instances=512`, watch fewer folders, or use --poll"
            .to_owned();
    }
    format!("the system does not watch folders here ({error}); use --poll")
}

/// Whether `name` is one that the walk itself reads in a folder: which notes there are depends on it.
pub fn decides_on_notes(name: &OsStr) -> bool {
    name == ".gitignore" || name == ".ignore" || name == ".git"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn a_limit_is_told_with_the_way_out() {
        for error in [
            notify::Error::new(ErrorKind::MaxFilesWatch),
            notify::Error::io(io::Error::from_raw_os_error(28)),
            notify::Error::io(io::Error::from_raw_os_error(24)),
        ] {
            let text = refusal(&error);
            for part in ["no space left", "fs.inotify.max_user_watches", "--poll"] {
                assert!(text.contains(part), "{text}");
            }
        }
        let other = refusal(&notify::Error::generic("not here"));
        assert!(other.contains("not here") && other.contains("--poll"), "{other}");
    }

    #[test]
    #[cfg(unix)]
    fn an_event_is_told_under_every_path_that_leads_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        fs::create_dir(root.join("ward")).unwrap();
        std::os::unix::fs::symlink("ward", root.join("today")).unwrap();
        let (mailbox, _ring) = Mailbox::new();
        let mut folders = Folders::new(mailbox).unwrap();
        let wanted: BTreeSet<PathBuf> = ["ward", "today", "gone"].map(|name| root.join(name)).into();
        assert_eq!(folders.set(&wanted), Ok(true));
        assert_eq!(folders.set(&wanted), Ok(false));
        let mut named = folders.named(&root.join("ward/a.md"));
        named.sort();
        assert_eq!(named, ["today/a.md", "ward/a.md"].map(|name| root.join(name)));
        assert_eq!(folders.named(&root.join("a.md")), Vec::<PathBuf>::new());

        // Another folder under the same name is another folder.
        fs::rename(root.join("ward"), root.join("old")).unwrap();
        fs::create_dir(root.join("ward")).unwrap();
        assert_eq!(folders.set(&wanted), Ok(true));
        folders.distrust(&root.join("ward"));
        assert_eq!(folders.named(&root.join("ward/a.md")), Vec::<PathBuf>::new());
        assert_eq!(folders.set(&wanted), Ok(true));
    }
}
