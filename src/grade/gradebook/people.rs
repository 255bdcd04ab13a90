//! Whose row is it: by id, then user name, then name; nobody is guessed.

use std::collections::HashMap;

use crate::files::submissions::fold::{folded, folded_any_order, folded_together};

use super::raw::Table;
use super::system::{Columns, GradebookSystem, is_points_possible, participant};
use super::{Grade, Listed};

/// A student's row.
#[derive(Debug, Clone)]
pub(super) struct Student {
    /// Which row of the table.
    pub(super) row: usize,
    pub(super) id: Option<String>,
    /// Other ids and user names.
    pub(super) others: Vec<String>,
    /// The name as it stands there.
    pub(super) name: String,
    /// Canvas's "Student, Test", Blackboard's preview user.
    pub(super) is_test: bool,
}

/// Grades with their rows.
#[derive(Debug, Default)]
pub(super) struct Matched {
    /// Indices of students and grades, in the order of the rows.
    pub(super) pairs: Vec<(usize, usize)>,
    pub(super) unmatched: Vec<Listed>,
}

/// The rows that are students.
pub(super) fn students(table: &Table, columns: &Columns) -> Vec<Student> {
    let has_key = columns.id.is_some() || !columns.others.is_empty();
    let has_name = columns.name.is_some() || columns.last.is_some() || columns.first.is_some();
    if !has_key && !has_name {
        return Vec::new();
    }
    let mut students = Vec::new();
    for (row_at, row) in table.rows.iter().enumerate().skip(1) {
        let text = |column: Option<usize>| column.map(|column| key(&table.at(row, column))).unwrap_or_default();
        if columns.system == GradebookSystem::Canvas && is_points_possible(table, row) {
            continue;
        }
        let id = match columns.system {
            GradebookSystem::MoodleWorksheet => participant(&text(columns.id)).unwrap_or_default().to_owned(),
            _ => text(columns.id),
        };
        let others: Vec<String> = columns
            .others
            .iter()
            .map(|column| key(&table.at(row, *column)))
            .filter(|other| !other.is_empty())
            .collect();
        let mut name = text(columns.name);
        if name.is_empty() {
            name = format!("{} {}", text(columns.first), text(columns.last))
                .trim()
                .to_owned();
        }
        // Canvas writes rows of its own below the headers, without a name.
        if id.is_empty() && others.is_empty() && name.is_empty() {
            continue;
        }
        let lower = folded(&name);
        let preview = others.iter().any(|other| other.contains("_previewuser"));
        let is_test = preview
            || columns.system == GradebookSystem::Canvas && (lower == "student test" || lower == "test student");
        if name.is_empty() {
            name = match columns.system {
                GradebookSystem::MoodleWorksheet => table.at(row, 0),
                _ => others.first().unwrap_or(&id).clone(),
            };
        }
        students.push(Student {
            row: row_at,
            id: Some(id).filter(|id| !id.is_empty()),
            others,
            name,
            is_test,
        });
    }
    students
}

/// Brightspace writes `#jdoe`, so that a spreadsheet leaves it alone.
fn key(cell: &str) -> String {
    cell.trim_start_matches('#').trim().to_owned()
}

/// The row of each grade.
pub(super) fn matched(students: &[Student], grades: &[Grade]) -> Matched {
    let index = Index::new(students);
    let mut out = Matched::default();
    let mut by_student = HashMap::<usize, Vec<usize>>::new();
    for (at, grade) in grades.iter().enumerate() {
        match index.find(students, grade) {
            Ok(student) => by_student.entry(student).or_default().push(at),
            Err(why) => out.unmatched.push(Listed {
                name: grade.name.clone(),
                why,
            }),
        }
    }
    for (student, of_student) in by_student {
        match of_student.as_slice() {
            [grade] => out.pairs.push((student, *grade)),
            several => {
                let row = students.get(student).map_or("", |student| student.name.as_str());
                let names = several
                    .iter()
                    .filter_map(|grade| grades.get(*grade))
                    .map(|grade| &grade.name);
                out.unmatched.extend(names.map(|name| Listed {
                    name: name.clone(),
                    why: format!("{} submissions belong to {row}", several.len()),
                }));
            }
        }
    }
    out.pairs.sort_unstable();
    out.unmatched.sort_by(|one, two| one.name.cmp(&two.name));
    out
}

struct Index {
    by_id: HashMap<String, Vec<usize>>,
    by_other: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_run_together: HashMap<String, Vec<usize>>,
}

impl Index {
    fn new(students: &[Student]) -> Self {
        let mut index = Self {
            by_id: HashMap::new(),
            by_other: HashMap::new(),
            by_name: HashMap::new(),
            by_run_together: HashMap::new(),
        };
        for (at, student) in students.iter().enumerate() {
            let add = |map: &mut HashMap<String, Vec<usize>>, key: String| {
                let rows = map.entry(key).or_default();
                if !rows.contains(&at) {
                    rows.push(at);
                }
            };
            if let Some(id) = &student.id {
                add(&mut index.by_id, id.to_lowercase());
            }
            for other in &student.others {
                add(&mut index.by_other, user(other));
            }
            let name = folded_any_order(&student.name);
            if !name.is_empty() {
                add(&mut index.by_name, name);
                add(&mut index.by_run_together, folded_together(&student.name));
            }
        }
        index
    }

    /// The row of a grade, or why there is none.
    fn find(&self, students: &[Student], grade: &Grade) -> Result<usize, String> {
        let id = grade.id.as_deref().filter(|id| !id.is_empty());
        let login = grade.user.as_deref().filter(|user| !user.is_empty());
        let name = folded_any_order(&grade.name);
        let together = folded_together(&grade.name);
        let run_together = !grade.name.trim().contains(' ');
        let tries = [
            (id.map(|id| id.to_lowercase()), &self.by_id, "id"),
            (id.map(user), &self.by_other, "id"),
            (login.map(user), &self.by_other, "user name"),
            (login.map(|user| user.to_lowercase()), &self.by_id, "user name"),
            (Some(name), &self.by_name, "name"),
            (Some(together).filter(|_| run_together), &self.by_run_together, "name"),
        ];
        for (key, map, what) in tries {
            let Some(key) = key.filter(|key| !key.is_empty()) else {
                continue;
            };
            match map.get(&key).map(Vec::as_slice) {
                None | Some([]) => {}
                Some([row]) => {
                    let there = students.get(*row).map_or("", |student| student.name.as_str());
                    let is_login = login.is_some_and(|login| user(login) == user(&grade.name));
                    if what != "name" && !is_login && contradict(there, &grade.name) {
                        return Err(format!("the {what} {key} is {there} in the gradebook"));
                    }
                    return Ok(*row);
                }
                Some(several) => return Err(format!("{} students of the gradebook have this {what}", several.len())),
            }
        }
        Err("not in the gradebook".to_owned())
    }
}

/// A user name, however it is written: some exports add the domain.
fn user(user: &str) -> String {
    user.split('@').next().unwrap_or_default().trim().to_lowercase()
}

/// Whether two names cannot be one student's: both have words, and none in common.
fn contradict(one: &str, two: &str) -> bool {
    // A code is no name, and one script cannot be compared with another.
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphabetic() || letter == ' ');
    let (one, two) = (folded(one), folded(two));
    if !is_name(&one) || !is_name(&two) || two.starts_with("anonymous ") || !one.contains(' ') {
        return false;
    }
    let shares = |words: &str, within: &str| {
        words
            .split(' ')
            .any(|word| word.chars().count() > 1 && within.contains(word))
    };
    !shares(&one, &two) && !shares(&two, &one)
}
