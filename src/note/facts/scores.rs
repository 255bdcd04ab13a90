//! Clinical scores: GCS, NIHSS, Apgar, pain and their like.

use super::super::Note;
use super::vitals::cursor::{Cursor, is_blank};
use crate::grammar::{LexiconEntry, LexiconHit, lexicon_ids};
use crate::text::Span;

/// One score.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Its entry in the lexicon `scores`.
    pub entry: u16,
    /// The total as written.
    pub total: f64,
    /// The highest value, as written after a slash: `7/10`, `15/15`.
    pub out_of: Option<f64>,
    /// The components as written: `E4V5M6` is 4, 5, 6; `HEART 3 (history 1, age 2, …)` is 1, 2, ….
    pub parts: Vec<f64>,
    /// Whether a component could not be tested: `10T`, `VT` of an intubated patient.
    pub untested: bool,
    /// The total; where only components are written, these.
    pub number: Span,
    /// All of it.
    pub span: Span,
}

/// How far the value may stand from the name, in bytes and words.
const REACH: usize = 80;
const MOST_WORDS: usize = 7;
/// How far around `7/10` a word for pain may stand.
const PAIN_BEFORE: u32 = 90;
const PAIN_AFTER: u32 = 40;

const LINKS: &[&str] = &[
    "score",
    "scores",
    "scored",
    "scoring",
    "scale",
    "total",
    "of",
    "is",
    "was",
    "were",
    "are",
    "at",
    "today",
    "todays",
    "currently",
    "current",
    "class",
    "grade",
    "on",
    "admission",
    "arrival",
    "a",
    "an",
    "result",
    "results",
    "risk",
    "status",
    "ps",
    "stage",
    "presentation",
    "initial",
    "initially",
    "now",
    "calculated",
    "estimated",
    "showed",
    "shows",
    "screen",
    "screening",
    "with",
    "test",
    "questionnaire",
    "exam",
    "value",
    "equals",
    "remains",
    "repeat",
    "this",
    "visit",
    "morning",
    "criteria",
    "performance",
    "points",
    "in",
    "ed",
    "her",
    "his",
    "s",
    "approximately",
    "baseline",
];
const LIMITS: &[&str] = &[
    "or less",
    "or more",
    "or higher",
    "or lower",
    "or above",
    "or below",
    "or greater",
    "and above",
    "and below",
    "and over",
    "or fewer",
];
const ROMAN: &[(&str, f64)] = &[
    ("VI", 6.0),
    ("IV", 4.0),
    ("V", 5.0),
    ("III", 3.0),
    ("II", 2.0),
    ("I", 1.0),
];

pub(super) fn read(note: &Note) -> Vec<Score> {
    let mut found: Vec<Score> = Vec::new();
    let mut pains: Vec<Span> = Vec::new();
    let mut pain_entry = None;
    let mut end = 0;
    for hit in note
        .phrases_of(lexicon_ids::SCORES)
        .filter(|hit| !note.in_blank(hit.span.start))
    {
        let entry = note.entry(hit);
        match &*entry.category {
            "other" => {}
            "pain" => {
                pains.push(hit.span);
                pain_entry = Some(hit.entry);
            }
            _ if hit.span.start < end => {}
            _ => {
                let reader = Reader { note, hit, entry };
                reader.read(&mut found);
                end = found.last().map_or(end, |score| score.span.end.max(end));
            }
        }
    }
    if let Some(entry) = pain_entry {
        pain(note, entry, &pains, &mut found);
    }
    unnamed_coma_scales(note, &mut found);
    found.sort_by_key(|score| score.number.start);
    let mut end = 0;
    found.retain(|score| {
        let fresh = score.number.start >= end;
        end = end.max(score.number.end);
        fresh
    });
    found
}

