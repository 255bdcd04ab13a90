//! Figures of a class: medians, quartiles, how hard an item is and how well it tells notes apart.
//!
//! Small classes are protected here, so that no picture can forget it: [`of_scores`] is silent below
//! [`FEWEST_FOR_SCORES`] notes and [`items`] below [`FEWEST_FOR_ITEMS`].

use super::{Class, Points, Row, RubricInfo};

/// Below this many notes no distribution is shown: with the names at hand, anybody could tell whose dot is whose.
pub const FEWEST_FOR_SCORES: usize = 5;

/// Below this many notes a correlation says nothing.
pub const FEWEST_FOR_ITEMS: usize = 20;

/// Five figures of a set of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// The least.
    pub least: f64,
    /// A quarter lies below it.
    pub lower: f64,
    /// Half lies below it.
    pub median: f64,
    /// Three quarters lie below it.
    pub upper: f64,
    /// The greatest.
    pub greatest: f64,
}

/// Quartiles by linear interpolation between the closest ranks: what spreadsheets call `QUARTILE.INC`, and R type 7.
/// `None` for no numbers.
pub fn quartiles(values: &[f64]) -> Option<Quartiles> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    Some(Quartiles {
        least: *sorted.first()?,
        lower: quantile(&sorted, 0.25)?,
        median: quantile(&sorted, 0.5)?,
        upper: quantile(&sorted, 0.75)?,
        greatest: *sorted.last()?,
    })
}

/// The value with the share `part` of `sorted` below it.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let at = part * (sorted.len().checked_sub(1)?) as f64;
    let below = *sorted.get(at.floor() as usize)?;
    let above = *sorted.get(at.ceil() as usize)?;
    Some(below + (above - below) * at.fract())
}

/// The arithmetic mean; `None` for no numbers.
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values
        .into_iter()
        .fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// Pearson's correlation of two series of one length; `None` where one of them never varies.
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let (mean_a, mean_b) = (mean(a.iter().copied())?, mean(b.iter().copied())?);
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - mean_a, y - mean_b);
        both += x * y;
        of_a += x * x;
        of_b += y * y;
    }
    // What is left of a constant series by rounding is no variation.
    let scale = 1e-9 * (1.0 + mean_a.abs().max(mean_b.abs())) * a.len() as f64;
    (of_a > scale && of_b > scale).then(|| (both / (of_a * of_b).sqrt()).clamp(-1.0, 1.0))
}

/// What scores are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// What the program gave: some points are still open.
    Auto,
    /// Totals: no point is open.
    Total,
}

/// The scores of a class, without names.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// What they are.
    pub scale: Scale,
    /// Out of how many.
    pub of: Points,
    /// One a note, ascending.
    pub values: Vec<Points>,
    /// Their quartiles.
    pub quartiles: Quartiles,
}

/// The scores of `class`; `None` below [`FEWEST_FOR_SCORES`] notes.
pub fn of_scores(class: &Class) -> Option<Scores> {
    if class.rows.len() < FEWEST_FOR_SCORES {
        return None;
    }
    let open = |row: &Row| row.open(&class.rubric) != Points::ZERO;
    let (scale, of) = if class.rows.iter().any(open) {
        (Scale::Auto, class.rubric.auto())
    } else {
        (Scale::Total, class.rubric.points())
    };
    let mut values: Vec<Points> = class
        .rows
        .iter()
        .map(|row| match scale {
            Scale::Auto => row.auto(),
            Scale::Total => row.total(),
        })
        .collect();
    values.sort_unstable();
    let numbers: Vec<f64> = values.iter().map(|points| points.number()).collect();
    Some(Scores {
        scale,
        of,
        values,
        quartiles: quartiles(&numbers)?,
    })
}

