//! The phrases of lexicons as a trie over classes of bytes, packed: the same in the build step, which makes that of the
//! shipped lexicons, and at run time, which reads it and makes that of a user's.
//!
//! No pointers and no types but bytes, so that neither the compiler nor the loader has anything to do with tens of thousands
//! of phrases. A node is sixteen bytes: a bit for each class that goes on from it and two flags, where its children stand,
//! and where the entries that end there stand. Where only one text goes on, it is not spelled out in nodes but kept whole, as
//! a tail.

/// Letters of a phrase that is the beginning of a word (`pal*`), at least.
pub const STEM: usize = 3;

/// Letters that may stand glued before a number at the start of a phrase, at most: `x#`, `pod#`.
pub const BEFORE_NUMBER: usize = 3;

/// Words that `#` in a phrase stands for, besides digits.
pub const NUMBER_WORDS: [&str; 14] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "several", "few",
];

/// What a byte of a text may be, from 0: a letter of either case, a digit; then these and [`SIGNS`].
const DIGIT: u8 = 26;
/// A space, a hyphen or a line break: between the words of a phrase.
pub const GAP: u8 = 36;
/// The `#` of a phrase.
pub const NUMBER: u8 = 37;
/// A comma, which a text may leave out.
pub const COMMA: u8 = 38;
/// A straight or a curly apostrophe.
pub const APOSTROPHE: u8 = 39;
const FIRST_SIGN: u8 = 40;
const SIGNS: &[u8; 20] = b"/&.+():%=><?*;!@[]_$";
/// Before any other byte, which follows as two classes of half a byte.
pub const ESCAPE: u8 = 60;
/// The class of other bytes of a text.
pub const OTHER: u8 = 63;

/// The classes of bytes, as a text is read.
pub const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut i = 0;
    while i < 26 {
        classes[b'a' as usize + i] = i as u8;
        classes[b'A' as usize + i] = i as u8;
        i += 1;
    }
    i = 0;
    while i < 10 {
        classes[b'0' as usize + i] = DIGIT + i as u8;
        i += 1;
    }
    i = 0;
    while i < SIGNS.len() {
        classes[SIGNS[i] as usize] = FIRST_SIGN + i as u8;
        i += 1;
    }
    classes[b' ' as usize] = GAP;
    classes[b'\t' as usize] = GAP;
    classes[b'-' as usize] = GAP;
    classes[b'\n' as usize] = GAP;
    classes[b'\r' as usize] = GAP;
    classes[b',' as usize] = COMMA;
    classes[b'\'' as usize] = APOSTROPHE;
    classes
};

/// Whether a phrase, in small letters, can be looked for: the beginning of a word is long enough, and letters glued to a
/// number are few.
pub fn is_findable(phrase: &str) -> bool {
    let (text, stem) = phrase.strip_suffix('*').map_or((phrase, false), |text| (text, true));
    let text = text.trim_start_matches(['#', ' ', '-']);
    let end = text
        .find(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    if text[end..].starts_with('#') && end > 0 {
        return end <= BEFORE_NUMBER && text[..end].bytes().all(|byte| byte.is_ascii_alphabetic());
    }
    !(stem && end == text.len()) || text.get(..STEM).is_some_and(|letters| letters.is_ascii())
}

/// The classes of a phrase in small letters, without the `*` behind it. The gap behind a number that it starts with is left
/// out, as a text may leave it out.
fn encode(phrase: &str) -> Vec<u8> {
    let mut classes = Vec::with_capacity(phrase.len());
    for byte in phrase.bytes() {
        match CLASSES[usize::from(byte)] {
            GAP if matches!(classes.last(), Some(&GAP)) || classes[..] == [NUMBER] => {}
            OTHER if byte == b'#' => classes.push(NUMBER),
            OTHER => classes.extend([ESCAPE, byte >> 4, byte & 15]),
            class => classes.push(class),
        }
    }
    classes
}

/// An entry of a lexicon at the end of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// Index of the lexicon.
    pub lexicon: u16,
    /// Index of its entry.
    pub entry: u16,
    /// Whether the phrase may end here whatever follows: it is the beginning of a word, or ends in a sign.
    pub open: bool,
}

