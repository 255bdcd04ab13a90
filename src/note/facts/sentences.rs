//! Sentences and items: how far a word can reach.
//!
//! The tree says where paragraphs, items, cells and headings end; inside these a full stop ends a sentence unless it belongs
//! to an abbreviation (lexicon `sentence-abbreviations`), a number or an initial. The break of a wrapped line ends nothing;
//! the break after a short line does, for many write one statement a line without a bullet.

use super::super::{Note, SectionIx};
use crate::grammar::lexicon_ids;
use crate::syntax::{LineForm, NodeKind};
use crate::text::Span;

/// A sentence, a list item, a cell, or the text after a label. It never crosses one of these, nor a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where; wrapped lines of a paragraph are one text. A label that is no heading (`Fever: none`) stands in its sentence.
    pub span: Span,
    /// The section it stands in.
    pub section: Option<SectionIx>,
    /// Whether it stands in a block quote.
    pub quoted: bool,
    /// Whether it is a cell of a table.
    pub cell: bool,
    /// The line that announces it: `Denies:` over a list, or the item that holds this one.
    pub lead: Option<Span>,
    /// The sign that opens its item where a list has both: `+` present (true), `-` absent (false).
    pub sign: Option<bool>,
}

/// Lines shorter than this are taken for statements of their own, longer ones for wrapped text. In characters.
const SHORT_LINE: u32 = 45;

/// What one line, or several that are one text, hold.
#[derive(Debug, Clone, Copy)]
struct Block {
    span: Span,
    quoted: bool,
    lead: Option<Span>,
    sign: Option<bool>,
    /// The item it belongs to, or 0.
    container: usize,
    /// Length of its last line.
    last: u32,
}

pub(super) fn read(note: &Note) -> Vec<Sentence> {
    let mut reader = Reader {
        note,
        abbreviations: note
            .phrases_of(lexicon_ids::SENTENCE_ABBREVIATIONS)
            .map(|hit| (hit.span.end, note.grammar.category(hit) == "always"))
            .collect(),
        sentences: Vec::new(),
        next_section: 0,
    };
    reader.walk();
    reader.sentences
}

struct Reader<'n> {
    note: &'n Note,
    /// Where abbreviations end, rising; whether they never end a sentence, or only before a capital.
    abbreviations: Vec<(u32, bool)>,
    sentences: Vec<Sentence>,
    /// The first section whose heading is still to come.
    next_section: usize,
}

/// An open list: where its nodes end, what announced it, whether its items open with `+` and `-`.
struct OpenList {
    end: u32,
    lead: Option<Span>,
    signed: bool,
}

