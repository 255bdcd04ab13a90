//! The starter templates, their shared parts and the dot phrases, as tables of names and texts: a file that stands in its
//! folder ships.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Write `templates.rs`: `TEMPLATES`, `PARTS` and `PHRASES`, each sorted by name.
pub fn generate(root: &Path, out: &Path) {
    let mut text = String::new();
    for (table, folder) in [
        ("TEMPLATES", "templates"),
        ("PARTS", "templates/parts"),
        ("PHRASES", "phrases"),
    ] {
        println!("cargo::rerun-if-changed={folder}");
        let folder = root.join(folder);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        files.retain(|file: &std::path::PathBuf| file.extension().is_some_and(|extension| extension == "md"));
        files.sort_by_key(|file| file.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        writeln!(text, "pub static {table}: &[(&str, &str)] = &[").expect("writing to a string");
        for file in files {
            let stem = file.file_stem().expect("a file has a name").to_string_lossy();
            let path = file.display().to_string();
            writeln!(text, "    ({stem:?}, include_str!({path:?})),").expect("writing to a string");
        }
        text.push_str("];\n");
    }
    fs::write(out.join("templates.rs"), text).expect("OUT_DIR can be written");
}
