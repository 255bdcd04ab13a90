//! Every rule is documented, and `docs/rules/` says what the rules say of themselves.
//!
//! `PRECEPTOR_UPDATE=1 cargo test --test rule_docs` writes the pages anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use preceptor::lint::docs::{self, HEADINGS};
use preceptor::rules;

#[test]
fn the_pages_are_those_that_the_rules_generate() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut wanted = BTreeMap::from([("README.md".to_owned(), docs::index(rules::all()))]);
    wanted.extend(
        rules::all()
            .iter()
            .map(|rule| (docs::page_name(rule), docs::page(rule))),
    );
    let on_disk = || -> BTreeMap<String, String> {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let read = |entry: fs::DirEntry| {
            // A checkout may have turned LF into CRLF.
            let text = fs::read_to_string(entry.path()).ok()?.replace("\r\n", "\n");
            Some((entry.file_name().into_string().ok()?, text))
        };
        entries.filter_map(read).collect()
    };
    if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
        fs::create_dir_all(&folder).expect("docs/rules can be made");
        for stale in on_disk().keys().filter(|name| !wanted.contains_key(*name)) {
            fs::remove_file(folder.join(stale)).expect("a stale page can be removed");
        }
        for (name, text) in &wanted {
            fs::write(folder.join(name), text).expect("a page can be written");
        }
    }
    let found = on_disk();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<BTreeSet<_>>();
    let update = "run `PRECEPTOR_UPDATE=1 cargo test --test rule_docs`";
    assert_eq!(
        names(&found),
        names(&wanted),
        "docs/rules/ lacks a page or has one too many; {update}"
    );
    for (name, text) in &wanted {
        assert!(found[name] == *text, "docs/rules/{name} is out of date; {update}");
    }
}

#[test]
fn every_rule_is_documented() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let sections = docs::parse(rule.docs);
        let examples = docs::examples(rule);
        let mut say = |what: &str| wrong.push(format!("{}: {what}", rule.code));
        let mut titles = sections.iter().map(|section| section.title.as_str());
        for heading in HEADINGS {
            let there = sections.iter().find(|section| section.title == heading);
            if there.is_none_or(|section| section.blocks.is_empty()) {
                say(&format!("its documentation has nothing under `## {heading}`"));
            }
        }
        if let Some(other) = titles.find(|title| !HEADINGS.contains(title)) {
            say(&format!("its documentation has an unexpected section `{other}`"));
        }
        if !examples.iter().any(|example| example.bad) || !examples.iter().any(|example| !example.bad) {
            say("its documentation needs a `bad` and a `good` example");
        }
        if rule.docs.contains("@PRECISION@") {
            say("its precision is not filled in");
        }
        if rule.sources.is_empty() || rule.sources.iter().any(|source| source.trim().is_empty()) {
            say("it names no source");
        }
        if rule.summary.contains('\n') || !rule.summary.ends_with('.') || rule.summary.len() > 120 {
            say("its summary must be one sentence on one line");
        }
        if rule.options.iter().any(|option| option.doc.trim().is_empty()) {
            say("an option is not documented");
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn codes_and_names_are_well_formed_and_nobody_elses() {
    let mut seen = BTreeSet::new();
    for rule in rules::all() {
        let number = rule.code.strip_prefix(rule.family.code());
        let digits = number.is_some_and(|n| n.len() == 3 && n.bytes().all(|b| b.is_ascii_digit()));
        assert!(digits, "{} is not a code of its family", rule.code);
        let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        assert!(rule.name.split('-').all(word), "{} is not kebab-case", rule.name);
        for name in [rule.code, rule.name].iter().chain(rule.aliases) {
            assert!(seen.insert(name.to_ascii_lowercase()), "{name} names two rules");
        }
    }
    for family in rules::Family::ALL {
        assert!(
            !seen.contains(family.name()),
            "{} names a family and a rule",
            family.name()
        );
    }
}
