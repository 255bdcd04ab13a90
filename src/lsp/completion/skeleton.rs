//! What a template for such notes has under a heading.

use std::sync::Arc;

use super::super::snapshot::Snapshot;
use crate::grammar::SectionId;
use crate::note::{self, Hints, Note};
use crate::template::{Inputs, Template, prepare};
use crate::text::Span;

/// A note as a template makes it.
pub(super) struct Skeleton {
    /// The name of the template.
    pub(super) template: String,
    model: Note,
}

impl Skeleton {
    /// The template that the front matter names, or the best one for the note's kind and specialty.
    pub(super) fn of(snapshot: &Snapshot) -> Option<Self> {
        let note = snapshot.note();
        let library = snapshot.library();
        let named = note
            .front_matter_value("template")
            .and_then(|name| library.find(name).ok());
        let template = named.or_else(|| {
            let kind = &*note.grammar.kind(note.kind?).id;
            let special: Vec<&str> = note
                .specialties
                .iter()
                .map(|id| &*note.grammar.specialty(*id).id)
                .collect();
            let listed = library.list().unwrap_or_default();
            let read = listed.iter().filter_map(|listed| library.find(&listed.name).ok());
            let is_kind = |template: &Template| template.manifest.kind.as_ref().is_some_and(|it| it.value == kind);
            read.filter(is_kind).min_by_key(|template| {
                let own = &template.manifest.specialty;
                let shared = own.iter().any(|one| special.contains(&&*one.value));
                (!shared, !own.is_empty(), template.name.len())
            })
        })?;
        let prepared = prepare(&library, &template, &Inputs::default()).ok()?;
        let text: Arc<str> = prepared.document.text(false).into();
        let model = note::read(text, Arc::clone(&note.grammar), &Hints::default());
        Some(Self {
            template: template.name,
            model,
        })
    }

    /// The text right under the heading of a section, without that of sections inside it.
    pub(super) fn under(&self, id: SectionId) -> Option<&str> {
        let sections = &self.model.sections;
        let at = sections.iter().position(|section| section.id == Some(id))?;
        let body = sections[at].body;
        let end = sections.get(at + 1).map_or(body.end, |next| next.span.start);
        let text = self
            .model
            .slice(Span::new(body.start, end.clamp(body.start, body.end)))
            .trim();
        (!text.is_empty()).then_some(text)
    }
}
