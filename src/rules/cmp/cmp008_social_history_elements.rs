//! CMP008: the social history of a full history leaves out what every one holds.

use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::Use;
use crate::note::{KindSource, Note, SectionIx};
use crate::rules::empty_answer::is_empty_answer;
use crate::rules::support::{Content, is_british, listing, section_content};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP008",
    name: "social-history-elements",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "ob-hp",
        "annual",
        "sub-i",
        "psych-eval",
        "geriatrics",
        "consult",
    ],
    options: &[],
    fix: None,
    sources: &[
        "Bates' Guide to Physical Examination and History Taking: personal and social history",
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up",
    ],
    summary: "The social history of a full history leaves out home, work, tobacco, alcohol or drugs.",
    docs: r#"
## What it does

Looks in the social history of a full history and physical, and in the rest of the note, for living situation, occupation,
tobacco, alcohol and drugs. It reports, in one finding, a social history that leaves out tobacco, alcohol or drugs, or two or
more of the five. Of a consultation and of a British clerking it asks for home, tobacco and alcohol; of a child, for home and
school or daycare; of nobody over 65 for work. "Denies T/E/D" is an answer. Whether there is a social history at all is for
ORG001 to say.

## Why it matters

Home decides about discharge, work about exposure and return; a drink a day becomes withdrawal on the third hospital day, and then nobody knows what he drank.

## How to fix

One line each: with whom and where, work, tobacco in pack-years, drinks a week, other drugs. "None" is an answer.

```bad
# H&P

CC: cough

HPI: 58-year-old man with 5 days of cough.

PMH: hypertension. Medications: none. Allergies: NKDA. FH: father with COPD.

## Social History

Married, two sons.

## ROS

Respiratory: cough. GI: no nausea.

## Physical Exam

Lungs clear.

## Assessment and Plan

Bronchitis; rest.
```

```good
# H&P

CC: cough

HPI: 58-year-old man with 5 days of cough.

PMH: hypertension. Medications: none. Allergies: NKDA. FH: father with COPD.

## Social History

Married, works as a bus driver. Never smoked, one beer on weekends, no other drugs.

## ROS

Respiratory: cough. GI: no nausea.

## Physical Exam

Lungs clear.

## Assessment and Plan

Bronchitis; rest.
```

## Precision

7 findings on the 182 corpus notes, all read, none wrong. Of faults planted by somebody who had not seen the code, three sets:
20 of 20, 10 of 10, 3 of 3 found; 1 of 25 look-alikes reported ("T-/E 2-3/wk/D-"). The plants in the tests beside the rule are its
author's own.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// What is asked for, as the lexicon and as a message name it.
const ADULT: [(&str, &str); 5] = [
    ("living", "living situation"),
    ("work", "occupation"),
    ("tobacco", "tobacco"),
    ("alcohol", "alcohol"),
    ("drugs", "other drugs"),
];
/// The same for a child.
const CHILD: [(&str, &str); 2] = [("living", "who lives at home"), ("work", "school or daycare")];

/// What a British clerking and a consultation ask for.
const SHORT: [(&str, &str); 3] = [ADULT[0], ADULT[2], ADULT[3]];
/// From this age on nobody is asked about work.
const RETIRED: f64 = 65.0;
/// Below this age in years the questions are those of a child.
const CHILDHOOD: f64 = 12.0;
/// From this age on a missing word on other drugs alone is no gap.
const OLD: f64 = 75.0;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(section) = social_history(note) else { return };
    // REL008 speaks of "noncontributory".
    if section_content(note, section) != Content::Written || is_empty_answer(note, note.section(section).body) {
        return;
    }
    let years = note.patient().years();
    let child = years.is_some_and(|years| years < CHILDHOOD);
    let old = years.is_some_and(|years| years >= OLD);
    let missing: Vec<(&str, &str)> = elements(note)
        .into_iter()
        .filter(|(_, place)| place.is_none())
        .map(|(element, _)| element)
        .collect();
    let weighty = missing
        .iter()
        .any(|(element, _)| matches!(*element, "tobacco" | "alcohol") || *element == "drugs" && !old);
    // What only looks like a full history owes the weightiest alone.
    let guessed = note.kind_source == Some(KindSource::Sections) && missing.len() == 1 && missing[0].0 == "drugs";
    if guessed {
        return;
    }
    let enough = if child {
        missing.len() == CHILD.len()
    } else {
        weighty || missing.len() >= 2
    };
    if !enough {
        return;
    }
    let names: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
    findings.push(
        Finding::new(
            note.section(section).heading,
            format!("The social history does not tell {}", listing(&names, "or")),
        )
        .help(format!(
            "add a word on {}; \"none\" is an answer",
            listing(&names, "and")
        )),
    );
}

