//! A model answer beside each note, and `check` on a download.

use std::process::Command;

use crate::desk::{Desk, class, ending};

#[test]
fn a_good_note_has_most_of_the_model_and_a_poor_one_little() {
    let Some(class) = class() else { return };
    let desk = Desk::new();
    let model = class.join("model.md");
    let more = ["--model-note", model.to_str().unwrap(), "--format", "json"];
    let ran = desk.mark(&ending(&class.join("canvas"), ".zip"), &more);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let notes = report["notes"].as_array().expect("notes");
    let share = |id: &str| {
        let note = notes
            .iter()
            .find(|note| note["student"]["id"] == id)
            .expect("the student");
        let count = |name: &str| note["comparison"][name].as_array().expect(name).len() as f64;
        count("found") / (count("found") + count("missing"))
    };
    let (excellent, short) = (share("4739"), share("4718"));
    assert!(excellent > 0.6, "{excellent}");
    assert!(short < 0.35, "{short}");
    // Both differentials begin with the same diagnosis.
    let ravi = notes.iter().find(|note| note["student"]["id"] == "4739").unwrap();
    let first = &ravi["comparison"]["differential"][0];
    assert_eq!(first["in_model"], 1, "{first}");
    assert_eq!(first["in_note"], 1, "{first}");
    assert!(
        first["diagnosis"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains("pulmonary embolism")
    );
}

#[test]
fn check_takes_a_download_and_groups_by_student() {
    let Some(class) = class() else { return };
    let desk = Desk::new();
    let ran = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .args(["check", "--isolated", "--group-by", "student"])
        .arg(ending(&class.join("moodle"), ".zip"))
        .current_dir(desk.path("."))
        .output()
        .unwrap();
    let (stdout, stderr) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert_eq!(ran.status.code(), Some(1), "{stderr}");
    for student in crate::desk::students() {
        let name = student.name.replace('_', " ");
        assert!(stdout.contains(&name), "{name}\n{stdout}\n{stderr}");
    }
}
