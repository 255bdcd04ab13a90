//! Inside `<!-- preceptor: … -->`: what it can say, and the rules it can name. Those that speak here come first.

use super::super::types::CompletionItemKind;
use super::items::{Item, Items, begins, escaped};
use super::place::{Place, sections_at};
use crate::lint::Diagnostic;
use crate::text::Span;

/// What a directive can say.
const VERBS: [(&str, &str); 3] = [
    ("allow", "for the next block; behind text, for this line"),
    ("allow-section", "for this section"),
    ("allow-file", "for the whole note"),
];

const NAME: &str = "preceptor:";

/// Offer what fits into the comment that the cursor is in. True in every comment: nothing else is offered there.
pub(super) fn offer(place: &Place<'_>, items: &mut Items<'_>) -> bool {
    let before = place.before();
    let Some(open) = open_comment(place) else { return false };
    let said = &before[open + 4..];
    let Some(rest) = said.trim_start().strip_prefix(NAME) else {
        let typed = said.trim_start();
        if place.typed.is_none() && begins(NAME, typed) && place.snapshot.is_note() {
            name(place, items, typed);
        }
        return true;
    };
    if !place.is_by_hand_or(':') || !place.snapshot.is_note() || said.contains("--") {
        return true;
    }
    let Some((verb, list)) = rest.trim_start().split_once(char::is_whitespace) else {
        whole(place, items, rest);
        verbs(place, items, rest);
        return true;
    };
    if let Some((verb, _)) = VERBS.iter().find(|(name, _)| name.eq_ignore_ascii_case(verb)) {
        rules(place, items, verb, list);
    }
    true
}

/// Where the comment that is open at the cursor begins on its line.
fn open_comment(place: &Place<'_>) -> Option<usize> {
    let before = place.before();
    let open = before.rfind("<!--")?;
    (!before[open + 4..].contains("-->")).then_some(open)
}

/// `preceptor:` itself.
fn name(place: &Place<'_>, items: &mut Items<'_>, typed: &str) {
    let span = Span::new(place.at - typed.len() as u32, place.at);
    items.push(
        Item::new(CompletionItemKind::Keyword, NAME, span, format!("{NAME} "))
            .documentation("Keep a rule silent here, with the reason."),
    );
}

/// Whole directives for what is found here, with a place for the reason.
fn whole(place: &Place<'_>, items: &mut Items<'_>, typed: &str) {
    let span = Span::new(place.at - typed.len() as u32, place.at);
    let is_closed = place.after().contains("-->");
    for (code, found) in here(place, "allow") {
        let label = format!("allow {code}");
        let end = if is_closed { "" } else { " -->" };
        let item = Item::new(
            CompletionItemKind::Snippet,
            &*label,
            span,
            format!(" {label} -- {}", end.trim_start()),
        );
        items.push(
            item.snippet(format!(" {} -- ${{1:reason}}{end}", escaped(&label)))
                .detail(&*found.rule)
                .documentation(&*found.message)
                .filter(format!("{}{label}", spaces(typed))),
        );
    }
}

/// The white space that opens `typed`; one space if there is none, as the items write it.
fn spaces(typed: &str) -> &str {
    let spaces = &typed[..typed.len() - typed.trim_start().len()];
    if spaces.is_empty() && typed.is_empty() {
        " "
    } else {
        spaces
    }
}

fn verbs(place: &Place<'_>, items: &mut Items<'_>, typed: &str) {
    let span = Span::new(place.at - typed.len() as u32, place.at);
    for (verb, reach) in VERBS {
        items.push(
            Item::new(CompletionItemKind::Keyword, verb, span, format!(" {verb} "))
                .detail(reach)
                .filter(format!("{}{verb}", spaces(typed))),
        );
    }
}

/// The rules that `list` does not name yet.
fn rules(place: &Place<'_>, items: &mut Items<'_>, verb: &str, list: &str) {
    let typed = list.rsplit([',', ';', ' ', '\t']).next().unwrap_or(list);
    let named = &list[..list.len() - typed.len()];
    let is_named = |code: &str, name: &str| {
        let words = named.split([',', ';', ' ', '\t']);
        words
            .into_iter()
            .any(|word| word.eq_ignore_ascii_case(code) || word == name)
    };
    let after = place.after();
    let rest = after.len()
        - after
            .trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-')
            .len();
    let rest = if after.starts_with("--") { 0 } else { rest };
    let span = Span::new(place.at - typed.len() as u32, place.at + rest as u32);
    let mut offered: Vec<String> = Vec::new();
    let mut push = |code: &str, name: &str, summary: &str, items: &mut Items<'_>| {
        if is_named(code, name) || offered.iter().any(|known| known == code) {
            return;
        }
        offered.push(code.to_owned());
        // Typed by its name or by its code, it is found.
        let filter = match begins(name, typed) && !typed.is_empty() {
            true => format!("{name} {code}"),
            false => format!("{code} {name}"),
        };
        items.push(
            Item::new(CompletionItemKind::Reference, code, span, code)
                .detail(name)
                .documentation(summary)
                .filter(filter),
        );
    };
    for (code, found) in here(place, verb) {
        push(&code, &found.rule, &found.message, items);
    }
    for found in &place.snapshot.analysis().checked.diagnostics {
        push(&found.code, &found.rule, &found.message, items);
    }
    let settings = place.snapshot.settings();
    for enabled in &settings.rules {
        push(enabled.rule.code, enabled.rule.name, enabled.rule.summary, items);
    }
    for enabled in &settings.enabled_user_rules {
        let rule = &settings.user_rules[enabled.index];
        push(rule.code(), rule.name(), "", items);
    }
}

/// The rules that a directive at the cursor would silence, each with its first finding.
fn here<'s>(place: &Place<'s>, verb: &str) -> Vec<(String, &'s Diagnostic)> {
    let reach = reach(place, verb);
    let mut found: Vec<(String, &Diagnostic)> = Vec::new();
    for diagnostic in &place.snapshot.analysis().checked.diagnostics {
        let holds = reach.contains_offset(diagnostic.span.start);
        if holds && !found.iter().any(|(code, _)| *code == diagnostic.code) {
            found.push((diagnostic.code.to_string(), diagnostic));
        }
    }
    found
}

/// About what a directive at the cursor holds for.
fn reach(place: &Place<'_>, verb: &str) -> Span {
    let note = place.snapshot.note();
    let whole = Span::new(0, place.text().len() as u32);
    match verb {
        "allow-file" => whole,
        "allow-section" => match sections_at(note, place.at).first() {
            Some(ix) => note.section(*ix).span,
            None => whole,
        },
        _ => {
            let open = place.before().rfind("<!--").unwrap_or(0);
            if !place.before()[..open].trim().is_empty() {
                return place.line;
            }
            // The next lines up to a blank one.
            let below = place.below();
            let start = place.line.end + (below.len() - below.trim_start().len()) as u32;
            let block = &place.text()[start as usize..];
            let end = ["\n\n", "\r\n\r\n", "\r\r"]
                .iter()
                .filter_map(|gap| block.find(gap))
                .min();
            Span::new(start, start + end.unwrap_or(block.len()) as u32)
        }
    }
}
