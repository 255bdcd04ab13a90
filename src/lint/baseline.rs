//! Baselines: what was found before, so that only what is new is shown.
//!
//! A finding is known again by the note's path, the rule, and the text of the line it stands on, counted: not by line
//! number, so that edits elsewhere change nothing, and not by wording, so that a new release of preceptor changes
//! nothing. The file holds a hash of the line, no text of the note. The format is a **contract**, version 1:
//!
//! ```json
//! {"version": 1, "notes": {"a.md": {"ORG002": {"9a3c5d2e01f4b678": 2}}}}
//! ```
//!
//! Paths use `/`; the number says how many findings of the rule lines of this text hold; the hash is FNV-1a, 64 bits,
//! over the UTF-8 bytes of the line with white space trimmed and every run of it made one space, in 16 lower-case
//! hexadecimal digits.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Checked, Diagnostic};
use crate::note::Note;

const VERSION: u32 = 1;

/// Findings already there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    notes: BTreeMap<String, Entries>,
}

/// Rule code → line hash → how many.
type Entries = BTreeMap<String, BTreeMap<LineHash, u32>>;

/// What a baseline did to the findings of one note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filtered {
    /// How many findings it hid.
    pub hidden: usize,
    /// How many findings it holds that are there no more, by rule code: it has become looser than the note.
    pub gone: BTreeMap<String, usize>,
}

/// A baseline file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineError {
    /// What is wrong, and the way out.
    pub message: String,
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BaselineError {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LineHash(u64);

impl Serialize for LineHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for LineHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let hash = u64::from_str_radix(&text, 16).ok().filter(|_| digits);
        let expected = || serde::de::Error::custom(format!("`{text}` is no hash of 16 hexadecimal digits"));
        hash.map(LineHash).ok_or_else(expected)
    }
}

#[derive(Serialize)]
struct FileOut<'a> {
    version: u32,
    notes: &'a BTreeMap<String, Entries>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileIn {
    #[allow(
        dead_code,
        reason = "read on its own first, to speak of the version before anything else"
    )]
    version: u32,
    notes: BTreeMap<String, Entries>,
}

#[derive(Deserialize)]
struct FileVersion {
    version: u32,
}

impl Baseline {
    /// Read the text of a baseline file.
    ///
    /// # Errors
    /// It is no baseline, or one of another version.
    pub fn parse(text: &str) -> Result<Baseline, BaselineError> {
        let broken = |error: serde_json::Error| BaselineError {
            message: format!("this is no baseline: {error}; write a new one with `--write-baseline`"),
        };
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let FileVersion { version } = serde_json::from_str(text).map_err(broken)?;
        if version != VERSION {
            return Err(BaselineError {
                message: format!(
                    "the baseline is of version {version}, this preceptor reads version {VERSION}; write a new one \
                     with `--write-baseline`"
                ),
            });
        }
        let FileIn { notes, .. } = serde_json::from_str(text).map_err(broken)?;
        Ok(Baseline { notes })
    }

    /// The text of the file: the same findings give the same bytes.
    pub fn write(&self) -> String {
        let file = FileOut {
            version: VERSION,
            notes: &self.notes,
        };
        // Maps with text keys and whole numbers always serialize.
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Add the findings of a note, in place of what stood there for its path.
    pub fn record(&mut self, path: &str, checked: &Checked) {
        let entries = entries(checked);
        match entries.is_empty() {
            true => self.notes.remove(&*portable(path)),
            false => self.notes.insert(portable(path).into_owned(), entries),
        };
    }

    /// Take out of a checked note the findings that are in the baseline. Of several alike the first are taken.
    pub fn filter(&self, path: &str, checked: &mut Checked) -> Filtered {
        let mut filtered = Filtered::default();
        let Some(known) = self.notes.get(&*portable(path)) else {
            return filtered;
        };
        let mut left = known.clone();
        let mut hashes = LineHashes::new(&checked.note);
        checked.diagnostics.retain(|diagnostic| {
            let count = left
                .get_mut(&*diagnostic.code)
                .and_then(|lines| lines.get_mut(&LineHash(hashes.of(diagnostic))));
            match count {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    filtered.hidden += 1;
                    false
                }
                _ => true,
            }
        });
        for (code, lines) in left {
            let gone = lines.values().map(|count| *count as usize).sum();
            if gone > 0 {
                filtered.gone.insert(code, gone);
            }
        }
        filtered
    }

