//! What a phrase is followed past in a text: numbers, gaps between words, signs without width.

use super::super::trie::NUMBER_WORDS;
use super::is_word_byte;

/// Past the number at `at`: digits with a fraction, a range (`2-3`, `2 to 3`), or a word for a small number.
#[inline]
pub(super) fn skip_number(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = |mut at: usize| -> Option<usize> {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit)
            || at > start
                && matches!(bytes.get(at), Some(b'.' | b','))
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
        {
            at += 1;
        }
        (at > start).then_some(at)
    };
    let word = |at: usize| {
        let rest = bytes.get(at..)?;
        // Hardly any word is one of these: the first two letters tell.
        let [first, second, ..] = rest else { return None };
        let pair = u16::from_le_bytes([first | 0x20, second | 0x20]);
        if !OPENINGS.contains(&pair) {
            return None;
        }
        let length = rest.iter().take_while(|byte| is_word_byte(**byte)).count();
        if !(3..=7).contains(&length) || rest.get(length).is_some_and(|byte| *byte >= 0x80) {
            return None;
        }
        let mut known = NUMBER_WORDS.iter().filter(|word| word.len() == length);
        known
            .any(|word| word.as_bytes().eq_ignore_ascii_case(&rest[..length]))
            .then_some(at + length)
    };
    let number = |at| match bytes.get(at) {
        Some(byte) if STARTS[usize::from(*byte)] => digits(at).or_else(|| word(at)),
        _ => None,
    };
    let end = number(at)?;
    let rest = bytes.get(end..)?;
    if !matches!(rest.first(), Some(b'-' | b' ' | 0xE2)) {
        return Some(end);
    }
    let between = ["-", "\u{2013}", " - ", " \u{2013} ", " to ", " or "];
    let range = between.iter().find(|sign| rest.starts_with(sign.as_bytes()));
    Some(range.and_then(|sign| number(end + sign.len())).unwrap_or(end))
}

/// The first two letters of each word for a number.
const OPENINGS: [u16; NUMBER_WORDS.len()] = {
    let mut pairs = [0; NUMBER_WORDS.len()];
    let mut at = 0;
    while at < pairs.len() {
        let word = NUMBER_WORDS[at].as_bytes();
        pairs[at] = u16::from_le_bytes([word[0], word[1]]);
        at += 1;
    }
    pairs
};

/// Whether a number may stand at `at`: its first two letters tell.
#[inline]
pub(super) fn may_be_number(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..) {
        Some([first, ..]) if !STARTS[usize::from(*first)] => false,
        Some([first, second, ..]) => {
            SECONDS[usize::from(first & 31)] >> (second & 31) & 1 == 1 || first.is_ascii_digit()
        }
        rest => rest.is_some_and(|rest| !rest.is_empty()),
    }
}

/// For the first letter of each word for a number the second ones.
const SECONDS: [u32; 32] = {
    let mut seconds = [0; 32];
    let mut at = 0;
    while at < NUMBER_WORDS.len() {
        let word = NUMBER_WORDS[at].as_bytes();
        seconds[(word[0] & 31) as usize] |= 1 << (word[1] & 31);
        at += 1;
    }
    seconds
};

/// The bytes that a number may begin with.
const STARTS: [bool; 256] = {
    let mut starts = [false; 256];
    let mut at = 0;
    while at < 10 {
        starts[b'0' as usize + at] = true;
        at += 1;
    }
    at = 0;
    while at < NUMBER_WORDS.len() {
        let first = NUMBER_WORDS[at].as_bytes()[0];
        starts[first as usize] = true;
        starts[first.to_ascii_uppercase() as usize] = true;
        at += 1;
    }
    starts
};

/// Past the spaces and hyphens at `at`, with one line break at most among them; `None` if there is no gap.
#[inline]
pub(super) fn skip_gap(bytes: &[u8], mut at: usize) -> Option<usize> {
    let start = at;
    let mut broken = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'-' => at += 1,
            b'\n' | b'\r' if !broken => {
                broken = true;
                at += if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
            }
            0x80.. => match blank_len(&bytes[at..]) {
                Some(length) => at += length,
                None => break,
            },
            _ => break,
        }
    }
    (at > start).then_some(at)
}

/// Whether a character beyond ASCII is part of a word.
#[inline]
pub(super) fn is_letter(bytes: &[u8]) -> bool {
    blank_len(bytes).is_none() && invisible_len(bytes).is_none()
}

/// Length of the invisible character at the start: soft hyphen, zero-width characters, byte order mark.
#[inline]
pub(super) fn invisible_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0xC2, 0xAD, ..] => Some(2),
        [0xE2, 0x80, 0x8B..=0x8F, ..] | [0xE2, 0x81, 0xA0, ..] | [0xEF, 0xBB, 0xBF, ..] => Some(3),
        _ => None,
    }
}

/// Length of the space, dash, quote, bullet or other sign beyond ASCII at the start: what no word holds.
#[inline]
pub(super) fn blank_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        // U+0080–U+00BF but for the soft hyphen and the letters ª µ º, × and ÷.
        [0xC2, 0xAD | 0xAA | 0xB5 | 0xBA, ..] => None,
        [0xC2, _, ..] | [0xC3, 0x97 | 0xB7, ..] => Some(2),
        // General punctuation, but for what has no width; arrows, mathematical and other signs; wide spaces.
        [0xE2, 0x80, 0x8B..=0x8F, ..] | [0xE2, 0x81, 0xA0, ..] => None,
        [0xE2, 0x80 | 0x81 | 0x86..=0x9F, _, ..] | [0xE3, 0x80, _, ..] => Some(3),
        _ => None,
    }
}
