//! The phrases of lexicons as a trie over classes of bytes, packed: the same in the build step, which makes that of the
//! shipped lexicons, and at run time, which reads it and makes that of a user's.
//!
//! No pointers and no types but bytes, so that neither the compiler nor the loader has anything to do with tens of thousands
//! of phrases. A node is twelve bytes: its base, where the entries that end there stand, its own class and some flags. Its child of a class
//! is the cell so many behind its base, if the cell is of that class: no two nodes have the same base (a double array, Aoe 1989). Where only
//! one text goes on, it is not spelled out in nodes but kept whole, as a tail.

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

/// An end is one number: its entry, its lexicon, and whether it is open and the last of its node.
const LEXICON: u32 = 16;
const LEXICONS: u32 = (1 << 14) - 1;
const OPEN: u32 = 1 << 30;
const LAST: u32 = 1 << 31;

/// Bytes of a node: where its children stand, what ends there, its own class, its flags.
const NODE: usize = 12;
/// The class of a cell that is no node.
const NOBODY: u8 = 0xff;
/// Cells that a node may reach.
const REACH: usize = 64;

const HAS_TAIL: u8 = 1;
const HAS_ENDS: u8 = 1 << 1;
const HAS_OPEN: u8 = 1 << 2;
const HAS_NUMBER: u8 = 1 << 3;
const HAS_COMMA: u8 = 1 << 4;
const HAS_GAP: u8 = 1 << 5;
const HAS_APOSTROPHE: u8 = 1 << 6;

/// The flag of a node from which `class` goes on; 0 for classes that are not asked for.
const fn flag(class: u8) -> u8 {
    match class {
        NUMBER => HAS_NUMBER,
        COMMA => HAS_COMMA,
        GAP => HAS_GAP,
        APOSTROPHE => HAS_APOSTROPHE,
        _ => 0,
    }
}

/// A packed trie, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct Trie<'t> {
    /// The nodes, the root first.
    pub nodes: &'t [[u8; 4]],
    /// The tails: of each where its ends stand, its length, and its classes.
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
    base: u32,
    ends: u32,
    class: u8,
    flags: u8,
}

impl<'t> Trie<'t> {
    /// The node at the top; `None` if there is no phrase.
    pub fn root(self) -> Option<Node> {
        (!self.nodes.is_empty()).then(|| self.node(0))
    }

    #[inline]
    fn node(self, index: usize) -> Node {
        const NUMBERS: usize = NODE / 4;
        let numbers = self.nodes[index * NUMBERS..].first_chunk::<NUMBERS>();
        let [base, ends, rest] = numbers.unwrap_or(&[[NOBODY; 4]; NUMBERS]);
        let [class, flags, ..] = *rest;
        Node {
            base: u32::from_le_bytes(*base),
            ends: u32::from_le_bytes(*ends),
            class,
            flags,
        }
    }

    /// Where `class` leads from `node`.
    #[inline]
    pub fn child(self, node: Node, class: u8) -> Option<Node> {
        let child = self.node(node.base as usize + usize::from(class));
        (child.class == class).then_some(child)
    }

    /// The one text that goes on from `node`, if there is no more than one.
    #[inline]
    pub fn tail(self, node: Node) -> Option<&'t [u8]> {
        if node.flags & HAS_TAIL == 0 {
            return None;
        }
        let at = node.ends as usize + 4;
        Some(&self.tails[at + 1..][..usize::from(self.tails[at])])
    }

    /// What ends at `node`, or at the end of its tail.
    #[inline]
    pub fn ends(self, node: Node) -> impl Iterator<Item = End> + use<'t> {
        let at = match node.flags & HAS_TAIL {
            0 => node.ends,
            _ => {
                let tail = self.tails[node.ends as usize..].first_chunk();
                u32::from_le_bytes(*tail.unwrap_or(&[0; 4]))
            }
        };
        let mut rest = match node.flags & HAS_ENDS {
            0 => &[][..],
            _ => &self.ends[at as usize..],
        };
        std::iter::from_fn(move || {
            let (end, behind) = rest.split_first_chunk()?;
            let end = u32::from_le_bytes(*end);
            rest = if end & LAST == 0 { behind } else { &[] };
            Some(End {
                lexicon: (end >> LEXICON & LEXICONS) as u16,
                entry: end as u16,
                open: end & OPEN != 0,
            })
        })
    }
}

impl Node {
    /// Whether nothing but plain bytes go on from here, and nothing ends. Before a letter or a digit (`in_word`) most of what
    /// ends here does not, as it needs the end of a word.
    #[inline]
    pub fn is_plain(self, in_word: bool) -> bool {
        let ends = if in_word { HAS_OPEN } else { HAS_ENDS };
        self.flags & (HAS_TAIL | HAS_NUMBER | HAS_COMMA | ends) == 0
    }

    /// Whether a phrase ends here (behind the tail, if there is one) that need not be the end of a word.
    #[inline]
    pub fn has_open_ends(self) -> bool {
        self.flags & HAS_OPEN != 0
    }

    /// Whether `class` goes on from here: a gap, a number, a comma or an apostrophe.
    #[inline]
    pub fn has(self, class: u8) -> bool {
        self.flags & flag(class) != 0
    }

    /// Whether a phrase ends here (behind the tail, if there is one).
    #[inline]
    pub fn has_ends(self) -> bool {
        self.flags & HAS_ENDS != 0
    }
}

/// A set of numbers, one bit each.
#[derive(Default)]
struct Taken(Vec<u64>);