/// How one criterion of one note stands: points earned so far, and out of how many that were judged. The points of a
/// human count once they are given. `None` where nothing was judged yet.
pub fn standing(rubric: &RubricInfo, row: &Row, criterion: usize) -> Option<(Points, Points)> {
    let info = rubric.criteria.get(criterion)?;
    let given = row.human.manual.get(criterion).copied().flatten();
    let earned = row.criteria.get(criterion)?.points + given.unwrap_or_default();
    let of = info.auto + given.map_or(Points::ZERO, |_| info.manual());
    (of > Points::ZERO).then_some((earned, of))
}

/// The share of what was judged that the note lost, 0 to 1.
pub fn lost(rubric: &RubricInfo, row: &Row, criterion: usize) -> Option<f64> {
    let (earned, of) = standing(rubric, row, criterion)?;
    Some((1.0 - earned.share_of(of)).clamp(0.0, 1.0))
}

/// What a class loses at a criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// Index into the rubric's criteria.
    pub criterion: usize,
    /// Mean share lost, 0 to 1; `None` where nothing was judged yet.
    pub share: Option<f64>,
    /// Mean points lost.
    pub points: f64,
}

/// What to teach next: the criteria, those first at which the class loses the greatest share; what was not judged comes
/// last.
pub fn losses(class: &Class) -> Vec<Loss> {
    let mut losses: Vec<Loss> = (0..class.rubric.criteria.len())
        .map(|criterion| {
            let all = |value: fn((Points, Points)) -> f64| {
                mean(
                    class
                        .rows
                        .iter()
                        .filter_map(|row| standing(&class.rubric, row, criterion).map(value)),
                )
            };
            Loss {
                criterion,
                share: all(|(earned, of)| (1.0 - earned.share_of(of)).clamp(0.0, 1.0)),
                points: all(|(earned, of)| (of - earned).number()).unwrap_or_default(),
            }
        })
        .collect();
    let order = |loss: &Loss| loss.share.unwrap_or(-1.0);
    losses.sort_by(|a, b| order(b).total_cmp(&order(a)).then(b.points.total_cmp(&a.points)));
    losses
}

/// A criterion as an item of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// Index into the rubric's criteria.
    pub criterion: usize,
    /// The mean share of its points that was earned: 1 is easy.
    pub difficulty: f64,
    /// The correlation of its points with the sum of all others (corrected item–total correlation); `None` where either
    /// never varies.
    pub discrimination: Option<f64>,
}

