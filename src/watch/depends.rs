//! What a check depends on besides the note: configuration, grammars, phrases, the baseline, the earlier note, the day.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::note::{Stamp, digest};
use crate::config::{ConfigError, FILE_NAMES, Overrides, Resolver, read_bounded};
use crate::files::check::{Baselines, Checker, Mending};
use crate::files::import::ImportOptions;
use crate::files::{self, FileError, Previous};
use crate::lint::Date;

/// What the command line says of all this.
#[derive(Debug, Clone)]
pub struct Given {
    /// The folder of the run.
    pub cwd: PathBuf,
    /// What holds above every configuration file. The clock is set anew each time.
    pub overrides: Overrides,
    /// Today, by the clock.
    pub clock: fn() -> Option<Date>,
    /// `--fix`.
    pub mending: Mending,
    /// `--previous`.
    pub previous: Option<PathBuf>,
}

/// All of it as it was last read, ready to check with.
#[derive(Debug)]
pub struct Depends {
    given: Given,
    /// To check with.
    pub checker: Checker,
    clock: Option<Date>,
    /// Of what is the same for all notes: the baseline, the earlier note, the day.
    common: u64,
    /// What was read, whether it could be used or not.
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
    stamps: Vec<(PathBuf, Option<Stamp>)>,
    /// Why what was read last is not in force.
    pub broken: Vec<String>,
}

/// The sub-folders of a grammar folder.
const GRAMMAR_FOLDERS: [&str; 3] = ["kinds", "lexicons", "specialties"];

impl Depends {
    /// Read it all for the first time.
    ///
    /// # Errors
    /// What the run as a whole needs cannot be used: its configuration, the baseline, the earlier note.
    pub fn read(given: Given) -> Result<Self, String> {
        let clock = (given.clock)();
        let resolver = resolver(&given, clock).map_err(|error| error.to_string())?;
        resolver.for_run().map_err(|error| error.to_string())?;
        let (baselines, previous, common) = common(&given, &resolver, clock).map_err(|error| error.to_string())?;
        Ok(Self {
            checker: Checker {
                resolver,
                mending: given.mending,
                baselines,
                previous,
                import: ImportOptions::default(),
            },
            given,
            clock,
            common,
            files: BTreeSet::new(),
            folders: BTreeSet::new(),
            stamps: Vec::new(),
            broken: Vec::new(),
        })
    }

    /// Whether it is another day than when it was read.
    pub fn is_another_day(&self) -> bool {
        (self.given.clock)() != self.clock
    }

    /// Read it again. `folders` are those in which notes stand. What cannot be used is told in `broken`, and what was
    /// in force before stays.
    pub fn read_again(&mut self, folders: &BTreeSet<PathBuf>) {
        self.broken.clear();
        let clock = (self.given.clock)();
        let resolver = match resolver(&self.given, clock) {
            Ok(resolver) => resolver,
            Err(error) => return self.keep(&error.to_string()),
        };
        self.note_sources(&resolver, folders);
        // What could be used before must be usable still; a folder whose configuration never was has its own error.
        let broken = folders.iter().chain([&self.given.cwd]).find_map(|folder| {
            let inside = folder.join("-");
            let error = resolver.for_path(&inside).err()?;
            self.checker.resolver.for_path(&inside).ok().map(|_| error)
        });
        if let Some(error) = broken {
            return self.keep(&error.to_string());
        }
        match common(&self.given, &resolver, clock) {
            Ok((baselines, previous, common)) => {
                self.checker.baselines = baselines;
                self.checker.previous = previous;
                self.common = common;
                self.clock = clock;
                self.checker.resolver = resolver;
            }
            Err(error) => self.keep(&error.to_string()),
        }
    }

    fn keep(&mut self, why: &str) {
        let message = format!("{why}; what held before still holds, until this is mended");
        if !self.broken.contains(&message) {
            self.broken.push(message);
        }
    }

