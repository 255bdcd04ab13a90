//! `expand`.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::sandbox::Sandbox;

/// Phrases of our own, so that a test does not change with what ships.
fn sandbox() -> Sandbox {
    let phrase = |body: &str| format!("+++\ntitle = \"Ours\"\ndescription = \"For tests.\"\n+++\n{body}");
    Sandbox::new()
        .file("preceptor.toml", "")
        .file(
            "phrases/ourheart.md",
            phrase("Cardiovascular: regular rhythm, no murmur, JVP ***{height} cm.\n"),
        )
        .file(
            "phrases/OurPlan.md",
            phrase("Return precautions:\n- Call 911 for ***{flag}.\n- Come back in {2|7} days.\n"),
        )
        .file("phrases/hx.md", phrase("History as told by ***{who}.\n"))
}

const NOTE: &str = "## HPI\n\n.hx\n\n## Exam\n\n- Heart: .ourheart\n\n## Plan\n\n1. Rest.\n2. .ourplan\n";

#[test]
fn notes_are_written_out_in_place() {
    let sandbox = sandbox().file("a.md", NOTE).file("b.md", "Nothing here.\n");
    assert_data_eq!(
        sandbox.run(["expand", "a.md", "b.md"]).all(),
        str![[r#"
status 0
-- stderr
note: expanded 3 phrases in 1 note

"#]]
    );
    assert_data_eq!(
        sandbox.read("a.md"),
        str![[r#"
## HPI

History as told by ***{who}.

## Exam

- Heart: regular rhythm, no murmur, JVP ***{height} cm.

## Plan

1. Rest.
2. Return precautions:
   - Call 911 for ***{flag}.
   - Come back in {2|7} days.

"#]]
    );
    let again = sandbox.run(["expand", "a.md"]);
    assert_eq!(
        (again.status, again.stderr.as_str()),
        (0, "note: nothing to expand in the note\n")
    );
    let quiet = sandbox.run(["expand", "-q", "a.md"]);
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
    let names: Vec<_> = fs::read_dir(sandbox.path("")).unwrap().collect();
    assert_eq!(names.len(), 4, "no temporary file is left: {names:?}");
}

#[test]
fn line_ends_and_the_mark_of_the_encoding_stay() {
    let dos = format!("\u{feff}{}", NOTE.replace('\n', "\r\n"));
    let sandbox = sandbox().file("dos.md", dos);
    assert_eq!(sandbox.run(["expand", "dos.md"]).status, 0);
    let text = sandbox.read("dos.md");
    assert!(text.starts_with("\u{feff}## HPI\r\n\r\nHistory as told"), "{text:?}");
    assert!(
        text.ends_with("precautions:\r\n   - Call 911 for ***{flag}.\r\n   - Come back in {2|7} days.\r\n"),
        "{text:?}"
    );
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn unknown_phrases_stay_and_are_named_with_their_places() {
    let note = "Exam: .ourhart, then .hx\n\nLungs: .lungsclear\n\n| a |\n| --- |\n| .ourplan |\n";
    let sandbox = sandbox().file("a.md", note);
    assert_data_eq!(
        sandbox.run(["expand", "a.md"]).all(),
        str![[r#"
status 1
-- stderr
warning: a.md:1:7: there is no phrase `.ourhart`; did you mean `.ourheart`?
warning: a.md:3:8: there is no phrase `.lungsclear`; `preceptor expand --list` shows those there are
warning: a.md:7:3: `.ourplan` has several lines, or choices, and stands in a table; write it outside
note: nothing to expand in the note

"#]]
    );
    assert_eq!(sandbox.read("a.md"), note);
}

#[test]
fn check_and_diff_change_nothing() {
    let sandbox = sandbox()
        .file("ward/a.md", "Heart: .ourheart\n")
        .file("ward/b.md", "Well.\n");
    assert_data_eq!(
        sandbox.run(["expand", "--check", "ward"]).all(),
        str![[r#"
status 1
-- stdout
ward/a.md
-- stderr
note: 1 phrase of 1 note would be expanded

"#]]
    );
    assert_data_eq!(
        sandbox.run(["expand", "--diff", "-q", "ward/a.md"]).all(),
        str![[r#"
status 1
-- stdout
--- ward/a.md
+++ ward/a.md
@@ -1 +1 @@
-Heart: .ourheart
+Heart: regular rhythm, no murmur, JVP ***{height} cm.

"#]]
    );
    assert_eq!(sandbox.run(["expand", "--check", "ward/b.md"]).status, 0);
    assert_eq!(sandbox.read("ward/a.md"), "Heart: .ourheart\n");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let sandbox = sandbox();
    let ran = sandbox.run_with_stdin(["expand", "-"], "- .ourheart\n");
    assert_data_eq!(
        ran.all(),
        str![[r#"
status 0
-- stdout
- Cardiovascular: regular rhythm, no murmur, JVP ***{height} cm.

"#]]
    );
    // The path decides which folder of phrases holds.
    let elsewhere = ["expand", "-", "--stdin-filename", "/nowhere/a.md"];
    let ran = sandbox.run_with_stdin(elsewhere, ".ourheart\n");
    assert_eq!((ran.status, ran.stdout.as_str()), (1, ".ourheart\n"));
    assert!(
        ran.stderr.contains("/nowhere/a.md:1:1: there is no phrase `.ourheart`"),
        "{}",
        ran.stderr
    );
    let ran = sandbox.run(["expand", "a.md", "--stdin-filename", "x.md"]);
    assert_eq!(
        (ran.status, ran.stderr.as_str()),
        (2, "error: --stdin-filename goes with `-`, which reads standard input\n")
    );
}

#[test]
fn another_file_is_written_and_never_by_accident() {
    let sandbox = sandbox().file("a.md", "Heart: .ourheart\n");
    let ran = sandbox.run(["expand", "-o", "full.md", "a.md", "--set", "height=6"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(sandbox.read("full.md"), "Heart: regular rhythm, no murmur, JVP 6 cm.\n");
    assert_eq!(sandbox.read("a.md"), "Heart: .ourheart\n");
    assert_data_eq!(
        sandbox.run(["expand", "-o", "full.md", "a.md"]).all(),
        str![[r#"
status 2
-- stderr
error: full.md: is there already, and is not overwritten without --force

"#]]
    );
    assert_eq!(sandbox.run(["expand", "-o", "full.md", "--force", "a.md"]).status, 0);
    assert!(sandbox.read("full.md").contains("***{height}"));
    let ran = sandbox.run(["expand", "-o", "-", "a.md"]);
    assert!(ran.stdout.starts_with("Heart: regular"), "{}", ran.stdout);
    let ran = sandbox.run(["expand", "-o", "new.md", "a.md", "full.md"]);
    assert_eq!(
        (ran.status, ran.stderr.as_str()),
        (
            2,
            "error: --output takes one note: several would overwrite each other\n"
        )
    );
    let ran = sandbox.run(["expand", "-o", "no/such/new.md", "a.md"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("its folder does not exist"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_read_stops_nothing_else() {
    let latin = b"Caf\xe9. Heart: .ourheart\n";
    let sandbox = sandbox().file("a.md", "Heart: .ourheart\n").file("latin.md", latin);
    let ran = sandbox.run(["expand", "missing.md", "latin.md", "a.md"]);
    assert_data_eq!(
        ran.all(),
        str![[r#"
status 2
-- stderr
error: missing.md: there is no such file or folder
error: latin.md: is windows-1252, not UTF-8, and was left as it is; save the note as UTF-8 to have it expanded
note: expanded 1 phrase in 1 note

"#]]
    );
    assert!(sandbox.read("a.md").starts_with("Heart: regular"));
    assert_eq!(fs::read(sandbox.path("latin.md")).unwrap(), latin);
}

#[test]
fn faults_of_phrases_are_shown_at_their_place() {
    let head = "+++\ntitle = \"T\"\ndescription = \"D.\"\n+++\n";
    let sandbox = sandbox()
        .file("phrases/first.md", format!("{head}As .second says.\n\n.second\n"))
        .file("phrases/second.md", format!("{head}See:\n.first\n"))
        .file("a.md", ".first\n")
        .file("b.md", "Heart: .ourheart\n");
    let ran = sandbox.run(["expand", "a.md", "b.md"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr
            .contains("the phrase `.first` stands in itself: .first → .second → .first"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("second.md:6:1"), "{}", ran.stderr);
    assert_eq!(sandbox.read("a.md"), ".first\n");
    assert!(sandbox.read("b.md").starts_with("Heart: regular"));
    let broken = sandbox.file("phrases/third.md", "no manifest\n");
    let ran = broken.run(["expand", "--list"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr.contains("a template opens with a line `+++`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn phrases_are_listed_with_what_they_stand_for() {
    let sandbox = sandbox();
    let ran = sandbox.run(["expand", "--list"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    for start in [".hx ", ".ourheart ", ".ourplan ", ".normalcardiac ", ".rosneg "] {
        assert!(
            ran.stdout.lines().any(|line| line.starts_with(start)),
            "{start}: {}",
            ran.stdout
        );
    }
    let isolated = sandbox.run(["expand", "--list", "--isolated"]);
    assert!(!isolated.stdout.contains(".ourheart"), "{}", isolated.stdout);
}

#[test]
fn folders_are_searched_from_the_nearest_on() {
    let phrase = |body: &str| format!("+++\ntitle = \"Ours\"\ndescription = \"For tests.\"\n+++\n{body}\n");
    let sandbox = Sandbox::new()
        .file("preceptor.toml", "phrases = [\"school\"]\n")
        .file("school/normalcardiac.md", phrase("The school's."))
        .file("phrases/onlybeside.md", phrase("Not configured."))
        .file(".config/preceptor/phrases/normalcardiac.md", phrase("The user's."))
        .file(".config/preceptor/phrases/mine.md", phrase("Mine."))
        .file("a.md", ".normalcardiac\n.mine\n.onlybeside\n.normallungs\n");
    let ran = sandbox.run(["expand", "-o", "-", "a.md"]);
    assert_eq!(ran.status, 1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[..3], ["The school's.", "Mine.", ".onlybeside"]);
    assert!(lines[3].starts_with("Respiratory: "), "{}", lines[3]);
    // The rule knows the same names.
    let ran = sandbox.run(["check", "--select", "TPL006", "--format", "json", "a.md"]);
    let help: Vec<String> = ran.json()["notes"][0]["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["help"].as_str().unwrap_or_default()[..19].to_owned())
        .collect();
    assert_eq!(
        help,
        [
            "`preceptor expand` ",
            "`preceptor expand` ",
            "no phrase of that n",
            "`preceptor expand` "
        ]
    );
}
