//! Allow a finding here, in its section or in the note, and say why.
//!
//! Where the directive goes follows from `docs/suppressions.md`. Each place is tried: the note with the directive is read
//! again, and only if the finding is gone and the note reads the same is the action offered.

use std::sync::Arc;

use super::super::changes::Change;
use super::super::snapshot::Snapshot;
use super::{Asked, Offer, changed, fixes, line_end};
use crate::lint::{self, Reach, Settings, Suppression};
use crate::note::{HeadingStyle, Note, SectionIx};
use crate::rules::{self, Family};
use crate::syntax::{LineForm, NodeKind};
use crate::text::Span;

/// Of so many findings under the cursor it is offered.
const MOST: usize = 6;

/// The reaches on offer, from the narrowest.
const REACHES: [(Reach, &str, &str); 3] = [
    (Reach::Line, "allow", "here"),
    (Reach::Section, "allow-section", "in this section"),
    (Reach::Note, "allow-file", "in this note"),
];

/// Where the reason goes: an empty stop of a snippet. Left empty, SUP003 asks for it, as without a snippet.
const STOP: &str = "$1 ";

/// A directive and its place.
struct Candidate {
    change: Change,
    /// Where the reason goes in the text of the change; a directive that is there already has one.
    reason: Option<usize>,
}

/// Allow each of the findings under the cursor: all here, then all in their sections, then all in the note.
pub(super) fn offers<'s>(asked: &Asked<'s>, offers: &mut Vec<Offer<'s>>) {
    let snapshot = asked.snapshot;
    if snapshot.settings().ignore_suppressions {
        return;
    }
    let is_other =
        |found: &&&lint::Diagnostic| !rules::coded(&found.code).is_some_and(|rule| rule.family == Family::Suppressions);
    let findings = asked.touched().iter().filter(is_other).take(MOST);
    let trials: Vec<Trial<'_>> = findings.map(|found| Trial::new(snapshot, found)).collect();
    let mut seen: Vec<(&str, Change)> = Vec::new();
    for (reach, verb, words) in REACHES {
        for trial in &trials {
            let found = trial.found;
            let Some(candidate) = place(trial, reach, verb) else {
                continue;
            };
            let key = (&*found.code, candidate.change.clone());
            if seen.contains(&key) {
                continue;
            }
            let title = match candidate.reason {
                Some(_) => format!("Allow {} {words}, with a reason", found.code),
                None => format!("Allow {} {words}, with the directive that is there", found.code),
            };
            let mut offer = Offer::new(title, vec![found], vec![candidate.change.clone()]);
            offer.snippet = candidate.reason.map(|at| {
                let mut snippet = candidate.change.clone();
                snippet.text.insert_str(at, STOP);
                snippet
            });
            offers.push(offer);
            seen.push(key);
        }
    }
}

/// The first place where a directive of this reach does what it should.
fn place(trial: &Trial<'_>, reach: Reach, verb: &str) -> Option<Candidate> {
    let (snapshot, found) = (trial.snapshot, trial.found);
    let note = snapshot.note();
    // A missing section has no place of its own; its finding stands at a neighbour's heading.
    if found.code == "ORG001" && reach != Reach::Note {
        return None;
    }
    let mut candidates = Vec::new();
    for there in &snapshot.analysis().checked.suppressions {
        candidates.extend(joined(note, there, found, reach));
    }
    match reach {
        Reach::Line | Reach::Block => here(note, found, verb, &mut candidates),
        Reach::Section => in_section(note, found, verb, &mut candidates),
        Reach::Note => in_note(note, found, verb, &mut candidates),
    }
    candidates.into_iter().find(|candidate| trial.holds(&candidate.change))
}

