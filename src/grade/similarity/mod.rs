//! Pairs of notes that share more than students who saw the same patient would.
//!
//! Each note leaves a [`Print`] of about two kilobytes, made where it is marked: fingerprints of its word runs, its
//! slips and the values it gives. [`pairs`] looks for rare prints that two notes share, reads those few notes again and
//! sets the shared passages side by side. What everybody had before them ([`Base`]) and what every note of the case
//! holds is left out. It is a place to look, and says nothing of how the likeness came about.

mod base;
pub(in crate::grade) mod fold;
mod index;
mod passages;
mod reading;
mod runs;
mod shares;
mod slips;
mod winnow;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

pub use base::Base;
pub use shares::shares;

use crate::grade::model::Pair;
use crate::lint::Diagnostic;
use crate::note::Note;
use index::{Held, Index};
use slips::{Slip, SlipKind, Value};

/// Fewer notes than this tell nothing of what is usual.
pub const LEAST_NOTES: usize = 8;

/// So many pairs are read again, and compared word for word.
const READ_AGAIN: usize = 120;
/// So many are told at most.
const MOST_PAIRS: usize = 40;
/// Of every run of words so much is kept as fingerprints.
const DENSITY: f32 = 0.4;
/// How many notes must give a value before one can differ from what most give.
const GIVEN: usize = 5;

/// What is kept of a note to find its like: a few kilobytes, and none of its text.
#[derive(Debug, Clone, Default)]
pub struct Print {
    runs: Vec<u64>,
    slips: Vec<Slip>,
    values: Vec<Value>,
}

impl Print {
    /// Of a note and the findings of the rules in it; `base` is what everybody had before them.
    pub fn of(note: &Note, findings: &[Diagnostic], base: &Base) -> Self {
        Self {
            runs: winnow::fingerprints(&reading::read(note, base)),
            slips: slips::read(note, findings, base),
            values: slips::values(note),
        }
    }
}

/// There are too few notes to say what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFew(pub usize);

impl fmt::Display for TooFew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let notes = if self.0 == 1 { "note is" } else { "notes are" };
        write!(
            f,
            "{} {notes} too few to say what notes of this case usually share; pairs are shown from {LEAST_NOTES} on",
            self.0
        )
    }
}

impl std::error::Error for TooFew {}

/// The pairs of the class that stand out, the likest first. `prints` are in the order of the class; `note` reads a note
/// again, by its place there (`None` if it cannot be read any more).
///
/// # Errors
/// There are too few notes to say what is usual.
pub fn pairs(
    prints: &[Print],
    base: &Base,
    mut note: impl FnMut(usize) -> Option<Arc<Note>>,
) -> Result<Vec<Pair>, TooFew> {
    if prints.len() < LEAST_NOTES {
        return Err(TooFew(prints.len()));
    }
    let odd = odd_values(prints);
    let slips_of = |at: usize| {
        let slips = prints.get(at).map_or(&[][..], |print| &print.slips);
        slips.iter().chain(odd.get(at).map_or(&[][..], Vec::as_slice))
    };
    let held: Vec<Vec<Held>> = prints
        .iter()
        .enumerate()
        .map(|(at, print)| {
            let runs = print.runs.iter().map(|key| Held { key: *key, times: 1.0 });
            let slips = slips_of(at).map(|slip| Held {
                key: slip.key,
                times: slip.kind.runs() * DENSITY,
            });
            runs.chain(slips).collect()
        })
        .collect();
    let index = Index::new(held.iter().map(|held| held.iter().map(|it| it.key)));
    let (candidates, scores) = index.candidates(|at| held.get(at).map_or(&[], Vec::as_slice), READ_AGAIN);
    // What stands far out of what pairs of this class share.
    let (low, high) = (scores.quantile(0.25), scores.quantile(0.75));
    let usual = (high + 3.0 * (high - low)) / f64::from(DENSITY);

    let mut known: HashMap<usize, Option<Arc<passages::Text>>> = HashMap::new();
    let mut read = |at: usize| -> Option<Arc<passages::Text>> {
        if known.len() >= READ_AGAIN && !known.contains_key(&at) {
            known.clear();
        }
        let text = || Some(Arc::new(passages::Text::new(note(at)?, base)));
        known.entry(at).or_insert_with(text).clone()
    };
    let mut found: Vec<Pair> = Vec::new();
    for candidate in candidates {
        let (a, b) = (candidate.a as usize, candidate.b as usize);
        let (Some(first), Some(second)) = (read(a), read(b)) else {
            continue;
        };
        let mut both: Vec<(Slip, Slip, f64)> = Vec::new();
        for slip in slips_of(a) {
            if let Some(weight) = index.weight(slip.key)
                && let Some(other) = slips_of(b).find(|other| other.key == slip.key)
            {
                both.push((*slip, *other, weight));
            }
        }
        let selected = |key: u64| {
            let has = |at: usize| {
                prints
                    .get(at)
                    .is_some_and(|print| print.runs.binary_search(&key).is_ok())
            };
            (has(a) && has(b)).then(|| index.weight(key).unwrap_or_default())
        };
        let (score, passages) = passages::compare(&first, &second, &both, selected);
        found.push(Pair {
            notes: (a, b),
            score,
            percentile: 0.0,
            passages,
        });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.notes.cmp(&b.notes)));
    let all = scores.pairs() as f64;
    for (rank, pair) in found.iter_mut().enumerate() {
        pair.percentile = (all - 1.0 - rank as f64) / all * 100.0;
    }
    found.retain(|pair| pair.score > usual && !pair.passages.is_empty());
    found.truncate(MOST_PAIRS);
    Ok(found)
}

/// For each note the values that it gives otherwise than most of the class.
fn odd_values(prints: &[Print]) -> Vec<Vec<Slip>> {
    let mut odd = vec![Vec::new(); prints.len()];
    let mut all: Vec<(u64, u64, usize, Value)> = Vec::new();
    for (at, print) in prints.iter().enumerate() {
        all.extend(print.values.iter().map(|value| (value.of, value.key(), at, *value)));
    }
    all.sort_unstable_by_key(|(of, key, at, _)| (*of, *key, *at));
    for given in all.chunk_by(|a, b| a.0 == b.0) {
        if given.len() < GIVEN {
            continue;
        }
        let most = given.chunk_by(|a, b| a.1 == b.1).max_by_key(|same| same.len());
        let Some(((_, usual_key, _, usual), count)) = most.and_then(|same| Some((same.first()?, same.len()))) else {
            continue;
        };
        if count * 2 <= given.len() {
            continue;
        }
        for (_, key, at, value) in given {
            if key != usual_key
                && !value.is_near(usual)
                && let Some(odd) = odd.get_mut(*at)
            {
                odd.push(Slip {
                    key: *key,
                    kind: SlipKind::Number,
                    span: value.span,
                });
            }
        }
    }
    odd
}
