//! Names that would do harm, and classes too small to be drawn.

use std::fs;

use crate::desk::{Desk, rows, sources};

#[test]
fn a_hostile_name_is_text_everywhere() {
    let desk = Desk::new();
    let note = fs::read(sources().join("notes/s20.md")).unwrap();
    let names = [
        "<img src=x onerror=alert(1)>_4901_61001_note.md",
        "=HYPERLINK(\"evil\")_4902_61002_note.md",
        "+cmd' !A0_4903_61003_note.md",
        "@SUM(1+1)_4904_61004_note.md",
        "-2+3_4905_61005_note.md",
        "\u{202e}drawkcab_4906_61006_note.md",
        "esc\u{1b}[31mred_4907_61007_note.md",
        "new\nline_4908_61008_note.md",
        "quote\"and,comma_4909_61009_note.md",
        "<script>alert(1)<\u{2215}script>_4910_61010_note.md",
        "%2f..%2fup_4911_61011_note.md",
        "CON_4912_61012_note.md",
    ];
    for name in names {
        desk.write(&format!("in/{name}"), &note);
    }
    let ran = desk.mark(&desk.path("in"), &[]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let table = fs::read(desk.path("out/grades.csv")).unwrap();
    let rows = rows(&table);
    assert_eq!(rows.len(), names.len(), "{}", ran.stderr);
    for row in &rows {
        // No cell begins what a spreadsheet would calculate.
        for (name, cell) in row {
            let starts = cell.starts_with(['=', '+', '@', '\t', '\r'])
                || (cell.starts_with('-') && cell.parse::<f64>().is_err());
            assert!(!starts, "{name}: {cell}");
        }
    }
    let page = desk.read("out/report.html");
    assert!(
        !page.contains("<img src=x") && !page.contains("<script>alert"),
        "the page is text"
    );
    for text in [&ran.stdout, &ran.stderr, &page] {
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    }
    // Every sheet is a file of its own, in its folder.
    let sheets = fs::read_dir(desk.path("out/feedback")).unwrap();
    let html = sheets.filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .path()
            .extension()
            .is_some_and(|it| it == "html")
    });
    assert_eq!(html.count(), names.len());
}

fn class_of(count: usize) -> Desk {
    let desk = Desk::new();
    for at in 0..count {
        let note = fs::read(sources().join(format!("notes/s{:02}.md", at + 1))).unwrap();
        desk.write(&format!("in/student{at}_{}_{}_note.md", 4000 + at, 9000 + at), note);
    }
    let ran = desk.mark(&desk.path("in"), &[]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(desk.grades().len(), count);
    desk
}

#[test]
fn a_class_of_four_is_not_drawn_as_a_distribution() {
    let (small, large) = (class_of(4).read("out/report.html"), class_of(6).read("out/report.html"));
    assert!(large.contains("Median") || large.contains("median"));
    assert!(
        !small.contains("Median") && !small.contains("median"),
        "no distribution below five"
    );
}

#[test]
fn one_note_and_no_note() {
    class_of(1);
    let desk = Desk::new();
    fs::create_dir(desk.path("in")).unwrap();
    let ran = desk.mark(&desk.path("in"), &[]);
    assert_eq!(ran.status, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("in"), "{}", ran.stderr);
}
