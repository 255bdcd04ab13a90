//! A document as the text of a note: what is open stays visible, in the marks that the linter reports.

use super::document::{Blank, BlankKind, Document, Piece};

/// How guidance is written when it is asked for, so that what is left of it can be told from a comment of the writer's.
pub const GUIDE: &str = "guide:";

/// The note. A default stands where nothing else was chosen, an optional passage is left out, everything else that is
/// open stays. With `guide`, guidance stays as comments, `<!-- guide: … -->`.
pub(super) fn render(document: &Document, guide: bool) -> String {
    let mut writer = Writer::default();
    for piece in &document.pieces {
        match piece {
            Piece::Text(text) => writer.text(text),
            Piece::Value(value) => writer.word(value),
            Piece::Blank(blank) => writer.blank(blank),
            Piece::Guidance { text, lines } if guide && !text.is_empty() => {
                let text = text.replace("--", "–");
                if *lines {
                    writer.text(&format!("<!-- {GUIDE} {text} -->\n"));
                } else {
                    writer.text(&format!(" <!-- {GUIDE} {text} -->"));
                }
            }
            Piece::Guidance { .. } => {}
        }
    }
    writer.finish()
}

/// Puts text together line by line, without what an omitted passage leaves behind.
#[derive(Default)]
struct Writer {
    done: String,
    line: String,
    /// Whether a passage was left out of the line.
    omitted: bool,
}

impl Writer {
    fn blank(&mut self, blank: &Blank) {
        match blank.kind {
            BlankKind::Default => self.word(blank.choices.first().map_or("", String::as_str)),
            BlankKind::Optional => self.omitted = true,
            _ => self.word(&blank.written),
        }
    }

    fn word(&mut self, word: &str) {
        self.line.push_str(word);
    }

    fn text(&mut self, text: &str) {
        for part in text.split_inclusive('\n') {
            let words = part.strip_suffix('\n').unwrap_or(part);
            self.line.push_str(words);
            if words.len() < part.len() {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.omitted) {
            line = tidied(&line);
            // A line that held only what was left out goes with it.
            if line
                .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '+' | '.' | ',' | ';'))
                .is_empty()
            {
                return;
            }
        }
        let line = line.trim_end();
        // Conditions and guidance leave blank lines behind; one is enough.
        if line.is_empty() && (self.done.is_empty() || self.done.ends_with("\n\n")) {
            return;
        }
        self.done.push_str(line);
        self.done.push('\n');
    }

    fn finish(mut self) -> String {
        if !self.line.is_empty() {
            self.end_line();
        }
        let end = self.done.trim_end().len();
        self.done.truncate(end);
        if end > 0 {
            self.done.push('\n');
        }
        self.done
    }
}

/// A line without doubled spaces inside it and spaces before its stops.
fn tidied(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let mut tidy = line[..indent].to_owned();
    for c in line[indent..].chars() {
        if matches!(c, ',' | ';' | '.' | ')') && tidy.ends_with(' ') {
            tidy.pop();
        }
        if c == ' ' && tidy.ends_with([' ', '(']) {
            continue;
        }
        tidy.push(c);
    }
    tidy
}
