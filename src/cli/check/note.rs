//! The work on one note, done by any thread: read, check, render.

use std::path::Path;

use super::diff;
use crate::files::check::{CheckedNote, Checker, Mending, NoteDone, Results};
use crate::files::{self, FileError, Input, Origin, Worker};
use crate::report::{self, NoteReport, RenderOptions, Renderer};

/// What all notes of a run share.
pub(super) struct Printer<'a> {
    pub checker: Checker,
    pub renderer: Renderer,
    pub options: RenderOptions,
    pub stdin_filename: Option<&'a Path>,
    /// Begin with what the note does well.
    pub summary: bool,
    /// Findings are counted, not printed.
    pub silent: bool,
    /// What is known of notes from runs before.
    pub results: Option<Results>,
}

impl Printer<'_> {
    /// Check the note and render what was found into `out`.
    pub(super) fn print(&self, input: &Input, worker: &mut Worker, out: &mut Vec<u8>) -> Result<NoteDone, FileError> {
        let bytes = &mut worker.bytes;
        files::read(input, bytes)?;
        let path = match input.origin {
            Origin::Stdin => self.stdin_filename.unwrap_or(&input.path),
            Origin::Named | Origin::Found => &input.path,
        };
        // To read what is known takes longer than to check a few notes.
        let results = self.results.as_ref().filter(|_| !worker.few);
        let known = results.and_then(|results| Some((results, results.seek(&self.checker.resolver, path, bytes)?)));
        if let Some((results, sought)) = &known
            && let Some(done) = results.look(sought, out)
        {
            return Ok(done);
        }
        let start = out.len();
        let CheckedNote {
            checked,
            proposed,
            done,
        } = self.checker.check(input, path, bytes, worker.spare)?;
        let shown = path.to_string_lossy();
        if let Some(proposed) = proposed {
            diff::write(&shown, &checked.note.text, &proposed, self.options.color, out);
        }
        if !self.silent && !matches!(self.checker.mending, Mending::Diff(_)) {
            let report = NoteReport {
                path: &shown,
                checked: &checked,
            };
            if self.summary {
                report::summary(&report, &self.options, out);
            }
            self.renderer.note(&report, out);
        }
        if let Some((results, sought)) = &known {
            results.keep(sought, &out[start..], &done);
        }
        Ok(done)
    }
}
