//! REL008: "non-contributory" where an answer belongs.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::rules::empty_answer::{Asked, empty_answers};
use crate::rules::support::{is_british, quote};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL008",
    name: "non-contributory",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "review-of-systems",
        default: OptionDefault::Bool(true),
        doc: "Whether to speak of a review of systems that is only \"12-point review negative\", too.",
    }],
    fix: None,
    sources: &[
        "Bates' Guide to Physical Examination and History Taking: record the pertinent negatives",
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up",
        "CMS: 2021 and 2023 changes to evaluation and management documentation: history as medically appropriate, no count of systems",
    ],
    summary: "A history or review of systems says only \"non-contributory\" or \"negative\".",
    docs: r#"
## What it does

Reports a family, social or past history whose whole answer is "non-contributory", "unremarkable" or "negative", and a review
of systems that is only "12-point review negative". An answer that also names what was asked ("non-contributory: no early coronary disease") is one; "none" and "no significant past medical history"
are answers, too, and British notes may write "nil of note".

## Why it matters

"Non-contributory" does not say whether anybody asked. A father who died at 44 contributes to every chest pain; if it was
asked, three words say so, and if it was not, the reader should know.

## How to fix

Name what you asked and what the answer was, as far as it matters today: "no early coronary disease or sudden death in
parents or siblings". What does not matter today may be left out of a focused note.

```bad
# Clinic Note

S: 44-year-old man with exertional chest pain for two weeks.

FH: Non-contributory.

O: BP 138/86, HR 78. Heart regular, lungs clear.

A: Exertional chest pain, likely stable angina.

P: Stress echocardiogram this week; aspirin 81 mg PO daily.
```

```good
# Clinic Note

S: 44-year-old man with exertional chest pain for two weeks.

FH: Father well at 70, mother with hypertension; no early coronary disease or sudden death.

O: BP 138/86, HR 78. Heart regular, lungs clear.

A: Exertional chest pain, likely stable angina.

P: Stress echocardiogram this week; aspirin 81 mg PO daily.
```

## Precision

No finding on the 182 corpus notes, which do not use the word; none on 80 good notes. Of 22 answers planted by somebody who had not seen the code 16
were found at first sight and 22 after mending, and none of 8 look-alikes. Of the author's own 29 answers and 29 look-alikes 29 and none.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::EMPTY_ANSWERS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for answer in empty_answers(note) {
        if answer.asked == Asked::Review && (!context.flag("review-of-systems") || !answer.bare && !is_ours(note)) {
            continue;
        }
        findings.push(
            Finding::new(
                answer.span,
                format!(
                    "{} says only \"{}\", not what was asked",
                    name(answer.asked),
                    quote(note.slice(answer.span), 40)
                ),
            )
            .help(help(answer.asked)),
        );
    }
}

/// Whether nobody else speaks of the review of systems: in a full history it is CMP011, in British notes there is none.
fn is_ours(note: &Note) -> bool {
    let full = ["hp", "peds-hp", "neuro-hp", "ob-hp", "annual", "sub-i"];
    !note
        .kind
        .is_some_and(|kind| full.contains(&&*note.grammar.kind(kind).id))
        && !is_british(note)
}

fn name(asked: Asked) -> &'static str {
    match asked {
        Asked::Family => "The family history",
        Asked::Social => "The social history",
        Asked::Past => "The past history",
        Asked::Review => "The review of systems",
    }
}

fn help(asked: Asked) -> &'static str {
    match asked {
        Asked::Family => {
            "name the relatives and what matters for this complaint: \"no early coronary disease or sudden death in parents or siblings\"; or say that it was not asked"
        }
        Asked::Social => {
            "write what you asked: tobacco, alcohol, other drugs, with whom the patient lives, work; \"never smoked\" is an answer"
        }
        Asked::Past => "name the conditions, or write \"no chronic illness, never operated on\"",
        Asked::Review => {
            "name the symptoms you asked for that belong to this complaint, one line a system; leave out the rest"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run_with, silent, speaks};

    fn soap(line: &str) -> String {
        format!(
            "# SOAP Note\n\nS: 44-year-old man with chest pain for two weeks.\n\n{line}\n\nO: BP 138/86, HR 78. Lungs clear.\n\nA: Angina, likely.\n\nP: Stress test this week.\n"
        )
    }

    fn hp(heading: &str, text: &str) -> String {
        format!(
            "# H&P\n\n## Chief Complaint\n\nChest pain\n\n## HPI\n\n44-year-old man with chest pain for two weeks.\n\n## {heading}\n\n{text}\n\n## Physical Exam\n\nLungs clear.\n\n## Plan\n\nStress test.\n"
        )
    }

    #[test]
    fn answers_that_say_nothing() {
        let mut notes: Vec<String> = [
            "FH: Non-contributory.",
            "FH: noncontributory",
            "FHx: N/C",
            "Family history: unremarkable.",
            "Family History: Negative.",
            "Social history: Noncontributory.",
            "SH: unremarkable",
            "PMH: noncontributory",
            "Family history is non-contributory.",
            "Past medical, family and social history are noncontributory.",
            "Family history: Reviewed and noncontributory.",
            "Family history: not pertinent to this visit.",
            "FH: Non-contributory to the present illness.",
            "ROS: 10-point ROS negative.",
            "ROS: A 12-point review of systems was performed and is negative except as noted in the HPI.",
            "ROS: negative",
            "ROS: Otherwise negative.",
            "Review of Systems: All systems reviewed and negative.",
            "Review of systems: unremarkable except as per HPI.",
        ]
        .iter()
        .map(|line| soap(line))
        .collect();
        notes.extend([
            hp("Family History", "Noncontributory."),
            hp("Family History", "- Non-contributory"),
            hp("Social History", "Unremarkable."),
            hp("Past Medical History", "Noncontributory"),
        ]);
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(hits(&RULE, &notes[0]), ["Non-contributory"]);
    }

    #[test]
    fn answers() {
        let mut notes: Vec<String> = [
            "FH: Father with MI at 62. Otherwise noncontributory.",
            "FH: Non-contributory: no early coronary disease or sudden death.",
            "FH: negative for early coronary disease.",
            "FH: No family history of diabetes.",
            "FH: adopted, unknown.",
            "FH: nil of note",
            "FH: none",
            "PMH: none",
            "PMH: unremarkable",
            "PMH: negative",
            "PSH: negative",
            "SH: never smoked, no alcohol, lives with his wife.",
            "SH: Teacher. Otherwise unremarkable.",
            "ROS: Cardiovascular: no palpitations. All other systems negative.",
            "ROS: no fever, cough or rash; otherwise negative.",
            "ROS: as per HPI",
            "CT head: unremarkable. Troponin negative.",
            "Labs noncontributory.",
            "The remainder of the exam was unremarkable.",
            "Urinalysis: negative",
        ]
        .iter()
        .map(|line| soap(line))
        .collect();
        notes.extend([
            hp("Family History", "Noncontributory; mother and father are well."),
            hp("Family History", "Negative for early heart disease and stroke."),
            hp("Review of Systems", "12-point review of systems negative."),
            hp("Physical Exam", "Unremarkable."),
        ]);
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn the_review_of_systems_may_be_left_alone() {
        let text = soap("ROS: 12-point review negative.");
        assert!(run_with(&RULE, &text, "review-of-systems", OptionValue::Bool(false)).is_empty());
    }
}
