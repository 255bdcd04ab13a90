//! The list of rule files: `src/rules/<family>/<code>_<name>.rs`, each with a `pub static RULE: Rule`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Write `rules.rs`: one module per rule file and the table `RULES`, in code order.
pub fn generate(root: &Path, out: &Path) {
    let base = root.join("src/rules");
    println!("cargo::rerun-if-changed=src/rules");
    let mut files = Vec::new();
    for family in fs::read_dir(&base).expect("src/rules is there").flatten() {
        if family.path().is_dir() {
            println!("cargo::rerun-if-changed={}", family.path().display());
            files.extend(
                fs::read_dir(family.path())
                    .expect("a family folder can be read")
                    .flatten()
                    .map(|file| file.path()),
            );
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    // By code; a rule's code is in its file name.
    files.sort_by_key(|file| {
        let stem = file
            .file_stem()
            .expect("a rule file has a name")
            .to_string_lossy()
            .into_owned();
        (family_rank(&stem), stem)
    });
    let mut text = String::new();
    for file in &files {
        let stem = file.file_stem().expect("a rule file has a name").to_string_lossy();
        writeln!(text, "#[path = {:?}]\npub mod {stem};", file.display().to_string()).expect("writing to a string");
    }
    text.push_str(
        "/// Every built-in rule, in the order of the catalogue.\npub static RULES: &[&crate::rules::Rule] = &[\n",
    );
    for file in &files {
        let stem = file.file_stem().expect("a rule file has a name").to_string_lossy();
        writeln!(text, "    &{stem}::RULE,").expect("writing to a string");
    }
    text.push_str("];\n");
    fs::write(out.join("rules.rs"), text).expect("OUT_DIR can be written");
}

fn family_rank(stem: &str) -> usize {
    const ORDER: [&str; 11] = [
        "org", "cmp", "rel", "acc", "rea", "act", "saf", "lng", "phi", "tpl", "sup",
    ];
    ORDER
        .iter()
        .position(|family| stem.starts_with(family))
        .unwrap_or(ORDER.len())
}
