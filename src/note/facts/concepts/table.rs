//! The relations between concepts, worked out once for a grammar: sets of bits, so that a question costs a look.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::grammar::concept_relations::{Concept, ConceptRelations, NAMING, add, has, members, put};
use crate::grammar::{Grammar, LexiconHit, LexiconId, lexicon_ids};

/// The relations of all concepts of a grammar, and what its drugs are given for.
#[derive(Debug)]
pub(super) struct Table {
    relations: Cow<'static, ConceptRelations>,
    /// The lexicons of `NAMING`.
    naming: [Option<LexiconId>; 4],
    /// For each drug what it is given for, once somebody asked.
    uses: Box<[OnceLock<Box<[u64]>>]>,
    /// For each entry of `drug-classes`, likewise.
    class_uses: Box<[OnceLock<Box<[u64]>>]>,
}

impl Table {
    pub(super) fn new(grammar: &Grammar) -> Self {
        Table {
            relations: grammar.concept_relations(),
            naming: NAMING.map(|id| grammar.lexicon_named(id)),
            uses: cells(grammar, lexicon_ids::DRUGS),
            class_uses: cells(grammar, lexicon_ids::DRUG_CLASSES),
        }
    }

    pub(super) fn is_kind_of(&self, a: Concept, b: Concept) -> bool {
        self.relations.kinds.has(usize::from(a.0), b.0)
    }

    /// Whether there is something that both are kinds of.
    pub(super) fn are_akin(&self, a: Concept, b: Concept) -> bool {
        let (a, b) = (
            self.relations.kinds.row(usize::from(a.0)),
            self.relations.kinds.row(usize::from(b.0)),
        );
        a.iter().zip(b).any(|(a, b)| a & b != 0)
    }

    /// The wider concepts, itself left out.
    pub(super) fn wider(&self, of: Concept) -> impl Iterator<Item = Concept> {
        let all = members(self.relations.kinds.row(usize::from(of.0)));
        all.filter(move |it| *it != of.0).map(Concept)
    }

    pub(super) fn explains(&self, disease: Concept, finding: Concept) -> bool {
        self.relations.explained.has(usize::from(disease.0), finding.0)
    }

    pub(super) fn works_up(&self, order: u16, concept: Concept) -> bool {
        self.relations.worked_up.has(usize::from(order), concept.0)
    }

    /// The concepts that an entry of one of the naming lexicons names.
    pub(super) fn named(&self, lexicon: LexiconId, entry: u16) -> &[Concept] {
        let Some(at) = self.naming.iter().position(|it| *it == Some(lexicon)) else {
            return &[];
        };
        let named = &self.relations.named[at];
        let at = usize::from(entry);
        &named.concepts[usize::from(named.starts[at])..usize::from(named.starts[at + 1])]
    }

    pub(super) fn of_result(&self, lexicon: LexiconId, entry: u16, high: bool) -> Option<Concept> {
        self.relations.of_result(lexicon.0, entry, high).map(Concept)
    }

    pub(super) fn of_vital(&self, id: &str, high: bool) -> Option<Concept> {
        let vitals = &self.relations.vitals;
        let found = vitals.binary_search_by(|((known, side), _)| (&**known, *side).cmp(&(id, high)));
        Some(Concept(vitals[found.ok()?].1))
    }

    pub(super) fn treats(&self, grammar: &Grammar, drug: u16, concept: Concept) -> bool {
        has(self.uses_of(grammar, drug), concept.0)
    }

    pub(super) fn has_uses(&self, grammar: &Grammar, drug: u16) -> bool {
        self.uses_of(grammar, drug).iter().any(|word| *word != 0)
    }

    /// What a drug is given for: what its `uses` name, and the concepts that list it or one of its classes; their kinds and what
    /// they are kinds of, too.
    fn uses_of(&self, grammar: &Grammar, drug: u16) -> &[u64] {
        self.uses[usize::from(drug)].get_or_init(|| {
            let entry = &grammar.lexicon(lexicon_ids::DRUGS).entries[usize::from(drug)];
            let mut said = vec![0; self.relations.kinds.width];
            for usage in entry.list("uses") {
                // The words of complaints are wide; a use is named exactly.
                let exact = |hit: &LexiconHit| hit.lexicon != lexicon_ids::COMPLAINTS;
                for hit in grammar.phrases(usage).filter(exact) {
                    if hit.lexicon == lexicon_ids::CONCEPTS {
                        put(&mut said, hit.entry);
                    }
                    for concept in self.named(hit.lexicon, hit.entry) {
                        put(&mut said, concept.0);
                    }
                }
            }
            let names = std::iter::once(&entry.id).chain(entry.list("class"));
            for name in names.chain(entry.list("ingredients")) {
                self.listing(name).for_each(|concept| put(&mut said, concept.0));
            }
            self.spread(&said)
        })
    }

    pub(super) fn class_treats(&self, grammar: &Grammar, class: u16, concept: Concept) -> bool {
        let uses = self.class_uses[usize::from(class)].get_or_init(|| {
            let entry = &grammar.lexicon(lexicon_ids::DRUG_CLASSES).entries[usize::from(class)];
            let classes = entry.list("class");
            let mut all = vec![0; self.relations.kinds.width].into_boxed_slice();
            for (at, drug) in (0u16..).zip(grammar.lexicon(lexicon_ids::DRUGS).entries.iter()) {
                if drug.list("class").iter().any(|it| classes.contains(it)) {
                    add(&mut all, self.uses_of(grammar, at));
                }
            }
            all
        });
        has(uses, concept.0)
    }

    /// The concepts whose list `drugs` names a drug or a class.
    fn listing(&self, name: &str) -> impl Iterator<Item = Concept> {
        let drugs = &self.relations.drugs;
        let from = drugs.partition_point(|(known, _)| &**known < name);
        let to = drugs.partition_point(|(known, _)| &**known <= name);
        drugs[from..to].iter().map(|(_, concept)| Concept(*concept))
    }

    /// The concepts of a set with their kinds, and the wider diseases and results.
    fn spread(&self, said: &[u64]) -> Box<[u64]> {
        let mut all = vec![0; said.len()];
        for concept in members(said) {
            add(&mut all, self.relations.kinds.row(usize::from(concept)));
        }
        for (word, illness) in all.iter_mut().zip(self.relations.illnesses.iter()) {
            *word &= illness;
        }
        add(&mut all, said);
        for concept in members(said) {
            add(&mut all, self.relations.narrower.row(usize::from(concept)));
        }
        all.into_boxed_slice()
    }
}

fn cells(grammar: &Grammar, lexicon: LexiconId) -> Box<[OnceLock<Box<[u64]>>]> {
    let count = grammar.lexicon(lexicon).entries.len();
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}
