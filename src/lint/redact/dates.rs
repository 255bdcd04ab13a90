//! Dates as they are written: read, moved by days, written again in the same form.

use super::Edit;
use crate::note::Note;
use crate::note::facts::IdentifierKind;
use crate::note::facts::calendar::{MONTHS, civil, day_number, days_in_month};
use crate::text::Span;

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// What stands for a year that is not written.
const SOME_YEAR: u16 = 2023;
/// A year that has every day.
const LEAP_YEAR: u16 = 2024;

/// Which of two numbers is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    /// 3/14.
    #[default]
    MonthFirst,
    /// 14/3.
    DayFirst,
}

/// How the note writes its dates.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    order: Order,
    year: Option<u16>,
}

/// A part of a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    /// The second day of a range.
    LastDay,
    MonthName,
    Ordinal,
}

/// A date as it is written: its parts with their places.
#[derive(Debug)]
struct Written {
    parts: Vec<(Part, usize, usize)>,
    year: Option<u16>,
    month: u8,
    day: Option<u8>,
    last: Option<u8>,
}

/// Numbers and words of a text, with their places.
fn pieces(text: &str) -> Vec<(bool, usize, usize)> {
    let bytes = text.as_bytes();
    let mut pieces: Vec<(bool, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let digit = bytes[at].is_ascii_digit();
        if !digit && !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let same = |byte: &&u8| {
            if digit {
                byte.is_ascii_digit()
            } else {
                byte.is_ascii_alphabetic()
            }
        };
        let end = at + bytes[at..].iter().take_while(same).count();
        pieces.push((digit, at, end));
        at = end;
    }
    pieces
}

fn month_of(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|name| *name == word || word.len() >= 3 && name.starts_with(&*word))?;
    Some(at as u8 + 1)
}

fn full_year(value: u32, width: usize) -> Option<u16> {
    match width {
        4 => Some(value as u16),
        2 if value <= 40 => Some(2000 + value as u16),
        2 => Some(1900 + value as u16),
        _ => None,
    }
}

impl Written {
    fn read(text: &str, order: Order) -> Option<Self> {
        let pieces = pieces(text);
        let number =
            |(_, start, end): (bool, usize, usize)| text[start..end].parse::<u32>().ok().filter(|_| end - start <= 8);
        let words: Vec<&(bool, usize, usize)> = pieces.iter().filter(|piece| !piece.0).collect();
        let named = words
            .iter()
            .find_map(|(_, start, end)| Some((month_of(&text[*start..*end])?, *start, *end)));
        let mut written = Self {
            parts: Vec::new(),
            year: None,
            month: 0,
            day: None,
            last: None,
        };
        if let Some((month, start, end)) = named {
            written.month = month;
            written.parts.push((Part::MonthName, start, end));
            for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.0) {
                let (value, width) = (number(*piece)?, piece.2 - piece.1);
                let lead = text[..piece.1].trim_end_matches(' ').chars().next_back();
                let short_year = width == 2
                    && written.day.is_some()
                    && (matches!(lead, Some('\'' | '’'))
                        || matches!(lead, Some('-' | '/')) && text[end..piece.1].trim().len() <= 1
                        || piece.1 == end);
                let part = if width == 4 || short_year && written.year.is_none() {
                    written.year = Some(full_year(value, width)?);
                    Part::Year
                } else if width <= 2 && written.day.is_none() {
                    written.day = Some(value as u8);
                    Part::Day
                } else if width <= 2 && written.last.is_none() {
                    written.last = Some(value as u8);
                    Part::LastDay
                } else {
                    return None;
                };
                written.parts.push((part, piece.1, piece.2));
                let suffix = pieces
                    .get(at + 1)
                    .filter(|next| !next.0 && next.1 == piece.2 && next.2 - next.1 == 2);
                if let Some(suffix) = suffix {
                    let word = text[suffix.1..suffix.2].to_ascii_lowercase();
                    if ["st", "nd", "rd", "th"].contains(&&*word) {
                        written.parts.push((Part::Ordinal, suffix.1, suffix.2));
                    }
                }
            }
        } else {
            if !words.is_empty() {
                return None;
            }
            let widths: Vec<usize> = pieces.iter().map(|piece| piece.2 - piece.1).collect();
            let swap = |a: u32, b: u32| a > 12 || b <= 12 && order == Order::DayFirst;
            let parts = match *widths {
                [8] => {
                    let start = pieces[0].1;
                    let spans = [
                        (Part::Year, start, start + 4),
                        (Part::Month, start + 4, start + 6),
                        (Part::Day, start + 6, start + 8),
                    ];
                    spans.to_vec()
                }
                [4, _, _] => vec![Part::Year, Part::Month, Part::Day]
                    .into_iter()
                    .zip(&pieces)
                    .map(|(part, it)| (part, it.1, it.2))
                    .collect(),
                [4, _] => vec![Part::Year, Part::Month]
                    .into_iter()
                    .zip(&pieces)
                    .map(|(part, it)| (part, it.1, it.2))
                    .collect(),
                [_, 4] => vec![Part::Month, Part::Year]
                    .into_iter()
                    .zip(&pieces)
                    .map(|(part, it)| (part, it.1, it.2))
                    .collect(),
                [_, _] | [_, _, _] => {
                    let (a, b) = (number(pieces[0])?, number(pieces[1])?);
                    let first = if swap(a, b) {
                        [Part::Day, Part::Month]
                    } else {
                        [Part::Month, Part::Day]
                    };
                    first
                        .into_iter()
                        .chain([Part::Year])
                        .zip(&pieces)
                        .map(|(part, it)| (part, it.1, it.2))
                        .collect()
                }
                _ => return None,
            };
            for (part, start, end) in parts {
                let value = number((true, start, end))?;
                match part {
                    Part::Year => written.year = Some(full_year(value, end - start)?),
                    Part::Month => written.month = u8::try_from(value).ok()?,
                    _ => written.day = Some(u8::try_from(value).ok()?),
                }
                written.parts.push((part, start, end));
            }
        }
        written.parts.sort_by_key(|(_, start, _)| *start);
        let year = written.year.unwrap_or(LEAP_YEAR);
        let possible =
            |day: Option<u8>| day.is_none_or(|day| day >= 1 && day <= days_in_month(Some(year), written.month));
        ((1..=12).contains(&written.month) && possible(written.day) && possible(written.last)).then_some(written)
    }
}

