//! ORG003: sections in an order that readers do not expect.

use std::collections::HashMap;
use std::ops::Range;

use crate::grammar::{Grammar, Group, KindDef, SectionId, ids};
use crate::note::{HeadingStyle, KindSource, Note, SectionIx};
use crate::rules::support::{heading, in_order, quote, tells_of_more};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG003",
    name: "section-order",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "strict",
        default: OptionDefault::Bool(false),
        doc: "Ask for the very order of the note kind, not only for its blocks (complaint, story, histories, findings, assessment, plan).",
    }],
    fix: None,
    sources: &[
        "HL7 C-CDA document sections",
        "Clerkship teaching on the order of an H&P and of SOAP and APSO notes",
    ],
    summary: "A section stands where readers of this kind of note do not look for it.",
    docs: r#"
## What it does

Compares the order of the sections with that of the note's kind, by blocks: complaint, story, other histories with the review of systems, findings (vitals, exam, results), assessment,
plan. Within a block any order goes: family and social history swap, allergies stand before medications, the skin comes last. Assessment-first notes (APSO), other orders that
the kind accepts, and assessment and plan that alternate by problem are fine. The fewest sections that would have to move are reported. With `strict` the very order of
the kind is asked for. The school convention `section-order` (`soap` or `apso`) takes only one of the two.

## Why it matters

A cross-covering doctor opens forty notes a night and looks for the plan at the end, the story at the top. An exam that stands after the plan is read as if it
were not there; a history that follows the exam no longer tells the reader what the exam was looking for.

## How to fix

Move the section to where the message says.

```bad
# SOAP Note

## Plan

Nitrofurantoin 100 mg PO twice daily for 5 days.

## Subjective

26-year-old woman with dysuria and frequency for two days, no fever, no flank pain.

## Objective

T 36.9 °C, no flank tenderness. Urine dipstick: nitrite positive.

## Assessment

Uncomplicated cystitis.
```

```bad
# Medical clerking

PC: chest pain
HPC: 61-year-old man, 2 h of central chest pain while gardening, radiating to the jaw.
O/E: sweaty, BP 148/90, HR 96, chest clear
PMH: hypertension
SH: 20 pack-years, lives with his wife
Imp: ACS
Plan: aspirin 300 mg, serial ECG and troponin, cardiology to see
```

```good
# Progress Note

## Assessment and Plan

1. Community-acquired pneumonia, day 3: step down to amoxicillin 1 g PO TID.

## Subjective

Slept well, less cough.

## Objective

T 36.8, RR 16, SpO2 96% on room air. Crackles at the right base, fewer than yesterday.
```

```good
# H&P

CC: leg swelling
HPI: 34-year-old woman, 10 days postpartum, with two days of left calf pain.
ROS: no dyspnea, no chest pain
Allergies: NKDA
Medications: prenatal vitamin
PMH: none
SH: never smoked
FH: mother with DVT
Vitals: HR 88, BP 118/70, SpO2 99%
Exam: left calf 3 cm larger than right
Assessment: probable left DVT
Plan: duplex ultrasound today
```

## Precision

One finding in the 182 notes of the development corpus, and it is right (an exam before the past history and the medications); so it was measured on planted faults (12, all found) and 22 look-alikes (none
reported). Silent on reports of operations, and where the kind is a guess that leaves out a hospital course.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(kind) = note.kind.map(|kind| context.grammar().kind(kind)) else {
        return;
    };
    if kind.any_order {
        return;
    }
    // A guess that leaves a hospital course or an operation out is a wrong guess.
    if note.kind_source == Some(KindSource::Sections) && tells_of_more(note, kind) {
        return;
    }
    // Story, findings, plan: reports of a procedure and the like have an order of their own.
    let tells_a_case = kind.order.contains(&ids::ASSESSMENT)
        || kind.order.contains(&ids::ASSESSMENT_AND_PLAN)
        || kind.family.is_some();
    if !tells_a_case {
        return;
    }
    // Each entry of a log is judged by itself.
    for part in note.parts() {
        check_part(context, kind, &main_sections(note, part.sections), findings);
    }
}

