//! Headings of sections that the note does not have yet, in the order of its kind and in its own style.

use std::sync::Arc;

use super::super::types::CompletionItemKind;
use super::items::{Item, Items, begins, escaped, quoted};
use super::place::{Place, sections_at};
use super::skeleton::Skeleton;
use crate::grammar::{Grammar, KindDef, SectionId, kind_ids};
use crate::note::{self, HeadingStyle, Note, ProblemForm, SectionIx};
use crate::template::Document;
use crate::text::Span;

/// In a text of more bytes than these only the next few headings are offered: each is tried out.
const LONG: usize = 64 * 1024;
/// How many these are.
const FEW: usize = 6;

/// Offer headings at the beginning of a line: when a `#` is typed, or by hand.
pub(super) fn offer(place: &Place<'_>, items: &mut Items<'_>) -> bool {
    if !place.is_by_hand_or('#') {
        return false;
    }
    let Some(line) = Line::of(place) else { return false };
    let note = without_line(place);
    let at = place.line.start;
    let main = main_style(&note);
    let is_atx = matches!(main, None | Some(HeadingStyle::Atx(_)));
    let by_mark = place.typed.is_some();
    if by_mark && (line.hashes == 0 || !line.words.is_empty() || !is_atx || is_problem(&note, at)) {
        return false;
    }
    // A word at the beginning of a line is prose, unless the line stands apart.
    let apart = above(place).trim().is_empty();
    if line.hashes == 0 && !line.words.is_empty() && !(apart || main == Some(HeadingStyle::Label)) {
        return false;
    }
    let skeleton = match place.snapshot.client.snippets {
        true => Skeleton::of(place.snapshot),
        false => None,
    };
    let mut wanted = wanted(&note, at);
    if note.text.len() > LONG {
        wanted.truncate(FEW);
    }
    for id in wanted {
        let heading = Heading::new(&note, &line, id, apart, at);
        let Some(filter) = heading.filter(&note, &line) else {
            continue;
        };
        if !heading.is_read(place, &note) {
            continue;
        }
        let kind = note.kind.map(|kind| note.grammar.kind(kind));
        let level = kind.and_then(|kind| kind.level(id)).map_or("", |level| level.name());
        let span = place.line;
        let item = Item::new(CompletionItemKind::Module, &*heading.title, span, &*heading.text);
        items.push(
            item.detail(level)
                .documentation(about(&note.grammar, kind, id))
                .filter(&*filter),
        );
        let body = skeleton
            .as_ref()
            .and_then(|skeleton| Some((skeleton, skeleton.under(id)?)));
        if let Some((skeleton, body)) = body.filter(|_| heading.style != HeadingStyle::Label) {
            let label = format!("{} …", heading.title);
            let blanks = Document::of_text(body).snippet(&[]);
            items.push(
                Item::new(
                    CompletionItemKind::Snippet,
                    label,
                    span,
                    format!("{}{body}", heading.text),
                )
                .snippet(format!("{}{}", escaped(&heading.text), blanks.trim_end()))
                .detail(format!("as in {}", skeleton.template))
                .documentation(quoted(body))
                .filter(&*filter),
            );
        }
    }
    true
}

/// What stands on the line, taken apart.
struct Line<'s> {
    hashes: usize,
    /// The marks, with the spaces behind them.
    marks: &'s str,
    words: &'s str,
}

impl<'s> Line<'s> {
    fn of(place: &Place<'s>) -> Option<Self> {
        let before = place.before();
        let hashes = before.len() - before.trim_start_matches('#').len();
        let marks = match hashes {
            0 if before.starts_with("**") => 2,
            0 => 0,
            _ => before.len() - before[hashes..].trim_start_matches(' ').len(),
        };
        let (marks, words) = before.split_at(marks);
        let is_word = |c: char| c.is_alphabetic() || matches!(c, ' ' | '/' | '&' | '-' | '\'');
        let fits = hashes <= 6
            && words.chars().all(is_word)
            && !words.starts_with([' ', '-', '/', '&', '\''])
            && words.split_whitespace().count() <= 5
            && place.after().trim_matches(['*', ' ', '\t']).is_empty();
        fits.then_some(Self { hashes, marks, words })
    }
}

