//! The one scanner for placeholders: what a writer was meant to fill in, or choose from, and has not.
//!
//! The parser uses it for notes, the template engine for the blanks of a template, so that both always agree. What it
//! takes is listed in `docs/markup.md`. De-identified tokens (`[NAME]`, `[DATE-2]`, `Dr. XX`) are ordinary text.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, tag_no_case, take_while, take_while_m_n, take_while1},
    character::complete::{char, digit1, satisfy},
    combinator::{eof, not, opt, peek, recognize, value, verify},
    sequence::delimited,
};

use super::PlaceholderKind;
use super::marker;
use super::space::{is_space, leading, line_end, trimmed};
use crate::text::{Span, floor};

/// The longest passage between braces or brackets, in characters.
const MAX_CHARS: usize = 200;
/// The same in bytes: no character takes more than four.
const MAX_BYTES: usize = MAX_CHARS * 4;
/// How deep braces may stand in an optional passage.
const MAX_DEPTH: u32 = 4;

/// How many choices of a pick list may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pick {
    /// One: `{a|b}`. Also what everything that is no pick list has.
    #[default]
    One,
    /// Several: `{+a|b|c}`.
    Several,
    /// One, and the first stands unless another is chosen: `{=none|mild}`.
    Default,
}

/// A placeholder found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What kind.
    pub kind: PlaceholderKind,
    /// All of it, marks included.
    pub span: Span,
    /// What it is about, where it says so: the label of `***{label}`, the name of `@NAME@`, `{{ name }}` and
    /// `{name:1234}`, the passage of `{?…}`, the words between the brackets of an instruction.
    pub label: Option<Span>,
    /// How many choices may be taken.
    pub pick: Pick,
    /// The choices with their separators; empty for all but pick lists.
    choices: Span,
    separator: u8,
}

impl Found {
    fn new(kind: PlaceholderKind, span: Span) -> Self {
        Self {
            kind,
            span,
            label: None,
            pick: Pick::One,
            choices: Span::at(span.end),
            separator: b'|',
        }
    }

    /// The non-empty choices of a pick list, in order, without the spaces (and quotes) around them. `text` is the text
    /// that was scanned.
    pub fn choices<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        let separator = char::from(self.separator);
        self.choices
            .of(text)
            .split(separator)
            .map(move |choice| {
                let choice = choice.trim_matches(is_space);
                if separator == ',' {
                    choice.trim_matches('"')
                } else {
                    choice
                }
            })
            .filter(|choice| !choice.is_empty())
    }
}

/// All placeholders of `text`, in order; they never overlap.
pub fn placeholders(text: &str) -> impl Iterator<Item = Found> {
    let mut scanner = Scanner::new(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(next) = find_trigger(&text.as_bytes()[at..], []) {
            match scanner.at(at + next, text.len()) {
                Ok(found) => {
                    at = found.span.end as usize;
                    return Some(found);
                }
                Err(resume) => at = resume,
            }
        }
        None
    })
}

/// Whether a placeholder can start with this byte. Branch-free, so that whole chunks are tested at once.
#[inline(always)]
const fn is_trigger(byte: u8) -> bool {
    (byte == b'*')
        | (byte == b'{')
        | (byte == b'@')
        | (byte == b'_')
        | (byte == b'[')
        | (byte == b'<')
        | (byte == b'T')
        | (byte == b'F')
        | (byte == b'X')
        | (byte == b'?')
        | (byte == 0xe2)
}

/// The offset of the first byte of `bytes` that is one of `also` or can start a placeholder.
pub(super) fn find_trigger<const N: usize>(bytes: &[u8], also: [u8; N]) -> Option<usize> {
    const CHUNK: usize = 32;
    let hit = |byte: u8| is_trigger(byte) | also.iter().fold(false, |hit, other| hit | (byte == *other));
    let mut at = 0;
    // Prose has a candidate every few lines only.
    while let Some(chunk) = bytes.get(at..at + CHUNK) {
        if chunk.iter().fold(false, |any, byte| any | hit(*byte)) {
            break;
        }
        at += CHUNK;
    }
    let hit = |byte: u8| TRIGGERS[usize::from(byte)] || also.contains(&byte);
    bytes[at..].iter().position(|byte| hit(*byte)).map(|next| at + next)
}

