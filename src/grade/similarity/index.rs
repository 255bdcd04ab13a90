//! Which notes share rare runs of words: an inverted index, so that the work grows with what is shared and not with the
//! square of the class.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is held by more than this share of the class is a common phrase…
const COMMON_SHARE: f64 = 0.2;
/// …but three notes are never too many…
const COMMON_LEAST: usize = 3;
/// …and beyond so many it is common in any class, however large.
const COMMON_MOST: usize = 40;

/// Something that a note holds, with its weight against a run of words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    /// What.
    pub(super) key: u64,
    /// How many runs of words it counts for.
    pub(super) times: f32,
}

/// Two notes that share something rare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// The first note.
    pub(super) a: u32,
    /// The second, a later one.
    pub(super) b: u32,
    /// The weights of what they share.
    pub(super) score: f32,
}

/// What is rare in the class, and where it stands.
#[derive(Debug)]
pub(super) struct Index {
    /// Each thing held by at least two notes and not too many, rising; where its notes begin in `holders`.
    keys: Vec<(u64, u32)>,
    /// The notes, one thing after the other.
    holders: Vec<u32>,
    notes: usize,
}

impl Index {
    /// Of what each note holds.
    pub(super) fn new<I>(notes: impl ExactSizeIterator<Item = I>) -> Self
    where
        I: IntoIterator<Item = u64>,
    {
        let count = notes.len();
        let most = most_holders(count);
        let mut all: Vec<(u64, u32)> = Vec::new();
        for (at, held) in notes.enumerate() {
            all.extend(held.into_iter().map(|key| (key, at as u32)));
        }
        all.sort_unstable();
        all.dedup();
        let mut index = Self {
            keys: Vec::new(),
            holders: Vec::new(),
            notes: count,
        };
        for group in all.chunk_by(|a, b| a.0 == b.0) {
            if (2..=most).contains(&group.len())
                && let Some((key, _)) = group.first()
            {
                index.keys.push((*key, index.holders.len() as u32));
                index.holders.extend(group.iter().map(|(_, note)| *note));
            }
        }
        index
    }

    /// The notes that hold `key`, if it is rare: at least two, in order.
    fn holders(&self, key: u64) -> &[u32] {
        let Ok(at) = self.keys.binary_search_by_key(&key, |(key, _)| *key) else {
            return &[];
        };
        let from = self.keys.get(at).map_or(0, |(_, from)| *from as usize);
        let to = self
            .keys
            .get(at + 1)
            .map_or(self.holders.len(), |(_, from)| *from as usize);
        self.holders.get(from..to).unwrap_or_default()
    }

    /// How much weight sharing `key` has: more the fewer notes hold it; 0 if it is common. `None` if just one note
    /// holds it, or none, or it is common: the index cannot tell these apart.
    pub(super) fn weight(&self, key: u64) -> Option<f64> {
        let holders = self.holders(key).len();
        (holders > 0).then(|| rarity(self.notes, holders))
    }

    /// The pairs that share most, best first, at most `most` of them; and the scores of all pairs.
    pub(super) fn candidates<'h>(&self, held: impl Fn(usize) -> &'h [Held], most: usize) -> (Vec<Candidate>, Scores) {
        let mut scores = Scores::new(self.notes);
        let mut best: BinaryHeap<Reverse<Ranked>> = BinaryHeap::new();
        let mut sums = vec![0_f32; self.notes];
        let mut touched: Vec<u32> = Vec::new();
        for a in 0..self.notes {
            for thing in held(a) {
                let holders = self.holders(thing.key);
                let weight = thing.times * rarity(self.notes, holders.len().max(1)) as f32;
                let later = holders.partition_point(|note| *note as usize <= a);
                for b in holders.get(later..).unwrap_or_default() {
                    if let Some(sum) = sums.get_mut(*b as usize) {
                        if *sum == 0.0 {
                            touched.push(*b);
                        }
                        *sum += weight;
                    }
                }
            }
            for b in touched.drain(..) {
                let score = sums.get_mut(b as usize).map_or(0.0, std::mem::take);
                scores.add(score);
                best.push(Reverse(Ranked(Candidate { a: a as u32, b, score })));
                if best.len() > most {
                    best.pop();
                }
            }
        }
        let ranked = best.into_sorted_vec();
        (ranked.into_iter().map(|Reverse(Ranked(pair))| pair).collect(), scores)
    }
}

/// By how many notes a thing may be held and still tell something.
pub(super) fn most_holders(notes: usize) -> usize {
    let share = (notes as f64 * COMMON_SHARE).ceil() as usize;
    share.clamp(COMMON_LEAST, COMMON_MOST)
}

fn rarity(notes: usize, holders: usize) -> f64 {
    (notes as f64 / holders as f64).ln().max(0.0)
}

