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
        words.roles.push(note.role_at(sentence.span.start));
        while headings.next_if(|heading| heading.end <= sentence.span.start).is_some() {}
        if headings.peek().is_some_and(|heading| heading.contains(sentence.span)) {
            continue;
        }
        let text = note.slice(sentence.span);
        split(text, |range, exact, stem, number| {
            let word = &text[range.0 as usize..range.1 as usize];
            words.all.push(Word {
                span: Span::new(sentence.span.start + range.0, sentence.span.start + range.1),
                exact,
                stem,
                sentence: at as u32,
                number,
                glue: word.len() <= 7 && is_one_of(GLUE, word),
            });
        });
    }
    words.starts.push(words.all.len() as u32);
    words
}

/// Hand each word of `text` on: its place, its hash, that of its stem, whether it is a number.
fn split(text: &str, mut take: impl FnMut((u32, u32), u32, u32, bool)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_word(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let number = bytes[at].is_ascii_digit();
        let (mut exact, mut stem, mut letters) = (SEED, SEED, 0);
        while at < bytes.len() {
            let byte = bytes[at];
            if is_word(byte) {
                exact = mix(exact, byte.to_ascii_lowercase());
                letters += 1;
                if letters <= STEM || number {
                    stem = mix(stem, byte.to_ascii_lowercase());
                }
            } else if number
                && matches!(byte, b'.' | b',' | b'/' | b':')
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            {
                exact = mix(exact, byte);
                stem = mix(stem, byte);
            } else if !(byte == b'\'' && letters > 0 && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)) {
                break;
            }
            at += 1;
        }
        let stem = if !number && is_common(&text[start..at]) {
            0
        } else {
            stem | 1
        };
        take((start as u32, at as u32), exact, stem, number);
    }
}

/// Letters, digits, and whatever is beyond ASCII: a hyphen, a full stop and a plus sign part words. Odd spaces and dashes
/// beyond ASCII stand between real spaces, or belong to what they stand in.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

const SEED: u32 = 0x811c_9dc5;

fn mix(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn is_common(word: &str) -> bool {
    if word.len() <= 3 {
        return !is_one_of(NOT_COMMON, word);
    }
    is_one_of(COMMON, word)
}

/// Whether `word`, in any case, is in the list, which is in alphabetical order.
fn is_one_of(list: &[&str], word: &str) -> bool {
    let order = |known: &&str| {
        let lower = word.bytes().map(|byte| byte.to_ascii_lowercase());
        known.bytes().cmp(lower)
    };
    list.binary_search_by(order).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};
    use std::sync::Arc;

    #[test]
    fn common_words_can_be_found() {
        for list in [COMMON, NOT_COMMON, GLUE] {
            assert!(list.is_sorted(), "{list:?}");
        }
        assert!(is_common("The") && is_common("PATIENT") && !is_common("cough") && !is_common("Hip"));
    }

    #[test]
    fn words_are_compared_without_case_and_marks() {
        let read = |text: &str| -> Vec<u32> {
            let mut found = Vec::new();
            split(text, |_, exact, _, _| found.push(exact));
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
