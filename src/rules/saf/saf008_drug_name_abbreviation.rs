//! SAF008: an abbreviated drug name that stands for two drugs, or is read as another.

use crate::grammar::lexicon_ids;
use crate::rules::abbreviations::{report, uses_to_report};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF008",
    name: "drug-name-abbreviation",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "strict",
        default: OptionDefault::Bool(false),
        doc: "Also report abbreviations that are only house style, and those usual in Britain: `KCl`, `DDAVP`, `TMP/SMX`, `GTN`.",
    }],
    fix: Some(Applicability::Safe),
    sources: &[
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024): drug names",
        "The Joint Commission, abbreviations considered for the \"Do Not Use\" list: abbreviations of drug names",
    ],
    summary: "The name of a drug is abbreviated in a way that can be read as another drug (HCTZ, MTX, TXA, vanc).",
    docs: r#"
## What it does

Reports abbreviations of drug names that stand for two drugs or were taken for another one (`HCTZ`, `MTX`, `AZT`,
`TXA`, `tPA`, `5-FU`, `T3`), stems (`levo`, `vanc`), and mixtures known by a nickname (banana bag, GI cocktail). Only
where a drug is meant: `HCT` not among the blood counts, `T3` not the hormone or the vertebra, `INH` not a puff, `PCN`
not a nephrostomy, `ASA` not the anesthesia class, `APAP` not the sleep apnea device. One finding for each name and
note. The other rules read the abbreviation as the drug all the same.

## Why it matters

HCTZ 50 mg was given as hydrocortisone 50 mg, tranexamic acid and alteplase were exchanged because of TXA and tPA,
methotrexate and mitoxantrone because of MTX. The writer always knows which drug is meant; the reader at night does
not.

## How to fix

Write the generic name in full. The fix does so where the abbreviation has one meaning.

```bad
## Medications

- HCTZ 25 mg PO daily
- MTX 15 mg PO every Monday
```

```bad
## Plan

1. Heavy bleeding: TXA 1 g IV now over 10 minutes.
```

```good
## Medications

- Hydrochlorothiazide 25 mg PO daily

## Labs

Hgb 12.1, HCT 36. Free T3 normal.

## Plan

1. Obstructive sleep apnea: continue APAP at 5-15 cm H2O.
```

## Precision

