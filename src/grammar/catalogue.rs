//! The tables of one grammar and the look-ups in them.

use std::any::Any;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use super::builtin;
use super::concept_relations::ConceptRelations;
use super::lexicon::Phrases;
use super::model::*;
use super::normalize::normalize_heading;
use super::patterns::ElementPatterns;
use super::relations::Relations;
use super::schema::{Known, Tables};
use super::slots;

mod templates {
    //! Name, kind and specialties of each shipped template.
    include!(concat!(env!("OUT_DIR"), "/template_kinds.rs"));
}

/// The section catalogue, the kinds, the specialties and the lexicons in force.
#[derive(Debug)]
pub struct Grammar {
    pub(super) sections: List<SectionDef>,
    pub(super) kinds: List<KindDef>,
    pub(super) specialties: List<SpecialtyDef>,
    pub(super) lexicons: List<LexiconDef>,
    pub(super) equivalences: List<Equivalence>,
    pub(super) ambiguities: List<Ambiguity>,
    pub(super) combined: List<Combined>,
    pub(super) relations: Relations,
    pub(super) overlay: Option<Box<Overlay>>,
    pub(super) element_patterns: ElementPatterns,
    pub(super) entry_slots: EntrySlots,
    pub(super) memo: Memo,
}

/// What others made of the grammar's data, one of each type.
#[derive(Debug, Default)]
pub(super) struct Memo(RwLock<Vec<Arc<dyn Any + Send + Sync>>>);

/// For each lexicon that a user changed its entries by id, made when the first is asked for by name.
#[derive(Debug, Default)]
pub(super) struct EntrySlots(OnceLock<Vec<OnceLock<Vec<u16>>>>);

/// What a user's files changed, looked up before the static maps.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) sections: HashMap<String, Vec<SectionId>>,
    pub(super) kinds: HashMap<String, Vec<KindId>>,
    pub(super) specialties: HashMap<String, Vec<SpecialtyId>>,
    pub(super) ambiguities: HashMap<String, u16>,
    pub(super) combined: HashMap<String, u16>,
    /// Lexicons that were changed or added, and all their phrases.
    pub(super) lexicons: Vec<LexiconId>,
    pub(super) phrases: Phrases,
}

static BUILTIN: LazyLock<Arc<Grammar>> = LazyLock::new(|| {
    Arc::new(Grammar {
        sections: Cow::Borrowed(&builtin::SECTIONS),
        kinds: Cow::Borrowed(&builtin::KINDS),
        specialties: Cow::Borrowed(&builtin::SPECIALTIES),
        lexicons: Cow::Borrowed(&builtin::LEXICONS),
        equivalences: Cow::Borrowed(&builtin::EQUIVALENCES),
        ambiguities: Cow::Borrowed(&builtin::AMBIGUITIES),
        combined: Cow::Borrowed(&builtin::COMBINED),
        relations: Relations {
            met_by: Cow::Borrowed(&builtin::MET_BY),
            known_by: Cow::Borrowed(&builtin::KNOWN_BY),
            signatures: builtin::SIGNATURES,
        },
        overlay: None,
        element_patterns: ElementPatterns::default(),
        entry_slots: EntrySlots::default(),
        memo: Memo::default(),
    })
});

impl Grammar {
    /// What ships with the program. Costs nothing to get: the tables are compiled in.
    pub fn builtin() -> Arc<Grammar> {
        Arc::clone(&BUILTIN)
    }

    /// The section `id`.
    pub fn section(&self, id: SectionId) -> &SectionDef {
        &self.sections[usize::from(id.0)]
    }

    /// The kind `id`.
    pub fn kind(&self, id: KindId) -> &KindDef {
        &self.kinds[usize::from(id.0)]
    }

    /// The specialty `id`.
    pub fn specialty(&self, id: SpecialtyId) -> &SpecialtyDef {
        &self.specialties[usize::from(id.0)]
    }

