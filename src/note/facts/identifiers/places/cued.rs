//! Places and institutions by what stands before them: `lives in`, `transferred from`, `works at`.

use super::super::capitals::{Joint, Shape};
use super::super::{Certainty, IdentifierKind};
use super::{Reader, words};
use crate::grammar::{is_word, lexicon_ids, name_kinds};
use crate::text::Span;

impl Reader<'_> {
    /// `lives in Springfield`, `transferred from Mercy General`, `works at Boeing`.
    pub(super) fn read_cued(&mut self) {
        for index in 0..self.count() {
            let word = self.word(index);
            if self.taken[index] || matches!(word.shape, Shape::Letter | Shape::Other) {
                continue;
            }
            if self.read_county(index) {
                continue;
            }
            let before = self.capitals.word_before(word.span.start);
            // Cheap first: a cue ends with one of a few words.
            let last = before.as_bytes().last().map_or(0, u8::to_ascii_lowercase);
            let led = !before.is_empty()
                && matches!(
                    last,
                    b'n' | b't' | b'm' | b'o' | b'r' | b'y' | b'f' | b'e' | b's' | b'h' | b'd' | b'g' | b'a'
                )
                && before.len() <= 10;
            if !led || before.bytes().all(|b| b.is_ascii_uppercase()) && !word.shouted {
                continue;
            }
            self.read_behind(index, before);
        }
    }

    fn read_behind(&mut self, first: usize, before: &str) {
        let word = self.word(first);
        let start = word.span.start;
        let (last, end) = self.name_from(first);
        let known = self.city_at(first);
        if self.capitals.is_drug(first) || self.is_region_alone(first, last) && known.is_none() {
            return;
        }
        let region = self.is_region_alone(first, first + 1) || self.begins_region(first);
        let listed = self.is_behind(start, &self.cues.works_at);
        if listed
            || word.shape == Shape::Title && self.is_behind_work(start)
            || word.shouted && self.is_behind_work(start)
        {
            if self.is_employer(first, last) && !self.is_treated(first) {
                let last = self.trimmed(first, last);
                let end = if last == first {
                    end
                } else {
                    self.word(last - 1).span.end
                };
                self.take(
                    first,
                    last,
                    Span::new(start, end),
                    IdentifierKind::Employer,
                    Certainty::Likely,
                );
            }
            return;
        }
        if !region && self.is_behind(start, &self.cues.resides) {
            if let Some(city) = known {
                let span = Span::new(start, self.word(city - 1).span.end);
                self.take(first, city, span, IdentifierKind::Location, Certainty::Likely);
            } else if self.is_place(first, last) {
                let last = self.trimmed(first, last);
                let end = self.word(last - 1).span.end;
                self.take(
                    first,
                    last,
                    Span::new(start, end),
                    IdentifierKind::Location,
                    Certainty::Likely,
                );
            }
            return;
        }
        if self.is_behind(start, &self.cues.treated_at) {
            if let Some((last, end)) = self.institution(first, last, end) {
                self.take(
                    first,
                    last,
                    Span::new(start, end),
                    IdentifierKind::Facility,
                    Certainty::Likely,
                );
            }
            return;
        }
        // `her son Hamish in Stranraer`.
        let of_somebody = before == "in" && first > 0 && known.is_none() && {
            let person = self.word(first - 1);
            (person.kinds.is_given() || self.taken[first - 1])
                && self.note.slice(Span::new(person.span.end, start)) == " in "
        };
        if of_somebody && self.is_place(first, last) && self.capitals.is_strange(first) {
            let last = self.trimmed(first, last);
            let end = self.word(last - 1).span.end;
            self.take(
                first,
                last,
                Span::new(start, end),
                IdentifierKind::Location,
                Certainty::Likely,
            );
            return;
        }
        if matches!(
            before,
            "in" | "from" | "near" | "outside" | "around" | "across" | "From" | "IN" | "FROM" | "NEAR"
        ) && let Some(city) = known
            && !region
            && !self.is_of_travel(start)
            && (!word.kinds.is_word() || city - first > 1)
            && !self.capitals.is_thing(city - 1)
            && !(word.kinds.is_eponym() && city - first == 1 && self.capitals.is_thing(city - 1))
        {
            let span = Span::new(start, self.word(city - 1).span.end);
            self.take(first, city, span, IdentifierKind::Location, Certainty::Likely);
        }
    }

    /// Whether the sentence before the place speaks of a journey: `flew home from Lisbon`.
    fn is_of_travel(&self, at: u32) -> bool {
        /// How far back a clause is read, in bytes.
        const CLAUSE: usize = 40;
        let text = self.text();
        let from = crate::text::floor(text, (at as usize).saturating_sub(CLAUSE));
        let clause = text[from..at as usize].to_ascii_lowercase();
        words(self.note, "travel").iter().any(|stem| clause.contains(&**stem))
    }

    /// Whether a person is named here: `works with Karen`.
    fn is_treated(&self, first: usize) -> bool {
        let word = self.word(first);
        let before = self.capitals.word_before(word.span.start);
        matches!(before, "with" | "by" | "for")
            && word.kinds.is_given()
            && !word.kinds.is_word()
            && self.capitals.joint(first) != Joint::Near
            || matches!(self.capitals.plain(first), "mr" | "mrs" | "ms" | "dr")
    }

    /// Whether a country or state of two words begins here: `New Zealand`.
    fn begins_region(&self, index: usize) -> bool {
        let start = self.word(index).span.start;
        self.note
            .phrases_in(lexicon_ids::REGIONS, Span::new(start, start + 1))
            .any(|hit| hit.span.start == start)
    }

    /// `King County`; not `County Hospital`.
    fn read_county(&mut self, index: usize) -> bool {
        if !matches!(self.capitals.plain(index), "county" | "parish" | "borough" | "township") || index == 0 {
            return false;
        }
        let named = self.capitals.joint(index - 1) == Joint::Near
            && self.is_particular(index - 1)
            && !self.taken[index - 1]
            && self.word(index - 1).shape == self.word(index).shape;
        if !named
            || self.capitals.is_drug(index - 1)
            || self.word(index).shouted && is_word(self.capitals.plain(index - 1))
        {
            return false;
        }
        let mut first = index - 1;
        if first > 0
            && self.capitals.joint(first - 1) == Joint::Near
            && self.is_particular(first - 1)
            && self.capitals.is_amid(first - 1)
        {
            first -= 1;
        }
        let span = self.word(first).span.cover(self.word(index).span);
        self.take(first, index + 1, span, IdentifierKind::Location, Certainty::Likely);
        // `in Hazard, Perry County`.
        if let Some(town) = first.checked_sub(1)
            && self.capitals.joint(town) == Joint::Comma
            && !self.taken[town]
            && self.word(town).shape == Shape::Title
            && matches!(
                self.capitals.word_before(self.word(town).span.start),
                "in" | "of" | "from" | "near" | "at"
            )
        {
            let span = self.word(town).span;
            self.take(town, town + 1, span, IdentifierKind::Location, Certainty::Likely);
        }
        true
    }

    /// One past the last word of the city of the list that begins with the word `first`.
    fn city_at(&self, first: usize) -> Option<usize> {
        let mut name = String::with_capacity(24);
        let mut found = None;
        for index in first..(first + 3).min(self.count()) {
            if index > first {
                let near = self.capitals.joint(index - 1) == Joint::Near
                    || self
                        .note
                        .slice(Span::new(self.word(index - 1).span.end, self.word(index).span.start))
                        == ". ";
                if !near {
                    break;
                }
                name.push(' ');
            }
            name.push_str(self.capitals.plain(index));
            if name_kinds(&name).is_city() {
                found = Some(index + 1);
            }
        }
        found
    }

    /// Whether the words are a place that nobody listed: `lives in Ashgrove`.
    fn is_place(&self, first: usize, last: usize) -> bool {
        let word = self.word(first);
        if word.shape == Shape::Caps && !word.shouted || self.is_generic(first) || self.capitals.is_thing(last - 1) {
            return false;
        }
        if self.capitals.is_strange(first) || word.kinds.is_person() && !word.kinds.is_word() {
            return true;
        }
        let many = last - first > 1 && self.word(first + 1).shape == Shape::Title && !self.is_generic(first + 1);
        // `Port Angeles`.
        let sure = many && (self.capitals.is_strange(first + 1) || self.word(first + 1).kinds.is_person());
        sure || !self.capitals.is_clinical(first) && (many || word.kinds.is_person())
    }

    /// Without the clinical or generic words at its end.
    fn trimmed(&self, first: usize, mut last: usize) -> usize {
        while last > first + 1
            && (self.word(last - 1).shape == Shape::Letter
                || self.capitals.is_clinical(last - 1) && self.is_generic(last - 1))
        {
            last -= 1;
        }
        last
    }

    /// Whether the words are a company or school that somebody works at.
    fn is_employer(&self, first: usize, last: usize) -> bool {
        let word = self.word(first);
        if self.capitals.is_region(first) && last - first == 1 {
            return false;
        }
        let brand = word.kinds.is_eponym() && self.is_generic(first);
        let caps = word.shape == Shape::Caps && !word.shouted && last - first == 1;
        let general = [
            "GP", "HMB", "MRI", "CT", "MS", "HS", "PCP", "EMS", "IV", "PO", "ED", "ER", "ICU", "OR", "NICU", "PT",
            "OT", "VA", "IEP", "PAI", "EHCP", "SENCO", "PE", "US", "UK", "AM", "PM", "AA", "NA", "GED", "ADL", "ADLS",
            "IADLS", "CNA", "RN", "LPN",
        ];
        if caps && general.contains(&self.note.slice(word.span)) {
            return false;
        }
        if caps && word.span.len() < 3 {
            return false;
        }
        brand || caps || (first..last).any(|it| self.is_particular(it) && !matches!(self.word(it).shape, Shape::Letter))
    }

    /// The institution that begins with the word `first`, if it is a particular one: `transferred from Mercy General`.
    fn institution(&self, first: usize, last: usize, end: u32) -> Option<(usize, u32)> {
        let word = self.word(first);
        let text = self.text();
        let saint = self.is_saint(first) && last - first > 1;
        if saint {
            return Some((last, end));
        }
        if self.is_generic(first) && !self.is_direction(first) || word.shape == Shape::Caps && !word.shouted {
            return None;
        }
        // `seen at Karen's`; `referred to Murphy` is a person.
        let closes = (first + 1..last).rfind(|it| {
            words(self.note, "home-names")
                .iter()
                .any(|name| **name == *self.capitals.plain(*it))
        });
        if let Some(closes) = closes {
            return Some((closes + 1, self.word(closes).span.end));
        }
        let before = self.capitals.word_before(word.span.start);
        let place = matches!(before, "at" | "from" | "to");
        let verb = text[..word.span.start as usize].trim_end();
        let person = verb.ends_with("eferred to")
            || verb.ends_with("eferral to")
            || verb.ends_with("resented to")
            || verb.ends_with("sent by")
            || verb.ends_with("ent to")
            || verb.ends_with("back to")
            || verb.ends_with("axed to");
        let city = self.city_at(first).is_some();
        if place
            && !person
            && (self.capitals.is_strange(first) || word.kinds.is_person() && !word.kinds.is_word() || city)
            && !self.capitals.is_thing(last - 1)
            && !self.capitals.is_region(first)
        {
            let last = self.trimmed(first, last);
            return Some((last, self.word(last - 1).span.end));
        }
        None
    }
}
