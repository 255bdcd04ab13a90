//! A whole run: every submission marked, the sheets written, the class put together.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::desk::{Desk, Marked};
use super::similarity::{self, Print, TooFew};
use super::{Class, Dated, Example, Mark, Pair, Progress, Row, RubricInfo, RuleTally, Unread, report, sheet};
use crate::files::submissions::{CourseSystem, Student, Submission};
use crate::files::{self, AtomicFile, FileError, Input, write_error_message};
use crate::note;
use crate::rules::Rule;

/// Examples of a rule that are shown.
const EXAMPLES: usize = 3;
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
    pub json: Vec<u8>,
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
    let mut pages = Pages::new(out)?;
    let mut class = Gathering::default();
    let mut json = Vec::new();
    let mut failed = None;
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
                        json.extend_from_slice(if json.is_empty() { b"\n" } else { b",\n" });
                        json.extend_from_slice(&marked.json);
                    }
                    class.take(marked);
                    pages
                        .write(done.bytes)
                        .inspect_err(|error| failed = Some(error.to_string()))
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
            failures.extend(folder.and_then(|()| put(&path, &bytes)).err());
        }
    }
    Ok(Done {
        json: if request.json { json_of(&mark) } else { Vec::new() },
        row: mark.row,
        print,
        examples,
        failures,
    })
}

fn json_of(mark: &Mark) -> Vec<u8> {
    // Only maps with keys that are no strings fail, and there are none.
    serde_json::to_vec(mark).unwrap_or_default()
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let write = || {
        let mut file = AtomicFile::create(path)?;
        file.write_all(bytes)?;
        file.commit()
    };
    write().map_err(|error: io::Error| FileError::new(path, write_error_message(&error)))
}

/// Where each feedback sheet stands, without its extension. Moodle takes feedback files back by the folder that the
/// submission came in; everywhere else the name is the student's.
fn sheets(request: &Request<'_>) -> Vec<Option<PathBuf>> {
    let Some(out) = request.out else {
        return vec![None; request.submissions.len()];
    };
    let folder = out.join(FEEDBACK);
    let mut taken = HashSet::new();
    let sheet = |submission: &Submission| {
        if let (CourseSystem::Moodle, None, Some(own)) =
            (request.system, &request.desk.codes, moodle_folder(submission))
            && taken.insert(own.clone())
        {
            return Some(folder.join(own).join("feedback"));
        }
        let student = request.desk.shown(&submission.student);
        let plain = slug(&student.name);
        let name = [plain.clone(), format!("{plain}-{}", slug(&student.key))]
            .into_iter()
            .chain((2..).map(|number| format!("{plain}-{number}")))
            .find(|name| !name.is_empty() && taken.insert(name.to_lowercase()))?;
        // With a dot at its end, what follows would be taken for the extension.
        Some(folder.join(name))
    };
    request.submissions.iter().map(sheet).collect()
}

/// The folder of a Moodle download that a submission lies in.
fn moodle_folder(submission: &Submission) -> Option<String> {
    let folder = submission.input.path.parent()?.file_name()?.to_str()?;
    folder.contains("_assignsubmission_").then(|| folder.to_owned())
}

/// A name that every file system takes.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() > 80 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The students' pages, kept in a file until what stands before them is known.
struct Pages {
    file: Option<File>,
}

impl Pages {
    fn new(out: Option<&Path>) -> Result<Self, FileError> {
        let file =
            out.map(|out| tempfile::tempfile_in(out).map_err(|error| FileError::new(out, write_error_message(&error))));
        Ok(Self {
            file: file.transpose()?,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes))
    }

    fn copy(&mut self, to: &mut impl Write) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.seek(SeekFrom::Start(0))?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(()),
                count => to.write_all(&buffer[..count])?,
            }
        }
    }
}

/// The class while it comes in.
#[derive(Default)]
struct Gathering {
    seen: usize,
    rows: Vec<Row>,
    /// Which submission each row is of.
    origins: Vec<usize>,
    prints: Vec<Print>,
    unread_ones: Vec<Unread>,
    rules: BTreeMap<&'static str, (&'static Rule, Vec<Example>)>,
    failures: Vec<FileError>,
}

impl Gathering {
    fn take(&mut self, done: Done) {
        self.origins.push(self.seen - 1);
        self.rows.push(done.row);
        self.prints.extend(done.print);
        self.failures.extend(done.failures);
        for (rule, example) in done.examples {
            let (_, examples) = self.rules.entry(rule.code).or_insert_with(|| (rule, Vec::new()));
            if examples.len() < EXAMPLES && !examples.iter().any(|known| known.passage == example.passage) {
                examples.push(example);
            }
        }
    }

