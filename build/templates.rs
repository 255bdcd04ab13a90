//! The starter templates, their shared parts, the dot phrases and the rubrics, as tables of names and texts: a file that stands in its
//! folder ships.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Write `templates.rs` (`TEMPLATES`, `PARTS` and `PHRASES`) and `rubrics.rs` (`RUBRICS`), each table sorted by name.
pub fn generate(root: &Path, out: &Path) {
    let texts = [
        ("TEMPLATES", "templates", "md"),
        ("PARTS", "templates/parts", "md"),
        ("PHRASES", "phrases", "md"),
    ];
    fs::write(out.join("templates.rs"), tables(root, &texts)).expect("OUT_DIR can be written");
    let rubrics = [("RUBRICS", "rubrics", "toml")];
    fs::write(out.join("rubrics.rs"), tables(root, &rubrics)).expect("OUT_DIR can be written");
    fs::write(out.join("template_kinds.rs"), kinds(&root.join("templates"))).expect("OUT_DIR can be written");
}

/// A table of names and texts for each folder, with the ending of its files.
fn tables(root: &Path, folders: &[(&str, &str, &str)]) -> String {
    let mut text = String::new();
    for (table, folder, ending) in folders {
        println!("cargo::rerun-if-changed={folder}");
        let folder = root.join(folder);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        files.retain(|file: &std::path::PathBuf| file.extension().is_some_and(|extension| extension == *ending));
        files.sort_by_key(|file| file.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        writeln!(text, "pub static {table}: &[(&str, &str)] = &[").expect("writing to a string");
        for file in files {
            let stem = file.file_stem().expect("a file has a name").to_string_lossy();
            let path = file.display().to_string();
            writeln!(text, "    ({stem:?}, include_str!({path:?})),").expect("writing to a string");
        }
        text.push_str("];\n");
    }
    text
}

/// What the manifests say of the notes that the templates make: kind and specialties, for notes that name their template.
fn kinds(folder: &Path) -> String {
    #[derive(serde::Deserialize)]
    struct Manifest {
        kind: Option<String>,
        #[serde(default)]
        specialty: Vec<String>,
    }
    let mut rows = Vec::new();
    for file in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
    {
        let Some(stem) = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else {
            continue;
        };
        let text = fs::read_to_string(&file).unwrap_or_default();
        // A broken manifest is told by the test over the templates, with its place.
        let manifest = text.strip_prefix("+++").and_then(|rest| rest.split("\n+++").next());
        if let Some(Manifest {
            kind: Some(kind),
            specialty,
        }) = manifest.and_then(|toml| toml::from_str(toml).ok())
        {
            rows.push(format!("    ({stem:?}, {kind:?}, &{specialty:?}),\n"));
        }
    }
    rows.sort();
    format!(
        "pub static TEMPLATE_KINDS: &[(&str, &str, &[&str])] = &[\n{}];\n",
        rows.concat()
    )
}
