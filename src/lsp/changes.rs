//! From one text to another in small steps, so that the cursor, marks and folds of an editor stay where they are.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::text::Span;

/// What is looked for longer than this is told in larger steps.
const PATIENCE: Duration = Duration::from_millis(300);
/// So many lines of one change are compared word by word.
const COMPARED: usize = 2_000;

/// A stretch of the old text and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// What is replaced; empty for an insertion.
    pub(super) span: Span,
    /// By what.
    pub(super) text: String,
}

impl Change {
    /// A change that can be told in the protocol: CR and LF of one line end are changed together, for there is no
    /// position between them.
    pub(super) fn new(old: &str, span: Span, text: impl Into<String>) -> Self {
        let (mut span, mut text) = (span, text.into());
        if is_inside_line_end(old, span.start) {
            span.start -= 1;
            text.insert(0, '\r');
        }
        if is_inside_line_end(old, span.end) {
            text.push('\n');
            span.end += 1;
        }
        Self { span, text }
    }
}

fn is_inside_line_end(text: &str, at: u32) -> bool {
    let at = at as usize;
    at > 0 && at < text.len() && text.as_bytes()[at - 1] == b'\r' && text.as_bytes()[at] == b'\n'
}

/// The changes that make `old` into `new`, in order and apart: words of lines that were changed, and whole lines that
/// came or went.
pub(super) fn changes(old: &str, new: &str) -> Vec<Change> {
    let deadline = Instant::now() + PATIENCE;
    let (old_lines, new_lines) = (pieces(old, line_length), pieces(new, line_length));
    let mut found = Vec::new();
    steps(old, new, (&old_lines, &new_lines), deadline, &mut |before, after| {
        let lines = |text: &str, range: &Range<usize>| pieces(&text[range.clone()], line_length).len();
        let (count, others) = (lines(old, &before), lines(new, &after));
        if count == others && count <= COMPARED {
            words(old, new, &before, &after, deadline, &mut found);
        } else {
            found.push((before, after));
        }
    });
    let made = found.into_iter().map(|(before, after)| {
        let (before, after) = without_common_ends(old, new, before, after);
        Change::new(old, Span::from(before), &new[after])
    });
    made.collect()
}

/// Lines of which there are as many as before, each compared with its own.
fn words(
    old: &str,
    new: &str,
    before: &Range<usize>,
    after: &Range<usize>,
    deadline: Instant,
    found: &mut Vec<(Range<usize>, Range<usize>)>,
) {
    let (mut at, mut to) = (before.start, after.start);
    while at < before.end {
        let (length, other) = (line_length(&old[at..]), line_length(&new[to..]));
        let (line, other_line) = (&old[at..at + length], &new[to..to + other]);
        let tokens = (pieces(line, word_length), pieces(other_line, word_length));
        steps(line, other_line, (&tokens.0, &tokens.1), deadline, &mut |b, a| {
            found.push((at + b.start..at + b.end, to + a.start..to + a.end));
        });
        at += length;
        to += other;
    }
}

/// Tell the stretches that differ, in bytes.
fn steps(
    old: &str,
    new: &str,
    (old_pieces, new_pieces): (&[&str], &[&str]),
    deadline: Instant,
    tell: &mut dyn FnMut(Range<usize>, Range<usize>),
) {
    let place = |text: &str, pieces: &[&str], range: Range<usize>| {
        let start = |at: usize| pieces.get(at).map_or(text.len(), |piece| offset(text, piece));
        start(range.start)..start(range.end)
    };
    for step in capture_diff_slices_deadline(Algorithm::Myers, old_pieces, new_pieces, Some(deadline)) {
        if let DiffOp::Equal { .. } = step {
            continue;
        }
        let (before, after) = (step.old_range(), step.new_range());
        tell(place(old, old_pieces, before), place(new, new_pieces, after));
    }
}

/// Where `piece`, a slice of `text`, begins in it.
fn offset(text: &str, piece: &str) -> usize {
    piece.as_ptr() as usize - text.as_ptr() as usize
}

fn pieces(text: &str, length: fn(&str) -> usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(length(rest));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The length of the first line of a text, its end included.
fn line_length(text: &str) -> usize {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => at + 2,
        Some(at) => at + 1,
        None => text.len(),
    }
}

/// The length of the first word of a text, or of the spaces, the line end or the mark that stand there.
fn word_length(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    let is_space = |c: char| c == ' ' || c == '\t';
    let run = |same: &dyn Fn(char) -> bool| text.find(|c: char| !same(c)).unwrap_or(text.len());
    if text.starts_with("\r\n") {
        2
    } else if is_space(first) {
        run(&is_space)
    } else if first.is_alphanumeric() {
        run(&char::is_alphanumeric)
    } else {
        first.len_utf8()
    }
}

/// A change of lines without the characters at both ends that stay.
fn without_common_ends(
    old: &str,
    new: &str,
    before: Range<usize>,
    after: Range<usize>,
) -> (Range<usize>, Range<usize>) {
    let (a, b) = (&old[before.clone()], &new[after.clone()]);
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let head: usize = a
        .chars()
        .zip(b.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (rest_a, rest_b) = (&a[head..], &b[head..]);
    let both = rest_a.chars().rev().zip(rest_b.chars().rev());
    let tail: usize = both.take_while(same).map(|(c, _)| c.len_utf8()).sum();
    (
        before.start + head..before.end - tail,
        after.start + head..after.end - tail,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn applied(old: &str, changes: &[Change]) -> String {
        let (mut out, mut at) = (String::new(), 0);
        for change in changes {
            assert!(change.span.start as usize >= at, "{changes:?}");
            assert!(!is_inside_line_end(old, change.span.start) && !is_inside_line_end(old, change.span.end));
            out.push_str(&old[at..change.span.start as usize]);
            out.push_str(&change.text);
            at = change.span.end as usize;
        }
        out + &old[at..]
    }

    fn told(old: &str, new: &str) -> Vec<(String, String)> {
        let changes = changes(old, new);
        assert_eq!(applied(old, &changes), new);
        let both = |change: Change| (change.span.of(old).to_owned(), change.text);
        changes.into_iter().map(both).collect()
    }

    #[test]
    fn only_what_differs_is_changed() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(told("same\n", "same\n"), []);
        assert_eq!(
            told(
                "HPI\nwarfarin 5.0 mg QD, ASA\nend\n",
                "HPI\nwarfarin 5 mg daily, ASA\nend\n"
            ),
            [pair(".0", ""), pair("QD", "daily")]
        );
        assert_eq!(told("a\nb\n", "a\n\nb\n"), [pair("", "\n")]);
        assert_eq!(told("a\r\n\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"), [pair("\r\n", "")]);
    }

    #[test]
    fn line_ends_are_changed_whole() {
        assert_eq!(told("a\r\nb", "a\nb"), [("\r\n".to_owned(), "\n".to_owned())]);
        assert_eq!(told("a\rb", "a\r\nb"), [("".to_owned(), "\n".to_owned())]);
        let odd = Change::new("a\r\nb", Span::at(2), "x");
        assert_eq!((odd.span, &*odd.text), (Span::new(1, 3), "\rx\n"));
    }

    proptest! {
        #[test]
        fn the_changes_make_the_new_text(old in "[ab .é🌡\r\n]{0,60}", new in "[ab .é🌡\r\n]{0,60}") {
            let changes = changes(&old, &new);
            prop_assert_eq!(applied(&old, &changes), new);
        }
    }
}
