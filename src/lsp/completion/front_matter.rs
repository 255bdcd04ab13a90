//! The lines between two `---` at the top: keys that are not there yet, their values, and the block itself.

use std::path::Path;

use super::super::types::CompletionItemKind;
use super::items::{Item, Items};
use super::place::Place;
use crate::config::profiles::PROFILES;
use crate::grammar::{Grammar, LexiconEntry, lexicon_ids};
use crate::text::Span;

/// A block of more lines than these is none.
const LINES: usize = 200;
/// So many notes of a folder are offered as the previous one.
const FILES: usize = 200;

/// Offer what fits into the block, and nothing else in it.
pub(super) fn offer(place: &Place<'_>, items: &mut Items<'_>) -> bool {
    let Some(block) = Block::around(place) else {
        return false;
    };
    let blank = block.rest.trim().is_empty();
    if !(place.snapshot.is_note() || blank) {
        return true;
    }
    match place.before().split_once(':') {
        Some((key, typed)) if place.is_by_hand_or(':') => values(place, items, key.trim(), typed),
        None if place.typed.is_none() => keys(place, items, &block),
        _ => {}
    }
    true
}

/// The block that the cursor is in, closed or not.
struct Block<'s> {
    /// The lines between the fences, without that of the cursor.
    others: Vec<&'s str>,
    /// What stands behind it.
    rest: &'s str,
}

impl<'s> Block<'s> {
    fn around(place: &Place<'s>) -> Option<Self> {
        let is_fence = |line: &str| line.trim_end() == "---";
        let mut above = place.above().trim_start_matches('\u{feff}').lines();
        if !above.next().is_some_and(is_fence) {
            return None;
        }
        let mut others: Vec<&str> = above.collect();
        let fits = |line: &&str| {
            let line = line.trim();
            line.is_empty() || line.starts_with(['#', '-']) || line.contains(':')
        };
        let line = place.line.of(place.text());
        if others.len() > LINES || others.iter().any(|line| is_fence(line) || !fits(line)) || is_fence(line) {
            return None;
        }
        // Below, the block goes on to its fence; if there is none, it is not closed yet.
        let below = place.below();
        let mut at = 0;
        for part in below.split_inclusive('\n').take(LINES) {
            let line = part.trim_end_matches(['\n', '\r']);
            at += part.len();
            if is_fence(line) {
                others.extend(below[..at - part.len()].lines());
                return Some(Self {
                    others,
                    rest: &below[at..],
                });
            }
            if !fits(&line) {
                break;
            }
        }
        Some(Self { others, rest: below })
    }
}

fn lexicon(grammar: &Grammar) -> &[LexiconEntry] {
    &grammar.lexicon(lexicon_ids::FRONT_MATTER_KEYS).entries
}

/// Keys that no other line has.
fn keys(place: &Place<'_>, items: &mut Items<'_>, block: &Block<'_>) {
    let before = place.before();
    let typed = before.trim_start();
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !typed.chars().all(is_key) || !place.after().trim().is_empty() {
        return;
    }
    let span = Span::new(place.at - typed.len() as u32, place.line.end);
    let has = |key: &str| {
        let said = block.others.iter().filter_map(|line| line.split_once(':'));
        said.into_iter().any(|(said, _)| said.trim().eq_ignore_ascii_case(key))
    };
    for entry in lexicon(&place.snapshot.note().grammar) {
        // `note-type` says what `kind` says.
        let twin = |key: &str| entry.id == "note-type" && (has(key) || !typed.starts_with('n'));
        if has(&entry.id) || twin("kind") {
            continue;
        }
        let item = Item::new(
            CompletionItemKind::Property,
            &*entry.id,
            span,
            format!("{}: ", entry.id),
        );
        items.push(item.documentation(entry.text("means").unwrap_or_default()));
    }
}