/// [`is_trigger`] of each byte.
static TRIGGERS: [bool; 256] = {
    let mut triggers = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        triggers[byte] = is_trigger(byte as u8);
        byte += 1;
    }
    triggers
};

/// Whether the first `title` bytes of `text` are nothing but filler (`TODO`, `TBD`).
pub(super) fn covers(text: &str, title: usize) -> bool {
    filler(&text[..title]).is_ok_and(|(rest, _)| rest.is_empty())
}

/// Recognises placeholders at given offsets of one text. It remembers what it found out about the boxes of a line, so
/// that a line of many boxes is read once.
pub(super) struct Scanner<'t> {
    text: &'t str,
    /// The last line asked about, and whether its boxes are blanks.
    boxes: (Span, bool),
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            boxes: (Span::at(0), false),
        }
    }

    /// The placeholder that starts at `start` and ends no later than `limit`; if there is none, the offset to go on
    /// from. Looks at a bounded stretch, or skips all it looked at.
    pub fn at(&mut self, start: usize, limit: usize) -> Result<Found, usize> {
        let text = &self.text[start..limit];
        let rest = |length: usize| Span::from(start..start + length);
        let found = match text.as_bytes()[0] {
            b'*' => {
                let run = run_of(text, b'*');
                if run < 3 {
                    return Err(start + run);
                }
                let mut found = Found::new(PlaceholderKind::Wildcard, rest(run));
                if run == 3
                    && let Ok((_, label)) = braces(&text[run..])
                {
                    found.span = rest(run + label.len() + 2);
                    found.label = Some(inner_span(start + run + 1, label));
                }
                return Ok(found);
            }
            b'_' => {
                let run = run_of(text, b'_');
                return if run >= 3 && !self.is_alone(start, start + run) && !self.is_sign_off(start) {
                    Ok(Found::new(PlaceholderKind::Blank, rest(run)))
                } else {
                    Err(start + run)
                };
            }
            b'?' => {
                let run = run_of(text, b'?');
                let free = |c: Option<char>| {
                    c.is_none_or(|c| {
                        is_space(c)
                            || matches!(
                                c,
                                '\n' | '\r' | ':' | '(' | ')' | '[' | ']' | ',' | ';' | '.' | '/' | '|'
                            )
                    })
                };
                let alone =
                    free(self.text[..start].chars().next_back()) && free(self.text[start + run..].chars().next());
                return if run >= 2 && alone {
                    Ok(Found::new(PlaceholderKind::Filler, rest(run)))
                } else {
                    Err(start + run)
                };
            }
            b'{' => self.brace(start, text),
            b'@' => self.variable(start, text),
            b'[' | b'<' | 0xe2 if opens_bracket(text) => self.bracket(start, text),
            b'T' | b'F' | b'X' if matches!(text.as_bytes().get(1), Some(b'O' | b'B' | b'I' | b'X')) => {
                self.filler(start, text)
            }
            _ => None,
        };
        found.ok_or(start + 1)
    }

    /// The box of a to-do that starts at `start`: whether it is ticked, and its length with the spaces after it.
    pub fn task_box(&mut self, start: usize, limit: usize) -> Option<(bool, usize)> {
        let (rest, ticked) = tick_box(&self.text[start..limit]).ok()?;
        let spaces = leading(rest);
        let free = rest.is_empty() || spaces > 0 || rest.starts_with(['\n', '\r']);
        (free && !self.boxes_are_blanks(start)).then_some((ticked, limit - start - rest.len() + spaces))
    }

    fn brace(&self, start: usize, text: &str) -> Option<Found> {
        if let Ok((rest, name)) = template_variable(text) {
            let mut found = Found::new(
                PlaceholderKind::Variable,
                Span::from(start..start + text.len() - rest.len()),
            );
            found.label = Some(inner_span(start + 2, name));
            return Some(found);
        }
        if let Some(passage) = optional(text) {
            let mut found = Found::new(PlaceholderKind::Optional, Span::from(start..start + passage.len() + 3));
            found.label = Some(inner_span(start + 2, passage));
            return Some(found);
        }
        let (_, inner) = braces(text).ok()?;
        let mut found = Found::new(PlaceholderKind::PickList, Span::from(start..start + inner.len() + 2));
        let mut inner_start = start + 1;
        let mut choices = inner;
        if let Some(rest) = inner.strip_prefix('+') {
            (found.pick, choices) = (Pick::Several, rest);
        } else if let Some(rest) = inner.strip_prefix('=') {
            (found.pick, choices) = (Pick::Default, rest);
        }
        inner_start += inner.len() - choices.len();
        // `{name:1234}`, `{name:1234::"a","b"}`: a list that the record system keeps under a number.
        if let Ok((rest, name)) = numbered_list(choices)
            && (rest.is_empty() || rest.starts_with("::"))
        {
            found.label = Some(inner_span(inner_start, name));
            found.separator = b',';
            if let Some(list) = rest.strip_prefix("::") {
                let from = inner_start + choices.len() - list.len();
                found.choices = Span::from(from..from + list.len());
            }
            return Some(found);
        }
        found.choices = Span::from(inner_start..inner_start + choices.len());
        found.separator = *b"|/:".iter().find(|separator| choices.as_bytes().contains(separator))?;
        // `{10:30}` is a time.
        let value = |c: char| c.is_ascii_digit() || c == ':' || c == ' ';
        let is_pick =
            found.choices(self.text).nth(1).is_some() && !(found.separator == b':' && choices.chars().all(value));
        is_pick.then_some(found)
    }

    fn variable(&self, start: usize, text: &str) -> Option<Found> {
        let word_before = self.text[..start]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        let (_, name) = at_variable(&text[..floor(text, 64)]).ok().filter(|_| !word_before)?;
        let mut found = Found::new(PlaceholderKind::Variable, Span::from(start..start + name.len() + 2));
        found.label = Some(inner_span(start + 1, name));
        Some(found)
    }

    fn bracket(&mut self, start: usize, text: &str) -> Option<Found> {
        if let Ok((rest, ticked)) = tick_box(text) {
            let link = rest.starts_with('(') && text.starts_with('[');
            return (!ticked && !link && self.boxes_are_blanks(start))
                .then(|| Found::new(PlaceholderKind::Box, Span::from(start..start + text.len() - rest.len())));
        }
        let (_, words) = instruction(text).ok()?;
        let mut found = Found::new(PlaceholderKind::Instruction, Span::from(start..start + words.len() + 2));
        found.label = Some(inner_span(start + 1, words));
        Some(found)
    }

    fn filler(&self, start: usize, text: &str) -> Option<Found> {
        let (rest, word) = filler(text).ok()?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '@';
        let before = &self.text[..start];
        if before.chars().next_back().is_some_and(is_word) || rest.chars().next().is_some_and(is_word) {
            return None;
        }
        if word == "XX" && !is_filler_xx(before, rest) {
            return None;
        }
        Some(Found::new(
            PlaceholderKind::Filler,
            Span::from(start..start + word.len()),
        ))
    }

    /// Whether nothing but spaces stands beside `start..end` on its line: then it is a rule, and no blank.
    fn is_alone(&self, start: usize, end: usize) -> bool {
        let after = &self.text[end..];
        let before = self.text[..start].trim_end_matches(is_space);
        (before.is_empty() || before.ends_with(['\n', '\r'])) && {
            let after = &after[leading(after)..];
            after.is_empty() || after.starts_with(['\n', '\r'])
        }
    }

    /// Whether the blank at `start` waits for a signature or its date: such a blank is filled by hand.
    fn is_sign_off(&self, start: usize) -> bool {
        let mut from = start.saturating_sub(96);
        from = crate::text::ceil(self.text, from);
        let before = &self.text[from..start];
        let line = before.rsplit(['\n', '\r', '_', '\t']).next().unwrap_or(before);
        let line = line.trim_matches(|c: char| !c.is_alphanumeric());
        let field = line.rsplit("  ").next().unwrap_or(line).trim();
        let is = |words: &[&str], word: &str| words.iter().any(|other| other.eq_ignore_ascii_case(word));
        // `Signature`, `Attending physician signature`, `Electronically signed by`; but `Date` only by itself: an
        // `Onset date` is a fact that is missing.
        field
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| is(&["signature", "signatures", "signed", "cosigned"], word))
            || is(&["date", "time", "date/time", "date & time", "date and time"], field)
    }

    /// Whether the boxes of the line around `start` are blanks: two or more and none ticked, or a single one outside a
    /// to-do.
    fn boxes_are_blanks(&mut self, start: usize) -> bool {
        if !self.boxes.0.contains_offset(start as u32) {
            let line_start = memchr::memrchr2(b'\n', b'\r', &self.text.as_bytes()[..start]).map_or(0, |at| at + 1);
            let end = line_end(self.text, start);
            let line = &self.text[line_start..end];
            let (mut first, mut open, mut ticked) = (None, 0u32, 0u32);
            let mut at = 0;
            while let Some(next) = line.as_bytes()[at..]
                .iter()
                .position(|byte| matches!(byte, b'[' | 0xe2))
            {
                at += next;
                match tick_box(&line[at..]) {
                    Ok((rest, is_ticked)) => {
                        first.get_or_insert(at);
                        ticked += u32::from(is_ticked);
                        open += u32::from(!is_ticked);
                        at = line.len() - rest.len();
                    }
                    Err(_) => at += 1,
                }
            }
            let todo = first.is_some_and(|first| {
                let indent = leading(line);
                marker::list_marker(&line[indent..]).is_some_and(|(_, length)| indent + length == first)
            });
            let blank = ticked == 0 && (open >= 2 || (open == 1 && !todo));
            self.boxes = (Span::from(line_start..end.max(start + 1)), blank);
        }
        self.boxes.1
    }
}

