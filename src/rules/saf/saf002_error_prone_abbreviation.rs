//! SAF002: an abbreviation, symbol or unit of the ISMP list of error-prone ways of writing.

use crate::grammar::lexicon_ids;
use crate::rules::abbreviations::{report, units, uses_to_report};
use crate::rules::symbols;
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF002",
    name: "error-prone-abbreviation",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "strict",
        default: OptionDefault::Bool(false),
        doc: "Also report what the ISMP lists and everyday practice accepts: \
              `SC`, `qhs`, `nightly`, `ml`, `gtt`, `x1`, `<` and `>` in orders, and `OD`, `TDS`, `QDS` in British notes.",
    }],
    fix: Some(Applicability::Safe),
    sources: &[
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)",
        "The Joint Commission, abbreviations considered for the \"Do Not Use\" list (cc, µg, >, <, @)",
        "ISMP Canada, Do Not Use: Dangerous Abbreviations, Symbols and Dose Designations (2006, reaffirmed 2018)",
    ],
    summary: "An abbreviation or symbol of an order that is known to be misread (cc, SQ, HS, D/C, q6PM, @ …).",
    docs: r#"
## What it does

Reports what the ISMP lists beyond the Joint Commission's seven: units (`cc`, `µg`), routes (`SQ`, `per os`, `IN`,
`OD`, `AU`), times (`HS`, `BT`, `qn`, `q6PM`, `TIW`), words (`D/C`, `SSI` for insulin), symbols in orders (`@`, `&`,
`+`, `↑`, `q4°`), strengths as a ratio, roman numerals. Each only where it is meant so: `HS` beside a dose and not
heart sounds, `OD` not an overdose and not an eye examination, `D/C` not a vaginal discharge, `CC:` not the chief
complaint, `SSI` not a wound infection. What is usual in Britain (`OD`, `TDS`) is said of no British note. One finding
for each abbreviation and note; most are hints, `cc` and `µg` in a dose are warnings.

## Why it matters

Each entry of the list was reported at least once as the cause of a wrong dose, a wrong route or a wrong time:
discharge medications were stopped because of `D/C`, a bedtime dose was halved because of `HS`, ten units were given
for one because of `cc`.

## How to fix

Write the word. Where only one meaning is possible the fix does it; for `D/C`, `OD` and the like it is offered as a
suggestion, for only you know which was meant.

```bad
## Plan

1. DVT prophylaxis: heparin 5,000 units SQ every 8 hours.
2. Insomnia: trazodone 50 mg HS.
```

```bad
## Plan

1. Knee osteoarthritis: injected 2 cc of lidocaine 1% and triamcinolone 40 mg into the left knee.
2. D/C ibuprofen.
```

```good
CC: vaginal d/c and cough

## Exam

HS normal. VA OD 20/30, OS 20/20.

## Plan

1. DVT prophylaxis: heparin 5,000 units subcut every 8 hours.
2. Insomnia: trazodone 50 mg at bedtime.
```

## Precision

