//! Finding the phrases of lexicons in running text: one pass over its words, whatever the number of lexicons. At the start of
//! each word the trie of all phrases is followed as far as the text goes along with it.

mod passing;

use smallvec::SmallVec;

use self::passing::{blank_len, invisible_len, is_letter, may_be_number, skip_gap, skip_number};
use super::builtin;
use super::catalogue::Grammar;
use super::model::{LexiconEntry, LexiconId};
use super::runs::{Run, Runs, is_word_byte};
use super::trie::{APOSTROPHE, CLASSES, COMMA, ESCAPE, End, GAP, NUMBER, Node, OTHER, Packed, Trie};
use crate::text::Span;

/// The phrases of lexicons that a user's files changed or added.
#[derive(Debug, Default)]
pub(super) struct Phrases(Packed);

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LexiconHit {
    /// Where.
    pub span: Span,
    /// In which lexicon it stands.
    pub lexicon: LexiconId,
    /// Index of its entry there.
    pub entry: u16,
}

impl Grammar {
    /// The phrases of all lexicons in `text`, from left to right.
    ///
    /// Words match whole (a phrase that ends in `*`, the beginning of a word) and whatever their case; between the words
    /// of a phrase may stand spaces of any kind, hyphens and one line break, and a comma of the phrase may be missing.
    /// `#` in a phrase stands for a number: digits, a range, or a word such as `two` or `several`. In one lexicon the
    /// longest phrase at a place counts, and hits do not overlap.
    pub fn phrases(&self, text: &str) -> impl Iterator<Item = LexiconHit> + use<> {
        let mut hits = Vec::new();
        self.find_phrases(text, [Span::new(0, text.len() as u32)], &mut hits);
        hits.into_iter()
    }

    /// The phrases of all lexicons in these parts of `text`, none from one part into the next; see [`Grammar::phrases`].
    pub fn find_phrases(&self, text: &str, parts: impl IntoIterator<Item = Span>, hits: &mut Vec<LexiconHit>) {
        let mut scan = Scan {
            grammar: self,
            bytes: &[],
            last: vec![Last::default(); self.lexicons.len()],
            first: hits.len(),
            hits,
            in_order: true,
            highest: 0,
        };
        for part in parts {
            // Places are those of the whole text; what lies behind the part is not there.
            scan.bytes = &text.as_bytes()[..part.end as usize];
            scan.all(part.start as usize);
        }
    }

    /// The phrases of `lexicon` that open `text`, whatever follows them, the shortest first: the entry and the length. For
    /// what is written glued to something else; a `#` or a missing comma is not allowed for.
    pub fn openings(&self, lexicon: LexiconId, text: &str) -> SmallVec<[(u16, usize); 4]> {
        let bytes = text.as_bytes();
        let mut found = SmallVec::new();
        let own = self.overlay.as_ref().filter(|_| self.is_changed(lexicon));
        let trie = own.map_or(builtin::TRIE, |overlay| overlay.phrases.0.as_trie());
        let Some(mut node) = trie.root() else { return found };
        let mut at = 0;
        loop {
            let tail = trie.tail(node);
            if node.has_ends() {
                let end = match tail {
                    Some(tail) => tail_end(bytes, at, tail, false),
                    None => Some(at),
                };
                let named = trie.ends(node).filter(|it| it.lexicon == lexicon.0);
                for it in named {
                    found.extend(end.map(|end| (it.entry, end)));
                }
            }
            let Some(byte) = bytes.get(at).filter(|_| tail.is_none()) else {
                return found;
            };
            let (class, end) = match CLASSES[usize::from(*byte)] {
                GAP => (GAP, skip_gap(bytes, at)),
                class => (class, Some(at + 1)),
            };
            let child = match class {
                OTHER => escaped(trie, node, *byte),
                class => trie.child(node, class),
            };
            match (child, end) {
                (Some(child), Some(end)) => (node, at) = (child, end),
                _ => return found,
            }
        }
    }

    /// The category of the entry that a hit found.
    pub fn category(&self, hit: &LexiconHit) -> &str {
        &self.lexicon(hit.lexicon).entries[usize::from(hit.entry)].category
    }

    /// Whether the compiled-in phrases of a lexicon no longer hold.
    pub(super) fn is_changed(&self, id: LexiconId) -> bool {
        self.overlay
            .as_ref()
            .is_some_and(|overlay| overlay.lexicons.contains(&id))
    }
}

/// The last hit of a lexicon.
#[derive(Clone, Copy, Default)]
struct Last {
    start: u32,
    end: u32,
    /// Its place among the hits plus one, as long as the word where it starts is read; 0 if there is no hit.
    number: u32,
}

