//! The tokens of Rich Text Format: groups, control words, and text between them.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// `\word` with its number.
    Word(&'a str, Option<i32>),
    /// `\` and a sign.
    Sign(u8),
    /// `\'hh`.
    Hex(u8),
    /// A byte of text.
    Byte(u8),
    /// A character of text, in a file that is UTF-8 although the format knows none.
    Char(char),
}

/// The tokens of a file.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The whole file as text, if it holds UTF-8.
    text: Option<&'a str>,
}

impl<'a> Tokens<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.is_ascii());
        Self { bytes, at: 0, text }
    }

    fn take(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over raw bytes.
    pub fn pass_over(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    fn escape(&mut self) -> Option<Token<'a>> {
        let byte = self.take()?;
        if byte == b'\'' {
            let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
            let Some(high) = digit(self.peek()) else {
                return Some(Token::Sign(b'\''));
            };
            self.at += 1;
            let Some(low) = digit(self.peek()) else {
                return Some(Token::Hex(high as u8));
            };
            self.at += 1;
            return Some(Token::Hex((high * 16 + low) as u8));
        }
        if !byte.is_ascii_alphabetic() {
            return Some(Token::Sign(byte));
        }
        let start = self.at - 1;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) && self.at - start < 64 {
            self.at += 1;
        }
        let word = self
            .bytes
            .get(start..self.at)
            .and_then(|word| std::str::from_utf8(word).ok())
            .unwrap_or_default();
        let from = self.at;
        if self.peek() == Some(b'-') && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) && self.at - from < 12 {
            self.at += 1;
        }
        let number = self
            .bytes
            .get(from..self.at)
            .and_then(|number| std::str::from_utf8(number).ok());
        let number = number.filter(|number| !number.is_empty()).map(|number| {
            number
                .parse::<i64>()
                .map_or(i32::MAX, |number| number.clamp(i32::MIN.into(), i32::MAX.into()) as i32)
        });
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        Some(Token::Word(word, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let at = self.at;
            return match self.take()? {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.escape(),
                b'\r' | b'\n' | 0 => continue,
                byte if byte >= 0x80 => match self
                    .text
                    .and_then(|text| text.get(at..))
                    .and_then(|text| text.chars().next())
                {
                    Some(c) => {
                        self.at = at + c.len_utf8();
                        Some(Token::Char(c))
                    }
                    None => Some(Token::Byte(byte)),
                },
                byte => Some(Token::Byte(byte)),
            };
        }
    }
}