/// The criteria of `class` as items, by what the program gave, in the order of the rubric; those that it gives nothing
/// for are left out. `None` below [`FEWEST_FOR_ITEMS`] notes.
pub fn items(class: &Class) -> Option<Vec<Item>> {
    if class.rows.len() < FEWEST_FOR_ITEMS {
        return None;
    }
    let criteria = class.rubric.criteria.iter().enumerate();
    let items = criteria.filter(|(_, info)| info.auto > Points::ZERO);
    let item = |(criterion, info): (usize, &super::CriterionInfo)| {
        let points = |row: &Row| row.criteria.get(criterion).map_or(Points::ZERO, |mark| mark.points);
        let own: Vec<f64> = class.rows.iter().map(|row| points(row).number()).collect();
        let rest: Vec<f64> = class
            .rows
            .iter()
            .map(|row| (row.auto() - points(row)).number())
            .collect();
        Item {
            criterion,
            difficulty: mean(own.iter().copied()).unwrap_or_default() / info.auto.number(),
            discrimination: correlation(&own, &rest),
        }
    };
    Some(items.map(item).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::samples::{class_of, rubric};

    #[test]
    fn quartiles_are_those_of_a_spreadsheet() {
        // Ranks 0.75, 1.5 and 2.25 of 1, 2, 3, 4.
        let of = |values: &[f64]| quartiles(values).map(|q| [q.least, q.lower, q.median, q.upper, q.greatest]);
        assert_eq!(of(&[4.0, 1.0, 3.0, 2.0]), Some([1.0, 1.75, 2.5, 3.25, 4.0]));
        assert_eq!(of(&[3.0, 1.0, 2.0, 5.0, 4.0]), Some([1.0, 2.0, 3.0, 4.0, 5.0]));
        assert_eq!(of(&[7.0]), Some([7.0; 5]));
        assert_eq!(of(&[2.0, 2.0, 2.0, 9.0]), Some([2.0, 2.0, 2.0, 3.75, 9.0]));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[f64::NAN]), None);
    }

    #[test]
    fn a_correlation_needs_two_series_that_vary() {
        let up = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(correlation(&up, &[2.0, 4.0, 6.0, 8.0]), Some(1.0));
        assert_eq!(correlation(&up, &[8.0, 6.0, 4.0, 2.0]), Some(-1.0));
        assert_eq!(correlation(&up, &[0.1 + 0.2, 0.3, 0.3, 0.3]), None);
        assert_eq!(correlation(&up, &up[..2]), None);
        assert_eq!(correlation(&[], &[]), None);
        // Ties: deviations -.5 -.5 .5 .5 and -1 0 0 1, so 1 / sqrt(1 * 2).
        let tied = correlation(&[1.0, 1.0, 2.0, 2.0], &[1.0, 2.0, 2.0, 3.0]).unwrap();
        assert!((tied - 0.5f64.sqrt()).abs() < 1e-12, "{tied}");
    }

    /// Twenty notes: the first criterion is met by the first ten, the second by all, the third by the first fifteen.
    fn twenty() -> Class {
        class_of(
            rubric(&[(1, 1), (2, 2), (1, 1), (4, 0)]),
            &(0..20)
                .map(|at| vec![i32::from(at < 10), 2, i32::from(at < 15), 0])
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn items_have_the_figures_computed_by_hand() {
        let items = items(&twenty()).unwrap();
        let difficulties: Vec<(usize, f64)> = items.iter().map(|item| (item.criterion, item.difficulty)).collect();
        // What the program gives nothing for is no item.
        assert_eq!(difficulties, [(0, 0.5), (1, 1.0), (2, 0.75)]);
        // The first against the third, for the second is constant: 2.5 / sqrt(5 * 3.75).
        let expected = 2.5 / 18.75f64.sqrt();
        let of = |at: usize| items[at].discrimination;
        assert!((of(0).unwrap() - expected).abs() < 1e-12);
        assert!((of(2).unwrap() - expected).abs() < 1e-12);
        assert_eq!(of(1), None);
    }

    #[test]
    fn small_classes_are_protected() {
        let mut class = twenty();
        class.rows.truncate(19);
        assert!(items(&class).is_none());
        class.rows.truncate(5);
        assert!(of_scores(&class).is_some());
        class.rows.truncate(4);
        assert!(of_scores(&class).is_none());
    }

    #[test]
    fn scores_are_totals_once_nothing_is_open() {
        let mut class = twenty();
        let scores = of_scores(&class).unwrap();
        assert_eq!((scores.scale, scores.of), (Scale::Auto, Points::whole(4)));
        assert_eq!(scores.quartiles.median, 3.5);
        for row in &mut class.rows {
            row.human.manual = vec![None, None, None, Some(Points::whole(3))];
        }
        let scores = of_scores(&class).unwrap();
        assert_eq!((scores.scale, scores.of), (Scale::Total, Points::whole(8)));
        assert_eq!(scores.quartiles.median, 6.5);
    }

    #[test]
    fn what_the_class_loses_most_comes_first() {
        let mut class = twenty();
        let order = |class: &Class| losses(class).iter().map(|loss| loss.criterion).collect::<Vec<_>>();
        // Lost shares: a half, nothing, a quarter, not judged.
        assert_eq!(order(&class), [0, 2, 1, 3]);
        // Once a human has judged the last, with 1 of 4 for everybody, it is the worst.
        for row in &mut class.rows {
            row.human.manual = vec![None, None, None, Some(Points::whole(1))];
        }
        assert_eq!(order(&class), [3, 0, 2, 1]);
        assert_eq!(losses(&class)[0].share, Some(0.75));
        assert_eq!(losses(&class)[0].points, 3.0);
        assert_eq!(standing(&class.rubric, &class.rows[0], 9), None);
    }
}