/// `name` in the letters of `like`: capitals, a capital, small; cut short where `like` is.
fn in_the_manner(name: &str, like: &str, full: bool) -> String {
    let name = if full { name } else { &name[..3] };
    let capitals = like.len() > 1 && like.bytes().all(|byte| byte.is_ascii_uppercase());
    let capital = like.starts_with(|c: char| c.is_ascii_uppercase());
    if capitals {
        name.to_ascii_uppercase()
    } else if capital {
        name[..1].to_ascii_uppercase() + &name[1..]
    } else {
        name.to_owned()
    }
}

fn ordinal(day: u8) -> &'static str {
    match (day % 10, day / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

impl Calendar {
    /// How `note` writes its dates: the day first if one of them can only be read so and none the other way.
    pub(super) fn of(note: &Note, dates: &[(Span, IdentifierKind)]) -> Self {
        let (mut day_first, mut month_first, mut year) = (false, false, None);
        for (span, kind) in dates {
            if !matches!(kind, IdentifierKind::Date | IdentifierKind::BirthDate) {
                continue;
            }
            let text = note.slice(*span);
            if let Some(written) = Written::read(text, Order::MonthFirst) {
                year = year.or(written.year.filter(|_| *kind == IdentifierKind::Date));
                let in_figures = written.parts.iter().all(|(part, ..)| *part != Part::MonthName);
                let first = written.parts.first().map(|(part, ..)| *part);
                if in_figures && written.day.is_some_and(|day| day > 12) {
                    day_first |= first == Some(Part::Day);
                    month_first |= first == Some(Part::Month);
                }
            }
        }
        let order = if day_first && !month_first {
            Order::DayFirst
        } else {
            Order::MonthFirst
        };
        Self { order, year }
    }

    /// What tells a day from all others: the day if it can be read, else the letters. A day without a year is that of the note.
    pub(super) fn key(&self, written: &str) -> String {
        match Written::read(written, self.order) {
            Some(date) if date.last.is_none() => {
                let year = date.year.or(self.year).unwrap_or(0);
                format!("{year}-{}-{}", date.month, date.day.unwrap_or(0))
            }
            _ => written.to_lowercase(),
        }
    }

    /// What is written, `days` later, in the same form; `None` if it cannot be read or not be written so.
    pub(super) fn shifted(&self, text: &str, days: i64) -> Option<String> {
        let written = Written::read(text, self.order)?;
        let mut year = written.year.or(self.year).unwrap_or(SOME_YEAR);
        let day = written.day.unwrap_or(15);
        if written.year.is_none() && day_number(year, written.month, day).is_none() {
            year = LEAP_YEAR;
        }
        let (new_year, new_month, new_day) = civil(day_number(year, written.month, day)? + days);
        let last = match written.last {
            Some(last) => {
                let (_, month, day) = civil(day_number(year, written.month, last)? + days);
                Some(day).filter(|_| month == new_month)?.into()
            }
            None => None,
        };
        let padded = |start: usize| text.as_bytes().get(start) == Some(&b'0');
        let first_is_year = written.parts.first().is_some_and(|(part, ..)| *part == Part::Year);
        let pads = first_is_year
            || written.parts.iter().any(|(part, start, end)| {
                matches!(part, Part::Day | Part::Month) && end - start == 2 && padded(*start)
            });
        let mut out = String::with_capacity(text.len() + 4);
        let (mut at, mut counted) = (0, new_day);
        for (part, start, end) in &written.parts {
            out.push_str(&text[at..*start]);
            let number = |value: u8| if pads { format!("{value:02}") } else { value.to_string() };
            match part {
                Part::Year if end - start == 2 => out.push_str(&format!("{:02}", new_year % 100)),
                Part::Year => out.push_str(&format!("{new_year:04}")),
                Part::Month => out.push_str(&number(new_month)),
                Part::Day => {
                    counted = new_day;
                    out.push_str(&number(new_day));
                }
                Part::LastDay => {
                    counted = last.unwrap_or(new_day);
                    out.push_str(&number(counted));
                }
                Part::Ordinal => out.push_str(ordinal(counted)),
                Part::MonthName => {
                    let old = &text[*start..*end];
                    let full = old.len() > 4 || old.eq_ignore_ascii_case(MONTHS[usize::from(written.month) - 1]);
                    out.push_str(&in_the_manner(MONTHS[usize::from(new_month) - 1], old, full));
                }
            }
            at = *end;
        }
        out.push_str(&text[at..]);
        Some(out)
    }
}

/// The day of the week written before a date, moved with it: `Monday 3/16`. Nothing if it stays the same.
pub(super) fn weekday_beside(note: &Note, date: Span, days: i64, from: u32) -> Option<Edit> {
    let shift = days.rem_euclid(7) as usize;
    let lead = &note.text[from as usize..date.start as usize];
    let trimmed = lead.trim_end_matches([' ', ',', '(', '.']);
    let start = trimmed
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
    let word = &trimmed[start..];
    let lower = word.to_ascii_lowercase();
    let at = WEEKDAYS
        .iter()
        .position(|name| *name == lower || (3..=5).contains(&lower.len()) && name.starts_with(&*lower))?;
    let full = lower == WEEKDAYS[at];
    let text = in_the_manner(WEEKDAYS[(at + shift) % 7], word, full);
    let begin = from + start as u32;
    (shift != 0 && lead.len() - trimmed.len() <= 3).then(|| Edit {
        span: Span::new(begin, begin + word.len() as u32),
        text,
        shifted: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(text: &str, days: i64) -> Option<String> {
        Calendar::default().shifted(text, days)
    }

    #[test]
    fn the_form_stays() {
        for (before, after) in [
            ("03/14/2024", "03/24/2024"),
            ("3/14/2024", "3/24/2024"),
            ("12/28/23", "1/7/24"),
            ("2024-02-20", "2024-03-01"),
            ("20240220", "20240301"),
            ("14.03.2024", "24.03.2024"),
            ("March 28th, 2024", "April 7th, 2024"),
            ("14 Mar 2024", "24 Mar 2024"),
            ("28 FEB 2023", "10 MAR 2023"),
            ("28FEB2023", "10MAR2023"),
            ("28-Feb-23", "10-Mar-23"),
            ("March 3-7, 2024", "March 13-17, 2024"),
            ("3/14", "3/24"),
            ("2/29", "3/10"),
            ("March 22", "April 1"),
            ("22nd of March", "1st of April"),
            ("03/2024", "03/2024"),
            ("25/12/2023", "4/1/2024"),
        ] {
            assert_eq!(moved(before, 10).as_deref(), Some(after), "{before}");
            let back = moved(after, -10).unwrap();
            assert_eq!(pieces(&back).len(), pieces(before).len(), "{before}");
        }
        for unread in ["Christmas Eve", "March 20-25", "13/14/2024", "2/30/2024", "a 3/4 b"] {
            assert_eq!(moved(unread, 10), None, "{unread}");
        }
    }

    #[test]
    fn numbers_and_days() {
        for day in (-200_000..200_000).step_by(37) {
            let (year, month, date) = civil(day);
            assert_eq!(day_number(year, month, date), Some(day));
        }
    }
}
