//! The page of `check --format html` in a real browser, without a window.
//!
//! Needs Chromium (Debian: `chromium`), which `scripts/test` installs; without it the test is skipped, aloud, and fails in CI.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A note that tries to run, to fetch and to break out of the page.
const HOSTILE: &str = "# SOAP Note\n\n<script>document.title = 'owned'</script>\n\n\
    S: cough for *** days <img src=\"file:///nowhere\" onerror=\"document.title = 'owned'\"> </textarea></style></mark>\n\n\
    A: cough\n";

fn browser() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            Command::new(name)
                .arg("--version")
                .output()
                .is_ok_and(|ran| ran.status.success())
        });
    if found.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "no Chromium in CI: scripts/test installs it"
        );
        eprintln!("SKIPPED: no Chromium here (Debian: apt-get install chromium)");
    }
    found
}

/// What the browser makes of the page.
fn dom(browser: &str, folder: &Path) -> String {
    let page = format!("file://{}", folder.join("report.html").display());
    let ran = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=2000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(page)
        .output()
        .expect("the browser runs");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

#[test]
fn the_page_shows_the_note_and_nothing_of_it_runs() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.md"), HOSTILE).expect("a note");
    let ran = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .args([
            "check",
            "--isolated",
            "--format",
            "html",
            "--output-file",
            "report.html",
            "a.md",
        ])
        .current_dir(folder.path())
        .output()
        .expect("preceptor runs");
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));

    let dom = dom(browser, folder.path());
    assert!(dom.contains("<title>Notes checked by preceptor</title>"), "{dom}");
    // The browser read the note as text: what it would have made an element stands there escaped.
    assert!(dom.contains("&lt;script&gt;document.title"), "{dom}");
    assert!(!dom.contains("<script") && !dom.contains("<img"), "{dom}");
    // Every line of the note is there, and so is what closes the page.
    assert_eq!(
        dom.matches("class=\"line\"").count(),
        HOSTILE.split('\n').count(),
        "{dom}"
    );
    assert!(dom.contains("class=\"sums\""), "{dom}");
}
