//! What a note says of a result in words instead of numbers: "CBC unremarkable", "elevated white count", "labs stable".

use std::sync::Arc;

use super::super::super::Note;
use super::floor;
use super::words::*;
use crate::text::Span;

/// What a word says of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Normal, negative, within limits.
    Normal,
    /// Elevated.
    High,
    /// Low.
    Low,
    /// Abnormal.
    Abnormal,
    /// Stable, good, improving: of the course, not of the value.
    Stable,
    /// Reviewed, noted: seen, and nothing said.
    Reviewed,
}

/// What is said of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub level: Level,
    /// The word.
    pub word: Span,
    /// Whether a word between or after speaks of before ("were normal on admission").
    pub earlier: bool,
}

/// Reads such words.
pub struct Levels<'n> {
    note: &'n Note,
    words: Arc<Words>,
}

/// How many words may stand between a thing and what is said of it, and how many bytes.
const WORDS: usize = 8;
const REACH: usize = 70;

impl<'n> Levels<'n> {
    /// For `note`.
    pub fn new(note: &'n Note) -> Self {
        Self {
            note,
            words: Words::of_grammar(&note.grammar),
        }
    }

    /// What is said of the thing named at `span`: by the word before it, or in the same sentence after it.
    pub fn of(&self, span: Span) -> Option<Said> {
        self.after(span).or_else(|| self.before(span))
    }

    /// "elevated white count", "normal CBC".
    pub fn before(&self, span: Span) -> Option<Said> {
        let text: &str = &self.note.text;
        // "Low potassium diet", "low K bath".
        let next = text[span.end as usize..].trim_start_matches([' ', '-']);
        let is_food = |word: &&str| next.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        if ["diet", "intake", "bath", "food", "restrict"].iter().any(is_food) {
            return None;
        }
        let mut end = span.start as usize;
        for _ in 0..3 {
            let before = &text[floor(text, end.saturating_sub(30))..end];
            let trimmed = before.trim_end_matches([' ', '\u{a0}']);
            if trimmed.len() == before.len() && end != span.start as usize {
                return None;
            }
            let word_end = end - (before.len() - trimmed.len());
            let letters = trimmed
                .chars()
                .rev()
                .take_while(|c| c.is_alphabetic() || *c == '-')
                .map(char::len_utf8)
                .sum::<usize>();
            if letters == 0 {
                return None;
            }
            let start = word_end - letters;
            let (classes, _) = self.words.at(text, start);
            if let Some(level) = level(classes & !(STABLE | REVIEWED))
                && classes & (GOAL | CONDITION) == 0
                && letters > 2
            {
                if self.is_denied(start) {
                    return None;
                }
                return Some(Said {
                    level,
                    word: Span::from(start..word_end),
                    earlier: false,
                });
            }
            let adjective = [
                "serum", "total", "fasting", "repeat", "blood", "initial", "his", "her", "recent", "plasma",
            ];
            if !adjective
                .iter()
                .any(|it| it.eq_ignore_ascii_case(&text[start..word_end]))
            {
                return None;
            }
            end = start;
        }
        None
    }

    /// Whether "no" stands before the name at `name`, with at most two adjectives between: "no significant lab …".
    fn is_denied_before(&self, name: usize) -> bool {
        let text: &str = &self.note.text;
        let before = &text[floor(text, name.saturating_sub(40))..name];
        before
            .split_whitespace()
            .rev()
            .take(3)
            .take_while(|word| word.chars().all(|c| c.is_alphabetic() || c == '-'))
            .any(|word| self.words.of(word.as_bytes()) & NOT != 0)
    }

    fn is_denied(&self, word: usize) -> bool {
        let text: &str = &self.note.text;
        let before = text[floor(text, word.saturating_sub(20))..word].trim_end_matches([' ', '-']);
        let from = before
            .rfind(|c: char| !c.is_alphabetic() && c != '\'')
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        self.words.of(&before.as_bytes()[from..]) & NOT != 0
    }

