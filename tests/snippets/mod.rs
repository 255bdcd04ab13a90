//! Reads editor snippets back, so that what is emitted can be held to the grammar.

use std::collections::BTreeSet;

/// The snippet grammar of the language server protocol, as far as the emitter uses it: the text with the first choice of
/// every stop, and the numbers of the stops.
pub fn read(snippet: &str) -> Option<(String, BTreeSet<usize>)> {
    let (mut text, mut stops) = (String::new(), BTreeSet::new());
    let mut rest = snippet;
    while let Some(c) = rest.chars().next() {
        match c {
            '\\' => {
                let escaped = rest[1..].chars().next().filter(|c| matches!(c, '$' | '}' | '\\'))?;
                text.push(escaped);
                rest = &rest[2..];
            }
            '}' => return None,
            '$' if rest.starts_with("${") => {
                let digits = rest[2..].bytes().take_while(u8::is_ascii_digit).count();
                stops.insert(rest[2..2 + digits].parse().ok()?);
                rest = &rest[2 + digits..];
                match rest.chars().next()? {
                    '}' => rest = &rest[1..],
                    ':' => {
                        let end = end_of(&rest[1..], '}', &['$', '}', '\\'])?;
                        text.push_str(&rest[1..1 + end]);
                        rest = &rest[end + 2..];
                    }
                    '|' => {
                        let end = end_of(&rest[1..], '|', &[',', '|', '\\'])?;
                        let choices = &rest[1..1 + end];
                        let first = end_of(choices, ',', &[',', '|', '\\']).unwrap_or(choices.len());
                        if choices[..first].is_empty() {
                            return None;
                        }
                        text.push_str(&choices[..first]);
                        rest = rest[end + 2..].strip_prefix('}')?;
                    }
                    _ => return None,
                }
            }
            '$' => {
                let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
                stops.insert(rest[1..1 + digits].parse().ok()?);
                rest = &rest[1 + digits..];
            }
            _ => {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    Some((text, stops))
}

/// Where the unescaped `mark` stands; an escape of anything but `escapes` is no snippet.
fn end_of(text: &str, mark: char, escapes: &[char]) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                if !escapes.contains(&c) {
                    return None;
                }
                escaped = false;
            }
            '\\' => escaped = true,
            _ if c == mark => return Some(at),
            _ => {}
        }
    }
    None
}
