//! How each editor saves, as the system calls it makes.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek as _, Write as _};
use std::path::Path;

use crate::harness::{BLANK, CLEAN, Sandbox, blanks};

/// Open, cut to nothing, write: VS Code, Nano, Kakoune, Sublime, Notepad.
fn in_place(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// Vim with `backupcopy=auto`: a probe file, the swap file, the old file away as a backup, a new file.
fn vim_auto(path: &Path, text: &str) {
    let beside = |name: &str| path.with_file_name(name);
    let name = path.file_name().unwrap().to_str().unwrap();
    let swap = beside(&format!(".{name}.swp"));
    fs::write(beside(&format!(".{name}.swx")), "").unwrap();
    fs::remove_file(beside(&format!(".{name}.swx"))).unwrap();
    fs::write(&swap, "b0VIM").unwrap();
    fs::write(beside("4913"), "").unwrap();
    fs::remove_file(beside("4913")).unwrap();
    let backup = beside(&format!("{name}~"));
    fs::rename(path, &backup).unwrap();
    let mut file = File::create_new(path).unwrap();
    for part in text.as_bytes().chunks(4096) {
        file.write_all(part).unwrap();
    }
    file.sync_all().unwrap();
    drop(file);
    fs::set_permissions(path, fs::metadata(&backup).unwrap().permissions()).unwrap();
    fs::remove_file(backup).unwrap();
    fs::remove_file(swap).unwrap();
}

/// Vim with `backupcopy=yes`: a copy as backup, then the file itself is written anew.
fn vim_copy(path: &Path, text: &str) {
    let backup = path.with_extension("md~");
    fs::copy(path, &backup).unwrap();
    let mut file = OpenOptions::new().write(true).truncate(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.sync_all().unwrap();
    fs::remove_file(backup).unwrap();
}

/// Emacs: a dangling link as a lock, an auto-save file, the old file renamed to a backup that stays, a new file.
#[cfg(unix)]
fn emacs(path: &Path, text: &str) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let lock = path.with_file_name(format!(".#{name}"));
    std::os::unix::fs::symlink("student@ward.1234:1700000000", &lock).unwrap();
    let auto = path.with_file_name(format!("#{name}#"));
    fs::write(&auto, text).unwrap();
    let backup = path.with_file_name(format!("{name}~"));
    if !backup.exists() {
        fs::rename(path, &backup).unwrap();
    }
    fs::write(path, text).unwrap();
    fs::remove_file(auto).unwrap();
    fs::remove_file(lock).unwrap();
}

/// Emacs with `file-precious-flag`, and many others: a new file beside, renamed over the old one.
fn temporary_renamed(path: &Path, text: &str) {
    let temporary = path.with_file_name("tmp3Xq81z");
    fs::write(&temporary, text).unwrap();
    fs::rename(temporary, path).unwrap();
}

/// The same with a temporary file that has the extension of a note, as `sed -i` of some systems and sync programs make it.
fn note_renamed(path: &Path, text: &str) {
    let temporary = path.with_file_name("tmp3Xq81z.md");
    fs::write(&temporary, text).unwrap();
    fs::rename(temporary, path).unwrap();
}

/// LibreOffice: a lock file, a temporary file, the old one removed, the new one put in its place.
fn office(path: &Path, text: &str) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let lock = path.with_file_name(format!(".~lock.{name}#"));
    fs::write(&lock, ",student,ward,;").unwrap();
    let temporary = path.with_file_name("lu81xyz.tmp");
    fs::write(&temporary, text).unwrap();
    fs::remove_file(path).unwrap();
    fs::rename(temporary, path).unwrap();
    fs::remove_file(lock).unwrap();
}

/// Helix with `atomic-save`: the old file away, the new one written, the backup removed; put back if that fails.
fn helix(path: &Path, text: &str) {
    let backup = path.with_file_name(".note.mdXq81z.bck");
    fs::rename(path, &backup).unwrap();
    fs::write(path, text).unwrap();
    fs::remove_file(backup).unwrap();
}

/// Removed and written anew.
fn removed_and_made(path: &Path, text: &str) {
    fs::remove_file(path).unwrap();
    fs::write(path, text).unwrap();
}

/// Appended to and cut in place, without a truncation at the start.
fn patched(path: &Path, text: &str) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.rewind().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.set_len(text.len() as u64).unwrap();
}

