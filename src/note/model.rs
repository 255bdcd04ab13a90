//! The types of a [`Note`].

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::grammar::{Grammar, KindId, SectionId, SpecialtyId};
use crate::syntax::{Node, NodeId, NodeKind, PlaceholderKind, Tree};
use crate::text::{LineIndex, Position, Span};

/// How a heading was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeadingStyle {
    /// `# HPI`, with its level.
    Atx(u8),
    /// Underlined.
    Setext(u8),
    /// `**HPI**`.
    Bold,
    /// `HPI` in capitals, with or without colon, alone on its line.
    Caps,
    /// `HPI: text`, `**HPI:** text`, `HPI - text`.
    Label,
    /// A bare line that names a section.
    Bare,
}

/// How surely a heading names its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Match {
    /// The catalogue has this heading (case, punctuation and `&` aside).
    Exact,
    /// The catalogue has a heading one or two edits away: a typo. `Section::id` is what was meant.
    Typo,
    /// The catalogue has no such heading; `Section::id` is `None`.
    Unknown,
}

/// Index of a section in [`Note::sections`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionIx(pub u32);

/// One section. Sections stand in document order, a parent before its children; spans nest and never overlap.
#[derive(Debug, Clone)]
pub struct Section {
    /// Canonical id; `None` for a heading that the catalogue does not know.
    pub id: Option<SectionId>,
    /// Further sections that the same heading covers (`CC/HPI`, `PMH/PSH`, `S/O`).
    pub also: Vec<SectionId>,
    /// How the heading matched.
    pub matched: Match,
    /// How it was written.
    pub style: HeadingStyle,
    /// Nesting, from 1.
    pub level: u8,
    /// The words of the heading, without marks and colon.
    pub heading: Span,
    /// The whole section: heading, body, children.
    pub span: Span,
    /// The body after the heading, children included.
    pub body: Span,
    /// The enclosing section.
    pub parent: Option<SectionIx>,
    /// One past the last section inside this one.
    pub end: u32,
}

/// How a problem's title was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemForm {
    /// `# CHF`, `#CHF`.
    Hash,
    /// `1. CHF`, `1) CHF`, `(1) CHF`, `WrittenProblem 1: CHF`, with the number written.
    Number(u32),
    /// `CHF: …`
    Label,
    /// `**CHF**`
    Bold,
    /// `- CHF`, a top-level bullet of an assessment list.
    Bullet,
    /// A short line over bullets, or one ending in a period.
    Line,
}

/// One problem of the assessment or plan, as written. [`Note::assessment`](super::Note::assessment) merges those that are one.
#[derive(Debug, Clone)]
pub struct WrittenProblem {
    /// The section it stands in.
    pub section: SectionIx,
    /// How its title was written.
    pub form: ProblemForm,
    /// The title: the text before the first colon or dash.
    pub title: Span,
    /// Title, reasoning and items.
    pub span: Span,
    /// List items under it, as written, marker excluded.
    pub items: Vec<Span>,
    /// The plan-level section that the title names (`Disposition`, `Prophylaxis`): no disease, but numbered like one.
    pub topic: Option<SectionId>,
}

/// One line of the front matter.
#[derive(Debug, Clone)]
pub struct FrontMatterEntry {
    /// The key as written.
    pub key: Span,
    /// The value as written, without surrounding spaces or quotes; empty if none.
    pub value: Span,
}

/// Where a note's kind came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KindSource {
    /// `--kind`.
    CommandLine,
    /// `kind:` in the front matter.
    FrontMatter,
    /// `[[per-file]]` in the configuration.
    Configuration,
    /// The template that the front matter names.
    Template,
    /// The note's title line.
    Title,
    /// Its sections.
    Sections,
}

/// What a front says about a note before it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Kind from the command line.
    pub kind_override: Option<KindId>,
    /// Kind from the configuration for this path.
    pub kind_configured: Option<KindId>,
    /// Specialties from the command line.
    pub specialty_override: Vec<SpecialtyId>,
    /// Specialties from the configuration for this path.
    pub specialty_configured: Vec<SpecialtyId>,
    /// Ignore the front matter's kind and specialty (marking of submissions).
    pub ignore_front_matter: bool,
}

