//! `check --fix` and `--diff`.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox};

/// A note whose plan is numbered 1, 3: ORG010, mended safely.
fn misnumbered() -> String {
    CLEAN.replace(
        "1. Streptococcal pharyngitis: rapid",
        "1. Fever: paracetamol 1 g PO every 6 hours as needed.\n3. Streptococcal pharyngitis: rapid",
    )
}

fn mended() -> String {
    misnumbered().replace("3. Strep", "2. Strep")
}

const NUMBERING: [&str; 4] = ["check", "--select", "ORG010", "--fix"];

#[test]
fn fixes_are_written_and_nothing_else_changes() {
    // CRLF, a byte order mark and no line end at the end stay as they are.
    let dos = format!("\u{feff}{}", misnumbered().replace('\n', "\r\n").trim_end());
    let sandbox = Sandbox::new()
        .file("a.md", misnumbered())
        .file("dos.md", &dos)
        .file("clean.md", CLEAN);
    assert_data_eq!(
        sandbox.run(NUMBERING).all(),
        str![[r#"
status 0
-- stdout
All 3 notes are clean.
-- stderr
note: mended 2 findings in 2 notes

"#]]
    );
    assert_eq!(sandbox.read("a.md"), mended());
    assert_eq!(sandbox.read("dos.md"), dos.replace("3. Strep", "2. Strep"));
    assert_eq!(sandbox.read("clean.md"), CLEAN);
    // Fixing twice changes nothing the second time.
    let again = sandbox.run(NUMBERING);
    assert_eq!((again.status, again.stderr.as_str()), (0, ""));
    assert_eq!(sandbox.read("a.md"), mended());
    let names: Vec<_> = fs::read_dir(sandbox.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "no temporary file is left: {names:?}");
}

#[test]
fn a_diff_shows_fixes_and_changes_nothing() {
    let sandbox = Sandbox::new().file("a.md", misnumbered()).file("clean.md", CLEAN);
    let run = sandbox.run(["check", "--select", "ORG010", "--diff", "--fail-level", "info"]);
    assert_data_eq!(
        run.all(),
        str![[r#"
status 1
-- stdout
--- a.md
+++ a.md
@@ -18,5 +18,5 @@
 ## Plan
 
 1. Fever: paracetamol 1 g PO every 6 hours as needed.
-3. Streptococcal pharyngitis: rapid antigen test; penicillin V 500 mg PO twice daily for 10 days if positive.
+2. Streptococcal pharyngitis: rapid antigen test; penicillin V 500 mg PO twice daily for 10 days if positive.
    Explained how to take it. Recheck in 72 hours if the fever goes on; return at once if unable to swallow fluids.

"#]]
    );
    assert_eq!(sandbox.read("a.md"), misnumbered());
}

#[test]
fn standard_input_comes_back_mended() {
    let sandbox = Sandbox::new();
    let run = sandbox.run_with_stdin(NUMBERING.iter().chain(&["-"]), misnumbered());
    assert_eq!((run.status, run.stdout), (0, mended()));
    let run = sandbox.run_with_stdin(
        ["check", "--fix", "--select", "TPL", "-"],
        CLEAN.replace("3 days", "*** days"),
    );
    assert_eq!((run.status, run.stdout), (1, CLEAN.replace("3 days", "*** days")));
    assert!(
        run.stderr.contains("TPL001"),
        "what is left to mend is said beside: {}",
        run.stderr
    );
    let clean = sandbox.run_with_stdin(NUMBERING.iter().chain(&["-q", "-"]), CLEAN);
    assert_eq!(
        (clean.status, clean.stdout.as_str(), clean.stderr.as_str()),
        (0, CLEAN, "")
    );
}

#[test]
fn a_re_encoded_file_is_not_mended() {
    let latin: Vec<u8> = misnumbered()
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let sandbox = Sandbox::new().file("a.md", &latin);
    let run = sandbox.run(NUMBERING);
    assert_data_eq!(
        run.stderr,
        str![[r#"
note: a.md: read as windows-1252; save the note as UTF-8 to have fixes applied; 1 mendable finding left as found

"#]]
    );
    assert!(
        run.stdout.contains("[ORG010]"),
        "the finding is still there: {}",
        run.stdout
    );
    assert_eq!(fs::read(sandbox.path("a.md")).unwrap(), latin);
    let output = {
        use std::io::Write as _;
        use std::process::Stdio;
        let mut command = sandbox.command(NUMBERING.iter().chain(&["-"]));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&latin).unwrap();
        child.wait_with_output().unwrap()
    };
    assert_eq!(output.stdout, latin, "standard input goes through untouched");
}

#[test]
#[cfg(unix)]
fn a_read_only_note_is_left_alone_and_said_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new().file("a.md", misnumbered());
    fs::set_permissions(sandbox.path("a.md"), fs::Permissions::from_mode(0o444)).unwrap();
    let run = sandbox.run(NUMBERING);
    assert_eq!(run.status, 2);
    assert_data_eq!(
        run.stderr,
        str![[r#"
error: a.md: cannot be written: it is read-only; make it writable (`chmod u+w`), or leave it as it is

"#]]
    );
    assert!(run.stdout.contains("[ORG010]"), "{}", run.stdout);
    assert_eq!(sandbox.read("a.md"), misnumbered());
}
