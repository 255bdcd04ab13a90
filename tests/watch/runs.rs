//! The run as a whole: how it ends, how much it takes in at once, what it mends, what it refuses.

use std::fs;
use std::process::Command;

use crate::harness::{BLANK, CLEAN, PATIENCE, Sandbox, blanks, eventually};

#[test]
#[cfg(unix)]
fn it_ends_at_a_signal_with_the_status_of_the_last_state() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    for signal in ["-INT", "-TERM"] {
        sandbox.write("a.md", BLANK);
        assert_eq!(sandbox.watch(&[]).end_by(signal).0, 1, "{signal}");
        let mut watching = sandbox.watch(&[]);
        sandbox.write("a.md", CLEAN);
        watching.finds("");
        assert_eq!(watching.end_by(signal), (0, String::new()), "{signal}");
        let mut watching = sandbox.watch(&[]);
        sandbox.write("a.md", [0xff, 0, 0, 1]);
        watching.wait("unreadable", |state| !state.errors().is_empty());
        let (status, stderr) = watching.end_by(signal);
        assert_eq!(status, 2, "{signal}");
        assert!(
            stderr.starts_with("error: a.md: is not text") || stderr.contains("a.md: is "),
            "{stderr}"
        );
    }
    // A level that is reached, and one that is not.
    sandbox
        .write("a.md", BLANK)
        .write("preceptor.toml", "[severity]\nTPL001 = \"warning\"\n");
    assert_eq!(sandbox.watch(&[]).end().0, 0);
    assert_eq!(sandbox.watch(&["--fail-level", "warning"]).end().0, 1);
}

#[test]
fn a_thousand_changes_are_one_pass() {
    let sandbox = Sandbox::new();
    sandbox.write("ward/0.md", CLEAN);
    // So long that even a busy machine writes the next note within it.
    let mut watching = sandbox.watch(&["--debounce", "3000"]);
    for number in 0..1000 {
        sandbox.write(&format!("ward/{number}.md"), BLANK);
    }
    let state = watching.wait("all of them", |state| state.findings.len() == 1000);
    assert_eq!((state.passes, state.notes()), (2, 1000));
    for number in 0..1000 {
        fs::rename(
            sandbox.path(format!("ward/{number}.md")),
            sandbox.path(format!("ward/{number}.txt")),
        )
        .unwrap();
    }
    let state = watching.wait("moved", |state| {
        state.findings.keys().all(|path| path.ends_with(".txt"))
    });
    assert_eq!((state.findings.len(), state.notes()), (1000, 1000));
    assert!(state.passes <= 4, "{}", state.passes);
}

#[test]
fn of_two_thousand_notes_only_the_one_that_changed_is_checked() {
    let sandbox = Sandbox::new();
    for number in 0..2000 {
        sandbox.write(&format!("ward-{}/{number}.md", number % 20), BLANK);
    }
    let mut watching = sandbox.watch(&[]);
    assert_eq!(watching.state.notes(), 2000);
    let read_before = reads(watching.child.id());
    for count in 2..6 {
        sandbox.write("ward-7/1007.md", blanks(count));
        let state = watching.wait("the change", |state| state.findings["ward-7/1007.md"].len() == count);
        assert_eq!(
            (state.told.as_slice(), state.notes()),
            (&["ward-7/1007.md".to_owned()][..], 2000)
        );
    }
    assert_eq!(watching.state.passes, 5);
    // No other note was even read.
    if let (Some(before), Some(after)) = (read_before, reads(watching.child.id())) {
        assert!(after - before < 1000, "{} reads for four changes", after - before);
    }
}

/// How many times a process has read, where the system counts that.
fn reads(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("syscr: "))?.parse().ok()
}

/// A note with something to mend: an unsafe abbreviation is left, a misspelt heading is not.
const MENDABLE: &str = "# SOAP Note\n\n## Subjectve\n\nSore throat for 3 days.\n";

#[test]
fn fix_mends_at_each_save_and_rests() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", MENDABLE);
    let mut watching = sandbox.watch(&["--select", "ORG005", "--fix", "--debounce", "20"]);
    assert_eq!(watching.state.end["fixed"], 1);
    let mended = MENDABLE.replace("Subjectve", "Subjective");
    assert_eq!(sandbox.read("a.md"), mended);
    sandbox.write("a.md", MENDABLE.replace("3 days", "4 days"));
    let state = watching.wait("mended again", |state| state.passes == 2);
    assert_eq!(state.end["fixed"], 1);
    eventually("the file", || {
        sandbox.read("a.md") == mended.replace("3 days", "4 days")
    });
    // Its own writing brought no further pass.
    sandbox.write("b.md", BLANK);
    let state = watching.finds("b.md:5");
    assert_eq!((state.passes, state.told.as_slice()), (3, &["b.md".to_owned()][..]));
}

