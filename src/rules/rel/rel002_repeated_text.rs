//! REL002: the same passage stands in two places of the note.

use std::ops::Range;

use crate::grammar::Role;
use crate::note::Note;
use crate::note::facts::{Copied, Words};
use crate::rules::repetition::{
    Retelling, is_boilerplate, is_drug_list, is_opener, is_prose, place, retellings, sentences_of, span_of,
};
use crate::rules::support::{line_at, quote};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL002",
    name: "repeated-text",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "words",
            default: OptionDefault::Int(25),
            doc: "How many words, nearly the same, make a repeated passage.",
        },
        OptionSpec {
            name: "sentence",
            default: OptionDefault::Int(14),
            doc: "From so many words on, a whole sentence that stands in two sections is one, too.",
        },
    ],
    fix: None,
    sources: &[
        "Stetson PD et al.: Assessing Electronic Note Quality Using the Physician Documentation Quality Instrument (PDQI-9): succinct",
        "Steinkamp J et al.: Prevalence and Sources of Duplicate Information in the Electronic Medical Record (JAMA Netw Open 2022)",
    ],
    summary: "The same passage stands twice in the note.",
    docs: r#"
## What it does

Finds passages that stand twice in a note, word for word or with small changes: 25 words or more anywhere, or a whole sentence
of 14 words or more in two different sections. Lists of drugs, headings, problem titles, exams of two sides or two days, and
the phrases that stand in every note of a house (consent, attestation, advice on discharge) may be repeated. A review of
systems that repeats the history is REL006, an assessment that tells it again REL007.

## Why it matters

Who reads a paragraph twice stops reading. And the two copies drift apart: one is corrected, the other is not.

## How to fix

Leave the passage where it belongs. In the other place write what is new there: in the assessment what it means, in the plan
what is done about it.

```bad
# Progress Note

Hospital day 3

## Interval History

She had two loose stools overnight after the first dose of lactulose and slept poorly because of the cramps.

## Physical Exam

T 36.8 °C, HR 82, BP 118/70. Abdomen soft, not tender.

## Assessment and Plan

1. Hepatic encephalopathy: She had two loose stools overnight after the first dose of lactulose and slept poorly because of cramps. Continue lactulose 20 g PO three times daily.
```

```good
# Progress Note

Hospital day 3

## Interval History

She had two loose stools overnight after the first dose of lactulose and slept poorly because of the cramps.

## Physical Exam

T 36.8 °C, HR 82, BP 118/70. Abdomen soft, not tender.

## Assessment and Plan

1. Hepatic encephalopathy: clearer today, with two stools on lactulose. Continue lactulose 20 g PO three times daily.
```

## Precision

3 findings on the 182 corpus notes, all read, none wrong (one note holds its text twice); none on 80 good notes. Of 18 passages that were
repeated by somebody who had not seen the code 9 were found at first sight and 18 after mending, and none of 8 look-alikes. Of the author's own
4 passages and 4 look-alikes, written afterwards, 4 and none.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// Reports of what was done say one thing of each side, before and after; an impression says the findings again.
const EXEMPT: [&str; 5] = [
    "operative",
    "brief-op",
    "procedure",
    "radiology-report",
    "delivery-note",
];
/// At most so many findings in a note: whoever has more pasted it together.
const MOST: usize = 10;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note
        .kind
        .is_some_and(|kind| EXEMPT.contains(&&*note.grammar.kind(kind).id))
    {
        return;
    }
    let copies = note.copies();
    let words = note.words();
    let limits = Limits {
        words: context.int("words").max(8) as usize,
        sentence: context.int("sentence").max(8) as usize,
    };
    if !copies.iter().any(|copy| limits.allow(words, copy)) {
        return;
    }
    let retold = retellings(note, 30);
    let mut groups: Vec<Group> = Vec::new();
    for copy in copies {
        if !limits.allow(words, copy) || is_right(note, words, copy) || is_told_elsewhere(note, words, copy, &retold) {
            continue;
        }
        let Some(count) = limits.count(note, words, copy) else {
            continue;
        };
        let (from, to) = (span_of(words, &copy.from), span_of(words, &copy.to));
        let last = groups
            .iter_mut()
            .rev()
            .take(MOST)
            .find(|group| group.from.overlaps(from));
        match last {
            Some(group) => group.to.push(to),
            None => groups.push(Group {
                from,
                to: vec![to],
                words: count,
                changed: !copy.changes.is_empty(),
            }),
        }
    }
    groups.truncate(MOST);
    for group in &groups {
        findings.push(group.finding(note));
    }
}

