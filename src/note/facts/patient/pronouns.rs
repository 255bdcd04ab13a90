//! Pronouns, and whether they can only mean the patient.

use super::super::super::Note;
use super::persons::PersonRole;
use super::{Patient, Sex};
use crate::grammar::{Role, lexicon_ids};
use crate::text::Span;

/// The sex that stated pronouns go with: `she/her`, `He/him/his`; `None` for they and others.
pub(super) fn written(text: &str) -> Option<Sex> {
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let sex_of = |word: &str| match word.to_ascii_lowercase().as_str() {
        "she" | "her" | "hers" | "herself" => Some(Sex::Female),
        "he" | "him" | "his" | "himself" => Some(Sex::Male),
        _ => None,
    };
    let first = words.next().and_then(sex_of)?;
    words.all(|word| sex_of(word) == Some(first)).then_some(first)
}

pub(super) fn read(_note: &Note, _patient: &Patient) -> Vec<(Sex, Span)> {
    let _ = (Role::Other, PersonRole::Patient, lexicon_ids::PRONOUNS);
    Vec::new()
}
