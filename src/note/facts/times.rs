//! Dates, durations, and counts of days.
//!
//! Two passes, both linear: the words of the lexicons `time-units` and `calendar` (units, names of days and months,
//! counters such as `POD`), and the numbers that stand with a sign or a letter beside them (`3/14/2026`, `2/52`, `3d`).
//! What stands before and after tells a duration from an age, a frequency, a score or a test; those words are data too.

use super::super::{FrontMatterEntry, Note};
use super::around::{after, back_gap, back_spaces, before, in_word, skip_gap, skip_spaces};
use super::calendar::{day_number, days_in_month};
use super::digits::Digits;
use crate::grammar::{LexiconEntry, LexiconHit, Role, Str, lexicon_ids};
use crate::syntax::NodeKind;
use crate::text::Span;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// What is said of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeKind {
    /// A calendar date as written; it may be no day of the calendar (2/30). What is not written is `None`; `swapped` if
    /// day and month can be read the other way round and nothing in the note tells which.
    Date {
        /// Year, four digits.
        year: Option<u16>,
        /// 1 to 12.
        month: Option<u8>,
        /// 1 to 31.
        day: Option<u8>,
        /// Whether day and month could be read the other way round.
        swapped: bool,
    },
    /// A day of the week, 1 for Monday to 7 for Sunday: `since Monday`, `Mon 16/3`.
    Weekday(u8),
    /// How long: `for 3 days`, `x 2 weeks`, `3/7`, `5-day history`.
    Duration(f64, TimeUnit),
    /// How long before now, or before the admission: `3 days ago`, `2 days PTA`, `yesterday`.
    Ago(f64, TimeUnit),
    /// How long from now: `in 2 weeks`, `RTC 3 months`, `tomorrow`.
    In(f64, TimeUnit),
    /// How long before or after something else: `3 days later`, `2 weeks after surgery`.
    Relative(f64, TimeUnit),
    /// Postoperative day.
    PostoperativeDay(u32),
    /// Hospital day.
    HospitalDay(u32),
    /// Day on intensive care, or on a ventilator.
    IntensiveCareDay(u32),
    /// Day of life of a newborn.
    DayOfLife(u32),
    /// Day after a birth.
    PostpartumDay(u32),
    /// Day of a course: `day 3`, `day 3/7`; of how many, where said.
    CourseDay(u32, Option<u32>),
}

/// One statement of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// What is said; of a range (`2-3 days`) the lower end.
    pub kind: TimeKind,
    /// The upper end of a range in the same unit, else the same number. `several` and `few` are ranges.
    pub most: f64,
    /// Where.
    pub span: Span,
}

impl TimeUnit {
    /// How many days one of it is.
    pub fn days(self) -> f64 {
        match self {
            TimeUnit::Minute => 1.0 / 1440.0,
            TimeUnit::Hour => 1.0 / 24.0,
            TimeUnit::Day => 1.0,
            TimeUnit::Week => 7.0,
            TimeUnit::Month => 30.44,
            TimeUnit::Year => 365.25,
        }
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "minute" => TimeUnit::Minute,
            "hour" => TimeUnit::Hour,
            "day" => TimeUnit::Day,
            "week" => TimeUnit::Week,
            "month" => TimeUnit::Month,
            "year" => TimeUnit::Year,
            _ => return None,
        })
    }
}

impl Time {
    /// The lower and upper end of an amount of time, in days; `None` for dates and counts.
    pub fn days(&self) -> Option<(f64, f64)> {
        match self.kind {
            TimeKind::Duration(least, unit)
            | TimeKind::Ago(least, unit)
            | TimeKind::In(least, unit)
            | TimeKind::Relative(least, unit) => Some((least * unit.days(), self.most.max(least) * unit.days())),
            _ => None,
        }
    }

    /// The unit of an amount of time.
    pub fn unit(&self) -> Option<TimeUnit> {
        match self.kind {
            TimeKind::Duration(_, unit)
            | TimeKind::Ago(_, unit)
            | TimeKind::In(_, unit)
            | TimeKind::Relative(_, unit) => Some(unit),
            _ => None,
        }
    }

    /// Whether the calendar has such a day, as far as one is written.
    pub fn is_possible(&self) -> bool {
        match self.kind {
            TimeKind::Date {
                year,
                month: Some(month),
                day: Some(day),
                ..
            } => is_day(year, day, month),
            _ => true,
        }
    }

    /// The date with day and month the other way round, where the note leaves it open; else as it is.
    pub fn turned(mut self) -> Self {
        if let TimeKind::Date {
            month,
            day,
            swapped: true,
            ..
        } = &mut self.kind
        {
            std::mem::swap(month, day);
        }
        self
    }

    /// The number of the day, counted from 1970-01-01, if a whole date of the calendar is written.
    pub fn day_number(&self) -> Option<i64> {
        match self.kind {
            TimeKind::Date {
                year: Some(year),
                month: Some(month),
                day: Some(day),
                ..
            } => day_number(year, month, day),
            _ => None,
        }
    }
}

pub(super) fn read(note: &Note) -> Vec<Time> {
    let mut reader = Reader {
        note,
        bytes: note.text.as_bytes(),
        lists: Lists::new(note),
        found: Vec::new(),
        dates: Vec::new(),
    };
    for hit in note.phrases_of(lexicon_ids::TIME_UNITS) {
        reader.word(hit);
    }
    for hit in note.phrases_of(lexicon_ids::CALENDAR) {
        reader.name(hit);
    }
    let hidden: Vec<Span> = hidden_spans(note).collect();
    let mut at = 0;
    for span in hidden.iter().copied().chain([Span::at(note.text.len() as u32)]) {
        if at < span.start {
            reader.numbers(at as usize, span.start as usize);
        }
        at = at.max(span.end);
    }
    reader.settle_dates();
    let mut found = reader.found;
    found.retain(|time| {
        let at = hidden.partition_point(|span| span.start <= time.span.start);
        !hidden[..at].last().is_some_and(|span| span.overlaps(time.span))
    });
    // The first and longest of those that overlap: `day 3/7` is no duration.
    found.sort_by_key(|time| (time.span.start, std::cmp::Reverse(time.span.end)));
    let mut end = 0;
    found.retain(|time| {
        let free = time.span.start >= end;
        if free {
            end = time.span.end;
        }
        free
    });
    found
}

/// The date in the front matter, if there is one.
pub(super) fn of_front_matter(note: &Note) -> Vec<Time> {
    let is_date = |entry: &&FrontMatterEntry| note.slice(entry.key).eq_ignore_ascii_case("date");
    let Some(value) = note.front_matter.iter().find(is_date).map(|entry| entry.value) else {
        return Vec::new();
    };
    let mut reader = Reader {
        note,
        bytes: note.text.as_bytes(),
        lists: Lists::new(note),
        found: Vec::new(),
        dates: Vec::new(),
    };
    let mut hits = Vec::new();
    note.grammar.find_phrases(&note.text, [value], &mut hits);
    for hit in hits.iter().filter(|hit| hit.lexicon == lexicon_ids::CALENDAR) {
        reader.name(hit);
    }
    reader.numbers(value.start as usize, value.end as usize);
    reader.settle_dates();
    reader.found.retain(|time| matches!(time.kind, TimeKind::Date { .. }));
    reader.found
}

/// What nobody reads as the note, in order.
pub(super) fn hidden_spans(note: &Note) -> impl Iterator<Item = Span> {
    let hidden = note.tree.nodes().iter().filter(|node| {
        matches!(
            node.kind,
            NodeKind::Comment | NodeKind::Directive | NodeKind::FrontMatter | NodeKind::Placeholder(_)
        )
    });
    hidden.map(|node| node.span)
}

/// The lists of words of the lexicon `time-units`.
#[derive(Default)]
struct Lists<'n> {
    numbers: Vec<&'n LexiconEntry>,
    units: Vec<&'n LexiconEntry>,
    fractions: Vec<&'n LexiconEntry>,
    counter_gap: &'n [Str],
    ordinal: &'n [Str],
    no_counter_before: &'n [Str],
    dialysis_after: &'n [Str],
    postoperative_after: &'n [Str],
    life_after: &'n [Str],
    hospital_after: &'n [Str],
    ago_after: &'n [Str],
    other_event_after: &'n [Str],
    duration_after: &'n [Str],
    not_read_after: &'n [Str],
    filler_before: &'n [Str],
    duration_before: &'n [Str],
    in_before: &'n [Str],
    past_before_in: &'n [Str],
    not_read_before: &'n [Str],
    score_before: &'n [Str],
    date_before: &'n [Str],
    year_before: &'n [Str],
    not_a_year_after: &'n [Str],
}

