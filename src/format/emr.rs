//! What a record system exports, into the markup: lines for what was run together, `#` headings, plain spaces.
//!
//! Only white space is added, and only marks of headings are taken away or put in. A name opens a section here only if the
//! catalogue has it exactly.

use std::sync::Arc;

use super::edit::{Group, apply, without_overlap};
use super::rows::{Kind, Rows};
use crate::grammar::{Grammar, SectionId, normalize_heading};
use crate::note::{self, HeadingStyle, Hints, Match, Note};
use crate::syntax::LineForm;
use crate::text::Span;

/// How often the steps are repeated: a heading that got its line shows where the next one is.
const ROUNDS: usize = 4;
/// The most words of a name in the middle of a line.
const NAME_WORDS: usize = 7;
/// Words before which a name is part of the sentence: `NO KNOWN ALLERGIES: …`, `see Plan: …`.
const GOES_ON: [&str; 44] = [
    "a",
    "about",
    "additional",
    "after",
    "all",
    "an",
    "and",
    "any",
    "as",
    "at",
    "before",
    "by",
    "current",
    "denies",
    "for",
    "from",
    "her",
    "his",
    "in",
    "is",
    "known",
    "last",
    "my",
    "new",
    "no",
    "of",
    "on",
    "or",
    "other",
    "our",
    "per",
    "prior",
    "regarding",
    "relevant",
    "review",
    "see",
    "significant",
    "the",
    "their",
    "to",
    "under",
    "updated",
    "with",
    "your",
];
/// Bullets that stand for nothing else, in the middle of a line too.
const BULLETS: [char; 12] = ['•', '●', '○', '◦', '‣', '⁃', '▪', '■', '◆', '❖', '➢', '➤'];

/// The text with its sections, sub-sections and lists on lines of their own.
pub(super) fn convert(text: &Arc<str>, grammar: &Arc<Grammar>, hints: &Hints) -> Arc<str> {
    let mut at: Arc<str> = plain_spaces(text).into();
    for step in (0..ROUNDS).flat_map(|_| [split_names, set_headings, split_parts, split_lists]) {
        let note = note::read(Arc::clone(&at), Arc::clone(grammar), hints);
        let rows = Rows::read(&note);
        let mut groups = Vec::new();
        step(&note, &rows, &mut groups);
        let groups = without_overlap(groups, &at);
        if !groups.is_empty() {
            at = apply(&at, groups.iter().flat_map(|group| &group.edits)).into();
        }
    }
    // Should a step ever lose a word, the text stays as it was.
    if words(&at) == words(text) {
        at
    } else {
        Arc::clone(text)
    }
}

/// The letters and digits of a text.
fn words(text: &str) -> impl PartialEq {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
}

/// No-break spaces and their like as plain ones.
fn plain_spaces(text: &str) -> String {
    text.replace(
        ['\u{a0}', '\u{202f}', '\u{2007}', '\u{2009}', '\u{2002}', '\u{2003}'],
        " ",
    )
}

/// The rows that may be split: lines of text, not quotes, tables, comments or front matter.
fn splittable<'r>(note: &'r Note, rows: &'r Rows) -> impl Iterator<Item = Span> + 'r {
    rows.all.iter().filter_map(|row| {
        let line = row.span.of(&note.text);
        let is_text = matches!(row.kind, Kind::Line(..)) && !row.comment && !line.trim_start().starts_with('>');
        is_text.then_some(row.span)
    })
}

/// Breaks a line before `offset`, taking the spaces there away.
fn break_before(note: &Note, rows: &Rows, line: Span, offset: u32) -> Group {
    let before = Span::new(line.start, offset).of(&note.text);
    let start = line.start + before.trim_end_matches([' ', '\t']).len() as u32;
    Group::one(Span::new(start, offset), rows.newline)
}

/// `CHIEF COMPLAINT: x HISTORY OF PRESENT ILLNESS: y`: a new line before each name of a section.
fn split_names(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    for line in splittable(note, rows) {
        for name in names(note, line) {
            let grammar = &note.grammar;
            if name.ids.iter().any(|id| grammar.is_major(*id)) && (name.apart || name.stands_out) {
                groups.push(break_before(note, rows, line, name.start));
            }
        }
    }
}

