//! The text that the server has is the text that the client has, after whatever edits.
//!
//! How can a test see the server's text? A rule of the user's own reports every word, with the word as its message. The
//! published findings then are the text but for its white space, each word with its place in the client's own counting.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, span, uri};

/// Reports every word.
const EVERY_WORD: &str = "\
select = [\"MARK\"]
[[rule]]
code = \"MARK001\"
name = \"every-word\"
message = \"{found}\"
forbid = { regex = '\\S+' }
";

/// Enough of a random number generator, and the same numbers each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

/// The client's text, as simple and as slow as possible: characters, counted in units of one encoding.
struct Text {
    chars: Vec<char>,
    encoding: &'static str,
}

impl Text {
    fn units(&self, char: char) -> usize {
        match self.encoding {
            "utf-8" => char.len_utf8(),
            "utf-16" => char.len_utf16(),
            _ => 1,
        }
    }

    /// Where each line begins and ends, its end not counted: LF, CR LF or CR.
    fn lines(&self) -> Vec<(usize, usize)> {
        let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
        while at < self.chars.len() {
            match self.chars[at] {
                '\r' if self.chars.get(at + 1) == Some(&'\n') => {
                    lines.push((start, at));
                    start = at + 2;
                    at += 1;
                }
                '\r' | '\n' => {
                    lines.push((start, at));
                    start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        lines.push((start, self.chars.len()));
        lines
    }

    /// The position of a character; behind the end of its line it is the end.
    fn position(&self, at: usize) -> (usize, usize) {
        let lines = self.lines();
        let line = lines.iter().rposition(|(start, _)| *start <= at).unwrap();
        let (start, end) = lines[line];
        let units = self.chars[start..at.min(end)]
            .iter()
            .map(|char| self.units(*char))
            .sum();
        (line, units)
    }

    /// The character at a position, as the protocol says: too far in a line is its end; and inside a character is its
    /// beginning, and below the last line is the end.
    fn at(&self, (line, units): (usize, usize)) -> usize {
        let Some((start, end)) = self.lines().get(line).copied() else {
            return self.chars.len();
        };
        let mut left = units;
        for at in start..end {
            let width = self.units(self.chars[at]);
            if left < width {
                return at;
            }
            left -= width;
        }
        end
    }

    fn apply(&mut self, from: (usize, usize), to: (usize, usize), new: &str) {
        let (one, other) = (self.at(from), self.at(to));
        self.chars.splice(one.min(other)..one.max(other), new.chars());
    }

    /// Each word and its range.
    fn words(&self) -> Vec<(String, String)> {
        let (mut words, mut at) = (Vec::new(), 0);
        while at < self.chars.len() {
            let end = (at..self.chars.len()).find(|end| self.chars[*end].is_whitespace());
            let end = end.unwrap_or(self.chars.len());
            if end > at {
                let (from, to) = (self.position(at), self.position(end));
                let word = self.chars[at..end].iter().collect();
                words.push((word, format!("{}:{}-{}:{}", from.0, from.1, to.0, to.1)));
            }
            at = end + 1;
        }
        words
    }

    fn text(&self) -> String {
        self.chars.iter().collect()
    }
}

/// The words that the server reports.
fn reported(findings: &[Value]) -> Vec<(String, String)> {
    let word = |found: &Value| (found["message"].as_str().unwrap().to_owned(), span(&found["range"]));
    findings.iter().map(word).collect()
}

const PIECES: [&str; 18] = [
    "a",
    "cough",
    "38.1",
    " ",
    " ",
    "\n",
    "\n",
    "\r\n",
    "\r\n",
    "\r",
    "é",
    "e\u{301}",
    "°C",
    "🌡",
    "中文",
    "\u{1d11e}x",
    "\n\n",
    "👩🏽",
];

fn random_text(random: &mut Random, pieces: usize) -> String {
    (0..random.below(pieces + 1))
        .map(|_| PIECES[random.below(PIECES.len())])
        .collect()
}

/// A place: mostly there, sometimes beyond the end of a line or of the text, or inside a character.
fn random_position(random: &mut Random, text: &Text) -> (usize, usize) {
    let (line, units) = text.position(random.below(text.chars.len() + 1));
    match random.below(10) {
        0 => (line, units + random.below(40)),
        1 => (line + random.below(10), units),
        2 if random.below(20) == 0 => (u32::MAX as usize, u32::MAX as usize),
        _ => (line, units),
    }
}

fn ten_thousand_edits(encoding: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("preceptor.toml"), EVERY_WORD).unwrap();
    let capabilities = json!({"general": {"positionEncodings": [encoding]}});
    let mut client = Client::open(folder.path(), capabilities, json!({}));
    assert_eq!(client.initialized["capabilities"]["positionEncoding"], encoding);
    let note = uri(&folder.path().join("a.soap"));
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut text = Text {
        chars: "cough 38.1 °C\r\nfever\n".chars().collect(),
        encoding,
    };
    let place = |(line, character): (usize, usize)| json!({"line": line, "character": character});
    assert_eq!(reported(&client.lint(&note, &text.text())), text.words());
    let (mut version, mut edits) = (1, 0);
    while edits < 10_000 {
        // One message holds one change or several, each for the text that the one before left.
        let changes: Vec<Value> = (0..1 + random.below(8) / 5 * random.below(6))
            .map(|_| {
                edits += 1;
                if random.below(200) == 0 {
                    let new = random_text(&mut random, 60);
                    text.chars = new.chars().collect();
                    return json!({"text": new});
                }
                let from = random_position(&mut random, &text);
                // Insert, delete, replace; turned now and then.
                let grows = text.chars.len() < 400;
                let to = match random.below(4) {
                    0 => from,
                    1 if !grows => random_position(&mut random, &text),
                    _ => (from.0, (from.1 + random.below(9)).saturating_sub(2)),
                };
                let new = random_text(&mut random, if grows { 12 } else { 5 });
                text.apply(from, to, &new);
                json!({"range": {"start": place(from), "end": place(to)}, "text": new})
            })
            .collect();
        version += 1;
        client.did_change(&note, version, json!(changes));
        if version % 40 == 0 || edits >= 10_000 {
            let found = client.published(&note, version);
            assert_eq!(
                reported(&found),
                text.words(),
                "{encoding}, version {version}: {:?}",
                text.text()
            );
        }
    }
    client.finish();
}

#[test]
fn ten_thousand_edits_in_utf_8() {
    ten_thousand_edits("utf-8");
}

#[test]
fn ten_thousand_edits_in_utf_16() {
    ten_thousand_edits("utf-16");
}

#[test]
fn ten_thousand_edits_in_utf_32() {
    ten_thousand_edits("utf-32");
}

#[test]
fn messages_out_of_order_are_borne() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("preceptor.toml"), EVERY_WORD).unwrap();
    let mut client = Client::plain(folder.path());
    let note = uri(&folder.path().join("a.soap"));
    let words = |found: &[Value]| {
        let words: Vec<&str> = found.iter().map(|found| found["message"].as_str().unwrap()).collect();
        words.join(" ")
    };
    let saved = json!({"textDocument": {"uri": note}});
    // Before it is open.
    client.set(&note, 5, "early");
    client.did_close(&note);
    client.notify("textDocument/didSave", saved.clone());
    let hover = client.request(
        "textDocument/hover",
        json!({"textDocument": {"uri": note}, "position": {"line": 0, "character": 0}}),
    );
    assert_eq!(hover["error"]["code"], -32602, "{hover}");
    // Opened twice: the second text holds.
    client.did_open(&note, 1, "one");
    client.did_open(&note, 2, "two three");
    assert_eq!(words(&client.published(&note, 2)), "two three");
    // An older number: what comes later is newer all the same.
    client.set(&note, 0, "older");
    assert_eq!(words(&client.published(&note, 0)), "older");
    // No change at all, and none that changes anything.
    client.did_change(&note, 3, json!([]));
    assert_eq!(words(&client.published(&note, 3)), "older");
    client.notify("textDocument/didSave", saved.clone());
    client.notify("textDocument/didSave", json!({}));
    // Closed twice, changed when closed, and opened again.
    client.did_close(&note);
    client.did_close(&note);
    client.set(&note, 4, "late");
    client.did_open(&note, 11, "again");
    assert_eq!(words(&client.published(&note, 11)), "again");
    // The same file under other names are other documents.
    let other = note.replace("a.soap", "%61.soap");
    client.did_open(&other, 1, "other");
    assert_eq!(words(&client.published(&other, 1)), "other");
    client.set(&note, 12, "still here");
    assert_eq!(words(&client.published(&note, 12)), "still here");
    // A file that is not open is answered about as it lies on the disk; a pipe is not waited for.
    fs::write(folder.path().join("closed.soap"), "on the disk").unwrap();
    let closed = json!({"textDocument": {"uri": uri(&folder.path().join("closed.soap"))}});
    assert!(client.request("textDocument/foldingRange", closed)["error"].is_null());
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe.soap");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|made| made.success()));
        let answer = client.request(
            "textDocument/foldingRange",
            json!({"textDocument": {"uri": uri(&pipe)}}),
        );
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
    client.finish();
}
