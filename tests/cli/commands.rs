//! The other subcommands.

use snapbox::{assert_data_eq, str};

use crate::sandbox::{CLEAN, Sandbox};

#[test]
fn alone_it_says_how_to_begin() {
    assert_data_eq!(
        Sandbox::new().run([""; 0]).all(),
        str![[r#"
status 0
-- stdout
preceptor 0.1.0 reads a clinical note as a preceptor would, and says what to mend.

Try:
  preceptor check note.md        mark a note, or a folder of them
  preceptor new                  pick a template and start a note
  preceptor outline note.md      show how a note was understood
  preceptor explain ORG001       what a finding means and how to mend it
  preceptor kinds                the kinds of note, and what each asks for
  preceptor --help               everything else

preceptor is a teaching aid. It gives no medical advice and no verdict on care.

"#]]
    );
}

#[test]
fn help_and_version_go_to_standard_output() {
    let sandbox = Sandbox::new();
    for args in [
        &["--help"][..],
        &["-h"],
        &["help", "check"],
        &["--version"],
        &["-V"],
        &["check", "--help"],
    ] {
        let run = sandbox.run(args);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{args:?}");
        assert!(!run.stdout.is_empty(), "{args:?}");
    }
    for command in [
        "check",
        "outline",
        "rules",
        "explain",
        "kinds",
        "init",
        "config",
        "completions",
    ] {
        let help = sandbox.run([command, "--help"]).stdout;
        assert!(
            help.contains(&format!("Examples:\n  preceptor {command}")),
            "{command}: {help}"
        );
    }
    assert!(sandbox.run(["--help"]).stdout.contains("no medical advice"));
    assert!(sandbox.run(["--version"]).stdout.contains("no medical advice"));
}

#[test]
fn an_outline_is_a_tree_or_json() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    assert_data_eq!(
        sandbox.run(["outline", "a.md"]).all(),
        str![[r#"
status 0
-- stdout
a.md
SOAP Note (soap), as its front matter says
Front matter: kind: soap
Title: SOAP Note
  6-8  subjective
10-12  objective
14-16  assessment
   16  ╰─ 1. Streptococcal pharyngitis (5 steps)
18-21  plan
Facts
  Patient      34 years · female
  Vitals       T 38.4 °C · HR 96 · BP 118/72
  Medications  penicillin v 500 mg PO twice daily (ordered)
  Allergies    none known
  Times        for 3 days · for 10 days · in 72 hours
  Present      sore throat · tonsillar exudate · tenderness · strep throat
  Absent       cough
  Uncertain    fever · tonsillar exudate · lymphadenopathy
  If it comes  fever

"#]]
    );
    let run = sandbox.run(["outline", "--format", "json", "a.md"]);
    let json = run.json();
    assert_eq!((&json["version"], &json["kind"]), (&1.into(), &"soap".into()));
    let ids: Vec<_> = json["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| section["id"].clone())
        .collect();
    assert_eq!(ids, ["subjective", "objective", "assessment", "plan"]);
    let stdin = sandbox.run_with_stdin(["outline", "--format", "json", "-"], CLEAN);
    assert_eq!(stdin.stdout, run.stdout);
    let missing = sandbox.run(["outline", "none.md", "a.md"]);
    assert_eq!(missing.status, 2);
    assert!(missing.stdout.contains("a.md"), "the other note is still shown");
    assert_eq!(missing.stderr, "error: none.md: there is no such file or folder\n");
}

#[test]
fn rules_are_listed_with_what_the_configuration_makes_of_them() {
    let sandbox = Sandbox::new().file(
        "preceptor.toml",
        "ignore = [\"TPL002\"]\n[severity]\nwildcard = \"info\"\n",
    );
    assert_data_eq!(
        sandbox.run(["rules", "TPL001", "pick-list"]).all(),
        str![[r#"
status 0
-- stdout
TPL template
  TPL001  wildcard   info     A `***` of the template was never filled in.
  TPL002  pick-list  off      A choice of the template, `{mild/moderate/severe}`, was never made.

preceptor explain CODE says more.  * --fix mends it, ! only with --unsafe-fixes, ? shows how

"#]]
    );
    let json = sandbox.run(["rules", "list", "--format", "json", "TPL"]).json();
    let rules = json["rules"].as_array().unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(rules.len(), 7);
    assert_eq!(
        (&rules[0]["code"], &rules[0]["severity"], &rules[0]["on"]),
        (&"TPL001".into(), &"info".into(), &true.into())
    );
    assert_eq!(rules[1]["on"], false);
    let all = sandbox.run(["rules", "--format", "json"]).json();
    assert_eq!(all["rules"].as_array().unwrap().len(), preceptor::rules::all().len());
}

const OWN_RULE: &str = "\
[[rule]]
code = \"MED001\"
name = \"no-friendly-names\"
message = \"`{found}` is too friendly for a record\"
forbid = [\"sweet lady\"]
good = [\"HPI: Mrs A is well.\"]
bad = [\"HPI: A sweet lady.\"]
";

#[test]
fn rules_of_ones_own_are_run_on_their_examples() {
    assert_data_eq!(
        Sandbox::new().run(["rules", "check"]).all(),
        str![[r#"
status 0
-- stderr
note: there is no preceptor.toml here, so no rules of your own; `preceptor init` writes one

"#]]
    );
    let sandbox = Sandbox::new().file("preceptor.toml", OWN_RULE);
    assert_data_eq!(
        sandbox.run(["rules", "check"]).all(),
        str![[r#"
status 0
-- stdout
1 rule, 2 examples: all as they should be

"#]]
    );
    let sandbox = sandbox.file("preceptor.toml", OWN_RULE.replace("Mrs A is well", "Sweet lady"));
    assert_data_eq!(
        sandbox.run(["rules", "check"]).all(),
        str![[r#"
status 1
-- stdout
preceptor.toml:1: rule `MED001`: `good` example 1 is reported: `Sweet lady` is too friendly for a record
1 rule, 2 examples: 1 not as it should be

"#]]
    );
    let sandbox = sandbox.file("preceptor.toml", OWN_RULE.replace("forbid", "forbidd"));
    assert_data_eq!(
        sandbox.run(["rules", "check"]).all(),
        str![[r#"
status 2
-- stderr
error: preceptor.toml:5:1: unknown key `forbidd` in `rule`; did you mean `forbid`?

"#]]
    );
}

#[test]
fn rules_of_ones_own_are_explained_and_found_like_others() {
    let sandbox = Sandbox::new()
        .file("preceptor.toml", OWN_RULE)
        .file("a.md", CLEAN.replace("woman", "sweet lady"));
    assert_data_eq!(
        sandbox.run(["explain", "MED001"]).all(),
        str![[r#"
status 0
-- stdout
MED001  no-friendly-names
`{found}` is too friendly for a record

warning · a rule of your configuration

Not like this
    HPI: A sweet lady.

But like this
    HPI: Mrs A is well.

"#]]
    );
    assert_data_eq!(
        sandbox
            .run(["check", "a.md", "--format", "concise", "--select", "MED"])
            .all(),
        str![[r#"
status 0
-- stdout
a.md:8:13: warning: `sweet lady` is too friendly for a record [MED001]

"#]]
    );
}

#[test]
fn explain_knows_rules_families_kinds_and_sections() {
    let sandbox = Sandbox::new();
    let rules = preceptor::rules::all();
    let run = sandbox.run(["explain"].into_iter().chain(rules.iter().map(|rule| rule.name)));
    assert_eq!(run.status, 0);
    let text = format!("\n{}", run.stdout);
    let starts: Vec<usize> = rules
        .iter()
        .map(|rule| {
            text.find(&format!("\n{}  {}\n", rule.code, rule.name))
                .expect(rule.code)
        })
        .chain([text.len()])
        .collect();
    for (rule, ends) in rules.iter().zip(starts.windows(2)) {
        for heading in ["What it does", "Why it matters", "How to fix"] {
            let page = &text[ends[0]..ends[1]];
            assert!(
                page.contains(&format!("\n{heading}\n")),
                "{} lacks {heading}",
                rule.code
            );
        }
    }
    for (name, first) in [
        ("tpl", "TPL  template\n"),
        ("H&P", "hp  History and Physical\n"),
        ("ros", "review-of-systems  Review of Systems\n"),
        ("pediatrics", "pediatrics  "),
    ] {
        let run = sandbox.run(["explain", name]);
        assert!(run.status == 0 && run.stdout.starts_with(first), "{}", run.all());
    }
    let json = sandbox
        .run(["explain", "--format", "json", "ORG001", "soap", "hpi"])
        .json();
    let what: Vec<_> = json["explained"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].clone())
        .collect();
    assert_eq!(what, ["rule", "kind", "section"]);
}

#[test]
fn kinds_are_listed_and_shown() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(["kinds"]);
    assert_eq!(list.status, 0);
    let json = sandbox.run(["kinds", "--format", "json"]).json();
    let kinds = json["kinds"].as_array().unwrap();
    assert!(kinds.len() >= 10);
    let ids: Vec<&str> = kinds.iter().map(|kind| kind["id"].as_str().unwrap()).collect();
    let shown = sandbox.run(["explain"].iter().chain(&ids));
    assert_eq!(shown.status, 0);
    for id in ids {
        assert!(list.stdout.contains(&format!("  {id} ")), "{id}");
        assert!(format!("\n{}", shown.stdout).contains(&format!("\n{id}  ")), "{id}");
    }
    assert!(
        sandbox
            .run(["kinds", "show", "hp"])
            .stdout
            .starts_with("hp  History and Physical\n")
    );
    let soap = sandbox.run(["kinds", "show", "soap", "--format", "json"]).json();
    assert_eq!((&soap["version"], &soap["kind"]["id"]), (&1.into(), &"soap".into()));
}

#[test]
fn init_writes_a_file_that_works_and_replaces_none() {
    let sandbox = Sandbox::new().file("a.md", CLEAN).file("course/.preceptor.toml", "");
    assert_data_eq!(
        sandbox.run(["init"]).all(),
        str![[r#"
status 0
-- stdout
Wrote preceptor.toml. It sets nothing yet: every line shows a default. Next: preceptor check

"#]]
    );
    assert_eq!(sandbox.run(["check"]).status, 0);
    assert_data_eq!(
        sandbox.run(["init"]).all(),
        str![[r#"
status 2
-- stderr
error: preceptor.toml: is there already; replace it with --force

"#]]
    );
    assert_eq!(sandbox.run(["init", "--force"]).status, 0);
    assert_data_eq!(
        sandbox.run(["init", "course"]).all(),
        str![[r#"
status 2
-- stderr
error: course/.preceptor.toml: is there already; remove it first

"#]]
    );
    assert_data_eq!(
        sandbox.run(["init", "none"]).all(),
        str![[r#"
status 2
-- stderr
error: none: there is no such folder

"#]]
    );
}

#[test]
fn the_configuration_is_shown_with_its_sources() {
    let sandbox = Sandbox::new()
        .file("preceptor.toml", "fail-level = \"warning\"\n")
        .file("a.md", CLEAN);
    let shown = sandbox.run(["config", "show", "a.md", "--ignore", "TPL"]);
    assert_eq!(shown.status, 0);
    assert!(
        shown.stdout.contains("fail-level = \"warning\" # preceptor.toml:1"),
        "{}",
        shown.stdout
    );
    let json = sandbox.run(["config", "show", "--format", "json"]).json();
    assert!(json.is_object());
    let schema = sandbox.run(["config", "schema"]).json();
    assert!(schema["properties"]["fail-level"].is_object());
}

#[test]
fn completions_exist_for_every_shell() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = sandbox.run(["completions", shell]);
        assert_eq!(run.status, 0);
        assert!(
            run.stdout.contains("preceptor") && run.stdout.contains("write-baseline"),
            "{shell}"
        );
    }
    assert_eq!(sandbox.run(["completions", "ksh"]).status, 2);
}