/// One pass over a text.
struct Scan<'t> {
    grammar: &'t Grammar,
    /// The text up to the end of the part that is read.
    bytes: &'t [u8],
    /// The last hit of each lexicon.
    last: Vec<Last>,
    hits: &'t mut Vec<LexiconHit>,
    /// Where the hits of the word that is read begin.
    first: usize,
    /// Whether these are in the order of their lexicons, and the lexicon of the last.
    in_order: bool,
    highest: u16,
}

impl Scan<'_> {
    fn all(&mut self, from: usize) {
        for Run { start, end, plain } in Runs::new(&self.bytes[from..]) {
            let (start, end) = (from + start, from + end);
            if plain {
                self.word(start);
            } else {
                self.words(start, end);
            }
        }
    }

    /// The words of a run that holds bytes beyond ASCII: letters, which belong to them; invisible characters, which are
    /// seen through; spaces, dashes and quotes, which part them.
    fn words(&mut self, start: usize, end: usize) {
        let run = &self.bytes[..end];
        let mut at = start;
        while at < end {
            if let Some(length) = blank_len(&run[at..]).or_else(|| invisible_len(&run[at..])) {
                at += length;
                continue;
            }
            self.word(at);
            while at < end && blank_len(&run[at..]).is_none() {
                at += invisible_len(&run[at..]).unwrap_or(1);
            }
        }
    }

    /// The phrases that start with the word at `start`.
    #[inline]
    fn word(&mut self, start: usize) {
        self.follow_from(builtin::TRIE, start, self.grammar.overlay.is_some());
        if let Some(overlay) = &self.grammar.overlay {
            self.follow_from(overlay.phrases.0.as_trie(), start, false);
        }
        if !self.in_order {
            self.hits[self.first..].sort_unstable_by_key(|hit| hit.lexicon);
            self.in_order = true;
        }
        self.first = self.hits.len();
        self.highest = 0;
    }

    /// Take a phrase of a lexicon: the longest one at a place, where none of that lexicon reaches.
    #[inline]
    fn take(&mut self, start: u32, end: u32, found: End) {
        let last = &mut self.last[usize::from(found.lexicon)];
        if last.start == start && last.number > 0 {
            if end > last.end {
                last.end = end;
                let hit = &mut self.hits[last.number as usize - 1];
                (hit.span, hit.entry) = (Span::new(start, end), found.entry);
            }
        } else if last.end <= start {
            let lexicon = LexiconId(found.lexicon);
            self.in_order &= self.highest <= found.lexicon;
            self.highest = found.lexicon;
            self.hits.push(LexiconHit {
                span: Span::new(start, end),
                lexicon,
                entry: found.entry,
            });
            *last = Last {
                start,
                end,
                number: self.hits.len() as u32,
            };
        }
    }

    fn follow_from(&mut self, trie: Trie<'_>, start: usize, replaced: bool) {
        let Some(root) = trie.root() else { return };
        let mut walk = Walk {
            scan: self,
            trie,
            start,
            replaced,
        };
        walk.follow(root, start, false);
    }
}

/// The way through a trie from the start of one word.
struct Walk<'w, 's, 't> {
    scan: &'w mut Scan<'s>,
    trie: Trie<'t>,
    start: usize,
    /// Whether the trie is the shipped one, and a user's lexicons may take the place of some of its.
    replaced: bool,
}

