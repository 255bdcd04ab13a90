//! Dates more exact than a year, dates of birth.

use super::super::super::Note;
use super::super::Time;
use super::super::around::{after, back_gap, back_spaces, before, in_word, skip_gap, skip_spaces};
use super::super::calendar::{day_number, days_in_month};
use super::super::times::TimeKind;
use super::numbers::Reader;
use super::{Certainty, Identifier, IdentifierKind};
use crate::grammar::{LexiconHit, Str, lexicon_ids};
use crate::syntax::NodeKind;
use crate::text::Span;

/// Read them into `found`, which holds the dates in figures already.
pub(super) fn read(note: &Note, found: &mut Vec<Identifier>) {
    told(note, found);
    shouted(note, found);
    hidden(note, found);
    holidays(note, found);
    births(note, found);
}

// ---- Dates in figures ----

/// Whether the calendar has the day, with the month first or the day.
fn is_day(year: Option<u16>, a: u32, b: u32) -> bool {
    let fits = |month: u32, day: u32| {
        (1..=12).contains(&month) && day >= 1 && day <= u32::from(days_in_month(year, month as u8))
    };
    fits(a, b) || fits(b, a)
}

pub(super) fn value(digits: &[u8]) -> u32 {
    digits
        .iter()
        .take(6)
        .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'))
}

/// Whether eight digits are a day: `20240314`.
pub(super) fn is_compact(digits: &[u8]) -> bool {
    let year = value(&digits[..4]) as u16;
    let (month, day) = (value(&digits[4..6]) as u8, value(&digits[6..8]) as u8);
    (1900..=2049).contains(&year) && day_number(year, month, day).is_some()
}

