//! Which notes a run reads.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ignore::{DirEntry, Walk, WalkBuilder};

use crate::config::EXTENSIONS;

use super::{FileError, Input, Origin, Skipped, glob};

/// What the configuration says about paths found below a folder. Never asked about what was named.
pub trait Filter: Send + Sync {
    /// Whether a file or folder is excluded; the flag says whether it is a folder.
    fn excludes(&self, _path: &Path, _is_dir: bool) -> bool {
        false
    }

    /// Whether a file has the extension of a note.
    fn is_note(&self, path: &Path) -> bool {
        has_extension(path, &EXTENSIONS)
    }

    /// The extensions of notes, to explain an empty run.
    fn extensions(&self) -> Vec<String> {
        EXTENSIONS.map(str::to_owned).into()
    }
}

/// Every file with one of the [`EXTENSIONS`].
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFilter;

impl Filter for NoFilter {}

/// Whether the extension of `path` is one of `extensions` (in any case).
pub fn has_extension<S: AsRef<str>>(path: &Path, extensions: &[S]) -> bool {
    path.extension().is_some_and(|extension| {
        extensions
            .iter()
            .any(|note| extension.eq_ignore_ascii_case(note.as_ref()))
    })
}

/// The notes of a run, one after the other: in the order of the arguments, and below a folder by name. Every note comes
/// once, however many arguments lead to it. What is there but cannot be listed is an error in its place.
pub struct Discover {
    arguments: VecDeque<PathBuf>,
    filter: Arc<dyn Filter>,
    walk: Option<Folder>,
    /// Folders that were walked, to explain an empty run.
    folders: Vec<PathBuf>,
    /// These and all below them that were looked through.
    entered: Vec<PathBuf>,
    /// Folders that cannot be walked without waiting for ever.
    blocked: Blocked,
    /// What has been given out, kept only where an argument could lead to it twice.
    seen: Option<HashSet<PathBuf>>,
    cwd: PathBuf,
}

/// What the filter of a walk, which can only drop a folder, has to say of it.
type Blocked = Arc<Mutex<VecDeque<FileError>>>;

struct Folder {
    walk: Walk,
    /// The default folder is walked as `.`, but nobody typed that.
    strip_dot: bool,
}

impl fmt::Debug for Discover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discover")
            .field("arguments", &self.arguments)
            .field("folders", &self.folders)
            .finish_non_exhaustive()
    }
}

impl Discover {
    /// The notes that `paths` lead to; the current folder if there are none.
    pub fn new(paths: &[PathBuf], filter: Arc<dyn Filter>) -> Self {
        let mut discover = Self {
            arguments: paths.iter().cloned().collect(),
            filter,
            walk: None,
            folders: Vec::new(),
            entered: Vec::new(),
            blocked: Blocked::default(),
            seen: None,
            cwd: PathBuf::new(),
        };
        if paths.is_empty() {
            discover.enter(PathBuf::from("."), true, None);
        } else if paths.len() > 1 || glob::is_glob(&paths[0]) {
            discover.seen = Some(HashSet::new());
            discover.cwd = std::env::current_dir().unwrap_or_default();
        }
        discover
    }

    /// The notes that stand in `folder` under one of these names or, if that is a folder, below it. Ignore files and the
    /// filter hold as in a walk that came by; an empty path is the current folder.
    pub fn within(folder: &Path, names: HashSet<OsString>, filter: Arc<dyn Filter>) -> Self {
        let mut discover = Self {
            arguments: VecDeque::new(),
            filter,
            walk: None,
            folders: Vec::new(),
            entered: Vec::new(),
            blocked: Blocked::default(),
            seen: None,
            cwd: PathBuf::new(),
        };
        match folder.as_os_str().is_empty() {
            true => discover.enter(PathBuf::from("."), true, Some(names)),
            false => discover.enter(folder.to_owned(), false, Some(names)),
        }
        discover
    }

    /// The folders that were looked through so far, as given, joined with what was found below; an empty path is the
    /// current folder.
    pub fn entered(&self) -> &[PathBuf] {
        &self.entered
    }

    /// Why nothing was found below the folders that were walked: how many files which filter dropped.
    pub fn skipped(&self) -> Skipped {
        Skipped::below(&self.folders, &*self.filter)
    }

