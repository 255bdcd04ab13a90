//! The tables of `grammars/`, written by the build step.

use std::borrow::Cow;

use super::concept_relations::{Concept, ConceptRelations, ForDrug, Named, OfResult, OfVital, Rows};
use super::model::*;
use super::trie::Trie;

include!(concat!(env!("OUT_DIR"), "/grammar.rs"));

/// The phrases of all lexicons: static, as a constant of two megabytes would stand in the program twice.
pub(super) static TRIE: Trie<'static> = Trie {
    nodes: include_bytes!(concat!(env!("OUT_DIR"), "/phrase_nodes.bin"))
        .as_chunks()
        .0,
    tails: include_bytes!(concat!(env!("OUT_DIR"), "/phrase_tails.bin")),
    ends: include_bytes!(concat!(env!("OUT_DIR"), "/phrase_ends.bin")),
};
