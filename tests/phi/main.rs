//! Identifiers planted in invented notes: found, missed, false alarms, per kind, kept as a reviewed snapshot.
//!
//! A fixture is a note in which each identifier is marked with its kind, `⟦phone|617-253-4410⟧`. The marks are taken out, the
//! rules of the family PHI run with all dates asked for, and each mark must be overlapped by a place that one of them names.
//! Notes without a mark must stay silent. `SHOW=phone cargo test --test phi -- --nocapture` prints the missed ones of a kind,
//! `SHOW=alarms` the false alarms, `SHOW=part` those that are found in part; `PRECEPTOR_UPDATE=1` accepts the counts.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::lint::redact::{self, Dates};
use preceptor::lint::{self, Checked, Settings};
use preceptor::report::{Format, NoteReport, RenderOptions, Renderer};
use preceptor::rules::{self, OptionValue, Rule};
use preceptor::text::Span;

/// The kinds that a mark may name.
const KINDS: [&str; 24] = [
    "name",
    "relative",
    "clinician",
    "employer",
    "location",
    "zip",
    "facility",
    "date",
    "birthdate",
    "age",
    "phone",
    "fax",
    "email",
    "ssn",
    "mrn",
    "plan",
    "account",
    "license",
    "vehicle",
    "device",
    "url",
    "ip",
    "biometric",
    "photo",
];
const OTHER: &str = "other";
/// The kinds that are told by words, not by a pattern.
const UNPATTERNED: [&str; 7] = [
    "name",
    "relative",
    "clinician",
    "employer",
    "location",
    "facility",
    "zip",
];
/// So much of all that is planted has to be found.
const RECALL: f64 = 0.95;

/// An identifier of a fixture.
struct Mark {
    kind: String,
    span: Span,
}

struct Fixture {
    name: String,
    text: Arc<str>,
    marks: Vec<Mark>,
}

/// Take the marks out of `marked`.
fn read(name: String, marked: &str) -> Fixture {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some(open) = rest.find('⟦') {
        text.push_str(&rest[..open]);
        let inside = &rest[open + '⟦'.len_utf8()..];
        let close = inside.find('⟧').unwrap_or_else(|| panic!("{name}: a mark without end"));
        let (kind, value) = inside[..close]
            .split_once('|')
            .unwrap_or_else(|| panic!("{name}: a mark without kind"));
        assert!(KINDS.contains(&kind) || kind == OTHER, "{name}: unknown kind {kind}");
        assert!(!value.is_empty(), "{name}: an empty mark");
        let start = text.len();
        text.push_str(value);
        marks.push(Mark {
            kind: kind.to_owned(),
            span: Span::from(start..text.len()),
        });
        rest = &inside[close + '⟧'.len_utf8()..];
    }
    text.push_str(rest);
    Fixture {
        name,
        text: Arc::from(text),
        marks,
    }
}

fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/phi");
    let (mut waiting, mut paths) = (vec![root.clone()], Vec::new());
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of fixtures").flatten() {
            match entry.path() {
                path if path.is_dir() => waiting.push(path),
                path if path.extension().is_some_and(|extension| extension == "txt") => paths.push(path),
                _ => {}
            }
        }
    }
    paths.sort();
    let name = |path: &PathBuf| {
        path.strip_prefix(&root)
            .unwrap()
            .with_extension("")
            .to_string_lossy()
            .replace('\\', "/")
    };
    paths
        .iter()
        .map(|path| read(name(path), &fs::read_to_string(path).unwrap()))
        .collect()
}

fn phi_rules() -> Vec<&'static Rule> {
    rules::all()
        .iter()
        .copied()
        .filter(|rule| rule.code.starts_with("PHI"))
        .collect()
}

/// The rules of the family, all dates asked for.
fn settings() -> Settings {
    let mut settings = Settings::with_rules(Grammar::builtin(), &phi_rules());
    for enabled in &mut settings.rules {
        if enabled.rule.code == "PHI007" {
            enabled
                .options
                .insert("dates".to_owned(), OptionValue::Text("all".to_owned()));
        }
    }
    settings
}

/// The places that findings name, in order.
fn places(checked: &Checked) -> Vec<(Span, String)> {
    let mut places: Vec<(Span, String)> = checked
        .diagnostics
        .iter()
        .flat_map(|found| {
            let related = found.related.iter().map(|related| related.span);
            std::iter::once(found.span)
                .chain(related)
                .map(|span| (span, found.code.to_string()))
        })
        .collect();
    places.sort_by_key(|(span, _)| (span.start, span.end));
    places.dedup();
    places
}

