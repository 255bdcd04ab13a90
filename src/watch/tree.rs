//! Which notes there are, and which folders must be watched to know when that changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::note::{Note, run_error};
use crate::files::{self, Discover, FileError, Filter, Input};
use crate::report::RunError;

/// The place of a note in all lists: the argument that leads to it, then its path.
pub type Key = (usize, PathBuf);

/// How long something may be away before it counts as gone. Vim moves the note away before it writes the new one.
pub const GRACE: Duration = Duration::from_millis(300);

/// The notes and folders that the arguments lead to.
#[derive(Debug)]
pub struct Tree {
    cwd: PathBuf,
    /// The arguments; none is the current folder.
    arguments: Vec<PathBuf>,
    /// Never a note: what the watch itself writes.
    own: Option<PathBuf>,
    /// All notes.
    pub notes: BTreeMap<Key, Note>,
    /// By absolute path, and by where a link leads.
    by_path: HashMap<PathBuf, Vec<Key>>,
    /// The folders that were looked through, by absolute path, as given.
    folders: HashMap<PathBuf, Key>,
    /// What could not be listed, or is not there, by absolute path.
    errors: BTreeMap<PathBuf, Fault>,
}

#[derive(Debug)]
struct Fault {
    error: FileError,
    since: Instant,
    /// It is not there; it may come back at once.
    missing: bool,
}

/// What a scan has brought.
#[derive(Debug, Default)]
pub struct Scanned {
    /// To look at: new ones, and known ones that are not there.
    pub look: BTreeSet<Key>,
    /// Notes that are still there but are no longer meant: excluded, or in an ignore file.
    pub dropped: Vec<Note>,
    /// Whether folders have come or gone.
    pub folders_changed: bool,
}

impl Tree {
    /// What `arguments` lead to, seen from `cwd`; empty until it is scanned.
    pub fn new(cwd: PathBuf, arguments: Vec<PathBuf>, own: Option<&Path>) -> Self {
        Self {
            own: own.map(|own| files::lexical(&cwd, own)),
            cwd,
            arguments,
            notes: BTreeMap::new(),
            by_path: HashMap::new(),
            folders: HashMap::new(),
            errors: BTreeMap::new(),
        }
    }

    /// Look through everything.
    pub fn scan(&mut self, filter: &Arc<dyn Filter>, now: Instant) -> Scanned {
        let roots: Vec<Vec<PathBuf>> = match self.arguments.as_slice() {
            [] => vec![Vec::new()],
            arguments => arguments.iter().map(|argument| vec![argument.clone()]).collect(),
        };
        let (mut found, mut folders, mut errors) = (Vec::new(), HashMap::new(), BTreeMap::new());
        for (root, arguments) in roots.iter().enumerate() {
            let mut discover = Discover::new(arguments, Arc::clone(filter));
            for item in discover.by_ref() {
                match item {
                    Ok(input) => found.push((root, input)),
                    Err(error) => {
                        self.fault(error, now, &mut errors);
                    }
                }
            }
            for folder in discover.entered() {
                let absolute = files::lexical(&self.cwd, folder);
                folders.entry(absolute).or_insert_with(|| (root, folder.clone()));
            }
        }
        self.errors = errors;
        let folders_changed =
            folders.len() != self.folders.len() || folders.keys().any(|path| !self.folders.contains_key(path));
        self.folders = folders;
        let known: Vec<Key> = self.notes.keys().cloned().collect();
        Scanned {
            folders_changed,
            ..self.merge(found, known)
        }
    }

    /// Look through what stands under these names of a folder (absolute) that was looked through before.
    pub fn scan_within(
        &mut self,
        folder: &Path,
        names: HashSet<OsString>,
        filter: &Arc<dyn Filter>,
        now: Instant,
    ) -> Scanned {
        let Some((root, shown)) = self.folders.get(folder).cloned() else {
            return Scanned::default();
        };
        let places: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
        let is_within = |path: &Path| places.iter().any(|place| path.starts_with(place));
        let known: Vec<Key> = self
            .notes
            .iter()
            .filter(|(_, note)| is_within(&note.absolute))
            .map(|(key, _)| key.clone())
            .collect();
        let mut errors: BTreeMap<PathBuf, Fault> = BTreeMap::new();
        let mut discover = Discover::within(&shown, names, Arc::clone(filter));
        let mut found = Vec::new();
        for item in discover.by_ref() {
            match item {
                Ok(input) => found.push((root, input)),
                Err(error) => {
                    self.fault(error, now, &mut errors);
                }
            }
        }
        self.errors.retain(|path, _| !is_within(path));
        self.errors.extend(errors);
        let before: BTreeSet<PathBuf> = self.folders.keys().filter(|path| is_within(path)).cloned().collect();
        let mut after = BTreeSet::new();
        for entered in discover.entered() {
            let absolute = files::lexical(&self.cwd, entered);
            if absolute != folder {
                after.insert(absolute.clone());
                self.folders.entry(absolute).or_insert_with(|| (root, entered.clone()));
            }
        }
        for gone in before.difference(&after) {
            self.folders.remove(gone);
        }
        Scanned {
            folders_changed: before != after,
            ..self.merge(found, known)
        }
    }

