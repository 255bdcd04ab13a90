//! The findings of all notes of the open folders.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::BLANK;
use crate::client::{Client, codes, uri};

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    uri(&path)
}

fn open(folder: &Path) -> Client {
    Client::open(folder, json!({"textDocument": {"diagnostic": {}}}), json!({}))
}

/// What the client sends to be told only what is new.
fn known(reports: &[Value]) -> Value {
    let ids = reports.iter().filter(|report| report.get("resultId").is_some());
    ids.map(|report| json!({"uri": report["uri"], "value": report["resultId"]}))
        .collect()
}

fn items(answer: &Value) -> Vec<Value> {
    answer["result"]["items"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer}"))
        .clone()
}

fn report<'a>(reports: &'a [Value], uri: &str) -> &'a Value {
    reports
        .iter()
        .find(|report| report["uri"] == uri)
        .unwrap_or_else(|| panic!("{uri}: {reports:?}"))
}

fn found(report: &Value) -> Vec<&str> {
    assert_eq!(report["kind"], "full", "{report}");
    codes(report["items"].as_array().unwrap())
}

#[test]
fn all_notes_are_found_as_check_finds_them() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "preceptor.toml",
        "select = [\"TPL001\"]\nextend-exclude = [\"drafts\"]\n",
    );
    let bad = write(folder.path(), "a.md", BLANK);
    let good = write(folder.path(), "ward/b.soap", &BLANK.replace("***", "severe"));
    let readme = write(folder.path(), "README.md", "# A ward\n\nThese are *** notes.\n");
    let draft = write(folder.path(), "drafts/c.md", BLANK);
    let ignored = write(folder.path(), "old/d.md", BLANK);
    write(folder.path(), ".ignore", "old\n");
    let other = write(folder.path(), "e.rs", BLANK);
    let untitled = "untitled:Untitled-1";
    let mut client = open(folder.path());
    client.did_open(untitled, 3, BLANK);
    let answer = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let reports = items(&answer);
    assert_eq!(found(report(&reports, &bad)), ["TPL001"]);
    assert_eq!(report(&reports, &bad)["version"], Value::Null);
    assert!(found(report(&reports, &good)).is_empty());
    assert!(found(report(&reports, &readme)).is_empty());
    assert_eq!(found(report(&reports, untitled)), ["TPL001"]);
    assert_eq!(report(&reports, untitled)["version"], 3);
    for absent in [&draft, &ignored, &other] {
        assert!(!reports.iter().any(|report| report["uri"] == **absent), "{absent}");
    }
    assert_eq!(reports.len(), 4);
    client.finish();
}

#[test]
fn an_open_note_is_what_its_buffer_says() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", "select = [\"TPL001\"]\n");
    // Written in another form than the server would.
    let note = write(folder.path(), "a b.md", BLANK).replace("a%20b", "%61%20b");
    let mut client = open(folder.path());
    client.did_open(&note, 4, &BLANK.replace("***", "severe"));
    let reports = items(&client.request("workspace/diagnostic", json!({"previousResultIds": []})));
    assert_eq!(reports.len(), 1, "{reports:?}");
    assert!(found(report(&reports, &note)).is_empty());
    assert_eq!(reports[0]["version"], 4);
    client.finish();
}

