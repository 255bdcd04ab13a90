//! SAF001: an abbreviation of the Joint Commission's "Do Not Use" list.

use crate::grammar::lexicon_ids;
use crate::rules::abbreviations::{report, units, uses_to_report};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF001",
    name: "do-not-use-abbreviation",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &[
        "The Joint Commission, Official \"Do Not Use\" List of abbreviations (2004, affirmed 2005; IM.02.02.01)",
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)",
    ],
    summary: "An abbreviation that no order may hold: U, IU, QD, QOD, MS, MSO4, MgSO4.",
    docs: r#"
## What it does

Reports the seven abbreviations of the Joint Commission's "Do Not Use" list, in the dangerous sense only: `U` and `IU`
behind the number of a dose (not in `45 U/L`, `U/A`, `URI` or `U-500`), `QD` and `QOD` in any spelling (not `QDS`),
`MSO4` and `MgSO4`, and `MS` where a dose, a route or a pump shows that a drug is meant (not multiple sclerosis,
mental status or a medical student). In orders, plans and lists of drugs it is an error, elsewhere a warning. One
finding for each abbreviation and note; its fix mends all places, and is safe but for `MS`, where only the writer
knows which drug is meant. Trailing zeros (SAF003) and naked decimal points (SAF004) of the same list are rules of
their own.

## Why it matters

`10U` was given as 100 units of insulin, `QD` as QID, and magnesium for morphine. These are the abbreviations that
harmed so many patients that accredited hospitals may not use them in any order or note on medications, handwritten or
typed.

## How to fix

Write the word: units, daily, every other day, morphine, magnesium sulfate.

```bad
## Medications

- Lisinopril 20 mg PO QD
- Insulin glargine 10 U at bedtime
```

```bad
## Plan

1. Renal colic: MS 4 mg IV every 4 hours as needed for pain, tamsulosin 0.4 mg daily.
```

```good
## Medications

- Lisinopril 20 mg PO daily
- Insulin glargine 10 units at bedtime

## Labs

U/A: negative. ALT 45 U/L.
```

## Precision

