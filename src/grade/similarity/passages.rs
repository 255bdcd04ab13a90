//! What two notes share, side by side, with what it weighs.

use std::sync::Arc;

use super::base::Base;
use super::reading;
use super::runs::{self, Shared};
use super::slips::Slip;
use super::winnow::{RUN, Reading};
use crate::grade::model::SharedPassage;
use crate::note::Note;
use crate::note::facts::IdentifierKind;
use crate::text::Span;

/// Words that a passage shares at least to be shown.
const SHOWN: u32 = 12;
/// Passages that are shown of a pair.
const MOST: usize = 12;
/// Bytes of a passage that are shown.
const LONGEST: u32 = 900;
/// Bytes of its sentence that are shown before and behind what is shared.
const AROUND: u32 = 90;
/// Slips that are named with one passage.
const NAMED: usize = 3;

/// A note that is read again.
pub(super) struct Text {
    note: Arc<Note>,
    reading: Reading,
    /// What could tell who somebody is: it is not shown.
    hidden: Vec<Span>,
}

impl Text {
    pub(super) fn new(note: Arc<Note>, base: &Base) -> Self {
        let identifiers = note.identifiers().iter().chain(note.identifiers_aside());
        let hidden = identifiers
            .filter(|it| it.kind != IdentifierKind::Date)
            .map(|it| it.span)
            .collect();
        Self {
            reading: reading::read(&note, base),
            hidden,
            note,
        }
    }

    fn line(&self, at: u32) -> u32 {
        self.note.position(at).line
    }

    /// The text at `span` on one line, with what is shared in it as byte ranges, and where it begins in the note.
    fn shown(&self, marks: &[Span]) -> (String, Vec<(u32, u32)>, u32) {
        let text = &*self.note.text;
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
            return (String::new(), Vec::new(), 0);
        };
        let sentence = |at: u32| self.note.sentence_at(at).map(|sentence| sentence.span);
        let mut from = first.start;
        if let Some(around) = sentence(from)
            && from - around.start.min(from) <= AROUND
        {
            from = around.start.min(from);
        }
        let mut to = last.end;
        if let Some(around) = sentence(to.saturating_sub(1))
            && around.end.max(to) - to <= AROUND
        {
            to = around.end.max(to);
        }
        let mut end = to.min(from.saturating_add(LONGEST)) as usize;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let span = Span::new(from, end as u32);
        let mut shown = String::with_capacity(span.len() as usize + 3);
        for (at, c) in text.get(span.range()).unwrap_or_default().char_indices() {
            let at = from + at as u32;
            // Places stay what they are, byte for byte.
            if self.hidden.iter().any(|it| it.contains_offset(at)) {
                shown.extend(std::iter::repeat_n('*', c.len_utf8()));
            } else if c.is_control() {
                shown.extend(std::iter::repeat_n(' ', c.len_utf8()));
            } else {
                shown.push(c);
            }
        }
        if span.end < to {
            shown.push('…');
        }
        let inside = marks.iter().filter(|mark| span.contains(**mark));
        (
            shown,
            inside.map(|mark| (mark.start - from, mark.end - from)).collect(),
            from,
        )
    }
}

/// The marks over shared words: words that follow each other are under one.
fn marks(reading: &Reading, words: impl Iterator<Item = u32>) -> Vec<Span> {
    let mut marks: Vec<Span> = Vec::new();
    let mut last = None;
    for at in words {
        let Some(word) = reading.words.get(at as usize) else {
            continue;
        };
        match marks.last_mut() {
            Some(mark) if last.is_some_and(|last| at <= last + 1) => mark.end = mark.end.max(word.end),
            _ => marks.push(Span::new(word.start, word.end)),
        }
        last = Some(at);
    }
    marks
}