#[test]
fn where_nothing_is_new_the_answer_waits() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", "select = [\"TPL001\"]\n");
    let one = write(folder.path(), "one.md", BLANK);
    let two = write(folder.path(), "two.md", BLANK);
    let mut client = open(folder.path());
    let reports = items(&client.request("workspace/diagnostic", json!({"previousResultIds": []})));
    let mut ids = known(&reports);
    let ask = |client: &mut Client, ids: &Value| client.ask("workspace/diagnostic", json!({"previousResultIds": ids}));

    // A file that the client watches.
    let waiting = ask(&mut client, &ids);
    client.result("textDocument/diagnostic", json!({"textDocument": {"uri": one}}));
    assert!(client.came(|it| it["id"] == waiting).is_none());
    write(folder.path(), "two.md", &BLANK.replace("***", "severe"));
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": two, "type": 2}]}),
    );
    let reports = items(&client.answer(waiting));
    assert_eq!(report(&reports, &one)["kind"], "unchanged");
    assert!(found(report(&reports, &two)).is_empty());
    ids = known(&reports);

    // Something that concerns no note leaves it waiting; a note that is opened does not, if its text is another.
    let waiting = ask(&mut client, &ids);
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": two, "type": 2}]}),
    );
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": one}}));
    client.did_open(&one, 1, &BLANK.replace("***", "dull"));
    let reports = items(&client.answer(waiting));
    assert!(found(report(&reports, &one)).is_empty());
    assert_eq!(report(&reports, &two)["kind"], "unchanged");
    ids = known(&reports);

    // Closed again: the file counts.
    let waiting = ask(&mut client, &ids);
    client.did_close(&one);
    let reports = items(&client.answer(waiting));
    assert_eq!(found(report(&reports, &one)), ["TPL001"]);
    ids = known(&reports);

    // A note that goes is cleared, and then forgotten.
    let waiting = ask(&mut client, &ids);
    fs::remove_file(folder.path().join("two.md")).unwrap();
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": two, "type": 3}]}),
    );
    let reports = items(&client.answer(waiting));
    assert!(found(report(&reports, &two)).is_empty());
    assert!(report(&reports, &two).get("resultId").is_none());
    ids = known(&reports);
    assert_eq!(ids.as_array().unwrap().len(), 1);

    // Other settings.
    let waiting = ask(&mut client, &ids);
    write(folder.path(), "preceptor.toml", "select = [\"SAF003\"]\n");
    let change = json!({"uri": uri(&folder.path().join("preceptor.toml")), "type": 2});
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
    let reports = items(&client.answer(waiting));
    assert!(found(report(&reports, &one)).is_empty());
    ids = known(&reports);

    // Cancelled, and at shutdown, it is answered.
    let waiting = ask(&mut client, &ids);
    client.notify("$/cancelRequest", json!({"id": waiting}));
    assert_eq!(client.answer(waiting)["error"]["code"], -32800);
    let waiting = ask(&mut client, &ids);
    client.settle();
    let last = client.ask("shutdown", Value::Null);
    assert_eq!(client.answer(waiting)["error"]["code"], -32800);
    assert_eq!(client.answer(last)["result"], Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(0));
}

#[test]
fn the_answer_may_come_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", "select = [\"TPL001\"]\n");
    for number in 0..100 {
        write(folder.path(), &format!("{number:03}.md"), BLANK);
    }
    let mut client = open(folder.path());
    let params = json!({"previousResultIds": [], "partialResultToken": "parts"});
    let mut reports = items(&client.request("workspace/diagnostic", params));
    let rest = reports.len();
    for part in client.heard("$/progress") {
        assert_eq!(part["params"]["token"], "parts");
        reports.extend(part["params"]["value"]["items"].as_array().unwrap().clone());
    }
    assert!(rest < 100 && reports.len() == 100, "{rest} of {}", reports.len());
    reports.iter().for_each(|report| assert_eq!(found(report), ["TPL001"]));
    client.finish();
}

#[test]
fn what_cannot_be_read_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..5 {
        fs::write(folder.path().join(format!("scan{number}.md")), b"%PDF-1.7\n\0\x01").unwrap();
    }
    let note = write(folder.path(), "a.md", BLANK);
    let mut client = open(folder.path());
    for _ in 0..3 {
        let reports = items(&client.request("workspace/diagnostic", json!({"previousResultIds": []})));
        assert!(found(report(&reports, &note)).contains(&"TPL001"));
        assert_eq!(reports.len(), 1);
    }
    client.settle();
    let told = client.heard("window/showMessage");
    assert_eq!(told.len(), 1, "{told:?}");
    let message = told[0]["params"]["message"].as_str().unwrap();
    assert!(message.contains("scan0.md") && message.contains("2 more"), "{message}");
    client.finish();
}

#[test]
fn folders_within_each_other_give_each_note_once_by_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "preceptor.toml", "select = [\"SAF003\"]\n");
    write(folder.path(), "ward/preceptor.toml", "select = [\"TPL001\"]\n");
    let note = write(folder.path(), "ward/a.md", BLANK);
    let mut client = Client::start(folder.path());
    let [outer, inner] =
        [folder.path().to_owned(), folder.path().join("ward")].map(|path| json!({"uri": uri(&path), "name": "x"}));
    client.initialize(json!({
        "capabilities": {"textDocument": {"diagnostic": {}}}, "workspaceFolders": [outer, inner],
    }));
    let reports = items(&client.request("workspace/diagnostic", json!({"previousResultIds": []})));
    assert_eq!(reports.len(), 1, "{reports:?}");
    assert_eq!(found(report(&reports, &note)), ["TPL001"]);
    client.finish();
}
