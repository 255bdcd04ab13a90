//! ZIP archives: listed once, each member read when it is asked for; nothing is believed that they say of themselves.
//!
//! Nothing is ever unpacked to a disk. What a member may cost is bounded by the bytes that really come out of it.

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use zip::CompressionMethod;
use zip::ZipArchive;
use zip::read::{OwnedZipFileEntry, ZipReadOptions};
use zip::result::ZipError;

use crate::files::Member;
use crate::files::read::io_message;

use super::directory;

/// The largest member that is read as a note.
const MAX_NOTE_BYTES: u64 = 64 << 20;
/// The largest member that is opened as an archive of its own.
const MAX_INNER_BYTES: u64 = 256 << 20;
/// The most members that an archive may have.
const MAX_MEMBERS: u64 = 100_000;
/// Text shrinks to a tenth at best; a bomb to a thousandth.
const MAX_RATIO: u64 = 250;
/// Below that, no ratio is a bomb.
const SMALL_BYTES: u64 = 4 << 20;

/// Where the bytes of an archive are.
#[derive(Clone)]
pub(super) enum Source {
    /// In a file.
    File(PathBuf),
    /// In memory: a member of another archive.
    Memory(Arc<[u8]>),
    /// In a member of another archive, which is inflated anew for each reading.
    Within(Arc<ZipMember>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Memory(bytes) => f.debug_tuple("Memory").field(&bytes.len()).finish(),
            Self::Within(member) => f.debug_tuple("Within").field(member).finish(),
        }
    }
}

trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

impl Source {
    fn open(&self) -> Result<Box<dyn Bytes>, String> {
        Ok(match self {
            Self::File(path) => Box::new(BufReader::new(File::open(path).map_err(|error| io_message(&error))?)),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
            Self::Within(member) => Box::new(Cursor::new(member.inflate(MAX_INNER_BYTES)?)),
        })
    }
}

/// A file within an archive.
pub(super) struct ZipMember {
    source: Source,
    entry: OwnedZipFileEntry,
}

impl fmt::Debug for ZipMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = String::from_utf8_lossy(self.entry.name_raw()).into_owned();
        f.debug_struct("ZipMember").field("name", &name).finish_non_exhaustive()
    }
}

impl ZipMember {
    /// The bytes, which are at most `limit`.
    fn inflate(&self, limit: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        self.inflate_into(&mut bytes, limit)?;
        Ok(bytes)
    }

    fn inflate_into(&self, bytes: &mut Vec<u8>, limit: u64) -> Result<(), String> {
        let mut source = self.source.open()?;
        let entry = self.entry.as_ref();
        if entry.encrypted() {
            return Err("is encrypted; save it without a password and hand it in again".to_owned());
        }
        if !matches!(
            entry.compression(),
            CompressionMethod::Stored | CompressionMethod::Deflated | CompressionMethod::Deflate64
        ) {
            return Err("is packed in a way that is not read; pack it as an ordinary .zip".to_owned());
        }
        let packed = entry.compressed_size().max(1);
        let mut stream = entry
            .with_reader(&mut source, ZipReadOptions::new())
            .map_err(|error| said(&error))?;
        let mut chunk = vec![0; 64 << 10];
        loop {
            let count = match stream.read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    bytes.clear();
                    return Err(said(&ZipError::Io(error)));
                }
            };
            bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
            let out = bytes.len() as u64;
            let bomb = out > SMALL_BYTES && out / packed > MAX_RATIO;
            if bomb || out > limit {
                *bytes = Vec::new();
                return Err(match bomb {
                    true => format!(
                        "unpacks to more than {MAX_RATIO} times its size, as no document does, and was not read further"
                    ),
                    false => format!("unpacks to more than {} MB; a note is text of a few pages", limit >> 20),
                });
            }
        }
    }

    /// The size that the archive promises, not to be relied on.
    pub(super) fn promised(&self) -> u64 {
        self.entry.size()
    }
}

impl Member for ZipMember {
    fn read(&self, buffer: &mut Vec<u8>) -> Result<(), String> {
        self.inflate_into(buffer, MAX_NOTE_BYTES)
    }
}

