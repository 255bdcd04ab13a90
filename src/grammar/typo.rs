//! Misspelt headings.

use std::collections::HashMap;

use super::catalogue::Grammar;
use super::distance::edits_within;
use super::model::SectionId;
use super::normalize::normalize_heading;
use super::words::is_word;

/// A heading found by edit distance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypoMatch {
    /// What was meant.
    pub sections: Vec<SectionId>,
    /// The right spelling, as the catalogue writes it.
    pub spelling: String,
}

/// The headings of the catalogue by length.
mod headings {
    include!(concat!(env!("OUT_DIR"), "/headings.rs"));
}

/// Letters that a heading must have for one edit, and for two.
const ONE_EDIT: usize = 5;
const TWO_EDITS: usize = 8;

impl Grammar {
    /// The heading meant by a misspelt one: 1 edit for 5 to 7 letters, 2 for 8 and more, never a dictionary or
    /// clinical word. `None` for a heading that the catalogue has as it is.
    pub fn typo(&self, normalized: &str) -> Option<TypoMatch> {
        if !normalized.is_ascii() {
            return None;
        }
        let letters = normalized.bytes().filter(u8::is_ascii_lowercase).count();
        let most = match letters {
            0..ONE_EDIT => return None,
            ONE_EDIT..TWO_EDITS => 1,
            _ => 2,
        };
        // Most headings that the catalogue does not have are made of real words: they end here.
        if !normalized.split(' ').any(misspelt) || !self.candidates(normalized).is_empty() {
            return None;
        }
        let mut found: Vec<&str> = Vec::new();
        let mut least = most;
        let mut look = |heading: &'static str| consider(normalized, heading, &mut least, &mut found);
        near(normalized, most, &mut look);
        let mut found: Vec<String> = found.into_iter().map(str::to_owned).collect();
        if let Some(overlay) = &self.overlay {
            let mut added: Vec<&str> = Vec::new();
            for heading in overlay.sections.keys().chain(overlay.combined.keys()) {
                if heading.len() >= ONE_EDIT - 1 {
                    let before = least;
                    consider(normalized, heading, &mut least, &mut added);
                    if least < before {
                        found.clear();
                    }
                }
            }
            found.extend(added.into_iter().map(str::to_owned));
        }
        self.meant(normalized, most, found)
    }

    /// The sections of headings that are equally near, those that are valid anywhere first.
    fn meant(&self, written: &str, most: usize, mut found: Vec<String>) -> Option<TypoMatch> {
        found.retain(|heading| !self.candidates(heading).is_empty());
        found.sort_unstable();
        found.dedup();
        let free = |id: SectionId| self.section(id).context.is_none() && self.section(id).kind_context.is_none();
        found.sort_by_key(|heading| !self.candidates(heading).iter().any(|id| free(*id)));
        let first = found.first()?;
        let mut sections: Vec<SectionId> = Vec::new();
        for id in found.iter().flat_map(|heading| self.candidates(heading)) {
            if !sections.contains(id) {
                sections.push(*id);
            }
        }
        sections.sort_by_key(|id| !free(*id));
        // `Allergys` is nearer to `Allergy`, but the title is what the writer should see if it may be meant.
        let title = &self.section(*sections.first()?).title;
        let mut normalized = String::new();
        normalize_heading(title, &mut normalized);
        let spelling = match edits_within(written, &normalized, most) {
            Some(_) => title.to_string(),
            None => self.spelling(first, self.candidates(first)),
        };
        Some(TypoMatch { sections, spelling })
    }

    /// How the catalogue writes a normalised heading of one of `sections`.
    fn spelling(&self, heading: &str, sections: &[SectionId]) -> String {
        let mut normalized = String::new();
        let names = sections
            .iter()
            .map(|id| self.section(*id))
            .flat_map(|it| std::iter::once(&it.title).chain(it.aliases.iter()));
        for name in names {
            normalize_heading(name, &mut normalized);
            if normalized == heading {
                return name.to_string();
            }
        }
        heading.to_owned()
    }
}

