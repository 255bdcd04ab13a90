//! ACC016: dates that cannot be right.

use std::collections::BTreeSet;

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{self, DatedEvent, Event, Time, TimeKind, TimeUnit, calendar};
use crate::rules::support::{capitalized, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC016",
    name: "date-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "reference/consistency.toml: date-order, day-name, followup-past",
        "ISO 8601 and the Gregorian calendar",
    ],
    summary: "A date is impossible, in the future, or out of order with another.",
    docs: r#"
## What it does

Reports a date that the calendar does not have (2/30), a past event dated after the note or after today, a discharge
before the admission, a follow-up before the note, a range that runs backwards, a weekday that does not fit its date,
and "yesterday (3/10)" in a note of 3/14. Where nothing in the note tells whether the day or the month stands first,
both readings have to be wrong. Planned dates (scheduled, due, follow-up) may lie in the future. Today is the date
given with `--today`, else the date of the note, else the clock.

## Why it matters

Days of antibiotics, windows for thrombolysis and anticoagulation, and the order of cause and effect are all read from
dates. A wrong one is copied into the next note.

## How to fix

Look the date up and correct it. Write the year, and the month as a word where day and month could be confused.

```bad
# Discharge Summary

Admission date: 03/12/2026
Discharge date: 03/10/2026

## Hospital Course

Treated for community-acquired pneumonia with ceftriaxone, improved.
```

```bad
## HPI

58-year-old man with chest pain since 2/30/2026, worse with exertion.
```

```good
# Discharge Summary

Admission date: 03/10/2026
Discharge date: 03/12/2026

## Hospital Course

Treated for community-acquired pneumonia with ceftriaxone, improved.

## Follow-up

Primary care on 03/19/2026.
```

## Precision

No finding in the 182 notes of the development corpus. Checked as of 2021-01-01 (`--today`), 19 dates of notes written
later are called future: all of them are told as past, and none of the planned ones is among them. Of faults planted
by somebody who had not seen the code it finds 48 of 48 in a first set (29 look-alikes, none reported) and 20 of 20 in a second set of other notes (12 look-alikes, none reported); the misses of both
had been read and mended by then, at its first run the second gave 9. Of a
third set it found 1 of 6 at first and 6 after mending; of a fourth, which nobody mended with, 2 of 5.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// How much later than today a date may be: time zones, notes written before midnight.
const SLACK: i64 = 1;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let from = findings.len();
    impossible(note, findings);
    if note
        .times()
        .iter()
        .any(|time| matches!(time.kind, TimeKind::Date { .. }))
        || note.date().is_some()
    {
        weekdays(note, findings);
        ranges(note, findings);
        order(note, findings);
        named_days(note, findings);
        planned_for_the_past(note, findings);
        before_birth(context, findings);
        born_after(note, findings);
        future(context, findings);
    }
    // One finding for a date: what is impossible is not out of order as well.
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    let own = findings.split_off(from);
    findings.extend(own.into_iter().filter(|finding| seen.insert(finding.span)));
}

/// Whether the date is quoted from nobody knows where: an addendum may be later than its note.
fn is_apart(note: &Note, span: Span) -> bool {
    let mut at = note.section_at(span.start);
    while let Some(ix) = at {
        if matches!(note.section_id(ix), Some("addendum" | "signature" | "attestation")) {
            return true;
        }
        at = note.section(ix).parent;
    }
    false
}

fn month_name(note: &Note, month: u8) -> Option<String> {
    let entries = &note.grammar.lexicon(lexicon_ids::CALENDAR).entries;
    let named = entries
        .iter()
        .find(|entry| entry.category == "month" && entry.number("number") == Some(f64::from(month)))?;
    Some(capitalized(&named.id))
}

fn weekday_name(note: &Note, day: u8) -> String {
    let entries = &note.grammar.lexicon(lexicon_ids::CALENDAR).entries;
    entries
        .iter()
        .find(|entry| entry.category == "weekday" && entry.number("number") == Some(f64::from(day)))
        .map_or_else(String::new, |entry| capitalized(&entry.id))
}

/// Whether `5/33` stands where only a day can stand: `on 5/33`.
fn is_surely_dated(note: &Note, span: Span) -> bool {
    let before = note.text[..span.start as usize].trim_end();
    ["on", "since", "until", "dated"].iter().any(|word| {
        before.len() > word.len()
            && before.is_char_boundary(before.len() - word.len())
            && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
            && !before.as_bytes()[before.len() - word.len() - 1].is_ascii_alphanumeric()
    })
}

/// 2/30, 31 April, month 13.
fn impossible(note: &Note, findings: &mut Vec<Finding>) {
    for time in note.times().iter().filter(|time| !time.is_possible()) {
        let TimeKind::Date {
            year,
            month: Some(month),
            day: Some(day),
            ..
        } = time.kind
        else {
            continue;
        };
        // Without a year only the days that some month does have: 2/30, not 2/35.
        if year.is_none() && !(29..=31).contains(&day) && !is_surely_dated(note, time.span) {
            continue;
        }
        let last = calendar::days_in_month(year, month);
        let why = match (month_name(note, month), year) {
            (None, _) if day > 31 => format!("neither {day} nor {month} is a month"),
            (None, _) => format!("there is no month {month}"),
            (Some(name), _) if day == 0 => format!("{name} begins with the 1st"),
            (Some(name), Some(year)) if month == 2 => format!("{name} {year} has {last} days"),
            (Some(name), _) => format!("{name} has {last} days"),
        };
        let written = quote(note.slice(time.span), 30);
        findings.push(
            Finding::new(time.span, format!("{written} is no day of the calendar: {why}"))
                .help("look the date up and correct it"),
        );
    }
}