type Save = fn(&Path, &str);

const STYLES: &[(&str, Save)] = &[
    ("in place", in_place),
    ("vim, backupcopy=auto", vim_auto),
    ("vim, backupcopy=yes", vim_copy),
    #[cfg(unix)]
    ("emacs", emacs),
    ("a temporary file renamed", temporary_renamed),
    ("a temporary note renamed", note_renamed),
    ("office", office),
    ("helix", helix),
    ("removed and made", removed_and_made),
    ("patched", patched),
];

/// Each style, twice and in turn with itself, is seen: in a folder, by its own name, and when both are polled.
fn all_styles_are_seen(args: &[&str]) {
    let sandbox = Sandbox::new();
    sandbox.write("ward/note.md", BLANK).write("ward/other.md", BLANK);
    let mut watching = sandbox.watch(args);
    let others = if args.contains(&"ward/note.md") {
        ""
    } else {
        " ward/other.md:5"
    };
    let path = sandbox.path("ward/note.md");
    let mut lines = 1;
    for (name, save) in STYLES {
        for _ in 0..2 {
            lines = lines % 5 + 1;
            save(&path, &blanks(lines));
            let found: Vec<String> = (5..5 + lines).map(|line| line.to_string()).collect();
            let expected = format!("ward/note.md:{}{others}", found.join(","));
            let state = watching.wait(name, |state| state.all() == expected);
            assert_eq!(state.errors(), "", "{name}");
            assert_eq!(state.notes(), if others.is_empty() { 1 } else { 2 }, "{name}");
        }
    }
    save_clean(&path);
    watching.wait("all mended", |state| state.all() == others.trim());
}

fn save_clean(path: &Path) {
    vim_auto(path, CLEAN);
}

#[test]
fn every_style_is_seen_in_a_folder() {
    all_styles_are_seen(&["ward"]);
}

#[test]
fn every_style_is_seen_of_a_named_note() {
    all_styles_are_seen(&["ward/note.md"]);
}

#[test]
fn every_style_is_seen_by_polling() {
    all_styles_are_seen(&["--poll=20", "ward"]);
}

#[test]
fn what_an_editor_leaves_beside_a_note_is_no_news() {
    let sandbox = Sandbox::new();
    sandbox.write("note.md", BLANK).write("bell.md", CLEAN);
    let mut watching = sandbox.watch(&[]);
    for name in [
        "4913",
        ".note.md.swp",
        "note.md~",
        "#note.md#",
        "~$note.md",
        ".~lock.note.md#",
        "lu1.tmp",
        "photo.png",
    ] {
        sandbox.write(name, BLANK);
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("nobody@nowhere", sandbox.path(".#note.md")).unwrap();
    // Touched, and saved without a change.
    sandbox.write("note.md", BLANK);
    sandbox.write("bell.md", BLANK);
    let state = watching.finds("bell.md:5 note.md:5");
    assert_eq!((state.passes, state.notes()), (2, 2));
    assert_eq!(state.told, ["bell.md"]);
}

#[test]
fn a_note_that_is_away_for_a_moment_is_not_gone() {
    let sandbox = Sandbox::new();
    sandbox.write("note.md", BLANK);
    // A short debounce looks while the note is away.
    let mut watching = sandbox.watch(&["--debounce", "1"]);
    for round in 1..=5 {
        fs::rename(sandbox.path("note.md"), sandbox.path("note.md~")).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30));
        fs::write(sandbox.path("note.md"), blanks(round % 2 + 1)).unwrap();
        let expected = if round % 2 == 1 { "note.md:5,6" } else { "note.md:5" };
        let state = watching.finds(expected);
        // However late this test looked: it was never told to be gone.
        assert_eq!((state.passes, state.notes()), (round + 1, 1));
    }
}

#[test]
fn a_note_that_is_written_slowly_is_whole_in_the_end() {
    let sandbox = Sandbox::new();
    sandbox.write("note.md", CLEAN);
    let mut watching = sandbox.watch(&[]);
    let mut file = File::create(sandbox.path("note.md")).unwrap();
    for part in blanks(30).as_bytes().chunks(40) {
        file.write_all(part).unwrap();
        file.flush().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(15));
    }
    drop(file);
    let lines: Vec<String> = (5..35).map(|line| line.to_string()).collect();
    watching.finds(&format!("note.md:{}", lines.join(",")));
}
