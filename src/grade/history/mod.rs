//! A student's findings over time: what is improving, and what is not.
//!
//! Few points, so little is said. From four notes on, a family of rules counts as improving when its findings fall from
//! note to note more steadily than chance would have it (Mann and Kendall's test of ranks, one-sided, 5 %; exact up to
//! seven notes). It counts as not improving when they rise as steadily, or when they are about as many as ever: Theil
//! and Sen's slope takes less than a tenth off the usual level over the whole series, and both of the last two notes
//! still have some. What is neither is not named.
//!
//! What can be missing from a note (sections, elements, reasons, steps of a plan) is counted per note; what can go
//! wrong in any sentence (wording, accuracy, safety) is counted per hundred words, for who writes more has more
//! chances.

mod folders;

pub use folders::{in_order, shown};

use super::model::{Dated, Progress};

/// Fewer notes than this say nothing about a trend.
pub const LEAST_NOTES: usize = 4;

/// How surely a trend must not be chance.
const CHANCE: f64 = 0.05;
/// Up to so many notes all their orders are gone through.
const EXACT: usize = 7;
/// What a family must lose of its level over the series to count as less.
const LESS: f64 = 0.1;

/// Families whose findings are things missing from a note as a whole.
const PER_NOTE: [&str; 5] = ["ORG", "CMP", "REA", "ACT", "TPL"];

/// A student's way, from notes in the order of time.
pub fn progress(student: String, points: Vec<Dated>) -> Progress {
    let mut families: Vec<&str> = points
        .iter()
        .flat_map(|point| point.families.iter().map(|(family, _)| family.as_str()))
        .collect();
    families.sort_unstable();
    families.dedup();
    let (mut improving, mut not_improving) = (Vec::new(), Vec::new());
    if points.len() >= LEAST_NOTES {
        for family in families {
            match trend(&rates(&points, family)) {
                Trend::Down => improving.push(family.to_owned()),
                Trend::Up | Trend::Level => not_improving.push(family.to_owned()),
                Trend::Unclear => {}
            }
        }
    }
    Progress {
        student,
        points,
        improving,
        not_improving,
    }
}

/// How many findings of a family each note has: per note, or per hundred words.
fn rates(points: &[Dated], family: &str) -> Vec<f64> {
    let rate = |point: &Dated| {
        let counts = point.families.iter().filter(|(name, _)| name == family);
        let count: f64 = counts.map(|(_, count)| f64::from(*count)).sum();
        if PER_NOTE.contains(&family) {
            count
        } else {
            count * 100.0 / f64::from(point.words.max(1))
        }
    };
    points.iter().map(rate).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trend {
    Down,
    Up,
    Level,
    Unclear,
}

/// Which way a short series goes.
fn trend(series: &[f64]) -> Trend {
    if chance(series, |s, observed| s <= observed) <= CHANCE {
        return Trend::Down;
    }
    if chance(series, |s, observed| s >= observed) <= CHANCE {
        return Trend::Up;
    }
    let level = median(series.to_vec());
    let change = slope(series) * (series.len().saturating_sub(1)) as f64;
    let still = series.iter().rev().take(2).all(|rate| *rate > 0.0);
    if level > 0.0 && still && change > -LESS * level {
        Trend::Level
    } else {
        Trend::Unclear
    }
}

/// Kendall's S: how many pairs of points rise, less how many fall.
fn rises(series: &[f64]) -> i64 {
    let mut sum = 0;
    for (at, earlier) in series.iter().enumerate() {
        for later in series.get(at + 1..).unwrap_or_default() {
            sum += match later.total_cmp(earlier) {
                std::cmp::Ordering::Greater => 1,
                std::cmp::Ordering::Less => -1,
                std::cmp::Ordering::Equal => 0,
            };
        }
    }
    sum
}

/// How often chance alone gives an S that is `as_far` as the observed one.
fn chance(series: &[f64], as_far: impl Fn(i64, i64) -> bool) -> f64 {
    let observed = rises(series);
    if series.len() <= EXACT {
        let mut order = series.to_vec();
        let (mut far, mut all) = (0_u32, 0_u32);
        permute(&mut order, 0, &mut |order| {
            all += 1;
            far += u32::from(as_far(rises(order), observed));
        });
        return f64::from(far) / f64::from(all.max(1));
    }
    let n = series.len() as f64;
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted
        .chunk_by(|a, b| a == b)
        .map(|same| same.len() as f64)
        .map(|t| t * (t - 1.0) * (2.0 * t + 5.0))
        .sum();
    let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - ties) / 18.0;
    if variance <= 0.0 {
        return 1.0;
    }
    // One step towards the middle, for S moves in steps of two.
    let falls = as_far(observed - 1, observed);
    let s = observed as f64;
    let z = if falls { s + 1.0 } else { 1.0 - s } / variance.sqrt();
    normal(z)
}

/// The share of a normal distribution below `z` (Abramowitz and Stegun 26.2.17).
fn normal(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let poly = [
        1.330_274_429,
        -1.821_255_978,
        1.781_477_937,
        -0.356_563_782,
        0.319_381_530,
    ];
    let sum = poly.iter().fold(0.0, |sum, factor| sum * t + factor) * t;
    let tail = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * sum;
    if z < 0.0 { tail } else { 1.0 - tail }
}

