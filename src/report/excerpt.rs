//! The lines of a note that a finding speaks of, as they are shown: harmless, tabs expanded, and cut to the terminal's
//! width around what is labelled, so that a paragraph of 400 KB on one line costs one row.

use unicode_width::UnicodeWidthChar as _;

use crate::note::Note;
use crate::text::Span;

use super::neutral::{columns, snapped, visible};

/// Tab stops, in columns.
const TAB: usize = 4;
/// How many lines of a label that opens with blank lines are skipped in search of its first words.
const BLANK_LINES: u32 = 16;
/// What `╰── ` and the space before it take besides a caption.
const ARROW: usize = 4;

/// A place to label.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Where; any span, it is brought into the text.
    pub(super) span: Span,
    /// One line of harmless text.
    pub(super) caption: String,
    /// Whether it is the finding's own place.
    pub(super) primary: bool,
}

/// A label within a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// First character of [`Row::text`] that is labelled.
    pub(super) start: usize,
    /// One past the last; always after `start`.
    pub(super) end: usize,
    /// What stands under it.
    pub(super) caption: String,
    /// Whether it is the finding's own place.
    pub(super) primary: bool,
}

/// One line, or the part of it that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) line: u32,
    /// What is shown.
    pub(super) text: String,
    /// Its labels.
    pub(super) labels: Vec<Label>,
}

/// How rows are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Columns of a row.
    pub(super) width: usize,
    /// ASCII stand-ins only.
    pub(super) ascii: bool,
}

impl Shape {
    const fn ellipsis(self) -> &'static str {
        if self.ascii { "..." } else { "…" }
    }

    fn visible(self, c: char) -> char {
        match visible(c) {
            shown if self.ascii && shown != c => '?',
            shown => shown,
        }
    }
}

/// A label on one line of the note.
struct Mark<'a> {
    line: u32,
    /// The line without its line end (and without a byte order mark).
    content: Span,
    /// The labelled bytes of the line.
    label: Span,
    /// Where the label's underline ends: one character further if the label is empty and not at the line's end.
    reach: u32,
    caption: &'a str,
    primary: bool,
}

