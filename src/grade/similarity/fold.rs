//! Words as they are compared between notes: case, numbers, abbreviations, plurals and British spellings are one.
//!
//! Folding only has to be the same on both sides. "The patient's SOB started 3 days ago" and "the pt's shortness of
//! breath started two days ago" are the same words here; a number is any number.

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::grade) struct Word {
    /// The same for words that are one when folded.
    pub(in crate::grade) hash: u64,
    /// Where it starts and ends, in bytes of the text. Words that one abbreviation stands for share its place.
    pub(in crate::grade) start: u32,
    /// The end.
    pub(in crate::grade) end: u32,
    /// Whether it is a small word that every text has.
    pub(in crate::grade) small: bool,
}

/// What abbreviations stand for, in alphabetical order. Only those that mean one thing wherever they stand.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("abd", "abdominal"),
    ("abx", "antibiotics"),
    ("approx", "approximately"),
    ("b/c", "because"),
    ("c/b", "complicated by"),
    ("c/o", "complains of"),
    ("c/w", "consistent with"),
    ("cont", "continue"),
    ("cp", "chest pain"),
    ("d/c", "discharge"),
    ("d/t", "due to"),
    ("dc", "discharge"),
    ("ddx", "differential diagnosis"),
    ("dm", "diabetes mellitus"),
    ("doe", "dyspnea on exertion"),
    ("dx", "diagnosis"),
    ("ekg", "ecg"),
    ("eval", "evaluate"),
    ("f/u", "follow up"),
    ("fu", "follow up"),
    ("gi", "gastrointestinal"),
    ("h/o", "history of"),
    ("hosp", "hospital"),
    ("hr", "hour"),
    ("hrs", "hours"),
    ("htn", "hypertension"),
    ("hx", "history"),
    ("labs", "laboratory"),
    ("lbp", "low back pain"),
    ("meds", "medications"),
    ("min", "minute"),
    ("mins", "minutes"),
    ("mo", "month"),
    ("mos", "months"),
    ("n/v", "nausea vomiting"),
    ("p/w", "presents with"),
    ("pmh", "past medical history"),
    ("pt", "patient"),
    ("pts", "patients"),
    ("r/o", "rule out"),
    ("rx", "prescription"),
    ("s/p", "status post"),
    ("sob", "shortness of breath"),
    ("sx", "symptoms"),
    ("tx", "treatment"),
    ("uti", "urinary tract infection"),
    ("w/", "with"),
    ("w/o", "without"),
    ("w/u", "workup"),
    ("wk", "week"),
    ("wks", "weeks"),
    ("wt", "weight"),
    ("y/o", "year old"),
    ("yo", "year old"),
    ("yr", "year"),
    ("yrs", "years"),
];

/// Numbers in words, in alphabetical order.
const NUMBERS: &[&str] = &[
    "eight",
    "eighteen",
    "eighty",
    "eleven",
    "fifteen",
    "fifty",
    "five",
    "forty",
    "four",
    "fourteen",
    "nine",
    "nineteen",
    "ninety",
    "one",
    "seven",
    "seventeen",
    "seventy",
    "six",
    "sixteen",
    "sixty",
    "ten",
    "thirteen",
    "thirty",
    "three",
    "twelve",
    "twenty",
    "two",
];

/// Words that every text has, in alphabetical order.
const SMALL: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before",
    "but", "by", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "him", "his", "i", "if", "in",
    "is", "it", "its", "may", "me", "my", "no", "not", "of", "on", "or", "our", "she", "since", "so", "some", "than",
    "that", "the", "their", "them", "then", "there", "they", "this", "to", "until", "up", "was", "we", "were", "when",
    "which", "while", "who", "will", "with", "without", "would",
];

/// What every number is.
const NUMBER: u64 = 0x6e75_6d62_6572_0001;

