//! A document on its way to the markup: what every format is read into.

/// How many paragraphs a document has at most, where nothing else bounds them.
pub(super) const MOST_PARAGRAPHS: u32 = 500_000;
pub(super) const TOO_MANY: &str = "has far more paragraphs than a note; save the text of the note alone";

/// A document, read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
    /// Footnotes and endnotes, in the order of their marks.
    pub notes: Vec<Vec<Block>>,
    /// What was left out.
    pub lost: Lost,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub(super) enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph; an empty one is a blank line.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// Which one it is in the original, from 1.
    pub number: u32,
    pub role: Role,
    pub text: Lines,
    /// Whether a gap is seen before it, and after it.
    pub gap_before: bool,
    pub gap_after: bool,
    /// No gap is seen between neighbours that share this; 0 shares with none.
    pub close_to: u64,
}

/// What a paragraph is.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    Body,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// An item of a list, at a depth from 0, with its mark (`-`, `1.`, `a)`).
    Item { depth: u8, mark: String },
    /// A further paragraph of the item before it.
    InItem,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub rows: Vec<Vec<Cell>>,
    /// Whether its first row is marked as a header.
    pub header: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub blocks: Vec<Block>,
    /// How many columns it spans, at least 1.
    pub span: u32,
}

/// The lines of a paragraph: soft breaks divide them.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    /// The last character was the first half of a break (CR).
    after_return: bool,
}

/// A line of a paragraph.
#[derive(Debug, Default, Clone)]
pub(super) struct Line {
    pub text: String,
    /// How many of its letters and digits are set off (bold or underlined), and how many are not.
    pub strong: u32,
    pub plain: u32,
}

impl Lines {
    /// Adds text as it stands: line breaks divide lines, characters that nobody sees go.
    pub fn push(&mut self, text: &str, strong: bool) {
        for c in text.chars() {
            let after_return = std::mem::replace(&mut self.after_return, c == '\r');
            match c {
                '\n' if after_return => {}
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.break_line(),
                // A soft hyphen shows only where a line is wrapped.
                '\u{ad}' | '\u{feff}' | '\u{7f}' => {}
                '\t' => self.put('\t', strong),
                '\u{2011}' => self.put('-', strong),
                c if u32::from(c) < 0x20 || (0x80..0xa0).contains(&u32::from(c)) => {}
                c => self.put(c, strong),
            }
        }
    }

    fn put(&mut self, c: char, strong: bool) {
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let Some(line) = self.lines.last_mut() else { return };
        line.text.push(c);
        if c.is_alphanumeric() {
            let count = if strong { &mut line.strong } else { &mut line.plain };
            *count = count.saturating_add(1);
        }
    }

    /// Takes the last character away, if it is this one.
    pub fn unpush(&mut self, c: char) {
        if let Some(line) = self.lines.last_mut()
            && line.text.ends_with(c)
        {
            line.text.pop();
        }
    }

    /// A soft break.
    pub fn break_line(&mut self) {
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(Line::default());
    }

    /// What stands there, line by line.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether nothing is seen of it.
    pub fn is_blank(&self) -> bool {
        self.lines.iter().all(|line| line.text.trim().is_empty())
    }

    /// Adds what another paragraph holds: the mark between the two was deleted.
    pub fn append(&mut self, other: Self) {
        let mut others = other.lines.into_iter();
        if let Some(first) = others.next() {
            match self.lines.last_mut() {
                Some(last) => {
                    last.text.push_str(&first.text);
                    last.strong = last.strong.saturating_add(first.strong);
                    last.plain = last.plain.saturating_add(first.plain);
                }
                None => self.lines.push(first),
            }
        }
        self.lines.extend(others);
        self.after_return = other.after_return;
    }

    /// What nobody filled in, as the markup writes it: a wildcard with what was asked for.
    pub fn as_prompt(&self) -> Self {
        let asked = self.in_one_line().replace(['{', '}', '|'], " ");
        let mut lines = Self::default();
        if !asked.trim().is_empty() {
            lines.push(&format!("***{{{}}}", asked.trim()), false);
        }
        lines
    }

    /// All of it in one line.
    pub fn in_one_line(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let line = line.text.trim();
            if !text.is_empty() && !line.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
        }
        text
    }
}

/// Sets blocks apart from the text around them: they float beside it.
pub(super) fn set_apart(blocks: &mut [Block]) {
    if let Some(Block::Paragraph(first)) = blocks.first_mut() {
        (first.gap_before, first.close_to) = (true, 0);
    }
    if let Some(Block::Paragraph(last)) = blocks.last_mut() {
        (last.gap_after, last.close_to) = (true, 0);
    }
}

/// What was left out.
#[derive(Debug, Default)]
pub(super) struct Lost {
    pub pictures: u32,
    pub objects: u32,
    pub comments: u32,
    /// Passages that a tracked change removes from the text.
    pub changes: u32,
    pub hidden: u32,
    pub header: bool,
    pub footer: bool,
    pub page_numbers: bool,
    /// Anything else, in words.
    pub other: Vec<String>,
}

impl Lost {
    /// In a few words each.
    pub fn into_words(self) -> Vec<String> {
        let mut words = Vec::new();
        let mut count = |number: u32, one: &str, many: &str| match number {
            0 => {}
            1 => words.push(one.to_owned()),
            _ => words.push(format!("{number} {many}")),
        };
        count(self.pictures, "a picture", "pictures");
        count(self.objects, "an embedded object", "embedded objects");
        count(self.comments, "a comment in the margin", "comments in the margin");
        count(
            self.changes,
            "a passage that tracked changes take out",
            "passages that tracked changes take out",
        );
        count(self.hidden, "a passage of hidden text", "passages of hidden text");
        count(self.header.into(), "the text of the page header", "");
        count(self.footer.into(), "the text of the page footer", "");
        count(self.page_numbers.into(), "the page numbers", "");
        words.extend(self.other);
        words
    }
}
