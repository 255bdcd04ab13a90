//! PHI007: a date of birth, or another date more exact than the year.

use std::collections::HashMap;

use crate::note::Note;
use crate::note::facts::{Certainty, Event, Identifier, IdentifierKind};
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI007",
    name: "date",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "dates",
        default: OptionDefault::Text("whole", &["birth", "whole", "all"]),
        doc: "Which dates are reported: `birth` (dates of birth only), `whole` (besides, as info, days with month and year), or `all` (besides, as a warning, days without a year and months of a year).",
    }],
    fix: Some(Applicability::Suggestion),
    sources: &[SAFE_HARBOR, GUIDANCE],
    summary: "A date of birth, or another date more exact than the year.",
    docs: r#"
## What it does

Reports every date of birth. Other dates, of a day with month and year, are reported as info; those of one line are one finding, and one that stands twice is told once. The sign-off and the front matter's `date` are never reported, and by default neither is a short line above the first section or what says when the note was written ("date of service"); nor are a year alone,
relative times ("3 days ago", POD 2), times of day and days of the week. A date must be one of the calendar; `5/5` strength, a `2/6` murmur, `120/80`, `70/30` insulin and `3/7` (three days) are none.

In a log of dated entries (learning notes, procedure log) the date that heads an entry is the writer's own and never reported; any other whole date there is a warning, because beside a story it is a patient's, unless it says when a source was read ("accessed 10/5/2026").

The option `dates` says how much a course asks for: `birth` for dates of birth alone, `whole` (the default), or `all`: then days without a year (`on 3/14`) and months of a year (`March 2024`) count too, and the finding is a warning. For Safe Harbor all of them have to go.

## Why it matters

A day of admission with a hospital and a diagnosis is enough to find somebody in a newspaper or a register; a date of birth with a postal code tells most people apart. A reader of a teaching note needs neither: what matters is how long ago.

## How to fix

Write the age for a date of birth, the year alone, or the time that has passed: "two days before admission", HD 3, POD 1. `preceptor redact` does it for the whole note, or shifts all dates by the same number of days (`--shift-dates`).

```bad
DOB 03/04/1958. Here for his knee.
```

```bad
58-year-old man, knee replacement on 11/02/2023, now with a red and swollen knee since 11/28/2023.
```

```good
58-year-old man, knee replacement in 2023, now with a red and swollen knee for 4 days. Strength 5/5, murmur 2/6, BP 120/80.
```

## Precision

17 findings on the 182 corpus notes, all read, none wrong: dates of operations, films and visits, one info each. On 105 good notes 16 info findings and two dates of birth of newborns; with `dates = "all"` 40 of 40 planted
dates and 16 of 16 dates of birth are found, and no fraction, score or ratio of 50 notes is taken for a date. The whole table stands in docs/confidentiality.md.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const BIRTH: &str = "the age says as much";

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    confidential::report(context, findings, &[IdentifierKind::BirthDate], BIRTH);
    let asked = context.word("dates");
    if asked == "birth" {
        return;
    }
    let all = asked == "all";
    let own = own_dates(note);
    let dates: Vec<Identifier> = note
        .identifiers()
        .iter()
        .filter(|one| one.kind == IdentifierKind::Date && (all || one.certainty == Certainty::Certain))
        .filter(|one| all || !own.iter().any(|span| span.overlaps(one.span)))
        .filter(|one| note.entries.is_empty() || !is_of_a_source(note, one.span))
        .copied()
        .collect();
    let help = "or the year alone, or the time that has passed (`two days before admission`, `POD 1`)";
    // The entries of a log have their dates already: another one is a patient's.
    let severity = if all || !note.entries.is_empty() {
        Severity::Warning
    } else {
        Severity::Info
    };
    for same in told_together(note, &dates) {
        findings.push(confidential::finding(context, &same, help).severity(severity));
    }
}

