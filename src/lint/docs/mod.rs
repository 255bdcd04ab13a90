//! The documentation of rules, taken apart for `explain`, for the tests that run its examples, and for `docs/rules/`.

mod markdown;
mod page;

pub use markdown::{Block, DocSection, Example, parse};
pub use page::{index, page, page_name};

use crate::rules::Rule;

/// Headings that every rule's documentation has, and no others.
pub const HEADINGS: [&str; 4] = ["What it does", "Why it matters", "How to fix", "Precision"];

/// The examples of a rule, in order.
pub fn examples(rule: &Rule) -> Vec<Example> {
    let blocks = parse(rule.docs).into_iter().flat_map(|section| section.blocks);
    let example = |block| match block {
        Block::Example(example) => Some(example),
        _ => None,
    };
    blocks.filter_map(example).collect()
}