const END: usize = 5;
const OPEN: u8 = 1;
const LAST: u8 = 2;

const NODE: usize = 16;
const HAS_TAIL: u64 = 1 << 63;
const HAS_ENDS: u64 = 1 << 62;
const HAS_OPEN: u64 = 1 << 61;

/// A packed trie, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct Trie<'t> {
    /// The nodes, the root first.
    pub nodes: &'t [u8],
    /// The tails: the length of each, and its classes.
    pub tails: &'t [u8],
    /// What ends at a node: entries up to one that is marked as the last.
    pub ends: &'t [u8],
}

/// A packed trie, owned.
#[derive(Debug, Clone, Default)]
pub struct Packed {
    /// See [`Trie::nodes`].
    pub nodes: Vec<u8>,
    /// See [`Trie::tails`].
    pub tails: Vec<u8>,
    /// See [`Trie::ends`].
    pub ends: Vec<u8>,
}

/// A node.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    bits: u64,
    at: u32,
    ends: u32,
}

impl<'t> Trie<'t> {
    /// The node at the top; `None` if there is no phrase.
    pub fn root(self) -> Option<Node> {
        (!self.nodes.is_empty()).then(|| self.node(0))
    }

    #[inline]
    fn node(self, index: u32) -> Node {
        let bytes = &self.nodes[index as usize * NODE..][..NODE];
        let long = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        Node {
            bits: u64::from(long(0)) | u64::from(long(4)) << 32,
            at: long(8),
            ends: long(12),
        }
    }

    /// Where `class` leads from `node`.
    #[inline]
    pub fn child(self, node: Node, class: u8) -> Option<Node> {
        let bit = 1 << class;
        if node.bits & bit == 0 || node.bits & HAS_TAIL != 0 {
            return None;
        }
        Some(self.node(node.at + (node.bits & (bit - 1)).count_ones()))
    }

    /// The one text that goes on from `node`, if there is no more than one.
    #[inline]
    pub fn tail(self, node: Node) -> Option<&'t [u8]> {
        if node.bits & HAS_TAIL == 0 {
            return None;
        }
        let at = node.at as usize;
        Some(&self.tails[at + 1..][..usize::from(self.tails[at])])
    }

    /// What ends at `node`, or at the end of its tail.
    #[inline]
    pub fn ends(self, node: Node) -> impl Iterator<Item = End> + use<'t> {
        let mut rest = match node.bits & HAS_ENDS {
            0 => &[][..],
            _ => &self.ends[node.ends as usize..],
        };
        std::iter::from_fn(move || {
            let [a, b, c, d, flags] = *rest.first_chunk::<END>()?;
            rest = if flags & LAST == 0 { &rest[END..] } else { &[] };
            Some(End {
                lexicon: u16::from_le_bytes([a, b]),
                entry: u16::from_le_bytes([c, d]),
                open: flags & OPEN != 0,
            })
        })
    }
}

impl Node {
    /// Whether nothing but plain bytes go on from here, and nothing ends.
    #[inline]
    pub fn is_plain(self) -> bool {
        self.bits & (HAS_TAIL | HAS_ENDS | 1 << NUMBER | 1 << COMMA) == 0
    }

    /// Whether, before a letter or a digit, nothing but plain bytes go on from here: what ends here needs the end of a word.
    #[inline]
    pub fn is_plain_in_word(self) -> bool {
        self.bits & (HAS_TAIL | HAS_OPEN | 1 << NUMBER | 1 << COMMA) == 0
    }

    /// Whether a phrase ends here (behind the tail, if there is one) that need not be the end of a word.
    #[inline]
    pub fn has_open_ends(self) -> bool {
        self.bits & HAS_OPEN != 0
    }

    /// Whether `class` goes on from here.
    #[inline]
    pub fn has(self, class: u8) -> bool {
        self.bits & (1 << class | HAS_TAIL) == 1 << class
    }

