//! ACT005: the patient is to be seen or tested again, and nothing says when.

use crate::grammar::{LexiconHit, Role, SectionId, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Setting, TimeKind};
use crate::rules::closing::{is_recent, kind, topic_at};
use crate::rules::support::quote;
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT005",
    name: "follow-up-without-time",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Reference `reasoning-and-plan`: follow-up names who, when (number and unit), and what will be checked",
        "NICE NG5, Joint Commission NPSG: follow-up of results; clinical guidelines named in the lexicon follow-up-times",
    ],
    summary: "The patient is to be seen or tested again, and nothing says when.",
    docs: r#"
## What it does

Finds the promises of a plan to see the patient again or to repeat a test ("follow up with PCP", "RTC", "recheck potassium", "f/u cardiology", "GP review") and asks each for a time: a number of days or weeks, a date, "next visit",
"after the MRI". A time in the same sentence is enough, and under a heading for the follow-up a time anywhere; a visit without a time is left alone where another visit of the plan has one. Conditions ("see GP if no better", "as needed") are return precautions and
not meant; nor are results to be looked up ("follow up cultures"), what was done ("repeat CBC showed"), and notes on inpatients.

## Why it matters

"Follow up with PCP" is lost in one of three discharges. A number makes it an appointment that somebody can miss, and be called about.

## How to fix

Say who, when (a number and a unit), and what will be checked or decided.

```bad
# SOAP Note

S: 58-year-old man here for his blood pressure, no symptoms.

O: BP 152/94, HR 72.

A: hypertension, above goal.

P: increase lisinopril to 20 mg daily. Follow up with PCP.
```

```bad
# SOAP Note

S: 44-year-old woman, tired for two months.

O: TSH 12, free T4 low.

A: hypothyroidism, new.

P: levothyroxine 75 mcg every morning, 30 minutes before breakfast; explained why. Recheck TSH.
```

```good
# SOAP Note

S: 58-year-old man here for his blood pressure, no symptoms.

O: BP 152/94, HR 72.

A: hypertension, above goal.

P: increase lisinopril to 20 mg daily. Follow up with PCP in 4 weeks with home readings; potassium and creatinine in 2 weeks.
```

```good
# SOAP Note

S: 29-year-old woman with a cold for 3 days.

O: T 37.1, lungs clear.

A: viral upper respiratory infection.

P: fluids, rest. See GP if no better; follow up as needed.
```

## Precision

Not counted yet.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::FOLLOW_UPS]),
    check: Check::Note(check),
};

/// How many promises are named one by one.
const NAMED: usize = 3;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let summary = kind(note) == "discharge-summary";
    if note.setting() == Some(Setting::Inpatient) && !summary
        || matches!(
            kind(note),
            "operative" | "brief-op" | "procedure" | "radiology-report" | "delivery-note"
        )
    {
        return;
    }
    let promises = || {
        note.phrases_of(lexicon_ids::FOLLOW_UPS)
            .filter(|hit| match note.grammar.category(hit) {
                "visit" | "test" => is_planned(note, hit, summary),
                "as-needed" => note.slice(hit.span).len() > 9 && !passes(note) && is_planned(note, hit, summary),
                _ => false,
            })
    };
    let mut seen: Option<bool> = None;
    let mut last = None;
    let mut found = 0;
    for hit in promises() {
        let Some(sentence) = note.sentence_at(hit.span.start).map(|it| it.span) else {
            continue;
        };
        // Several promises in one sentence are one gap.
        if last == Some(sentence) || is_timed(note, sentence, true) {
            continue;
        }
        if section_of_follow_up(note, hit.span.start).is_some_and(|section| is_timed(note, section, false)) {
            continue;
        }
        let visit = note.grammar.category(hit) != "test";
        if visit && !note.entry(hit).flag("named") {
            let dated = || {
                promises().any(|other| {
                    note.grammar.category(other) == "visit"
                        && note
                            .sentence_at(other.span.start)
                            .is_some_and(|it| is_timed(note, it.span, false))
                }) || has_timed_section(note)
            };
            if *seen.get_or_insert_with(dated) {
                continue;
            }
        }
        last = Some(sentence);
        found += 1;
        if found > NAMED {
            return;
        }
        let end = end_of_promise(note, hit.span, sentence);
        let span = Span::new(hit.span.start, end);
        let words = quote(note.slice(span), 50);
        let message = if visit {
            format!("\"{words}\" does not say when")
        } else {
            format!("\"{words}\" does not say when the test is due")
        };
        findings.push(Finding::new(span, message).help(help(note, span, visit)));
    }
}

/// What to write for this very promise.
fn help(note: &Note, span: Span, visit: bool) -> String {
    let times = lexicon_ids::FOLLOW_UP_TIMES;
    let named = note.phrases_in(times, span).next();
    let problem = || {
        let at = note.written_problems.partition_point(|it| it.span.start <= span.start);
        let problem = note.written_problems[..at]
            .last()
            .filter(|it| span.start < it.span.end)?;
        note.phrases_in(times, problem.span).next()
    };
    let first = || {
        let mut hits = note.phrases_of(times);
        hits.find(|hit| matches!(note.role_at(hit.span.start), Role::Assessment | Role::AssessmentAndPlan))
    };
    let usual = named.or_else(problem).or_else(first);
    let usual = usual.and_then(|hit| note.entry(hit).text("help"));
    let ask = if visit {
        "add when (a number of days, weeks or months) and what will be checked or decided"
    } else {
        "add when (a number of days, weeks or months) and which result would change the plan"
    };
    match usual {
        Some(usual) => format!("{ask}; {usual}"),
        None => ask.to_owned(),
    }
}

