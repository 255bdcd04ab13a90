//! The second phase: what the first one wrote, taken apart into text, values, guidance and the writer's blanks.
//!
//! The blanks are those of the markup's own scanner ([`crate::syntax::placeholders`]), so that a blank of a template is
//! exactly what the linter would report in a note. Values are opaque: none becomes a blank, guidance or markup.

use super::field::{Field, FieldType};
use super::render::{END, OPEN, VALUE, VALUE_END, clean};
use super::value::Values;
use crate::syntax::{Pick, PlaceholderKind, comments, placeholders};

/// Stands for a value while blanks are looked for.
const MASK: char = '\u{F0004}';
/// Opens and closes a pick list that a filter wrote for an open value.
const PICK: char = '\u{F0005}';

/// A note with its blanks.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// In the order of the text.
    pub pieces: Vec<Piece>,
}

/// A stretch of a [`Document`].
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Text of the template.
    Text(String),
    /// Text that came from a value: as it is.
    Value(String),
    /// Something for the writer to fill in.
    Blank(Blank),
    /// Guidance for the writer; it never reaches the note. `lines`: it fills lines of its own.
    Guidance {
        /// Its words.
        text: String,
        /// Whether nothing else stands on its lines.
        lines: bool,
    },
}

/// Something for the writer to fill in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Blank {
    /// How it is filled.
    pub kind: BlankKind,
    /// Its name: blanks of one name have one answer. Compare by [`key`].
    pub label: Option<String>,
    /// What may be chosen.
    pub choices: Vec<String>,
    /// The passage of an optional blank, with the blanks in it.
    pub passage: Vec<Piece>,
    /// The guidance that holds for it.
    pub guidance: Option<String>,
    /// The heading above it.
    pub section: Option<String>,
    /// The top heading that this one stands under, if it is another.
    pub under: Option<String>,
    /// The words before it on its line.
    pub lead: String,
    /// As it is written in the markup.
    pub written: String,
}

/// How a blank is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlankKind {
    /// In free words: `***`.
    #[default]
    Free,
    /// By one choice: `{mild|severe}`.
    One,
    /// By one choice, the first unless another is taken: `{=none|mild}`.
    Default,
    /// By one or more choices: `{+rales|wheeze}`.
    Several,
    /// By taking a passage or leaving it out: `{?with radiation to ***}`.
    Optional,
    /// By a value that is not known here: `@age@`.
    Link,
}

