//! What was typed, from two tables and the memory of what stood there.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::PathBuf;

use super::columns::{Column, columns};
use super::csv::written;
use super::read::SheetError;
use crate::config::read_bounded;
use crate::files::FileError;
use crate::files::submissions::Student;
use crate::grade::{Human, Points, Row, RubricInfo};

/// One row of a table that was read: its number, and its cells with their headers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub(super) number: usize,
    pub(super) cells: Vec<(String, String)>,
}

impl Line {
    /// What stands under `header`.
    pub(super) fn get(&self, header: &str) -> &str {
        let found = self.cells.iter().find(|(known, _)| known.eq_ignore_ascii_case(header));
        found.map_or("", |(_, cell)| cell)
    }

    /// Who it is about. A student keeps the id from run to run; where the system gives none, the login, else the name.
    fn who(&self) -> String {
        identity(self.get("student"), self.get("id"), self.get("user"))
    }
}

fn identity(name: &str, id: &str, user: &str) -> String {
    match (id, user) {
        ("", "") => format!("name {name}"),
        ("", user) => format!("user {user}"),
        (id, _) => format!("id {id}"),
    }
}

fn identity_of(student: &Student) -> String {
    // As it stands in the table.
    let shown = |text: Option<&str>| {
        crate::report::neutralize_line(text.unwrap_or_default())
            .trim()
            .to_owned()
    };
    identity(
        &shown(Some(&student.name)),
        &shown(student.id.as_deref()),
        &shown(student.user.as_deref()),
    )
}

/// A table that was read.
pub(super) struct Table {
    pub path: PathBuf,
    pub lines: Vec<Line>,
}

/// What a teacher typed, by student.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entered {
    students: BTreeMap<String, (Human, Line)>,
    headers: Vec<String>,
    /// The tables as they were read, by what tells their bytes apart; `None` for one that was not there.
    pub(super) stood: Vec<(PathBuf, Option<u64>)>,
}

impl Entered {
    /// Whether the tables still stand as they were read: what somebody saved in the meantime must not be written over.
    ///
    /// # Errors
    /// The one that does not.
    pub fn still_stands(&self) -> Result<(), FileError> {
        let moved = |(path, stood): &&(PathBuf, Option<u64>)| read_bounded(path).ok().as_deref().map(digest) != *stood;
        match self.stood.iter().find(moved) {
            None => Ok(()),
            Some((path, _)) => Err(FileError::new(
                path,
                "has been saved by somebody else since this run began, and neither table of grades was written; run it again",
            )),
        }
    }

    /// What was typed for this student.
    pub fn of(&self, student: &Student) -> Human {
        let found = self.students.get(&identity_of(student));
        found.map(|(human, _)| human.clone()).unwrap_or_default()
    }

    /// For how many students something was typed.
    pub fn count(&self) -> usize {
        self.students.values().filter(|(human, _)| is_typed(human)).count()
    }

    /// What has no place among the rows of this run: columns that the teacher added, and students who were marked by
    /// hand and are not in it.
    pub fn kept(&self, rows: &[Row]) -> Kept {
        let here: Vec<String> = rows.iter().map(|row| identity_of(&row.student)).collect();
        let absent = self
            .students
            .iter()
            .filter(|(who, (human, _))| is_typed(human) && !here.contains(who));
        Kept {
            headers: self.headers.clone(),
            absent: absent.map(|(_, (_, line))| line.clone()).collect(),
            lines: self
                .students
                .iter()
                .map(|(who, (_, line))| (who.clone(), line.clone()))
                .collect(),
        }
    }
}

/// A number that is another one for other bytes.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

fn is_typed(human: &Human) -> bool {
    human.total.is_some()
        || human.manual.iter().any(Option::is_some)
        || !human.comment.is_empty()
        || !human.reviewer.is_empty()
}

/// What a teacher put into the tables besides marks of this run's students.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// The columns that they added.
    pub headers: Vec<String>,
    /// The rows of students who are not in this run.
    pub absent: Vec<Line>,
    lines: BTreeMap<String, Line>,
}

impl Kept {
    /// What stands in a column of their own.
    pub(super) fn own(&self, student: &Student, header: &str) -> &str {
        self.lines
            .get(&identity_of(student))
            .map_or("", |line| line.get(header))
    }
}

/// What is remembered of the cells that a teacher types into, as both tables show them: student, header, cell.
type Memory = BTreeMap<String, BTreeMap<String, String>>;

/// The memory for the next run.
pub fn recorded(rubric: &RubricInfo, rows: &[Row]) -> Vec<u8> {
    let columns = columns(rubric);
    let human = || columns.iter().filter(|column| column.is_human());
    let memory: Memory = rows
        .iter()
        .map(|row| {
            let cells = human().map(|column| (column.header(), written(&column.cell(row, rubric))));
            let cells = cells.filter(|(_, cell)| !cell.is_empty()).collect();
            (identity_of(&row.student), cells)
        })
        .collect();
    let mut text = serde_json::to_vec_pretty(&memory).unwrap_or_default();
    text.push(b'\n');
    text
}