/// The promise with its object: up to the end of its clause, on its line.
fn end_of_promise(note: &Note, hit: Span, sentence: Span) -> u32 {
    let rest = note.slice(Span::new(hit.end, sentence.end.max(hit.end)));
    let stop = rest.find([',', ';', '\n', '(', ':']).unwrap_or(rest.len());
    let clause = rest[..stop].trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    if clause.len() <= 50 {
        return hit.end + clause.len() as u32;
    }
    let cut = crate::text::floor(clause, 50);
    let cut = clause[..cut].rfind(' ').unwrap_or(0);
    hit.end + cut as u32
}

/// Whether the promise is made now: in a plan, and not told of the past.
fn is_planned(note: &Note, hit: &LexiconHit, summary: bool) -> bool {
    let visit = note.grammar.category(hit) != "test";
    let placed = match note.role_at(hit.span.start) {
        Role::Plan | Role::AssessmentAndPlan => true,
        Role::Course | Role::Other => summary && visit,
        _ => false,
    };
    if !placed || is_title(note, hit.span) {
        return false;
    }
    let Some(sentence) = note.sentence_at(hit.span.start) else {
        return false;
    };
    let start = sentence.span.start.min(hit.span.start);
    let before = note.slice(Span::new(start, hit.span.start));
    let after = note.slice(Span::new(hit.span.end, sentence.span.end.max(hit.span.end)));
    if visit {
        return !tells(
            after,
            &["showed", "shows", "was", "were", "revealed", "has", "demonstrated"],
            3,
        ) && !tells(
            before,
            &[
                "no", "not", "declines", "declined", "missed", "without", "since", "at", "until",
            ],
            usize::MAX,
        );
    }
    let opens = before
        .rsplit(|c: char| c.is_whitespace())
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .find(|word| !word.is_empty())
        .is_none_or(|word| {
            before
                .trim_end()
                .ends_with([';', ',', ':', '.', '-', '•', ')', '+', '&'])
                || [
                    "will", "to", "plan", "and", "then", "should", "please", "needs", "need", "also", "arrange",
                    "order", "would",
                ]
                .iter()
                .any(|it| word.eq_ignore_ascii_case(it))
                || word.bytes().all(|byte| byte.is_ascii_digit())
        });
    let done = [
        "showed",
        "shows",
        "was",
        "were",
        "revealed",
        "ordered",
        "obtained",
        "done",
        "normal",
        "negative",
        "positive",
        "pending",
        "sent",
        "improved",
        "unchanged",
        "stable",
        "has",
        "demonstrated",
        "drawn",
        "is",
        "are",
    ];
    opens && !tells(after, &done, usize::MAX) && !tells(before, &["order", "ordered"], usize::MAX)
}

/// Whether one of `words` is among the first `count` words of `text`.
fn tells(text: &str, words: &[&str], count: usize) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(count)
        .any(|word| words.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// Whether the words are a heading, or the title of a problem or topic.
fn is_title(note: &Note, span: Span) -> bool {
    let heading = note
        .section_at(span.start)
        .is_some_and(|ix| note.section(ix).heading.contains(span));
    let at = note.written_problems.partition_point(|it| it.span.start <= span.start);
    let title = note.written_problems[..at]
        .last()
        .is_some_and(|it| it.title.contains(span) && note.section(it.section).id != Some(ids::PLAN));
    heading || title
}

/// The section for the follow-up that holds `offset`, or the topic of the plan that is one.
fn section_of_follow_up(note: &Note, offset: u32) -> Option<Span> {
    let about: [SectionId; 1] = [ids::FOLLOW_UP];
    if topic_at(note, offset).is_some_and(|id| about.contains(&id)) {
        let at = note.written_problems.partition_point(|it| it.span.start <= offset);
        return note.written_problems[..at].last().map(|it| it.span);
    }
    let section = note.section(note.section_at(offset)?);
    section.id.filter(|id| about.contains(id)).map(|_| section.body)
}

fn has_timed_section(note: &Note) -> bool {
    let mut sections = note.sections.iter();
    sections.any(|it| it.id == Some(ids::FOLLOW_UP) && is_timed(note, it.body, false))
        || note
            .written_problems
            .iter()
            .any(|it| it.topic == Some(ids::FOLLOW_UP) && is_timed(note, it.span, false))
}

/// Whether a time stands in `span`; with `loose`, a condition or an event is one too, and "as needed" for what passes by itself.
fn is_timed(note: &Note, span: Span, loose: bool) -> bool {
    let mut words = note.phrases_in(lexicon_ids::FOLLOW_UPS, span);
    if words.any(|hit| match note.grammar.category(hit) {
        "when" => true,
        "condition" => loose,
        "as-needed" => loose && passes(note),
        _ => false,
    }) {
        return true;
    }
    let times = note.times();
    let from = times.partition_point(|time| time.span.start < span.start);
    times[from..]
        .iter()
        .take_while(|time| time.span.start < span.end)
        .any(|time| !matches!(time.kind, TimeKind::Ago(..) | TimeKind::HospitalDay(_)))
}

/// Whether what the patient came with passes by itself: of recent onset, or nothing that is given for long.
fn passes(note: &Note) -> bool {
    is_recent(note)
        || !note.concepts().iter().any(|it| {
            note.is_chronic(it.concept)
                && matches!(
                    note.role_at(it.span.start),
                    Role::Assessment | Role::Plan | Role::AssessmentAndPlan
                )
                && note.assertion(it.span).is_present()
        })
}
