//! The work on one note, done by any thread: read, decode, check, mend, render.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::baseline::Baselines;
use super::{Mending, diff};
use crate::config::Resolver;
use crate::files::check::{NoteSettings, note_settings};
use crate::files::{self, FileError, Input, Origin};
use crate::lint::{self, Checked, Diagnostic, fix};
use crate::report::{self, NoteReport, RenderOptions, Renderer, RunSummary};
use crate::rules::Applicability;
use crate::text::{self, Encoding};

/// What all notes of a run share.
pub(super) struct Checker<'a> {
    pub resolver: &'a Resolver,
    pub renderer: Renderer,
    pub options: RenderOptions,
    pub mending: Mending,
    pub baselines: Baselines,
    pub stdin_filename: Option<&'a Path>,
    /// `--previous`: wins over what a note names itself.
    pub previous: Option<files::Previous>,
    /// Begin with what the note does well.
    pub summary: bool,
    /// Findings are counted, not printed.
    pub silent: bool,
}

/// What came of one note, besides what was rendered.
#[derive(Debug, Default)]
pub(super) struct NoteDone {
    pub summary: RunSummary,
    /// Whether there is a finding at or above the fail level.
    pub fails: bool,
    /// What to tell about the note, on standard error.
    pub notice: Option<String>,
    /// What failed besides, each with its path: a rule that broke down, a fix that could not be written.
    pub failures: Vec<(String, String)>,
    /// How many findings were mended.
    pub fixed: usize,
    /// The text of standard input after mending.
    pub text: Option<Vec<u8>>,
}

impl Checker<'_> {
    /// Check the note and render what was found into `out`.
    pub(super) fn check(&self, input: &Input, bytes: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<NoteDone, FileError> {
        files::read(input, bytes)?;
        let path = match input.origin {
            Origin::Stdin => self.stdin_filename.unwrap_or(&input.path),
            Origin::Named | Origin::Found => &input.path,
        };
        // The configuration's own message names its file.
        let resolved = self
            .resolver
            .for_path(path)
            .map_err(|error| FileError::new("", error.to_string()))?;
        let decoded = text::decode(bytes).map_err(|error| FileError::new(path, files::decode_error_message(&error)))?;
        let shown = path.to_string_lossy();
        let mut done = NoteDone {
            notice: report::encoding_notice(&shown, decoded.encoding),
            ..NoteDone::default()
        };
        let encoding = decoded.encoding;
        let text: Arc<str> = Arc::from(decoded.text);
        let NoteSettings { settings, failure, .. } = note_settings(path, &text, &resolved, self.previous.as_ref());
        done.failures
            .extend(failure.map(|error| (error.path.to_string_lossy().into_owned(), error.message)));
        let mut checked = match self.mending {
            Mending::None => lint::check(text, &settings),
            Mending::Fix(least) | Mending::Diff(least) if encoding != Encoding::Utf8 => {
                self.refuse(input, bytes, lint::check(text, &settings), least, &shown, &mut done)
            }
            Mending::Fix(least) => {
                let fixed = fix::fix(Arc::clone(&text), &settings, least);
                match self.put(input, bytes, &text, &fixed, &shown, &mut done) {
                    Ok(()) => fixed.checked,
                    Err(error) => {
                        done.failures
                            .push((shown.clone().into_owned(), files::write_error_message(&error)));
                        lint::check(text, &settings)
                    }
                }
            }
            Mending::Diff(least) => {
                let fixed = fix::fix(Arc::clone(&text), &settings, least);
                report_cycle(&fixed, &shown, &mut done);
                diff::write(&shown, &text, &fixed.checked.note.text, self.options.color, out);
                // Nothing has been changed, so all findings are still there.
                lint::check(text, &settings)
            }
        };
        for failure in &checked.rule_failures {
            let message = format!(
                "rule {} broke down on this note ({}); that is a fault of the program, please report it",
                failure.code, failure.message
            );
            done.failures.push((shown.clone().into_owned(), message));
        }
        self.baselines.apply(path, &mut checked);
        done.fails = checked
            .diagnostics
            .iter()
            .any(|found| resolved.fail_level.fails(found.severity));
        done.summary.add(&checked);
        if !self.silent && !matches!(self.mending, Mending::Diff(_)) {
            let report = NoteReport {
                path: &shown,
                checked: &checked,
            };
            if self.summary {
                report::summary(&report, &self.options, out);
            }
            self.renderer.note(&report, out);
        }
        Ok(done)
    }

    /// A re-encoded file is not mended: what is written back would not be the same bytes elsewhere.
    fn refuse(
        &self,
        input: &Input,
        bytes: &[u8],
        checked: Checked,
        least: Applicability,
        shown: &str,
        done: &mut NoteDone,
    ) -> Checked {
        let mendable = |found: &&Diagnostic| {
            found
                .fix
                .as_ref()
                .is_some_and(|fix| fix::is_applied(fix.applicability, least))
        };
        let count = checked.diagnostics.iter().filter(mendable).count();
        if count > 0 {
            let reason = done.notice.take().unwrap_or_else(|| format!("{shown}: not UTF-8"));
            done.notice = Some(format!(
                "{reason}; {} left as found",
                super::count(count, "mendable finding")
            ));
        }
        if matches!(self.mending, Mending::Fix(_)) && input.origin == Origin::Stdin {
            done.text = Some(bytes.to_owned());
        }
        checked
    }

    /// Put a mended text where the note came from: the file, if it still is what was read, or standard output.
    fn put(
        &self,
        input: &Input,
        bytes: &[u8],
        before: &str,
        fixed: &fix::Fixed,
        shown: &str,
        done: &mut NoteDone,
    ) -> io::Result<()> {
        report_cycle(fixed, shown, done);
        let after = &*fixed.checked.note.text;
        if input.origin == Origin::Stdin {
            done.text = Some(after.as_bytes().to_owned());
        } else if after != before {
            files::replace_contents(&input.path, bytes, after.as_bytes())?;
        }
        done.fixed = fixed.applied.values().sum();
        Ok(())
    }
}

fn report_cycle(fixed: &fix::Fixed, shown: &str, done: &mut NoteDone) {
    if let Some(rules) = &fixed.cycle {
        let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
        let message = format!(
            "the fixes of {} undo each other and were stopped; that is a fault of the rules, please report it",
            rules.join(", ")
        );
        done.failures.push((shown.to_owned(), message));
    }
}
