//! The program killed at any moment while it mends: every file is whole, old or new.
//!
//! 20 times by default; `PRECEPTOR_CRASHES=200` for more.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::sandbox::{CLEAN, Sandbox};

const NOTES: usize = 500;

/// A note of its own for each number, and the same mended: its plan is numbered 1, 3.
fn note(number: usize) -> (String, String) {
    let new = CLEAN.replace(
        "1. Streptococcal pharyngitis: rapid",
        &format!("1. Fever: paracetamol 1 g PO every 6 hours, note {number}.\n2. Streptococcal pharyngitis: rapid"),
    );
    (new.replace("2. Strep", "3. Strep"), new)
}

/// What a kill left behind.
#[derive(Debug, Default)]
struct Left {
    old: usize,
    new: usize,
    /// Files that were being written.
    temporary: Vec<String>,
}

fn look(sandbox: &Sandbox, notes: &[(String, String)]) -> Left {
    let mut left = Left::default();
    for entry in fs::read_dir(sandbox.path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(number) = name.strip_suffix(".md") else {
            left.temporary.push(name);
            continue;
        };
        let text = fs::read(sandbox.path(&name)).unwrap();
        let (old, new) = &notes[number.parse::<usize>().unwrap()];
        left.old += usize::from(text == old.as_bytes());
        left.new += usize::from(text == new.as_bytes());
    }
    left
}

#[test]
fn a_killed_run_leaves_every_file_whole() {
    let crashes = std::env::var("PRECEPTOR_CRASHES")
        .ok()
        .and_then(|count| count.parse().ok());
    let crashes: usize = crashes.unwrap_or(20);
    let notes: Vec<_> = (0..NOTES).map(note).collect();
    let sandbox = Sandbox::new();
    let reset = |notes: &[(String, String)]| {
        for (number, (old, _)) in notes.iter().enumerate() {
            fs::write(sandbox.path(format!("{number}.md")), old).unwrap();
        }
    };
    let mend = || {
        let mut command = sandbox.command(["check", "--isolated", "--select", "ORG010", "--fix", "--quiet"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    reset(&notes);
    let start = Instant::now();
    assert!(mend().status().unwrap().success());
    let mut reach = start.elapsed();
    assert_eq!(look(&sandbox, &notes).new, NOTES, "undisturbed, all are mended");

    // Moments spread over the time that a run takes, which is measured anew as the machine gets busier or idler.
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let (mut amid, mut temporaries) = (0, 0);
    for crash in 0..crashes {
        reset(&notes);
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let moment = reach.mul_f64((random % 1000) as f64 / 1000.0);
        let mut child = mend().spawn().unwrap();
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        let left = look(&sandbox, &notes);
        assert_eq!(left.old + left.new, NOTES, "crash {crash} after {moment:?}: {left:?}");
        for name in &left.temporary {
            let known = name.starts_with(".preceptor-") && name.ends_with(".tmp");
            assert!(known, "crash {crash}: {name} is left behind");
        }
        amid += usize::from(left.old > 0 && left.new > 0);
        temporaries += left.temporary.len();
        if left.old == 0 {
            reach = moment.max(Duration::from_millis(5));
        } else if left.new == 0 {
            reach = reach.mul_f64(1.1);
        }
        // What is left behind is no note: the next run neither reads it nor trips over it.
        if !left.temporary.is_empty() {
            let listed = sandbox.run(["check", "--isolated", "--show-files"]).stdout;
            assert_eq!(listed.lines().count(), NOTES, "{listed}");
        }
        for name in &left.temporary {
            fs::remove_file(sandbox.path(name)).unwrap();
        }
    }
    println!("{crashes} crashes, {amid} in the middle of the run, {temporaries} temporary files left");
    assert!(amid > 0, "none of {crashes} crashes came in the middle of a run");
    // The run after a crash does the rest.
    assert!(mend().status().unwrap().success());
    assert_eq!(look(&sandbox, &notes).new, NOTES);
}
