//! The dictionary: which words are right, and which may have been meant. Tables without pointers, so that a run that never
//! asks for them pays nothing, and one that asks reads what it looks at and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::bloom;

/// The fewest letters of a word that a misspelt one may have been meant for.
const FEWEST: usize = 5;

/// Write `spelling.rs` and the tables that it includes: a filter that holds every right word; what may have been meant, by
/// length; the misspellings that are known by themselves. `phrases` are those of the lexicons: their words are right.
pub fn generate<'a>(
    root: &Path,
    out: &Path,
    headings: impl Iterator<Item = &'a str>,
    phrases: impl Iterator<Item = &'a str>,
) {
    let english = list(root, "english");
    let clinical = list(root, "spelling/clinical");
    let drugs = list(root, "spelling/drugs");
    let misspellings: BTreeMap<String, String> = lines(root, "spelling/misspellings")
        .into_iter()
        .map(|line| {
            let (wrong, right) = line
                .split_once(' ')
                .unwrap_or_else(|| panic!("`{line}`: a right word is missing"));
            (wrong.to_owned(), right.to_owned())
        })
        .collect();

    let mut meant: BTreeMap<&str, u32> = BTreeMap::new();
    for (words, kind) in [(&drugs, 2), (&english, 0), (&clinical, 1)] {
        for word in words.iter().filter(|word| word.len() >= FEWEST) {
            meant.entry(word).or_insert(kind);
        }
    }
    meant.retain(|word, _| !misspellings.contains_key(*word));

    let mut right: BTreeSet<String> = BTreeSet::new();
    right.extend(lines(root, "clinical"));
    right.extend(lines(root, "spelling/accepted"));
    right.extend(english.iter().chain(&clinical).chain(&drugs).cloned());
    for phrase in headings.chain(phrases) {
        let words = phrase.split(|c: char| !c.is_alphabetic() && c != '*');
        // `diabet*` is no word.
        right.extend(words.filter(|word| !word.contains('*')).map(str::to_lowercase));
    }
    right.retain(|word| word.is_ascii() && word.len() >= FEWEST && !misspellings.contains_key(word));

    let mut filter = vec![0u8; bloom::size(right.len())];
    for word in &right {
        bloom::insert(&mut filter, word.as_bytes());
    }
    fs::write(out.join("right.bin"), &filter).expect("OUT_DIR can be written");
    let short: Vec<&String> = misspellings.keys().filter(|word| word.len() < FEWEST).collect();
    let mut filter = vec![0u8; bloom::size(short.len())];
    for word in short {
        bloom::insert(&mut filter, word.as_bytes());
    }
    fs::write(out.join("short.bin"), &filter).expect("OUT_DIR can be written");

    let mut by_length: Vec<(&str, u32)> = meant.into_iter().collect();
    by_length.sort_by_key(|(word, _)| (word.len(), *word));
    let longest = by_length.last().map_or(0, |(word, _)| word.len());
    let firsts: Vec<usize> = (0..=longest + 1)
        .map(|n| by_length.partition_point(|(word, _)| word.len() < n))
        .collect();
    let letters: Vec<u8> = by_length
        .iter()
        .flat_map(|(word, kind)| (super::words::letters(word) | kind << 26).to_le_bytes())
        .collect();
    fs::write(out.join("meant.bin"), letters).expect("OUT_DIR can be written");
    let text: String = by_length.iter().map(|(word, _)| *word).collect();
    fs::write(out.join("meant.txt"), text).expect("OUT_DIR can be written");

    let mut text = String::new();
    for (wrong, right) in &misspellings {
        writeln!(text, "{wrong} {right}").expect("writing to a string");
    }
    fs::write(out.join("misspellings.txt"), text.trim_end()).expect("OUT_DIR can be written");
    let rust = format!(
        "/// The index of the first word of each length.\npub(super) static FIRSTS: [u32; {}] = {firsts:?};\n",
        firsts.len()
    );
    fs::write(out.join("spelling.rs"), rust).expect("OUT_DIR can be written");
}

/// The words of a list: small letters only.
fn list(root: &Path, name: &str) -> BTreeSet<String> {
    let words = lines(root, name);
    for word in &words {
        assert!(
            word.bytes().all(|b| b.is_ascii_lowercase()),
            "grammars/words/{name}.txt: `{word}`: small letters only"
        );
    }
    words
}

/// The lines of a list, without the comments.
fn lines(root: &Path, name: &str) -> BTreeSet<String> {
    let path = root.join(format!("grammars/words/{name}.txt"));
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}
