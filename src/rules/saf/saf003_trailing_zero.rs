//! SAF003: a dose with a zero after its decimal point, which is missed and makes it ten times as much.

use crate::note::Note;
use crate::rules::abbreviations::{Use, report};
use crate::rules::dosing::{bare_doses, is_dose, is_medication_line};
use crate::rules::support::{is_prose, quote};
use crate::rules::{Applicability, Check, Context, Edit, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF003",
    name: "trailing-zero",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &[
        "The Joint Commission, Official \"Do Not Use\" List of abbreviations (2004, affirmed 2005)",
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021, updated 2024)",
    ],
    summary: "A dose ends in a zero after the decimal point: 1.0 mg is read as 10 mg.",
    docs: r#"
## What it does

Reports doses that end in a zero after the decimal point (`1.0 mg`, `2.50 mg`, `lorazepam 1.0 BID`, ranges too), and
takes the zero away: a safe fix. In an order or on a line of medications it is an error, elsewhere in the note a
warning. Laboratory values, vital signs, sizes, weights, tube sizes and settings of the ventilator keep their zero,
for there it tells how exactly was measured. One finding for each note; its fix mends all places.

## Why it matters

The decimal point is easily missed, on a fax, a copy or a lined sheet: warfarin 5.0 mg becomes 50 mg. The Joint
Commission forbids the trailing zero in every order.

## How to fix

Write the whole number alone: 5 mg.

```bad
## Medications

- Warfarin 5.0 mg PO daily
```

```bad
## Plan

1. Alcohol withdrawal: lorazepam 1.0-2.0 mg IV every 4 hours as needed for CIWA above 8.
```

```good
## Medications

- Warfarin 5 mg PO daily

## Labs

K 4.0, Cr 1.0 mg/dL, INR 2.0. T 37.0 C.
```

## Precision

1 finding on 182 corpus notes, right; none on 103 good notes. Of 14 planted zeros 14 were found. Measured on 36
wordings and 49 look-alikes (laboratory values, levels, sizes, weights, flows, settings), which are tests beside the
rule. A drug without unit, frequency and route (`warfarin 5.0`) is found in lists of drugs only.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// What makes the number end in zeros after its decimal point: `.0` of `1.0`, the last `0` of `2.50`.
fn zeros(number: &str) -> Option<usize> {
    let point = number.find('.').filter(|at| *at > 0)?;
    let kept = number.trim_end_matches('0').len();
    let start = if kept == point + 1 { point } else { kept };
    (start < number.len()).then_some(start)
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found: Vec<Use> = note
        .quantities()
        .iter()
        .filter(|it| zeros(note.slice(it.number)).is_some() && is_dose(note, it))
        .filter_map(|it| trailing(note, it.number, note.slice(it.unit)))
        .collect();
    if memchr::memmem::find(note.text.as_bytes(), b".0").is_some() {
        let bare = bare_doses(note).filter(|span| is_prose(note, *span));
        found.extend(bare.filter_map(|span| trailing(note, span, "")));
    }
    report(found, findings);
}

