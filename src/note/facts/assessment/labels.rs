//! Labels inside an assessment or plan: parts of a problem or of the plan, and organ systems. None of them names a problem.

use super::super::super::Note;
use crate::grammar::{Grammar, LexiconId, lexicon_ids};
use crate::text::{Span, floor};

/// What stands under a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Steps.
    Acts,
    /// Steps of the plan as a whole: prophylaxis, a diet.
    Whole,
    /// Thoughts and evidence.
    Reasons,
    /// A differential diagnosis.
    Differs,
    /// A problem.
    Problem,
    /// A part of the plan, unless the assessment has a problem of that name: `VTE:`.
    Maybe,
    /// A formality: `Patient agreements:`.
    Formal,
    /// What concerns an organ system.
    System,
    /// Rows of a table, one a problem.
    Header,
}

/// Labels longer than this are none.
const LONGEST: usize = 70;

/// The entry of `lexicon` that is all of `text`.
pub(super) fn whole(grammar: &Grammar, lexicon: LexiconId, text: &str) -> Option<u16> {
    let openings = grammar.openings(lexicon, text);
    openings
        .iter()
        .find(|(_, length)| *length == text.len())
        .map(|(entry, _)| *entry)
}

/// What the words of a label mean; `None` for words that are no known label.
pub(super) fn label(grammar: &Grammar, words: &str) -> Option<Label> {
    let words = words.trim_matches(|c: char| c.is_whitespace() || "*_#:.()".contains(c));
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    match words {
        "A" | "S" | "O" | "S/O" => return Some(Label::Reasons),
        // In capitals a disease.
        "P" | "Ed" | "ed" | "Pt ed" | "Pt Ed" => return Some(Label::Acts),
        _ => {}
    }
    if let Some(found) = known(grammar, words) {
        return Some(found);
    }
    // `Heme/ID`, `Labs and imaging`: of several each must be one.
    let mut parts = words
        .split(['/', ',', '&', '+'])
        .flat_map(|part| part.split(" and "))
        .map(|part| part.trim());
    let mut all: Option<Label> = None;
    let mut count = 0;
    let every = parts.all(|part| {
        count += 1;
        let found = known(grammar, part);
        all = match (all, found) {
            (None, found) => found,
            (Some(Label::System), Some(other)) | (Some(other), Some(Label::System)) => Some(other),
            (some, _) => some,
        };
        found.is_some()
    });
    all.filter(|_| every && count > 1)
}

fn known(grammar: &Grammar, words: &str) -> Option<Label> {
    let entry = whole(grammar, lexicon_ids::PLAN_LABELS, words)?;
    Some(
        match &*grammar.lexicon(lexicon_ids::PLAN_LABELS).entries[usize::from(entry)].category {
            "acts" => Label::Acts,
            "whole" => Label::Whole,
            "reasons" => Label::Reasons,
            "differs" => Label::Differs,
            "problem" => Label::Problem,
            "formal" => Label::Formal,
            "maybe" => Label::Maybe,
            "system" => Label::System,
            _ => Label::Header,
        },
    )
}

/// What opens a text: `CHF:`, `**Plan:**`, `Neuro -`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    /// Its words, without marks.
    pub words: Span,
    /// What it means, if it is a known label.
    pub label: Option<Label>,
    /// Where what follows starts.
    pub rest: u32,
}

/// The label that opens `span`, known or not.
pub(super) fn opening(note: &Note, span: Span) -> Option<Opening> {
    let text = note.slice(span);
    let head = &text[..floor(text, text.len().min(LONGEST + 8))];
    let skipped = head.len() - head.trim_start_matches(['*', '_', '-', '–', '•', '#', ' ']).len();
    let head = &head[skipped..];
    let from = span.start + skipped as u32;
    let found = |words: &str, after: usize, label: Option<Label>| {
        let trimmed = words.trim_end_matches(['*', '_', ' ', '.']);
        let rest = text[skipped + after..].trim_start_matches(['*', '_', ' ', '\t', '\n', '\r', ':', '-', '–', '—']);
        Opening {
            words: Span::new(from, from + trimmed.len() as u32),
            label,
            rest: span.end - rest.len() as u32,
        }
    };
    let mut dash = None;
    for (at, mark) in head.char_indices() {
        match mark {
            ':' => {
                let follows = head[at + 1..].chars().next();
                let between_digits =
                    follows.is_some_and(|c| c.is_ascii_digit()) && head[..at].ends_with(|c: char| c.is_ascii_digit());
                if between_digits {
                    continue;
                }
                let words = &head[..at];
                if words.trim().is_empty() || words.split_whitespace().count() > 8 {
                    return dash;
                }
                if dash.is_some() && label(&note.grammar, words).is_none() {
                    return dash;
                }
                return Some(found(words, at + 1, label(&note.grammar, words)));
            }
            '-' | '–' | '—' => {
                let words = &head[..at];
                let apart = words.ends_with(' ') || head[at + mark.len_utf8()..].starts_with(' ');
                if apart && let Some(label) = label(&note.grammar, words) {
                    return Some(found(words, at + mark.len_utf8(), Some(label)));
                }
                // `Anemia - monitor`: a title, if what follows names no label.
                if apart && dash.is_none() && words.split_whitespace().count() <= 6 {
                    dash = Some(found(words, at + mark.len_utf8(), None));
                }
            }
            '.' => {
                // `Medical Reasoning. Stable.`
                let words = &head[..at];
                if words.contains(' ')
                    && let Some(label) = label(&note.grammar, words)
                {
                    return Some(found(words, at + 1, Some(label)));
                }
                if head[at + 1..].starts_with(' ') {
                    return dash;
                }
            }
            ';' | '\n' | '?' | '!' if at > 0 => return dash,
            _ => {}
        }
    }
    dash
}
