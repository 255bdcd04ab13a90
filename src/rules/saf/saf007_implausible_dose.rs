//! SAF007: a dose that is ten times off, in the wrong unit, daily instead of weekly, or given the wrong way.

use std::collections::{HashMap, HashSet};

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus};
use crate::rules::dose_faults::{Fault, Key, fault};
use crate::rules::{Check, Context, Family, Finding, Related, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF007",
    name: "implausible-dose",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "FDA-approved prescribing information (maximum single and daily doses), DailyMed",
        "British National Formulary and BNF for Children (maximum doses by weight)",
        "ISMP List of High-Alert Medications; ISMP Targeted Medication Safety Best Practices",
    ],
    summary: "A dose is far outside what is usual: ten times off, mg for mcg, daily for weekly, the wrong route.",
    docs: r#"
## What it does

Compares every dose that is taken, ordered or given with the usual range of that drug and route. It reports

- a dose more than twice the usual maximum at once, or in a day by its frequency (mildly up to three times, as an error from ten times on or where the unit is a thousand times off);
- a tenth of the usual minimum or less in an adult;
- a drug that is measured in units written in mg;
- a dose in mg/kg far above the usual, one that does not agree with the weight in the note, and a child's dose that is too much for that weight;
- a weekly or monthly drug written daily (methotrexate, alendronate, semaglutide …);
- a few routes that kill or maim: potassium by IV push, benzathine penicillin IV, vincristine intrathecal.

Not compared: infusion rates, doses for each square metre, totals and maximums ("no more than 4 g a day"), combinations (`5/325`), creams, drops and patches, fluids, chemotherapy, what somebody swallowed in an overdose, stopped drugs; a loading dose counts only when it is ten times too much.

The ranges are broad and from drug labels. They catch slips of the pen; they are no dosing advice, and a finding is no verdict on care.

## Why it matters

Ten times too much is the classic fatal error: a lost decimal point, mg for mcg, a weekly drug taken daily. It is written in a second, and every later reader copies it.

## How to fix

Look the drug up and write drug, dose, unit, route and frequency anew. If the unusual dose is meant, say why: "opioid-tolerant", "loading dose", "per oncology protocol".

```bad
## Medications

- Levothyroxine 50 mg PO daily
- Lisinopril 10 mg PO daily
```

```bad
## Assessment and Plan

1. Rheumatoid arthritis: methotrexate 15 mg PO daily with folic acid 1 mg daily
2. Pain: acetaminophen 1,000 mg PO every 4 hours
```

```good
## Medications

- Levothyroxine 50 mcg PO daily
- Methotrexate 15 mg PO once weekly, folic acid 1 mg daily
- Acetaminophen 1,000 mg PO every 8 hours as needed for pain, no more than 3 g a day
- Metformin 2,000 mg PO daily
```

```good
## HPI

34-year-old woman brought in after an overdose: she took acetaminophen 15 g three hours ago.

## Plan

N-acetylcysteine 150 mg/kg IV over 1 hour, then per protocol. Norepinephrine 5 mcg/min.
```

## Precision

No finding on the 182 corpus notes nor on the good notes. Of faults planted by somebody who had not seen the code 20 of 20 found (18 at first sight), none of 15 look-alikes reported. Of some 230 plants of the author's own about 220 are found and none of 330 look-alikes (loads, depots, rates, patches, combinations, totals, overdoses) is reported. Doses up to twice the label's maximum are never reported, and a decimal slip that stays inside the range (2.5 mg for 25 mg of a drug given in both) cannot be seen.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let medications = note.medications();
    let mut faults: Vec<Fault> = Vec::new();
    let mut known: HashSet<Key> = HashSet::new();
    for (at, medication) in medications.iter().enumerate() {
        if is_compared(note, medication)
            && let Some(fault) = fault(note, medications, at, &|key| known.contains(key))
        {
            known.insert(fault.key);
            faults.push(fault);
        }
    }
    // Where the finding for a fault stands, so that the same fault again is told with it.
    let mut told: HashMap<_, usize> = HashMap::new();
    for fault in faults {
        let place = place(&medications[fault.at]);
        if let Some(known) = told.get(&fault.key) {
            let again = Related {
                message: "the same dose again".into(),
                span: place,
            };
            findings[*known].related.push(again);
            continue;
        }
        told.insert(fault.key, findings.len());
        findings.push(
            Finding::new(place, fault.message)
                .help(fault.help)
                .severity(fault.severity),
        );
    }
}

/// The dose, or the name where none is written.
fn place(medication: &Medication) -> Span {
    medication.dose.map_or(medication.name, |dose| dose.span)
}