/// What the key can hold. `typed`: what stands behind the colon already.
fn values(place: &Place<'_>, items: &mut Items<'_>, key: &str, typed: &str) {
    let grammar = &place.snapshot.note().grammar;
    let Some(entry) = lexicon(grammar).iter().find(|entry| entry.id.eq_ignore_ascii_case(key)) else {
        return;
    };
    // In a list, the member at the cursor.
    let member = typed
        .rfind(['[', ','])
        .filter(|_| entry.id == "specialty")
        .map_or(0, |at| at + 1);
    let typed = &typed[member..];
    let after = place.after();
    let end = after
        .find([',', ']'])
        .filter(|_| entry.id == "specialty")
        .unwrap_or(after.len());
    let span = Span::new(
        place.at - typed.len() as u32,
        place.at + after[..end].trim_end().len() as u32,
    );
    let space = match typed.len() - typed.trim_start().len() {
        0 if place.before().ends_with('[') => "",
        0 => " ",
        spaces => &typed[..spaces],
    };
    let mut value = |value: &str, detail: &str, explained: &str| {
        let item = Item::new(CompletionItemKind::Value, value, span, format!("{space}{value}"));
        items.push(
            item.detail(detail)
                .documentation(explained)
                .filter(format!("{space}{value}")),
        );
    };
    for known in entry.list("values") {
        value(known, "", "");
    }
    match &*entry.id {
        "kind" | "note-type" => {
            for kind in grammar.kinds() {
                value(&kind.id, &kind.title, &kind.purpose);
            }
        }
        "specialty" => {
            let line = place.line.of(place.text());
            let said = |id: &str| {
                crate::note::members(line.split_once(':').map_or("", |(_, value)| value)).any(|one| one == id)
            };
            for specialty in grammar.specialties().iter().filter(|specialty| !said(&specialty.id)) {
                value(&specialty.id, &specialty.title, &specialty.focus);
            }
        }
        "profile" => {
            for profile in PROFILES {
                value(profile.name, "", profile.summary);
            }
        }
        "template" => {
            let library = place.snapshot.library();
            for listed in library.list().unwrap_or_default() {
                let title = library.find(&listed.name).map(|template| template.manifest.title);
                value(&listed.name, &title.unwrap_or_default(), "");
            }
        }
        "date" => {
            if let Some(today) = super::templates::today(place.snapshot) {
                value(&today.to_string(), "today", "");
            }
        }
        "previous" => {
            for name in notes_beside(place) {
                value(&name, "", "");
            }
        }
        _ => {}
    }
}

/// The other notes of the folder of this one, by name. No other folder is looked at.
fn notes_beside(place: &Place<'_>) -> Vec<String> {
    let snapshot = place.snapshot;
    let (path, Some(resolved)) = (snapshot.path(), &snapshot.analysis().resolved) else {
        return Vec::new();
    };
    let files = path.parent().map(std::fs::read_dir).and_then(Result::ok);
    let files = files.into_iter().flatten().flatten();
    let is_other = |file: &Path| file != path && resolved.reads(file) && !resolved.excludes(file);
    let mut names: Vec<String> = files
        .filter(|file| is_other(&file.path()) && file.file_type().is_ok_and(|kind| kind.is_file()))
        .filter_map(|file| file.file_name().into_string().ok())
        .take(FILES)
        .collect();
    names.sort();
    // Names of days sort by time: the latest is the most likely.
    names.reverse();
    names
}

/// The block itself, at the top of a document that has none.
pub(super) fn block(place: &Place<'_>, items: &mut Items<'_>) {
    let typed = place.before().trim_start_matches('\u{feff}');
    if place.typed.is_some() || !place.above().is_empty() || !place.after().trim().is_empty() {
        return;
    }
    if !typed.chars().all(|c| c == '-') || typed.len() > 3 {
        return;
    }
    let note = place.snapshot.note();
    let grammar = &note.grammar;
    let kind = note.kind.map(|kind| &*grammar.kind(kind).id);
    let sexes = lexicon(grammar).iter().find(|entry| entry.id == "patient-sex");
    let sexes: Vec<&str> = sexes
        .map_or(&[][..], |entry| entry.list("values"))
        .iter()
        .map(|sex| &**sex)
        .collect();
    let span = Span::new(place.at - typed.len() as u32, place.line.end);
    let text = format!(
        "---\nkind: {}\npatient-age: ***\npatient-sex: ***\n---\n",
        kind.unwrap_or("***")
    );
    let snippet = format!(
        "---\nkind: ${{1:{}}}\npatient-age: ${{2:***}}\npatient-sex: ${{3|***,{}|}}\n---\n$0",
        kind.unwrap_or("***"),
        sexes.join(",")
    );
    items.push(
        Item::new(CompletionItemKind::Snippet, "---", span, text)
            .snippet(snippet)
            .detail("front matter")
            .documentation("What the note is and whom it is about, for the rules: kind, age, sex."),
    );
}
