//! ACC017: counts of days that do not agree with each other or with the dates.

use crate::grammar::{LexiconHit, Role, Str, kind_ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{DatedEvent, Event, Time, TimeKind, TimeUnit};
use crate::rules::support::{capitalized, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC017",
    name: "day-count-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "reference/consistency.toml: pod-arithmetic, hospital-day, antibiotic-day",
        "Tsou et al. 2017, on copy and paste: a count of days is the first thing that is carried forward unchanged",
    ],
    summary: "Postoperative, hospital or treatment day does not agree with another count or with the dates.",
    docs: r#"
## What it does

Reports two different postoperative or hospital days for today in one note, a count that does not fit the date of the
operation, admission, delivery or birth and the date of the note, a day of an antibiotic course that does not fit its
start, its end or its length, and "POD 2" beside "surgery 5 days ago". The day of the operation may be day 0 or day 1,
the day of admission day 0 or 1. Days of intensive care are counted apart; a note that speaks of a second operation is
left alone.

## Why it matters

Diet, drains, prophylaxis, and the search for a leak or a clot go by the postoperative day; an antibiotic stops by the
day of its course. A wrong count usually means that the line was copied from yesterday, and then so was the rest.

## How to fix

Count again from the date, and write the date once: "POD 3 from lap appendectomy 3/10".

```bad
# Progress Note, POD 2

## Subjective

Pain controlled, passing flatus, tolerating clears.

## Assessment and Plan

45M POD 4 s/p laparoscopic appendectomy, recovering well.
- Advance diet, discharge tomorrow.
```

```bad
Date: 3/14/2026

## Subjective

HD 3. Admitted 3/8/2026 with community-acquired pneumonia, breathing better.

## Plan

Continue ceftriaxone.
```

```good
Date: 3/14/2026

## Subjective

HD 7. Admitted 3/8/2026 with community-acquired pneumonia, ICU day 3, breathing better.

## Plan

Ceftriaxone day 7/7, stop today.
```

## Precision

No finding in the 182 notes of the development corpus, where few count days. Of faults planted by somebody who had not
seen the code it finds 29 of 30 in a first set (16 look-alikes, none reported) and 14 of 14 in a second set of other
notes (10 look-alikes, none reported); the misses of both had been read and mended by then, at its first run the
second gave 6. Of a third set it found 2 of 5 at first and 5 after mending; of a fourth, which
nobody mended with, 1 of 3 (the others are days of illness, which the rule does not count).
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::TIME_UNITS]),
    check: Check::Note(check),
};

/// A count of days from an event.
struct Counter {
    /// What it is called in a message.
    name: &'static str,
    /// The event from which it counts, and what that is called.
    base: Event,
    base_name: &'static str,
    /// Words by which the lexicon knows the event.
    category: &'static str,
    count: fn(TimeKind) -> Option<u32>,
}

const COUNTERS: [Counter; 4] = [
    Counter {
        name: "postoperative day",
        base: Event::Operation,
        base_name: "operation",
        category: "operation",
        count: |kind| match kind {
            TimeKind::PostoperativeDay(day) => Some(day),
            _ => None,
        },
    },
    Counter {
        name: "hospital day",
        base: Event::Admission,
        base_name: "admission",
        category: "admission",
        count: |kind| match kind {
            TimeKind::HospitalDay(day) => Some(day),
            _ => None,
        },
    },
    Counter {
        name: "postpartum day",
        base: Event::Delivery,
        base_name: "delivery",
        category: "delivery",
        count: |kind| match kind {
            TimeKind::PostpartumDay(day) => Some(day),
            _ => None,
        },
    },
    Counter {
        name: "day of life",
        base: Event::Birth,
        base_name: "birth",
        category: "birth",
        count: |kind| match kind {
            TimeKind::DayOfLife(day) => Some(day),
            _ => None,
        },
    },
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    // A discharge summary tells of all days at once.
    let summary = note.kind == Some(kind_ids::DISCHARGE_SUMMARY);
    let repeated = note
        .phrases_of(lexicon_ids::DATE_LABELS)
        .any(|hit| note.entry(hit).category == "again");
    for counter in &COUNTERS {
        let counts: Vec<(u32, &Time)> = note
            .times()
            .iter()
            .filter_map(|time| Some(((counter.count)(time.kind)?, time)))
            .filter(|(_, time)| is_today(note, time))
            .collect();
        let Some((first, at)) = counts.first().copied() else {
            continue;
        };
        let restarts = repeated && counter.base == Event::Operation;
        if let Some((other, place)) = counts.iter().copied().find(|(count, _)| *count != first)
            && !restarts
            && !summary
            && counts.iter().all(|(count, _)| *count == first || *count == other)
            && !tells_of_two(note, &counts)
        {
            let what = format!("{}s", counter.name);
            findings.push(two_counts(note, place, at, &what, counter.base_name));
            continue;
        }
        if !restarts {
            improving(note, counter, first, at, findings);
            out_from(note, counter, first, at, findings);
            tomorrow(note, counter, first, at, findings);
            by_date(note, counter, first, at, findings);
            by_days_ago(note, counter, first, at, findings);
        }
    }
    for counter in &COUNTERS[..2] {
        on_a_date(note, counter, findings);
    }
    intensive_care(note, findings);
    stay(note, findings);
    confinement(note, summary, findings);
    courses(note, findings);
}

