//! The full report where nobody sees a screen: a pipe or a file.

use std::fmt;
use std::io::{self, Write};

use super::{Output, Pass, Wanted, put};
use crate::report::{Format, RenderOptions, Renderer};
use crate::watch::note::Note;

/// Each pass prints the findings of the notes that changed in full, then the sums of all notes. Nothing is cleared and
/// no escape is written.
pub struct Piped<W> {
    to: W,
    options: RenderOptions,
}

impl<W> fmt::Debug for Piped<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piped").finish_non_exhaustive()
    }
}

impl<W: Write> Piped<W> {
    /// To `to`.
    pub fn new(to: W, options: RenderOptions) -> Self {
        Self { to, options }
    }
}

impl<W: Write> Output for Piped<W> {
    fn wanted(&mut self) -> Wanted {
        Wanted::Full(self.options)
    }

    fn note(&mut self, _: &Note, _: bool, rendered: &[u8], _: Vec<Vec<u8>>) -> io::Result<()> {
        self.to.write_all(rendered)
    }

    fn end(&mut self, pass: &Pass, _: &mut dyn Iterator<Item = &Note>) -> io::Result<()> {
        let mut bytes = Vec::new();
        Renderer::new(Format::Full, self.options).end(&pass.summary, &mut bytes);
        put(&mut self.to, &bytes)
    }
}
