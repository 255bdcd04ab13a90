//! The plan: its steps, orders, follow-up.

use super::Measured;
use crate::grammar::{Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Action, MedicationStatus, Order, PlanItem, Specifics};
use crate::rules::closing;
use crate::rules::prescriptions;
use crate::text::Span;

/// The heading of the plan, for what it does not say.
fn place(note: &Note) -> Option<Span> {
    closing::plan_heading(note)
}

fn is_step(item: &PlanItem) -> bool {
    item.deed.action.is_some() || item.deed.is_deferral() || !item.deed.orders.is_empty()
}

/// The steps of the plan. What an assessment and plan tells before its first problem is the story.
fn all_steps(note: &Note) -> impl Iterator<Item = &PlanItem> {
    note.assessment().plan.iter().filter(|item| {
        let told = note.role_at(item.span.start) == Role::AssessmentAndPlan && {
            let mut titles = note.written_problems.iter().filter(|it| it.section == item.section);
            titles.next().is_some_and(|first| item.span.start < first.span.start)
        };
        is_step(item) && !told
    })
}

fn steps_that<'n>(note: &'n Note, counts: impl Fn(&PlanItem) -> bool) -> Measured<'n> {
    let all = all_steps(note).filter(|item| counts(item));
    Measured {
        place: place(note),
        ..Measured::places(note, all.map(|item| item.span))
    }
}

pub(super) fn steps(note: &Note) -> Measured<'_> {
    steps_that(note, |_| true)
}

/// Whether a step says enough to be carried out: what, and how much, how often, when, where, from when on or to whom.
fn is_specific(note: &Note, item: &PlanItem) -> bool {
    let deed = &item.deed;
    let says = |specifics: Specifics| deed.says.has(specifics);
    // "Fluids", "rest" name a measure, and not which or how much of it.
    let named = || {
        deed.orders.iter().any(|order| match order {
            Order::Thing(entry, _) => &*note.entry_at(lexicon_ids::ORDERS, *entry).category != "measure",
            Order::Drug(_) => false,
        })
    };
    // A number says how much, or when.
    let figure = || note.slice(item.span).bytes().any(|byte| byte.is_ascii_digit());
    // To stop a drug needs nothing more than its name.
    let stops = || {
        deed.orders.iter().any(|order| match order {
            Order::Drug(at) => note
                .medications()
                .get(*at as usize)
                .is_some_and(|it| matches!(it.status, MedicationStatus::Stopped)),
            Order::Thing(..) => false,
        })
    };
    if deed.is_deferral() || figure() || stops() {
        return true;
    }
    if deed.nobody.is_some() && !says(Specifics::QUESTION) && deed.orders.is_empty() {
        return false;
    }
    let timed = Specifics::TIME.and(Specifics::FREQUENCY).and(Specifics::INTERVAL);
    match deed.action {
        Some(Action::Therapeutic) => {
            let drug = deed.orders.iter().any(|order| matches!(order, Order::Drug(_)));
            match drug {
                true => says(Specifics::DOSE.and(timed)),
                false => named() || says(timed),
            }
        }
        Some(Action::Diagnostic) => named() || says(Specifics::TEST.and(Specifics::LAB).and(Specifics::IMAGE)),
        Some(Action::Monitoring) => says(timed.and(Specifics::THRESHOLD).and(Specifics::TEST).and(Specifics::LAB)),
        Some(Action::Consult) => named() || says(Specifics::SERVICE),
        Some(Action::FollowUp) => says(timed.and(Specifics::SERVICE)),
        Some(Action::Contingency) => {
            let what = Specifics::TEST
                .and(Specifics::LAB)
                .and(Specifics::SERVICE)
                .and(Specifics::DRUG);
            says(Specifics::SIGN.and(Specifics::THRESHOLD).and(Specifics::TIME).and(what))
        }
        Some(Action::Education | Action::Disposition) => true,
        None => !deed.orders.is_empty() && says(Specifics::DOSE.and(timed)),
    }
}

pub(super) fn specific(note: &Note) -> Measured<'_> {
    let vague = all_steps(note).filter(|item| !is_specific(note, item));
    let vague: Vec<Span> = vague.map(|item| item.span).collect();
    Measured {
        lacking: vague
            .iter()
            .map(|span| crate::rules::support::quote(note.slice(*span), 50).into())
            .collect(),
        place: vague.first().copied().or_else(|| place(note)),
        ..steps_that(note, |item| is_specific(note, item))
    }
}

