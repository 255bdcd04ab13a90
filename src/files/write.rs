//! Writing a file whole or not at all.

use std::fmt;
use std::fs::{self, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::FileError;
use super::read::reason;
use super::temporary::Temporary;

/// A file that appears under its name only when it is complete: it is written beside its target and renamed on
/// [`commit`](AtomicFile::commit). Dropped without that, nothing is left behind.
#[derive(Debug)]
pub struct AtomicFile {
    to: To,
}

#[derive(Debug)]
enum To {
    Beside {
        temporary: BufWriter<Temporary>,
        target: PathBuf,
    },
    /// A pipe or device (`/dev/stdout`) cannot be replaced, only written to.
    Stream(BufWriter<fs::File>),
}

impl AtomicFile {
    /// Begin to write `path`. An existing file keeps its permissions; a link keeps pointing, and its target is replaced.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        let existing = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        // The link would be replaced, and what it was to lead to would not be there.
        if existing.is_none() && fs::symlink_metadata(path).is_ok() {
            return Err(Refused::Nowhere.into());
        }
        if let Some(metadata) = &existing
            && !metadata.is_file()
        {
            if metadata.is_dir() {
                return Err(Refused::Folder.into());
            }
            let file = fs::OpenOptions::new().write(true).open(path)?;
            return Ok(Self {
                to: To::Stream(BufWriter::new(file)),
            });
        }
        // A rename would replace it all the same, against what its owner said of it.
        if existing
            .as_ref()
            .is_some_and(|metadata| metadata.permissions().readonly())
        {
            return Err(Refused::ReadOnly.into());
        }
        let target = if existing.is_some() {
            fs::canonicalize(path)?
        } else {
            path.to_owned()
        };
        let temporary = temporary_beside(&target, existing.as_ref())?;
        Ok(Self {
            to: To::Beside {
                temporary: BufWriter::new(temporary),
                target,
            },
        })
    }

    /// Put the file in place.
    ///
    /// # Errors
    /// If the rest cannot be written or the file cannot be renamed; the old file then stands untouched.
    pub fn commit(self) -> io::Result<()> {
        match self.to {
            To::Stream(mut stream) => stream.flush(),
            To::Beside { temporary, target } => {
                let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                temporary.persist(&target)
            }
        }
    }

    /// Put the file in place, unless there is one by now.
    ///
    /// # Errors
    /// As [`commit`](AtomicFile::commit), and if a file of the name is there.
    pub fn commit_new(self) -> io::Result<()> {
        match self.to {
            To::Stream(mut stream) => stream.flush(),
            To::Beside { temporary, target } => {
                let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                temporary.persist_new(&target)
            }
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Beside { temporary, .. } => temporary.write(bytes),
            To::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Beside { temporary, .. } => temporary.flush(),
            To::Stream(stream) => stream.flush(),
        }
    }
}

fn temporary_beside(target: &Path, existing: Option<&Metadata>) -> io::Result<Temporary> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".preceptor-").suffix(".tmp");
    #[cfg(unix)]
    if existing.is_none() {
        // A new file gets what the umask leaves, like any other; the default of a temporary file is the owner alone.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let temporary = Temporary::create(&builder, folder)?;
    if let Some(metadata) = existing {
        temporary.as_file().set_permissions(metadata.permissions())?;
    }
    Ok(temporary)
}

/// Write `bytes` to `path`, whole or not at all.
///
/// # Errors
/// If it cannot be written; the old file then stands untouched.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let write = || {
        let mut file = AtomicFile::create(path)?;
        file.write_all(bytes)?;
        file.commit()
    };
    write().map_err(|error: io::Error| FileError::new(path, write_error_message(&error)))
}

