//! Which sections a note has, for the picture of the class.

use crate::grade::{SectionMark, SectionState};
use crate::grammar::{KindDef, Level, SectionId};
use crate::lint::Checked;
use crate::note::{Note, SectionIx};
use crate::report::is_written;
use crate::rules::catalogue::org001_missing_section as org001;
use crate::rules::support::{Content, section_content, word_count};
use crate::rules::{Family, coded};

use super::told;

/// The sections that the kind of the note asks for, and those that are there, in the order of the note; what is missing
/// stands where it should.
pub fn sections(checked: &Checked) -> Vec<SectionMark> {
    let note = &checked.note;
    let kind = note.kind.map(|kind| note.grammar.kind(kind));
    let mut all: Vec<SectionMark> = Vec::new();
    for at in 0..note.sections.len() as u32 {
        let section = note.section(SectionIx(at));
        for id in section.id.iter().chain(&section.also) {
            let known = kind.is_some_and(|kind| kind.level(*id).is_some());
            if known || section.parent.is_none() {
                present(checked, kind, SectionIx(at), *id, &mut all);
            }
        }
    }
    for id in kind
        .into_iter()
        .flat_map(|kind| kind.required.iter().chain(kind.recommended.iter()))
    {
        if !all.iter().any(|mark| mark.id == *note.grammar.section(*id).id) {
            missing(note, kind, *id, &mut all);
        }
    }
    all
}

fn present(checked: &Checked, kind: Option<&KindDef>, ix: SectionIx, id: SectionId, all: &mut Vec<SectionMark>) {
    let note = &checked.note;
    let body = note.section(ix).body;
    let words = word_count(note.slice(body)) as u32;
    let incomplete = checked.diagnostics.iter().any(|found| {
        let family = coded(&found.code).map(|rule| rule.family);
        let here = note.section(ix).span.contains_offset(found.span.start);
        // Of the sections around it, the innermost that is shown is the incomplete one.
        let innermost = || found.section.as_deref() == Some(&*note.grammar.section(id).id);
        here && matches!(family, Some(Family::Complete | Family::Template)) && innermost()
    });
    let state = match section_content(note, ix) {
        Content::Written if !incomplete => SectionState::Complete,
        _ => SectionState::Thin,
    };
    let definition = note.grammar.section(id);
    match all.iter_mut().find(|mark| mark.id == *definition.id) {
        // Two places of one section: the fuller state holds.
        Some(known) => {
            known.words += words;
            known.state = known.state.max(state);
        }
        None => all.push(SectionMark {
            id: definition.id.clone(),
            title: definition.title.clone(),
            state,
            words,
            required: kind.is_some_and(|kind| kind.level(id) == Some(Level::Required)),
        }),
    }
}

fn missing(note: &Note, kind: Option<&KindDef>, id: SectionId, all: &mut Vec<SectionMark>) {
    let definition = note.grammar.section(id);
    let Some(kind) = kind else { return };
    // What stands under another heading is there.
    let state = if is_written(note, kind, id) || told::told(note, id).is_some() {
        SectionState::Complete
    } else {
        SectionState::Missing
    };
    let after = org001::section_before(note, kind, id).and_then(|ix| note.section_id(ix));
    let at = after.and_then(|after| all.iter().position(|mark| mark.id == after));
    let mut at = at.map_or(if after.is_none() { 0 } else { all.len() }, |at| at + 1);
    // Behind others that are missing at the same place.
    while all
        .get(at)
        .is_some_and(|mark| mark.words == 0 && mark.state != SectionState::Thin)
    {
        at += 1;
    }
    all.insert(
        at,
        SectionMark {
            id: definition.id.clone(),
            title: definition.title.clone(),
            state,
            words: 0,
            required: kind.level(id) == Some(Level::Required),
        },
    );
}
