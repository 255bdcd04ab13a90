//! Small pictures, whole, and what no picture may show.

use super::*;
use crate::grade::samples::{class_of, rubric};
use crate::grade::{Class, Dated, Named, Pair, Points, Progress, SectionMark, SectionState, SharedPassage};

const HOSTILE: &str = "</text></svg><script>alert(1)</script>\u{202e}\u{1b}[2J";

fn section(id: &str, state: SectionState, words: u32) -> SectionMark {
    SectionMark {
        id: id.to_owned().into(),
        title: id.replace('-', " ").into(),
        state,
        words,
        required: true,
    }
}

fn named(diagnosis: &str, leading: bool, supported: u32, opposed: u32) -> Named {
    Named {
        diagnosis: diagnosis.into(),
        leading,
        supported,
        opposed,
    }
}

/// Three notes with a little of everything.
fn three() -> Class {
    let mut class = class_of(
        rubric(&[(4, 4), (2, 1), (3, 0)]),
        &[vec![4, 0, 0], vec![1, 1, 0], vec![2, 1, 0]],
    );
    let sections = [
        vec![
            section("history-of-present-illness", SectionState::Complete, 60),
            section("plan", SectionState::Complete, 20),
        ],
        vec![
            section("history-of-present-illness", SectionState::Thin, 30),
            section("plan", SectionState::Missing, 0),
        ],
        vec![
            section("plan", SectionState::Complete, 10),
            section("history-of-present-illness", SectionState::Complete, 40),
        ],
    ];
    for (row, sections) in class.rows.iter_mut().zip(sections) {
        row.sections = sections;
    }
    let story = "history-of-present-illness";
    class.rows[0].stretches = vec![(story.into(), 60), ("plan".into(), 20)];
    class.rows[1].stretches = vec![("".into(), 4), (story.into(), 30)];
    class.rows[2].stretches = vec![
        ("plan".into(), 10),
        (story.into(), 40),
        ("past-medical-history".into(), 9),
    ];
    class.rows[0].differential = vec![named("pneumonia", true, 3, 0), named("embolism", false, 0, 2)];
    class.rows[1].differential = vec![named("embolism", true, 1, 0), named("embolism", false, 1, 1)];
    class.rows[0].human.manual = vec![None, Some(Points::whole(1)), None];
    class
}

#[test]
fn the_heat_map_of_a_small_class() {
    insta::assert_snapshot!(heat_map(&three()).unwrap());
}

#[test]
fn the_section_bars_of_a_small_class() {
    insta::assert_snapshot!(section_bars(&three()).unwrap());
}

#[test]
fn the_note_map_of_a_small_class() {
    insta::assert_snapshot!(note_map(&three()).unwrap());
}

#[test]
fn the_differential_of_a_small_class() {
    insta::assert_snapshot!(differential(&three()).unwrap());
}

#[test]
fn the_score_strip_of_five() {
    let points = [3, 5, 5, 8, 10].map(|points| vec![points]);
    insta::assert_snapshot!(score_strip(&class_of(rubric(&[(12, 10)]), &points)).unwrap());
}

#[test]
fn a_strip_tells_nothing_of_four_and_no_names_of_five() {
    let points = [3, 5, 5, 8, 10].map(|points| vec![points]);
    let class = class_of(rubric(&[(12, 10)]), &points);
    assert!(!score_strip(&class).unwrap().contains("Student"));
    assert_eq!(score_strip(&class_of(rubric(&[(12, 10)]), &points[..4])), None);
}

#[test]
fn pages_hold_sixty_students_and_forty_criteria() {
    let class = class_of(rubric(&[(1, 1); 41]), &vec![vec![0; 41]; 61]);
    let drawn = heat_map(&class).unwrap();
    assert_eq!(drawn.matches("<svg").count(), 4);
    assert!(drawn.contains("id=\"heat-1-1-t\"") && drawn.contains("Students 61 to 61."));
    // All is lost everywhere: a square for each criterion and student.
    assert_eq!(drawn.matches("<rect").count(), 41 * 61);
    assert_eq!(drawn.matches("class=\"l4\"").count(), 41 * 61);
}

