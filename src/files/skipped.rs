//! Why nothing was checked.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Filter;
use super::discover::{is_regular, walk_builder};

/// How many files below the folders of a run each filter dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Files with an extension that is none of a note's.
    pub extension: usize,
    /// Files and folders whose name starts with a dot.
    pub hidden: usize,
    /// Files and folders that `exclude` of the configuration names.
    pub excluded: usize,
    /// Notes that an ignore file names.
    pub ignored: usize,
    /// Folders that were looked through.
    pub folders: Vec<PathBuf>,
    /// The extensions of notes.
    pub extensions: Vec<String>,
    /// Whether counting stopped before the end.
    pub more: bool,
}

/// Enough to explain; nobody needs the exact number of files in a home folder.
const ENOUGH: usize = 100_000;

impl Skipped {
    /// Count below `folders`, from which nothing was read: a note that no other filter explains was in an ignore file.
    pub(super) fn below(folders: &[PathBuf], filter: &dyn Filter) -> Self {
        let mut skipped = Self {
            folders: folders.to_vec(),
            extensions: filter.extensions(),
            ..Self::default()
        };
        let mut entries = 0;
        for folder in folders {
            let mut builder = walk_builder(folder);
            builder
                .standard_filters(false)
                .filter_entry(|entry| entry.depth() < 2 || !is_hidden(parent(entry.path())));
            let mut excluded: Vec<PathBuf> = Vec::new();
            for entry in builder.build().flatten().filter(|entry| entry.depth() > 0) {
                entries += 1;
                if entries > ENOUGH {
                    skipped.more = true;
                    return skipped;
                }
                let path = entry.path();
                let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
                if excluded.iter().any(|folder| path.starts_with(folder)) {
                    continue;
                }
                if is_hidden(path) {
                    skipped.hidden += 1;
                } else if filter.excludes(named(folder, path), is_dir) {
                    skipped.excluded += 1;
                    if is_dir {
                        excluded.push(path.to_owned());
                    }
                } else if is_dir || !is_regular(&entry) {
                } else if filter.is_note(named(folder, path)) {
                    skipped.ignored += 1;
                } else {
                    skipped.extension += 1;
                }
            }
        }
        skipped
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().first() == Some(&b'.'))
}

/// The path as discovery asks about it.
fn named<'a>(folder: &Path, path: &'a Path) -> &'a Path {
    if folder == Path::new(".") {
        path.strip_prefix(".").unwrap_or(path)
    } else {
        path
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folders: Vec<_> = self.folders.iter().map(|folder| folder.display().to_string()).collect();
        match folders.as_slice() {
            [] => return f.write_str("there was nothing to look through"),
            [folder] if folder == "." => f.write_str("no note was found in this folder")?,
            folders => write!(f, "no note was found in {}", folders.join(", "))?,
        }
        let plural = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
        let mut parts = Vec::new();
        if self.extension > 0 {
            parts.push(plural(
                self.extension,
                "file with another extension",
                "files with other extensions",
            ));
        }
        if self.ignored > 0 {
            parts.push(plural(
                self.ignored,
                "note that an ignore file names",
                "notes that an ignore file names",
            ));
        }
        if self.excluded > 0 {
            parts.push(plural(
                self.excluded,
                "excluded by the configuration",
                "excluded by the configuration",
            ));
        }
        if self.hidden > 0 {
            parts.push(plural(self.hidden, "hidden file or folder", "hidden files or folders"));
        }
        if parts.is_empty() {
            f.write_str("; there is no file at all")?;
        } else {
            write!(
                f,
                "; passed over: {}{}",
                parts.join(", "),
                if self.more { ", and more" } else { "" }
            )?;
        }
        write!(
            f,
            ". Notes end in .{}; a file that is named is always read",
            self.extensions.join(" .")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Discover, Filter, NoFilter};
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn every_filter_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [".secret", "old/deep"] {
            fs::create_dir_all(root.join(path)).unwrap();
        }
        for path in [
            "a.pdf",
            "b.docx",
            ".c.md",
            ".secret/d.md",
            "old/e.md",
            "old/deep/f.md",
            "g.md",
        ] {
            fs::write(root.join(path), "").unwrap();
        }
        fs::write(root.join(".ignore"), "*.md\n").unwrap();
        struct Old;
        impl Filter for Old {
            fn excludes(&self, path: &Path, _: bool) -> bool {
                path.ends_with("old")
            }
        }
        let mut discover = Discover::new(&[root.to_owned()], Arc::new(Old));
        assert_eq!(discover.next(), None);
        let skipped = discover.skipped();
        assert_eq!(
            (skipped.extension, skipped.hidden, skipped.excluded, skipped.ignored),
            (2, 3, 1, 1)
        );
        let text = skipped.to_string();
        for part in [
            "2 files with other extensions",
            "1 note that",
            "1 excluded by",
            "3 hidden files or folders",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn an_empty_folder_is_said_to_be_empty() {
        let folder = tempfile::tempdir().unwrap();
        let mut discover = Discover::new(&[folder.path().to_owned()], Arc::new(NoFilter));
        assert_eq!(discover.next(), None);
        assert!(discover.skipped().to_string().contains("there is no file at all"));
    }
}