/// `LOS 14 days` beside a day of admission and one of discharge that are four days apart.
fn stay(note: &Note, findings: &mut Vec<Finding>) {
    const LABELS: [&str; 3] = ["LOS", "Length of stay", "LENGTH OF STAY"];
    let text = &*note.text;
    let day = |event: Event| {
        let mut events = note.dated_events().iter();
        events.find(|it| it.event == event && !it.planned && it.date.is_possible())
    };
    let (Some(admitted), Some(left)) = (day(Event::Admission), day(Event::Discharge)) else {
        return;
    };
    let Some((start, label)) = LABELS.iter().find_map(|label| Some((text.find(label)?, label))) else {
        return;
    };
    let before = text[..start].trim_end();
    let rest = text[start + label.len()..].trim_start_matches([' ', ':', '*']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let unit = rest[digits..].trim_start();
    let (true, Ok(told)) = (
        (1..=3).contains(&digits) && unit.starts_with('d') && !before.ends_with(char::is_alphabetic),
        rest[..digits].parse::<i64>(),
    ) else {
        return;
    };
    let Some(days) = note.days_between(&admitted.date, &left.date).map(likely) else {
        return;
    };
    // The first and the last day may count or not.
    if days.0 != days.1 || days.0 < 0 || (days.0 - 1..=days.0 + 1).contains(&told) {
        return;
    }
    let at = text.len() - rest.len();
    let span = Span::from(start..at + digits);
    findings.push(
        Finding::new(
            span,
            format!(
                "{}, but {} days lie between admission and discharge",
                quote(note.slice(span), 30),
                days.0
            ),
        )
        .related(admitted.date.span, "the admission")
        .related(left.date.span, "the discharge")
        .help("count again, or correct the date"),
    );
}

/// `Home tomorrow (PPD 4)` on PPD 1.
fn tomorrow(note: &Note, counter: &Counter, today: u32, at: &Time, findings: &mut Vec<Finding>) {
    let planned = note.times().iter().find_map(|time| {
        let day = (counter.count)(time.kind)?;
        let before = lead(note, time.span.start, 60).trim_end_matches([' ', '(', ',', ':']);
        let wrong = day != today + 1 && ends_with(before, words(note, "tomorrow"));
        wrong.then_some((day, time))
    });
    if let Some((_, time)) = planned {
        let (written, now) = (quote(note.slice(time.span), 30), quote(note.slice(at.span), 30));
        findings.push(
            Finding::new(time.span, format!("{written} is not the day after {now}"))
                .related(at.span, format!("\"{now}\" is written here"))
                .help("count again, and correct the one that is wrong"),
        );
    }
}

/// `Improving on day 9`, where today is hospital day 5.
fn improving(note: &Note, counter: &Counter, today: u32, at: &Time, findings: &mut Vec<Finding>) {
    if !matches!(counter.base, Event::Admission | Event::Operation) {
        return;
    }
    // A day of the illness: `bronchiolitis, improving on day 5`.
    let of_illness = note.times().iter().any(|time| {
        matches!(time.kind, TimeKind::CourseDay(..))
            && rest(note, time.span.end, 14).trim_start().starts_with("of illness")
    });
    if of_illness || note.patient().ages.first().is_some_and(|age| age.years() < 3.0) {
        return;
    }
    // With another count, or a drug, the day may be of that.
    let others = |day: u32| {
        note.times().iter().any(|time| match time.kind {
            TimeKind::PostoperativeDay(it)
            | TimeKind::HospitalDay(it)
            | TimeKind::IntensiveCareDay(it)
            | TimeKind::CourseDay(it, Some(_))
            | TimeKind::DayOfLife(it)
            | TimeKind::PostpartumDay(it) => it == day,
            _ => false,
        })
    };
    let said = note.times().iter().take(400).find(|time| {
        let TimeKind::CourseDay(day, None) = time.kind else {
            return false;
        };
        let before = lead(note, time.span.start, 40).trim_end();
        let Some(before) = before.strip_suffix("on").map(str::trim_end) else {
            return false;
        };
        let after = rest(note, time.span.end, 30).trim_start_matches(' ');
        matches!(
            note.role_at(time.span.start),
            Role::Assessment | Role::AssessmentAndPlan
        ) && day > today + 2
            && (after.is_empty() || after.starts_with(['.', ',', ';']))
            && ends_with(before, words(note, "present"))
            && !others(day)
    });
    if let Some(time) = said {
        let what = format!("{}s", counter.name);
        findings.push(two_counts(note, time, at, &what, counter.base_name));
    }
}

/// `3 days out from a sleeve gastrectomy` on POD 1.
fn out_from(note: &Note, counter: &Counter, today: u32, at: &Time, findings: &mut Vec<Finding>) {
    if counter.base != Event::Operation {
        return;
    }
    let said = note.times().iter().take(400).find(|time| {
        let TimeKind::Relative(days, TimeUnit::Day) = time.kind else {
            return false;
        };
        let after = rest(note, time.span.end, 60).trim_start();
        let out = ["out from", "s/p", "status post", "out of surgery"].iter().any(|word| {
            after
                .get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        });
        let window = Span::new(time.span.end, time.span.end + after.len() as u32);
        // `POD 3 from a washout, 10 days out from …`: two operations.
        let beside = note.times().iter().any(|other| {
            let (a, b) = match other.span.start < time.span.start {
                true => (other.span.end, time.span.start),
                false => (time.span.end, other.span.start),
            };
            matches!(other.kind, TimeKind::PostoperativeDay(_))
                && b >= a
                && b - a < 80
                && !note.slice(Span::new(a, b)).contains(['\n', '.', ';'])
        });
        out && !beside
            && time.most <= days
            && (days - f64::from(today)).abs() > 1.0
            && !matches!(note.role_at(time.span.start), Role::Course | Role::Plan)
            && note
                .phrases_in(lexicon_ids::DATE_LABELS, window)
                .any(|hit| note.entry(hit).category == "operation")
    });
    if let Some(time) = said {
        let what = format!("{}s", counter.name);
        findings.push(two_counts(note, time, at, &what, counter.base_name));
    }
}

/// `On 3/3 (hospital day 5)`, where the admission was on 3/2.
fn on_a_date(note: &Note, counter: &Counter, findings: &mut Vec<Finding>) {
    let times = note.times();
    for (index, time) in times.iter().enumerate().skip(1).take(400) {
        let Some(count) = (counter.count)(time.kind) else {
            continue;
        };
        let date = &times[index - 1];
        let beside = matches!(
            note.slice(Span::new(date.span.end, time.span.start)),
            " (" | ", " | " - " | " – " | " = "
        );
        if !matches!(date.kind, TimeKind::Date { day: Some(_), .. }) || !beside || !date.is_possible() {
            continue;
        }
        let bases = || {
            note.dated_events().iter().filter(|event| {
                event.event == counter.base
                    && !event.planned
                    && event.date.is_possible()
                    && event.date.span != date.span
            })
        };
        let fits = |base: &DatedEvent| {
            note.days_between(&base.date, date)
                .map(likely)
                .is_none_or(|(a, b)| [a, b].iter().any(|days| (0..=1).contains(&(i64::from(count) - days))))
        };
        let Some(base) = bases().next() else { continue };
        if bases().any(fits) {
            continue;
        }
        let (written, day, start) = (
            quote(note.slice(time.span), 30),
            quote(note.slice(date.span), 30),
            quote(note.slice(base.date.span), 30),
        );
        findings.push(
            Finding::new(
                time.span,
                format!("{day} is not {written}: the {} was on {start}", counter.base_name),
            )
            .related(
                base.date.span,
                format!("{}: \"{start}\"", capitalized(counter.base_name)),
            )
            .help("count again, or correct the date"),
        );
        return;
    }
}

/// Two counts of the days in one unit or on one machine: `ICU day 4`, `ICU day 6`.
fn intensive_care(note: &Note, findings: &mut Vec<Finding>) {
    let mut counts: Vec<(&str, u32, &Time)> = Vec::new();
    for time in note.times().iter().filter(|time| is_today(note, time)).take(200) {
        let TimeKind::IntensiveCareDay(day) = time.kind else {
            continue;
        };
        let unit = note.slice(time.span).split([' ', '-']).next().unwrap_or_default();
        match counts.iter().find(|(other, ..)| other.eq_ignore_ascii_case(unit)) {
            Some((_, other, place)) if *other != day => {
                findings.push(two_counts(note, time, place, "counts of these days", "first day there"));
                return;
            }
            Some(_) => {}
            None => counts.push((unit, day, time)),
        }
    }
}

/// After a cesarean the days since the operation are the days since the birth.
fn confinement(note: &Note, summary: bool, findings: &mut Vec<Finding>) {
    let today = |wanted: fn(TimeKind) -> Option<u32>| {
        note.times()
            .iter()
            .filter_map(move |time| Some((wanted(time.kind)?, time)))
            .find(|(_, time)| is_today(note, time))
    };
    let (Some((operation, one)), Some((birth, other))) = (today(COUNTERS[0].count), today(COUNTERS[2].count)) else {
        return;
    };
    if operation.abs_diff(birth) <= 1 || summary {
        return;
    }
    let (first, second) = if one.span.start < other.span.start {
        (one, other)
    } else {
        (other, one)
    };
    findings.push(two_counts(note, second, first, "counts since the delivery", "delivery"));
}

fn two_counts(note: &Note, here: &Time, above: &Time, what: &str, base: &str) -> Finding {
    let (written, other) = (quote(note.slice(here.span), 30), quote(note.slice(above.span), 30));
    Finding::new(
        here.span,
        format!("{written} here, but {other} above: two {what} in one note"),
    )
    .related(above.span, format!("\"{other}\" is written here"))
    .help(format!("count again from the {base}, and correct the one that is old"))
}

/// The last `limit` bytes before `at` on its line.
fn lead(note: &Note, at: u32, limit: usize) -> &str {
    let mut from = (at as usize).saturating_sub(limit);
    from = crate::text::ceil(&note.text, from);
    let text = &note.text[from..at as usize];
    text.rsplit(['\n', '\r']).next().unwrap_or_default()
}

/// The next `limit` bytes after `at` on its line.
fn rest(note: &Note, at: u32, limit: usize) -> &str {
    let mut to = (at as usize + limit).min(note.text.len());
    to = crate::text::floor(&note.text, to);
    let text = &note.text[at as usize..to];
    text.split(['\n', '\r']).next().unwrap_or_default()
}

/// A list of words of the lexicon.
fn words<'n>(note: &'n Note, id: &str) -> &'n [Str] {
    let entries = &note.grammar.lexicon(lexicon_ids::DAY_COUNT_WORDS).entries;
    let entry = entries.iter().find(|entry| entry.id == id);
    entry.map_or(&[], |entry| entry.list("words"))
}

