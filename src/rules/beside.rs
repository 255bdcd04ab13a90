//! What stands beside a word: for telling by its neighbours what was meant.

use crate::note::Note;
use crate::rules::support::sentence_around;
use crate::text::Span;

/// What stands beside a word, in its sentence.
pub struct Beside {
    /// What stands before it, in small letters.
    pub before: String,
    /// What stands behind it.
    pub after: String,
    /// Whether the clause ends behind the word.
    pub ends: bool,
}

impl Beside {
    /// The neighbours of `span`.
    pub fn new(note: &Note, span: Span) -> Self {
        let sentence = sentence_around(note, span);
        let after = &note.text[span.end as usize..sentence.end as usize];
        let next = note.text[span.end as usize..].chars().next();
        Self {
            before: plain(&note.text[sentence.start as usize..span.start as usize]),
            after: plain(after),
            ends: next.is_none_or(|c| matches!(c, '.' | ',' | ';' | ':' | ')' | '\n' | '\r' | '?' | '!')),
        }
    }

    /// Whether `phrase` stands right before the word; one word and a `*` stand for its beginning, `#` for a number.
    pub fn ends_with(&self, phrase: &str) -> bool {
        let words = self.before.trim_end();
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
        let words = self.after.trim_start();
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
        [&self.before, &self.after].iter().any(|text| {
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
        if c != ' ' || !plain.ends_with(' ') {
            plain.extend(c.to_lowercase());
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
