//! The scores of a class as dots on one line, without names. Nothing below five notes.

use super::svg::Svg;
use crate::grade::statistics::{Scores, of_scores};
use crate::grade::{Class, Points};

const LEFT: f64 = 16.0;
const WIDE: f64 = 720.0;
/// How high the tallest pile may be.
const PILE: f64 = 170.0;

/// The picture; `None` for a class so small that it would tell who has which score.
pub fn score_strip(class: &Class) -> Option<String> {
    let scores = of_scores(class)?;
    let (radius, piles) = piles(&scores);
    let tallest = piles.iter().map(|(_, count)| *count).max().unwrap_or(1) as f64;
    let top = 40.0;
    let floor = top + (tallest * radius * 2.2).max(24.0) + 6.0;
    let quartiles = &scores.quartiles;
    let shown = |value: f64| Points::of(value).unwrap_or_default().to_string();
    let description = format!(
        "{} notes, of {} points: least {}, lower quartile {}, median {}, upper quartile {}, most {}.",
        scores.values.len(),
        scores.of,
        shown(quartiles.least),
        shown(quartiles.lower),
        shown(quartiles.median),
        shown(quartiles.upper),
        shown(quartiles.greatest)
    );
    let mut svg = Svg::new(
        "scores-picture",
        WIDE + 2.0 * LEFT,
        floor + 36.0,
        "Scores of the class",
        &description,
    );
    let x = |value: f64| place(&scores, value);
    let (lower, upper) = (x(quartiles.lower), x(quartiles.upper));
    svg.rect(lower, top, (upper - lower).max(1.0), floor - top, "band");
    svg.line(lower, top, lower, floor, "edge");
    svg.line(upper, top, upper, floor, "edge");
    for (at, count) in piles {
        for level in 0..count {
            svg.dot(at, floor - radius - 2.0 - level as f64 * radius * 2.2, radius, "dot");
        }
    }
    let median = x(quartiles.median);
    svg.line(median, 36.0, median, floor, "strong");
    // Words stay within the picture, wherever the scores lie.
    let inside = |x: f64, half: f64| x.clamp(LEFT + half, LEFT + WIDE - half);
    let label = format!("median {}", shown(quartiles.median));
    svg.text(inside(median, 40.0), 12.0, "b m", &label);
    let label = format!("half between {} and {}", shown(quartiles.lower), shown(quartiles.upper));
    svg.text(inside((lower + upper) / 2.0, 80.0), 32.0, "s m", &label);
    svg.line(LEFT, floor, LEFT + WIDE, floor, "axis");
    let of = scores.of.number();
    let step = step(of);
    let mut tick = 0.0;
    while tick <= of + 1e-9 {
        svg.line(x(tick), floor, x(tick), floor + 5.0, "axis");
        svg.text(x(tick), floor + 18.0, "s m", &shown(tick));
        tick += step;
    }
    svg.text(LEFT + WIDE, floor + 32.0, "s q e", &format!("points, of {}", scores.of));
    Some(format!(
        "<figure class=\"pic\"><div class=\"wide\">{}</div></figure>",
        svg.finish()
    ))
}

fn place(scores: &Scores, value: f64) -> f64 {
    LEFT + WIDE * (value / scores.of.number().max(0.01)).clamp(0.0, 1.0)
}

/// Dots side by side, those that would lie upon each other in piles, as large as the tallest pile allows.
fn piles(scores: &Scores) -> (f64, Vec<(f64, usize)>) {
    let mut radius = 5.0;
    loop {
        let mut piles: Vec<(f64, usize)> = Vec::new();
        for value in &scores.values {
            let at = place(scores, value.number());
            match piles.last_mut() {
                Some((last, count)) if at - *last < radius * 2.0 => *count += 1,
                _ => piles.push((at, 1)),
            }
        }
        let tallest = piles.iter().map(|(_, count)| *count).max().unwrap_or(0) as f64;
        if tallest * radius * 2.2 <= PILE || radius <= 1.0 {
            return (radius, piles);
        }
        radius -= 0.5;
    }
}

/// Every 1, 2, 5, 10, 20… so that there are at most ten marks.
fn step(of: f64) -> f64 {
    let mut step = 1.0;
    while of / step > 10.0 {
        step *= 10.0;
    }
    [step / 5.0, step / 2.0, step]
        .into_iter()
        .find(|step| *step >= 1.0 && of / step <= 10.0)
        .unwrap_or(step)
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn an_axis_has_at_most_ten_steps() {
        assert_eq!(
            [66.0, 100.0, 10.0, 34.0, 7.0, 0.0, 450.0].map(step),
            [10.0, 10.0, 1.0, 5.0, 1.0, 1.0, 50.0]
        );
    }
}
