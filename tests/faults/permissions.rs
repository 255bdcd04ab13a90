//! What may not be read, and where nothing may be written. To root everything is allowed, so as root the program runs as
//! nobody.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::harness::{WRITERS, can_run, leftovers, under};
use crate::sandbox::{ONLY_BLANKS, Ran, Sandbox, ran, with_blank};

const NOBODY: [&str; 5] = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn is_root() -> bool {
    fs::read("/proc/self/status").is_ok_and(|status| {
        let status = String::from_utf8_lossy(&status).into_owned();
        status
            .lines()
            .any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(2) == Some("0"))
    })
}

/// Whether the program can be run as somebody to whom permissions apply.
fn can_be_refused() -> bool {
    !is_root() || can_run("setpriv", &[&NOBODY[..], &["true"]].concat(), "util-linux")
}

/// A copy of the program where everybody may run it: the built one may stand where only root may go.
struct Program(tempfile::TempDir);

impl Program {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            let copy = folder.path().join("preceptor");
            fs::copy(env!("CARGO_BIN_EXE_preceptor"), &copy).unwrap();
            mode(&copy, 0o755);
            mode(folder.path(), 0o755);
        }
        Self(folder)
    }

    /// Run it as somebody who is not root.
    fn run(&self, sandbox: &Sandbox, args: &[&str]) -> Ran {
        if !is_root() {
            return sandbox.run(args);
        }
        let start = format!("shift; exec {}/preceptor \"$@\"", self.0.path().display());
        let nobody = [&["setpriv"], &NOBODY[..], &["sh", "-c", &start, "sh"]].concat();
        ran(&mut under(sandbox, &nobody, args))
    }
}

/// Give everything in the sandbox away, but for what is not to be read or written.
fn give_away(sandbox: &Sandbox) {
    mode(&sandbox.path(""), 0o755);
    if is_root() {
        let given = Command::new("chown")
            .args(["-R", "65534:65534"])
            .arg(sandbox.path(""))
            .status();
        assert!(given.unwrap().success());
    }
}

#[test]
fn one_unreadable_note_of_500_costs_nothing_else() {
    if !can_be_refused() {
        return;
    }
    let program = Program::new();
    let mut sandbox = Sandbox::new();
    for at in 0..500 {
        sandbox = sandbox.file(format!("notes/{at:03}.md"), with_blank());
    }
    give_away(&sandbox);
    mode(&sandbox.path("notes/250.md"), 0);
    let args = [&["check"][..], &ONLY_BLANKS, &["notes", "--format", "json"]].concat();
    let ran = program.run(&sandbox, &args);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert_eq!(ran.json()["notes"].as_array().unwrap().len(), 499);
    assert_eq!(
        ran.stderr,
        "error: notes/250.md: may not be read (permission denied); check who owns it\n"
    );
}

#[test]
fn a_folder_that_may_not_be_listed_is_named_and_the_rest_is_checked() {
    if !can_be_refused() {
        return;
    }
    let program = Program::new();
    let sandbox = Sandbox::new()
        .file("ward/a.md", with_blank())
        .file("ward/closed/b.md", with_blank())
        .file("ward/c.md", with_blank());
    give_away(&sandbox);
    mode(&sandbox.path("ward/closed"), 0);
    let args = [&["check"][..], &ONLY_BLANKS, &["ward", "--format", "json"]].concat();
    let ran = program.run(&sandbox, &args);
    mode(&sandbox.path("ward/closed"), 0o755);
    assert_eq!((ran.status, ran.json()["notes"].as_array().unwrap().len()), (2, 2));
    assert_eq!(
        ran.stderr,
        "error: ward/closed: may not be read (permission denied); check who owns it\n"
    );
}

#[test]
fn a_configuration_that_may_not_be_read_is_no_reason_to_go_on_without_it() {
    if !can_be_refused() {
        return;
    }
    let program = Program::new();
    let sandbox = Sandbox::new()
        .file("a.md", with_blank())
        .file("preceptor.toml", "ignore = [\"TPL001\"]\n");
    give_away(&sandbox);
    mode(&sandbox.path("preceptor.toml"), 0);
    let ran = program.run(&sandbox, &["check", "a.md"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("preceptor.toml") && ran.stderr.contains("you may not read it"),
        "{}",
        ran.stderr
    );
}

#[test]
fn in_a_folder_that_takes_no_files_everything_stays() {
    if !can_be_refused() {
        return;
    }
    let program = Program::new();
    for writer in &WRITERS {
        let sandbox = writer.sandbox();
        give_away(&sandbox);
        let target = sandbox.path(writer.target);
        let folder = target.parent().unwrap();
        let before = fs::read(&target).unwrap();
        mode(folder, 0o555);
        let ran = program.run(&sandbox, writer.args);
        mode(folder, 0o755);
        let name = writer.name();
        assert_eq!(ran.status, 2, "{name}: {}", ran.all());
        assert!(
            ran.stderr
                .contains("Permission denied; check who owns it and its folder"),
            "{name}: {}",
            ran.stderr
        );
        assert_eq!(fs::read(&target).unwrap(), before, "{name}");
        assert_eq!(leftovers(&sandbox.path("")), [""; 0], "{name}");
    }
}

#[test]
fn a_read_only_file_is_not_replaced_by_anybody() {
    for writer in &WRITERS {
        let sandbox = writer.sandbox();
        let target = sandbox.path(writer.target);
        let before = fs::read(&target).unwrap();
        mode(&target, 0o444);
        let ran = sandbox.run(writer.args);
        let name = writer.name();
        assert_eq!(ran.status, 2, "{name}: {}", ran.all());
        assert!(ran.stderr.contains("is read-only"), "{name}: {}", ran.stderr);
        assert_eq!(fs::read(&target).unwrap(), before, "{name}");
        assert_eq!(leftovers(&sandbox.path("")), [""; 0], "{name}");
    }
}
