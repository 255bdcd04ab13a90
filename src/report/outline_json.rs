//! The outline of a note as JSON, contract version 1.
//!
//! `facts` holds what is known of the note: a key that is missing is not known, which is not the same as none.

use serde::Serialize;

use crate::note::facts::{Assessment, PlanItem, Problem};
use crate::note::{Entry, Note, Section};
use crate::text::Span;

use super::facts_json;
use super::json::{JsonSpan, Specialties, kind_id, write};
use super::neutral::snapped;

#[derive(Serialize)]
struct JsonProblem<'a> {
    rank: usize,
    title: &'a str,
    span: JsonSpan,
    reasoning: bool,
    plan: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    text: &'a str,
    span: JsonSpan,
    action: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

/// An entry of a log; `sections` are the ids of those right under it, `null` for one that the catalogue does not know.
#[derive(Serialize)]
struct JsonEntry<'a> {
    heading: &'a str,
    date: Option<String>,
    span: JsonSpan,
    body: JsonSpan,
    sections: Vec<Option<&'a str>>,
}

fn entry<'a>(note: &'a Note, entry: &Entry) -> JsonEntry<'a> {
    let sections = &note.sections[entry.sections.start as usize..entry.sections.end as usize];
    let top = sections.iter().filter(|section| section.parent.is_none());
    JsonEntry {
        heading: text(note, entry.heading),
        date: entry.date.map(|date| date.to_string()),
        span: JsonSpan::new(note, entry.span),
        body: JsonSpan::new(note, entry.body),
        sections: top
            .map(|section| section.id.map(|id| &*note.grammar.section(id).id))
            .collect(),
    }
}

/// The outline of `note`, as one JSON object on one line.
pub fn outline_json(note: &Note, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"version\":1,\"kind\":");
    write(&kind_id(note), out);
    out.extend_from_slice(b",\"specialty\":");
    write(&Specialties(note), out);
    out.extend_from_slice(b",\"sections\":[");
    sections(note, out);
    out.push(b']');
    if !note.entries.is_empty() {
        let entries: Vec<JsonEntry<'_>> = note.entries.iter().map(|found| entry(note, found)).collect();
        out.extend_from_slice(b",\"entries\":");
        write(&entries, out);
    }
    out.extend_from_slice(b",\"facts\":{");
    facts_json::facts(note, out);
    out.extend_from_slice(b"\"problems\":");
    // What is numbered like a problem but names a part of the plan (disposition, prophylaxis) is none.
    let assessment = note.assessment();
    let problems: Vec<JsonProblem<'_>> = assessment
        .diseases()
        .enumerate()
        .map(|(at, found)| problem(note, assessment, at, found))
        .collect();
    write(&problems, out);
    out.extend_from_slice(b",\"plan\":");
    // The steps of the plan as a whole, and those whose problem is not known.
    let of_disease = |item: &PlanItem| {
        item.problem
            .is_some_and(|it| assessment.problems[it as usize].topic.is_none())
    };
    let others = assessment.plan.iter().filter(|step| !of_disease(step));
    let others: Vec<JsonItem<'_>> = others.map(|step| item(note, assessment, step)).collect();
    write(&others, out);
    out.extend_from_slice(b"}}\n");
}

fn text(note: &Note, span: Span) -> &str {
    snapped(&note.text, span).of(&note.text)
}

/// The tree, written in document order with a stack of what is open instead of recursion.
fn sections(note: &Note, out: &mut Vec<u8>) {
    let mut open: Vec<u32> = Vec::new();
    for (at, section) in note.sections.iter().enumerate() {
        // Close what this section does not stand in; a parent stands before its children, so it is still open.
        let parent = section
            .parent
            .and_then(|parent| open.iter().rposition(|&ix| ix == parent.0));
        let inside = parent.map_or(0, |depth| depth + 1);
        let first = open.len() == inside;
        for _ in open.drain(inside..) {
            out.extend_from_slice(b"]}");
        }
        if !first {
            out.push(b',');
        }
        open_section(note, section, out);
        open.push(at as u32);
    }
    for _ in open {
        out.extend_from_slice(b"]}");
    }
}

/// A section up to and including the bracket that opens its children.
fn open_section(note: &Note, section: &Section, out: &mut Vec<u8>) {
    let definition = section.id.map(|id| note.grammar.section(id));
    out.extend_from_slice(b"{\"id\":");
    write(&definition.map(|definition| &*definition.id), out);
    if !section.also.is_empty() {
        let also: Vec<&str> = section.also.iter().map(|id| &*note.grammar.section(*id).id).collect();
        out.extend_from_slice(b",\"also\":");
        write(&also, out);
    }
    out.extend_from_slice(b",\"heading\":");
    write(text(note, section.heading), out);
    out.extend_from_slice(b",\"level\":");
    write(&section.level, out);
    out.extend_from_slice(b",\"loinc\":");
    write(&definition.and_then(|definition| definition.loinc.as_deref()), out);
    out.extend_from_slice(b",\"span\":");
    write(&JsonSpan::new(note, section.span), out);
    out.extend_from_slice(b",\"body\":");
    write(&JsonSpan::new(note, section.body), out);
    out.extend_from_slice(b",\"children\":[");
}

fn problem<'a>(note: &'a Note, assessment: &Assessment, at: usize, problem: &Problem) -> JsonProblem<'a> {
    JsonProblem {
        rank: at + 1,
        title: text(note, problem.title).trim(),
        span: JsonSpan::new(note, problem.span),
        reasoning: !problem.reasoning.is_empty(),
        plan: problem
            .plan
            .iter()
            .map(|step| item(note, assessment, &assessment.plan[*step as usize]))
            .collect(),
    }
}

fn item<'a>(note: &'a Note, assessment: &Assessment, item: &PlanItem) -> JsonItem<'a> {
    let topic = item
        .problem
        .map(|it| &assessment.problems[it as usize])
        .filter(|it| it.topic.is_some());
    let label = item.label.or(topic.map(|it| it.title));
    JsonItem {
        text: text(note, item.span).trim(),
        span: JsonSpan::new(note, item.span),
        action: item.deed.action.map(|action| action.name()),
        label: label.map(|label| text(note, label).trim()),
    }
}