// ---- recognisers ----

fn run_of(text: &str, mark: u8) -> usize {
    text.bytes().take_while(|byte| *byte == mark).count()
}

/// The span of `inner`, which starts at `start`, without the spaces around it.
fn inner_span(start: usize, inner: &str) -> Span {
    let skipped = leading(inner);
    Span::from(start + skipped..start + trimmed(inner).max(skipped))
}

/// At most [`MAX_CHARS`] characters of one line that hold none of `stop`.
fn within<'a>(stop: &'static [char]) -> impl Fn(&'a str) -> IResult<&'a str, &'a str> {
    move |input: &'a str| {
        take_while_m_n(1, MAX_CHARS, |c: char| !matches!(c, '\n' | '\r') && !stop.contains(&c)).parse(input)
    }
}

/// `{…}`: what stands between the braces.
fn braces(input: &str) -> IResult<&str, &str> {
    delimited(char('{'), within(&['{', '}']), char('}')).parse(input)
}

/// `{{ name }}`: the name.
fn template_variable(input: &str) -> IResult<&str, &str> {
    let name = verify(within(&['{', '}']), |name: &str| {
        name.chars().any(char::is_alphanumeric)
    });
    delimited(tag("{{"), name, tag("}}")).parse(input)
}

/// `{?…}`: the passage, which may hold further placeholders with braces of their own.
fn optional(text: &str) -> Option<&str> {
    let passage = text.strip_prefix("{?")?;
    let mut depth = 1u32;
    for (at, byte) in passage.bytes().take(MAX_BYTES).enumerate() {
        match byte {
            b'\n' | b'\r' => return None,
            b'{' if depth == MAX_DEPTH => return None,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let fits = trimmed(&passage[..at]) > 0 && passage[..at].chars().nth(MAX_CHARS).is_none();
            return fits.then_some(&passage[..at]);
        }
    }
    None
}

