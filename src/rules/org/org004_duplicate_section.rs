//! ORG004: the same section twice.

use std::collections::HashMap;

use crate::grammar::{Group, SectionId, ids, normalize_heading};
use crate::note::{HeadingStyle, Match, Note, Section, SectionIx};
use crate::rules::support::{group_of, heading, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG004",
    name: "duplicate-section",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["General clerkship teaching: one place for one thing"],
    summary: "The same section stands twice.",
    docs: r#"
## What it does

Reports a heading that stands twice at the same place of the outline, and for the histories (complaint, HPI, past, family, social history, ROS, allergies) also
when the second one goes by another name (`PMH`, later `Past Medical History`). Left alone are: problems; results and exams that are repeated with their own
date or time; assessment and plan, or all of SOAP, that come again with each problem; addenda. In a log each dated entry is judged by itself.

## Why it matters

A reader stops at the first `Medications`. When a second list stands further down, nobody knows which is current, and the two drift apart with every copy.

## How to fix

Merge the two, or give the second one a title that says what sets it apart: "Medications on discharge", "Exam after diuresis, 18:00".

```bad
# H&P

## HPI

64-year-old woman with two days of dyspnea.

## Medications

- Lisinopril 10 mg PO daily

## Social History

Never smoked.

## Medications

- Lisinopril 20 mg PO daily
```

```bad
PMH: asthma
DH: salbutamol PRN
SH: lives with parents, at primary school
PMH: tonsillectomy 2019
Imp: exacerbation of asthma
Plan: prednisolone 30 mg OD for 3/7
```

```good
# Progress Note

## Exam, 06:30

Crackles to the mid zones.

## Exam, 18:00

Crackles at the bases only.

## Assessment

Improving pulmonary edema.
```

```good
Problem-oriented note

## Assessment

1. Preeclampsia without severe features

## Plan

BP every 4 h, labs at 18:00.
```

```good
# Clinic Visit

Vitals: BP 128/76, HR 70

#1 Gout
S: no flare since August
O: uric acid 5.4
A: at goal
P: continue allopurinol 300 mg daily

#2 Eczema
S: hands itch in the winter
O: dry, fissured fingertips
A: irritant hand dermatitis
P: emollient after each washing, review in 6 weeks
```

## Precision

Three findings in the 182 notes of the development corpus, all right (a note pasted twice, a heading typed twice); so it was measured on planted faults (12, all found) and 22 look-alikes (none reported): results by day, exams by hour,
parts of an exam or a problem, sections of other names that share an id.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let (mut first_name, mut second_name) = (String::new(), String::new());
    let mut seen: HashMap<(Option<SectionIx>, Option<usize>, SectionId), SectionIx> = HashMap::new();
    let mut turns: HashMap<Option<SectionIx>, bool> = HashMap::new();
    for (at, section) in note.sections.iter().enumerate() {
        let Some(id) = section.id else { continue };
        let ix = SectionIx(at as u32);
        // Each entry of a log has its own.
        let entry = note.log_entry_at(section.span.start);
        let first_ix = *seen.entry((section.parent, entry, id)).or_insert(ix);
        if first_ix == ix || is_handed_over(note.section(first_ix), section) {
            continue;
        }
        // The parts of an exam are the writer's to repeat, and the parts of a problem (`Medical Treatment:`) come with each.
        let definition = context.grammar().section(id);
        let is_part = ["pe-", "ros-", "mse-", "neuro-"]
            .iter()
            .any(|part| definition.id.starts_with(part));
        let in_problems = section.parent.and_then(|parent| group_of(note, parent));
        if is_part
            || matches!(in_problems, Some(Group::Assessment | Group::Plan))
            || note.section(first_ix).end == ix.0
                && section.style == HeadingStyle::Label
                && !same_words(note, first_ix, ix)
        {
            continue;
        }
        let by_problem = || *turns.entry(section.parent).or_insert_with(|| alternates(note, section));
        if may_repeat(context, id, by_problem) || comes_with_each(note, section) {
            continue;
        }
        let typo = section.matched == Match::Typo || note.section(first_ix).matched == Match::Typo;
        let mut is_one_name = || {
            normalize_heading(heading(note, first_ix), &mut first_name);
            normalize_heading(heading(note, ix), &mut second_name);
            first_name == second_name
        };
        let same = typo || same_words(note, first_ix, ix) || is_history(&definition.id) || is_one_name();
        if !same || is_timed(note, section) || is_timed(note, note.section(first_ix)) {
            continue;
        }
        findings.push(
            Finding::new(
                section.heading,
                format!("A second {} section", quote(heading(note, ix), 60)),
            )
            .help("merge it with the first, or give it a title that says what sets it apart")
            .related(note.section(first_ix).heading, "the first one stands here"),
        );
    }
}

