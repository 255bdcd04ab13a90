//! Section recognition over the development corpus, scored against the gold headings beside the notes.
//!
//! The corpus is not part of the project; it is looked for in `../shared/corpus`. Where it is absent the tests say so and pass.
//! What counts: a section whose id the gold judges, at a line that the gold judges. A heading found there with an accepted
//! id is right; one with another id, or at a line that is neither gold nor ignored, is a false positive; a required gold
//! heading without a right section is a miss.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::grammar::{Grammar, Group};
use preceptor::note::{self, Hints, Match, Note};
use serde_json::Value;

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        Some(path)
    } else {
        eprintln!("skipped: the development corpus is not at ../shared/corpus");
        None
    }
}

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// The gold's short names for a section id.
fn short_names(id: &str, group: Group) -> Vec<&str> {
    let mut names = vec![match id {
        "history-of-present-illness" => "hpi",
        "review-of-systems" => "ros",
        "vital-signs" => "vitals",
        "laboratory-data" => "labs",
        other => other,
    }];
    if group == Group::Objective
        && matches!(
            id,
            "laboratory-data" | "imaging" | "ecg" | "cardiac-studies" | "results" | "findings"
        )
    {
        names.push("results");
    }
    names
}

#[derive(Default, Debug)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
    unrecognised: BTreeMap<String, usize>,
    false_positives: BTreeMap<String, usize>,
    unknown_headings: BTreeSet<String>,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed) as f64
    }
}

fn notes(folder: &Path) -> Vec<(String, Value)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let gold = fs::read_to_string(path.with_extension("gold.json")).unwrap();
            (fs::read_to_string(&path).unwrap(), serde_json::from_str(&gold).unwrap())
        })
        .collect()
}

fn score(folder: &Path) -> Score {
    let notes = notes(folder);
    let judged: BTreeSet<String> = notes
        .iter()
        .flat_map(|(_, gold)| gold["sections"].as_array().unwrap())
        // Only what the gold requires somewhere is judged everywhere: it is silent on procedures and diagnoses.
        .filter(|section| section["required"] == true)
        .flat_map(|section| section["accept"].as_array().unwrap())
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    let mut score = Score::default();
    for (text, gold) in &notes {
        let note = read(text);
        let mut at_line: BTreeMap<u64, Vec<Vec<&str>>> = BTreeMap::new();
        for section in &note.sections {
            let line = u64::from(note.position(section.heading.start).line);
            // Labels in the middle of a line are not judged: the gold knows whole lines only.
            let line_start = note.lines().line_span(&note.text, line as u32).unwrap().start;
            if section.heading.start - line_start > 8 {
                continue;
            }
            let names = section
                .id
                .iter()
                .chain(&section.also)
                .flat_map(|&id| short_names(&note.grammar.section(id).id, note.grammar.section(id).group))
                .collect();
            at_line.entry(line).or_default().push(names);
            if section.matched == Match::Unknown {
                score.unknown_headings.insert(note.slice(section.heading).to_owned());
            }
        }
        let ignored: BTreeSet<u64> = gold["ignore_lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l.as_u64().unwrap())
            .collect();
        let mut gold_lines = BTreeSet::new();
        for heading in gold["sections"].as_array().unwrap() {
            let line = heading["line"].as_u64().unwrap();
            gold_lines.insert(line);
            let accept: Vec<&str> = heading["accept"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_str().unwrap())
                .collect();
            let found = at_line.get(&line);
            let right = found.is_some_and(|all| all.iter().flatten().any(|name| accept.contains(name)));
            let judged_here = found.is_some_and(|all| all.iter().flatten().any(|name| judged.contains(*name)));
            if right {
                score.right += 1;
            } else {
                let required = heading["required"].as_bool().unwrap();
                if required {
                    score.missed += 1;
                }
                if judged_here {
                    score.wrong += 1;
                }
                if required || judged_here {
                    let entry = format!("{} -> {found:?}, gold {accept:?}", heading["heading"].as_str().unwrap());
                    *score.unrecognised.entry(entry).or_default() += 1;
                }
            }
        }
        for (line, all) in &at_line {
            if gold_lines.contains(line) || ignored.contains(line) {
                continue;
            }
            if all.iter().flatten().any(|name| judged.contains(*name)) {
                score.wrong += 1;
                let span = note.lines().line_span(&note.text, *line as u32).unwrap();
                let words: String = note.slice(span).chars().take(40).collect();
                *score.false_positives.entry(format!("{words} -> {all:?}")).or_default() += 1;
            }
        }
    }
    score
}

fn check(name: &str, least: f64) {
    let Some(corpus) = corpus() else { return };
    let score = score(&corpus.join(name));
    let mut report = String::new();
    writeln!(
        report,
        "{name}: F1 {:.4} ({} right, {} wrong, {} missed)",
        score.f1(),
        score.right,
        score.wrong,
        score.missed
    )
    .unwrap();
    for (what, table) in [
        ("not recognised", &score.unrecognised),
        ("false positives", &score.false_positives),
    ] {
        for (entry, count) in table {
            writeln!(report, "  {what}: {count} × {entry}").unwrap();
        }
    }
    println!("{report}");
    println!("  headings without a section: {:?}", score.unknown_headings);
    assert!(score.f1() >= least, "{report}");
}

#[test]
fn aci_bench_caps_headings() {
    check("aci", 0.98);
}

#[test]
fn primock_british_shorthand() {
    check("primock", 0.95);
}

#[test]
fn mtsamples_transcription_headers() {
    check("mtsamples", 0.95);
}

/// ACI-Bench's own divisions by character, independent of any heading table.
#[test]
fn aci_bench_divisions() {
    let Some(corpus) = corpus() else { return };
    // division -> (both, ours only, gold only), in characters
    let mut tally: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (text, gold) in notes(&corpus.join("aci")) {
        let note = read(&text);
        let division = |offset: u32| -> Option<&'static str> {
            let mut ix = note.section_at(offset)?;
            while let Some(parent) = note.section(ix).parent {
                ix = parent;
            }
            let section = note.grammar.section(note.section(ix).id?);
            Some(match section.group {
                Group::Subjective => "subjective",
                Group::Assessment | Group::Plan => "assessment_and_plan",
                Group::Objective if matches!(&*section.id, "vital-signs" | "physical-exam") => "objective_exam",
                Group::Objective => "objective_results",
                _ => return None,
            })
        };
        let mut gold_of = vec![None; text.chars().count()];
        for piece in gold["divisions"].as_array().unwrap() {
            let name = [
                "subjective",
                "objective_exam",
                "objective_results",
                "assessment_and_plan",
            ]
            .into_iter()
            .find(|name| *name == piece["division"].as_str().unwrap());
            for slot in &mut gold_of[piece["start"].as_u64().unwrap() as usize..piece["end"].as_u64().unwrap() as usize]
            {
                *slot = name;
            }
        }
        for ((offset, letter), gold) in text.char_indices().zip(gold_of) {
            if letter.is_whitespace() {
                continue;
            }
            let ours = division(offset as u32);
            match (ours, gold) {
                (Some(a), Some(b)) if a == b => tally.entry(a).or_default().0 += 1,
                (ours, gold) => {
                    if let Some(a) = ours {
                        tally.entry(a).or_default().1 += 1;
                    }
                    if let Some(b) = gold {
                        tally.entry(b).or_default().2 += 1;
                    }
                }
            }
        }
    }
    let mut sum = 0.0;
    for (name, (both, ours, gold)) in &tally {
        let f1 = 2.0 * *both as f64 / (2 * both + ours + gold) as f64;
        println!("{name}: F1 {f1:.4}");
        sum += f1;
    }
    let macro_f1 = sum / tally.len() as f64;
    println!("macro F1 {macro_f1:.4}");
    assert!(macro_f1 >= 0.95, "macro F1 {macro_f1:.4}");
}

