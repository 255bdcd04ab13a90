//! Which sections meet which requirement, and which a kind knows: sets of bits, so that telling a note's kind costs a few
//! words of arithmetic a kind. The shipped ones are made when the crate is built.

use std::borrow::Cow;

use super::model::{Equivalence, KindDef, SectionDef, SectionId};

/// A set of sections.
pub type Bits = [u64; WORDS];

/// Words of a set: room for the catalogue and as many sections of a school's own.
pub const WORDS: usize = 8;

/// The relations of one grammar.
#[derive(Debug, Clone)]
pub struct Relations {
    /// For each section as a requirement, the sections that meet it.
    pub met_by: Cow<'static, [Bits]>,
    /// For each kind, the sections that have a place in it.
    pub known_by: Cow<'static, [Bits]>,
    /// The sections that are the signature of some kind (not of a full history, whose sections many notes share).
    pub signatures: Bits,
}

/// Whether `id` is in `bits`; a section beyond the room is in none.
pub fn holds(bits: &Bits, id: SectionId) -> bool {
    let at = usize::from(id.0);
    bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
}

/// Put `id` into `bits`.
pub fn insert(bits: &mut Bits, id: SectionId) {
    let at = usize::from(id.0);
    if let Some(word) = bits.get_mut(at / 64) {
        *word |= 1 << (at % 64);
    }
}

/// Whether the two share a section.
#[inline]
pub fn meet(a: &Bits, b: &Bits) -> bool {
    (0..WORDS).any(|at| a[at] & b[at] != 0)
}

impl Relations {
    /// Work them out: a requirement is met by its own section, by one that the equivalences name, or by one inside it; but
    /// lying inside a top-level section is not enough: return precautions alone are no plan.
    pub fn new(sections: &[SectionDef], kinds: &[KindDef], equivalences: &[Equivalence]) -> Self {
        let mut met_by = vec![[0; WORDS]; sections.len()];
        for id in (0..).map(SectionId).take(sections.len()) {
            insert(&mut met_by[usize::from(id.0)], id);
            let mut outer = sections[usize::from(id.0)].parent;
            while let Some(requirement) = outer {
                outer = sections[usize::from(requirement.0)].parent;
                if outer.is_some() {
                    insert(&mut met_by[usize::from(requirement.0)], id);
                }
            }
        }
        for equivalence in equivalences {
            for id in equivalence.any_of.iter() {
                insert(&mut met_by[usize::from(equivalence.requirement.0)], *id);
            }
        }
        let known = |kind: &KindDef| {
            let mut bits = [0; WORDS];
            for id in kind.order.iter() {
                bits.iter_mut()
                    .zip(&met_by[usize::from(id.0)])
                    .for_each(|(word, more)| *word |= more);
            }
            bits
        };
        let known_by = kinds.iter().map(known).collect();
        let mut signatures = [0; WORDS];
        let telling = kinds
            .iter()
            .filter(|kind| !kind.full_history)
            .flat_map(|kind| kind.distinctive.iter());
        for id in telling.flat_map(|pair| pair.any_of.iter()) {
            insert(&mut signatures, *id);
        }
        Relations {
            met_by: Cow::Owned(met_by),
            known_by,
            signatures,
        }
    }
}
