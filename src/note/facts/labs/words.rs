//! The words around values, and the units after them: looked up where the reader stands.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::grammar::{Grammar, LexiconEntry, lexicon_ids};

/// What a word may mean beside a value; see the lexicon `lab-words`.
pub(super) type Classes = u64;

pub(super) const LINK: Classes = 1;
pub(super) const FOLLOW: Classes = 1 << 1;
pub(super) const MOVE: Classes = 1 << 2;
pub(super) const FROM: Classes = 1 << 3;
pub(super) const EARLIER: Classes = 1 << 4;
pub(super) const TIME: Classes = 1 << 5;
pub(super) const GOAL: Classes = 1 << 6;
pub(super) const CONDITION: Classes = 1 << 7;
pub(super) const ACTION: Classes = 1 << 8;
pub(super) const BOUND: Classes = 1 << 9;
pub(super) const HIGH: Classes = 1 << 10;
pub(super) const LOW: Classes = 1 << 11;
pub(super) const ABNORMAL: Classes = 1 << 12;
pub(super) const NORMAL: Classes = 1 << 13;
pub(super) const REFERENCE: Classes = 1 << 14;
pub(super) const PENDING: Classes = 1 << 15;
pub(super) const UNIT_HEADING: Classes = 1 << 16;
pub(super) const FLAG_HEADING: Classes = 1 << 17;
pub(super) const GRADE_0: Classes = 1 << 18;
pub(super) const GRADE_HALF: Classes = 1 << 19;
pub(super) const GRADE_1: Classes = 1 << 20;
pub(super) const GRADE_2: Classes = 1 << 21;
pub(super) const GRADE_3: Classes = 1 << 22;
pub(super) const GRADE_4: Classes = 1 << 23;
pub(super) const PRESENT: Classes = 1 << 24;
pub(super) const STABLE: Classes = 1 << 25;
pub(super) const REVIEWED: Classes = 1 << 26;
pub(super) const BETWEEN: Classes = 1 << 27;
pub(super) const NOT: Classes = 1 << 28;
pub(super) const SETTLED: Classes = 1 << 29;
pub(super) const WAS_ONCE: Classes = 1 << 30;
pub(super) const NOT_NOW: Classes = 1 << 31;
pub(super) const STILL: Classes = 1 << 32;

const NAMES: [(&str, Classes); 33] = [
    ("link", LINK),
    ("follow", FOLLOW),
    ("move", MOVE),
    ("from", FROM),
    ("earlier", EARLIER),
    ("time", TIME),
    ("goal", GOAL),
    ("condition", CONDITION),
    ("action", ACTION),
    ("bound", BOUND),
    ("high", HIGH),
    ("low", LOW),
    ("abnormal", ABNORMAL),
    ("normal", NORMAL),
    ("reference", REFERENCE),
    ("pending", PENDING),
    ("unit-heading", UNIT_HEADING),
    ("flag-heading", FLAG_HEADING),
    ("grade-0", GRADE_0),
    ("grade-half", GRADE_HALF),
    ("grade-1", GRADE_1),
    ("grade-2", GRADE_2),
    ("grade-3", GRADE_3),
    ("grade-4", GRADE_4),
    ("present", PRESENT),
    ("stable", STABLE),
    ("reviewed", REVIEWED),
    ("between", BETWEEN),
    ("not", NOT),
    ("settled", SETTLED),
    ("was-once", WAS_ONCE),
    ("not-now", NOT_NOW),
    ("still", STILL),
];

/// The word at `at` of `text`, with hyphens, apostrophes and ampersands inside it, as it is looked up; its end; and the end
/// of its first part.
pub(super) fn word(text: &str, at: usize) -> (SmallVec<[u8; 24]>, usize, Option<usize>) {
    let bytes = text.as_bytes();
    let mut word: SmallVec<[u8; 24]> = SmallVec::new();
    let (mut end, mut first_part) = (at, None);
    let mut next = at;
    let is_alphabetic = |at: usize| match bytes.get(at) {
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphabetic(),
        _ => text[at..].starts_with(char::is_alphabetic),
    };
    while let Some(byte) = bytes.get(next) {
        let length = match byte {
            0x80.. => text[next..].chars().next().map_or(1, char::len_utf8),
            _ => 1,
        };
        let letter =
            byte.is_ascii_alphanumeric() || !byte.is_ascii() && text[next..].starts_with(char::is_alphanumeric);
        let here = &bytes[next..next + length];
        if letter {
            word.extend_from_slice(here);
            end = next + length;
        } else if (matches!(here, b"-" | b"'" | b"&") || here == "’".as_bytes()) && is_alphabetic(next + length) {
            first_part.get_or_insert(end);
            if *byte == b'&' {
                word.push(b'&');
            }
        } else {
            break;
        }
        if word.len() > 24 {
            break;
        }
        next += length;
    }
    (word, end, first_part)
}

/// Words by their first byte and their length.
struct Buckets<T> {
    /// Where the words of each bucket start.
    starts: Box<[u16; BUCKETS + 1]>,
    words: Vec<(Box<str>, T)>,
}

/// Longer words share the last bucket of their first byte.
const LENGTHS: usize = 16;
const BUCKETS: usize = 128 * LENGTHS;

/// The bucket of a word of so many bytes that begins with this one.
fn bucket(first: u8, length: usize) -> usize {
    usize::from(first & 0x7F) * LENGTHS + length.min(LENGTHS - 1)
}