    /// "CBC was unremarkable", "labs stable", "vitals look good".
    pub fn after(&self, span: Span) -> Option<Said> {
        let text: &str = &self.note.text;
        let mut at = span.end as usize;
        let (mut words, mut denied, mut earlier, mut found) = (0, false, false, None::<(Level, Span)>);
        while at < text.len() && at - (span.end as usize) < REACH && words <= WORDS {
            let c = text[at..].chars().next()?;
            match c {
                ' ' | '\t' | '\u{a0}' | '\u{202f}' | '*' | '_' => at += c.len_utf8(),
                ':' | '-' | '–' | '—' | '=' if found.is_none() => at += c.len_utf8(),
                // A wrapped line.
                '\n' if found.is_none() && !text[..at].ends_with(':') => {
                    let next = text[at + 1..].chars().next()?;
                    if !next.is_lowercase() {
                        break;
                    }
                    at += 1;
                }
                _ if c.is_alphabetic() => {
                    let (classes, end) = self.words.at(text, at);
                    // "Hgb above 7" is a bound, no word for the value.
                    let bounds =
                        classes & BOUND != 0 && text[end..].trim_start().starts_with(|c: char| c.is_ascii_digit());
                    if bounds || classes & (GOAL | CONDITION) != 0 && classes & NORMAL == 0 {
                        found?;
                        break;
                    }
                    earlier |= classes & EARLIER != 0 && classes & STABLE == 0;
                    if classes & NOT != 0 {
                        denied = true;
                    } else if let Some(level) = level(classes)
                        && end - at > 1
                        && found.is_none_or(|(found, _)| found == Level::Reviewed)
                    {
                        // "Without abnormalities", "no lab abnormalities", "no significant change".
                        let word = &text[at..end];
                        let is_noun = word.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("abnormali"));
                        let is_change = word.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("change"));
                        let denied_before = is_noun && self.is_denied_before(span.start as usize);
                        found = match denied {
                            true if is_noun => Some((Level::Normal, Span::from(at..end))),
                            true if is_change => Some((Level::Stable, Span::from(at..end))),
                            true => return None,
                            false if is_change => break,
                            false if denied_before => Some((Level::Normal, Span::from(at..end))),
                            false => Some((level, Span::from(at..end))),
                        };
                    } else if classes & (BETWEEN | LINK | EARLIER | TIME) == 0 {
                        break;
                    }
                    words += 1;
                    at = end;
                }
                // "TTE 5/21 reviewed", "Labs 02:30: stable": the day or hour of it.
                '0'..='9' if found.is_none() => at = date_or_time(text, at)?,
                // "reviewed and", "(normal)"
                '(' if found.is_none() => at += 1,
                _ => break,
            }
        }
        found.map(|(level, word)| Said {
            level,
            word: self.with_limits(word),
            earlier,
        })
    }

    /// "normal limits", "normal range": one expression.
    fn with_limits(&self, word: Span) -> Span {
        let rest = &self.note.text[word.end as usize..];
        let next = rest.trim_start_matches([' ', '\u{a0}']);
        let gap = rest.len() - next.len();
        let ends = ["limits", "limit", "range", "bounds"];
        let same = |it: &&&str| next.get(..it.len()).is_some_and(|found| found.eq_ignore_ascii_case(it));
        match ends.iter().find(same).filter(|_| gap == 1) {
            Some(end) => Span::new(word.start, word.end + (gap + end.len()) as u32),
            None => word,
        }
    }

    /// Whether words in `span` speak of another time than now: yesterday, on admission, baseline.
    pub fn speaks_of_before(&self, span: Span) -> bool {
        self.has(span, EARLIER)
    }

    /// Whether words in `span` name a time, be it now: a day, "today", "repeat".
    pub fn speaks_of_time(&self, span: Span) -> bool {
        self.has(span, EARLIER | TIME)
    }

    /// The word in `span` that shows that a disorder named there may be over, treated, denied or only thought of; of one
    /// that lasts, only that it may no longer be what it was.
    pub fn settles(&self, span: Span, lasting: bool) -> Option<Span> {
        self.find(span, if lasting { WAS_ONCE } else { SETTLED })
    }

    /// Whether words in `span`, before the name of a disorder, show that it is not said to be there.
    pub fn is_not_said(&self, span: Span) -> bool {
        self.has(span, NOT_NOW)
    }

    /// Whether words in `span`, before the name of a disorder, say that it is there now.
    pub fn is_still(&self, span: Span) -> bool {
        self.has(span, STILL)
    }

    /// Whether `span` speaks of now.
    pub fn is_present(&self, span: Span) -> bool {
        self.has(span, PRESENT) && !self.has(span, EARLIER)
    }

    /// Whether a word in `span` says that the thing is normal.
    pub fn says_normal(&self, span: Span) -> Option<Span> {
        self.find(span, NORMAL)
    }

    fn has(&self, span: Span, wanted: Classes) -> bool {
        self.find(span, wanted).is_some()
    }

    fn find(&self, span: Span, wanted: Classes) -> Option<Span> {
        let text: &str = &self.note.text;
        let mut at = span.start as usize;
        while at < span.end as usize {
            let c = text[at..].chars().next().unwrap_or(' ');
            if c.is_alphabetic() {
                let (classes, end) = self.words.at(text, at);
                if classes & wanted != 0 && end > at + 1 {
                    return Some(Span::from(at..end));
                }
                at = end;
            } else {
                at += c.len_utf8();
            }
        }
        None
    }
}

