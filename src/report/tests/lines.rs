//! The other formats, and what closes a run.

use super::*;

#[test]
fn concise_is_one_line_a_finding() {
    let text = "\u{e4}\u{f6}\u{fc}: x\ny\n";
    let mut first = found(text, "x", "two\r\nlines and \u{1b}[2J");
    first.severity = Severity::Warning;
    let checked = checked(text, vec![first, found(text, "y", "second")]);
    assert_eq!(
        render(Format::Concise, RenderOptions::default(), "a\nb.md", &checked),
        "a b.md:1:6: warning: two lines and \u{241b}[2J [ORG005]\na b.md:2:1: error: second [ORG005]\n"
    );
}

#[test]
fn json_follows_the_contract() {
    let json = render(Format::Json, RenderOptions::default(), "notes/a.md", &rich());
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("it prints"));
}

#[test]
fn json_notes_are_separated_and_errors_listed() {
    let checked = checked("x\n", Vec::new());
    let renderer = Renderer::new(Format::Json, RenderOptions::default());
    let mut out = Vec::new();
    renderer.begin(&mut out);
    for (at, path) in ["a.md", "b.md"].into_iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(renderer.separator());
        }
        renderer.note(
            &NoteReport {
                path,
                checked: &checked,
            },
            &mut out,
        );
    }
    let run = RunSummary {
        run_errors: vec![RunError {
            path: "c.pdf".to_owned(),
            message: "a PDF document".to_owned(),
        }],
        ..RunSummary::default()
    };
    renderer.end(&run, &mut out);
    let value: serde_json::Value = serde_json::from_slice(&out).expect("it is JSON");
    assert_eq!(value["version"], 1);
    assert_eq!(value["notes"][1]["path"], "b.md");
    assert_eq!(value["notes"][1]["kind"], serde_json::Value::Null);
    assert_eq!(value["notes"][1]["kind_confidence"], serde_json::Value::Null);
    assert_eq!(value["notes"][1]["diagnostics"], serde_json::json!([]));
    assert_eq!(
        value["errors"],
        serde_json::json!([{"path": "c.pdf", "message": "a PDF document"}])
    );
    let mut lines = Vec::new();
    Renderer::new(Format::Jsonl, RenderOptions::default()).end(&run, &mut lines);
    assert_eq!(
        String::from_utf8_lossy(&lines),
        "{\"path\":\"c.pdf\",\"error\":\"a PDF document\"}\n"
    );
}

#[test]
fn json_keeps_values_but_writes_no_escape() {
    let message = "\u{1b}[2J \u{9b}2J \u{7f} \u{202e}x \u{e0041} \u{b0}C";
    let checked = checked("x\n", vec![at(Span::new(0, 1), message)]);
    for format in [Format::Json, Format::Jsonl] {
        let json = render(format, RenderOptions::default(), message, &checked);
        assert_harmless(&json);
        assert!(json.contains("\u{b0}C"));
        let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        let (path, found) = if format == Format::Json {
            (&value["notes"][0]["path"], &value["notes"][0]["diagnostics"][0])
        } else {
            (&value["path"], &value)
        };
        assert_eq!(path, message);
        assert_eq!(found["message"], message);
    }
}

#[test]
fn jsonl_is_a_diagnostic_with_its_path_a_line() {
    let lines = render(Format::Jsonl, RenderOptions::default(), "notes/a.md", &rich());
    assert_eq!(lines.lines().count(), 2);
    insta::assert_snapshot!(lines);
}

/// Sums of several notes, as a run with several workers makes them.
fn run() -> RunSummary {
    let mut first = RunSummary::default();
    first.add(&rich());
    let mut other = RunSummary::default();
    other.add(&rich());
    other.add(&checked("x\n", Vec::new()));
    other.suppressed = 2;
    other.baselined = 1;
    first.merge(other);
    first
}

#[test]
fn the_closing_line_counts() {
    let line = |run: &RunSummary| {
        let mut out = Vec::new();
        closing::line(run, &RenderOptions::default(), &mut out);
        String::from_utf8(out).expect("UTF-8")
    };
    assert_eq!(
        line(&run()),
        "Found 4 problems (2 errors and 2 infos) in 2 of 3 notes. 2 can be fixed with --fix. 2 suppressed in the notes. 1 \
         hidden by the baseline.\n"
    );
    assert_eq!(
        line(&RunSummary {
            notes: 1,
            ..RunSummary::default()
        }),
        "The note is clean.\n"
    );
    assert_eq!(
        line(&RunSummary {
            notes: 7,
            ..RunSummary::default()
        }),
        "All 7 notes are clean.\n"
    );
    assert_eq!(line(&RunSummary::default()), "");
}

#[test]
fn statistics_count_rules() {
    let mut run = run();
    run.add(&checked(NOTE, vec![found(NOTE, "rest", "again")]));
    let table = |format| {
        let mut out = Vec::new();
        statistics(&run, format, &RenderOptions::default(), &mut out);
        String::from_utf8(out).expect("UTF-8")
    };
    insta::assert_snapshot!([Format::Full, Format::Json, Format::Jsonl].map(table).join("\n"));
}

#[test]
fn errors_of_the_run_are_one_harmless_line() {
    let error = RunError {
        path: "a\u{1b}b".to_owned(),
        message: "cannot\nread".to_owned(),
    };
    assert_eq!(error.to_string(), "a\u{241b}b: cannot read");
    let error = RunError {
        path: String::new(),
        message: "no".to_owned(),
    };
    assert_eq!(error.to_string(), "no");
    assert_eq!(encoding_notice("a", crate::text::Encoding::Utf8), None);
    assert_eq!(
        encoding_notice("a", crate::text::Encoding::Legacy("windows-1252")).as_deref(),
        Some("a: read as windows-1252; save the note as UTF-8 to have fixes applied")
    );
}
