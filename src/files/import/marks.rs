//! The marks of list items, as the markup knows them.

use super::symbols;

/// How many levels a list has at most.
const LEVELS: usize = 16;

/// What the numbers of a list are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numerals {
    /// 1, 2, 3; Roman numbers and capital letters come out as these, since the markup knows no others.
    Digits,
    /// a, b, c.
    Letters,
}

/// The running numbers of a list, level by level.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    counts: [Option<u32>; LEVELS],
}

impl Numbers {
    /// The next number of a level, which begins at `start`; deeper levels begin anew.
    pub fn next(&mut self, level: usize, start: u32) -> u32 {
        let mut number = start;
        for (at, count) in self.counts.iter_mut().enumerate() {
            if at == level.min(LEVELS - 1) {
                number = count.map_or(start, |count| count.saturating_add(1));
                *count = Some(number);
            } else if at > level {
                *count = None;
            }
        }
        number
    }

    /// The next item of a level has the number `start`.
    pub fn restart(&mut self, level: usize, start: u32) {
        if let Some(count) = self.counts.get_mut(level) {
            *count = start.checked_sub(1);
        }
    }
}

/// The mark of a numbered item with what stands around its number (`.`, `)`, `(…)`).
pub(super) fn numbered(numerals: Numerals, number: u32, before: &str, after: &str) -> String {
    let letter = (1..=26)
        .contains(&number)
        .then(|| char::from(b'a' + (number as u8 - 1)));
    let text = match (numerals, letter) {
        (Numerals::Letters, Some(letter)) => return format!("{letter})"),
        _ => number.to_string(),
    };
    match (before.trim_end().ends_with('('), after.trim_start().starts_with(')')) {
        (true, true) => format!("({text})"),
        (false, true) => format!("{text})"),
        _ => format!("{text}."),
    }
}

/// The mark of an item with a bullet: an empty box stays one, everything else is a dash.
pub(super) fn bullet(shown: &str) -> String {
    let shown = shown.trim().chars().next();
    let boxed = match shown {
        Some('☐' | '❏' | '❑' | '❒' | '□') => true,
        // The boxes of Wingdings.
        Some(c) => symbols::code_of(c).is_some_and(|code| matches!(code, 0x71 | 0x72 | 0xa8)),
        None => false,
    };
    if boxed { "- [ ]" } else { "-" }.to_owned()
}

/// How deep items stand, where a deeper list can be a list of its own that is only indented further.
#[derive(Debug, Default)]
pub(super) struct Depths {
    open: Vec<Placed>,
}

#[derive(Debug, Clone, Copy)]
struct Placed {
    list: u32,
    level: u8,
    indent: i32,
    depth: u8,
}

/// Indents that are no further apart than this, in twentieths of a point, are one.
const SAME_INDENT: i32 = 100;

impl Depths {
    /// The depth of the next item, at a level of a list and indented so far.
    pub fn next(&mut self, list: u32, level: u8, indent: i32) -> u8 {
        let same = self.open.iter().rposition(|open| open.list == list);
        let depth = match (same.and_then(|at| self.open.get(at)), self.open.last()) {
            (Some(same), _) => match level.checked_sub(same.level) {
                Some(deeper) => same.depth.saturating_add(deeper),
                None => same.depth.saturating_sub(same.level - level),
            },
            (None, Some(last)) if indent > last.indent.saturating_add(SAME_INDENT) => last.depth.saturating_add(1),
            (None, _) => {
                let near = |open: &&Placed| open.indent.abs_diff(indent) <= SAME_INDENT.unsigned_abs();
                self.open.iter().rev().find(near).map_or(level, |open| open.depth)
            }
        };
        self.open.retain(|open| open.depth < depth);
        self.open.push(Placed {
            list,
            level,
            indent,
            depth,
        });
        depth
    }

    /// Other text came.
    pub fn clear(&mut self) {
        self.open.clear();
    }
}

/// Marks as they are shown, for formats that keep no others.
#[derive(Debug, Default)]
pub(super) struct Shown {
    last: [u32; LEVELS],
}