/// What was typed into either table since `state` was written.
pub(super) fn entered(
    csv: Option<Table>,
    xlsx: Option<Table>,
    state: Option<&[u8]>,
    rubric: &RubricInfo,
) -> Result<Entered, SheetError> {
    let memory: Memory = state
        .and_then(|state| serde_json::from_slice(state).ok())
        .unwrap_or_default();
    let columns = columns(rubric);
    let known: Vec<String> = columns.iter().map(Column::header).collect();
    let mut out = Entered::default();
    let tables: Vec<&Table> = csv.iter().chain(&xlsx).collect();
    for table in &tables {
        for line in &table.lines {
            let own = line.cells.iter().map(|(header, _)| header);
            for header in own.filter(|header| !known.iter().any(|known| known.eq_ignore_ascii_case(header))) {
                if !out.headers.contains(header) {
                    out.headers.push(header.clone());
                }
            }
            out.students.entry(line.who()).or_default();
        }
    }
    let nothing = BTreeMap::new();
    for (who, (human, kept)) in &mut out.students {
        let lines: Vec<(&Table, &Line)> = tables
            .iter()
            .filter_map(|table| Some((*table, table.lines.iter().find(|line| line.who() == *who)?)))
            .collect();
        let before = memory.get(who).unwrap_or(&nothing);
        human.manual = vec![None; rubric.criteria.len()];
        if let Some((_, line)) = lines.first() {
            *kept = (*line).clone();
        }
        for column in columns.iter().filter(|column| column.is_human()) {
            let header = column.header();
            let typed = newest(&lines, &header, before.get(&header).map_or("", String::as_str))?;
            let Some((table, line)) = typed else { continue };
            match kept
                .cells
                .iter_mut()
                .find(|(known, _)| known.eq_ignore_ascii_case(&header))
            {
                Some((_, cell)) => *cell = line.get(&header).to_owned(),
                None => kept.cells.push((header.clone(), line.get(&header).to_owned())),
            }
            put(human, column, line.get(&header)).map_err(|message| SheetError {
                path: table.path.clone(),
                place: Some((line.number, header)),
                message,
            })?;
        }
        for header in &out.headers {
            let cell = lines
                .iter()
                .map(|(_, line)| line.get(header))
                .find(|cell| !cell.is_empty());
            if let Some(cell) = cell.filter(|_| kept.get(header).is_empty()) {
                kept.cells.push((header.clone(), cell.to_owned()));
            }
        }
    }
    Ok(out)
}

/// The table to believe about a cell: the one that no longer shows what was written there.
fn newest<'t>(
    lines: &[(&'t Table, &'t Line)],
    header: &str,
    before: &str,
) -> Result<Option<(&'t Table, &'t Line)>, SheetError> {
    let same = |one: &str, two: &str| {
        one == two || figure(one).is_ok_and(|points| points.is_some() && figure(two) == Ok(points))
    };
    let changed: Vec<_> = lines
        .iter()
        .filter(|(_, line)| !same(line.get(header), before))
        .collect();
    match changed.as_slice() {
        [] => Ok(lines.first().copied()),
        [one] => Ok(Some(**one)),
        [one, two, ..] if same(one.1.get(header), two.1.get(header)) => Ok(Some(**one)),
        [one, two, ..] => Err(SheetError {
            path: one.0.path.clone(),
            place: Some((one.1.number, header.to_owned())),
            message: format!(
                "says `{}` where {} says `{}`, and both were edited; make them agree, or move one of the files away",
                one.1.get(header),
                two.0.path.display(),
                two.1.get(header)
            ),
        }),
    }
}

fn put(human: &mut Human, column: &Column<'_>, cell: &str) -> Result<(), String> {
    match column {
        Column::Manual(at, criterion) => {
            let points = figure(cell)?;
            if let Some(points) = points
                && (points < Points::ZERO || points > criterion.manual())
            {
                return Err(format!(
                    "{points} is not among the 0 to {} points left here",
                    criterion.manual()
                ));
            }
            if let Some(place) = human.manual.get_mut(*at) {
                *place = points;
            }
        }
        Column::Override => human.total = figure(cell)?,
        Column::Comment => human.comment = cell.to_owned(),
        Column::Reviewer => human.reviewer = cell.to_owned(),
        _ => {}
    }
    Ok(())
}

/// A figure as people type it, with a point or a comma.
fn figure(cell: &str) -> Result<Option<Points>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    let number = cell.replace(',', ".").parse::<f64>().ok();
    match number.and_then(Points::of) {
        Some(points) => Ok(Some(points)),
        None => Err(format!(
            "`{cell}` is no number; give points such as 3 or 2.5, or leave it empty"
        )),
    }
}