fn same_words(note: &Note, first: SectionIx, second: SectionIx) -> bool {
    heading(note, first).eq_ignore_ascii_case(heading(note, second))
}

/// Sections that a note may well hold several times: by problem, by day, by study, by speaker.
fn may_repeat(context: &Context<'_>, id: SectionId, by_problem: impl FnOnce() -> bool) -> bool {
    let definition = context.grammar().section(id);
    match definition.group {
        Group::Administrative => true,
        // By problem: A, P, A, P.
        Group::Assessment | Group::Plan => by_problem(),
        _ if matches!(id, ids::SUBJECTIVE | ids::OBJECTIVE) => by_problem(),
        _ => matches!(
            &*definition.id,
            "laboratory-data"
                | "imaging"
                | "ecg"
                | "microbiology"
                | "cardiac-studies"
                | "pathology"
                | "reassessment"
                | "addendum"
        ),
    }
}

/// Whether a label such as `Plan:` comes with each system or problem: more than twice.
fn comes_with_each(note: &Note, section: &Section) -> bool {
    let labelled = |style: HeadingStyle| style == HeadingStyle::Label;
    let is_of_plan = section
        .id
        .is_some_and(|id| matches!(note.grammar.section(id).group, Group::Assessment | Group::Plan));
    is_of_plan
        && labelled(section.style)
        && note
            .sections
            .iter()
            .filter(|other| other.id == section.id && other.parent == section.parent && labelled(other.style))
            .take(3)
            .count()
            == 3
}

/// Whether assessment and plan alternate among the sections beside `section`.
fn alternates(note: &Note, section: &Section) -> bool {
    let mut turns = 0;
    let mut last = None;
    for sibling in note.sections.iter().filter(|other| other.parent == section.parent) {
        let group = sibling.id.map(|id| note.grammar.section(id).group);
        if matches!(group, Some(Group::Assessment | Group::Plan)) && group != last {
            turns += 1;
        }
        last = group;
    }
    turns > 2
}

/// Whether both stand for the same words: a heading that covers several sections (`CC/HPI`) beside one of them alone.
fn is_handed_over(first: &Section, second: &Section) -> bool {
    !first.also.is_empty() || !second.also.is_empty()
}

fn is_history(id: &str) -> bool {
    matches!(
        id,
        "chief-complaint"
            | "history-of-present-illness"
            | "past-medical-history"
            | "past-surgical-history"
            | "family-history"
            | "social-history"
            | "review-of-systems"
            | "allergies"
    )
}