impl Shown {
    /// The mark that stands for what is shown before an item at a depth.
    pub fn mark(&mut self, shown: &str, depth: u8) -> String {
        let shown = shown.trim();
        let opened = shown.starts_with('(');
        let core = shown.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
        let after = if shown.ends_with(')') { ")" } else { "." };
        // `1.2.` is the second at its depth.
        let core = core.rsplit('.').next().unwrap_or(core);
        let before = if opened { "(" } else { "" };
        let last = self.last.get(usize::from(depth)).copied().unwrap_or(0);
        let ended = shown.ends_with(['.', ')', ':']);
        let (numerals, number) = match core.parse::<u32>() {
            Ok(number) => (Numerals::Digits, number),
            Err(_) if !ended => return bullet(shown),
            Err(_) => match (letter(core), roman(core)) {
                (Some(number), roman) if roman.is_none() || number == last.saturating_add(1) => {
                    let lower = core.starts_with(|c: char| c.is_ascii_lowercase());
                    (if lower { Numerals::Letters } else { Numerals::Digits }, number)
                }
                (_, Some(number)) => (Numerals::Digits, number),
                _ => return bullet(shown),
            },
        };
        if let Some(last) = self.last.get_mut(usize::from(depth)) {
            *last = number;
        }
        for deeper in self.last.iter_mut().skip(usize::from(depth) + 1) {
            *deeper = 0;
        }
        numbered(numerals, number, before, after)
    }
}

/// Whether what is shown is a number and a full stop.
pub(super) fn is_plain_number(shown: &str) -> bool {
    let digits = shown.trim().trim_end_matches(['.', ')']);
    !digits.is_empty() && digits.len() < 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn letter(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let c = chars.next()?.to_ascii_lowercase();
    (chars.next().is_none() && c.is_ascii_lowercase()).then(|| u32::from(c) - u32::from('a') + 1)
}

fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let mut sum = 0_u32;
    let mut before = 0;
    for c in text.chars().rev() {
        let value = match c.to_ascii_lowercase() {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            _ => return None,
        };
        if value < before {
            sum = sum.saturating_sub(value);
        } else {
            sum = sum.saturating_add(value);
            before = value;
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_level_by_level() {
        let mut numbers = Numbers::default();
        assert_eq!([numbers.next(0, 1), numbers.next(1, 1), numbers.next(1, 1)], [1, 1, 2]);
        assert_eq!([numbers.next(0, 1), numbers.next(1, 1)], [2, 1]);
        numbers.restart(0, 5);
        assert_eq!(numbers.next(0, 1), 5);
        assert_eq!(numbers.next(99, u32::MAX), u32::MAX);
        assert_eq!(numbers.next(99, 1), u32::MAX);
    }

    #[test]
    fn marks_are_those_of_the_markup() {
        assert_eq!(numbered(Numerals::Digits, 3, "", "."), "3.");
        assert_eq!(numbered(Numerals::Digits, 3, "(", ")"), "(3)");
        assert_eq!(numbered(Numerals::Digits, 3, "1.", ")"), "3)");
        assert_eq!(numbered(Numerals::Letters, 2, "", "."), "b)");
        assert_eq!(numbered(Numerals::Letters, 27, "", "."), "27.");
        assert_eq!(bullet("\u{f0b7}"), "-");
        assert_eq!(bullet("☐"), "- [ ]");
    }

    #[test]
    fn marks_that_are_shown_are_understood() {
        let mut shown = Shown::default();
        let mut marks = |texts: &[&str]| texts.iter().map(|text| shown.mark(text, 0)).collect::<Vec<_>>();
        assert_eq!(marks(&["1.\t", "2)", "(3)", "1.4."]), ["1.", "2)", "(3)", "4."]);
        assert_eq!(marks(&["h.", "i.", "j."]), ["h)", "i)", "j)"]);
        assert_eq!(marks(&["i.", "ii.", "iv)", "v."]), ["1.", "2.", "4)", "5."]);
        assert_eq!(marks(&["A.", "\u{b7}", "", "o", "☐"]), ["1.", "-", "-", "-", "- [ ]"]);
    }

    #[test]
    fn a_list_of_its_own_is_deeper_where_it_is_indented_further() {
        let mut depths = Depths::default();
        assert_eq!(
            [depths.next(1, 0, 360), depths.next(1, 1, 720), depths.next(1, 0, 360)],
            [0, 1, 0]
        );
        assert_eq!(
            [depths.next(2, 0, 643), depths.next(2, 0, 643), depths.next(1, 0, 360)],
            [1, 1, 0]
        );
        // Another list at the same place.
        assert_eq!(
            [depths.next(3, 0, 360), depths.next(3, 2, 1080), depths.next(3, 1, 720)],
            [0, 2, 1]
        );
        depths.clear();
        assert_eq!(depths.next(2, 0, 643), 0);
    }
}
