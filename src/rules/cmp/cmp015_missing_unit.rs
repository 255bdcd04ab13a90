//! CMP015: a number whose unit has to be guessed.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::note::facts::{Lab, Occasion, Vital, VitalKind, to_si, within_hard};
use crate::rules::support::{is_british, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP015",
    name: "missing-unit",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "ISMP and Joint Commission: weights in kilograms only, with the unit, for every dose that depends on weight",
        "AMA Manual of Style: units beside values; ambiguous intervals as in the lexicon `labs`",
    ],
    summary: "A weight, height or laboratory value has no unit, and more than one is possible.",
    docs: r#"
## What it does

Reports a number without a unit where two units are in use and the number does not tell which: a weight (`82`: kg or lb), a height of `68`, a urine output, a
troponin of 45 (ng/L or ng/mL), a C-reactive protein of 12 (mg/L or mg/dL), a glucose of 7, a D-dimer, an acetaminophen or salicylate level, and a glucose or calcium in
the other system of units than the rest of the note.

It does not ask for units that every reader supplies: sodium, potassium, hemoglobin, white cells, platelets, creatinine, blood pressure, heart rate, INR. A value whose
unit stands elsewhere in the note (`82 kg` above) is left alone, and so are British laboratory values, which are all SI. Doses without a unit belong to CMP006.

## Why it matters

A child of "22" gets a dose for 22 kg or for 10. A troponin of 45 is an infarction or nothing. The person who has to guess is the one who gives the drug.

## How to fix

Write the unit behind the number. Weights in kilograms.

```bad
# Progress Note

## Subjective

Chest pain since the morning.

## Objective

HR 88, BP 132/80, Wt 82. Troponin 45.

## Assessment and Plan

NSTEMI: heparin by weight.
```

```good
# Progress Note

## Subjective

Chest pain since the morning.

## Objective

HR 88, BP 132/80, Wt 82 kg. hs-troponin T 45 ng/L. Na 138, K 4.1, Hgb 13.2.

## Assessment and Plan

NSTEMI: heparin by weight.
```

## Precision

No finding on the 182 notes of the development corpus, whose weights and results all have a unit or need none.

Faults planted by an author who had not seen the rule: in a first set 28 of 32 were found; in two later sets of 25 new notes 12 of 15 at first sight, 15 after mending. Of 30 look-alikes two were reported
("Weight/height 58 kg/168 cm", a unit behind a remark), and one unplanted note set it off (urine output on a line of
intake and output); all were mended.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::LABS, lexicon_ids::VITAL_SIGNS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found = Vec::new();
    found.extend(sizes(note));
    // A word or two of British usage do not make the values SI.
    if !is_british(note) || is_conventional(note, note.labs()) {
        found.extend(results(note));
    }
    found.sort_by_key(|finding: &Finding| finding.span);
    findings.extend(found);
}

/// Weights, heights and volumes; one finding for each kind.
fn sizes(note: &Note) -> Vec<Finding> {
    let vitals = note.vitals();
    let kinds = [
        (
            VitalKind::Weight,
            "in kilograms or pounds",
            "write the weight in kg, with the unit",
        ),
        (
            VitalKind::Height,
            "in centimetres or inches",
            "write the unit behind the height",
        ),
        (
            VitalKind::HeadCircumference,
            "in centimetres or inches",
            "write the unit behind the number",
        ),
        (
            VitalKind::UrineOutput,
            "in mL, mL/h or mL/kg/h",
            "write the unit, and over which time",
        ),
        (
            VitalKind::Glucose,
            "in mg/dL or mmol/L",
            "write the unit behind the glucose",
        ),
    ];
    let mut found = Vec::new();
    for (kind, choice, help) in kinds {
        let of_kind: Vec<&Vital> = vitals.iter().filter(|vital| vital.kind == kind).collect();
        if of_kind.iter().any(|vital| !vital.unit.is_empty()) {
            continue;
        }
        let unknown = |vital: &&&Vital| {
            !vital.unit_known
                && vital.occasion != Occasion::Target
                && !is_share(note, vital.span)
                && !is_told(vital)
                && !is_of_balance(vitals, vital)
                && !is_rated(note, vital)
        };
        let Some(vital) = of_kind.iter().find(unknown) else {
            continue;
        };
        let written = quote(&vital.written_in(note), 50);
        let severity = if kind == VitalKind::Weight {
            Severity::Warning
        } else {
            Severity::Info
        };
        found.push(
            Finding::new(vital.number, format!("\"{written}\" has no unit: it may be {choice}"))
                .help(help)
                .severity(severity),
        );
    }
    found
}

