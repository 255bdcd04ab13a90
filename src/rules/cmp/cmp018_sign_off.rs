//! CMP018: a note without author, date or time.

use crate::grammar::{Group, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::TimeKind;
use crate::rules::support::{first_line, is_space, line_at, listing, trim};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP018",
    name: "sign-off",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    // A teaching note is often handed in without a name on purpose.
    status: Status::OptIn,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "needs",
        default: OptionDefault::List(&["author", "date", "time"]),
        doc: "What a sign-off has to hold: `author`, `date`, `time`.",
    }],
    fix: None,
    sources: &[
        "Joint Commission, RC.01.01.01 and RC.01.02.01: entries in the record are dated, timed and authenticated",
        "Academy of Medical Royal Colleges: Standards for the clinical structure and content of patient records",
    ],
    summary: "The note has no author, date or time.",
    docs: r#"
## What it does

Looks for who wrote the note and when: in the front matter (`author`, `date`), in the lines before the first section,
under a heading such as `Signed` or `Date`, and in the last lines. A role is an author ("medical student (MS3)"), and a
relative day is a date ("hospital day 2", "POD 1"), so that a note without identifiers can be complete. One finding
names what is missing.

This rule is off unless asked for: the profile `ward` turns it on, and so does `extend-select = ["CMP018"]`. Many
courses take notes without a name, on purpose.

## Why it matters

An entry without a time cannot be put in order with the drug chart and the results; one without an author cannot be
asked about.

## How to fix

Close with one line: role, date (or day of stay), time.

```bad
# Progress Note

S: Less pain, walked to the door.

O: T 36.8 °C, HR 78, BP 126/74. Abdomen soft.

A/P: Recovering after appendectomy. Regular diet, home tomorrow.
```

```bad
# SOAP Note

S: Cough for 3 days.

O: Lungs clear.

A: Cold.

P: Rest; recheck at 16:00 if feverish.

Signed: medical student (MS3)
```

```good
# Progress Note

S: Less pain, walked to the door.

O: T 36.8 °C, HR 78, BP 126/74. Abdomen soft.

A/P: Recovering after appendectomy. Regular diet, home tomorrow.

Signed: medical student (MS3), hospital day 2, 07:40
```

## Precision

173 findings in the 182 notes of the development corpus, 30 read, none wrong: these notes were made anonymous and have
lost their last lines, so the figure says little. Of sign-offs taken away or cut short by somebody who did not know the
rule 15 of 15, 10 of 10 and 3 of 3 were found in three sets of notes, and none of 13 look-alikes is reported (one was,
before "sub-I" was known to be an author). Five good notes of the second set are told that they give a date and no time,
which is so.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// How long a sign-off may be, in bytes.
const LONGEST: u32 = 140;
/// How far from the beginning of its line the author stands, in bytes.
const NEAR: u32 = 45;
/// So many of the last lines may be a sign-off.
const LAST_LINES: usize = 4;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let family = note.kind.and_then(|kind| note.grammar.kind(kind).family);
    if note.is_template || family == Some(Group::Presentation) {
        return;
    }
    let needs = context.list("needs");
    let signed = Signed::read(note);
    let missing: Vec<&str> = [("author", signed.author), ("date", signed.date), ("time", signed.time)]
        .iter()
        .filter(|(name, there)| needs.contains(name) && !there)
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        return;
    }
    findings.push(
        Finding::new(
            signed.place.unwrap_or_else(|| first_line(note)),
            format!("The note has no {}", listing(&missing, "or")),
        )
        .help("close with one line: your role, the date or day of stay, and the time"),
    );
}

/// What the note says of its writer and time.
#[derive(Default)]
struct Signed {
    author: bool,
    date: bool,
    time: bool,
    /// The line that is the sign-off, else the last line.
    place: Option<Span>,
}

impl Signed {
    fn read(note: &Note) -> Self {
        let given = |key| note.front_matter_value(key).is_some_and(|value| !value.is_empty());
        let mut signed = Signed {
            author: given("author"),
            date: given("date"),
            ..Signed::default()
        };
        let lines = last_lines(note);
        signed.place = lines.first().copied();
        // The header: what stands before the first section, and the sections that are one.
        let first = note.sections.first().map_or(0, |section| section.span.start);
        signed.add(note, Span::new(0, first));
        for section in &note.sections {
            let is = |id| section.id == Some(id) || section.also.contains(&id);
            let role = section.id.map(|id| note.grammar.role(id));
            if is(ids::SIGNATURE) || is(ids::ATTESTATION) {
                signed.author |= note.slice(section.body).chars().any(char::is_alphanumeric);
                signed.add(note, section.span);
                signed.place = Some(section.heading);
            } else if role == Some(Role::Identification) {
                signed.add(note, section.span);
            }
        }
        // The last lines from the one that names an author on, and the line before it.
        if let Some(at) = lines.iter().rposition(|line| is_sign_off(note, *line)) {
            let before = lines.get(at + 1).filter(|line| stands_alone(note, **line)).copied();
            for line in lines[..=at].iter().copied().chain(before) {
                signed.add(note, line);
            }
        }
        signed
    }

    fn add(&mut self, note: &Note, span: Span) {
        self.author |= has(note, span, "author");
        self.date |= has(note, span, "date");
        self.time |= has(note, span, "time") || has_clock(note.slice(span));
        let times = note.times();
        let from = times.partition_point(|time| time.span.start < span.start);
        self.date |= times[from..]
            .iter()
            .take_while(|time| time.span.start < span.end)
            .any(|time| {
                matches!(
                    time.kind,
                    TimeKind::Date { .. } | TimeKind::HospitalDay(_) | TimeKind::PostoperativeDay(_)
                )
            });
    }
}

