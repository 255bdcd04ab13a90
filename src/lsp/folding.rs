//! What can be folded: front matter, entries of a log, sections, problems, lists, tables, quotes and comments.
//!
//! Regions are whole lines, so that a client that folds by lines and one that does not agree. They nest, no two begin
//! on one line, and none ends in blank lines.

use super::snapshot::Snapshot;
use super::types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};
use crate::note::Note;
use crate::syntax::NodeKind;
use crate::text::Span;

/// So many items make a list worth folding.
const LONG_LIST: usize = 5;

/// What can be folded.
pub(super) fn folds(snapshot: &Snapshot, _params: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    if !snapshot.is_note() {
        return None;
    }
    let range = |fold: &Fold| FoldingRange {
        start_line: fold.first - 1,
        end_line: fold.last - 1,
        kind: fold.kind.clone(),
        ..FoldingRange::default()
    };
    Some(regions(snapshot.note()).iter().map(range).collect())
}

/// Lines from `first` to `last`, counted from 1.
#[derive(Debug, Clone, PartialEq)]
struct Fold {
    first: u32,
    last: u32,
    kind: Option<FoldingRangeKind>,
}

/// The regions, in the order of their first lines.
fn regions(note: &Note) -> Vec<Fold> {
    let mut found = Vec::new();
    let mut add = |span: Span, kind: Option<FoldingRangeKind>| found.extend(fold(note, span, kind));
    // Of two that begin on one line, what stands first here wins.
    for entry in &note.entries {
        add(entry.span, None);
    }
    for section in &note.sections {
        add(section.span, None);
    }
    for problem in &note.written_problems {
        add(problem.span, None);
    }
    let nodes = note.tree.nodes();
    for (at, node) in nodes.iter().enumerate() {
        match node.kind {
            NodeKind::FrontMatter | NodeKind::Item => add(node.span, None),
            NodeKind::Table | NodeKind::Quote => add(node.span, None),
            NodeKind::Comment | NodeKind::Directive => add(node.span, Some(FoldingRangeKind::Comment)),
            NodeKind::List => {
                let inner = &nodes[at + 1..node.end as usize];
                if inner.iter().filter(|node| node.kind == NodeKind::Item).count() >= LONG_LIST {
                    add(node.span, None);
                }
            }
            _ => {}
        }
    }
    nested(note, found)
}

/// The lines of a span without blank ones at its end, if there are several.
fn fold(note: &Note, span: Span, kind: Option<FoldingRangeKind>) -> Option<Fold> {
    let text = note.slice(span);
    let end = span.start + text.trim_end().len() as u32;
    let start = span.start + (text.len() - text.trim_start().len()) as u32;
    let first = note.lines().line_of(start);
    let last = note.lines().line_of(end.saturating_sub(1).max(start));
    (first < last).then_some(Fold { first, last, kind })
}

/// In order; of those that begin on one line, the one that was found first; what crosses the beginning of another ends
/// before it.
fn nested(note: &Note, mut found: Vec<Fold>) -> Vec<Fold> {
    found.sort_by_key(|fold| fold.first);
    found.dedup_by_key(|fold| fold.first);
    let mut done: Vec<Fold> = Vec::with_capacity(found.len());
    let mut open: Vec<usize> = Vec::new();
    for fold in found {
        while let Some(&at) = open.last() {
            let outer = &mut done[at];
            if fold.last <= outer.last {
                break;
            }
            outer.last = outer.last.min(fold.first - 1);
            open.pop();
        }
        open.push(done.len());
        done.push(fold);
    }
    // What was cut short may end in blank lines now.
    let is_blank = |line| {
        let line = note.lines().line_span(&note.text, line);
        line.is_none_or(|line| note.slice(line).trim().is_empty())
    };
    for fold in &mut done {
        while fold.first < fold.last && is_blank(fold.last) {
            fold.last -= 1;
        }
    }
    done.retain(|fold| fold.first < fold.last);
    done
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::lsp::anything::texts;
    use crate::lsp::testing::Testing;

    fn folded(text: &str) -> Vec<(u32, u32)> {
        let note = Testing::text(text, Vec::new());
        let lines = |fold: &FoldingRange| (fold.start_line, fold.end_line);
        answer(&note).iter().map(lines).collect()
    }

    fn answer(note: &Testing) -> Vec<FoldingRange> {
        let params = serde_json::from_value(json!({"textDocument": note.document()})).expect("parameters");
        folds(&note.snapshot, params).expect("it is a note")
    }

    #[test]
    fn front_matter_sections_and_problems_fold_without_the_blank_lines_behind_them() {
        let text = "---\nkind: soap\n---\n\n# Subjective\n\nCough.\n\n\n# Assessment and Plan\n\n1. URI\n   - rest\n   - fluids\n\n2. Asthma\n   - salbutamol\n";
        assert_eq!(folded(text), [(0, 2), (4, 6), (9, 16), (11, 13), (15, 16)]);
    }

    #[test]
    fn sections_stand_in_sections() {
        let text =
            "# Objective\n\n## Vital Signs\n\nHR 80\n\n## Exam\n\nLungs clear.\nHeart regular.\n\n# Plan\nRest.\n";
        assert_eq!(folded(text), [(0, 9), (2, 4), (6, 9), (11, 12)]);
    }

    #[test]
    fn long_lists_tables_quotes_and_comments_fold() {
        let text = "# HPI\nx\n- a\n- b\n- c\n- d\n- e\n\n> it burns\n> at night\n\n| Na | K |\n|---|---|\n| 138 | 4 |\n\n<!-- to\nmyself -->\n# Plan\n- rest\n- fluids\n";
        assert_eq!(folded(text), [(0, 16), (2, 6), (8, 9), (11, 13), (15, 16), (17, 19)]);
        let note = Testing::text(text, Vec::new());
        let comment = answer(&note).remove(4);
        assert_eq!(comment.kind, Some(FoldingRangeKind::Comment));
    }

    #[test]
    fn what_is_cut_short_ends_in_text_too() {
        // The second comment begins on the line on which the first ends.
        assert_eq!(
            folded("<!-- a\n\n--><!-- a\n b -->\n# HPI\n\ncough\n"),
            [(2, 3), (4, 6)]
        );
    }

    #[test]
    fn a_document_that_is_no_note_has_none() {
        let readme = Testing::text("# Hello\n\nWorld.\n", Vec::new()).named("README.md");
        let params = serde_json::from_value(json!({"textDocument": readme.document()})).expect("parameters");
        assert_eq!(folds(&readme.snapshot, params), None);
    }

    proptest! {
        #[test]
        fn regions_nest_and_end_in_text(text in texts()) {
            let note = Testing::text(&text, Vec::new());
            let folds = answer(&note);
            let lines = note.snapshot.lines();
            let mut open: Vec<(u32, u32)> = Vec::new();
            let mut before = None;
            for fold in folds {
                prop_assert!(fold.start_line < fold.end_line);
                prop_assert!(before < Some(fold.start_line), "two on one line");
                before = Some(fold.start_line);
                let last = lines.line_span(&text, fold.end_line + 1).expect("there is such a line");
                prop_assert!(!last.of(&text).trim().is_empty(), "a blank line was swallowed");
                open.retain(|(_, end)| *end >= fold.start_line);
                for (start, end) in &open {
                    prop_assert!(*start < fold.start_line && fold.end_line <= *end, "they cross");
                }
                open.push((fold.start_line, fold.end_line));
            }
        }
    }
}
