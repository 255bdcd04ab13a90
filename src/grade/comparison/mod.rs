//! A note beside a model answer: what the model has and the note too, what only the model has, and both differentials.
//!
//! The elements of the model answer are its sections, what it says is there or not, vital signs, results, medications,
//! allergies, habits, problems and steps of the plan. Each is looked for in the whole note under any name that the
//! lexicons know: "SOB" is dyspnea, a potassium of 2.9 is hypokalemia, "CTAB" says that there are no crackles. What is
//! denied is found where it is denied. Where the note says the opposite, the element counts as not found, and
//! [`Element::differs`] says so. What the note has beyond the model is not looked at: a model answer is one good note,
//! not the only one.
//!
//! Read by hand on ten pairs of notes about one patient each: of 83 entries "found" 94 % were true, of 92 "not found"
//! 76 %; after what was mended, 98 % and 82 % of the same. What was wrongly not found stood there in everyday words
//! (`docs/model-note.md`).

mod differential;
mod measured;
mod sections;
mod steps;
mod told;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::model::{Comparison, Element};
use crate::note::Note;
use crate::text::Span;

/// Characters of a name that are shown.
const NAME: usize = 80;

/// What the note has of the model answer. Both are to be read with the same grammar; else nothing can be compared, and
/// nothing is.
pub fn compare(model: &Note, note: &Note) -> Comparison {
    if !Arc::ptr_eq(&model.grammar, &note.grammar) {
        return Comparison::default();
    }
    let mut beside = Beside {
        model,
        note,
        comparison: Comparison::default(),
    };
    sections::compare(&mut beside);
    told::compare(&mut beside);
    measured::compare(&mut beside);
    steps::compare(&mut beside);
    let mut comparison = beside.comparison;
    comparison.differential = differential::compare(model, note);
    comparison
}

/// What the note says of an element of the model answer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// The same, here.
    Found(Span),
    /// The same, but for what is said here.
    FoundBut(Span, String),
    /// Something else, here: what.
    Differs(Span, String),
    /// Nothing.
    Missing,
}

/// The model answer and the note, and what came out so far.
struct Beside<'n> {
    model: &'n Note,
    note: &'n Note,
    comparison: Comparison,
}

impl Beside<'_> {
    /// Write down what came out for an element that stands at `at` in the model answer. The same element counts once.
    fn tell(&mut self, kind: &str, name: String, at: Span, answer: Answer) {
        let same = |it: &Element| it.kind == kind && it.name.eq_ignore_ascii_case(&name);
        let comparison = &mut self.comparison;
        if name.is_empty() || comparison.found.iter().chain(&comparison.missing).any(same) {
            return;
        }
        let line = |span: Span| Some(self.note.position(span.start).line);
        let (is_found, line, differs) = match answer {
            Answer::Found(span) => (true, line(span), None),
            Answer::FoundBut(span, how) => (true, line(span), Some(how)),
            Answer::Differs(span, how) => (false, line(span), Some(how)),
            Answer::Missing => (false, None, None),
        };
        let element = Element {
            kind: kind.to_owned(),
            name,
            line,
            model_line: self.model.position(at.start).line,
            differs,
        };
        if is_found {
            comparison.found.push(element);
        } else {
            comparison.missing.push(element);
        }
    }
}

/// What is written at `span`, on one line, shortened, without marks at its ends.
fn written(note: &Note, span: Span) -> String {
    let text = note.text.get(span.range()).unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let line = line.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '%' | '+'));
    match line.char_indices().nth(NAME) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    }
}

/// The words of an id: `chest-pain` is "chest pain".
fn words_of(id: &str) -> String {
    id.replace('-', " ")
}
