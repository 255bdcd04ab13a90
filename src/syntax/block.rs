//! The parser proper: lines into blocks, in one pass over the text, without recursion.

use std::ops::Range;

use smallvec::SmallVec;

use super::builder::Builder;
use super::line::{self, Part, Shape};
use super::marker::{self, Bullet};
use super::placeholder::{self, Scanner};
use super::space::{after_newline, column_after, leading, line_end, trimmed};
use super::{LineForm, NodeKind, Tree, comment, front_matter};

/// How far ahead a second letter of a list (`b.`) is looked for before `a.` counts as a marker, in lines.
const LETTER_REACH: usize = 12;

/// Parses a whole text.
pub(super) fn parse(text: &str) -> Tree {
    let mut builder = Builder::new(text.len());
    if text.starts_with('\u{feff}') {
        builder.leaf(NodeKind::Bom, '\u{feff}'.len_utf8());
    }
    loop {
        let (start, end) = (builder.at(), line_end(text, builder.at()));
        if end == text.len() || trimmed(&text[start..end]) > 0 {
            break;
        }
        builder.leaf(NodeKind::Blank, end);
        builder.leaf(NodeKind::Newline, after_newline(text, end));
    }
    front_matter::parse(text, &mut builder);
    let from = builder.at();
    let mut parser = Parser {
        text,
        builder,
        comments: comment::find(text, from),
        emitted: 0,
        ahead: 0,
        scanner: Scanner::new(text),
        block: Block::None,
        levels: SmallVec::new(),
        pending: false,
    };
    let mut at = from;
    while at < text.len() {
        let line = parser.line_at(at);
        at = parser.take(line);
    }
    parser.end_block(text.len());
    parser.builder.finish()
}

/// The block that is open directly under the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    None,
    Paragraph,
    List,
    Table,
    Quote,
}

/// One level of an open list: a list node and its last item, both open.
struct Level {
    /// Column of the items' markers.
    column: u32,
    /// Column of the last item's text.
    content: u32,
    bullet: Bullet,
    /// Whether nothing but the marker has been seen of the last item.
    empty: bool,
}

/// One line, or several if a comment joins them.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    /// Where its text starts, after the indent.
    content: usize,
    /// Where its first comment starts, or `end`.
    comment: usize,
    /// Where its line end stands.
    end: usize,
    /// Where the next line starts.
    next: usize,
}

struct Parser<'t> {
    text: &'t str,
    builder: Builder,
    comments: Vec<Range<usize>>,
    /// The first comment that has no leaf yet.
    emitted: usize,
    /// The first comment that does not end before the line in hand.
    ahead: usize,
    scanner: Scanner<'t>,
    block: Block,
    levels: SmallVec<[Level; 4]>,
    /// Whether blank lines and comments of a list wait for the next line to tell whose they are: they are the stretch
    /// from the builder's offset to that line.
    pending: bool,
}

impl<'t> Parser<'t> {
    // ---- lines ----

    /// Delimits the line at `start`: lines are joined where a comment spans their border.
    fn line_at(&mut self, start: usize) -> Line {
        let mut end = line_end(self.text, start);
        while self
            .comments
            .get(self.ahead)
            .is_some_and(|comment| comment.end <= start)
        {
            self.ahead += 1;
        }
        let mut first = None;
        for comment in self.comments.get(self.ahead..).unwrap_or_default() {
            if comment.start >= end {
                break;
            }
            first.get_or_insert(comment.start);
            if comment.end > end {
                end = line_end(self.text, comment.end);
            }
        }
        let comment = first.unwrap_or(end);
        Line {
            start,
            content: start + leading(&self.text[start..comment]),
            comment,
            end,
            next: after_newline(self.text, end),
        }
    }

    /// Whether the line holds nothing but comments and spaces, or nothing at all.
    fn is_trivia(&self, line: Line) -> bool {
        if line.content == line.end {
            return true;
        }
        if line.content != line.comment {
            return false;
        }
        let mut at = line.content;
        for comment in &self.comments[self.ahead..] {
            if comment.start != at {
                break;
            }
            at = comment.end + leading(&self.text[comment.end..line.end]);
        }
        at == line.end
    }

