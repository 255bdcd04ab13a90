//! ORG012: the plan takes the problems in another order than the assessment.

use std::collections::HashMap;

use crate::grammar::{Group, SectionId, ids};
use crate::note::{Note, WrittenProblem};
use crate::rules::support::{group_of, in_order, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG012",
    name: "plan-order",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Weed LL. Medical records that guide and teach. N Engl J Med 1968;278:593-600 (one list of problems throughout)",
    ],
    summary: "The plan takes the problems in another order than the assessment.",
    docs: r#"
## What it does

Compares the problem titles of a separate assessment and plan. Where the same titles stand in both (letter case, punctuation and spaces aside) but in another order, the fewest
that would have to move are reported. Titles that stand in one of the two only are not looked at. Where the school convention `assessment-plan` asks for the two `together` or `apart`,
a note that has them otherwise is reported too.

## Why it matters

The order of the assessment is your judgement of what is urgent. A plan that opens with the statin and reaches the sepsis on line nine hides that
judgement, and the reader who goes back and forth between the two lists matches them wrongly.

## How to fix

Order the plan as the assessment is ordered: the most urgent problem first. If the plan's order is the right one, reorder the assessment.

```bad
## Assessment

1. Urosepsis
2. Acute kidney injury
3. Hyperlipidemia

## Plan

1. Hyperlipidemia: continue atorvastatin 40 mg daily.
2. Urosepsis: ceftriaxone 1 g IV daily, blood cultures x2, lactate in 2 h.
3. Acute kidney injury: lactated Ringer's 1 L, hold lisinopril.
```

```good
## Assessment

1. Urosepsis
2. Acute kidney injury
3. Hyperlipidemia

## Plan

1. Urosepsis: ceftriaxone 1 g IV daily, blood cultures x2, lactate in 2 h.
2. Acute kidney injury: lactated Ringer's 1 L, hold lisinopril.
3. Hyperlipidemia: continue atorvastatin 40 mg daily.
```

```good
## Assessment

1. Neonatal jaundice, low risk
2. Term newborn, feeding well

## Plan

1. Neonatal jaundice, low risk: transcutaneous bilirubin at 36 h.
2. Hepatitis B vaccine today.
3. Term newborn, feeding well: hearing and heart screens before discharge.
```

## Precision

No finding in the 182 notes of the development corpus, which hardly ever repeat their problem titles; so it was measured on planted faults (11, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if let Some(finding) = unasked_form(note, context.convention("assessment-plan", "either")) {
        findings.push(finding);
    }
    let mut place: HashMap<String, usize> = HashMap::new();
    // The assessment's list: the first place of each title. A title that stands there twice gives no order.
    let assessed = list(note, |group| group == Group::Assessment);
    let planned = list(note, |group| group == Group::Plan);
    if assessed.len() < 2 || planned.len() < 2 {
        return;
    }
    for (at, problem) in assessed.iter().enumerate() {
        let title = key(note, problem);
        if !title.is_empty() && place.insert(title, at).is_some() {
            return;
        }
    }
    let mut matched: Vec<(usize, &WrittenProblem)> = Vec::new();
    for problem in &planned {
        if let Some(at) = place.remove(&key(note, problem)) {
            matched.push((at, problem));
        }
    }
    let ranks: Vec<usize> = matched.iter().map(|(at, _)| *at).collect();
    let kept = in_order(&ranks);
    for (at, (rank, problem)) in matched.iter().enumerate() {
        if kept[at] {
            continue;
        }
        // Too early: something after it goes before it. Else too late.
        let later = (at + 1..matched.len())
            .rev()
            .find(|other| kept[*other] && matched[*other].0 < *rank);
        let (neighbour, words) = match later {
            Some(other) => (other, ("before", "after")),
            None => match (0..at).find(|other| kept[*other] && matched[*other].0 > *rank) {
                Some(other) => (other, ("after", "before")),
                None => continue,
            },
        };
        let other = matched[neighbour].1;
        findings.push(
            Finding::new(
                problem.title,
                format!(
                    "The plan takes \"{}\" {} \"{}\"; the assessment lists it {}",
                    quote(note.slice(problem.title), 40),
                    words.0,
                    quote(note.slice(other.title), 40),
                    words.1
                ),
            )
            .help("keep one order in both, the most urgent problem first")
            .related(assessed[*rank].title, "here in the assessment"),
        );
    }
}

