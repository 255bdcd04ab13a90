//! The cache of results: what it prints is what a run without it prints, and it is written where it may be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::{CLEAN, Ran, Sandbox, with_blank};

const FORMATS: [&str; 10] = [
    "full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "csv", "html",
];

/// More notes than a run checks without looking at the cache.
fn ward() -> Sandbox {
    let mut sandbox = Sandbox::new();
    for number in 0..12 {
        let note = match number % 4 {
            0 => CLEAN.to_owned(),
            1 => with_blank(),
            2 => format!("Date: 2024-05-01\n\n{CLEAN}\nHPI: .normalfoo and \u{1b}[31m{number}\n"),
            _ => format!("# Consult\n\nReason: caf\u{e9} {number}, patient is a pleasant frequent flyer.\n"),
        };
        sandbox = sandbox.file(format!("ward/{number}.md"), note);
    }
    // Neither UTF-8, which is told, nor any text, which is an error each time.
    sandbox
        .file("ward/old.txt", b"# Plan\n\nCaf\xe9 au lait, *** mg\n")
        .file("ward/zip.md", b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0")
}

/// What stands in the cache, with contents.
fn cached(sandbox: &Sandbox) -> BTreeMap<PathBuf, Vec<u8>> {
    let Ok(entries) = fs::read_dir(results(sandbox)) else {
        return BTreeMap::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn results(sandbox: &Sandbox) -> PathBuf {
    if cfg!(target_os = "macos") {
        return sandbox.path("Library/Caches/preceptor/results");
    }
    sandbox.path(".cache/preceptor/results")
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Ran {
    sandbox.run(["check", "ward"].iter().chain(args))
}

fn same(one: &Ran, two: &Ran, what: &str) {
    assert_eq!(one.stdout, two.stdout, "{what}");
    assert_eq!(one.stderr, two.stderr, "{what}");
    assert_eq!(one.status, two.status, "{what}");
}

#[test]
fn every_format_is_the_same_cold_warm_and_without() {
    let sandbox = ward();
    let mut ways: Vec<Vec<&str>> = FORMATS.iter().map(|format| vec!["--format", format]).collect();
    ways.push(vec!["--summary"]);
    ways.push(vec!["--statistics"]);
    ways.push(vec!["--quiet", "--color", "always"]);
    for way in ways {
        let without = run(&sandbox, &[&way[..], &["--no-cache"]].concat());
        let before = cached(&sandbox);
        let cold = run(&sandbox, &way);
        let between = cached(&sandbox);
        let warm = run(&sandbox, &way);
        same(&without, &cold, &format!("{way:?}, cold"));
        same(&without, &warm, &format!("{way:?}, warm"));
        assert_ne!(before, between, "{way:?}: results were written");
        assert_eq!(between, cached(&sandbox), "{way:?}: nothing was left to write");
    }
}

#[test]
fn whatever_a_result_depends_on_is_looked_at() {
    let sandbox = ward();
    let configured = "grammars = [\"school\"]\n\n[[rule]]\ncode = \"SCH001\"\nname = \"no-cafe\"\nmessage = \"No coffee\"\nforbid = \"pleasant\"\n";
    let kind = "[[kind]]\nid = \"round\"\ntitle = \"Round\"\npurpose = \"rounds\"\nrequired = [\"plan\"]\n";
    let write = |name: &str, text: &str| {
        let path = sandbox.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("school/kinds/round.toml", kind);
    write("ward/round.md", "---\nkind: round\n---\n# Round\n\nSubjective: well\n");
    write("preceptor.toml", configured);
    let mut last = run(&sandbox, &[]).stdout;
    let mut differs = |what: &str, args: &[&str]| {
        let with = run(&sandbox, args);
        same(&with, &run(&sandbox, &[args, &["--no-cache"]].concat()), what);
        assert_ne!(with.stdout, last, "{what} makes a difference");
        last = with.stdout;
    };
    write("ward/0.md", &with_blank());
    differs("a note", &[]);
    write("preceptor.toml", &configured.replace("No coffee", "Tea"));
    differs("a rule of the user's", &[]);
    write("school/kinds/round.toml", &kind.replace("plan", "assessment"));
    differs("a grammar", &[]);
    write("phrases/normalfoo.md", "Foo: normal.\n");
    differs("a phrase", &[]);
    write(
        "preceptor.toml",
        &format!("{configured}\n[severity]\nTPL001 = \"info\"\n"),
    );
    differs("a severity", &[]);
    write("preceptor.toml", &format!("ignore = [\"TPL001\"]\n{configured}"));
    differs("a selection", &[]);
    write(
        "preceptor.toml",
        &format!("{configured}\n[[per-file]]\nfiles = [\"ward/1.md\"]\nignore = [\"TPL001\"]\n"),
    );
    differs("the rules of one file", &[]);
    write(
        "preceptor.toml",
        &format!("{configured}\n[options.date]\ndates = \"all\"\n"),
    );
    differs("an option", &[]);
    write(
        "preceptor.toml",
        &format!("{configured}\n[options.date]\ndates = \"birth\"\n"),
    );
    differs("its value", &[]);
    differs("the day", &["--today", "2023-01-01"]);
    differs("another day", &["--today", "2030-01-01"]);
    differs("the kind", &["--kind", "soap"]);
    differs("rules of the command line", &["--select", "TPL"]);
    fs::rename(sandbox.path("ward/1.md"), sandbox.path("ward/x.md")).unwrap();
    differs("a name", &["--select", "TPL"]);
    let strict = run(&sandbox, &["--select", "TPL", "--fail-level", "never"]);
    assert_eq!(strict.status, 2, "{}", strict.stderr);
}

#[test]
fn a_run_that_compares_or_mends_has_no_cache() {
    let sandbox = ward().file("yesterday.md", CLEAN);
    for args in [
        &["--no-cache"][..],
        &["--diff"],
        &["--fix"],
        &["--previous", "yesterday.md"],
        &["--write-baseline", "known.json"],
        &["--baseline", "known.json"],
    ] {
        run(&sandbox, args);
        assert_eq!(cached(&sandbox).len(), 0, "{args:?}");
    }
    let mut off = sandbox.command(["check", "ward"]);
    off.env("PRECEPTOR_NO_CACHE", "1").output().unwrap();
    assert_eq!(cached(&sandbox).len(), 0);
    sandbox.run(["check", "ward/1.md", "ward/2.md"]);
    assert_eq!(cached(&sandbox).len(), 0, "a few notes are checked at once");
}

#[test]
fn what_is_broken_or_in_the_way_is_no_matter() {
    let sandbox = ward();
    let without = run(&sandbox, &["--no-cache"]);
    run(&sandbox, &[]);
    let broken = |change: &dyn Fn(&Path)| {
        let pack = cached(&sandbox)
            .into_keys()
            .find(|path| path.extension().is_some_and(|it| it == "pack"))
            .unwrap();
        change(&pack);
        same(&without, &run(&sandbox, &[]), "broken");
        same(&without, &run(&sandbox, &[]), "mended");
    };
    broken(&|pack| fs::write(pack, "").unwrap());
    broken(&|pack| fs::write(pack, vec![0xff; 5000]).unwrap());
    broken(&|pack| {
        let bytes = fs::read(pack).unwrap();
        fs::write(pack, &bytes[..bytes.len() / 2]).unwrap();
    });
    broken(&|pack| {
        let mut bytes = fs::read(pack).unwrap();
        bytes.iter_mut().skip(8).step_by(97).for_each(|byte| *byte ^= 4);
        fs::write(pack, bytes).unwrap();
    });
    let mut homeless = sandbox.command(["check", "ward"]);
    homeless.env_remove("HOME").env_remove("XDG_CACHE_HOME");
    assert_eq!(crate::sandbox::ran(&mut homeless).stdout, without.stdout);
    let in_the_way = run(&sandbox, &["--cache-dir", "ward/0.md"]);
    same(&without, &in_the_way, "a file where the folder should be");
}

#[test]
#[cfg(unix)]
fn the_folder_is_the_users_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = ward();
    run(&sandbox, &[]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&results(&sandbox)), 0o700);
    let files = cached(&sandbox);
    assert_eq!(files.len(), 2);
    for (path, bytes) in &files {
        assert_eq!(mode(path), 0o600);
        if path.ends_with("CACHEDIR.TAG") {
            assert!(bytes.starts_with(b"Signature: 8a477f597d28d172789f06886806bc55"));
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        for word in ["ward", "TPL001", "flyer"] {
            assert!(!text.contains(word), "{word} stands there in clear");
        }
    }
}

#[test]
fn runs_at_the_same_time_do_not_disturb_each_other() {
    let sandbox = ward();
    let without = run(&sandbox, &["--no-cache"]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..3).for_each(|_| same(&without, &run(&sandbox, &[]), "at once")));
        }
    });
    same(&without, &run(&sandbox, &[]), "afterwards");
    assert_eq!(cached(&sandbox).len(), 2);
}

#[test]
fn clean_removes_it() {
    let sandbox = ward();
    run(&sandbox, &["--cache-dir", "kept"]);
    assert!(sandbox.path("kept/results").is_dir());
    run(&sandbox, &[]);
    let said = sandbox.run(["clean"]);
    assert_eq!((said.status, said.stdout.as_str()), (0, ""));
    assert!(said.stderr.contains("removed the cache: 1 file"), "{}", said.stderr);
    let again = sandbox.run(["clean"]);
    assert!(again.stderr.contains("no cache to remove"), "{}", again.stderr);
    let other = sandbox.run(["clean", "--cache-dir", "kept"]);
    assert!(other.stderr.contains("1 file"), "{}", other.stderr);
}
