//! A folder of its own for each test, and the program run in it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A note without a finding.
pub const CLEAN: &str = "\
---
kind: soap
---
# SOAP Note

## Subjective

34-year-old woman with a sore throat for 3 days, no cough. Takes no medicines, no known allergies. The pain is severe and constant.

## Objective

T 38.4 °C, HR 96, BP 118/72. Tonsils with exudate, tender anterior nodes.

## Assessment

Streptococcal pharyngitis, likely: fever, exudate, tender nodes and no cough.

## Plan

1. Streptococcal pharyngitis: rapid antigen test; penicillin V 500 mg PO twice daily for 10 days if positive.
   Explained how to take it. Recheck in 72 hours if the fever goes on; return at once if unable to swallow fluids.
";

/// The same note with a wildcard left in line 8: TPL001, an error.
pub fn with_blank() -> String {
    CLEAN.replace("3 days", "*** days")
}

/// Only this rule, so that a test does not change when another rule is written.
pub const ONLY_BLANKS: [&str; 2] = ["--select", "TPL001"];

pub struct Sandbox {
    folder: tempfile::TempDir,
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Sandbox {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(self, name: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program, in the folder, with nothing of the tester's own settings.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_preceptor"));
        command.args(args).current_dir(self.folder.path());
        for name in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "PRECEPTOR_CACHE_DIR",
            "PRECEPTOR_NO_CACHE",
            "LC_ALL",
            "LC_CTYPE",
        ] {
            command.env_remove(name);
        }
        command
            .env("HOME", self.folder.path())
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color");
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        ran(self.command(args).stdin(Stdio::null()))
    }

    pub fn run_with_stdin<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, stdin: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A run that refuses its arguments ends before it reads.
        if let Err(error) = child.stdin.take().unwrap().write_all(stdin.as_ref()) {
            assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{error}");
        }
        Ran::from(child.wait_with_output().unwrap())
    }

    /// `check` with these arguments, all findings but those of TPL001 off.
    pub fn check(&self, args: &[&str]) -> Ran {
        self.run(["check"].iter().chain(&ONLY_BLANKS).chain(args))
    }
}

pub fn ran(command: &mut Command) -> Ran {
    Ran::from(command.output().unwrap())
}

impl From<std::process::Output> for Ran {
    fn from(output: std::process::Output) -> Self {
        Self {
            status: output.status.code().expect("not ended by a signal"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// What the run ended with and printed, in one text for a snapshot.
    pub fn all(&self) -> String {
        let mut text = format!("status {}\n", self.status);
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("-- {name}\n{stream}"));
                if !stream.ends_with('\n') {
                    text.push('\n');
                }
            }
        }
        text
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {}", self.stdout))
    }
}
