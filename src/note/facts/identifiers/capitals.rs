//! The words of a note that begin with a capital, with what the lists of names know of them: what readers of names and places
//! look at. One pass over the text, cheap for all other words.

use std::borrow::Cow;

use super::super::super::Note;
use super::super::around;
use crate::grammar::{LexiconId, NameKinds, is_word, lexicon_ids, name_kinds, plain_letter};
use crate::syntax::NodeKind;
use crate::text::Span;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `Karen`, `McDonald`, `Smith-Jones`.
    Title,
    /// `KAREN`.
    Caps,
    /// `K`: one letter.
    Letter,
    /// With digits in it, or `MRIs`: no name, but perhaps a postal code.
    Other,
}

/// A word that begins with a capital.
#[derive(Debug, Clone, Copy)]
pub(super) struct Capital {
    /// The word, without a possessive `'s`.
    pub(super) span: Span,
    /// What the lists know of it.
    pub(super) kinds: NameKinds,
    /// How it is written.
    pub(super) shape: Shape,
    /// Whether `'s` follows.
    pub(super) possessive: bool,
    /// Whether its line has no small letters.
    pub(super) shouted: bool,
    /// In small letters, without accents: where it stands in [`Capitals::plain`].
    plain: (u32, u32),
}

/// What stands between a capitalized word and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// A space, or the full stop of an initial and a space.
    Near,
    /// A word that belongs to surnames: `de la`, `van der`.
    Particle,
    /// One line break.
    Line,
    /// A comma.
    Comma,
    /// `and`, `&`, `, and`.
    And,
    /// Anything else.
    Apart,
}

/// All of them, in the order of the text.
pub(super) struct Capitals<'n> {
    pub(super) note: &'n Note,
    pub(super) words: Vec<Capital>,
    plain: String,
}

/// Words that belong to surnames, in small letters.
const PARTICLES: [&str; 29] = [
    "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "las", "los", "el", "al", "van", "von",
    "der", "den", "ter", "ten", "te", "bin", "ibn", "ben", "abu", "mac", "st", "y",
];

/// Read them.
pub(super) fn read(note: &Note) -> Capitals<'_> {
    let mut all = Capitals {
        note,
        words: Vec::with_capacity(note.text.len() / 48),
        plain: String::with_capacity(note.text.len() / 8),
    };
    let mut line = Line::default();
    for leaf in note.tree.leaves() {
        if matches!(
            leaf.kind,
            NodeKind::Text | NodeKind::Title | NodeKind::Cell | NodeKind::Comment | NodeKind::Value
        ) {
            all.scan(leaf.span, &mut line);
        }
    }
    all
}

/// The line that was looked at last.
#[derive(Default)]
struct Line {
    end: usize,
    shouted: bool,
}

impl Line {
    /// Whether the line that holds `at` has no small letters. Places come in order.
    fn is_shouted(&mut self, bytes: &[u8], at: usize) -> bool {
        if at >= self.end {
            let start = memchr::memrchr(b'\n', &bytes[self.end.min(at)..at])
                .map_or(self.end.min(at), |it| self.end.min(at) + it + 1);
            self.end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |it| at + it);
            self.shouted = !bytes[start..self.end].iter().any(u8::is_ascii_lowercase);
        }
        self.shouted
    }
}