/// The note as it is without the line of the cursor.
fn without_line(place: &Place<'_>) -> Note {
    let text = format!("{}{}", place.above(), place.below());
    read(place, text)
}

fn read(place: &Place<'_>, text: String) -> Note {
    let settings = place.snapshot.settings();
    note::read(Arc::from(text), Arc::clone(&settings.grammar), &settings.hints)
}

/// The line above.
fn above<'s>(place: &Place<'s>) -> &'s str {
    let above = place.above();
    let above = above.strip_suffix('\n').unwrap_or(above);
    let above = above.strip_suffix('\r').unwrap_or(above);
    above.rsplit(['\n', '\r']).next().unwrap_or(above)
}

/// How most sections of the first rank are written.
fn main_style(note: &Note) -> Option<HeadingStyle> {
    let top = note
        .sections
        .iter()
        .filter(|section| section.parent.is_none() && section.id.is_some());
    let styles: Vec<HeadingStyle> = top.map(|section| section.style).collect();
    let count = |style: &HeadingStyle| styles.iter().filter(|other| *other == style).count();
    styles.iter().copied().max_by_key(|style| count(style))
}

/// Whether a `#` at `at` may open a problem.
fn is_problem(note: &Note, at: u32) -> bool {
    let Some(within) = sections_at(note, at).into_iter().find(|ix| {
        let id = note.section(*ix).id;
        id.is_some_and(|id| note.grammar.holds_problems(id))
    }) else {
        return false;
    };
    let span = note.section(within).span;
    let mut problems = note
        .written_problems
        .iter()
        .filter(|problem| span.contains(problem.span))
        .peekable();
    problems.peek().is_none() || problems.any(|problem| problem.form == ProblemForm::Hash)
}

/// The sections that are missing and could stand at `at`: first those that the order puts next, then those that it
/// puts before.
fn wanted(note: &Note, at: u32) -> Vec<SectionId> {
    let grammar = &*note.grammar;
    let kind = grammar.kind(note.kind.unwrap_or(kind_ids::HP));
    let part = note.parts().filter(|part| part.span.start <= at).last();
    let sections = part.map_or(0..0, |part| part.sections);
    let sections = &note.sections[sections.start as usize..sections.end as usize];
    let present: Vec<(SectionId, Span)> = sections
        .iter()
        .flat_map(|section| section.id.iter().chain(&section.also).map(|id| (*id, section.span)))
        .collect();
    let order = order(kind);
    let rank = |id: SectionId| order.iter().position(|other| *other == id);
    let last = present
        .iter()
        .filter(|(_, span)| span.start < at)
        .filter_map(|(id, _)| rank(*id))
        .max();
    let is_missing = |id: &SectionId| {
        let twin = kind.combine.iter().any(|combine| {
            let whole = combine.into;
            let there = |id: SectionId| present.iter().any(|(other, _)| *other == id);
            whole == Some(*id) && combine.parts.iter().any(|part| there(*part))
                || combine.parts.contains(id) && whole.is_some_and(there)
        });
        !twin
            && !present
                .iter()
                .any(|(other, _)| other == id || grammar.is_descendant(*other, *id))
    };
    let here: Vec<SectionId> = sections_at(note, at)
        .into_iter()
        .flat_map(|ix| note.section(ix).id)
        .collect();
    // What belongs into a section that is there, belongs nowhere else.
    let is_at_home = |id: &SectionId| {
        let has_home = present.iter().any(|(other, _)| grammar.is_descendant(*id, *other));
        !has_home || here.iter().any(|other| grammar.is_descendant(*id, *other))
    };
    let missing = order.iter().copied().filter(is_missing).filter(is_at_home);
    let mut wanted: Vec<SectionId> = missing.collect();
    // A section that is told in prose is not cut into parts.
    let is_told = |id: &SectionId| {
        let is_home = |ix: &SectionIx| {
            note.section(*ix)
                .id
                .is_some_and(|other| grammar.is_descendant(*id, other))
        };
        sections_at(note, at).into_iter().find(is_home).is_some_and(|home| {
            let section = note.section(home);
            section.end <= home.0 + 1 && !note.slice(section.body).trim().is_empty()
        })
    };
    wanted.sort_by_key(|id| (rank(*id) < last, is_told(id)));
    wanted
}

