//! What the class thought of: each diagnosis with how many named it, how many put it first, and the reasons given.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::push_escaped;
use super::svg::{Svg, figure, fitting, values};
use crate::grade::Class;

/// Diagnoses of the picture; the table has all.
const ROWS: usize = 24;
const LABELS: f64 = 270.0;
const WIDE: f64 = 360.0;
const TALL: f64 = 21.0;

/// One diagnosis over the class.
struct Tally<'c> {
    diagnosis: &'c str,
    named: usize,
    leading: usize,
    supported: u64,
    opposed: u64,
}

/// The picture; `None` if no note names a diagnosis.
pub fn differential(class: &Class) -> Option<String> {
    let tallies = tallies(class);
    if tallies.is_empty() {
        return None;
    }
    let mut caption = String::from(
        "Bar: notes that name the diagnosis; its dark part: notes that put it first. “For” and “against” count the \
         arguments that all notes give.",
    );
    if let Some(more) = tallies.len().checked_sub(ROWS).filter(|more| *more > 0) {
        let _ = write!(caption, " The table has {more} more.");
    }
    let shown = tallies.get(..ROWS.min(tallies.len())).unwrap_or_default();
    let without = class.rows.iter().filter(|row| row.differential.is_empty()).count();
    if without > 0 {
        let _ = write!(caption, " Notes without any: {without}.");
    }
    Some(figure(&draw(class, shown), &caption, &values(&table(&tallies))))
}

fn tallies(class: &Class) -> Vec<Tally<'_>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut tallies: Vec<Tally<'_>> = Vec::new();
    for row in &class.rows {
        let mut seen: Vec<&str> = Vec::new();
        for named in &row.differential {
            let diagnosis = named.diagnosis.as_str();
            let at = *places.entry(diagnosis).or_insert_with(|| {
                tallies.push(Tally {
                    diagnosis,
                    named: 0,
                    leading: 0,
                    supported: 0,
                    opposed: 0,
                });
                tallies.len() - 1
            });
            let Some(tally) = tallies.get_mut(at) else { continue };
            // A note that names it twice is one note.
            if !seen.contains(&diagnosis) {
                seen.push(diagnosis);
                tally.named += 1;
                tally.leading += usize::from(named.leading);
            }
            tally.supported += u64::from(named.supported);
            tally.opposed += u64::from(named.opposed);
        }
    }
    tallies.sort_by(|a, b| {
        (b.named, b.leading)
            .cmp(&(a.named, a.leading))
            .then_with(|| a.diagnosis.cmp(b.diagnosis))
    });
    tallies
}

fn draw(class: &Class, tallies: &[Tally<'_>]) -> String {
    let head = 22.0;
    let height = head + TALL * tallies.len() as f64 + 4.0;
    let first = tallies.first();
    let description = format!(
        "{} diagnoses of {} notes; named most: {}, by {}.",
        tallies.len(),
        class.rows.len(),
        first.map_or("", |tally| tally.diagnosis),
        first.map_or(0, |tally| tally.named)
    );
    let right = LABELS + WIDE;
    let mut svg = Svg::new(
        "differential-picture",
        right + 200.0,
        height,
        "Differential of the class",
        &description,
    );
    let columns = [right + 42.0, right + 92.0, right + 140.0, right + 196.0];
    for (x, name) in columns.into_iter().zip(["named", "first", "for", "against"]) {
        svg.text(x, head - 7.0, "s q e", name);
    }
    for (at, tally) in tallies.iter().enumerate() {
        let y = head + TALL * at as f64;
        let baseline = y + TALL / 2.0 + 3.0;
        svg.text(
            LABELS - 8.0,
            baseline,
            "e",
            &fitting(tally.diagnosis, LABELS - 8.0, 12.0),
        );
        let wide = |count: usize| WIDE * count as f64 / class.rows.len().max(1) as f64;
        svg.rect(LABELS, y + 1.0, WIDE, TALL - 5.0, "track");
        svg.rect(LABELS, y + 1.0, wide(tally.named), TALL - 5.0, "light");
        svg.rect(LABELS, y + 1.0, wide(tally.leading), TALL - 5.0, "dark");
        let figures = [
            tally.named.to_string(),
            tally.leading.to_string(),
            tally.supported.to_string(),
            tally.opposed.to_string(),
        ];
        for (x, figure) in columns.into_iter().zip(figures) {
            svg.text(x, baseline, if figure == "0" { "s q e" } else { "s e" }, &figure);
        }
    }
    svg.finish()
}

fn table(tallies: &[Tally<'_>]) -> String {
    let mut out = String::from(
        "<table class=\"plain\"><thead><tr><th scope=\"col\">Diagnosis</th><th scope=\"col\" class=\"figure\">Named</th><th \
         scope=\"col\" class=\"figure\">First</th><th scope=\"col\" class=\"figure\">For</th><th scope=\"col\" \
         class=\"figure\">Against</th></tr></thead><tbody>\n",
    );
    for tally in tallies {
        out.push_str("<tr><th scope=\"row\">");
        push_escaped(&mut out, tally.diagnosis);
        out.push_str("</th>");
        for figure in [tally.named as u64, tally.leading as u64, tally.supported, tally.opposed] {
            let _ = write!(out, "<td class=\"figure\">{figure}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>");
    out
}
