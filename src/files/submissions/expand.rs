//! Archives and tables among the notes of a run: what stands within them, one note after the other.

use std::iter;
use std::path::Path;

use rayon::iter::Either;

use crate::files::{Content, FileError, Input, Origin};

use super::GatherOptions;
use super::junk::{Readable, has_extension};
use super::{sources, table};

/// An archive turned into its members that may be notes, a table into its rows, anything else into itself. What cannot
/// be read is an error in its place.
pub fn expand(input: Input, options: &GatherOptions) -> impl Iterator<Item = Result<Input, FileError>> + use<> {
    if input.content != Content::File || input.origin == Origin::Stdin {
        return Either::Right(iter::once(Ok(input)));
    }
    if has_extension(&input.path.to_string_lossy(), "zip") {
        return Either::Left(Either::Left(members(&input.path)));
    }
    match table::format(&input.path).map(|format| table::notes(&input.path, format, options)) {
        Some(Ok(notes)) => Either::Left(Either::Right(notes.map(|note| note.map(|note| note.input)))),
        Some(Err(error)) => Either::Right(iter::once(Err(error))),
        None => Either::Right(iter::once(Ok(input))),
    }
}

fn members(path: &Path) -> impl Iterator<Item = Result<Input, FileError>> + use<> {
    let mut found = sources::members(path);
    // As in a walk of folders.
    found.entries.sort_by(|a, b| a.input.path.cmp(&b.input.path));
    let entries = found.entries.into_iter().filter_map(|entry| match entry.fault.clone() {
        Some(fault) => Some(Err(FileError::new(entry.input.path, fault))),
        None => Readable::may_be_note(entry.file_name()).then_some(Ok(entry.input)),
    });
    found.errors.into_iter().map(Err).chain(entries)
}
