//! What the watch knows and does, without clock and without events: it is told where something happened and when to
//! look.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::depends::{Depends, Given};
use super::folders::{Folders, decides_on_notes};
use super::noise::is_noise;
use super::note::{Before, Look, Looking, News, Note, Stamp, run_error};
use super::output::{Output, OutputFile, Pass};
use super::tree::{GRACE, Key, Scanned, Tree, with_ancestors};
use crate::files::{self, Configured, FileError, Filter, Previous};
use crate::report::{RenderOptions, RunError, RunSummary};

/// How many times folders are looked through until no new one turns up on the way.
const SCANS: usize = 8;

/// The notes, and what is to be done.
pub struct Engine {
    depends: Depends,
    tree: Tree,
    folders: Option<Folders>,
    jobs: Option<NonZeroUsize>,
    colored: Option<RenderOptions>,
    /// How long a note must have rested, where only its time tells.
    rest: Duration,
    todo: Todo,
    /// Notes that are not there, since when.
    absent: BTreeMap<Key, Instant>,
    /// The errors of the last pass.
    errors: Vec<RunError>,
    /// The folders of the notes that others name as earlier ones.
    earlier: BTreeSet<PathBuf>,
    /// Why the system no longer watches.
    unwatched: Option<String>,
    file: Option<OutputFile>,
    passes: usize,
}

/// How an engine works.
#[derive(Debug)]
pub struct How {
    /// How many notes to check at once.
    pub jobs: Option<NonZeroUsize>,
    /// How findings on a line look in colour, if colour is wanted.
    pub colored: Option<RenderOptions>,
    /// How long a note must have rested, where only its time tells.
    pub rest: Duration,
    /// A file to hold all findings.
    pub file: Option<OutputFile>,
}

/// What happened since the last look.
#[derive(Debug, Default)]
struct Todo {
    /// Look at these notes.
    notes: BTreeSet<Key>,
    /// Check these anew, even if they are the same.
    anew: BTreeSet<Key>,
    /// Look for notes under these names of folders.
    within: BTreeMap<PathBuf, HashSet<OsString>>,
    /// Look for notes everywhere.
    scan: bool,
    /// Read the configuration again.
    configuration: bool,
    /// Look at everything that is not surely the same.
    all: bool,
    /// A folder of earlier notes may be another one.
    earlier: bool,
    /// Do not wait for something to happen.
    soon: bool,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("todo", &self.todo)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine that has looked at nothing yet. With `folders` it has the system watch; without, somebody must tell
    /// it to [look at everything](Engine::anything_changed) now and then.
    ///
    /// # Errors
    /// What the run as a whole needs cannot be used.
    pub fn new(given: Given, tree: Tree, folders: Option<Folders>, how: How) -> Result<Self, String> {
        Ok(Self {
            depends: Depends::read(given)?,
            tree,
            folders,
            jobs: how.jobs,
            colored: how.colored,
            rest: how.rest,
            todo: Todo {
                scan: true,
                ..Todo::default()
            },
            absent: BTreeMap::new(),
            errors: Vec::new(),
            earlier: BTreeSet::new(),
            unwatched: None,
            file: how.file,
            passes: 0,
        })
    }

    /// Something happened at `path`, as the system names it. Returns whether that is of any interest.
    pub fn changed(&mut self, path: &Path) -> bool {
        let paths = match &self.folders {
            Some(folders) => folders.named(path),
            None => vec![path.to_owned()],
        };
        // All of them: each may concern another note.
        paths.iter().filter(|path| self.changed_at(path)).count() > 0
    }

