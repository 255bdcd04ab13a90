//! Tobacco, alcohol and drugs: what the note says that the patient uses, used, or never did.

use super::super::Note;
use super::Status;
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::text::Span;

/// How the use of a substance is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Never.
    Never,
    /// Not now; maybe before.
    NotNow,
    /// Before, and stopped.
    Former,
    /// Now.
    Current,
    /// Now and then.
    Social,
    /// How much.
    Amount,
}

/// One statement about a substance, of the patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Substance<'n> {
    /// `tobacco`, `alcohol` or `drugs`.
    pub substance: &'n str,
    /// How its use is told.
    pub told: Use,
    /// The words.
    pub span: Span,
}

impl Note {
    /// What the note says that the patient uses, in the order of the text. What is said of relatives, in quotation marks, or
    /// of what may be, is left out.
    pub fn substances(&self) -> Vec<Substance<'_>> {
        self.phrases_of(lexicon_ids::SUBSTANCE_USE)
            .filter_map(|hit| self.substance(hit))
            .collect()
    }

    fn substance(&self, hit: &LexiconHit) -> Option<Substance<'_>> {
        let entry = self.entry(hit);
        let mut told = match &*entry.category {
            "never" => Use::Never,
            "not-now" => Use::NotNow,
            "former" => Use::Former,
            "current" => Use::Current,
            "social" => Use::Social,
            "amount" => Use::Amount,
            _ => return None,
        };
        let substance = entry.text("substance")?;
        if self.role_at(hit.span.start) == Role::FamilyHistory || self.is_of_another(hit.span) {
            return None;
        }
        if matches!(told, Use::Current | Use::Social | Use::Former | Use::Amount) {
            let assertion = self.assertion(hit.span);
            if assertion.quoted {
                return None;
            }
            told = match assertion.status {
                Status::Present => told,
                // "No current smoker" and its like say that there is none now.
                Status::Absent if told == Use::Current => Use::NotNow,
                Status::Historical if told == Use::Current => Use::Former,
                Status::Historical => told,
                _ => return None,
            };
        }
        Some(Substance {
            substance,
            told,
            span: hit.span,
        })
    }

    /// Whether a relative or another person stands before the words in their sentence: "her husband smokes".
    fn is_of_another(&self, span: Span) -> bool {
        let from = self
            .sentence_at(span.start)
            .map_or(span.start, |sentence| sentence.span.start)
            .max(span.start.saturating_sub(60));
        let before = Span::new(from.min(span.start), span.start);
        let mut others = self.phrases_in(lexicon_ids::PERSON_WORDS, before);
        let lives_with = |hit: &LexiconHit| {
            // "Lives with his wife. Smokes …" and "lives with wife, smokes" speak of the patient.
            let clause = self.slice(Span::new(hit.span.end, span.start));
            clause.contains([',', ';', '.'])
        };
        others.any(|hit| self.grammar.category(hit) == "relative" && !lives_with(hit))
    }
}
