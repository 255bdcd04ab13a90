//! Every capability on every note of `examples/`, and at every place of a small one: an answer of the right form, never
//! an error, and every edit and range lies within the text.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, uri};
use crate::{BLANK, repository};

/// A client that can take everything.
fn capable() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "snippetEditSupport": true},
        },
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true,
                "tagSupport": {"valueSet": [1, 2]}},
            "completion": {"completionItem": {"snippetSupport": true, "insertReplaceSupport": true,
                "labelDetailsSupport": true, "documentationFormat": ["markdown"],
                "insertTextModeSupport": {"valueSet": [1, 2]}}},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
                "isPreferredSupport": true, "disabledSupport": true},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "foldingRange": {"lineFoldingOnly": false},
        },
    })
}

/// The result of every request about a document that a client makes, with the cursor at a place.
pub fn everything(client: &mut Client, uri: &str, line: usize, character: usize) -> Vec<(&'static str, Value)> {
    let document = json!({"uri": uri});
    let at = json!({"line": line, "character": character});
    let here = json!({"start": at, "end": at});
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}});
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let mut params = vec![
        ("textDocument/hover", json!({"position": at})),
        ("textDocument/completion", json!({"position": at})),
        (
            "textDocument/codeAction",
            json!({"range": here, "context": {"diagnostics": []}}),
        ),
        ("textDocument/selectionRange", json!({"positions": [at]})),
        (
            "textDocument/onTypeFormatting",
            json!({"position": at, "ch": "\n", "options": options}),
        ),
        (
            "textDocument/codeAction",
            json!({"range": all, "context": {"diagnostics": []}}),
        ),
        (
            "textDocument/codeAction",
            json!({"range": all, "context": {"diagnostics": [], "only": ["source.fixAll"]}}),
        ),
        ("textDocument/documentSymbol", json!({})),
        ("textDocument/foldingRange", json!({})),
        ("textDocument/formatting", json!({"options": options})),
        (
            "textDocument/rangeFormatting",
            json!({"range": here, "options": options}),
        ),
        ("textDocument/semanticTokens/full", json!({})),
        ("textDocument/semanticTokens/range", json!({"range": all})),
        ("textDocument/inlayHint", json!({"range": all})),
        ("textDocument/documentLink", json!({})),
    ];
    let asked: Vec<(&'static str, i64)> = params
        .iter_mut()
        .map(|(method, params)| {
            params["textDocument"] = document.clone();
            (*method, client.ask(method, params.take()))
        })
        .collect();
    asked
        .into_iter()
        .map(|(method, id)| {
            let answer = client.answer(id);
            assert!(
                answer.get("error").is_none(),
                "{method} at {line}:{character} of {uri}: {answer}"
            );
            (method, answer["result"].clone())
        })
        .collect()
}

/// The lengths of the lines of a text, in UTF-16.
fn lengths(text: &str) -> Vec<u64> {
    let ends = text.replace("\r\n", "\n").replace('\r', "\n");
    ends.split('\n')
        .map(|line| line.encode_utf16().count() as u64)
        .collect()
}

/// Every range in an answer lies in the text, the right way round. How many there were.
fn ranges_lie_within(value: &Value, lengths: &[u64], what: &str) -> usize {
    let mut count = 0;
    if let (Some(start), Some(end)) = (value.get("start"), value.get("end")) {
        let place = |at: &Value| (at["line"].as_u64().unwrap(), at["character"].as_u64().unwrap());
        let (start, end) = (place(start), place(end));
        assert!(start <= end, "{what}: {value}");
        for (line, character) in [start, end] {
            let length = lengths.get(line as usize);
            assert!(length.is_some_and(|length| character <= *length), "{what}: {value}");
        }
        count += 1;
    }
    let parts: Vec<&Value> = match value {
        Value::Array(parts) => parts.iter().collect(),
        Value::Object(parts) => parts.values().collect(),
        _ => Vec::new(),
    };
    count
        + parts
            .into_iter()
            .map(|part| ranges_lie_within(part, lengths, what))
            .sum::<usize>()
}

