//! Sides of the body: what is left, right or bilateral.
//!
//! A word for a side is bound to the part of the body that follows within a few words (`left distal radius`), to the parts
//! joined to that one (`right arm and leg`), or to the part before it (`knee pain on the right`, `shoulder (L)`). Without a
//! part it tells nothing: `left the hospital`, `2 L`, `R 18`.

use super::super::Note;
use super::around::{after, back_spaces, before, in_word, skip_gap, skip_spaces};
use super::times::hidden_spans;
use crate::grammar::{LexiconHit, Str, lexicon_ids};
use crate::text::Span;

/// A side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both.
    Both,
}

/// A part of the body, or a disease or operation of one side, named with its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sided {
    /// Which side.
    pub side: Side,
    /// The entry of the part in the lexicon `body-parts`.
    pub part: u16,
    /// Side and part as written, and what stands between.
    pub span: Span,
    /// The word for the side (`RLE` names side and part at once).
    pub word: Span,
    /// The word for the part.
    pub place: Span,
}

impl Side {
    /// `left`, `right`, `both`.
    pub fn name(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
            Side::Both => "both",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Side::Left, Side::Right, Side::Both]
            .into_iter()
            .find(|side| side.name() == name)
    }

    /// The other side; `None` for both.
    pub fn opposite(self) -> Option<Side> {
        match self {
            Side::Left => Some(Side::Right),
            Side::Right => Some(Side::Left),
            Side::Both => None,
        }
    }
}

/// Words that may stand between a side and its part.
const WORDS_BETWEEN: usize = 3;
/// How far back a line is looked at for small letters, in bytes.
const WRAPPED: usize = 120;
/// How far before a word for a side its part may stand, in bytes.
const BEHIND: usize = 70;

pub(super) fn read(note: &Note) -> Vec<Sided> {
    let of = |lexicon| note.phrases_of(lexicon);
    let sides: Vec<&LexiconHit> = of(lexicon_ids::SIDE_WORDS).collect();
    if sides.is_empty() {
        return Vec::new();
    }
    let hidden: Vec<Span> = hidden_spans(note).collect();
    let visible = |hit: &&LexiconHit| {
        let at = hidden.partition_point(|span| span.start <= hit.span.start);
        !hidden[..at].last().is_some_and(|span| span.overlaps(hit.span)) && !names_test(note, hit.span)
    };
    let lists = |id: &str| {
        let entries = &note.grammar.lexicon(lexicon_ids::SIDE_WORDS).entries;
        let entry = entries.iter().find(|entry| entry.id == id);
        entry.map_or(&[][..], |entry| entry.list("words"))
    };
    let mut reader = Reader {
        note,
        bytes: note.text.as_bytes(),
        parts: of(lexicon_ids::BODY_PARTS).filter(visible).collect(),
        sides: sides.into_iter().filter(visible).collect(),
        stops: lists("between-stops"),
        both_of: lists("both-of"),
        behind: lists("behind-cues"),
        eye_words: lists("eye-words"),
        found: Vec::new(),
    };
    for index in 0..reader.sides.len() {
        reader.side(index);
    }
    let mut found = reader.found;
    found.sort_by_key(|sided| (sided.span.start, sided.span.end));
    found.dedup();
    found
}

/// Whether what stands at `at` begins a line of its own, with a capital, after a line that is not all in capitals: `Left knee
/// arthroscopy` and `Appendectomy` under it. A line that is only wrapped goes on in small letters.
fn starts_line(bytes: &[u8], from: usize, at: usize) -> bool {
    let between = bytes.get(from..at).unwrap_or_default();
    let Some(line_end) = between.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
        return false;
    };
    let before = &bytes[..from + line_end];
    let shouts = before
        .iter()
        .rev()
        .take(WRAPPED)
        .take_while(|byte| **byte != b'\n')
        .all(|byte| !byte.is_ascii_lowercase());
    // `RLE`, `DVT`: a line may be broken before a word that is always in capitals.
    let word = bytes.get(at..).unwrap_or_default();
    let capital = word.first().is_some_and(u8::is_ascii_uppercase) && word.get(1).is_some_and(u8::is_ascii_lowercase);
    capital && !shouts
}

/// `Left finger-to-nose accurate`: the parts in the name of a test of the whole side.
fn names_test(note: &Note, span: Span) -> bool {
    let (before, after) = (&note.text[..span.start as usize], &note.text[span.end as usize..]);
    let joins = |text: &str| {
        ["-to-", "-nose", "-shin", " to nose", " to shin"]
            .iter()
            .any(|it| text.starts_with(it))
    };
    joins(after) || before.ends_with("-to-") || before.ends_with("finger-") || before.ends_with("heel-")
}

