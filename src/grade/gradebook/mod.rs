//! The teacher's own gradebook, as a course's site exports it, with one column filled and every other byte as it was.
//!
//! - `raw` finds the cells within the bytes and changes some, without writing the rest anew.
//! - `system` knows whose export it is and what its columns are.
//! - `column` finds the column to fill, `people` the row of each student.
//!
//! Nobody is guessed: who cannot be found, or can be found twice, is listed.

mod column;
mod people;
mod raw;
mod system;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::files::submissions::Person;
use crate::files::submissions::fold::folded;

use super::Points;
use column::Place;
use raw::Table;
pub use system::GradebookSystem;
use system::{Columns, NO, number};

/// What one student is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// The system's id.
    pub id: Option<String>,
    /// The user or login name.
    pub user: Option<String>,
    /// The name.
    pub name: String,
    /// The points.
    pub points: Points,
    /// A word to the student, as plain text.
    pub feedback: Option<String>,
}

/// How a gradebook is filled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FillOptions {
    /// The column to fill, by its header or the title in it.
    pub column: Option<String>,
    /// The name of the assignment, as the download tells it.
    pub assignment: Option<String>,
    /// Whether grades that are there already are replaced.
    pub overwrite: bool,
}

/// A student of the gradebook, and what is to be said about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// Why they are in the list, in a few words.
    pub why: String,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why.is_empty() {
            true => f.write_str(&self.name),
            false => write!(f, "{} ({})", self.name, self.why),
        }
    }
}

/// A filled gradebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The file.
    pub bytes: Vec<u8>,
    /// Whose export it is.
    pub system: GradebookSystem,
    /// The header of the column that was filled.
    pub column: String,
    /// The header of the column that feedback went to, if any did.
    pub feedback_column: Option<String>,
    /// Students whose grade now stands in the file, by their names there.
    pub filled: Vec<String>,
    /// Submissions that belong to no student of the gradebook, or to several.
    pub unmatched: Vec<Listed>,
    /// Students of the gradebook without a submission: their rows are as they were.
    pub untouched: Vec<String>,
    /// Students whose row was left as it was although there is a grade for them.
    pub kept: Vec<Listed>,
    /// What the teacher should look at before uploading.
    pub warnings: Vec<String>,
}

/// Why a gradebook cannot be filled, in a sentence without a full stop and without the file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradebookError {
    /// The sentence.
    pub message: String,
}

impl fmt::Display for GradebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for GradebookError {}

impl From<String> for GradebookError {
    fn from(message: String) -> Self {
        Self { message }
    }
}

/// Fill one column of a gradebook.
///
/// # Errors
/// [`GradebookError`]: it is none, or which column to fill is not clear.
pub fn fill(bytes: &[u8], grades: &[Grade], options: &FillOptions) -> Result<Filled, GradebookError> {
    let table = Table::parse(bytes)?;
    let columns = system::columns(&table).ok_or_else(|| "has no rows; export the gradebook again".to_owned())?;
    let students = people::students(&table, &columns);
    if students.is_empty() {
        return Err(none_found(&columns).into());
    }
    let matched = people::matched(&students, grades);
    let comma = uses_comma(&table, &columns);
    let written = |points: Points| match comma {
        true => points.to_string().replace('.', ","),
        false => points.to_string(),
    };
    let pairs = || {
        matched
            .pairs
            .iter()
            .map(|(student, grade)| (&table.rows[students[*student].row], &grades[*grade]))
    };
    let is_filled = |column: usize| {
        let mut pairs = pairs().peekable();
        pairs.peek().is_some() && pairs.all(|(row, grade)| same_number(&table.at(row, column), grade.points))
    };
    let is_empty = |column: usize| {
        students
            .iter()
            .all(|student| is_blank(&table.at(&table.rows[student.row], column)))
    };
    let place = column::choose(&columns, options, is_empty, is_filled)?;
    let mut filled = Filled {
        bytes: Vec::new(),
        system: columns.system,
        column: place.header.clone(),
        feedback_column: None,
        filled: Vec::new(),
        unmatched: matched.unmatched,
        untouched: Vec::new(),
        kept: Vec::new(),
        warnings: Vec::new(),
    };
    let mut changes = Vec::new();
    for (student, grade) in &matched.pairs {
        let (Some(student), Some(grade)) = (students.get(*student), grades.get(*grade)) else {
            continue;
        };
        let Some(row) = table.rows.get(student.row) else {
            continue;
        };
        let there = table.at(row, place.column);
        let test = student.is_test.then(|| "the test student".to_owned());
        let left = test.or_else(|| left_alone(&table, row, &columns, &there, grade, options.overwrite));
        if let Some(why) = left {
            let name = student.name.clone();
            filled.kept.push(Listed { name, why });
            continue;
        }
        if !same_number(&there, grade.points) {
            changes.push(table.change(row, place.column, &written(grade.points)));
        }
        warn(
            &mut filled.warnings,
            &table,
            row,
            &columns,
            &place,
            &student.name,
            grade,
        );
        filled.filled.push(student.name.clone());
        if let (Some(column), Some(feedback)) = (place.feedback, &grade.feedback) {
            let feedback = feedback_text(feedback, columns.system);
            let there = table.at(row, column);
            if feedback.trim().is_empty() || there == feedback.trim() {
                continue;
            }
            if !there.is_empty() && !options.overwrite {
                filled
                    .warnings
                    .push(format!("{}: the feedback that is there was kept", student.name));
                continue;
            }
            filled.feedback_column = columns.headers.get(column).cloned();
            changes.push(table.change(row, column, &feedback));
        }
    }
    let touched: std::collections::HashSet<usize> = matched.pairs.iter().map(|(student, _)| *student).collect();
    let rest = students
        .iter()
        .enumerate()
        .filter(|(at, student)| !touched.contains(at) && !student.is_test);
    filled.untouched = rest.map(|(_, student)| student.name.clone()).collect();
    filled.bytes = table.changed(changes);
    Ok(filled)
}