/// `Monday 3/17/2026`, which is a Tuesday.
fn weekdays(note: &Note, findings: &mut Vec<Finding>) {
    for pair in note.times().windows(2) {
        let (weekday, date) = match (pair[0].kind, pair[1].kind) {
            (TimeKind::Weekday(weekday), TimeKind::Date { .. }) => (weekday, &pair[1]),
            (TimeKind::Date { .. }, TimeKind::Weekday(weekday)) => (weekday, &pair[0]),
            _ => continue,
        };
        let between = note.slice(Span::new(pair[0].span.end, pair[1].span.start));
        let order = matches!(pair[0].kind, TimeKind::Weekday(_));
        // `Mon. 3/16`; but a sentence ends behind `Monday.`
        let stopped = between.starts_with('.') && pair[0].span.len() > 5;
        let beside = match order {
            true => {
                !stopped && (between.trim_matches([' ', ',', '.', '(', '\n']).is_empty() || between.trim() == "the")
            }
            false => matches!(between, " (" | ", " | " " | "("),
        };
        // A date with no year follows that of the note, and only if it is near.
        let near = note.date().and_then(|event| event.date.day_number());
        let fits = |time: Time| {
            let number = note.day_of(&time)?;
            let sure = time.day_number().is_some() || near.is_some_and(|near| (near - number).abs() < 60);
            sure.then(|| calendar::weekday(number) == weekday)
        };
        if !beside || !date.is_possible() || fits(*date) != Some(false) || fits(date.turned()) != Some(false) {
            continue;
        }
        let Some(number) = note.day_of(date) else { continue };
        let written = quote(note.slice(date.span), 30);
        let other = if order { pair[0].span } else { pair[1].span };
        findings.push(
            Finding::new(
                pair[0].span.cover(pair[1].span),
                format!(
                    "{written} is a {}, not a {}",
                    weekday_name(note, calendar::weekday(number)),
                    weekday_name(note, weekday)
                ),
            )
            .related(other, format!("\"{}\" is written here", quote(note.slice(other), 20)))
            .help("correct the weekday or the date"),
        );
    }
}

/// Whether `to` is before `from`, however the numbers are read.
fn is_before(note: &Note, to: &Time, from: &Time) -> bool {
    from.is_possible() && to.is_possible() && note.days_between(from, to).is_some_and(|(a, b)| a < 0 && b < 0)
}

/// `from 3/12 to 3/10`.
fn ranges(note: &Note, findings: &mut Vec<Finding>) {
    let dates: Vec<&Time> = note
        .times()
        .iter()
        .filter(|time| matches!(time.kind, TimeKind::Date { .. }))
        .collect();
    for pair in dates.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (start, end) = (from.span.end as usize, to.span.start as usize);
        let Some(between) = note.text.get(start..end) else {
            continue;
        };
        let word = between.trim();
        let lead = note.text[..from.span.start as usize].trim_end();
        let leads = |word: &str| {
            lead.len() >= word.len()
                && lead.is_char_boundary(lead.len() - word.len())
                && lead[lead.len() - word.len()..].eq_ignore_ascii_case(word)
        };
        let ranged = match word.to_ascii_lowercase().as_str() {
            "to" | "through" | "thru" | "until" | "till" => true,
            "-" | "–" | "—" => true,
            "and" => leads("between"),
            _ => false,
        };
        let years = |time: &Time| match time.kind {
            TimeKind::Date { year, month, .. } => (year, month),
            _ => (None, None),
        };
        let whole = |time: &Time| {
            matches!(
                time.kind,
                TimeKind::Date {
                    month: Some(_),
                    day: Some(_),
                    ..
                }
            )
        };
        let backwards = match (years(from), years(to)) {
            _ if whole(from) && whole(to) => is_before(note, to, from),
            // 2019-2015, 10/2021-3/2021.
            ((Some(a), Some(m)), (Some(b), Some(n))) => (b, n) < (a, m),
            ((Some(a), None), (Some(b), None)) => b < a,
            _ => false,
        };
        if ranged && backwards && (word != "-" || leads("from") || whole(from)) {
            findings.push(
                Finding::new(
                    from.span.cover(to.span),
                    format!(
                        "The range ends ({}) before it begins ({})",
                        quote(note.slice(to.span), 30),
                        quote(note.slice(from.span), 30)
                    ),
                )
                .help("correct one of the two dates"),
            );
        }
    }
}

/// What has to come first, and what it is called.
const ORDER: [(Event, Event, &str, &str, bool); 9] = [
    (Event::Admission, Event::Discharge, "admission", "discharge", false),
    (Event::Onset, Event::Admission, "onset", "admission", false),
    (Event::Onset, Event::Presentation, "onset", "presentation", false),
    (Event::Intubation, Event::Extubation, "intubation", "extubation", true),
    (Event::Placement, Event::Removal, "placement", "removal", true),
    (Event::Start, Event::Stop, "start", "end", true),
    (Event::Operation, Event::Discharge, "operation", "discharge", false),
    (Event::Note, Event::FollowUp, "note", "follow-up", false),
    (Event::Discharge, Event::FollowUp, "discharge", "follow-up", false),
];

