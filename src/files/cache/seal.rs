//! What a result is found by, and how it is sealed.
//!
//! A finding quotes the note, so a result on the disk is a second copy of a patient's words. It is sealed by the note
//! itself: name and keys of a result come out of one SHA-256 over the note, and only who has the note, byte for byte, can
//! work them out. The name tells nothing of the keys, nor either of them of the note. The stream is ChaCha20.

use std::fmt;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

/// How long the name of a result is, in bytes: two notes never meet in one.
pub(super) const NAME: usize = 16;
/// How long a seal is.
pub(super) const TAG: usize = 16;

/// A digest of what results depend on besides the note.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({:016x})", self.short())
    }
}

/// Works out a [`Digest`]. Values are written into it as text, `{:?}` keeping them apart.
#[derive(Debug)]
pub struct Digester(Sha256);

impl Digester {
    /// One for a purpose; the same values written for another purpose give another digest.
    pub fn new(purpose: &str) -> Self {
        Self(Sha256::new_with_prefix(format!("{purpose:?}")))
    }

    /// Another digest as a part of this one.
    pub fn digest(&mut self, other: &Digest) {
        self.0.update(other.0);
    }

    /// What comes of it.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl fmt::Write for Digester {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl Digest {
    /// Its beginning, for a file's name.
    pub fn short(&self) -> u64 {
        u64::from_le_bytes(self.0[..8].try_into().unwrap_or_default())
    }
}

/// The name of one note's result, and the keys that seal it.
pub struct NoteKey {
    pub(super) name: [u8; NAME],
    mac: [u8; 32],
    stream: [u8; 32],
}

impl fmt::Debug for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoteKey")
    }
}

impl NoteKey {
    /// That of the note with this `content`, shown as `path`, checked with what `settings` stands for.
    pub fn new(settings: &Digest, path: &[u8], content: &[u8]) -> Self {
        let root = Sha256::new_with_prefix(settings.0)
            .chain_update((path.len() as u64).to_le_bytes())
            .chain_update(path)
            .chain_update(content)
            .finalize();
        let part = |of: &[u8]| -> [u8; 32] { Sha256::new_with_prefix(of).chain_update(root).finalize().into() };
        Self {
            name: part(b"name")[..NAME].try_into().unwrap_or_default(),
            mac: part(b"seal"),
            stream: part(b"stream"),
        }
    }

    /// Make `payload` unreadable. Returns the seal, which is needed to open it.
    pub fn seal(&self, payload: &mut [u8]) -> [u8; TAG] {
        let tag = self.tag(payload);
        self.turn(&tag, payload);
        tag
    }

    /// Make `payload` readable again. Returns whether it is what was sealed, bit for bit.
    pub fn open(&self, tag: [u8; TAG], payload: &mut [u8]) -> bool {
        self.turn(&tag, payload);
        self.tag(payload) == tag
    }

    /// As [`open`](NoteKey::open), of a payload that stands at `start` in `out`, its seal behind it, which is taken off.
    pub(super) fn open_in_place(&self, out: &mut Vec<u8>, start: usize) -> bool {
        let Some(end) = out.len().checked_sub(TAG).filter(|end| *end >= start) else {
            return false;
        };
        let Ok(tag) = out[end..].try_into() else { return false };
        out.truncate(end);
        self.open(tag, &mut out[start..])
    }

    fn tag(&self, payload: &[u8]) -> [u8; TAG] {
        let hash = Sha256::new_with_prefix(self.mac).chain_update(payload).finalize();
        hash[..TAG].try_into().unwrap_or_default()
    }

    /// The seal is a digest of the payload, so another payload under the same keys meets another stream.
    fn turn(&self, tag: &[u8; TAG], payload: &mut [u8]) {
        let seed = Sha256::new_with_prefix(self.stream).chain_update(tag).finalize();
        let mut stream = ChaCha20Rng::from_seed(seed.into());
        let mut block = [0; 1024];
        for part in payload.chunks_mut(block.len()) {
            let block = &mut block[..part.len()];
            stream.fill_bytes(block);
            part.iter_mut().zip(block).for_each(|(byte, key)| *byte ^= *key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn settings(what: &str) -> Digest {
        let mut digester = Digester::new("preceptor test");
        write!(digester, "{what:?}").unwrap();
        digester.finish()
    }

    #[test]
    fn a_result_opens_for_its_note_alone() {
        let key = NoteKey::new(&settings("a"), b"note.md", b"HPI: worse");
        for length in [0, 1, 63, 64, 1023, 1024, 1025, 5000] {
            let plain: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut sealed = plain.clone();
            let tag = key.seal(&mut sealed);
            assert!(length < 16 || sealed != plain);
            for other in [
                NoteKey::new(&settings("b"), b"note.md", b"HPI: worse"),
                NoteKey::new(&settings("a"), b"note.m", b"dHPI: worse"),
                NoteKey::new(&settings("a"), b"note.md", b"HPI: worse "),
            ] {
                assert_ne!(other.name, key.name);
                assert!(!other.open(tag, &mut sealed.clone()));
            }
            assert!(key.open(tag, &mut sealed));
            assert_eq!(sealed, plain);
        }
    }

    #[test]
    fn what_is_sealed_twice_meets_another_stream() {
        let key = NoteKey::new(&settings("a"), b"note.md", b"HPI: worse");
        let (mut one, mut two) = ([0; 64], [0; 64]);
        two[63] = 1;
        key.seal(&mut one);
        key.seal(&mut two);
        let same = one.iter().zip(&two).filter(|(one, two)| one == two).count();
        assert!(same < 16, "{same}");
    }
}
