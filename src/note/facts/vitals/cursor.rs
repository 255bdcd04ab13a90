//! A place in a text from which values are read.

use crate::text::Span;

/// A place in a text, and how far may be read.
#[derive(Debug, Clone, Copy)]
pub(in crate::note::facts) struct Cursor<'t> {
    text: &'t str,
    /// Where.
    pub at: usize,
    /// How far may be read.
    pub end: usize,
}

/// How many spaces, marks and invisible characters are skipped in one go.
const MOST_BLANKS: usize = 24;

impl<'t> Cursor<'t> {
    /// A cursor at `at` that reads as far as `end`, or the end of the text.
    pub fn new(text: &'t str, at: usize, end: usize) -> Self {
        let mut end = end.min(text.len());
        end = crate::text::ceil(text, end);
        Self {
            text,
            at: at.min(end),
            end,
        }
    }

    /// What is still to be read.
    pub fn rest(&self) -> &'t str {
        &self.text[self.at.min(self.end)..self.end]
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next byte; of what lies beyond ASCII, the first.
    pub fn byte(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    /// The character before the cursor, whatever lies there.
    pub fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    /// Past the next character.
    pub fn skip(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Past spaces of any kind, but no line end.
    pub fn blank(&mut self) -> &mut Self {
        for _ in 0..MOST_BLANKS {
            match self.peek() {
                Some(c) if c != '\n' && c != '\r' && is_blank(c) => self.at += c.len_utf8(),
                _ => break,
            }
        }
        self
    }

    /// Past one line end and the spaces around it, if the next line is not empty and opens no list item.
    pub fn line_end(&mut self) -> bool {
        let mut next = *self;
        match next.byte() {
            Some(b'\n') => next.at += 1,
            Some(b'\r') => next.at += if next.rest().starts_with("\r\n") { 2 } else { 1 },
            _ => return false,
        }
        next.blank();
        let mut number = next;
        let is_item = number.digits().is_some() && matches!(number.byte(), Some(b'.' | b')')) && {
            number.at += 1;
            number.peek().is_none_or(is_blank)
        };
        if is_item
            || matches!(
                next.byte(),
                None | Some(b'\n' | b'\r' | b'-' | b'*' | b'+' | b'#' | b'|')
            )
        {
            return false;
        }
        *self = next;
        true
    }

    /// Past `text`, whatever its case (ASCII).
    pub fn eat(&mut self, text: &str) -> bool {
        let fits = self
            .rest()
            .as_bytes()
            .get(..text.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(text.as_bytes()));
        if fits {
            self.at += text.len();
        }
        fits
    }

    /// Past the first of `texts` that stands here as whole words; which, and where.
    pub fn eat_any(&mut self, texts: &[&str]) -> Option<(usize, Span)> {
        let start = self.at;
        let first = self.rest().as_bytes().first()?.to_ascii_lowercase();
        for (index, text) in texts.iter().enumerate() {
            if text
                .as_bytes()
                .first()
                .is_some_and(|byte| byte.to_ascii_lowercase() != first)
            {
                continue;
            }
            let mut next = *self;
            if next.eat(text) && next.ends_word(text) {
                *self = next;
                return Some((index, Span::from(start..self.at)));
            }
        }
        None
    }

    fn ends_word(&self, text: &str) -> bool {
        let in_word = text.ends_with(|c: char| c.is_alphanumeric());
        !in_word || self.peek().is_none_or(|c| !c.is_alphanumeric())
    }

    /// Past one of these characters.
    pub fn eat_char(&mut self, chars: &[char]) -> Option<char> {
        let c = self.peek().filter(|c| chars.contains(c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Past the word here: letters, with apostrophes inside.
    pub fn word(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let length = rest
            .char_indices()
            .find(|(_, c)| !c.is_alphabetic() && !matches!(c, '\'' | '’'))
            .map_or(rest.len(), |(at, _)| at);
        if length == 0 || !rest.starts_with(char::is_alphabetic) {
            return None;
        }
        self.at += length;
        Some(&rest[..length])
    }

    /// Past digits: their value.
    pub fn digits(&mut self) -> Option<f64> {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 || length > 9 {
            return None;
        }
        let value = self.rest()[..length].parse().ok()?;
        self.at += length;
        Some(value)
    }

    /// Past a number with a decimal point, or, if `comma`, a decimal comma: one or two digits after it, and no digit or
    /// slash after these (`36,8` but not `88,120/80`).
    pub fn number(&mut self, comma: bool) -> Option<f64> {
        let start = self.at;
        self.digits()?;
        let sign = self.at;
        let is_comma = self.byte() == Some(b',');
        if self.byte() == Some(b'.') || is_comma && comma {
            self.at += 1;
            let fraction = self.at;
            let fits = self.digits().is_some() && (!is_comma || self.at - fraction <= 2 && self.byte() != Some(b'/'));
            if !fits {
                self.at = sign;
            }
        }
        self.text[start..self.at].replace(',', ".").parse().ok()
    }

    /// Past a number of millilitres or the like, that may be grouped by thousands: `2,400`.
    pub fn large_number(&mut self) -> Option<f64> {
        let number = crate::note::facts::quantity::number(self.rest())?;
        self.at += number.len;
        Some(number.value)
    }

    /// Where the bracket that was just opened closes, at most `most` bytes on and on this line.
    pub fn closing(&self, most: usize) -> Option<usize> {
        self.rest()
            .bytes()
            .take(most)
            .take_while(|b| !matches!(b, b'\n' | b'\r'))
            .position(|b| matches!(b, b')' | b']'))
            .map(|at| self.at + at)
    }
}

/// Whether `c` is a space of any kind, visible or not.
pub(in crate::note::facts) fn is_blank(c: char) -> bool {
    match c {
        ' ' | '\t' => true,
        c if c.is_ascii() => c.is_ascii_whitespace(),
        c => c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'),
    }
}
