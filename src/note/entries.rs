//! The entries of a log: files of some kinds (`entries` in the kind's grammar) gather one dated entry after another.
//!
//! A line that says no more than when it was written opens an entry: `# 2026-11-22`, `## 22 Nov 2026`, `**Week of
//! November 16**`, `Entry: 11/22/2026`, `# Learning notes, 2026-11-22`, a date alone on its line. Where no line has a date,
//! `Week 3` or `Entry 4` does, if there are several. The sections of one entry never hold those of another.

use std::ops::Range;

use super::lines::{Line, Lines, Place};
use super::model::{Entry, EntryDate};
use crate::grammar::{Grammar, KindId, lexicon_ids, normalize_heading};
use crate::syntax::LineForm;
use crate::text::Span;

/// A line that opens an entry.
pub(super) struct Opening {
    /// Its index among the lines.
    pub line: usize,
    /// Its words.
    heading: Span,
    date: Option<EntryDate>,
    /// Whether the date is still a blank of a template, or was taken out.
    open: bool,
    /// `#` to `######`, or underlined; 0 for all other lines.
    level: u8,
    /// Whether it carries the marks of a heading.
    marked: bool,
}

/// The lines of a note of kind `kind` that open an entry; `title` is the line of the title.
pub(super) fn openings(
    text: &str,
    grammar: &Grammar,
    kind: Option<KindId>,
    lines: &Lines,
    title: Option<usize>,
) -> Vec<Opening> {
    let Some(kind) = kind.filter(|kind| grammar.kind(*kind).entries.is_some()) else {
        return Vec::new();
    };
    let reader = Reader { text, grammar, kind };
    let (mut dated, mut numbered): (Vec<Opening>, Vec<Opening>) = (Vec::new(), Vec::new());
    // The level of the last heading that opens no entry: a date under it is a part of that section.
    let mut above = 0;
    for (at, line) in lines.all.iter().enumerate() {
        let Some(opening) = reader.opening(at, line) else {
            if let LineForm::Atx(level) | LineForm::Setext(level) = line.form
                && Some(at) != title
            {
                above = level;
            }
            continue;
        };
        if opening.date.is_none() && !opening.open {
            numbered.push(opening);
            continue;
        }
        let deeper = |first: &Opening| above > 0 && opening.level > above.max(first.level);
        if dated.first().is_some_and(deeper) {
            continue;
        }
        above = 0;
        let between = |last: &Opening| lines.all[last.line + 1..at].iter().any(|line| !line.span.is_empty());
        if let Some(last) = dated.last().filter(|last| !between(last)) {
            // `# Learning notes, 2026-11-22` over `## 2026-11-22`; `# 2026-11-22` over `Date: 11/22/2026`.
            if Some(last.line) == title && opening.marked {
                dated.pop();
            } else if !opening.marked || opening.date == last.date {
                continue;
            }
        }
        dated.push(opening);
    }
    if !dated.is_empty() {
        return dated;
    }
    // `# Week 2` under `# Learning notes, week 2`.
    if let [first, second, ..] = &numbered[..]
        && Some(first.line) == title
        && second.line == first.line + 1
    {
        numbered.remove(0);
    }
    if numbered.len() < 2 { Vec::new() } else { numbered }
}

/// The entries that `openings` open, with the sections in them, which stand in document order.
pub(super) fn find(text: &str, lines: &Lines, openings: &[Opening], sections: &[super::Section]) -> Vec<Entry> {
    let start = |opening: &Opening| lines.all[opening.line].span.start;
    let first_section = |offset: u32| sections.partition_point(|section| section.span.start < offset) as u32;
    let mut entries = Vec::with_capacity(openings.len());
    for (at, opening) in openings.iter().enumerate() {
        let end = openings.get(at + 1).map_or(text.len() as u32, start);
        let span = Span::new(start(opening), end);
        let below = lines.all[opening.line].span.end.min(end);
        entries.push(Entry {
            heading: opening.heading,
            date: opening.date,
            span,
            body: super::lines::trim(text, Span::new(below, end)),
            sections: first_section(span.start)..first_section(end),
        });
    }
    entries
}

