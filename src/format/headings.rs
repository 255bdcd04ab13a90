//! Headings that stand on a line of their own: their marks, and their style.

use std::collections::HashMap;

use super::edit::Group;
use super::rows::{Kind, Rows};
use super::{HeadingStyle, Style};
use crate::note::{HeadingStyle as Written, Match, Note, Section};
use crate::syntax::{LineForm, Node, NodeId, NodeKind};
use crate::text::Span;

/// A heading on a line of its own.
#[derive(Debug)]
pub(super) struct Heading {
    /// Its row; of an underlined one, the row of its words.
    pub row: usize,
    /// Its last row.
    pub last: usize,
    /// Whether it stands between blank lines: it does, unless it ends with a colon.
    pub apart: bool,
    /// Whether it opens a section of the first rank.
    pub main: bool,
    /// What is written, and what should be.
    span: Span,
    text: Option<String>,
}

impl Heading {
    /// The edit that writes it as it should be, if it is not.
    pub fn edit(&self, source: &str) -> Option<Group> {
        let text = self.text.as_ref().filter(|text| self.span.of(source) != **text)?;
        Some(Group::one(self.span, text.clone()))
    }
}

/// How a heading looks to the eye: what the rule `heading-style` goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Hash,
    Underlined,
    Bold,
    Caps,
    Label,
    Bare,
    /// Capitals of an abbreviation: capitals, label and bare line look alike there.
    Plain,
}

impl Look {
    fn fits(self, wanted: Look) -> bool {
        self == wanted || (self == Look::Plain && matches!(wanted, Look::Caps | Look::Label | Look::Bare))
    }
}

/// The headings of a note that stand alone on their line.
pub(super) fn find(note: &Note, rows: &Rows, style: Style) -> Vec<Heading> {
    let lines = lines_by_title(note);
    let wanted = match style.headings {
        HeadingStyle::Consistent => habit(note, &lines),
        style => style,
    };
    let title_level = title_level(note, &lines);
    let base = base_level(note, title_level);
    let mut found = Vec::new();
    for section in &note.sections {
        let main = section.parent.is_none();
        let wanted = wanted_for(section, wanted);
        let level = (base + section.level.saturating_sub(1)).min(6);
        let Some(line) = lines.get(&section.heading.start) else {
            found.extend(bare(note, rows, section, wanted, level));
            continue;
        };
        let level = match line.form {
            LineForm::Atx(level) => level,
            _ => level,
        };
        found.extend(heading(note, rows, line, wanted, level, main));
    }
    // The title keeps its style, and the lines of a header under it their place.
    if let Some(line) = note.title.and_then(|title| lines.get(&title.start)) {
        let level = title_level.unwrap_or(1);
        let title = heading(note, rows, line, HeadingStyle::Keep, level, false);
        found.extend(title.map(|title| Heading { apart: false, ..title }));
    }
    found.sort_by_key(|heading| heading.row);
    found
}

/// The style that one heading is brought to. What the catalogue does not know is only a section as long as it looks like one,
/// and a misspelt label is a field: both keep their looks.
fn wanted_for(section: &Section, wanted: HeadingStyle) -> HeadingStyle {
    match (section.matched, wanted) {
        (Match::Unknown, _) | (Match::Typo, HeadingStyle::Label) => HeadingStyle::Keep,
        _ => wanted,
    }
}

/// A bare line that names a section, where a style is asked for.
fn bare(note: &Note, rows: &Rows, section: &Section, wanted: HeadingStyle, level: u8) -> Option<Heading> {
    let row = rows.at(section.heading.start)?;
    let line = &rows.all[row];
    let words = note.slice(section.heading);
    let whole = line.span.of(&note.text).trim() == words;
    let main = section.parent.is_none();
    if section.style != Written::Bare || !main || !whole || !matches!(line.kind, Kind::Line(_, LineForm::Plain)) {
        return None;
    }
    let (text, apart) = match wanted {
        HeadingStyle::Keep | HeadingStyle::Consistent => return None,
        HeadingStyle::Hash => (format!("{} {words}", "#".repeat(usize::from(level))), true),
        HeadingStyle::Bold => (format!("**{words}**"), true),
        HeadingStyle::Caps => (capitals_of(words)?, true),
        HeadingStyle::Label => (format!("{words}:"), false),
    };
    Some(Heading {
        row,
        last: row,
        apart,
        main,
        span: line.span,
        text: Some(text),
    })
}

