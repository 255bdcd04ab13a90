//! How many notes have each section complete, thin, or not at all.

use std::fmt::Write as _;

use super::push_escaped;
use super::svg::{Svg, figure, fitting, values};
use crate::grade::{Class, SectionState};

const LABELS: f64 = 260.0;
const WIDE: f64 = 440.0;
const TALL: f64 = 21.0;
/// Sections of one picture.
const ROWS: usize = 32;

/// One section over the class.
struct Tally<'c> {
    id: &'c str,
    title: &'c str,
    required: bool,
    complete: usize,
    thin: usize,
    missing: usize,
}

impl Tally<'_> {
    fn all(&self) -> usize {
        self.complete + self.thin + self.missing
    }

    /// The share of notes that lack something here.
    fn lacking(&self) -> f64 {
        (self.missing as f64 + 0.5 * self.thin as f64) / self.all().max(1) as f64
    }
}

/// The picture; `None` if no note has a section.
pub fn section_bars(class: &Class) -> Option<String> {
    let tallies = tallies(class);
    if tallies.is_empty() {
        return None;
    }
    let mut out = String::new();
    for (page, tallies) in tallies.chunks(ROWS).enumerate() {
        let caption = if page == 0 {
            "Filled: complete. Striped: thin, that is empty, only blanks, or with a finding that something in it is \
             incomplete. Empty: missing. Only sections that a kind of note asks for; those that are lacking most stand \
             first."
        } else {
            ""
        };
        out.push_str(&figure(&draw(tallies, page), caption, &values(&table(tallies))));
    }
    Some(out)
}

fn tallies(class: &Class) -> Vec<Tally<'_>> {
    let mut tallies: Vec<Tally<'_>> = Vec::new();
    for section in class.rows.iter().flat_map(|row| &row.sections) {
        let at = match tallies.iter().position(|tally| tally.id == section.id) {
            Some(at) => at,
            None => {
                tallies.push(Tally {
                    id: &section.id,
                    title: &section.title,
                    required: false,
                    complete: 0,
                    thin: 0,
                    missing: 0,
                });
                tallies.len() - 1
            }
        };
        let Some(tally) = tallies.get_mut(at) else { continue };
        tally.required |= section.required;
        match section.state {
            SectionState::Complete => tally.complete += 1,
            SectionState::Thin => tally.thin += 1,
            SectionState::Missing => tally.missing += 1,
        }
    }
    // What nobody asks for and nobody left out says nothing.
    tallies.retain(|tally| tally.required || tally.missing > 0);
    tallies.sort_by(|a, b| b.lacking().total_cmp(&a.lacking()));
    tallies
}

fn draw(tallies: &[Tally<'_>], page: usize) -> String {
    let head = 22.0;
    let height = head + TALL * tallies.len() as f64 + 4.0;
    let worst = tallies.first().map_or("", |tally| tally.title);
    let description = format!("{} sections; the one that is lacking most is {worst}.", tallies.len());
    let id = format!("sections-{page}");
    let mut svg = Svg::new(&id, LABELS + WIDE + 150.0, height, "Section completeness", &description);
    let stripes = format!("{id}-stripes");
    svg.stripes(&stripes);
    let figures = [LABELS + WIDE + 52.0, LABELS + WIDE + 92.0, LABELS + WIDE + 146.0];
    for (x, name) in figures.into_iter().zip(["complete", "thin", "missing"]) {
        svg.text(x, head - 7.0, "s q e", name);
    }
    for (at, tally) in tallies.iter().enumerate() {
        let y = head + TALL * at as f64;
        let baseline = y + TALL / 2.0 + 3.0;
        svg.text(LABELS - 8.0, baseline, "e", &fitting(tally.title, LABELS - 8.0, 12.0));
        let part = |count: usize| WIDE * count as f64 / tally.all().max(1) as f64;
        let (complete, thin, missing) = (part(tally.complete), part(tally.thin), part(tally.missing));
        svg.rect(LABELS, y + 1.0, complete, TALL - 5.0, "full");
        svg.striped(LABELS + complete, y + 1.0, thin, TALL - 5.0, "outline", &stripes);
        svg.rect(LABELS + complete + thin, y + 1.0, missing, TALL - 5.0, "empty");
        for (x, count) in figures.into_iter().zip([tally.complete, tally.thin, tally.missing]) {
            svg.text(
                x,
                baseline,
                if count == 0 { "s q e" } else { "s e" },
                &count.to_string(),
            );
        }
    }
    svg.finish()
}

fn table(tallies: &[Tally<'_>]) -> String {
    let mut out = String::from(
        "<table class=\"plain\"><thead><tr><th scope=\"col\">Section</th><th scope=\"col\" class=\"figure\">Complete</th><th \
         scope=\"col\" class=\"figure\">Thin</th><th scope=\"col\" class=\"figure\">Missing</th></tr></thead><tbody>\n",
    );
    for tally in tallies {
        out.push_str("<tr><th scope=\"row\">");
        push_escaped(&mut out, tally.title);
        let _ = writeln!(
            out,
            "</th><td class=\"figure\">{}</td><td class=\"figure\">{}</td><td class=\"figure\">{}</td></tr>",
            tally.complete, tally.thin, tally.missing
        );
    }
    out.push_str("</tbody></table>");
    out
}
