//! The form of a line: heading, bold line, label, capitals or plain text, told from its marks alone.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while, take_while_m_n},
    character::complete::{char, digit1, one_of},
    combinator::{not, opt, recognize, verify},
};
use smallvec::{SmallVec, smallvec};

use super::space::{is_space, leading, trimmed};
use super::{LineForm, placeholder};

/// The longest label, in characters.
const LABEL_CHARS: usize = 60;
/// The most words of a label.
const LABEL_WORDS: usize = 8;
/// The most words of a line in capitals.
const CAPS_WORDS: usize = 10;
/// The longest line in capitals, in characters.
const CAPS_CHARS: usize = 80;
/// The longest bold heading, in bytes.
const BOLD_BYTES: usize = 160;

/// What a stretch of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `#`, `**`, with the spaces that belong to it.
    Mark,
    /// The words of the heading or label.
    Title,
    /// Colon and spaces after a title.
    Separator,
    /// Anything else: text, placeholders.
    Inline,
}

/// The form of a line and where its parts end, relative to the start of the text looked at. What follows the last part
/// is inline text.
#[derive(Debug)]
pub(super) struct Shape {
    pub form: LineForm,
    pub parts: SmallVec<[(Part, usize); 6]>,
}

impl Shape {
    fn plain() -> Self {
        Self {
            form: LineForm::Plain,
            parts: SmallVec::new(),
        }
    }
}

/// Tells the form of `text`: one line without indent, list marker, comments and line end.
pub(super) fn shape(text: &str) -> Shape {
    match text.as_bytes().first() {
        Some(b'#') => hashes(text),
        Some(b'*' | b'_') => bold(text).unwrap_or_else(Shape::plain),
        _ => label_or_caps(text),
    }
}

/// The form of a line that is underlined: all of it is the title.
pub(super) fn setext(text: &str, level: u8) -> Shape {
    let words = text[..trimmed(text)].trim_end_matches(':');
    let title = trimmed(words);
    Shape {
        form: LineForm::Setext(level),
        parts: smallvec![(Part::Title, title), (Part::Separator, text.len())],
    }
}

/// Whether a line may be underlined: short, not a sentence, and nothing after a label's colon.
pub(super) fn can_be_underlined(text: &str, shape: &Shape) -> bool {
    let short = text.len() <= 200 && text.split(is_space).filter(|word| !word.is_empty()).count() <= LABEL_WORDS;
    let title_only = match shape.form {
        LineForm::Plain => !text[..trimmed(text)].ends_with('.'),
        LineForm::Caps => true,
        LineForm::Label => shape.parts.last().is_some_and(|(_, end)| *end == text.len()),
        _ => false,
    };
    short && title_only
}

// ---- # ----

/// `1. `, `2) `: a number that belongs to the marks of a heading.
fn number(input: &str) -> IResult<&str, &str> {
    recognize((
        verify(digit1, |digits: &str| digits.len() <= 2),
        one_of(".):"),
        take_while(is_space),
        not(digit1),
    ))
    .parse(input)
}

/// `1 ` right after a hash: `#1 CHF`.
fn glued_number(input: &str) -> IResult<&str, &str> {
    let plain = (
        verify(digit1, |digits: &str| digits.len() <= 2),
        take_while_m_n(1, 3, is_space),
    );
    alt((number, recognize(plain))).parse(input)
}

/// `#` to `######` with the spaces after it; the number of hashes, and whether spaces or the end follow.
fn hash_mark(input: &str) -> IResult<&str, (&str, &str)> {
    (take_while_m_n(1, 6, |c| c == '#'), take_while(is_space)).parse(input)
}

fn hashes(text: &str) -> Shape {
    let Ok((mut rest, (marks, spaces))) = hash_mark(text) else {
        return Shape::plain();
    };
    let level = marks.len() as u8;
    let form = if !spaces.is_empty() || rest.is_empty() {
        LineForm::Atx(level)
    } else if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '(' | '?' | '{' | '[' | '@')) {
        LineForm::Hash(level)
    } else {
        return Shape::plain();
    };
    let numbered = if spaces.is_empty() {
        glued_number(rest)
    } else {
        number(rest)
    };
    if let Ok((after, _)) = numbered {
        rest = after;
    }
    let start = text.len() - rest.len();
    let mut shape = Shape {
        form,
        parts: smallvec![(Part::Mark, start)],
    };
    // `## **Plan:**`: the bold marks are marks of the heading too.
    if let Some(inner) = bold(rest) {
        shape
            .parts
            .extend(inner.parts.iter().map(|(part, end)| (*part, start + end)));
        return shape;
    }
    if let Some(label) = label(rest) {
        shape.parts.push((Part::Title, start + label.title));
        shape.parts.push((Part::Separator, start + label.separator));
        return shape;
    }
    // Closing hashes: `## HPI ##`.
    let all = trimmed(rest);
    let open = rest[..all].trim_end_matches('#');
    let title = if open.ends_with(is_space) { trimmed(open) } else { all };
    shape.parts.push((Part::Title, start + title));
    let tail = if title < all { Part::Mark } else { Part::Separator };
    shape.parts.push((tail, text.len()));
    shape
}

