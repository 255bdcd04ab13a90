//! Cards, in Markdown or plain text.

use std::fmt::Write as _;

use crate::text::Span;

/// How the client is spoken to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice {
    /// In Markdown, else in plain text.
    pub(super) markdown: bool,
}

impl Voice {
    /// Words that may hold anything: nothing in them becomes a mark.
    pub(super) fn plain(self, text: &str) -> String {
        let text = one_line(text);
        if !self.markdown {
            return text;
        }
        let mut out = String::with_capacity(text.len() + 8);
        for (at, char) in text.char_indices() {
            // A sign between two words of prose is none of Markdown's.
            let special = match char {
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' => true,
                '&' => text[at..].find(';').is_some_and(|end| end < 12),
                '#' | '+' | '-' | '>' => at == 0,
                _ => false,
            };
            if special {
                out.push('\\');
            }
            out.push(char);
        }
        out
    }

    /// A message of a rule: what stands between backticks stays so, everything else is words.
    pub(super) fn message(self, text: &str) -> String {
        if !self.markdown {
            return one_line(text);
        }
        let parts: Vec<&str> = text.split('`').collect();
        if parts.len().is_multiple_of(2) {
            return self.plain(text);
        }
        let mut out = String::new();
        for (at, part) in parts.iter().enumerate() {
            if at % 2 == 0 {
                let spaced = one_line(part);
                let lead = if part.starts_with(' ') && at > 0 { " " } else { "" };
                let tail = if part.ends_with(' ') && !spaced.is_empty() {
                    " "
                } else {
                    ""
                };
                let _ = write!(out, "{lead}{}{tail}", self.plain(&spaced));
            } else {
                let _ = write!(out, "`{}`", one_line(part));
            }
        }
        out
    }

    /// Strong words.
    pub(super) fn strong(self, text: &str) -> String {
        let text = self.plain(text);
        match self.markdown && !text.is_empty() {
            true => format!("**{text}**"),
            false => text,
        }
    }

    /// Words as they are typed.
    pub(super) fn code(self, text: &str) -> String {
        let text = one_line(text);
        match self.markdown && !text.contains('`') && !text.is_empty() {
            true => format!("`{text}`"),
            false => self.plain(&text),
        }
    }

    /// A name that leads to a page.
    pub(super) fn link(self, text: &str, target: &str) -> String {
        match self.markdown && !target.contains(['<', '>', '\n', ' ']) {
            true => format!("[{}](<{target}>)", self.plain(text)),
            false => self.plain(text),
        }
    }

    /// Lines that are shown as they stand.
    pub(super) fn block(self, text: &str) -> String {
        if !self.markdown {
            return text.to_owned();
        }
        let mut fence = "```".to_owned();
        while text.contains(&fence) {
            fence.push('`');
        }
        format!("{fence}text\n{}\n{fence}", text.trim_end())
    }

    /// The lines of a list.
    pub(super) fn list(self, items: &[String]) -> String {
        let lines: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
        lines.join("\n")
    }
}

/// What is said of one piece of the text.
#[derive(Debug, Clone)]
pub(super) struct Card {
    /// The piece.
    pub(super) span: Span,
    /// The first line, ready to be shown.
    pub(super) title: String,
    /// Paragraphs, ready to be shown.
    pub(super) lines: Vec<String>,
    /// Where it comes from.
    pub(super) source: Option<String>,
}

impl Card {
    pub(super) fn new(span: Span, title: String) -> Self {
        Self {
            span,
            title,
            lines: Vec::new(),
            source: None,
        }
    }

    pub(super) fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    pub(super) fn lines(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.lines.extend(lines);
        self
    }

    pub(super) fn source(mut self, source: Option<&str>) -> Self {
        self.source = source.map(str::to_owned);
        self
    }

    /// All of it.
    pub(super) fn text(&self, voice: Voice) -> String {
        let mut out = self.title.clone();
        for line in &self.lines {
            let _ = write!(out, "\n\n{line}");
        }
        if let Some(source) = &self.source {
            let source = format!("Source: {source}");
            let _ = match voice.markdown {
                true => write!(out, "\n\n*{}*", voice.plain(&source)),
                false => write!(out, "\n\n{source}"),
            };
        }
        out
    }
}

/// `text` with single spaces, on one line, and without control characters.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|char: char| char.is_whitespace() || char.is_control()) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// Words of a note without the marks that make them bold.
pub(super) fn unmarked(text: &str) -> String {
    text.replace("**", "").replace("__", "")
}

/// The beginning of `text` on one line, with at most `limit` characters.
pub(super) fn short(text: &str, limit: usize) -> String {
    let line = one_line(text);
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// `text` up to the end of the sentence within `limit` characters; the first sentence is kept whole.
pub(super) fn sentences(text: &str, limit: usize) -> &str {
    let Some((limit, _)) = text.char_indices().nth(limit) else {
        return text;
    };
    let ends = || text.match_indices(['.', '?']).map(|(at, _)| at + 1);
    let is_end = |end: &usize| {
        text[*end..].starts_with([' ', '\n']) && text[*end..].trim_start().starts_with(char::is_uppercase)
    };
    let within = ends().filter(is_end).take_while(|end| *end <= limit).last();
    within.or_else(|| ends().find(is_end)).map_or(text, |end| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKDOWN: Voice = Voice { markdown: true };
    const PLAIN: Voice = Voice { markdown: false };

    #[test]
    fn nothing_of_a_note_becomes_a_mark() {
        assert_eq!(MARKDOWN.plain("*a*\n[x](y) <b>"), r"\*a\* \[x\](y) \<b>");
        assert_eq!(MARKDOWN.plain("# a - b"), r"\# a - b");
        assert_eq!(PLAIN.plain("*a*\n b"), "*a* b");
        assert_eq!(MARKDOWN.message("`K_2` is *low* `x`"), r"`K_2` is \*low\* `x`");
        assert_eq!(MARKDOWN.message("a ` b"), r"a \` b");
        assert_eq!(MARKDOWN.code("a`b"), r"a\`b");
        assert_eq!(MARKDOWN.block("```\nx"), "````text\n```\nx\n````");
        assert_eq!(
            MARKDOWN.link("ORG001", "file:///a%20b.md"),
            "[ORG001](<file:///a%20b.md>)"
        );
    }

    #[test]
    fn long_texts_end_with_a_sentence() {
        let text = "First one. Second, e.g. this. Third.";
        assert_eq!(sentences(text, 100), text);
        assert_eq!(sentences(text, 30), "First one. Second, e.g. this.");
        assert_eq!(sentences(text, 4), "First one.");
        assert_eq!(short("a  b\nc", 10), "a b c");
        assert_eq!(short("furosemide", 4), "furo…");
    }
}
