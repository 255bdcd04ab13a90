//! A whole run: every submission marked, the sheets written, the class put together.

mod gathering;
mod sheets;
mod spool;
mod ways;

use std::borrow::Borrow;
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::desk::{Desk, Marked};
use super::similarity::{self, Print, TooFew};
use super::{Class, Example, Mark, Pair, Row, report, sheet};
use crate::files::submissions::{CourseSystem, Submission};
use crate::files::{self, AtomicFile, FileError, Input, write_error_message, write_whole};
use crate::note;
use crate::rules::Rule;
use gathering::Gathering;
use sheets::sheets;
pub use spool::Spool;
use ways::Ways;

/// The page of the class.
pub const REPORT: &str = "report.html";
/// The folder of the feedback sheets.
pub const FEEDBACK: &str = "feedback";

/// What a run is to do.
#[derive(Debug)]
pub struct Request<'a> {
    /// How submissions are marked.
    pub desk: &'a Desk,
    /// The submissions to mark.
    pub submissions: Vec<Submission>,
    /// How their files are named.
    pub system: CourseSystem,
    /// What was handed in before, by date, the oldest first. Empty unless the way of each student is asked for.
    pub earlier: Vec<(String, Vec<Submission>)>,
    /// The date of `submissions` among them.
    pub date: String,
    /// On the roster, with nothing handed in: names as shown.
    pub missing: Vec<String>,
    /// Handed in, and not on the roster: names as shown.
    pub strangers: Vec<String>,
    /// Where everything is written; nothing is, without.
    pub out: Option<&'a Path>,
    /// Whether every mark is wanted as JSON.
    pub json: bool,
    /// How many submissions are marked at once.
    pub jobs: Option<NonZeroUsize>,
    /// The day of the run, `YYYY-MM-DD`.
    pub today: String,
}

/// What came of a run.
#[derive(Debug)]
pub struct Finished {
    /// The class.
    pub class: Class,
    /// Which of the submissions each row of the class is of.
    pub origins: Vec<usize>,
    /// The marks as JSON, separated by commas, if they were asked for.
    pub json: Spool,
    /// What failed. Submissions that could not be read are in the class.
    pub failures: Vec<FileError>,
    /// What else to tell.
    pub notices: Vec<String>,
    /// The files that were written, in the order to look at them.
    pub written: Vec<PathBuf>,
}

/// A submission, and what is known of it before it is read.
struct Job<'a> {
    submission: &'a Submission,
    anchor: String,
    /// Where the feedback sheets stand, without extension.
    sheet: Option<PathBuf>,
}

impl Borrow<Input> for Job<'_> {
    fn borrow(&self) -> &Input {
        &self.submission.input
    }
}