    fn enter(&mut self, folder: PathBuf, strip_dot: bool, names: Option<HashSet<OsString>>) {
        let mut builder = walk_builder(&folder);
        builder.sort_by_file_name(Ord::cmp);
        let (filter, blocked) = (self.filter.clone(), Arc::clone(&self.blocked));
        builder.filter_entry(move |entry| {
            let named = |names: &HashSet<OsString>| entry.depth() > 1 || names.contains(entry.file_name());
            let path = strip(entry.path(), strip_dot);
            entry.depth() == 0
                || names.as_ref().is_none_or(named)
                    && !filter.excludes(path, is_dir(entry))
                    && (!is_dir(entry) || can_be_walked(path, &blocked))
        });
        let top = if strip_dot { Path::new("") } else { &folder };
        if !can_be_walked(top, &self.blocked) {
            return;
        }
        self.walk = Some(Folder {
            walk: builder.build(),
            strip_dot,
        });
        self.folders.push(folder);
    }

    fn walk_on(&mut self) -> Option<Result<Input, FileError>> {
        let folder = self.walk.as_mut()?;
        for entry in folder.walk.by_ref() {
            match entry {
                Ok(entry) => {
                    let path = strip(entry.path(), folder.strip_dot);
                    if is_dir(&entry) {
                        self.entered.push(path.to_owned());
                    }
                    if entry.depth() > 0 && self.filter.is_note(path) && is_regular(&entry) {
                        return Some(Ok(Input::file(path, Origin::Found)));
                    }
                }
                Err(error) => return Some(Err(walk_error(&error, self.folders.last()))),
            }
        }
        self.walk = None;
        None
    }

    fn named(&mut self, path: PathBuf) -> Option<Result<Input, FileError>> {
        let origin = if path.as_os_str() == "-" {
            Origin::Stdin
        } else {
            Origin::Named
        };
        if origin == Origin::Named {
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => {
                    self.enter(path, false, None);
                    return None;
                }
                Ok(_) => {}
                Err(_) if glob::is_glob(&path) && path.symlink_metadata().is_err() => return self.expand(&path),
                Err(error) => return Some(Err(missing(path, &error))),
            }
        }
        Some(Ok(Input::file(path, origin)))
    }

    fn expand(&mut self, pattern: &Path) -> Option<Result<Input, FileError>> {
        match glob::expand(pattern) {
            Ok(found) if found.is_empty() => {
                Some(Err(FileError::new(pattern, "no file or folder matches this pattern")))
            }
            Ok(found) => {
                for path in found.into_iter().rev() {
                    self.arguments.push_front(path);
                }
                None
            }
            Err(error) => Some(Err(FileError::new(
                pattern,
                format!("there is no such file, and as a pattern it is broken: {}", error.kind()),
            ))),
        }
    }

    /// Whether `input` comes for the first time.
    fn is_new(&mut self, input: &Input) -> bool {
        let Some(seen) = &mut self.seen else { return true };
        seen.insert(lexical(&self.cwd, &input.path))
    }
}

impl Iterator for Discover {
    type Item = Result<Input, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = match self.walk_on() {
                Some(item) => item,
                None => {
                    if let Some(error) = lock(&self.blocked).pop_front() {
                        return Some(Err(error));
                    }
                    let path = self.arguments.pop_front()?;
                    match self.named(path) {
                        Some(item) => item,
                        None => continue,
                    }
                }
            };
            match item {
                Ok(input) if !self.is_new(&input) => {}
                item => return Some(item),
            }
        }
    }
}

/// A walk that honours `.gitignore` (inside a repository) and `.ignore`, and passes hidden files, as ripgrep does. A
/// personal ignore file outside the folder is not read: it must not decide which submissions are marked.
pub(super) fn walk_builder(folder: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(folder);
    builder.git_global(false);
    builder
}

/// Whether the ignore files of a folder are files: to read a pipe, the walk would wait for ever. If not, that is kept.
fn can_be_walked(folder: &Path, blocked: &Blocked) -> bool {
    let waits = |name: &&str| {
        let found = fs::metadata(folder.join(name));
        found.is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
    };
    let Some(name) = [".ignore", ".gitignore"].into_iter().find(waits) else {
        return true;
    };
    let message = "is a pipe or a device, not a file, so its folder was not looked through; remove it";
    lock(blocked).push_back(FileError::new(folder.join(name), message));
    false
}

