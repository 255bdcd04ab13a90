//! ACT004: a new order without dose, route or frequency; a study without the part of the body.

use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Setting, Specifics, Status};
use crate::rules::prescriptions::{Incomplete, Lack, incomplete, is_otc, named, severity};
use crate::rules::steps::{clause_around, is_filler, item_at, part_around, sentence_of};
use crate::rules::support::{is_british, is_remote, line_at, quote, trim};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT004",
    name: "incomplete-order",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Joint Commission MM.04.01.01 (elements of a medication order)",
        "ISMP List of High-Alert Medications",
        "ACR Appropriateness Criteria: a study is ordered by part of the body and question",
    ],
    summary: "A new order in the plan lacks dose, frequency or route, or a study the part of the body.",
    docs: r#"
## What it does

Reads every drug that the plan starts, gives or prescribes, and says what is missing: the dose (or its unit), how often, for an order "as needed" the reason, and on a ward, for a drug that is given by mouth and by vein, the route. A scan that names no part of the body ("MRI", "CT scan") is reported too.

Not asked for: drugs that are continued, held, stopped, avoided or only discussed; what another place of the note says of the same drug; the frequency of what is given once or as an infusion; creams, drops, inhalers as needed and what is bought without a prescription; fluids, vaccines, chemotherapy, and what follows a scale, a level or a protocol. Lists of medications are CMP006,
a class without a drug ("antibiotics") is ACT002.

## Why it matters

Nobody can dispense "start metoprolol". The dose is then guessed by the person who knows the patient least, and most harm from such guesses comes from insulin, opioids and anticoagulants.

## How to fix

Write drug, dose with unit, route, how often and for how long; for a scan the part, the contrast and the question.

```bad
S: 24-year-old woman with dysuria for 2 days, no fever.
O: T 36.8 °C, no flank tenderness. Urine dip: nitrites positive.
A: Uncomplicated cystitis.
P: Start nitrofurantoin for 5 days. Return if fever or flank pain.
```

```bad
Assessment: radiculopathy for 2 days.

Plan:
1. Order MRI
2. Neurosurgery today
```

```good
S: 24-year-old woman with dysuria for 2 days, no fever.
O: T 36.8 °C, no flank tenderness. Urine dip: nitrites positive.
A: Uncomplicated cystitis.
P: Start nitrofurantoin 100 mg PO twice daily for 5 days. Return if fever or flank pain.
```

## Precision

10 findings on the 182 corpus notes, all read, 1 doubtful (a prescription that was printed out). Of faults planted by somebody who had not
seen the code 20 of 24 found, none of 15 look-alikes; none in the good notes.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS, lexicon_ids::ORDERS]),
    check: Check::Note(check),
};

/// From how many incomplete orders of one section on they are one finding.
const TOGETHER: usize = 3;

/// How many studies are looked at.
const LOOKED_AT: usize = 60;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found = incomplete(note, true);
    found.retain(|it| !is_later(note, it));
    if note.setting() != Some(Setting::Inpatient) {
        // A tablet is swallowed.
        for it in &mut found {
            it.lack.route &= it.lack.dose || it.lack.frequency;
        }
        found.retain(|it| it.lack != Lack::default());
    }
    let gentle = is_british(note) || is_remote(note);
    if found.len() >= TOGETHER {
        findings.push(report_all(note, &found, gentle));
    } else {
        findings.extend(found.iter().map(|it| report(note, it, gentle)));
    }
    studies(note, findings);
}

/// Whether it is an order of another day: "as prescribed", "start Singulair in about a month".
fn is_later(note: &Note, it: &Incomplete<'_>) -> bool {
    let line = line_at(note, it.medication.name.end);
    let after = note.slice(Span::new(it.medication.name.end, line.end.max(it.medication.name.end)));
    let after = after.trim_start();
    let sentence = sentence_of(note, it.medication.name);
    let before = note.slice(Span::new(
        sentence.start.min(it.medication.name.start),
        it.medication.name.start,
    ));
    // "Cefazolin x 24 h completed": it is over.
    let clause = after.split([';', '\n']).next().unwrap_or_default();
    let clause = clause.split(". ").next().unwrap_or_default();
    let has = |wanted: &[&str]| {
        clause
            .split(|c: char| !c.is_alphabetic())
            .any(|word| wanted.iter().any(|it| word.eq_ignore_ascii_case(it)))
    };
    let over = has(&["completed", "finished"]) && !has(&["until", "till", "when", "once", "if", "after"]);
    // "Entacapone 200 mg with each levodopa dose".
    let lead = before.trim_end().rsplit(' ').next().unwrap_or_default();
    let beside = after.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("dose"))
        && ["each", "every", "with", "before", "after", "per"]
            .iter()
            .any(|it| lead.eq_ignore_ascii_case(it));
    over || beside
        || it.medication.dose.is_none() && is_for_after(before)
        || [
            "as prescribed",
            "in about",
            "in a month",
            "in 1 month",
            "in one month",
            "at the next visit",
        ]
        .iter()
        .any(|it| {
            after
                .get(..it.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(it))
        })
}