/// Whether `text` ends with one of the words of a list.
fn ends_with(text: &str, list: &[Str]) -> bool {
    list.iter().any(|word| {
        text.len().checked_sub(word.len()).is_some_and(|at| {
            text.is_char_boundary(at)
                && text[at..].eq_ignore_ascii_case(word)
                && !text[..at].ends_with(|c: char| c.is_alphanumeric())
        })
    })
}

/// Whether `text` starts with one of the words of a list.
fn starts_with(text: &str, list: &[Str]) -> bool {
    list.iter().any(|word| {
        text.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !text[word.len()..].starts_with(|c: char| c.is_alphanumeric())
    })
}

/// Whether a count is that of today: not of the course so far (`on POD 1 …`), nor of a plan (`drain out POD 5`).
fn is_today(note: &Note, time: &Time) -> bool {
    let role = note.role_at(time.span.start);
    // `71F ICU day 3, improving`, wherever the headings put it.
    let before = lead(note, time.span.start, 60).trim_end_matches([' ', '(', ':']);
    let presented = || {
        let last = before.trim_end_matches(',').rsplit(' ').next().unwrap_or_default();
        let age = last.trim_end_matches(['M', 'F', 'm', 'f', 'y', 'o', '/']);
        age.len() < last.len() && (1..=3).contains(&age.len()) && age.bytes().all(|byte| byte.is_ascii_digit())
    };
    if matches!(
        role,
        Role::Course
            | Role::PastHistory
            | Role::SurgicalHistory
            | Role::FamilyHistory
            | Role::Data
            | Role::Studies
            | Role::Procedure
            | Role::SocialHistory
    ) && !presented()
        // `Postoperative day 1 today.` stands where it will.
        && !(matches!(role, Role::Data | Role::Studies)
            && starts_with(rest(note, time.span.end, 30).trim_start(), words(note, "now-after")))
    {
        return false;
    }
    let after = rest(note, time.span.end, 30).trim_start();
    // `POD 1: febrile. POD 2: …`, `POD 1-3`, `POD 2 labs`, `hospital day 6 or 7`.
    let dash =
        note.text[time.span.end as usize..].starts_with('-') && after[1..].starts_with(|c: char| c.is_ascii_digit());
    // `WBC (POD 1 -> 2 -> 3)`, `POD 1/2`.
    let trend = ["->", "→", "-->", "=>"].iter().any(|arrow| after.starts_with(arrow))
        || after.starts_with('/') && after[1..].starts_with(|c: char| c.is_ascii_digit());
    if dash || trend || starts_with(after, words(note, "not-now-after")) {
        return false;
    }
    // `Today is hospital day 8`, `POD 1 today`.
    if ends_with(before, words(note, "now-before")) || starts_with(after, words(note, "now-after")) {
        return true;
    }
    let counted_from = starts_with(after, words(note, "counted-from"));
    // `on POD 1 the drain was removed`; but `she is on POD 1`, `a 74-year-old man, on POD 2 after …`.
    if let Some(lead) = before.strip_suffix("on").filter(|lead| lead.ends_with(' ')) {
        let lead = lead.trim_end();
        return ends_with(lead, words(note, "present")) || counted_from && lead.ends_with(',');
    }
    let counted = before.rfind(' ').map_or("", |at| before[..at].trim_end());
    if ends_with(before, words(note, "elsewhere")) || ends_with(counted, words(note, "up-to")) {
        return false;
    }
    // `Off PCA POD 2.`: when that was.
    let ends = after.is_empty() || after.starts_with(['.', ',', ';', ')']);
    let clause = before
        .rsplit(['.', ',', ';', ':', '('])
        .next()
        .unwrap_or_default()
        .trim_start();
    if ends && !counted_from && starts_with(clause, words(note, "happened")) {
        return false;
    }
    // In a plan only as the beginning of a line or with what it counts from.
    let opens = before.trim_matches(|c: char| !c.is_alphabetic()).is_empty();
    let course = matches!(time.kind, TimeKind::CourseDay(..));
    !matches!(role, Role::Plan | Role::AssessmentAndPlan)
        || course
        || opens
        || counted_from
        || presented()
        || ends_with(before.trim_end_matches([',', ' ']), words(note, "present"))
}

