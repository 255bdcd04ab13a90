//! The dictionary: whether a word is right, and what may have been meant.

use smallvec::SmallVec;

use super::bloom;
use super::distance::edits_within;

mod tables {
    include!(concat!(env!("OUT_DIR"), "/spelling.rs"));
}

/// Every right word that a wrong one could be near to.
static RIGHT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/right.bin"));

/// The words that may have been meant, the shortest first, end to end.
static MEANT: &str = include_str!(concat!(env!("OUT_DIR"), "/meant.txt"));

/// The letters of each of them, four bytes a word, with its kind in the bits above.
static LETTERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/meant.bin"));

/// Misspellings with the right words, in order, one a line.
static MISSPELLINGS: &str = include_str!(concat!(env!("OUT_DIR"), "/misspellings.txt"));

/// The misspellings of the list that have fewer letters than [`is_spelt`] looks at.
static SHORT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/short.bin"));

/// What kind of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordKind {
    /// An English word.
    English,
    /// A clinical word.
    Clinical,
    /// A drug or a brand.
    Drug,
}

/// What may have been meant by a word that no dictionary has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meant {
    /// The nearest words, all equally near.
    pub words: SmallVec<[(&'static str, WordKind); 4]>,
    /// How many letters differ.
    pub edits: usize,
    /// Whether it is a misspelling that is known by itself, and nothing else can have been meant.
    pub listed: bool,
}

/// Whether `word`, in small letters, is an English or clinical word, a drug or a name, as far as something else could have been
/// meant by it; two or three wrong words of a thousand are taken for right. Only for words of five letters and more.
pub fn is_spelt(word: &str) -> bool {
    bloom::contains(RIGHT, word.as_bytes())
}

/// Whether `word`, in small letters and shorter than five, may be a misspelling of the list.
pub fn may_be_listed(word: &str) -> bool {
    bloom::contains(SHORT, word.as_bytes())
}

/// What may have been meant by `word`, in small letters, for which [`is_spelt`] does not hold: by the list of misspellings,
/// else the words at one edit, else (from nine letters on) those at two edits that begin alike.
pub fn meant(word: &str) -> Option<Meant> {
    /// Letters from which on two edits may be wrong.
    const LONG: usize = 9;
    /// Letters from which on one may be.
    const SHORT: usize = 5;
    if let Some(meant) = listed(word) {
        return Some(meant);
    }
    if word.len() < SHORT {
        return None;
    }
    let mut found = Meant {
        edits: 1,
        ..Meant::default()
    };
    near(word, 1, &mut found);
    if found.words.is_empty() && word.len() >= LONG {
        found.edits = 2;
        near(word, 2, &mut found);
    }
    (!found.words.is_empty()).then_some(found)
}

/// The right word for a misspelling of the list.
fn listed(word: &str) -> Option<Meant> {
    let bytes = MISSPELLINGS.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |newline| low + newline + 1);
        let end = memchr::memchr(b'\n', &bytes[middle..high]).map_or(high, |newline| middle + newline);
        let mut parts = MISSPELLINGS[start..end].split(' ');
        let wrong = parts.next().unwrap_or_default();
        match wrong.cmp(word) {
            std::cmp::Ordering::Equal => {
                let right = parts.next().unwrap_or_default();
                let kind = kind_of(&right.to_ascii_lowercase());
                return Some(Meant {
                    words: SmallVec::from_iter([(right, kind)]),
                    edits: 1,
                    listed: parts.next().is_none(),
                });
            }
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// The kind of a right word.
fn kind_of(word: &str) -> WordKind {
    let (mut low, mut high) = range(word.len());
    let (first, text) = (low, offset(word.len()));
    while low < high {
        let middle = low + (high - low) / 2;
        let start = text + (middle - first) * word.len();
        match MEANT[start..start + word.len()].cmp(word) {
            std::cmp::Ordering::Equal => return kind_at(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    WordKind::Clinical
}

/// Add the words within `most` edits of `word`; with two edits only those of the same first letter.
fn near(word: &str, most: usize, found: &mut Meant) {
    let own = letters(word);
    let first = word.as_bytes().first();
    for length in word.len().saturating_sub(most)..=word.len() + most {
        let (from, to) = range(length);
        let text = offset(length);
        for index in from..to {
            // One edit changes at most two letters of the set.
            if ((own ^ letters_at(index)) & LETTERS_MASK).count_ones() as usize > 2 * most {
                continue;
            }
            let start = text + (index - from) * length;
            let candidate = &MEANT[start..start + length];
            if most > 1 && candidate.as_bytes().first() != first {
                continue;
            }
            if edits_within(word, candidate, most).is_some() {
                found.words.push((candidate, kind_at(index)));
            }
        }
    }
}

/// The bits of the letters.
const LETTERS_MASK: u32 = (1 << 26) - 1;

/// The indices of the words of `length` letters.
fn range(length: usize) -> (usize, usize) {
    let at = |length: usize| {
        let last = tables::FIRSTS.len() - 1;
        tables::FIRSTS[length.min(last)] as usize
    };
    (at(length), at(length + 1))
}

/// Where the words of `length` letters begin in [`MEANT`]: behind the shorter ones.
fn offset(length: usize) -> usize {
    let shorter = (1..length).map(|shorter| {
        let (from, to) = range(shorter);
        (to - from) * shorter
    });
    shorter.sum()
}

fn letters_at(index: usize) -> u32 {
    let bytes = &LETTERS[4 * index..4 * index + 4];
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

fn kind_at(index: usize) -> WordKind {
    match letters_at(index) >> 26 {
        0 => WordKind::English,
        1 => WordKind::Clinical,
        _ => WordKind::Drug,
    }
}

/// One bit for each letter that occurs.
fn letters(text: &str) -> u32 {
    text.bytes()
        .filter(u8::is_ascii_lowercase)
        .fold(0, |set, b| set | 1 << (b - b'a'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(word: &str) -> Vec<&'static str> {
        assert!(!is_spelt(word), "{word}");
        meant(word).map_or_else(Vec::new, |meant| meant.words.iter().map(|(word, _)| *word).collect())
    }

    #[test]
    fn right_words_are_right() {
        for word in [
            "abdomen",
            "haemoglobin",
            "hemoglobin",
            "oedema",
            "diarrhoea",
            "diarrhea",
            "metoprolol",
            "paracetamol",
            "colour",
            "costovertebral",
            "choledochojejunostomy",
            "dysdiadochokinesia",
            "smith",
            "crohn",
            "apixaban",
            "organomegaly",
            "nontender",
            "judgement",
            "dartos",
            "debulking",
            "ureteroscope",
            "hypokalaemia",
        ] {
            assert!(is_spelt(word) || meant(word).is_none(), "{word}");
        }
        for (index, line) in MISSPELLINGS.lines().enumerate() {
            let wrong = line.split(' ').next().unwrap();
            // A filter takes a few words of a thousand for its own.
            assert!(wrong.len() < 5 || !is_spelt(wrong) || index % 50 != 0, "{wrong}");
        }
    }

    #[test]
    fn what_was_meant() {
        for (wrong, right) in [
            ("metropolol", "metoprolol"),
            ("pnuemonia", "pneumonia"),
            ("abdominla", "abdominal"),
            ("auscultatoin", "auscultation"),
            ("tendernes", "tenderness"),
            ("clopidogral", "clopidogrel"),
            ("haemoglobni", "haemoglobin"),
        ] {
            assert_eq!(words(wrong), [right], "{wrong}");
        }
        assert_eq!(words("zzzzzz"), [""; 0]);
        assert_eq!(meant("lisinipril").unwrap().words[0].1, WordKind::Drug);
        assert!(meant("pnuemonia").unwrap().listed);
    }

    #[test]
    fn words_stand_where_they_are_looked_for() {
        let mut at = 0;
        for length in 1..tables::FIRSTS.len() - 1 {
            let (from, to) = range(length);
            assert_eq!(offset(length), at);
            for index in from..to {
                let word = &MEANT[at..at + length];
                assert_eq!(letters_at(index) & LETTERS_MASK, letters(word), "{word}");
                assert_eq!(kind_of(word), kind_at(index), "{word}");
                assert!(is_spelt(word), "{word}");
                at += length;
            }
        }
        assert_eq!(at, MEANT.len());
    }
}