impl Taken {
    fn part(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or_default()
    }

    /// The numbers from `at` on, one bit each.
    fn window(&self, at: usize) -> u64 {
        let (part, bit) = (at / 64, at % 64);
        match bit {
            0 => self.part(part),
            _ => self.part(part) >> bit | self.part(part + 1) << (64 - bit),
        }
    }

    fn insert(&mut self, at: usize) {
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        self.0[at / 64] |= 1 << (at % 64);
    }
}

/// Where the children of nodes go: each node has a base of its own, and its child of a class stands as many cells behind it.
#[derive(Default)]
struct Cells {
    nodes: Vec<u8>,
    /// Cells that hold a node.
    taken: Taken,
    /// Bases of nodes.
    bases: Taken,
    /// Where to look for free cells.
    from: usize,
}

impl Cells {
    /// How far is looked for cells that fit before what was left free is given up.
    const FAR: usize = 1024;

    /// A base for a node with these classes of children, whose cells are then taken.
    fn place(&mut self, classes: u64) -> usize {
        let fits = |base: &usize| self.taken.window(*base) & classes == 0 && self.bases.window(*base) & 1 == 0;
        let base = (self.from..).find(fits).unwrap_or_default();
        self.bases.insert(base);
        for class in (0..REACH).filter(|class| classes >> class & 1 != 0) {
            self.taken.insert(base + class);
        }
        self.reserve(base + REACH);
        while self.taken.window(self.from).count_zeros() < 3 {
            self.from += 1;
        }
        self.from = self.from.max(base.saturating_sub(Self::FAR));
        base
    }

    fn reserve(&mut self, cells: usize) {
        if self.nodes.len() < cells * NODE {
            self.nodes.resize(cells * NODE, NOBODY);
        }
    }

    fn set(&mut self, index: usize, base: usize, ends: u32, flags: u8) {
        let node = &mut self.nodes[index * NODE..][..NODE];
        node[..4].copy_from_slice(&(base as u32).to_le_bytes());
        node[4..8].copy_from_slice(&ends.to_le_bytes());
        node[9] = flags;
    }
}

/// The base of a node without children, until it is known where the cells end.
const NOWHERE: usize = u32::MAX as usize;

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
            let mut cells = Cells::default();
            cells.taken.insert(0);
            cells.reserve(1);
            packed.fill(&mut cells, 0, &all, 0);
            // Behind the last node nobody stands: there lead the nodes without children.
            let end = cells.nodes.len() / NODE;
            cells.reserve(end + REACH);
            for node in cells.nodes.chunks_exact_mut(NODE) {
                if node[..4] == (NOWHERE as u32).to_le_bytes() {
                    node[..4].copy_from_slice(&(end as u32).to_le_bytes());
                }
            }
            packed.nodes = cells.nodes;
        }
        packed
    }

    /// The trie, to be read.
    pub fn as_trie(&self) -> Trie<'_> {
        Trie {
            nodes: self.nodes.as_chunks().0,
            tails: &self.tails,
            ends: &self.ends,
        }
    }

    /// Fill the node `index` with `phrases`, which are the same up to `depth` and sorted.
    fn fill(&mut self, cells: &mut Cells, index: usize, phrases: &[(Vec<u8>, End)], depth: usize) {
        let first = &phrases[0].0;
        let one_text = phrases.iter().all(|(classes, _)| classes == first);
        let tail = &first[depth..];
        let in_escape = first[depth.saturating_sub(2)..depth].contains(&ESCAPE);
        if one_text && !in_escape && tail.len() > 1 && tail.len() < 256 {
            let (flags, ends) = self.push_ends(phrases);
            let at = self.tails.len() as u32;
            self.tails.extend(ends.to_le_bytes());
            self.tails.push(tail.len() as u8);
            self.tails.extend(tail);
            return cells.set(index, NOWHERE, at, HAS_TAIL | flags);
        }
        let here = phrases.partition_point(|(classes, _)| classes.len() == depth);
        let (here, longer) = phrases.split_at(here);
        let (mut flags, ends) = match here {
            [] => (0, 0),
            _ => self.push_ends(here),
        };
        let groups: Vec<&[(Vec<u8>, End)]> = longer.chunk_by(|a, b| a.0[depth] == b.0[depth]).collect();
        let mut classes = 0;
        for group in &groups {
            let class = group[0].0[depth];
            classes |= 1 << class;
            flags |= flag(class);
        }
        let base = match classes {
            0 => NOWHERE,
            _ => cells.place(classes),
        };
        cells.set(index, base, ends, flags);
        for group in groups {
            let class = group[0].0[depth];
            let child = base + usize::from(class);
            cells.nodes[child * NODE + 8] = class;
            self.fill(cells, child, group, depth + 1);
        }
    }

    /// Keep what ends at a node: the flags that the node gets, and where the ends stand.
    fn push_ends(&mut self, phrases: &[(Vec<u8>, End)]) -> (u8, u32) {
        let at = self.ends.len() as u32;
        for (number, (_, end)) in phrases.iter().enumerate() {
            let last = if number + 1 == phrases.len() { LAST } else { 0 };
            let open = if end.open { OPEN } else { 0 };
            let packed = u32::from(end.entry) | (u32::from(end.lexicon) & LEXICONS) << LEXICON | open | last;
            self.ends.extend(packed.to_le_bytes());
        }
        let open = phrases.iter().any(|(_, end)| end.open);
        (HAS_ENDS | if open { HAS_OPEN } else { 0 }, at)
    }
}
