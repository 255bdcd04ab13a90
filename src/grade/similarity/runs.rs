//! Passages that two notes share: runs of the same words, read on over small changes.

use std::collections::HashMap;
use std::ops::Range;

use super::winnow::{RUN, Reading};

/// Words that may be changed at one place.
const GAP: usize = 3;
/// Words that must be the same behind a change.
const AGAIN: usize = 2;
/// At how many places of the first note a run is looked up.
const PLACES: usize = 4;

/// Two places that say the same, or nearly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shared {
    /// Words that are the same: indices in the first note and in the second, both rising.
    pub(super) words: Vec<(u32, u32)>,
    /// How many of them are the writers' own in both notes.
    pub(super) own: u32,
}

impl Shared {
    /// The words of the first note, from the first shared one to the last.
    pub(super) fn first(&self) -> Range<usize> {
        let from = self.words.first().map_or(0, |it| it.0 as usize);
        from..self.words.last().map_or(from, |it| it.0 as usize + 1)
    }

    /// Those of the second.
    pub(super) fn second(&self) -> Range<usize> {
        let from = self.words.first().map_or(0, |it| it.1 as usize);
        from..self.words.last().map_or(from, |it| it.1 as usize + 1)
    }
}

/// What two notes share, the longest first; no word of either is in two passages.
pub(super) fn shared(a: &Reading, b: &Reading) -> Vec<Shared> {
    let mut places: HashMap<u64, Vec<u32>> = HashMap::new();
    for range in a.ranges() {
        for at in range.clone() {
            if let Some(run) = a.run_at(at, range.end) {
                let at_run = places.entry(run).or_default();
                if at_run.len() < PLACES {
                    at_run.push(at as u32);
                }
            }
        }
    }
    let mut found: Vec<Shared> = Vec::new();
    let a_ranges: Vec<Range<usize>> = a.ranges().collect();
    for range in b.ranges() {
        let mut at = range.start;
        // What was read is not read again.
        let mut floor = at;
        while at < range.end {
            let known = b.run_at(at, range.end).and_then(|run| places.get(&run));
            let longest = known.and_then(|known| {
                let passages = known.iter().filter_map(|first| {
                    let first = *first as usize;
                    let around = a_ranges.partition_point(|it| it.end <= first);
                    let within = a_ranges.get(around)?.clone();
                    let other = floor..range.end;
                    Some(Reader { a, b, within, other }.around(first, at))
                });
                passages.max_by_key(|passage| passage.own)
            });
            match longest {
                Some(passage) if passage.own as usize >= RUN => {
                    at = passage.second().end.max(at + 1);
                    floor = at;
                    found.push(passage);
                }
                _ => at += 1,
            }
        }
    }
    found.sort_by_key(|passage| std::cmp::Reverse(passage.own));
    let (mut first, mut second) = (vec![false; a.words.len()], vec![false; b.words.len()]);
    found.retain(|passage| {
        let taken = |taken: &[bool], range: Range<usize>| taken.get(range).is_some_and(|words| words.contains(&true));
        if taken(&first, passage.first()) || taken(&second, passage.second()) {
            return false;
        }
        for (taken, range) in [(&mut first, passage.first()), (&mut second, passage.second())] {
            if let Some(words) = taken.get_mut(range) {
                words.fill(true);
            }
        }
        true
    });
    found
}

struct Reader<'r> {
    a: &'r Reading,
    b: &'r Reading,
    /// The stretch of the first note that is read.
    within: Range<usize>,
    /// That of the second.
    other: Range<usize>,
}

impl Reader<'_> {
    /// The passage around the words at `i` and `j`.
    fn around(&self, i: usize, j: usize) -> Shared {
        let forward = read_on(|x, y| self.same(i.checked_add(x)?, j.checked_add(y)?));
        let backward = read_on(|x, y| self.same(i.checked_sub(x + 1)?, j.checked_sub(y + 1)?));
        let before = backward.iter().rev().map(|(x, y)| (i - 1 - x, j - 1 - y));
        let after = forward.iter().map(|(x, y)| (i + x, j + y));
        let words: Vec<(u32, u32)> = before.chain(after).map(|(x, y)| (x as u32, y as u32)).collect();
        let is_own = |own: &[bool], at: u32| own.get(at as usize) == Some(&true);
        let own = words
            .iter()
            .filter(|(x, y)| is_own(&self.a.own, *x) && is_own(&self.b.own, *y));
        Shared {
            own: own.count() as u32,
            words,
        }
    }

    /// Whether the words at both places are the same; `None` beyond the stretch.
    fn same(&self, i: usize, j: usize) -> Option<bool> {
        let inside = self.within.contains(&i) && self.other.contains(&j);
        let (x, y) = (self.a.words.get(i)?, self.b.words.get(j)?);
        inside.then_some(x.hash == y.hash)
    }
}

