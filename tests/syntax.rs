//! The parser on whole texts: lossless, total, well-formed, whatever comes in.

use preceptor::syntax::{NodeKind, Tree, parse, placeholders};
use proptest::prelude::*;

/// Checks everything that a tree promises, and gives the tree back.
#[track_caller]
fn checked(text: &str) -> Tree {
    let tree = parse(text);
    let nodes = tree.nodes();
    assert_eq!(nodes[0].kind, NodeKind::Document);
    assert_eq!(nodes[0].end as usize, nodes.len());
    assert_eq!(nodes[0].span.range(), 0..text.len());
    let joined: String = tree.leaves().map(|leaf| leaf.span.of(text)).collect();
    assert_eq!(joined, text, "the leaves, joined, are the text");
    for (at, node) in nodes.iter().enumerate() {
        let end = node.end as usize;
        assert!(at < end && end <= nodes.len(), "node {at} ends at {end}");
        assert!(text.is_char_boundary(node.span.start as usize) && text.is_char_boundary(node.span.end as usize));
        if node.kind.is_leaf() {
            assert_eq!(end, at + 1, "a leaf has no children");
            assert!(!node.span.is_empty(), "an empty leaf: {node:?}");
            continue;
        }
        assert!(
            end > at + 1 || node.kind == NodeKind::Document,
            "an empty branch: {node:?}"
        );
        let mut covered = node.span.start;
        for (_, child) in tree.children(preceptor::syntax::NodeId(at as u32)) {
            assert_eq!(child.span.start, covered, "children are contiguous");
            assert!(child.end <= node.end);
            let fits = match node.kind {
                NodeKind::Document => !matches!(
                    child.kind,
                    NodeKind::Item | NodeKind::TableRow | NodeKind::FrontMatterEntry
                ),
                NodeKind::Paragraph | NodeKind::Quote => matches!(child.kind, NodeKind::Line(_)),
                NodeKind::List => matches!(
                    child.kind,
                    NodeKind::Item
                        | NodeKind::Blank
                        | NodeKind::Newline
                        | NodeKind::Comment
                        | NodeKind::Directive
                        | NodeKind::Indent
                ),
                NodeKind::Item => !matches!(
                    child.kind,
                    NodeKind::Item | NodeKind::Paragraph | NodeKind::Table | NodeKind::TableRow
                ),
                NodeKind::Table => child.kind == NodeKind::TableRow,
                NodeKind::Line(_) | NodeKind::TableRow | NodeKind::FrontMatterEntry => child.kind.is_leaf(),
                _ => true,
            };
            assert!(fits, "{:?} inside {:?}", child.kind, node.kind);
            covered = child.span.end;
        }
        assert_eq!(covered, node.span.end, "children cover their parent");
    }
    let mut last = 0;
    for found in placeholders(text) {
        assert!(found.span.start >= last && !found.span.is_empty());
        last = found.span.end;
        assert!(found.choices(text).all(|choice| !choice.is_empty()));
        if let Some(label) = found.label {
            assert!(found.span.contains(label));
            let _ = label.of(text);
        }
    }
    tree
}

#[test]
fn every_note_of_the_corpus_is_lossless() {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var_os("PRECEPTOR_CORPUS").map_or(beside, Into::into);
    if !corpus.is_dir() {
        eprintln!("SKIPPED: no corpus beside the repository ({})", corpus.display());
        return;
    }
    let mut notes = 0;
    let mut folders = vec![corpus];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                let text = std::fs::read_to_string(&path).unwrap();
                checked(&text);
                checked(&text.replace('\n', "\r\n"));
                checked(&text.replace('\n', "\r"));
                notes += 1;
            }
        }
    }
    assert!(notes > 0, "an empty corpus");
}

/// Pieces that mean something to the parser, and some that mean nothing.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "\t",
    "\u{a0}",
    "\u{200b}",
    "\u{202f}",
    "\u{feff}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "#",
    "# ",
    "### ",
    "**",
    "__",
    "***",
    "*",
    "___",
    "=",
    "===",
    "---",
    "-",
    "- ",
    "+ ",
    "• ",
    "\u{f0b7}",
    "o\t",
    "1. ",
    "2) ",
    "(3) ",
    "a. ",
    "b. ",
    "c) ",
    "- [ ] ",
    "[x]",
    "[ ]",
    "☐",
    "☑",
    ">",
    "> ",
    ">> ",
    "|",
    "\\|",
    "|---|",
    ":--",
    "<!--",
    "-->",
    "<!-- preceptor: allow X -->",
    "{",
    "}",
    "{a|b}",
    "{?",
    "{{ x }}",
    "@NAME@",
    "@",
    "[insert ",
    "<your x>",
    "]",
    "TODO",
    "XX",
    "??",
    "/",
    ":",
    ": ",
    "HPI",
    "HPI: ",
    "Plan",
    "Lungs: clear",
    ". NECK: ",
    "e",
    "é",
    "日本",
    "😀",
    "64F",
    "10:30",
    "3/7",
    "kind: soap",
    "---\n",
    "Signature: ____",
    "word word word",
];

