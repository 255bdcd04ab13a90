//! The outline of a note: entries of a log, sections, problems and the steps of their plans.

use super::snapshot::Snapshot;
use super::types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation,
    SymbolKind,
};
use crate::note::facts::{Assessment, Problem};
use crate::note::{Note, Section};
use crate::text::{Span, floor};

/// Names are cut after so many bytes: a step of a plan may be a paragraph.
const LONGEST: usize = 80;

/// The outline of a note.
pub(super) fn symbols(snapshot: &Snapshot, _params: DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    if !snapshot.is_note() {
        return None;
    }
    let outline = nested(found(snapshot.note()));
    Some(if snapshot.client.nested_symbols {
        outline
            .iter()
            .map(|entry| entry.symbol(snapshot))
            .collect::<Vec<_>>()
            .into()
    } else {
        let mut flat = Vec::new();
        outline
            .iter()
            .for_each(|entry| entry.flatten(snapshot, None, &mut flat));
        flat.into()
    })
}

/// One line of the outline.
#[derive(Debug)]
struct Entry {
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    /// All of it.
    span: Span,
    /// What names it.
    title: Span,
    children: Vec<Entry>,
}

impl Entry {
    fn symbol(&self, snapshot: &Snapshot) -> DocumentSymbol {
        let children: Vec<DocumentSymbol> = self.children.iter().map(|child| child.symbol(snapshot)).collect();
        DocumentSymbol::new(
            self.name.clone(),
            self.detail.clone(),
            self.kind,
            None,
            None,
            snapshot.range(self.span),
            snapshot.range(self.title),
            (!children.is_empty()).then_some(children),
        )
    }

    fn flatten(&self, snapshot: &Snapshot, container: Option<&str>, flat: &mut Vec<SymbolInformation>) {
        let base = BaseSymbolInformation::new(self.name.clone(), self.kind, None, container.map(str::to_owned));
        let location = Location::new(snapshot.uri().clone(), snapshot.range(self.span));
        flat.push(SymbolInformation::new(None, location, base));
        for child in &self.children {
            child.flatten(snapshot, Some(&self.name), flat);
        }
    }
}

/// Everything that has a line in the outline, in no order.
fn found(note: &Note) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut add = |title: Span, span: Span, kind: SymbolKind, detail: Option<String>| {
        let name = one_line(note.slice(title));
        if !name.is_empty() {
            found.push(Entry {
                name,
                detail,
                kind,
                span: span.cover(title),
                title,
                children: Vec::new(),
            });
        }
    };
    for entry in &note.entries {
        add(entry.heading, entry.span, SymbolKind::Package, None);
    }
    for section in &note.sections {
        add(
            section.heading,
            section.span,
            SymbolKind::Namespace,
            meaning(note, section),
        );
    }
    let assessment = note.assessment();
    for (at, problem) in note.written_problems.iter().enumerate() {
        let detail = reasoning(note, assessment, at as u32);
        add(problem.title, problem.span, SymbolKind::Object, detail);
    }
    for step in &assessment.plan {
        add(step.span, step.span, SymbolKind::Event, None);
    }
    found
}

/// What the catalogue calls the section, if the heading says it otherwise.
fn meaning(note: &Note, section: &Section) -> Option<String> {
    let title = |id| &*note.grammar.section(id).title;
    let titles: Vec<&str> = section.id.iter().chain(&section.also).map(|id| title(*id)).collect();
    let heading = note.slice(section.heading).trim();
    let says_so = titles.len() == 1 && titles[0].eq_ignore_ascii_case(heading);
    (!titles.is_empty() && !says_so).then(|| titles.join(", "))
}

/// The rank of a problem, and what is said and done about it: `1, reasoned, 3 steps`.
fn reasoning(note: &Note, assessment: &Assessment, written: u32) -> Option<String> {
    let is_this = |problem: &Problem| problem.written.contains(&written);
    let problem = assessment.problems.iter().find(|problem| is_this(problem))?;
    if let Some(topic) = problem.topic {
        return Some(note.grammar.section(topic).title.to_string());
    }
    let rank = assessment.diseases().position(is_this)? + 1;
    let reasoned = if problem.reasoning.is_empty() {
        "no reasoning"
    } else {
        "reasoned"
    };
    let steps = match problem.plan.len() {
        0 => "no step".to_owned(),
        1 => "1 step".to_owned(),
        more => format!("{more} steps"),
    };
    Some(format!("{rank}, {reasoned}, {steps}"))
}

/// Words without line breaks, and not too many of them.
fn one_line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if line.len() <= LONGEST {
        return line.to_owned();
    }
    format!("{}…", line[..floor(line, LONGEST)].trim_end())
}

