//! Small classes for tests.

use super::{Class, CriterionInfo, CriterionMark, Human, Points, Row, RubricInfo};
use crate::files::submissions::Student;

/// A rubric with these points, and of them those that the program gives.
pub(crate) fn rubric(criteria: &[(i32, i32)]) -> RubricInfo {
    let criterion = |(at, (points, auto)): (usize, &(i32, i32))| CriterionInfo {
        id: format!("criterion-{}", at + 1),
        title: format!("Criterion {}", at + 1),
        dimension: "organized".into(),
        points: Points::whole(*points),
        auto: Points::whole(*auto),
        asks: if points > auto {
            "is it wise?".into()
        } else {
            String::new()
        },
    };
    RubricInfo {
        id: "sample".into(),
        title: "A sample".into(),
        description: "For tests".into(),
        limits: String::new(),
        source: String::new(),
        criteria: criteria.iter().enumerate().map(criterion).collect(),
    }
}

/// A class in which each note has these points from the program.
pub(crate) fn class_of(rubric: RubricInfo, points: &[Vec<i32>]) -> Class {
    let row = |(at, points): (usize, &Vec<i32>)| Row {
        student: Student {
            key: format!("{}", at + 1),
            name: format!("Student {}", at + 1),
            ..Student::default()
        },
        path: format!("{}.md", at + 1),
        late: false,
        attempt: None,
        at: None,
        kind: Some("SOAP Note".into()),
        words: 100,
        criteria: points
            .iter()
            .map(|points| CriterionMark {
                points: Points::whole(*points),
                reasons: Vec::new(),
            })
            .collect(),
        sections: Vec::new(),
        stretches: Vec::new(),
        differential: Vec::new(),
        counts: Vec::new(),
        looks: Vec::new(),
        others: Vec::new(),
        asked: Vec::new(),
        shares: None,
        human: Human::default(),
        anchor: format!("s-{}", at + 1),
    };
    Class {
        rows: points.iter().enumerate().map(row).collect(),
        rubric,
        unread: Vec::new(),
        missing: Vec::new(),
        strangers: Vec::new(),
        anonymous: false,
        made: "2026-03-16".into(),
        rules: Vec::new(),
        pairs: None,
        history: None,
    }
}
