//! What is printed: lines for editors, events for programs, a file, a command.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::harness::{BLANK, CLEAN, Sandbox, blanks, eventually};

/// The lines that a watch prints, pass by pass, from a begin line to an end line.
struct Lines {
    child: std::process::Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Lines {
    fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        let base = ["watch", "--select", "TPL001"];
        let mut child = sandbox
            .command(base.iter().chain(args))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// All lines up to the one that starts with `last`.
    fn until(&mut self, last: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.lines.next().expect("the watch goes on").unwrap();
            let is_last = line.starts_with(last);
            lines.push(line);
            if is_last {
                return lines;
            }
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn concise_prints_all_findings_between_two_fixed_lines() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("b.md", CLEAN);
    let mut lines = Lines::start(&sandbox, &["--format", "concise"]);
    let finding = |path: &str, line: usize| {
        format!("{path}:{line}:17: error: A blank in Subjective was never filled in: `***` [TPL001]")
    };
    let pass = |lines: &mut Lines| lines.until("preceptor: ").len() + 1;
    assert_eq!(pass(&mut lines), 2, "the begin line comes first");
    let rest = lines.until("preceptor: ");
    assert_eq!(rest, [finding("a.md", 5), "preceptor: 1 problem in 2 notes".to_owned()]);
    sandbox.write("b.md", BLANK);
    assert_eq!(lines.until("preceptor: "), ["preceptor: checking"]);
    let all = [
        finding("a.md", 5),
        finding("b.md", 5),
        "preceptor: 2 problems in 2 notes".to_owned(),
    ];
    assert_eq!(lines.until("preceptor: "), all);
    fs::remove_file(sandbox.path("a.md")).unwrap();
    sandbox.write("b.md", CLEAN);
    // Both at once, or one after the other, as a note that is gone is waited for.
    loop {
        assert_eq!(lines.until("preceptor: "), ["preceptor: checking"]);
        if lines.until("preceptor: ").last().unwrap() == "preceptor: 0 problems in 1 note" {
            break;
        }
    }
}

#[test]
fn full_on_a_pipe_prints_what_changed_and_no_escape() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("b.md", CLEAN);
    let mut lines = Lines::start(&sandbox, &[]);
    let first = lines.until("Found ");
    assert_eq!(
        first[0],
        "error: A blank in Subjective was never filled in: `***` [TPL001]"
    );
    assert_eq!(first.last().unwrap(), "Found 1 problem (1 error) in 1 of 2 notes.");
    sandbox.write("b.md", blanks(2));
    let second = lines.until("Found ");
    assert!(second.iter().any(|line| line.contains("b.md:6:10")), "{second:?}");
    assert!(!second.iter().any(|line| line.contains("a.md")), "{second:?}");
    assert!(!first.iter().chain(&second).any(|line| line.contains('\u{1b}')));
    sandbox.write("b.md", CLEAN).write("a.md", CLEAN);
    lines.until("All 2 notes are clean.");
}

#[test]
fn check_watch_is_the_same_thing() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    let mut child = sandbox
        .command([
            "check",
            "--watch",
            "--select",
            "TPL001",
            "--format",
            "concise",
            "--debounce",
            "20",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines = Lines { child, lines };
    lines.until("preceptor: 1 problem");
    sandbox.write("a.md", CLEAN);
    lines.until("preceptor: 0 problems in 1 note");
}

#[test]
fn the_stream_of_events_is_as_its_page_shows_it() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/watch.md")).unwrap();
    let (_, sample) = page.split_once("```jsonl\n").expect("docs/watch.md shows a sample");
    let (sample, _) = sample.split_once("```").unwrap();

    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("b.md", BLANK);
    let mut lines = Lines::start(&sandbox, &["--format", "jsonl"]);
    let mut events = lines.until("{\"event\":\"end\"");
    sandbox.write("a.md", CLEAN);
    events.extend(lines.until("{\"event\":\"end\""));
    fs::remove_file(sandbox.path("b.md")).unwrap();
    events.extend(lines.until("{\"event\":\"end\""));
    let plain = |line: &str| {
        let mut event: Value = serde_json::from_str(line).unwrap();
        if event["event"] == "end" {
            event["milliseconds"] = 1.into();
        }
        event
    };
    let printed: Vec<Value> = events.iter().map(|line| plain(line)).collect();
    let shown: Vec<Value> = sample.lines().map(plain).collect();
    assert_eq!(printed, shown, "\n{}", events.join("\n"));
}

#[test]
fn an_output_file_is_always_whole() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", blanks(40)).write("b.md", BLANK);
    // The file lies in the folder and has the extension of a note; it is none.
    let mut watching = sandbox.watch(&["--output-file", "errors.txt"]);
    let file = sandbox.path("errors.txt");
    let line = |path: &str, at: usize, column: usize| {
        format!("{path}:{at}:{column}: error: A blank in Subjective was never filled in: `***` [TPL001]\n")
    };
    let state = |count: usize| -> String {
        (5..5 + count).map(|at| line("a.md", at, 10)).collect::<String>() + &line("b.md", 5, 17)
    };
    assert_eq!(fs::read_to_string(&file).unwrap(), state(40));
    let counts = [1, 40, 3, 25, 40, 2];
    let possible: Vec<String> = counts.iter().map(|count| state(*count)).collect();
    for (at, count) in counts.into_iter().enumerate() {
        sandbox.write("a.md", blanks(count));
        let wanted = &possible[at];
        // Read all the while.
        eventually("the file of this state", || {
            let text = fs::read_to_string(&file).expect("never missing");
            assert!(possible.contains(&text), "half written: {text}");
            text == *wanted
        });
    }
    let last = watching.wait("the last state", |state| state.findings["a.md"].len() == 2);
    assert_eq!(last.notes(), 2);
    let left = fs::read_dir(sandbox.root()).unwrap().count();
    assert_eq!(left, 3, "nothing else is left behind");
}

