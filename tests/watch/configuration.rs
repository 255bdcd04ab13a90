//! What depends on what: a changed configuration, grammar, phrase, baseline or earlier note re-checks exactly that.

use std::fs;

use crate::harness::{BLANK, CLEAN, Sandbox, blanks};

#[test]
fn a_changed_configuration_rechecks_what_stands_under_it() {
    let sandbox = Sandbox::new();
    sandbox
        .write("a/preceptor.toml", "extend = \"../base.toml\"\n")
        .write("base.toml", "")
        .write("a/note.md", BLANK)
        .write("b/note.md", BLANK);
    let mut watching = sandbox.watch(&[]);
    assert_eq!(watching.state.all(), "a/note.md:5 b/note.md:5");
    // The command line selects the rule; its severity is the configuration's.
    sandbox.write("base.toml", "[severity]\nTPL001 = \"info\"\n");
    let infos = |count: u64| move |state: &crate::harness::State| state.end["summary"]["infos"] == count;
    let state = watching.wait("the extended file", infos(1));
    assert_eq!(state.told, ["a/note.md"]);
    // One appears where there was none.
    sandbox.write("preceptor.toml", "extend = \"base.toml\"\n");
    let state = watching.wait("a new file", infos(2));
    assert_eq!(state.told, ["b/note.md"]);
    // And goes again.
    fs::remove_file(sandbox.path("preceptor.toml")).unwrap();
    let state = watching.wait("a file that is gone", infos(1));
    assert_eq!(state.told, ["b/note.md"]);
    // In a folder above the one that is watched, saved as Vim saves.
    fs::rename(sandbox.path("a/preceptor.toml"), sandbox.path("a/preceptor.toml~")).unwrap();
    sandbox.write("a/preceptor.toml", "");
    watching.wait("none is set", infos(0));
}

#[test]
fn the_users_own_configuration_and_one_above_the_folder_count_too() {
    let sandbox = Sandbox::new();
    sandbox.write("course/ward/note.md", BLANK);
    fs::create_dir_all(sandbox.path("home")).unwrap();
    let mut watching = sandbox.watch(&["course/ward"]);
    let infos = |count: u64| move |state: &crate::harness::State| state.end["summary"]["infos"] == count;
    sandbox.write(
        "home/.config/preceptor/preceptor.toml",
        "[severity]\nTPL001 = \"info\"\n",
    );
    watching.wait("the user's file", infos(1));
    sandbox.write("course/preceptor.toml", "");
    watching.wait("one above", infos(0));
}

#[test]
fn a_broken_configuration_says_so_and_keeps_the_last_state() {
    let sandbox = Sandbox::new();
    sandbox
        .write("preceptor.toml", "[severity]\nTPL001 = \"info\"\n")
        .write("a.md", BLANK)
        .write("b.md", CLEAN);
    let mut watching = sandbox.watch(&[]);
    assert_eq!(watching.state.end["status"], 0);
    sandbox.write("preceptor.toml", "[severity]\nTPL001 = loud\n");
    let state = watching.wait("broken", |state| !state.errors().is_empty());
    assert!(state.errors().contains("preceptor.toml:2:"), "{}", state.errors());
    assert!(
        state.errors().contains("what held before still holds"),
        "{}",
        state.errors()
    );
    assert_eq!(
        (state.all(), state.end["status"].as_u64()),
        ("a.md:5".to_owned(), Some(2))
    );
    // Notes are checked all the same, as before.
    sandbox.write("b.md", BLANK);
    let state = watching.finds("a.md:5 b.md:5");
    assert_eq!(state.end["summary"]["infos"], 2);
    // Broken in another way, it says that.
    sandbox.write("preceptor.toml", "extend = \"later.toml\"\n");
    watching.wait("broken otherwise", |state| state.errors().contains("later.toml"));
    sandbox.write("later.toml", "[severity]\nTPL001 = \"warning\"\n");
    let state = watching.wait("mended by the file it waited for", |state| state.errors().is_empty());
    assert_eq!(
        (state.end["summary"]["warnings"].as_u64(), state.end["status"].as_u64()),
        (Some(2), Some(0))
    );
}

#[test]
fn a_folder_that_was_broken_from_the_start_is_taken_up_when_it_is_mended() {
    let sandbox = Sandbox::new();
    sandbox
        .write("a.md", BLANK)
        .write("sub/preceptor.toml", "select = 3\n")
        .write("sub/b.md", BLANK);
    let mut watching = sandbox.watch(&[]);
    assert_eq!(watching.state.all(), "a.md:5");
    assert!(
        watching.state.errors().contains("preceptor.toml"),
        "{}",
        watching.state.errors()
    );
    sandbox.write("sub/preceptor.toml", "");
    let state = watching.finds("a.md:5 sub/b.md:5");
    assert_eq!(
        (state.errors(), state.told.as_slice()),
        (String::new(), &["sub/b.md".to_owned()][..])
    );
}

