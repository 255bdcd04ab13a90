//! The order of dated folders, by what their names say: `2026-09-07`, `2026-W36`, `Sept 7`, `week3`, `Week 10`.

use crate::note::facts::calendar::{self, MONTHS};

/// When the notes of a folder were written, as far as its name tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// Days since a fixed one.
    Day(i64),
    /// A day without its year: month and day.
    OfYear(u8, u8),
    /// A word and a number: `week 3`.
    Numbered(String, u64),
    /// Nothing: the name itself, its numbers by value.
    Name(Vec<Part>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Text(String),
}

/// The places of `names` in the order of time. Dates come first, then days without a year, then numbered names (`week
/// 3`), then the rest in natural order. Days without a year that stand around the turn of the year (`Sept 7`, `Jan 11`)
/// are taken for one academic year: the longest gap parts the end from the beginning.
pub fn in_order(names: &[&str]) -> Vec<usize> {
    let day_first = names.iter().any(|name| is_day_first(name));
    let mut all: Vec<(When, usize)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (when(name, day_first), at))
        .collect();
    let mut days: Vec<u16> = all
        .iter()
        .filter_map(|(when, _)| match when {
            When::OfYear(month, day) => Some(ordinal(*month, *day)),
            _ => None,
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    let start = start_of_year(&days);
    all.sort_by(|(a, x), (b, y)| {
        let key = |when: &When| match when {
            When::OfYear(month, day) => (ordinal(*month, *day) + YEAR - start) % YEAR,
            _ => 0,
        };
        let same_kind = std::mem::discriminant(a) == std::mem::discriminant(b);
        let by_day = key(a).cmp(&key(b));
        let by_when = if same_kind && matches!(a, When::OfYear(..)) {
            by_day
        } else {
            a.cmp(b)
        };
        by_when.then_with(|| names.get(*x).cmp(&names.get(*y)))
    });
    all.into_iter().map(|(_, at)| at).collect()
}

/// How a folder is called in a series: its date as `YYYY-MM-DD` if its name has a whole one, else its name.
pub fn shown(name: &str) -> String {
    match whole_date(name, is_day_first(name)) {
        Some((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
        None => name.trim().to_owned(),
    }
}

/// Days of a year as they are counted here: 31 a month.
const YEAR: u16 = 12 * 31;

fn ordinal(month: u8, day: u8) -> u16 {
    (u16::from(month) - 1) * 31 + u16::from(day) - 1
}

/// The day behind the longest gap, of days in order.
fn start_of_year(days: &[u16]) -> u16 {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return 0;
    };
    let around = (first + YEAR - last, *first);
    let between = days
        .windows(2)
        .filter_map(|pair| Some((pair.last()? - pair.first()?, *pair.last()?)));
    between
        .fold(around, |best, gap| if gap.0 > best.0 { gap } else { best })
        .1
}

/// A word or a number of a name.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'n> {
    Number(&'n str),
    Word(&'n str),
}

fn tokens(name: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let is_same = |other: char| {
            if c.is_ascii_digit() {
                other.is_ascii_digit()
            } else {
                other.is_alphabetic()
            }
        };
        let end = rest.find(|other| !is_same(other)).unwrap_or(rest.len());
        let (token, tail) = rest.split_at(end.max(c.len_utf8()));
        if c.is_ascii_digit() {
            found.push(Token::Number(token));
        } else if c.is_alphabetic() {
            // `7th September`
            let ends_number = matches!(found.last(), Some(Token::Number(_)));
            if !(ends_number && ["st", "nd", "rd", "th"].iter().any(|it| token.eq_ignore_ascii_case(it))) {
                found.push(Token::Word(token));
            }
        }
        rest = tail;
    }
    found
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
    digits.contains(&text.len()).then(|| text.parse().ok()).flatten()
}

fn year(text: &str) -> Option<u16> {
    number(text, 4..=4).filter(|year| (1900..2200).contains(year))
}

fn date(year: u16, month: u16, day: u16) -> Option<(u16, u8, u8)> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let possible = (1..=12).contains(&month) && day >= 1 && day <= calendar::days_in_month(Some(year), month);
    possible.then_some((year, month, day))
}

/// The month that a word names, whole or by three letters and more.
fn month(word: &str) -> Option<u16> {
    let word = word.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(word.as_str()))?;
    Some(at as u16 + 1)
}

