//! Parts of a psychiatric evaluation.

use super::Measured;
use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::facts::{Status, Use};
use crate::note::{Note, SectionIx};
use crate::rules::support::{Content, section_content, word_count};
use crate::text::Span;

/// The parts of a category, each with where it is told among the places that count.
fn parts<'n>(note: &'n Note, category: &str, counts: impl Fn(&LexiconHit) -> bool) -> Vec<(&'n str, Option<Span>)> {
    let entries = note
        .grammar
        .lexicon(lexicon_ids::PSYCHIATRIC_PARTS)
        .entries
        .iter()
        .enumerate();
    let wanted = entries.filter(|(_, entry)| entry.category == category);
    wanted
        .map(|(at, entry)| {
            let mut hits = note.phrases_of(lexicon_ids::PSYCHIATRIC_PARTS);
            let told = hits.find(|hit| usize::from(hit.entry) == at && counts(hit));
            (entry.text("title").unwrap_or(&entry.id), told.map(|hit| hit.span))
        })
        .collect()
}

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
    let thoughts = note
        .phrases_of(lexicon_ids::PSYCHIATRIC_PARTS)
        .filter(|hit| &*note.entry(hit).id == "safety-suicide" && told(hit));
    let denied = thoughts
        .clone()
        .find(|hit| note.assertion(hit.span).status == Status::Absent);
    let present = thoughts
        .clone()
        .any(|hit| note.assertion(hit.span).status == Status::Present);
    if let Some(denied) = denied.filter(|_| !present) {
        for (_, place) in all.iter_mut().filter(|(name, _)| matches!(*name, "a plan" | "intent")) {
            *place = place.or(Some(denied.span));
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
    let amount = |it: &&crate::note::facts::Substance<'_>| {
        let sentence = note
            .sentence_at(it.span.start)
            .map_or(it.span, |sentence| sentence.span);
        let digits = note.slice(sentence).bytes().any(|byte| byte.is_ascii_digit());
        let times = note.times();
        let from = times.partition_point(|time| time.span.start < sentence.start);
        let timed = times.get(from).is_some_and(|time| time.span.start < sentence.end);
        matches!(it.told, Use::Never | Use::Amount) || digits || timed
    };
    let of = |substance: &str| {
        let mut own = told.iter().filter(|it| it.substance == substance);
        own.find(|it| amount(it)).map(|it| it.span)
    };
    let spoken = |substance: &str| told.iter().any(|it| it.substance == substance);
    let mut found = Measured::asked([
        ("tobacco", of("tobacco")),
        ("alcohol", of("alcohol")),
        ("other drugs", of("drugs")),
    ]);
    found.lacking.retain(|name| {
        spoken(match &**name {
            "other drugs" => "drugs",
            name => name,
        })
    });
    found
}
