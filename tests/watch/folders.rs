//! New, moved and deleted notes and folders.

use std::fs;

use crate::harness::{BLANK, CLEAN, Sandbox, blanks};

#[test]
fn notes_come_move_and_go() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    let mut watching = sandbox.watch(&[]);
    sandbox.write("b.md", blanks(2));
    watching.finds("a.md:5 b.md:5,6");
    fs::rename(sandbox.path("b.md"), sandbox.path("c.md")).unwrap();
    watching.finds("a.md:5 c.md:5,6");
    // Over another.
    fs::rename(sandbox.path("c.md"), sandbox.path("a.md")).unwrap();
    watching.finds("a.md:5,6");
    fs::remove_file(sandbox.path("a.md")).unwrap();
    let state = watching.finds("");
    assert_eq!((state.notes(), state.errors()), (0, String::new()));
    assert!(state.told.contains(&"a.md".to_owned()));
    // To a name that is no note's, and back.
    sandbox.write("d.md", BLANK);
    watching.finds("d.md:5");
    fs::rename(sandbox.path("d.md"), sandbox.path("d.pdf")).unwrap();
    watching.finds("");
    fs::rename(sandbox.path("d.pdf"), sandbox.path("d.md")).unwrap();
    watching.finds("d.md:5");
}

#[test]
fn folders_come_move_and_go_with_all_their_notes() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", CLEAN);
    let mut watching = sandbox.watch(&[]);
    // Deep, at once: notes may be there before the folder is watched.
    sandbox.write("week/day/b.md", BLANK);
    watching.finds("week/day/b.md:5");
    sandbox.write("week/day/c.md", BLANK);
    watching.finds("week/day/b.md:5 week/day/c.md:5");
    fs::rename(sandbox.path("week"), sandbox.path("term")).unwrap();
    watching.finds("term/day/b.md:5 term/day/c.md:5");
    sandbox.write("term/day/c.md", blanks(2));
    watching.finds("term/day/b.md:5 term/day/c.md:5,6");
    // Out of what is watched, changed there, and back.
    let elsewhere = tempfile::tempdir().unwrap();
    fs::rename(sandbox.path("term"), elsewhere.path().join("term")).unwrap();
    watching.finds("");
    fs::write(elsewhere.path().join("term/day/c.md"), blanks(3)).unwrap();
    fs::rename(elsewhere.path().join("term"), sandbox.path("term")).unwrap();
    watching.finds("term/day/b.md:5 term/day/c.md:5,6,7");
    fs::write(sandbox.path("term/day/b.md"), CLEAN).unwrap();
    watching.finds("term/day/c.md:5,6,7");
    fs::remove_dir_all(sandbox.path("term")).unwrap();
    let state = watching.finds("");
    assert_eq!((state.notes(), state.errors()), (1, String::new()));
}

#[test]
fn a_watched_folder_disappears_and_comes_back() {
    let sandbox = Sandbox::new();
    sandbox
        .write("term/ward/a.md", BLANK)
        .write("term/ward/day/b.md", BLANK);
    let mut watching = sandbox.watch(&["term/ward"]);
    // It moves away, and back.
    fs::rename(sandbox.path("term/ward"), sandbox.path("term/gone")).unwrap();
    let state = watching.wait("away", |state| state.findings.is_empty() && !state.errors().is_empty());
    assert!(
        state.errors().starts_with("term/ward: there is no such file or folder"),
        "{}",
        state.errors()
    );
    assert_eq!(state.end["status"], 2);
    // What happens to it elsewhere is no concern.
    sandbox.write("term/gone/a.md", blanks(2));
    fs::rename(sandbox.path("term/gone"), sandbox.path("term/ward")).unwrap();
    let state = watching.finds("term/ward/a.md:5,6 term/ward/day/b.md:5");
    assert_eq!(state.errors(), "");
    sandbox.write("term/ward/day/b.md", CLEAN);
    watching.finds("term/ward/a.md:5,6");
    // It is removed, with all that is above it, and made anew.
    fs::remove_dir_all(sandbox.path("term")).unwrap();
    watching.wait("removed", |state| {
        state.findings.is_empty() && !state.errors().is_empty()
    });
    sandbox.write("term/ward/c.md", BLANK);
    watching.finds("term/ward/c.md:5");
    sandbox.write("term/ward/c.md", blanks(2));
    let state = watching.finds("term/ward/c.md:5,6");
    assert_eq!(state.errors(), "");
}

#[test]
fn a_folder_above_moves_away_and_another_takes_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write("one/ward/a.md", BLANK).write("two/ward/a.md", blanks(2));
    let mut watching = sandbox.watch(&["one/ward"]);
    fs::rename(sandbox.path("one"), sandbox.path("old")).unwrap();
    fs::rename(sandbox.path("two"), sandbox.path("one")).unwrap();
    watching.finds("one/ward/a.md:5,6");
    sandbox.write("one/ward/a.md", blanks(3));
    watching.finds("one/ward/a.md:5,6,7");
}

