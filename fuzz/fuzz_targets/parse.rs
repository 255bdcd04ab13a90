//! Any bytes: they decode or are refused, and what decodes is parsed into a lossless, well-formed tree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use preceptor::syntax::{parse, placeholders};
use preceptor::text::decode;

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = decode(bytes) else { return };
    let text = &*decoded.text;
    let tree = parse(text);

    let mut at = 0;
    for leaf in tree.leaves() {
        assert_eq!(leaf.span.start, at, "leaves are contiguous");
        assert!(leaf.span.end > at, "no leaf is empty");
        at = leaf.span.end;
    }
    assert_eq!(at as usize, text.len(), "leaves cover the text");
    // A tree is never much larger than its text.
    assert!(tree.nodes().len() <= text.len() * 4 + 4);

    let mut open: Vec<u32> = Vec::new();
    for (at, node) in tree.nodes().iter().enumerate() {
        open.retain(|end| *end > at as u32);
        assert!(open.iter().all(|end| node.end <= *end), "branches nest");
        if node.end > at as u32 + 1 {
            open.push(node.end);
        }
    }

    let mut last = 0;
    for found in placeholders(text) {
        assert!(found.span.start >= last && found.span.end > found.span.start);
        assert!(found.choices(text).all(|choice| !choice.is_empty()));
        last = found.span.end;
    }
});