/// The rows that show `places`, in document order. A row is at most `shape.width` columns wide, its captions included
/// unless they alone are wider than half of that.
pub(super) fn rows(note: &Note, places: &[Place], shape: Shape) -> Vec<Row> {
    let mut marks: Vec<Mark<'_>> = places.iter().map(|place| mark(note, place)).collect();
    marks.sort_by_key(|mark| (mark.label.start, !mark.primary));
    let mut rows: Vec<(Span, Row)> = Vec::new();
    for mark in &marks {
        let fits = rows.last().is_some_and(|(shown, row)| {
            row.line == mark.line && shown.contains(mark.label) && {
                let before = Span::new(shown.start, mark.reach.min(shown.end));
                display_width(before.of(&note.text)) + 1 + ARROW + columns(mark.caption) <= shape.width
            }
        });
        if !fits {
            let shown = window(&note.text, mark, shape);
            rows.push((
                shown,
                Row {
                    line: mark.line,
                    text: String::new(),
                    labels: Vec::new(),
                },
            ));
        }
        if let Some((shown, row)) = rows.last_mut() {
            draw(&note.text, *shown, mark, shape, row);
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The first line of a place that shows something. A place over several lines is labelled on that line only.
fn mark<'a>(note: &Note, place: &'a Place) -> Mark<'a> {
    let text = &*note.text;
    let lines = note.lines();
    let span = snapped(text, place.span);
    let first = lines.line_of(span.start);
    let mut found = None;
    for line in first..first.saturating_add(BLANK_LINES).min(lines.line_count() + 1) {
        let Some(content) = lines.line_span(text, line) else {
            break;
        };
        if line > first && content.start >= span.end {
            break;
        }
        let label = Span::new(
            span.start.clamp(content.start, content.end),
            span.end.clamp(content.start, content.end),
        );
        let words = label.of(text);
        let trimmed = words.trim();
        let lead = words.len() - words.trim_start().len();
        if found.is_none() || !trimmed.is_empty() {
            let label = if trimmed.is_empty() {
                label
            } else {
                let start = label.start + lead as u32;
                Span::new(start, start + trimmed.len() as u32)
            };
            found = Some((line, content, label));
        }
        if !trimmed.is_empty() || span.is_empty() {
            break;
        }
    }
    let (line, mut content, mut label) = found.unwrap_or((first, Span::at(span.start), Span::at(span.start)));
    if content.of(text).starts_with('\u{feff}') {
        content.start += 3;
        label = Span::new(label.start.max(content.start), label.end.max(content.start));
    }
    let reach = if label.is_empty() {
        let after = text[label.end as usize..content.end as usize].chars().next();
        label.end + after.map_or(0, |c| c.len_utf8() as u32)
    } else {
        label.end
    };
    Mark {
        line,
        content,
        label,
        reach,
        caption: &place.caption,
        primary: place.primary,
    }
}

/// Columns of one character at column `at`.
fn char_columns(c: char, at: usize) -> usize {
    match c {
        '\t' => TAB - at % TAB,
        _ => visible(c).width().unwrap_or(1),
    }
}

fn display_width(text: &str) -> usize {
    text.chars().fold(0, |at, c| at + char_columns(c, at))
}

/// The bytes of the line to show around a label.
fn window(text: &str, mark: &Mark<'_>, shape: Shape) -> Span {
    let Span { start, end } = mark.content;
    let caption = (columns(mark.caption) + ARROW + 1).min(shape.width / 2);
    // No line of more bytes than this fits, and measuring it would cost its length.
    let short = mark.content.len() as usize <= shape.width * 4;
    if short
        && display_width(mark.content.of(text)) <= shape.width
        && display_width(Span::new(start, mark.reach).of(text)) + caption <= shape.width
    {
        return mark.content;
    }
    // An ellipsis on either side and, with tabs, a few columns more or less depending on where the window starts.
    let width = shape.width.saturating_sub(2 * columns(shape.ellipsis()) + TAB).max(8);
    let label = forward(text, mark.label.start, mark.reach, width.saturating_sub(caption).max(8)).1;
    let room = width.saturating_sub(caption + label).min(width / 2);
    let from = backward(text, start, mark.label.start, room);
    let to = forward(text, from, end, width).0;
    Span::new(from, to)
}

/// How far `room` columns reach from `from`, and how many of them are used.
fn forward(text: &str, from: u32, limit: u32, room: usize) -> (u32, usize) {
    let mut used = 0;
    for (at, c) in text[from as usize..limit as usize].char_indices() {
        let next = used + char_columns(c, used);
        if next > room {
            return (from + at as u32, used);
        }
        used = next;
    }
    (limit, used)
}

/// How far back `room` columns reach from `from`.
fn backward(text: &str, limit: u32, from: u32, room: usize) -> u32 {
    let mut used = 0;
    let before = &text[limit as usize..from as usize];
    for (at, c) in before.char_indices().rev() {
        used += char_columns(c, 0);
        if used > room {
            return limit + (at + c.len_utf8()) as u32;
        }
    }
    limit
}

/// Write the row's text, if it is new, and add the label to it.
fn draw(text: &str, shown: Span, mark: &Mark<'_>, shape: Shape, row: &mut Row) {
    let fresh = row.labels.is_empty();
    // Characters and columns written so far.
    let (mut chars, mut at) = (0, 0);
    let mut put = |c: char| {
        if fresh {
            row.text.push(c);
        }
        chars += 1;
        at += c.width().unwrap_or(1);
        (chars, at)
    };
    let mut written = (0, 0);
    let (mut start, mut end) = (None, None);
    if shown.start > mark.content.start {
        for c in shape.ellipsis().chars() {
            written = put(c);
        }
    }
    for (offset, c) in shown.of(text).char_indices() {
        let offset = shown.start + offset as u32;
        if offset >= mark.label.start {
            start.get_or_insert(written.0);
        }
        if offset >= mark.label.end {
            end.get_or_insert(written.0);
        }
        if c == '\t' {
            for _ in 0..char_columns(c, written.1) {
                written = put(' ');
            }
        } else {
            written = put(shape.visible(c));
        }
    }
    if mark.label.end <= shown.end {
        end.get_or_insert(written.0);
    }
    if shown.end < mark.content.end {
        // A label that is cut off takes the ellipsis in.
        for c in shape.ellipsis().chars() {
            written = put(c);
        }
    }
    let start = start.unwrap_or(written.0);
    row.labels.push(Label {
        start,
        end: end.unwrap_or(written.0).max(start + 1),
        caption: mark.caption.to_owned(),
        primary: mark.primary,
    });
}
