//! ACT005: the patient is to be seen or tested again, and nothing says when.

use crate::grammar::{Group, LexiconHit, Role, SectionId, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Setting, TimeKind};
use crate::rules::closing::{is_recent, kind, topic_at};
use crate::rules::support::{group_of, quote, sentence_around};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT005",
    name: "follow-up-without-time",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: Status::Stable,
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

3 findings on the 182 corpus notes, all read, 1 wrong (a transfer whose follow-up the other hospital arranges); none on 59 good notes. Of 17 faults planted by somebody
who had not seen the code 12 are found; none of 10 look-alikes is reported, nor any of 24 plans and 4 whole notes beside the rule.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::FOLLOW_UPS]),
    check: Check::Note(check),
};

/// How many promises are named one by one.
const NAMED: usize = 3;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let summary = kind(note) == "discharge-summary";
    let ward = note.setting() == Some(Setting::Inpatient) && !summary;
    if matches!(
        kind(note),
        "operative" | "brief-op" | "procedure" | "radiology-report" | "delivery-note" | "consult"
    ) {
        return;
    }
    sections(note, ward, findings);
    let promises = || {
        note.phrases_of(lexicon_ids::FOLLOW_UPS)
            .filter(|hit| match note.grammar.category(hit) {
                "visit" => (!ward || is_outside(note, hit)) && is_planned(note, hit, summary),
                "test" => !ward && is_planned(note, hit, summary),
                "as-needed" => {
                    !ward && note.slice(hit.span).len() > 9 && !passes(note) && is_planned(note, hit, summary)
                }
                _ => false,
            })
    };
    let mut seen: Option<bool> = None;
    let mut last = None;
    let mut found = 0;
    for hit in promises() {
        let Some(sentence) = note
            .sentence_at(hit.span.start)
            .map(|_| sentence_around(note, hit.span))
        else {
            continue;
        };
        // Several promises in one sentence are one gap.
        let clause = clause(note, hit.span, sentence);
        if last == Some(clause) || is_dated(note, hit.span, clause) {
            continue;
        }
        let section = section_of_follow_up(note, hit.span.start);
        if findings
            .iter()
            .any(|it| section.is_some_and(|section| section.contains(it.span)))
        {
            continue;
        }
        if section.is_some_and(|section| is_dated_body(note, section)) {
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
        last = Some(clause);
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

/// Headings for the follow-up, with text but no time under them.
fn sections(note: &Note, ward: bool, findings: &mut Vec<Finding>) {
    if ward {
        return;
    }
    let headed = note
        .sections
        .iter()
        .filter(|it| it.id == Some(ids::FOLLOW_UP))
        .map(|it| it.body);
    let topics = note
        .written_problems
        .iter()
        .filter(|it| it.topic == Some(ids::FOLLOW_UP));
    let topics = topics.map(|it| Span::new(it.title.end, it.span.end.max(it.title.end)));
    for body in headed.chain(topics) {
        let text = note.slice(body);
        let lead = text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let start = body.start + lead as u32;
        let Some(sentence) = note.sentence_at(start).filter(|it| it.span.end > start) else {
            continue;
        };
        let first = Span::new(
            start,
            end_of_promise(note, Span::at(start), sentence.span.cover(Span::at(start))),
        );
        let conditional = [
            "if",
            "call",
            "sooner",
            "return if",
            "none",
            "no",
            "not",
            "n/a",
            "per",
            "see",
            "with results",
            "discuss",
        ];
        let opens = note.slice(Span::new(start, sentence.span.end)).to_ascii_lowercase();
        let excused = conditional.iter().any(|it| {
            opens
                .strip_prefix(it)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        });
        let as_needed = note
            .phrases_in(lexicon_ids::FOLLOW_UPS, body)
            .any(|hit| note.grammar.category(hit) == "as-needed");
        if excused || as_needed && passes(note) || is_dated_body(note, body) || first.is_empty() {
            continue;
        }
        let words = quote(note.slice(first), 50);
        findings.push(Finding::new(first, format!("\"{words}\" does not say when")).help(help(note, first, true)));
    }
}

/// Whether a time stands under a heading for the follow-up, return precautions aside.
fn is_dated_body(note: &Note, body: Span) -> bool {
    let sentences = note.sentences();
    let from = sentences.partition_point(|it| it.span.end <= body.start);
    sentences[from..]
        .iter()
        .take_while(|it| it.span.start < body.end)
        .any(|it| {
            let span = Span::new(it.span.start.max(body.start), it.span.end.min(body.end));
            let text = note.slice(span).trim_start().to_ascii_lowercase();
            let apart = ["call", "return", "sooner", "if", "come back", "go to", "seek", "safety"];
            !apart.iter().any(|word| text.starts_with(word)) && is_timed(note, span, false)
        })
}

/// Whether a promise made on a ward is one for after the stay.
fn is_outside(note: &Note, hit: &LexiconHit) -> bool {
    let words = note.slice(hit.span).to_ascii_lowercase();
    ["pcp", "primary", "clinic", "gp", "outpatient", "office"]
        .iter()
        .any(|it| words.contains(it))
}

/// The clause of the promise: a drug and its days before a semicolon or on the line before are another matter.
fn clause(note: &Note, hit: Span, sentence: Span) -> Span {
    let before = note.slice(Span::new(sentence.start.min(hit.start), hit.start));
    let start = before.rfind([';', '\n', '\r']).map_or(0, |at| at + 1);
    let after = note.slice(Span::new(hit.end, sentence.end.max(hit.end)));
    let end = after.find(';').unwrap_or(after.len());
    Span::new(sentence.start.min(hit.start) + start as u32, hit.end + end as u32)
}

/// Whether the clause says when: behind the promise by any time, before it by one that looks ahead.
fn is_dated(note: &Note, hit: Span, clause: Span) -> bool {
    let behind = Span::new(hit.start, clause.end);
    if is_timed(note, behind, true) || names_year(note.slice(behind)) {
        return true;
    }
    let before = Span::new(clause.start, hit.start);
    let times = note.times();
    let from = times.partition_point(|time| time.span.start < before.start);
    let ahead = times[from..]
        .iter()
        .take_while(|time| time.span.start < before.end)
        .any(|time| match time.kind {
            TimeKind::Duration(..) => time.span.start <= before.start + 6,
            TimeKind::In(..) | TimeKind::Date { .. } | TimeKind::Weekday(_) | TimeKind::Relative(..) => true,
            _ => false,
        });
    ahead
        || note
            .phrases_in(lexicon_ids::FOLLOW_UPS, before)
            .any(|it| match note.grammar.category(it) {
                // "Once stable, follow up", but not "teaching before discharge and follow-up".
                "condition" => it.span.start <= before.start + 2,
                "when" => !matches!(
                    &*note.slice(it.span).to_ascii_lowercase(),
                    "daily" | "nightly" | "every" | "weekly"
                ),
                _ => false,
            })
}

/// `repeat 2032`: screening is due in a year.
fn names_year(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit()))
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
        Role::Course => summary && visit,
        Role::Other => {
            let group = note.section_at(hit.span.start).and_then(|ix| group_of(note, ix));
            group == Some(Group::Plan) || summary && visit
        }
        _ => false,
    };
    if !placed || is_title(note, hit.span) {
        return false;
    }
    let Some(sentence) = note
        .sentence_at(hit.span.start)
        .map(|_| sentence_around(note, hit.span))
    else {
        return false;
    };
    let start = clause(note, hit.span, sentence).start;
    let before = note.slice(Span::new(start, hit.span.start));
    let after = note.slice(Span::new(hit.span.end, sentence.end.max(hit.span.end)));
    if visit {
        // A bare "follow-up" is one with or of somebody: "follow-up bilateral breast cysts" is a title.
        let open = [
            "with",
            "in",
            "at",
            "by",
            "as",
            "soon",
            "closely",
            "here",
            "and",
            "w",
            "to",
            "via",
            "through",
            "visit",
            "appointment",
            "prn",
            "for",
        ];
        let rest = after.trim_start();
        let bare = note.slice(hit.span).eq_ignore_ascii_case("follow-up")
            || note.slice(hit.span).eq_ignore_ascii_case("follow up")
            || note.slice(hit.span).eq_ignore_ascii_case("followup");
        if bare && rest.starts_with(char::is_alphanumeric) && !tells(after, &open, 1)
            || tells(
                before,
                &["presents", "presented", "presenting", "here", "seen", "comes"],
                usize::MAX,
            )
        {
            return false;
        }
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

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn clinic(plan: &str) -> String {
        format!(
            "# Clinic Note\n\nS: 58-year-old man with high blood pressure.\n\nO: BP 152/94.\n\nAssessment: hypertension, above goal; type 2 diabetes.\n\nPlan:\n1. Hypertension: lisinopril 20 mg daily\n{plan}\n"
        )
    }

    fn all(notes: &[String]) -> Vec<&str> {
        notes.iter().map(String::as_str).collect()
    }

    #[test]
    fn promises_without_a_time() {
        let notes: Vec<String> = [
            "Follow up with PCP.",
            "F/u with primary care",
            "RTC.",
            "RTC for BP recheck.",
            "Return to clinic.",
            "2. Recheck BMP",
            "2. Will recheck potassium and creatinine.",
            "2. Repeat A1c",
            "- repeat lipids",
            "f/u cardiology",
            "Follow-up with Dr. X.",
            "Cardiology follow-up.",
            "Close follow-up with PCP",
            "Will follow up in clinic.",
            "GP review",
            "Nurse BP check.",
            "Follow up soon.",
            "Follow-up: with primary care",
            "Review in due course.",
            "Follow up as needed.",
            "BP check with nurse",
            "Needs follow-up with nephrology",
            "See PCP",
        ]
        .iter()
        .map(|plan| clinic(plan))
        .collect();
        speaks(&RULE, &all(&notes));
    }

    #[test]
    fn the_help_is_for_this_promise() {
        let found = run(&RULE, &clinic("2. Recheck BMP"));
        assert!(
            found[0].help.as_deref().is_some_and(|it| it.contains("1 to 2 weeks")),
            "{found:#?}"
        );
        let found = run(&RULE, &clinic("Nurse BP check."));
        assert!(
            found[0].help.as_deref().is_some_and(|it| it.contains("2 to 4 weeks")),
            "{found:#?}"
        );
        assert_eq!(
            hits(&RULE, &clinic("Follow up with PCP, bring the log.")),
            ["Follow up with PCP"]
        );
    }

    #[test]
    fn look_alikes() {
        let notes: Vec<String> = [
            "Follow up with PCP in 4 weeks.",
            "2. Screening: mammogram 2025, repeat 2027.",
            "F/u 2/52 with nurse",
            "RTC 3 months",
            "RTC 3 mo for BP recheck.",
            "Return to clinic next month.",
            "2. Recheck BMP in 2 weeks",
            "2. Recheck BMP at the next visit. Return in 4 weeks.",
            "2. Repeat A1c every 3 months",
            "- repeat lipids in 6/12",
            "f/u cardiology 3/14/2026",
            "Cardiology follow-up on Monday.",
            "Follow-up: 6 weeks",
            "See GP if no better.",
            "Follow up sooner if BP > 180/110. RTC 2 weeks.",
            "Follow up after the echocardiogram.",
            "2. Follow up cultures",
            "Repeat BP was 138/84.",
            "Repeat ECG showed no change.",
            "He is here for follow-up of blood pressure.",
            "No follow-up needed.",
            "Follow-up scheduled for 4/2.",
            "He repeated back the plan.",
            "Will see him annually.",
            "Follow up in clinic. Appointment in 3 weeks. Follow-up in 3 weeks.",
        ]
        .iter()
        .map(|plan| clinic(plan))
        .collect();
        silent(&RULE, &all(&notes));
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: 20-year-old man with a cold for 3 days.\n\nO: T 37.\n\nA: viral URI\n\nP: fluids. Follow up as needed.\n",
                "# Progress Note\n\nHD 3\n\nS: better\n\nO: T 37\n\nA/P: pneumonia. Repeat CBC. Cardiology following.\n",
                "# Clinic Note\n\nHPI: was told to follow up with PCP.\n\nAssessment: sprain\n\nPlan: ice, return in 2 weeks\n",
                "# Discharge Summary\n\nHospital course: he was to follow up in clinic.\n\nFollow-up:\n- Primary care in 1 week\n- Follow up with cardiology\n",
            ],
        );
    }

    #[test]
    fn a_time_elsewhere_is_enough() {
        let bare = clinic("2. Follow up with PCP");
        speaks(&RULE, &[&bare]);
        silent(
            &RULE,
            &[
                &bare.replace("with PCP", "with PCP the week of 3/14"),
                &bare.replace("2. Follow up with PCP", "2. Follow up with PCP\n\nFollow-up: 3 weeks"),
                &bare.replace("2. Follow up with PCP", "2. Follow up with PCP\n3. RTC in 3 weeks"),
                &bare.replace("2. Follow up with PCP", "2. He declines follow up with PCP"),
            ],
        );
    }
}