impl<'n> Lists<'n> {
    fn new(note: &'n Note) -> Self {
        let mut lists = Self::default();
        for entry in note.grammar.lexicon(lexicon_ids::TIME_UNITS).entries.iter() {
            match &*entry.category {
                "number" => lists.numbers.push(entry),
                "unit" | "letter" => lists.units.push(entry),
                "fraction" => lists.fractions.push(entry),
                "words" => {
                    let list = match &*entry.id {
                        "counter-gap" => &mut lists.counter_gap,
                        "ordinal" => &mut lists.ordinal,
                        "no-counter-before" => &mut lists.no_counter_before,
                        "dialysis-after" => &mut lists.dialysis_after,
                        "postoperative-after" => &mut lists.postoperative_after,
                        "life-after" => &mut lists.life_after,
                        "hospital-after" => &mut lists.hospital_after,
                        "ago-after" => &mut lists.ago_after,
                        "other-event-after" => &mut lists.other_event_after,
                        "duration-after" => &mut lists.duration_after,
                        "not-read-after" => &mut lists.not_read_after,
                        "filler-before" => &mut lists.filler_before,
                        "duration-before" => &mut lists.duration_before,
                        "in-before" => &mut lists.in_before,
                        "past-before-in" => &mut lists.past_before_in,
                        "not-read-before" => &mut lists.not_read_before,
                        "score-before" => &mut lists.score_before,
                        "date-before" => &mut lists.date_before,
                        "year-before" => &mut lists.year_before,
                        "not-a-year-after" => &mut lists.not_a_year_after,
                        _ => continue,
                    };
                    *list = entry.list("words");
                }
                _ => {}
            }
        }
        lists
    }
}

/// A number before a unit.
#[derive(Debug, Clone, Copy)]
struct Amount {
    start: usize,
    least: f64,
    most: f64,
    /// Written as an article (`a week`), or not at all (`the past week`).
    article: bool,
}

/// A date in numbers whose order of day and month is still open.
#[derive(Debug, Clone, Copy)]
struct OpenDate {
    first: u8,
    second: u8,
    year: Option<u16>,
    start: usize,
    end: usize,
}

struct Reader<'n> {
    note: &'n Note,
    bytes: &'n [u8],
    lists: Lists<'n>,
    found: Vec<Time>,
    dates: Vec<OpenDate>,
}

/// The number written with the digits `digits`, if it is one and not too long.
fn integer(digits: &[u8]) -> Option<u32> {
    (!digits.is_empty() && digits.len() <= 6 && digits.iter().all(u8::is_ascii_digit)).then(|| {
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
    })
}

/// The digits at `at`.
fn digits_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    &rest[..rest.iter().take_while(|byte| byte.is_ascii_digit()).count()]
}

/// A year in two digits belongs to this century up to 40, else to the last.
fn full_year(digits: &[u8]) -> Option<u16> {
    let value = integer(digits)? as u16;
    match digits.len() {
        4 if (1880..=2199).contains(&value) => Some(value),
        2 if value <= 40 => Some(2000 + value),
        2 => Some(1900 + value),
        _ => None,
    }
}

