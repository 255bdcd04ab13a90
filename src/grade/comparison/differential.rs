//! Both differentials, by rank.

use crate::grade::model::DifferentialEntry;
use crate::grade::rubric::differential;
use crate::note::Note;
use crate::note::facts::Concept;
use crate::text::Span;

/// The model's diagnoses in its order, each with its rank in the note; then those that only the note has.
pub(super) fn compare(model: &Note, note: &Note) -> Vec<DifferentialEntry> {
    let theirs = named(model);
    let own = named(note);
    let mut taken = vec![false; own.len()];
    let mut entries: Vec<DifferentialEntry> = Vec::new();
    for (rank, (diagnosis, concept)) in theirs.iter().enumerate() {
        let is_free = |at: usize| taken.get(at) == Some(&false);
        let exact = own.iter().enumerate().position(|(at, (name, other))| {
            is_free(at) && (name.eq_ignore_ascii_case(diagnosis) || concept.is_some() && concept == other)
        });
        let akin = || {
            own.iter().enumerate().position(|(at, (_, other))| {
                let both = concept.zip(*other);
                is_free(at) && both.is_some_and(|(a, b)| note.is_kind_of(a, b) || note.is_kind_of(b, a))
            })
        };
        let found = exact.or_else(akin);
        if let Some(taken) = found.and_then(|at| taken.get_mut(at)) {
            *taken = true;
        }
        entries.push(DifferentialEntry {
            diagnosis: diagnosis.clone(),
            in_model: Some(rank as u32 + 1),
            in_note: found.map(|at| at as u32 + 1),
        });
    }
    for ((rank, (diagnosis, _)), taken) in own.into_iter().enumerate().zip(taken) {
        if !taken {
            entries.push(DifferentialEntry {
                diagnosis,
                in_model: None,
                in_note: Some(rank as u32 + 1),
            });
        }
    }
    entries
}

/// The diagnoses of a note by rank, with what they mean where the lexicon knows.
fn named(note: &Note) -> Vec<(String, Option<Concept>)> {
    let lower = note.text.to_ascii_lowercase();
    let all = differential(note).into_iter();
    all.map(|it| {
        let mut titled = note.concepts().iter().map(|it| it.concept);
        let titled = titled.find(|concept| note.concept_title(*concept).eq_ignore_ascii_case(&it.diagnosis));
        let concept = titled.or_else(|| within(note, &lower, &it.diagnosis.to_ascii_lowercase()));
        (it.diagnosis, concept)
    })
    .collect()
}

/// The concept that the words of a diagnosis hold, where the note has them: heart failure in "acute on chronic heart
/// failure".
fn within(note: &Note, lower: &str, words: &str) -> Option<Concept> {
    let start = lower.find(words).filter(|_| !words.is_empty())? as u32;
    let span = Span::new(start, start + words.len() as u32);
    let here = note.concepts().iter().filter(|it| it.span.overlaps(span));
    here.max_by_key(|it| it.span.len()).map(|it| it.concept)
}
