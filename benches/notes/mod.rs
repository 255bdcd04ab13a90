//! The notes that the benchmarks read: single fixtures, and a seeded ward full of variations on `examples/`.

#![allow(dead_code, reason = "each benchmark uses its part")]

use std::fs;
use std::path::Path;

/// All notes of `examples/`, in the order of their paths.
pub fn examples() -> Vec<String> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut paths: Vec<_> = ["good", "bad"]
        .iter()
        .flat_map(|folder| fs::read_dir(base.join(folder)).expect("examples/ is there"))
        .map(|entry| entry.expect("examples/ can be read").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    let read = |path| fs::read_to_string(path).expect("an example is UTF-8 text");
    paths.iter().map(read).collect()
}

/// One note of `examples/`.
pub fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A full H&P as a Windows editor saves it.
pub fn crlf() -> String {
    example("good/hp-pneumonia.md").replace('\n', "\r\n")
}

/// A note with hardly a line in ASCII: accents, Greek, wide characters, odd spaces, word processors' quotes and bullets.
pub fn unicode() -> String {
    let visit = "\
# Chief\u{a0}Complaint\n\n“J’ai mal à la gorge” — 3\u{202f}jours, température 38,6\u{a0}°C.\n\n\
# Physical\u{a0}Exam\n\n• Général : fatiguée, œdème absent\n• Thorax\u{200b}: râles fins, ½ du côté gauche, α₁-antitrypsine\n\
• 腹部：柔らかい、圧痛なし\n• Ψυχική κατάσταση: ήρεμη\n\n# Assessment\u{a0}and\u{a0}Plan\n\n\
1. Pharyngite aiguë — antigène négatif\n    – paracétamol 1\u{202f}g\n    – contrôle à 48\u{a0}h\n\n";
    visit.repeat(12)
}

/// 64 KB of list items, each deeper than the last until the line is full, with markers and brackets that never close.
pub fn pathological() -> String {
    let mut text = String::from("# Plan\n\n");
    let mut depth = 0;
    while text.len() < 64 * 1024 {
        text.extend(std::iter::repeat_n(' ', depth));
        text.push_str("- {a|b [insert *** <!-- 1) **x** | > _ [ ]\n");
        depth = (depth + 2) % 160;
    }
    text
}

/// SplitMix64: small, seeded, the same everywhere.
pub struct Random(u64);

impl Random {
    /// The stream of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A note made from one of `examples`: some blocks left out so that notes average about 2.6 KB, some numbers changed,
/// headings in one of the styles that people and records use.
pub fn variation(examples: &[String], random: &mut Random) -> String {
    let source = &examples[random.below(examples.len())];
    let target = 1400 + random.below(6000);
    let keep = (target * 100 / source.len()).min(100);
    let style = random.below(5);
    let mut note = String::with_capacity(source.len());
    for (at, block) in source.split("\n\n").enumerate() {
        // The first block holds the front matter or the title.
        let heading = block.starts_with('#');
        if at > 0 && !heading && !random.chance(keep) {
            continue;
        }
        match (heading, style, block.trim_start_matches(['#', ' '])) {
            (true, 1, title) => note.extend(["**", title, "**"]),
            (true, 2, title) => note.extend(title.chars().flat_map(char::to_uppercase)),
            (true, 3, title) => note.extend([title, ":"]),
            _ => note.push_str(block),
        }
        note.push_str("\n\n");
    }
    // Digits of numbers of two digits and more, so that no two notes are the same to a cache.
    let mut bytes = note.into_bytes();
    for at in 1..bytes.len() {
        if bytes[at].is_ascii_digit() && bytes[at - 1].is_ascii_digit() && random.chance(20) {
            bytes[at] = b'0' + random.below(10) as u8;
        }
    }
    let note = String::from_utf8(bytes).expect("only digits were changed");
    if random.chance(5) {
        note.replace('\n', "\r\n")
    } else {
        note
    }
}
