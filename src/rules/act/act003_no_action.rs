//! ACT003: a plan in which nobody does anything.

use crate::grammar::lexicon_ids;
use crate::rules::steps::idle_plan;
use crate::rules::support::{first_line, heading, line_at, quote, trim};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT003",
    name: "no-action",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Baker et al. 2015 (IDEA): alternatives and a plan that follows from them",
        "Weed 1968, the problem-oriented record: a plan for each problem, to diagnose, to treat, to teach",
    ],
    summary: "The plan holds nothing that anybody does.",
    docs: r#"
## What it does

Looks at the plan as a whole (or the combined assessment and plan) and reports it when no sentence of it holds a deed: no test, drug, measure, watching, question to somebody, teaching, visit or disposition; only diagnoses, their status ("stable", "improving"), "will discuss with the attending", or "see above".

A plan that decides to do nothing, and says so ("no further workup", "watchful waiting"), is a plan. A problem without a step among others that have one is ACT001; a note without any plan is ORG001; an empty section is ORG002.

## Why it matters

A plan is the part of the note that other people act on. "Will discuss with attending" leaves the next reader with nothing to do, and the student without the commitment that teaches: a plan can be wrong and mended, silence cannot.

## How to fix

For each problem write one thing that you would do: a drug with dose, a test with its question, a visit with its date. If nothing is to be done, say why, and when it is judged again.

```bad
S: 46-year-old woman with fatigue for 3 months.
O: T 36.8 °C, HR 78. Conjunctivae pale.
A: Probable iron deficiency anemia from heavy periods.
P: Will discuss with attending.
```

```bad
Assessment: pneumonia, hypertension, type 2 diabetes.

Plan:
1. Pneumonia: improving
2. Hypertension: stable
3. Type 2 diabetes: well controlled
```

```good
S: 46-year-old woman with fatigue for 3 months.
O: T 36.8 °C, HR 78. Conjunctivae pale.
A: Probable iron deficiency anemia from heavy periods.
P: CBC and ferritin today, discussed with the attending; visit in 1 week with the results.
```

## Precision

No finding on the 182 corpus notes: all of their plans hold a deed. Of faults planted by somebody who had not seen the code 7 of 17 found at the first sight
and 15 after mending, none of 11 look-alikes (what is missed: a dated visit in a section of its own, "d/w med reg"); on another such set 0 of 3 before that; the plants and look-alikes in the tests beside the rule (17 and 27) are its author's own.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let Some(ix) = idle_plan(note) else { return };
    let section = note.section(ix);
    // What is still to be filled in may be the step.
    if note
        .placeholders()
        .any(|blank| section.body.contains_offset(blank.span.start))
    {
        return;
    }
    let name = quote(heading(note, ix), 40);
    let place = if section.heading.is_empty() {
        first_line(note)
    } else {
        section.heading
    };
    // What it says instead, in its first line.
    let body = note.slice(section.body);
    let start = section.body.start + (body.len() - body.trim_start().len()) as u32;
    let line = line_at(note, start.min(section.body.end));
    let said = Span::new(start.max(line.start), line.end.min(section.body.end).max(start));
    let talk = note
        .phrases_in(lexicon_ids::PLAN_VERBS, section.body)
        .find(|hit| note.grammar.category(hit) == "nobody");
    let told = match talk {
        Some(hit) => quote(note.slice(hit.span), 60),
        None => quote(trim(note.slice(said)).trim_end_matches('.'), 60),
    };
    let mut finding = Finding::new(place, format!("Nobody does anything in \"{name}\": it only says \"{told}\"")).help(
        "write for each problem what you would do: a drug with dose, a test with its question, a visit with its date; if nothing is to be done, say why and when it is judged again",
    );
    if let Some(hit) = talk {
        finding = finding.related(
            hit.span,
            "talk is no step: propose one, then say with whom it was agreed",
        );
    }
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn plan(text: &str) -> String {
        format!("S: cough for 3 days.\n\nO: T 37, lungs clear.\n\nAssessment: bronchitis.\n\nPlan:\n{text}\n")
    }

    #[test]
    fn a_blank_in_the_plan_may_be_the_step() {
        speaks(&RULE, &[&plan("We shall see.")]);
        silent(&RULE, &[&plan("We shall see ***."), &plan("x|yy|- [ ]")]);
    }

    #[test]
    fn plans_without_a_deed() {
        let texts = [
            "Will discuss with attending.",
            "Will discuss with the team on rounds.",
            "See above.",
            "As above.",
            "Per primary team.",
            "1. HTN: stable\n2. DM: well controlled",
            "- Bronchitis, improving\n- HTN, stable",
            "Awaiting senior review.",
            "Doing well.",
            "1. Bronchitis\n2. Hypertension\n3. Diabetes",
            "Plan to be discussed on rounds.",
            "Likely viral. To be determined.",
            "Plan per attending.",
            "D/w consultant.",
            "Case discussed with the attending.",
            "Patient aware of the findings and agrees.",
            "Discussed at length with patient and daughter, who are in agreement.",
            "To be discussed with the attending and GI.",
            "d/w GP.",
            "Awaiting attending input.",
            "1. Bronchitis: WBC 17.9 -> 9.6.\n2. Cervical screening: overdue.",
            "Doing well.\n\nCode status: full\nDispo: home tomorrow",
        ]
        .map(plan);
        speaks(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        speaks(
            &RULE,
            &[
                "HPI: cough\n\nAssessment and Plan:\n1. Pneumonia: improving\n2. Hypertension: stable, at goal\n",
                "HPI: cough\n\nA/P: 64-year-old man with pneumonia, doing well. Will staff with attending.\n",
            ],
        );
    }

    #[test]
    fn plans_with_one() {
        let texts = [
            "Rest and fluids.",
            "Discussed smoking cessation.",
            "BMP at 06:00.",
            "Diet: low salt\nD/w Dr. Lee (pulmonology) re bronchoscopy.",
            "CXR. Will discuss with attending.",
            "No antibiotics, viral.",
            "No further workup.",
            "Watchful waiting.",
            "Continue home regimen.",
            "Reassured.",
            "Return in 2 weeks.",
            "1. HTN: stable, continue lisinopril\n2. DM: well controlled",
            "Lisinopril 10 mg daily",
            "r/v 2/52",
            "abx",
            "Safety-netted.",
            "Discharge home.",
            "Refer to ENT.",
            "TTO done",
            "Monitor.",
            "If worse, come back.",
            "for f2f appointment with GP today",
            "Supportive care.",
            "Smoking cessation.",
            "Pt to ring support line",
            "***",
        ]
        .map(plan);
        silent(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "HPI: cough\n\nAssessment: bronchitis\n",
                "HPI: cough\n\nAssessment: bronchitis\n\nPlan:\n\n",
                // The steps stand in another section of the plan.
                "HPI: cough\n\nAssessment and Plan:\n1. Bronchitis: improving\n\nFollow-up: 2 weeks, with spirometry\n",
                "HPI: cough\n\nPlan: as above.\n\nInstructions: take ibuprofen 400 mg every 8 hours\n",
            ],
        );
    }

    #[test]
    fn the_message_says_what_stands_there() {
        let text = plan("Will discuss with attending.");
        assert_eq!(hits(&RULE, &text), ["Plan"]);
        assert_eq!(
            run(&RULE, &text)[0].message,
            "Nobody does anything in \"Plan\": it only says \"Will discuss with attending\""
        );
    }
}
