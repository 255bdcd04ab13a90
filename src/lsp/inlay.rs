//! Hints between the words: what a reader would compute. None unless the user asks for it, and none where the note says
//! it.

use super::hover::{self, Who};
use super::snapshot::Snapshot;
use super::types::{InlayHint, InlayHintParams};
use crate::grammar::lexicon_ids;
use crate::note::facts::quantity::{body_mass_index, fahrenheit};
use crate::note::facts::{Lab, Level, Levels, Occasion, Vital, VitalKind};
use crate::note::{Note, Part};
use crate::text::Span;

/// Below this age, in years, the index is not used.
const YOUNGEST: f64 = 2.0;

/// Hints between the words.
pub(super) fn inlay_hints(snapshot: &Snapshot, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let wanted = snapshot.preferences.inlay_hints;
    if !snapshot.is_note() || !(wanted.bmi || wanted.fahrenheit || wanted.lab_flags) {
        return None;
    }
    let note = snapshot.note();
    let within = snapshot.span(params.range);
    let who = Who::of(note);
    let mut hints: Vec<Hint> = Vec::new();
    if wanted.bmi {
        hints.extend(note.parts().filter_map(|part| index(note, &part, who)));
    }
    if wanted.fahrenheit {
        hints.extend(note.vitals().iter().filter_map(|vital| temperature(note, vital, who)));
    }
    if wanted.lab_flags {
        let levels = Levels::new(note);
        let touched = |lab: &&Lab| lab.span.end >= within.start && lab.span.start <= within.end;
        let labs = note.labs().iter().filter(touched);
        hints.extend(labs.filter_map(|lab| flag(note, &levels, lab, who, true)));
        let studies = note.study_values().iter().filter(touched);
        hints.extend(studies.filter_map(|lab| flag(note, &levels, lab, who, false)));
    }
    hints.retain(|hint| within.start <= hint.at && hint.at <= within.end);
    hints.sort_by_key(|hint| hint.at);
    Some(hints.into_iter().map(|hint| hint.shown(snapshot)).collect())
}

/// A hint, behind a byte of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hint {
    at: u32,
    label: String,
    tooltip: String,
}

impl Hint {
    fn shown(self, snapshot: &Snapshot) -> InlayHint {
        InlayHint {
            position: snapshot.position(self.at),
            label: self.label.into(),
            kind: None,
            text_edits: None,
            tooltip: Some(self.tooltip.into()),
            padding_left: Some(true),
            padding_right: Some(false),
            data: None,
        }
    }
}

/// A weight or height, and where it is written.
#[derive(Clone, Copy)]
struct Size {
    value: f64,
    span: Span,
}

/// The body mass index of a part of the note that has a weight and a height and does not say it.
fn index(note: &Note, part: &Part<'_>, who: Who) -> Option<Hint> {
    let vitals = || note.vitals().iter().filter(|vital| part.span.contains(vital.span));
    let is_said = vitals().any(|vital| vital.kind == VitalKind::BodyMassIndex);
    // That of a pregnant woman is the one of before.
    if is_said || who.pregnant || who.years.is_some_and(|years| years < YOUNGEST) {
        return None;
    }
    let measured = |kind: VitalKind| {
        let usable = |vital: &&Vital| {
            vital.kind == kind
                && vital.occasion == Occasion::Current
                && vital.to.is_none()
                && vital.unit_known
                && vital.is_plausible(note)
        };
        vitals().filter(usable).last().map(|vital| Size {
            value: vital.value,
            span: vital.span,
        })
    };
    let stated = |measure: Option<crate::note::facts::Measure>| {
        let measure = measure.filter(|_| note.entries.is_empty())?;
        Some(Size {
            value: measure.value,
            span: measure.span,
        })
    };
    let weight = measured(VitalKind::Weight).or_else(|| stated(note.patient().weight))?;
    let height = measured(VitalKind::Height).or_else(|| stated(note.patient().height))?;
    let value = body_mass_index(weight.value, height.value).filter(|value| (8.0..=120.0).contains(value))?;
    let mut tooltip = format!(
        "Body mass index: {} kg / ({} cm)²",
        hover::number(weight.value),
        hover::number(height.value)
    );
    if let Some(usual) = hover::usual_in_words(note, VitalKind::BodyMassIndex, who) {
        tooltip = format!("{tooltip}. {usual}");
    }
    Some(Hint {
        at: weight.span.end.max(height.span.end),
        label: format!("BMI {value:.1}"),
        tooltip,
    })
}

