//! ACC004: a temperature that cannot be in the unit written.

use crate::grammar::lexicon_ids;
use crate::note::facts::VitalKind;
use crate::note::facts::quantity::{celsius, fahrenheit};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC004",
    name: "temperature-unit",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Suggestion),
    sources: &["°C = (°F − 32) / 1.8"],
    summary: "A temperature is in the wrong unit: 98.6 °C, 37 °F.",
    docs: r#"
## What it does

Reports a temperature that is possible only in the other unit (`98.6 °C`, `T 37.4 F`, `fever above 38 °F`), and one that is written in both units with values that differ by more than rounding (`38.5 °C (100.3 °F)`).
A temperature without a unit is understood from its value and not reported.

## Why it matters

Families are told to come back "above 38 °F"; a nurse who reads 100.4 °C stops trusting the rest of the set.

## How to fix

Write the unit that the value was measured in.

```bad
# SOAP Note

S: 30-year-old man with sore throat for two days.

O: T 98.6 °C, HR 72, BP 118/70. Tonsils red, no exudate.

A: Viral pharyngitis.

P: Fluids, rest. Return if fever is above 38.5 °C.
```

```bad
## Vital Signs

Temp 38.5 °C (100.3 °F), HR 96, BP 118/70
```

```good
# SOAP Note

S: 30-year-old man with sore throat for two days.

O: T 98.6 °F (37.0 °C), HR 72, BP 118/70. Tonsils red, no exudate.

A: Viral pharyngitis.

P: Fluids, rest. Return if fever is above 38.5 °C.
```

## Precision

No finding on the 182 notes of the development corpus.

Faults planted by an author who had not seen the rule: in a first set 56 of 56 were found, in two later sets of 25 new
notes 16 of 16 at first sight. None of 42 look-alikes was reported, nothing was said of the good notes.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::VITAL_SIGNS]),
    check: Check::Note(check),
};

/// °C by which two writings of one temperature may differ, with a decimal in both and without.
const ROUNDING: f64 = 0.35;
const COARSE: f64 = 0.65;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for vital in note
        .vitals()
        .iter()
        .filter(|vital| vital.kind == VitalKind::Temperature)
    {
        let written = vital.written_in(note);
        if !vital.unit_fits {
            let unit = note.slice(vital.unit);
            let (found, meant, letter) = if vital.written < 60.0 {
                ("°F", "°C", 'C')
            } else {
                ("°C", "°F", 'F')
            };
            let read = if letter == 'F' {
                format!("{:.1} °C", celsius(vital.written))
            } else {
                format!("{:.1} °F", fahrenheit(vital.written))
            };
            let span = Span::new(
                vital.number.start.min(vital.unit.start),
                vital.number.end.max(vital.unit.end),
            );
            let span = if span.len() > 24 { vital.number } else { span };
            let mut finding = Finding::new(span, format!("`{written}` cannot be in {found}")).help(format!(
                "write {meant} if that was measured ({} {meant} is {read}), or correct the number",
                vital.written
            ));
            if let Some(at) = unit.rfind(['C', 'c', 'F', 'f']).filter(|at| unit.len() - at == 1) {
                let case = if unit[at..].starts_with(char::is_lowercase) {
                    letter.to_ascii_lowercase()
                } else {
                    letter
                };
                let place = Span::new(vital.unit.start + at as u32, vital.unit.end);
                finding = finding.fix(
                    Applicability::Suggestion,
                    format!("write {meant}"),
                    place,
                    case.to_string(),
                );
            }
            findings.push(finding);
        } else if let Some((again, place)) = vital.restated {
            let fine = [vital.number, place]
                .iter()
                .all(|span| note.slice(*span).contains(['.', ',']));
            if (again - vital.value).abs() > if fine { ROUNDING } else { COARSE } {
                let (one, other) = (note.slice(vital.number).trim(), note.slice(place).trim());
                let in_celsius = vital.written < 60.0;
                let converted = if in_celsius {
                    fahrenheit(vital.value)
                } else {
                    vital.value
                };
                let (from, to) = if in_celsius { ("°C", "°F") } else { ("°F", "°C") };
                findings.push(
                    Finding::new(
                        place,
                        format!("`{other}` {to} is not `{one}` {from}, which is {converted:.1} {to}"),
                    )
                    .related(vital.number, "the same temperature in the other unit")
                    .help("keep the value that was measured, and one unit"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    #[test]
    fn the_letter_is_offered() {
        let text = "O: T 98.6 °C, HR 72\n";
        let fix = run(&RULE, text)[0].fix.clone().expect("a letter to change");
        assert_eq!((fix.edits[0].span.of(text), &*fix.edits[0].replacement), ("C", "F"));
    }

    #[test]
    fn wrong_units() {
        speaks(
            &RULE,
            &[
                "O: T 98.6 C, HR 72\n",
                "O: Temp: 37.2F\n",
                "O: Temperature 37 °F\n",
                "Febrile to 39.4 F at home.\n",
                "Return if temperature is above 38 °F.\n",
                "Call for fever > 101 °C.\n",
                "## Vital Signs\n\n- Temperature: 99.1 degrees Celsius\n",
                "## Vital Signs\n\n| Temp (C) | HR |\n|---|---|\n| 98.6 | 72 |\n",
                "Tmax 38.9 °F overnight.\n",
                "O: T 38.5 °C (100.3 °F)\n",
                "O: T 101.3 F (37.5 C)\n",
                "VS: temp=36.8F hr=70\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "O: T 98.6 F\n",
                "O: T 37 C\n",
                "O: T 37.2\n",
                "O: T 99.1, HR 72\n",
                "O: T 38.0 °C (100.4 °F)\n",
                "O: T 100.4 F (38 C)\n",
                "O: T 37.8 °C / 100 °F\n",
                "64F with T 37.2\n",
                "T 37 F/u in a week\n",
                "Vitamin C 500 mg, T 37.1\n",
                "hepatitis C, temp 36.9\n",
                "T 36.6 c/w baseline\n",
                "Store at 4 °C.\n",
                "The water was 60 °C; burn of the left hand, T 36.9 °C.\n",
                "French size 18 F catheter, T 37\n",
                "T 36.9 °C oral, 98.4 on arrival\n",
                "C. diff positive, T 38.1\n",
                "factor V Leiden, protein C 37\n",
                "T 97.9, pulse 80\n",
                "Temp 37 (98.6)\n",
                "O: T 101 °F (38.3 °C)\n",
                "HR 98 C collar in place\n",
            ],
        );
    }
}