#[test]
fn every_capability_answers_on_every_example() {
    let folder = repository("examples");
    let mut client = Client::open(
        &folder,
        capable(),
        json!({"inlayHints": {"bmi": true, "fahrenheit": true, "labFlags": true}}),
    );
    let mut ranges = 0;
    for part in ["good", "bad"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let note = uri(&path);
            ranges += ranges_lie_within(&Value::from(client.lint(&note, &text)), &lengths(&text), &note);
            let lines = text.lines().count();
            for (line, character) in [(0, 0), (lines / 3, 3), (lines / 2, 9), (lines - 1, 0), (lines + 5, 7)] {
                for (method, result) in everything(&mut client, &note, line, character) {
                    let what = format!("{method} at {line}:{character} of {note}");
                    ranges += ranges_lie_within(&result, &lengths(&text), &what);
                }
            }
        }
    }
    assert!(ranges > 100, "{ranges}");
    assert!(client.heard("window/showMessage").is_empty());
    client.finish();
}

#[test]
fn every_capability_answers_everywhere_in_a_small_note() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::open(folder.path(), capable(), json!({}));
    let text = "A: CHF 🌡 é\r\nP: Lasix 40 mg\r\n\r\n.hpi {a|b} *** @AGE@\n1. AKI";
    let note = uri(&folder.path().join("a.soap"));
    client.lint(&note, text);
    let lengths = lengths(text);
    for (line, length) in lengths.iter().enumerate() {
        for character in 0..=*length as usize + 2 {
            for (method, result) in everything(&mut client, &note, line, character) {
                ranges_lie_within(&result, &lengths, &format!("{method} at {line}:{character}"));
            }
        }
    }
    everything(&mut client, &note, 9, 0);
    everything(&mut client, &note, u32::MAX as usize, u32::MAX as usize);
    assert!(client.heard("window/showMessage").is_empty());
    client.finish();
}

#[test]
fn empty_and_strange_texts_are_answered_about() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::open(folder.path(), capable(), json!({}));
    let note = uri(&folder.path().join("a.soap"));
    client.lint(&note, "");
    let deep = "> ".repeat(2000);
    for (number, text) in [
        "",
        "\n",
        "\r",
        "\r\n",
        "\u{feff}",
        "\0",
        "---\n",
        "---\nkind:",
        "+++\n",
        "#",
        "🌡",
        &*deep,
    ]
    .iter()
    .enumerate()
    {
        let version = number as i32 + 2;
        client.set(&note, version, text);
        client.published(&note, version);
        for (method, result) in everything(&mut client, &note, 0, 1) {
            ranges_lie_within(
                &result,
                &lengths(text),
                &format!("{method} in {:?}", &text[..text.len().min(9)]),
            );
        }
    }
    client.finish();
}

#[test]
fn what_is_declared_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::plain(folder.path());
    let declared = client.initialized["capabilities"].clone();
    let note = uri(&folder.path().join("a.soap"));
    client.lint(&note, BLANK);
    for (provider, method) in [
        ("hoverProvider", "textDocument/hover"),
        ("completionProvider", "textDocument/completion"),
        ("codeActionProvider", "textDocument/codeAction"),
        ("documentSymbolProvider", "textDocument/documentSymbol"),
        ("foldingRangeProvider", "textDocument/foldingRange"),
        ("selectionRangeProvider", "textDocument/selectionRange"),
        ("documentFormattingProvider", "textDocument/formatting"),
        ("documentRangeFormattingProvider", "textDocument/rangeFormatting"),
        ("documentOnTypeFormattingProvider", "textDocument/onTypeFormatting"),
        ("semanticTokensProvider", "textDocument/semanticTokens/full"),
        ("inlayHintProvider", "textDocument/inlayHint"),
        ("documentLinkProvider", "textDocument/documentLink"),
    ] {
        assert!(
            declared[provider].as_bool().unwrap_or(declared[provider].is_object()),
            "{provider}: {declared}"
        );
        // Without its parameters: refused for these, not as unknown.
        assert_eq!(client.request(method, json!({}))["error"]["code"], -32602, "{method}");
    }
    client.finish();
}
