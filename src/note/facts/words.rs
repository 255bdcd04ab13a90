//! The words of the note as they are compared: for finding what is said twice, and what was copied from another note.

use super::super::Note;
use crate::grammar::Role;
use crate::text::Span;

/// A word, a number with its decimals or its slash (`2.9`, `120/80`), or a letter that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where.
    pub span: Span,
    /// The same for the same word, whatever its case.
    pub exact: u32,
    /// The same for words that begin alike (`cough`, `coughing`); 0 for words that every text has.
    pub stem: u32,
    /// Its sentence, an index into [`Note::sentences`].
    pub sentence: u32,
    /// Whether it begins with a digit.
    pub number: bool,
    /// Whether it is one of the small words that make sentences, and are rare in lists ("the", "was", "her").
    pub glue: bool,
}

/// The words of the note, without those of section headings, comments and front matter.
#[derive(Debug, Default)]
pub struct Words {
    /// In the order of the text.
    pub all: Vec<Word>,
    /// The role of each sentence.
    roles: Vec<Role>,
    /// Where the words of each sentence begin, and where the last end.
    starts: Vec<u32>,
}

impl Words {
    /// The role of the place where a word stands.
    pub fn role(&self, word: &Word) -> Role {
        self.roles[word.sentence as usize]
    }

    /// The indices of the words in the sentence at this index.
    pub fn of_sentence(&self, sentence: usize) -> std::ops::Range<usize> {
        self.starts[sentence] as usize..self.starts[sentence + 1] as usize
    }

    /// The indices of the words that start inside `span`.
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        let from = self.all.partition_point(|word| word.span.start < span.start);
        let to = self.all.partition_point(|word| word.span.start < span.end);
        from..to.max(from)
    }

    /// The words that start inside `span`.
    pub fn within(&self, span: Span) -> &[Word] {
        &self.all[self.range(span)]
    }
}

/// Words that tell nothing of what a text is about: in alphabetical order, from four letters on; the shorter ones that are no
/// numbers are all taken for such, but for `NOT_COMMON`.
const COMMON: &[&str] = &[
    "about",
    "after",
    "again",
    "also",
    "although",
    "another",
    "around",
    "because",
    "been",
    "before",
    "being",
    "both",
    "but",
    "complains",
    "currently",
    "denies",
    "does",
    "during",
    "each",
    "feels",
    "felt",
    "female",
    "from",
    "gentleman",
    "have",
    "having",
    "history",
    "however",
    "including",
    "into",
    "lady",
    "like",
    "likely",
    "male",
    "more",
    "most",
    "other",
    "patient",
    "patients",
    "presented",
    "presenting",
    "presents",
    "reported",
    "reports",
    "says",
    "seen",
    "several",
    "since",
    "some",
    "states",
    "such",
    "than",
    "that",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "today",
    "until",
    "very",
    "well",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "will",
    "with",
    "woman",
    "would",
    "year",
    "years",
    "your",
];
const NOT_COMMON: &[&str] = &[
    "arm", "chf", "ear", "ekg", "eye", "gas", "gum", "hip", "ill", "jaw", "leg", "rib", "toe", "uti",
];

/// Words that make sentences, in alphabetical order.
const GLUE: &[&str] = &[
    "a", "after", "and", "are", "as", "at", "because", "been", "but", "by", "for", "from", "had", "has", "have", "he",
    "her", "him", "his", "if", "in", "is", "it", "not", "of", "on", "or", "she", "since", "that", "the", "their",
    "then", "they", "this", "to", "until", "was", "we", "were", "when", "which", "while", "who", "will", "with",
];

/// Letters by which a stem is told.
const STEM: usize = 5;

pub(super) fn read(note: &Note) -> Words {
    let sentences = note.sentences();
    let mut words = Words {
        all: Vec::with_capacity(note.text.len() / 6),
        roles: Vec::with_capacity(sentences.len()),
        starts: Vec::with_capacity(sentences.len() + 1),
    };
    let mut headings = note
        .sections
        .iter()
        .map(|section| section.heading)
        .filter(|heading| !heading.is_empty())
        .peekable();
    for (at, sentence) in sentences.iter().enumerate() {
        words.starts.push(words.all.len() as u32);
        words.roles.push(note.role_of_sentence(sentence));
        while headings.next_if(|heading| heading.end <= sentence.span.start).is_some() {}
        if headings.peek().is_some_and(|heading| heading.contains(sentence.span)) {
            continue;
        }
        let text = note.slice(sentence.span);
        split(text, |found| {
            words.all.push(Word {
                span: Span::new(sentence.span.start + found.start, sentence.span.start + found.end),
                exact: found.exact,
                stem: found.stem,
                sentence: at as u32,
                number: found.number,
                glue: found.glue,
            });
        });
    }
    words.starts.push(words.all.len() as u32);
    words
}

/// A word of a text.
struct Found {
    start: u32,
    end: u32,
    exact: u32,
    stem: u32,
    number: bool,
    glue: bool,
}