    /// Takes one line, or a heading and its underline; gives the offset of the next line.
    fn take(&mut self, line: Line) -> usize {
        if self.is_trivia(line) {
            if self.block == Block::List {
                self.pending = true;
            } else {
                self.end_block(line.start);
                self.trivia(line.next);
            }
            return line.next;
        }
        if self.is_table_row(line) {
            self.begin(Block::Table, line.start);
            self.table_row(line);
            return line.next;
        }
        let content = &self.text[line.content..line.comment];
        if line.comment == line.end && marker::is_rule(content) {
            self.end_block(line.start);
            self.builder.leaf(NodeKind::Rule, line.end);
            self.builder.leaf(NodeKind::Newline, line.next);
            return line.next;
        }
        let marker = marker::list_marker(content);
        if let Some((bullet, length)) = marker.filter(|(bullet, _)| self.is_list(*bullet, line)) {
            self.item(line, bullet, length);
            return line.next;
        }
        if self.block == Block::List && self.continues_item(line) {
            let mark = line.content + marker::quote(content).unwrap_or(0);
            self.line(line, mark, None);
            return line.next;
        }
        if let Some(length) = marker::quote(content) {
            self.begin(Block::Quote, line.start);
            self.line(line, line.content + length, None);
            return line.next;
        }
        let shape = line::shape(content);
        if let Some(next) = self.underlined(line, content, &shape) {
            return next;
        }
        if shape.form == LineForm::Plain {
            self.begin(Block::Paragraph, line.start);
        } else {
            self.end_block(line.start);
        }
        self.line(line, line.content, Some(shape));
        line.next
    }

    // ---- blocks ----

    /// Makes `block` the open block under the document, for the line at `at`.
    fn begin(&mut self, block: Block, at: usize) {
        if self.block == block {
            return;
        }
        self.end_block(at);
        self.block = block;
        match block {
            Block::Paragraph => self.builder.open(NodeKind::Paragraph),
            Block::Table => self.builder.open(NodeKind::Table),
            Block::Quote => self.builder.open(NodeKind::Quote),
            Block::List | Block::None => {}
        }
    }

    /// Ends the open block before the line at `at`; what waited for its list goes under the document.
    fn end_block(&mut self, at: usize) {
        self.builder.close_to(1);
        self.levels.clear();
        self.block = Block::None;
        self.settle(at);
    }

    /// Adds the blank lines and comments that waited for the line at `at` to the innermost open branch.
    fn settle(&mut self, at: usize) {
        if std::mem::take(&mut self.pending) {
            self.trivia(at);
        }
    }

    /// Adds leaves for blank lines and lines of comments up to `to`.
    fn trivia(&mut self, to: usize) {
        while self.builder.at() < to {
            let start = self.builder.at();
            let comment = self.next_comment();
            let end = line_end(&self.text[..to], start).min(comment.start.max(start));
            let line_start = start == 0 || matches!(self.text.as_bytes()[start - 1], b'\n' | b'\r');
            let blank = line_start && end != comment.start;
            self.builder
                .leaf(if blank { NodeKind::Blank } else { NodeKind::Indent }, end);
            if end == comment.start {
                self.comment(comment);
            } else {
                self.builder
                    .leaf(NodeKind::Newline, after_newline(&self.text[..to], end));
            }
        }
    }

    /// The next comment at or after the builder's offset; an empty range after the text if there is none.
    fn next_comment(&mut self) -> Range<usize> {
        while let Some(comment) = self.comments.get(self.emitted) {
            if comment.start >= self.builder.at() {
                return comment.clone();
            }
            self.emitted += 1;
        }
        usize::MAX..usize::MAX
    }

    fn comment(&mut self, range: Range<usize>) {
        let kind = comment::kind(&self.text[range.clone()]);
        self.builder.leaf(kind, range.end);
        self.emitted += 1;
    }

    // ---- lists ----

    fn indent_column(&self, line: Line) -> u32 {
        column_after(0, &self.text[line.start..line.content])
    }

    /// Whether a recognised marker is one: `a.` only if it opens or continues a run of letters.
    fn is_list(&self, bullet: Bullet, line: Line) -> bool {
        let Bullet::DottedLetter(letter) = bullet else {
            return true;
        };
        let continues =
            |level: &Level| matches!(level.bullet, Bullet::DottedLetter(before) if before as u32 + 1 == letter as u32);
        if self.levels.iter().any(continues) {
            return true;
        }
        if letter != 'a' {
            return false;
        }
        let mut at = line.next;
        for _ in 0..LETTER_REACH {
            if at >= self.text.len() {
                return false;
            }
            let content = at + leading(&self.text[at..]);
            if self.text[content..].starts_with("b.") {
                return true;
            }
            at = after_newline(self.text, line_end(self.text, content));
        }
        false
    }

