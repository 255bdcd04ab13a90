//! The work on one note, done by any thread: read, check, render.

use std::path::Path;

use super::diff;
use crate::files::check::{self, CheckedNote, Checker, Mending, NoteDone, Results, Sought};
use crate::files::{self, FileError, Input, Origin, Work, Worker};
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

/// A note that is known, or read.
pub(super) enum Begun {
    /// What came of it, and what was printed.
    Known(NoteDone, Vec<u8>),
    /// Its bytes, how it is to be kept, and what is to be checked.
    Read(Vec<u8>, Option<Sought>, Box<check::Begun>),
}

impl Printer<'_> {
    /// The path that decides on the configuration, and that is shown.
    fn path<'i>(&'i self, input: &'i Input) -> &'i Path {
        match input.origin {
            Origin::Stdin => self.stdin_filename.unwrap_or(&input.path),
            Origin::Named | Origin::Found => &input.path,
        }
    }
}

/// Read each note, check several together, render what was found.
impl Work<Input> for Printer<'_> {
    type Begun = Begun;
    type Output = NoteDone;

    fn begin(&self, input: &Input, worker: &mut Worker) -> Result<Self::Begun, FileError> {
        let mut bytes = std::mem::take(&mut worker.bytes);
        files::read(input, &mut bytes)?;
        let path = self.path(input);
        // To read what is known takes longer than to check a few notes.
        let results = self.results.as_ref().filter(|_| !worker.few);
        let sought = results.and_then(|results| results.seek(&self.checker.resolver, path, &bytes));
        if let (Some(results), Some(sought)) = (results, &sought) {
            let mut printed = Vec::new();
            if let Some(done) = results.look(sought, &mut printed) {
                worker.bytes = bytes;
                return Ok(Begun::Known(done, printed));
            }
        }
        let begun = self.checker.begin(path, &bytes)?;
        Ok(Begun::Read(bytes, sought, Box::new(begun)))
    }

    fn size(&self, begun: &Self::Begun) -> usize {
        match begun {
            Begun::Known(..) => 0,
            // What is to be mended is written back as soon as it was read.
            Begun::Read(..) if self.checker.mending != Mending::None => usize::MAX,
            Begun::Read(_, _, begun) => begun.size(),
        }
    }

    fn together(&self, begun: &mut [Self::Begun]) {
        self.checker.together(begun.iter_mut().filter_map(|begun| match begun {
            Begun::Known(..) => None,
            Begun::Read(_, _, begun) => Some(&mut **begun),
        }));
    }

    fn end(
        &self,
        input: &Input,
        begun: Self::Begun,
        worker: &mut Worker,
        out: &mut Vec<u8>,
    ) -> Result<NoteDone, FileError> {
        let (bytes, sought, begun) = match begun {
            Begun::Known(done, printed) => {
                out.extend_from_slice(&printed);
                return Ok(done);
            }
            Begun::Read(bytes, sought, begun) => (bytes, sought, begun),
        };
        let path = self.path(input);
        let start = out.len();
        let CheckedNote {
            checked,
            proposed,
            done,
        } = self.checker.end(*begun, input, path, &bytes, worker.spare);
        worker.bytes = bytes;
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
        if let (Some(results), Some(sought)) = (&self.results, &sought) {
            results.keep(sought, &out[start..], &done);
        }
        Ok(done)
    }
}