/// Whether what stands before a drug tells that it is for the time after the stay, and is ordered then: `expected stay 2 days,
/// then apixaban`, `heparin now; on discharge switch to`.
fn is_for_after(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let last = words.iter().rev().take(5);
    let then = last.clone().any(|word| {
        matches!(
            *word,
            "then" | "later" | "eventually" | "afterwards" | "transition" | "followed"
        )
    });
    let leaves = ["discharge", "stay", "home", "going home", "leaving", "outpatient"];
    let ends = leaves.iter().any(|word| words.contains(word));
    then && ends
        || [
            "discharge on",
            "discharged on",
            "on discharge",
            "at discharge",
            "after discharge",
            "upon discharge",
        ]
        .iter()
        .any(|cue| {
            lower
                .rfind(cue)
                .is_some_and(|at| lower.len() - at <= cue.len() + 40 && !lower[at..].contains(';'))
        })
}

/// What to write for the order of a drug.
fn help(note: &Note, it: &Incomplete<'_>) -> String {
    let drug = note.entry_at(lexicon_ids::DRUGS, it.medication.entry);
    let name = quote(note.slice(it.medication.name), 40);
    let lack = it.lack;
    if lack.reason && !(lack.dose || lack.unit || lack.frequency || lack.route) {
        return format!("say for what: \"{name} … as needed for …\"");
    }
    let mut parts = vec!["dose with unit"];
    if it.medication.route.is_none() && it.medication.form.is_none() {
        parts.push("route");
    }
    parts.push("how often");
    if it.medication.duration.is_none() && !drug.flag("chronic") {
        parts.push("for how long");
    }
    let alert = if drug.flag("high-alert") {
        "; it is a high-alert drug, where a slip does most harm"
    } else {
        ""
    };
    format!(
        "write {name} with {}{alert}",
        crate::rules::support::listing(&parts, "and")
    )
}

fn report(note: &Note, it: &Incomplete<'_>, gentle: bool) -> Finding {
    let written = quote(note.slice(it.medication.span), 60);
    Finding::new(
        it.medication.name,
        format!("The order \"{written}\" lacks {}", named(it.lack)),
    )
    .help(help(note, it))
    .severity(severity(it.lack, gentle || is_otc(note, it.medication)))
}