/// Whether the heading or the first words of the section give a date or a time.
fn is_timed(note: &Note, section: &Section) -> bool {
    let open = note.slice(section.span);
    let open = &open[..open
        .char_indices()
        .nth(section.heading.len() as usize + 60)
        .map_or(open.len(), |(at, _)| at)];
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| {
            [
                "today",
                "yesterday",
                "overnight",
                "admission",
                "arrival",
                "discharge",
                "am",
                "pm",
                "pod",
                "day",
                "repeat",
                "addendum",
                "initial",
            ]
            .iter()
            .any(|mark| word.eq_ignore_ascii_case(mark))
        })
    };
    let clock = open.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_digit() && matches!(four[1], b':' | b'/') && four[2].is_ascii_digit()
            || four[0].is_ascii_digit() && four[1].is_ascii_digit() && four[2] == b':' && four[3].is_ascii_digit()
    });
    let measured = matches!(
        section.id.map(|id| note.grammar.section(id).group),
        Some(Group::Objective)
    );
    words(note.slice(section.heading)) || (measured && (clock || words(open)))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn the_second_one_is_reported_beside_the_first() {
        let text = "## HPI\n\nCough.\n\n## Medications\n\nNone.\n\n## Plan\n\nRest.\n\n## Medications\n\nAspirin.\n";
        let found = run(&RULE, text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "A second Medications section");
        assert_eq!(
            found[0].related[0].span.start as usize,
            text.find("Medications").unwrap()
        );
        assert!(found[0].span.start as usize > text.find("Plan").unwrap());
    }

    #[test]
    fn another_name_is_seen_through_for_histories() {
        let text = "PMH: asthma\nSH: never smoked\nPast Medical History: eczema\nPlan: rest\n";
        assert_eq!(hits(&RULE, text), ["Past Medical History"]);
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## HPI\n\nCough.\n\n## Plan\n\nRest.\n\n## HPI\n\nAlso fever.\n",
                "# H&P\n\nCC: cough\nHPI: 3 days\nSocial History: never smoked\nFH: asthma\nSH: smokes\nPlan: rest\n",
                "ALLERGIES\n\nNKDA\n\nMEDICATIONS\n\nNone\n\nALLERGIES\n\nPenicillin\n",
                "## Review of Systems\n\nNo fever.\n\n## Exam\n\nClear.\n\n## ROS\n\nNo cough.\n",
                "**Chief Complaint**\n\nFever\n\n**HPI**\n\n2 days\n\n**Chief Complaint**\n\nCough\n",
                "PC: fall\nHPC: tripped\nPMH: asthma\nDH: none\nHPC: no head injury\nImp: fall\n",
                "# Progress Note\n\n## Subjective\n\nFine.\n\n## Objective\n\nClear.\n\n## Subjective\n\nSlept.\n\n## Plan\n\nHome.\n",
                "# Discharge Summary\n\nHospital course: diuresed\nDischarge medications: furosemide\nFollow-up: 1 week\nHospital course: also AKI\n",
                "## Family History\n\nAsthma.\n\n## Plan\n\nRest.\n\n## Family Hx\n\nNone.\n",
                "# Pediatric H&P\n\n## Immunizations\n\nUp to date.\n\n## Exam\n\nClear.\n\n## Immunizations\n\nDue.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## HPI\n\nCough.\n\n## Labs\n\nNa 138\n\n## Labs\n\nNa 140\n",
                "# Progress Note\n\n## NEURO\nRASS -1.\nPlan: wean propofol\n## RESP\nPEEP 8.\nPlan: wean PEEP\n## CV\nMAP 70.\nPlan: MAP over 65\n",
                "## HPI\n\nCough.\n\n## Exam 06:30\n\nClear.\n\n## Exam 18:00\n\nWheeze.\n",
                "## Assessment\n\nHTN\n\n## Plan\n\nLisinopril\n\n## Assessment\n\nDM\n\n## Plan\n\nMetformin\n",
                "## Plan\n\n# CHF\n- furosemide\n\n# CHF clinic\n- refer\n",
                "CC: cough\nHPI: three days of cough\nPMH: none\nPSH: none\nPlan: rest\n",
                "## Home Medications\n\nAspirin\n\n## Current Medications\n\nHeparin\n",
                "## Physical Exam\n\nLungs: clear\n\n## Review of Systems\n\nLungs: no cough\n",
                "## CC/HPI\n\nCough.\n\n## HPI\n\nThree days.\n",
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment\n\nURI.\n\n## Plan\n\nRest.\n",
                "# Progress Note\n\n## Imaging\n\nCXR: clear.\n\n## Imaging\n\nCT: no PE.\n\n## Plan\n\nHome.\n",
                "# Progress Note\n\n## Vital Signs\n\n06:00 HR 80\n\n## Vital Signs\n\n18:00 HR 96\n\n## Plan\n\nHome.\n",
                "## Physical Exam\n\nLungs: clear\nSkin: dry\nLungs: no rub either\n",
                "## HPI\n\nCough.\n\n## Plan\n\n1. CHF\nMedications: furosemide\n2. CKD\nMedications: none\n",
                "PMH: asthma\nPSH: none\nFH: asthma\nSH: none\nPlan: rest\n",
                "ADMISSION DIAGNOSIS:\nCHF\nDISCHARGE DIAGNOSIS:\nCHF, improved\nDISPOSITION:\nHome\n",
                "PREOPERATIVE DIAGNOSIS:\nStone\nPOSTOPERATIVE DIAGNOSIS:\nStone\nPROCEDURE:\nUreteroscopy\n",
                "## Medications on admission\n\nAspirin\n\n## Discharge Medications\n\nAspirin, clopidogrel\n",
                "## HPI\n\nHer mother has had cough. Past medical history: see below.\n\n## Past Medical History\n\nAsthma\n",
                "## Labs\n\nNa 138\n\n## Microbiology\n\nNo growth\n\n## Labs\n\nK 4.1\n",
                "SOCIAL HISTORY\nMarital status: married.\nOccupation: nurse.\nTobacco: never.\nPLAN\nRest.\n",
            ],
        );
    }
}
