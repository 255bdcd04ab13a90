//! A line a finding between two fixed lines, for editors that match them.

use std::fmt;
use std::io::{self, Write};

use super::{Output, Pass, Wanted, count, put};
use crate::watch::note::Note;

/// Each pass prints `preceptor: checking`, all findings of all notes as `path:line:column: severity: message [CODE]`,
/// and `preceptor: 3 problems in 2 notes`: an editor drops what it held at the first of these lines.
pub struct Concise<W> {
    to: W,
    color: bool,
    bytes: Vec<u8>,
}

impl<W> fmt::Debug for Concise<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Concise").finish_non_exhaustive()
    }
}

impl<W: Write> Concise<W> {
    /// To `to`.
    pub fn new(to: W, color: bool) -> Self {
        Self {
            to,
            color,
            bytes: Vec::new(),
        }
    }
}

impl<W: Write> Output for Concise<W> {
    fn wanted(&mut self) -> Wanted {
        Wanted::Lines
    }

    fn end(&mut self, pass: &Pass, notes: &mut dyn Iterator<Item = &Note>) -> io::Result<()> {
        self.bytes.clear();
        self.bytes.extend_from_slice(b"preceptor: checking\n");
        for state in notes.filter_map(|note| note.state.as_ref()) {
            let colored = state.colored.as_ref().filter(|_| self.color);
            self.bytes.extend_from_slice(colored.unwrap_or(&state.lines));
        }
        // Writing to memory cannot fail.
        let _ = writeln!(
            self.bytes,
            "preceptor: {} in {}",
            count(pass.summary.findings(), "problem"),
            count(pass.summary.notes, "note")
        );
        put(&mut self.to, &self.bytes)
    }
}
