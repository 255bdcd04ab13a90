//! Cities with their states, and postal codes.

use super::super::super::around;
use super::super::capitals::Shape;
use super::super::{Certainty, Identifier, IdentifierKind};
use super::{Reader, words};
use crate::grammar::{LexiconHit, lexicon_ids, name_kinds};
use crate::note::Note;
use crate::text::Span;

impl Reader<'_> {
    /// `Springfield, IL 62704`, `Springfield, Illinois`, `ZIP 62704`.
    pub(super) fn read_states(&mut self) {
        for index in 1..self.count() {
            let word = self.word(index);
            let code = word.shape == Shape::Caps
                && (2..=3).contains(&word.span.len())
                && is_state(self.note, self.note.slice(word.span));
            let state = code || self.is_state_name(index);
            if !state {
                continue;
            }
            let text = self.text();
            let between = &text[self.word(index - 1).span.end as usize..word.span.start as usize];
            let comma = between == ", " || between == ",";
            let mut end = word.span.end;
            if !code {
                end = self.end_of_region(index);
            }
            let zip = self.zip_after(end);
            if let Some(zip) = zip.filter(|_| code || comma) {
                self.found.push(Identifier {
                    kind: IdentifierKind::Zip,
                    certainty: Certainty::Certain,
                    span: zip,
                });
            }
            if !comma && !(between == " " && code && zip.is_some()) || self.word(index - 1).possessive {
                continue;
            }
            self.read_city_before(index - 1, code, zip.is_some(), end);
        }
    }

    /// The city that ends with the word `last`, before its state.
    fn read_city_before(&mut self, last: usize, code: bool, zip: bool, end: u32) {
        let text = self.text();
        let mut first = last;
        while first > 0 && last - first < 3 {
            let (before, word) = (self.word(first - 1), self.word(first));
            let between = &text[before.span.end as usize..word.span.start as usize];
            let saint = between == ". " && matches!(self.capitals.plain(first - 1), "st" | "ft" | "mt");
            if !(between == " " || between == "-" || saint)
                || before.shape != word.shape
                || self.taken[first - 1]
                || before.possessive
            {
                break;
            }
            first -= 1;
        }
        if self.taken[last] {
            return;
        }
        // From the right, as much as is a city of the list; else all.
        let listed = (first..=last).find(|from| {
            let mut name = String::with_capacity(24);
            for index in *from..=last {
                if index > *from {
                    name.push(' ');
                }
                name.push_str(self.capitals.plain(index));
            }
            name_kinds(&name).is_city()
        });
        let before = self.capitals.word_before(self.word(first).span.start);
        let led = [
            "in", "from", "near", "to", "of", "at", "outside", "via", "around", "and",
        ]
        .contains(&before);
        let strange = (first..=last).all(|it| {
            self.capitals.is_strange(it) || self.word(it).kinds.is_person() || self.capitals.plain(it) == "st"
        });
        // `Webb, MD` is a person, `Chest, CT` a scan.
        let doubtful = code
            && !zip
            && matches!(
                text_of(self, last + 1),
                "MD" | "PA"
                    | "OR"
                    | "ME"
                    | "CT"
                    | "MS"
                    | "ID"
                    | "PR"
                    | "IN"
                    | "CO"
                    | "LA"
                    | "HI"
                    | "OK"
                    | "MI"
                    | "MA"
                    | "CA"
                    | "PE"
                    | "BC"
                    | "NB"
                    | "NS"
                    | "VA"
                    | "SD"
                    | "MB"
                    | "AL"
                    | "GA"
                    | "DC"
                    | "ON"
                    | "SC"
            );
        let fits = zip
            || listed.is_some()
                && (!doubtful
                    || led
                    || self.word(last).kinds.is_city() && !self.word(last).kinds.is_person()
                    || last > first)
            || led && (!doubtful || strange) && !self.capitals.is_clinical(last)
            || !code && strange
            || strange && !doubtful && !self.word(last).shouted;
        if !fits || self.capitals.is_thing(last + 1) || !led && !zip && self.is_behind_name_cue(first) {
            return;
        }
        let first = match listed {
            Some(from) if !led => from,
            _ => first,
        };
        if self.is_region_alone(first, last + 1) && listed.is_none() && !zip {
            return;
        }
        let _ = end;
        let span = self.word(first).span.cover(self.word(last).span);
        self.take(first, last + 1, span, IdentifierKind::Location, Certainty::Certain);
    }

    /// Whether a title stands before the word: `Dr. Lancaster, PA`.
    fn is_behind_name_cue(&self, first: usize) -> bool {
        self.is_titled(first)
    }

    fn is_state_name(&self, index: usize) -> bool {
        let word = self.word(index);
        matches!(word.shape, Shape::Title | Shape::Caps)
            && self
                .note
                .phrases_in(lexicon_ids::REGIONS, Span::new(word.span.start, word.span.start + 1))
                .any(|hit| matches!(&*self.note.entry(hit).category, "state" | "country"))
    }

    fn end_of_region(&self, index: usize) -> u32 {
        let start = self.word(index).span.start;
        self.note
            .phrases_in(lexicon_ids::REGIONS, Span::new(start, start + 1))
            .map(|hit| hit.span.end)
            .max()
            .unwrap_or(self.word(index).span.end)
    }

    /// Five digits, or nine, behind `at`.
    fn zip_after(&self, at: u32) -> Option<Span> {
        let bytes = self.text().as_bytes();
        let mut start = at as usize;
        while bytes.get(start).is_some_and(|b| matches!(b, b' ' | b',' | b'.')) && start < at as usize + 3 {
            start += 1;
        }
        zip_at(bytes, start)
    }

    /// `ZIP: 62704`, `postcode: SW1A 1AA`.
    pub(super) fn read_labelled_code(&mut self, hit: &LexiconHit) {
        let bytes = self.text().as_bytes();
        let mut at = hit.span.end as usize;
        while bytes
            .get(at)
            .is_some_and(|b| matches!(b, b' ' | b':' | b'=' | b'*' | b'|' | b'#'))
            && at < hit.span.end as usize + 8
        {
            at += 1;
        }
        // `05641 (zip)`.
        let before = &self.text()[..hit.span.start as usize];
        if let Some(digits) = before.strip_suffix(" (").filter(|it| it.len() > 5)
            && let Some(span) = zip_at(bytes, digits.len() - 5).filter(|span| span.end as usize == digits.len())
            && !bytes[digits.len() - 6].is_ascii_alphanumeric()
        {
            self.found.push(Identifier {
                kind: IdentifierKind::Zip,
                certainty: Certainty::Certain,
                span,
            });
            return;
        }
        if self.text()[at..].starts_with("is ") {
            at += 3;
        }
        if let Some(span) = zip_at(bytes, at).or_else(|| {
            let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            ((4..=6).contains(&digits)).then(|| Span::from(at..at + digits))
        }) {
            self.found.push(Identifier {
                kind: IdentifierKind::Zip,
                certainty: Certainty::Certain,
                span,
            });
        }
    }

    /// Postal codes of Britain and Canada.
    pub(super) fn read_codes(&mut self) {
        let bytes = self.text().as_bytes();
        for index in 0..self.count() {
            let word = self.word(index);
            if word.shape != Shape::Other {
                continue;
            }
            let start = word.span.start as usize;
            let first = self.note.slice(word.span);
            let mut at = word.span.end as usize;
            if bytes.get(at) != Some(&b' ') {
                continue;
            }
            at += 1;
            let behind = bytes.get(at..at + 3).unwrap_or_default();
            let end = at + 3;
            if bytes.get(end).is_some_and(|b| around::in_word(*b)) || behind.len() < 3 {
                continue;
            }
            if is_british(self.note, first, behind) || is_canadian(first.as_bytes(), behind) {
                self.read_town_before(index);
                self.found.push(Identifier {
                    kind: IdentifierKind::Zip,
                    certainty: Certainty::Certain,
                    span: Span::from(start..end),
                });
            }
        }
    }

    /// The town before a postal code: `East Kilbride G74 1LX`.
    fn read_town_before(&mut self, code: usize) {
        let text = self.text();
        let mut first = code;
        while first > 0 && code - first < 4 && !self.taken[first - 1] {
            let word = self.word(first - 1);
            let between = &text[word.span.end as usize..self.word(first).span.start as usize];
            let between = if word.possessive {
                between.trim_start_matches(['\'', '’', 's'])
            } else {
                between
            };
            let joined = between == " "
                || first == code && between == ", "
                || between == "-"
                || between == " on "
                || between == " upon ";
            if !joined || !matches!(word.shape, Shape::Title | Shape::Caps) {
                break;
            }
            first -= 1;
        }
        if first < code && (first..code).any(|it| self.is_particular(it)) {
            let span = self.word(first).span.cover(self.word(code - 1).span);
            self.take(first, code, span, IdentifierKind::Location, Certainty::Certain);
        }
    }
}

