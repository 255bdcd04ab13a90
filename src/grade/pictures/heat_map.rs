//! Criterion × student: what to teach next.
//!
//! Rows are criteria, those first at which the class loses most; columns are students in the order of the table. The
//! more of a criterion's points a note lost, the larger and the darker the square: it reads without colour.

use std::fmt::Write as _;

use super::svg::{Svg, figure, fitting, values, width_of};
use super::{escape, push_escaped};
use crate::grade::statistics::{Loss, losses, lost, standing};
use crate::grade::{Class, Points, Row};

/// Students of one picture; what is more goes on the next.
const COLUMNS: usize = 60;
/// Criteria of one picture.
const ROWS: usize = 40;
/// Up to this many students there is room for figures.
const WITH_FIGURES: usize = 20;

const LABELS: f64 = 260.0;
const TALL: f64 = 19.0;
/// Room for all columns.
const ROOM: f64 = 810.0;

/// The pictures, one for each page of students and criteria; `None` without either.
pub fn heat_map(class: &Class) -> Option<String> {
    if class.rows.is_empty() || class.rubric.criteria.is_empty() {
        return None;
    }
    let losses = losses(class);
    let mut out = String::new();
    let pages = class.rows.chunks(COLUMNS).count();
    for (page, students) in class.rows.chunks(COLUMNS).enumerate() {
        for (part, losses) in losses.chunks(ROWS).enumerate() {
            let id = format!("heat-{page}-{part}");
            let first = page * COLUMNS + 1;
            let mut caption = String::new();
            if page == 0 && part == 0 {
                caption.push_str(
                    "The larger and stronger the square, the more of the criterion’s points are lost. Blank: nothing is \
                     lost. A ring: not judged yet. The topmost row is what to teach next.",
                );
            }
            if pages > 1 {
                let _ = write!(caption, " Students {first} to {}.", first + students.len() - 1);
            }
            out.push_str(&figure(
                &draw(class, students, losses, &id),
                &caption,
                &values(&table(class, students, losses)),
            ));
        }
    }
    Some(out)
}

fn draw(class: &Class, students: &[Row], losses: &[Loss], id: &str) -> String {
    let figures = students.len() <= WITH_FIGURES;
    let widest = if figures { 40.0 } else { 22.0 };
    let wide = (ROOM / students.len().max(1) as f64).clamp(13.5, widest);
    let names: Vec<String> = students
        .iter()
        .map(|row| fitting(&row.student.name, 140.0, 11.0))
        .collect();
    let head = names.iter().map(|name| width_of(name, 11.0)).fold(20.0, f64::max) + 8.0;
    let right = LABELS + wide * students.len() as f64;
    let bottom = head + TALL * losses.len() as f64;
    let worst = losses
        .first()
        .and_then(|loss| class.rubric.criteria.get(loss.criterion));
    let description = format!(
        "{} criteria by {} students. The class loses most at: {}.",
        losses.len(),
        students.len(),
        worst.map_or("nothing", |info| &info.title)
    );
    let mut svg = Svg::new(
        id,
        right + 64.0,
        bottom + 8.0,
        "Points lost, criterion by student",
        &description,
    );
    svg.text(right + 58.0, head - 6.0, "s q e", "class");
    for (at, (row, name)) in students.iter().zip(&names).enumerate() {
        let x = LABELS + wide * at as f64 + wide / 2.0 + 3.5;
        svg.link(&row.anchor, |svg| svg.upright(x, head - 5.0, "s", name));
    }
    for at in (0..=students.len()).step_by(5) {
        let x = LABELS + wide * at as f64;
        svg.line(x, head, x, bottom, "hair");
    }
    for (line, loss) in losses.iter().enumerate() {
        let Some(info) = class.rubric.criteria.get(loss.criterion) else {
            continue;
        };
        let y = head + TALL * line as f64;
        let middle = y + TALL / 2.0;
        svg.line(0.0, y, right + 64.0, y, "hair");
        svg.text(
            LABELS - 8.0,
            middle + 4.0,
            "e",
            &fitting(&info.title, LABELS - 8.0, 12.0),
        );
        for (at, row) in students.iter().enumerate() {
            let x = LABELS + wide * at as f64;
            let center = if figures { x + 11.0 } else { x + wide / 2.0 };
            match lost(&class.rubric, row, loss.criterion) {
                None => svg.dot(center, middle, 2.5, "ring"),
                Some(share) if share > 0.0 => {
                    let side = (14.0 * share.sqrt()).max(2.5);
                    svg.rect(center - side / 2.0, middle - side / 2.0, side, side, level(share));
                    if figures && let Some((earned, of)) = standing(&class.rubric, row, loss.criterion) {
                        svg.text(x + wide - 4.0, middle + 4.0, "s e", &format!("−{}", of - earned));
                    }
                }
                Some(_) => {}
            }
        }
        let share = match loss.share.map(|share| (share * 100.0).round()) {
            Some(percent) if percent > 0.0 => format!("−{percent} %"),
            Some(_) => "0 %".to_owned(),
            None => "–".to_owned(),
        };
        svg.text(right + 58.0, middle + 4.0, "s e", &share);
    }
    svg.line(0.0, bottom, right + 64.0, bottom, "hair");
    svg.finish()
}

fn level(share: f64) -> &'static str {
    match share {
        _ if share <= 0.25 => "l1",
        _ if share <= 0.5 => "l2",
        _ if share <= 0.75 => "l3",
        _ => "l4",
    }
}

fn table(class: &Class, students: &[Row], losses: &[Loss]) -> String {
    let mut out = String::from("<table class=\"plain\"><thead><tr><th scope=\"col\">Student</th>");
    for loss in losses {
        if let Some(info) = class.rubric.criteria.get(loss.criterion) {
            let _ = write!(
                out,
                "<th scope=\"col\" class=\"figure\" title=\"{}\">{}</th>",
                escape(&info.title),
                escape(&info.id)
            );
        }
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in students {
        out.push_str("<tr><th scope=\"row\">");
        push_escaped(&mut out, &row.student.name);
        out.push_str("</th>");
        for loss in losses {
            let _ = match standing(&class.rubric, row, loss.criterion) {
                Some((earned, of)) => write!(out, "<td class=\"figure\">{earned}/{of}</td>"),
                None => write!(out, "<td class=\"figure\">open</td>"),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("<tr><th scope=\"row\">Points lost, mean</th>");
    for loss in losses {
        let points = Points::of(loss.points).unwrap_or_default();
        let _ = write!(out, "<td class=\"figure\">{points}</td>");
    }
    out.push_str("</tr>\n</tbody></table>");
    out
}
