//! Which settings hold: folders, files that change, and what the editor says.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::BLANK;
use crate::client::{Client, codes, uri};

/// A note with a blank (TPL001) and a trailing zero (SAF003).
fn two_faults() -> String {
    BLANK.replace("penicillin V 500 mg", "penicillin V 500.0 mg")
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

const BLANKS: &str = "select = [\"TPL001\"]\n";
const ZEROS: &str = "select = [\"SAF003\"]\n";

#[test]
fn each_folder_has_its_own_configuration() {
    let [one, other, outside] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    write(one.path(), "preceptor.toml", BLANKS);
    write(other.path(), "preceptor.toml", ZEROS);
    write(
        other.path(),
        "inner/.preceptor.toml",
        "select = [\"TPL001\", \"SAF003\"]\n",
    );
    let mut client = Client::start(outside.path());
    let folder = |folder: &tempfile::TempDir| json!({"uri": uri(folder.path()), "name": "x"});
    client.initialize(json!({"capabilities": {}, "workspaceFolders": [folder(&one), folder(&other)]}));
    let mut of = |path: &Path| -> Vec<String> {
        let note = uri(path);
        let found = client.lint(&note, &two_faults());
        client.did_close(&note);
        codes(&found).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(of(&one.path().join("a.md")), ["TPL001"]);
    assert_eq!(of(&other.path().join("a.md")), ["SAF003"]);
    assert_eq!(of(&other.path().join("inner/deep/a.md")), ["TPL001", "SAF003"]);
    // A note outside every folder goes by what lies above it: nothing, here.
    assert!(of(&outside.path().join("a.md")).len() >= 2);
    // A folder that goes, and one that comes.
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"added": [folder(&outside)], "removed": [folder(&one)]}}),
    );
    assert_eq!(
        codes(&client.lint(&uri(&one.path().join("b.md")), &two_faults())),
        ["TPL001"]
    );
    client.finish();
}

#[test]
fn a_configuration_that_the_client_watches_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", BLANKS);
    let capabilities = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = Client::open(folder.path(), capabilities, json!({}));
    let asked = client.told("client/registerCapability");
    let watchers = asked["params"]["registrations"][0]["registerOptions"]["watchers"].to_string();
    assert!(
        watchers.contains("**/preceptor.toml") && watchers.contains("**/.preceptor.toml"),
        "{watchers}"
    );
    client.respond(&asked, Value::Null);
    let note = uri(&folder.path().join("a.md"));
    assert_eq!(codes(&client.lint(&note, &two_faults())), ["TPL001"]);
    write(folder.path(), "preceptor.toml", ZEROS);
    let change = json!({"uri": uri(&folder.path().join("preceptor.toml")), "type": 2});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    assert_eq!(codes(&client.published(&note, 1)), ["SAF003"]);
    // Gone: what holds without one.
    fs::remove_file(folder.path().join("preceptor.toml")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    assert!(client.published(&note, 1).len() >= 2);
    client.finish();
}

#[test]
fn a_configuration_that_nobody_watches_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", BLANKS);
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.md"));
    assert_eq!(codes(&client.lint(&note, &two_faults())), ["TPL001"]);
    // With the next save of anything.
    write(folder.path(), "preceptor.toml", &format!("# longer\n{ZEROS}"));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert_eq!(codes(&client.published(&note, 1)), ["SAF003"]);
    // While writing goes on: within the next changes.
    write(folder.path(), "preceptor.toml", BLANKS);
    let mut version = 1;
    loop {
        version += 1;
        assert!(version < 100_000, "the configuration is never read again");
        client.set(&note, version, &two_faults());
        if codes(&client.published(&note, version)) == ["TPL001"] {
            break;
        }
    }
    // One that it extends counts, too.
    write(folder.path(), "base.toml", BLANKS);
    write(folder.path(), "preceptor.toml", "extend = \"base.toml\"\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert_eq!(codes(&client.published(&note, version)), ["TPL001"]);
    write(folder.path(), "base.toml", &format!("# longer\n{ZEROS}"));
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert_eq!(codes(&client.published(&note, version)), ["SAF003"]);
    // One in a folder further up that had none, when another note is opened.
    fs::remove_file(folder.path().join("preceptor.toml")).unwrap();
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert!(client.published(&note, version).len() >= 2);
    write(folder.path(), ".preceptor.toml", BLANKS);
    client.did_open(&uri(&folder.path().join("b.md")), 1, &two_faults());
    assert_eq!(codes(&client.published(&note, version)), ["TPL001"]);
    client.finish();
}

#[test]
fn a_broken_configuration_is_told_once_and_can_be_mended() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", "select = [\"NOSUCH\"]\n");
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.md"));
    assert!(client.lint(&note, &two_faults()).is_empty());
    let told = client.told("window/showMessage");
    assert!(told["params"]["message"].as_str().unwrap().contains("NOSUCH"), "{told}");
    assert_eq!(told["params"]["type"], 1);
    for version in 2..6 {
        client.set(&note, version, &two_faults());
        assert!(client.published(&note, version).is_empty());
    }
    client.lint(&uri(&folder.path().join("b.md")), &two_faults());
    client.settle();
    assert!(client.heard("window/showMessage").is_empty());
    // Mended.
    write(folder.path(), "preceptor.toml", ZEROS);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert_eq!(codes(&client.published(&note, 5)), ["SAF003"]);
    // Broken again, and told again.
    write(folder.path(), "preceptor.toml", "not toml at all\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert!(client.published(&note, 5).is_empty());
    client.told("window/showMessage");
    client.finish();
}

