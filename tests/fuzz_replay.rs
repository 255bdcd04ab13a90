//! Every file of `fuzz/corpus` through its fuzz target, on a stable compiler and without a fuzzer: what was found once is
//! not found again.
#![cfg(feature = "cli")]

#[path = "../fuzz/src/drive/mod.rs"]
mod drive;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What one target keeps at most: it is read by everybody who clones the repository.
const MOST_FILES: usize = 80;
const MOST_BYTES: u64 = 160 * 1024;

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{target} has no corpus: {error}"));
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = format!("{target}/{}", path.file_name().unwrap().to_string_lossy());
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_target_has_a_small_corpus_and_a_program() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let names: BTreeSet<String> = drive::TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let programs = fs::read_dir(fuzz.join("fuzz_targets")).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        path.file_stem().unwrap().to_string_lossy().into_owned()
    });
    assert_eq!(
        programs.collect::<BTreeSet<_>>(),
        names,
        "a target is a function and a program"
    );
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for name in &names {
        assert!(
            manifest.contains(&format!("name = \"{name}\"")),
            "fuzz/Cargo.toml builds {name}"
        );
        let files = corpus(name);
        let bytes: u64 = files.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        assert!(!files.is_empty(), "{name} has a corpus");
        assert!(
            files.len() <= MOST_FILES,
            "{name}: {} files; scripts/fuzz --shrink",
            files.len()
        );
        assert!(bytes <= MOST_BYTES, "{name}: {bytes} bytes; scripts/fuzz --shrink");
    }
}

#[test]
fn what_was_found_once_is_not_found_again() {
    let inputs: Vec<_> = drive::TARGETS
        .iter()
        .flat_map(|(target, _)| {
            corpus(target)
                .into_iter()
                .map(move |(name, bytes)| (*target, name, bytes))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut broken = Vec::new();
        while let Some((target, name, bytes)) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if catch_unwind(|| drive::drive(target, bytes)).is_err() {
                broken.push(name.clone());
            }
        }
        broken
    };
    let broken: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..thread::available_parallelism().map_or(2, usize::from))
            .map(|_| scope.spawn(work))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(broken.is_empty(), "what each says stands above: {broken:#?}");
}
