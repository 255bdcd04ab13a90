//! CMP005: a story without time, or in a jumbled order.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::note::facts::{Time, TimeKind};
use crate::rules::support::{first_line, is_background, leads_back, quote, word_count};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP005",
    name: "hpi-chronology",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "ed-note",
        "consult",
        "soap",
        "sports-med",
        "derm",
        "gyn",
        "ob-triage",
        "patient-note",
        "sub-i",
        "oral-presentation",
        "geriatrics",
        "psych-eval",
        "clinic-follow-up",
    ],
    options: &[OptionSpec {
        name: "words",
        default: OptionDefault::Int(50),
        doc: "How many words a story must have before it is asked for a time.",
    }],
    fix: None,
    sources: &[
        "UF Jacksonville, H&P Assessment Tool (Tell me your IDEAs): a detailed, descriptive, chronologic and contextualized HPI",
        "reference/hpi-elements.toml [chronology]",
    ],
    summary: "The history of a new complaint names no time at all, or tells its events out of order.",
    docs: r#"
## What it does

Looks at the story of a new complaint of some length (50 words and more). It reports a story that names no time
whatsoever: no date, no weekday, no "3 days ago", no "since this morning"; that the chief complaint says "for 3 days"
does not tell the course. It also reports a story whose events jump back and forth: at least twice an older event
follows a newer one in the same paragraph. One look back is good style, and what is introduced by "history of",
"previously" or "diagnosed" is no part of the order. Follow-up visits are left alone, and so is a story that nobody
could tell.

## Why it matters

Time is half of the diagnosis: the same cough is a cold after three days, pertussis after three weeks and a cancer after
three months. A story in order shows the course: better, worse, or in bouts.

## How to fix

Begin with when the patient was last well, and go on from there to today: "Well until 5 days ago, when … Two days ago …
This morning …".

```bad
# H&P

## Chief Complaint

Cough

## HPI

58-year-old man with hypertension who presents with cough. The cough is productive of green sputum. He has pain on the
right side of the chest on breathing in. He feels feverish and is too tired to climb the
stairs. His wife has noticed that he eats little. He denies hemoptysis, leg swelling and travel. He works as a teacher,
and several of his pupils have had colds. He takes lisinopril and has no known lung disease.

## Physical Exam

Crackles at the right base.

## Assessment

Pneumonia.

## Plan

Chest film, ceftriaxone.
```

```good
# H&P

## Chief Complaint

Cough

## HPI

58-year-old man with hypertension who was well until 5 days ago, when he began to cough. Two days ago the sputum turned
green and he had pain on the right side of the chest on breathing in. Since yesterday he
feels feverish and is too tired to climb the stairs. He denies hemoptysis, leg swelling and travel. He works as a
teacher, and several of his pupils have had colds. He takes lisinopril and has no known lung disease.

## Physical Exam

Crackles at the right base.

## Assessment

Pneumonia.

## Plan

Chest film, ceftriaxone.
```

## Precision

2 findings on the 182 notes of the development corpus, both read, none wrong. Of 22 stories without time or in a jumbled
order, planted by somebody who did not know the code, 7 were found at first sight and 22 after mending; of his 12
look-alikes one was reported at first sight and none now, of 59 good notes none. Of 14 such stories that the author of
the rule wrote himself 14.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::COMPLAINTS]),
    check: Check::Note(check),
};

