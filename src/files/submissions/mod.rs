//! Submissions: who handed in which file, read from how a course's site names its downloads.
//!
//! [`Submission`] is one student's work: the newest attempt, with what else was handed in named beside it.

use std::path::PathBuf;

use super::{FileError, Input};

/// A learning management system, by how it names the files of a download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CourseSystem {
    /// Canvas.
    Canvas,
    /// Moodle.
    Moodle,
    /// Blackboard.
    Blackboard,
    /// D2L Brightspace.
    Brightspace,
    /// Google Classroom, Sakai, or a folder of one's own: a roster or `--names` says who is who, else the file's name.
    #[default]
    Plain,
}

/// Who handed in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Student {
    /// What tells this student from all others in this run, the same from run to run: the system's id, else the user
    /// name, else the name as written in the file's name.
    pub key: String,
    /// The name to show: from the roster, else the receipt, else as the file's name has it.
    pub name: String,
    /// The system's id (Canvas user id, Moodle participant id, Brightspace OrgDefinedId).
    pub id: Option<String>,
    /// The user or login name.
    pub user: Option<String>,
}

/// One student's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Whose.
    pub student: Student,
    /// The file to read: of the newest attempt.
    pub input: Input,
    /// Handed in after the date, as the system says.
    pub late: bool,
    /// Which attempt it is, from 1, where there are several.
    pub attempt: Option<u32>,
    /// When it was handed in, as the file's name says, `YYYY-MM-DD HH:MM` as far as known.
    pub at: Option<String>,
    /// What else this student handed in and why it is not the one marked.
    pub others: Vec<Other>,
}

/// A file that was handed in and is not marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Where it is.
    pub path: PathBuf,
    /// Why it is not marked: `an earlier attempt`, `a picture`…
    pub why: String,
}

/// What a run found to mark.
#[derive(Debug, Default)]
pub struct Gathered {
    /// One entry a student, in the order of their names.
    pub submissions: Vec<Submission>,
    /// What could not be read at all: a broken archive, a folder without permission.
    pub errors: Vec<FileError>,
    /// What the teacher should know: files left out, and why.
    pub notices: Vec<String>,
    /// How the files are named.
    pub system: CourseSystem,
}
