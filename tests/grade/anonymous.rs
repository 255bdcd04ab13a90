//! An anonymous run: no name in any output but the key.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::desk::{Desk, class, ending, students};

/// All files below `folder` as text; what is packed is unpacked.
fn texts(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        if path.is_dir() {
            texts(&path, out);
        } else if name.ends_with(".xlsx") {
            let mut archive = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
            for at in 0..archive.len() {
                let mut member = archive.by_index(at).unwrap();
                let mut text = String::new();
                member.read_to_string(&mut text).unwrap();
                out.push((format!("{name}/part {at}"), text));
            }
        } else {
            out.push((name, String::from_utf8(fs::read(&path).unwrap()).unwrap()));
        }
    }
}

/// Where `word` stands in `text` as a word of its own.
fn word_in(text: &str, word: &str) -> Option<usize> {
    let is_letter = |next: Option<char>| next.is_some_and(char::is_alphanumeric);
    text.match_indices(word)
        .find(|(at, _)| {
            !is_letter(text[..*at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next())
        })
        .map(|(at, _)| at)
}

#[test]
fn no_name_leaves_the_key() {
    let Some(class) = class() else { return };
    for system in ["moodle", "blackboard"] {
        let desk = Desk::new();
        fs::create_dir(desk.path("private")).unwrap();
        let roster = class.join("roster.csv");
        let handout = class.join("handout.md");
        let more = [
            "--anonymous",
            "--key",
            "private/key.csv",
            "--roster",
            roster.to_str().unwrap(),
            "--similarity",
            "--handout",
            handout.to_str().unwrap(),
        ];
        let ran = desk.mark(&ending(&class.join(system), ".zip"), &more);
        assert_eq!(ran.status, 0, "{system}: {}", ran.stderr);
        let key = desk.read("private/key.csv");
        let mut all = vec![("the terminal".to_owned(), ran.stdout.clone())];
        texts(&desk.path("out"), &mut all);
        assert!(all.len() > 60, "{system}: {}", all.len());
        for student in students() {
            let mut words = vec![student.name.clone(), student.row["login"].clone()];
            words.push(student.row["family"].clone());
            words.push(student.row["file"].clone());
            // Words that stand in notes, rubrics or styles for themselves.
            words.retain(|word| word.chars().count() > 6 && !["history", "clerking"].contains(&word.as_str()));
            assert!(
                key.contains(&student.name) || student.no == "s22" || student.no == "s16",
                "{system}: {}",
                student.name
            );
            for word in &words {
                for (file, text) in &all {
                    if let Some(at) = word_in(text, word) {
                        let from = text[..at].char_indices().rev().nth(80).map_or(0, |(at, _)| at);
                        panic!("{system}: {word} in {file}: …{}", &text[from..at + word.len()]);
                    }
                }
            }
        }
    }
}

#[test]
fn codes_stay_from_run_to_run() {
    let Some(class) = class() else { return };
    let desk = Desk::new();
    let download = ending(&class.join("canvas"), ".zip");
    desk.mark(&download, &["--anonymous", "--key", "key.csv"]);
    let (first, key) = (desk.grades(), desk.read("key.csv"));
    desk.mark(&download, &["--anonymous", "--key", "key.csv"]);
    assert_eq!(first, desk.grades());
    // In the order of the codes: that of the names would tell who is who.
    let codes: Vec<&String> = first.iter().map(|row| &row["student"]).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    let page = desk.read("out/report.html");
    let pages: Vec<&str> = page.split("<article class=\"student\"").skip(1).collect();
    let of = |page: &str| {
        page.find("<h2").map(|at| {
            page[at..]
                .split(['<', '>'])
                .nth(2)
                .unwrap_or_default()
                .trim()
                .to_owned()
        })
    };
    let shown: Vec<String> = pages.iter().filter_map(|page| of(page)).collect();
    assert_eq!(shown.len(), 30, "{shown:?}");
    assert!(shown.is_sorted(), "{shown:?}");
    assert_eq!(key, desk.read("key.csv"));
}
