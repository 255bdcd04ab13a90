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
}
