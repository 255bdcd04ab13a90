//! `redact`.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox};

const NOTE: &str = "\
---
kind: soap
author: Hanna Vogel, MS3
---
# SOAP Note

94-year-old woman, MRN 4482917, DOB 03/04/1930. Seen 03/12/2024. Her daughter's number is (617) 253-4410.
Chart #4482917 reviewed. BP 120/80, strength 5/5.
";

const COPY: &str = "\
---
kind: soap
author: [CLINICIAN-1]
---
# SOAP Note

[AGE 90+]-year-old woman, MRN [MRN-1], DOB [DATE-1]. Seen [DATE-2]. Her daughter's number is [PHONE-1].
Chart #[MRN-1] reviewed. BP 120/80, strength 5/5.
";

#[test]
fn a_copy_goes_to_standard_output_and_counts_beside() {
    let sandbox = Sandbox::new().file("note.md", NOTE);
    let run = sandbox.run(["redact", "note.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, COPY));
    assert_data_eq!(
        run.stderr,
        str![[r#"
note: note.md: replaced AGE 90+ 1, CLINICIAN 1, DATE 2, MRN 2 (1 different), PHONE 1
note: this is an aid, not a guarantee: read the copy before you share it

"#]]
    );
    assert_eq!(sandbox.read("note.md"), NOTE, "the note itself stays");
    // What is redacted is redacted.
    let again = sandbox.run_with_stdin(["redact", "-"], COPY);
    assert_eq!((again.status, again.stdout.as_str()), (0, COPY));
    assert!(
        again.stderr.contains("-: nothing was found to replace"),
        "{}",
        again.stderr
    );
}

#[test]
fn counts_are_given_as_json_too() {
    let sandbox = Sandbox::new().file("note.md", NOTE);
    let run = sandbox.run(["redact", "--format", "json", "note.md", "-o", "copy.md"]);
    let told: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(run.status, 0);
    assert_eq!(told["version"], 1);
    assert_eq!(told["notes"][0]["path"], "note.md");
    let mrn = serde_json::json!({"category": "MRN", "places": 2, "different": 1});
    assert!(
        told["notes"][0]["replaced"].as_array().unwrap().contains(&mrn),
        "{told}"
    );
    for secret in ["4482917", "Vogel", "253"] {
        assert!(!run.stderr.contains(secret), "{secret}");
    }
    assert_eq!(sandbox.read("copy.md"), COPY);
}

#[test]
fn copies_of_several_notes_go_into_a_folder() {
    let sandbox = Sandbox::new().file("a.md", NOTE).file("sub/b.md", CLEAN);
    let run = sandbox.run(["redact", "-o", "out", "a.md", "sub/b.md", "missing.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains("missing.md: there is no such file"),
        "{}",
        run.stderr
    );
    assert_eq!(
        (sandbox.read("out/a.md").as_str(), sandbox.read("out/b.md").as_str()),
        (COPY, CLEAN)
    );
    let run = sandbox.run(["redact", "a.md", "sub/b.md"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("-o FOLDER"), "{}", run.stderr);
    let sandbox = sandbox.file("sub/a.md", NOTE);
    let run = sandbox.run(["redact", "-o", "out", "a.md", "sub/a.md"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("same name"), "{}", run.stderr);
}

#[test]
fn a_note_is_replaced_only_when_asked() {
    let dos = NOTE.replace('\n', "\r\n");
    let sandbox = Sandbox::new().file("a.md", &dos).file("clean.md", CLEAN);
    let run = sandbox.run(["redact", "a.md", "-o", "a.md"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--in-place"), "{}", run.stderr);
    assert_eq!(sandbox.read("a.md"), dos);
    let run = sandbox.run(["redact", "--in-place", "a.md", "clean.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    assert_eq!(sandbox.read("a.md"), COPY.replace('\n', "\r\n"));
    assert_eq!(sandbox.read("clean.md"), CLEAN);
    let names: Vec<_> = fs::read_dir(sandbox.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "no temporary file is left: {names:?}");
    for args in [["redact", "--in-place", "-"], ["redact", "nowhere.md", "--in-place"]] {
        assert_eq!(sandbox.run(args).status, 2);
    }
}

#[test]
fn dates_can_be_moved_instead() {
    let sandbox = Sandbox::new().file("note.md", NOTE);
    let run = sandbox.run(["redact", "--shift-dates=-10", "note.md"]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("DOB [DATE-1]. Seen 03/02/2024."), "{}", run.stdout);
    let one = sandbox
        .run(["redact", "--shift-dates", "--seed", "a key", "note.md"])
        .stdout;
    let two = sandbox
        .run(["redact", "--shift-dates", "--seed", "a key", "note.md"])
        .stdout;
    let other = sandbox
        .run(["redact", "--shift-dates", "--seed", "another", "note.md"])
        .stdout;
    assert_eq!(one, two);
    assert_ne!(one, other);
    assert!(!one.contains("03/12/2024"), "{one}");
    for args in [
        &["redact", "--shift-dates", "note.md"][..],
        &["redact", "--shift-dates=0", "note.md"],
        &["redact", "--shift-dates=soon", "note.md"],
        &["redact", "--shift-dates=3", "--seed", "a", "note.md"],
        &["redact", "--seed", "a", "note.md"],
        &["redact"],
    ] {
        let run = sandbox.run(args);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn what_is_no_note_is_an_error() {
    let sandbox = Sandbox::new().file("binary.md", b"%PDF-1.7\n\x00\x01\x02").file(
        "wide.md",
        NOTE.encode_utf16().fold(vec![0xFF, 0xFE], |mut bytes: Vec<u8>, unit| {
            bytes.extend(unit.to_le_bytes());
            bytes
        }),
    );
    let run = sandbox.run(["redact", "binary.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    let run = sandbox.run(["redact", "wide.md"]);
    assert_eq!(run.status, 0);
    assert_eq!(run.stdout.trim_start_matches('\u{feff}'), COPY);
    let before = fs::read(sandbox.path("wide.md")).unwrap();
    let run = sandbox.run(["redact", "--in-place", "wide.md"]);
    assert_eq!(run.status, 2);
    assert_eq!(fs::read(sandbox.path("wide.md")).unwrap(), before);
}
