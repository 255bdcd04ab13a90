//! What stands beside a word: for telling by its neighbours what was meant.

use std::cell::OnceCell;

use crate::note::Note;
use crate::rules::support::sentence_around;
use crate::text::{Span, ceil, floor};

/// What stands beside a word, in its sentence.
pub struct Beside<'n> {
    lead: &'n str,
    tail: &'n str,
    before: OnceCell<String>,
    after: OnceCell<String>,
    last: String,
    next: String,
    /// Whether the clause ends behind the word.
    pub ends: bool,
}

/// So much of the sentence is read for what stands right beside the word, in bytes.
const NEAR: usize = 120;

impl<'n> Beside<'n> {
    /// The neighbours of `span`.
    pub fn new(note: &'n Note, span: Span) -> Self {
        let sentence = sentence_around(note, span);
        let lead = note.slice(Span::new(sentence.start, span.start));
        let tail = note.slice(Span::new(span.end, sentence.end));
        let next = note.text[span.end as usize..].chars().next();
        Self {
            lead,
            tail,
            before: OnceCell::new(),
            after: OnceCell::new(),
            last: plain(&lead[floor(lead, lead.len().saturating_sub(NEAR))..]),
            next: plain(&tail[..ceil(tail, NEAR)]),
            ends: next.is_none_or(|c| matches!(c, '.' | ',' | ';' | ':' | ')' | '\n' | '\r' | '?' | '!')),
        }
    }

    /// What stands before it, in small letters.
    pub fn before(&self) -> &str {
        self.before.get_or_init(|| plain(self.lead))
    }

    /// What stands behind it.
    pub fn after(&self) -> &str {
        self.after.get_or_init(|| plain(self.tail))
    }

    /// The beginning of that: more than a hundred bytes, if there are so many.
    pub fn right_after(&self) -> &str {
        &self.next
    }

    /// The end of what stands before it, in which a phrase of so many bytes can be told.
    fn last(&self, length: usize) -> &str {
        let words = self.last.trim_end();
        if self.lead.len() <= NEAR || words.len() > length && words.contains(' ') {
            return words;
        }
        self.before().trim_end()
    }

    /// The beginning of what stands behind it, in which a phrase of so many bytes can be told.
    fn next(&self, length: usize) -> &str {
        let words = self.next.trim_start();
        if words.len() > length || self.tail.len() <= NEAR {
            return words;
        }
        self.after().trim_start()
    }

    /// Whether `phrase` stands right before the word; one word and a `*` stand for its beginning, `#` for a number.
    pub fn ends_with(&self, phrase: &str) -> bool {
        let words = self.last(phrase.len());
        let starts = |from: usize| from == 0 || words.as_bytes()[from - 1] == b' ';
        if let Some(stem) = phrase.strip_suffix('*') {
            let last = words.rfind(' ').map_or(0, |at| at + 1);
            return words[last..].starts_with(stem);
        }
        if phrase == "#" {
            return words.ends_with(|c: char| c.is_ascii_digit());
        }
        words.ends_with(phrase) && starts(words.len() - phrase.len())
    }

    /// Whether `phrase` stands right behind the word.
    pub fn begins_with(&self, phrase: &str) -> bool {
        let words = self.next(phrase.len());
        if let Some(stem) = phrase.strip_suffix('*') {
            return words.starts_with(stem);
        }
        if let Some(rest) = phrase.strip_suffix('#') {
            return words
                .strip_prefix(rest)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        }
        words
            .strip_prefix(phrase)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    }

    /// Whether `phrase` stands in the sentence.
    pub fn holds(&self, phrase: &str) -> bool {
        let (stem, open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
        [self.before(), self.after()].iter().any(|text| {
            let mut from = 0;
            while let Some(at) = text[from..].find(stem).map(|at| from + at) {
                let end = at + stem.len();
                let begins = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
                let ends = open || !text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric);
                if begins && ends {
                    return true;
                }
                from = end;
            }
            false
        })
    }

    /// Whether several patients are spoken of.
    pub fn is_of_several(&self) -> bool {
        [
            "other", "these", "all", "many", "most", "some", "in", "of", "our", "for", "treating",
        ]
        .iter()
        .any(|word| self.ends_with(word))
    }
}

/// `text` in small letters, hyphens and slashes as spaces, one space between words; commas and full stops stay.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return plain_ascii(text);
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '-' | '/' | '\u{2010}' | '\u{2011}' | '\u{a0}' | '\u{202f}' => ' ',
            '\u{2019}' => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        match c {
            ' ' if plain.ends_with(' ') => {}
            c if c.is_ascii() => plain.push(c.to_ascii_lowercase()),
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

fn plain_ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut last = b'.';
    for byte in text.bytes() {
        let byte = match byte {
            b'-' | b'/' | b'\t'..=b'\r' => b' ',
            byte => byte.to_ascii_lowercase(),
        };
        if byte != b' ' || last != b' ' {
            plain.push(char::from(byte));
        }
        last = byte;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{plain, plain_ascii};

    #[test]
    fn ascii_is_read_as_all_text_is() {
        let every: String = (0..=127_u8)
            .flat_map(|byte| [char::from(byte), ' ', 'A', '-'])
            .collect();
        let other = plain(&format!("{every}\u{e9}"));
        assert_eq!(format!("{}\u{e9}", plain_ascii(&every)), other);
    }
}