/// The order of the sections `placed`, which stand in one note or in one entry of a log.
fn check_part(context: &Context<'_>, kind: &KindDef, placed: &[(SectionIx, SectionId)], findings: &mut Vec<Finding>) {
    let note = context.note;
    if placed.len() < 2 {
        return;
    }
    let convention = context.convention("section-order", "either");
    let strict = context.flag("strict") || kind.family.is_some();
    let ranked = if strict {
        by_kind(kind, placed)
    } else {
        by_block(note, kind, placed, convention)
    };
    let ranks: Vec<usize> = ranked.iter().map(|(_, rank)| *rank).collect();
    let kept = in_order(&ranks);
    for (at, (ix, rank)) in ranked.iter().enumerate() {
        if kept[at] || at == 0 && is_opening_line(note, *ix) {
            continue;
        }
        let later = (at + 1..ranked.len())
            .rev()
            .find(|other| kept[*other] && ranked[*other].1 < *rank);
        let (neighbour, stands, wanted) = match later {
            Some(other) => (ranked[other].0, "before", "after"),
            None => match (0..at).find(|other| kept[*other] && ranked[*other].1 > *rank) {
                Some(other) => (ranked[other].0, "after", "before"),
                None => continue,
            },
        };
        let (name, other) = (quote(heading(note, *ix), 40), quote(heading(note, neighbour), 40));
        let finding = Finding::new(
            note.section(*ix).heading,
            format!("{name} stands {stands} {other}; readers look for it {wanted} that"),
        )
        .help(format!("move it {wanted} {other}"))
        .related(note.section(neighbour).heading, format!("{other} stands here"));
        findings.push(finding);
    }
}

/// Whether it is the line of background that opens an entry of a ward round.
fn is_opening_line(note: &Note, ix: SectionIx) -> bool {
    let section = note.section(ix);
    let title = heading(note, ix).trim_matches(|c: char| !c.is_alphanumeric());
    section.style == HeadingStyle::Label
        && ["background", "b/g", "bg"]
            .iter()
            .any(|it| title.eq_ignore_ascii_case(it))
        && note.slice(section.span).trim().lines().count() == 1
}

/// The sections whose order counts: the top ones, and those right inside a wrapper (Subjective, Objective, A/P).
fn main_sections(note: &Note, sections: Range<u32>) -> Vec<(SectionIx, SectionId)> {
    let is_wrapper = |ix: SectionIx| {
        matches!(
            note.section_id(ix),
            Some("subjective" | "objective" | "assessment-and-plan")
        )
    };
    // With each problem S, O, A and P come again.
    let mut counts: HashMap<(Option<SectionIx>, SectionId), u32> = HashMap::new();
    for at in sections.clone() {
        let section = note.section(SectionIx(at));
        if let Some(id) = section
            .id
            .filter(|id| [ids::SUBJECTIVE, ids::OBJECTIVE, ids::PLAN].contains(id))
        {
            *counts.entry((section.parent, id)).or_default() += 1;
        }
    }
    let again = |id: SectionId, parent: Option<SectionIx>| {
        let count = |id| counts.get(&(parent, id)).is_some_and(|count| *count > 1);
        count(id) && count(ids::PLAN)
    };
    let mut placed = Vec::new();
    for at in sections.clone() {
        let ix = SectionIx(at);
        let section = note.section(ix);
        // Of a section that stands twice the first one counts; ORG004 speaks of the other.
        let Some(id) = section.id.filter(|id| !placed.iter().any(|(_, other)| other == id)) else {
            continue;
        };
        // A wrapper whose parts have headings stands where they stand.
        let has_parts = matches!(id, ids::SUBJECTIVE | ids::OBJECTIVE) && section.end > at + 1;
        if matches!(id, ids::SUBJECTIVE | ids::OBJECTIVE) && again(id, section.parent) {
            continue;
        }
        if section.parent.is_none_or(is_wrapper) && !has_parts {
            placed.push((ix, id));
        }
    }
    placed
}

/// Ranks in the very order of the kind; sections that it does not order are left out.
fn by_kind(kind: &KindDef, placed: &[(SectionIx, SectionId)]) -> Vec<(SectionIx, usize)> {
    placed
        .iter()
        .filter_map(|(ix, id)| kind.order.iter().position(|other| other == id).map(|rank| (*ix, rank)))
        .collect()
}