    /// Remember what the configuration of the notes in these folders is read from.
    pub fn note_sources(&mut self, resolver: &Resolver, folders: &BTreeSet<PathBuf>) {
        // While something is broken, what it was read from counts as well as what still holds.
        if self.broken.is_empty() {
            self.files.clear();
            self.folders.clear();
        }
        for folder in folders.iter().chain([&self.given.cwd]) {
            let sources = resolver.sources(&folder.join("-"));
            self.files.extend(sources.files().map(Path::to_owned));
            self.folders.extend(sources.folders().map(Path::to_owned));
        }
        self.files.extend(self.given.overrides.fallback.clone());
        let baseline = resolver.for_run().ok().and_then(|resolved| resolved.baseline.clone());
        for named in [baseline.as_ref(), self.given.previous.as_ref()].into_iter().flatten() {
            self.files.insert(files::lexical(&self.given.cwd, named));
        }
        self.stamps = self.stamps_now(folders);
    }

    /// Of the configuration that the note at `path` (absolute) is checked with.
    pub fn digest(&self, path: &Path) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.checker.resolver.sources(path).digest(), self.common).hash(&mut hasher);
        hasher.finish()
    }

    /// Whether a change at `path` (absolute) may change what holds. `above` says whether notes stand below a folder.
    pub fn concerns(&self, path: &Path, above: impl Fn(&Path) -> bool) -> bool {
        let is_configuration = path
            .file_name()
            .is_some_and(|name| FILE_NAMES.iter().any(|known| name == *known));
        if is_configuration && path.parent().is_some_and(above) || self.files.contains(path) {
            return true;
        }
        let is_part = |folder: &PathBuf| path.starts_with(folder) && (is_data(path.extension()) || path.is_dir());
        self.folders.iter().any(is_part) || self.leads_to(path)
    }

    /// Whether a path (absolute) is a folder in which something stands that it depends on, or should.
    pub fn leads_to(&self, path: &Path) -> bool {
        self.files
            .iter()
            .chain(&self.folders)
            .any(|known| known.starts_with(path))
    }

    /// Whether something may have changed, asking the file system.
    pub fn is_stale(&self, folders: &BTreeSet<PathBuf>) -> bool {
        let now = self.stamps_now(folders);
        now.len() != self.stamps.len()
            || now.iter().zip(&self.stamps).any(|((path, now), (known, before))| {
                path != known
                    || match (before, now) {
                        (Some(before), Some(now)) => !before.is_still(now),
                        (before, now) => before.is_some() != now.is_some(),
                    }
            })
    }

    fn stamps_now(&self, folders: &BTreeSet<PathBuf>) -> Vec<(PathBuf, Option<Stamp>)> {
        let mut paths: BTreeSet<PathBuf> = self.files.clone();
        for folder in &self.folders {
            paths.insert(folder.clone());
            paths.extend(GRAMMAR_FOLDERS.map(|name| folder.join(name)));
        }
        for folder in folders {
            for above in folder.ancestors() {
                if !paths.insert(above.join(FILE_NAMES[0])) {
                    break;
                }
                paths.insert(above.join(FILE_NAMES[1]));
            }
        }
        let stamped = |path: PathBuf| {
            let stamp = Stamp::of(&path);
            (path, stamp)
        };
        paths.into_iter().map(stamped).collect()
    }

    /// The folders (absolute) that must be watched to see what it depends on change.
    pub fn watched_folders(&self) -> BTreeSet<PathBuf> {
        let mut wanted: BTreeSet<PathBuf> = self
            .files
            .iter()
            .filter_map(|file| file.parent())
            .map(Path::to_owned)
            .collect();
        for folder in &self.folders {
            wanted.insert(folder.clone());
            let inner = GRAMMAR_FOLDERS.map(|name| folder.join(name));
            wanted.extend(inner.into_iter().filter(|folder| folder.is_dir()));
        }
        wanted
    }
}

/// What grammars and phrases are written in.
fn is_data(extension: Option<&OsStr>) -> bool {
    extension.is_some_and(|extension| extension == "toml" || extension == "md")
}

fn resolver(given: &Given, clock: Option<Date>) -> Result<Arc<Resolver>, ConfigError> {
    let overrides = Overrides {
        clock,
        ..given.overrides.clone()
    };
    Resolver::new(&given.cwd, overrides).map(Arc::new)
}

