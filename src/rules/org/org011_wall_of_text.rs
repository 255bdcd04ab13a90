//! ORG011: a paragraph that nobody will read to its end.

use crate::note::SectionIx;
use crate::rules::support::{heading, nodes_in, quote, word_count};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::syntax::{LineForm, NodeKind};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG011",
    name: "wall-of-text",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "max-words",
            default: OptionDefault::Int(220),
            doc: "The most words that one paragraph of a history, course or reasoning may have.",
        },
        OptionSpec {
            name: "max-words-plan",
            default: OptionDefault::Int(150),
            doc: "The most words that one paragraph of a plan may have.",
        },
    ],
    fix: None,
    sources: &[
        "UF College of Medicine Internal Medicine Clerkship: evaluation criteria for write-ups (clear, organized paragraphs)",
    ],
    summary: "A paragraph of the history, the assessment or the plan is too long to be read in one go.",
    docs: r#"
## What it does

Counts the words of each paragraph in the HPI (or subjective, interval history), hospital course, medical decision making, assessment and plan, and reports
those above `max-words` (220; 150 in a plan). List items count one by one. Descriptions of an operation and quoted words are not looked at.

## Why it matters

On rounds a note is read in two minutes. In a block of 300 words the one sentence that changes the plan (the new oxygen requirement, the refused anticoagulant)
is skipped, and a plan written as prose is a plan of which items get lost.

## How to fix

Give each step of the story its own paragraph: before, onset, course, what was tried, pertinent negatives. Write a plan by problem, one step a line.

```bad
# SOAP Note

## Plan

For the pneumonia we will start ceftriaxone 1 g IV daily and azithromycin 500 mg IV daily and will send blood cultures and a sputum culture and urinary antigens
for legionella and pneumococcus before the first dose if this does not delay it, and we will follow the respiratory rate and the saturation every four hours and
give oxygen by nasal cannula to keep it above 92 percent, and for the kidney injury we will give one litre of lactated Ringer's over two hours and recheck the
creatinine in the evening and hold the lisinopril and the naproxen and ask for a bladder scan, and for the diabetes we will hold the metformin while the lactate
is above two and give correction insulin with meals and check the glucose four times a day, and for prophylaxis she gets enoxaparin 40 mg under the skin daily,
and the code status is full code as discussed with her and her daughter today, and she will stay on the medical ward.
```

```good
# SOAP Note

## Plan

1. Pneumonia: ceftriaxone 1 g IV daily and azithromycin 500 mg IV daily; cultures and urinary antigens before the first dose.
2. Acute kidney injury: lactated Ringer's 1 L over 2 h, hold lisinopril and naproxen, creatinine tonight.
3. Diabetes: hold metformin, correction insulin with meals.
```

```good
## HPI

A 2-year-old girl with three days of barking cough.

It began with a cold on Monday; since last night she has had stridor when she cries, none at rest.

No drooling, no rash; she drinks well and has had five wet nappies today.
```

## Precision

Eight findings in the 182 notes of the development corpus, all right: paragraphs of 152 to 477 words. Measured besides on planted faults (14, all found) and 23 look-alikes (none reported): the same length in lists,
exams, results and operation reports. The limits are a convention: set them to what your school teaches.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let long = usize::try_from(context.int("max-words")).unwrap_or(0);
    let long_plan = usize::try_from(context.int("max-words-plan")).unwrap_or(0);
    if long == 0 && long_plan == 0 {
        return;
    }
    // The long prose of an operation is its technique, told in order.
    if note.kind.is_some_and(|kind| {
        context
            .grammar()
            .kind(kind)
            .required
            .iter()
            .any(|id| &*context.grammar().section(*id).id == "procedure")
    }) {
        return;
    }
    let nodes = note.tree.nodes();
    // How far the text was counted: the lines of a paragraph are its parts.
    let mut counted = 0;
    for node in nodes {
        if !matches!(node.kind, NodeKind::Paragraph | NodeKind::Item | NodeKind::Line(_)) {
            continue;
        }
        // `HPI: text` and the lines right under it are one paragraph to the eye.
        let mut span = node.span;
        let is_label = matches!(node.kind, NodeKind::Line(LineForm::Label | LineForm::BoldLabel));
        if is_label
            && let Some(next) = nodes
                .get(node.end as usize)
                .filter(|next| next.kind == NodeKind::Paragraph)
        {
            span.end = next.span.end;
        }
        if span.start < counted {
            continue;
        }
        // A word has two letters and a space at the very least: most paragraphs need no count.
        let least = if long_plan == 0 {
            long
        } else if long == 0 {
            long_plan
        } else {
            long.min(long_plan)
        };
        if (span.len() as usize) < least * 3 {
            continue;
        }
        let Some(ix) = note.section_at(node.span.start) else {
            continue;
        };
        let Some(limit) = limit(context, ix, long, long_plan).filter(|limit| *limit > 0) else {
            continue;
        };
        let body = own_text(context, span, node.kind == NodeKind::Item);
        counted = span.end.min(body.end);
        let words = longest_part(note.slice(body));
        // Lines of a paragraph are its parts, counted with it; lines on their own are paragraphs of one line.
        if words <= limit
            || findings
                .last()
                .is_some_and(|last: &Finding| last.span.contains(first_words(context, body)))
        {
            continue;
        }
        findings.push(
            Finding::new(
                first_line_of(context, body),
                format!("A paragraph of {words} words in {}", quote(heading(note, ix), 40)),
            )
            .help(format!(
                "break it up: one step of the story, or one problem, a paragraph; {limit} words are enough for one"
            )),
        );
    }
}

