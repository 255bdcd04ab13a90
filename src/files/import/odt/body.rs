//! The text of an OpenDocument text: paragraphs, lists and tables.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::Tracked;
use super::super::draft::{Block, Cell, Lines, Lost, Paragraph, Role, Table};
use super::super::marks::{self, Numbers, Numerals};
use super::super::xml::Element;
use super::all_text;
use super::changes::{Change, Changes};
use super::inline::Inline;
use super::styles::Styles;

/// How often a cell or a row that says so is repeated at most.
const MOST_REPEATS: u32 = 64;
/// How many cells stand for repeated ones at most.
const MOST_CELLS: usize = 10_000;

/// Reads the body of a document, and then its notes.
pub(super) struct Body<'t> {
    pub styles: &'t Styles,
    pub changes: &'t Changes<'t>,
    pub tracked: Tracked,
    pub lost: Lost,
    /// How many paragraphs there were.
    number: u32,
    /// How many insertions that are refused are open.
    pub refused: u32,
    /// What a paragraph without an end leaves to the next one.
    carried: Option<(u32, Lines)>,
    /// The notes, in the order of their marks.
    pub notes: Vec<Element<'t>>,
    pub in_note: bool,
    cells: usize,
    /// The running numbers of each list, and the list that each style was last used in.
    counts: Vec<Numbers>,
    by_id: HashMap<String, usize>,
    by_style: HashMap<String, usize>,
}

/// Where in a list a paragraph stands.
#[derive(Clone)]
struct Listed {
    style: Option<String>,
    counts: usize,
    depth: u8,
    /// The mark of the item is still to come: the number that it begins with, if it says one.
    mark: Option<Option<u32>>,
    has_item: bool,
}

impl<'t> Body<'t> {
    pub fn new(styles: &'t Styles, changes: &'t Changes<'t>, tracked: Tracked) -> Self {
        Self {
            styles,
            changes,
            tracked,
            lost: Lost::default(),
            number: 0,
            refused: 0,
            carried: None,
            notes: Vec::new(),
            in_note: false,
            cells: 0,
            counts: Vec::new(),
            by_id: HashMap::new(),
            by_style: HashMap::new(),
        }
    }

    pub fn into_lost(self) -> Lost {
        self.lost
    }

    /// Reads the notes whose marks stood in the text.
    pub fn notes(&mut self) -> Vec<Vec<Block>> {
        self.in_note = true;
        let notes = std::mem::take(&mut self.notes);
        notes
            .into_iter()
            .map(|note| {
                let mut blocks = Vec::new();
                self.read(note, &mut blocks);
                blocks
            })
            .collect()
    }

    /// Reads what stands in an element, block by block.
    pub fn read(&mut self, element: Element<'t>, out: &mut Vec<Block>) {
        self.blocks(element, &mut None, out);
        if let Some((number, text)) = self.carried.take() {
            out.push(Block::Paragraph(Paragraph {
                number,
                text,
                ..Paragraph::default()
            }));
        }
    }

    /// Reads what stands apart from the text around it.
    pub fn read_boxed(&mut self, element: Element<'t>, out: &mut Vec<Block>) {
        let carried = self.carried.take();
        self.read(element, out);
        self.carried = carried;
    }

    fn blocks(&mut self, element: Element<'t>, list: &mut Option<Listed>, out: &mut Vec<Block>) {
        for child in element.children() {
            match child.name() {
                "p" | "h" => self.paragraph(child, list, out),
                "list" => self.list(child, list.as_ref(), out),
                "table" => {
                    let table = self.table(child);
                    if self.refused == 0 {
                        out.push(Block::Table(table));
                    }
                }
                "change-start" | "change-end" | "change" => {
                    if let Some(deleted) = self.change(child) {
                        self.blocks(deleted, list, out);
                    }
                }
                "frame" | "custom-shape" | "rect" | "g" | "ellipse" | "line" | "path" | "polygon" | "control" => {
                    let mut inline = Inline::default();
                    self.drawing(child, &mut inline);
                    out.append(&mut inline.boxes);
                }
                "tracked-changes"
                | "forms"
                | "sequence-decls"
                | "variable-decls"
                | "user-field-decls"
                | "index-title-template"
                | "table-of-content-source"
                | "section-source" => {}
                _ => self.blocks(child, list, out),
            }
        }
    }

