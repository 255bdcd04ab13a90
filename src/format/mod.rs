//! One canonical layout of the markup, and the way into it from what a record system exports.
//!
//! [`format()`] proposes edits of white space and marks, nothing else, and then holds the result to two promises: the words
//! are the same, and the note reads the same (sections, problems, plan, facts). An edit that would break one is left out.
//! What is left is laid out again until nothing changes, so that laying out twice is laying out once.
//!
//! [`from_emr`] splits what an export has run together, then lays it out.

mod blanks;
mod edit;
mod emr;
mod fields;
mod headings;
mod lists;
mod reading;
mod rows;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::{self, Hints, Note};
use crate::text::Span;

use edit::Group;
use reading::Reading;
use rows::Rows;

/// How headings that stand on a line of their own are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HeadingStyle {
    /// As most main headings of the note are written; a note without a clear habit keeps what it has.
    #[default]
    Consistent,
    /// As each is written.
    Keep,
    /// `# HPI`.
    Hash,
    /// `**HPI**`.
    Bold,
    /// `HPI`, in capitals.
    Caps,
    /// `HPI:`.
    Label,
}

impl HeadingStyle {
    /// All, with their names.
    pub const ALL: [(&'static str, HeadingStyle); 6] = [
        ("consistent", HeadingStyle::Consistent),
        ("keep", HeadingStyle::Keep),
        ("hash", HeadingStyle::Hash),
        ("bold", HeadingStyle::Bold),
        ("caps", HeadingStyle::Caps),
        ("label", HeadingStyle::Label),
    ];

    /// The style of that name.
    pub fn named(name: &str) -> Option<HeadingStyle> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, style)| style)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// What is left to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// How headings are written.
    pub headings: HeadingStyle,
}

/// A text laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// The text.
    pub text: Arc<str>,
    /// How many changes were left out because the note would have read differently.
    pub left_out: usize,
}

/// How often a note is laid out before it is given up: in practice it comes to rest in two rounds.
const ROUNDS: usize = 12;
/// How often a note is read again to find out which of its edits change the reading.
const READINGS: usize = 600;

/// Lay out a note. The same text, grammar and hints always give the same layout, and a text that was laid out gives itself.
pub fn format(text: &Arc<str>, grammar: &Arc<Grammar>, hints: &Hints, style: Style) -> Formatted {
    lay_out(text, grammar, hints, style, None)
}

/// Lay out the lines that `lines` touches. The others stay as they are, but for what hangs together with these: the rows
/// of a table, the numbers and bullets of a list, the blank line beside them.
pub fn format_lines(text: &Arc<str>, grammar: &Arc<Grammar>, hints: &Hints, style: Style, lines: Span) -> Formatted {
    lay_out(text, grammar, hints, style, Some(lines))
}

fn lay_out(text: &Arc<str>, grammar: &Arc<Grammar>, hints: &Hints, style: Style, mut lines: Option<Span>) -> Formatted {
    let mut at = Formatted {
        text: Arc::clone(text),
        left_out: 0,
    };
    for _ in 0..ROUNDS {
        let note = note::read(Arc::clone(&at.text), Arc::clone(grammar), hints);
        let mut groups = propose(&note, style);
        if let Some(lines) = &mut lines {
            *lines = whole_lines(&note, *lines);
            groups.retain(|group| group.edits.iter().any(|edit| edit.touches(*lines)));
        }
        if groups.is_empty() {
            return at;
        }
        let Some(kept) = agreeable(&note, hints, &groups, style) else {
            break;
        };
        at.left_out = groups.len() - kept.len();
        if kept.is_empty() {
            return at;
        }
        let edits = || kept.iter().flat_map(|group| &groups[*group].edits);
        lines = lines.map(|lines| edit::moved(lines, edits()));
        at.text = edit::apply(&at.text, edits()).into();
    }
    // It does not come to rest, or it would take too long to tell why: left as it was, which is at rest.
    Formatted {
        text: Arc::clone(text),
        left_out: 1,
    }
}

/// A span widened to whole lines, without the last line end.
fn whole_lines(note: &Note, span: Span) -> Span {
    let lines = note.lines();
    let line = |at| lines.line_span(&note.text, lines.line_of(at)).unwrap_or(Span::at(at));
    line(span.start).cover(line(span.end))
}

/// Turn what a record system exported into the markup: sections, sub-sections and lists that were run together on one line
/// get lines of their own, section headings become `#` headings, foreign bullets and spaces become plain ones; then it is
/// laid out: for `#` headings in [`HeadingStyle::Hash`]. No word is lost, moved or added.
pub fn from_emr(text: &Arc<str>, grammar: &Arc<Grammar>, hints: &Hints, style: Style) -> Formatted {
    let split = emr::convert(text, grammar, hints);
    format(&split, grammar, hints, style)
}

/// The edits that would bring a note to its layout, in groups that belong together, in the order of the text and without
/// overlap. What overlaps comes up again when the rest is done.
fn propose(note: &Note, style: Style) -> Vec<Group> {
    let rows = Rows::read(note);
    let headings = headings::find(note, &rows, style);
    let mut groups: Vec<Group> = Vec::new();
    groups.extend(headings.iter().filter_map(|heading| heading.edit(&note.text)));
    headings::with_text(note, &rows, style, &mut groups);
    tables::align(note, &rows, &mut groups);
    lists::tidy(note, &rows, &mut groups);
    fields::space(note, &rows, &mut groups);
    blanks::space(note, &rows, &headings, &mut groups);
    edit::without_overlap(groups, &note.text)
}

/// The groups that can be applied together without a change of the words or the reading. First all at once; where that
/// fails, halves of them, so that it takes few readings to find the few that do harm. `None` if it takes too many.
fn agreeable(note: &Note, hints: &Hints, groups: &[Group], style: Style) -> Option<Vec<usize>> {
    let before = Reading::of(note, style);
    let mut trials = 0;
    let mut refused: HashSet<usize> = HashSet::new();
    let mut kept: Vec<usize> = Vec::new();
    let mut waiting: Vec<(usize, usize)> = vec![(0, groups.len())];
    while let Some((from, to)) = waiting.pop() {
        trials += 1;
        if trials > READINGS {
            return None;
        }
        let tried = kept.iter().copied().chain(from..to);
        let text = edit::apply(&note.text, tried.flat_map(|group| &groups[group].edits));
        let after = note::read(text.into(), Arc::clone(&note.grammar), hints);
        if Reading::of(&after, style) == before {
            kept.extend(from..to);
        } else if to - from == 1 {
            refused.insert(from);
        } else {
            let middle = from + (to - from) / 2;
            waiting.push((middle, to));
            waiting.push((from, middle));
        }
    }
    debug_assert_eq!(kept.len() + refused.len(), groups.len());
    Some(kept)
}