// ---- ** ----

/// `**` or `__` that opens bold text, and not `***` (a wildcard) or `___` (a blank).
fn bold_mark(input: &str) -> IResult<&str, &str> {
    alt((
        recognize((tag("**"), not(char('*')))),
        recognize((tag("__"), not(char('_')))),
    ))
    .parse(input)
}

/// `: ` or ` - ` after bold text.
fn bold_separator(input: &str) -> IResult<&str, &str> {
    let colon = recognize((take_while(is_space), char(':'), take_while(is_space)));
    let dash = recognize((
        take_while_m_n(1, 8, is_space),
        one_of("-–—"),
        take_while_m_n(1, 8, is_space),
    ));
    alt((colon, dash)).parse(input)
}

fn bold(text: &str) -> Option<Shape> {
    let (_, mark) = bold_mark(text).ok()?;
    let window = &text.as_bytes()[..text.len().min(BOLD_BYTES)];
    let close = 2 + memchr::memmem::find(&window[2..], mark.as_bytes())?;
    // In a run of marks (`**Name: *****`) the last two close.
    let run = window[close..].iter().take_while(|b| **b == mark.as_bytes()[0]).count();
    let close = close + run - 2;
    let inner = &text[2..close];
    let after = &text[close + 2..];
    if trimmed(inner) == 0 || inner.starts_with(is_space) {
        return None;
    }
    let start = number(inner).map_or(2, |(rest, _)| close - rest.len());
    let words = &text[start..close];
    let mut parts: SmallVec<[(Part, usize); 6]> = smallvec![(Part::Mark, start)];
    let alone = trimmed(after) == 0;
    let inner_label = label(words);
    let ends_in_colon = words[..trimmed(words)].ends_with(':');
    let form;
    if let Some(label) = inner_label.filter(|label| alone && label.separator < words.len()) {
        // `**Chief complaint: chest pain**`
        form = LineForm::BoldLabel;
        parts.push((Part::Title, start + label.title));
        parts.push((Part::Separator, start + label.separator));
        parts.push((Part::Inline, close));
        parts.push((Part::Mark, text.len()));
    } else if ends_in_colon {
        // `**HPI:** text`, `**HPI:**`
        let title = trimmed(words[..trimmed(words)].trim_end_matches(':'));
        form = if alone { LineForm::Bold } else { LineForm::BoldLabel };
        parts.push((Part::Title, start + title));
        parts.push((Part::Separator, close));
        parts.push((Part::Mark, close + 2 + leading(after)));
    } else if alone {
        form = LineForm::Bold;
        parts.push((Part::Title, start + trimmed(words)));
        parts.push((Part::Mark, text.len()));
    } else {
        // `**HPI**: text`, `**CHF** - text`; anything else is prose that opens in bold.
        let (rest, _) = bold_separator(after).ok()?;
        form = if rest.is_empty() {
            LineForm::Bold
        } else {
            LineForm::BoldLabel
        };
        parts.push((Part::Title, start + trimmed(words)));
        parts.push((Part::Mark, close + 2));
        parts.push((Part::Separator, text.len() - rest.len()));
    }
    Some(Shape { form, parts })
}

// ---- labels and capitals ----

/// Where a label's words end and where the text after its colon starts.
#[derive(Debug, Clone, Copy)]
struct Label {
    title: usize,
    separator: usize,
}

