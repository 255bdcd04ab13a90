//! Fault planting: faults of each rule are put by program into good notes, in varied places and wordings, and the table
//! of what is found, what is missed and what else is said is kept as a reviewed snapshot.
//!
//! Everything but the mechanism is data: the good notes (`notes/`), what is true of them (`notes.toml`), the faults of
//! each rule (`faults/CODE.toml`) and look-alikes on which it must stay silent (`traps/CODE.toml`). There are several
//! sets, apart from each other: the others were written later, in other styles, to measure what the first had taught;
//! the fifth has only faults of the families that read the assessment and plan (`REA`, `ACT`, `REL`), the sixth and the seventh
//! those of `SAF` and `LNG`, in the notes of all sets.
//! `docs/planting.md` tells how to add to them. To accept a new table, run it with `PRECEPTOR_UPDATE=1`; to read what one rule missed and
//! where it was wrong, with `SHOW=ACC001 … -- --nocapture` (`SHOW=ACC` for a family);
//! `KEEP=FOLDER` writes the planted notes there, to be checked by hand.

mod notes;
mod plants;
mod table;
mod trial;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::{env, fs, thread};

use preceptor::rules;

use notes::GoodNote;
use plants::{Plant, Planted};
use table::Row;
use trial::{Checker, Outcome};

/// A note with a plant in it, to be checked.
struct Case {
    code: Arc<str>,
    is_trap: bool,
    plant: usize,
    note: usize,
    planted: Planted,
}

/// A set of notes and plants: its folder, the folders whose notes it takes besides its own, and the table kept of it.
struct Set {
    folder: PathBuf,
    lenders: Vec<PathBuf>,
    table: Option<PathBuf>,
}

impl Set {
    fn kept(folder: &str, table: &str) -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        Self {
            folder: tests.join(folder),
            lenders: Vec::new(),
            table: Some(tests.join("snapshots").join(table)),
        }
    }

    /// With the notes of the first sets too.
    fn borrowing(mut self) -> Self {
        let sets = [
            Self::first(),
            Self::second(),
            Self::third(),
            Self::fourth(),
            Self::fifth(),
        ];
        self.lenders = sets.map(|set| set.folder).into();
        self
    }

    fn first() -> Self {
        Self::kept("planting", "planting.txt")
    }

    fn second() -> Self {
        Self::kept("planting/second", "planting_second.txt")
    }

    fn third() -> Self {
        Self::kept("planting/third", "planting_third.txt")
    }

    fn fourth() -> Self {
        Self::kept("planting/fourth", "planting_fourth.txt")
    }

    fn fifth() -> Self {
        Self::kept("planting/fifth", "planting_fifth.txt")
    }

    fn sixth() -> Self {
        Self::kept("planting/sixth", "planting_sixth.txt").borrowing()
    }

    fn seventh() -> Self {
        let mut set = Self::kept("planting/seventh", "planting_seventh.txt").borrowing();
        set.lenders.push(Self::sixth().folder);
        set
    }
}

fn is_built(code: &str) -> bool {
    rules::all().iter().any(|rule| rule.code == code)
}

/// The plants of each file in a folder, by code.
fn plants(set: &Set, name: &str) -> BTreeMap<Arc<str>, Vec<Plant>> {
    let read = |entry: Result<fs::DirEntry, _>| {
        let path = entry.expect("an entry can be read").path();
        let code = path.file_stem().expect("a plant file has a name").to_string_lossy();
        let text = fs::read_to_string(&path).expect("a plant file can be read");
        let plants = Plant::list(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        (Arc::from(&*code), plants)
    };
    fs::read_dir(set.folder.join(name))
        .expect("the folder is there")
        .map(read)
        .collect()
}

/// Every plant of every file in every note that it is spread to.
fn cases(set: &Set, name: &str, is_trap: bool, notes: &[GoodNote]) -> Vec<Case> {
    let (mut cases, mut barren) = (Vec::new(), Vec::new());
    for (code, plants) in plants(set, name) {
        for (at, plant) in plants.iter().enumerate() {
            match plant.sow(at, notes) {
                Err(why) => barren.push(format!("{name}/{code}.toml, plant {}: {why}", at + 1)),
                Ok(sown) => cases.extend(sown.into_iter().map(|(note, planted)| Case {
                    code: Arc::clone(&code),
                    is_trap,
                    plant: at,
                    note,
                    planted,
                })),
            }
        }
    }
    assert!(
        barren.is_empty(),
        "plants that cannot be planted:\n{}",
        barren.join("\n")
    );
    cases
}

/// Check all cases, on as many threads as there are cores.
fn run(cases: &[Case], notes: &[GoodNote], checker: &Checker) -> Vec<Outcome> {
    let outcomes = Mutex::new(BTreeMap::new());
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((at, case)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| cases.get(at).map(|case| (at, case)))
                {
                    let outcome = checker.judge(&case.code, &notes[case.note], &case.planted);
                    outcomes.lock().expect("no thread broke down").insert(at, outcome);
                }
            });
        }
    });
    outcomes
        .into_inner()
        .expect("no thread broke down")
        .into_values()
        .collect()
}

fn show(case: &Case, notes: &[GoodNote], outcome: &Outcome) {
    let verdict = match (case.is_trap, outcome.found, outcome.astray) {
        (true, found, n) if found || n > 0 => "ALARM ",
        (true, ..) => return,
        (false, true, _) => "found ",
        (false, false, 0) => "MISSED",
        (false, false, _) => "ASTRAY",
    };
    println!(
        "{verdict} {} #{} {}: {}",
        case.code,
        case.plant + 1,
        notes[case.note].name,
        case.planted.what
    );
    if !case.planted.why.is_empty() {
        println!("         why: {}", case.planted.why);
    }
    for said in &outcome.said {
        println!("         {said}");
    }
}

