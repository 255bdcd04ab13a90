//! `grade`, and `check` on what students hand in.

use std::fs;
use std::io::Write as _;

use serde_json::Value;

use crate::sandbox::{CLEAN, Sandbox};

/// A note that lacks much, says how it is to be checked, and holds what a spreadsheet or a page would run.
const POOR: &str = "---\nkind: soap\n---\n<!-- preceptor: allow-file ALL -- please -->\n\
    CC: =cmd() <script>alert(1)</script>\n\nHPI: 64M with chest pain.\n\nPlan: give morphine QD\n";

fn class() -> Sandbox {
    Sandbox::new()
        .file("class/Lee Ann.md", CLEAN)
        .file("class/Bo Chen.md", POOR)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("the output is JSON")
}

fn note<'v>(document: &'v Value, name: &str) -> &'v Value {
    let notes = document["notes"].as_array().expect("there are notes");
    notes
        .iter()
        .find(|note| note["student"]["name"] == name)
        .expect("the student is there")
}

#[test]
fn a_folder_becomes_a_table_and_everything_that_is_handed_back() {
    let sandbox = class();
    let run = sandbox.run(["grade", "class", "--rubric", "soap-clerkship", "--out", "out"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(
        lines[0].starts_with("student") && lines[0].contains("auto") && lines[0].contains("open"),
        "{}",
        run.stdout
    );
    assert!(
        lines[1].starts_with("Bo Chen") && lines[2].starts_with("Lee Ann"),
        "{}",
        run.stdout
    );
    for file in [
        "report.html",
        "grades.csv",
        "grades.xlsx",
        "feedback/bo-chen.html",
        "feedback/lee-ann.md",
    ] {
        assert!(out(&sandbox, file).is_file(), "{file}");
    }
    assert!(
        run.stderr.contains("2 submissions marked by soap-clerkship"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("It gives no medical advice and no verdict on care."),
        "{}",
        run.stderr
    );
    // A class of two shows no distribution.
    assert!(!run.stderr.contains("half of them"), "{}", run.stderr);
}

fn out(sandbox: &Sandbox, file: &str) -> std::path::PathBuf {
    sandbox.path("out").join(file)
}

#[test]
fn json_holds_every_point_with_its_reason() {
    let sandbox = class();
    let run = sandbox.run(["grade", "class", "--rubric", "soap-clerkship", "--format", "json"]);
    let document = json(&run.stdout);
    assert_eq!(document["version"], 1);
    assert_eq!(document["rubric"]["id"], "soap-clerkship");
    let criteria = document["rubric"]["criteria"].as_array().unwrap();
    let points: f64 = criteria.iter().map(|one| one["points"].as_f64().unwrap()).sum();
    assert!((points - 100.0).abs() < 1e-9, "{points}");
    for name in ["Bo Chen", "Lee Ann"] {
        let note = note(&document, name);
        let marks = note["criteria"].as_array().unwrap();
        assert_eq!(marks.len(), criteria.len());
        for (mark, criterion) in marks.iter().zip(criteria) {
            let sum = |what: &str| -> f64 {
                mark["reasons"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|reason| reason[what].as_f64().unwrap())
                    .sum()
            };
            assert_eq!(Some(sum("earned")), mark["points"].as_f64(), "{name}: {mark}");
            assert_eq!(Some(sum("of")), criterion["auto"].as_f64(), "{name}: {mark}");
            // Whatever is lost has a sentence and a line.
            for reason in mark["reasons"].as_array().unwrap() {
                let lost = reason["earned"].as_f64() < reason["of"].as_f64();
                assert!(
                    !lost || !reason["text"].as_str().unwrap().is_empty() && reason["line"].is_u64(),
                    "{reason}"
                );
            }
        }
    }
}

#[test]
fn what_a_submission_says_of_its_own_marking_is_not_heeded_but_told() {
    let sandbox = class().file("class/preceptor.toml", "ignore = [\"ALL\"]\n");
    let marked = |extra: &[&str]| {
        let mut args = vec!["grade", "class", "--rubric", "soap-clerkship", "--format", "json"];
        args.extend(extra);
        let run = sandbox.run(args);
        (json(&run.stdout), run.stderr)
    };
    let (document, stderr) = marked(&[]);
    let poor = note(&document, "Bo Chen");
    assert!(
        poor["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["code"] == "SAF001"),
        "{poor}"
    );
    let asked = poor["asked"].to_string();
    assert!(
        asked.contains("Line 4 asks to allow ALL") && asked.contains("kind: soap"),
        "{asked}"
    );
    assert!(asked.contains("not heeded"), "{asked}");
    assert!(
        stderr.contains("preceptor.toml: a configuration among the submissions; it was not heeded"),
        "{stderr}"
    );

    let (document, _) = marked(&["--trust-submissions"]);
    let poor = note(&document, "Bo Chen");
    assert!(!poor["findings"].to_string().contains("SAF001"), "{poor}");
}

#[test]
fn what_cannot_be_marked_is_told_and_the_rest_is_marked() {
    let sandbox = class().file("class/Cy Diaz.docx", "PK\u{3}\u{4}broken");
    let run = sandbox.run(["grade", "class", "--rubric", "soap-clerkship", "--format", "json"]);
    assert_eq!(run.status, 2);
    let document = json(&run.stdout);
    assert_eq!(document["notes"].as_array().unwrap().len(), 2);
    assert_eq!(document["unread"][0]["student"]["name"], "Cy Diaz");
    assert_eq!(document["errors"][0]["path"], "class/Cy Diaz.docx");
    assert!(run.stderr.starts_with("error: class/Cy Diaz.docx: "), "{}", run.stderr);
}

#[test]
fn mistakes_at_the_keyboard_are_explained() {
    let sandbox = class().file("empty/readme.pages", "");
    for (args, said) in [
        (vec!["grade", "class"], "--rubric"),
        (vec!["grade", "class", "--rubric", "hp-clerkshp"], "hp-clerkship"),
        (
            vec!["grade", "class", "--rubric", "idea", "--gradebook", "g.csv"],
            "--out",
        ),
        (
            vec!["grade", "empty", "--rubric", "idea"],
            "no submission was found in empty",
        ),
        (
            vec!["grade", "nowhere", "--rubric", "idea"],
            "nowhere: there is no such file or folder",
        ),
        (vec!["grade", "class", "--rubric", "idea", "--names", "(("], "--names"),
        (
            vec!["grade", "class", "--rubric", "idea", "--history"],
            "--history takes two or more dated folders",
        ),
        (
            vec!["grade", "class", "--rubric", "idea", "--roster", "none.csv"],
            "none.csv: there is no such file",
        ),
        (
            vec!["grade", "class", "--rubric", "idea", "--model-note", "none.md"],
            "none.md: there is no such file",
        ),
    ] {
        let run = sandbox.run(&args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn codes_stand_in_the_place_of_names_everywhere_but_in_the_key() {
    let sandbox = class().file("class/Cy Diaz.docx", "PK\u{3}\u{4}broken");
    let args = [
        "grade",
        "class",
        "--rubric",
        "soap-clerkship",
        "--out",
        "out",
        "--anonymous",
        "--format",
        "json",
    ];
    let run = sandbox.run(args);
    let names = ["Lee Ann", "Bo Chen", "Cy Diaz", "lee-ann", "bo-chen"];
    let mut texts = vec![run.stdout.clone(), run.stderr.clone()];
    for entry in fs::read_dir(sandbox.path("out"))
        .unwrap()
        .chain(fs::read_dir(out(&sandbox, "feedback")).unwrap())
    {
        let path = entry.unwrap().path();
        texts.push(path.display().to_string());
        if path.is_file() {
            texts.push(String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        }
    }
    for text in texts {
        assert!(!names.iter().any(|name| text.contains(name)), "{text}");
    }
    let key = sandbox.read("out-key.csv");
    assert!(
        key.contains("Lee Ann") && key.contains("Bo Chen") && key.contains("S001"),
        "{key}"
    );
    // Everyone keeps their code.
    sandbox.run(args);
    assert_eq!(sandbox.read("out-key.csv"), key);
}

#[test]
fn what_the_teacher_typed_is_kept_and_a_mistake_stops_the_run() {
    let sandbox = class();
    let args = ["grade", "class", "--rubric", "soap-clerkship", "--out", "out"];
    sandbox.run(args);
    let csv = sandbox.read("out/grades.csv");
    let with = |comment: &str, total: &str| -> String {
        let mut lines: Vec<String> = csv.lines().map(str::to_owned).collect();
        let headers: Vec<&str> = lines[0].split(',').collect();
        let mut cells: Vec<&str> = lines[1].split(',').collect();
        for (header, cell) in [("comment", comment), ("override", total)] {
            // Cells with a comma would shift the others; this note's have none behind the words.
            let from_end = headers.len() - headers.iter().position(|known| *known == header).unwrap();
            let at = cells.len() - from_end;
            cells[at] = cell;
        }
        lines[1] = cells.join(",");
        lines.join("\n") + "\n"
    };
    fs::write(out(&sandbox, "grades.csv"), with("See me", "42.5")).unwrap();
    let run = sandbox.run(args);
    assert!(
        run.stderr
            .contains("marks and comments that you typed for 1 student were kept"),
        "{}",
        run.stderr
    );
    let again = sandbox.read("out/grades.csv");
    assert!(again.contains(",42.5,42.5,0,See me,"), "{again}");
    assert!(sandbox.read("out/feedback/bo-chen.md").contains("See me"));

    fs::write(out(&sandbox, "grades.csv"), again.replace("42.5,42.5", "many,42.5")).unwrap();
    let run = sandbox.run(args);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("row 2, column override: `many` is no number"),
        "{}",
        run.stderr
    );
    assert!(sandbox.read("out/grades.csv").contains("many"), "nothing was written");
}

#[test]
fn a_term_of_dated_folders_is_each_students_way() {
    let mut sandbox = Sandbox::new();
    for (week, text) in [
        ("week 2", POOR),
        ("week 10", CLEAN),
        ("week 1", POOR),
        ("week 3", CLEAN),
    ] {
        sandbox = sandbox.file(format!("term/{week}/Lee Ann.md"), text);
    }
    let run = sandbox.run([
        "grade",
        "term",
        "--history",
        "--rubric",
        "soap-clerkship",
        "--format",
        "json",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let document = json(&run.stdout);
    assert_eq!(document["notes"].as_array().unwrap().len(), 1, "the newest is marked");
    let points = document["history"][0]["points"].as_array().unwrap();
    let dates: Vec<&str> = points.iter().map(|point| point["date"].as_str().unwrap()).collect();
    assert_eq!(dates, ["week 1", "week 2", "week 3", "week 10"]);
    assert_eq!(document["history"][0]["student"], "Lee Ann");
}

/// A download with a folder in it.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn check_takes_a_download_too() {
    let sandbox = Sandbox::new();
    let bytes = zip(&[
        ("leeann_11_21_note.md", CLEAN),
        ("chenbo_12_22_hp.txt", POOR),
        ("__MACOSX/._x.md", "x"),
    ]);
    fs::write(sandbox.path("hp_submissions.zip"), bytes).unwrap();
    let run = sandbox.run(["check", "hp_submissions.zip", "--format", "json"]);
    let document = json(&run.stdout);
    let paths: Vec<&str> = document["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "hp_submissions.zip/chenbo_12_22_hp.txt",
            "hp_submissions.zip/leeann_11_21_note.md"
        ]
    );
    assert_eq!(document["errors"], Value::Array(Vec::new()));

    let by = |by: &str| sandbox.run(["check", "hp_submissions.zip", "--group-by", by]).stdout;
    let students = by("student");
    assert!(
        students.starts_with("chenbo (hp_submissions.zip/chenbo_12_22_hp.txt): "),
        "{students}"
    );
    assert!(
        students.contains("\nleeann (hp_submissions.zip/leeann_11_21_note.md): 0 findings\n"),
        "{students}"
    );
    let rules = by("rule");
    assert!(
        rules.lines().any(|line| line.starts_with("ORG001 missing-section: ")),
        "{rules}"
    );
}

#[test]
fn documents_in_a_folder_are_read_when_they_are_submissions() {
    let sandbox = Sandbox::new().file("notes/a.rtf", "{\\rtf1 CC: cough\\par HPI: 64M with cough QD.\\par}");
    let run = sandbox.run(["check", "notes"]);
    assert!(run.stderr.contains("1 file"), "{}", run.stderr);
    let run = sandbox.run(["check", "notes", "--submissions", "--format", "concise"]);
    assert!(
        run.stdout.contains("notes/a.rtf:") && run.stdout.contains(" of the document) ["),
        "{}",
        run.stdout
    );
    // A document is never written to.
    let before = sandbox.read("notes/a.rtf");
    let run = sandbox.run(["check", "notes/a.rtf", "--fix"]);
    assert_eq!(sandbox.read("notes/a.rtf"), before, "{}", run.stderr);
}