#[test]
fn a_changed_grammar_and_a_new_phrase_recheck_what_they_are_for() {
    let sandbox = Sandbox::new();
    let kind = |required: &str| {
        format!("[[kind]]\nid = \"round\"\ntitle = \"Round\"\npurpose = \"The round.\"\nrequired = [{required}]\n")
    };
    sandbox
        .write("course/preceptor.toml", "grammars = [\"../school\"]\n")
        .write("school/kinds/round.toml", kind("\"plan\""))
        // So short a word is a dot phrase only if there is one of that name.
        .write(
            "course/a.md",
            "---\nkind: round\n---\n# Round\n\n## Plan\n\nRest.\n.knx\n",
        )
        .write("b.md", BLANK);
    let mut watching = sandbox.watch(&["--select", "ORG001,TPL006"]);
    let other = watching.state.findings["b.md"].clone();
    let course = |count: usize| {
        move |state: &crate::harness::State| state.findings.get("course/a.md").map_or(0, Vec::len) == count
    };
    assert!(course(0)(&watching.state), "{}", watching.state.all());
    sandbox.write("school/kinds/round.toml", kind("\"plan\", \"allergies\""));
    let state = watching.wait("the grammar", course(1));
    assert_eq!(state.told, ["course/a.md"]);
    sandbox.write("course/phrases/knx.md", "Knee: no effusion.\n");
    let state = watching.wait("the phrase", course(2));
    assert_eq!(state.findings["b.md"], other);
    fs::remove_file(sandbox.path("course/phrases/knx.md")).unwrap();
    watching.wait("the phrase is gone", course(1));
}

#[test]
fn a_template_in_a_watched_folder_is_a_note_like_others() {
    let sandbox = Sandbox::new();
    sandbox.write("templates/mine.md", CLEAN);
    let mut watching = sandbox.watch(&[]);
    sandbox.write("templates/mine.md", BLANK);
    watching.finds("templates/mine.md:5");
}

#[test]
fn a_changed_baseline_hides_or_shows() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("b.md", CLEAN);
    let write = |name: &str| {
        let args = ["check", "--select", "TPL001", "--write-baseline", name, "a.md", "b.md"];
        assert!(sandbox.command(args).output().unwrap().status.success());
    };
    write("known.json");
    let mut watching = sandbox.watch(&["--baseline", "known.json", "a.md", "b.md"]);
    assert_eq!(watching.state.all(), "");
    sandbox.write("b.md", blanks(2));
    watching.finds("b.md:5,6");
    write("known.json");
    watching.finds("");
    sandbox.write("known.json", "{");
    let state = watching.wait("a broken baseline", |state| !state.errors().is_empty());
    assert!(
        state.errors().contains("known.json") && state.findings.is_empty(),
        "{}",
        state.errors()
    );
    sandbox.write("known.json", "{\"version\":1,\"notes\":{}}");
    let state = watching.finds("a.md:5 b.md:5,6");
    assert_eq!(state.errors(), "");
}

const DAY_2: &str = "\
# Progress Note

S: Coughs yellow sputum. Slept four hours.

O: T 38.4, HR 96. Crackles at the right base.

A/P: 71-year-old man with pneumonia.
1. Pneumonia: ceftriaxone day 2 of 5. Still febrile in the evening and needs two liters of oxygen, so he cannot go home yet.
";

/// The next day's, with the plan copied.
fn day_3() -> String {
    DAY_2
        .replace("day 2", "day 3")
        .replace("Coughs yellow sputum. Slept four hours.", "Slept well.")
        .replace("Crackles at the right base", "Lungs clear")
}

/// Another note of the day before.
const OTHER: &str = "# Progress Note\n\nS: Feels well.\n\nA/P: Home today.\n";

#[test]
fn a_changed_earlier_note_rechecks_the_notes_that_name_it() {
    let sandbox = Sandbox::new();
    let note = format!("---\nkind: progress\nprevious: ../old/day2.md\n---\n{}", day_3());
    sandbox.write("ward/day3.md", note).write("ward/other.md", CLEAN);
    for args in [
        &["--select", "REL003", "ward"][..],
        &["--poll=20", "--select", "REL003", "ward"],
    ] {
        sandbox.write("old/day2.md", OTHER);
        let mut watching = sandbox.watch(args);
        assert_eq!(watching.state.all(), "");
        sandbox.write("old/day2.md", DAY_2);
        let state = watching.wait("copied", |state| !state.findings.is_empty());
        assert_eq!(state.told, ["ward/day3.md"]);
        // With its folder.
        fs::remove_dir_all(sandbox.path("old")).unwrap();
        let state = watching.wait("the earlier note is gone", |state| state.findings.is_empty());
        assert!(state.errors().contains("day2.md is not there"), "{}", state.errors());
        sandbox.write("old/day2.md", DAY_2);
        let state = watching.wait("and back", |state| !state.findings.is_empty());
        assert_eq!(state.errors(), "");
    }
}

#[test]
fn the_earlier_note_of_the_run_counts_too() {
    let sandbox = Sandbox::new();
    sandbox.write("day2.md", OTHER).write("day3.md", day_3());
    let mut watching = sandbox.watch(&["--select", "REL003", "--previous", "day2.md", "day3.md"]);
    assert_eq!(watching.state.all(), "");
    sandbox.write("day2.md", DAY_2);
    watching.wait("copied", |state| !state.findings.is_empty());
}

#[test]
fn a_configuration_is_polled_too() {
    let sandbox = Sandbox::new();
    sandbox.write("ward/a.md", BLANK);
    let mut watching = sandbox.watch(&["--poll=20", "ward"]);
    sandbox.write("preceptor.toml", "[severity]\nTPL001 = \"info\"\n");
    watching.wait("a new file above", |state| state.end["summary"]["infos"] == 1);
    sandbox.write("preceptor.toml", "[severity]\nTPL001 = \"error\"\n");
    watching.wait("it changes", |state| state.end["summary"]["errors"] == 1);
}
