//! Text that stands in two places, word for word or nearly: within a note, and between a note and an earlier one.
//!
//! Runs of four words are looked up in a table of where each such run stands first; from there both places are read on, in
//! both directions, over small changes. A place that was read is not read again, so that the work is linear.

use std::ops::Range;

use super::Word;
use super::words::Words;
use crate::grammar::Role;

/// Two places that say nearly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The words of the first place, as indices.
    pub from: Range<usize>,
    /// Those of the second.
    pub to: Range<usize>,
    /// How many words are the same in both.
    pub same: usize,
    /// What differs, in order: some words of the first place, and what stands for them in the second; one may be empty.
    pub changes: Vec<(Range<usize>, Range<usize>)>,
}

impl Copied {
    /// The share of the second place that stands in the first, in percent.
    pub fn percent(&self) -> usize {
        self.same * 100 / self.to.len().max(1)
    }
}

/// Words of a run that is looked up.
const RUN: usize = 4;
/// Words that may be changed at one place.
const GAP: usize = 5;
/// Words that must be the same behind a change.
const AGAIN: usize = 2;
/// A copy of fewer words is none.
const LEAST: usize = 8;
/// How far back from a run a copy may begin.
const BACK: usize = 40;

/// Where each run of words stands first.
struct Table {
    /// Index of the run, plus one; 0 is empty.
    slots: Vec<u32>,
    mask: usize,
}

impl Table {
    /// No runs yet, and room for those of so many words.
    fn with_room(words: usize) -> Self {
        let size = (words * 2).next_power_of_two().max(16);
        Table {
            slots: vec![0; size],
            mask: size - 1,
        }
    }

    /// The runs of all words.
    fn of(words: &[Word]) -> Self {
        let mut table = Self::with_room(words.len());
        for at in 0..(words.len() + 1).saturating_sub(RUN) {
            table.first(words, at);
        }
        table
    }

    /// Where the run at `at` stands first, if that is before; it is put in if not.
    fn first(&mut self, words: &[Word], at: usize) -> Option<usize> {
        let (slot, found) = self.slot(words, &words[at..at + RUN]);
        if found.is_none() {
            self.slots[slot] = at as u32 + 1;
        }
        found
    }

    /// The slot of a run of words, and where it stands first in `words`.
    fn slot(&self, words: &[Word], run: &[Word]) -> (usize, Option<usize>) {
        let mut hash = 0_u64;
        for word in run {
            hash = (hash.rotate_left(23) ^ u64::from(word.exact)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        let mut slot = (hash >> 24) as usize & self.mask;
        loop {
            let at = match self.slots[slot] {
                0 => return (slot, None),
                at => at as usize - 1,
            };
            if (0..RUN).all(|step| words[at + step].exact == run[step].exact) {
                return (slot, Some(at));
            }
            slot = (slot + 1) & self.mask;
        }
    }
}

/// What is said twice in a note, or in one part of it: the second places in order, none of them twice. The parts are ranges
/// of words, in order.
pub(super) fn within(words: &Words, parts: &[Range<usize>]) -> Vec<Copied> {
    let found = parts.iter().flat_map(|part| find(words, words, true, part.clone()));
    found.collect()
}

/// What `words` has in common with the words of an earlier note.
pub fn between(earlier: &Words, words: &Words) -> Vec<Copied> {
    find(earlier, words, false, 0..words.all.len())
}

/// What stands in `range` of `b` and in `a`, or, if they are one text (`own`), before it in the same range.
fn find(a: &Words, b: &Words, own: bool, range: Range<usize>) -> Vec<Copied> {
    let mut found = Vec::new();
    if a.all.len() < RUN || range.len() < LEAST {
        return found;
    }
    // In one text the table grows as the reader goes on: only what stands before counts.
    let mut table = match own {
        true => Table::with_room(range.len()),
        false => Table::of(&a.all),
    };
    let mut done = range.start;
    for at in range.start..range.end + 1 - RUN {
        let first = match own {
            true => table.first(&a.all, at).filter(|first| *first + RUN <= at),
            false if at < done => continue,
            false => table.slot(&a.all, &b.all[at..at + RUN]).1,
        };
        let Some(first) = first.filter(|_| at >= done) else {
            continue;
        };
        let reader = Reader {
            a,
            b,
            own,
            start: if own { range.start } else { 0 },
            floor: done,
            end: range.end,
        };
        let copy = reader.extend(first, at);
        if copy.same >= LEAST {
            done = copy.to.end.max(at + 1);
            found.push(copy);
        }
    }
    found
}

struct Reader<'w> {
    a: &'w Words,
    b: &'w Words,
    own: bool,
    /// The first place may not reach below this.
    start: usize,
    /// The second place may not reach below this.
    floor: usize,
    /// Nor beyond this.
    end: usize,
}

impl Reader<'_> {
    /// The copy around the words at `i` and `j`, which open a run that is the same.
    fn extend(&self, i: usize, j: usize) -> Copied {
        let (a, b) = (&self.a.all, &self.b.all);
        let roles = (self.a.role(&a[i]), self.b.role(&b[j]));
        let here = |i: usize, j: usize| self.belongs(i, j, roles);
        let forward = read_on(
            |step_a, step_b| {
                let (x, y) = (i + step_a, j + step_b);
                // The first place ends before the second begins.
                let apart = !self.own || x < j;
                (x < a.len() && y < self.end && apart && here(x, y)).then(|| a[x].exact == b[y].exact)
            },
            |step_a, step_b| is_same(a.get(i + step_a), b.get(j + step_b)),
            usize::MAX,
        );
        let backward = read_on(
            |step_a, step_b| {
                let (x, y) = (i.checked_sub(step_a + 1)?, j.checked_sub(step_b + 1)?);
                let apart = !self.own || y >= i + forward.a;
                (x >= self.start && y >= self.floor && apart && here(x, y)).then(|| a[x].exact == b[y].exact)
            },
            |step_a, step_b| {
                let (x, y) = (i.checked_sub(step_a + 1), j.checked_sub(step_b + 1));
                is_same(x.and_then(|x| a.get(x)), y.and_then(|y| b.get(y)))
            },
            BACK,
        );
        let mut changes: Vec<_> = backward
            .changes
            .iter()
            .rev()
            .map(|(x, y)| (i - x.end..i - x.start, j - y.end..j - y.start))
            .collect();
        changes.extend(
            forward
                .changes
                .iter()
                .map(|(x, y)| (i + x.start..i + x.end, j + y.start..j + y.end)),
        );
        Copied {
            from: i - backward.a..i + forward.a,
            to: j - backward.b..j + forward.b,
            same: backward.same + forward.same,
            changes,
        }
    }