/// A temperature in the other unit.
fn temperature(note: &Note, vital: &Vital, who: Who) -> Option<Hint> {
    let is_readable = vital.unit_known && vital.unit_fits && vital.restated.is_none();
    if vital.kind != VitalKind::Temperature || !is_readable || is_restated(note, vital.span) {
        return None;
    }
    let in_celsius = (vital.written - vital.value).abs() < 0.01;
    let one = |celsius: f64| match in_celsius {
        true => format!("{:.1}", fahrenheit(celsius)),
        false => format!("{celsius:.1}"),
    };
    let ends: Vec<String> = [Some(vital.value), vital.to].into_iter().flatten().map(one).collect();
    let unit = if in_celsius { "°F" } else { "°C" };
    Some(Hint {
        at: vital.span.end,
        label: format!("{} {unit}", ends.join("–")),
        tooltip: hover::usual_in_words(note, vital.kind, who).unwrap_or_default(),
    })
}

/// Whether another number of the same thing stands behind: `38.1 °C (100.6 F)`, `38.1/100.6`.
fn is_restated(note: &Note, span: Span) -> bool {
    let rest = &note.text[span.end as usize..];
    let rest = rest.trim_start_matches([' ', '\u{a0}']);
    let opened = rest.strip_prefix(['(', '[', '/', '=']);
    opened.is_some_and(|inside| inside.trim_start().starts_with(|char: char| char.is_ascii_digit()))
}

