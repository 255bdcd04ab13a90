//! No home, no terminal, another locale, a wrong clock, and limits on what a process may have.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::harness::{after, can_run, mended, misnumbered, under};
use crate::sandbox::{CLEAN, ONLY_BLANKS, Ran, Sandbox, ran, with_blank};

#[test]
fn without_a_home_everything_works_but_what_would_stand_there() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("file", "");
    let file = sandbox.path("file");
    let homes: [Option<&Path>; 5] = [
        None,
        Some(Path::new("")),
        Some(Path::new("relative")),
        Some(Path::new("/nonexistent/home")),
        Some(&file),
    ];
    let args = [&["check"][..], &ONLY_BLANKS, &["a.md"]].concat();
    let expected = sandbox.run(&args);
    let with_home = |args: &[&str], home: Option<&Path>, xdg: Option<&str>| {
        let mut command = sandbox.command(args);
        command.stdin(Stdio::null());
        match home {
            Some(home) => command.env("HOME", home),
            None => command.env_remove("HOME"),
        };
        if let Some(xdg) = xdg {
            command.env("XDG_CONFIG_HOME", xdg).env("XDG_CACHE_HOME", xdg);
        }
        ran(&mut command)
    };
    for home in homes {
        // The standard for these folders: a relative path is not heeded.
        for xdg in [None, Some(""), Some("relative")] {
            assert_eq!(with_home(&args, home, xdg).all(), expected.all(), "{home:?} {xdg:?}");
            for args in [
                &["new", "hp"][..],
                &["templates", "list"],
                &["expand", "--list"],
                &["config", "show"],
            ] {
                let run = with_home(args, home, xdg);
                // A home that is a file is no folder to look for templates in.
                if home == Some(&*file) && run.stderr.contains("it is no folder") {
                    assert_eq!(run.status, 2);
                    continue;
                }
                assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{args:?} {home:?} {xdg:?}");
            }
        }
    }
    assert!(!sandbox.path("relative").exists());
    // What has no place says so.
    let run = with_home(&["templates", "new", "ours"], Some(&file), None);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("cannot be written: something above it is a file"),
        "{}",
        run.stderr
    );
    let run = with_home(&["templates", "new", "ours"], None, None);
    assert_eq!(run.status, 2);
    assert_eq!(run.stderr, "error: there is no folder for it: say where with -o FILE\n");
}

#[test]
fn without_any_environment_at_all() {
    let sandbox = Sandbox::new().file("a.md", misnumbered());
    let mut command = sandbox.command(["check", "--fix", "--select", "ORG010"]);
    command.env_clear().stdin(Stdio::null());
    assert_eq!((ran(&mut command).status, sandbox.read("a.md")), (0, mended()));
}

/// A folder that was removed while somebody stood in it.
#[test]
fn in_a_folder_that_is_gone() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("gone/b.md", "");
    let gone = "cd gone; rm -r ../gone; \"$0\" \"$@\"; status=$?; mkdir ../gone; exit $status";
    let run = |args: &[&str]| ran(&mut under(&sandbox, &["sh", "-c", gone], args));
    let note = sandbox.path("a.md");
    for args in [
        &["check"][..],
        &["check", note.to_str().unwrap()],
        &["fmt"],
        &["init"],
        &["check", "a.md"],
        &["new", "hp", "-o", "n.md"],
    ] {
        let run = run(args);
        assert!(!run.stderr.contains("panicked"), "{args:?}: {}", run.stderr);
        assert!(run.status != 1, "{args:?}: {}", run.all());
    }
}

