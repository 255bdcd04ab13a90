//! A note with its findings as comments in the margin.

use std::fmt::Write as _;

use crate::grade::pictures::{prose, push_escaped};
use crate::grade::{Found, Mark};
use crate::note::Note;
use crate::rules::Severity;

/// How a finding is called towards a student.
pub(super) fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Mend first",
        Severity::Warning => "Improve",
        Severity::Info => "Consider",
    }
}

/// The sign beside it, for those who see no colour.
pub(super) fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "●",
        Severity::Warning => "◆",
        Severity::Info => "○",
    }
}

/// The findings by number (from 1), in the order of their places.
pub(super) fn numbered(mark: &Mark) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..mark.findings.len()).collect();
    order.sort_by_key(|at| mark.findings.get(*at).map(|found| (found.line, found.column)));
    order
        .into_iter()
        .enumerate()
        .map(|(number, at)| (number + 1, at))
        .collect()
}

/// The text of line `number`.
pub(super) fn line(note: &Note, number: u32) -> Option<&str> {
    let span = note.lines().line_span(&note.text, number)?;
    note.text.get(span.start as usize..span.end as usize)
}

/// The note, line by line, each finding beside the line where it stands. Ids begin with `prefix`.
pub(super) fn html(mark: &Mark, note: &Note, prefix: &str) -> String {
    let mut out = String::with_capacity(note.text.len() * 2 + mark.findings.len() * 400);
    let numbers = numbered(mark);
    let mut waiting = numbers
        .iter()
        .filter_map(|(number, at)| Some((*number, mark.findings.get(*at)?)))
        .peekable();
    let mut here: Vec<(usize, &Found)> = Vec::new();
    for number in 1..=note.lines().line_count() {
        let Some(text) = line(note, number) else { break };
        here.clear();
        while let Some(next) = waiting.next_if(|(_, found)| found.line <= number) {
            here.push(next);
        }
        let class = if is_heading(text) {
            " h"
        } else if is_aligned(text) {
            " fixed"
        } else {
            ""
        };
        let _ = write!(out, "<div class=\"line{class}\" id=\"{prefix}-L{number}\">");
        for (at, found) in &here {
            comment(&mut out, *at, found, prefix);
        }
        let _ = write!(out, "<span class=\"n\">{number}</span><span class=\"t\">");
        marked_line(&mut out, text, &here, prefix);
        out.push_str("</span></div>\n");
    }
    // Findings of lines that the note does not have: nothing is dropped.
    for (at, found) in waiting {
        out.push_str("<div class=\"line\">");
        comment(&mut out, at, found, prefix);
        out.push_str("</div>\n");
    }
    out
}

/// The words of a line, with the number of each finding where it begins.
fn marked_line(out: &mut String, text: &str, here: &[(usize, &Found)], prefix: &str) {
    let mut places: Vec<(usize, usize, Severity)> = here
        .iter()
        .map(|(number, found)| (column(text, found.column), *number, found.severity))
        .collect();
    places.sort_unstable();
    let mut from = 0;
    for (at, number, severity) in places {
        push_escaped(out, text.get(from..at).unwrap_or_default());
        from = at.max(from);
        let _ = write!(
            out,
            "<a class=\"m {}\" id=\"{prefix}-m{number}\" href=\"#{prefix}-c{number}\">{number}</a>",
            severity.name()
        );
    }
    push_escaped(out, text.get(from..).unwrap_or_default());
}

/// The byte where `column` (from 1, in characters) begins; the end of the text beyond it.
fn column(text: &str, column: u32) -> usize {
    let before = (column as usize).saturating_sub(1);
    text.char_indices().nth(before).map_or(text.len(), |(at, _)| at)
}

fn comment(out: &mut String, number: usize, found: &Found, prefix: &str) {
    let severity = found.severity;
    let _ = write!(
        out,
        "<aside class=\"c {name}\" id=\"{prefix}-c{number}\" role=\"note\"><a class=\"k\" href=\"#{prefix}-m{number}\" \
         aria-label=\"comment {number}, to its place\">{number}</a> <span class=\"w\">{sign} {weight}</span> \
         <span class=\"msg\">{message}</span>",
        name = severity.name(),
        sign = sign(severity),
        weight = weight(severity),
        message = sentence(&found.message),
    );
    if let Some(help) = &found.help {
        let _ = write!(out, " <span class=\"help\">{}</span>", sentence(help));
    }
    out.push_str(" <span class=\"code\">");
    push_escaped(out, &found.code);
    if let Some(place) = &found.place {
        out.push_str(", ");
        push_escaped(out, place);
    }
    out.push_str("</span></aside>");
}

/// Prose that opens with a capital and ends with a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let opened = match chars.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    };
    let ends = opened.is_empty() || opened.ends_with(['.', '!', '?', ':', '…']);
    prose(&if ends { opened } else { opened + "." })
}

pub(super) fn is_heading(text: &str) -> bool {
    let text = text.trim();
    let marked = text.starts_with('#') || (text.starts_with("**") && text.trim_end_matches(':').ends_with("**"));
    marked && text.len() < 200
}

/// Whether the line is set in columns, which only a fixed pitch keeps.
fn is_aligned(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('|') || text.contains('\t') || text.contains("   ")
}
