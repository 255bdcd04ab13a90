//! Summary, problems, differential.

use super::super::differential::{self, Diagnosis};
use super::story::qualifiers_in;
use super::{Item, Measured};
use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Problem, Status};
use crate::rules::catalogue::{act001_problem_without_plan as act001, rea004_problem_without_reasoning as rea004};
use crate::rules::reasoning::{assessments, findings_in, places, reasons, symptom_named};
use crate::rules::support::{quote, word_count};
use crate::text::Span;

/// The heading of the assessment, for what it does not tell.
fn place(note: &Note) -> Option<Span> {
    assessments(note).next().map(|ix| note.section(ix).heading)
}

pub(super) fn summary(note: &Note) -> Measured<'_> {
    let Some(span) = note.summary_statement() else {
        return Measured {
            place: place(note),
            ..Measured::default()
        };
    };
    let parts = note.summary_parts(span);
    let told = |has: bool| has.then_some(span);
    Measured {
        place: Some(span),
        ..Measured::asked([
            ("who", told(parts.who)),
            ("the history that matters", told(parts.history)),
            ("how long", told(parts.tempo)),
            ("the syndrome", told(parts.syndrome)),
            ("the findings that narrow it down", told(parts.data)),
        ])
    }
}

pub(super) fn summary_words(note: &Note) -> Measured<'_> {
    let span = note.summary_statement();
    Measured {
        figure: Some(span.map_or(0, |span| word_count(note.slice(span)) as u32)),
        place: span.or_else(|| place(note)),
        ..Measured::default()
    }
}

pub(super) fn summary_qualifiers(note: &Note) -> Measured<'_> {
    let span = note.summary_statement();
    Measured {
        place: span.or_else(|| place(note)),
        ..qualifiers_in(note, span.as_slice())
    }
}

fn of_problems<'n>(note: &'n Note, counts: impl Fn(&Problem) -> bool) -> Measured<'n> {
    let (kept, left): (Vec<&Problem>, Vec<&Problem>) = note.assessment().diseases().partition(|it| counts(it));
    Measured {
        lacking: left.iter().map(|it| quote(note.slice(it.title), 50).into()).collect(),
        place: left.first().map(|it| it.title).or_else(|| place(note)),
        ..Measured::places(note, kept.iter().map(|it| it.title))
    }
}

pub(super) fn problems(note: &Note) -> Measured<'_> {
    of_problems(note, |_| true)
}

pub(super) fn reasoned(note: &Note) -> Measured<'_> {
    let bare: Vec<Span> = rea004::only_named(note).map(|(_, problem)| problem.title).collect();
    of_problems(note, |problem| {
        // A complaint is explained, or weighed.
        let complaint = symptom_named(note, problem.title).is_some();
        let explained = || {
            let weighed = note.differentials().iter();
            weighed
                .filter_map(|it| it.written)
                .any(|written| problem.written.contains(&written))
                || places(note, problem).any(|place| {
                    let told = reasons(note, place, problem.title);
                    told.cause || told.evidence
                })
        };
        !bare.contains(&problem.title) && (!complaint || explained())
    })
}

pub(super) fn planned(note: &Note) -> Measured<'_> {
    let planned: Vec<Span> = act001::planned(note).iter().map(|problem| problem.title).collect();
    of_problems(note, |problem| planned.contains(&problem.title))
}

fn of_diagnoses<'n>(note: &'n Note, counts: impl Fn(&Diagnosis) -> bool) -> Measured<'n> {
    let (kept, left): (Vec<Diagnosis>, Vec<Diagnosis>) =
        differential::read(note).into_iter().partition(|it| counts(it));
    let place = note.differentials().first().map(|it| it.span);
    let item = |it: &Diagnosis| Item {
        key: it.span.start,
        span: it.span,
        name: quote(note.slice(it.span), 50).into(),
    };
    Measured {
        lacking: left.iter().map(|it| quote(note.slice(it.span), 50).into()).collect(),
        place: left.first().map(|it| it.span).or(place).or_else(|| self::place(note)),
        items: kept.iter().map(item).collect(),
        figure: None,
    }
}