/// Where a style was asked for, main headings with their text on the line follow it too: `HPI: cough` becomes
/// `**HPI:** cough`, or `# HPI` with the text below.
pub(super) fn with_text(note: &Note, rows: &Rows, style: Style, groups: &mut Vec<Group>) {
    if matches!(style.headings, HeadingStyle::Keep | HeadingStyle::Consistent) {
        return;
    }
    let lines = lines_by_title(note);
    let base = base_level(note, title_level(note, &lines));
    for section in &note.sections {
        let Some(line) = lines.get(&section.heading.start) else {
            continue;
        };
        let wanted = wanted_for(section, style.headings);
        if section.parent.is_none() && section.id.is_some() && section.style == Written::Label && !line.alone {
            groups.extend(label(note, rows, line, wanted, base));
        }
    }
}

fn label(note: &Note, rows: &Rows, line: &Line<'_>, wanted: HeadingStyle, level: u8) -> Option<Group> {
    let row = &rows.all[rows.at(line.span.start)?];
    let marks = match line.form {
        LineForm::Label => 0,
        LineForm::BoldLabel => 2,
        _ => return None,
    };
    let is_mark = |leaf: &&Node| {
        matches!(
            leaf.kind,
            NodeKind::Indent | NodeKind::Marker | NodeKind::Title | NodeKind::Separator
        )
    };
    let opening: Vec<&Node> = line.leaves.iter().take_while(is_mark).collect();
    let separator = opening.iter().find(|leaf| leaf.kind == NodeKind::Separator)?;
    let title = opening.iter().find(|leaf| leaf.kind == NodeKind::Title)?.span;
    let count = opening.iter().filter(|leaf| leaf.kind == NodeKind::Marker).count();
    let head = Span::new(row.span.start, title.start).of(&note.text);
    if count != marks
        || row.comment
        || !note.slice(separator.span).contains(':')
        || head.bytes().any(|b| b.is_ascii_digit())
    {
        return None;
    }
    let words = note.slice(title);
    let span = Span::new(row.span.start, opening.last()?.span.end);
    // On a line of its own this would be a row of a table.
    let is_row = note.text[span.end as usize..].starts_with('|');
    let text = match wanted {
        HeadingStyle::Hash if is_row => return None,
        HeadingStyle::Hash => format!("{} {words}{}", "#".repeat(usize::from(level)), rows.newline),
        HeadingStyle::Bold => format!("**{words}:** "),
        HeadingStyle::Caps => format!("{}: ", capitals_of(words)?),
        HeadingStyle::Label => format!("{words}: "),
        HeadingStyle::Keep | HeadingStyle::Consistent => return None,
    };
    (span.of(&note.text) != text).then(|| Group::one(span, text))
}

/// A line of the markup that stands directly under the document and holds nothing but one title and its marks.
struct Line<'n> {
    form: LineForm,
    span: Span,
    leaves: &'n [Node],
    /// Whether nothing but marks stands beside the title.
    alone: bool,
}

/// The lines under the document by the start of their first title.
fn lines_by_title(note: &Note) -> HashMap<u32, Line<'_>> {
    let nodes = note.tree.nodes();
    let mut found = HashMap::new();
    if nodes.is_empty() {
        return found;
    }
    for (id, node) in note.tree.children(NodeId(0)) {
        let NodeKind::Line(form) = node.kind else { continue };
        let leaves = &nodes[id.0 as usize + 1..node.end as usize];
        let mut titles = leaves.iter().filter(|leaf| leaf.kind == NodeKind::Title);
        let Some(title) = titles.next() else { continue };
        let marks = |leaf: &Node| {
            matches!(
                leaf.kind,
                NodeKind::Indent | NodeKind::Marker | NodeKind::Title | NodeKind::Separator | NodeKind::Newline
            )
        };
        let alone = titles.next().is_none() && leaves.iter().all(marks);
        let line = Line {
            form,
            span: node.span,
            leaves,
            alone,
        };
        found.insert(title.span.start, line);
    }
    found
}

