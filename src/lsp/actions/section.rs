//! Put in a section that is missing, or what an empty one asks for: with the blanks of the template for such notes.

use std::sync::Arc;

use super::super::changes::Change;
use super::super::snapshot::Snapshot;
use super::{Asked, Offer, as_snippet, changed, line_end};
use crate::grammar::SectionId;
use crate::lint::{self, Settings};
use crate::note::{self, HeadingStyle, Hints, Note, SectionIx};
use crate::template::{Inputs, Library, Template, prepare};
use crate::text::Span;

/// What stands where nothing is known yet.
const BLANK: &str = "***";

/// The rules that judge where sections stand and what is in them.
const JUDGES: [&str; 5] = ["ORG001", "ORG002", "ORG003", "ORG004", "ORG005"];

/// What a template says in a section.
struct Skeleton {
    /// The template's name.
    template: String,
    /// The text right under the heading, without blank lines around it.
    text: String,
    /// The sections inside: how much deeper, title, text.
    parts: Vec<(u8, String, String)>,
}

/// Where a heading could go, and the section whose style it takes.
struct Place {
    at: u32,
    like: SectionIx,
}

/// Add the section that a finding of ORG001 misses, where the kind of the note wants it. False if that cannot be said
/// better than by the fix of the rule.
pub(super) fn missing<'s>(asked: &Asked<'s>, found: &'s lint::Diagnostic, offers: &mut Vec<Offer<'s>>) -> bool {
    let snapshot = asked.snapshot;
    let note = snapshot.note();
    let Some((id, title)) = wanted(note, found) else {
        return false;
    };
    let trial = Trial::new(snapshot, found);
    let skeleton = skeleton(snapshot, id);
    for skeleton in [skeleton.as_ref(), None] {
        for place in places(note, found) {
            let change = insertion(note, &place, &title, skeleton);
            if trial.holds(&change) {
                let how = match skeleton {
                    Some(skeleton) => format!("with the blanks of the template `{}`", skeleton.template),
                    None => "with a blank".to_owned(),
                };
                let offer = Offer::new(
                    format!("Add the section `{title}`, {how} (ORG001)"),
                    vec![found],
                    vec![change.clone()],
                );
                offers.push(Offer {
                    snippet: as_snippet(&change),
                    ..offer
                });
                return true;
            }
        }
    }
    false
}

/// Write under the heading of an empty section what it asks for.
pub(super) fn empty<'s>(asked: &Asked<'s>, found: &'s lint::Diagnostic, offers: &mut Vec<Offer<'s>>) {
    let snapshot = asked.snapshot;
    let note = snapshot.note();
    let Some(section) = note
        .sections
        .iter()
        .find(|section| section.heading.overlaps(found.span))
    else {
        return;
    };
    let is_empty = note.slice(section.body).trim().is_empty();
    let Some(id) = section.id.filter(|_| is_empty) else {
        return;
    };
    let Some(skeleton) = skeleton(snapshot, id) else { return };
    let end = line_end(&note.text);
    let words = under(&skeleton, section.style, end);
    let lines = note.lines();
    let Some(line) = lines.line_span(&note.text, lines.line_of(section.heading.end)) else {
        return;
    };
    let change = match section.style {
        HeadingStyle::Label => {
            let at = line.start + note.slice(line).trim_end().len() as u32;
            let space = if words.contains(['\n', '\r']) { end } else { " " };
            Change::new(&note.text, Span::at(at), format!("{space}{words}"))
        }
        _ => {
            let at = section.body.start;
            let opens = note.text[..at as usize].ends_with(['\n', '\r']);
            let rest = &note.text[at as usize..];
            let (first, last) = match rest.starts_with(['\n', '\r']) {
                // The blank line under the heading goes below the words, and one like it above.
                true => (end, ""),
                false => (end, end),
            };
            let first = if opens { first.to_owned() } else { format!("{end}{end}") };
            let last = if rest.is_empty() { end } else { last };
            Change::new(
                &note.text,
                Span::at(at),
                format!("{first}{words}{last}{}", if rest.is_empty() { "" } else { end }),
            )
        }
    };
    if Trial::new(snapshot, found).holds(&change) {
        let title = format!(
            "Write the blanks of the template `{}` under `{}` (ORG002)",
            skeleton.template,
            note.slice(section.heading)
        );
        offers.push(Offer {
            snippet: as_snippet(&change),
            ..Offer::new(title, vec![found], vec![change.clone()])
        });
    }
}

/// The section that a finding of ORG001 misses: its fix names it.
fn wanted(note: &Note, found: &lint::Diagnostic) -> Option<(SectionId, String)> {
    let title = found.fix.as_ref()?.message.split('`').nth(1)?;
    let id = note.grammar.section_named(title)?;
    Some((id, title.to_owned()))
}

