//! A new entry at the end of a log: `preceptor new learning --append FILE`. Pure: what is to be written is said, not written.

use std::sync::Arc;

use super::error::Fault;
use crate::grammar::{Every, Grammar, KindId};
use crate::lint::Date;
use crate::note::facts::calendar::weekday;
use crate::note::{self, EntryDate, Hints, KindSource, Note};
use crate::syntax::{LineForm, NodeKind};

/// What becomes of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// There was no log: its whole text.
    Created(String),
    /// What comes after the last byte of the log, as it is.
    Added(String),
    /// Nothing: the log has an entry of today, or of this week if it is kept by the week.
    Exists {
        /// The line of that entry, from 1.
        line: u32,
        /// Its heading, as written.
        heading: String,
    },
}

/// What is known when an entry is added.
#[derive(Debug, Clone, Copy)]
pub struct Addition<'a> {
    /// The grammar.
    pub grammar: &'a Arc<Grammar>,
    /// What the configuration says of the log's kind.
    pub hints: &'a Hints,
    /// The log as it is; `None` or nothing if there is none yet.
    pub log: Option<&'a str>,
    /// The entry: a note as the template made it, with its front matter.
    pub entry: &'a str,
    /// Today.
    pub today: Date,
    /// Add the entry even if there is one of today.
    pub again: bool,
}

impl Addition<'_> {
    /// The entry under a heading with today's date, or with the Monday of this week if the kind is kept by the week. The
    /// heading and those of the entry's sections are as deep as in the log's last entry; lines end as they do in the log.
    ///
    /// # Errors
    ///
    /// The template's kind is no log, the file is a note of another kind, or what is at its end would swallow the entry.
    pub fn append(&self) -> Result<Appended, Fault> {
        let entry = self.read(self.entry, &Hints::default());
        let kind = entry.kind.filter(|kind| self.grammar.kind(*kind).entries.is_some());
        let Some((kind, every)) = kind.and_then(|kind| Some((kind, self.grammar.kind(kind).entries?))) else {
            return Err(self.no_log(&entry));
        };
        let first = first_day(self.today, every);
        let heading = match every {
            Every::Day => self.today.to_string(),
            Every::Week => format!("Week of {first}"),
        };
        let text = self.log.unwrap_or_default();
        let seen = text.trim_start_matches('\u{feff}');
        let parts = (front_matter(&entry), body(&entry));
        if seen.is_empty() {
            let whole = format!("{}{}", parts.0, section(&heading, 1, parts.1));
            return Ok(if text.is_empty() {
                Appended::Created(whole)
            } else {
                Appended::Added(whole)
            });
        }
        let (log, hints) = self.log_of_kind(text, kind)?;
        let last = last_day(first, every);
        let of_today = |entry: &&note::Entry| entry.date.is_some_and(|date| is_within(date, first, last));
        let here = log.entries.iter().rev().find(of_today);
        if let Some(here) = here.filter(|_| !self.again) {
            return Ok(Appended::Exists {
                line: log.lines().line_of(here.span.start),
                heading: log.slice(here.heading).to_owned(),
            });
        }
        let mut added = String::new();
        if seen.trim().is_empty() {
            // A file of blank lines: a title says what it is, for front matter has to come first.
            added.push_str(&format!("# {}\n\n", self.grammar.kind(kind).title));
        } else if !text.ends_with(['\n', '\r']) {
            added.push_str("\n\n");
        } else if !ends_blank(text) {
            added.push('\n');
        }
        added.push_str(&section(&heading, level_of_last(&log), parts.1));
        let line_end = line_end(text);
        if line_end != "\n" {
            added = added.replace('\n', line_end);
        }
        let whole = self.read(&format!("{text}{added}"), &hints);
        let opened = whole
            .entries
            .last()
            .is_some_and(|last| last.span.start as usize >= text.len());
        if !opened {
            let help = "look at its end: an entry of today without a word, perhaps, or a comment that is never closed";
            return Err(Fault::new(
                "what is added would not be read as an entry of its own",
                Some(help.to_owned()),
            ));
        }
        Ok(Appended::Added(added))
    }

    fn read(&self, text: &str, hints: &Hints) -> Note {
        note::read(Arc::from(text), Arc::clone(self.grammar), hints)
    }

    /// The log, read as one of this kind, and the hints that it was read with.
    fn log_of_kind(&self, text: &str, kind: KindId) -> Result<(Note, Hints), Fault> {
        let log = self.read(text, self.hints);
        let help = format!(
            "name a file of its own for the {}",
            self.grammar.kind(kind).title.to_lowercase()
        );
        if log.is_template {
            return Err(Fault::new("the file is a template", Some(help)));
        }
        match log.kind {
            Some(found) if found == kind => Ok((log, self.hints.clone())),
            Some(found) => {
                let by = match log.kind_source {
                    Some(KindSource::Sections) => "by its headings",
                    Some(KindSource::Title) => "by its title",
                    Some(KindSource::Configuration) => "by the configuration",
                    _ => "by its front matter",
                };
                let id = |kind: KindId| &*self.grammar.kind(kind).id;
                let message = format!(
                    "the file is of the kind `{}` {by}, the entry of the kind `{}`",
                    id(found),
                    id(kind)
                );
                Err(Fault::new(message, Some(help)))
            }
            // Notes of one's own without a heading that tells: the kind is what is added.
            None => {
                let hints = Hints {
                    kind_override: Some(kind),
                    ..self.hints.clone()
                };
                Ok((self.read(text, &hints), hints))
            }
        }
    }

    fn no_log(&self, entry: &Note) -> Fault {
        let kinds = self.grammar.kinds().iter();
        let logs: Vec<&str> = kinds
            .filter(|kind| kind.entries.is_some())
            .map(|kind| &*kind.id)
            .collect();
        let help = format!("the kinds that gather entries are {}", logs.join(", "));
        let message = match entry.kind {
            Some(kind) => format!(
                "a {} stands for itself: only a log takes one entry after another",
                self.grammar.kind(kind).title.to_lowercase()
            ),
            None => "the template names no kind that is a log".to_owned(),
        };
        Fault::new(message, Some(help))
    }
}