/// A passage with the places where it is said again.
struct Group {
    from: Span,
    to: Vec<Span>,
    words: usize,
    changed: bool,
}

impl Group {
    fn finding(&self, note: &Note) -> Finding {
        let (first, second) = (place(note, self.from.start), place(note, self.to[0].start));
        let text = quote(note.slice(self.to[0]), 50);
        let nearly = if self.changed { "nearly " } else { "" };
        let count = self.words;
        let times = match self.to.len() {
            1 => String::new(),
            more => format!(", {} times in all", more + 1),
        };
        let message = if first == second {
            format!("\"{text}\" ({count} words) is said twice in {first}{times}")
        } else {
            format!("\"{text}\" ({count} words) stands {nearly}word for word in {first}, too{times}")
        };
        let help = match note.role_at(self.to[0].start) {
            Role::Assessment | Role::AssessmentAndPlan => format!("leave the story in {first}; here say what it means"),
            Role::Plan => format!("leave it in {first}; here say what is done about it"),
            Role::Exam | Role::Data | Role::Studies => format!("leave it in {first}; here write what was found"),
            _ if first == second => "take one of the two out".to_owned(),
            _ => format!("say it once, in {first} or in {second}"),
        };
        let mut finding = Finding::new(self.to[0], message)
            .help(help)
            .related(self.from, "here it stands first");
        for again in self.to[1..].iter().take(3) {
            finding = finding.related(*again, "and again here");
        }
        finding
    }
}

struct Limits {
    words: usize,
    sentence: usize,
}

impl Limits {
    /// Whether the copy is long enough to be looked at.
    fn allow(&self, words: &Words, copy: &Copied) -> bool {
        // Lists have few of the words that make sentences; they count only where nothing at all was changed.
        copy.same >= self.words.min(self.sentence) * 8 / 10
            && copy.percent() >= 75
            && (self.is_exact(copy) || is_prose(&words.all[copy.to.clone()]))
    }

    /// Whether so many words are the same, and none another, that they were pasted.
    fn is_exact(&self, copy: &Copied) -> bool {
        copy.changes.is_empty() && copy.same >= self.words * 7 / 10
    }

    /// How many words of the copy count, if they are enough.
    fn count(&self, note: &Note, words: &Words, copy: &Copied) -> Option<usize> {
        let apart = words.role(&words.all[copy.from.start]) != words.role(&words.all[copy.to.start]);
        let (mut count, mut whole) = (0, false);
        for at in sentences_of(words, &copy.to) {
            let own = words.of_sentence(at);
            let sentence = note.sentences()[at].span;
            if is_boilerplate(note, sentence) || is_title(note, sentence) {
                continue;
            }
            let covered = own.end.min(copy.to.end) - own.start.max(copy.to.start);
            count += covered;
            whole |= own.len() >= self.sentence && covered * 10 >= own.len() * 9;
        }
        // In the second place a label or a word more may stand before it.
        whole |= sentences_of(words, &copy.from).any(|at| {
            let own = words.of_sentence(at);
            let covered = own.end.min(copy.from.end) - own.start.max(copy.from.start);
            own.len() >= self.sentence && covered * 10 >= own.len() * 8
        }) && count >= self.sentence;
        let enough = count >= self.words || whole && apart || self.is_exact(copy) && count >= self.words * 7 / 10;
        enough.then_some(count)
    }
}