/// The misspelt headings of one note: each is looked up once.
#[derive(Debug, Default)]
pub struct Typos {
    known: HashMap<String, Option<TypoMatch>>,
}

impl Typos {
    /// A note with more different headings that nobody knows has other troubles: the rest are taken as they stand.
    const MOST: usize = 1000;

    /// What [`Grammar::typo`] says of a heading.
    pub fn of(&mut self, grammar: &Grammar, normalized: &str) -> Option<&TypoMatch> {
        if !self.known.contains_key(normalized) {
            let found = match self.known.len() {
                0..Self::MOST => grammar.typo(normalized),
                _ => return None,
            };
            self.known.insert(normalized.to_owned(), found);
        }
        self.known.get(normalized)?.as_ref()
    }
}

/// Call `look` with every built-in heading that is not too long, too short or of too different letters to be within
/// `most` edits of `normalized`.
fn near(normalized: &str, most: usize, look: &mut impl FnMut(&'static str)) {
    let letters = letters(normalized);
    let first = |length: usize| {
        headings::FIRSTS
            .get(length)
            .or(headings::FIRSTS.last())
            .map_or(0, |at| usize::from(*at))
    };
    // The text holds the headings end to end, shortest first: the lengths before give the offset.
    let mut offset: usize = (0..normalized.len().saturating_sub(most))
        .map(|n| (first(n + 1) - first(n)) * n)
        .sum();
    for length in normalized.len().saturating_sub(most)..=normalized.len() + most {
        for at in first(length)..first(length + 1) {
            // An edit changes at most two members of the set of letters.
            if (headings::LETTERS[at] ^ letters).count_ones() as usize <= 2 * most {
                look(&headings::TEXT[offset..offset + length]);
            }
            offset += length;
        }
    }
}

/// Keep `heading` if it is as near to `normalized` as the nearest so far, and may be what was meant.
fn consider<'a>(normalized: &str, heading: &'a str, least: &mut usize, found: &mut Vec<&'a str>) {
    // As `plausible` will ask, but before anything is computed: the first word begins alike, or with two letters swapped.
    let (written, other) = (normalized.as_bytes(), heading.as_bytes());
    let words = |text: &[u8]| memchr::memchr_iter(b' ', text).count();
    if written.first() != other.first() && written.get(1) != other.first() && words(written) == words(other) {
        return;
    }
    let Some(edits) = edits_within(normalized, heading, *least) else {
        return;
    };
    if edits == 0 || !plausible(normalized, heading) {
        return;
    }
    if edits < *least {
        *least = edits;
        found.clear();
    }
    found.push(heading);
}

/// Whether the words that differ are misspelt, one by one: `Medications review` is not a misspelt `Medication review`, nor
/// `Normal` a misspelt `Formal`.
fn plausible(written: &str, heading: &str) -> bool {
    let changed = |word: &str| !heading.split(' ').any(|other| other == word);
    if !written.split(' ').filter(|word| changed(word)).all(misspelt) {
        return false;
    }
    if written.split(' ').count() != heading.split(' ').count() {
        // A space too many or too few, with at most one letter wrong besides.
        return true;
    }
    written
        .split(' ')
        .zip(heading.split(' '))
        .filter(|(word, other)| word != other)
        .all(|(word, other)| {
            // A short word with two wrong letters is another word.
            let most = if word.len() <= ONE_EDIT { 1 } else { 2 };
            let mut start = word.bytes().zip(other.bytes());
            let same_start = start.next().is_some_and(|(a, b)| a == b);
            let swapped = word
                .as_bytes()
                .get(..2)
                .is_some_and(|two| other.as_bytes().get(..2) == Some(&[two[1], two[0]]));
            (same_start || swapped) && edits_within(word, other, most).is_some()
        })
}

/// Whether it may be a misspelling: letters only, enough of them, and no word.
fn misspelt(word: &str) -> bool {
    word.len() >= ONE_EDIT - 1 && word.bytes().all(|b| b.is_ascii_lowercase()) && !is_word(word)
}

