//! The outline of a note as JSON, contract version 1.
//!
//! `facts` holds what is known of the note: a key that is missing is not known, which is not the same as none.

use serde::Serialize;

use crate::note::{Note, Problem, Section};
use crate::text::Span;

use super::json::{JsonSpan, Specialties, kind_id, write};
use super::neutral::snapped;

#[derive(Serialize)]
struct JsonPatient {
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Quantity {
    value: Number,
    unit: &'static str,
}

/// A whole number is written as one.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Number {
    Whole(u32),
    Decimal(f64),
}

#[derive(Serialize)]
struct JsonProblem<'a> {
    rank: usize,
    title: &'a str,
    span: JsonSpan,
    plan: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    text: &'a str,
    span: JsonSpan,
}

/// The outline of `note`, as one JSON object on one line.
pub fn outline_json(note: &Note, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"version\":1,\"kind\":");
    write(&kind_id(note), out);
    out.extend_from_slice(b",\"specialty\":");
    write(&Specialties(note), out);
    out.extend_from_slice(b",\"sections\":[");
    sections(note, out);
    out.extend_from_slice(b"],\"facts\":{");
    if let Some(patient) = patient(note) {
        out.extend_from_slice(b"\"patient\":");
        write(&patient, out);
        out.push(b',');
    }
    out.extend_from_slice(b"\"problems\":");
    // What is numbered like a problem but names a part of the plan (disposition, prophylaxis) is none.
    let problems = note.problems.iter().filter(|problem| problem.topic.is_none());
    let problems: Vec<JsonProblem<'_>> = problems
        .enumerate()
        .map(|(at, found)| problem(note, at, found))
        .collect();
    write(&problems, out);
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

fn problem<'a>(note: &'a Note, at: usize, problem: &Problem) -> JsonProblem<'a> {
    JsonProblem {
        rank: at + 1,
        title: text(note, problem.title).trim(),
        span: JsonSpan::new(note, problem.span),
        plan: problem
            .items
            .iter()
            .map(|item| JsonItem {
                text: text(note, *item).trim(),
                span: JsonSpan::new(note, *item),
            })
            .collect(),
    }
}

/// What the front matter says of the patient.
fn patient(note: &Note) -> Option<JsonPatient> {
    let age = note.front_matter_value("patient-age").and_then(age);
    let sex = note
        .front_matter_value("patient-sex")
        .map(str::trim)
        .filter(|sex| !sex.is_empty())
        .map(|sex| match sex.to_ascii_lowercase().as_str() {
            "f" => "female".to_owned(),
            "m" => "male".to_owned(),
            other => other.to_owned(),
        });
    (age.is_some() || sex.is_some()).then_some(JsonPatient { age, sex })
}

/// `64`, `64 years`, `10 mo`, `3-day`.
fn age(written: &str) -> Option<Quantity> {
    let written = written.trim().to_ascii_lowercase();
    let digits = written
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(written.len());
    let value = match written[..digits].parse::<u32>() {
        Ok(whole) => Number::Whole(whole),
        Err(_) => Number::Decimal(written[..digits].parse().ok()?),
    };
    let unit = match written[digits..].trim_start_matches([' ', '-']) {
        "" | "y" | "yo" | "y/o" | "yr" | "yrs" | "year" | "years" | "year-old" | "years old" => "year",
        "mo" | "mos" | "month" | "months" | "month-old" | "months old" => "month",
        "w" | "wk" | "wks" | "week" | "weeks" | "week-old" | "weeks old" => "week",
        "d" | "day" | "days" | "day-old" | "days old" => "day",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hour",
        _ => return None,
    };
    Some(Quantity { value, unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_with_their_unit() {
        let read = |written, value, unit| assert_eq!(age(written), Some(Quantity { value, unit }), "{written}");
        read("64", Number::Whole(64), "year");
        read(" 10 mo", Number::Whole(10), "month");
        read("2.5 years", Number::Decimal(2.5), "year");
        read("3-day", Number::Whole(3), "day");
        assert_eq!(age("old"), None);
        assert_eq!(age("64 parsecs"), None);
        assert_eq!(age("1.2.3"), None);
    }
}