#[test]
fn an_output_file_that_cannot_be_written_is_an_error_of_the_pass() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    let mut watching = sandbox.watch(&["--output-file", "no/such/folder/errors"]);
    assert!(
        watching.state.errors().contains("cannot be written"),
        "{}",
        watching.state.errors()
    );
    assert_eq!(watching.state.end["status"], 2);
    fs::create_dir_all(sandbox.path("no/such/folder")).unwrap();
    sandbox.write("a.md", CLEAN);
    let state = watching.finds("");
    assert_eq!((state.errors(), state.end["status"].as_u64()), (String::new(), Some(0)));
}

#[test]
#[cfg(unix)]
fn a_command_is_run_after_each_pass_and_told_what_came_of_it() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("b.md", CLEAN);
    let script = "echo \"$PRECEPTOR_PASS $PRECEPTOR_STATUS $PRECEPTOR_PROBLEMS $PRECEPTOR_NOTES \
        $PRECEPTOR_CHANGED_COUNT\" $PRECEPTOR_CHANGED >> told.log; echo words";
    let mut watching = sandbox.watch(&["--exec", script, "a.md", "b.md"]);
    let told = |lines: usize| {
        eventually("the command", || {
            fs::read_to_string(sandbox.path("told.log")).is_ok_and(|text| text.lines().count() == lines)
        });
        sandbox.read("told.log")
    };
    assert_eq!(told(1), "1 1 1 2 2 a.md b.md\n");
    sandbox.write("a.md", CLEAN);
    watching.finds("");
    assert_eq!(told(2).lines().last(), Some("2 0 0 2 1 a.md"));
    let (status, stderr) = watching.end();
    // Its words do not mix with the findings.
    assert_eq!((status, stderr.as_str()), (0, "words\nwords\n"));
}

#[test]
#[cfg(unix)]
fn a_command_that_fails_is_told_and_two_never_run_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    // It waits until it is let go; a second one beside it would find the lock.
    let script = "mkdir lock || echo twice >> log.txt~; while ! [ -e go ]; do sleep 0.01; done; rmdir lock; \
        echo $PRECEPTOR_PASS >> log.txt~; exit 3";
    let mut watching = sandbox.watch(&["--exec", script, "a.md"]);
    eventually("the command runs", || sandbox.path("lock").exists());
    for count in [2, 3, 4] {
        sandbox.write("a.md", blanks(count));
        watching.wait("a pass meanwhile", |state| state.findings["a.md"].len() == count);
    }
    sandbox.write("go", "");
    // Once for the first pass, and once more for all that came meanwhile.
    eventually("both have ended", || {
        fs::read_to_string(sandbox.path("log.txt~")).is_ok_and(|text| text == "1\n4\n")
    });
    sandbox.write("a.md", CLEAN);
    watching.finds("");
    eventually("the third has ended", || {
        fs::read_to_string(sandbox.path("log.txt~")).is_ok_and(|text| text == "1\n4\n5\n")
    });
    let (status, stderr) = watching.end();
    assert_eq!(status, 0);
    assert!(stderr.contains("ended with status 3; the watch goes on"), "{stderr}");
}

#[test]
fn what_is_shown_can_drive_no_terminal() {
    let sandbox = Sandbox::new();
    sandbox.write("a\u{1b}[2J.md", BLANK.replace("days", "\u{1b}[2J days"));
    for format in ["full", "concise", "jsonl"] {
        let mut lines = Lines::start(&sandbox, &["--format", format]);
        let last = match format {
            "full" => "Found ",
            "concise" => "preceptor: 1",
            _ => "{\"event\":\"end\"",
        };
        let printed = lines.until(last);
        assert!(!printed.iter().any(|line| line.contains('\u{1b}')), "{printed:?}");
    }
}

#[test]
fn a_rule_that_breaks_down_is_an_error_of_the_pass() {
    let rule =
        "[[rule]]\ncode = \"BIG001\"\nname = \"too-large\"\nmessage = \"x\"\nforbid = { regex = '(\\w{100}){2000}' }\n";
    let sandbox = Sandbox::new();
    sandbox.write("preceptor.toml", rule).write("a.md", CLEAN);
    let watching = sandbox.watch(&["--extend-select", "BIG001"]);
    let errors = watching.state.errors();
    assert!(
        errors.contains("rule BIG001 (too-large) cannot run on this note"),
        "{errors}"
    );
    assert_eq!(watching.state.end["status"], 2);
}
