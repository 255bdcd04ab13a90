//! Places smaller than a state, institutions, employers, and offices that only one person holds.
//!
//! By form (a street with its number, a city with its state, a postal code), by what closes a name (`Hospital`, `High School`) and by
//! what stands before it (`lives in`, `transferred from`, `works at`). States and countries are allowed.

mod closed;
mod codes;
mod cued;
mod streets;

use std::sync::Arc;

use super::super::super::Note;
use super::super::around::{self, Endings};
use super::capitals::{Capital, Capitals, Shape};
use super::{Certainty, Identifier, IdentifierKind};
use crate::grammar::{Grammar, Str, is_word, lexicon_ids};
use crate::text::Span;

/// Read them into `found`, in any order.
pub(super) fn read(note: &Note, capitals: &Capitals<'_>, found: &mut Vec<Identifier>) {
    let mut reader = Reader {
        note,
        capitals,
        cues: note.grammar.memo(Cues::new),
        generic: words(note, "generic"),
        found: Vec::new(),
        taken: vec![false; capitals.words.len()],
    };
    reader.read_hits();
    reader.read_states();
    reader.read_codes();
    reader.read_cued();
    reader.propagate();
    found.append(&mut reader.found);
}

/// What leads to a place: lists of the lexicon `place-cues`.
struct Cues {
    works_at: Endings,
    resides: Endings,
    treated_at: Endings,
}

impl Cues {
    fn new(grammar: &Grammar) -> Self {
        let of = |id| Endings::new(list(grammar, id));
        Self {
            works_at: of("works-at"),
            resides: of("resides"),
            treated_at: of("treated-at"),
        }
    }
}

struct Reader<'r> {
    note: &'r Note,
    capitals: &'r Capitals<'r>,
    cues: Arc<Cues>,
    /// Words that name no particular institution or place, in alphabetical order.
    generic: &'r [Str],
    found: Vec<Identifier>,
    /// Which capitalized words are part of a place.
    taken: Vec<bool>,
}

/// How many words the name of an institution may have before the one that closes it.
const LONGEST: usize = 5;

