//! Pronouns, and whether they can only mean the patient.

use super::super::super::{Note, SectionIx};
use super::super::Sentence;
use super::persons::{Person, PersonRole, person, sex_named};
use super::{Patient, Sex};
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::text::Span;

/// For so many sentences a pronoun may mean another person who was named, or was meant by a pronoun, unless the patient is
/// named in between; of a child's note, to the end of the section.
const LINGERS: usize = 2;
/// How far is read for the case of the letters around, in bytes.
const CASE_WINDOW: u32 = 120;

/// The sex that stated pronouns go with: `she/her`, `He/him/his`; `None` for they and others.
pub(super) fn written(text: &str) -> Option<Sex> {
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let sex_of = |word: &str| match word.to_ascii_lowercase().as_str() {
        "she" | "her" | "hers" | "herself" => Some(Sex::Female),
        "he" | "him" | "his" | "himself" => Some(Sex::Male),
        _ => None,
    };
    let first = words.next().and_then(sex_of)?;
    words.all(|word| sex_of(word) == Some(first)).then_some(first)
}

/// Another person who was named.
#[derive(Clone, Copy)]
struct Other {
    sex: Option<Sex>,
    /// Where the first of its sentence is named.
    start: u32,
    /// The number of the sentence, that of the last pronoun that may mean them, and the section.
    sentence: usize,
    last: usize,
    section: Option<SectionIx>,
}

/// The pronouns that can only be the patient's: no other person is named in their sentence or the one before, and none of
/// their sex was named after the patient a little earlier.
pub(super) fn read(note: &Note, patient: &Patient) -> Vec<(Sex, Span)> {
    let mut found = Vec::new();
    let mut pronouns = note.phrases_of(lexicon_ids::PRONOUNS).peekable();
    if pronouns.peek().is_none() {
        return found;
    }
    let mut persons = note.phrases_of(lexicon_ids::PERSON_WORDS).peekable();
    let grown = patient.years().is_none_or(|years| years >= 18.0) || patient.pregnant.is_some();
    let mut other: Option<Other> = None;
    let mut stated = patient.sexes.iter().peekable();
    for (number, sentence) in note.sentences().iter().enumerate() {
        let end = sentence.span.end;
        // The sentence as a whole first: an apposition may follow the pronoun.
        let mut named = None;
        let mut patient_named = false;
        let mut patient_at = u32::MAX;
        while let Some(hit) = persons.next_if(|hit| hit.span.start < end) {
            if hit.span.start < sentence.span.start {
                continue;
            }
            let Some(who) = person(note, hit) else { continue };
            while stated.next_if(|(_, span)| span.end <= who.span.start).is_some() {}
            let is_stated = stated.peek().is_some_and(|(_, span)| span.overlaps(who.span));
            if is_stated || who.role == PersonRole::Patient {
                patient_named = true;
                patient_at = patient_at.min(who.span.end);
            } else if is_other(&who, patient, grown) {
                let first = named.map_or(who.span.start, |other: Other| other.start);
                named = Some(Other {
                    sex: who.sex,
                    start: first,
                    sentence: number,
                    last: number,
                    section: sentence.section,
                });
            }
        }
        let before = other.filter(|other| other.section == sentence.section);
        if patient_named && named.is_none() && before.is_none_or(|other| other.sentence + 1 < number) {
            other = None;
        }
        let mut earlier = other;
        if named.is_some() {
            other = named;
        }
        let blocked = before.is_some_and(|other| other.sentence + 1 == number);
        while let Some(hit) = pronouns.next_if(|hit| hit.span.start < end) {
            let Some(sex) = sex_named(note.grammar.category(hit)) else {
                continue;
            };
            // `She saw Dr. X`, `with his wife`: who is named afterwards is not meant.
            let free = named.is_none_or(|other| comes_first(note, hit, other.start, sentence));
            let lingers = earlier.is_some_and(|other| {
                other.section == sentence.section
                    && other.sex != Some(sex.other())
                    && (number - other.last <= LINGERS || !grown)
            });
            if lingers {
                for other in [&mut earlier, &mut other].into_iter().flatten() {
                    other.last = number;
                }
            }
            // `The patient says that she …`.
            let own = named.is_none() && patient_at <= hit.span.start;
            let only = own || !blocked && !lingers;
            if hit.span.start >= sentence.span.start && free && only && is_pronoun(note, hit, sentence) {
                found.push((sex, hit.span));
            }
        }
    }
    found
}