/// Whether the date says when a source was read or written: `UpToDate (accessed 10/5/2026)`.
fn is_of_a_source(note: &Note, date: Span) -> bool {
    let before = note.text[..date.start as usize].trim_end().trim_end_matches(':');
    let before = before
        .strip_suffix(" on")
        .or(before.strip_suffix(" last"))
        .unwrap_or(before);
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    ["accessed", "retrieved", "published", "updated", "revised", "posted"]
        .iter()
        .any(|cue| cue.eq_ignore_ascii_case(word))
}

/// The dates of one line are told together (a table of results has a day in each column), and so is one that stands twice.
fn told_together(note: &Note, dates: &[Identifier]) -> Vec<Vec<Identifier>> {
    let mut groups: Vec<Vec<Identifier>> = Vec::new();
    let mut by_line: HashMap<u32, usize> = HashMap::new();
    let mut by_text: HashMap<&str, usize> = HashMap::new();
    for date in dates {
        let line = note.lines().line_of(date.span.start);
        let known = by_text.get(note.slice(date.span)).or_else(|| by_line.get(&line));
        let group = known.copied().unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(*date);
        by_line.entry(line).or_insert(group);
        by_text.entry(note.slice(date.span)).or_insert(group);
    }
    groups
}

/// The dates of the note itself: of its title, its header and where it says when it was written.
fn own_dates(note: &Note) -> Vec<Span> {
    let told = note.dated_events().iter().filter(|event| event.event == Event::Note);
    told.map(|event| event.date.span)
        .chain(note.title)
        .chain(header(note))
        .collect()
}

