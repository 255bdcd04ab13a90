//! ORG002: a heading with nothing under it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::grammar::{Group, SectionDef, SectionId, ids};
use crate::note::{HeadingStyle, Note, Section, SectionIx};
use crate::rules::support::{Content, heading, is_space, line_at, quote, section_content};
use crate::rules::{Check, Context, Family, Finding, Help, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG002",
    name: "empty-section",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["General clerkship teaching: an empty heading says neither \"none\" nor \"not asked\""],
    summary: "A heading has nothing under it.",
    docs: r#"
## What it does

Reports a section that holds no text at all: only white space, empty bullets or comments. `None`, `NKDA`, `N/A` and `not asked` are content. A section that
holds only blanks of a template (`***`) is reported by the TPL family instead, and of a section whose parts are all empty only the outermost is reported.

## Why it matters

An empty heading can mean "none", "not asked" or "forgot", and the reader must choose. Under `Allergies:` the wrong choice is anaphylaxis; under `Plan:` it is
a night without orders.

## How to fix

Write what you found. "None known", "not asked: intubated" and "not examined" are answers too. If the heading does not belong in this kind of note, delete it.

```bad
# SOAP Note

## Subjective

19-year-old man with ankle pain after a fall at football yesterday.

## Objective

Tender over the left lateral malleolus, cannot bear weight.

## Assessment

Possible left ankle fracture.

## Plan
```

```bad
PC: fever and cough, 2/7
HPC: 3-year-old girl, temp 39 at home, drinking well.
PMH: nil
Allergies:
Imp: viral URTI
Plan: fluids, paracetamol, review in 48 h if not better
```

```good
PC: fever and cough, 2/7
HPC: 3-year-old girl, temp 39 at home, drinking well.
PMH: nil
Allergies: NKDA
Imp: viral URTI
Plan: fluids, paracetamol, review in 48 h if not better
```

```good
## Allergies

None known

## Plan

***
```

## Precision

One finding in the 182 notes of the development corpus, and it is right; so it was measured on planted faults (6, all found) and 21 look-alikes (none reported): headings that answer
themselves, wrappers, exam systems over parts with names of their own, tables, to-dos, blanks of a template.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut reported: Option<SectionIx> = None;
    let mut helps: HashMap<SectionId, Help> = HashMap::new();
    for at in 0..note.sections.len() as u32 {
        let ix = SectionIx(at);
        let section = note.section(ix);
        if reported.is_some_and(|outer| note.is_within(ix, outer)) {
            continue;
        }
        let Some(id) = section.id else { continue };
        if section_content(note, ix) != Content::Empty
            || answers_itself(note, ix)
            || continues(note, ix)
            || is_group_of_parts(note, ix)
        {
            continue;
        }
        reported = Some(ix);
        let definition = context.grammar().section(id);
        let help = helps.entry(id).or_insert_with(|| help(definition)).clone();
        findings.push(Finding::new(section.heading, format!("{} is empty", quote(heading(note, ix), 60))).help(help));
    }
}

/// What to write in the section.
fn help(section: &SectionDef) -> Help {
    match &*section.id {
        "allergies" => {
            "write the substance and the reaction, \"NKDA\" if there are none, or why it was not asked".into()
        }
        "medications" => "list each drug with dose, route and frequency, or write \"none\"".into(),
        _ if section.contains.is_empty() => "write what you found, \"none\", or why it was not asked".into(),
        _ => Arc::<str>::from(format!(
            "write what you found, \"none\", or why it was not asked. It holds: {}",
            section.contains
        ))
        .into(),
    }
}

/// `VITALS REVIEWED`, `ROS negative`: the heading says what there is to say. `CURRENT STATUS` stands over the parts below it.
fn answers_itself(note: &Note, ix: SectionIx) -> bool {
    let title = heading(note, ix).trim_matches(|c: char| !c.is_alphanumeric());
    let stands_over = [
        "current status",
        "clinical status",
        "status on transfer",
        "current condition",
    ];
    let next = note.sections.get(ix.0 as usize + 1);
    if next.is_some() && stands_over.iter().any(|it| title.eq_ignore_ascii_case(it)) {
        return true;
    }
    heading(note, ix).split(|c: char| !c.is_alphanumeric()).any(|word| {
        [
            "reviewed",
            "negative",
            "normal",
            "none",
            "unremarkable",
            "unchanged",
            "noncontributory",
            "nil",
            "deferred",
            "pending",
        ]
        .iter()
        .any(|answer| word.eq_ignore_ascii_case(answer))
    })
}

/// Whether the next sections hold what this one announces, though the outline sets them beside it: `PHYSICAL EXAM`,
/// `VITALS`, `HEENT`; `RESULTS`, `Labs: …`; `PAST MEDICAL HISTORY`, `Childhood illnesses: …`.
fn continues(note: &Note, ix: SectionIx) -> bool {
    let section = note.section(ix);
    let Some(id) = section.id else { return false };
    let mut directly_after = section.span.end;
    for follower in note.sections[section.end.max(ix.0 + 1) as usize..].iter().take(2) {
        if follower.parent != section.parent || !is_blank(note, directly_after, follower.span.start) {
            return false;
        }
        directly_after = follower.span.end;
        if is_part_of(note, follower, id) {
            return true;
        }
    }
    false
}

