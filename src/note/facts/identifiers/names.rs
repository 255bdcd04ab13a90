//! Names of patients, relatives and clinicians.
//!
//! First by what stands before them (lexicon `name-cues`: titles, labels, kin, trades), then by the lists of given names and
//! surnames, at last every later place of a name that was found. A word of the lists alone proves little: `Murphy sign`,
//! `Grace`, `Austin`; what stands around decides.

use super::super::super::Note;
use super::super::around;
use super::capitals::{Capital, Capitals, Joint, Shape};
use super::{Certainty, Identifier, IdentifierKind};
use crate::grammar::{LexiconEntry, Str, is_word, lexicon_ids, name_kinds};
use crate::text::Span;

/// Read them into `found`, in any order.
pub(super) fn read(note: &Note, capitals: &Capitals<'_>, found: &mut Vec<Identifier>) {
    let mut reader = Reader {
        note,
        capitals,
        state: vec![State::Free; capitals.words.len()],
        names: Vec::new(),
    };
    reader.read_front_matter();
    reader.read_cues();
    reader.read_lists();
    reader.propagate();
    found.append(&mut reader.names);
}

/// What is known of a capitalized word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Free,
    /// Part of a name that was found.
    Name,
    /// The writer's own name, or a name that is none: never to be found.
    Aside,
}

/// What stands between a cue and the word after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// Nothing but spaces.
    None,
    /// `Name: Karen`, or the next cell of a table, or the line below a heading.
    Label,
    /// `his wife, Karen`.
    Comma,
    /// `his wife (Karen`.
    Paren,
    /// `his wife is named Karen`.
    Link,
}

struct Reader<'r> {
    note: &'r Note,
    capitals: &'r Capitals<'r>,
    state: Vec<State>,
    names: Vec<Identifier>,
}

/// How many words a name may have.
const LONGEST: usize = 4;

