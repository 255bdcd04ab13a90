//! `templates`: what there is, what it asks for, and whether it is without a fault.

use std::fs;

use snapbox::{assert_data_eq, str};

use crate::new::course;
use crate::sandbox::Sandbox;

#[test]
fn the_list_has_the_shipped_ones_and_those_of_ones_own() {
    let sandbox = course();
    let run = sandbox.run(["templates", "list"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let line = |name: &str| {
        let found = run.stdout.lines().find(|line| line.split("  ").next() == Some(name));
        let words: Vec<&str> = found
            .unwrap_or_else(|| panic!("{name}"))
            .split("  ")
            .map(str::trim)
            .collect();
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(line("hp"), ["hp", "H&P", "hp"]);
    assert_eq!(line("hp-pediatrics")[2..], ["peds-hp", "pediatrics"]);
    assert_eq!(line("tiny"), ["tiny", "Tiny note", "soap", "templates/"]);
    assert_eq!(sandbox.run(["new", "--list"]).stdout, run.stdout);
}

#[test]
fn words_narrow_the_list() {
    let sandbox = course();
    let names = |args: &[&str]| -> Vec<String> {
        let run = sandbox.run(["templates", "list"].iter().chain(args));
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout
            .lines()
            .map(|line| line.split(' ').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&["testing"]), ["tiny"]);
    assert_eq!(names(&["TINY", "soap"]), ["tiny"]);
    assert!(names(&["pediatrics"]).contains(&"hp-pediatrics".to_owned()));
    let none = sandbox.run(["templates", "list", "xylophone"]);
    assert_eq!((none.status, none.stdout.as_str()), (0, ""));
    assert!(none.stderr.contains("no template has these words"), "{}", none.stderr);
}

#[test]
fn programs_read_the_list_and_a_template_as_json() {
    let sandbox = course();
    let list = sandbox.run(["templates", "list", "--format", "json"]).json();
    assert_eq!(list["version"], 1);
    let templates = list["templates"].as_array().unwrap();
    let tiny = templates.iter().find(|template| template["name"] == "tiny").unwrap();
    assert_eq!(tiny["title"], "Tiny note");
    let path = tiny["path"].as_str().unwrap().replace('\\', "/");
    assert_eq!(path, "templates/tiny.md");
    let hp = templates.iter().find(|template| template["name"] == "hp").unwrap();
    assert!(hp["path"].is_null());
    let shown = sandbox.run(["templates", "show", "tiny", "--format", "json"]).json();
    let fields = shown["template"]["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 4);
    assert_eq!(fields[0]["max"], 120.0);
    assert_eq!(fields[1]["choices"][1], "male");
    assert_eq!(fields[2]["when"], "sex == 'female'");
    assert_eq!(fields[3]["default"], "clinic");
    assert!(shown["template"]["body"].as_str().unwrap().contains("{{ today }}"));
}

#[test]
fn a_template_is_shown_with_its_questions_and_its_note() {
    let sandbox = course();
    let run = sandbox.run(["templates", "show", "tiny"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_data_eq!(
        run.stdout,
        str![[r#"
tiny  Tiny note
For tests.

Kind  soap
Tags  testing
File  [..]templates/tiny.md

Asks for
• age (integer, 1 to 120): Age in years.
• sex (choice: female, male): sex.
• pregnant (boolean): Is she pregnant? Asked if sex == 'female'.
• site (text): site. Default: clinic.

The note, when nothing is known

    ---
    kind: soap
    template: tiny
    ---

    # Subjective
    <!-- guide: Say what hurts, and since when. -->
    ***{age}-year-old {female|male} seen in clinic on ***{today} for ***{complaint}.

    The pain is {severe|mild}, with no nausea.

    # Plan
    ***{plan}

"#]]
    );
    let raw = sandbox.run(["templates", "show", "tiny", "--raw"]);
    assert_eq!(raw.stdout, sandbox.read("templates/tiny.md"));
    let gone = sandbox.run(["templates", "show", "tinny"]);
    assert_eq!((gone.status, gone.stdout.as_str()), (2, ""));
    assert!(gone.stderr.contains("did you mean `tiny`?"), "{}", gone.stderr);
}

#[test]
fn a_broken_template_does_not_hide_the_others() {
    let sandbox = course().file("templates/broken.md", "+++\ntitle = 3\n+++\n");
    let run = sandbox.run(["templates", "list"]);
    assert_eq!(run.status, 2, "some of it could not be read");
    assert!(
        run.stdout.contains("Tiny note") && run.stdout.contains("H&P"),
        "{}",
        run.stdout
    );
    assert_eq!(
        run.stderr,
        "error: `broken` has faults: preceptor templates check broken\n"
    );
    let json = sandbox.run(["templates", "list", "--format", "json"]).json();
    assert_eq!(json["errors"][0]["name"], "broken");
}

#[test]
fn check_finds_faults_as_a_compiler_would() {
    let sandbox = course().file(
        "templates/odd.md",
        "+++\ntitle = \"x\"\nkind = \"sopa\"\n[[fields]]\nname = \"age_of\"\ntype = \"integer\"\n+++\n# Plan\n***\n",
    );
    let run = sandbox.run(["templates", "check", "odd"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""), "faults are findings");
    assert!(run.stdout.contains("unknown kind `sopa`"), "{}", run.stdout);
    assert!(run.stdout.contains("did you mean `soap`?"), "{}", run.stdout);
    assert!(
        run.stdout.contains("the field `age_of` is asked for and never used"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("templates/odd.md:3:8"), "{}", run.stdout);
    assert!(
        run.stdout.ends_with("\nChecked 1 template: 2 faults.\n"),
        "{}",
        run.stdout
    );
    // What is inherited is judged where it stands.
    let sandbox = sandbox
        .file("templates/heir.md", "+++\ntitle = \"y\"\nextends = \"base\"\n+++\n")
        .file(
            "templates/base.md",
            "+++\ntitle = \"x\"\norder = [\"Nowhere\"]\n[[fields]]\nname = \"unused\"\n+++\n# Plan\n***\n",
        );
    let base = sandbox.run(["templates", "check", "base"]).stdout;
    assert!(base.contains("`Nowhere`") && base.contains("`unused`"), "{base}");
    let heir = sandbox.run(["templates", "check", "heir"]);
    assert_eq!(heir.stdout, "Checked 1 template: 0 faults.\n");
    // By path, by folder, and all of the project's without a name.
    for args in [&["templates/odd.md"][..], &["templates/"], &[]] {
        let run = sandbox.run(["templates", "check"].iter().chain(args));
        assert_eq!(run.status, 1, "{args:?} {}", run.stderr);
        assert!(run.stdout.contains("unknown kind `sopa`"), "{args:?} {}", run.stdout);
    }
    let run = sandbox.run(["templates", "check", "odd", "no-such"]);
    assert_eq!(run.status, 2, "what cannot be read fails the run");
    assert!(run.stderr.contains("there is no template `no-such`"), "{}", run.stderr);
    assert!(
        run.stdout.contains("unknown kind `sopa`"),
        "the others are checked all the same"
    );
    let nothing = Sandbox::new().run(["templates", "check"]);
    assert_eq!(
        (nothing.status, nothing.stdout.as_str()),
        (0, "Checked 0 templates: 0 faults.\n")
    );
}

#[test]
fn a_starter_template_is_without_a_fault() {
    let sandbox = Sandbox::new().file("preceptor.toml", "");
    let run = sandbox.run(["templates", "new", "our-clinic"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(
        run.stdout.replace('\\', "/"),
        format!(
            "Wrote {0}. Next: preceptor templates check {0}\n",
            "templates/our-clinic.md"
        )
    );
    let text = sandbox.read("templates/our-clinic.md");
    assert!(text.contains("title = \"Our clinic\""), "{text}");
    let run = sandbox.run(["templates", "check", "our-clinic"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (0, "Checked 1 template: 0 faults.\n")
    );
    let note = sandbox.run([
        "new",
        "our-clinic",
        "--set",
        "age=30",
        "--set",
        "sex=female",
        "--set",
        "pregnant=yes",
    ]);
    assert!(note.stdout.contains("30-year-old woman with"), "{}", note.stdout);
    assert!(note.stdout.contains("Pregnancy: ***{weeks and days"), "{}", note.stdout);
}

#[test]
fn a_template_begins_as_a_copy_or_a_variant_of_another() {
    let sandbox = course();
    assert_eq!(sandbox.run(["templates", "new", "copy", "--from", "tiny"]).status, 0);
    assert_eq!(sandbox.read("templates/copy.md"), sandbox.read("templates/tiny.md"));
    assert_eq!(
        sandbox
            .run(["templates", "new", "our-tiny", "--extends", "tiny"])
            .status,
        0
    );
    let text = sandbox.read("templates/our-tiny.md");
    assert!(
        text.contains("extends = \"tiny\"") && text.contains("Subjective, Plan"),
        "{text}"
    );
    fs::write(
        sandbox.path("templates/our-tiny.md"),
        format!("{text}# Plan\n***{{ours}}\n"),
    )
    .unwrap();
    let note = sandbox.run(["new", "our-tiny"]).stdout;
    assert!(
        note.contains("seen in clinic") && note.ends_with("# Plan\n***{ours}\n"),
        "{note}"
    );
    assert!(
        sandbox.run(["templates", "list", "our-tiny"]).stdout.contains("soap"),
        "it has the kind of the other"
    );
    // Of the same name, it takes the place of the other, and extends it all the same.
    let run = sandbox.run(["templates", "new", "soap-clinic", "--extends", "soap-clinic"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(sandbox.run(["new", "soap-clinic"]).stdout.contains("# Subjective"));
}

#[test]
fn a_template_is_started_only_where_none_is() {
    let sandbox = course();
    let refused = |args: &[&str]| {
        let run = sandbox.run(["templates", "new"].iter().chain(args));
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        run.stderr
    };
    let before = sandbox.read("templates/tiny.md");
    assert!(refused(&["tiny"]).contains("is there already; --force replaces it"));
    assert_eq!(sandbox.read("templates/tiny.md"), before);
    assert!(refused(&["Our Clinic"]).contains("cannot name a template"));
    assert!(refused(&["../x"]).contains("cannot name a template"));
    assert!(refused(&["x", "--from", "tinny"]).contains("did you mean `tiny`?"));
    assert!(refused(&["x", "-o", "no/x.md"]).contains("there is no folder no"));
    assert!(refused(&["x", "--isolated"]).contains("say where with -o FILE"));
    assert_eq!(sandbox.run(["templates", "new", "x", "-o", "x.md"]).status, 0);
    assert!(sandbox.path("x.md").is_file() && !sandbox.path("templates/x.md").exists());
}

#[test]
fn the_folders_are_told_in_their_order() {
    let sandbox = course();
    let run = sandbox.run(["templates", "path"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", run.stdout);
    assert!(lines[0].ends_with("templates"), "{}", lines[0]);
    assert!(lines[1].ends_with("preceptor/templates  (not there)"), "{}", lines[1]);
    assert_eq!(lines[2], "those that came with the program");
    let one = sandbox.run(["templates", "path", "tiny"]).stdout;
    assert!(one.trim_end().ends_with("tiny.md"), "{one}");
    assert!(
        sandbox
            .run(["templates", "path", "hp"])
            .stdout
            .contains("came with the program")
    );
}

#[test]
fn a_broken_configuration_is_said_before_anything_is_done() {
    let sandbox = Sandbox::new().file("preceptor.toml", "templates = 3\n");
    for args in [
        &["new", "hp", "-o", "n.md"][..],
        &["templates", "list"],
        &["templates", "path"],
    ] {
        let run = sandbox.run(args);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains("preceptor.toml"), "{}", run.stderr);
    }
    assert!(!sandbox.path("n.md").exists());
    assert_eq!(sandbox.run(["new", "hp", "--isolated"]).status, 0);
}

#[test]
fn shells_complete_the_names() {
    let script = Sandbox::new().run(["completions", "fish"]).stdout;
    let line = script
        .lines()
        .find(|line| line.contains("subcommand new") && line.contains("hp-pediatrics"));
    let bash = Sandbox::new().run(["completions", "bash"]).stdout;
    assert!(line.is_some() || bash.contains(" hp-pediatrics "), "{bash}");
}