/// The letters and digits of a text.
fn core(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[derive(Default)]
struct Row {
    planted: usize,
    found: usize,
    whole: usize,
}

#[test]
fn what_is_planted_is_found() {
    let settings = settings();
    let show = env::var("SHOW").unwrap_or_default();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut alarms: BTreeMap<String, usize> = BTreeMap::new();
    let (mut named, mut false_alarms, mut clean, mut clean_alarms) = (0, 0, 0, 0);
    for fixture in fixtures() {
        let checked = lint::check(Arc::clone(&fixture.text), &settings);
        assert!(
            checked.rule_failures.is_empty(),
            "{}: {:?}",
            fixture.name,
            checked.rule_failures
        );
        let places = places(&checked);
        let around = |span: Span| {
            let text = &fixture.text;
            let from = text[..span.start as usize]
                .char_indices()
                .rev()
                .nth(45)
                .map_or(0, |(at, _)| at);
            let to = text[span.end as usize..]
                .char_indices()
                .nth(30)
                .map_or(text.len(), |(at, _)| span.end as usize + at);
            let (lead, rest) = (&text[from..span.start as usize], &text[span.end as usize..to]);
            format!("{lead}⟦{}⟧{rest}", span.of(text)).replace(['\n', '\r'], "⏎")
        };
        for mark in &fixture.marks {
            let row = rows.entry(mark.kind.clone()).or_default();
            row.planted += 1;
            let over: Vec<&Span> = places
                .iter()
                .map(|(span, _)| span)
                .filter(|span| span.overlaps(mark.span))
                .collect();
            let hidden: String = mark
                .span
                .of(&fixture.text)
                .char_indices()
                .filter(|(at, _)| {
                    !over
                        .iter()
                        .any(|span| span.range().contains(&(mark.span.start as usize + at)))
                })
                .map(|(_, c)| c)
                .collect();
            row.found += usize::from(!over.is_empty());
            row.whole += usize::from(core(&hidden).is_empty());
            if over.is_empty() && (show == mark.kind || show == "missed") {
                println!("missed {} in {}: {}", mark.kind, fixture.name, around(mark.span));
            } else if !over.is_empty() && show == "part" && !core(&hidden).is_empty() {
                println!(
                    "in part {} in {}: {} (left: {hidden})",
                    mark.kind,
                    fixture.name,
                    around(mark.span)
                );
            }
        }
        clean += usize::from(fixture.marks.is_empty());
        for (span, code) in &places {
            named += 1;
            if !fixture.marks.iter().any(|mark| mark.span.overlaps(*span)) {
                false_alarms += 1;
                clean_alarms += usize::from(fixture.marks.is_empty());
                *alarms.entry(fixture.name.clone()).or_default() += 1;
                if show == "alarms" {
                    println!("alarm {code} in {}: {}", fixture.name, around(*span));
                }
            }
        }
    }
    let planted: usize = rows.values().map(|row| row.planted).sum();
    let found: usize = rows.values().map(|row| row.found).sum();
    let whole: usize = rows.values().map(|row| row.whole).sum();
    let recall = found as f64 / planted.max(1) as f64;
    let precision = 1.0 - false_alarms as f64 / named.max(1) as f64;
    let mut table = String::from("kind       planted  found  whole\n");
    for (kind, row) in &rows {
        writeln!(table, "{kind:<10} {:>7} {:>6} {:>6}", row.planted, row.found, row.whole).unwrap();
    }
    writeln!(table, "{:<10} {planted:>7} {found:>6} {whole:>6}", "all").unwrap();
    writeln!(
        table,
        "\nrecall {recall:.3}, whole {:.3}, precision {precision:.3}",
        whole as f64 / planted.max(1) as f64
    )
    .unwrap();
    writeln!(table, "places named {named}, of these false alarms {false_alarms}").unwrap();
    writeln!(
        table,
        "notes without identifiers {clean}, false alarms in them {clean_alarms}"
    )
    .unwrap();
    for (name, count) in &alarms {
        writeln!(table, "  {name}: {count}").unwrap();
    }
    println!("{table}");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/phi.txt");
    if env::var_os("PRECEPTOR_UPDATE").is_some() {
        fs::write(&kept, &table).unwrap();
    }
    let kinds: BTreeSet<&str> = rows.keys().map(String::as_str).collect();
    for kind in KINDS.iter().chain(&[OTHER]) {
        assert!(kinds.contains(kind), "no fixture plants the kind {kind}");
    }
    assert!(planted >= 300, "only {planted} identifiers are planted");
    // What has a pattern or a label, apart from names and places, which have neither.
    let patterned = rows.iter().filter(|(kind, _)| !UNPATTERNED.contains(&kind.as_str()));
    let (of, hit) = patterned.fold((0, 0), |(of, hit), (_, row)| (of + row.planted, hit + row.found));
    assert!(
        hit as f64 / of as f64 >= 0.99,
        "recall of what has a pattern: {hit} of {of}"
    );
    assert!(recall >= RECALL, "recall {recall:.3}");
    assert!(precision >= 0.9, "precision {precision:.3}");
    let expected = fs::read_to_string(&kept).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        expected == table,
        "the counts changed; look at what differs, then accept with PRECEPTOR_UPDATE=1:\n{table}"
    );
}

