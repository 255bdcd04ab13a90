//! `new`: a note out of a template, and every way it can fail. Whatever fails writes nothing.

use std::fs;
use std::path::Path;

use snapbox::{assert_data_eq, str};

use crate::sandbox::{Ran, Sandbox};

/// A template with a field of every kind that matters here.
pub const TINY: &str = r#"+++
title = "Tiny note"
description = "For tests."
kind = "soap"
tags = ["testing"]
order = ["Plan"]

[[fields]]
name = "age"
type = "integer"
prompt = "Age in years"
min = 1
max = 120

[[fields]]
name = "sex"
type = "choice"
choices = ["female", "male"]

[[fields]]
name = "pregnant"
type = "boolean"
prompt = "Is she pregnant?"
when = "sex == 'female'"

[[fields]]
name = "site"
type = "text"
default = "clinic"
+++
# Subjective
<!-- Say what hurts, and since when. -->
{{ age | age_sex(sex) }} seen in {{ site }} on {{ today }} for ***{complaint}{% if pregnant %}, pregnant{% endif %}.

The pain is {severe|mild}, with {=no|some} nausea. {?Also ***{extra}.}

# Plan
***{plan}
"#;

/// A course's folder with that template.
pub fn course() -> Sandbox {
    Sandbox::new()
        .file("preceptor.toml", "")
        .file("templates/tiny.md", TINY)
}