    /// Whether a phrase ends here (behind the tail, if there is one).
    #[inline]
    pub fn has_ends(self) -> bool {
        self.bits & HAS_ENDS != 0
    }
}

impl Packed {
    /// The trie of these phrases, each with its lexicon and entry.
    pub fn of<'p>(phrases: impl IntoIterator<Item = (&'p str, u16, u16)>) -> Self {
        let mut all: Vec<(Vec<u8>, End)> = Vec::new();
        for (phrase, lexicon, entry) in phrases {
            let (text, stem) = phrase.strip_suffix('*').map_or((phrase, false), |text| (text, true));
            let last = text.bytes().next_back();
            let open = stem || last.is_some_and(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
            let end = End { lexicon, entry, open };
            all.push((encode(text), end));
        }
        // Of two entries of one lexicon that have the same phrase, the first counts.
        all.sort();
        all.dedup_by(|b, a| a.0 == b.0 && a.1.lexicon == b.1.lexicon && a.1.open == b.1.open);
        let mut packed = Packed::default();
        if !all.is_empty() {
            packed.nodes.resize(NODE, 0);
            packed.fill(0, &all, 0);
        }
        packed
    }

    /// The trie, to be read.
    pub fn as_trie(&self) -> Trie<'_> {
        Trie {
            nodes: &self.nodes,
            tails: &self.tails,
            ends: &self.ends,
        }
    }

    /// Fill the node `index` with `phrases`, which are the same up to `depth` and sorted.
    fn fill(&mut self, index: usize, phrases: &[(Vec<u8>, End)], depth: usize) {
        let first = &phrases[0].0;
        let one_text = phrases.iter().all(|(classes, _)| classes == first);
        let tail = &first[depth..];
        let in_escape = first[depth.saturating_sub(2)..depth].contains(&ESCAPE);
        if one_text && !in_escape && tail.len() > 1 && tail.len() < 256 {
            let at = self.tails.len() as u32;
            self.tails.push(tail.len() as u8);
            self.tails.extend(tail);
            let (flags, ends) = self.push_ends(phrases);
            return self.set(index, HAS_TAIL | flags, at, ends);
        }
        let here = phrases.partition_point(|(classes, _)| classes.len() == depth);
        let (here, longer) = phrases.split_at(here);
        let mut bits = 0;
        let mut ends = 0;
        if !here.is_empty() {
            (bits, ends) = self.push_ends(here);
        }
        let groups: Vec<&[(Vec<u8>, End)]> = longer.chunk_by(|a, b| a.0[depth] == b.0[depth]).collect();
        let base = self.nodes.len() / NODE;
        self.nodes.resize((base + groups.len()) * NODE, 0);
        for (child, group) in groups.iter().enumerate() {
            bits |= 1 << group[0].0[depth];
            self.fill(base + child, group, depth + 1);
        }
        self.set(index, bits, base as u32, ends);
    }

    fn set(&mut self, index: usize, bits: u64, at: u32, ends: u32) {
        let node = &mut self.nodes[index * NODE..][..NODE];
        node[..8].copy_from_slice(&bits.to_le_bytes());
        node[8..12].copy_from_slice(&at.to_le_bytes());
        node[12..].copy_from_slice(&ends.to_le_bytes());
    }

    /// Keep what ends at a node: the flags that the node gets, and where the ends stand.
    fn push_ends(&mut self, phrases: &[(Vec<u8>, End)]) -> (u64, u32) {
        let at = self.ends.len() as u32;
        for (number, (_, end)) in phrases.iter().enumerate() {
            self.ends.extend(end.lexicon.to_le_bytes());
            self.ends.extend(end.entry.to_le_bytes());
            let last = if number + 1 == phrases.len() { LAST } else { 0 };
            self.ends.push(last | if end.open { OPEN } else { 0 });
        }
        let open = phrases.iter().any(|(_, end)| end.open);
        (HAS_ENDS | if open { HAS_OPEN } else { 0 }, at)
    }
}
