//! `preceptor fmt`, as a library: what holds for every note and every text.
//!
//! Laying out twice is laying out once; no word is lost, moved or changed; the note reads the same before and after, fact by
//! fact; and no rule finds anything new. Over the notes of the repository, the corpus where it stands beside it, and texts
//! made of hard pieces. What counts as a word here is told apart from marks on its own, not by the formatter's measure.
//!
//! `SHOW=1 cargo test --test format -- --nocapture` prints what the layout changes in each note.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::format::{self, Formatted, HeadingStyle, Style};
use preceptor::grammar::Grammar;
use preceptor::lint::{self, Settings};
use preceptor::note::{self, Hints, Note};
use preceptor::rules;
use proptest::prelude::*;

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

fn laid_out(text: &str, headings: HeadingStyle) -> Formatted {
    let style = Style { headings };
    format::format(&Arc::from(text), &Grammar::builtin(), &Hints::default(), style)
}

fn from_emr(text: &str) -> Formatted {
    let style = Style {
        headings: HeadingStyle::Hash,
    };
    format::from_emr(&Arc::from(text), &Grammar::builtin(), &Hints::default(), style)
}

/// The visible characters of a text: without what marks headings, lists and tables, and without numbers that may be those of
/// an item.
fn words(text: &str) -> String {
    const MARKS: &str = "#*_-=|:•●○◦‣⁃▪▫■◆❖➢➤–·()";
    let is_number = |digits: &str, after: &str| {
        let rest = after.trim_start_matches(['.', ')']);
        digits.len() <= 3 && rest.len() < after.len() && !rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (word, after) = rest.split_at(digits.max(c.len_utf8()));
        if digits > 0 && is_number(word, after) {
            rest = after.trim_start_matches(['.', ')']);
            continue;
        }
        out.extend(
            word.chars()
                .filter(|c| !c.is_whitespace() && *c != '\u{feff}' && !MARKS.contains(*c)),
        );
        rest = after;
    }
    out
}

/// What was read, with places counted in letters instead of bytes.
fn reading(note: &Note) -> BTreeMap<&'static str, String> {
    let mut letters = Vec::with_capacity(note.text.len() + 1);
    let mut count = 0u32;
    for c in note.text.chars() {
        letters.extend(std::iter::repeat_n(count, c.len_utf8()));
        count += u32::from(c.is_alphabetic());
    }
    letters.push(count);
    let counted = |debug: String| -> String {
        let mut out = String::with_capacity(debug.len());
        let mut rest = debug.as_str();
        while let Some(at) = rest.find("Span { start: ") {
            out.push_str(&rest[..at]);
            let (start, after) = rest[at + 14..].split_once(", end: ").unwrap();
            let (end, after) = after.split_once(" }").unwrap();
            let place = |offset: &str| letters[offset.parse::<usize>().unwrap()];
            out.push_str(&format!("{}..{}", place(start), place(end)));
            rest = after;
        }
        out + rest
    };
    let sections: Vec<_> = note
        .sections
        .iter()
        .map(|section| {
            (
                section.id,
                &section.also,
                section.level,
                section.heading,
                section.body,
                section.parent,
            )
        })
        .collect();
    let problems: Vec<_> = note
        .assessment()
        .problems
        .iter()
        .map(|problem| {
            (
                problem.title,
                problem.span,
                problem.section,
                &problem.written,
                &problem.reasoning,
                &problem.plan,
                problem.topic,
            )
        })
        .collect();
    // Not the word that says so, nor whether it stands on a line of its own: a heading does with its looks.
    let mentions: Vec<_> = note
        .findings()
        .iter()
        .map(|it| {
            (
                it.entry,
                it.span,
                it.assertion.status,
                it.assertion.moment,
                it.assertion.quoted,
                it.section,
            )
        })
        .collect();
    let medications: Vec<_> = note
        .medications()
        .iter()
        .map(|it| {
            (
                it.entry,
                it.span,
                &it.dose,
                &it.frequency,
                it.route,
                it.status,
                it.section,
            )
        })
        .collect();
    BTreeMap::from([
        ("kind", format!("{:?} {:?}", note.kind, note.specialties)),
        ("sections", counted(format!("{sections:?}"))),
        ("problems", counted(format!("{problems:?}"))),
        ("plan", counted(format!("{:?}", note.assessment().plan))),
        ("patient", counted(format!("{:?}", note.patient()))),
        ("vitals", counted(format!("{:?}", note.vitals()))),
        ("labs", counted(format!("{:?}", note.labs()))),
        ("studies", counted(format!("{:?}", note.study_values()))),
        ("medications", counted(format!("{medications:?}"))),
        ("allergies", counted(format!("{:?}", note.allergies()))),
        ("scores", counted(format!("{:?}", note.scores()))),
        ("sides", counted(format!("{:?}", note.sides()))),
        ("times", counted(format!("{:?}", note.times()))),
        ("findings", counted(format!("{mentions:?}"))),
    ])
}

