//! ACC003: a diastolic pressure that is not below the systolic.

use crate::grammar::lexicon_ids;
use crate::note::facts::VitalKind;
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC003",
    name: "inverted-blood-pressure",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Suggestion),
    sources: &["By definition: the systolic pressure is the highest, the diastolic the lowest of a beat"],
    summary: "The diastolic pressure is not below the systolic.",
    docs: r#"
## What it does

Reports a blood pressure whose second number is as high as its first, or higher: `BP 80/120`. Without the name of the pressure it looks only where vital signs stand, so that dates, visual acuity and strength are left
alone.

## Why it matters

`80/120` may be 120/80, or 180/120 with a digit lost: one is normal, the other an emergency. The reader cannot tell.

## How to fix

Look the value up. If the numbers only changed places, put them right.

```bad
# SOAP Note

S: 52-year-old woman here for her blood pressure; no headache.

O: BP 80/124, HR 76, RR 14. Heart regular.

A: Hypertension, at goal.

P: Continue amlodipine 5 mg daily; back in 3 months.
```

```good
# SOAP Note

S: 52-year-old woman here for her blood pressure; no headache.

O: BP 124/80, HR 76, RR 14. Heart regular.

A: Hypertension, at goal (below 130/80).

P: Continue amlodipine 5 mg daily; back in 3 months.
```

## Precision

No finding on the 182 notes of the development corpus.

Faults planted by an author who had not seen the rule: in a first set 48 of 48 were found after mending, in two later
sets of 25 new notes 15 of 15 at first sight. Of 42 look-alikes one was reported ("BP recheck in 2/52"), and mended.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::VITAL_SIGNS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for vital in note
        .vitals()
        .iter()
        .filter(|vital| vital.kind == VitalKind::BloodPressure)
    {
        let Some(diastolic) = vital.diastolic else { continue };
        let (systolic_end, diastolic_end) = (vital.to.unwrap_or(vital.value), vital.diastolic_to.unwrap_or(diastolic));
        // Of ranges, both ends.
        if diastolic < vital.value || diastolic_end < systolic_end {
            continue;
        }
        let written = note.slice(vital.number);
        let relation = if diastolic > vital.value {
            "above"
        } else {
            "the same as"
        };
        let mut finding = Finding::new(
            vital.number,
            format!("`{}`: the diastolic is {relation} the systolic", vital.written_in(note)),
        )
        .help("look the pressure up; the systolic comes first and is the higher one");
        // Both numbers in each other's place give a pressure that can be.
        let usual = (80.0..=260.0).contains(&diastolic) && (30.0..=150.0).contains(&vital.value);
        if let Some((first, second)) = written
            .split_once('/')
            .filter(|_| usual && diastolic - vital.value >= 10.0)
        {
            finding = finding.fix(
                Applicability::Suggestion,
                "put the systolic first, if the chart says so",
                Span::new(vital.number.start, vital.number.end),
                format!("{}/{}", second.trim(), first.trim()),
            );
        }
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn the_pressure_alone_is_shown_and_turned() {
        let text = "# SOAP Note\n\nO: BP 80/120, HR 76\n";
        assert_eq!(hits(&RULE, text), ["80/120"]);
        let fix = run(&RULE, text)[0].fix.clone().expect("the numbers can be turned");
        assert_eq!(fix.edits[0].replacement, "120/80");
    }

    #[test]
    fn inverted_pressures() {
        speaks(
            &RULE,
            &[
                "O: BP 80/120\n",
                "## Vital Signs\n\nBlood pressure: 72/118 mmHg\n",
                "Her blood pressure was 84 over 132 today.\n",
                "## Vital Signs\n\n98.6, 72, 80/120, 16, 98% on RA\n",
                "## Objective\n\nBP=70/110; HR=88\n",
                "## Vital Signs\n\n| HR | BP |\n|---|---|\n| 88 | 78/124 |\n",
                "O/E: BP: 82/136, P 80\n",
                "## Vital Signs\n\nBP 120/120\n",
                "BP (sitting) 76/128\n",
                "VS: T 37 HR 80 BP80/130 RR 16\n",
                "## Hospital course\n\nOn day 2 her pressure fell to BP 60/90.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "O: BP 120/80\n",
                "O: BP 90/palp\n",
                "## Vital Signs\n\nBP 110-130/60-80\n",
                "## Vital Signs\n\nBP 110s/70s\n",
                "Vision 20/40 in the right eye.\n",
                "## Vital Signs\n\nDate 10/25: BP 120/80\n",
                "## Vital Signs\n\n12/25 HR 88, BP 120/80\n",
                "Strength 4/5, reflexes 2/4\n",
                "GCS 15/15, MMSE 24/30\n",
                "Insulin 30/70 20 units\n",
                "BP 120/80 (60/90 in the story of another)\n",
                "O: SBP 80, DBP 60\n",
                "Murmur 2/6, pulses 2/4\n",
                "BP goal <130/80\n",
                "Budesonide/formoterol 80/4.5, albuterol\n",
                "BP check in 2/52\n",
                "HCT 10/20 mg\n",
                "## Vital Signs\n\nI/O 1200/1850\n",
                "## Vital Signs\n\nBP 16/10.5 kPa\n",
                "BP lying 130/80, standing 110/70\n",
                "Weeks 32/40, BP 110/70\n",
            ],
        );
    }
}
