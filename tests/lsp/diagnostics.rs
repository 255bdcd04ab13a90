//! Findings as they are published and as they are asked for.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, codes, uri};
use crate::{BLANK, long_note, repository};

fn pulls() -> Value {
    json!({"textDocument": {"diagnostic": {"dynamicRegistration": false}},
        "workspace": {"diagnostics": {"refreshSupport": true}}})
}

/// The findings of all bad examples, for a client with these capabilities.
fn of_the_bad_examples(client: &mut Client) -> Vec<Value> {
    let mut all = Vec::new();
    for entry in fs::read_dir(repository("examples/bad")).unwrap() {
        let path = entry.unwrap().path();
        all.extend(client.lint(&uri(&path), &fs::read_to_string(&path).unwrap()));
    }
    all
}

#[test]
fn a_finding_has_what_the_client_declares_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::plain(folder.path());
    let plain = of_the_bad_examples(&mut client);
    client.finish();
    assert!(plain.len() > 50);
    for found in &plain {
        assert_eq!(found["source"], "preceptor", "{found}");
        assert!(found["code"].as_str().unwrap().len() >= 6, "{found}");
        assert!((1..=3).contains(&found["severity"].as_u64().unwrap()), "{found}");
        for undeclared in ["codeDescription", "relatedInformation", "tags"] {
            assert!(found.get(undeclared).is_none(), "{found}");
        }
    }
    let publish = json!({"codeDescriptionSupport": true, "relatedInformation": true, "tagSupport": {"valueSet": [1]}});
    let mut client = Client::open(
        folder.path(),
        json!({"textDocument": {"publishDiagnostics": publish}}),
        json!({}),
    );
    let rich = of_the_bad_examples(&mut client);
    assert_eq!(rich.len(), plain.len());
    for found in &rich {
        let page = found["codeDescription"]["href"].as_str().unwrap();
        let text = fs::read_to_string(page.strip_prefix("file://").unwrap()).unwrap();
        assert!(
            text.contains(&format!("\n# {} ", found["code"].as_str().unwrap())),
            "{page}"
        );
        for related in found["relatedInformation"].as_array().into_iter().flatten() {
            assert!(
                related["location"]["uri"].as_str().unwrap().starts_with("file:///"),
                "{related}"
            );
            assert!(!related["message"].as_str().unwrap().is_empty(), "{related}");
        }
        assert!(found.get("tags").is_none_or(|tags| *tags == json!([1])), "{found}");
    }
    assert!(rich.iter().any(|found| found.get("relatedInformation").is_some()));
    assert!(rich.iter().any(|found| found.get("tags").is_some()));
    client.finish();
}

#[test]
fn findings_are_pushed_or_asked_for_and_never_both() {
    let folder = tempfile::tempdir().unwrap();
    let note = uri(&folder.path().join("a.soap"));
    let mut client = Client::plain(folder.path());
    assert!(client.initialized["capabilities"].get("diagnosticProvider").is_none());
    client.lint(&note, BLANK);
    client.finish();

    let mut client = Client::open(folder.path(), pulls(), json!({}));
    assert!(client.initialized["capabilities"]["diagnosticProvider"].is_object());
    client.did_open(&note, 1, BLANK);
    assert!(codes(&client.pulled(&note)).contains(&"TPL001"));
    client.set(&note, 2, "");
    client.pulled(&note);
    client.did_close(&note);
    client.settle();
    assert!(client.heard("textDocument/publishDiagnostics").is_empty());
    client.finish();
}

#[test]
fn what_is_published_bears_its_version_and_closing_clears_it() {
    let folder = tempfile::tempdir().unwrap();
    let note = uri(&folder.path().join("a.soap"));
    let mut client = Client::plain(folder.path());
    assert!(codes(&client.lint(&note, BLANK)).contains(&"TPL001"));
    client.set(&note, 7, &BLANK.replace("***", "severe"));
    assert!(!codes(&client.published(&note, 7)).contains(&"TPL001"));
    client.did_close(&note);
    let cleared = client.told("textDocument/publishDiagnostics");
    assert_eq!(cleared["params"]["diagnostics"], json!([]), "{cleared}");
    assert!(cleared["params"].get("version").is_none_or(Value::is_null), "{cleared}");
    // What a closed note still had coming is not published.
    client.did_open(&note, 1, &long_note(50_000));
    client.did_close(&note);
    let cleared = client.wait("the end of the findings", |it| {
        it["method"] == "textDocument/publishDiagnostics" && it["params"].get("version").is_none_or(Value::is_null)
    });
    assert_eq!(cleared["params"]["diagnostics"], json!([]));
    // The pool has done what was queued when another note is through behind it, twice.
    for number in 0..4 {
        client.lint(&format!("{note}{number}.soap"), BLANK);
    }
    let late = client.came(|it| it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == *note);
    assert!(late.is_none_or(|late| late["params"]["diagnostics"] == json!([])));
    client.finish();
}

