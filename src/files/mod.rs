//! Files: which notes a run reads, reading them, and the ordered parallel run over them.
//!
//! - `discover` turns the arguments of a command into a stream of notes: named files, what is found below folders,
//!   globs that the shell left alone, standard input.
//! - `read` loads the bytes of one of them and says in a sentence why it could not.
//! - [`check`] is the check of one note in a file, the same for every front.
//! - [`cache`] keeps the results of notes that have not changed.
//! - `run` does some work on every note, on all cores, and hands the results on in order.
//! - [`AtomicFile`] writes a file whole or not at all.
//!
//! Nothing is lost on the way: what cannot be read is a [`FileError`] in its place of the stream, and the run goes on.

pub mod cache;
pub mod check;
mod configured;
mod discover;
mod document;
mod glob;
pub mod import;
mod previous;
mod read;
mod run;
mod skipped;
pub mod submissions;
mod temporary;
mod write;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::report::neutralize_line;

pub use configured::{Configured, Submitted};
pub use discover::{Discover, Filter, NoFilter, folders_around, has_extension, lexical};
pub use document::Document;
pub use previous::Previous;
pub use read::{MAX_BYTES, decode_error_message, io_message, read};
pub use run::{Done, Work, Worker, run, run_together};
pub use skipped::Skipped;
pub use write::{AtomicFile, replace_contents, was_overtaken, write_error_message, write_whole};

/// How a note came to be part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// `-`: standard input.
    Stdin,
    /// Named on the command line: always read, whatever its extension, and whatever the ignore files say.
    Named,
    /// Found below a folder.
    Found,
}

/// A note to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path as given, joined with what was found below it; `-` for standard input.
    pub path: PathBuf,
    /// How it came to be read.
    pub origin: Origin,
    /// Where its bytes are.
    pub content: Content,
}

/// Where the bytes of a note are.
#[derive(Debug, Clone)]
pub enum Content {
    /// In the file of that path, or on standard input.
    File,
    /// In a file within a file: an archive's member, a table's row.
    Within(Arc<dyn Member>),
}

/// A note that stands within another file.
pub trait Member: fmt::Debug + Send + Sync {
    /// Read its bytes into `buffer`, which is empty.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence without a full stop.
    fn read(&self, buffer: &mut Vec<u8>) -> Result<(), String>;
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File, Self::File) => true,
            (Self::Within(one), Self::Within(two)) => Arc::ptr_eq(one, two),
            _ => false,
        }
    }
}

impl Eq for Content {}

impl Input {
    /// The note in the file of that path; with [`Origin::Stdin`], standard input.
    pub fn file(path: impl Into<PathBuf>, origin: Origin) -> Self {
        Self {
            path: path.into(),
            origin,
            content: Content::File,
        }
    }
}

/// A file or folder that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The path as given, joined with what was found below it.
    pub path: PathBuf,
    /// What went wrong and what to do about it, in one sentence without a full stop.
    pub message: String,
}

impl FileError {
    /// An error at `path`.
    pub fn new(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
        }
    }

    /// An error of the operating system at `path`.
    pub fn io(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Self::new(path, read::io_message(error))
    }
}

/// Bytes of the path that are no UTF-8 become U+FFFD. Whoever prints it to a terminal neutralizes it first.
impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A line end in a name must not make a message of its own.
        write!(f, "{}: {}", neutralize_line(&self.path.to_string_lossy()), self.message)
    }
}

impl std::error::Error for FileError {}
