//! `cargo bench --bench shapes [-- --shape NAME --megabytes N --rounds N --command WORDS --write FOLDER --instructions]`:
//! the program on adversarial shapes of a quarter, a half and the whole of 10 MB. Time may at most double when the note does,
//! and 10 MB may take two seconds (see `benches/README.md`). With `--instructions` nothing is timed: valgrind counts the
//! instructions for 100 and 200 KB, the same on a busy machine, and the exit status is 1 when a shape grows faster.

mod programs;
#[path = "shapes/mod.rs"]
mod shapes;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use programs::{median, peak_memory};
use shapes::{SHAPES, Shape};

const PRECEPTOR: &str = env!("CARGO_BIN_EXE_preceptor");

/// What 10 MB may take, and how much memory, and how much longer twice the text: that of noise included.
const SECONDS: f64 = 2.0;
const MEGABYTES_OF_MEMORY: f64 = 1024.0;
const RATIO: f64 = 2.2;
/// After so long a run is given up.
const PATIENCE: Duration = Duration::from_secs(60);

struct Plan {
    shapes: Vec<&'static Shape>,
    bytes: usize,
    rounds: usize,
    command: Vec<String>,
    write: Option<PathBuf>,
    instructions: bool,
}

fn plan() -> Plan {
    let mut plan = Plan {
        shapes: Vec::new(),
        bytes: 10_000_000,
        rounds: 1,
        command: ["check", "--isolated", "--format", "concise"]
            .map(str::to_owned)
            .to_vec(),
        write: None,
        instructions: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} takes a value"));
        match argument.as_str() {
            "--shape" => {
                let name = value();
                plan.shapes
                    .push(shapes::shape(&name).unwrap_or_else(|| panic!("no shape is called '{name}'")));
            }
            "--megabytes" => {
                let megabytes: f64 = value().parse().expect("--megabytes takes a number");
                plan.bytes = (megabytes * 1e6) as usize;
            }
            "--rounds" => plan.rounds = value().parse().expect("--rounds takes a number"),
            "--command" => plan.command = value().split_whitespace().map(str::to_owned).collect(),
            "--write" => plan.write = Some(value().into()),
            "--instructions" => {
                plan.instructions = true;
                plan.bytes = 200_000;
            }
            // What cargo itself passes.
            "--bench" => {}
            other => panic!(
                "unknown argument {other}; known: --shape, --megabytes, --rounds, --command, --write, --instructions"
            ),
        }
    }
    if plan.shapes.is_empty() {
        plan.shapes = SHAPES.iter().collect();
    }
    plan
}

fn run(plan: &Plan, path: &Path) -> Command {
    let mut command = Command::new(PRECEPTOR);
    command.args(&plan.command).arg(path);
    command
}

/// The time of one run; `None` when it was given up.
fn time(mut command: Command) -> Option<Duration> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn().expect("the program can be started");
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            assert!(matches!(status.code(), Some(0 | 1)), "{command:?} failed: {status}");
            return Some(began.elapsed());
        }
        if began.elapsed() > PATIENCE {
            child.kill().expect("a child can be ended");
            child.wait().expect("a child can be waited for");
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The middle of some runs, in seconds.
fn seconds(plan: &Plan, path: &Path) -> Option<f64> {
    let times: Option<Vec<Duration>> = (0..plan.rounds.max(1)).map(|_| time(run(plan, path))).collect();
    Some(median(times?).as_secs_f64())
}

/// How many instructions one run takes, as cachegrind counts them.
fn instructions(plan: &Plan, path: &Path) -> u64 {
    let run = Command::new("valgrind")
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
            PRECEPTOR,
        ])
        .args(&plan.command)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .expect("valgrind can be started (Debian: apt-get install valgrind)");
    let told = String::from_utf8_lossy(&run.stderr);
    let count = told.lines().find_map(|line| line.split_once("I refs:"));
    let digits: String = count
        .map(|(_, count)| count.chars().filter(char::is_ascii_digit).collect())
        .unwrap_or_default();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("valgrind counted nothing: {told}"))
}

/// Count instead of timing; whether all shapes grow no faster than the note.
fn count(plan: &Plan, path: &Path) -> bool {
    println!("{:<22} {:>15} {:>15} {:>7}", "shape", "half", "whole", "ratio");
    let mut within = true;
    for shape in &plan.shapes {
        let [half, whole] = [plan.bytes / 2, plan.bytes].map(|bytes| {
            fs::write(path, shape.text(bytes)).expect("a shape can be written");
            instructions(plan, path)
        });
        let ratio = whole as f64 / half as f64;
        within &= ratio <= RATIO;
        let verdict = if ratio <= RATIO { "within" } else { "OVER" };
        println!("{:<22} {half:>15} {whole:>15} {ratio:>7.3}  {verdict}", shape.name);
    }
    within
}

fn main() {
    let plan = plan();
    if let Some(folder) = &plan.write {
        fs::create_dir_all(folder).expect("the folder can be made");
        for shape in &plan.shapes {
            let path = folder.join(shape.name).with_extension("md");
            fs::write(path, shape.text(plan.bytes)).expect("a shape can be written");
        }
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("shape.md");
    if plan.instructions {
        let within = count(&plan, &path);
        // The folder goes before the process does.
        drop(folder);
        std::process::exit(i32::from(!within));
    }
    let sizes = [plan.bytes / 4, plan.bytes / 2, plan.bytes];
    println!("preceptor {}, {} bytes", plan.command.join(" "), plan.bytes);
    println!(
        "{:<22} {:>9} {:>9} {:>9} {:>7} {:>7} {:>8}",
        "shape", "quarter", "half", "whole", "ratio", "ratio", "memory"
    );
    let mut failed = 0;
    for shape in &plan.shapes {
        let mut times = Vec::new();
        for bytes in sizes {
            fs::write(&path, shape.text(bytes)).expect("a shape can be written");
            match seconds(&plan, &path) {
                Some(took) => times.push(took),
                None => break,
            }
        }
        let [quarter, half, whole] = times[..] else {
            println!("{:<22} OVER: given up after {} s", shape.name, PATIENCE.as_secs());
            failed += 1;
            continue;
        };
        let memory = peak_memory(&mut run(&plan, &path));
        // Below a tenth of a second the ratio says nothing.
        let grows = |small: f64, large: f64| large > 0.1 && large / small > RATIO;
        let mut faults = Vec::new();
        if grows(quarter, half) && grows(half, whole) || half > 0.0 && whole > 0.5 && whole / half > RATIO {
            faults.push("grows faster than the note");
        }
        if whole > SECONDS * plan.bytes as f64 / 1e7 {
            faults.push("slow");
        }
        if memory.is_some_and(|memory| memory > MEGABYTES_OF_MEMORY) {
            faults.push("much memory");
        }
        failed += usize::from(!faults.is_empty());
        println!(
            "{:<22} {quarter:>8.3}s {half:>8.3}s {whole:>8.3}s {:>7.2} {:>7.2} {:>5.0} MB  {}",
            shape.name,
            half / quarter,
            whole / half,
            memory.unwrap_or_default(),
            if faults.is_empty() {
                "within".to_owned()
            } else {
                format!("OVER: {}", faults.join(", "))
            },
        );
    }
    println!("{} of {} shapes within", plan.shapes.len() - failed, plan.shapes.len());
}
