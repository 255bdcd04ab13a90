//! Looking around a place of the text for words of a list: what stands before a number, what after.
//!
//! The lists are data (`words` of a lexicon entry). Every look is bounded by the length of the longest phrase of the list,
//! so that reading a note stays linear.

use crate::grammar::Str;

/// Whether `byte` belongs to a word.
#[inline]
pub(super) fn in_word(byte: u8) -> bool {
    IN_WORD[usize::from(byte)]
}

static IN_WORD: [bool; 256] = {
    let mut in_word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        in_word[byte] = (byte as u8).is_ascii_alphanumeric() || byte >= 0x80;
        byte += 1;
    }
    in_word
};

/// Length of the odd space at the start of `bytes`: no-break and thin spaces, and characters without width.
fn odd_space(bytes: &[u8]) -> usize {
    match bytes {
        [0xC2, 0xA0 | 0xAD, ..] => 2,
        [0xE2, 0x80, 0x80..=0x8F | 0xAF, ..] | [0xE2, 0x81, 0xA0, ..] | [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }
}

/// Past spaces and at most one line break.
pub(super) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    let mut broken = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' => at += 1,
            b'\n' | b'\r' if !broken => {
                broken = true;
                at += if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
            }
            0x80.. => match odd_space(&bytes[at..]) {
                0 => break,
                length => at += length,
            },
            _ => break,
        }
    }
    at
}

/// Past spaces, hyphens, and at most one line break; not into the next item of a list.
pub(super) fn skip_gap(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let next = skip_spaces(bytes, at);
        let breaks = bytes[at..next].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        let dash = match bytes.get(next..) {
            Some([b'-', b' ' | b'\t', ..] | [0xE2, 0x80, 0x90..=0x93, b' ' | b'\t', ..]) if breaks => 0,
            Some([b'-', ..]) => 1,
            Some([0xE2, 0x80, 0x90..=0x93, ..]) => 3,
            _ => 0,
        };
        if next + dash == at || dash == 0 {
            return next;
        }
        at = next + dash;
    }
}

/// Back over spaces and at most one line break.
pub(super) fn back_spaces(bytes: &[u8], mut at: usize) -> usize {
    let mut broken = false;
    while at > 0 {
        match bytes[at - 1] {
            b' ' | b'\t' => at -= 1,
            b'\n' if !broken => {
                broken = true;
                at -= if bytes[..at].ends_with(b"\r\n") { 2 } else { 1 };
            }
            b'\r' if !broken => {
                broken = true;
                at -= 1;
            }
            0x80.. if at >= 2 && odd_space(&bytes[at - 2..]) == 2 => at -= 2,
            0x80.. if at >= 3 && odd_space(&bytes[at - 3..]) == 3 => at -= 3,
            _ => break,
        }
    }
    at
}

/// Back over spaces, hyphens, and at most one line break.
pub(super) fn back_gap(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let next = back_spaces(bytes, at);
        let dash = match &bytes[..next] {
            [.., b'-'] => 1,
            [.., 0xE2, 0x80, 0x90..=0x93] => 3,
            _ => 0,
        };
        if dash == 0 {
            return next;
        }
        at = next - dash;
    }
}

/// Where the longest phrase of `words` ends that stands at `at`, after a gap or at once; its index in the list beside.
pub(super) fn after(bytes: &[u8], at: usize, words: &[Str]) -> Option<(usize, usize)> {
    let gapped = skip_gap(bytes, at);
    let mut best: Option<(usize, usize)> = None;
    let small = |at: usize| bytes.get(at).map_or(0, u8::to_ascii_lowercase);
    let (here, behind) = (small(at), small(gapped));
    for (index, phrase) in words.iter().enumerate() {
        let phrase = phrase.as_bytes();
        let Some(first) = phrase.first() else { continue };
        // Most words of a list are not here: the first letter tells. (A phrase may start with a space.)
        let initial = first.to_ascii_lowercase();
        if initial != here && initial != behind && initial != b' ' {
            continue;
        }
        // A word needs a gap before it; a sign does not.
        let starts: &[usize] = if in_word(*first) && gapped == at && at > 0 && in_word(bytes[at - 1]) {
            &[]
        } else if gapped == at || in_word(*first) {
            &[gapped]
        } else {
            &[at, gapped]
        };
        for start in starts {
            if let Some(end) = matches_at(bytes, *start, phrase)
                && best.is_none_or(|(longest, _)| end > longest)
            {
                best = Some((end, index));
            }
        }
    }
    best
}

fn matches_at(bytes: &[u8], mut at: usize, phrase: &[u8]) -> Option<usize> {
    for wanted in phrase {
        if *wanted == b' ' {
            let next = skip_gap(bytes, at);
            if next == at {
                return None;
            }
            at = next;
        } else if bytes.get(at)?.eq_ignore_ascii_case(wanted) {
            at += 1;
        } else {
            return None;
        }
    }
    let open = phrase.last().is_some_and(|last| in_word(*last)) && bytes.get(at).copied().is_some_and(in_word);
    (!open).then_some(at)
}

/// Where the longest phrase of `words` starts that ends before `at`, with a gap between or not.
pub(super) fn before(bytes: &[u8], at: usize, words: &[Str]) -> Option<(usize, usize)> {
    let end = back_gap(bytes, at);
    let glued = end == at && bytes.get(at).copied().is_some_and(in_word);
    let here = end.checked_sub(1).map_or(0, |last| bytes[last].to_ascii_lowercase());
    let mut best: Option<(usize, usize)> = None;
    for (index, phrase) in words.iter().enumerate() {
        let phrase = phrase.as_bytes();
        let Some(last) = phrase.last() else { continue };
        // Most words of a list are not here: the last letter tells. (A phrase may end with a space.)
        if last.to_ascii_lowercase() != here && *last != b' ' {
            continue;
        }
        // `x3`: the sign may be glued to the number; a word may not.
        if glued && in_word(*last) && phrase.len() > 2 {
            continue;
        }
        if let Some(start) = matches_before(bytes, end, phrase)
            && best.is_none_or(|(longest, _)| start < longest)
        {
            best = Some((start, index));
        }
    }
    best
}