/// `HEENT: normal. Neck: supple.` in an exam: a new line before each part of the section.
fn split_parts(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    for line in splittable(note, rows) {
        for name in names(note, line) {
            let Some(section) = note.section_at(name.start).map(|ix| note.section(ix)) else {
                continue;
            };
            let mut around = Some(section);
            let fits = loop {
                let Some(section) = around else { break false };
                let outer = section.id.iter().chain(&section.also);
                if outer.into_iter().any(|outer| {
                    !note.grammar.holds_problems(*outer)
                        && name.ids.iter().any(|id| note.grammar.fits_inside(*id, *outer))
                }) {
                    break true;
                }
                around = section.parent.map(|parent| note.section(parent));
            };
            if name.apart && fits {
                groups.push(break_before(note, rows, line, name.start));
            }
        }
    }
}

/// A name of the catalogue before a colon in the middle of a line.
struct Name {
    start: u32,
    ids: Vec<SectionId>,
    /// Whether a sentence, a wide gap or another label ends before it.
    apart: bool,
    /// Whether it cannot be a part of the sentence before it, going by its capitals.
    stands_out: bool,
}

fn names(note: &Note, line: Span) -> Vec<Name> {
    let text = line.of(&note.text);
    let mut found: Vec<Name> = Vec::new();
    let mut from = 0;
    for (colon, _) in text.match_indices(':') {
        let glued = text[colon + 1..].chars().next();
        if glued.is_none_or(|next| next.is_whitespace() || next.is_alphabetic())
            && let Some(name) = name_before(note, text, from, colon)
        {
            found.push(Name {
                start: line.start + name.start,
                ..name
            });
        }
        from = colon + 1;
    }
    found
}

/// The longest name that ends at `colon` and starts behind `from`, but not at the start of the line.
fn name_before(note: &Note, text: &str, from: usize, colon: usize) -> Option<Name> {
    let stretch = &text[from..colon];
    // Where words start, last first, up to the end of the sentence before.
    let mut starts: Vec<(usize, bool)> = Vec::new();
    let mut end = stretch.trim_end().len();
    let mut label_starts = false;
    while end > 0 && starts.len() < NAME_WORDS {
        let start = stretch[..end]
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + stretch[at..].chars().next().map_or(1, char::len_utf8));
        let left = stretch[..start].trim_end();
        let gap = &stretch[left.len()..start];
        let ended = left.ends_with(['.', ';', ',', '!', '?', ')', '"', '”']) || gap.len() >= 2 || gap.contains('\t');
        // A line's own marks are no words.
        let first = left.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        starts.push((start, ended || first));
        if ended || first {
            label_starts = ended || from == 0;
            break;
        }
        end = left.len();
    }
    // A label as it stands, known or not: `ESTIMATED BLOOD LOSS` is no `BLOOD LOSS`.
    let (whole, _) = *starts.last()?;
    let small = |word: &str| {
        matches!(
            word,
            "of" | "and" | "the" | "on" | "in" | "to" | "for" | "with" | "&" | "/"
        )
    };
    let is_label = label_starts
        && stretch[whole..]
            .split_whitespace()
            .all(|word| small(word) || !word.starts_with(char::is_lowercase));
    if from == 0 && stretch[..whole].trim_matches(|c: char| !c.is_alphanumeric()).is_empty() && is_label {
        return None;
    }
    if is_label {
        let only = starts.len() - 1;
        starts.drain(..only);
    }
    let mut buffer = String::new();
    for (start, apart) in starts.into_iter().rev() {
        let words = &stretch[start..];
        normalize_heading(words, &mut buffer);
        let ids = note.grammar.candidates(&buffer).to_vec();
        if ids.is_empty() || !words.starts_with(char::is_uppercase) || buffer.len() < 2 {
            continue;
        }
        let count = words.split_whitespace().count();
        let capitals = !words.chars().any(char::is_lowercase);
        let previous = stretch[..start].split_whitespace().next_back().unwrap_or("");
        let previous_bare = previous.trim_matches(|c: char| !c.is_alphanumeric());
        let goes_on = GOES_ON.iter().any(|word| word.eq_ignore_ascii_case(previous_bare));
        let lower_before = previous.chars().any(char::is_lowercase) || previous.chars().all(|c| !c.is_alphabetic());
        let big_words = words
            .split_whitespace()
            .filter(|word| word.len() > 3)
            .all(|word| word.starts_with(char::is_uppercase));
        let stands_out = !goes_on
            && match (capitals, count) {
                (true, 1) => lower_before && words.len() >= 3,
                (true, _) => true,
                (false, 1) => false,
                (false, _) => big_words && (lower_before || previous.is_empty()),
            };
        return Some(Name {
            start: (from + start) as u32,
            ids,
            apart,
            stands_out,
        });
    }
    None
}

