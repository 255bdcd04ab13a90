//! Files on their way to their name. Whoever stops the program with Ctrl-C, a closed terminal or `kill` finds none of them
//! beside the notes; only a kill that no program can catch may leave one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tempfile::{NamedTempFile, PersistError};

/// The status that shells give a program ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Those that are there now.
static THERE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn there() -> MutexGuard<'static, Vec<PathBuf>> {
    THERE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is removed unless it gets its name.
#[derive(Debug)]
pub(super) struct Temporary {
    /// `None` only while it is dropped.
    file: Option<NamedTempFile>,
    path: PathBuf,
}

impl Temporary {
    /// A new one in `folder`.
    pub(super) fn create(builder: &tempfile::Builder<'_, '_>, folder: &Path) -> io::Result<Self> {
        remove_at_the_end();
        // Nothing is made that is not listed: once the end has come, this waits for ever.
        let mut there = there();
        let file = builder.tempfile_in(folder)?;
        let path = file.path().to_owned();
        there.push(path.clone());
        Ok(Self { file: Some(file), path })
    }

    /// The file itself.
    pub(super) fn as_file(&self) -> &File {
        self.open().as_file()
    }

    /// Give it the name `target`, in place of whatever has it.
    pub(super) fn persist(mut self, target: &Path) -> io::Result<()> {
        self.named(|file| file.persist(target))
    }

    /// Give it the name `target`, if nothing has it.
    pub(super) fn persist_new(mut self, target: &Path) -> io::Result<()> {
        self.named(|file| file.persist_noclobber(target))
    }

    fn named(&mut self, give: impl FnOnce(NamedTempFile) -> Result<File, PersistError>) -> io::Result<()> {
        match self.file.take().map(give) {
            Some(Err(failed)) => Err(failed.error),
            _ => Ok(()),
        }
    }

    fn open(&self) -> &NamedTempFile {
        self.file.as_ref().expect("the file is taken only when this ends")
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        drop(self.file.take());
        there().retain(|path| *path != self.path);
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.as_file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.as_file().flush()
    }
}

/// From now on, whoever ends the program removes what is on its way. Where a signal is ignored (`nohup`) or somebody else
/// waits for it already (`watch`), it stays so.
fn remove_at_the_end() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = ctrlc::try_set_handler(|| {
            let there = there();
            for path in &*there {
                let _ = fs::remove_file(path);
            }
            std::process::exit(INTERRUPTED);
        });
    });
}
