//! What follows the name of a test: words, a value, its unit and flag, and older values of the same test.

use super::super::quantity;
use super::words::*;
use super::{Demands, Flag, Reader, Value, dimension, floor, number_at, tidy, within_hard};
use crate::grammar::Role;
use crate::text::Span;

/// How far a value may stand from its name, in bytes, and how many words may stand between.
const REACH: usize = 90;
const WORDS: usize = 10;
/// How long a remark in brackets may be.
const REMARK: usize = 70;

/// Words and signs of a grade, and what they stand for.
const GRADES: [(Classes, f64); 6] = [
    (GRADE_0, 0.0),
    (GRADE_HALF, 0.5),
    (GRADE_1, 1.0),
    (GRADE_2, 2.0),
    (GRADE_3, 3.0),
    (GRADE_4, 4.0),
];

/// What stands between a name and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// Where the value starts: its number, or the bound before it.
    pub(super) at: usize,
    /// A flag before the value: `K (L) 2.9`.
    pub(super) flag: Option<Flag>,
    pub(super) earlier: bool,
    pub(super) when: Span,
    /// "from": the first of several values is the oldest.
    from: bool,
    /// A bound in words: "less than".
    pub(super) bound: Option<char>,
    /// A word that says more than "is" or "of" stood there, a comma, or a line end.
    loose: bool,
    /// A comma stood there.
    comma: bool,
    /// The value stands in brackets: `potassium (2.9)`.
    bracket: bool,
    /// The last word tells of a change, so that the number may be how much it changed.
    moved: bool,
}

/// What stands in brackets after a value.
enum Remark {
    Flag(Flag),
    When(Span, bool),
    Older(Vec<Value>),
    Nothing,
}

