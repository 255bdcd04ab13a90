//! Cheap keys of words, the same in the build step and at run time, to tell most words of a text from the first words of a
//! lexicon without a look-up.

/// Bits of a filter.
pub const FILTER_BITS: usize = 1 << FILTER_SHIFT;
const FILTER_SHIFT: u32 = 16;
/// A set of keys: a word whose bits are not set is surely not in it.
pub type Filter = [u64; FILTER_BITS / 64];

/// Letters by which a phrase that is the beginning of a word is looked up.
pub const STEM: usize = 3;

/// The first eight bytes of a word, in small letters, and its length.
#[derive(Debug, Clone, Copy)]
pub struct WordKey {
    packed: u64,
    length: usize,
}

impl WordKey {
    /// The key of a word.
    pub fn of(word: &[u8]) -> Self {
        let mut window = [0; 8];
        let length = word.len().min(8);
        window[..length].copy_from_slice(&word[..length]);
        Self::of_window(u64::from_le_bytes(window), word.len())
    }

    /// The key of a word of `length` bytes whose first eight bytes, and what follows a shorter word, are `window`.
    #[inline]
    pub fn of_window(window: u64, length: usize) -> Self {
        // Letters differ from capitals in the bit that is set here; digits have it anyway.
        let small = window | 0x2020_2020_2020_2020;
        let packed = if length < 8 {
            small & ((1 << (8 * length)) - 1)
        } else {
            small
        };
        Self { packed, length }
    }

    /// Its bit in a filter: word of the filter, and mask.
    #[inline]
    pub fn bit(self) -> (usize, u64) {
        place(self.packed ^ self.length as u64)
    }

    /// The bit of its first letters, as the beginning of a longer word.
    #[inline]
    pub fn stem_bit(self) -> (usize, u64) {
        place((self.packed & ((1 << (8 * STEM)) - 1)) | 1 << 63)
    }

    /// Whether a digit follows the first letter, or the second or third: `x3`, `pod2`.
    #[inline]
    pub fn holds_number(self) -> bool {
        // Letters have this bit, digits do not.
        let letters = 0x4040_4000 & ((1 << (8 * self.length.min(1 + BEFORE_NUMBER))) - 1);
        self.packed & letters != letters
    }

    /// Whether the word, or its beginning, may be in `filter`.
    #[inline]
    pub fn may_be_in(self, filter: &Filter) -> bool {
        let ((word, mask), (stem_word, stem_mask)) = (self.bit(), self.stem_bit());
        (filter[word] & mask) | (filter[stem_word] & stem_mask) != 0
    }
}

#[inline]
fn place(key: u64) -> (usize, u64) {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - FILTER_SHIFT);
    ((mixed / 64) as usize, 1 << (mixed % 64))
}

/// Words that `#` in a phrase stands for, besides digits.
pub const NUMBER_WORDS: [&str; 14] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "several", "few",
];

/// Letters that may stand glued before a number at the start of a phrase: `x#`, `pod#`.
pub const BEFORE_NUMBER: usize = 3;

/// How a phrase is looked up: by its first word, or its first two words; the last of them by its first letters if the
/// phrase is the beginning of it. The first may be a number with the word behind it, or letters glued to a number.
pub struct Lookup<'p> {
    /// `days`, `pal*`, `no fever`, `no pal*`, `#days`, `#wee*`, `x#`; `#` alone for a number before a sign or nothing.
    pub key: String,
    /// The key of the first word, if `key` has two.
    pub first: Option<String>,
    /// What follows the words of the key; with the last word if that is looked up by its first letters.
    pub rest: &'p str,
    /// Whether the phrase is the beginning of a word.
    pub stem: bool,
}

/// How `phrase` is looked up. `None`: it is the beginning of a word, and too short for one, or a long word glued to a number.
pub fn lookup(phrase: &str) -> Option<Lookup<'_>> {
    let (text, stem) = phrase.strip_suffix('*').map_or((phrase, false), |text| (text, true));
    let (number, text) = match text.strip_prefix('#') {
        Some(rest) => ("#", rest.trim_start_matches([' ', '-'])),
        None => ("", text),
    };
    let word_end = |text: &str| {
        text.find(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
            .unwrap_or(text.len())
    };
    let letters = |word: &str| Some(format!("{}*", word.get(..STEM).filter(|letters| letters.is_ascii())?));
    let end = word_end(text);
    let whole = |key, rest| Lookup {
        key,
        first: None,
        rest,
        stem,
    };
    if end > 0 && number.is_empty() && text[end..].starts_with('#') {
        let glued = text[..end].bytes().all(|byte| byte.is_ascii_alphabetic()) && end <= BEFORE_NUMBER;
        return glued.then(|| whole(text[..=end].to_owned(), &text[end..]));
    }
    if stem && end == text.len() {
        return Some(whole(format!("{number}{}", letters(text)?), text));
    }
    let first = format!("{number}{}", &text[..end]);
    let second = text[end..].trim_start_matches([' ', '-']);
    let second_end = word_end(second);
    let glued = second[second_end..].starts_with('#');
    if end == 0 || second.len() == text.len() - end || second_end == 0 || glued || !second[..second_end].is_ascii() {
        return Some(whole(first, &text[end..]));
    }
    let (key, rest) = if stem && second_end == second.len() {
        match letters(second) {
            Some(letters) => (letters, second),
            // Too short: told by its first word alone.
            None => return Some(whole(first, &text[end..])),
        }
    } else {
        (second[..second_end].to_owned(), &second[second_end..])
    };
    Some(Lookup {
        key: format!("{first} {key}"),
        first: Some(first),
        rest,
        stem,
    })
}

/// Bytes of a packed phrase: lexicon (2), entry (2), place of its rest (6), whether it is the beginning of a word (1).
pub const PHRASE: usize = 12;
/// Bytes of a packed key: place of its text (6), whether keys go on from it (1), first phrase (4 from byte 8), how many (4).
pub const KEY: usize = 16;

/// The hash of a key, for the table of phrases.
pub fn hash(key: &[u8]) -> u32 {
    let mut hash = key.len() as u64;
    for chunk in key.chunks(8) {
        let mut window = [0; 8];
        window[..chunk.len()].copy_from_slice(chunk);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(window)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    (hash >> 32) as u32
}

/// The bits that tell in a filter that a phrase with this first key may stand somewhere.
pub fn bits(key: &str) -> Vec<(usize, u64)> {
    match (key.strip_prefix('#'), key.strip_suffix('*')) {
        // Digits are looked at anyhow, alone or behind letters.
        (None, None) if key.ends_with('#') => Vec::new(),
        (Some(_), _) => NUMBER_WORDS
            .iter()
            .map(|word| WordKey::of(word.as_bytes()).bit())
            .collect(),
        (None, Some(letters)) => vec![WordKey::of(letters.as_bytes()).stem_bit()],
        (None, None) => vec![WordKey::of(key.as_bytes()).bit()],
    }
}