#[test]
fn fix_never_writes_over_what_was_saved_meanwhile() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", CLEAN);
    let mut watching = sandbox.watch(&["--select", "ORG005", "--fix", "--debounce", "0"]);
    // Saves in quick succession, each with something to mend and a word of its own.
    let text = |round: usize| MENDABLE.replace("3 days", &format!("{round} weeks and {}", "x".repeat(round * 50)));
    for round in 1..=60 {
        sandbox.write("a.md", text(round));
    }
    let last = text(60).replace("Subjectve", "Subjective");
    eventually("the last save is mended", || sandbox.read("a.md") == last);
    sandbox.write("bell.md", BLANK);
    let state = watching.wait("the bell", |state| state.all() == "bell.md:5");
    assert_eq!(state.errors(), "");
    assert_eq!(sandbox.read("a.md"), last);
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_watch_of_the_system_it_looks_itself_and_says_so() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    let program = sandbox.command(["watch", "--format", "concise", "--select", "TPL001"]);
    // So few open files that the system grants no watch, and enough to read a note: which number that is, is its own affair.
    let mut started = None;
    for limit in 4..12 {
        let mut limited = Command::new("sh");
        limited
            .args(["-c", &format!("ulimit -n {limit}; exec \"$0\" \"$@\"")])
            .arg(program.get_program())
            .args(program.get_args())
            .current_dir(sandbox.root())
            .stdout(fs::File::create(sandbox.path("out.log")).unwrap())
            .stderr(fs::File::create(sandbox.path("err.log")).unwrap());
        let mut child = limited.spawn().unwrap();
        let ended = || fs::read_to_string(sandbox.path("out.log")).is_ok_and(|text| text.contains(" problem"));
        let deadline = std::time::Instant::now() + PATIENCE;
        while !ended() && child.try_wait().unwrap().is_none() {
            assert!(std::time::Instant::now() < deadline, "no first pass with {limit} files");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let read = |name: &str| fs::read_to_string(sandbox.path(name)).unwrap_or_default();
        let (out, err) = (read("out.log"), read("err.log"));
        if err.contains("limit on watched folders") && out.contains("1 problem") {
            started = Some(child);
            break;
        }
        let _ = child.kill();
        child.wait().unwrap();
        sandbox.write("out.log", "");
    }
    let mut child = started.expect("one of these limits is between the two");
    let said = sandbox.read("err.log");
    assert!(
        said.contains("too many open files") && said.contains("--poll"),
        "{said}"
    );
    sandbox.write("a.md", CLEAN);
    eventually("it looks itself", || sandbox.read("out.log").contains("0 problems"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn an_empty_folder_is_explained_and_watched() {
    let sandbox = Sandbox::new();
    sandbox.write("photo.png", "");
    let mut watching = sandbox.watch(&[]);
    assert_eq!(
        (watching.state.notes(), watching.state.end["status"].as_u64()),
        (0, Some(0))
    );
    sandbox.write("a.md", BLANK);
    watching.finds("a.md:5");
    #[cfg(unix)]
    {
        let (_, stderr) = watching.end();
        assert!(stderr.contains("no note was found in this folder"), "{stderr}");
    }
}

#[test]
fn what_it_cannot_do_is_said_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("broken.toml", "select = 3\n");
    for (args, said) in [
        (&["watch", "-"][..], "a watch needs files"),
        (&["watch", "--unsafe-fixes"], "--fix"),
        (&["watch", "--select", "NOPE"], "NOPE"),
        (&["watch", "--config", "broken.toml"], "broken.toml"),
        (
            &["watch", "--baseline", "none.json"],
            "none.json: the baseline cannot be read",
        ),
        (&["watch", "--previous", "none.md"], "none.md: there is no such file"),
        (&["watch", "--format", "sarif"], "sarif"),
        (
            &["check", "--watch", "--format", "sarif"],
            "--watch prints --format full, concise or jsonl",
        ),
        (&["check", "--watch", "--diff"], "--diff"),
        (&["check", "--poll"], "go with --watch"),
        (&["watch", "--poll=1"], "--poll"),
    ] {
        let ran = sandbox.command(args).output().unwrap();
        let stderr = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(said), "{args:?}: {stderr}");
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_goes_away_ends_it_without_a_word() {
    use std::io::Read as _;
    use std::process::Stdio;

    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    let mut child = sandbox
        .command(["watch", "--format", "concise", "--select", "TPL001"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let deadline = std::time::Instant::now() + PATIENCE;
    let mut count = 1;
    while child.try_wait().unwrap().is_none() {
        assert!(std::time::Instant::now() < deadline, "it goes on for nobody");
        count = count % 9 + 1;
        sandbox.write("a.md", blanks(count));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let ran = child.wait_with_output().unwrap();
    assert_eq!(
        (ran.status.code(), String::from_utf8(ran.stderr).unwrap()),
        (Some(0), String::new())
    );
}

#[test]
#[cfg(target_os = "linux")]
fn memory_stays_flat() {
    let sandbox = Sandbox::new();
    for number in 0..50 {
        sandbox.write(&format!("{number}.md"), BLANK);
    }
    let mut watching = sandbox.watch(&["--debounce", "0"]);
    let resident = |process: u32| -> u64 {
        let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    };
    let process = watching.child.id();
    let mut edit = |rounds: std::ops::Range<usize>| {
        for round in rounds {
            let name = format!("{}.md", round % 50);
            // Notes change, go and come.
            if round % 10 == 9 {
                fs::remove_file(sandbox.path(&name)).unwrap();
                watching.wait("gone", |state| !state.findings.contains_key(&name));
            }
            let count = round / 50 % 7 + 1;
            sandbox.write(&name, blanks(count));
            watching.wait("edited", |state| {
                state.findings.get(&name).is_some_and(|lines| lines.len() == count)
            });
        }
    };
    edit(0..200);
    let before = resident(process);
    edit(200..600);
    let after = resident(process);
    assert!(after < before + before / 4 + 2048, "{before} kB, then {after} kB");
}
