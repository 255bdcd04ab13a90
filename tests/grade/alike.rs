//! Similarity: the two pairs that copied stand at the top, and no other note is near.

use std::collections::BTreeSet;

use crate::desk::{Desk, class, ending, students};

#[test]
fn the_two_copied_pairs_stand_at_the_top() {
    let Some(class) = class() else { return };
    let desk = Desk::new();
    let handout = class.join("handout.md");
    let more = [
        "--similarity",
        "--handout",
        handout.to_str().unwrap(),
        "--format",
        "json",
    ];
    let ran = desk.mark(&ending(&class.join("canvas"), ".zip"), &more);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let rows = report["notes"].as_array().expect("notes");
    let pairs = report["pairs"].as_array().expect("pairs");
    let no = |at: &serde_json::Value| {
        let id = rows[at.as_u64().unwrap() as usize]["student"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        students()
            .into_iter()
            .find(|student| student.row["canvas"] == id)
            .unwrap()
            .no
    };
    let found: Vec<BTreeSet<String>> = pairs
        .iter()
        .map(|pair| BTreeSet::from([no(&pair["notes"][0]), no(&pair["notes"][1])]))
        .collect();
    let copied = [["s12", "s21"], ["s18", "s25"]].map(|pair| BTreeSet::from(pair.map(str::to_owned)));
    assert!(found.len() >= 2, "{found:?}");
    for pair in &copied {
        assert!(found[..2].contains(pair), "{found:?}");
    }
    // The mistakes that two made are named.
    let of_mistakes = &pairs[found.iter().position(|pair| *pair == copied[1]).unwrap()];
    let passages = of_mistakes["passages"].to_string();
    assert!(passages.contains("limmit") && passages.contains("asumed"), "{passages}");
    // What everybody copied from the desk's sheet of results is nowhere among the passages.
    let all = report["pairs"].to_string();
    assert!(!all.contains("268 x10^9"), "{all}");
}
