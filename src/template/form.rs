//! A document as a form: the questions that its blanks ask, and the document with the answers in it.

use std::collections::BTreeMap;

use super::document::{Blank, BlankKind, Document, Piece, harmless, key, one_line};
use super::render::clean;
use super::snippet::{joined, rank};

/// A question for the writer.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What an [`Answer`] is given under.
    pub id: String,
    /// What is asked, with the words before it on its line.
    pub prompt: String,
    /// The name of the blank.
    pub label: Option<String>,
    /// The words before it on its line.
    pub lead: String,
    /// The guidance that holds for it.
    pub guidance: Option<String>,
    /// The section it stands in.
    pub section: Option<String>,
    /// How it is answered.
    pub kind: BlankKind,
    /// The choices, if there are any.
    pub choices: Vec<String>,
}

/// What the writer said to a [`Question`]. A question without an answer stays a blank.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Words, for a free blank or instead of the choices offered.
    Text(String),
    /// Some of the choices.
    Chosen(Vec<String>),
    /// Whether an optional passage is taken.
    Take(bool),
}

/// Answers by the id of their question.
pub type Answers = BTreeMap<String, Answer>;

/// What is still to be asked, given what is answered, in the manifest's `order`. An optional passage asks for the blanks
/// in it once it is taken.
pub(super) fn questions(document: &Document, order: &[String], answers: &Answers) -> Vec<Question> {
    let mut found: Vec<(usize, Question)> = Vec::new();
    visit(&document.pieces, "", answers, &mut |id, blank| {
        if !answers.contains_key(id) && !found.iter().any(|(_, question)| question.id == id) {
            let rank = rank(blank, order);
            found.push((rank, question(id, blank)));
        }
    });
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, question)| question).collect()
}

fn question(id: &str, blank: &Blank) -> Question {
    let passage = || {
        let mut words = String::new();
        for piece in &blank.passage {
            match piece {
                Piece::Text(text) | Piece::Value(text) => words.push_str(text),
                Piece::Blank(_) => words.push('…'),
                Piece::Guidance { .. } => {}
            }
        }
        words
    };
    let prompt = match (&blank.kind, &blank.label) {
        (BlankKind::Optional, _) => format!("add “{}”", passage().trim()),
        (_, Some(label)) if blank.lead.is_empty() => label.clone(),
        (_, Some(label)) => format!("{} … {label}", blank.lead),
        (_, None) if blank.lead.is_empty() => blank.section.clone().unwrap_or_else(|| "text".to_owned()),
        (_, None) => blank.lead.clone(),
    };
    Question {
        id: id.to_owned(),
        prompt,
        label: blank.label.clone(),
        lead: blank.lead.clone(),
        guidance: blank.guidance.clone(),
        section: blank.section.clone(),
        kind: blank.kind,
        choices: blank.choices.clone(),
    }
}

/// Calls `each` with every blank and its id; those of a passage only if it is taken.
fn visit<'d>(pieces: &'d [Piece], prefix: &str, answers: &Answers, each: &mut impl FnMut(&str, &'d Blank)) {
    for (at, piece) in pieces.iter().enumerate() {
        if let Piece::Blank(blank) = piece {
            let id = id(blank, prefix, at);
            each(&id, blank);
            if answers.get(&id) == Some(&Answer::Take(true)) {
                visit(&blank.passage, &format!("{id}."), answers, each);
            }
        }
    }
}

/// Blanks of one label are one question.
fn id(blank: &Blank, prefix: &str, at: usize) -> String {
    match &blank.label {
        Some(label) => key(label),
        None => format!("{prefix}#{at}"),
    }
}

/// The document with the answers in the places of their blanks.
pub(super) fn fill(document: &Document, answers: &Answers) -> Document {
    Document {
        pieces: filled(&document.pieces, "", true, answers),
    }
}

/// `starts`: whether the pieces start on a line with nothing before them.
fn filled(pieces: &[Piece], prefix: &str, starts: bool, answers: &Answers) -> Vec<Piece> {
    let mut done: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Blank(blank) = piece else {
            done.push(piece.clone());
            continue;
        };
        let id = id(blank, prefix, at);
        let starts = at_line_start(&done, starts);
        let put = |words: &str| Piece::Value(harmless(&one_line(&clean(words)), starts));
        match answers.get(&id) {
            None => done.push(piece.clone()),
            Some(Answer::Text(text)) => done.push(put(text)),
            Some(Answer::Chosen(chosen)) => {
                let words: Vec<&str> = chosen.iter().map(String::as_str).collect();
                done.push(put(&joined(&words)));
            }
            // What is left out may leave a line behind; the text emitter cares for that.
            Some(Answer::Take(false)) => done.push(piece.clone()),
            Some(Answer::Take(true)) => done.extend(filled(&blank.passage, &format!("{id}."), starts, answers)),
        }
    }
    done
}

/// Whether nothing stands before, on the line.
fn at_line_start(before: &[Piece], starts: bool) -> bool {
    for piece in before.iter().rev() {
        match piece {
            Piece::Text(text) | Piece::Value(text) => match text.rsplit_once('\n') {
                Some((_, line)) => return line.trim().is_empty(),
                None if !text.trim().is_empty() => return false,
                None => {}
            },
            Piece::Blank(_) => return false,
            Piece::Guidance { .. } => {}
        }
    }
    starts
}
