//! What the rules found at a place: what is wrong, why it matters, how to mend it.

use super::View;
use super::card::{Card, sentences};
use crate::lint::docs::{self, Block};
use crate::lint::{Diagnostic, UserRule};
use crate::rules::{self, Rule};

/// How much of a rule's documentation is shown, in characters; the page has the rest.
const ENOUGH: usize = 260;
/// So many findings are told of one place.
const MOST: usize = 3;

/// The findings at the place.
pub(super) fn cards(view: &View<'_>) -> Vec<Card> {
    let at = view.offset;
    let found = &view.snapshot.analysis().checked.diagnostics;
    let holds = |found: &&Diagnostic| found.span.contains_offset(at) || found.span.is_empty() && found.span.start == at;
    let mut cards: Vec<Card> = found
        .iter()
        .filter(holds)
        .take(MOST)
        .map(|found| card(view, found))
        .collect();
    // Elsewhere the same finding points here.
    for found in found.iter().filter(|found| !holds(found)) {
        if cards.len() >= MOST {
            break;
        }
        if let Some(here) = found.related.iter().find(|related| related.span.contains_offset(at)) {
            let voice = view.voice;
            let message = format!("{}: {}", head(view, found), voice.message(&here.message));
            cards.push(Card::new(here.span, message).line(voice.message(&found.message)));
        }
    }
    cards
}

fn head(view: &View<'_>, found: &Diagnostic) -> String {
    let voice = view.voice;
    let page = view.snapshot.pages.href(&found.code);
    let code = match &page {
        Some(page) => voice.link(&found.code, &page.0),
        None => voice.strong(&found.code),
    };
    format!("{code} {} ({})", voice.plain(&found.rule), found.severity.name())
}

fn card(view: &View<'_>, found: &Diagnostic) -> Card {
    let voice = view.voice;
    let mut card = Card::new(found.span, head(view, found)).line(voice.message(&found.message));
    if let Some(help) = &found.help {
        card = card.line(format!("→ {}", voice.message(help)));
    }
    if let Some(rule) = rules::coded(&found.code) {
        return card.lines(documented(view, rule, found.help.is_none()));
    }
    let own = view
        .snapshot
        .settings()
        .user_rules
        .iter()
        .find(|rule| rule.code() == found.code);
    card.lines(own.and_then(|rule| why(view, rule)))
}

/// Why the rule matters; how to mend it, if the finding does not say.
fn documented(view: &View<'_>, rule: &Rule, mend: bool) -> Vec<String> {
    let titles = [("Why it matters", "Why"), ("How to fix", "How to mend it")];
    let wanted = if mend { 2 } else { 1 };
    let sections = docs::parse(rule.docs);
    let first = |title: &str| {
        let section = sections.iter().find(|section| section.title == title)?;
        section.blocks.iter().find_map(|block| match block {
            Block::Paragraph(text) => Some(sentences(text, ENOUGH).to_owned()),
            _ => None,
        })
    };
    titles[..wanted]
        .iter()
        .filter_map(|(title, label)| Some(format!("{}: {}", view.voice.strong(label), first(title)?)))
        .collect()
}

/// Why a school has this rule.
fn why(view: &View<'_>, rule: &UserRule) -> Option<String> {
    let why = rule.def().why.as_deref()?;
    let voice = view.voice;
    Some(format!(
        "{}: {}",
        voice.strong("Why"),
        voice.message(sentences(why, ENOUGH))
    ))
}