/// The code added to a directive that reaches the finding already.
fn joined(note: &Note, there: &Suppression, found: &lint::Diagnostic, reach: Reach) -> Option<Candidate> {
    let fits = match reach {
        Reach::Line => matches!(there.reach, Reach::Line | Reach::Block),
        other => there.reach == other,
    };
    let scope = there.scope;
    let last = found.span.end.saturating_sub(1).max(found.span.start);
    let holds = scope.contains_offset(found.span.start)
        || found.span.start == scope.end
        || there.reach == Reach::Line && scope.contains_offset(last);
    if !fits || !holds || there.rules.is_empty() {
        return None;
    }
    // A section in a section has a directive of its own.
    if reach == Reach::Section {
        let own = note.section(note.section_at(found.span.start)?).span;
        if own != scope {
            return None;
        }
    }
    let comment = note.slice(there.span);
    let body = comment.strip_suffix("-->").unwrap_or(comment);
    let from = body.find(':')? + 1;
    let dash = ["--", "—", "–"].iter().filter_map(|dash| body[from..].find(dash)).min();
    let list = body[..dash.map_or(body.len(), |at| from + at)].trim_end();
    let list = list.trim_end_matches([',', ';', ' ']);
    let change = Change {
        span: Span::at(there.span.start + list.len() as u32),
        text: format!(", {}", found.code),
    };
    Some(Candidate { change, reason: None })
}

/// `<!-- preceptor: allow LNG001 -- -->` between two texts, at a byte.
fn directive(note: &Note, at: u32, (before, after): (&str, &str), verb: &str, code: &str) -> Candidate {
    let head = format!("{before}<!-- preceptor: {verb} {code} -- ");
    let reason = Some(head.len());
    let change = Change::new(&note.text, Span::at(at), format!("{head}-->{after}"));
    Candidate { change, reason }
}

/// A directive behind the words of a line. In a table it goes into the last cell.
fn behind(note: &Note, line: Span, verb: &str, code: &str) -> Candidate {
    let text = note.slice(line);
    let mut words = text.trim_end();
    let mut after = "";
    if is_in(note, line.start, |kind| kind == NodeKind::TableRow) {
        if let Some(cells) = words.strip_suffix('|') {
            words = cells.trim_end();
            after = if cells == words { " " } else { "" };
        }
    }
    directive(note, line.start + words.len() as u32, (" ", after), verb, code)
}

/// A directive on a line of its own, above the line that begins at `at`.
fn above(note: &Note, at: u32, verb: &str, code: &str) -> Candidate {
    let text = &note.text[at as usize..];
    let indent = &text[..text.len() - text.trim_start_matches([' ', '\t']).len()];
    directive(note, at, (indent, line_end(&note.text)), verb, code)
}

/// The line that holds a byte, without its end.
fn line(note: &Note, at: u32) -> Span {
    let lines = note.lines();
    lines.line_span(&note.text, lines.line_of(at)).unwrap_or(Span::at(at))
}

/// Whether a byte stands in a branch of such a kind.
fn is_in(note: &Note, at: u32, is: impl Fn(NodeKind) -> bool) -> bool {
    let holds = |node: &&crate::syntax::Node| is(node.kind) && node.span.contains_offset(at);
    note.tree.nodes().iter().any(|node| holds(&node))
}

/// Behind the line, or above the block.
fn here(note: &Note, found: &lint::Diagnostic, verb: &str, candidates: &mut Vec<Candidate>) {
    let code = &*found.code;
    let start = found.span.start;
    let first = line(note, start);
    let last = line(note, found.span.end.saturating_sub(1).max(start));
    let is_heading = |kind| {
        matches!(
            kind,
            NodeKind::Line(LineForm::Atx(_) | LineForm::Setext(_) | LineForm::Bold | LineForm::Caps)
        )
    };
    let is_bare = |section: &crate::note::Section| {
        section.style == HeadingStyle::Bare && first.contains_offset(section.heading.start)
    };
    let heading = is_in(note, start, is_heading) || note.sections.iter().any(is_bare);
    let behind = [first, last].map(|line| behind(note, line, verb, code));
    let mut blocks: Vec<u32> = vec![first.start];
    let is_block = |kind| {
        matches!(
            kind,
            NodeKind::Paragraph | NodeKind::Item | NodeKind::Table | NodeKind::Quote
        )
    };
    let around = note
        .tree
        .nodes()
        .iter()
        .filter(|node| is_block(node.kind) && node.span.contains_offset(start));
    blocks.extend(around.map(|node| line(note, node.span.start).start).rev());
    let above = blocks.into_iter().map(|at| above(note, at, verb, code));
    if heading {
        candidates.extend(above);
        candidates.extend(behind);
    } else {
        candidates.extend(behind);
        candidates.extend(above);
    }
}

