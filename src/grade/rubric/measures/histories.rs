//! Medications, allergies, social history, review of systems.

use super::{Item, Measured};
use crate::grammar::{Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{AllergyTold, Medication};
use crate::rules::catalogue::cmp008_social_history_elements as cmp008;
use crate::rules::prescriptions;
use crate::rules::support::{Content, quote, section_content, title_in};
use crate::text::Span;

/// The drugs of the lists of what is taken at home.
fn listed(note: &Note) -> impl Iterator<Item = &Medication> {
    note.medications().iter().filter(|it| it.role == Role::HomeMedications)
}

/// The section of medications, where it is written and names no drug: "none".
fn none(note: &Note) -> Option<Span> {
    let ix = note.find_section(ids::MEDICATIONS)?;
    (section_content(note, ix) == Content::Written).then(|| note.section(ix).heading)
}

fn or_none<'n>(mut found: Measured<'n>, any: bool, none: Option<Span>) -> Measured<'n> {
    if let Some(span) = none.filter(|_| !any) {
        found.items.push(Item {
            key: u32::MAX,
            span,
            name: "none".into(),
        });
    }
    found
}

pub(super) fn medications(note: &Note) -> Measured<'_> {
    let any = listed(note).next().is_some();
    or_none(Measured::places(note, listed(note).map(|it| it.name)), any, none(note))
}

pub(super) fn complete_medications(note: &Note) -> Measured<'_> {
    let incomplete = prescriptions::incomplete(note, false);
    let lacks = |name: Span| {
        let mut all = incomplete
            .iter()
            .filter(|it| !prescriptions::is_excused(note, it.section));
        all.find(|it| it.medication.name == name)
    };
    let any = listed(note).next().is_some();
    let complete = listed(note).map(|it| it.name).filter(|name| lacks(*name).is_none());
    let mut found = or_none(Measured::places(note, complete), any, none(note));
    let gaps = listed(note).filter_map(|it| {
        let lack = lacks(it.name)?;
        Some(format!(
            "{} ({})",
            quote(note.slice(it.name), 30),
            prescriptions::named(lack.lack)
        ))
    });
    found.lacking = gaps.map(Into::into).collect();
    found
}

pub(super) fn allergies(note: &Note) -> Measured<'_> {
    let allergies = note.allergies();
    let named = allergies.list.iter().map(|it| it.written);
    let mut spans: Vec<Span> = named.chain(allergies.none.iter().copied()).collect();
    spans.sort_unstable_by_key(|span| span.start);
    Measured::places(note, spans)
}

pub(super) fn allergies_with_reaction(note: &Note) -> Measured<'_> {
    let allergies = note.allergies();
    // Told once with its reaction is enough.
    let is_told = |written: Span| {
        allergies.list.iter().any(|other| {
            (other.reaction.is_some() || other.told == AllergyTold::Event)
                && (other.written == written || note.slice(other.written).eq_ignore_ascii_case(note.slice(written)))
        })
    };
    let named = allergies.list.iter().map(|it| it.written).filter(|it| is_told(*it));
    let mut spans: Vec<Span> = named.chain(allergies.none.iter().copied()).collect();
    spans.sort_unstable_by_key(|span| span.start);
    Measured::places(note, spans)
}

pub(super) fn social(note: &Note) -> Measured<'_> {
    Measured::asked(
        cmp008::elements(note)
            .into_iter()
            .map(|((_, name), place)| (name, place)),
    )
}

pub(super) fn review(note: &Note) -> Measured<'_> {
    let reviews = note.sections.iter().filter(|section| {
        section
            .id
            .is_some_and(|id| note.grammar.role(id) == Role::ReviewOfSystems)
    });
    let systems = reviews
        .flat_map(|section| note.phrases_in(lexicon_ids::ROS_SYSTEMS, section.body))
        .flat_map(|hit| {
            note.entry(hit)
                .list("covers")
                .iter()
                .map(|system| (&**system, hit.span))
        })
        .map(|(system, span)| (title_in(note, lexicon_ids::ROS_SYSTEMS, system), span));
    Measured::named(systems)
}