struct Reader<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    kind: KindId,
}

/// A word of a heading: where it stands, and in small letters.
struct Word {
    range: Range<usize>,
    lower: String,
}

impl Reader<'_> {
    /// What a line opens, if it is a line that may.
    fn opening(&self, at: usize, line: &Line) -> Option<Opening> {
        /// No such line is longer, in bytes.
        const LONGEST: usize = 120;
        let (marked, level) = match (line.form, line.place) {
            (LineForm::Atx(level) | LineForm::Setext(level), _) => (true, level),
            (LineForm::Bold | LineForm::BoldLabel | LineForm::Caps | LineForm::Hash(_), Place::Block) => (true, 0),
            (LineForm::Label, Place::Block) if line.after_gap => (false, 0),
            (LineForm::Plain, Place::Paragraph { first: true }) if line.after_gap => (false, 0),
            _ => return None,
        };
        if line.span.len() as usize > LONGEST {
            return None;
        }
        let heading = line.title.map_or(line.content, |title| {
            if line.content.is_empty() {
                title
            } else {
                title.cover(line.content)
            }
        });
        let words = heading.of(self.text);
        let open = words.contains("***") || words.contains("[DATE");
        if !open && !words.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // A bold line keeps its text apart from a label's.
        let marked = marked && (line.form != LineForm::BoldLabel || line.content.is_empty());
        let date = if open { None } else { self.dated(words, marked) };
        let stands = if open {
            marked && self.is_blank(words)
        } else {
            date.is_some() || marked && self.numbered(words)
        };
        stands.then_some(Opening {
            line: at,
            heading,
            date,
            open,
            level,
            marked,
        })
    }

    /// The date of a heading that says no more than when it was written; with marks, a few words may follow.
    fn dated(&self, heading: &str, marked: bool) -> Option<EntryDate> {
        let words = words(heading);
        let (at, (date, taken)) = (0..words.len()).find_map(|at| Some((at, self.date(&words[at..])?)))?;
        if !self.announces(heading, &words[..at]) {
            return None;
        }
        let rest = &words[at + taken..];
        // `2026-11-16 to 2026-11-22`, `Nov 22, Sunday, 18:00`.
        let of_time = |word: &Word| {
            let word = &*word.lower;
            matches!(word, "to" | "until" | "through" | "am" | "pm")
                || self.is_weekday(word)
                || word.starts_with(|c: char| c.is_ascii_digit())
        };
        // `22 Nov, night shift`, not `22 November talk on sepsis`.
        let end = words[at + taken - 1].range.end;
        let set_apart = date.year.is_some()
            || heading[end..]
                .trim_start()
                .starts_with([',', ';', ':', '(', '[', '-', '–', '—', '|']);
        let few = marked && set_apart && rest.len() <= 10 && !heading.trim_end().ends_with(['.', '?', '!']);
        (few || rest.iter().all(of_time)).then_some(date)
    }

    /// `# ***{today}`, `# Week of ***`: the date is still to be written; `# [DATE-2], ward`: it was taken out.
    fn is_blank(&self, heading: &str) -> bool {
        let (before, after) = match (heading.split_once("***"), heading.split_once("[DATE")) {
            (Some((before, after)), _) if after.starts_with('{') => {
                (before, after.split_once('}').map_or("", |it| it.1))
            }
            (Some(halves), _) => halves,
            (None, Some((before, after))) => (before, after.split_once(']').map_or("x", |it| it.1)),
            (None, None) => return false,
        };
        let after = after.trim();
        let set_apart = after.is_empty() || after.starts_with([',', ';', ':', '(', '-', '–', '—']);
        set_apart && words(after).len() <= 10 && self.announces(before, &words(before))
    }

    /// `Week 3`, `Entry 4: surgery`, `Weekly reflection, week 2`.
    fn numbered(&self, heading: &str) -> bool {
        let words = words(heading);
        let counted = |pair: &[Word]| {
            matches!(&*pair[0].lower, "entry" | "week" | "day" | "shift")
                && pair[1].lower.len() <= 3
                && pair[1].lower.bytes().all(|byte| byte.is_ascii_digit())
        };
        words
            .windows(2)
            .position(counted)
            .is_some_and(|at| words.len() <= at + 10 && self.announces(heading, &words[..at]))
    }

    /// Whether the words before a date are only those that announce one, or name the kind.
    fn announces(&self, heading: &str, before: &[Word]) -> bool {
        let announcing = |word: &Word| {
            let word = &*word.lower;
            matches!(
                word,
                "entry"
                    | "date"
                    | "day"
                    | "week"
                    | "of"
                    | "ending"
                    | "commencing"
                    | "beginning"
                    | "starting"
                    | "from"
                    | "log"
                    | "for"
                    | "on"
                    | "shift"
                    | "w/c"
                    | "w/e"
                    | "wc"
                    | "no"
            ) || self.is_weekday(word)
                || word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let named = before
            .iter()
            .rposition(|word| !announcing(word))
            .map_or(0, |last| last + 1);
        // `Feedback log of …`: the last words of the name may be some of those that announce.
        let mut name = String::new();
        let is_kind = |end: usize| {
            normalize_heading(&heading[..end], &mut name);
            self.grammar.kind_named(&name) == Some(self.kind)
        };
        named == 0 || before[named - 1..].iter().map(|word| word.range.end).any(is_kind)
    }

    /// A date at the beginning of `words`, and how many of them it takes.
    fn date(&self, words: &[Word]) -> Option<(EntryDate, usize)> {
        let word = |at: usize| words.get(at).map(|word| &*word.lower);
        let first = word(0)?;
        if let Some(date) = figures(first) {
            return Some((date, 1));
        }
        let (month, day, taken) = match (self.month(first), word(1)) {
            (Some(month), Some(next)) => (month, ordinal(next)?, 2),
            (None, Some(next)) => (self.month(next)?, ordinal(first)?, 2),
            _ => return None,
        };
        let year = word(taken)
            .filter(|word| word.len() == 4)
            .and_then(|word| word.parse().ok());
        let date = EntryDate { year, month, day };
        date.is_possible()
            .then_some((date, taken + usize::from(year.is_some())))
    }

    fn month(&self, word: &str) -> Option<u8> {
        let word = word.trim_end_matches('.');
        let entries = self.grammar.lexicon(lexicon_ids::CALENDAR).entries.iter();
        let mut named = entries.filter(|entry| {
            let short = (3..=4).contains(&word.len()) && entry.id.starts_with(word);
            entry.category == "month" && (*entry.id == *word || short)
        });
        named.next()?.number("number").map(|number| number as u8)
    }

    fn is_weekday(&self, word: &str) -> bool {
        let word = word.trim_end_matches('.');
        const DAYS: [&str; 7] = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ];
        DAYS.iter()
            .any(|day| *day == word || (3..=5).contains(&word.len()) && day.starts_with(word))
    }
}