/// Write a planted note to `folder`, named by code, number and note.
fn keep(folder: &Path, case: &Case, notes: &[GoodNote]) {
    let trap = if case.is_trap { "trap" } else { "" };
    let name = format!("{}-{trap}{}-{}.md", case.code, case.plant + 1, notes[case.note].name);
    if let Some(previous) = &case.planted.previous {
        fs::write(folder.join(format!("{name}.previous")), previous).expect("a previous note can be written");
    }
    fs::write(folder.join(name), &case.planted.text).expect("a planted note can be written");
}

#[test]
fn planted_faults_are_found() {
    compare(&Set::first());
}

#[test]
fn second_set_is_found() {
    compare(&Set::second());
}

#[test]
fn third_set_is_found() {
    compare(&Set::third());
}

#[test]
fn fourth_set_is_found() {
    compare(&Set::fourth());
}

#[test]
fn fifth_set_is_found() {
    compare(&Set::fifth());
}

#[test]
fn sixth_set_is_found() {
    compare(&Set::sixth());
}

#[test]
fn seventh_set_is_found() {
    compare(&Set::seventh());
}

/// A set that nobody has seen yet, to measure with: `PLANTS=FOLDER`.
#[test]
fn set_of_ones_own() {
    if let Some(folder) = env::var_os("PLANTS") {
        compare(&Set {
            folder: folder.into(),
            lenders: Vec::new(),
            table: None,
        });
    }
}

/// Check all planted notes of a set, and compare the table with the one that is kept.
fn compare(set: &Set) {
    let mut notes = notes::all(&set.folder.join("notes"), &set.folder.join("notes.toml"));
    let lent = |folder: &PathBuf| notes::all(&folder.join("notes"), &folder.join("notes.toml"));
    notes.extend(set.lenders.iter().flat_map(lent));
    let checker = Checker::new(&notes);
    let mut cases_of_all = cases(set, "faults", false, &notes);
    cases_of_all.extend(cases(set, "traps", true, &notes));
    if let Some(folder) = env::var_os("KEEP") {
        for case in &cases_of_all {
            keep(Path::new(&folder), case, &notes);
        }
    }
    let (built, waiting): (Vec<Case>, Vec<Case>) = cases_of_all.into_iter().partition(|case| is_built(&case.code));
    let outcomes = run(&built, &notes, &checker);

    let shown = env::var("SHOW").ok();
    let is_shown = |code: &str| shown.as_ref().is_some_and(|shown| code.starts_with(&**shown));
    let mut rows: BTreeMap<Arc<str>, Row> = BTreeMap::new();
    for case in &waiting {
        if is_shown(&case.code) {
            println!(
                "waits  #{} {}: {}",
                case.plant + 1,
                notes[case.note].name,
                case.planted.what
            );
        }
        rows.entry(Arc::clone(&case.code)).or_default().wait(case.is_trap);
    }
    for (case, outcome) in built.iter().zip(&outcomes) {
        if is_shown(&case.code) {
            show(case, &notes, outcome);
        }
        let row = rows.entry(Arc::clone(&case.code));
        row.or_insert_with(|| Row::new(checker.baseline(&case.code)))
            .add(case.is_trap, outcome);
    }
    for rule in rules::all().iter().filter(|rule| is_shown(rule.code)) {
        checker.show_baseline(rule.code, &notes);
    }
    let table = table::render(&rows, notes.len());
    println!("{table}");
    let broken: Vec<String> = built
        .iter()
        .zip(&outcomes)
        .filter_map(|(case, outcome)| Some(format!("{}\n  {}", case.planted.what, outcome.broken.first()?)))
        .collect();
    assert!(broken.is_empty(), "rules broke down:\n{}", broken.join("\n"));

    let Some(kept) = &set.table else { return };
    if env::var_os("PRECEPTOR_UPDATE").is_some() {
        fs::write(kept, &table).expect("the snapshot can be written");
    }
    let expected = fs::read_to_string(kept).unwrap_or_default().replace("\r\n", "\n");
    let differ: Vec<&str> = table
        .lines()
        .filter(|line| !expected.lines().any(|other| other == *line))
        .collect();
    assert!(
        expected == table,
        "what is found has changed; read it with SHOW=CODE, then accept with PRECEPTOR_UPDATE=1:\n{}",
        differ.join("\n")
    );
}

#[test]
fn every_rule_has_enough_plants() {
    for (set, least_faults, least_traps) in [(&Set::first(), 10, 5), (&Set::second(), 8, 6)] {
        let faults = plants(set, "faults");
        let traps = plants(set, "traps");
        let few: Vec<&str> = faults
            .iter()
            .filter(|(_, plants)| plants.len() < least_faults)
            .map(|(code, _)| &**code)
            .collect();
        assert!(few.is_empty(), "{}: too few faults: {few:?}", set.folder.display());
        let few = |code: &&Arc<str>| traps.get(*code).is_none_or(|plants| plants.len() < least_traps);
        let few: Vec<&str> = faults
            .keys()
            .filter(|code| code.starts_with("ACC"))
            .filter(few)
            .map(|code| &**code)
            .collect();
        assert!(few.is_empty(), "{}: too few traps: {few:?}", set.folder.display());
    }
}
