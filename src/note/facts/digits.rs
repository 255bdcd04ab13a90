//! Where numbers stand: several readers look at every number of the note, few of its bytes are digits.

use super::super::Note;

/// Where each run of ASCII digits starts, in order.
pub(super) fn read(text: &str) -> Box<[u32]> {
    /// Bytes that are looked at together: most hold no digit.
    const STRIDE: usize = 16;
    let bytes = text.as_bytes();
    let mut runs = Vec::with_capacity(bytes.len() / 24);
    let mut inside = false;
    for (chunk, from) in bytes.chunks(STRIDE).zip((0..).step_by(STRIDE)) {
        if chunk.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
            for (byte, at) in chunk.iter().zip(from..) {
                if byte.is_ascii_digit() && !inside {
                    runs.push(at);
                }
                inside = byte.is_ascii_digit();
            }
        } else {
            inside = false;
        }
    }
    runs.into()
}

/// Goes from number to number.
pub(super) struct Digits<'n> {
    bytes: &'n [u8],
    runs: std::iter::Peekable<std::iter::Copied<std::slice::Iter<'n, u32>>>,
}

impl<'n> Digits<'n> {
    /// Those of the note from `offset` on.
    pub(super) fn from(note: &'n Note, offset: usize) -> Self {
        let runs = note.digits();
        let first = match offset {
            0 => 0,
            _ => runs.partition_point(|run| (*run as usize) < offset),
        };
        Self {
            bytes: note.text.as_bytes(),
            runs: runs[first..].iter().copied().peekable(),
        }
    }

    /// The first digit at or after `at`. Places are asked for in order.
    pub(super) fn next(&mut self, at: usize) -> Option<usize> {
        if self.bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return Some(at);
        }
        while self.runs.next_if(|run| (*run as usize) < at).is_some() {}
        self.runs.peek().map(|run| *run as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    #[test]
    fn every_digit_is_come_to() {
        let text = "BP 120/80, T 38.1; no digits for a while in this part of the text, \u{e9}12 then 1234567890123456789012\n5 6 7";
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        let one_by_one = |from: usize| (from..text.len()).find(|at| text.as_bytes()[*at].is_ascii_digit());
        for start in 0..=text.len() {
            let mut digits = Digits::from(&note, start);
            for at in start..=text.len() {
                assert_eq!(digits.next(at), one_by_one(at), "from {start}, at {at}");
            }
        }
    }
}
