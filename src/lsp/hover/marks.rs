//! Marks for the program: directives, dot phrases, placeholders.

use super::View;
use super::card::{Card, short};
use crate::lint::{Reach, Selector};
use crate::note::Note;
use crate::rules::{Rule, Severity};
use crate::syntax::{NodeKind, Pick, PlaceholderKind, placeholders};
use crate::template::{self, Blank, Inputs, Phrases, Values};
use crate::text::Span;

/// So much of a dot phrase is shown, in characters and lines.
const SHOWN: usize = 700;
const LINES: usize = 16;
/// So many choices of a pick list are shown.
const CHOICES: usize = 20;

/// The mark at the place.
pub(super) fn cards(view: &View<'_>) -> Vec<Card> {
    let at = view.offset;
    let node = view.note.tree.leaves().find(|node| node.span.contains_offset(at));
    match node.map(|node| (node.kind, node.span)) {
        Some((NodeKind::Directive, span)) => directive(view, span).into_iter().collect(),
        Some((NodeKind::Placeholder(kind), span)) => vec![placeholder(view, kind, span)],
        Some((NodeKind::Comment, _)) | None => Vec::new(),
        Some(_) => dot_phrase(view).into_iter().collect(),
    }
}

/// A rule that a directive names, else how far the directive reaches.
fn directive(view: &View<'_>, span: Span) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    let word = word(note, span, view.offset);
    let settings = view.snapshot.settings();
    let selector = word.and_then(|word| Selector::find(note.slice(word), &settings.user_rules));
    if let (Some(word), Some(selector)) = (word, selector) {
        return named(view, word, &selector);
    }
    let checked = &view.snapshot.analysis().checked;
    let found = checked.suppressions.iter().find(|it| it.span == span)?;
    let reach = match found.reach {
        Reach::Line => "this line",
        Reach::Block => "the next block",
        Reach::Section => "this section",
        Reach::Note => "the whole note",
    };
    let findings = match found.used {
        1 => "It hides 1 finding.".to_owned(),
        used => format!("It hides {used} findings."),
    };
    let title = format!(
        "Allows {} for {}.",
        voice.code(&found.rules.join(", ")),
        voice.strong(reach)
    );
    Some(Card::new(span, title).line(findings))
}

fn named(view: &View<'_>, word: Span, selector: &Selector) -> Option<Card> {
    let voice = view.voice;
    let of_rule = |rule: &Rule| {
        let page = view.snapshot.pages.href(rule.code);
        let code = page.map_or_else(|| voice.strong(rule.code), |page| voice.link(rule.code, &page.0));
        let title = format!(
            "{code} {} ({} by default)",
            voice.plain(rule.name),
            rule.severity.name()
        );
        Card::new(word, title).line(voice.message(rule.summary))
    };
    match selector {
        Selector::Rule(rule) => Some(of_rule(rule)),
        Selector::Family(family) => {
            let names: Vec<String> = crate::rules::all()
                .iter()
                .filter(|rule| rule.family == *family)
                .map(|rule| format!("{} {}", voice.strong(rule.code), voice.plain(rule.name)))
                .collect();
            let title = format!("All rules of the family {}:", voice.strong(family.name()));
            Some(Card::new(word, title).line(names.join(", ")))
        }
        Selector::User(code) => {
            let rules = &view.snapshot.settings().user_rules;
            let rule = rules.iter().find(|rule| rule.code() == &**code)?;
            let severity = Severity::name(rule.severity());
            let title = format!("{} {} ({severity})", voice.strong(code), voice.plain(rule.name()));
            Some(Card::new(word, title).line(voice.message(&rule.def().message)))
        }
        _ => None,
    }
}

/// The word of letters, digits, `-` and `_` around `offset`, inside `span`.
fn word(note: &Note, span: Span, offset: u32) -> Option<Span> {
    let text: &str = note.slice(span);
    let at = (offset - span.start) as usize;
    let is = |char: &char| char.is_alphanumeric() || matches!(char, '-' | '_');
    let before: usize = text[..at].chars().rev().take_while(is).map(char::len_utf8).sum();
    let after: usize = text[at..].chars().take_while(is).map(char::len_utf8).sum();
    (after > 0).then(|| Span::new(offset - before as u32, offset + after as u32))
}

