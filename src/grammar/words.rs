//! English and clinical words.

/// Sorted, one a line: no pointers and nothing to build, so that a run that never asks pays nothing.
static WORDS: &str = include_str!(concat!(env!("OUT_DIR"), "/words.txt"));
include!(concat!(env!("OUT_DIR"), "/word_starts.rs"));

/// Whether `word`, in small letters, is an English or clinical word or one that a heading of the catalogue uses. Words of
/// fewer than four letters are not listed.
pub fn is_word(word: &str) -> bool {
    let bytes = WORDS.as_bytes();
    let opening = opening(word.as_bytes());
    let (mut low, mut high) = (STARTS[opening] as usize, STARTS[opening + 1] as usize);
    while low < high {
        // Widen the middle to the line that it falls in.
        let middle = low + (high - low) / 2;
        let before = bytes[low..middle].iter().rposition(|byte| *byte == b'\n');
        let behind = bytes[middle..high].iter().position(|byte| *byte == b'\n');
        let (start, end) = (
            before.map_or(low, |it| low + it + 1),
            behind.map_or(high, |it| middle + it),
        );
        match bytes[start..end].cmp(word.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

/// The number of the three first letters, in the order of the text.
fn opening(word: &[u8]) -> usize {
    let mut number = 0;
    // What stands behind another byte does not count.
    let mut other = None;
    for at in 0..3 {
        let letter = other.unwrap_or_else(|| match word.get(at) {
            Some(byte) if byte.is_ascii_lowercase() => usize::from(byte - b'a') + 1,
            Some(byte) if *byte > b'z' => *other.insert(27),
            _ => *other.insert(0),
        });
        number = number * 28 + letter;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_nothing_else() {
        for word in WORDS
            .lines()
            .step_by(7)
            .chain(WORDS.lines().take(3))
            .chain(WORDS.lines().last())
        {
            assert!(is_word(word), "{word}");
            assert!(!is_word(&format!("{word}qzx")), "{word}");
        }
        for word in ["", "assesment", "medcial", "phsyical", "\n", "zzzz", "aaaa"] {
            assert!(!is_word(word), "{word}");
        }
    }
}
