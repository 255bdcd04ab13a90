//! One bar a note: its sections in order, as wide as their words. A bloated history and a buried plan show at a glance.

use std::fmt::Write as _;

use super::part::Part;
use super::push_escaped;
use super::svg::{Svg, figure, fitting, values, width_of};
use crate::grade::{Class, Row};

/// Notes of one picture; what is more goes on the next.
const ROWS: usize = 40;
const LABELS: f64 = 190.0;
const WIDE: f64 = 660.0;
const TALL: f64 = 17.0;

/// The stretches of a note, those of one part side by side as one.
fn parts(row: &Row) -> Vec<(Part, u64)> {
    let mut parts: Vec<(Part, u64)> = Vec::new();
    for (id, words) in row.stretches.iter().filter(|(_, words)| *words > 0) {
        let part = Part::of(id);
        match parts.last_mut() {
            Some((last, known)) if *last == part => *known += u64::from(*words),
            _ => parts.push((part, u64::from(*words))),
        }
    }
    parts
}

/// After which share of its words a note first comes to its plan, in percent; `None` where it has none.
fn plan_begins(parts: &[(Part, u64)]) -> Option<u64> {
    let at = parts
        .iter()
        .position(|(part, _)| matches!(part, Part::Plan | Part::Both))?;
    let before: u64 = parts.iter().take(at).map(|(_, words)| words).sum();
    let all: u64 = parts.iter().map(|(_, words)| words).sum();
    Some(before * 100 / all.max(1))
}

/// The pictures, one for each page of notes; `None` if no note has a section with words.
pub fn note_map(class: &Class) -> Option<String> {
    let notes: Vec<(&Row, Vec<(Part, u64)>)> = class.rows.iter().map(|row| (row, parts(row))).collect();
    let longest = notes
        .iter()
        .map(|(_, parts)| parts.iter().map(|(_, words)| words).sum::<u64>())
        .max()?;
    if longest == 0 {
        return None;
    }
    let mut out = String::new();
    for (page, notes) in notes.chunks(ROWS).enumerate() {
        let caption = if page == 0 {
            "Each bar is a note from its first word to its last; the width of a part is its words, on one scale for the \
             class. The plan is the solid block P: a short one behind a long bar is a buried plan, none at all a missing \
             one."
        } else {
            ""
        };
        out.push_str(&figure(&draw(notes, longest, page), caption, &values(&table(notes))));
    }
    Some(out)
}

fn draw(notes: &[(&Row, Vec<(Part, u64)>)], longest: u64, page: usize) -> String {
    let head = 30.0;
    let height = head + TALL * notes.len() as f64 + 4.0;
    let without = notes.iter().filter(|(_, parts)| plan_begins(parts).is_none()).count();
    let description = format!(
        "{} notes; the longest of the class has {longest} words in its sections; {without} have no plan of their own.",
        notes.len()
    );
    let mut svg = Svg::new(
        &format!("map-{page}"),
        LABELS + WIDE + 60.0,
        height,
        "Note map",
        &description,
    );
    let mut x = 0.0;
    let used = |part: &Part| notes.iter().any(|(_, parts)| parts.iter().any(|(one, _)| one == part));
    for part in Part::ALL.into_iter().filter(used) {
        let key = 7.0 + 7.0 * part.letter().len() as f64;
        svg.rect(x, 2.0, key, 13.0, part.class());
        svg.text(x + key / 2.0, 12.0, &format!("s m on-{}", part.class()), part.letter());
        svg.text(x + key + 4.0, 12.0, "s", part.name());
        x += key + 14.0 + width_of(part.name(), 10.0);
    }
    svg.text(LABELS + WIDE + 56.0, head - 6.0, "s q e", "words");
    for (at, (row, parts)) in notes.iter().enumerate() {
        let y = head + TALL * at as f64;
        let baseline = y + TALL / 2.0 + 3.5;
        let name = fitting(&row.student.name, LABELS - 8.0, 11.0);
        svg.link(&row.anchor, |svg| svg.text(LABELS - 8.0, baseline, "s e", &name));
        let mut x = LABELS;
        for (part, words) in parts {
            let wide = WIDE * *words as f64 / longest as f64;
            svg.rect(x, y + 1.0, wide, TALL - 3.0, part.class());
            if !part.letter().is_empty() && wide >= 4.0 + 7.0 * part.letter().len() as f64 {
                svg.text(
                    x + wide / 2.0,
                    baseline,
                    &format!("s m on-{}", part.class()),
                    part.letter(),
                );
            }
            x += wide;
        }
        let words: u64 = parts.iter().map(|(_, words)| words).sum();
        svg.text(LABELS + WIDE + 56.0, baseline, "s e", &words.to_string());
    }
    svg.finish()
}

fn table(notes: &[(&Row, Vec<(Part, u64)>)]) -> String {
    let mut out = String::from("<table class=\"plain\"><thead><tr><th scope=\"col\">Student</th>");
    for part in Part::ALL {
        let _ = write!(out, "<th scope=\"col\" class=\"figure\">{}</th>", part.name());
    }
    out.push_str("<th scope=\"col\">Plan begins</th></tr></thead><tbody>\n");
    for (row, parts) in notes {
        out.push_str("<tr><th scope=\"row\">");
        push_escaped(&mut out, &row.student.name);
        out.push_str("</th>");
        for part in Part::ALL {
            let words: u64 = parts
                .iter()
                .filter(|(one, _)| *one == part)
                .map(|(_, words)| words)
                .sum();
            let _ = write!(out, "<td class=\"figure\">{words}</td>");
        }
        let _ = match plan_begins(parts) {
            Some(percent) => writeln!(out, "<td>after {percent} % of the words</td></tr>"),
            None => writeln!(out, "<td>no plan</td></tr>"),
        };
    }
    out.push_str("</tbody></table>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_begins_after_what_stands_before_it() {
        let parts = [(Part::Story, 300), (Part::Exam, 300), (Part::Plan, 200)];
        assert_eq!(plan_begins(&parts), Some(75));
        assert_eq!(plan_begins(&parts[..2]), None);
        assert_eq!(plan_begins(&[]), None);
    }
}