/// Discharge before admission, follow-up before the note.
fn order(note: &Note, findings: &mut Vec<Finding>) {
    // Events of the past count only beside each other: `Admitted 3/12, discharged 3/10`.
    let mut events: Vec<&DatedEvent> = note
        .dated_events()
        .iter()
        .filter(|it| {
            !is_apart(note, it.date.span) && !(it.planned && matches!(it.event, Event::Operation | Event::Admission))
        })
        .collect();
    events.sort_by_key(|event| event.date.span.start);
    for (first, second, first_name, second_name, together) in ORDER {
        let of = |event: Event| events.iter().copied().filter(move |it| it.event == event);
        let earlier: Vec<&DatedEvent> = of(first).collect();
        // An earlier admission has its own discharge: the two have to stand together, or be the only ones.
        let present = |event: Event| of(event).filter(|it| !is_past(note, it)).take(2).count();
        let only = present(first) == 1 && (second == Event::FollowUp || present(second) <= 1);
        for later in of(second) {
            let at = earlier.partition_point(|it| it.date.span.start < later.date.span.start);
            let beside = [at.checked_sub(1), Some(at)]
                .into_iter()
                .flatten()
                .filter_map(|at| earlier.get(at));
            let Some(earlier) = beside.min_by_key(|it| distance(it, later)) else {
                continue;
            };
            let past = is_past(note, earlier) || is_past(note, later);
            if !same_sentence(note, earlier, later) && (together || !only || past) {
                continue;
            }
            if second == Event::FollowUp && !is_ahead(note, later) {
                continue;
            }
            if is_before(note, &later.date, &earlier.date) {
                findings.push(
                    Finding::new(
                        later.date.span,
                        format!(
                            "The {second_name} ({}) is dated before the {first_name} ({})",
                            quote(note.slice(later.date.span), 30),
                            quote(note.slice(earlier.date.span), 30)
                        ),
                    )
                    .related(
                        earlier.date.span,
                        format!(
                            "{}: \"{}\"",
                            capitalized(first_name),
                            quote(note.slice(earlier.date.span), 30)
                        ),
                    )
                    .help("correct one of the two dates"),
                );
            }
        }
    }
}

/// Whether an event is one of the past history.
fn is_past(note: &Note, event: &DatedEvent) -> bool {
    matches!(
        note.role_at(event.date.span.start),
        Role::PastHistory | Role::SurgicalHistory | Role::FamilyHistory | Role::SocialHistory
    )
}

/// A follow-up that is to come: in the plan, or said to be planned.
fn is_ahead(note: &Note, event: &DatedEvent) -> bool {
    event.planned
        || matches!(
            note.role_at(event.date.span.start),
            Role::Plan | Role::AssessmentAndPlan
        )
}

fn distance(a: &DatedEvent, b: &DatedEvent) -> u32 {
    a.date.span.start.abs_diff(b.date.span.start)
}

/// Whether two dates stand in one sentence.
fn same_sentence(note: &Note, a: &DatedEvent, b: &DatedEvent) -> bool {
    let (from, to) = if a.date.span.start < b.date.span.start {
        (a, b)
    } else {
        (b, a)
    };
    if to.date.span.start.saturating_sub(from.date.span.end) > 200 || from.date.span.end > to.date.span.start {
        return false;
    }
    let between = note.slice(Span::new(from.date.span.end, to.date.span.start));
    !between.contains("\n\n") && !between.contains(". ") && !between.contains("\n-") && !between.contains("\n*")
}

/// `yesterday (3/10)` in a note of 3/14; `3 days ago, 3/1`.
fn named_days(note: &Note, findings: &mut Vec<Finding>) {
    let Some(written) = note.date() else { return };
    let Some(today) = written.date.day_number() else { return };
    for pair in note.times().windows(2) {
        let (ago, date, ago_first) = match (pair[0].kind, pair[1].kind) {
            (TimeKind::Ago(..), TimeKind::Date { .. }) => (&pair[0], &pair[1], true),
            (TimeKind::Date { .. }, TimeKind::Ago(..)) => (&pair[1], &pair[0], false),
            _ => continue,
        };
        let between = note.slice(Span::new(pair[0].span.end, pair[1].span.start));
        let beside = match ago_first {
            true => matches!(
                between.trim(),
                "(" | "," | "" | ", on" | "on" | "morning," | "evening," | "morning" | "-"
            ),
            false => matches!(between, " (" | ", " | "("),
        };
        let TimeKind::Ago(value, unit) = ago.kind else { continue };
        let exact = match unit {
            TimeUnit::Day => value <= 14.0 && ago.most <= value,
            _ => false,
        };
        if !beside || !exact || is_apart(note, date.span) {
            continue;
        }
        // Night shifts and slow typing: a day is not enough, except between today and the note.
        let off = |time: Time| note.day_of(&time).map(|number| ((today - number) as f64 - value).abs());
        let slack = 1.0;
        let wrong = |time: Time| off(time).is_some_and(|off| off > slack && off < 200.0);
        if date.is_possible() && wrong(*date) && wrong(date.turned()) {
            findings.push(
                Finding::new(
                    pair[0].span.cover(pair[1].span),
                    format!(
                        "\"{}\" and {} are not the same day in a note of {}",
                        quote(note.slice(ago.span), 30),
                        quote(note.slice(date.span), 30),
                        quote(note.slice(written.date.span), 30)
                    ),
                )
                .related(
                    written.date.span,
                    format!("The note is dated \"{}\"", quote(note.slice(written.date.span), 30)),
                )
                .help("correct the date, or count the days again"),
            );
        }
    }
}

