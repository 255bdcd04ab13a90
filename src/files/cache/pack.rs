//! A pack: the results of one kind of run in one file, which is read in places and replaced as a whole.
//!
//! ```text
//! magic · result, result, … · index: (name, offset, length, idle) sorted by name · offset of the index, its digest, magic
//! ```
//!
//! All numbers are little-endian. Nothing in it is believed: an index that does not fit its digest is no index, and a
//! result that does not fit its seal is none.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::seal::NAME;

/// Both ends of a pack. Another form of packs or of results gets another number.
const MAGIC: &[u8; 8] = b"PRECRES1";
const DIGEST: usize = 16;
const FOOTER: usize = 8 + DIGEST + MAGIC.len();
const RECORD: usize = NAME + 8 + 4 + 4;
/// How much a pack holds at most, bytes of results: the findings of some 30,000 notes in full.
pub const MOST_BYTES: u64 = 128 << 20;
/// How many results a pack holds at most: what bounds the memory that its index takes.
const MOST_RESULTS: usize = 1 << 18;
/// How often a pack is written without a result being asked for before it is dropped.
const MOST_IDLE: u32 = 8;
/// What was of use in this time need not be said to be of use again.
const LATELY: Duration = Duration::from_secs(3600);
/// Bytes copied at once.
const COPIED: usize = 256 * 1024;

/// Where a result stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Record {
    name: [u8; NAME],
    offset: u64,
    length: u32,
    /// How often the pack was written without it being asked for.
    idle: u32,
}

impl Record {
    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            name: bytes.get(..NAME)?.try_into().ok()?,
            offset: number(bytes.get(NAME..NAME + 8)?)?,
            length: u32::from_le_bytes(bytes.get(NAME + 8..NAME + 12)?.try_into().ok()?),
            idle: u32::from_le_bytes(bytes.get(NAME + 12..RECORD)?.try_into().ok()?),
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.name);
        out.extend_from_slice(&self.offset.to_le_bytes());
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.idle.to_le_bytes());
    }
}

fn number(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

fn digest(index: &[u8]) -> [u8; DIGEST] {
    Sha256::digest(index)[..DIGEST].try_into().unwrap_or_default()
}

fn broken() -> io::Error {
    ErrorKind::InvalidData.into()
}

/// A pack that was found. Results are read from it when they are asked for.
#[derive(Debug)]
pub(super) struct Pack {
    file: File,
    /// The index as it stands in the file.
    index: Vec<u8>,
    /// Where the results end.
    end: u64,
    /// By record, whether it was asked for.
    used: Vec<AtomicU64>,
    /// How many bytes of results were asked for.
    used_bytes: AtomicU64,
}

impl Pack {
    /// The pack at `path`.
    ///
    /// # Errors
    /// It is not there, cannot be read, or is not what was written.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let tail = length.checked_sub(FOOTER as u64).ok_or_else(broken)?;
        let mut footer = [0; FOOTER];
        read_at(&file, &mut footer, tail)?;
        let end = number(&footer[..8]).ok_or_else(broken)?;
        let size = tail.checked_sub(end).ok_or_else(broken)?;
        let fits = size.is_multiple_of(RECORD as u64) && size / RECORD as u64 <= MOST_RESULTS as u64;
        if footer[8 + DIGEST..] != *MAGIC || !fits {
            return Err(broken());
        }
        let mut index = vec![0; usize::try_from(size).map_err(|_| broken())?];
        read_at(&file, &mut index, end)?;
        if footer[8..8 + DIGEST] != digest(&index) {
            return Err(broken());
        }
        let used = (0..(index.len() / RECORD).div_ceil(64)).map(|_| AtomicU64::new(0));
        Ok(Self {
            used: used.collect(),
            used_bytes: AtomicU64::new(0),
            file,
            index,
            end,
        })
    }

    /// Append the result of that name to `out`. `false` where there is none; `out` is then as it was.
    pub(super) fn read(&self, name: &[u8; NAME], out: &mut Vec<u8>) -> bool {
        let Some((at, record)) = self.find(name) else {
            return false;
        };
        let start = out.len();
        out.resize(start + record.length as usize, 0);
        if read_at(&self.file, &mut out[start..], record.offset).is_err() {
            out.truncate(start);
            return false;
        }
        let bit = 1 << (at % 64);
        if self.used[at / 64].fetch_or(bit, Ordering::Relaxed) & bit == 0 {
            self.used_bytes.fetch_add(u64::from(record.length), Ordering::Relaxed);
        }
        true
    }

    fn find(&self, name: &[u8; NAME]) -> Option<(usize, Record)> {
        let (mut from, mut to) = (0, self.index.len() / RECORD);
        while from < to {
            let middle = from + (to - from) / 2;
            let record = &self.index[middle * RECORD..(middle + 1) * RECORD];
            match record[..NAME].cmp(name) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
                std::cmp::Ordering::Equal => {
                    let record = Record::read(record)?;
                    let end = record.offset.checked_add(u64::from(record.length))?;
                    return (end <= self.end).then_some((middle, record));
                }
            }
        }
        None
    }

    fn was_used(&self, at: usize) -> bool {
        self.used[at / 64].load(Ordering::Relaxed) & (1 << (at % 64)) != 0
    }

    fn records(&self) -> impl Iterator<Item = (usize, Record)> {
        self.index.chunks_exact(RECORD).filter_map(Record::read).enumerate()
    }

    /// How many bytes of results were asked for.
    pub(super) fn used_bytes(&self) -> u64 {
        self.used_bytes.load(Ordering::Relaxed)
    }

    /// That the pack at `path` was of use, if nobody said so lately: what was of use is dropped last.
    pub(super) fn touch(&self, path: &Path) {
        let used = self.file.metadata().and_then(|metadata| metadata.modified());
        let now = SystemTime::now();
        if used.is_ok_and(|used| now.duration_since(used).map_or(true, |age| age > LATELY)) {
            // Where the file system does not take it, another pack goes first.
            let _ = File::options()
                .write(true)
                .open(path)
                .and_then(|file| file.set_modified(now));
        }
    }
}