/// How many times a story may step back.
const STEPS_BACK: usize = 1;
/// What is a year ago and more, in days, is no part of the order.
const LONG_AGO: f64 = 365.0;
/// An event is older than another only if it is so many times as long ago, and by so many days.
const OLDER: (f64, f64) = (1.6, 1.5);
/// How many times as old as the oldest event so far is too old to belong to the story; and the least age of that, in days.
const FAR: f64 = 8.0;
/// See [`FAR`].
const LEAST_STORY: f64 = 5.0;
/// How many days ago this morning was.
const THIS_MORNING: f64 = 0.1;
/// Minutes of half a day.
const HALF_DAY: u32 = 720;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let presentation = note.presentation();
    let Some(complaint) = presentation.due(note) else {
        return;
    };
    // "SOB x 3 days" is the headline; the story has to tell it too.
    let story: Vec<Span> = presentation.tale().collect();
    let words: usize = story.iter().map(|span| word_count(note.slice(*span))).sum();
    let place = presentation.place(note).unwrap_or_else(|| first_line(note));
    let title = complaint.text("title").unwrap_or("complaint");
    if words >= context.int("words").max(1) as usize && !story.iter().any(|span| names_time(note, *span)) {
        let dated = presentation.headlines.iter().any(|span| names_time(note, *span));
        let but = if dated { "; only the complaint does" } else { "" };
        findings.push(
            Finding::new(place, format!("This history of {title} does not say when anything happened{but}"))
                .help("say when the patient was last well, when it began, and when it changed: \"3 days ago\", \"since this morning\""),
        );
        return;
    }
    for span in &story {
        if let Some((newer, older)) = jumbled(note, *span) {
            findings.push(
                Finding::new(
                    older,
                    format!(
                        "\"{}\" comes after \"{}\" was told: the story jumps back and forth in time",
                        quote(note.slice(older), 40),
                        quote(note.slice(newer), 40)
                    ),
                )
                .related(newer, format!("The later event: \"{}\"", quote(note.slice(newer), 40)))
                .help("tell the events in the order in which they happened, the oldest first"),
            );
            return;
        }
    }
}

fn times_in(note: &Note, span: Span) -> &[Time] {
    let times = note.times();
    let from = times.partition_point(|time| time.span.start < span.start);
    let to = times.partition_point(|time| time.span.start < span.end);
    &times[from..to.max(from)]
}

/// Whether any time is named, however vaguely; today is when the patient came.
fn names_time(note: &Note, span: Span) -> bool {
    let exact = times_in(note, span).iter().any(|time| match time.kind {
        TimeKind::Ago(amount, _) => amount > 0.0 || !note.slice(time.span).eq_ignore_ascii_case("today"),
        TimeKind::In(..) => false,
        _ => true,
    } && !is_background(note, time));
    let mut frames = note.phrases_in(lexicon_ids::CHRONOLOGY, span);
    exact || frames.any(|hit| note.entry(hit).category == "frame") || names_clock(note.slice(span))
}

/// `at 10:30`.
fn names_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| {
        at > 0
            && bytes[at - 1].is_ascii_digit()
            && bytes
                .get(at + 1..at + 3)
                .is_some_and(|two| two.iter().all(u8::is_ascii_digit))
    })
}

/// The second place in a paragraph where an older event follows a newer one: the newer, the older.
fn jumbled(note: &Note, story: Span) -> Option<(Span, Span)> {
    let mut before: Option<(Span, Order)> = None;
    let mut steps = 0;
    let mut oldest = LEAST_STORY;
    let opening = note.sentence_at(story.start).map(|sentence| sentence.span.end);
    let mut events: Vec<(Span, Order)> = times_in(note, story)
        .iter()
        .filter_map(|time| Some((time.span, Order::of(note, time)?)))
        .chain(clocks(note, story))
        .collect();
    events.sort_by_key(|(span, _)| span.start);
    for (span, order) in events {
        let sentence = note.sentence_at(span.start);
        // The opening names the end of the story; background may be told anywhere, and an old illness is background.
        let opens = opening.is_some_and(|end| span.start < end);
        let days = order.days();
        let long_past = days.is_some_and(|days| days > LONG_AGO || days > oldest * FAR);
        if opens {
            oldest = days.map_or(oldest, |days| oldest.max(days));
        }
        if opens || long_past || leads_back(note, span, days) || sentence.is_some_and(|sentence| sentence.quoted) {
            continue;
        }
        oldest = days.map_or(oldest, |days| oldest.max(days));
        // "At 08:15 today": one event.
        let is_same = matches!(order, Order::Ago(0.0))
            && before.is_some_and(|(span, _)| sentence.is_some_and(|it| it.span.contains(span)));
        if is_same {
            continue;
        }
        if let Some((newer, newer_order)) = before {
            let between = note.slice(Span::new(newer.end.min(span.start), span.start));
            if between.contains("\n\n") {
                steps = 0;
            } else if order.is_older_than(newer_order) {
                steps += 1;
                if steps > STEPS_BACK {
                    return Some((newer, span));
                }
            }
        }
        before = Some((span, order));
    }
    None
}

