//! Clinical knowledge as data: the section catalogue, note kinds, specialties and lexicons.
//!
//! What ships stands in `grammars/` (TOML) and is turned into static tables when the crate is built, so that a run pays
//! nothing to load it. A user's folders override or add to it at run time; they are validated, and an error names
//! the file, the line, the key and the nearest known word.

mod bloom;
mod builtin;
mod catalogue;
pub mod concept_relations;
mod distance;
mod lexicon;
mod model;
mod names;
mod normalize;
mod overlay;
mod patterns;
pub mod relations;
mod resolve;
mod runs;
mod schema;
mod slots;
mod source;
mod spelling;
mod structure;
#[cfg(test)]
mod tests;
mod trie;
mod typo;
mod words;

pub use builtin::{ids, kind_ids, lexicon_ids, specialty_ids};
pub use catalogue::Grammar;
pub use lexicon::LexiconHit;
pub use model::*;
pub use names::{NameKinds, name_kinds, plain_letter};
pub use normalize::normalize_heading;
pub use source::GrammarError;
pub use spelling::{Meant, WordKind, is_listed, is_spelt, may_be_listed, meant};
pub use structure::Role;
pub use typo::{TypoMatch, Typos};
pub use words::is_word;
