//! Dot phrases: `.normalcardiac` becomes its text, with a tab stop for each blank.

use super::super::types::CompletionItemKind;
use super::items::{Item, Items, quoted};
use super::place::{Place, sections_at};
use crate::grammar::SectionId;
use crate::note::opens_entry;
use crate::template::{Phrases, Place as Kept, Template};
use crate::text::Span;

/// Offer the phrases, if a stop and perhaps the beginning of a name stand before the cursor, where no sentence ends
/// and no abbreviation or number goes on.
pub(super) fn offer(place: &Place<'_>, items: &mut Items<'_>) -> bool {
    if !place.is_by_hand_or('.') {
        return false;
    }
    let before = place.before();
    let head = before.trim_end_matches(is_name_char);
    let Some(head) = head.strip_suffix('.') else {
        return false;
    };
    let typed = &before[head.len() + 1..];
    let is_name = typed.chars().next().is_none_or(|first| first.is_ascii_alphabetic());
    let starts = head
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || matches!(c, ':' | '(' | '['));
    // By hand the whole name is replaced, wherever in it the cursor is.
    let name_end = place.after().trim_start_matches(is_name_char);
    let rest = place.after().len() - name_end.len();
    let goes_on = place.typed.is_some() && rest > 0 || name_end.starts_with(['.', '/', '@']) && rest > 0;
    let dot = place.line.start + head.len() as u32;
    // In the middle of a sentence a lone stop is a slip of the finger.
    if !is_name || !starts || goes_on || typed.is_empty() && !opens_entry(head) || !place.is_prose(dot) {
        return false;
    }
    let folders = place.snapshot.analysis().resolved.as_ref();
    let folders = folders.map_or(&[][..], |resolved| &resolved.phrase_folders);
    let Ok(phrases) = Phrases::new(folders.to_vec()) else {
        return true;
    };
    let span = Span::new(dot, place.at + rest as u32);
    // What has a fault is left out: `preceptor expand` tells it.
    let mut all: Vec<Template> = phrases.each().filter_map(Result::ok).collect();
    let sections = sections(place);
    all.sort_by_key(|phrase| (phrase.place == Kept::Shipped, !fits(place, phrase, &sections)));
    let note = place.snapshot.note();
    for phrase in all {
        if let Ok(Some(insertion)) = phrases.insertion(&phrase.name, &note.text, &note.tree, span) {
            let own = match &phrase.place {
                Kept::Shipped => String::new(),
                Kept::File(path) => format!("\n\nFrom {}", path.display()),
            };
            let about = format!("{}\n\n{}{own}", phrase.manifest.description, quoted(&insertion.text));
            let label = format!(".{}", phrase.name);
            items.push(
                Item::new(CompletionItemKind::Snippet, label, insertion.span, insertion.text)
                    .snippet(insertion.snippet)
                    .detail(phrase.manifest.title)
                    .documentation(about),
            );
        }
    }
    true
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// The sections that the cursor is in.
fn sections(place: &Place<'_>) -> Vec<SectionId> {
    let note = place.snapshot.note();
    let sections = sections_at(note, place.at).into_iter().map(|ix| note.section(ix));
    sections
        .flat_map(|section| section.id.iter().chain(&section.also).copied())
        .collect()
}

/// Whether a tag of the phrase names one of these sections.
fn fits(place: &Place<'_>, phrase: &Template, sections: &[SectionId]) -> bool {
    let grammar = &place.snapshot.note().grammar;
    let named = |tag: &String| grammar.section_named(tag);
    phrase
        .manifest
        .tags
        .iter()
        .filter_map(named)
        .any(|id| sections.contains(&id))
}
