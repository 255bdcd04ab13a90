//! Results of notes that have not changed: what was printed of them, by a digest of everything it depends on.
//!
//! A [`Cache`] belongs to one run. It looks a note up by its [`NoteKey`], and takes in what was found in the notes that it
//! does not know; [`Cache::finish`] writes that down. It fails without a word: where a result cannot be read or written,
//! the note is checked. Nothing is locked: a pack is replaced as a whole, and of two runs that end at the same time one wins.
//!
//! What results depend on is listed in `docs/performance.md`.

mod folder;
mod pack;
mod program;
mod seal;
#[cfg(test)]
mod tests;

use std::fmt::Debug;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use pack::{Pack, Writer};

pub use folder::{MOST_BYTES, clean};
pub use pack::MOST_BYTES as MOST_BYTES_OF_PACK;
pub use seal::{Digest, Digester, NoteKey};

/// The results of one kind of run.
#[derive(Debug)]
pub struct Cache {
    root: PathBuf,
    /// What holds for all notes of the run, as text.
    run: String,
    opened: OnceLock<Option<Opened>>,
}

/// Opened with the first note: a run over few notes never gets here.
#[derive(Debug)]
struct Opened {
    folder: PathBuf,
    /// How the names of this program's packs begin.
    own: String,
    path: PathBuf,
    run: Digest,
    pack: Option<Pack>,
    new: Mutex<New>,
}

/// What was taken in.
#[derive(Debug)]
enum New {
    Nothing,
    Some(Box<Writer>),
    /// It cannot be written.
    Failed,
}

impl Cache {
    /// The results below the cache folder `root` of runs like this one: by the same program, with the same values of
    /// `depends`.
    pub fn new(root: impl Into<PathBuf>, depends: &impl Debug) -> Self {
        Self {
            root: root.into(),
            run: format!("{depends:?}"),
            opened: OnceLock::new(),
        }
    }

    /// A digest of program and run, which results depend on. `None` where there can be no cache.
    pub fn run(&self) -> Option<Digest> {
        self.opened().map(|opened| opened.run)
    }

    fn opened(&self) -> Option<&Opened> {
        let open = || {
            let program = program::digest()?;
            let mut digester = Digester::new("preceptor result cache: run");
            digester.digest(&program);
            let _ = digester.write_str(&self.run);
            let run = digester.finish();
            let folder = folder::of(&self.root);
            let own = format!("{:016x}-", program.short());
            let path = folder.join(format!("{own}{:016x}.pack", run.short()));
            Some(Opened {
                pack: Pack::open(&path).ok(),
                new: Mutex::new(New::Nothing),
                folder,
                own,
                path,
                run,
            })
        };
        self.opened.get_or_init(open).as_ref()
    }

    /// Append the result of a note to `out`. `false` where there is none; `out` is then as it was.
    pub fn look(&self, key: &NoteKey, out: &mut Vec<u8>) -> bool {
        let Some(pack) = self.opened().and_then(|opened| opened.pack.as_ref()) else {
            return false;
        };
        let start = out.len();
        let found = pack.read(&key.name, out) && key.open_in_place(out, start);
        if !found {
            out.truncate(start);
        }
        found
    }

    /// Take in the result of a note.
    pub fn keep(&self, key: &NoteKey, mut result: Vec<u8>) {
        let Some(opened) = self.opened() else { return };
        let tag = key.seal(&mut result);
        let used = opened.pack.as_ref().map_or(0, Pack::used_bytes);
        let mut new = opened.new.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*new, New::Nothing) {
            let writer = folder::prepare(&opened.folder).and_then(|()| Writer::create(&opened.folder));
            *new = writer.map_or(New::Failed, |writer| New::Some(Box::new(writer)));
        }
        if let New::Some(writer) = &mut *new
            && writer.has_room(result.len() + tag.len(), used)
            && writer.add(key.name, [&result, &tag]).is_err()
        {
            *new = New::Failed;
        }
    }

    /// Write down what was taken in.
    pub fn finish(self) {
        let Some(opened) = self.opened.into_inner().flatten() else {
            return;
        };
        match opened.new.into_inner().unwrap_or_else(PoisonError::into_inner) {
            New::Nothing => {
                if let Some(pack) = opened.pack {
                    pack.touch(&opened.path);
                }
            }
            New::Some(mut writer) => {
                let kept = opened.pack.as_ref().map_or(Ok(()), |pack| writer.keep(pack));
                if kept.and_then(|()| writer.commit(&opened.path)).is_ok() {
                    folder::sweep(&opened.folder, &opened.own, MOST_BYTES);
                }
            }
            New::Failed => {}
        }
    }
}
