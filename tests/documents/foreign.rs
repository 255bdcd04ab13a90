//! What LibreOffice and python-docx write.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use preceptor::files::import::Tracked;
use preceptor::grammar::Grammar;
use preceptor::note::{self, Hints};

use super::{here, read_file, source};

/// What the format cannot hold is taken out of the source before it is compared: in HTML a tab is a space; a PDF knows
/// no tabs, no bold (of what its reader is told) and no blank lines.
fn as_held(text: &str, format: &str) -> String {
    match format {
        "html" => text.replace('\t', " "),
        "pdf" => {
            let lines = text.lines().filter(|line| !line.is_empty());
            let lines: Vec<String> = lines
                .map(|line| {
                    let title = line.strip_prefix("**").and_then(|line| line.strip_suffix("**"));
                    title.unwrap_or(line).replace(['\t', '\u{a0}'], " ")
                })
                .collect();
            lines.join("\n")
        }
        _ => text.to_owned(),
    }
}

/// Compares the whole text of `folder/name.format` with its source.
fn compare(folder: &Path, name: &str, format: &str, tracked: Tracked, expected: &str) {
    let path = folder.join(format!("{name}.{format}"));
    let read = read_file(&path, tracked);
    let expected = as_held(expected, format);
    let found = if format == "pdf" {
        as_held(&read.text, "pdf")
    } else {
        read.text
    };
    for (number, (one, two)) in expected.lines().zip(found.lines()).enumerate() {
        assert_eq!(one, two, "{}, line {}", path.display(), number + 1);
    }
    assert_eq!(expected, found, "{}", path.display());
}

fn compare_all(folder: &Path, whole: bool) {
    let admission = source("admission.md");
    let clinic = source("clinic.md");
    for format in ["odt", "docx", "rtf", "html", "pdf"] {
        compare(folder, "admission", format, Tracked::Accept, &admission);
        compare(folder, "clinic", format, Tracked::Accept, &clinic);
    }
    let long = fs::read_to_string(folder.join("long.md")).expect("the long note");
    for format in ["docx", "pdf", "odt", "rtf", "html"] {
        if whole || matches!(format, "docx" | "pdf") {
            compare(folder, "long", format, Tracked::Accept, &long);
        }
    }
    for (tracked, name) in [(Tracked::Accept, "accept"), (Tracked::Refuse, "refuse")] {
        for format in ["odt", "docx", "rtf"] {
            compare(folder, "review", format, tracked, &source(&format!("review.{name}.md")));
        }
        // LibreOffice's .rtf marks the words before a deleted end of a paragraph as deleted too.
        compare(folder, "joined", "docx", tracked, &source(&format!("joined.{name}.md")));
    }
    compare(folder, "joined", "odt", Tracked::Accept, &source("joined.accept.md"));
    if folder.join("styled.docx").exists() {
        compare(folder, "styled", "docx", Tracked::Accept, &source("styled.expected.md"));
    }
}

#[test]
fn documents_read_as_what_they_were_made_of() {
    let files = here().join("files");
    assert!(files.join("styled.docx").exists());
    compare_all(&files, false);
}

#[test]
fn a_page_that_a_browser_printed_reads_as_what_it_shows() {
    // A browser draws bullets and borders, writes letter after letter, and keeps Arabic in the forms that are shown. The
    // borders are too faint to be read, so that a row with an empty cell is no row of the table.
    let expected = as_held(&source("admission.md"), "pdf")
        .replace("| BNP | 1,850 | | 920 |", "BNP  1,850  920")
        .replace("مريم الأحمد", "ﻣﺮﻳﻢ اﻷﺣﻤﺪ");
    let read = read_file(&here().join("files/admission.chromium.pdf"), Tracked::Accept);
    assert_eq!(as_held(&read.text, "pdf"), expected);
    assert!(read.lost.is_empty(), "{:?}", read.lost);
}

