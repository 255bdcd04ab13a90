//! The paragraphs, lists and tables of a page of HTML.

use super::super::draft::{Block, Cell, Draft, Lines, Paragraph, Role, Table};
use super::super::symbols;
use super::Look;

/// How deep tables nest; deeper ones are read as part of the last.
const MOST_TABLES: usize = 12;
/// How deep lists nest.
const MOST_LISTS: usize = 40;

/// A page being read.
#[derive(Default)]
pub(super) struct Page {
    draft: Draft,
    lines: Lines,
    /// Text stands in the line already; white space came last.
    in_text: bool,
    after_space: bool,
    number: u32,
    /// How many paragraphs there are, with the blank ones.
    pub blocks: u32,
    heading: Option<u8>,
    /// The paragraph is a `p`: a gap is seen around it.
    gap: bool,
    lists: Vec<List>,
    tables: Vec<Open>,
}

struct List {
    /// The next number, where it has numbers.
    next: Option<u32>,
    letters: bool,
    /// An item was opened, and its first paragraph is still to come; then: it came.
    due: bool,
    has_item: bool,
}

#[derive(Default)]
struct Open {
    table: Table,
    row: Vec<Cell>,
    cell: Option<Cell>,
    /// The lists outside of the table.
    lists: Vec<List>,
}

impl Page {
    pub fn lost_picture(&mut self) {
        self.draft.lost.pictures += 1;
    }

    pub fn lost_object(&mut self) {
        self.draft.lost.objects += 1;
    }

    /// Adds text.
    pub fn text(&mut self, text: &str, look: Look) {
        if look.hidden {
            self.draft.lost.hidden += u32::from(!text.trim().is_empty());
            return;
        }
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') && !look.as_typed {
                if self.in_text && !self.after_space {
                    shown.push(' ');
                }
                self.after_space = true;
            } else {
                shown.push(c);
                (self.in_text, self.after_space) = (true, false);
            }
        }
        let strong = look.strong && !look.in_link;
        if look.raised {
            self.lines.push(&symbols::raised(&shown), strong);
        } else {
            self.lines.push(&symbols::shown(&shown, ""), strong);
        }
    }

    /// The paragraph that begins has no gap after it.
    pub fn without_gap(&mut self) {
        self.gap = false;
    }

    pub fn break_line(&mut self) {
        self.lines.break_line();
        (self.in_text, self.after_space) = (false, false);
    }

    /// The end of a paragraph, if one is open.
    pub fn end_block(&mut self) {
        let text = std::mem::take(&mut self.lines);
        (self.in_text, self.after_space) = (false, false);
        let says_something = !text.is_blank();
        if !says_something && text.lines().is_empty() {
            return;
        }
        self.blocks = self.blocks.saturating_add(1);
        let role = if !says_something {
            Role::Body
        } else if let Some(level) = self.heading {
            Role::Heading(level)
        } else {
            self.number = self.number.saturating_add(1);
            self.role()
        };
        if self.heading.is_some() && says_something {
            self.number = self.number.saturating_add(1);
        }
        let paragraph = Paragraph {
            number: self.number,
            role,
            text,
            gap_before: self.gap,
            gap_after: self.gap,
            close_to: 0,
        };
        self.add(Block::Paragraph(paragraph));
    }

    fn role(&mut self) -> Role {
        let depth = self.lists.len().saturating_sub(1);
        let Some(list) = self.lists.last_mut() else {
            return Role::Body;
        };
        if !std::mem::take(&mut list.due) {
            return if list.has_item { Role::InItem } else { Role::Body };
        }
        list.has_item = true;
        let mark = match list.next {
            Some(number) => {
                list.next = Some(number.saturating_add(1));
                match (list.letters, number) {
                    (true, 1..=26) => format!("{})", char::from(b'a' + (number as u8 - 1))),
                    _ => format!("{number}."),
                }
            }
            None => "-".to_owned(),
        };
        Role::Item {
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            mark,
        }
    }

    fn add(&mut self, block: Block) {
        let cell = self.tables.last_mut().and_then(|open| open.cell.as_mut());
        match cell {
            Some(cell) => cell.blocks.push(block),
            None => self.draft.blocks.push(block),
        }
    }

    /// An element begins.
    pub fn start(&mut self, name: &str, attribute: impl Fn(&str) -> Option<String>) {
        if !is_block(name) {
            return;
        }
        self.end_block();
        match name {
            "p" => self.gap = true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading = name.as_bytes().get(1).map(|digit| digit.wrapping_sub(b'0').clamp(1, 6));
            }
            "ul" | "ol" | "menu" | "dir" if self.lists.len() < MOST_LISTS => {
                let start = attribute("start").and_then(|start| start.trim().parse().ok());
                let kind = attribute("type").unwrap_or_default();
                self.lists.push(List {
                    next: (name == "ol").then(|| start.unwrap_or(1)),
                    letters: kind == "a",
                    due: false,
                    has_item: false,
                });
            }
            "li" => {
                let value = attribute("value").and_then(|value| value.trim().parse::<u32>().ok());
                if let Some(list) = self.lists.last_mut() {
                    (list.due, list.has_item) = (true, false);
                    if let (Some(_), Some(value)) = (list.next, value) {
                        list.next = Some(value);
                    }
                }
            }
            "table" if self.tables.len() < MOST_TABLES => {
                let lists = std::mem::take(&mut self.lists);
                self.tables.push(Open {
                    lists,
                    ..Open::default()
                });
            }
            "table" => {}
            "tr" => self.end_row(),
            "td" | "th" => {
                self.end_cell();
                let span = attribute("colspan").and_then(|span| span.trim().parse::<u32>().ok());
                if let Some(open) = self.tables.last_mut() {
                    open.table.header |= name == "th" && open.table.rows.is_empty();
                    let span = span.unwrap_or(1).clamp(1, 64);
                    open.cell = Some(Cell {
                        blocks: Vec::new(),
                        span,
                    });
                }
            }
            _ => {}
        }
    }

    /// An element ends.
    pub fn end(&mut self, name: &str) {
        if !is_block(name) {
            return;
        }
        self.end_block();
        match name {
            "p" => self.gap = false,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            "ul" | "ol" | "menu" | "dir" => drop(self.lists.pop()),
            "li" => {
                if let Some(list) = self.lists.last_mut() {
                    (list.due, list.has_item) = (false, false);
                }
            }
            "td" | "th" => self.end_cell(),
            "tr" => self.end_row(),
            "table" => self.end_table(),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        self.end_block();
        (self.heading, self.gap) = (None, false);
        if let Some(open) = self.tables.last_mut()
            && let Some(cell) = open.cell.take()
        {
            self.lists.clear();
            open.row.push(cell);
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(open) = self.tables.last_mut()
            && !open.row.is_empty()
        {
            open.table.rows.push(std::mem::take(&mut open.row));
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        if let Some(open) = self.tables.pop() {
            self.lists = open.lists;
            if !open.table.rows.is_empty() {
                self.add(Block::Table(open.table));
            }
        }
    }

    /// All that stood on the page.
    pub fn finish(mut self) -> Draft {
        self.end_block();
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.draft
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "textarea"
    )
}
