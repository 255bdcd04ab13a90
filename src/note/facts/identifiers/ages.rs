//! Ages over 89.

use super::super::super::Note;
use super::super::around::{after, back_spaces, before, in_word};
use super::super::times::TimeKind;
use super::super::{AgeUnit, Time};
use super::dates::{back_over_signs, is_date, past_signs, value};
use super::{Certainty, Identifier, IdentifierKind};
use crate::grammar::{LexiconHit, Str, lexicon_ids};
use crate::text::Span;

/// Ages from here on are identifiers.
const OLD: u32 = 90;
/// Nobody is older.
const OLDEST: u32 = 125;
/// Who was born in this year or before is over 89 in any note of today.
const BORN_LONG_AGO: u16 = 1930;

/// Ages over 89, in whatever form, and a year of birth that tells one.
pub(super) fn read(note: &Note, found: &mut Vec<Identifier>) {
    being(note, found);
    for hit in note.phrases_of(lexicon_ids::AGE_FORMS) {
        let entry = note.entry(hit);
        match &*entry.category {
            "number" if entry.text("unit") == Some("year") && is_of_somebody(note, hit) => {
                number(note, hit.span.start as usize, found);
            }
            "tens" if entry.number("value").is_some_and(|value| value >= 90.0) => {
                let end = note.slice(hit.span).rfind(' ').or(note.slice(hit.span).rfind('-'));
                let to = hit.span.start + end.unwrap_or(0) as u32;
                push_age(note, Span::new(hit.span.start, to), found);
            }
            "letter" => with_letter(note, hit, found),
            "label" => number(note, past_label(note, hit.span.end as usize), found),
            _ => {}
        }
    }
    for hit in note.phrases_of(lexicon_ids::IDENTIFIER_LABELS) {
        match note.grammar.category(hit) {
            "age" => {
                let at = past_label(note, hit.span.end as usize);
                let next = at
                    + note.text.as_bytes()[at..]
                        .iter()
                        .take_while(|byte| byte.is_ascii_digit())
                        .count();
                let units = [
                    "%", "mg", "ml", "units", "kg", "lb", "lbs", "degrees", "bpm", "mmhg", "st", "nd", "rd", "weeks",
                    "days", "months", "minutes", "hours",
                ];
                if after(note.text.as_bytes(), next, &units.map(Str::Borrowed)).is_none() {
                    lived_to(note, at, found);
                }
            }
            "birthday" => {
                let bytes = note.text.as_bytes();
                let at = back_spaces(bytes, hit.span.start as usize);
                let suffix = ["st", "nd", "rd", "th"]
                    .iter()
                    .any(|it| bytes[..at].ends_with(it.as_bytes()));
                if suffix {
                    let count = bytes[..at - 2]
                        .iter()
                        .rev()
                        .take(4)
                        .take_while(|byte| byte.is_ascii_digit())
                        .count();
                    number(note, at - 2 - count, found);
                }
            }
            _ => {}
        }
    }
    for age in note
        .patient()
        .ages
        .iter()
        .filter(|age| age.unit == AgeUnit::Year && !age.decade)
    {
        if age.value >= f64::from(OLD) && age.value <= f64::from(OLDEST) {
            let bytes = note.slice(age.span).as_bytes();
            let lead = bytes.iter().take_while(|byte| !byte.is_ascii_digit()).count();
            if lead < bytes.len() {
                number(note, age.span.start as usize + lead, found);
            }
        }
    }
    let born = note
        .phrases_of(lexicon_ids::DATE_LABELS)
        .filter(|hit| note.grammar.category(hit) == "birth");
    let born = born
        .filter_map(|hit| year_at(note, past_signs(note, hit.span.end as usize)))
        .next();
    if let Some((year, span)) = note.patient().birth_year.or(born) {
        let now = this_year(note).map_or(BORN_LONG_AGO, |now| now.saturating_sub(OLD as u16));
        if year <= now && !found.iter().any(|one| is_date(one) && one.span.overlaps(span)) {
            found.push(Identifier {
                kind: IdentifierKind::Age,
                certainty: Certainty::Likely,
                span,
            });
        }
    }
}

