//! Places smaller than a state, institutions, employers, and offices that only one person holds.
//!
//! By form (a street with its number, a city with its state, a postal code), by what closes a name (`Hospital`, `High School`) and by
//! what stands before it (`lives in`, `transferred from`, `works at`). States and countries are allowed.

use super::super::super::Note;
use super::super::around;
use super::capitals::{Capital, Capitals, Joint, Shape};
use super::{Certainty, Identifier, IdentifierKind};
use crate::grammar::{LexiconHit, Str, is_word, lexicon_ids, name_kinds};
use crate::text::Span;

/// Read them into `found`, in any order.
pub(super) fn read(note: &Note, capitals: &Capitals<'_>, found: &mut Vec<Identifier>) {
    let mut reader = Reader {
        note,
        capitals,
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

struct Reader<'r> {
    note: &'r Note,
    capitals: &'r Capitals<'r>,
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
        words(self.note, "generic")
            .binary_search_by(|it| (**it).cmp(plain))
            .is_ok()
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

    // ---- what closes a name, and labels ----

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

    /// `1420 Maple Street`, `42 5th Ave NW, Apt 3`.
    fn read_street(&mut self, hit: &LexiconHit, plain: bool) {
        let text = self.text();
        let bytes = text.as_bytes();
        let capital = bytes[hit.span.start as usize].is_ascii_uppercase();
        if !capital && !plain {
            return;
        }
        let shouted = self.note.slice(hit.span).len() < 4 && !capital;
        if shouted {
            return;
        }
        // Back over the words of its name, up to four, to the number of the house.
        let mut at = hit.span.start as usize;
        let mut named = 0;
        let mut number = None;
        let mut strange = false;
        for _ in 0..5 {
            let Some(end) = at.checked_sub(1).filter(|end| matches!(bytes[*end], b' ')) else {
                break;
            };
            let mut start = end;
            while start > 0
                && (around::in_word(bytes[start - 1])
                    || matches!(bytes[start - 1], b'\'' | b'-' | b'.') && start == end.min(start))
            {
                start -= 1;
            }
            if start == end {
                break;
            }
            let piece = &text[start..end];
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                let rest = &piece[digits..];
                let ordinal = ["st", "nd", "rd", "th"].iter().any(|it| rest.eq_ignore_ascii_case(it));
                if ordinal && named == 0 {
                    named += 1;
                    at = start;
                    continue;
                }
                if digits <= 6
                    && (rest.is_empty()
                        || rest.len() == 1 && rest.as_bytes()[0].is_ascii_alphabetic()
                        || rest.starts_with('-'))
                {
                    number = Some(start);
                }
                break;
            }
            let upper = piece.as_bytes()[0].is_ascii_uppercase() || piece.as_bytes()[0] >= 0xC3;
            if !upper && !(plain && piece.bytes().all(|b| b.is_ascii_lowercase()) && !capital)
                || piece.ends_with('.') && piece.len() > 3
            {
                break;
            }
            if piece.len() < 4
                && piece.bytes().all(|b| b.is_ascii_uppercase())
                && capital
                && number.is_none()
                && bytes[hit.span.end as usize - 1].is_ascii_lowercase()
            {
                return;
            }
            strange |= upper;
            named += 1;
            at = start;
        }
        if named == 0 {
            return;
        }
        let mut end = hit.span.end as usize;
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(|b| *b != b'\n') && hit.span.len() < 5 {
            end += 1;
        }
        for side in [
            "NW", "NE", "SW", "SE", "N", "S", "E", "W", "North", "South", "East", "West",
        ] {
            if text[end..].starts_with(' ')
                && text[end + 1..].starts_with(side)
                && !text[end + 1 + side.len()..].starts_with(|c: char| c.is_alphanumeric())
            {
                end += 1 + side.len();
                break;
            }
        }
        let start = match number {
            Some(start) => {
                let lower = !capital && !strange;
                // `5 mg St`; a number with a unit is no house.
                if lower && named > 2 || !plain && named > 3 {
                    return;
                }
                start
            }
            None => {
                // `lives on Maple Street`.
                let first = self.capitals.from(at as u32);
                let before = self.capitals.word_before(at as u32);
                let led = !before.is_empty()
                    || named > 0
                        && hit.span.len() > 3
                        && bytes.get(end).is_some_and(|b| matches!(b, b',' | b'.' | b'\n'));
                if !capital
                    || !plain
                    || !led
                    || hit.span.len() < 4
                    || (first..self.capitals.from(hit.span.start)).any(|it| self.is_generic(it))
                {
                    return;
                }
                at
            }
        };
        let (start, end) = (self.with_flat_before(start), self.with_flat_behind(end));
        let start = self.with_crossing(start);
        let first = self.capitals.from(start as u32);
        let last = self.capitals.from(end as u32);
        let certainty = if number.is_some() {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        self.take(first, last, Span::from(start..end), IdentifierKind::Location, certainty);
    }

    /// Where `Flat 2, ` before a street starts, `lot 17, `; else where the street does.
    fn with_flat_before(&self, start: usize) -> usize {
        let bytes = self.text().as_bytes();
        let Some(mut at) = self.text()[..start].strip_suffix(", ").map(str::len) else {
            return start;
        };
        let end = at;
        while at > 0 && bytes[at - 1].is_ascii_alphanumeric() && end - at < 5 {
            at -= 1;
        }
        if at == end || !bytes[at..end].iter().any(u8::is_ascii_digit) || at == 0 || bytes[at - 1] != b' ' {
            return start;
        }
        let word = self.capitals.word_before(at as u32);
        let fits = ["flat", "apt", "apartment", "lot", "unit", "suite"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it));
        if fits {
            around::back_spaces(bytes, at) - word.len()
        } else {
            start
        }
    }

    /// Where `Route 9 and ` before a street starts; else where the street does.
    fn with_crossing(&self, start: usize) -> usize {
        let text = self.text();
        let Some(rest) = text[..start]
            .strip_suffix(" and ")
            .or_else(|| text[..start].strip_suffix(" & "))
        else {
            return start;
        };
        let number = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
        let rest = &rest[..rest.len() - number];
        ["Route ", "Highway ", "Hwy ", "Rte ", "I-", "US "]
            .iter()
            .filter(|_| number > 0)
            .find_map(|road| rest.strip_suffix(road))
            .map_or(start, str::len)
    }

    /// Where `, #5D` behind a street ends, `, Apt 3B`; else where the street does.
    fn with_flat_behind(&self, end: usize) -> usize {
        let text = self.text();
        let rest = text[end..].strip_prefix(',').unwrap_or(&text[end..]);
        let rest = rest.trim_start_matches(' ');
        let mut at = text.len() - rest.len();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &rest[..length];
        let named = ["apt", "apartment", "unit", "suite", "ste", "flat", "lot", "rm", "room"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it));
        if named {
            at += length;
            at += text[at..]
                .bytes()
                .take_while(|b| matches!(b, b'.' | b' ' | b'#'))
                .count();
        } else if rest.starts_with('#') {
            at += 1;
        } else {
            return end;
        }
        let length = text[at..]
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
            .count();
        if (1..=5).contains(&length) { at + length } else { end }
    }

    /// `Mercy General Hospital`, `Lincoln High School`. `sure`: also without `works at`.
    fn read_closed(&mut self, hit: &LexiconHit, kind: IdentifierKind, sure: bool) {
        let text = self.text();
        let bytes = text.as_bytes();
        // `Hospital: Mercy General`, `University of Ohio`.
        let capital = bytes[hit.span.start as usize].is_ascii_uppercase();
        let closing = self.capitals.from(hit.span.start);
        if bytes.get(hit.span.end as usize) == Some(&b':') && self.note.entry(hit).category != "company" {
            self.read_labelled(hit, kind);
        }
        let (first, start) = self.name_before(hit.span.start, closing);
        let mut end = hit.span.end;
        let mut last = self.capitals.from(end);
        let text_after = &text[end as usize..];
        // `Hospital of St. Mary`, `University of Ohio`, `Clinic of Maplewood`.
        let mut of = false;
        if let Some(rest) = text_after.strip_prefix(" of ").filter(|_| capital) {
            let next = last;
            let skip = usize::from(rest.starts_with("the ")) * 4;
            if next < self.count()
                && self.word(next).span.start as usize == end as usize + 4 + skip
                && (self.is_particular(next) || self.capitals.is_region(next))
            {
                let mut to = next + 1;
                while to < self.count()
                    && self.capitals.joint(to - 1) == Joint::Near
                    && self.word(to).shape == Shape::Title
                    && !is_word(self.capitals.plain(to))
                {
                    to += 1;
                }
                // `American College of Cardiology` is nobody's employer.
                of = !self.is_generic(next);
                if of {
                    last = to;
                    end = self.word(to - 1).span.end;
                }
            }
        }
        while last < self.count() && last > 0 && capital {
            let (word, next) = (end, self.word(last));
            let joined = text.get(word as usize..next.span.start as usize) == Some(" ");
            let plain = self.capitals.plain(last);
            let closes = matches!(
                plain,
                "house"
                    | "center"
                    | "centre"
                    | "hospital"
                    | "clinic"
                    | "pavilion"
                    | "tower"
                    | "building"
                    | "campus"
                    | "trust"
                    | "foundation"
                    | "unit"
            );
            if !joined || !closes || next.shape == Shape::Other {
                break;
            }
            end = next.span.end;
            last += 1;
        }
        let short_head = matches!(
            self.note.slice(hit.span).to_ascii_lowercase().as_str(),
            "general"
                | "memorial"
                | "surgery"
                | "rehab"
                | "dialysis"
                | "jail"
                | "prison"
                | "shelter"
                | "rehabilitation"
                | "pharmacy"
                | "health care"
                | "healthcare"
                | "manor"
                | "snf"
                | "hospice"
                | "grammar"
                | "comprehensive"
                | "elementary"
                | "nursery"
                | "institute"
                | "school"
                | "family medicine"
                | "medical group"
                | "steel"
                | "insurance"
                | "construction"
        );
        let named = (first..closing).any(|it| self.is_particular(it)) || of;
        if !named || start == hit.span.start && !of {
            return;
        }
        if short_head && !capital {
            return;
        }
        let opens_sentence =
            first < closing && !self.capitals.is_amid(first) && self.capitals.word_before(start).is_empty();
        let strong = (first..closing).any(|it| {
            let word = self.word(it);
            self.is_particular(it)
                && (!is_word(self.capitals.plain(it)) || word.kinds.is_city() || word.kinds.is_surname())
        }) || self.note.slice(Span::new(start, hit.span.start)).starts_with("St")
            || of;
        // In small letters only behind a name that is no common word: `Mercy hospital` within a sentence.
        if !capital && (!strong || opens_sentence && !self.is_saint(first)) {
            return;
        }
        if opens_sentence && first < closing && closing - first == 1 && !strong {
            return;
        }
        // `Dr. Webb's clinic` is a person's.
        if closing > first && self.word(closing - 1).possessive && (!capital || self.is_titled(first)) {
            return;
        }
        let line_is_title = self.note.text.as_bytes()[hit.span.start as usize].is_ascii_uppercase()
            && (first..closing).all(|it| self.word(it).shouted)
            && closing > first;
        if line_is_title && !strong {
            return;
        }
        let span = Span::new(start, end);
        let employed = self.is_behind(start, "works-at") || self.is_behind_work(start);
        let kind = match kind {
            IdentifierKind::Facility if employed && !self.is_behind(start, "treated-at") => IdentifierKind::Employer,
            kind => kind,
        };
        if kind == IdentifierKind::Employer && !sure && !employed && !self.is_behind_preposition(start) {
            return;
        }
        if kind == IdentifierKind::Employer
            && (first..closing).any(|it| {
                matches!(
                    self.capitals.plain(it),
                    "american" | "royal" | "national" | "european" | "world"
                )
            })
        {
            return;
        }
        self.take(
            first.min(last),
            last,
            span,
            kind,
            if strong { Certainty::Certain } else { Certainty::Likely },
        );
    }

    /// Whether the name is that of a saint: `St. Mary's`.
    fn is_saint(&self, index: usize) -> bool {
        matches!(self.capitals.plain(index), "st" | "saint" | "mt" | "mount")
    }

    /// Whether a title stands before the word.
    fn is_titled(&self, index: usize) -> bool {
        let before = &self.text()[..self.word(index).span.start as usize];
        [" Dr. ", " Dr ", "Mr. ", "Ms. ", "Mrs. "]
            .iter()
            .any(|title| before.ends_with(title))
            || before.ends_with("Dr. ")
    }

    /// The capitalized words that lead up to `at`, where the word `closing` stands: the first of them, and where it starts.
    fn name_before(&self, at: u32, closing: usize) -> (usize, u32) {
        let text = self.text();
        let (mut first, mut start) = (closing, at);
        while first > 0 && closing - first < LONGEST {
            let word = self.word(first - 1);
            if word.span.end + 12 < start {
                break;
            }
            // `Medi-Clinic`: the word that closes it is the end of this one.
            if word.span.end > start {
                first -= 1;
                start = word.span.start;
                continue;
            }
            let mut between = &text[word.span.end as usize..start as usize];
            if word.possessive {
                between = between.trim_start_matches(['\'', '’', 's', 'S']);
            }
            let saint = matches!(self.capitals.plain(first - 1), "st" | "mt" | "ft");
            let joined = matches!(between, " " | "\u{a0}" | "-" | " & " | " and " | " of " | " de ")
                || between == ". " && saint
                || between == " of the ";
            if !joined || word.shape == Shape::Other {
                break;
            }
            // `Seen at Mercy Hospital and Karen`: a conjunction joins only what is a name on both sides.
            if matches!(between, " and " | " of ")
                && (first == closing || self.is_generic(first - 1) && between != " of ")
            {
                break;
            }
            first -= 1;
            start = word.span.start;
        }
        // Words that open a sentence or an order are no part of the name: `Transferred`, `The`, `Follow Up`.
        while first < closing
            && (self.is_generic(first) || self.word(first).shape == Shape::Letter)
            && !self.is_direction(first)
        {
            first += 1;
            start = if first < closing {
                self.word(first).span.start
            } else {
                at
            };
        }
        (first, start)
    }

    /// North, Upper: generic, but part of the name of a place.
    fn is_direction(&self, index: usize) -> bool {
        matches!(
            self.capitals.plain(index),
            "north" | "south" | "east" | "west" | "new" | "good" | "great"
        ) && index + 1 < self.count()
            && self.capitals.joint(index) == Joint::Near
            && self.is_particular(index + 1)
            && !self.is_generic(index + 1)
    }

    fn read_known(&mut self, hit: &LexiconHit) {
        let text = self.note.slice(hit.span);
        let first = self.capitals.from(hit.span.start);
        let last = self.capitals.from(hit.span.end);
        if first >= self.count() || self.word(first).span.start != hit.span.start {
            return;
        }
        // `Mayo stand`, `Bellevue index`; a short one in capitals that could be another.
        let thing = last > first && self.capitals.is_thing(last - 1);
        let led = self.is_behind_preposition(hit.span.start) || text.contains(' ');
        if thing
            || !led && text.len() > 4
            || text.len() <= 5 && !text.bytes().all(|b| b.is_ascii_uppercase()) && !text.contains('\'')
        {
            return;
        }
        let kind = if self.is_behind(hit.span.start, "works-at") {
            IdentifierKind::Employer
        } else {
            IdentifierKind::Facility
        };
        self.take(first, last, hit.span, kind, Certainty::Likely);
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

    /// Whether a phrase of the list `id` stands right before the place, or before `the` or `a`.
    fn is_behind(&self, at: u32, id: &str) -> bool {
        let bytes = self.text().as_bytes();
        let mut at = at as usize;
        let before = self.capitals.word_before(at as u32);
        if matches!(before, "the" | "a" | "an" | "our" | "nearby") {
            at = around::back_spaces(bytes, at) - before.len();
        }
        // Nearly all words have none of these before them.
        let last = self.capitals.word_before(at as u32);
        !last.is_empty() && around::before(bytes, at, words(self.note, id)).is_some()
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
        clause
            .split(' ')
            .any(|word| stems.iter().any(|stem| word.starts_with(&**stem)))
    }

    /// `PO Box 1234`: the number with its words.
    fn read_number(&mut self, hit: &LexiconHit, kind: IdentifierKind) {
        let bytes = self.text().as_bytes();
        let at = around::skip_spaces(bytes, hit.span.end as usize);
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            self.found.push(Identifier {
                kind,
                certainty: Certainty::Certain,
                span: Span::from(hit.span.start as usize..at + digits),
            });
        }
    }

    /// `Apt 4B`, `Room 412B`. A short number behind `unit` or `room` is none: `exam room 3`, `2 units`.
    fn read_flat(&mut self, hit: &LexiconHit) {
        let text = self.text();
        let bytes = text.as_bytes();
        let written = self.note.slice(hit.span);
        let mut at = hit.span.end as usize;
        while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'#' | b'.')) {
            at += 1;
        }
        let number = at;
        let length = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
            .count();
        let code = &bytes[at..at + length];
        let digits = code.iter().filter(|b| b.is_ascii_digit()).count();
        let beside = self.found.last().is_some_and(|it| {
            it.kind == IdentifierKind::Location && hit.span.start >= it.span.end && hit.span.start - it.span.end <= 3
        });
        if self.found.last().is_some_and(|it| it.span.end >= hit.span.end) {
            return;
        }
        let home = written.len() > 2 && (written[..2].eq_ignore_ascii_case("ap") || written == "Flat");
        let room = matches!(
            written,
            "Room" | "room" | "ROOM" | "Rm" | "rm" | "unit" | "Unit" | "UNIT"
        );
        let letters = code.iter().filter(|b| b.is_ascii_uppercase()).count();
        let exact =
            code[..digits.min(length)].iter().all(u8::is_ascii_digit) && digits + letters == length && letters < 2;
        let fits = length <= 5
            && (digits > 0 && (beside || home) || room && exact && (digits >= 3 || digits > 0 && letters == 1));
        if fits {
            let start = if room { number } else { hit.span.start as usize };
            self.found.push(Identifier {
                kind: IdentifierKind::Location,
                certainty: if room { Certainty::Likely } else { Certainty::Certain },
                span: Span::from(start..number + length),
            });
        }
    }

    /// `City: Springfield`, `Employer: Boeing`, `Facility: Mercy`.
    fn read_labelled(&mut self, hit: &LexiconHit, kind: IdentifierKind) {
        let text = self.text();
        let bytes = text.as_bytes();
        let mut at = hit.span.end as usize;
        let mut labelled = false;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'*' | b'\t' => at += 1,
                b':' | b'|' | b'=' if !labelled => {
                    labelled = true;
                    at += 1;
                }
                _ => break,
            }
        }
        let first = self.capitals.from(at as u32);
        if !labelled || first >= self.count() || self.word(first).span.start as usize != at {
            return;
        }
        let (last, end) = self.name_from(first);
        if self.taken[first] || !(first..last).any(|it| self.is_particular(it)) || self.is_region_alone(first, last) {
            return;
        }
        let strong = (first..last).any(|it| {
            let word = self.word(it);
            self.is_particular(it) && (!is_word(self.capitals.plain(it)) || word.kinds.is_city())
        });
        let closed = text[end as usize..]
            .trim_start_matches([' ', '*', '.'])
            .starts_with(['\n', '\r', '|', ',', ';', '('])
            || text[end as usize..].trim().is_empty();
        if strong || closed && kind != IdentifierKind::Facility {
            self.take(
                first,
                last,
                Span::new(self.word(first).span.start, end),
                kind,
                Certainty::Certain,
            );
        }
    }

    /// Where the name of a place or institution ends that begins with the word `first`: one past its last word, and its end.
    fn name_from(&self, first: usize) -> (usize, u32) {
        let text = self.text();
        let mut last = first;
        while last + 1 < self.count() && last + 1 - first < LONGEST {
            let (word, next) = (self.word(last), self.word(last + 1));
            if next.span.start > word.span.end + 10 {
                break;
            }
            let mut between = &text[word.span.end as usize..next.span.start as usize];
            if word.possessive {
                between = between.trim_start_matches(['\'', '’', 's', 'S']);
            }
            let joined = matches!(between, " " | " of " | " & " | "-" | " of the " | " and " | " de ")
                || between == ". " && matches!(self.capitals.plain(last), "st" | "mt" | "ft");
            if !joined
                || next.shape == Shape::Other
                || between == " and "
                    && !matches!(
                        self.capitals.plain(last + 1),
                        "women" | "rehabilitation" | "sons" | "co" | "rehab" | "nursing"
                    )
            {
                break;
            }
            last += 1;
        }
        // A clinical word behind it is no part of it, but for one that closes a name.
        let end = self.word(last).span.end;
        let end = if self.word(last).possessive {
            end + possessive_length(text, end)
        } else {
            end
        };
        (last + 1, end)
    }

    /// Whether the words are a country, a state or a people and nothing else.
    fn is_region_alone(&self, first: usize, last: usize) -> bool {
        let span = self.word(first).span.cover(self.word(last - 1).span);
        self.note
            .phrases_in(lexicon_ids::REGIONS, Span::new(span.start, span.start + 1))
            .any(|hit| hit.span.start == span.start && hit.span.end >= span.end)
    }

    /// `the mayor of Springfield`.
    fn read_role(&mut self, hit: &LexiconHit) {
        let text = self.text();
        let rest = &text[hit.span.end as usize..];
        let Some(link) = [" of the ", " of ", " at ", " in ", " for ", " for the "]
            .iter()
            .filter(|it| rest.starts_with(**it))
            .max_by_key(|it| it.len())
        else {
            return;
        };
        let at = hit.span.end + link.len() as u32;
        let first = self.capitals.from(at);
        if first >= self.count() || self.word(first).span.start != at || !self.is_particular(first) {
            return;
        }
        let common = matches!(
            self.note.slice(hit.span).to_ascii_lowercase().as_str(),
            "captain" | "coach" | "conductor" | "owner" | "minister" | "dean" | "judge" | "commissioner" | "founder"
        );
        if common && *link == " in " || self.capitals.is_thing(first) {
            return;
        }
        let (last, end) = self.name_from(first);
        self.take(
            first,
            last,
            Span::new(hit.span.start, end),
            IdentifierKind::Role,
            Certainty::Likely,
        );
    }

    // ---- cities and codes ----

    /// `Springfield, IL 62704`, `Springfield, Illinois`, `ZIP 62704`.
    fn read_states(&mut self) {
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
    fn read_labelled_code(&mut self, hit: &LexiconHit) {
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
    fn read_codes(&mut self) {
        let bytes = self.text().as_bytes();
        for index in 0..self.count() {
            let word = self.word(index);
            if word.shape != Shape::Other {
                continue;
            }
            let start = word.span.start as usize;
            let first = self.note.slice(word.span);
            let mut at = word.span.end as usize;
            let glued = first.len() == 6;
            if !glued {
                if bytes.get(at) != Some(&b' ') {
                    continue;
                }
                at += 1;
            }
            let behind = if glued {
                &bytes[at - 3..at]
            } else {
                bytes.get(at..at + 3).unwrap_or_default()
            };
            let end = if glued { at } else { at + 3 };
            if bytes.get(end).is_some_and(|b| around::in_word(*b)) || behind.len() < 3 {
                continue;
            }
            let outward = if glued { &first[..3] } else { first };
            if !glued && (is_british(self.note, outward, behind) || is_canadian(outward.as_bytes(), behind)) {
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

    // ---- what stands before ----

    /// `lives in Springfield`, `transferred from Mercy General`, `works at Boeing`.
    fn read_cued(&mut self) {
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
        let listed = self.is_behind(start, "works-at");
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
        if !region && self.is_behind(start, "resides") {
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
        if self.is_behind(start, "treated-at") {
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
            "in" | "from" | "near" | "outside" | "around" | "across" | "IN" | "FROM" | "NEAR"
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
        !self.capitals.is_clinical(first) && (many || word.kinds.is_person())
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
            "OT", "VA", "US", "UK", "AM", "PM", "AA", "NA", "GED", "ADL", "ADLS", "IADLS", "CNA", "RN", "LPN",
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

    /// A place or institution of more than one word is one everywhere.
    fn propagate(&mut self) {
        let mut known: Vec<&str> = Vec::new();
        for one in &self.found {
            if matches!(
                one.kind,
                IdentifierKind::Location | IdentifierKind::Facility | IdentifierKind::Employer
            ) {
                let text = self.note.slice(one.span);
                if text.as_bytes()[0].is_ascii_uppercase() && text.len() > 3 {
                    known.push(text);
                }
            }
        }
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            return;
        }
        let kinds: Vec<IdentifierKind> = known
            .iter()
            .map(|text| {
                let one = self.found.iter().find(|one| self.note.slice(one.span) == *text);
                one.map_or(IdentifierKind::Location, |one| one.kind)
            })
            .collect();
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

/// The list `id` of the lexicon.
fn words<'n>(note: &'n Note, id: &str) -> &'n [Str] {
    let found = note.grammar.entry_named(lexicon_ids::PLACE_CUES, id);
    found.map_or(&[], |entry| note.entry_at(lexicon_ids::PLACE_CUES, entry).list("words"))
}

fn text_of<'r>(reader: &Reader<'r>, index: usize) -> &'r str {
    reader
        .capitals
        .words
        .get(index)
        .map_or("", |word| reader.note.slice(word.span))
}

fn is_state(note: &Note, code: &str) -> bool {
    words(note, "states").iter().any(|it| **it == *code)
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
