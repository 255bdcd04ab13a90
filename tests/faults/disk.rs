//! A disk that is full, and files that may not grow.

use std::fs::{self, OpenOptions};

use crate::harness::{WRITERS, after, can_run, leftovers, misnumbered, under};
use crate::sandbox::{CLEAN, Ran, Sandbox, ran, with_blank};

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_as_the_output_file_is_named() {
    let sandbox = Sandbox::new().file("a.md", with_blank());
    let full = "/dev/full: cannot be written: No space left on device; make room and run it again\n";
    for args in [
        &["check", "--output-file", "/dev/full", "a.md"][..],
        &["check", "--format", "json", "--output-file", "/dev/full", "a.md"],
        &["new", "hp", "--force", "-o", "/dev/full"],
        &["redact", "a.md", "-o", "/dev/full"],
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.status, 2, "{args:?}: {}", run.all());
        assert!(run.stderr.ends_with(full), "{args:?}: {}", run.stderr);
    }
}

/// More than fits a buffer, so that writing fails in the middle of the run and not at its end.
#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_fills_up_in_the_middle_is_named_too() {
    let mut sandbox = Sandbox::new();
    for at in 0..400 {
        sandbox = sandbox.file(format!("{at}.md"), with_blank());
    }
    let run = sandbox.run(["check", "--output-file", "/dev/full"]);
    assert_eq!(run.status, 2);
    assert_eq!(
        run.stderr,
        "error: /dev/full: cannot be written: No space left on device; make room and run it again\n"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn full_standard_streams_are_no_panic() {
    let sandbox = Sandbox::new().file("a.md", misnumbered()).file("class/a.md", CLEAN);
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    for args in [
        &["check", "a.md"][..],
        &["check", "--show-files"],
        &["check", "--diff", "--select", "ORG010", "a.md"],
        &["outline", "a.md"],
        &["rules"],
        &["explain", "ORG001"],
        &["kinds"],
        &["new", "hp"],
        &["templates", "list"],
        &["expand", "--list"],
        &["redact", "a.md"],
        &["config", "show"],
        &["completions", "bash"],
        &["grade", "class", "--rubric", "soap-clerkship"],
        &["--help"],
        &["--version"],
        &["check", "--help"],
    ] {
        let output = sandbox.command(args).stdout(full()).output().unwrap();
        let run = Ran::from(output);
        assert_eq!(run.status, 2, "{args:?}: {}", run.stderr);
        assert!(
            run.stderr.contains("No space left on device; make room"),
            "{args:?}: {}",
            run.stderr
        );
        // Where errors cannot be told either, the status still tells.
        let status = sandbox.command(args).stdout(full()).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{args:?}");
    }
    for args in [&["check", "none.md"][..], &["check", "--formt"], &["chekc"]] {
        let status = sandbox.command(args).stderr(full()).status().unwrap();
        assert_eq!(status.code(), Some(2), "{args:?}");
    }
}

/// `ulimit -f 0`: no file may grow at all, whoever runs the test. The signal that comes with it is ignored, as a service
/// manager or a shell script may have it; then it is an error like others.
#[test]
fn where_no_file_may_grow_the_old_one_stays_whole() {
    for writer in &WRITERS {
        let sandbox = writer.sandbox();
        let before = fs::read(sandbox.path(writer.target)).unwrap();
        let run = ran(&mut after(&sandbox, "trap '' XFSZ; ulimit -f 0", writer.args));
        assert_eq!(run.status, 2, "{}: {}", writer.name(), run.all());
        assert!(
            run.stderr
                .contains("cannot be written: File too large; raise the limit"),
            "{}: {}",
            writer.name(),
            run.stderr
        );
        assert_eq!(
            fs::read(sandbox.path(writer.target)).unwrap(),
            before,
            "{}",
            writer.name()
        );
        assert_eq!(leftovers(&sandbox.path("")), [""; 0], "{}", writer.name());
    }
}

/// A disk of 64 KB of which little is left, mounted where only this test sees it.
#[test]
#[cfg(target_os = "linux")]
fn on_a_disk_that_is_full_the_old_file_stays_whole() {
    if !can_run(
        "unshare",
        &["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"],
        "util-linux, and a kernel that lets users have name spaces",
    ) {
        return;
    }
    let script = r#"
        set -e
        mount -t tmpfs -o size=64k none disk
        cp -r *.md *.txt *.json *.toml class disk
        if [ -d out ]; then cp -r out disk; fi
        cd disk
        dd if=/dev/zero of=filler bs=1k count=64 2>/dev/null || true
        cp "$TARGET" ../before
        set +e
        HOME=/ "$0" "$@" >../stdout 2>../stderr
        status=$?
        cmp -s "$TARGET" ../before || echo "the old file has changed"
        ls -AR | grep 'tmp$'
        exit $status
    "#;
    for writer in WRITERS.iter().filter(|writer| !writer.target.contains('/')) {
        let sandbox = writer.sandbox();
        fs::create_dir(sandbox.path("disk")).unwrap();
        let mut command = under(&sandbox, &["unshare", "-Urm", "sh", "-c", script], writer.args);
        let run = ran(command.env("TARGET", writer.target));
        let said = sandbox.read("stderr");
        assert_eq!(
            (run.status, run.stdout.as_str()),
            (2, ""),
            "{}: {}{said}",
            writer.name(),
            run.stderr
        );
        assert!(
            said.contains("cannot be written: No space left on device; make room and run it again"),
            "{}: {said}",
            writer.name()
        );
    }
}
