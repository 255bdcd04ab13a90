//! The differential: every diagnosis once, under whatever names.

use crate::grade::Named;
use crate::note::Note;
use crate::note::facts::{Candidate, Concept, Problem};
use crate::rules::reasoning::{names_disease, places, symptom_named};
use crate::rules::support::{capitalized, quote, trim};
use crate::text::Span;

use super::measures::facts_in;

/// A diagnosis that the note names among its differential.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Diagnosis {
    /// Where it is named first.
    pub span: Span,
    /// What it means, if the lexicon knows it.
    pub concept: Option<Concept>,
    /// Whether it is the one that the note believes in.
    pub leading: bool,
    /// Arguments for it.
    pub supported: u32,
    /// Arguments against it.
    pub opposed: u32,
    /// Where these arguments stand.
    pub arguments: Vec<Span>,
}

/// A longer problem title is a sentence.
const TITLE: u32 = 90;

/// The diagnoses of the note's first problem: those of its differentials, and what it leads to.
pub(super) fn read(note: &Note) -> Vec<Diagnosis> {
    let mut found: Vec<Diagnosis> = Vec::new();
    for candidate in note.differentials().iter().flat_map(|it| &it.candidates) {
        let (supported, opposed) = (arguments(note, candidate.support), arguments(note, candidate.against));
        let own = candidate.support.into_iter().chain(candidate.against);
        match found.iter_mut().find(|known| is_same(note, known, candidate)) {
            Some(known) => {
                known.leading |= candidate.leading;
                known.supported += supported;
                known.opposed += opposed;
                known.arguments.extend(own);
            }
            None => found.push(Diagnosis {
                span: candidate.name,
                concept: candidate.concept,
                leading: candidate.leading,
                supported,
                opposed,
                arguments: own.collect(),
            }),
        }
    }
    lead(note, &mut found);
    found
}

/// How many arguments stand at `span`: the findings and values there, or one.
fn arguments(note: &Note, span: Option<Span>) -> u32 {
    span.map_or(0, |span| (facts_in(note, &[span]).len() as u32).max(1))
}

fn is_same(note: &Note, known: &Diagnosis, candidate: &Candidate) -> bool {
    let text = |span: Span| trim(note.slice(span));
    match (known.concept, candidate.concept) {
        (Some(a), Some(b)) => a == b || note.is_kind_of(a, b) || note.is_kind_of(b, a),
        _ => text(known.span).eq_ignore_ascii_case(text(candidate.name)),
    }
}

/// Exactly one diagnosis leads: the first that the note commits itself to, else the disease that opens the problem list.
fn lead(note: &Note, found: &mut Vec<Diagnosis>) {
    let mut leading = found.iter().position(|it| it.leading);
    if leading.is_none()
        && let Some(problem) = first_disease(note)
    {
        let concept = problem.concepts.first().copied();
        let title = problem.title;
        leading = found.iter().position(|it| {
            let same = it
                .concept
                .zip(concept)
                .is_some_and(|(a, b)| a == b || note.is_kind_of(a, b) || note.is_kind_of(b, a));
            same || it.span.overlaps(title)
        });
        if leading.is_none() {
            // A candidate that is argued against, and another that opens the list: the title leads.
            found.insert(
                0,
                Diagnosis {
                    span: title,
                    concept,
                    leading: true,
                    supported: 0,
                    opposed: 0,
                    arguments: Vec::new(),
                },
            );
            leading = Some(0);
        }
    }
    for (at, it) in found.iter_mut().enumerate() {
        it.leading = leading == Some(at);
    }
    if let Some(at) = leading {
        let evidence = evidence_of(note, &found[at]).len() as u32;
        found[at].supported = found[at].supported.max(evidence);
    }
}

/// The disease that opens the list of problems, if one does.
fn first_disease(note: &Note) -> Option<&Problem> {
    let first = note.assessment().diseases().next()?;
    let fits = first.title.len() <= TITLE as usize as u32
        && symptom_named(note, first.title).is_none()
        && (names_disease(note, first.title) || !first.concepts.is_empty());
    fits.then_some(first)
}

/// What speaks for the leading diagnosis: facts in its arguments, in the text of its problem, and in the summary that leads to it.
pub(super) fn evidence_of(note: &Note, leading: &Diagnosis) -> Vec<Span> {
    let mut spans: Vec<Span> = leading.arguments.clone();
    let of_problem = note.assessment().diseases().find(|problem| {
        problem.title.overlaps(leading.span)
            || leading
                .concept
                .is_some_and(|concept| problem.concepts.contains(&concept))
            || places(note, problem).any(|place| place.contains(leading.span))
    });
    if let Some(problem) = of_problem {
        spans.extend(problem.reasoning.iter().copied());
        spans.push(problem.title);
    }
    if let Some(summary) = note.summary_statement() {
        let leads = summary.contains(leading.span) || note.summary_parts(summary).impression;
        if leads {
            spans.push(summary);
        }
    }
    if spans.is_empty()
        && let Some(sentence) = note.sentence_at(leading.span.start)
    {
        spans.push(sentence.span);
    }
    let mut facts = facts_in(note, &spans);
    // The name is no evidence of itself.
    facts.retain(|span| {
        let own = note
            .concepts_in(*span)
            .iter()
            .any(|it| Some(it.concept) == leading.concept);
        !span.overlaps(leading.span) && !own
    });
    facts
}

/// The diagnoses that the note names among its differential, the leading one first, then in the order of the text.
pub fn differential(note: &Note) -> Vec<Named> {
    let mut all = read(note);
    all.sort_by_key(|it| !it.leading);
    all.into_iter()
        .map(|it| Named {
            diagnosis: match it.concept {
                Some(concept) => capitalized(&note.concept_title(concept)),
                None => capitalized(&quote(note.slice(it.span), 60)),
            },
            leading: it.leading,
            supported: it.supported,
            opposed: it.opposed,
        })
        .collect()
}