/// `Appendectomy in 1950` in somebody who is 40.
fn before_birth(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let patient = note.patient();
    let own = note.date().map(|event| event.date).and_then(|date| match date.kind {
        TimeKind::Date { year, .. } => year,
        _ => None,
    });
    let age = patient.ages.first().filter(|age| !age.decade).map(|age| age.years());
    let born = match (patient.birth_year, own, age) {
        (Some((year, _)), ..) => Some(f64::from(year)),
        (None, Some(year), Some(age)) => Some(f64::from(year) - age.ceil() - 1.0),
        _ => None,
    };
    for time in note.times() {
        let TimeKind::Date { year: Some(year), .. } = time.kind else {
            continue;
        };
        let early = born.is_some_and(|born| f64::from(year) < born);
        if year >= OLDEST && !early {
            continue;
        }
        let told = matches!(
            note.role_at(time.span.start),
            Role::History | Role::ChiefComplaint | Role::PastHistory | Role::SurgicalHistory
        ) || year < OLDEST;
        let event = note.dated_events().iter().find(|event| event.date.span == time.span);
        let birth = event.is_some_and(|event| event.event == Event::Birth);
        let it = note.assertion(time.span);
        if !told || birth || it.quoted || it.status == facts::Status::Family || it.informant.is_some() {
            continue;
        }
        let written = quote(note.slice(time.span), 30);
        let mut finding = Finding::new(time.span, format!("{written} is before the patient was born"));
        if let Some(age) = patient.ages.first().filter(|_| early && patient.birth_year.is_none()) {
            finding = finding.related(
                age.span,
                format!("The patient is \"{}\"", quote(note.slice(age.span), 30)),
            );
        }
        findings.push(finding.help("look the year up and correct it"));
    }
}

/// `9-month-old boy, born 08/04/2025` in a note of 05/09/2025: born after it, or not so old, however the numbers are read.
fn born_after(note: &Note, findings: &mut Vec<Finding>) {
    let (Some(own), Some(age)) = (note.date(), note.patient().ages.first()) else {
        return;
    };
    let born = note.dated_events().iter().find(|event| {
        event.event == Event::Birth
            && event.date.is_possible()
            && event.date.span.start.abs_diff(age.span.end) < 120
            && note.assertion(event.date.span).status != facts::Status::Family
    });
    let Some(born) = born else { return };
    let years = |from: Time, to: Time| Some((to.day_number()? - from.day_number()?) as f64 / 365.25);
    let (Some(one), Some(other)) = (years(born.date, own.date), years(born.date.turned(), own.date.turned())) else {
        return;
    };
    let fits = |is: f64| is > -0.006 && (is - age.years()).abs() <= (age.years() * 0.25).max(0.15);
    if !fits(one) && !fits(other) && one.min(other) < -0.006 {
        let (written, date) = (
            quote(note.slice(born.date.span), 30),
            quote(note.slice(own.date.span), 30),
        );
        findings.push(
            Finding::new(
                born.date.span,
                format!("The birth ({written}) is dated after the note, which is dated {date}"),
            )
            .related(own.date.span, format!("The note is dated \"{date}\""))
            .help("correct the date of birth, or that of the note"),
        );
    }
}

/// Nobody who lives now was there before this year.
const OLDEST: u16 = 1900;

/// A past event dated after the note, or after today.
fn future(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let stated = context.today.and_then(|date| date.day_number());
    let clock = context.clock.and_then(|date| date.day_number());
    let own = note.date();
    let number = |event: &DatedEvent| {
        let (a, b) = (event.date.day_number()?, event.date.turned().day_number());
        Some(b.map_or(a, |b| a.min(b)))
    };
    // The note itself.
    if let (Some(own), Some(today)) = (own, stated.or(clock))
        && number(own).is_some_and(|number| number > today + SLACK)
    {
        let written = quote(note.slice(own.date.span), 30);
        findings.push(
            Finding::new(
                own.date.span,
                format!("The note is dated {written}, which is in the future"),
            )
            .help("correct the date of the note"),
        );
        return;
    }
    // What is told as past lies before the note, whenever the note is read.
    let latest = |event: &DatedEvent| {
        let (a, b) = (event.date.day_number()?, event.date.turned().day_number());
        Some(b.map_or(a, |b| a.max(b)))
    };
    let written = own.and_then(latest);
    let by_note = written.is_some_and(|written| stated.is_none_or(|today| written <= today));
    let Some(today) = written.filter(|_| by_note).or(stated).or(clock) else {
        return;
    };
    let events = note.dated_events();
    for time in note.times() {
        let TimeKind::Date { year, month, day, .. } = time.kind else {
            continue;
        };
        // Without a year: a few weeks after the note, beside what can only have happened.
        let Some(year) = year else {
            if let Some(own) = own.filter(|_| by_note) {
                soon_after(note, own, time, findings);
            }
            continue;
        };
        if own.is_some_and(|own| own.date.span == time.span) || !time.is_possible() || is_apart(note, time.span) {
            continue;
        }
        // The first day that it can be, however it is read.
        let first = |time: Time| match (time.kind, month, day) {
            (
                TimeKind::Date {
                    month: Some(month),
                    day: Some(day),
                    ..
                },
                ..,
            ) => calendar::day_number(year, month, day),
            (_, Some(month), None) => calendar::day_number(year, month, 1),
            _ => calendar::day_number(year, 1, 1),
        };
        let (Some(straight), turned) = (first(*time), first(time.turned())) else {
            continue;
        };
        let first = turned.map_or(straight, |turned| straight.min(turned));
        if first <= today + SLACK {
            continue;
        }
        let event = events.iter().find(|event| event.date.span == time.span);
        if event.is_some_and(|event| event.planned) || !happened(note, time, event) {
            continue;
        }
        let written = quote(note.slice(time.span), 30);
        let finding = match own.filter(|_| by_note) {
            Some(own) => {
                let date = quote(note.slice(own.date.span), 30);
                Finding::new(
                    time.span,
                    format!("{written} is later than the note, which is dated {date}"),
                )
                .related(own.date.span, format!("The note is dated \"{date}\""))
            }
            None => Finding::new(time.span, format!("{written} is in the future, but is told as past")),
        };
        findings.push(finding.help("correct the date, or say that it is planned"));
    }
}