/// Whether both places rightly say the same.
fn is_right(note: &Note, words: &Words, copy: &Copied) -> bool {
    let roles = (
        words.role(&words.all[copy.from.start]),
        words.role(&words.all[copy.to.start]),
    );
    // Two eyes, two knees, two days; but not the same lines twice under one heading.
    let exams = !is_pasted_exam(note, words, copy)
        && matches!(
            roles,
            (Role::Exam, Role::Exam) | (Role::VitalSigns, Role::VitalSigns) | (Role::Procedure, Role::Procedure)
        );
    let quoted = |range: &Range<usize>| note.sentences()[words.all[range.start].sentence as usize].quoted;
    exams
        || is_drug_list(roles.0)
        || is_drug_list(roles.1)
        || quoted(&copy.to)
        // Before and after the operation, on admission and at discharge.
        || is_diagnosis_list(note, words, &copy.from) && is_diagnosis_list(note, words, &copy.to)
        // What the patient takes with him says again what was planned.
        || is_for_patient(note, words, &copy.from) != is_for_patient(note, words, &copy.to)
}

/// Whether the lines of an exam stand twice in one section, from their beginning on and without a change.
fn is_pasted_exam(note: &Note, words: &Words, copy: &Copied) -> bool {
    let section = |range: &Range<usize>| {
        let mut at = note.section_at(words.all[range.start].span.start);
        while let Some(parent) = at.and_then(|ix| note.section(ix).parent) {
            at = Some(parent);
        }
        at
    };
    // What stands before it on its line: "Right knee:", a bullet.
    let label = |range: &Range<usize>| {
        let at = words.all[range.start].span.start;
        let start = line_at(note, at).start.min(at);
        note.slice(Span::new(start, at))
            .trim_matches(|c: char| !c.is_alphanumeric())
    };
    copy.changes.is_empty()
        && label(&copy.from).eq_ignore_ascii_case(label(&copy.to))
        && section(&copy.from) == section(&copy.to)
}

/// Whether the words stand under a heading of diagnoses.
fn is_diagnosis_list(note: &Note, words: &Words, range: &Range<usize>) -> bool {
    let at = words.all[range.start].span.start;
    note.section_at(at)
        .and_then(|ix| note.section_id(ix))
        .is_some_and(|id| id.ends_with("diagnosis") || id.ends_with("diagnoses"))
}

/// Whether the words stand in what is handed to the patient: discharge instructions, return precautions.
fn is_for_patient(note: &Note, words: &Words, range: &Range<usize>) -> bool {
    let at = words.all[range.start].span.start;
    note.section_at(at)
        .and_then(|ix| note.section_id(ix))
        .is_some_and(|id| {
            matches!(
                id,
                "discharge-instructions" | "patient-education" | "return-precautions"
            )
        })
}

/// Whether REL006 or REL007 speaks of it.
fn is_told_elsewhere(note: &Note, words: &Words, copy: &Copied, retold: &[Retelling]) -> bool {
    let roles = (
        words.role(&words.all[copy.from.start]),
        words.role(&words.all[copy.to.start]),
    );
    match roles {
        (Role::History, Role::ReviewOfSystems) | (Role::ReviewOfSystems, Role::History) => true,
        (Role::History, Role::Assessment | Role::AssessmentAndPlan) => {
            let to = span_of(words, &copy.to);
            retold.iter().any(|it| it.span.overlaps(to)) || is_opener(note, words, copy)
        }
        (Role::History, Role::Plan) => is_opener(note, words, copy),
        _ => false,
    }
}