/// What the social history of this patient is asked for (as the lexicon and as a message name it), each with where it is told.
pub(crate) fn elements(note: &Note) -> Vec<((&'static str, &'static str), Option<Span>)> {
    let years = note.patient().years();
    let child = years.is_some_and(|years| years < CHILDHOOD);
    let retired = years.is_some_and(|years| years >= RETIRED);
    // A consultant asks for less, but for these.
    let short = is_british(note) || note.kind.is_some_and(|kind| note.grammar.kind(kind).id == "consult");
    let wanted: &[(&str, &str)] = match (child, short) {
        (true, _) => &CHILD,
        (_, true) => &SHORT,
        _ => &ADULT,
    };
    let body = social_history(note).map(|ix| note.section(ix).body);
    // `Drugs:` and `Occupation:` may be sections beside it.
    let is_here =
        |span: Span| body.is_some_and(|body| body.contains(span)) || note.role_at(span.start) == Role::SocialHistory;
    let substances = note.substances();
    let told = |element: &str| {
        let mut words = note.phrases_of(lexicon_ids::SOCIAL_HISTORY).filter(|hit| {
            let category = note.grammar.category(hit);
            let all = category == "all" && matches!(element, "tobacco" | "alcohol" | "drugs");
            (category == element || all) && is_here(hit.span)
        });
        let uses = || {
            let mut uses = note.phrases_of(lexicon_ids::SUBSTANCE_USE);
            uses.find(|hit| note.entry(hit).text("substance") == Some(element) && is_here(hit.span))
        };
        let here = words.next().or_else(uses).map(|hit| hit.span);
        here.or_else(|| lives_elsewhere(note).filter(|_| element == "living"))
            .or_else(|| {
                let told = substances.iter().find(|it| {
                    // `Substance use: none` is none of them.
                    let all = it.told == Use::Never && is_start(note.slice(it.span), "substance");
                    it.substance == element || all && matches!(element, "tobacco" | "alcohol")
                });
                told.map(|it| it.span)
            })
    };
    wanted
        .iter()
        .copied()
        .filter(|(element, _)| !(retired && *element == "work"))
        .map(|element| (element, told(element.0)))
        .collect()
}

/// Whether `text` starts so.
fn is_start(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// The first section of the social history that is not inside another.
fn social_history(note: &Note) -> Option<SectionIx> {
    let is_social = |ix: SectionIx| {
        let id = note.section(ix).id;
        id.is_some_and(|id| note.grammar.role(id) == Role::SocialHistory)
    };
    let mut sections = (0..note.sections.len() as u32).map(SectionIx);
    sections
        .find(|ix| note.section_id(*ix) == Some("social-history") && !note.section(*ix).parent.is_some_and(is_social))
}

/// Where the history tells with whom or where the patient lives.
fn lives_elsewhere(note: &Note) -> Option<Span> {
    let mut hits = note.phrases_of(lexicon_ids::SOCIAL_HISTORY);
    let lives = hits.find(|hit| {
        note.grammar.category(hit) == "living"
            && matches!(
                note.role_at(hit.span.start),
                Role::History | Role::Identification | Role::Assessment | Role::AssessmentAndPlan
            )
            && note.slice(hit.span).to_ascii_lowercase().starts_with("liv")
    });
    lives.map(|hit| hit.span)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    fn hp(who: &str, social: &str) -> String {
        format!(
            "# H&P\n\n## Chief Complaint\n\nCough\n\n## HPI\n\n{who} with 5 days of cough.\n\n## PMH\n\nNone.\n\n## Family History\n\nNone.\n\n## Social History\n\n{social}\n\n## Physical Exam\n\nLungs clear.\n\n## Plan\n\nRest.\n"
        )
    }

    #[test]
    fn social_histories_with_gaps() {
        let notes: Vec<String> = [
            "Married.",
            "Works as a teacher.",
            "No tobacco.",
            "Lives with wife, retired. Never smoker.",
            "Lives alone. Works as a nurse. Denies alcohol and drugs.",
            "Denies tobacco, alcohol.",
            "From Ohio.",
            "Smokes 1 ppd for 20 years.",
            "Sexually active with one partner. Enjoys gardening.",
            "Retired engineer, two glasses of wine a week, no drugs.",
            "Lives with wife, works as a chef, 1 ppd, no drugs.",
            "Tobacco: never. Alcohol: none. Lives alone, welder.",
            "Lives with family.",
            "Sexually active with her husband. Teacher.",
        ]
        .iter()
        .map(|social| hp("50-year-old man", social))
        .collect();
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        let found = run(&RULE, &notes[3]);
        assert!(found[0].message.contains("alcohol"), "{}", found[0].message);
    }

    #[test]
    fn complete_ones_and_children() {
        let notes: Vec<String> = [
            (
                "50-year-old man",
                "Lives with wife, retired teacher. No tobacco, alcohol or drugs.",
            ),
            (
                "50-year-old man",
                "Lives alone; unemployed. 1 ppd for 20 years, 6 beers daily, uses cocaine.",
            ),
            (
                "50-year-old man",
                "Tobacco: never\nAlcohol: 2 drinks/week\nRecreational drugs: none\nOccupation: clerk\nLives with: partner",
            ),
            (
                "72-year-old woman",
                "Widow, lives in assisted living, former librarian. Nonsmoker, no alcohol, no illicit drugs.",
            ),
            ("4-year-old boy", "Lives with parents and a sister, attends daycare."),
            ("6-month-old girl", "Lives with parents."),
            (
                "50-year-old man",
                "Nursing home resident, retired. Never smoked. Teetotal, no other drugs.",
            ),
            ("50-year-old man", "***"),
            ("50-year-old man", "Denies T/E/D. Lives with wife, chef."),
            ("50-year-old man", "Substance use: none. Lives alone; plumber."),
            ("15-year-old girl", "HEADSS: lives with mother, 9th grade, nothing of concern."),
            ("80-year-old woman", "Lives alone. Never smoked, sherry at Christmas."),
        ]
        .iter()
        .map(|(who, social)| hp(who, social))
        .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
