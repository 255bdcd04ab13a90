//! The stream of events for programs: one JSON object a line. **Contract version 1**, described in `docs/watch.md`.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;

use super::{Output, Pass, Wanted, put};
use crate::report::{JsonSummary, RunError, write_json};
use crate::watch::note::Note;

/// The version of the contract.
const VERSION: u32 = 1;

/// `begin`, `cleared`, `diagnostic`, `end`.
pub struct Jsonl<W> {
    to: W,
    bytes: Vec<u8>,
    /// The path of the note as text.
    pass: usize,
}

impl<W> fmt::Debug for Jsonl<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jsonl").finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Begin {
    event: &'static str,
    version: u32,
    pass: usize,
}

#[derive(Serialize)]
struct Cleared<'a> {
    event: &'static str,
    path: &'a str,
    gone: bool,
}

#[derive(Serialize)]
struct End<'a> {
    event: &'static str,
    pass: usize,
    status: u8,
    fixed: usize,
    milliseconds: u64,
    errors: &'a [RunError],
    summary: JsonSummary,
}

impl<W: Write> Jsonl<W> {
    /// To `to`.
    pub fn new(to: W) -> Self {
        Self {
            to,
            bytes: Vec::new(),
            pass: 0,
        }
    }

    fn line(&mut self, event: &impl Serialize) {
        write_json(event, &mut self.bytes);
        self.bytes.push(b'\n');
    }

    fn cleared(&mut self, note: &Note, gone: bool) {
        let path = note.input.path.to_string_lossy();
        self.line(&Cleared {
            event: "cleared",
            path: &path,
            gone,
        });
    }

    /// A first pass over many notes is passed on as it grows.
    fn pass_on(&mut self) -> io::Result<()> {
        const ENOUGH: usize = 64 * 1024;
        if self.bytes.len() > ENOUGH {
            self.to.write_all(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }
}

impl<W: Write> Output for Jsonl<W> {
    fn wanted(&mut self) -> Wanted {
        Wanted::Events
    }

    fn begin(&mut self, pass: usize) -> io::Result<()> {
        self.pass = pass;
        self.line(&Begin {
            event: "begin",
            version: VERSION,
            pass,
        });
        Ok(())
    }

    fn note(&mut self, note: &Note, had: bool, rendered: &[u8], _: Vec<Vec<u8>>) -> io::Result<()> {
        if had {
            self.cleared(note, false);
        }
        self.bytes.extend_from_slice(rendered);
        self.pass_on()
    }

    fn gone(&mut self, note: &Note) -> io::Result<()> {
        self.cleared(note, true);
        self.pass_on()
    }

    fn end(&mut self, pass: &Pass, _: &mut dyn Iterator<Item = &Note>) -> io::Result<()> {
        self.line(&End {
            event: "end",
            pass: self.pass,
            status: pass.status,
            fixed: pass.fixed,
            milliseconds: pass.took.as_millis().try_into().unwrap_or(u64::MAX),
            errors: &pass.summary.run_errors,
            summary: JsonSummary::new(&pass.summary),
        });
        let bytes = std::mem::take(&mut self.bytes);
        put(&mut self.to, &bytes)
    }
}
