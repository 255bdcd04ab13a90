//! Finding the words of a text eight bytes at a time: the words of every note are looked at, so this decides what a scan
//! costs.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = ONES << 7;
const BLOCK: usize = 64;

/// A run of letters, digits and bytes beyond ASCII.
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether no bytes beyond ASCII are in it, which may be letters, odd spaces or quotes.
    pub(super) plain: bool,
}

/// The runs of a text, from left to right.
pub(super) struct Runs<'t> {
    bytes: &'t [u8],
    /// Where the current block starts.
    base: usize,
    /// Its bytes that belong to runs, and those of them that start one and are still to come.
    words: u64,
    starts: u64,
    beyond_ascii: bool,
}

impl<'t> Runs<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        let mut runs = Self {
            bytes,
            base: 0,
            words: 0,
            starts: 0,
            beyond_ascii: false,
        };
        runs.load(0);
        runs
    }

    /// Read the block at `base`; `carry` is set if a run goes on into it.
    #[inline]
    fn load(&mut self, carry: u64) {
        let rest = &self.bytes[self.base..];
        (self.words, self.beyond_ascii) = match rest.first_chunk() {
            Some(block) => word_bits(block),
            None => {
                let mut block = [0u8; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                word_bits(&block)
            }
        };
        self.starts = self.words & !(self.words << 1 | carry);
    }
}

impl Iterator for Runs<'_> {
    type Item = Run;

    #[inline]
    fn next(&mut self) -> Option<Run> {
        while self.starts == 0 {
            if self.base + BLOCK >= self.bytes.len() {
                return None;
            }
            let carry = self.words >> (BLOCK - 1);
            self.base += BLOCK;
            self.load(carry);
        }
        let bit = self.starts.trailing_zeros();
        self.starts &= self.starts - 1;
        let length = (!(self.words >> bit)).trailing_zeros().min(BLOCK as u32 - bit);
        let start = self.base + bit as usize;
        let mut end = start + length as usize;
        let goes_on = bit + length == BLOCK as u32;
        if goes_on {
            let rest = self.bytes[end..].iter();
            end += rest.take_while(|byte| is_word_byte(**byte) || **byte >= 0x80).count();
        }
        let plain = !(self.beyond_ascii || goes_on) || self.bytes[start..end].is_ascii();
        Some(Run { start, end, plain })
    }
}

pub(super) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// One bit for each byte of a block that is a letter, a digit or beyond ASCII, and whether any is beyond.
#[inline]
fn word_bits(block: &[u8; BLOCK]) -> (u64, bool) {
    let (mut words, mut beyond) = (0, 0);
    for (number, chunk) in block.chunks_exact(8).enumerate() {
        let eight = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        words |= word_bits_of_eight(eight) << (8 * number);
        beyond |= eight & HIGH;
    }
    (words, beyond != 0)
}

/// The same for eight bytes, all at once: each byte, kept below 0x80, is raised so that its high bit tells whether it
/// reaches a bound; the high bits are then gathered by a multiplication.
#[inline]
fn word_bits_of_eight(eight: u64) -> u64 {
    let low = eight & !HIGH;
    let small = low | (ONES << 5);
    let reaches = |bytes: u64, bound: u8| bytes + ONES * u64::from(0x80 - bound);
    let letters = reaches(small, b'a') & !reaches(small, b'z' + 1);
    let digits = reaches(low, b'0') & !reaches(low, b'9' + 1);
    (((letters | digits | eight) & HIGH) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told() {
        for byte in 0..=255u8 {
            for place in 0..8 {
                let mut eight = [b' '; 8];
                eight[place] = byte;
                let expected = u64::from(is_word_byte(byte) || byte >= 0x80) << place;
                assert_eq!(
                    word_bits_of_eight(u64::from_le_bytes(eight)),
                    expected,
                    "{byte:#x} at {place}"
                );
            }
        }
    }

    #[test]
    fn runs_are_found_wherever_the_blocks_end() {
        for lead in 0..140 {
            let text = format!("{}alpha, b2 caf\u{E9} {} z", " ".repeat(lead), "x".repeat(lead));
            let mut found = Vec::new();
            for run in Runs::new(text.as_bytes()) {
                let word = &text[run.start..run.end];
                assert_eq!(run.plain, word.is_ascii(), "{word}");
                found.push(word.to_owned());
            }
            let expected: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
            assert_eq!(found, expected);
        }
    }
}
