//! `grammars/structure.toml` → one flag per section and two word sets.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::grammar::normalize::normalize_heading;

/// Write `structure.rs`. A name that no section has fails the build.
pub fn generate(root: &Path, out: &Path) {
    let path = root.join("grammars/structure.toml");
    println!("cargo::rerun-if-changed={}", path.display());
    let structure: toml::Table = read(&path);
    let catalogue: toml::Table = read(&root.join("grammars/sections.toml"));
    let sections: Vec<&str> = catalogue["section"]
        .as_array()
        .expect("sections.toml holds [[section]]")
        .iter()
        .map(|section| section["id"].as_str().expect("a section has an id"))
        .collect();
    let index = |id: &str, key: &str| {
        let at = sections.iter().position(|section| *section == id);
        at.unwrap_or_else(|| panic!("grammars/structure.toml: {key}: unknown section `{id}`"))
    };
    let mut text = String::new();
    for (key, name) in [
        ("major", "MAJOR"),
        ("telling", "TELLING"),
        ("holds-problems", "HOLDS_PROBLEMS"),
        ("plan-parts", "PLAN_PARTS"),
        ("plan-level", "PLAN_LEVEL"),
        ("histories", "HISTORIES"),
    ] {
        let mut flags = vec![false; sections.len()];
        for id in words(&structure, key) {
            flags[index(id, key)] = true;
        }
        writeln!(text, "pub static {name}: [bool; {}] = {flags:?};", flags.len()).expect("writing to a string");
    }
    for (key, name) in [
        ("problem-parts", "PROBLEM_PARTS"),
        ("content-values", "CONTENT_VALUES"),
        ("title-words", "TITLE_WORDS"),
    ] {
        let mut entries: Vec<String> = words(&structure, key)
            .map(|word| {
                let mut normalized = String::new();
                normalize_heading(word, &mut normalized);
                normalized
            })
            .collect();
        entries.sort_unstable();
        entries.dedup();
        let mut set = phf_codegen::Set::new();
        for entry in entries {
            set.entry(entry);
        }
        writeln!(text, "pub static {name}: phf::Set<&'static str> = {};", set.build()).expect("writing to a string");
    }
    for (key, name) in [
        ("heading-qualifiers", "HEADING_QUALIFIERS"),
        ("unmarked-labels", "UNMARKED_LABELS"),
    ] {
        let list: Vec<&str> = words(&structure, key).collect();
        writeln!(text, "pub static {name}: [&str; {}] = {list:?};", list.len()).expect("writing to a string");
    }
    let mut roles = vec!["Other".to_owned(); sections.len()];
    let named = structure["roles"]
        .as_table()
        .expect("grammars/structure.toml: roles is a table");
    for role in named.keys() {
        let variant: String = role.split('-').map(capitalized).collect();
        for id in words(named, role) {
            let at = index(id, "roles");
            assert!(
                roles[at] == "Other",
                "grammars/structure.toml: roles: `{id}` has two roles"
            );
            roles[at].clone_from(&variant);
        }
    }
    let roles: Vec<String> = roles.iter().map(|role| format!("Role::{role}")).collect();
    writeln!(
        text,
        "pub static ROLES: [Role; {}] = [{}];",
        roles.len(),
        roles.join(", ")
    )
    .expect("writing to a string");
    let nests: Vec<(usize, usize)> = structure["nests"]
        .as_table()
        .expect("grammars/structure.toml: nests is a table")
        .keys()
        .flat_map(|inner| {
            let outer = words(structure["nests"].as_table().expect("a table"), inner);
            outer
                .map(|outer| (index(inner, "nests"), index(outer, "nests")))
                .collect::<Vec<_>>()
        })
        .collect();
    writeln!(text, "pub static NESTS: [(u16, u16); {}] = {nests:?};", nests.len()).expect("writing to a string");
    fs::write(out.join("structure.rs"), text).expect("OUT_DIR can be written");
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

fn read(path: &Path) -> toml::Table {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn words<'a>(table: &'a toml::Table, key: &str) -> impl Iterator<Item = &'a str> {
    table[key]
        .as_array()
        .unwrap_or_else(|| panic!("grammars/structure.toml: {key} is a list"))
        .iter()
        .map(|word| word.as_str().expect("a list of words"))
}