impl<'n> Capitals<'n> {
    fn scan(&mut self, span: Span, line: &mut Line) {
        let text: &'n str = &self.note.text;
        let bytes = text.as_bytes();
        let (mut at, end) = (span.start as usize, span.end as usize);
        while at < end {
            let byte = bytes[at];
            if byte == b' ' {
                at += 1;
            } else if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
                at = past_word(bytes, at + 1, end);
            } else if byte == b'[' || byte == b'<' {
                at = past_token(bytes, at, end);
            } else if byte.is_ascii_uppercase() || byte >= 0x80 && is_upper(text, at) {
                at = self.word(at, end, line);
            } else if byte >= 0x80 {
                at += 1;
                while at < end && (0x80..0xC0).contains(&bytes[at]) {
                    at += 1;
                }
                if byte >= 0xC3 && byte != 0xE2 {
                    // A small letter: the rest of its word.
                    at = past_word(bytes, at, end);
                }
            } else {
                at += 1;
            }
        }
    }

    /// Take the word that begins with a capital at `start`; where it ends.
    fn word(&mut self, start: usize, end: usize, line: &mut Line) -> usize {
        let text: &'n str = &self.note.text;
        let bytes = text.as_bytes();
        let plain_start = self.plain.len();
        let (mut uppers, mut lowers, mut digits) = (0_u32, 0_u32, 0_u32);
        let mut second_upper = false;
        let mut possessive = false;
        // The pieces of `Smith-Jones`.
        let mut piece = plain_start;
        let mut pieces: Option<NameKinds> = None;
        let mut hyphens = 0;
        let mut at = start;
        let mut stop = start;
        while at < end {
            let byte = bytes[at];
            if byte.is_ascii_alphabetic() {
                if byte.is_ascii_uppercase() {
                    uppers += 1;
                    second_upper |= uppers + lowers == 2;
                } else {
                    lowers += 1;
                }
                self.plain.push(char::from(byte.to_ascii_lowercase()));
                at += 1;
                stop = at;
                continue;
            }
            if byte.is_ascii_digit() {
                digits += 1;
                at += 1;
                stop = at;
                continue;
            }
            let c = text[at..].chars().next().unwrap_or(' ');
            if let Some(letters) = plain_letter(c) {
                if c.is_uppercase() {
                    uppers += 1;
                    second_upper |= uppers + lowers == 2;
                } else {
                    lowers += 1;
                }
                self.plain.push_str(letters);
                at += c.len_utf8();
                stop = at;
                continue;
            }
            // A combining accent belongs to the letter before.
            if ('\u{300}'..'\u{370}').contains(&c) {
                at += c.len_utf8();
                stop = at;
                continue;
            }
            let next = at + c.len_utf8();
            match c {
                '\'' | '’' | '‘' | '`' if next < end && (bytes[next].is_ascii_alphabetic() || bytes[next] >= 0xC3) =>
                {
                    let is_s = matches!(bytes[next], b's' | b'S')
                        && !bytes.get(next + 1).copied().is_some_and(around::in_word);
                    if is_s {
                        possessive = true;
                        at = next + 1;
                        break;
                    }
                    at = next;
                }
                '\'' | '’' if bytes[at - 1] == b's' => {
                    possessive = true;
                    at = next;
                    break;
                }
                '-' | '‐' | '‑'
                    if next < end
                        && (bytes[next].is_ascii_uppercase() || is_upper(text, next))
                        && lowers + uppers > 1 =>
                {
                    let here = name_kinds(&self.plain[piece..]);
                    pieces = Some(pieces.map_or(here, |it| it.joined(here)));
                    self.plain.push(' ');
                    piece = self.plain.len();
                    hyphens += 1;
                    at = next;
                }
                _ => break,
            }
        }
        let plain = &self.plain[plain_start..];
        let mut kinds = name_kinds(plain);
        if let Some(pieces) = pieces.filter(|_| kinds == NameKinds::default()) {
            kinds = pieces.joined(name_kinds(&self.plain[piece..]));
        }
        let capitals_inside =
            second_upper && lowers > 0 && hyphens == 0 && !plain.starts_with('o') && !plain.starts_with('d');
        let shape = if digits > 0 || capitals_inside {
            Shape::Other
        } else if uppers + lowers == 1 {
            Shape::Letter
        } else if lowers == 0 {
            Shape::Caps
        } else {
            Shape::Title
        };
        if stop == start {
            // A letter of another script.
            return past_word(bytes, at.max(start + 1), end);
        }
        self.words.push(Capital {
            span: Span::from(start..stop),
            kinds,
            shape,
            possessive,
            shouted: lowers == 0 && line.is_shouted(bytes, start),
            plain: (plain_start as u32, self.plain.len() as u32),
        });
        // Behind a hyphen or apostrophe goes on what is no name.
        past_word(bytes, at.max(start + 1), end)
    }

    /// The word in small letters, without accents.
    pub(super) fn plain(&self, index: usize) -> &str {
        let (start, end) = self.words[index].plain;
        &self.plain[start as usize..end as usize]
    }

    /// The index of the first that starts at or after `offset`.
    pub(super) fn from(&self, offset: u32) -> usize {
        self.words.partition_point(|word| word.span.start < offset)
    }

    /// What stands between the word `index` and the next.
    pub(super) fn joint(&self, index: usize) -> Joint {
        let Some(next) = self.words.get(index + 1) else {
            return Joint::Apart;
        };
        let word = &self.words[index];
        if word.possessive || next.span.start > word.span.end + 16 || next.span.start <= word.span.end {
            return Joint::Apart;
        }
        let between = self.note.slice(Span::new(word.span.end, next.span.start));
        let between = match between.strip_prefix('.') {
            Some(rest) if word.shape == Shape::Letter => rest,
            _ => between,
        };
        if between.bytes().all(|b| b == b' ') || between == "\u{a0}" {
            return if between.len() <= 2 { Joint::Near } else { Joint::Apart };
        }
        if between.is_empty() {
            return Joint::Near;
        }
        if let Some(rest) = between.strip_prefix(',') {
            let rest = rest.trim_matches([' ', '\u{a0}']);
            return match rest {
                "" => Joint::Comma,
                "and" | "&" => Joint::And,
                _ => Joint::Apart,
            };
        }
        let trimmed = between.trim_matches([' ', '\t', '\r', '\n', '\u{a0}']);
        let breaks = between.bytes().filter(|b| *b == b'\n').count();
        if trimmed.is_empty() {
            return if breaks == 1 { Joint::Line } else { Joint::Apart };
        }
        if breaks > 0 || !between.starts_with([' ', '\u{a0}']) {
            return Joint::Apart;
        }
        if matches!(trimmed, "and" | "&") {
            return Joint::And;
        }
        // `al-Hassan`, `d'Angelo`.
        let particles = trimmed.trim_end_matches(['-', '\'', '’', '.']);
        if (between.ends_with([' ', '-']) || matches!(particles, "d" | "l"))
            && (particles.split(' ').all(|it| PARTICLES.contains(&it)) || matches!(particles, "d" | "l"))
        {
            return Joint::Particle;
        }
        Joint::Apart
    }

    /// Where particles start that stand right before the word `index`: `de la` of `de la Cruz`; else where it starts. Not
    /// before `floor`.
    pub(super) fn with_particles(&self, index: usize, floor: u32) -> u32 {
        let start = self.words[index].span.start;
        let text: &str = &self.note.text;
        let bytes = text.as_bytes();
        let mut from = start as usize;
        for _ in 0..2 {
            let mut at = from;
            while at > floor as usize && matches!(bytes[at - 1], b' ' | b'-') {
                at -= 1;
            }
            let end = at;
            while at > floor as usize && bytes[at - 1].is_ascii_lowercase() {
                at -= 1;
            }
            if end == at
                || at > floor as usize && around::in_word(bytes[at - 1])
                || !PARTICLES.contains(&&text[at..end])
            {
                break;
            }
            from = at;
        }
        from as u32
    }

    /// Whether a phrase of a clinical lexicon stands at the word, so that it is probably no name.
    pub(super) fn is_clinical(&self, index: usize) -> bool {
        self.covering(index).any(|lexicon| CLINICAL.contains(&lexicon))
    }

    /// Whether a phrase of any lexicon stands at the word.
    fn is_known(&self, index: usize) -> bool {
        self.covering(index)
            .any(|lexicon| lexicon != lexicon_ids::NAME_CUES && lexicon != lexicon_ids::PLACE_CUES)
    }

    /// Whether the word is a drug.
    pub(super) fn is_drug(&self, index: usize) -> bool {
        self.covering(index)
            .any(|lexicon| lexicon == lexicon_ids::DRUGS || lexicon == lexicon_ids::DRUG_CLASSES)
    }

    /// Whether a country, state or people stands here.
    pub(super) fn is_region(&self, index: usize) -> bool {
        self.covering(index).any(|lexicon| lexicon == lexicon_ids::REGIONS)
    }

    /// The lexicons that have a phrase that covers the word.
    fn covering(&self, index: usize) -> impl Iterator<Item = LexiconId> {
        /// So far back may a phrase begin.
        const BACK: usize = 12;
        let span = self.words[index].span;
        let hits = self.note.phrases();
        let to = hits.partition_point(|hit| hit.span.start < span.end);
        hits[to.saturating_sub(BACK)..to]
            .iter()
            .filter(move |hit| hit.span.overlaps(span))
            .map(|hit| hit.lexicon)
    }

    /// Whether the word is of no list, no English or clinical word and in no lexicon: it may be a name that nobody listed.
    pub(super) fn is_strange(&self, index: usize) -> bool {
        let word = &self.words[index];
        let plain = self.plain(index);
        word.shape == Shape::Title
            && plain.len() >= 4
            && !word.kinds.is_word()
            && !word.kinds.is_eponym()
            && !word.kinds.is_head()
            && plain
                .bytes()
                .any(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
            && !self.is_known(index)
            && !plain.split(' ').any(is_english)
    }

    /// The word behind the word `index`, if a space or a hyphen parts them, and it is on the same line; in small letters.
    pub(super) fn word_after(&self, index: usize) -> Cow<'n, str> {
        let word = &self.words[index];
        let text: &'n str = &self.note.text;
        let bytes = text.as_bytes();
        let mut at = word.span.end as usize;
        if word.possessive {
            let rest = &text[at..];
            at += rest.chars().next().map_or(0, char::len_utf8);
            at += usize::from(bytes.get(at).is_some_and(|b| matches!(b, b's' | b'S')));
        }
        let gap = at;
        while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'-')) {
            at += 1;
        }
        if at == gap {
            return Cow::Borrowed("");
        }
        let start = at;
        while at < bytes.len() && at < start + 24 && bytes[at].is_ascii_alphabetic() {
            at += 1;
        }
        let word = &text[start..at];
        if word.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(word.to_ascii_lowercase())
        } else {
            Cow::Borrowed(word)
        }
    }

    /// Whether the word is part of an eponym or a thing: `Murphy sign`, `Foley catheter`.
    pub(super) fn is_thing(&self, index: usize) -> bool {
        let after = self.word_after(index);
        !after.is_empty() && name_kinds(&after).is_head()
    }

    /// Whether the word stands within a sentence: behind a small letter or a comma on its line, in parentheses or quotes.
    pub(super) fn is_amid(&self, index: usize) -> bool {
        let text: &str = &self.note.text;
        let before = &text[..self.words[index].span.start as usize];
        let quoted = before.trim_end_matches(['"', '“', '\'', '‘']);
        if quoted.ends_with('(') {
            return true;
        }
        let gapped = quoted.trim_end_matches([' ', '\t']);
        gapped.len() < before.len() && gapped.ends_with(|c: char| c.is_lowercase() || c == ',')
    }

    /// The word before the word `index`, on the same line and with nothing but spaces between; as written.
    pub(super) fn word_before(&self, offset: u32) -> &'n str {
        let text: &'n str = &self.note.text;
        let bytes = text.as_bytes();
        let mut end = offset as usize;
        while end > 0 && bytes[end - 1] == b' ' {
            end -= 1;
        }
        let mut at = end;
        while at > 0 && bytes[at - 1].is_ascii_alphabetic() {
            at -= 1;
        }
        &text[at..end]
    }
}

