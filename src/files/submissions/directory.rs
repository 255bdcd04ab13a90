//! The table of contents of a ZIP archive, read as far as the zip crate does not say: how many members it promises,
//! before all are loaded, and which names come twice.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek, SeekFrom};

/// How many members the archive says it has, if its end can be found.
pub(super) fn promised_members(bytes: &mut (impl Read + Seek + ?Sized)) -> io::Result<Option<u64>> {
    const END: usize = 22;
    const LONGEST_COMMENT: u64 = 65_535;
    let length = bytes.seek(SeekFrom::End(0))?;
    let from = length.saturating_sub(LONGEST_COMMENT + END as u64);
    bytes.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    bytes.take(LONGEST_COMMENT + END as u64).read_to_end(&mut tail)?;
    let Some(at) = memchr::memmem::rfind(&tail, b"PK\x05\x06") else {
        return Ok(None);
    };
    let few = number(&tail, at + 10, 2);
    if few != Some(0xFFFF) {
        return Ok(few);
    }
    // ZIP64: the number stands in a record of its own, somewhere before.
    let record = tail
        .get(..at)
        .and_then(|before| memchr::memmem::rfind(before, b"PK\x06\x06"));
    Ok(record.and_then(|at| number(&tail, at + 32, 8)).or(few))
}

/// Names that stand more than once in the table of contents, which begins at `start`.
pub(super) fn names_twice(
    bytes: &mut (impl Read + Seek + ?Sized),
    start: u64,
    limit: usize,
) -> io::Result<HashSet<Vec<u8>>> {
    const HEADER: usize = 46;
    bytes.seek(SeekFrom::Start(start))?;
    let mut bytes = io::BufReader::new(bytes);
    let mut counts = HashMap::<Vec<u8>, usize>::new();
    for _ in 0..limit {
        let mut header = [0; HEADER];
        match bytes.read_exact(&mut header) {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
            Ok(()) if header.starts_with(b"PK\x01\x02") => {}
            _ => break,
        }
        let of = |at| number(&header, at, 2).unwrap_or_default();
        let mut name = vec![0; of(28) as usize];
        if bytes.read_exact(&mut name).is_err() {
            break;
        }
        *counts.entry(name).or_default() += 1;
        bytes.seek_relative((of(30) + of(32)) as i64)?;
    }
    Ok(counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(name, _)| name)
        .collect())
}

/// A number with the small end first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    )
}
