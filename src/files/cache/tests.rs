use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

fn key(cache: &Cache, number: usize) -> NoteKey {
    NoteKey::new(&cache.run().unwrap(), b"note.md", &number.to_le_bytes())
}

fn result(number: usize) -> Vec<u8> {
    format!("note {number}: ").repeat(number % 40).into_bytes()
}

fn fill(root: &Path, numbers: impl IntoIterator<Item = usize>) {
    let cache = Cache::new(root, &"run");
    for number in numbers {
        cache.keep(&key(&cache, number), result(number));
    }
    cache.finish();
}

/// Which results are found; each that is found is right.
fn found(root: &Path, numbers: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let cache = Cache::new(root, &"run");
    let mut out = b"before".to_vec();
    let found = numbers.into_iter().filter(|number| {
        out.truncate(6);
        let found = cache.look(&key(&cache, *number), &mut out);
        assert_eq!(&out[6..], if found { result(*number) } else { Vec::new() });
        found
    });
    let found = found.collect();
    cache.finish();
    found
}

fn packs(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root.join("results")) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "pack"))
        .collect()
}

#[test]
fn what_was_kept_is_found_by_the_same_run_only() {
    let root = tempfile::tempdir().unwrap();
    assert!(found(root.path(), 0..10).is_empty());
    assert_eq!(
        packs(root.path()),
        Vec::<PathBuf>::new(),
        "nothing is written for nothing"
    );
    fill(root.path(), 0..100);
    assert_eq!(found(root.path(), 0..120), Vec::from_iter(0..100));
    let other = Cache::new(root.path(), &"another run");
    assert!(!other.look(&key(&other, 1), &mut Vec::new()));
    let text = String::from_utf8_lossy(&fs::read(&packs(root.path())[0]).unwrap()).into_owned();
    assert!(
        !text.contains("note"),
        "nothing of a note or its path stands there in clear"
    );
}

#[test]
fn what_nobody_asks_for_is_dropped_in_time() {
    let root = tempfile::tempdir().unwrap();
    fill(root.path(), 0..10);
    let mut number = 10;
    for _ in 0..20 {
        let cache = Cache::new(root.path(), &"run");
        assert!(cache.look(&key(&cache, 3), &mut Vec::new()));
        cache.keep(&key(&cache, number), result(number));
        cache.finish();
        number += 1;
    }
    assert_eq!(found(root.path(), 0..10), Vec::from_iter(3..4));
    assert!(found(root.path(), 10..number).contains(&(number - 1)));
}

#[test]
fn of_two_runs_at_once_one_wins_and_nothing_is_broken() {
    let root = tempfile::tempdir().unwrap();
    fill(root.path(), 0..10);
    std::thread::scope(|scope| {
        for worker in 1..5 {
            let root = root.path();
            scope.spawn(move || {
                for round in 0..20 {
                    let cache = Cache::new(root, &"run");
                    let number = worker * 100 + round;
                    let mut out = Vec::new();
                    let known = cache.look(&key(&cache, 3), &mut out);
                    assert!(known && out == result(3));
                    cache.keep(&key(&cache, number), result(number));
                    cache.finish();
                }
            });
        }
    });
    let all = found(root.path(), 0..1000);
    assert!(all.contains(&3) && all.iter().any(|number| *number > 100), "{all:?}");
    let left = fs::read_dir(root.path().join("results")).unwrap().count();
    assert_eq!(left, 2, "one pack and the tag");
}

#[test]
fn where_nothing_can_be_written_nothing_happens() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    fs::write(&file, "in the way").unwrap();
    fill(&file, 0..10);
    assert!(found(&file, 0..10).is_empty());
    assert_eq!(fs::read(&file).unwrap(), b"in the way");
    fill(&root.path().join("\0"), 0..10);
    fill(root.path(), 0..10);
    let pack = packs(root.path()).remove(0);
    fs::remove_file(&pack).unwrap();
    fs::create_dir(&pack).unwrap();
    fill(root.path(), 0..10);
    assert!(found(root.path(), 0..10).is_empty());
    let left = fs::read_dir(root.path().join("results")).unwrap().count();
    assert_eq!(left, 2, "no half-written file is left");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever happens to the file: a result is found whole, or not at all.
    #[test]
    fn a_broken_pack_loses_results_and_nothing_else(
        at in any::<prop::sample::Index>(),
        bits in 1_u8..,
        garbage in prop::collection::vec(any::<u8>(), 0..80),
        how in 0..4,
    ) {
        let root = tempfile::tempdir().unwrap();
        fill(root.path(), 0..30);
        let pack = packs(root.path()).remove(0);
        let mut bytes = fs::read(&pack).unwrap();
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] ^= bits,
            1 => bytes.truncate(at),
            2 => bytes = garbage,
            _ => {
                bytes.splice(at..at, garbage);
            }
        }
        fs::write(&pack, bytes).unwrap();
        found(root.path(), 0..40);
        fill(root.path(), 0..30);
        prop_assert_eq!(found(root.path(), 0..40), Vec::from_iter(0..30));
    }
}