/// Where an event stands in the order of a story.
#[derive(Debug, Clone, Copy)]
enum Order {
    /// So many days ago.
    Ago(f64),
    /// In this year, month, on this day, as far as they are written.
    Day(Option<u16>, u8, Option<u8>),
    /// On this day of the week.
    Weekday(u8),
    /// At this minute of a day.
    Clock(u32),
}

impl Order {
    fn of(note: &Note, time: &Time) -> Option<Self> {
        match time.kind {
            TimeKind::Ago(amount, _) if amount == 0.0 && !note.slice(time.span).eq_ignore_ascii_case("today") => {
                Some(Order::Ago(THIS_MORNING))
            }
            TimeKind::Ago(..) => time.days().map(|(days, _)| Order::Ago(days)),
            // "Since 10 days" is ten days ago.
            TimeKind::Duration(..) if starts_with(note.slice(time.span), "since") || follows_since(note, time.span) => {
                time.days().map(|(days, _)| Order::Ago(days))
            }
            TimeKind::Date {
                year,
                month: Some(month),
                day,
                swapped: false,
            } => Some(Order::Day(year, month, day)),
            TimeKind::Weekday(day) => Some(Order::Weekday(day)),
            _ => None,
        }
    }

    fn days(self) -> Option<f64> {
        match self {
            Order::Ago(days) => Some(days),
            _ => None,
        }
    }

    fn is_older_than(self, other: Self) -> bool {
        match (self, other) {
            (Order::Ago(days), Order::Ago(newer)) => days > newer * OLDER.0 && days >= newer + OLDER.1,
            (Order::Day(year, month, day), Order::Day(newer_year, newer_month, newer_day)) => {
                // Another year is background, and half a year back is likely to be the next.
                let is_same_year = year.is_none() || newer_year.is_none() || year == newer_year;
                let is_earlier_day = day.zip(newer_day).is_some_and(|(day, newer)| day < newer);
                let is_earlier = month < newer_month || month == newer_month && is_earlier_day;
                is_same_year && is_earlier && newer_month - month < 6
            }
            // Up to three days back; more is likely to be on to the next week.
            (Order::Weekday(day), Order::Weekday(newer)) => (1..=3).contains(&((newer + 7 - day) % 7)),
            // After what was this morning or yesterday; "today" often only compares.
            (Order::Weekday(_) | Order::Day(..), Order::Ago(newer)) => (THIS_MORNING..=1.0).contains(&newer),
            // Shortly after midnight is no step back from the evening.
            (Order::Clock(minute), Order::Clock(newer)) => minute + 5 < newer && newer - minute < HALF_DAY,
            (Order::Ago(days), Order::Clock(_)) => days > 0.3,
            _ => false,
        }
    }
}