/// The first day of the stretch for which one entry is enough: today, or Monday.
fn first_day(today: Date, every: Every) -> Date {
    match (every, today.day_number()) {
        (Every::Week, Some(number)) => Date::from_day_number(number - i64::from(weekday(number) - 1)),
        _ => today,
    }
}

/// The last day of that stretch.
fn last_day(first: Date, every: Every) -> Date {
    match (every, first.day_number()) {
        (Every::Week, Some(number)) => Date::from_day_number(number + 6),
        _ => first,
    }
}

/// Whether the day of an entry lies between two days; one without a year is of the year that fits.
fn is_within(date: EntryDate, first: Date, last: Date) -> bool {
    let day = |year: i32| Date {
        year,
        month: date.month,
        day: date.day,
    };
    let years = match date.year {
        Some(year) => [i32::from(year); 2],
        None => [first.year, last.year],
    };
    years.iter().any(|year| (first..=last).contains(&day(*year)))
}

/// The front matter of a note with its marks and the blank line after it.
fn front_matter(note: &Note) -> &str {
    let node = note.tree.nodes().iter().find(|node| node.kind == NodeKind::FrontMatter);
    let end = node.map_or(0, |node| node.span.end as usize);
    let blank = note.text[end..].len() - note.text[end..].trim_start_matches(['\n', '\r']).len();
    &note.text[..end + blank]
}

/// What comes after the front matter and the date that the template may have put over it, without blank lines around it,
/// and the `#` headings in it: where their marks stand, and how many.
fn body(note: &Note) -> (&str, Vec<(usize, u8)>) {
    let start = front_matter(note).len();
    let dated = note.entries.first().filter(|entry| entry.span.start as usize == start);
    let start = dated.map_or(start, |entry| entry.body.start as usize);
    let text = note.text[start..].trim_end();
    let headings = note.tree.nodes().iter().filter_map(|node| match node.kind {
        NodeKind::Line(LineForm::Atx(level)) if node.span.start as usize >= start => {
            let line = note.slice(node.span);
            let marks = line.len() - line.trim_start().len();
            Some((node.span.start as usize + marks - start, level))
        }
        _ => None,
    });
    (text, headings.collect())
}

/// A heading of this level over a text, whose own headings go below it.
fn section(heading: &str, level: u8, (text, headings): (&str, Vec<(usize, u8)>)) -> String {
    let top = headings.iter().map(|(_, level)| *level).min().unwrap_or(level + 1);
    let deeper = (level + 1).saturating_sub(top);
    let mut section = format!("{} {heading}\n\n", "#".repeat(usize::from(level)));
    let mut done = 0;
    for (at, own) in headings {
        section.push_str(&text[done..at]);
        // There is no heading of a seventh level.
        section.push_str(&"#".repeat(usize::from(deeper.min(6_u8.saturating_sub(own)))));
        done = at;
    }
    section.push_str(&text[done..]);
    section.push('\n');
    section
}

/// The level of the heading of the log's last entry; 1 if it has no `#`.
fn level_of_last(log: &Note) -> u8 {
    let last = log.entries.last().map(|entry| log.slice(entry.span));
    let marks = last.map_or(0, |text| {
        text.trim_start().bytes().take_while(|byte| *byte == b'#').count()
    });
    marks.clamp(1, 5) as u8
}