/// The students of a gradebook, to give names to submissions that only have ids.
///
/// # Errors
/// [`GradebookError`]: it is no gradebook.
pub fn people(bytes: &[u8]) -> Result<Vec<Person>, GradebookError> {
    let table = Table::parse(bytes)?;
    let columns = system::columns(&table).ok_or_else(|| "has no rows; export the gradebook again".to_owned())?;
    let students = people::students(&table, &columns);
    if students.is_empty() {
        return Err(none_found(&columns).into());
    }
    let people = students.into_iter().filter(|student| !student.is_test).map(|student| {
        let mut others = student.others.into_iter();
        let mut person = Person::new(student.name, student.id, others.next());
        person.also = others.collect();
        person
    });
    Ok(people.collect())
}

fn none_found(columns: &Columns) -> String {
    let headers: Vec<&str> = columns.headers.iter().take(6).map(String::as_str).collect();
    format!(
        "names no students; a gradebook has a row of headers and columns such as \"Student\", \"ID\" or \"Username\"; \
         this one begins with: {}",
        headers.join(", ")
    )
}

/// Why a cell is not filled.
fn left_alone(
    table: &Table,
    row: &raw::Row,
    columns: &Columns,
    there: &str,
    grade: &Grade,
    overwrite: bool,
) -> Option<String> {
    let changeable = columns.changeable.map(|column| folded(&table.at(row, column)));
    if changeable.is_some_and(|cell| NO.contains(&cell.as_str())) {
        return Some("the grade cannot be changed".to_owned());
    }
    match there.to_uppercase().as_str() {
        "EX" => return Some("excused".to_owned()),
        "N/A" => return Some("not assigned to this student".to_owned()),
        _ => {}
    }
    let differs = !is_blank(there) && !same_number(there, grade.points);
    (differs && !overwrite).then(|| format!("there is a grade already: {there}; the new one is {}", grade.points))
}

fn warn(
    warnings: &mut Vec<String>,
    table: &Table,
    row: &raw::Row,
    columns: &Columns,
    place: &Place,
    name: &str,
    grade: &Grade,
) {
    let in_row = columns.maximum.and_then(|column| number(&table.at(row, column)));
    if let Some(maximum) = in_row
        .or(place.maximum)
        .filter(|maximum| grade.points.number() > *maximum)
    {
        warnings.push(format!(
            "{name}: {} points are more than the {maximum} of the gradebook",
            grade.points
        ));
    }
}

/// A cell that holds no grade yet.
fn is_blank(cell: &str) -> bool {
    matches!(
        cell.trim().to_lowercase().as_str(),
        "" | "-" | "–" | "needs grading" | "needs marking"
    )
}

fn same_number(cell: &str, points: Points) -> bool {
    number(cell).and_then(Points::of) == Some(points) && !is_blank(cell)
}

/// Whether the file writes `7,5`. What stands there decides; where nothing does, a table parted by `;` comes from a
/// language that writes so.
fn uses_comma(table: &Table, columns: &Columns) -> bool {
    let mut commas = 0;
    let mut points = 0;
    let graded = columns
        .candidates
        .iter()
        .map(|candidate| candidate.column)
        .chain(columns.maximum);
    for column in graded {
        for row in table.rows.iter().skip(1) {
            let cell = table.at(row, column);
            if number(&cell).is_some() {
                commas += usize::from(cell.contains(','));
                points += usize::from(cell.contains('.'));
            }
        }
    }
    match commas == points {
        true => table.delimiter == ';',
        false => commas > points,
    }
}

/// Feedback as the system takes it, and never as a formula.
fn feedback_text(feedback: &str, system: GradebookSystem) -> String {
    let text = match system {
        // Moodle takes it as HTML.
        GradebookSystem::MoodleWorksheet => {
            let escaped = feedback
                .trim()
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            escaped.replace("\r\n", "\n").replace('\n', "<br>")
        }
        _ => feedback.trim().to_owned(),
    };
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text,
    }
}