/// `E4V5M6`, `E4V4M6 = 14`: the scale needs no name.
fn unnamed_coma_scales(note: &Note, found: &mut Vec<Score>) {
    let bytes = note.text.as_bytes();
    let mut entry = None;
    let mut named: Vec<Span> = found.iter().map(|score| score.span).collect();
    named.sort_unstable();
    for digit in note.digits().iter().map(|at| *at as usize) {
        let opens = digit > 0
            && bytes[digit - 1] == b'E'
            && bytes.get(digit + 1) == Some(&b'V')
            && (digit == 1 || !bytes[digit - 2].is_ascii_alphanumeric());
        let before = named.partition_point(|span| span.start as usize <= digit);
        let is_named = named[..before].last().is_some_and(|span| digit < span.end as usize);
        if !opens || is_named {
            continue;
        }
        let Some(gcs) = *entry.get_or_insert_with(|| note.grammar.entry_named(lexicon_ids::SCORES, "gcs")) else {
            return;
        };
        let mut cursor = Cursor::new(&note.text, digit - 1, digit + 40);
        let Some((parts, untested, span)) = components(&mut cursor) else {
            continue;
        };
        let mut next = cursor;
        let sign = next.blank().eat_char(&['=', '(']).is_some();
        let from = next.blank().at;
        let total = next.digits().filter(|total| sign && *total <= 15.0);
        let number = total.map_or(span, |_| Span::from(from..next.at));
        found.push(Score {
            entry: gcs,
            total: total.unwrap_or_else(|| parts.iter().sum()),
            out_of: None,
            parts,
            untested,
            number,
            span: span.cover(number),
        });
    }
}

struct Reader<'a> {
    note: &'a Note,
    hit: &'a LexiconHit,
    entry: &'a LexiconEntry,
}

