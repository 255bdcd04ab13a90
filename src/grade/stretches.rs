//! A note as a line of stretches: which section its words stand in, one after the other.

use std::borrow::Cow;

use crate::note::{Note, SectionIx};
use crate::rules::support::word_count;

/// The note from its first word to its last: the id of the section that each stretch belongs to (of a heading that is
/// not known, the section around it; nothing outside of any) and its words. Front matter, title and headings do not
/// count.
pub fn stretches(note: &Note) -> Vec<(Cow<'static, str>, u32)> {
    let mut all: Vec<(Cow<'static, str>, u32)> = Vec::new();
    let first = note
        .sections
        .first()
        .map_or(note.text.len() as u32, |first| first.span.start);
    let title = note.title.map_or(0, |title| title.end);
    add(
        &mut all,
        Cow::Borrowed(""),
        text(note, after_front_matter(note).max(title), first),
    );
    for at in 0..note.sections.len() {
        let section = note.section(SectionIx(at as u32));
        let next = note
            .sections
            .get(at + 1)
            .map_or(note.text.len() as u32, |next| next.span.start);
        add(
            &mut all,
            id(note, SectionIx(at as u32)),
            text(note, section.body.start, next),
        );
    }
    all
}

fn add(all: &mut Vec<(Cow<'static, str>, u32)>, id: Cow<'static, str>, text: &str) {
    let words = word_count(text) as u32;
    match all.last_mut() {
        _ if words == 0 => {}
        Some((last, known)) if *last == id => *known += words,
        _ => all.push((id, words)),
    }
}

fn text(note: &Note, start: u32, end: u32) -> &str {
    note.text.get(start as usize..end as usize).unwrap_or_default()
}

/// The id of the section, or of the nearest around it that has one.
fn id(note: &Note, ix: SectionIx) -> Cow<'static, str> {
    let mut at = Some(ix);
    while let Some(ix) = at {
        if let Some(id) = note.section(ix).id {
            return note.grammar.section(id).id.clone();
        }
        at = note.section(ix).parent;
    }
    Cow::Borrowed("")
}

/// Where the lines of the front matter end, its closing line too.
fn after_front_matter(note: &Note) -> u32 {
    let Some(last) = note.front_matter.last() else {
        return 0;
    };
    let from = last.value.end.max(last.key.end);
    let rest = text(note, from, note.text.len() as u32);
    let closing = rest.match_indices('\n').nth(1).map_or(rest.len(), |(at, _)| at);
    from + closing as u32
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;

    use super::stretches;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    fn of(text: &str) -> Vec<(Cow<'static, str>, u32)> {
        stretches(&note::read(Arc::from(text), Grammar::builtin(), &Hints::default()))
    }

    fn shown(text: &str) -> Vec<String> {
        of(text).iter().map(|(id, words)| format!("{id} {words}")).collect()
    }

    #[test]
    fn every_word_counts_once_and_in_the_innermost_section() {
        let note = "# SOAP Note\n\n## Subjective\n\none two\n\n### Medications\n\nthree four five\n\n\
            ## Assessment\n\nsix\n\n### 1. Pneumonia\n\nseven eight\n\n## Plan\n\nnine\n";
        // The title of a problem, number and name, is part of the assessment.
        let expected = ["subjective 2", "medications 3", "assessment 5", "plan 1"];
        assert_eq!(shown(note), expected);
    }

    #[test]
    fn the_map_knows_sections_of_the_catalogue_only() {
        let grammar = Grammar::builtin();
        let known: Vec<&str> = grammar.sections().iter().map(|section| &*section.id).collect();
        for (part, ids) in crate::grade::pictures::part::SECTIONS {
            for id in ids {
                assert!(known.contains(id), "{part:?}: no section {id} in the catalogue");
            }
        }
    }

    #[test]
    fn front_matter_is_no_part_of_the_map() {
        let note = "---\nkind: soap\nauthor: A. Student\n---\n\n## Subjective\n\none two\n";
        assert_eq!(shown(note), ["subjective 2"]);
        assert_eq!(of(""), []);
    }
}