/// The words of a heading, without the signs between them.
fn words(heading: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let between = |c: char| c.is_whitespace() || ",;:()[]*|–—\u{200b}".contains(c);
    for (at, c) in heading.char_indices().chain([(heading.len(), ' ')]) {
        match (between(c), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                let word = &heading[from..at];
                if word.contains(|c: char| c.is_alphanumeric()) {
                    words.push(Word {
                        range: from..at,
                        lower: word.to_lowercase(),
                    });
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// A day in figures: `22`, `22nd`, the first of `16-22`.
fn ordinal(word: &str) -> Option<u8> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    let second = rest.strip_prefix('-').unwrap_or("x");
    let fits = matches!(rest, "" | "st" | "nd" | "rd" | "th" | ".")
        || (1..=2).contains(&second.len()) && second.bytes().all(|byte| byte.is_ascii_digit());
    (fits && (1..=2).contains(&digits))
        .then(|| word[..digits].parse().ok())
        .flatten()
}

/// A date in figures: `2026-11-22`, `11/22/2026`, `22.11.2026`, `11/22`; with three numbers the month comes first unless
/// points stand between them or the calendar has no such month.
fn figures(word: &str) -> Option<EntryDate> {
    let day = word.split(['t', 'T']).next().unwrap_or(word);
    let sign = day.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(sign, '-' | '/' | '.') {
        return None;
    }
    let mut numbers = [0_u16; 3];
    let (mut count, mut widths) = (0, [0; 3]);
    for part in day.trim_end_matches('.').split(sign) {
        if count == 3 || part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        (numbers[count], widths[count]) = (part.parse().ok()?, part.len());
        count += 1;
    }
    let date = |year: Option<u16>, month: u16, day: u16| {
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        Some(EntryDate { year, month, day }).filter(|date| date.is_possible())
    };
    let [a, b, c] = numbers;
    match (count, widths) {
        (3, [4, _, _]) => date(Some(a), b, c),
        (3, [1 | 2, 1 | 2, 2 | 4]) => {
            let year = Some(if c < 100 { 2000 + c } else { c });
            let (first, second) = (date(year, a, b), date(year, b, a));
            if sign == '.' {
                second.or(first)
            } else {
                first.or(second)
            }
        }
        (2, [1 | 2, 1 | 2, _]) if sign == '/' => date(None, a, b).or_else(|| date(None, b, a)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::Grammar;
    use crate::note::{self, Hints, Note};

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    /// The entries of a log of this kind: heading, date, ids of the sections.
    fn entries_of(kind: &str, body: &str) -> Vec<String> {
        let note = read(&format!("---\nkind: {kind}\n---\n{body}"));
        let line = |entry: &super::Entry| {
            let sections = &note.sections[entry.sections.start as usize..entry.sections.end as usize];
            let ids: Vec<&str> = sections
                .iter()
                .map(|section| section.id.map_or("?", |id| &*note.grammar.section(id).id))
                .collect();
            let date = entry.date.map_or("-".to_owned(), |date| date.to_string());
            format!("{} | {date} | {}", note.slice(entry.heading), ids.join(" "))
        };
        note.entries.iter().map(line).collect()
    }

    #[test]
    fn date_lines_in_every_form() {
        for (line, date) in [
            ("# 2026-11-22", "2026-11-22"),
            ("## 22 Nov 2026", "2026-11-22"),
            ("### Sunday, November 22, 2026", "2026-11-22"),
            ("## Entry: 2026-11-22", "2026-11-22"),
            ("# Entry 12, 2026-11-22", "2026-11-22"),
            ("# Week of 2026-11-16", "2026-11-16"),
            ("# Week of 16-22 November 2026", "2026-11-16"),
            ("# Week ending Nov 22nd", "11-22"),
            ("# Week 3, 16 Nov 2026", "2026-11-16"),
            ("# 2026-11-16 to 2026-11-22", "2026-11-16"),
            ("# Learning notes, 2026-11-22", "2026-11-22"),
            ("# Learning log of 22.11.2026", "2026-11-22"),
            ("**11/22/2026**", "2026-11-22"),
            ("**22/11/26: first day on the ward**", "2026-11-22"),
            ("# 2026-11-22 (cardiology, long call)", "2026-11-22"),
            ("2026-11-22\n----------", "2026-11-22"),
            ("NOVEMBER 22, 2026", "2026-11-22"),
            ("Date: 11/22/2026", "2026-11-22"),
            ("Sunday 22 November 2026", "2026-11-22"),
            ("2026-11-22T18:30", "2026-11-22"),
            ("# 11/22", "11-22"),
            ("# ***{today}", "-"),
            ("# Week of ***", "-"),
            ("# [DATE-2], night shift", "-"),
            ("## Week of [DATE]", "-"),
        ] {
            let found = entries_of("learning-notes", &format!("{line}\n\n## Mistakes\n\nNone.\n"));
            let heading = found
                .first()
                .map_or("", |found| found.split(" | ").nth(1).unwrap_or(""));
            assert_eq!((found.len(), heading), (1, date), "{line}: {found:?}");
            assert!(found[0].ends_with(" | mistakes"), "{line}: {found:?}");
        }
    }

    #[test]
    fn lines_that_open_no_entry() {
        for line in [
            "# Goals since 2026-11-22",
            "Seen on 2026-11-22 in clinic.",
            "2026-11-22 was a long day",
            "- 2026-11-22",
            "> on 2026-11-22",
            "# 2026-13-40",
            "# Room 12",
            "# The talk of [DATE-1]",
            "# ***{topic} on 2026-11-22",
            "# The 22 November talk on sepsis",
            "Potassium: 5/10",
            "# Week 3",
            "Started: 2026-09-01",
        ] {
            let found = entries_of("learning-notes", &format!("{line}\n\n## Mistakes\n\nNone.\n"));
            assert!(found.is_empty(), "{line}: {found:?}");
        }
        let wrapped = "## Mistakes\n\nI missed the fever that began on\n22 Nov 2026\nand did not ask.\n";
        assert!(entries_of("learning-notes", wrapped).is_empty());
    }

    #[test]
    fn each_entry_has_sections_of_its_own() {
        let body = "# Learning Notes\n\nMedicine.\n\n# 2026-11-20\n\n## Mistakes\n\nA.\n\n## Questions\n\nB?\n\n# 2026-11-21\n\n\
                    # Mistakes\n\nC.\n\n# Questions\n\nD?\n\n2026-11-22\n\n\
                    Mistakes: E.\nQuestions: F?\n\n**2026-11-23**\n- Mistakes: G.\n- Questions: H?\n";
        assert_eq!(
            entries_of("learning-notes", body),
            [
                "2026-11-20 | 2026-11-20 | mistakes questions",
                "2026-11-21 | 2026-11-21 | mistakes questions",
                "2026-11-22 | 2026-11-22 | mistakes questions",
                "2026-11-23 | 2026-11-23 | mistakes questions",
            ]
        );
        let note = read(&format!("---\nkind: learning-notes\n---\n{body}"));
        for entry in &note.entries {
            let sections = &note.sections[entry.sections.start as usize..entry.sections.end as usize];
            assert!(
                sections
                    .iter()
                    .all(|section| entry.span.start <= section.span.start && section.span.end <= entry.span.end),
                "{sections:?}"
            );
        }
        let parts: Vec<_> = note.parts().map(|part| part.span).collect();
        assert_eq!(parts.len(), 4, "the title above the first entry is no part");
        assert_eq!(parts[3].end as usize, note.text.len());
    }

    #[test]
    fn a_heading_over_all_entries_does_not_swallow_them() {
        for head in [
            "# Learning log - medicine",
            "# My third rotation",
            "# Learning log\n\n# Goals\n\nTen taps.",
        ] {
            let body = format!(
                "{head}\n\n## 10/5/2026\n\n**Mistakes**\n- a\n\n## Tue 10/6/2026 - post call\n\n**Mistakes**: b\n"
            );
            assert_eq!(
                entries_of("learning-notes", &body),
                [
                    "10/5/2026 | 2026-10-05 | mistakes",
                    "Tue 10/6/2026 - post call | 2026-10-06 | mistakes"
                ],
                "{head}"
            );
        }
    }

    #[test]
    fn one_day_told_twice_is_one_entry() {
        for head in [
            "# Learning notes, 2026-11-22\n\n## 2026-11-22\n",
            "# 2026-11-22\n\nDate: 11/22/2026\n",
            "# 2026-11-22\n\n## 22 Nov 2026\n",
        ] {
            let found = entries_of("learning-notes", &format!("{head}\n## Mistakes\n\nNone.\n"));
            assert_eq!(found.len(), 1, "{head}: {found:?}");
        }
    }

    #[test]
    fn a_date_under_a_section_belongs_to_it() {
        let body = "# 2026-11-16\n\n## Task\n\nA history.\n\n## Did It Work\n\n### 2026-11-20\n\nShe said it was better.\n\n\
                    # 2026-11-21\n\n## Task\n\nAn exam.\n";
        assert_eq!(
            entries_of("feedback-log", body),
            [
                "2026-11-16 | 2026-11-16 | feedback-task feedback-result ?",
                "2026-11-21 | 2026-11-21 | feedback-task",
            ]
        );
    }

    #[test]
    fn weeks_by_number_count_if_there_are_several() {
        let week = |n: u8| format!("# Week {n}: surgery\n\n## What Went Well\n\nA.\n\n## Next Week\n\nB.\n\n");
        let found = entries_of("weekly-reflection", &format!("{}{}", week(1), week(2)));
        assert_eq!(
            found,
            [
                "Week 1: surgery | - | went-well do-differently",
                "Week 2: surgery | - | went-well do-differently"
            ]
        );
        assert!(entries_of("weekly-reflection", &week(1)).is_empty());
        // Each with its title; the first of them is the title of the note.
        let titled = |n: u8| week(n).replace("# Week", "# Weekly Reflection - Week");
        let found = entries_of("weekly-reflection", &format!("{}{}", titled(2), titled(3)));
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_patient_note_has_no_entries() {
        let text = "# Progress Note\n\n# 2026-11-22\n\n## Subjective\n\nBetter.\n\n## Assessment and Plan\n\nHome.\n";
        let note = read(text);
        assert!(note.entries.is_empty());
        assert_eq!(note.parts().count(), 1);
        assert_eq!(
            note.parts().next().map(|part| part.sections),
            Some(0..note.sections.len() as u32)
        );
    }

    #[test]
    fn the_headings_of_a_log_tell_its_kind() {
        let kind = |text: &str| read(text).kind.map(|kind| Grammar::builtin().kind(kind).id.to_string());
        let feedback =
            "# 2026-11-22\n\n## What was observed\n\nx\n\n## What I was told\n\nx\n\n## What I will do\n\nx\n";
        assert_eq!(kind(feedback).as_deref(), Some("feedback-log"));
        let procedure =
            "# 2026-11-22\n\n## Procedure\n\nx\n\n## My role\n\nx\n\n## Supervision\n\nx\n\n## Outcome\n\nx\n";
        assert_eq!(kind(procedure).as_deref(), Some("procedure-log"));
        assert_eq!(read(feedback).entries.len(), 1);
        assert_eq!(
            kind("# Procedure Log\n\n# 2026-11-22\n\nProcedure: LP\n").as_deref(),
            Some("procedure-log")
        );
        // A procedure note and a discharge summary stay what they are.
        assert_eq!(
            kind("# Procedure Note\n\nProcedure: LP\nIndication: headache\nComplications: none\n").as_deref(),
            Some("procedure")
        );
    }

    #[test]
    fn ten_thousand_entries_are_read_in_linear_time() {
        let mut text = String::from("---\nkind: learning-notes\n---\n");
        for day in 0..10_000 {
            let (month, day) = (day / 28 % 12 + 1, day % 28 + 1);
            text.push_str(&format!(
                "# 2026-{month:02}-{day:02}\n\n## Mistakes\n\nI forgot it on day {day}.\n\n## Questions\n\nWhy?\n\n"
            ));
        }
        let started = std::time::Instant::now();
        let note = read(&text);
        assert_eq!(note.entries.len(), 10_000);
        assert!(note.copies().is_empty());
        // Quadratic work would take minutes, even here without optimisation.
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }
}