/// A glucose of 142 is in mg/dL, one of 7.8 in mmol/L.
fn is_told(vital: &Vital) -> bool {
    vital.kind == VitalKind::Glucose && (vital.written > 35.0 || vital.written.fract() != 0.0)
}

/// `UOP 1300 (0.7 mL/kg/h)`: the rate tells what the volume is in.
fn is_rated(note: &Note, vital: &Vital) -> bool {
    let rest = note.text[vital.span.end as usize..].trim_start();
    let bracket = rest
        .strip_prefix('(')
        .and_then(|inside| inside.split([')', '\n']).next());
    vital.kind == VitalKind::UrineOutput
        && bracket.is_some_and(|inside| inside.contains("/kg") || inside.contains("/h"))
}

/// `I/O 2100/1850, UOP 1600`: on a line of intake and output everybody reads millilitres a day, unless it is as little as in an hour.
fn is_of_balance(vitals: &[Vital], vital: &Vital) -> bool {
    vital.kind == VitalKind::UrineOutput
        && vital.written >= 200.0
        && vitals.iter().any(|other| {
            matches!(other.kind, VitalKind::Intake | VitalKind::Output)
                && other.span.start.abs_diff(vital.span.start) < 80
        })
}

/// "weight 4th percentile", "weight 50%": no amount.
fn is_share(note: &Note, span: Span) -> bool {
    let rest = note.text[span.end as usize..].trim_start();
    ["th", "st", "nd", "rd", "%", "percent", "centile", "x "]
        .iter()
        .any(|it| rest.starts_with(it))
}

/// Laboratory values; one finding for each test, three at most.
fn results(note: &Note) -> Vec<Finding> {
    let labs = note.labs();
    let is_conventional = is_conventional(note, labs);
    let mut seen: Vec<u16> = Vec::new();
    let mut found = Vec::new();
    for lab in labs {
        let entry = note.lab_entry(lab);
        if !lab.unit.is_empty() || lab.graded || lab.bound == Some('<') || seen.contains(&lab.entry) || found.len() == 3
        {
            continue;
        }
        // A whole number as small as that is a normal high-sensitivity one.
        if &*entry.id == "troponin" && lab.written.fract() == 0.0 && lab.written < 15.0 {
            continue;
        }
        let other_system = is_conventional && is_taken_for_si(note, lab);
        if lab.unit_known && !entry.flag("unit-needed") && !other_system {
            continue;
        }
        seen.push(lab.entry);
        // With a unit at one place, the other numbers of the test have it too.
        if labs
            .iter()
            .any(|other| other.entry == lab.entry && !other.unit.is_empty())
            || note.is_template
        {
            continue;
        }
        let name = if lab.name.is_empty() {
            entry.text("name").unwrap_or(&entry.id).to_owned()
        } else {
            quote(note.slice(lab.name), 40)
        };
        let number = note.slice(lab.number);
        let choice = match &*entry.id {
            "troponin" => "ng/L (high-sensitivity) or ng/mL, a thousand times as much".to_owned(),
            "c-reactive-protein" => "mg/L or mg/dL, ten times as much".to_owned(),
            "d-dimer" => "ng/mL or µg/mL, FEU or DDU".to_owned(),
            "salicylate-level" => "mg/dL or mg/L".to_owned(),
            _ => match (entry.text("unit"), entry.text("si-unit")) {
                (Some(unit), Some(si)) if unit != si => format!("{unit} or {si}"),
                (Some(unit), _) => format!("{unit} or another unit"),
                _ => continue,
            },
        };
        let message = format!("\"{name} {number}\" has no unit: it may be in {choice}");
        found.push(Finding::new(lab.number, message).help("write the unit behind the value, as on the report"));
    }
    found
}