/// A member in the list of an archive.
pub(super) struct Listed {
    /// The parts of its path.
    pub(super) components: Vec<String>,
    /// The member, or why it is not read.
    pub(super) member: Result<Arc<ZipMember>, String>,
}

/// All files of an archive, in its order, without what programs leave behind.
///
/// # Errors
/// What is wrong with the archive as a whole, in a sentence without a full stop.
pub(super) fn list(source: &Source) -> Result<Vec<Listed>, String> {
    let mut bytes = source.open()?;
    let mut start = [0; 8];
    let length = fill(&mut bytes, &mut start).map_err(|error| io_message(&error))?;
    let start = start.get(..length).unwrap_or_default();
    let promised = directory::promised_members(&mut *bytes).map_err(|error| io_message(&error))?;
    if let Some(promised) = promised.filter(|promised| *promised > MAX_MEMBERS) {
        return Err(format!(
            "holds {promised} files; an archive with more than {MAX_MEMBERS} is not read"
        ));
    }
    let archive = ZipArchive::new(bytes).map_err(|error| broken(&error, start))?;
    let mut entries = Vec::with_capacity(archive.len());
    for at in 0..archive.len() {
        let entry = archive.by_index_data(at).map_err(|error| broken(&error, start))?;
        entries.push(OwnedZipFileEntry::from(entry));
    }
    let twice: HashSet<Vec<u8>> = match archive.has_duplicate_names() {
        true => {
            let table = archive.central_directory_start();
            directory::names_twice(&mut *source.open()?, table, MAX_MEMBERS as usize)
                .map_err(|error| io_message(&error))?
        }
        false => HashSet::new(),
    };
    let overlapping = overlapping(&entries);
    let mut listed = Vec::with_capacity(entries.len());
    for (at, entry) in entries.into_iter().enumerate() {
        if entry.is_dir() {
            continue;
        }
        let name = name(&entry);
        let (components, fault) = split(&name);
        if super::junk::is_junk(components.iter().map(String::as_str)) {
            continue;
        }
        let fault = fault.or_else(|| {
            if twice.contains(entry.name_raw()) {
                Some("is in the archive more than once under this name; hand it in under two names".to_owned())
            } else if is_symlink(&entry) {
                Some("is a link to another file, not a file; put the file itself into the archive".to_owned())
            } else if overlapping.contains(&at) {
                Some(
                    "shares its bytes with another member, as in an archive made to do harm, and is not read"
                        .to_owned(),
                )
            } else {
                None
            }
        });
        let member = match fault {
            Some(fault) => Err(fault),
            None => Ok(Arc::new(ZipMember {
                source: source.clone(),
                entry,
            })),
        };
        listed.push(Listed { components, member });
    }
    Ok(listed)
}

/// The bytes of a member that is an archive itself.
pub(super) fn inner(member: &ZipMember) -> Result<Vec<u8>, String> {
    member.inflate(MAX_INNER_BYTES)
}

/// Members whose packed bytes begin before those of the one before have ended.
fn overlapping(entries: &[OwnedZipFileEntry]) -> HashSet<usize> {
    let mut ranges: Vec<(u64, u64, usize)> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            (
                entry.header_start(),
                entry.header_start().saturating_add(entry.compressed_size()),
                at,
            )
        })
        .collect();
    ranges.sort_unstable();
    let mut out = HashSet::new();
    let mut reached: Option<(u64, usize)> = None;
    for (start, end, at) in ranges {
        if let Some((reached, before)) = reached
            && start < reached
        {
            out.extend([before, at]);
        }
        reached = match reached {
            Some((furthest, before)) if furthest > end => Some((furthest, before)),
            _ => Some((end, at)),
        };
    }
    out
}

fn is_symlink(entry: &OwnedZipFileEntry) -> bool {
    entry.unix_mode().is_some_and(|mode| mode & 0o170_000 == 0o120_000)
}