/// Rules that speak of the layout: that their findings go is the point of it.
const OF_LAYOUT: [&str; 3] = ["ORG009", "ORG010", "ORG011"];

/// What is compared of the findings of two texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Findings {
    /// Every one, at its place.
    All,
    /// How many of each rule, but for those that judge headings or count words: where a style is asked for, and in texts
    /// that are no notes.
    Counts,
}

/// How often each rule speaks at each place, places counted in letters.
fn findings(text: &str, what: Findings) -> BTreeMap<(String, usize), usize> {
    let mut settings = Settings::new(Grammar::builtin());
    settings.rules = Settings::with_rules(Grammar::builtin(), rules::all()).rules;
    let checked = lint::check(Arc::from(text), &settings);
    let mut found = BTreeMap::new();
    for diagnostic in &checked.diagnostics {
        let before = &text[..diagnostic.span.start as usize];
        let letters = before.chars().filter(|c| c.is_alphabetic()).count();
        let place = if what == Findings::All { letters } else { 0 };
        // A dot phrase is seen behind `1.`, not behind `(1)`.
        let of_marks = diagnostic.code.starts_with("ORG") || diagnostic.code == "TPL006";
        if what == Findings::All || !of_marks {
            *found.entry((diagnostic.code.to_string(), place)).or_default() += 1;
        }
    }
    found
}