fn heading(note: &Note, rows: &Rows, line: &Line<'_>, wanted: HeadingStyle, level: u8, main: bool) -> Option<Heading> {
    if !line.alone {
        return None;
    }
    let row = rows.at(line.span.start)?;
    if !matches!(rows.all[row].kind, Kind::Line(..)) {
        return None;
    }
    let underlined = matches!(line.form, LineForm::Setext(_));
    let last = row + usize::from(underlined);
    let title = line.leaves.iter().find(|leaf| leaf.kind == NodeKind::Title)?.span;
    let words = note.slice(title);
    let tail = Span::new(title.end, rows.all[row].span.end).of(&note.text);
    let colon = tail.contains(':');
    // The number of `# 1. CHF` is no mark to be restyled.
    let head = Span::new(rows.all[row].span.start, title.start).of(&note.text);
    let numbered = head.bytes().any(|byte| byte.is_ascii_digit());
    let wanted = match (wanted, line.form) {
        (HeadingStyle::Keep | HeadingStyle::Consistent, LineForm::Atx(_)) => HeadingStyle::Hash,
        (HeadingStyle::Keep | HeadingStyle::Consistent, LineForm::Bold) => HeadingStyle::Bold,
        (wanted, _) => wanted,
    };
    let capitals = !words.chars().any(char::is_lowercase);
    let text = match wanted {
        _ if numbered || words.is_empty() => None,
        HeadingStyle::Hash => Some(format!("{} {words}", "#".repeat(usize::from(level)))),
        HeadingStyle::Bold if colon => Some(format!("**{words}:**")),
        HeadingStyle::Bold => Some(format!("**{words}**")),
        HeadingStyle::Caps => capitals_of(words).map(|words| format!("{words}{}", if colon { ":" } else { "" })),
        HeadingStyle::Label => Some(format!("{words}:")),
        HeadingStyle::Keep | HeadingStyle::Consistent if underlined => None,
        HeadingStyle::Keep | HeadingStyle::Consistent if colon => Some(format!("{words}:")),
        HeadingStyle::Keep | HeadingStyle::Consistent => Some(words.to_owned()),
    };
    let apart = match wanted {
        _ if numbered => matches!(line.form, LineForm::Atx(_)),
        HeadingStyle::Hash => true,
        HeadingStyle::Label => false,
        HeadingStyle::Bold => !colon,
        _ => underlined || (capitals && !colon),
    };
    Some(Heading {
        row,
        last,
        apart,
        main,
        span: Span::new(rows.all[row].span.start, rows.all[last].span.end),
        text,
    })
}

/// The words in capitals, if every letter has one of its own.
fn capitals_of(words: &str) -> Option<String> {
    let single = |c: char| c.to_uppercase().count() == 1;
    words
        .chars()
        .all(single)
        .then(|| words.chars().flat_map(char::to_uppercase).collect())
}

fn title_level(note: &Note, lines: &HashMap<u32, Line<'_>>) -> Option<u8> {
    match lines.get(&note.title?.start)?.form {
        LineForm::Atx(level) => Some(level),
        _ => None,
    }
}

/// The level of a main heading: that of the headings that have one, else the one under the title.
fn base_level(note: &Note, title: Option<u8>) -> u8 {
    let levels = note.sections.iter().filter_map(|section| match section.style {
        Written::Atx(level) => Some(level.saturating_sub(section.level.saturating_sub(1)).max(1)),
        _ => None,
    });
    levels
        .min()
        .unwrap_or_else(|| title.map_or(1, |title| (title + 1).min(6)))
}

/// The style that most main headings of the note share, where the others are few enough to be slips: the measure of the rule
/// `heading-style`. Capitals are nothing that a heading is brought to unasked: its words would change.
fn habit(note: &Note, lines: &HashMap<u32, Line<'_>>) -> HeadingStyle {
    let main: Vec<Look> = note
        .sections
        .iter()
        .filter(|section| section.parent.is_none() && section.id.is_some())
        .map(|section| look(note, section, lines.get(&section.heading.start)))
        .collect();
    let styles = [
        (Look::Hash, HeadingStyle::Hash),
        (Look::Bold, HeadingStyle::Bold),
        (Look::Label, HeadingStyle::Label),
        (Look::Underlined, HeadingStyle::Keep),
        (Look::Caps, HeadingStyle::Keep),
        (Look::Bare, HeadingStyle::Keep),
    ];
    let count = |wanted: Look| main.iter().filter(|look| look.fits(wanted)).count();
    let Some((most, style)) = styles.into_iter().max_by_key(|(look, _)| count(*look)) else {
        return HeadingStyle::Keep;
    };
    let odd = main.len() - count(most);
    if odd > 0 && count(most) >= 3 && odd * 3 <= main.len() {
        style
    } else {
        HeadingStyle::Keep
    }
}

fn look(note: &Note, section: &Section, line: Option<&Line<'_>>) -> Look {
    let words = note.slice(section.heading);
    let short = words.chars().filter(|c| c.is_alphabetic()).count() <= 5 && !words.trim().contains(' ');
    let capitals = words.chars().any(char::is_alphabetic) && !words.chars().any(char::is_lowercase);
    match section.style {
        Written::Atx(_) => Look::Hash,
        Written::Setext(_) => Look::Underlined,
        Written::Bold => Look::Bold,
        _ if line.is_some_and(|line| line.form == LineForm::BoldLabel) => Look::Bold,
        Written::Caps | Written::Label | Written::Bare if short && capitals => Look::Plain,
        Written::Caps => Look::Caps,
        Written::Label if capitals => Look::Caps,
        Written::Label => Look::Label,
        Written::Bare => Look::Bare,
    }
}