    /// The lexicon `id`.
    #[inline]
    pub fn lexicon(&self, id: LexiconId) -> &LexiconDef {
        &self.lexicons[usize::from(id.0)]
    }

    /// What `make` makes of this grammar: tables that a reader wants in another shape than the data have. Made when the first
    /// note asks for it, and kept for the others.
    pub fn memo<T: Any + Send + Sync>(&self, make: impl FnOnce(&Grammar) -> T) -> Arc<T> {
        let known = |all: &[Arc<dyn Any + Send + Sync>]| {
            let it = all.iter().find(|it| it.is::<T>())?;
            Arc::clone(it).downcast::<T>().ok()
        };
        let read = self.memo.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known(&read) {
            return known;
        }
        drop(read);
        let made = Arc::new(make(self));
        let mut all = self.memo.0.write().unwrap_or_else(PoisonError::into_inner);
        if known(&all).is_none() {
            all.push(made.clone());
        }
        made
    }

    /// How the concepts of this grammar go together.
    pub fn concept_relations(&self) -> Cow<'static, ConceptRelations> {
        match &self.overlay {
            Some(overlay) if !overlay.lexicons.is_empty() => Cow::Owned(ConceptRelations::new(&self.lexicons)),
            _ => Cow::Borrowed(&builtin::CONCEPT_RELATIONS),
        }
    }

    /// Index of the entry `name` of `lexicon`.
    pub fn entry_named(&self, lexicon: LexiconId, name: &str) -> Option<u16> {
        let entries = &self.lexicon(lexicon).entries;
        let at = usize::from(lexicon.0);
        let slots = match builtin::ENTRY_SLOTS.get(at) {
            Some(slots) if !self.is_changed(lexicon) => slots,
            _ => {
                let all = self
                    .entry_slots
                    .0
                    .get_or_init(|| vec![OnceLock::new(); self.lexicons.len()]);
                &all[at].get_or_init(|| slots::fill(entries.iter().map(|entry| &*entry.id)))[..]
            }
        };
        slots::find(slots, name, |at| &entries[usize::from(at)].id)
    }

    /// All sections.
    pub fn sections(&self) -> &[SectionDef] {
        &self.sections
    }

    /// All kinds.
    pub fn kinds(&self) -> &[KindDef] {
        &self.kinds
    }

    /// All specialties.
    pub fn specialties(&self) -> &[SpecialtyDef] {
        &self.specialties
    }

    /// All lexicons.
    pub fn lexicons(&self) -> &[LexiconDef] {
        &self.lexicons
    }

    /// All equivalences.
    pub fn equivalences(&self) -> &[Equivalence] {
        &self.equivalences
    }

    /// The sections that a normalised heading (see [`normalize_heading`]) may name, whatever their context; empty if the
    /// catalogue does not know it.
    pub fn candidates(&self, normalized: &str) -> &[SectionId] {
        match self
            .overlay
            .as_ref()
            .and_then(|overlay| overlay.sections.get(normalized))
        {
            Some(ids) => ids,
            None => match builtin::SECTION_NAMES.get(normalized) {
                Some(ids) => ids,
                None => self.combined(normalized).get(..1).unwrap_or_default(),
            },
        }
    }

    /// The sections that a normalised heading covers when it stands for several at once (`CC/HPI`, `S/O`); the first is
    /// the one that it counts as. Empty for other headings.
    pub fn combined(&self, normalized: &str) -> &[SectionId] {
        let index = match self
            .overlay
            .as_ref()
            .and_then(|overlay| overlay.combined.get(normalized))
        {
            Some(index) => Some(*index),
            None => builtin::COMBINED_INDEX.get(normalized).copied(),
        };
        index.map_or(&[], |index| &self.combined[usize::from(index)].sections)
    }

    pub(super) fn ambiguity(&self, normalized: &str) -> Option<&Ambiguity> {
        let index = match self
            .overlay
            .as_ref()
            .and_then(|overlay| overlay.ambiguities.get(normalized))
        {
            Some(index) => *index,
            None => *builtin::AMBIGUITY_INDEX.get(normalized)?,
        };
        Some(&self.ambiguities[usize::from(index)])
    }

    /// A section by canonical id or any alias, as a person types it in a configuration or on the command line. An alias
    /// that stands for several (`CV`) names none.
    pub fn section_named(&self, name: &str) -> Option<SectionId> {
        let name = name.trim();
        if let Some(index) = self.sections.iter().position(|section| section.id == name) {
            return Some(SectionId(index as u16));
        }
        let mut normalized = String::new();
        normalize_heading(name, &mut normalized);
        if let Some(ambiguity) = self.ambiguity(&normalized) {
            return ambiguity.otherwise;
        }
        let free = |id: &SectionId| self.section(*id).context.is_none() && self.section(*id).kind_context.is_none();
        match self.candidates(&normalized) {
            [id] => Some(*id),
            all => all.iter().copied().find(free),
        }
    }

    /// The kind and the specialties of the notes that a shipped template makes, by the template's name.
    pub fn of_template(&self, name: &str) -> Option<(KindId, Vec<SpecialtyId>)> {
        let row = templates::TEMPLATE_KINDS
            .iter()
            .find(|(template, ..)| template.eq_ignore_ascii_case(name));
        let (_, kind, specialties) = row?;
        let specialties = specialties.iter().filter_map(|id| self.specialty_named(id)).collect();
        Some((self.kind_named(kind)?, specialties))
    }

    /// A kind by id, title or alias.
    pub fn kind_named(&self, name: &str) -> Option<KindId> {
        let mut normalized = String::new();
        normalize_heading(name, &mut normalized);
        self.kind_of(&normalized)
    }

    fn kind_of(&self, normalized: &str) -> Option<KindId> {
        match self.overlay.as_ref().and_then(|overlay| overlay.kinds.get(normalized)) {
            Some(ids) => ids.first().copied(),
            None => builtin::KIND_NAMES.get(normalized).copied(),
        }
    }

    /// A specialty by id, title or alias.
    pub fn specialty_named(&self, name: &str) -> Option<SpecialtyId> {
        let mut normalized = String::new();
        normalize_heading(name, &mut normalized);
        match self
            .overlay
            .as_ref()
            .and_then(|overlay| overlay.specialties.get(&normalized))
        {
            Some(ids) => ids.first().copied(),
            None => builtin::SPECIALTY_NAMES.get(&normalized).copied(),
        }
    }

    /// A lexicon by id.
    pub fn lexicon_named(&self, id: &str) -> Option<LexiconId> {
        let index = self.lexicons.iter().position(|lexicon| lexicon.id == id)?;
        Some(LexiconId(index as u16))
    }

    pub(super) fn tables(&self) -> Tables {
        Tables {
            sections: self.sections.to_vec(),
            kinds: self.kinds.to_vec(),
            specialties: self.specialties.to_vec(),
            lexicons: self.lexicons.to_vec(),
            equivalences: self.equivalences.to_vec(),
            ambiguities: self.ambiguities.to_vec(),
            combined: self.combined.to_vec(),
        }
    }
}

impl Known for Grammar {
    fn sections(&self, name: &str) -> Vec<SectionId> {
        self.candidates(name).to_vec()
    }

    fn kinds(&self, name: &str) -> Vec<KindId> {
        match self.overlay.as_ref().and_then(|overlay| overlay.kinds.get(name)) {
            Some(ids) => ids.clone(),
            None => builtin::KIND_NAMES.get(name).copied().into_iter().collect(),
        }
    }

    fn specialties(&self, name: &str) -> Vec<SpecialtyId> {
        match self.overlay.as_ref().and_then(|overlay| overlay.specialties.get(name)) {
            Some(ids) => ids.clone(),
            None => builtin::SPECIALTY_NAMES.get(name).copied().into_iter().collect(),
        }
    }
}
