//! Growing a selection: word, blank or value, sentence, line, item, block, problem, section, note.

use super::snapshot::Snapshot;
use super::types::{Position, Range, SelectionRange, SelectionRangeParams};
use crate::note::Note;
use crate::syntax::{Node, NodeKind};
use crate::text::{LineIndex, Span};

/// Growing a selection. For each position there is exactly one answer.
pub(super) fn selections(snapshot: &Snapshot, params: SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    if !snapshot.is_note() {
        return None;
    }
    let grow = |position: Position| chain(snapshot, snapshot.offset(position));
    Some(params.positions.into_iter().map(grow).collect())
}

/// What a client selects, from the word at `at` to the whole note: each range is larger than the one before and holds
/// it.
fn chain(snapshot: &Snapshot, at: u32) -> SelectionRange {
    let mut spans = around(snapshot.note(), snapshot.lines(), at);
    spans.sort_by_key(|span| span.len());
    let mut ranges: Vec<(Span, Range)> = Vec::with_capacity(spans.len());
    for span in spans {
        let range = snapshot.range(span);
        let grows = ranges
            .last()
            .is_none_or(|(inner, shown)| span.contains(*inner) && *shown != range);
        if grows {
            ranges.push((span, range));
        }
    }
    let whole = snapshot.range(Span::new(0, snapshot.text().len() as u32));
    let outermost = SelectionRange::new(ranges.pop().map_or(whole, |(_, range)| range), None);
    let outwards = ranges.into_iter().rev();
    outwards.fold(outermost, |outer, (_, range)| {
        SelectionRange::new(range, Some(Box::new(outer)))
    })
}

/// Everything that holds `at`, in no order. The whole note is among it.
fn around(note: &Note, lines: &LineIndex, at: u32) -> Vec<Span> {
    let text: &str = &note.text;
    let mut spans = vec![Span::new(0, text.len() as u32)];
    let mut add = |span: Span| {
        let trimmed = trimmed(text, span);
        // A cursor may stand behind the last character of what it is in.
        for span in [trimmed, span] {
            if !span.is_empty() && (span.contains_offset(at) || span.end == at && (span == trimmed || is_end(text, at)))
            {
                spans.push(span);
                break;
            }
        }
    };
    if let Some(word) = word(text, at) {
        add(word);
    }
    let number = lines.line_of(at);
    if let Some(line) = lines.line_span(text, number) {
        add(line);
        add(without_marks(note, line));
    }
    for node in holding(note, at) {
        match node.kind {
            NodeKind::Document | NodeKind::Line(_) => {}
            NodeKind::Newline | NodeKind::Indent | NodeKind::Blank | NodeKind::Separator | NodeKind::Marker => {}
            _ => add(node.span),
        }
    }
    if let Some(value) = field_value(note, lines, at) {
        add(value);
    }
    let sentences = note.sentences();
    let next = sentences.partition_point(|sentence| sentence.span.start <= at);
    if let Some(sentence) = sentences[..next].last() {
        add(sentence.span);
    }
    for problem in note.written_problems.iter().filter(|problem| holds(problem.span, at)) {
        add(problem.span);
    }
    let mut section = note.section_at(at);
    while let Some(ix) = section {
        let found = note.section(ix);
        add(found.body);
        add(found.span);
        section = found.parent;
    }
    if let Some(entry) = note.log_entry_at(at) {
        add(note.entries[entry].span);
    }
    spans
}

fn is_end(text: &str, at: u32) -> bool {
    at as usize == text.len()
}

fn holds(span: Span, at: u32) -> bool {
    span.start <= at && at <= span.end
}

/// Without white space around it.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len()) as u32;
    Span::new(start.min(span.end), span.start.max(start) + words.trim().len() as u32)
}

/// The nodes that hold `at`, outermost first, with the leaf that ends there.
fn holding(note: &Note, at: u32) -> Vec<&Node> {
    let nodes = note.tree.nodes();
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(node) = nodes.get(next) {
        if node.span.start > at {
            break;
        }
        if holds(node.span, at) {
            found.push(node);
            next += 1;
        } else {
            next = node.end as usize;
        }
    }
    found
}

/// Letters and digits, and what joins two of them: `5.3`, `142/88`, `patient's`, `follow-up`.
fn word(text: &str, at: u32) -> Option<Span> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || ('\u{300}'..='\u{36f}').contains(&c);
    let is_joint = |c: char| matches!(c, '.' | '/' | '-' | '\'' | '’' | ',');
    let at = at as usize;
    let mut start = at;
    let mut before = text[..at].char_indices().rev().peekable();
    while let Some((found, c)) = before.next() {
        let joins = is_joint(c)
            && text[start..].starts_with(is_part)
            && before.peek().is_some_and(|(_, next)| is_part(*next))
            && (c != ',' || text[start..].starts_with(|c: char| c.is_ascii_digit()));
        if !is_part(c) && !joins {
            break;
        }
        start = found;
    }
    let mut end = at;
    let mut after = text[at..].char_indices().peekable();
    while let Some((found, c)) = after.next() {
        let digit = |c: char| c.is_ascii_digit();
        let joins = is_joint(c)
            && text[..at + found].ends_with(is_part)
            && after
                .peek()
                .is_some_and(|(_, next)| is_part(*next) && (c != ',' || digit(*next)));
        if !is_part(c) && !joins {
            break;
        }
        end = at + found + c.len_utf8();
    }
    (start < end).then(|| Span::from(start..end))
}

