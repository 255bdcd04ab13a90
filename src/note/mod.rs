//! The note as a clinician sees it: front matter, title, kind, sections, problems.

mod dot_phrases;
mod entries;
pub mod facts;
mod front_matter;
mod kind;
mod lines;
mod model;
mod phrases;
mod problems;
mod sections;
mod title;

use std::sync::{Arc, OnceLock};

pub use dot_phrases::{DotPhrase, PhraseNames, dot_phrases, is_phrase_name, opens_entry};
pub use front_matter::{members, value_of as front_matter_value};
pub use model::*;

use crate::grammar::{Grammar, KindId, SpecialtyId};
use crate::syntax;

/// Read a note: parse it, find its title, sections, problems, kind and specialty.
pub fn read(text: Arc<str>, grammar: Arc<Grammar>, hints: &Hints) -> Note {
    let tree = syntax::parse(&text);
    let lines = lines::Lines::collect(&tree, &text);
    let front_matter = front_matter::read(&tree, &text);
    let value = |keys: &[&str]| {
        front_matter
            .iter()
            .find(|entry| keys.iter().any(|key| entry.key.of(&text).eq_ignore_ascii_case(key)))
            .map(|entry| entry.value.of(&text))
            .filter(|_| !hints.ignore_front_matter)
    };
    let stated = stated_kind(&grammar, hints, value(&["kind", "note-type"]), value(&["template"]));
    let title = title::find(&text, &grammar, &lines, stated.map(|(kind, _)| kind));
    let named = stated
        .map(|(kind, _)| kind)
        .or(title.as_ref().map(|title| title.kind))
        .or_else(|| kind::family(&text, &grammar, &lines));
    let title_line = title.as_ref().map(|title| title.line);
    let openings = entries::openings(&text, &grammar, named, &lines, title_line);
    let found = sections::find(&text, &grammar, named, &lines, title_line, &openings);
    let problems = problems::find(&text, &grammar, &found.sections, &lines, &found.roles);

    let words = count_words(text.as_bytes());
    let (kind, kind_confidence, kind_source) = match (stated, &title) {
        (Some((kind, source)), _) => (Some(kind), 1.0, Some(source)),
        (None, Some(title)) => (Some(title.kind), 0.95, Some(KindSource::Title)),
        (None, None) => match kind::detect(
            &grammar,
            &found.sections,
            opens_with_prose(&text, &lines, &found.sections),
            words,
            named,
        ) {
            Some((kind, confidence)) => (Some(kind), confidence, Some(KindSource::Sections)),
            None => (None, 0.0, None),
        },
    };
    let specialties = specialties(
        &grammar,
        hints,
        value(&["specialty"]),
        value(&["template"]),
        title.as_ref(),
        kind,
    );
    let entries = entries::find(&text, &lines, &openings, &found.sections);
    let is_template = text.trim_start_matches('\u{feff}').starts_with("+++");
    Note {
        title: title.map(|title| title.span),
        text,
        tree,
        grammar,
        front_matter,
        kind,
        kind_confidence,
        kind_source,
        specialties,
        sections: found.sections,
        entries,
        written_problems: problems,
        is_template,
        lines: OnceLock::new(),
        phrases: OnceLock::new(),
        facts: Box::default(),
    }
}

/// How many words stand in `text`, parted by white space of ASCII.
fn count_words(text: &[u8]) -> u32 {
    let (mut words, mut rest) = (0, text);
    while let Some(start) = rest.iter().position(|byte| !byte.is_ascii_whitespace()) {
        words += 1;
        let behind = rest[start..].iter().position(u8::is_ascii_whitespace);
        rest = behind.map_or(&[], |behind| &rest[start + behind..]);
    }
    words
}

/// Whether prose of some length stands before the first section.
fn opens_with_prose(text: &str, lines: &lines::Lines, sections: &[Section]) -> bool {
    let first = sections.first().map_or(0, |section| section.span.start);
    let before = lines.all.iter().take_while(|line| line.span.end <= first);
    before
        .map(|line| line.content.of(text).split_whitespace().count())
        .sum::<usize>()
        >= 8
}

/// The kind that somebody stated: the command line before the front matter, the configuration, the template it names.
fn stated_kind(
    grammar: &Grammar,
    hints: &Hints,
    front_matter: Option<&str>,
    template: Option<&str>,
) -> Option<(KindId, KindSource)> {
    let from = |kind: Option<KindId>, source| kind.map(|kind| (kind, source));
    from(hints.kind_override, KindSource::CommandLine)
        .or_else(|| {
            from(
                front_matter.and_then(|name| grammar.kind_named(name)),
                KindSource::FrontMatter,
            )
        })
        .or_else(|| from(hints.kind_configured, KindSource::Configuration))
        .or_else(|| {
            let of_template = |name: &str| grammar.of_template(name).map(|(kind, _)| kind);
            let kind = template.and_then(|name| of_template(name).or_else(|| grammar.kind_named(name)));
            from(kind, KindSource::Template)
        })
}

/// The specialties: stated ones, else those of its template, the one that the title names, else the only one that writes this kind.
fn specialties(
    grammar: &Grammar,
    hints: &Hints,
    front_matter: Option<&str>,
    template: Option<&str>,
    title: Option<&title::Title>,
    kind: Option<KindId>,
) -> Vec<SpecialtyId> {
    if !hints.specialty_override.is_empty() {
        return hints.specialty_override.clone();
    }
    let stated: Vec<SpecialtyId> = front_matter
        .into_iter()
        .flat_map(members)
        .filter_map(|name| grammar.specialty_named(name))
        .collect();
    if !stated.is_empty() {
        return stated;
    }
    if !hints.specialty_configured.is_empty() {
        return hints.specialty_configured.clone();
    }
    let of_template = template.and_then(|name| grammar.of_template(name));
    if let Some((_, specialties)) = of_template.filter(|(_, specialties)| !specialties.is_empty()) {
        return specialties;
    }
    if let Some(specialty) = title.and_then(|title| title.specialty) {
        return vec![specialty];
    }
    let Some(kind) = kind else { return Vec::new() };
    let mut writers = grammar
        .specialties()
        .iter()
        .enumerate()
        .filter(|(_, specialty)| specialty.kinds.contains(&kind));
    match (writers.next(), writers.next()) {
        (Some((at, _)), None) => vec![SpecialtyId(at as u16)],
        _ => Vec::new(),
    }
}
