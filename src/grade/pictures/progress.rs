//! Each student's way through the clerkship: findings per family over time, small lines on one scale for the class.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::svg::N;
use super::{escape, push_escaped};
use crate::grade::statistics::{FEWEST_FOR_SCORES, mean};
use crate::grade::{Class, Dated, Progress};
use crate::rules::Family;

const WIDE: f64 = 72.0;
const TALL: f64 = 26.0;
/// Room for the dot at the end of a line.
const EDGE: f64 = 3.0;

/// The table of small lines; `None` if nobody has a history.
pub fn progress(class: &Class) -> Option<String> {
    let history = class.history.as_deref()?;
    let dates: Vec<&str> = history
        .iter()
        .flat_map(|student| &student.points)
        .map(|point| point.date.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let (first, last) = (dates.first()?, dates.last()?);
    let families = families(history);
    let most = history
        .iter()
        .flat_map(|student| &student.points)
        .flat_map(|point| &point.families)
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0);
    let scale = Scale { dates: &dates, most };
    let mut out = String::from(
        "<figure class=\"pic\"><div class=\"wide\"><table class=\"plain progress\"><thead><tr><th scope=\"col\">",
    );
    out.push_str(if class.anonymous { "Code" } else { "Student" });
    out.push_str("</th>");
    for family in &families {
        let _ = write!(
            out,
            "<th scope=\"col\">{}<br><span class=\"quiet\">{}</span></th>",
            escape(name(family)),
            escape(family)
        );
    }
    out.push_str("<th scope=\"col\">Better, and not yet</th></tr></thead><tbody>\n");
    if history.len() >= FEWEST_FOR_SCORES {
        class_row(&mut out, history, &families, &scale);
    }
    for student in history {
        row(&mut out, student, &families, &scale);
    }
    let _ = writeln!(
        out,
        "</tbody></table></div><figcaption>Findings in each family from {} to {}: the first and the last count, and the line \
         between. All lines have one scale, from 0 to {most}; lower is better.</figcaption></figure>",
        escape(first),
        escape(last)
    );
    Some(out)
}

struct Scale<'h> {
    dates: &'h [&'h str],
    most: u32,
}

impl Scale<'_> {
    fn x(&self, date: &str) -> f64 {
        let at = self.dates.binary_search(&date).unwrap_or(0) as f64;
        let last = self.dates.len().saturating_sub(1).max(1) as f64;
        EDGE + (WIDE - 2.0 * EDGE) * at / last
    }

    fn y(&self, count: f64) -> f64 {
        TALL - EDGE - (TALL - 2.0 * EDGE) * count / f64::from(self.most.max(1))
    }
}

/// The families that anybody has findings of, in the order of the catalogue, then others.
fn families(history: &[Progress]) -> Vec<String> {
    let mut found: Vec<String> = history
        .iter()
        .flat_map(|student| &student.points)
        .flat_map(|point| &point.families)
        .filter(|(_, count)| *count > 0)
        .map(|(family, _)| family.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let place = |code: &String| Family::ALL.iter().position(|family| family.code() == code);
    found.sort_by_key(|code| place(code).unwrap_or(usize::MAX));
    found
}

/// What a family is called; of a rule of one's own, its code.
fn name(code: &str) -> &str {
    let family = Family::ALL.iter().find(|family| family.code() == code);
    family.map_or(code, |family| family.name())
}

fn count(point: &Dated, family: &str) -> u32 {
    let found = point.families.iter().find(|(code, _)| code == family);
    found.map_or(0, |(_, count)| *count)
}

fn class_row(out: &mut String, history: &[Progress], families: &[String], scale: &Scale<'_>) {
    out.push_str("<tr class=\"mean\"><th scope=\"row\">Mean of the class</th>");
    for family in families {
        let series: Vec<(f64, f64)> = scale
            .dates
            .iter()
            .filter_map(|date| {
                let that_day = history
                    .iter()
                    .flat_map(|student| &student.points)
                    .filter(|point| point.date == *date);
                let mean = mean(that_day.map(|point| f64::from(count(point, family))))?;
                Some((scale.x(date), mean))
            })
            .collect();
        cell(out, &series, scale, |value| format!("{value:.1}"));
    }
    out.push_str("<td></td></tr>\n");
}

fn row(out: &mut String, student: &Progress, families: &[String], scale: &Scale<'_>) {
    out.push_str("<tr><th scope=\"row\">");
    push_escaped(out, &student.student);
    out.push_str("</th>");
    for family in families {
        let series: Vec<(f64, f64)> = student
            .points
            .iter()
            .map(|point| (scale.x(&point.date), f64::from(count(point, family))))
            .collect();
        cell(out, &series, scale, |value| value.to_string());
    }
    out.push_str("<td>");
    let names = |codes: &[String]| {
        codes
            .iter()
            .map(|code| escape(name(code)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    if !student.improving.is_empty() {
        let _ = write!(out, "<span class=\"up\">✓ {}</span>", names(&student.improving));
    }
    if !student.improving.is_empty() && !student.not_improving.is_empty() {
        out.push_str("<br>");
    }
    if !student.not_improving.is_empty() {
        let _ = write!(out, "<span class=\"same\">○ {}</span>", names(&student.not_improving));
    }
    out.push_str("</td></tr>\n");
}

/// One small line with its first and its last figure.
fn cell(out: &mut String, series: &[(f64, f64)], scale: &Scale<'_>, figure: impl Fn(f64) -> String) {
    let (Some((first_x, first)), Some((last_x, last))) = (series.first(), series.last()) else {
        out.push_str("<td></td>");
        return;
    };
    let _ = write!(
        out,
        "<td class=\"spark\"><svg viewBox=\"0 0 {WIDE} {TALL}\" width=\"{WIDE}\" height=\"{TALL}\" aria-hidden=\"true\"><path \
         class=\"hair\" d=\"M0 {base}H{WIDE}\"/><path class=\"trend\" d=\"",
        base = N(scale.y(0.0))
    );
    for (at, (x, value)) in series.iter().enumerate() {
        let _ = write!(
            out,
            "{}{} {}",
            if at == 0 { "M" } else { "L" },
            N(*x),
            N(scale.y(*value))
        );
    }
    let _ = write!(
        out,
        "\"/><circle class=\"ring\" cx=\"{}\" cy=\"{}\" r=\"2\"/><circle class=\"end\" cx=\"{}\" cy=\"{}\" r=\"2.4\"/></svg> \
         <span class=\"figure\">{} → {}</span></td>",
        N(*first_x),
        N(scale.y(*first)),
        N(*last_x),
        N(scale.y(*last)),
        figure(*first),
        figure(*last)
    );
}