impl Walk<'_, '_, '_> {
    /// Go on from `node`, whose phrases go on at `at`; `counted` if it is reached by a number.
    fn follow(&mut self, mut node: Node, mut at: usize, mut counted: bool) {
        let (bytes, trie) = (self.scan.bytes, self.trie);
        loop {
            // Most of the way leads through the letters of a word.
            while !counted && node.is_plain(true) {
                let class = bytes.get(at).map_or(OTHER, |byte| CLASSES[usize::from(*byte)]);
                if class >= GAP {
                    break;
                }
                match trie.child(node, class) {
                    Some(child) => (node, at) = (child, at + 1),
                    None => return,
                }
            }
            let next = bytes.get(at);
            let in_word = next.is_some_and(|byte| CLASSES[usize::from(*byte)] < GAP);
            if counted || !node.is_plain(in_word) {
                if let Some(tail) = trie.tail(node) {
                    if let Some(end) = tail_end(bytes, at, tail, counted) {
                        self.end(node, end);
                    }
                    return;
                }
                if node.has_ends() {
                    self.end(node, at);
                }
                if node.has(NUMBER) {
                    self.follow_number(node, at);
                }
                // A comma may be missing, and the gap between a number and its unit.
                if node.has(COMMA) && next != Some(&b',') {
                    self.skip(node, COMMA, at);
                }
                if counted && node.has(GAP) && skip_gap(bytes, at).is_none() {
                    self.skip(node, GAP, at);
                }
                counted = false;
            }
            let Some(byte) = next else { return };
            let class = CLASSES[usize::from(*byte)];
            if class < GAP {
                match trie.child(node, class) {
                    Some(child) => (node, at) = (child, at + 1),
                    None => return,
                }
                continue;
            }
            let (class, end) = match class {
                GAP if node.has(GAP) => match skip_gap(bytes, at) {
                    Some(end) => (GAP, end),
                    None => return,
                },
                OTHER => match self.other(node, at) {
                    Ok(found) => found,
                    Err(Some(end)) => {
                        at = end;
                        continue;
                    }
                    Err(None) => return,
                },
                class => (class, at + 1),
            };
            let child = if class == ESCAPE {
                escaped(trie, node, *byte)
            } else {
                trie.child(node, class)
            };
            match child {
                Some(child) => (node, at) = (child, end),
                None => return,
            }
        }
    }

    /// What a byte without a class of its own is at `node`, and where it ends; where to go on if it is invisible.
    fn other(&self, node: Node, at: usize) -> Result<(u8, usize), Option<usize>> {
        let rest = &self.scan.bytes[at..];
        if let Some(length) = invisible_len(rest) {
            return Err(Some(at + length));
        }
        if escaped(self.trie, node, rest[0]).is_some() {
            return Ok((ESCAPE, at + 1));
        }
        match rest {
            [0xE2, 0x80, 0x98 | 0x99, ..] if node.has(APOSTROPHE) => Ok((APOSTROPHE, at + 3)),
            _ if node.has(GAP) => skip_gap(self.scan.bytes, at).map(|end| (GAP, end)).ok_or(None),
            _ => Err(None),
        }
    }

    fn skip(&mut self, node: Node, class: u8, at: usize) {
        if let Some(child) = self.trie.child(node, class) {
            self.follow(child, at, false);
        }
    }

    /// Follow the phrases that have a number at `at`. A word for one is not glued to letters; the unit of the first may be
    /// glued to it or not: `3days`, `3-day`.
    fn follow_number(&mut self, node: Node, at: usize) {
        let bytes = self.scan.bytes;
        if !may_be_number(bytes, at) {
            return;
        }
        let first = at == self.start;
        let glued = !first && at > 0 && is_word_byte(bytes[at - 1]);
        if glued && !bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return;
        }
        let (Some(end), Some(child)) = (skip_number(bytes, at), self.trie.child(node, NUMBER)) else {
            return;
        };
        self.follow(child, end, true);
        if first && let Some(next) = skip_gap(bytes, end) {
            self.follow(child, next, false);
        }
    }

    /// Take what ends at `node`, if a word ends at `at`.
    fn end(&mut self, node: Node, at: usize) {
        let rest = self.scan.bytes.get(at..).unwrap_or_default();
        let in_word = rest
            .first()
            .is_some_and(|byte| is_word_byte(*byte) || (*byte >= 0x80 && is_letter(rest)));
        if in_word && !node.has_open_ends() {
            return;
        }
        for end in self.trie.ends(node) {
            let counts = end.open || !in_word;
            if counts && !(self.replaced && self.scan.grammar.is_changed(LexiconId(end.lexicon))) {
                self.scan.take(self.start as u32, at as u32, end);
            }
        }
    }
}

/// Where a byte without a class of its own leads from `node`.
fn escaped(trie: Trie<'_>, node: Node, byte: u8) -> Option<Node> {
    let half = trie.child(trie.child(node, ESCAPE)?, byte >> 4)?;
    trie.child(half, byte & 15)
}

/// Where the text of `tail` ends if it stands at `at`; `counted` if it follows a number.
fn tail_end(bytes: &[u8], mut at: usize, tail: &[u8], mut counted: bool) -> Option<usize> {
    let mut i = 0;
    while i < tail.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let byte = rest.first().copied();
        let optional = std::mem::take(&mut counted);
        match tail[i] {
            NUMBER => {
                let glued = at > 0 && is_word_byte(bytes[at - 1]);
                if glued && !byte.is_some_and(|byte| byte.is_ascii_digit()) {
                    return None;
                }
                at = skip_number(bytes, at)?;
                counted = true;
            }
            GAP => match skip_gap(bytes, at) {
                Some(end) => at = end,
                None if optional => {}
                None => return None,
            },
            COMMA if byte == Some(b',') => at += 1,
            COMMA => {}
            wanted => {
                if let Some(length) = byte.filter(|byte| *byte >= 0x80).and_then(|_| invisible_len(rest)) {
                    at += length;
                    counted = optional;
                    continue;
                }
                at += match (wanted, rest) {
                    (ESCAPE, [byte, ..]) if tail.get(i + 1..i + 3) == Some(&[byte >> 4, byte & 15][..]) => {
                        i += 2;
                        1
                    }
                    (APOSTROPHE, [0xE2, 0x80, 0x98 | 0x99, ..]) => 3,
                    (_, [byte, ..]) if wanted != ESCAPE && CLASSES[usize::from(*byte)] == wanted => 1,
                    _ => return None,
                };
            }
        }
        i += 1;
    }
    Some(at)
}

