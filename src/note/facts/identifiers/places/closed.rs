//! Institutions by the word that closes their name or the label before it, and offices that one person holds.

use super::super::capitals::{Joint, Shape};
use super::super::{Certainty, IdentifierKind};
use super::{LONGEST, Reader, possessive_length};
use crate::grammar::{LexiconHit, is_word};
use crate::text::Span;

impl Reader<'_> {
    /// `Mercy General Hospital`, `Lincoln High School`. `sure`: also without `works at`.
    pub(super) fn read_closed(&mut self, hit: &LexiconHit, kind: IdentifierKind, sure: bool) {
        let text = self.text();
        let bytes = text.as_bytes();
        // `Hospital: Mercy General`, `University of Ohio`.
        let capital = bytes[hit.span.start as usize].is_ascii_uppercase();
        let closing = self.capitals.from(hit.span.start);
        // "Echocardiogram before surgery: EF 60%": amid a sentence it is no label.
        let label = bytes.get(hit.span.end as usize) == Some(&b':')
            && (capital || self.capitals.word_before(hit.span.start).is_empty());
        if label && self.note.entry(hit).category != "company" {
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
        let employed = self.is_behind(start, &self.cues.works_at) || self.is_behind_work(start);
        let kind = match kind {
            IdentifierKind::Facility if employed && !self.is_behind(start, &self.cues.treated_at) => {
                IdentifierKind::Employer
            }
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
    pub(super) fn is_saint(&self, index: usize) -> bool {
        matches!(self.capitals.plain(index), "st" | "saint" | "mt" | "mount")
    }

    /// Whether a title stands before the word.
    pub(super) fn is_titled(&self, index: usize) -> bool {
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
    pub(super) fn is_direction(&self, index: usize) -> bool {
        matches!(
            self.capitals.plain(index),
            "north" | "south" | "east" | "west" | "new" | "good" | "great"
        ) && index + 1 < self.count()
            && self.capitals.joint(index) == Joint::Near
            && self.is_particular(index + 1)
            && !self.is_generic(index + 1)
    }

    pub(super) fn read_known(&mut self, hit: &LexiconHit) {
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
        let kind = if self.is_behind(hit.span.start, &self.cues.works_at) {
            IdentifierKind::Employer
        } else {
            IdentifierKind::Facility
        };
        self.take(first, last, hit.span, kind, Certainty::Likely);
    }

    /// `City: Springfield`, `Employer: Boeing`, `Facility: Mercy`.
    pub(super) fn read_labelled(&mut self, hit: &LexiconHit, kind: IdentifierKind) {
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
        // `Clinic: BP 140/90`: a value, and where it was measured.
        let measured = self.word(first).shape == Shape::Caps
            && last == first + 1
            && text[end as usize..]
                .trim_start()
                .starts_with(|c: char| c.is_ascii_digit());
        if measured
            || self.taken[first]
            || !(first..last).any(|it| self.is_particular(it))
            || self.is_region_alone(first, last)
        {
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
    pub(super) fn name_from(&self, first: usize) -> (usize, u32) {
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

    /// `the mayor of Springfield`.
    pub(super) fn read_role(&mut self, hit: &LexiconHit) {
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
}
