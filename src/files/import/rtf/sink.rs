//! Where the text of Rich Text Format goes: paragraphs, and the tables they stand in.

use super::super::draft::{Block, Cell, Lines, Paragraph, Role, Table, set_apart};

/// How deep tables nest; deeper ones are read as part of the last.
const MOST_TABLES: usize = 12;

/// A text of its own: the body, a note, a text box.
#[derive(Debug)]
pub(super) struct Sink {
    /// The paragraph being read.
    pub lines: Lines,
    /// The mark of the item that it is.
    pub mark: Option<String>,
    /// What stands in text boxes of the paragraph.
    boxes: Vec<Block>,
    /// The body, and the open tables, outermost first.
    levels: Vec<Level>,
}

#[derive(Debug, Default)]
struct Level {
    blocks: Vec<Block>,
    cells: Vec<Cell>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    cells: Vec<Cell>,
    header: bool,
    /// Where its cells end, in twentieths of a point.
    edges: Vec<i32>,
}

/// Edges that are no further apart than this are one.
const SAME_EDGE: u32 = 30;
/// How many edges are looked at.
const MOST_EDGES: usize = 80;

/// What a paragraph is, where it ends.
#[derive(Debug)]
pub(super) struct End {
    pub number: u32,
    pub role: Role,
    pub gap_before: bool,
    pub gap_after: bool,
    pub close_to: u64,
    /// How many tables it stands in.
    pub tables: usize,
}

impl Sink {
    pub fn new() -> Self {
        Self {
            lines: Lines::default(),
            mark: None,
            boxes: Vec::new(),
            levels: vec![Level::default()],
        }
    }

    /// Ends the paragraph.
    pub fn end_paragraph(&mut self, end: End) {
        self.move_to(end.tables);
        let text = std::mem::take(&mut self.lines);
        self.mark = None;
        self.add(Block::Paragraph(Paragraph {
            number: end.number,
            role: end.role,
            text,
            gap_before: end.gap_before,
            gap_after: end.gap_after,
            close_to: end.close_to,
        }));
        for block in std::mem::take(&mut self.boxes) {
            self.add(block);
        }
    }

    /// Adds what stands in a text box: it comes after the paragraph.
    pub fn add_box(&mut self, mut blocks: Vec<Block>) {
        set_apart(&mut blocks);
        self.boxes.extend(blocks);
    }

    fn add(&mut self, block: Block) {
        if let Some(level) = self.levels.last_mut() {
            level.blocks.push(block);
        }
    }

    /// Opens and closes tables until there are so many.
    fn move_to(&mut self, tables: usize) {
        let tables = tables.min(MOST_TABLES);
        while self.levels.len() > tables + 1 {
            self.close_table();
        }
        while self.levels.len() < tables + 1 {
            self.levels.push(Level::default());
        }
    }

    fn close_table(&mut self) {
        self.end_row(false, &[]);
        for table in self.levels.pop().map(|level| tables(level.rows)).unwrap_or_default() {
            self.add(Block::Table(table));
        }
    }

    /// The end of a cell of the table at that depth.
    pub fn end_cell(&mut self, tables: usize) {
        self.move_to(tables.max(1));
        if let Some(level) = self.levels.last_mut() {
            let blocks = std::mem::take(&mut level.blocks);
            level.cells.push(Cell { blocks, span: 1 });
        }
    }

    /// The end of a row of the table at that depth, whose cells end at `edges`.
    pub fn end_row_at(&mut self, tables: usize, header: bool, edges: &[i32]) {
        self.move_to(tables.max(1));
        self.end_row(header, edges);
    }

    fn end_row(&mut self, header: bool, edges: &[i32]) {
        if let Some(level) = self.levels.last_mut() {
            if !level.blocks.is_empty() {
                let blocks = std::mem::take(&mut level.blocks);
                level.cells.push(Cell { blocks, span: 1 });
            }
            if !level.cells.is_empty() {
                level.rows.push(Row {
                    cells: std::mem::take(&mut level.cells),
                    header,
                    edges: edges.iter().copied().take(MOST_EDGES).collect(),
                });
            }
        }
    }

    /// All that stands in it.
    pub fn finish(mut self) -> Vec<Block> {
        self.move_to(0);
        for block in std::mem::take(&mut self.boxes) {
            self.add(block);
        }
        self.levels.pop().map(|level| level.blocks).unwrap_or_default()
    }
}

/// The tables that rows belong to: nothing in the format divides one table from the next, but its columns do.
fn tables(rows: Vec<Row>) -> Vec<Table> {
    let mut tables: Vec<(Table, Vec<i32>, Vec<Vec<i32>>)> = Vec::new();
    for row in rows {
        let goes_on = tables
            .last()
            .is_some_and(|(_, edges, _)| share_edges(edges, &row.edges));
        if !goes_on {
            let table = Table {
                rows: Vec::new(),
                header: row.header,
            };
            tables.push((table, Vec::new(), Vec::new()));
        }
        if let Some((table, edges, of_rows)) = tables.last_mut() {
            for edge in &row.edges {
                if edges.len() < MOST_EDGES && !edges.iter().any(|known| known.abs_diff(*edge) <= SAME_EDGE) {
                    edges.push(*edge);
                }
            }
            table.rows.push(row.cells);
            of_rows.push(row.edges);
        }
    }
    tables
        .into_iter()
        .map(|(mut table, edges, of_rows)| {
            for (row, own) in table.rows.iter_mut().zip(of_rows) {
                span(row, &own, &edges);
            }
            table
        })
        .collect()
}

/// Whether a row goes on with a table: one of the edges between its cells is one of the table's, or there are none.
fn share_edges(table: &[i32], row: &[i32]) -> bool {
    let last = |edges: &[i32]| edges.iter().copied().max();
    let inner = |edges: &[i32]| -> Vec<i32> {
        edges
            .iter()
            .copied()
            .filter(|edge| Some(*edge) != last(edges))
            .collect()
    };
    let (of_table, of_row) = (inner(table), inner(row));
    if of_table.is_empty() || of_row.is_empty() {
        return of_table.is_empty() == of_row.is_empty() || last(table) == last(row);
    }
    of_row
        .iter()
        .any(|edge| of_table.iter().any(|known| known.abs_diff(*edge) <= SAME_EDGE))
}

/// How many of the table's columns each cell spans.
fn span(row: &mut [Cell], own: &[i32], edges: &[i32]) {
    let mut from = i32::MIN;
    for (cell, to) in row.iter_mut().zip(own) {
        let within = |edge: &&i32| **edge > from && **edge <= to.saturating_add(SAME_EDGE as i32);
        cell.span = u32::try_from(edges.iter().filter(within).count()).unwrap_or(1).max(1);
        from = to.saturating_add(SAME_EDGE as i32);
    }
}
