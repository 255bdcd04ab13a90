//! Ended from outside: with Ctrl-C, by a closed terminal, by `kill`.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::harness::{after, can_be_ended, leftovers, mended, misnumbered};
use crate::sandbox::{Sandbox, with_blank};

const NOTES: usize = 400;

fn signal(child: &Child, name: &str) {
    // It may be over by now.
    let _ = Command::new("kill")
        .args(["-s", name, &child.id().to_string()])
        .stderr(Stdio::null())
        .status();
}

/// Every way that a program is asked to end: no half file, and no temporary one either.
#[test]
fn whoever_is_ended_while_mending_leaves_nothing_half_done() {
    if !can_be_ended() {
        return;
    }
    let mut amid = 0;
    for name in ["INT", "TERM", "HUP"] {
        for round in 0..4 {
            let mut sandbox = Sandbox::new();
            for at in 0..NOTES {
                sandbox = sandbox.file(format!("{at}.md"), misnumbered());
            }
            let mut command = sandbox.command(["check", "--fix", "--select", "ORG010", "--quiet"]);
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            // The first files that are on their way say that it has begun.
            while leftovers(&sandbox.path("")).is_empty() && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            std::thread::sleep(Duration::from_millis(round * 15));
            signal(&child, name);
            let status = child.wait().unwrap();
            assert!(
                matches!(status.code(), Some(0 | 130)),
                "{name}: {status:?} {:?}",
                status.signal()
            );
            assert_eq!(leftovers(&sandbox.path("")), [""; 0], "{name}, round {round}");
            let mut new = 0;
            for at in 0..NOTES {
                let text = sandbox.read(&format!("{at}.md"));
                assert!(
                    text == misnumbered() || text == mended(),
                    "{name}: {at}.md is half a note"
                );
                new += usize::from(text == mended());
            }
            amid += usize::from(new > 0 && new < NOTES);
        }
    }
    println!("{amid} of 12 runs were ended in the middle");
    assert!(amid > 0, "none of 12 runs was ended in the middle");
}

/// A signal that somebody had ignored (`nohup`) stays ignored.
#[test]
fn a_hangup_that_is_ignored_ends_nothing() {
    let mut sandbox = Sandbox::new();
    for at in 0..NOTES {
        sandbox = sandbox.file(format!("{at}.md"), misnumbered());
    }
    let args = ["check", "--fix", "--select", "ORG010", "--quiet"];
    let mut command = after(&sandbox, "trap '' HUP", &args);
    command.stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    while leftovers(&sandbox.path("")).is_empty() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    signal(&child, "HUP");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!((0..NOTES).all(|at| sandbox.read(&format!("{at}.md")) == mended()));
}

/// Without files to write, a signal ends the program as it ends any other.
#[test]
fn whoever_only_reads_is_ended_at_once() {
    if !can_be_ended() {
        return;
    }
    let sandbox = Sandbox::new().file("a.md", with_blank());
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        // Standard input that never ends keeps it there.
        let mut command = sandbox.command(["check", "-"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        signal(&child, name);
        let status = child.wait().unwrap();
        assert_eq!(status.signal(), Some(number), "{name}: {status:?}");
    }
    assert_eq!(fs::read_dir(sandbox.path("")).unwrap().count(), 1);
}

/// An output file that is not finished does not appear, and an old one stays.
#[test]
fn an_output_file_that_was_not_finished_does_not_appear() {
    if !can_be_ended() {
        return;
    }
    let mut sandbox = Sandbox::new().file("findings.txt", "old\n");
    for at in 0..NOTES {
        sandbox = sandbox.file(format!("notes/{at}.md"), with_blank());
    }
    let mut command = sandbox.command(["check", "--output-file", "findings.txt", "notes", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    while leftovers(&sandbox.path("")).is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it waits for standard input");
        std::thread::yield_now();
    }
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(leftovers(&sandbox.path("")), [""; 0]);
    assert_eq!(sandbox.read("findings.txt"), "old\n");
}
