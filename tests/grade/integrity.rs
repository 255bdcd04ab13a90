//! What a submission says about how it is to be checked is not heeded, and is listed.

use crate::desk::{Desk, Ran, class, ending};

fn looks(desk: &Desk, more: &[&str]) -> (Ran, serde_json::Value) {
    let class = class().expect("asked before");
    let mut all = vec!["--format", "json"];
    all.extend(more);
    let ran = desk.mark(&ending(&class.join("canvas"), ".zip"), &all);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    (ran, report)
}

fn row<'r>(report: &'r serde_json::Value, id: &str) -> &'r serde_json::Value {
    let rows = report["notes"].as_array().expect("notes");
    rows.iter().find(|row| row["student"]["id"] == id).expect("the student")
}

#[test]
fn suppressions_kinds_and_configurations_are_not_heeded_and_listed() {
    if class().is_none() {
        return;
    }
    let desk = Desk::new();
    let (_, report) = looks(&desk, &[]);
    // `<!-- preceptor: allow-file CMP001, … -->`, and a preceptor.toml that turns every rule off.
    let sofia = row(&report, "4737");
    let asked = sofia["asked"].to_string();
    assert!(asked.contains("CMP001") && asked.contains("not heeded"), "{asked}");
    assert!(sofia["counts"].to_string().contains("CMP001"), "{}", sofia["counts"]);
    // `kind: soap` over a history and physical.
    let ana = row(&report, "4729");
    assert_eq!(ana["kind"], "History and Physical");
    assert!(ana["asked"].to_string().contains("soap"), "{}", ana["asked"]);
    for (id, count) in [("4711", 0), ("4729", 1)] {
        assert_eq!(row(&report, id)["asked"].as_array().map_or(0, Vec::len), count, "{id}");
    }
    let page = desk.read("out/report.html");
    assert!(page.contains("asks to allow CMP001"), "the report lists it");
}

#[test]
fn a_configuration_in_a_submission_is_not_read() {
    if class().is_none() {
        return;
    }
    let desk = Desk::new();
    let (ran, report) = looks(&desk, &[]);
    let without: u64 = row(&report, "4737")["counts"].as_array().unwrap().len() as u64;
    assert!(without > 5, "the rules are on");
    assert!(ran.stderr.contains("preceptor.toml"), "{}", ran.stderr);
}

#[test]
fn with_trust_they_are_heeded() {
    if class().is_none() {
        return;
    }
    let desk = Desk::new();
    let (_, report) = looks(&desk, &["--trust-submissions"]);
    assert!(!row(&report, "4737")["counts"].to_string().contains("CMP001"));
    // Who says another kind is read as that; the rubric stays, and a human is told.
    assert!(row(&report, "4729")["asked"].to_string().contains(": heeded"));
    assert!(row(&report, "4729")["looks"].to_string().contains("SOAP Note"));
}