pub(super) fn kinds(note: &Note) -> Measured<'_> {
    let first = |action: Action| {
        let mut all = note.assessment().plan.iter();
        all.find(|item| item.deed.is(action)).map(|item| item.span)
    };
    Measured {
        place: place(note),
        ..Measured::asked([
            ("tests", first(Action::Diagnostic)),
            ("treatment", first(Action::Therapeutic)),
            ("monitoring", first(Action::Monitoring)),
            ("consultation", first(Action::Consult)),
            ("teaching", first(Action::Education)),
            ("follow-up", first(Action::FollowUp)),
            ("disposition", first(Action::Disposition)),
            ("what to do if things change", first(Action::Contingency)),
        ])
    }
}

/// The drugs of the plan: name and index into the note's medications.
fn ordered(note: &Note) -> impl Iterator<Item = (u32, Span)> {
    let plan = note.medications().iter().enumerate().filter(|(_, it)| {
        matches!(
            it.role,
            Role::Plan | Role::AssessmentAndPlan | Role::InpatientMedications
        ) && matches!(
            it.status,
            MedicationStatus::Ordered | MedicationStatus::Changed | MedicationStatus::Continued
        )
    });
    plan.map(|(at, it)| (at as u32, it.name))
}

pub(super) fn orders(note: &Note) -> Measured<'_> {
    Measured {
        place: place(note),
        ..Measured::places(note, ordered(note).map(|(_, name)| name))
    }
}

pub(super) fn orders_with_dose(note: &Note) -> Measured<'_> {
    let all = note.medications();
    let has = |at: u32| {
        all.get(at as usize).is_some_and(|it| {
            let own = it.dose.is_some() || it.by_rule.is_some() || it.strength.is_some() || !it.more.is_empty();
            // "Continue lisinopril" has its dose on the list.
            let listed = || {
                let same = all
                    .iter()
                    .filter(|other| other.entry == it.entry && other.dose.is_some());
                same.count() > 0
            };
            own || it.status == MedicationStatus::Continued || listed() || !prescriptions::lacks(note, it, true).dose
        })
    };
    let (kept, left): (Vec<_>, Vec<_>) = ordered(note).partition(|(at, _)| has(*at));
    Measured {
        lacking: left
            .iter()
            .map(|(_, name)| crate::rules::support::quote(note.slice(*name), 40).into())
            .collect(),
        place: left.first().map(|(_, name)| *name).or_else(|| place(note)),
        ..Measured::places(note, kept.into_iter().map(|(_, name)| name))
    }
}

pub(super) fn by_weight(note: &Note) -> Measured<'_> {
    let starts_with =
        |text: &str, start: &str| text.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start));
    let per_kg = |span: Span| note.slice(span).to_ascii_lowercase().contains("/kg");
    let doses = note.medications().iter().flat_map(|it| it.dose.iter().chain(&it.more));
    let doses = doses.map(|dose| dose.span);
    let quantities = note
        .quantities()
        .iter()
        .map(|quantity| quantity.number.cover(quantity.unit));
    let mut spans: Vec<Span> = doses
        .chain(quantities)
        .map(|span| {
            // "20 mL/kg": the unit may go on behind what was read.
            let rest = &note.text[span.end as usize..];
            let more = if starts_with(rest, "/kg") { 3 } else { 0 };
            Span::new(span.start, span.end + more)
        })
        .filter(|span| per_kg(*span))
        .collect();
    spans.sort_unstable_by_key(|span| span.start);
    spans.dedup_by(|a, b| a.overlaps(*b));
    Measured {
        place: place(note),
        ..Measured::places(note, spans)
    }
}

pub(super) fn teaching(note: &Note) -> Measured<'_> {
    steps_that(note, |item| item.deed.is(Action::Education))
}

pub(super) fn follow_up(note: &Note) -> Measured<'_> {
    let span = [ids::FOLLOW_UP, ids::DISPOSITION, ids::RETURN_PRECAUTIONS]
        .into_iter()
        .find_map(|id| super::super::told::told(note, id));
    Measured {
        place: place(note),
        ..Measured::places(note, span)
    }
}

pub(super) fn follow_up_times(note: &Note) -> Measured<'_> {
    let timed = Specifics::TIME.and(Specifics::INTERVAL).and(Specifics::FREQUENCY);
    steps_that(note, |item| {
        (item.deed.is(Action::FollowUp) || item.deed.is(Action::Disposition)) && item.deed.says.has(timed)
    })
}
