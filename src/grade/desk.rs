//! One submission, marked.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::rubric::{self, Rubric};
use super::sheet::Entered;
use super::similarity::{self, Base, Print};
use super::{Codes, Example, Found, Mark, Row, comparison, stretches, without_name};
use crate::config::Resolver;
use crate::files::import::ImportOptions;
use crate::files::submissions::{Other, Student, Submission};
use crate::files::{self, Document, FileError};
use crate::grammar::Grammar;
use crate::lint::{self, Checked, Settings, Suppression};
use crate::note::Note;
use crate::report::{Mask, most_important, strengths};
use crate::rules::{self, Family};

/// Everything that marking one submission takes, the same for all of a run.
#[derive(Debug)]
pub struct Desk {
    /// Says what holds for each note. Without trust, what holds for the run holds for all.
    pub resolver: Arc<Resolver>,
    /// The rubric.
    pub rubric: Rubric,
    /// What notes are read with.
    pub grammar: Arc<Grammar>,
    /// How documents are read.
    pub import: ImportOptions,
    /// Whether submissions may say how they are to be checked.
    pub trust: bool,
    /// The codes that stand for names, if they are to be left out.
    pub codes: Option<Codes>,
    /// What the teacher typed into the tables of an earlier run.
    pub entered: Entered,
    /// The template that the students began with.
    pub template: Option<Base>,
    /// What nobody is the author of: the template, handouts.
    pub base: Base,
    /// The model answer.
    pub model: Option<Note>,
    /// Whether notes are compared with each other.
    pub similarity: bool,
}

/// A submission that was marked.
#[derive(Debug)]
pub struct Marked {
    /// The mark.
    pub mark: Mark,
    /// The note as it was read and checked. With codes, the student's name is no longer in it.
    pub checked: Checked,
    /// What is needed to compare it with the others.
    pub print: Option<Print>,
    /// One example for each rule that fired, by code.
    pub examples: Vec<(&'static rules::Rule, Example)>,
    /// What failed besides.
    pub failures: Vec<FileError>,
}

impl Desk {
    /// What is shown of a student: with codes, a code.
    pub fn shown(&self, student: &Student) -> Student {
        self.codes
            .as_ref()
            .map_or_else(|| student.clone(), |codes| codes.masked(student))
    }

    /// What is shown of a path: with codes, nothing.
    pub fn shown_path(&self, path: &Path) -> String {
        match self.codes {
            Some(_) => String::new(),
            None => path.to_string_lossy().into_owned(),
        }
    }

    /// The text of a submission, as it is marked.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&self, submission: &Submission, bytes: &mut Vec<u8>) -> Result<Document, FileError> {
        let path = &submission.input.path;
        files::read(&submission.input, bytes)?;
        let mut document =
            Document::read(path, bytes, &self.import).map_err(|message| FileError::new(path.clone(), message))?;
        if self.codes.is_some() {
            let code = self.shown(&submission.student).name;
            document.text = without_name(&document.text, &submission.student, &code);
        }
        Ok(document)
    }

