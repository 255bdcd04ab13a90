//! Standard streams that are closed, and readers that went.

use std::io::Read as _;
use std::process::Stdio;

use crate::harness::{after, mended, misnumbered};
use crate::sandbox::{CLEAN, ONLY_BLANKS, Ran, Sandbox, ran, with_blank};

/// Run by a shell that redirects: `>&-` closes a stream.
fn redirected(sandbox: &Sandbox, args: &[&str], redirection: &str) -> Ran {
    ran(&mut after(sandbox, &format!("exec {redirection}"), args))
}

#[test]
fn closed_streams_change_nothing_but_that_nobody_hears() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("clean.md", CLEAN);
    let check = |note: &'static str| [&["check"][..], &ONLY_BLANKS, &[note]].concat();
    for redirection in [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"] {
        for (note, status) in [("a.md", 1), ("clean.md", 0), ("none.md", 2)] {
            let run = redirected(&sandbox, &check(note), redirection);
            assert_eq!(run.status, status, "{note} {redirection}: {}", run.all());
            assert!(!run.stderr.contains("panicked"), "{redirection}: {}", run.stderr);
        }
    }
    // A file that is opened in place of a closed stream must not get what was meant for the stream.
    let sandbox = Sandbox::new().file("a.md", misnumbered());
    let fix = ["check", "--fix", "--select", "ORG010", "a.md"];
    let run = redirected(&sandbox, &fix, "<&- >&- 2>&-");
    assert_eq!((run.status, sandbox.read("a.md")), (0, mended()));
    let write = ["check", "--output-file", "out.txt", "--quiet", "none.md"];
    assert_eq!(redirected(&sandbox, &write, "<&- >&- 2>&-").status, 2);
    assert!(
        !sandbox.read("out.txt").contains("error"),
        "{}",
        sandbox.read("out.txt")
    );
}

#[test]
fn standard_input_that_is_closed_is_an_empty_note() {
    let sandbox = Sandbox::new();
    let run = redirected(&sandbox, &["fmt", "-"], "<&-");
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
}

/// 400 notes, so that the pipe is full long before the end.
fn many() -> Sandbox {
    let mut sandbox = Sandbox::new();
    for at in 0..400 {
        sandbox = sandbox.file(format!("notes/{at}.md"), misnumbered().replace("3 days", "*** days"));
    }
    sandbox
}

/// Run with a reader that takes ten bytes and goes.
fn unheard(sandbox: &Sandbox, args: &[&str]) -> (Option<i32>, String) {
    let mut command = sandbox.command(args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn fixes_are_written_though_nobody_reads_the_findings() {
    let sandbox = many();
    let args = ["check", "--fix", "--select", "ORG010,TPL001", "notes"];
    let (status, said) = unheard(&sandbox, &args);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("mended 400 findings in 400 notes"), "{said}");
    for at in 0..400 {
        let text = sandbox.read(&format!("notes/{at}.md"));
        assert!(text.contains("\n2. Strep"), "{at} was not reached");
    }
}

#[test]
fn what_could_not_be_read_is_told_though_nobody_reads_the_table() {
    let sandbox = Sandbox::new()
        .file("class/Lee Ann.md", CLEAN)
        .file("class/Bo Chen.docx", "PK\u{3}\u{4} no document");
    let mut command = sandbox.command(["grade", "class", "--rubric", "soap-clerkship"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("Bo Chen.docx: "), "{said}");
}

#[test]
fn readers_that_went_are_no_panic_anywhere() {
    let sandbox = Sandbox::new().file("a.md", misnumbered()).file("class/a.md", CLEAN);
    for args in [
        &["rules"][..],
        &["explain", "ORG001"],
        &["kinds"],
        &["templates", "list"],
        &["completions", "zsh"],
        &["outline", "--format", "json", "a.md"],
        &["redact", "a.md"],
        &["new", "hp"],
        &["fmt", "--diff", "a.md"],
        &["expand", "--list"],
        &["config", "show"],
        &["grade", "class", "--rubric", "soap-clerkship", "--format", "json"],
        &["--help"],
    ] {
        let mut command = sandbox.command(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let status = output.status.code();
        assert!(matches!(status, Some(0..=2)), "{args:?}: {status:?}");
        assert!(
            !said.contains("panicked") && !said.contains("Broken pipe"),
            "{args:?}: {said}"
        );
    }
}
