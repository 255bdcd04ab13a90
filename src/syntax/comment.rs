//! Finds comments, `<!-- … -->`, ahead of everything else: they may span lines.

use std::ops::Range;

use memchr::memmem;
use nom::{
    IResult, Parser,
    bytes::complete::{tag, take_while},
};

use super::NodeKind;
use super::space::is_space;

/// All closed comments of `text` from the offset `from` on. An unclosed one is text; after it there can be no closed
/// one, so that the search ends there and looks at every byte at most twice.
pub(super) fn find(text: &str, from: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (open, close) = (memmem::Finder::new(b"<!--"), memmem::Finder::new(b"-->"));
    let mut found = Vec::new();
    let mut at = from;
    while let Some(start) = open.find(&bytes[at..]).map(|start| at + start)
        && let Some(end) = close.find(&bytes[start + 4..])
    {
        at = start + 4 + end + 3;
        found.push(start..at);
    }
    found
}

fn directive(input: &str) -> IResult<&str, ()> {
    let space = take_while(|c| is_space(c) || c == '\n' || c == '\r');
    (tag("<!--"), space, tag("preceptor:")).map(|_| ()).parse(input)
}

/// Whether the comment `text` is for the linter, or for people.
pub(super) fn kind(text: &str) -> NodeKind {
    if directive(text).is_ok() {
        NodeKind::Directive
    } else {
        NodeKind::Comment
    }
}

/// All closed comments of `text`, in order: their bytes, and whether they are directives for the linter.
pub fn comments(text: &str) -> impl Iterator<Item = (Range<usize>, bool)> {
    find(text, 0).into_iter().map(|range| {
        let is_directive = kind(&text[range.clone()]) == NodeKind::Directive;
        (range, is_directive)
    })
}