/// Labels are one if they are the same but for case, `_` and `-`.
pub fn key(label: &str) -> String {
    let words = label.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-'));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A pick list inside a value, for filters.
pub(super) fn open_pick(choices: &[&str]) -> String {
    format!("{OPEN}{PICK}{}{END}", choices.join("|"))
}

/// A part of what the first phase put in.
enum Put {
    Value(String),
    Open(String),
}

/// Take apart what the first phase wrote.
pub(super) fn read(marked: &str, fields: &[Field], values: &Values) -> Document {
    let (text, puts) = mask(marked);
    let reader = Reader {
        fields,
        values,
        puts: &puts,
    };
    let mut pieces = Vec::new();
    let mut state = State::default();
    let mut from = 0;
    for (range, is_directive) in comments(&text) {
        if is_directive {
            continue;
        }
        let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
        let lines = text[line_start..range.start].trim().is_empty() && text[range.end..line_end].trim().is_empty();
        let inner = text[range.start + 4..range.end - 3].trim();
        let words = inner.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = reader.plain(&words, state.puts);
        let (cut, next) = if lines {
            (line_start, (line_end + 1).min(text.len()))
        } else {
            let before = text[..range.start].trim_end_matches([' ', '\t']).len();
            // At the end of a line its space goes too; inside one, one space stays.
            let at_end = text[range.end..line_end].trim().is_empty();
            (if at_end { before.max(from) } else { range.start }, range.end)
        };
        let cut = cut.max(from);
        if lines {
            reader.read(&text[from..cut], &mut state, &mut pieces);
            state.guide(&words);
        } else {
            state.trailing = Some(words.clone());
            reader.read(&text[from..cut], &mut state, &mut pieces);
            state.trailing = None;
        }
        state.puts += text[cut..next].matches(MASK).count();
        pieces.push(Piece::Guidance { text: words, lines });
        from = next;
    }
    reader.read(&text[from..], &mut state, &mut pieces);
    Document { pieces }
}

/// The text with one [`MASK`] for each part of a value, and the parts.
fn mask(marked: &str) -> (String, Vec<Put>) {
    let mut text = String::with_capacity(marked.len());
    let mut puts = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once(VALUE) {
        text.push_str(before);
        let (mut value, after) = after.split_once(VALUE_END).unwrap_or((after, ""));
        while let Some((words, open)) = value.split_once(OPEN) {
            let (name, more) = open.split_once(END).unwrap_or((open, ""));
            if !words.is_empty() {
                puts.push(Put::Value(words.to_owned()));
                text.push(MASK);
            }
            puts.push(Put::Open(name.to_owned()));
            text.push(MASK);
            value = more;
        }
        if !value.is_empty() {
            puts.push(Put::Value(value.to_owned()));
            text.push(MASK);
        }
        rest = after;
    }
    text.push_str(rest);
    (text, puts)
}

/// Where the reader is.
#[derive(Default)]
struct State {
    /// How many values lie behind.
    puts: usize,
    section: Option<String>,
    under: Option<String>,
    guidance: Option<String>,
    /// Whether anything but a heading came after the guidance.
    used: bool,
    /// Guidance at the end of the line being read.
    trailing: Option<String>,
    /// The words before, on the line.
    line: String,
}

impl State {
    fn guide(&mut self, words: &str) {
        self.guidance = Some(words.to_owned());
        self.used = false;
    }

    /// Text went by.
    fn pass(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            self.line.push_str(line.trim_end_matches('\n'));
            if line.ends_with('\n') {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        let hashes = line.len() - line.trim_start_matches('#').len();
        if (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') {
            if self.used {
                self.guidance = None;
            }
            let title = line[hashes..].trim().to_owned();
            if hashes == 1 {
                self.under = Some(title.clone());
            }
            self.section = Some(title);
        } else if !line.is_empty() {
            self.used = true;
        }
    }
}

struct Reader<'a> {
    fields: &'a [Field],
    values: &'a Values,
    puts: &'a [Put],
}

impl Reader<'_> {
    fn read(&self, text: &str, state: &mut State, pieces: &mut Vec<Piece>) {
        // Guidance at a line's end holds for that line only.
        let line_start = text.rfind('\n').map_or(0, |at| at + 1);
        let mut from = 0;
        for found in placeholders(text) {
            let kind = match found.kind {
                PlaceholderKind::Wildcard => BlankKind::Free,
                PlaceholderKind::PickList => match found.pick {
                    Pick::One => BlankKind::One,
                    Pick::Default => BlankKind::Default,
                    Pick::Several => BlankKind::Several,
                },
                PlaceholderKind::Optional => BlankKind::Optional,
                PlaceholderKind::Variable if text[found.span.range()].starts_with('@') => BlankKind::Link,
                _ => continue,
            };
            let range = found.span.range();
            self.text(&text[from..range.start], state, pieces);
            from = range.end;
            let written = &text[range.clone()];
            let trailing = state.trailing.clone().filter(|_| range.start >= line_start);
            let guidance = trailing.or_else(|| state.guidance.clone());
            let puts = state.puts;
            state.puts += written.matches(MASK).count();
            let lead = self.lead(&state.line);
            let mut blank = Blank {
                kind,
                label: found.label.map(|label| self.plain(&text[label.range()], puts)),
                choices: found
                    .choices(text)
                    .scan(puts, |puts, choice| {
                        let plain = self.plain(choice, *puts);
                        *puts += choice.matches(MASK).count();
                        Some(plain)
                    })
                    .collect(),
                passage: Vec::new(),
                guidance,
                section: state.section.clone(),
                under: state.under.clone(),
                lead,
                written: self.plain(written, puts),
            };
            if kind == BlankKind::Optional {
                let mut inner = State {
                    puts,
                    section: state.section.clone(),
                    under: state.under.clone(),
                    guidance: blank.guidance.clone(),
                    line: state.line.clone(),
                    ..State::default()
                };
                let passage = found.label.map_or("", |label| &text[label.range()]);
                self.read(passage, &mut inner, &mut blank.passage);
                blank.label = None;
            }
            self.blank(blank, state.line.trim().is_empty(), pieces);
            state.used = true;
            state.line.push_str("***");
        }
        self.text(&text[from..], state, pieces);
    }

    /// A blank, or the value that its label names. `starts`: nothing stands before it on its line.
    fn blank(&self, mut blank: Blank, starts: bool, pieces: &mut Vec<Piece>) {
        if let Some(label) = &blank.label {
            let name = key(label);
            if let Some((_, value)) = self.values.iter().find(|(other, _)| key(other) == name) {
                let words = one_line(&clean(&value.to_string()));
                pieces.push(Piece::Value(harmless(&words, starts)));
                return;
            }
            if let Some(field) = self.fields.iter().find(|field| key(&field.name) == name) {
                let as_field = of_field(field);
                // A link stays one: `@age@` says by itself what is missing.
                if blank.kind != BlankKind::Link {
                    blank.kind = as_field.kind;
                    blank.written = as_field.written;
                }
                blank.choices = as_field.choices;
                blank.guidance = blank.guidance.or(as_field.guidance);
            }
        }
        pieces.push(Piece::Blank(blank));
    }

    /// Text without blanks, and the values in it.
    fn text(&self, text: &str, state: &mut State, pieces: &mut Vec<Piece>) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(MASK) {
            push_text(before, pieces);
            state.pass(before);
            let line_break = after.is_empty() || after.starts_with('\n');
            let alone = line_break && state.line.trim().is_empty();
            match &self.puts[state.puts] {
                Put::Value(value) => {
                    let value = if alone { value.clone() } else { one_line(value) };
                    let value = harmless(&value, state.line.trim().is_empty());
                    state.line.push_str(&value);
                    pieces.push(Piece::Value(value));
                }
                Put::Open(name) => {
                    let mut blank = match name.strip_prefix(PICK) {
                        Some(choices) => Blank {
                            kind: BlankKind::One,
                            choices: choices.split('|').map(str::to_owned).collect(),
                            written: format!("{{{choices}}}"),
                            ..Blank::default()
                        },
                        None => match self.fields.iter().find(|field| key(&field.name) == key(name)) {
                            Some(field) => of_field(field),
                            None => Blank {
                                label: Some(name.clone()),
                                written: format!("***{{{name}}}"),
                                ..Blank::default()
                            },
                        },
                    };
                    blank.guidance = state.guidance.clone().or(blank.guidance);
                    blank.section = state.section.clone();
                    blank.under = state.under.clone();
                    blank.lead = self.lead(&state.line);
                    state.line.push_str("***");
                    pieces.push(Piece::Blank(blank));
                }
            }
            state.used = true;
            state.puts += 1;
            rest = after;
        }
        push_text(rest, pieces);
        state.pass(rest);
    }

    /// Words with their values, on one line; open ones by name.
    fn plain(&self, text: &str, mut puts: usize) -> String {
        let mut plain = String::new();
        for c in text.chars() {
            if c == MASK {
                match &self.puts[puts] {
                    Put::Value(value) => plain.push_str(&one_line(value)),
                    Put::Open(name) => plain.push_str(&name.trim_start_matches(PICK).replace('_', " ")),
                }
                puts += 1;
            } else {
                plain.push(c);
            }
        }
        plain
    }

    fn lead(&self, line: &str) -> String {
        let line = line.trim_start().trim_start_matches(['-', '*', '+', '#', ' ']);
        let start = line.char_indices().rev().nth(59).map_or(0, |(at, _)| at);
        line[start..].trim().trim_end_matches(':').to_owned()
    }
}