/// How much two notes share, and the passages that show it, the most telling first. `slips` are those that both have,
/// with their weights; `weight` is the weight of a run that is a fingerprint of both, 0 for one that is common in the
/// class.
pub(super) fn compare(
    a: &Text,
    b: &Text,
    slips: &[(Slip, Slip, f64)],
    weight: impl Fn(u64) -> Option<f64>,
) -> (f64, Vec<SharedPassage>) {
    // A file may have changed since its print was made.
    let fits = |text: &Text, slip: &Slip| text.note.text.get(slip.span.range()).is_some();
    let slips: Vec<_> = slips
        .iter()
        .filter(|(slip, other, _)| fits(a, slip) && fits(b, other))
        .collect();
    let mut score: f64 = slips
        .iter()
        .map(|(slip, _, weight)| weight * f64::from(slip.kind.runs()))
        .sum();
    // What each passage weighs, with the passage.
    let mut found: Vec<(f64, SharedPassage)> = Vec::new();
    let mut placed = vec![false; slips.len()];
    for shared in runs::shared(&a.reading, &b.reading) {
        let (rare, known, sum) = rarity(&a.reading, &shared, &weight);
        let mean = if known == 0 { 0.0 } else { sum / f64::from(known) };
        let mut weighs = mean * f64::from(shared.own.saturating_sub(RUN as u32 - 1));
        score += weighs;
        let first = marks(&a.reading, shared.words.iter().map(|it| it.0));
        let second = marks(&b.reading, shared.words.iter().map(|it| it.1));
        let mut mistakes: Vec<String> = Vec::new();
        for (at, (slip, other, weight)) in slips.iter().copied().enumerate() {
            if holds(&first, slip.span) && holds(&second, other.span) {
                if let Some(placed) = placed.get_mut(at) {
                    *placed = true;
                }
                weighs += weight * f64::from(slip.kind.runs());
                mistakes.push(name(a, slip));
            }
        }
        let telling = shared.own >= SHOWN && rare > 0 && rare * 2 >= known;
        if mistakes.is_empty() && !telling {
            continue;
        }
        found.push((weighs, passage(a, b, &first, &second, shared.own, mistakes)));
    }
    let alone = placed.iter().filter(|placed| !**placed).count();
    if !found.is_empty() || alone >= 2 {
        for ((slip, other, weight), _) in slips.iter().zip(&placed).filter(|(_, placed)| !**placed) {
            let weighs = weight * f64::from(slip.kind.runs());
            let shown = passage(a, b, &[slip.span], &[other.span], 0, vec![name(a, slip)]);
            found.push((weighs, shown));
        }
    }
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.truncate(MOST);
    (score, found.into_iter().map(|(_, passage)| passage).collect())
}

/// How many of the fingerprints of a passage are rare, how many it has, and what they weigh together.
fn rarity(reading: &Reading, shared: &Shared, weight: impl Fn(u64) -> Option<f64>) -> (u32, u32, f64) {
    let (mut rare, mut known, mut sum) = (0, 0, 0.0);
    for words in shared.words.windows(RUN) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            continue;
        };
        let unbroken = (last.0 - first.0, last.1 - first.1) == (RUN as u32 - 1, RUN as u32 - 1);
        let run = reading
            .run_at(first.0 as usize, last.0 as usize + 1)
            .filter(|_| unbroken);
        if let Some(weight) = run.and_then(&weight) {
            known += 1;
            rare += u32::from(weight > 0.0);
            sum += weight;
        }
    }
    (rare, known, sum)
}

/// Whether the slip stands between the first of the marks and the last.
fn holds(marks: &[Span], slip: Span) -> bool {
    let around = marks.first().zip(marks.last()).map(|(first, last)| first.cover(*last));
    around.is_some_and(|around| around.overlaps(slip))
}

fn name(text: &Text, slip: &Slip) -> String {
    if text.hidden.iter().any(|it| it.overlaps(slip.span)) {
        return slip.kind.name().trim_end_matches(':').to_owned();
    }
    let mut written: String = text
        .note
        .slice(slip.span)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if let Some((at, _)) = written.char_indices().nth(60) {
        written.truncate(at);
        written.push('…');
    }
    format!("{} “{written}”", slip.kind.name())
}

fn passage(a: &Text, b: &Text, first: &[Span], second: &[Span], words: u32, mistakes: Vec<String>) -> SharedPassage {
    let (first_text, first_marks, first_at) = a.shown(first);
    let (second_text, second_marks, second_at) = b.shown(second);
    let named = mistakes.into_iter().take(NAMED).collect::<Vec<_>>().join("; ");
    SharedPassage {
        first_line: a.line(first_at),
        second_line: b.line(second_at),
        first: first_text,
        second: second_text,
        first_marks,
        second_marks,
        words,
        mistake: (!named.is_empty()).then_some(named),
    }
}
