//! A document as a snippet of the language server protocol: blanks become numbered tab stops and choices.
//!
//! Inside a placeholder `$`, `}` and `\` are escaped; inside a choice only `,`, `|` and `\`. The first choice is what
//! stands there when the writer tabs past it, so a required pick opens with `***` and stays detectable.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::document::{Blank, BlankKind, Document, Piece, key};
use crate::grammar::Grammar;

/// Stands for an optional passage that was not taken.
pub const OMIT: &str = "(omit)";
/// So many choices, and every combination of them is offered.
const COMBINED: usize = 3;

/// The snippet. Blanks under the headings, or with the labels, of `order` come first, in that order.
pub(super) fn render(document: &Document, order: &[String]) -> String {
    let numbers = numbers(document, order);
    let mut writer = Writer {
        numbers,
        next: 0,
        seen: HashSet::new(),
        out: String::new(),
    };
    for piece in &document.pieces {
        match piece {
            Piece::Text(text) | Piece::Value(text) => escape_into(text, &mut writer.out),
            Piece::Blank(blank) => writer.blank(blank),
            Piece::Guidance { .. } => {}
        }
    }
    let end = writer.out.trim_end().len();
    writer.out.truncate(end);
    writer.out.push_str("$0\n");
    writer.out
}

/// The blanks that are stops, in the order of the text; blanks of one label are one stop.
fn stops(document: &Document) -> Vec<&Blank> {
    let blanks = document.pieces.iter().filter_map(|piece| match piece {
        Piece::Blank(blank) => Some(blank),
        _ => None,
    });
    blanks.collect()
}

/// The number of each stop, by its place in the text.
fn numbers(document: &Document, order: &[String]) -> Vec<usize> {
    let stops = stops(document);
    let mut ranked: Vec<usize> = (0..stops.len()).collect();
    ranked.sort_by_key(|at| rank(stops[*at], order));
    let mut numbers = vec![0; stops.len()];
    let mut by_label: HashMap<String, usize> = HashMap::new();
    let mut next = 1;
    for at in ranked {
        let number = match &stops[at].label {
            Some(label) => *by_label.entry(key(label)).or_insert(next),
            None => next,
        };
        numbers[at] = number;
        next = next.max(number + 1);
    }
    numbers
}

/// The place of a blank in the `order` of its template: by label, else by heading or the section that the heading opens.
pub(super) fn rank(blank: &Blank, order: &[String]) -> usize {
    let by_label = order.iter().position(|name| is_named(&blank.label, name));
    let by_section = || {
        order
            .iter()
            .position(|name| is_named(&blank.section, name) || opens(&blank.section, name))
    };
    let by_top = || {
        order
            .iter()
            .position(|name| is_named(&blank.under, name) || opens(&blank.under, name))
    };
    by_label.or_else(by_section).or_else(by_top).unwrap_or(order.len())
}

fn is_named(word: &Option<String>, name: &str) -> bool {
    word.as_ref().is_some_and(|word| key(word) == key(name))
}

/// Whether a heading is one of the section `name`, an id or alias of the catalogue.
pub(super) fn opens(heading: &Option<String>, name: &str) -> bool {
    let grammar = Grammar::builtin();
    let named = |word: &str| grammar.section_named(word);
    let Some(section) = named(name) else { return false };
    heading.as_deref().and_then(named) == Some(section)
}

struct Writer {
    numbers: Vec<usize>,
    /// Which stop comes next in the text.
    next: usize,
    /// The stops that are written out already: their mirrors are bare.
    seen: HashSet<usize>,
    out: String,
}

impl Writer {
    fn blank(&mut self, blank: &Blank) {
        let number = self.numbers[self.next];
        self.next += 1;
        if !self.seen.insert(number) {
            let _ = write!(self.out, "${{{number}}}");
            return;
        }
        let choices = offered(blank);
        if choices.is_empty() {
            let _ = write!(self.out, "${{{number}:");
            let default = if blank.kind == BlankKind::Link {
                &*blank.written
            } else {
                "***"
            };
            escape_into(default, &mut self.out);
            self.out.push('}');
        } else {
            let _ = write!(self.out, "${{{number}|");
            for (at, choice) in choices.iter().enumerate() {
                if at > 0 {
                    self.out.push(',');
                }
                escape_choice_into(choice, &mut self.out);
            }
            self.out.push_str("|}");
        }
    }
}

/// What a stop offers; nothing, if it is filled in free words.
fn offered(blank: &Blank) -> Vec<String> {
    let open = || "***".to_owned();
    match blank.kind {
        BlankKind::Free | BlankKind::Link => Vec::new(),
        BlankKind::Default => blank.choices.clone(),
        BlankKind::One => std::iter::once(open()).chain(blank.choices.iter().cloned()).collect(),
        BlankKind::Several if blank.choices.len() <= COMBINED => {
            std::iter::once(open()).chain(combinations(&blank.choices)).collect()
        }
        BlankKind::Several => Vec::new(),
        BlankKind::Optional => {
            let mut passage = String::new();
            for piece in &blank.passage {
                match piece {
                    Piece::Text(text) | Piece::Value(text) => passage.push_str(text),
                    Piece::Blank(_) => passage.push_str("***"),
                    Piece::Guidance { .. } => {}
                }
            }
            vec![OMIT.to_owned(), passage]
        }
    }
}

/// Every non-empty selection, single choices first, joined as in a sentence.
fn combinations(choices: &[String]) -> Vec<String> {
    let mut picked: Vec<Vec<&str>> = (1..1usize << choices.len())
        .map(|mask| {
            let chosen = choices.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0);
            chosen.map(|(_, choice)| choice.as_str()).collect()
        })
        .collect();
    picked.sort_by_key(Vec::len);
    picked.iter().map(|chosen| joined(chosen)).collect()
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Text as it is written in a snippet.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '$' | '}' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
}

fn escape_choice_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, ',' | '|' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
}