#[test]
fn stale_findings_are_never_published_over_newer_ones() {
    let folder = tempfile::tempdir().unwrap();
    let note = uri(&folder.path().join("a.soap"));
    let mut client = Client::plain(folder.path());
    let text = long_note(100_000);
    client.did_open(&note, 1, &text);
    // Faster than any check: a blank comes and goes at the top, and every word typed is another version.
    let last = 120;
    for version in 2..=last {
        let new = if version % 2 == 0 { "*** " } else { "" };
        let end = if version % 2 == 0 { 0 } else { 4 };
        client.did_change(
            &note,
            version,
            json!([{"range": {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": end}}, "text": new}]),
        );
    }
    let mut versions = Vec::new();
    while versions.last() != Some(&i64::from(last)) {
        let published = client.told("textDocument/publishDiagnostics");
        versions.push(published["params"]["version"].as_i64().unwrap());
    }
    assert!(versions.is_sorted_by(|one, other| one < other), "{versions:?}");
    assert!(
        versions.len() < last as usize / 2,
        "every version was looked at: {versions:?}"
    );
    // Nothing comes behind the last.
    for number in 0..4 {
        client.lint(&uri(&folder.path().join(format!("{number}.soap"))), BLANK);
    }
    let late = client.came(|it| it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == *note);
    assert!(late.is_none(), "{late:?}");
    client.finish();
}

#[test]
fn a_result_that_is_known_is_unchanged_until_text_or_settings_are_others() {
    let folder = tempfile::tempdir().unwrap();
    let note = uri(&folder.path().join("a.soap"));
    let mut client = Client::open(folder.path(), pulls(), json!({}));
    client.did_open(&note, 1, BLANK);
    let ask = |client: &mut Client, known: Option<&str>| {
        let params = json!({"textDocument": {"uri": note}, "previousResultId": known});
        client.result("textDocument/diagnostic", params)
    };
    let first = ask(&mut client, None);
    let id = first["resultId"].as_str().unwrap().to_owned();
    assert_eq!(first["kind"], "full");
    let again = ask(&mut client, Some(&id));
    assert_eq!(
        (&again["kind"], &again["resultId"]),
        (&json!("unchanged"), &json!(id)),
        "{again}"
    );
    assert!(again.get("items").is_none(), "{again}");
    assert_eq!(ask(&mut client, Some("something else"))["kind"], "full");
    client.set(&note, 2, &BLANK.replace("***", "severe"));
    let changed = ask(&mut client, Some(&id));
    assert_eq!(changed["kind"], "full");
    let id = changed["resultId"].as_str().unwrap().to_owned();
    assert_eq!(ask(&mut client, Some(&id))["kind"], "unchanged");
    // Other settings: the client is told to ask again, and the old result is no longer known.
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"preceptor": {"select": ["SAF"]}}}),
    );
    let refresh = client.told("workspace/diagnostic/refresh");
    client.respond(&refresh, Value::Null);
    assert_eq!(ask(&mut client, Some(&id))["kind"], "full");
    client.finish();
}

#[test]
fn an_answer_about_a_text_that_is_gone_says_to_ask_again() {
    let folder = tempfile::tempdir().unwrap();
    let note = uri(&folder.path().join("a.soap"));
    let mut client = Client::open(folder.path(), pulls(), json!({}));
    client.did_open(&note, 1, &long_note(100_000));
    let old: Vec<i64> = (2..12)
        .map(|version| {
            let id = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": note}}));
            let start = json!({"line": 0, "character": 0});
            client.did_change(
                &note,
                version,
                json!([{"range": {"start": start, "end": start}, "text": "*** "}]),
            );
            id
        })
        .collect();
    let last = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": note}}));
    for id in old {
        let answer = client.answer(id);
        assert_eq!(answer["error"]["code"], -32802, "{answer}");
        assert_eq!(answer["error"]["data"]["retriggerRequest"], true, "{answer}");
    }
    assert_eq!(client.answer(last)["result"]["kind"], "full");
    client.finish();
}

#[test]
fn documents_that_are_no_files_are_looked_at_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("preceptor.toml"), "select = [\"TPL001\"]\n").unwrap();
    let mut client = Client::plain(folder.path());
    for name in [
        "untitled:Untitled-1",
        "untitled:a.soap",
        "git:/ward/a.md?ref=HEAD",
        "vscode-vfs://x/y/a.md",
        "odd",
    ] {
        assert_eq!(codes(&client.lint(name, BLANK)), ["TPL001"], "{name}");
        client.did_close(name);
    }
    client.finish();
}

#[test]
fn files_are_read_as_the_command_line_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("preceptor.toml"), "select = [\"TPL001\"]\n").unwrap();
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(BLANK.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = BLANK
        .chars()
        .map(|char| u8::try_from(u32::from(char)).unwrap_or(b'?'))
        .collect();
    fs::write(folder.path().join("utf16.md"), utf16).unwrap();
    fs::write(folder.path().join("latin.md"), latin).unwrap();
    fs::write(folder.path().join("scan.md"), b"%PDF-1.7\n\0\x01\x02").unwrap();
    let mut client = Client::open(folder.path(), pulls(), json!({}));
    for name in ["utf16.md", "latin.md"] {
        let found = client.pulled(&uri(&folder.path().join(name)));
        assert_eq!(codes(&found), ["TPL001"], "{name}");
    }
    let scan = json!({"textDocument": {"uri": uri(&folder.path().join("scan.md"))}});
    assert_eq!(client.request("textDocument/diagnostic", scan)["error"]["code"], -32602);
    client.finish();
}

#[test]
fn rules_of_the_users_own_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let rule = "[[rule]]\ncode = \"MED001\"\nname = \"no-buddy\"\nmessage = \"`{found}` is too friendly\"\nforbid = [\"buddy\"]\n";
    fs::write(
        folder.path().join("preceptor.toml"),
        format!("select = [\"MED\"]\n{rule}"),
    )
    .unwrap();
    let publish = json!({"codeDescriptionSupport": true});
    let mut client = Client::open(
        folder.path(),
        json!({"textDocument": {"publishDiagnostics": publish}}),
        json!({}),
    );
    let found = client.lint(
        &uri(&folder.path().join("a.soap")),
        "HPI: Buddy came in with a cough.\n",
    );
    assert_eq!(codes(&found), ["MED001"]);
    assert_eq!(found[0]["message"], "`Buddy` is too friendly");
    // Nobody has written a page for it.
    assert!(found[0].get("codeDescription").is_none(), "{found:?}");
    client.finish();
}