/// Whether the name has a date of three numbers whose first can only be the day: `25-09-2026`.
fn is_day_first(name: &str) -> bool {
    let tokens = tokens(name);
    tokens.windows(3).any(|three| match three {
        [Token::Number(a), Token::Number(b), Token::Number(c)] => {
            let (first, second) = (number(a, 1..=2), number(b, 1..=2));
            year(c).is_some() && first.is_some_and(|it| (13..=31).contains(&it)) && second.is_some_and(|it| it <= 12)
        }
        _ => false,
    })
}

/// The whole date in a name: of a week, its Monday.
fn whole_date(name: &str, day_first: bool) -> Option<(u16, u8, u8)> {
    let tokens = tokens(name);
    for (at, token) in tokens.iter().enumerate() {
        let found = match (token, tokens.get(at + 1), tokens.get(at + 2)) {
            (Token::Number(a), Some(Token::Number(b)), Some(Token::Number(c))) => {
                if let Some(year) = year(a) {
                    number(b, 1..=2)
                        .zip(number(c, 1..=2))
                        .and_then(|(month, day)| date(year, month, day))
                } else {
                    let (first, second) = (number(a, 1..=2), number(b, 1..=2));
                    let (month, day) = if day_first { (second, first) } else { (first, second) };
                    year(c)
                        .zip(month.zip(day))
                        .and_then(|(year, (month, day))| date(year, month, day))
                }
            }
            (Token::Word(word), Some(Token::Number(day)), Some(Token::Number(y))) => month(word)
                .zip(number(day, 1..=2))
                .zip(year(y))
                .and_then(|((month, day), year)| date(year, month, day)),
            (Token::Number(day), Some(Token::Word(word)), Some(Token::Number(y))) => month(word)
                .zip(number(day, 1..=2))
                .zip(year(y))
                .and_then(|((month, day), year)| date(year, month, day)),
            _ => None,
        };
        let compact = || match token {
            Token::Number(all) if all.len() == 8 => {
                let part = |range: std::ops::Range<usize>| all.get(range)?.parse().ok();
                year(all.get(..4)?)
                    .zip(part(4..6).zip(part(6..8)))
                    .and_then(|(year, (month, day))| date(year, month, day))
            }
            _ => None,
        };
        if let Some(found) = found.or_else(compact) {
            return Some(found);
        }
    }
    None
}

/// The week of a year that a name says, as days since a fixed one: `2026-W36`.
fn week_of_year(tokens: &[Token]) -> Option<i64> {
    tokens.windows(3).find_map(|three| match three {
        [Token::Number(y), Token::Word(word), Token::Number(week)] => {
            let is_week = ["w", "wk", "week", "kw"].iter().any(|it| word.eq_ignore_ascii_case(it));
            let week = number(week, 1..=2).filter(|week| (1..=53).contains(week))?;
            let january_fourth = calendar::day_number(year(y)?, 1, 4)?;
            // The first week of a year holds its fourth of January.
            let monday = january_fourth - i64::from(calendar::weekday(january_fourth) - 1);
            is_week.then_some(monday + i64::from(week - 1) * 7)
        }
        _ => None,
    })
}