/// Lexicons whose phrases are no names even with a capital.
const CLINICAL: [LexiconId; 17] = [
    lexicon_ids::ALLERGENS,
    lexicon_ids::BODY_PARTS,
    lexicon_ids::CALENDAR,
    lexicon_ids::COMPLAINTS,
    lexicon_ids::CONDITIONS,
    lexicon_ids::DRUG_CLASSES,
    lexicon_ids::DRUGS,
    lexicon_ids::EXAM_FINDINGS,
    lexicon_ids::LABS,
    lexicon_ids::OPERATIONS,
    lexicon_ids::ORDERS,
    lexicon_ids::REGIONS,
    lexicon_ids::SCORES,
    lexicon_ids::SIGNS,
    lexicon_ids::STUDIED_PARTS,
    lexicon_ids::SYMPTOMS,
    lexicon_ids::TIME_WORDS,
];

fn is_english(word: &str) -> bool {
    is_word(word)
}

fn is_upper(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(char::is_uppercase)
}

/// Past the rest of the word at `at`.
fn past_word(bytes: &[u8], at: usize, end: usize) -> usize {
    let rest = &bytes[at.min(end)..end];
    let letters = rest.iter().position(|byte| !around::in_word(*byte));
    at + letters.unwrap_or(rest.len())
}

/// Past a token that is already anonymous, `[NAME]`, `[**Name**]`, `<NAME>`, at `at`; past the bracket if it is none.
fn past_token(bytes: &[u8], at: usize, end: usize) -> usize {
    const LONGEST: usize = 64;
    let window = &bytes[at + 1..end.min(at + LONGEST)];
    let close = if bytes[at] == b'[' { b']' } else { b'>' };
    let Some(length) = memchr::memchr2(close, b'\n', window).filter(|length| window[*length] == close) else {
        return at + 1;
    };
    let inner = &window[..length];
    let is_token = inner.starts_with(b"**")
        || !inner.is_empty()
            && inner.iter().all(|b| {
                b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b' ' | b'_' | b'-' | b'/' | b'+' | b'\'')
            });
    if is_token { at + length + 2 } else { at + 1 }
}
