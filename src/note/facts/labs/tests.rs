use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::grammar::Grammar;
use crate::note::{self, Hints};

fn read_note(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// `potassium 2.9`; `<` for a bound, `..` for a range, `L`/`H` for the flag written, `then` for an earlier value, `?` for an
/// unknown unit.
fn show(note: &Note, lab: &Lab) -> String {
    let entry = note.lab_entry(lab);
    let bound = lab.bound.map(String::from).unwrap_or_default();
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    let mut out = format!("{} {bound}{}", entry.id, round(lab.value));
    if let Some(to) = lab.to {
        out += &format!("..{}", round(to));
    }
    match lab.written_flag {
        Some(Flag::High) => out += " H",
        Some(Flag::Low) => out += " L",
        Some(Flag::Abnormal) => out += " *",
        None => {}
    }
    if lab.earlier {
        out += " then";
    }
    if !lab.unit_known {
        out += " ?";
    }
    out
}

fn labs(text: &str) -> Vec<String> {
    let note = read_note(text);
    note.labs().iter().map(|lab| show(&note, lab)).collect()
}

fn expect(cases: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let found = labs(text);
        if found != *expected {
            wrong += &format!("{text:?}\n  expected {expected:?}\n  found    {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn lists() {
    expect(&[
        (
            "Labs: Na 138, K 2.9 (L), Cr 1.4 -> 1.2",
            &["sodium 138", "potassium 2.9 L", "creatinine 1.4 then", "creatinine 1.2"],
        ),
        (
            "Na 138 / K 4.1 / Cl 102 / HCO3 24 / BUN 14 / Cr 0.9 / Glu 98",
            &[
                "sodium 138",
                "potassium 4.1",
                "chloride 102",
                "bicarbonate 24",
                "blood-urea-nitrogen 14",
                "creatinine 0.9",
                "glucose 98",
            ],
        ),
        ("K=4.1; Na=138", &["potassium 4.1", "sodium 138"]),
        ("K: 4.1 mmol/L", &["potassium 4.1"]),
        ("- **K**: 4.1", &["potassium 4.1"]),
        (
            "K 3.1 (L), Cr 2.4 H, *Na 128*",
            &["potassium 3.1 L", "creatinine 2.4 H", "sodium 128"],
        ),
        (
            "K 2.9* Na 131* Cl 99",
            &["potassium 2.9 *", "sodium 131 *", "chloride 99"],
        ),
        (
            "K+ 3.4 Cl- 99 Ca2+ 8.9 Mg2+ 1.8",
            &["potassium 3.4", "chloride 99", "calcium 8.9", "magnesium 1.8"],
        ),
        ("WBC 12,300, plt 210K", &["white-cell-count 12.3", "platelets 210"]),
        (
            "WBC 12.3k Hgb 9.8 Plt 335,000",
            &["white-cell-count 12.3", "hemoglobin 9.8", "platelets 335"],
        ),
        (
            "white count 4700, platelets 182",
            &["white-cell-count 4.7", "platelets 182"],
        ),
        (
            "ANC 900, ANC of 2400",
            &["absolute-neutrophil-count 0.9", "absolute-neutrophil-count 2.4"],
        ),
        ("Trop <0.01, TSH <0.01", &["troponin <0.01", "tsh <0.01"]),
        ("eGFR >60", &["estimated-gfr >60"]),
        (
            "labs: na 138 k 4.1 cr 0.9 mg 1.8",
            &["sodium 138", "potassium 4.1", "creatinine 0.9", "magnesium 1.8"],
        ),
        ("Hemoglobin- 8.2, which is low for his height", &["hemoglobin 8.2"]),
        (
            "Hb 9.8g/dL, WCC 12.1, Plts 220",
            &["hemoglobin 9.8", "white-cell-count 12.1", "platelets 220"],
        ),
        ("K 2.9mmol/L Cr 95umol/L", &["potassium 2.9", "creatinine 1.075"]),
        ("K 5.9 H", &["potassium 5.9 H"]),
        ("Potassium 5.9 HH\nSodium 121 LL", &["potassium 5.9 H", "sodium 121 L"]),
        ("K 5.9 (high), Na 128 (low)", &["potassium 5.9 H", "sodium 128 L"]),
        ("K 5.9↑ Na 128 ↓", &["potassium 5.9 H", "sodium 128 L"]),
        ("K (L) 2.9", &["potassium 2.9 L"]),
        (
            "WBC 15.2, bili 2.1, AST up, lipase normal, Cr 1.4",
            &["white-cell-count 15.2", "bilirubin-total 2.1", "creatinine 1.4"],
        ),
        (
            "Albumin 3.1 g/dL, Tbili 0.8, ALP 90",
            &["albumin 3.1", "bilirubin-total 0.8", "alkaline-phosphatase 90"],
        ),
        (
            "HbA1c 7.9%, LDL 153 mg/dL",
            &["hemoglobin-a1c 7.9", "cholesterol-ldl 153"],
        ),
        ("A1C=8.1", &["hemoglobin-a1c 8.1"]),
        (
            "Total cholesterol 222 mg/dL, HDL 44 mg/dL, non-HDL 178 mg/dL",
            &["cholesterol-total 222", "cholesterol-hdl 44", "cholesterol-non-hdl 178"],
        ),
        (
            "PT 13.1 / INR 1.1 / PTT 30",
            &["prothrombin-time 13.1", "inr 1.1", "aptt 30"],
        ),
        (
            "Prothrombin time 12.6 seconds, PTT 37.1.",
            &["prothrombin-time 12.6", "aptt 37.1"],
        ),
        ("pH 7.02, pCO2 118, pO2 103", &["ph 7.02", "pco2 118", "po2 103"]),
        ("BE -8, AG 18", &["base-excess -8", "anion-gap 18"]),
        ("Sodium......138", &["sodium 138"]),
        ("K\u{a0}4.1, Na\u{202f}138", &["potassium 4.1", "sodium 138"]),
    ]);
}

#[test]
fn prose() {
    expect(&[
        (
            "He was found to have a potassium of 2.9 and a sodium of 128.",
            &["potassium 2.9", "sodium 128"],
        ),
        (
            "Her hemoglobin was 9.8, down from 11.",
            &["hemoglobin 9.8", "hemoglobin 11 then"],
        ),
        (
            "Hemoglobin was 9.8 down from 11.2 yesterday",
            &["hemoglobin 9.8", "hemoglobin 11.2 then"],
        ),
        (
            "creatinine rose from 1.2 to 1.8",
            &["creatinine 1.2 then", "creatinine 1.8"],
        ),
        (
            "creatinine has improved to 1.1 from 1.9",
            &["creatinine 1.1", "creatinine 1.9 then"],
        ),
        ("Hemoglobin A1c is elevated at 8.", &["hemoglobin-a1c 8 H"]),
        ("lactate came back at 4.2 mmol/L", &["lactate 4.2"]),
        (
            "hypokalemia (K 2.9) and anemia (Hgb 7.1)",
            &["potassium 2.9", "hemoglobin 7.1"],
        ),
        ("Her potassium (2.9) was repleted", &["potassium 2.9"]),
        (
            "white count of 24,000, with 56% neutrophils and 3% bands",
            &["white-cell-count 24", "neutrophils 56", "bands 3"],
        ),
        ("WBC was 12 on admission and is now 8.", &["white-cell-count 12 then"]),
        (
            "alkaline phosphatase was elevated at 156",
            &["alkaline-phosphatase 156 H"],
        ),
        ("elevated AST at 39 U/L", &["ast 39"]),
        (
            "The sodium today is\n128 and the potassium 3.1",
            &["sodium 128", "potassium 3.1"],
        ),
        ("BNP of 1,240 from 310", &["bnp 1240", "bnp 310 then"]),
        ("estimated creatinine clearance 23 mL/min", &["creatinine-clearance 23"]),
        ("BUN to creatinine ratio of 23", &["bun-creatinine-ratio 23"]),
        ("Glucose screen at 26 weeks 112 mg/dL.", &["glucose 112"]),
        (
            "baseline creatinine 1.4 mg/dL (eGFR about 55)",
            &["creatinine 1.4 then", "estimated-gfr 55 then"],
        ),
        ("Her discharge hemoglobin is 12.4.", &["hemoglobin 12.4"]),
        (
            "On admission, Na 128, K 3.1. Today Na 134.",
            &["sodium 128 then", "potassium 3.1 then", "sodium 134"],
        ),
        (
            "Urine sodium 12 mmol/L, fractional excretion of sodium 0.3%.",
            &["urine-sodium 12", "fractional-excretion-of-sodium 0.3"],
        ),
    ]);
}

#[test]
fn trends() {
    expect(&[
        ("Cr 1.4 -> 1.2", &["creatinine 1.4 then", "creatinine 1.2"]),
        ("Cr 1.4-->1.2", &["creatinine 1.4 then", "creatinine 1.2"]),
        (
            "Cr 1.4 → 1.2 → 1.0",
            &["creatinine 1.4 then", "creatinine 1.2 then", "creatinine 1"],
        ),
        ("Cr 1.4 => 1.2", &["creatinine 1.4 then", "creatinine 1.2"]),
        (
            "Cr 1.8 > 1.5 > 1.2",
            &["creatinine 1.8 then", "creatinine 1.5 then", "creatinine 1.2"],
        ),
        (
            "Cr 1.2 <- 1.5 <- 1.8",
            &["creatinine 1.2", "creatinine 1.5 then", "creatinine 1.8 then"],
        ),
        ("Cr 1.2 ← 1.5", &["creatinine 1.2", "creatinine 1.5 then"]),
        ("Cr 1.4 to 1.7 mg/dL", &["creatinine 1.4 then", "creatinine 1.7"]),
        ("Cr 1.4 (baseline 1.0)", &["creatinine 1.4", "creatinine 1 then"]),
        ("Cr 2.1 (1.8)", &["creatinine 2.1", "creatinine 1.8 then"]),
        ("Cr 2.1 from 1.2", &["creatinine 2.1", "creatinine 1.2 then"]),
        (
            "Cr 2.1 (from 1.2 yesterday)",
            &["creatinine 2.1", "creatinine 1.2 then"],
        ),
        (
            "Cr 2.1 (1.2 before surgery, 1.6 yesterday)",
            &["creatinine 2.1", "creatinine 1.2 then", "creatinine 1.6 then"],
        ),
        ("Hgb 9.8 (prev 11.2)", &["hemoglobin 9.8", "hemoglobin 11.2 then"]),
        ("Cr 1.7, baseline 1.4", &["creatinine 1.7", "creatinine 1.4 then"]),
        (
            "hs-troponin 8 -> 45 ng/L",
            &["troponin-high-sensitivity 8 then", "troponin-high-sensitivity 45"],
        ),
        (
            "trop 0.04, 0.12, 0.31",
            &["troponin 0.04 then", "troponin 0.12 then", "troponin 0.31"],
        ),
        (
            "trop 0.04 -> 0.12 -> 0.31",
            &["troponin 0.04 then", "troponin 0.12 then", "troponin 0.31"],
        ),
        (
            "Hgb 9.8 today, 11.2 yesterday",
            &["hemoglobin 9.8", "hemoglobin 11.2 then"],
        ),
        (
            "Hgb 11.2 yesterday, 9.8 today",
            &["hemoglobin 11.2 then", "hemoglobin 9.8"],
        ),
        ("Na 128 (on admission) -> 134", &["sodium 128 then", "sodium 134"]),
        ("K 5.9 (H) -> 4.8", &["potassium 5.9 H then", "potassium 4.8"]),
        ("Lactate 4.2 >> 2.1", &["lactate 4.2 then", "lactate 2.1"]),
        ("Sodium 138 -> 1390", &["sodium 138 then", "sodium 1390"]),
    ]);
}

#[test]
fn panels() {
    let bmp: &[&str] = &[
        "sodium 138",
        "potassium 4.1",
        "chloride 102",
        "bicarbonate 24",
        "blood-urea-nitrogen 14",
        "creatinine 0.9",
        "glucose 98",
    ];
    expect(&[
        ("BMP 138/4.1/102/24/14/0.9<98", bmp),
        ("BMP: 138/4.1/102/24/14/0.9/98", bmp),
        ("Chem 7 138 / 4.1 / 102 / 24 / 14 / 0.9 / 98", bmp),
        ("138/4.1/102/24/14/0.9<98", bmp),
        (
            "Labs today 138/102/14/4.1/24/0.9<98",
            &[
                "sodium 138",
                "chloride 102",
                "blood-urea-nitrogen 14",
                "potassium 4.1",
                "bicarbonate 24",
                "creatinine 0.9",
                "glucose 98",
            ],
        ),
        (
            "CBC 11.2>9.8/29.4<210",
            &[
                "white-cell-count 11.2",
                "hemoglobin 9.8",
                "hematocrit 29.4",
                "platelets 210",
            ],
        ),
        (
            "11.2 > 9.8 / 29.4 < 210",
            &[
                "white-cell-count 11.2",
                "hemoglobin 9.8",
                "hematocrit 29.4",
                "platelets 210",
            ],
        ),
        (
            "CBC: 11.2/9.8/29.4/210",
            &[
                "white-cell-count 11.2",
                "hemoglobin 9.8",
                "hematocrit 29.4",
                "platelets 210",
            ],
        ),
        (
            "WBC \\ 9.8 / 210 CBC 11.2 \\9.8/ 210",
            &["white-cell-count 11.2", "hemoglobin 9.8", "platelets 210"],
        ),
        (
            "7.2>13.9<240",
            &["white-cell-count 7.2", "hemoglobin 13.9", "platelets 240"],
        ),
        (
            "7.2 \\ 13.9 / 240",
            &["white-cell-count 7.2", "hemoglobin 13.9", "platelets 240"],
        ),
        // One impossible number does not unread the others.
        (
            "Labs:\n12.9 | 94 | 28\n---------------< 112\n5.4 | 9 | 1.6\n",
            &[
                "sodium 12.9",
                "chloride 94",
                "blood-urea-nitrogen 28",
                "glucose 112",
                "potassium 5.4",
                "bicarbonate 9",
                "creatinine 1.6",
            ],
        ),
        ("ABG 73.2/48/76/24", &["ph 73.2", "pco2 48", "po2 76", "bicarbonate 24"]),
        ("H/H 9.8/29.4", &["hemoglobin 9.8", "hematocrit 29.4"]),
        ("H&H 37.4/12.1", &["hematocrit 37.4", "hemoglobin 12.1"]),
        ("Hgb 9.8/29.4", &["hemoglobin 9.8", "hematocrit 29.4"]),
        ("Hgb/Hct: 9.8/29.4", &["hemoglobin 9.8", "hematocrit 29.4"]),
        (
            "AST/ALT 45/52, ALP 90",
            &["ast 45", "alt 52", "alkaline-phosphatase 90"],
        ),
        ("ALT/AST 52/45", &["alt 52", "ast 45"]),
        (
            "Ca/Mg/Phos 8.9/1.8/3.2",
            &["calcium 8.9", "magnesium 1.8", "phosphate 3.2"],
        ),
        ("BUN/Cr 34/1.8", &["blood-urea-nitrogen 34", "creatinine 1.8"]),
        (
            "TC/HDL/LDL/TG 198/42/120/180",
            &[
                "cholesterol-total 198",
                "cholesterol-hdl 42",
                "cholesterol-ldl 120",
                "triglycerides 180",
            ],
        ),
        ("PT/INR 13.1/1.1", &["prothrombin-time 13.1", "inr 1.1"]),
        ("Na/K 138/4.1", &["sodium 138", "potassium 4.1"]),
        (
            "ABG 7.32/48/76/24 on 2L",
            &["ph 7.32", "pco2 48", "po2 76", "bicarbonate 24"],
        ),
        (
            "ABG 7.41/38/92/24/97% RA",
            &["ph 7.41", "pco2 38", "po2 92", "bicarbonate 24", "sao2 97"],
        ),
        ("VBG pH 7.31, pCO2 52, pO2 40", &["ph 7.31", "pco2 52"]),
        ("Coags: 13.1/1.1/30", &["prothrombin-time 13.1", "inr 1.1", "aptt 30"]),
        (
            "sodium and potassium were 138 and 4.1",
            &["sodium 138", "potassium 4.1"],
        ),
        ("AST and ALT of 45 and 52, respectively", &["ast 45", "alt 52"]),
        (
            "Labs:\n138 | 102 | 14 /\n---------------< 98\n4.1 | 24 | 0.9 \\\n",
            &[
                "sodium 138",
                "chloride 102",
                "blood-urea-nitrogen 14",
                "glucose 98",
                "potassium 4.1",
                "bicarbonate 24",
                "creatinine 0.9",
            ],
        ),
        (
            "      \\ 9.8 /\n 11.2  -----  210\n      / 29.4 \\\n",
            &[
                "hemoglobin 9.8",
                "white-cell-count 11.2",
                "platelets 210",
                "hematocrit 29.4",
            ],
        ),
    ]);
}

#[test]
fn tables_and_reports() {
    expect(&[
        (
            "## Labs\n\n| Test | Today | Baseline | Unit |\n| --- | --- | --- | --- |\n| Sodium | 133 | 138 | mmol/L |\n| Creatinine | 1.7 | 1.4 | mg/dL |\n| BNP | 1,240 | 310 | pg/mL |\n",
            &[
                "sodium 133",
                "sodium 138 then",
                "creatinine 1.7",
                "creatinine 1.4 then",
                "bnp 1240",
                "bnp 310 then",
            ],
        ),
        (
            "| | 3/1 | 3/2 | 3/3 |\n|---|---|---|---|\n| K | 2.9 (L) | 3.3 | 4.0 |\n",
            &["potassium 2.9 L then", "potassium 3.3 then", "potassium 4"],
        ),
        (
            "| Date | Na | K | Cr (mg/dL) |\n|---|---|---|---|\n| 3/1 | 138 | 4.1 | 1.0 |\n| 3/2 | 136 | 3.9 | 1.4 |\n",
            &[
                "sodium 138 then",
                "potassium 4.1 then",
                "creatinine 1 then",
                "sodium 136",
                "potassium 3.9",
                "creatinine 1.4",
            ],
        ),
        (
            "| Test | Result | Reference |\n|---|---|---|\n| K | 5.9 H | 3.5-5.0 |\n",
            &["potassium 5.9 H"],
        ),
        (
            "Sodium        138   136-145 mmol/L\nPotassium     2.9 L 3.5-5.1 mmol/L\n",
            &["sodium 138", "potassium 2.9 L"],
        ),
        (
            "WBC 12.3 (H) 03/02/2024\nHGB 9.8 (L) 03/02/2024",
            &["white-cell-count 12.3 H", "hemoglobin 9.8 L"],
        ),
        (
            "| Test | Result | Flag | Goal |\n|---|---|---|---|\n| Potassium | 5.9 | H | 4.5 |\n| LDL | 132 | | 70 |\n",
            &["potassium 5.9 H", "cholesterol-ldl 132"],
        ),
        ("K 2.9 (3.5-5.0), Na 138 [136-145]", &["potassium 2.9", "sodium 138"]),
        ("K 2.9 (ref 3.5 - 5.0 mmol/L)", &["potassium 2.9"]),
        ("Potassium (mmol/L): 2.9", &["potassium 2.9"]),
        ("03/2020 Hgb A1c 5.5", &["hemoglobin-a1c 5.5"]),
        ("A1c (3/2021): 7.2", &["hemoglobin-a1c 7.2"]),
    ]);
}

#[test]
fn urine_and_spinal_fluid() {
    expect(&[
        (
            "UA: SG 1.020, pH 6, LE 2+, nit +, bld 1+, prot tr, WBC 25-50, RBC 5-10, bact mod",
            &[
                "urine-specific-gravity 1.02",
                "urine-ph 6",
                "urine-leukocyte-esterase 2",
                "urine-nitrite 1",
                "urine-blood 1",
                "urine-protein 0.5",
                "urine-white-cells 25..50",
                "urine-red-cells 5..10",
                "urine-bacteria 2",
            ],
        ),
        (
            "CSF: WBC 1200 (90% PMN), RBC 5, prot 180, glu 22",
            &[
                "csf-white-cells 1200",
                "csf-neutrophils 90",
                "csf-red-cells 5",
                "csf-protein 180",
                "csf-glucose 22",
            ],
        ),
        (
            "Urine dip: leucocytes 3+, nitrites positive, blood 1+, protein negative, glucose negative.",
            &[
                "urine-white-cells 3",
                "urine-nitrite 1",
                "urine-blood 1",
                "urine-protein 0",
                "urine-glucose 0",
            ],
        ),
        ("UA neg, Cr 1.2", &["creatinine 1.2"]),
        (
            "# Progress Note\n\n## Labs\n\nNa 138\nUA: glucose 3+, LE negative.\nINR 2.3, WBC 9.1",
            &[
                "sodium 138",
                "urine-glucose 3",
                "urine-leukocyte-esterase 0",
                "inr 2.3",
                "white-cell-count 9.1",
            ],
        ),
        (
            "# Progress Note\n\n## Labs\n\nUA: LE negative. INR 2.3",
            &["urine-leukocyte-esterase 0", "inr 2.3"],
        ),
        (
            "urine output 50 mL, K 4.1, Cr 1.2",
            &["potassium 4.1", "creatinine 1.2"],
        ),
        (
            "UA: WBC 50/hpf\nWBC 9.1",
            &["urine-white-cells 50", "white-cell-count 9.1"],
        ),
        ("Specific gravity 1.025", &["urine-specific-gravity 1.025"]),
        (
            "urinalysis that had 0-2 WBCs per high power field",
            &["urine-white-cells 0..2"],
        ),
    ]);
}

#[test]
fn untidy() {
    expect(&[
        ("K2.9, Na131, Cr1.8", &["potassium 2.9", "sodium 131", "creatinine 1.8"]),
        ("vitamin K2, grade K2", &[]),
        ("PHQ-9 17. Na 1.38 (4/23)", &["sodium 1.38"]),
        (
            "K4.1, Na1380, Cr0.9",
            &["potassium 4.1", "sodium 1380", "creatinine 0.9"],
        ),
        (
            "T. bilirubin 5.8 mg/dL (direct 3.4), AST 142",
            &["bilirubin-total 5.8", "bilirubin-direct 3.4", "ast 142"],
        ),
        (
            "His vitamin D level was at the high end of normal at 94.",
            &["vitamin-d 94 H"],
        ),
        ("neut 14.9, WCC 17.2", &["neutrophils 14.9 ?", "white-cell-count 17.2"]),
        (
            "U&Es: Na 141 K 4.4 Ur 5.2 Cr 78 eGFR >90",
            &[
                "sodium 141",
                "potassium 4.4",
                "blood-urea-nitrogen 14.566",
                "creatinine 0.882",
                "estimated-gfr >90",
            ],
        ),
        ("HbA1c 8.2% (66 mmol/mol)", &["hemoglobin-a1c 8.2"]),
        (
            "UA: cloudy, pH 5.5, large LE, pos nitrites, 3+ blood, >50 WBC/hpf",
            &[
                "urine-ph 5.5",
                "urine-leukocyte-esterase 3",
                "urine-nitrite 1",
                "urine-blood 3",
                "urine-white-cells >50",
            ],
        ),
        (
            "UA with moderate leukocyte esterase and no nitrites",
            &["urine-leukocyte-esterase 2", "urine-nitrite 0"],
        ),
        (
            "UA: LE neg\nFerritin 8, TIBC 450, iron 22",
            &[
                "urine-leukocyte-esterase 0",
                "ferritin 8",
                "iron-binding-capacity 450",
                "iron 22",
            ],
        ),
        ("Hemoglobin dropped 2 g overnight to 7.4", &["hemoglobin 7.4"]),
        ("Alveolar bleed (Hgb drop of 4.2) possible", &[]),
        ("Hgb rose by 2 after one unit", &[]),
        // Enzymes are in U/L in most countries that report the rest in SI units.
        (
            "Na 138, Cr 78 µmol/L, ALT 24, ALP 88",
            &["sodium 138", "creatinine 0.882", "alt 24", "alkaline-phosphatase 88"],
        ),
        ("Cr 78 µmol/L, ALT 0.6", &["creatinine 0.882", "alt 35.928"]),
        ("EtOH 245 mg/dL", &["ethanol-level 245"]),
        ("drinks EtOH 3 times a week", &[]),
        ("COVID-19 vaccine 2 doses", &[]),
        ("U+Es, FBC, BNP\n3.\tArrange echo", &[]),
        ("checks blood sugar 2 to 3 times per day", &[]),
        ("HEART 3: history 1, ECG 0, age 1, risk 1, troponin 0", &[]),
        ("goal potassium 4.0 and magnesium 2.0", &[]),
        ("K\n4.1", &["potassium 4.1"]),
        ("Hgb ...... 9.8", &["hemoglobin 9.8"]),
    ]);
}

#[test]
fn units() {
    expect(&[
        ("Hb 98 g/L", &["hemoglobin 9.8"]),
        ("Hb 98", &["hemoglobin 9.8"]),
        ("Plt 2.3 lakh/cumm", &["platelets 230"]),
        (
            "Platelet count 1.8 lacs, WBC 8,600 /cu.mm",
            &["platelets 180", "white-cell-count 8.6"],
        ),
        ("Plt 2,30,000/cumm", &["platelets 230"]),
        (
            "Creatinine 150 micromol/L, urea 12.1 mmol/L",
            &["creatinine 1.697", "blood-urea-nitrogen 33.894"],
        ),
        (
            "Creatinine 150, urea 12.1, Ca 2.4",
            &["creatinine 1.697", "blood-urea-nitrogen 33.894", "calcium 9.6"],
        ),
        ("Glucose 7.8 mmol/L", &["glucose 140.541"]),
        ("Glucose 7.8", &["glucose 140.541"]),
        ("Glucose 7", &["glucose 7 ?"]),
        ("CRP 45", &["c-reactive-protein 45 ?"]),
        ("CRP 145", &["c-reactive-protein 14.5"]),
        ("CRP 45 mg/L", &["c-reactive-protein 4.5"]),
        (
            "CRP 45 mg/L, CRP 12 the next day",
            &["c-reactive-protein 4.5", "c-reactive-protein 1.2"],
        ),
        ("troponin 45 ng/L", &["troponin-high-sensitivity 45"]),
        ("troponin 45", &["troponin 45 ?"]),
        ("HbA1c 53 mmol/mol", &["hemoglobin-a1c 6.999"]),
        (
            "WBC 12.3 x10^9/L, WBC 12.3 K/uL, WBC 12.3 × 10⁹/L",
            &[
                "white-cell-count 12.3",
                "white-cell-count 12.3",
                "white-cell-count 12.3",
            ],
        ),
        ("D-dimer 0.45 ug/mL FEU; d-dimer 0.45", &["d-dimer 450", "d-dimer 450"]),
        ("pCO2 5.3 kPa pO2 11.2", &["pco2 39.753", "po2 84.007"]),
        ("Bilirubin 34 µmol/L", &["bilirubin-total 1.988"]),
        ("TSH 2.1 mIU/L, TSH 2.1 uIU/mL", &["tsh 2.1", "tsh 2.1"]),
        ("Hct 0.42", &["hematocrit 42"]),
        ("Hgb 9.8 g", &["hemoglobin 9.8"]),
        ("vitamin D 18 ng/mL", &["vitamin-d 18"]),
    ]);
}

#[test]
fn look_alikes() {
    expect(&[
        ("NaCl 0.9% 1000 mL", &[]),
        ("radial 2+, DP/PT 1+ bilaterally", &[]),
        ("warm hands, CR 2 s", &[]),
        ("LE 1+ pitting edema to mid-shin", &[]),
        ("PE: LE 2+ to the knees", &[]),
        ("cord arterial gas 7.26/51/-4", &[]),
        ("VBG 7.31/50/-2", &[]),
        ("VBG 7.32/48/24", &["ph 7.32", "pco2 48", "bicarbonate 24"]),
        ("LVP with albumin 8 g/L", &[]),
        (
            "Child-Pugh C (bilirubin 3, albumin 3, INR 2, ascites 3, encephalopathy 1 = 12)",
            &[],
        ),
        ("K-Dur 20 daily, vitamin K 10 mg", &[]),
        ("KCl 40 mEq PO", &[]),
        ("give potassium 40 mEq", &[]),
        ("Na bicarb 50 mEq", &[]),
        ("CN 2-12 intact; Cr nerve 7", &[]),
        ("pain radiates from C5-6 to C7", &[]),
        ("PT eval 3 times a week; physical therapy", &[]),
        ("PT 3x/week", &[]),
        ("Pt 65 y/o male", &[]),
        ("breast Ca 2019, CA of colon stage 3", &[]),
        ("WBC scan 2 days ago", &[]),
        ("Mg 2 g IV given", &[]),
        ("received Mg 4 g", &[]),
        ("aspirin 81 mg, metformin 1000 mg", &[]),
        ("Cl. difficile 3 episodes", &[]),
        ("a specimen weighed 4.2 grams", &[]),
        ("seen 3/4/2024 at 10:30", &[]),
        ("BP 138/84/102", &[]),
        ("pending: K, Mg, 2 cultures", &[]),
        ("calcium 600 mg daily, iron 65 mg", &[]),
        ("vitamin D 2000 IU, B12 1000 mcg", &[]),
        ("2 g sodium diet, sodium under 2 g per day", &[]),
        ("goal K > 4 and Mg > 2", &[]),
        ("keep K >4, Mg >2", &[]),
        ("Hgb goal > 7", &[]),
        ("transfuse if Hgb < 7", &[]),
        ("INR goal 2-3", &[]),
        ("replete K to 4.0", &[]),
        ("Plan: call if K > 5.5 or Na < 125", &[]),
        ("LDL <70 goal", &[]),
        ("LA 4.2 cm, RA 3 cm", &[]),
        ("HCT 25 mg daily", &[]),
        ("K-wire 1.6 mm", &[]),
        ("A-fib 120, HR 98", &[]),
        ("normal bowel sounds, BS x4", &[]),
        ("patient of 3 years", &[]),
        ("Hgb pending, WBC sent", &[]),
        ("alb neb 2.5 mg", &[]),
        ("FH: father with cholesterol 300", &[]),
        ("5 mg of K", &[]),
        ("Na: N/A", &[]),
        ("creatinine rose by 0.5", &[]),
        ("blood pressure 120/80, protein 3 servings", &[]),
        ("128/72 mm Hg 98", &[]),
        ("1/2/3/4/5/6/7", &[]),
        ("3/5/5/4/5/5 strength", &[]),
        ("pH probe 2 weeks ago", &[]),
        ("Hold furosemide if K < 3.5", &[]),
        ("check INR in 3 days", &[]),
        ("Troponin x2 negative", &[]),
    ]);
}

#[test]
fn conversions_round_trip() {
    let grammar = Grammar::builtin();
    let units = Units::new(&grammar);
    let mut checked = 0;
    for entry in grammar.lexicon(lexicon_ids::LABS).entries.iter() {
        let Some(factor) = entry.number("si-factor") else {
            continue;
        };
        let unit = |name: &str| {
            units
                .named(entry.text(name).unwrap_or_default())
                .map(|at| units.unit(at))
        };
        let (Some(own), Some(si)) = (unit("unit"), unit("si-unit")) else {
            panic!("{}: a unit that the lexicon `lab-units` lacks", entry.id);
        };
        for number in [0.5, 7.0, 138.0] {
            let there = to_si(entry, number).expect("it has a factor");
            let back = from_si(entry, there).expect("it has a factor");
            assert!((back - number).abs() < 1e-9 * number.max(1.0), "{}", entry.id);
        }
        if dimension(own) == dimension(si) && entry.number("si-offset").is_none() {
            let ratio = own.number("scale").unwrap_or_default() / si.number("scale").unwrap_or_default();
            assert!(
                (ratio / factor - 1.0).abs() < 0.02,
                "{}: {ratio} is not {factor}",
                entry.id
            );
        }
        checked += 1;
    }
    assert!(checked > 90, "{checked}");
}

#[test]
fn the_lexicon_is_in_order() {
    let grammar = Grammar::builtin();
    let units = Units::new(&grammar);
    let entries = &grammar.lexicon(lexicon_ids::LABS).entries;
    let known = |id: &str| entries.iter().any(|entry| entry.id == id);
    for entry in entries.iter() {
        for name in ["unit", "si-unit", "small-unit", "large-unit", "decimal-unit"] {
            assert!(
                entry.text(name).is_none_or(|id| units.named(id).is_some()),
                "{}: {name}",
                entry.id
            );
        }
        for name in ["in-urine", "in-csf", "other-entry", "pair"] {
            assert!(entry.text(name).is_none_or(known), "{}: {name}", entry.id);
        }
        assert!(entry.list("members").iter().all(|id| known(id)), "{}", entry.id);
        let in_order = [
            "hard-low",
            "critical-low",
            "significant-low",
            "significant-high",
            "critical-high",
            "hard-high",
        ];
        let limits: Vec<f64> = in_order.iter().filter_map(|name| entry.number(name)).collect();
        assert!(limits.is_sorted(), "{}: {limits:?}", entry.id);
        let (low, high) = reference_range(entry, None);
        assert!(low.zip(high).is_none_or(|(low, high)| low < high), "{}", entry.id);
    }
}

#[test]
fn the_next_test_is_no_unit() {
    expect(&[
        (
            "Labs: Na 138 K 6.3 Mg 2.1 Phos 3.0",
            &["sodium 138", "potassium 6.3", "magnesium 2.1", "phosphate 3"],
        ),
        ("Plt 2.4 lakh", &["platelets 240"]),
        (
            "troponins of 21 and 24 ng/L",
            &["troponin-high-sensitivity 21 then", "troponin-high-sensitivity 24"],
        ),
        ("TTE: EF 55, LA 4.2", &[]),
    ]);
}

#[test]
fn flags_are_computed_for_the_sex() {
    let flag = |text: &str| {
        let note = read_note(text);
        note.labs().first().and_then(|lab| lab.flag)
    };
    assert_eq!(flag("K 2.9"), Some(Flag::Low));
    assert_eq!(flag("K 5.9"), Some(Flag::High));
    assert_eq!(flag("K 4.2"), None);
    assert_eq!(flag("Hgb 11"), Some(Flag::Low));
    assert_eq!(flag("CRP 45"), None, "the unit is not known");
    assert_eq!(flag("UA: nitrite positive"), Some(Flag::High));
}

const NAMES: &[(&str, &str)] = &[
    ("Na", "sodium"),
    ("potassium", "potassium"),
    ("Cr", "creatinine"),
    ("Hgb", "hemoglobin"),
    ("platelets", "platelets"),
    ("INR", "inr"),
    ("TSH", "tsh"),
    ("lactate", "lactate"),
];

proptest! {
    #[test]
    fn spans_lie_in_the_text_and_read_the_same_again(
        parts in prop::collection::vec((0..NAMES.len(), 1u32..400, prop::sample::select(vec![" ", ": ", "=", " of ", " was "]),
            prop::sample::select(vec![", ", "; ", "\n", " -> 4.0, ", " (L), "])), 1..8)
    ) {
        let mut text = String::from("Labs: ");
        for (name, number, link, end) in &parts {
            text += &format!("{}{link}{}{end}", NAMES[*name].0, f64::from(*number) / 10.0);
        }
        let note = read_note(&text);
        for lab in note.labs() {
            prop_assert!(lab.span.contains(lab.number));
            prop_assert!(lab.span.end as usize <= text.len());
            let written = number_at(note.slice(lab.number).trim_start_matches(['<', '>', ' '])).map(|it| it.value);
            prop_assert_eq!(written, Some(lab.written));
            if !lab.name.is_empty() && !lab.trend && within_hard(note.lab_entry(lab), lab.value) {
                let again = read_note(note.slice(lab.span));
                let first = again.labs().last().map(|lab| (lab.entry, lab.value));
                prop_assert_eq!(first, Some((lab.entry, lab.value)), "{}", note.slice(lab.span));
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s)(K|Na|Hgb|UA|CSF|BMP|H/H|pH|[0-9./<>|:,()-]|->|→|é|\u{a0}|\n| |mg/dL|%|from|goal){0,60}") {
        let note = read_note(&text);
        for lab in note.labs() {
            prop_assert!(note.slice(lab.span).len() >= note.slice(lab.number).len());
        }
    }
}
