//! What the rules say about real notes: counts for each rule and collection, kept as a reviewed snapshot, so
//! that every change of a rule shows what it does to them.
//!
//! The corpus is not part of the project; it is looked for in `../shared/corpus`. Where it is absent the test says so and
//! passes. To accept new counts, run it with `PRECEPTOR_UPDATE=1`; to read the findings of one rule, with
//! `SHOW=ORG001 … -- --nocapture`.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::lint::{self, Checked, Diagnostic, Settings};
use preceptor::rules::{self, Applicability, Check, Rule, Severity};

const COLLECTIONS: [&str; 3] = ["aci", "mtsamples", "primock"];

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: the development corpus is not at ../shared/corpus");
    None
}

fn notes(folder: &Path) -> Vec<(String, Arc<str>)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a collection can be read")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a note can be read");
        let name = path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        (name, Arc::from(text))
    };
    paths.iter().map(read).collect()
}

/// Every built-in rule, preview too.
fn everything() -> Settings {
    let rules: Vec<&'static Rule> = rules::all()
        .iter()
        .copied()
        .filter(|rule| matches!(rule.check, Check::Note(_)))
        .collect();
    Settings::with_rules(Grammar::builtin(), &rules)
}

fn show(collection: &str, name: &str, checked: &Checked, found: &Diagnostic) {
    let note = &checked.note;
    let line_of = |offset: u32| {
        let at = note.position(offset);
        let line = note.lines().line_span(&note.text, at.line);
        (at, line.map_or("", |span| note.slice(span)))
    };
    let (at, line) = line_of(found.span.start);
    let kind = note.kind.map_or("none", |kind| &note.grammar.kind(kind).id);
    println!(
        "{collection}/{name}:{}:{} [{kind}] {}: {}",
        at.line,
        at.column,
        found.severity.name(),
        found.message
    );
    println!("      | {}", line.chars().take(200).collect::<String>());
    for related in &found.related {
        let (at, line) = line_of(related.span.start);
        println!(
            "      {}:{} | {}",
            at.line,
            at.column,
            line.chars().take(200).collect::<String>()
        );
    }
}

#[test]
fn counts_per_rule() {
    let Some(corpus) = corpus() else { return };
    let shown = env::var("SHOW").unwrap_or_default();
    let settings = everything();
    let mut counts: BTreeMap<&str, [usize; 3]> = settings.rules.iter().map(|it| (it.rule.code, [0; 3])).collect();
    for (at, collection) in COLLECTIONS.iter().enumerate() {
        for (name, text) in notes(&corpus.join(collection)) {
            let checked = lint::check(text, &settings);
            assert!(checked.rule_failures.is_empty(), "{name}: {:?}", checked.rule_failures);
            for found in &checked.diagnostics {
                if shown == found.code {
                    show(collection, &name, &checked, found);
                }
                assert!(
                    checked.note.text.get(found.span.range()).is_some(),
                    "{} points outside of {name}",
                    found.code
                );
                if let Some(count) = counts.get_mut(&*found.code) {
                    count[at] += 1;
                }
            }
        }
    }
    let mut table = String::from("rule     aci  mtsamples  primock\n");
    for (code, [aci, mtsamples, primock]) in &counts {
        writeln!(table, "{code} {aci:>5} {mtsamples:>10} {primock:>8}").expect("writing to a string");
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/corpus_rules.txt");
    if env::var_os("PRECEPTOR_UPDATE").is_some() {
        fs::write(&kept, &table).expect("the snapshot can be written");
    }
    let expected = fs::read_to_string(&kept).unwrap_or_default();
    let differ: BTreeSet<&str> = table
        .lines()
        .filter(|line| !expected.lines().any(|other| other == *line))
        .collect();
    assert!(
        expected.replace("\r\n", "\n") == table,
        "the counts changed; read the findings of the rules that differ, then accept with PRECEPTOR_UPDATE=1:\n{differ:#?}\n\n{table}"
    );
}

#[test]
fn safe_fixes_leave_nothing_to_mend() {
    let Some(corpus) = corpus() else { return };
    let settings = everything();
    let mut faults = Vec::new();
    for collection in COLLECTIONS {
        for (name, text) in notes(&corpus.join(collection)) {
            let checked = lint::check(Arc::clone(&text), &settings);
            for found in &checked.diagnostics {
                let safe = found
                    .fix
                    .as_ref()
                    .filter(|fix| fix.applicability == Applicability::Safe);
                let Some(fix) = safe else { continue };
                let mut mended = text.to_string();
                for edit in fix.edits.iter().rev() {
                    mended.replace_range(edit.span.range(), &edit.replacement);
                }
                let after = weighty(&lint::check(Arc::from(mended), &settings));
                let before = weighty(&checked);
                // An info that is mended does not show in these counts.
                let mended = usize::from(found.severity != Severity::Info);
                if after + mended > before {
                    faults.push(format!(
                        "{name}: the fix of {} brought new findings ({before} → {after})",
                        found.code
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn weighty(checked: &Checked) -> usize {
    let found = checked.diagnostics.iter();
    found.filter(|found| found.severity != Severity::Info).count()
}
