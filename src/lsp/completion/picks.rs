//! The choices of a pick list, each in the place of the whole list.

use super::super::types::CompletionItemKind;
use super::items::{Item, Items};
use super::place::Place;
use crate::syntax::{Found, NodeKind, Pick, PlaceholderKind, placeholders};
use crate::text::Span;

/// So many choices, and every selection of several is offered.
const COMBINED: usize = 4;

/// Offer the choices of the list that the cursor is in; by hand also where it touches one.
pub(super) fn offer(place: &Place<'_>, items: &mut Items<'_>) -> bool {
    if !place.is_by_hand_or('{') {
        return false;
    }
    let Some(list) = list(place) else { return false };
    let written = list.of(place.text());
    let Some(found) = placeholders(written).find(|found| found.span.start == 0) else {
        return false;
    };
    let before = &place.text()[list.start as usize..place.at as usize];
    for (label, text, detail) in choices(written, &found) {
        let item = Item::new(CompletionItemKind::EnumMember, label, list, text);
        let filter = format!("{before}{}", item.label);
        items.push(item.detail(detail).filter(filter));
    }
    true
}

fn list(place: &Place<'_>) -> Option<Span> {
    let nodes = place.snapshot.note().tree.nodes();
    let upto = nodes.partition_point(|node| node.span.start <= place.at);
    let is_list = |kind| {
        let wanted = [PlaceholderKind::PickList, PlaceholderKind::Optional];
        matches!(kind, NodeKind::Placeholder(kind) if wanted.contains(&kind))
    };
    let by_hand = place.typed.is_none();
    let holds = |span: Span| match by_hand {
        true => span.start <= place.at && place.at <= span.end,
        false => span.start < place.at && place.at < span.end,
    };
    // A list may end where the next leaf begins, so the cursor may touch two.
    let near = nodes[..upto].iter().rev().take(3);
    let mut lists = near.filter(|node| is_list(node.kind) && holds(node.span));
    lists.next().map(|node| node.span)
}

/// Label, text and a word on each.
fn choices(written: &str, found: &Found) -> Vec<(String, String, &'static str)> {
    if found.kind == PlaceholderKind::Optional {
        let passage = found.label.map_or("", |label| label.of(written)).trim();
        return vec![
            (passage.to_owned(), passage.to_owned(), "write it"),
            ("(leave out)".to_owned(), String::new(), "write nothing"),
        ];
    }
    let single: Vec<&str> = found.choices(written).collect();
    let mut all: Vec<(String, String, &'static str)> = Vec::new();
    for (at, choice) in single.iter().enumerate() {
        let detail = match found.pick {
            Pick::Default if at == 0 => "default",
            _ => "",
        };
        all.push(((*choice).to_owned(), (*choice).to_owned(), detail));
    }
    if found.pick == Pick::Several {
        all.extend(selections(&single).into_iter().map(|words| (words.clone(), words, "")));
    }
    all
}

/// Every selection of two and more, the small ones first; of a long list only pairs, and all together.
fn selections(choices: &[&str]) -> Vec<String> {
    let mut picked: Vec<Vec<&str>> = Vec::new();
    if choices.len() <= COMBINED {
        picked.extend((1..1usize << choices.len()).map(|mask| {
            let chosen = choices.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0);
            chosen.map(|(_, choice)| *choice).collect()
        }));
        picked.retain(|chosen: &Vec<&str>| chosen.len() > 1);
        picked.sort_by_key(Vec::len);
    } else {
        for (at, first) in choices.iter().enumerate().take(12) {
            picked.extend(choices[at + 1..].iter().take(12).map(|second| vec![*first, *second]));
        }
        picked.push(choices.to_vec());
    }
    let joined = |words: &Vec<&str>| match &words[..] {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        words => words.concat(),
    };
    picked.iter().map(joined).collect()
}
