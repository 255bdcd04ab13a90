//! Renderers: what was found in notes, and their outline, as text for people and as JSON for programs.
//!
//! A [`Renderer`] renders each note on its own into a byte buffer, so that workers can render in parallel and memory
//! stays flat: `begin`, then each note with [`Renderer::separator`] between two of them, then `end`.
//!
//! A note's text and a file's name can hold terminal escapes. Whatever comes from outside is neutralised here (see
//! `neutral`), so that no output of this room can drive a terminal; JSON keeps the characters, escaped.

mod closing;
mod concise;
#[cfg(feature = "cli")]
mod csv;
#[cfg(feature = "cli")]
mod excerpt;
mod facts_json;
mod facts_text;
#[cfg(feature = "cli")]
mod full;
mod github;
mod gitlab;
#[cfg(feature = "cli")]
mod html;
mod json;
#[cfg(feature = "cli")]
mod junit;
mod masked;
mod model;
mod neutral;
mod outline;
mod outline_json;
mod sarif;
mod style;
mod summary;
mod table;
#[cfg(all(test, feature = "cli"))]
mod tests;

#[cfg(feature = "cli")]
use crate::lint::Diagnostic;

pub use closing::statistics;
#[cfg(feature = "cli")]
pub use json::{JsonSummary, event_lines, write as write_json};
pub use masked::Mask;
use model::Fingerprints;
pub use model::{Format, NoteReport, RenderOptions, RuleCount, RunError, RunSummary, encoding_notice};
pub use neutral::{neutralize, neutralize_line, wrap};
pub use outline::outline;
pub use outline_json::outline_json;
pub use style::Paint;
#[cfg(feature = "cli")]
pub use style::{ColorChoice, stdout_color};
pub use summary::{is_written, most_important, strengths, summary};
pub use table::Table;

/// Renders the findings of a run. It holds no state, so workers can share one.
#[derive(Debug, Clone)]
pub struct Renderer {
    format: Format,
    options: RenderOptions,
}

impl Renderer {
    /// A renderer for `format`.
    pub fn new(format: Format, options: RenderOptions) -> Self {
        Self { format, options }
    }

    /// What stands before the first note.
    pub fn begin(&self, out: &mut Vec<u8>) {
        match self.format {
            Format::Json => json::begin(out),
            Format::Sarif => sarif::begin(out),
            Format::Gitlab => out.push(b'['),
            #[cfg(feature = "cli")]
            Format::Junit => junit::begin(out),
            #[cfg(feature = "cli")]
            Format::Csv => csv::begin(out),
            #[cfg(feature = "cli")]
            Format::Html => html::begin(out),
            _ => {}
        }
    }

    /// One note.
    pub fn note(&self, report: &NoteReport<'_>, out: &mut Vec<u8>) {
        match self.format {
            #[cfg(feature = "cli")]
            Format::Full => full::note(report, &self.options, out),
            Format::Concise => concise::note(report, &self.options, out),
            Format::Json => json::note(report, out),
            Format::Jsonl => json::note_lines(report, out),
            Format::Sarif => sarif::note(report, out),
            Format::Github => github::note(report, out),
            Format::Gitlab => gitlab::note(report, out),
            #[cfg(feature = "cli")]
            Format::Junit => junit::note(report, out),
            #[cfg(feature = "cli")]
            Format::Csv => csv::note(report, out),
            #[cfg(feature = "cli")]
            Format::Html => html::note(report, out),
        }
    }

    /// One finding of a note, for a terminal: in full, or on one line.
    #[cfg(feature = "cli")]
    pub fn finding(&self, report: &NoteReport<'_>, found: &Diagnostic, out: &mut Vec<u8>) {
        match self.format {
            Format::Full => full::one(report, found, &self.options, out),
            _ => concise::one(report, found, &self.options, out),
        }
    }

    /// What stands between two notes that wrote something.
    pub fn separator(&self) -> &'static [u8] {
        match self.format {
            Format::Json | Format::Sarif | Format::Gitlab => b",",
            _ => b"",
        }
    }

    /// What stands after the last note. The human formats leave run errors to standard error (see [`RunError`]).
    pub fn end(&self, run: &RunSummary, out: &mut Vec<u8>) {
        match self.format {
            #[cfg(feature = "cli")]
            Format::Full => closing::line(run, &self.options, out),
            Format::Concise => {}
            Format::Json => json::end(run, out),
            Format::Jsonl => json::end_lines(run, out),
            Format::Sarif => sarif::end(run, out),
            Format::Github => run.run_errors.iter().for_each(|error| github::error(error, out)),
            Format::Gitlab => out.extend_from_slice(b"]\n"),
            #[cfg(feature = "cli")]
            Format::Junit => junit::end(run, out),
            #[cfg(feature = "cli")]
            Format::Csv => csv::end(run, out),
            #[cfg(feature = "cli")]
            Format::Html => html::end(run, out),
        }
    }
}
