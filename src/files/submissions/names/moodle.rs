//! Moodle: folders `Jane Doe_12345_assignsubmission_file` (older versions with `_` behind), flat files
//! `Jane Doe_12345_assignsubmission_file_H&P.docx`, typed text `…_assignsubmission_onlinetext` with `onlinetext.html`.
//!
//! The number is the participant of this assignment, the same as in the offline grading worksheet. With blind marking
//! the name is the word "Participant", in the language of the site.

use std::sync::LazyLock;

use regex::Regex;

use super::{Named, Part};

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        r"(?s)^(?<name>.+?)_(?<id>\d+)_(?<what>assignsubmission|assignfeedback)_(?<plugin>[a-z]+)(?:_(?<own>.*))?$";
    Regex::new(pattern).expect("a fixed pattern")
});

/// "Participant", as Moodle's language packs have it in `assign`, `participant`.
const PARTICIPANT: [&str; 14] = [
    "participant",
    "teilnehmer/in",
    "teilnehmer in",
    "teilnehmer",
    "participante",
    "deelnemer",
    "partecipante",
    "deltagare",
    "deltager",
    "deltaker",
    "osallistuja",
    "uczestnik",
    "účastník",
    "participação",
];

/// The number in "Participant 123", in any of those languages; some write no space before it.
pub(in super::super) fn participant(cell: &str) -> Option<&str> {
    let number = cell.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let word = cell.strip_suffix(number)?.trim().to_lowercase();
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && PARTICIPANT.contains(&word.as_str())).then_some(number)
}

pub(super) fn parse(component: &str) -> Option<Named> {
    let found = NAME.captures(component)?;
    let id = found["id"].to_owned();
    let written = &found["name"];
    // Some sites put the user name first; Moodle itself turns every `_` of a name into a space.
    let (user, name) = match written.rsplit_once('_') {
        Some((user, name)) if !user.is_empty() && !name.is_empty() => (Some(user.to_owned()), name),
        _ => (None, written),
    };
    let name = name.trim();
    let blind = PARTICIPANT.contains(&name.to_lowercase().as_str());
    let own = found.name("own").map(|own| own.as_str()).filter(|own| !own.is_empty());
    Some(Named {
        name: match blind {
            true => format!("{name} {id}"),
            false => name.to_owned(),
        },
        part: match (&found["what"], &found["plugin"]) {
            ("assignfeedback", _) => Part::Companion,
            (_, "onlinetext") => Part::Typed,
            _ => Part::File,
        },
        id: Some(id),
        user,
        file: own.map(str::to_owned),
        ..Named::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(component: &str) -> String {
        match parse(component) {
            None => "-".to_owned(),
            Some(named) => format!(
                "{}|{}|{}|{}|{:?}",
                named.name,
                named.id.unwrap_or_default(),
                named.user.unwrap_or_default(),
                named.file.unwrap_or_default(),
                named.part
            ),
        }
    }

    #[test]
    fn the_forms_that_moodle_writes() {
        for (component, expected) in [
            ("Jane Doe_12345_assignsubmission_file", "Jane Doe|12345|||File"),
            ("Jane Doe_12345_assignsubmission_file_", "Jane Doe|12345|||File"),
            (
                "Jane Doe_12345_assignsubmission_file_H&P_final.docx",
                "Jane Doe|12345||H&P_final.docx|File",
            ),
            ("Jane Doe_12345_assignsubmission_onlinetext", "Jane Doe|12345|||Typed"),
            ("Jane Doe_12345_assignsubmission_onlinetext_", "Jane Doe|12345|||Typed"),
            (
                "Jane Doe_12345_assignsubmission_onlinetext_onlinetext.html",
                "Jane Doe|12345||onlinetext.html|Typed",
            ),
            ("Participant_987_assignsubmission_file_", "Participant 987|987|||File"),
            (
                "Teilnehmer/in_987_assignsubmission_file_",
                "Teilnehmer/in 987|987|||File",
            ),
            (
                "José Núñez-O'Brien_5_assignsubmission_file",
                "José Núñez-O'Brien|5|||File",
            ),
            ("Doe - Smith Jane_5_assignsubmission_file", "Doe - Smith Jane|5|||File"),
            ("jdoe_Jane Doe_5_assignsubmission_file", "Jane Doe|5|jdoe||File"),
            ("Group 4_61_assignsubmission_file", "Group 4|61|||File"),
            ("Jane Doe_12345_assignfeedback_editpdf", "Jane Doe|12345|||Companion"),
            ("Jane Doe_12345_assignsubmission", "-"),
            ("Jane Doe_x_assignsubmission_file", "-"),
            ("_12345_assignsubmission_file", "-"),
            ("onlinetext.html", "-"),
        ] {
            assert_eq!(said(component), expected, "{component}");
        }
    }
}
