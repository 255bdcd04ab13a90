//! What can be wrong with a configuration: every fault at once, each with its place and a way out.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One fault of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as shown to the user; `None` for the command line.
    pub path: Option<PathBuf>,
    /// Line and column, from 1; columns count Unicode scalar values.
    pub at: Option<(u32, u32)>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// The configuration cannot be used. Holds every fault that was found, in the order of the files and lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    problems: Arc<[Problem]>,
}

impl ConfigError {
    /// The faults, in order; never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}", path.display())?;
            if let Some((line, column)) = self.at {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": ")?;
        }
        write!(f, "{}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// A file of the configuration, for places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As shown to the user.
    pub shown: PathBuf,
    /// Its text.
    pub text: Arc<str>,
}

impl Origin {
    /// Line and column, from 1, of a byte offset.
    pub fn position(&self, offset: usize) -> (u32, u32) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        let column = before[line_start..].chars().count() as u32 + 1;
        (line, column)
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// A fault at a place of a file.
    pub fn at(&mut self, origin: &Origin, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.0.push(Problem {
            path: Some(origin.shown.clone()),
            at: Some(origin.position(span.start)),
            message: message.into(),
            help,
        });
    }

    /// A fault of a whole file.
    pub fn file(&mut self, shown: &Path, message: impl Into<String>, help: Option<String>) {
        self.0.push(Problem {
            path: Some(shown.to_path_buf()),
            at: None,
            message: message.into(),
            help,
        });
    }

    /// A fault of the command line.
    pub fn command_line(&mut self, message: impl Into<String>, help: Option<String>) {
        self.0.push(Problem {
            path: None,
            at: None,
            message: message.into(),
            help,
        });
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A fault that is complete already.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// `value` if nothing is wrong, else everything that is, sorted by file and place.
    pub fn finish<T>(mut self, value: T) -> Result<T, ConfigError> {
        if self.0.is_empty() {
            return Ok(value);
        }
        // Files stay in the order in which they were read.
        let mut files: Vec<Option<PathBuf>> = Vec::new();
        for problem in &self.0 {
            if !files.contains(&problem.path) {
                files.push(problem.path.clone());
            }
        }
        self.0
            .sort_by_key(|problem| (files.iter().position(|file| *file == problem.path), problem.at));
        self.0.dedup();
        Err(ConfigError {
            problems: self.0.into(),
        })
    }
}

/// Why a file or folder cannot be read, in words.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is nothing of that name".to_owned(),
        std::io::ErrorKind::NotADirectory => "it is no folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "you may not read it (check who owns it)".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => {
            // Without the "(os error 5)" that says nothing to a reader.
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

/// `did you mean `x`?` for the nearest of the known words, if any is near.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|near| format!("did you mean `{near}`?"))
}

/// The nearest of the known words, case aside: a third of the letters may differ; or a word that begins with it.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase().replace('_', "-");
    let most = (lower.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&lower, &other);
            let begins =
                lower.len() >= 3 && (other.starts_with(&lower) || lower.starts_with(&*other) && other.len() >= 3);
            (distance <= most || begins).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