/// The end of a date or time of day at `at`.
fn date_or_time(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |at: usize| {
        bytes[at.min(bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut end = at + digits(at);
    let mut parts = 1;
    while parts < 3 && matches!(bytes.get(end), Some(b'/' | b':')) && (1..=4).contains(&digits(end + 1)) {
        end += 1 + digits(end + 1);
        parts += 1;
    }
    let ends =
        !matches!(bytes.get(end), Some(b'/' | b'.' | b'%')) || bytes.get(end + 1).is_none_or(|b| !b.is_ascii_digit());
    (parts > 1 && end - at <= 10 && ends).then_some(end)
}

fn level(classes: Classes) -> Option<Level> {
    let levels = [
        (NORMAL, Level::Normal),
        (ABNORMAL, Level::Abnormal),
        (HIGH, Level::High),
        (LOW, Level::Low),
        (STABLE, Level::Stable),
        (REVIEWED, Level::Reviewed),
    ];
    levels
        .iter()
        .find(|(class, _)| classes & class != 0)
        .map(|(_, level)| *level)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    fn said(text: &str, thing: &str) -> Option<(Level, String)> {
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        let at = text.find(thing).expect("it stands there");
        let said = Levels::new(&note).of(Span::from(at..at + thing.len()))?;
        Some((said.level, note.slice(said.word).to_owned()))
    }

    #[test]
    fn words_instead_of_values() {
        for (text, thing, level, word) in [
            ("CBC unremarkable.", "CBC", Level::Normal, "unremarkable"),
            ("CBC was within normal limits.", "CBC", Level::Normal, "normal limits"),
            ("Labs: WNL", "Labs", Level::Normal, "WNL"),
            ("Vitals look good", "Vitals", Level::Normal, "good"),
            ("labs stable", "labs", Level::Stable, "stable"),
            ("CT reviewed", "CT", Level::Reviewed, "reviewed"),
            ("Labs were reviewed and normal", "Labs", Level::Normal, "normal"),
            ("elevated white count", "white count", Level::High, "elevated"),
            ("low serum potassium", "potassium", Level::Low, "low"),
            (
                "His creatinine remains elevated.",
                "creatinine",
                Level::High,
                "elevated",
            ),
            ("kidney function is\nnormal", "kidney function", Level::Normal, "normal"),
            ("Platelets are low", "Platelets", Level::Low, "low"),
        ] {
            assert_eq!(said(text, thing), Some((level, word.to_owned())), "{text}");
        }
        for (text, thing) in [
            ("CBC in the morning", "CBC"),
            ("creatinine is not elevated", "creatinine"),
            ("no elevated troponin", "troponin"),
            ("Labs: CBC and BMP normal", "Labs"),
            ("CBC, then normal saline", "CBC"),
            ("potassium 4.1, normal", "potassium"),
            ("check CBC. Normal exam.", "CBC"),
            ("Low K diet", "K"),
            ("CBC if not normal", "CBC"),
        ] {
            assert_eq!(said(text, thing), None, "{text}");
        }
    }
}