/// One bit for each letter that occurs; the build step computes it for the catalogue.
fn letters(text: &str) -> u32 {
    text.bytes()
        .filter(u8::is_ascii_lowercase)
        .fold(0, |set, b| set | 1 << (b - b'a'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typo(heading: &str) -> Option<(String, String)> {
        let grammar = Grammar::builtin();
        let mut normalized = String::new();
        normalize_heading(heading, &mut normalized);
        let typo = grammar.typo(&normalized)?;
        Some((grammar.section(typo.sections[0]).id.to_string(), typo.spelling))
    }

    #[test]
    fn misspelt_headings_are_recognised() {
        for (heading, section, spelling) in [
            ("Assesment", "assessment", "Assessment"),
            ("ASSESSMENTT", "assessment", "Assessment"),
            ("Assessmnet", "assessment", "Assessment"),
            ("Asessment", "assessment", "Assessment"),
            ("Assesment and Plan", "assessment-and-plan", "Assessment and Plan"),
            ("Assessment and Pln", "", ""),
            ("Past Medcial History", "past-medical-history", "Past Medical History"),
            ("PAST MEDICAL HISOTRY", "past-medical-history", "Past Medical History"),
            ("Past Medicl Histroy", "past-medical-history", "Past Medical History"),
            ("Past Sugical History", "past-surgical-history", "Past Surgical History"),
            ("Allergys", "allergies", "Allergies"),
            ("Alergies", "allergies", "Allergies"),
            ("Allergeis", "allergies", "Allergies"),
            ("Medicatons", "medications", "Medications"),
            ("Medciations", "medications", "Medications"),
            ("Home Medicaitons", "medications", "Home medications"),
            ("Phsyical Exam", "physical-exam", "Physical exam"),
            ("Physcial Examination", "physical-exam", "Physical Examination"),
            ("Physical Examinaton", "physical-exam", "Physical Examination"),
            ("Physicalexam", "physical-exam", "Physical exam"),
            ("Impresion", "assessment", "Impression"),
            ("Cheif Complaint", "chief-complaint", "Chief Complaint"),
            ("Chief Complant", "chief-complaint", "Chief Complaint"),
            ("Presenting Complaintt", "chief-complaint", "Presenting complaint"),
            (
                "History of Presnt Illness",
                "history-of-present-illness",
                "History of Present Illness",
            ),
            (
                "Histroy of Present Ilness",
                "history-of-present-illness",
                "History of Present Illness",
            ),
            ("Family Histoy", "family-history", "Family History"),
            ("Familly History", "family-history", "Family History"),
            ("Socail History", "social-history", "Social History"),
            ("Social Hitory", "social-history", "Social History"),
            ("Reveiw of Systems", "review-of-systems", "Review of Systems"),
            ("Review of Sytems", "review-of-systems", "Review of Systems"),
            ("Vital Sgins", "vital-signs", "Vital Signs"),
            ("Vitlas", "vital-signs", "Vitals"),
            ("Labratory Data", "laboratory-data", "Laboratory Data"),
            ("Laboratory Reslts", "laboratory-data", "Laboratory results"),
            ("Imagng", "imaging", "Imaging"),
            ("Imagining Studys", "", ""),
            ("Subjectve", "subjective", "Subjective"),
            ("Objetive", "objective", "Objective"),
            (
                "Diffrential Diagnosis",
                "differential-diagnosis",
                "Differential Diagnosis",
            ),
            (
                "Differential Diagnsis",
                "differential-diagnosis",
                "Differential Diagnosis",
            ),
            ("Dispostion", "disposition", "Disposition"),
            ("Recomendations", "recommendations", "Recommendations"),
            ("Folow-up", "follow-up", "Follow-up"),
            ("Hospital Corse", "hospital-course", "Hospital Course"),
            ("Hosptial Course", "hospital-course", "Hospital Course"),
            (
                "Discharge Medicatoins",
                "discharge-medications",
                "Discharge Medications",
            ),
            ("Preoperative Diagnois", "preop-diagnosis", "Preoperative Diagnosis"),
            ("Estimated Blod Loss", "estimated-blood-loss", "Estimated Blood Loss"),
            ("Anesthsia", "anesthesia", "Anesthesia"),
            ("Complicatons", "complications", "Complications"),
            ("Imunizations", "immunizations", "Immunizations"),
            ("Abdomne", "pe-abdomen", "Abdomen"),
            ("Extremites", "pe-extremities", "Extremities"),
            ("Mental Staus Exam", "mental-status-exam", "Mental status exam"),
        ] {
            let expected = (!section.is_empty()).then(|| (section.to_owned(), spelling.to_owned()));
            if let Some((id, _)) = &expected {
                let (found, written) = typo(heading).unwrap_or_else(|| panic!("{heading} is not recognised"));
                // `Abdomen` is a heading of the review of systems too.
                if id.starts_with("pe-") {
                    assert_eq!(written, spelling, "{heading}");
                    continue;
                }
                assert_eq!((found, written), (id.clone(), spelling.to_owned()), "{heading}");
            } else {
                assert_eq!(typo(heading), expected, "{heading}");
            }
        }
    }

    #[test]
    fn words_are_not_taken_for_headings() {
        for heading in [
            "Plant",
            "Plane",
            "Planet",
            "Plank",
            "Planed",
            "Planned",
            "Labels",
            "Label",
            "Lab coat",
            "Allergist",
            "Allergen",
            "Allergenic",
            "Family Historian",
            "Family Mystery",
            "Medication Reviews",
            "Medications Review",
            "Meditation",
            "Mediation",
            "Medicated",
            "Social Worker",
            "Social Work",
            "Social Mystery",
            "Assessed",
            "Assessor",
            "Vitamins",
            "Vitality",
            "Imagine",
            "Imaged",
            "Object",
            "Objections",
            "Subjects",
            "Subjection",
            "Impressive",
            "Impressions of Paris",
            "Examine",
            "Examiner",
            "Example",
            "Physic",
            "Physician Exam",
            "Physics",
            "Historic",
            "Histology slides",
            "Diagnose",
            "Diagnosed",
            "Dispositions of funds",
            "Follow",
            "Followed",
            "Result in",
            "Resulted",
            "Reviews",
            "Review of Symptom",
            "Implant",
            "Implanted",
            "Lisinopril",
            "Metformin",
            "Metoprolol",
            "Warfarin",
            "Hypertension",
            "Hyperlipidemia",
            "Migraine",
            "Pneumonia",
            "Cellulitis",
            "Smith",
            "Johnson",
            "Monday",
            "Tuesday",
            "London",
            "Course",
            "Curse",
            "Neurons",
            "Cardiologist",
            "Heparin",
            "Procedural",
            "Insulin",
            "Chart",
            "Cheat",
            "Chess",
            "Heard",
            "Hearty",
            "Skill",
            "Skins",
            "Mould",
            "Moods",
            "Plain",
            "Drags",
            "Rugs",
            "Meals",
            "Medal",
            "Lobs",
            "Vials",
            "Visits",
            "Rituals",
            "Abdominal pain",
            "Nectar",
            "Tomorrow",
            "Yesterday",
        ] {
            assert_eq!(typo(heading), None, "{heading}");
        }
    }

    #[test]
    fn letters_agree_with_the_build_step() {
        let mut offset = 0;
        for (length, pair) in headings::FIRSTS.windows(2).enumerate() {
            for at in pair[0]..pair[1] {
                let heading = &headings::TEXT[offset..offset + length];
                assert_eq!(headings::LETTERS[usize::from(at)], letters(heading), "{heading}");
                assert!(!Grammar::builtin().candidates(heading).is_empty(), "{heading}");
                offset += length;
            }
        }
        assert_eq!(offset, headings::TEXT.len());
    }
}
