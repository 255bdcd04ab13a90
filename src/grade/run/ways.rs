//! What was handed in before, and each student's way from there.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::sync::Arc;

use super::Job;
use crate::files::submissions::Submission;
use crate::files::{self, FileError};
use crate::grade::desk::Desk;
use crate::grade::history;
use crate::grade::{Dated, Progress, Row, RubricInfo};

/// What was handed in before.
#[derive(Default)]
pub(super) struct Ways {
    /// By key, as shown.
    points: HashMap<String, Vec<Dated>>,
    names: HashMap<String, String>,
    /// The newest text of each student, by key.
    pub last: HashMap<String, Arc<str>>,
    pub failures: Vec<FileError>,
}

impl Ways {
    pub(super) fn walk(
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
                    // The path may name somebody.
                    Err(error) if desk.codes.is_some() => {
                        let code = desk.shown(student).name;
                        self.failures
                            .push(FileError::new("", format!("{code}, {date}: {}", error.message)));
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
        points.push(dated(date, row, info));
    }

    /// Everyone's way, with the newest notes at its end.
    pub(super) fn finish(mut self, date: &str, rows: &[Row], info: &RubricInfo) -> Vec<Progress> {
        for row in rows {
            self.add(date, row, info);
        }
        let ways = self.points.into_iter().map(|(key, points)| {
            let student = self.names.get(&key).cloned().unwrap_or(key);
            history::progress(student, points)
        });
        let mut ways: Vec<Progress> = ways.collect();
        ways.sort_by(|a, b| a.student.cmp(&b.student));
        ways
    }
}

/// One note of a student's series.
fn dated(date: &str, row: &Row, info: &RubricInfo) -> Dated {
    let mut families: BTreeMap<&str, u32> = BTreeMap::new();
    for (code, count) in &row.counts {
        let family = code.trim_end_matches(|c: char| c.is_ascii_digit());
        *families.entry(family).or_default() += count;
    }
    Dated {
        date: history::shown(date),
        words: row.words,
        families: families
            .into_iter()
            .map(|(family, count)| (family.to_owned(), count))
            .collect(),
        auto_percent: Some((row.auto().share_of(info.auto()) * 100.0).round() as u8),
    }
}
