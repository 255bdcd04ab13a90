//! What a place in a note means: what the program found there, and how it reads what stands there.
//!
//! Every answer is a stack of cards, the one on the smallest piece of text first. A card is made from the facts of the
//! note, the grammars and the documentation of rules; there is nothing in it that the program does not know, and no
//! advice.

mod card;
mod drugs;
mod findings;
mod labs;
mod marks;
mod numbers;
mod patient;
mod scores;
mod structure;
#[cfg(test)]
mod tests;
mod vitals;
mod words;

use self::card::{Card, Voice};
use super::snapshot::Snapshot;
use super::types::{Hover, HoverParams, MarkupContent, MarkupKind};
use crate::grammar::lexicon_ids;
use crate::note::Note;

pub(super) use self::labs::reading;
pub(super) use self::numbers::number;
pub(super) use self::patient::Who;
#[cfg(test)]
pub(super) use self::tests::texts;
pub(super) use self::vitals::{side, usual_in_words};

/// So many cards are shown at most.
const CARDS: usize = 5;

/// What a place in a note means.
pub(super) fn hover(snapshot: &Snapshot, params: HoverParams) -> Option<Hover> {
    if !snapshot.is_note() {
        return None;
    }
    let offset = snapshot.offset(params.text_document_position_params.position);
    let view = View {
        snapshot,
        note: snapshot.note(),
        voice: Voice {
            markdown: snapshot.client.markdown_hover,
        },
        offset,
    };
    let cards = view.cards();
    let span = cards.first()?.span;
    let kind = match view.voice.markdown {
        true => MarkupKind::Markdown,
        false => MarkupKind::PlainText,
    };
    let text: Vec<String> = cards.iter().map(|card| card.text(view.voice)).collect();
    let content = MarkupContent::new(kind, text.join("\n\n---\n\n"));
    Some(Hover::new(content.into(), Some(snapshot.range(span))))
}

/// A place in a note, and for whom it is told.
#[derive(Debug, Clone, Copy)]
struct View<'s> {
    snapshot: &'s Snapshot,
    note: &'s Note,
    voice: Voice,
    offset: u32,
}

impl View<'_> {
    /// What there is to say of the place, of the smallest piece of text first; of pieces of one size, what was found
    /// first.
    fn cards(&self) -> Vec<Card> {
        let mut cards = findings::cards(self);
        let mut facts = Vec::new();
        facts.extend(marks::cards(self));
        if facts.is_empty() {
            facts.extend(labs::cards(self));
            facts.extend(vitals::cards(self));
            facts.extend(scores::cards(self));
            facts.extend(drugs::cards(self));
            facts.extend(structure::cards(self));
            words::add(self, &cards, &mut facts);
        }
        // Where nothing else is to be said, how the words are read.
        if facts.is_empty() && cards.is_empty() {
            facts.extend(structure::reading(self));
        }
        cards.append(&mut facts);
        cards.retain(|card| card.span.contains_offset(self.offset) || card.span.start == self.offset);
        cards.sort_by_key(|card| card.span.len());
        cards.truncate(CARDS);
        cards
    }
}

/// The source of facts with this id, in a few words.
pub(super) fn source<'n>(note: &'n Note, id: &str) -> Option<&'n str> {
    let at = note.grammar.entry_named(lexicon_ids::FACT_SOURCES, id)?;
    note.entry_at(lexicon_ids::FACT_SOURCES, at).text("source")
}