fn trailing(note: &Note, number: Span, unit: &str) -> Option<Use> {
    let written = note.slice(number);
    let at = zeros(written)?;
    let zeros = Span::new(number.start + at as u32, number.end);
    let misread = written.replace('.', "");
    let severity = match is_medication_line(note, number.start) {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let unit = quote(unit, 12);
    let unit = match &*unit {
        "" | "%" => unit,
        _ => format!(" {unit}"),
    };
    Some(Use {
        group: 0,
        span: number,
        message: format!("\"{written}{unit}\" can be read as {misread}{unit}, for the decimal point is easily missed"),
        help: format!("write \"{}{unit}\"", &written[..at]),
        severity,
        fix: Some((
            Applicability::Safe,
            Edit {
                span: zeros,
                replacement: String::new(),
            },
        )),
    })
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
                "lorazepam 1.0 mg PO BID",
                "Coumadin 5.0mg daily",
                "Synthroid 100.0 mcg daily",
                "warfarin 5.0 daily",
                "Ativan 1.0 BID",
                "Risperdal 2.00 mg HS",
            ],
        );
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "morphine 2.0-4.0 mg IV q4h",
                "vancomycin 1.0 g IV q12h",
                "insulin 10.0 units SC",
                "KCl 20.0 mEq PO x1",
                "NS bolus 1.0 L",
                "heparin 5,000.0 units",
                "Take 2.0 tablets twice daily",
                "injected 1.0 mL of Kenalog",
                "lidocaine 1.0% 5 mL",
                "midazolam 2.50 mg IV",
                "dexamethasone 10.0 mg/kg",
                "phenytoin 20.0 mg/kg load",
                "magnesium sulfate 2.0 grams IV",
                "Albuterol 2.0 puffs q4h",
                "dopamine at 5.0 mcg/kg/min",
            ],
        );
        speaks_under(&RULE, "## HPI", &["takes Xanax 1.0 mg at night"]);
        speaks_under(&RULE, "## Hospital Course", &["She got 40.0 mg of furosemide twice."]);
    }

    #[test]
    fn what_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Labs",
            &[
                "Cr 1.0 mg/dL, albumin 3.0 g/dL, K 4.0 mEq/L, Mg 2.0",
                "INR 2.0, lithium 1.0 mmol/L, lactate 2.0",
                "digoxin 1.0 ng/mL",
                "Bilirubin 10.0 mg, phosphate 3.0 mg",
                "urine protein 300.0 mg",
            ],
        );
        silent_under(
            &RULE,
            "## Vitals",
            &["T 37.0 C, wt 70.0 kg, SpO2 95% on 2.0 L", "I/O: 2.0 L / 1.0 L"],
        );
        silent_under(
            &RULE,
            "## Imaging",
            &["2.0 cm nodule; 5.0 mm stone", "uterus weighed 120.0 g"],
        );
        silent_under(
            &RULE,
            "## Plan",
            &[
                "7.0 ETT at 22 cm; vent PEEP 5.0, FiO2 40%",
                "Tacrolimus level 8.0; goal 6.0-8.0 ng/mL",
                "goal INR 2.0-3.0 on warfarin",
                "Hold if K above 5.0 mmol/L or Cr above 2.0 mg/dL",
                "A1c 7.0%, continue metformin",
                "Replete K to 4.0 and Mg to 2.0",
                "wean oxygen from 4.0 L to 2.0 L nasal cannula",
                "potassium 4.0 today on spironolactone 25 mg",
                "tacrolimus 3 mg BID, level 10.0",
                "7.0 mm ETT, 8.0 Shiley",
            ],
        );
        silent_under(
            &RULE,
            "## HPI",
            &[
                "Her lithium level was 1.0 and her TSH 4.0.",
                "version 2.0 of the form; walked 2.0 miles",
                "baseline creatinine 1.0 mg",
            ],
        );
        silent_under(&RULE, "## Hospital Course", &["Hgb dropped to 7.0 g, transfused"]);
        silent_under(&RULE, "## Physical Exam", &["UOP 1.0 mL/kg/h"]);
    }

    #[test]
    fn the_fix_takes_the_zero_away() {
        let text = "## Medications\n\n- warfarin 5.0 mg daily\n- lorazepam 1.0-2.0 mg as needed\n\
             - risperidone 2.50 mg daily, digoxin 0.125 mg\n";
        assert_eq!(hits(&RULE, text), ["5.0"]);
        assert_eq!(
            run(&RULE, text)[0].message,
            "\"5.0 mg\" can be read as 50 mg, for the decimal point is easily missed"
        );
        assert_eq!(
            fixed(&RULE, text, Applicability::Safe),
            "## Medications\n\n- warfarin 5 mg daily\n- lorazepam 1-2 mg as needed\n- risperidone 2.5 mg daily, digoxin 0.125 mg\n"
        );
    }

    #[test]
    fn it_is_found_in_tables_capitals_and_prose() {
        speaks_under(
            &RULE,
            "## Medications",
            &[
                "| Drug | Dose |\n|---|---|\n| Warfarin | 5.0 mg |",
                "Coumadin 5.0 mg MWF, 2.5 mg other days",
                "clonidine 0.10 mg BID",
                "Suboxone 8.0/2.0 mg SL daily",
            ],
        );
        speaks_under(
            &RULE,
            "## Plan",
            &[
                "increase lisinopril to 20.0 mg",
                "Lasix 40.0 mg IV BID",
                "morphine at a dose of 10.0 milligrams",
                "norepinephrine titrated to 2.0 mcg/min",
                "lidocaine 1.0% without epinephrine",
                "FUROSEMIDE 40.0 MG IV BID",
            ],
        );
        speaks_under(&RULE, "## Hospital Course", &["treated with vancomycin 1.0 gram IV"]);
        speaks_under(
            &RULE,
            "PC: cough\n\nO/E: NAD, chest clear 3/7\n\nPlan:",
            &["amlodipine 5.0 mg OD"],
        );
        speaks_under(&RULE, "## HPI", &["At home uses insulin glargine 20.0 units"]);
    }

    #[test]
    fn what_else_looks_alike_is_spared() {
        silent_under(
            &RULE,
            "## Imaging",
            &["5.0 x 3.0 cm mass, EF 55.0%", "calcium score 10.0; LVOT 2.0 cm"],
        );
        silent_under(
            &RULE,
            "## Labs",
            &[
                "Hct 30.0%, A1c 8.0 %, WBC 10.0, pH 7.0, SG 1.010",
                "creatinine from 1.0 to 2.0 mg%",
                "CRP 5.0 mg/L, lactate 2.0 mmol/L, lipase 20.0 units",
                "24-hour urine protein 150.0 mg",
            ],
        );
        silent_under(
            &RULE,
            "## Vitals",
            &[
                "SpO2 98.0%, FiO2 40.0%, BMI 30.0",
                "Temp 37.0, weight 3.0 kg, length 50.0 cm",
            ],
        );
        silent_under(
            &RULE,
            "## HPI",
            &[
                "lost 10.0 lb, runs 2.0 miles",
                "PSA rose from 2.0 to 4.0 ng/mL",
                "Glucose 100.0 mg at home",
                "born at 3.0 kg",
            ],
        );
        silent_under(
            &RULE,
            "## Plan",
            &[
                "2.0 g sodium diet, protein 60.0 g/day",
                "Hold potassium if K >5.0. Target Mg 2.0.",
                "CPAP 10.0 cm H2O; ETT 7.0",
            ],
        );
        silent_under(&RULE, "## Hospital Course", &["EBL 50.0 mL, PVR 100.0 mL"]);
        silent_under(&RULE, "## Social History", &["alcohol 2.0 units a week"]);
        silent_under(
            &RULE,
            "## Assessment and Plan",
            &[
                "AKI: Cr 2.0 from 1.0. K 5.0.",
                "hyponatremia, Na 130.0 mEq",
                "hypokalemia (K 3.0 mEq/L)",
                "Anemia: Hgb 7.0 g/dL",
                "troponin 2.0 ng, BNP 400.0 pg",
                "urine protein 3.0 g in 24 h",
                "Proteinuria of 500.0 mg/day, on lisinopril",
            ],
        );
        silent_under(&RULE, "## Procedure", &["A 6.0 Fr sheath; 2.0 Vicryl; 3.0 mm screw"]);
    }
}
