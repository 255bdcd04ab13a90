//! Parts of a psychiatric evaluation.

use super::Measured;
use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::facts::{Status, Use};
use crate::note::{Note, SectionIx};
use crate::rules::support::{Content, section_content, word_count};
use crate::text::Span;

/// The parts of a list (`safety`), each with where it is told among the places that count.
fn parts<'n>(note: &'n Note, list: &str, counts: impl Fn(&LexiconHit) -> bool) -> Vec<(&'n str, Option<Span>)> {
    let mut all: Vec<(&str, Option<Span>)> = Vec::new();
    for entry in note.grammar.lexicon(lexicon_ids::PSYCHIATRIC_PARTS).entries.iter() {
        for part in entry.list("covers").iter().filter_map(|it| of_list(it, list)) {
            if !all.iter().any(|(known, _)| *known == part) {
                all.push((part, None));
            }
        }
    }
    for hit in note.phrases_of(lexicon_ids::PSYCHIATRIC_PARTS) {
        for part in note.entry(hit).list("covers").iter().filter_map(|it| of_list(it, list)) {
            if let Some((_, place)) = all.iter_mut().find(|(known, place)| *known == part && place.is_none())
                && counts(hit)
            {
                *place = Some(hit.span);
            }
        }
    }
    all
}

/// `plan` of `safety/plan`, if that is the list.
fn of_list<'p>(part: &'p str, list: &str) -> Option<&'p str> {
    part.strip_prefix(list)?.strip_prefix('/')
}

/// The part of the safety assessment that others hang on, and these.
const SUICIDE: &str = "safety/suicidal thoughts";
/// See [`SUICIDE`].
const FOLLOW: [&str; 2] = ["a plan", "intent"];

/// Whether it is the heading of a section: that alone says nothing.
fn is_heading(note: &Note, span: Span) -> bool {
    note.section_at(span.start)
        .is_some_and(|ix| note.section(ix).heading.overlaps(span) && section_content(note, ix) != Content::Written)
}

pub(super) fn screen(note: &Note) -> Measured<'_> {
    let told = |hit: &LexiconHit| {
        matches!(
            note.role_at(hit.span.start),
            Role::History
                | Role::ChiefComplaint
                | Role::ReviewOfSystems
                | Role::PastHistory
                | Role::SocialHistory
                | Role::Other
        ) && !is_heading(note, hit.span)
    };
    Measured::asked(parts(note, "screen", told))
}

pub(super) fn safety(note: &Note) -> Measured<'_> {
    let told = |hit: &LexiconHit| note.role_at(hit.span.start) != Role::FamilyHistory && !is_heading(note, hit.span);
    let mut all = parts(note, "safety", told);
    // Who has no such thoughts has no plan and no intent.
    let status: Vec<(Status, Span)> = note
        .phrases_of(lexicon_ids::PSYCHIATRIC_PARTS)
        .filter(|hit| note.entry(hit).list("covers").iter().any(|it| &**it == SUICIDE) && told(hit))
        .map(|hit| (note.assertion(hit.span).status, hit.span))
        .collect();
    let denied = status.iter().find(|(status, _)| *status == Status::Absent);
    if let Some((_, denied)) = denied.filter(|_| !status.iter().any(|(status, _)| *status == Status::Present)) {
        for (_, place) in all.iter_mut().filter(|(name, _)| FOLLOW.contains(name)) {
            *place = place.or(Some(*denied));
        }
    }
    Measured::asked(all)
}

pub(super) fn formulation(note: &Note) -> Measured<'_> {
    let formulations = [
        ids::PSYCHIATRIC_FORMULATION,
        ids::ASSESSMENT,
        ids::ASSESSMENT_AND_PLAN,
        ids::SUMMARY_STATEMENT,
    ];
    let bodies: Vec<Span> = note
        .sections
        .iter()
        .filter(|section| section.id.is_some_and(|id| formulations.contains(&id)))
        .map(|section| section.body)
        .collect();
    Measured::asked(parts(note, "formulation", |hit| {
        bodies.iter().any(|body| body.contains(hit.span))
    }))
}

pub(super) fn social(note: &Note) -> Measured<'_> {
    let told = |hit: &LexiconHit| {
        !matches!(
            note.role_at(hit.span.start),
            Role::Plan | Role::FamilyHistory | Role::Exam
        ) && !is_heading(note, hit.span)
    };
    Measured::asked(parts(note, "social", told))
}

pub(super) fn family(note: &Note) -> Measured<'_> {
    let told = |hit: &LexiconHit| {
        // "Depression, mother" may stand in the story too.
        note.role_at(hit.span.start) == Role::FamilyHistory || note.assertion(hit.span).status == Status::Family
    };
    Measured::asked(parts(note, "family", told))
}

pub(super) fn exam_words(note: &Note) -> Measured<'_> {
    let exams = (0..note.sections.len() as u32).map(SectionIx);
    let exam = exams
        .map(|ix| note.section(ix))
        .find(|section| section.id == Some(ids::MENTAL_STATUS_EXAM));
    Measured {
        figure: Some(exam.map_or(0, |section| word_count(note.slice(section.body)) as u32)),
        place: exam.map(|section| section.heading),
        ..Measured::default()
    }
}

pub(super) fn substances_exact(note: &Note) -> Measured<'_> {
    let told = note.substances();
    let is_exact = |span: Span| {
        let sentence = note.sentence_at(span.start).map_or(span, |sentence| sentence.span);
        let digits = note.slice(sentence).bytes().any(|byte| byte.is_ascii_digit());
        let times = note.times();
        let from = times.partition_point(|time| time.span.start < sentence.start);
        let timed = times.get(from).is_some_and(|time| time.span.start < sentence.end);
        let never = told
            .iter()
            .any(|it| sentence.contains(it.span) && matches!(it.told, Use::Never | Use::Amount));
        digits || timed || never || note.assertion(span).status == Status::Absent
    };
    let of = |substance: &str| {
        substance_places(note, substance)
            .into_iter()
            .find(|span| is_exact(*span))
    };
    let mut found = Measured::asked(SUBSTANCES.map(|(substance, name)| (name, of(substance))));
    let spoken = |name: &str| {
        let substance = SUBSTANCES.iter().find(|(_, known)| *known == name);
        substance.is_some_and(|(substance, _)| !substance_places(note, substance).is_empty())
    };
    found.lacking.retain(|name| spoken(name));
    found
}

pub(super) fn substances(note: &Note) -> Measured<'_> {
    let of = |substance: &str| substance_places(note, substance).first().copied();
    Measured {
        place: note
            .find_section(ids::SUBSTANCE_USE_HISTORY)
            .map(|ix| note.section(ix).heading),
        ..Measured::asked(SUBSTANCES.map(|(substance, name)| (name, of(substance))))
    }
}

/// The substances that are asked for, as the facts and as a message call them.
const SUBSTANCES: [(&str, &str); 3] = [("tobacco", "tobacco"), ("alcohol", "alcohol"), ("drugs", "other drugs")];

/// Where the note speaks of the use of a substance.
fn substance_places(note: &Note, substance: &str) -> Vec<Span> {
    let facts = note.substances();
    let told = facts.iter().filter(|it| it.substance == substance).map(|it| it.span);
    let words = note
        .phrases_of(lexicon_ids::SOCIAL_HISTORY)
        .filter(|hit| note.grammar.category(hit) == substance && note.role_at(hit.span.start) == Role::SocialHistory);
    let mut places: Vec<Span> = told.chain(words.map(|hit| hit.span)).collect();
    places.sort_unstable_by_key(|span| span.start);
    places
}