/// A run that has to fail: status 2, nothing printed to standard output, and no file that was not there.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let before = files(&sandbox.path(""));
    let run = sandbox.run(["new"].iter().chain(args));
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}: {}", run.stderr);
    assert!(!run.stderr.trim().is_empty());
    assert_eq!(files(&sandbox.path("")), before, "{args:?} left something behind");
    run
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap_or_default()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_note_without_values_keeps_its_blanks() {
    let run = course().run(["new", "tiny", "--today", "2026-11-22"]);
    assert_data_eq!(
        run.all(),
        str![[r#"
status 0
-- stdout
---
kind: soap
template: tiny
---

# Subjective
***{age}-year-old {female|male} seen in clinic on 2026-11-22 for ***{complaint}.

The pain is {severe|mild}, with no nausea.

# Plan
***{plan}

"#]]
    );
}

#[test]
fn values_come_from_the_command_line_files_and_a_case_the_nearest_wins() {
    let sandbox = course()
        .file(
            "case.toml",
            "age = 20\nsex = \"male\"\nname_of_the_course = \"x\"\n[vitals]\nhr = 88\n",
        )
        .file("a.toml", "age = 30\nsex = \"female\"\n")
        .file(
            "b.json",
            r#"{"age": 40, "complaint": "cough", "pregnant": true, "site": null}"#,
        );
    let text = |args: &[&str]| {
        sandbox
            .run(["new", "tiny", "--today", "2026-11-22"].iter().chain(args))
            .stdout
    };
    assert!(text(&["--case", "case.toml"]).contains("20-year-old man seen in clinic"));
    let both = ["--case", "case.toml", "--values", "a.toml"];
    assert!(text(&both).contains("30-year-old woman"));
    let later = text(&[&both[..], &["--values", "b.json"]].concat());
    assert!(
        later.contains("40-year-old woman seen in clinic on 2026-11-22 for cough, pregnant."),
        "{later}"
    );
    assert!(later.contains("patient-age: 40\npatient-sex: female\n"), "{later}");
    let set = text(
        &[
            &both[..],
            &["--set", "age=50", "--set", "site = the ward ", "--set", "Plan=rest"],
        ]
        .concat(),
    );
    assert!(set.contains("50-year-old woman seen in the ward on"), "{set}");
    assert!(set.ends_with("# Plan\nrest\n"), "{set}");
}

#[test]
fn a_value_is_never_markup() {
    let run = course().run([
        "new",
        "tiny",
        "--set",
        "site={a|b} *** <!-- x",
        "--set",
        "plan=# No heading",
    ]);
    assert!(run.stdout.contains("seen in {a|b} *** <! -- x on"), "{}", run.stdout);
    assert!(run.stdout.ends_with("# Plan\n\\# No heading\n"), "{}", run.stdout);
}

#[test]
fn today_is_the_date_of_the_machine_unless_it_is_given() {
    let sandbox = course();
    let line = |command: &mut std::process::Command| {
        let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let line = out.lines().find(|line| line.contains("seen in")).unwrap();
        let day = line.split(" on ").nth(1).unwrap();
        day.split(' ').next().unwrap().to_owned()
    };
    let day = line(sandbox.command(["new", "tiny"]).env("TZ", "UTC"));
    assert!(
        day.len() == 10 && day.as_bytes()[4] == b'-' && day.as_str() > "2026",
        "{day}"
    );
    // Where it is 26 hours later, it is another day.
    let west = line(sandbox.command(["new", "tiny"]).env("TZ", "<-12>12"));
    let east = line(sandbox.command(["new", "tiny"]).env("TZ", "<+14>-14"));
    assert!(west < east, "{west} {east}");
    assert_eq!(
        line(&mut sandbox.command(["new", "tiny", "--today", "2024-02-29"])),
        "2024-02-29"
    );
    let run = refused(&sandbox, &["tiny", "--today", "2024-02-30"]);
    assert!(run.stderr.contains("2024-02-30"), "{}", run.stderr);
}

#[test]
fn a_written_note_says_where_it_is_and_what_comes_next() {
    let sandbox = course();
    let run = sandbox.run(["new", "tiny", "-o", "note.md", "--set", "age=64", "--set", "sex=male"]);
    assert_data_eq!(
        run.all(),
        str![[r#"
status 0
-- stdout
Wrote note.md: 3 blanks to fill in. Next: preceptor check note.md

"#]]
    );
    assert!(sandbox.read("note.md").contains("64-year-old man"));
    let run = sandbox.run(["new", "tiny", "-o", "-"]);
    assert!(run.stdout.starts_with("---\nkind: soap"), "`-` is standard output");
}

#[test]
fn guidance_stays_if_asked_for_and_a_snippet_has_stops() {
    let sandbox = course();
    let guide = sandbox.run(["new", "tiny", "--guide"]);
    assert!(
        guide.stdout.contains("<!-- guide: Say what hurts, and since when. -->"),
        "{}",
        guide.stdout
    );
    let snippet = sandbox.run(["new", "tiny", "--snippet", "--today", "2026-11-22", "--set", "age=64"]);
    assert_data_eq!(
        snippet.stdout,
        str![[r#"
---
kind: soap
template: tiny
patient-age: 64
---

# Subjective
64-year-old ${2|***,female,male|} seen in clinic on 2026-11-22 for ${3:***}.

The pain is ${4|***,severe,mild|}, with ${5|no,some|} nausea. ${6|(omit),Also ***.|}

# Plan
${1:***}$0

"#]]
    );
    let both = refused(&sandbox, &["tiny", "--snippet", "--guide"]);
    assert!(both.stderr.contains("cannot be used with"), "{}", both.stderr);
}

#[test]
fn a_template_may_be_named_by_its_path_with_its_parts_beside_it() {
    let sandbox = Sandbox::new()
        .file(
            "mine/own.md",
            "+++\ntitle = \"x\"\n+++\n# Plan\n{% include \"parts/own.md\" %}\n",
        )
        .file("mine/parts/own.md", "***{part}\n");
    for name in ["mine/own.md", "./mine/own.md"] {
        let run = sandbox.run(["new", name]);
        assert_eq!(
            (run.status, run.stdout.as_str()),
            (0, "# Plan\n***{part}\n"),
            "{}",
            run.stderr
        );
    }
    let here = sandbox
        .command(["new", "own.md"])
        .current_dir(sandbox.path("mine"))
        .output()
        .unwrap();
    assert_eq!(here.status.code(), Some(0));
}

#[test]
fn templates_are_searched_in_the_project_then_in_the_users_folder_then_among_the_shipped() {
    let one = |title: &str| format!("+++\ntitle = \"{title}\"\n+++\n# {title}\n");
    let sandbox = Sandbox::new()
        .file("preceptor.toml", "templates = [\"a\", \"b\"]\n")
        .file("a/first.md", one("a"))
        .file("b/first.md", one("b"))
        .file("b/second.md", one("b"))
        .file(".config/preceptor/templates/second.md", one("user"))
        .file(".config/preceptor/templates/hp.md", one("user"));
    let heading = |args: &[&str]| sandbox.run(["new"].iter().chain(args)).stdout;
    assert_eq!(heading(&["first"]), "# a\n");
    assert_eq!(heading(&["second"]), "# b\n");
    assert_eq!(heading(&["hp"]), "# user\n");
    assert!(
        heading(&["hp", "--isolated"]).contains("kind: hp"),
        "--isolated takes the shipped one"
    );
    // Below the folder of the configuration, too.
    fs::create_dir(sandbox.path("week1")).unwrap();
    let below = sandbox
        .command(["new", "first"])
        .current_dir(sandbox.path("week1"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(below.stdout).unwrap(), "# a\n");
}

#[test]
fn a_note_is_never_overwritten_without_force() {
    let sandbox = course().file("note.md", "my own words\n");
    let run = refused(&sandbox, &["tiny", "-o", "note.md"]);
    assert_eq!(run.stderr, "error: note.md: is there already; --force replaces it\n");
    assert_eq!(sandbox.read("note.md"), "my own words\n");
    let run = sandbox.run(["new", "tiny", "-o", "note.md", "--force"]);
    assert_eq!(run.status, 0);
    assert!(sandbox.read("note.md").starts_with("---\nkind: soap"));
}

#[test]
fn where_no_note_can_be_written_none_is() {
    let sandbox = course().file("note.md", "old\n");
    let run = refused(&sandbox, &["tiny", "-o", "no/such/note.md"]);
    assert_eq!(
        run.stderr,
        "error: no/such/note.md: there is no folder no/such; make it first\n"
    );
    for folder in ["templates", "templates/", "new-folder/"] {
        let run = refused(&sandbox, &["tiny", "-o", folder, "--force"]);
        assert_eq!(run.stderr, format!("error: {folder}: is a folder; name a file in it\n"));
    }
    let run = refused(&sandbox, &["tiny", "-o", "note.md/x.md"]);
    assert!(run.stderr.contains("there is no folder note.md"), "{}", run.stderr);
    let mut permissions = fs::metadata(sandbox.path("note.md")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(sandbox.path("note.md"), permissions).unwrap();
    let run = refused(&sandbox, &["tiny", "-o", "note.md", "--force"]);
    assert_eq!(run.stderr, "error: note.md: is read-only and is not replaced\n");
    assert_eq!(sandbox.read("note.md"), "old\n");
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_takes_no_files_is_an_error() {
    // Not even root makes a file there.
    let run = refused(&course(), &["tiny", "-o", "/proc/note.md"]);
    assert!(
        run.stderr.starts_with("error: /proc/note.md: cannot be written"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_nobody_asks_for_and_what_is_no_answer_is_said_with_a_way_out() {
    let sandbox = course();
    assert_data_eq!(
        refused(
            &sandbox,
            &["tiny", "--set", "aeg=64", "--set", "weight=70", "-o", "n.md"]
        )
        .stderr,
        str![[r#"
error: the template has no field `aeg`
  help: did you mean `age`?

error: the template has no field `weight`
  help: its fields are age, sex, pregnant, site

"#]]
    );
    assert_data_eq!(
        refused(
            &sandbox,
            &[
                "tiny",
                "--set",
                "age=old",
                "--set",
                "sex=femal",
                "--set",
                "pregnant=perhaps",
                "-o",
                "n.md"
            ]
        )
        .stderr,
        str![[r#"
error: --set age: `age` cannot be `old`
  help: it takes a whole number

error: --set sex: `sex` cannot be `femal`
  help: did you mean `female`? It takes one of female, male

error: --set pregnant: `pregnant` cannot be `perhaps`
  help: it takes yes or no

"#]]
    );
    let run = refused(&sandbox, &["tiny", "--set", "age=640", "-o", "n.md"]);
    assert!(
        run.stderr
            .contains("`age` is 640, out of its range\n  help: it takes 1 to 120"),
        "{}",
        run.stderr
    );
    let run = refused(&sandbox, &["tiny", "--set", "age"]);
    assert!(run.stderr.contains("write NAME=VALUE: age=64"), "{}", run.stderr);
}

#[test]
fn faults_of_files_of_values_show_their_place() {
    let sandbox = course()
        .file("bad.toml", "age = 64\nsex = female\n")
        .file("bad.json", "{\"age\": 64,\n \"sex\": }\n")
        .file("list.json", "[1, 2]\n")
        .file("wrong.toml", "age = \"old\"\nwieght = 3\n")
        .file("unknown.json", "{\n  \"wieght\": 3\n}\n")
        .file("latin1.toml", b"site = \"caf\xe9\"\n");
    assert_data_eq!(
        refused(&sandbox, &["tiny", "--values", "wrong.toml", "-o", "n.md"]).stderr,
        str![[r#"
Error: `age` cannot be `old`
   ╭─[ wrong.toml:1:1 ]
   │
 1 │ age = "old"
   │ ─────┬─────  
   │      ╰─────── here
   │ 
   │ Help: it takes a whole number
───╯

"#]]
    );
    let stderr = |file: &str, option: &str| refused(&sandbox, &["tiny", option, file, "-o", "n.md"]).stderr;
    for option in ["--values", "--case"] {
        let toml = stderr("bad.toml", option);
        assert!(toml.contains("bad.toml:2:7") && toml.contains("sex = female"), "{toml}");
        let json = stderr("bad.json", option);
        assert!(
            json.contains("bad.json:2:9") && json.contains("expected value"),
            "{json}"
        );
        assert!(stderr("list.json", option).contains("write an object"));
        assert!(stderr("gone.toml", option).contains("gone.toml: there is no such file"));
        assert!(stderr("templates", option).contains("templates: "));
        assert!(stderr("latin1.toml", option).contains("no UTF-8 text at byte 11"));
    }
    let unknown = stderr("unknown.json", "--values");
    assert!(
        unknown.contains("unknown.json:2:4") && unknown.contains("no field `wieght`"),
        "{unknown}"
    );
    let case = sandbox.run(["new", "tiny", "--case", "unknown.json"]);
    assert_eq!(case.status, 0, "a case serves many templates");
}

#[test]
fn a_template_that_is_not_there_is_said_with_those_that_are_near() {
    let sandbox = course();
    let run = refused(&sandbox, &["tinny", "-o", "n.md"]);
    assert_eq!(
        run.stderr,
        "error: there is no template `tinny`\n  help: did you mean `tiny`?\n"
    );
    let run = refused(&sandbox, &["xylophone", "-o", "n.md"]);
    assert!(
        run.stderr.contains("`preceptor templates list` shows them all"),
        "{}",
        run.stderr
    );
    assert_eq!(
        sandbox.run(["new", "tiny.md"]).status,
        0,
        "a name with its ending, where there is no such file"
    );
    let run = refused(&sandbox, &["no/such.md", "-o", "n.md"]);
    assert_eq!(run.stderr, "error: no/such.md: there is no such file\n");
    let run = refused(&sandbox, &["../templates"]);
    assert!(run.stderr.contains("../templates"), "{}", run.stderr);
    let run = refused(&sandbox, &[]);
    assert!(run.stderr.contains("which template?"), "{}", run.stderr);
}

#[test]
fn faults_of_a_template_show_file_line_and_source() {
    let body = |body: &str| format!("+++\ntitle = \"x\"\n+++\n{body}");
    let sandbox = course()
        .file("templates/self.md", body("# Plan\n{% include \"self.md\" %}\n"))
        .file(
            "templates/loop.md",
            body("{% for a in range(9999) %}{% for b in range(9999) %}{% set c = a * b %}{% endfor %}{% endfor %}\n"),
        )
        .file("templates/a.md", "+++\ntitle = \"x\"\nextends = \"b\"\n+++\n")
        .file("templates/b.md", "+++\ntitle = \"x\"\nextends = \"a\"\n+++\n")
        .file("templates/undefined.md", body("# Plan\nGive {{ drug }}.\n"))
        .file("templates/syntax.md", body("# Plan\n{% if age %}\n"))
        .file(
            "templates/manifest.md",
            "+++\ntitle = \"x\"\nkindd = \"hp\"\n[[fields]]\nname = \"Age\"\n+++\n",
        )
        .file("templates/open.md", "+++\ntitle = \"x\"\n")
        .file("templates/bare.md", "# Plan\n");
    for (name, message, place) in [
        ("self", "includes itself", "templates/self.md:5"),
        ("loop", "does not come to an end", "templates/loop.md:4"),
        ("a", "extend each other", "templates/"),
        ("undefined", "`drug`", "templates/undefined.md:5:9"),
        ("syntax", "", "templates/syntax.md:"),
        ("manifest", "unknown key `kindd`", "templates/manifest.md:3:1"),
        ("manifest", "`Age` cannot name a field", "templates/manifest.md:5:8"),
        ("open", "never closed", "templates/open.md:1:1"),
        ("bare", "a template opens with a line `+++`", "templates/bare.md:1:1"),
    ] {
        let run = refused(&sandbox, &[name, "-o", "n.md"]);
        assert!(run.stderr.contains(message), "{name}: {}", run.stderr);
        assert!(run.stderr.contains(place), "{name}: {}", run.stderr);
        assert!(run.stderr.contains("╭─["), "{name}: {}", run.stderr);
    }
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let run = refused(&course(), &["tiny", "--ask", "-o", "n.md"]);
    assert_eq!(
        run.stderr,
        "error: --ask needs a terminal to ask at; without one, give values with --set and --values\n"
    );
    let run = course().run(["new", "tiny", "--defaults"]);
    assert_eq!(run.status, 0, "--defaults asks nothing");
}

#[test]
fn an_entry_is_added_to_a_log_once_a_day() {
    let sandbox = Sandbox::new();
    let add = |more: &[&str]| sandbox.run(["new", "learning", "--append", "log.md"].iter().chain(more));
    let run = add(&["--today", "2026-11-22"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("Added an entry to log.md: "), "{}", run.stdout);
    let first = sandbox.read("log.md");
    assert!(
        first.contains("kind: learning-notes") && first.contains("# 2026-11-22\n"),
        "{first}"
    );
    let run = add(&["--today", "2026-11-22"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""));
    assert!(
        run.stderr.contains("log.md: line 6 has an entry already (2026-11-22)"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.read("log.md"), first);
    assert_eq!(add(&["--today", "2026-11-23"]).status, 0);
    let second = sandbox.read("log.md");
    assert!(
        second.starts_with(&first) && second.contains("# 2026-11-23\n"),
        "{second}"
    );
    assert_eq!(add(&["--today", "2026-11-23", "--force"]).status, 0);
    assert!(sandbox.read("log.md").len() > second.len());
}

#[test]
fn what_is_no_log_is_not_added_to() {
    let sandbox = course()
        .file("soap.md", "---\nkind: soap\n---\n# Plan\nRest.\n")
        .file("bytes.md", b"caf\xe9\n");
    let run = refused(&sandbox, &["tiny", "--append", "log.md"]);
    assert!(
        run.stderr.contains("only a log takes one entry after another"),
        "{}",
        run.stderr
    );
    let run = refused(&sandbox, &["learning", "--append", "soap.md"]);
    assert!(
        run.stderr.contains("soap.md: the file is of the kind `soap`"),
        "{}",
        run.stderr
    );
    let run = refused(&sandbox, &["learning", "--append", "bytes.md"]);
    assert!(run.stderr.contains("bytes.md: is not UTF-8"), "{}", run.stderr);
    let run = refused(&sandbox, &["learning", "--append", "no/log.md"]);
    assert!(run.stderr.contains("there is no folder no"), "{}", run.stderr);
    let run = refused(&sandbox, &["learning", "--append", "templates"]);
    assert!(run.stderr.contains("is a folder"), "{}", run.stderr);
    let run = refused(&sandbox, &["learning", "--append", "-"]);
    assert!(run.stderr.contains("--append needs a file"), "{}", run.stderr);
    let run = refused(&sandbox, &["learning", "--append", "a.md", "-o", "b.md"]);
    assert!(run.stderr.contains("cannot be used with"), "{}", run.stderr);
}