/// Where the heading could go: where the rule says first, then behind or before its neighbours.
fn places(note: &Note, found: &lint::Diagnostic) -> Vec<Place> {
    let all = (0..note.sections.len() as u32).map(SectionIx);
    let follows = all.clone().find(|ix| note.section(*ix).heading == found.span);
    let first = all.clone().next();
    let Some(like) = follows.or(first) else {
        return Vec::new();
    };
    let before_all = first.map(|first| Place {
        at: note.section(first).span.start,
        like: first,
    });
    let behind = |ix: SectionIx| Place {
        at: note.section(ix).span.end,
        like: ix,
    };
    let mut places: Vec<Place> = follows.map(behind).into_iter().collect();
    let beside = |ix: &SectionIx| note.section(*ix).parent == note.section(like).parent;
    if follows.is_some() {
        places.extend(all.filter(|ix| beside(ix) && Some(*ix) != follows).map(behind));
        places.extend(before_all);
    } else {
        places.extend(before_all);
        places.extend(all.filter(beside).map(behind));
    }
    places
}

/// The heading, written as the note writes its headings, and what stands under it.
fn insertion(note: &Note, place: &Place, title: &str, skeleton: Option<&Skeleton>) -> Change {
    let model = note.section(place.like);
    let end = line_end(&note.text);
    let (before, after) = note.text.split_at(place.at as usize);
    let ends_line = before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}']);
    let double = [end, end].concat();
    let ends_blank = before.is_empty() || before.ends_with(&double) || before.ends_with('\u{feff}');
    let inline = model.style == HeadingStyle::Label;
    let words = skeleton.map_or_else(|| BLANK.to_owned(), |skeleton| under(skeleton, model.style, end));
    let mut text = String::new();
    if !ends_line {
        text.push_str(end);
    }
    if !inline && !ends_blank {
        text.push_str(end);
    }
    if inline {
        let bold = note.text[..model.heading.start as usize].ends_with("**");
        let label = if bold {
            format!("**{title}:**")
        } else {
            format!("{title}:")
        };
        let space = if words.contains(['\n', '\r']) { end } else { " " };
        text.push_str(&format!("{label}{space}{words}{end}"));
    } else {
        text.push_str(&format!(
            "{}{end}{end}{words}{end}",
            heading(model.style, title, 0, end)
        ));
    }
    let parted = !inline || ends_blank && ends_line && !before.is_empty();
    if parted && !after.is_empty() && !after.starts_with(['\n', '\r']) {
        text.push_str(end);
    }
    Change::new(&note.text, Span::at(place.at), text)
}

/// A heading on a line of its own, `deeper` than those of the note.
fn heading(style: HeadingStyle, title: &str, deeper: u8, end: &str) -> String {
    let hashes = |level: u8| "#".repeat(usize::from((level + deeper).clamp(1, 6)));
    match style {
        HeadingStyle::Atx(level) => format!("{} {title}", hashes(level)),
        HeadingStyle::Setext(level) if level + deeper <= 2 => {
            let underline = if level + deeper == 1 { "=" } else { "-" };
            format!("{title}{end}{}", underline.repeat(title.chars().count().max(3)))
        }
        HeadingStyle::Setext(level) => format!("{} {title}", hashes(level)),
        HeadingStyle::Bold => format!("**{title}**"),
        HeadingStyle::Caps => title.to_uppercase(),
        HeadingStyle::Label | HeadingStyle::Bare => title.to_owned(),
    }
}

/// What stands under the heading, with the sections inside it written as the note writes its own.
fn under(skeleton: &Skeleton, style: HeadingStyle, end: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let inline = style == HeadingStyle::Label;
    // A note of labels is written without blank lines.
    let words = |text: &str| {
        let lines = text.lines().filter(|line| !inline || !line.trim().is_empty());
        lines.collect::<Vec<_>>().join(end)
    };
    if !skeleton.text.is_empty() {
        parts.push(words(&skeleton.text));
    }
    for (deeper, title, text) in &skeleton.parts {
        let text = words(text);
        parts.push(match inline {
            true if text.contains(['\n', '\r']) => format!("{title}:{end}{text}"),
            true => format!("{title}: {text}"),
            false => format!("{}{end}{end}{text}", heading(style, title, *deeper, end)),
        });
    }
    let apart = if inline { end.to_owned() } else { [end, end].concat() };
    parts.join(&apart)
}