/// The day that the heading of an entry names; of a week, the day that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryDate {
    /// The year, if it is written.
    pub year: Option<u16>,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl EntryDate {
    /// Whether the calendar has the day.
    pub fn is_possible(self) -> bool {
        self.day >= 1 && self.day <= super::facts::calendar::days_in_month(self.year, self.month)
    }
}

impl std::fmt::Display for EntryDate {
    /// `2026-11-22`, or `11-22` without a year.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// One entry of a log: a file of a kind that gathers dated entries (`entries` in its grammar).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The words of its heading, without marks.
    pub heading: Span,
    /// The day that the heading names; `None` for `Week 3`.
    pub date: Option<EntryDate>,
    /// From its heading to the next entry.
    pub span: Span,
    /// What stands under the heading.
    pub body: Span,
    /// Its sections: indices into [`Note::sections`].
    pub sections: Range<u32>,
}

/// A part of a note that is judged by itself: an entry, or a note that has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'n> {
    /// The entry; `None` for a whole note, or what stands before the first entry.
    pub entry: Option<&'n Entry>,
    /// Its text.
    pub span: Span,
    /// Its sections: indices into [`Note::sections`].
    pub sections: Range<u32>,
}

/// A placeholder left in the note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// What kind of blank.
    pub kind: PlaceholderKind,
    /// Where.
    pub span: Span,
    /// The section it stands in.
    pub section: Option<SectionIx>,
}

/// A note, read.
#[derive(Debug)]
pub struct Note {
    /// The text. Every span is a byte range of it.
    pub text: Arc<str>,
    /// The lossless tree.
    pub tree: Tree,
    /// The grammar it was read with.
    pub grammar: Arc<Grammar>,
    /// Front matter, in order.
    pub front_matter: Vec<FrontMatterEntry>,
    /// The title line, if the note has one.
    pub title: Option<Span>,
    /// What kind of note; `None` if nothing matches well enough.
    pub kind: Option<KindId>,
    /// How sure that is, 0 to 1. 1 when somebody said so.
    pub kind_confidence: f32,
    /// Where the kind came from.
    pub kind_source: Option<KindSource>,
    /// Specialties.
    pub specialties: Vec<SpecialtyId>,
    /// All sections, in document order, parents before children.
    pub sections: Vec<Section>,
    /// The entries of a log, in document order; none in other notes.
    pub entries: Vec<Entry>,
    /// Problems as written, in document order.
    pub written_problems: Vec<WrittenProblem>,
    /// Whether the file is a template (starts with `+++`): the TPL family is off.
    pub is_template: bool,
    pub(crate) lines: OnceLock<LineIndex>,
    pub(crate) phrases: OnceLock<super::phrases::Phrases>,
    /// Boxed: notes are moved about, and there are many facts.
    pub(crate) facts: Box<super::facts::Facts>,
}

