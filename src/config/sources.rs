//! What a configuration was read from: a front that keeps running must know when to read it again.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::{Path, PathBuf};

/// The files and folders that the configuration of a note was read from, and a digest of what stood there.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
    digest: DefaultHasher,
}

impl Sources {
    /// A file with what was read from it; nothing if it could not be.
    pub(super) fn file(&mut self, path: &Path, read: Option<&[u8]>) {
        (path, read).hash(&mut self.digest);
        if !self.files.contains(path) {
            self.files.insert(path.to_owned());
        }
    }

    /// A folder that was listed, there or not.
    pub(super) fn folder(&mut self, path: &Path) {
        path.hash(&mut self.digest);
        if !self.folders.contains(path) {
            self.folders.insert(path.to_owned());
        }
    }

    /// Something that was found.
    pub(super) fn found(&mut self, what: &impl Hash) {
        what.hash(&mut self.digest);
    }

    /// The files (absolute), whether they were there or not.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path)
    }

    /// The folders of grammars and of dot phrases (absolute), whether they were there or not.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(PathBuf::as_path)
    }

    /// Equal for two configurations that were read from the same files with the same contents.
    pub fn digest(&self) -> u64 {
        self.digest.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::config::{Overrides, Resolver};

    #[test]
    fn every_file_that_a_configuration_is_read_from_is_known_and_counts() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for inner in ["school/kinds", "phrases", "a/b"] {
            fs::create_dir_all(root.join(inner)).unwrap();
        }
        let kind = "[[kind]]\nid = \"round\"\ntitle = \"Round\"\nrequired = [\"hpi\"]\n";
        fs::write(root.join("school/kinds/round.toml"), kind).unwrap();
        fs::write(root.join("base.toml"), "grammars = [\"school\"]\n").unwrap();
        fs::write(root.join("preceptor.toml"), "extend = \"base.toml\"\n").unwrap();
        let sources = || {
            let resolver = Resolver::new(root, Overrides::default()).unwrap();
            resolver.sources(&root.join("a/b/note.md"))
        };
        let first = sources();
        let files: Vec<_> = first.files().map(|file| file.strip_prefix(root).unwrap()).collect();
        let names = ["base.toml", "preceptor.toml", "school/kinds/round.toml"];
        assert_eq!(files, names.map(std::path::Path::new));
        let folders: Vec<_> = first.folders().map(|file| file.strip_prefix(root).unwrap()).collect();
        assert_eq!(folders, ["phrases", "school"].map(std::path::Path::new));
        assert_eq!(sources().digest(), first.digest());

        let mut seen = vec![first.digest()];
        let mut differs = |what: &str| {
            let digest = sources().digest();
            assert!(!seen.contains(&digest), "{what}");
            seen.push(digest);
        };
        fs::write(root.join("base.toml"), "grammars = [\"school\"]\npreview = true\n").unwrap();
        differs("an extended file");
        fs::write(root.join("school/kinds/round.toml"), kind.replace("Round", "Rounds")).unwrap();
        differs("a grammar");
        fs::write(root.join("phrases/normalknee.md"), "Knee: normal.\n").unwrap();
        differs("a phrase");
        fs::write(root.join("preceptor.toml"), "extend = base\n").unwrap();
        differs("a broken file");
        fs::write(root.join("a/preceptor.toml"), "").unwrap();
        differs("a nearer file");
        fs::write(root.join("a/.preceptor.toml"), "").unwrap();
        differs("two files where there may be one");
        let both = sources();
        assert_eq!(both.files().count(), 2);
    }
}
