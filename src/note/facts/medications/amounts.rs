//! Numbers with their units: `40 mg`, `.5 mg`, `5-10 mg`, `875/125 mg`, `15 mg/kg`, `160 mg/5 mL`, `1-2 tabs`, `½ tablet`.

use super::super::quantity;
use super::words::{after_gap, word};
use crate::grammar::{Grammar, lexicon_ids};
use crate::note::Note;
use crate::text::Span;

/// What an amount is per.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::note::facts) enum Per {
    /// Nothing: an amount.
    Nothing,
    /// A day: `500 mg/day`.
    Day,
    /// A kilogram or square metre of the patient.
    Body,
    /// An hour or minute: a rate.
    Time,
    /// A volume: a concentration, and no dose.
    Volume,
    /// One piece: `90 mcg/puff`.
    Piece,
    /// Litre or decilitre: a laboratory value.
    Laboratory,
}

/// What an amount is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A unit of the lexicon `dose-units`, by entry.
    Measure(u16),
    /// A counted form of the lexicon `dose-forms`, by entry.
    Form(u16),
    /// `%`.
    Percent,
    /// None was written.
    Missing,
}

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Amount {
    /// The number; of a range the lower.
    pub value: f64,
    /// The upper end of a range.
    pub to: Option<f64>,
    /// The second number of a combination: 125 in `875/125 mg`.
    pub second: Option<f64>,
    /// Whether it goes from one to another: `10 -> 20 mg`, `from 20 to 40 mg`; `value` is the new one.
    pub changed: bool,
    pub unit: Unit,
    /// The unit as written, with what it is per; empty if none was.
    pub unit_span: Span,
    pub per: Per,
    /// Number and unit.
    pub span: Span,
    /// Where `/day` stands, if it is per day.
    pub per_span: Option<Span>,
}

/// Words for small numbers.
const WORDS: [(&str, f64); 15] = [
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("twelve", 12.0),
    ("half", 0.5),
    ("a", 1.0),
    ("an", 1.0),
    ("single", 1.0),
];

/// The number at `at` and where it ends: digits, `.5`, `1/2`, `1 1/2`, `½`.
pub(super) fn number(text: &str, at: usize) -> Option<(f64, usize)> {
    let rest = &text[at..];
    for (sign, value) in [("½", 0.5), ("¼", 0.25), ("¾", 0.75)] {
        if rest.starts_with(sign) {
            return Some((value, at + sign.len()));
        }
    }
    if rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        let value = rest[..=digits].parse().ok().filter(|_| digits <= 6)?;
        return Some((value, at + 1 + digits));
    }
    let first = quantity::number(rest)?;
    let end = at + first.len;
    if let Some((value, end)) = fraction(text, first.value, end) {
        return Some((value, end));
    }
    // `1 1/2`, `1-1/2`, `1½`.
    let after = &text[end..];
    if let Some((part, end)) = ["½", "¼", "¾"]
        .iter()
        .zip([0.5, 0.25, 0.75])
        .find_map(|(sign, part)| after.starts_with(*sign).then(|| (part, end + sign.len())))
    {
        return Some((first.value + part, end));
    }
    if after.starts_with([' ', '-'])
        && let Some(numerator) = quantity::number(&after[1..])
        && let Some((part, end)) = fraction(text, numerator.value, end + 1 + numerator.len)
    {
        return Some((first.value + part, end));
    }
    Some((first.value, end))
}

/// `1/2`, `1/4`, `3/4`: the fraction whose numerator ends at `end`.
fn fraction(text: &str, numerator: f64, end: usize) -> Option<(f64, usize)> {
    let rest = text.get(end..)?.strip_prefix('/')?;
    let denominator = rest.chars().next()?.to_digit(10).map(f64::from)?;
    let goes_on = rest[1..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '-'));
    ([2.0, 3.0, 4.0].contains(&denominator) && numerator < denominator && numerator >= 1.0 && !goes_on)
        .then(|| (numerator / denominator, end + 2))
}

