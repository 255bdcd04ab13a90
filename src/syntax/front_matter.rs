//! The front matter: `key: value` lines between two `---` lines at the top.

use nom::{
    IResult, Parser,
    bytes::complete::{tag, take_while, take_while_m_n},
    character::complete::char,
    combinator::{recognize, verify},
    sequence::pair,
};

use super::NodeKind;
use super::builder::Builder;
use super::space::{after_newline, is_space, leading, line_end, trimmed};

/// `key:`, with the spaces around the colon: the key's length, then what follows.
fn entry(line: &str) -> IResult<&str, (&str, &str)> {
    let key = verify(
        recognize((
            take_while_m_n(1, 1, |c: char| c.is_alphabetic()),
            take_while_m_n(0, 39, |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ')),
        )),
        |key: &str| trimmed(key) > 0,
    );
    pair(key, recognize((take_while(is_space), char(':'), take_while(is_space)))).parse(line)
}

fn is_fence(line: &str) -> bool {
    let fence: IResult<&str, &str> = tag("---")(line);
    fence.is_ok_and(|(rest, _)| trimmed(rest) == 0)
}

/// What a line between the fences may be; anything else says that the first `---` was a rule.
fn fits(line: &str) -> bool {
    let content = &line[leading(line)..];
    content.is_empty() || content.starts_with('#') || content.starts_with("- ") || entry(content).is_ok()
}

/// Parses the front matter that opens at the builder's offset, if there is one. An opening fence without a closing
/// one, or with prose between the two, is a rule and not ours.
pub(super) fn parse(text: &str, builder: &mut Builder) -> bool {
    let start = builder.at();
    let mut end = line_end(text, start);
    if !is_fence(&text[start..end]) {
        return false;
    }
    let first = after_newline(text, end);
    let mut at = first;
    let close = loop {
        if at >= text.len() {
            return false;
        }
        end = line_end(text, at);
        let line = &text[at..end];
        if is_fence(line) {
            break at;
        }
        if !fits(line) {
            return false;
        }
        at = after_newline(text, end);
    };

    builder.open(NodeKind::FrontMatter);
    fence(text, builder);
    while builder.at() < close {
        let start = builder.at();
        let end = line_end(text, start);
        let line = &text[start..end];
        if trimmed(line) == 0 {
            builder.leaf(NodeKind::Blank, end);
            builder.leaf(NodeKind::Newline, after_newline(text, end));
            continue;
        }
        builder.open(NodeKind::FrontMatterEntry);
        let indent = leading(line);
        builder.leaf(NodeKind::Indent, start + indent);
        match entry(&line[indent..]) {
            Ok((rest, (key, _))) => {
                builder.leaf(NodeKind::Key, start + indent + trimmed(key));
                builder.leaf(NodeKind::Separator, end - rest.len());
                builder.leaf(NodeKind::Value, start + trimmed(line).max(line.len() - rest.len()));
                builder.leaf(NodeKind::Separator, end);
            }
            Err(_) => builder.leaf(NodeKind::Text, end),
        }
        builder.leaf(NodeKind::Newline, after_newline(text, end));
        builder.close();
    }
    fence(text, builder);
    builder.close();
    true
}

fn fence(text: &str, builder: &mut Builder) {
    let end = line_end(text, builder.at());
    builder.leaf(NodeKind::Fence, end);
    builder.leaf(NodeKind::Newline, after_newline(text, end));
}