/// Whether two counts tell of two operations or two stays: in one sentence, or each with the name of its own.
fn tells_of_two(note: &Note, counts: &[(u32, &Time)]) -> bool {
    let named = |time: &Time| {
        let after = rest(note, time.span.end, 60)
            .trim_start_matches([' ', ',', ':'])
            .to_ascii_lowercase();
        let from = ["s/p", "status post", "from", "after", "following"]
            .iter()
            .find_map(|word| after.strip_prefix(word))?;
        let name = from.split([',', '.', ';', ')']).next().unwrap_or_default().trim();
        let plain = [
            "lap",
            "laparoscopic",
            "open",
            "robotic",
            "total",
            "right",
            "left",
            "the",
            "his",
            "her",
            "a",
            "uncomplicated",
            "elective",
            "emergent",
            "surgery",
            "operation",
            "procedure",
        ];
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 2 && !plain.contains(word))
            .take(8)
            .map(str::to_owned)
            .collect();
        (!words.is_empty()).then_some(words)
    };
    counts.windows(2).any(|pair| {
        let (a, b) = (pair[0].1, pair[1].1);
        if pair[0].0 == pair[1].0 {
            return false;
        }
        let between = note.slice(Span::new(a.span.end, b.span.start.max(a.span.end)));
        let one_sentence = between.len() < 80 && !between.contains(['\n', '.', ';']);
        let two_names = matches!((named(a), named(b)), (Some(a), Some(b)) if !a.iter().any(|a| b.iter().any(|b| shares_letters(a, b))));
        one_sentence || two_names
    })
}

/// `appy`, `appendectomy`: abbreviations begin alike.
fn shares_letters(a: &str, b: &str) -> bool {
    a == b || a.get(..3).is_some_and(|start| b.starts_with(start))
}

/// How many days ago an admission or operation is likely to be, at most.
const NEAR: i64 = 60;

