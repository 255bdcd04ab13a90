//! White space between and behind lines: blank lines, trailing spaces, the end of the file, the front matter.

use super::edit::Group;
use super::headings::Heading;
use super::rows::{Kind, Rows, is_layout};
use crate::note::Note;
use crate::syntax::NodeKind;
use crate::text::Span;

/// Proposes the blank lines around headings, no more than one anywhere, none at the ends; no spaces before a line end; a
/// line end behind the last line.
pub(super) fn space(note: &Note, rows: &Rows, headings: &[Heading], groups: &mut Vec<Group>) {
    between(note, rows, headings, groups);
    for row in &rows.all {
        if matches!(row.kind, Kind::Blank | Kind::Verbatim) {
            continue;
        }
        let line = row.span.of(&note.text);
        let kept = line.trim_end_matches(is_layout).len() as u32;
        groups.push(Group::one(Span::new(row.span.start + kept, row.span.end), ""));
    }
    front_matter(note, groups);
}

/// The blank lines between two rows that are not blank.
fn between(note: &Note, rows: &Rows, headings: &[Heading], groups: &mut Vec<Group>) {
    let mut heading_at: Vec<Option<&Heading>> = vec![None; rows.all.len()];
    for heading in headings {
        heading_at[heading.row] = Some(heading);
        heading_at[heading.last] = Some(heading);
    }
    let mut previous: Option<usize> = None;
    let mut at = 0;
    loop {
        let next = (at..rows.all.len()).find(|row| rows.all[*row].kind != Kind::Blank);
        let blanks = at..next.unwrap_or(rows.all.len());
        let wanted = match (previous, next) {
            (None, _) | (_, None) => Some(0),
            (Some(previous), Some(next)) => wanted(rows, &heading_at, previous, next),
        };
        let count = match wanted {
            Some(count) => count,
            None => blanks.len().min(1),
        };
        gap(note, rows, blanks, count, next, groups);
        let Some(next) = next else { break };
        previous = Some(next);
        at = next + 1;
    }
    // Every line ends, the last too.
    if let Some(last) = previous.map(|last| &rows.all[last])
        && last.newline.is_empty()
        && last.kind != Kind::Verbatim
    {
        groups.push(Group::one(Span::at(last.newline.start), rows.newline));
    }
}

/// Makes `count` blank lines of those in `blanks`, before the row `next`.
fn gap(
    note: &Note,
    rows: &Rows,
    blanks: std::ops::Range<usize>,
    count: usize,
    next: Option<usize>,
    groups: &mut Vec<Group>,
) {
    match (blanks.is_empty(), next) {
        (true, Some(next)) if count > 0 => {
            let newline = match next.checked_sub(1).map(|row| rows.all[row].newline) {
                Some(newline) if !newline.is_empty() => newline.of(&note.text),
                _ => rows.newline,
            };
            groups.push(Group::one(Span::at(rows.all[next].span.start), newline.repeat(count)));
        }
        (true, _) => {}
        (false, _) => {
            let first = &rows.all[blanks.start];
            let last = &rows.all[blanks.end - 1];
            let span = Span::new(first.span.start, last.newline.end);
            groups.push(Group::one(span, first.newline.of(&note.text).repeat(count)));
        }
    }
}

/// How many blank lines belong between two rows; `None`: as many as there are, but not two.
fn wanted(rows: &Rows, heading_at: &[Option<&Heading>], previous: usize, next: usize) -> Option<usize> {
    let above = heading_at[previous];
    let below = heading_at[next];
    // The two rows of an underlined heading.
    if let (Some(above), Some(below)) = (above, below)
        && above.row == below.row
    {
        return Some(0);
    }
    let kinds = (rows.all[previous].kind, rows.all[next].kind);
    // A drawn line belongs to the heading beside it as its writer likes it.
    if matches!(
        kinds,
        (Kind::Rule | Kind::Front | Kind::Verbatim, _) | (_, Kind::Rule | Kind::Verbatim)
    ) {
        return None;
    }
    // What stands directly above a heading in a comment speaks of it.
    if kinds.0 == Kind::Comment {
        return None;
    }
    let governed = if kinds.1 == Kind::Comment && next == previous + 1 {
        let after = (next..rows.all.len()).find(|row| rows.all[*row].kind != Kind::Comment)?;
        heading_at[after]
    } else {
        below
    };
    if above.is_some_and(|heading| heading.apart) && kinds.1 != Kind::Comment {
        return Some(1);
    }
    governed
        .filter(|heading| heading.apart || heading.main && above.is_none())
        .map(|_| 1)
}

/// `key:value` → `key: value`.
fn front_matter(note: &Note, groups: &mut Vec<Group>) {
    let nodes = note.tree.nodes();
    let Some(at) = nodes
        .iter()
        .take(64)
        .position(|node| node.kind == NodeKind::FrontMatter)
    else {
        return;
    };
    let leaves = &nodes[at..nodes[at].end as usize];
    for pair in leaves.windows(3) {
        if let [key, separator, value] = pair
            && key.kind == NodeKind::Key
            && separator.kind == NodeKind::Separator
            && value.kind == NodeKind::Value
            && !value.span.is_empty()
            && separator.span.of(&note.text).chars().all(|c| c == ':' || is_layout(c))
        {
            groups.push(Group::one(separator.span, ": "));
        }
    }
}
