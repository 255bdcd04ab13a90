//! Pages of text for people: headings, wrapped paragraphs, tables, and the documentation of rules.

use super::{Result, output};
use crate::lint::docs::{Block, parse};
use crate::report::{ColorChoice, Paint, RenderOptions, Table, neutralize, neutralize_line, wrap};

/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 96;

/// A page being written.
pub(super) struct Page {
    out: Vec<u8>,
    paint: Paint,
    options: RenderOptions,
}

impl Page {
    pub(super) fn new(color: ColorChoice) -> Self {
        let mut options = output::render_options(color, false);
        options.width = options.width.min(WIDEST);
        Self {
            out: Vec::new(),
            paint: Paint::new(options.color),
            options,
        }
    }

    fn line(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'\n');
    }

    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(b"\n\n") {
            self.out.push(b'\n');
        }
    }

    /// What the page is about.
    pub(super) fn title(&mut self, id: &str, title: &str) {
        self.gap();
        let text = format!(
            "{}  {}",
            self.paint.strong(&neutralize_line(id)),
            neutralize_line(title)
        );
        self.line(&text);
    }

    /// A heading, with space above.
    pub(super) fn heading(&mut self, text: &str) {
        self.gap();
        let text = self.paint.strong(&neutralize_line(text)).into_owned();
        self.line(&text);
    }

    /// A paragraph, wrapped, with space above unless under a heading.
    pub(super) fn paragraph(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.wrapped("", "", text);
        self.out.push(b'\n');
    }

    /// An item of a list, wrapped.
    pub(super) fn item(&mut self, text: &str) {
        let mark = if self.options.ascii { "- " } else { "• " };
        self.wrapped(mark, "  ", text);
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let text = neutralize_line(text.trim());
        let lines = wrap(&text, self.options.width.saturating_sub(rest.len()), 0);
        for (at, line) in lines.iter().enumerate() {
            let line = format!("{}{line}", if at == 0 { first } else { rest });
            self.line(&line);
        }
    }

    /// A table.
    pub(super) fn table(&mut self, table: &Table) {
        table.render(&mut self.out);
    }

    /// Space.
    pub(super) fn blank_line(&mut self) {
        self.gap();
    }

    /// Text as it is, indented.
    pub(super) fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            let line = neutralize(line).into_owned();
            self.line(
                if line.is_empty() {
                    String::new()
                } else {
                    format!("    {line}")
                }
                .as_str(),
            );
        }
    }

    /// The documentation of a rule.
    pub(super) fn documentation(&mut self, docs: &str) {
        for section in parse(docs) {
            if !section.title.is_empty() {
                self.heading(&section.title);
            }
            for block in &section.blocks {
                self.gap();
                match block {
                    Block::Paragraph(text) => self.wrapped("", "", text),
                    Block::List(items) => items.iter().for_each(|item| match item.strip_prefix("- ") {
                        Some(text) => self.item(text),
                        None => self.wrapped("", "   ", item),
                    }),
                    Block::Verbatim(text) => self.verbatim(text),
                    Block::Example(example) => {
                        self.line(if example.bad {
                            "Not like this:"
                        } else {
                            "But like this:"
                        });
                        self.gap();
                        self.verbatim(&example.text);
                    }
                }
            }
        }
        self.gap();
    }

    /// The page as text, for tests.
    #[cfg(test)]
    fn into_text(self) -> String {
        String::from_utf8(self.out).unwrap_or_default()
    }

    /// Print it.
    pub(super) fn print(mut self) -> Result<()> {
        while self.out.ends_with(b"\n\n") {
            self.out.pop();
        }
        output::print(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_is_laid_out_for_reading() {
        let mut page = Page::new(ColorChoice::Never);
        page.documentation(
            "## What it does\n\nFinds `***`\nleft behind.\n\n- one\n- two\n  more\n\n```bad kind=soap\nCC: ***\n\n  x\n```\n\nEnd.\n",
        );
        assert_eq!(
            page.into_text(),
            "What it does\n\nFinds `***` left behind.\n\n• one\n• two more\n\nNot like this:\n\n    CC: ***\n\n      x\n\nEnd.\n\n"
        );
    }
}