/// The count against the date of what it counts from and the date of the note.
fn by_date(note: &Note, counter: &Counter, count: u32, at: &Time, findings: &mut Vec<Finding>) {
    let Some(own) = note.date() else { return };
    let bases: Vec<(&DatedEvent, (i64, i64))> = note
        .dated_events()
        .iter()
        .filter(|event| event.event == counter.base && !event.planned && event.date.is_possible())
        .filter_map(|event| Some((event, note.days_between(&event.date, &own.date)?)))
        .filter(|(_, days)| (0..=400).contains(&days.0) || (0..=400).contains(&days.1))
        .take(20)
        .collect();
    let fits = |days: i64| i64::from(count) == days || i64::from(count) == days + 1;
    let Some((base, days)) = bases.last() else { return };
    // Of two readings of a date one may be far off: `admitted 4/8` in April.
    let days = likely(*days);
    if bases.iter().any(|(_, days)| fits(days.0) || fits(days.1)) || days.0 != days.1 {
        return;
    }
    let written = quote(note.slice(at.span), 30);
    let start = quote(note.slice(base.date.span), 30);
    let today = quote(note.slice(own.date.span), 30);
    let right = match counter.base {
        Event::Admission => days.0 + 1,
        _ => days.0,
    };
    findings.push(
        Finding::new(
            at.span,
            format!(
                "{written}, but the {} was on {start} and the note is of {today}: {} {right}",
                counter.base_name, counter.name
            ),
        )
        .related(
            base.date.span,
            format!("{}: \"{start}\"", capitalized(counter.base_name)),
        )
        .help("count again, or correct the date"),
    );
}

/// `POD 2` beside `surgery 5 days ago`.
fn by_days_ago(note: &Note, counter: &Counter, count: u32, at: &Time, findings: &mut Vec<Finding>) {
    for time in note.times() {
        let days = match time.kind {
            TimeKind::Ago(days, TimeUnit::Day) if time.most <= days && days <= 30.0 => days as i64,
            TimeKind::Ago(weeks, TimeUnit::Week) if time.most <= weeks && weeks <= 4.0 => weeks as i64 * 7,
            _ => continue,
        };
        let role = note.role_at(time.span.start);
        if days == 0
            || matches!(
                role,
                Role::PastHistory | Role::SurgicalHistory | Role::FamilyHistory | Role::Plan
            )
        {
            continue;
        }
        let Some(label) = label_before(note, time) else {
            continue;
        };
        if note.entry(label).category != counter.category {
            continue;
        }
        let off = i64::from(count) - days;
        let fits = match counter.base {
            Event::Admission => (-1..=2).contains(&off),
            _ => (-1..=1).contains(&off),
        };
        if !fits {
            let (written, ago) = (quote(note.slice(at.span), 30), quote(note.slice(time.span), 30));
            findings.push(
                Finding::new(
                    at.span,
                    format!("{written}, but the {} was \"{ago}\"", counter.base_name),
                )
                .related(
                    time.span,
                    format!("\"{}\"", quote(note.slice(label.span.cover(time.span)), 60)),
                )
                .help("count again, and correct the one that is wrong"),
            );
            return;
        }
    }
}

/// The nearest label in the sentence before a time.
fn label_before<'n>(note: &'n Note, time: &Time) -> Option<&'n LexiconHit> {
    let window = Span::new(time.span.start.saturating_sub(60), time.span.start);
    let label = note
        .phrases_in(lexicon_ids::DATE_LABELS, window)
        .filter(|hit| {
            hit.span.end <= time.span.start && !matches!(&*note.entry(hit).category, "future" | "again" | "elsewhere")
        })
        .last()?;
    let between = note.slice(Span::new(label.span.end, time.span.start));
    // `2 on admission, 4 the night before`: the next of several.
    let counted = between
        .split_once(',')
        .is_some_and(|(_, rest)| rest.trim().starts_with(|c: char| c.is_ascii_digit()));
    (!counted && !between.contains([';', '\n', '|']) && !between.contains(". ")).then_some(label)
}

/// The likely one of two readings, twice.
fn likely(days: (i64, i64)) -> (i64, i64) {
    let near = |days: i64| (0..=NEAR).contains(&days);
    match days {
        (a, b) if near(a) && !near(b) => (a, a),
        (a, b) if near(b) && !near(a) => (b, b),
        days => days,
    }
}

/// Days of a course: more than it has, or not as many as the dates say.
fn courses(note: &Note, findings: &mut Vec<Finding>) {
    let days: Vec<(&Time, u32, Option<u32>)> = note
        .times()
        .iter()
        .filter_map(|time| match time.kind {
            TimeKind::CourseDay(day, of) => Some((time, day, of)),
            _ => None,
        })
        .collect();
    let mut drugs: Vec<(String, &Time, u32)> = Vec::new();
    for (time, day, of) in days.into_iter().take(200) {
        let written = quote(note.slice(time.span), 30);
        if let Some(of) = of
            && day > of
        {
            findings.push(
                Finding::new(time.span, format!("{written}: day {day} of a course of {of} days"))
                    .help("correct the count, or write how long the course is now"),
            );
            continue;
        }
        if by_start(note, time, day, of, findings) || !is_today(note, time) {
            continue;
        }
        longer_than_stay(note, time, day, findings);
        let Some(drug) = drug_beside(note, time).or_else(|| antibiotics_beside(note, time)) else {
            continue;
        };
        match drugs.iter().find(|(known, ..)| *known == drug) {
            Some((_, before, other)) if *other != day => {
                let earlier = quote(note.slice(before.span), 30);
                findings.push(
                    Finding::new(
                        time.span,
                        format!("{drug} is on \"{written}\" here, but on \"{earlier}\" above"),
                    )
                    .related(before.span, format!("{drug}: \"{earlier}\""))
                    .help("count again from the first dose, and correct the one that is old"),
                );
            }
            Some(_) => {}
            None => drugs.push((drug, time, day)),
        }
    }
}