3 findings on 182 corpus notes, all read, none wrong; 2 on 103 good notes (`vitamin D 400 IU`), both right by the
list. Of 17 planted abbreviations 17 were found. Measured on some 70 wordings and 50 look-alikes (results, `U/A`,
multiple sclerosis, mental status, students, alcohol), which are tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found = uses_to_report(note, lexicon_ids::UNSAFE_ABBREVIATIONS, Some("official"), false);
    found.extend(units(note, "official", false));
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
            "## Plan",
            &[
                "Start Lantus 12u at bedtime.",
                "Humulin R 6U SC now.",
                "insulin gtt at 5 U/hr",
                "Heparin 18 U/kg/hr, bolus 80 U/kg.",
                "Give 10 U regular insulin with D50 for K 6.8.",
                "2U PRBCs transfused overnight",
                "Botox 100 U injected into the detrusor",
                "pitocin 20 U in 1 L LR",
                "Penicillin G 2.4 million U IM once",
                "Vasopressin 0.04 U/min",
                "hCG 5000 IU IM trigger",
                "Rhogam 1500 IU IM",
                "Wound care QD with wet-to-dry dressings.",
                "check BMP QD",
                "MS 2-4 mg IV q4h prn pain",
                "MS 10mg IM x1",
                "Given 4 mg IV MS in the ED with relief.",
                "MS PCA for postoperative pain",
                "start MS drip, titrate to comfort",
                "Received 2 mg of MS and 4 mg of Zofran.",
                "MS 2 g IV over 20 min for torsades",
                "IV MS as needed for breakthrough pain",
                "MSO4 2 mg IV q2h prn",
                "MgSO4 4 g IV load then 2 g/h",
                "MS04 4mg IV",
                "Mg SO4 2 gm IV",
                "pain control with PO MS",
                "Factor VIII 2000 IU IV q12h",
                "1. DM2: glargine ↑ 22U",
            ],
        );
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "NPH 20U AM, 10U PM",
                "Glargine - 30 U qhs",
                "Vit D3 1000 IU daily",
                "ergocalciferol 50,000IU weekly",
                "Cholecalciferol 2000 I.U. PO daily",
                "ASA 81 MG PO QD",
                "Zoloft 50 mg p.o. q.d.",
                "Zoloft 50 mg p.o. q.d",
                "Prednisone 20 mg q.o.d.",
                "lasix 40 mg QOD",
                "omeprazole 20mg qday",
                "omeprazole 20 mg q day",
                "aspirin 81 Q D",
                "Insulin aspart 4u TID AC",
            ],
        );
        speaks_under(
            &RULE,
            "## HPI",
            &[
                "She takes lisinopril 10 mg qd and metformin.",
                "In the ED he got 8u regular insulin.",
            ],
        );
        speaks_under(&RULE, "## Allergies", &["MS - hives"]);
    }

    #[test]
    fn what_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Labs",
            &[
                "ALT 45 U/L, AST 30 U/L, lipase 60 U/L",
                "CK 1200 U",
                "TSH 2.1 mIU/L, hCG 1200 mIU/mL, IgE 200 IU/mL",
                "U/A negative; UA 1+ protein",
                "alk phos 120 IU/L",
                "LDH 240 U, GGT 55 U, amylase 88 U",
                "Factor VIII activity 40 IU/dL",
            ],
        );
        silent_under(
            &RULE,
            "## Plan",
            &[
                "U-500 insulin 50 units; uses a U-100 syringe",
                "Jane Roe, MS IV",
                "Discussed with MS-4. Jane Roe, MS4",
                "paracetamol 1 g QDS",
            ],
        );
        silent_under(
            &RULE,
            "## HPI",
            &[
                "URI two weeks ago, 2 UTIs this year",
                "AMS, found down. MS improved.",
                "seen with MS3 and MS IV",
                "IUD placed 2019. IUGR. 2 IUPs.",
                "MS in Biology. Teaches 4 U students.",
                "Heparin level 0.5 U/mL",
            ],
        );
        silent_under(
            &RULE,
            "## Past Medical History",
            &[
                "MS since 2010, on ocrelizumab 600 mg every 6 months",
                "1. MS\n2. Gout",
                "mitral stenosis (MS), moderate, valve area 1.2",
            ],
        );
        silent_under(
            &RULE,
            "## Physical Exam",
            &["MS: alert and oriented. MS: 5/5 strength.", "2+ pulses, U waves absent"],
        );
        silent_under(
            &RULE,
            "## Assessment and Plan",
            &[
                "MS exacerbation: methylprednisolone 1 g IV daily",
                "MS: stable on interferon 30 mcg IM weekly",
                "# MS\nContinue natalizumab 300 mg IV monthly",
                "RRMS: on fingolimod 0.5 mg. MS relapse rate low.",
            ],
        );
        silent_under(&RULE, "## Medications", &["MS Contin 15 mg PO BID"]);
        silent_under(
            &RULE,
            "## Social History",
            &["drinks 20 U per week", "Alcohol: 14 u weekly"],
        );
        silent_under(
            &RULE,
            "## Imaging",
            &["ECG with U waves after 4 beats", "Echo: MS mild, mean gradient 4 mmHg"],
        );
    }

    #[test]
    fn the_fix_writes_the_word_in_place() {
        for (before, after) in [
            ("insulin 10U at bedtime", "insulin 10 units at bedtime"),
            ("insulin 1 U now", "insulin 1 unit now"),
            ("heparin 18 U/kg/h", "heparin 18 units/kg/h"),
            ("penicillin G 2.4 million U IM", "penicillin G 2.4 million units IM"),
            ("vitamin D 2000 IU daily", "vitamin D 2000 units daily"),
            ("lisinopril 10 mg QD", "lisinopril 10 mg daily"),
            ("lisinopril 10 mg q.d.", "lisinopril 10 mg daily."),
            (
                "lisinopril 10 mg q.d., furosemide 20 mg q.o.d. as before",
                "lisinopril 10 mg daily, furosemide 20 mg every other day as before",
            ),
            ("LISINOPRIL 10 MG QD", "LISINOPRIL 10 MG DAILY"),
            ("MSO4 4 mg IV", "Morphine 4 mg IV"),
            ("give MgSO4 2 g IV", "give magnesium sulfate 2 g IV"),
            ("MS 4 mg IV", "MS 4 mg IV"),
        ] {
            let text = format!("## Plan\n\n- {before}\n");
            assert_eq!(
                fixed(&RULE, &text, Applicability::Safe),
                format!("## Plan\n\n- {after}\n")
            );
        }
    }

    #[test]
    fn one_finding_for_each_abbreviation() {
        let text = "## Medications\n\n- lisinopril 10 mg QD\n- aspirin 81 mg q.d. with food\n- glargine 10U at bedtime\n- lispro 4 U TID\n";
        assert_eq!(hits(&RULE, text), ["QD", "10U"]);
        let found = run(&RULE, text);
        assert_eq!(found[0].related.len(), 1);
        assert_eq!(found[0].fix.as_ref().map(|fix| fix.edits.len()), Some(2));
        assert_eq!(
            found[1].message,
            "In \"10U\", U can be read as a zero, so that 10U is given as 100"
        );
        assert_eq!(
            fixed(&RULE, text, Applicability::Safe),
            "## Medications\n\n- lisinopril 10 mg daily\n- aspirin 81 mg daily with food\n\
             - glargine 10 units at bedtime\n- lispro 4 units TID\n"
        );
    }

    #[test]
    fn it_is_found_in_tables_capitals_and_prose() {
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "| Drug | Dose | When |\n|---|---|---|\n| Lantus | 10 U | at bedtime |",
                "| Drug | Dose | When |\n|---|---|---|\n| Lisinopril | 10 mg | QD |",
                "*lisinopril* 10 mg **QD**",
                "lisinopril 10 mg QD<!-- asked twice -->",
            ],
        );
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "LISINOPRIL 10 MG PO QD.",
                "Sliding scale: 150-200 2U, 201-250 4U",
                "ISS 2U for BG>150",
                "Novolog 1U:10g carbs",
                "Humalog 1U/15g carb ratio",
                "Give 1 u PRBC",
                "TPN with 20U insulin",
                "insulin 4-6 U with meals",
                "MSO4 PCA",
                "prednisone QD-BID",
                "furosemide 20 mg Qd",
                "epidural MS 3 mg",
                "MS 0.1 mg/kg IV",
                "dressing changes q.d.",
                "Lovenox 40 QD",
                "oxytocin 10 IU IM",
                "start baby aspirin, one po qd",
            ],
        );
        speaks_under(
            &RULE,
            "## HPI",
            &["He gets dialysis and takes sevelamer tid and aspirin qd."],
        );
        speaks_under(
            &RULE,
            "## Assessment and Plan",
            &["1. DM: Lantus 20 u qhs, lispro 5 u TIDAC"],
        );
        speaks_under(
            &RULE,
            "## Hospital Course",
            &["Patient received 2 U of packed red blood cells."],
        );
        speaks_under(
            &RULE,
            "PC: cough\n\nO/E: NAD, chest clear 3/7\n\nPlan:",
            &["Lantus 12u nocte", "Syntocinon 5 iu IV"],
        );
    }

    #[test]
    fn what_else_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## HPI",
            &[
                "grew up near the U of M",
                "MS. JONES IS A 45 YEAR OLD WHO RECEIVED 4 MG OF MORPHINE",
                "diagnosed with MS 4 years ago, takes 20 mg baclofen",
                "Her MS worsened; gabapentin 300 mg helped",
                "\"My doctor told me to write QD on it,\" she says.",
                "The pharmacy label says \"QD\".",
            ],
        );
        silent_under(&RULE, "## Imaging", &["U-shaped deformity of 2 U-slabs"]);
        silent_under(&RULE, "## Labs", &["amylase 12 u/l; 10u/L", "Vitamin D 25-OH 30 IU"]);
        silent_under(
            &RULE,
            "## Plan",
            &[
                "Jane Roe, MS, PA-C",
                "Ms. Jones received 4 mg. MS. JONES IS WELL.",
                "blood cultures, UA, U tox",
                "> takes it QD",
                "insulin lispro 100 U/mL pen; concentration 300 U/mL",
            ],
        );
        silent_under(&RULE, "## Family History", &["mother with MS on 20 mg of glatiramer"]);
        silent_under(&RULE, "## Physical Exam", &["MS: no tenderness. MS 4+/5 in the legs."]);
        silent_under(
            &RULE,
            "## Assessment and Plan",
            &[
                "MS (mitral stenosis): metoprolol 25 mg BID",
                "Spasticity from MS: baclofen 10 mg TID",
                "Baclofen 10 mg for MS spasticity",
            ],
        );
        silent_under(&RULE, "## ROS", &["MS: no joint pain"]);
        silent_under(&RULE, "## Medications", &["<!-- was QD -->\nlisinopril 10 mg daily"]);
    }
}
