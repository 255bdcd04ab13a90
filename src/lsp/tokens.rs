//! Colours for what a note is made of.
//!
//! | what | type | modifiers |
//! | --- | --- | --- |
//! | title, section headings | `keyword` | `declaration` of the title, `unknown` of a heading that no catalogue has |
//! | labels in the text, front matter keys | `property` | |
//! | problems | `class` | |
//! | names of vital signs, results, scores | `variable` | |
//! | their values, doses | `number` | `abnormal` outside the range of the patient |
//! | drugs, allergens | `type` | |
//! | what the patient says, front matter values | `string` | |
//! | placeholders, dot phrases | `macro` | `unknown` of a phrase that there is not |
//! | comments, directives | `comment` | |
//! | what lists of unsafe abbreviations warn of | `variable` | `deprecated` |
//!
//! The types are all of the protocol's own, so that every theme has a colour for them; `abnormal` and `unknown` are
//! ours.

use std::collections::BTreeMap;

use super::hover::{self, Who};
use super::position::Encoding;
use super::snapshot::Snapshot;
use super::types::{
    SemanticToken, SemanticTokens, SemanticTokensLegend, SemanticTokensParams, SemanticTokensRangeParams,
};
use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Lab, VitalKind};
use crate::syntax::{NodeId, NodeKind};
use crate::text::Span;

/// The types, in the order of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Keyword,
    Property,
    Class,
    Variable,
    Number,
    Type,
    String,
    Macro,
    Comment,
}

const TYPES: [&str; 9] = [
    "keyword", "property", "class", "variable", "number", "type", "string", "macro", "comment",
];
const MODIFIERS: [&str; 4] = ["declaration", "deprecated", "abnormal", "unknown"];
const DECLARATION: u32 = 1;
const DEPRECATED: u32 = 1 << 1;
const ABNORMAL: u32 = 1 << 2;
const UNKNOWN: u32 = 1 << 3;

/// Rules on what should be written otherwise for safety: the text is drawn as outdated.
const UNSAFE: [&str; 3] = ["SAF001", "SAF002", "SAF008"];

/// The names of what is coloured.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend::new(TYPES.map(str::to_owned).into(), MODIFIERS.map(str::to_owned).into())
}

/// Of a whole note.
pub(super) fn all(snapshot: &Snapshot, _params: SemanticTokensParams) -> Option<SemanticTokens> {
    let whole = Span::new(0, snapshot.text().len() as u32);
    snapshot
        .is_note()
        .then(|| SemanticTokens::new(None, encoded(snapshot, whole)))
}

/// Of a part of it.
pub(super) fn within(snapshot: &Snapshot, params: SemanticTokensRangeParams) -> Option<SemanticTokens> {
    let part = snapshot.span(params.range);
    snapshot
        .is_note()
        .then(|| SemanticTokens::new(None, encoded(snapshot, part)))
}

/// A piece of the text and its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    span: Span,
    kind: Kind,
    modifiers: u32,
}

/// The pieces of a note, in the order of the text, without overlap. What is put in first stays on top.
#[derive(Debug, Default)]
struct Painted {
    /// By start.
    pieces: BTreeMap<u32, Piece>,
}

impl Painted {
    fn put(&mut self, span: Span, kind: Kind, modifiers: u32) {
        let mut at = span.start;
        // What is there and reaches into the span.
        if let Some((_, before)) = self.pieces.range(..=at).next_back() {
            at = at.max(before.span.end);
        }
        let inside: Vec<Span> = self
            .pieces
            .range(at..span.end.max(at))
            .map(|(_, piece)| piece.span)
            .collect();
        for taken in inside.into_iter().chain([Span::at(span.end)]) {
            if at < taken.start {
                let span = Span::new(at, taken.start);
                self.pieces.insert(at, Piece { span, kind, modifiers });
            }
            at = at.max(taken.end);
        }
    }
}

