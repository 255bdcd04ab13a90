//! What is handed in, who should have, and the gradebook that goes back.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::args::GradeArgs;
use super::{Failure, Result};
use crate::cli::output;
use crate::config::{FILE_NAMES, read_bounded};
use crate::files::check::count;
use crate::files::submissions::{
    CourseSystem, GatherOptions, Gathered, NamePattern, Roster, Student, Submission, gather,
};
use crate::files::{self, FileError, Input, Origin};
use crate::grade::gradebook::{self, FillOptions, Grade, Listed};
use crate::grade::history::in_order;
use crate::grade::run::{Finished, Request};
use crate::grade::{Codes, KEY};

/// What was found below the paths.
pub(super) struct Intake {
    pub submissions: Vec<Submission>,
    pub system: CourseSystem,
    pub earlier: Vec<(String, Vec<Submission>)>,
    pub date: String,
    pub errors: Vec<FileError>,
    pub notices: Vec<String>,
    pub assignment: Option<String>,
    missing: Vec<Student>,
    strangers: Vec<Student>,
}

impl Intake {
    pub(super) fn open(args: &GradeArgs) -> Result<Self> {
        let names = args.names.as_deref().map(NamePattern::new).transpose();
        let options = GatherOptions {
            names: names.map_err(|message| Failure::new(format_args!("--names {message}")))?,
            roster: roster(args)?,
            text_column: args.text_column.clone(),
            id_column: args.id_column.clone(),
            ..GatherOptions::default()
        };
        let mut days = if args.history { days(&args.paths)? } else { Vec::new() };
        let (date, newest) = days.pop().unwrap_or_else(|| (String::new(), args.paths.clone()));
        let gathered = gather(&newest, &options);
        let mut intake = Self::of(gathered, args);
        intake.date = date;
        for (date, paths) in days {
            let gathered = gather(&paths, &options);
            intake.errors.extend(gathered.errors);
            intake.earlier.push((date, gathered.submissions));
        }
        if intake.submissions.is_empty() {
            // What stood in the way says more.
            if let Some(error) = intake.errors.pop() {
                intake.errors.iter().for_each(output::file_error);
                return Err(Failure::new(error));
            }
            let paths: Vec<String> = newest.iter().map(|path| path.display().to_string()).collect();
            return Err(Failure::new(format_args!(
                "no submission was found in {}; notes are text, .docx, .odt, .rtf, .pdf or .html files, in folders or .zip downloads",
                paths.join(", ")
            )));
        }
        Ok(intake)
    }

    fn of(gathered: Gathered, args: &GradeArgs) -> Self {
        let stranger = |name: &String| gathered.submissions.iter().find(|one| one.student.name == *name);
        let strangers = gathered
            .strangers
            .iter()
            .filter_map(stranger)
            .map(|one| one.student.clone());
        let strangers = strangers.collect();
        let missing = gathered.missing.iter().map(|name| Student {
            key: format!("roster: {name}"),
            name: name.clone(),
            ..Student::default()
        });
        let mut notices = gathered.notices;
        if !args.trust_submissions {
            notices.extend(configurations(&gathered.submissions, &args.paths));
        }
        Self {
            missing: missing.collect(),
            strangers,
            notices,
            system: gathered.system,
            earlier: Vec::new(),
            date: String::new(),
            errors: gathered.errors,
            assignment: gathered.assignment,
            submissions: gathered.submissions,
        }
    }

    /// With `--anonymous`, everyone's code; the key is written before anything else is.
    pub(super) fn codes(&mut self, args: &GradeArgs) -> Result<Option<Codes>> {
        if !args.anonymous {
            return Ok(None);
        }
        let key = key_path(args);
        let mut codes = match key.as_deref().map(read_bounded) {
            Some(Ok(bytes)) => Codes::read(&bytes)
                .map_err(|message| Failure::new(FileError::new(key.clone().unwrap_or_default(), message)))?,
            Some(Err(error)) if error.kind() != ErrorKind::NotFound => {
                return Err(Failure::new(FileError::io(key.unwrap_or_default(), &error)));
            }
            _ => Codes::default(),
        };
        let earlier = self.earlier.iter().flat_map(|(_, all)| all);
        let students = self.submissions.iter().chain(earlier).map(|one| &one.student);
        codes.assign(students.chain(&self.missing));
        match &key {
            Some(key) => {
                files::write_whole(key, &codes.to_csv()).map_err(Failure::new)?;
                if !args.quiet {
                    output::note(&format!(
                        "the key to the codes is {}; keep it apart from the report",
                        key.display()
                    ));
                }
            }
            None => output::warning("without --key or --out nobody can tell later who has which code"),
        }
        // What else is told may name somebody.
        for error in &mut self.errors {
            error.path = PathBuf::new();
        }
        self.notices.clear();
        Ok(Some(codes))
    }

    pub(super) fn missing_as_shown(&self, codes: Option<&Codes>) -> Vec<String> {
        shown(&self.missing, codes)
    }

    pub(super) fn strangers_as_shown(&self, codes: Option<&Codes>) -> Vec<String> {
        shown(&self.strangers, codes)
    }
}

/// Who is in the class: the roster, else whoever the gradebook knows.
fn roster(args: &GradeArgs) -> Result<Option<Roster>> {
    if let Some(path) = &args.roster {
        return Roster::read(path).map(Some).map_err(Failure::new);
    }
    let Some(path) = &args.gradebook else { return Ok(None) };
    let mut bytes = Vec::new();
    files::read(&Input::file(path, Origin::Named), &mut bytes).map_err(Failure::new)?;
    let people =
        gradebook::people(&bytes).map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))?;
    Ok(Some(Roster { people }))
}