/// `who is ninety-four`, `He is 95 and`: an age that only the verb tells.
fn being(note: &Note, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    let persons = [
        "he",
        "she",
        "who",
        "patient",
        "pt",
        "mother",
        "father",
        "husband",
        "wife",
        "grandmother",
        "grandfather",
        "aunt",
        "uncle",
        "sister",
        "brother",
        "mom",
        "dad",
        "now",
        "they",
    ]
    .map(Str::Borrowed);
    let others = [
        "%",
        "percent",
        "degrees",
        "kg",
        "lb",
        "lbs",
        "pounds",
        "mg",
        "cm",
        "in",
        "inches",
        "minutes",
        "days",
        "weeks",
        "hours",
        "on",
        "weeks pregnant",
        "bpm",
        "out of",
        "/",
    ]
    .map(Str::Borrowed);
    for at in memchr::memmem::find_iter(bytes, b" is ") {
        let start = at + 4;
        let tens = bytes[start..]
            .get(..6)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"ninety"));
        if !tens && !matches!(bytes.get(start), Some(b'9' | b'1')) || before(bytes, at, &persons).is_none() {
            continue;
        }
        if tens {
            words(note, start, found);
        } else {
            let end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if after(bytes, end, &others).is_none() {
                number(note, start, found);
            }
        }
    }
    // `aged ninety-four`, `at ninety-one`.
    let cues = [
        "aged", "age", "turned", "turning", "lived to", "died at", "nearly", "almost", "of age",
    ]
    .map(Str::Borrowed);
    for at in memchr::memmem::find_iter(bytes, b"inety") {
        if at > 0 && matches!(bytes[at - 1], b'n' | b'N') && before(bytes, at - 1, &cues).is_some() {
            words(note, at - 1, found);
        }
    }
}

/// The number in words at `at`: `ninety-four`.
fn words(note: &Note, at: usize, found: &mut Vec<Identifier>) {
    const ONES: [&str; 9] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let bytes = note.text.as_bytes();
    let mut end = at + 6;
    if matches!(bytes.get(end), Some(b'-' | b' ')) {
        let one = ONES.iter().find(|one| {
            bytes[end + 1..]
                .get(..one.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(one.as_bytes()))
        });
        end += one.map_or(0, |one| one.len() + 1);
    }
    let things = [
        "percent", "degrees", "days", "minutes", "weeks", "hours", "mg", "units", "pounds", "times", "pills",
    ]
    .map(Str::Borrowed);
    if !bytes.get(end).copied().is_some_and(in_word) && after(bytes, end, &things).is_none() {
        push_age(note, Span::from(at..end), found);
    }
}

/// `93 F` in a header: a number and the letter of a sex, where no temperature stands.
fn with_letter(note: &Note, hit: &LexiconHit, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    let start = hit.span.start as usize;
    let lead = &bytes[..start];
    let written = note.slice(hit.span);
    let word = written.len() > 5;
    let apart = lead.is_empty()
        || lead.ends_with(b"  ")
        || lead.ends_with(b"\t")
        || lead.ends_with(b"\n")
        || lead.ends_with(b"| ")
        || lead.ends_with(b"(");
    let heat = ["t", "temp", "temperature", "tmax", "tm", "fever", "of", "to"].map(Str::Borrowed);
    let rest = &bytes[hit.span.end as usize..];
    // `49 C (120 F)`: what is measured in the other scale as well.
    let degrees = lead.strip_suffix(b"(").is_some_and(|lead| {
        let lead = lead.trim_ascii_end();
        lead.strip_suffix(b"C").is_some_and(|lead| {
            let lead = lead.strip_suffix("°".as_bytes()).unwrap_or(lead).trim_ascii_end();
            lead.last().is_some_and(u8::is_ascii_digit)
        })
    });
    let closed = rest.first().is_none_or(|byte| b"\n\r\t,.;|)".contains(byte)) || rest.starts_with(b"  ");
    if (word || apart && closed && !degrees) && before(bytes, back_over_signs(bytes, start), &heat).is_none() {
        number(note, start, found);
    }
}

/// An age right behind the name of somebody: `Maria Lopez (94)`, `Maria Lopez, 94,`.
pub(super) fn beside_names(note: &Note, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    let names: Vec<u32> = found
        .iter()
        .filter(|one| one.kind == IdentifierKind::Name)
        .map(|one| one.span.end)
        .collect();
    for end in names {
        let at = end as usize;
        let start = match bytes.get(at..) {
            Some([b' ', b'(', b'9' | b'1', ..]) => at + 2,
            Some([b',', b' ', b'9' | b'1', ..]) => at + 2,
            _ => continue,
        };
        let stop = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if matches!(bytes.get(stop), Some(b')' | b',' | b'.' | b';')) {
            number(note, start, found);
        }
    }
}

/// A year alone at `at`.
fn year_at(note: &Note, at: usize) -> Option<(u16, Span)> {
    let bytes = note.text.as_bytes();
    let count = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let year = value(&bytes[at..at + count]) as u16;
    let goes_on = bytes.get(at + count).is_some_and(|byte| {
        in_word(*byte)
            || matches!(byte, b'/' | b'-' | b'.') && bytes.get(at + count + 1).is_some_and(u8::is_ascii_digit)
    });
    (count == 4 && (1880..=2100).contains(&year) && !goes_on).then(|| (year, Span::from(at..at + count)))
}

/// The year in which the note was written, as far as it tells.
fn this_year(note: &Note) -> Option<u16> {
    let year = |time: &Time| match time.kind {
        TimeKind::Date { year, .. } => year.filter(|year| (1990..=2100).contains(year)),
        _ => None,
    };
    note.date()
        .and_then(|event| year(&event.date))
        .or_else(|| note.times().iter().filter_map(year).max())
}