    /// Adds a list item with its first line.
    fn item(&mut self, line: Line, bullet: Bullet, marker: usize) {
        let column = self.indent_column(line);
        if self.block != Block::List {
            self.begin(Block::List, line.start);
        }
        let mut sibling = None;
        while let Some(level) = self.levels.last() {
            let other = std::mem::discriminant(&level.bullet) != std::mem::discriminant(&bullet);
            if column > level.column + 1 || (column == level.column + 1 && other) {
                break;
            }
            let found = (column >= level.column).then_some(level.column);
            self.levels.pop();
            if found.is_some() {
                sibling = found;
                break;
            }
        }
        // Each level has two branches open, its list and its item; a sibling goes into the list left open.
        self.builder
            .close_to(1 + 2 * self.levels.len() + usize::from(sibling.is_some()));
        self.settle(line.start);
        if sibling.is_none() {
            self.builder.open(NodeKind::List);
        }
        self.builder.open(NodeKind::Item);
        let text = line.content + marker;
        self.levels.push(Level {
            column: sibling.unwrap_or(column),
            content: column_after(column, &self.text[line.content..text]),
            bullet,
            empty: text == line.end,
        });
        self.line(line, text, None);
    }

    /// Whether a line without marker belongs to an open item, by its indent; makes that item the innermost one.
    fn continues_item(&mut self, line: Line) -> bool {
        let column = self.indent_column(line);
        let after_blank = self.pending;
        let deep_enough = |level: &Level| {
            if after_blank {
                column >= level.content.min(level.column + 2)
            } else {
                column > level.column
            }
        };
        let keep = match self.levels.iter().rposition(deep_enough) {
            Some(at) => at + 1,
            // A bullet alone on its line takes the next line, wherever that starts.
            None if !after_blank && self.levels.last().is_some_and(|level| level.empty) => self.levels.len(),
            None => return false,
        };
        self.levels.truncate(keep);
        self.builder.close_to(1 + 2 * keep);
        self.settle(line.start);
        if let Some(level) = self.levels.last_mut() {
            level.empty = false;
        }
        true
    }

    // ---- headings ----

    /// Takes a heading underlined on the next line; gives the offset after the underline.
    fn underlined(&mut self, line: Line, content: &str, shape: &Shape) -> Option<usize> {
        let next = line.next;
        let below = self.text.get(next..).filter(|below| !below.is_empty())?;
        if !matches!(below.as_bytes()[leading(below)..].first(), Some(b'-' | b'='))
            || (shape.form == LineForm::Plain && self.block == Block::Paragraph)
            || line.comment != line.end
        {
            return None;
        }
        let end = line_end(self.text, next);
        let level = marker::underline(&self.text[next..end])?;
        if !line::can_be_underlined(content, shape) {
            return None;
        }
        self.end_block(line.start);
        self.builder.open(NodeKind::Line(LineForm::Setext(level)));
        self.builder.leaf(NodeKind::Indent, line.content);
        self.parts(line::setext(content, level), line);
        self.builder.leaf(NodeKind::Marker, end);
        self.builder.leaf(NodeKind::Newline, after_newline(self.text, end));
        self.builder.close();
        Some(after_newline(self.text, end))
    }

    /// Adds a line whose marks of a list or quote end at `mark`.
    fn line(&mut self, line: Line, mark: usize, shape: Option<Shape>) {
        let is_item = mark > line.content && self.block == Block::List;
        let task = is_item
            .then(|| self.scanner.task_box(mark, line.comment.max(mark)))
            .flatten();
        let text = mark + task.map_or(0, |(_, length)| length);
        let shape = shape.unwrap_or_else(|| line::shape(&self.text[text..line.comment.max(text)]));
        self.builder.open(NodeKind::Line(shape.form));
        self.builder.leaf(NodeKind::Indent, line.content);
        self.builder.leaf(NodeKind::Marker, mark);
        if let Some((ticked, length)) = task {
            self.builder.leaf(NodeKind::TaskBox(ticked), mark + length);
        }
        self.parts(shape, line);
        self.builder.close();
    }

    /// Adds the parts of a line from the builder's offset on, and its line end.
    fn parts(&mut self, shape: Shape, line: Line) {
        let base = self.builder.at();
        let mut fresh = false;
        for (part, end) in shape.parts {
            let end = base + end;
            match part {
                Part::Mark => self.builder.leaf(NodeKind::Marker, end),
                Part::Title => self.title(end),
                Part::Separator => self.builder.leaf(NodeKind::Separator, end),
                Part::Inline => self.inline(end, fresh),
            }
            fresh = true;
        }
        self.inline(line.end, fresh);
        self.builder.leaf(NodeKind::Newline, line.next);
    }

