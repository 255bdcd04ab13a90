//! `fmt`.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox};

const MESSY: &str = "HPI:\n64F with cough  \nPlan:\n* rest\n* fluids\n\n\n\nBP : 142/88\n";
const TIDY: &str = "HPI:\n64F with cough\n\nPlan:\n- rest\n- fluids\n\nBP: 142/88\n";

#[test]
fn notes_are_laid_out_in_place() {
    let dos = format!("\u{feff}{}", MESSY.replace('\n', "\r\n").trim_end());
    let sandbox = Sandbox::new()
        .file("a.md", MESSY)
        .file("dos.md", &dos)
        .file("clean.md", CLEAN);
    assert_data_eq!(
        sandbox.run(["fmt"]).all(),
        str![[r#"
status 0
-- stderr
note: laid out 2 of 3 notes

"#]]
    );
    assert_eq!(sandbox.read("a.md"), TIDY);
    assert_eq!(
        sandbox.read("dos.md"),
        format!("\u{feff}{}", TIDY.replace('\n', "\r\n"))
    );
    assert_eq!(sandbox.read("clean.md"), CLEAN);
    let again = sandbox.run(["fmt"]);
    assert_eq!(
        (again.status, again.stderr.as_str()),
        (0, "note: all 3 notes are laid out already\n")
    );
    let names: Vec<_> = fs::read_dir(sandbox.path("")).unwrap().collect();
    assert_eq!(names.len(), 3, "no temporary file is left: {names:?}");
    let quiet = sandbox.run(["fmt", "-q", "a.md"]);
    assert_eq!(
        (quiet.status, quiet.stdout.as_str(), quiet.stderr.as_str()),
        (0, "", "")
    );
}

#[test]
fn check_lists_and_changes_nothing() {
    let sandbox = Sandbox::new()
        .file("ward/a.md", MESSY)
        .file("clean.md", CLEAN)
        .file("photo.png", "x");
    assert_data_eq!(
        sandbox.run(["fmt", "--check", "."]).all(),
        str![[r#"
status 1
-- stdout
./ward/a.md
-- stderr
note: 1 of 2 notes would be laid out anew

"#]]
    );
    assert_eq!(sandbox.read("ward/a.md"), MESSY);
    let clean = sandbox.run(["fmt", "--check", "clean.md"]);
    assert_eq!((clean.status, clean.stdout.as_str()), (0, ""));
}

#[test]
fn a_diff_shows_what_would_change() {
    let sandbox = Sandbox::new().file("a.md", MESSY);
    assert_data_eq!(
        sandbox.run(["fmt", "--diff", "-q", "a.md"]).all(),
        str![[r#"
status 1
-- stdout
--- a.md
+++ a.md
@@ -1,9 +1,8 @@
 HPI:
-64F with cough  
-Plan:
-* rest
-* fluids
-
+64F with cough
 
+Plan:
+- rest
+- fluids
 
-BP : 142/88
+BP: 142/88

"#]]
    );
    assert_eq!(sandbox.read("a.md"), MESSY);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let sandbox = Sandbox::new().file("bold/preceptor.toml", "[fmt]\nheading-style = \"bold\"\n");
    let run = sandbox.run_with_stdin(["fmt", "-"], MESSY);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, TIDY, ""));
    // The name decides which configuration holds.
    let run = sandbox.run_with_stdin(["fmt", "--stdin-filename", "bold/a.md", "-"], MESSY);
    assert!(run.stdout.starts_with("**HPI:**\n"), "{}", run.stdout);
    let run = sandbox.run_with_stdin(["fmt", "--check", "--stdin-filename", "bold/a.md", "-"], MESSY);
    assert_eq!((run.status, run.stdout.as_str()), (1, "bold/a.md\n"));
    let run = sandbox.run(["fmt", "--stdin-filename", "a.md", "a.md"]);
    assert_eq!(run.status, 2);
    let run = sandbox.run_with_stdin(["fmt", "-", "bold"], MESSY);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
}

#[test]
fn the_heading_style_is_configured() {
    let sandbox = Sandbox::new()
        .file("a.md", "HPI:\n\nCough.\n")
        .file("preceptor.toml", "[conventions]\nheading-style = \"hash\"\n");
    let shown = sandbox.run_with_stdin(["fmt", "-"], "HPI:\n\nCough.\n").stdout;
    assert_eq!(shown, "# HPI\n\nCough.\n", "what the school teaches holds");
    let configured = "[conventions]\nheading-style = \"hash\"\n\n[fmt]\nheading-style = \"bold\"\n";
    let sandbox = sandbox.file("preceptor.toml", configured);
    assert_eq!(
        sandbox.run_with_stdin(["fmt", "-"], "HPI:\n\nCough.\n").stdout,
        "**HPI:**\n\nCough.\n"
    );
    let run = sandbox.run(["config", "show", "a.md"]);
    assert!(
        run.stdout
            .contains("[fmt]\nheading-style = \"bold\" # preceptor.toml:5"),
        "{}",
        run.stdout
    );
    let run = sandbox.run_with_stdin(["fmt", "--heading-style", "keep", "-"], "HPI:\n\nCough.\n");
    assert_eq!(run.stdout, "HPI:\n\nCough.\n", "the command line wins");
    let run = sandbox
        .file("preceptor.toml", "[fmt]\nheading-style = \"hsah\"\n")
        .run(["fmt", "a.md"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("hash"), "{}", run.stderr);
}

#[test]
fn what_cannot_be_laid_out_is_told_and_the_others_are_done() {
    let latin = [MESSY.as_bytes(), b"caf\xe9  \n"].concat();
    let sandbox = Sandbox::new()
        .file("a.md", &latin)
        .file("b.md", b"%PDF-1.7\n\0\0\0")
        .file("c.md", MESSY);
    let run = sandbox.run(["fmt", "a.md", "b.md", "c.md", "none.md"]);
    assert_eq!(run.status, 2);
    assert_data_eq!(
        run.stderr,
        str![[r#"
error: a.md: is windows-1252, not UTF-8, and was left as it is; save the note as UTF-8 to have it laid out
error: b.md: is a PDF document, not text; export or paste the note as plain text and check that
error: none.md: there is no such file or folder
note: laid out 1 of 2 notes

"#]]
    );
    assert_eq!(fs::read(sandbox.path("a.md")).unwrap(), latin);
    assert_eq!(sandbox.read("c.md"), TIDY);
    let run = sandbox.run_with_stdin(["fmt", "--check", "-"], &latin);
    assert_eq!(run.status, 1, "it would change, were it UTF-8");
}

#[test]
#[cfg(unix)]
fn permissions_and_links_stay_and_read_only_notes_too() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = Sandbox::new().file("a.md", MESSY).file("b.md", MESSY);
    symlink("a.md", sandbox.path("link.md")).unwrap();
    fs::set_permissions(sandbox.path("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(sandbox.path("b.md"), fs::Permissions::from_mode(0o440)).unwrap();
    let run = sandbox.run(["fmt", "link.md", "b.md"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("b.md: cannot be written: it is read-only"),
        "{}",
        run.stderr
    );
    assert!(sandbox.path("link.md").symlink_metadata().unwrap().is_symlink());
    assert_eq!(sandbox.read("a.md"), TIDY);
    assert_eq!(
        fs::metadata(sandbox.path("a.md")).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(sandbox.read("b.md"), MESSY);
}

#[test]
fn an_export_becomes_a_note() {
    let export = "CHIEF COMPLAINT: cough HISTORY OF PRESENT ILLNESS: 64F with 3 days of cough.\n\
        PHYSICAL EXAM: HEENT: normal. NECK: supple.\nMEDICATIONS:\u{a0}\u{2022} aspirin \u{2022} metoprolol\n";
    let sandbox = Sandbox::new().file("export.txt", export);
    let run = sandbox.run_with_stdin(["fmt", "--from", "emr", "-"], export);
    assert_data_eq!(
        run.stdout,
        str![[r#"
# CHIEF COMPLAINT

cough

# HISTORY OF PRESENT ILLNESS

64F with 3 days of cough.

# PHYSICAL EXAM

HEENT: normal.
NECK: supple.

# MEDICATIONS

- aspirin
- metoprolol

"#]]
    );
    assert_eq!(sandbox.run(["fmt", "--from", "emr", "--check", "export.txt"]).status, 1);
}

#[test]
fn help_shows_examples() {
    let help = Sandbox::new().run(["fmt", "--help"]);
    assert_eq!(help.status, 0);
    for part in ["preceptor fmt --check", "--from emr", "--heading-style", "Exit status"] {
        assert!(help.stdout.contains(part), "{part}: {}", help.stdout);
    }
}