/// Why a file could not be written and what to do about it, to follow its name.
pub fn write_error_message(error: &io::Error) -> String {
    if error.get_ref().is_some_and(|inner| inner.is::<Refused>()) {
        return format!("cannot be written: {error}");
    }
    let way_out = match error.kind() {
        io::ErrorKind::NotFound => return "cannot be written: its folder does not exist; make it first".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room and run it again",
        io::ErrorKind::FileTooLarge => "raise the limit (`ulimit -f unlimited`) and run it again",
        io::ErrorKind::PermissionDenied => "check who owns it and its folder",
        io::ErrorKind::NotADirectory => {
            return "cannot be written: something above it is a file, not a folder; name another folder".to_owned();
        }
        io::ErrorKind::ReadOnlyFilesystem => "write to a folder on another disk",
        io::ErrorKind::InvalidFilename => "give it a shorter name",
        _ if reason(error) == "Too many open files" => "raise the limit (`ulimit -n 1024`) and run it again",
        _ => "see to its disk, or write to another folder",
    };
    format!("cannot be written: {}; {way_out}", reason(error))
}

/// Replace the contents of an existing file, provided that it still holds `expected`: whatever an editor saved in the
/// meantime is not overwritten. Permissions are kept, links stay links. Whenever the process is killed or the power fails,
/// the file is whole, old or new; a killed process may leave a `.preceptor-….tmp` beside it, which is no note to any run.
///
/// # Errors
/// If the file has changed, or cannot be written; it then stands untouched.
pub fn replace_contents(path: &Path, expected: &[u8], contents: &[u8]) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(Refused::NoFile.into());
    }
    if metadata.permissions().readonly() {
        return Err(Refused::ReadOnly.into());
    }
    let target = fs::canonicalize(path)?;
    let mut temporary = temporary_beside(&target, Some(&metadata))?;
    temporary.write_all(contents)?;
    temporary.flush()?;
    // On some file systems a rename reaches the disk before the bytes do: after a power cut the note would be empty.
    temporary.as_file().sync_data()?;
    // As late as possible: between here and the rename lies no work.
    match fs::read(&target) {
        Ok(now) if now == expected => temporary.persist(&target),
        Ok(_) => Err(Refused::Overtaken.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Refused::Gone.into()),
        Err(error) => Err(error),
    }
}

/// Why nothing was written although the system had nothing against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Folder,
    NoFile,
    Nowhere,
    ReadOnly,
    /// The file no longer holds what was expected.
    Overtaken,
    Gone,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Folder => "it is a folder; name a file in it",
            Refused::NoFile => "it is not a regular file; name a file",
            Refused::Nowhere => "it is a link to a file that is not there; remove the link, or make that file",
            Refused::ReadOnly => "it is read-only; make it writable (`chmod u+w`), or leave it as it is",
            Refused::Gone => "it was taken away since it was read; nothing was written, run it again",
            Refused::Overtaken => "it has changed since it was read; nothing was written, run it again",
        })
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        io::Error::other(refused)
    }
}

/// Whether [`replace_contents`] failed because the file no longer holds what was expected.
pub fn was_overtaken(error: &io::Error) -> bool {
    let refused = error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>());
    refused == Some(&Refused::Overtaken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_only_when_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "old").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(file);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(listing(folder.path()), ["report.json"]);
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(AtomicFile::create(folder.path()).is_err());
        assert!(AtomicFile::create(&folder.path().join("no/such/folder.json")).is_err());
    }

    #[test]
    fn a_file_changed_underneath_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.md");
        fs::write(&path, "as checked\r\n").unwrap();
        replace_contents(&path, b"as checked\r\n", b"as fixed\r\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"as fixed\r\n");
        let error = replace_contents(&path, b"as checked\r\n", b"as fixed twice\r\n").unwrap_err();
        assert!(error.to_string().contains("has changed"));
        assert!(was_overtaken(&error) && !was_overtaken(&io::Error::other("has changed")));
        assert_eq!(fs::read(&path).unwrap(), b"as fixed\r\n");
        assert_eq!(listing(folder.path()), ["note.md"]);
    }

    #[test]
    #[cfg(unix)]
    fn permissions_and_links_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("note.md"), folder.path().join("link.md"));
        fs::write(&path, "a").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("note.md", &link).unwrap();
        replace_contents(&link, b"a", b"b").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"b");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(
            replace_contents(&path, b"b", b"c").is_err(),
            "a read-only note stays as it is"
        );
    }
}