/// The colours of a note; each kind of fact covers those after it.
fn paint(snapshot: &Snapshot) -> Painted {
    let note = snapshot.note();
    let mut painted = Painted::default();
    for node in note.tree.leaves() {
        match node.kind {
            NodeKind::Comment | NodeKind::Directive => painted.put(node.span, Kind::Comment, 0),
            NodeKind::Placeholder(_) => painted.put(node.span, Kind::Macro, 0),
            _ => {}
        }
    }
    for entry in &note.front_matter {
        painted.put(entry.key, Kind::Property, 0);
        painted.put(entry.value, Kind::String, 0);
    }
    for phrase in note.dot_phrases(&snapshot.settings().phrases) {
        painted.put(phrase.span, Kind::Macro, if phrase.is_known { 0 } else { UNKNOWN });
    }
    for found in &snapshot.analysis().checked.diagnostics {
        if UNSAFE.contains(&&*found.code) {
            let again = found.related.iter().map(|related| related.span);
            [found.span]
                .into_iter()
                .chain(again)
                .for_each(|span| painted.put(span, Kind::Variable, DEPRECATED));
        }
    }
    if let Some(title) = note.title {
        painted.put(title, Kind::Keyword, DECLARATION);
    }
    for section in &note.sections {
        let modifiers = if section.id.is_some() { 0 } else { UNKNOWN };
        painted.put(section.heading, Kind::Keyword, modifiers);
    }
    facts(note, &mut painted);
    for problem in &note.written_problems {
        painted.put(problem.title, Kind::Class, 0);
    }
    for (at, node) in note.tree.nodes().iter().enumerate() {
        match node.kind {
            NodeKind::Title => painted.put(node.span, Kind::Property, 0),
            NodeKind::Quote => {
                let leaves = note.tree.descendants(NodeId(at as u32));
                let words = leaves.filter(|(_, leaf)| leaf.kind == NodeKind::Text);
                words.for_each(|(_, leaf)| painted.put(leaf.span, Kind::String, 0));
            }
            _ => {}
        }
    }
    for section in &note.sections {
        let says = section.id.is_some_and(|id| {
            let role = note.grammar.role(id);
            matches!(role, Role::ChiefComplaint | Role::History | Role::ReviewOfSystems)
        });
        if says {
            quotations(note, section.body, &mut painted);
        }
    }
    painted
}

/// What stands in quotation marks on one line: in a story, what somebody said.
fn quotations(note: &Note, body: Span, painted: &mut Painted) {
    let mut at = body.start;
    for line in note.slice(body).split_inclusive(['\n', '\r']) {
        let mut from = 0;
        while let Some(open) = line[from..].find(['"', '“']).map(|open| from + open) {
            let is_curly = line[open..].starts_with('“');
            let inside = open + if is_curly { '“'.len_utf8() } else { 1 };
            let Some(close) = line[inside..].find(if is_curly { '”' } else { '"' }) else {
                break;
            };
            let end = inside + close + if is_curly { '”'.len_utf8() } else { 1 };
            painted.put(Span::new(at + open as u32, at + end as u32), Kind::String, 0);
            from = end;
        }
        at += line.len() as u32;
    }
}

fn facts(note: &Note, painted: &mut Painted) {
    let who = Who::of(note);
    let mut value = |name: Span, number: Span, is_abnormal: bool| {
        painted.put(name, Kind::Variable, 0);
        painted.put(number, Kind::Number, if is_abnormal { ABNORMAL } else { 0 });
    };
    for lab in note.labs() {
        value(lab.name, lab.number, is_abnormal(note, lab, who, true));
    }
    for lab in note.study_values() {
        value(lab.name, lab.number, is_abnormal(note, lab, who, false));
    }
    for vital in note.vitals() {
        // Half of a pair of numbers is no value of its own.
        let side = hover::side(note, vital, who).filter(|_| vital.kind != VitalKind::BodyMassIndex);
        value(vital.name, vital.number, side.is_some());
    }
    for score in note.scores() {
        value(Span::at(score.span.start), score.number, false);
    }
    for medication in note.medications() {
        painted.put(medication.name, Kind::Type, 0);
        for dose in medication.dose.iter().chain(&medication.more) {
            painted.put(dose.span, Kind::Number, 0);
        }
    }
    for allergy in &note.allergies().list {
        painted.put(allergy.written, Kind::Type, 0);
    }
}