/// What must hold for the layout of `text`.
fn faults(text: &str, headings: HeadingStyle, what: Findings) -> Vec<String> {
    let formatted = laid_out(text, headings);
    let mut faults = Vec::new();
    if *laid_out(&formatted.text, headings).text != *formatted.text {
        faults.push("a second layout differs from the first".to_owned());
    }
    let fold = |text: String| {
        if headings == HeadingStyle::Caps {
            text.to_uppercase()
        } else {
            text
        }
    };
    if fold(words(text)) != fold(words(&formatted.text)) {
        faults.push("the words differ".to_owned());
    }
    let (before, after) = (reading(&read(text)), reading(&read(&formatted.text)));
    for (what, was) in &before {
        if *was != after[what] {
            faults.push(format!("{what} are read differently:\n  {was}\n  {}", after[what]));
        }
    }
    let (before, after) = (findings(text, what), findings(&formatted.text, what));
    for (finding, count) in &after {
        if before.get(finding).is_none_or(|was| was < count) {
            faults.push(format!("a new finding: {finding:?}"));
        }
    }
    for (finding, count) in &before {
        let kept = after.get(finding).is_some_and(|now| now >= count);
        if !kept && !OF_LAYOUT.contains(&finding.0.as_str()) {
            faults.push(format!("a finding is gone: {finding:?}"));
        }
    }
    faults
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

/// The notes of the repository, and the corpus where it stands beside it.
fn notes() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["examples", "tests/planting"] {
        notes_below(&root.join(folder), &mut paths);
    }
    let corpus = ["../shared/corpus", "../../shared/corpus"].map(|folder| root.join(folder));
    if let Some(corpus) = corpus.iter().find(|folder| folder.is_dir()) {
        notes_below(corpus, &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| Some((path.clone(), fs::read_to_string(&path).ok()?)))
        .collect()
}

#[test]
fn every_note_keeps_its_words_and_its_reading() {
    let notes = notes();
    assert!(notes.len() > 20, "notes are found");
    let mut faulty = String::new();
    let (mut changed, mut left_out) = (0, 0);
    for (path, text) in &notes {
        for fault in faults(text, HeadingStyle::Consistent, Findings::All) {
            faulty.push_str(&format!("{}: {fault}\n", path.display()));
        }
        let formatted = laid_out(text, HeadingStyle::Consistent);
        changed += usize::from(*formatted.text != **text);
        left_out += formatted.left_out;
        if std::env::var_os("SHOW").is_some() {
            let diff = similar::TextDiff::from_lines(&**text, &*formatted.text);
            println!(
                "{} ({} left out)\n{}",
                path.display(),
                formatted.left_out,
                diff.unified_diff().context_radius(1)
            );
        }
    }
    println!("{} notes, {changed} changed, {left_out} changes left out", notes.len());
    assert!(faulty.is_empty(), "{faulty}");
}

#[test]
fn every_style_keeps_the_words_and_the_reading() {
    let mut faulty = String::new();
    for (at, (path, text)) in notes().iter().enumerate() {
        // One style a note: together all notes see all styles.
        let (name, style) = HeadingStyle::ALL[at % HeadingStyle::ALL.len()];
        for fault in faults(text, style, Findings::Counts) {
            faulty.push_str(&format!("{} ({name}): {fault}\n", path.display()));
        }
    }
    assert!(faulty.is_empty(), "{faulty}");
}

#[test]
fn an_export_keeps_its_words() {
    let mut faulty = String::new();
    for (path, text) in notes() {
        let once = from_emr(&text);
        if words(&once.text) != words(&text) {
            faulty.push_str(&format!("{}: the words differ\n", path.display()));
        }
        if *from_emr(&once.text).text != *once.text {
            faulty.push_str(&format!(
                "{}: a second conversion differs from the first\n",
                path.display()
            ));
        }
        if std::env::var_os("SHOW").is_some() {
            let diff = similar::TextDiff::from_lines(&*text, &*once.text);
            println!("EMR {}\n{}", path.display(), diff.unified_diff().context_radius(0));
        }
    }
    assert!(faulty.is_empty(), "{faulty}");
}

/// Pieces that notes are made of, in any order.
fn texts() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "# HPI",
        "## Exam:",
        "**Plan:**",
        "__PMH__",
        "PLAN",
        "PMH:",
        "Presenting complaint",
        "Assessment",
        "HPI: ",
        "Plan : ",
        "BP:142/88 ",
        "HR:112BP:92/58 ",
        "T 38.1 ",
        "- ",
        "* ",
        "+ ",
        "•",
        "–",
        "1. ",
        "2) ",
        "(3) ",
        "7. ",
        "a. ",
        "b. ",
        "- [ ] ",
        "  ",
        "    ",
        "\t",
        " ",
        "\n",
        "\n",
        "\n",
        "\n\n\n",
        "\r\n",
        "\r",
        "| a | b |",
        "|---|--:|",
        "x|yy|",
        "> ",
        "---",
        "===",
        "***",
        "{a|b}",
        "___",
        "@NAME@",
        "<!-- a\n b -->",
        "<!-- preceptor: allow ACT001 -- why -->",
        "-->",
        "<!--",
        "```",
        "`BP:1`",
        "cough",
        "CHF",
        "#CHF",
        "see #2",
        "metoprolol 25 mg BID",
        "no fever",
        "64F",
        "K 2.9",
        "NKDA",
        "é\u{a0}ß",
        "\u{200b}",
        "\u{c}",
        "\u{feff}",
        "İ",
        ":",
        ".",
        "1.5 ",
        "SOAP Note",
        "kind:soap",
    ]);
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn style() -> impl Strategy<Value = HeadingStyle> {
    proptest::sample::select(HeadingStyle::ALL.map(|(_, style)| style).to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_text_keeps_its_words_and_its_reading(text in texts(), style in style()) {
        let faults = faults(&text, style, Findings::Counts);
        prop_assert!(faults.is_empty(), "{faults:#?}\n{}", laid_out(&text, style).text);
    }

    #[test]
    fn any_characters_are_laid_out(text in any::<String>(), style in style()) {
        let formatted = laid_out(&text, style);
        prop_assert_eq!(&*laid_out(&formatted.text, style).text, &*formatted.text);
        prop_assert_eq!(words(&text).to_uppercase(), words(&formatted.text).to_uppercase());
    }

    #[test]
    fn any_export_keeps_its_words(text in texts()) {
        prop_assert_eq!(words(&text), words(&from_emr(&text).text));
    }
}
