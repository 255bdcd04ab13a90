//! The relations between concepts: sets of bits, so that a question costs a look. Those of the shipped lexicons are worked out
//! when the crate is built, those of a grammar that a user changed when it is first asked for them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::model::{LexiconDef, LexiconEntry};

/// A concept: its entry in the lexicon `concepts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Concept(pub u16);

/// The lexicons whose entries name concepts.
pub const NAMING: [&str; 4] = ["conditions", "symptoms", "signs", "complaints"];

/// The lexicons whose values are results.
const RESULTS: [&str; 2] = ["labs", "study-values"];

/// A set of concepts for each of a number of things: one row of bits each.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Words of a row.
    pub width: usize,
    /// The rows, end to end.
    pub bits: Cow<'static, [u64]>,
}

impl Rows {
    fn new(rows: usize, width: usize) -> Self {
        Rows {
            width,
            bits: vec![0; rows * width].into(),
        }
    }

    /// The row of the thing at this index.
    pub fn row(&self, at: usize) -> &[u64] {
        &self.bits[at * self.width..][..self.width]
    }

    /// Whether `concept` is in that row.
    pub fn has(&self, at: usize, concept: u16) -> bool {
        has(self.row(at), concept)
    }

    fn row_mut(&mut self, at: usize) -> &mut [u64] {
        let width = self.width;
        &mut self.bits.to_mut()[at * width..][..width]
    }
}

