//! Whole programs, timed and weighed.

#![allow(dead_code, reason = "each benchmark uses its part")]

use std::fs;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Read arguments such as `--notes 500` into the places that their names stand for.
pub fn arguments(known: &mut [(&str, &mut usize)]) {
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        // What cargo itself passes.
        if argument == "--bench" {
            continue;
        }
        let Some((_, place)) = known.iter_mut().find(|(name, _)| *name == argument) else {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            panic!("unknown argument {argument}; known: {}", names.join(", "));
        };
        let value = arguments.next().unwrap_or_default();
        **place = value
            .parse()
            .unwrap_or_else(|_| panic!("{argument} takes a number, not '{value}'"));
    }
}

/// Run once with the output thrown away; the wall time. Exit status 1 only says that there were findings.
pub fn time(command: &mut Command) -> Duration {
    let (took, status) = time_with_status(command);
    assert!(matches!(status.code(), Some(0 | 1)), "{command:?} failed: {status}");
    took
}

/// Run once with the output thrown away, whatever the program says of it in the end.
pub fn time_with_status(command: &mut Command) -> (Duration, ExitStatus) {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let status = command.status().expect("the program can be started");
    (began.elapsed(), status)
}

/// The middle one.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Both in turn, `rounds` times, after one unmeasured round each.
pub fn race(rounds: usize, mut one: Command, mut other: Command) -> (Duration, Duration) {
    time(&mut one);
    time(&mut other);
    let (ones, others) = (0..rounds).map(|_| (time(&mut one), time(&mut other))).unzip();
    (median(ones), median(others))
}

/// The most memory the program held, in MB, where the system says so (Linux).
pub fn peak_memory(command: &mut Command) -> Option<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program can be started");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    // The high-water mark only rises: the last reading before the end is it, but for the final millisecond.
    while child.try_wait().expect("a child can be waited for").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes: Option<f64> = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        peak = kilobytes.map(|kilobytes| kilobytes / 1024.0).or(peak);
        thread::sleep(Duration::from_millis(1));
    }
    peak
}
