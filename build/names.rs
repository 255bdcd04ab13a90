//! Names of persons and cities with what else each word is: sorted text without pointers, so that a run that never asks for
//! them pays nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::bloom;

/// The lists, with what a word of each is. As `src/grammar/names.rs` reads them.
const LISTS: [(&str, u8); 5] = [
    ("given", 1),
    ("surnames", 2),
    ("cities", 8),
    ("eponyms", 16),
    ("eponym-heads", 32),
];
const WORD: u8 = 4;
/// What the line of a name ends with when it is nothing.
const ZERO: u8 = b'0';

/// Write `names.txt`, a name a line in byte order, each with a letter for what it is; and `names.rs`, where the names with
/// each three first letters begin.
pub fn generate(root: &Path, out: &Path) {
    let words = fs::read_to_string(out.join("words.txt")).expect("the words are written first");
    let words: std::collections::HashSet<&str> = words.lines().collect();
    let mut names: BTreeMap<String, u8> = BTreeMap::new();
    // What a list itself says of whether a name is a word as well.
    let mut said: BTreeMap<String, bool> = BTreeMap::new();
    for (list, kind) in LISTS {
        let path = root.join(format!("grammars/names/{list}.txt"));
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let name = line.trim_end_matches(['?', '!']);
            assert!(
                name.len() >= 2 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b' '),
                "{}: `{line}`: small letters only, two or more",
                path.display()
            );
            *names.entry(name.to_owned()).or_default() |= kind;
            if line != name {
                *said.entry(name.to_owned()).or_default() |= line.ends_with('?');
            }
        }
    }
    let mut text = String::new();
    let mut starts = Vec::new();
    let mut key = 0;
    for (name, kinds) in &names {
        let word = said.get(name).copied().unwrap_or_else(|| words.contains(name.as_str()));
        let here = opening(name.as_bytes());
        while key <= here {
            starts.push(text.len());
            key += 1;
        }
        text.push_str(name);
        text.push(char::from(ZERO + kinds + if word { WORD } else { 0 }));
        text.push('\n');
    }
    starts.resize(OPENINGS + 1, text.len());
    fs::write(out.join("names.txt"), &text).expect("OUT_DIR can be written");
    let mut filter = vec![0u8; bloom::size(names.len())];
    names
        .keys()
        .for_each(|name| bloom::insert(&mut filter, name.as_bytes()));
    fs::write(out.join("names.bin"), filter).expect("OUT_DIR can be written");
    let mut rust = String::new();
    writeln!(
        rust,
        "/// Where the names with each three first letters start.\nstatic STARTS: [u32; {}] = {starts:?};",
        starts.len()
    )
    .expect("writing to a string");
    fs::write(out.join("names.rs"), rust).expect("OUT_DIR can be written");
}

const OPENINGS: usize = 26 * 27 * 27;

/// The number of the three first letters, in the order of the text.
fn opening(name: &[u8]) -> usize {
    let letter = |at: usize| match name.get(at) {
        Some(byte) if byte.is_ascii_lowercase() => usize::from(byte - b'a') + 1,
        _ => 0,
    };
    ((letter(0) - 1) * 27 + letter(1)) * 27 + letter(2)
}