/// A date in figures whose first number stands at `start..end`, behind it `/`, `-` or `.` and a digit. Where it ends.
pub(super) fn numeric(reader: &mut Reader<'_, '_>, start: usize, end: usize) -> Option<usize> {
    let bytes = reader.bytes;
    let sign = bytes[end];
    let run = |at: usize| {
        bytes[at..]
            .iter()
            .take(6)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let first = &bytes[start..end];
    let middle = end + 1;
    let second = &bytes[middle..middle + run(middle)];
    let lead = reader.lead(start);
    let digit_before = start > 1 && bytes[start - 2].is_ascii_digit();
    if matches!(lead, b'.' | b'/' | b'$' | b'#' | b'+') && digit_before
        || lead == b'-' && (sign == b'-' || !digit_before)
        || lead == b':' && digit_before
        || !matches!(second.len(), 1 | 2 | 4)
    {
        return None;
    }
    let stop = middle + second.len();
    let (a, b) = (value(first), value(second));
    if bytes.get(stop) == Some(&sign) && reader.at(stop + 1).is_ascii_digit() {
        let third = &bytes[stop + 1..stop + 1 + run(stop + 1)];
        let close = stop + 1 + third.len();
        let c = value(third);
        let next = reader.at(close);
        let goes_on = next == sign && reader.at(close + 1).is_ascii_digit()
            || next == b'.' && reader.at(close + 1).is_ascii_digit()
            || next == b'%'
            || in_word(next) && next < 0x80 && next != b'T';
        if goes_on || second.len() > 2 {
            return None;
        }
        let whole = match (first.len(), third.len()) {
            (4, 1 | 2) => (1880..=2199).contains(&a) && day_number(a as u16, b as u8, c as u8).is_some(),
            (1 | 2, 4) => (1880..=2199).contains(&c) && is_day(Some(c as u16), a, b),
            (1 | 2, 2) => {
                let two = first.len() == 2 && second.len() == 2;
                let year = if c <= 40 { 2000 + c } else { 1900 + c };
                (sign != b'.' || two) && is_day(Some(year as u16), a, b) && !is_pressure(reader.bytes, start, close)
            }
            _ => false,
        };
        return whole.then(|| {
            reader.push(IdentifierKind::Date, Certainty::Certain, start, close);
            close
        });
    }
    // `Recheck 12/30`.
    let next = reader.at(stop);
    if sign == b'/'
        && first.len() <= 2
        && second.len() <= 2
        && !in_word(lead)
        && !in_word(next)
        && !matches!(next, b'/' | b'%')
        && !reader.is_ratio(stop)
    {
        let units = [
            "days", "day", "weeks", "strength", "murmur", "pain", "visits", "mg", "units", "tabs", "tablets", "pulses",
            "times", "doses",
        ]
        .map(Str::Borrowed);
        let dated = (1..=12).contains(&a) && b >= 1 && b <= u32::from(days_in_month(None, a as u8))
            || (13..=31).contains(&a) && (1..=12).contains(&b);
        if dated && is_announced(reader, start, stop, b) && after(bytes, stop, &units).is_none() {
            reader.push(IdentifierKind::Date, Certainty::Likely, start, stop);
            return Some(stop);
        }
    }
    // `03/2024`.
    let free =
        !in_word(next) && !(matches!(next, b'/' | b'-' | b'.') && reader.at(stop + 1).is_ascii_digit()) && next != b'%';
    let month_year = first.len() <= 2 && second.len() == 4 && (1..=12).contains(&a) && (1900..=2100).contains(&b);
    let year_month =
        first.len() == 4 && second.len() == 2 && (1900..=2100).contains(&a) && (1..=12).contains(&b) && b < a % 100;
    let shaped = month_year && (sign == b'/' || sign == b'-' && first.len() == 2) || year_month && sign == b'-';
    if free && shaped && !in_word(lead) && lead != b'/' {
        reader.push(IdentifierKind::Date, Certainty::Likely, start, stop);
        return Some(stop);
    }
    None
}

/// Whether words around a day and month tell that they are one: `Recheck 12/30`, `meeting 10/16 at 15:00`, `f/u with cardiology 6/17`.
fn is_announced(reader: &Reader<'_, '_>, start: usize, end: usize, second: u32) -> bool {
    /// How far an appointment may stand from its day, in bytes.
    const NEAR: usize = 36;
    let bytes = reader.bytes;
    if before(bytes, back_over_signs(bytes, start), reader.lists.day_cues).is_some() {
        return true;
    }
    let timed = [&b" at "[..], b" @ ", b" @"].iter().any(|it| {
        bytes[end..].starts_with(it) && {
            let at = end + it.len();
            let hour = bytes[at..]
                .iter()
                .take(2)
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            hour > 0
                && (bytes.get(at + hour) == Some(&b':')
                    || bytes[at + hour..].starts_with(b"am")
                    || bytes[at + hour..].starts_with(b"pm"))
        }
    });
    // `2/6`, `3/7`, `5/10`: a murmur, days, a score.
    if timed || matches!(second, 1..=7 | 10 | 12) {
        return timed;
    }
    let lead = &bytes[start.saturating_sub(NEAR)..start];
    let clause = lead
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b';' | b'0'..=b'9') || *byte == b',')
        .map_or(0, |at| at + 1);
    let lead = lead[clause..].to_ascii_lowercase();
    [
        "f/u",
        "follow up",
        "follow-up",
        "appt",
        "appointment",
        "scheduled",
        "meeting",
        "booked",
        "clinic visit",
    ]
    .iter()
    .any(|cue| memchr::memmem::find(&lead, cue.as_bytes()).is_some())
}

/// Before spaces and a colon.
pub(super) fn back_over_signs(bytes: &[u8], at: usize) -> usize {
    let lead = back_spaces(bytes, at);
    if lead > 0 && matches!(bytes[lead - 1], b':' | b'(' | b'=') {
        lead - 1
    } else {
        lead
    }
}

