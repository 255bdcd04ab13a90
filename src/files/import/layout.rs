//! A document as the markup: which lines it has, and where the blank ones stand.

use super::draft::{Block, Draft, Line, Paragraph, Role};
use super::places::{Places, Unit};
use super::{Imported, names, table};

/// A bold line of more words than this is an emphasised sentence, not a heading.
const MOST_WORDS_OF_A_TITLE: usize = 12;
/// A heading of more words than this is a paragraph whose style was never set back.
const MOST_WORDS_OF_A_HEADING: usize = 24;
/// How deep an indent goes: deeper lists are drawn at this one.
const MOST_INDENT: usize = 40;

/// The markup of a whole document.
pub(super) fn lay_out(draft: Draft, unit: Unit) -> Imported {
    let mut page = Page::new(Places::counted_in(unit), !all_is_strong(&draft.blocks));
    page.blocks(&draft.blocks);
    for (number, note) in draft.notes.iter().enumerate() {
        page.gap = true;
        page.lead = format!("[{}] ", number + 1);
        page.blocks(note);
        page.lead.clear();
    }
    page.finish(draft.lost.into_words())
}

/// Whether bold says nothing, because most of the document is.
fn all_is_strong(blocks: &[Block]) -> bool {
    fn count(blocks: &[Block], sums: &mut (u64, u64)) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    for line in paragraph.text.lines() {
                        sums.0 += u64::from(line.strong);
                        sums.1 += u64::from(line.plain);
                    }
                }
                Block::Table(table) => {
                    for cell in table.rows.iter().flatten() {
                        count(&cell.blocks, sums);
                    }
                }
            }
        }
    }
    let mut sums = (0, 0);
    count(blocks, &mut sums);
    sums.0 > 3 * sums.1
}

/// What stood last on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Heading,
    Body,
    Item,
    Table,
}

/// The text so far.
pub(super) struct Page {
    text: String,
    places: Places,
    last: Last,
    /// A blank line is due before what comes next.
    gap: bool,
    /// The last paragraph asked for a gap after it, and which it stands close to.
    gap_after: bool,
    close_to: u64,
    /// The open items: their depth, their indent, and the width of their mark.
    items: Vec<(u8, usize, usize)>,
    /// Whether the last item of the outermost level had a number.
    numbered: Option<bool>,
    /// Set before the first line of the next paragraph.
    pub lead: String,
    /// Gaps between paragraphs are not looked at.
    pub tight: bool,
    /// Whether a bold line is a heading here.
    strong: bool,
}

impl Page {
    fn new(places: Places, strong: bool) -> Self {
        Self {
            text: String::new(),
            places,
            last: Last::Nothing,
            gap: false,
            gap_after: false,
            close_to: 0,
            items: Vec::new(),
            numbered: None,
            lead: String::new(),
            tight: false,
            strong,
        }
    }

