//! Gradebooks as the systems export them.

use super::*;

fn grade(id: &str, user: &str, name: &str, points: f64) -> Grade {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Grade {
        id: some(id),
        user: some(user),
        name: name.to_owned(),
        points: Points::of(points).unwrap(),
        feedback: None,
    }
}

fn with_feedback(grade: Grade, feedback: &str) -> Grade {
    Grade {
        feedback: Some(feedback.to_owned()),
        ..grade
    }
}

fn listed(all: &[Listed]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn filled(file: &str, grades: &[Grade], options: &FillOptions) -> (String, Filled) {
    let filled = fill(file.as_bytes(), grades, options).unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8(filled.bytes.clone()).unwrap();
    let again = fill(&filled.bytes, grades, options).unwrap();
    assert_eq!(again.bytes, filled.bytes, "twice is as once");
    assert_eq!(again.filled, filled.filled);
    (text, filled)
}

fn column(name: &str) -> FillOptions {
    FillOptions {
        column: Some(name.to_owned()),
        ..FillOptions::default()
    }
}

const CANVAS: &str = "\u{feff}Student,ID,SIS User ID,SIS Login ID,Section,H&P 1 (500),H&P 2 (501),Assignments Curre\
    nt Points,\
Final Score\r\n,,,,,,Manual Posting,(read only),(read only)\r\n    Points Possible,,,,,100,50.00,(read only),(read \
    only)\r\n\
\"Doe, Jane\",1234,S1,jdoe,\"Clerkship, A\",88,,88,88.00\r\n\"Núñez, José\",55,S2,jnunez@uni.example,A,,, ,\r\n\
\"Kim, \"\"Bo\"\"\",77,S3,bkim,A,,EX,,\r\n\"Lee, Ann\",78,S4,alee,A,,45,,\r\n\"Lee, Ann\",79,S5,alee2,A,90,,,\r\n\
\"Student, Test\",9999,,f00d,A,,,,";

#[test]
fn canvas_is_filled_by_id_and_everything_else_stays() {
    let grades = [
        grade("1234", "", "doejane", 41.5),
        grade("", "jnunez", "José Núñez", 51.0),
        grade("77", "", "kimbo", 40.0),
        grade("78", "", "leeann", 44.0),
        grade("", "", "Ann Lee", 30.0),
        grade("404", "", "nobody", 1.0),
    ];
    let (text, filled) = super::tests::filled(CANVAS, &grades, &column("h&p 2"));
    let expected = CANVAS
        .replace("\"Clerkship, A\",88,,88", "\"Clerkship, A\",88,41.5,88")
        .replace("jnunez@uni.example,A,,, ,", "jnunez@uni.example,A,,51, ,");
    assert_eq!(text, expected);
    assert_eq!(
        (filled.system, filled.column.as_str()),
        (GradebookSystem::Canvas, "H&P 2 (501)")
    );
    assert_eq!(filled.filled, ["Doe, Jane", "Núñez, José"]);
    assert_eq!(
        listed(&filled.unmatched),
        [
            "Ann Lee (2 students of the gradebook have this name)",
            "nobody (not in the gradebook)"
        ]
    );
    assert_eq!(filled.untouched, ["Lee, Ann"]);
    assert_eq!(
        listed(&filled.kept),
        [
            "Kim, \"Bo\" (excused)",
            "Lee, Ann (there is a grade already: 45; the new one is 44)"
        ]
    );
    assert_eq!(
        filled.warnings,
        ["Núñez, José: 51 points are more than the 50 of the gradebook"]
    );
}

#[test]
fn canvas_columns_are_chosen_or_listed() {
    let jane = [grade("1234", "", "doejane", 41.5)];
    let error = fill(CANVAS.as_bytes(), &jane, &FillOptions::default())
        .unwrap_err()
        .message;
    assert!(
        error.contains("several columns") && error.contains("\"H&P 1 (500)\", \"H&P 2 (501)\""),
        "{error}"
    );
    let by_assignment = FillOptions {
        assignment: Some("clerk101-h-p-2".to_owned()),
        ..FillOptions::default()
    };
    assert_eq!(
        fill(CANVAS.as_bytes(), &jane, &by_assignment).unwrap().column,
        "H&P 2 (501)"
    );
    for (name, what) in [
        ("H&P 3", "no column \"H&P 3\""),
        ("Final Score", "not for grades"),
        ("Section", "not for grades"),
        ("ID", "not for grades"),
        ("H&P", "several columns"),
    ] {
        let error = fill(CANVAS.as_bytes(), &jane, &column(name)).unwrap_err().message;
        assert!(error.contains(what), "{error}");
    }
    let overwrite = FillOptions {
        overwrite: true,
        ..column("H&P 1 (500)")
    };
    let text = String::from_utf8(fill(CANVAS.as_bytes(), &jane, &overwrite).unwrap().bytes).unwrap();
    assert_eq!(text, CANVAS.replace("\"Clerkship, A\",88,,", "\"Clerkship, A\",41.5,,"));
    // The only empty one of two is meant.
    let two = "Student,ID,Section,A (1),B (2)\n\"Doe, Jane\",1,S,3,\n\"Lee, Ann\",2,S,4,\n";
    let (text, filled) = super::tests::filled(two, &[grade("1", "", "doejane", 7.5)], &FillOptions::default());
    assert_eq!(
        (text, filled.column.as_str()),
        (two.replace("S,3,\n", "S,3,7.5\n"), "B (2)")
    );
}

#[test]
fn a_semicolon_and_a_comma_for_fractions() {
    let file = "Student;ID;Section;H&P (1)\n    Points Possible;;;100,00\nDoe, Jane;1;S;\nLee, Ann;2;S;\n";
    let (text, _) = filled(file, &[grade("1", "", "doejane", 7.5)], &FillOptions::default());
    assert_eq!(text, file.replace("Doe, Jane;1;S;", "Doe, Jane;1;S;7,5"));
    // Between commas it is quoted.
    let file = "Student,ID,Section,H&P (1)\n    Points Possible,,,\"100,00\"\nJane Doe,1,S,\n";
    let (text, _) = filled(file, &[grade("1", "", "doejane", 7.5)], &FillOptions::default());
    assert_eq!(text, file.replace("1,S,\n", "1,S,\"7,5\"\n"));
}

const WORKSHEET: &str = "Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum Grade\",\"Grade can be c\
    hanged\",\
\"Last modified (submission)\",\"Online text\",\"Last modified (grade)\",\"Feedback comments\"\n\
\"Participant 501\",\"Jane Doe\",j@x.example,\"Submitted for grading\",,100.00,Yes,\"Sunday, 1 March 2026, 8:03 PM\",\
\"<p>CC: cough, \"\"dry\"\"\nHPI: two lines</p>\",-,\n\
\"Participant 502\",\"Ann Lee\",a@x.example,\"Submitted for grading\",,100.00,No,-,,-,\n\
\"Participant 503\",\"Bo Kim\",b@x.example,\"No submission\",,100.00,Yes,-,,-,\n\
\"Participant 504\",\"Cy Roy\",c@x.example,\"Submitted for grading\",50.00,100.00,Yes,-,,-,\"<p>Good</p>\"\n";

#[test]
fn a_moodle_worksheet_gets_grades_with_feedback_and_never_feedback_alone() {
    let grades = [
        with_feedback(grade("501", "", "Jane Doe", 92.25), "Na <135 & K?\nSee plan"),
        with_feedback(grade("502", "", "Ann Lee", 70.0), "=1+1"),
        with_feedback(grade("504", "", "Cy Roy", 60.0), "New words"),
        with_feedback(grade("505", "", "Participant 505", 60.0), "x"),
    ];
    let (text, filled) = super::tests::filled(WORKSHEET, &grades, &FillOptions::default());
    let expected = WORKSHEET
        .replacen("grading\",,100.00,Yes", "grading\",92.25,100.00,Yes", 1)
        .replacen(
            "two lines</p>\",-,\n",
            "two lines</p>\",-,Na &lt;135 &amp; K?<br>See plan\n",
            1,
        );
    assert_eq!(text, expected);
    assert_eq!(filled.system, GradebookSystem::MoodleWorksheet);
    assert_eq!(filled.feedback_column.as_deref(), Some("Feedback comments"));
    assert_eq!(
        listed(&filled.kept),
        [
            "Ann Lee (the grade cannot be changed)",
            "Cy Roy (there is a grade already: 50.00; the new one is 60)"
        ]
    );
    assert_eq!(filled.untouched, ["Bo Kim"]);
    assert_eq!(listed(&filled.unmatched), ["Participant 505 (not in the gradebook)"]);
    // The same grade is no reason to leave the feedback out, but what was written there stays.
    let same = [with_feedback(grade("504", "", "Cy Roy", 50.0), "New words")];
    let (text, filled) = super::tests::filled(WORKSHEET, &same, &FillOptions::default());
    assert_eq!(
        (text.as_str(), filled.warnings.as_slice()),
        (
            WORKSHEET,
            &["Cy Roy: the feedback that is there was kept".to_owned()][..]
        )
    );
}

#[test]
fn moodle_in_german_and_blind() {
    let file = "ID,Status,Bewertung,Bestwertung,\"Bewertung kann geändert werden\",\"Zuletzt geändert (Bewertung)\",\
                \"Feedback als Kommentar\"\r\nTeilnehmer/in7,Abgegeben,,\"10,00\",Ja,-,\r\n\
                Teilnehmer/in8,Abgegeben,,\"10,00\",Nein,-,\r\n";
    let grades = [
        with_feedback(grade("7", "", "Teilnehmer/in 7", 8.5), "-gut"),
        grade("8", "", "Teilnehmer/in 8", 8.5),
    ];
    let (text, filled) = super::tests::filled(file, &grades, &FillOptions::default());
    let expected = file.replace(
        "7,Abgegeben,,\"10,00\",Ja,-,",
        "7,Abgegeben,\"8,5\",\"10,00\",Ja,-,'-gut",
    );
    assert_eq!(text, expected);
    assert_eq!(listed(&filled.kept), ["Teilnehmer/in8 (the grade cannot be changed)"]);
}

#[test]
fn moodle_grade_exports_are_matched_by_name_when_the_id_is_another() {
    let file = "\"First name\",\"Last name\",\"ID number\",\"Email address\",\"Assignment: H&P 1 (Real)\",\
                \"Course total (Real)\",\"Last downloaded from this course\"\nJane,Doe,501,j@x.example,-,-,1\n\
                Ann,Lee,,a@x.example,-,-,1\n";
    // 501 is Jane's number here, but the participant number of Ann in the download.
    let grades = [grade("501", "", "Ann Lee", 9.0), grade("777", "", "Doe Jane", 8.0)];
    let (text, filled) = super::tests::filled(file, &grades, &FillOptions::default());
    assert_eq!(text, file.replace("501,j@x.example,-,", "501,j@x.example,8,"));
    assert_eq!(
        listed(&filled.unmatched),
        ["Ann Lee (the id 501 is Jane Doe in the gradebook)"]
    );
}

#[test]
fn blackboard_as_csv_and_as_utf16() {
    let file = "\"Last Name\",\"First Name\",\"Username\",\"Student ID\",\"Last Access\",\"Availability\",\
                \"Total [Total Pts: up to 110 Score] |1\",\"Weighted Total [Total Pts: up to 0 Percentage] |2\",\
                \"H&P 1 [Total Pts: 100 Score] |345\",\"Grading Notes\",\"Notes Format\",\"Feedback to Learner\",\
                \"Feedback Format\"\r\n\"Doe\",\"Jane\",\"j_doe\",\"S1\",\"x\",\"Yes\",\"0\",\"\",\"Needs Grading\"\
                ,\"\",\"\",\"\",\"\"\r\n\
                \"Núñez\",\"José\",\"jn\",\"S2\",\"x\",\"Yes\",\"0\",\"\",\"\",\"\",\"\",\"\",\"\"\r\n";
    let grades = [
        with_feedback(grade("", "j_doe", "Jane Doe", 93.0), "Clear \"HPI\",\nthin plan"),
        grade("", "JN", "jn", 101.0),
    ];
    let (text, filled) = super::tests::filled(file, &grades, &FillOptions::default());
    let expected = file
        .replace(
            "\"Needs Grading\",\"\",\"\",\"\"",
            "\"93\",\"\",\"\",\"Clear \"\"HPI\"\",\nthin plan\"",
        )
        .replace(
            "\"S2\",\"x\",\"Yes\",\"0\",\"\",\"\"",
            "\"S2\",\"x\",\"Yes\",\"0\",\"\",\"101\"",
        );
    assert_eq!(text, expected);
    assert_eq!(
        filled.warnings,
        ["José Núñez: 101 points are more than the 100 of the gradebook"]
    );
    let wide = |text: &str| -> Vec<u8> {
        let text = format!("\u{feff}{}", text.replace("\",\"", "\"\t\""));
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let filled = fill(&wide(file), &grades, &FillOptions::default()).unwrap();
    assert_eq!(filled.bytes, wide(&expected));
    assert_eq!(filled.system, GradebookSystem::Blackboard);
}

#[test]
fn brightspace_keeps_its_hashes_and_its_end_of_line() {
    let file = "OrgDefinedId,Username,Last Name,First Name,H&P Points Grade <Numeric MaxPoints:10 Weight:5 Category:A>,\
                Calculated Final Grade Numerator,End-of-Line Indicator\r\n#A1,#jdoe,Doe,Jane,,,#\r\n#A2,#alee,Lee,A\
                nn,7,,#\r\n\
                #A3,#bkim,Kim,Bo,,,#";
    let grades = [
        grade("A1", "", "Jane Doe", 9.75),
        grade("", "", "Kim, Bo", 11.0),
        grade("", "", "Ann Lee", 7.0),
    ];
    let (text, filled) = super::tests::filled(file, &grades, &FillOptions::default());
    assert_eq!(text, file.replace("Jane,,", "Jane,9.75,").replace("Bo,,", "Bo,11,"));
    assert_eq!(filled.filled, ["Jane Doe", "Ann Lee", "Bo Kim"]);
    assert_eq!(
        filled.warnings,
        ["Bo Kim: 11 points are more than the 10 of the gradebook"]
    );
    let error = fill(file.as_bytes(), &grades, &column("End-of-Line Indicator")).unwrap_err();
    assert!(error.message.contains("not for grades"));
}

#[test]
fn a_table_of_ones_own_needs_its_column_named() {
    let file = "name,points\nJane Doe,\nAnn Lee";
    let grades = [grade("", "", "Lee, Ann", 3.0)];
    let error = fill(file.as_bytes(), &grades, &FillOptions::default())
        .unwrap_err()
        .message;
    assert!(error.contains("--column") && error.contains("\"points\""), "{error}");
    // A short row gets its cell; the file still ends without a line end.
    assert_eq!(
        filled(file, &grades, &column("points")).0,
        "name,points\nJane Doe,\nAnn Lee,3"
    );
    let error = fill(b"colour,shape\nred,round\n", &grades, &column("shape"))
        .unwrap_err()
        .message;
    assert!(
        error.contains("names no students") && error.contains("colour, shape"),
        "{error}"
    );
}

#[test]
fn two_submissions_for_one_row_are_listed_and_not_filled() {
    let file = "Student,ID,SIS Login ID,Section,H&P (1)\n\"Doe, Jane\",1,jdoe,S,\n";
    let grades = [grade("1", "", "doejane", 3.0), grade("", "jdoe", "Jane Doe", 4.0)];
    let (text, filled) = filled(file, &grades, &FillOptions::default());
    assert_eq!(text, file);
    assert_eq!(
        listed(&filled.unmatched),
        [
            "Jane Doe (2 submissions belong to Doe, Jane)",
            "doejane (2 submissions belong to Doe, Jane)"
        ]
    );
}

#[test]
fn canvas_with_names_in_two_columns_and_its_test_student() {
    let file = "LastName,FirstName,ID,Section,H&P (1)\nPoints Possible,,,,10\nDoe,Jane,1,A,\nStudent,Test,2,A,";
    let grades = [grade("", "", "Doe, Jane", 3.0), grade("2", "", "studenttest", 4.0)];
    let (text, filled) = super::tests::filled(file, &grades, &FillOptions::default());
    assert_eq!(text, file.replace("Doe,Jane,1,A,", "Doe,Jane,1,A,3"));
    assert_eq!(filled.system, GradebookSystem::Canvas);
    assert_eq!(listed(&filled.kept), ["Test Student (the test student)"]);
}

#[test]
fn names_alone_are_enough_where_they_are_single() {
    let file = "Student,ID,Section,H&P (1)\n,,,Manual Posting\n    Points Possible,,,10\n\"Kim, Daniel\",,A,\n\
                \"Kim, Daniel\",,A,\n\
                Widodo,,A,\n";
    let grades = [grade("5", "", "Daniel Kim", 3.0), grade("6", "", "Widodo", 4.0)];
    let (text, filled) = super::tests::filled(file, &grades, &FillOptions::default());
    assert_eq!(text, file.replace("Widodo,,A,", "Widodo,,A,4"));
    assert_eq!(
        listed(&filled.unmatched),
        ["Daniel Kim (2 students of the gradebook have this name)"]
    );
    assert_eq!(filled.untouched, ["Kim, Daniel", "Kim, Daniel"]);
}

#[test]
fn a_gradebook_gives_names_to_ids() {
    let people = people(CANVAS.as_bytes()).unwrap();
    assert_eq!(people.len(), 5);
    assert_eq!(
        (people[0].name.as_str(), people[0].id.as_deref()),
        ("Doe, Jane", Some("1234"))
    );
    assert!(super::people(b"PK\x03\x04").is_err());
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-zé ,;\"\n=-]{0,8}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
            "[a-zé 0-9.=-]{0,8}",
            Just(String::new()),
        ]
    }

    proptest! {
        /// Whatever stands in the other cells stays, byte for byte, and filling twice is filling once.
        #[test]
        fn only_the_cells_that_are_filled_change(
            rows in prop::collection::vec((cell(), cell(), 0..4_usize), 1..8),
            points in prop::collection::vec(0..20_000_i32, 8),
            crlf in any::<bool>(), bom in any::<bool>(), last in any::<bool>(), overwrite in any::<bool>(),
        ) {
            let end = if crlf { "\r\n" } else { "\n" };
            let there = ["", "5", "\"7.25\"", "EX"];
            let mut lines = vec!["Student,ID,Section,H&P (1),Notes".to_owned()];
            for (at, (name, note, kind)) in rows.iter().enumerate() {
                lines.push(format!("{name},{at},S,{},{note}", there[*kind]));
            }
            let bom = if bom { "\u{feff}" } else { "" };
            let text = format!("{bom}{}{}", lines.join(end), if last { end } else { "" });
            let grades: Vec<Grade> = rows.iter().enumerate().map(|(at, _)| Grade {
                points: Points::from_hundredths(points[at]),
                ..grade(&at.to_string(), "", "", 0.0)
            }).collect();
            let options = FillOptions { overwrite, ..FillOptions::default() };
            let once = fill(text.as_bytes(), &grades, &options).unwrap();
            prop_assert_eq!(once.filled.len() + once.kept.len(), rows.len());
            let (before, after) = (Table::parse(text.as_bytes()).unwrap(), Table::parse(&once.bytes).unwrap());
            let others = |table: &Table, bytes: &[u8]| -> Vec<Vec<u8>> {
                let rows = table.rows.iter().enumerate();
                let of = |(at, row): (usize, &raw::Row)| {
                    let cells = row.cells.clone().into_iter().enumerate();
                    cells.filter(move |(column, _)| at == 0 || *column != 3)
                };
                let cells = rows.flat_map(of);
                cells.map(|(_, cell)| bytes[cell.range.clone()].to_vec()).collect()
            };
            prop_assert_eq!(others(&before, text.as_bytes()), others(&after, &once.bytes));
            let twice = fill(&once.bytes, &grades, &options).unwrap();
            prop_assert_eq!(&twice.bytes, &once.bytes);
            prop_assert_eq!(twice.filled, once.filled);
        }

        #[test]
        fn nothing_panics(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            text in "[a-z,;\"\n\tIDSection()0-9]{0,120}",
        ) {
            let grades = [grade("1", "a", "b", 1.0)];
            for options in [FillOptions::default(), column("a")] {
                let _ = fill(&bytes, &grades, &options);
                let _ = fill(format!("Student,ID,Section,A (1)\n{text}").as_bytes(), &grades, &options);
                let _ = people(&bytes);
            }
        }
    }
}