/// Whether three numbers are pressures: `PA 25/10/15`, `25/10/15 mmHg`.
fn is_pressure(bytes: &[u8], start: usize, end: usize) -> bool {
    let words = [
        "pa", "pap", "rv", "lv", "ra", "pcwp", "bp", "mpap", "apgar", "apgars", "ratio", "pasp",
    ]
    .map(Str::Borrowed);
    let units = ["mmhg", "mg", "mcg", "ml", "units", "mm hg", "cm", "mm", "kg"].map(Str::Borrowed);
    before(bytes, back_over_signs(bytes, start), &words).is_some() || after(bytes, end, &units).is_some()
}

/// `14MAR1950`: digits, a month and a year without a sign between.
pub(super) fn glued(reader: &mut Reader<'_, '_>, start: usize, end: usize) {
    let written = &reader.bytes[start..end];
    let first = written.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let letters = written[first..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let last = written.len() - first - letters;
    if !(1..=2).contains(&first) || !(3..=9).contains(&letters) || !matches!(last, 2 | 4) {
        return;
    }
    let year = &written[first + letters..];
    if !year.iter().all(u8::is_ascii_digit) {
        return;
    }
    let Some(month) = month_named(reader.note, &written[first..first + letters]) else {
        return;
    };
    let year = (last == 4).then(|| value(year) as u16);
    let day = value(&written[..first]);
    if day >= 1 && day <= u32::from(days_in_month(year, month)) {
        reader.push(IdentifierKind::Date, Certainty::Certain, start, end);
    }
}

/// The number of the month that `name` is.
fn month_named(note: &Note, name: &[u8]) -> Option<u8> {
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    let lexicon = note.grammar.lexicon(lexicon_ids::CALENDAR);
    let months = lexicon.entries.iter().filter(|entry| entry.category == "month");
    let mut named = months.filter(|entry| {
        *entry.id == *name || entry.id.get(..3) == Some(&name) || name == "sept" && entry.id == "september"
    });
    named.next()?.number("number").map(|number| number as u8)
}

// ---- Dates in words, and those that a word announces ----

/// The dates among the times of the note.
fn told(note: &Note, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    for time in note.times() {
        let TimeKind::Date {
            year,
            month: Some(_),
            day,
            ..
        } = time.kind
        else {
            continue;
        };
        if day.is_none() && year.is_none()
            || !time.is_possible()
            || is_amount(note, time)
            || is_pressure(bytes, time.span.start as usize, time.span.end as usize)
        {
            continue;
        }
        let certainty = if day.is_some() && year.is_some() {
            Certainty::Certain
        } else {
            Certainty::Likely
        };
        let span = with_range(note, time.span);
        found.push(Identifier {
            kind: IdentifierKind::Date,
            certainty,
            span,
        });
    }
}

/// `MARCH 3RD`: in a note in capitals.
fn shouted(note: &Note, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    for hit in note
        .phrases_of(lexicon_ids::CALENDAR)
        .filter(|hit| note.grammar.category(hit) == "month")
    {
        let at = skip_spaces(bytes, hit.span.end as usize);
        let count = bytes[at..]
            .iter()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let to = at + count;
        let suffix = ["ST", "ND", "RD", "TH"]
            .iter()
            .any(|it| bytes[to..].starts_with(it.as_bytes()));
        if (1..=2).contains(&count) && suffix && !bytes.get(to + 2).copied().is_some_and(in_word) {
            found.push(Identifier {
                kind: IdentifierKind::Date,
                certainty: Certainty::Likely,
                span: Span::new(hit.span.start, to as u32 + 2),
            });
        }
    }
}

/// `May 2 tablets`, `MAR 5 mg`, `Dec 20%`: a month that is none.
fn is_amount(note: &Note, time: &Time) -> bool {
    let bytes = note.text.as_bytes();
    let TimeKind::Date { year: None, .. } = time.kind else {
        return false;
    };
    let written = note.slice(time.span);
    let units = [
        "mg", "mcg", "g", "ml", "units", "unit", "tablets", "tablet", "tabs", "tab", "caps", "puffs", "%", "weeks",
        "days", "hours", "years", "months", "times", "x", "doses", "l", "meq", "kg", "cm", "mm", "hrs", "wks",
    ]
    .map(Str::Borrowed);
    let named = written.starts_with(|c: char| c.is_ascii_alphabetic());
    named && (after(bytes, time.span.end as usize, &units).is_some() || written.starts_with("MAR "))
}

/// The span with the second day of a range: `March 3-7, 2024`, `3-7 March`.
fn with_range(note: &Note, span: Span) -> Span {
    let bytes = note.text.as_bytes();
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    let written = note.slice(span);
    let digits_at = |at: usize| {
        bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let dash = |at: usize| match bytes.get(at..) {
        Some([b'-', ..]) => Some(at + 1),
        Some([0xE2, 0x80, 0x93 | 0x94, ..]) => Some(at + 3),
        _ => None,
    };
    if written.starts_with(|c: char| c.is_ascii_alphabetic())
        && written.ends_with(|c: char| c.is_ascii_digit() || c == 'h' || c == 't')
    {
        let at = skip_spaces(bytes, end);
        if let Some(from) = dash(at).map(|at| skip_spaces(bytes, at)) {
            let count = digits_at(from);
            let mut to = from + count;
            let suffix = ["st", "nd", "rd", "th"]
                .iter()
                .any(|it| bytes[to..].starts_with(it.as_bytes()));
            to += if suffix { 2 } else { 0 };
            let free =
                !bytes.get(to).copied().is_some_and(in_word) && !matches!(bytes.get(to), Some(b'/' | b':' | b'%'));
            if (1..=2).contains(&count) && free && value(&bytes[from..from + count]) <= 31 {
                end = to;
                let mut at = skip_spaces(bytes, end);
                if bytes.get(at) == Some(&b',') {
                    at = skip_spaces(bytes, at + 1);
                }
                if digits_at(at) == 4 && (1900..=2100).contains(&value(&bytes[at..at + 4])) {
                    end = at + 4;
                }
            }
        }
    } else if written.starts_with(|c: char| c.is_ascii_digit()) && written.contains(|c: char| c.is_ascii_alphabetic()) {
        // `3-7 March`: the first day stands before the dash.
        let lead = &bytes[..start];
        let cut = if lead.ends_with(b"-") {
            1
        } else if lead.ends_with("–".as_bytes()) {
            3
        } else {
            0
        };
        let count = lead[..start - cut]
            .iter()
            .rev()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let from = start - cut - count;
        if cut > 0
            && (1..=2).contains(&count)
            && !from
                .checked_sub(1)
                .is_some_and(|at| in_word(bytes[at]) || matches!(bytes[at], b'/' | b'.' | b'-'))
        {
            start = from;
        }
    }
    Span::from(start..end)
}

/// Dates with the name of a month in the front matter and in comments, where no times are read.
fn hidden(note: &Note, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    let spans: Vec<Span> = note
        .tree
        .nodes()
        .iter()
        .filter(|node| matches!(node.kind, NodeKind::Comment | NodeKind::FrontMatter))
        .map(|node| node.span)
        .filter(|span| note.slice(*span).bytes().any(|byte| byte.is_ascii_digit()))
        .collect();
    if spans.is_empty() {
        return;
    }
    let mut hits = Vec::new();
    note.grammar.find_phrases(&note.text, spans, &mut hits);
    for hit in hits
        .iter()
        .filter(|hit| hit.lexicon == lexicon_ids::CALENDAR && note.grammar.category(hit) == "month")
    {
        let (mut start, mut end) = (hit.span.start as usize, hit.span.end as usize);
        let lead = back_gap(bytes, start);
        let count = bytes[..lead]
            .iter()
            .rev()
            .take(3)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let mut dated = (1..=2).contains(&count) && !in_word(lead.checked_sub(count + 1).map_or(0, |at| bytes[at]));
        if dated {
            start = lead - count;
        }
        for _ in 0..2 {
            let mut at = end + usize::from(matches!(bytes.get(end), Some(b'.' | b',')));
            at = skip_gap(bytes, at);
            let count = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let free = !bytes.get(at + count).copied().is_some_and(in_word);
            if !free || !(matches!(count, 1 | 2) && !dated || count == 4) {
                break;
            }
            dated = true;
            end = at + count;
            if count == 4 {
                break;
            }
        }
        if dated {
            found.push(Identifier {
                kind: IdentifierKind::Date,
                certainty: Certainty::Likely,
                span: Span::from(start..end),
            });
        }
    }
}

/// `since Thanksgiving`, `on Christmas Eve`.
fn holidays(note: &Note, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    let cues = [
        "on",
        "since",
        "until",
        "till",
        "before",
        "after",
        "around",
        "by",
        "last",
        "this",
        "over",
        "from",
        "at",
        "the day after",
    ]
    .map(Str::Borrowed);
    let things = [
        "tree",
        "factor",
        "disease",
        "dinner",
        "party",
        "cactus",
        "lights",
        "island",
        "eve party",
        "season",
        "presents",
    ]
    .map(Str::Borrowed);
    let hits = note.phrases_of(lexicon_ids::IDENTIFIER_LABELS);
    for hit in hits.filter(|hit| note.grammar.category(hit) == "holiday") {
        let (start, end) = (hit.span.start as usize, hit.span.end as usize);
        let capital = bytes[start].is_ascii_uppercase() || bytes[start].is_ascii_digit();
        if capital && before(bytes, start, &cues).is_some() && after(bytes, end, &things).is_none() {
            found.push(Identifier {
                kind: IdentifierKind::Date,
                certainty: Certainty::Likely,
                span: hit.span,
            });
        }
    }
}

// ---- Dates of birth ----

/// What a label of birth announces is a date of birth, also where nothing else would tell that it is a date.
fn births(note: &Note, found: &mut Vec<Identifier>) {
    let labels = note
        .phrases_of(lexicon_ids::DATE_LABELS)
        .filter(|hit| note.grammar.category(hit) == "birth")
        .chain(
            note.phrases_of(lexicon_ids::AGE_FORMS)
                .filter(|hit| note.grammar.category(hit) == "born"),
        );
    let mut places: Vec<Span> = Vec::new();
    for hit in labels {
        let at = past_signs(note, hit.span.end as usize);
        places.push(written_at(note, at).unwrap_or(Span::at(at as u32)));
        column(note, hit, &mut places);
    }
    for entry in &note.front_matter {
        let key = note.slice(entry.key).to_ascii_lowercase();
        let value = note.slice(entry.value);
        let year = value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit());
        if (key.contains("birth") || key.contains("dob")) && value.bytes().any(|byte| byte.is_ascii_digit()) && !year {
            places.push(entry.value);
        }
    }
    if places.is_empty() {
        return;
    }
    places.sort_unstable_by_key(|span| (span.start, span.end));
    places.dedup();
    // A date that begins where a label announces one, or covers what is written there, is a date of birth.
    for one in found.iter_mut().filter(|one| one.kind == IdentifierKind::Date) {
        let at = places.partition_point(|span| span.end < one.span.start);
        let here = |span: &&Span| span.start == one.span.start || span.overlaps(one.span);
        if places[at..].iter().take(2).find(here).is_some() {
            one.kind = IdentifierKind::BirthDate;
            one.certainty = Certainty::Certain;
        }
    }
    for span in places.into_iter().filter(|span| span.start < span.end) {
        found.push(Identifier {
            kind: IdentifierKind::BirthDate,
            certainty: Certainty::Certain,
            span,
        });
    }
}

pub(super) fn is_date(one: &Identifier) -> bool {
    matches!(one.kind, IdentifierKind::Date | IdentifierKind::BirthDate)
}

/// Past what stands between a label of birth and its date.
pub(super) fn past_signs(note: &Note, from: usize) -> usize {
    let bytes = note.text.as_bytes();
    let mut at = from;
    while at < bytes.len() && at - from < 24 {
        let rest = &bytes[at..];
        let word = ["on", "is", "was", "of", "in"].iter().find(|word| {
            rest.len() > word.len()
                && rest[..word.len()].eq_ignore_ascii_case(word.as_bytes())
                && !in_word(rest[word.len()])
        });
        match (bytes[at], word) {
            (_, Some(word)) => at += word.len(),
            (
                b' ' | b'\t' | b':' | b'*' | b'_' | b'=' | b'|' | b'(' | b')' | b'-' | b'.' | b'\n' | b'\r' | b','
                | b'#' | b'/',
                _,
            ) => at += 1,
            (0xC2, _) if bytes.get(at + 1) == Some(&0xA0) => at += 2,
            _ => break,
        }
    }
    at
}

/// A date in figures at `at`, in whatever form: `3/14`, `3-14-50`, `14.3.1950`, `19500314`; no year alone.
fn written_at(note: &Note, at: usize) -> Option<Span> {
    let bytes = note.text.as_bytes();
    let rest = bytes.get(at..)?;
    let mut length = rest
        .iter()
        .take(10)
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'.'))
        .count();
    while length > 0 && !rest[length - 1].is_ascii_digit() {
        length -= 1;
    }
    let written = &rest[..length];
    let groups: Vec<&[u8]> = written.split(|byte| !byte.is_ascii_digit()).collect();
    let parted = (2..=3).contains(&groups.len()) && groups.iter().all(|group| !group.is_empty() && group.len() <= 4);
    let small =
        groups.len() == 2 && groups.iter().any(|group| group.len() > 2) && !groups.iter().any(|group| group.len() == 4);
    let compact = length == 8 && groups.len() == 1 && is_compact_in_any_order(written);
    // `born 36/40` is weeks of forty.
    let dated = match *groups {
        [a, b] => is_day(None, value(a), value(b)) || a.len() == 4 || b.len() == 4,
        [a, b, _] if a.len() < 4 => is_day(None, value(a), value(b)),
        _ => true,
    };
    let free = !rest
        .get(length)
        .copied()
        .is_some_and(|byte| in_word(byte) && byte != b'T');
    (free && !small && dated && (parted || compact)).then(|| Span::from(at..at + length))
}