    fn changed_at(&mut self, path: &Path) -> bool {
        let known = self.tree.at(path).to_vec();
        let mut concerned = !known.is_empty();
        self.todo.notes.extend(known);
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return concerned;
        };
        if is_noise(name) {
            return concerned;
        }
        let is_note = concerned;
        let tree = &self.tree;
        for (key, note) in &tree.notes {
            let Some((previous, _)) = note.previous() else { continue };
            if previous.starts_with(path) {
                self.todo.earlier |= previous != path;
                self.todo.notes.insert(key.clone());
                concerned = true;
            }
        }
        let above_notes = |folder: &Path| tree.entered(folder) || tree.is_argument(folder);
        if self.depends.concerns(path, above_notes) {
            self.todo.configuration = true;
            concerned = true;
        }
        let scan = if !is_note && above_notes(path) {
            // A folder of notes, or one above them: it may be another one now, with other notes under the same names.
            let below = tree.notes.iter().filter(|(_, note)| note.absolute.starts_with(path));
            self.todo.notes.extend(below.map(|(key, _)| key.clone()));
            true
        } else if tree.entered(parent) {
            let decides = decides_on_notes(name);
            if !decides && !is_note && (path.is_dir() || self.filter().is_note(path)) {
                let within = self.todo.within.entry(parent.to_owned()).or_default();
                within.insert(name.to_owned());
                concerned = true;
            }
            decides
        } else {
            decides_on_notes(name) && tree.is_argument(parent) || !is_note && tree.pattern_folders().contains(parent)
        };
        if let Some(folders) = self.folders.as_mut().filter(|_| concerned || scan) {
            folders.distrust(path);
        }
        self.todo.scan |= scan;
        concerned || scan
    }

    /// Why the system no longer watches, told once: from then on somebody must tell the engine to
    /// [look at everything](Engine::anything_changed) now and then.
    pub fn has_stopped_watching(&mut self) -> Option<String> {
        self.unwatched.take()
    }

    /// Something may have happened anywhere: events were lost, or there are none.
    pub fn anything_changed(&mut self) {
        self.todo.scan = true;
        self.todo.all = true;
    }

    /// When to look even if nothing happens: what is missing must be back by then.
    pub fn next_look(&self, now: Instant) -> Option<Instant> {
        let absent = self.absent.values().map(|since| *since + GRACE).min();
        let soon = (self.todo.soon || !self.todo.anew.is_empty()).then_some(now);
        [soon, absent, self.tree.next_loss(&self.errors)]
            .into_iter()
            .flatten()
            .min()
    }

    fn filter(&self) -> Arc<dyn Filter> {
        Arc::new(Configured(Arc::clone(&self.depends.checker.resolver)))
    }

    /// Look at what happened. If there is anything new, a pass is told to `output`, and its sums are returned.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn pass(&mut self, now: Instant, output: &mut dyn Output) -> io::Result<Option<Pass>> {
        let began = Instant::now();
        let first = self.passes == 0;
        let todo = self.gather(now);
        let mut telling = Telling::new(self.passes + 1, output);
        if first {
            telling.begin()?;
        }
        for note in &todo.dropped {
            telling.gone(note)?;
        }
        self.look(&todo.looks, now, &mut telling)?;
        if first {
            self.tree.no_grace(now);
        }
        let errors = self.errors_now(now);
        let told = errors != self.errors;
        if !telling.begun && !told {
            return Ok(None);
        }
        telling.begin()?;
        self.passes += 1;
        let mut summary = RunSummary::default();
        let mut fails = false;
        for state in self.tree.notes.values().filter_map(|note| note.state.as_ref()) {
            summary.merge(state.summary.clone());
            fails |= state.fails;
        }
        let mut new_errors: Vec<RunError> = errors
            .iter()
            .filter(|error| !self.errors.contains(error))
            .cloned()
            .collect();
        self.errors.clone_from(&errors);
        summary.run_errors = errors;
        if let Some(error) = self.write_file() {
            new_errors.push(error.clone());
            summary.run_errors.push(error);
        }
        if summary.notes == 0 && first {
            telling.notices.extend(self.tree.why_empty(&self.filter()));
        }
        let pass = Pass {
            number: self.passes,
            status: match (summary.run_errors.is_empty(), fails) {
                (false, _) => 2,
                (true, true) => 1,
                (true, false) => 0,
            },
            summary,
            new_errors,
            notices: telling.notices,
            changed: telling.changed,
            fixed: telling.fixed,
            took: began.elapsed(),
        };
        output.end(&pass, &mut self.tree.notes.values())?;
        Ok(Some(pass))
    }

    fn write_file(&self) -> Option<RunError> {
        let file = self.file.as_ref()?;
        let error = file.write(self.tree.notes.values()).err()?;
        let message = files::write_error_message(&error);
        Some(run_error(&FileError::new(file.path(), message)))
    }

    /// What is to be looked at, after the configuration and the folders have been looked at.
    fn gather(&mut self, now: Instant) -> Gathered {
        let mut todo = std::mem::take(&mut self.todo);
        let mut gathered = Gathered::default();
        if todo.all && self.depends.is_stale(&self.note_folders()) || self.depends.is_another_day() {
            todo.configuration = true;
        }
        // Notes whose earlier note lies in a folder that is not watched yet.
        self.watch_folders_of_earlier_notes(todo.earlier);
        if todo.scan || todo.configuration {
            for _ in 0..SCANS {
                if todo.configuration {
                    let folders = self.note_folders();
                    self.depends.read_again(&folders);
                }
                let scanned = self.tree.scan(&self.filter(), now);
                let resolver = Arc::clone(&self.depends.checker.resolver);
                self.depends.note_sources(&resolver, &self.note_folders());
                gathered.scanned(scanned);
                if !self.watch_folders() {
                    break;
                }
            }
        } else {
            for (folder, names) in todo.within {
                for _ in 0..SCANS {
                    let scanned = self.tree.scan_within(&folder, names.clone(), &self.filter(), now);
                    let changed = scanned.folders_changed;
                    gathered.scanned(scanned);
                    if !changed || !self.watch_folders() {
                        break;
                    }
                }
            }
        }
        gathered.looks.extend(todo.notes.into_iter().map(|key| (key, false)));
        if todo.configuration {
            // What is checked with another configuration than it was is checked anew.
            for (key, note) in &self.tree.notes {
                let now = self.depends.digest(&note.absolute);
                if note.state.as_ref().is_some_and(|state| state.configuration != now) {
                    gathered.looks.insert(key.clone(), true);
                }
            }
        }
        if todo.all {
            for (key, note) in &self.tree.notes {
                if !note.is_surely_the_same() {
                    gathered.looks.entry(key.clone()).or_insert(false);
                }
            }
        }
        let notes = &self.tree.notes;
        self.absent.retain(|key, _| notes.contains_key(key));
        let due = self.absent.iter().filter(|(_, since)| **since + GRACE <= now);
        for (key, _) in due {
            gathered.looks.entry(key.clone()).or_insert(false);
        }
        for key in todo.anew {
            gathered.looks.insert(key, true);
        }
        if self.folders.is_none() && self.passes > 0 {
            // Nobody tells when a writer is done: what was written just now is left to the next look at everything.
            let (notes, rest) = (&self.tree.notes, self.rest);
            let is_busy = |key: &Key| {
                notes
                    .get(key)
                    .is_some_and(|note| was_written_within(&note.absolute, rest))
            };
            gathered.looks.retain(|key, anew| *anew || !is_busy(key));
        }
        gathered
    }

    /// The folders in which notes stand, or may.
    fn note_folders(&self) -> BTreeSet<PathBuf> {
        let parents = self.tree.notes.values().filter_map(|note| note.absolute.parent());
        parents.map(Path::to_owned).chain(self.tree.folders()).collect()
    }

    /// Have the system watch what must be watched. Returns whether a folder of notes is watched that was not.
    fn watch_folders(&mut self) -> bool {
        let Some(folders) = &mut self.folders else { return false };
        let mut wanted = self.tree.folders();
        wanted.extend(self.depends.watched_folders());
        wanted.extend(self.earlier.iter().cloned());
        match folders.set(&with_ancestors(wanted)) {
            Ok(new) => new,
            Err(why) => {
                self.folders = None;
                self.unwatched = Some(why);
                false
            }
        }
    }

    /// Watch the folders of the notes that others name as earlier ones, if these have changed.
    fn watch_folders_of_earlier_notes(&mut self, anyway: bool) -> bool {
        let previous = self.tree.notes.values().filter_map(Note::previous);
        let folders: BTreeSet<PathBuf> = previous
            .filter_map(|(path, _)| path.parent().map(Path::to_owned))
            .collect();
        let new = anyway || folders != self.earlier;
        self.earlier = folders;
        new && self.watch_folders()
    }

    fn errors_now(&self, now: Instant) -> Vec<RunError> {
        let plain = |message: &String| RunError {
            path: String::new(),
            message: message.clone(),
        };
        let mut errors: Vec<RunError> = self.depends.broken.iter().map(plain).collect();
        errors.extend(self.tree.errors(now).map(run_error));
        let states = self.tree.notes.values().filter_map(|note| note.state.as_ref());
        for error in states.flat_map(|state| &state.failures) {
            // A configuration that holds for 500 notes is broken once.
            if !errors.contains(error) {
                errors.push(error.clone());
            }
        }
        errors
    }

    /// Look at notes; the flag says whether to check even what is the same.
    fn look(&mut self, looks: &BTreeMap<Key, bool>, now: Instant, telling: &mut Telling<'_>) -> io::Result<()> {
        let mut keys = Vec::new();
        let mut before: HashMap<PathBuf, Before> = HashMap::new();
        for (key, anew) in looks {
            let Some(note) = self.tree.notes.get(key) else { continue };
            let content = note.state.as_ref().map(|state| state.content);
            let is_other = *anew || note.previous_changed();
            let before_it = Before {
                content: content.filter(|_| !is_other),
                configuration: self.depends.digest(&note.absolute),
            };
            before.insert(note.input.path.clone(), before_it);
            keys.push(key.clone());
        }
        if keys.is_empty() {
            return Ok(());
        }
        let wanted = telling.output.wanted();
        let looking = Looking {
            checker: &self.depends.checker,
            wanted: &wanted,
            colored: self.colored,
        };
        let inputs: Vec<_> = keys.iter().map(|key| Ok(self.tree.notes[key].input.clone())).collect();
        let (mut looked, mut lost) = (keys.into_iter(), Vec::new());
        let (tree, absent, todo) = (&mut self.tree, &mut self.absent, &mut self.todo);
        files::run(
            inputs.into_iter(),
            self.jobs,
            |input, worker, out| Ok(looking.look(input, before[&input.path], worker, out)),
            |done| {
                let Some(key) = looked.next() else { return Ok(()) };
                let look = done.result.unwrap_or_else(|error| broke_down(&error));
                if !matches!(look, Look::Missing) {
                    absent.remove(&key);
                }
                match look {
                    Look::Same(stamp) => {
                        if let Some(state) = tree.notes.get_mut(&key).and_then(|note| note.state.as_mut()) {
                            state.stamp = stamp;
                        }
                    }
                    Look::Missing => {
                        let is_new = tree.notes.get(&key).is_none_or(|note| note.state.is_none());
                        let since = *absent.entry(key.clone()).or_insert(now);
                        if is_new || since + GRACE <= now {
                            absent.remove(&key);
                            let note = tree.remove(&key);
                            // One that was named is missed.
                            let named = note.as_ref().filter(|note| note.input.origin == files::Origin::Named);
                            if let Some(note) = named {
                                lost.push(note.input.path.clone());
                            }
                            if let Some(note) = note.filter(|_| !is_new) {
                                telling.gone(&note)?;
                            }
                        }
                    }
                    Look::News(news) => {
                        if news.overtaken {
                            todo.anew.insert(key.clone());
                        }
                        if let Some(note) = tree.notes.get_mut(&key) {
                            telling.news(note, *news, done.bytes)?;
                        }
                    }
                }
                Ok(())
            },
        )?;
        for path in lost {
            self.tree.miss(&path, now);
        }
        if self.watch_folders_of_earlier_notes(false) {
            // What happened there before it was watched is not known.
            let naming = self.tree.notes.iter().filter(|(_, note)| note.previous().is_some());
            self.todo.notes.extend(naming.map(|(key, _)| key.clone()));
            self.todo.soon = true;
        }
        Ok(())
    }
}