fn text_of<'r>(reader: &Reader<'r>, index: usize) -> &'r str {
    reader
        .capitals
        .words
        .get(index)
        .map_or("", |word| reader.note.slice(word.span))
}

fn is_state(note: &Note, code: &str) -> bool {
    let first = code.as_bytes().first();
    let mut alike = words(note, "states").iter().filter(|it| it.as_bytes().first() == first);
    alike.any(|it| **it == *code)
}

/// A ZIP code of five or nine digits at `at`.
fn zip_at(bytes: &[u8], at: usize) -> Option<Span> {
    let digits = |from: usize| {
        bytes
            .get(from..)
            .map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count())
    };
    if digits(at) != 5 {
        return None;
    }
    let mut end = at + 5;
    if bytes.get(end) == Some(&b'-') && digits(end + 1) == 4 {
        end += 5;
    }
    (!bytes
        .get(end)
        .is_some_and(|b| around::in_word(*b) || *b == b'-' || *b == b'/'))
    .then(|| Span::from(at..end))
}

/// `SW1A 1AA`.
fn is_british(note: &Note, outward: &str, inward: &[u8]) -> bool {
    let letters = outward.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &outward.as_bytes()[letters..];
    let fits = (1..=2).contains(&letters)
        && rest.first().is_some_and(u8::is_ascii_digit)
        && (rest.len() == 1 || rest.len() == 2 && (rest[1].is_ascii_digit() || rest[1].is_ascii_uppercase()));
    // The last two letters are never these.
    let last = |b: u8| b.is_ascii_uppercase() && !matches!(b, b'C' | b'I' | b'K' | b'M' | b'O' | b'V');
    fits && inward[0].is_ascii_digit()
        && last(inward[1])
        && last(inward[2])
        && words(note, "postcode-areas")
            .iter()
            .any(|it| **it == outward[..letters])
}

/// `K1A 0B6`.
fn is_canadian(outward: &[u8], inward: &[u8]) -> bool {
    let letter = |b: u8| b.is_ascii_uppercase() && !matches!(b, b'D' | b'F' | b'I' | b'O' | b'Q' | b'U');
    matches!(outward, [a, b, c] if letter(*a) && !matches!(a, b'W' | b'Z') && b.is_ascii_digit() && letter(*c))
        && matches!(inward, [a, b, c] if a.is_ascii_digit() && letter(*b) && c.is_ascii_digit())
}
