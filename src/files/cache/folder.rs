//! The folder that packs stand in: the user's alone, of a bounded size, and known as a cache to backup programs.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How much all packs together hold at most, in bytes.
pub const MOST_BYTES: u64 = 256 << 20;
/// What a run that was killed left, or a program that was replaced, goes after this time.
const LEFT_BEHIND: Duration = Duration::from_secs(7 * 24 * 3600);
/// Below the user's cache.
const NAME: &str = "results";
/// See <https://bford.info/cachedir/>.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # What `preceptor check` found in notes that have not changed since. It can be deleted at any time.\n";

/// The folder below the cache folder `root`.
pub(super) fn of(root: &Path) -> PathBuf {
    root.join(NAME)
}

/// Have the folder there, for the user alone.
pub(super) fn prepare(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut permissions = fs::metadata(folder)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(0o700);
            fs::set_permissions(folder, permissions)?;
        }
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(folder.join("CACHEDIR.TAG")) {
        Ok(mut tag) => tag.write_all(TAG.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Remove what has not been of use for longest, until no more than `most` bytes are left; and what nobody will ask for:
/// packs of another program than `own` begins the names of, and half-written ones, once they are old. What cannot be
/// removed stays.
pub(super) fn sweep(folder: &Path, own: &str, most: u64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let now = SystemTime::now();
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in entries.flatten() {
        let (path, Ok(metadata)) = (entry.path(), entry.metadata()) else {
            continue;
        };
        if !metadata.is_file() || !is_ours(&path) {
            continue;
        }
        let used = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let name = entry.file_name();
        let current = name.to_str().is_some_and(|name| name.starts_with(own));
        // Where the clock was set back, nothing is old.
        if !current && now.duration_since(used).is_ok_and(|age| age > LEFT_BEHIND) {
            let _ = fs::remove_file(path);
        } else {
            files.push((used, metadata.len(), path));
        }
    }
    files.sort_unstable_by_key(|(used, ..)| std::cmp::Reverse(*used));
    let mut sum = 0;
    for (_, length, path) in files {
        sum += length;
        if sum > most {
            let _ = fs::remove_file(path);
        }
    }
}

/// Remove all packs below the cache folder `root`. Returns how many, and how many bytes.
///
/// # Errors
/// The folder, or a pack in it, cannot be removed; that it is not there is none.
pub fn clean(root: &Path) -> io::Result<(usize, u64)> {
    let folder = of(root);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((0, 0)),
        entries => entries?,
    };
    let mut removed = (0, 0);
    for entry in entries {
        let entry = entry?;
        if is_ours(&entry.path()) {
            let length = entry.metadata()?.len();
            fs::remove_file(entry.path())?;
            removed = (removed.0 + 1, removed.1 + length);
        }
    }
    Ok(removed)
}

fn is_ours(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "pack" || extension == "tmp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn file(folder: &Path, name: &str, days_ago: u64) {
        let path = folder.join(name);
        fs::write(&path, [0; 100]).unwrap();
        let then = SystemTime::now() - Duration::from_secs(days_ago * 24 * 3600);
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_modified(then).unwrap();
    }

    #[test]
    fn the_oldest_goes_first_and_nothing_else_is_touched() {
        let root = tempfile::tempdir().unwrap();
        let folder = of(root.path());
        prepare(&folder).unwrap();
        for (name, days) in [
            ("a-1.pack", 30),
            ("a-2.pack", 2),
            ("a-3.pack", 0),
            ("b-1.pack", 30),
            ("b-2.pack", 1),
            ("new-x.tmp", 30),
            ("new-y.tmp", 0),
            ("mine.txt", 90),
        ] {
            file(&folder, name, days);
        }
        sweep(&folder, "a-", 1000);
        let kept = [
            "CACHEDIR.TAG",
            "a-1.pack",
            "a-2.pack",
            "a-3.pack",
            "b-2.pack",
            "mine.txt",
            "new-y.tmp",
        ];
        assert_eq!(names(&folder), kept);
        sweep(&folder, "a-", 350);
        assert_eq!(
            names(&folder),
            ["CACHEDIR.TAG", "a-3.pack", "b-2.pack", "mine.txt", "new-y.tmp"]
        );
        assert_eq!(clean(root.path()).unwrap(), (3, 300));
        assert_eq!(names(&folder), ["CACHEDIR.TAG", "mine.txt"]);
        assert_eq!(clean(&root.path().join("none")).unwrap(), (0, 0));
    }

    #[test]
    #[cfg(unix)]
    fn only_the_user_may_look_in() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let folder = of(root.path());
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        prepare(&folder).unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