    fn finish(mut self, lost: Vec<String>) -> Imported {
        self.text.truncate(self.text.trim_end().len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        Imported {
            text: self.text,
            places: self.places,
            lost,
        }
    }

    /// Adds blocks one after another.
    pub fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.paragraph(paragraph),
                Block::Table(table) => table::lay_out(self, table),
            }
        }
    }

    /// A blank line before what comes next.
    pub fn need_gap(&mut self) {
        self.gap = true;
    }

    /// Adds a line that is laid out already (a row of a table), which is paragraph `number` of the original.
    pub fn row(&mut self, cells: &[(u32, String)], columns: usize) {
        if self.last != Last::Table {
            self.open(Last::Table, true);
        }
        for at in 0..columns {
            self.text.push_str("| ");
            if let Some((number, cell)) = cells.get(at) {
                self.places.begin(self.text.len(), *number);
                self.text.push_str(cell);
                if !cell.is_empty() {
                    self.text.push(' ');
                }
            }
        }
        self.text.push_str("|\n");
    }

    /// Adds the row that makes a table of the one above it.
    pub fn delimiter(&mut self, columns: usize) {
        for _ in 0..columns {
            self.text.push_str("| --- ");
        }
        self.text.push_str("|\n");
    }

    /// The end of a table.
    pub fn end_table(&mut self) {
        self.last = Last::Table;
        self.gap = true;
    }

    /// Makes room for what comes next: a blank line where one is due.
    fn open(&mut self, next: Last, gap: bool) {
        if self.last != Last::Nothing && (gap || self.gap) {
            self.text.push('\n');
        }
        self.gap = false;
        self.last = next;
        if next != Last::Item {
            self.items.clear();
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        if paragraph.text.is_blank() && self.lead.is_empty() {
            self.gap |= self.last != Last::Nothing && !matches!(paragraph.role, Role::Item { .. });
            return;
        }
        let role = match &paragraph.role {
            Role::Heading(_) if paragraph.text.in_one_line().split_whitespace().count() > MOST_WORDS_OF_A_HEADING => {
                &Role::Body
            }
            Role::InItem if self.items.is_empty() => &Role::Body,
            role => role,
        };
        let seen = (self.gap_after || paragraph.gap_before)
            && (paragraph.close_to == 0 || paragraph.close_to != self.close_to);
        let seen = seen && !self.tight;
        self.gap_after = paragraph.gap_after && !self.tight;
        self.close_to = paragraph.close_to;
        match role {
            Role::Heading(level) => self.heading(*level, paragraph),
            Role::Item { depth, mark } => self.item(*depth, mark, paragraph, seen),
            Role::InItem => {
                self.open(Last::Item, false);
                let indent = self.items.last().map_or(0, |(_, indent, width)| indent + width);
                self.lines(paragraph, indent, indent, false);
            }
            Role::Body => {
                let gap = match self.last {
                    Last::Heading | Last::Table | Last::Item => true,
                    Last::Nothing | Last::Body => seen,
                };
                let alone = self.stands_alone(paragraph);
                self.open(Last::Body, gap || (alone && self.last != Last::Nothing));
                self.lines(paragraph, 0, 0, true);
                self.gap = alone;
            }
        }
    }

    /// Whether a paragraph is the name of a section and nothing else.
    fn stands_alone(&self, paragraph: &Paragraph) -> bool {
        let [line] = paragraph.text.lines() else { return false };
        let bold = self.strong && line.strong > 0 && line.plain == 0;
        self.lead.is_empty() && !bold && names::is_section(&line.text)
    }

    fn heading(&mut self, level: u8, paragraph: &Paragraph) {
        self.open(Last::Heading, true);
        self.places.begin(self.text.len(), paragraph.number);
        let text = paragraph.text.in_one_line();
        // Whoever typed the marks as well meant one heading.
        if !text.starts_with('#') {
            for _ in 0..level.clamp(1, 6) {
                self.text.push('#');
            }
            self.text.push(' ');
        }
        let lead = std::mem::take(&mut self.lead);
        self.text.push_str(&lead);
        self.text.push_str(text.trim());
        self.text.push('\n');
    }

    fn item(&mut self, depth: u8, mark: &str, paragraph: &Paragraph, seen: bool) {
        // Beside a list with other marks stands another list.
        let numbered = mark.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(');
        let before = if depth == 0 {
            self.numbered.replace(numbered)
        } else {
            None
        };
        let another = before == Some(!numbered);
        let gap = match self.last {
            Last::Heading | Last::Table => true,
            Last::Body => seen,
            Last::Item => another,
            Last::Nothing => false,
        };
        self.open(Last::Item, gap);
        while self.items.last().is_some_and(|(open, ..)| *open >= depth) {
            self.items.pop();
        }
        let indent = self.items.last().map_or(0, |(_, indent, width)| indent + width);
        let indent = indent.min(MOST_INDENT);
        let width = mark.chars().count() + 1;
        self.items.push((depth, indent, width));
        let lead = format!("{mark} {}", std::mem::take(&mut self.lead));
        self.lead = lead;
        self.lines(paragraph, indent, indent + width, false);
    }

    /// The lines of a paragraph: the first at `first`, the others at `rest`.
    fn lines(&mut self, paragraph: &Paragraph, first: usize, rest: usize, titles: bool) {
        self.places.begin(self.text.len(), paragraph.number);
        let mut indent = first;
        let (mut begun, mut blank) = (false, false);
        for line in paragraph.text.lines() {
            if line.text.trim().is_empty() {
                // A break at the start or the end of a paragraph is no line of it.
                blank = begun;
                continue;
            }
            if std::mem::take(&mut blank) {
                self.text.push('\n');
            }
            self.text.extend(std::iter::repeat_n(' ', indent));
            let lead = std::mem::take(&mut self.lead);
            self.text.push_str(&lead);
            self.line(line, titles && lead.is_empty() && self.strong);
            self.text.push('\n');
            indent = rest;
            begun = true;
        }
        // A lead without text, such as a note of which nothing is left.
        if !self.lead.is_empty() {
            let lead = std::mem::take(&mut self.lead);
            self.text.push_str(lead.trim_end());
            self.text.push('\n');
        }
    }

    fn line(&mut self, line: &Line, titles: bool) {
        let typed = line.text.trim_end();
        let text = typed.trim_start();
        if titles && is_title(line, text) {
            self.text.push_str("**");
            self.text.push_str(text);
            self.text.push_str("**");
            return;
        }
        // An indent that was typed says something only before a mark that was typed.
        if marked(text) && self.last == Last::Body {
            self.text.push_str(&typed[..typed.len() - text.len()]);
        }
        self.text.push_str(text);
    }
}

/// Whether a line that is set off is a title rather than a sentence.
fn is_title(line: &Line, text: &str) -> bool {
    line.plain == 0
        && line.strong > 0
        && !text.contains("**")
        && !text.starts_with(['#', '|', '>'])
        && !text.ends_with(['.', ',', ';', '!', '?'])
        && !marked(text)
        && text.split_whitespace().count() <= MOST_WORDS_OF_A_TITLE
        && text.chars().any(char::is_alphabetic)
}

/// Whether a line starts with a mark of a list that was typed.
fn marked(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('-' | '*' | '+' | '–' | '·') => chars.next().is_some_and(char::is_whitespace),
        Some('•' | '●' | '○' | '◦' | '▪' | '▫' | '■' | '➢' | '‣' | '☐') => true,
        Some('0'..='9') => {
            let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let mut rest = rest.chars();
            matches!(rest.next(), Some('.' | ')')) && rest.next().is_some_and(char::is_whitespace)
        }
        _ => false,
    }
}
