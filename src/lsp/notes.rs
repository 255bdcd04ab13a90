//! Which documents are notes. Other Markdown and plain text (a README, a lecture, a page about notes) is left alone.

use std::path::Path;

use super::document::Document;
use super::preferences::Preferences;
use crate::config::Resolved;
use crate::grammar::Grammar;
use crate::note::facts::Status;
use crate::note::{KindSource, Note};

/// From this confidence on, sections alone make a note of a text that also speaks of a patient or has no section that is
/// strange to notes.
///
/// Of 286 notes (examples, filled templates, 182 real ones) 265 are known so, and none of 713 Markdown files of Rust
/// packages and of this repository's documentation. The confidence alone would not do: more than 70 of those pages and
/// most lectures have the sections of a SOAP note with a confidence above 0.6. Without a threshold 10 more notes are
/// known, and texts with two headings by chance.
const PLAINLY: f32 = 0.5;

/// Extensions that only notes have.
const OWN_EXTENSIONS: [&str; 3] = ["note", "soap", "hp"];

/// Whether the document is a note: by the configuration, the front matter, its name, or plainly by its text. The files
/// that the configuration excludes are none.
pub(super) fn is_note(document: &Document, note: &Note, resolved: &Resolved, preferences: &Preferences) -> bool {
    let path = &*document.path;
    if document.is_file && resolved.excludes(path) {
        return false;
    }
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some(own) if OWN_EXTENSIONS.contains(&own) => return true,
        Some("md" | "markdown") if preferences.all_markdown => return true,
        _ => {}
    }
    if resolved.configuration.extensions.is_some() && resolved.reads(path) {
        return true;
    }
    let is_said = |key: &str| note.front_matter_value(key).is_some();
    if ["kind", "note-type", "patient-age", "patient-sex", "previous"]
        .into_iter()
        .any(is_said)
    {
        return true;
    }
    let by_text = match note.kind_source {
        Some(KindSource::CommandLine | KindSource::FrontMatter | KindSource::Configuration | KindSource::Template) => {
            return true;
        }
        Some(KindSource::Title) => is_titled(note),
        Some(KindSource::Sections) => {
            note.kind_confidence >= PLAINLY && (note.sections.len() >= 3 || speaks_of_a_patient(note))
        }
        None => false,
    };
    (by_text || names_a_kind(&note.grammar, path)) && could_be_a_note(note)
}

/// Whether a title that names a kind may be believed: one word (`Progress`, `Handoff`) means much else besides.
fn is_titled(note: &Note) -> bool {
    let words = note
        .title
        .map_or(0, |title| note.slice(title).split_whitespace().count());
    words > 1 || note.sections.len() > 1 || speaks_of_a_patient(note)
}

/// Whether nothing says that this is a text *about* notes, medicine or something else: a page about notes shows them in
/// fences; a lecture has headings that no note has, and speaks of nobody.
fn could_be_a_note(note: &Note) -> bool {
    let is_fence = |line: &str| ["```", "~~~"].iter().any(|fence| line.trim_start().starts_with(fence));
    if note.text.lines().any(is_fence) {
        return false;
    }
    note.sections.iter().all(|section| section.id.is_some()) || speaks_of_a_patient(note)
}

/// Whether the text is about somebody: it gives an age or a sex, says he or she of the patient, measures two vital
/// signs, or says that a finding is not there.
fn speaks_of_a_patient(note: &Note) -> bool {
    let patient = note.patient();
    let is_somebody = !(patient.ages.is_empty() && patient.sexes.is_empty() && patient.pronouns.is_empty());
    is_somebody
        || patient.birth_year.is_some()
        || note.vitals().iter().filter(|vital| vital.to.is_none()).count() >= 2
        || note
            .findings()
            .iter()
            .any(|found| found.assertion.status == Status::Absent)
}

/// Whether the name of a file says that it is a note: `soap-2026-11-22.md`, `ward 3 progress note.md`, `a.hp.md`. One
/// word that means much else besides (`progress.md`, `soap-client.md`) does not.
fn names_a_kind(grammar: &Grammar, path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    let dotted: Vec<&str> = name.split('.').collect();
    if dotted.iter().skip(1).any(|part| OWN_EXTENSIONS.contains(part)) {
        return true;
    }
    let is_apart = |char: char| !(char.is_alphanumeric() || char == '&');
    let words: Vec<&str> = dotted[0].split(is_apart).filter(|word| !word.is_empty()).collect();
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_alone = words.iter().filter(|word| !is_number(word)).count() == 1;
    let names = |words: &[&str]| match words {
        [] => false,
        [word] => is_alone && OWN_EXTENSIONS.contains(word) && *word != "note",
        words => grammar.kind_named(&words.join(" ")).is_some(),
    };
    (1..=words.len().min(4)).any(|count| names(&words[..count]) || names(&words[words.len() - count..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_what_they_are() {
        let names = |name: &str| names_a_kind(&Grammar::builtin(), Path::new(name));
        for note in [
            "soap-2026-11-22.md",
            "HP 3.md",
            "soap.md",
            "ward 3 progress note.md",
            "discharge-summary.md",
            "Discharge Summary (Jones).md",
            "jones.hp.md",
            "a.soap.txt",
        ] {
            assert!(names(note), "{note}");
        }
        for other in [
            "README.md",
            "progress.md",
            "notes.md",
            "note.md",
            "soap-client.md",
            "rest-vs-soap.md",
            "hp-printer.md",
            "consult.md",
            "2026-11-22.md",
            ".md",
            "",
        ] {
            assert!(!names(other), "{other}");
        }
    }
}