/// How many words the paragraph has; where its lines have labels of their own (`*Neuro:* …`, `CV: …`), the longest of them.
fn longest_part(text: &str) -> usize {
    let lines = || text.split(['\n', '\r']);
    if lines().filter(|line| has_label(line)).take(3).count() < 3 {
        return word_count(text);
    }
    let (mut longest, mut here) = (0, 0);
    for line in lines() {
        if has_label(line) {
            here = 0;
        }
        here += word_count(line);
        longest = longest.max(here);
    }
    longest
}

/// Whether a line opens with a label of one to three words.
fn has_label(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '*', '_', '-', '•', '#']);
    let Some((label, _)) = line.split_once(':') else {
        return false;
    };
    label.len() <= 24
        && label.starts_with(char::is_uppercase)
        && label.split_whitespace().count() <= 3
        && !label.contains(['.', ',', ';', '('])
}

/// The limit for the section, if it is one that is read as prose.
fn limit(context: &Context<'_>, ix: SectionIx, long: usize, long_plan: usize) -> Option<usize> {
    let note = context.note;
    let mut at = Some(ix);
    while let Some(section) = at.map(|ix| note.section(ix)) {
        match section.id.map(|id| &*context.grammar().section(id).id) {
            Some(
                "history-of-present-illness"
                | "subjective"
                | "interval-history"
                | "overnight-events"
                | "hospital-course"
                | "assessment"
                | "assessment-and-plan"
                | "medical-decision-making"
                | "psychiatric-formulation"
                | "ed-course"
                | "summary-statement",
            ) => return Some(long),
            Some("plan" | "recommendations") => return Some(long_plan),
            _ => at = section.parent,
        }
    }
    None
}

/// The text of a node without the lists inside it.
fn own_text(context: &Context<'_>, span: Span, is_item: bool) -> Span {
    let nested = nodes_in(context.note, Span::new(span.start + 1, span.end));
    let list = is_item
        .then(|| nested.iter().find(|node| node.kind == NodeKind::List))
        .flatten();
    Span::new(span.start, list.map_or(span.end, |list| list.span.start))
}

fn first_words(context: &Context<'_>, body: Span) -> Span {
    let text = context.note.slice(body);
    let lead = text.len() - text.trim_start().len();
    Span::at(body.start + lead as u32)
}

/// The first words of the paragraph: enough to find it by, not the whole wall again.
fn first_line_of(context: &Context<'_>, body: Span) -> Span {
    let start = first_words(context, body).start;
    let text = context.note.slice(Span::new(start, body.end));
    let line = text.find(['\n', '\r']).map_or(text, |end| &text[..end]);
    let end = line
        .char_indices()
        .nth(80)
        .map_or(line.len(), |(at, _)| line[..at].rfind(' ').unwrap_or(at));
    Span::new(start, start + line[..end].trim_end().len() as u32)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{run, run_with, silent};

    fn words(count: usize) -> String {
        vec!["pain"; count].join(" ")
    }

    #[test]
    fn a_wall_is_reported_once_by_its_first_words() {
        let text = format!("## HPI\n\nShe came. {}\n\nShort.\n", words(300));
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "A paragraph of 302 words in HPI");
        assert!(found[0].span.len() <= 80);
        // The same in several lines, in a label section, in a list item.
        let lines = format!("HPI: {}\n{}\n{}\n", words(100), words(100), words(100));
        assert_eq!(run(&RULE, &lines).len(), 1, "{:?}", run(&RULE, &lines));
        let item = format!("## Plan\n\n- {}\n- rest\n", words(160));
        assert_eq!(run(&RULE, &item).len(), 1);
    }

    #[test]
    fn the_limit_is_an_option() {
        let text = format!("## HPI\n\n{}\n", words(50));
        assert_eq!(run_with(&RULE, &text, "max-words", OptionValue::Int(40)).len(), 1);
        assert!(run_with(&RULE, &text, "max-words", OptionValue::Int(0)).is_empty());
    }

    #[test]
    fn look_alikes() {
        let item = format!("## Plan\n\n- {}\n- {}\n- {}\n", words(60), words(60), words(60));
        let paragraphs = format!("## HPI\n\n{}\n\n{}\n", words(150), words(150));
        let operation = format!("DESCRIPTION OF PROCEDURE:\n{}\n", words(600));
        let exam = format!("## HPI\n\nCough.\n\n## Physical Exam\n\n{}\n", words(300));
        silent(&RULE, &[&item, &paragraphs, &operation, &exam]);
        // Long prose where it is no story and no plan, and stories and plans just short enough.
        for heading in [
            "Physical Exam",
            "Review of Systems",
            "Past Medical History",
            "Past Surgical History",
            "Medications",
            "Family History",
            "Social History",
            "Laboratory Data",
            "Imaging",
            "ECG",
            "Mental Status Exam",
            "Immunizations",
        ] {
            silent(
                &RULE,
                &[&format!("## HPI\n\nCough.\n\n## {heading}\n\n{}\n", words(300))],
            );
        }
        for (heading, count) in [
            ("HPI", 220),
            ("Assessment", 200),
            ("Plan", 150),
            ("Hospital Course", 210),
            ("Subjective", 215),
        ] {
            silent(&RULE, &[&format!("## {heading}\n\n{}\n", words(count))]);
        }
    }

    #[test]
    fn planted_faults() {
        for (heading, count) in [
            ("HPI", 221),
            ("Subjective", 400),
            ("Interval History", 250),
            ("Assessment", 230),
            ("Assessment and Plan", 300),
            ("Plan", 151),
            ("Recommendations", 180),
            ("Hospital Course", 500),
            ("Medical Decision Making", 260),
            ("ED Course", 240),
        ] {
            let text = format!("## {heading}\n\n{}\n", words(count));
            assert_eq!(run(&RULE, &text).len(), 1, "{heading}");
        }
    }
}
