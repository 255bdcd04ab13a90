//! Words and headings for telling a misspelt heading from another word: sorted text without pointers, so that a run that
//! never asks for them pays nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Letters that a word or heading must have to be looked at.
const FEWEST: usize = 4;

/// Write `words.txt`, every word that is no misspelling, one a line in byte order; `word_starts.rs`, where the words with
/// each three first letters begin; and `headings.rs`, the headings of
/// four letters and more by length, each with the set of its letters.
pub fn generate<'a>(root: &Path, out: &Path, headings: impl Iterator<Item = &'a str>) {
    let headings: Vec<&str> = headings.collect();
    let mut words = BTreeSet::new();
    for name in ["english", "clinical"] {
        let path = root.join(format!("grammars/words/{name}.txt"));
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            assert!(
                line.len() >= FEWEST && line.bytes().all(|b| b.is_ascii_lowercase()),
                "grammars/words/{name}.txt:{}: `{line}`: small letters only, {FEWEST} or more",
                number + 1
            );
            words.insert(line.to_owned());
        }
    }
    words.extend(
        headings
            .iter()
            .flat_map(|heading| heading.split(' '))
            .filter(|w| w.len() >= FEWEST)
            .map(str::to_owned),
    );
    let words: Vec<String> = words.into_iter().collect();
    fs::write(out.join("words.txt"), words.join("\n")).expect("OUT_DIR can be written");
    let mut starts = Vec::new();
    let mut length = 0;
    for word in &words {
        starts.resize(starts.len().max(opening(word.as_bytes()) + 1), length);
        length += word.len() + 1;
    }
    starts.resize(OPENINGS + 1, length.saturating_sub(1));
    let starts = format!(
        "/// Where the words with each three first letters start.\nstatic STARTS: [u32; {}] = {starts:?};",
        starts.len()
    );
    fs::write(out.join("word_starts.rs"), starts).expect("OUT_DIR can be written");

    let mut long: Vec<&str> = headings;
    long.retain(|heading| heading.is_ascii() && heading.bytes().filter(u8::is_ascii_alphabetic).count() >= FEWEST);
    long.sort_by_key(|heading| (heading.len(), *heading));
    let longest = long.last().map_or(0, |heading| heading.len());
    let firsts: Vec<usize> = (0..=longest + 1)
        .map(|n| long.partition_point(|heading| heading.len() < n))
        .collect();
    let letters: Vec<u32> = long.iter().map(|heading| letters(heading)).collect();
    let mut rust = String::new();
    writeln!(
        rust,
        "/// The headings, shortest first, end to end.\npub(super) static TEXT: &str = {:?};\n\
         /// The index of the first heading of each length.\npub(super) static FIRSTS: [u16; {}] = {firsts:?};\n\
         /// The letters of each heading.\npub(super) static LETTERS: [u32; {}] = {letters:?};",
        long.concat(),
        firsts.len(),
        letters.len(),
    )
    .expect("writing to a string");
    fs::write(out.join("headings.rs"), rust).expect("OUT_DIR can be written");
}

const OPENINGS: usize = 28 * 28 * 28;

/// The number of the three first letters, in the order of the text; as the program computes it for the word that it looks for.
fn opening(word: &[u8]) -> usize {
    let mut number = 0;
    // What stands behind another byte does not count.
    let mut other = None;
    for at in 0..3 {
        let letter = other.unwrap_or_else(|| match word.get(at) {
            Some(byte) if byte.is_ascii_lowercase() => usize::from(byte - b'a') + 1,
            Some(byte) if *byte > b'z' => *other.insert(27),
            _ => *other.insert(0),
        });
        number = number * 28 + letter;
    }
    number
}

/// One bit for each letter that occurs; as the program computes it for the heading that it looks for.
pub fn letters(text: &str) -> u32 {
    text.bytes()
        .filter(u8::is_ascii_lowercase)
        .fold(0, |set, b| set | 1 << (b - b'a'))
}