impl Reader<'_> {
    fn push(&mut self, kind: TimeKind, most: f64, start: usize, end: usize) {
        let span = Span::from(start..end);
        self.found.push(Time { kind, most, span });
    }

    fn after(&self, at: usize, list: &[Str]) -> Option<usize> {
        after(self.bytes, at, list).map(|(end, _)| end)
    }

    fn before(&self, at: usize, list: &[Str]) -> Option<usize> {
        before(self.bytes, at, list).map(|(start, _)| start)
    }

    /// Whether the text from `at` starts with a letter or digit.
    fn is_word_at(&self, at: usize) -> bool {
        self.bytes.get(at).copied().is_some_and(in_word)
    }

    /// A phrase of the lexicon `time-units`.
    fn word(&mut self, hit: &LexiconHit) {
        let note = self.note;
        let entry = note.entry(hit);
        let (start, end) = (hit.span.start as usize, hit.span.end as usize);
        match &*entry.category {
            "unit" | "letter" => {
                let glued = start > 0 && in_word(self.bytes[start - 1]) && back_spaces(self.bytes, start) == start;
                match self.amount_before(start, entry).filter(|_| !glued) {
                    Some(amount) => self.amount(amount, entry, end),
                    None if entry.id == "day" && !glued => self.counter("course-day", start, end),
                    None => {}
                }
            }
            "moment" => {
                let Some(unit) = entry.text("unit").and_then(TimeUnit::named) else {
                    return;
                };
                let amount = entry.number("amount").unwrap_or(0.0);
                // `the last week of January`.
                if self.after(end, &[Str::Borrowed("of")]).is_some() && self.bytes[start..end].starts_with(b"last") {
                    return;
                }
                let kind = if entry.flag("ahead") {
                    TimeKind::In(amount, unit)
                } else {
                    TimeKind::Ago(amount, unit)
                };
                self.push(kind, amount, start, end);
            }
            "counter" => self.counter(&entry.id, start, end),
            _ => {}
        }
    }

    /// The number that ends before the unit at `at`.
    fn amount_before(&self, at: usize, unit: &LexiconEntry) -> Option<Amount> {
        let bytes = self.bytes;
        let mut end = back_gap(bytes, at);
        // `3+ days`, `three (3) days`, `3-4+ wks`.
        if end > 0 && bytes[end - 1] == b'+' {
            end -= 1;
        }
        if end > 2 && bytes[end - 1] == b')' {
            let open = bytes[end.saturating_sub(6)..end].iter().rposition(|byte| *byte == b'(');
            let inside = end.saturating_sub(6) + open? + 1;
            let value = f64::from(
                integer(&bytes[inside..end - 1]).filter(|_| bytes[inside..end - 1].iter().all(u8::is_ascii_digit))?,
            );
            let word = self.number_before(back_spaces(bytes, inside - 1));
            let start = word.map_or(inside - 1, |(start, ..)| start);
            return Some(Amount {
                start,
                least: value,
                most: value,
                article: false,
            });
        }
        if let Some((start, least, most, article)) = self.number_before(end) {
            // `2-3 days`, `two to three weeks`, `6-to-8-week`.
            let before_it = back_spaces(bytes, start);
            let joined = match &bytes[..before_it] {
                [.., b'-'] if before_it <= start => Some(before_it - 1),
                [.., 0xE2, 0x80, 0x93] => Some(before_it - 3),
                [rest @ .., b't' | b'T', b'o' | b'O'] | [rest @ .., b'o' | b'O', b'r' | b'R']
                    if rest.last().is_some_and(|byte| matches!(byte, b' ' | b'-')) =>
                {
                    Some(back_gap(bytes, before_it - 2))
                }
                _ => None,
            };
            if let Some(joined) = joined.map(|joined| back_spaces(bytes, joined))
                && let Some((first, lower, _, false)) = self.number_before(joined)
                && lower < most
            {
                return Some(Amount {
                    start: first,
                    least: lower,
                    most,
                    article: false,
                });
            }
            return Some(Amount {
                start,
                least,
                most,
                article,
            });
        }
        // `for weeks`, `over the past week`.
        let plural = bytes.get(at..).and_then(|rest| {
            let length = rest.iter().take_while(|byte| in_word(**byte)).count();
            rest[..length].last().map(|last| last.eq_ignore_ascii_case(&b's'))
        });
        let past = ["past", "last", "previous", "preceding", "next"].map(Str::Borrowed);
        let many = [Str::Borrowed("for"), Str::Borrowed("x"), Str::Borrowed("many")];
        if plural == Some(true) && unit.category == "unit" {
            self.before(at, &many).map(|_| Amount {
                start: at,
                least: 2.0,
                most: 12.0,
                article: false,
            })
        } else {
            self.before(at, &past).map(|_| Amount {
                start: at,
                least: 1.0,
                most: 1.0,
                article: true,
            })
        }
    }

    /// The number that ends at `end`: where it starts, its least and most value, and whether it is an article.
    fn number_before(&self, end: usize) -> Option<(usize, f64, f64, bool)> {
        let bytes = self.bytes;
        if end == 0 {
            return None;
        }
        if bytes[end - 1].is_ascii_digit() {
            let mut start = end;
            while start > 0
                && end - start < 8
                && (bytes[start - 1].is_ascii_digit()
                    || bytes[start - 1] == b'.' && start > 1 && bytes[start - 2].is_ascii_digit())
            {
                start -= 1;
            }
            let lead = start.checked_sub(1).map(|at| bytes[at]);
            let glued = match lead {
                // `x3 days`; `B12 weeks`, `$3`, `1/2`, `10:30`.
                Some(b'x' | b'X') => start > 1 && in_word(bytes[start - 2]),
                Some(b'-') => {
                    start > 1 && bytes[start - 2].is_ascii_alphabetic() && !bytes[..start - 1].ends_with(b"to")
                }
                // `for3 days` is a slip, `×3 days` a sign.
                Some(0x97) => !bytes[..start].ends_with("×".as_bytes()),
                Some(byte) => byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'$' | b':' | b'.' | b','),
                None => false,
            };
            if glued {
                return None;
            }
            let value: f64 = std::str::from_utf8(&bytes[start..end]).ok()?.parse().ok()?;
            return Some((start, value, value, false));
        }
        if !in_word(bytes[end - 1]) {
            return None;
        }
        let mut best: Option<(usize, f64, f64, bool)> = None;
        for entry in &self.lists.numbers {
            let list = entry.list("words");
            if let Some((start, index)) = before(bytes, end, list)
                && best.is_none_or(|(longest, ..)| start < longest)
            {
                let (least, most) = (entry.number("least")?, entry.number("most")?);
                best = Some((start, least, most, matches!(&*list[index], "a" | "an")));
            }
        }
        best
    }

    /// A number and a unit: what is said of them?
    fn amount(&mut self, amount: Amount, entry: &LexiconEntry, end: usize) {
        let Some(unit) = entry.text("unit").and_then(TimeUnit::named) else {
            return;
        };
        let bytes = self.bytes;
        let factor = entry.number("amount").unwrap_or(1.0);
        let (least, most) = (amount.least * factor, amount.most * factor);
        let lists = &self.lists;
        let letter = entry.category == "letter";
        // `2 weeks' history`.
        let end = match &bytes[end..] {
            [b'\'', ..] => end + 1,
            [0xE2, 0x80, 0x99, ..] => end + 3,
            _ => end,
        };
        let gapped = skip_gap(bytes, end);
        if matches!(bytes.get(gapped), Some(b'+')) && unit == TimeUnit::Week {
            return;
        }
        // `T 38.1 HR 112`: the heart rate.
        let heart = bytes[..end].ends_with(b"HR");
        if heart && matches!(bytes.get(gapped), Some(b':' | b'=' | b'0'..=b'9')) {
            return;
        }
        let longest = |list: &[Str]| self.after(end, list);
        let not_read = longest(lists.not_read_after);
        let ago = longest(lists.ago_after).filter(|to| !self.names_pain(*to));
        let other = longest(lists.other_event_after);
        let lasting = longest(lists.duration_after);
        if not_read.is_some_and(|to| Some(to) >= ago && Some(to) >= lasting) {
            return;
        }
        if longest(lists.life_after).is_some() && unit == TimeUnit::Day {
            return self.push(TimeKind::DayOfLife(least as u32), most, amount.start, end);
        }
        if let Some(to) = longest(lists.postoperative_after) {
            let kind = match unit {
                TimeUnit::Day => TimeKind::PostoperativeDay(least as u32),
                _ => TimeKind::Relative(least, unit),
            };
            return self.push(kind, most, amount.start, to);
        }
        if let Some(to) = ago
            && Some(to) > other
        {
            return self.push(TimeKind::Ago(least, unit), most, amount.start, to);
        }
        let cue = self.cue_before(amount.start, amount.article);
        if matches!(cue, Some(Cue::Not)) {
            return;
        }
        if other.is_some() && !matches!(cue, Some(Cue::Lasting(_))) {
            return self.push(TimeKind::Relative(least, unit), most, amount.start, end);
        }
        let role = self.note.role_at(amount.start as u32);
        let ahead = matches!(
            role,
            Role::Plan | Role::AssessmentAndPlan | Role::Assessment | Role::Other | Role::DischargeMedications
        );
        match cue {
            Some(Cue::In { start, word }) => match word {
                "in" if !ahead && self.before(start, lists.past_before_in).is_some() => {
                    self.push(TimeKind::Duration(least, unit), most, start, end);
                }
                "within" | "after" if !ahead => {}
                _ => self.push(TimeKind::In(least, unit), most, start, end),
            },
            Some(Cue::Lasting(start)) => self.push(TimeKind::Duration(least, unit), most, start, end),
            Some(Cue::Not) => {}
            None if letter && lasting.is_none() => {}
            None => {
                // `3 days of cough`, `5-day history`; `Cough 3 days.`, `a 3-day cough` where the story is told.
                let story = matches!(role, Role::ChiefComplaint | Role::History);
                let ends = !self.is_word_at(skip_spaces(bytes, end)) || bytes[end..].starts_with(b"\n");
                let adjective = self.is_singular(end) && amount.least > 1.0 && gapped > end;
                // `with 20 days leg swelling and 10 days jaundice`.
                let judged = matches!(role, Role::Assessment | Role::AssessmentAndPlan) && !letter && !amount.article;
                let named = judged && gapped > end && {
                    let next = Span::new(gapped as u32, (gapped as u32 + 1).min(bytes.len() as u32));
                    let mut named = self.note.phrases_in(lexicon_ids::SYMPTOMS, next);
                    named.any(|hit| hit.span.start == next.start)
                };
                if lasting.is_some() || named || story && !letter && !amount.article && (ends || adjective) {
                    self.push(TimeKind::Duration(least, unit), most, amount.start, end);
                }
            }
        }
    }

    /// Whether the word that ends at `end` is no plural.
    fn is_singular(&self, end: usize) -> bool {
        end > 0 && !self.bytes[end - 1].eq_ignore_ascii_case(&b's')
    }

    /// `3 days back pain`: no time ago.
    fn names_pain(&self, at: usize) -> bool {
        let list = [
            "pain", "ache", "aches", "spasm", "spasms", "strain", "injury", "surgery",
        ]
        .map(Str::Borrowed);
        self.bytes[..at].ends_with(b"back") && self.after(at, &list).is_some()
    }

    /// The word before a number that tells what the amount of time is.
    fn cue_before(&self, start: usize, article: bool) -> Option<Cue<'_>> {
        let lists = &self.lists;
        let mut at = start;
        for _ in 0..6 {
            if self.before(at, lists.not_read_before).is_some() {
                return Some(Cue::Not);
            }
            if let Some((start, index)) = before(self.bytes, at, lists.duration_before) {
                return match &*lists.duration_before[index] {
                    // `three times a day`.
                    "times" if article => Some(Cue::Not),
                    "next" => Some(Cue::In { start, word: "next" }),
                    _ => Some(Cue::Lasting(start)),
                };
            }
            if let Some((start, index)) = before(self.bytes, at, lists.in_before) {
                return Some(Cue::In {
                    start,
                    word: &lists.in_before[index],
                });
            }
            at = self.before(at, lists.filler_before)?;
        }
        None
    }

    /// `POD #2`, `HD 3`, `day 3/7`: the counter `id` stands at `start..end`.
    fn counter(&mut self, id: &str, start: usize, end: usize) {
        let bytes = self.bytes;
        let written = &bytes[start..end];
        let mut at = end;
        if id == "hospital-day" && written.last().is_some_and(u8::is_ascii_digit) {
            at = end - written.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        }
        let mut marked = false;
        for _ in 0..4 {
            match after(bytes, at, self.lists.counter_gap) {
                Some((to, _)) => {
                    marked |= bytes[at..to].contains(&b'#');
                    at = to;
                }
                None => break,
            }
        }
        let at = skip_gap(bytes, at);
        let Some((value, to)) = self.count_at(at) else {
            return self.ordinal(id, start, end);
        };
        let abbreviated = matches!(written, [b'H' | b'h', b'D' | b'd', ..]);
        if abbreviated
            && (!written.starts_with(b"HD") || !marked && self.after(to, self.lists.dialysis_after).is_some())
        {
            return;
        }
        let kind = match id {
            "postoperative-day" => TimeKind::PostoperativeDay(value),
            "hospital-day" => TimeKind::HospitalDay(value),
            "intensive-care-day" => TimeKind::IntensiveCareDay(value),
            "day-of-life" => TimeKind::DayOfLife(value),
            "postpartum-day" => {
                let millimetres = [Str::Borrowed("mm"), Str::Borrowed("packs"), Str::Borrowed("x")];
                if written.eq_ignore_ascii_case(b"ppd")
                    && (self
                        .number_before(back_gap(bytes, start))
                        .is_some_and(|(.., article)| !article)
                        || self.after(to, &millimetres).is_some())
                {
                    return;
                }
                TimeKind::PostpartumDay(value)
            }
            _ => return self.day(start, written, value, to),
        };
        self.push(kind, f64::from(value), start, to);
    }

    /// `on her 6th hospital day`, `third day postop`: the counter `id` stands at `start..end`.
    fn ordinal(&mut self, id: &str, start: usize, end: usize) {
        let bytes = self.bytes;
        let at = back_gap(bytes, start);
        let suffix = [&b"st"[..], b"nd", b"rd", b"th"]
            .iter()
            .any(|it| at > 2 && bytes[at - 2..at].eq_ignore_ascii_case(it));
        let digits = bytes[..at.saturating_sub(2)]
            .iter()
            .rev()
            .take(4)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (value, from) = if suffix && (1..=3).contains(&digits) {
            let from = at - 2 - digits;
            (integer(&bytes[from..at - 2]), from)
        } else {
            match before(bytes, start, self.lists.ordinal) {
                Some((from, index)) => (Some(index as u32 + 1), from),
                None => return,
            }
        };
        let glued = from
            .checked_sub(1)
            .is_some_and(|at| in_word(bytes[at]) || bytes[at] == b'/');
        let Some(value) = value.filter(|_| !glued) else { return };
        let (kind, to) = match id {
            "postoperative-day" => (TimeKind::PostoperativeDay(value), end),
            "hospital-day" => (TimeKind::HospitalDay(value), end),
            "day-of-life" => (TimeKind::DayOfLife(value), end),
            "postpartum-day" => (TimeKind::PostpartumDay(value), end),
            // `third day postop`; a third day alone counts nothing.
            _ => match (
                self.after(end, self.lists.postoperative_after),
                self.after(end, self.lists.hospital_after),
            ) {
                (Some(to), _) => (TimeKind::PostoperativeDay(value), to),
                (_, Some(to)) => (TimeKind::HospitalDay(value), to),
                _ => return,
            },
        };
        self.push(kind, f64::from(value), from, to);
    }

    /// A whole number or a number word at `at`, and where it ends.
    fn count_at(&self, at: usize) -> Option<(u32, usize)> {
        let bytes = self.bytes;
        let digits = digits_at(bytes, at);
        if !digits.is_empty() {
            let to = at + digits.len();
            let goes_on = matches!(bytes.get(to..), Some([b'.', byte, ..]) if byte.is_ascii_digit())
                || self.is_word_at(to) && !bytes[to..].starts_with(b"th");
            let to = if bytes[to..].starts_with(b"th") { to + 2 } else { to };
            return integer(digits)
                .filter(|value| *value <= 999 && !goes_on)
                .map(|value| (value, to));
        }
        self.lists.numbers.iter().find_map(|entry| {
            let (to, index) = after(bytes, at, entry.list("words"))?;
            let plain = !matches!(&*entry.list("words")[index], "a" | "an" | "some" | "many" | "half");
            let (least, most) = (entry.number("least")?, entry.number("most")?);
            (plain && least == most && least.fract() == 0.0).then_some((least as u32, to))
        })
    }

    /// `day 3`, with what follows.
    fn day(&mut self, start: usize, written: &[u8], value: u32, to: usize) {
        let bytes = self.bytes;
        let lists = &self.lists;
        if written.eq_ignore_ascii_case(b"day") && self.before(start, lists.no_counter_before).is_some() {
            return;
        }
        if let Some(end) = self.after(to, lists.postoperative_after) {
            return self.push(TimeKind::PostoperativeDay(value), f64::from(value), start, end);
        }
        // `day 3 post R DHS`, `day 2 after appendectomy`.
        let following = ["post", "after", "following", "s/p", "status post"].map(Str::Borrowed);
        if let Some(end) = self.after(to, &following) {
            let window = Span::from(end..(end + 40).min(bytes.len()));
            let line = bytes[window.start as usize..window.end as usize]
                .iter()
                .position(|byte| matches!(byte, b'\n' | b'.' | b','));
            let stop = line.map_or(window.end, |at| window.start + at as u32);
            let operation = self
                .note
                .phrases_in(lexicon_ids::DATE_LABELS, Span::new(window.start, stop))
                .any(|hit| self.note.grammar.category(hit) == "operation");
            if operation {
                return self.push(TimeKind::PostoperativeDay(value), f64::from(value), start, end);
            }
        }
        if let Some(end) = self.after(to, lists.life_after) {
            return self.push(TimeKind::DayOfLife(value), f64::from(value), start, end);
        }
        if let Some(end) = self.after(to, lists.hospital_after) {
            return self.push(TimeKind::HospitalDay(value), f64::from(value), start, end);
        }
        let (of, end) = self.of_how_many(to);
        // `days 3-5`, `day 3-5`: a schedule.
        if of.is_none() && matches!(bytes.get(to..), Some([b'-', byte, ..]) if byte.is_ascii_digit()) {
            return;
        }
        self.push(TimeKind::CourseDay(value, of), f64::from(value), start, end);
    }

    /// `/7`, ` of 7` after a count.
    fn of_how_many(&self, to: usize) -> (Option<u32>, usize) {
        let bytes = self.bytes;
        let at = match bytes.get(to) {
            Some(b'/') => Some(skip_spaces(bytes, to + 1)),
            _ => after(
                bytes,
                to,
                &[
                    Str::Borrowed("of"),
                    Str::Borrowed("out of"),
                    Str::Borrowed("of planned"),
                    Str::Borrowed("of a planned"),
                ],
            )
            .map(|(at, _)| skip_spaces(bytes, at)),
        };
        let digits = at.map(|at| (at, digits_at(bytes, at)));
        match digits {
            Some((at, digits)) if !digits.is_empty() && !self.is_word_at(at + digits.len()) => {
                (integer(digits), at + digits.len())
            }
            _ => (None, to),
        }
    }

    /// A month or a day of the week.
    fn name(&mut self, hit: &LexiconHit) {
        let note = self.note;
        let entry = note.entry(hit);
        let (start, end) = (hit.span.start as usize, hit.span.end as usize);
        let capital = self.bytes[start].is_ascii_uppercase();
        let number = entry.number("number").unwrap_or(0.0) as u8;
        if entry.flag("word") && !capital {
            return;
        }
        if entry.category == "month" {
            return self.month(number, start, end, capital);
        }
        let list = ["every", "each", "on"].map(Str::Borrowed);
        let often = matches!(before(self.bytes, start, &list), Some((_, 0 | 1)));
        let cues = ["since", "on", "last", "this", "next", "until", "by", "from"].map(Str::Borrowed);
        let beside_date = {
            let mut at = skip_spaces(self.bytes, end);
            if matches!(self.bytes.get(at), Some(b',' | b'.')) {
                at = skip_spaces(self.bytes, at + 1);
            }
            !digits_at(self.bytes, at).is_empty() || self.month_at(at)
        };
        let sure = !entry.flag("word") || beside_date || self.before(start, &cues).is_some();
        if sure && !often {
            self.push(TimeKind::Weekday(number), f64::from(number), start, end);
        }
    }

    /// Whether a month is named at `at`.
    fn month_at(&self, at: usize) -> bool {
        let start = Span::new(at as u32, at as u32 + 1);
        let mut named = self.note.phrases_in(lexicon_ids::CALENDAR, start);
        named.any(|hit| self.note.entry(hit).category == "month")
    }

    /// `14 Mar 2026`, `March 14th, 2026`, `Mar 14`, `in March`, `March 2026`.
    fn month(&mut self, month: u8, start: usize, end: usize, capital: bool) {
        let bytes = self.bytes;
        let (mut from, mut to) = (start, end);
        let mut day: Option<u8> = None;
        let mut year: Option<u16> = None;
        // The day before the name: `14 Mar`, `14th of March`.
        let mut at = back_gap(bytes, start);
        if let Some((of, _)) = before(bytes, start, &[Str::Borrowed("of")]) {
            at = back_spaces(bytes, of);
        }
        let ordinals = [&b"st"[..], b"nd", b"rd", b"th"];
        if at > 2
            && bytes[at - 3].is_ascii_digit()
            && ordinals.iter().any(|it| bytes[at - 2..at].eq_ignore_ascii_case(it))
        {
            at -= 2;
        }
        let count = bytes[..at]
            .iter()
            .rev()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if (1..=2).contains(&count) {
            let first = at - count;
            let lead = first.checked_sub(1).map(|at| bytes[at]);
            let free = lead.is_none_or(|byte| !in_word(byte) && !matches!(byte, b'/' | b'.' | b':' | b'%'));
            if free {
                day = integer(&bytes[first..at])
                    .map(|day| day as u8)
                    .filter(|day| (1..=39).contains(day));
                if day.is_some() {
                    from = first;
                }
            }
        }
        // What follows: day, then year.
        let mut at = end + usize::from(bytes.get(end) == Some(&b'.'));
        at = skip_gap(bytes, at);
        let digits = digits_at(bytes, at);
        if day.is_none() && (1..=2).contains(&digits.len()) {
            let mut stop = at + digits.len();
            let ordinal = [&b"st"[..], b"nd", b"rd", b"th"]
                .iter()
                .any(|it| bytes[stop..].starts_with(it));
            if ordinal {
                stop += 2;
            }
            let unit = !self.is_word_at(stop)
                && !matches!(bytes.get(stop), Some(b'/' | b'%' | b':'))
                && !matches!(bytes.get(stop..), Some([b'.' | b'-', byte, ..]) if byte.is_ascii_digit() && bytes[stop] == b'.');
            let value = integer(digits).unwrap_or(0) as u8;
            if unit && (1..=39).contains(&value) && (capital || ordinal) {
                day = Some(value);
                to = stop;
                at = skip_spaces(bytes, stop);
                if bytes.get(at) == Some(&b',') {
                    at = skip_spaces(bytes, at + 1);
                }
                at = skip_gap(bytes, at);
            }
        } else if bytes.get(at) == Some(&b',') {
            at = skip_spaces(bytes, at + 1);
        } else if let Some((of, _)) = after(bytes, end, &[Str::Borrowed("of")]) {
            at = skip_spaces(bytes, of);
        }
        if bytes.get(at) == Some(&b'/') {
            at += 1;
        }
        let apostrophe = matches!(bytes.get(at..), Some([b'\'', ..] | [0xE2, 0x80, 0x99, ..]));
        if apostrophe {
            at += if bytes[at] == b'\'' { 1 } else { 3 };
        }
        let digits = digits_at(bytes, at);
        let dashed = at > 0 && matches!(bytes[at - 1], b'-' | b'/');
        if (digits.len() == 4 || digits.len() == 2 && (apostrophe || dashed && day.is_some()))
            && !self.is_word_at(at + digits.len())
        {
            year = full_year(digits);
            if year.is_some() {
                to = at + digits.len();
            }
        }
        if day.is_none() && year.is_none() {
            let cues = [
                "in", "since", "last", "early", "late", "mid", "until", "this", "of", "during", "through", "from",
                "by", "next",
            ];
            let beside = self.before(start, &cues.map(Str::Borrowed)).is_some();
            if !beside || !capital {
                return;
            }
        }
        if day.is_none() && !capital {
            return;
        }
        let kind = TimeKind::Date {
            year,
            month: Some(month),
            day,
            swapped: false,
        };
        self.push(kind, 0.0, from, to);
    }

    /// The numbers in `from..to` that stand beside a sign or a letter.
    fn numbers(&mut self, from: usize, to: usize) {
        let bytes = self.bytes;
        let mut places = Digits::from(self.note, from);
        let mut at = from;
        while let Some(digit) = places.next(at).filter(|digit| *digit < to) {
            at = digit;
            let digits = digits_at(bytes, at);
            let end = at + digits.len();
            let next = self.number(at, digits).unwrap_or(end);
            at = next.max(end);
        }
    }

    /// The number at `start`; where to go on reading, if it was one.
    fn number(&mut self, start: usize, digits: &[u8]) -> Option<usize> {
        let bytes = self.bytes;
        let end = start + digits.len();
        let lead = start.checked_sub(1).map(|at| bytes[at]);
        let next = bytes.get(end).copied();
        match next {
            Some(b'/' | b'-' | b'.') if !digits_at(bytes, end + 1).is_empty() && digits.len() <= 4 => {
                return self.separated(start, digits, bytes[end]);
            }
            Some(byte) if byte.is_ascii_alphabetic() => return self.glued(start, digits),
            _ => {}
        }
        // `ceftriaxone D6 (started 3/18)`, `D2 of 5`.
        if digits.len() <= 2
            && matches!(lead, Some(b'D' | b'd'))
            && !start
                .checked_sub(2)
                .is_some_and(|at| in_word(bytes[at]) || bytes[at] == b'-')
        {
            let (of, to) = self.of_how_many(end);
            let begun = ["(started", "(start", "(since", "(began", "started", "since"].map(Str::Borrowed);
            let vitamin = ["vitamin", "vit", "vit."].map(Str::Borrowed);
            if (of.is_some() || self.after(end, &begun).is_some())
                && self.before(start - 1, &vitamin).is_none()
                && let Some(value) = integer(digits)
            {
                self.push(TimeKind::CourseDay(value, of), f64::from(value), start - 1, to);
            }
            return Some(to);
        }
        if digits.len() == 4
            && !lead.is_some_and(|byte| {
                in_word(byte) || matches!(byte, b'/' | b'.' | b'-' | b'#' | b'$' | b',' | b'*' | b'+' | b':')
            })
            && !matches!(next, Some(b':' | b'%' | b'*' | b'+'))
        {
            self.year(start, digits);
        }
        None
    }

    /// `in 2019`, `CABG 2015`, `(2012)`.
    fn year(&mut self, start: usize, digits: &[u8]) {
        let end = start + digits.len();
        if self.after(end, self.lists.not_a_year_after).is_some() {
            return;
        }
        let Some(year) = full_year(digits).filter(|year| (1900..=2100).contains(year)) else {
            return self.past_year(start, digits);
        };
        // "At about 2030": a time of day.
        let cue = self.before(start, self.lists.year_before);
        if cue.is_some_and(|cue| self.before(cue, &["at", "@"].map(Str::Borrowed)).is_some()) {
            return;
        }
        let parenthesis = start > 0 && self.bytes[start - 1] == b'(' && self.bytes.get(end) == Some(&b')');
        let history = || {
            matches!(
                self.note.role_at(start as u32),
                Role::PastHistory | Role::SurgicalHistory
            )
        };
        if parenthesis || cue.is_some() || history() {
            let kind = TimeKind::Date {
                year: Some(year),
                month: None,
                day: None,
                swapped: false,
            };
            self.push(kind, 0.0, start, end);
        }
    }

    /// `diagnosed in 1820`: a year in which nobody lived who lives now, where it can be nothing else.
    fn past_year(&mut self, start: usize, digits: &[u8]) {
        let role = self.note.role_at(start as u32);
        let told = matches!(
            role,
            Role::PastHistory | Role::SurgicalHistory | Role::History | Role::SocialHistory
        );
        let since = ["in", "since", "year"].map(Str::Borrowed);
        if let Some(year) = integer(digits).filter(|year| (1500..1900).contains(year))
            && told
            && !self.is_word_at(skip_spaces(self.bytes, start + digits.len()))
            && self.before(start, &since).is_some()
        {
            let kind = TimeKind::Date {
                year: Some(year as u16),
                month: None,
                day: None,
                swapped: false,
            };
            self.push(kind, 0.0, start, start + digits.len());
        }
    }

    /// `3d`, `2wks`, `24h`: a unit glued to its number; `D3/7`.
    fn glued(&mut self, start: usize, digits: &[u8]) -> Option<usize> {
        let bytes = self.bytes;
        let end = start + digits.len();
        let rest = &bytes[end..];
        let length = rest.iter().take(9).take_while(|byte| in_word(**byte)).count();
        let lead = start.checked_sub(1).map(|at| bytes[at]);
        if length > 8 || lead.is_some_and(|byte| matches!(byte, b'/' | b':' | b'.')) {
            return None;
        }
        let unit = &rest[..length];
        let fits = |entry: &&&LexiconEntry| {
            entry
                .phrases()
                .any(|phrase| phrase.as_bytes().eq_ignore_ascii_case(unit))
        };
        let entry = *self.lists.units.iter().find(fits)?;
        let amount = self.amount_before(end, entry)?;
        self.amount(amount, entry, end + length);
        Some(end + length)
    }

    /// `3/14/2026`, `2026-03-14`, `14.03.2026`, `3/2026`, `3/14`, `3/7`.
    fn separated(&mut self, start: usize, digits: &[u8], sign: u8) -> Option<usize> {
        let bytes = self.bytes;
        let lead = start.checked_sub(1).map(|at| bytes[at]);
        if lead.is_some_and(|byte| {
            byte == sign && sign != b'-'
                || matches!(byte, b'.' | b'/' | b'*')
                || byte >= 0x80 && byte != 0x97 && !bytes[..start].ends_with("\u{A0}".as_bytes())
        }) {
            return self.past(start);
        }
        let middle_at = start + digits.len() + 1;
        let middle = digits_at(bytes, middle_at);
        let last_at = middle_at + middle.len() + 1;
        let has_third = bytes.get(last_at - 1) == Some(&sign);
        let third = if has_third { digits_at(bytes, last_at) } else { &[] };
        let day_counter = lead.is_some_and(|byte| matches!(byte, b'D' | b'd'))
            && !start.checked_sub(2).is_some_and(|at| in_word(bytes[at]));
        if lead.is_some_and(|byte| byte.is_ascii_alphabetic()) && !matches!(lead, Some(b'x' | b'X')) {
            if day_counter && sign == b'/' && third.is_empty() && middle.len() <= 2 {
                let (value, of) = (integer(digits)?, integer(middle)?);
                if value <= of {
                    self.push(
                        TimeKind::CourseDay(value, Some(of)),
                        f64::from(value),
                        start - 1,
                        last_at - 1,
                    );
                    return Some(last_at - 1);
                }
            }
            return self.past(start);
        }
        if !third.is_empty() {
            let end = last_at + third.len();
            let stops = !matches!(bytes.get(end..), Some([byte, next, ..]) if *byte == sign && next.is_ascii_digit())
                && !self.is_word_at(end)
                || bytes[end..].starts_with(b"T") && digits.len() == 4;
            if !stops {
                return self.past(start);
            }
            if digits.len() == 4 {
                let (year, month, day) = (full_year(digits)?, integer(middle)?, integer(third)?);
                // A number of two parts that are no month and no day is a number of something else.
                let half = (1..=12).contains(&month) || (1..=31).contains(&day);
                let free = !matches!(lead, Some(b'-' | b'#'));
                if (month <= 39 && day <= 39 || half && free && sign == b'-') && middle.len() <= 2 && third.len() <= 2 {
                    let kind = TimeKind::Date {
                        year: Some(year),
                        month: Some(month as u8),
                        day: Some(day as u8),
                        swapped: false,
                    };
                    self.push(kind, 0.0, start, end);
                }
                return Some(end);
            }
            let short = digits.len() <= 2 && middle.len() <= 2;
            if short && let Some(year) = full_year(third) {
                let (first, second) = (integer(digits)? as u8, integer(middle)? as u8);
                // `13/45/2023`: with the whole year it can only be meant as a date.
                let whole = third.len() == 4 && sign == b'/' && digits.len() + middle.len() >= 3;
                let plausible = whole
                    || (1..=39).contains(&first)
                        && (1..=39).contains(&second)
                        && (first <= 12 || second <= 12 || third.len() == 4);
                // Without the century, a version, a telephone number or a ratio look the same.
                let sure = third.len() == 4
                    || sign == b'/'
                    || sign == b'-' && lead != Some(b'-') && is_day(Some(year), first, second)
                    || sign == b'.' && digits.len() == 2 && middle.len() == 2 && is_day(Some(year), first, second);
                if plausible && sure && lead != Some(b'-') {
                    self.dates.push(OpenDate {
                        first,
                        second,
                        year: Some(year),
                        start,
                        end,
                    });
                }
            }
            return Some(end);
        }
        if sign != b'/' {
            return None;
        }
        self.fraction(start, digits, middle_at, middle)
    }

    /// Past a chain of numbers and signs that is nothing.
    fn past(&self, start: usize) -> Option<usize> {
        let chain = self.bytes[start..]
            .iter()
            .take(40)
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'.'));
        Some(start + chain.count())
    }

    /// Two numbers and a stroke: a month of a year, a British duration, a day of a month, or something else.
    fn fraction(&mut self, start: usize, digits: &[u8], middle_at: usize, middle: &[u8]) -> Option<usize> {
        let bytes = self.bytes;
        let end = middle_at + middle.len();
        if self.is_word_at(end) || matches!(bytes.get(end), Some(b'/' | b'%' | b'+')) || digits.len() > 2 {
            return Some(end);
        }
        if matches!(bytes.get(end..), Some([b'.', byte, ..]) if byte.is_ascii_digit()) {
            return Some(end);
        }
        let (first, second) = (integer(digits)?, integer(middle)?);
        if middle.len() == 4 {
            if let Some(year) = full_year(middle)
                && (1..=12).contains(&first)
            {
                let kind = TimeKind::Date {
                    year: Some(year),
                    month: Some(first as u8),
                    day: None,
                    swapped: false,
                };
                self.push(kind, 0.0, start, end);
            }
            return Some(end);
        }
        let dated = second <= 39 && self.after(end, self.lists.ago_after).is_none() && self.is_dated(start, end);
        let per = self
            .lists
            .fractions
            .iter()
            .find(|entry| entry.number("per") == Some(f64::from(second)));
        if let Some(entry) = per.copied()
            && !dated
            && first >= 1
            && f64::from(first) <= entry.number("most").unwrap_or(0.0)
        {
            let unit = entry.text("unit").and_then(TimeUnit::named)?;
            self.british(start, end, f64::from(first), unit);
            return Some(end);
        }
        if dated
            && (first <= 12 || second <= 12)
            && (1..=39).contains(&first)
            && (1..=39).contains(&second)
            && middle.len() <= 2
        {
            self.dates.push(OpenDate {
                first: first as u8,
                second: second as u8,
                year: None,
                start,
                end,
            });
        }
        Some(end)
    }

    /// `3/7`, `2/52`, `6/12`.
    fn british(&mut self, start: usize, end: usize, value: f64, unit: TimeUnit) {
        let lists = &self.lists;
        if self.before(start, lists.score_before).is_some() || self.after(end, lists.not_read_after).is_some() {
            return;
        }
        if self.after(end, lists.ago_after).is_some() {
            return self.push(TimeKind::Ago(value, unit), value, start, end);
        }
        match self.cue_before(start, false) {
            Some(Cue::In { .. }) => return self.push(TimeKind::In(value, unit), value, start, end),
            Some(Cue::Not) => return,
            Some(Cue::Lasting(_)) => {}
            // Sixths and twelfths are visual acuities too.
            None if unit == TimeUnit::Month => {
                let known = ["hx", "history", "of", "h/o", "duration", "course"].map(Str::Borrowed);
                if self.after(end, &known).is_none() {
                    return;
                }
            }
            None => {}
        }
        if self.after(end, lists.postoperative_after).is_some() && unit == TimeUnit::Day {
            return self.push(TimeKind::PostoperativeDay(value as u32), value, start, end);
        }
        self.push(TimeKind::Duration(value, unit), value, start, end);
    }

    /// Whether a word beside `3/14` says that it is a date.
    fn is_dated(&self, start: usize, end: usize) -> bool {
        let bytes = self.bytes;
        let mut at = start;
        if at > 0 && bytes[at - 1] == b'(' {
            at -= 1;
        }
        let colon = back_spaces(bytes, at);
        if colon > 0 && matches!(bytes[colon - 1], b':' | b',') {
            at = colon - 1;
        }
        // `3/14-3/16`: the second is a date if the first is.
        if at > 0 && bytes[at - 1] == b'-' && self.dates.last().is_some_and(|date| date.end == at - 1) {
            return true;
        }
        if matches!(self.after(end, &["scale", "pain", "strength", "murmur", "power", "on"].map(Str::Borrowed)), Some(to) if !self.bytes[..to].ends_with(b"on"))
        {
            return false;
        }
        self.before(at, self.lists.date_before).is_some()
    }

    /// Decide which of two numbers is the day.
    fn settle_dates(&mut self) {
        let dates = std::mem::take(&mut self.dates);
        let tells =
            |date: &&OpenDate| is_day(date.year, date.first, date.second) != is_day(date.year, date.second, date.first);
        let mut day_first = None;
        if let Some(date) = dates.iter().find(tells) {
            day_first = Some(is_day(date.year, date.first, date.second));
        } else if dates.iter().any(|date| date.first != date.second) {
            let british = self.note.phrases_of(lexicon_ids::BRITISH_USAGE).take(2).count() == 2;
            day_first = british.then_some(true);
        }
        for date in dates {
            let straight = is_day(date.year, date.second, date.first);
            let turned = is_day(date.year, date.first, date.second);
            // As the note writes the others; as only one way is possible; else as Americans write.
            let day_is_first = match (straight, turned) {
                (true, false) => false,
                (false, true) => true,
                (false, false) if date.first > 12 => true,
                (false, false) if date.second > 12 => false,
                _ => day_first.unwrap_or(false),
            };
            let swapped = straight && turned && day_first.is_none() && date.first != date.second;
            let (day, month) = if day_is_first {
                (date.first, date.second)
            } else {
                (date.second, date.first)
            };
            let kind = TimeKind::Date {
                year: date.year,
                month: Some(month),
                day: Some(day),
                swapped,
            };
            self.push(kind, 0.0, date.start, date.end);
        }
    }
}

