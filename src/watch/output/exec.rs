//! `--exec`: a command after each pass.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use crossbeam_channel::Sender;

use super::Pass;

/// How many paths a command is told: the environment of a process is small.
const PATHS: usize = 100;

/// Runs a command after each pass, one at a time: a pass that ends while it runs has it run once more.
#[derive(Debug)]
pub struct Exec {
    command: String,
    cwd: PathBuf,
    prints: bool,
    ended: Sender<io::Result<Option<i32>>>,
    running: bool,
    waiting: Option<Vec<(&'static str, String)>>,
}

impl Exec {
    /// Runs `command` by the shell in `cwd`. How it ended is sent to `ended`, and is then to be told by
    /// [`Exec::has_ended`].
    /// What it prints goes to standard error if it `prints`, else nowhere.
    pub fn new(command: String, cwd: &Path, prints: bool, ended: Sender<io::Result<Option<i32>>>) -> Self {
        Self {
            command,
            cwd: cwd.to_owned(),
            prints,
            ended,
            running: false,
            waiting: None,
        }
    }

    /// A pass is over.
    pub fn after(&mut self, pass: &Pass) {
        let changed: Vec<String> = pass
            .changed
            .iter()
            .take(PATHS)
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let number = |number: usize| number.to_string();
        let summary = &pass.summary;
        self.waiting = Some(vec![
            ("PRECEPTOR_STATUS", pass.status.to_string()),
            ("PRECEPTOR_PASS", number(pass.number)),
            ("PRECEPTOR_CHANGED", changed.join("\n")),
            ("PRECEPTOR_CHANGED_COUNT", number(pass.changed.len())),
            ("PRECEPTOR_NOTES", number(summary.notes)),
            ("PRECEPTOR_PROBLEMS", number(summary.findings())),
            ("PRECEPTOR_ERRORS", number(summary.errors)),
            ("PRECEPTOR_WARNINGS", number(summary.warnings)),
            ("PRECEPTOR_INFOS", number(summary.infos)),
        ]);
        self.start();
    }

    /// The command has ended. Returns what there is to tell of it: that it failed.
    pub fn has_ended(&mut self, how: io::Result<Option<i32>>) -> Option<String> {
        self.running = false;
        self.start();
        let command = &self.command;
        match how {
            Ok(Some(0)) => None,
            Ok(Some(status)) => Some(format!(
                "--exec: `{command}` ended with status {status}; the watch goes on"
            )),
            Ok(None) => Some(format!("--exec: `{command}` was ended by a signal; the watch goes on")),
            Err(error) => Some(format!("--exec: `{command}` cannot be run: {error}; the watch goes on")),
        }
    }

    fn start(&mut self) {
        if self.running {
            return;
        }
        let Some(variables) = self.waiting.take() else { return };
        self.running = true;
        let mut command = shell(&self.command);
        command.envs(variables).current_dir(&self.cwd).stdin(Stdio::null());
        if self.prints {
            // Standard output is for findings.
            command.stdout(Stdio::from(io::stderr()));
        } else {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        let ended = self.ended.clone();
        match command.spawn() {
            Ok(child) => drop(thread::spawn(move || ended.send(wait(child)))),
            Err(error) => drop(ended.send(Err(error))),
        }
    }
}

fn wait(mut child: Child) -> io::Result<Option<i32>> {
    child.wait().map(|status| status.code())
}

fn shell(line: &str) -> Command {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut command = Command::new(shell);
    command.arg(flag).arg(line);
    command
}