impl<T: Copy> Buckets<T> {
    fn new<'w>(words: impl Iterator<Item = (&'w str, T)> + Clone) -> Self {
        let bucket = |word: &str| bucket(word.as_bytes().first().copied().unwrap_or_default(), word.len());
        let mut starts = Box::new([0u16; BUCKETS + 1]);
        for (word, _) in words.clone() {
            starts[bucket(word) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut placed: Vec<Option<(Box<str>, T)>> = vec![None; usize::from(starts[BUCKETS])];
        for (word, of) in words {
            let at = &mut next[bucket(word)];
            placed[usize::from(*at)] = Some((word.into(), of));
            *at += 1;
        }
        Self {
            starts,
            words: placed.into_iter().flatten().collect(),
        }
    }

    /// Those of the length of `word` that begin like it in small letters.
    fn like(&self, word: &[u8]) -> &[(Box<str>, T)] {
        let first = word.first().map_or(0, u8::to_ascii_lowercase);
        let bucket = bucket(first, word.len());
        &self.words[usize::from(self.starts[bucket])..usize::from(self.starts[bucket + 1])]
    }
}

/// The lexicon `lab-words`.
pub(super) struct Words(Buckets<Classes>);

impl Words {
    /// Made once for a grammar.
    pub(super) fn of_grammar(grammar: &Grammar) -> Arc<Self> {
        grammar.memo(Self::new)
    }

    fn new(grammar: &Grammar) -> Self {
        let entries = &grammar.lexicon(lexicon_ids::LAB_WORDS).entries;
        let words = entries.iter().flat_map(|entry| {
            let class = NAMES
                .iter()
                .find(|(name, _)| *name == entry.id)
                .map_or(0, |(_, class)| *class);
            entry.list("words").iter().map(move |word| (word.as_ref(), class))
        });
        Self(Buckets::new(words))
    }

    /// What the word at `at` of `text` may mean, and its end. Hyphens and apostrophes within it do not count: `pre-op`.
    pub(super) fn at(&self, text: &str, at: usize) -> (Classes, usize) {
        let (word, end, first_part) = word(text, at);
        let classes = self.of(&word);
        match first_part.filter(|_| classes == 0) {
            Some(end) => (self.of(&text.as_bytes()[at..end]), end),
            None => {
                let least = text[at..].chars().next().map_or(1, char::len_utf8);
                (classes, end.max(at + least))
            }
        }
    }

    /// All that `word` may mean; 0 if it is no such word.
    pub(super) fn of(&self, word: &[u8]) -> Classes {
        let same = |(known, _): &&(Box<str>, Classes)| known.as_bytes().eq_ignore_ascii_case(word);
        let like = self.0.like(word);
        like.iter().filter(same).fold(0, |classes, (_, class)| classes | class)
    }
}

/// The lexicon `lab-units`.
pub(super) struct Units<'n> {
    entries: &'n [LexiconEntry],
    spellings: Arc<Spellings>,
}

struct Spellings(Buckets<u16>);

/// A unit at the start of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnitHit {
    pub(super) entry: u16,
    /// Bytes from the start of the text to its end.
    pub(super) len: usize,
}

/// Longest unit with the spaces in it.
const LONGEST: usize = 36;

impl<'n> Units<'n> {
    pub(super) fn new(grammar: &'n Grammar) -> Self {
        let entries: &[LexiconEntry] = &grammar.lexicon(lexicon_ids::LAB_UNITS).entries;
        let spellings = (0..).zip(entries).flat_map(|(at, entry): (u16, _)| {
            entry
                .list("spellings")
                .iter()
                .map(move |spelling| (spelling.as_ref(), at))
        });
        Self {
            entries,
            spellings: grammar.memo(|_| Spellings(Buckets::new(spellings))),
        }
    }

    /// The unit `entry`.
    pub(super) fn unit(&self, entry: u16) -> &'n LexiconEntry {
        &self.entries[usize::from(entry)]
    }

    /// The unit with this id.
    pub(super) fn named(&self, id: &str) -> Option<u16> {
        let at = self.entries.iter().position(|entry| entry.id == id)?;
        Some(at as u16)
    }

    /// The longest unit at the start of `text`.
    pub(super) fn at(&self, text: &str) -> Option<UnitHit> {
        let mut spelled: SmallVec<[u8; LONGEST]> = SmallVec::new();
        let mut found = None;
        let mut chars = text.char_indices().take(LONGEST).peekable();
        while let Some((at, c)) = chars.next() {
            let byte = match c {
                'µ' | 'μ' => b'u',
                '×' => b'x',
                '¹' => b'1',
                '²' => b'2',
                '³' => b'3',
                '⁶' => b'6',
                '⁹' => b'9',
                c if c.is_ascii_alphanumeric() || "%/^*.'()".contains(c) => c.to_ascii_lowercase() as u8,
                ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{200b}' => continue,
                _ => break,
            };
            spelled.push(byte);
            let next = chars.peek().map(|(_, c)| *c);
            let goes_on = next.is_some_and(|c| c == '/' || c == '^' || c.is_alphanumeric());
            if goes_on && byte != b'%' {
                continue;
            }
            let like = self.spellings.0.like(&spelled);
            if let Some((_, entry)) = like.iter().find(|(known, _)| known.as_bytes() == &*spelled) {
                found = Some(UnitHit {
                    entry: *entry,
                    len: at + c.len_utf8(),
                });
            }
        }
        found
    }
}
