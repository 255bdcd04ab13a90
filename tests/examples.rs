//! The notes in `examples/`: a good note has no findings, a bad note has exactly those that it was written to show.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use preceptor::grammar::Grammar;
use preceptor::lint::{self, Checked, Settings};

/// What each bad note shows, as code × count.
const BAD: &[(&str, &[(&str, usize)])] = &[
    (
        "clinic-unsafe.md",
        &[
            ("LNG001", 2),
            ("LNG002", 1),
            ("LNG003", 1),
            ("LNG005", 1),
            ("LNG007", 1),
            ("LNG008", 1),
            ("PHI001", 2),
            ("PHI002", 1),
            ("PHI003", 1),
            ("PHI006", 2),
            ("PHI007", 1),
            ("SAF001", 2),
            ("SAF003", 1),
            ("SAF004", 1),
            ("SAF005", 1),
            ("SAF006", 1),
            ("SAF007", 1),
            ("SAF008", 1),
            ("SAF010", 1),
        ],
    ),
    (
        "emr-export.txt",
        &[
            ("ACT011", 1),
            ("ORG002", 1),
            ("ORG004", 1),
            ("ORG005", 2),
            ("REA001", 1),
        ],
    ),
    ("exam-in-ros.md", &[("ACT012", 1), ("ORG007", 3)]),
    ("front-matter.md", &[("LNG003", 1), ("ORG008", 1), ("ORG013", 2)]),
    (
        "hp-contradictions.md",
        &[
            ("ACC002", 1),
            ("ACC003", 1),
            ("ACC005", 1),
            ("ACC006", 1),
            ("ACC007", 1),
            ("ACC008", 1),
            ("ACC009", 1),
            ("ACC012", 1),
            ("ACC013", 1),
            ("ACC014", 1),
            ("ACC015", 2),
            ("ACC018", 1),
            ("ACC020", 1),
            ("ACC021", 1),
            ("ACT009", 1),
            ("ACT011", 1),
            ("CMP001", 1),
            ("CMP002", 1),
            ("CMP003", 1),
            ("CMP004", 1),
            ("CMP012", 1),
            ("PHI001", 1),
            ("REA005", 1),
            ("REL008", 1),
        ],
    ),
    (
        "hp-handed-back.md",
        &[
            ("ACC010", 1),
            ("ACT002", 2),
            ("ACT004", 1),
            ("ACT006", 1),
            ("ACT007", 1),
            ("ACT008", 1),
            ("ACT011", 1),
            ("ACT012", 1),
            ("CMP001", 1),
            ("CMP002", 1),
            ("CMP004", 1),
            ("CMP006", 1),
            ("CMP007", 1),
            ("CMP008", 1),
            ("CMP009", 1),
            ("CMP014", 2),
            ("PHI001", 1),
            ("REA003", 1),
            ("REA004", 2),
            ("REA006", 2),
            ("REA007", 2),
            ("REA008", 1),
            ("REA011", 1),
            ("REA012", 1),
            ("REL006", 1),
            ("REL007", 1),
            ("REL008", 2),
            ("TPL001", 1),
        ],
    ),
    (
        "hp-out-of-order.md",
        &[
            ("ACT009", 1),
            ("ORG003", 1),
            ("ORG004", 1),
            ("ORG005", 1),
            ("ORG006", 1),
            ("ORG009", 1),
        ],
    ),
    ("plan-numbering.md", &[("ORG010", 2), ("ORG012", 1)]),
    ("soap-no-plan.md", &[("ORG001", 1), ("ORG002", 1)]),
    ("suppressions.md", &[("SUP001", 1), ("SUP002", 1), ("SUP003", 1)]),
    (
        "template-leftovers.md",
        &[
            ("TPL001", 3),
            ("TPL002", 2),
            ("TPL003", 1),
            ("TPL004", 1),
            ("TPL005", 2),
            ("TPL006", 1),
            ("TPL007", 1),
        ],
    ),
    ("wall-of-text.txt", &[("ORG011", 1)]),
    ("what-is-this.txt", &[("ORG008", 1)]),
];

fn notes(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 8, "examples have gone missing: {paths:?}");
    paths
}

fn check(path: &Path) -> Checked {
    let settings = Settings::new(Grammar::builtin());
    lint::check(fs::read_to_string(path).unwrap().into(), &settings)
}

fn listed(checked: &Checked) -> String {
    let line = |diagnostic: &lint::Diagnostic| {
        let at = checked.note.position(diagnostic.span.start);
        format!(
            "  {}:{} {} {}\n",
            at.line, at.column, diagnostic.code, diagnostic.message
        )
    };
    checked.diagnostics.iter().map(line).collect()
}

#[test]
fn good_notes_are_clean_and_their_kind_is_seen() {
    let mut faults = String::new();
    for path in notes("good") {
        let checked = check(&path);
        if checked.note.kind.is_none() || !checked.diagnostics.is_empty() {
            faults += &format!("{}: kind {:?}\n{}", path.display(), checked.note.kind, listed(&checked));
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn bad_notes_show_their_faults_and_no_others() {
    let expected: BTreeMap<&str, &[(&str, usize)]> = BAD.iter().copied().collect();
    let mut faults = String::new();
    for path in notes("bad") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let checked = check(&path);
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for diagnostic in &checked.diagnostics {
            *found.entry(&diagnostic.code).or_default() += 1;
        }
        let expected: BTreeMap<&str, usize> = expected
            .get(&*name)
            .map(|codes| codes.iter().copied().collect())
            .unwrap_or_default();
        if expected.is_empty() || found != expected {
            faults += &format!("{name}: expected {expected:?}, found {found:?}\n{}", listed(&checked));
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}
