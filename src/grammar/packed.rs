//! The compiled-in phrases, as the build step packed them: numbers in little-endian order, texts end to end. No pointers, so
//! that neither the compiler nor the loader has anything to do with tens of thousands of phrases.

use super::model::LexiconId;
use super::word_key::{KEY, PHRASE, hash};

static SLOTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon_slots.bin"));
static KEYS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon_keys.bin"));
static PHRASES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon_phrases.bin"));
static TEXTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon_texts.bin"));

/// A phrase behind its key.
#[derive(Debug, Clone, Copy)]
pub(super) struct PhraseRef<'p> {
    /// The lexicon.
    pub(super) lexicon: LexiconId,
    /// Index of its entry.
    pub(super) entry: u16,
    /// What follows the words of the key; with the last word if that is looked up by its first letters.
    pub(super) rest: &'p [u8],
    /// Whether it is the beginning of a word.
    pub(super) stem: bool,
}

/// The phrases with this key, and whether keys go on from it.
#[inline]
pub(super) fn shipped<'p>(key: &[u8]) -> (impl Iterator<Item = PhraseRef<'p>> + use<'p>, bool) {
    let (phrases, goes_on) = find(key).unwrap_or((&[], false));
    (phrases.chunks_exact(PHRASE).map(phrase), goes_on)
}

#[inline]
fn find(key: &[u8]) -> Option<(&'static [u8], bool)> {
    let mask = SLOTS.len() / 2 - 1;
    let mut slot = hash(key) as usize & mask;
    loop {
        let at = usize::from(short(SLOTS, 2 * slot)).checked_sub(1)?;
        let known = &KEYS[at * KEY..(at + 1) * KEY];
        if text(known) == key {
            let (from, count) = (long(known, 8), long(known, 12));
            return Some((&PHRASES[from * PHRASE..(from + count) * PHRASE], known[6] != 0));
        }
        slot = (slot + 1) & mask;
    }
}

#[inline]
fn phrase<'p>(packed: &'static [u8]) -> PhraseRef<'p> {
    PhraseRef {
        lexicon: LexiconId(short(packed, 0)),
        entry: short(packed, 2),
        rest: text(&packed[4..]),
        stem: packed[10] != 0,
    }
}

/// The text whose place `packed` starts with.
#[inline]
fn text(packed: &[u8]) -> &'static [u8] {
    let (at, length) = (long(packed, 0), usize::from(short(packed, 4)));
    &TEXTS[at..at + length]
}

#[inline]
fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

#[inline]
fn long(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize
}