fn lock(blocked: &Blocked) -> MutexGuard<'_, VecDeque<FileError>> {
    blocked.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_dir(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

/// A regular file, or a link to one. Pipes, devices and links to folders (which may form a loop) are passed over.
pub(super) fn is_regular(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| {
        kind.is_file() || kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file())
    })
}

fn strip(path: &Path, dot: bool) -> &Path {
    if dot {
        path.strip_prefix(".").unwrap_or(path)
    } else {
        path
    }
}

/// The absolute path without `.` and `..`, as written: no question to the file system, of which there may be 10,000.
pub fn lexical(cwd: &Path, path: &Path) -> PathBuf {
    let mut out = if path.is_absolute() {
        PathBuf::new()
    } else {
        cwd.to_owned()
    };
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            component => out.push(component),
        }
    }
    out
}

fn walk_error(error: &ignore::Error, folder: Option<&PathBuf>) -> FileError {
    fn path_of(error: &ignore::Error) -> Option<&Path> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
            _ => None,
        }
    }
    let path = path_of(error).map_or_else(|| folder.cloned().unwrap_or_default(), Path::to_owned);
    match error.io_error() {
        Some(io) => FileError::io(path, io),
        None => FileError::new(path, format!("cannot be listed: {error}")),
    }
}

/// A named path that is not there, with the name that was probably meant.
fn missing(path: PathBuf, error: &std::io::Error) -> FileError {
    let mut out = FileError::io(&path, error);
    if path.symlink_metadata().is_ok() && error.kind() == std::io::ErrorKind::NotFound {
        out.message = "is a link to a file that is not there".to_owned();
    } else if error.kind() == std::io::ErrorKind::NotFound
        && let Some(near) = nearest_sibling(&path)
    {
        out.message.push_str(&format!("; did you mean {}?", near.display()));
    }
    out
}

fn nearest_sibling(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let parent = path.parent()?;
    let folder = if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    };
    let near = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .map(|sibling| (strsim::osa_distance(&name, &sibling.to_lowercase()), sibling))
        .filter(|(distance, _)| *distance <= 2.min(name.chars().count() / 3))
        .min()?;
    Some(parent.join(near.1))
}