/// The name: UTF-8 where it is; else of the two encodings that older programs write, the one that gives words.
fn name(entry: &OwnedZipFileEntry) -> String {
    let raw = entry.name_raw();
    if let Ok(name) = std::str::from_utf8(raw) {
        return unmangled(name);
    }
    let dos = entry.name().map(|name| name.into_owned()).unwrap_or_default();
    let (windows, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw);
    match oddness(&windows) < oddness(&dos) || dos.is_empty() {
        true => windows.into_owned(),
        false => dos,
    }
}

/// A name that was UTF-8, was read as the DOS encoding by some program, and written as UTF-8 again: `JosÃ©`.
fn unmangled(name: &str) -> String {
    if name.is_ascii() || !name.contains(['Ã', 'Â', 'Ä', 'Å']) {
        return name.to_owned();
    }
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(name);
    match std::str::from_utf8(&bytes) {
        Ok(better) if !unmappable => better.to_owned(),
        _ => name.to_owned(),
    }
}

/// How many characters do not belong into a name of western languages.
fn oddness(name: &str) -> usize {
    let plain =
        |letter: char| letter.is_ascii() || letter.is_alphabetic() && letter < '\u{250}' || "–—’‘“”…".contains(letter);
    name.chars()
        .filter(|letter| !plain(*letter) || letter.is_control() || "ªº".contains(*letter))
        .count()
}

/// The parts of a member's path, made harmless, and what is wrong with it.
fn split(name: &str) -> (Vec<String>, Option<String>) {
    let is_drive =
        |part: &str| part.len() == 2 && part.ends_with(':') && part.starts_with(|c: char| c.is_ascii_alphabetic());
    let components: Vec<String> = name
        .split(['/', '\\', '\0'])
        .filter(|part| !matches!(*part, "" | "." | "..") && !is_drive(part))
        .map(str::to_owned)
        .collect();
    let absolute = name.starts_with(['/', '\\']) || name.split(['/', '\\']).next().is_some_and(is_drive);
    let leads_out = absolute || name.split(['/', '\\']).any(|part| part == "..");
    let shown: String = name.chars().take(80).flat_map(char::escape_debug).collect();
    let fault = if leads_out {
        Some(format!(
            "has a name that leads out of the archive ({shown}) and is not read"
        ))
    } else if name.contains('\\') || name.contains('\0') || components.is_empty() {
        Some(format!(
            "has a name that no program should write ({shown}) and is not read; pack it again"
        ))
    } else {
        None
    };
    match components.is_empty() {
        true => (vec!["(without a name)".to_owned()], fault),
        false => (components, fault),
    }
}

fn fill(bytes: &mut dyn Bytes, start: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while let Some(rest) = start.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match bytes.read(rest)? {
            0 => break,
            count => length += count,
        }
    }
    bytes.rewind()?;
    Ok(length)
}

/// Why an archive cannot be listed.
fn broken(error: &ZipError, start: &[u8]) -> String {
    match error {
        ZipError::UnsupportedArchive(_) => {
            "is in parts or of a kind of .zip that is not read; pack it as one ordinary .zip".to_owned()
        }
        _ if start.is_empty() => "is empty; download it again".to_owned(),
        _ if start.starts_with(b"Rar!") => "is a RAR archive, which is not read; pack it as a .zip".to_owned(),
        _ if start.starts_with(b"7z\xbc\xaf\x27\x1c") => {
            "is a 7z archive, which is not read; pack it as a .zip".to_owned()
        }
        _ if start.starts_with(b"PK") => {
            "is cut short or damaged: its table of contents cannot be read; download it again".to_owned()
        }
        _ => "is no ZIP archive, whatever its name says; download it again".to_owned(),
    }
}

/// Why a member cannot be read.
fn said(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            "is cut short in the archive; download the archive again".to_owned()
        }
        ZipError::Io(error) if error.to_string().contains("larger than its declared") => {
            "unpacks to more than the archive says, as in one made to do harm, and is not read".to_owned()
        }
        ZipError::Io(error) if error.to_string().contains("hecksum") => {
            "is damaged in the archive: its checksum does not fit; download the archive again".to_owned()
        }
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            "is encrypted; save it without a password and hand it in again".to_owned()
        }
        _ => "is damaged in the archive; download the archive again".to_owned(),
    }
}