fn shown(students: &[Student], codes: Option<&Codes>) -> Vec<String> {
    let name = |student: &Student| match codes {
        Some(codes) => codes.masked(student).name,
        None => student.name.clone(),
    };
    let mut names: Vec<String> = students.iter().map(name).collect();
    if codes.is_some() {
        names.sort();
    }
    names
}

/// Where the key stands: never within the folder that may be handed on.
fn key_path(args: &GradeArgs) -> Option<PathBuf> {
    let beside = || {
        let out = args.out.as_ref()?;
        let name = out.file_name()?.to_string_lossy();
        Some(out.with_file_name(format!("{name}-{KEY}")))
    };
    args.key.clone().or_else(beside)
}

/// The paths by date, the oldest first; one folder alone stands for what it holds.
fn days(paths: &[PathBuf]) -> Result<Vec<(String, Vec<PathBuf>)>> {
    let mut paths = paths.to_vec();
    if let [folder] = paths.as_slice()
        && folder.is_dir()
    {
        let entries = fs::read_dir(folder).map_err(|error| Failure::new(FileError::io(folder, &error)))?;
        let below = entries.flatten().map(|entry| entry.path());
        let is_day = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|extension| extension == "zip");
        let hidden = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'))
        };
        paths = below.filter(|path| is_day(path) && !hidden(path)).collect();
    }
    if paths.len() < 2 {
        return Err(Failure::new(
            "--history takes two or more dated folders, such as week1/ week2/ week3/, or one folder that holds them",
        ));
    }
    let named: Vec<(String, PathBuf)> = paths
        .into_iter()
        .map(|path| {
            let name = if path.is_dir() {
                path.file_name()
            } else {
                path.file_stem()
            };
            (name.unwrap_or_default().to_string_lossy().into_owned(), path)
        })
        .collect();
    let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
    let mut days: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for (date, path) in in_order(&names).into_iter().filter_map(|at| named.get(at)) {
        match days.last_mut() {
            Some((last, paths)) if last == date => paths.push(path.clone()),
            _ => days.push((date.clone(), vec![path.clone()])),
        }
    }
    Ok(days)
}

/// Configuration files among the submissions: they are not heeded, and told.
fn configurations(submissions: &[Submission], arguments: &[PathBuf]) -> Vec<String> {
    let mut looked_at = HashSet::new();
    let mut notices = Vec::new();
    for submission in submissions {
        let path = &submission.input.path;
        let others = submission.others.iter().map(|other| other.path.clone());
        let mut found: Vec<PathBuf> = others
            .filter(|path| {
                path.file_name()
                    .is_some_and(|name| FILE_NAMES.iter().any(|known| name == *known))
            })
            .collect();
        for folder in path.ancestors().skip(1) {
            let below = arguments
                .iter()
                .any(|argument| folder.starts_with(argument) && !argument.as_os_str().is_empty());
            if !below || !looked_at.insert(folder.to_owned()) {
                break;
            }
            found.extend(
                FILE_NAMES
                    .iter()
                    .map(|name| folder.join(name))
                    .filter(|file| file.is_file()),
            );
        }
        found.sort();
        found.dedup();
        notices.extend(found.iter().map(|file| {
            format!(
                "{}: a configuration among the submissions; it was not heeded",
                file.display()
            )
        }));
    }
    notices
}

/// Fill the column of the gradebook, in a copy in the folder of the reports: where it stands, and what to tell of it.
pub(super) fn fill_gradebook(
    args: &GradeArgs,
    path: &Path,
    request: &Request<'_>,
    finished: &Finished,
    assignment: Option<&str>,
) -> Result<(PathBuf, String)> {
    let mut bytes = Vec::new();
    files::read(&Input::file(path, Origin::Named), &mut bytes).map_err(Failure::new)?;
    let grades: Vec<Grade> = finished
        .class
        .rows
        .iter()
        .zip(&finished.origins)
        .filter_map(|(row, at)| Some((row, &request.submissions.get(*at)?.student)))
        .map(|(row, student)| Grade {
            id: student.id.clone(),
            user: student.user.clone(),
            name: student.name.clone(),
            points: row.total(),
            feedback: Some(row.human.comment.clone()).filter(|comment| !comment.is_empty()),
        })
        .collect();
    let options = FillOptions {
        column: args.column.clone(),
        assignment: assignment.map(str::to_owned),
        overwrite: args.overwrite,
    };
    let filled = gradebook::fill(&bytes, &grades, &options)
        .map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))?;
    let folder = args.out.as_deref().unwrap_or(Path::new(""));
    let target = folder.join(path.file_name().unwrap_or_default());
    if same_file(path, &target) {
        return Err(Failure::new(format_args!(
            "{}: the filled copy would take the place of the gradebook itself; give another --out",
            path.display()
        )));
    }
    files::write_whole(&target, &filled.bytes).map_err(Failure::new)?;
    let mut lines = vec![format!(
        "{}: {} in column \"{}\"",
        target.display(),
        count(filled.filled.len(), "grade"),
        filled.column
    )];
    let listed = |all: &[Listed]| all.iter().map(Listed::to_string).collect::<Vec<_>>().join("; ");
    for (what, names) in [
        ("not in the gradebook, or not for certain", listed(&filled.unmatched)),
        ("in the gradebook without a submission", filled.untouched.join("; ")),
        ("left as it was", listed(&filled.kept)),
        ("look at", filled.warnings.join("; ")),
    ] {
        // These are names.
        if !names.is_empty() && !args.anonymous {
            lines.push(format!("{what}: {names}"));
        }
    }
    Ok((target, lines.join("\n")))
}

fn same_file(one: &Path, two: &Path) -> bool {
    fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(two).is_ok_and(|two| one == two))
}