    fn fault(&self, error: FileError, now: Instant, errors: &mut BTreeMap<PathBuf, Fault>) {
        let path = files::lexical(&self.cwd, &error.path);
        let missing = fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        let known = self.errors.get(&path).filter(|known| known.missing == missing);
        let since = known.map_or(now, |known| known.since);
        errors.insert(path, Fault { error, since, missing });
    }

    /// Take in what was found in place of what was `known` there.
    fn merge(&mut self, found: Vec<(usize, Input)>, known: Vec<Key>) -> Scanned {
        let mut scanned = Scanned::default();
        let mut lost: BTreeSet<Key> = known.into_iter().collect();
        for (root, input) in found {
            let absolute = files::lexical(&self.cwd, &input.path);
            let held = self.by_path.get(&absolute).into_iter().flatten();
            let held: Vec<Key> = held
                .filter(|key| self.notes.get(*key).is_some_and(|note| note.absolute == absolute))
                .cloned()
                .collect();
            if !held.is_empty() {
                for key in &held {
                    lost.remove(key);
                }
            } else if self.own.as_ref() != Some(&absolute) {
                let key = (root, input.path.clone());
                self.insert(key.clone(), input, absolute);
                scanned.look.insert(key);
            }
        }
        for key in lost {
            match fs::symlink_metadata(&self.notes[&key].absolute) {
                Ok(_) => scanned.dropped.extend(self.remove(&key)),
                Err(_) => drop(scanned.look.insert(key)),
            }
        }
        scanned
    }

    fn insert(&mut self, key: Key, input: Input, absolute: PathBuf) {
        let is_link = fs::symlink_metadata(&absolute).is_ok_and(|metadata| metadata.is_symlink());
        let target = Some(&absolute)
            .filter(|_| is_link)
            .and_then(|path| fs::canonicalize(path).ok());
        for path in [Some(&absolute), target.as_ref()].into_iter().flatten() {
            self.by_path.entry(path.clone()).or_default().push(key.clone());
        }
        let note = Note {
            input,
            absolute,
            target,
            state: None,
        };
        self.notes.insert(key, note);
    }

    /// Forget a note.
    pub fn remove(&mut self, key: &Key) -> Option<Note> {
        let note = self.notes.remove(key)?;
        for path in [Some(&note.absolute), note.target.as_ref()].into_iter().flatten() {
            if let Some(keys) = self.by_path.get_mut(path) {
                keys.retain(|other| other != key);
                if keys.is_empty() {
                    self.by_path.remove(path);
                }
            }
        }
        Some(note)
    }

    /// The notes that a path (absolute) is, or that are links to it.
    pub fn at(&self, path: &Path) -> &[Key] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    /// Whether a folder (absolute) was looked through.
    pub fn entered(&self, folder: &Path) -> bool {
        self.folders.contains_key(folder)
    }

    /// Whether notes come and go in a folder (absolute) that is not looked through as a whole: that of a named file.
    pub fn is_argument(&self, path: &Path) -> bool {
        let leads_there = |argument: &PathBuf| {
            let argument = files::lexical(&self.cwd, argument);
            argument == path || argument.starts_with(path)
        };
        match self.arguments.as_slice() {
            [] => self.cwd.starts_with(path),
            arguments => arguments.iter().any(leads_there),
        }
    }

    /// Folders that patterns lead through (absolute).
    pub fn pattern_folders(&self) -> BTreeSet<PathBuf> {
        let patterns = self.arguments.iter().filter(|path| fs::symlink_metadata(path).is_err());
        let folders = patterns.flat_map(|pattern| files::folders_around(pattern));
        folders.map(|folder| files::lexical(&self.cwd, &folder)).collect()
    }