/// What a dot phrase stands for.
fn dot_phrase(view: &View<'_>) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    // Most places have no full stop near them: the phrases are looked for only where one is.
    let near = crate::text::floor(&note.text, view.offset.saturating_sub(66) as usize);
    let to = crate::text::ceil(&note.text, (view.offset as usize + 1).min(note.text.len()));
    if !note.text[near..to].contains('.') {
        return None;
    }
    let names = &view.snapshot.settings().phrases;
    let found = note
        .dot_phrases(names)
        .into_iter()
        .find(|it| it.span.contains_offset(view.offset))?;
    if !found.is_known {
        return None;
    }
    let resolved = view.snapshot.analysis().resolved.as_ref()?;
    let phrases = Phrases::new(resolved.phrase_folders.iter().cloned()).ok()?;
    let written = note.slice(found.span);
    let text = phrases.text(written.get(1..)?, &Values::new()).ok()?;
    let mut lines: Vec<&str> = text.trim_end().lines().collect();
    let cut = lines.len() > LINES;
    lines.truncate(LINES);
    let mut shown = lines.join("\n");
    if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
        shown.truncate(end);
        shown.push('…');
    } else if cut {
        shown.push_str("\n…");
    }
    Some(Card::new(found.span, format!("{} stands for:", voice.code(written))).line(voice.block(&shown)))
}

/// What is to be filled in.
fn placeholder(view: &View<'_>, kind: PlaceholderKind, span: Span) -> Card {
    let (note, voice) = (view.note, view.voice);
    let written = note.slice(span);
    let found = placeholders(written).next();
    let pick = found.map_or(Pick::One, |found| found.pick);
    let what = match (kind, pick) {
        (PlaceholderKind::Wildcard, _) => "A blank: write what belongs here.",
        (PlaceholderKind::PickList, Pick::One) => "A pick list: keep one.",
        (PlaceholderKind::PickList, Pick::Several) => "A pick list: keep one or more.",
        (PlaceholderKind::PickList, Pick::Default) => "A pick list: the first stands unless another is kept.",
        (PlaceholderKind::Optional, _) => "An optional passage: keep its words, or take it out.",
        (PlaceholderKind::Variable, _) => "A value of the record that was not filled in.",
        (PlaceholderKind::Blank, _) => "A blank line to be filled in.",
        (PlaceholderKind::Box, _) => "Boxes of which none is ticked.",
        (PlaceholderKind::Filler, _) => "A mark for something still to be written.",
        (PlaceholderKind::Instruction, _) => "An instruction of the template.",
    };
    let mut card = Card::new(span, voice.strong(what));
    let label = found.and_then(|found| found.label).map(|label| label.of(written));
    if let Some(label) = label.filter(|_| kind != PlaceholderKind::Optional) {
        card = card.line(format!("About: {}", voice.plain(&short(label, 120))));
    }
    let choices: Vec<String> = found.map_or_else(Vec::new, |found| {
        found
            .choices(written)
            .take(CHOICES)
            .map(|choice| voice.code(choice))
            .collect()
    });
    if !choices.is_empty() {
        card = card.line(format!("Choices: {}", choices.join(", ")));
    }
    if let Some(guidance) = guidance(view, span, label) {
        card = card.line(format!(
            "{}: {}",
            voice.strong("Guidance"),
            voice.plain(&short(&guidance, 400))
        ));
    }
    card
}

/// The guidance that the note's template gives for this blank: the one with its label, else the one that is written so
/// under the same heading.
fn guidance(view: &View<'_>, span: Span, label: Option<&str>) -> Option<String> {
    let note = view.note;
    let name = note.front_matter_value("template").filter(|name| !name.is_empty())?;
    let library = view.snapshot.library();
    let template = library.find(name).ok()?;
    let inputs = Inputs {
        ask_defaults: true,
        ..Inputs::default()
    };
    let prepared = template::prepare(&library, &template, &inputs).ok()?;
    let wanted = label.map(template::key);
    let heading = note
        .section_at(span.start)
        .map(|ix| note.slice(note.section(ix).heading));
    let line = note.lines().line_span(&note.text, note.position(span.start).line)?;
    let lead = Span::new(line.start, span.start).of(&note.text).trim();
    let written = note.slice(span);
    let rank = |blank: &Blank| -> u8 {
        let labelled = wanted.is_some() && blank.label.as_deref().map(template::key) == wanted;
        let same = blank.written == written;
        let led = !lead.is_empty() && blank.lead.trim().ends_with(lead);
        let headed = heading.is_some_and(|heading| {
            blank
                .section
                .as_deref()
                .is_some_and(|it| it.eq_ignore_ascii_case(heading))
        });
        match (labelled, same, led, headed) {
            (true, ..) => 3,
            (_, true, true, _) => 2,
            (_, true, _, true) => 1,
            _ => 0,
        }
    };
    let blanks: Vec<&Blank> = prepared
        .document
        .blanks()
        .filter(|blank| blank.guidance.is_some())
        .collect();
    let best = blanks.into_iter().rev().max_by_key(|blank| rank(blank))?;
    (rank(best) > 0).then(|| best.guidance.clone())?
}
