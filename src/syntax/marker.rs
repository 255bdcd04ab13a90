//! Marks at the start of a line: list bullets and numbers, quotes, and lines that are nothing but marks.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while, take_while_m_n, take_while1},
    character::complete::{char, one_of, satisfy},
    combinator::{eof, not, opt, peek, recognize, value},
    sequence::{delimited, terminated},
};

use super::space::{is_space, leading, trimmed};

/// How a list item is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bullet {
    /// `-`, `*`, `+`, `•` and what word processors paste.
    Mark,
    /// `1.`, `1)`, `(1)`.
    Number,
    /// `a)`.
    Letter,
    /// `a.`: a list only if the next letter follows further down (`c. diff` and `a. fib` are no lists).
    DottedLetter(char),
}

fn space(input: &str) -> IResult<&str, &str> {
    alt((take_while1(is_space), eof)).parse(input)
}

fn bullet(input: &str) -> IResult<&str, &str> {
    alt((
        recognize((one_of("-*+–·"), space)),
        // Students glue the dash to the word: `-continue furosemide`. `-5` and `+2 pulses` are values.
        recognize((one_of("-–"), peek(satisfy(char::is_alphabetic)))),
        recognize((
            satisfy(|c| {
                matches!(
                    c,
                    '•' | '●' | '○' | '◦' | '‣' | '⁃' | '▪' | '▫' | '■' | '◆' | '❖' | '➢' | '➤' | '\u{f000}'
                        ..='\u{f0ff}'
                )
            }),
            take_while(is_space),
        )),
        // Word's second-level bullets.
        recognize((
            one_of("o§"),
            alt((
                recognize((char('\t'), take_while(is_space))),
                take_while_m_n(2, 64, is_space),
            )),
        )),
    ))
    .parse(input)
}

fn digits(input: &str) -> IResult<&str, &str> {
    take_while_m_n(1, 3, |c: char| c.is_ascii_digit()).parse(input)
}

fn number(input: &str) -> IResult<&str, &str> {
    alt((
        recognize((digits, char('.'), opt(char(')')), space)),
        recognize((digits, char(')'), space)),
        recognize((delimited(char('('), digits, char(')')), space)),
        // Glued: `1.Push fluids`, `2)anemia`; `3.5 mg` is a value.
        recognize((digits, char('.'), peek(satisfy(char::is_uppercase)))),
        recognize((digits, char(')'), peek(satisfy(char::is_alphabetic)))),
    ))
    .parse(input)
}

fn letter(input: &str) -> IResult<&str, char> {
    satisfy(|c| c.is_ascii_lowercase()).parse(input)
}

fn item(input: &str) -> IResult<&str, Bullet> {
    alt((
        value(Bullet::Mark, bullet),
        value(Bullet::Number, number),
        value(Bullet::Letter, (letter, char(')'), space)),
        terminated(letter, (char('.'), space)).map(Bullet::DottedLetter),
    ))
    .parse(input)
}

/// The list marker at the start of `text` (a line without its indent) and its length with the spaces after it.
pub(super) fn list_marker(text: &str) -> Option<(Bullet, usize)> {
    // Nearly every line starts with a letter that no marker starts with.
    match text.as_bytes() {
        [b'A'..=b'Z', ..] | [] => return None,
        [b'a'..=b'z', next, ..] if !matches!(next, b'.' | b')' | b'\t' | b' ' | 0xc2 | 0xe2) => return None,
        _ => {}
    }
    let (rest, bullet) = item(text).ok()?;
    Some((bullet, text.len() - rest.len()))
}

/// The marks of a quoted line, with the spaces after them: `> `, `>> `, `> > `. `> 50 %` and `>50` are values.
pub(super) fn quote(text: &str) -> Option<usize> {
    let mark = |input| -> IResult<&str, &str> {
        recognize((
            nom::multi::many1_count((char('>'), take_while(is_space))),
            not(satisfy(|c| c.is_ascii_digit() || c == '=')),
        ))
        .parse(input)
    };
    if !text.starts_with('>') {
        return None;
    }
    let (rest, marks) = mark(text).ok()?;
    (rest.is_empty() || marks.ends_with(is_space)).then_some(marks.len())
}

/// Whether the whole line is a rule: three or more of one of `-`, `_`, `=`, `~` or a drawn line, spaces between them
/// allowed; of `*` it takes five, or spaces (`***` is a wildcard).
pub(super) fn is_rule(line: &str) -> bool {
    let content = &line[leading(line)..];
    let Some(mark) = content
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '_' | '=' | '*' | '~' | '–' | '—' | '─' | '━' | '═'))
    else {
        return false;
    };
    let content = &content[..trimmed(content)];
    if mark == '*' {
        let spaced = content
            .split(is_space)
            .filter(|stars| !stars.is_empty())
            .all(|stars| stars == "*");
        let stars = content.bytes().filter(|byte| *byte == b'*').count();
        return content.chars().all(|c| c == '*' || is_space(c))
            && ((spaced && stars >= 3) || stars == content.len() && stars >= 5);
    }
    content.chars().all(|c| c == mark || is_space(c)) && content.chars().filter(|c| *c == mark).nth(2).is_some()
}

/// The level of a heading's underline: 1 for `===`, 2 for `---`.
pub(super) fn underline(line: &str) -> Option<u8> {
    let content = line[leading(line)..].trim_end_matches(is_space);
    let all = |mark: u8| content.len() >= 3 && content.bytes().all(|b| b == mark);
    match content.as_bytes().first()? {
        b'=' if all(b'=') => Some(1),
        b'-' if all(b'-') => Some(2),
        _ => None,
    }
}

/// Whether the line is the delimiter row of a table: `|---|:--:|`.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    let cell = |input| -> IResult<&str, ()> {
        value(
            (),
            (
                take_while(is_space),
                opt(char(':')),
                take_while1(|c| c == '-'),
                opt(char(':')),
                take_while(is_space),
            ),
        )
        .parse(input)
    };
    let content = line.trim_matches(is_space);
    if !content.contains('|') || !content.starts_with(['|', ':', '-']) {
        return false;
    }
    let inner = content.strip_prefix('|').unwrap_or(content);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let row: IResult<&str, usize> =
        terminated(nom::multi::many1_count(terminated(cell, opt(tag("|")))), eof).parse(inner);
    row.is_ok()
}