    /// Adds the words of a heading. Placeholders among them keep their own leaves; the words before the first are the
    /// title.
    fn title(&mut self, end: usize) {
        let mut kind = NodeKind::Title;
        let mut at = self.builder.at();
        while let Some(next) = placeholder::find_trigger(&self.text.as_bytes()[at..end], []) {
            match self.scanner.at(at + next, end) {
                Ok(found) => {
                    let words = trimmed(&self.text[self.builder.at()..at + next]);
                    if words > 0 {
                        self.builder.leaf(kind, self.builder.at() + words);
                        kind = NodeKind::Text;
                    }
                    self.builder.leaf(NodeKind::Text, at + next);
                    at = found.span.end as usize;
                    self.builder.leaf(NodeKind::Placeholder(found.kind), at);
                }
                Err(resume) => at = resume,
            }
        }
        self.builder.leaf(kind, end);
    }

    // ---- inline ----

    /// Adds text up to `end`: placeholders, comments, labels in capitals inside the line. `fresh` says that a label's
    /// colon stands just before.
    fn inline(&mut self, end: usize, mut fresh: bool) {
        let bytes = self.text.as_bytes();
        let mut at = self.builder.at();
        // Where the stretch without leaves of its own started: labels are looked for from there.
        let mut from = at;
        let soap = fresh && line::follows_s(&self.text[..at]);
        let mut comment = self.next_comment();
        while at < end {
            let limit = comment.start.min(end);
            let Some(next) = placeholder::find_trigger(&bytes[at..limit], [b':']) else {
                self.builder.leaf(NodeKind::Text, limit);
                if limit == end {
                    break;
                }
                at = comment.end;
                self.comment(comment);
                comment = self.next_comment();
                (from, fresh) = (at, false);
                continue;
            };
            at += next;
            if bytes[at] == b':' {
                let text = &self.text[..limit];
                let letter = || line::soap_letter(text, from, at).filter(|_| soap);
                let Some(start) = line::inner_label(text, from, at, fresh).or_else(letter) else {
                    at += 1;
                    continue;
                };
                let words = trimmed(&self.text[start..at]);
                self.builder.leaf(NodeKind::Text, start);
                self.builder.leaf(NodeKind::Title, start + words);
                at += 1 + leading(&self.text[at + 1..limit]);
                self.builder.leaf(NodeKind::Separator, at);
                (from, fresh) = (at, true);
                continue;
            }
            match self.scanner.at(at, limit) {
                Ok(found) => {
                    self.builder.leaf(NodeKind::Text, at);
                    at = found.span.end as usize;
                    self.builder.leaf(NodeKind::Placeholder(found.kind), at);
                    (from, fresh) = (at, false);
                }
                Err(resume) => at = resume,
            }
        }
        self.builder.leaf(NodeKind::Text, end);
    }

    // ---- tables ----

    fn is_table_row(&self, line: Line) -> bool {
        let has_pipe = || memchr::memchr(b'|', &self.text.as_bytes()[line.start..line.end]).is_some();
        if self.block == Block::Table {
            return has_pipe();
        }
        // A table starts above its delimiter row.
        let below = &self.text[line.next..];
        matches!(below.as_bytes().get(leading(below)), Some(b'|' | b':' | b'-'))
            && has_pipe()
            && marker::is_delimiter_row(&self.text[line.next..line_end(self.text, line.next)])
    }

    fn table_row(&mut self, line: Line) {
        let bytes = self.text.as_bytes();
        self.builder.open(NodeKind::TableRow);
        self.builder.leaf(NodeKind::Indent, line.content);
        let mut at = line.content;
        while at < line.end {
            let comment = self.next_comment();
            let limit = comment.start.min(line.end);
            let Some(next) = placeholder::find_trigger(&bytes[at..limit], [b'|', b'\\']) else {
                self.builder.leaf(NodeKind::Cell, limit);
                at = limit;
                if limit < line.end {
                    at = comment.end;
                    self.comment(comment);
                }
                continue;
            };
            at += next;
            match bytes[at] {
                b'|' => {
                    self.builder.leaf(NodeKind::Cell, at);
                    at += 1;
                    self.builder.leaf(NodeKind::Pipe, at);
                }
                b'\\' => at += 1 + usize::from(bytes.get(at + 1) == Some(&b'|')),
                _ => match self.scanner.at(at, limit) {
                    Ok(found) => {
                        self.builder.leaf(NodeKind::Cell, at);
                        at = found.span.end as usize;
                        self.builder.leaf(NodeKind::Placeholder(found.kind), at);
                    }
                    Err(resume) => at = resume,
                },
            }
        }
        self.builder.leaf(NodeKind::Cell, line.end);
        self.builder.leaf(NodeKind::Newline, line.next);
        self.builder.close();
    }
}
