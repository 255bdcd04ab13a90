//! Names by what stands before them: a title, a label, a word for kin or a trade.

use super::super::super::around;
use super::super::capitals::{Joint, Shape};
use super::super::{Certainty, Identifier, IdentifierKind};
use super::{Reader, Separator, is_date_word, words};
use crate::grammar::{LexiconEntry, is_word, lexicon_ids, name_kinds};
use crate::text::Span;

impl Reader<'_> {
    pub(super) fn read_cues(&mut self) {
        for hit in self.note.phrases_of(lexicon_ids::NAME_CUES) {
            let entry = self.note.entry(hit);
            match &*entry.category {
                "title" | "doctor" => self.read_title(hit.span, entry),
                "signed" | "words" | "initials" => {}
                category => {
                    let Some((index, start, separator)) = self.name_after(hit.span) else {
                        if category == "label" && entry.flag("sure") {
                            self.read_small_name(hit.span);
                        }
                        continue;
                    };
                    self.read_cue(hit.span, entry, index, start, separator);
                }
            }
        }
    }

    fn read_cue(&mut self, cue: Span, entry: &LexiconEntry, index: usize, start: u32, separator: Separator) {
        let kind = if entry.flag("clinician") {
            IdentifierKind::Clinician
        } else {
            IdentifierKind::Name
        };
        let surely = self.is_surely_person(index);
        let end = self.extend(index);
        let many = end - index > 1;
        let lower = self.note.text.as_bytes()[cue.start as usize].is_ascii_lowercase();
        match &*entry.category {
            "label" if separator == Separator::Label => self.take_value(index, entry.flag("sure"), kind),
            "label" => {}
            "patient" if separator == Separator::Label => self.take_value(index, false, kind),
            "relative" if separator == Separator::Label && (surely || many) => self.take_value(index, false, kind),
            "relative" if separator == Separator::Label => {}
            "trade" | "clinician-label" => {
                let pair = many && (index..end).any(|it| self.is_surely_person(it));
                let alone = surely
                    && !self.capitals.is_thing(index)
                    && !self.word(index).kinds.is_city()
                    && (self.is_closed(index, separator) || &*entry.category == "trade");
                if separator == Separator::Label {
                    self.take_value(index, false, kind);
                } else if matches!(separator, Separator::None | Separator::Paren | Separator::Link) && (pair || alone) {
                    self.take(index, end, start, kind, Certainty::Likely);
                }
            }
            "relative" if self.is_kins_name(index, end, lower, separator) => {
                self.take(index, end, start, IdentifierKind::Name, Certainty::Certain);
                self.take_others(end);
            }
            "patient" if self.word(index).shape == Shape::Letter => {}
            "patient" => {
                let subject = self.does(end - 1);
                let fits = surely && !self.capitals.is_thing(end - 1)
                    || many && (index..end).any(|it| self.is_surely_person(it))
                    || subject && (self.is_perhaps_person(index) || self.capitals.is_strange(index))
                    || self.word(index).possessive && self.capitals.is_strange(index);
                if separator == Separator::None && fits {
                    self.take(index, end, start, IdentifierKind::Name, Certainty::Likely);
                }
            }
            "named" => {
                let text = self.note.slice(cue);
                let personal = !text.eq_ignore_ascii_case("called") && !text.eq_ignore_ascii_case("formerly");
                let thing = self.capitals.is_thing(end - 1)
                    || self.word(index).kinds.is_eponym() && !self.word(index).kinds.is_given();
                let fits = surely
                    || self.word(index).kinds.is_given() && !self.capitals.is_clinical(index)
                    || personal && self.capitals.is_strange(index);
                if matches!(separator, Separator::None | Separator::Label | Separator::Link)
                    && fits
                    && !thing
                    && self.word(index).shape == Shape::Title
                {
                    self.take(index, end, start, IdentifierKind::Name, Certainty::Likely);
                    self.take_others(end);
                }
            }
            "contact" => {
                let pair = many && (index..end).any(|it| self.is_surely_person(it));
                let word = self.word(index);
                // `married to Hope`; `per Wells` is no person.
                let weak =
                    word.kinds.is_given() && self.is_perhaps_person(index) && word.shape == Shape::Title && lower;
                let alone = (surely || weak)
                    && !word.kinds.is_city()
                    && !(word.kinds.is_eponym() && !word.kinds.is_given())
                    && !self.capitals.is_thing(index);
                if separator == Separator::None && (pair || alone) {
                    self.take(index, end, start, IdentifierKind::Name, Certainty::Likely);
                    self.take_others(end);
                }
            }
            _ => {}
        }
    }

    /// Whether nothing goes on behind a single surname that would make it something else: `Attending Note` is none.
    fn is_closed(&self, index: usize, separator: Separator) -> bool {
        let word = self.word(index);
        separator == Separator::Paren
            || word.shape == Shape::Title && !word.kinds.is_eponym()
            || word.shouted && self.is_surely_given(index)
    }

    fn read_title(&mut self, cue: Span, entry: &LexiconEntry) {
        let text: &str = &self.note.text;
        let bytes = text.as_bytes();
        let written = self.note.slice(cue);
        let capital = !bytes[cue.start as usize].is_ascii_lowercase();
        let mut at = cue.end as usize;
        let dotted = bytes.get(at) == Some(&b'.');
        at += usize::from(dotted);
        if !capital && !dotted {
            return;
        }
        let next = around::skip_spaces(bytes, at);
        if next == at && !dotted {
            return;
        }
        let Some((index, start)) = self.word_at(next) else {
            return;
        };
        if !self.is_free(index) {
            return;
        }
        // `1420 Maple Dr Springfield`.
        let before = self.capitals.from(cue.start).checked_sub(1);
        if written.eq_ignore_ascii_case("dr")
            && before.is_some_and(|it| {
                let word = self.word(it);
                word.span.end + 1 == cue.start
                    && self.capitals.word_before(word.span.start).is_empty()
                    && ends_in_digit(bytes, word.span.start)
            })
        {
            return;
        }
        let (mut index, mut start) = (index, start);
        // `Mr. J. Smith`; initials alone are allowed.
        while self.word(index).shape == Shape::Letter {
            if index + 1 >= self.capitals.words.len()
                || self.capitals.joint(index) != Joint::Near
                || !self.is_namelike(index + 1)
            {
                return;
            }
            if self.word(index + 1).shape == Shape::Letter {
                index += 1;
                continue;
            }
            break;
        }
        if self.word(index).shape == Shape::Letter {
            start = start.min(self.word(index).span.start);
            index += 1;
        }
        let word = self.word(index);
        let doctor = &*entry.category == "doctor";
        let bare_capitals = written.len() == 2 && written.bytes().all(|b| b.is_ascii_uppercase()) && !dotted && !doctor;
        if self.is_nobody(index) {
            return;
        }
        let spelled =
            written.len() > 4 && !written.eq_ignore_ascii_case("señora") && !written.eq_ignore_ascii_case("mister");
        let fits = if bare_capitals {
            // `MS` is a disease, `MR` a scan.
            self.is_surely_person(index) && (word.shape == Shape::Title || word.shouted)
        } else if spelled
            || written.eq_ignore_ascii_case("doc")
            || written.eq_ignore_ascii_case("lady")
            || written.eq_ignore_ascii_case("sir")
            || !capital
        {
            self.is_surely_person(index)
                || self.is_perhaps_person(index) && !word.kinds.is_eponym()
                || doctor && self.capitals.is_strange(index)
        } else {
            let plain = self.capitals.plain(index);
            word.kinds.is_person() && (!word.kinds.is_word() || !is_date_word(plain))
                || !word.kinds.is_word()
                    && !SHORT_WORDS.contains(&plain)
                    && !plain.split(' ').any(is_word)
                    && !self.capitals.is_drug(index)
                    && plain.len() > 1
        };
        if !fits {
            return;
        }
        let kind = if doctor {
            IdentifierKind::Clinician
        } else {
            IdentifierKind::Name
        };
        let end = self.extend(index);
        self.take(index, end, start, kind, Certainty::Certain);
        if written.eq_ignore_ascii_case("drs")
            || written.eq_ignore_ascii_case("doctors")
            || written.eq_ignore_ascii_case("messrs")
        {
            self.take_more(end, kind, true);
        }
    }

    /// The names that follow one with a comma or `and`: `his sons, Tyler and Marcus`.
    pub(super) fn take_others(&mut self, end: usize) {
        self.take_more(end, IdentifierKind::Name, false);
    }

    fn take_more(&mut self, mut end: usize, kind: IdentifierKind, surnames: bool) {
        while end < self.capitals.words.len()
            && matches!(self.capitals.joint(end - 1), Joint::Comma | Joint::And)
            && self.is_free(end)
            && (self.is_surely_given(end) && !self.capitals.is_thing(end)
                || surnames && self.is_surely_person(end)
                || self.capitals.joint(end - 1) == Joint::And
                    && (self.word(end).kinds.is_given() && self.is_perhaps_person(end)
                        || self.capitals.is_strange(end)
                        || self.word(end).shouted
                            && !is_word(self.capitals.plain(end))
                            && self.word(end).span.len() > 4))
        {
            let next = self.extend(end);
            let start = self.word(end).span.start;
            self.take(end, next, start, kind, Certainty::Likely);
            end = next;
        }
    }

    /// Whether the words from `index` on are the name of a relative. In a family history a disease stands in its place.
    fn is_kins_name(&self, index: usize, end: usize, lower: bool, separator: Separator) -> bool {
        let word = self.word(index);
        if self.capitals.is_thing(end - 1)
            || word.shape == Shape::Letter
            || word.possessive && word.kinds.is_eponym()
            || self.capitals.is_region(index)
        {
            return false;
        }
        let many = end - index > 1;
        if self.is_surely_given(index) && !(word.kinds.is_eponym() && !many && separator == Separator::Comma) {
            return true;
        }
        if many && (self.is_surely_person(index) || (index + 1..end).any(|it| self.is_surely_person(it))) {
            return true;
        }
        if word.shape != Shape::Title || !lower && separator != Separator::None {
            return false;
        }
        let bytes = self.note.text.as_bytes();
        let after = around::skip_spaces(bytes, word.span.end as usize);
        let closed = bytes
            .get(after)
            .is_none_or(|b| matches!(b, b',' | b')' | b'.' | b';' | b'\n'));
        let given = word.kinds.is_given() && !self.capitals.is_drug(index) && !is_date_word(self.capitals.plain(index));
        let weak = given && (separator != Separator::Comma || closed);
        let surname = self.is_surely_person(index) && !word.kinds.is_eponym();
        let strange = self.capitals.is_strange(index)
            && (closed || word.possessive || bytes.get(after).is_some_and(u8::is_ascii_lowercase))
            && separator != Separator::Comma;
        weak || surname || strange || separator == Separator::Comma && closed && self.capitals.is_strange(index)
    }

    /// The word at `at`, or behind particles there, as an index; where the name starts.
    fn word_at(&self, at: usize) -> Option<(usize, u32)> {
        let index = self.capitals.from(at as u32);
        let word = self.capitals.words.get(index)?;
        let start = word.span.start as usize;
        if start == at {
            return Some((index, at as u32));
        }
        (start < at + 16 && self.capitals.with_particles(index, at as u32) as usize == at).then_some((index, at as u32))
    }

    /// The capitalized word behind a cue, where the name starts, and what parts them.
    fn name_after(&self, cue: Span) -> Option<(usize, u32, Separator)> {
        let text: &str = &self.note.text;
        let bytes = text.as_bytes();
        let mut at = cue.end as usize;
        let mut separator = Separator::None;
        // `Pt. Johnson`, `Rev. Otis`; `lives with her son. Will return` is another sentence.
        let abbreviated = !["son", "dad", "mom", "mum", "boy", "cat", "dog", "girl", "kids"]
            .iter()
            .any(|it| self.note.slice(cue).eq_ignore_ascii_case(it))
            && cue.len() <= 4;
        // `Name(s):`, `**Name:**`, `Name | Karen`.
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'*' | b'_' | b'#' | b'\t' => at += 1,
                b'.' if abbreviated
                    && separator == Separator::None
                    && !bytes.get(at + 1).is_some_and(|b| *b == b'\n') =>
                {
                    at += 1
                }
                b' ' => at += 1,
                b':' | b'=' | b'|' if separator != Separator::Label => {
                    separator = Separator::Label;
                    at += 1;
                }
                b',' if separator == Separator::None => {
                    separator = Separator::Comma;
                    at += 1;
                }
                b'(' if matches!(separator, Separator::None | Separator::Comma) => {
                    // `Patient (Karen)`, and `Name(s)`.
                    if text[at..].starts_with("(s)") {
                        at += 3;
                    } else {
                        separator = Separator::Paren;
                        at += 1;
                    }
                }
                b'-' if separator == Separator::None && bytes.get(at + 1) == Some(&b' ') && at > cue.end as usize => {
                    separator = Separator::Label;
                    at += 1;
                }
                b'"' | b'\'' => at += 1,
                0xE2 if text[at..].starts_with(['“', '‘']) => at += 3,
                0xE2 if text[at..].starts_with(['–', '—']) && separator == Separator::None => {
                    separator = Separator::Label;
                    at += 3;
                }
                0xC2 if text[at..].starts_with('\u{a0}') => at += 2,
                b'\n' | b'\r' => {
                    let next = around::skip_spaces(bytes, at);
                    // A name that a line break parts from its cue; not the next line of a list.
                    let broken = memchr::memchr(b'\n', &bytes[at..next]).is_some();
                    if !broken || !bytes.get(next).is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0xC3) {
                        return None;
                    }
                    at = next;
                    if separator == Separator::None && self.is_heading(cue) {
                        separator = Separator::Label;
                    }
                    break;
                }
                _ => break,
            }
        }
        if at == cue.end as usize {
            // `wife's name is`.
            let (end, _) = around::after(bytes, at, words(self.note, "links"))?;
            at = around::skip_spaces(bytes, end);
            separator = Separator::Link;
        } else if separator != Separator::Label
            && bytes.get(at).is_some_and(|b| b.is_ascii_lowercase())
            && let Some((end, _)) = around::after(bytes, at, words(self.note, "links"))
        {
            at = around::skip_spaces(bytes, end);
            separator = Separator::Link;
            if matches!(bytes.get(at), Some(b'"' | b'\'')) {
                at += 1;
            }
        }
        let (index, start) = self.word_at(at)?;
        // `his neighbour Mrs Webb`: the title speaks for itself.
        let title = matches!(self.capitals.plain(index), "mr" | "mrs" | "ms" | "miss" | "dr" | "prof");
        if title || !self.is_free(index) {
            return None;
        }
        // `K. Webb`.
        if self.word(index).shape == Shape::Letter
            && (index + 1 >= self.capitals.words.len()
                || self.capitals.joint(index) != Joint::Near
                || !self.is_namelike(index + 1))
        {
            return None;
        }
        Some((index, start, separator))
    }

    /// Whether the cue is all of a heading.
    pub(super) fn is_heading(&self, cue: Span) -> bool {
        let at = self
            .note
            .sections
            .partition_point(|section| section.heading.start <= cue.start);
        at.checked_sub(1)
            .is_some_and(|at| self.note.sections[at].heading.contains(cue))
    }

    /// The name that is the value of a label, from the word `first` on. A label that is `sure` has a name as its value.
    pub(super) fn take_value(&mut self, first: usize, sure: bool, kind: IdentifierKind) {
        let start = self
            .capitals
            .with_particles(first, self.word(first).span.start.saturating_sub(12));
        let mut end = self.extend(first);
        // `Webb, Karen L.`
        let reversed = end < self.capitals.words.len()
            && self.capitals.joint(end - 1) == Joint::Comma
            && self.is_free(end)
            && (self.is_namelike(end) || sure)
            && self.word(end).kinds.is_given()
            && (self.word(first).kinds.is_surname() || !self.word(first).kinds.is_given())
            && !matches!(self.capitals.joint(end), Joint::And | Joint::Comma);
        let plain_last = reversed && (self.is_namelike(first) || sure);
        if plain_last {
            end = self.extend(end);
        }
        let count = end - first;
        let namelike = |index: usize| {
            self.is_namelike(index)
                || sure
                    && self.word(index).shape == Shape::Caps
                    && !is_word(self.capitals.plain(index))
                    && self.word(index).span.len() > 3
        };
        let surely = (first..end).any(|index| self.is_surely_person(index));
        let letter = self.word(first).shape == Shape::Letter;
        let opens = letter || namelike(first);
        let closed = self.is_end_of_value(end - 1);
        let fits = if plain_last {
            surely || sure
        } else if count > 1 {
            opens && (surely || sure && closed) && (closed || surely) && !self.capitals.is_thing(end - 1)
        } else {
            opens
                && !letter
                && (surely && (closed || self.does(first)) || sure && closed)
                && !self.capitals.is_thing(first)
                && !(self.capitals.is_clinical(first) && !sure)
        };
        if fits {
            self.take(first, end, start, kind, Certainty::Certain);
            self.take_others(end);
        }
    }

    /// Whether the value of a label ends behind this word: at the end of the line, of the cell, or at the next label.
    pub(super) fn is_end_of_value(&self, last: usize) -> bool {
        let text: &str = &self.note.text;
        let word = self.word(last);
        let mut rest = &text[word.span.end as usize..];
        if word.possessive {
            return false;
        }
        if rest.starts_with(". ") && word.shape != Shape::Letter {
            return true;
        }
        rest = rest.trim_start_matches(['.', '*', '"', '”', '_']);
        let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest = rest.trim_start_matches([' ', '\t', '\u{a0}']);
        gap > 1
            || rest.is_empty()
            || rest.starts_with(['\n', '\r', '|', ',', ';', '(', '/', '-', '–', '—', '<'])
            || rest.starts_with(|c: char| c.is_ascii_digit())
            || ["DOB", "MRN", "Age", "Sex", "Date", "is "]
                .iter()
                .any(|it| rest.starts_with(it))
    }

    /// `Name: karen webb`: a name in small letters behind a label that can have nothing else.
    fn read_small_name(&mut self, cue: Span) {
        let text: &str = &self.note.text;
        let bytes = text.as_bytes();
        let Some(rest) = text[cue.end as usize..].strip_prefix(':') else {
            return;
        };
        let start = text.len() - rest.trim_start_matches([' ', '*', '\t']).len();
        let mut at = start;
        let mut pieces = Vec::with_capacity(3);
        while at < bytes.len() && pieces.len() < 3 {
            let from = at;
            while at < bytes.len() && bytes[at].is_ascii_lowercase() {
                at += 1;
            }
            if at == from || bytes.get(at).is_some_and(|b| around::in_word(*b)) {
                break;
            }
            pieces.push((from, at));
            if bytes.get(at) != Some(&b' ') {
                break;
            }
            at += 1;
        }
        let kinds = |(from, to): (usize, usize)| name_kinds(&text[from..to]);
        if let [first, .., last] = pieces[..]
            && kinds(first).is_given()
            && kinds(last).is_surname()
            && !(kinds(first).is_word() && kinds(last).is_word())
        {
            self.names.push(Identifier {
                kind: IdentifierKind::Name,
                certainty: Certainty::Certain,
                span: Span::from(first.0..last.1),
            });
        }
    }
}

/// Words of two and three letters, which the list of words lacks, that stand behind `Dr.` with a capital.
const SHORT_WORDS: [&str; 44] = [
    "all", "and", "any", "are", "as", "at", "but", "by", "can", "did", "for", "get", "had", "has", "he", "her", "his",
    "if", "in", "is", "it", "its", "may", "no", "not", "now", "off", "on", "one", "or", "our", "out", "per", "see",
    "she", "so", "the", "to", "two", "was", "we", "who", "you", "via",
];

fn ends_in_digit(bytes: &[u8], at: u32) -> bool {
    let mut at = at as usize;
    while at > 0 && bytes[at - 1] == b' ' {
        at -= 1;
    }
    at > 0 && bytes[at - 1].is_ascii_digit()
}