impl<'r> Reader<'r> {
    fn word(&self, index: usize) -> &'r Capital {
        &self.capitals.words[index]
    }

    fn count(&self) -> usize {
        self.capitals.words.len()
    }

    fn text(&self) -> &'r str {
        &self.note.text
    }

    fn take(&mut self, first: usize, end: usize, span: Span, kind: IdentifierKind, certainty: Certainty) {
        self.taken[first..end].fill(true);
        self.found.push(Identifier { kind, certainty, span });
    }

    /// Whether the word names no particular institution or place: `Community`, `Cardiology`.
    fn is_generic(&self, index: usize) -> bool {
        let plain = self.capitals.plain(index);
        self.generic.binary_search_by(|it| (**it).cmp(plain)).is_ok()
            || self.word(index).shape == Shape::Letter && self.word(index).possessive
    }

    /// Whether the word, capitalized here, is of the kind that names are made of: a surname, a city, a word of no list.
    fn is_particular(&self, index: usize) -> bool {
        let word = self.word(index);
        if self.is_generic(index) || matches!(word.shape, Shape::Letter | Shape::Other) || self.capitals.is_drug(index)
        {
            return false;
        }
        if word.kinds.is_person() && !word.kinds.is_word() || word.kinds.is_city() {
            return true;
        }
        !self.capitals.is_clinical(index) || self.capitals.is_region(index)
    }

    fn read_hits(&mut self) {
        let hits = self.note.phrases_of(lexicon_ids::PLACE_CUES);
        for hit in hits {
            let entry = self.note.entry(hit);
            match &*entry.category {
                "street" => self.read_street(hit, entry.flag("plain")),
                "facility" => self.read_closed(hit, IdentifierKind::Facility, true),
                "school" => self.read_closed(hit, IdentifierKind::Employer, entry.flag("sure")),
                "company" => self.read_closed(hit, IdentifierKind::Employer, false),
                "known" => self.read_known(hit),
                "box" => self.read_number(hit, IdentifierKind::Location),
                "zip" => self.read_labelled_code(hit),
                "flat" => self.read_flat(hit),
                "address" => self.read_labelled(hit, IdentifierKind::Location),
                "employer-label" => self.read_labelled(hit, IdentifierKind::Employer),
                "facility-label" => self.read_labelled(hit, IdentifierKind::Facility),
                "role" => self.read_role(hit),
                "news" => self.found.push(Identifier {
                    kind: IdentifierKind::Role,
                    certainty: Certainty::Likely,
                    span: hit.span,
                }),
                _ => {}
            }
        }
    }

    /// Whether `at`, `to`, `from`, `by`, `in` stand before the place.
    fn is_behind_preposition(&self, at: u32) -> bool {
        let before = self.capitals.word_before(at);
        let before = if before == "the" {
            let at = around::back_spaces(self.text().as_bytes(), at as usize) - before.len();
            self.capitals.word_before(at as u32)
        } else {
            before
        };
        [
            "at", "to", "from", "by", "in", "with", "for", "near", "of", "attends", "attended", "via",
        ]
        .contains(&before)
    }

    /// Whether one of `cues` stands right before the place, or before `the` or `a`.
    fn is_behind(&self, at: u32, cues: &Endings) -> bool {
        let bytes = self.text().as_bytes();
        let mut at = at as usize;
        let before = self.capitals.word_before(at as u32);
        if matches!(before, "the" | "a" | "an" | "our" | "nearby") {
            at = around::back_spaces(bytes, at) - before.len();
        }
        // Nearly all words have none of these before them.
        let last = self.capitals.word_before(at as u32);
        !last.is_empty() && cues.stand_before(bytes, at)
    }

    /// Whether the clause before the place speaks of work or school and leads to it: `a retired tailor at Gimbel Brothers`.
    fn is_behind_work(&self, at: u32) -> bool {
        /// How far back a clause is read, in bytes.
        const CLAUSE: usize = 48;
        let text = self.text();
        let before = self.capitals.word_before(at).to_ascii_lowercase();
        if !matches!(&*before, "at" | "for" | "with" | "from" | "by" | "the") {
            return false;
        }
        let from = crate::text::floor(text, (at as usize).saturating_sub(CLAUSE));
        let clause = &text[from..at as usize];
        let clause = clause
            .rsplit(['.', ';', ':', '(', ',', '\n'])
            .next()
            .unwrap_or(clause)
            .to_ascii_lowercase();
        let stems = words(self.note, "work-stems");
        clause.split(' ').filter(|word| !word.is_empty()).any(|word| {
            let first = word.as_bytes()[0];
            let mut stems = stems.iter().filter(|stem| stem.as_bytes().first() == Some(&first));
            stems.any(|stem| word.starts_with(&**stem))
        })
    }

    /// Whether the words are a country, a state or a people and nothing else.
    fn is_region_alone(&self, first: usize, last: usize) -> bool {
        let span = self.word(first).span.cover(self.word(last - 1).span);
        self.note
            .phrases_in(lexicon_ids::REGIONS, Span::new(span.start, span.start + 1))
            .any(|hit| hit.span.start == span.start && hit.span.end >= span.end)
    }

    /// A place or institution of more than one word is one everywhere.
    fn propagate(&mut self) {
        let mut named: Vec<(&str, IdentifierKind)> = Vec::new();
        for one in &self.found {
            if matches!(
                one.kind,
                IdentifierKind::Location | IdentifierKind::Facility | IdentifierKind::Employer
            ) {
                let text = self.note.slice(one.span);
                if text.starts_with(|c: char| c.is_ascii_uppercase()) && text.len() > 3 {
                    named.push((text, one.kind));
                }
            }
        }
        // Stable: of one text the kind that was found first.
        named.sort_by_key(|(text, _)| *text);
        named.dedup_by_key(|(text, _)| *text);
        if named.is_empty() {
            return;
        }
        let (known, kinds): (Vec<&str>, Vec<IdentifierKind>) = named.into_iter().unzip();
        for index in 0..self.count() {
            if self.taken[index] || !matches!(self.word(index).shape, Shape::Title | Shape::Caps) {
                continue;
            }
            let rest = &self.text()[self.word(index).span.start as usize..];
            let plain = self.capitals.plain(index);
            // The names that begin with the same word stand together.
            let from = known.partition_point(|name| *name < self.note.slice(self.word(index).span));
            let Some((at, name)) = known[from..]
                .iter()
                .enumerate()
                .take(4)
                .take_while(|(_, name)| name.starts_with(self.note.slice(self.word(index).span)))
                .find(|(_, name)| {
                    rest.starts_with(**name) && !rest[name.len()..].starts_with(|c: char| c.is_alphanumeric())
                })
            else {
                continue;
            };
            let single = !name.contains(' ');
            if single
                && (is_word(plain)
                    || self.capitals.is_thing(index)
                    || self.word(index).kinds.is_eponym()
                    || self.word(index).kinds.is_given())
            {
                continue;
            }
            let start = self.word(index).span.start;
            let end = start + name.len() as u32;
            let last = self.capitals.from(end);
            self.take(index, last, Span::new(start, end), kinds[from + at], Certainty::Likely);
        }
    }
}

fn possessive_length(text: &str, at: u32) -> u32 {
    let rest = &text[at as usize..];
    let mark = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '\'' | '’'))
        .map_or(0, char::len_utf8);
    let s = usize::from(mark > 0 && rest[mark..].starts_with(['s', 'S']));
    (mark + s) as u32
}

/// The list `id` of the lexicon.
fn words<'n>(note: &'n Note, id: &str) -> &'n [Str] {
    list(&note.grammar, id)
}

fn list<'g>(grammar: &'g Grammar, id: &str) -> &'g [Str] {
    let entry = grammar.entry_named(lexicon_ids::PLACE_CUES, id);
    entry.map_or(&[], |at| {
        grammar.lexicon(lexicon_ids::PLACE_CUES).entries[usize::from(at)].list("words")
    })
}
