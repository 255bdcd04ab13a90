//! `check`: formats, exit statuses, standard input, selection, colours.

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox, ran, with_blank};

#[test]
fn a_clean_note_ends_with_0() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    assert_data_eq!(
        sandbox.run(["check", "a.md"]).all(),
        str![[r#"
status 0
-- stdout
The note is clean.

"#]]
    );
}

#[test]
fn a_finding_is_shown_where_it_stands_and_ends_with_1() {
    let sandbox = Sandbox::new().file("a.md", with_blank());
    assert_data_eq!(
        sandbox.check(&["a.md"]).all(),
        str![[r#"
status 1
-- stdout
error: A blank in Subjective was never filled in: `***` [TPL001]
   ╭─[ a.md:8:42 ]
   │
 8 │ 34-year-old woman with a sore throat for *** days, no cough. Takes no medicines, no known…
   │                                          ─┬─
   │                                           ╰─── wildcard
   │
   │ Help: write what you found; if it was not asked or examined, say so; if it does not apply,
   │       delete it
───╯

Found 1 problem (1 error) in 1 note.

"#]]
    );
    assert_data_eq!(
        sandbox.check(&["a.md", "--format", "concise"]).all(),
        str![[r#"
status 1
-- stdout
a.md:8:42: error: A blank in Subjective was never filled in: `***` [TPL001]

"#]]
    );
}

#[test]
fn json_and_jsonl_keep_the_contract() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("b.md", CLEAN);
    let run = sandbox.check(&["--format", "json", "a.md", "missing.md", "b.md"]);
    assert_eq!(run.status, 2);
    let json = run.json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["notes"][0]["path"], "a.md");
    assert_eq!(json["notes"][0]["kind"], "soap");
    let found = &json["notes"][0]["diagnostics"][0];
    assert_eq!((&found["code"], &found["rule"]), (&"TPL001".into(), &"wildcard".into()));
    assert_eq!(
        found["span"]["start"],
        serde_json::json!({"line": 8, "column": 42, "offset": 88})
    );
    assert_eq!(
        json["notes"][1],
        serde_json::json!({
            "path": "b.md", "kind": "soap", "kind_confidence": 1.0, "specialty": [], "diagnostics": []
        })
    );
    assert_eq!(
        json["errors"],
        serde_json::json!([{"path": "missing.md", "message": "there is no such file or folder"}])
    );
    assert_eq!(
        (&json["summary"]["notes"], &json["summary"]["errors"]),
        (&2.into(), &1.into())
    );

    let lines = sandbox.check(&["--format", "jsonl", "a.md", "b.md"]);
    assert_eq!(lines.status, 1);
    let first: serde_json::Value = serde_json::from_str(lines.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&first["path"], &first["code"]), (&"a.md".into(), &"TPL001".into()));
}

#[test]
fn the_fail_level_decides_the_status() {
    let sandbox = Sandbox::new().file("a.md", with_blank());
    let status = |args: &[&str]| sandbox.check(&[&["a.md"], args].concat()).status;
    assert_eq!(status(&["--fail-level", "error"]), 1);
    assert_eq!(status(&["--fail-level", "never"]), 0);
    let sandbox = sandbox.file("preceptor.toml", "[severity]\nwildcard = \"warning\"\n");
    let status = |args: &[&str]| sandbox.check(&[&["a.md"], args].concat()).status;
    assert_eq!(status(&[]), 0);
    assert_eq!(status(&["--fail-level", "warning"]), 1);
    let sandbox = sandbox.file(
        "preceptor.toml",
        "fail-level = \"info\"\n[severity]\nwildcard = \"info\"\n",
    );
    assert_eq!(sandbox.check(&["a.md"]).status, 1);
}

#[test]
fn standard_input_is_a_note() {
    let sandbox = Sandbox::new().file("week/preceptor.toml", "ignore = [\"TPL001\"]\n");
    let check = ["check", "--format", "concise", "--isolated", "--select", "TPL", "-"];
    assert_data_eq!(
        sandbox.run_with_stdin(check, with_blank()).all(),
        str![[r#"
status 1
-- stdout
-:8:42: error: A blank in Subjective was never filled in: `***` [TPL001]

"#]]
    );
    let named = ["check", "--format", "concise", "-", "--stdin-filename"];
    let run = sandbox.run_with_stdin(named.iter().chain(&["week/today.md"]), with_blank());
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (0, ""),
        "the configuration of week/ holds"
    );
    let run = sandbox.run_with_stdin(named.iter().chain(&["other/today.md"]), with_blank());
    assert!(run.stdout.starts_with("other/today.md:8:42: error:"), "{}", run.stdout);
}

#[test]
fn the_kind_is_as_the_command_line_says() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    let json = sandbox
        .check(&["a.md", "--format", "json", "--kind", "H&P", "--specialty", "pediatrics"])
        .json();
    assert_eq!(json["notes"][0]["kind"], "hp");
    assert_eq!(json["notes"][0]["specialty"], serde_json::json!(["pediatrics"]));
}

#[test]
fn rules_are_chosen_by_code_name_and_family() {
    let sandbox = Sandbox::new().file("a.md", with_blank());
    let status = |args: &[&str]| sandbox.run([&["check", "a.md"], args].concat()).status;
    assert_eq!(status(&["--select", "ORG002,missing-section"]), 0);
    assert_eq!(status(&["--select", "ORG002", "--extend-select", "wildcard"]), 1);
    assert_eq!(status(&["--select", "TPL"]), 1);
    assert_eq!(status(&["--select", "ALL", "--ignore", "TPL", "--ignore", "ORG"]), 0);
}

#[test]
fn statistics_and_summaries_stand_beside_the_findings() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("b.md", CLEAN);
    assert_data_eq!(
        sandbox.check(&["--statistics"]).all(),
        str![[r#"
status 1
-- stdout
1  TPL001  [ ]  wildcard

"#]]
    );
    let summary = sandbox.check(&["--summary", "a.md"]);
    assert_eq!(summary.status, 1);
    let (first, findings) = summary.stdout.split_once("\n\n").unwrap();
    assert!(first.starts_with("a.md: ") && first.contains("[TPL001]"), "{first}");
    assert!(findings.contains("a.md:8:42"), "{findings}");
    assert_data_eq!(
        sandbox.check(&["--summary", "--format", "json"]).all(),
        str![[r#"
status 2
-- stderr
error: --summary is for people: it goes with --format full or concise

"#]]
    );
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let sandbox = Sandbox::new().file("a.md", with_blank());
    let args = ["check", "a.md", "missing.md"];
    let escapes = |env: &[(&str, &str)], more: &[&str]| {
        let run = ran(sandbox.command(args.iter().chain(more)).envs(env.iter().copied()));
        (run.stdout.contains('\u{1b}'), run.stderr.contains('\u{1b}'))
    };
    assert_eq!(escapes(&[], &[]), (false, false));
    assert_eq!(escapes(&[("CLICOLOR_FORCE", "1")], &[]), (true, true));
    assert_eq!(escapes(&[("NO_COLOR", "1")], &[]), (false, false));
    assert_eq!(
        escapes(&[("CLICOLOR_FORCE", "1")], &["--color", "never"]),
        (false, false)
    );
    assert_eq!(escapes(&[("NO_COLOR", "1")], &["--color", "always"]), (true, true));
    assert!(!escapes(&[("CLICOLOR_FORCE", "1")], &["--format", "json"]).0);
}

#[test]
fn the_report_goes_to_a_file_whole() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("out.json", "old");
    let run = sandbox.check(&["a.md", "--format", "json", "--output-file", "out.json"]);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (1, "", ""));
    let json: serde_json::Value = serde_json::from_str(&sandbox.read("out.json")).unwrap();
    assert_eq!(json["notes"][0]["diagnostics"][0]["code"], "TPL001");
    assert_data_eq!(
        sandbox.check(&["a.md", "--output-file", "no/such/folder.txt"]).all(),
        str![[r#"
status 2
-- stderr
error: no/such/folder.txt: cannot be written: its folder does not exist; make it first

"#]]
    );
}

#[test]
fn quiet_prints_findings_and_errors_only() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("b.md", CLEAN);
    assert_data_eq!(
        sandbox.check(&["-q", "b.md"]).all(),
        str![[r#"
status 0

"#]]
    );
    assert_data_eq!(
        sandbox.check(&["-q", "--format", "concise", "a.md", "none.md"]).all(),
        str![[r#"
status 2
-- stdout
a.md:8:42: error: A blank in Subjective was never filled in: `***` [TPL001]
-- stderr
error: none.md: there is no such file or folder

"#]]
    );
}

#[test]
fn many_jobs_give_the_same_bytes_as_one() {
    let mut sandbox = Sandbox::new();
    for at in 0..60 {
        let text = if at % 3 == 0 { with_blank() } else { CLEAN.to_owned() };
        sandbox = sandbox.file(format!("{:02}/note{at}.md", at / 7), text);
    }
    for format in ["full", "concise", "json", "jsonl"] {
        let one = sandbox.run(["check", "--format", format, "--jobs", "1"]);
        let many = sandbox.run(["check", "--format", format, "--jobs", "5"]);
        assert_eq!(one.status, 1);
        assert_eq!(one.stdout, many.stdout, "{format}");
    }
}

#[test]
fn what_a_finding_asks_for_is_not_praised() {
    let note = include_str!("../grade/class/notes/s08.md");
    let run = Sandbox::new()
        .file("note.md", note)
        .run(["check", "--isolated", "--summary", "note.md"]);
    let (praise, rest) = run.stdout.split_once("Look at first").expect("there are findings");
    assert!(rest.contains("No Past Surgical History here"), "{rest}");
    assert!(
        !praise.contains("Past Surgical") && praise.contains("Past Medical History"),
        "{praise}"
    );
}