/// `name:1234`: the name.
fn numbered_list(input: &str) -> IResult<&str, &str> {
    let name = verify(
        take_while1(|c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | ';' | ',' | '.' | '(' | ')' | '&')),
        |name: &str| name.chars().any(char::is_alphabetic),
    );
    nom::sequence::terminated(name, (char(':'), digit1)).parse(input)
}

/// `@NAME@`, `@LASTLAB(NA:1)@`, `@age@`: the name, in capitals or in small letters.
fn at_variable(input: &str) -> IResult<&str, &str> {
    let mark = |c: char| c.is_ascii_digit() || c == '_';
    let capitals = (
        satisfy(|c| c.is_ascii_uppercase()),
        take_while1(move |c: char| c.is_ascii_uppercase() || mark(c)),
    );
    let small = (
        satisfy(|c| c.is_ascii_lowercase()),
        take_while1(move |c: char| c.is_ascii_lowercase() || mark(c)),
    );
    let name = recognize((
        alt((recognize(capitals), recognize(small))),
        opt(delimited(
            char('('),
            take_while(|c: char| !matches!(c, ')' | '@' | '\n' | '\r')),
            char(')'),
        )),
    ));
    delimited(char('@'), name, char('@')).parse(input)
}

/// A box, and whether it is ticked.
fn tick_box(input: &str) -> IResult<&str, bool> {
    let inner = alt((
        value(
            true,
            delimited(
                take_while(is_space),
                satisfy(|c| matches!(c, 'x' | 'X' | '✓' | '✔')),
                take_while(is_space),
            ),
        ),
        value(false, take_while_m_n(0, 3, |c| is_space(c) || c == '_')),
    ));
    alt((
        delimited(char('['), inner, char(']')),
        value(false, satisfy(|c| matches!(c, '☐' | '□' | '❏' | '❑'))),
        value(true, satisfy(|c| matches!(c, '☑' | '☒' | '✅' | '✔'))),
    ))
    .parse(input)
}