/// Whether a number of years is an age: `92 yo`, `92-year-old`, `92 years of age`; not `92 years`.
fn is_of_somebody(note: &Note, hit: &LexiconHit) -> bool {
    let written = note.slice(hit.span).to_ascii_lowercase();
    let unit = written.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let short = unit.starts_with("yo")
        || unit.starts_with("y/o")
        || unit.starts_with("y.o")
        || unit.starts_with("y o")
        || unit.starts_with("yro");
    let words = [
        "old",
        "olds",
        "of age",
        "o",
        "male",
        "female",
        "man",
        "woman",
        "lady",
        "gentleman",
        "m",
        "f",
        "young",
    ]
    .map(Str::Borrowed);
    short
        || matches!(unit, "yom" | "yof" | "ym" | "yf" | "yoa")
        || after(note.text.as_bytes(), hit.span.end as usize, &words).is_some()
}

/// Past what stands between `age` and the number.
fn past_label(note: &Note, from: usize) -> usize {
    let bytes = note.text.as_bytes();
    let mut at = from;
    while at < bytes.len() && at - from < 12 {
        match bytes[at] {
            b' ' | b'\t' | b':' | b'*' | b'=' | b'|' | b'_' => at += 1,
            b'a' | b'o' if bytes[at..].starts_with(b"age ") || bytes[at..].starts_with(b"of ") => at += 3,
            0xC2 if bytes.get(at + 1) == Some(&0xA0) => at += 2,
            _ => break,
        }
    }
    at
}

/// The number at `at`, if it is an age over 89 and no bound.
fn number(note: &Note, at: usize, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    let count = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let value = value(&bytes[at..at + count]);
    let end = at + count;
    let decimal = matches!(bytes.get(end), Some(b'.' | b'/')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    let decade = bytes[end..].starts_with(b"s") && !bytes[end..].starts_with(b"st") || bytes[end..].starts_with(b"'s");
    let grouped = matches!(bytes.get(end), Some(b'+' | b'%')) || decimal || decade;
    let glued = at > 0 && (in_word(bytes[at - 1]) || matches!(bytes[at - 1], b'.' | b'/' | b'$'));
    if (2..=3).contains(&count) && (OLD..=OLDEST).contains(&value) && !grouped && !glued {
        push_age(note, Span::from(at..end), found);
    }
}

/// `lived to 98`: the number at `at`, whose "to" is no bound.
fn lived_to(note: &Note, at: usize, found: &mut Vec<Identifier>) {
    let from = found.len();
    number(note, at, found);
    if found.len() == from {
        let bytes = note.text.as_bytes();
        let count = bytes[at..]
            .iter()
            .take(4)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let end = at + count;
        let plain = !bytes.get(end).is_some_and(|byte| {
            in_word(*byte)
                || matches!(byte, b'-' | b'%' | b'/' | b'+' | b'.')
                    && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
        });
        if (2..=3).contains(&count)
            && (OLD..=OLDEST).contains(&value(&bytes[at..end]))
            && plain
            && bytes.get(end) != Some(&b'+')
        {
            found.push(Identifier {
                kind: IdentifierKind::Age,
                certainty: Certainty::Certain,
                span: Span::from(at..end),
            });
        }
    }
}

/// Report an age unless it is a bound: `over 90`, `90 or older`, `65-90`.
fn push_age(note: &Note, span: Span, found: &mut Vec<Identifier>) {
    let bytes = note.text.as_bytes();
    let (start, end) = (span.start as usize, span.end as usize);
    let bounds = [
        "over", "under", "above", "below", "than", "beyond", ">", "<", "≥", "≤", "to", "between", "until", "past",
        ">=", "<=",
    ]
    .map(Str::Borrowed);
    let open = [
        "or older",
        "or over",
        "or above",
        "and older",
        "and over",
        "and above",
        "years or older",
        "years and older",
        "years or over",
        "plus",
    ]
    .map(Str::Borrowed);
    let lead = back_spaces(bytes, start);
    let sign = lead > 0 && matches!(bytes[lead - 1], b'>' | b'<' | b'=')
        || bytes[..lead].ends_with("≥".as_bytes())
        || bytes[..lead].ends_with("≤".as_bytes());
    let range = start > 1 && matches!(bytes[start - 1], b'-') && bytes[start - 2].is_ascii_digit()
        || bytes[..start].ends_with("–".as_bytes());
    if span.start < span.end
        && !sign
        && !range
        && before(bytes, start, &bounds).is_none()
        && after(bytes, end, &open).is_none()
    {
        found.push(Identifier {
            kind: IdentifierKind::Age,
            certainty: Certainty::Certain,
            span,
        });
    }
}