impl Reader<'_> {
    fn read(&self, found: &mut Vec<Score>) {
        let start = self.hit.span.end as usize;
        let mut cursor = Cursor::new(&self.note.text, start, start + REACH);
        let first = found.len();
        let several = self.entry.flag("several");
        while let Some(score) = self.one(&mut cursor, found.len() > first) {
            cursor.at = score.span.end as usize;
            cursor.end = Cursor::new(&self.note.text, start, cursor.at + REACH).end;
            found.push(score);
            if !several || found.len() >= first + 4 {
                break;
            }
        }
    }

    /// The next value.
    fn one(&self, cursor: &mut Cursor<'_>, again: bool) -> Option<Score> {
        if !again && let Some(score) = self.listed(*cursor) {
            return Some(score);
        }
        self.lead(cursor, again)?;
        let parts_first = self.is_gcs().then(|| components(cursor)).flatten();
        let least = self.entry.number("least").unwrap_or(0.0);
        let most = self.entry.number("most").unwrap_or(f64::INFINITY);
        let start = cursor.at;
        let mut score = Score {
            entry: self.hit.entry,
            total: 0.0,
            out_of: None,
            parts: Vec::new(),
            untested: false,
            number: Span::from(start..start),
            span: self.hit.span,
        };
        if let Some((parts, untested, span)) = parts_first {
            score.total = parts.iter().sum();
            (score.number, score.parts, score.untested) = (span, parts, untested);
            let mut next = *cursor;
            next.blank();
            let sign = next.eat_char(&['=', ':', '(', '-', '–']).is_some();
            next.blank();
            next.eat_any(&["total", "gcs"]);
            next.blank();
            let from = next.at;
            if sign && let Some(total) = next.digits() {
                score.total = total;
                score.number = Span::from(from..next.at);
                next.eat("/15");
                next.eat(")");
                *cursor = next;
            }
            score.span = if again {
                score.number
            } else {
                self.hit.span.cover(Span::from(span.start as usize..cursor.at))
            };
            return Some(score);
        }
        let sign = if least < 0.0 {
            cursor.eat_char(&['-', '−', '–', '+'])
        } else {
            None
        };
        cursor.blank();
        let roman = self.entry.flag("roman").then(|| roman(cursor)).flatten();
        let number = match roman {
            Some(number) => number,
            None => cursor.number(false)?,
        };
        score.total = if matches!(sign, Some('-' | '−' | '–')) {
            -number
        } else {
            number
        };
        score.number = Span::from(start..cursor.at);
        if self.is_gcs() && cursor.eat_any(&["t"]).is_some() {
            score.untested = true;
        }
        if self.entry.flag("adds") {
            self.sum(cursor, &mut score);
        }
        if !self.entry.flag("several") {
            self.out_of(cursor, most, &mut score)?;
        }
        self.items(cursor, &mut score);
        if most == 100.0 {
            cursor.eat("%");
        }
        let off = !(least..=most).contains(&score.total);
        if cursor.byte().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'%')
            || is_unit(cursor)
            || cursor.clone().blank().eat_any(LIMITS).is_some()
            || off && self.entry.flag("loose") && !self.is_called_score(&score)
        {
            return None;
        }
        // An area code, a date, a year: no score has three digits but those that can.
        if score.total > 400.0 && most < 400.0 {
            return None;
        }
        let end = cursor.at as u32;
        if self.is_gcs() && score.parts.is_empty() {
            self.parts_before(&mut score);
        }
        score.span = if again {
            Span::new(score.number.start, end)
        } else {
            Span::new(score.span.start.min(self.hit.span.start), end)
        };
        Some(score)
    }

    /// `E4 V5 M6, GCS 13`: the components before the name.
    fn parts_before(&self, score: &mut Score) {
        let text: &str = &self.note.text;
        let name = self.hit.span.start as usize;
        let mut floor = name.saturating_sub(40);
        floor = crate::text::ceil(text, floor);
        for (at, _) in text[floor..name].rmatch_indices(['E', 'e']) {
            let start = floor + at;
            if text[..start].ends_with(|c: char| c.is_alphanumeric()) {
                continue;
            }
            let mut cursor = Cursor::new(text, start, name);
            let Some((parts, untested, span)) = components(&mut cursor) else {
                continue;
            };
            if cursor
                .rest()
                .chars()
                .all(|c| is_blank(c) || matches!(c, ',' | ';' | '(' | ')' | '=' | ':' | '-'))
            {
                (score.parts, score.untested) = (parts, score.untested || untested);
                score.span = span;
            }
            return;
        }
    }

    /// Whether "score", "class" or the like stands in the name or behind it: `ASA class 7`.
    fn is_called_score(&self, score: &Score) -> bool {
        const CALLED: [&str; 7] = ["score", "scores", "class", "grade", "scale", "status", "points"];
        let text = self.note.slice(Span::new(
            self.hit.span.start,
            score.number.start.max(self.hit.span.end),
        ));
        text.split(|c: char| !c.is_alphabetic())
            .any(|word| CALLED.iter().any(|called| word.eq_ignore_ascii_case(called)))
    }

    /// `Child-Pugh C (bilirubin 3, albumin 3, ascites 3 = 9)`: the items first, and their total behind them.
    fn listed(&self, mut cursor: Cursor<'_>) -> Option<Score> {
        let part_most = self.entry.number("part-most")?;
        cursor.blank();
        cursor.eat_any(&["score", "class"]);
        cursor.blank();
        cursor.eat_any(&["A", "B", "C"]);
        cursor.blank();
        cursor.eat_char(&[':', ',']);
        cursor.blank();
        cursor.eat_char(&['(', '['])?;
        cursor.end = Cursor::new(&self.note.text, cursor.at, cursor.at + 240).end;
        let close = cursor.closing(240)?;
        let inside = &self.note.text[cursor.at..close];
        let (items, total) = inside.rsplit_once('=')?;
        let digits = total.trim();
        if digits.is_empty() || digits.len() > 2 {
            return None;
        }
        let parts: Option<Vec<f64>> = items
            .split([',', ';', '+'])
            .map(|item| last_number(item).filter(|part| *part <= part_most))
            .collect();
        let start = close - (total.len() - (total.len() - total.trim_start().len()));
        Some(Score {
            entry: self.hit.entry,
            total: digits.parse().ok()?,
            out_of: None,
            parts: parts.filter(|parts| parts.len() >= 2)?,
            untested: false,
            number: Span::from(start..start + digits.len()),
            span: Span::new(self.hit.span.start, close as u32 + 1),
        })
    }

    fn is_gcs(&self) -> bool {
        self.entry.id == "gcs"
    }

    /// Past the words between a name and its value.
    fn lead(&self, cursor: &mut Cursor<'_>, again: bool) -> Option<()> {
        let (mut words, mut lines) = (0, 0);
        loop {
            cursor.blank();
            match cursor.peek()? {
                '0'..='9' => {
                    if !(self.entry.flag("several") && minutes(cursor)) && !date(cursor, self.entry.number("most")) {
                        return Some(());
                    }
                }
                '\n' | '\r' => {
                    lines += 1;
                    if lines > 1 || again || !cursor.line_end() {
                        return None;
                    }
                }
                '-' | '−' | '–' | '+' if self.entry.number("least").is_some_and(|least| least < 0.0) => {
                    let mut next = *cursor;
                    next.skip();
                    if next.byte().is_some_and(|b| b.is_ascii_digit()) {
                        return Some(());
                    }
                    cursor.skip();
                }
                ':' | '=' | '-' | '–' | '—' | '(' | '~' | '*' | '[' | '_' | '\'' | '’' => cursor.skip(),
                ',' | ';' | '/' | '&' | '→' | '>' | ')' if again => cursor.skip(),
                c if c.is_alphabetic() => {
                    if self.entry.flag("roman") && roman(&mut cursor.clone()).is_some() {
                        return Some(());
                    }
                    if self.is_gcs() && components(&mut cursor.clone()).is_some() {
                        return Some(());
                    }
                    words += 1;
                    let word = cursor.word()?;
                    let is = |words: &[&str]| words.iter().any(|link| word.eq_ignore_ascii_case(link));
                    let counted = again
                        && is(&[
                            "and", "then", "min", "minute", "minutes", "mins", "one", "five", "ten", "m",
                        ])
                        || self.entry.flag("several") && is(&["min", "minute", "minutes", "one", "five", "ten"]);
                    if words > MOST_WORDS || !(counted || is(LINKS)) {
                        return None;
                    }
                }
                _ => return None,
            }
        }
    }

    /// `/30`, `out of 30`.
    fn out_of(&self, cursor: &mut Cursor<'_>, most: f64, score: &mut Score) -> Option<()> {
        let mut next = *cursor;
        next.blank();
        if next.eat("/") || next.eat_any(&["out of"]).is_some() {
            next.blank();
            if let Some(out_of) = next.number(false) {
                if next.byte() == Some(b'/') {
                    return None;
                }
                score.out_of = Some(out_of);
                *cursor = next;
            }
        } else if next.eat_any(&["of"]).is_some() {
            next.blank();
            if next.number(false) == Some(most) {
                score.out_of = Some(most);
                *cursor = next;
            }
        }
        Some(())
    }

    /// `3+4=7`.
    fn sum(&self, cursor: &mut Cursor<'_>, score: &mut Score) {
        let mut next = *cursor;
        let mut parts = vec![score.total];
        loop {
            let mut more = next;
            more.blank();
            if more.eat_char(&['+']).is_none() {
                break;
            }
            more.blank();
            let Some(part) = more.digits() else { break };
            parts.push(part);
            next = more;
        }
        if parts.len() < 2 {
            return;
        }
        score.total = parts.iter().sum();
        score.number = Span::from(score.number.start as usize..next.at);
        score.parts = parts;
        *cursor = next;
        next.blank();
        if next.eat_char(&['=']).is_some() {
            next.blank();
            let start = next.at;
            if let Some(total) = next.digits() {
                score.total = total;
                score.number = Span::from(start..next.at);
                *cursor = next;
            }
        }
    }

    /// `(E4V5M6)`, `(history 1, ECG 0, age 1)`: the items after a total.
    fn items(&self, cursor: &mut Cursor<'_>, score: &mut Score) {
        let mut next = *cursor;
        next.blank();
        next.eat_char(&[':', ',', '=', ';']);
        next.blank();
        let open = next.eat_char(&['(', '[']).is_some();
        next.blank();
        if self.is_gcs() {
            let found = components(&mut next).or_else(|| open.then(|| three(&mut next)).flatten());
            if let Some((parts, untested, _)) = found {
                next.blank();
                next.eat_char(&[')', ']']);
                score.parts = parts;
                score.untested |= untested;
                *cursor = next;
            }
            return;
        }
        let Some(part_most) = self
            .entry
            .number("part-most")
            .filter(|_| open && !self.entry.flag("several"))
        else {
            return;
        };
        let mut wide = next;
        wide.end = Cursor::new(&self.note.text, wide.at, wide.at + 240).end;
        let Some(close) = wide.closing(240) else { return };
        let inside = Span::from(wide.at..close);
        // `(was 2, now 3)` are other totals.
        if self.note.phrases_in(lexicon_ids::VITAL_OCCASIONS, inside).any(|hit| {
            matches!(
                self.note.grammar.category(hit),
                "earlier" | "current" | "arrival" | "target"
            )
        }) {
            return;
        }
        let items = self.note.slice(inside);
        // `H1 E1 A1 R1 T0` has no marks between its items.
        let marks: &[char] = if items.contains([',', ';', '+']) {
            &[',', ';', '+']
        } else {
            &[' ']
        };
        let parts: Option<Vec<f64>> = items
            .split(marks)
            .filter(|item| !item.is_empty())
            .map(|item| last_number(item).filter(|part| *part <= part_most))
            .collect();
        if let Some(parts) = parts.filter(|parts| parts.len() >= 2) {
            score.parts = parts;
            cursor.end = cursor.end.max(close + 1);
            cursor.at = close + 1;
        }
    }
}