impl Phrases {
    /// Those of these lexicons.
    pub(super) fn of<'e>(lexicons: impl IntoIterator<Item = (LexiconId, &'e [LexiconEntry])>) -> Self {
        let all = lexicons.into_iter().flat_map(|(lexicon, entries)| {
            let numbered = (0..).zip(entries);
            numbered.flat_map(move |(entry, it)| it.phrases().map(move |phrase| (phrase, lexicon.0, entry)))
        });
        Self(Packed::of(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::lexicon_ids;

    fn found(text: &str, lexicons: &[LexiconId]) -> Vec<String> {
        let grammar = Grammar::builtin();
        let wanted = grammar.phrases(text).filter(|hit| lexicons.contains(&hit.lexicon));
        wanted.map(|hit| hit.span.of(text).to_owned()).collect()
    }

    #[test]
    fn phrases_are_found_whole_whatever_stands_between_their_words() {
        const EXAM: &[LexiconId] = &[lexicon_ids::EXAM_FINDINGS];
        for (text, hits) in [
            ("Chest clear to auscultation.", &["clear to auscultation"][..]),
            (
                "chest CLEAR TO\nAUSCULTATION bilaterally",
                &["CLEAR TO\nAUSCULTATION bilaterally"],
            ),
            ("clear to\r\nauscultation", &["clear to\r\nauscultation"]),
            ("clear\u{A0}to  auscultation", &["clear\u{A0}to  auscultation"]),
            (
                "cl\u{200B}ear to auscul\u{200B}tation",
                &["cl\u{200B}ear to auscul\u{200B}tation"],
            ),
            ("clear to\n\nauscultation", &[]),
            ("nuclear to auscultation", &[]),
            ("rebound tenderness, PERRLA", &["rebound tenderness", "PERRLA"]),
            ("rebound-tenderness", &["rebound-tenderness"]),
            ("No murmurs, rubs, or gallops", &["No murmurs, rubs, or gallops"]),
            ("no murmurs, rubs or gallops", &["no murmurs, rubs or gallops"]),
            ("no murmurs rubs or gallops", &["no murmurs rubs or gallops"]),
            ("perrlas", &[]),
            ("\u{E9}perrla perrla\u{E9}", &[]),
            ("\u{201C}perrla\u{201D}", &["perrla"]),
            ("", &[]),
        ] {
            assert_eq!(found(text, EXAM), hits, "{text:?}");
        }
    }

    #[test]
    fn stems_and_signs_of_the_shipped_lexicons() {
        use lexicon_ids::*;
        for (lexicon, text, hits) in [
            (ELICITED_FINDINGS, "PALPAT, pal palp", &["PALPAT"][..]),
            (ELICITED_FINDINGS, "p\u{200B}alp\u{AD}ated", &["p\u{200B}alp\u{AD}at"]),
            (
                ELICITED_FINDINGS,
                "\u{201C}palpation\u{201D}, \u{E9}palpation",
                &["palpat"],
            ),
            (BRITISH_USAGE, "haemoglobin, haem, ha, hae", &["haem", "haem"]),
            (
                BRITISH_USAGE,
                "A&E, A & E, a/e, O/E: nil",
                &["A&E", "A & E", "a/e", "O/E", "nil"],
            ),
            (BRITISH_USAGE, "rang 999; 9991, 1999", &["999"]),
            (
                SECTION_CUES,
                "no known allergies, fh:none, meds5, s/p CABG",
                &["no known allerg", "fh:", "s/p"],
            ),
            (VITAL_CUES, "O2  sats; c/o", &["O2  sats"]),
            (
                EXAM_FINDINGS,
                "NC/AT, a&ox3, 2+ pulses, pulses 2+.",
                &["NC/AT", "a&ox3", "2+ pulses", "pulses 2+"],
            ),
        ] {
            assert_eq!(found(text, &[lexicon]), hits, "{text:?}");
        }
    }

    #[test]
    fn only_the_wanted_lexicons_are_looked_for() {
        let text = "denies pain; rebound tenderness; start aspirin";
        assert_eq!(found(text, &[lexicon_ids::REPORTED_SYMPTOMS]), ["denies"]);
        assert_eq!(found(text, &[lexicon_ids::EXAM_FINDINGS]), ["rebound tenderness"]);
        assert!(found(text, &[]).is_empty());
        let both = found(text, &[lexicon_ids::REPORTED_SYMPTOMS, lexicon_ids::EXAM_FINDINGS]);
        assert_eq!(both, ["denies", "rebound tenderness"]);
    }

    #[test]
    fn every_shipped_phrase_finds_itself() {
        let grammar = Grammar::builtin();
        for (index, lexicon) in grammar.lexicons().iter().enumerate() {
            for phrase in lexicon.entries.iter().flat_map(|entry| entry.phrases()) {
                let text = phrase.trim_end_matches('*').replace('#', "3");
                let first = grammar
                    .phrases(&text)
                    .find(|hit| usize::from(hit.lexicon.0) == index)
                    .unwrap_or_else(|| panic!("{}: {phrase}", lexicon.id));
                assert_eq!(first.span.start, 0, "{}: {phrase}", lexicon.id);
                // A stem of its own lexicon may be all that is found of a longer phrase that is found elsewhere.
                assert!(first.span.len() as usize <= text.len(), "{}: {phrase}", lexicon.id);
            }
        }
    }

    /// What a lexicon of these phrases finds.
    fn found_by(phrases: &[&str], text: &str) -> Vec<String> {
        let file = format!("id = 'test'\ntitle = 'Test'\n[[entry]]\ncategory = 'x'\nphrases = {phrases:?}\n");
        let grammar = Grammar::with_overlays([("lexicons/test.toml", file)]).expect("in order");
        let id = grammar.lexicon_named("test").expect("just added");
        let hits = grammar.phrases(text).filter(|hit| hit.lexicon == id);
        hits.map(|hit| hit.span.of(text).to_owned()).collect()
    }

    #[test]
    fn words_are_whole_and_stems_are_beginnings() {
        for (phrases, text, hits) in [
            (&["rales"][..], "no rales, some generales, rales5", &["rales"][..]),
            (&["t"], "T 38, at t, ta, T: 37", &["T", "t", "T"]),
            (&["nc/at", "s/p"], "NC/AT; s/p CABG", &["NC/AT", "s/p"]),
            (&["fh:"], "FH:none, FH none", &["FH:"]),
            (&["palpat*"], "on palpation, impalpable, PALPAT", &["palpat", "PALPAT"]),
            (&["straight leg*"], "straight-legged; straight le", &["straight-leg"]),
            (&["pmh*"], "PMHx: none", &["PMH"]),
            (
                &["no", "no wheeze", "no wheezes, rales"],
                "No wheezes, rales",
                &["No wheezes, rales"],
            ),
            (&["test*", "testing"], "testing tested", &["testing", "test"]),
            (&["alt"], "na\u{EF}ve, \u{E9}alt, alt\u{E9}, alt", &["alt"]),
            (&["o'clock"], "at 3 o\u{2019}clock", &["o\u{2019}clock"]),
            (
                &["# days ago", "for # week*", "#d", "# ppd"],
                "3 days ago, two days ago, 2-3 days ago, for 2 to 3 weeks, for several weeks, 4d, x4d, 1.5 ppd, ten days, 3 days",
                &[
                    "3 days ago",
                    "two days ago",
                    "2-3 days ago",
                    "for 2 to 3 week",
                    "for several week",
                    "4d",
                    "1.5 ppd",
                ],
            ),
            (
                &["x#d", "pod#", "pod #", "up to x# daily"],
                "x3d, x 3d, xx3d, POD2, POD 2, pod, up to x3 daily, x10-14d",
                &["x3d", "POD2", "POD 2", "up to x3 daily", "x10-14d"],
            ),
        ] {
            assert_eq!(found_by(phrases, text), hits, "{phrases:?} in {text:?}");
        }
    }

    #[test]
    fn hits_know_their_category_and_place() {
        let grammar = Grammar::builtin();
        let hits = grammar.phrases("abdomen: rebound tenderness");
        let hits: Vec<LexiconHit> = hits.filter(|hit| hit.lexicon == lexicon_ids::EXAM_FINDINGS).collect();
        assert_eq!(hits.len(), 1);
        assert_eq!((hits[0].span.start, hits[0].span.end), (9, 27));
        assert_eq!(grammar.category(&hits[0]), "abdomen");
    }
}
