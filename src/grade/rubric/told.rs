//! Where a note tells what belongs in a section: under its heading, under another, or without one.

use crate::grammar::{Group, Role, SectionId, ids};
use crate::note::{Note, SectionIx};
use crate::rules::catalogue::{act009_no_disposition_or_follow_up as act009, org001_missing_section as org001};
use crate::rules::closing::{self, Cue};
use crate::rules::support::{Content, first_line, group_of, section_content};
use crate::text::Span;

/// The first section that is this one, a part of it or stands for it, with something under its heading.
pub(super) fn section(note: &Note, id: SectionId) -> Option<Span> {
    let fits = |present: SectionId| present == id || note.grammar.satisfies(id, present);
    let written = |exact: bool| {
        let mut all = (0..note.sections.len() as u32).map(SectionIx);
        all.find(|ix| {
            let section = note.section(*ix);
            let mut present = section.id.iter().chain(&section.also);
            present.any(|present| if exact { *present == id } else { fits(*present) })
                && section_content(note, *ix) == Content::Written
        })
    };
    written(true)
        .or_else(|| written(false))
        .map(|ix| note.section(ix).heading)
}

/// The first section of the block that `id` names: a complaint and histories are a subjective part.
fn block(note: &Note, id: SectionId) -> Option<Span> {
    let group = match id {
        ids::SUBJECTIVE => Group::Subjective,
        ids::OBJECTIVE => Group::Objective,
        _ => return None,
    };
    let mut all = (0..note.sections.len() as u32).map(SectionIx);
    let first = all.find(|ix| group_of(note, *ix) == Some(group) && section_content(note, *ix) == Content::Written);
    first.map(|ix| note.section(ix).heading)
}

/// The heading of the section, if it is there with nothing under it.
pub(super) fn empty_section(note: &Note, id: SectionId) -> Option<Span> {
    note.find_section(id).map(|ix| note.section(ix).heading)
}

/// Where the note tells what belongs in the section `id`.
pub(super) fn told(note: &Note, id: SectionId) -> Option<Span> {
    section(note, id)
        .or_else(|| block(note, id))
        .or_else(|| passage(note, id))
        .or_else(|| by_facts(note, id))
        .or_else(|| org001::said_at(note, id))
}

/// A short history with a label of its own within another section: `SH: …` in the middle of a line.
fn passage(note: &Note, id: SectionId) -> Option<Span> {
    let role = note.grammar.role(id);
    let passages = note.passages().iter();
    let mut fits = passages.filter(|passage| role != Role::Other && passage.role == role);
    fits.next().map(|passage| passage.span)
}

/// The first fact that belongs in the section, wherever it stands.
fn by_facts(note: &Note, id: SectionId) -> Option<Span> {
    let presentation = note.presentation();
    match id {
        ids::CHIEF_COMPLAINT => presentation.complaints.first().map(|it| it.span).or(presentation.visit),
        ids::HISTORY_OF_PRESENT_ILLNESS | ids::SUBJECTIVE => {
            presentation.story.first().copied().filter(|_| presentation.told)
        }
        ids::VITAL_SIGNS => {
            let here = |role: Role| matches!(role, Role::VitalSigns | Role::Exam | Role::Data | Role::Other);
            let measured = note.vitals().iter().filter(|it| it.is_of_today());
            measured.map(|it| it.span).find(|span| here(note.role_at(span.start)))
        }
        ids::LABORATORY_DATA => {
            let now = note.labs().iter().filter(|it| !it.earlier);
            now.map(|it| it.span).next()
        }
        ids::ALLERGIES => {
            let allergies = note.allergies();
            allergies
                .none
                .first()
                .copied()
                .or(allergies.list.first().map(|it| it.span))
        }
        ids::SUMMARY_STATEMENT => note.summary_statement(),
        ids::DIFFERENTIAL_DIAGNOSIS => note.differentials().first().map(|it| it.span),
        ids::PLAN => note.assessment().plan.first().map(|it| it.span),
        ids::ASSESSMENT => note.assessment().diseases().next().map(|it| it.title),
        ids::FOLLOW_UP => closing::says(note, &[Cue::Again, Cue::AsNeeded, Cue::NoMore]).or_else(|| {
            act009::is_seen_again(note)
                .then(|| closing::plan_heading(note))
                .flatten()
        }),
        ids::DISPOSITION => closing::says(note, &[Cue::Admit, Cue::Home, Cue::Elsewhere, Cue::Course]),
        ids::RETURN_PRECAUTIONS => closing::says(note, &[Cue::Net])
            .or_else(|| closing::has_net(note).then(|| closing::plan_heading(note)).flatten()),
        _ => None,
    }
}

/// Where the section `id` should stand: its own heading if that is there, else after the last section that the kind's order
/// puts before it, else at the beginning. With words for it.
pub(super) fn place(note: &Note, id: SectionId) -> (Span, String) {
    if let Some(heading) = empty_section(note, id) {
        return (heading, String::new());
    }
    let before = note
        .kind
        .and_then(|kind| org001::section_before(note, note.grammar.kind(kind), id));
    match before {
        Some(ix) => {
            let heading = crate::rules::support::heading(note, ix);
            let place = format!("after {}", crate::rules::support::quote(heading, 40));
            (note.section(ix).heading, place)
        }
        None => (first_line(note), String::new()),
    }
}