/// Above the heading, under it, or behind it.
fn in_section(note: &Note, found: &lint::Diagnostic, verb: &str, candidates: &mut Vec<Candidate>) {
    let Some(ix) = note.section_at(found.span.start) else {
        return;
    };
    let code = &*found.code;
    let section = note.section(ix);
    let heading = line(note, section.heading.start);
    candidates.push(above(note, heading.start, verb, code));
    let body = line(note, section.body.start);
    if body.start > heading.start {
        candidates.push(above(note, body.start, verb, code));
    }
    candidates.push(behind(note, heading, verb, code));
    candidates.push(above(note, line(note, found.span.start).start, verb, code));
}

/// At the top, under the front matter; or at the very end.
fn in_note(note: &Note, found: &lint::Diagnostic, verb: &str, candidates: &mut Vec<Candidate>) {
    let code = &*found.code;
    let nodes = note.tree.nodes();
    let front = nodes.iter().find(|node| node.kind == NodeKind::FrontMatter);
    let mark = nodes.iter().find(|node| node.kind == NodeKind::Bom);
    let top = front.or(mark).map_or(0, |node| node.span.end);
    let end = line_end(&note.text);
    let next = note.text[top as usize..].split(['\n', '\r']).next().unwrap_or("");
    let apart = if next.trim().is_empty() { "" } else { end };
    // Some titles are read as such only on the first line, or after a blank one.
    candidates.push(directive(note, top, ("", &format!("{end}{apart}")), verb, code));
    candidates.push(directive(note, top, ("", end), verb, code));
    let last = note.text.trim_end().len() as u32;
    candidates.push(directive(note, last, (&format!("{end}{end}"), ""), verb, code));
}

/// Tries directives for one finding.
struct Trial<'s> {
    snapshot: &'s Snapshot,
    found: &'s lint::Diagnostic,
    /// The rule alone.
    settings: Settings,
    /// How many findings it has, and how many are hidden.
    findings: usize,
    hidden: usize,
    reading: Vec<String>,
}

impl<'s> Trial<'s> {
    fn new(snapshot: &'s Snapshot, found: &'s lint::Diagnostic) -> Self {
        let settings = fixes::only(snapshot.settings(), &found.code);
        let before = lint::check(Arc::clone(snapshot.text()), &settings);
        Self {
            snapshot,
            found,
            findings: before.diagnostics.len(),
            hidden: before.suppressed,
            reading: reading(&before.note),
            settings,
        }
    }

    /// Whether the finding is gone after the change, and nothing else is.
    fn holds(&self, change: &Change) -> bool {
        let text = changed(self.snapshot.text(), change);
        let moved = |at: u32| match at >= change.span.start {
            true => at + change.text.len() as u32 - change.span.len(),
            false => at,
        };
        let after = lint::check(Arc::from(text), &self.settings);
        let more = after.suppressed.saturating_sub(self.hidden);
        let start = self.found.span.start;
        let is_it = |other: &lint::Diagnostic| {
            other.message == self.found.message && (other.span.start == start || other.span.start == moved(start))
        };
        more > 0
            && after.diagnostics.len() + more == self.findings
            && !after.diagnostics.iter().any(is_it)
            && reading(&after.note) == self.reading
    }
}

/// How a note is read, as far as a comment could change it.
pub(super) fn reading(note: &Note) -> Vec<String> {
    let mut all = vec![
        format!("{:?} {} {:?}", note.kind, note.is_template, note.specialties),
        format!("{:?}", note.title.map(|title| note.slice(title))),
    ];
    let value =
        |entry: &crate::note::FrontMatterEntry| format!("{} = {}", note.slice(entry.key), note.slice(entry.value));
    all.extend(note.front_matter.iter().map(value));
    let section = |at: u32| {
        let section = note.section(SectionIx(at));
        let heading = note.slice(section.heading);
        format!(
            "{heading} {:?} {:?} {} {:?}",
            section.id, section.style, section.level, section.parent
        )
    };
    all.extend((0..note.sections.len() as u32).map(section));
    all.extend(note.entries.iter().map(|entry| note.slice(entry.heading).to_owned()));
    let problem = |problem: &crate::note::WrittenProblem| {
        format!(
            "{} {:?} {}",
            note.slice(problem.title),
            problem.form,
            problem.items.len()
        )
    };
    all.extend(note.written_problems.iter().map(problem));
    all
}
