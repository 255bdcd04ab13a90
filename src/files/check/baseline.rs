//! `--baseline` and `--write-baseline`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::count;
use crate::config::{Resolver, read_text_bounded, reason};
use crate::files::{AtomicFile, FileError, lexical, write_error_message};
use crate::lint::Checked;
use crate::lint::baseline::Baseline;
use crate::report::RunSummary;

/// The baseline that is read, the one that is written, or neither. Shared by the workers.
#[derive(Debug)]
pub struct Baselines {
    read: Option<Reading>,
    write: Option<Writing>,
    cwd: PathBuf,
}

#[derive(Debug)]
struct Reading {
    baseline: Baseline,
    path: PathBuf,
    /// Paths in the baseline are relative to its folder, so that it holds wherever the run is started.
    folder: PathBuf,
    state: Mutex<Read>,
}

#[derive(Debug, Default)]
struct Read {
    gone: BTreeMap<String, usize>,
    met: BTreeSet<String>,
}

#[derive(Debug)]
struct Writing {
    path: PathBuf,
    folder: PathBuf,
    baseline: Mutex<Baseline>,
}

impl Baselines {
    /// The baseline to `read`, unless there is one to `write`. Relative paths are those of the resolver's run.
    ///
    /// # Errors
    /// The file to read is not there, or no baseline.
    pub fn open(resolver: &Resolver, read: Option<&Path>, write: Option<&Path>) -> Result<Self, FileError> {
        let folder_of = |path: &Path| resolver.absolute(path).parent().map(Path::to_owned).unwrap_or_default();
        let read = read.filter(|_| write.is_none()).map(|path| {
            let fail = |what: String| FileError::new(path, what);
            let text = read_text_bounded(path).map_err(|error| {
                fail(format!(
                    "the baseline cannot be read: {}; write one with --write-baseline",
                    reason(&error)
                ))
            })?;
            Ok(Reading {
                baseline: Baseline::parse(&text).map_err(|error| fail(error.to_string()))?,
                path: path.to_owned(),
                folder: folder_of(path),
                state: Mutex::default(),
            })
        });
        Ok(Self {
            read: read.transpose()?,
            write: write.map(|path| Writing {
                path: path.to_owned(),
                folder: folder_of(path),
                baseline: Mutex::default(),
            }),
            cwd: resolver.absolute(Path::new(".")),
        })
    }

    /// Hide what is known, or record what was found. Returns how many findings are hidden.
    pub fn apply(&self, path: &Path, checked: &mut Checked) -> usize {
        let mut hidden = 0;
        if let Some(read) = &self.read {
            let key = self.key(path, &read.folder);
            let filtered = read.baseline.filter(&key, checked);
            let mut state = read.state.lock().unwrap_or_else(PoisonError::into_inner);
            hidden = filtered.hidden;
            for (code, count) in filtered.gone {
                *state.gone.entry(code).or_default() += count;
            }
            state.met.insert(key);
        }
        if let Some(write) = &self.write {
            let key = self.key(path, &write.folder);
            write
                .baseline
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .record(&key, checked);
        }
        hidden
    }

    /// At the end of the run: write the new baseline. Returns what there is to tell: that it was written, or where the
    /// one that was read has become looser than the notes.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(self, summary: &RunSummary) -> Result<Option<String>, FileError> {
        let looser = self.read.and_then(Reading::looser);
        let Some(write) = self.write else { return Ok(looser) };
        let text = write
            .baseline
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .write();
        let written = AtomicFile::create(&write.path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.commit()
        });
        written.map_err(|error| FileError::new(&write.path, write_error_message(&error)))?;
        let name = write.path.display();
        Ok(Some(format!(
            "{name}: wrote {} of {}; hide them with --baseline {name}",
            count(summary.findings(), "finding"),
            count(summary.notes, "note")
        )))
    }

    /// The path of a note as the baseline in `folder` has it.
    fn key(&self, path: &Path, folder: &Path) -> String {
        let absolute = lexical(&self.cwd, path);
        absolute
            .strip_prefix(folder)
            .unwrap_or(&absolute)
            .to_string_lossy()
            .into_owned()
    }
}

impl Reading {
    fn looser(self) -> Option<String> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut parts: Vec<String> = state
            .gone
            .iter()
            .map(|(code, count)| format!("{count} of {code}"))
            .collect();
        let mut total: usize = state.gone.values().sum();
        // A note that was not part of this run may still be there; one that is gone has no findings.
        let lost: Vec<&str> = self
            .baseline
            .paths()
            .filter(|path| !state.met.contains(*path) && !self.folder.join(path).exists())
            .collect();
        if !lost.is_empty() {
            let findings: usize = lost.iter().map(|path| self.baseline.count(path)).sum();
            total += findings;
            parts.push(format!("{findings} of {} no longer there", count(lost.len(), "note")));
        }
        let name = self.path.display();
        (total > 0).then(|| {
            format!(
                "{name} has become looser than the notes: {} in it no longer found ({}); write it anew with \
                 --write-baseline {name}",
                count(total, "finding"),
                parts.join(", ")
            )
        })
    }
}