/// Hand the words of `text` on, in order; their places count from `offset`.
pub(in crate::grade) fn words(text: &str, offset: u32, mut take: impl FnMut(Word)) {
    let bytes = text.as_bytes();
    let mut buffer = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_letter(bytes[at]) && !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let from = at;
        let place = |to: usize| (offset.saturating_add(from as u32), offset.saturating_add(to as u32));
        if bytes[at].is_ascii_digit() {
            at = number_end(bytes, at);
            let (start, end) = place(at);
            take(Word {
                hash: NUMBER,
                start,
                end,
                small: false,
            });
            continue;
        }
        at = word_end(bytes, at);
        let (start, end) = place(at);
        fold(&text[from..at], &mut buffer);
        let mut give = |word: &str| {
            take(Word {
                hash: hash(word),
                start,
                end,
                small: is_in(SMALL, word),
            });
        };
        match ABBREVIATIONS.binary_search_by(|(short, _)| (*short).cmp(&buffer)) {
            Ok(found) => {
                let long = ABBREVIATIONS[found].1;
                let mut part = String::new();
                for word in long.split(' ') {
                    fold(word, &mut part);
                    stem(&mut part);
                    give(&part);
                }
            }
            Err(_) if is_in(NUMBERS, &buffer) => take(Word {
                hash: NUMBER,
                start,
                end,
                small: false,
            }),
            Err(_) => {
                stem(&mut buffer);
                give(&buffer);
            }
        }
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// Where a number ends: decimals, slashes and colons belong to it.
fn number_end(bytes: &[u8], mut at: usize) -> usize {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    while digit(at) || matches!(bytes.get(at), Some(b'.' | b',' | b'/' | b':')) && digit(at + 1) {
        at += 1;
    }
    at
}

/// Where a word ends: an apostrophe before a letter belongs to it, and the slash of `w/o` and its like.
fn word_end(bytes: &[u8], start: usize) -> usize {
    let letter = |at: usize| bytes.get(at).is_some_and(|byte| is_letter(*byte));
    let mut at = start;
    while letter(at) || bytes.get(at) == Some(&b'\'') && letter(at + 1) {
        at += 1;
    }
    if at == start + 1 && bytes.get(at) == Some(&b'/') {
        if letter(at + 1) && !letter(at + 2) {
            return at + 2;
        }
        if !letter(at + 1) && bytes[start].eq_ignore_ascii_case(&b'w') {
            return at + 1;
        }
    }
    at
}

/// The word in small letters, without apostrophes.
fn fold(word: &str, into: &mut String) {
    into.clear();
    for c in word.chars() {
        match c {
            '\'' | '\u{2019}' => {}
            c if c.is_ascii() => into.push(c.to_ascii_lowercase()),
            // Odd spaces and dashes that stand in a word, and invisible marks.
            '\u{a0}' | '\u{202f}' | '\u{200b}' | '\u{feff}' | '\u{2010}'..='\u{2015}' => {}
            c => into.extend(c.to_lowercase()),
        }
    }
}

/// Take off what makes a plural, and write British spellings the American way. Right or wrong does not matter, as long
/// as two words that differ in more stay two.
fn stem(word: &mut String) {
    if word.len() >= 4 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is")
    {
        word.pop();
    }
    if word.len() < 5 {
        return;
    }
    for (british, american) in [
        ("ae", "e"),
        ("oe", "e"),
        ("our", "or"),
        ("isation", "ization"),
        ("ise", "ize"),
        ("ising", "izing"),
        ("yse", "yze"),
        ("lled", "led"),
        ("lling", "ling"),
    ] {
        if let Some(at) = word.find(british) {
            word.replace_range(at..at + british.len(), american);
        }
    }
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// FNV-1a, stirred so that every bit counts.
pub(in crate::grade) fn hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    stir(hash)
}

/// A number that looks like chance, the same for the same input.
pub(super) fn stir(mut hash: u64) -> u64 {
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

/// The hash of a run of words.
pub(super) fn run(words: &[Word]) -> u64 {
    let mut hash = 0x9e37_79b9_7f4a_7c15_u64;
    for word in words {
        hash = (hash.rotate_left(23) ^ word.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    stir(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        let mut found = Vec::new();
        words(text, 0, |word| found.push(word.hash));
        found
    }

    #[test]
    fn the_lists_can_be_searched() {
        assert!(ABBREVIATIONS.is_sorted());
        assert!(NUMBERS.is_sorted() && SMALL.is_sorted());
    }

    #[test]
    fn what_is_said_the_same_way_is_one() {
        for (a, b) in [
            (
                "The patient's SOB started 3 days ago.",
                "the pt's shortness of breath, started two day ago",
            ),
            ("64yo w/o fever", "64 year-old without fever"),
            (
                "Anaemia, oedema and diarrhoea; colour normal",
                "anemia edema and diarrhea color normal",
            ),
            ("stabilised, was hospitalised", "Stabilized was hospitalized"),
            ("BP 120/80 c/w HTN", "BP 98/60, consistent with hypertension"),
            ("w/ chest pain", "with CP"),
            ("the patient\u{2019}s wife", "the patient's wife"),
        ] {
            assert_eq!(hashes(a), hashes(b), "{a} / {b}");
        }
        assert_ne!(hashes("fever"), hashes("cough"));
        assert_ne!(hashes("was seen"), hashes("seen was"));
    }

    #[test]
    fn words_know_their_place() {
        let text = "Pt c/o SOB x3d";
        let mut places = Vec::new();
        words(text, 0, |word| {
            places.push(&text[word.start as usize..word.end as usize])
        });
        assert_eq!(places, ["Pt", "c/o", "c/o", "SOB", "SOB", "SOB", "x", "3", "d"]);
        let mut shifted = Vec::new();
        words("ü cough", 100, |word| shifted.push((word.start, word.end)));
        assert_eq!(shifted, [(100, 102), (103, 108)]);
    }

    #[test]
    fn odd_bytes_end_nothing() {
        for text in [
            "",
            "'",
            "w/",
            "/",
            "3/",
            "a\u{301}'",
            "\u{200b}",
            "…",
            "1.",
            "''''a",
            "w/w/w/",
        ] {
            words(text, 7, |word| assert!(word.start < word.end));
        }
    }
}
