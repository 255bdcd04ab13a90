//! Fixes of every rule on every note: they come to rest, fixing again changes nothing, nothing new is found, and only the
//! lines that a fix names are touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::lint::{self, Checked, Settings, fix};
use preceptor::rules::{self, Applicability};

fn all_rules() -> Settings {
    Settings::with_rules(Grammar::builtin(), rules::all())
}

fn notes_below(folder: &Path, notes: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            notes_below(&path, notes);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "md" || extension == "txt")
        {
            notes.push(path);
        }
    }
}

/// The notes of the repository, good, bad and with planted faults, and the corpus where it stands beside it; every second
/// one with CRLF line ends.
fn notes() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["examples", "tests/planting", "../shared/corpus"] {
        notes_below(&root.join(folder), &mut paths);
    }
    paths.sort();
    let texts = paths.into_iter().enumerate().filter_map(|(at, path)| {
        let text = fs::read_to_string(&path).ok()?;
        let dos = at % 2 == 1 && !text.contains('\r');
        Some((path, if dos { text.replace('\n', "\r\n") } else { text }))
    });
    texts.collect()
}

fn counts(checked: &Checked) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in &checked.diagnostics {
        *counts.entry(diagnostic.code.to_string()).or_default() += 1;
    }
    counts
}

/// The lines of `text` that no fix to be applied names.
fn untouched<'t>(text: &'t str, checked: &Checked, least: Applicability) -> Vec<&'t str> {
    let fixes = checked
        .diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.fix.as_ref());
    let applied = fixes.filter(|fix| fix::is_applied(fix.applicability, least));
    let spans: Vec<_> = applied
        .flat_map(|fix| fix.edits.iter().map(|edit| edit.span.range()))
        .collect();
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let from = start;
        start += line.len();
        (from, line)
    });
    lines
        .filter(|(from, line)| {
            !spans
                .iter()
                .any(|span| span.start <= from + line.len() && *from <= span.end)
        })
        .map(|(_, line)| line)
        .collect()
}

/// Whether `parts` stand in `whole` in this order.
fn in_order(parts: &[&str], whole: &str) -> bool {
    let mut rest = whole;
    parts.iter().all(|part| {
        let found = rest.find(part);
        rest = found.map_or("", |at| &rest[at + part.len()..]);
        found.is_some()
    })
}

fn faults(text: &str, settings: &Settings, least: Applicability) -> Vec<String> {
    let mut faults = Vec::new();
    let before = lint::check(Arc::from(text), settings);
    let fixed = fix::fix(Arc::from(text), settings, least);
    if let Some(rules) = &fixed.cycle {
        faults.push(format!("the fixes of {rules:?} do not come to rest"));
    }
    let again = fix::fix(Arc::clone(&fixed.checked.note.text), settings, least);
    if again.passes != 0 {
        faults.push(format!("a second run fixes {:?}", again.applied));
    }
    let once = fix::apply(text, &before.diagnostics, least);
    if !in_order(&untouched(text, &before, least), &once.text) {
        faults.push("a line is changed that no fix names".to_owned());
    }
    let ends = |text: &str| (text.matches("\r\n").count(), text.matches('\n').count());
    if ends(text).0 == ends(text).1 && ends(&fixed.checked.note.text).0 != ends(&fixed.checked.note.text).1 {
        faults.push("a line end differs from the others".to_owned());
    }
    if least == Applicability::Safe {
        let (was, now) = (counts(&before), counts(&fixed.checked));
        for (code, count) in now {
            if was.get(&code).is_none_or(|was| *was < count) {
                faults.push(format!(
                    "{code} finds more than before ({count}), after {:?}",
                    fixed.applied
                ));
            }
        }
    }
    faults
}

#[test]
fn fixes_come_to_rest_and_harm_nothing_on_every_note() {
    let settings = all_rules();
    let notes = notes();
    assert!(notes.len() > 20, "notes are found");
    let (mut faulty, mut changed) = (String::new(), 0);
    for (path, text) in &notes {
        for least in [Applicability::Safe, Applicability::Unsafe] {
            for fault in faults(text, &settings, least) {
                faulty.push_str(&format!("{} ({least:?}): {fault}\n", path.display()));
            }
        }
        changed += usize::from(
            *fix::fix(Arc::from(&**text), &settings, Applicability::Safe)
                .checked
                .note
                .text
                != **text,
        );
    }
    println!("{} notes, {changed} with something to fix", notes.len());
    assert!(changed > 0, "some notes have something to fix");
    assert!(faulty.is_empty(), "{faulty}");
}