/// The short lines above the first section: whose note this is, when and where. A story above it is no header.
fn header(note: &Note) -> Vec<Span> {
    /// A header is no longer, in bytes; nor is a line of it.
    const LONGEST: u32 = 500;
    const LONGEST_LINE: u32 = 72;
    let first = note.sections.first().map_or(0, |section| section.span.start);
    if first > LONGEST {
        return Vec::new();
    }
    let lines = note.lines();
    (1..lines.line_of(first))
        .filter_map(|line| lines.line_span(&note.text, line))
        .filter(|line| line.len() <= LONGEST_LINE)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, run_with, silent};
    use crate::rules::{OptionValue, Severity};

    fn all(text: &str) -> Vec<String> {
        let found = run_with(&RULE, text, "dates", OptionValue::Text("all".to_owned()));
        let places = found.iter().flat_map(|finding| {
            let related = finding.related.iter().map(|related| related.span);
            std::iter::once(finding.span).chain(related)
        });
        places.map(|span| span.of(text).to_owned()).collect()
    }

    #[test]
    fn a_date_of_birth_is_always_an_error() {
        for (text, date) in [
            ("DOB: 03/04/1958, here for his knee", "03/04/1958"),
            ("Date of birth 4 March 1958.", "4 March 1958"),
            ("born on March 4, 1958 in a small town", "March 4, 1958"),
            ("D.O.B. 3-4-58", "3-4-58"),
            ("**DOB:** 1958-03-04", "1958-03-04"),
            ("| Name | DOB |\n|---|---|\n| [NAME] | 3/4/1958 |\n", "3/4/1958"),
            ("| DOB | 3/4/1958 |", "3/4/1958"),
            ("---\nkind: soap\ndob: 1958-03-04\n---\nCough.", "1958-03-04"),
            ("DOB 04MAR1958", "04MAR1958"),
            ("DOB 19580304", "19580304"),
            ("Birthdate: 4.3.1958", "4.3.1958"),
            ("DOB: 3/4", "3/4"),
        ] {
            assert_eq!(hits(&RULE, text), [date], "{text}");
            assert_eq!(run(&RULE, text)[0].severity, None, "{text}");
            let birth = run_with(&RULE, text, "dates", OptionValue::Text("birth".to_owned()));
            assert_eq!(birth.len(), 1, "{text}");
        }
    }

    #[test]
    fn other_dates_are_mild_and_those_of_a_line_one_finding() {
        let text = "Admitted 03/14/2024, CT on March 15, 2024, discharged 2024-03-19 and seen 3/28 again.";
        let found = run(&RULE, text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Some(Severity::Info));
        assert_eq!((found[0].span.of(text), found[0].related.len()), ("03/14/2024", 2));
        assert_eq!(all(text), ["03/14/2024", "March 15, 2024", "2024-03-19", "3/28"]);
        let text = "HPI: fell on 03/14/2024.\nSeen on 03/15/2024.\n\nPlan: wound check of 03/15/2024 again.";
        let found = run(&RULE, text);
        assert_eq!(hits(&RULE, text), ["03/14/2024", "03/15/2024"]);
        assert_eq!(found[1].related.len(), 1);
        assert!(run_with(&RULE, text, "dates", OptionValue::Text("birth".to_owned())).is_empty());
    }

    #[test]
    fn a_story_above_the_first_section_is_no_header() {
        let text = "Here for routine care. Prior term vaginal delivery on March 9, 2023, 3400 g, uncomplicated, no bleeding since.\n\n\
            Medications: none";
        assert_eq!(hits(&RULE, text), ["March 9, 2023"]);
        silent(
            &RULE,
            &["Medicine Team B | 2025-05-27 21:40\n\nHPI: cough\n\nPMH: none"],
        );
    }

    #[test]
    fn dates_in_every_form() {
        for (text, dates) in [
            ("surgery on 3/14 went well", vec!["3/14"]),
            ("since March 14th", vec!["March 14th"]),
            ("in March 2024 he fell", vec!["March 2024"]),
            ("CABG 03/2019", vec!["03/2019"]),
            ("seen 14.03.2024", vec!["14.03.2024"]),
            ("on 14 Mar 2024 at 08:15", vec!["14 Mar 2024"]),
            ("March 3-7, 2024 in hospital", vec!["March 3-7, 2024"]),
            ("3-7 March 2024 in hospital", vec!["3-7 March 2024"]),
            ("fell on Christmas Eve", vec!["Christmas Eve"]),
            ("labs 20240314 0815", vec!["20240314"]),
            ("on 2024-03-14T08:15 seen", vec!["2024-03-14"]),
            ("<b>12/25/23</b> cough", vec!["12/25/23"]),
        ] {
            let text = format!("HPI: cough.\n\n{text}");
            assert_eq!(all(&text), dates, "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        let texts = [
            "strength 5/5, pulses 2/4, murmur 2/6, pain 8/10, vision 20/20, reflexes 2/4",
            "insulin 70/30 12 units, BP 120/80, Percocet 5/325",
            "amoxicillin for 5/7, review in 2/52, seen 6/12 ago",
            "Version 1.2.20, 3/4 x 2 cm, T12-L1, C5-6, L4/5",
            "May need 2 tablets. March in place. MAR 5 mg given. Sat 95%, Dec 5%.",
            "in 2019 he had a stroke; CABG 2015; 3 days ago; POD 2; HD#4",
            "Apgars 7/8/9, GCS 15, G3 P1-0-1-1, TPAL 1/0/1/1",
            "PA 25/10/15 mmHg, RV 25/5/8",
            "seen at 08:15, due 10:30",
            "Christmas tree rash, Christmas disease, factor IX",
            "[DATE-1], [DATE], [**2101-3-14**], XX/XX/XXXX, __/__/____",
            "13/45/2024, 30/30/2024",
            "ratio 1/4, 1-2-3 rule, 10-12-20 mg",
            "---\nkind: soap\nauthor: MS3\ndate: 2024-03-14\n---\nCough.",
            "Date of service: 03/14/2024\n\nCough.",
            "Cough, better.\n\nJane Roe, MS3, 03/14/2024 08:15",
            "Cough, better.\n\nSigned: medical student, 3/14/2024",
            "DOB [DATE]",
            "DOB 1958",
            "born in 1958",
        ];
        silent(&RULE, &texts);
        for text in texts {
            let dated = text.starts_with("Date of service");
            assert_eq!(all(text).is_empty(), !dated, "{text}: {:?}", all(text));
        }
        let header = "Admitted 03/14/2024, ward 4\n\nHPI: cough.\n";
        silent(&RULE, &[header]);
        assert_eq!(all(header), ["03/14/2024"]);
    }
}