fn markup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_well_formed_lossless_tree(text in any::<String>()) {
        checked(&text);
    }

    #[test]
    fn any_markup_gives_a_well_formed_lossless_tree(text in markup()) {
        checked(&text);
    }

    #[test]
    fn any_markup_after_front_matter_does(text in markup(), front in markup()) {
        checked(&format!("---\n{front}\n---\n{text}"));
    }

    /// What stands after a blank line that ends all blocks does not change the tree before it.
    #[test]
    fn headings_stand_alone(text in "[a-z ]{0,20}") {
        let heading = format!("{text}\n\n# HPI\n\n{text}\n");
        let tree = checked(&heading);
        let title = tree.leaves().find(|leaf| leaf.kind == NodeKind::Title).map(|leaf| leaf.span.of(&heading));
        prop_assert_eq!(title, Some("HPI"));
    }

    #[test]
    fn any_bytes_decode_to_text_or_say_why(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(decoded) = preceptor::text::decode(&bytes) {
            checked(&decoded.text);
        }
    }
}

/// Texts that make a careless parser quadratic, deep or wrong: `n` is their size in repetitions.
fn adversaries(n: usize) -> Vec<(&'static str, String)> {
    let nested: String = (0..n.isqrt())
        .map(|depth| format!("{}- x\n", "  ".repeat(depth)))
        .collect();
    vec![
        ("one long line", "pain in the knee. ".repeat(n)),
        ("one long line of labels", "HEENT: normal. ".repeat(n)),
        ("colons", ":".repeat(n)),
        ("spaced colons", "A : ".repeat(n)),
        ("capitals and colons", "ABC ".repeat(n) + ":"),
        ("unclosed comments", "<!-- ".repeat(n)),
        ("unclosed comments on lines", "<!--\n".repeat(n)),
        ("comments", "<!-- x -->\n".repeat(n)),
        ("comments on one line", "a <!-- x --> ".repeat(n)),
        ("comments that join lines", "<!-- \n -->".repeat(n)),
        ("comment ends", "-->".repeat(n)),
        ("quotes in turn", "> a\nb\n".repeat(n)),
        ("deep quotes", ">".repeat(n)),
        ("deep list", nested),
        ("letters", "a. x\n".repeat(n)),
        ("lettered list", "a. x\nb. y\n".repeat(n)),
        ("bullets", "- \n".repeat(n)),
        ("blank lines in a list", format!("- a\n{}- b", "\n".repeat(n))),
        ("boxes", "[ ] ".repeat(n)),
        ("ticked boxes", "[x] [ ]".repeat(n)),
        ("braces", "{".repeat(n)),
        ("closed braces", "{}".repeat(n)),
        ("optional braces", "{?".repeat(n)),
        ("double braces", "{{".repeat(n)),
        ("picks", "{a|b}".repeat(n)),
        ("long picks", format!("{{{}", "a|".repeat(n))),
        ("brackets", "[".repeat(n)),
        ("instructions", "[insert ".repeat(n)),
        ("ats", "@A".repeat(n)),
        ("stars", "*".repeat(n)),
        ("bold", "**a".repeat(n)),
        ("bold lines", "**a\n".repeat(n)),
        ("underscores", "_".repeat(n)),
        ("spaced blanks", "___   ".repeat(n)),
        ("question marks", "?? ".repeat(n)),
        ("fillers", "XX/".repeat(n)),
        ("pipes", "|".repeat(n)),
        ("pipe lines", "a|b\n".repeat(n)),
        ("delimiter rows", "|-|\n".repeat(n)),
        ("rules", "---\n".repeat(n)),
        ("underlines", "a\n---\n".repeat(n)),
        ("front matter without end", format!("---\n{}", "k: v\n".repeat(n))),
        ("spaces", " ".repeat(n)),
        ("spaces before underlines", format!("a\n{}", " \n".repeat(n))),
        ("invisible", "\u{200b}".repeat(n)),
        ("smart quotes", "“”".repeat(n)),
        ("carriage returns", "\r".repeat(n)),
        ("hashes", "#".repeat(n)),
    ]
}

#[test]
fn adversarial_texts_are_parsed_whole_and_grow_in_step() {
    for ((name, small), (_, large)) in adversaries(1000).into_iter().zip(adversaries(2000)) {
        let (few, many) = (checked(&small).nodes().len(), checked(&large).nodes().len());
        // A tree is never much larger than its text, and twice the text gives about twice the tree at most.
        assert!(
            few <= small.len() * 2 + 8,
            "{name}: {few} nodes for {} bytes",
            small.len()
        );
        assert!(many <= few * 2 + 16, "{name}: {few} nodes, doubled {many}");
    }
}

#[test]
fn large_texts_are_parsed_whole() {
    // A quadratic step would turn these seconds into minutes.
    for (name, text) in adversaries(20_000) {
        let tree = parse(&text);
        assert_eq!(
            tree.leaves().map(|leaf| leaf.span.len() as usize).sum::<usize>(),
            text.len(),
            "{name}"
        );
    }
    let line = "A 64-year-old with chest pain, no fever. ".repeat(25_000);
    assert!(line.len() > 1_000_000);
    assert_eq!(checked(&line).leaves().count(), 1, "a megabyte on one line");
    let deep: String = (0..1400)
        .map(|depth| format!("{}- x\n", " ".repeat(depth * 2)))
        .collect();
    assert!(
        checked(&deep).nodes().len() > 1400 * 5,
        "1400 levels, and no stack overflow"
    );
}
