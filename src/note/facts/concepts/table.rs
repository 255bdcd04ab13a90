//! The relations between concepts, worked out once for a grammar: sets of bits, so that a question costs a look.

use std::sync::OnceLock;

use super::Concept;
use crate::grammar::{Grammar, LexiconHit, LexiconId, lexicon_ids};

/// The lexicons whose entries name concepts.
const NAMING: [LexiconId; 4] = [
    lexicon_ids::CONDITIONS,
    lexicon_ids::SYMPTOMS,
    lexicon_ids::SIGNS,
    lexicon_ids::COMPLAINTS,
];

/// A set of concepts for each of a number of things: one row of bits each.
#[derive(Debug)]
struct Rows {
    /// Words of a row.
    width: usize,
    bits: Vec<u64>,
}

impl Rows {
    fn new(rows: usize, concepts: usize) -> Self {
        let width = concepts.div_ceil(64);
        Rows {
            width,
            bits: vec![0; rows * width],
        }
    }

    fn row(&self, at: usize) -> &[u64] {
        &self.bits[at * self.width..(at + 1) * self.width]
    }

    fn has(&self, at: usize, concept: u16) -> bool {
        has(self.row(at), concept)
    }

    fn put(&mut self, at: usize, concept: u16) {
        put(&mut self.bits[at * self.width..(at + 1) * self.width], concept);
    }

    /// Add the row `from` of another table to the row `to` of this one.
    fn add(&mut self, to: usize, others: &Rows, from: usize) {
        let own = &mut self.bits[to * self.width..(to + 1) * self.width];
        add(own, others.row(from));
    }
}

fn has(row: &[u64], concept: u16) -> bool {
    let at = usize::from(concept);
    row.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

fn put(row: &mut [u64], concept: u16) {
    let at = usize::from(concept);
    row[at / 64] |= 1 << (at % 64);
}

fn add(row: &mut [u64], other: &[u64]) {
    for (own, more) in row.iter_mut().zip(other) {
        *own |= more;
    }
}

fn members(row: &[u64]) -> impl Iterator<Item = u16> {
    row.iter().enumerate().flat_map(|(at, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            (bit < 64).then_some((at * 64) as u16 + bit as u16)
        })
    })
}

/// What the entries of a lexicon name, entry by entry.
#[derive(Debug)]
struct Names {
    /// Where the concepts of each entry start in `concepts`; one more at the end.
    starts: Vec<u16>,
    concepts: Vec<Concept>,
}

/// The relations of all concepts of a grammar.
#[derive(Debug)]
pub(super) struct Table {
    /// For each concept those that it is a kind of, itself included.
    kinds: Rows,
    /// For each concept its kinds, itself included.
    narrower: Rows,
    /// For each concept what it explains.
    explained: Rows,
    /// For each entry of `orders` what it looks into.
    worked_up: Rows,
    /// For each lexicon of `NAMING`.
    names: [Names; 4],
    /// Results: lexicon, entry, whether high; and the concept. Sorted.
    results: Vec<((u16, u16, bool), Concept)>,
    /// Vital signs: id, whether high; and the concept. Sorted.
    vitals: Vec<((Box<str>, bool), Concept)>,
    /// Drugs and classes of drugs by id, and the concept whose list `drugs` names them. Sorted.
    drugs: Vec<(Box<str>, Concept)>,
    /// For each drug what it is given for, once somebody asked.
    uses: Box<[OnceLock<Box<[u64]>>]>,
    /// For each entry of `drug-classes`, likewise.
    class_uses: Box<[OnceLock<Box<[u64]>>]>,
    /// Concepts that are diseases or results, no symptoms and no groups.
    illnesses: Box<[u64]>,
}

