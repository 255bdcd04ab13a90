//! Finding the phrases of lexicons in running text: one pass over its words, whatever the number of lexicons.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::builtin;
use super::catalogue::Grammar;
use super::model::{LexiconEntry, LexiconId};
use super::packed::{PhraseRef, shipped};
use super::runs::{Run, Runs, is_word_byte};
use super::word_key::{self, BEFORE_NUMBER, Filter, NUMBER_WORDS, STEM, WordKey, lookup};
use crate::text::Span;

/// A phrase of a user's lexicon, looked up by its key.
#[derive(Debug, Clone)]
struct Phrase {
    /// The lexicon.
    lexicon: LexiconId,
    /// Index of its entry.
    entry: u16,
    /// What follows the first word; the whole phrase if it is looked up by its first letters.
    rest: Vec<u8>,
    /// Whether it is the beginning of a word.
    stem: bool,
}

/// The phrases of lexicons that a user's files changed or added.
#[derive(Debug)]
pub(super) struct Phrases {
    by_key: HashMap<Vec<u8>, Vec<Phrase>>,
    filter: Box<Filter>,
}

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

/// As many lexicons can be looked for without memory of the heap: all that ship, and some more.
const USUAL: usize = 128;

/// Longest word that is looked up.
const LONGEST_WORD: usize = 32;

impl LexiconHit {
    /// The hit as one in a larger text, in which the text scanned starts at byte `start`.
    pub fn offset(self, start: u32) -> Self {
        let span = Span::new(self.span.start + start, self.span.end + start);
        Self { span, ..self }
    }
}

impl Grammar {
    /// The phrases of all lexicons in `text`, from left to right.
    ///
    /// Words match whole (a phrase that ends in `*`, the beginning of a word) and whatever their case; between the words
    /// of a phrase may stand spaces of any kind, hyphens and one line break, and a comma of the phrase may be missing.
    /// `#` in a phrase stands for a number: digits, a range, or a word such as `two` or `several`. In one lexicon the
    /// longest phrase at a place counts, and hits do not overlap.
    pub fn phrases<'t>(&'t self, text: &'t str) -> Hits<'t> {
        Hits {
            grammar: self,
            filter: self
                .overlay
                .as_ref()
                .map_or(&builtin::PHRASE_FILTER, |overlay| &*overlay.phrases.filter),
            bytes: text.as_bytes(),
            runs: Runs::new(text.as_bytes()),
            ends: smallvec::smallvec![0; self.lexicons.len()],
            pending: SmallVec::new(),
        }
    }

    /// The category of the entry that a hit found.
    pub fn category(&self, hit: &LexiconHit) -> &str {
        &self.lexicon(hit.lexicon).entries[usize::from(hit.entry)].category
    }

    /// Whether the compiled-in phrases of a lexicon no longer hold.
    fn is_changed(&self, id: LexiconId) -> bool {
        self.overlay
            .as_ref()
            .is_some_and(|overlay| overlay.lexicons.contains(&id))
    }
}

/// The hits of one scan; see [`Grammar::phrases`].
pub struct Hits<'t> {
    grammar: &'t Grammar,
    filter: &'t Filter,
    bytes: &'t [u8],
    runs: Runs<'t>,
    /// Where the last hit of each lexicon ends.
    ends: SmallVec<[u32; USUAL]>,
    /// Found and not yet given out, the last first.
    pending: SmallVec<[LexiconHit; 4]>,
}

/// A word in small letters, with room for the sign of a number before it.
type Word = SmallVec<[u8; 2 * LONGEST_WORD]>;

/// The longest phrase of each lexicon at one place.
type Longest = SmallVec<[LexiconHit; 4]>;

impl Iterator for Hits<'_> {
    type Item = LexiconHit;

    #[inline]
    fn next(&mut self) -> Option<LexiconHit> {
        loop {
            if let Some(hit) = self.pending.pop() {
                return Some(hit);
            }
            match self.runs.next()? {
                Run {
                    start,
                    end,
                    key: Some(key),
                } => {
                    if self.bytes[start].is_ascii_digit() || key.holds_number() || key.may_be_in(self.filter) {
                        self.look(start, end);
                    }
                }
                Run { start, end, key: None } => self.words(start, end),
            }
            self.pending.reverse();
        }
    }
}

