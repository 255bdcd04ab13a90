//! The work on one note, done by any thread: decode, check, mend.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::at_once::{check_one, is_long};
use super::{Baselines, NoteSettings, count, note_settings};
use crate::config::{Resolved, Resolver};
use crate::files::import::ImportOptions;
use crate::files::{self, Content, Document, FileError, Input, Origin, Previous};
use crate::lint::{self, Checked, Diagnostic, Settings, fix};
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

/// A note that was read, and not checked yet, or ahead of its turn.
#[derive(Debug)]
pub struct Begun {
    text: Arc<str>,
    document: Document,
    resolved: Arc<Resolved>,
    settings: Arc<Settings>,
    done: NoteDone,
    checked: Option<Checked>,
}

impl Begun {
    /// How long the note is, bytes.
    pub fn size(&self) -> usize {
        self.text.len()
    }
}

impl Checker {
    /// Check the note whose file holds `bytes`. `path` is the one that decides which configuration holds and that
    /// findings are reported at; for a file, that of `input`. With a processor to `spare` the note is checked on two.
    ///
    /// # Errors
    /// The configuration cannot be used, or the bytes are no text.
    pub fn check(&self, input: &Input, path: &Path, bytes: &[u8], spare: bool) -> Result<CheckedNote, FileError> {
        let begun = self.begin(path, bytes)?;
        Ok(self.end(begun, input, path, bytes, spare))
    }

    /// The first step of [`check`](Self::check).
    ///
    /// # Errors
    /// As for `check`.
    pub fn begin(&self, path: &Path, bytes: &[u8]) -> Result<Begun, FileError> {
        // The configuration's own message names its file.
        let resolved = self
            .resolver
            .for_path(path)
            .map_err(|error| FileError::new("", error.to_string()))?;
        let mut document =
            Document::read(path, bytes, &self.import).map_err(|message| FileError::new(path, message))?;
        let text: Arc<str> = std::mem::take(&mut document.text).into();
        let NoteSettings {
            settings,
            previous,
            previous_digest,
            failure,
        } = note_settings(path, &text, &resolved, self.previous.as_ref());
        let done = NoteDone {
            notice: document.notice(path),
            previous,
            previous_digest,
            failures: failure.into_iter().collect(),
            ..NoteDone::default()
        };
        Ok(Begun {
            text,
            document,
            resolved,
            settings,
            done,
            checked: None,
        })
    }

    /// A step between: check several notes together, which is faster. Those that this is not for are left to
    /// [`end`](Self::end).
    pub fn together<'b>(&self, begun: impl Iterator<Item = &'b mut Begun>) {
        if self.mending != Mending::None {
            return;
        }
        let mut left: Vec<&mut Begun> = begun.filter(|begun| !is_long(&begun.text)).collect();
        while let Some(first) = left.first() {
            let settings = Arc::clone(&first.settings);
            let (alike, others): (Vec<_>, Vec<_>) = left
                .into_iter()
                .partition(|begun| Arc::ptr_eq(&begun.settings, &settings));
            let texts = alike.iter().map(|begun| Arc::clone(&begun.text)).collect();
            for (begun, checked) in alike.into_iter().zip(lint::check_together(texts, &settings)) {
                begun.checked = Some(checked);
            }
            left = others;
        }
    }

    /// The last step of [`check`](Self::check).
    pub fn end(&self, begun: Begun, input: &Input, path: &Path, bytes: &[u8], spare: bool) -> CheckedNote {
        let Begun {
            text,
            document,
            resolved,
            settings,
            mut done,
            checked,
        } = begun;
        // What can be mended is a file that holds the very text.
        let is_plain = document.is_plain() && input.content == Content::File;
        let mut proposed = None;
        let mut checked = match self.mending {
            Mending::None => checked.unwrap_or_else(|| check_one(text, &settings, spare)),
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
        CheckedNote {
            checked,
            proposed,
            done,
        }
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