/// What a worker hands on.
struct Done {
    row: Row,
    print: Option<Print>,
    examples: Vec<(&'static Rule, Example)>,
    failures: Vec<FileError>,
    json: Vec<u8>,
}

/// Mark every submission. `progress` is told of each, with how many there are.
///
/// # Errors
/// A file of the folder to write to cannot be written.
pub fn run(request: &Request<'_>, mut progress: impl FnMut(usize)) -> Result<Finished, FileError> {
    let desk = request.desk;
    let out = request.out;
    if let Some(out) = out {
        create(&out.join(FEEDBACK))?;
    }
    let total = request.submissions.len() + request.earlier.iter().map(|(_, all)| all.len()).sum::<usize>();
    let mut ways = Ways::default();
    for (date, submissions) in &request.earlier {
        ways.walk(desk, date, submissions, request.jobs, || progress(total));
    }
    let sheets = sheets(request);
    let jobs = request
        .submissions
        .iter()
        .enumerate()
        .zip(sheets)
        .map(|((at, submission), sheet)| {
            Ok(Job {
                submission,
                anchor: format!("student-{}", at + 1),
                sheet,
            })
        });
    let mut pages = Spool::default();
    let mut class = Gathering::default();
    let mut json = Spool::default();
    let ended = files::run(
        jobs,
        request.jobs,
        |job, worker, bytes| {
            mark(
                request,
                job,
                ways.last.get(&job.submission.student.key),
                &mut worker.bytes,
                bytes,
            )
        },
        |done| {
            progress(total);
            let submission = &request.submissions[class.seen];
            class.seen += 1;
            match done.result {
                Ok(marked) => {
                    if request.json {
                        json.push(if class.rows.is_empty() { b"\n" } else { b",\n" })?;
                        json.push(&marked.json)?;
                    }
                    class.take(marked);
                    pages.push(done.bytes)
                }
                Err(error) => {
                    class.unread(desk, &submission.student, error);
                    Ok(())
                }
            }
        },
    );
    if let Err(error) = ended {
        return Err(FileError::new(
            out.unwrap_or(Path::new("")),
            write_error_message(&error),
        ));
    }
    let (pairs, too_few) = match desk.similarity.then(|| pairs(request, &class)) {
        None => (None, None),
        Some(Ok(pairs)) => (Some(pairs), None),
        Some(Err(too_few)) => (None, Some(too_few.to_string())),
    };
    let origins = std::mem::take(&mut class.origins);
    let mut failures = std::mem::take(&mut class.failures);
    failures.append(&mut ways.failures);
    let class = Class {
        rubric: desk.rubric.info.clone(),
        unread: std::mem::take(&mut class.unread_ones),
        missing: request.missing.clone(),
        strangers: request.strangers.clone(),
        anonymous: desk.codes.is_some(),
        made: request.today.clone(),
        rules: class.tallies(),
        pairs,
        history: (!request.earlier.is_empty()).then(|| ways.finish(&request.date, &class.rows, &desk.rubric.info)),
        rows: class.rows,
    };
    let written = match out {
        Some(out) => write(out, desk, &class, pages)?,
        None => Vec::new(),
    };
    Ok(Finished {
        class,
        origins,
        json,
        failures,
        notices: too_few.into_iter().collect(),
        written,
    })
}

fn create(folder: &Path) -> Result<(), FileError> {
    fs::create_dir_all(folder).map_err(|error| FileError::new(folder, write_error_message(&error)))
}

/// Mark one submission; its page goes to `page`, its feedback sheets to their files.
fn mark(
    request: &Request<'_>,
    job: &Job<'_>,
    earlier: Option<&Arc<str>>,
    buffer: &mut Vec<u8>,
    page: &mut Vec<u8>,
) -> Result<Done, FileError> {
    let desk = request.desk;
    let earlier = earlier.map(|text| note::read(Arc::clone(text), Arc::clone(&desk.grammar), &note::Hints::default()));
    let Marked {
        mark,
        checked,
        print,
        examples,
        mut failures,
    } = desk.mark(job.submission, &job.anchor, earlier.as_ref(), buffer)?;
    if request.out.is_some() {
        report::student(&mark, &desk.rubric.info, &checked.note, page);
    }
    if let Some(sheet) = &job.sheet {
        let html = report::feedback_html(&mark, &desk.rubric.info, &checked.note);
        let markdown = report::feedback_markdown(&mark, &desk.rubric.info, &checked.note);
        for (extension, bytes) in [("html", html), ("md", markdown.into_bytes())] {
            let path = sheet.with_extension(extension);
            let folder = path.parent().map_or(Ok(()), create);
            failures.extend(folder.and_then(|()| write_whole(&path, &bytes)).err());
        }
    }
    Ok(Done {
        json: if request.json { json_of(&mark) } else { Vec::new() },
        row: without_reasons(mark.row),
        print,
        examples,
        failures,
    })
}

/// What is kept of a submission while others come in: its reasons, the most of it, are written.
fn without_reasons(mut row: Row) -> Row {
    for criterion in &mut row.criteria {
        criterion.reasons = Vec::new();
    }
    row
}

fn json_of(mark: &Mark) -> Vec<u8> {
    // Only maps with keys that are no strings fail, and there are none.
    serde_json::to_vec(mark).unwrap_or_default()
}

/// The pairs of notes that share much. Only the notes of these pairs are read again.
fn pairs(request: &Request<'_>, class: &Gathering) -> Result<Vec<Pair>, TooFew> {
    let note = |row: usize| {
        let submission = request.submissions.get(*class.origins.get(row)?)?;
        request.desk.note(submission).ok().map(Arc::new)
    };
    similarity::pairs(&class.prints, &request.desk.base, note)
}

/// Write the page of the class and the tables of grades.
fn write(out: &Path, desk: &Desk, class: &Class, mut pages: Spool) -> Result<Vec<PathBuf>, FileError> {
    let page = out.join(REPORT);
    let fail = |error: io::Error| FileError::new(page.clone(), write_error_message(&error));
    let mut file = AtomicFile::create(&page).map_err(fail)?;
    let mut frame = Vec::new();
    report::begin(&class.rubric, &mut frame);
    report::class(class, &mut frame);
    file.write_all(&frame).map_err(fail)?;
    pages.copy(&mut file).map_err(fail)?;
    frame.clear();
    report::end(&mut frame);
    file.write_all(&frame).map_err(fail)?;
    file.commit().map_err(fail)?;

    let kept = desk.entered.kept(&class.rows);
    desk.entered.still_stands()?;
    let csv = out.join(sheet::CSV);
    write_whole(&csv, &sheet::csv(&class.rubric, &class.rows, &kept))?;
    let xlsx = out.join(sheet::XLSX);
    let workbook = sheet::workbook(&class.rubric, &class.rows)
        .map_err(|error| FileError::new(xlsx.clone(), format!("cannot be made: {error}")))?;
    write_whole(&xlsx, &workbook)?;
    write_whole(&out.join(sheet::STATE), &sheet::recorded(&class.rubric, &class.rows))?;
    Ok(vec![page, out.join(FEEDBACK), csv, xlsx])
}
