//! Templates: a whole note, in a document that holds nothing yet but perhaps its front matter.

use std::ffi::OsStr;

use super::super::snapshot::Snapshot;
use super::super::types::CompletionItemKind;
use super::front_matter;
use super::items::{Item, Items};
use super::place::Place;
use crate::lint::Date;
use crate::note::Note;
use crate::syntax::NodeKind;
use crate::template::{Inputs, Library, Piece, Place as Kept, Template, Value, Values, prepare, resolved};
use crate::text::Span;

/// Extensions of files that may be notes; a document without a file has none.
const EXTENSIONS: [&str; 6] = ["md", "markdown", "txt", "note", "soap", "hp"];

/// Offer every template, if the document is blank but for one word at the cursor. The block of the front matter is
/// offered here too, and where it is missing at the top of a note.
pub(super) fn offer(place: &Place<'_>, items: &mut Items<'_>) -> bool {
    if place.typed.is_some() {
        return false;
    }
    let note = place.snapshot.note();
    let head = head(note);
    let typed = place.before().trim_start_matches('\u{feff}').trim_start();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let opens = head.map_or(0, |head| head.end as usize);
    let start = place.at as usize - typed.len();
    let is_blank = start >= opens
        && typed.chars().all(is_word)
        && place.text()[opens..start]
            .trim_start_matches('\u{feff}')
            .trim()
            .is_empty()
        && place.text()[place.at as usize..].trim().is_empty();
    if !is_blank || !may_be_note(place.snapshot) {
        if place.snapshot.is_note() {
            front_matter::block(place, items);
        }
        return false;
    }
    let span = Span::new(start as u32, place.line.end);
    let library = place.snapshot.library();
    for template in sorted(note, &library) {
        if let Some(item) = whole(place, &library, &template, span, head) {
            items.push(item);
        }
    }
    if head.is_none() {
        front_matter::block(place, items);
    }
    true
}

/// The front matter, if there is one.
fn head(note: &Note) -> Option<Span> {
    let mut nodes = note.tree.nodes().iter().take(4);
    nodes
        .find(|node| node.kind == NodeKind::FrontMatter)
        .map(|node| node.span)
}

fn may_be_note(snapshot: &Snapshot) -> bool {
    let extension = snapshot.path().extension().and_then(OsStr::to_str);
    extension.is_none_or(|extension| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// What the front matter says a note is comes first, then the user's own templates. Those with faults are left out:
/// they are told by `preceptor templates check`.
fn sorted(note: &Note, library: &Library) -> Vec<Template> {
    let listed = library.list().unwrap_or_default();
    let mut all: Vec<Template> = listed
        .iter()
        .filter_map(|listed| library.find(&listed.name).ok())
        .collect();
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    let said: Vec<&str> = note
        .specialties
        .iter()
        .map(|id| &*note.grammar.specialty(*id).id)
        .collect();
    let named = note.front_matter_value("template");
    all.sort_by_key(|template| {
        let manifest = &template.manifest;
        let other = kind.is_some() && manifest.kind.as_ref().map(|kind| &*kind.value) != kind;
        let special = manifest.specialty.iter().any(|one| said.contains(&&*one.value));
        (
            named != Some(&*template.name),
            other,
            !special,
            template.place == Kept::Shipped,
        )
    });
    all
}

/// The day to date a new note with.
pub(super) fn today(snapshot: &Snapshot) -> Option<Date> {
    let fixed = snapshot.settings().today;
    fixed.or_else(|| {
        let today = jiff::Zoned::now().date();
        Some(Date {
            year: today.year().into(),
            month: today.month().unsigned_abs(),
            day: today.day().unsigned_abs(),
        })
    })
}

/// The note that a template makes. Where the document has a front matter, the note comes below it, and the keys that
/// it lacks are added to it.
fn whole(place: &Place<'_>, library: &Library, template: &Template, span: Span, head: Option<Span>) -> Option<Item> {
    let note = place.snapshot.note();
    let (manifest, _) = resolved(library, template).ok()?;
    let mut case = Values::new();
    for (key, name) in [
        ("patient-age", "age"),
        ("patient-sex", "sex"),
        ("patient-pronouns", "pronouns"),
        ("patient-weight", "weight"),
    ] {
        let said = note.front_matter_value(key).filter(|value| !value.is_empty());
        let field = manifest.fields.iter().find(|field| field.name == name);
        let value = said.map(|said| field.map_or(Some(Value::Text(said.to_owned())), |field| field.parse(said).ok()));
        case.extend(value.flatten().map(|value| (name.to_owned(), value)));
    }
    let inputs = Inputs {
        answered: case,
        today: today(place.snapshot),
        ..Inputs::default()
    };
    let mut prepared = prepare(library, template, &inputs).ok()?;
    let order = prepared.order();
    let mut also = Vec::new();
    let document = &mut prepared.document;
    if let (Some(head), Some(Piece::Text(opening))) = (head, document.pieces.first()) {
        let lacks = |line: &&str| {
            let key = line.split_once(':').map(|(key, _)| key);
            key.is_some_and(|key| note.front_matter_value(key).is_none())
        };
        let lines: String = opening.lines().filter(lacks).map(|line| format!("{line}\n")).collect();
        let mut fences = note
            .tree
            .nodes()
            .iter()
            .filter(|node| node.kind == NodeKind::Fence && head.contains(node.span));
        let fence = fences.next_back().filter(|_| !lines.is_empty());
        also.extend(fence.map(|fence| (Span::at(fence.span.start), lines)));
        document.pieces.remove(0);
    }
    let text = document.text(false);
    let snippet = document.snippet(&order);
    let mut about = manifest.description.clone();
    let specialties: Vec<&str> = manifest.specialty.iter().map(|one| &*one.value).collect();
    if !specialties.is_empty() {
        about.push_str(&format!("\n\nSpecialty: {}", specialties.join(", ")));
    }
    if let Some(setting) = &manifest.setting {
        about.push_str(&format!("\n\nSetting: {}", setting.value));
    }
    let item = Item::new(CompletionItemKind::Snippet, &*template.name, span, text);
    Some(Item {
        also,
        ..item.snippet(snippet).detail(manifest.title).documentation(about)
    })
}