#[test]
fn a_named_note_that_is_not_there_yet_is_waited_for() {
    let sandbox = Sandbox::new();
    let mut watching = sandbox.watch(&["ward/note.md"]);
    assert!(
        watching.state.errors().contains("ward/note.md: there is no such file"),
        "{}",
        watching.state.errors()
    );
    assert_eq!(watching.state.end["status"], 2);
    sandbox.write("ward/other.md", BLANK).write("ward/note.md", BLANK);
    let state = watching.finds("ward/note.md:5");
    assert_eq!((state.errors(), state.end["status"].as_u64()), (String::new(), Some(1)));
    fs::remove_file(sandbox.path("ward/note.md")).unwrap();
    let state = watching.wait("gone", |state| state.findings.is_empty());
    assert!(
        state.errors().contains("ward/note.md: there is no such file"),
        "{}",
        state.errors()
    );
    sandbox.write("ward/note.md", blanks(2));
    watching.finds("ward/note.md:5,6");
}

#[test]
fn ignore_files_hidden_folders_and_excludes_hold_and_may_change() {
    let sandbox = Sandbox::new();
    sandbox
        .write("preceptor.toml", "exclude = [\"old\"]\n")
        .write(".ignore", "drafts\n")
        .write("a.md", BLANK)
        .write("drafts/b.md", BLANK)
        .write(".hidden/c.md", BLANK)
        .write("old/d.md", BLANK);
    let mut watching = sandbox.watch(&[]);
    assert_eq!(watching.state.all(), "a.md:5");
    for path in [
        "drafts/b.md",
        ".hidden/c.md",
        "old/d.md",
        "old/new.md",
        "drafts/deep/new.md",
    ] {
        sandbox.write(path, blanks(2));
    }
    sandbox.write("a.md", CLEAN);
    let state = watching.finds("");
    assert_eq!((state.passes, state.notes()), (2, 1));
    sandbox.write(".ignore", "*.txt\n");
    watching.finds("drafts/b.md:5,6 drafts/deep/new.md:5,6");
    sandbox.write("preceptor.toml", "");
    watching.finds("drafts/b.md:5,6 drafts/deep/new.md:5,6 old/d.md:5,6 old/new.md:5,6");
    sandbox.write(".ignore", "drafts/deep\n");
    watching.finds("drafts/b.md:5,6 old/d.md:5,6 old/new.md:5,6");
}

#[test]
fn a_pattern_takes_what_comes_to_match_it() {
    let sandbox = Sandbox::new();
    sandbox.write("w1/soap-1.md", BLANK).write("w1/hp.md", BLANK);
    let mut watching = sandbox.watch(&["w*/soap-*.md"]);
    assert_eq!(watching.state.all(), "w1/soap-1.md:5");
    sandbox.write("w1/soap-2.md", BLANK);
    watching.finds("w1/soap-1.md:5 w1/soap-2.md:5");
    sandbox.write("w1/soap-2.md", blanks(2));
    watching.finds("w1/soap-1.md:5 w1/soap-2.md:5,6");
    fs::remove_file(sandbox.path("w1/soap-1.md")).unwrap();
    watching.finds("w1/soap-2.md:5,6");
}

#[test]
#[cfg(unix)]
fn a_note_behind_a_link_is_seen_where_it_is() {
    let sandbox = Sandbox::new();
    sandbox.write("real/a.md", BLANK).write("shared/b.md", BLANK);
    fs::create_dir(sandbox.path("ward")).unwrap();
    std::os::unix::fs::symlink("../shared/b.md", sandbox.path("ward/b.md")).unwrap();
    std::os::unix::fs::symlink("real", sandbox.path("today")).unwrap();
    let mut watching = sandbox.watch(&["ward", "today"]);
    assert_eq!(watching.state.all(), "today/a.md:5 ward/b.md:5");
    sandbox.write("shared/b.md", blanks(2));
    watching.finds("today/a.md:5 ward/b.md:5,6");
    sandbox.write("real/a.md", blanks(2));
    watching.finds("today/a.md:5,6 ward/b.md:5,6");
}

#[test]
#[cfg(unix)]
fn a_note_that_cannot_be_read_is_an_error_and_the_watch_goes_on() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("b.md", b"\x89PNG\r\n\x1a\n\0\0\0");
    let mut watching = sandbox.watch(&[]);
    assert_eq!(
        (watching.state.all().as_str(), watching.state.end["status"].as_u64()),
        ("a.md:5", Some(2))
    );
    assert!(
        watching.state.errors().starts_with("b.md: is "),
        "{}",
        watching.state.errors()
    );
    sandbox.write("a.md", CLEAN);
    let state = watching.finds("");
    assert_eq!(state.end["status"], 2);
    sandbox.write("b.md", CLEAN);
    let state = watching.wait("mended", |state| state.errors().is_empty());
    assert_eq!(state.end["status"], 0);
    // A link to nothing.
    fs::remove_file(sandbox.path("b.md")).unwrap();
    std::os::unix::fs::symlink("nowhere.md", sandbox.path("c.md")).unwrap();
    sandbox.write("a.md", BLANK);
    let state = watching.wait("one note", |state| state.notes() == 1 && state.all() == "a.md:5");
    assert_eq!(state.errors(), "");
}