/// Whether the first two bytes can open a box or an instruction: most brackets and smart quotes do not.
fn opens_bracket(text: &str) -> bool {
    match text.as_bytes() {
        [0xe2, next, ..] => matches!(next, 0x96 | 0x98 | 0x9c | 0x9d),
        [_, next, ..] => matches!(
            next,
            b' ' | b'\t' | b'_' | b']' | b'x' | b'X' | b'i' | b'I' | b'e' | b'E' | b'a' | b'A' | b'y' | b'Y' | 0x80..
        ),
        _ => false,
    }
}

/// The word that makes what stands in brackets an instruction.
fn verb(input: &str) -> IResult<&str, &str> {
    recognize((
        take_while(is_space),
        alt((
            tag_no_case("insert"),
            tag_no_case("enter"),
            tag_no_case("add"),
            tag_no_case("your"),
        )),
        alt((eof, peek(recognize(satisfy(|c: char| !c.is_alphanumeric()))))),
    ))
    .parse(input)
}

/// `[insert …]`, `<your …>`: the words between the brackets.
fn instruction(input: &str) -> IResult<&str, &str> {
    let input = &input[..floor(input, MAX_BYTES)];
    alt((
        delimited((char('['), peek(verb)), within(&['[', ']']), char(']')),
        delimited((char('<'), peek(verb)), within(&['<', '>']), char('>')),
    ))
    .parse(input)
}

/// A filler word, whatever stands around it.
fn filler(input: &str) -> IResult<&str, &str> {
    alt((tag("TODO"), tag("FIXME"), tag("TBD"), tag("XX"))).parse(input)
}

/// The rest of a masked date: `/XX/XXXX`.
fn date_mask(input: &str) -> IResult<&str, &str> {
    recognize((char('/'), alt((tag("XX"), digit1)), char('/'), alt((tag("XX"), digit1)))).parse(input)
}

/// Whether `XX` between `before` and `after` is filler: not a masked name (`Dr. XX`) or number (`XX-XX-1234`,
/// `XX/XX/XX`), and not the chromosomes (`46,XX`).
fn is_filler_xx(before: &str, after: &str) -> bool {
    let masked = |side: Option<&str>| {
        side.is_some_and(|side| side.starts_with("XX") || side.starts_with(|c: char| c.is_ascii_digit()))
    };
    if after.starts_with('-') || before.ends_with('-') {
        return false;
    }
    // `BP XX/XX` is filler, a date of three parts is a mask.
    let slashes_before = before.bytes().rev().take(8).filter(|byte| *byte == b'/').count();
    if date_mask(after).is_ok() || (before.ends_with('/') && (slashes_before >= 2 || masked(after.strip_prefix('/')))) {
        return false;
    }
    // XX/XY
    let other: IResult<&str, ()> = value((), (char('/'), not(tag("XX")), satisfy(char::is_alphabetic))).parse(after);
    if other.is_ok() {
        return false;
    }
    let words = before.trim_end_matches([' ', ',', '.']);
    let word = words.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or(words);
    let title = [
        "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Doctor", "Patient", "Hospital",
    ];
    let karyotype = ["45", "46", "47", "48"].contains(&word) && words.len() < before.len();
    !(title.contains(&word) || karyotype)
}
