//! `cargo bench --bench grade [-- --notes N --rounds N --seed N]`: a class marked, with a rubric and similarity, against
//! `wc -w` on the same files in the same run (see `benches/README.md`).

mod notes;
mod programs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use programs::{arguments, peak_memory, race};

const PRECEPTOR: &str = env!("CARGO_BIN_EXE_preceptor");
/// What a thousand submissions may take, in seconds.
const BUDGET: f64 = 5.0;

struct Plan {
    notes: usize,
    rounds: usize,
    seed: usize,
}

fn plan() -> Plan {
    let mut plan = Plan {
        notes: 1000,
        rounds: 3,
        seed: 1,
    };
    arguments(&mut [
        ("--notes", &mut plan.notes),
        ("--rounds", &mut plan.rounds),
        ("--seed", &mut plan.seed),
    ]);
    (plan.notes, plan.rounds) = (plan.notes.max(8), plan.rounds.max(1));
    plan
}

/// The notes of thirty students about one patient, as they stand in the tests.
fn class() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grade/class/notes");
    let entries = fs::read_dir(folder).expect("the class is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a note").path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read_to_string(path).expect("a note is UTF-8 text"))
        .collect()
}

/// Words that a writer may put in or leave out anywhere.
const FILLERS: [&str; 24] = [
    "also",
    "today",
    "again",
    "still",
    "then",
    "now",
    "quite",
    "rather",
    "mostly",
    "partly",
    "initially",
    "later",
    "overall",
    "currently",
    "apparently",
    "fairly",
    "clearly",
    "already",
    "often",
    "soon",
    "mainly",
    "largely",
    "usually",
    "really",
];

/// A note in other words, so that a thousand of them are not thirty: every few words one more.
fn reworded(note: &str, random: &mut notes::Random) -> String {
    let mut out = String::with_capacity(note.len() * 5 / 4);
    for line in note.split_inclusive('\n') {
        let prose = line.split_whitespace().count() > 6;
        for word in line.split_inclusive(' ') {
            out.push_str(word);
            if prose && word.trim_end().chars().all(char::is_lowercase) && random.below(4) == 0 {
                out.push_str(FILLERS[random.below(FILLERS.len())]);
                out.push(' ');
            }
        }
    }
    out
}

fn grade(folder: &Path, notes: &str, out: &str) -> Command {
    let mut command = Command::new(PRECEPTOR);
    command.args([
        "grade",
        notes,
        "--isolated",
        "--rubric",
        "hp-clerkship",
        "--similarity",
        "--quiet",
        "--out",
        out,
    ]);
    command.current_dir(folder);
    command
}

fn write(folder: &Path, count: usize, sources: &[String], random: &mut notes::Random) -> (Vec<PathBuf>, usize) {
    fs::create_dir(folder).expect("a folder can be made");
    let mut bytes = 0;
    let paths = (0..count).map(|number| {
        let note = reworded(&sources[random.below(sources.len())], random);
        bytes += note.len();
        let path = folder.join(format!("student{number:05}_{number}_{number}_note.md"));
        fs::write(&path, note).expect("a note can be written");
        path
    });
    (paths.collect(), bytes)
}

fn main() {
    let plan = plan();
    let base = tempfile::tempdir().expect("a temporary folder can be made");
    let (sources, mut random) = (class(), notes::Random::new(plan.seed as u64));
    let (paths, bytes) = write(&base.path().join("all"), plan.notes, &sources, &mut random);
    write(
        &base.path().join("quarter"),
        plan.notes.div_ceil(4),
        &sources,
        &mut random,
    );
    println!(
        "{} submissions, {:.1} MB, rubric hp-clerkship, similarity",
        paths.len(),
        bytes as f64 / 1e6
    );

    let mut wc = Command::new("wc");
    wc.arg("-w").args(&paths);
    let (words, graded) = race(plan.rounds, wc, grade(base.path(), "all", "out"));
    let rows = fs::read_to_string(base.path().join("out/grades.csv")).expect("the grades were written");
    assert_eq!(rows.lines().count(), paths.len() + 1, "every submission has a row");
    let budget = BUDGET * paths.len() as f64 / 1000.0;
    let verdict = if graded.as_secs_f64() <= budget {
        "within"
    } else {
        "OVER"
    };
    println!(
        "wc -w {:.0} ms   preceptor grade {:.2} s   ratio {:.0}   {:.0} submissions/s   ({verdict} budget {budget:.1} s)",
        words.as_secs_f64() * 1e3,
        graded.as_secs_f64(),
        graded.as_secs_f64() / words.as_secs_f64(),
        paths.len() as f64 / graded.as_secs_f64()
    );
    let peak = |notes, out| peak_memory(&mut grade(base.path(), notes, out));
    if let (Some(quarter), Some(all)) = (peak("quarter", "out-quarter"), peak("all", "out")) {
        let more = (all - quarter) * 1024.0 / (paths.len() - paths.len().div_ceil(4)).max(1) as f64;
        println!("peak memory {quarter:.0} MB for a quarter, {all:.0} MB for all: {more:.1} KB a submission more");
    }
}