/// The clock times of a story: `At 08:15`.
fn clocks(note: &Note, story: Span) -> impl Iterator<Item = (Span, Order)> {
    let bytes = note.slice(story).as_bytes();
    let digit = |at: usize| {
        bytes
            .get(at)
            .filter(|byte| byte.is_ascii_digit())
            .map(|byte| u32::from(byte - b'0'))
    };
    memchr::memchr_iter(b':', bytes).filter_map(move |at| {
        let minute = digit(at + 1)? * 10 + digit(at + 2)?;
        let unit = digit(at.checked_sub(1)?)?;
        let tens = at.checked_sub(2).and_then(digit);
        let hour = tens.unwrap_or(0) * 10 + unit;
        let start = at - 1 - usize::from(tens.is_some());
        let alone = digit(at + 3).is_none() && start.checked_sub(1).and_then(digit).is_none();
        // With "pm" the order of the numbers says nothing.
        let rest = bytes.get(at + 3..).unwrap_or_default().trim_ascii_start();
        let halved = rest
            .get(..2)
            .is_some_and(|two| two.eq_ignore_ascii_case(b"pm") || two.eq_ignore_ascii_case(b"am"));
        let span = Span::new(story.start + start as u32, story.start + at as u32 + 3);
        (alone && !halved && hour < 24 && minute < 60).then_some((span, Order::Clock(hour * 60 + minute)))
    })
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether "since" stands right before.
fn follows_since(note: &Note, span: Span) -> bool {
    let before = note.text[..span.start as usize].trim_end();
    before
        .len()
        .checked_sub(5)
        .and_then(|at| before.get(at..))
        .is_some_and(|word| word.eq_ignore_ascii_case("since"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};

    /// A history and physical with this complaint and story.
    fn hp(complaint: &str, story: &str) -> String {
        format!(
            "# H&P\n\n## Chief Complaint\n\n{complaint}\n\n## HPI\n\n{story}\n\n## Physical Exam\n\nComfortable.\n\n## Assessment\n\nSee above.\n\n## Plan\n\nRest.\n"
        )
    }

    /// Sixty words about a complaint without any time.
    const TIMELESS: &str = "It is worse on walking and better at rest, and he rates it 6/10. He has taken ibuprofen with little effect. There is some nausea but no vomiting. \
        He denies fever, chills, cough, dysuria and weight loss. He lives with his wife and works as a teacher. His father had a stroke. He has no allergies and takes lisinopril and a \
        statin for his blood pressure and cholesterol. He does not smoke.";

    #[test]
    fn stories_without_time() {
        let openings = [
            (
                "Chest pain",
                "The patient is a 55-year-old man who presents with chest pain.",
            ),
            (
                "Abdominal pain",
                "34-year-old man presenting with abdominal pain in the right lower quadrant.",
            ),
            ("Headache", "Mr. A is a 40M who complains of a throbbing headache."),
            (
                "back pain",
                "62 yo man with low back pain that shoots into the left leg.",
            ),
            ("SOB", "71-year-old man here today for shortness of breath on exertion."),
            ("cough", "29M c/o cough with yellow sputum."),
            (
                "knee pain",
                "The patient presents for evaluation of right knee pain after a fall from a ladder.",
            ),
            ("rash", "He presents with an itchy rash on both forearms."),
            (
                "dizziness",
                "81-year-old man who presents with dizziness when he stands up.",
            ),
            ("vomiting", "He comes in because of vomiting after meals."),
        ];
        let notes: Vec<String> = openings
            .iter()
            .map(|(complaint, opening)| hp(complaint, &format!("{opening} {TIMELESS}")))
            .collect();
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn jumbled_stories() {
        let notes = [
            hp(
                "cough",
                "58-year-old man who presents with cough. Yesterday he had a fever of 39. Two weeks ago the cough started. This morning he was too weak to walk. Five days ago the sputum turned green.",
            ),
            hp(
                "abdominal pain",
                "24F with abdominal pain. Last night she vomited twice. The pain began 4 days ago around the navel. Yesterday it moved to the right lower quadrant. A week ago she had loose stools.",
            ),
            hp(
                "weakness",
                "70M with leg weakness. Today he cannot stand. 3 weeks ago his toes tingled. 2 days ago his hands became weak. 10 days ago he tripped on the stairs.",
            ),
        ];
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(hits(&RULE, &notes[0]), ["Five days ago"]);
    }

    #[test]
    fn the_headline_does_not_tell_the_course() {
        let note = hp(
            "Chest pain for 3 days",
            &format!("The patient is a 55-year-old man with chest pain. {TIMELESS}"),
        );
        let found = run(&RULE, &note);
        assert!(found[0].message.ends_with("; only the complaint does"), "{found:#?}");
        let background = "He has had hypertension for 10 years, diabetes since 2012 and a cholecystectomy in 2009.";
        speaks(
            &RULE,
            &[&hp(
                "Chest pain",
                &format!("55-year-old man who presents with chest pain. {background} {TIMELESS}"),
            )],
        );
    }

    #[test]
    fn days_of_the_week_dates_and_clocks_have_an_order() {
        let jumbled = [
            "54M with leg swelling. On 3/12 the calf became red. On 3/8 he flew home. On 3/14 he could not walk. On 3/10 he noticed a cramp.",
            "11-month-old with vomiting. This morning he took sips. On Friday stools became loose. On Thursday he vomited 8 times. He is sleepy.",
            "61M with cough. In March a cough began. In January he felt tired. In May he lost his voice. In April he coughed up phlegm.",
            "19M with seizure. At 10:00 he was fully awake. At 08:15 his head turned. At 08:45 he was confused. At 07:30 he had breakfast.",
            "52M with jaundice. 20 days back his feet swelled. 5 days back h/o black stool. 15 days back the abdomen distended. Since 2 days he eats little. Since 10 days the eyes are yellow.",
        ];
        let in_order = [
            "54M with leg swelling. On 3/8 he flew home. On 3/10 he noticed a cramp. On 3/12 the calf became red. On 3/14 he could not walk.",
            "11-month-old with vomiting. On Thursday he vomited 8 times; today 2 times. On Friday stools became loose. This morning he took sips. Ten days ago he weighed 9 kg.",
            "61M with cough. In January he felt tired. In March a cough began. On 4/2/2025 he lost his voice. On 3/9/2019 he broke a rib. On 5/1/2025 he coughed up phlegm; on 2/2/2018 too.",
            "19M with seizure. At 07:30 he had breakfast. At 08:15 his head turned. At 08:45 he was confused. At 10:00 he was awake. Last night he slept 3 hours.",
            "70F with cramps. At 22:00 pain began. At 02:00 she vomited. At 23:30 on the next day it was gone. At 01:00 it came back.",
            "34F with loin pain. Well until 12/2. Last night she had rigors. Vomited today. The GP gave trimethoprim yesterday. One UTI aged 19; last seen by the GP 6 months ago.",
        ];
        let notes = |stories: &[&str]| -> Vec<String> { stories.iter().map(|story| hp("Vomiting", story)).collect() };
        speaks(&RULE, &notes(&jumbled).iter().map(String::as_str).collect::<Vec<_>>());
        silent(&RULE, &notes(&in_order).iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let with = |opening: &str| hp("Chest pain", &format!("{opening} {TIMELESS}"));
        let notes = [
            with("55-year-old man who presents with chest pain for 3 days."),
            with("55-year-old man who presents with chest pain x2d."),
            with("55-year-old man who presents with chest pain since Monday."),
            with("55-year-old man who presents with chest pain that woke him from sleep."),
            with("55-year-old man who presents with chest pain since this morning."),
            with("55-year-old man who presents with chest pain that began at 09:30."),
            with("55-year-old man in his usual state of health who presents with chest pain."),
            with("55-year-old man who presents with a 3/52 history of chest pain."),
            with("55-year-old man who presents with chest pain since the weekend."),
            with("55-year-old man who presents with longstanding chest pain."),
            with("55-year-old man who presents with chest pain since childhood."),
            with("55-year-old man who presents with chest pain on 3/14/2026."),
            with("55-year-old man who presents with chest pain, for weeks now."),
            with("55-year-old man with chest pain that began last night."),
            hp("Chest pain", "55-year-old man who presents with chest pain. It is worse on walking."),
            hp("Follow-up of chest pain", &format!("55-year-old man here for follow-up of chest pain. {TIMELESS}")),
            hp("Annual exam", &format!("55-year-old man here for his annual exam. {TIMELESS}")),
            hp(
                "cough",
                "58M with cough. Two weeks ago the cough began. Five days ago the sputum turned green. Yesterday he had a fever. He had pneumonia 3 years ago.",
            ),
            hp(
                "cough",
                "58M with cough. The cough began two weeks ago. Yesterday he had a fever. Initially, two weeks ago, the sputum was white. His wife was ill last week. He was hospitalized a month ago.",
            ),
            hp(
                "abdominal pain",
                "24F with abdominal pain. The pain began 4 days ago. Yesterday she vomited. She had a similar episode 2 weeks ago. This morning she had a fever. Last menstrual period 3 weeks ago.",
            ),
            hp(
                "abdominal pain",
                "24F who presents today with abdominal pain. The pain began 4 days ago and moved 2 days ago.",
            ),
            "# Progress Note\n\n## Subjective\n\nNo chest pain. Slept well, ate breakfast, walked in the hall. Pain controlled on oral medication. Denies fever, chills, cough. Bowels moved. \
             He would like to go home and his wife can drive him. He has questions about his new inhaler and about the stairs at home, and would like a letter for work.\n\n## Plan\n\nHome.\n"
                .to_owned(),
        ];
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn schools_may_ask_short_stories_too() {
        let note = hp(
            "cough",
            "29M who presents with cough. It is worse lying flat. He takes nothing for it.",
        );
        assert!(!run_with(&RULE, &note, "words", OptionValue::Int(10)).is_empty());
    }
}