/// The day of a course against the dates of its start and its end in the same sentence; whether it conflicts.
fn by_start(note: &Note, time: &Time, day: u32, of: Option<u32>, findings: &mut Vec<Finding>) -> bool {
    let near = |event: Event| {
        note.dated_events().iter().find(|it| {
            let (a, b) = if it.date.span.start < time.span.start {
                (it.date.span.end, time.span.start)
            } else {
                (time.span.end, it.date.span.start)
            };
            it.event == event && a <= b && b - a < 80 && {
                let between = note.slice(Span::new(a, b));
                !between.contains('\n') && !between.contains(". ")
            }
        })
    };
    let written = quote(note.slice(time.span), 30);
    let (start, stop) = (near(Event::Start), near(Event::Stop));
    if let (Some(start), Some(own)) = (start, note.date())
        && let Some((straight, turned)) = note.days_between(&start.date, &own.date).map(likely)
        && straight == turned
        && (0..=200).contains(&straight)
        && ![straight, straight + 1].contains(&i64::from(day))
    {
        let (from, today) = (
            quote(note.slice(start.date.span), 30),
            quote(note.slice(own.date.span), 30),
        );
        findings.push(
            Finding::new(
                time.span,
                format!(
                    "{written}, but it was started on {from} and the note is of {today}: day {}",
                    straight + 1
                ),
            )
            .related(start.date.span, format!("Started: \"{from}\""))
            .help("count again, or correct the date"),
        );
        return true;
    }
    if let (Some(stop), Some(of)) = (stop, of) {
        let expected = |from: &Time, left: i64| {
            let (straight, turned) = note.days_between(from, &stop.date)?;
            (straight == turned && (straight - left).abs() > 1 && straight >= 0).then_some(straight)
        };
        let by_start = start.and_then(|start| expected(&start.date, i64::from(of) - 1));
        let by_today = note
            .date()
            .and_then(|own| expected(&own.date, i64::from(of) - i64::from(day)));
        if let Some(left) = by_start.or(by_today) {
            let end = quote(note.slice(stop.date.span), 30);
            let counted = if by_start.is_some() {
                format!("from start to {end} are {} days", left + 1)
            } else {
                format!("{left} days are left to {end}, not {}", i64::from(of) - i64::from(day))
            };
            findings.push(
                Finding::new(time.span, format!("{written}, but {counted}"))
                    .related(stop.date.span, format!("End: \"{end}\""))
                    .help("count again, or correct the date"),
            );
            return true;
        }
    }
    false
}

/// `ceftriaxone IV (day 7)` on the third day in hospital, of somebody who came from home.
fn longer_than_stay(note: &Note, time: &Time, day: u32, findings: &mut Vec<Finding>) {
    let role = note.role_at(time.span.start);
    let before = lead(note, time.span.start, 60);
    let intravenous = before
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word == "IV" || word == "iv");
    let drug = Span::new(time.span.start - before.len() as u32, time.span.start);
    if day < 3
        || !intravenous
        || !matches!(
            role,
            Role::InpatientMedications | Role::Plan | Role::AssessmentAndPlan | Role::Assessment | Role::Other
        )
        || note.phrases_in(lexicon_ids::DRUGS, drug).next().is_none()
        || note
            .phrases_of(lexicon_ids::DATE_LABELS)
            .any(|hit| note.entry(hit).category == "elsewhere")
    {
        return;
    }
    let Some(own) = note.date() else { return };
    let stay = note
        .dated_events()
        .iter()
        .filter(|event| event.event == Event::Admission && !event.planned && event.date.is_possible())
        .filter_map(|event| Some((event, likely(note.days_between(&event.date, &own.date)?))))
        .find(|(_, days)| days.0 == days.1 && (0..=NEAR).contains(&days.0));
    if let Some((event, days)) = stay
        && i64::from(day) > days.0 + 2
    {
        let (written, start) = (quote(note.slice(time.span), 30), quote(note.slice(event.date.span), 30));
        findings.push(
            Finding::new(
                time.span,
                format!("{written} of an intravenous drug, but the admission was on {start}"),
            )
            .related(event.date.span, format!("Admission: \"{start}\""))
            .help("count again from the first dose, or say where it was begun"),
        );
    }
}

/// `day 4 of 7 of antibiotics`, `abx day 4`: the course of all of them.
fn antibiotics_beside(note: &Note, time: &Time) -> Option<String> {
    let all = words(note, "antibiotics");
    let after = rest(note, time.span.end, 40).trim_start();
    let after = ["of ", "on "]
        .iter()
        .find_map(|word| after.strip_prefix(word))
        .unwrap_or(after);
    let before = lead(note, time.span.start, 40).trim_end_matches([' ', '(', ',', ':', '-']);
    let named = starts_with(after, all) || ends_with(before, all) || starts_with(note.slice(time.span), all);
    named.then(|| "antibiotics".to_owned())
}