/// Where notes that an argument leads to may come and go without a folder being walked: the folder of a named file, those that
/// a pattern leads through; nothing for a folder.
pub fn folders_around(argument: &Path) -> Vec<PathBuf> {
    if argument.is_dir() {
        return Vec::new();
    }
    if argument.symlink_metadata().is_err() && glob::is_glob(argument) {
        return glob::folders(argument).unwrap_or_default();
    }
    argument.parent().map(Path::to_owned).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in ["a/late", "a/.hidden", ".git", "b"] {
            fs::create_dir_all(root.join(path)).unwrap();
        }
        for (path, text) in [
            ("z.md", ""),
            ("a/2.TXT", ""),
            ("a/1.soap", ""),
            ("a/late/3.hp", ""),
            ("a/.hidden/4.md", ""),
            ("a/photo.png", ""),
            ("a/drafts.md", ""),
            ("a/secret.md", ""),
            (".gitignore", "drafts.md\n"),
            ("a/.ignore", "secret.md\n"),
            ("b/5.note", ""),
        ] {
            fs::write(root.join(path), text).unwrap();
        }
        folder
    }

    fn list(root: &Path, paths: &[&str], filter: impl Filter + 'static) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        Discover::new(&paths, Arc::new(filter))
            .map(|item| match item {
                Ok(input) => input
                    .path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/"),
                Err(error) => format!("! {}", error.message),
            })
            .collect()
    }

    struct Course;

    impl Filter for Course {
        fn excludes(&self, path: &Path, is_dir: bool) -> bool {
            is_dir && path.ends_with("late") || path.ends_with("1.soap")
        }
    }

    #[test]
    fn folders_give_their_notes_in_order() {
        let folder = tree();
        let root = folder.path();
        let all = ["a/1.soap", "a/2.TXT", "a/late/3.hp", "b/5.note", "z.md"];
        assert_eq!(list(root, &[""], NoFilter), all);
        assert_eq!(
            list(root, &["b", "a"], NoFilter),
            ["b/5.note", "a/1.soap", "a/2.TXT", "a/late/3.hp"]
        );
    }

    #[test]
    fn a_walk_can_be_narrowed_to_some_names_of_a_folder() {
        let folder = tree();
        let root = folder.path();
        let within = |names: &[&str]| -> Vec<PathBuf> {
            let names = names.iter().map(OsString::from).collect();
            let mut found = Discover::within(&root.join("a"), names, Arc::new(Course));
            let notes = found.by_ref().map(|note| note.unwrap().path);
            let mut paths: Vec<PathBuf> = notes.collect();
            paths.extend(found.entered().iter().cloned());
            paths
                .iter()
                .map(|path| path.strip_prefix(root).unwrap().to_owned())
                .collect()
        };
        // What is ignored, excluded or hidden stays out.
        assert_eq!(
            within(&[
                "2.TXT",
                "1.soap",
                "secret.md",
                "drafts.md",
                "late",
                ".hidden",
                "gone.md"
            ]),
            ["a/2.TXT", "a"].map(PathBuf::from)
        );
        assert_eq!(within(&[]), ["a"].map(PathBuf::from));
    }

    #[test]
    fn overlapping_arguments_give_each_note_once() {
        let folder = tree();
        let found = list(
            folder.path(),
            &["a/late", "a", "a/../a/./2.TXT", "a/late/3.hp"],
            NoFilter,
        );
        assert_eq!(found, ["a/late/3.hp", "a/1.soap", "a/2.TXT"]);
    }

    #[test]
    fn what_is_named_is_read_whatever_it_is() {
        let folder = tree();
        let named = ["a/drafts.md", "a/photo.png", "a/.hidden/4.md", "a/.hidden"];
        assert_eq!(
            list(folder.path(), &named, NoFilter),
            ["a/drafts.md", "a/photo.png", "a/.hidden/4.md"]
        );
    }

    #[test]
    fn exclude_prunes_folders_and_drops_files_but_nothing_that_is_named() {
        let folder = tree();
        assert_eq!(list(folder.path(), &["a"], Course), ["a/2.TXT"]);
        assert_eq!(
            list(folder.path(), &["a/1.soap", "a/late"], Course),
            ["a/1.soap", "a/late/3.hp"]
        );
    }

    #[test]
    fn globs_and_missing_names_are_explained() {
        let folder = tree();
        let root = folder.path();
        assert_eq!(list(root, &["a/*.{soap,TXT}"], NoFilter), ["a/1.soap", "a/2.TXT"]);
        assert_eq!(
            list(root, &["a/*.pdf"], NoFilter),
            ["! no file or folder matches this pattern"]
        );
        assert_eq!(
            list(root, &["nothere.md", "z.md"], NoFilter),
            ["! there is no such file or folder", "z.md"]
        );
        let typo = list(root, &["a/1.saop"], NoFilter);
        assert!(
            typo[0].contains("did you mean") && typo[0].contains("1.soap"),
            "{typo:?}"
        );
    }

    #[test]
    #[cfg(unix)]
    fn links_are_followed_to_files_only() {
        use std::os::unix::fs::symlink;
        let folder = tree();
        let root = folder.path();
        symlink("..", root.join("a/loop.md")).unwrap();
        symlink("../z.md", root.join("a/link.md")).unwrap();
        symlink("nowhere", root.join("a/dangling.md")).unwrap();
        symlink("self.md", root.join("b/self.md")).unwrap();
        let fifo = std::process::Command::new("mkfifo")
            .arg(root.join("b/pipe.md"))
            .status();
        assert!(fifo.is_ok_and(|status| status.success()));
        let all = ["a/1.soap", "a/2.TXT", "a/late/3.hp", "a/link.md", "b/5.note", "z.md"];
        assert_eq!(list(root, &[""], NoFilter), all);
        assert_eq!(
            list(root, &["a/dangling.md"], NoFilter),
            ["! is a link to a file that is not there"]
        );
        let looped = list(root, &["b/self.md"], NoFilter);
        assert!(looped[0].starts_with("! cannot be read"), "{looped:?}");
    }
}
