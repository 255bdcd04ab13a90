//! Facts in the outline, put in by hand.

use crate::grammar::lexicon_ids;
use crate::note::facts::{
    Age, AgeUnit, Allergies, Flag, Given, Lab, Measure, Occasion, OxygenSource, Parity, Patient, Posture, Sex, Time,
    TimeKind, TimeUnit, Vital, VitalKind,
};

use super::*;

const TEXT: &str = "64F G3P1011, 32w4d, 14 kg. T 101 F HR 112 BP 92/58 standing SpO2 94% RA goal SBP 110-130\n\
                    K 2.9 (L) Cr 1.4 glucose <40 protein 2+. Allergies: NKDA\u{1b}[2J. 3 days ago\n";

fn with_facts() -> Note {
    let mut note = plain(TEXT);
    let span = |words: &str| {
        let start = TEXT.find(words).expect("the words stand in the text");
        Span::from(start..start + words.len())
    };
    let vital = |kind, value, words: &str| Vital {
        kind,
        value,
        to: None,
        diastolic: None,
        diastolic_to: None,
        written: value,
        unit: Span::at(span(words).end),
        unit_known: true,
        unit_fits: true,
        restated: None,
        name: span(words),
        span: span(words),
        number: span(words),
        oxygen: None,
        added_oxygen: None,
        posture: None,
        occasion: Occasion::Current,
    };
    let lab = |id: &str, value, words: &str| Lab {
        entry: note
            .grammar
            .lexicon(lexicon_ids::LABS)
            .entries
            .iter()
            .position(|entry| entry.id == id)
            .expect("the lexicon has it") as u16,
        value,
        to: None,
        bound: None,
        number: span(words),
        unit: Span::at(span(words).end),
        unit_known: true,
        written: value,
        name: Span::at(span(words).start),
        span: span(words),
        flag: None,
        written_flag: None,
        earlier: false,
        when: Span::at(span(words).end),
        graded: false,
        trend: false,
    };
    let given = Given {
        patient: Patient {
            ages: vec![Age {
                value: 64.0,
                unit: AgeUnit::Year,
                decade: false,
                span: span("64"),
            }],
            sexes: vec![(Sex::Female, span("F G3"))],
            pregnant: Some(span("32w4d")),
            gestation: Some((32, 4, span("32w4d"))),
            parity: Some(Parity {
                gravida: 3,
                para: Some(1),
                tpal: Some([1, 0, 1, 1]),
                span: span("G3P1011"),
            }),
            weight: Some(Measure {
                value: 14.0,
                span: span("14 kg"),
            }),
            ..Patient::default()
        },
        vitals: vec![
            vital(VitalKind::Temperature, 38.333_333, "T 101 F"),
            Vital {
                occasion: Occasion::Earlier,
                ..vital(VitalKind::HeartRate, 112.0, "HR 112")
            },
            Vital {
                diastolic: Some(58.0),
                posture: Some(Posture::Standing),
                ..vital(VitalKind::BloodPressure, 92.0, "BP 92/58")
            },
            Vital {
                oxygen: Some(OxygenSource::RoomAir),
                ..vital(VitalKind::OxygenSaturation, 94.0, "SpO2 94% RA")
            },
            Vital {
                diastolic: Some(60.0),
                diastolic_to: Some(80.0),
                to: Some(130.0),
                occasion: Occasion::Target,
                ..vital(VitalKind::BloodPressure, 110.0, "110-130")
            },
        ],
        labs: vec![
            Lab {
                flag: Some(Flag::Low),
                written_flag: Some(Flag::Low),
                name: span("K"),
                ..lab("potassium", 2.9, "K 2.9 (L)")
            },
            Lab {
                earlier: true,
                ..lab("creatinine", 1.4, "Cr 1.4")
            },
            Lab {
                bound: Some('<'),
                ..lab("glucose", 40.0, "glucose <40")
            },
            Lab {
                graded: true,
                name: span("protein"),
                ..lab("total-protein", 2.0, "2+")
            },
        ],
        allergies: Allergies {
            none: vec![span("NKDA\u{1b}[2J")],
            ..Allergies::default()
        },
        times: vec![Time {
            kind: TimeKind::Ago(3.0, TimeUnit::Day),
            most: 3.0,
            span: span("3 days ago"),
        }],
        ..Given::default()
    };
    note.facts = given.into();
    note
}

#[test]
fn facts_are_shown_readably_and_harmless() {
    let show = |options: RenderOptions| {
        let mut out = Vec::new();
        outline("a.md", &with_facts(), &options, &mut out);
        String::from_utf8(out).expect("UTF-8")
    };
    let text = show(RenderOptions::default());
    assert_harmless(&text);
    let ascii = show(RenderOptions {
        ascii: true,
        ..RenderOptions::default()
    });
    assert!(ascii.is_ascii(), "{ascii}");
    let narrow = show(RenderOptions {
        width: 40,
        ..RenderOptions::default()
    });
    insta::assert_snapshot!(text + &narrow);
}

#[test]
fn facts_as_json_follow_the_contract() {
    let mut out = Vec::new();
    outline_json(&with_facts(), &mut out);
    let mut value: serde_json::Value = serde_json::from_slice(&out).expect("it is JSON");
    let facts = value["facts"].take();
    assert_eq!(facts["vitals"][1]["span"]["start"]["offset"], 35);
    let mut lines = Vec::new();
    for (kind, members) in facts.as_object().expect("an object") {
        let members = members.as_array().cloned().unwrap_or_else(|| vec![members.clone()]);
        for mut member in members {
            if let Some(member) = member.as_object_mut() {
                member.remove("span");
            }
            lines.push(format!("{kind}: {member}"));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn findings_are_grouped_by_what_is_said_of_them() {
    let text = "HPI: Cough for 3 days. Denies fever. Mother has asthma.\n";
    let note = crate::note::read(Arc::from(text), Grammar::builtin(), &crate::note::Hints::default());
    let mut out = Vec::new();
    outline("a.md", &note, &RenderOptions::default(), &mut out);
    let out = String::from_utf8(out).expect("UTF-8");
    for row in ["  Present      cough", "  Absent       fever", "  In family    asthma"] {
        assert!(out.contains(row), "{row}\n{out}");
    }
}