/// Hand each word of `text` on.
fn split(text: &str, mut take: impl FnMut(Found)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if SMALL[usize::from(bytes[at])] == 0 {
            at += 1;
            continue;
        }
        let start = at;
        let number = bytes[at].is_ascii_digit();
        // All that a number has tells it from others; of a word its first letters are its stem.
        let (mut exact, mut stem, mut letters) = (SEED, None, 0);
        while at < bytes.len() {
            let byte = bytes[at];
            let small = SMALL[usize::from(byte)];
            if small != 0 {
                exact = mix(exact, small);
                letters += 1;
                if letters == STEM && !number {
                    stem = Some(exact);
                }
            } else if number
                && matches!(byte, b'.' | b',' | b'/' | b':')
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            {
                exact = mix(exact, byte);
            } else if !(byte == b'\'' && letters > 0 && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)) {
                break;
            }
            at += 1;
        }
        let word = &bytes[start..at];
        let known = known(exact, word);
        let common = match word.len() {
            ..=3 => known & NOT_COMMON_WORD == 0,
            _ => known & COMMON_WORD != 0,
        };
        take(Found {
            start: start as u32,
            end: at as u32,
            exact,
            stem: if common && !number {
                0
            } else {
                stem.unwrap_or(exact) | 1
            },
            number,
            glue: known & GLUE_WORD != 0,
        });
    }
}

/// What stands for each byte of a word in its hash: the small letter. 0 for what is no part of a word: a hyphen, a full stop
/// and a plus sign part words. Odd spaces and dashes beyond ASCII stand between real spaces, or belong to what they stand in.
const SMALL: [u8; 256] = {
    let mut small = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if (byte as u8).is_ascii_alphanumeric() || byte >= 0x80 {
            small[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    small
};

const SEED: u32 = 0x811c_9dc5;

const fn mix(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

const COMMON_WORD: u8 = 1;
const NOT_COMMON_WORD: u8 = 2;
const GLUE_WORD: u8 = 4;

/// The words of the lists by the hash of their small letters, each with the lists that hold it.
static KNOWN: [(&[u8], u8); SLOTS] = {
    let lists = [(COMMON, COMMON_WORD), (NOT_COMMON, NOT_COMMON_WORD), (GLUE, GLUE_WORD)];
    let mut table: [(&[u8], u8); SLOTS] = [(b"", 0); SLOTS];
    let mut list = 0;
    while list < lists.len() {
        let (words, of) = lists[list];
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_bytes();
            let (mut hash, mut letter) = (SEED, 0);
            while letter < word.len() {
                hash = mix(hash, word[letter]);
                letter += 1;
            }
            let mut place = slot(hash);
            while !table[place].0.is_empty() && !is_same(table[place].0, word) {
                place = (place + 1) % SLOTS;
            }
            table[place] = (word, table[place].1 | of);
            at += 1;
        }
        list += 1;
    }
    table
};

const SLOTS: usize = 512;

const fn slot(hash: u32) -> usize {
    (hash ^ hash >> 15) as usize % SLOTS
}

/// Whether `word` is the word of a list, which is in small letters.
const fn is_same(listed: &[u8], word: &[u8]) -> bool {
    if listed.len() != word.len() {
        return false;
    }
    let mut at = 0;
    while at < word.len() {
        if listed[at] != word[at].to_ascii_lowercase() {
            return false;
        }
        at += 1;
    }
    true
}

/// The lists that hold `word`, in any case; `hash` is that of its small letters.
fn known(hash: u32, word: &[u8]) -> u8 {
    let mut place = slot(hash);
    loop {
        match KNOWN[place] {
            (b"", _) => return 0,
            (known, of) if is_same(known, word) => return of,
            _ => place = (place + 1) % SLOTS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};
    use std::sync::Arc;

    #[test]
    fn common_words_can_be_found() {
        for (list, of) in [(COMMON, COMMON_WORD), (NOT_COMMON, NOT_COMMON_WORD), (GLUE, GLUE_WORD)] {
            assert!(list.is_sorted(), "{list:?}");
            for word in list {
                let hash = |text: &str| {
                    text.bytes()
                        .fold(SEED, |hash, byte| mix(hash, SMALL[usize::from(byte)]))
                };
                assert_ne!(known(hash(word), word.as_bytes()) & of, 0, "{word}");
                let shouted = word.to_ascii_uppercase();
                assert_ne!(known(hash(&shouted), shouted.as_bytes()) & of, 0, "{shouted}");
                assert_eq!(known(hash(word), b"qx"), 0, "{word}");
            }
        }
        let stems = |text: &str| {
            let mut found = Vec::new();
            split(text, |word| found.push(word.stem));
            found
        };
        assert!(
            stems("The PATIENT, but 1 she's")
                .iter()
                .zip([0, 0, 0, 1, 1])
                .all(|(stem, some)| stem.min(&1) == &some)
        );
        assert!(!stems("cough Hip 12 3 it's \u{e9}t\u{e9}").contains(&0));
        assert_eq!(stems("coughing"), stems("coughs"));
        assert_ne!(stems("123456"), stems("123457"));
    }

    #[test]
    fn words_are_compared_without_case_and_marks() {
        let read = |text: &str| -> Vec<u32> {
            let mut found = Vec::new();
            split(text, |word| found.push(word.exact));
            found
        };
        assert_eq!(read("Follow-up, 2.9 mg"), read("follow up (2.9) MG."));
        assert_ne!(read("2.9"), read("2.8"));
        assert_eq!(read("BP 120/80").len(), 2);
        assert_eq!(read("the patient's cough").len(), 3);
    }

    #[test]
    fn headings_and_front_matter_have_none() {
        let text = "---\nkind: soap\n---\n## Subjective\n\nCough. No fever.\n\n## Plan\n\n- rest\n";
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        let words: Vec<&str> = note.words().all.iter().map(|word| note.slice(word.span)).collect();
        assert_eq!(words, ["Cough", "No", "fever", "rest"]);
        let words = note.words();
        assert_eq!(words.role(&words.all[0]), Role::History);
        let sentence = words.all[1].sentence as usize;
        assert_eq!(words.of_sentence(sentence), 1..3);
    }
}