#[test]
fn without_a_terminal_nothing_waits_and_nothing_is_coloured() {
    let sandbox = Sandbox::new().file("a.md", with_blank());
    let args = [&["check"][..], &ONLY_BLANKS, &["a.md"]].concat();
    let expected = sandbox.run(&args).all();
    assert!(!expected.contains('\u{1b}'), "{expected}");
    for term in [None, Some("dumb"), Some(""), Some("no-such-terminal")] {
        // A session of its own has no terminal to open either.
        let mut command = under(&sandbox, &["setsid", "-w"], &args);
        match term {
            Some(term) => command.env("TERM", term),
            None => command.env_remove("TERM"),
        };
        assert_eq!(ran(&mut command).all(), expected, "TERM={term:?}");
    }
    let run = sandbox.run(["new", "hp", "--ask"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("needs a terminal"), "{}", run.stderr);
}

#[test]
fn the_locale_changes_no_finding() {
    // In Turkish a capital i has a dot, and a comma stands before decimals.
    let note = CLEAN
        .replace("3 days", "*** days")
        .replace("## Subjective", "## SUBJECTIVE")
        .replace("## Plan", "## PLAN");
    let sandbox = Sandbox::new()
        .file("a.md", note)
        .file("b\u{130}\u{131}.md", misnumbered());
    let run = |locale: &str, format: &str| {
        let mut command = sandbox.command(["check", "--format", format]);
        command.env("LANG", locale).env("LC_ALL", locale).stdin(Stdio::null());
        ran(&mut command)
    };
    for format in ["full", "concise", "json"] {
        let expected = run("C.UTF-8", format).all();
        for locale in ["C", "POSIX", "tr_TR.UTF-8", "de_DE.ISO-8859-1", "no_SUCH.locale", ""] {
            assert_eq!(run(locale, format).all(), expected, "{locale} {format}");
        }
    }
}

/// The program under a clock that somebody set.
fn at(sandbox: &Sandbox, clock: &str, args: &[&str]) -> Ran {
    ran(&mut under(sandbox, &["faketime", "-f", clock], args))
}

#[test]
fn a_clock_that_is_wrong_is_believed_and_breaks_nothing() {
    if !can_run("faketime", &["-f", "2001-01-01 00:00:00", "true"], "faketime") {
        return;
    }
    let dated = CLEAN.replace("no cough.", "no cough. Last seen on 2020-05-04.");
    let sandbox = Sandbox::new().file("a.md", dated).file("class/a.md", CLEAN);
    for (clock, future) in [
        ("1970-01-01 00:00:00", true),
        ("1969-06-01 00:00:00", false),
        ("2019-01-01 00:00:00", true),
        ("2026-01-01 00:00:00", false),
        ("2099-12-31 23:59:59", false),
    ] {
        let run = at(&sandbox, clock, &["check", "--select", "ACC016", "a.md"]);
        let said = run.stdout.contains("ACC016");
        assert!(!run.stderr.contains("panicked"), "{clock}: {}", run.stderr);
        assert_eq!(said, future, "{clock}: {}", run.all());
        let run = at(&sandbox, clock, &["new", "hp"]);
        assert_eq!(run.status, 0, "{clock}: {}", run.all());
        if clock.starts_with("1969") {
            // The library that writes the workbook has no date before 1970.
            continue;
        }
        let run = at(
            &sandbox,
            clock,
            &["grade", "class", "--rubric", "soap-clerkship", "--out", "out"],
        );
        assert_eq!(run.status, 0, "{clock}: {}", run.all());
    }
    // Whoever knows better says so.
    let run = at(
        &sandbox,
        "1970-01-01 00:00:00",
        &["check", "--select", "ACC016", "--today", "2026-01-01", "a.md"],
    );
    assert!(!run.stdout.contains("ACC016"), "{}", run.all());
}

#[test]
fn times_of_files_far_away_change_nothing() {
    let sandbox = Sandbox::new().file("a.md", misnumbered());
    let century = Duration::from_secs(100 * 365 * 86_400);
    for time in [
        SystemTime::UNIX_EPOCH,
        SystemTime::UNIX_EPOCH - century,
        SystemTime::now() + century,
    ] {
        let note = fs::File::options().write(true).open(sandbox.path("a.md")).unwrap();
        note.set_modified(time).unwrap();
        drop(note);
        let run = sandbox.run(["check", "--select", "ORG010", "--format", "concise"]);
        assert!(run.stdout.contains("[ORG010]"), "{time:?}: {}", run.all());
    }
    assert_eq!(sandbox.run(["check", "--select", "ORG010", "--fix"]).status, 0);
    assert_eq!(sandbox.read("a.md"), mended());
}

/// Run under a limit that the shell sets.
fn limited(sandbox: &Sandbox, limit: &str, args: &[&str]) -> Ran {
    ran(&mut after(sandbox, limit, args))
}

#[test]
fn few_open_files_are_enough_for_many_notes() {
    let mut sandbox = Sandbox::new();
    for at in 0..200 {
        sandbox = sandbox.file(format!("notes/{at}.md"), misnumbered());
    }
    let args = [
        "check", "--select", "ORG010", "--format", "json", "--jobs", "4", "notes",
    ];
    let expected = sandbox.run(args).stdout;
    let run = limited(&sandbox, "ulimit -n 16", &args);
    assert_eq!((run.status, run.stdout == expected, run.stderr.as_str()), (0, true, ""));
    let run = limited(
        &sandbox,
        "ulimit -n 24",
        &["check", "--select", "ORG010", "--fix", "--jobs", "4", "notes"],
    );
    assert_eq!(run.status, 0, "{}", run.all());
    assert!(
        run.stderr.contains("mended 200 findings in 200 notes"),
        "{}",
        run.stderr
    );
    // Too few even for one: an error that names the way out, not a crash.
    let run = limited(&sandbox, "ulimit -n 4", &args);
    assert!(run.status == 2 || run.stdout == expected, "{}", run.all());
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    if run.status == 2 {
        assert!(
            run.stderr
                .contains("Too many open files; raise the limit (`ulimit -n 1024`)"),
            "{}",
            run.stderr
        );
    }
}

/// As a user who has as many processes as they may: the work is done all the same, on one thread.
#[test]
#[cfg(target_os = "linux")]
fn where_no_thread_can_be_started_the_work_is_done() {
    const NOBODY: [&str; 5] = ["--reuid", "65533", "--regid", "65533", "--clear-groups"];
    let trial = [&NOBODY[..], &["true"]].concat();
    if !can_run("setpriv", &trial, "util-linux (and the test to be run as root)") {
        return;
    }
    let mut sandbox = Sandbox::new();
    for at in 0..50 {
        sandbox = sandbox.file(format!("notes/{at}.md"), misnumbered());
    }
    let sandbox = sandbox.file("class/a.md", CLEAN);
    let program = sandbox.path("program");
    let given = |command: &mut Command| assert!(command.status().unwrap().success());
    fs::copy(sandbox.command([""]).get_program(), &program).unwrap();
    given(Command::new("chmod").args(["-R", "a+rwX"]).arg(sandbox.path("")));
    given(Command::new("chmod").arg("755").arg(&program));
    for (args, status) in [
        (&["check", "--select", "ORG010", "notes", "--jobs", "4"][..], 0),
        (&["check", "--select", "ORG010", "--fix", "notes", "--jobs", "4"], 0),
        (&["fmt", "notes"], 0),
        // The workbook of `--out` takes a thread of the library that writes it.
        (&["grade", "class", "--rubric", "soap-clerkship", "--similarity"], 0),
        (&["lsp"], 2),
    ] {
        let limit = format!("shift; exec prlimit --nproc=1 {} \"$@\"", program.display());
        let nobody = [&["setpriv"], &NOBODY[..], &["sh", "-c", &limit, "sh"]].concat();
        let run = ran(&mut under(&sandbox, &nobody, args));
        assert_eq!(run.status, status, "{args:?}: {}", run.all());
        assert!(!run.stderr.contains("panicked"), "{args:?}: {}", run.stderr);
    }
    assert_eq!(sandbox.read("notes/0.md"), mended());
}
