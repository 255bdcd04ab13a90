//! To answer about one file, one file is read, with the configuration above it and the note before it: nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::capabilities::everything;
use crate::client::{Client, codes, uri};

/// Whether system calls can be watched here. Without that the test is skipped, aloud, and fails in CI.
fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    if traced.is_ok_and(|ran| ran.status.success()) {
        return true;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "no strace in CI: scripts/test installs it"
    );
    eprintln!("SKIPPED: no strace here, or it may not trace (Debian: apt-get install strace)");
    false
}

/// The paths below `folder` that were opened, listed or asked about, from there on.
fn touched(log: &Path, folder: &Path) -> BTreeSet<String> {
    let log = fs::read_to_string(log).unwrap();
    let base = format!("{}/", folder.display());
    let paths = log.split('"').skip(1).step_by(2);
    paths
        .filter_map(|path| path.strip_prefix(&base))
        .map(str::to_owned)
        .collect()
}

#[test]
fn one_note_that_is_open_leads_to_no_other() {
    if !can_trace() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let log = tempfile::NamedTempFile::new().unwrap();
    for number in 0..200 {
        let neighbour = root.join(format!("ward/neighbour{number}"));
        fs::create_dir_all(&neighbour).unwrap();
        fs::write(neighbour.join("a.md"), crate::BLANK).unwrap();
        fs::write(neighbour.join("preceptor.toml"), "not toml").unwrap();
    }
    fs::write(root.join("ward/day2.md"), "# Progress Note\n\nS: cough\n").unwrap();
    fs::write(root.join("preceptor.toml"), "select = [\"TPL001\", \"REL003\"]\n").unwrap();
    let text = crate::BLANK.replacen("---\n", "---\nprevious: day2.md\n", 1);
    let note = uri(&root.join("ward/day3.md"));

    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-s", "4096", "-e", "trace=%file,getdents64", "-o"])
        .arg(log.path())
        .args([env!("CARGO_BIN_EXE_preceptor"), "lsp"]);
    let mut client = Client::run(command, &root);
    client.initialize(json!({"capabilities": {}, "rootUri": uri(&root)}));
    assert_eq!(codes(&client.lint(&note, &text)), ["TPL001"]);
    client.set(&note, 2, &text);
    client.published(&note, 2);
    everything(&mut client, &note, 8, 12);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    client.settle();
    client.finish();

    let touched = touched(log.path(), &root);
    let allowed = |path: &str| {
        let configuration = ["preceptor.toml", ".preceptor.toml"];
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        configuration.contains(&name) && ["", "ward"].contains(&folder)
            || ["ward", "ward/day2.md", "ward/day3.md"].contains(&path)
            // What stands beside a configuration and belongs to it.
            || ["grammars", "templates", "phrases"].contains(&path)
    };
    let strays: Vec<&String> = touched.iter().filter(|path| !allowed(path)).collect();
    assert!(strays.is_empty(), "{strays:?}");
    // What must be read was seen: the log is not simply empty.
    for needed in ["preceptor.toml", "ward/preceptor.toml", "ward/day2.md"] {
        assert!(touched.contains(needed), "{touched:?}");
    }
}
