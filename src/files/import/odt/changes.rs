//! The changes that an OpenDocument text tracks.

use std::collections::HashMap;

use super::super::xml::Element;

/// A tracked change.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change<'t> {
    /// The text between the two marks was added.
    Insertion,
    /// What this element holds stood where the mark is.
    Deletion(Element<'t>),
}

/// All tracked changes of a document, by their id.
#[derive(Debug, Default)]
pub(super) struct Changes<'t>(HashMap<String, Change<'t>>);

impl<'t> Changes<'t> {
    /// Reads `text:tracked-changes`.
    pub fn read(text: Element<'t>) -> Self {
        let mut changes = HashMap::new();
        let regions = text.child("tracked-changes").into_iter().flat_map(Element::children);
        for region in regions {
            let Some(id) = region.attr("id") else { continue };
            if region.child("insertion").is_some() {
                changes.insert(id, Change::Insertion);
            } else if let Some(deletion) = region.child("deletion") {
                changes.insert(id, Change::Deletion(deletion));
            }
        }
        Self(changes)
    }

    /// The change that a mark in the text belongs to.
    pub fn of(&self, mark: Element) -> Option<Change<'t>> {
        self.0.get(&mark.attr("change-id")?).copied()
    }
}