/// Beginnings of labels of what has been done.
const DONE_LABELS: [&str; 15] = [
    "started",
    "since",
    "begun",
    "initiated",
    "placed",
    "inserted",
    "line placed",
    "removed",
    "pulled",
    "taken out",
    "discontinued",
    "stopped",
    "seen",
    "saw",
    "diagnosed",
];

/// How many days after the note a date without a year is taken for one to come, not for one of last year.
const SOON: i64 = 60;

/// `Admitted 4/18` in a note of 4/11.
fn soon_after(note: &Note, own: &DatedEvent, time: &Time, findings: &mut Vec<Finding>) {
    let Some(event) = note.dated_events().iter().find(|event| event.date.span == time.span) else {
        return;
    };
    let past = match event.event {
        Event::Admission | Event::Intubation | Event::Extubation | Event::Onset | Event::Presentation => true,
        Event::Operation => event.date.span.start < own.date.span.start || !note.slice(event.label).is_empty(),
        // A film or a swab has a result.
        Event::Result => note.text[time.span.end as usize..]
            .trim_start_matches(')')
            .starts_with(':'),
        // `since 5/12`, `PICC placed 5/9`; but `start 5/12`, `to be removed 5/9`.
        Event::Start | Event::Stop | Event::Placement | Event::Removal | Event::Visit => {
            let label = note.slice(event.label);
            let lead = note.text[..event.label.start as usize].trim_end();
            event.label.end <= time.span.start
                && DONE_LABELS.iter().any(|word| {
                    label
                        .get(..word.len())
                        .is_some_and(|start| start.eq_ignore_ascii_case(word))
                })
                && !["be", "if", "not", "get", "is"].iter().any(|word| lead.ends_with(word))
                && (!matches!(note.role_at(time.span.start), Role::Plan | Role::AssessmentAndPlan)
                    || label.eq_ignore_ascii_case("since"))
        }
        _ => false,
    };
    let role = note.role_at(time.span.start);
    if !past
        || event.planned
        || !time.is_possible()
        || is_apart(note, time.span)
        || event.event == Event::Operation && matches!(role, Role::Plan | Role::AssessmentAndPlan)
    {
        return;
    }
    let Some((a, b)) = note.days_between(&own.date, time) else {
        return;
    };
    let ahead = |days: i64| (2..=SOON).contains(&days);
    if ahead(a) && (ahead(b) || b.abs() > 120) {
        let (written, date) = (quote(note.slice(time.span), 30), quote(note.slice(own.date.span), 30));
        findings.push(
            Finding::new(
                time.span,
                format!("{written} is later than the note, which is dated {date}"),
            )
            .related(own.date.span, format!("The note is dated \"{date}\""))
            .help("correct the date, or say that it is planned"),
        );
    }
}

/// A test or a visit of the plan on a day before the note: `stress test on 5/2`, `colonoscopy in January 2025`.
fn planned_for_the_past(note: &Note, findings: &mut Vec<Finding>) {
    let Some(own) = note.date() else { return };
    for time in note.times() {
        let TimeKind::Date {
            year,
            month: Some(month),
            day,
            ..
        } = time.kind
        else {
            continue;
        };
        let role = note.role_at(time.span.start);
        if !matches!(role, Role::Plan | Role::AssessmentAndPlan) || !time.is_possible() || is_apart(note, time.span) {
            continue;
        }
        let event = note.dated_events().iter().find(|event| event.date.span == time.span);
        if event.is_some_and(|event| !matches!(event.event, Event::Result | Event::Visit)) {
            continue;
        }
        let Some(sentence) = note.sentence_at(time.span.start).map(|it| it.span) else {
            continue;
        };
        let from = sentence.start.max(time.span.start.saturating_sub(60));
        let before = note
            .text
            .get(from as usize..time.span.start as usize)
            .unwrap_or_default();
        let to = sentence.end.min(time.span.end + 40).max(time.span.end);
        let around = Span::new(from, to);
        // The clause of the date: a study and `on` or `in` directly before, and nothing that tells of what is done.
        let clause = before.rsplit([',', ';', ':']).next().unwrap_or_default();
        let lead = clause.trim_end();
        let joined = ["on", "in", "for"]
            .iter()
            .any(|word| lead.strip_suffix(word).is_some_and(|rest| rest.ends_with(' ')));
        let clause = Span::new(time.span.start - clause.len() as u32, time.span.start);
        let study = note
            .phrases_in(lexicon_ids::DATE_LABELS, clause)
            .any(|hit| note.grammar.category(hit) == "result");
        // `in January` is the date itself, and `CT in August` of another test.
        let told = note
            .phrases_in(lexicon_ids::TIME_WORDS, around)
            .any(|hit| !hit.span.overlaps(time.span) && hit.span.end > clause.start)
            || note.phrases_in(lexicon_ids::DATE_LABELS, around).any(|hit| {
                matches!(
                    note.grammar.category(hit),
                    "visit" | "operation" | "start" | "admission" | "discharge" | "onset" | "presentation"
                )
            });
        let done = note
            .slice(around)
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| DONE.iter().any(|it| word.eq_ignore_ascii_case(it)));
        if !joined || !study || told || done {
            continue;
        }
        let (Some(today), late) = (own.date.day_number(), own.date.turned().day_number()) else {
            continue;
        };
        let today = late.map_or(today, |late| late.min(today));
        // The last day that it can be.
        let last = match day {
            Some(_) => {
                let turned = note.day_of(&time.turned());
                note.day_of(time)
                    .map(|day| turned.map_or(day, |turned| day.max(turned)))
            }
            None => year.and_then(|year| calendar::day_number(year, month, calendar::days_in_month(Some(year), month))),
        };
        if last.is_some_and(|last| last < today) {
            let (written, date) = (quote(note.slice(time.span), 30), quote(note.slice(own.date.span), 30));
            findings.push(
                Finding::new(
                    time.span,
                    format!("{written} is planned, but lies before the note, which is dated {date}"),
                )
                .related(own.date.span, format!("The note is dated \"{date}\""))
                .help("correct the date, or say that it was done then"),
            );
        }
    }
}

