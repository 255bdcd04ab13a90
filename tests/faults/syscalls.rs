//! Every system call on the way of a write fails once. Whichever it is, the file is whole, old or new, nothing lies beside
//! it, and a run that did not write says so.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{WRITERS, Writer, can_trace, leftovers, mended, misnumbered, under};
use crate::sandbox::{ONLY_BLANKS, Ran, Sandbox, with_blank};

/// How a call may fail; what is not here fails with an error of the disk.
fn error_of(call: &str) -> &'static str {
    match call {
        "openat" => "EMFILE",
        "write" => "ENOSPC",
        "rename" | "renameat" | "renameat2" => "EXDEV",
        "fchmod" => "EPERM",
        _ => "EIO",
    }
}

fn traced(sandbox: &Sandbox, args: &[&str], options: &[&str]) -> Command {
    under(sandbox, &[&["strace", "-f", "-qq"], options].concat(), args)
}

/// The system calls of the main thread that concern `target` or a file on its way there: the name of each, and the how
/// many-th of that name it is. Reading the target as a note is not part of it.
fn calls(sandbox: &Sandbox, args: &[&str], target: &str) -> Vec<(String, usize)> {
    let log = sandbox.path("calls.log");
    let log_name = log.to_str().unwrap();
    traced(sandbox, args, &["-y", "-o", log_name]).output().unwrap();
    let text = fs::read_to_string(&log).unwrap();
    fs::remove_file(&log).unwrap();
    let main = text.split_whitespace().next().unwrap().to_owned();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    let mut writing = false;
    for line in text.lines() {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        let Some((name, arguments)) = call.trim_start().split_once('(') else {
            continue;
        };
        if thread != main || name.starts_with(|c: char| !c.is_ascii_alphabetic()) {
            continue;
        }
        let count = seen.entry(name.to_owned()).or_default();
        *count += 1;
        let concerns = arguments.contains(".preceptor-") || arguments.contains(target);
        // A run of the program comes to writing with the temporary file, or a question about what is there.
        writing |= arguments.contains(".preceptor-");
        let asks = ["statx", "newfstatat", "readlink", "lstat", "stat"].contains(&name);
        if concerns && name != "execve" && name != "close" && (writing || asks) {
            found.push((name.to_owned(), *count));
        }
    }
    found
}

fn check(writer: &Writer, new: &[u8], call: &(String, usize)) {
    let (name, number) = call;
    let sandbox = writer.sandbox();
    let old = fs::read(sandbox.path(writer.target)).unwrap();
    let inject = format!("inject={name}:error={}:when={number}", error_of(name));
    let trace = format!("trace={name}");
    let options = ["-o", "/dev/null", "-e", &trace, "-e", &inject];
    let run = Ran::from(traced(&sandbox, writer.args, &options).output().unwrap());
    let about = format!("{}, {inject}: {}", writer.name(), run.all());
    let now = fs::read(sandbox.path(writer.target)).unwrap();
    // The date of a marking, or a boundary within it, may differ from run to run: only whether it is whole is asked.
    let is_new = now == new || writer.target.contains('/') && now.len() == new.len();
    assert!(now == old || is_new, "half a file: {about}");
    assert_eq!(leftovers(&sandbox.path("")), [""; 0], "{about}");
    assert!(!run.stderr.contains("panicked"), "{about}");
    if now == old && !is_new {
        assert_eq!(run.status, 2, "nothing was written, and nothing said: {about}");
        assert!(run.stderr.contains("error: "), "{about}");
        assert!(!run.stderr.contains("os error"), "{about}");
    }
}

#[test]
fn whatever_fails_on_the_way_the_file_is_whole() {
    if !can_trace() {
        return;
    }
    let mut tried = 0;
    for writer in &WRITERS {
        let sandbox = writer.sandbox();
        let found = calls(&sandbox, writer.args, writer.target);
        let name = writer.name();
        for expected in ["openat", "write"] {
            assert!(found.iter().any(|(call, _)| call == expected), "{name}: {found:?}");
        }
        let new = fs::read(sandbox.path(writer.target)).unwrap();
        for call in &found {
            check(writer, &new, call);
        }
        tried += found.len();
    }
    println!("{tried} system calls failed, one at a time");
}