    fn unread(&mut self, desk: &Desk, student: &Student, error: FileError) {
        if error.path.as_os_str().is_empty() {
            // The configuration: broken for all of them, and told once.
            if !self.failures.contains(&error) {
                self.failures.push(error);
            }
            return;
        }
        self.unread_ones.push(Unread {
            student: desk.shown(student),
            path: desk.shown_path(&error.path),
            message: error.message,
        });
    }

    /// The rules that fired, those with most notes first.
    fn tallies(&self) -> Vec<RuleTally> {
        let mut figures: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for (code, count) in self.rows.iter().flat_map(|row| &row.counts) {
            let (findings, notes) = figures.entry(code).or_default();
            *findings += count;
            *notes += 1;
        }
        let mut tallies: Vec<RuleTally> = figures
            .into_iter()
            .map(|(code, (findings, notes))| {
                let rule = crate::rules::coded(code);
                RuleTally {
                    code: code.to_owned(),
                    rule: rule.map_or("a rule of your own", |rule| rule.name).to_owned(),
                    summary: rule.map_or("", |rule| rule.summary).to_owned(),
                    findings,
                    notes,
                    examples: self
                        .rules
                        .get(code)
                        .map(|(_, examples)| examples.clone())
                        .unwrap_or_default(),
                }
            })
            .collect();
        tallies.sort_by(|a, b| (b.notes, b.findings, &a.code).cmp(&(a.notes, a.findings, &b.code)));
        tallies
    }
}

/// The pairs of notes that share much. Only the notes of these pairs are read again.
fn pairs(request: &Request<'_>, class: &Gathering) -> Result<Vec<Pair>, TooFew> {
    let note = |row: usize| {
        let submission = request.submissions.get(*class.origins.get(row)?)?;
        request.desk.note(submission).ok().map(Arc::new)
    };
    similarity::pairs(&class.prints, &request.desk.base, note)
}

/// What was handed in before.
#[derive(Default)]
struct Ways {
    /// By key, as shown.
    points: HashMap<String, Vec<Dated>>,
    names: HashMap<String, String>,
    /// The newest text of each student, by key.
    last: HashMap<String, Arc<str>>,
    failures: Vec<FileError>,
}

impl Ways {
    fn walk(
        &mut self,
        desk: &Desk,
        date: &str,
        submissions: &[Submission],
        jobs: Option<NonZeroUsize>,
        mut progress: impl FnMut(),
    ) {
        let inputs = submissions.iter().map(|submission| {
            Ok(Job {
                submission,
                anchor: String::new(),
                sheet: None,
            })
        });
        let mut at = 0;
        let ended = files::run(
            inputs,
            jobs,
            |job, worker, _| {
                let marked = desk.mark(job.submission, "", None, &mut worker.bytes)?;
                Ok((marked.mark.row, marked.checked.note.text, marked.failures))
            },
            |done| {
                progress();
                let student = &submissions[at].student;
                at += 1;
                match done.result {
                    Ok((row, text, failures)) => {
                        self.failures.extend(failures);
                        self.last.insert(student.key.clone(), text);
                        self.add(date, &row, &desk.rubric.info);
                    }
                    Err(error) => self.failures.push(error),
                }
                Ok(())
            },
        );
        debug_assert!(ended.is_ok(), "nothing is written here");
    }

    fn add(&mut self, date: &str, row: &Row, info: &RubricInfo) {
        let key = &row.student.key;
        self.names.insert(key.clone(), row.student.name.clone());
        let points = self.points.entry(key.clone()).or_default();
        let _ = (date, info);
        points.clear();
    }

    /// Everyone's way, with the newest notes at its end.
    fn finish(mut self, date: &str, rows: &[Row], info: &RubricInfo) -> Vec<Progress> {
        for row in rows {
            self.add(date, row, info);
        }
        let ways = self.points.into_iter().map(|(key, points)| {
            let student = self.names.get(&key).cloned().unwrap_or(key);
            Progress {
                student,
                points,
                improving: vec![],
                not_improving: vec![],
            }
        });
        let mut ways: Vec<Progress> = ways.collect();
        ways.sort_by(|a, b| a.student.cmp(&b.student));
        ways
    }
}

/// Write the page of the class and the tables of grades.
fn write(out: &Path, desk: &Desk, class: &Class, mut pages: Pages) -> Result<Vec<PathBuf>, FileError> {
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
    let csv = out.join(sheet::CSV);
    put(&csv, &sheet::csv(&class.rubric, &class.rows, &kept))?;
    let xlsx = out.join(sheet::XLSX);
    let workbook = sheet::workbook(&class.rubric, &class.rows)
        .map_err(|error| FileError::new(xlsx.clone(), format!("cannot be made: {error}")))?;
    put(&xlsx, &workbook)?;
    put(&out.join(sheet::STATE), &sheet::recorded(&class.rubric, &class.rows))?;
    Ok(vec![page, out.join(FEEDBACK), csv, xlsx])
}
