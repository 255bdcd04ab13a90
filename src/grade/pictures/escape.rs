//! Text from outside, as it may stand in a page.

use crate::report::neutralize_line;

/// `text` as it may stand in an element or a quoted attribute: one line, nothing that a browser or a terminal obeys.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text);
    out
}

/// [`escape`], behind what is there.
pub fn push_escaped(out: &mut String, text: &str) {
    for c in neutralize_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
}

/// A sentence as it may stand in an element, with what stands between two backticks as code.
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // A backtick without its fellow is a character like others.
    let paired = text.matches('`').count().is_multiple_of(2);
    if !paired {
        push_escaped(&mut out, text);
        return out;
    }
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            out.push_str("<code>");
            push_escaped(&mut out, part);
            out.push_str("</code>");
        } else {
            push_escaped(&mut out, part);
        }
    }
    out
}

/// An id of an element: letters, digits, `-` and `_`; anything else is left out.
pub fn id(text: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.chars().filter(kept).collect()
}

/// The first `limit` characters of `text`, with an ellipsis if there are more.
pub fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some(_) => {
            let cut = text.char_indices().nth(limit.saturating_sub(1)).map_or(0, |(at, _)| at);
            format!("{}…", text.get(..cut).unwrap_or_default().trim_end())
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_browser_obeys_is_left() {
        assert_eq!(
            escape("<b a='1'>\"&\u{202e}\u{1b}[31m\n"),
            "&lt;b a=&#39;1&#39;&gt;&quot;&amp;\u{fffd}␛[31m "
        );
        assert_eq!(id("s-1\" onload=\"x"), "s-1onloadx");
    }

    #[test]
    fn backticks_in_pairs_are_code() {
        assert_eq!(prose("write `<b>` now"), "write <code>&lt;b&gt;</code> now");
        assert_eq!(prose("a ` b"), "a ` b");
    }

    #[test]
    fn long_text_ends_in_an_ellipsis_within_the_limit() {
        assert_eq!(shortened("Differential", 12), "Differential");
        assert_eq!(shortened("Differential", 7), "Differ…");
        assert_eq!(shortened("é", 0), "…");
    }
}
