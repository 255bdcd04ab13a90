use std::fs;

use super::*;
use crate::files::submissions::Student;
use crate::grade::{CriterionInfo, CriterionMark, Human, Points, Row, RubricInfo};

fn rubric() -> RubricInfo {
    let criterion = |id: &str, points, auto| CriterionInfo {
        id: id.to_owned(),
        title: id.to_uppercase(),
        dimension: "organized".to_owned(),
        points: Points::whole(points),
        auto: Points::whole(auto),
        asks: "Is it?".to_owned(),
    };
    RubricInfo {
        id: "small".to_owned(),
        title: "Small".to_owned(),
        description: String::new(),
        limits: "It sees little.".to_owned(),
        source: String::new(),
        criteria: vec![criterion("cc", 3, 3), criterion("story", 6, 4), criterion("plan", 5, 0)],
    }
}

fn row(id: &str, name: &str, points: [f64; 2]) -> Row {
    let mark = |points| CriterionMark {
        points: Points::of(points).unwrap(),
        reasons: Vec::new(),
    };
    Row {
        student: Student {
            key: id.to_owned(),
            name: name.to_owned(),
            id: (!id.is_empty()).then(|| id.to_owned()),
            user: None,
        },
        path: format!("{name}.md"),
        late: false,
        attempt: Some(2),
        at: None,
        kind: None,
        words: 300,
        criteria: vec![mark(points[0]), mark(points[1]), mark(0.0)],
        sections: Vec::new(),
        stretches: Vec::new(),
        differential: Vec::new(),
        counts: Vec::new(),
        looks: Vec::new(),
        others: Vec::new(),
        asked: Vec::new(),
        shares: None,
        human: Human {
            manual: vec![None; 3],
            ..Human::default()
        },
        anchor: String::new(),
    }
}

fn rows() -> Vec<Row> {
    vec![row("11", "Lee, \"Ann\"", [3.0, 1.5]), row("", "=cmd()", [0.0, 4.0])]
}

fn write(folder: &std::path::Path, rows: &[Row], entered: &Entered) -> String {
    let rubric = rubric();
    let text = csv(&rubric, rows, &entered.kept(rows));
    fs::write(folder.join(CSV), &text).unwrap();
    fs::write(folder.join(XLSX), workbook(&rubric, rows).unwrap()).unwrap();
    fs::write(folder.join(STATE), recorded(&rubric, rows)).unwrap();
    String::from_utf8(text).unwrap()
}

/// Run again: what was typed is taken in, and both tables are written anew.
fn again(folder: &std::path::Path) -> (Vec<Row>, String) {
    let entered = read(folder, &rubric()).unwrap();
    let mut rows = rows();
    for row in &mut rows {
        row.human = entered.of(&row.student);
    }
    let text = write(folder, &rows, &entered);
    (rows, text)
}

#[test]
fn the_table_has_a_column_for_each_criterion_and_for_the_human() {
    let folder = tempfile::tempdir().unwrap();
    let text = write(folder.path(), &rows(), &Entered::default());
    assert_eq!(
        text,
        "student,id,user,file,late,attempt,handed_in,kind,words,cc,story,story_manual,plan,plan_manual,\
         auto,manual,override,total,open,comment,reviewer\n\
         \"Lee, \"\"Ann\"\"\",11,,\"Lee, \"\"Ann\"\".md\",,2,,,300,3,1.5,,0,,4.5,0,,4.5,7,,\n\
         '=cmd(),,,'=cmd().md,,2,,,300,0,4,,0,,4,0,,4,7,,\n"
    );
}

#[test]
fn what_was_typed_is_kept_and_added_up() {
    let folder = tempfile::tempdir().unwrap();
    let before = write(folder.path(), &rows(), &Entered::default());
    assert_eq!(read(folder.path(), &rubric()).unwrap().count(), 0);
    // As a German spreadsheet saves it, with a column of the teacher's own.
    let edited = before
        .replace(
            ",,0,,4.5,0,,4.5,7,,\n",
            ",1.5,0,5,4.5,0,,4.5,7,Good story; see me,Dr X\n",
        )
        .replace("reviewer\n", "reviewer,room\n")
        .replace("Dr X\n", "Dr X,B12\n");
    let edited: String = edited
        .replace(';', "|")
        .replace(',', ";")
        .replace("1.5", "1,5")
        .replace('|', ";");
    let edited = edited
        .replace("\"Lee; ", "\"Lee, ")
        .replace("Good story; see me", "\"Good story; see me\"");
    fs::write(folder.path().join(CSV), format!("\u{feff}{edited}")).unwrap();
    let (rows, text) = again(folder.path());
    let human = &rows[0].human;
    assert_eq!(human.manual, [None, Points::of(1.5), Some(Points::whole(5))]);
    assert_eq!(
        (human.comment.as_str(), human.reviewer.as_str()),
        ("Good story; see me", "Dr X")
    );
    assert_eq!(rows[0].total(), Points::whole(11));
    assert_eq!(rows[0].open(&rubric()), Points::ZERO);
    assert!(
        text.contains(",1.5,0,5,4.5,6.5,,11,0,Good story; see me,Dr X,B12\n"),
        "{text}"
    );
    assert_eq!(rows[1].human.manual, [None, None, None]);
    // Nothing more is typed, and nothing gets lost.
    assert_eq!(again(folder.path()).1, text);
    // The workbook alone holds it too.
    fs::remove_file(folder.path().join(CSV)).unwrap();
    assert_eq!(again(folder.path()).0[0].human, rows[0].human);
}