impl Reader<'_> {
    fn walk(&mut self) {
        let note = self.note;
        let nodes = note.tree.nodes();
        let mut lists: Vec<OpenList> = Vec::new();
        // The open items: where they end, and their first line.
        let mut items: Vec<(u32, usize, Option<Span>)> = Vec::new();
        let mut quote_end = 0;
        let mut open: Option<Block> = None;
        let mut sign = None;
        // What announces the next list or line: the last line, if it ends in a colon or is nothing but a label.
        let mut lead: Option<Span> = None;
        let mut at = 1;
        while at < nodes.len() {
            let node = &nodes[at];
            while lists.last().is_some_and(|list| at as u32 >= list.end) {
                lists.pop();
            }
            while items.last().is_some_and(|(end, ..)| at as u32 >= *end) {
                items.pop();
            }
            match node.kind {
                NodeKind::FrontMatter => {
                    at = node.end as usize;
                    continue;
                }
                NodeKind::Table => {
                    self.close(&mut open);
                    lead = None;
                    for cell in &nodes[at + 1..node.end as usize] {
                        if cell.kind == NodeKind::Cell {
                            self.cell(cell.span);
                        }
                    }
                    at = node.end as usize;
                    continue;
                }
                NodeKind::Blank | NodeKind::Rule => self.close(&mut open),
                NodeKind::Newline if !matches!(nodes[at - 1].kind, NodeKind::Comment | NodeKind::Directive) => {
                    self.close(&mut open);
                }
                NodeKind::List => {
                    let announced = match items.last() {
                        Some((_, _, first)) => *first,
                        None => lead,
                    };
                    self.close(&mut open);
                    lists.push(OpenList {
                        end: node.end,
                        lead: announced,
                        signed: opens_with_plus(note, at),
                    });
                }
                NodeKind::Item => {
                    self.close(&mut open);
                    items.push((node.end, at, None));
                    sign = None;
                }
                NodeKind::Quote => {
                    self.close(&mut open);
                    quote_end = node.end;
                }
                NodeKind::Line(form) => {
                    let leaves = &nodes[at + 1..node.end as usize];
                    let in_item = items.last().map_or(0, |(_, item, _)| *item);
                    if let Some(marker) = leaves.iter().find(|leaf| leaf.kind == NodeKind::Marker)
                        && in_item != 0
                        && lists.last().is_some_and(|list| list.signed)
                        && items.last().is_some_and(|(_, _, first)| first.is_none())
                    {
                        sign = match note.slice(marker.span).trim() {
                            "+" => Some(true),
                            "-" => Some(false),
                            _ => None,
                        };
                    }
                    let content = content(leaves);
                    let quoted = (at as u32) < quote_end;
                    if let Some(span) = content {
                        let plain = form == LineForm::Plain;
                        let goes_on = open.filter(|block| {
                            plain && block.container == in_item && block.quoted == quoted && self.wraps(block, span)
                        });
                        let announced = match lists.last() {
                            Some(list) if in_item != 0 => list.lead,
                            _ => lead.filter(|_| plain),
                        };
                        match goes_on {
                            Some(block) => {
                                open = Some(Block {
                                    span: block.span.cover(span),
                                    last: span.len(),
                                    ..block
                                });
                            }
                            None => {
                                self.close(&mut open);
                                open = Some(Block {
                                    span,
                                    quoted,
                                    lead: announced,
                                    sign,
                                    container: in_item,
                                    last: span.len(),
                                });
                            }
                        }
                        let whole = open.map_or(span, |block| block.span);
                        if let Some((_, _, first @ None)) = items.last_mut() {
                            *first = Some(whole);
                        }
                        let announces = note.slice(span).trim_end_matches(['*', '_', ' ']).ends_with(':')
                            || !matches!(form, LineForm::Plain | LineForm::Label | LineForm::BoldLabel);
                        if announces {
                            lead = Some(whole);
                            self.close(&mut open);
                        } else if goes_on.is_none() && (in_item == 0 && (!plain || announced.is_none())) {
                            lead = None;
                        }
                    }
                    at = node.end as usize;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        self.close(&mut open);
    }

    /// Whether the line at `next` goes on with the text of the block: the line before it was broken by its length, or in
    /// the middle of a list.
    fn wraps(&self, block: &Block, next: Span) -> bool {
        let before = self.note.slice(block.span).trim_end();
        let after = self.note.slice(next).trim_start();
        if block.container != 0 {
            return true;
        }
        let unfinished = before.ends_with([',', '/', '(', '&'])
            || [
                "and", "or", "no", "with", "without", "of", "the", "denies", "nor", "any", "for", "to",
            ]
            .iter()
            .any(|word| {
                before.len() > word.len()
                    && before
                        .get(before.len() - word.len()..)
                        .is_some_and(|end| end.eq_ignore_ascii_case(word))
                    && before.as_bytes()[before.len() - word.len() - 1].is_ascii_whitespace()
            });
        if unfinished {
            return true;
        }
        let small = after.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(');
        let word = after.split_ascii_whitespace().next().map_or(0, str::len) as u32;
        // A line that had room for the next word was ended by the writer.
        (small && block.last >= SHORT_LINE) || block.last + 1 + word > 72
    }

    fn cell(&mut self, span: Span) {
        let span = trim(&self.note.text, span);
        if !span.is_empty() {
            self.push(span, false, true, None, None);
        }
    }

    fn close(&mut self, open: &mut Option<Block>) {
        let Some(block) = open.take() else { return };
        // Headings inside the block part it: labels in capitals, or the label at its start.
        let sections = &self.note.sections;
        while sections
            .get(self.next_section)
            .is_some_and(|it| it.heading.end <= block.span.start)
        {
            self.next_section += 1;
        }
        let mut at = block.span.start;
        let mut ix = self.next_section;
        while let Some(heading) = sections.get(ix).map(|section| section.heading) {
            if heading.start >= block.span.end {
                break;
            }
            if heading.start >= at && !heading.is_empty() {
                self.split(Span::new(at, heading.start), &block);
                self.push(heading, block.quoted, false, None, None);
                at = heading.end.min(block.span.end);
            }
            ix += 1;
        }
        self.split(Span::new(at, block.span.end), &block);
    }

    /// Cut a text at the ends of its sentences.
    fn split(&mut self, span: Span, block: &Block) {
        let text: &str = &self.note.text;
        let bytes = text.as_bytes();
        let (from, to) = (span.start as usize, span.end as usize);
        let mut start = from;
        let mut at = from;
        let mut number = 1;
        while at < to {
            at = match bytes[at..to].iter().position(|byte| MAY_CUT[usize::from(*byte)]) {
                Some(skip) => at + skip,
                None => break,
            };
            let cut = match bytes[at] {
                b'.' if self.ends_sentence(at, from, to) => at + 1,
                b'!' => at + 1,
                b'?' if at > from && !bytes[at - 1].is_ascii_whitespace() && is_space_or_end(bytes, at + 1, to) => {
                    at + 1
                }
                // A bullet inside a line: a list that lost its line breaks.
                0xE2 if at > start && ["•", "▪", "●", "◦"].iter().any(|mark| text[at..to].starts_with(mark)) => {
                    at
                }
                digit if digit.is_ascii_digit() && at > from => match numbered(bytes, at, to) {
                    Some(found) if found == number && bytes[at - 1].is_ascii_whitespace() => {
                        number += 1;
                        at
                    }
                    _ => {
                        at += 1;
                        while at < to && bytes[at].is_ascii_digit() {
                            at += 1;
                        }
                        continue;
                    }
                },
                digit if digit.is_ascii_digit() => {
                    if numbered(bytes, at, to) == Some(1) {
                        number = 2;
                    }
                    at += 1;
                    continue;
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            // Closing marks belong to the sentence.
            let mut cut = cut;
            while cut < to && cut > at && matches!(bytes[cut], b'"' | b')' | b'\'' | b'.' | b'!' | b'?') {
                cut += 1;
            }
            while cut < to && !text.is_char_boundary(cut) {
                cut += 1;
            }
            self.push_text(Span::from(start..cut), block);
            start = cut;
            at = cut.max(at + 1);
        }
        self.push_text(Span::from(start..to), block);
    }

    /// Whether the full stop at `at` ends a sentence.
    fn ends_sentence(&self, at: usize, from: usize, to: usize) -> bool {
        let bytes = self.note.text.as_bytes();
        let word_start = bytes[from..at]
            .iter()
            .rposition(|byte| !byte.is_ascii_alphabetic() && *byte < 0x80)
            .map_or(from, |before| from + before + 1);
        let word = &bytes[word_start..at];
        let closed = bytes[at + 1..to]
            .iter()
            .take_while(|byte| matches!(byte, b'"' | b')' | b'\''))
            .count();
        let next = at + 1 + closed;
        if !is_space_or_end(bytes, next, to) {
            // `No fever.Has cough`: the space was forgotten.
            return word.len() >= 3 && word[1..].iter().all(u8::is_ascii_lowercase) && bytes[next].is_ascii_uppercase();
        }
        if let Ok(found) = self.abbreviations.binary_search_by_key(&(at as u32), |(end, _)| *end) {
            return !self.abbreviations[found].1 && starts_upper(bytes, next, to);
        }
        if word.len() == 1 && word[0].is_ascii_alphabetic() {
            // An initial, or a letter of `q.d.`, `p.o.`; not the `C` of hepatitis C.
            let before = word_start
                .checked_sub(1)
                .filter(|before| *before >= from)
                .map(|before| bytes[before]);
            return match before {
                Some(b'.') => next >= to || starts_upper(bytes, next, to),
                None => false,
                Some(_) => {
                    let previous = bytes[from..word_start].trim_ascii_end();
                    let after_title = previous.ends_with(b".");
                    let last = previous
                        .rsplit(|byte| byte.is_ascii_whitespace())
                        .next()
                        .unwrap_or_default();
                    // `Seen by J. B. Grey`
                    let follows = bytes[next..to].trim_ascii_start();
                    let before_initial =
                        follows.first().is_some_and(u8::is_ascii_uppercase) && follows.get(1) == Some(&b'.');
                    let after_capital = last.first().is_some_and(u8::is_ascii_uppercase);
                    // `H. pylori`, `S. aureus`
                    if word[0].is_ascii_uppercase() && follows.first().is_some_and(u8::is_ascii_lowercase) {
                        return false;
                    }
                    !(word[0].is_ascii_uppercase() && (after_title || before_initial || after_capital))
                }
            };
        }
        true
    }

    fn push_text(&mut self, span: Span, block: &Block) {
        let mut span = trim(&self.note.text, span);
        // What remains of the mark between a heading and its text.
        let text = self.note.slice(span);
        if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            let lead = text.len() - text.trim_start_matches([':', '*', '_', ' ', '•', '▪', '●', '◦']).len();
            span.start += lead as u32;
            span = trim(&self.note.text, span);
        }
        if !span.is_empty() {
            self.push(span, block.quoted, false, block.lead, block.sign);
        }
    }

    fn push(&mut self, span: Span, quoted: bool, cell: bool, lead: Option<Span>, sign: Option<bool>) {
        self.sentences.push(Sentence {
            span,
            section: self.note.section_at(span.start),
            quoted,
            cell,
            lead,
            sign,
        });
    }
}

/// The bytes that a sentence may end or an item start at.
const MAY_CUT: [bool; 256] = {
    let mut may_cut = [false; 256];
    let marks = *b".!?0123456789\xE2";
    let mut at = 0;
    while at < marks.len() {
        may_cut[marks[at] as usize] = true;
        at += 1;
    }
    may_cut
};

/// What a line holds, without its marker, indent and line end.
fn content(leaves: &[crate::syntax::Node]) -> Option<Span> {
    let mut span: Option<Span> = None;
    for leaf in leaves {
        match leaf.kind {
            NodeKind::Text | NodeKind::Title | NodeKind::Separator | NodeKind::Cell | NodeKind::Placeholder(_) => {
                span = Some(span.map_or(leaf.span, |all| all.cover(leaf.span)));
            }
            _ => {}
        }
    }
    span
}

/// Whether an item of the list at `at` opens with `+`: then `-` means absent.
fn opens_with_plus(note: &Note, at: usize) -> bool {
    let nodes = note.tree.nodes();
    // The first items tell; a list of very many is not read twice.
    nodes[at..(nodes[at].end as usize).min(at + 120)]
        .iter()
        .filter(|node| node.kind == NodeKind::Marker)
        .any(|marker| note.slice(marker.span).trim() == "+")
}

/// The number of an item that starts at `at`: `2. `, `3) `.
fn numbered(bytes: &[u8], at: usize, to: usize) -> Option<u32> {
    let digits = bytes[at..to.min(at + 3)]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (written, rest) = bytes[at..to].split_at(digits);
    if written.is_empty() {
        return None;
    }
    let number = written
        .iter()
        .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    match rest {
        [b'.' | b')', b' ', letter, ..] if letter.is_ascii_alphabetic() => Some(number),
        [b')', letter, ..] if letter.is_ascii_alphabetic() => Some(number),
        _ => None,
    }
}

fn is_space_or_end(bytes: &[u8], at: usize, to: usize) -> bool {
    at >= to
        || bytes[at].is_ascii_whitespace()
        || bytes[at..].starts_with(b"\xC2\xA0")
        || bytes[at..].starts_with("\u{202f}".as_bytes())
}

fn starts_upper(bytes: &[u8], at: usize, to: usize) -> bool {
    bytes[at.min(to)..to]
        .trim_ascii_start()
        .first()
        .is_some_and(u8::is_ascii_uppercase)
}

use super::super::lines::trim;

impl Note {
    /// The sentence that holds `offset`.
    pub fn sentence_at(&self, offset: u32) -> Option<&Sentence> {
        self.sentence_index(offset).map(|at| &self.sentences()[at])
    }

    /// The index of the sentence that holds `offset`.
    pub(super) fn sentence_index(&self, offset: u32) -> Option<usize> {
        let sentences = self.sentences();
        let after = sentences.partition_point(|sentence| sentence.span.start <= offset);
        let at = after.checked_sub(1)?;
        (offset < sentences[at].span.end).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::Grammar;
    use crate::note::{self, Hints, Note};

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    fn sentences(text: &str) -> Vec<String> {
        let note = read(text);
        let texts = note
            .sentences()
            .iter()
            .map(|sentence| note.slice(sentence.span).to_owned());
        texts.collect()
    }

    #[test]
    fn full_stops_that_end_a_sentence_and_others() {
        for (text, expected) in [
            ("No fever. Has cough.", &["No fever.", "Has cough."][..]),
            ("No fever.Has cough.", &["No fever.", "Has cough."]),
            ("Seen by Dr. Grey, K 3.5 today.", &["Seen by Dr. Grey, K 3.5 today."]),
            ("Seen by J. B. Grey.", &["Seen by J. B. Grey."]),
            (
                "Given q.d. for pain, e.g. ibuprofen.",
                &["Given q.d. for pain, e.g. ibuprofen."],
            ),
            ("Pneumonia vs. CHF.", &["Pneumonia vs. CHF."]),
            ("Had hepatitis C. No fever.", &["Had hepatitis C.", "No fever."]),
            ("Ill for 2 wks. No fever.", &["Ill for 2 wks.", "No fever."]),
            ("Took 2 tabs. daily.", &["Took 2 tabs. daily."]),
            ("Pain? No. Fever? Yes!", &["Pain?", "No.", "Fever?", "Yes!"]),
            ("Imp was ?pneumonia today", &["Imp was ?pneumonia today"]),
            (
                "He said \"it hurts.\" No fever.",
                &["He said \"it hurts.\"", "No fever."],
            ),
            ("cough • fever • rash", &["cough", "fever", "rash"]),
            ("no. 3 of 5, temp. 38", &["no. 3 of 5, temp. 38"]),
        ] {
            assert_eq!(sentences(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_that_were_wrapped_are_one_and_short_lines_are_not() {
        let wrapped =
            "The patient denies any fever, chills, weight loss, night sweats,\nsyncope, or cough at this time.\n";
        assert_eq!(sentences(wrapped).len(), 1, "{:?}", sentences(wrapped));
        assert_eq!(sentences("No fever\nCough for 3 days\nNo rash\n").len(), 3);
        assert_eq!(
            sentences("- no fever\n  or chills\n- cough\n"),
            ["no fever\n  or chills", "cough"]
        );
        assert_eq!(sentences("Denies fever,\nchills\n").len(), 1);
    }

    #[test]
    fn headings_cells_and_items_are_never_crossed() {
        let note = read(
            "## ROS\n\nNo fever\n\n| Fever | no |\n| --- | --- |\n| Cough | yes |\n\nDenies:\n- rash\n- itch\n\n> it hurts\n",
        );
        let found: Vec<(&str, bool, bool, Option<&str>)> = note
            .sentences()
            .iter()
            .map(|it| {
                (
                    note.slice(it.span),
                    it.cell,
                    it.quoted,
                    it.lead.map(|lead| note.slice(lead)),
                )
            })
            .collect();
        for expected in [
            ("No fever", false, false),
            ("Fever", true, false),
            ("yes", true, false),
            ("it hurts", false, true),
        ] {
            assert!(
                found
                    .iter()
                    .any(|(text, cell, quoted, _)| (*text, *cell, *quoted) == expected),
                "{expected:?} in {found:?}"
            );
        }
        assert!(found.contains(&("rash", false, false, Some("Denies:"))), "{found:?}");
    }

    #[test]
    fn signs_of_a_list_that_has_both() {
        let note = read("## ROS\n\n+ fever\n- cough\n");
        let signs: Vec<Option<bool>> = note.sentences().iter().skip(1).map(|it| it.sign).collect();
        assert_eq!(signs, [Some(true), Some(false)]);
    }
}