fn permute(values: &mut [f64], from: usize, take: &mut impl FnMut(&[f64])) {
    if from + 1 >= values.len() {
        take(values);
        return;
    }
    for at in from..values.len() {
        values.swap(from, at);
        permute(values, from + 1, take);
        values.swap(from, at);
    }
}

/// Theil and Sen's slope: the median of the slopes between all pairs of points.
fn slope(series: &[f64]) -> f64 {
    let mut slopes = Vec::new();
    for (at, earlier) in series.iter().enumerate() {
        for (step, later) in series.iter().enumerate().skip(at + 1) {
            slopes.push((later - earlier) / (step - at) as f64);
        }
    }
    median(slopes)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |at: usize| values.get(at).copied().unwrap_or_default();
    if values.len() % 2 == 1 {
        at(middle)
    } else {
        (at(middle.saturating_sub(1)) + at(middle)) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(at: usize, words: u32, families: &[(&str, u32)]) -> Dated {
        Dated {
            date: format!("week {at}"),
            words,
            families: families
                .iter()
                .map(|(name, count)| ((*name).to_owned(), *count))
                .collect(),
            auto_percent: None,
        }
    }

    fn of(family: &str, counts: &[u32]) -> Progress {
        let points = counts
            .iter()
            .enumerate()
            .map(|(at, count)| dated(at, 400, &[(family, *count)]));
        progress("A".to_owned(), points.collect())
    }

    #[test]
    fn what_falls_steadily_is_improving() {
        for counts in [
            &[9, 6, 4, 1][..],
            &[8, 7, 7, 5, 3, 2],
            &[12, 10, 11, 8, 9, 6, 5, 4, 4, 2],
        ] {
            for family in ["CMP", "LNG"] {
                let told = of(family, counts);
                assert_eq!((told.improving.len(), told.not_improving.len()), (1, 0), "{counts:?}");
            }
        }
    }

    #[test]
    fn what_rises_or_stays_is_not() {
        for counts in [
            &[1, 3, 5, 8][..],
            &[4, 5, 4, 5],
            &[3, 3, 3, 3, 3],
            &[6, 2, 7, 3, 6],
            &[2, 3, 2, 2, 3, 2, 3, 2, 3],
        ] {
            let told = of("CMP", counts);
            assert_eq!((told.improving.len(), told.not_improving.len()), (0, 1), "{counts:?}");
        }
    }

    #[test]
    fn what_is_not_clear_is_not_named() {
        for counts in [
            &[9, 6, 4][..],
            &[9, 0, 9, 0],
            &[0, 0, 0, 0],
            &[5, 1, 4, 0],
            &[6, 7, 4, 5, 3],
        ] {
            let told = of("CMP", counts);
            assert_eq!((told.improving.len(), told.not_improving.len()), (0, 0), "{counts:?}");
        }
    }

    #[test]
    fn wording_is_counted_by_the_word() {
        // Three slips each, in notes that grow from 100 words to 1,000.
        let points = [100, 300, 600, 1000]
            .iter()
            .enumerate()
            .map(|(at, words)| dated(at, *words, &[("LNG", 3), ("CMP", 3)]));
        let told = progress("A".to_owned(), points.collect());
        assert_eq!(told.improving, ["LNG"]);
        assert_eq!(told.not_improving, ["CMP"]);
    }

    #[test]
    fn a_family_that_a_note_lacks_has_none_there() {
        let mut points: Vec<Dated> = [5, 4, 2]
            .iter()
            .enumerate()
            .map(|(at, n)| dated(at, 400, &[("SAF", *n)]))
            .collect();
        points.push(dated(3, 400, &[]));
        assert_eq!(progress("A".to_owned(), points).improving, ["SAF"]);
    }

    /// The exact test's own table: the chance of an S this low without ties.
    #[test]
    fn chances_are_those_of_the_tables() {
        let low = |series: &[f64]| chance(series, |s, observed| s <= observed);
        assert!((low(&[4.0, 3.0, 2.0, 1.0]) - 1.0 / 24.0).abs() < 1e-9);
        // n = 5, S = -8: 0.042.
        assert!((low(&[5.0, 4.0, 3.0, 1.0, 2.0]) - 5.0 / 120.0).abs() < 1e-9);
        // n = 10, S = -21: 0.036 by the table. Of a falling series each swap of neighbors that fall takes two off.
        let mut ten: Vec<f64> = (1..=10).rev().map(f64::from).collect();
        for _ in 0..12 {
            let at = (0..9).find(|at| ten[*at] > ten[*at + 1]).unwrap();
            ten.swap(at, at + 1);
        }
        assert_eq!(rises(&ten), -21);
        assert!((low(&ten) - 0.036).abs() < 0.003, "{}", low(&ten));
        assert!((normal(-1.6449) - 0.05).abs() < 1e-4 && (normal(1.6449) - 0.95).abs() < 1e-4);
        assert_eq!(low(&[2.0; 9]), 1.0);
    }
}