/// The order of a kind, with sections that stand for two of it.
fn order(kind: &KindDef) -> Vec<SectionId> {
    let mut order = kind.order.to_vec();
    for combine in kind.combine.iter() {
        if let (Some(whole), Some(first)) = (combine.into, combine.parts.first())
            && !order.contains(&whole)
            && let Some(at) = order.iter().position(|id| id == first)
        {
            order.insert(at + 1, whole);
        }
    }
    order
}

/// A heading as this note would write it.
struct Heading {
    id: SectionId,
    style: HeadingStyle,
    title: String,
    /// In place of the whole line.
    text: String,
    /// Where its words begin in that.
    start: usize,
}

impl Heading {
    fn new(note: &Note, line: &Line<'_>, id: SectionId, apart: bool, at: u32) -> Self {
        let (style, like) = style(note, line, id, at);
        let definition = note.grammar.section(id);
        let title = match uses_abbreviations(note) {
            true => abbreviation(&note.grammar, id).unwrap_or(&definition.title),
            false => &definition.title,
        };
        let colon = like.is_some_and(|like| {
            let rest = &note.text[like.heading.end as usize..];
            rest.starts_with(':')
        });
        let bold = like.is_some_and(|like| note.text[..like.heading.start as usize].ends_with("**"));
        let words = match style {
            HeadingStyle::Caps => title.to_uppercase(),
            _ => title.to_owned(),
        };
        let heading = match style {
            HeadingStyle::Atx(level) => format!("{} {words}\n\n", "#".repeat(usize::from(level.clamp(1, 6)))),
            HeadingStyle::Setext(level) => {
                let under = if level == 1 { "=" } else { "-" };
                format!("{words}\n{}\n\n", under.repeat(words.chars().count().max(3)))
            }
            HeadingStyle::Bold if colon => format!("**{words}:**\n\n"),
            HeadingStyle::Bold => format!("**{words}**\n\n"),
            HeadingStyle::Label if bold => format!("**{words}:** "),
            HeadingStyle::Label => format!("{words}: "),
            HeadingStyle::Caps if colon => format!("{words}:\n"),
            HeadingStyle::Caps | HeadingStyle::Bare => format!("{words}\n\n"),
        };
        let gap = if apart || style == HeadingStyle::Label {
            ""
        } else {
            "\n"
        };
        let text = format!("{gap}{heading}");
        Self {
            id,
            style,
            title: title.to_owned(),
            start: text.find(&*words).unwrap_or(0),
            text,
        }
    }

    /// What typed text is compared with: the marks as typed, and the title, or another name that was begun.
    fn filter(&self, note: &Note, line: &Line<'_>) -> Option<String> {
        let definition = note.grammar.section(self.id);
        let names = std::iter::once(&*self.title)
            .chain([&*definition.title])
            .chain(definition.aliases.iter().map(|alias| &**alias));
        let mut begun = names.into_iter().filter(|name| begins(name, line.words));
        let space = if line.marks.ends_with('#') { " " } else { "" };
        begun.next().map(|name| format!("{}{space}{name}", line.marks))
    }