/// A line without the marks that open it.
fn without_marks(note: &Note, line: Span) -> Span {
    let nodes = note.tree.nodes();
    let from = nodes.partition_point(|node| node.span.start < line.start);
    let leaves = nodes[from..].iter().take_while(|node| node.span.start < line.end);
    let is_mark = |kind: NodeKind| {
        matches!(
            kind,
            NodeKind::Marker | NodeKind::Indent | NodeKind::TaskBox(_) | NodeKind::Bom
        )
    };
    let first = leaves
        .filter(|node| node.kind.is_leaf() && !node.span.is_empty())
        .find(|node| !is_mark(node.kind));
    first.map_or(line, |first| Span::new(first.span.start.min(line.end), line.end))
}

/// What stands behind a label on its line: `142/88` of `BP: 142/88`.
fn field_value(note: &Note, lines: &LineIndex, at: u32) -> Option<Span> {
    let line = lines.line_span(&note.text, lines.line_of(at))?;
    let nodes = note.tree.nodes();
    let from = nodes.partition_point(|node| node.span.start < line.start);
    let leaves: Vec<&Node> = nodes[from..]
        .iter()
        .take_while(|node| node.span.start < line.end)
        .filter(|node| node.kind.is_leaf())
        .collect();
    let after = leaves
        .iter()
        .rposition(|leaf| leaf.kind == NodeKind::Separator && leaf.span.end <= at)?;
    let next = leaves[after + 1..].iter().position(|leaf| leaf.kind == NodeKind::Title);
    let end = next.map_or(line.end, |next| leaves[after + 1 + next].span.start);
    Some(Span::new(leaves[after].span.end, end.max(leaves[after].span.end)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::lsp::anything::places;
    use crate::lsp::testing::Testing;

    fn answer(note: &Testing, at: &[u32]) -> Vec<SelectionRange> {
        let positions: Vec<Position> = at.iter().map(|at| note.snapshot.position(*at)).collect();
        let params = json!({"textDocument": note.document(), "positions": positions});
        selections(&note.snapshot, serde_json::from_value(params).expect("parameters")).expect("it is a note")
    }

    /// What is selected, from the inside.
    fn grown(text: &str) -> Vec<String> {
        let note = Testing::note(text);
        let mut found = Vec::new();
        let mut next = answer(&note, &[note.offset()]).pop().map(Box::new);
        while let Some(range) = next {
            found.push(note.snapshot.span(range.range).of(note.snapshot.text()).to_owned());
            next = range.parent;
        }
        found
    }

    #[test]
    fn from_a_word_to_the_note() {
        let text =
            "# HPI\n\nDyspnea.\n\n# Assessment and Plan\n\n1. CHF: worse. Not ta<|>king furosemide.\n   - restart\n";
        let found = grown(text);
        let starts: Vec<&str> = found.iter().map(|words| words.lines().next().unwrap_or("")).collect();
        assert_eq!(
            starts,
            [
                "taking",
                "Not taking furosemide.",
                "worse. Not taking furosemide.",
                "CHF: worse. Not taking furosemide.",
                "1. CHF: worse. Not taking furosemide.",
                "1. CHF: worse. Not taking furosemide.",
                "# Assessment and Plan",
                "# HPI",
            ]
        );
        assert!(found[5].ends_with("- restart"), "{found:#?}");
        assert!(found[6].ends_with("- restart"), "{found:#?}");
    }

    #[test]
    fn numbers_values_and_blanks_are_one() {
        let vitals = grown("# Vital Signs\nBP: 14<|>2/88 sitting, HR 80\n");
        assert_eq!(vitals[..2], ["142/88", "142/88 sitting, HR 80"]);
        assert_eq!(
            grown("HPI: pain is {mild|sev<|>ere} today\n")[..2],
            ["severe", "{mild|severe}"]
        );
        assert_eq!(grown("K 3.<|>5\n")[0], "3.5");
        assert_eq!(grown("the patient's<|> words\n")[0], "patient's");
    }

    #[test]
    fn sections_stand_in_their_parents() {
        let found = grown("# Objective\n\n## Exam\n\nLungs cl<|>ear.\n\n# Plan\nRest.\n");
        let tail: Vec<&str> = found.iter().rev().skip(1).take(3).map(String::as_str).collect();
        assert_eq!(
            tail,
            [
                "# Objective\n\n## Exam\n\nLungs clear.",
                "## Exam\n\nLungs clear.",
                "Lungs clear."
            ]
        );
    }

    #[test]
    fn an_empty_note_is_selected_as_it_is() {
        assert_eq!(grown("<|>"), [""]);
    }

    proptest! {
        #[test]
        fn each_range_holds_the_one_before((text, at) in places()) {
            let note = Testing::text(&text, Vec::new());
            let found = answer(&note, &at);
            prop_assert_eq!(found.len(), at.len());
            for (mut range, at) in found.into_iter().zip(at) {
                let position = note.snapshot.position(at);
                prop_assert!(range.range.start <= position && position <= range.range.end);
                while let Some(outer) = range.parent {
                    let (inner, outer_range) = (range.range, outer.range);
                    prop_assert!(outer_range.start <= inner.start && inner.end <= outer_range.end);
                    prop_assert!(outer_range != inner);
                    range = *outer;
                }
                prop_assert_eq!(note.snapshot.span(range.range), Span::new(0, text.len() as u32));
            }
        }
    }
}
