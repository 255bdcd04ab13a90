//! The full format.

use super::*;

#[test]
fn full_shows_a_finding_with_all_its_parts() {
    insta::assert_snapshot!(render(Format::Full, RenderOptions::default(), "notes/a.md", &rich()));
}

#[test]
fn full_draws_with_ascii_if_asked() {
    let options = RenderOptions {
        ascii: true,
        width: 60,
        ..RenderOptions::default()
    };
    let text = render(Format::Full, options, "notes/a.md", &rich());
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn full_in_colour_is_the_same_text() {
    let plain = render(Format::Full, RenderOptions::default(), "notes/a.md", &rich());
    let options = RenderOptions {
        color: true,
        ..RenderOptions::default()
    };
    let colored = render(Format::Full, options, "notes/a.md", &rich());
    assert!(colored.contains("\u{1b}[1;31merror:\u{1b}[0m"));
    let stripped: String = anstream::adapter::strip_str(&colored).to_string();
    let trimmed: Vec<&str> = stripped.lines().map(str::trim_end).collect();
    assert_eq!(trimmed, plain.lines().collect::<Vec<_>>());
}

#[test]
fn full_places_are_those_of_editors() {
    // A form feed, U+0085 and U+2028 end no line; CRLF and a lone CR do; a tab and a wide character are one column each.
    let text = "a\u{c}b\u{85}c\u{2028}d\r\ne\rf\n\t\u{65e5}\u{672c} T 38.1 \u{b0}C here\n";
    insta::assert_snapshot!(full(text, vec![found(text, "here", "found")], 60));
    let crlf = "S: cough\r\n\r\nO: clear\r\n";
    assert_eq!(
        full(crlf, vec![found(crlf, "clear", "found")], 60),
        full(
            &crlf.replace("\r\n", "\n"),
            vec![found(&crlf.replace("\r\n", "\n"), "clear", "found")],
            60
        )
    );
}

#[test]
fn full_shows_controls_instead_of_writing_them() {
    let text = "Plan: \u{1b}[31mred\u{1b}]0;title\u{7} \u{9b}2J \u{202e}evil\u{202c} \u{200b}x\n";
    let mut finding = found(text, "evil", "`\u{1b}[2J` is\nodd");
    finding.help = Some("no \u{1b}c".into());
    finding.related = vec![related(text, "red", "\u{1b}[5m")];
    finding.fix = fix(Applicability::Suggestion, "", finding.span, "\u{1b}[1m");
    let checked = checked(text, vec![finding]);
    let shown = render(
        Format::Full,
        RenderOptions::default(),
        "n\u{1b}[2Jotes/\na.md",
        &checked,
    );
    assert_harmless(&shown);
    insta::assert_snapshot!(shown);
}

#[test]
fn full_cuts_a_long_line_around_its_label() {
    let text = format!(
        "{}the needle{}",
        "hay stack ".repeat(20_000),
        " stack of hay".repeat(20_000)
    );
    let mut finding = found(&text, "needle", "found");
    finding.related = vec![
        related(&text, "the needle", "its article"),
        related(&text, "hay", "far away on the same line"),
    ];
    let shown = full(&text, vec![finding], 70);
    assert!(shown.lines().all(|line| line.chars().count() <= 70), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn full_labels_the_first_line_of_a_long_place() {
    let text = "intro\n\n  Assessment\nand much more\n\nend\n";
    let all = at(Span::new(5, 36), "This is long.");
    let wall = "wall of text ".repeat(300);
    insta::assert_snapshot!(
        full(text, vec![all], 60) + &full(&wall, vec![at(Span::new(0, wall.len() as u32), "x")], 60)
    );
}

#[test]
fn full_labels_the_end_of_a_line_and_of_the_file() {
    let text = "S: cough\nO: clear\n";
    insta::assert_snapshot!(full(
        text,
        vec![
            at(Span::at(8), "End of line."),
            at(Span::at(19), "End of file."),
            at(Span::at(9), "Start.")
        ],
        60
    ));
    // Without a line end, on an empty note, and beyond the end.
    for (text, offset) in [("S: cough", 8), ("", 0), ("", 77), ("a\n\n\n", 3)] {
        let shown = full(text, vec![at(Span::new(offset, offset + 9), "x")], 60);
        assert!(shown.contains("unknown-section"), "{shown}");
    }
}

#[test]
fn full_labels_two_places_of_one_line_and_hides_the_byte_order_mark() {
    let text = "\u{feff}Pain: left knee. Exam: right knee swollen\n";
    let mut finding = found(text, "right", "Left here, right there.");
    finding.related = vec![
        related(text, "left", "left"),
        related(
            text,
            "Pain",
            &"a caption that is much too long to stand in the excerpt ".repeat(2),
        ),
    ];
    insta::assert_snapshot!(full(text, vec![finding], 70));
}

#[test]
fn full_numbers_lines_as_the_note_does() {
    let text = "line\n".repeat(1200) + "here\n" + &"line\n".repeat(3) + "there\n";
    let mut finding = found(&text, "here", "found");
    finding.related = vec![
        related(&text, "there", "again"),
        Related {
            message: "the first line".into(),
            span: Span::new(0, 4),
        },
    ];
    let shown = full(&text, vec![finding.clone()], 60);
    let mut colored = Vec::new();
    let options = RenderOptions {
        color: true,
        width: 60,
        quiet: true,
        ..RenderOptions::default()
    };
    let checked = checked(&text, vec![finding]);
    crate::report::full::note(
        &NoteReport {
            path: "notes/a.md",
            checked: &checked,
        },
        &options,
        &mut colored,
    );
    let colored = anstream::adapter::strip_str(&String::from_utf8_lossy(&colored)).to_string();
    assert_eq!(
        colored.lines().map(str::trim_end).collect::<Vec<_>>(),
        shown.lines().collect::<Vec<_>>()
    );
    insta::assert_snapshot!(shown);
}