/// Whether a result is low or high, where nothing beside it says so.
fn flag(note: &Note, levels: &Levels<'_>, lab: &Lab, who: Who, is_lab: bool) -> Option<Hint> {
    // Of a row of values the last one counts.
    if lab.written_flag.is_some() || lab.flag.is_none() || lab.earlier {
        return None;
    }
    let (lexicon, from) = match is_lab {
        true => (lexicon_ids::LABS, "labs"),
        false => (lexicon_ids::STUDY_VALUES, "study-values"),
    };
    let reading = hover::reading(note, lab, note.entry_at(lexicon, lab.entry), who, from);
    let flag = reading.flag?;
    let named = if lab.name.is_empty() { lab.span } else { lab.name };
    let said = [lab.span, named].into_iter().find_map(|span| levels.of(span));
    if said.is_some_and(|said| matches!(said.level, Level::High | Level::Low | Level::Abnormal)) {
        return None;
    }
    Some(Hint {
        at: lab.span.end,
        label: flag.to_owned(),
        tooltip: format!("{}\nSource: {}", reading.range?, reading.source),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::testing::Testing;
    use super::super::types::{Label, Range, Tooltip, WorkDoneProgressParams};
    use super::*;

    fn ask(testing: &Testing, range: Range) -> Option<Vec<InlayHint>> {
        let params = InlayHintParams::new(testing.document(), range, WorkDoneProgressParams::default());
        inlay_hints(&testing.snapshot, params)
    }

    fn everything(testing: &Testing) -> Range {
        testing
            .snapshot
            .range(Span::new(0, testing.snapshot.text().len() as u32))
    }

    fn all_on(testing: Testing) -> Testing {
        testing.settings(json!({"inlayHints": {"bmi": true, "fahrenheit": true, "labFlags": true}}))
    }

    /// The note with its hints in it, as `‹…›`.
    fn hinted(text: &str) -> String {
        let testing = all_on(Testing::note(text));
        let hints = ask(&testing, everything(&testing)).expect("it is a note");
        let mut out = testing.snapshot.text().to_string();
        for hint in hints.iter().rev() {
            let Label::String(label) = &hint.label else {
                panic!("{hint:?}")
            };
            out.insert_str(testing.snapshot.offset(hint.position) as usize, &format!(" ‹{label}›"));
        }
        out
    }

    #[test]
    fn what_a_reader_would_compute_stands_behind() {
        assert_eq!(
            hinted("HPI: 64-year-old man.\nVitals: T 38.1 °C, Wt 80 kg, Ht 165 cm\nLabs: Na 138, K 2.9, Cr 1.0\n"),
            "HPI: 64-year-old man.\nVitals: T 38.1 °C ‹100.6 °F›, Wt 80 kg, Ht 165 cm ‹BMI 29.4›\n\
             Labs: Na 138, K 2.9 ‹low›, Cr 1.0\n"
        );
        assert_eq!(
            hinted("HPI: 64-year-old man.\nVitals: T 101.3 F, HR 72\n")
                .matches("‹38.5 °C›")
                .count(),
            1
        );
        assert!(hinted("HPI: 64-year-old man.\nLabs: Na 138, K 6.9, Cr 1.0\n").contains("K 6.9 ‹critically high›"));
    }

    #[test]
    fn what_the_note_says_is_not_said_again() {
        for text in [
            "HPI: 64-year-old man.\nVitals: T 38.1 °C (100.6 °F), Wt 80 kg, Ht 165 cm, BMI 29.4\n",
            "HPI: 64-year-old man.\nVitals: T 38.1 C/100.6 F\nLabs: Na 138, K 2.9 (L), Cr 1.0\n",
            "HPI: 64-year-old man.\nLabs: low K 2.9.\n",
        ] {
            assert_eq!(hinted(text), text);
        }
    }

    #[test]
    fn ranges_of_others_give_no_hint() {
        for text in [
            "HPI: 3-year-old boy.\nLabs: Na 138, K 4.0, Cr 0.2\n",
            "HPI: 28-year-old woman, G2P1 at 32 weeks gestation.\nVitals: Wt 80 kg, Ht 165 cm\nLabs: Hgb 11.2, Plt 200\n",
            "HPI: 4-month-old boy.\nVitals: Wt 6.4 kg, length 63 cm\n",
        ] {
            assert_eq!(hinted(text), text);
        }
    }

    #[test]
    fn hints_are_off_until_they_are_asked_for() {
        let text = "HPI: 64-year-old man.\nVitals: T 38.1 °C, Wt 80 kg, Ht 165 cm\nLabs: Na 138, K 2.9, Cr 1.0\n";
        let testing = Testing::note(text);
        assert_eq!(ask(&testing, everything(&testing)), None);
        let only = Testing::note(text).settings(json!({"inlayHints": {"bmi": true}}));
        assert_eq!(ask(&only, everything(&only)).map(|hints| hints.len()), Some(1));
    }

    #[test]
    fn a_hint_tells_its_range_and_is_in_the_part_asked_for() {
        let testing = all_on(Testing::note(
            "HPI: 64-year-old man.\nT 38.1 °C\n<|>Labs: Na 138, K 2.9, Cr 1.0<|>\n",
        ));
        let hints = ask(&testing, testing.range()).expect("it is a note");
        assert_eq!(hints.len(), 1, "{hints:?}");
        let Some(Tooltip::String(tooltip)) = &hints[0].tooltip else {
            panic!("{hints:?}")
        };
        assert!(
            tooltip.contains("3.5–5.0 mmol/L") && tooltip.contains("Source: ABIM"),
            "{tooltip}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_part_of_every_text_can_be_asked_about(
            text in super::super::hover::texts(),
            from in 0u32..300,
            length in 0u32..300,
        ) {
            let testing = all_on(Testing::text(&text, vec![]));
            let size = text.len() as u32;
            let asked = testing.snapshot.range(Span::new(from.min(size), (from + length).min(size)));
            let part = ask(&testing, asked).expect("it is a note");
            for hint in &part {
                prop_assert!(asked.start <= hint.position && hint.position <= asked.end);
            }
            let whole = ask(&testing, everything(&testing)).expect("it is a note");
            let expected: Vec<InlayHint> =
                whole.into_iter().filter(|hint| asked.start <= hint.position && hint.position <= asked.end).collect();
            prop_assert_eq!(part, expected);
        }
    }
}