/// What a scan and the events say is to be done.
#[derive(Default)]
struct Gathered {
    /// Notes to look at, and whether to check even what is the same.
    looks: BTreeMap<Key, bool>,
    dropped: Vec<Note>,
}

impl Gathered {
    fn scanned(&mut self, scanned: Scanned) {
        self.looks.extend(scanned.look.into_iter().map(|key| (key, false)));
        self.dropped.extend(scanned.dropped);
    }
}

/// A pass being told, begun with the first news.
struct Telling<'a> {
    number: usize,
    output: &'a mut dyn Output,
    begun: bool,
    notices: Vec<String>,
    changed: Vec<PathBuf>,
    fixed: usize,
}

impl<'a> Telling<'a> {
    fn new(number: usize, output: &'a mut dyn Output) -> Self {
        Self {
            number,
            output,
            begun: false,
            notices: Vec::new(),
            changed: Vec::new(),
            fixed: 0,
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            self.output.begin(self.number)?;
        }
        Ok(())
    }

    fn gone(&mut self, note: &Note) -> io::Result<()> {
        self.begin()?;
        self.changed.push(note.input.path.clone());
        self.output.gone(note)
    }

    fn news(&mut self, note: &mut Note, news: News, rendered: &[u8]) -> io::Result<()> {
        self.begin()?;
        self.changed.push(note.input.path.clone());
        self.notices.extend(news.notice);
        self.fixed += news.fixed;
        let had = note
            .state
            .replace(news.state)
            .is_some_and(|before| before.summary.findings() > 0);
        self.output.note(note, had, rendered, news.blocks)
    }
}

impl Note {
    /// The earlier note that it names (absolute), and the digest of what it was compared with.
    fn previous(&self) -> Option<(&Path, Option<u64>)> {
        let (path, digest) = self.state.as_ref()?.previous.as_ref()?;
        Some((path, *digest))
    }

    fn previous_changed(&self) -> bool {
        self.previous().is_some_and(|(path, before)| {
            let now = Previous::named(path).ok().map(|previous| previous.digest());
            now != before
        })
    }

    fn is_surely_the_same(&self) -> bool {
        let stamps = self.state.as_ref().and_then(|state| state.stamp);
        let same = stamps.is_some_and(|before| Stamp::of(&self.input.path).is_some_and(|now| before.is_still(&now)));
        same && self.previous().is_none()
    }
}

/// Whether a file was written so short a time ago. Where the clocks of two machines differ, it counts as at rest.
fn was_written_within(path: &Path, rest: Duration) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age < rest))
}

/// The program failed on a note: as `check` says it.
fn broke_down(error: &FileError) -> Look {
    let mut news = News::default();
    news.state.failures.push(run_error(error));
    Look::News(Box::new(news))
}
