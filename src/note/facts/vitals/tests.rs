//! Vital signs as notes write them, and what only looks like one.

use std::sync::Arc;

use super::{Occasion, OxygenSource, Posture, Vital};
use crate::grammar::Grammar;
use crate::note::{self, Hints, Note};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// A vital sign in short: `T 38.1`, `BP 92/58`, `SpO2 94 RA`, with `!` for a target, `<` for an earlier and `^` for an extreme
/// one.
fn short(vital: &Vital) -> String {
    let round = |value: f64| {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").unwrap_or(&text).to_owned()
    };
    let range = |low: f64, high: Option<f64>| match high {
        Some(high) => format!("{}-{}", round(low), round(high)),
        None => round(low),
    };
    use super::VitalKind::*;
    let name = match vital.kind {
        Temperature => "T",
        HeartRate => "HR",
        RespiratoryRate => "RR",
        BloodPressure => "BP",
        MeanArterialPressure => "MAP",
        OxygenSaturation => "SpO2",
        Weight => "Wt",
        Height => "Ht",
        BodyMassIndex => "BMI",
        Pain => "pain",
        Glucose => "BG",
        UrineOutput => "UOP",
        Intake => "in",
        Output => "out",
        FluidBalance => "net",
        HeadCircumference => "HC",
        FetalHeartRate => "FHR",
        FundalHeight => "FH",
    };
    let mut text = format!("{name} {}", range(vital.value, vital.to));
    if let Some(diastolic) = vital.diastolic {
        text += &format!("/{}", range(diastolic, vital.diastolic_to));
    }
    match vital.oxygen {
        Some(OxygenSource::RoomAir) => text += " RA",
        Some(OxygenSource::Flow(flow)) => text += &format!(" {}L", round(flow)),
        Some(OxygenSource::Fraction(share)) => text += &format!(" {}%O2", round(share * 100.0)),
        Some(OxygenSource::Device) => text += " device",
        None => {}
    }
    match vital.posture {
        Some(Posture::Lying) => text += " lying",
        Some(Posture::Sitting) => text += " sitting",
        Some(Posture::Standing) => text += " standing",
        None => {}
    }
    if let Some((value, _)) = vital.restated {
        text += &format!(" ={}", round(value));
    }
    if !vital.unit_fits {
        text += " ?unit";
    }
    match vital.occasion {
        Occasion::Current => {}
        Occasion::Extreme => text += "^",
        Occasion::Earlier => text += "<",
        Occasion::Target => text += "!",
    }
    text
}

fn all(text: &str) -> Vec<String> {
    let note = read(text);
    note.vitals().iter().map(short).collect()
}