impl Hits<'_> {
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
            let start = at;
            let mut word: SmallVec<[u8; LONGEST_WORD]> = SmallVec::new();
            while at < end && blank_len(&run[at..]).is_none() {
                match invisible_len(&run[at..]) {
                    Some(length) => at += length,
                    None => {
                        word.push(run[at]);
                        at += 1;
                    }
                }
            }
            let key = WordKey::of(&word);
            if run[start].is_ascii_digit() || key.holds_number() || key.may_be_in(self.filter) {
                self.look(start, at);
            }
        }
    }

    /// Look up the word `start..end` and match what follows it.
    fn look(&mut self, start: usize, end: usize) {
        let mut longest = Longest::new();
        let mut word = Word::new();
        let whole = self.small(start, end, &mut word) == end;
        self.look_up(&mut word, 0, start, (start, end), whole, &mut longest);
        if self.bytes[start].is_ascii_digit() || NUMBER_WORDS.iter().any(|number| number.as_bytes() == word.as_slice())
        {
            self.look_behind_number(start, &mut longest);
        }
        // A number glued to a letter or some: `x3`, `pod2`.
        let letters = word.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        if (1..=BEFORE_NUMBER).contains(&letters) && word.get(letters).is_some_and(u8::is_ascii_digit) {
            let mut key: SmallVec<[u8; 8]> = SmallVec::from_slice(&word[..letters]);
            key.push(b'#');
            self.try_all(&key, start, start + letters, &mut longest);
        }
        longest.sort_unstable_by_key(|hit| hit.lexicon);
        for hit in longest {
            self.ends[usize::from(hit.lexicon.0)] = hit.span.end;
            self.pending.push(hit);
        }
    }

    /// The phrases that start with the number at `start`, by the word after it.
    fn look_behind_number(&self, start: usize, longest: &mut Longest) {
        let Some(end) = skip_number(self.bytes, start) else {
            return;
        };
        self.try_all(b"#", start, end, longest);
        // The unit may be glued to its number: `3days`, `3-day`.
        let next = skip_gap(self.bytes, end).unwrap_or(end);
        if next > end {
            self.try_all(b"#", start, next, longest);
        }
        let length = self.bytes[next..]
            .iter()
            .take_while(|byte| is_word_byte(**byte))
            .count();
        if length > 0 {
            let mut word: Word = smallvec::smallvec![b'#'];
            let whole = self.small(next, next + length, &mut word) == next + length;
            self.look_up(&mut word, 1, start, (next, next + length), whole, longest);
        }
    }

    /// The phrases whose key is `word`, its first letters, or it and the word after it; `lead` bytes of it are no letters.
    /// The word stands at `at.0..at.1`, the phrase starts at `start`.
    fn look_up(
        &self,
        word: &mut Word,
        lead: usize,
        start: usize,
        at: (usize, usize),
        whole: bool,
        longest: &mut Longest,
    ) {
        if whole && self.try_all(word, start, at.1, longest) {
            self.look_at_next(word, start, at.1, longest);
        }
        if word.len() >= lead + STEM {
            let mut letters: SmallVec<[u8; 8]> = SmallVec::from_slice(&word[..lead + STEM]);
            letters.push(b'*');
            self.try_all(&letters, start, at.0, longest);
        }
    }

    /// The phrases whose key is `word`, which ends at `end`, and the word after it.
    fn look_at_next(&self, word: &Word, start: usize, end: usize, longest: &mut Longest) {
        let Some(next) = skip_gap(self.bytes, end) else { return };
        let mut key = word.clone();
        key.push(b' ');
        let lead = key.len();
        let mut at = next;
        while key.len() < key.inline_size() {
            match self.bytes.get(at) {
                Some(byte) if is_word_byte(*byte) => key.push(byte.to_ascii_lowercase()),
                Some(0x80..) => match invisible_len(&self.bytes[at..]) {
                    Some(skip) => {
                        at += skip;
                        continue;
                    }
                    None => break,
                },
                _ => break,
            }
            at += 1;
        }
        if key.len() == lead {
            return;
        }
        self.try_all(&key, start, at, longest);
        if key.len() >= lead + STEM {
            key.truncate(lead + STEM);
            key.push(b'*');
            self.try_all(&key, start, next, longest);
        }
    }

    /// Append `start..end` in small letters and without invisible characters to `word`, as far as words are looked up;
    /// where that ends.
    fn small(&self, start: usize, end: usize, word: &mut Word) -> usize {
        let mut at = start;
        while at < end && word.len() < LONGEST_WORD {
            match invisible_len(&self.bytes[at..end]) {
                Some(skip) => at += skip,
                None => {
                    word.push(self.bytes[at].to_ascii_lowercase());
                    at += 1;
                }
            }
        }
        at
    }

    /// Match the phrases with this key, which go on at `from`; whether keys go on from it.
    fn try_all(&self, key: &[u8], start: usize, from: usize, longest: &mut Longest) -> bool {
        let (phrases, goes_on) = shipped(key);
        match &self.grammar.overlay {
            None => {
                self.try_these(phrases, start, from, longest);
                goes_on
            }
            Some(overlay) => {
                let unchanged = phrases.filter(|phrase| !self.grammar.is_changed(phrase.lexicon));
                let added = overlay.phrases.by_key.get(key);
                let all = unchanged.chain(added.into_iter().flatten().map(Phrase::as_ref));
                self.try_these(all, start, from, longest);
                goes_on || added.is_some()
            }
        }
    }

    #[inline]
    fn try_these<'p>(
        &self,
        phrases: impl Iterator<Item = PhraseRef<'p>>,
        start: usize,
        from: usize,
        longest: &mut Longest,
    ) {
        for phrase in phrases {
            let Some(end) = match_rest(self.bytes, from, phrase.rest, phrase.stem) else {
                continue;
            };
            if (start as u32) < self.ends[usize::from(phrase.lexicon.0)] {
                continue;
            }
            let hit = LexiconHit {
                span: Span::new(start as u32, end as u32),
                lexicon: phrase.lexicon,
                entry: phrase.entry,
            };
            match longest.iter_mut().find(|known| known.lexicon == hit.lexicon) {
                Some(known) if hit.span.end > known.span.end => *known = hit,
                Some(_) => {}
                None => longest.push(hit),
            }
        }
    }
}