#[test]
fn documents_that_libreoffice_makes_now_read_as_what_they_were_made_of() {
    let runs = |program: &str| {
        Command::new(program)
            .arg("--version")
            .output()
            .is_ok_and(|ran| ran.status.success())
    };
    // Debian's own Python has Debian's python-docx.
    let python = ["/usr/bin/python3", "python3"].into_iter().find(|name| runs(name));
    // Where lines and pages of a PDF are broken, and how wide a tab is, depends on the letters: of another font a tab can
    // be too narrow to be seen, and a paragraph can end a sentence where its page ends.
    let font = Path::new("/usr/share/fonts/truetype/liberation").exists();
    let (Some(python), true, true) = (python, runs("soffice"), font) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "no LibreOffice, no Python or no Liberation fonts in CI: scripts/test installs them"
        );
        eprintln!(
            "SKIPPED: no LibreOffice, Python and Liberation fonts here \
             (Debian: apt-get install libreoffice-writer python3 fonts-liberation)"
        );
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(python)
        .arg(here().join("make"))
        .arg(folder.path())
        .output()
        .expect("Python runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    compare_all(folder.path(), true);
}

#[test]
fn what_is_left_out_is_named() {
    let lost = |name: &str, tracked| read_file(&here().join("files").join(name), tracked).lost;
    let expected = |changes: &str| {
        [
            "a picture",
            "a comment in the margin",
            changes,
            "a passage of hidden text",
            "the text of the page header",
            "the text of the page footer",
        ]
        .map(str::to_owned)
    };
    for name in ["review.odt", "review.docx", "review.rtf"] {
        let one = expected("a passage that tracked changes take out");
        assert_eq!(lost(name, Tracked::Accept), one, "{name}");
        let two = expected("2 passages that tracked changes take out");
        assert_eq!(lost(name, Tracked::Refuse), two, "{name}");
    }
    assert_eq!(lost("styled.docx", Tracked::Accept), ["the text of the page header"]);
    assert!(lost("admission.docx", Tracked::Accept).is_empty());
}

/// Kind and sections, as the rules see them.
fn understood(text: &str) -> (Option<String>, Vec<String>) {
    let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
    let kind = note.kind.map(|kind| note.grammar.kind(kind).id.to_string());
    let sections = note
        .sections
        .iter()
        .map(|section| match section.id {
            Some(id) => note.grammar.section(id).id.to_string(),
            None => format!("?{}", note.slice(section.heading)),
        })
        .collect();
    (kind, sections)
}

#[test]
fn kind_and_sections_are_those_of_the_source() {
    for name in ["admission", "clinic"] {
        let expected = understood(&source(&format!("{name}.md")));
        assert!(expected.0.is_some() && expected.1.len() > 3, "{expected:?}");
        for format in ["odt", "docx", "rtf", "html", "pdf"] {
            let read = read_file(&here().join(format!("files/{name}.{format}")), Tracked::Accept);
            assert_eq!(understood(&read.text), expected, "{name}.{format}");
        }
    }
}

#[test]
fn every_line_says_where_it_stands_in_the_original() {
    let place = |name: &str, words: &str| {
        let read = read_file(&here().join("files").join(name), Tracked::Accept);
        let at = read.text.find(words).unwrap_or_else(|| panic!("{words} is in {name}"));
        read.places
            .at(u32::try_from(at).expect("a short text"))
            .map(|place| place.to_string())
    };
    for name in ["clinic.docx", "clinic.odt", "clinic.rtf"] {
        assert_eq!(place(name, "CC: cough").as_deref(), Some("paragraph 3"), "{name}");
        // The same paragraph, after a soft break.
        assert_eq!(place(name, "HPI: 34M").as_deref(), Some("paragraph 3"), "{name}");
        assert_eq!(place(name, "no antibiotics").as_deref(), Some("paragraph 11"), "{name}");
    }
    // Every cell holds a paragraph: the table's first is the fiftieth.
    assert_eq!(place("admission.docx", "Lab |"), place("admission.odt", "Lab |"));
    assert_ne!(place("admission.docx", "Lab |"), place("admission.docx", "Mon |"));
    assert_eq!(place("clinic.pdf", "no antibiotics").as_deref(), Some("page 1"));
    let read = read_file(&here().join("files/long.pdf"), Tracked::Accept);
    let pages: BTreeSet<u32> = (0..read.text.len())
        .filter_map(|at| read.places.at(u32::try_from(at).ok()?))
        .map(|place| place.number)
        .collect();
    assert!(pages.len() > 14, "{pages:?}");
    assert_eq!(
        pages.iter().copied().collect::<Vec<_>>(),
        (1..=pages.len() as u32).collect::<Vec<_>>()
    );
}
