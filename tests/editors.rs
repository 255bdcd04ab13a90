//! The configurations in `editors/` in the editors themselves, without a screen.
//!
//! The stories in `tests/editors/` open a bad note, see its findings, mend it, save it and see them go, and write down
//! what happened; here it is judged. `preceptor` on their PATH is a script that notes its process, so that one left
//! behind is seen. `scripts/test` installs what is needed; a missing editor is skipped, aloud, and fails in CI.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

#[path = "editors/documents.rs"]
mod documents;

/// How long a thing may take on a busy machine before it counts as hung. Nothing waits so long unless it fails.
const DEADLINE: Duration = Duration::from_secs(300);

/// Faults before and behind wide letters, with and without a fix.
const NOTE: &str = "# SOAP Note\n\n\
    S: 54 yo woman with café-au-lait and 🙂 cough for *** days. Takes lisinopril 10.0 mg QD.\n\n\
    O: T 98.6 F, HR 80, BP 120/80\n\n\
    A: cough\nPain: {none|mild}\n";

/// Where a story is told: a folder with a note whose name has a space and an accent.
struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for part in ["bin", "home", "ward round"] {
            fs::create_dir(folder.path().join(part)).expect("a folder");
        }
        let wrapper = folder.path().join("bin/preceptor");
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = lsp ] && echo $$ >> '{}/servers'\nexec '{}' \"$@\"\n",
            folder.path().display(),
            env!("CARGO_BIN_EXE_preceptor"),
        );
        fs::write(&wrapper, script).expect("a script");
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).expect("it may run");
        fs::write(folder.path().join("ward round").join(name), NOTE).expect("a note");
        fs::write(folder.path().join("name"), name).expect("the name of the note");
        Self { folder }
    }

    fn note(&self) -> PathBuf {
        let name = fs::read_to_string(self.folder.path().join("name")).expect("the name of the note");
        self.folder.path().join("ward round").join(name)
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// A program whose home and PATH are those of this stage.
    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let at = self.folder.path();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command
            .current_dir(at.join("ward round"))
            .env("PATH", format!("{}:{path}", at.join("bin").display()))
            .env("EDITORS", repository().join("editors"))
            .env("NOTE", self.note())
            .env("OUT", self.out())
            .env("LOG", at.join("errors"))
            .env("DEADLINE", "60")
            .env("TERM", "dumb")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("NVIM")
            .env_remove("CLICOLOR_FORCE")
            // Under a build server colours are written even to a terminal that has none, and Emacs gives one.
            .env_remove("CI")
            .stdin(Stdio::null());
        for (variable, folder) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "home/config"),
            ("XDG_CACHE_HOME", "home/cache"),
            ("XDG_DATA_HOME", "home/data"),
            ("XDG_STATE_HOME", "home/state"),
            ("XDG_RUNTIME_DIR", "home"),
        ] {
            command.env(variable, at.join(folder));
        }
        command
    }

    /// Runs an editor to its end, and reads what it wrote down.
    fn tell(&self, mut command: Command) -> String {
        let log = fs::File::create(self.folder.path().join("log")).expect("a log");
        command.stdout(log.try_clone().expect("a second handle")).stderr(log);
        let mut child = command.spawn().expect("the editor starts");
        ended(&mut child);
        fs::read_to_string(self.out()).unwrap_or_else(|_| {
            let said = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            panic!("{command:?} wrote nothing down, and said:\n{said}")
        })
    }

    /// The same, where it is JSON; no part of the story may have gone wrong.
    fn story(&self, command: Command) -> Value {
        let told: Value = serde_json::from_str(&self.tell(command)).expect("JSON");
        let said = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        for step in told["steps"].as_array().into_iter().flatten() {
            assert_eq!(
                step["shown"], step["expected"],
                "{}: the editor (left) and the command line (right)\n{said}",
                step["step"]
            );
            assert!(!step["expected"].as_array().expect("findings").is_empty(), "{step}");
        }
        assert_eq!(told["problems"], Value::Array(Vec::new()), "{told:#}\n{said}");
        told
    }

    /// Every server that was started has ended.
    fn no_server_is_left(&self) {
        let servers = fs::read_to_string(self.folder.path().join("servers")).expect("a server was started");
        let until = Instant::now() + DEADLINE;
        for server in servers.lines() {
            while runs(server) {
                assert!(Instant::now() < until, "the server {server} is still there");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// What the program prints; findings are no failure.
    fn preceptor(&self, arguments: &[&str]) -> String {
        let ran = self
            .command("preceptor")
            .args(arguments)
            .output()
            .expect("preceptor runs");
        assert_ne!(ran.status.code(), Some(2), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).expect("UTF-8")
    }
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Waits for the end of an editor, and makes one if it does not come.
fn ended(child: &mut Child) {
    let until = Instant::now() + DEADLINE;
    while child.try_wait().expect("its state").is_none() {
        if Instant::now() > until {
            child.kill().expect("it can be ended");
            child.wait().expect("it ends");
            panic!("the editor hung");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a process runs; one that has ended and is not yet forgotten does not.
fn runs(process: &str) -> bool {
    let asked = Command::new("ps").args(["-o", "stat=", "-p", process]).output();
    if let Ok(asked) = asked {
        let state = String::from_utf8_lossy(&asked.stdout);
        return !state.trim().is_empty() && !state.starts_with('Z');
    }
    fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or("").trim_start().starts_with('Z'))
}

/// Whether an editor is here; the reason not to go on is said aloud, and is none in CI.
fn present(program: &str, argument: &str, package: &str, wanted: &str) -> bool {
    let found = Command::new(program)
        .arg(argument)
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|ran| ran.status.success() && String::from_utf8_lossy(&ran.stdout).contains(wanted));
    if !found {
        assert!(
            std::env::var_os("CI").is_none(),
            "no {program} in CI: scripts/test installs {package}"
        );
        eprintln!("SKIPPED: no {program} here that will do (Debian: apt-get install {package})");
    }
    found
}

/// A second Neovim, newer than Debian's: `scripts/test` puts one into `target/neovim`, or `PRECEPTOR_NEOVIM` names it.
fn newer_neovim() -> Option<PathBuf> {
    let named = std::env::var_os("PRECEPTOR_NEOVIM").map(PathBuf::from);
    let found = named.or_else(|| Some(repository().join("target/neovim/bin/nvim")).filter(|path| path.is_file()));
    if found.is_none() {
        eprintln!("SKIPPED: no Neovim 0.11 here (PRECEPTOR_NEOVIM=PATH names one)");
    }
    found
}

fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("a list: {value}"))
        .iter()
        .map(|one| one.as_str().expect("a text"))
        .collect()
}

fn some(list: &Value, part: &str) {
    assert!(texts(list).iter().any(|one| one.contains(part)), "{part:?} in {list:#}");
}

/// What is true of the note however it was mended, in whatever editor.
fn the_note_was_mended(stage: &Stage, told: &Value) {
    let shown = |step: &str| -> Vec<String> {
        let steps = told["steps"].as_array().expect("steps");
        let found = steps.iter().find(|one| one["step"] == step).expect("the step");
        texts(&found["shown"]).into_iter().map(str::to_owned).collect()
    };
    let has = |step: &str, code: &str| shown(step).iter().any(|one| one.starts_with(code));
    assert!(has("opened", "SAF001") && has("opened", "SAF003") && has("opened", "TPL001"));
    assert!(!has("saved", "SAF001") && !has("saved", "SAF003") && has("saved", "TPL001"));
    let mended = told["mended"].as_str().expect("a text");
    assert!(!mended.contains("QD") && !mended.contains(".0 mg"), "{mended}");
    assert!(mended.contains("lisinopril 10 mg daily"), "{mended}");
    assert!(stage.note().is_file());
}

/// What a language server gives beyond findings.
fn the_server_helped(stage: &Stage, told: &Value) {
    the_note_was_mended(stage, told);
    assert!(
        told["hover"].as_str().is_some_and(|text| text.contains("QD")),
        "{told:#}"
    );
    some(&told["completion"], "Plan");
    some(&told["actions"], "daily");
    assert!(texts(&told["symbols"]).contains(&"S"), "{told:#}");

    // The layout is that of `fmt`, and what was saved is what was shown.
    let formatted = told["formatted"].as_str().expect("a text");
    assert_eq!(fs::read_to_string(stage.note()).expect("the note"), formatted);
    fs::write(stage.note(), told["before_format"].as_str().expect("a text")).expect("the note as it was");
    stage.preceptor(&["fmt", "--quiet", stage.note().to_str().expect("UTF-8")]);
    assert_eq!(fs::read_to_string(stage.note()).expect("the note"), formatted);
    stage.no_server_is_left();
}

fn neovim(program: &Path) {
    let stage = Stage::new("bad é.soap");
    let mut command = stage.command(program);
    command.args(["--headless", "--clean", "-n", "-c"]);
    command.arg(format!(
        "luafile {}",
        repository().join("tests/editors/neovim.lua").display()
    ));
    let told = stage.story(command);
    assert_eq!(told["filetype"], "preceptor");
    assert_eq!(told["source"], "preceptor");
    assert_eq!(told["omnifunc"], "v:lua.vim.lsp.omnifunc");
    assert_eq!(told["blanks"], true);
    assert_eq!(told["clients"], 1);
    assert_eq!(told["left"], 0);
    the_server_helped(&stage, &told);
}

#[test]
fn neovim_of_debian() {
    if present("nvim", "--version", "neovim", "NVIM v") {
        neovim(Path::new("nvim"));
    }
}

#[test]
fn neovim_of_today() {
    if let Some(program) = newer_neovim() {
        neovim(&program);
    }
}

#[test]
fn neovim_with_the_file_alone() {
    let Some(program) = newer_neovim() else { return };
    let stage = Stage::new("bad.soap.md");
    let mut command = stage.command(program);
    command.args(["--headless", "--clean", "-n", "-c"]);
    command.arg(format!(
        "luafile {}",
        repository().join("tests/editors/enable.lua").display()
    ));
    let told = stage.story(command);
    assert_eq!(told["filetype"], "markdown");
    some(&told["codes"], "SAF001");
    stage.no_server_is_left();
}

fn emacs(stage: &Stage, story: &str) -> Command {
    let mut command = stage.command("emacs");
    // Debian's packages stand where `-Q` does not look.
    command.args(["--batch", "--no-site-file", "-l"]);
    command.arg(repository().join("tests/editors").join(story));
    command
}

/// Whether Emacs is here, and Eglot with it.
fn eglot() -> bool {
    if !present("emacs", "--version", "emacs-nox", "Emacs") {
        return false;
    }
    let there = Command::new("emacs")
        .args([
            "--batch",
            "--no-site-file",
            "--eval",
            "(progn (package-initialize) (require 'eglot))",
        ])
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|ran| ran.status.success());
    if !there {
        assert!(
            std::env::var_os("CI").is_none(),
            "no Eglot in CI: scripts/test installs elpa-eglot"
        );
        eprintln!("SKIPPED: no Eglot here (Debian: apt-get install elpa-eglot)");
    }
    there
}

#[test]
fn emacs_with_eglot() {
    if !eglot() {
        return;
    }
    let stage = Stage::new("bad é.soap");
    let told = stage.story(emacs(&stage, "eglot.el"));
    assert_eq!(told["mode"], "preceptor-mode");
    the_server_helped(&stage, &told);
}

#[test]
fn emacs_without_a_server() {
    if !present("emacs", "--version", "emacs-nox", "Emacs") {
        return;
    }
    let stage = Stage::new("bad é.soap");
    let told = stage.story(emacs(&stage, "flymake.el"));
    the_note_was_mended(&stage, &told);
    assert_eq!(told["blank"], "***");
    some(&told["codes"], "TPL001");
    assert!(
        told["explained"]
            .as_str()
            .is_some_and(|text| text.starts_with("TPL001")),
        "{told:#}"
    );
    assert!(
        told["missing"]
            .as_str()
            .is_some_and(|text| text.contains("no-such-preceptor")),
        "{told:#}"
    );
    some(&told["pasted"], "SAF003 35 error");

    // `M-x compile` reads the lines as they are.
    let printed = stage.preceptor(&["check", "--quiet", "--format", "concise", "bad é.soap"]);
    let expected: Vec<String> = printed
        .lines()
        .map(|line| {
            let (place, rest) = line.split_once(": ").expect("a place");
            format!("{place} {}", rest.split_once(": ").expect("a severity").0)
        })
        .collect();
    assert_eq!(texts(&told["compiled"]), expected);
}

#[test]
fn the_file_for_emacs_is_as_emacs_wants_it() {
    if !present("emacs", "--version", "emacs-nox", "Emacs") {
        return;
    }
    let stage = Stage::new("bad.soap");
    let file = stage.folder.path().join("preceptor.el");
    fs::copy(repository().join("editors/emacs/preceptor.el"), &file).expect("a copy");
    for look in [
        "(progn (setq byte-compile-error-on-warn t) (or (byte-compile-file (getenv \"FILE\")) (kill-emacs 1)))",
        "(progn (require 'checkdoc) (checkdoc-file (getenv \"FILE\")))",
    ] {
        let ran = stage
            .command("emacs")
            .env("FILE", &file)
            .args(["--batch", "-Q", "--eval", look])
            .output()
            .expect("Emacs runs");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(
            ran.status.success() && !said.contains("preceptor.el:"),
            "{look}\n{said}"
        );
    }
    let text = fs::read_to_string(&file).expect("the file");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "a long line");
}