/// Whether the sentence is the title of a problem.
fn is_title(note: &Note, sentence: Span) -> bool {
    let at = note
        .written_problems
        .partition_point(|it| it.title.start <= sentence.start);
    note.written_problems[..at]
        .last()
        .is_some_and(|it| it.title.contains(sentence))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};

    const STORY: &str = "She was well until Sunday, when she slipped on the wet kitchen floor, landed on her right hip and could not get up again.";

    #[test]
    fn passages_that_stand_twice() {
        let changed = "She was well until Sunday, when she slipped on a wet bathroom floor, landed on the right hip and could not get up.";
        speaks(
            &RULE,
            &[
                &format!(
                    "# H&P\n\n## HPI\n\n{STORY} No fever.\n\n## Past Medical History\n\nOsteoporosis. {STORY}\n\n## Plan\n\nRest.\n"
                ),
                &format!(
                    "# H&P\n\n## HPI\n\n{STORY}\n\n## Social History\n\nLives alone. {changed}\n\n## Plan\n\nRest.\n"
                ),
                &format!(
                    "# H&P\n\n## HPI\n\n{STORY}\n\n## Assessment\n\nHip fracture, likely of the neck.\n\n## Plan\n\n1. Fracture: {STORY}\n   - radiograph\n"
                ),
                &format!(
                    "# Discharge Summary\n\n## HPI\n\n{STORY}\n\n## Hospital Course\n\n{STORY} Operated on the next day.\n"
                ),
                &format!("S: {STORY}\nO: short leg\nA: hip fracture\nP: radiograph. {STORY}\n"),
                // In one section, as by a slip of the mouse.
                &format!(
                    "## HPI\n\n{STORY} She denies pain elsewhere, and her daughter found her.\n\n{STORY} She denies pain elsewhere.\n"
                ),
            ],
        );
    }

    #[test]
    fn what_may_stand_twice() {
        silent(
            &RULE,
            &[
                "## Medications\n\n- furosemide 40 mg PO BID\n- metoprolol succinate 50 mg PO daily\n- atorvastatin 40 mg PO nightly with food\n\n## Discharge Medications\n\n- furosemide 40 mg PO BID\n- metoprolol succinate 50 mg PO daily\n- atorvastatin 40 mg PO nightly with food\n",
                "## Physical Exam\n\nRight knee: no effusion, no warmth and no redness, full range of motion, and not tender along the joint line or over the patella.\nLeft knee: no effusion, no warmth and no redness, full range of motion, and not tender along the joint line or over the patella.\n",
                "## Subjective\n\n72-year-old man with COPD here for cough.\n\n## Assessment\n\n72-year-old man with COPD here for cough, most likely a cold.\n",
                "## HPI\n\nRisks, benefits and alternatives were discussed with the patient, who understood and agreed to proceed with the plan today.\n\n## Plan\n\nRisks, benefits and alternatives were discussed with the patient, who understood and agreed to proceed with the plan today.\n",
                "## Preoperative Diagnosis\n\nChronic otitis media with effusion, bilateral; conductive hearing loss, bilateral; recurrent acute otitis media, failed medical treatment; adenoid hypertrophy, nasal obstruction\n\n## Postoperative Diagnosis\n\nChronic otitis media with effusion, bilateral; conductive hearing loss, bilateral; recurrent acute otitis media, failed medical treatment; adenoid hypertrophy, nasal obstruction\n",
            ],
        );
    }

    #[test]
    fn the_second_place_is_shown_and_the_first() {
        let text = format!("## HPI\n\n{STORY}\n\n## Family History\n\nMother: well. {STORY}\n");
        assert_eq!(hits(&RULE, &text), [STORY.trim_end_matches('.')]);
        let found = run(&RULE, &text);
        assert!(found[0].message.contains("in HPI, too"), "{}", found[0].message);
        assert_eq!(found[0].related.len(), 1);
    }

    #[test]
    fn limits_are_options() {
        let text = "## HPI\n\nThe cough is worse at night and after meals.\n\n## Social History\n\nThe cough is worse at night and after meals.\n";
        assert!(run(&RULE, text).is_empty());
        assert_eq!(run_with(&RULE, text, "words", OptionValue::Int(8)).len(), 1);
    }

    #[test]
    fn a_megabyte_of_one_sentence_is_one_finding() {
        let text = format!("## HPI\n\n{}", format!("{STORY}\n\n").repeat((1 << 20) / STORY.len()));
        let started = std::time::Instant::now();
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1, "{}", found.len());
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }
}