/// Where `rest` ends if it stands at `at`; up to the end of a word, unless it is the beginning of one.
fn match_rest(bytes: &[u8], mut at: usize, rest: &[u8], stem: bool) -> Option<usize> {
    let mut i = 0;
    while i < rest.len() {
        match rest[i] {
            b'#' => {
                at = skip_number(bytes, at)?;
                if rest.get(i + 1) == Some(&b' ') {
                    at = skip_gap(bytes, at).unwrap_or(at);
                    i += 1;
                }
            }
            b' ' | b'-' => at = skip_gap(bytes, at)?,
            b',' => {
                if bytes.get(at) == Some(&b',') {
                    at += 1;
                }
            }
            b'\'' => {
                at += match bytes.get(at..)? {
                    [b'\'', ..] => 1,
                    [0xE2, 0x80, 0x98 | 0x99, ..] => 3,
                    _ => return None,
                }
            }
            wanted => {
                while let Some(skip) = invisible_len(bytes.get(at..)?) {
                    at += skip;
                }
                if bytes.get(at)?.to_ascii_lowercase() != wanted {
                    return None;
                }
                at += 1;
            }
        }
        i += 1;
    }
    // After a sign of its own (`fh:`) a phrase needs no boundary; the first word has one.
    let in_word = rest.last().is_some_and(|byte| is_word_byte(*byte) || *byte >= 0x80);
    let next = bytes.get(at..).unwrap_or_default();
    let goes_on = next
        .first()
        .is_some_and(|byte| is_word_byte(*byte) || (*byte >= 0x80 && is_letter(next)));
    (stem || !in_word || !goes_on).then_some(at)
}