/// Words of what is done.
const DONE: [&str; 22] = [
    "was",
    "were",
    "done",
    "had",
    "last",
    "from",
    "since",
    "of",
    "per",
    "reviewed",
    "prior",
    "previous",
    "after",
    "positive",
    "showed",
    "shows",
    "revealed",
    "demonstrated",
    "normal",
    "negative",
    "resulted",
    "grew",
];

/// Whether the line before a date says that an operation was done: `POD 2 s/p appendectomy (OR 3/18)`.
fn is_after_operation(note: &Note, span: Span) -> bool {
    let mut from = (span.start as usize).saturating_sub(120);
    from = crate::text::ceil(&note.text, from);
    let lead = note.text[from..span.start as usize]
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let from = span.start - lead.len() as u32;
    let times = note.times();
    let at = times.partition_point(|time| time.span.start < from);
    let counted = times[at..]
        .iter()
        .take_while(|time| time.span.end <= span.start)
        .any(|time| matches!(time.kind, TimeKind::PostoperativeDay(_)));
    counted
        || note
            .phrases_in(lexicon_ids::DATE_LABELS, Span::new(from, span.start))
            .any(|hit| {
                let word = note.slice(hit.span);
                ["s/p", "status post", "underwent"]
                    .iter()
                    .any(|known| word.eq_ignore_ascii_case(known))
            })
}