/// The findings of the note as Vim should have them: columns in bytes, the first letter of the severity.
fn quickfix(stage: &Stage) -> Vec<Value> {
    let printed = stage.preceptor(&["check", "--quiet", "--format", "json", "bad é.soap"]);
    let report: Value = serde_json::from_str(&printed).expect("JSON");
    let found = report["notes"][0]["diagnostics"].as_array().expect("findings");
    found
        .iter()
        .map(|one| {
            let start = &one["span"]["start"];
            let offset = usize::try_from(start["offset"].as_u64().expect("an offset")).expect("small");
            let line_start = NOTE[..offset].rfind('\n').map_or(0, |at| at + 1);
            let said = |what: &str| one[what].as_str().expect("a text");
            serde_json::json!({
                "file": "bad é.soap",
                "line": start["line"],
                "column": offset - line_start + 1,
                "type": &said("severity")[..1],
                "valid": 1,
                "text": format!("{} [{}]", said("message"), said("code")),
            })
        })
        .collect()
}

/// What `preceptor watch` prints in its first pass.
fn watched(stage: &Stage) -> String {
    use std::io::{BufRead, BufReader};
    let mut child = stage
        .command("preceptor")
        .args(["watch", "--format", "concise", "."])
        .stdout(Stdio::piped())
        .spawn()
        .expect("preceptor watches");
    let mut printed = String::new();
    for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
        let line = line.expect("UTF-8");
        printed.push_str(&line);
        printed.push('\n');
        if line.starts_with("preceptor: ") && line.contains(" problem") {
            break;
        }
    }
    child.kill().expect("it can be ended");
    child.wait().expect("it ends");
    assert!(printed.starts_with("preceptor: checking\n"), "{printed}");
    printed
}