fn is_abnormal(note: &Note, lab: &Lab, who: Who, is_lab: bool) -> bool {
    let (lexicon, from) = match is_lab {
        true => (lexicon_ids::LABS, "labs"),
        false => (lexicon_ids::STUDY_VALUES, "study-values"),
    };
    lab.written_flag.is_some()
        || lab.flag.is_some()
            && hover::reading(note, lab, note.entry_at(lexicon, lab.entry), who, from)
                .flag
                .is_some()
}

/// The pieces that touch `part`, as the protocol wants them: no piece goes over the end of a line, and each place is
/// told as its distance from the one before.
fn encoded(snapshot: &Snapshot, part: Span) -> Vec<SemanticToken> {
    let (text, lines) = (&**snapshot.text(), snapshot.lines());
    let encoding = snapshot.client.encoding;
    let mut tokens = Vec::new();
    let (mut last_line, mut last_start) = (0, 0);
    // The last place whose column is known.
    let mut known: Option<(u32, u32, u32)> = None;
    for piece in paint(snapshot).pieces.values() {
        let mut at = piece.span.start;
        while at < piece.span.end {
            let line = lines.line_of(at);
            let content = lines.line_span(text, line).unwrap_or(piece.span);
            let span = Span::new(at, piece.span.end.min(content.end).max(at));
            // The next line, or the end.
            let next = lines
                .line_span(text, line + 1)
                .map_or(piece.span.end, |next| next.start);
            at = next.max(at + 1).min(piece.span.end);
            if span.is_empty() || !span.overlaps(part) {
                continue;
            }
            let start = match known {
                Some((known_line, offset, column)) if known_line == line => {
                    column + units(encoding, Span::new(offset, span.start).of(text))
                }
                _ => units(encoding, Span::new(content.start, span.start).of(text)),
            };
            known = Some((line, span.start, start));
            let line = line - 1;
            let delta_line = line - last_line;
            let delta_start = if delta_line == 0 { start - last_start } else { start };
            let length = units(encoding, span.of(text));
            tokens.push(SemanticToken {
                delta_line,
                delta_start,
                length,
                token_type: piece.kind as u32,
                token_modifiers_bitset: piece.modifiers,
            });
            (last_line, last_start) = (line, start);
        }
    }
    tokens
}

