//! Values of one test on several days, written side by side: in columns made with spaces, parted by slashes or commas.

use std::ops::Range;

use super::words::{EARLIER, PRESENT, TIME};
use super::{Reader, Value};

/// How many values a series may have.
const MOST: usize = 12;
/// How many lines above are looked at for the head of the columns, and how long a head may be.
const LINES: usize = 24;
const HEAD: usize = 160;
/// How many words besides dates a head may have.
const WORDS: usize = 3;

/// On which side the newest value of a series stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Newest {
    First,
    Last,
}

impl Reader<'_> {
    /// The values of a series that begins with `first`, and where they end; `gap` is what stands between name and value.
    pub(super) fn series(
        &self,
        entry: u16,
        first: &Value,
        limit: usize,
        gap: Range<usize>,
    ) -> Option<(Vec<Value>, usize)> {
        // Most values stand alone.
        let next = self.text[self.skip_blanks(first.end)..].chars().next();
        if !next.is_some_and(|c| c.is_ascii_digit() || matches!(c, '/' | ',' | ';')) {
            return None;
        }
        let mut values = vec![first.clone()];
        let mut end = first.end;
        let mut slashes = 0;
        while values.len() < MOST {
            let start = self.skip_blanks(end);
            let sign = self.text[start..].starts_with(['/', ',', ';']);
            let slash = self.text[start..].starts_with('/');
            // `9.8/29.4` is a pair.
            if slash && start == end {
                break;
            }
            let next = self.skip_blanks(start + usize::from(sign));
            if next == end || next >= limit || !self.text[next..].starts_with(|c: char| c.is_ascii_digit()) {
                break;
            }
            let Some(value) = self.value(next, entry).filter(|value| self.fits(entry, value)) else {
                break;
            };
            slashes += usize::from(slash);
            end = value.end;
            values.push(value);
        }
        if values.len() < 2 {
            return None;
        }
        let after = &self.text[self.skip_blanks(end)..];
        let bracket = after.starts_with('(').then(|| {
            let from = self.text.len() - after.len();
            let close = after.find([')', '\n']).map_or(self.text.len(), |at| from + at);
            from..close
        });
        let newest = self
            .order(gap)
            .or_else(|| bracket.clone().and_then(|it| self.order(it)))
            .or_else(|| self.head_above(first, end))
            // Without days the values go on to the right.
            .or((slashes > 1 && slashes + 1 == values.len()).then_some(Newest::Last))?;
        let last = values.len() - 1;
        for (at, value) in values.iter_mut().enumerate() {
            value.trend = true;
            value.earlier = at != if newest == Newest::First { 0 } else { last };
        }
        Some((values, bracket.map_or(end, |it| (it.end + 1).min(self.text.len()))))
    }

    /// The order of the columns after the head over the line of `first`, if the line holds nothing else up to `end`.
    fn head_above(&self, first: &Value, end: usize) -> Option<Newest> {
        let mut line = self.text[..first.number.start as usize].rfind('\n')?;
        let rest = &self.text[end..];
        let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
        if rest.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        for _ in 0..LINES {
            let start = self.text[..line].rfind('\n').map_or(0, |at| at + 1);
            if line - start > HEAD || self.text[start..line].trim().is_empty() {
                return None;
            }
            if let Some(order) = self.order(start..line) {
                return Some(order);
            }
            line = start.checked_sub(1)?;
        }
        None
    }

    /// In which order the days or hours stand that `within` consists of, two of them at least.
    fn order(&self, within: Range<usize>) -> Option<Newest> {
        let (mut at, mut words) = (within.start, 0);
        let mut days: Vec<(u32, u32)> = Vec::new();
        let mut hours: Vec<(u32, u32)> = Vec::new();
        // Where "today" and the like stands among the heads, and words of before.
        let (mut heads, mut present, mut earlier) = (0, None, None);
        while at < within.end {
            let c = self.char_at(at)?;
            if c.is_ascii_digit() {
                let token = self.text[at..within.end]
                    .find(|c: char| !c.is_ascii_digit() && !matches!(c, '/' | ':' | '-' | '.'))
                    .map_or(within.end, |len| at + len);
                let text = self.text[at..token].trim_end_matches(|c: char| !c.is_ascii_digit());
                let numbers: Vec<u32> = text
                    .split(['/', ':', '-', '.'])
                    .map_while(|it| it.parse().ok())
                    .collect();
                match numbers.as_slice() {
                    [hour, minute] if text.contains(':') && *hour < 25 && *minute < 60 => hours.push((*hour, *minute)),
                    [hour] if text.len() == 4 && *hour < 2400 && hour % 100 < 60 => {
                        hours.push((hour / 100, hour % 100))
                    }
                    [a, b] | [a, b, _] if text.contains('/') && (1..=31).contains(a) && (1..=31).contains(b) => {
                        days.push((*a, *b));
                    }
                    [year, a, b] if (1990..2100).contains(year) && *a <= 12 && *b <= 31 => days.push((*a, *b)),
                    _ => return None,
                }
                heads += 1;
                at = token;
            } else if c.is_alphabetic() {
                let (classes, end) = self.time_word_at(at);
                if classes & PRESENT != 0 {
                    present.get_or_insert(heads);
                    heads += 1;
                } else if classes & (EARLIER | TIME) != 0 {
                    earlier.get_or_insert(heads);
                    heads += 1;
                } else {
                    words += 1;
                }
                if words > WORDS {
                    return None;
                }
                at = end;
            } else {
                at += c.len_utf8();
            }
        }
        if heads < 2 {
            return None;
        }
        // Days before months, where a month would be the thirteenth.
        if days.iter().any(|(a, _)| *a > 12) {
            days.iter_mut().for_each(|day| *day = (day.1, day.0));
        }
        let falls = |list: &[(u32, u32)]| {
            let (first, last) = (list[0], list[list.len() - 1]);
            // From December to January time goes on.
            (first > last) != (first.0.abs_diff(last.0) > 6)
        };
        let order = |falls: bool| Some(if falls { Newest::First } else { Newest::Last });
        match (present, earlier) {
            (Some(0), _) => return order(true),
            (Some(_), _) => return order(false),
            (None, Some(at)) if at > 0 => return order(true),
            _ => {}
        }
        if days.len() > 1 && days[0] != days[days.len() - 1] {
            return order(falls(&days));
        }
        order(days.len() < 2 && hours.len() > 1 && hours.windows(2).all(|pair| pair[0] > pair[1]))
    }
}