struct Reader<'n> {
    note: &'n Note,
    bytes: &'n [u8],
    parts: Vec<&'n LexiconHit>,
    sides: Vec<&'n LexiconHit>,
    stops: &'n [Str],
    both_of: &'n [Str],
    behind: &'n [Str],
    eye_words: &'n [Str],
    found: Vec<Sided>,
}

impl Reader<'_> {
    fn side(&mut self, index: usize) {
        let hit = *self.sides[index];
        let entry = self.note.entry(&hit);
        let Some(side) = entry.text("side").and_then(Side::named) else {
            return;
        };
        let written = self.note.slice(hit.span);
        if entry.flag("capitals") && !self.is_abbreviation(&hit, written) {
            return;
        }
        let (start, end) = (hit.span.start as usize, hit.span.end as usize);
        match &*entry.category {
            "abbreviation" | "eye" => {
                if entry.category == "eye" && !self.is_beside_eye_words(start, end) {
                    return;
                }
                if let Some(part) = entry.text("part").and_then(|id| self.part_named(id)) {
                    self.push(side, part, hit.span, hit.span);
                    self.chain(side, hit.span, end);
                }
            }
            "side" => {
                let litres = written.starts_with(['L', 'l']) && written.len() == 1 && {
                    let at = back_spaces(self.bytes, start);
                    at > 0 && self.bytes[at - 1].is_ascii_digit()
                };
                // `clear bilaterally`, at the end of a line: the part stands before.
                if written.ends_with(['y', 'Y']) && self.behind(index, side, &hit) {
                    return;
                }
                match self.part_ahead(side, end, litres) {
                    Some(part) => {
                        self.push(side, part.entry, hit.span, part.span);
                        self.chain(side, hit.span, part.span.end as usize);
                    }
                    None if !litres && !self.healthy(index, side, &hit) => {
                        self.behind(index, side, &hit);
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, side: Side, part: u16, word: Span, place: Span) {
        self.found.push(Sided {
            side,
            part,
            span: word.cover(place),
            word,
            place,
        });
    }

    fn part_named(&self, id: &str) -> Option<u16> {
        let entries = &self.note.grammar.lexicon(lexicon_ids::BODY_PARTS).entries;
        entries.iter().position(|entry| entry.id == id).map(|at| at as u16)
    }

    /// `L`, `(l)`, `RLE`: not `l`, `rif`.
    fn is_abbreviation(&self, hit: &LexiconHit, written: &str) -> bool {
        let (start, end) = (hit.span.start as usize, hit.span.end as usize);
        let enclosed = start > 0 && self.bytes[start - 1] == b'(' && self.bytes.get(end) == Some(&b')');
        let capital = written.starts_with(|c: char| c.is_ascii_uppercase());
        // `R sided`, but `RLE` throughout; a plural `s` is small.
        let letters = written
            .split([' ', '-'])
            .next()
            .unwrap_or_default()
            .trim_end_matches('s');
        // An apostrophe or a dot: `it's L.`, `R's`.
        let possessive = matches!(self.bytes.get(end..), Some([b'\'', ..] | [0xE2, 0x80, 0x99, ..]));
        !possessive && (enclosed || capital && letters.bytes().all(|byte| byte.is_ascii_uppercase()))
    }

    /// Whether the line around `OD` speaks of an eye.
    fn is_beside_eye_words(&self, start: usize, end: usize) -> bool {
        const AROUND: usize = 48;
        let near = &self.bytes[start.saturating_sub(AROUND)..start];
        let near = near.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let rest = &self.bytes[end..(end + AROUND).min(self.bytes.len())];
        let rest = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        [near, rest].into_iter().any(|text| {
            let mut at = 0;
            while at < text.len() {
                if !in_word(text[at]) {
                    at += 1;
                    continue;
                }
                if after(text, at, self.eye_words).is_some() {
                    return true;
                }
                at += text[at..].iter().take_while(|byte| in_word(**byte)).count();
            }
            false
        })
    }

    /// The part that starts at `at`.
    fn part_at(&self, at: usize) -> Option<LexiconHit> {
        let index = self.parts.partition_point(|part| (part.span.start as usize) < at);
        let part = self.parts.get(index).filter(|part| part.span.start as usize == at)?;
        // `base of the thumb`, `back of the knee`: the part is named behind.
        let of = [
            Str::Borrowed("of the"),
            Str::Borrowed("of his"),
            Str::Borrowed("of her"),
            Str::Borrowed("of"),
        ];
        let next = after(self.bytes, part.span.end as usize, &of).map(|(end, _)| skip_gap(self.bytes, end));
        let inner = next.and_then(|next| {
            let index = self.parts.partition_point(|part| (part.span.start as usize) < next);
            self.parts.get(index).filter(|part| part.span.start as usize == next)
        });
        Some(**inner.unwrap_or(part))
    }

    fn is_side_at(&self, at: usize) -> bool {
        let index = self.sides.partition_point(|side| (side.span.start as usize) < at);
        self.sides.get(index).is_some_and(|side| side.span.start as usize == at)
    }

    /// Past the word at `at`.
    fn past_word(&self, at: usize) -> usize {
        at + self.bytes[at..]
            .iter()
            .take(40)
            .take_while(|byte| in_word(**byte))
            .count()
    }

    /// The part that follows a word for a side, a few words on at most.
    fn part_ahead(&self, side: Side, end: usize, adjacent: bool) -> Option<LexiconHit> {
        let bytes = self.bytes;
        // `(L) shoulder`, `Lt. knee`.
        let mut at = end + usize::from(matches!(bytes.get(end), Some(b')' | b'.')));
        if bytes[end..].starts_with(b".")
            && !matches!(end.checked_sub(2).map(|at| bytes[at]), Some(b'l' | b'L' | b'r' | b'R'))
        {
            return None;
        }
        if side == Side::Both
            && let Some((past, _)) = after(bytes, at, self.both_of)
        {
            at = past;
        }
        for words in 0..=WORDS_BETWEEN {
            at = skip_gap(bytes, at);
            if !bytes.get(at).copied().is_some_and(in_word) {
                return None;
            }
            if starts_line(bytes, end, at) {
                return None;
            }
            if let Some(part) = self.part_at(at) {
                // `edema b/l` and `Lungs: clear` on the next line.
                let label = bytes.get(part.span.end as usize) == Some(&b':') && bytes[end..at].contains(&b'\n');
                return Some(part).filter(|_| !label);
            }
            let stop = after(bytes, at, self.stops).is_some_and(|(end, _)| end == self.past_word(at));
            if adjacent || words == WORDS_BETWEEN || stop || self.is_side_at(at) {
                return None;
            }
            at = self.past_word(at);
        }
        None
    }

    /// The parts that share the side: `right leg DVT`, `right arm and leg`, `left hip/knee`.
    fn chain(&mut self, side: Side, word: Span, mut end: usize) {
        let bytes = self.bytes;
        let joins = [Str::Borrowed("and"), Str::Borrowed("or"), Str::Borrowed("&")];
        for _ in 0..4 {
            let next = skip_gap(bytes, end);
            if next > end
                && !starts_line(bytes, end, next)
                && let Some(part) = self.part_at(next)
            {
                self.push(side, part.entry, word, part.span);
                end = part.span.end as usize;
                continue;
            }
            let joined = match bytes.get(next) {
                Some(b'/' | b',') => Some(skip_spaces(bytes, next + 1)),
                _ => after(bytes, end, &joins).map(|(end, _)| skip_gap(bytes, end)),
            };
            // `, and`.
            let joined = joined.map(|at| after(bytes, at, &joins).map_or(at, |(end, _)| skip_gap(bytes, end)));
            let part = joined.and_then(|at| self.part_at(at)).filter(|part| {
                let entry = self.note.entry(part);
                entry.category == "part" && !entry.flag("axial") && entry.text("only").is_none()
            });
            let Some(part) = part else { return };
            self.push(side, part.entry, word, part.span);
            end = part.span.end as usize;
        }
    }

    /// `Left CVA tenderness; none on the right`: the same part of the other side, without trouble. The word for the side
    /// stands for the part.
    fn healthy(&mut self, index: usize, side: Side, hit: &LexiconHit) -> bool {
        let at = hit.span.start as usize;
        let of = [Str::Borrowed("of the"), Str::Borrowed("in the")];
        let Some((lead, _)) = before(self.bytes, at, self.behind).or_else(|| before(self.bytes, at, &of)) else {
            return false;
        };
        let Some(last) = self.found.last().copied() else {
            return false;
        };
        let between = &self.bytes[(last.span.end as usize).min(lead)..lead];
        let near = between.len() <= BEHIND && !between.contains(&b'\n') && index > 0;
        let words = between
            .rsplit(|byte| matches!(byte, b';' | b',' | b'.' | b'('))
            .next()
            .unwrap_or_default();
        let denies = words.split(u8::is_ascii_whitespace).any(|word| {
            [&b"none"[..], b"no", b"not", b"nothing", b"absent", b"normal"]
                .iter()
                .any(|no| word.eq_ignore_ascii_case(no))
        });
        let other = near && denies && Some(side) == last.side.opposite();
        if other {
            self.push(side, last.part, hit.span, hit.span);
        }
        other
    }

    /// The part before a word for a side: `knee pain on the right`, `shoulder (L)`, `edema of the legs bilaterally`.
    fn behind(&mut self, index: usize, side: Side, hit: &LexiconHit) -> bool {
        let bytes = self.bytes;
        let (start, end) = (hit.span.start as usize, hit.span.end as usize);
        let line_ends = {
            let at = skip_spaces(bytes, end);
            matches!(bytes.get(end), None | Some(b'\n' | b'\r'))
                || matches!(bytes.get(at), Some(b'.' | b',' | b';' | b')' | b'|'))
        };
        let gap = back_spaces(bytes, start);
        let sign = gap.checked_sub(1).map(|at| bytes[at]);
        let behind = before(bytes, start, self.behind).is_some();
        // A column of its own: `Cataract extraction     Right     2021`.
        let wide = |blanks: usize| blanks >= 2;
        let column = wide(start - gap)
            && !bytes[gap..start].contains(&b'\n')
            && (line_ends || wide(skip_spaces(bytes, end) - end));
        let apart = column || matches!(sign, Some(b'(' | b',' | b'-' | b':')) && line_ends;
        let written = self.note.slice(hit.span);
        let both = side == Side::Both && (written.ends_with(['y', 's']) || line_ends);
        if !behind && !apart && !both {
            return false;
        }
        let last = self.parts.partition_point(|part| part.span.end <= hit.span.start);
        let Some(part) = last.checked_sub(1).map(|at| *self.parts[at]) else {
            return false;
        };
        let between = &bytes[part.span.end as usize..start];
        let breaks = between.len() > BEHIND
            || between.iter().any(|byte| matches!(byte, b'.' | b';' | b'|'))
            || between
                .windows(2)
                .any(|pair| pair == b"\n\n" || pair == b"\n-" || pair == b"\n*");
        let other_side = index > 0 && {
            let before = self.sides[index - 1];
            before.span.start >= part.span.end && self.note.entry(before).category == "side"
        };
        // A comma before a side that stands alone is close to its part.
        let far = apart && !behind && !column && between.len() > 24;
        if breaks || other_side || far {
            return false;
        }
        self.push(side, part.entry, hit.span, part.span);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    /// The sides of a text: `side part`, and where.
    fn sides(text: &str) -> Vec<(String, String)> {
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        let name = |sided: &Sided| {
            let part = &note.entry_at(lexicon_ids::BODY_PARTS, sided.part).id;
            (
                format!("{} {part}", sided.side.name()),
                note.slice(sided.span).to_owned(),
            )
        };
        note.sides().iter().map(name).collect()
    }

    fn says(table: &[(&str, &[(&str, &str)])]) {
        let mut wrong = Vec::new();
        for (text, expected) in table {
            let found = sides(&format!("## HPI\n\n{text}\n"));
            let found: Vec<(&str, &str)> = found
                .iter()
                .map(|(what, text)| (what.as_str(), text.as_str()))
                .collect();
            if found != *expected {
                wrong.push(format!("{text:?}\n  found    {found:?}\n  expected {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn sides_and_parts() {
        says(&[
            ("left knee pain", &[("left knee", "left knee")]),
            ("Right hip", &[("right hip", "Right hip")]),
            ("R hip fx", &[("right hip", "R hip")]),
            ("(L) shoulder", &[("left shoulder", "L) shoulder")]),
            ("Lt. ankle sprain", &[("left ankle", "Lt. ankle")]),
            ("rt wrist", &[("right wrist", "rt wrist")]),
            ("knee pain on the right", &[("right knee", "knee pain on the right")]),
            ("RLE swelling", &[("right leg", "RLE")]),
            (
                "LUE weakness",
                &[("left arm", "LUE"), ("left weakness", "LUE weakness")],
            ),
            ("RLQ tenderness", &[("right lower-quadrant", "RLQ")]),
            ("LIF pain", &[("left lower-quadrant", "LIF")]),
            (
                "LLL infiltrate, RML collapse",
                &[("left lower-lobe", "LLL"), ("right middle-lobe", "RML")],
            ),
            ("both knees", &[("both knee", "both knees")]),
            ("both of her knees", &[("both knee", "both of her knees")]),
            ("b/l leg edema", &[("both leg", "b/l leg")]),
            (
                "bilateral lower extremities",
                &[("both leg", "bilateral lower extremities")],
            ),
            (
                "knees swollen bilaterally",
                &[("both knee", "knees swollen bilaterally")],
            ),
            ("right-sided chest pain", &[("right chest", "right-sided chest pain")]),
            ("left-sided weakness", &[("left weakness", "left-sided weakness")]),
            ("right > left knee pain", &[("both knee", "right > left knee")]),
            (
                "right arm and leg",
                &[("right arm", "right arm"), ("right leg", "right arm and leg")],
            ),
            (
                "left hip/knee",
                &[("left hip", "left hip"), ("left knee", "left hip/knee")],
            ),
            ("left distal radius fracture", &[("left forearm", "left distal radius")]),
            (
                "right total hip arthroplasty",
                &[("right hip-surgery", "right total hip")],
            ),
            (
                "right lower extremity DVT",
                &[
                    ("right leg", "right lower extremity"),
                    ("right dvt", "right lower extremity DVT"),
                ],
            ),
            ("left 2nd toe ulcer", &[("left toe", "left 2nd toe")]),
            (
                "- arthroscopy of left knee\n- appendectomy",
                &[("left knee", "left knee")],
            ),
            (
                "1. Left knee arthroscopy\n2. Appendectomy",
                &[("left knee-surgery", "Left knee arthroscopy")],
            ),
            (
                "* Left knee arthroscopy\n* Appendectomy",
                &[("left knee-surgery", "Left knee arthroscopy")],
            ),
            (
                "Left knee arthroscopy\nAppendectomy\nC-section",
                &[("left knee-surgery", "Left knee arthroscopy")],
            ),
            (
                "Left cataract\nKnee replacement 2019",
                &[("left cataract", "Left cataract")],
            ),
            (
                "Weakness on the left\nAbdomen soft",
                &[("left weakness", "Weakness on the left")],
            ),
            (
                "LEFT\nKNEE ARTHROSCOPY",
                &[("left knee-surgery", "LEFT\nKNEE ARTHROSCOPY")],
            ),
            ("the left\nknee hurts", &[("left knee", "left\nknee")]),
            (
                "the left leg\nDVT",
                &[("left leg", "left leg"), ("left dvt", "left leg\nDVT")],
            ),
            ("shoulder (L)", &[("left shoulder", "shoulder (L")]),
            ("Site: knee, right.", &[("right knee", "knee, right")]),
            ("back of the left knee", &[("left knee", "left knee")]),
            ("right base of the thumb", &[("right hand", "right base of the thumb")]),
            ("VA OD 20/40, OS 20/20", &[("right eye", "OD"), ("left eye", "OS")]),
            ("left MCA stroke", &[("left mca", "left MCA stroke")]),
            ("LMCA infarct", &[("left mca", "LMCA")]),
            ("R TKA 2019", &[("right knee-surgery", "R TKA")]),
            ("POD 2 L TKA", &[("left knee-surgery", "L TKA")]),
            ("left inguinal hernia", &[("left hernia", "left inguinal hernia")]),
            (
                "right pleural\neffusion",
                &[("right pleural-effusion", "right pleural\neffusion")],
            ),
            ("left\u{A0}knee", &[("left knee", "left\u{A0}knee")]),
            ("right breast mass", &[("right breast", "right breast")]),
            ("left kidney stone", &[("left kidney-stone", "left kidney stone")]),
            (
                "Left CVA tenderness; none on the right.",
                &[("left flank", "Left CVA"), ("right flank", "right")],
            ),
            (
                "left thigh edema, none on the R",
                &[("left thigh", "left thigh"), ("right thigh", "R")],
            ),
        ]);
    }

    #[test]
    fn look_alikes() {
        for text in [
            "left the hospital with knee pain",
            "will call right away about the knee",
            "all right, knees fine",
            "she is right-handed and right hand dominant",
            "L4-L5 disc, L spine films",
            "R 18, P 72, knee jerk",
            "2 L NC, knee",
            "drank 1.5 L, leg cramps",
            "V1R lead, knee",
            "R/O fracture of the knee",
            "right heart failure, right ventricular strain",
            "left ventricular hypertrophy, left main disease",
            "left bundle branch block and leg edema",
            "murmur at the left sternal border",
            "3 days left before knee surgery",
            "aspirin OD and paracetamol OS",
            "took an OD of pills; knee pain",
            "both sharp and dull pain of the knee",
            "rif and lif are genes",
            "***{left|right} knee",
            "the patient left. Knee pain persists",
            "in the left lateral decubitus position",
            "it hurts right now in the knee",
            "L&D for leg cramps",
            "she left her arm brace at home",
            "<!-- left knee -->",
        ] {
            assert_eq!(sides(&format!("## HPI\n\n{text}\n")), [], "{text}");
        }
    }
}