/// Whether the note tells of a date as of something that has happened.
fn happened(note: &Note, time: &Time, event: Option<&DatedEvent>) -> bool {
    let role = note.role_at(time.span.start);
    let plan = matches!(
        role,
        Role::Plan
            | Role::AssessmentAndPlan
            | Role::Other
            | Role::Identification
            | Role::Assessment
            | Role::DischargeMedications
    );
    match event.map(|event| event.event) {
        // A last period is past, a due date is not.
        Some(Event::Pregnancy) => event.is_some_and(|event| {
            let label = note.slice(event.label).to_ascii_lowercase();
            label.starts_with('l') && matches!(role, Role::History | Role::PastHistory | Role::Identification)
        }),
        Some(Event::FollowUp | Event::Stop) => false,
        Some(
            Event::Admission
            | Event::Onset
            | Event::Presentation
            | Event::Intubation
            | Event::Extubation
            | Event::Birth,
        ) => true,
        Some(Event::Operation) if plan => {
            let label = event.map_or("", |event| note.slice(event.label));
            ["underwent", "s/p", "status post", "operated", "taken", "had"]
                .iter()
                .any(|word| label.to_ascii_lowercase().starts_with(word))
                || is_after_operation(note, time.span)
        }
        _ if plan || note.is_future_near(time.span) => false,
        _ => matches!(
            role,
            Role::History
                | Role::ChiefComplaint
                | Role::PastHistory
                | Role::SurgicalHistory
                | Role::Data
                | Role::Studies
                | Role::Exam
                | Role::VitalSigns
                | Role::Course
                | Role::SocialHistory
                | Role::Procedure
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::RULE;
    use crate::note::PhraseNames;
    use crate::rules::support::testing::{hits, read, silent, speaks};
    use crate::rules::{Check, Context, Conventions, Date, Finding};

    /// What the rule finds in `text` on the 14th of March 2026.
    fn on_that_day(text: &str) -> Vec<Finding> {
        let (note, conventions, options) = (read(text), Conventions::new(), BTreeMap::new());
        let context = Context {
            note: &note,
            rule: &RULE,
            options: Some(&options),
            conventions: &conventions,
            today: Some(Date {
                year: 2026,
                month: 3,
                day: 14,
            }),
            clock: None,
            previous: None,
            phrases: &PhraseNames::default(),
        };
        let mut findings = Vec::new();
        if let Check::Note(check) = RULE.check {
            check(&context, &mut findings);
        }
        findings
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## HPI\n\nChest pain since 2/30/2026.\n",
                "SOAP NOTE - Clinic - 4/2/2025 - MS3\n\nS: 23F with dysuria. LMP 4/20/2025.\n\nP: Rest.\n",
                "Date: 2025-05-04\n\n## Subjective\n\nOn vancomycin since 5/12. PICC placed 5/9.\n",
                "Date: 05/09/2025\n\n9-month-old boy, born 08/04/2025, here for his check-up.\n\n## HPI\n\nWell.\n",
                "Surg PN 3/20/25\n\n22M, POD#2 s/p lap appy (OR 3/28/25)\n\nS: Pain better.\n",
                "## HPI\n\nFell on 31/04/2026.\n",
                "## HPI\n\nSeen 13/13/2026 for cough.\n",
                "## HPI\n\nCough since February 30.\n",
                "## HPI\n\nAdmitted 2/30 with pneumonia.\n",
                "## HPI\n\nMRI on 29 Feb 2025 was normal.\n",
                "## HPI\n\nSeen 2026-02-30.\n",
                "# Discharge Summary\n\nAdmission date: 3/12/2026\nDischarge date: 3/10/2026\n\n## Hospital Course\n\nDid well.\n",
                "# Discharge Summary\n\nDATE OF ADMISSION: 14/03/2026\nDATE OF DISCHARGE: 11/03/2026\n\n## Hospital Course\n\nDid well.\n",
                "## Hospital Course\n\nAdmitted 3/12, discharged 3/10 in good condition.\n",
                "# Progress Note 3/14/2026\n\n## Subjective\n\nDoing well.\n\n## Plan\n\nFollow up on 3/4/2026 in clinic.\n",
                "---\ndate: 2026-03-14\n---\n\n## HPI\n\nCough.\n\n## Plan\n\nRTC 2/20/2026 for a recheck.\n",
                "## HPI\n\nSeen on Monday, 3/17/2026, for cough.\n",
                "## HPI\n\nOn Tuesday 16 March 2026 he fell.\n",
                "Date: 2026-03-14\n\n## HPI\n\nCough.\n\n## Imaging\n\nCXR 3/20/2026: clear.\n",
                "Date: 3/14/2026\n\n## PSH\n\nAppendectomy 2031.\n\n## Plan\n\nRest.\n",
                "Date: 3/14/2026\n\n## HPI\n\nFell yesterday (3/10/2026).\n",
                "Date: 3/14/2026\n\n## HPI\n\nFell 3 days ago, on 3/5, at home.\n",
                "## HPI\n\nOn vancomycin from 3/12/2026 to 3/8/2026.\n",
                "## HPI\n\nIntubated 3/12/2026 and extubated 3/10/2026.\n",
                "## Hospital Course\n\nForley placed 3/12 and removed 3/10.\n",
                "# H&P\n\nDate of admission: 3/10/2026\n\n## HPI\n\nSymptom onset was 3/12/2026 with cough.\n",
            ],
        );
    }

    #[test]
    fn the_future_by_today() {
        let found = |text: &str| on_that_day(text).len();
        assert_eq!(found("## HPI\n\nAdmitted on 3/20/2026 with cough.\n"), 1);
        assert_eq!(found("## Labs\n\nCBC 12/20/2026: normal.\n"), 1);
        assert_eq!(found("## PSH\n\nCABG in 2062.\n"), 1);
        assert_eq!(found("Date: 5/20/2026\n\n## HPI\n\nCough.\n"), 1);
        assert_eq!(found("## HPI\n\nScheduled for surgery on 3/20/2026.\n"), 0);
        assert_eq!(found("## HPI\n\nAdmitted on 3/14/2026 with cough.\n"), 0);
        assert_eq!(found("## HPI\n\nAdmitted on 4/1/2026 or 1/4/2026.\n"), 0);
        assert_eq!(found("## Plan\n\nMRI 3/20/2026.\n"), 0);
        assert_eq!(found("## HPI\n\nEDD 8/20/2026.\n"), 0);
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## HPI\n\nSeen 2/28/2026 and 29 Feb 2024.\n",
                "Date: 2025-05-04\n\n## Subjective\n\nOn vancomycin since 5/2. PICC to be placed 5/9.\n\n## Plan\n\nStart apixaban 5/6.\n",
                "Date: 05/09/2025\n\n9-month-old boy, born 08/04/2024, here for his check-up.\n\n## HPI\n\nWell.\n",
                "## HPI\n\nScheduled for surgery on 6/24/2031.\n",
                "# Discharge Summary\n\nAdmission date: 12/30/2025\nDischarge date: 1/3/2026\n\n## Hospital Course\n\nDid well.\n",
                "## Hospital Course\n\nAdmitted 12/28, discharged 1/3.\n",
                "# Discharge Summary\n\nAdmission date: 03/04/2026\nDischarge date: 02/05/2026\n\n## Hospital Course\n\nDid well.\n",
                "## HPI\n\nAdmitted 3/10/2026. Previously discharged on 1/5/2026 after pneumonia; discharged 2/2/2025 before that.\n",
                "# Progress Note 3/14/2026\n\n## Plan\n\nFollow up on 3/24/2026.\n",
                "# Progress Note 12/14\n\n## Plan\n\nFollow up on 1/24.\n",
                "## HPI\n\nSeen on Monday, 3/16/2026.\n",
                "## HPI\n\nSeen on Monday. 3/17/2026 he fell.\n",
                "Date: 2026-03-14\n\n## Plan\n\nRepeat CXR on 4/20/2026. Surgery 5/2/2026.\n",
                "Date: 2026-03-14\n\n## HPI\n\nEDD 8/20/2026 by LMP.\n",
                "Date: 3/14/2026\n\n## HPI\n\nFell yesterday (3/13/2026).\n",
                "Date: 3/14/2026\n\n## HPI\n\nFell last night, 3/14, at 1 am.\n",
                "Date: 2026-03-14\n\n## HPI\n\nCough.\n\n## Addendum\n\n3/16/2026: culture grew nothing.\n",
                "## HPI\n\nPain 10/10, strength 5/5, VA 20/30, 3/6 murmur.\n",
                "## HPI\n\nUsed 2/3 of the pack; ratio of 31/30.\n",
                "## HPI\n\nBP from 130/31 to 120/80.\n",
                "## HPI\n\nLast seen 11/24/2020. Labs on 11/20/2020 were normal.\n",
                "## HPI\n\nHad CABG in 1995 and transplant in 1996.\n",
                "## HPI\n\nCovid vaccine 01/15/2021 and 02/05/2021.\n",
                "## Meds\n\nEpinephrine autoinjector, expires 12/2027.\n",
                "## HPI\n\n[DATE] and XX/XX/2026 and **/**/2026.\n",
                "## HPI\n\nVancomycin from 12/28 to 1/4.\n",
                "## PMH\n\nStroke 2019-2020, then 2018 MI.\n",
                "## HPI\n\nLine placed 3/12, drain removed elsewhere. Foley removed 3/14.\n",
            ],
        );
    }

    #[test]
    fn the_smallest_span() {
        assert_eq!(hits(&RULE, "## HPI\n\nPain since 2/30/2026.\n"), ["2/30/2026"]);
        assert_eq!(
            hits(&RULE, "## Hospital Course\n\nAdmitted 3/12, discharged 3/10.\n"),
            ["3/10"]
        );
    }

    #[test]
    fn dates_in_other_places() {
        speaks(
            &RULE,
            &[
                "Date: 2026-03-14\n\n## PMH\n\nColonoscopy on 13/45/2023 was normal.\n",
                "Date: 2026-03-14\n\n## PMH\n\nInfluenza vaccine given 00/12/2024.\n",
                "# Discharge Summary\n\nAdmission date: 2026-01-41\nDischarge date: 2026-02-02\n",
                "Date: 2026-03-14\n\n## PMH\n\nAdmitted 3/12/2025, discharged 3/10/2025 after an uneventful stay.\n",
                "Date: 2026-03-14\n\n## HPI\n\n40-year-old man with cough.\n\n## PMH\n\nHypertension diagnosed in 1820.\n",
                "Date: 2026-03-14\n\n## HPI\n\n30-year-old woman with cough.\n\n## PSH\n\nAppendectomy in 1972.\n",
                "# Discharge Summary\n\nAdmission date: 2025-01-14\nDischarge date: 2025-01-19\n\n## Hospital Course\n\nTreated with hemiarthroplasty on 2025-02-15.\n",
                "Date: 4/11/2025\n\n## HPI\n\n71F admitted 4/18 with septic shock.\n",
                "## HPI\n\nCough.\n\n## Data\n\nCXR 5/29/2025: lobar consolidation.\n\nSigned: MS3, medicine, 2025-05-21\n",
                "Date: 2025-05-21\n\n## HPI\n\nCough.\n\n## Data\n\nCXR 5/29: lobar consolidation.\n",
                "Date: 2025-05-03\n\n## HPI\n\nChest pain.\n\n## Plan\n\nStress test on 5/2/2025.\n",
                "Date: 2025-05-27\n\n## HPI\n\nOn 5/33 noted calf pain.\n",
            ],
        );
        silent(
            &RULE,
            &[
                "Date: 2025-06-05\n\n## Social History\n\nHer daughter is getting married on July 19, 2025.\n",
                "Date: 2025-06-05\n\n## HPI\n\nFlu shot 10/24, strength 5/5, reflexes 2/4, pain 3/10, BP 120/80, C5-6 disc, 1/2 tablet.\n",
                "Date: 2025-06-02\n\n## Plan\n\nRotator cuff repair. Consent signed today. Date 7/14/2025.\n\nMS4, 6/2/2025\n",
                "Date: 2025-06-02\n\n## FH\n\nGrandfather born in 1890, died in 1950 of a stroke.\n\n## HPI\n\n40-year-old man with cough.\n",
                "Date: 2025-06-02\n\n## PMH\n\nAdmitted 12/29/2024, discharged 01/02/2025.\n",
                "Date: 2025-06-02\n\n## HPI\n\n70-year-old man with cough.\n\n## PSH\n\nTonsillectomy in 1960.\n",
                "Date: 2025-06-02\n\n## Plan\n\nCT on 6/9. Colonoscopy in 2031. Repeat A1c in September 2025.\n",
                "Date: 2025-06-02\n\n## Plan\n\nMRI on 5/12 showed a tear: refer.\n",
                "Date: 2025-06-02\n\n## HPI\n\nSaw Dr. X at 1820 hrs, ward 2031, lot 00/12, ratio 13/45, room 5/33.\n",
                "Date: 2025-01-03\n\n## HPI\n\nAdmitted 12/28 with pneumonia, intubated 12/29.\n",
            ],
        );
    }
}
