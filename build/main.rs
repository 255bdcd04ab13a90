//! Build step: turns the data in `grammars/` into static tables and lists the rule files, so that adding a section, a
//! kind, a specialty or a rule touches one file and a run pays nothing to load them. It reads files of this package only.

mod grammar;
mod rules;
mod structure;
mod words;

use std::env;
use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo::rerun-if-changed=build");
    grammar::generate(&root, &out);
    structure::generate(&root, &out);
    rules::generate(&root, &out);
}