/// The outline: what lies in something stands under it. What crosses the end of what it begins in ends there too.
fn nested(mut found: Vec<Entry>) -> Vec<Entry> {
    // Of two with the same span, the one that was found first holds the other.
    found.sort_by_key(|entry| (entry.span.start, std::cmp::Reverse(entry.span.end)));
    let mut roots: Vec<Entry> = Vec::new();
    let mut open: Vec<Entry> = Vec::new();
    let close = |open: &mut Vec<Entry>, roots: &mut Vec<Entry>| {
        if let Some(done) = open.pop() {
            open.last_mut().map_or(roots, |outer| &mut outer.children).push(done);
        }
    };
    for mut entry in found {
        while open.last().is_some_and(|outer| outer.span.end <= entry.span.start) {
            close(&mut open, &mut roots);
        }
        if let Some(outer) = open.last() {
            entry.span.end = entry.span.end.min(outer.span.end);
            entry.title.end = entry.title.end.min(outer.span.end);
        }
        open.push(entry);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::lsp::anything::texts;
    use crate::lsp::testing::Testing;
    use crate::lsp::types::Range;

    fn answer(note: &Testing) -> DocumentSymbolResponse {
        let params = serde_json::from_value(json!({"textDocument": note.document()})).expect("parameters");
        symbols(&note.snapshot, params).expect("it is a note")
    }

    fn outline(text: &str) -> Vec<DocumentSymbol> {
        match answer(&Testing::text(text, Vec::new()).able()) {
            DocumentSymbolResponse::DocumentSymbolList(symbols) => symbols,
            other => panic!("{other:?}"),
        }
    }

    /// One line a symbol, indented.
    fn shown(symbols: &[DocumentSymbol], depth: usize) -> String {
        let line = |symbol: &DocumentSymbol| {
            let detail = symbol.detail.as_ref().map(|detail| format!(" ({detail})"));
            let children = shown(symbol.children.as_deref().unwrap_or_default(), depth + 1);
            format!(
                "{}{}{}\n{children}",
                "  ".repeat(depth),
                symbol.name,
                detail.unwrap_or_default()
            )
        };
        symbols.iter().map(line).collect()
    }

    const NOTE: &str = "# Subjective\n\n## HPI\n\nDyspnea for 3 days.\n\n# Assessment and Plan\n\n1. CHF exacerbation: likely due to missed doses, given orthopnea and weight gain.\n   - Furosemide 40 mg IV twice daily\n   - Daily weights\n2. Hypertension\n";

    #[test]
    fn sections_hold_their_parts_and_problems_their_steps() {
        assert_eq!(
            shown(&outline(NOTE), 0),
            "\
Subjective
  HPI (History of Present Illness)
Assessment and Plan
  CHF exacerbation (1, reasoned, 2 steps)
    Furosemide 40 mg IV twice daily
    Daily weights
  Hypertension (2, no reasoning, no step)
"
        );
    }

    #[test]
    fn a_client_without_a_tree_gets_a_list() {
        let DocumentSymbolResponse::SymbolInformationList(flat) = answer(&Testing::text(NOTE, Vec::new())) else {
            panic!("a list");
        };
        let named: Vec<(&str, Option<&str>)> = flat
            .iter()
            .map(|symbol| &symbol.base_symbol_information)
            .map(|base| (&*base.name, base.container_name.as_deref()))
            .collect();
        assert_eq!(
            named[..4],
            [
                ("Subjective", None),
                ("HPI", Some("Subjective")),
                ("Assessment and Plan", None),
                ("CHF exacerbation", Some("Assessment and Plan"))
            ]
        );
    }

    #[test]
    fn entries_of_a_log_hold_their_sections() {
        let text = "---\nkind: learning\n---\n\n# 2026-11-20\n\n## Learned\n\nStart low.\n\n# 2026-11-21\n\n## Learned\n\nGo slow.\n";
        let symbols = outline(text);
        let names: Vec<&str> = symbols.iter().map(|symbol| &*symbol.name).collect();
        assert_eq!(names, ["2026-11-20", "2026-11-21"], "{}", shown(&symbols, 0));
    }

    fn check(symbols: &[DocumentSymbol], within: Range) -> Result<(), TestCaseError> {
        for symbol in symbols {
            let (range, selection) = (symbol.range, symbol.selection_range);
            prop_assert!(!symbol.name.trim().is_empty());
            prop_assert!(within.start <= range.start && range.end <= within.end, "{:?}", symbol);
            prop_assert!(
                range.start <= selection.start && selection.end <= range.end,
                "{:?}",
                symbol
            );
            prop_assert!(selection.start <= selection.end, "{:?}", symbol);
            check(symbol.children.as_deref().unwrap_or_default(), range)?;
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn ranges_hold_what_names_them_and_what_stands_in_them(text in texts()) {
            let note = Testing::text(&text, Vec::new()).able();
            let whole = note.snapshot.range(Span::new(0, text.len() as u32));
            let DocumentSymbolResponse::DocumentSymbolList(symbols) = answer(&note) else {
                panic!("a tree");
            };
            check(&symbols, whole)?;
        }
    }
}
