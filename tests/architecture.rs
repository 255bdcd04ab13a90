//! The house keeps its floors: no room imports a room above it, and what is pure stays pure.
//!
//! The same order is drawn in `docs/architecture.md`.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, floor by floor, lowest first. A room may import the floors below it, and itself; rooms of one floor do
/// not import each other.
const FLOORS: &[&[&str]] = &[
    &["text"],
    &["syntax"],
    &["grammar"],
    &["note"],
    &["format", "rules"],
    &["lint"],
    &["config", "report"],
    &["files"],
    &["template"],
    &["grade"],
    &["lsp", "watch"],
    &["cli"],
];

/// The rooms that see no file, thread, clock, environment or terminal.
const PURE: &[&str] = &["text", "syntax", "grammar", "note", "format", "rules", "lint"];

/// What a pure room may not mention.
const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::thread",
    "std::process",
    "std::net",
    "std::time",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "Instant::now",
    "SystemTime",
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
];

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&room))
}

/// The code of a file: no comment lines, no `#[cfg(test)] mod tests;`, and nothing from a `#[cfg(test)] mod tests {` on
/// (such a module stands last in its file).
fn code_lines(text: &str) -> Vec<(usize, &str)> {
    let mut lines = text.lines().enumerate().peekable();
    let mut code = Vec::new();
    while let Some((at, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            match lines.peek() {
                Some((_, next)) if next.trim_end().ends_with('{') && next.contains("mod ") => break,
                Some((_, next)) if next.trim_end().ends_with(';') => drop(lines.next()),
                _ => {}
            }
        } else if !line.trim_start().starts_with("//") {
            code.push((at + 1, line));
        }
    }
    code
}

/// The rooms named by `crate::room` and by the top level of `crate::{room::…, room}`, with their line.
fn imported_rooms(text: &str) -> Vec<(usize, String)> {
    let (mut code, mut line_of) = (String::new(), Vec::new());
    for (number, line) in code_lines(text) {
        line_of.resize(code.len() + line.len() + 1, number);
        code.push_str(line);
        code.push('\n');
    }
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect()
    };
    let mut found = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push((line_of[at], word(rest)));
            continue;
        };
        let mut depth = 1;
        let mut at_start = true;
        for (inside, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => at_start = true,
                c if at_start && !c.is_whitespace() => {
                    found.push((line_of[at], word(&group[inside..])));
                    at_start = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

/// Every Rust file of a room, with the path to print.
fn files_of(room: &str) -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut waiting = vec![src.join(room), src.join(room).with_extension("rs")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(&src).unwrap().to_owned(), text));
        }
    }
    found.sort();
    assert!(!found.is_empty(), "src/{room} holds no Rust file");
    // Files of tests alone (`tests.rs`, `tests/…` under `#[cfg(test)]`) are no part of the house.
    found.retain(|(path, _)| {
        !path
            .with_extension("")
            .iter()
            .any(|part| part.to_string_lossy().ends_with("tests"))
    });
    found
}

/// Why `room` may not import `other`, if it may not.
fn breach(room: &str, other: &str) -> Option<String> {
    let (own, theirs) = (floor_of(room)?, floor_of(other)?);
    match own.cmp(&theirs) {
        _ if room == other => None,
        std::cmp::Ordering::Less => Some(format!("`{room}` stands below `{other}` and may not import it")),
        std::cmp::Ordering::Equal => Some(format!(
            "`{room}` and `{other}` share a floor and may not know each other"
        )),
        std::cmp::Ordering::Greater => None,
    }
}

#[test]
fn no_room_imports_a_room_above_it() {
    let mut breaches = Vec::new();
    for room in FLOORS.concat() {
        for (path, text) in files_of(room) {
            for (line, other) in imported_rooms(&text) {
                if let Some(why) = breach(room, &other) {
                    breaches.push(format!("src/{}:{line}: {why}", path.display()));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn every_room_has_a_floor() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            name == "lib" || name == "main" || floor_of(&name).is_some(),
            "src/{name} has no floor yet: give it one in tests/architecture.rs and docs/architecture.md"
        );
    }
}

#[test]
fn pure_rooms_do_not_see_the_world() {
    let mut breaches = Vec::new();
    for room in PURE {
        for (path, text) in files_of(room) {
            for (line, code) in code_lines(&text) {
                breaches.extend(
                    WORLD
                        .iter()
                        .filter(|what| code.contains(*what))
                        .map(|what| format!("src/{}:{line}: `{what}` in a pure room", path.display())),
                );
            }
        }
    }
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn the_page_on_architecture_draws_the_same_floors() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).unwrap();
    let floors: Vec<String> = FLOORS.iter().map(|rooms| rooms.join(" / ")).collect();
    let order = floors.join(" → ");
    assert!(page.contains(&order), "docs/architecture.md does not show `{order}`");
}

#[test]
fn every_dependency_has_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/decisions.md")).unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let (mut inside, mut seen, mut missing) = (false, 0, Vec::new());
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| inside) {
            seen += 1;
            if !page.contains(&format!("`{name}`")) {
                missing.push(name);
            }
        }
    }
    assert!(seen > 20, "the manifest is not read as it should be");
    assert!(missing.is_empty(), "docs/decisions.md does not say why: {missing:?}");
}

#[test]
fn the_scanner_sees_what_it_must() {
    let text = "\
//! Speaks of [`crate::cli`] in a comment.
use crate::text::Span;
use crate::{
    lint::{Settings, check},
    note,
};
#[cfg(test)]
mod tests;
fn f() -> crate::report::Format {}
#[cfg(test)]
mod more_tests {
    use crate::cli::main;
}
";
    let found = imported_rooms(text);
    let rooms: Vec<&str> = found.iter().map(|(_, room)| room.as_str()).collect();
    assert_eq!(rooms, ["text", "lint", "note", "report"]);
    assert_eq!(found[3].0, 9);
    assert!(breach("syntax", "note").is_some());
    assert!(breach("config", "report").is_some());
    assert!(breach("lint", "rules").is_none());
    assert!(breach("lint", "lint").is_none());
}