#[test]
fn an_override_wins_and_closes_what_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let text = write(folder.path(), &rows(), &Entered::default());
    fs::write(
        folder.path().join(CSV),
        text.replace(",,0,,4,0,,4,7,,\n", ",,0,,4,0,12.25,4,7,,\n"),
    )
    .unwrap();
    let (rows, text) = again(folder.path());
    assert_eq!(rows[1].total().to_string(), "12.25");
    assert!(text.ends_with(",4,0,12.25,12.25,0,,\n"), "{text}");
}

#[test]
fn two_edited_tables_must_agree() {
    let folder = tempfile::tempdir().unwrap();
    let rubric = rubric();
    let text = write(folder.path(), &rows(), &Entered::default());
    // The workbook says 1, the other table 2, and neither what was written.
    let mut one = rows();
    one[0].human.manual[1] = Some(Points::whole(1));
    fs::write(folder.path().join(XLSX), workbook(&rubric, &one).unwrap()).unwrap();
    let csv_of = |points: &str| text.replace(",1.5,,0,,4.5", &format!(",1.5,{points},0,,4.5"));
    fs::write(folder.path().join(CSV), csv_of("2")).unwrap();
    let error = read(folder.path(), &rubric).unwrap_err().to_string();
    assert!(
        error.contains("grades.csv, row 2, column story_manual: says `2` where"),
        "{error}"
    );
    assert!(error.contains("grades.xlsx says `1`"), "{error}");
    // The same figure written otherwise agrees, and so does one edited table.
    for points in ["1.0", ""] {
        fs::write(folder.path().join(CSV), csv_of(points)).unwrap();
        let human = read(folder.path(), &rubric).unwrap().of(&rows()[0].student);
        assert_eq!(human.manual[1], Some(Points::whole(1)));
    }
}

#[test]
fn what_cannot_be_a_mark_stops_the_run_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let text = write(folder.path(), &rows(), &Entered::default());
    for (typed, said) in [
        (
            "abc",
            "`abc` is no number; give points such as 3 or 2.5, or leave it empty",
        ),
        ("2.5", "2.5 is not among the 0 to 2 points left here"),
        ("-1", "-1 is not among the 0 to 2 points left here"),
    ] {
        let edited = text.replace(",1.5,,0,,4.5", &format!(",1.5,{typed},0,,4.5"));
        fs::write(folder.path().join(CSV), edited).unwrap();
        let error = read(folder.path(), &rubric()).unwrap_err().to_string();
        assert!(
            error.ends_with(said) && error.contains("row 2, column story_manual"),
            "{error}"
        );
    }
    fs::write(folder.path().join(CSV), &text).unwrap();
    fs::write(folder.path().join(XLSX), "PK\u{3}\u{4} no workbook").unwrap();
    let error = read(folder.path(), &rubric()).unwrap_err().to_string();
    assert!(error.contains("grades.xlsx: cannot be read as a workbook"), "{error}");
}

#[test]
fn marks_of_students_who_are_not_in_this_run_stay() {
    let folder = tempfile::tempdir().unwrap();
    let text = write(folder.path(), &rows(), &Entered::default());
    fs::write(folder.path().join(CSV), text.replace(",1.5,,0,,4.5", ",1.5,2,0,,4.5")).unwrap();
    let entered = read(folder.path(), &rubric()).unwrap();
    let others = vec![row("99", "Bo", [1.0, 1.0])];
    let text = write(folder.path(), &others, &entered);
    assert!(
        text.lines().count() == 3 && text.contains("\"Lee, \"\"Ann\"\"\",11,"),
        "{text}"
    );
    // When they come back, it is theirs again.
    let (rows, text) = again(folder.path());
    assert_eq!(rows[0].human.manual[1], Some(Points::whole(2)));
    assert_eq!(text.lines().count(), 3, "Bo had no marks of a human: {text}");
}
