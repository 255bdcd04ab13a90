//! `cargo bench --bench watch [-- --edits N --hour N]`: from a save to the printed findings, and the memory of a long watch.
//!
//! The real program watches a real folder; a note is saved in place, and the time until the last line of the pass has been
//! read is taken, less the 50 ms that nothing must happen. Only what the watch itself adds is left (see `benches/README.md`).

mod notes;
mod programs;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use programs::arguments;

const PRECEPTOR: &str = env!("CARGO_BIN_EXE_preceptor");
/// The watch's own default.
const DEBOUNCE: Duration = Duration::from_millis(50);

struct Plan {
    /// Edits for each figure.
    edits: usize,
    /// Edits over which memory is looked at; an hour of saving every second is 3,600.
    hour: usize,
}

fn plan() -> Plan {
    let mut plan = Plan { edits: 200, hour: 3600 };
    arguments(&mut [("--edits", &mut plan.edits), ("--hour", &mut plan.hour)]);
    plan.edits = plan.edits.max(1);
    plan
}

/// A note of about so many bytes: a full H&P, cut or told again. The number makes each save another text.
fn note(bytes: usize, number: usize) -> String {
    let whole = notes::example("good/hp-pneumonia.md");
    let mut text = format!("Visit {number}.\n\n");
    while text.len() < bytes {
        text.push_str(&whole);
    }
    let end = text[..bytes].rfind('\n').map_or(bytes, |at| at + 1);
    text.truncate(end);
    text
}

struct Watch {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    end: &'static str,
}

impl Watch {
    fn start(folder: &Path, format: &str, more: &[&str]) -> Self {
        let mut child = Command::new(PRECEPTOR)
            .args(["watch", "--isolated", "--format", format])
            .args(more)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program can be started");
        let lines = BufReader::with_capacity(1 << 20, child.stdout.take().expect("it is piped")).lines();
        let end = if format == "jsonl" {
            "{\"event\":\"end\""
        } else {
            "preceptor: "
        };
        let mut watch = Self { child, lines, end };
        watch.pass();
        watch
    }

    /// Read to the last line of a pass.
    fn pass(&mut self) {
        loop {
            let line = self.lines.next().expect("the watch goes on").expect("lines are UTF-8");
            if line.starts_with(self.end) && line != "preceptor: checking" {
                return;
            }
        }
    }

    /// From the save to the end of the pass.
    fn edit(&mut self, path: &Path, text: &str) -> Duration {
        let began = Instant::now();
        fs::write(path, text).expect("a note can be written");
        self.pass();
        began.elapsed()
    }

    /// What it holds in memory, in MB, where the system says so (Linux).
    fn memory(&self) -> Option<f64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kilobytes / 1024.0)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder with so many notes besides the one that is edited.
fn ward(others: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let examples = notes::examples();
    for number in 0..others {
        let path = folder.path().join(format!("ward-{:02}/{number}.md", number / 100));
        fs::create_dir_all(path.parent().expect("in a folder")).expect("a folder can be made");
        fs::write(path, &examples[number % examples.len()]).expect("a note can be written");
    }
    let edited = folder.path().join("ward-00/edited.md");
    fs::create_dir_all(edited.parent().expect("in a folder")).expect("a folder can be made");
    fs::write(&edited, note(2048, 0)).expect("a note can be written");
    (folder, edited)
}

fn latencies(plan: &Plan) {
    println!(
        "save to printed, beside the debounce of {} ms: median / p99, of {} saves",
        DEBOUNCE.as_millis(),
        plan.edits
    );
    for others in [0, 1999] {
        let (folder, edited) = ward(others);
        for format in ["jsonl", "concise"] {
            let mut watch = Watch::start(folder.path(), format, &[]);
            for size in [2, 10, 100] {
                let mut times: Vec<Duration> = (1..=plan.edits)
                    .map(|number| watch.edit(&edited, &note(size * 1024, number)))
                    .map(|took| took.saturating_sub(DEBOUNCE))
                    .collect();
                times.sort();
                let ms = |at: usize| times[at.min(times.len() - 1)].as_secs_f64() * 1000.0;
                println!(
                    "  {size:>3} KB among {:>4} notes, {format:<7}  {:>6.1} ms / {:>6.1} ms",
                    others + 1,
                    ms(times.len() / 2),
                    ms(times.len() * 99 / 100)
                );
            }
        }
    }
}

fn memory(plan: &Plan) {
    let (folder, edited) = ward(99);
    let mut watch = Watch::start(folder.path(), "jsonl", &["--debounce", "1"]);
    let mut edits = 1..;
    let mut edit = |count: usize| {
        for number in edits.by_ref().take(count) {
            watch.edit(&edited, &note([2, 10, 100][number % 3] * 1024, number));
        }
        watch.memory()
    };
    let warm = edit(plan.hour / 10);
    let after = edit(plan.hour - plan.hour / 10);
    if let (Some(warm), Some(after)) = (warm, after) {
        println!(
            "memory: {warm:.1} MB after {} saves, {after:.1} MB after {}",
            plan.hour / 10,
            plan.hour
        );
    }
}

fn main() {
    let plan = plan();
    latencies(&plan);
    if plan.hour > 0 {
        memory(&plan);
    }
}
