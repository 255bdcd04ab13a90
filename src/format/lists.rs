//! Lists: one bullet, numbers in order, items under their parents.

use super::edit::Group;
use super::rows::{Kind, Rows, column, is_layout};
use crate::grammar::Role;
use crate::note::Note;
use crate::syntax::{Node, NodeKind};
use crate::text::Span;

/// A list that is open while its items are walked.
struct Level {
    /// One past its last node.
    end: u32,
    /// The new column of its markers.
    column: usize,
    /// What its markers become.
    plan: Plan,
    item: Item,
}

/// The item in hand.
#[derive(Default)]
struct Item {
    first: bool,
    /// Columns of its marker and of its text, as they were.
    was: (usize, usize),
    /// The new column of its text.
    text: usize,
}

/// What the markers of one list become.
#[derive(Default)]
struct Plan {
    /// The number of the next item, where the list is renumbered.
    next: Option<u32>,
    /// Whether bullets are unified: `Labelled` only before a label, because a dash may say that a finding is absent.
    bullets: Bullets,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Bullets {
    #[default]
    Unify,
    Labelled,
    Keep,
}

/// What a marker says.
enum Marker {
    Bullet(char),
    Number(u32),
    Letter,
}

/// Proposes the layout of every list: markers in one group, indentation in another.
pub(super) fn tidy(note: &Note, rows: &Rows, groups: &mut Vec<Group>) {
    let nodes = note.tree.nodes();
    let referred = numbers_are_referred_to(note);
    let mut at = 0;
    while at < nodes.len() {
        let node = &nodes[at];
        if node.kind != NodeKind::List {
            at += 1;
            continue;
        }
        if !rows.any_verbatim(node.span) {
            let (markers, indents) = list(note, rows, at as u32, referred);
            groups.push(markers);
            groups.push(indents);
        }
        at = node.end as usize;
    }
}

/// One list with the lists in it.
fn list(note: &Note, rows: &Rows, top: u32, referred: bool) -> (Group, Group) {
    let nodes = note.tree.nodes();
    let (mut markers, mut indents) = (Group::default(), Group::default());
    let mut levels: Vec<Level> = Vec::new();
    for at in top..nodes[top as usize].end {
        let node = &nodes[at as usize];
        while levels.last().is_some_and(|level| level.end <= at) {
            levels.pop();
        }
        match node.kind {
            NodeKind::List => {
                let column = levels.last().map_or(0, |level| level.item.text);
                levels.push(Level {
                    end: node.end,
                    column,
                    plan: plan(note, at, referred),
                    item: Item::default(),
                });
            }
            NodeKind::Item => {
                if let Some(level) = levels.last_mut() {
                    level.item = Item {
                        first: true,
                        ..Item::default()
                    };
                }
            }
            NodeKind::Line(_) => {
                let row = rows.at(node.span.start).map(|row| &rows.all[row]);
                if let Some(level) = levels.last_mut()
                    && row.is_some_and(|row| matches!(row.kind, Kind::Line(..)))
                {
                    line(
                        note,
                        &nodes[at as usize + 1..node.end as usize],
                        level,
                        &mut markers,
                        &mut indents,
                    );
                }
            }
            _ => {}
        }
    }
    (markers, indents)
}

/// The first line of an item, or one that goes on with it.
fn line(note: &Note, leaves: &[Node], level: &mut Level, markers: &mut Group, indents: &mut Group) {
    let (indent, rest) = match leaves {
        [indent, rest @ ..] if indent.kind == NodeKind::Indent => (indent.span, rest),
        [first, ..] => (Span::at(first.span.start), leaves),
        [] => return,
    };
    let written = indent.of(&note.text);
    let was = column(written);
    let plain = written.chars().all(is_layout);
    let item = &mut level.item;
    if !std::mem::take(&mut item.first) {
        // A line that goes on keeps what it stands in beyond its item.
        if was > item.was.0 && plain {
            let beyond = was.saturating_sub(item.was.1);
            indents.push(&note.text, indent, " ".repeat(item.text + beyond));
        }
        return;
    }
    let Some(marker) = rest.first().filter(|leaf| leaf.kind == NodeKind::Marker) else {
        return;
    };
    let mark = marker.span.of(&note.text);
    item.was = (was, was + column_of(mark, was));
    let labelled = rest.get(1).is_some_and(|leaf| leaf.kind == NodeKind::Title);
    let text = rest[1..].iter().find(|leaf| leaf.kind != NodeKind::Newline);
    let mut new = level
        .plan
        .marker(mark, labelled, text.is_some_and(|leaf| runs_on(note, leaf)));
    item.text = level.column + new.chars().count() + 1;
    if text.is_some() {
        new.push(' ');
    }
    if plain {
        indents.push(&note.text, indent, " ".repeat(level.column));
    }
    markers.push(&note.text, marker.span, new);
}

/// How many columns a marker takes that starts at `from`.
fn column_of(mark: &str, from: usize) -> usize {
    let mut at = from;
    for c in mark.chars() {
        at = match c {
            '\t' => (at / 4 + 1) * 4,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => at,
            _ => at + 1,
        };
    }
    at - from
}

/// Whether a numbered item runs on in its line: `1) HTN 2) anemia`.
fn runs_on(note: &Note, leaf: &Node) -> bool {
    let end = note.text[leaf.span.start as usize..]
        .find(['\n', '\r'])
        .map_or(note.text.len(), |at| leaf.span.start as usize + at);
    let line = &note.text[leaf.span.start as usize..end];
    let bytes = line.as_bytes();
    line.match_indices([')', '.']).any(|(at, _)| {
        let digits = bytes[..at]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let before = at - digits;
        (1..=2).contains(&digits)
            && before > 0
            && matches!(bytes[before - 1], b' ' | b'(' | b'.' | b',' | b';')
            && bytes
                .get(at + 1)
                .is_none_or(|next| *next == b' ' || next.is_ascii_alphabetic())
    })
}

impl Plan {
    /// The marker that `mark` becomes, without the space after it.
    fn marker(&mut self, mark: &str, labelled: bool, runs_on: bool) -> String {
        let mark = mark.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}');
        match read(mark) {
            Marker::Letter => mark.to_owned(),
            Marker::Bullet(_) => match self.bullets {
                Bullets::Unify => "-".to_owned(),
                Bullets::Labelled if labelled => "-".to_owned(),
                Bullets::Labelled | Bullets::Keep => mark.to_owned(),
            },
            Marker::Number(number) => {
                let number = match &mut self.next {
                    Some(next) => {
                        let this = *next;
                        *next += 1;
                        this.to_string()
                    }
                    None => digits(mark).unwrap_or_else(|| number.to_string()),
                };
                if runs_on {
                    // The numbers further on in the line are written like this one.
                    return mark.replace(mark.trim_matches(|c: char| !c.is_ascii_digit()), &number);
                }
                format!("{number}.")
            }
        }
    }
}