/// The number that an item ends with: `age 45 to 64 1`, `BUN = 1`, `HTN (1)`, `female +1`.
fn last_number(item: &str) -> Option<f64> {
    let item = item.trim_matches(is_blank).trim_end_matches(')');
    let item = ["points", "point", "pts", "pt"]
        .iter()
        .fold(item, |item, word| item.strip_suffix(word).unwrap_or(item).trim_end());
    let start = item
        .rfind(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(0, |at| at + item[at..].chars().next().map_or(1, char::len_utf8));
    let before = item[..start].chars().next_back();
    // `H1`, `E 1`: a letter and its points.
    let lettered = start == 1 && before.is_some_and(|c| c.is_ascii_uppercase());
    if !lettered && !before.is_none_or(|c| is_blank(c) || matches!(c, '=' | ':' | '+' | '(' | '×' | '-')) {
        return None;
    }
    item[start..].parse().ok()
}

/// `E4V5M6`, `E 4, V 5, M 6`, `eyes 4 verbal 5 motor 6`, `E3VTM5`: the components, whether one was not tested, and where.
fn components(cursor: &mut Cursor<'_>) -> Option<(Vec<f64>, bool, Span)> {
    const NAMES: [&[&str]; 3] = [
        &["eye opening", "eyes", "eye", "e"],
        &["verbal response", "verbal", "voice", "v"],
        &["motor response", "motor", "movement", "m"],
    ];
    let start = cursor.at;
    let mut next = *cursor;
    let mut parts = Vec::new();
    let mut untested = false;
    for names in NAMES {
        next.blank();
        next.eat_char(&[',', '/', '+', ';', '-']);
        next.blank();
        let named = names.iter().any(|name| {
            let mut tried = next;
            let fits = tried.eat(name) && (name.len() == 1 || !tried.peek().is_some_and(char::is_alphabetic));
            if fits {
                next = tried;
            }
            fits
        });
        if !named {
            return None;
        }
        next.blank();
        next.eat_char(&[':', '=', '-']);
        next.blank();
        if next.eat_char(&['T', 't']).is_some() {
            untested = true;
            continue;
        }
        let digits = next.digits().filter(|part| *part < 10.0)?;
        parts.push(digits);
    }
    *cursor = next;
    Some((parts, untested, Span::from(start..next.at)))
}

/// `4-5-6`, `4+5+6`, `4,5,6`: eyes, voice, movement.
fn three(cursor: &mut Cursor<'_>) -> Option<(Vec<f64>, bool, Span)> {
    let start = cursor.at;
    let mut next = *cursor;
    let mut parts = Vec::new();
    for index in 0..3 {
        if index > 0 {
            next.blank();
            next.eat_char(&['-', '+', ',', '/'])?;
            next.blank();
        }
        parts.push(next.digits().filter(|part| *part < 10.0)?);
    }
    if next.byte().is_some_and(|b| b != b')' && b != b']') {
        return None;
    }
    *cursor = next;
    Some((parts, false, Span::from(start..next.at)))
}

/// A Roman numeral as a whole word: its number.
fn roman(cursor: &mut Cursor<'_>) -> Option<f64> {
    let mut next = *cursor;
    let word = next.word()?;
    // `I` alone is a numeral only in capitals.
    let (_, number) = ROMAN.iter().find(|(roman, _)| *roman == word)?;
    *cursor = next;
    Some(*number)
}

/// Past a time of life, `at 5 min:`, `1'`.
fn minutes(cursor: &mut Cursor<'_>) -> bool {
    let mut next = *cursor;
    if next.digits().is_none() {
        return false;
    }
    // `1 and 5 minutes`, `1, 5 and 10 minutes`.
    for _ in 0..3 {
        let mut more = next;
        more.blank();
        let joined = more.eat_char(&[',', '/', '&']).is_some() | more.blank().eat_any(&["and"]).is_some();
        more.blank();
        if joined && more.digits().is_some() {
            next = more;
        }
    }
    next.eat_char(&['-']);
    next.blank();
    let times = next
        .eat_any(&["minutes", "minute", "mins", "min", "m", "'", "’"])
        .is_some();
    if times {
        *cursor = next;
    }
    times
}

/// Past a date before the value: `(12/25): 14`, `3/4/24`, `10:30`.
fn date(cursor: &mut Cursor<'_>, most: Option<f64>) -> bool {
    let mut next = *cursor;
    let Some(first) = next.digits() else { return false };
    if next.eat(":") && next.digits().is_some() {
        *cursor = next;
        return true;
    }
    if !next.eat("/") {
        return false;
    }
    let Some(second) = next.digits() else { return false };
    let third = next.eat("/") && next.digits().is_some();
    if !third && (first > 31.0 || second > 31.0 || Some(second) == most) {
        return false;
    }
    let mut after = next;
    after.blank();
    after.eat_char(&[')', ':', ',']);
    after.blank();
    after.eat_any(&["was", "is"]);
    after.eat_char(&[':', '=']);
    after.blank();
    if third || after.at > next.at && after.byte().is_some_and(|b| b.is_ascii_digit()) {
        *cursor = after;
        return true;
    }
    false
}

/// Whether a unit follows that no score has: a dose, a share, a time.
fn is_unit(cursor: &Cursor<'_>) -> bool {
    let mut next = *cursor;
    next.blank();
    next.eat("-");
    let units = [
        "mg",
        "mcg",
        "g",
        "ml",
        "%",
        "days",
        "day",
        "weeks",
        "week",
        "months",
        "month",
        "years",
        "year",
        "hours",
        "hour",
        "hrs",
        "minutes",
        "minute",
        "times",
        "tabs",
        "tablets",
        "st",
        "nd",
        "rd",
        "th",
        "items",
        "questions",
        "ago",
        "patients",
    ];
    next.eat_any(&units).is_some()
}

/// `7/10`, `7 out of 10` beside a word for pain.
fn pain(note: &Note, entry: u16, pains: &[Span], found: &mut Vec<Score>) {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let mut last_line = 0;
    let mut last_score = None;
    for at in memchr::memmem::find_iter(bytes, b"10") {
        if bytes.get(at + 2).is_some_and(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'/' | b'.' | b':' | b'%') && bytes.get(at + 3).is_some_and(u8::is_ascii_digit)
        }) {
            continue;
        }
        let head = text[..at].trim_end_matches(is_blank);
        let Some(rest) = head
            .strip_suffix('/')
            .or_else(|| head.strip_suffix("out of"))
            .or_else(|| head.strip_suffix("out-of-"))
        else {
            continue;
        };
        let rest = rest.trim_end_matches(is_blank).trim_end_matches('-');
        let digits = rest.len()
            - rest
                .bytes()
                .rev()
                .take_while(|b| b.is_ascii_digit() || *b == b'.')
                .count();
        let Ok(total) = rest[digits..].parse::<f64>() else {
            continue;
        };
        let before = rest[..digits].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.')) || total >= 100.0 {
            continue;
        }
        // `on 5/10`, `since 5/10`: a date.
        let words = rest[..digits].trim_end_matches(is_blank);
        let word = words
            .rsplit(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if matches!(
            &*word,
            "on" | "since" | "until" | "till" | "from" | "dated" | "of" | "by"
        ) && !words.ends_with("rating of")
            && head.ends_with('/')
            && word != "of"
        {
            continue;
        }
        // From the line of the value only; words for pain stand in the order of the text.
        let floor = digits.saturating_sub(PAIN_BEFORE as usize);
        let line = memchr::memrchr(b'\n', &bytes[floor..digits]).map_or(floor, |end| floor + end + 1) as u32;
        let from = pains.partition_point(|pain| pain.start < line.max(last_line.min(line)));
        let near = pains[from..]
            .iter()
            .take_while(|pain| pain.start < at as u32 + PAIN_AFTER)
            .any(|pain| {
                !text[(pain.end as usize).min(digits)..digits.max(pain.end as usize)].contains('\n')
                    && !crosses(text, *pain, digits, at + 2)
            });
        last_line = line;
        // `3/10 at rest and 5/10 with movement`.
        let follows =
            last_score.is_some_and(|end: usize| digits - end < 60 && !text[end..digits].contains(['\n', '.', ';']));
        if !near && !follows {
            continue;
        }
        last_score = Some(at + 2);
        let number = Span::from(digits..rest.len());
        found.push(Score {
            entry,
            total,
            out_of: Some(10.0),
            parts: Vec::new(),
            untested: false,
            number,
            span: Span::from(digits..at + 2),
        });
    }
}

