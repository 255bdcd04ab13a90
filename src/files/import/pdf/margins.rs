//! What stands at the head and the foot of every page is not the note.

use std::collections::{HashMap, HashSet};

use super::super::draft::Lost;
use super::rows::{PageRows, Pages, Row};

/// How many rows at the head and at the foot are looked at.
const ROWS: usize = 3;
/// How much of the page's height head and foot take.
const MARGIN: f64 = 0.13;

/// Takes out the rows that stand on every page, and the numbers of the pages.
pub(super) fn drop_repeated(pages: &mut Pages, lost: &mut Lost) {
    let count = pages.pages.iter().filter(|page| !page.rows.is_empty()).count();
    let mut seen: HashMap<(bool, String), HashSet<usize>> = HashMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for at in edges(page) {
            if let Some(row) = page.rows.get(at) {
                seen.entry((is_head(page, row), shape(row))).or_default().insert(number);
            }
        }
    }
    for page in &mut pages.pages {
        let mut dropped = HashSet::new();
        for at in edges(page) {
            let Some(row) = page.rows.get(at) else { continue };
            let head = is_head(page, row);
            let on = seen.get(&(head, shape(row))).map_or(0, HashSet::len);
            let repeated = count > 1 && on > 1 && 10 * on >= 6 * (count - 1);
            if is_number(row, count) {
                lost.page_numbers = true;
            } else if repeated && head {
                lost.header = true;
            } else if repeated {
                lost.footer = true;
            } else {
                continue;
            }
            dropped.insert(at);
        }
        let mut at = 0;
        page.rows.retain(|_| {
            at += 1;
            !dropped.contains(&(at - 1))
        });
    }
}

/// The rows in the margins: the first and the last of the page, by their height on it.
fn edges(page: &PageRows) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.rows.len()).collect();
    let y = |at: &usize| page.rows.get(*at).map_or(0.0, |row| row.y);
    order.sort_by(|one, two| y(one).total_cmp(&y(two)));
    let inside = |at: &&usize| {
        let y = y(at);
        y < MARGIN * page.height || y > (1.0 - MARGIN) * page.height
    };
    let head = order.iter().take(ROWS).filter(inside);
    let foot = order.iter().rev().take(ROWS).filter(inside);
    let mut edges: Vec<usize> = head.chain(foot).copied().collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn is_head(page: &PageRows, row: &Row) -> bool {
    row.y < page.height / 2.0
}

/// The row with its numbers taken for one.
fn shape(row: &Row) -> String {
    let mut shape = String::new();
    for c in row.text.chars() {
        match c {
            '0'..='9' if shape.ends_with('#') => {}
            '0'..='9' => shape.push('#'),
            c => shape.push(c),
        }
    }
    shape
}

/// `3`, `Page 3`, `3 of 20`, `3/20`, `- 3 -`.
fn is_number(row: &Row, pages: usize) -> bool {
    let text = row.text.trim().trim_matches(['-', '–', ' ', '|']).to_lowercase();
    let text = ["page", "p.", "seite", "página", "pagina"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .map_or((text.as_str(), false), |rest| (rest.trim(), true));
    let (text, named) = text;
    let mut parts = text
        .split(['/', ' '])
        .filter(|part| !part.is_empty() && !matches!(*part, "of" | "von" | "de"));
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<usize>().ok());
    let (first, second) = (parts.next(), parts.next());
    let Some(first) = number(first) else { return false };
    if parts.next().is_some() {
        return false;
    }
    match second {
        // A lone figure is one only where there are pages to count.
        None => first <= pages.max(1) && (named || pages > 1 || text == "1"),
        second => number(second).is_some_and(|second| second == pages && first <= second),
    }
}
