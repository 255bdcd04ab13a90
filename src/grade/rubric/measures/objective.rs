//! Vital signs, exam, results.

use super::Measured;
use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Lab, Occasion, Status};
use crate::rules::catalogue::{cmp012_vitals_incomplete as cmp012, cmp013_exam_systems as cmp013};
use crate::text::Span;

pub(super) fn vitals(note: &Note) -> Measured<'_> {
    let of = |kind| {
        let mut all = note.vitals().iter();
        let stated = all.find(|vital| vital.kind == kind && cmp012::is_stated(note, vital));
        let answered = || {
            let heading = note
                .find_section(crate::grammar::ids::VITAL_SIGNS)
                .map(|ix| note.section(ix).heading);
            heading.filter(|_| cmp012::is_answered(note, kind))
        };
        stated.map(|vital| vital.span).or_else(answered)
    };
    Measured::asked(cmp012::FIVE.map(|kind| (kind.name(), of(kind))))
}

pub(super) fn systems(note: &Note) -> Measured<'_> {
    Measured::named(cmp013::examined(note))
}

pub(super) fn findings(note: &Note) -> Measured<'_> {
    let mut seen: Vec<&str> = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    for it in note.findings() {
        let examined = note.role_at(it.span.start) == Role::Exam;
        let said = matches!(it.assertion.status, Status::Present | Status::Absent);
        let id = it.concept(note);
        if examined && said && !seen.contains(&id) {
            seen.push(id);
            spans.push(it.span);
        }
    }
    Measured::said(note, spans)
}

/// What belongs to this encounter's results, not told in a plan.
fn reported(note: &Note) -> impl Iterator<Item = &Lab> {
    note.labs()
        .iter()
        .filter(|lab| note.role_at(lab.span.start) != Role::Plan)
}

pub(super) fn labs(note: &Note) -> Measured<'_> {
    Measured::places(note, reported(note).map(|lab| lab.span))
}

pub(super) fn labs_with_unit(note: &Note) -> Measured<'_> {
    let known = reported(note).filter(|lab| lab.unit_known || !lab.unit.is_empty() || lab.graded);
    Measured::places(note, known.map(|lab| lab.span))
}

pub(super) fn results(note: &Note) -> Measured<'_> {
    let values = reported(note).chain(note.study_values()).map(|lab| lab.span);
    let mut spans: Vec<Span> = values.collect();
    let reports = note
        .sentences()
        .iter()
        .filter(|sentence| note.role_at(sentence.span.start) == Role::Studies)
        .map(|sentence| sentence.span);
    for report in reports {
        if !spans.iter().any(|known| report.overlaps(*known)) {
            spans.push(report);
        }
    }
    spans.sort_unstable_by_key(|span| span.start);
    Measured::places(note, spans)
}

pub(super) fn trends(note: &Note) -> Measured<'_> {
    let labs = reported(note)
        .filter(|lab| lab.trend || lab.earlier)
        .map(|lab| lab.span);
    let vitals = note
        .vitals()
        .iter()
        .filter(|vital| {
            vital.to.is_some()
                || vital.diastolic_to.is_some()
                || matches!(vital.occasion, Occasion::Extreme | Occasion::Earlier)
        })
        .map(|vital| vital.span);
    let words = note
        .phrases_of(lexicon_ids::REASONING_CUES)
        .filter(|hit| note.grammar.category(hit) == "course")
        .filter(|hit| {
            matches!(
                note.role_at(hit.span.start),
                Role::VitalSigns | Role::Data | Role::Studies | Role::Exam
            )
        })
        .map(|hit| hit.span);
    let mut spans: Vec<Span> = labs.chain(vitals).chain(words).collect();
    spans.sort_unstable_by_key(|span| span.start);
    spans.dedup();
    Measured::places(note, spans)
}
