//! `cargo bench --bench peers [-- --notes N --rounds N --seed N]`: preceptor beside other programs that read the same notes, in
//! one run. They do other things, so this says what a user waits for, not who is better. `scripts/peers` installs them in
//! `target/peers`; what is not there is left out, aloud.

mod notes;
mod programs;
mod ward;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use programs::{median, time_with_status};

const PRECEPTOR: &str = env!("CARGO_BIN_EXE_preceptor");

/// A hundred words and phrases of notes, as somebody would look for them with what is at hand.
fn patterns() -> String {
    const BODY: [&str; 10] = [
        "chest", "abdom", "head", "back", "neck", "throat", "leg", "arm", "knee", "ear",
    ];
    const SAID: [&str; 10] = [
        "pain",
        "swelling",
        "tender",
        "edema",
        "rash",
        "weakness",
        "injury",
        "exam",
        "normal",
        "infection",
    ];
    BODY.iter().fold(String::new(), |mut all, body| {
        SAID.iter()
            .for_each(|said| writeln!(all, "{body}\\w* \\w*{said}").expect("writing to a string"));
        all
    })
}

/// A peer: its name, the program as it is called, its arguments before the folder.
struct Peer {
    name: &'static str,
    program: String,
    arguments: Vec<String>,
    /// Whether it is too slow for all notes: it reads a hundredth of them, and the time is taken a hundredfold.
    slow: bool,
}

fn peers(base: &Path, configuration: &Path) -> Vec<Peer> {
    let installed = |path: &str| base.join(path).display().to_string();
    let peer = |name, program: String, arguments: &[&str], slow| Peer {
        name,
        program,
        arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
        slow,
    };
    let file = |name: &str| configuration.join(name).display().to_string();
    vec![
        peer(
            "rg -c -f, 100 patterns",
            "rg".into(),
            &["-c", "-f", &file("patterns")],
            false,
        ),
        peer("typos", installed("bin/typos"), &["--isolated"], false),
        peer(
            "rumdl check",
            installed("bin/rumdl"),
            &["check", "--no-cache", "--no-config"],
            false,
        ),
        peer(
            "markdownlint-cli2",
            installed("node_modules/.bin/markdownlint-cli2"),
            &["**/*.md"],
            false,
        ),
        peer("proselint", installed("bin/proselint"), &["check"], true),
    ]
}

fn main() {
    let plan = ward::plan();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let aside = tempfile::tempdir().expect("a temporary folder can be made");
    fs::write(aside.path().join("patterns"), patterns()).expect("a file can be written");
    let (paths, bytes) = ward::write_ward(folder.path(), &plan);
    println!(
        "{} notes, {:.1} MB, seed {}, {} rounds",
        paths.len(),
        bytes as f64 / 1e6,
        plan.seed,
        plan.rounds
    );

    let command = |program: &str, arguments: &[String], targets: &[PathBuf]| {
        let mut command = Command::new(program);
        command.args(arguments).args(targets).current_dir(folder.path());
        command
    };
    let here = [PathBuf::from(".")];
    let words = |arguments: &str| arguments.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let cache = format!(
        "check --isolated --format concise --cache-dir {}",
        aside.path().join("cache").display()
    );
    let mut contestants = vec![
        ("wc -w", command("wc", &words("-w"), &paths), 1.0),
        (
            "preceptor check --no-cache",
            command(PRECEPTOR, &words("check --isolated --format concise --no-cache"), &here),
            1.0,
        ),
        (
            "preceptor check, nothing changed",
            command(PRECEPTOR, &words(&cache), &here),
            1.0,
        ),
    ];
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers");
    let hundredth = paths.len().div_ceil(100);
    for Peer {
        name,
        program,
        arguments,
        slow,
    } in peers(&base, aside.path())
    {
        if Command::new(&program).arg("--version").output().is_err() {
            println!("{name}: not here (`scripts/peers` installs it), left out");
            continue;
        }
        let targets = match (slow, name) {
            (true, _) => &paths[..hundredth],
            (_, "markdownlint-cli2") => &[],
            _ => &here[..],
        };
        let factor = if slow {
            paths.len() as f64 / hundredth as f64
        } else {
            1.0
        };
        contestants.push((name, command(&program, &arguments, targets), factor));
    }

    // A round is one run of each, so that a slow moment of the machine falls on all of them.
    let mut times = vec![Vec::new(); contestants.len()];
    for round in 0..=plan.rounds {
        for ((_, command, _), times) in contestants.iter_mut().zip(&mut times) {
            // 2 is how typos says that it found some.
            let (took, status) = time_with_status(command);
            assert!(matches!(status.code(), Some(0..=2)), "{command:?} failed: {status}");
            if round > 0 {
                times.push(took);
            }
        }
    }
    let seconds: Vec<f64> = times
        .into_iter()
        .zip(&contestants)
        .map(|(times, (_, _, factor))| median(times).as_secs_f64() * factor)
        .collect();
    println!("{:<36} {:>10} {:>12} {:>12}", "", "seconds", "of wc -w", "notes/s");
    for ((name, _, factor), took) in contestants.iter().zip(&seconds) {
        let guessed = if *factor > 1.0 { " (from a hundredth)" } else { "" };
        println!(
            "{name:<36} {took:>10.3} {:>10.1} x {:>12.0}{guessed}",
            took / seconds[0],
            paths.len() as f64 / took
        );
    }
}
