//! The names of the dot phrases in the configured folders: rules tell known phrases from unknown ones.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::source::Sourced;
use crate::note::{PhraseNames, is_phrase_name};

/// The names of the phrases that ship and of those in `folders`. A folder that cannot be read was reported where the
/// configuration names it.
pub fn names(folders: &[Sourced<PathBuf>]) -> Arc<PhraseNames> {
    let files = folders
        .iter()
        .filter_map(|folder| fs::read_dir(&folder.value).ok())
        .flatten()
        .flatten();
    let names: Vec<String> = files
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".md")?.to_owned()))
        .filter(|name| is_phrase_name(name))
        .collect();
    Arc::new(PhraseNames::shipped_and(&names))
}