/// `19580304`, `03041958`.
fn is_compact_in_any_order(digits: &[u8]) -> bool {
    let year = value(&digits[4..8]) as u16;
    is_compact(digits) || (1880..=2100).contains(&year) && is_day(Some(year), value(&digits[..2]), value(&digits[2..4]))
}

/// The dates below a label of birth that heads a column of a table.
fn column(note: &Note, hit: &LexiconHit, found: &mut Vec<Span>) {
    /// So many rows are read below a heading.
    const ROWS: usize = 200;
    let bytes = note.text.as_bytes();
    let (start, end) = (hit.span.start as usize, hit.span.end as usize);
    let line = memchr::memrchr(b'\n', &bytes[..start]).map_or(0, |at| at + 1);
    let column = memchr::memchr_iter(b'|', &bytes[line..start]).count();
    let Some(mut at) = memchr::memchr(b'\n', &bytes[end..]).map(|at| end + at) else {
        return;
    };
    if memchr::memchr(b'|', &bytes[line..at]).is_none() {
        return;
    }
    for _ in 0..ROWS {
        let from = (at + 1).min(bytes.len());
        let stop = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |next| from + next);
        let bars: Vec<usize> = memchr::memchr_iter(b'|', &bytes[from..stop])
            .map(|bar| from + bar)
            .collect();
        if bars.is_empty() {
            return;
        }
        let cell = match column {
            0 => Some(from),
            _ => bars.get(column - 1).map(|bar| bar + 1),
        };
        if let Some(span) = cell.and_then(|cell| written_at(note, skip_spaces(bytes, cell))) {
            found.push(span);
        }
        if stop >= bytes.len() {
            return;
        }
        at = stop;
    }
}