#[test]
fn vim_fills_its_quickfix_list() {
    if !present("vim", "--version", "vim", "+quickfix") {
        return;
    }
    let stage = Stage::new("bad é.soap");
    fs::write(stage.folder.path().join("errors"), watched(&stage)).expect("what was printed");
    let expected = quickfix(&stage);
    let mut command = stage.command("vim");
    command.args(["-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "--not-a-term", "-S"]);
    command
        .arg(repository().join("tests/editors/quickfix.vim"))
        .env("NOTE", "bad é.soap");
    let told = stage.story(command);
    assert_eq!(told["filetype"], "preceptor");
    assert_eq!(told["compiler"], "preceptor");
    assert_eq!(told["make"], Value::Array(expected.clone()));
    assert_eq!(told["group"], "preceptorBlank");
    let filled = told["filled"].as_str().expect("a text");
    assert!(filled.contains("cough for 3 days."), "{filled}");

    // The lines that open and close a pass are no findings.
    let listed: Vec<Value> = told["cfile"]
        .as_array()
        .expect("a list")
        .iter()
        .cloned()
        .map(|mut one| {
            let file = one["file"]
                .as_str()
                .expect("a file")
                .trim_start_matches("./")
                .to_owned();
            one["file"] = file.into();
            one
        })
        .collect();
    assert_eq!(listed, expected);
    assert_eq!(told["missing"].as_array().map(Vec::len), Some(1), "{told:#}");
    assert!(
        told["missing"][0]["text"]
            .as_str()
            .expect("a text")
            .contains("no such file"),
        "{told:#}"
    );
}

#[test]
fn kakoune_marks_the_lines() {
    if !present("kak", "-version", "kakoune", "Kakoune") {
        return;
    }
    let stage = Stage::new("bad é.soap");
    fs::create_dir_all(stage.folder.path().join("home/config")).expect("a folder");
    let mut command = stage.command("kak");
    let source = |path: &str| format!("source '{}'", repository().join(path).display());
    command
        .args(["-ui", "dummy", "-s"])
        .arg(format!("preceptor-{}", std::process::id()))
        .arg("-E")
        .arg(format!(
            "{}; {}",
            source("editors/kakoune/preceptor.kak"),
            source("tests/editors/lint.kak")
        ))
        .arg("bad é.soap");
    let told = stage.tell(command);
    let printed = stage.preceptor(&["check", "--quiet", "--format", "concise", "bad é.soap"]);
    let errors = printed.lines().filter(|line| line.contains(": error: ")).count();
    let others = printed.lines().count() - errors;
    // A bar within a message stands escaped in Kakoune's lists.
    let told = told.replace("\\|", "|");
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines[..3],
        ["preceptor", "***", &format!("{errors} {others}")],
        "{told}"
    );
    for flag in ["3|{Error}x", "5|{Information}!", "7|{Error}x"] {
        assert!(lines[3].contains(flag), "{told}");
    }
    for line in printed.lines() {
        let (_, message) = line.split_once(": ").expect("a message");
        assert!(told.contains(message), "{message}\n{told}");
    }
}
