//! A folder of its own for each test, and a watch on it whose events are followed as a client would.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Nothing here takes so long, on however busy a machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A note with a wildcard left in it: TPL001, an error.
pub const BLANK: &str = "# SOAP Note\n\n## Subjective\n\nSore throat for *** days.\n";
/// The same without.
pub const CLEAN: &str = "# SOAP Note\n\n## Subjective\n\nSore throat for 3 days.\n";

/// A note with so many blanks, each on a line of its own.
pub fn blanks(count: usize) -> String {
    format!(
        "# SOAP Note\n\n## Subjective\n\n{}",
        "Pain for *** days.\n".repeat(count)
    )
}

pub struct Sandbox {
    folder: tempfile::TempDir,
}

impl Sandbox {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Write a file in place.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program, in the folder, with nothing of the tester's own settings; of all rules only that on blanks.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_preceptor"));
        command.args(args).current_dir(self.root());
        for name in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "XDG_CONFIG_HOME",
            "LC_ALL",
            "LC_CTYPE",
        ] {
            command.env_remove(name);
        }
        command
            .env("HOME", self.path("home"))
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color");
        command
    }

    /// A watch that tells events, with these arguments, that has looked at everything once.
    pub fn watch(&self, args: &[&str]) -> Watching {
        let watching = self.start(args);
        watching.until("the first pass", |state| state.passes == 1)
    }

    /// The same, not waited for.
    pub fn start(&self, args: &[&str]) -> Watching {
        let base = ["watch", "--format", "jsonl", "--select", "TPL001"];
        Watching::start(self.command(base.iter().chain(args)))
    }
}

/// What a client knows from the events.
#[derive(Debug, Default, Clone)]
pub struct State {
    /// Lines with findings, by path.
    pub findings: BTreeMap<String, Vec<u64>>,
    /// Passes that have ended.
    pub passes: usize,
    /// The last `end`.
    pub end: Value,
    /// Paths that were told of in the last pass.
    pub told: Vec<String>,
    in_pass: bool,
}

impl State {
    /// `a.md:5,9 b.md:5`: all that is known of findings.
    pub fn all(&self) -> String {
        let lines = |lines: &[u64]| lines.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        let notes: Vec<String> = self
            .findings
            .iter()
            .map(|(path, at)| format!("{path}:{}", lines(at)))
            .collect();
        notes.join(" ")
    }

    pub fn notes(&self) -> u64 {
        self.end["summary"]["notes"].as_u64().unwrap()
    }

    /// The messages of the errors that hold.
    pub fn errors(&self) -> String {
        let errors = self.end["errors"].as_array().map_or(&[][..], Vec::as_slice);
        let text = |error: &Value| {
            format!(
                "{}: {}",
                error["path"].as_str().unwrap(),
                error["message"].as_str().unwrap()
            )
        };
        errors.iter().map(text).collect::<Vec<_>>().join("; ")
    }

    /// Take an event in, as strictly as the contract has it.
    fn take(&mut self, event: Value) {
        let path = || event["path"].as_str().unwrap().replace('\\', "/");
        match event["event"].as_str() {
            Some("begin") => {
                assert!(!self.in_pass, "{event}");
                assert_eq!(
                    (&event["version"], event["pass"].as_u64()),
                    (&Value::from(1), Some(self.passes as u64 + 1))
                );
                self.in_pass = true;
                self.told.clear();
            }
            Some("cleared") => {
                assert!(self.in_pass, "{event}");
                let had = self.findings.remove(&path());
                assert!(
                    had.is_some() || event["gone"] == true,
                    "{event} for a note without findings"
                );
                self.told.push(path());
            }
            Some("diagnostic") => {
                assert!(
                    self.in_pass && event["code"].is_string() && event["message"].is_string(),
                    "{event}"
                );
                let line = event["span"]["start"]["line"].as_u64().unwrap();
                self.findings.entry(path()).or_default().push(line);
                self.told.push(path());
            }
            Some("end") => {
                assert!(self.in_pass, "{event}");
                self.in_pass = false;
                self.passes += 1;
                let sum: usize = self.findings.values().map(Vec::len).sum();
                let summary = &event["summary"];
                let told = ["errors", "warnings", "infos"].map(|name| summary[name].as_u64().unwrap());
                assert_eq!(told.iter().sum::<u64>(), sum as u64, "{event} but {:?}", self.findings);
                self.told.dedup();
                self.end = event;
            }
            _ => panic!("no such event: {event}"),
        }
    }
}

pub struct Watching {
    pub child: Child,
    events: Receiver<Value>,
    stderr: Option<JoinHandle<String>>,
    pub state: State,
}

impl Watching {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, events) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            for line in stdout.lines() {
                let line = line.unwrap();
                let event = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line}"));
                if sender.send(event).is_err() {
                    break;
                }
            }
        });
        let mut errors = child.stderr.take().unwrap();
        let stderr = thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).unwrap();
            text
        });
        Self {
            child,
            events,
            stderr: Some(stderr),
            state: State::default(),
        }
    }

    /// Follow the events until, at the end of a pass, `holds`.
    #[track_caller]
    pub fn until(mut self, what: &str, holds: impl Fn(&State) -> bool) -> Self {
        self.wait(what, holds);
        self
    }

    /// The same.
    #[track_caller]
    pub fn wait(&mut self, what: &str, holds: impl Fn(&State) -> bool) -> &State {
        let deadline = Instant::now() + PATIENCE;
        while self.state.in_pass || self.state.passes == 0 || !holds(&self.state) {
            match self
                .events
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(event) => self.state.take(event),
                Err(RecvTimeoutError::Timeout) => panic!("{what}: waited in vain; {:?}", self.state),
                Err(RecvTimeoutError::Disconnected) => panic!("{what}: the watch has ended; {:?}", self.state),
            }
        }
        &self.state
    }

    /// Wait until these are all the findings.
    #[track_caller]
    pub fn finds(&mut self, all: &str) -> &State {
        self.wait(all, |state| state.all() == all)
    }

    /// End it by a signal, as Ctrl-C or a supervisor does. Returns the status, and what it said on standard error.
    #[cfg(unix)]
    pub fn end_by(mut self, signal: &str) -> (i32, String) {
        let killed = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        let status = self.child.wait().unwrap().code().expect("ended by itself");
        (status, self.stderr.take().unwrap().join().unwrap())
    }

    #[cfg(unix)]
    pub fn end(self) -> (i32, String) {
        self.end_by("-INT")
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Wait until something holds that no event tells of.
#[track_caller]
pub fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}: waited in vain");
        thread::sleep(Duration::from_millis(5));
    }
}