/// Ranks by block, in the kind's order or whichever accepted one needs the fewest moves.
fn by_block(
    note: &Note,
    kind: &KindDef,
    placed: &[(SectionIx, SectionId)],
    convention: &str,
) -> Vec<(SectionIx, usize)> {
    let grammar: &Grammar = &note.grammar;
    let mut exempt = out_of_block(grammar, kind);
    exempt.extend(free_in(kind));
    let mut blocks: Vec<(SectionIx, Block)> = placed
        .iter()
        .filter(|(ix, id)| !exempt.contains(id) && !is_first_look(note, *ix))
        .filter_map(|(ix, id)| block(grammar, *id).map(|block| (*ix, block)))
        .collect();
    // By problem (A, P, A, P) the two are one block.
    let mut turns = 0;
    let mut last = None;
    for (_, block) in &blocks {
        if matches!(block, Block::Assessment | Block::Plan) && last != Some(*block) {
            turns += 1;
            last = Some(*block);
        }
    }
    if turns > 2 {
        for (_, block) in &mut blocks {
            if *block == Block::Plan {
                *block = Block::Assessment;
            }
        }
    }
    let rank_in = |order: &[Block]| -> Vec<(SectionIx, usize)> {
        blocks
            .iter()
            .map(|(ix, block)| {
                (
                    *ix,
                    order.iter().position(|other| other == block).unwrap_or(order.len()),
                )
            })
            .collect()
    };
    let moves = |ranked: &[(SectionIx, usize)]| {
        let ranks: Vec<usize> = ranked.iter().map(|(_, rank)| *rank).collect();
        in_order(&ranks).iter().filter(|kept| !**kept).count()
    };
    let apso = [
        Block::Assessment,
        Block::Plan,
        Block::Complaint,
        Block::Story,
        Block::Histories,
        Block::Findings,
    ];
    let mut best = rank_in(if convention == "apso" { &apso } else { &Block::ALL });
    let mut least = moves(&best);
    let other_orders = kind.accepted_orders.iter().filter(|_| convention == "either");
    for accepted in other_orders {
        if least == 0 {
            break;
        }
        let ranked = rank_in(&accepted_blocks(grammar, accepted));
        let needed = moves(&ranked);
        if needed < least {
            least = needed;
            best = ranked;
        }
    }
    best
}

/// What readers look for in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Block {
    Complaint,
    Story,
    Histories,
    Findings,
    Assessment,
    Plan,
}

impl Block {
    const ALL: [Block; 6] = [
        Block::Complaint,
        Block::Story,
        Block::Histories,
        Block::Findings,
        Block::Assessment,
        Block::Plan,
    ];
}

fn block(grammar: &Grammar, id: SectionId) -> Option<Block> {
    let definition = grammar.section(id);
    match &*definition.id {
        "chief-complaint" | "reason-for-consult" => return Some(Block::Complaint),
        "history-of-present-illness" | "interval-history" | "overnight-events" | "subjective" => {
            return Some(Block::Story);
        }
        // They stand wherever they are needed.
        "code-status"
        | "source-reliability"
        | "ed-course"
        | "collateral-history"
        | "ed-procedures"
        | "goals"
        | "lines-drains-tubes"
        | "patient-perspective"
        | "safety-assessment"
        | "summary-statement"
        | "problem-list"
        | "diagnosis"
        | "reassessment"
        | "pending-results"
        | "consultations" => return None,
        _ => {}
    }
    match definition.group {
        Group::Subjective => Some(Block::Histories),
        Group::Objective => Some(Block::Findings),
        Group::Assessment => Some(Block::Assessment),
        Group::Plan => Some(Block::Plan),
        _ => None,
    }
}

/// Sections that may stand anywhere in notes of the kind: in those of every day what is given stands beside the findings, and
/// `Social` among the systems; of a newborn the interval is that since birth.
fn free_in(kind: &KindDef) -> &'static [SectionId] {
    match &*kind.id {
        "progress" | "surgical-progress" | "psych-progress" | "postpartum" => &[
            ids::MEDICATIONS,
            ids::INPATIENT_MEDICATIONS,
            ids::ALLERGIES,
            ids::SOCIAL_HISTORY,
        ],
        "newborn" => &[ids::INTERVAL_HISTORY],
        _ => &[],
    }
}

/// Whether the section is the primary survey of an injured patient, which comes before every history.
fn is_first_look(note: &Note, ix: SectionIx) -> bool {
    heading(note, ix).to_ascii_lowercase().contains("primary survey")
}

