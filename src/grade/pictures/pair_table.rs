//! Pairs of notes that share much, as a table; a network of names would look like a verdict.

use std::fmt::Write as _;

use super::{id, push_escaped};
use crate::grade::{Class, Pair};

/// Pairs of the table.
const ROWS: usize = 40;

/// The pairs, the most alike first.
pub fn by_likeness(class: &Class) -> Vec<&Pair> {
    let known = |pair: &&Pair| pair.notes.0 < class.rows.len() && pair.notes.1 < class.rows.len();
    let mut pairs: Vec<&Pair> = class.pairs.iter().flatten().filter(known).collect();
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.notes.cmp(&b.notes)));
    pairs
}

/// `99.7`, never rounded up to 100.
pub fn percentile(percent: f64) -> String {
    let percent = if percent.is_nan() { 0.0 } else { percent };
    let tenths = (percent.clamp(0.0, 100.0) * 10.0).floor() / 10.0;
    tenths.to_string()
}

/// The table, each pair with a link to the place `pair-N` where its passages stand side by side; `None` without pairs.
pub fn pair_table(class: &Class) -> Option<String> {
    let pairs = by_likeness(class);
    if pairs.is_empty() {
        return None;
    }
    let mut out = String::from(
        "<figure class=\"pic\"><div class=\"wide\"><table class=\"plain\"><thead><tr><th scope=\"col\">Two notes</th><th \
         scope=\"col\" class=\"figure\">More alike than</th><th scope=\"col\" class=\"figure\">Passages</th><th scope=\"col\" \
         class=\"figure\">Words</th><th scope=\"col\" class=\"figure\">Shared mistakes</th><th scope=\"col\"></th></tr></thead><tbody>\n",
    );
    for (at, pair) in pairs.iter().enumerate().take(ROWS) {
        out.push_str("<tr><th scope=\"row\">");
        name(&mut out, class, pair.notes.0);
        out.push_str(" and ");
        name(&mut out, class, pair.notes.1);
        let words: u32 = pair
            .passages
            .iter()
            .map(|passage| passage.words)
            .fold(0, u32::saturating_add);
        let mistakes = pair.passages.iter().filter(|passage| passage.mistake.is_some()).count();
        let _ = writeln!(
            out,
            "</th><td class=\"figure\">{} % of pairs</td><td class=\"figure\">{}</td><td class=\"figure\">{words}</td><td \
             class=\"figure\">{mistakes}</td><td><a href=\"#pair-{}\">side by side</a></td></tr>",
            percentile(pair.percentile),
            pair.passages.len(),
            at + 1
        );
    }
    out.push_str("</tbody></table></div></figure>\n");
    Some(out)
}

fn name(out: &mut String, class: &Class, at: usize) {
    if let Some(row) = class.rows.get(at) {
        let _ = write!(out, "<a href=\"#{}\">", id(&row.anchor));
        push_escaped(out, &row.student.name);
        out.push_str("</a>");
    }
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn a_percentile_is_never_rounded_up_to_all() {
        assert_eq!(
            [99.96, 100.0, 97.25, f64::NAN].map(percentile),
            ["99.9", "100", "97.2", "0"]
        );
    }
}
