//! What the watch prints, one file a form. The engine tells a pass, an output prints it.

mod concise;
mod exec;
mod file;
mod jsonl;
mod piped;
mod screen;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

pub use concise::Concise;
pub use exec::Exec;
pub use file::OutputFile;
pub use jsonl::Jsonl;
pub use piped::Piped;
pub use screen::Screen;

use super::note::Note;
use crate::report::{RenderOptions, RunError, RunSummary};

/// How a note is to be rendered while it is being looked at, by whichever thread does it.
#[derive(Debug)]
pub enum Wanted {
    /// The line a finding that every note keeps is enough.
    Lines,
    /// Events for programs.
    Events,
    /// In full.
    Full(RenderOptions),
    /// In full, each finding on its own, and no more than so many.
    Blocks(RenderOptions, usize),
}

/// A look that brought something new.
#[derive(Debug)]
pub struct Pass {
    /// From 1.
    pub number: usize,
    /// The exit status, if the watch ended now.
    pub status: u8,
    /// The sums of all notes; the errors that hold now.
    pub summary: RunSummary,
    /// Those of the errors that are new.
    pub new_errors: Vec<RunError>,
    /// What else there is to tell.
    pub notices: Vec<String>,
    /// The notes that were checked in it or are gone.
    pub changed: Vec<PathBuf>,
    /// How many findings were mended.
    pub fixed: usize,
    /// How long it took.
    pub took: Duration,
}

/// A form of printing. A pass is told as `begin`, its notes in order, `end`.
pub trait Output {
    /// What is needed of a note.
    fn wanted(&mut self) -> Wanted;

    /// A pass begins.
    ///
    /// # Errors
    /// It cannot be printed.
    fn begin(&mut self, _pass: usize) -> io::Result<()> {
        Ok(())
    }

    /// A note was checked anew. `had` says whether it had findings before; `rendered` and `blocks` are what was
    /// [wanted](Output::wanted).
    ///
    /// # Errors
    /// It cannot be printed.
    fn note(&mut self, _note: &Note, _had: bool, _rendered: &[u8], _blocks: Vec<Vec<u8>>) -> io::Result<()> {
        Ok(())
    }

    /// A note is gone.
    ///
    /// # Errors
    /// It cannot be printed.
    fn gone(&mut self, _note: &Note) -> io::Result<()> {
        Ok(())
    }

    /// The pass is over; `notes` are all notes as they are now.
    ///
    /// # Errors
    /// It cannot be printed.
    fn end(&mut self, pass: &Pass, notes: &mut dyn Iterator<Item = &Note>) -> io::Result<()>;

    /// Called now and then while nothing happens.
    ///
    /// # Errors
    /// It cannot be printed.
    fn idle(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Whether errors and notices are part of what it prints; otherwise they go to standard error.
    fn shows_errors(&self) -> bool {
        false
    }

    /// Show this besides, until the next pass, if it [shows errors](Output::shows_errors). Returns whether it does.
    fn aside(&mut self, _message: &str) -> bool {
        false
    }

    /// The watch ends: leave the terminal as it was.
    ///
    /// # Errors
    /// It cannot be printed.
    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `1 problem`, `2 problems`.
fn count(number: usize, what: &str) -> String {
    crate::files::check::count(number, what)
}

/// Write at once, and see it out.
fn put(to: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(bytes)?;
    to.flush()
}