fn matches_before(bytes: &[u8], mut at: usize, phrase: &[u8]) -> Option<usize> {
    for wanted in phrase.iter().rev() {
        if *wanted == b' ' {
            let next = back_gap(bytes, at);
            if next == at {
                return None;
            }
            at = next;
        } else if at > 0 && bytes[at - 1].eq_ignore_ascii_case(wanted) {
            at -= 1;
        } else {
            return None;
        }
    }
    let open = phrase.first().is_some_and(|first| in_word(*first)) && at > 0 && in_word(bytes[at - 1]);
    (!open).then_some(at)
}

/// The phrases of a list, to be asked whether one of them stands before a place: for long lists that are asked often.
#[derive(Debug)]
pub(super) struct Endings {
    /// In small letters and from behind, in alphabetical order: one that another goes on from comes right before it.
    phrases: Box<[Box<[u8]>]>,
}

impl Endings {
    /// Those of `words`.
    pub(super) fn new(words: &[Str]) -> Self {
        let reversed = |word: &Str| word.bytes().rev().map(|byte| byte.to_ascii_lowercase()).collect();
        let mut phrases: Vec<Box<[u8]>> = words.iter().filter(|word| !word.is_empty()).map(reversed).collect();
        phrases.sort_unstable();
        phrases.dedup();
        Self {
            phrases: phrases.into(),
        }
    }

    /// Whether [`before`] finds one of them.
    pub(super) fn stand_before(&self, bytes: &[u8], at: usize) -> bool {
        let end = back_gap(bytes, at);
        let glued = end == at && bytes.get(at).copied().is_some_and(in_word);
        self.go_back(bytes, end, glued, &self.phrases, 0)
    }

    /// Whether one of `left`, of which the last `depth` bytes were found to stand behind `at`, goes on before it.
    fn go_back(&self, bytes: &[u8], mut at: usize, glued: bool, mut left: &[Box<[u8]>], mut depth: usize) -> bool {
        loop {
            while let [phrase, rest @ ..] = left
                && phrase.len() == depth
            {
                let open = in_word(phrase[depth - 1]) && at > 0 && in_word(bytes[at - 1]);
                // `x3`: the sign may be glued to the number; a word may not.
                if !open && !(glued && in_word(phrase[0]) && depth > 2) {
                    return true;
                }
                left = rest;
            }
            if left.is_empty() || at == 0 {
                return false;
            }
            let byte = bytes[at - 1].to_ascii_lowercase();
            if !byte.is_ascii_alphanumeric() {
                let gap = back_gap(bytes, at);
                if gap != at && self.go_back(bytes, gap, glued, next(left, depth, b' '), depth + 1) {
                    return true;
                }
                if byte == b' ' {
                    return false;
                }
            }
            left = next(left, depth, byte);
            at -= 1;
            depth += 1;
        }
    }
}

/// Those of `phrases` that have `byte` at `depth`; all of them are longer and alike up to there.
fn next(phrases: &[Box<[u8]>], depth: usize, byte: u8) -> &[Box<[u8]>] {
    let from = phrases.partition_point(|phrase| phrase[depth] < byte);
    let rest = &phrases[from..];
    &rest[..rest.partition_point(|phrase| phrase[depth] == byte)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_found_as_one_by_one() {
        let words = list(&[
            "in",
            "lives in",
            "lives up in",
            "follow-up in",
            "x",
            "at the",
            "the",
            "+",
            "é in",
            "12",
            "Works At",
        ]);
        let endings = Endings::new(&words);
        let text = "She Lives\u{a0} in Rome, olives in oil; follow-up in 3, follow up in 4, x3, xx3, at\n  the  \n\n the é in 12 \
                    works-at in+3 lives-up--in Rome 212 in";
        let mut found = 0;
        for at in 0..=text.len() {
            let one_by_one = before(text.as_bytes(), at, &words).is_some();
            assert_eq!(
                endings.stand_before(text.as_bytes(), at),
                one_by_one,
                "{at}: {:?}",
                text.get(..at)
            );
            found += usize::from(one_by_one);
        }
        assert!(found > 20, "{found}");
        assert!(!Endings::new(&[]).stand_before(b"in ", 3));
    }

    fn list(words: &[&'static str]) -> Vec<Str> {
        words.iter().map(|word| Str::Borrowed(*word)).collect()
    }

    #[test]
    fn the_longest_phrase_counts() {
        let words = list(&["prior", "prior to admission", "/o", "old"]);
        let text = b"3 days prior-to\nadmission, x";
        assert_eq!(after(text, 6, &words), Some((25, 1)));
        assert_eq!(after(b"64 y/o man", 4, &words), Some((6, 2)));
        assert_eq!(after(b"64 year-old", 7, &words), Some((11, 3)));
        assert_eq!(after(b"64 years older", 8, &words), None);
        assert_eq!(after(b"old", 0, &words), Some((3, 3)));
    }

    #[test]
    fn words_before() {
        let words = list(&["for", "the past", "past", "x"]);
        let text = b"for the past\xC2\xA03";
        assert_eq!(before(text, 14, &words), Some((4, 1)));
        assert_eq!(before(b"x3", 1, &words), Some((0, 3)));
        assert_eq!(before(b"before 3", 7, &words), None);
        assert_eq!(before(b"for3", 3, &words), None);
        assert_eq!(before(b"", 0, &words), None);
    }
}