/// Whether `concept` is in a row.
pub fn has(row: &[u64], concept: u16) -> bool {
    let at = usize::from(concept);
    row.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// Put `concept` into a row.
pub fn put(row: &mut [u64], concept: u16) {
    let at = usize::from(concept);
    row[at / 64] |= 1 << (at % 64);
}

/// Put what is in another row into `row`.
pub fn add(row: &mut [u64], other: &[u64]) {
    for (own, more) in row.iter_mut().zip(other) {
        *own |= more;
    }
}

/// The concepts of a row.
pub fn members(row: &[u64]) -> impl Iterator<Item = u16> {
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
#[derive(Debug, Clone)]
pub struct Named {
    /// Where the concepts of each entry start in `concepts`; one more at the end.
    pub starts: Cow<'static, [u16]>,
    /// The concepts.
    pub concepts: Cow<'static, [Concept]>,
}

/// A result that is a concept: the lexicon, its entry, whether high; and the concept.
pub type OfResult = ((u16, u16, bool), u16);
/// A vital sign that is a concept: its id, whether high; and the concept.
pub type OfVital = ((Cow<'static, str>, bool), u16);
/// A drug or a class of drugs by its id, and the concept whose list `drugs` names it.
pub type ForDrug = (Cow<'static, str>, u16);

/// The relations of all concepts of a grammar; in rows and keys a concept is its index in the lexicon `concepts`.
#[derive(Debug, Clone)]
pub struct ConceptRelations {
    /// For each concept those that it is a kind of, itself included.
    pub kinds: Rows,
    /// For each concept its kinds, itself included.
    pub narrower: Rows,
    /// For each concept what it explains.
    pub explained: Rows,
    /// For each entry of `orders` what it looks into.
    pub worked_up: Rows,
    /// For each lexicon of [`NAMING`].
    pub named: [Named; 4],
    /// Sorted.
    pub results: Cow<'static, [OfResult]>,
    /// Sorted.
    pub vitals: Cow<'static, [OfVital]>,
    /// Sorted.
    pub drugs: Cow<'static, [ForDrug]>,
    /// Concepts that are diseases or results, no symptoms and no groups.
    pub illnesses: Cow<'static, [u64]>,
}

/// A lexicon with its entries by their ids.
struct Entries<'l> {
    lexicon: u16,
    all: &'l [LexiconEntry],
    by_id: HashMap<&'l str, u16>,
}

impl<'l> Entries<'l> {
    fn new(lexicons: &'l [LexiconDef], id: &str) -> Self {
        let at = lexicons.iter().position(|lexicon| lexicon.id == id);
        let all: &[LexiconEntry] = at.map_or(&[], |at| &lexicons[at].entries);
        let mut by_id = HashMap::with_capacity(all.len());
        for (at, entry) in (0..).zip(all) {
            by_id.entry(&*entry.id).or_insert(at);
        }
        Entries {
            lexicon: at.unwrap_or_default() as u16,
            all,
            by_id,
        }
    }

    fn named(&self, id: &str) -> Option<u16> {
        self.by_id.get(id).copied()
    }
}

impl ConceptRelations {
    /// Work them out.
    pub fn new(lexicons: &[LexiconDef]) -> Self {
        let concepts = Entries::new(lexicons, "concepts");
        let count = concepts.all.len();
        let width = count.div_ceil(64);
        let listed = |list: &str, at: usize| -> Vec<u16> {
            let ids = concepts.all[at].list(list).iter();
            ids.filter_map(|id| concepts.named(id)).collect()
        };
        let kinds = kinds(count, width, |at| listed("is", at));
        let mut narrower = Rows::new(count, width);
        let mut groups = vec![0; width];
        let mut illnesses = vec![0; width];
        for (at, concept) in concepts.all.iter().enumerate() {
            for wide in members(kinds.row(at)) {
                put(narrower.row_mut(usize::from(wide)), at as u16);
            }
            if matches!(&*concept.category, "disease" | "result") {
                put(&mut illnesses, at as u16);
            }
            if concept.category == "group" && concept.lines.is_empty() {
                put(&mut groups, at as u16);
            }
        }
        let mut said = Rows::new(count, width);
        for at in 0..count {
            for finding in listed("explains", at) {
                put(said.row_mut(at), finding);
            }
            for disease in listed("explained-by", at) {
                put(said.row_mut(usize::from(disease)), at as u16);
            }
        }
        let mut explained = Rows::new(count, width);
        for at in 0..count {
            let mut own = vec![0; width];
            for wide in members(kinds.row(at)) {
                add(&mut own, said.row(usize::from(wide)));
            }
            let row = explained.row_mut(at);
            for finding in members(&own) {
                add(row, narrower.row(usize::from(finding)));
                add(row, kinds.row(usize::from(finding)));
            }
            for (word, group) in row.iter_mut().zip(&groups) {
                *word &= !group;
            }
        }
        let results = results(lexicons, &concepts);
        ConceptRelations {
            worked_up: worked_up(lexicons, &concepts, &narrower, &results),
            named: NAMING.map(|lexicon| named(&Entries::new(lexicons, lexicon), &concepts)),
            results: results.into(),
            vitals: vitals(&concepts).into(),
            drugs: drugs(&concepts).into(),
            kinds,
            narrower,
            explained,
            illnesses: illnesses.into(),
        }
    }

    /// The concept that a result is when it is high, or low.
    pub fn of_result(&self, lexicon: u16, entry: u16, high: bool) -> Option<u16> {
        of_result(&self.results, (lexicon, entry, high))
    }
}

fn of_result(results: &[OfResult], key: (u16, u16, bool)) -> Option<u16> {
    let found = results.binary_search_by_key(&key, |(known, _)| *known).ok()?;
    Some(results[found].1)
}

/// For each concept those that it is a kind of, itself included.
fn kinds(count: usize, width: usize, wider: impl Fn(usize) -> Vec<u16>) -> Rows {
    let mut rows = Rows::new(count, width);
    let direct: Vec<Vec<u16>> = (0..count).map(wider).collect();
    let mut open = Vec::new();
    for at in 0..count {
        open.push(at as u16);
        while let Some(next) = open.pop() {
            if !rows.has(at, next) {
                put(rows.row_mut(at), next);
                open.extend_from_slice(&direct[usize::from(next)]);
            }
        }
    }
    rows
}

/// What the orders look into: the concepts that name them in `tests`, and the results that they measure.
fn worked_up(lexicons: &[LexiconDef], concepts: &Entries<'_>, narrower: &Rows, results: &[OfResult]) -> Rows {
    let orders = Entries::new(lexicons, "orders");
    let labs = Entries::new(lexicons, "labs");
    let mut rows = Rows::new(orders.all.len(), narrower.width);
    for (at, concept) in concepts.all.iter().enumerate() {
        for order in concept.list("tests").iter().filter_map(|test| orders.named(test)) {
            add(rows.row_mut(usize::from(order)), narrower.row(at));
        }
    }
    for (at, order) in orders.all.iter().enumerate() {
        for lab in order.list("labs").iter().filter_map(|lab| labs.named(lab)) {
            let sides = [false, true].into_iter();
            for concept in sides.filter_map(|high| of_result(results, (labs.lexicon, lab, high))) {
                put(rows.row_mut(at), concept);
            }
        }
    }
    rows
}

/// Which concepts the entries of a lexicon name.
fn named(lexicon: &Entries<'_>, concepts: &Entries<'_>) -> Named {
    let mut pairs: Vec<(u16, u16)> = Vec::new();
    for (at, concept) in (0..).zip(concepts.all) {
        let ids = std::iter::once(&concept.id).chain(concept.list("names"));
        pairs.extend(ids.filter_map(|id| Some((lexicon.named(id)?, at))));
    }
    pairs.sort_unstable();
    pairs.dedup();
    // A finding has the concept of its own name; the lists of others speak of it only if there is none.
    pairs.retain(|(entry, concept)| {
        let own = concepts.named(&lexicon.all[usize::from(*entry)].id);
        own.is_none_or(|own| own == *concept)
    });
    let starts = (0..=lexicon.all.len() as u16).map(|at| pairs.partition_point(|(entry, _)| *entry < at) as u16);
    Named {
        starts: starts.collect(),
        concepts: pairs.iter().map(|(_, concept)| Concept(*concept)).collect(),
    }
}

/// Which results are which concepts.
fn results(lexicons: &[LexiconDef], concepts: &Entries<'_>) -> Vec<OfResult> {
    let of = RESULTS.map(|id| Entries::new(lexicons, id));
    let mut results = Vec::new();
    for (at, concept) in (0..).zip(concepts.all) {
        for (id, side) in concept.list("labs").iter().filter_map(|said| said.split_once(':')) {
            let entries = of.iter().filter_map(|it| Some((it.lexicon, it.named(id)?)));
            results.extend(entries.map(|(lexicon, entry)| ((lexicon, entry, side == "high"), at)));
        }
    }
    results.sort_unstable();
    results.dedup_by_key(|(key, _)| *key);
    results
}

/// Which vital signs are which concepts.
fn vitals(concepts: &Entries<'_>) -> Vec<OfVital> {
    let mut vitals: Vec<OfVital> = Vec::new();
    for (at, concept) in (0..).zip(concepts.all) {
        let said = concept.list("vitals").iter().filter_map(|said| said.split_once(':'));
        vitals.extend(said.map(|(id, side)| ((id.to_owned().into(), side == "high"), at)));
    }
    vitals.sort_unstable();
    vitals.dedup_by(|a, b| a.0 == b.0);
    vitals
}

/// The drugs and classes of drugs that concepts list.
fn drugs(concepts: &Entries<'_>) -> Vec<ForDrug> {
    let mut drugs: Vec<ForDrug> = Vec::new();
    for (at, concept) in (0..).zip(concepts.all) {
        let listed = concept.list("drugs").iter();
        drugs.extend(listed.map(|name| (name.to_string().into(), at)));
    }
    drugs.sort_unstable();
    drugs
}