/// Without the names of those that are left out, where these lack nothing.
fn none_lacking(found: Measured<'_>) -> Measured<'_> {
    Measured {
        lacking: Vec::new(),
        ..found
    }
}

pub(super) fn diagnoses(note: &Note) -> Measured<'_> {
    of_diagnoses(note, |_| true)
}

pub(super) fn weighed(note: &Note) -> Measured<'_> {
    of_diagnoses(note, |it| it.supported + it.opposed > 0)
}

pub(super) fn alternatives(note: &Note) -> Measured<'_> {
    none_lacking(of_diagnoses(note, |it| !it.leading))
}

pub(super) fn alternatives_weighed(note: &Note) -> Measured<'_> {
    let mut found = of_diagnoses(note, |it| !it.leading && it.supported + it.opposed > 0);
    without_leading(note, &mut found);
    found
}

pub(super) fn argued_against(note: &Note) -> Measured<'_> {
    let mut found = of_diagnoses(note, |it| !it.leading && it.opposed > 0);
    without_leading(note, &mut found);
    found
}

fn without_leading(note: &Note, found: &mut Measured<'_>) {
    let leading = differential::read(note).into_iter().find(|it| it.leading);
    if let Some(leading) = leading {
        let name = quote(note.slice(leading.span), 50);
        found.lacking.retain(|it| **it != *name);
    }
}

pub(super) fn leading(note: &Note) -> Measured<'_> {
    none_lacking(of_diagnoses(note, |it| it.leading))
}

pub(super) fn evidence(note: &Note) -> Measured<'_> {
    let Some(leading) = differential::read(note).into_iter().find(|it| it.leading) else {
        return Measured {
            place: place(note),
            ..Measured::default()
        };
    };
    Measured {
        place: Some(leading.span),
        ..Measured::places(note, differential::evidence_of(note, &leading))
    }
}

/// The cues of these categories in the assessment, each once.
fn cues_of<'n>(note: &'n Note, categories: &[&str], plan_too: bool) -> Measured<'n> {
    let mut found: Vec<Span> = Vec::new();
    for hit in note.phrases_of(lexicon_ids::REASONING_CUES) {
        let here = match note.role_at(hit.span.start) {
            Role::Assessment | Role::AssessmentAndPlan => true,
            Role::Plan => plan_too,
            _ => false,
        };
        let text = note.slice(hit.span);
        if here
            && categories.contains(&note.grammar.category(hit))
            && !note.entry(hit).flag("weak")
            && !found
                .iter()
                .any(|known| note.slice(*known).eq_ignore_ascii_case(text) || known.overlaps(hit.span))
        {
            found.push(hit.span);
        }
    }
    Measured {
        place: place(note),
        ..Measured::places(note, found)
    }
}

pub(super) fn cues(note: &Note) -> Measured<'_> {
    cues_of(
        note,
        &[
            "commitment",
            "support",
            "against",
            "considered",
            "versus",
            "differential",
            "cause",
        ],
        false,
    )
}

pub(super) fn status(note: &Note) -> Measured<'_> {
    cues_of(note, &["severity", "course"], true)
}

/// The findings, values and scores in these places, each once.
pub(in super::super) fn facts_in(note: &Note, spans: &[Span]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut push = |span: Span| {
        if !found.iter().any(|known: &Span| known.overlaps(span)) {
            found.push(span);
        }
    };
    for span in spans {
        let inside = |it: Span| span.contains(it);
        findings_in(note, *span)
            .iter()
            .filter(|it| !matches!(it.assertion.status, Status::Hypothetical | Status::Family))
            .for_each(|it| push(it.span));
        note.vitals()
            .iter()
            .map(|it| it.span)
            .filter(|it| inside(*it))
            .for_each(&mut push);
        let labs = note.labs().iter().chain(note.study_values());
        labs.map(|it| it.span).filter(|it| inside(*it)).for_each(&mut push);
        note.scores()
            .iter()
            .map(|it| it.span)
            .filter(|it| inside(*it))
            .for_each(&mut push);
    }
    found.sort_unstable_by_key(|span| span.start);
    found
}
