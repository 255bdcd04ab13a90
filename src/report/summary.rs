//! `--summary`: what a note does well, and the three findings that matter most.

use std::io::Write as _;

use crate::grammar::{KindDef, SectionId};
use crate::lint::{Checked, Diagnostic};
use crate::note::Note;
use crate::rules::Family;
use crate::rules::catalogue::org001_missing_section as missing_section;
use crate::rules::support::{Content, section_content};

use super::closing::{counted, listed};
use super::neutral::{neutralize_line, wrap};
use super::outline::kind_line;
use super::style::Paint;
use super::{NoteReport, RenderOptions};

/// How many findings are named.
const NAMED: usize = 3;

/// The summary of one note, for people: first what it does well, then the three findings that matter most (the worst
/// severity first, then what bears most on the patient's safety, then the order of the note).
pub fn summary(report: &NoteReport<'_>, options: &RenderOptions, out: &mut Vec<u8>) {
    let paint = Paint::new(options.color);
    let note = &report.checked.note;
    let (tick, width) = (if options.ascii { "+" } else { "✓" }, options.width.max(40) - 4);
    let _ = writeln!(
        out,
        "{}: {}",
        paint.strong(&neutralize_line(report.path)),
        kind_line(note)
    );
    let strengths = strengths(report.checked);
    if !strengths.is_empty() {
        let _ = writeln!(out, "  Done well");
        for strength in &strengths {
            entry(&paint.good(tick), 1, &wrap(strength, width - 2, 0), out);
        }
    }
    let diagnostics = &report.checked.diagnostics;
    if diagnostics.is_empty() {
        let _ = writeln!(out, "  Nothing to mend.\n");
        return;
    }
    let _ = writeln!(out, "  Look at first");
    for (at, found) in most_important(diagnostics).into_iter().enumerate() {
        let severity = found.severity.name();
        let text = format!(
            "{severity} in line {}: {} [{}]",
            note.position(found.span.start).line,
            neutralize_line(&found.message),
            neutralize_line(&found.code)
        );
        let mut lines = wrap(&text, width - 3, 0);
        if let Some(rest) = lines.first().and_then(|line| line.strip_prefix(severity)) {
            lines[0] = format!("{}{rest}", paint.severity(found.severity, severity));
        }
        entry(&format!("{}.", at + 1), 2, &lines, out);
    }
    if let Some(more @ 1..) = diagnostics.len().checked_sub(NAMED) {
        let _ = writeln!(out, "  and {}.", counted(more, "smaller one", "smaller ones"));
    }
    out.push(b'\n');
}

/// One entry of a list, `columns` being the width of its mark.
fn entry(mark: &str, columns: usize, lines: &[String], out: &mut Vec<u8>) {
    for (at, line) in lines.iter().enumerate() {
        let _ = if at == 0 {
            writeln!(out, "    {mark} {line}")
        } else {
            writeln!(out, "    {:columns$} {line}", "")
        };
    }
}

/// How much a finding of this rule bears on the patient, the heaviest first. A user's rule stands in the middle.
fn weight(code: &str) -> usize {
    const ORDER: [Family; 11] = [
        Family::Safe,
        Family::Accurate,
        Family::Confidential,
        Family::Reasoned,
        Family::Actionable,
        Family::Complete,
        Family::Organized,
        Family::Template,
        Family::Relevant,
        Family::Language,
        Family::Suppressions,
    ];
    let digits = code.len() - code.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let family = &code[..code.len() - digits];
    ORDER
        .iter()
        .position(|known| known.code() == family)
        .unwrap_or(ORDER.len() / 2)
}

/// The three findings that matter most: the worst severity first, then what bears most on the patient's safety.
pub fn most_important(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let rank = |found: &Diagnostic| (std::cmp::Reverse(found.severity), weight(&found.code));
    let mut order: Vec<_> = diagnostics.iter().collect();
    // The sort is stable: what is equal stays in the order of the note.
    order.sort_by_key(|found| rank(found));
    // Three findings of one rule teach less than three rules: the first of each rule, then the others.
    let mut named: Vec<&Diagnostic> = Vec::with_capacity(NAMED);
    for found in &order {
        if named.len() < NAMED && named.iter().all(|other| other.code != found.code) {
            named.push(found);
        }
    }
    for found in &order {
        if named.len() < NAMED && !named.iter().any(|other| std::ptr::eq(*other, *found)) {
            named.push(found);
        }
    }
    named.sort_by_key(|found| rank(found));
    named
}

/// What was found in the note that a teacher would praise. Only what is there is named; nothing is inferred from the
/// absence of findings.
pub fn strengths(checked: &Checked) -> Vec<String> {
    let note = &checked.note;
    // What a finding asks for is nothing to praise.
    let is_missed = |title: &str| {
        let opening = missing_section::opening(title);
        checked
            .diagnostics
            .iter()
            .any(|found| found.message.starts_with(&opening))
    };
    let mut strengths = Vec::new();
    if let Some(kind) = note.kind {
        let kind = note.grammar.kind(kind);
        let here = |ids: &[SectionId]| -> Vec<String> {
            ids.iter()
                .filter(|id| is_written(note, kind, **id) && !is_missed(&note.grammar.section(**id).title))
                .map(|id| neutralize_line(&note.grammar.section(*id).title).into_owned())
                .collect()
        };
        let required = here(&kind.required);
        if !required.is_empty() {
            let all = if required.len() == kind.required.len() {
                "Every required section is there"
            } else {
                "Required sections found"
            };
            strengths.push(format!("{all}: {}.", listed(&required)));
        }
        let recommended = here(&kind.recommended);
        if !recommended.is_empty() {
            strengths.push(format!("Also there, as recommended: {}.", listed(&recommended)));
        }
    }
    let problems = note.assessment().diseases();
    let planned = problems.clone().filter(|problem| !problem.plan.is_empty()).count();
    match problems.count() {
        0 => {}
        1 if planned == 1 => strengths.push("The problem has its own plan.".to_owned()),
        all if planned == all => strengths.push(format!("Each of the {all} problems has its own plan.")),
        // Most is worth praise; a few is not.
        all if planned * 2 > all => strengths.push(format!("{planned} of {all} problems have their own plan.")),
        _ => {}
    }
    if !note.sections.is_empty() && note.placeholders().next().is_none() {
        strengths.push("No blank is left to fill in.".to_owned());
    }
    strengths
}

/// Whether the section, one that stands for it in this kind, or a part that satisfies it stands in the note with
/// something under its heading.
pub fn is_written(note: &Note, kind: &KindDef, id: SectionId) -> bool {
    let equivalent = note
        .grammar
        .equivalences()
        .iter()
        .filter(|entry| entry.requirement == id);
    let combined = kind.combine.iter().filter(|combine| combine.parts.contains(&id));
    std::iter::once(id)
        .chain(equivalent.flat_map(|entry| entry.any_of.iter().copied()))
        .chain(combined.filter_map(|combine| combine.into))
        .filter_map(|id| note.find_section(id))
        .any(|ix| section_content(note, ix) == Content::Written)
}
