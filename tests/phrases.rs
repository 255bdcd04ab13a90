//! The shipped dot phrases: every file in `phrases/` is tested by being there.
//!
//! Each is expanded in a plausible note (`tests/phrases/*.md`) where it belongs, and gives no finding there but its blanks.
//!
//! `PRECEPTOR_UPDATE=1 cargo test --test phrases` writes the table of `docs/phrases.md` anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::lint::{self, Diagnostic, Settings};
use preceptor::rules::Family;
use preceptor::syntax::{Pick, PlaceholderKind, placeholders};
use preceptor::template::{Phrases, Template, Values};

/// Where a phrase belongs: its first tag, and the heading of the table.
const PLACES: [(&str, &str); 6] = [
    ("exam", "For the exam"),
    ("ros", "For the review of systems"),
    ("history", "For the history"),
    ("assessment", "For the assessment"),
    ("plan", "For the plan"),
    ("procedure", "For a procedure"),
];

/// The notes that phrases are tried in, by the tag that asks for them; the last is for all others.
const HOSTS: [(&str, &str); 4] = [
    ("newborn", "newborn"),
    ("pediatrics", "child"),
    ("obstetrics", "pregnant"),
    ("", "adult"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn shipped() -> (Phrases, Vec<Template>) {
    let phrases = Phrases::new([]).expect("no folders");
    let all = phrases.all().expect("the shipped phrases are in order");
    (phrases, all)
}

fn place(phrase: &Template) -> &str {
    phrase.manifest.tags.first().map_or("", String::as_str)
}

/// The host of a phrase with `words` in the place where it belongs.
fn host(phrase: &Template, words: &str) -> String {
    let has = |tag: &str| tag.is_empty() || phrase.manifest.tags.iter().any(|own| own == tag);
    let (_, name) = HOSTS.iter().find(|(tag, _)| has(tag)).expect("the last takes all");
    let path = root().join("tests/phrases").join(format!("{name}.md"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut note = String::new();
    for paragraph in text.replace("\r\n", "\n").split("\n\n") {
        let paragraph = match paragraph
            .trim()
            .strip_prefix('@')
            .and_then(|rest| rest.strip_suffix('@'))
        {
            Some(slot) if slot == place(phrase) => words,
            Some(_) => "",
            None => paragraph,
        };
        if !paragraph.is_empty() {
            note.push_str(paragraph.trim_end());
            note.push_str("\n\n");
        }
    }
    note
}

fn found(settings: &Settings, note: &str) -> (String, Vec<Diagnostic>) {
    let checked = lint::check(Arc::from(note), settings);
    assert!(checked.rule_failures.is_empty(), "{:?}", checked.rule_failures);
    (note.to_owned(), checked.diagnostics)
}

#[test]
fn what_has_to_be_there_is_there() {
    let (phrases, all) = shipped();
    let files = fs::read_dir(root().join("phrases")).expect("the folder").count();
    assert_eq!(all.len(), files, "every file is a phrase");
    for name in [
        "normalcardiac",
        "normallungs",
        "normalabdomen",
        "normalneuro",
        "normalmsk",
        "rosneg",
        "returnprecautions",
        "headinjury",
        "feverchild",
        "sharedecision",
        "smokingcessation",
        "vteppx",
        "codestatus",
        "safetyplan",
        "mse",
        "procedureconsent",
        "timeout",
        "capacity",
        "interpreter",
        "sickday",
    ] {
        assert!(phrases.names().contains(name), "{name}");
    }
}

#[test]
fn phrases_are_short_and_say_what_they_are_for() {
    let (_, all) = shipped();
    let mut wrong = Vec::new();
    let mut titles = BTreeSet::new();
    for phrase in &all {
        let mut say = |what: &str| wrong.push(format!("{}: {what}", phrase.name));
        let manifest = &phrase.manifest;
        if manifest.title.len() > 50 || !titles.insert(manifest.title.clone()) {
            say("the title is long, or that of another phrase");
        }
        if manifest.description.is_empty() || manifest.description.len() > 100 || !manifest.description.ends_with('.') {
            say("the description is no short sentence");
        }
        if !PLACES.iter().any(|(tag, _)| *tag == place(phrase)) {
            say("its first tag does not tell where it belongs");
        }
        let body = phrase.body().trim_end();
        if !(1..=8).contains(&body.lines().count()) || body.contains("\n\n") {
            say("it has more than eight lines, or blank ones");
        }
        for pick in placeholders(body).filter(|it| it.kind == PlaceholderKind::PickList) {
            let first = pick.choices(body).next().unwrap_or_default().to_lowercase();
            if pick.pick == Pick::Default || first.starts_with("normal") || first == "none" {
                say("a pick list offers what is harmless first");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn in_a_plausible_note_only_its_blanks_are_found() {
    let (phrases, all) = shipped();
    let settings = Settings::new(Grammar::builtin());
    let mut wrong = String::new();
    let mut silent = 0;
    for phrase in &all {
        let (bare, own) = found(&settings, &host(phrase, ""));
        let said: BTreeSet<(&str, &str)> = own.iter().map(|it| (&*it.code, it.message.as_str())).collect();
        assert!(
            said.len() <= 2,
            "the host of {} has findings of its own: {said:?}\n{bare}",
            phrase.name
        );
        let with = host(phrase, &format!(".{}", phrase.name));
        let expansion = phrases.expand(&with, &Values::new()).expect("no faults");
        assert_eq!((expansion.expanded, expansion.left.len()), (1, 0), "{}", phrase.name);
        let (note, diagnostics) = found(&settings, &expansion.text);
        let blanks = diagnostics.iter().filter(|it| it.code.starts_with("TPL")).count();
        silent += usize::from(blanks == 0);
        for it in &diagnostics {
            if !it.code.starts_with(Family::Template.code()) && !said.contains(&(&*it.code, it.message.as_str())) {
                let place = it.span.of(&note);
                writeln!(wrong, "{}: {} {} ({place:?})", phrase.name, it.code, it.message).expect("written");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(
        silent < 8,
        "{silent} phrases have no blank: numbers and sides are the writer's"
    );
}

#[test]
fn the_table_is_that_of_the_phrases() {
    let (_, all) = shipped();
    let mut table = String::new();
    for (tag, heading) in PLACES {
        let mut rows = all.iter().filter(|phrase| place(phrase) == tag).peekable();
        if rows.peek().is_none() {
            continue;
        }
        writeln!(
            table,
            "### {heading}\n\n| phrase | | what it is for |\n| --- | --- | --- |"
        )
        .expect("written");
        for phrase in rows {
            let manifest = &phrase.manifest;
            writeln!(
                table,
                "| `.{}` | {} | {} |",
                phrase.name, manifest.title, manifest.description
            )
            .expect("written");
        }
        table.push('\n');
    }
    let path = root().join("docs/phrases.md");
    let page = fs::read_to_string(&path).expect("the page").replace("\r\n", "\n");
    let marked = page
        .split_once("cargo test --test phrases -->\n")
        .and_then(|(before, rest)| {
            let (old, after) = rest.split_once("<!-- end -->")?;
            Some((before, old, after))
        });
    let (before, old, after) = marked.expect("the marks of the table");
    if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
        let page = format!("{before}cargo test --test phrases -->\n\n{table}<!-- end -->{after}");
        fs::write(&path, page).expect("the page can be written");
    } else {
        assert!(
            old.trim() == table.trim(),
            "docs/phrases.md is out of date; run `PRECEPTOR_UPDATE=1 cargo test --test phrases`"
        );
    }
}
