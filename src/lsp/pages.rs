//! The documentation of a rule as a file, for the link that an editor shows beside a finding's code.
//!
//! Nothing is fetched from anywhere: the page is written from what the program holds, the first time a finding needs
//! it, into the user's cache.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::paths;
use super::types::Uri;
use crate::files::AtomicFile;
use crate::lint::docs;
use crate::rules;

/// The folder of pages, and which of them are there.
#[derive(Debug, Default)]
pub(super) struct Pages {
    folder: Option<PathBuf>,
    written: Mutex<HashMap<&'static str, Option<Uri>>>,
}

impl Pages {
    /// Pages below `cache`; without a cache there are no links.
    pub(super) fn new(cache: Option<&Path>) -> Self {
        let version = concat!("rules-", env!("CARGO_PKG_VERSION"));
        Self {
            folder: cache.map(|cache| cache.join(version)),
            written: Mutex::default(),
        }
    }

    /// The address of the page of the rule with this code. A rule of the user's own has none; its text is in the hover.
    pub(super) fn href(&self, code: &str) -> Option<Uri> {
        let folder = self.folder.as_deref()?;
        let rule = rules::coded(code)?;
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let page = || write(&folder.join(docs::page_name(rule)), &docs::page(rule));
        written.entry(rule.code).or_insert_with(page).clone()
    }
}

/// Write the page, unless it is there already; its address, if it could be written.
fn write(path: &Path, text: &str) -> Option<Uri> {
    if std::fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return paths::uri_of(path);
    }
    std::fs::create_dir_all(path.parent()?).ok()?;
    let mut file = AtomicFile::create(path).ok()?;
    file.write_all(text.as_bytes()).ok()?;
    file.commit().ok()?;
    paths::uri_of(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_written_when_it_is_needed() {
        let cache = tempfile::tempdir().unwrap();
        let pages = Pages::new(Some(cache.path()));
        let uri = pages.href("ORG001").unwrap();
        let path = paths::path_of(&uri).unwrap();
        assert!(
            std::fs::read_to_string(&path)
                .unwrap()
                .contains("# ORG001 missing-section")
        );
        assert_eq!(pages.href("ORG001"), Some(uri));
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert_eq!(pages.href("SCHOOL001"), None);
    }

    #[test]
    fn without_a_place_there_is_no_link() {
        assert_eq!(Pages::new(None).href("ORG001"), None);
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(Pages::new(Some(file.path())).href("ORG001"), None);
    }
}