fn label_or_caps(text: &str) -> Shape {
    let found = label(text);
    let (form, title, separator) = match found {
        Some(label) if label.separator == text.len() && is_caps(&text[..label.title]) => {
            (LineForm::Caps, label.title, label.separator)
        }
        Some(label) => (LineForm::Label, label.title, label.separator),
        None => {
            let words = text[..trimmed(text)].trim_end_matches(':');
            let title = trimmed(words);
            if !is_caps(&text[..title]) {
                return Shape::plain();
            }
            (LineForm::Caps, title, text.len())
        }
    };
    // `TODO: call the family`, `TBD`: a blank to fill, no heading.
    if placeholder::covers(text, title) {
        return Shape::plain();
    }
    Shape {
        form,
        parts: smallvec![(Part::Title, title), (Part::Separator, separator)],
    }
}

/// A short run of words before a colon, at the start of `text`.
fn label(text: &str) -> Option<Label> {
    if !text.starts_with(|c: char| c.is_alphanumeric() || c == '(') {
        return None;
    }
    // Most lines of prose have no colon where a label could end.
    memchr::memchr(b':', &text.as_bytes()[..text.len().min(LABEL_CHARS * 4)])?;
    let mut words = 0;
    let mut letters = false;
    let mut word_start = None;
    let mut colon = None;
    let mut parentheses = 0;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count > LABEL_CHARS {
            return None;
        }
        match c {
            '(' => parentheses += 1,
            ')' => parentheses -= 1,
            _ => {}
        }
        if c == ':' && parentheses > 0 && text[at..].contains(')') {
            // `Vitals (triage 06:10): …`, `Exam (chaperone: nurse)`.
            word_start = None;
        } else if c == ':' && letters && words <= 3 && is_clock(text, at) {
            continue;
        } else if c == ':' {
            colon = Some(at);
            break;
        } else if c.is_alphanumeric() {
            letters |= c.is_alphabetic();
            if word_start.is_none() {
                words += 1;
                word_start = Some(at);
            }
        } else if is_space(c) {
            word_start = None;
        } else if c == '.' {
            // A sentence ends here, unless the word is an abbreviation.
            let next = text[at + 1..].chars().next();
            let short = word_start.is_some_and(|start| text[start..at].chars().count() <= 3);
            if next.is_some_and(is_space) && !short && !text[..at].ends_with('.') {
                let dotted = word_start.is_some_and(|start| text[start..at].contains('.'));
                if !dotted {
                    return None;
                }
            }
        } else if !matches!(
            c,
            '/' | '&' | ',' | '-' | '–' | '—' | '(' | ')' | '[' | ']' | '\'' | '’' | '#' | '+' | '%' | '°'
        ) {
            return None;
        }
    }
    let colon = colon?;
    let title = trimmed(&text[..colon]);
    if words > LABEL_WORDS || !letters {
        return None;
    }
    // `seen today  PMH: none`: the label stands inside the line.
    if inner_label(text, 0, colon, false).is_some_and(|start| start > 0) && !is_caps(&text[..title]) {
        return None;
    }
    let after = &text[colon + 1..];
    let spaces = leading(after);
    if spaces == 0 && !after.is_empty() && !may_be_glued(&text[..title], after, words) {
        return None;
    }
    Some(Label {
        title,
        separator: colon + 1 + spaces,
    })
}

/// Whether the colon at `at` is that of a time of day, and the label goes on to its own: `VS 02:20: HR 108`.
fn is_clock(text: &str, at: usize) -> bool {
    let hours = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
    let minutes = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let before = text[..at - hours].chars().next_back();
    let rest = text[at + 1 + minutes..].trim_start_matches(['h', ')', ']', ' ']);
    (1..=2).contains(&hours)
        && minutes == 2
        && before.is_some_and(|c| is_space(c) || matches!(c, '(' | '[' | '@'))
        && rest.starts_with(':')
}

/// Whether text may stand right after the colon: `CC:cough`, `Name:***`, `BP:142/88`, but not `10:30`, `1:2`,
/// `http://…`, `I:E ratio`.
fn may_be_glued(title: &str, after: &str, words: usize) -> bool {
    let last = title.chars().next_back();
    let first = after.chars().next();
    let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let ratio =
        outside(title.chars().rev().nth(1)) && first.is_some_and(char::is_alphabetic) && outside(after.chars().nth(1));
    words <= 3
        && last.is_some_and(|c| c.is_alphabetic() || c == ')' || c == '.')
        && first.is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '"' | '“' | '?' | '~' | '<' | '>' | '[' | '(' | '*' | '_' | '{' | '@')
        })
        && !ratio
}

