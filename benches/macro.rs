//! `cargo bench --bench macro [-- --notes N --rounds N --seed N]`: the whole program on a ward of notes, against `wc -w`
//! on the same files in the same run. Wall times are medians; what counts is the ratio (see `benches/README.md`).

mod notes;
mod programs;
mod ward;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use programs::{peak_memory, race, time};
use ward::{plan, write_ward};

const PRECEPTOR: &str = env!("CARGO_BIN_EXE_preceptor");

fn wc(folder: &Path, paths: &[PathBuf]) -> Command {
    let mut command = Command::new("wc");
    command.arg("-w").arg("--").args(paths).current_dir(folder);
    command
}

/// `preceptor check` as a user runs it with all notes changed: all stable rules, no configuration, no cache.
fn check(folder: &Path, paths: &[PathBuf]) -> Command {
    let mut command = Command::new(PRECEPTOR);
    command
        .args(["check", "--isolated", "--no-cache", "--format", "concise"])
        .args(paths)
        .current_dir(folder);
    command
}

/// The same with the results of earlier runs in `cache`.
fn check_again(folder: &Path, cache: &Path, format: &str) -> Command {
    let mut command = Command::new(PRECEPTOR);
    command
        .args(["check", "--isolated", "--format", format, "--cache-dir"])
        .arg(cache)
        .arg(".")
        .current_dir(folder);
    command
}

/// The cache of results: filling it, and what it saves when no note has changed.
fn cached(ward: &Path, paths: &[PathBuf], rounds: usize, checked: Duration) {
    let cache = tempfile::tempdir().expect("a temporary folder can be made");
    let filled = time(&mut check_again(ward, cache.path(), "concise"));
    let (words, again) = race(rounds, wc(ward, paths), check_again(ward, cache.path(), "concise"));
    report("all notes unchanged, warm cache", words, again, 2.0);
    let (won, cost) = (
        checked.as_secs_f64() / again.as_secs_f64(),
        filled.as_secs_f64() / checked.as_secs_f64(),
    );
    let verdict = if won >= 3.0 { "within" } else { "OVER" };
    println!(
        "{:<34} {won:.1} x faster than --no-cache   ({verdict} budget 3); filling it took {cost:.2} x",
        ""
    );
    let whole = time(&mut check_again(ward, cache.path(), "full"));
    let (_, again) = race(rounds, wc(ward, paths), check_again(ward, cache.path(), "full"));
    println!(
        "{:<34} --format full: {:.2} ms, filling it {:.2} ms",
        "",
        again.as_secs_f64() * 1e3,
        whole.as_secs_f64() * 1e3
    );
    if let Some(peak) = peak_memory(&mut check_again(ward, cache.path(), "concise")) {
        println!("{:<34} peak memory {peak:.0} MB", "");
    }
}

fn report(what: &str, wc: Duration, preceptor: Duration, budget: f64) {
    let ratio = preceptor.as_secs_f64() / wc.as_secs_f64();
    let verdict = if ratio <= budget { "within" } else { "OVER" };
    println!(
        "{what:<34} wc -w {:>9.2} ms   preceptor {:>9.2} ms   ratio {ratio:>5.2}   ({verdict} budget {budget})",
        wc.as_secs_f64() * 1e3,
        preceptor.as_secs_f64() * 1e3,
    );
}

fn main() {
    let plan = plan();
    let ward = tempfile::tempdir().expect("a temporary folder can be made");
    let (paths, bytes) = write_ward(ward.path(), &plan);
    println!(
        "{} notes, {:.1} MB ({:.2} KB each), seed {}, {} cores",
        paths.len(),
        bytes as f64 / 1e6,
        bytes as f64 / 1e3 / paths.len() as f64,
        plan.seed,
        thread::available_parallelism().map_or(0, |cores| cores.get()),
    );

    // Proof that the work is done: one unmeasured run whose findings are counted.
    let folder = [PathBuf::from(".")];
    let output = check(ward.path(), &folder)
        .output()
        .expect("the program can be started");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "preceptor failed: {errors}"
    );
    let findings = output.stdout.iter().filter(|byte| **byte == b'\n').count();
    assert!(
        findings > paths.len() / 10,
        "hardly any findings ({findings}): was anything checked?"
    );
    println!(
        "findings printed: {findings} lines, {:.1} MB",
        output.stdout.len() as f64 / 1e6
    );

    let (words, checked) = race(plan.rounds, wc(ward.path(), &paths), check(ward.path(), &folder));
    report(&format!("{} notes, no cache", paths.len()), words, checked, 2.0);
    println!(
        "{:<34} {:.1} MB/s, {:.0} notes/s",
        "",
        bytes as f64 / 1e6 / checked.as_secs_f64(),
        paths.len() as f64 / checked.as_secs_f64()
    );

    cached(ward.path(), &paths, plan.rounds, checked);

    // One note of 5 KB, a cold process each time: start-up counts.
    let one = [PathBuf::from("one.md")];
    fs::write(ward.path().join(&one[0]), notes::example("good/progress-hd3.md")).expect("a note can be written");
    let (words, checked) = race(plan.rounds.max(3) * 10, wc(ward.path(), &one), check(ward.path(), &one));
    report("one 5 KB note, cold", words, checked, 3.0);

    for (name, text) in [
        ("10 MB of H&P", notes::example("good/hp-pneumonia.md")),
        ("10 MB of Unicode", notes::unicode()),
        ("10 MB of pathological list", notes::pathological()),
        ("10 MB in one line", "word ".into()),
    ] {
        let large = [PathBuf::from("large.md")];
        let text = text.repeat(10_000_000 / text.len());
        fs::write(ward.path().join(&large[0]), text).expect("a note can be written");
        let took = time(&mut check(ward.path(), &large));
        let verdict = if took.as_secs_f64() <= 2.0 { "within" } else { "OVER" };
        println!("{name:<34} {:>9.2} s   ({verdict} budget 2 s)", took.as_secs_f64());
    }
    fs::remove_file(ward.path().join("large.md")).expect("a note can be removed");

    // Memory is flat when a tenth of the notes needs about as much as all.
    let tenth: Vec<PathBuf> = paths.iter().take(paths.len().div_ceil(10)).cloned().collect();
    if let (Some(all), Some(tenth)) = (
        peak_memory(&mut check(ward.path(), &folder)),
        peak_memory(&mut check(ward.path(), &tenth)),
    ) {
        let verdict = if all <= 150.0 { "within" } else { "OVER" };
        println!("peak memory: {all:.0} MB for all notes ({verdict} budget 150 MB), {tenth:.0} MB for a tenth of them");
    }
}