    /// The paths it speaks of, in order; one that was not checked may be gone.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.notes.keys().map(String::as_str)
    }

    /// How many findings it holds for a path.
    pub fn count(&self, path: &str) -> usize {
        let lines = self.notes.get(&*portable(path)).into_iter().flat_map(BTreeMap::values);
        lines.flat_map(BTreeMap::values).map(|count| *count as usize).sum()
    }
}

fn entries(checked: &Checked) -> Entries {
    let mut entries = Entries::new();
    let mut hashes = LineHashes::new(&checked.note);
    for diagnostic in &checked.diagnostics {
        let lines = entries.entry(diagnostic.code.clone().into_owned()).or_default();
        *lines.entry(LineHash(hashes.of(diagnostic))).or_default() += 1;
    }
    entries
}

/// The same file has the same path on every system, and with or without `./`.
fn portable(path: &str) -> std::borrow::Cow<'_, str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    match path.contains('\\') {
        true => path.replace('\\', "/").into(),
        false => path.into(),
    }
}

/// The hashes of the lines that findings stand on: the same wherever a line moves to.
#[derive(Debug)]
pub struct LineHashes<'n> {
    note: &'n Note,
    /// The last line asked for. Findings come in order, and a long line may hold very many of them.
    last: Option<(u32, u64)>,
}

impl<'n> LineHashes<'n> {
    /// Those of a note.
    pub fn new(note: &'n Note) -> Self {
        Self { note, last: None }
    }

    /// That of the line that `diagnostic` begins on.
    pub fn of(&mut self, diagnostic: &Diagnostic) -> u64 {
        let lines = self.note.lines();
        let number = lines.line_of(diagnostic.span.start);
        if let Some((_, hash)) = self.last.filter(|(last, _)| *last == number) {
            return hash;
        }
        let line = lines.line_span(&self.note.text, number);
        let hash = hash_line(line.map_or("", |span| self.note.slice(span)));
        self.last = Some((number, hash));
        hash
    }
}

/// FNV-1a over the line, white space made even.
fn hash_line(line: &str) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut hash = OFFSET_BASIS;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    for (at, word) in line.split_whitespace().enumerate() {
        if at > 0 {
            eat(b' ');
        }
        word.bytes().for_each(&mut eat);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a_64_over_even_white_space() {
        // The published test vectors of FNV-1a.
        assert_eq!(hash_line(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash_line("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash_line("foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(hash_line("  K\u{a0}2.9\t(low) \r"), hash_line("K 2.9 (low)"));
        assert_ne!(hash_line("K 2.9"), hash_line("K2.9"));
    }

    #[test]
    fn a_written_file_is_read_back() {
        let lines = BTreeMap::from([(LineHash(0x9a), 2), (LineHash(1), 1)]);
        let baseline = Baseline {
            notes: BTreeMap::from([("a.md".to_owned(), Entries::from([("ORG002".to_owned(), lines)]))]),
        };
        let text = baseline.write();
        assert!(text.contains("\"000000000000009a\": 2"), "{text}");
        assert_eq!(Baseline::parse(&text), Ok(baseline.clone()));
        assert_eq!(Baseline::parse(&format!("\u{FEFF}{text}")), Ok(baseline.clone()));
        assert_eq!(baseline.count("./a.md"), 3);
        assert_eq!(baseline.paths().collect::<Vec<_>>(), ["a.md"]);
    }

    #[test]
    fn a_broken_file_says_what_and_the_way_out() {
        for (text, word) in [
            ("", "EOF"),
            ("[]", "no baseline"),
            (r#"{"version":7,"later":1}"#, "version 7"),
            (r#"{"version":1,"notes":{"a":{"ORG001":{"xyz":1}}}}"#, "`xyz`"),
            (r#"{"version":1,"nodes":{}}"#, "nodes"),
        ] {
            let message = Baseline::parse(text).unwrap_err().message;
            assert!(
                message.contains(word) && message.contains("--write-baseline"),
                "{message}"
            );
        }
    }
}