/// Whether a number without a unit was read as one in the SI unit.
fn is_taken_for_si(note: &Note, lab: &Lab) -> bool {
    let entry = note.lab_entry(lab);
    let taken = to_si(entry, lab.value).is_some_and(|si| (si - lab.written).abs() <= 0.01 * si.abs());
    taken && within_hard(entry, lab.written) && (lab.value - lab.written).abs() > 0.2 * lab.written.abs()
}

/// Whether the note has values that can be nothing but conventional, and none that is SI.
fn is_conventional(note: &Note, labs: &[Lab]) -> bool {
    let (mut conventional, mut si) = (0, 0);
    for lab in labs {
        let entry = note.lab_entry(lab);
        let factor = entry.number("si-factor").unwrap_or(1.0);
        if (factor - 1.0).abs() < 0.05 || lab.graded || !lab.unit_known {
            continue;
        }
        let as_written = (lab.value - lab.written).abs() <= 0.01 * lab.written.abs();
        if as_written && (!lab.unit.is_empty() || !within_hard(entry, lab.written / factor)) {
            conventional += 1;
        } else if !as_written && !lab.unit.is_empty() {
            si += 1;
        }
    }
    conventional >= 2 && si == 0
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn numbers_to_guess() {
        speaks(
            &RULE,
            &[
                "Vitals: T 37.1, HR 88, BP 132/80, Wt 82",
                "Weight: 182",
                "Weight 22, height 48 cm. 6-year-old boy.",
                "Ht 68, Wt 150 lb",
                "Labs: troponin 45, Na 138",
                "Troponin I 32 then 48",
                "CRP 12, WBC 9.1",
                "Glucose 7, Na 138",
                "D-dimer 850",
                "Acetaminophen level 45 at 4 hours",
                "Salicylate 32",
                "Urine output 400 overnight",
                "I/O 2100/1850. UOP 45.",
                "D-dimer 2.1",
            ],
        );
        assert_eq!(hits(&RULE, "BP 132/80, Wt 82. Troponin 45."), ["82", "45"]);
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "Na 138, K 4.1, Cr 0.9, WBC 8.2, Hgb 13.1, Plt 210, INR 1.1",
                "T 37.1, HR 80, RR 16, BP 120/70, SpO2 98%",
                "Wt 82 kg, Ht 178 cm, BMI 25.9",
                "Weight 82 kg on admission. Weight 81 today.",
                "Ht 5'9\", Wt 180 lb",
                "Weight 4th percentile; weight loss over 3 weeks; weight bearing as tolerated.",
                "hs-troponin 45, troponin 0.04, troponin <0.01",
                "troponin 45 ng/L, then troponin 60",
                "CRP 0.4, CRP <5",
                "CRP 145 mg/L, CRP 60",
                "Glucose 142, glucose 98",
                "Hb 132, creatinine 88, CRP 45, glucose 7.1, urea 5.2",
                "D-dimer 450 ng/mL",
                "Goal weight 80",
                "Albumin 3.1, TSH 2.1, ferritin 12, lipase 30, AST 28",
                "A1c 7.2, LDL 98, TG 140, HDL 44",
                "lithium level 0.8, digoxin level 1.1, vanc trough 15",
                "UA: protein 2+, glucose negative, SG 1.020, pH 6",
                "lost weight, gained 3 kg, no weight gain",
                "ESR 45, MCV 82, RDW 14",
                "lifted a weight of 20 kg",
                "Fingerstick 142",
                "Urine output 400 mL overnight",
                "I/O 2100/1850. UOP 1600. JP 35 serosang",
                "Wt 74.2 (admit 70.5) kg",
                "Weight/height 58 kg/168 cm",
                "Height 5 10, Wt 180 lb",
            ],
        );
    }
}