/// Whether a pronoun opens the sentence, or says whose the person is who is named next.
fn comes_first(note: &Note, hit: &LexiconHit, named: u32, sentence: &Sentence) -> bool {
    if hit.span.end > named {
        return false;
    }
    let possessive = ["his", "her"]
        .iter()
        .any(|word| note.slice(hit.span).eq_ignore_ascii_case(word));
    if possessive {
        // `Her husband says he …`: the husband is the subject.
        if named > hit.span.end + 40 {
            return false;
        }
        let between = note.slice(Span::new(hit.span.end, named));
        return between.bytes().filter(u8::is_ascii_whitespace).count() <= 3 && !between.contains([',', '.', ';', ':']);
    }
    let lead = note.slice(Span::new(sentence.span.start, hit.span.start.max(sentence.span.start)));
    lead.len() < 40 && !lead.chars().any(char::is_alphanumeric)
}

/// Whether a word for a person names somebody else than the patient.
fn is_other(who: &Person, patient: &Patient, grown: bool) -> bool {
    match who.role {
        PersonRole::Relative | PersonRole::Clinician => true,
        PersonRole::Child => grown,
        PersonRole::Person => true,
        PersonRole::Title => patient.sex().is_some_and(|sex| who.sex != Some(sex)),
        PersonRole::Patient | PersonRole::Letter | PersonRole::Group => false,
    }
}

/// Whether it is a pronoun of the writer: no quotation, no family history, no HE for hepatic encephalopathy, no bundle of
/// His.
fn is_pronoun(note: &Note, hit: &LexiconHit, sentence: &Sentence) -> bool {
    if sentence.quoted || note.role_at(hit.span.start) == Role::FamilyHistory {
        return false;
    }
    let word = note.slice(hit.span);
    let capitals = word.chars().all(char::is_uppercase);
    let from = sentence.span.start.max(hit.span.start.saturating_sub(CASE_WINDOW)) as usize;
    let to = sentence.span.end.min(hit.span.end + CASE_WINDOW) as usize;
    let around = &note.text.as_bytes()[from..to.max(from)];
    if capitals && around.iter().any(u8::is_ascii_lowercase) {
        return false;
    }
    if word.starts_with(char::is_uppercase) && !capitals {
        let before = note.slice(Span::new(sentence.span.start, hit.span.start.max(sentence.span.start)));
        let last = before.trim_end().chars().next_back();
        if last.is_some_and(|c| c.is_alphanumeric() || c == ',') {
            return false;
        }
    }
    !note.assertion(hit.span).quoted
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    fn of(text: &str) -> String {
        let note = read(text);
        let found = &note.patient().pronouns;
        let words: Vec<&str> = found.iter().map(|(_, span)| note.slice(*span)).collect();
        words.join(" ")
    }

    #[test]
    fn pronouns_of_the_patient() {
        for (text, words) in [
            ("HPI: 58M with cough. He takes lisinopril. She denies pain.", "He She"),
            ("HPI: 58M with cough. His wife called. She was worried.", "His"),
            (
                "HPI: 58M with cough. His wife called. She was worried. She drove. She waited.",
                "His",
            ),
            (
                "HPI: 58M with cough. His wife called. She drove. The patient was well. Nothing else. She denies pain.",
                "His She",
            ),
            ("HPI: 58M seen by Dr. X. He advised rest. Cough is better.", ""),
            ("FH: mother had cancer. She died.", ""),
            ("HPI: 58M, the bundle of His was ablated.", ""),
            ("HPI: 58F, HER2 positive, Her-2/neu, HE grade 2.", ""),
            ("HPI: 58F says \"he hit me\". No pain.", ""),
            ("HPI: the patient and his/her family. He or she may call.", ""),
            (
                "HPI: 3-year-old girl. Mom is worried. Cough for days. Fever too. Sleeps well. Eats well. Drinks. Plays. She gave Tylenol.",
                "",
            ),
            ("HPI: A WOMAN WITH COUGH. SHE DENIES PAIN.", "SHE"),
            ("HPI: 30F, delivered a boy. He is well.", ""),
        ] {
            assert_eq!(of(text), words, "{text}");
        }
    }

    #[test]
    fn stated_pronouns() {
        assert_eq!(written("she/her"), Some(Sex::Female));
        assert_eq!(written("He, him, his"), Some(Sex::Male));
        assert_eq!(written("they/them"), None);
        assert_eq!(written("she/they"), None);
    }
}