/// Past the number at `at`: digits with a fraction, a range (`2-3`, `2 to 3`), or a word for a small number.
fn skip_number(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = |mut at: usize| -> Option<usize> {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit)
            || at > start
                && matches!(bytes.get(at), Some(b'.' | b','))
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
        {
            at += 1;
        }
        (at > start).then_some(at)
    };
    let word = |at: usize| {
        let rest = bytes.get(at..)?;
        let fits = |word: &&&str| {
            rest.get(..word.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()))
                && !rest
                    .get(word.len())
                    .is_some_and(|byte| is_word_byte(*byte) || *byte >= 0x80)
        };
        NUMBER_WORDS.iter().find(fits).map(|word| at + word.len())
    };
    let number = |at| digits(at).or_else(|| word(at));
    let end = number(at)?;
    let rest = bytes.get(end..)?;
    let between = ["-", "\u{2013}", " - ", " \u{2013} ", " to ", " or "];
    let range = between.iter().find(|sign| rest.starts_with(sign.as_bytes()));
    Some(range.and_then(|sign| number(end + sign.len())).unwrap_or(end))
}

/// Past the spaces and hyphens at `at`, with one line break at most among them; `None` if there is no gap.
fn skip_gap(bytes: &[u8], mut at: usize) -> Option<usize> {
    let start = at;
    let mut broken = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'-' => at += 1,
            b'\n' | b'\r' if !broken => {
                broken = true;
                at += if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
            }
            0x80.. => match blank_len(&bytes[at..]) {
                Some(length) => at += length,
                None => break,
            },
            _ => break,
        }
    }
    (at > start).then_some(at)
}

/// Whether a character beyond ASCII is part of a word.
fn is_letter(bytes: &[u8]) -> bool {
    blank_len(bytes).is_none() && invisible_len(bytes).is_none()
}

/// Length of the invisible character at the start: soft hyphen, zero-width characters, byte order mark.
fn invisible_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0xC2, 0xAD, ..] => Some(2),
        [0xE2, 0x80, 0x8B..=0x8F, ..] | [0xE2, 0x81, 0xA0, ..] | [0xEF, 0xBB, 0xBF, ..] => Some(3),
        _ => None,
    }
}

/// Length of the space, dash, quote, bullet or other sign beyond ASCII at the start: what no word holds.
fn blank_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        // U+0080–U+00BF but for the soft hyphen and the letters ª µ º, × and ÷.
        [0xC2, 0xAD | 0xAA | 0xB5 | 0xBA, ..] => None,
        [0xC2, _, ..] | [0xC3, 0x97 | 0xB7, ..] => Some(2),
        // General punctuation, but for what has no width; arrows, mathematical and other signs; wide spaces.
        [0xE2, 0x80, 0x8B..=0x8F, ..] | [0xE2, 0x81, 0xA0, ..] => None,
        [0xE2, 0x80 | 0x81 | 0x86..=0x9F, _, ..] | [0xE3, 0x80, _, ..] => Some(3),
        _ => None,
    }
}

impl Phrase {
    fn as_ref(&self) -> PhraseRef<'_> {
        PhraseRef {
            lexicon: self.lexicon,
            entry: self.entry,
            rest: &self.rest,
            stem: self.stem,
        }
    }
}

impl Default for Phrases {
    fn default() -> Self {
        Self {
            by_key: HashMap::new(),
            filter: Box::new(builtin::PHRASE_FILTER),
        }
    }
}

impl Phrases {
    /// Add those of a lexicon.
    pub(super) fn add(&mut self, lexicon: LexiconId, entries: &[LexiconEntry]) {
        for (entry, phrase) in (0..)
            .zip(entries)
            .flat_map(|(entry, it)| it.phrases().map(move |p| (entry, p)))
        {
            let Some(lookup) = lookup(phrase) else { continue };
            for (at, mask) in word_key::bits(lookup.first.as_ref().unwrap_or(&lookup.key)) {
                self.filter[at] |= mask;
            }
            if let Some(first) = lookup.first {
                self.by_key.entry(first.into_bytes()).or_default();
            }
            self.by_key.entry(lookup.key.into_bytes()).or_default().push(Phrase {
                lexicon,
                entry,
                rest: lookup.rest.as_bytes().to_vec(),
                stem: lookup.stem,
            });
        }
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
