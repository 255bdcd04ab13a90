//! The work on one note, done by any thread: decode, check, mend.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::at_once::check_one;
use super::{Baselines, NoteSettings, count, note_settings};
use crate::config::Resolver;
use crate::files::import::ImportOptions;
use crate::files::{self, Content, Document, FileError, Input, Origin, Previous};
use crate::lint::{Checked, Diagnostic, fix};
use crate::report::RunSummary;
use crate::rules::Applicability;

/// What is done to a note before its findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mending {
    /// Nothing.
    None,
    /// Its fixes of at least this applicability are applied.
    Fix(Applicability),
    /// They are shown.
    Diff(Applicability),
}

/// What all notes of a run share.
#[derive(Debug)]
pub struct Checker {
    /// Says what holds for each note.
    pub resolver: Arc<Resolver>,
    /// What is done to them.
    pub mending: Mending,
    /// What is hidden, or recorded.
    pub baselines: Baselines,
    /// `--previous`: wins over what a note names itself.
    pub previous: Option<Previous>,
    /// How documents are read.
    pub import: ImportOptions,
}

/// A note that was checked.
#[derive(Debug)]
pub struct CheckedNote {
    /// Its findings: with fixes applied, those that are left.
    pub checked: Checked,
    /// With [`Mending::Diff`], the text that mending would leave.
    pub proposed: Option<Arc<str>>,
    /// All else.
    pub done: NoteDone,
}

/// What came of one note, besides its findings.
#[derive(Debug, Default)]
pub struct NoteDone {
    /// Its findings, counted.
    pub summary: RunSummary,
    /// Whether there is a finding at or above the fail level.
    pub fails: bool,
    /// What to tell about the note.
    pub notice: Option<String>,
    /// What failed besides: a rule that broke down, a fix that could not be written.
    pub failures: Vec<FileError>,
    /// How many findings were mended.
    pub fixed: usize,
    /// The text of standard input after mending.
    pub text: Option<Vec<u8>>,
    /// The earlier note that its front matter names, there or not.
    pub previous: Option<PathBuf>,
    /// The [digest](Previous::digest) of the earlier note that it was compared with.
    pub previous_digest: Option<u64>,
    /// Fixes were not written, because the file is no longer what was checked.
    pub overtaken: bool,
}

impl Checker {
    /// Check the note whose file holds `bytes`. `path` is the one that decides which configuration holds and that
    /// findings are reported at; for a file, that of `input`. With a processor to `spare` the note is checked on two.
    ///
    /// # Errors
    /// The configuration cannot be used, or the bytes are no text.
    pub fn check(&self, input: &Input, path: &Path, bytes: &[u8], spare: bool) -> Result<CheckedNote, FileError> {
        // The configuration's own message names its file.
        let resolved = self
            .resolver
            .for_path(path)
            .map_err(|error| FileError::new("", error.to_string()))?;
        let document = Document::read(path, bytes, &self.import).map_err(|message| FileError::new(path, message))?;
        let mut done = NoteDone {
            notice: document.notice(path),
            ..NoteDone::default()
        };
        // What can be mended is a file that holds the very text.
        let is_plain = document.is_plain() && input.content == Content::File;
        let text: Arc<str> = Arc::from(document.text.as_str());
        let NoteSettings {
            settings,
            previous,
            previous_digest,
            failure,
        } = note_settings(path, &text, &resolved, self.previous.as_ref());
        done.previous = previous;
        done.previous_digest = previous_digest;
        done.failures.extend(failure);
        let mut proposed = None;
        let mut checked = match self.mending {
            Mending::None => check_one(text, &settings, spare),
            Mending::Fix(least) | Mending::Diff(least) if !is_plain => {
                let checked = check_one(text, &settings, spare);
                self.refuse(input, bytes, &checked, least, path, &mut done);
                checked
            }
            Mending::Fix(least) => {
                let fixed = fix::fix(Arc::clone(&text), &settings, least);
                match put(input, bytes, &text, &fixed, path, &mut done) {
                    Ok(()) => fixed.checked,
                    Err(error) => {
                        done.overtaken = files::was_overtaken(&error);
                        done.failures
                            .push(FileError::new(path, files::write_error_message(&error)));
                        check_one(text, &settings, spare)
                    }
                }
            }
            Mending::Diff(least) => {
                let fixed = fix::fix(Arc::clone(&text), &settings, least);
                report_cycle(&fixed, path, &mut done);
                proposed = Some(fixed.checked.note.text);
                // Nothing has been changed, so all findings are still there.
                check_one(text, &settings, spare)
            }
        };
        let failures = checked.rule_failures.iter();
        done.failures
            .extend(failures.map(|failure| FileError::new(path, failure.to_string())));
        let hidden = self.baselines.apply(path, &mut checked);
        for found in &mut checked.diagnostics {
            if let Some(place) = document.place(found.span.start) {
                found.message.push_str(&format!(" ({place} of the document)"));
            }
        }
        done.fails = checked
            .diagnostics
            .iter()
            .any(|found| resolved.fail_level.fails(found.severity));
        done.summary.add(&checked);
        done.summary.baselined = hidden;
        Ok(CheckedNote {
            checked,
            proposed,
            done,
        })
    }

    /// A document, a file within another and a re-encoded file are not mended: what is written back would not be the same bytes elsewhere.
    fn refuse(
        &self,
        input: &Input,
        bytes: &[u8],
        checked: &Checked,
        least: Applicability,
        path: &Path,
        done: &mut NoteDone,
    ) {
        let mendable = |found: &&Diagnostic| {
            found
                .fix
                .as_ref()
                .is_some_and(|fix| fix::is_applied(fix.applicability, least))
        };
        let left = checked.diagnostics.iter().filter(mendable).count();
        if left > 0 {
            let reason = done
                .notice
                .take()
                .unwrap_or_else(|| format!("{}: it stands in another file", path.display()));
            done.notice = Some(format!("{reason}; {} left as found", count(left, "mendable finding")));
        }
        if matches!(self.mending, Mending::Fix(_)) && input.origin == Origin::Stdin {
            done.text = Some(bytes.to_owned());
        }
    }
}

/// Put a mended text where the note came from: the file, if it still is what was read, or standard output.
fn put(
    input: &Input,
    bytes: &[u8],
    before: &str,
    fixed: &fix::Fixed,
    path: &Path,
    done: &mut NoteDone,
) -> io::Result<()> {
    report_cycle(fixed, path, done);
    let after = &*fixed.checked.note.text;
    if input.origin == Origin::Stdin {
        done.text = Some(after.as_bytes().to_owned());
    } else if after != before {
        files::replace_contents(&input.path, bytes, after.as_bytes())?;
    }
    done.fixed = fixed.applied.values().sum();
    Ok(())
}

fn report_cycle(fixed: &fix::Fixed, path: &Path, done: &mut NoteDone) {
    if let Some(rules) = &fixed.cycle {
        let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
        let message = format!(
            "the fixes of {} undo each other and were stopped; that is a fault of the rules, please report it",
            rules.join(", ")
        );
        done.failures.push(FileError::new(path, message));
    }
}