    /// Whether both words stand in the parts of the notes in which the copy began.
    fn belongs(&self, i: usize, j: usize, roles: (Role, Role)) -> bool {
        self.a.role(&self.a.all[i]) == roles.0 && self.b.role(&self.b.all[j]) == roles.1
    }
}

#[derive(Default)]
struct Read {
    a: usize,
    b: usize,
    same: usize,
    changes: Vec<(Range<usize>, Range<usize>)>,
}

/// Whether both words are there and the same.
fn is_same(one: Option<&Word>, other: Option<&Word>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.exact == other.exact)
}

/// Read two texts on as long as they go along with each other; `same` compares the words so many steps on, or says that one
/// of the texts has ended; `alike` is quick and says no only where `same` does not say yes.
fn read_on(same: impl Fn(usize, usize) -> Option<bool>, alike: impl Fn(usize, usize) -> bool, most: usize) -> Read {
    let mut read = Read::default();
    let mut changed = 0;
    while read.b < most {
        match same(read.a, read.b) {
            None => break,
            Some(true) => {
                read.a += 1;
                read.b += 1;
                read.same += 1;
                continue;
            }
            Some(false) => {}
        }
        // The smallest change behind which both go on alike.
        let again = |x: usize, y: usize| {
            let (x, y) = (read.a + x, read.b + y);
            (0..AGAIN).all(|step| alike(x + step, y + step))
                && (0..AGAIN).all(|step| same(x + step, y + step) == Some(true))
        };
        let change = (1..=GAP).find_map(|size| {
            let sides = (0..=size)
                .map(|other| (size, other))
                .chain((0..size).map(|other| (other, size)));
            let mut sides = sides.filter(|(x, y)| again(*x, *y));
            sides.next()
        });
        let Some((x, y)) = change else { break };
        changed += x.max(y);
        // One word in four may be another.
        if changed * 4 > read.same + 8 {
            break;
        }
        read.changes.push((read.a..read.a + x, read.b..read.b + y));
        read.a += x;
        read.b += y;
    }
    // What follows the last change may be alike by chance.
    while let Some((x, y)) = read.changes.last() {
        let after = read.b - y.end;
        if after >= RUN {
            break;
        }
        (read.a, read.b) = (x.start, y.start);
        read.same -= after;
        read.changes.pop();
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints, Note};
    use std::sync::Arc;

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    fn texts(note: &Note, copy: &Copied) -> (String, String) {
        let words = &note.words().all;
        let text = |range: &Range<usize>| {
            let span = words[range.start].span.cover(words[range.end - 1].span);
            note.slice(span).to_owned()
        };
        (text(&copy.from), text(&copy.to))
    }

    #[test]
    fn a_sentence_said_twice_with_small_changes() {
        let note = read(
            "## HPI\n\nHe was well until 3 days ago, when a cold moved to his chest and he became short of breath. No fever.\n\n## Plan\n\nRest. He was well until 4 days ago, when a cold had moved to his chest and he became short of breath.\n",
        );
        let [copy] = note.copies() else {
            panic!("{:?}", note.copies())
        };
        let (from, to) = texts(&note, copy);
        assert!(
            from.starts_with("He was well") && from.ends_with("short of breath"),
            "{from}"
        );
        assert!(
            to.starts_with("He was well until 4") && to.ends_with("short of breath"),
            "{to}"
        );
        assert_eq!(copy.changes.len(), 2);
        assert!(copy.percent() > 85, "{}", copy.percent());
    }

    #[test]
    fn what_is_alike_by_chance_is_no_copy() {
        let note = read(
            "## HPI\n\nThe patient is a 50-year-old man with cough.\n\n## Plan\n\nThe patient is a candidate for surgery. He is to return in two weeks.\n",
        );
        assert_eq!(note.copies(), []);
    }

    #[test]
    fn a_long_text_of_one_phrase_is_read_once() {
        let mut text = String::from("## HPI\n\n");
        while text.len() < 1 << 20 {
            text.push_str("No fever, no chills, no cough, no rash, no pain in the chest.\n");
        }
        let started = std::time::Instant::now();
        let note = read(&text);
        assert!(!note.copies().is_empty());
        let other = read(&text);
        assert!(!between(other.words(), note.words()).is_empty());
        // Quadratic work would take minutes, even here without optimisation.
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }
}