#[test]
fn the_editor_says_what_holds_in_three_ways() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", "select = [\"TPL001\", \"SAF003\"]\n");
    write(folder.path(), "other.toml", ZEROS);
    let note = uri(&folder.path().join("a.md"));
    // With `initialize`, bare or under its name.
    for settings in [
        json!({"select": ["SAF003"]}),
        json!({"preceptor": {"ignore": ["TPL"]}}),
        json!({"configuration": "other.toml"}),
    ] {
        let mut client = Client::open(folder.path(), json!({}), settings.clone());
        assert_eq!(codes(&client.lint(&note, &two_faults())), ["SAF003"], "{settings}");
        client.finish();
    }
    // By a notification.
    let mut client = Client::plain(folder.path());
    assert_eq!(codes(&client.lint(&note, &two_faults())), ["TPL001", "SAF003"]);
    for settings in [
        json!({"preceptor": {"ignore": ["TPL001"]}}),
        json!({"ignore": ["TPL001"]}),
    ] {
        client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
        client.set(&note, 2, &two_faults());
        assert_eq!(codes(&client.published(&note, 2)), ["SAF003"], "{settings}");
    }
    client.notify("workspace/didChangeConfiguration", json!({"settings": {}}));
    client.set(&note, 3, &two_faults());
    assert_eq!(codes(&client.published(&note, 3)), ["TPL001", "SAF003"]);
    client.finish();
    // Asked for, where the client can be.
    let mut client = Client::open(folder.path(), json!({"workspace": {"configuration": true}}), json!({}));
    let asked = client.told("workspace/configuration");
    assert_eq!(asked["params"]["items"], json!([{"section": "preceptor"}]));
    client.respond(&asked, json!([{"select": ["SAF003"]}]));
    assert_eq!(codes(&client.lint(&note, &two_faults())), ["SAF003"]);
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    let asked = client.told("workspace/configuration");
    client.respond(&asked, json!([null]));
    assert_eq!(codes(&client.published(&note, 1)), ["TPL001", "SAF003"]);
    // An answer in a strange form changes nothing.
    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    let asked = client.told("workspace/configuration");
    client.respond(&asked, json!("what?"));
    client.set(&note, 2, &two_faults());
    assert_eq!(codes(&client.published(&note, 2)), ["TPL001", "SAF003"]);
    client.finish();
}

#[test]
fn a_setting_that_cannot_be_used_is_told_and_the_others_hold() {
    let folder = tempfile::tempdir().unwrap();
    let note = uri(&folder.path().join("a.md"));
    let settings = json!({"select": "SAF003", "ignore": ["TPL"], "unknown": true, "configuration": "missing.toml"});
    let mut client = Client::open(folder.path(), json!({}), settings);
    let found = client.lint(&note, &two_faults());
    assert!(
        codes(&found).contains(&"SAF003") && !codes(&found).contains(&"TPL001"),
        "{found:?}"
    );
    let told: String = client
        .heard("window/showMessage")
        .iter()
        .map(|told| told["params"]["message"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        told.contains("preceptor.select") && told.contains("missing.toml"),
        "{told}"
    );
    client.finish();
}

#[test]
fn the_command_line_of_the_server_holds_below_the_editor() {
    let folder = tempfile::tempdir().unwrap();
    let note = uri(&folder.path().join("a.md"));
    let mut client = Client::start_with(
        folder.path(),
        &["--stdio", "--select", "TPL001,SAF003", "--ignore", "TPL001"],
    );
    client.initialize(json!({"capabilities": {}}));
    assert_eq!(codes(&client.lint(&note, &two_faults())), ["SAF003"]);
    client.finish();
}

const DAY_2: &str = "\
# Progress Note

Hospital day 2.

S: Coughs yellow sputum. Slept four hours.

O: T 38.4, HR 96. Crackles at the right base.

A/P: 71-year-old man with pneumonia.
1. Pneumonia: ceftriaxone day 2 of 5. Still febrile in the evening and needs two liters of oxygen, so he cannot go home yet.
";

#[test]
fn the_note_before_is_compared_with_and_watched() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", "select = [\"REL003\"]\n");
    let day_3 = DAY_2
        .replace("day 2", "day 3")
        .replace("Slept four hours", "Slept well");
    let day_3 = format!("---\nkind: progress\nprevious: day2.md\n---\n{day_3}");
    let note = uri(&folder.path().join("day3.md"));
    let mut client = Client::plain(folder.path());
    // Not there yet: told once, and the rest is checked.
    assert!(client.lint(&note, &day_3).is_empty());
    let told = client.told("window/showMessage");
    assert!(
        told["params"]["message"].as_str().unwrap().contains("day2.md"),
        "{told}"
    );
    write(folder.path(), "day2.md", DAY_2);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert!(codes(&client.published(&note, 1)).contains(&"REL003"));
    // It changes.
    write(folder.path(), "day2.md", "# Progress Note\n\nNothing alike.\n");
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": note}}));
    assert!(client.published(&note, 1).is_empty());
    client.finish();
}

#[test]
fn a_rule_that_breaks_down_is_told_once_and_the_others_run() {
    let folder = tempfile::tempdir().unwrap();
    let rule =
        "[[rule]]\ncode = \"BIG001\"\nname = \"too-large\"\nmessage = \"x\"\nforbid = { regex = '(\\w{100}){2000}' }\n";
    write(
        folder.path(),
        "preceptor.toml",
        &format!("{BLANKS}extend-select = [\"BIG001\"]\n{rule}"),
    );
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.md"));
    assert_eq!(codes(&client.lint(&note, &two_faults())), ["TPL001"]);
    let said = client.told("window/showMessage").to_string();
    assert!(
        said.contains("rule BIG001 (too-large) cannot run on this note"),
        "{said}"
    );
    client.finish();
}
