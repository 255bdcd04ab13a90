//! Persons that a note speaks of, and what the front matter gives of the patient's body.

use super::super::super::Note;
use super::super::quantity::{CM_PER_INCH, KG_PER_LB, number};
use super::Sex;
use crate::grammar::{LexiconHit, lexicon_ids};
use crate::text::Span;

/// Who a word for a person means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonRole {
    /// The patient: `patient`, `pt`.
    Patient,
    /// A man, a woman, a boy, a girl: the patient or not.
    Person,
    /// A child or newborn, of either sex.
    Child,
    /// A letter that stands for a sex.
    Letter,
    /// `Mr`, `Mrs`.
    Title,
    /// A relative, partner, friend.
    Relative,
    /// Who treats.
    Clinician,
    /// More than one: no `he` or `she` can mean them.
    Group,
}

/// A word for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Who may be meant.
    pub role: PersonRole,
    /// Of which sex, if the word says so.
    pub sex: Option<Sex>,
    /// Where.
    pub span: Span,
}

impl Note {
    /// The words for persons that start inside `span`.
    pub fn persons_in(&self, span: Span) -> impl Iterator<Item = Person> {
        self.phrases_in(lexicon_ids::PERSON_WORDS, span)
            .filter_map(|hit| person(self, hit))
    }
}

/// What a hit in the lexicon `person-words` means.
pub(super) fn person(note: &Note, hit: &LexiconHit) -> Option<Person> {
    let entry = note.entry(hit);
    let role = match &*entry.category {
        "patient" => PersonRole::Patient,
        "person" => PersonRole::Person,
        "child" => PersonRole::Child,
        "letter" => PersonRole::Letter,
        "title" => PersonRole::Title,
        "relative" => PersonRole::Relative,
        "clinician" => PersonRole::Clinician,
        _ => PersonRole::Group,
    };
    let sex = entry.text("sex").and_then(sex_named);
    // `MS` is a disease, a drug or a mental status.
    let disease = role == PersonRole::Title && note.slice(hit.span) == "MS";
    (!disease).then_some(Person {
        role,
        sex,
        span: hit.span,
    })
}

/// `female` and `male`, the words of the lexicons.
pub(super) fn sex_named(name: &str) -> Option<Sex> {
    match name {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    }
}

/// Where the note speaks of more than one patient: a couple, or two twins who are both presented. A note on twin B may name
/// twin A.
pub(super) fn several(note: &Note) -> Option<Span> {
    let mut opened: Option<Span> = None;
    let mut last: Option<Span> = None;
    for hit in note.phrases_of(lexicon_ids::SEVERAL_PATIENTS) {
        if note.grammar.category(hit) != "twin" {
            return Some(hit.span);
        }
        let differs = |other: Span| !note.slice(other).eq_ignore_ascii_case(note.slice(hit.span));
        // `Twin A and twin B`.
        if last.is_some_and(|last| differs(last) && note.slice(Span::new(last.end, hit.span.start)).trim() == "and") {
            return Some(hit.span);
        }
        last = Some(hit.span);
        // Nothing but marks before it on its line.
        let marks = note.text[..hit.span.start as usize]
            .chars()
            .rev()
            .take(12)
            .take_while(|c| *c != '\n')
            .all(|c| !c.is_alphabetic());
        let near = hit.span.start < 12
            || note.text.as_bytes()[hit.span.start as usize - 12..hit.span.start as usize].contains(&b'\n');
        if marks && near {
            if opened.is_some_and(differs) {
                return Some(hit.span);
            }
            opened = opened.or(Some(hit.span));
        }
    }
    None
}

/// A weight in kg: `14 kg`, `31 lb`, `31 lb 4 oz`, `4200 g`; kg if no unit is written.
pub(super) fn kilograms(text: &str) -> Option<f64> {
    let first = number(text)?;
    let rest = text[first.len..].trim_start().to_ascii_lowercase();
    let unit: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    match &*unit {
        "" | "kg" | "kgs" | "kilo" | "kilos" | "kilograms" => Some(first.value),
        "g" | "gm" | "gram" | "grams" => Some(first.value / 1000.0),
        "lb" | "lbs" | "pound" | "pounds" => {
            let ounces = number(rest[unit.len()..].trim_start_matches([' ', '.', ',']));
            Some((first.value + ounces.map_or(0.0, |ounces| ounces.value / 16.0)) * KG_PER_LB)
        }
        _ => None,
    }
}

/// A height in cm: `178 cm`, `1.78 m`, `5'10"`, `5 ft 10 in`, `70 in`; cm if no unit is written.
pub(super) fn centimetres(text: &str) -> Option<f64> {
    let first = number(text)?;
    let rest = text[first.len..].trim_start().to_ascii_lowercase();
    let unit: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphabetic() || matches!(c, '\'' | '"' | '\u{2019}' | '\u{201d}'))
        .collect();
    match &*unit {
        "" if first.value < 3.0 => Some(first.value * 100.0),
        "" | "cm" | "centimeters" | "centimetres" => Some(first.value),
        "m" | "meters" | "metres" => Some(first.value * 100.0),
        "in" | "inch" | "inches" | "\"" | "\u{201d}" => Some(first.value * CM_PER_INCH),
        "ft" | "feet" | "foot" | "'" | "\u{2019}" => {
            let inches = number(rest[unit.len()..].trim_start_matches([' ', '.', ',']));
            Some((first.value * 12.0 + inches.map_or(0.0, |inches| inches.value)) * CM_PER_INCH)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_heights_of_the_front_matter() {
        let near =
            |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 0.01, "{found:?} {wanted}");
        near(kilograms("14 kg"), 14.0);
        near(kilograms("14"), 14.0);
        near(kilograms("31 lb"), 14.06);
        near(kilograms("8 lb 4 oz"), 3.74);
        near(kilograms("4200 g"), 4.2);
        assert_eq!(kilograms("heavy"), None);
        assert_eq!(kilograms("14 stones"), None);
        near(centimetres("178 cm"), 178.0);
        near(centimetres("1.78 m"), 178.0);
        near(centimetres("1.78"), 178.0);
        near(centimetres("5'10\""), 177.8);
        near(centimetres("5 ft 10 in"), 177.8);
        near(centimetres("70 in"), 177.8);
        assert_eq!(centimetres("tall"), None);
    }
}
