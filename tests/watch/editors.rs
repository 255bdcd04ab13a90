//! Real editors, without a window, save notes that are watched.
//!
//! Needs Vim, Emacs, Nano and Kakoune (Debian: `vim-nox emacs-nox nano kakoune`), which `scripts/test` installs in CI; what is
//! missing is skipped, aloud, and fails in CI.

#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::harness::{BLANK, Sandbox};

fn is_here(editor: &str) -> bool {
    let found = Command::new(editor)
        .args([if editor == "kak" { "-version" } else { "--version" }])
        .output()
        .is_ok_and(|ran| ran.status.success());
    if !found {
        assert!(
            std::env::var_os("CI").is_none(),
            "no {editor} in CI: scripts/test installs it"
        );
        eprintln!("SKIPPED: no {editor} here");
    }
    found
}

/// Have an editor put a line `Worse for *** days.` at the end of `ward/note.md` and save, three times, each seen.
fn saves(sandbox: &Sandbox, what: &str, edit: impl Fn() -> Command) {
    sandbox.write("ward/note.md", BLANK);
    let mut watching = sandbox.watch(&["ward"]);
    for count in 2..5 {
        let ran = edit()
            .current_dir(sandbox.path("ward"))
            .env("HOME", sandbox.path("home"))
            .env("TERM", "xterm")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(ran.status.success(), "{what}: {ran:?}");
        let state = watching.wait(what, |state| {
            state.findings.values().map(Vec::len).sum::<usize>() == count
        });
        assert_eq!(
            (state.errors(), state.notes()),
            (String::new(), 1),
            "{what}: {}",
            state.all()
        );
    }
}

#[test]
fn vim_saves() {
    if !is_here("vim") {
        return;
    }
    let sandbox = Sandbox::new();
    for backupcopy in ["auto", "no", "yes"] {
        let set = format!("set backupcopy={backupcopy} backup writebackup swapfile");
        saves(&sandbox, &format!("vim, backupcopy={backupcopy}"), || {
            let mut vim = Command::new("vim");
            vim.args(["-es", "-u", "NONE", "-c", &set]);
            vim.args(["-c", "call append('$', 'Worse for *** days.')", "-c", "wq", "note.md"]);
            vim
        });
    }
}

#[test]
fn emacs_saves() {
    if !is_here("emacs") {
        return;
    }
    let sandbox = Sandbox::new();
    for precious in ["nil", "t"] {
        let work = format!(
            "(progn (setq file-precious-flag {precious} create-lockfiles t make-backup-files t) (find-file \"note.md\") \
             (goto-char (point-max)) (insert \"Worse for *** days.\\n\") (save-buffer))"
        );
        saves(&sandbox, &format!("emacs, precious {precious}"), || {
            let mut emacs = Command::new("emacs");
            emacs.args(["-Q", "--batch", "--eval", &work]);
            emacs
        });
    }
}

#[test]
fn kakoune_saves() {
    if !is_here("kak") {
        return;
    }
    let sandbox = Sandbox::new();
    for method in ["overwrite", "replace"] {
        let work = format!("write-quit -method {method}");
        saves(&sandbox, &format!("kakoune, {method}"), || {
            let mut kakoune = Command::new("kak");
            kakoune.args(["-n", "-ui", "dummy", "-e"]);
            kakoune
                .arg(format!("exec 'geoWorse for *** days.<esc>'; {work}"))
                .arg("note.md");
            kakoune
        });
    }
}

#[test]
fn nano_saves() {
    if !is_here("nano") {
        return;
    }
    let sandbox = Sandbox::new();
    // Nano edits at a terminal alone: `script` gives it one, and it is sent its keys. End, the words, Ctrl-O, Enter, Ctrl-X.
    let keys = "sleep 0.3; printf 'Worse for *** days.\\r'; sleep 0.1; printf '\\017'; sleep 0.1; printf '\\r'; sleep 0.1; \
        printf '\\030'";
    if !Command::new("script")
        .arg("--version")
        .output()
        .is_ok_and(|ran| ran.status.success())
    {
        eprintln!("SKIPPED: no script(1) here");
        return;
    }
    saves(&sandbox, "nano", || {
        let mut nano = Command::new("sh");
        nano.args([
            "-c",
            &format!("({keys}) | script -qec 'nano -I +99999 note.md' /dev/null >/dev/null"),
        ]);
        nano
    });
}
