//! An abbreviation, in full.

use super::card::Card;
use super::{View, source};
use crate::grammar::{LexiconEntry, LexiconId, lexicon_ids};
use crate::note::Note;
use crate::rules::abbreviations;
use crate::syntax::NodeKind;
use crate::text::Span;

/// The longest abbreviation, in bytes.
const LONGEST: usize = 16;
/// Lexicons of what is misread, with the places where each is looked for.
const UNSAFE: [LexiconId; 2] = [lexicon_ids::UNSAFE_ABBREVIATIONS, lexicon_ids::DRUG_ABBREVIATIONS];

/// The abbreviation at the place, unless a finding tells of it; `facts` is what is told of it otherwise.
pub(super) fn add(view: &View<'_>, findings: &[Card], facts: &mut Vec<Card>) {
    let Some(word) = word_at(view.note, view.offset) else {
        return;
    };
    let is_told = |cards: &[Card]| cards.iter().any(|card| word.contains(card.span) || card.span == word);
    if is_told(findings) {
        return;
    }
    let Some(card) = card(view, word) else { return };
    // "BP" before a pressure, "K" before a potassium: the fact says what it is.
    let named = |span: &Span| span.contains(word);
    let note = view.note;
    let is_name = note.labs().iter().any(|it| named(&it.name))
        || note.study_values().iter().any(|it| named(&it.name))
        || note.vitals().iter().any(|it| named(&it.name))
        || note.medications().iter().any(|it| named(&it.name))
        || note.sections.iter().any(|it| it.id.is_some() && named(&it.heading));
    // "ng" of "22 ng/L" is no tube.
    let is_unit = note
        .labs()
        .iter()
        .chain(note.study_values())
        .any(|it| it.unit.overlaps(word) || it.number.overlaps(word))
        || note
            .vitals()
            .iter()
            .any(|it| it.unit.overlaps(word) || it.number.overlaps(word))
        || note.quantities().iter().any(|it| it.unit.overlaps(word));
    if !is_name && !is_unit {
        facts.push(card);
    }
}

fn card(view: &View<'_>, word: Span) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    let written = note.slice(word);
    let title = voice.strong(written);
    // What is written in a dangerous sense here.
    for lexicon in UNSAFE {
        for hit in note.phrases_in(lexicon, Span::new(word.start.saturating_sub(12), word.end)) {
            let entry = note.entry(hit);
            if !hit.span.overlaps(word) {
                continue;
            }
            let used = abbreviations::uses(note, lexicon, Some(&entry.category), false);
            if let Some(used) = used.into_iter().find(|used| used.span.overlaps(word)) {
                let card = Card::new(used.span, title).line(voice.message(&used.message));
                let card = card.line(format!("→ {}", voice.message(&used.help)));
                return Some(card.source(source(note, &entry.category)));
            }
        }
    }
    let ambiguous = ambiguous(note, written);
    if let Some(open) = ambiguous {
        let meanings: Vec<String> = open.list("meanings").iter().map(|it| voice.plain(it)).collect();
        let card = Card::new(word, format!("{title} has several meanings:"));
        return Some(card.line(voice.list(&meanings)));
    }
    let entry = known(note, written)?;
    let means = entry.list("means");
    match means {
        [one] => Some(Card::new(word, format!("{title}: {}", voice.plain(one)))),
        several => {
            let meanings: Vec<String> = several.iter().map(|it| voice.plain(it)).collect();
            Some(Card::new(word, format!("{title} has several meanings:")).line(voice.list(&meanings)))
        }
    }
}

/// The meaning of an abbreviation that has one only.
pub(super) fn meaning<'n>(note: &'n Note, written: &str) -> Option<&'n str> {
    match known(note, written)?.list("means") {
        [one] => Some(one),
        _ => None,
    }
}

/// The entry of an abbreviation.
fn known<'n>(note: &'n Note, written: &str) -> Option<&'n LexiconEntry> {
    let at = note
        .grammar
        .entry_named(lexicon_ids::ABBREVIATIONS, &written.to_lowercase())?;
    let entry = note.entry_at(lexicon_ids::ABBREVIATIONS, at);
    let capitals = !written.chars().any(char::is_lowercase);
    (capitals || !entry.flag("capitals")).then_some(entry)
}

/// The entry of one that nobody can tell.
fn ambiguous<'n>(note: &'n Note, written: &str) -> Option<&'n LexiconEntry> {
    if written.chars().any(char::is_lowercase) {
        return None;
    }
    let at = note
        .grammar
        .entry_named(lexicon_ids::AMBIGUOUS_ABBREVIATIONS, &written.to_lowercase())?;
    let entry = note.entry_at(lexicon_ids::AMBIGUOUS_ABBREVIATIONS, at);
    (entry.list("meanings").len() > 1).then_some(entry)
}

/// The word around `offset`: letters, digits, and the signs that abbreviations have inside (`r/o`, `U&Es`,
/// `nt-proBNP`). The longest that is known counts; else what stands between spaces and signs.
fn word_at(note: &Note, offset: u32) -> Option<Span> {
    let text: &str = &note.text;
    let is_hidden = note.tree.nodes().iter().any(|node| {
        matches!(
            node.kind,
            NodeKind::FrontMatter | NodeKind::Comment | NodeKind::Directive
        ) && node.span.contains_offset(offset)
    });
    let at = offset as usize;
    if is_hidden || !text.is_char_boundary(at) {
        return None;
    }
    let inner = |char: char| char.is_alphanumeric();
    let joined = |char: char| inner(char) || matches!(char, '/' | '&' | '-' | '\'' | '+');
    let stretch = |is: &dyn Fn(char) -> bool| -> Option<Span> {
        let before: usize = text[..at]
            .chars()
            .rev()
            .take_while(|char| is(*char))
            .map(char::len_utf8)
            .sum();
        let after: usize = text[at..]
            .chars()
            .take_while(|char| is(*char))
            .map(char::len_utf8)
            .sum();
        let (start, end) = (at - before, at + after);
        (after > 0 && end - start <= LONGEST).then(|| Span::from(start..end))
    };
    let is_word = |span: &Span| {
        let word = span.of(text);
        known(note, word).is_some() || ambiguous(note, word).is_some()
    };
    let wide = stretch(&joined).filter(is_word);
    wide.or_else(|| stretch(&inner))
}
