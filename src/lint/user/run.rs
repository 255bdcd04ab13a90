//! Running a user rule on a note.

use std::fmt::Write as _;

use super::compile::{UserCheck, UserRule, slots};
use super::def::Counted;
use super::finder::{Finder, Hit};
use super::visible::Visible;
use crate::grammar::SectionId;
use crate::note::{Note, SectionIx};
use crate::rules::{Applicability, Edit, Finding, Fix};
use crate::syntax::NodeKind;
use crate::text::Span;

/// A part of the note that a rule looks at, and where to point when something is missing from it.
#[derive(Debug, Clone, Copy)]
struct Part {
    body: Span,
    heading: Span,
}

impl UserRule {
    /// Whether the rule looks at notes of this kind.
    pub fn applies_to(&self, note: &Note) -> bool {
        self.kinds.is_empty() || note.kind.is_some_and(|kind| self.kinds.contains(&kind))
    }

    /// Run it.
    ///
    /// # Errors
    /// Its regular expression is too large to compile.
    pub(in crate::lint) fn run(
        &self,
        note: &Note,
        visible: &Visible<'_>,
        out: &mut Vec<Finding>,
    ) -> Result<(), String> {
        let parts = parts(note, &self.sections);
        if parts.is_empty() {
            return Ok(());
        }
        match &self.check {
            UserCheck::Forbid(finder) => {
                for hit in hits(finder, visible, &parts)? {
                    let found = note.slice(hit.span);
                    out.push(self.finding(hit.span, &[("found", found)]));
                }
            }
            UserCheck::Require(finder) => {
                if hits(finder, visible, &parts)?.is_empty() {
                    out.push(self.finding(parts[0].heading, &[]));
                }
            }
            UserCheck::Replace {
                finder,
                words,
                applicability,
            } => {
                for hit in hits(finder, visible, &parts)? {
                    out.push(self.replacement(note, hit, &words[hit.word], *applicability));
                }
            }
            UserCheck::Count { of, pattern, min, max } => {
                let found = match pattern {
                    Some(finder) => hits(finder, visible, &parts)?,
                    None => Vec::new(),
                };
                for part in &parts {
                    self.count(note, *part, *of, &found, (*min, *max), out);
                }
            }
            UserCheck::IfThen {
                when,
                then,
                then_sections,
            } => {
                let when = hits(when, visible, &parts)?;
                let Some(first) = when.first() else { return Ok(()) };
                let there = self::parts(note, then_sections);
                if hits(then, visible, &there)?.is_empty() {
                    out.push(self.finding(first.span, &[("found", note.slice(first.span))]));
                }
            }
        }
        Ok(())
    }

    fn finding(&self, span: Span, values: &[(&str, &str)]) -> Finding {
        let mut finding = Finding::new(span, fill(&self.def.message, values));
        finding.help = self.def.help.as_ref().map(|help| fill(help, values).into());
        finding
    }

    fn replacement(&self, note: &Note, hit: Hit, words: &(String, String), applicability: Applicability) -> Finding {
        let found = note.slice(hit.span);
        let replacement = as_written(found, &words.0, &words.1);
        let mut finding = self.finding(hit.span, &[("found", found), ("replacement", &replacement)]);
        // A comment between two words of the phrase would be lost with it.
        if !found.contains("<!--") {
            finding.fix = Some(Box::new(Fix {
                applicability,
                message: format!("write `{replacement}`"),
                edits: vec![Edit {
                    span: hit.span,
                    replacement,
                }],
            }));
        }
        finding
    }