/// Whether the calendar has this day.
fn is_day(year: Option<u16>, day: u8, month: u8) -> bool {
    day >= 1 && day <= days_in_month(year, month)
}

/// What a word before an amount of time says.
enum Cue<'a> {
    /// It lasted so long.
    Lasting(usize),
    /// It will be then, or took so long.
    In { start: usize, word: &'a str },
    /// An age, a frequency, a dose.
    Not,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    fn read_text(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    fn unit(unit: TimeUnit) -> &'static str {
        match unit {
            TimeUnit::Minute => "min",
            TimeUnit::Hour => "h",
            TimeUnit::Day => "d",
            TimeUnit::Week => "wk",
            TimeUnit::Month => "mo",
            TimeUnit::Year => "y",
        }
    }

    /// The times of a text: what is said, and where.
    fn times(text: &str) -> Vec<(String, String)> {
        let note = read_text(text);
        let part = |part: Option<u16>| part.map_or("?".to_owned(), |part| part.to_string());
        note.times()
            .iter()
            .map(|time| {
                let range = |least: f64| {
                    if time.most > least {
                        format!("{least}..{}", time.most)
                    } else {
                        least.to_string()
                    }
                };
                let kind = match time.kind {
                    TimeKind::Date {
                        year,
                        month,
                        day,
                        swapped,
                    } => format!(
                        "{}-{}-{}{}",
                        part(year),
                        part(month.map(u16::from)),
                        part(day.map(u16::from)),
                        if swapped { "?" } else { "" }
                    ),
                    TimeKind::Weekday(day) => format!("weekday {day}"),
                    TimeKind::Duration(value, of) => format!("for {} {}", range(value), unit(of)),
                    TimeKind::Ago(value, of) => format!("ago {} {}", range(value), unit(of)),
                    TimeKind::In(value, of) => format!("in {} {}", range(value), unit(of)),
                    TimeKind::Relative(value, of) => format!("rel {} {}", range(value), unit(of)),
                    TimeKind::PostoperativeDay(day) => format!("POD {day}"),
                    TimeKind::HospitalDay(day) => format!("HD {day}"),
                    TimeKind::IntensiveCareDay(day) => format!("ICU {day}"),
                    TimeKind::DayOfLife(day) => format!("DOL {day}"),
                    TimeKind::PostpartumDay(day) => format!("PPD {day}"),
                    TimeKind::CourseDay(day, None) => format!("day {day}"),
                    TimeKind::CourseDay(day, Some(of)) => format!("day {day}/{of}"),
                };
                (kind, note.slice(time.span).to_owned())
            })
            .collect()
    }

    /// Each text, read as part of an HPI, says these times at these places.
    fn says(role: &str, table: &[(&str, &[(&str, &str)])]) {
        let mut wrong = Vec::new();
        for (text, expected) in table {
            let found = times(&format!("{role}{text}\n"));
            let found: Vec<(&str, &str)> = found
                .iter()
                .map(|(kind, text)| (kind.as_str(), text.as_str()))
                .collect();
            if found != *expected {
                wrong.push(format!("{text:?}\n  found    {found:?}\n  expected {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn dates() {
        says(
            "## HPI\n\n",
            &[
                ("Seen 3/14/2026.", &[("2026-3-14", "3/14/2026")]),
                ("Seen 14/03/2026.", &[("2026-3-14", "14/03/2026")]),
                ("Seen 2026-03-14 here", &[("2026-3-14", "2026-03-14")]),
                ("Seen 2026/03/14 here", &[("2026-3-14", "2026/03/14")]),
                ("Seen 03-14-2026 here", &[("2026-3-14", "03-14-2026")]),
                ("Seen 14.03.2026.", &[("2026-3-14", "14.03.2026")]),
                (
                    "Seen 3/14/26, 2/3/26",
                    &[("2026-3-14", "3/14/26"), ("2026-2-3", "2/3/26")],
                ),
                (
                    "Seen 14/3/26, 2/3/26",
                    &[("2026-3-14", "14/3/26"), ("2026-3-2", "2/3/26")],
                ),
                ("Seen 2/3/2026", &[("2026-2-3?", "2/3/2026")]),
                ("Operated 11/05/97", &[("1997-11-5?", "11/05/97")]),
                ("on 14 Mar 2026", &[("2026-3-14", "14 Mar 2026")]),
                ("on 14-Mar-2026", &[("2026-3-14", "14-Mar-2026")]),
                ("on 14-Mar-26", &[("2026-3-14", "14-Mar-26")]),
                ("the 14th of March 2026", &[("2026-3-14", "14th of March 2026")]),
                ("on March 14, 2026 he", &[("2026-3-14", "March 14, 2026")]),
                ("on March 14th he", &[("?-3-14", "March 14th")]),
                ("on Sept. 3 he", &[("?-9-3", "Sept. 3")]),
                ("on 3/14 he fell", &[("?-3-14", "3/14")]),
                ("since 2/30", &[("?-2-30", "2/30")]),
                ("admitted 31/4", &[("?-4-31", "31/4")]),
                ("CXR (3/14): clear", &[("?-3-14", "3/14")]),
                (
                    "on 1/2/2026 and 15/2/2026",
                    &[("2026-2-1", "1/2/2026"), ("2026-2-15", "15/2/2026")],
                ),
                ("Mon 16/3, well", &[("weekday 1", "Mon"), ("?-3-16", "16/3")]),
                (
                    "on Monday, March 16, 2026",
                    &[("weekday 1", "Monday"), ("2026-3-16", "March 16, 2026")],
                ),
                ("since 10/2020", &[("2020-10-?", "10/2020")]),
                ("in January of 2021", &[("2021-1-?", "January of 2021")]),
                ("since May", &[("?-5-?", "May")]),
                ("CABG in 2015", &[("2015-?-?", "2015")]),
                ("appendectomy (2012)", &[("2012-?-?", "2012")]),
                (
                    "from 07/22/2008 to 07/29/2008",
                    &[("2008-7-22", "07/22/2008"), ("2008-7-29", "07/29/2008")],
                ),
                ("on 2/29/2025", &[("2025-2-29", "2/29/2025")]),
                ("2026-03-14T09:30", &[("2026-3-14", "2026-03-14")]),
            ],
        );
    }

    #[test]
    fn durations_and_times_ago() {
        says(
            "## HPI\n\n",
            &[
                ("cough x3d", &[("for 3 d", "x3d")]),
                ("cough x 3d", &[("for 3 d", "x 3d")]),
                ("cough x3 days", &[("for 3 d", "x3 days")]),
                ("cough × 2 weeks", &[("for 2 wk", "× 2 weeks")]),
                ("cough for 3 days", &[("for 3 d", "for 3 days")]),
                ("cough for the past three days", &[("for 3 d", "past three days")]),
                ("cough over the last 2-3 wks", &[("for 2..3 wk", "last 2-3 wks")]),
                (
                    "cough for about 6 to 8 weeks",
                    &[("for 6..8 wk", "for about 6 to 8 weeks")],
                ),
                ("cough for several weeks", &[("for 3..10 wk", "for several weeks")]),
                ("cough for a couple of days", &[("for 2..3 d", "for a couple of days")]),
                ("cough for a few months", &[("for 2..5 mo", "for a few months")]),
                ("cough for a week", &[("for 1 wk", "for a week")]),
                ("over the past week", &[("for 1 wk", "past week")]),
                ("cough for weeks", &[("for 2..12 wk", "for weeks")]),
                ("3/7 hx of cough", &[("for 3 d", "3/7")]),
                ("cough 2/52", &[("for 2 wk", "2/52")]),
                ("tired for 6/12", &[("for 6 mo", "6/12")]),
                ("vomiting 1/7 ago", &[("ago 1 d", "1/7")]),
                ("a 5-day history of cough", &[("for 5 d", "5-day")]),
                ("two-week history of", &[("for 2 wk", "two-week")]),
                ("2 weeks' history", &[("for 2 wk", "2 weeks'")]),
                ("4-days of sharp pain", &[("for 4 d", "4-days")]),
                ("3 days of cough", &[("for 3 d", "3 days")]),
                ("chest pain lasting 20 minutes", &[("for 20 min", "lasting 20 minutes")]),
                ("for 1.5 years", &[("for 1.5 y", "for 1.5 years")]),
                ("for half an hour", &[("for 0.5 h", "for half an hour")]),
                ("for three (3) days", &[("for 3 d", "for three (3) days")]),
                ("for 3+ days", &[("for 3 d", "for 3+ days")]),
                ("pain for a fortnight", &[("for 2 wk", "for a fortnight")]),
                ("pain times 3 days", &[("for 3 d", "times 3 days")]),
                (
                    "Cough 3 days, fever 2 days.",
                    &[("for 3 d", "3 days"), ("for 2 d", "2 days")],
                ),
                ("a 3-day cough", &[("for 3 d", "3-day")]),
                ("3 days ago", &[("ago 3 d", "3 days ago")]),
                ("3d ago", &[("ago 3 d", "3d ago")]),
                ("2 days PTA", &[("ago 2 d", "2 days PTA")]),
                (
                    "two weeks prior to\npresentation",
                    &[("ago 2 wk", "two weeks prior to\npresentation")],
                ),
                ("a year ago", &[("ago 1 y", "a year ago")]),
                ("a few months ago", &[("ago 2..5 mo", "a few months ago")]),
                (
                    "yesterday and last night",
                    &[("ago 1 d", "yesterday"), ("ago 1 d", "last night")],
                ),
                ("this morning", &[("ago 0 d", "this morning")]),
                ("since Monday", &[("weekday 1", "Monday")]),
                ("since Sat", &[("weekday 6", "Sat")]),
                (
                    "3 days later, 2 weeks after surgery",
                    &[("rel 3 d", "3 days"), ("rel 2 wk", "2 weeks")],
                ),
                ("2 weeks prior to surgery", &[("rel 2 wk", "2 weeks")]),
                ("cough for 3\u{A0}days", &[("for 3 d", "for 3\u{A0}days")]),
            ],
        );
        says(
            "## Plan\n\n",
            &[
                ("See in 2 weeks", &[("in 2 wk", "in 2 weeks")]),
                ("RTC 3 months", &[("in 3 mo", "RTC 3 months")]),
                ("f/u in 2 wks", &[("in 2 wk", "in 2 wks")]),
                ("Review in 2/52", &[("in 2 wk", "2/52")]),
                ("return in one to two weeks", &[("in 1..2 wk", "in one to two weeks")]),
                ("recheck tomorrow", &[("in 1 d", "tomorrow")]),
                ("amoxicillin for 7 days", &[("for 7 d", "for 7 days")]),
                ("7-day course", &[("for 7 d", "7-day")]),
                ("in the next 2 weeks", &[("in 2 wk", "next 2 weeks")]),
            ],
        );
    }

    #[test]
    fn counted_days() {
        says(
            "## Subjective\n\n",
            &[
                ("POD#2", &[("POD 2", "POD#2")]),
                ("POD 2 s/p", &[("POD 2", "POD 2")]),
                ("POD2", &[("POD 2", "POD2")]),
                ("POD # 12", &[("POD 12", "POD # 12")]),
                ("POD: 3", &[("POD 3", "POD: 3")]),
                ("postoperative day two", &[("POD 2", "postoperative day two")]),
                ("Post-op day #1", &[("POD 1", "Post-op day #1")]),
                ("postop day 3", &[("POD 3", "postop day 3")]),
                ("Day 2 post-op", &[("POD 2", "Day 2 post-op")]),
                ("now 4 days postoperatively", &[("POD 4", "4 days postoperatively")]),
                ("2/7 post op", &[("POD 2", "2/7")]),
                ("HD 3", &[("HD 3", "HD 3")]),
                ("HD#3", &[("HD 3", "HD#3")]),
                ("HD3, stable", &[("HD 3", "HD3")]),
                ("hospital day 5", &[("HD 5", "hospital day 5")]),
                ("Hospital Day #5", &[("HD 5", "Hospital Day #5")]),
                ("hospital day number five", &[("HD 5", "hospital day number five")]),
                ("day 3 of admission", &[("HD 3", "day 3 of admission")]),
                ("DOL 3", &[("DOL 3", "DOL 3")]),
                ("DOL#3", &[("DOL 3", "DOL#3")]),
                ("day of life 2", &[("DOL 2", "day of life 2")]),
                ("ICU day 4", &[("ICU 4", "ICU day 4")]),
                ("PPD #1", &[("PPD 1", "PPD #1")]),
                ("day 3/7", &[("day 3/7", "day 3/7")]),
                ("abx day 2 of 7", &[("day 2/7", "abx day 2 of 7")]),
                ("ceftriaxone (day 3)", &[("day 3", "day 3")]),
                ("cefepime D3/7", &[("day 3/7", "D3/7")]),
                ("Day #4 of vancomycin", &[("day 4", "Day #4")]),
            ],
        );
    }

    #[test]
    fn look_alikes() {
        says(
            "## HPI\n\n",
            &[
                ("strength 5/5 throughout", &[]),
                ("3/6 systolic murmur", &[]),
                ("VA 20/20, 6/12 and 6/9", &[]),
                ("1/2 tablet", &[]),
                ("BP 120/80, 110/70-130/80", &[]),
                ("T12 fracture, C5-6, L4-5", &[]),
                ("ratio 2:1, odds 3-4", &[]),
                ("every 3 days", &[]),
                ("q 3 days, q3d, q6h, q 6 hours", &[]),
                ("2 times daily, 3x/week", &[]),
                ("twice a day, once a week, five days a week", &[]),
                ("3-day-old boy, 3 year old, 64 y/o", &[]),
                ("10 mo M, 6mo girl", &[]),
                ("20 pack-years, 1.5 packs per day", &[]),
                ("32 weeks gestation, 34 weeks +3 days, at 39 weeks", &[]),
                ("she was 13 years old, aged 3 months", &[]),
                ("pain 7/10 at worst, 10/10 now", &[]),
                ("GCS 15/15, Apgar 8/9, MMSE 27/30", &[]),
                ("24-hour urine, 30 day event monitor, 90-day supply", &[]),
                ("HD MWF, on HD 3x/week, HD 3 times weekly, HD 4 hours", &[]),
                ("podiatry saw 2 toes", &[]),
                ("vitamin D3 1000 IU, D5W", &[]),
                ("O2 sat 94, sat up, he may 3 times", &[]),
                ("10.5/32.1, 138/4.1/101/24, 1.5.2", &[]),
                ("call 555-12-2026x, 24/7", &[]),
                ("[DATE-2] and [**2101-3-14**]", &[]),
                ("march 3 times, mar 3", &[]),
                ("drank 2000 mL, ate 2015 kcal", &[]),
                ("cycle day 14, three times a day 2 tabs", &[]),
                ("smokes 1 ppd, PPD 10 mm", &[]),
                ("2 h postprandial glucose", &[]),
                ("sutures 3-0 Vicryl, 4-0 nylon", &[]),
                ("<!-- 3/14/2026, 3 days ago -->", &[]),
                ("***{3 days ago}", &[]),
                ("7/52/3/4/5, 1/2/3/4", &[]),
                ("took 20 tablets at about 2100, fell at around 2015", &[]),
                ("last ate around 2000 that evening, by 2030 the previous night", &[]),
            ],
        );
    }

    #[test]
    fn facts_lie_in_the_text_and_in_order() {
        let text = "CC: cough x3d, POD#2, 3/14/2026, since Monday, 2/52 ago, yesterday";
        let note = read_text(text);
        assert!(note.times().is_sorted_by_key(|time| time.span.start));
        assert!(
            note.times()
                .windows(2)
                .all(|pair| pair[0].span.end <= pair[1].span.start)
        );
        assert_eq!(note.times().len(), 6);
    }

    #[test]
    fn amounts_in_days() {
        let note = read_text("## HPI\n\nfor 2-3 weeks");
        assert_eq!(note.times()[0].days(), Some((14.0, 21.0)));
        assert_eq!(note.times()[0].unit(), Some(TimeUnit::Week));
    }
}
