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
pub fn is_spelt(word: impl AsRef<[u8]>) -> bool {
    bloom::contains(RIGHT, word.as_ref())
}

/// Whether `word`, in small letters and shorter than five, may be a misspelling of the list.
pub fn may_be_listed(word: impl AsRef<[u8]>) -> bool {
    bloom::contains(SHORT, word.as_ref())
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
    match word.is_ascii() {
        true => one_edit_away(word.as_bytes(), &mut found),
        false => near(word, 1, &mut found),
    }
    if found.words.is_empty() && word.len() >= LONG {
        found.edits = 2;
        near(word, 2, &mut found);
    }
    (!found.words.is_empty()).then_some(found)
}

/// Whether `word`, in small letters, stands in the list of misspellings.
pub fn is_listed(word: &str) -> bool {
    listed(word).is_some()
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
    known(word.as_bytes()).map_or(WordKind::Clinical, |(_, kind)| kind)
}

/// The word of [`MEANT`] that these letters are, with its kind.
fn known(word: &[u8]) -> Option<(&'static str, WordKind)> {
    let (from, to) = range(word.len());
    let text = offset(word.len());
    let at = |index: usize| &MEANT[text + (index - from) * word.len()..][..word.len()];
    let index = from + partition(to - from, |it| at(from + it).as_bytes() < word);
    (index < to && at(index).as_bytes() == word).then(|| (at(index), kind_at(index)))
}

/// How many of `count` sorted things come first by `is_before`.
fn partition(count: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Add the words that a letter left out, put in or changed, or two neighbours swapped, make of `word`: each is made and asked
/// for, some five hundred of them, where comparing would take tens of thousands of words.
fn one_edit_away(word: &[u8], found: &mut Meant) {
    let mut ask = |made: &[u8]| {
        if bloom::contains(RIGHT, made)
            && let Some(it) = known(made)
            && !found.words.contains(&it)
        {
            found.words.push(it);
        }
    };
    // A letter more, in a gap that moves from the front to the back.
    let mut longer = [b"a", word].concat();
    for at in 0..longer.len() {
        for letter in b'a'..=b'z' {
            longer[at] = letter;
            ask(&longer);
        }
        if let Some(letter) = word.get(at) {
            longer[at] = *letter;
        }
    }
    let mut made = word.to_vec();
    for at in 0..word.len() {
        for letter in b'a'..=b'z' {
            made[at] = letter;
            ask(&made);
        }
        made[at] = word[at];
        if at + 1 < word.len() {
            made.swap(at, at + 1);
            ask(&made);
            made.swap(at, at + 1);
        }
    }
    // A letter less: first the first, then one after the other.
    if let [_, shorter @ ..] = &mut made[..] {
        ask(shorter);
        for at in 0..shorter.len() {
            shorter[at] = word[at];
            ask(shorter);
        }
    }
    found.words.sort_unstable_by_key(|(word, _)| (word.len(), *word));
}

/// Add the words within `most` edits of `word`; with two edits only those of the same first letter.
fn near(word: &str, most: usize, found: &mut Meant) {
    let own = letters(word);
    let first = word.as_bytes().first();
    for length in word.len().saturating_sub(most)..=word.len() + most {
        let (from, to) = range(length);
        let text = offset(length);
        let at = |index: usize| &MEANT[text + (index - from) * length..][..length];
        let alike = match first {
            Some(_) if most > 1 => {
                let before = |it: usize| at(from + it).as_bytes().first();
                let from_letter = partition(to - from, |it| before(it) < first);
                from + from_letter..from + partition(to - from, |it| before(it) <= first)
            }
            _ => from..to,
        };
        let sets = LETTERS[4 * alike.start..4 * alike.end].as_chunks::<4>().0;
        for (index, set) in alike.zip(sets) {
            // One edit changes at most two letters of the set.
            let mut differing = (own ^ u32::from_le_bytes(*set)) & LETTERS_MASK;
            (0..2 * most).for_each(|_| differing &= differing.wrapping_sub(1));
            if differing == 0 && edits_within(word, at(index), most).is_some() {
                found.words.push((at(index), kind_at(index)));
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
    fn what_is_made_is_what_comparing_finds() {
        let words = MISSPELLINGS.lines().filter_map(|line| line.split(' ').next());
        for wrong in words
            .filter(|word| word.len() >= 5)
            .step_by(7)
            .chain(["zzzzz", "hadache"])
        {
            let (mut made, mut compared) = (Meant::default(), Meant::default());
            one_edit_away(wrong.as_bytes(), &mut made);
            near(wrong, 1, &mut compared);
            assert_eq!(made.words, compared.words, "{wrong}");
        }
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
