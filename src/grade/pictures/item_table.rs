//! The criteria as items of a test: how hard each is, and whether it tells notes apart as the others do.

use std::fmt::Write as _;

use super::{push_escaped, svg::N};
use crate::grade::Class;
use crate::grade::statistics::{FEWEST_FOR_ITEMS, Item, items};

/// The table; `None` below as many notes as a correlation needs.
pub fn item_table(class: &Class) -> Option<String> {
    let items = items(class)?;
    let mut out = String::from(
        "<figure class=\"pic\"><div class=\"wide\"><table class=\"plain items\"><thead><tr><th scope=\"col\">Criterion</th><th \
         scope=\"col\" class=\"figure\">Difficulty</th><td></td><th scope=\"col\" class=\"figure\">Discrimination</th><td></td><th \
         scope=\"col\">Reading</th></tr></thead><tbody>\n",
    );
    for item in &items {
        let Some(info) = class.rubric.criteria.get(item.criterion) else {
            continue;
        };
        out.push_str("<tr><th scope=\"row\">");
        push_escaped(&mut out, &info.title);
        let _ = write!(
            out,
            "</th><td class=\"figure\">{:.2}</td><td>{}</td>",
            item.difficulty,
            share(item.difficulty)
        );
        let _ = match item.discrimination {
            Some(value) => write!(
                out,
                "<td class=\"figure\">{}</td><td>{}</td>",
                signed(value),
                balance(value)
            ),
            None => write!(out, "<td class=\"figure\">–</td><td></td>"),
        };
        let _ = writeln!(out, "<td>{}</td></tr>", reading(item));
    }
    let _ = writeln!(
        out,
        "</tbody></table></div><figcaption>By what the program gave. Difficulty: the mean share of the points, 1 is easy. \
         Discrimination: the corrected item–total correlation, that is of the criterion’s points with the sum of all \
         others; below 0.20 it tells little about the rest. Shown from {FEWEST_FOR_ITEMS} notes up.</figcaption></figure>"
    );
    Some(out)
}

/// A figure with two places and a true minus; never -0.00.
fn signed(value: f64) -> String {
    let shown = format!("{:.2}", value + 0.0);
    match shown.strip_prefix('-') {
        Some("0.00") => "0.00".to_owned(),
        Some(rest) => format!("−{rest}"),
        None => shown,
    }
}

fn reading(item: &Item) -> &'static str {
    match (item.difficulty, item.discrimination) {
        (_, None) => "every note has the same points",
        (_, Some(value)) if value < 0.0 => "runs against the rest: look at the criterion",
        (easy, _) if easy >= 0.95 => "nearly every note has it",
        (hard, _) if hard <= 0.3 => "hard for nearly all: teach it, or ask whether it is fair",
        (_, Some(value)) if value < 0.2 => "says little about the rest",
        _ => "",
    }
}

/// A bar from nothing to all.
fn share(value: f64) -> String {
    format!(
        "<svg viewBox=\"0 0 80 10\" width=\"80\" height=\"10\" aria-hidden=\"true\"><rect width=\"80\" height=\"10\" \
         class=\"track\"/><rect width=\"{}\" height=\"10\" class=\"dark\"/></svg>",
        N(80.0 * value.clamp(0.0, 1.0))
    )
}

/// A bar to the left or right of zero.
fn balance(value: f64) -> String {
    let wide = 40.0 * value.abs().min(1.0);
    let from = if value < 0.0 { 40.0 - wide } else { 40.0 };
    format!(
        "<svg viewBox=\"0 0 80 10\" width=\"80\" height=\"10\" aria-hidden=\"true\"><rect width=\"80\" height=\"10\" \
         class=\"track\"/><rect x=\"{}\" width=\"{}\" height=\"10\" class=\"{}\"/><path d=\"M40 0V10\" class=\"strong\"/></svg>",
        N(from),
        N(wide),
        if value < 0.0 { "l4" } else { "dark" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_a_true_minus_and_no_negative_nothing() {
        assert_eq!(
            [0.456, -0.2, -0.001, -0.0].map(signed),
            ["0.46", "−0.20", "0.00", "0.00"]
        );
    }

    #[test]
    fn a_reading_names_what_to_look_at() {
        let item = |difficulty, discrimination| {
            reading(&Item {
                criterion: 0,
                difficulty,
                discrimination,
            })
        };
        assert_eq!(item(1.0, None), "every note has the same points");
        assert_eq!(item(0.6, Some(-0.1)), "runs against the rest: look at the criterion");
        assert_eq!(item(0.97, Some(0.3)), "nearly every note has it");
        assert_eq!(item(0.6, Some(0.1)), "says little about the rest");
        assert_eq!(item(0.6, Some(0.4)), "");
    }
}
