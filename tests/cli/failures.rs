//! What goes wrong before anything is checked, and broken pipes.

use std::io::Read as _;
use std::process::Stdio;

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox, with_blank};

#[test]
fn bad_flags_end_with_2() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    let run = |args: &[&str]| sandbox.run(args).all();
    assert_data_eq!(
        run(&["check", "--formt", "json", "a.md"]),
        str![[r#"
status 2
-- stderr
error: unexpected argument '--formt' found

  tip: a similar argument exists: '--format'

Usage: preceptor check --format <FORMAT> [PATH]...

For more information, try '--help'.

"#]]
    );
    assert_data_eq!(
        run(&["check", "--format", "xml", "a.md"]),
        str![[r#"
status 2
-- stderr
error: invalid value 'xml' for '--format <FORMAT>'
  [possible values: full, concise, json, jsonl, sarif, github, gitlab, junit, csv, html]

  tip: a similar value exists: 'html'

For more information, try '--help'.

"#]]
    );
    assert_data_eq!(
        run(&["check", "--today", "2026-02-30", "a.md"]),
        str![[r#"
status 2
-- stderr
error: invalid value '2026-02-30' for '--today <DATE>': `2026-02-30` is no day of the calendar

For more information, try '--help'.

"#]]
    );
    assert_data_eq!(
        run(&["check", "--jobs", "0", "a.md"]),
        str![[r#"
status 2
-- stderr
error: invalid value '0' for '--jobs <NUMBER>': 0 is not in 1..=1024

For more information, try '--help'.

"#]]
    );
    assert_data_eq!(
        run(&["chekc"]),
        str![[r#"
status 2
-- stderr
error: unrecognized subcommand 'chekc'

  tip: a similar subcommand exists: 'check'

Usage: preceptor [OPTIONS] [COMMAND]

For more information, try '--help'.

"#]]
    );
    assert_data_eq!(
        run(&["check", "--unsafe-fixes", "a.md"]),
        str![[r#"
status 2
-- stderr
error: --unsafe-fixes goes with --fix or --diff

"#]]
    );
    assert_data_eq!(
        run(&["check", "--stdin-filename", "b.md", "a.md"]),
        str![[r#"
status 2
-- stderr
error: --stdin-filename goes with `-`, which reads standard input

"#]]
    );
    assert_data_eq!(
        run(&["check", "--fix", "-", "a.md"]),
        str![[r#"
status 2
-- stderr
error: with --fix, standard input must be the only note: its mended text goes to standard output

"#]]
    );
    assert_data_eq!(
        run(&["check", "--config", "a.toml", "--isolated"]),
        str![[r#"
status 2
-- stderr
error: the argument '--config <FILE>' cannot be used with '--isolated'

Usage: preceptor check --config <FILE> [PATH]...

For more information, try '--help'.

"#]]
    );
}

#[test]
fn unknown_names_come_with_the_likely_one() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    let run = |args: &[&str]| sandbox.run(args).all();
    assert_data_eq!(
        run(&["check", "--select", "ORG0001", "a.md"]),
        str![[r#"
status 2
-- stderr
error: --select: `ORG0001` is no rule code, rule name or family; did you mean `ORG001`?

"#]]
    );
    assert_data_eq!(
        run(&["check", "--ignore", "mising-section", "a.md"]),
        str![[r#"
status 2
-- stderr
error: --ignore: `mising-section` is no rule code, rule name or family; did you mean `missing-section`?

"#]]
    );
    assert_data_eq!(
        run(&["check", "--kind", "sopa", "a.md"]),
        str![[r#"
status 2
-- stderr
error: --kind: there is no note kind `sopa`; did you mean `soap`?

"#]]
    );
    assert_data_eq!(
        run(&["check", "--specialty", "pediatrcs", "--kind", "zzzzzzzz", "a.md"]),
        str![[r#"
status 2
-- stderr
error: --kind: there is no note kind `zzzzzzzz`; `preceptor kinds` lists them
       --specialty: there is no specialty `pediatrcs`; did you mean `pediatrics`?

"#]]
    );
    assert_data_eq!(
        run(&["check", "--profile", "wards", "a.md"]),
        str![[r#"
status 2
-- stderr
error: `--profile wards`: there is no such profile; did you mean `ward`?

"#]]
    );
    assert_data_eq!(
        run(&["explain", "TPL01"]),
        str![[r#"
status 2
-- stderr
error: `TPL01` is no rule, family, note kind, specialty or section; did you mean `TPL001`?

"#]]
    );
    assert_data_eq!(
        run(&["rules", "TLP"]),
        str![[r#"
status 2
-- stderr
error: `TLP` is no rule code, rule name or family; did you mean `TPL`?

"#]]
    );
    assert_data_eq!(
        run(&["kinds", "show", "progres"]),
        str![[r#"
status 2
-- stderr
error: there is no note kind or specialty `progres`; did you mean `progress`?

"#]]
    );
    assert_data_eq!(
        run(&["kinds", "show", "zzzzzzzz"]),
        str![[r#"
status 2
-- stderr
error: there is no note kind or specialty `zzzzzzzz`; `preceptor kinds` lists them

"#]]
    );
}

#[test]
fn a_broken_configuration_is_named_with_line_and_way_out() {
    let broken = "selct = [\"ORG\"]\nignore = [\"ORG999\"]\n";
    let sandbox = Sandbox::new()
        .file("preceptor.toml", broken)
        .file("a.md", CLEAN)
        .file("b.md", CLEAN);
    assert_data_eq!(
        sandbox.run(["check"]).all(),
        str![[r#"
status 2
-- stderr
error: preceptor.toml:1:1: unknown key `selct`; did you mean `select`?
       preceptor.toml:2:11: `ORG999` is no rule code, rule name or family; did you mean `ORG009`?

"#]]
    );
    assert_data_eq!(
        sandbox.run(["config", "show", "a.md"]).all(),
        str![[r#"
status 2
-- stderr
error: preceptor.toml:1:1: unknown key `selct`; did you mean `select`?
       preceptor.toml:2:11: `ORG999` is no rule code, rule name or family; did you mean `ORG009`?

"#]]
    );
    assert_eq!(
        sandbox.run(["check", "--isolated"]).status,
        0,
        "--isolated does not read it"
    );
    let sandbox = Sandbox::new()
        .file("preceptor.toml", "select = [\n")
        .file("a.md", CLEAN);
    assert_data_eq!(
        sandbox.run(["check"]).all(),
        str![[r#"
status 2
-- stderr
error: preceptor.toml:1:11: this is not valid TOML: [..]

"#]]
    );
    assert_data_eq!(
        sandbox.run(["check", "--config", "none.toml"]).all(),
        str![[r#"
status 2
-- stderr
error: none.toml: [..]

"#]]
    );
}

#[test]
fn a_configuration_broken_below_costs_only_its_notes() {
    let mut sandbox = Sandbox::new()
        .file("good/a.md", with_blank())
        .file("bad/preceptor.toml", "kind = \"sopa\"\n");
    for at in 0..20 {
        sandbox = sandbox.file(format!("bad/{at}.md"), CLEAN);
    }
    let run = sandbox.run(["check", "--format", "concise", "--extend-select", "TPL"]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.starts_with("good/a.md:8:42: error:"), "{}", run.stdout);
    assert_data_eq!(
        run.stderr,
        str![[r#"
error: bad/preceptor.toml:1:1: unknown key `kind`; did you mean `kinds`?

"#]]
    );
}

#[test]
fn a_broken_grammar_is_named_with_line_and_key() {
    let sandbox = Sandbox::new()
        .file("preceptor.toml", "grammars = [\"school\"]\n")
        .file(
            "school/kinds/ward-round.toml",
            "id = \"ward-round\"\ntitle = \"Ward Round\"\nrequird = [\"plan\"]\n",
        )
        .file("a.md", CLEAN);
    assert_data_eq!(
        sandbox.run(["check", "a.md"]).all(),
        str![[r#"
status 2
-- stderr
error: school/kinds/ward-round.toml:1:6: [..]
...
       school/kinds/ward-round.toml:3:1: unknown key `requird`; did you mean `required`?

"#]]
    );
}

#[test]
#[cfg(unix)]
fn a_broken_pipe_ends_the_run_without_a_word() {
    let mut sandbox = Sandbox::new();
    for at in 0..400 {
        sandbox = sandbox.file(
            format!("{at}.md"),
            with_blank().replace("sore throat", &"very ".repeat(40)),
        );
    }
    for jobs in ["1", "2"] {
        let mut command = sandbox.command(["check", "--jobs", jobs]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        // The pipe is closed here, long before the rest is written.
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let sandbox = Sandbox::new().file("a.md", with_blank());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = sandbox.command(["check", "a.md"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr
            .starts_with("error: the output cannot be written: No space left on device; make room and run it again\n"),
        "{stderr}"
    );
}

/// A rule that cannot run on any note: what it asks for is too large.
const TOO_LARGE: &str = "\
[[rule]]
code = \"BIG001\"
name = \"too-large\"
message = \"never said\"
forbid = { regex = '(\\w{100}){2000}' }
";

#[test]
fn a_rule_that_breaks_down_loses_its_findings_and_ends_the_run_with_2() {
    let sandbox = Sandbox::new()
        .file("preceptor.toml", TOO_LARGE)
        .file("class/lee.md", with_blank())
        .file("class/bo.md", CLEAN);
    let check = sandbox.run(["check", "--format", "json", "class"]);
    assert_eq!(check.status, 2, "{}", check.stderr);
    let json = check.json();
    let errors = json["errors"].as_array().expect("there are errors");
    assert_eq!(errors.len(), 2, "{errors:?}");
    for error in errors {
        let message = error["message"].as_str().expect("it is said");
        assert!(
            message.contains("rule BIG001 (too-large) cannot run on this note"),
            "{message}"
        );
        assert!(message.contains("the other rules have run"), "{message}");
    }
    assert_eq!(json["summary"]["notes"], 2);
    assert!(
        check.stdout.contains("TPL001"),
        "the other rules have run: {}",
        check.stdout
    );

    let grade = sandbox.run(["grade", "class", "--rubric", "soap-clerkship", "--out", "out"]);
    assert_eq!(grade.status, 2, "{}", grade.stderr);
    assert!(
        grade.stderr.contains("rule BIG001 (too-large) cannot run on this note"),
        "{}",
        grade.stderr
    );
    assert!(
        grade.stderr.contains("lee.md") && grade.stderr.contains("bo.md"),
        "{}",
        grade.stderr
    );
}
