//! The extension for VS Code: it compiles, its own tests pass against this very program, and it packs.
//!
//! Needs node and npm (Debian: `nodejs npm`), which `scripts/test` installs, and once the npm registry; without them the
//! test is skipped, aloud, and fails in CI. `PRECEPTOR_UPDATE=1` writes the snippets anew from the templates.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What the package holds: nothing else may slip in.
const CONTENTS: &str = "\
LICENSE
README.md
images/icon.png
language-configuration.json
out/NOTICES.txt
out/extension.js
package.json
snippets/preceptor.json
syntaxes/clinical-note.tmLanguage.json
syntaxes/markdown-injection.tmLanguage.json";

/// The oldest node that the tests run on.
const NODE: u32 = 20;

fn extension() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode")
}

/// Say why nothing was tested; in CI that is a failure.
fn skip(why: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "{why}: scripts/test installs it in CI"
    );
    eprintln!("SKIPPED: {why} (Debian: apt-get install nodejs npm)");
}

fn node_version() -> Option<u32> {
    let ran = Command::new("node").arg("--version").output().ok()?;
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    told.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

fn npm(args: &[&str]) -> std::io::Result<Output> {
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    Command::new(name)
        .args(args)
        .current_dir(extension())
        .env("PRECEPTOR", env!("CARGO_BIN_EXE_preceptor"))
        .env("FORCE_COLOR", "0")
        .output()
}

fn said(ran: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    )
}

/// Run a script of package.json, which must succeed; what it printed to standard output.
fn script(name: &str) -> String {
    let ran = npm(&["run", "--silent", name]).expect("npm runs");
    assert!(ran.status.success(), "npm run {name}:\n{}", said(&ran));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// Whether the libraries are there and are those of the lock file.
fn is_installed() -> bool {
    let changed = |file: &str| {
        fs::metadata(extension().join(file))
            .and_then(|data| data.modified())
            .ok()
    };
    changed("node_modules/.package-lock.json") >= changed("package-lock.json")
}

#[test]
fn the_extension_compiles_passes_its_tests_and_packs() {
    match node_version() {
        None => return skip("no node here"),
        Some(version) if version < NODE => return skip(&format!("node {version} is too old, {NODE} is needed")),
        Some(_) => {}
    }
    if !is_installed() {
        match npm(&["ci"]) {
            Err(_) => return skip("no npm here"),
            Ok(ran) if !ran.status.success() => return skip(&format!("npm ci failed: {}", said(&ran))),
            Ok(_) => {}
        }
    }
    if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
        script("snippets");
    }
    script("compile");
    let told = script("test");
    // `# pass 46`, or `ℹ pass 46`: the totals of node's test runner.
    let count = |what: &str| {
        told.lines()
            .find_map(|line| match line.split_whitespace().collect::<Vec<_>>()[..] {
                [_, word, number] if word == what => number.parse::<u32>().ok(),
                _ => None,
            })
    };
    assert_eq!((count("fail"), count("skipped")), (Some(0), Some(0)), "{told}");
    assert!(count("pass") > Some(40), "{told}");

    let mut contents: Vec<String> = script("contents").lines().map(str::to_owned).collect();
    contents.sort();
    assert_eq!(contents.join("\n"), CONTENTS);
    script("package");
    let size = fs::metadata(extension().join("preceptor.vsix"))
        .expect("the package")
        .len();
    assert!(size < 400_000, "the package has grown to {size} bytes");
}