/// Whether somebody takes, gets or is to get it.
fn is_compared(note: &Note, medication: &Medication) -> bool {
    use MedicationStatus::{Changed, Continued, Given, Held, Home, NotTaken, Ordered};
    match medication.status {
        Home | Ordered | Continued | Changed | Held | Given => true,
        // "If no better, start …": only as far as it is an order.
        NotTaken => {
            let planned = matches!(medication.role, Role::Plan | Role::AssessmentAndPlan);
            let considered = medication.verb.is_some_and(|verb| {
                note.phrases_in(lexicon_ids::MEDICATION_VERBS, verb).any(|hit| {
                    hit.span == verb && matches!(note.grammar.category(hit), "consider" | "start" | "change")
                })
            });
            planned && considered && (medication.frequency.is_some() || medication.route.is_some())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Severity;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    /// A note whose list of drugs holds this line.
    fn listed(line: &str) -> String {
        format!("## HPI\n\n58-year-old man, cough for 3 days.\n\n## Medications\n\n- {line}\n\n## Plan\n\nRest.\n")
    }

    /// A note whose plan holds this order.
    fn ordered(line: &str) -> String {
        format!("## HPI\n\n58-year-old woman, unwell for 3 days.\n\n## Plan\n\n- {line}\n")
    }

    /// A note on a child of 12 kg with this plan.
    fn child(line: &str) -> String {
        format!("---\npatient-weight: 12 kg\n---\n## HPI\n\n2-year-old boy with fever.\n\n## Plan\n\n{line}\n")
    }

    fn speaks_in(notes: &[String]) {
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    fn silent_in(notes: &[String]) {
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn slips_in_lists() {
        speaks_in(
            &[
                "levothyroxine 50 mg PO daily",
                "digoxin 125 mg PO daily",
                "Digoxin 0.25 g daily",
                "amlodipine 100 mg PO daily",
                "warfarin 25 mg daily",
                "metformin 5 g BID",
                "insulin glargine 300 units nightly",
                "insulin lispro 150 units before meals",
                "Lantus 20 mg at bedtime",
                "methotrexate 15 mg PO daily",
                "methotrexate 7.5 mg BID",
                "alendronate 70 mg PO daily",
                "vitamin D 50,000 units daily",
                "Ozempic 5 mg weekly",
                "Ozempic 0.5 mg daily",
                "acetaminophen 1,000 mg PO every 4 hours",
                "paracetamol 10 g QDS",
                "ibuprofen 6000 mg TID",
                "tamsulosin 40 mg daily",
                "lisinopril 0.1 mg daily",
                "digoxin 0.125 mcg daily",
                "metformin 5 mg BID",
                "colchicine 0.6 mg q2h",
                "folic acid 400 mg daily",
                "amlodipine 10 mg QID",
                "tiotropium 18 mg inhaled daily",
            ]
            .map(listed),
        );
    }

    #[test]
    fn slips_in_orders() {
        speaks_in(
            &[
                "fentanyl 100 mg IV once",
                "hydromorphone 8 mg IV every 4 hours as needed",
                "potassium chloride 40 mEq IV push now",
                "benzathine penicillin G 2.4 million units IV once",
                "promethazine 25 mg IV q6h prn nausea",
                "Metoprolol 50 mg IV now",
                "heparin 50,000 units SC q8h",
                "ceftriaxone 1 mg IV daily",
                "cefazolin 2 mg IV q8h",
                "epinephrine 0.3 mg IV for anaphylaxis",
                "Epinephrine 3 mg IM now for anaphylaxis",
                "ibuprofen 800 mg every 3 hours",
                "haloperidol 50 mg IM now",
                "Increase lisinopril from 20 mg to 400 mg daily.",
                "If it does not settle, start amlodipine 100 mg PO daily",
                "We will start her on amlodipine 50 milligrams once a day.",
                "penicillin V 5 g QDS 10/7",
            ]
            .map(ordered),
        );
    }

    #[test]
    fn doses_by_weight() {
        speaks_in(
            &[
                "amoxicillin 450 mg/kg/day divided BID for 10 days",
                "acetaminophen 150 mg/kg PO q6h prn fever",
                "ibuprofen 10 mg/kg (1,200 mg) PO q6h prn",
                "Acetaminophen 650 mg PO q4h",
                "amoxicillin 2,000 mg PO BID for 10 days",
            ]
            .map(child),
        );
        silent_in(
            &[
                "amoxicillin 90 mg/kg/day divided BID (540 mg BID) for 10 days",
                "acetaminophen 15 mg/kg (180 mg) q6h prn",
                "dexamethasone 0.6 mg/kg (7.2 mg) PO once",
                "isotretinoin 10 mg daily, cumulative goal 120-150 mg/kg",
                "amoxicillin 400 mg/5 mL, 6.5 mL BID for 10 days",
                "ondansetron 2 mg ODT once",
                "albuterol 2.5 mg neb q4h",
                "epinephrine 0.15 mg IM",
                "prednisolone 15 mg daily for 5 days",
                "ibuprofen 5-10 mg/kg every 6 hours",
            ]
            .map(child),
        );
    }

    #[test]
    fn usual_doses() {
        silent_in(
            &[
                "levothyroxine 0.05 mg PO daily",
                "digoxin 125 mcg daily",
                "hydrocodone/acetaminophen 5/325 mg 1-2 tabs q6h prn",
                "Percocet 5-325 mg, 30 tablets",
                "metformin 2000 mg daily",
                "gabapentin 3600 mg daily in divided doses",
                "insulin glargine 110 units nightly",
                "Humulin R U-500 150 units TID",
                "methotrexate 15 mg PO weekly",
                "methotrexate 2.5 mg tablets, 6 tablets every Monday",
                "ergocalciferol 50000 units once weekly for 8 weeks",
                "vitamin D3 125 mcg daily",
                "fentanyl patch 25 mcg/h every 72 hours",
                "morphine ER 60 mg PO q12h",
                "acetaminophen 1000 mg TID, max 3 g a day",
                "timolol 0.5% 1 drop both eyes BID",
                "hydrocortisone 2.5% cream BID",
                "estradiol patch 0.05 mg/24h twice weekly",
                "albuterol HFA 90 mcg 2 puffs q4h prn",
                "Advair 250/50 1 puff BID",
                "Abilify Maintena 400 mg IM every 4 weeks",
                "haloperidol decanoate 200 mg IM monthly",
                "octreotide LAR 30 mg IM monthly",
                "low-dose naltrexone 4.5 mg nightly",
                "cyanocobalamin 5000 mcg daily",
                "prednisone 60 mg daily, taper by 10 mg every 3 days",
                "cetirizine 20 mg BID",
                "warfarin 5 mg daily, 7.5 mg on Mondays",
                "phenylephrine 10 mg PO q4h prn",
                "Rybelsus 14 mg daily",
                "Senna 2 tabs BID + PEG 17 g daily",
                "docusate 1 capsule BID, MOM 30 mL daily",
            ]
            .map(listed),
        );
        silent_in(
            &[
                "Limit acetaminophen to 4 g daily",
                "avoid acetaminophen more than 4 g per day",
                "clopidogrel 600 mg load, then 75 mg daily",
                "heparin infusion 18 units/kg/h after 80 units/kg bolus",
                "nitroglycerin drip 50 mcg/min",
                "magnesium sulfate 4 g IV over 20 minutes, then 2 g/h",
                "potassium chloride 20 mEq in 1 L NS bolus",
                "penicillin G 4 million units IV q4h",
                "MiraLAX 238 g for bowel prep",
                "levetiracetam 60 mg/kg load (4500 mg)",
                "oxytocin 2 mU/min",
                "epinephrine 1 mg IV every 3 minutes during CPR",
                "lidocaine 1% with epinephrine 1:100,000, 10 mL",
                "N-acetylcysteine 150 mg/kg (12 g) IV over 1 hour",
                "lispro 4 units with meals or 1 unit per 12 g of carbohydrate",
                "insulin aspart 1 unit for each 10 g carbs at breakfast",
                "methotrexate 1 g/m2",
                "R-CHOP: cyclophosphamide 750 mg/m2, prednisone 100 mg days 1-5",
                "No need for morphine 400 mg.",
            ]
            .map(ordered),
        );
    }

    #[test]
    fn stories_are_no_orders() {
        silent(
            &RULE,
            &[
                "## HPI\n\nHe ingested 10 g of paracetamol at 14:00.\n",
                "## HPI\n\nOverdose of amlodipine 100 mg two hours ago.\n",
                "## HPI\n\nShe accidentally took metformin 5000 mg yesterday.\n",
                "## HPI\n\nDigoxin 125 mg was stopped last year.\n",
                "## Family History\n\nMother takes levothyroxine 75 mg.\n",
            ],
        );
    }

    #[test]
    fn what_is_told() {
        let found = run(&RULE, &listed("levothyroxine 50 mg PO daily"));
        assert_eq!(found[0].severity, Some(Severity::Error));
        assert_eq!(
            found[0].message,
            "levothyroxine 50 mg is 167 times the usual maximum at once (300 mcg, drug label)"
        );
        assert!(
            found[0]
                .help
                .as_deref()
                .is_some_and(|help| help.starts_with("was 50 mcg meant?"))
        );
        assert_eq!(hits(&RULE, &listed("lisinopril 100 mg daily")), ["100 mg"]);
        // The same dose twice is one finding.
        let twice = "## Medications\n\n- digoxin 125 mg daily\n\n## Plan\n\nContinue digoxin 125 mg daily.\n";
        let found = run(&RULE, twice);
        assert_eq!((found.len(), found[0].related.len()), (1, 1));
    }

    #[test]
    fn limits_and_restated_tablets_multiply_nothing() {
        silent_in(&[
            child("acetaminophen 14 mg/kg = 170 mg PO every 6 hours as needed for fever, maximum 4 doses in 24 hours"),
            listed("metformin extended release 2,000 mg PO once daily with breakfast (four tablets of 500 mg)"),
        ]);
        speaks_in(&[listed("metformin extended release 2,000 mg PO once daily, 4 tablets")]);
    }
}
