//! The previous note of a patient: `--previous`, and `previous:` in the front matter.

use snapbox::{assert_data_eq, str};

use crate::sandbox::{Ran, Sandbox};

const DAY_2: &str = "\
# Progress Note

Hospital day 2.

S: Coughs yellow sputum. Slept four hours.

O: T 38.4, HR 96. Crackles at the right base.

A/P: 71-year-old man with pneumonia.
1. Pneumonia: ceftriaxone day 2 of 5. Still febrile in the evening and needs two liters of oxygen, so he cannot go home yet.
";

fn day_3() -> String {
    DAY_2
        .replace("day 2", "day 3")
        .replace("Coughs yellow sputum. Slept four hours.", "Slept well.")
        .replace("Crackles at the right base", "Lungs clear")
}

fn with_front_matter(previous: &str) -> String {
    format!("---\nkind: progress\nprevious: {previous}\n---\n{}", day_3())
}

fn check(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let common = [
        "check",
        "--select",
        "REL003",
        "--format",
        "concise",
        "--fail-level",
        "warning",
    ];
    sandbox.run(common.iter().chain(args))
}

#[test]
fn what_was_copied_is_told_with_what_was_changed() {
    let sandbox = Sandbox::new().file("day2.md", DAY_2).file("day3.md", day_3());
    let run = check(&sandbox, &["--previous", "day2.md", "day3.md"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.starts_with("day3.md:9:"), "{}", run.stdout);
    assert!(
        run.stdout.contains("copied from the previous note (line 9 there)"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("\"day 2\" → \"day 3\""), "{}", run.stdout);
    // Nothing is compared that nobody named, and a note is not compared with itself.
    assert_eq!(check(&sandbox, &["day2.md", "day3.md"]).status, 0);
    assert_eq!(check(&sandbox, &["--previous", "day3.md", "./day3.md"]).status, 0);
}

#[test]
fn front_matter_names_it_as_seen_from_the_note() {
    let sandbox = Sandbox::new()
        .file("ward/old/day 2.md", DAY_2)
        .file("ward/new/day3.md", with_front_matter("\"../old/day 2.md\""))
        .file("other.md", "S: cough\nO: clear\nA: cold\nP: rest\n");
    assert_eq!(check(&sandbox, &["ward/new/day3.md"]).status, 1);
    assert_eq!(check(&sandbox, &["ward"]).status, 1);
    // The command line wins.
    assert_eq!(
        check(&sandbox, &["--previous", "other.md", "ward/new/day3.md"]).status,
        0
    );
    // Standard input stands where --stdin-filename says.
    let args = [
        "check",
        "--fail-level",
        "warning",
        "--select",
        "REL003",
        "--stdin-filename",
        "ward/new/x.md",
        "-",
    ];
    let run = sandbox.run_with_stdin(args, with_front_matter("../old/day 2.md"));
    assert_eq!(run.status, 1, "{run:?}");
    // A blank is no name, and a file is read only for the rule that needs it.
    let sandbox = Sandbox::new()
        .file("a.md", with_front_matter("***"))
        .file("b.md", with_front_matter("nowhere.md"));
    assert_eq!(check(&sandbox, &["a.md"]).status, 0);
    assert_eq!(sandbox.run(["check", "--select", "TPL", "b.md"]).status, 0);
}

#[test]
fn a_previous_note_that_cannot_be_read_is_an_error() {
    let sandbox = Sandbox::new()
        .file("notes/day1.md", DAY_2)
        .file("missing.md", with_front_matter("notes/day2.md"))
        .file("folder.md", with_front_matter("notes"))
        .file("self.md", with_front_matter("self.md"))
        .file("scan.pdf", "%PDF-1.7\n")
        .file("pdf.md", with_front_matter("scan.pdf"));
    assert_data_eq!(
        check(&sandbox, &["missing.md"]).all(),
        str![[r#"
status 2
-- stderr
error: missing.md: line 3 names `notes/day2.md` as the previous note, and notes/day2.md is not there; write the path of that note as seen from the folder of this one, or take the line out

"#]]
    );
    for (note, why) in [
        ("folder.md", "notes is a folder"),
        ("self.md", "is this very note"),
        ("pdf.md", "is a PDF document"),
    ] {
        let run = check(&sandbox, &[note]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(
            run.stderr.contains(&format!("{note}: line 3 names")) && run.stderr.contains(why),
            "{}",
            run.stderr
        );
    }
    // The note itself is checked all the same.
    let run = sandbox.run([
        "check",
        "--select",
        "REL003,ORG001",
        "--format",
        "concise",
        "missing.md",
    ]);
    assert_eq!(run.status, 2);
    for (name, why) in [
        ("nowhere.md", "nowhere.md: there is no such file"),
        ("notes", "notes: is a folder, not a note"),
        ("-", "not standard input"),
    ] {
        let run = check(&sandbox, &["--previous", name, "missing.md"]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(
            run.stderr.contains(why) && run.stderr.contains("--previous takes"),
            "{}",
            run.stderr
        );
    }
}