/// Whether the last line of a text is blank.
fn ends_blank(text: &str) -> bool {
    let end = ["\r\n", "\n", "\r"].iter().find_map(|end| text.strip_suffix(end));
    let Some(before) = end else { return false };
    before
        .rsplit(['\n', '\r'])
        .next()
        .is_none_or(|line| line.trim().is_empty())
}

/// How the first line of a text ends.
fn line_end(text: &str) -> &'static str {
    let at = text.find(['\n', '\r']);
    match at.map(|at| &text[at..]) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "---\nkind: learning-notes\ntemplate: learning\n---\n\n# New Diagnoses I Saw Today\n\n- ***\n\n\
                         # Important Management Points\n\n- ***\n\n\
                         # Mistakes I Won't Repeat\n\n- ***\n\n# Questions to Ask Tomorrow\n\n- ***\n";
    const WEEK: &str = "---\nkind: weekly-reflection\n---\n\n# Week of 2026-11-22\n\n## What Went Well\n\n***\n";
    // A Sunday.
    const TODAY: Date = Date {
        year: 2026,
        month: 11,
        day: 22,
    };

    fn append(log: Option<&str>, entry: &str, today: Date, again: bool) -> Result<Appended, Fault> {
        Addition {
            grammar: &Grammar::builtin(),
            hints: &Hints::default(),
            log,
            entry,
            today,
            again,
        }
        .append()
    }

    fn added(log: &str) -> String {
        match append(Some(log), ENTRY, TODAY, false) {
            Ok(Appended::Added(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    #[test]
    fn the_first_entry_makes_the_log() {
        let Ok(Appended::Created(text)) = append(None, ENTRY, TODAY, false) else {
            panic!()
        };
        assert!(
            text.starts_with(
                "---\nkind: learning-notes\ntemplate: learning\n---\n\n# 2026-11-22\n\n\
                 ## New Diagnoses I Saw Today\n\n- ***\n"
            ),
            "{text}"
        );
        assert!(text.ends_with("## Questions to Ask Tomorrow\n\n- ***\n"), "{text}");
        assert_eq!(read(&text).entries.len(), 1);
        assert_eq!(append(Some(""), ENTRY, TODAY, false), Ok(Appended::Created(text)));
    }

    #[test]
    fn a_day_later_an_entry_comes_after_it() {
        let Ok(Appended::Created(mut text)) = append(None, ENTRY, TODAY, false) else {
            panic!()
        };
        for day in 23..=30 {
            let today = Date { day, ..TODAY };
            let Ok(Appended::Added(more)) = append(Some(&text), ENTRY, today, false) else {
                panic!()
            };
            assert!(
                more.starts_with(&format!("\n# 2026-11-{day}\n\n## New Diagnoses")),
                "{more}"
            );
            text.push_str(&more);
        }
        let note = read(&text);
        assert_eq!(note.entries.len(), 9);
        assert!(note.entries.iter().all(|entry| entry.sections.len() == 4));
    }

    #[test]
    fn an_entry_of_today_is_left_alone() {
        for heading in ["# 2026-11-22", "## 22 Nov 2026, ward", "**11/22/2026**", "Nov 22"] {
            let log = format!("---\nkind: learning-notes\n---\n\n{heading}\n\n## Mistakes\n\nNone today.\n");
            let Ok(Appended::Exists { line, heading: found }) = append(Some(&log), ENTRY, TODAY, false) else {
                panic!("{heading}")
            };
            assert_eq!((line, found.as_str()), (5, heading.trim_matches(['#', '*', ' '])));
            let Ok(Appended::Added(more)) = append(Some(&log), ENTRY, TODAY, true) else {
                panic!("{heading}")
            };
            assert!(more.contains("# 2026-11-22\n"), "{more}");
        }
    }

    #[test]
    fn a_weekly_log_has_one_entry_a_week() {
        let Ok(Appended::Created(text)) = append(None, WEEK, TODAY, false) else {
            panic!()
        };
        assert!(text.contains("\n# Week of 2026-11-16\n\n## What Went Well\n"), "{text}");
        for (day, same) in [(16, true), (22, true), (23, false)] {
            let found = append(Some(&text), WEEK, Date { day, ..TODAY }, false);
            assert_eq!(
                matches!(found, Ok(Appended::Exists { line: 5, .. })),
                same,
                "{day}: {found:?}"
            );
        }
        let by_hand = "---\nkind: weekly-reflection\n---\n\n# 2026-11-20\n\n## What Went Well\n\nA lot.\n";
        assert!(matches!(
            append(Some(by_hand), WEEK, TODAY, false),
            Ok(Appended::Exists { .. })
        ));
        // Over the turn of the year.
        let new_year = Date {
            year: 2027,
            month: 1,
            day: 2,
        };
        let Ok(Appended::Created(text)) = append(None, WEEK, new_year, false) else {
            panic!()
        };
        assert!(text.contains("# Week of 2026-12-28\n"), "{text}");
        assert!(matches!(
            append(Some(&text), WEEK, new_year, false),
            Ok(Appended::Exists { .. })
        ));
    }

    #[test]
    fn the_log_keeps_its_depth_and_its_line_ends() {
        let log = "---\r\nkind: learning-notes\r\n---\r\n\r\n## 2026-11-20\r\n\r\n### Mistakes\r\n\r\nNone.\r\n";
        let more = added(log);
        assert!(
            more.starts_with("\r\n## 2026-11-22\r\n\r\n### New Diagnoses I Saw Today\r\n"),
            "{more:?}"
        );
        assert!(!more.replace("\r\n", "").contains(['\n', '\r']), "{more:?}");
        // Without a line end at its end, with one, with a blank line.
        let log = "# Learning Notes\n\n# 2026-11-20\n\nMistakes: none";
        assert!(added(log).starts_with("\n\n# 2026-11-22\n"));
        assert!(added(&format!("{log}\n")).starts_with("\n# 2026-11-22\n"));
        assert!(added(&format!("{log}\n\n")).starts_with("# 2026-11-22\n"));
        assert!(added(&format!("{log}\n  \n")).starts_with("# 2026-11-22\n"));
        assert!(added(&log.replace('\n', "\r")).starts_with("\r\r# 2026-11-22\r"));
    }

    #[test]
    fn what_is_blank_or_has_no_kind_becomes_a_log() {
        for log in ["\u{feff}", "\n", " \n\n", "My own notes\n\nRead about sepsis.\n"] {
            let more = added(log);
            let whole = format!("{log}{more}");
            let note = read(&whole);
            let kind = note.kind.map(|kind| note.grammar.kind(kind).id.to_string());
            assert_eq!(kind.as_deref(), Some("learning-notes"), "{whole}");
            assert_eq!(note.entries.len(), 1, "{whole}");
        }
    }

    #[test]
    fn what_cannot_take_an_entry_is_refused() {
        let soap = "---\nkind: soap\n---\n\n# Subjective\n\n***\n";
        for (log, entry, message) in [
            (
                None,
                soap,
                "a soap note stands for itself: only a log takes one entry after another",
            ),
            (None, "Just text.\n", "the template names no kind that is a log"),
            (
                Some(soap),
                ENTRY,
                "the file is of the kind `soap` by its front matter, the entry of the kind `learning-notes`",
            ),
            (
                Some("# Procedure Log\n\n# 2026-11-20\n\nProcedure: LP\n"),
                ENTRY,
                "the file is of the kind `procedure-log` by its title, the entry of the kind `learning-notes`",
            ),
            (
                Some("+++\ntitle = \"x\"\n+++\n# Plan\n"),
                ENTRY,
                "the file is a template",
            ),
        ] {
            let fault = append(log, entry, TODAY, false).expect_err(message);
            assert_eq!(fault.message, message);
            assert!(fault.help.is_some(), "{message}");
        }
    }

    #[test]
    fn an_entry_that_would_not_be_one_is_not_added() {
        let empty = "---\nkind: learning-notes\n---\n\n# 2026-11-22\n";
        assert!(matches!(
            append(Some(empty), ENTRY, TODAY, false),
            Ok(Appended::Exists { line: 5, .. })
        ));
        let fault =
            append(Some(empty), ENTRY, TODAY, true).expect_err("a second heading right under the first opens nothing");
        assert_eq!(fault.message, "what is added would not be read as an entry of its own");
        // A title with the day on which the log was begun does no harm.
        let whole = format!(
            "# Learning notes, 2026-11-20\n{}",
            added("# Learning notes, 2026-11-20\n")
        );
        assert_eq!(
            read(&whole).entries.last().map(|entry| entry.date),
            read("# Learning notes, 2026-11-22\n")
                .entries
                .first()
                .map(|entry| entry.date)
        );
    }

    #[test]
    fn headings_of_the_sixth_level_stay() {
        let entry = "---\nkind: learning-notes\n---\n\n# Mistakes\n\n###### Detail\n\nText with # in it\n";
        let Ok(Appended::Created(text)) = append(None, entry, TODAY, false) else {
            panic!()
        };
        assert!(
            text.ends_with("## Mistakes\n\n###### Detail\n\nText with # in it\n"),
            "{text}"
        );
    }
}