fn is_part_of(note: &Note, part: &Section, whole: SectionId) -> bool {
    let Some(id) = part.id else {
        return part.style == HeadingStyle::Label;
    };
    let grammar = &note.grammar;
    let whole_id = &*grammar.section(whole).id;
    let is_exam = matches!(whole_id, "physical-exam" | "objective");
    let is_data = matches!(whole_id, "laboratory-data" | "imaging" | "findings" | "objective");
    id == whole
        || grammar.is_descendant(id, whole)
        || grammar.section(id).context == Some(whole)
        || (is_exam && grammar.section(id).id.starts_with("pe-"))
        || (is_exam && &*grammar.section(id).id == "vital-signs")
        || (is_data && grammar.section(id).group == Group::Objective)
}

/// Whether nothing stands between two places.
fn is_blank(note: &Note, from: u32, to: u32) -> bool {
    from <= to && note.slice(Span::new(from, to)).chars().all(is_space)
}

/// A part of a section (a system of the exam, say) on a line of its own may open a group of parts with names that the
/// catalogue does not know; only among list items, one part a line, is it surely empty.
fn is_group_of_parts(note: &Note, ix: SectionIx) -> bool {
    let section = note.section(ix);
    let first_rank = section.id.is_some_and(|id| {
        let parent = note.grammar.section(id).parent;
        parent.is_none_or(|parent| [ids::SUBJECTIVE, ids::OBJECTIVE, ids::ASSESSMENT, ids::PLAN].contains(&parent))
    });
    let is_item = |offset: u32| {
        note.slice(line_at(note, offset))
            .trim_start()
            .starts_with(['-', '*', '•', '–', '·'])
    };
    let next = note.sections.get(section.end.max(ix.0 + 1) as usize);
    let in_list = is_item(section.heading.start) && next.is_none_or(|next| is_item(next.heading.start));
    !first_rank && !in_list
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn a_label_over_its_parts() {
        silent(
            &RULE,
            &[
                "# Transfer Note\n\n## Hospital Course\n\nImproved.\n\nCURRENT STATUS:\nSubj: better.\nVS: T 37.1, HR 82, BP 118/70\n",
            ],
        );
    }

    #[test]
    fn the_outermost_empty_section_is_reported_once() {
        let text = "# H&P\n\n## HPI\n\nCough.\n\n## Physical Exam\n\nGeneral:\nLungs:\nHeart:\n\n## Plan\n\nRest.\n";
        assert_eq!(hits(&RULE, text), ["Physical Exam"]);
    }

    #[test]
    fn empty_sections() {
        speaks(
            &RULE,
            &[
                "HPI: cough\n\nAllergies:\n\nPlan: rest\n",
                "## HPI\n\nCough.\n\n## Medications\n\n-\n-\n\n## Plan\n\nRest.\n",
                "## HPI\n\nCough.\n\n## Allergies\n\n<!-- ask -->\n\n## Plan\n\nRest.\n",
                "CHIEF COMPLAINT\n\nHISTORY OF PRESENT ILLNESS\n\nCough for 3 days.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## HPI\n\nCough.\n\n## Allergies\n\nNone\n",
                "## HPI\n\nCough.\n\n## Allergies\n\nN/A\n",
                "## HPI\n\nCough.\n\n## Allergies\n\n-\u{a0}none\n",
                "## HPI\n\nCough.\n\n## Allergies\n\n***\n",
                "## HPI\n\nCough.\n\n## Allergies\n\n@ALLERGIES@\n",
                "## HPI\n\nCough.\n\nAllergies: NKDA\n",
                "## Subjective\n\n### HPI\n\nCough.\n\n## Objective\n\n### Exam\n\nLungs clear.\n",
                "## Labs\n\n| Test | Today |\n| --- | --- |\n| Na | 138 |\n",
                "## Plan\n\n1. HTN\n   - lisinopril 10 mg daily\n",
                "## Plan\n\n# CHF\n- furosemide\n",
                "## Plan\n\n- [x] cultures\n",
                "CHIEF COMPLAINT\n\nCough.\n\nVITALS REVIEWED\n\nPLAN\n\nRest.\n",
                "HPI: cough\nNKDA\nPlan: rest\n",
                "> my chest hurts\n",
                "S: cough\nO: lungs clear\nA: URI\nP: rest\n",
                "RESULTS\n\nLabs: within normal limits.\n\nPLAN\n\nRest.\n",
                "PHYSICAL EXAM\n\nNeurologic\nUpper extremities: 5/5.\nGait: normal.\n\nPLAN\n\nRest.\n",
                "PMH: asthma\nFH - father died of MI in his early 60s\nImp: URTI\nPlan: rest\n",
                "PAST MEDICAL HISTORY:\nChildhood Illnesses: asthma.\n\nPLAN:\nRest.\n",
            ],
        );
    }
}
