//! Build step: turns the data in `grammars/` into static tables and lists the rule files and templates, so that adding a
//! section, a kind, a specialty, a rule or a template touches one file and a run pays nothing to load them. It reads files of this package only.

#[path = "../src/grammar/bloom.rs"]
mod bloom;
mod grammar;
mod names;
mod phrases;
mod rules;
mod spelling;
mod structure;
mod templates;
mod words;

use std::env;
use std::path::PathBuf;

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo::rerun-if-changed=build");
    grammar::generate(&root, &out);
    names::generate(&root, &out);
    phrases::generate(&root, &out);
    structure::generate(&root, &out);
    rules::generate(&root, &out);
    templates::generate(&root, &out);
    link();
}

/// The tables of the grammar hold some forty thousand pointers. In a position-independent program the loader has to write
/// every one of them at each start, which touches a megabyte of pages and takes a third of the time of checking one note.
/// Linked to a fixed address, the tables are read from the file as they are, and only where they are needed.
fn link() {
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    let gnu_linux = target("OS") == "linux" && target("ENV") == "gnu";
    // A fully static program is linked by other rules.
    if gnu_linux && !target("FEATURE").contains("crt-static") {
        println!("cargo::rustc-link-arg-bin=preceptor=-no-pie");
    }
}
