//! Short lists of words that nearly every word of a text is held against.

/// Some words in small letters. Most other words are told from them by their length and their first letter.
pub(super) struct WordList {
    words: &'static [&'static str],
    /// For each length, a bit for the first letter of each word that has it.
    openings: [u32; LENGTHS],
}

/// Longer words count as being of this length.
const LENGTHS: usize = 16;

/// The row and the bit of a word of so many bytes that begins with `first`. A letter has the same in both cases.
const fn opening(first: u8, length: usize) -> (usize, u32) {
    let row = if length < LENGTHS { length } else { LENGTHS - 1 };
    (row, 1 << (first & 31))
}

impl WordList {
    /// The list of these words.
    pub(super) const fn of(words: &'static [&'static str]) -> Self {
        let mut openings = [0; LENGTHS];
        let mut at = 0;
        while at < words.len() {
            let (row, bit) = opening(words[at].as_bytes()[0], words[at].len());
            openings[row] |= bit;
            at += 1;
        }
        Self { words, openings }
    }

    /// Whether `word` is one of them, in whatever case.
    pub(super) fn has(&self, word: &[u8]) -> bool {
        let Some(first) = word.first() else { return false };
        let (row, bit) = opening(*first, word.len());
        self.openings[row] & bit != 0 && self.words.iter().any(|it| it.as_bytes().eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_its_words_and_no_others() {
        static LIST: WordList = WordList::of(&["a", "isn't", "was", "a word that is longer than all others", "3rd"]);
        for word in LIST.words {
            assert!(
                LIST.has(word.as_bytes()) && LIST.has(word.to_ascii_uppercase().as_bytes()),
                "{word}"
            );
        }
        for other in [
            "",
            "b",
            "wasp",
            "wax",
            "isnot",
            "a word that is longer than all other",
            "4rd",
            "\u{e9}",
        ] {
            assert!(!LIST.has(other.as_bytes()), "{other}");
        }
    }
}
