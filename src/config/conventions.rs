//! School conventions: names, values and documented defaults, from `grammars/conventions.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// The file, for tests and documentation.
pub const TEXT: &str = include_str!("../../grammars/conventions.toml");

/// Something that schools do differently.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Convention {
    /// Kebab-case name, `heading-style`.
    pub name: String,
    /// What it decides, in one sentence.
    pub doc: String,
    /// The value in force unless a configuration says otherwise.
    pub default: String,
    /// Names of the rules that read it.
    pub rules: Vec<String>,
    /// Its values, each with what it means.
    pub values: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    convention: Vec<Convention>,
}

/// Every convention, in the order of the file. Parsed on first use: a run without `[conventions]` never does.
pub fn all() -> &'static [Convention] {
    static ALL: OnceLock<Vec<Convention>> = OnceLock::new();
    // The file is compiled in and a test reads it; should it be broken all the same, no convention is known.
    ALL.get_or_init(|| {
        toml::from_str::<File>(TEXT)
            .map(|file| file.convention)
            .unwrap_or_default()
    })
}