    /// A mark of a tracked change between two paragraphs.
    pub fn change(&mut self, mark: Element<'t>) -> Option<Element<'t>> {
        match (self.changes.of(mark), mark.name(), self.tracked) {
            (Some(Change::Insertion), "change-start", Tracked::Refuse) => {
                self.refused += 1;
                self.lost.changes += 1;
            }
            (Some(Change::Insertion), "change-end", Tracked::Refuse) => self.refused = self.refused.saturating_sub(1),
            (Some(Change::Deletion(deleted)), "change", Tracked::Accept) => {
                self.lost.changes += u32::from(!all_text(deleted).trim().is_empty());
            }
            (Some(Change::Deletion(deleted)), "change", Tracked::Refuse) => return Some(deleted),
            _ => {}
        }
        None
    }

    fn paragraph(&mut self, element: Element<'t>, list: &mut Option<Listed>, out: &mut Vec<Block>) {
        self.number = self.number.saturating_add(1);
        let style = element.attr("style-name");
        let (format, chosen) = self.styles.paragraph(style.as_deref());
        let (mut number, mut inline) = (self.number, Inline::default());
        if let Some((from, carried)) = self.carried.take() {
            number = from;
            inline.in_text = !carried.is_blank();
            inline.lines = carried;
        }
        self.inline(element, &format, &mut inline);
        let Inline { lines: text, boxes, .. } = inline;
        if self.refused > 0 {
            self.carried = Some((number, text));
            out.extend(boxes);
            return;
        }
        let level = element.attr("outline-level").and_then(|level| level.parse::<u8>().ok());
        let heading = match element.name() {
            "h" => Some(level.unwrap_or(1)),
            _ => format.heading,
        };
        let role = match (heading.filter(|level| *level > 0), list.as_mut()) {
            (Some(level), _) => Role::Heading(level.min(6)),
            (None, Some(listed)) => self.item(listed, &text),
            (None, None) => Role::Body,
        };
        let close_to = match format.contextual {
            Some(true) => hash(chosen.unwrap_or_default()),
            _ => 0,
        };
        out.push(Block::Paragraph(Paragraph {
            number,
            role,
            text,
            gap_before: format.gap_before.unwrap_or(false),
            gap_after: format.gap_after.unwrap_or(false),
            close_to,
        }));
        out.extend(boxes);
    }

    fn item(&mut self, listed: &mut Listed, text: &Lines) -> Role {
        let Some(start) = listed.mark.take() else {
            return if listed.has_item { Role::InItem } else { Role::Body };
        };
        let level = self.styles.level(listed.style.as_deref(), listed.depth);
        let mark = match level {
            None => Some("-".to_owned()),
            Some(level) => match &level.bullet {
                Some(bullet) => Some(marks::bullet(bullet)),
                None if level.format.is_empty() => None,
                None => {
                    let depth = usize::from(listed.depth);
                    let counts = self.counts.get_mut(listed.counts);
                    let number = counts.map_or(1, |counts| {
                        if let Some(start) = start {
                            counts.restart(depth, start);
                        }
                        counts.next(depth, start.unwrap_or(level.start))
                    });
                    let numerals = if level.format == "a" {
                        Numerals::Letters
                    } else {
                        Numerals::Digits
                    };
                    Some(marks::numbered(numerals, number, &level.before, &level.after))
                }
            },
        };
        let depth = listed.depth;
        match mark {
            Some(mark) => {
                listed.has_item = !text.is_blank();
                Role::Item { depth, mark }
            }
            None => Role::Body,
        }
    }

    fn list(&mut self, element: Element<'t>, within: Option<&Listed>, out: &mut Vec<Block>) {
        let mut listed = match within {
            Some(outer) => Listed {
                style: element.attr("style-name").or_else(|| outer.style.clone()),
                depth: outer.depth.saturating_add(1),
                mark: None,
                has_item: false,
                counts: outer.counts,
            },
            None => {
                let style = element.attr("style-name").or_else(|| self.style_of_first(element));
                let continued = element
                    .attr("continue-list")
                    .and_then(|id| self.by_id.get(&id).copied())
                    .or_else(|| {
                        element
                            .attr("continue-numbering")
                            .filter(|value| value == "true")
                            .and_then(|_| self.by_style.get(style.as_deref()?).copied())
                    });
                let counts = continued.unwrap_or_else(|| {
                    self.counts.push(Numbers::default());
                    self.counts.len() - 1
                });
                if let Some(id) = element.attr("id") {
                    self.by_id.insert(id, counts);
                }
                if let Some(style) = &style {
                    self.by_style.insert(style.clone(), counts);
                }
                Listed {
                    style,
                    counts,
                    depth: 0,
                    mark: None,
                    has_item: false,
                }
            }
        };
        for item in element.children() {
            listed.has_item = false;
            listed.mark = match item.name() {
                "list-item" => Some(item.attr("start-value").and_then(|start| start.parse().ok())),
                "list-header" => None,
                _ => continue,
            };
            let mut here = Some(listed.clone());
            self.blocks(item, &mut here, out);
        }
    }

    /// The list that the style of a list's first paragraph names.
    fn style_of_first(&self, list: Element<'t>) -> Option<String> {
        let paragraph = list.child("list-item")?.child("p")?;
        self.styles.paragraph(paragraph.attr("style-name").as_deref()).0.list
    }

    fn table(&mut self, element: Element<'t>) -> Table {
        let mut table = Table {
            rows: Vec::new(),
            header: element.child("table-header-rows").is_some(),
        };
        self.rows(element, &mut table);
        table
    }

    fn rows(&mut self, element: Element<'t>, table: &mut Table) {
        for child in element.children() {
            match child.name() {
                "table-row" => {
                    let mut row = Vec::new();
                    self.row(child, &mut row);
                    let repeats = repeats(child, "number-rows-repeated");
                    let repeats = if row.iter().all(is_small) { repeats } else { 1 };
                    for _ in 1..repeats {
                        self.cells = self.cells.saturating_add(row.len());
                        if self.cells < MOST_CELLS {
                            table.rows.push(row.clone());
                        }
                    }
                    table.rows.push(row);
                }
                "table-columns" | "table-column" | "table-source" => {}
                _ => self.rows(child, table),
            }
        }
    }

    fn row(&mut self, element: Element<'t>, row: &mut Vec<Cell>) {
        for child in element.children() {
            match child.name() {
                "table-cell" => {
                    let mut cell = Cell {
                        blocks: Vec::new(),
                        span: repeats(child, "number-columns-spanned"),
                    };
                    self.read_boxed(child, &mut cell.blocks);
                    let repeats = repeats(child, "number-columns-repeated");
                    for _ in 1..if is_small(&cell) { repeats } else { 1 } {
                        self.cells = self.cells.saturating_add(1);
                        if self.cells < MOST_CELLS {
                            row.push(cell.clone());
                        }
                    }
                    row.push(cell);
                }
                // Hidden below a cell that spans; below one of another row it is empty.
                "covered-table-cell" => {}
                _ => self.row(child, row),
            }
        }
    }
}

/// Whether a cell can be repeated: it holds a few words, or nothing.
fn is_small(cell: &Cell) -> bool {
    cell.blocks.len() <= 4
        && cell.blocks.iter().all(|block| match block {
            Block::Paragraph(paragraph) => {
                let lines = paragraph.text.lines();
                lines.len() <= 8 && lines.iter().all(|line| line.text.len() <= 200)
            }
            Block::Table(_) => false,
        })
}

fn repeats(element: Element, attribute: &str) -> u32 {
    let number = element
        .attr(attribute)
        .and_then(|number| number.parse::<u64>().ok())
        .unwrap_or(1);
    u32::try_from(number).unwrap_or(u32::MAX).clamp(1, MOST_REPEATS)
}

/// A style as a number; never 0.
fn hash(style: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    style.hash(&mut hasher);
    hasher.finish() | 1
}
