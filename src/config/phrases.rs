//! Where dot phrases are looked for, and the names of those that are there: rules tell known phrases from unknown ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::Sourced;
use super::sources::Sources;
use crate::note::{PhraseNames, is_phrase_name};

/// The folders that may hold the user's phrases (or templates), strongest first: the configured ones, else the one of that
/// `name` beside the configuration file; then the one in the user's configuration folder.
pub fn folders(configured: &[Sourced<PathBuf>], [file, user]: [Option<&Path>; 2], name: &str) -> Arc<[PathBuf]> {
    let mut folders: Vec<PathBuf> = configured.iter().map(|folder| folder.value.clone()).collect();
    if folders.is_empty() {
        folders.extend(file.map(|file| file.with_file_name(name)));
    }
    let own = user.map(|file| file.with_file_name(name));
    folders.extend(own.filter(|folder| !folders.contains(folder)));
    folders.into()
}

/// The names of the phrases that ship and of those in `folders`. A configured folder that cannot be read was reported where
/// the configuration names it.
pub fn names(folders: &[PathBuf], sources: &mut Sources) -> Arc<PhraseNames> {
    folders.iter().for_each(|folder| sources.folder(folder));
    let files = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .flatten();
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".md")?.to_owned()))
        .filter(|name| is_phrase_name(name))
        .collect();
    names.sort_unstable();
    sources.found(&names);
    Arc::new(PhraseNames::shipped_and(&names))
}
