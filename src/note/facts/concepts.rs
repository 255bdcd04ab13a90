//! Concepts: where problems, complaints, findings, drugs and results meet, whatever they are called.
//!
//! "CHF", "ADHF" and "heart failure" are one concept; a potassium of 2.9, "hypokalaemia" and "replete K" meet in another. The
//! table is the lexicon `concepts`: a concept is named by the phrases of its entry, and by those of the entries of `conditions`,
//! `symptoms` and `signs` that have its id or stand in its list `names`.

use super::super::Note;
use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::text::Span;

/// A concept: its entry in the lexicon `concepts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concept(pub u16);

/// How a text takes a concept up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// By a name of its own, or of a kind of it.
    Named,
    /// By a disease that explains it.
    Explained,
    /// By a drug that is given for it.
    Treated,
    /// By a test or consultation that looks into it.
    WorkedUp,
}

/// A concept that is named in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConceptMention {
    /// Which.
    pub concept: Concept,
    /// Where.
    pub span: Span,
}

pub(super) fn read(note: &Note) -> Vec<ConceptMention> {
    let concepts = lexicon_ids::CONCEPTS;
    let mut mentions: Vec<ConceptMention> = note
        .phrases_of(concepts)
        .map(|hit| ConceptMention {
            concept: Concept(hit.entry),
            span: hit.span,
        })
        .collect();
    for finding in note.findings() {
        let id = &note.entry_at(finding.lexicon, finding.entry).id;
        if let Some(entry) = note.grammar.entry_named(concepts, id) {
            mentions.push(ConceptMention {
                concept: Concept(entry),
                span: finding.span,
            });
        }
    }
    mentions.sort_by_key(|it| (it.span.start, it.span.end, it.concept));
    mentions.dedup();
    mentions
}

impl Note {
    /// The concepts that the text names, in its order. Nothing is said of whether they are there or denied: see
    /// [`Note::assertion`].
    pub fn concepts(&self) -> &[ConceptMention] {
        self.facts.concepts.get_or_init(|| read(self))
    }

    /// Those of them that start inside `span`.
    pub fn concepts_in(&self, span: Span) -> &[ConceptMention] {
        let all = self.concepts();
        let from = all.partition_point(|it| it.span.start < span.start);
        let to = all.partition_point(|it| it.span.start < span.end);
        &all[from..to.max(from)]
    }

    /// The entry of a concept.
    pub fn concept(&self, concept: Concept) -> &LexiconEntry {
        self.entry_at(lexicon_ids::CONCEPTS, concept.0)
    }

    /// The concept with this id.
    pub fn concept_named(&self, id: &str) -> Option<Concept> {
        self.grammar.entry_named(lexicon_ids::CONCEPTS, id).map(Concept)
    }

    /// Whether `a` is `b`, or a kind of it: community-acquired pneumonia is a pneumonia.
    pub fn is_kind_of(&self, a: Concept, b: Concept) -> bool {
        let mut open = vec![a];
        let mut seen = vec![a];
        while let Some(at) = open.pop() {
            if at == b {
                return true;
            }
            for id in self.concept(at).list("is") {
                if let Some(next) = self.concept_named(id)
                    && !seen.contains(&next)
                {
                    seen.push(next);
                    open.push(next);
                }
            }
        }
        false
    }

    /// Whether the disease `disease` explains the finding `finding`: pneumonia explains a fever.
    pub fn explains(&self, disease: Concept, finding: Concept) -> bool {
        let named = self.concept(disease).list("explains").iter();
        named
            .filter_map(|id| self.concept_named(id))
            .any(|explained| self.is_kind_of(finding, explained))
    }

    /// Whether the text at `span` takes `concept` up, under any name; where, and how.
    pub fn takes_up(&self, span: Span, concept: Concept) -> Option<(Span, Way)> {
        let named = self.concepts_in(span).iter();
        let mut ways = named.filter_map(|it| {
            let way = if self.is_kind_of(it.concept, concept) || self.is_kind_of(concept, it.concept) {
                Way::Named
            } else if self.explains(it.concept, concept) {
                Way::Explained
            } else {
                return None;
            };
            Some((it.span, way))
        });
        ways.next()
    }
}