/// The amount at `at`, which is the start of a number or of a word for one.
pub(super) fn amount(note: &Note, at: usize) -> Option<Amount> {
    let text: &str = &note.text;
    let Some((mut value, mut end)) = number(text, at) else {
        return amount_in_words(note, at);
    };
    let mut to = None;
    let mut second = None;
    let mut changed = false;
    let mut measure = unit(note, end);
    // What follows the number, or its unit: `5-10 mg`, `5 mg-10 mg`, `875/125 mg`, `20 mg/12.5 mg`, `10 -> 20 mg`.
    let joint = measure.map_or(end, |found| found.end);
    if let Some((join, next)) = joined(text, joint)
        && let Some((other, after)) = number(text, next)
    {
        let other_unit = unit(note, after);
        let fits = match (measure, other_unit) {
            (None, _) => true,
            (Some(first), Some(other)) => first.unit == other.unit,
            (Some(_), None) => false,
        };
        // A slash parts two numbers of a combination only if a unit follows, or both are glued: `5/325`.
        let is_amount = fits && (other_unit.is_some() || measure.is_none() && join != Join::To);
        if is_amount && measure.is_none_or(|first| first.per == Per::Nothing) {
            match join {
                Join::Range | Join::To => to = Some(other),
                Join::Slash => second = Some(other),
                Join::Arrow => {
                    (value, changed) = (other, true);
                }
            }
            end = after;
            measure = other_unit;
            // A third one: `40/5/25 mg`.
            if join == Join::Slash
                && measure.is_none()
                && let Some(rest) = text[end..].strip_prefix('/')
                && let Some((_, third)) = number(text, text.len() - rest.len())
            {
                end = third;
                measure = unit(note, end);
            }
        }
    }
    Some(finish(at, value, to, second, changed, end, measure))
}

fn finish(
    at: usize,
    value: f64,
    to: Option<f64>,
    second: Option<f64>,
    changed: bool,
    end: usize,
    measure: Option<Measure>,
) -> Amount {
    let (unit, unit_span, per, stop, per_span) = match measure {
        Some(found) => (
            found.unit,
            Span::from(found.start..found.end),
            found.per,
            found.end,
            found.per_span,
        ),
        None => (Unit::Missing, Span::at(end as u32), Per::Nothing, end, None),
    };
    Amount {
        value,
        to,
        second,
        changed,
        unit,
        unit_span,
        per,
        span: Span::from(at..stop),
        per_span,
    }
}

/// `one tablet`, `two puffs`, `half a tab`, `a tablet`: words only before a form or a unit.
fn amount_in_words(note: &Note, at: usize) -> Option<Amount> {
    let text: &str = &note.text;
    let word = word(text, at);
    let (_, mut value) = WORDS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .copied()?;
    let mut end = at + word.len();
    let mut to = None;
    // `half a tablet`, `one half tablet`, `one to two tablets`, `1 (one) tablet` is no word.
    let (next, gap) = after_gap(text, end);
    if gap && let Some(more) = join_word(&text[next..]) {
        let (after, _) = after_gap(text, next + more.len());
        match more {
            "to" | "or" => {
                let upper = self::word(text, after);
                if let Some((_, upper_value)) = WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(upper)) {
                    to = Some(*upper_value);
                    end = after + upper.len();
                }
            }
            "half" => {
                value /= 2.0;
                end = next + more.len();
            }
            _ => end = next + more.len(),
        }
    }
    let measure = unit(note, end).filter(|found| match found.unit {
        Unit::Form(_) => true,
        // "a g" is nothing; "one gram" is.
        Unit::Measure(_) => word.len() > 2 && found.end - found.start > 1,
        _ => false,
    })?;
    Some(finish(at, value, to, None, false, end, Some(measure)))
}

/// The word that joins two words of an amount, at the start of `text`.
fn join_word(text: &str) -> Option<&'static str> {
    ["to", "or", "half", "a", "an", "of a"].into_iter().find(|word| {
        text.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)) && text[word.len()..].starts_with(' ')
    })
}

/// What stands between two numbers of one amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Range,
    To,
    Slash,
    Arrow,
}

/// What joins the number that ends at `at` to the next, and where that starts.
fn joined(text: &str, at: usize) -> Option<(Join, usize)> {
    let rest = &text[at..];
    let starts = [
        ("->", Join::Arrow),
        (" -> ", Join::Arrow),
        ("→", Join::Arrow),
        (" → ", Join::Arrow),
        (" --> ", Join::Arrow),
        ("-", Join::Range),
        ("–", Join::Range),
        (" - ", Join::Range),
        (" – ", Join::Range),
        (" to ", Join::To),
        (" or ", Join::To),
        ("/", Join::Slash),
        (" / ", Join::Slash),
    ];
    starts
        .iter()
        .find(|(sign, _)| {
            rest.starts_with(sign)
                && rest[sign.len()..].starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '½' | '¼'))
        })
        .map(|(sign, join)| (*join, at + sign.len()))
}