12 findings on 182 corpus notes (10 of them `cc`), all read, none wrong; 5 on 103 good notes, each on the list. Of 22
planted abbreviations 22 were found. Measured on some 100 wordings and 90 look-alikes, which are tests beside the
rule. `D/C` in a line that opens with a heading word is not always seen.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let strict = context.flag("strict");
    let mut found = uses_to_report(note, lexicon_ids::UNSAFE_ABBREVIATIONS, Some("error-prone"), strict);
    found.extend(units(note, "error-prone", strict));
    found.extend(symbols::uses(note, strict));
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
                "enoxaparin 40 mg SQ daily",
                "Lovenox 40mg subQ q24h",
                "heparin 5,000 units s.q. TID",
                "Give 10 mg vitamin K per os",
                "naloxone 4 mg IN x1",
                "midazolam 5 mg IN for seizure",
                "MTX 12 mg IT with each cycle",
                "Pred Forte 1 drop OD QID",
                "ofloxacin otic 5 drops AD BID",
                "Ciprodex 4 drops AU twice daily",
                "ear drops AS tid",
                "amoxicillin 500 mg TDS for 5 days",
                "paracetamol 1 g QDS",
                "Insulin: glargine 20 units, SSI with meals",
                "FSBG ACHS with SSI",
                "D/C lisinopril given AKI",
                "D/C home tomorrow if afebrile",
                "d/c foley, d/c IVF",
                "Foley d/c'd today",
                "DC Foley",
                "dc home with PT",
                "Plan for d/c tomorrow",
                "D/C planning: PT/OT",
                "give OJ for glucose under 70",
                "D5 1/2 NS at 75 mL/h",
                "3% NS 250 mL bolus for Na 112",
                "lidocaine 5 cc injected",
                "NS 1000cc bolus",
                "LR at 125 cc/hr",
                "epoprostenol 2 ng/kg/min",
                "Penicillin G 1.2 MM units IM",
                "heparin 5K units SC",
                "heparin 5 K units bolus",
                "epinephrine 1:1000 0.3 mL IM",
                "Epi 1:10,000 1 mg IV",
                "amoxicillin 1 tsp PO TID",
                "amoxicillin 500 mg TID x 7d",
                "cephalexin 500 mg QID x10d",
                "heparin drip @ 12 units/kg/h",
                "oxycodone 5 mg q4° prn",
                "↑ lisinopril to 20 mg daily",
                "1. HTN: ↑amlodipine 10 mg",
                "↓ prednisone to 10 mg",
                "Lantus 10 units/20 units AM/PM",
            ],
        );
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "Humira 40 mg sub-q every 2 weeks",
                "simvastatin 20 mg OD",
                "latanoprost 1 drop OS at bedtime",
                "timolol 0.5% 1 gtt OU BID",
                "zolpidem 5 mg HS",
                "trazodone 50 mg PO hs prn",
                "Seroquel 100 mg h.s.",
                "melatonin 3 mg BT",
                "doxepin 10 mg qn",
                "prednisone 5 mg q1d",
                "warfarin 5 mg q6PM",
                "furosemide 40 mg q 8 am",
                "Epogen 10,000 units TIW",
                "methotrexate 15 mg biw",
                "nitroglycerin 0.4 mg SL UD",
                "levothyroxine 88 µg daily",
                "Flovent 110 ug 2 puffs BID",
                "Tylenol 325 mg tabs ii q6h",
                "Senna ii tabs qhs",
                "metoprolol ½ tab BID",
                "lisinopril 1/2 tablet daily",
                "phenobarbital 1 gr at bedtime",
                "furosemide 40 mg AM & 20 mg PM",
                "carbidopa 25 mg + levodopa 100 mg TID",
                "aspirin 81 mg. po daily",
            ],
        );
        speaks_under(&RULE, "## HPI", &["She was d/c'd home on 3/4."]);
        speaks_under(&RULE, "## Hospital Course", &["DC'd vancomycin on day 3", "EBL 200 cc"]);
        speaks_under(&RULE, "## Vitals", &["Wt 180#"]);
        speaks_under(&RULE, "## Physical Exam", &["∅ murmurs"]);
    }

    #[test]
    fn what_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## HPI",
            &[
                "CC: chest pain",
                "in HS he played football, HS student",
                "heroin OD last year; OD on acetaminophen 10 g",
                "intentional OD with 20 tabs of Tylenol",
                "blurry vision OD for 2 days",
                "Take AS NEEDED. 2 DROPS AS DIRECTED.",
                "Denies N/V/D/C, F/C",
                "penile d/c x 3 days; no d/c from the eyes",
                "fever x3d, vomited x1",
                "NYHA III, stage IV, type II; tab. III",
                "follow-up with Dr. Smith @ 10",
                "Q 10 am clinic",
                "BT 36.8",
                "slept 6 hs",
            ],
        );
        silent_under(
            &RULE,
            "## Physical Exam",
            &[
                "HS I+II+0, no murmurs",
                "Heart: HS normal",
                "3 sq cm ulcer, 10 sq ft",
                "VA OD 20/20, OS 20/30, OU 20/20. IOP 14 OD, 15 OS.",
                "Pupils OD 3 mm, OS 3 mm",
                "vaginal d/c, no odor",
                "A&O x3, 2+ pulses, 1+ edema, ↓ BS at bases",
                "IJ line in place; RIJ CVC",
                "IT band tender",
            ],
        );
        silent_under(
            &RULE,
            "## Labs",
            &[
                "hs-troponin 12 ng/L, hs-CRP 3",
                "ferritin 12 ng/mL, B12 300 pg/mL, folate 8 µg/L, iron 60 ug/dL",
                "↑Cr 2.0, ↓Na 130, ↑K",
                "ANA 1:160, titer 1:1280",
            ],
        );
        silent_under(
            &RULE,
            "## Past Medical History",
            &[
                "HS (hidradenitis) 2019; HSP as a child",
                "Hb SC disease; SC joint injury",
                "AS s/p TAVR, AD (Alzheimer), AS (ankylosing)",
                "D&C 2015, s/p DC cardioversion",
                "gram-positive bacteremia, gr 2 spondylolisthesis",
            ],
        );
        silent_under(&RULE, "## ROS", &["no vaginal bleeding or d/c"]);
        silent_under(
            &RULE,
            "## Plan",
            &[
                "synchronized DC cardioversion at 200 J",
                "H&P reviewed, A&O x3, I&O, R&R",
                "Assessment & Plan as above. PT & OT to see.",
                "insulin SSRI question: sertraline is an SSRI for depression",
                "SSI (wound infection) treated with cephalexin 500 mg QID",
                "I:E 1:2",
                "# COPD\n#1 Pneumonia",
                "dispense #30",
                "BP 120/80. Goal SBP >90, MAP >65.",
                "70/30 insulin 10 units; Norco 5/325",
                "Rest, ice. SS disease. s/s of infection reviewed.",
                "TDS 500 ppm",
                "ibuprofen 400 mg IN THE ED",
                "2 puffs in each nostril",
                "UDS negative; UD noted at wrist",
                "Contact precautions; d/w SS (social services)",
            ],
        );
        silent_under(
            &RULE,
            "## Social History",
            &[
                "Moved from Washington DC in 2010",
                "on SSI and Medicaid",
                "email a@b.com",
                "eats 2 tsp sugar",
                "OJ and toast for breakfast",
            ],
        );
        silent_under(&RULE, "## Vitals", &["T 38.5°C, 98.6°"]);
        silent_under(&RULE, "## Assessment and Plan", &["AKI: ↑Cr from ATN. ↓ K: replete."]);
        silent_under(
            &RULE,
            "## Procedure",
            &["Lidocaine 1% with epinephrine 1:100,000 infiltrated"],
        );
        silent_under(
            &RULE,
            "PC: cough\n\nO/E: NAD, chest clear 3/7\n\nPlan:",
            &["ramipril 5 mg OD, amoxicillin 500 mg TDS, SC enoxaparin"],
        );
        silent_under(&RULE, "## Imaging", &["CC view of the left breast; tumor 4 cm CC"]);
    }

    #[test]
    fn the_fix_writes_the_word_in_place() {
        for (before, after) in [
            ("heparin 5,000 units SQ TID", "heparin 5,000 units subcut TID"),
            ("inject 5cc of lidocaine", "inject 5 mL of lidocaine"),
            ("NS at 100 cc/h", "NS at 100 mL/h"),
            ("levothyroxine 88 µg daily", "levothyroxine 88 mcg daily"),
            ("prednisone 5 mg q1d", "prednisone 5 mg daily"),
            ("oxycodone 5 mg q4° as needed", "oxycodone 5 mg every 4 h as needed"),
            ("heparin infusion @ 12 units/kg/h", "heparin infusion at 12 units/kg/h"),
            ("furosemide 40 mg AM & 20 mg PM", "furosemide 40 mg AM and 20 mg PM"),
            ("methotrexate 15 mg TIW", "methotrexate 15 mg 3 times weekly"),
            ("metoprolol ½ tab BID", "metoprolol half tablet BID"),
            ("trazodone 50 mg HS", "trazodone 50 mg HS"),
            ("D/C lisinopril", "D/C lisinopril"),
        ] {
            let text = format!("## Plan\n\n- {before}\n");
            assert_eq!(
                fixed(&RULE, &text, Applicability::Safe),
                format!("## Plan\n\n- {after}\n")
            );
        }
        for (before, after) in [
            ("trazodone 50 mg HS", "trazodone 50 mg at bedtime"),
            ("↑lisinopril to 20 mg", "increase lisinopril to 20 mg"),
            ("cephalexin 500 mg QID x 7d", "cephalexin 500 mg QID for 7 days"),
            ("epinephrine 1:1,000 0.3 mL IM", "epinephrine 1 mg/mL 0.3 mL IM"),
            ("D/C lisinopril", "D/C lisinopril"),
        ] {
            let text = format!("## Plan\n\n- {before}\n");
            assert_eq!(
                fixed(&RULE, &text, Applicability::Unsafe),
                format!("## Plan\n\n- {after}\n")
            );
        }
    }

    #[test]
    fn the_sense_is_told() {
        for (line, help) in [
            ("D/C lisinopril", "write \"discontinue\""),
            ("Foley d/c'd, d/c'd home", "write \"discharged\""),
            ("D/C home tomorrow", "write \"discharge\""),
            ("simvastatin 20 mg OD", "write \"daily\""),
            ("prednisolone 1 drop OD QID", "write \"right eye\""),
        ] {
            let text = format!("## Plan\n\n- {line}\n");
            let helps: Vec<_> = run(&RULE, &text).into_iter().filter_map(|it| it.help).collect();
            assert!(helps.iter().any(|it| **it == *help), "{line}: {helps:?}");
        }
    }

    #[test]
    fn strict_says_more() {
        let more = [
            "enoxaparin 40 mg SC daily",
            "atorvastatin 40 mg PO nightly",
            "insulin glargine 20 units qHS",
            "NS 500 ml bolus",
            "metoprolol 25 mg, hold for SBP <100",
        ];
        for line in more {
            let text = format!("## Plan\n\n- {line}\n");
            assert_eq!(hits(&RULE, &text), [""; 0], "{line}");
            let strict =
                crate::rules::support::testing::run_with(&RULE, &text, "strict", crate::rules::OptionValue::Bool(true));
            assert_eq!(strict.len(), 1, "{line}");
        }
    }

    #[test]
    fn it_is_found_in_tables_capitals_and_prose() {
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "| Drug | Dose | When |\n|---|---|---|\n| Trazodone | 50 mg | HS |",
                "Vit B12 1000 ug monthly",
            ],
        );
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "TRAZODONE 50 MG PO HS",
                "HEPARIN 5000 UNITS SQ BID",
                "Flush with 10cc NS",
                "Hold D/C until PT clears him",
                "D/C'd yesterday on prednisone",
                "DC IV fluids",
                "dc'd her lisinopril",
                "stop metformin at d/c",
                "cefazolin 2 g IV q8° x 24°",
                "dexamethasone 4 mg & ondansetron 4 mg IV",
                "dobutamine @5 mcg/kg/min",
                "↑ Lasix to 80 mg BID",
                "1. HTN - ↑ dose of amlodipine",
                "Ketamine 50 mg IN",
                "augmentin 875 BID x10d",
                "ketamine 0.5 mg/kg IN",
                "fentanyl 1.5 mcg/kg IN for pain",
            ],
        );
        speaks_under(&RULE, "## Procedure", &["20 cc of 0.25% Marcaine"]);
        speaks_under(&RULE, "## Assessment and Plan", &["6. Dispo: d/c to SNF tomorrow"]);
        speaks_under(&RULE, "## Hospital Course", &["Drain was d/c'd on POD 3"]);
    }

    #[test]
    fn what_else_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## HPI",
            &[
                "discharged from D.C. hospital",
                "Pt presents with yellow eye d/c",
                "white vaginal D/C for 3 days",
                "AD type dementia; AS severe; AU hospital",
                "pain 5/10 @ rest",
                "woke @ 3 AM",
                "weighs 180 lb; lives in #4",
                "cc: Dr. X",
                "drinks 2 tbsp of vinegar",
            ],
        );
        silent_under(
            &RULE,
            "## Physical Exam",
            &[
                "Ears: no d/c. Nose: clear d/c.",
                "GU: white d/c at the os",
                "cervical os closed; OS: closed",
                "Cor: HS distant, no rub",
                "lungs clear & equal",
                "reflexes 2+ & symmetric",
                "ROM 90°, flexion q 90°",
            ],
        );
        silent_under(&RULE, "## Assessment and Plan", &["Vaginitis: d/c consistent with BV"]);
        silent_under(
            &RULE,
            "## Plan",
            &[
                "Cardiology for DC cardioversion tomorrow",
                "Suture size 4-0, knife #10, #15 blade",
                "return if T>38°",
                "Call at x3 for results",
            ],
        );
        silent_under(&RULE, "## Procedure", &["left eye (OS) marked"]);
        silent_under(&RULE, "## Past Medical History", &["cataract surgery OD 2019, OS 2020"]);
        silent_under(&RULE, "## Labs", &["T 36.5, BT 5 min", "PT 12 & INR 1.1"]);
        silent_under(&RULE, "## Social History", &["HS diploma; finished HS"]);
        silent_under(&RULE, "## Vitals", &["BP 120/80 @ 0800"]);
        silent_under(
            &RULE,
            "## Imaging",
            &["> 50% stenosis, <5 mm", "CC 4 cm; 30 cc/min flow"],
        );
        silent_under(&RULE, "## ROS", &["F/C/N/V/D/C negative"]);
        silent_under(
            &RULE,
            "## Medications",
            &["zolpidem 5 mg q.h.s.", "zolpidem 5 mg q hs", "zolpidem 5 mg qHS"],
        );
    }
}
