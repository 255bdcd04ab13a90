//! Dot phrases: `.normalcardiac` stands for a text. One scanner finds them, for the rule that reports them (TPL006), and for
//! the command and the editor that expand them.

use super::Note;
use crate::grammar::is_word;
use crate::syntax::{NodeKind, Tree};
use crate::text::{Span, floor};

/// The names of the dot phrases that can be expanded, in small letters, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhraseNames(Vec<Box<str>>);

/// A dot phrase in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DotPhrase {
    /// Full stop and name.
    pub span: Span,
    /// Whether there is a phrase of that name.
    pub is_known: bool,
}

/// Letters of a name that nobody has to know: what is shorter is a phrase only if it is known.
const TELLING: usize = 4;
/// Letters of a name at most.
const LONGEST: usize = 64;
/// How much of a line before it tells whether an entry begins with a phrase, in bytes.
const WINDOW: usize = 400;

/// Endings of files and addresses that may stand alone.
const ENDINGS: [&str; 12] = [
    "com.", "html", "docx", "xlsx", "pptx", "json", "toml", "jpeg", "tiff", "info", "note", "soap",
];

/// The names of the phrases that ship, sorted.
static SHIPPED: &[&str] = include!(concat!(env!("OUT_DIR"), "/phrase_names.rs"));

impl PhraseNames {
    /// Those of the phrases that ship.
    pub fn shipped() -> Self {
        Self(SHIPPED.iter().map(|name| (*name).into()).collect())
    }

    /// Those that ship, and `more`.
    pub fn shipped_and(more: &[String]) -> Self {
        Self::new(SHIPPED.iter().copied().chain(more.iter().map(String::as_str)))
    }

    /// These names, whatever their case and order.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<Box<str>> = names.into_iter().map(|name| name.to_lowercase().into()).collect();
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// Whether there is a phrase of that name, case aside.
    pub fn contains(&self, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        self.0.binary_search_by(|known| (**known).cmp(&lower)).is_ok()
    }

    /// The known name that comes nearest to `name`, if one is near: one letter in four may differ, or the one word goes on
    /// where the other ends (`.normalheart` is near to nothing, `.normalcard` to `.normalcardiac`).
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let lower = name.to_ascii_lowercase();
        let plain = |word: &str| word.replace(['-', '_'], "");
        let wanted = plain(&lower);
        let most = (wanted.len() / 4).max(1);
        let near = self.0.iter().filter_map(|known| {
            let other = plain(known);
            let begins =
                wanted.len().min(other.len()) >= TELLING && (other.starts_with(&wanted) || wanted.starts_with(&other));
            let distance = strsim::osa_distance(&wanted, &other);
            (distance <= most || begins).then_some((!begins && distance > most, distance, &**known))
        });
        near.min().map(|(.., known)| known)
    }

    /// The names, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|name| &**name)
    }
}

impl Note {
    /// The dot phrases of the note, in order.
    pub fn dot_phrases(&self, known: &PhraseNames) -> Vec<DotPhrase> {
        dot_phrases(&self.text, &self.tree, known)
    }
}

/// Whether `name` can be that of a phrase: two or more letters, digits, `_` and `-`, a letter first.
pub fn is_phrase_name(name: &str) -> bool {
    name.len() >= 2 && name_at(name) == name.len()
}

/// The dot phrases of `text`, in order. `tree` was parsed from it.
///
/// A phrase opens an entry: it stands at the start of a line, after a label, a bracket or a full stop; one whose name is
/// known and is no word of the language may stand anywhere. Nothing is found in comments, directives, front matter, blanks
/// and code.
pub fn dot_phrases(text: &str, tree: &Tree, known: &PhraseNames) -> Vec<DotPhrase> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut code: Option<Vec<Span>> = None;
    for at in memchr::memchr_iter(b'.', bytes) {
        // Cheap tests first: nearly every full stop ends a word.
        if !bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let before = text[..at].chars().next_back();
        if !before.is_none_or(|c| is_space(c) || matches!(c, ':' | '(' | '[')) {
            continue;
        }
        let rest = &text[at + 1..];
        let length = name_at(rest);
        let name = &rest[..length];
        let after = &rest[length..];
        let is_known = length >= 2 && known.contains(name);
        let telling = length >= TELLING && bytes[at + 1].is_ascii_lowercase() && !ENDINGS.contains(&name);
        if !(is_known || telling) || after.starts_with(['.', '/', '@']) && !ends_sentence(after) {
            continue;
        }
        let line = &text[floor(text, at.saturating_sub(WINDOW))..at];
        let line = line.rsplit(['\n', '\r']).next().unwrap_or(line);
        let must_begin = !is_known || length < TELLING || is_word(&name.to_ascii_lowercase());
        let span = Span::from(at..at + 1 + length);
        if must_begin && is_slipped_stop(line, name) || !is_prose(tree, span) {
            continue;
        }
        let code = code.get_or_insert_with(|| code_spans(text));
        let next = code.partition_point(|code| code.end <= span.start);
        if code.get(next).is_some_and(|code| code.start < span.start) {
            continue;
        }
        found.push(DotPhrase { span, is_known });
    }
    found
}

