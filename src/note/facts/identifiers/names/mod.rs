//! Names of patients, relatives and clinicians.
//!
//! First by what stands before them (lexicon `name-cues`: titles, labels, kin, trades), then by the lists of given names and
//! surnames, at last every later place of a name that was found. A word of the lists alone proves little: `Murphy sign`,
//! `Grace`, `Austin`; what stands around decides.

mod cued;
mod listed;

use super::super::super::Note;
use super::capitals::{Capital, Capitals, Joint, Shape};
use super::{Certainty, Identifier, IdentifierKind};
use crate::grammar::{Str, is_word, lexicon_ids};
use crate::text::Span;

/// Read them into `found`, in any order.
pub(super) fn read(note: &Note, capitals: &Capitals<'_>, found: &mut Vec<Identifier>) {
    let mut reader = Reader {
        note,
        capitals,
        state: vec![State::Free; capitals.words.len()],
        names: Vec::new(),
    };
    reader.set_aside_nobody();
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
                        && !word.kinds.is_head()
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
        // They are written with a capital.
        let first = rest.as_bytes().first();
        words(self.note, "credentials").iter().any(|credential| {
            first == credential.as_bytes().first() && rest.strip_prefix(&**credential)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
                // `Baltimore MD` is a place; so is `Bethesda, MD 20814`.
                && (comma || credential.len() > 2 || self.word(last).kinds.is_surname())
                && !rest[credential.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit())
        })
    }

    /// `Jane Doe`, `Joe Bloggs` and what else stands for nobody.
    fn set_aside_nobody(&mut self) {
        for index in 0..self.capitals.words.len() {
            if !matches!(self.capitals.plain(index), "doe" | "roe" | "bloggs" | "nobody") {
                continue;
            }
            let mut first = index;
            while first > 0 && index - first < 3 && self.capitals.joint(first - 1) == Joint::Near {
                first -= 1;
            }
            self.state[first..=index].fill(State::Aside);
        }
    }

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
                && (self.is_amid(index) && !self.capitals.is_clinical(index)
                    || self.does(index)
                    || self.is_subject(index))
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
