//! The lines of the file with what the parser took each for.

use crate::note::Note;
use crate::syntax::{LineForm, NodeKind};
use crate::text::Span;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// White space alone.
    Blank,
    /// A line of the markup: the index of its node, and its form.
    Line(u32, LineForm),
    /// The underline of the heading above.
    Underline,
    /// A thematic rule.
    Rule,
    /// Comments and directives alone.
    Comment,
    /// A line of the front matter, its fences included.
    Front,
    /// A row of a table.
    Table,
    /// What is left alone: within a code fence, or a line of odd invisible characters.
    Verbatim,
}

/// One line of the file; more, where a comment joins them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub kind: Kind,
    /// Without the line end, and without a byte order mark.
    pub span: Span,
    /// The line end; empty at the end of the file.
    pub newline: Span,
    /// Whether it holds a comment.
    pub comment: bool,
}

/// All lines of a note.
pub(super) struct Rows {
    pub all: Vec<Row>,
    /// The line end of the note: its first.
    pub newline: &'static str,
}

/// White space that is layout. Form feeds and their like end pages: they stay.
pub(super) fn is_layout(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The column after `indent`, as the parser counts: a tab goes to the next multiple of four.
pub(super) fn column(indent: &str) -> usize {
    indent.chars().fold(0, |column, c| match c {
        '\t' => (column / 4 + 1) * 4,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => column,
        _ => column + 1,
    })
}

impl Rows {
    pub fn read(note: &Note) -> Self {
        let nodes = note.tree.nodes();
        let mut all: Vec<Row> = Vec::new();
        let (mut front_end, mut table_end, mut line) = (0u32, 0u32, None::<(u32, LineForm, u32, bool)>);
        let mut start = 0u32;
        let mut kind = Kind::Blank;
        let mut comment = false;
        for (at, node) in nodes.iter().enumerate() {
            let at = at as u32;
            match node.kind {
                NodeKind::FrontMatter => front_end = node.end,
                NodeKind::Table => table_end = node.end,
                NodeKind::Line(form) => line = Some((at, form, node.end, false)),
                NodeKind::Bom => start = node.span.end,
                NodeKind::Newline => {
                    all.push(row(note, kind, Span::new(start, node.span.start), node.span, comment));
                    start = node.span.end;
                    (kind, comment) = (Kind::Blank, false);
                    if let Some((_, _, end, seen)) = &mut line {
                        *seen = true;
                        if at + 1 >= *end {
                            line = None;
                        }
                    }
                }
                leaf if leaf.is_leaf() => {
                    comment |= matches!(leaf, NodeKind::Comment | NodeKind::Directive);
                    kind = match line {
                        _ if at < front_end => Kind::Front,
                        _ if at < table_end => Kind::Table,
                        // The second row of an underlined heading.
                        Some((.., end, true)) if at < end => Kind::Underline,
                        Some((line, form, end, false)) if at < end => Kind::Line(line, form),
                        _ => match leaf {
                            NodeKind::Rule => Kind::Rule,
                            NodeKind::Comment | NodeKind::Directive => Kind::Comment,
                            _ => kind,
                        },
                    };
                }
                _ => {}
            }
        }
        let end = note.text.len() as u32;
        if start < end {
            all.push(row(note, kind, Span::new(start, end), Span::at(end), comment));
        }
        fence(note, &mut all);
        let newline = all.iter().find(|row| !row.newline.is_empty());
        let newline = match newline.map_or("\n", |row| row.newline.of(&note.text)) {
            "\r\n" => "\r\n",
            "\r" => "\r",
            _ => "\n",
        };
        Self { all, newline }
    }

    /// The row at `offset`.
    pub fn at(&self, offset: u32) -> Option<usize> {
        let after = self.all.partition_point(|row| row.span.start <= offset);
        after.checked_sub(1)
    }

    /// Whether one of the rows from the offset `start` to `end` is to be left alone.
    pub fn any_verbatim(&self, span: Span) -> bool {
        let from = self.at(span.start).unwrap_or(0);
        let rows = self.all[from..].iter().take_while(|row| row.span.start < span.end);
        rows.into_iter().any(|row| row.kind == Kind::Verbatim)
    }
}

fn row(note: &Note, kind: Kind, span: Span, newline: Span, comment: bool) -> Row {
    let odd = kind == Kind::Blank && !span.of(&note.text).chars().all(is_layout);
    Row {
        kind: if odd { Kind::Verbatim } else { kind },
        span,
        newline,
        comment,
    }
}

/// Marks what stands between two lines of three backticks or more, these included.
fn fence(note: &Note, rows: &mut [Row]) {
    let is_fence = |row: &Row| {
        !matches!(row.kind, Kind::Front | Kind::Comment) && row.span.of(&note.text).trim_start().starts_with("```")
    };
    let mut open = None;
    for at in 0..rows.len() {
        if !is_fence(&rows[at]) {
            continue;
        }
        match open.take() {
            None => open = Some(at),
            Some(from) => rows[from..=at].iter_mut().for_each(|row| row.kind = Kind::Verbatim),
        }
    }
}

/// Whether `offset` stands within a code span of its row.
pub(super) fn in_code(note: &Note, row: &Row, offset: u32) -> bool {
    let before = Span::new(row.span.start, offset.max(row.span.start)).of(&note.text);
    let after = Span::new(offset.min(row.span.end), row.span.end).of(&note.text);
    before.matches('`').count() % 2 == 1 && after.contains('`')
}