/// The blank that an unanswered field is.
fn of_field(field: &Field) -> Blank {
    let choices: Vec<String> = match field.kind {
        FieldType::Boolean => vec!["yes".to_owned(), "no".to_owned()],
        _ => field.choices.clone(),
    };
    let kind = match field.kind {
        FieldType::Choice | FieldType::Boolean => BlankKind::One,
        FieldType::Multi => BlankKind::Several,
        _ => BlankKind::Free,
    };
    let label = field.name.replace('_', " ");
    let sign = if kind == BlankKind::Several { "+" } else { "" };
    let pick = format!("{{{sign}{}}}", choices.join("|"));
    // Choices that would not be read again as a pick list are left to the words.
    let is_pick = choices.len() > 1
        && placeholders(&pick)
            .next()
            .is_some_and(|found| found.span.range() == (0..pick.len()));
    Blank {
        written: if is_pick { pick } else { format!("***{{{label}}}") },
        kind,
        label: Some(label),
        choices,
        guidance: field.help.clone(),
        ..Blank::default()
    }
}

fn push_text(text: &str, pieces: &mut Vec<Piece>) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

pub(super) fn one_line(text: &str) -> String {
    if text.contains('\n') {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        text.to_owned()
    }
}

/// A value that opens no comment, heading, rule or quote in the note: what would be a mark of the markup is set apart
/// from what makes it one.
pub(super) fn harmless(value: &str, at_line_start: bool) -> String {
    let value = value.replace("<!--", "<! --");
    let mut out = String::with_capacity(value.len());
    for (at, line) in value.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let starts = at > 0 || at_line_start;
        let marks = line.trim_start();
        let is_mark = marks.starts_with(['#', '>', '|'])
            || ["---", "===", "+++", "***"]
                .iter()
                .any(|mark| marks.trim_end().starts_with(mark));
        if starts && is_mark {
            out.push('\\');
        }
        out.push_str(line);
    }
    out
}