/// The last lines that hold text, the last first.
fn last_lines(note: &Note) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut end = note.text.len() as u32;
    while lines.len() < LAST_LINES && end > 0 {
        let text = note.text[..end as usize].trim_end_matches(|c: char| is_space(c) || c == '\n' || c == '\r');
        let Some(last) = text.len().checked_sub(1) else { break };
        let line = line_at(note, last as u32);
        let line = Span::new(line.start, text.len() as u32);
        if trim(note.slice(line)).is_empty() {
            break;
        }
        lines.push(line);
        end = line.start;
    }
    lines
}

/// Whether the line stands alone and names its author near its beginning.
fn is_sign_off(note: &Note, line: Span) -> bool {
    let near = Span::new(line.start, line.end.min(line.start + NEAR));
    stands_alone(note, line) && has(note, near, "author")
}

/// Whether the line is short, and no item or section.
fn stands_alone(note: &Note, line: Span) -> bool {
    let text = note.slice(line).trim_start();
    let numbered = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(". ");
    let mut late = note.sections.iter().rev();
    line.len() <= LONGEST
        && !numbered
        && !text.starts_with(['-', '*', '•', '+'])
        && !late
            .by_ref()
            .take_while(|section| section.heading.end > line.start)
            .any(|section| line.contains(section.heading))
}

fn has(note: &Note, span: Span, category: &str) -> bool {
    note.phrases_in(lexicon_ids::SIGN_OFF, span)
        .any(|hit| note.entry(hit).category == category && !is_told_of(note, span.start, hit.span.start))
}

/// Whether the words before a role say that somebody else did something: `Called by RN`, `discussed with the attending`.
fn is_told_of(note: &Note, from: u32, at: u32) -> bool {
    const OTHERS: [&str; 12] = [
        "called by",
        "paged by",
        "requested by",
        "referred by",
        "sent by",
        "per",
        "with",
        "with the",
        "to the",
        "notified",
        "informed",
        "asked by",
    ];
    let lead = note.slice(Span::new(from.min(at), at)).trim_end();
    OTHERS.iter().any(|other| {
        lead.len().checked_sub(other.len()).is_some_and(|start| {
            lead.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(other))
                && !lead[..start].ends_with(|c: char| c.is_alphanumeric())
        })
    })
}

/// `07:40`, or `0740` behind `at` or a comma.
fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let colon = memchr::memchr2_iter(b':', b'.', bytes)
        .any(|at| at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2) && !digit(at + 3) && bytes[at] == b':');
    let four = || {
        text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
            word.len() == 4
                && word.parse::<u32>().is_ok_and(|it| it / 100 < 24 && it % 100 < 60)
                && !word.starts_with("20")
        })
    };
    colon || four()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{run, run_with, silent};

    const BODY: &str = "S: Cough for 3 days, since 3/4.\n\nO: Lungs clear. BP 120/80 at 08:15.\n\nA: Cold.\n\nP: Rest; recheck at 16:00. Call the resident if worse.\n";

    fn missing(head: &str, tail: &str) -> Option<String> {
        let text = format!("{head}# SOAP Note\n\n{BODY}{tail}");
        run(&RULE, &text).first().map(|finding| finding.message.clone())
    }

    #[test]
    fn what_is_missing_is_named() {
        for (head, tail, message) in [
            ("", "\nThank you.\n", "The note has no author, date or time"),
            ("---\nauthor: MS3\n---\n\n", "", "The note has no date or time"),
            ("---\ndate: 2026-03-04\n---\n\n", "", "The note has no author or time"),
            ("", "\nSigned: medical student (MS3)\n", "The note has no date or time"),
            ("", "\nSigned: MS4, 07:40\n", "The note has no date"),
            ("", "\nSigned: MS4, 3/4/2026\n", "The note has no time"),
            (
                "---\nauthor: MS3\ndate: 2026-03-04\n---\n\n",
                "",
                "The note has no time",
            ),
            ("", "\nSignature: ____\n", "The note has no author, date or time"),
            ("", "\nJ. Doe, MD\n", "The note has no date or time"),
            (
                "",
                "\nDictated by the attending, 3 March 2026\n",
                "The note has no time",
            ),
        ] {
            assert_eq!(missing(head, tail).as_deref(), Some(message), "{head}{tail}");
        }
    }

    #[test]
    fn schools_decide_what_is_needed() {
        let text = format!("# SOAP Note\n\n{BODY}\nSigned: MS3\n");
        let needs = OptionValue::List(vec!["author".to_owned()]);
        assert!(run_with(&RULE, &text, "needs", needs).is_empty());
    }

    #[test]
    fn look_alikes() {
        let complete = [
            (
                "---\nauthor: MS3\ndate: 2026-03-04\n---\n\n",
                "\nTime: 07:40\nSigned: MS3\n",
            ),
            ("", "\nSigned: medical student (MS3), hospital day 2, 18:30\n"),
            ("", "\nElectronically signed by a resident on 3/4/2026 at 14:05\n"),
            ("", "\nMS4, POD 2, 0640\n"),
            ("", "\nMS4\n3 March 2026\n7:30 am\n"),
            ("Medical student, 4 March 2026, 09:10\n\n", ""),
            ("Date: 2026-03-04 Time: 0910 Author: MS3\n\n", ""),
            ("", "\n## Signature\n\nStudent, hospital day 1, 9 pm\n"),
            ("", "\nDr. X, [DATE-1], 10:15, attending\n"),
            ("", "\nFY1, bleep 1234, 04/03/2026 22:10\n"),
        ];
        let notes: Vec<String> = complete
            .iter()
            .map(|(head, tail)| format!("{head}# SOAP Note\n\n{BODY}{tail}"))
            .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