/// A pack that is being written: under another name until it is whole.
#[derive(Debug)]
pub(super) struct Writer {
    out: BufWriter<NamedTempFile>,
    offset: u64,
    records: Vec<Record>,
}

impl Writer {
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        let file = tempfile::Builder::new()
            .prefix("new-")
            .suffix(".tmp")
            .tempfile_in(folder)?;
        let mut out = BufWriter::with_capacity(COPIED, file);
        out.write_all(MAGIC)?;
        Ok(Self {
            out,
            offset: MAGIC.len() as u64,
            records: Vec::new(),
        })
    }

    /// Whether a result of `length` bytes still has room beside `kept` bytes of old ones.
    pub(super) fn has_room(&self, length: usize, kept: u64) -> bool {
        self.records.len() < MOST_RESULTS && self.offset + kept + length as u64 <= MOST_BYTES
    }

    pub(super) fn add(&mut self, name: [u8; NAME], parts: [&[u8]; 2]) -> io::Result<()> {
        for part in parts {
            self.out.write_all(part)?;
        }
        self.record(name, parts.iter().map(|part| part.len()).sum(), 0)
    }

    fn record(&mut self, name: [u8; NAME], length: usize, idle: u32) -> io::Result<()> {
        let record = Record {
            name,
            offset: self.offset,
            length: u32::try_from(length).map_err(|_| broken())?,
            idle,
        };
        self.offset += u64::from(record.length);
        self.records.push(record);
        Ok(())
    }

    /// Take over what an older pack holds: what was asked for, then what was asked for lately, as far as there is room.
    pub(super) fn keep(&mut self, pack: &Pack) -> io::Result<()> {
        self.records.sort_unstable_by_key(|record| record.name);
        let new = |name: &[u8; NAME]| self.records.binary_search_by_key(name, |record| record.name).is_ok();
        let mut old: Vec<Record> = pack
            .records()
            .map(|(at, record)| Record {
                idle: if pack.was_used(at) {
                    0
                } else {
                    record.idle.saturating_add(1)
                },
                ..record
            })
            .filter(|record| record.idle <= MOST_IDLE && record.offset <= pack.end && !new(&record.name))
            .collect();
        old.sort_unstable_by_key(|record| (record.idle, record.offset));
        let mut room = MOST_BYTES.saturating_sub(self.offset);
        old.truncate(MOST_RESULTS.saturating_sub(self.records.len()));
        old.retain(|record| match room.checked_sub(u64::from(record.length)) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        });
        old.sort_unstable_by_key(|record| record.offset);
        let mut buffer = Vec::with_capacity(COPIED);
        let mut at = 0;
        while let Some(first) = old.get(at) {
            // As many as stand in a row and fit the buffer are copied at once.
            let (from, mut to, begin) = (first.offset, first.offset, at);
            while let Some(record) = old.get(at).filter(|record| record.offset == to) {
                if at > begin && to + u64::from(record.length) - from > COPIED as u64 {
                    break;
                }
                to += u64::from(record.length);
                at += 1;
            }
            if to > pack.end {
                return Err(broken());
            }
            buffer.resize((to - from) as usize, 0);
            read_at(&pack.file, &mut buffer, from)?;
            self.out.write_all(&buffer)?;
            for record in &old[begin..at] {
                self.record(record.name, record.length as usize, record.idle)?;
            }
        }
        Ok(())
    }

    /// Put the pack in place of the one at `target`.
    pub(super) fn commit(mut self, target: &Path) -> io::Result<()> {
        self.records.sort_unstable_by_key(|record| record.name);
        // Two notes with one content at one path are one.
        self.records.dedup_by_key(|record| record.name);
        let mut index = Vec::with_capacity(self.records.len() * RECORD);
        self.records.iter().for_each(|record| record.write(&mut index));
        self.out.write_all(&index)?;
        self.out.write_all(&self.offset.to_le_bytes())?;
        self.out.write_all(&digest(&index))?;
        self.out.write_all(MAGIC)?;
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        // Not synced: after a power cut a pack may be broken, and is then none.
        file.persist(target).map(drop).map_err(|error| error.error)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                buffer = &mut buffer[count..];
                offset += count as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(not(any(unix, windows)))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}