fn units(encoding: Encoding, text: &str) -> u32 {
    let units = match encoding {
        Encoding::Utf8 => text.len(),
        _ if text.is_ascii() => text.len(),
        Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
        Encoding::Utf32 => text.chars().count(),
    };
    units as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::Testing;
    use super::super::types::{PartialResultParams, Position, Range, WorkDoneProgressParams};
    use super::*;

    type Token = (Range, u32, u32);

    fn decoded(tokens: SemanticTokens) -> Vec<Token> {
        let (mut line, mut start) = (0, 0);
        let absolute = |token: SemanticToken| {
            if token.delta_line > 0 {
                start = 0;
            }
            line += token.delta_line;
            start += token.delta_start;
            let range = Range::new(Position::new(line, start), Position::new(line, start + token.length));
            (range, token.token_type, token.token_modifiers_bitset)
        };
        tokens.data.into_iter().map(absolute).collect()
    }

    fn full(testing: &Testing) -> Vec<Token> {
        let nothing = WorkDoneProgressParams::default();
        let params = SemanticTokensParams::new(testing.document(), nothing, PartialResultParams::default());
        decoded(all(&testing.snapshot, params).expect("it is a note"))
    }

    fn part(testing: &Testing, range: Range) -> Vec<Token> {
        let nothing = WorkDoneProgressParams::default();
        let params = SemanticTokensRangeParams::new(testing.document(), range, nothing, PartialResultParams::default());
        decoded(within(&testing.snapshot, params).expect("it is a note"))
    }

    /// Words with their types and modifiers.
    fn painted(text: &str) -> Vec<String> {
        let testing = Testing::note(text);
        let show = |(range, kind, modifiers): Token| {
            let words = testing.snapshot.span(range).of(testing.snapshot.text());
            let modifiers: Vec<&str> = (0..4)
                .filter(|at| modifiers & (1 << at) != 0)
                .map(|at| MODIFIERS[at])
                .collect();
            format!("{words} {} {}", TYPES[kind as usize], modifiers.join(" "))
                .trim_end()
                .to_owned()
        };
        full(&testing).into_iter().map(show).collect()
    }

    #[track_caller]
    fn holds(text: &str, expected: &[&str]) {
        let painted = painted(text);
        for expected in expected {
            assert!(
                painted.iter().any(|it| it == expected),
                "{expected} is not in {painted:#?}"
            );
        }
    }

    #[test]
    fn what_a_note_is_made_of_has_its_colours() {
        holds(
            "---\nkind: soap\n---\n# SOAP Note\n\n## Subjective\n\n64-year-old man, \"so tired\".\n> \"it hurts\"\n\n\
             ## Objective\n\nT 38.9 °C, HR 72\nLabs: Na 138, K 2.9\n\n## Assessment\n\n1. Gout: quiet.\n\n\
             ## Plan\n\n- Lasix 40 mg PO QD ***\n<!-- later -->\n",
            &[
                "kind property",
                "soap string",
                "SOAP Note keyword declaration",
                "Subjective keyword",
                "\"so tired\" string",
                "\"it hurts\" string",
                "T variable",
                "38.9 number abnormal",
                "72 number",
                "138 number",
                "2.9 number abnormal",
                "Gout class",
                "Lasix type",
                "40 mg number",
                "QD variable deprecated",
                "*** macro",
                "<!-- later --> comment",
            ],
        );
    }

    #[test]
    fn a_comment_over_several_lines_is_one_token_a_line() {
        let comments: Vec<String> = painted("S: x\n<!-- a\r\n\r\nb -->\nO: y\n");
        let comments: Vec<&String> = comments.iter().filter(|it| it.ends_with("comment")).collect();
        assert_eq!(comments, ["<!-- a comment", "b --> comment"]);
    }

    #[test]
    fn what_is_put_in_first_stays_on_top() {
        let mut painted = Painted::default();
        painted.put(Span::new(4, 6), Kind::Number, 0);
        painted.put(Span::new(8, 9), Kind::Number, 0);
        painted.put(Span::new(5, 12), Kind::Class, 0);
        painted.put(Span::new(0, 20), Kind::String, 0);
        let spans: Vec<(u32, u32)> = painted.pieces.values().map(|it| (it.span.start, it.span.end)).collect();
        assert_eq!(spans, [(0, 4), (4, 6), (6, 8), (8, 9), (9, 12), (12, 20)]);
    }

    #[test]
    fn a_readme_has_none() {
        let testing = Testing::note("# Hello\n").named("README.md");
        let nothing = WorkDoneProgressParams::default();
        let params = SemanticTokensParams::new(testing.document(), nothing, PartialResultParams::default());
        assert_eq!(all(&testing.snapshot, params), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn tokens_are_in_order_on_one_line_and_in_the_text(
            text in super::super::hover::texts(),
            from in 0u32..300,
            length in 0u32..200,
            encoding in 0..3usize,
        ) {
            let testing = Testing::text(&text, vec![]).encoding(["utf-8", "utf-16", "utf-32"][encoding]);
            let snapshot = &testing.snapshot;
            let tokens = full(&testing);
            let mut end = Position::new(0, 0);
            for (range, kind, modifiers) in &tokens {
                prop_assert!(range.start >= end && range.start < range.end, "{:?}", tokens);
                prop_assert_eq!(range.start.line, range.end.line);
                prop_assert!((*kind as usize) < TYPES.len() && *modifiers < 1 << MODIFIERS.len());
                // Both ends are places in the text.
                prop_assert_eq!(snapshot.range(snapshot.span(*range)), *range);
                end = range.end;
            }
            let size = text.len() as u32;
            let asked = snapshot.range(Span::new(from.min(size), (from + length).min(size)));
            let asked_span = snapshot.span(asked);
            let touched = |token: &Token| snapshot.span(token.0).overlaps(asked_span);
            let expected: Vec<Token> = tokens.into_iter().filter(touched).collect();
            prop_assert_eq!(part(&testing, asked), expected);
        }
    }
}
