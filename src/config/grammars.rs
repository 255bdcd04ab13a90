//! The grammar in force: what ships, a school's folders over it, and the `[kinds]` of the configuration over that.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::configuration::KindOverride;
use super::error::{Problem, Problems, reason};
use super::layers::{Layer, absolute, show};
use super::open::read_text_bounded;
use super::sources::Sources;
use crate::grammar::{Grammar, GrammarError, KindDef, SectionId};

/// The sub-folders of a grammar folder; `sections.toml` stands beside them.
const FOLDERS: [&str; 3] = ["kinds", "lexicons", "specialties"];

/// The shipped grammar with the folders of all layers over it, the strongest last.
pub fn load(layers: &[Layer], cwd: &Path, sources: &mut Sources, problems: &mut Problems) -> Arc<Grammar> {
    let mut files = Vec::new();
    for layer in layers {
        for folder in &layer.options.grammars {
            let path = absolute(&layer.base, Path::new(&folder.value));
            sources.folder(&path);
            let mut fault = |message: String, help: &str| {
                problems.at(&layer.origin, folder.span.clone(), message, Some(help.to_owned()));
            };
            match files_in(&path) {
                Ok(found) if found.is_empty() => fault(
                    format!("the grammar folder {} holds no grammar", show(&path, cwd).display()),
                    "it should hold sections.toml, kinds/*.toml, specialties/*.toml or lexicons/*.toml",
                ),
                Ok(found) => {
                    for file in found {
                        let read = read_text_bounded(&file);
                        sources.file(&file, read.as_deref().ok().map(str::as_bytes));
                        match read {
                            Ok(text) => files.push((show(&file, cwd).to_string_lossy().into_owned(), text)),
                            Err(error) => fault(
                                format!(
                                    "cannot read the grammar file {}: {}",
                                    show(&file, cwd).display(),
                                    reason(&error)
                                ),
                                "grammar files are UTF-8 text",
                            ),
                        }
                    }
                }
                Err(error) => fault(
                    format!(
                        "cannot read the grammar folder {}: {}",
                        show(&path, cwd).display(),
                        reason(&error)
                    ),
                    "the folder is relative to this file",
                ),
            }
        }
    }
    if files.is_empty() {
        return Grammar::builtin();
    }
    Grammar::with_overlays(files).unwrap_or_else(|errors| {
        errors.into_iter().for_each(|error| problems.push(problem(error)));
        // For the other faults: names that the school adds are reported as unknown only if its files are in order.
        Grammar::builtin()
    })
}

/// `grammar` with the kinds that the configuration changes.
pub fn with_kinds(
    grammar: Arc<Grammar>,
    kinds: &BTreeMap<String, KindOverride>,
    problems: &mut Problems,
) -> Arc<Grammar> {
    if kinds.is_empty() {
        return grammar;
    }
    let mut text = String::new();
    for (id, lists) in kinds {
        if let Some(kind) = grammar.kind_named(id) {
            text.push_str(&kind_text(&grammar, grammar.kind(kind), lists));
        }
    }
    match grammar.overlaid([("kinds.toml", &text)]) {
        Ok(changed) => changed,
        Err(errors) => {
            // The names were judged where they are written, so what is left is between the lists.
            for error in errors {
                problems.push(Problem {
                    path: None,
                    at: None,
                    message: format!("`kinds`: {}: {}", error.key, error.message),
                    help: error.help,
                });
            }
            grammar
        }
    }
}

/// A kind with its lists replaced, as a grammar file. A section that the new lists leave out stays accepted.
fn kind_text(grammar: &Grammar, kind: &KindDef, lists: &KindOverride) -> String {
    let ids = |ids: &[SectionId]| -> Vec<String> { ids.iter().map(|id| grammar.section(*id).id.to_string()).collect() };
    let given = |list: &Option<super::Sourced<Vec<String>>>, shipped: &[SectionId]| match list {
        Some(list) => list.value.clone(),
        None => ids(shipped),
    };
    let required = given(&lists.required, &kind.required);
    let mut recommended = given(&lists.recommended, &kind.recommended);
    let mut optional = given(&lists.optional, &kind.optional);
    // A section stands where a layer put it; of the shipped lists it is taken out.
    let placed =
        |list: &Option<super::Sourced<Vec<String>>>, id: &String| list.as_ref().is_some_and(|list| list.contains(id));
    let required: Vec<String> = required
        .into_iter()
        .filter(|id| lists.required.is_some() || !(placed(&lists.recommended, id) || placed(&lists.optional, id)))
        .collect();
    recommended.retain(|id| !required.contains(id) && (lists.recommended.is_some() || !placed(&lists.optional, id)));
    optional.retain(|id| !required.contains(id) && !recommended.contains(id));
    for id in ids(&kind.required)
        .into_iter()
        .chain(ids(&kind.recommended))
        .chain(ids(&kind.optional))
    {
        if !required.contains(&id) && !recommended.contains(&id) && !optional.contains(&id) {
            optional.push(id);
        }
    }
    let list = |ids: &[String]| {
        let ids: Vec<String> = ids.iter().map(|id| format!("{id:?}")).collect();
        format!("[{}]", ids.join(", "))
    };
    let mut text = format!(
        "[[kind]]\nid = {:?}\nrequired = {}\nrecommended = {}\noptional = {}\n",
        &*kind.id,
        list(&required),
        list(&recommended),
        list(&optional)
    );
    if let Some(order) = &lists.order {
        text.push_str(&format!("order = {}\n", list(order)));
    }
    text
}

/// The grammar files of a folder, sorted: `sections.toml` and those of the sub-folders.
fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    // A missing folder is a fault; a missing part of it is not.
    fs::read_dir(folder)?;
    let mut files: Vec<PathBuf> = Some(folder.join("sections.toml"))
        .filter(|file| file.is_file())
        .into_iter()
        .collect();
    for name in FOLDERS {
        let inner = folder.join(name);
        if !inner.is_dir() {
            continue;
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(&inner)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
                found.push(path);
            }
        }
        found.sort();
        files.append(&mut found);
    }
    Ok(files)
}

fn problem(error: GrammarError) -> Problem {
    // A message about a key names it already.
    let named = error.key.is_empty() || error.message.contains(&format!("`{}`", error.key));
    let key = if named {
        String::new()
    } else {
        format!("`{}`: ", error.key)
    };
    Problem {
        path: Some(PathBuf::from(error.file)),
        at: Some((error.line as u32, error.column as u32)),
        message: format!("{key}{}", error.message),
        help: error.help,
    }
}
