//! What the program gives, against what a person gave who read the note and the rubric (`class/by-hand.csv`).

use std::collections::BTreeMap;
use std::fs;

use crate::desk::{Desk, class, ending, rows, sources, students};

#[test]
fn seven_notes_get_the_points_that_a_person_gave() {
    let Some(class) = class() else { return };
    let desk = Desk::new();
    let ran = desk.mark(&ending(&class.join("canvas"), ".zip"), &[]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let by_id: BTreeMap<String, _> = desk.grades().into_iter().map(|row| (row["id"].clone(), row)).collect();
    let ids: BTreeMap<String, String> = students()
        .into_iter()
        .map(|student| (student.no, student.row["canvas"].clone()))
        .collect();

    let mut differences = Vec::new();
    let mut totals: BTreeMap<String, f64> = BTreeMap::new();
    let table = rows(&fs::read(sources().join("by-hand.csv")).unwrap());
    for line in &table {
        let row = &by_id[&ids[&line["student"]]];
        let points: f64 = line["points"].parse().unwrap();
        *totals.entry(line["student"].clone()).or_default() += points;
        let given: f64 = row[&line["criterion"]].parse().unwrap();
        if given != points {
            let [student, criterion, why] = ["student", "criterion", "why"].map(|name| &line[name]);
            differences.push(format!(
                "{student} {criterion}: by hand {points} ({why}), the program {given}"
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(table.len(), 7 * 15);
    for (student, total) in totals {
        let row = &by_id[&ids[&student]];
        assert_eq!(row["auto"].parse::<f64>().unwrap(), total, "{student}");
        assert_eq!(row["total"], row["auto"], "{student}: nothing of a human yet");
        assert_eq!(row["open"].parse::<f64>().unwrap(), 34.0, "{student}");
    }
}
