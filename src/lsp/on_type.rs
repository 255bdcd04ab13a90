//! Lists go on when a line is begun, and end at an empty item.

use super::changes::Change;
use crate::note::Note;
use crate::syntax::NodeKind;
use crate::text::Span;

/// The mark of a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item<'t> {
    indent: &'t str,
    mark: Mark<'t>,
    /// The spaces behind the mark.
    space: &'t str,
    /// Whether it is a to-do, ticked or not.
    task: bool,
    /// Where its words begin, in bytes of the line.
    words: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark<'t> {
    Bullet(char),
    Number {
        /// `(` or nothing.
        opens: &'t str,
        value: u32,
        /// `.`, `)` or `.)`.
        closes: &'t str,
    },
}

impl<'t> Item<'t> {
    /// The mark that a line opens with, if there is a space or nothing behind it.
    fn of(line: &'t str) -> Option<Self> {
        let body = line.trim_start_matches([' ', '\t']);
        let (indent, _) = line.split_at(line.len() - body.len());
        let (mark, rest) = Mark::of(body)?;
        let words = rest.trim_start_matches([' ', '\t']);
        if words.len() == rest.len() && !rest.is_empty() {
            return None;
        }
        let space = &rest[..rest.len() - words.len()];
        let boxes = ["[ ]", "[x]", "[X]"];
        let after = boxes.iter().find_map(|mark| words.strip_prefix(mark));
        let after = after.filter(|after| after.is_empty() || after.starts_with([' ', '\t']));
        let task = after.is_some();
        let words = after.map_or(words, |after| after.trim_start_matches([' ', '\t']));
        Some(Self {
            indent,
            mark,
            space,
            task,
            words: line.len() - words.len(),
        })
    }

    /// The next item of the list, without words.
    fn next(&self) -> String {
        let space = if self.space.is_empty() { " " } else { self.space };
        let task = if self.task { "[ ] " } else { "" };
        format!("{}{}{space}{task}", self.indent, self.mark.next())
    }

    fn depth(&self) -> usize {
        self.indent.len()
    }
}

impl<'t> Mark<'t> {
    fn of(body: &'t str) -> Option<(Self, &'t str)> {
        let first = body.chars().next()?;
        if matches!(first, '-' | '*' | '+' | '•' | '–') {
            return Some((Mark::Bullet(first), &body[first.len_utf8()..]));
        }
        let (opens, rest) = match body.strip_prefix('(') {
            Some(rest) => ("(", rest),
            None => ("", body),
        };
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let value = rest[..digits].parse().ok().filter(|_| digits <= 3)?;
        let after = &rest[digits..];
        let ends: &[&str] = if opens.is_empty() { &[".)", ".", ")"] } else { &[")"] };
        let closes = ends.iter().find(|end| after.starts_with(**end))?;
        Some((Mark::Number { opens, value, closes }, &after[closes.len()..]))
    }

    fn next(&self) -> String {
        match self {
            Mark::Bullet(mark) => mark.to_string(),
            Mark::Number { opens, value, closes } => format!("{opens}{}{closes}", value + 1),
        }
    }
}

/// What changes after a line was begun at `cursor`: the mark of the next item, and the numbers behind it; or the empty
/// item above goes.
pub(super) fn after_newline(note: &Note, cursor: u32) -> Option<Vec<Change>> {
    let text = &*note.text;
    let lines = note.lines();
    let here = lines.line_of(cursor);
    let line = |number: u32| lines.line_span(text, number);
    let (above, current) = (line(here.checked_sub(1)?)?, line(here)?);
    let (item, begun) = (Item::of(above.of(text))?, current.of(text));
    let before = &text[current.start as usize..cursor as usize];
    // The editor may have put in the mark itself, or the cursor stands behind words.
    if !before.trim().is_empty() || Item::of(begun).is_some() || !is_item(note, above.start + item.depth() as u32) {
        return None;
    }
    let blank = begun.len() - begun.trim_start_matches([' ', '\t']).len();
    let indent = Span::new(current.start, current.start + blank as u32);
    let rest = &begun[blank..];
    if above.of(text)[item.words..].trim().is_empty() {
        let gone = |span: Span| (!span.is_empty()).then(|| Change::new(text, span, ""));
        let changes = gone(above).into_iter().chain(gone(indent)).collect();
        return rest.is_empty().then_some(changes);
    }
    let below = line(here + 1).and_then(|below| Item::of(below.of(text)));
    // What hangs under the item is its first child: the new one stands above it.
    if let Some(child) = below.filter(|below| rest.is_empty() && below.depth() > item.depth()) {
        let Mark::Bullet(_) = child.mark else { return None };
        return Some(vec![Change::new(text, indent, child.next())]);
    }
    let mut changes = vec![Change::new(text, indent, item.next())];
    renumber(note, &item, here, &mut changes);
    Some(changes)
}

/// The items of the same list behind line `here`, each one further, as long as they are consecutive.
fn renumber(note: &Note, item: &Item<'_>, here: u32, changes: &mut Vec<Change>) {
    let Mark::Number { opens, value, closes } = &item.mark else {
        return;
    };
    let text = &*note.text;
    let lines = note.lines();
    let section = |at: u32| note.section_at(at);
    let own = lines.line_span(text, here - 1).and_then(|line| section(line.start));
    let mut expected = value + 1;
    for number in here + 1..=lines.line_count() {
        let Some(line) = lines.line_span(text, number) else {
            return;
        };
        if section(line.start) != own && line.start < text.len() as u32 {
            return;
        }
        let Some(other) = Item::of(line.of(text)) else { continue };
        let Mark::Number {
            opens: other_opens,
            value: other_value,
            closes: other_closes,
        } = &other.mark
        else {
            if other.depth() < item.depth() {
                return;
            }
            continue;
        };
        if other.depth() > item.depth() {
            continue;
        }
        let same = other.depth() == item.depth() && (other_opens, other_closes) == (opens, closes);
        let at = line.start + other.depth() as u32;
        if !same || *other_value != expected || !is_item(note, at) {
            return;
        }
        let start = at + opens.len() as u32;
        let end = start + expected.to_string().len() as u32;
        // `07.` is no number of such a list.
        if Span::new(start, end).of(text) != expected.to_string() {
            return;
        }
        expected += 1;
        changes.push(Change::new(text, Span::new(start, end), expected.to_string()));
    }
}

/// Whether the parser too reads a list item there: in comments, tables and front matter there are none.
fn is_item(note: &Note, at: u32) -> bool {
    let nodes = note.tree.nodes();
    let from = nodes.partition_point(|node| node.span.start < at);
    let here = nodes[from..].iter().take_while(|node| node.span.start == at);
    let mut inside = nodes[..from]
        .iter()
        .rev()
        .take_while(|node| node.kind != NodeKind::Newline);
    let is_marker = here.clone().any(|node| node.kind == NodeKind::Marker);
    let is_branch = |node: &crate::syntax::Node| node.kind == NodeKind::Item;
    is_marker && (here.clone().any(is_branch) || inside.any(is_branch))
}
