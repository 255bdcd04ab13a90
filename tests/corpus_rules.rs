//! What the structural rules say about real notes: counts for each rule and collection, kept as a reviewed snapshot, so
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
use preceptor::note::{self, Hints, Note};
use preceptor::rules::{self, Check, Context, Conventions, Family, Finding, Severity, Trigger};

const COLLECTIONS: [&str; 3] = ["aci", "mtsamples", "primock"];

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: the development corpus is not at ../shared/corpus");
    None
}

fn notes(folder: &Path) -> Vec<(String, Note)> {
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
        (name, note::read(Arc::from(text), Grammar::builtin(), &Hints::default()))
    };
    paths.iter().map(read).collect()
}

fn findings(note: &Note, rule: &'static rules::Rule) -> Vec<Finding> {
    let mut found = Vec::new();
    let conventions = Conventions::new();
    let in_kind = note.kind.is_some() || rule.trigger != Trigger::Kind;
    if let (Check::Note(check), true) = (rule.check, in_kind) {
        check(
            &Context {
                note,
                rule,
                options: None,
                conventions: &conventions,
            },
            &mut found,
        );
    }
    found
}

fn show(collection: &str, name: &str, note: &Note, rule: &rules::Rule, finding: &Finding) {
    let at = note.position(finding.span.start);
    let line = note
        .lines()
        .line_span(&note.text, at.line)
        .map_or("", |span| note.slice(span));
    let severity = finding.severity.unwrap_or(rule.severity).name();
    let kind = note.kind.map_or("none", |kind| &note.grammar.kind(kind).id);
    println!(
        "{collection}/{name}:{}:{} [{kind}] {severity}: {}",
        at.line, at.column, finding.message
    );
    println!("      | {}", line.chars().take(150).collect::<String>());
}

#[test]
fn counts_per_rule() {
    let Some(corpus) = corpus() else { return };
    let shown = env::var("SHOW").unwrap_or_default();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (at, collection) in COLLECTIONS.iter().enumerate() {
        for (name, note) in notes(&corpus.join(collection)) {
            for rule in rules::all()
                .iter()
                .filter(|rule| matches!(rule.family, Family::Organized | Family::Template))
            {
                let found = findings(&note, rule);
                if shown == rule.code {
                    found
                        .iter()
                        .for_each(|finding| show(collection, &name, &note, rule, finding));
                }
                for finding in &found {
                    assert!(
                        finding.span.end as usize <= note.text.len() && note.text.get(finding.span.range()).is_some(),
                        "{} points outside of {name}",
                        rule.code
                    );
                }
                counts.entry(rule.code).or_default()[at] += found.len();
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
    for collection in COLLECTIONS {
        for (name, note) in notes(&corpus.join(collection)) {
            for rule in rules::all().iter().filter(|rule| rule.family == Family::Organized) {
                for finding in findings(&note, rule) {
                    let Some(fix) = finding
                        .fix
                        .filter(|fix| fix.applicability == rules::Applicability::Safe)
                    else {
                        continue;
                    };
                    let mut text = note.text.to_string();
                    for edit in fix.edits.iter().rev() {
                        text.replace_range(edit.span.range(), &edit.replacement);
                    }
                    let mended = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
                    let before: usize = count_all(&note);
                    let after: usize = count_all(&mended);
                    assert!(
                        after < before,
                        "{}: the fix of {} brought new findings ({before} → {after})",
                        name,
                        rule.code
                    );
                }
            }
        }
    }
}

fn count_all(note: &Note) -> usize {
    rules::all()
        .iter()
        .map(|rule| {
            findings(note, rule)
                .iter()
                .filter(|finding| finding.severity != Some(Severity::Info))
                .count()
        })
        .sum()
}
