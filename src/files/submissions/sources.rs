//! What lies below the paths of a run: files of folders, members of archives, in one list.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::files::{Content, Discover, FileError, Filter, Input, Member, Origin};

use super::archive::{self, Listed, Source};
use super::junk::{has_extension, is_junk};
use super::{GatherOptions, table};

/// How deep archives are looked into: an archive, and the archives within.
const DEPTH: u32 = 2;
/// How many bytes of archives within archives are kept in memory; further ones are inflated for each reading.
const KEPT_BYTES: u64 = 128 << 20;

/// How many files are taken from one archive and those within it.
const MAX_FILES: usize = 200_000;
/// How many bytes of archives within one archive are inflated to list them.
const MAX_INFLATED: u64 = 4 << 30;

/// A file that may be (part of) a submission.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) input: Input,
    /// The parts of its path, from the name of what was given on.
    pub(super) components: Vec<String>,
    /// How large it says it is.
    pub(super) size: u64,
    /// Why it cannot be read, if that is known already; `input` fails with the same words.
    pub(super) fault: Option<String>,
    /// An archive that was named, and is broken.
    pub(super) is_argument: bool,
    /// The id of a table's row; nothing for a file.
    pub(super) row: Option<String>,
}

impl Entry {
    /// The last part of its path.
    pub(super) fn file_name(&self) -> &str {
        self.components.last().map_or("", String::as_str)
    }

    /// Its path below what was given, for people.
    pub(super) fn below(&self) -> String {
        self.components.join("/")
    }
}

/// All that lies below one path.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) entries: Vec<Entry>,
    pub(super) errors: Vec<FileError>,
}

/// What cannot be read, so that its student is listed with the reason.
#[derive(Debug)]
pub(super) struct Failing(pub(super) String);

impl Member for Failing {
    fn read(&self, _: &mut Vec<u8>) -> Result<(), String> {
        Err(self.0.clone())
    }
}

/// Text that stands within another file.
#[derive(Debug)]
pub(super) struct Typed(pub(super) String);

impl Member for Typed {
    fn read(&self, buffer: &mut Vec<u8>) -> Result<(), String> {
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(())
    }
}

/// Every regular file, whatever its extension: a student's picture is to be named too.
struct Everything(Option<Arc<dyn Filter>>);

impl Filter for Everything {
    fn excludes(&self, path: &Path, is_dir: bool) -> bool {
        self.0.as_ref().is_some_and(|filter| filter.excludes(path, is_dir))
    }

    fn is_note(&self, _: &Path) -> bool {
        true
    }
}

/// Everything below `path`: a folder, an archive, a file, a pattern, and with `tables` the rows of a table.
pub(super) fn collect(path: &Path, options: &GatherOptions, tables: bool) -> Found {
    let filter = options.filter.clone();
    let mut collector = Collector::default();
    let base = base(path);
    let paths = match path == Path::new(".") {
        true => Vec::new(),
        false => vec![path.to_owned()],
    };
    for item in Discover::new(&paths, Arc::new(Everything(filter))) {
        match item {
            Ok(input) if tables && input.origin == Origin::Named => match table::format(&input.path) {
                Some(format) => collector.rows(&input.path, format, options),
                None => collector.add(input, &base),
            },
            Ok(input) => collector.add(input, &base),
            Err(error) => collector.found.errors.push(error),
        }
    }
    collector.found
}

/// What a path's parts are counted from: the folder that holds what was named.
fn base(path: &Path) -> PathBuf {
    let is_pattern = path.symlink_metadata().is_err();
    let mut base = PathBuf::new();
    for component in path.components() {
        if is_pattern
            && component
                .as_os_str()
                .as_encoded_bytes()
                .iter()
                .any(|byte| b"*?[{".contains(byte))
        {
            return base;
        }
        base.push(component);
    }
    base.pop();
    base
}

/// The members of an archive as [`Entry`]s, for a stream of notes.
pub(super) fn members(path: &Path) -> Found {
    let mut collector = Collector::default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    collector.archive(
        path.to_owned(),
        name.into_iter().collect(),
        &Source::File(path.to_owned()),
        1,
        true,
    );
    collector.found
}

#[derive(Default)]
struct Collector {
    found: Found,
    kept: u64,
}

