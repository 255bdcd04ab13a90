//! The teacher's own gradebook: one column filled, every other byte as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::desk::{Desk, Row, class, ending};

/// The raw cells of each line with what ended it, quotes kept.
fn cells(text: &str, delimiter: char) -> Vec<(Vec<String>, String)> {
    let mut lines = Vec::new();
    let (mut line, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '"' => {
                quoted = !quoted;
                cell.push(next);
            }
            '\r' | '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                let mut end = next.to_string();
                if next == '\r' && chars.peek() == Some(&'\n') {
                    end.push(chars.next().unwrap());
                }
                lines.push((std::mem::take(&mut line), end));
            }
            next if next == delimiter && !quoted => line.push(std::mem::take(&mut cell)),
            next => cell.push(next),
        }
    }
    assert!(line.is_empty() && cell.is_empty(), "the file ends with a line's end");
    lines
}

fn decode(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xff\xfe") {
        Some(rest) => {
            let units: Vec<u16> = rest
                .chunks(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

struct Book {
    system: &'static str,
    /// How the name of the file ends.
    file: &'static str,
    delimiter: char,
    /// The column of names or ids to match with, in the book and in the grades.
    by: (usize, &'static str),
    /// The column to fill.
    column: usize,
    /// How many rows of the class are in it.
    students: usize,
}

const BOOKS: [Book; 7] = [
    Book {
        system: "canvas",
        file: "gradebook.csv",
        delimiter: ',',
        by: (1, "id"),
        column: 6,
        students: 29,
    },
    Book {
        system: "canvas",
        file: "gradebook-semicolons.csv",
        delimiter: ';',
        by: (1, "id"),
        column: 6,
        students: 29,
    },
    Book {
        system: "moodle",
        file: "4412.csv",
        delimiter: ',',
        by: (0, "id"),
        column: 4,
        students: 29,
    },
    Book {
        system: "moodle-blind",
        file: "4412.csv",
        delimiter: ',',
        by: (0, "id"),
        column: 2,
        students: 29,
    },
    Book {
        system: "blackboard",
        file: ".xls",
        delimiter: '\t',
        by: (2, "user"),
        column: 7,
        students: 29,
    },
    Book {
        system: "blackboard",
        file: "16.csv",
        delimiter: ',',
        by: (2, "user"),
        column: 7,
        students: 29,
    },
    Book {
        system: "brightspace",
        file: ".csv",
        delimiter: ',',
        by: (0, "id"),
        column: 5,
        students: 29,
    },
];

fn bare(cell: &str) -> String {
    let cell = cell.trim_matches('"').trim_start_matches('#');
    cell.strip_prefix("Participant ").unwrap_or(cell).to_owned()
}

fn filled(desk: &Desk, original: &Path) -> Vec<u8> {
    let name = original.file_name().unwrap();
    fs::read(desk.path("out").join(name)).unwrap_or_else(|error| panic!("{name:?}: {error}"))
}

#[test]
fn each_systems_gradebook_is_filled_and_nothing_else_of_it_changes() {
    let Some(class) = class() else { return };
    for book in BOOKS {
        let folder = class.join(book.system);
        let file = ending(&folder, book.file);
        let original = fs::read(&file).unwrap();
        let desk = Desk::new();
        let ran = desk.mark(&ending(&folder, ".zip"), &["--gradebook", file.to_str().unwrap()]);
        assert_eq!(ran.status, 0, "{} {}: {}", book.system, book.file, ran.stderr);
        assert_eq!(
            fs::read(&file).unwrap(),
            original,
            "the teacher's own file stays as it is"
        );

        let by_key: BTreeMap<String, Row> = desk
            .grades()
            .into_iter()
            .map(|row| (row[book.by.1].clone(), row))
            .collect();
        assert_eq!(by_key.len(), 30, "{}", book.system);
        let made = filled(&desk, &file);
        assert_eq!(
            made.starts_with(b"\xef\xbb\xbf"),
            original.starts_with(b"\xef\xbb\xbf"),
            "{}",
            book.file
        );
        assert_eq!(
            made.starts_with(b"\xff\xfe"),
            original.starts_with(b"\xff\xfe"),
            "{}",
            book.file
        );
        let (before, after) = (
            cells(&decode(&original), book.delimiter),
            cells(&decode(&made), book.delimiter),
        );
        assert_eq!(before.len(), after.len(), "{} {}", book.system, book.file);
        let mut students = 0;
        for ((old, old_end), (new, new_end)) in before.iter().zip(&after) {
            assert_eq!(old_end, new_end);
            assert_eq!(old.len(), new.len(), "{old:?} {new:?}");
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                if at != book.column {
                    assert_eq!(old, new, "{} {}", book.system, book.file);
                }
            }
            let key = bare(&old[book.by.0]);
            match by_key.get(&key) {
                Some(row) => {
                    students += 1;
                    let given = bare(&new[book.column]).replace(',', ".");
                    assert_eq!(
                        given.parse::<f64>().ok(),
                        row["total"].parse::<f64>().ok(),
                        "{key}: {new:?}"
                    );
                    assert_eq!(
                        old[book.column].starts_with('"'),
                        new[book.column].starts_with('"'),
                        "{new:?}"
                    );
                }
                // Headers, points possible, the test student, who handed in nothing.
                None => assert_eq!(old, new, "{} {}", book.system, book.file),
            }
        }
        assert_eq!(students, book.students, "{} {}", book.system, book.file);
        // Who is in no row is told, and nobody else.
        assert_eq!(
            ran.stderr.to_lowercase().matches("mokoena").count().min(1),
            usize::from(book.system != "moodle-blind"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn two_students_of_one_name_are_never_guessed() {
    let Some(class) = class() else { return };
    let desk = Desk::new();
    // A gradebook whose ids are of another system: only names tell, and there are two Daniel Kims.
    let mut book = String::from("Student,ID,Section,HP Week 4 (88123)\n");
    let names = [
        "\"Kim, Daniel\"",
        "\"Kim, Daniel\"",
        "\"Okonkwo, Grace\"",
        "\"Okonkwo, Chinedu\"",
        "Widodo",
    ];
    for (id, name) in names.iter().enumerate() {
        book.push_str(&format!("{name},{id},A,\n"));
    }
    desk.write("gradebook.csv", &book);
    let ran = desk.mark(
        &ending(&class.join("moodle"), ".zip"),
        &["--gradebook", "gradebook.csv"],
    );
    let made = desk.read("out/gradebook.csv");
    let lines: Vec<&str> = made.lines().collect();
    assert_eq!(&lines[1..3], ["\"Kim, Daniel\",0,A,", "\"Kim, Daniel\",1,A,"], "{made}");
    assert!(ran.stderr.contains("Daniel Kim"), "{}", ran.stderr);
    for line in &lines[3..] {
        let points: f64 = line
            .rsplit(',')
            .next()
            .unwrap()
            .parse()
            .unwrap_or_else(|_| panic!("{line}"));
        assert!(points > 0.0, "{line}");
    }
}
