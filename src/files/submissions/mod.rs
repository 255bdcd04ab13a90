//! Submissions: who handed in which file, read from how a course's site names its downloads.
//!
//! [`Submission`] is one student's work: the newest attempt, with what else was handed in named beside it.
//!
//! - `names` has one file a system: pure functions on a name.
//! - `sources` lists what lies below folders and in archives (`archive`), `junk` knows what programs leave behind.
//! - `whose` puts names, the roster and Blackboard's receipts together: a student for every file.
//! - `table` finds the rows of a table of notes.
//! - `attempts` chooses the file that is marked.
//!
//! Nothing is dropped in silence: what is not marked is an [`Other`], an error or a notice.

mod archive;
mod attempts;
mod directory;
mod expand;
pub mod fold;
mod junk;
mod names;
mod receipt;
mod roster;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod weigh;
mod whose;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FileError, Filter, Input};

pub use expand::expand;
pub use names::{NamePattern, Named, Part};
pub use roster::{Person, Roster};

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

impl CourseSystem {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Canvas,
        Self::Moodle,
        Self::Blackboard,
        Self::Brightspace,
        Self::Plain,
    ];

    /// `canvas`, `moodle`…
    pub fn name(self) -> &'static str {
        match self {
            Self::Canvas => "canvas",
            Self::Moodle => "moodle",
            Self::Blackboard => "blackboard",
            Self::Brightspace => "brightspace",
            Self::Plain => "plain",
        }
    }
}

/// How submissions are told apart.
#[derive(Clone, Default)]
pub struct GatherOptions {
    /// The system whose names they are; found out where nothing is said.
    pub system: Option<CourseSystem>,
    /// How the files are named, in a pattern of the teacher's own. It wins over the systems.
    pub names: Option<NamePattern>,
    /// Who is in the class. Without one, a `roster.csv` at the top of what was named is read.
    pub roster: Option<Roster>,
    /// The column of a table that holds the notes.
    pub text_column: Option<String>,
    /// The column of a table that holds the ids.
    pub id_column: Option<String>,
    /// What the configuration excludes below folders.
    pub filter: Option<Arc<dyn Filter>>,
}

impl fmt::Debug for GatherOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatherOptions")
            .field("system", &self.system)
            .field("names", &self.names)
            .field("roster", &self.roster)
            .field("text_column", &self.text_column)
            .field("id_column", &self.id_column)
            .finish_non_exhaustive()
    }
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
    /// Why it is not marked: `an earlier attempt`, `also handed in: a picture`…
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
    /// The assignment, as far as names tell it, to find its column in a gradebook.
    pub assignment: Option<String>,
    /// On the roster, with nothing handed in: names, in the order of the roster.
    pub missing: Vec<String>,
    /// Handed in, and not on the roster: names. Empty without a roster.
    pub strangers: Vec<String>,
}

/// Everything that was handed in below `paths`: folders, archives, files.
pub fn gather(paths: &[PathBuf], options: &GatherOptions) -> Gathered {
    let mut gathered = Gathered::default();
    let mut roots = Vec::new();
    // A table beside other files is a list of grades, unless its column of texts is named.
    let tables = options.text_column.is_some() || paths.iter().all(|path| table::format(path).is_some());
    for path in paths {
        let found = sources::collect(path, options, tables);
        gathered.errors.extend(found.errors);
        roots.push(found.entries);
    }
    let roster = match &options.roster {
        Some(roster) => Some(roster.clone()),
        None => whose::own_roster(&mut roots, &mut gathered),
    };
    let told = whose::tell(roots, roster.as_ref(), options, &mut gathered);
    let mut students = BTreeMap::<whose::Key, Vec<attempts::Piece>>::new();
    for piece in told {
        students
            .entry(whose::key(&piece, roster.as_ref()))
            .or_default()
            .push(piece);
    }
    let mut handed_in = std::collections::HashSet::new();
    for (key, pieces) in students {
        let person = pieces.iter().find_map(|piece| piece.person);
        handed_in.extend(person);
        let Some((mut submission, named)) = attempts::choose(pieces) else {
            continue;
        };
        let on_roster = person.and_then(|at| roster.as_ref()?.people.get(at));
        submission.student = whose::student(&key, &named, on_roster);
        if roster.is_some() && person.is_none() {
            gathered.strangers.push(submission.student.name.clone());
        }
        gathered.submissions.push(submission);
    }
    gathered
        .submissions
        .sort_by_cached_key(|submission| (fold::folded(&submission.student.name), submission.student.key.clone()));
    gathered.strangers.sort();
    if let Some(roster) = &roster {
        let people = roster.people.iter().enumerate();
        let missing = people.filter(|(at, _)| !handed_in.contains(at));
        gathered.missing = missing.map(|(_, person)| person.name.clone()).collect();
    }
    gathered
}

/// Which system a folder was downloaded from, by the names of what stands in it; no file is opened.
pub fn looks_like_download(folder: &Path) -> Option<CourseSystem> {
    const ENOUGH: usize = 400;
    let names = std::fs::read_dir(folder).ok()?.take(ENOUGH).flatten();
    let names: Vec<[String; 1]> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !junk::is_junk(std::iter::once(name.as_str())))
        .map(|name| [name])
        .collect();
    names::detect(names.iter().map(<[String; 1]>::as_slice)).map(whose::system)
}

/// Bytes as text, whatever usual encoding they are in.
fn text_of(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return Some(encoding.decode(bytes).0.into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) if bytes.contains(&0) => None,
        Err(_) => Some(encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()),
    }
}
