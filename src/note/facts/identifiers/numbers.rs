//! Identifiers with a pattern: numbers, addresses of the network, photographs.
//!
//! One pass over the bytes stops at digits and at the few signs that begin an address (`@`, `://`, `.com`); what has a form
//! of its own is told from that ([`super::patterns`], [`super::network`]), the rest from a label beside it (lexicon
//! `identifier-labels`).

use std::collections::HashSet;

use super::super::super::Note;
use super::super::around::{back_spaces, before, in_word, skip_spaces};
use super::checks;
use super::{Certainty, Identifier, IdentifierKind};
use crate::grammar::{LexiconEntry, LexiconHit, Str, lexicon_ids};
use crate::syntax::NodeKind;
use crate::text::Span;

/// Read them into `found`, in any order.
pub(super) fn read(note: &Note, found: &mut Vec<Identifier>) {
    let mut reader = Reader {
        note,
        bytes: note.text.as_bytes(),
        lists: Lists::new(note),
        found,
    };
    let from = reader.found.len();
    reader.scan();
    reader.labels();
    reader.repeats(from);
}

/// The lists of words of the lexicon `identifier-labels`.
#[derive(Default)]
pub(super) struct Lists<'n> {
    hash: Vec<&'n LexiconEntry>,
    pub code_systems: &'n [Str],
    pub public_numbers: &'n [Str],
    pub reference_sites: &'n [Str],
    pub day_cues: &'n [Str],
    implants: &'n [Str],
}

impl<'n> Lists<'n> {
    fn new(note: &'n Note) -> Self {
        let mut lists = Self::default();
        let entries = &note.grammar.lexicon(lexicon_ids::IDENTIFIER_LABELS).entries;
        for entry in entries.iter().filter(|entry| entry.category == "list") {
            match &*entry.id {
                "code-systems" => lists.code_systems = entry.list("words"),
                "public-numbers" => lists.public_numbers = entry.list("words"),
                "day-cues" => lists.day_cues = entry.list("words"),
                "implants" => lists.implants = entry.list("words"),
                "reference-sites" => lists.reference_sites = entry.list("words"),
                _ => lists.hash.push(entry),
            }
        }
        lists
    }
}

pub(super) struct Reader<'n, 'f> {
    pub note: &'n Note,
    pub bytes: &'n [u8],
    pub lists: Lists<'n>,
    pub found: &'f mut Vec<Identifier>,
}

/// What a byte may begin.
const PLAIN: u8 = 0;
const DIGIT: u8 = 1;
const SIGN: u8 = 2;

static CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    let mut at = b'0';
    while at <= b'9' {
        class[at as usize] = DIGIT;
        at += 1;
    }
    let signs = b"@:.+([#!<";
    let mut at = 0;
    while at < signs.len() {
        class[signs[at] as usize] = SIGN;
        at += 1;
    }
    class
};

/// What kind a label names.
fn kind_named(name: &str) -> Option<IdentifierKind> {
    Some(match name {
        "record" => IdentifierKind::MedicalRecord,
        "ssn" => IdentifierKind::SocialSecurity,
        "plan" => IdentifierKind::HealthPlan,
        "account" => IdentifierKind::Account,
        "license" => IdentifierKind::License,
        "vehicle" => IdentifierKind::Vehicle,
        "device" => IdentifierKind::Device,
        "phone" | "pager" => IdentifierKind::Phone,
        "fax" => IdentifierKind::Fax,
        "biometric" => IdentifierKind::Biometric,
        "other" => IdentifierKind::Other,
        "handle" => IdentifierKind::Url,
        _ => return None,
    })
}

/// The digits in `bytes`.
pub(super) fn digits_of(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(u8::is_ascii_digit).collect()
}

/// How many digits stand in `bytes`.
pub(super) fn count_digits(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| byte.is_ascii_digit()).count()
}