impl Table {
    pub(super) fn new(grammar: &Grammar) -> Self {
        let concepts = &grammar.lexicon(lexicon_ids::CONCEPTS).entries;
        let count = concepts.len();
        let named = |id: &str| grammar.entry_named(lexicon_ids::CONCEPTS, id);
        let resolve = |list: &str, at: usize| {
            let ids = concepts[at].list(list).iter();
            ids.filter_map(|id| named(id)).collect::<Vec<u16>>()
        };
        let kinds = kinds(count, |at| resolve("is", at));
        let mut narrower = Rows::new(count, count);
        let mut groups = vec![0; narrower.width];
        let mut illnesses = vec![0; narrower.width].into_boxed_slice();
        for at in 0..count {
            for wide in members(kinds.row(at)) {
                narrower.put(usize::from(wide), at as u16);
            }
            if matches!(&*concepts[at].category, "disease" | "result") {
                put(&mut illnesses, at as u16);
            }
            if concepts[at].category == "group" && concepts[at].lines.is_empty() {
                put(&mut groups, at as u16);
            }
        }
        let mut said = Rows::new(count, count);
        for at in 0..count {
            for concept in resolve("explains", at) {
                said.put(at, concept);
            }
            for disease in resolve("explained-by", at) {
                said.put(usize::from(disease), at as u16);
            }
        }
        let mut explained = Rows::new(count, count);
        for at in 0..count {
            let mut own = vec![0; said.width];
            for wide in members(kinds.row(at)) {
                add(&mut own, said.row(usize::from(wide)));
            }
            for finding in members(&own) {
                explained.add(at, &narrower, usize::from(finding));
                explained.add(at, &kinds, usize::from(finding));
            }
            let row = &mut explained.bits[at * explained.width..(at + 1) * explained.width];
            for (word, group) in row.iter_mut().zip(&groups) {
                *word &= !group;
            }
        }
        let (results, vitals) = results(grammar);
        let mut table = Table {
            worked_up: Rows::new(0, count),
            names: NAMING.map(|lexicon| names(grammar, lexicon)),
            drugs: drugs(grammar),
            uses: cells(grammar, lexicon_ids::DRUGS),
            class_uses: cells(grammar, lexicon_ids::DRUG_CLASSES),
            kinds,
            narrower,
            explained,
            results,
            vitals,
            illnesses,
        };
        table.worked_up = table.worked_up(grammar);
        table
    }

    /// What the orders look into: the concepts that name them in `tests`, and the results that they measure.
    fn worked_up(&self, grammar: &Grammar) -> Rows {
        let orders = &grammar.lexicon(lexicon_ids::ORDERS).entries;
        let concepts = &grammar.lexicon(lexicon_ids::CONCEPTS).entries;
        let mut rows = Rows::new(orders.len(), concepts.len());
        for (at, concept) in (0u16..).zip(concepts.iter()) {
            for test in concept.list("tests") {
                if let Some(order) = grammar.entry_named(lexicon_ids::ORDERS, test) {
                    rows.add(usize::from(order), &self.narrower, usize::from(at));
                }
            }
        }
        for (at, order) in orders.iter().enumerate() {
            for lab in order.list("labs") {
                let Some(entry) = grammar.entry_named(lexicon_ids::LABS, lab) else {
                    continue;
                };
                for high in [false, true] {
                    if let Some(concept) = self.of_result(lexicon_ids::LABS, entry, high) {
                        rows.put(at, concept.0);
                    }
                }
            }
        }
        rows
    }

    pub(super) fn is_kind_of(&self, a: Concept, b: Concept) -> bool {
        self.kinds.has(usize::from(a.0), b.0)
    }

    /// Whether there is something that both are kinds of.
    pub(super) fn are_akin(&self, a: Concept, b: Concept) -> bool {
        let (a, b) = (self.kinds.row(usize::from(a.0)), self.kinds.row(usize::from(b.0)));
        a.iter().zip(b).any(|(a, b)| a & b != 0)
    }

    /// The wider concepts, itself left out.
    pub(super) fn wider(&self, of: Concept) -> impl Iterator<Item = Concept> {
        let all = members(self.kinds.row(usize::from(of.0)));
        all.filter(move |it| *it != of.0).map(Concept)
    }

    pub(super) fn explains(&self, disease: Concept, finding: Concept) -> bool {
        self.explained.has(usize::from(disease.0), finding.0)
    }

    pub(super) fn works_up(&self, order: u16, concept: Concept) -> bool {
        self.worked_up.has(usize::from(order), concept.0)
    }

    /// The concepts that an entry of one of the naming lexicons names.
    pub(super) fn named(&self, lexicon: LexiconId, entry: u16) -> &[Concept] {
        let Some(at) = NAMING.iter().position(|it| *it == lexicon) else {
            return &[];
        };
        let names = &self.names[at];
        let at = usize::from(entry);
        &names.concepts[usize::from(names.starts[at])..usize::from(names.starts[at + 1])]
    }

    pub(super) fn of_result(&self, lexicon: LexiconId, entry: u16, high: bool) -> Option<Concept> {
        let key = (lexicon.0, entry, high);
        let found = self.results.binary_search_by(|(known, _)| known.cmp(&key)).ok()?;
        Some(self.results[found].1)
    }

    pub(super) fn of_vital(&self, id: &str, high: bool) -> Option<Concept> {
        let order = |known: &(Box<str>, bool)| (&*known.0, known.1).cmp(&(id, high));
        let found = self.vitals.binary_search_by(|(known, _)| order(known)).ok()?;
        Some(self.vitals[found].1)
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
            let mut said = vec![0; self.kinds.width];
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
            let mut all = vec![0; self.kinds.width].into_boxed_slice();
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
        let from = self.drugs.partition_point(|(known, _)| &**known < name);
        let to = self.drugs.partition_point(|(known, _)| &**known <= name);
        self.drugs[from..to].iter().map(|(_, concept)| *concept)
    }

