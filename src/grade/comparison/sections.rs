//! Sections of the model answer that hold something.

use super::{Answer, Beside};
use crate::grammar::{Role, SectionId};
use crate::note::facts::{MedicationStatus, Status};
use crate::note::{Note, SectionIx};
use crate::text::Span;

pub(super) fn compare(beside: &mut Beside<'_>) {
    let model = beside.model;
    for (at, section) in model.sections.iter().enumerate() {
        let ix = SectionIx(at as u32);
        let ids: Vec<SectionId> = section.id.into_iter().chain(section.also.iter().copied()).collect();
        for id in ids {
            let has_content = holds(model, ix) && model.grammar.is_major(id);
            // What holds sections of its own is no more than they are.
            let holds_major = model
                .child_sections(Some(ix))
                .any(|child| model.section(child).id.is_some_and(|id| model.grammar.is_major(id)));
            if has_content && !holds_major && is_clinical(model.grammar.role(id)) {
                let title = model.grammar.section(id).title.to_string();
                let answer = find(beside.note, id).map_or(Answer::Missing, Answer::Found);
                beside.tell("section", title, section.heading, answer);
            }
        }
    }
}

fn is_clinical(role: Role) -> bool {
    !matches!(role, Role::Identification | Role::Other)
}

fn holds(note: &Note, ix: SectionIx) -> bool {
    !note.words().within(note.section(ix).body).is_empty()
}

/// Where the note has what the section is for: under its heading, under one of its kind, or wherever it stands.
fn find(note: &Note, id: SectionId) -> Option<Span> {
    let under = |fits: &dyn Fn(SectionId) -> bool| {
        let mut all = note
            .sections
            .iter()
            .enumerate()
            .filter(|(at, _)| holds(note, SectionIx(*at as u32)));
        let found = all.find(|(_, section)| section.id.iter().chain(&section.also).any(|id| fits(*id)));
        found.map(|(_, section)| section.span)
    };
    let role = note.grammar.role(id);
    if let Some(found) = under(&|other| other == id) {
        return Some(found);
    }
    // Past histories are several, one is not another.
    if role != Role::PastHistory
        && let Some(found) = under(&|other| note.grammar.role(other) == role)
    {
        return Some(found);
    }
    if let Some(passage) = note
        .passages()
        .iter()
        .find(|passage| passage.role == role && role != Role::PastHistory)
    {
        return Some(passage.span);
    }
    let problem = || note.assessment().problems.first().map(|it| it.title);
    let step = || note.assessment().plan.first().map(|it| it.span);
    let taken = |status: MedicationStatus| matches!(status, MedicationStatus::Home | MedicationStatus::Continued);
    match role {
        Role::VitalSigns => note.vitals().first().map(|vital| vital.span),
        Role::Allergies => {
            let allergies = note.allergies();
            let named = allergies.list.first().map(|it| it.span);
            named.or_else(|| allergies.none.first().copied())
        }
        Role::HomeMedications => note.medications().iter().find(|it| taken(it.status)).map(|it| it.span),
        Role::Assessment => problem(),
        Role::Plan => step(),
        Role::AssessmentAndPlan => problem().and_then(|found| step().map(|_| found)),
        Role::Data => note.labs().first().map(|lab| lab.span),
        Role::FamilyHistory => {
            let mut relatives = note
                .findings()
                .iter()
                .filter(|it| it.assertion.status == Status::Family);
            relatives.next().map(|it| it.span)
        }
        Role::SocialHistory => note.substances().first().map(|it| it.span),
        _ => None,
    }
}
