//! Which column is filled.

use crate::files::submissions::fold::{folded, folded_together};

use super::FillOptions;
use super::system::{Candidate, Columns, GradebookSystem};

/// Where grades go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) column: usize,
    pub(super) header: String,
    pub(super) maximum: Option<f64>,
    pub(super) feedback: Option<usize>,
}

/// The column that is named; else the only one, the one of the assignment, the only one without grades, or the one that
/// holds these very grades already.
pub(super) fn choose(
    columns: &Columns,
    options: &FillOptions,
    is_empty: impl Fn(usize) -> bool,
    is_filled: impl Fn(usize) -> bool,
) -> Result<Place, String> {
    if let Some(name) = &options.column {
        return named(columns, name);
    }
    if columns.system == GradebookSystem::Plain {
        return Err(format!(
            "is no export that is known (Canvas, Moodle, Blackboard, Brightspace); name the column to fill with \
             --column; there are {}",
            quoted(columns.headers.iter())
        ));
    }
    let candidates: Vec<&Candidate> = columns.candidates.iter().collect();
    if let Some(assignment) = &options.assignment {
        let wanted = folded_together(assignment);
        let exact = |candidate: &&Candidate| folded_together(&candidate.title) == wanted;
        // Sites put the course before the assignment in the names of downloads.
        let ends = |candidate: &&Candidate| {
            let title = folded_together(&candidate.title);
            !title.is_empty() && wanted.ends_with(&title)
        };
        let of_assignment = only(&candidates, exact).or_else(|| only(&candidates, ends));
        if let Some(candidate) = of_assignment {
            return Ok(place(columns, candidate));
        }
    }
    let found = only(&candidates, |_| true)
        .or_else(|| only(&candidates, |candidate| is_empty(candidate.column)))
        .or_else(|| match candidates.iter().any(|candidate| is_empty(candidate.column)) {
            true => None,
            false => only(&candidates, |candidate| is_filled(candidate.column)),
        });
    match found {
        Some(candidate) => Ok(place(columns, candidate)),
        None if candidates.is_empty() => Err(format!(
            "has no column of an assignment that can be filled; make the assignment there and export again, or name a \
             column with --column; there are {}",
            quoted(columns.headers.iter())
        )),
        None => Err(format!(
            "has several columns that could be meant; name one with --column: {}",
            quoted(candidates.iter().map(|candidate| &candidate.header))
        )),
    }
}

fn named(columns: &Columns, name: &str) -> Result<Place, String> {
    let headers: Vec<(usize, &String)> = columns.headers.iter().enumerate().collect();
    let wanted = folded(name);
    let title = |column: usize| {
        let candidate = columns.candidates.iter().find(|candidate| candidate.column == column);
        candidate.map(|candidate| folded(&candidate.title))
    };
    for exactness in 0..4 {
        let is = |(column, header): &&(usize, &String)| match exactness {
            0 => header.as_str() == name.trim(),
            1 => folded(header) == wanted,
            2 => title(*column).as_ref() == Some(&wanted),
            _ => !wanted.is_empty() && title(*column).is_some_and(|title| title.starts_with(&wanted)),
        };
        let found: Vec<&(usize, &String)> = headers.iter().filter(is).collect();
        match found.as_slice() {
            [] => {}
            [(column, header)] => return of_header(columns, *column, header),
            several => {
                return Err(format!(
                    "has several columns \"{name}\"; write the header whole: {}",
                    quoted(several.iter().map(|(_, header)| *header))
                ));
            }
        }
    }
    let candidates = columns.candidates.iter().map(|candidate| &candidate.header);
    let there = match columns.candidates.is_empty() {
        true => quoted(columns.headers.iter()),
        false => quoted(candidates),
    };
    Err(format!("has no column \"{name}\"; there are {there}"))
}

fn of_header(columns: &Columns, column: usize, header: &str) -> Result<Place, String> {
    if let Some(candidate) = columns.candidates.iter().find(|candidate| candidate.column == column) {
        return Ok(place(columns, candidate));
    }
    let of_students = columns.others.iter().copied();
    let fixed = [
        columns.id,
        columns.name,
        columns.first,
        columns.last,
        columns.feedback,
        columns.changeable,
    ];
    let fixed = fixed.into_iter().chain([columns.maximum]).flatten().chain(of_students);
    let lower = folded(header);
    // Canvas shows its own sums beside the assignments; an upload of those is thrown away.
    let sum = ["score", "points", "grade"].iter().any(|word| lower.ends_with(word));
    let shown = columns.system == GradebookSystem::Canvas && (sum || lower == "section")
        || header.contains("(read only)")
        || lower == "end of line indicator";
    if shown || fixed.into_iter().any(|other| other == column) {
        return Err(format!(
            "has the column \"{header}\", but it is not for grades; there are {}",
            quoted(columns.candidates.iter().map(|candidate| &candidate.header))
        ));
    }
    Ok(Place {
        column,
        header: header.to_owned(),
        maximum: None,
        feedback: None,
    })
}

fn place(columns: &Columns, candidate: &Candidate) -> Place {
    Place {
        column: candidate.column,
        header: candidate.header.clone(),
        maximum: candidate.maximum,
        // Which column feedback belongs to is clear only beside one.
        feedback: columns.feedback.filter(|_| columns.candidates.len() == 1),
    }
}

fn only<'a>(candidates: &[&'a Candidate], is: impl Fn(&&'a Candidate) -> bool) -> Option<&'a Candidate> {
    let mut found = candidates.iter().filter(|candidate| is(candidate));
    let first = found.next()?;
    found.next().is_none().then_some(*first)
}

fn quoted<'a>(headers: impl Iterator<Item = &'a String>) -> String {
    let shown: Vec<String> = headers
        .filter(|header| !header.is_empty())
        .map(|header| format!("\"{header}\""))
        .collect();
    match shown.is_empty() {
        true => "none".to_owned(),
        false => shown.join(", "),
    }
}