/// The baseline and the earlier note of the run, and a digest of both and of the day.
fn common(
    given: &Given,
    resolver: &Resolver,
    clock: Option<Date>,
) -> Result<(Baselines, Option<Previous>, u64), FileError> {
    let baseline = resolver.for_run().ok().and_then(|resolved| resolved.baseline.clone());
    let baselines = Baselines::open(resolver, baseline.as_deref(), None)?;
    let previous = given.previous.as_deref().map(Previous::named).transpose()?;
    let mut hasher = DefaultHasher::new();
    let bytes = baseline.as_ref().and_then(|path| read_bounded(path).ok());
    (&baseline, bytes.as_deref().map(digest)).hash(&mut hasher);
    previous.as_ref().map(Previous::digest).hash(&mut hasher);
    format!("{clock:?}").hash(&mut hasher);
    Ok((baselines, previous, hasher.finish()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn depends(root: &Path) -> Depends {
        let given = Given {
            cwd: root.to_owned(),
            overrides: Overrides {
                fallback: Some(root.join("home/preceptor.toml")),
                ..Overrides::default()
            },
            clock: || None,
            mending: Mending::None,
            previous: None,
        };
        Depends::read(given).unwrap()
    }

    #[test]
    fn a_change_concerns_what_is_built_on_it_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for inner in ["school/kinds", "ward/a", "ward/b", "home"] {
            fs::create_dir_all(root.join(inner)).unwrap();
        }
        fs::write(
            root.join("school/kinds/round.toml"),
            "[[kind]]\nid = \"round\"\ntitle = \"Round\"\npurpose = \"The round.\"\n",
        )
        .unwrap();
        fs::write(root.join("base.toml"), "grammars = [\"school\"]\n").unwrap();
        fs::write(root.join("ward/a/preceptor.toml"), "extend = \"../../base.toml\"\n").unwrap();
        let mut depends = depends(root);
        let folders: BTreeSet<PathBuf> = ["ward/a", "ward/b"].map(|name| root.join(name)).into();
        depends.read_again(&folders);
        assert!(depends.broken.is_empty(), "{:?}", depends.broken);

        let above = |folder: &Path| folders.iter().any(|known| known.starts_with(folder));
        for path in [
            "base.toml",
            "ward/a/preceptor.toml",
            "ward/b/preceptor.toml",
            "ward/.preceptor.toml",
            "home/preceptor.toml",
            "school/kinds/round.toml",
            "school/sections.toml",
            "school/kinds",
            "home/phrases/normalknee.md",
        ] {
            assert!(depends.concerns(&root.join(path), above), "{path}");
        }
        for path in [
            "other.toml",
            "elsewhere/preceptor.toml",
            "ward/a/note.md",
            "school/photo.png",
        ] {
            assert!(!depends.concerns(&root.join(path), above), "{path}");
        }
        let watched = depends.watched_folders();
        for path in ["", "ward/a", "school", "school/kinds", "home", "home/phrases"] {
            assert!(watched.contains(&root.join(path)), "{path} in {watched:?}");
        }

        // Only what stands under a changed file has another digest.
        let digests = |depends: &Depends| ["ward/a/x.md", "ward/b/x.md"].map(|path| depends.digest(&root.join(path)));
        let before = digests(&depends);
        fs::write(root.join("base.toml"), "grammars = [\"school\"]\npreview = true\n").unwrap();
        assert!(depends.is_stale(&folders));
        depends.read_again(&folders);
        let after = digests(&depends);
        assert!(after[0] != before[0] && after[1] == before[1]);

        // Broken, it says so and the last state holds.
        fs::write(root.join("base.toml"), "grammars = \n").unwrap();
        depends.read_again(&folders);
        assert!(depends.broken[0].contains("base.toml"), "{:?}", depends.broken);
        assert_eq!(digests(&depends), after);
        fs::write(root.join("base.toml"), "").unwrap();
        depends.read_again(&folders);
        assert!(depends.broken.is_empty());
        assert_ne!(digests(&depends), after);
    }
}