/// The words that the rules use of themselves: of what they say, only other words could come from the note.
fn own_words(grammar: &Grammar) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut add = |text: &str| {
        let split = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.extend(split);
    };
    for rule in phi_rules() {
        let prose: Vec<&str> = rule.docs.split("```").step_by(2).collect();
        prose.iter().for_each(|part| add(part));
        add(rule.summary);
        add(rule.name);
        rule.sources.iter().for_each(|source| add(source));
    }
    grammar.sections().iter().for_each(|section| add(&section.id));
    grammar.kinds().iter().for_each(|kind| add(&kind.id));
    words
}

/// What the formats say that do not show the note itself.
fn reported(checked: &Checked) -> String {
    let mut out = Vec::new();
    for format in Format::ALL
        .iter()
        .filter(|format| !matches!(format, Format::Full | Format::Html))
    {
        let report = NoteReport { path: "x", checked };
        Renderer::new(*format, RenderOptions::default()).note(&report, &mut out);
        out.push(b'\n');
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn no_report_tells_what_was_found() {
    let settings = settings();
    let mut own = own_words(&settings.grammar);
    let figures = lint::check(
        Arc::from("MRN 4482917, DOB 03/04/1958, 94-year-old, plan 2, seen 03/14/2024."),
        &settings,
    );
    let words = reported(&figures);
    own.extend(words.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase));
    for fixture in fixtures() {
        let checked = lint::check(Arc::clone(&fixture.text), &settings);
        let mut said = String::new();
        for found in &checked.diagnostics {
            said.push_str(&found.message);
            said.push('\n');
            said.push_str(found.help.as_deref().unwrap_or_default());
            for related in &found.related {
                said.push('\n');
                said.push_str(&related.message);
            }
            if let Some(fix) = &found.fix {
                said.push_str(&fix.message);
                fix.edits.iter().for_each(|edit| said.push_str(&edit.replacement));
            }
            said.push('\n');
        }
        said.push_str(&reported(&checked));
        let said: BTreeSet<String> = said
            .split(|c: char| !c.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        for mark in &fixture.marks {
            let written = mark.span.of(&fixture.text).to_lowercase();
            for word in written
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().any(char::is_alphabetic))
            {
                let short = word.chars().count() < 3;
                assert!(
                    short || own.contains(word) || !said.contains(word),
                    "{}: a report tells a {}: {word}",
                    fixture.name,
                    mark.kind
                );
            }
        }
    }
}

/// Redact a text: nothing is left to find, and the copy of the copy is the same.
fn comes_to_rest(name: &str, text: &str, settings: &Settings) -> String {
    let copy = redact::redact(text, &settings.grammar, Dates::Placeholders);
    let left = lint::check(Arc::from(&*copy.text), settings);
    let left: Vec<_> = left
        .diagnostics
        .iter()
        .map(|found| (&found.code, found.span.of(&copy.text)))
        .collect();
    assert!(left.is_empty(), "{name}: left after redaction: {left:?}");
    let again = redact::redact(&copy.text, &settings.grammar, Dates::Placeholders);
    assert_eq!(again.text, copy.text, "{name}");
    copy.text
}

#[test]
fn redaction_leaves_nothing_to_find() {
    let settings = settings();
    for fixture in fixtures() {
        let copy = comes_to_rest(&fixture.name, &fixture.text, &settings);
        assert_eq!(copy.lines().count(), fixture.text.lines().count(), "{}", fixture.name);
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/good");
    let collections = ["aci", "mtsamples", "primock"].map(|collection| corpus.join(collection));
    for folder in collections.iter().chain([&examples]).filter(|folder| folder.is_dir()) {
        for path in fs::read_dir(folder)
            .unwrap()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
        {
            if let Ok(text) = fs::read_to_string(&path) {
                comes_to_rest(&path.to_string_lossy(), &text, &settings);
            }
        }
    }
}