impl<'r> Reader<'r> {
    fn word(&self, index: usize) -> &'r Capital {
        &self.capitals.words[index]
    }

    fn is_free(&self, index: usize) -> bool {
        self.state[index] == State::Free
    }

    /// A name of the lists that is nothing else.
    fn is_surely_person(&self, index: usize) -> bool {
        let word = self.word(index);
        word.kinds.is_person() && !word.kinds.is_word() && word.shape != Shape::Other && !self.capitals.is_drug(index)
    }

    fn is_surely_given(&self, index: usize) -> bool {
        self.word(index).kinds.is_given() && self.is_surely_person(index)
    }

    /// A name of the lists that is a word as well, and not in a clinical phrase or a date here.
    fn is_perhaps_person(&self, index: usize) -> bool {
        let word = self.word(index);
        word.kinds.is_person() && word.shape != Shape::Other && !self.capitals.is_clinical(index)
    }

    /// A name of the lists, or a word of no list that looks like one.
    fn is_namelike(&self, index: usize) -> bool {
        self.is_surely_person(index) || self.is_perhaps_person(index) || self.capitals.is_strange(index)
    }

    /// Where the name that begins with the word `first` ends: one past its last word.
    fn extend(&self, first: usize) -> usize {
        let mut last = first;
        while last + 1 < self.capitals.words.len() && last + 1 < first + LONGEST && self.goes_on(last) {
            last += 1;
        }
        // An initial closes no name, but for `Karen W.`
        last + 1
    }

    /// Whether the word behind `index` belongs to the same name.
    fn goes_on(&self, index: usize) -> bool {
        let next = index + 1;
        if !self.is_free(next) {
            return false;
        }
        match self.capitals.joint(index) {
            Joint::Near => {}
            Joint::Particle => return self.word(next).shape != Shape::Letter,
            Joint::Line => {
                return self.is_surely_person(next)
                    && !self.word(next).shouted
                    && self.word(next).shape == Shape::Title;
            }
            Joint::Comma | Joint::And | Joint::Apart => return false,
        }
        let (word, before) = (self.word(next), self.word(index));
        match word.shape {
            Shape::Other => false,
            Shape::Letter => {
                // `Karen W. Webb`; `Karen I agree` is none.
                let dotted = self.note.text.as_bytes().get(word.span.end as usize) == Some(&b'.');
                dotted
                    || next + 1 < self.capitals.words.len()
                        && self.capitals.joint(next) == Joint::Near
                        && self.is_namelike(next + 1)
            }
            Shape::Caps if !word.shouted && before.shape == Shape::Title => {
                self.is_surely_person(next) && word.span.len() > 3
            }
            Shape::Caps => self.is_surely_person(next) || before.shouted && self.is_perhaps_person(next),
            Shape::Title => {
                let behind_given = self.is_surely_given(index) && before.shape == Shape::Title;
                self.is_surely_person(next)
                    || behind_given
                        && (word.kinds.is_surname() && !is_date_word(self.capitals.plain(next))
                            || !word.kinds.is_word() && !is_word(self.capitals.plain(next)) && word.span.len() > 3)
                        && !self.capitals.is_thing(next)
                        && !self.capitals.is_drug(next)
                    || self.is_perhaps_person(next) && !self.capitals.is_thing(next)
                    || self.capitals.is_strange(next)
            }
        }
    }

    /// Whether the word stands for a name that was taken out, or for nobody: `Dr. XYZ`, `Jane Doe`.
    fn is_nobody(&self, index: usize) -> bool {
        let word = self.word(index);
        let plain = self.capitals.plain(index);
        let title = matches!(plain, "mr" | "mrs" | "ms" | "dr" | "miss" | "prof" | "drs");
        let made_up = title
            || word.shape == Shape::Caps && !word.shouted && !word.kinds.is_person() && plain.len() <= 4
            || word.shape == Shape::Caps
                && !plain
                    .bytes()
                    .any(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
                && plain != "ng";
        made_up || word.shape == Shape::Other || words(self.note, "never").iter().any(|it| **it == *plain)
    }

    /// Take the words from `first` to before `end` for a name.
    fn take(&mut self, first: usize, end: usize, start: u32, kind: IdentifierKind, certainty: Certainty) {
        let last = end - 1;
        // `Jane Doe`, `Joe Bloggs`: nobody.
        if (first..end).any(|index| self.is_nobody(index)) {
            self.state[first..end].fill(State::Aside);
            return;
        }
        let kind = if self.has_credentials(last) {
            IdentifierKind::Clinician
        } else {
            kind
        };
        self.state[first..end].fill(State::Name);
        let mut close = self.word(last).span.end;
        if self.word(last).shape == Shape::Letter && self.note.text.as_bytes().get(close as usize) == Some(&b'.') {
            close += 1;
        }
        self.names.push(Identifier {
            kind,
            certainty,
            span: Span::new(start.min(self.word(first).span.start), close),
        });
    }

    /// Whether a degree or trade follows the word: `, MD`.
    fn has_credentials(&self, last: usize) -> bool {
        let text: &str = &self.note.text;
        let mut at = self.word(last).span.end as usize;
        let bytes = text.as_bytes();
        if self.word(last).shape == Shape::Letter && bytes.get(at) == Some(&b'.') {
            at += 1;
        }
        let comma = bytes.get(at) == Some(&b',');
        at += usize::from(comma);
        let gap = at;
        while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'(')) {
            at += 1;
        }
        if at == gap || at > gap + 2 {
            return false;
        }
        let rest = &text[at..];
        words(self.note, "credentials").iter().any(|credential| {
            rest.strip_prefix(&**credential)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
                // `Baltimore MD` is a place; so is `Bethesda, MD 20814`.
                && (comma || credential.len() > 2 || self.word(last).kinds.is_surname())
                && !rest[credential.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit())
        })
    }

    // ---- the front matter ----

    /// What the front matter says of the patient and of the writer.
    fn read_front_matter(&mut self) {
        for entry in &self.note.front_matter {
            let key = self.note.slice(entry.key);
            let named = [
                "patient",
                "name",
                "patient-name",
                "attending",
                "preceptor",
                "supervisor",
            ]
            .iter()
            .any(|it| key.eq_ignore_ascii_case(it));
            let first = self.capitals.from(entry.value.start);
            if !named {
                let end = self.capitals.from(entry.value.end);
                self.state[first..end].fill(State::Aside);
            } else if first < self.capitals.words.len() && self.word(first).span.start < entry.value.end {
                let clinician = !key.to_ascii_lowercase().contains("name") && !key.eq_ignore_ascii_case("patient");
                let kind = if clinician {
                    IdentifierKind::Clinician
                } else {
                    IdentifierKind::Name
                };
                self.take_value(first, true, kind);
            }
        }
    }

    // ---- what stands before ----

    fn read_cues(&mut self) {
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
            "patient" | "relative" if separator == Separator::Label => {
                if &*entry.category == "patient" || surely || many {
                    self.take_value(index, false, kind);
                }
            }
            "trade" | "clinician-label" => {
                let pair = many && (index..end).any(|it| self.is_surely_person(it));
                let alone = surely
                    && !self.capitals.is_thing(index)
                    && !self.word(index).kinds.is_city()
                    && self.is_closed(index, separator);
                if separator == Separator::Label {
                    self.take_value(index, false, kind);
                } else if matches!(separator, Separator::None | Separator::Paren | Separator::Link) && (pair || alone) {
                    self.take(index, end, start, kind, Certainty::Likely);
                }
            }
            "relative" => {
                if self.is_kins_name(index, end, lower, separator) {
                    self.take(index, end, start, IdentifierKind::Name, Certainty::Certain);
                    self.take_others(end);
                }
            }
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
                let alone = surely && !self.word(index).kinds.is_city() && !self.capitals.is_thing(index);
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
    fn take_others(&mut self, end: usize) {
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
        let weak = word.kinds.is_given() && self.is_perhaps_person(index) && (separator != Separator::Comma || closed);
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
        if !self.is_free(index) {
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
    fn is_heading(&self, cue: Span) -> bool {
        let at = self
            .note
            .sections
            .partition_point(|section| section.heading.start <= cue.start);
        at.checked_sub(1)
            .is_some_and(|at| self.note.sections[at].heading.contains(cue))
    }

    /// The name that is the value of a label, from the word `first` on. A label that is `sure` has a name as its value.
    fn take_value(&mut self, first: usize, sure: bool, kind: IdentifierKind) {
        let start = self
            .capitals
            .with_particles(first, self.word(first).span.start.saturating_sub(12));
        let mut end = self.extend(first);
        // `Webb, Karen L.`
        let reversed = end < self.capitals.words.len()
            && self.capitals.joint(end - 1) == Joint::Comma
            && self.is_free(end)
            && (self.is_namelike(end) || sure)
            && self.word(end).kinds.is_given();
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
    fn is_end_of_value(&self, last: usize) -> bool {
        let text: &str = &self.note.text;
        let word = self.word(last);
        let mut rest = &text[word.span.end as usize..];
        if word.possessive {
            return false;
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

    // ---- the lists ----

    fn read_lists(&mut self) {
        let mut index = 0;
        while index < self.capitals.words.len() {
            let word = self.word(index);
            let candidate = self.is_free(index)
                && matches!(word.shape, Shape::Title | Shape::Caps | Shape::Letter)
                && (word.kinds.is_person()
                    || word.shape == Shape::Letter
                    || word.shape == Shape::Title && !word.kinds.is_word());
            if !candidate {
                index += 1;
                continue;
            }
            index = self.read_listed(index).unwrap_or(index + 1);
        }
    }

    /// Whether a name starts at the word `first`; where it ends.
    fn read_listed(&mut self, first: usize) -> Option<usize> {
        let word = self.word(first);
        if word.shape == Shape::Letter {
            // `K. Webb, MD`.
            let next = first + 1;
            if next < self.capitals.words.len()
                && self.capitals.joint(first) == Joint::Near
                && self.is_free(next)
                && self.is_surely_person(next)
            {
                let end = self.extend(next);
                let dotted = self.note.text.as_bytes().get(word.span.end as usize) == Some(&b'.');
                let surname = self.word(end - 1).kinds.is_surname() && !self.word(end - 1).kinds.is_eponym();
                if self.has_credentials(end - 1)
                    || dotted && surname && self.word(end - 1).shape == Shape::Title && !self.capitals.is_thing(end - 1)
                {
                    let start = self.word(first).span.start;
                    self.take(first, end, start, IdentifierKind::Name, Certainty::Likely);
                    return Some(end);
                }
            }
            return None;
        }
        let strange = !word.kinds.is_person() && self.capitals.is_strange(first);
        if !word.kinds.is_person() && !strange {
            return None;
        }
        if let Some(end) = self.reversed(first) {
            return Some(end);
        }
        let end = self.extend(first);
        let last = end - 1;
        let start = self.word(first).span.start;
        let many = end - first > 1;
        if many && self.has_credentials(last) && self.is_name_of_two(first, end) {
            self.take(first, end, start, IdentifierKind::Clinician, Certainty::Certain);
            return Some(end);
        }
        if !many
            && self.has_credentials(first)
            && self.is_surely_person(first)
            && !word.kinds.is_city()
            && !word.kinds.is_eponym()
        {
            self.take(first, end, start, IdentifierKind::Clinician, Certainty::Likely);
            return Some(end);
        }
        if self.capitals.is_thing(last) || word.shape == Shape::Caps && !word.shouted && !many {
            return None;
        }
        // `Ezekiel Blackwood ("Zeke")`.
        if let Some(before) = first.checked_sub(1).filter(|it| self.state[*it] == State::Name)
            && matches!(
                self.note.slice(Span::new(self.word(before).span.end, word.span.start)),
                " (\"" | " \"" | " (“" | " “" | " '" | " ‘" | ", \"" | " ('"
            )
            && word.shape == Shape::Title
        {
            self.take(first, end, start, IdentifierKind::Name, Certainty::Likely);
            return Some(end);
        }
        let aged = self.is_aged(last);
        let appositive = self.is_kin_by_apposition(last);
        if many {
            if self.is_name_of_two(first, end)
                || (aged || appositive) && (first..end).any(|it| self.is_surely_person(it))
            {
                let certainty = if aged { Certainty::Certain } else { Certainty::Likely };
                self.take(first, end, start, IdentifierKind::Name, certainty);
                return Some(end);
            }
            return None;
        }
        if word.shouted || word.shape != Shape::Title {
            return None;
        }
        let fits = (aged || appositive)
            && (self.is_surely_person(first) || strange && (aged || self.capitals.is_amid(first)))
            || self.is_surely_given(first)
                && !word.kinds.is_city()
                && !self.is_of_place(first)
                && self.is_subject_or_amid(first);
        if fits {
            self.take(first, end, start, IdentifierKind::Name, Certainty::Likely);
            self.take_others(end);
            return Some(end);
        }
        None
    }

    /// Whether two or more words are a given name and a surname.
    fn is_name_of_two(&self, first: usize, end: usize) -> bool {
        let (head, tail) = (self.word(first), self.word(end - 1));
        // `Bence Jones`, `Graham Steell`; a brand.
        let whole = self.pair_kinds(first, end);
        if whole.is_eponym()
            || self.capitals.is_thing(end - 1)
            || self.capitals.is_region(first)
            || self.capitals.is_drug(end - 1)
        {
            return false;
        }
        let (given, surname) = (self.is_surely_given(first), self.is_surely_person(end - 1));
        let tail_word = self.capitals.plain(end - 1);
        let tail_fits = tail.kinds.is_person()
            || !tail.kinds.is_word() && tail.shape == Shape::Title && tail.span.len() > 3 && !is_word(tail_word)
            || self.capitals.is_strange(end - 1)
            || tail.shape == Shape::Letter;
        if head.shouted || head.shape == Shape::Caps {
            return given
                && surname
                && head.span.len() > 2
                && tail.span.len() > 2
                && !(head.kinds.is_city() && tail.kinds.is_city());
        }
        if given {
            // `Karen W.`: an initial proves little at the end of a sentence.
            return tail_fits
                && (tail.shape != Shape::Letter || self.is_amid(first))
                && !(head.kinds.is_city() && tail.kinds.is_word() && !tail.kinds.is_given());
        }
        if head.kinds.is_given() && self.is_perhaps_person(first) {
            return surname && tail.kinds.is_surname() && !tail.kinds.is_eponym()
                || surname && self.is_amid(first)
                || self.is_perhaps_person(end - 1)
                    && self.is_amid(first)
                    && tail.kinds.is_surname()
                    && !self.in_title(first);
        }
        // A given name that nobody listed, and a surname of the lists.
        self.capitals.is_strange(first)
            && surname
            && tail.kinds.is_surname()
            && !tail.kinds.is_city()
            && !tail.kinds.is_eponym()
            && self.is_amid(first)
            || self.is_surely_person(first)
                && surname
                && tail.kinds.is_given()
                && self.is_amid(first)
                && !head.kinds.is_eponym()
                && !tail.kinds.is_eponym()
    }

    fn is_amid(&self, index: usize) -> bool {
        self.capitals.is_amid(index)
    }

    /// Whether the word stands in a heading, where all words have capitals.
    fn in_title(&self, index: usize) -> bool {
        self.is_heading(self.word(index).span)
    }

    /// What the lists know of these words together.
    fn pair_kinds(&self, first: usize, end: usize) -> crate::grammar::NameKinds {
        let mut joined = String::with_capacity(24);
        for index in first..end {
            if index > first {
                joined.push(' ');
            }
            joined.push_str(self.capitals.plain(index));
        }
        name_kinds(&joined)
    }

    /// `Webb, Karen` in the head of the note or alone on its line.
    fn reversed(&mut self, first: usize) -> Option<usize> {
        /// The head of a note, in bytes.
        const HEAD: u32 = 600;
        let word = self.word(first);
        let next = first + 1;
        if next >= self.capitals.words.len() || self.capitals.joint(first) != Joint::Comma || !self.is_free(next) {
            return None;
        }
        let (given, surname) = (
            self.word(next),
            word.kinds.is_surname() || self.capitals.is_strange(first),
        );
        let listed = given.kinds.is_given()
            && (self.is_surely_given(next) || self.is_surely_person(first))
            && (self.is_surely_person(first) || self.is_surely_given(next));
        // `MACDONALD, Eilidh` too.
        let alike = word.shape == given.shape
            || word.shape == Shape::Caps && given.shape == Shape::Title && word.span.len() > 2;
        if !surname || !listed || !alike || given.kinds.is_city() && !given.kinds.is_given() {
            return None;
        }
        let bytes = self.note.text.as_bytes();
        let start = word.span.start as usize;
        let before = bytes[..start]
            .iter()
            .rev()
            .find(|b| !matches!(b, b' ' | b'*' | b'\t' | b'_'));
        let opens = before.is_none_or(|b| matches!(b, b'\n' | b'|' | b':' | b'#' | b'>' | b'-'));
        let end = self.extend(next);
        let closed = self.is_end_of_value(end - 1);
        if opens && closed && (word.span.start < HEAD || self.is_surely_person(first) && self.is_surely_given(next)) {
            let start = word.span.start;
            self.take(first, end, start, IdentifierKind::Name, Certainty::Certain);
            return Some(end);
        }
        None
    }

    /// Whether an age follows: `is a 64-year-old`, `, 64F`.
    fn is_aged(&self, last: usize) -> bool {
        let text: &str = &self.note.text;
        let rest = &text[self.word(last).span.end as usize..];
        if self.word(last).possessive {
            return false;
        }
        let rest = rest
            .strip_prefix(',')
            .unwrap_or(rest)
            .trim_start_matches([' ', '(', '\u{a0}']);
        let mut rest = rest;
        for verb in ["is an ", "is a ", "was a ", "is ", "a ", "an "] {
            if let Some(behind) = rest.strip_prefix(verb) {
                rest = behind;
                break;
            }
        }
        // `a pleasant, right-handed 64-year-old`.
        let mut window = rest.get(..crate::text::floor(rest, 40)).unwrap_or(rest);
        let mut skipped = 0;
        while !window.starts_with(|c: char| c.is_ascii_digit()) && skipped < 2 {
            let Some(space) = window.find(' ') else { return false };
            if !window.as_bytes()[0].is_ascii_lowercase() || rest.len() == text.len() {
                return false;
            }
            window = &window[space + 1..];
            skipped += 1;
        }
        let digits = window.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 3 {
            return false;
        }
        let unit = window[digits..].trim_start_matches([' ', '-', '\u{2011}', '\u{2013}']);
        [
            "y", "Y", "mo", "week", "day", "M ", "F ", "M,", "F,", "M.", "F.", "M\n", "F\n", "m ", "f ", "wk",
        ]
        .iter()
        .any(|it| unit.starts_with(it))
            || matches!(unit, "M" | "F")
    }

    /// Whether `, his wife` or ` (daughter)` follows.
    fn is_kin_by_apposition(&self, last: usize) -> bool {
        let text: &str = &self.note.text;
        let end = self.word(last).span.end as usize;
        let mut rest = &text[end..];
        let mut at = end;
        let mut skip = |word: &str| {
            let found = rest.strip_prefix(word);
            if let Some(behind) = found {
                at += word.len();
                rest = behind;
            }
            found.is_some()
        };
        let opened = skip(" (") || skip(", ") || skip(" – ") || skip(" - ");
        if !opened {
            return false;
        }
        let owned = [
            "his ",
            "her ",
            "their ",
            "the patient's ",
            "pt's ",
            "patient's ",
            "my ",
            "the ",
        ]
        .iter()
        .any(|it| skip(it));
        let bracket = text.as_bytes().get(end + 1) == Some(&b'(');
        if !owned && !bracket {
            return false;
        }
        self.note
            .phrases_in(lexicon_ids::NAME_CUES, Span::new(at as u32, at as u32 + 1))
            .any(|hit| hit.span.start as usize == at && self.note.entry(hit).category == "relative")
    }

    /// Whether a person's deed follows the word: `reports`, `is here`.
    fn does(&self, last: usize) -> bool {
        let text: &str = &self.note.text;
        let word = self.word(last);
        if word.possessive {
            return false;
        }
        let bytes = text.as_bytes();
        let at = word.span.end as usize;
        bytes.get(at) == Some(&b' ')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase)
            && around::after(bytes, at, words(self.note, "deeds")).is_some()
    }

    /// Whether a given name alone is a person here: a subject, or within a sentence.
    fn is_subject_or_amid(&self, index: usize) -> bool {
        let word = self.word(index);
        if word.kinds.is_eponym() || self.capitals.is_clinical(index) {
            return false;
        }
        self.does(index) || self.is_amid(index)
    }

    /// Whether the name is part of a longer one that is no person's: `Port Allen`, `Saint Joseph`, `Kelly Services`.
    fn is_of_place(&self, index: usize) -> bool {
        let near = |at: usize| self.capitals.joint(at) == Joint::Near;
        index + 1 < self.capitals.words.len() && near(index) && self.word(index + 1).shape != Shape::Letter
            || index > 0 && near(index - 1) && self.word(index - 1).shape != Shape::Letter
            || self.note.text[..self.word(index).span.start as usize].ends_with("St. ")
            || self.note.text[..self.word(index).span.start as usize].ends_with("& ")
            || self.note.text[self.word(index).span.end as usize..].starts_with([' ', '-'])
                && self.note.text[self.word(index).span.end as usize + 1..].starts_with(['&'])
    }

    // ---- every later place ----

    /// A name that was found is one everywhere.
    fn propagate(&mut self) {
        // The words of the names, in alphabetical order; a word of the language counts only within a sentence.
        let mut known: Vec<(&str, IdentifierKind)> = Vec::new();
        self.names.sort_unstable_by_key(|name| name.span.start);
        for (index, state) in self.state.iter().enumerate() {
            let plain = self.capitals.plain(index);
            if *state == State::Name && plain.len() >= 3 && !plain.split(' ').all(|it| it.len() < 3) {
                let span = self.word(index).span;
                let at = self.names.partition_point(|name| name.span.start <= span.start);
                let kind = at.checked_sub(1).map_or(IdentifierKind::Name, |at| self.names[at].kind);
                known.push((plain, kind));
            }
        }
        known.sort_unstable();
        known.dedup_by_key(|(plain, _)| *plain);
        if known.is_empty() {
            return;
        }
        let find = |plain: &str| {
            known
                .binary_search_by_key(&plain, |(known, _)| known)
                .ok()
                .map(|at| known[at].1)
        };
        let mut index = 0;
        while index < self.capitals.words.len() {
            let Some(kind) = find(self.capitals.plain(index)).filter(|_| self.is_free(index) && self.is_again(index))
            else {
                index += 1;
                continue;
            };
            let first = index;
            let mut end = index + 1;
            while end < self.capitals.words.len()
                && self.capitals.joint(end - 1) == Joint::Near
                && self.is_free(end)
                && find(self.capitals.plain(end)).is_some()
            {
                end += 1;
            }
            self.state[first..end].fill(State::Name);
            self.names.push(Identifier {
                kind,
                certainty: Certainty::Likely,
                span: self.word(first).span.cover(self.word(end - 1).span),
            });
            index = end;
        }
    }

    /// Whether a word that is part of a name is that name here, not a word or an eponym.
    fn is_again(&self, index: usize) -> bool {
        let word = self.word(index);
        if self.capitals.is_thing(index) || word.shape == Shape::Other {
            return false;
        }
        let plain = self.capitals.plain(index);
        if word.kinds.is_eponym() && word.possessive || word.kinds.is_word() || is_word(plain) {
            return !word.kinds.is_eponym()
                && word.shape == Shape::Title
                && (self.is_amid(index) && !self.capitals.is_clinical(index) || self.does(index))
                && !self.in_title(index);
        }
        word.shape == Shape::Title || word.span.len() > 3
    }
}

/// The list `id` of the lexicon.
fn words<'n>(note: &'n Note, id: &str) -> &'n [Str] {
    let found = note.grammar.entry_named(lexicon_ids::NAME_CUES, id);
    found.map_or(&[], |entry| note.entry_at(lexicon_ids::NAME_CUES, entry).list("words"))
}

/// Words of two and three letters, which the list of words lacks, that stand behind `Dr.` with a capital.
const SHORT_WORDS: [&str; 44] = [
    "all", "and", "any", "are", "as", "at", "but", "by", "can", "did", "for", "get", "had", "has", "he", "her", "his",
    "if", "in", "is", "it", "its", "may", "no", "not", "now", "off", "on", "one", "or", "our", "out", "per", "see",
    "she", "so", "the", "to", "two", "was", "we", "who", "you", "via",
];

/// Months, days of the week.
fn is_date_word(plain: &str) -> bool {
    const WORDS: [&str; 17] = [
        "april",
        "august",
        "december",
        "february",
        "friday",
        "january",
        "july",
        "june",
        "march",
        "may",
        "monday",
        "november",
        "october",
        "saturday",
        "september",
        "sunday",
        "thursday",
    ];
    WORDS.binary_search(&plain).is_ok()
}

fn ends_in_digit(bytes: &[u8], at: u32) -> bool {
    let mut at = at as usize;
    while at > 0 && bytes[at - 1] == b' ' {
        at -= 1;
    }
    at > 0 && bytes[at - 1].is_ascii_digit()
}