    /// Whether the note, with this heading, has this section there and every other one as before.
    fn is_read(&self, place: &Place<'_>, without: &Note) -> bool {
        let text = format!("{}{}***{}", place.above(), self.text, place.below());
        let start = place.above().len() + self.start;
        let with = read(place, text);
        let new = with
            .sections
            .iter()
            .find(|section| section.heading.start as usize == start);
        new.is_some_and(|new| new.id == Some(self.id)) && with.sections.len() == without.sections.len() + 1
    }
}

/// The style of a heading for `id`, and the section that it is taken from.
fn style<'n>(note: &'n Note, line: &Line<'_>, id: SectionId, at: u32) -> (HeadingStyle, Option<&'n note::Section>) {
    let grammar = &note.grammar;
    let parent = grammar.section(id).parent;
    let known = |section: &&note::Section| section.id.is_some();
    let is_sibling = |section: &&note::Section| section.id.is_some_and(|other| grammar.section(other).parent == parent);
    let is_outer = |section: &&note::Section| section.id.is_some_and(|other| grammar.is_descendant(id, other));
    let nearest = |sections: Vec<&'n note::Section>| {
        let before = sections.iter().rev().find(|section| section.span.start < at).copied();
        before.or_else(|| sections.first().copied())
    };
    let siblings = note.sections.iter().filter(known).filter(is_sibling).collect();
    if let Some(sibling) = nearest(siblings) {
        return (sibling.style, Some(sibling));
    }
    if let Some(outer) = nearest(note.sections.iter().filter(is_outer).collect()) {
        return match outer.style {
            HeadingStyle::Atx(level) => (HeadingStyle::Atx(level + 1), Some(outer)),
            HeadingStyle::Setext(_) => (HeadingStyle::Setext(2), Some(outer)),
            style => (style, Some(outer)),
        };
    }
    let top = note
        .sections
        .iter()
        .filter(known)
        .filter(|section| section.parent.is_none());
    if let Some(other) = nearest(top.collect()) {
        return (other.style, Some(other));
    }
    let titled = note
        .title
        .is_some_and(|title| note.text[..title.start as usize].trim_end().ends_with('#'));
    let level = match line.hashes {
        0 if titled => 2,
        0 => 1,
        hashes => hashes as u8,
    };
    (HeadingStyle::Atx(level), None)
}

/// Whether most headings of the note are short forms in capitals: `CC`, `PMH`.
fn uses_abbreviations(note: &Note) -> bool {
    let known = note.sections.iter().filter(|section| section.id.is_some());
    let short = known
        .clone()
        .filter(|section| is_abbreviation(note.slice(section.heading)))
        .count();
    short >= 2 && short * 2 > known.count()
}

fn is_abbreviation(words: &str) -> bool {
    (2..=5).contains(&words.len()) && words.chars().all(|c| c.is_ascii_uppercase() || c == '/')
}

fn abbreviation(grammar: &Grammar, id: SectionId) -> Option<&str> {
    let aliases = grammar.section(id).aliases.iter().map(|alias| &**alias);
    let mut short = aliases.filter(|alias| is_abbreviation(alias));
    short.find(|alias| grammar.section_named(alias) == Some(id))
}

/// What belongs into the section.
fn about(grammar: &Grammar, kind: Option<&KindDef>, id: SectionId) -> String {
    let definition = grammar.section(id);
    let mut about = definition.contains.to_string();
    let asked = kind.and_then(|kind| kind.must_contain.iter().find(|asked| asked.section == id));
    let mut list = |title: &str, entries: &[crate::grammar::Str]| {
        if !entries.is_empty() {
            about.push_str(&format!("\n\n{title}\n"));
            entries.iter().for_each(|entry| about.push_str(&format!("\n- {entry}")));
        }
    };
    if let Some(asked) = asked {
        list("What a teacher looks for:", &asked.items);
    }
    list("What belongs elsewhere:", &definition.should_not);
    about.trim().to_owned()
}
