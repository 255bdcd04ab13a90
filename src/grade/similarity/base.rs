//! Text that is nobody's own: the template, the handout of the case, phrases that a school teaches.

use std::collections::HashSet;

use super::fold::{self, Word};
use crate::text::Span;

/// Words of a run by which base text is known. Fewer than those that are compared, so that little of it is left over.
const BASE_RUN: usize = 4;

/// Words that a statement has at least.
const STATEMENT: usize = 2;

/// The lines of a text, and the statements within them.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r', '.', ';', ':'])
}

/// Texts that everybody had before them. What stands in one of them is no sign of copying.
#[derive(Debug, Clone, Default)]
pub struct Base {
    runs: HashSet<u64>,
    words: HashSet<u64>,
    /// Whole statements, however short.
    statements: HashSet<u64>,
}

impl Base {
    /// Of these texts: templates (rendered or not), handouts, normal findings that are handed out.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut base = Self::default();
        let mut all: Vec<Word> = Vec::new();
        for text in texts {
            all.clear();
            fold::words(text, 0, |word| all.push(word));
            base.runs.extend(all.windows(BASE_RUN).map(fold::run));
            base.words.extend(all.iter().map(|word| word.hash));
            for statement in statements(text) {
                all.clear();
                fold::words(statement, 0, |word| all.push(word));
                if all.len() >= STATEMENT {
                    base.statements.insert(fold::run(&all));
                }
            }
        }
        base
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// For each word whether it stands in a run of words that the base has; adjacent words only.
    pub(super) fn covers(&self, words: &[Word]) -> Vec<bool> {
        let mut covered = vec![false; words.len()];
        if self.runs.is_empty() {
            return covered;
        }
        for (at, run) in words.windows(BASE_RUN).enumerate() {
            if self.runs.contains(&fold::run(run))
                && let Some(words) = covered.get_mut(at..at + BASE_RUN)
            {
                words.fill(true);
            }
        }
        covered
    }

    /// What of `text`, which starts at `offset`, is base text: runs of words, and whole statements. In order.
    pub(super) fn spans_in(&self, text: &str, offset: u32) -> Vec<Span> {
        let mut all: Vec<Word> = Vec::new();
        fold::words(text, offset, |word| all.push(word));
        let covered = self.covers(&all);
        let mut spans: Vec<Span> = all
            .iter()
            .zip(covered)
            .filter(|(_, covered)| *covered)
            .map(|(word, _)| Span::new(word.start, word.end))
            .collect();
        for statement in statements(text) {
            all.clear();
            let start = offset + (statement.as_ptr() as usize - text.as_ptr() as usize) as u32;
            fold::words(statement, start, |word| all.push(word));
            if all.len() >= STATEMENT && self.statements.contains(&fold::run(&all)) {
                spans.push(Span::new(start, start + statement.len() as u32));
            }
        }
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        merged
    }

    /// Whether the base has this word, spelt as it is, somewhere.
    pub(super) fn has_word(&self, hash: u64) -> bool {
        self.words.contains(&hash)
    }
}
