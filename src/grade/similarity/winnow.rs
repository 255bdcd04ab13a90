//! Fingerprints: of every few runs of words one is kept, and always the same one (winnowing, Schleimer 2003).

use super::fold::{self, Word};

/// Words of a run that is compared.
pub(super) const RUN: usize = 5;

/// Of so many runs that follow each other at least one is kept: what two notes share over `RUN + WINDOW - 1` words is
/// found.
const WINDOW: usize = 4;

/// A note's text as it is compared: its words in stretches that nothing left out interrupts.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The words, in order.
    pub(super) words: Vec<Word>,
    /// For each word, whether it is the writer's own: no base text, no measured value, no phrase of the house.
    pub(super) own: Vec<bool>,
    /// Where each stretch begins, rising, the first at 0; and where the last ends.
    pub(super) stretches: Vec<u32>,
}

impl Reading {
    /// The stretches, as ranges of words.
    pub(super) fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.stretches.windows(2).map(|ends| ends[0] as usize..ends[1] as usize)
    }

    /// The run of words at `at` within a stretch that ends at `end`, if all of it is the writer's own.
    pub(super) fn run_at(&self, at: usize, end: usize) -> Option<u64> {
        let to = at.checked_add(RUN).filter(|to| *to <= end)?;
        let own = self.own.get(at..to)?.iter().all(|own| *own);
        own.then(|| fold::run(self.words.get(at..to).unwrap_or_default()))
    }
}

/// The fingerprints of a text, sorted, each once.
pub(super) fn fingerprints(reading: &Reading) -> Vec<u64> {
    let mut kept = Vec::with_capacity(reading.words.len() / 2);
    let mut runs: Vec<u64> = Vec::new();
    for range in reading.ranges() {
        runs.clear();
        for at in range.clone() {
            match reading.run_at(at, range.end) {
                Some(run) => runs.push(run),
                None => {
                    winnow(&runs, &mut kept);
                    runs.clear();
                }
            }
        }
        winnow(&runs, &mut kept);
    }
    kept.sort_unstable();
    kept.dedup();
    kept.shrink_to_fit();
    kept
}

/// The least of every window.
fn winnow(runs: &[u64], kept: &mut Vec<u64>) {
    let mut last = None;
    for window in runs.windows(WINDOW.min(runs.len().max(1))) {
        if let Some(least) = window.iter().min()
            && last != Some(*least)
        {
            kept.push(*least);
            last = Some(*least);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A plain text, every word the writer's own; an empty line ends a stretch.
    pub(in super::super) fn read(text: &str) -> Reading {
        let mut reading = Reading::default();
        let mut offset = 0;
        for part in text.split("\n\n") {
            reading.stretches.push(reading.words.len() as u32);
            fold::words(part, offset, |word| reading.words.push(word));
            offset += part.len() as u32 + 2;
        }
        reading.stretches.push(reading.words.len() as u32);
        reading.own = vec![true; reading.words.len()];
        reading
    }

    fn common(a: &str, b: &str) -> usize {
        let (a, b) = (fingerprints(&read(a)), fingerprints(&read(b)));
        a.iter().filter(|it| b.binary_search(it).is_ok()).count()
    }

    #[test]
    fn what_is_shared_over_eight_words_is_found() {
        let shared = "woke from sleep gasping and sat on the edge";
        for (before, after) in [
            ("", ""),
            ("he", "of the bed"),
            ("last night the man", "all night long"),
            ("a b c", "d"),
        ] {
            for (other, behind) in [("she often", "x y z"), ("one two three four five", "")] {
                let a = format!("{before} {shared} {after}");
                let b = format!("{other} {shared} {behind}");
                assert!(common(&a, &b) > 0, "{a} / {b}");
            }
        }
        assert_eq!(common("woke from sleep gasping", "woke from sleep gasping"), 0);
    }

    #[test]
    fn runs_do_not_cross_what_is_left_out() {
        assert_eq!(common("one by\n\ncoughed up red blood", "by coughed up red blood"), 0);
        let mut reading = read("he coughed up bright red blood this very morning at home");
        reading.own[4] = false;
        let full = fingerprints(&read("he coughed up bright red blood"));
        assert!(fingerprints(&reading).iter().all(|print| !full.contains(print)));
    }

    #[test]
    fn about_two_of_five_runs_are_kept() {
        let text: String = (0..2000).map(|n| format!("word{} ", fold::stir(n))).collect();
        let letters: String = text
            .chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    (b'a' + c as u8 - b'0') as char
                } else {
                    c
                }
            })
            .collect();
        let kept = fingerprints(&read(&letters)).len();
        assert!((700..900).contains(&kept), "{kept}");
    }
}
