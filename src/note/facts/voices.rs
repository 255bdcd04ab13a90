//! Words that tell whose words a sentence holds: those in which somebody speaks of himself, those that open a speech, those
//! that cite a publication. Found in one pass, because every rule on wording asks for them around each of its places.

use super::super::Note;
use crate::text::Span;

/// What a word tells of whose words stand around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// "I", "my".
    FirstPerson,
    /// "states", "told".
    Speech,
    /// "et al", "doi".
    Citation,
}

/// Words that open a speech, in alphabetical order.
const SPEECH: [&str; 17] = [
    "cc",
    "complaint",
    "patient",
    "pt",
    "quote",
    "quoted",
    "reported",
    "reports",
    "said",
    "saying",
    "says",
    "stated",
    "states",
    "stating",
    "tells",
    "told",
    "words",
];

/// No word of these lists is longer, in bytes.
const LONGEST: usize = 9;

/// Whether a word that begins with these two bytes may be one of those, or the "et" of "et al".
#[inline]
fn may_tell(first: u8, second: u8) -> bool {
    SECONDS[usize::from(first)] >> (second & 31) & 1 != 0
}

/// For each byte the letters of either case, one bit each, that go on from it; no more than [`may_tell`] is sure of.
static SECONDS: [u32; 256] = {
    let begins: [(u8, &[u8]); 10] = [
        (b'c', b"co"),
        (b'd', b"o"),
        (b'w', b"o"),
        (b'e', b"t"),
        (b'm', b"y"),
        (b'p', b"amt"),
        (b'q', b"u"),
        (b'r', b"e"),
        (b's', b"at"),
        (b't', b"eo"),
    ];
    let mut seconds = [0; 256];
    let mut at = 0;
    while at < begins.len() {
        let (first, letters) = begins[at];
        let mut letter = 0;
        while letter < letters.len() {
            seconds[first as usize] |= 1 << (letters[letter] & 31);
            letter += 1;
        }
        seconds[first.to_ascii_uppercase() as usize] = seconds[first as usize];
        at += 1;
    }
    // `I` stands alone.
    seconds[b'I' as usize] = u32::MAX;
    seconds
};

/// What the word tells, if it does.
fn voice(word: &str) -> Option<Voice> {
    if let Some(rest) = word.strip_prefix('I') {
        return (rest.is_empty() || rest.starts_with(['\'', '’'])).then_some(Voice::FirstPerson);
    }
    if !(2..=LONGEST).contains(&word.len()) {
        return None;
    }
    let is = |known: &&str| word.eq_ignore_ascii_case(known);
    if ["my", "myself"].iter().any(is) {
        Some(Voice::FirstPerson)
    } else if ["doi", "pmid"].iter().any(is) {
        Some(Voice::Citation)
    } else {
        SPEECH.iter().any(is).then_some(Voice::Speech)
    }
}

pub(super) fn read(note: &Note) -> Vec<(Span, Voice)> {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for at in 0..bytes.len() {
        if !may_tell(bytes[at], bytes.get(at + 1).copied().unwrap_or(b' '))
            || at > 0 && bytes[at - 1].is_ascii_alphanumeric()
            || text[..at].trim_end_matches(MARKS).ends_with(char::is_alphanumeric)
        {
            continue;
        }
        let word = word_from(text, at);
        let span = Span::from(at..at + word.len());
        if let Some(voice) = voice(word) {
            found.push((span, voice));
        } else if word.eq_ignore_ascii_case("et")
            && let Some(next) = text[at + 2..].find(char::is_alphanumeric).map(|next| at + 2 + next)
            && word_from(text, next).eq_ignore_ascii_case("al")
        {
            found.push((Span::new(span.start, next as u32 + 2), Voice::Citation));
        }
    }
    found
}

/// Signs that belong to a word within it, and to none around it.
const MARKS: [char; 3] = ['\'', '’', '-'];

/// The word that begins at `at`, with the apostrophes and hyphens within it.
fn word_from(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let end = rest.find(|c: char| !c.is_alphanumeric() && !MARKS.contains(&c));
    rest[..end.unwrap_or(rest.len())].trim_end_matches(MARKS)
}

impl Note {
    /// The words that tell whose words stand in `span`, from left to right, with what they tell.
    pub fn voices_in(&self, span: Span) -> impl Iterator<Item = (Span, Voice)> + Clone {
        let all = self.facts.voices.get_or_init(|| read(self));
        let from = all.partition_point(|(word, _)| word.start < span.start);
        let within = move |(word, _): &&(Span, Voice)| word.end <= span.end;
        all[from..].iter().take_while(within).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    #[test]
    fn words_that_tell() {
        let text = "CC: ‘I’m ill’, said she; 'my' knee. Miller ET al., doi: 1. Italy, et, al myself-I é-states";
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        let found: Vec<(&str, Voice)> = note
            .voices_in(Span::new(0, text.len() as u32))
            .map(|(span, voice)| (note.slice(span), voice))
            .collect();
        use Voice::{Citation, FirstPerson, Speech};
        assert_eq!(
            found,
            [
                ("CC", Speech),
                ("I’m", FirstPerson),
                ("said", Speech),
                ("my", FirstPerson),
                ("ET al", Citation),
                ("doi", Citation),
                ("et, al", Citation),
            ]
        );
        assert_eq!(note.voices_in(Span::new(1, 12)).count(), 1);
        assert!(SPEECH.is_sorted() && SPEECH.iter().all(|word| word.len() <= LONGEST));
    }
}
