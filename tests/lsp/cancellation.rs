//! Requests that nobody waits for any more, many at once, and a rule that breaks down.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, codes, uri};
use crate::{BLANK, long_note};

const CANCELLED: i64 = -32800;

#[test]
fn a_queued_request_is_cancelled_and_answered_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.soap"));
    // Looking at this takes a while: what is asked behind it waits.
    client.did_open(&note, 1, &long_note(200_000));
    let ids: Vec<i64> = (0..50)
        .map(|_| client.ask("textDocument/foldingRange", json!({"textDocument": {"uri": note}})))
        .collect();
    for id in &ids[1..] {
        client.notify("$/cancelRequest", json!({"id": id}));
    }
    let mut cancelled = 0;
    for id in &ids {
        let answer = client.answer(*id);
        match answer.get("error") {
            Some(error) => {
                assert_eq!(error["code"], CANCELLED, "{answer}");
                cancelled += 1;
            }
            None => assert!(answer.get("result").is_some(), "{answer}"),
        }
    }
    assert!(cancelled >= 45, "{cancelled}");
    client.settle();
    // No second answer comes later.
    client.published(&note, 1);
    client.settle();
    let late = client.came(|it| it["id"].as_i64().is_some_and(|id| ids.contains(&id)));
    assert!(late.is_none(), "{late:?}");
    client.finish();
}

#[test]
fn a_running_request_is_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..30 {
        fs::write(folder.path().join(format!("{number}.soap")), long_note(20_000)).unwrap();
    }
    let pulls = json!({"textDocument": {"diagnostic": {}}});
    let mut client = Client::open(folder.path(), pulls, json!({}));
    let params = json!({"previousResultIds": [], "partialResultToken": "parts"});
    let id = client.ask("workspace/diagnostic", params);
    client.notify("$/cancelRequest", json!({"id": id}));
    assert_eq!(client.answer(id)["error"]["code"], CANCELLED);
    // Again, with an id that was cancelled: this one is answered.
    let again = json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/foldingRange",
        "params": {"textDocument": {"uri": uri(&folder.path().join("0.soap"))}}});
    client.frame(&again.to_string());
    assert!(client.answer(id).get("error").is_none());
    client.finish();
}

#[test]
fn cancelling_what_is_done_or_was_never_asked_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.soap"));
    client.lint(&note, BLANK);
    let id = client.ask("textDocument/foldingRange", json!({"textDocument": {"uri": note}}));
    assert!(client.answer(id).get("error").is_none());
    for wrong in [json!(id), json!(9999), json!("x"), json!(null), json!([1]), json!(1.5)] {
        client.notify("$/cancelRequest", json!({"id": wrong}));
    }
    client.notify("$/cancelRequest", json!({}));
    client.settle();
    assert!(client.came(|it| it["id"] == id).is_none());
    client.finish();
}

#[test]
fn many_requests_at_once_are_all_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::plain(folder.path());
    let notes: Vec<String> = (0..10)
        .map(|number| uri(&folder.path().join(format!("{number}.soap"))))
        .collect();
    for note in &notes {
        client.did_open(note, 1, BLANK);
    }
    let ids: Vec<i64> = (0..500)
        .map(|number| {
            let params = json!({"textDocument": {"uri": notes[number % 10]}});
            client.ask(crate::lifecycle::REQUESTS[[5, 6, 11, 14][number % 4]], params)
        })
        .collect();
    for id in ids.into_iter().rev() {
        let answer = client.answer(id);
        assert!(answer.get("error").is_none(), "{answer}");
    }
    for note in &notes {
        assert!(codes(&client.published(note, 1)).contains(&"TPL001"));
    }
    client.finish();
}

#[test]
fn an_id_that_is_under_way_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.soap"));
    client.did_open(&note, 1, &long_note(200_000));
    let request = json!({"jsonrpc": "2.0", "id": "same", "method": "textDocument/foldingRange",
        "params": {"textDocument": {"uri": note}}});
    client.frame(&request.to_string());
    client.frame(&request.to_string());
    let both = [client.answer("same"), client.answer("same")];
    let refused = both.iter().filter(|answer| answer.get("error").is_some()).count();
    assert_eq!(refused, 1, "{both:?}");
    client.finish();
}

#[test]
fn at_shutdown_every_request_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let pulls = json!({"textDocument": {"diagnostic": {}}});
    let mut client = Client::open(folder.path(), pulls, json!({}));
    let note = uri(&folder.path().join("a.soap"));
    client.did_open(&note, 1, &long_note(200_000));
    let mut ids: Vec<i64> = (0..20)
        .map(|_| client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": note}})))
        .collect();
    ids.push(client.ask("workspace/diagnostic", json!({"previousResultIds": []})));
    let last = client.ask("shutdown", Value::Null);
    for id in ids {
        let answer = client.answer(id);
        assert!(
            answer.get("result").is_some() || answer["error"]["code"] == CANCELLED,
            "{answer}"
        );
    }
    assert_eq!(client.answer(last)["result"], Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.status().code(), Some(0));
}
