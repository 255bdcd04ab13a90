//! Files that cannot be read: an error each, and the rest goes on.

use std::path::Path;

use crate::desk::{Desk, class_with_trouble, ending};

/// Whose, and what the error has to say.
const TROUBLE: [(&str, &[&str]); 10] = [
    ("fontaine", &["damaged", "broken", "cut", "not a"]),
    ("lindgren", &["encrypted", "password"]),
    ("bianchi", &["encrypted", "password"]),
    ("bakare", &["no text", "text layer", "scan"]),
    ("novákov", &["large", "big", "unpack"]),
    ("kamau", &["outside", "path", "unsafe", ".."]),
    ("delgado", &["empty"]),
    ("demir", &["Pages", ".pages"]),
    ("horváth", &["damaged", "broken", "cut", "not a"]),
    ("costa", &["picture", "photo", "image"]),
];

#[test]
fn each_is_one_clear_error_and_the_class_is_marked() {
    let Some(class) = class_with_trouble() else { return };
    for system in ["canvas", "moodle"] {
        let desk = Desk::new();
        let ran = desk.mark(&ending(&class.join(system), ".zip"), &[]);
        assert_eq!(ran.status, 2, "{system}: {}", ran.stderr);
        assert_eq!(desk.grades().len(), 30, "{system}: {}", ran.stderr);
        for (who, words) in TROUBLE {
            let about: Vec<&str> = ran
                .stderr
                .lines()
                .filter(|line| line.starts_with("error: ") && line.to_lowercase().contains(who))
                .collect();
            assert_eq!(about.len(), 1, "{system}, {who}: {about:#?}\n{}", ran.stderr);
            assert!(
                words.iter().any(|word| about[0].contains(word)),
                "{system}: {} says nothing of {words:?}",
                about[0]
            );
        }
        let page = desk.read("out/report.html");
        for (who, _) in TROUBLE {
            assert!(page.to_lowercase().contains(who), "{system}: no {who} in the report");
        }
    }
}

#[test]
fn nothing_is_written_outside_the_folder() {
    let Some(class) = class_with_trouble() else { return };
    let desk = Desk::new();
    desk.write("deep/er/keep", "");
    desk.mark(&ending(&class.join("canvas"), ".zip"), &[]);
    let mut entries: Vec<String> = std::fs::read_dir(desk.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    entries.sort();
    assert_eq!(entries, ["deep", "out"]);
    for escaped in ["../escaped.md", "../../escaped.md", "/tmp/escaped.md"] {
        assert!(!desk.path(escaped).exists() && !Path::new("/tmp/escaped.md").exists());
    }
}

#[test]
fn an_archive_that_is_broken_itself_is_said_so() {
    let Some(class) = class_with_trouble() else { return };
    let desk = Desk::new();
    let whole = std::fs::read(ending(&class.join("canvas"), ".zip")).unwrap();
    let half = desk.write("download.zip", &whole[..whole.len() / 2]);
    let ran = desk.mark(&half, &[]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("download.zip"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}