    /// The concepts of a set with their kinds, and the wider diseases and results.
    fn spread(&self, said: &[u64]) -> Box<[u64]> {
        let mut all = vec![0; said.len()];
        for concept in members(said) {
            add(&mut all, self.kinds.row(usize::from(concept)));
        }
        for (word, illness) in all.iter_mut().zip(&self.illnesses) {
            *word &= illness;
        }
        add(&mut all, said);
        for concept in members(said) {
            add(&mut all, self.narrower.row(usize::from(concept)));
        }
        all.into_boxed_slice()
    }
}

/// For each concept those that it is a kind of, itself included.
fn kinds(count: usize, wider: impl Fn(usize) -> Vec<u16>) -> Rows {
    let mut rows = Rows::new(count, count);
    let direct: Vec<Vec<u16>> = (0..count).map(wider).collect();
    let mut open = Vec::new();
    for at in 0..count {
        open.push(at as u16);
        while let Some(next) = open.pop() {
            if !rows.has(at, next) {
                rows.put(at, next);
                open.extend_from_slice(&direct[usize::from(next)]);
            }
        }
    }
    rows
}

/// Which concepts the entries of `lexicon` name.
fn names(grammar: &Grammar, lexicon: LexiconId) -> Names {
    let entries = &grammar.lexicon(lexicon).entries;
    let concepts = &grammar.lexicon(lexicon_ids::CONCEPTS).entries;
    let mut pairs: Vec<(u16, u16)> = Vec::new();
    for (at, concept) in (0u16..).zip(concepts.iter()) {
        let ids = std::iter::once(&concept.id).chain(concept.list("names"));
        pairs.extend(ids.filter_map(|id| Some((grammar.entry_named(lexicon, id)?, at))));
    }
    pairs.sort_unstable();
    pairs.dedup();
    // A finding has the concept of its own name; the lists of others speak of it only if there is none.
    let own: Vec<Option<u16>> = entries
        .iter()
        .map(|entry| grammar.entry_named(lexicon_ids::CONCEPTS, &entry.id))
        .collect();
    pairs.retain(|(entry, concept)| own[usize::from(*entry)].is_none_or(|own| own == *concept));
    let starts = (0..=entries.len() as u16).map(|at| pairs.partition_point(|(entry, _)| *entry < at) as u16);
    Names {
        starts: starts.collect(),
        concepts: pairs.iter().map(|(_, concept)| Concept(*concept)).collect(),
    }
}

type ResultKeys = Vec<((u16, u16, bool), Concept)>;
type VitalKeys = Vec<((Box<str>, bool), Concept)>;

/// Which results and vital signs are which concepts.
fn results(grammar: &Grammar) -> (ResultKeys, VitalKeys) {
    let mut results = Vec::new();
    let mut vitals = Vec::new();
    let concepts = &grammar.lexicon(lexicon_ids::CONCEPTS).entries;
    for (at, entry) in (0u16..).zip(concepts.iter()) {
        for said in entry.list("labs") {
            let Some((id, side)) = said.split_once(':') else {
                continue;
            };
            for lexicon in [lexicon_ids::LABS, lexicon_ids::STUDY_VALUES] {
                if let Some(lab) = grammar.entry_named(lexicon, id) {
                    results.push(((lexicon.0, lab, side == "high"), Concept(at)));
                }
            }
        }
        for said in entry.list("vitals") {
            if let Some((id, side)) = said.split_once(':') {
                vitals.push(((id.into(), side == "high"), Concept(at)));
            }
        }
    }
    results.sort_unstable();
    results.dedup_by_key(|(key, _)| *key);
    vitals.sort_unstable();
    vitals.dedup_by(|a, b| a.0 == b.0);
    (results, vitals)
}

/// The drugs and classes of drugs that concepts list.
fn drugs(grammar: &Grammar) -> Vec<(Box<str>, Concept)> {
    let concepts = &grammar.lexicon(lexicon_ids::CONCEPTS).entries;
    let mut drugs = Vec::new();
    for (at, entry) in (0u16..).zip(concepts.iter()) {
        let listed = entry.list("drugs").iter();
        drugs.extend(listed.map(|name| ((**name).into(), Concept(at))));
    }
    drugs.sort_unstable();
    drugs
}

fn cells(grammar: &Grammar, lexicon: LexiconId) -> Box<[OnceLock<Box<[u64]>>]> {
    let count = grammar.lexicon(lexicon).entries.len();
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}
