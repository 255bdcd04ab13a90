//! Notes and tables that change, shrink or vanish while the program runs. A pipe among the notes holds it up until the
//! change is made.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::harness::{can_trace, leftovers, mended, misnumbered, under};
use crate::sandbox::{CLEAN, ONLY_BLANKS, Ran, Sandbox, with_blank};

/// A run that waits in the middle: its first note is a pipe, and `change` is made before that gives its text.
fn amid(sandbox: &Sandbox, args: &[&str], change: impl FnOnce()) -> Ran {
    let pipe = sandbox.path("pipe.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = sandbox.command(args);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Opens when the run has come to read it.
    let (opened, open) = mpsc::channel();
    let name = pipe.clone();
    std::thread::spawn(move || opened.send(fs::File::options().write(true).open(name).unwrap()));
    let Ok(mut feed) = open.recv_timeout(Duration::from_secs(60)) else {
        child.kill().unwrap();
        panic!("{args:?} never read the pipe");
    };
    change();
    feed.write_all(CLEAN.as_bytes()).unwrap();
    drop(feed);
    let run = Ran::from(child.wait_with_output().unwrap());
    fs::remove_file(pipe).unwrap();
    run
}

#[test]
fn a_note_that_vanishes_changes_or_shrinks_costs_only_itself() {
    let sandbox = Sandbox::new()
        .file("a.md", with_blank())
        .file("b.md", with_blank())
        .file("c.md", with_blank())
        .file("d.md", with_blank());
    let args = [
        &["check"][..],
        &ONLY_BLANKS,
        &["--format", "concise", "pipe.md", "a.md", "b.md", "c.md", "d.md"],
    ];
    let run = amid(&sandbox, &args.concat(), || {
        fs::remove_file(sandbox.path("a.md")).unwrap();
        fs::write(sandbox.path("b.md"), "").unwrap();
        fs::remove_file(sandbox.path("c.md")).unwrap();
        fs::create_dir(sandbox.path("c.md")).unwrap();
    });
    assert_eq!(run.status, 2);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    assert!(run.stdout.starts_with("d.md:8:42: error:"), "{}", run.stdout);
    let mut said: Vec<&str> = run.stderr.lines().collect();
    said.sort_unstable();
    // What was there when the run began and is gone, and what is a folder by now.
    assert_eq!(
        said,
        [
            "error: a.md: there is no such file or folder",
            "error: c.md: is a folder, not a note"
        ],
        "{}",
        run.stderr
    );
}

#[test]
fn a_folder_that_vanishes_in_the_middle_ends_nothing() {
    let mut sandbox = Sandbox::new().file("z.md", with_blank());
    for at in 0..20 {
        sandbox = sandbox.file(format!("ward/{at:02}.md"), with_blank());
    }
    let args = [
        &["check"][..],
        &ONLY_BLANKS,
        &["--format", "concise", "--jobs", "1", "pipe.md", "ward", "z.md"],
    ];
    let run = amid(&sandbox, &args.concat(), || {
        fs::remove_dir_all(sandbox.path("ward")).unwrap()
    });
    assert_eq!(run.status, 2, "{}", run.all());
    assert!(
        run.stdout.ends_with("[TPL001]\n") && run.stdout.contains("z.md:8:42"),
        "{}",
        run.all()
    );
    assert!(
        run.stderr.lines().all(|line| line.starts_with("error: ward")),
        "{}",
        run.stderr
    );
}

/// As long as an editor takes to save: the old note is moved away, the new one takes its name.
#[test]
fn a_note_replaced_in_the_middle_is_read_as_it_is_then() {
    let sandbox = Sandbox::new().file("a.md", CLEAN).file("new", misnumbered());
    let args = ["check", "--select", "ORG010", "--format", "concise", "pipe.md", "a.md"];
    let run = amid(&sandbox, &args, || {
        fs::rename(sandbox.path("new"), sandbox.path("a.md")).unwrap()
    });
    assert!(run.stdout.contains("a.md:21:1"), "{}", run.all());
    assert_eq!(sandbox.run(["check", "--select", "ORG010", "--fix", "a.md"]).status, 0);
    assert_eq!(sandbox.read("a.md"), mended());
}

/// A teacher saves the table of grades while the class is being marked.
#[test]
#[cfg(target_os = "linux")]
fn grades_saved_in_the_meantime_are_not_written_over() {
    if !can_trace() {
        return;
    }
    let sandbox = Sandbox::new().file("class/Lee Ann.md", CLEAN);
    let marking = ["grade", "class", "--rubric", "soap-clerkship", "--out", "out"];
    let first = sandbox.run(marking);
    assert_eq!(first.status, 0, "{}", first.stderr);
    let typed = sandbox.read("out/grades.csv").replace("Lee Ann", "Lee Ann (seen)");
    let book = fs::read(sandbox.path("out/grades.xlsx")).unwrap();
    // The first feedback sheet waits for its name: by then the tables have been read.
    let wait = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=/^rename",
        "-e",
        "inject=/^rename:delay_enter=3000000:when=1",
    ];
    let mut command = under(&sandbox, &wait, &marking);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while leftovers(&sandbox.path("out")).is_empty() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    fs::write(sandbox.path("out/grades.csv"), &typed).unwrap();
    let run = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(run.status, 2, "{}", run.all());
    assert!(
        run.stderr.contains(
            "error: out/grades.csv: has been saved by somebody else since this run began, and neither table of grades was written; run it again"
        ),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.read("out/grades.csv"), typed);
    assert_eq!(fs::read(sandbox.path("out/grades.xlsx")).unwrap(), book);
    assert_eq!(leftovers(&sandbox.path("out")), [""; 0]);
}
