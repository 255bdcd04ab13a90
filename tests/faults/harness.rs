//! Programs that make faults, and what the tests need around them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::sandbox::{CLEAN, Sandbox};

/// A note whose plan is numbered 1, 3: ORG010, mended safely.
pub fn misnumbered() -> String {
    CLEAN.replace(
        "1. Streptococcal pharyngitis: rapid",
        "1. Fever: paracetamol 1 g PO every 6 hours as needed.\n3. Streptococcal pharyngitis: rapid",
    )
}

pub fn mended() -> String {
    misnumbered().replace("3. Strep", "2. Strep")
}

/// Whether `program` runs here with these arguments. Without it the test is skipped, aloud, and fails in CI; where it is
/// there and may not do that (as in some containers), the test is skipped.
pub fn can_run(program: &str, args: &[&str], package: &str) -> bool {
    let ran = Command::new(program).args(args).output();
    let missing = ran.is_err();
    if ran.is_ok_and(|ran| ran.status.success()) {
        return true;
    }
    assert!(
        !missing || std::env::var_os("CI").is_none(),
        "`{program} {}` does not run in CI: scripts/test installs {package}",
        args.join(" ")
    );
    eprintln!("SKIPPED: no `{program} {}` here (Debian: {package})", args.join(" "));
    false
}

pub fn can_trace() -> bool {
    can_run("strace", &["-f", "-o", "/dev/null", "true"], "strace")
}

/// The program under another: `wrapper` and its arguments, then the program and its own.
pub fn under(sandbox: &Sandbox, wrapper: &[&str], args: &[&str]) -> Command {
    let inner = sandbox.command(args);
    let mut command = Command::new(wrapper[0]);
    command
        .args(&wrapper[1..])
        .arg(inner.get_program())
        .args(args)
        .current_dir(sandbox.path(""))
        .stdin(Stdio::null());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// The program started by a shell that does `before` first: set a limit, close a stream, go elsewhere.
pub fn after(sandbox: &Sandbox, before: &str, args: &[&str]) -> Command {
    under(sandbox, &["sh", "-c", &format!("{before}; exec \"$0\" \"$@\"")], args)
}

/// The names in a folder, sorted.
pub fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// Whether the signals that ask a program to end do so here: who started the tests may have had them ignored (`nohup`).
pub fn can_be_ended() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // SIGHUP, SIGINT and SIGTERM: 1, 2 and 15.
    let ends = ignored.unwrap_or(0) & 0b100_0000_0000_0011 == 0;
    if !ends {
        eprintln!("SKIPPED: signals are ignored here; start the tests without nohup");
    }
    ends
}

/// Everything below a folder that a broken-off write may have left.
pub fn leftovers(folder: &Path) -> Vec<String> {
    let mut left = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().unwrap().is_dir() {
            left.extend(leftovers(&entry.path()));
        } else if name.ends_with(".tmp") {
            left.push(name);
        }
    }
    left
}

/// A command that writes one file.
pub struct Writer {
    pub args: &'static [&'static str],
    /// The file that it writes.
    pub target: &'static str,
}

/// Every command that writes a file, with how it is asked to.
pub const WRITERS: [Writer; 13] = [
    writer(&["check", "--fix", "--select", "ORG010", "note.md"], "note.md"),
    writer(&["check", "--output-file", "findings.txt", "note.md"], "findings.txt"),
    writer(&["check", "--write-baseline", "known.json", "note.md"], "known.json"),
    writer(&["fmt", "untidy.md"], "untidy.md"),
    writer(&["expand", "phrase.md"], "phrase.md"),
    writer(&["expand", "phrase.md", "--force", "-o", "copy.md"], "copy.md"),
    writer(&["redact", "named.md", "-o", "copy.md"], "copy.md"),
    writer(&["redact", "--in-place", "named.md"], "named.md"),
    writer(&["new", "hp", "--force", "-o", "copy.md"], "copy.md"),
    writer(
        &["new", "learning", "--append", "log.md", "--today", "2026-11-23"],
        "log.md",
    ),
    writer(&["init", "--force"], "preceptor.toml"),
    writer(&["templates", "new", "ours", "--force", "-o", "copy.md"], "copy.md"),
    writer(
        &["grade", "class", "--rubric", "soap-clerkship", "--out", "out"],
        "out/grades.csv",
    ),
];

const fn writer(args: &'static [&'static str], target: &'static str) -> Writer {
    Writer { args, target }
}

impl Writer {
    pub fn name(&self) -> String {
        self.args.join(" ")
    }

    /// A folder in which it has something to write, over something that is there.
    pub fn sandbox(&self) -> Sandbox {
        let sandbox = Sandbox::new()
            .file("note.md", misnumbered())
            .file("untidy.md", CLEAN.replace("## Plan\n\n", "## Plan\n\n\n\n"))
            .file("phrase.md", CLEAN.replace("Tonsils", ".normalcardiac Tonsils"))
            .file(
                "named.md",
                CLEAN.replace("34-year-old", "Patient: John Smith, 34-year-old"),
            )
            .file("preceptor.toml", "select = [\"ORG\", \"TPL\", \"PHI\"]\n")
            .file("copy.md", "old\n")
            .file("findings.txt", "old\n")
            .file("known.json", "old\n")
            .file("class/Lee Ann.md", CLEAN);
        // What an earlier run wrote.
        let earlier = |args: &[&str]| assert_eq!(sandbox.run(args).status, 0, "{args:?}");
        match self.target {
            "log.md" => earlier(&["new", "learning", "--append", "log.md", "--today", "2026-11-22"]),
            "out/grades.csv" => {
                earlier(self.args);
                return sandbox.file("class/Bo Chen.md", CLEAN);
            }
            _ => {}
        }
        sandbox
    }
}