/// The drug that a day of a course is of: `ceftriaxone day 3`, `day 3 of ceftriaxone`.
fn drug_beside(note: &Note, time: &Time) -> Option<String> {
    let is_name = |word: &str| word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    let generic = [
        "with",
        "from",
        "continue",
        "continued",
        "today",
        "antibiotic",
        "antibiotics",
        "improving",
        "course",
        "currently",
        "total",
        "planned",
        "completed",
        "illness",
        "therapy",
        "treatment",
        "admission",
        "symptoms",
        "cycle",
        "hospital",
        "this",
        "fever",
        "steroids",
    ];
    let after = rest(note, time.span.end, 50).trim_start().to_ascii_lowercase();
    let named = after
        .strip_prefix("of ")
        .or_else(|| after.strip_prefix("on "))
        .and_then(|rest| {
            let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next()?;
            Some(word.to_owned())
        });
    let before = lead(note, time.span.start, 60)
        .trim_end_matches([' ', '(', ',', ':', '-'])
        .to_ascii_lowercase();
    let last = before
        .rsplit(|c: char| !c.is_ascii_alphabetic() && c != '-')
        .next()
        .map(str::to_owned);
    named
        .or(last)
        .filter(|word| is_name(word) && !generic.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn length_of_stay() {
        let told = |days: u32| {
            format!(
                "DISCHARGE SUMMARY\n\nAdmission date: 3/12/2026\nDischarge date: 3/16/2026\nLOS: {days} days\n\nHospital course: pneumonia.\n"
            )
        };
        speaks(&RULE, &[&told(14)]);
        silent(&RULE, &[&told(4), &told(5)]);
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "# Progress Note, POD 2\n\n## Subjective\n\nWell.\n\n## Assessment\n\n45M POD 4 s/p lap appy.\n",
                "## Subjective\n\nHospital day 5. Slept well.\n\n## Assessment\n\nMajor depression, improving on day 9.\n",
                "## Subjective\n\nPOD 1. Pain ok.\n\n## Assessment\n\n41F 4 days out from sleeve gastrectomy, doing well.\n",
                "## Subjective\n\nPOD#1. Pain controlled.\n\n## A/P\n\n60F POD#3 from right hemicolectomy, doing well.\n",
                "## Subjective\n\nPostoperative day two, no flatus.\n\n## Assessment\n\nPostoperative day 5 after sigmoid colectomy.\n",
                "## Subjective\n\nHD 3, feels better.\n\n## Assessment\n\nHospital day 5 with pneumonia.\n",
                "# Progress Note, HD#2\n\n## Subjective\n\nBetter.\n\n## Assessment and Plan\n\n72M, hospital day #6, CHF exacerbation.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nPOD 2 s/p cholecystectomy. Surgery 3/9/2026.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nPOD 5 s/p cholecystectomy on 3/12.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nHD 3. Admitted 3/8/2026 with pneumonia.\n",
                "Date: 14/03/2026\nDate of admission: 08/03/2026\n\n## Subjective\n\nHospital day 3, well.\n",
                "## HPI\n\nPOD 2, pain controlled. Underwent appendectomy 6 days ago.\n",
                "## Subjective\n\nHD 2. He was admitted 6 days ago with cellulitis.\n",
                "## Plan\n\n1. Pneumonia\n- ceftriaxone, day 9/7\n",
                "Date: 3/14/2026\n\n## Plan\n\n1. Pneumonia\n- ceftriaxone started 3/8, day 3/7\n",
                "Date: 3/14/2026\n\n## Plan\n\n1. Pneumonia\n- ceftriaxone day 3/7 through 3/25\n",
                "## Subjective\n\nOn ceftriaxone day 2.\n\n## Plan\n\n1. Pneumonia\n- continue ceftriaxone, day 5/7\n",
                "Date: 3/14/2026\n\n## Subjective\n\nDOL 3, born 3/8/2026 at term, feeding well.\n",
                "## Subjective\n\nPPD#1, lochia normal.\n\n## Assessment\n\nG2P2 PPD#3 after NSVD.\n",
                "## Subjective\n\nPOD 3. Eating.\n\n## Plan\n\n1. POD 1 s/p TKA: PT daily.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## Subjective\n\nHospital day 6. Slept 5.5 hours (2 on admission, 4 the night before).\n",
                "# Progress Note, POD 2\n\n## Subjective\n\nWell.\n\n## Assessment\n\n45M POD 2 s/p lap appy.\n",
                "## Subjective\n\nPOD 2. On POD 1 he had a fever.\n",
                "## Subjective\n\nHD 5.\n\n## Assessment\n\nPneumonia improving on day 3 of ceftriaxone, fever gone on day 2.\n",
                "## Subjective\n\nPOD 3.\n\n## Assessment\n\n41F POD 3 from washout, 10 days out from colectomy.\n",
                "## Subjective\n\nPOD 5 s/p ex-lap, POD 2 s/p washout.\n",
                "## Subjective\n\nPOD 5 from ex lap.\n\n## Assessment\n\nPOD 2 s/p washout and closure.\n",
                "## Subjective\n\nPOD 2.\n\n## Plan\n\n- remove drain on POD 5\n- Foley out POD 3 if ambulating\n",
                "## Subjective\n\nPOD 2.\n\n## Plan\n\n- advance diet, discharge home POD 3-4\n",
                "## Hospital Course\n\nOn POD 1 she ate. POD 2: febrile. POD 4: discharged.\n",
                "## Subjective\n\nHD 5, ICU day 3, ceftriaxone day 4/7.\n",
                "## Subjective\n\nHD 4, POD 2.\n",
                "## Subjective\n\nESRD on HD 3 times weekly. HD 2 of this admission.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nPOD 2 s/p cholecystectomy on 3/12/2026.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nPOD 3 s/p cholecystectomy on 3/12/2026.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nHD 7, admitted 3/8/2026.\n\n## Plan\n\nCeftriaxone started 3/8, day 7/7.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nHD 6, admitted 3/8/2026.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nPOD 2 s/p revision. Original operation on 3/1/2026.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nPOD 2.\n\n## PSH\n\nAppendectomy, date of surgery 3/1/2024.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nPOD 2 s/p appendectomy 3/12.\n\n## Plan\n\nPlan for surgery 3/20 on the hernia.\n",
                "## HPI\n\nPOD 2, doing well. Symptoms began 6 days ago.\n",
                "## HPI\n\nHad knee surgery 3 weeks ago and now POD 20.\n",
                "## HPI\n\nPOD 5. Appendectomy 5 days ago.\n",
                "## Plan\n\nCefepime day 3/7, vancomycin day 5/7.\n",
                "## Plan\n\nPrednisone: day 1 40 mg, day 2 30 mg, day 3 20 mg.\n",
                "## Subjective\n\nPOD 0 this morning.\n\n## Assessment\n\nPOD#0 s/p TKA.\n",
                "Date: 3/14/2026\n\n## Subjective\n\nDOL 3, born 3/11/2026.\n",
                "Date: 04/05/2026\n\n## Subjective\n\nPOD 3 s/p appendectomy 04/02/2026.\n",
                "## Plan\n\nCeftriaxone day 3/7 through 3/18.\n\nDate: 3/14/2026\n",
                "## Subjective\n\nPOD 1: febrile. POD 2: afebrile. POD 3: eating.\n",
            ],
        );
    }

    #[test]
    fn the_second_is_pointed_at() {
        let text = "## Subjective\n\nHD 3.\n\n## Assessment\n\nHospital day 5 with pneumonia.\n";
        assert_eq!(hits(&RULE, text), ["Hospital day 5"]);
    }

    #[test]
    fn counts_in_other_places() {
        speaks(
            &RULE,
            &[
                "**Hospital day:** 7\n\n## Subjective\n\nSlept.\n\n## Assessment\n\n79-year-old woman, hospital day 3, with heart failure.\n",
                "# Progress Note\n\nHospital day 4.\n\n## Plan\n\nContinue. Today is hospital day 8.\n",
                "# Progress Note - POD 3\n\n## Plan\n\n1. Doing well on POD 7.\n",
                "# Progress Note - POD 3\n\n## Exam\n\nPostoperative day 1 today. Abdomen soft.\n",
                "# Progress Note\n\nHospital day 3.\n\n## Subjective\n\nOn this 6th hospital day she is improving.\n",
                "# Progress Note\n\nDay 4 of 7 of antibiotics.\n\n## Assessment\n\nPneumonia, improving on day 2 of 7 of antibiotics.\n",
                "POD#5 s/p primary cesarean\n\n## Assessment\n\n30-year-old, POD 2 after cesarean, recovering.\n\nDisposition: home tomorrow (POD 3)\n",
                "# MICU note, ICU day 3\n\n## Assessment\n\n71F ICU day 5, improving shock.\n",
                "PPD #1\n\n## Assessment\n\n24-year-old, PPD 1, well.\n\n## Plan\n\nHome tomorrow (PPD 4).\n",
                "# Discharge Summary\n\nAdmission date: 2025-03-02\n\n## Hospital Course\n\nEndoscopy on 2025-03-03 (hospital day 5) showed an ulcer.\n",
                "Date: 2025-03-20\n\nPOD 2.\n\n## Plan\n\n1. Pip-tazo 3.375 g IV q6h D6 (started 3/18/2025).\n",
                "Date: 03/03/2025\n\n81 F, day 9 post R DHS (operation 28/02/2025).\n",
                "Date: 2025-05-21\n\n## HPI\n\nAdmitted 5/19/2025 with pneumonia from home.\n\n## Inpatient Medications\n\nceftriaxone 1 g IV q24h (day 7)\n",
            ],
        );
        silent(
            &RULE,
            &[
                "# Progress Note POD 2\n\n## A/P\n\n22M POD2 lap appy.\n1. CT POD5 if WBC up. Drain out, usually POD 4.\n2. Home POD3 if eating.\n",
                "# Progress Note\n\nHospital day 4.\n\n| Test | Admission | Yesterday | Today |\n|---|---|---|---|\n| WBC | 17 | 12 | 9 |\n",
                "# Progress Note POD 3\n\n## Subjective\n\nFever on POD 1 settled. Foley removed on POD 1.\n",
                "# Progress Note POD 4\n\n## Subjective\n\nOff the epidural POD 3. Walking.\n\nPlatelets (POD 2 -> 3 -> 4) 98 -> 120 -> 141\n",
                "# Progress Note\n\nSAH, bleed day 4.\n\n## Plan\n\nNimodipine, stay through bleed day 14.\n",
                "# Progress Note\n\nHospital day 3.\n\n## Plan\n\nDischarge planned on hospital day 6 or 7.\n",
                "# Progress Note\n\nICU day 3 (hospital day 5), ventilator day 2.\n",
                "PPD #1 after delivery\n\n## Plan\n\nHome tomorrow (PPD 2).\n",
                "# Progress Note\n\nHD 3 of hemodialysis; dialysis HD three times weekly. Echo on day 2.\n",
                "Date: 2025-05-21\n\n## HPI\n\nAdmitted 5/19/2025, transferred from OSH.\n\n## Inpatient Medications\n\nceftriaxone 1 g IV q24h (day 7)\n",
                "# Progress Note\n\nHospital day 4, day 3/7 of ceftriaxone, vancomycin day 2.\n",
                "# Progress Note\n\nPOD 3.\n\nCycle day 14; vitamin D3 (started 3/1), D5W at 75 mL/h, C5-6 fusion, 3/7 digits.\n",
            ],
        );
    }
}