/// Read two texts on as long as they go along with each other: the steps at which both have the same word.
fn read_on(same: impl Fn(usize, usize) -> Option<bool>) -> Vec<(usize, usize)> {
    let mut steps: Vec<(usize, usize)> = Vec::new();
    let (mut x, mut y, mut changed) = (0, 0, 0);
    // Where the words since the last change begin in `steps`.
    let mut since = 0;
    loop {
        match same(x, y) {
            None => break,
            Some(true) => {
                steps.push((x, y));
                x += 1;
                y += 1;
                continue;
            }
            Some(false) => {}
        }
        let again = |dx: usize, dy: usize| (0..AGAIN).all(|step| same(x + dx + step, y + dy + step) == Some(true));
        let change = (1..=GAP).find_map(|size| {
            let mut sides = (0..=size)
                .map(|less| (size, less))
                .chain((0..size).map(|less| (less, size)));
            sides.find(|(dx, dy)| again(*dx, *dy))
        });
        let Some((dx, dy)) = change else { break };
        changed += dx.max(dy);
        // One word in four may be another.
        if changed * 4 > steps.len() + 8 {
            break;
        }
        x += dx;
        y += dy;
        since = steps.len();
    }
    // Two words behind the last change may be the same by chance.
    if since > 0 && steps.len() - since < AGAIN + 1 {
        steps.truncate(since);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::winnow::tests::read;
    use super::*;

    fn texts(a: &str, b: &str) -> Vec<(String, String, u32)> {
        let (x, y) = (read(a), read(b));
        let of = |text: &str, reading: &Reading, range: Range<usize>| {
            let words = &reading.words[range];
            text[words[0].start as usize..words[words.len() - 1].end as usize].to_owned()
        };
        let found = shared(&x, &y);
        found
            .iter()
            .map(|it| (of(a, &x, it.first()), of(b, &y, it.second()), it.own))
            .collect()
    }

    #[test]
    fn a_passage_is_read_on_over_small_changes() {
        let found = texts(
            "He says that the pain began last night while he was carrying boxes up the stairs and has not let go of him.",
            "As told, the pain began two nights ago, while he carried boxes up the stairs, and it has not let go of him since.",
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].0.ends_with("let go of him") && found[0].1.ends_with("let go of him"),
            "{found:?}"
        );
        assert!((10..=16).contains(&found[0].2), "{found:?}");
    }

    #[test]
    fn two_passages_in_another_order() {
        let one = "woke from sleep gasping and sat on the edge of the bed";
        let two = "walks his dog each morning along the canal but stopped last week";
        let found = texts(
            &format!("{one}. Then nothing. {two}."),
            &format!("{two}; later on he {one}."),
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|it| it.0 == one && it.1 == one), "{found:?}");
        assert!(found.iter().any(|it| it.0 == two && it.1 == two), "{found:?}");
    }

    #[test]
    fn nothing_crosses_what_was_left_out() {
        let found = texts(
            "she coughed up bright red\n\nblood twice on the way to work",
            "she coughed up bright red blood twice on the way to work",
        );
        assert_eq!(found[0].0, "blood twice on the way to work");
        assert!(found.iter().all(|it| !it.0.contains('\n')), "{found:?}");
    }

    #[test]
    fn base_text_is_crossed_and_not_counted() {
        let text =
            "he slept badly for weeks and then started taking metoprolol daily which made him dizzy each morning";
        let (mut a, mut b) = (read(text), read(text));
        for reading in [&mut a, &mut b] {
            reading.own[8..11].fill(false);
        }
        let found = shared(&a, &b);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].words.len(), found[0].own), (17, 14));
    }

    #[test]
    fn a_text_of_one_phrase_is_read_once() {
        let text = "no pain in the chest today ".repeat(5_000);
        let found = shared(&read(&text), &read(&text));
        assert!(!found.is_empty());
    }
}