#[test]
fn the_items_of_twenty() {
    let points: Vec<Vec<i32>> = (0..20)
        .map(|at| vec![i32::from(at < 10), 2, i32::from(at < 15)])
        .collect();
    let class = class_of(rubric(&[(1, 1), (2, 2), (1, 1)]), &points);
    let table = item_table(&class).unwrap();
    assert!(table.contains(">0.50</td>") && table.contains(">0.58</td>"), "{table}");
    assert!(table.contains("every note has the same points"), "{table}");
    assert_eq!(item_table(&class_of(rubric(&[(1, 1)]), &points[..19])), None);
}

#[test]
fn progress_is_one_line_a_family_on_one_scale() {
    let point = |date: &str, organized: u32, complete: u32| Dated {
        date: date.into(),
        words: 100,
        families: vec![("CMP".into(), complete), ("ORG".into(), organized), ("ZZZ".into(), 0)],
        auto_percent: None,
    };
    let mut class = three();
    class.history = Some(vec![Progress {
        student: "Student 1".into(),
        points: vec![
            point("2026-01-05", 4, 1),
            point("2026-01-12", 2, 1),
            point("2026-01-19", 0, 2),
        ],
        improving: vec!["ORG".into()],
        not_improving: vec!["CMP".into()],
    }]);
    insta::assert_snapshot!(progress(&class).unwrap());
}

#[test]
fn pairs_stand_by_likeness_and_unknown_notes_are_left_out() {
    let pair = |notes, score| Pair {
        notes,
        score,
        percentile: 99.96,
        passages: vec![SharedPassage {
            first: "a".into(),
            second: "b".into(),
            first_line: 1,
            second_line: 2,
            words: 7,
            first_marks: vec![(0, 1)],
            second_marks: Vec::new(),
            mistake: Some("the same misspelling".into()),
        }],
    };
    let mut class = three();
    class.pairs = Some(vec![pair((0, 1), 1.0), pair((1, 2), 2.0), pair((0, 99), 9.0)]);
    let table = pair_table(&class).unwrap();
    assert_eq!(
        by_likeness(&class).iter().map(|pair| pair.notes).collect::<Vec<_>>(),
        [(1, 2), (0, 1)]
    );
    assert!(table.contains("99.9 % of pairs") && !table.contains("100 %"), "{table}");
    assert_eq!(table.matches("href=\"#pair-").count(), 2);
    class.pairs = Some(Vec::new());
    assert_eq!(pair_table(&class), None);
}

#[test]
fn text_from_outside_is_text_in_every_picture() {
    let mut class = three();
    class.rubric.criteria[0].title = HOSTILE.into();
    class.rubric.criteria[0].id = HOSTILE.into();
    for row in &mut class.rows {
        row.student.name = HOSTILE.into();
        row.anchor = HOSTILE.into();
        for section in &mut row.sections {
            section.title = HOSTILE.into();
        }
        for (id, _) in &mut row.stretches {
            *id = HOSTILE.into();
        }
        for named in &mut row.differential {
            named.diagnosis = HOSTILE.into();
        }
    }
    class.history = Some(vec![Progress {
        student: HOSTILE.into(),
        points: vec![Dated {
            date: HOSTILE.into(),
            words: 1,
            families: vec![(HOSTILE.into(), 3)],
            auto_percent: None,
        }],
        improving: vec![HOSTILE.into()],
        not_improving: vec![HOSTILE.into()],
    }]);
    class.rows = std::iter::repeat_n(class.rows, 7).flatten().collect();
    let drawn = [
        heat_map,
        score_strip,
        section_bars,
        note_map,
        differential,
        item_table,
        progress,
    ]
    .map(|draw| draw(&class).unwrap())
    .concat();
    assert!(!drawn.contains("<script") && !drawn.contains("alert(1)</"), "{drawn}");
    assert!(!drawn.contains('\u{202e}') && !drawn.contains('\u{1b}'));
    assert_eq!(drawn.matches("<svg").count(), drawn.matches("</svg>").count());
}

#[test]
fn a_class_without_anything_has_no_pictures() {
    let class = class_of(rubric(&[]), &[]);
    for draw in [
        heat_map,
        score_strip,
        section_bars,
        note_map,
        differential,
        item_table,
        pair_table,
        progress,
    ] {
        assert_eq!(draw(&class), None);
    }
}