/// Whether a sentence ends between the word and the value, or another score stands there.
fn crosses(text: &str, word: Span, start: usize, end: usize) -> bool {
    let between = if (word.end as usize) <= start {
        &text[word.end as usize..start]
    } else if word.start as usize >= end {
        &text[end..word.start as usize]
    } else {
        return false;
    };
    let behind = word.start as usize >= end;
    between.contains(". ")
        || between.contains("/10")
        || between.contains('\n')
        || behind && between.contains([';', ','])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::{Grammar, lexicon_ids};
    use crate::note::{self, Hints};

    /// A score in short: `gcs 14 (4 4 6)`, `mmse 24/30`.
    fn all(text: &str) -> Vec<String> {
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        note.scores()
            .iter()
            .map(|score| {
                let id = &note.entry_at(lexicon_ids::SCORES, score.entry).id;
                let mut short = format!("{id} {}", score.total);
                if score.untested {
                    short += "T";
                }
                if let Some(out_of) = score.out_of {
                    short += &format!("/{out_of}");
                }
                if !score.parts.is_empty() {
                    let parts: Vec<String> = score.parts.iter().map(f64::to_string).collect();
                    short += &format!(" ({})", parts.join(" "));
                }
                short
            })
            .collect()
    }

    #[test]
    fn scores_as_notes_write_them() {
        let rows = [
            ("GCS 15", "gcs 15"),
            ("GCS 15/15", "gcs 15/15"),
            ("GCS 15 (E4V5M6)", "gcs 15 (4 5 6)"),
            ("GCS: 14 (E4 V4 M6)", "gcs 14 (4 4 6)"),
            ("GCS E3V4M5 = 12", "gcs 12 (3 4 5)"),
            ("GCS E3V4M5", "gcs 12 (3 4 5)"),
            ("Exam: E3V4M6 = 12, pupils equal", "gcs 12 (3 4 6)"),
            ("Neuro: E4V5M6", "gcs 15 (4 5 6)"),
            ("GCS 13 (4-3-6)", "gcs 13 (4 3 6)"),
            ("GCS of 14 (eyes 4, verbal 4, motor 6)", "gcs 14 (4 4 6)"),
            ("GCS 10T", "gcs 10T"),
            ("GCS 10T (E4VTM6)", "gcs 10T (4 6)"),
            ("Glasgow Coma Scale was 9 on arrival", "gcs 9"),
            ("E4 V5 M6, GCS 13", "gcs 13 (4 5 6)"),
            ("NIHSS 4", "nihss 4"),
            ("NIH stroke scale score of 12", "nihss 12"),
            ("Apgars 8 and 9", "apgar 8, apgar 9"),
            ("APGAR 8/9", "apgar 8, apgar 9"),
            ("Apgar scores were 7 at 1 minute and 9 at 5 minutes", "apgar 7, apgar 9"),
            ("Apgars 3, 6, 8 at 1, 5, and 10 minutes", "apgar 3, apgar 6, apgar 8"),
            ("Apgar at 1 minute: 8; at 5 minutes: 9", "apgar 8, apgar 9"),
            ("MMSE 24/30", "mmse 24/30"),
            ("MoCA score today was 22 out of 30", "moca 22/30"),
            ("PHQ-9 score: 18", "phq-9 18"),
            ("PHQ-9: 18/27", "phq-9 18/27"),
            ("PHQ9=12, GAD7=9", "phq-9 12, gad-7 9"),
            ("PHQ-9 (12/25): 14", "phq-9 14"),
            ("PHQ-9 on 3/4/24 was 14", "phq-9 14"),
            ("CHA2DS2-VASc score of 4 (age 2, HTN 1, DM 1)", "cha2ds2-vasc 4 (2 1 1)"),
            ("CHADS-VASc 3", "cha2ds2-vasc 3"),
            ("Wells score 4.5", "wells 4.5"),
            ("Wells' criteria: 0", "wells 0"),
            ("Wells 4.5", "wells-alone 4.5"),
            ("CURB-65 is 1 (BUN 22 mg/dL)", "curb-65 1"),
            (
                "HEART score 3 (history moderately suspicious 1, ECG 0, age 45 to 64 1, one risk factor 1, troponin 0)",
                "heart 3 (1 0 1 1 0)",
            ),
            ("MELD-Na 24", "meld 24"),
            ("ASA III", "asa 3"),
            ("ASA class 2", "asa 2"),
            ("NYHA class II-III", "nyha 2"),
            ("NYHA III", "nyha 3"),
            ("ECOG PS 1", "ecog 1"),
            ("Braden 18", "braden 18"),
            ("Bishop score 6", "bishop 6"),
            ("RASS -2", "rass -2"),
            ("Ballard 38", "ballard 38"),
            ("CIWA 12", "ciwa 12"),
            ("AUDIT-C 3", "audit-c 3"),
            ("qSOFA 2", "qsofa 2"),
            ("TIMI risk score 3", "timi 3"),
            ("Gleason 3+4=7", "gleason 7 (3 4)"),
            ("Gleason score 7 (3+4)", "gleason 7 (3 4)"),
            ("pain 7/10", "pain 7/10"),
            ("7/10 chest pain", "pain 7/10"),
            ("rates the headache 8 out of 10", "pain 8/10"),
            ("Pain is 3/10 at rest and 5/10 with movement", "pain 3/10, pain 5/10"),
            ("10/10 in severity", "pain 10/10"),
            ("AUDIT-C 3 (was 2, now 3)", "audit-c 3"),
            ("ASA class 7", "asa 7"),
            ("GCS 3+4+6=12", "gcs 12 (3 4 6)"),
            ("NEWS2 4 (T 1, HR 2, BP 1)", "news2 4 (1 2 1)"),
            ("HEART score 5 (H1 E1 A1 R1 T0)", "heart 5 (1 1 1 1 0)"),
            (
                "Child-Pugh C (bilirubin 3, albumin 3, INR 2, ascites 3, encephalopathy 1 = 12)",
                "child-pugh 12 (3 3 2 3 1)",
            ),
            ("Karnofsky 80%", "karnofsky 80"),
            ("PSI class IV", "psi-class 4"),
        ];
        let wrong: Vec<String> = rows
            .iter()
            .filter_map(|(text, expected)| {
                let found = all(text).join(", ");
                (found != *expected).then(|| format!("{text}\n  expected {expected}\n  found    {found}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn what_is_no_score() {
        for text in [
            "ASA 81 mg daily",
            "ASA 325",
            "TIMI 3 flow after stenting",
            "strength 5/5, reflexes 2+",
            "vision 20/20",
            "Intubate if GCS < 8",
            "GCS 8 or less",
            "rib cage 3 cm deformity",
            "Ms. Wells, 64 years old",
            "Dr. Bishop 2 weeks ago",
            "pain since 5/10",
            "worse on 5/10, painful",
            "seen on 10/10/24 with pain",
            "2/6 murmur, 3/10 lymph nodes positive",
            "cow's milk 500 mL, cows milk allergy 3 times",
            "PHQ-9 negative",
            "7/10 nodes; no ache otherwise. Pain gone",
            "NIHSS pending",
            "sofa bed 2",
            "HEART 88",
            "meld the 3 layers",
        ] {
            assert!(all(text).is_empty(), "{text}: {:?}", all(text));
        }
    }
}
