//! A score: its parts, their sum, and what it can be.

use super::View;
use super::card::Card;
use super::numbers::number;
use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::facts::Score;

/// The scores at the place.
pub(super) fn cards(view: &View<'_>) -> Vec<Card> {
    let here = |score: &&Score| score.span.contains_offset(view.offset);
    view.note
        .scores()
        .iter()
        .filter(here)
        .take(2)
        .map(|score| card(view, score))
        .collect()
}

fn card(view: &View<'_>, score: &Score) -> Card {
    let (note, voice) = (view.note, view.voice);
    let entry = note.entry_at(lexicon_ids::SCORES, score.entry);
    let told = note
        .grammar
        .entry_named(lexicon_ids::FACT_SOURCES, &format!("score-{}", entry.id))
        .map(|at| note.entry_at(lexicon_ids::FACT_SOURCES, at));
    let name = entry.text("name").unwrap_or(&entry.id);
    let title = told.and_then(|told| told.text("title")).unwrap_or(name);
    let title = match title.eq_ignore_ascii_case(name) || title.contains(name) {
        true => title.to_owned(),
        false => format!("{title} ({name})"),
    };
    let title = crate::rules::support::capitalized(&title);
    let of = score
        .out_of
        .map(|most| format!(" of {}", number(most)))
        .unwrap_or_default();
    let mut card = Card::new(
        score.span,
        format!("{} {}{of}", voice.strong(&title), number(score.total)),
    );
    if let Some(sum) = sum(score, entry, told) {
        card = card.line(voice.plain(&sum));
    }
    if let (Some(least), Some(most)) = (entry.number("least"), entry.number("most")) {
        card = card.line(format!("It can be {} to {}.", number(least), number(most)));
    }
    card.source(told.and_then(|told| told.text("source")))
}

/// `eyes 4 of 4 + voice 5 of 5 + movement 6 of 6 = 15`
fn sum(score: &Score, entry: &LexiconEntry, told: Option<&LexiconEntry>) -> Option<String> {
    if score.parts.is_empty() {
        return None;
    }
    let names = told.map(|told| told.list("parts")).unwrap_or_default();
    let names = if names.len() == score.parts.len() { names } else { &[] };
    let highest = entry.list("parts");
    let part = |(at, value): (usize, &f64)| {
        let name = names.get(at).map(|name| format!("{name} ")).unwrap_or_default();
        let of = highest.get(at).filter(|_| highest.len() == score.parts.len());
        let of = of.map(|most| format!(" of {most}")).unwrap_or_default();
        format!("{name}{}{of}", number(*value))
    };
    let parts: Vec<String> = score.parts.iter().enumerate().map(part).collect();
    let joined = parts.join(" + ");
    if score.untested {
        return Some(format!("{joined}; a part could not be tested."));
    }
    let total: f64 = score.parts.iter().sum();
    let written = match (total - score.total).abs() < 1e-9 {
        true => String::new(),
        false => format!(", and {} is written", number(score.total)),
    };
    Some(format!("{joined} = {}{written}", number(total)))
}