impl Note {
    /// The text under `span`. A reach that was counted in bytes may end inside a letter of several, or behind the text: then
    /// the letters that begin in it.
    #[inline]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_else(|| self.whole_letters(span))
    }

    #[cold]
    fn whole_letters(&self, span: Span) -> &str {
        let at = |offset: u32| crate::text::ceil(&self.text, offset as usize);
        let start = at(span.start);
        &self.text[start..at(span.end).max(start)]
    }

    /// The line index, built on first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }

    /// The section `ix`.
    pub fn section(&self, ix: SectionIx) -> &Section {
        &self.sections[ix.0 as usize]
    }

    /// The innermost section that holds `offset`.
    pub fn section_at(&self, offset: u32) -> Option<SectionIx> {
        let starts = self.facts.section_starts(self);
        let mut at = starts.partition_point(|start| *start <= offset);
        // The candidates that start at or before the offset, last first; the first whose span still holds it is innermost.
        while at > 0 {
            at -= 1;
            let section = &self.sections[at];
            if offset < section.span.end || (offset == section.span.end && offset as usize == self.text.len()) {
                return Some(SectionIx(at as u32));
            }
            match section.parent {
                // Jump over siblings: an earlier sibling ends before this one starts.
                Some(parent) => at = parent.0 as usize + 1,
                None => return None,
            }
        }
        None
    }

    /// The parts that are judged each by itself: the entries of a log, and sections before the first of them; else the note.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let first = self.entries.first();
        let head = Part {
            entry: None,
            span: Span::new(0, first.map_or(self.text.len() as u32, |first| first.span.start)),
            sections: 0..first.map_or(self.sections.len() as u32, |first| first.sections.start),
        };
        let entries = self.entries.iter().map(|entry| Part {
            entry: Some(entry),
            span: entry.span,
            sections: entry.sections.clone(),
        });
        let is_part = first.is_none() || !head.sections.is_empty();
        is_part.then_some(head).into_iter().chain(entries)
    }

    /// The index of the entry that holds `offset`.
    pub fn log_entry_at(&self, offset: u32) -> Option<usize> {
        self.entries
            .partition_point(|entry| entry.span.start <= offset)
            .checked_sub(1)
    }

    /// The canonical id of the section `ix`, as text.
    pub fn section_id(&self, ix: SectionIx) -> Option<&str> {
        self.section(ix).id.map(|id| &*self.grammar.section(id).id)
    }

    /// The first section with this id (as its own, or covered by a combined heading).
    pub fn find_section(&self, id: SectionId) -> Option<SectionIx> {
        self.sections
            .iter()
            .position(|section| section.id == Some(id) || section.also.contains(&id))
            .map(|at| SectionIx(at as u32))
    }

    /// Whether `ix` is `ancestor` or stands inside it.
    pub fn is_within(&self, ix: SectionIx, ancestor: SectionIx) -> bool {
        ancestor.0 <= ix.0 && ix.0 < self.section(ancestor).end.max(ancestor.0 + 1)
    }

    /// Direct children of a section, or the top-level sections for `None`.
    pub fn child_sections(&self, parent: Option<SectionIx>) -> impl Iterator<Item = SectionIx> {
        (0..self.sections.len() as u32)
            .map(SectionIx)
            .filter(move |ix| self.section(*ix).parent == parent)
    }

    /// The value of a front matter key (case-insensitive), trimmed.
    pub fn front_matter_value(&self, key: &str) -> Option<&str> {
        self.front_matter
            .iter()
            .find(|entry| self.slice(entry.key).eq_ignore_ascii_case(key))
            .map(|entry| self.slice(entry.value))
    }

    /// All placeholders, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.tree.nodes().iter().filter_map(|node| match node.kind {
            NodeKind::Placeholder(kind) => Some(Placeholder {
                kind,
                span: node.span,
                section: self.section_at(node.span.start),
            }),
            _ => None,
        })
    }

    /// Where the placeholders stand, in document order.
    pub(super) fn placeholder_spans(&self) -> impl Iterator<Item = Span> {
        let nodes = self.tree.nodes().iter();
        nodes
            .filter(|node| matches!(node.kind, NodeKind::Placeholder(_)))
            .map(|node| node.span)
    }

    /// Whether what stands at `offset` belongs to a blank, its label or its choices: it is asked for, and nothing is said of it.
    pub fn in_blank(&self, offset: u32) -> bool {
        let blanks = self.facts.blanks(self);
        let at = blanks.partition_point(|blank| blank.start <= offset);
        blanks[..at].last().is_some_and(|blank| blank.contains_offset(offset))
    }

    /// Whether what ends at `offset` has a blank for its answer: `Wheezing: ***`, `hallucinations ***{kind}`.
    pub fn is_asked(&self, offset: u32) -> bool {
        let rest = &self.text[offset as usize..];
        let answer = rest.trim_start_matches([' ', ':', '\u{a0}']);
        answer.starts_with(['*', '_'])
            && self
                .leaf_at(offset + (rest.len() - answer.len()) as u32)
                .is_some_and(|node| {
                    matches!(
                        node.kind,
                        NodeKind::Placeholder(PlaceholderKind::Wildcard | PlaceholderKind::Blank)
                    )
                })
    }

    /// The leaf that starts at or before `offset`: in preorder the last such node.
    fn leaf_at(&self, offset: u32) -> Option<&Node> {
        let nodes = self.tree.nodes();
        nodes[..nodes.partition_point(|node| node.span.start <= offset)].last()
    }

    /// All comments that are directives, in order.
    pub fn directives(&self) -> impl Iterator<Item = (NodeId, Span)> {
        self.tree
            .nodes()
            .iter()
            .enumerate()
            .filter(|(_, node)| node.kind == NodeKind::Directive)
            .map(|(at, node)| (NodeId(at as u32), node.span))
    }
}