/// Section headings become `#` headings, with their text on the lines below. Parts of a section that have their text on
/// the line keep it there.
fn set_headings(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    for section in &note.sections {
        let styled = matches!(section.style, HeadingStyle::Atx(_) | HeadingStyle::Setext(_));
        let Some(row) = rows.at(section.heading.start).map(|row| &rows.all[row]) else {
            continue;
        };
        let Kind::Line(_, form) = row.kind else { continue };
        if styled || section.matched != Match::Exact || row.comment || section.heading.end > row.span.end {
            continue;
        }
        let before = Span::new(row.span.start, section.heading.start).of(&note.text);
        let after = Span::new(section.heading.end, row.span.end).of(&note.text);
        // Only marks may stand before a heading at the start of its line; a number is none.
        let marks_only = before.chars().all(|c| c.is_whitespace() || matches!(c, '*' | '_'));
        if !marks_only || form == LineForm::Hash(1) {
            continue;
        }
        let body = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '*' | '_'));
        let marks = &after[..after.len() - body.len()];
        let is_bold = before.contains(['*', '_']);
        // `**HPI: cough**`: the mark at the end goes with the one at the start.
        if is_bold && !marks.contains(['*', '_']) || !is_bold && marks.contains(['*', '_']) {
            continue;
        }
        if section.level > 1 && !body.is_empty() || !body.is_empty() && !marks.contains(':') {
            continue;
        }
        let mut heading = format!(
            "{} {}",
            "#".repeat(usize::from(section.level.min(6))),
            note.slice(section.heading)
        );
        if !body.is_empty() {
            heading.push_str(rows.newline);
        }
        let end = row.span.end - body.len() as u32;
        groups.push(Group::one(Span::new(row.span.start, end), heading));
    }
}

/// A new line before each of several bullets in one line, and before the numbers of a run: `1. HTN. 2. DM.`
fn split_lists(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    for line in splittable(note, rows) {
        let text = line.of(&note.text);
        let bullets: Vec<usize> = text
            .match_indices(BULLETS)
            .map(|(at, _)| at)
            .filter(|at| text[..*at].is_empty() || text[..*at].ends_with(char::is_whitespace))
            .collect();
        let run = numbers(text);
        let breaks = if bullets.len() >= 2 { bullets } else { run };
        for at in breaks {
            if !text[..at].trim().is_empty() {
                groups.push(break_before(note, rows, line, line.start + at as u32));
            }
        }
    }
}

/// Where the numbers of a run stand that opens the line with 1 and goes on with 2: none, if there is no second.
fn numbers(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let start = text.len() - text.trim_start().len();
    let mut found = Vec::new();
    let mut wanted = 1u32;
    let mut at = start;
    let mut close = None;
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        let end = at + digits;
        let mark = bytes.get(end).copied();
        let number = text[at..end].parse::<u32>().ok();
        let good_before = at == start || matches!(bytes[at - 1], b' ' | b'\t' | b',' | b';');
        let good_after = bytes.get(end + 1) == Some(&b' ')
            && text[end + 1..]
                .trim_start()
                .starts_with(|c: char| c.is_uppercase() || wanted == 1);
        if good_before
            && good_after
            && number == Some(wanted)
            && matches!(mark, Some(b'.' | b')'))
            && close.is_none_or(|close| Some(close) == mark)
        {
            if wanted == 1 && at != start {
                return Vec::new();
            }
            close = mark;
            found.push(at);
            wanted += 1;
        }
        at = end;
    }
    if found.len() >= 2 { found } else { Vec::new() }
}
