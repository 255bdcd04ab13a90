//! What the watch remembers of a note, and the look at one.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::output::Wanted;
use crate::files::check::{CheckedNote, Checker, NoteDone};
use crate::files::{self, FileError, Input, Worker};
use crate::report::{self, Format, NoteReport, RenderOptions, Renderer, RunError, RunSummary};

/// A note being watched.
#[derive(Debug)]
pub struct Note {
    /// The path as given, joined with what was found below it, and how it came to be read.
    pub input: Input,
    /// The absolute path.
    pub absolute: PathBuf,
    /// Where it leads, if it is a link.
    pub target: Option<PathBuf>,
    /// As it was when last looked at; nothing before the first look.
    pub state: Option<State>,
}

/// A note as it was when it was last looked at.
#[derive(Debug, Default)]
pub struct State {
    /// Of the bytes of the file, or of why it could not be read.
    pub content: u64,
    /// Of the configuration it was checked with.
    pub configuration: u64,
    /// What tells without reading that the file is still the same.
    pub stamp: Option<Stamp>,
    /// The earlier note that its front matter names (absolute), and a digest of what was compared with.
    pub previous: Option<(PathBuf, Option<u64>)>,
    /// Its findings, counted; without counts per rule.
    pub summary: RunSummary,
    /// Whether one of them is at or above the fail level.
    pub fails: bool,
    /// Why it could not be read or checked, and what broke down.
    pub failures: Vec<RunError>,
    /// Its findings, a line each.
    pub lines: Vec<u8>,
    /// The same in colour, if colour is wanted.
    pub colored: Option<Vec<u8>>,
}

/// What the file system says of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    modified: SystemTime,
    length: u64,
    /// Inode and change time, where there are such.
    more: (u64, i64, i64),
    /// Whether the file had rested when it was read: on a coarse clock, the next change may bear the same time.
    rested: bool,
}

/// The coarsest clock of a file system in use: FAT counts in two seconds.
const COARSE: Duration = Duration::from_secs(3);

impl Stamp {
    /// Of the file at `path`; nothing if it is not there.
    pub fn of(path: &Path) -> Option<Self> {
        Self::new(&fs::metadata(path).ok()?)
    }

    fn new(metadata: &fs::Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        #[cfg(unix)]
        let more = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let more = (0, 0, 0);
        Some(Self {
            modified,
            length: metadata.len(),
            more,
            rested: SystemTime::now().duration_since(modified).is_ok_and(|age| age > COARSE),
        })
    }

    /// Whether a file that had this stamp when it was read, and has `now`, is surely the same.
    pub fn is_still(&self, now: &Self) -> bool {
        self.rested && (self.modified, self.length, self.more) == (now.modified, now.length, now.more)
    }
}

/// A digest of bytes.
pub fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// What came of a look.
#[derive(Debug)]
pub enum Look {
    /// The same bytes, checked with the same configuration as last time.
    Same(Option<Stamp>),
    /// There is no such file.
    Missing,
    /// Something else than last time.
    News(Box<News>),
}

/// A note that was checked, or could not be.
#[derive(Debug, Default)]
pub struct News {
    /// What to remember.
    pub state: State,
    /// What to tell about the note.
    pub notice: Option<String>,
    /// The first findings in full, each on its own, if the output asked for them.
    pub blocks: Vec<Vec<u8>>,
    /// How many findings were mended.
    pub fixed: usize,
    /// The file changed while it was being mended: look again.
    pub overtaken: bool,
}

/// How to look.
#[derive(Debug)]
pub struct Looking<'a> {
    pub checker: &'a Checker,
    pub wanted: &'a Wanted,
    /// How findings look on a line each, in colour if that is wanted.
    pub colored: Option<RenderOptions>,
}

/// What a look is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    /// Of the bytes; nothing to check whatever stands there.
    pub content: Option<u64>,
    /// Of the configuration in force now.
    pub configuration: u64,
}

