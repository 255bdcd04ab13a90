//! Each course system hands out the same class.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, Row, class, ending, students};

const SYSTEMS: [&str; 6] = [
    "canvas",
    "moodle",
    "moodle-blind",
    "blackboard",
    "brightspace",
    "google",
];

fn download(class: &Path, system: &str) -> PathBuf {
    match system {
        "google" => class.join("google/HP Week 4"),
        _ => ending(&class.join(system), ".zip"),
    }
}

fn roster(class: &Path, system: &str) -> String {
    let roster = match system {
        "google" => class.join("google/roster.csv"),
        _ => class.join("roster.csv"),
    };
    roster.to_str().unwrap().to_owned()
}

/// What does not depend on how the note came: its words and its marks.
fn marks(row: &Row) -> String {
    let known = ["student", "id", "user", "file", "late", "attempt", "handed_in"];
    let cells = row.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    cells.map(|(name, cell)| format!("{name}={cell} ")).collect()
}

#[test]
fn every_system_gives_the_same_thirty_students_and_the_same_marks() {
    let Some(class) = class() else { return };
    let mut expected: Option<Vec<(String, String)>> = None;
    for system in SYSTEMS {
        let desk = Desk::new();
        let ran = desk.mark(&download(class, system), &["--roster", &roster(class, system)]);
        assert_eq!(ran.status, 0, "{system}: {}{}", ran.stdout, ran.stderr);
        let rows = desk.grades();
        assert_eq!(rows.len(), 30, "{system}");
        // Of who is on no list each system tells something else: in Canvas a squashed name, in blind Moodle none.
        let name = |row: &Row| match row["student"].as_str() {
            name if name.to_lowercase().contains("mokoena") || name.starts_with("Participant") => "stranger".to_owned(),
            name => name.replace('_', " "),
        };
        let mut found: Vec<(String, String)> = rows.iter().map(|row| (name(row), marks(row))).collect();
        found.sort();
        match &expected {
            None => expected = Some(found),
            Some(expected) => {
                for (expected, found) in expected.iter().zip(&found) {
                    assert_eq!(expected, found, "{system}");
                }
            }
        }
    }
    let expected = expected.unwrap();
    let names: BTreeSet<String> = expected.iter().map(|(name, _)| name.clone()).collect();
    let class: BTreeSet<String> = students()
        .iter()
        .map(|student| student.name.replace('_', " "))
        .collect();
    let stranger = BTreeSet::from(["stranger".to_owned()]);
    assert_eq!(
        names.difference(&stranger).collect::<Vec<_>>(),
        class
            .iter()
            .filter(|name| !name.contains("Mokoena"))
            .collect::<Vec<_>>()
    );
    // Two students of one name are two.
    assert_eq!(expected.iter().filter(|(name, _)| name == "Daniel Kim").count(), 2);
}

#[test]
fn without_a_roster_the_class_is_the_same_thirty() {
    let Some(class) = class() else { return };
    let mut expected = None;
    for system in ["canvas", "moodle", "moodle-blind", "blackboard", "brightspace"] {
        let desk = Desk::new();
        let ran = desk.mark(&download(class, system), &[]);
        assert_eq!(ran.status, 0, "{system}: {}{}", ran.stdout, ran.stderr);
        let mut found: Vec<String> = desk.grades().iter().map(marks).collect();
        found.sort();
        assert_eq!(found.len(), 30, "{system}");
        assert_eq!(*expected.get_or_insert_with(|| found.clone()), found, "{system}");
    }
}

#[test]
fn an_unpacked_download_is_the_same_class() {
    let Some(class) = class() else { return };
    for system in ["canvas", "blackboard"] {
        let zipped = Desk::new();
        zipped.mark(&download(class, system), &[]);
        let unpacked = Desk::new();
        unzip(&download(class, system), &unpacked.path("download"));
        let ran = unpacked.mark(Path::new("download"), &[]);
        assert_eq!(ran.status, 0, "{system}: {}", ran.stderr);
        let all = |desk: &Desk| -> Vec<(String, String)> {
            let rows = desk.grades();
            rows.iter().map(|row| (row["student"].clone(), marks(row))).collect()
        };
        assert_eq!(all(&zipped), all(&unpacked), "{system}");
    }
}

fn unzip(archive: &Path, into: &Path) {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    archive.extract(into).unwrap();
}

#[test]
fn the_newest_attempt_is_marked_and_the_others_are_named() {
    let Some(class) = class() else { return };
    for (system, drafts) in [("blackboard", 3), ("brightspace", 2)] {
        let desk = Desk::new();
        let ran = desk.mark(&download(class, system), &[]);
        let rows = desk.grades();
        let of = |note: &str| -> &Row {
            let row = rows.iter().find(|row| row["file"].contains(note));
            row.unwrap_or_else(|| panic!("{system}: no {note}"))
        };
        let (lukasz, widodo) = (of("HP final v2"), of("HP case 7"));
        assert!(lukasz["file"].ends_with("HP final v2.md"), "{}", lukasz["file"]);
        assert!(widodo["file"].ends_with("HP case 7.md"), "{}", widodo["file"]);
        assert_eq!(lukasz["attempt"], "2");
        assert_eq!(widodo["attempt"], if system == "blackboard" { "3" } else { "2" });
        assert!(lukasz["handed_in"].starts_with("2026-11-15 21:15"), "{lukasz:?}");
        let said = ran.stderr.matches("an earlier attempt").count();
        assert_eq!(said, drafts, "{system}: {}", ran.stderr);
        assert!(ran.stderr.contains("draft.txt"), "{}", ran.stderr);
    }
}

#[test]
fn a_draft_in_the_same_submission_is_not_the_note() {
    let Some(class) = class() else { return };
    for system in ["canvas", "moodle"] {
        let desk = Desk::new();
        let ran = desk.mark(&download(class, system), &[]);
        let rows = desk.grades();
        let lukasz = rows.iter().find(|row| row["file"].ends_with("HP final v2.md"));
        assert!(lukasz.is_some(), "{system}");
        assert!(ran.stderr.contains("draft.txt"), "{system}: {}", ran.stderr);
    }
}

#[test]
fn late_is_who_the_system_says() {
    let Some(class) = class() else { return };
    let desk = Desk::new();
    desk.mark(&download(class, "canvas"), &["--roster", &roster(class, "canvas")]);
    let late: Vec<String> = desk
        .grades()
        .into_iter()
        .filter(|row| row["late"] == "yes")
        .map(|row| row["student"].clone())
        .collect();
    assert_eq!(late, ["Chinedu Okonkwo", "Olga Sergeyevna Petrova", "Patrick O’Brien"]);
}

#[test]
fn the_roster_tells_who_is_missing_and_who_is_a_stranger() {
    let Some(class) = class() else { return };
    for system in ["canvas", "google"] {
        let desk = Desk::new();
        let ran = desk.mark(&download(class, system), &["--roster", &roster(class, system)]);
        assert_eq!(
            ran.stderr.matches("Hannah Lindqvist").count(),
            1,
            "{system}: {}",
            ran.stderr
        );
        let page = desk.read("out/report.html");
        assert!(page.contains("Hannah Lindqvist"), "{system}");
    }
    let desk = Desk::new();
    let ran = desk.mark(&download(class, "moodle"), &["--roster", &roster(class, "moodle")]);
    assert!(ran.stderr.contains("Thabo Mokoena"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("Daniel Kim"), "{}", ran.stderr);
}