/// By score, then by the earlier notes.
#[derive(Debug, PartialEq)]
struct Ranked(Candidate);

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let (this, that) = (&self.0, &other.0);
        let by_score = this.score.total_cmp(&that.score);
        by_score.then_with(|| (that.a, that.b).cmp(&(this.a, this.b)))
    }
}

/// How the scores of all pairs of the class lie, to about four percent of a score.
#[derive(Debug)]
pub(super) struct Scores {
    /// How many pairs have a score in each step.
    steps: Vec<u64>,
    pairs: u64,
    some: u64,
}

/// Steps of the scale; each is a power of `BASE`.
const STEPS: usize = 400;
const BASE: f64 = 1.04;
const LEAST: f64 = 0.05;

impl Scores {
    fn new(notes: usize) -> Self {
        let notes = notes as u64;
        Self {
            steps: vec![0; STEPS],
            pairs: notes * notes.saturating_sub(1) / 2,
            some: 0,
        }
    }

    fn add(&mut self, score: f32) {
        let step = (f64::from(score) / LEAST).max(1.0).ln() / BASE.ln();
        if let Some(count) = self.steps.get_mut((step as usize).min(STEPS - 1)) {
            *count += 1;
        }
        self.some += 1;
    }

    /// All pairs, those that share nothing included.
    pub(super) fn pairs(&self) -> u64 {
        self.pairs
    }

    /// The score below which `share` of all pairs lie.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let wanted = (self.pairs as f64 * share) as u64;
        let mut below = self.pairs.saturating_sub(self.some);
        if below > wanted || self.some == 0 {
            return 0.0;
        }
        for (step, count) in self.steps.iter().enumerate() {
            below += count;
            if below > wanted {
                return LEAST * BASE.powi(step as i32);
            }
        }
        LEAST * BASE.powi(STEPS as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(keys: &[u64]) -> Vec<Held> {
        keys.iter().map(|key| Held { key: *key, times: 1.0 }).collect()
    }

    fn rank(notes: &[Vec<Held>], most: usize) -> (Vec<Candidate>, Scores) {
        let index = Index::new(
            notes
                .iter()
                .map(|held| held.iter().map(|it| it.key).collect::<Vec<_>>()),
        );
        index.candidates(|at| notes.get(at).map_or(&[], Vec::as_slice), most)
    }

    #[test]
    fn the_rarer_the_more_it_weighs_and_the_common_weighs_nothing() {
        let mut notes: Vec<Vec<Held>> = (0..20).map(|_| held(&[1])).collect();
        notes[3] = held(&[1, 7, 8]);
        notes[9] = held(&[1, 7, 8]);
        notes[11] = held(&[1, 8]);
        let (found, scores) = rank(&notes, 10);
        let pairs: Vec<_> = found.iter().map(|it| (it.a, it.b)).collect();
        assert_eq!(pairs, [(3, 9), (3, 11), (9, 11)]);
        let expected = 10_f32.ln() + (20_f32 / 3.0).ln();
        assert!((found[0].score - expected).abs() < 1e-4, "{found:?}");
        assert_eq!(scores.pairs(), 190);
        assert_eq!(scores.quantile(0.5), 0.0);
        assert!(scores.quantile(0.999) > 3.5);
    }

    #[test]
    fn no_more_than_asked_for_and_always_the_best() {
        let notes: Vec<Vec<Held>> = (0..100_u64)
            .map(|n| held(&(n / 2 * 100..n / 2 * 100 + n / 2).collect::<Vec<_>>()))
            .collect();
        let (found, _) = rank(&notes, 5);
        let pairs: Vec<_> = found.iter().map(|it| (it.a, it.b)).collect();
        assert_eq!(pairs, [(98, 99), (96, 97), (94, 95), (92, 93), (90, 91)]);
    }

    #[test]
    fn three_notes_are_never_too_many() {
        assert_eq!(
            [0, 8, 12, 30, 120, 1000, 10_000].map(most_holders),
            [3, 3, 3, 6, 24, 40, 40]
        );
        let (found, scores) = rank(&[], 5);
        assert_eq!((found.len(), scores.pairs(), scores.quantile(0.5)), (0, 0, 0.0));
    }

    /// Work that grows with the square of the class would take minutes here.
    #[test]
    fn a_large_class_that_shares_much_is_ranked() {
        let notes: Vec<Vec<Held>> = (0..10_000_u64)
            .map(|n| {
                held(
                    &(0..160)
                        .map(|k| super::super::fold::stir(n % 250 * 1000 + k))
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        let (found, scores) = rank(&notes, 100);
        assert_eq!(found.len(), 100);
        assert_eq!(scores.pairs(), 49_995_000);
    }
}