/// Whether `text` (without colon) is a line in capitals that can be a heading.
fn is_caps(text: &str) -> bool {
    if !text.starts_with(char::is_uppercase) {
        return false;
    }
    let (mut letters, mut digits, mut words, mut in_word) = (0, 0, 0, false);
    for (count, c) in text.chars().enumerate() {
        if count >= CAPS_CHARS {
            return false;
        }
        if c.is_alphabetic() {
            if !c.is_uppercase() {
                return false;
            }
            letters += 1;
        } else if c.is_numeric() {
            digits += 1;
        } else if matches!(
            c,
            '{' | '}' | '|' | '@' | '_' | '*' | '<' | '>' | '=' | ';' | ':' | '!' | '?' | '%' | '"' | '“' | '”'
        ) {
            return false;
        }
        let space = is_space(c);
        words += usize::from(in_word == space && !space);
        in_word = !space;
    }
    // `NO ACUTE DISTRESS.` is a sentence; `H.P.I.` is a heading. More digits than letters is a line of values.
    let sentence = text.ends_with(',') || (text.ends_with('.') && !dotted(text));
    letters >= 2 && letters > digits && words <= CAPS_WORDS && !sentence
}

/// Whether the last word is spelled with dots: `H.P.I.`, `P.E.`.
fn dotted(text: &str) -> bool {
    let word = text.rsplit(is_space).next().unwrap_or(text);
    let parsed: IResult<&str, (&str, Option<char>)> = (
        recognize(nom::multi::many1_count((
            nom::character::complete::satisfy(char::is_alphabetic),
            char('.'),
        ))),
        opt(char('.')),
    )
        .parse(word);
    parsed.is_ok_and(|(rest, _)| rest.is_empty())
}

// ---- labels inside a line ----

/// A label in capitals inside a line, as record systems flatten them (`… no murmur. LUNGS: clear`), that ends with the
/// colon at `colon` and starts at or after `from`; `fresh` says that `from` follows another label's colon. Gives its
/// start. Looks back over a bounded stretch only.
pub(super) fn inner_label(text: &str, from: usize, colon: usize, fresh: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    if !text[colon + 1..].is_empty() && leading(&text[colon + 1..]) == 0 && !matches!(bytes[colon + 1], b'\n' | b'\r') {
        return None;
    }
    let mut at = colon;
    while at > from && bytes[at - 1] == b' ' {
        at -= 1;
    }
    let (mut letters, mut words) = (0, 0);
    loop {
        let word_end = at;
        while at > from
            && matches!(bytes[at - 1], b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'&' | b'(' | b')' | b'\'' | b'-' | b'.')
        {
            at -= 1;
            letters += usize::from(bytes[at].is_ascii_uppercase());
            if colon - at > LABEL_CHARS {
                return None;
            }
        }
        // A word that opens with a dot, or nothing at all, is the end of the sentence before.
        words += 1;
        if at == word_end || words > 6 {
            return None;
        }
        let spaces = bytes[from..at]
            .iter()
            .rev()
            .take(2)
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let boundary = match spaces {
            0 => at == from && fresh,
            1 => {
                let before = at
                    .checked_sub(2)
                    .filter(|before| *before >= from)
                    .map(|before| bytes[before]);
                matches!(before, Some(b'.' | b';' | b',')) || bytes[at - 1] == b'\t' || (before.is_none() && fresh)
            }
            _ => true,
        };
        if boundary {
            let good = letters >= 3 && bytes[at].is_ascii_uppercase() && bytes[word_end - 1] != b'.';
            return good.then_some(at);
        }
        if spaces != 1 {
            return None;
        }
        at -= 1;
    }
}

/// Whether the label that ends `text` is the `S:` of a note in one paragraph.
pub(super) fn follows_s(text: &str) -> bool {
    let before = text.trim_end_matches([' ', '*']).strip_suffix("S:");
    before.is_some_and(|before| {
        matches!(
            before.trim_end_matches('*').bytes().next_back(),
            None | Some(b'\n' | b'\r')
        )
    })
}

/// The `O:`, `A:`, `P:` or `A/P:` that ends with the colon at `colon` and opens a sentence. Gives its start.
pub(super) fn soap_letter(text: &str, from: usize, colon: usize) -> Option<usize> {
    let rest = text[colon + 1..].strip_prefix(' ')?;
    let before = &text[from..colon];
    let label = ["A/P", "O", "A", "P"].iter().find(|label| before.ends_with(**label))?;
    // `P: 84` is a pulse.
    let pulse = *label == "P" && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let start = colon - label.len();
    (!pulse && text[from..start].trim_end_matches(' ').ends_with('.') && text[..start].ends_with(' ')).then_some(start)
}