/// Run `check` with one kind of call failing on one file.
fn failing(sandbox: &Sandbox, path: &Path, inject: &str, args: &[&str]) -> Ran {
    let path = path.to_str().unwrap();
    let inject = format!("inject={inject}");
    let call = inject["inject=".len()..].split(':').next().unwrap();
    let trace = format!("trace={call}");
    let (name, below) = (
        Path::new(path).file_name().unwrap().to_str().unwrap(),
        format!("./{}", path.rsplit('/').next().unwrap()),
    );
    let options = [
        "-o",
        "/dev/null",
        "-P",
        path,
        "-P",
        name,
        "-P",
        &below,
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    Ran::from(traced(sandbox, args, &options).output().unwrap())
}

#[test]
fn a_note_that_cannot_be_opened_or_read_is_one_error() {
    if !can_trace() {
        return;
    }
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("b.md", with_blank());
    let path = sandbox.path("b.md").canonicalize().unwrap();
    for (inject, message) in [
        (
            "openat:error=EMFILE",
            "cannot be read: Too many open files; raise the limit (`ulimit -n 1024`) and run it again",
        ),
        ("openat:error=ENOENT", "there is no such file or folder"),
        (
            "openat:error=EACCES",
            "may not be read (permission denied); check who owns it",
        ),
        (
            "read:error=EIO",
            "cannot be read: Input/output error; try again, and if it stays so, see to its disk or leave it out",
        ),
        (
            "read:error=ESTALE",
            "cannot be read: Stale file handle; try again, and if it stays so, see to its disk or leave it out",
        ),
    ] {
        // Once as an argument, once as one of a folder.
        for paths in [&["a.md", "b.md"][..], &["."]] {
            let args = [&["check"][..], &ONLY_BLANKS, &["--format", "concise"], paths].concat();
            let run = failing(&sandbox, &path, inject, &args);
            assert_eq!(run.status, 2, "{inject}: {}", run.all());
            assert_eq!(
                run.stdout.lines().count(),
                1,
                "the other is checked, {inject}: {}",
                run.all()
            );
            let said = run.stderr.lines().find(|line| line.starts_with("error: ")).unwrap();
            assert!(said.ends_with(&format!("b.md: {message}")), "{inject}: {said}");
        }
    }
}

#[test]
fn a_read_that_is_interrupted_or_comes_in_pieces_goes_on() {
    if !can_trace() {
        return;
    }
    let sandbox = Sandbox::new().file("a.md", with_blank());
    let path = sandbox.path("a.md").canonicalize().unwrap();
    let args = [&["check"][..], &ONLY_BLANKS, &["--format", "concise", "a.md"]].concat();
    let undisturbed = sandbox.run(&args);
    let run = failing(&sandbox, &path, "read:error=EINTR:when=1..3", &args);
    assert_eq!((run.status, run.stdout), (undisturbed.status, undisturbed.stdout));
}

/// The note is saved by somebody else after it was read and before the mended text takes its place.
#[test]
fn a_note_saved_in_the_meantime_is_not_overwritten() {
    if !can_trace() {
        return;
    }
    for (what, change) in [
        ("replaced", Some("Somebody else wrote this.\n")),
        ("truncated", Some("")),
        ("deleted", None),
    ] {
        let sandbox = Sandbox::new().file("a.md", misnumbered()).file("b.md", misnumbered());
        // The way to the disk takes two seconds; in that time the note changes.
        let args = ["check", "--fix", "--select", "ORG010", "a.md"];
        let options = [
            "-o",
            "/dev/null",
            "-e",
            "trace=fdatasync",
            "-e",
            "inject=fdatasync:delay_enter=2000000",
        ];
        let mut command = traced(&sandbox, &args, &options);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The temporary file says that it is on its way.
        while leftovers(&sandbox.path("")).is_empty() {
            std::thread::yield_now();
        }
        match change {
            Some(text) => fs::write(sandbox.path("a.md"), text).unwrap(),
            None => fs::remove_file(sandbox.path("a.md")).unwrap(),
        }
        let run = Ran::from(child.wait_with_output().unwrap());
        assert_eq!(run.status, 2, "{what}: {}", run.all());
        assert_eq!(
            fs::read_to_string(sandbox.path("a.md")).ok().as_deref(),
            change,
            "{what}"
        );
        assert_eq!(leftovers(&sandbox.path("")), [""; 0], "{what}");
        let said = match change {
            Some(_) => {
                "error: a.md: cannot be written: it has changed since it was read; nothing was written, run it again"
            }
            None => {
                "error: a.md: cannot be written: it was taken away since it was read; nothing was written, run it again"
            }
        };
        assert!(run.stderr.starts_with(said), "{what}: {}", run.stderr);
    }
    let sandbox = Sandbox::new().file("a.md", misnumbered());
    assert_eq!(sandbox.run(["check", "--fix", "--select", "ORG010", "a.md"]).status, 0);
    assert_eq!(sandbox.read("a.md"), mended());
}
