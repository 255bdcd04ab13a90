//! A set of words in a few bits each, written by the build step and asked at run time. It never forgets a word; of a
//! thousand words that it does not hold it takes two or three for its own.
//!
//! The bits of a word lie within one line of the processor's cache, so that asking costs one look at the memory.

/// Bytes of a line.
const LINE: usize = 64;

/// Bits a word.
#[allow(dead_code, reason = "the build step asks for it")]
const BITS: usize = 16;

/// How many bits a word sets.
const MARKS: u32 = 5;

/// How many bytes a set of `words` words takes.
#[allow(dead_code, reason = "the build step asks for it")]
pub fn size(words: usize) -> usize {
    (words * BITS).div_ceil(LINE * 8).max(1) * LINE
}

/// Put `word` in.
#[allow(dead_code, reason = "the build step fills it")]
pub fn insert(set: &mut [u8], word: &[u8]) {
    let (line, mut bits) = place(set.len(), word);
    for _ in 0..MARKS {
        set[line + (((bits >> 3) as usize) & (LINE - 1))] |= 1 << (bits & 7);
        bits >>= 9;
    }
}

/// Whether `word` was put in.
#[allow(dead_code, reason = "the run asks for it")]
pub fn contains(set: &[u8], word: &[u8]) -> bool {
    let (line, mut bits) = place(set.len(), word);
    let Some(line) = set[line..].first_chunk::<LINE>() else {
        return false;
    };
    for _ in 0..MARKS {
        if line[((bits >> 3) as usize) & (LINE - 1)] & (1 << (bits & 7)) == 0 {
            return false;
        }
        bits >>= 9;
    }
    true
}

/// The line of a word, and what picks its bits there: nine binary digits for each.
fn place(size: usize, word: &[u8]) -> (usize, u64) {
    // Eight bytes at a time, and mixed at the end: the low bits are the poor ones.
    let mut hash = word.len() as u64;
    let (parts, rest) = word.as_chunks::<8>();
    let mut add = |eight: u64| hash = (hash.rotate_left(29) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for part in parts {
        add(u64::from_le_bytes(*part));
    }
    if !rest.is_empty() {
        add(few(rest));
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let lines = (size / LINE) as u64;
    let line = (((hash >> 32) * lines) >> 32) as usize * LINE;
    (line, (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 13)
}

/// Fewer than eight bytes as a number, the first the lowest: read in two pieces that may overlap.
#[inline]
fn few(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) | u64::from(last) << (8 * (bytes.len() - 4));
    }
    match bytes {
        [] => 0,
        [one] => u64::from(*one),
        [one, two] => u64::from(*one) | u64::from(*two) << 8,
        [one, two, three, ..] => u64::from(*one) | u64::from(*two) << 8 | u64::from(*three) << 16,
    }
}
