//! What is written as it comes in and read again at the end: in memory while it is little, then in a file without a name.

use std::fmt;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};

use tempfile::SpooledTempFile;

/// Bytes that stay in memory.
const LITTLE: usize = 4 << 20;

/// Bytes in the order they were written.
pub struct Spool(SpooledTempFile);

impl Default for Spool {
    fn default() -> Self {
        Self(SpooledTempFile::new(LITTLE))
    }
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Spool").finish_non_exhaustive()
    }
}

impl Spool {
    /// Add `bytes`.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// Write everything to `out`.
    ///
    /// # Errors
    /// The file cannot be read, or `out` not written to.
    pub fn copy(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(0))?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match self.0.read(&mut buffer)? {
                0 => return Ok(()),
                count => out.write_all(&buffer[..count])?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_comes_out_however_much_it_is() {
        for size in [0, 10, LITTLE + 10] {
            let mut spool = Spool::default();
            let text: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            for part in text.chunks(1000) {
                spool.push(part).unwrap();
            }
            let mut out = Vec::new();
            spool.copy(&mut out).unwrap();
            assert!(out == text, "{size} bytes");
        }
    }
}