None on 182 corpus notes; 4 on 103 good notes (`HCTZ`, `APAP`, `PNV`, `PCN`), each on the list or a mild warning. Of
18 planted names 18 were found. Measured on 64 wordings and 44 look-alikes (blood counts, hormones, vertebrae, stages,
devices, mothers), which are tests beside the rule.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUG_ABBREVIATIONS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let found = uses_to_report(
        context.note,
        lexicon_ids::DRUG_ABBREVIATIONS,
        None,
        context.flag("strict"),
    );
    report(found, findings);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Applicability;
    use crate::rules::support::testing::{fixed, hits, run, silent_under, speaks_under};

    #[test]
    fn it_is_found_in_orders() {
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "HCTZ 12.5 mg daily",
                "MTX 20 mg weekly",
                "AZT 300 mg BID",
                "PNV 1 tab daily",
                "6MP 50 mg daily",
                "Oxycodone/APAP 5/325",
                "ASA 81 mg",
                "ASA daily",
                "Norflox 400 mg BID",
            ],
        );
        speaks_under(&RULE, "## Past Medical History", &["HTN on HCTZ"]);
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "hold HCTZ",
                "CPZ 10 mg IV for nausea",
                "TXA 1 g IV over 10 min",
                "tPA given at 14:20",
                "IV tPA administered",
                "TNK 25 mg IV bolus",
                "PTU 50 mg TID",
                "T3 1 tab q6h prn pain",
                "TAC 0.1% ointment BID",
                "IV vanc and Zosyn",
                "5-FU 400 mg/m2",
                "Levo 500 mg IV daily",
                "levo at 10 mcg/min",
                "Neo 50 mcg/min",
                "APAP 650 mg q6h",
                "PCN VK 500 mg QID",
                "ASA 325 mg chewed",
                "NTG 0.4 mg SL",
                "INH 300 mg daily with B6 for LTBI",
                "MOM 30 mL qhs prn constipation",
                "EPO 10,000 units weekly",
                "banana bag in ED",
                "GI cocktail with relief",
                "B52 for agitation",
                "magic mouthwash prn",
                "nitro drip at 10 mcg/min",
                "Na bicarb 50 mEq IV",
                "ZnSO4 220 mg daily",
                "CTX 1 g IV daily",
                "continue Pit at 4 mU/min for augmentation of labor",
                "HCT 25 mg daily",
                "start AZA 50 mg daily",
                "NoAC for AF",
                "OXY 5 mg q4h prn",
                "CBZ 200 mg BID",
            ],
        );
        speaks_under(&RULE, "## HPI", &["RA on MTX since 2018"]);
        speaks_under(
            &RULE,
            "## Hospital Course",
            &["received tPA 0.9 mg/kg", "given vanco 1 g"],
        );
        speaks_under(&RULE, "## Allergies", &["PCN - rash", "Allergic to PCN (hives)"]);
    }

    #[test]
    fn what_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Labs",
            &[
                "Hgb 12, HCT 36, Plt 200. HCT stable at 30.",
                "free T3 2.5, T3 normal, T4 1.1",
                "EPO level 20",
            ],
        );
        silent_under(
            &RULE,
            "## Imaging",
            &[
                "T3 compression fracture; T3N1M0; lesion at T3",
                "HCT negative (head CT)",
            ],
        );
        silent_under(
            &RULE,
            "## HPI",
            &[
                "OSA on APAP 5-15 cm H2O nightly",
                "MOM at bedside; mom says he is well",
                "mom 500 miles away",
                "Vaccines: DPT, IPV",
                "bull pit fighter",
            ],
        );
        silent_under(
            &RULE,
            "## Plan",
            &[
                "PCN tube exchange; bilateral PCN in place for hydronephrosis",
                "CTX every 3 min on toco",
                "oxy via mask; OXY 98%",
                "Not a tPA candidate; outside tPA window",
                "ctx to PCP office",
                "CPM machine for the knee",
                "IVIG 2 g/kg; BID PO IV",
            ],
        );
        silent_under(
            &RULE,
            "## Past Medical History",
            &["ASA class II; 5-ASA 800 mg TID", "levoscoliosis; neoplasm; neonate"],
        );
        silent_under(&RULE, "## Procedure", &["ASA 3. ASA II.", "MMF of mandible fracture"]);
        silent_under(
            &RULE,
            "## Medications",
            &[
                "albuterol INH 2 puffs",
                "losartan-HCT 50-12.5 mg",
                "Diovan HCT 160-12.5 mg",
            ],
        );
        silent_under(
            &RULE,
            "## Physical Exam",
            &["TAC; DPT vaccine at 2 months", "pit in the sternum; armpit"],
        );
    }

    #[test]
    fn the_fix_writes_the_name() {
        for (before, after) in [
            ("start HCTZ 25 mg daily", "start hydrochlorothiazide 25 mg daily"),
            ("HCTZ 25 mg daily", "Hydrochlorothiazide 25 mg daily"),
            ("continue MTX 15 mg weekly", "continue methotrexate 15 mg weekly"),
            ("given TXA 1 g IV", "given tranexamic acid 1 g IV"),
            ("START HCTZ 25 MG DAILY", "START HYDROCHLOROTHIAZIDE 25 MG DAILY"),
            ("AZT 300 mg BID", "AZT 300 mg BID"),
            ("T3 1 tab every 6 hours", "T3 1 tab every 6 hours"),
        ] {
            let text = format!("## Plan\n\n- {before}\n");
            assert_eq!(
                fixed(&RULE, &text, Applicability::Safe),
                format!("## Plan\n\n- {after}\n")
            );
        }
        let text = "## Medications\n\n- HCTZ 25 mg daily\n\n## Plan\n\n1. Hypertension: stop HCTZ, start amlodipine.\n";
        assert_eq!(hits(&RULE, text), ["HCTZ"]);
        assert_eq!(run(&RULE, text)[0].related.len(), 1);
    }

    #[test]
    fn it_is_found_in_tables_capitals_and_prose() {
        speaks_under(
            &RULE,
            "## Medications",
            &["ASA 81mg PO qd", "| Drug | Dose |\n|---|---|\n| HCTZ | 25 mg |"],
        );
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "hold ASA and Plavix before the procedure",
                "s/p tPA at OSH",
                "check MTX level",
                "NTG SL prn chest pain",
                "Levo gtt at 8 mcg/min, Neo gtt at 60",
                "5FU cream",
                "TNK per stroke protocol",
                "Allergies reviewed: PCN. Start HCTZ.",
            ],
        );
        speaks_under(&RULE, "## Hospital Course", &["loaded with ASA 325 mg", "vanc/Zosyn"]);
        speaks_under(
            &RULE,
            "## HPI",
            &["given IV tPA at 09:10", "RIPE: INH 300 mg, RIF, PZA, EMB"],
        );
        speaks_under(&RULE, "## Allergies", &["ASA - hives; PCN - anaphylaxis"]);
    }

    #[test]
    fn what_else_looks_alike_is_spared() {
        silent_under(&RULE, "## Procedure", &["Anesthesia: general, ASA 2", "ASA class: III"]);
        silent_under(
            &RULE,
            "## Physical Exam",
            &["PCN in place, draining", "oxy sat 98", "levo rotation", "3+ pit edema"],
        );
        silent_under(
            &RULE,
            "## HPI",
            &[
                "Mom gave Tylenol. MOM STATES HE IS WELL",
                "his mom 500 mg? no",
                "T3 N0 M0 colon cancer; T3 paraplegia",
                "Neo Synephrine spray; neo-adjuvant",
                "ctx q 5 min since 3 am",
            ],
        );
        silent_under(
            &RULE,
            "## Labs",
            &["HCT 25, HCT 24.0%", "T3 80 ng/dL, T3 1.2", "APAP level <10"],
        );
        silent_under(
            &RULE,
            "## Imaging",
            &["CT head (HCT) without bleed", "MMF screws; CPM at 60 degrees"],
        );
        silent_under(&RULE, "## Plan", &["dTaP, DPT #3 given"]);
        silent_under(&RULE, "## ROS", &["pit of stomach pain"]);
    }
}
