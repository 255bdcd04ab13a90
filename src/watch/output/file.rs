//! `--output-file`: all findings in a file, for `:cfile` of Vim and its like.

use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::files::AtomicFile;
use crate::watch::note::Note;

/// A file that holds all findings, a line each; whoever reads it sees it whole.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
}

impl OutputFile {
    /// The file at `path`.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where it is.
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Write it anew.
    ///
    /// # Errors
    /// It cannot be written; what stood there stays.
    pub fn write<'a>(&self, notes: impl Iterator<Item = &'a Note>) -> io::Result<()> {
        let mut file = AtomicFile::create(&self.path)?;
        for state in notes.filter_map(|note| note.state.as_ref()) {
            file.write_all(&state.lines)?;
        }
        file.commit()
    }
}