/// Outline spans nest and never overlap, on every note of the corpus.
#[test]
fn sections_nest_on_the_corpus() {
    let Some(corpus) = corpus() else { return };
    for folder in ["aci", "primock", "mtsamples"] {
        for (text, _) in notes(&corpus.join(folder)) {
            let note = read(&text);
            let mut previous_end_at_level: Vec<u32> = Vec::new();
            for section in &note.sections {
                assert!(section.span.contains(section.heading) && section.span.contains(section.body));
                if let Some(parent) = section.parent {
                    assert!(
                        note.section(parent).span.contains(section.span),
                        "{:?}",
                        note.slice(section.heading)
                    );
                    assert_eq!(note.section(parent).level + 1, section.level);
                }
                previous_end_at_level.truncate(section.level as usize);
                if let Some(end) = previous_end_at_level.get(section.level as usize - 1) {
                    assert!(*end <= section.span.start);
                }
                previous_end_at_level.resize(section.level as usize, 0);
                previous_end_at_level[section.level as usize - 1] = section.span.end;
            }
        }
    }
}

/// The headings that no section of the catalogue names, reviewed: each was read and is rightly unknown, or too rare to
/// deserve a name. `PRECEPTOR_UPDATE=1` rewrites the list.
#[test]
fn unrecognised_headings_are_reviewed() {
    let Some(corpus) = corpus() else { return };
    let mut list = String::new();
    for folder in ["aci", "primock", "mtsamples"] {
        let (mut known, mut unknown) = (0, BTreeMap::<String, usize>::new());
        for (text, _) in notes(&corpus.join(folder)) {
            let note = read(&text);
            for section in &note.sections {
                if section.matched == Match::Unknown {
                    *unknown.entry(note.slice(section.heading).to_owned()).or_default() += 1;
                } else {
                    known += 1;
                }
            }
        }
        let count: usize = unknown.values().sum();
        println!("{folder}: {known} headings recognised, {count} not");
        writeln!(list, "{folder}: {known} recognised, {count} not").unwrap();
        for (heading, count) in unknown {
            writeln!(list, "  {count} {heading}").unwrap();
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/unrecognised.txt");
    if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &list).unwrap();
    }
    let reviewed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        list, reviewed,
        "review the change, then rewrite tests/corpus/unrecognised.txt"
    );
}