/// A note that has assessment and plan together where the school asks for them apart, or the other way round.
fn unasked_form(note: &Note, convention: &str) -> Option<Finding> {
    let find = |id: SectionId| note.find_section(id).map(|ix| note.section(ix).heading);
    match convention {
        "apart" => find(ids::ASSESSMENT_AND_PLAN).map(|heading| {
            Finding::new(
                heading,
                "Assessment and plan stand together; your school asks for an assessment, then a plan",
            )
            .help("write the reasoning under Assessment and the steps under Plan, in the same order")
        }),
        "together" => find(ids::PLAN).zip(find(ids::ASSESSMENT)).map(|(plan, assessment)| {
            Finding::new(
                plan,
                "Assessment and plan stand apart; your school asks for one section, by problem",
            )
            .help("write each problem with its reasoning, then its steps, under Assessment and Plan")
            .related(assessment, "the assessment stands here")
        }),
        _ => None,
    }
}

/// The problems of one kind of section, in order.
fn list(note: &Note, is: impl Fn(Group) -> bool) -> Vec<&WrittenProblem> {
    note.written_problems
        .iter()
        .filter(|problem| group_of(note, problem.section).is_some_and(&is))
        .collect()
}

/// A title in the form that it is compared in.
fn key(note: &Note, problem: &WrittenProblem) -> String {
    let mut out = String::new();
    for word in note
        .slice(problem.title)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        out.extend(word.chars().flat_map(char::to_lowercase));
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::RULE;
    use crate::rules::Conventions;
    use crate::rules::support::testing::{hits, read, run, run_on, silent, speaks};

    #[test]
    fn the_fewest_moves_are_reported() {
        let text = "## Assessment\n\n1. Sepsis\n2. AKI\n3. HTN\n4. DM\n\n## Plan\n\n1. Sepsis: ceftriaxone\n2. DM: metformin\n3. AKI: fluids\n4. HTN: hold\n";
        assert_eq!(hits(&RULE, text), ["DM"]);
        assert_eq!(
            run(&RULE, text)[0].message,
            "The plan takes \"DM\" before \"HTN\"; the assessment lists it after"
        );
    }

    #[test]
    fn a_school_may_ask_for_one_form() {
        let asked = |text: &str, form: &str| {
            let conventions = Conventions::from([("assessment-plan".to_owned(), form.to_owned())]);
            run_on(&RULE, &read(text), &BTreeMap::new(), &conventions).len()
        };
        let (apart, together) = ("S: x\nO: y\nA: URI\nP: rest\n", "S: x\nO: y\nA/P: URI, rest\n");
        assert_eq!(
            (asked(apart, "apart"), asked(apart, "either"), asked(apart, "together")),
            (0, 0, 1)
        );
        assert_eq!(
            (
                asked(together, "apart"),
                asked(together, "either"),
                asked(together, "together")
            ),
            (1, 0, 0)
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## Assessment\n\n1. Sepsis\n2. AKI\n\n## Plan\n\n1. AKI: fluids\n2. Sepsis: ceftriaxone\n",
                "A:\n1. HTN\n2. DM\n3. CKD\nP:\n1. CKD: no NSAIDs\n2. HTN: lisinopril\n3. DM: metformin\n",
                "## Assessment\n\n1) Labor\n2) GBS positive\n3) Anemia\n\n## Plan\n\n1) Labor: expectant\n2) Anemia: iron\n3) GBS positive: penicillin\n",
                "## Assessment\n\n# CHF\nworse\n# CKD\nstable\n\n## Plan\n\n# CKD\n- watch\n# CHF\n- furosemide\n",
                "ASSESSMENT\n\n1. Croup\n2. Otitis media\n\nPLAN\n\n1. Otitis media: amoxicillin\n2. Croup: dexamethasone\n",
                "## Assessment\n\n1. Sepsis\n2. AKI\n3. DM\n\n## Plan\n\n1. sepsis - ceftriaxone\n2. dm - insulin\n3. aki - fluids\n",
                "## Assessment\n\n1. Depression\n2. Insomnia\n3. Alcohol use\n4. HTN\n\n## Plan\n\n1. Alcohol use: CIWA\n2. Depression: sertraline\n3. Insomnia: hygiene\n4. HTN: amlodipine\n",
                "## Assessment\n\n**Sepsis**\n\nUrinary.\n\n**AKI**\n\nPrerenal.\n\n## Plan\n\n**AKI**\n- fluids\n\n**Sepsis**\n- ceftriaxone\n",
                "## Assessment\n\n1. Hip fracture\n2. Delirium\n\n## Plan\n\n1. Delirium: reorient\n2. Hip fracture: theatre tomorrow\n",
                "Assessment:\n1. Asthma\n2. Eczema\n3. Rhinitis\n\nPlan:\n1. Rhinitis: spray\n2. Asthma: salbutamol\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## Assessment\n\n1. Sepsis\n2. AKI\n\n## Plan\n\n1. Sepsis: ceftriaxone\n2. AKI: fluids\n",
                "## Assessment\n\n1. Sepsis\n2. AKI\n\n## Plan\n\n1. Antibiotics\n2. Fluids\n",
                "## Assessment\n\n1. Sepsis\n2. AKI\n3. HTN\n\n## Plan\n\n1. SEPSIS - ceftriaxone\n2. HTN - hold\n",
                "## Assessment and Plan\n\n1. Sepsis: ceftriaxone\n2. AKI: fluids\n",
                "## Assessment\n\nSepsis from a urinary source.\n\n## Plan\n\n1. Ceftriaxone\n2. Fluids\n",
                "## Assessment\n\n1. Sepsis\n\n## Plan\n\n1. Fluids\n2. Sepsis: ceftriaxone\n",
                "## Past Medical History\n\n1. HTN\n2. DM\n\n## Plan\n\n1. DM: metformin\n2. HTN: lisinopril\n",
                "## Assessment\n\n1. Sepsis\n\n## Plan\n\n1. Sepsis: ceftriaxone\n",
                "## Assessment\n\n- Sepsis\n- AKI\n\n## Plan\n\n- Ceftriaxone\n- Fluids\n",
                "## Plan\n\n1. DM: metformin\n2. HTN: lisinopril\n",
                "## Assessment\n\n1. HTN\n2. DM\n",
                "## Assessment\n\n1. Chest pain\n2. Chest pain, atypical\n\n## Plan\n\n1. Chest pain: ECG\n2. Chest pain, atypical: reassure\n",
                "## Assessment\n\n1. HTN\n2. HTN\n3. DM\n\n## Plan\n\n1. DM: metformin\n2. HTN: lisinopril\n",
                "# CHF\n\n## Assessment\n\n# CHF\nworse\n# CKD\nstable\n\n## Plan\n\n# CHF\n- furosemide\n# CKD\n- watch\n",
                "S: x\nO: y\nA: 1) HTN 2) DM\nP: 1) HTN: lisinopril 2) DM: metformin\n",
                "## Assessment\n\nSepsis, then AKI.\n\n## Plan\n\nAKI: fluids. Sepsis: ceftriaxone.\n",
                "## Problem List\n\n1. HTN\n2. DM\n\n## Assessment and Plan\n\n1. HTN: lisinopril\n2. DM: metformin\n",
                "## Assessment\n\n1. Labor, active\n2. GBS positive\n\n## Plan\n\n1. Expectant management\n2. GBS positive: penicillin\n",
                "## Assessment\n\n1. Croup, mild\n2. Asthma\n\n## Plan\n\n1. croup mild - dexamethasone\n2. ASTHMA: salbutamol\n",
                "## Assessment\n\n1. URI\n2. Otitis media\n\n## Plan\n\nSupportive care, fluids.\n",
            ],
        );
    }
}