/// A unit with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Measure {
    unit: Unit,
    start: usize,
    end: usize,
    per: Per,
    per_span: Option<Span>,
}

/// The unit after the number that ends at `at`: glued to it, or after a space or hyphen.
fn unit(note: &Note, at: usize) -> Option<Measure> {
    let text: &str = &note.text;
    let (mut start, _) = after_gap(text, at);
    // `20-mg tablet`.
    if text[start..].starts_with('-') && text[start + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        start += 1;
    }
    if text[start..].starts_with('%') {
        return Some(Measure {
            unit: Unit::Percent,
            start,
            end: start + 1,
            per: Per::Nothing,
            per_span: None,
        });
    }
    if let Some((entry, length)) = named_unit(&note.grammar, &text[start..]) {
        let end = start + length;
        let (end, per, per_span) = per(text, end);
        return Some(Measure {
            unit: Unit::Measure(entry),
            start,
            end,
            per,
            per_span,
        });
    }
    let form = super::hit_at(note, lexicon_ids::DOSE_FORMS, start as u32)?;
    (note.entry(&form).category == "count").then_some(Measure {
        unit: Unit::Form(form.entry),
        start,
        end: form.span.end as usize,
        per: Per::Nothing,
        per_span: None,
    })
}

/// The entry of the lexicon `dose-units` whose phrase opens `text`, and its length.
pub(in crate::note::facts) fn named_unit(grammar: &Grammar, text: &str) -> Option<(u16, usize)> {
    let openings = grammar.openings(lexicon_ids::DOSE_UNITS, text);
    // After a letter none may follow; `mgPO` is read as `mg`, for that is how it is glued.
    let mut whole = openings.into_iter().rev().filter(|(_, length)| {
        let rest = &text[*length..];
        !rest.starts_with(|c: char| c.is_alphanumeric() && !is_glued_route(rest))
    });
    whole.next()
}

/// `PO`, `IV`, `BID` glued to a unit.
fn is_glued_route(text: &str) -> bool {
    [
        "PO", "IV", "IM", "SC", "SQ", "SL", "BID", "TID", "QID", "QD", "OD", "BD",
    ]
    .iter()
    .any(|sign| {
        text.strip_prefix(sign)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}

/// What the unit that ends at `at` is per: where all of it ends, and where `/day` stands.
pub(in crate::note::facts) fn per(text: &str, at: usize) -> (usize, Per, Option<Span>) {
    let mut end = at;
    let mut result = Per::Nothing;
    let mut day = None;
    for _ in 0..3 {
        let rest = &text[end..];
        let sign = ["/", " / ", " per "].into_iter().find(|sign| rest.starts_with(sign));
        let Some(sign) = sign else { break };
        let mut start = end + sign.len();
        // `mg/5 mL`: a number of its own.
        if let Some((_, after)) = number(text, start) {
            start = after_gap(text, after).0;
        }
        let word = word(text, start);
        let found = match word.to_ascii_lowercase().as_str() {
            "kg" | "kilogram" | "kilo" | "lb" | "m" | "m2" | "m²" => Per::Body,
            "d" | "day" | "24h" | "24hr" | "24hrs" => Per::Day,
            "h" | "hr" | "hour" | "min" | "minute" => Per::Time,
            "ml" | "mls" | "cc" => Per::Volume,
            "l" | "dl" | "litre" | "liter" => Per::Laboratory,
            "puff" | "actuation" | "act" | "inhalation" | "spray" | "tab" | "tablet" | "cap" | "capsule" | "patch"
            | "drop" | "inh" | "pill" | "piece" | "blister" => Per::Piece,
            "dose" | "week" | "wk" => Per::Nothing,
            _ => break,
        };
        let stop = start + word.len();
        // `mg/m2`, `mg/m²`.
        let stop = if word.eq_ignore_ascii_case("m") {
            stop + text[stop..]
                .chars()
                .next()
                .filter(|c| matches!(c, '2' | '²'))
                .map_or(0, char::len_utf8)
        } else {
            stop
        };
        match (result, found) {
            (Per::Nothing, Per::Day) => day = Some(Span::from(end..stop)),
            (_, Per::Day) => {}
            _ => {}
        }
        if result == Per::Nothing || found == Per::Time {
            result = found;
        }
        end = stop;
    }
    (end, result, day)
}
