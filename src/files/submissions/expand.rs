//! Archives and tables among the notes of a run: what stands within them, one note after the other.

use std::iter;
use std::path::Path;

use rayon::iter::Either;

use crate::files::{Content, FileError, Input, Origin};

use super::GatherOptions;
use super::junk::{Readable, has_extension};
use super::sources;

/// An archive turned into its members that may be notes, anything else into itself. What cannot be read is an error in
/// its place.
pub fn expand(input: Input, _options: &GatherOptions) -> impl Iterator<Item = Result<Input, FileError>> + use<> {
    match is_archive(&input) {
        true => Either::Left(members(&input.path)),
        false => Either::Right(iter::once(Ok(input))),
    }
}

fn is_archive(input: &Input) -> bool {
    input.content == Content::File
        && input.origin != Origin::Stdin
        && has_extension(&input.path.to_string_lossy(), "zip")
}

fn members(path: &Path) -> impl Iterator<Item = Result<Input, FileError>> + use<> {
    let found = sources::members(path);
    let entries = found.entries.into_iter().filter_map(|entry| match entry.fault.clone() {
        Some(fault) => Some(Err(FileError::new(entry.input.path, fault))),
        None => Readable::may_be_note(entry.file_name()).then_some(Ok(entry.input)),
    });
    found.errors.into_iter().map(Err).chain(entries)
}
