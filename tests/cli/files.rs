//! Which files a run reads, and how their names are treated.

use std::process::Command;

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox, with_blank};

fn course() -> Sandbox {
    Sandbox::new()
        .file("week1/a.md", CLEAN)
        .file("week1/b.TXT", CLEAN)
        .file("week1/photo.png", "")
        .file("week2/c.soap", CLEAN)
        .file("week2/draft.md", CLEAN)
        .file(".hidden/d.md", CLEAN)
        .file(".ignore", "draft.md\n")
}

#[test]
fn files_are_listed_in_order_and_once() {
    let sandbox = course();
    assert_data_eq!(
        sandbox.run(["check", "--show-files"]).all(),
        str![[r#"
status 0
-- stdout
week1/a.md
week1/b.TXT
week2/c.soap

"#]]
    );
    let overlapping = [
        "check",
        "--show-files",
        "week2",
        "week2/draft.md",
        "./week1",
        "week1/../week1/a.md",
        "week1/*.png",
    ];
    assert_data_eq!(
        sandbox.run(overlapping).all(),
        str![[r#"
status 0
-- stdout
week2/c.soap
week2/draft.md
./week1/a.md
./week1/b.TXT
week1/photo.png

"#]]
    );
}

#[test]
fn configuration_excludes_what_is_not_named() {
    let sandbox = course()
        .file("preceptor.toml", "exclude = [\"week1/**\"]\nextensions = [\"md\"]\n")
        .file("z.md", CLEAN);
    assert_data_eq!(
        sandbox.run(["check", "--show-files"]).all(),
        str![[r#"
status 0
-- stdout
z.md

"#]]
    );
    assert_data_eq!(
        sandbox.run(["check", "--show-files", "week1/b.TXT"]).all(),
        str![[r#"
status 0
-- stdout
week1/b.TXT

"#]]
    );
}

#[test]
fn when_nothing_is_checked_it_says_why() {
    let sandbox = Sandbox::new();
    assert_data_eq!(
        sandbox.run(["check"]).all(),
        str![[r#"
status 0
-- stderr
note: no note was found in this folder; there is no file at all. Notes end in .md .markdown .txt .note .soap .hp; a file that is named is always read

"#]]
    );
    let sandbox = sandbox
        .file("notes/a.pdf", "")
        .file("notes/b.docx", "")
        .file("notes/.c.md", "")
        .file("notes/old/d.md", "")
        .file("notes/draft.md", "")
        .file("notes/.ignore", "draft.md\n")
        .file("preceptor.toml", "exclude = [\"notes/old\"]\n");
    assert_data_eq!(
        sandbox.run(["check", "notes"]).all(),
        str![[r#"
status 0
-- stderr
note: no note was found in notes; passed over: 2 files with other extensions, 1 note that an ignore file names, 1 excluded by the configuration, 2 hidden files or folders. Notes end in .md .markdown .txt .note .soap .hp; a file that is named is always read

"#]]
    );
    assert_data_eq!(
        sandbox.run(["check", "notes", "--format", "json"]).all(),
        str![[r#"
status 0
-- stdout
{"version":1,"notes":[],
"errors":[],
"summary":{"notes":0,"errors":0,"warnings":0,"infos":0,"fixable":0}}
-- stderr
note: no note was found in notes; passed over: 2 files with other extensions, 1 note that an ignore file names, 1 excluded by the configuration, 2 hidden files or folders. Notes end in .md .markdown .txt .note .soap .hp; a file that is named is always read

"#]]
    );
}

#[test]
fn a_missing_name_is_an_error_with_the_likely_one() {
    let sandbox = course();
    assert_data_eq!(
        sandbox.check(&["week1/a.dm", "week2/c.soap"]).all(),
        str![[r#"
status 2
-- stdout
The note is clean.
-- stderr
error: week1/a.dm: there is no such file or folder; did you mean week1/a.md?

"#]]
    );
    assert_data_eq!(
        sandbox.check(&["week9/*.md"]).all(),
        str![[r#"
status 2
-- stderr
error: week9/*.md: no file or folder matches this pattern

"#]]
    );
    assert_data_eq!(
        sandbox.check(&["week1/[.md"]).all(),
        str![[r#"
status 2
-- stderr
error: week1/[.md: there is no such file, and as a pattern it is broken: unclosed character class; missing ']'

"#]]
    );
}

#[test]
fn one_bad_file_of_500_costs_nothing_else() {
    let mut sandbox = Sandbox::new();
    for at in 0..499 {
        let text = if at % 100 == 0 { with_blank() } else { CLEAN.to_owned() };
        sandbox = sandbox.file(format!("notes/{at:03}.md"), text);
    }
    let sandbox = sandbox.file("notes/250b.md", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    let run = sandbox.check(&["notes", "--format", "json"]);
    assert_eq!(run.status, 2);
    let json = run.json();
    assert_eq!(json["notes"].as_array().unwrap().len(), 499);
    assert_eq!(
        (&json["summary"]["notes"], &json["summary"]["errors"]),
        (&499.into(), &5.into())
    );
    assert_eq!(json["errors"].as_array().unwrap().len(), 1);
    assert_eq!(json["errors"][0]["path"], "notes/250b.md");
    assert!(run.stderr.contains("notes/250b.md"), "{}", run.stderr);
}

#[test]
fn a_binary_file_is_refused() {
    let sandbox = Sandbox::new()
        .file("a.md", b"%PDF-1.7\n")
        .file("b.md", b"PK\x03\x04\x14\x00")
        .file("c.md", b"\x00\x01\x02\xff\xfe\xfd\x80\x81");
    let run = sandbox.check(&["a.md", "b.md", "c.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert_data_eq!(
        run.stderr,
        str![[r#"
error: a.md: is a damaged PDF; save the note as PDF again, or as .docx, and hand in the new file
error: b.md: is a Word document or zip archive, not text; export or paste the note as plain text and check that
error: c.md: is not text: byte 0 fits neither UTF-8, UTF-16 nor an older text encoding; save the note as UTF-8

"#]]
    );
}

#[test]
fn other_encodings_are_read_and_said() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(with_blank().encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    // What Notepad writes on a Western European Windows: ° is one byte.
    let latin: Vec<u8> = with_blank()
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let sandbox = Sandbox::new().file("utf16.md", utf16).file("latin.md", latin);
    let run = sandbox.check(&["--format", "concise", "utf16.md", "latin.md"]);
    assert_data_eq!(
        run.all(),
        str![[r#"
status 1
-- stdout
utf16.md:8:42: error: A blank in Subjective was never filled in: `***` [TPL001]
latin.md:8:42: error: A blank in Subjective was never filled in: `***` [TPL001]
-- stderr
note: utf16.md: read as UTF-16 (little-endian); save the note as UTF-8 to have fixes applied
note: latin.md: read as windows-1252; save the note as UTF-8 to have fixes applied

"#]]
    );
    assert_eq!(sandbox.check(&["-q", "--format", "concise", "utf16.md"]).stderr, "");
    let outline = sandbox.run(["outline", "utf16.md"]);
    assert_eq!(outline.status, 0);
    assert!(outline.stderr.contains("UTF-16"), "{}", outline.stderr);
}

#[test]
fn a_folder_and_a_device_named_like_notes() {
    let sandbox = Sandbox::new().file("folder.md/inside.txt", with_blank());
    let run = sandbox.check(&["--format", "concise", "folder.md"]);
    assert!(run.stdout.starts_with("folder.md/inside.txt:8:42"), "{}", run.all());
    assert_data_eq!(
        sandbox.run(["outline", "folder.md"]).all(),
        str![[r#"
status 2
-- stderr
error: folder.md: is a folder, not a note

"#]]
    );
}

#[test]
#[cfg(unix)]
fn pipes_are_read_if_named_and_passed_over_if_found() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    let pipe = sandbox.path("pipe.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // A pipe without a writer would block for ever.
    assert_eq!(sandbox.run(["check", "--show-files"]).stdout, "a.md\n");
    let writer = std::thread::spawn(move || std::fs::write(pipe, with_blank()));
    let run = sandbox.check(&["--format", "concise", "pipe.md"]);
    writer.join().unwrap().unwrap();
    assert!(run.stdout.starts_with("pipe.md:8:42"), "{}", run.all());
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_the_system_will_not_read_is_said_so() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    // Even root gets an I/O error at address 0 of a process.
    let run = sandbox.check(&["/proc/self/mem", "a.md"]);
    assert_data_eq!(
        run.all(),
        str![[r#"
status 2
-- stdout
The note is clean.
-- stderr
error: /proc/self/mem: cannot be read: Input/output error; try again, and if it stays so, see to its disk or leave it out

"#]]
    );
    std::os::unix::fs::symlink("loop.md", sandbox.path("loop.md")).unwrap();
    assert_data_eq!(
        sandbox.check(&["loop.md"]).all(),
        str![[r#"
status 2
-- stderr
error: loop.md: cannot be read: Too many levels of symbolic links; a link on the way leads back to itself; remove it

"#]]
    );
    std::os::unix::fs::symlink("nowhere.md", sandbox.path("broken.md")).unwrap();
    assert_data_eq!(
        sandbox.check(&["broken.md"]).all(),
        str![[r#"
status 2
-- stderr
error: broken.md: is a link to a file that is not there

"#]]
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_of_any_bytes_is_opened_exactly_and_shown_harmless() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = Sandbox::new()
        .file(OsStr::from_bytes(b"caf\xe9.md"), with_blank())
        .file("red\u{1b}[31m\u{202e}.md", with_blank());
    let run = sandbox.check(&["--format", "concise"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.starts_with("caf\u{fffd}.md:8:42: error:"), "{}", run.stdout);
    assert!(
        run.stdout.contains("\nred␛[31m\u{fffd}.md:8:42: error:"),
        "{}",
        run.stdout
    );
    for args in [
        &["check"][..],
        &["check", "--show-files"],
        &["check", "gone\u{1b}[2J.md"],
    ] {
        let run = sandbox.run(args);
        assert!(!(run.stdout + &run.stderr).contains(['\u{1b}', '\u{202e}']), "{args:?}");
    }
    let json = sandbox.check(&["--format", "json"]).json();
    assert_eq!(
        json["notes"][1]["path"], "red\u{1b}[31m\u{202e}.md",
        "a program gets the name itself"
    );
}

#[test]
fn globs_that_the_shell_leaves_alone_are_expanded() {
    let sandbox = course();
    assert_data_eq!(
        sandbox.run(["check", "--show-files", "week?/*.{md,soap}"]).all(),
        str![[r#"
status 0
-- stdout
week1/a.md
week2/c.soap
week2/draft.md

"#]]
    );
}
