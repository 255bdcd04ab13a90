//! The words and signs around a place, one by one, as far as a phrase can reach.

use crate::text::Span;

/// How far is read on either side, in bytes: a long clause.
const REACH: usize = 200;

/// A word, or one sign; a line break is `\n`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Token<'t> {
    /// Where.
    pub span: Span,
    /// As written.
    pub text: &'t str,
}

impl Token<'_> {
    /// Whether it is one of `words`, whatever its case.
    pub fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }

    /// Whether it is a word or number.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(is_word_char)
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether it starts with a capital letter.
    pub fn is_capitalized(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
}

/// Inside a word: letters, digits, apostrophes.
fn goes_on(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}')
}

fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r') || matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}')
}

/// The tokens after `at`. They end at an empty line, and where the reach does.
pub(super) fn after(text: &str, at: u32) -> impl Iterator<Item = Token<'_>> + Clone {
    let mut end = (at as usize + REACH).min(text.len());
    end = crate::text::floor(text, end);
    let mut at = (at as usize).min(end);
    let mut broken = false;
    std::iter::from_fn(move || {
        at += text[at..end].find(|c| !is_space(c))?;
        let rest = &text[at..end];
        let first = rest.chars().next()?;
        let length = if matches!(first, '\n' | '\r') {
            if broken {
                return None;
            }
            if rest.starts_with("\r\n") { 2 } else { 1 }
        } else if is_word_char(first) {
            rest.find(|c| !goes_on(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        broken = matches!(first, '\n' | '\r');
        let span = Span::from(at..at + length);
        let text = if broken { "\n" } else { &rest[..length] };
        at += length;
        Some(Token { span, text })
    })
}

/// The tokens before `at`, the nearest first. They end at an empty line, and where the reach does.
pub(super) fn before(text: &str, at: u32) -> impl Iterator<Item = Token<'_>> + Clone {
    let mut at = (at as usize).min(text.len());
    let mut start = at.saturating_sub(REACH);
    start = crate::text::ceil(text, start);
    let mut broken = false;
    std::iter::from_fn(move || {
        let read = text[start..at].trim_end_matches(is_space);
        let end = start + read.len();
        let last = read.chars().next_back()?;
        let length = if matches!(last, '\n' | '\r') {
            if broken {
                return None;
            }
            if read.ends_with("\r\n") { 2 } else { 1 }
        } else if goes_on(last) {
            let word = read.trim_end_matches(goes_on);
            read.len() - word.len()
        } else {
            last.len_utf8()
        };
        broken = matches!(last, '\n' | '\r');
        at = end - length;
        let text = if broken { "\n" } else { &text[at..end] };
        Some(Token {
            span: Span::from(at..end),
            text,
        })
    })
}

/// Whether a sentence ends with `token`, a sign; the token after it decides about a full stop: `y.o.`, `Mr. X`.
pub(super) fn ends_sentence(token: &Token<'_>, next: Option<&Token<'_>>) -> bool {
    match token.text {
        "!" | "?" | ";" => true,
        "." => next.is_none_or(|next| next.text == "\n" || next.span.start > token.span.end && next.is_capitalized()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_on_both_sides() {
        let text = "Seen: 64-year-old man\nwith a patient's cough.\n\nNo fever";
        let at = text.find("man").unwrap() as u32;
        let words: Vec<&str> = after(text, at).map(|token| token.text).collect();
        assert_eq!(words, ["man", "\n", "with", "a", "patient's", "cough", ".", "\n"]);
        let words: Vec<&str> = before(text, at).map(|token| token.text).collect();
        assert_eq!(words, ["old", "-", "year", "-", "64", ":", "Seen"]);
        let at = text.find("No").unwrap() as u32;
        assert_eq!(before(text, at).map(|token| token.text).collect::<Vec<_>>(), ["\n"]);
    }

    #[test]
    fn odd_spaces_and_letters_are_seen_through() {
        let text = "é\u{a0}\u{200b}64\u{202f}ans";
        let words: Vec<&str> = after(text, 0).map(|token| token.text).collect();
        assert_eq!(words, ["é", "64", "ans"]);
        let words: Vec<&str> = before(text, text.len() as u32).map(|token| token.text).collect();
        assert_eq!(words, ["ans", "64", "é"]);
    }
}
