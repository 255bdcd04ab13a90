//! Names by the lists of given names and surnames, and by what stands around them.

use super::super::super::around;
use super::super::capitals::{Joint, Shape};
use super::super::{Certainty, IdentifierKind};
use super::{Reader, State, words};
use crate::grammar::{NameKinds, is_word, lexicon_ids, name_kinds};
use crate::text::Span;

impl Reader<'_> {
    pub(super) fn read_lists(&mut self) {
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

    pub(super) fn is_amid(&self, index: usize) -> bool {
        self.capitals.is_amid(index)
    }

    /// Whether the word stands in a heading, where all words have capitals.
    pub(super) fn in_title(&self, index: usize) -> bool {
        self.is_heading(self.word(index).span)
    }

    /// What the lists know of these words together.
    fn pair_kinds(&self, first: usize, end: usize) -> NameKinds {
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
    pub(super) fn does(&self, last: usize) -> bool {
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

    /// Whether the word is the subject of a sentence: `is improving`, `has no fever`.
    pub(super) fn is_subject(&self, index: usize) -> bool {
        let word = self.word(index);
        let verb = self.capitals.word_after(index);
        word.shape == Shape::Title
            && !word.possessive
            && matches!(&*verb, "is" | "was" | "has" | "had" | "will" | "remains" | "denies")
    }

    /// Whether a given name alone is a person here: a subject, or within a sentence.
    fn is_subject_or_amid(&self, index: usize) -> bool {
        let word = self.word(index);
        if word.kinds.is_eponym() || self.capitals.is_clinical(index) {
            return false;
        }
        let text: &str = &self.note.text;
        let rest = &text[word.span.end as usize..];
        let goes_on = rest.starts_with(' ') && rest[1..].starts_with(|c: char| c.is_ascii_lowercase());
        self.does(index) || self.is_amid(index) || goes_on && self.opens_sentence(index)
    }

    /// Whether a sentence ends before the word, on its line.
    fn opens_sentence(&self, index: usize) -> bool {
        let before = &self.note.text[..self.word(index).span.start as usize];
        before.ends_with(". ") || before.ends_with("? ") || before.ends_with("! ")
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
}