    fn count(
        &self,
        note: &Note,
        part: Part,
        of: Counted,
        found: &[Hit],
        (min, max): (Option<usize>, Option<usize>),
        out: &mut Vec<Finding>,
    ) {
        let hits: Vec<&Hit> = found.iter().filter(|hit| part.body.contains(hit.span)).collect();
        let count = match of {
            Counted::Words => count_words(note, part.body),
            Counted::Items => count_items(note, part.body),
            Counted::Occurrences => hits.len(),
        };
        let beyond = max.filter(|max| count > *max);
        if min.is_none_or(|min| count >= min) && beyond.is_none() {
            return;
        }
        // Too many occurrences are shown at the first one too many.
        let excess = beyond.and_then(|max| hits.get(max)).map(|hit| hit.span);
        let number = |limit: Option<usize>| limit.map(|limit| limit.to_string()).unwrap_or_default();
        let values = [
            ("count", &*count.to_string()),
            ("min", &number(min)),
            ("max", &number(max)),
        ];
        out.push(self.finding(excess.unwrap_or(part.heading), &values));
    }
}

/// The sections with these ids, outermost only, or the whole note when none is asked for.
fn parts(note: &Note, sections: &[SectionId]) -> Vec<Part> {
    if sections.is_empty() {
        return vec![Part {
            body: Span::new(0, note.text.len() as u32),
            heading: first_line(note),
        }];
    }
    let mut parts: Vec<Part> = Vec::new();
    for at in 0..note.sections.len() {
        let section = note.section(SectionIx(at as u32));
        let asked = section.id.iter().chain(&section.also).any(|id| sections.contains(id));
        if asked && !parts.last().is_some_and(|last| last.body.contains(section.span)) {
            parts.push(Part {
                body: section.body,
                heading: section.heading,
            });
        }
    }
    parts
}

/// The title, or the first line that holds something.
fn first_line(note: &Note) -> Span {
    note.title.unwrap_or_else(|| {
        let start = note
            .text
            .find(|c: char| !c.is_whitespace() && c != '\u{FEFF}')
            .unwrap_or(0);
        let line = note.text[start..].split(['\n', '\r']).next().unwrap_or_default();
        Span::new(start as u32, (start + line.trim_end().len()) as u32)
    })
}

/// The hits inside these parts.
fn hits(finder: &Finder, visible: &Visible<'_>, parts: &[Part]) -> Result<Vec<Hit>, String> {
    let mut hits = match parts {
        [] => Vec::new(),
        _ => finder.find(visible)?,
    };
    hits.retain(|hit| parts.iter().any(|part| part.body.contains(hit.span)));
    Ok(hits)
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut past = 0;
    for (at, word) in slots(text) {
        if let Some((_, value)) = values.iter().find(|(name, _)| *name == word) {
            let _ = write!(filled, "{}{value}", &text[past..at]);
            past = at + word.len() + 2;
        }
    }
    filled.push_str(&text[past..]);
    filled
}

/// `replacement` with a capital where `found` has one by its place in the sentence, not by its nature (`QD`).
fn as_written(found: &str, key: &str, replacement: &str) -> String {
    let sentence_case = found.starts_with(char::is_uppercase)
        && found.chars().skip(1).any(char::is_lowercase)
        && key.starts_with(char::is_lowercase);
    let mut letters = replacement.chars();
    match letters.next() {
        Some(first) if sentence_case => first.to_uppercase().chain(letters).collect(),
        _ => replacement.to_owned(),
    }
}

/// Words outside comments, marks and blanks.
fn count_words(note: &Note, within: Span) -> usize {
    let is_word = |word: &&str| word.contains(char::is_alphanumeric);
    leaves(note, within)
        .map(|text| text.split_whitespace().filter(is_word).count())
        .sum()
}

fn leaves(note: &Note, within: Span) -> impl Iterator<Item = &str> {
    let prose = note.tree.leaves().filter(move |leaf| {
        matches!(leaf.kind, NodeKind::Text | NodeKind::Title | NodeKind::Cell) && within.overlaps(leaf.span)
    });
    // `Label - text` is one leaf, cut by the body's start.
    prose.map(move |leaf| {
        let start = leaf.span.start.max(within.start);
        note.slice(Span::new(start, leaf.span.end.min(within.end)))
    })
}

fn count_items(note: &Note, within: Span) -> usize {
    let nodes = note.tree.nodes().iter();
    nodes
        .filter(|node| node.kind == NodeKind::Item && within.contains_offset(node.span.start))
        .count()
}