    /// Mark a submission. `earlier` is the note that the student handed in before.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn mark(
        &self,
        submission: &Submission,
        anchor: &str,
        earlier: Option<&Note>,
        bytes: &mut Vec<u8>,
    ) -> Result<Marked, FileError> {
        let path = &submission.input.path;
        let document = self.read(submission, bytes)?;
        if word_count(&document.text) == 0 {
            return Err(FileError::new(path.clone(), "is empty: there is no word in it"));
        }
        let (checked, written_as) = self.check(path, Arc::from(document.text.as_str()))?;
        let note = &checked.note;
        let broken = checked.rule_failures.iter();
        let failures: Vec<FileError> = broken
            .map(|failure| FileError::new(path.clone(), failure.to_string()))
            .collect();
        let student = self.shown(&submission.student);
        let mut human = self.entered.of(&student);
        human.manual.resize(self.rubric.info.criteria.len(), None);
        let criteria = rubric::evaluate(&self.rubric, &checked);
        let wanted = self.template.is_some() || earlier.is_some();
        let shares = wanted
            .then(|| similarity::shares(note, self.template.as_ref(), earlier))
            .flatten();
        let mut looks = rubric::looks(&checked, &self.rubric, &criteria, shares);
        looks.extend(written_as);
        if !document.lost.is_empty() {
            looks.push(format!("Not read from the document: {}.", document.lost.join(", ")));
        }
        let row = Row {
            path: self.shown_path(path),
            late: submission.late,
            attempt: submission.attempt,
            at: submission.at.clone(),
            kind: note.kind.map(|kind| note.grammar.kind(kind).title.clone()),
            words: word_count(&note.text),
            criteria,
            sections: rubric::sections(&checked),
            stretches: stretches(note),
            differential: rubric::differential(note),
            counts: counts(&checked),
            looks,
            others: self.others(submission),
            asked: self.asked(&checked),
            shares,
            human,
            anchor: anchor.to_owned(),
            student,
        };
        let first = most_important(&checked.diagnostics);
        let mark = Mark {
            row,
            strengths: strengths(&checked),
            first: first
                .into_iter()
                .filter_map(|one| checked.diagnostics.iter().position(|found| std::ptr::eq(found, one)))
                .collect(),
            findings: findings(&checked, &document),
            comparison: self.model.as_ref().map(|model| comparison::compare(model, note)),
        };
        Ok(Marked {
            mark,
            print: self
                .similarity
                .then(|| Print::of(note, &checked.diagnostics, &self.base)),
            examples: examples(&checked),
            checked,
            failures,
        })
    }

    /// The note of a submission, read once more.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn note(&self, submission: &Submission) -> Result<Note, FileError> {
        let document = self.read(submission, &mut Vec::new())?;
        Ok(self.check(&submission.input.path, document.text.into())?.0.note)
    }

    /// The note, checked. A note that does not read as one the rubric is for is checked as the one it is for, and a
    /// sentence says so.
    fn check(&self, path: &Path, text: Arc<str>) -> Result<(Checked, Option<String>), FileError> {
        let resolved = match self.trust {
            true => self.resolver.for_path(path),
            false => self.resolver.for_run(),
        };
        let settings = Arc::clone(
            &resolved
                .map_err(|error| FileError::new("", error.to_string()))?
                .settings,
        );
        let checked = lint::check(Arc::clone(&text), &settings);
        let read_as = checked.note.kind;
        let asked_for = settings.hints.kind_override.is_some();
        let suits = asked_for || read_as.is_some_and(|kind| self.rubric.suits(kind));
        let Some(meant) = self.rubric.usual_kind().filter(|_| !suits) else {
            return Ok((checked, None));
        };
        let title = |kind| self.grammar.kind(kind).title.to_string();
        let sentence = match read_as {
            Some(kind) => format!(
                "It reads as \"{}\"; it was marked as \"{}\".",
                title(kind),
                title(meant)
            ),
            None => format!(
                "It does not read as any kind of note; it was marked as \"{}\".",
                title(meant)
            ),
        };
        let mut settings: Settings = (*settings).clone();
        settings.hints.kind_override = Some(meant);
        Ok((lint::check(text, &settings), Some(sentence)))
    }

    /// What else was handed in, and why it is not marked.
    fn others(&self, submission: &Submission) -> Vec<String> {
        let sentence = |other: &Other| {
            let name = match self.codes {
                Some(_) => "A file".to_owned(),
                None => other
                    .path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
            };
            format!("{name}: {}.", other.why)
        };
        submission.others.iter().map(sentence).collect()
    }

    /// What the submission says about how it is to be checked.
    fn asked(&self, checked: &Checked) -> Vec<String> {
        let note = &checked.note;
        let heeded = if self.trust { "heeded" } else { "not heeded" };
        let line = |offset: u32| note.position(offset).line;
        let allowed = |one: &Suppression| {
            let reason = one
                .reason
                .as_ref()
                .map(|reason| format!(" (\"{reason}\")"))
                .unwrap_or_default();
            format!(
                "Line {} asks to allow {}{reason}: {heeded}; it concerns {}.",
                line(one.span.start),
                one.rules.join(", "),
                files::check::count(one.used, "finding")
            )
        };
        let mut asked: Vec<String> = checked.suppressions.iter().map(allowed).collect();
        for entry in &note.front_matter {
            let key = note.slice(entry.key).trim().to_lowercase();
            if ["kind", "note-type", "specialty", "profile", "previous"].contains(&key.as_str()) {
                let value = note.slice(entry.value).trim();
                asked.push(format!(
                    "The front matter says {key}: {value} (line {}): {heeded}.",
                    line(entry.key.start)
                ));
            }
        }
        asked
    }
}

fn word_count(text: &str) -> u32 {
    u32::try_from(rules::support::word_count(text)).unwrap_or(u32::MAX)
}

/// Findings per rule code, sorted.
fn counts(checked: &Checked) -> Vec<(Cow<'static, str>, u32)> {
    let mut counts = std::collections::BTreeMap::new();
    for found in &checked.diagnostics {
        *counts.entry(found.code.clone()).or_default() += 1;
    }
    counts.into_iter().collect()
}

fn is_confidential(code: &str) -> bool {
    rules::coded(code).is_some_and(|rule| rule.family == Family::Confidential)
}

fn findings(checked: &Checked, document: &Document) -> Vec<Found> {
    let found = |found: &lint::Diagnostic| {
        let at = checked.note.position(found.span.start);
        Found {
            code: found.code.to_string(),
            rule: found.rule.to_string(),
            severity: found.severity,
            message: found.message.clone(),
            help: found.help.as_deref().map(str::to_owned),
            line: at.line,
            column: at.column,
            place: document.place(found.span.start).map(|place| place.to_string()),
            confidential: is_confidential(&found.code),
        }
    };
    checked.diagnostics.iter().map(found).collect()
}

/// How much of a passage is shown as an example, in letters.
const PASSAGE: usize = 160;

/// The first finding of each rule as an example for the class: nothing that tells who the patient is.
fn examples(checked: &Checked) -> Vec<(&'static rules::Rule, Example)> {
    let note = &checked.note;
    let mut mask = None;
    let mut examples: Vec<(&'static rules::Rule, Example)> = Vec::new();
    for found in &checked.diagnostics {
        let Some(rule) = rules::coded(&found.code).filter(|rule| rule.family != Family::Confidential) else {
            continue;
        };
        if examples.iter().any(|(known, _)| known.code == rule.code) {
            continue;
        }
        let mask = mask.get_or_insert_with(|| Mask::of(note));
        let around = rules::support::sentence_around(note, found.span);
        let passage = mask.mask(note.slice(around).trim()).into_owned();
        examples.push((
            rule,
            Example {
                passage: rules::support::quote(&passage, PASSAGE),
                message: mask.mask(&found.message).into_owned(),
            },
        ));
    }
    examples
}