/// What the best template for the note says in a section. Sections inside it that the note has elsewhere are left out.
fn skeleton(snapshot: &Snapshot, id: SectionId) -> Option<Skeleton> {
    let note = snapshot.note();
    let library = snapshot.library();
    let named = note
        .front_matter_value("template")
        .and_then(|name| library.find(name).ok());
    let mut templates: Vec<Template> = named.into_iter().collect();
    templates.extend(for_kind(note, &library));
    templates.iter().find_map(|template| {
        let prepared = prepare(&library, template, &Inputs::default()).ok()?;
        let text: Arc<str> = prepared.document.text(false).into();
        let model = note::read(text, Arc::clone(&note.grammar), &Hints::default());
        let ix = model.sections.iter().position(|section| section.id == Some(id))?;
        let inner = model.sections[ix].end.max(ix as u32 + 1);
        let own = |ix: usize| {
            let section = &model.sections[ix];
            let next = model
                .sections
                .get(ix + 1)
                .map_or(section.body.end, |next| next.span.start);
            let end = next.clamp(section.body.start, section.body.end);
            model.slice(Span::new(section.body.start, end)).trim().to_owned()
        };
        let is_new = |at: &usize| {
            let known = model.sections[*at].id.and_then(|id| note.find_section(id));
            known.is_none()
        };
        let part = |at: usize| {
            let section = &model.sections[at];
            let deeper = section.level.saturating_sub(model.sections[ix].level);
            (deeper, model.slice(section.heading).to_owned(), own(at))
        };
        let skeleton = Skeleton {
            template: template.name.clone(),
            text: own(ix),
            parts: (ix + 1..inner as usize).filter(is_new).map(part).collect(),
        };
        (!skeleton.text.is_empty() || !skeleton.parts.is_empty()).then_some(skeleton)
    })
}

/// The templates for notes of this kind: first those of its specialty, then those of none.
fn for_kind(note: &Note, library: &Library) -> Vec<Template> {
    let Some(kind) = note.kind.map(|kind| note.grammar.kind(kind)) else {
        return Vec::new();
    };
    let listed = library.list().unwrap_or_default();
    let read = listed.iter().filter_map(|listed| library.find(&listed.name).ok());
    let mut fit: Vec<Template> = read
        .filter(|template| {
            template
                .manifest
                .kind
                .as_ref()
                .is_some_and(|named| *named.value == *kind.id)
        })
        .collect();
    let special: Vec<&str> = note
        .specialties
        .iter()
        .map(|id| &*note.grammar.specialty(*id).id)
        .collect();
    fit.sort_by_key(|template| {
        let own = &template.manifest.specialty;
        let special = match own.iter().any(|one| special.contains(&&*one.value)) {
            true => 0,
            false if own.is_empty() => 1,
            false => 2,
        };
        // Of several the plain one: `soap-clinic` before `apso` and `soap-chronic-disease`.
        (special, !template.name.starts_with(&*kind.id), template.name.len())
    });
    fit
}

/// Tries a section for one finding.
struct Trial<'s> {
    note: &'s Note,
    found: &'s lint::Diagnostic,
    settings: Settings,
    /// How often each of [`JUDGES`] speaks.
    counts: [usize; JUDGES.len()],
    /// How many findings say the same.
    like_it: usize,
}

impl<'s> Trial<'s> {
    fn new(snapshot: &'s Snapshot, found: &'s lint::Diagnostic) -> Self {
        let mut settings = (**snapshot.settings()).clone();
        settings.rules.retain(|enabled| JUDGES.contains(&enabled.rule.code));
        settings.enabled_user_rules.clear();
        let all = &snapshot.analysis().checked.diagnostics;
        let same = |other: &&lint::Diagnostic| other.code == found.code && other.message == found.message;
        Self {
            like_it: all.iter().filter(same).count(),
            note: snapshot.note(),
            found,
            counts: counts(all),
            settings,
        }
    }

    /// Whether the finding is gone after the change, no other has come, and the sections that were there still are.
    fn holds(&self, change: &Change) -> bool {
        let text = changed(&self.note.text, change);
        let after = lint::check(Arc::from(text), &self.settings);
        let same = |found: &&lint::Diagnostic| found.code == self.found.code && found.message == self.found.message;
        let before = &self.note.sections;
        let new = Span::new(change.span.start, change.span.start + change.text.len() as u32);
        let is_old = |section: &&note::Section| !new.contains_offset(section.heading.start);
        let outline =
            |note: &Note, section: &note::Section| (note.slice(section.heading).to_owned(), section.id, section.style);
        let old: Vec<_> = before.iter().map(|section| outline(self.note, section)).collect();
        let left = after.note.sections.iter().filter(is_old);
        let left: Vec<_> = left.map(|section| outline(&after.note, section)).collect();
        let now = counts(&after.diagnostics);
        old == left
            && now.iter().zip(self.counts).all(|(now, then)| *now <= then)
            && now.iter().sum::<usize>() < self.counts.iter().sum()
            && after.diagnostics.iter().filter(same).count() < self.like_it
    }
}

fn counts(diagnostics: &[lint::Diagnostic]) -> [usize; JUDGES.len()] {
    JUDGES.map(|code| diagnostics.iter().filter(|found| found.code == code).count())
}
