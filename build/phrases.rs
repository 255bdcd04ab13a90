//! The names of the dot phrases that ship: a rule knows them, whatever can read files or not.

use std::fs;
use std::path::Path;

/// Write `phrase_names.rs`: a sorted list of names.
pub fn generate(root: &Path, out: &Path) {
    println!("cargo::rerun-if-changed=phrases");
    let files = fs::read_dir(root.join("phrases")).expect("the folder of phrases can be read");
    let mut names: Vec<String> = files
        .flatten()
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".md")?.to_owned()))
        .collect();
    names.sort();
    fs::write(out.join("phrase_names.rs"), format!("&{names:?}")).expect("OUT_DIR can be written");
}
