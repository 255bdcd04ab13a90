//! A ward of notes in a temporary folder, for benchmarks of whole programs.

use std::fs;
use std::path::{Path, PathBuf};

use crate::notes;
use crate::programs::arguments;

/// How many notes, and how often each program runs.
pub struct Plan {
    /// Notes.
    pub notes: usize,
    /// Rounds.
    pub rounds: usize,
    /// What the notes are made from.
    pub seed: usize,
}

/// What the arguments say, over 10,000 notes and five rounds.
pub fn plan() -> Plan {
    let mut plan = Plan {
        notes: 10_000,
        rounds: 5,
        seed: 1,
    };
    arguments(&mut [
        ("--notes", &mut plan.notes),
        ("--rounds", &mut plan.rounds),
        ("--seed", &mut plan.seed),
    ]);
    (plan.notes, plan.rounds) = (plan.notes.max(1), plan.rounds.max(1));
    plan
}

/// Write the ward: a folder for every hundred notes. Returns the paths below `base`.
pub fn write_ward(base: &Path, plan: &Plan) -> (Vec<PathBuf>, u64) {
    let examples = notes::examples();
    let mut random = notes::Random::new(plan.seed as u64);
    let mut bytes = 0;
    let paths = (0..plan.notes)
        .map(|number| {
            let folder = PathBuf::from(format!("ward-{:03}", number / 100));
            if number % 100 == 0 {
                fs::create_dir(base.join(&folder)).expect("a folder can be made");
            }
            let path = folder.join(format!("note-{number:05}.md"));
            let note = notes::variation(&examples, &mut random);
            bytes += note.len() as u64;
            fs::write(base.join(&path), note).expect("a note can be written");
            path
        })
        .collect();
    (paths, bytes)
}