fn digits(mark: &str) -> Option<String> {
    let digits = mark.trim_matches(|c: char| !c.is_ascii_digit());
    (!digits.is_empty()).then(|| digits.to_owned())
}

fn read(mark: &str) -> Marker {
    if let Some(number) = digits(mark).and_then(|digits| digits.parse().ok()) {
        return Marker::Number(number);
    }
    match mark.chars().next() {
        Some(first) if mark.ends_with([')', '.']) && first.is_ascii_lowercase() => Marker::Letter,
        first => Marker::Bullet(first.unwrap_or('-')),
    }
}

/// What becomes of the markers of the list at node `at`.
fn plan(note: &Note, at: u32, referred: bool) -> Plan {
    let nodes = note.tree.nodes();
    let list = &nodes[at as usize];
    let mut numbers: Vec<u32> = Vec::new();
    let mut signs = false;
    let mut next = at + 1;
    while next < list.end {
        let node = &nodes[next as usize];
        if node.kind == NodeKind::Item {
            let line = &nodes[next as usize + 1..node.end as usize];
            if let Some(mark) = line.iter().take(4).find(|leaf| leaf.kind == NodeKind::Marker) {
                match read(mark.span.of(&note.text).trim_matches(|c: char| c.is_whitespace())) {
                    Marker::Number(number) => numbers.push(number),
                    Marker::Bullet(mark) => signs |= mark == '+',
                    Marker::Letter => {}
                }
            }
        }
        next = node.end;
    }
    let finding = matches!(
        note.role_at(list.span.start),
        Role::ReviewOfSystems | Role::Exam | Role::VitalSigns | Role::Data | Role::Studies
    );
    Plan {
        next: renumbered(&numbers, referred),
        bullets: match (signs, finding) {
            (true, _) => Bullets::Keep,
            (_, true) => Bullets::Labelled,
            _ => Bullets::Unify,
        },
    }
}

/// The number to begin with, where a list is to be renumbered: one that begins at the beginning, out of step later.
fn renumbered(numbers: &[u32], referred: bool) -> Option<u32> {
    let first = *numbers.first()?;
    let in_step = numbers.iter().zip(first..).all(|(number, wanted)| *number == wanted);
    (first <= 1 && !in_step && !referred).then_some(first)
}

/// Whether the text speaks of numbers as if they were names: `see #2`, `problem 3`, `as in (1)`.
fn numbers_are_referred_to(note: &Note) -> bool {
    const BEFORE: [&str; 21] = [
        "problem",
        "problems",
        "issue",
        "issues",
        "item",
        "items",
        "number",
        "numbers",
        "no",
        "no.",
        "nos",
        "diagnosis",
        "dx",
        "point",
        "step",
        "above",
        "see",
        "per",
        "under",
        "with",
        "nr",
    ];
    let text = &*note.text;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) {
        let end = found + bytes[found..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at = end;
        if end - found > 2 {
            continue;
        }
        let before = text[..found].trim_end_matches(['(', '#']);
        if before.len() < found && text[before.len()..found].contains('#') {
            return true;
        }
        let before = before.trim_end_matches([' ', '\t']);
        if before.len() == found || before.ends_with(['\n', '\r']) {
            continue;
        }
        let start = before
            .rfind(|c: char| !c.is_alphabetic() && c != '.')
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let list_mark = matches!(bytes.get(end), Some(b'.' | b')')) && start == 0;
        // `with 2 puffs` counts something; `see 2`, `with #2` name it.
        let names = BEFORE.iter().any(|known| known.eq_ignore_ascii_case(word))
            && !matches!(bytes.get(end), Some(b'/' | b'%' | b'-'))
            && (!matches!(word, "with" | "under" | "per" | "above") || matches!(bytes.get(end), Some(b')')));
        if names && !list_mark {
            return true;
        }
    }
    false
}