/// The length of the name at the start of `text`: letters, digits and `_`, and a `-` between two of these.
fn name_at(text: &str) -> usize {
    let bytes = text.as_bytes();
    let inside = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return 0;
    }
    let mut at = 0;
    while at <= LONGEST && (inside(at) || bytes.get(at) == Some(&b'-') && inside(at + 1)) {
        at += 1;
    }
    at
}

/// Whether `span` lies within prose, a table cell or a heading, and not in a comment, a marker or a placeholder.
fn is_prose(tree: &Tree, span: Span) -> bool {
    let nodes = tree.nodes();
    // In preorder the leaf that holds a place is the last node that starts at or before it.
    let at = nodes.partition_point(|node| node.span.start <= span.start);
    nodes[..at].last().is_some_and(|node| {
        matches!(node.kind, NodeKind::Text | NodeKind::Cell | NodeKind::Title) && node.span.contains(span)
    })
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn ends_sentence(rest: &str) -> bool {
    rest.strip_prefix('.')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(is_space))
}

/// Whether an entry begins behind `before`, the line so far: at its start, after a label, a bracket, the number of an item or
/// the end of a sentence.
pub fn opens_entry(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| is_space(c) || matches!(c, '*' | '_'));
    before.is_empty()
        || before.ends_with([':', '(', '[', ';', ',', '.', '!', '?'])
        || before.chars().all(|c| !c.is_alphanumeric())
        || before.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit())
}

/// `no pain .denies fever`: a stop typed on the wrong side of its space. A phrase stands where an entry begins: at the
/// start of a line or after a colon or an opening bracket; elsewhere it must look like no word.
fn is_slipped_stop(before: &str, word: &str) -> bool {
    !opens_entry(before) && !word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// What stands between backticks, on one line or between two lines of three and more.
fn code_spans(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut fence: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if line.trim_start().starts_with("```") {
            match fence.take() {
                Some(open) => found.push(Span::from(open..end)),
                None => fence = Some(start),
            }
        } else if fence.is_none() {
            let mut from = 0;
            while let Some(open) = line[from..].find('`').map(|at| from + at) {
                let Some(close) = line[open + 1..].find('`').map(|at| open + 1 + at) else {
                    break;
                };
                found.push(Span::from(start + open..start + close + 1));
                from = close + 1;
            }
        }
        start = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    fn found(text: &str) -> Vec<String> {
        let known = PhraseNames::new(["NormalCardiac", "rosneg", "cv", "timeout", "vte-ppx"]);
        dot_phrases(text, &syntax::parse(text), &known)
            .iter()
            .map(|it| format!("{}{}", it.span.of(text), if it.is_known { "" } else { "?" }))
            .collect()
    }

    #[test]
    fn known_phrases_stand_anywhere_and_words_only_where_an_entry_begins() {
        assert_eq!(found("Heart: .normalcardiac."), [".normalcardiac"]);
        assert_eq!(found("Heart exam .NormalCardiac today"), [".NormalCardiac"]);
        assert_eq!(found("- .CV\n1. .vte-ppx, .rosneg"), [".CV", ".vte-ppx", ".rosneg"]);
        assert!(found("Called a .timeout was done").is_empty());
        assert_eq!(found("(.timeout)"), [".timeout"]);
        assert!(found("seen .cv yesterday").is_empty());
        assert_eq!(found("Lungs: .lungsclear\n.hx\n.Hello\n"), [".lungsclear?"]);
    }

    #[test]
    fn nothing_is_found_where_nobody_reads_the_note() {
        for text in [
            "<!-- .rosneg -->",
            "a <!-- \n.rosneg\n --> b",
            "---\nkind: hp\nx: .rosneg\n---\n",
            "type `.rosneg` here",
            "see ` .rosneg `",
            "```\n.rosneg\n```\n",
            "***{ .rosneg }",
            "x.rosneg",
            "www .rosneg.com",
            ".rosneg/x",
            "...rosneg",
            "`.rosneg",
        ] {
            assert!(found(text).is_empty(), "{text:?}: {:?}", found(text));
        }
        assert_eq!(found("` .rosneg"), [".rosneg"]);
        assert_eq!(found("```\nx\n```\n.rosneg\n"), [".rosneg"]);
    }

    #[test]
    fn the_nearest_name_is_suggested() {
        let known = PhraseNames::new(["normalcardiac", "normallungs", "rosneg", "codestatus"]);
        assert_eq!(known.nearest("normalcardic"), Some("normalcardiac"));
        assert_eq!(known.nearest("NORMAL-LUNGS"), Some("normallungs"));
        assert_eq!(known.nearest("normalcard"), Some("normalcardiac"));
        assert_eq!(known.nearest("rosnegative"), Some("rosneg"));
        assert_eq!(known.nearest("codstatus"), Some("codestatus"));
        assert_eq!(known.nearest("lungsclear"), None);
    }

    #[test]
    fn names() {
        for name in ["cv", "ros_neg", "vte-ppx", "a1", "A1c"] {
            assert!(is_phrase_name(name), "{name}");
        }
        for name in ["", "x", "1a", "-cv", "cv-", "a b", "a.b", "_x"] {
            assert!(!is_phrase_name(name), "{name}");
        }
    }
}