/// Fail on each line whose vital signs are others.
fn table(context: &str, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(line, expected)| {
            let text = context.replace('@', line);
            let found = all(&text).join(", ");
            (found != *expected).then(|| format!("{line:?}\n  expected {expected}\n  found    {found}"))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} lines:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

const SECTION: &str = "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Vital Signs\n\n@\n\n## Plan\n\nRest.\n";
const PROSE: &str = "# SOAP Note\n\n## Objective\n\n@\n\n## Plan\n\nRest.\n";

#[test]
fn lines_of_vital_signs() {
    table(
        SECTION,
        &[
            (
                "T 38.1 HR 112 BP 92/58 RR 22 SpO2 94% RA",
                "T 38.1, HR 112, BP 92/58, RR 22, SpO2 94 RA",
            ),
            (
                "T 38.1, P 112, BP 92/58, R 22, O2 sat 94% on RA",
                "T 38.1, HR 112, BP 92/58, RR 22, SpO2 94 RA",
            ),
            ("BP: 142/88", "BP 142/88"),
            ("BP 142/88 (left arm, sitting)", "BP 142/88 sitting"),
            ("BP 142/88 mmHg", "BP 142/88"),
            ("BP 142 / 88", "BP 142/88"),
            ("HR 112", "HR 112"),
            ("HR: 112 bpm", "HR 112"),
            ("P 88 reg", "HR 88"),
            ("P 88\nR 18\nBP 120/80", "HR 88, RR 18, BP 120/80"),
            ("Pulse: 67.", "HR 67"),
            ("T 38.1 C", "T 38.1"),
            ("T 38.1", "T 38.1"),
            ("T: 100.6F", "T 38.1"),
            ("Temp 37.2°C (oral)", "T 37.2"),
            ("Temperature: 98.4 degrees F.", "T 36.9"),
            ("Temperature is 97.7 today.", "T 36.5"),
            ("Tmax 38.9", "T 38.9^"),
            ("Tm 101.2 Tc 98.8", "T 38.4^, T 37.1"),
            ("Tmax 102.1F, Tcurrent 99.0F", "T 38.9^, T 37.2"),
            ("RR16", "RR 16"),
            ("RR 16", "RR 16"),
            ("RR:18.", "RR 18"),
            ("R 18", "RR 18"),
            ("Respiratory rate: 20 breaths per minute.", "RR 20"),
            ("SpO2 94% on 2L NC", "SpO2 94 2L"),
            ("O2 sat 98% RA", "SpO2 98 RA"),
            ("satting 96% on RA", "SpO2 96 RA"),
            ("96%RA", "SpO2 96 RA"),
            ("SpO2: 92 % (4 L)", "SpO2 92 4L"),
            ("SpO2 91% FiO2 40%", "SpO2 91 40%O2"),
            ("SpO2 93% on HFNC 40 L/min FiO2 0.5", "SpO2 93 40L"),
            ("SpO2 95% on BiPAP", "SpO2 95 device"),
            ("Pulse oxygenation: 99 percent on room air.", "SpO2 99 RA"),
            ("sats 99% on air", "SpO2 99 RA"),
            ("SpO2 on 2 L NC: 94%", "SpO2 94 2L"),
            ("RA sat 88%", "SpO2 88 RA"),
            (
                "SpO2 90% on room air and 95% on 2 L/min nasal cannula",
                "SpO2 90 RA, SpO2 95 2L",
            ),
            (
                "Vitals: T 36.8, HR 76, BP 118/70, RR 14, SpO2 99% RA",
                "T 36.8, HR 76, BP 118/70, RR 14, SpO2 99 RA",
            ),
            (
                "37.1 | 88 | 132/76 | 16 | 97%",
                "T 37.1, HR 88, BP 132/76, RR 16, SpO2 97",
            ),
            (
                "98.6, 72, 120/80, 16, 98% on RA",
                "T 37, HR 72, BP 120/80, RR 16, SpO2 98 RA",
            ),
            ("98.6 72 16 120/80 98%", "T 37, HR 72, RR 16, BP 120/80, SpO2 98"),
            ("Wt 82 kg", "Wt 82"),
            ("Wt: 180 lbs (81.6 kg)", "Wt 81.6 =81.6"),
            ("Weight: 169 lb.", "Wt 76.7"),
            ("Weight 7 lb 6 oz", "Wt 3.3"),
            ("Weight 12 st 4 lb", "Wt 78"),
            ("Wt 154#", "Wt 69.9"),
            ("Ht 5'10\"", "Ht 177.8"),
            ("Height: 5’6.", "Ht 167.6"),
            ("Ht 5 ft 7 in", "Ht 170.2"),
            ("Height 5 feet 7 inches", "Ht 170.2"),
            ("Height 170 cm", "Ht 170"),
            ("Ht 1.70 m", "Ht 170"),
            ("Ht 1m70", "Ht 170"),
            ("Ht 67 in", "Ht 170.2"),
            ("BMI 28.4", "BMI 28.4"),
            ("BMI: 31.2 kg/m2", "BMI 31.2"),
            ("HR 80s-90s", "HR 80-99^"),
            ("Heart rate: 60s", "HR 60-69"),
            ("BP 110s-130s/60s-80s", "BP 110-139/60-89^"),
            ("BP 110s/70s", "BP 110-119/70-79"),
            ("BP range 98-124/52-70", "BP 98-124/52-70^"),
            ("BP 110/60-130/80", "BP 110-130/60-80^"),
            ("BP 142 over 88", "BP 142/88"),
            ("BP 90/palp", "BP 90"),
            ("SBP 92", "BP 92"),
            ("SBP 142 DBP 88", "BP 142/88"),
            ("BP 16/10.5 kPa", "BP 120/78.8"),
            ("BP lying 120/80, standing 98/60", "BP 120/80 lying, BP 98/60 standing"),
            (
                "Orthostatics: 130/80 supine, 110/70 standing",
                "BP 130/80 lying, BP 110/70 standing",
            ),
            ("BP 92/58 (MAP 69)", "BP 92/58, MAP 69"),
            ("I/O: 2400/1850", "in 2400, out 1850"),
            ("UOP 1.2 L", "UOP 1200"),
            ("Intake 900 mL, urine output 620 mL", "in 900, UOP 620"),
            ("I/O 2,400/1,850, net +550 mL", "in 2400, out 1850, net 550"),
            ("Net -1.2 L", "net -1200"),
            ("Pain 4/10", "pain 4"),
            ("Pain: 0/10 at rest", "pain 0"),
            ("pain 7 out of 10", "pain 7"),
            ("T 37,8 °C", "T 37.8"),
            ("TA 120/80 mmHg", "BP 120/80"),
            (
                "T38.2 HR112 BP92/58 RR22 98%RA",
                "T 38.2, HR 112, BP 92/58, RR 22, SpO2 98 RA",
            ),
            (
                "HR=112; BP=92/58; T=38.2C; RR=20; SpO2=95%",
                "HR 112, BP 92/58, T 38.2, RR 20, SpO2 95",
            ),
            ("hr=112,bp=92/58,temp=38.2,rr=20", "HR 112, BP 92/58, T 38.2, RR 20"),
            ("**HR:** 88, **BP:** 120/80", "HR 88, BP 120/80"),
            (
                "38.2C, 72bpm, 120/80, 16/min, 98%",
                "T 38.2, HR 72, BP 120/80, RR 16, SpO2 98",
            ),
            ("Temp (F): 99.1  Weight (lb): 150", "T 37.3, Wt 68"),
            ("BP (12/25): 130/80", "BP 130/80"),
            ("T 38.5 C (101.3 F)", "T 38.5 =38.5"),
            ("T 98.6 C", "T 37 ?unit"),
            ("T 37 F", "T 37 ?unit"),
            ("T 378", "T 378"),
            ("HR 112 (60-100), RR 22 (12-20)", "HR 112, RR 22"),
            ("HR 120 -> 88 after fluids", "HR 120<, HR 88"),
            ("T 38.9 → 37.2", "T 38.9<, T 37.2"),
            ("BP 182/104, repeat 150/90", "BP 182/104, BP 150/90"),
            ("BP\u{a0}120/80, HR\u{202f}72", "BP 120/80, HR 72"),
            (
                "- T 38.1\n- P 88\n- R 18\n- BP 120/80",
                "T 38.1, HR 88, RR 18, BP 120/80",
            ),
            ("VS 98.6-72-16-120/80", ""),
            ("sats 97% OA", "SpO2 97 RA"),
            ("T 38.4 at 02:00, now 36.9", "T 38.4<, T 36.9"),
            ("HR 132 (0200) -> 96", "HR 132<, HR 96"),
            ("Ht 5 10, Wt 180 lb", "Ht 177.8, Wt 81.6"),
            ("Ht 5-10", "Ht 177.8"),
            ("Wt 74.2 (admit 70.5) kg", "Wt 74.2, Wt 70.5"),
            ("Weight/height 58 kg/168 cm", "Wt 58, Ht 168"),
            ("Height and weight: 168 cm and 58 kg", "Ht 168, Wt 58"),
            (
                "98.6 F, 720, 124/76, 16, 99%",
                "T 37, HR 720, BP 124/76, RR 16, SpO2 99",
            ),
            ("UOP 45", "UOP 45"),
            ("UOP 15-30 mL/h", ""),
            ("UO 45 to 60 mL per hour", ""),
            ("Weighs 71 today.", "Wt 71"),
            ("FHT 140s", "FHR 140-149"),
            ("Fundal height 32 cm", "FH 32"),
            ("HC 45 cm", "HC 45"),
            ("FSBG 140", "BG 140"),
            ("Glucometer 6.2 mmol/L", "BG 111.7"),
        ],
    );
}

#[test]
fn tables_of_vital_signs() {
    table(
        PROSE,
        &[
            (
                "| Time | T | HR | BP | RR | SpO2 |\n|---|---|---|---|---|---|\n| 08:00 | 38.9 | 118 | 98/60 | 24 | 91% RA |\n| 12:00 | 37.4 | 96 | 110/70 | 18 | 95% 2 L |",
                "T 38.9, HR 118, BP 98/60, RR 24, SpO2 91 RA, T 37.4, HR 96, BP 110/70, RR 18, SpO2 95 2L",
            ),
            (
                "| Vital | Value |\n|---|---|\n| Temperature | 38.1 °C |\n| Heart rate | 112 |\n| BP | 92/58 |\n| SpO2 | 94% on room air |",
                "T 38.1, HR 112, BP 92/58, SpO2 94 RA",
            ),
            (
                "| Vital | Today | Reference |\n|---|---|---|\n| HR | 112 | 60-100 |\n| RR | 22 | 12-20 |\n| BP | 142/88 | <130/80 |",
                "HR 112, HR 60-100!, RR 22, RR 12-20!, BP 142/88, BP 130/80!",
            ),
            (
                "| | Admission | Today |\n|---|---|---|\n| T | 39.1 | 37.0 |\n| HR | 120 | 84 |",
                "T 39.1<, T 37, HR 120<, HR 84",
            ),
            (
                "| Temp (F) | Pulse | Weight (lb) |\n|---|---|---|\n| 101.3 | 96 | 154 |",
                "T 38.5, HR 96, Wt 69.9",
            ),
            ("| Na | 138 |\n|---|---|\n| K | 4.1 |", ""),
            ("| BP | 76/124 |\n|---|---|\n| HR | 80 |", "BP 76/124, HR 80"),
        ],
    );
}

#[test]
fn vital_signs_in_prose() {
    table(
        PROSE,
        &[
            (
                "Temperature 96.6, blood pressure 166/106, heart rate 83, respiratory rate 18, and saturations 96% on room air.",
                "T 35.9, BP 166/106, HR 83, RR 18, SpO2 96 RA",
            ),
            (
                "BP Sitting: 120/80 Resp: 20 HR: 72 Temp: 98.6",
                "BP 120/80 sitting, RR 20, HR 72, T 37",
            ),
            ("Her blood pressure today in the office was 132/80 mm Hg.", "BP 132/80"),
            ("Blood Pressure: Elevated at 140/70 mmHg.", "BP 140/70"),
            ("Pulse was regular at 72 and she was breathing at 18.", "HR 72, RR 18"),
            (
                "He is tachycardic to the 120s and hypotensive at 82/40.",
                "HR 120-129, BP 82/40",
            ),
            ("Febrile to 39.2 °C, hypoxic to 84% on room air.", "T 39.2, SpO2 84 RA"),
            ("afebrile (98.4), HR 88", "T 36.9, HR 88"),
            ("blood pressure was\n142/88 and pulse\nrate 90", "BP 142/88, HR 90"),
            ("He weighs 344 pounds and is 5'9\".", "Wt 156, Ht 175.3"),
            ("Satting 92-94% on 3 L NC.", "SpO2 92-94 3L^"),
            ("O2 sats low 90s on RA.", "SpO2 90-99 RA"),
            ("Lungs clear. 98% on room air.", "SpO2 98 RA"),
            ("T 38.1 P 112 BP 92/58 R 22", "T 38.1, HR 112, BP 92/58, RR 22"),
            ("P 88 R 18", "HR 88, RR 18"),
            ("PR 88 bpm, BP 120/80", "HR 88, BP 120/80"),
        ],
    );
}

#[test]
fn occasions() {
    table(
        PROSE,
        &[
            (
                "On arrival: T 38.9, HR 120, BP 90/50. Now: T 37.2, HR 88, BP 110/70.",
                "T 38.9<, HR 120<, BP 90/50<, T 37.2, HR 88, BP 110/70",
            ),
            ("BP 152/94 (home 130/80), HR 72", "BP 152/94, BP 130/80<, HR 72"),
            (
                "SpO2 was 90% on arrival and rose to 95% on 2 L.",
                "SpO2 90<, SpO2 95 2L",
            ),
            ("T 39.1 at home, 37.2 °C here; HR 88", "T 39.1<, T 37.2, HR 88"),
            ("Goal BP <130/80; today BP 152/94", "BP 130/80!, BP 152/94"),
            ("Hold metoprolol for SBP < 100 or HR < 55", "BP 100!, HR 55!"),
            ("Return if temperature is 38.0 or higher", "T 38!"),
            ("MAP > 65", "MAP 65!"),
            ("Keep SpO2 88-92%", "SpO2 88-92!"),
            ("Call for fever above 101", "T 38.3!"),
            (
                "Wt 94.2 kg (dry weight 88.0 kg), height 175 cm",
                "Wt 94.2, Wt 88<, Ht 175",
            ),
            ("Weight 61.5 kg (63 kg before surgery).", "Wt 61.5, Wt 63<"),
            (
                "HR 72 (on arrival 124), RR 16 (was 28 in the ED)",
                "HR 72, HR 124<, RR 16, RR 28<",
            ),
            ("BP yesterday 160/90, today 140/80", "BP 160/90<, BP 140/80"),
            ("Birth weight 3.4 kg", "Wt 3.4<"),
        ],
    );
    table(
        "# H&P\n\n## HPI\n\n@\n\n## Vital Signs\n\nHR 88\n",
        &[
            ("At home her temperature was 39.4.", "T 39.4<, HR 88"),
            ("In the ED BP was 88/50.", "BP 88/50<, HR 88"),
        ],
    );
    table(
        "# H&P\n\n## Vital Signs on admission\n\n@\n",
        &[("T 38.9, HR 120", "T 38.9, HR 120")],
    );
}

#[test]
fn what_is_no_vital_sign() {
    let lines = [
        "T4 1.1 ng/dL, T3 normal",
        "Burst fracture of T12, tender at T4",
        "Epidural topped up, T11 level, comfortable",
        "Repeat paracetamol level at hr 4, ALT by hr 20",
        "dizzy on standing with SBP –12",
        "T2DM for 12 years",
        "RRR, no murmurs",
        "ECG: PR interval 160 ms, QRS 90 ms",
        "PR 160, QRS 90",
        "P: Plan",
        "P: 1. rest",
        "strength 5/5 throughout",
        "20/20 vision in both eyes",
        "2/6 systolic murmur at the apex",
        "insulin 70/30 20 units",
        "seen 12/25 in clinic",
        "weight loss of 5 kg",
        "lost 5 kg in weight",
        "C5-6 disc bulge",
        "Sat 12/5 follow-up",
        "iron sat 18%",
        "transferrin saturation 12%",
        "2 units of alcohol a day",
        "urine specific gravity 1.020",
        "weight bearing 50%",
        "pulses 2+ and equal",
        "pain for 3 days",
        "pain 3/7, worse at night",
        "fever x 3 days",
        "fever for 39 hours",
        "lisinopril for BP 10 mg daily",
        "BP check in 2 weeks",
        "HR department, 24 HR clinic",
        "TNM T2 N0 M0",
        "T-score -2.5",
        "troponin T 38 ng/L",
        "LVEF 55%",
        "FiO2 40%",
        "PEEP 10, FiO2 50%, plateau 26",
        "A1c 7.9%",
        "O2 at 2 L",
        "lifts weights of 20 kg",
        "specimen weight 32 g",
        "crown-rump length 45 mm",
        "lesion 5 cm in length",
        "takes 80 mg of aspirin, pulse therapy 1000 mg",
        "MMSE 24/30, GCS 15/15",
        "R 5/5, L 4/5",
        "BMI 85th percentile",
        "jugular venous pressure 14 cm",
        "intraocular pressure 18",
        "walks 2 blocks, sat up for 90 minutes",
        "P2 loud, S1 S2 normal, R1 resident",
        "net weight 500",
        "every 6 hr 88",
        "NEWS2 4 (T 1, HR 2, BP 1)",
        "BP recheck 2/52 with the nurse",
        "rpt BP 3/12, BP diary 4/7",
        "weight 5 kg down since May",
        "osteoarthritis 90% OA of the knee",
    ];
    let read: Vec<String> = lines
        .iter()
        .filter(|line| !all(&PROSE.replace('@', line)).is_empty())
        .map(|line| format!("{line}: {}", all(&PROSE.replace('@', line)).join(", ")))
        .collect();
    assert!(read.is_empty(), "{} read:\n{}", read.len(), read.join("\n"));
}

mod properties {
    use proptest::prelude::*;

    use super::super::VitalKind;
    use super::{read, short};
    use crate::note::facts::quantity::{
        CM_PER_FOOT, CM_PER_INCH, KG_PER_LB, KG_PER_OUNCE, KG_PER_STONE, MMHG_PER_KPA, celsius, fahrenheit,
    };
    use crate::text::Span;

    /// Bits of notes: names, values, words, marks, odd characters.
    const BITS: &[&str] = &[
        "T",
        "Temp",
        "Tmax",
        "HR",
        "P",
        "RR",
        "R",
        "BP",
        "SpO2",
        "O2 sat",
        "sats",
        "Wt",
        "weight",
        "Ht",
        "height",
        "BMI",
        "MAP",
        "pain",
        "I/O",
        "UOP",
        "net",
        "GCS",
        "fever",
        "tachycardic to",
        "38.1",
        "98.6",
        "112",
        "92/58",
        "110-130/60-80",
        "94%",
        "5'7\"",
        "7/10",
        "70",
        "1.2",
        "2400/1850",
        "120 over 80",
        "90s",
        "RA",
        "on room air",
        "2 L NC",
        "FiO2 40%",
        "kg",
        "lb",
        "cm",
        "C",
        "F",
        "°C",
        "mmHg",
        "bpm",
        "/min",
        "mL",
        "of",
        "was",
        "at",
        "to",
        "->",
        "→",
        "goal",
        "if",
        "on arrival",
        "now",
        "yesterday",
        "(",
        ")",
        "[",
        ",",
        ";",
        ":",
        ".",
        "=",
        "|",
        "-",
        "–",
        "\n",
        "\n\n",
        "\r\n",
        "- ",
        "* ",
        "1. ",
        "## Vital Signs\n",
        "## Plan\n",
        "O: ",
        "| T | HR |\n|---|---|\n",
        "é",
        "\u{a0}",
        "\u{200b}",
        "’",
        "″",
        "Tyrol",
        "lungs clear",
        "<!-- x -->",
        "***",
        "***{bp}",
        "_____",
    ];

    fn soup() -> impl Strategy<Value = String> {
        prop::collection::vec((prop::sample::select(BITS), prop::bool::ANY), 0..60).prop_map(|bits| {
            let mut text = String::new();
            for (bit, space) in bits {
                text += bit;
                if space {
                    text.push(' ');
                }
            }
            text
        })
    }

    /// One vital sign as it may be written, with its kind and value.
    fn written() -> impl Strategy<Value = (String, VitalKind, f64)> {
        let tenth = |low: u32, high: u32| (low..high).prop_map(|tenths| f64::from(tenths) / 10.0);
        let names = |names: &'static [&'static str]| prop::sample::select(names);
        let gaps = || prop::sample::select(&[" ", ": ", ":", "=", " - ", " of ", " is ", " was "][..]);
        prop_oneof![
            (
                names(&["T", "Temp", "Temperature", "temp"]),
                gaps(),
                tenth(340, 420),
                prop::sample::select(&["", "C", " C", "°C", " °C", " degrees Celsius"][..])
            )
                .prop_map(|(name, gap, value, unit)| (
                    format!("{name}{gap}{value:.1}{unit}"),
                    VitalKind::Temperature,
                    value
                )),
            (
                names(&["T", "Temp", "Temperature"]),
                gaps(),
                tenth(940, 1060),
                prop::sample::select(&["", "F", " F", "°F", " degrees F"][..])
            )
                .prop_map(|(name, gap, value, unit)| (
                    format!("{name}{gap}{value:.1}{unit}"),
                    VitalKind::Temperature,
                    celsius(value)
                )),
            (
                names(&["HR", "Pulse", "Heart rate", "pulse rate"]),
                gaps(),
                30u32..220,
                prop::sample::select(&["", " bpm", "/min", " beats per minute"][..])
            )
                .prop_map(|(name, gap, value, unit)| (
                    format!("{name}{gap}{value}{unit}"),
                    VitalKind::HeartRate,
                    f64::from(value)
                )),
            (
                names(&["RR", "Resp", "Respiratory rate", "respirations"]),
                gaps(),
                6u32..60,
                prop::sample::select(&["", "/min", " breaths/min"][..])
            )
                .prop_map(|(name, gap, value, unit)| (
                    format!("{name}{gap}{value}{unit}"),
                    VitalKind::RespiratoryRate,
                    f64::from(value)
                )),
            (
                names(&["BP", "Blood pressure", "blood pressure"]),
                gaps(),
                60u32..240,
                30u32..55,
                prop::sample::select(&["", " mmHg", "mmHg"][..])
            )
                .prop_map(|(name, gap, systolic, diastolic, unit)| (
                    format!("{name}{gap}{systolic}/{diastolic}{unit}"),
                    VitalKind::BloodPressure,
                    f64::from(systolic)
                )),
            (
                names(&["SpO2", "O2 sat", "sats", "Oxygen saturation"]),
                gaps(),
                60u32..=100,
                prop::sample::select(&["%", "% RA", "%RA", " % on 2 L NC", "% on room air"][..])
            )
                .prop_map(|(name, gap, value, oxygen)| (
                    format!("{name}{gap}{value}{oxygen}"),
                    VitalKind::OxygenSaturation,
                    f64::from(value)
                )),
            (
                names(&["Wt", "Weight", "weight"]),
                gaps(),
                tenth(300, 1800),
                prop::sample::select(
                    &[
                        ("kg", 1.0),
                        (" kg", 1.0),
                        (" lb", KG_PER_LB),
                        (" lbs", KG_PER_LB),
                        (" pounds", KG_PER_LB)
                    ][..]
                )
            )
                .prop_map(|(name, gap, value, (unit, factor))| (
                    format!("{name}{gap}{value:.1}{unit}"),
                    VitalKind::Weight,
                    value * factor
                )),
            (
                names(&["Ht", "Height", "height"]),
                gaps(),
                4u32..7,
                0u32..12,
                prop::sample::select(&[("'", "\""), (" ft ", " in"), (" feet ", " inches"), ("’", "”")][..])
            )
                .prop_map(|(name, gap, feet, inches, (foot, inch))| (
                    format!("{name}{gap}{feet}{foot}{inches}{inch}"),
                    VitalKind::Height,
                    f64::from(feet) * CM_PER_FOOT + f64::from(inches) * CM_PER_INCH
                )),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn units_there_and_back(value in 0.1f64..500.0) {
            let near = |one: f64| (one - value).abs() < 1e-9 * value.max(1.0);
            prop_assert!(near(celsius(fahrenheit(value))));
            prop_assert!(near(fahrenheit(celsius(value))));
            prop_assert!(near(value / KG_PER_LB * KG_PER_LB));
            prop_assert!(near(value / CM_PER_INCH * CM_PER_INCH));
            prop_assert!(near(value / MMHG_PER_KPA * MMHG_PER_KPA));
            prop_assert!((KG_PER_STONE - 14.0 * 16.0 * KG_PER_OUNCE).abs() < 1e-9);
            prop_assert!((CM_PER_FOOT - 12.0 * CM_PER_INCH).abs() < 1e-9);
        }

        #[test]
        fn what_is_written_is_read(set in prop::collection::vec(written(), 1..7), mark in prop::sample::select(&[", ", "; ", "  ", "\n", "\n- ", " | "][..])) {
            // Two of a kind in one line may be a range or a trend.
            let mut kinds: Vec<VitalKind> = Vec::new();
            let set: Vec<_> = set.into_iter().filter(|(_, kind, _)| { let fresh = !kinds.contains(kind); kinds.push(*kind); fresh }).collect();
            let lines: Vec<&str> = set.iter().map(|(text, ..)| text.as_str()).collect();
            let text = format!("# Progress Note\n\n## Vital Signs\n\n- {}\n", lines.join(mark));
            let note = read(&text);
            for (line, kind, value) in &set {
                let found = note.vitals().iter().find(|vital| vital.kind == *kind);
                prop_assert!(found.is_some_and(|vital| (vital.value - value).abs() < 0.06), "{line:?} in {text:?}: {:?}", found.map(short));
            }
            prop_assert_eq!(note.vitals().len(), set.len(), "{:?}: {:?}", text, note.vitals().iter().map(short).collect::<Vec<_>>());
        }

        #[test]
        fn a_unit_changes_no_value(tenths in 300u32..2000, feet in 4u32..7, inches in 0u32..12) {
            let kg = f64::from(tenths) / 10.0;
            let text = format!("## Vital Signs\n\nWt {kg:.1} kg ({:.1} lb), Ht {feet}'{inches}\" ({:.1} cm)\n", kg / KG_PER_LB, f64::from(feet * 12 + inches) * CM_PER_INCH);
            let note = read(&text);
            prop_assert_eq!(note.vitals().len(), 2);
            for vital in note.vitals() {
                let (again, place) = vital.restated.expect("it is written twice");
                prop_assert!((again - vital.value).abs() < 0.06, "{text:?} {again} {}", vital.value);
                prop_assert!(vital.span.contains(place));
            }
        }

        #[test]
        fn spans_lie_in_the_text_and_say_the_same_alone(text in soup()) {
            let note = read(&text);
            let mut last = 0;
            for vital in note.vitals() {
                prop_assert!(vital.number.start >= last, "in the order of the text");
                last = vital.number.start;
                prop_assert!(vital.span.end as usize <= text.len());
                prop_assert!(vital.span.contains(vital.number), "{text:?} {vital:?}");
                prop_assert!(text.is_char_boundary(vital.span.start as usize) && text.is_char_boundary(vital.span.end as usize));
                prop_assert!(vital.value.is_finite());
                if let Some(ix) = note.section_at(vital.number.start) {
                    prop_assert!(note.section(ix).span.contains(vital.number));
                    prop_assert!(note.section(ix).span.contains(Span::new(vital.span.start.max(note.section(ix).span.start), vital.span.end)));
                }
            }
            for score in note.scores() {
                prop_assert!(score.span.contains(score.number), "{text:?} {score:?}");
                prop_assert!(score.span.end as usize <= text.len());
            }
            // What a fact covers, alone among vital signs, is the same fact.
            for vital in note.vitals().iter().filter(|vital| !vital.name.is_empty() && vital.span.contains(vital.name)) {
                let alone = format!("# Progress Note\n\n## Vital Signs\n\n- {}\n", note.slice(vital.span));
                let again = read(&alone);
                let same = again.vitals().iter().any(|other| other.kind == vital.kind && (other.value - vital.value).abs() < 1e-9);
                prop_assert!(same, "{:?} of {text:?}: {} was {}", note.slice(vital.span), again.vitals().iter().map(short).collect::<Vec<_>>().join(", "), short(vital));
            }
        }

        #[test]
        fn no_text_breaks_the_readers(text in "\\PC{0,200}") {
            let note = read(&text);
            prop_assert!(note.vitals().iter().all(|vital| vital.span.end as usize <= text.len()));
            prop_assert!(note.scores().iter().all(|score| score.span.end as usize <= text.len()));
        }
    }
}

#[test]
fn nothing_is_lost_in_a_long_text() {
    // Nothing is dropped or read twice in a long text.
    for (line, per_line) in [
        ("HR 88, BP 120/80, T 37.1, RR 16, SpO2 98% RA. ", 5),
        ("- HR 88, BP 120/80, T 37.1, RR 16, SpO2 98% RA\n", 5),
    ] {
        for times in [10, 400] {
            let text = format!("# Progress Note\n\n## Vital Signs\n\n{}\n", line.repeat(times));
            assert_eq!(read(&text).vitals().len(), times * per_line, "{times} times {line:?}");
        }
    }
}