fn report_all(note: &Note, found: &[Incomplete<'_>], gentle: bool) -> Finding {
    /// How many are named.
    const NAMED: usize = 6;
    let names: Vec<String> = found
        .iter()
        .take(NAMED)
        .map(|it| format!("{} ({})", quote(note.slice(it.medication.name), 30), named(it.lack)))
        .collect();
    let more = if found.len() > NAMED { ", …" } else { "" };
    let slight = gentle || found.iter().all(|it| is_otc(note, it.medication));
    let mut finding = Finding::new(
        found[0].medication.name,
        format!("{} new orders are incomplete: {}{more}", found.len(), names.join(", ")),
    )
    .help("write dose with unit, route and how often of each")
    .severity(if slight { Severity::Info } else { Severity::Warning });
    for it in &found[1..] {
        finding = finding.related(it.medication.name, format!("no {}", named(it.lack)));
    }
    finding
}

/// Scans that are ordered without the part of the body.
fn studies(note: &Note, findings: &mut Vec<Finding>) {
    let scans = note
        .phrases_of(lexicon_ids::BARE_STUDIES)
        .filter(|hit| matches!(note.role_at(hit.span.start), Role::Plan | Role::AssessmentAndPlan));
    for hit in scans.take(LOOKED_AT) {
        if !is_ordered(note, hit) || is_awaited(note, hit) || names_part(note, hit) || is_named_elsewhere(note, hit) {
            continue;
        }
        let entry = note.entry(hit);
        findings.push(
            Finding::new(
                hit.span,
                format!(
                    "\"{}\" is ordered without the part of the body",
                    quote(note.slice(hit.span), 40)
                ),
            )
            .help(
                entry
                    .text("make")
                    .unwrap_or("name the part, the side, the contrast and the question")
                    .to_owned(),
            ),
        );
        return;
    }
}

/// Whether the scan is an order: first in its clause, or behind a verb of ordering.
fn is_ordered(note: &Note, hit: &LexiconHit) -> bool {
    let clause = clause_around(note, hit.span);
    let before = note.slice(Span::new(clause.start, hit.span.start));
    let after = trim(note.slice(Span::new(hit.span.end, clause.end)));
    let assertion = note.assertion(hit.span);
    is_filler(note, before)
        && !note.specifics(part_around(note, hit.span)).has(Specifics::CONDITION)
        && (after.is_empty() || is_filler(note, after) || after.starts_with("to ") || after.starts_with("for "))
        && !matches!(assertion.status, Status::Absent | Status::Historical)
}

/// Whether its result is awaited: `Pending: EEG, MRI`, `Awaiting MRI`.
fn is_awaited(note: &Note, hit: &LexiconHit) -> bool {
    let line = line_at(note, hit.span.start);
    let before = note.slice(Span::new(line.start.min(hit.span.start), hit.span.start));
    let section = note.section_at(hit.span.start).and_then(|ix| note.section_id(ix));
    section.is_some_and(|id| id == "pending-results")
        || ["pending", "awaiting", "awaited", "outstanding", "still to come"]
            .iter()
            .any(|it| {
                before
                    .get(..before.len().min(40))
                    .is_some_and(|start| start.to_ascii_lowercase().contains(it))
            })
}

/// Whether another place of the note names the same scan with its part: `MRI brain with epilepsy protocol`.
fn is_named_elsewhere(note: &Note, hit: &LexiconHit) -> bool {
    let written = note.slice(hit.span);
    let same = |other: &&LexiconHit| other.span != hit.span && note.slice(other.span).eq_ignore_ascii_case(written);
    note.phrases_of(lexicon_ids::BARE_STUDIES)
        .filter(same)
        .take(LOOKED_AT)
        .any(|other| {
            let clause = clause_around(note, other.span);
            let part = |lexicon| note.phrases_in(lexicon, clause).next().is_some();
            matches!(note.role_at(other.span.start), Role::Plan | Role::AssessmentAndPlan)
                && (part(lexicon_ids::BODY_PARTS) || part(lexicon_ids::STUDIED_PARTS))
        })
}

/// Whether the part of the body is told: in the step, in the title of its problem, or in the only problem.
fn names_part(note: &Note, hit: &LexiconHit) -> bool {
    let sentence = sentence_of(note, hit.span);
    let step = item_at(note, hit.span.start).map_or(sentence, |it| it.span.cover(sentence));
    let part = |span: Span| {
        note.phrases_in(lexicon_ids::BODY_PARTS, span).next().is_some()
            || note.phrases_in(lexicon_ids::STUDIED_PARTS, span).next().is_some()
    };
    let assessment = note.assessment();
    let problem = item_at(note, hit.span.start).and_then(|it| it.problem);
    // Prose names it in the sentence before.
    part(step)
        || part(line_at(note, hit.span.start))
        || match problem.and_then(|at| assessment.problems.get(at as usize)) {
            Some(problem) => {
                part(problem.title)
                    || problem
                        .plan
                        .iter()
                        .take(12)
                        .any(|at| part(assessment.plan[*at as usize].span))
            }
            // A flat plan: the assessment tells, where it has one problem.
            None => {
                let mut problems = assessment.diseases();
                problems.next().is_some_and(|it| part(it.title)) && problems.next().is_none()
            }
        }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn plan(order: &str) -> String {
        format!("## HPI\n\n60-year-old man with cough.\n\n## Assessment\n\nFatigue.\n\n## Plan\n\n{order}\n")
    }

    #[test]
    fn incomplete_orders() {
        let orders = [
            "- Start metoprolol",
            "Start lisinopril daily.",
            "Prescribe amoxicillin 500 mg.",
            "1. CAP: ceftriaxone and azithromycin started",
            "Will begin apixaban for stroke prevention",
            "- Amoxicillin-clavulanate for 7 days",
            "Give prednisone for 5 days",
            "Commence ramipril",
            "- VTE - enoxaparin SC. TEDs.",
            "- Agitation: lorazepam as needed.",
            "- Vomiting: ondansetron IV.",
            "CT scan, enoxaparin, f/u with pcp",
            "CBC, ceftriaxone, fluids",
            "Chest X-ray, oxygen, azithromycin",
            "Admit, levofloxacin, blood cultures.",
        ]
        .map(plan);
        speaks(&RULE, &orders.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let orders = [
            "- Continue lisinopril",
            "- Aspart correction with meals while on dexamethasone",
            "- Insulin aspart 1:8 with meals",
            "- Bumetanide 2 mg IV x1",
            "- Intubate if she tires: ketamine 80 mg + rocuronium 70 mg",
            "- Iron sucrose 200 mg IV on 3/14",
            "- Benzylpenicillin 1.2 g IV 4-hrly until 14/3",
            "Knee: steroid inj today 40 mg triamcinolone with 4 mL lidocaine 1%, tolerated.",
            "Prophylaxis: cefazolin x 24h completed.",
            "Add entacapone 200 mg four times a day with each levodopa dose.",
            "Expected stay 2 days, then apixaban for at least 3 months, hematology in 4 weeks.",
            "Home in 2 days, later apixaban for 3 months.",
            "Discharge on apixaban for 3 months when stable.",
            "After discharge apixaban for six months, hematology clinic.",
            "Risk explained, warfarin, and its alternatives.",
            "We talked at length about the risks of clots with her and the family, warfarin, and other choices.",
            "Chest X-ray, acetaminophen, follow up with the clinic",
            "Rest, fluids, ibuprofen",
            "Options: observation, colchicine, or injection",
            "- Hold metformin",
            "- Stop ibuprofen",
            "- Consider adding amlodipine",
            "- Avoid NSAIDs and aspirin",
            "- Paracetamol and fluids",
            "- Start amoxicillin 500 mg TID for 7 days",
            "- If no better, start prednisone",
            "- Lovenox 40 mg SC daily",
            "- IV normal saline 1 L bolus",
            "- Heparin drip per protocol",
            "- Sedation: start propofol and fentanyl gtt, RASS goal -1",
            "- Flu shot today",
            "- Ondansetron 4 mg IV q6h PRN nausea",
            "- Discussed risks of warfarin",
            "- Norepinephrine 5 mcg/min",
            "- Ceftriaxone 1 g IV once",
            "- Trend digoxin level",
            "- Lisinopril was refilled today.",
            "- Varenicline discussed; will decide by next visit",
            "- Add KCl 20 mEq to each liter",
            "- Clarithromycin caused angioedema in 2015",
            "- Magnesium 4 g IV over 20 minutes, then 2 g/h",
            "- KCl 40 mEq PO and magnesium sulfate 2 g IV today",
            "- Ipratropium 0.5 mg with albuterol 2.5 mg by nebulizer every 6 hours",
            "- Albuterol 2.5 mg neb every 20 minutes for three doses",
            "- Add spironolactone 12.5 mg if potassium stays below 5",
            "- RhoGAM 300 mcg IM at 28 weeks",
            "- Enoxaparin not needed (walking, under 24 h)",
            "- IV 1 L 5% dex/0.45 saline + 40 mmol KCl over 10 h",
            "- If LDL stays above 100, atorvastatin 20 mg",
            "- Nausea: ondansetron 4 mg ODT every 8 hours as needed",
            "- Tenecteplase 18 mg IV at 09:32 (0.25 mg/kg)",
            "- Varenicline recommended, he will think about it",
            "- Atorvastatin to be started by PCP",
            "- Change to ciprofloxacin 500 mg PO every 12 hours for 5 days; not trimethoprim-sulfamethoxazole, because of the kidney injury",
            "- Cefazolin and metronidazole ended within 24 hours of surgery; none now",
            "- Kenalog 40 mg with 4 mL lidocaine into the right shoulder",
        ]
        .map(plan);
        silent(&RULE, &orders.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn said_elsewhere() {
        silent(
            &RULE,
            &[
                "## Medications\n\nMetformin 500 mg twice daily\n\n## Assessment\n\nDiabetes.\n\n## Plan\n\nStart metformin again.\n",
                "## HPI\n\nIn the ED she was started on amoxicillin and ibuprofen.\n\n## Assessment\n\nTonsillitis.\n\n## Plan\n\nRest.\n",
            ],
        );
    }

    #[test]
    fn many_are_one_finding() {
        let text = plan("- Start metoprolol\n- Start lisinopril\n- Start apixaban");
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0]
                .message
                .starts_with("3 new orders are incomplete: metoprolol (dose"),
            "{found:#?}"
        );
        let one = run(&RULE, &plan("- Start apixaban"));
        assert!(
            one[0].help.as_deref().is_some_and(|it| it.contains("high-alert")),
            "{one:#?}"
        );
    }

    #[test]
    fn scans() {
        for order in [
            "- Order MRI",
            "- CT scan",
            "- X-ray",
            "- Get an ultrasound",
            "- CT with contrast",
            "- MRI today",
        ] {
            assert_eq!(hits(&RULE, &plan(order)).len(), 1, "{order}");
        }
        let clear = [
            "- MRI brain",
            "- CT abdomen and pelvis",
            "- CXR",
            "- X-ray of the left wrist",
            "- CT-PA",
            "- CT head without contrast",
            "- Await MRI report",
            "- No CT needed",
            "- CT scan of the abdomen",
            "- Renal ultrasound",
            "- LP after CT",
            "- MRI showed a mass",
            "- CT KUB",
            "- Echo",
            "- Doppler of the leg",
            "- Pending: EEG, MRI",
            "- MRI brain with epilepsy protocol tomorrow\n- Home when the EEG is read\n- MRI",
        ]
        .map(plan);
        silent(&RULE, &clear.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &["Assessment and Plan:\n1. Left knee pain\n- MRI\n- Physical therapy twice weekly\n"],
        );
    }
}