impl Reader<'_> {
    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text[at.min(self.text.len())..].chars().next()
    }

    /// The word at `at`: what it may mean, and its end.
    pub(super) fn word_at(&self, at: usize) -> (Classes, usize) {
        self.words().at(self.text, at)
    }

    /// The word at `at`, as [`Reader::word_at`]; "last week" is one word, and speaks of before.
    pub(super) fn time_word_at(&self, at: usize) -> (Classes, usize) {
        let (classes, end) = self.word_at(at);
        if classes & TIME != 0 && self.text[at..end].eq_ignore_ascii_case("last") {
            let next = self.skip_blanks(end);
            let rest = &self.text[next..];
            let spans = [
                "week",
                "month",
                "year",
                "night",
                "visit",
                "admission",
                "time",
                "spring",
                "summer",
                "fall",
                "autumn",
                "winter",
            ];
            let same = |span: &&&str| {
                rest.get(..span.len())
                    .is_some_and(|word| word.eq_ignore_ascii_case(span))
            };
            if let Some(span) = spans.iter().find(same) {
                return (classes | EARLIER, next + span.len());
            }
        }
        (classes, end)
    }

    fn is_blank(c: char) -> bool {
        matches!(
            c,
            ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{200b}' | '\u{feff}'
        )
    }

    pub(super) fn skip_blanks(&self, at: usize) -> usize {
        let rest = &self.text[at.min(self.text.len())..];
        at + (rest.len() - rest.trim_start_matches(Self::is_blank).len())
    }

    /// Past spaces and the marks of bold text.
    pub(super) fn skip_marks(&self, at: usize) -> usize {
        let rest = &self.text[at.min(self.text.len())..];
        let trimmed = rest.trim_start_matches(|c| Self::is_blank(c) || matches!(c, '*' | '_'));
        at + (rest.len() - trimmed.len())
    }

    fn digit_at(&self, at: usize) -> bool {
        self.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
    }

    /// Where the date or time of day that starts at `at` ends: `3/4`, `03/04/2021`, `2021-03-04`, `06:00`, `3/2021`.
    pub(super) fn date_at(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let digits = |at: usize| {
            bytes[at.min(bytes.len())..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count()
        };
        let number = |at: usize, len: usize| self.text[at..at + len].parse::<u32>().unwrap_or(0);
        let first = digits(at);
        if first == 0 || first > 4 {
            return None;
        }
        let sign = *bytes.get(at + first)?;
        let second_at = at + first + 1;
        let second = digits(second_at);
        if second == 0 || second > 4 {
            return None;
        }
        let (a, b) = (number(at, first), number(second_at, second));
        let end = second_at + second;
        if sign == b':' {
            return (first <= 2 && second == 2 && a < 25 && b < 60).then_some(end);
        }
        if !matches!(sign, b'/' | b'-') {
            return None;
        }
        let third_at = end + 1;
        let third = if bytes.get(end) == Some(&sign) {
            digits(third_at)
        } else {
            0
        };
        let is_year = |value: u32, len: usize| len == 4 && (1900..2100).contains(&value);
        match (first, second, third) {
            (4, 1 | 2, 1 | 2) if is_year(a, 4) && b <= 12 => Some(third_at + third),
            (1 | 2, 1 | 2, 2 | 4) if a <= 31 && b <= 31 && a > 0 && b > 0 => Some(third_at + third),
            (1 | 2, 4, 0) if sign == b'/' && is_year(b, 4) && a <= 12 => Some(end),
            (1 | 2, 1 | 2, 0) if sign == b'/' && (1..=12).contains(&a) && (1..=31).contains(&b) => {
                // A day and month without a year: only if it is no fraction or panel.
                let next = bytes.get(end).copied().unwrap_or(b' ');
                (!matches!(next, b'.' | b'/' | b'%') || bytes.get(end + 1).is_none_or(|b| !b.is_ascii_digit()))
                    .then_some(end)
            }
            _ => None,
        }
    }

    /// A number at `at` that is a time and no value: a date before a value, `3 h`, `2nd`, a year.
    fn time_number(&self, at: usize) -> Option<usize> {
        if let Some(end) = self.date_at(at) {
            let second_slash = self.text[at..end].matches(['/', '-']).count() == 2 || self.text[at..end].contains(':');
            let after = self.skip_blanks(end);
            let rest = &self.text[after..];
            let value_follows = rest.starts_with([':', ')', ',', '-', '='])
                || rest.starts_with(|c: char| c.is_ascii_digit())
                || rest.starts_with("was ")
                || rest.starts_with("of ");
            if second_slash || value_follows {
                return Some(end);
            }
        }
        let number = quantity::number(&self.text[at..])?;
        let end = at + number.len;
        let rest = &self.text[end..];
        for ordinal in ["st", "nd", "rd", "th"] {
            if rest.starts_with(ordinal) && !rest[2..].starts_with(|c: char| c.is_alphanumeric()) {
                return Some(end + 2);
            }
        }
        let is_whole = number.value.fract() == 0.0 && !self.text[at..end].contains('.');
        let lower = rest.trim_start_matches(Self::is_blank);
        if is_whole
            && number.value <= 12.0
            && ["am", "pm", "AM", "PM", "a.m", "p.m"]
                .iter()
                .any(|it| lower.starts_with(it))
        {
            return Some(end + (rest.len() - lower.len()) + 2);
        }
        // "2 months ago", "3 h": a short time in whole numbers.
        if is_whole
            && let Some(unit) = self.units().at(rest)
            && dimension(self.units().unit(unit.entry)) == "time"
            && !rest[..unit.len].trim_start().starts_with(|c: char| c.is_uppercase())
        {
            return Some(end + unit.len);
        }
        let is_year = is_whole && number.len == 4 && (1990.0..2040.0).contains(&number.value);
        let follows = lower.starts_with([':', ',', ')', '-']) || lower.starts_with(|c: char| c.is_ascii_digit());
        (is_year && follows).then_some(end)
    }

    /// A line break inside a sentence or list of values, where the next line is no new item; where that line's text starts.
    fn wrapped(&self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let len = if rest.starts_with("\r\n") { 2 } else { 1 };
        let next = self.skip_blanks(at + len);
        let line = &self.text[next..];
        let first = line.chars().next()?;
        let is_item = {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let mut after = line[digits..].chars();
            digits > 0
                && matches!(after.next(), Some('.' | ')'))
                && after.next().is_none_or(|c| c.is_whitespace() || c == ')')
        };
        (first.is_alphanumeric() && !is_item || matches!(first, '<' | '>')).then_some(next)
    }

    /// From the end of a name to its value; nothing that is read reaches beyond `limit`.
    pub(super) fn gap(&self, name_end: usize, limit: usize) -> Option<Gap> {
        let mut gap = Gap {
            at: name_end,
            flag: None,
            earlier: false,
            when: Span::at(name_end as u32),
            from: false,
            bound: None,
            loose: false,
            comma: false,
            bracket: false,
            moved: false,
        };
        let (mut at, mut words, mut breaks, mut commas) = (name_end, 0, 0, 0);
        loop {
            if at > limit || at - name_end > REACH || words > WORDS {
                return None;
            }
            let c = self.char_at(at)?;
            match c {
                _ if Self::is_blank(c) => at += c.len_utf8(),
                '\n' | '\r' => {
                    at = self.wrapped(at)?;
                    breaks += 1;
                    gap.loose = true;
                    if breaks > 1 {
                        return None;
                    }
                }
                '+' if at == name_end || self.text[..at].ends_with(['+', '2']) => at += 1,
                ':' | '=' | '~' | '≈' | '*' | '_' | '—' | '–' | '"' | '…' => at += c.len_utf8(),
                '-' | '−' => {
                    if self.text[at..].starts_with("->") || self.text[at..].starts_with("-->") {
                        return None;
                    }
                    // A minus sign, or a dash between name and value.
                    if self.digit_at(at + c.len_utf8()) && at > name_end && !self.text[..at].ends_with(['-', '+']) {
                        return Some(Gap { at, ..gap });
                    }
                    at += c.len_utf8();
                }
                '.' if self.text[at..].starts_with("..") => at += 1,
                '.' if self.text[name_end..at].ends_with('.') => at += 1,
                '.' if self.digit_at(at + 1) => return Some(Gap { at, ..gap }),
                ',' => {
                    commas += 1;
                    gap.loose = true;
                    if commas > 1 {
                        return None;
                    }
                    gap.comma = true;
                    at += 1;
                }
                '(' | '[' => {
                    let close = self.close_of(at)?;
                    let inner = at + 1;
                    let first = self.skip_blanks(inner);
                    if self.hits_within(inner, close) {
                        return None;
                    }
                    let starts_value = self.digit_at(first) && self.time_number(first).is_none()
                        || matches!(self.char_at(first), Some('<' | '>' | '≤' | '≥'));
                    let is_range = self.is_range(first, close);
                    let next = self.skip_marks(close + 1);
                    let value_follows = self.text[next..].starts_with([':', '=']) || self.digit_at(next);
                    if starts_value && !is_range && !value_follows {
                        return Some(Gap {
                            at: first,
                            bracket: true,
                            ..gap
                        });
                    }
                    match self.remark(at, close, None) {
                        Remark::Flag(flag) => gap.flag = Some(flag),
                        Remark::When(when, earlier) => (gap.when, gap.earlier) = (when, earlier),
                        _ => {}
                    }
                    if self.classes_between(inner, close) & (GOAL | CONDITION) != 0 {
                        return None;
                    }
                    at = close + 1;
                }
                '<' | '>' | '≤' | '≥' => {
                    let sign_end = self.skip_blanks(at + c.len_utf8());
                    let sign_end = if self.text[sign_end..].starts_with('=') {
                        sign_end + 1
                    } else {
                        sign_end
                    };
                    let next = self.skip_blanks(sign_end);
                    if !self.digit_at(next) && !self.text[next..].starts_with('.') {
                        return None;
                    }
                    return Some(Gap { at, ..gap });
                }
                '↑' | '⬆' => (gap.flag, at) = (Some(Flag::High), at + c.len_utf8()),
                '↓' | '⬇' => (gap.flag, at) = (Some(Flag::Low), at + c.len_utf8()),
                '0'..='9' if gap.moved && gap.bound.is_none() && self.delta_at(at, limit).is_some() => {
                    at = self.delta_at(at, limit).unwrap_or(at + 1);
                    gap.moved = false;
                    gap.from = false;
                }
                '0'..='9' => match self.time_number(at) {
                    Some(end) => {
                        gap.when = Span::from(at..end);
                        gap.loose = true;
                        at = end;
                    }
                    None => return Some(Gap { at, ..gap }),
                },
                _ if c.is_alphabetic() => {
                    if at >= limit {
                        return None;
                    }
                    let (classes, end) = self.word_at(at);
                    let known = LINK | MOVE | FROM | EARLIER | TIME | HIGH | LOW | ABNORMAL | NORMAL | BOUND;
                    if classes & known == 0 || classes & (GOAL | CONDITION) != 0 {
                        return None;
                    }
                    // `a drop of 4.2`, `rose by 3`: a difference, unless the value follows.
                    let word = &self.text[at..end];
                    if gap.moved && ["of", "by"].iter().any(|it| it.eq_ignore_ascii_case(word)) {
                        let next = self.skip_blanks(end);
                        if self.digit_at(next) {
                            at = self.delta_at(next, limit)?;
                            gap.moved = false;
                            gap.from = false;
                            continue;
                        }
                    }
                    self.word_of_gap(&mut gap, classes, Span::from(at..end));
                    words += 1;
                    at = end;
                }
                _ => return None,
            }
        }
    }

    /// By how much a value changed, where the value follows: `dropped 2 g overnight to 7.4`; the end of that number.
    fn delta_at(&self, at: usize, limit: usize) -> Option<usize> {
        let number = number_at(&self.text[at..])?;
        let end = at + number.len;
        let rest = &self.text[end..floor(self.text, end + 30).min(limit.max(end))];
        let to = rest.find(" to ")?;
        let is_clean = rest[..to]
            .chars()
            .all(|c| c.is_alphabetic() || c == ' ' || c == '/' || c == '.');
        let value_follows = self.digit_at(end + to + 4);
        let spelled = &rest[..to];
        let unit = self.units().at(spelled).map_or(0, |unit| unit.len);
        (is_clean && value_follows && !spelled.trim().is_empty()).then_some(end + unit)
    }

    fn word_of_gap(&self, gap: &mut Gap, classes: Classes, word: Span) {
        let written = word.of(self.text);
        let plain = ["is", "was", "of", "at", "level", "were", "count", "to", "the"];
        if !plain.iter().any(|it| it.eq_ignore_ascii_case(written)) && classes & (MOVE | FROM) == 0 {
            gap.loose = true;
        }
        gap.bound = None;
        gap.moved =
            classes & MOVE != 0 && !matches!(written.to_ascii_lowercase().get(..5), Some("trend" | "downt" | "uptre"));
        if classes & FROM != 0 {
            gap.from = true;
        } else if written.eq_ignore_ascii_case("to") {
            gap.from = false;
        }
        if classes & EARLIER != 0 {
            (gap.earlier, gap.when) = (true, word);
        } else if classes & TIME != 0 {
            gap.when = word;
        }
        if classes & BOUND != 0 {
            let lower = ["below", "under", "less", "lower"];
            let is_lower = lower.iter().any(|it| it.eq_ignore_ascii_case(written));
            gap.bound = Some(if is_lower { '<' } else { '>' });
        } else if written.eq_ignore_ascii_case("than") {
            let before = self.text[..word.start as usize].trim_end();
            let is_lower = ["less", "lower"].iter().any(|it| before.ends_with(it));
            gap.bound = Some(if is_lower { '<' } else { '>' });
        }
        let plain_flag = classes & (MOVE | BOUND) == 0;
        let single = written.len() > 2 || written.chars().all(char::is_uppercase);
        if classes & HIGH != 0 && plain_flag && single {
            gap.flag = Some(Flag::High);
        } else if classes & LOW != 0 && plain_flag && single {
            gap.flag = Some(Flag::Low);
        }
    }

    /// The bracket that closes the one at `at`, on the same line and not far.
    fn close_of(&self, at: usize) -> Option<usize> {
        let close = if self.text[at..].starts_with('(') { ')' } else { ']' };
        let end = floor(self.text, at + REMARK);
        let inner = &self.text[at..end];
        let close = inner.find(close)?;
        (!inner[..close].contains('\n')).then_some(at + close)
    }

    fn hits_within(&self, from: usize, to: usize) -> bool {
        let first = self.hits.partition_point(|hit| (hit.span.start as usize) < from);
        self.hits[first..]
            .iter()
            .zip(first..)
            .take_while(|(hit, _)| (hit.span.start as usize) < to)
            .any(|(_, at)| self.is_test(at))
    }

    fn classes_between(&self, from: usize, to: usize) -> Classes {
        let (mut at, mut classes) = (from, 0);
        while at < to {
            let c = self.char_at(at).unwrap_or(' ');
            if c.is_alphabetic() {
                let (class, end) = self.word_at(at);
                classes |= class;
                at = end;
            } else {
                at += c.len_utf8();
            }
        }
        classes
    }

    /// Whether `from..to` holds a range of the laboratory: `3.5-5.0`, `ref 3.5 - 5.0`, `< 1.2 normal`.
    fn is_range(&self, from: usize, to: usize) -> bool {
        let classes = self.classes_between(from, to);
        if classes & REFERENCE != 0 {
            return true;
        }
        let Some(first) = self.text[from..to]
            .find(|c: char| c.is_ascii_digit())
            .map(|at| from + at)
        else {
            return false;
        };
        let Some(number) = number_at(&self.text[first..to]) else {
            return false;
        };
        let after = self.skip_blanks(first + number.len);
        let rest = &self.text[after.min(to)..to];
        let sign = ["-", "–", "—", "to "].iter().find(|sign| rest.starts_with(**sign));
        sign.is_some_and(|sign| {
            let next = self.skip_blanks(after + sign.len());
            next < to && self.digit_at(next)
        })
    }

    /// The value at `at` of `entry`.
    pub(super) fn value(&self, at: usize, entry: u16) -> Option<Value> {
        let definition = self.entry(entry);
        let mut at = at;
        let mut bound = None;
        match self.char_at(at)? {
            c @ ('<' | '>' | '≤' | '≥') => {
                bound = Some(if matches!(c, '<' | '≤') { '<' } else { '>' });
                at = self.skip_blanks(at + c.len_utf8());
                if self.text[at..].starts_with('=') {
                    at = self.skip_blanks(at + 1);
                }
            }
            '~' | '≈' => at = self.skip_blanks(at + 1),
            _ => {}
        }
        let start = at;
        let mut sign = 1.0;
        if let Some(c @ ('-' | '−' | '+')) = self.char_at(at) {
            if !definition.flag("signed") && c != '+' {
                return None;
            }
            sign = if c == '+' { 1.0 } else { -1.0 };
            at += c.len_utf8();
        }
        let number = number_at(&self.text[at..])?;
        let number_start = at;
        at += number.len;
        let written = &self.text[number_start..at];
        let mut value = Value {
            number: Span::from(start..at),
            written: number.value * sign,
            to: None,
            bound,
            thousands: false,
            unit: Span::at(at as u32),
            unit_entry: None,
            decimal: written.contains(['.', ',']) && number.value < 1000.0,
            flag: None,
            graded: false,
            earlier: false,
            when: Span::at(at as u32),
            trend: false,
            end: at,
        };
        let rest = &self.text[at..];
        // `PT 2+`, `DP 1+`: pulses; a grade is read elsewhere.
        if rest.starts_with('+') && number.len == 1 && !rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        // `25-50`, `60-65`
        let dash = ["-", "–"].iter().find(|sign| rest.starts_with(**sign));
        if let Some(dash) = dash
            && let Some(to) = number_at(&self.text[at + dash.len()..])
            && to.value >= number.value
        {
            value.to = Some(to.value);
            at += dash.len() + to.len;
            value.number = Span::from(start..at);
            value.end = at;
        }
        self.unit_and_flag(&mut value, entry, at)?;
        Some(value)
    }

    /// Read unit and flag after the number; `None` if what follows shows that it is no value of the test.
    fn unit_and_flag(&self, value: &mut Value, entry: u16, at: usize) -> Option<()> {
        let definition = self.entry(entry);
        let rest = &self.text[at..];
        let own_dimension = definition
            .text("unit")
            .and_then(|id| self.units().named(id))
            .map_or("", |unit| dimension(self.units().unit(unit)));
        let mut at = at;
        if let Some(flag) = self.letter_flag(at) {
            (value.flag, value.end) = (Some(flag.0), flag.1);
            at = flag.1;
        } else if let Some(hit) = self
            .units()
            .at(rest)
            .filter(|hit| !self.is_test_with_value(at, hit.len))
        {
            let unit = self.units().unit(hit.entry);
            let lead = rest.len() - rest.trim_start_matches(Self::is_blank).len();
            let spelled = &rest[lead..hit.len];
            let capital_letter = spelled.len() <= 2 && spelled.chars().all(|c| c.is_ascii_uppercase());
            let span = Span::from(at + lead..at + hit.len);
            let plus_rate = self.text[at + hit.len..].starts_with('/') && dimension(unit) != "share";
            match dimension(unit) {
                "time" | "length" if capital_letter => {}
                "time" | "length" => return None,
                "units" if own_dimension == "activity" => (value.unit, value.end) = (span, at + hit.len),
                "dose" | "units" if capital_letter && spelled != "IV" && spelled != "PO" => {}
                "dose" | "units" => {
                    // `Hgb 9.8 g`, `K 4.1 mEq`: half a unit, outside of orders.
                    let own = definition.text("unit").unwrap_or_default();
                    let numerator = own.split('/').next().unwrap_or_default();
                    let same = numerator.eq_ignore_ascii_case(spelled)
                        || (own == "g/dL" && matches!(spelled, "g" | "gm" | "gms" | "grams"))
                        || (own == "mmol/L" && matches!(spelled, "mEq" | "meq"));
                    let role = self.note.role_at(at as u32);
                    let may_be_order =
                        matches!(role, Role::Plan | Role::AssessmentAndPlan) || definition.flag("loose") || plus_rate;
                    if !same || may_be_order || !within_hard(definition, value.written) {
                        return None;
                    }
                    (value.unit, value.end) = (span, at + hit.len);
                }
                of => {
                    let fits = own_dimension == of
                        || definition
                            .text("si-unit")
                            .and_then(|id| self.units().named(id))
                            .is_some_and(|si| dimension(self.units().unit(si)) == of)
                        || definition.list("other-units").iter().any(|_| of == "mass");
                    if !fits {
                        // Cells a field, a share of the white cells and the like belong to other tests.
                        if definition.text("unit").is_none() && definition.flag("graded") {
                            return None;
                        }
                        // `CR 3 s`: how fast the capillaries fill.
                        if of == "seconds" && spelled == "s" && value.written > 9.0 {
                            return Some(());
                        }
                        return None;
                    }
                    value.unit = span;
                    value.unit_entry = Some(hit.entry);
                    value.end = at + hit.len;
                }
            }
            at = value.end.max(at);
        } else if rest.starts_with(['k', 'K']) && !rest[1..].starts_with(|c: char| c.is_alphanumeric()) {
            if own_dimension != "cells" {
                return None;
            }
            value.thousands = true;
            value.end = at + 1;
            at += 1;
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        if value.flag.is_none() {
            let (flag, end) = self.flag_at(at);
            if flag.is_some() {
                (value.flag, value.end) = (flag, end);
            }
        }
        Some(())
    }

    /// A flag of one or two capital letters after a number or unit, `2.9 L`, `5.9H`, `HH`; and its end. Litres and hours
    /// are followed by other words.
    fn letter_flag(&self, at: usize) -> Option<(Flag, usize)> {
        let start = self.skip_blanks(at);
        if start - at > 12 {
            return None;
        }
        let rest = &self.text[start..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let flag = match &rest[..letters] {
            "H" | "HH" => Flag::High,
            "L" | "LL" => Flag::Low,
            "A" | "AA" if start > at => Flag::Abnormal,
            _ => return None,
        };
        let after = &rest[letters..];
        let next = after.trim_start_matches(Self::is_blank);
        let ends = next.is_empty()
            || after.starts_with([',', ';', '.', ')', ']', '\n', '\r', '|', '!', '*', '-', '→'])
            || (after.starts_with(Self::is_blank)
                && (next.starts_with(['\n', '\r', '(', '[', '|', '-', '→', '<', '/', '*'])
                    || next.starts_with(|c: char| c.is_ascii_digit())
                    || self.units().at(next).is_some_and(|hit| {
                        !matches!(
                            dimension(self.units().unit(hit.entry)),
                            "dose" | "time" | "length" | "units"
                        )
                    })
                    || self.hit_starts_at(start + letters + (after.len() - next.len()))));
        ends.then_some((flag, start + letters))
    }

    /// Whether the unit of `len` bytes at `at` is the name of the next test: `K 4.4 Mg 1.9`.
    fn is_test_with_value(&self, at: usize, len: usize) -> bool {
        let name = self.skip_blanks(at);
        let after = self.skip_blanks(at + len);
        name > at
            && self.text[name..].starts_with(char::is_uppercase)
            && (self.digit_at(after) || self.text[after..].starts_with([':', '=']))
            && self.hit_starts_at(name)
    }

    fn hit_starts_at(&self, at: usize) -> bool {
        self.hits
            .binary_search_by_key(&at, |hit| hit.span.start as usize)
            .is_ok()
    }

    /// A flag after a value: a letter, a star, an arrow, a word.
    fn flag_at(&self, at: usize) -> (Option<Flag>, usize) {
        if let Some((flag, end)) = self.letter_flag(at) {
            return (Some(flag), end);
        }
        let start = self.skip_blanks(at);
        let rest = &self.text[start..];
        for (sign, flag) in [("↑", Flag::High), ("↓", Flag::Low), ("⬆", Flag::High), ("⬇", Flag::Low)] {
            if rest.starts_with(sign) {
                return (Some(flag), start + sign.len());
            }
        }
        let stars = rest.bytes().take_while(|b| matches!(b, b'*' | b'!')).count();
        if stars > 0 && start == at {
            // The end of bold or slanted text is no flag.
            let from = floor(self.text, at.saturating_sub(60));
            let line = self.text[from..at].rfind('\n').map_or(from, |line| from + line + 1);
            let opened = self.text[line..at].rfind('*').is_some_and(|star| {
                let before = self.text[line..line + star].trim_end_matches('*');
                let after = self.text[line + star + 1..at].chars().next();
                !before.ends_with(|c: char| c.is_alphanumeric() || c == ')')
                    && after.is_some_and(|c| !c.is_whitespace())
            });
            let flag = (!opened).then_some(Flag::Abnormal);
            return (flag, if opened { at } else { start + stars });
        }
        if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (classes, end) = self.word_at(start);
            let length = end - start;
            if length > 2 && classes & BOUND == 0 && classes & MOVE == 0 {
                if classes & HIGH != 0 {
                    return (Some(Flag::High), end);
                }
                if classes & LOW != 0 {
                    return (Some(Flag::Low), end);
                }
            }
        }
        (None, at)
    }

    /// What the brackets `open..=close` after a value say.
    fn remark(&self, open: usize, close: usize, of: Option<u16>) -> Remark {
        let inner = self.skip_blanks(open + 1);
        let text = &self.text[inner..close.max(inner)];
        let word = text.trim_matches(|c: char| Self::is_blank(c) || matches!(c, '!' | '*'));
        if word.chars().all(|c| c.is_alphabetic() || c == ' ') && !word.is_empty() {
            let classes = self.classes_between(inner, close);
            let last_is = |class: Classes| classes & class != 0;
            if last_is(HIGH) && !last_is(LOW) && !last_is(EARLIER) {
                return Remark::Flag(Flag::High);
            }
            if last_is(LOW) && !last_is(HIGH) && !last_is(EARLIER) {
                return Remark::Flag(Flag::Low);
            }
            if last_is(ABNORMAL) && word.len() <= 12 {
                return Remark::Flag(Flag::Abnormal);
            }
        }
        match word {
            "↑" | "↑↑" => return Remark::Flag(Flag::High),
            "↓" | "↓↓" => return Remark::Flag(Flag::Low),
            _ => {}
        }
        // `0.02 (<0.04)` is a limit of the laboratory.
        let is_limit = text.starts_with(['<', '>', '≤', '≥']);
        if is_limit || self.is_range(inner, close) || self.hits_within(inner, close) {
            return Remark::Nothing;
        }
        if self.classes_between(inner, close) & (GOAL | CONDITION) != 0 {
            return Remark::Nothing;
        }
        if let Some(entry) = of {
            // `(1.2 before surgery, 1.6 yesterday)`
            let mut values = Vec::new();
            let mut part = inner;
            while part < close && values.len() < 8 {
                let end = self.text[part..close].find([',', ';']).map_or(close, |at| part + at);
                match self.older_in(part, end, entry) {
                    Some(value) => values.push(value),
                    None => break,
                }
                part = end + 1;
            }
            if !values.is_empty() {
                return Remark::Older(values);
            }
        }
        self.when_in(inner, close)
            .map_or(Remark::Nothing, |(when, earlier)| Remark::When(when, earlier))
    }

    /// The words of time in a text, and whether they speak of before.
    fn when_in(&self, from: usize, to: usize) -> Option<(Span, bool)> {
        let (mut at, mut found) = (from, None::<(Span, bool)>);
        while at < to {
            let c = self.char_at(at).unwrap_or(' ');
            if c.is_ascii_digit() {
                if let Some(end) = self.date_at(at).filter(|end| *end <= to) {
                    let earlier = found.is_some_and(|(_, earlier)| earlier);
                    found = Some((Span::from(at..end), earlier));
                    at = end;
                } else {
                    at += 1;
                }
            } else if c.is_alphabetic() {
                let (classes, end) = self.time_word_at(at);
                if classes & (EARLIER | TIME) != 0 {
                    let earlier = classes & EARLIER != 0 || found.is_some_and(|(_, earlier)| earlier);
                    found = Some((Span::from(at..end), earlier));
                }
                at = end;
            } else {
                at += c.len_utf8();
            }
        }
        found
    }

    /// An older value within brackets: `(1.2)`, `(from 1.2)`, `(1.2 yesterday)`, `(baseline 1.0)`.
    fn older_in(&self, from: usize, to: usize, entry: u16) -> Option<Value> {
        let mut at = from;
        let (mut words, mut when) = (0, None);
        loop {
            let c = self.char_at(at).filter(|_| at < to)?;
            if Self::is_blank(c) || matches!(c, ':' | '~' | '=' | ',') {
                at += c.len_utf8();
            } else if c.is_ascii_digit() || matches!(c, '<' | '>' | '.') {
                match self.time_number(at).filter(|end| *end <= to) {
                    Some(end) => {
                        when = Some((Span::from(at..end), false));
                        at = end;
                    }
                    None => break,
                }
            } else if c.is_alphabetic() && words < 4 {
                let (classes, end) = self.word_at(at);
                if classes & (LINK | FROM | MOVE | EARLIER | TIME) == 0 {
                    return None;
                }
                if classes & EARLIER != 0 {
                    when = Some((Span::from(at..end), true));
                } else if classes & TIME != 0 {
                    when = Some((Span::from(at..end), false));
                }
                words += 1;
                at = end;
            } else {
                return None;
            }
        }
        let mut value = self.value(at, entry)?;
        if value.end > to || !self.fits(entry, &value) || value.to.is_some() {
            return None;
        }
        let rest = self.skip_blanks(value.end);
        let (mut at, mut unknown, mut seen) = (rest, 0, 0);
        while at < to {
            let c = self.char_at(at).unwrap_or(' ');
            if c.is_alphabetic() {
                let (classes, end) = self.word_at(at);
                unknown += usize::from(classes == 0);
                seen |= classes;
                at = end;
            } else {
                at += c.len_utf8();
            }
        }
        // "before surgery", "at the dialysis unit": the word of time explains the others.
        if unknown > if seen & (EARLIER | TIME) != 0 { 3 } else { 0 } {
            return None;
        }
        if let Some(found) = self.when_in(rest, to).or(when) {
            value.when = found.0;
        }
        value.earlier = true;
        value.trend = true;
        Some(value)
    }

    /// The values after the name of `entry` that ends at `name_end`, the present one among them, and where they end.
    pub(super) fn after_name(
        &mut self,
        entry: u16,
        name_end: usize,
        limit: usize,
        demands: Demands,
        name_start: usize,
    ) -> Option<(Vec<Value>, usize)> {
        let definition = self.entry(entry);
        if definition.flag("graded")
            && let Some(value) = self.grade(name_end, limit)
        {
            let end = value.end;
            // `LE 2+ edema`: of the legs.
            let next = self.text[end..].trim_start_matches(['+', ' ']);
            let swelling = ["edema", "oedema", "pitting", "swelling", "dependent"];
            if swelling
                .iter()
                .any(|word| next.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)))
            {
                return None;
            }
            return Some((vec![value], end));
        }
        if definition.flag("graded") && definition.text("unit").is_none() {
            return None;
        }
        let gap = self.gap(name_end, limit)?;
        let mut first = self.value(gap.at, entry)?;
        first.bound = first.bound.or(gap.bound);
        let in_plan = matches!(
            self.note.role_at(name_start as u32),
            Role::Plan | Role::AssessmentAndPlan
        );
        let bounded = first.bound.is_some();
        if self.is_goal(name_start, entry, bounded)
            || self.is_goal_after(first.end)
            || (bounded && in_plan && !definition.flag("bounded"))
        {
            self.last_goal = Some(entry);
            self.last_end = first.end;
            return None;
        }
        // "Albumin 8 g/L" is what is given for each litre of ascites.
        if &*definition.id == "albumin" && first.unit.of(self.text) == "g/L" && first.written <= 12.0 {
            return None;
        }
        if demands.unit && first.unit_entry.is_none() {
            return None;
        }
        // "troponin 0" is a point of a score, "2 to 3 times" no range of values.
        if definition.flag("series") && first.number.of(self.text) == "0" && first.unit_entry.is_none() {
            return None;
        }
        if let Some((after, _)) = self.arrow_at(first.end)
            && first.unit.is_empty()
            && self.digit_at(self.skip_blanks(after))
            && self.value(self.skip_blanks(after), entry).is_none()
        {
            return None;
        }
        let strict = demands.strict || gap.loose && self.entry(entry).flag("loose");
        let tight = !gap.loose || first.unit_entry.is_some();
        if first.to.is_some() && !self.may_be_range(entry, &first) {
            return None;
        }
        let decimal_value = first.decimal || first.unit_entry.is_some();
        if gap.moved
            && gap.bound.is_none()
            && !decimal_value
            && !self.arrow_at(first.end).is_some_and(|(_, right)| right)
        {
            return None;
        }
        let slipped = !gap.loose && self.is_lost_point(entry, &first);
        if !self.fits(entry, &first)
            && !slipped
            && (strict && !demands.sure_place && first.unit_entry.is_none() || !tight || gap.moved)
        {
            return None;
        }
        if gap.moved
            && gap.bound.is_none()
            && self.text[..gap.at].trim_end().ends_with("ed")
            && !self.fits_usual(entry, &first)
        {
            return None;
        }
        if strict && !self.ends_value(first.end, limit) {
            return None;
        }
        let next = self.char_at(self.skip_blanks(first.end));
        if gap.comma && first.unit_entry.is_none() && next.is_some_and(char::is_alphabetic) {
            return None;
        }
        if gap.bracket && !self.text[self.skip_blanks(first.end)..].starts_with([')', ']', ',', ';']) {
            return None;
        }
        // Another number after a slash is another kind of value, unless the tests of the pair are known.
        if self.text[first.end..].starts_with('/') && self.digit_at(first.end + 1) && definition.text("pair").is_none()
        {
            return None;
        }
        if first.flag.is_none() {
            first.flag = gap.flag;
        }
        first.earlier = gap.earlier || gap.from;
        first.when = gap.when;
        if let Some(series) = self.series(entry, &first, limit, name_end..gap.at) {
            return Some(series);
        }
        Some(self.chain(entry, first, limit, name_start))
    }

    /// Whether it is a usual value, and not only a possible one.
    fn fits_usual(&self, entry: u16, value: &Value) -> bool {
        let definition = self.entry(entry);
        let low = definition
            .number("critical-low")
            .or_else(|| definition.number("significant-low"));
        let Some((number, _)) = self.settle(definition, value, value.written, super::System::default(), false) else {
            return false;
        };
        low.is_none_or(|low| number >= low * 0.5)
    }

    /// Whether a value of this test can be a range: cells a field, sugars of a week, an ejection fraction.
    fn may_be_range(&self, entry: u16, value: &Value) -> bool {
        let definition = self.entry(entry);
        let (low, high) = super::reference_range(definition, None);
        let near = |a: f64, b: Option<f64>| b.is_some_and(|b| b != 0.0 && ((a - b) / b).abs() < 0.16);
        let is_reference = near(value.written, low) && value.to.is_some_and(|to| near(to, high));
        let is_cells = definition.text("unit") == Some("/hpf");
        let is_study = self.lexicon != crate::grammar::lexicon_ids::LABS;
        is_cells || is_study || (&*definition.id == "glucose" && !is_reference)
    }

    /// Whether the words after the value make it a goal: `LDL < 70 goal`, `Hgb 7 threshold`.
    fn is_goal_after(&self, end: usize) -> bool {
        let at = self.skip_blanks(end);
        if !self.char_at(at).is_some_and(char::is_alphabetic) {
            return false;
        }
        let (classes, word_end) = self.word_at(at);
        if classes & GOAL != 0
            && !["replete", "repleting", "keep", "maintain"].contains(&&*self.text[at..word_end].to_lowercase())
        {
            return true;
        }
        // "at goal", "as target", "or less", "or higher"
        let next = self.skip_blanks(word_end);
        if ["as", "or"].contains(&&self.text[at..word_end]) && self.char_at(next).is_some_and(char::is_alphabetic) {
            let (classes, _) = self.word_at(next);
            return classes & (GOAL | BOUND) != 0;
        }
        false
    }

    /// Whether the text after a value shows that it is one: an end, a sign, another test, a word that may stand there.
    fn ends_value(&self, end: usize, limit: usize) -> bool {
        let at = self.skip_blanks(end);
        if at >= limit {
            return true;
        }
        match self.char_at(at) {
            None => true,
            Some(c) if c.is_alphabetic() => {
                self.hit_starts_at(at)
                    || self.word_at(at).0
                        & (LINK | FOLLOW | MOVE | FROM | EARLIER | TIME | HIGH | LOW | ABNORMAL | NORMAL)
                        != 0
            }
            Some(c) if c.is_ascii_digit() => at > end + 1,
            Some(_) => true,
        }
    }

    /// The arrow at `at`: its end, and whether it points to the newer value on its right.
    fn arrow_at(&self, at: usize) -> Option<(usize, bool)> {
        let start = self.skip_blanks(at);
        let rest = &self.text[start..];
        const RIGHT: [&str; 15] = [
            "-->", "->", "==>", "=>", "→", "⟶", "➔", "➜", "⇒", "↗", "↘", "~>", ">>", "›", "»",
        ];
        const LEFT: [&str; 6] = ["<--", "<-", "←", "⟵", "⇐", "<<"];
        if let Some(sign) = RIGHT.iter().find(|sign| rest.starts_with(**sign)) {
            return Some((start + sign.len(), true));
        }
        if let Some(sign) = LEFT.iter().find(|sign| rest.starts_with(**sign)) {
            return Some((start + sign.len(), false));
        }
        // `1.8 > 1.5 > 1.2`, `1.4 to 1.7`, `1.4...1.7`
        if rest.starts_with('>') && !rest.starts_with(">=") {
            return Some((start + 1, true));
        }
        for sign in ["to ", "then ", "and then ", ", then ", "...", "…"] {
            if rest.starts_with(sign) {
                return Some((start + sign.len(), true));
            }
        }
        None
    }

    /// Words that lead to an older value: ", down from", "from a baseline of", "vs", "(was".
    fn older_after(&self, at: usize, entry: u16, limit: usize) -> Option<Value> {
        let mut at = self.skip_blanks(at);
        if self.text[at..].starts_with([',', ';']) {
            at = self.skip_blanks(at + 1);
        }
        let mut seen = 0;
        let mut when = None;
        for _ in 0..7 {
            let c = self.char_at(at).filter(|_| at < limit)?;
            if c == '\n' || c == '\r' {
                at = self.wrapped(at)?;
                continue;
            }
            if c.is_ascii_digit() || matches!(c, '<' | '>' | '.') {
                if let Some(end) = self.time_number(at) {
                    when = Some(Span::from(at..end));
                    at = self.skip_blanks(end);
                    if self.text[at..].starts_with([':', ',']) {
                        at = self.skip_blanks(at + 1);
                    }
                    continue;
                }
                break;
            }
            if !c.is_alphabetic() {
                return None;
            }
            let (classes, end) = self.word_at(at);
            if classes & (LINK | FROM | MOVE | EARLIER | TIME) == 0 || classes & (GOAL | CONDITION) != 0 {
                return None;
            }
            if classes & EARLIER != 0 {
                when = Some(Span::from(at..end));
            }
            seen |= classes;
            at = self.skip_blanks(end);
        }
        if seen & (FROM | EARLIER) == 0 || !self.digit_at(at) && !self.text[at..].starts_with(['<', '>', '.']) {
            return None;
        }
        let mut value = self.value(at, entry)?;
        if !self.fits(entry, &value) || value.to.is_some() {
            return None;
        }
        value.earlier = true;
        value.when = when.unwrap_or(value.when);
        Some(value)
    }

    /// The chain of values that starts with `first`: `1.4 (L) -> 1.2 today, baseline 1.0`.
    fn chain(&self, entry: u16, first: Value, limit: usize, name_start: usize) -> (Vec<Value>, usize) {
        let definition = self.entry(entry);
        let mut end = first.end;
        let mut values = vec![first];
        // How many of the values, from the first, are steps of one course.
        let mut newest = 0;
        for _ in 0..24 {
            if end >= limit {
                break;
            }
            let at = self.skip_marks(end);
            let rest = &self.text[at..];
            if rest.starts_with(['(', '['])
                && let Some(close) = self.close_of(at)
            {
                if self.hits_within(at + 1, close) {
                    break;
                }
                match self.remark(at, close, Some(entry)) {
                    Remark::Flag(flag) => {
                        let last = values.len() - 1;
                        values[last].flag = Some(flag);
                        values[last].end = close + 1;
                    }
                    Remark::When(when, earlier) => {
                        let last = values.len() - 1;
                        values[last].when = when;
                        values[last].earlier |= earlier;
                    }
                    Remark::Older(older) => {
                        let last = &values[values.len() - 1];
                        if older.len() != 1 || !self.is_same_in_other_unit(entry, last, &older[0]) {
                            values.extend(older);
                        }
                    }
                    Remark::Nothing => {}
                }
                end = close + 1;
                continue;
            }
            if let Some((after, right)) = self.arrow_at(end) {
                let mut next_at = self.skip_marks(after);
                // `1.2 -> (today) 1.8`, `-> now 1.8`
                if self.char_at(next_at).is_some_and(char::is_alphabetic) {
                    let (classes, word_end) = self.word_at(next_at);
                    if classes & (TIME | LINK) != 0 {
                        next_at = self.skip_blanks(word_end);
                    }
                }
                if let Some(mut value) = self.value(next_at, entry)
                    && (self.fits(entry, &value) || self.is_slip(at, &values[newest], &value))
                    && value.bound.is_none_or(|_| right)
                    && next_at <= limit
                {
                    end = value.end;
                    value.trend = true;
                    values[newest].trend = true;
                    if right {
                        values[newest].earlier = true;
                        newest = values.len();
                    } else {
                        value.earlier = true;
                    }
                    values.push(value);
                    continue;
                }
                break;
            }
            if let Some(value) = self.older_after(end, entry, limit) {
                end = value.end;
                values[newest].trend = true;
                values.push(Value { trend: true, ..value });
                continue;
            }
            if let Some((when, earlier, after)) = self.time_after(end, limit) {
                let last = values.len() - 1;
                values[last].when = when;
                values[last].earlier |= earlier;
                end = after;
                continue;
            }
            // `0.04, 0.12, 0.31`: a series of a test that is taken again and again.
            if definition.flag("series")
                && rest.starts_with([',', ';'])
                && let next = self.skip_blanks(at + 1)
                && self.digit_at(next)
                && let Some(mut value) = self.value(next, entry)
                && self.fits(entry, &value)
                && value.end <= limit
                && self.text[self.skip_blanks(value.end)..]
                    .chars()
                    .next()
                    .is_none_or(|c| matches!(c, ',' | ';' | '.' | '\n' | '\r' | ')'))
            {
                end = value.end;
                value.trend = true;
                values[newest].earlier = true;
                values[newest].trend = true;
                newest = values.len();
                values.push(value);
                continue;
            }
            // `troponins of 18 and 19 ng/L`: the unit behind the last holds for both.
            if values.len() == 1
                && values[0].unit_entry.is_none()
                && values[0].unit.is_empty()
                && let Some(next) = rest.strip_prefix("and ").map(|_| at + "and ".len())
                && next < limit
                && self.digit_at(next)
                && let Some(value) = self.value(next, entry).filter(|value| value.unit_entry.is_some())
                && self.fits(entry, &value)
            {
                values[0].unit_entry = value.unit_entry;
                values[0].unit = value.unit;
                values[0].trend = true;
                values[0].earlier = true;
                end = value.end;
                newest = values.len();
                values.push(Value { trend: true, ..value });
                continue;
            }
            // `9.8 today, 8.9 yesterday`, `9.8 yesterday, today 8.9`
            if let Some(value) = self.timed_value(end, entry, limit) {
                end = value.end;
                values[newest].trend = true;
                values.push(Value { trend: true, ..value });
                continue;
            }
            break;
        }
        if values.iter().all(|value| value.when.is_empty())
            && let Some((when, earlier)) = self.time_before(name_start)
        {
            let is_single = values.len() == 1;
            for value in &mut values {
                value.when = when;
                value.earlier |= earlier && is_single;
            }
        }
        (values, end)
    }

    /// `Na 1.38`, `K 0.41`: a salt with its point in the wrong place.
    fn is_lost_point(&self, entry: u16, value: &Value) -> bool {
        let definition = self.entry(entry);
        let (low, high) = super::reference_range(definition, None);
        let usual = |number: f64| low.is_some_and(|low| number >= low) && high.is_some_and(|high| number <= high);
        matches!(&*definition.id, "sodium" | "potassium" | "chloride")
            && value.decimal
            && [10.0, 100.0].iter().any(|factor| usual(tidy(value.written * factor)))
    }

    /// `138 -> 1390`: a digit too many or a point lost, where a drawn arrow stands between.
    fn is_slip(&self, arrow: usize, before: &Value, value: &Value) -> bool {
        let drawn = ["-", "=", "→", "⇒", "➔", "➜"];
        let ratio = value.written / before.written;
        drawn.iter().any(|sign| self.text[arrow..].starts_with(sign))
            && before.written > 0.0
            && ((5.0..=15.0).contains(&ratio) || (0.06..=0.2).contains(&ratio))
            && value.bound.is_none()
            && value.to.is_none()
    }

    /// `8.2% (66 mmol/mol)`
    fn is_same_in_other_unit(&self, entry: u16, value: &Value, other: &Value) -> bool {
        let definition = self.entry(entry);
        let of = |value: &Value| {
            self.settle(definition, value, value.written, super::System::default(), false)
                .map(|(number, _)| number)
        };
        other.unit_entry.is_some()
            && other.unit_entry != value.unit_entry
            && of(value)
                .zip(of(other))
                .is_some_and(|(a, b)| (a - b).abs() <= 0.03 * a.abs())
    }

    /// Words of time after a value: "on admission", "yesterday", "two months ago", "this morning".
    fn time_after(&self, end: usize, limit: usize) -> Option<(Span, bool, usize)> {
        let start = self.skip_blanks(end);
        if start == end || !self.char_at(start).is_some_and(char::is_alphanumeric) {
            return None;
        }
        let (mut at, mut found) = (start, None::<(bool, usize)>);
        for _ in 0..5 {
            let c = self.char_at(at).filter(|_| at < limit)?;
            let word_end = if c.is_ascii_digit() {
                match self.date_at(at).or_else(|| self.time_number(at)) {
                    Some(end) => {
                        let earlier = found.is_some_and(|(earlier, _)| earlier);
                        found = Some((earlier, end));
                        end
                    }
                    None => break,
                }
            } else if c.is_alphabetic() {
                let (classes, word_end) = self.time_word_at(at);
                let word = &self.text[at..word_end];
                let leads = [
                    "on", "at", "in", "this", "the", "two", "three", "four", "six", "one", "a", "last", "as", "of",
                    "before", "after", "prior", "to", "few", "several",
                ];
                if classes & (EARLIER | TIME) != 0 && classes & GOAL == 0 {
                    let earlier = classes & EARLIER != 0 || found.is_some_and(|(earlier, _)| earlier);
                    found = Some((earlier, word_end));
                } else if !leads.iter().any(|it| it.eq_ignore_ascii_case(word))
                    || word == "to" && found.is_some_and(|(earlier, _)| !earlier)
                {
                    break;
                }
                word_end
            } else {
                break;
            };
            at = self.skip_blanks(word_end);
            if at >= self.text.len() {
                break;
            }
        }
        let (earlier, after) = found?;
        Some((Span::from(start..after), earlier, after))
    }

    /// After a separator, a number with a word of time: `, 8.9 yesterday`, `; today 8.9`.
    fn timed_value(&self, end: usize, entry: u16, limit: usize) -> Option<Value> {
        let at = self.skip_blanks(end);
        let rest = &self.text[at..];
        let sign = [",", ";", "/", "and "].iter().find(|sign| rest.starts_with(**sign))?;
        let at = self.skip_blanks(at + sign.len());
        if at >= limit {
            return None;
        }
        let (value_at, before) = if self.char_at(at)?.is_alphabetic() {
            let (classes, word_end) = self.word_at(at);
            if classes & (TIME | EARLIER) == 0 || classes & (GOAL | CONDITION | PENDING) != 0 {
                return None;
            }
            let span = Span::from(at..word_end);
            (self.skip_blanks(word_end), Some((span, classes & EARLIER != 0)))
        } else {
            (at, None)
        };
        if !self.digit_at(value_at) || self.time_number(value_at).is_some() {
            return None;
        }
        let mut value = self.value(value_at, entry)?;
        if !self.fits(entry, &value) || value.to.is_some() || value.end > limit {
            return None;
        }
        match (before, self.time_after(value.end, limit)) {
            (Some((when, earlier)), _) => (value.when, value.earlier) = (when, earlier),
            (None, Some((when, earlier, after))) => {
                (value.when, value.earlier) = (when, earlier);
                value.end = after;
            }
            (None, None) => return None,
        }
        Some(value)
    }

    /// The share or count written before its name: `85% neutrophils`, `0-2 WBCs per high power field`.
    pub(super) fn before_name(&self, entry: u16, name: Span) -> Option<Value> {
        let definition = self.entry(entry);
        let is_share = definition.flag("differential");
        let is_cells = definition.text("unit") == Some("/hpf");
        if &*definition.category == "urinalysis"
            && let Some(value) = self.grade_before(name)
        {
            return Some(value);
        }
        if !is_share && !is_cells {
            return None;
        }
        let from = floor(self.text, (name.start as usize).saturating_sub(14))
            .max(self.last_end)
            .min(name.start as usize);
        let before = &self.text[from..name.start as usize];
        let trimmed = before.trim_end_matches(|c| Self::is_blank(c) || c == '\n');
        let trimmed = trimmed.strip_suffix(" of").unwrap_or(trimmed);
        let digits = if is_share {
            trimmed.strip_suffix('%')?.trim_end()
        } else {
            trimmed
        };
        let start = digits
            .rfind(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '–' | '<' | '>'))
            .map_or(0, |at| at + digits[at..].chars().next().map_or(1, char::len_utf8));
        let start = from + start;
        if start >= from + digits.len() {
            return None;
        }
        let mut value = self.value(start, entry)?;
        let used_up = value.number.end as usize >= from + digits.len();
        if !used_up || !self.fits(entry, &value) {
            return None;
        }
        value.end = name.end as usize;
        Some(value)
    }

    /// A graded result before its name: `3+ blood`, `large LE`, `no nitrites`.
    fn grade_before(&self, name: Span) -> Option<Value> {
        let end = self.text[..name.start as usize].trim_end_matches(Self::is_blank).len();
        if end == name.start as usize || end < self.last_end {
            return None;
        }
        let from = floor(self.text, end.saturating_sub(12)).max(self.last_end);
        let before = &self.text[from..end];
        let start = before
            .rfind(|c: char| !c.is_alphanumeric() && c != '+')
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let classes = self.words().of(word.as_bytes());
        let grade = if word.eq_ignore_ascii_case("no") {
            0.0
        } else {
            *GRADES
                .iter()
                .find(|(class, _)| classes & class != 0)
                .map(|(_, grade)| grade)?
        };
        let number = Span::from(from + start..end);
        // `LE 2+ nit neg`: the grade belongs to the name before it.
        let near = self
            .hits
            .partition_point(|hit| (hit.span.start as usize) < from + start);
        let is_of_before = self.hits[near.saturating_sub(3)..near].iter().any(|hit| {
            let hit_end = hit.span.end as usize;
            hit_end <= from + start
                && from + start - hit_end <= 2
                && self.text[hit_end..from + start]
                    .chars()
                    .all(|c| Self::is_blank(c) || c == ':')
        });
        (!is_of_before).then(|| self.graded(number, grade, name.end as usize))
    }

    fn graded(&self, number: Span, grade: f64, end: usize) -> Value {
        Value {
            number,
            written: grade,
            to: None,
            bound: None,
            thousands: false,
            unit: Span::at(number.end),
            unit_entry: None,
            decimal: false,
            flag: None,
            graded: true,
            earlier: false,
            when: Span::at(number.end),
            trend: false,
            end,
        }
    }

    /// A graded result after a name: `2+`, `trace`, `negative`, `moderate`.
    fn grade(&self, name_end: usize, limit: usize) -> Option<Value> {
        let mut at = name_end;
        for _ in 0..4 {
            let rest = &self.text[at..];
            let skipped =
                rest.trim_start_matches(|c| Self::is_blank(c) || matches!(c, ':' | '=' | '*' | '-' | '_' | '('));
            at += rest.len() - skipped.len();
            if at >= limit || at - name_end > 24 {
                return None;
            }
            let rest = &self.text[at..];
            let pluses = rest.bytes().take_while(|b| *b == b'+').count();
            let digit = rest.bytes().next().filter(|b| (b'0'..=b'4').contains(b));
            let (grade, end) = match digit {
                Some(digit) if rest[1..].starts_with('+') => (f64::from(digit - b'0'), at + 2),
                _ if (1..=4).contains(&pluses) => (pluses as f64, at + pluses),
                _ if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                    let (classes, end) = self.word_at(at);
                    match GRADES.iter().find(|(class, _)| classes & class != 0) {
                        Some((_, grade)) => (*grade, end),
                        None if classes & LINK != 0 => {
                            at = end;
                            continue;
                        }
                        None => return None,
                    }
                }
                _ => return None,
            };
            return Some(self.graded(Span::from(at..end), grade, end));
        }
        None
    }

    /// The values of `entries` in a row from `at`, parted by slashes, commas or "and"; and their end.
    pub(super) fn row_of_values(&self, at: usize, entries: &[u16]) -> Option<(Vec<Value>, usize)> {
        let mut at = at;
        let mut values = Vec::with_capacity(entries.len());
        for (number, entry) in entries.iter().enumerate() {
            if number > 0 {
                at = self.separator_at(at)?;
            }
            let value = self.value(at, *entry)?;
            at = value.end;
            values.push(value);
        }
        Some((values, at))
    }

    /// Past the sign between two values of a row.
    fn separator_at(&self, at: usize) -> Option<usize> {
        let start = self.skip_blanks(at);
        let rest = &self.text[start..];
        let signs = [", and ", "/", ", ", ",", "and ", "& ", "|", "-"];
        let sign = signs.iter().find(|sign| rest.starts_with(**sign))?;
        Some(self.skip_blanks(start + sign.len()))
    }

    /// Whether a row of values goes on: then it was another row.
    pub(super) fn continues_row(&self, at: usize) -> bool {
        let start = self.skip_blanks(at);
        self.text[start..].starts_with('/') && self.digit_at(self.skip_blanks(start + 1))
    }
}