impl Collector {
    fn add(&mut self, input: Input, base: &Path) {
        let below = input.path.strip_prefix(base).unwrap_or(&input.path);
        let components: Vec<String> = below
            .components()
            .filter_map(|component| match component {
                std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
                _ => None,
            })
            .collect();
        // The folder that was named may be hidden; what lies below it not.
        let depth = usize::from(input.origin == Origin::Found);
        if is_junk(components.iter().skip(depth).map(String::as_str)) && input.origin == Origin::Found {
            return;
        }
        if input.origin != Origin::Stdin && components.last().is_some_and(|name| has_extension(name, "zip")) {
            let named = input.origin == Origin::Named;
            let source = Source::File(input.path.clone());
            return self.archive(input.path, components, &source, 1, named);
        }
        let size = match input.origin {
            Origin::Stdin => 0,
            _ => fs::metadata(&input.path).map_or(0, |metadata| metadata.len()),
        };
        self.found.entries.push(Entry {
            input,
            components,
            size,
            fault: None,
            is_argument: false,
            row: None,
        });
    }

    fn rows(&mut self, path: &Path, format: table::Format, options: &GatherOptions) {
        let notes = match table::notes(path, format, options) {
            Ok(notes) => notes,
            Err(error) => return self.found.errors.push(error),
        };
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        for note in notes {
            match note {
                Ok(note) => self.found.entries.push(Entry {
                    input: note.input,
                    components: vec![name.clone(), note.id.clone()],
                    size: note.size,
                    fault: None,
                    is_argument: false,
                    row: Some(note.id),
                }),
                Err(error) => self.found.errors.push(error),
            }
        }
    }

    fn archive(&mut self, path: PathBuf, components: Vec<String>, source: &Source, depth: u32, is_argument: bool) {
        let listed = match archive::list(source) {
            Ok(listed) if listed.is_empty() => Err("is an archive without files; hand it in again".to_owned()),
            Ok(listed) if depth > 1 && self.found.entries.len() + listed.len() > MAX_FILES => Err(format!(
                "is too much: with it, the archive would hold more than {MAX_FILES} files"
            )),
            listed => listed,
        };
        let listed = match listed {
            Ok(listed) => listed,
            Err(fault) => return self.fault(path, components, fault, is_argument),
        };
        // A student's archive of which nothing can be read is one fault, not many.
        if depth > 1
            && let Some(Listed {
                components: of,
                member: Err(fault),
            }) = listed.first()
            && listed.iter().all(|listed| listed.member.is_err())
        {
            let fault = format!("holds nothing that can be read: {} {fault}", of.join("/"));
            return self.fault(path, components, fault, is_argument);
        }
        for listed in listed {
            let mut inner = components.clone();
            inner.extend(listed.components.iter().cloned());
            let mut inner_path = path.clone();
            inner_path.extend(&listed.components);
            let member = match listed.member {
                Ok(member) => member,
                Err(fault) => {
                    self.fault(inner_path, inner, fault, false);
                    continue;
                }
            };
            if !inner.last().is_some_and(|name| has_extension(name, "zip")) {
                let size = member.promised();
                self.found.entries.push(Entry {
                    input: Input {
                        path: inner_path,
                        origin: Origin::Found,
                        content: Content::Within(member),
                    },
                    components: inner,
                    size,
                    fault: None,
                    is_argument: false,
                    row: None,
                });
            } else if depth >= DEPTH {
                let fault = "is an archive within an archive within an archive; unpack it and hand in the document";
                self.fault(inner_path, inner, fault.to_owned(), false);
            } else {
                let inflated = match self.kept > MAX_INFLATED {
                    true => Err("is too much: the archives within the archive unpack to more than 4 GB".to_owned()),
                    false => archive::inner(&member),
                };
                match inflated {
                    Ok(bytes) => {
                        self.kept += bytes.len() as u64;
                        let source = match self.kept <= KEPT_BYTES {
                            true => Source::Memory(bytes.into()),
                            false => Source::Within(member),
                        };
                        self.archive(inner_path, inner, &source, depth + 1, false);
                    }
                    Err(fault) => self.fault(inner_path, inner, fault, false),
                }
            }
        }
    }

    fn fault(&mut self, path: PathBuf, components: Vec<String>, fault: String, is_argument: bool) {
        self.found.entries.push(Entry {
            input: Input {
                path,
                origin: Origin::Found,
                content: Content::Within(Arc::new(Failing(fault.clone()))),
            },
            components,
            size: 0,
            fault: Some(fault),
            is_argument,
            row: None,
        });
    }
}
