//! Completion: what could be written here. One file a kind of place.
//!
//! A list that opens while prose is written is a nuisance. So nothing is offered for plain words; what is offered
//! after a character that opens a list (`.`, `@`, `#`, `{`, `:`) must fit the place exactly; and what is asked for by
//! hand fits the place too. Every item says which text it replaces, so that no client has to guess what a word is.

mod directives;
mod front_matter;
mod headings;
mod items;
mod phrases;
mod picks;
mod place;
mod skeleton;
mod templates;
#[cfg(test)]
mod tests;
mod variables;

use items::Items;
use place::Place;

use super::snapshot::Snapshot;
use super::types::{CompletionParams, CompletionResponse};

/// The characters that open a list by themselves.
pub(super) const TRIGGERS: [&str; 5] = [".", "@", "#", "{", ":"];

/// What could be written here.
pub(super) fn complete(snapshot: &Snapshot, params: CompletionParams) -> Option<CompletionResponse> {
    let place = Place::new(snapshot, &params);
    let mut items = Items::new(&place);
    offer(&place, &mut items);
    Some(items.answer())
}

/// The first kind of place that this is has its say, and no other.
fn offer(place: &Place<'_>, items: &mut Items<'_>) {
    if front_matter::offer(place, items) || directives::offer(place, items) {
        return;
    }
    if place.is_template() {
        variables::of_template(place, items);
        return;
    }
    if templates::offer(place, items) || !place.snapshot.is_note() {
        return;
    }
    let offers = [picks::offer, phrases::offer, variables::offer, headings::offer];
    let _ = offers.iter().any(|offer| offer(place, items));
}
