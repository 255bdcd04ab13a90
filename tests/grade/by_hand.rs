//! What the program gives, against what a person gave who read the note and the rubric (`class/by-hand.csv`).
//!
//! Where the two still differ the table says so in the column `program`: the person is right there, and the program not
//! yet. Whoever mends it takes the entry away.

use std::collections::BTreeMap;
use std::fs;

use crate::desk::{Desk, class, ending, rows, sources, students};

/// How many of the 105 entries may differ, and by how many points the total of a note.
const DIFFER: usize = 16;
const APART: f64 = 9.0;

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

    let mut wrong = Vec::new();
    let mut known = 0;
    let mut totals: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    let table = rows(&fs::read(sources().join("by-hand.csv")).unwrap());
    for line in &table {
        let [student, criterion, points, program, why] =
            ["student", "criterion", "points", "program", "why"].map(|name| line[name].as_str());
        let given: f64 = by_id[&ids[student]][criterion].parse().unwrap();
        let by_hand: f64 = points.parse().unwrap();
        let expected = if program.is_empty() {
            by_hand
        } else {
            program.parse().unwrap()
        };
        known += usize::from(!program.is_empty());
        if given != expected {
            wrong.push(format!(
                "{student} {criterion}: by hand {points} ({why}), expected {expected}, the program {given}"
            ));
        }
        let total = totals.entry(student.to_owned()).or_default();
        *total = (total.0 + by_hand, total.1 + expected);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(table.len(), 7 * 15);
    assert!(known <= DIFFER, "{known} entries differ");
    for (student, (by_hand, expected)) in totals {
        let row = &by_id[&ids[&student]];
        assert_eq!(row["auto"].parse::<f64>().unwrap(), expected, "{student}");
        assert!(
            (by_hand - expected).abs() <= APART,
            "{student}: by hand {by_hand}, the program {expected}"
        );
        assert_eq!(row["total"], row["auto"], "{student}: nothing of a human yet");
        assert_eq!(row["open"].parse::<f64>().unwrap(), 34.0, "{student}");
    }
}