fn when(name: &str, day_first: bool) -> When {
    let day = whole_date(name, day_first).and_then(|(year, month, day)| calendar::day_number(year, month, day));
    if let Some(day) = day {
        return When::Day(day);
    }
    let tokens = tokens(name);
    if let Some(day) = week_of_year(&tokens) {
        return When::Day(day);
    }
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let (word, day) = match (token, next) {
            (Token::Word(word), Some(Token::Number(day))) | (Token::Number(day), Some(Token::Word(word))) => {
                (word, day)
            }
            _ => continue,
        };
        // A leap year, for the 29th of February.
        let found = month(word)
            .zip(number(day, 1..=2))
            .and_then(|(month, day)| date(2024, month, day));
        if let Some((_, month, day)) = found {
            return When::OfYear(month, day);
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        if let (Token::Word(word), Some(Token::Number(count))) = (token, tokens.get(at + 1)) {
            let unit = match word.to_lowercase().as_str() {
                "w" | "wk" | "week" | "woche" => "week",
                "d" | "day" => "day",
                "block" | "rotation" | "month" | "session" | "visit" | "note" => "part",
                _ => continue,
            };
            return When::Numbered(unit.to_owned(), count.parse().unwrap_or(u64::MAX));
        }
    }
    let part = |token: &Token| match token {
        Token::Number(digits) => Part::Number(digits.parse().unwrap_or(u64::MAX)),
        Token::Word(word) => Part::Text(word.to_lowercase()),
    };
    When::Name(tokens.iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn ordered(expected: &[&str]) {
        // Any order of the names gives the same.
        let mut turned: Vec<&str> = expected.iter().rev().copied().collect();
        for _ in 0..expected.len() {
            turned.rotate_left(1);
            let got: Vec<&str> = in_order(&turned).into_iter().map(|at| turned[at]).collect();
            assert_eq!(got, expected);
        }
    }

    #[test]
    fn folders_stand_in_the_order_of_time() {
        ordered(&["2026-09-07", "2026-09-14", "2026-10-05", "2027-01-11"]);
        ordered(&["week2", "week3", "Week 10", "Week 11 - H&P"]);
        ordered(&["2026-W9", "2026-W36", "2026-W37", "2027-W1"]);
        ordered(&["Sept 7", "Sept 21", "Oct 5", "October 19", "Jan 11", "Feb 1"]);
        ordered(&[
            "7 Sept 2026",
            "Notes of September 8, 2026",
            "2026_09_09",
            "20260910 notes",
            "09-11-2026",
        ]);
        ordered(&["12-09-2026", "25-09-2026", "01-10-2026"]);
        ordered(&["09-12-2026", "09-25-2026", "10-01-2026"]);
        ordered(&["Day 2", "day 9", "Day 10"]);
        ordered(&["1", "2", "10"]);
        ordered(&["admission", "case-2b", "case-10a", "discharge"]);
        ordered(&["2026-W36", "2026-09-07", "2026-W38"]);
    }

    #[test]
    fn a_whole_date_is_shown_as_such() {
        for (name, expected) in [
            ("2026-09-07", "2026-09-07"),
            ("20260907", "2026-09-07"),
            ("Clinic 7 Sept 2026", "2026-09-07"),
            ("7th September 2026", "2026-09-07"),
            ("September 7, 2026", "2026-09-07"),
            ("09-07-2026", "2026-09-07"),
            ("27.09.2026", "2026-09-27"),
            (" week3 ", "week3"),
            ("2026-W36", "2026-W36"),
            ("2026-13-07", "2026-13-07"),
            ("2026-02-30", "2026-02-30"),
            ("Sept 7", "Sept 7"),
            ("", ""),
        ] {
            assert_eq!(shown(name), expected);
        }
    }

    #[test]
    fn weeks_and_days_are_counted_right() {
        let days = |year, month, day| calendar::day_number(year, month, day).unwrap();
        // The first Monday of a week 1: 2025-12-29 for 2026, 2021-01-04 for 2021.
        assert_eq!(week_of_year(&tokens("2026-W1")), Some(days(2025, 12, 29)));
        assert_eq!(week_of_year(&tokens("2021-W01")), Some(days(2021, 1, 4)));
        assert_eq!(week_of_year(&tokens("2026-W36")), Some(days(2026, 8, 31)));
        assert_eq!(week_of_year(&tokens("2026-W99")), None);
    }

    #[test]
    fn odd_names_are_names() {
        for name in [
            "",
            "---",
            "999999999999999999999999",
            "w",
            "ü1",
            "2026",
            "٣",
            "Jan",
            "0-0-0000",
            "\u{301}",
        ] {
            assert_eq!(in_order(&[name]), [0]);
            let _ = shown(name);
        }
        assert_eq!(in_order(&[]), Vec::<usize>::new());
        assert_eq!(in_order(&["same", "same"]), [0, 1]);
    }
}