/// The sections that the kind itself places outside their block: they are free.
fn out_of_block(grammar: &Grammar, kind: &KindDef) -> Vec<SectionId> {
    let ordered: Vec<(SectionId, usize)> = kind
        .order
        .iter()
        // The wrappers stand where their first part stands.
        .filter(|id| !matches!(**id, ids::SUBJECTIVE | ids::OBJECTIVE))
        .filter_map(|id| block(grammar, *id).map(|block| (*id, block as usize)))
        .collect();
    let ranks: Vec<usize> = ordered.iter().map(|(_, rank)| *rank).collect();
    let kept = in_order(&ranks);
    ordered
        .iter()
        .zip(kept)
        .filter(|(_, kept)| !kept)
        .map(|((id, _), _)| *id)
        .collect()
}

/// An accepted order in blocks: those that it names, first mention first; the others keep their usual neighbours.
fn accepted_blocks(grammar: &Grammar, accepted: &[SectionId]) -> Vec<Block> {
    let mut order = Vec::new();
    let mut add = |block: Block| {
        if !order.contains(&block) {
            order.push(block);
        }
    };
    for id in accepted {
        match &*grammar.section(*id).id {
            "subjective" => [Block::Complaint, Block::Story, Block::Histories]
                .into_iter()
                .for_each(&mut add),
            "assessment-and-plan" => [Block::Assessment, Block::Plan].into_iter().for_each(&mut add),
            _ => {
                if let Some(block) = block(grammar, *id) {
                    add(block);
                }
            }
        }
    }
    Block::ALL.into_iter().for_each(&mut add);
    order
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::RULE;
    use crate::rules::Conventions;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, read, run, run_on, run_with, silent, speaks};

    #[test]
    fn the_fewest_moves_are_reported() {
        let text = "# SOAP Note\n\n## Plan\n\nRest.\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment\n\nURI.\n";
        let found = run(&RULE, text);
        assert_eq!(hits(&RULE, text), ["Plan"]);
        assert_eq!(
            found[0].message,
            "Plan stands before Assessment; readers look for it after that"
        );
    }

    #[test]
    fn a_history_after_the_exam() {
        let text =
            "# H&P\n\nCC: pain\nHPI: since Monday\nExam: tender\nPMH: none\nAssessment: appendicitis\nPlan: surgery\n";
        assert_eq!(hits(&RULE, text).len(), 1);
    }

    #[test]
    fn strict_asks_for_the_very_order() {
        let text = "# H&P\n\nCC: pain\nHPI: since Monday\nSH: none\nPMH: none\nExam: tender\nAssessment: appendicitis\nPlan: surgery\n";
        assert!(run(&RULE, text).is_empty());
        assert_eq!(run_with(&RULE, text, "strict", OptionValue::Bool(true)).len(), 1);
    }

    #[test]
    fn a_school_may_take_only_one_order() {
        let asked = |text: &str, order: &str| {
            let conventions = Conventions::from([("section-order".to_owned(), order.to_owned())]);
            run_on(&RULE, &read(text), &BTreeMap::new(), &conventions).len()
        };
        let soap = "# SOAP Note\n\nSubjective: cough\nObjective: clear\nAssessment: URI\nPlan: rest\n";
        let apso = "# SOAP Note\n\nAssessment: URI\nPlan: rest\nSubjective: cough\nObjective: clear\n";
        assert_eq!((asked(soap, "either"), asked(apso, "either")), (0, 0));
        assert_eq!((asked(soap, "soap"), asked(apso, "apso")), (0, 0));
        assert!(asked(apso, "soap") > 0 && asked(soap, "apso") > 0);
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "# SOAP Note\n\nObjective: clear\nSubjective: cough\nA/P: URI, rest\n",
                "# SOAP Note\n\nS: cough\nO: clear\nP: rest\nA: URI\n",
                "# SOAP Note\n\nHPI: cough\nCC: cough\nExam: clear\nA/P: URI, rest\n",
                "# H&P\n\nCC: pain\nHPI: since Monday\nAssessment: appendicitis\nPlan: surgery\nPhysical Exam: tender\n",
                "# H&P\n\nCC: pain\nHPI: since Monday\nPMH: none\nExam: tender\nAssessment: x\nPlan: y\nROS: negative\n",
                "# H&P\n\nVitals: HR 80\nCC: pain\nHPI: since Monday\nPMH: none\nExam: tender\nAssessment: x\nPlan: y\n",
                "# Medical clerking\n\nPC: fall\nPlan: home\nHPC: tripped\nO/E: well\nImp: fall\n",
                "# Progress Note\n\nPlan: home\nSubjective: fine\nObjective: clear\nAssessment: well\n",
                "# Consult note\n\nReason for consult: AKI\nLabs: Cr 2.4\nHPI: vomiting\nExam: dry\nAssessment: prerenal\nRecommendations: fluids\n",
                "# Pediatric H&P\n\nCC: fever\nExam: red throat\nHPI: 2 days\nImmunizations: up to date\nAssessment: pharyngitis\nPlan: swab\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: cough\nO: clear\nA: URI\nP: rest\n",
                "# Progress Note\n\nSubjective: slept.\nVitals: HR 80\nExam: clear\nCurrent meds: sertraline 50 mg daily\nAssessment: better\nPlan by system\nRESP: wean oxygen.\nSOCIAL: father updated.\n",
                "# H&P\n\nHPI: 40M fell.\n\n## Primary survey\n\nA: intact. B: equal. C: HR 110.\n\nPMH: none\nExam: tender L ribs\nAssessment: rib fractures\nPlan: admit\n",
                "# SOAP Note\n\nA: URI\nP: rest\nS: cough\nO: clear\n",
                "# H&P\n\nCC: x\nHPI: y\nROS: none\nAllergies: NKDA\nMedications: none\nFH: none\nSH: none\nPMH: none\nVitals: HR 80\nExam: clear\nAssessment: well\nPlan: home\n",
                "# H&P\n\nCC: x\nHPI: y\nExam: clear\nVitals: HR 80\nLabs: Na 138\nECG: sinus\nAssessment: well\nPlan: home\n",
                "# Progress Note\n\n## Assessment\n\nHTN\n\n## Plan\n\nLisinopril\n\n## Assessment\n\nDM\n\n## Plan\n\nMetformin\n",
                "# Brief Operative Note\n\nEBL: 50 mL\nProcedure: appendectomy\nPreoperative diagnosis: appendicitis\nPostoperative diagnosis: same\n",
                "---\nkind: soap\n---\nPlan: rest\n",
                "Plan: rest\n\nsomething\n",
                "# SOAP Note\n\n## Subjective\n\n### CC\n\nCough\n\n### HPI\n\nDays.\n\n## Objective\n\nClear\n\n## Assessment\n\nURI\n\n## Plan\n\nRest\n",
                "# Progress Note\n\nOvernight events: none\nSubjective: fine\nObjective: clear\nAssessment: well\nPlan: home\n",
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment\n\nURI.\n\n## Plan\n\nRest.\n",
                "# SOAP Note\n\nCC: cough\nHPI: 3 days\nPMH: none\nO: clear\nA/P: URI, rest\n",
                "# Progress Note\n\nOvernight events: none\nVitals: HR 80\nExam: clear\nLabs: Na 138\nA/P: well, home\nCode status: full\nDisposition: home\n",
                "# Progress Note\n\nCode status: full\nSubjective: fine\nObjective: clear\nAssessment: well\nPlan: home\n",
                "# Discharge Summary\n\nDischarge diagnosis: CHF\nHospital course: diuresed\nDischarge medications: furosemide 40 mg daily\nAllergies: NKDA\nFollow-up: 1 week\n",
                "# Discharge Summary\n\nHospital course: diuresed\nDischarge diagnosis: CHF\nDischarge instructions: weigh daily\n",
                "# Operative Report\n\nProcedure: appendectomy\nIndication: appendicitis\nPreoperative diagnosis: appendicitis\nFindings: inflamed\nPlan: home tomorrow\n",
                "# Medical clerking\n\nPC: fall\nHPC: tripped\nPMH: none\nDH: none\nAllergies: NKDA\nFH: nil\nSH: lives alone\nO/E: well\nImp: fall\nPlan: home\n",
                "PC: fall\nHPC: tripped\nPMH: none\nDH: none\nSH: lives alone\nFH: nil\nImp: mechanical fall\nPlan: physio\n",
                "# ED Note\n\nCC: pain\nHPI: since noon\nAllergies: NKDA\nVitals: HR 80\nExam: tender\nECG: sinus\nMDM: low risk\nDisposition: home\n",
                "# Well child\n\nInterval history: well\nDevelopment: walks\nVitals: normal\nExam: normal\nImmunizations: given\nAssessment: well child\nPlan: return at 18 months\n",
                "---\nkind: soap\n---\nS: cough\nS: and cold\nO: clear\nA: URI\nP: rest\n",
            ],
        );
    }
}