impl<'n> Reader<'n, '_> {
    pub(super) fn push(&mut self, kind: IdentifierKind, certainty: Certainty, start: usize, end: usize) {
        self.found.push(Identifier {
            kind,
            certainty,
            span: Span::from(start..end),
        });
    }

    /// The byte at `at`, 0 behind the end.
    pub(super) fn at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The byte before `at`, 0 at the beginning.
    pub(super) fn lead(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |at| self.bytes[at])
    }

    /// Whether one of `words` ends before `at`; signs between (`:`, `#`, `=`) are seen through.
    pub(super) fn follows(&self, at: usize, words: &[Str]) -> bool {
        let mut end = back_spaces(self.bytes, at);
        while end > 0 && matches!(self.bytes[end - 1], b':' | b'#' | b'=' | b'(') {
            end = back_spaces(self.bytes, end - 1);
        }
        before(self.bytes, end, words).is_some()
    }

    fn scan(&mut self) {
        let bytes = self.bytes;
        let mut at = 0;
        let telling = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            let skip = rest.iter().position(|byte| CLASS[usize::from(*byte)] != PLAIN)?;
            Some((from + skip, rest[skip]))
        };
        while let Some((found, byte)) = telling(at) {
            at = found;
            match CLASS[usize::from(byte)] {
                DIGIT => at = self.run(at).max(at + 1),
                _ => {
                    let next = self.at(at + 1);
                    let done = match byte {
                        b'@' => self.at_sign(at),
                        b':' => self.colon(at),
                        b'.' if next.is_ascii_alphabetic() => self.dot(at),
                        b'+' if next.is_ascii_digit() || next == b'(' => self.international(at),
                        b'(' if next.is_ascii_digit() => self.parenthesis(at),
                        b'(' | b'[' if next.eq_ignore_ascii_case(&b'a') => self.spelt_at(at),
                        b'#' => self.hash(at),
                        b'!' if next == b'[' => self.picture(at),
                        b'<' if next.eq_ignore_ascii_case(&b'i') => self.picture_element(at),
                        _ => None,
                    };
                    at = done.unwrap_or(0).max(at + 1);
                }
            }
        }
        self.spelt_dots();
    }

    /// The values behind labels.
    fn labels(&mut self) {
        let note = self.note;
        for hit in note.phrases_of(lexicon_ids::IDENTIFIER_LABELS) {
            self.label(hit);
        }
        // What no phrases are looked for in: the front matter, comments.
        let hidden: Vec<Span> = note
            .tree
            .nodes()
            .iter()
            .filter(|node| matches!(node.kind, NodeKind::Comment | NodeKind::FrontMatter))
            .map(|node| node.span)
            .filter(|span| count_digits(note.slice(*span).as_bytes()) > 3)
            .collect();
        if !hidden.is_empty() {
            let mut hits = Vec::new();
            note.grammar.find_phrases(&note.text, hidden, &mut hits);
            for hit in hits.iter().filter(|hit| hit.lexicon == lexicon_ids::IDENTIFIER_LABELS) {
                self.label(hit);
            }
        }
    }

    fn label(&mut self, hit: &LexiconHit) {
        let entry = self.note.entry(hit);
        if entry.category != "label" {
            return;
        }
        let Some(kind) = entry.text("kind").and_then(kind_named) else {
            return;
        };
        let (start, end) = (hit.span.start as usize, hit.span.end as usize);
        if entry.flag("implant") && !self.is_of_an_implant(start)
            || entry.flag("capital") && !self.bytes[start].is_ascii_uppercase()
        {
            return;
        }
        if let Some((from, to)) = self.value_after(end, entry) {
            let catalogue = is_reference(&self.bytes[start..end]) && self.is_of_an_implant(start);
            if entry.flag("code") && (catalogue || !self.is_odd_code(from, to)) {
                return;
            }
            // `lives on social security, 1200 a month`.
            let short = kind == IdentifierKind::SocialSecurity && count_digits(&self.bytes[from..to]) < 9;
            let label = self.note.slice(hit.span).to_ascii_lowercase();
            let told = label.starts_with("ss")
                || ["last", "end", "number", "no", "id"]
                    .iter()
                    .any(|word| label.contains(word));
            let signed = self.past_signs(end).1;
            if !short || told || signed {
                self.labelled(kind, entry, from, to);
            }
            return;
        }
        // `4482917 (MRN)`.
        let bytes = self.bytes;
        if self.lead(start) == b'(' && self.at(end) == b')' {
            let to = back_spaces(bytes, start - 1);
            let from = to
                - bytes[..to]
                    .iter()
                    .rev()
                    .take(24)
                    .take_while(|byte| is_code(**byte))
                    .count();
            if from < to && self.is_value(from, to, entry) {
                return self.labelled(kind, entry, from, to);
            }
        }
        if entry.text("shape") == Some("plate") {
            // `Infant tag HUGS-20447B`.
            let at = self.past_signs(end).0;
            let value = self.code_value(at, entry);
            if let Some((from, to)) =
                value.filter(|(from, to)| self.is_odd_code(*from, *to) && count_digits(&self.bytes[*from..*to]) > 3)
            {
                return self.push(kind, Certainty::Likely, from, to);
            }
        }
        // "Ref." over a column is a reference range.
        if !entry.flag("code") {
            self.column(start, end, kind, entry);
        }
    }

    /// Whether a code is one behind any label: digits with letters or hyphens, or many digits.
    fn is_odd_code(&self, from: usize, to: usize) -> bool {
        let written = &self.bytes[from..to];
        let digits = count_digits(written);
        let day =
            written.iter().filter(|byte| **byte == b'-').count() == 2 && digits + 2 == written.len() && digits <= 8;
        let marked = written.iter().any(|byte| byte.is_ascii_uppercase() || *byte == b'-');
        let small = written.iter().any(u8::is_ascii_lowercase);
        !small && !day && (digits >= 6 || marked && digits >= 3 && written.len() >= 5)
    }

    /// Whether a lot is that of a thing in the patient, not of a vaccine: `stent lot`, `mesh, lot no.`.
    fn is_of_an_implant(&self, start: usize) -> bool {
        let from = start.saturating_sub(60);
        let lead = &self.bytes[from..start];
        let line = lead
            .iter()
            .rposition(|byte| matches!(byte, b'\n' | b';'))
            .map_or(0, |at| at + 1);
        let lead = lead[line..].to_ascii_lowercase();
        let words = self.lists.implants.iter();
        words.map(|word| word.as_bytes()).any(|word| {
            memchr::memmem::find_iter(&lead, word).any(|at| {
                !in_word(at.checked_sub(1).map_or(0, |at| lead[at]))
                    && !lead
                        .get(at + word.len())
                        .copied()
                        .is_some_and(|byte| in_word(byte) && byte != b's')
            })
        })
    }

    /// The values below a label that heads a column of a table.
    fn column(&mut self, start: usize, end: usize, kind: IdentifierKind, entry: &LexiconEntry) {
        /// So many rows are read below a heading.
        const ROWS: usize = 200;
        /// A longer line is no row of a table, in bytes to each side of the label.
        const ROW: usize = 2048;
        let bytes = self.bytes;
        let farthest = start.saturating_sub(ROW);
        let before = memchr::memrchr(b'\n', &bytes[farthest..start]).map(|at| farthest + at + 1);
        let Some(line) = before.or((farthest == 0).then_some(0)) else {
            return;
        };
        let column = memchr::memchr_iter(b'|', &bytes[line..start]).count();
        let rest = memchr::memchr(b'\n', &bytes[end..bytes.len().min(end + ROW)]).map(|at| end + at);
        let Some(mut at) = rest.filter(|rest| memchr::memchr(b'|', &bytes[line..*rest]).is_some()) else {
            return;
        };
        for _ in 0..ROWS {
            at += 1;
            let stop = memchr::memchr(b'\n', &bytes[at.min(bytes.len())..]).map_or(bytes.len(), |next| at + next);
            let row = &bytes[at.min(stop)..stop];
            if memchr::memchr(b'|', row).is_none() {
                return;
            }
            let from = match column {
                0 => Some(at),
                _ => memchr::memchr_iter(b'|', row).nth(column - 1).map(|bar| at + bar + 1),
            };
            if let Some((from, to)) = from.and_then(|from| self.value_at(skip_spaces(bytes, from), entry))
                && to <= stop
            {
                self.labelled(kind, entry, from, to);
            }
            if stop >= bytes.len() {
                return;
            }
            at = stop;
        }
    }

    fn labelled(&mut self, kind: IdentifierKind, entry: &LexiconEntry, from: usize, to: usize) {
        let digits = digits_of(&self.bytes[from..to]);
        if kind == IdentifierKind::MedicalRecord && digits.len() == to - from && checks::is_made_up(&digits) {
            return;
        }
        let likely =
            matches!(kind, IdentifierKind::Other) && entry.flag("sign") || entry.text("kind") == Some("handle");
        let certainty = if likely { Certainty::Likely } else { Certainty::Certain };
        self.push(kind, certainty, from, to);
    }

    /// The value behind a label that ends at `at`.
    fn value_after(&self, at: usize, entry: &LexiconEntry) -> Option<(usize, usize)> {
        let (at, signed) = self.past_signs(at);
        if entry.flag("sign") && !signed {
            return None;
        }
        self.value_at(at, entry)
    }

    /// Past what stands between a label and its value; whether a sign or word was there that announces one.
    pub(super) fn past_signs(&self, from: usize) -> (usize, bool) {
        /// How far a value may stand from its label, in bytes.
        const REACH: usize = 32;
        const WORDS: [&str; 24] = [
            "number",
            "no.",
            "no",
            "num",
            "nr",
            "id",
            "is",
            "was",
            "reads",
            "listed as",
            "ending in",
            "of",
            "on file",
            "template",
            "record",
            "reader",
            "file",
            "code",
            "given",
            "profile",
            "card",
            "sample",
            "the",
            "as",
        ];
        /// The words up to here say that a value follows.
        const SAYING: usize = 11;
        let bytes = self.bytes;
        let (mut at, mut signed, mut lines) = (from, false, 0);
        while at < bytes.len() && at - from <= REACH {
            match bytes[at] {
                b' ' | b'\t' | b'*' | b'_' | b'(' | b')' | b'"' | b'\'' | b'`' | b'-' | b'.' | b'\r' | b',' => at += 1,
                b':' | b'=' | b'#' | b'|' | b'>' => {
                    signed = true;
                    at += 1;
                }
                b'\n' if lines == 0 => {
                    lines += 1;
                    at += 1;
                }
                0xC2 if self.at(at + 1) == 0xA0 => at += 2,
                0xE2 if self.at(at + 1) == 0x80 => at += 3,
                _ => {
                    let word = WORDS.iter().position(|word| {
                        let end = at + word.len();
                        !in_word(self.lead(at))
                            && bytes
                                .get(at..end)
                                .is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()))
                            && !in_word(self.at(end))
                    });
                    let Some(word) = word else { break };
                    signed |= word < SAYING;
                    at += WORDS[word].len();
                }
            }
        }
        (at.min(bytes.len()), signed)
    }

    /// The value at `at`, in the shape that `entry` asks for.
    fn value_at(&self, at: usize, entry: &LexiconEntry) -> Option<(usize, usize)> {
        match entry.text("shape") {
            Some("phone") => self.phone_value(at),
            Some("short") => self.short_value(at),
            Some("plate") => self.plate_value(at, entry),
            Some("number") => self.number_value(at, entry),
            Some("handle") => self.handle_value(at),
            _ => self.code_value(at, entry),
        }
    }

    /// Whether a unit or the second half of a ratio stands at `at`.
    fn is_amount(&self, at: usize) -> bool {
        const UNITS: [&str; 20] = [
            "%", " %", " mg", "mg", " mcg", " ml", " mL", " kg", " cm", " mm", " days", " weeks", " years", " year",
            " units", " hours", " months", " yo", " y/o", " mmol",
        ];
        let rest = &self.bytes[at..];
        let ratio = rest.first() == Some(&b'/') && rest.get(1).is_some_and(u8::is_ascii_digit);
        ratio || UNITS.iter().any(|unit| rest.starts_with(unit.as_bytes()))
    }

    /// Whether `from..to` has digits enough and is nothing else: no date, no amount.
    fn is_value(&self, from: usize, to: usize, entry: &LexiconEntry) -> bool {
        let written = &self.bytes[from..to];
        let digits = count_digits(written);
        let wanted = entry.number("digits").unwrap_or(4.0) as usize;
        let amount = self.is_amount(to);
        // A trial is known to everybody.
        if ["NCT", "ISRCTN", "PMC"]
            .iter()
            .any(|code| written.starts_with(code.as_bytes()))
        {
            return false;
        }
        digits >= wanted && to - from <= 32 && !(amount && digits == written.len())
    }

    /// A code: letters and digits, hyphens within, perhaps in groups: `943 476 5919`, `QQ 12 34 56 C`, `ZGP 882 071 449`.
    fn code_value(&self, from: usize, entry: &LexiconEntry) -> Option<(usize, usize)> {
        let bytes = self.bytes;
        let mut to = from + self.code_length(from);
        if to == from {
            return None;
        }
        let record = entry.text("kind") == Some("record");
        for _ in 0..5 {
            let whole = count_digits(&bytes[from..to]);
            // A record number of six digits is whole; what follows may be an age.
            let next = to + 1;
            let end = next + self.code_length(next);
            let group = bytes.get(next..end).unwrap_or_default();
            let scottish = whole == 6 && to - from == 6 && group.len() == 4 && count_digits(group) == 4;
            let complete = record && whole >= 6 && bytes[from..to].iter().all(u8::is_ascii_digit) && !scottish;
            if self.at(to) != b' ' || complete {
                break;
            }
            let digits = count_digits(group);
            let letters = group.iter().filter(|byte| byte.is_ascii_uppercase()).count();
            let hyphens = group.iter().filter(|byte| **byte == b'-').count();
            let capital = digits + letters + hyphens == group.len() && !group.is_empty();
            let free = !in_word(self.at(end)) && !matches!(self.at(end), b'/' | b'%' | b':') && !self.is_decimal(end);
            // `65F`, `3 days`: the next thing.
            let person = digits <= 3 && letters == 1 && group.last().is_some_and(|last| b"MFmf".contains(last));
            let amount = digits == group.len() && self.is_amount(end);
            let suffix = digits == 0 && letters <= 2 && whole >= 4 && self.ends_here(end);
            let figures = digits >= 2 || digits == 1 && letters > 0;
            let plain = bytes[from..to].iter().any(u8::is_ascii_lowercase);
            if !capital || !free || person || amount || plain || !(suffix || figures) {
                break;
            }
            to = end;
        }
        self.is_value(from, to, entry).then_some((from, to))
    }

    /// Whether a fraction goes on at `at`: `3/4.5`, `1/2-3`.
    pub(super) fn is_ratio(&self, at: usize) -> bool {
        matches!(self.at(at), b'.' | b'-') && self.at(at + 1).is_ascii_digit()
    }

    fn is_decimal(&self, at: usize) -> bool {
        self.at(at) == b'.' && self.at(at + 1).is_ascii_digit()
    }

    /// Whether a clause ends at `at`.
    fn ends_here(&self, at: usize) -> bool {
        matches!(self.at(at), 0 | b'\n' | b'\r' | b'.' | b',' | b';' | b')' | b'|' | b']')
    }

    /// How long the code at `at` is.
    pub(super) fn code_length(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        if !rest.first().is_some_and(u8::is_ascii_alphanumeric) || in_word(self.lead(at)) {
            return 0;
        }
        // `TP/2025/00417`: a code of letters may hold slashes, a date begins with a digit.
        let slashes = rest[0].is_ascii_uppercase() && rest.get(1).is_some_and(u8::is_ascii_uppercase);
        let length = rest
            .iter()
            .take(40)
            .take_while(|byte| is_code(**byte) || slashes && **byte == b'/')
            .count();
        length
            - rest[..length]
                .iter()
                .rev()
                .take_while(|byte| !byte.is_ascii_alphanumeric())
                .count()
    }

    /// Digits with spaces, hyphens and points between; some may be crossed out: `xxx-xx-4821`.
    fn number_value(&self, from: usize, entry: &LexiconEntry) -> Option<(usize, usize)> {
        let bytes = self.bytes;
        let (mut at, mut to) = (from, from);
        while at < bytes.len() && at - from <= 24 {
            match bytes[at] {
                b'0'..=b'9' => {
                    at += 1;
                    to = at;
                }
                b'x' | b'X' | b'*' => at += 1,
                b'-' | b'.' => at += 1,
                b' ' if self.at(at + 1).is_ascii_digit() && (to == at) && count_digits(&bytes[from..to]) < 9 => at += 1,
                _ => break,
            }
        }
        let masked = bytes[from..to]
            .iter()
            .any(|byte| !byte.is_ascii_digit() && !b"- .".contains(byte));
        let start = if masked { from } else { self.trimmed(from, to) };
        let digits = digits_of(&bytes[start..to]);
        let free = !in_word(self.at(to)) && !in_word(self.lead(start));
        let valid =
            digits.len() != 9 || masked || checks::is_social_security(&digits) || checks::luhn(digits.iter().copied());
        (free && valid && self.is_value(start, to, entry)).then_some((start, to))
    }

    /// The first digit of `from..to`.
    fn trimmed(&self, from: usize, to: usize) -> usize {
        let lead = self.bytes[from..to]
            .iter()
            .take_while(|byte| !byte.is_ascii_digit())
            .count();
        from + lead
    }

    /// Four to seven digits: a pager, an extension.
    fn short_value(&self, from: usize) -> Option<(usize, usize)> {
        let length = self.bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let to = from + length;
        // `8-4471`, `555-0147`
        let more = self.bytes.get(to + 1..).unwrap_or_default();
        let more = more.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if (1..=3).contains(&length)
            && self.at(to) == b'-'
            && more == 4
            && !in_word(self.at(to + 5))
            && !in_word(self.lead(from))
        {
            return Some((from, to + 5));
        }
        let decimal = matches!(self.at(to), b'.' | b'/' | b'-' | b':' | b'%') && self.at(to + 1).is_ascii_digit();
        ((4..=7).contains(&length) && !in_word(self.at(to)) && !decimal && !in_word(self.lead(from)))
            .then_some((from, to))
    }

    /// A licence plate: capitals and digits, perhaps in groups, perhaps behind the name of a state.
    fn plate_value(&self, from: usize, entry: &LexiconEntry) -> Option<(usize, usize)> {
        self.plate_at(from, entry).or_else(|| {
            let word = self.bytes[from..]
                .iter()
                .take(14)
                .take_while(|byte| byte.is_ascii_alphabetic())
                .count();
            let capital = word > 1 && self.bytes[from].is_ascii_uppercase();
            let next = skip_spaces(self.bytes, from + word);
            let next = if matches!(self.at(next), b')' | b':' | b',') {
                skip_spaces(self.bytes, next + 1)
            } else {
                next
            };
            capital.then(|| self.plate_at(next, entry)).flatten()
        })
    }

    fn plate_at(&self, from: usize, entry: &LexiconEntry) -> Option<(usize, usize)> {
        /// Words in capitals beside a plate that is none.
        const WORDS: [&[u8]; 14] = [
            b"WITH", b"AND", b"FOR", b"THE", b"WAS", b"SIZE", b"TYPE", b"SCREW", b"HOLE", b"LCP", b"DCP", b"UNITS",
            b"IS", b"ON",
        ];
        let bytes = self.bytes;
        let run = |at: usize| -> usize {
            let rest = bytes.get(at..).unwrap_or_default();
            rest.iter()
                .take(12)
                .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                .count()
        };
        let first = run(from);
        if first == 0 || in_word(self.lead(from)) || WORDS.contains(&&bytes[from..from + first]) {
            return None;
        }
        let (mut to, mut whole) = (from + first, first);
        for _ in 0..2 {
            let next = run(to + 1);
            let end = to + 1 + next;
            let joined = matches!(self.at(to), b' ' | b'-');
            let free = !in_word(self.at(end)) && !matches!(self.at(end), b'/' | b'%' | b':') && !self.is_decimal(end);
            if !joined || !(1..=5).contains(&next) || whole + next > 9 || !free || WORDS.contains(&&bytes[to + 1..end])
            {
                break;
            }
            // `7XKR221 65F`: a plate of seven is whole.
            if whole >= 7 {
                break;
            }
            to = end;
            whole += next;
        }
        let written = &bytes[from..to];
        let digits = count_digits(written);
        let letters = whole - digits;
        let british = written.len() == 8 && written[4] == b' ' && count_digits(&written[2..4]) == 2 && digits == 2;
        let wanted = entry.number("digits").unwrap_or(1.0) as usize;
        let shaped = (4..=9).contains(&whole) && digits >= wanted && letters > 0 && (!entry.flag("british") || british);
        (shaped && !in_word(self.at(to))).then_some((from, to))
    }

    /// A name on a social network: with a sign that words do not have.
    fn handle_value(&self, from: usize) -> Option<(usize, usize)> {
        let start = if self.at(from) == b'@' { from + 1 } else { from };
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = rest.iter().take(32).take_while(|byte| is_part(byte)).count();
        let written = rest[..length].strip_suffix(b".").unwrap_or(&rest[..length]);
        let odd = written
            .iter()
            .any(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.'));
        let letters = written.iter().any(u8::is_ascii_alphabetic);
        (written.len() >= 3 && letters && (odd || start > from)).then_some((from, start + written.len()))
    }

    /// `Chart #4482917`, `Policy # 88-1200`.
    fn hash(&mut self, at: usize) -> Option<usize> {
        let mut from = at + 1;
        while matches!(self.at(from), b' ' | b':' | b'.') && from - at < 4 {
            from += 1;
        }
        let to = from + self.code_length(from);
        let digits = count_digits(&self.bytes[from..to]);
        if digits < 3 {
            return None;
        }
        let end = back_spaces(self.bytes, at);
        for index in 0..self.lists.hash.len() {
            let entry = self.lists.hash[index];
            if before(self.bytes, end, entry.list("words")).is_none() {
                continue;
            }
            let kind = entry.text("kind").and_then(kind_named)?;
            if digits >= entry.number("digits").unwrap_or(4.0) as usize {
                self.labelled(kind, entry, from, to);
                return Some(to);
            }
        }
        // Any word before it: `badge tag # 40-217`.
        let worded = end > 0 && self.bytes[end - 1].is_ascii_alphabetic();
        if worded && (digits >= 5 || self.is_odd_code(from, to)) && !self.is_of_a_code(from) {
            self.push(IdentifierKind::Other, Certainty::Likely, from, to);
            return Some(to);
        }
        None
    }

    /// Later places of a number that was found beside its label.
    fn repeats(&mut self, from: usize) {
        /// So many different numbers are looked for.
        const MOST: usize = 32;
        let bytes = self.bytes;
        let mut known: HashSet<&[u8]> = HashSet::new();
        let mut more = Vec::new();
        for one in &self.found[from..] {
            let value = &bytes[one.span.start as usize..one.span.end as usize];
            let whole = value.iter().all(|byte| is_code(*byte)) && value.len() >= 6 && count_digits(value) >= 4;
            let labelled = matches!(
                one.kind,
                IdentifierKind::MedicalRecord
                    | IdentifierKind::HealthPlan
                    | IdentifierKind::Account
                    | IdentifierKind::License
                    | IdentifierKind::Vehicle
                    | IdentifierKind::Device
                    | IdentifierKind::SocialSecurity
                    | IdentifierKind::Other
            );
            if !whole || !labelled || one.certainty < Certainty::Certain || known.len() >= MOST || !known.insert(value)
            {
                continue;
            }
            for start in memchr::memmem::find_iter(bytes, value) {
                let end = start + value.len();
                let free = !in_word(start.checked_sub(1).map_or(0, |at| bytes[at]))
                    && !bytes.get(end).copied().is_some_and(in_word);
                if free && start != one.span.start as usize {
                    more.push(Identifier {
                        span: Span::from(start..end),
                        ..*one
                    });
                }
            }
        }
        self.found.extend(more);
    }
}

/// Whether a label is `REF`: beside an implant that is the number of its model.
fn is_reference(label: &[u8]) -> bool {
    label.len() >= 3 && label[..3].eq_ignore_ascii_case(b"ref")
}

/// Whether a byte can stand in a code.
fn is_code(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}
