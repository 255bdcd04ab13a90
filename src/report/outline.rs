//! The outline of a note as a readable tree.

use std::borrow::Cow;
use std::io::Write as _;

use crate::note::facts::Problem;
use crate::note::{self, KindSource, Match, Note, Section};
use crate::rules::Severity;
use crate::text::Span;

use super::RenderOptions;
use super::closing::counted;
use super::neutral::{neutralize_line, shortened, snapped};
use super::style::Paint;

/// How deep the tree is drawn; what is deeper stands at this depth.
const DEEPEST: usize = 12;

/// One line of the tree.
struct Entry<'a> {
    depth: usize,
    span: Span,
    what: What<'a>,
}

enum What<'a> {
    Log(&'a note::Entry),
    Section(&'a Section),
    Problem(usize, &'a Problem),
}

/// The outline of `note`, for people: its kind and where that came from, its specialties and front matter, and the tree
/// of its sections and problems with their lines, and the facts that were read.
pub fn outline(path: &str, note: &Note, options: &RenderOptions, out: &mut Vec<u8>) {
    let paint = Paint::new(options.color);
    let _ = writeln!(out, "{}", paint.strong(&neutralize_line(path)));
    let _ = writeln!(out, "{}", kind_line(note));
    if !note.front_matter.is_empty() {
        let entries: Vec<String> = note
            .front_matter
            .iter()
            .map(|entry| format!("{}: {}", words(note, entry.key, 40), words(note, entry.value, 60)))
            .collect();
        let _ = writeln!(out, "Front matter: {}", entries.join(", "));
    }
    if let Some(title) = note.title {
        let _ = writeln!(out, "Title: {}", words(note, title, options.width));
    }
    if !note.entries.is_empty() {
        let _ = writeln!(out, "Entries: {}", note.entries.len());
    }
    let entries = entries(note);
    if entries.is_empty() {
        let _ = writeln!(out, "No sections.");
    } else {
        tree(note, &entries, options, out);
    }
    super::facts_text::facts(note, options, out);
    let blanks = note.placeholders().count();
    if blanks > 0 {
        let text = format!("{} left to fill in.", counted(blanks, "blank is", "blanks are"));
        let _ = writeln!(out, "{}", paint.severity(Severity::Warning, &text));
    }
}

/// `SOAP note (soap), by its sections (97 % sure); internal-medicine`.
pub(super) fn kind_line(note: &Note) -> String {
    let mut line = match note.kind {
        None => "Kind unknown".to_owned(),
        Some(id) => {
            let kind = note.grammar.kind(id);
            let mut line = format!("{} ({})", neutralize_line(&kind.title), neutralize_line(&kind.id));
            if let Some(source) = note.kind_source {
                let (by, guessed) = match source {
                    KindSource::CommandLine => ("as the command line says", false),
                    KindSource::FrontMatter => ("as its front matter says", false),
                    KindSource::Configuration => ("as the configuration says", false),
                    KindSource::Template => ("as its template says", false),
                    KindSource::Title => ("by its title", true),
                    KindSource::Sections => ("by its sections", true),
                };
                line.push_str(&format!(", {by}"));
                if guessed {
                    let percent = (note.kind_confidence.clamp(0.0, 1.0) * 100.0).round();
                    line.push_str(&format!(" ({percent} % sure)"));
                }
            }
            line
        }
    };
    for (at, id) in note.specialties.iter().enumerate() {
        line.push_str(if at == 0 { "; " } else { ", " });
        line.push_str(&neutralize_line(&note.grammar.specialty(*id).id));
    }
    line
}

/// The words under `span`, harmless and short.
fn words(note: &Note, span: Span, limit: usize) -> String {
    shortened(neutralize_line(snapped(&note.text, span).of(&note.text).trim()), limit)
}

/// Entries of a log, sections and problems in document order, a section before what stands in it.
fn entries(note: &Note) -> Vec<Entry<'_>> {
    let mut depths: Vec<usize> = Vec::with_capacity(note.sections.len());
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(note.sections.len() + note.entries.len());
    entries.extend(note.entries.iter().map(|entry| Entry {
        depth: 0,
        span: entry.span,
        what: What::Log(entry),
    }));
    for section in &note.sections {
        let top = usize::from(note.log_entry_at(section.span.start).is_some());
        // A parent stands before its children.
        let depth = section
            .parent
            .and_then(|parent| depths.get(parent.0 as usize))
            .map_or(top, |depth| (depth + 1).min(DEEPEST));
        depths.push(depth);
        entries.push(Entry {
            depth,
            span: section.span,
            what: What::Section(section),
        });
    }
    let problems = &note.assessment().problems;
    let mut rank = 0;
    for problem in problems {
        // Topics of the plan are no problems and have no rank.
        rank += usize::from(problem.topic.is_none());
        entries.push(Entry {
            depth: depths.get(problem.section.0 as usize).map_or(0, |depth| depth + 1),
            span: problem.span,
            what: What::Problem(rank, problem),
        });
    }
    entries.sort_by_key(|entry| (entry.span.start, entry.depth));
    entries
}

fn tree(note: &Note, entries: &[Entry<'_>], options: &RenderOptions, out: &mut Vec<u8>) {
    let paint = Paint::new(options.color);
    let lines: Vec<String> = entries.iter().map(|entry| line_range(note, entry.span)).collect();
    let widest = lines.iter().map(String::len).max().unwrap_or(0);
    let (branch, last_branch, through) = if options.ascii {
        ("|- ", "`- ", "|  ")
    } else {
        ("├─ ", "╰─ ", "│  ")
    };
    // Whether another entry of the same depth follows under the same parent, found from the end.
    let mut followed = vec![false; entries.len()];
    let mut later = [false; DEEPEST + 2];
    for (at, entry) in entries.iter().enumerate().rev() {
        followed[at] = later[entry.depth];
        later[entry.depth] = true;
        later[entry.depth + 1..].fill(false);
    }
    let mut open = [false; DEEPEST + 2];
    for (at, entry) in entries.iter().enumerate() {
        open[entry.depth] = followed[at];
        let mut branches = String::new();
        for (depth, goes_on) in open.iter().enumerate().take(entry.depth + 1).skip(1) {
            branches.push_str(match (depth == entry.depth, goes_on) {
                (true, true) => branch,
                (true, false) => last_branch,
                (false, true) => through,
                (false, false) => "   ",
            });
        }
        let _ = writeln!(
            out,
            "{}  {}{}",
            paint.dim(&format!("{:>widest$}", lines[at])),
            paint.dim(&branches),
            describe(note, entry, paint)
        );
    }
}

/// `3-9`, or `3` for a single line.
fn line_range(note: &Note, span: Span) -> String {
    let span = snapped(&note.text, span);
    // The line end, and blank lines before the next section, belong to the span but are nothing to read.
    let end = span.start + span.of(&note.text).trim_end().len() as u32;
    let first = note.lines().line_of(span.start);
    match note.lines().line_of(end.saturating_sub(1).max(span.start)) {
        last if last > first => format!("{first}-{last}"),
        _ => first.to_string(),
    }
}

fn describe(note: &Note, entry: &Entry<'_>, paint: Paint) -> String {
    match &entry.what {
        What::Log(entry) => {
            let sections = note.sections[entry.sections.start as usize..entry.sections.end as usize].iter();
            let count = sections.filter(|section| section.parent.is_none()).count();
            let count = if count == 0 {
                "no sections".to_owned()
            } else {
                counted(count, "section", "sections")
            };
            let heading = paint.strong(&words(note, entry.heading, 60)).into_owned();
            format!("{heading} {}", paint.dim(&format!("(entry; {count})")))
        }
        What::Section(section) => describe_section(note, section, paint),
        What::Problem(rank, problem) => {
            let title = words(note, problem.title, 60);
            let mut text = match problem.topic {
                None => format!("{rank}. {title}"),
                Some(_) => title,
            };
            let topic = problem
                .topic
                .map(|id| neutralize_line(&note.grammar.section(id).id).into_owned());
            let steps = problem.plan.len();
            let steps = (steps > 0).then(|| counted(steps, "step", "steps"));
            let remarks: Vec<String> = topic.into_iter().chain(steps).collect();
            if !remarks.is_empty() {
                text.push_str(&format!(" {}", paint.dim(&format!("({})", remarks.join("; ")))));
            }
            text
        }
    }
}

fn describe_section(note: &Note, section: &Section, paint: Paint) -> String {
    let heading = words(note, section.heading, 60);
    let Some(id) = section.id else {
        let mark = paint.severity(Severity::Warning, "(not in the catalogue)");
        return format!("\"{heading}\" {mark}");
    };
    let definition = note.grammar.section(id);
    let mut ids: Cow<'_, str> = neutralize_line(&definition.id);
    for also in &section.also {
        ids = Cow::Owned(format!("{ids} + {}", neutralize_line(&note.grammar.section(*also).id)));
    }
    let mut text = paint.strong(&ids).into_owned();
    if !heading.eq_ignore_ascii_case(&definition.title) && !heading.is_empty() {
        text.push_str(&format!(" \"{heading}\""));
    }
    if section.matched == Match::Typo {
        text.push_str(&format!(" {}", paint.severity(Severity::Warning, "(misspelt)")));
    }
    text
}