impl Looking<'_> {
    /// Read the note, and check it if it is not what it was. What the output wants of it is rendered into `out`.
    pub fn look(&self, input: &Input, before: Before, worker: &mut Worker, out: &mut Vec<u8>) -> Look {
        // Taken before the file is read: a change in between shows next time.
        let stamp = Stamp::of(&input.path);
        if let Err(error) = files::read(input, &mut worker.bytes) {
            let missing = fs::symlink_metadata(&input.path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
            return match missing {
                true => Look::Missing,
                false => failed(&error, before, stamp),
            };
        }
        let content = digest(&worker.bytes);
        if before.content == Some(content) {
            return Look::Same(stamp);
        }
        match self.checker.check(input, &input.path, &worker.bytes, worker.spare) {
            Ok(note) => Look::News(Box::new(self.news(input, note, content, before, stamp, out))),
            Err(error) => {
                let mut look = failed(&error, before, stamp);
                if let Look::News(news) = &mut look {
                    news.state.content = content;
                }
                look
            }
        }
    }

    fn news(
        &self,
        input: &Input,
        note: CheckedNote,
        content: u64,
        before: Before,
        stamp: Option<Stamp>,
        out: &mut Vec<u8>,
    ) -> News {
        let CheckedNote { checked, done, .. } = note;
        let path = input.path.to_string_lossy();
        let report = NoteReport {
            path: &path,
            checked: &checked,
        };
        let lines = |options| {
            let mut lines = Vec::new();
            Renderer::new(Format::Concise, options).note(&report, &mut lines);
            lines
        };
        let mut news = News {
            blocks: self.render(&report, out),
            state: State {
                // Our own writing is no change.
                content: if done.fixed > 0 {
                    digest(checked.note.text.as_bytes())
                } else {
                    content
                },
                stamp: stamp.filter(|_| done.fixed == 0),
                configuration: before.configuration,
                lines: lines(RenderOptions::default()),
                colored: self.colored.map(lines),
                ..State::default()
            },
            ..News::default()
        };
        news.take(input, done, self.checker);
        news
    }

    fn render(&self, report: &NoteReport<'_>, out: &mut Vec<u8>) -> Vec<Vec<u8>> {
        match self.wanted {
            Wanted::Lines => {}
            Wanted::Events => report::event_lines("diagnostic", report, out),
            Wanted::Full(options) => Renderer::new(Format::Full, *options).note(report, out),
            Wanted::Blocks(options, most) => {
                let renderer = Renderer::new(Format::Full, *options);
                let block = |found| {
                    let mut block = Vec::new();
                    renderer.finding(report, found, &mut block);
                    block
                };
                return report.checked.diagnostics.iter().take(*most).map(block).collect();
            }
        }
        Vec::new()
    }
}

impl News {
    fn take(&mut self, input: &Input, done: NoteDone, checker: &Checker) {
        self.notice = done.notice;
        self.fixed = done.fixed;
        self.overtaken = done.overtaken;
        self.state.fails = done.fails;
        self.state.summary = done.summary;
        self.state.summary.per_rule = Vec::new();
        let previous = done.previous.map(|path| checker.resolver.absolute(&path));
        self.state.previous = previous.map(|path| (path, done.previous_digest));
        // That a file changed while it was mended is no failure of a watch: it is looked at again.
        let overtaken = done.overtaken;
        self.state.failures = done
            .failures
            .iter()
            .filter(|error| !(overtaken && error.path == input.path))
            .map(run_error)
            .collect();
    }
}

fn failed(error: &FileError, before: Before, stamp: Option<Stamp>) -> Look {
    let content = digest(error.message.as_bytes());
    if before.content == Some(content) {
        return Look::Same(stamp);
    }
    Look::News(Box::new(News {
        state: State {
            content,
            configuration: before.configuration,
            stamp: None,
            failures: vec![run_error(error)],
            ..State::default()
        },
        ..News::default()
    }))
}

/// An error of a file as an error of the run.
pub fn run_error(error: &FileError) -> RunError {
    RunError {
        path: error.path.to_string_lossy().into_owned(),
        message: error.message.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_trusted_only_of_a_file_that_had_rested() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "one").unwrap();
        let fresh = Stamp::of(&path).unwrap();
        assert!(
            !fresh.is_still(&Stamp::of(&path).unwrap()),
            "it may change within the same tick"
        );
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
        let rested = Stamp::of(&path).unwrap();
        assert!(rested.is_still(&Stamp::of(&path).unwrap()));
        fs::write(&path, "two").unwrap();
        assert!(!rested.is_still(&Stamp::of(&path).unwrap()));
        assert_eq!(Stamp::of(&folder.path().join("b.md")), None);
    }
}