    /// The folders (absolute) that must be watched to see notes change, come and go. They may be missing.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        let around = self
            .arguments
            .iter()
            .flat_map(|argument| files::folders_around(argument));
        let mut wanted: BTreeSet<PathBuf> = around.map(|folder| files::lexical(&self.cwd, &folder)).collect();
        wanted.extend(self.folders.keys().cloned());
        // An argument itself may go and come back.
        wanted.extend(
            self.arguments
                .iter()
                .map(|argument| files::lexical(&self.cwd, argument)),
        );
        wanted.insert(self.cwd.clone());
        let targets = self.notes.values().filter_map(|note| note.target.as_ref()?.parent());
        wanted.extend(targets.map(Path::to_owned));
        wanted
    }

    /// What could not be listed or is not there, but for what may come back any moment.
    pub fn errors(&self, now: Instant) -> impl Iterator<Item = &FileError> {
        self.errors
            .values()
            .filter(move |fault| !fault.missing || fault.since + GRACE <= now)
            .map(|fault| &fault.error)
    }

    /// A note that was named is no longer there.
    pub fn miss(&mut self, path: &Path, now: Instant) {
        let fault = Fault {
            error: FileError::io(path, &io::Error::from(io::ErrorKind::NotFound)),
            since: now.checked_sub(GRACE).unwrap_or(now),
            missing: true,
        };
        self.errors.insert(files::lexical(&self.cwd, path), fault);
    }

    /// From now on what is missing is missing.
    pub fn no_grace(&mut self, now: Instant) {
        for fault in self.errors.values_mut() {
            fault.since = now.checked_sub(GRACE).unwrap_or(now);
        }
    }

    /// When something that is missing counts as gone; `told` are the errors that are known.
    pub fn next_loss(&self, told: &[RunError]) -> Option<Instant> {
        let missing = self.errors.values().filter(|fault| fault.missing);
        let untold = missing.filter(|fault| !told.contains(&run_error(&fault.error)));
        untold.map(|fault| fault.since + GRACE).min()
    }

    /// Why there is nothing to check.
    pub fn why_empty(&self, filter: &Arc<dyn Filter>) -> Option<String> {
        if !self.errors.is_empty() {
            return None;
        }
        let mut discover = Discover::new(&self.arguments, Arc::clone(filter));
        discover
            .by_ref()
            .next()
            .is_none()
            .then(|| discover.skipped().to_string())
    }
}

/// `folders` and all folders above them: one of them may be moved away, or a configuration file appear in it.
pub fn with_ancestors(folders: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    // The system of macOS watches whole trees: the root of the disk would be everything that happens on it.
    let most = if cfg!(target_os = "macos") { 2 } else { usize::MAX };
    let mut all = BTreeSet::new();
    for folder in folders {
        let mut above: Vec<PathBuf> = Vec::new();
        let mut exists = false;
        for (distance, ancestor) in folder.ancestors().enumerate() {
            if all.contains(ancestor) || exists && distance >= most {
                break;
            }
            exists = exists || ancestor.exists();
            above.push(ancestor.to_owned());
        }
        all.extend(above);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::NoFilter;

    fn filter() -> Arc<dyn Filter> {
        Arc::new(NoFilter)
    }

    fn names(keys: &BTreeSet<Key>, root: &Path) -> Vec<String> {
        let relative = |key: &Key| key.1.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        keys.iter().map(relative).collect()
    }

    #[test]
    fn a_scan_brings_what_is_new_and_what_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (path, text) in [
            ("ward/b.md", ""),
            ("ward/a.md", ""),
            ("ward/day/c.md", ""),
            ("ward/out.txt", ""),
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        let own = root.join("ward/out.txt");
        let mut tree = Tree::new(root.to_owned(), vec![root.join("ward")], Some(&own));
        let now = Instant::now();
        let first = tree.scan(&filter(), now);
        assert_eq!(names(&first.look, root), ["ward/a.md", "ward/b.md", "ward/day/c.md"]);
        assert!(first.folders_changed);
        let again = tree.scan(&filter(), now);
        assert!(again.look.is_empty() && !again.folders_changed);
        assert_eq!(tree.at(&root.join("ward/a.md")).len(), 1);

        // A folder goes: its notes are looked at once more, and its place is forgotten.
        fs::remove_dir_all(root.join("ward/day")).unwrap();
        let gone = tree.scan_within(&root.join("ward"), HashSet::from(["day".into()]), &filter(), now);
        assert_eq!(names(&gone.look, root), ["ward/day/c.md"]);
        assert!(gone.folders_changed && !tree.entered(&root.join("ward/day")));
        gone.look.iter().for_each(|key| drop(tree.remove(key)));

        // One note comes, another is ignored.
        fs::write(root.join("ward/d.md"), "").unwrap();
        fs::write(root.join("ward/.ignore"), "b.md\n").unwrap();
        let within = tree.scan_within(&root.join("ward"), HashSet::from(["d.md".into()]), &filter(), now);
        assert_eq!(names(&within.look, root), ["ward/d.md"]);
        let whole = tree.scan(&filter(), now);
        assert_eq!(whole.dropped.len(), 1);
        assert!(tree.at(&root.join("ward/b.md")).is_empty());
    }

    #[test]
    fn an_argument_that_is_away_is_told_after_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mut tree = Tree::new(root.to_owned(), vec![root.join("away/note.md")], None);
        let now = Instant::now();
        tree.scan(&filter(), now);
        assert_eq!(tree.errors(now).count(), 0);
        assert_eq!(tree.next_loss(&[]), Some(now + GRACE));
        tree.scan(&filter(), now + GRACE);
        let told: Vec<RunError> = tree.errors(now + GRACE).map(run_error).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(tree.next_loss(&told), None);
        assert!(tree.is_argument(&root.join("away")) && !tree.is_argument(&root.join("other")));
        assert!(with_ancestors(tree.folders()).contains(&root.join("away")));
    }
}
