//! `check --baseline` and `--write-baseline`.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox, with_blank};

#[test]
fn what_is_known_is_hidden_and_what_is_new_is_not() {
    let sandbox = Sandbox::new()
        .file("notes/a.md", with_blank())
        .file("notes/b.md", CLEAN);
    assert_data_eq!(
        sandbox.check(&["notes", "--write-baseline", "known.json"]).all(),
        str![[r#"
status 0
-- stderr
note: known.json: wrote 1 finding of 2 notes; hide them with --baseline known.json

"#]]
    );
    assert!(!sandbox.read("known.json").contains("throat"), "no text of a note");
    let known = sandbox.check(&["notes", "--baseline", "known.json"]);
    assert_eq!((known.status, known.stderr.as_str()), (0, ""));

    // Lines move, a new blank comes, and the run starts elsewhere: still only the new one is shown.
    let moved = with_blank()
        .replace("## Subjective", "## Subjective\n\nSeen with her sister.\n")
        .replace("HR 96", "HR ***");
    let sandbox = sandbox.file("notes/a.md", moved);
    let mut command = sandbox.command([
        "check",
        "--select",
        "TPL001",
        "--format",
        "concise",
        "--baseline",
        "../known.json",
    ]);
    let output = command.current_dir(sandbox.path("notes")).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout.starts_with("a.md:15:15: error:") && stdout.lines().count() == 1,
        "{stdout}"
    );
}

#[test]
fn a_baseline_looser_than_the_notes_is_said_so() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("b.md", with_blank());
    sandbox.check(&["--write-baseline", "known.json"]);
    let sandbox = sandbox.file("a.md", CLEAN);
    fs::remove_file(sandbox.path("b.md")).unwrap();
    assert_data_eq!(
        sandbox.check(&["--baseline", "known.json"]).all(),
        str![[r#"
status 0
-- stdout
The note is clean.
-- stderr
note: known.json has become looser than the notes: 2 findings in it no longer found (1 of TPL001, 1 of 1 note no longer there); write it anew with --write-baseline known.json

"#]]
    );
}

#[test]
fn a_baseline_that_cannot_be_used_is_an_error() {
    let sandbox = Sandbox::new().file("a.md", CLEAN).file("broken.json", "{");
    assert_data_eq!(
        sandbox.check(&["--baseline", "none.json"]).all(),
        str![[r#"
status 2
-- stderr
error: none.json: the baseline cannot be read: there is nothing of that name; write one with --write-baseline

"#]]
    );
    assert_data_eq!(
        sandbox.check(&["--baseline", "broken.json"]).all(),
        str![[r#"
status 2
-- stderr
error: broken.json: this is no baseline: EOF while parsing an object at line 1 column 1; write a new one with `--write-baseline`

"#]]
    );
}
