//! Globs among the arguments. A Unix shell expands them before the program starts; `cmd.exe` and PowerShell do not, and
//! a quoted glob never is.

use std::fs;
use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;

/// Whether an argument that names no file may be a glob.
pub(super) fn is_glob(path: &Path) -> bool {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .any(|byte| b"*?[{".contains(byte))
}

/// The files and folders that match, sorted, as a shell would list them: `*` stops at a folder, `**` does not, a name
/// that starts with a dot must be asked for.
pub(super) fn expand(pattern: &Path) -> Result<Vec<PathBuf>, globset::Error> {
    let mut found = vec![PathBuf::new()];
    for component in pattern.components() {
        let Component::Normal(name) = component else {
            found.iter_mut().for_each(|path| path.push(component));
            continue;
        };
        if name == "**" {
            found = found.into_iter().flat_map(|path| folders_below(&path)).collect();
        } else if is_glob(Path::new(name)) {
            let name = name.to_string_lossy();
            let glob = GlobBuilder::new(&name)
                .literal_separator(true)
                .build()?
                .compile_matcher();
            let dots = name.starts_with('.');
            found = found
                .into_iter()
                .flat_map(|path| entries(&path))
                .filter(|path| {
                    let name = Path::new(path.file_name().unwrap_or_default());
                    (dots || !is_hidden(name)) && glob.is_match(name)
                })
                .collect();
        } else {
            found.iter_mut().for_each(|path| path.push(name));
            found.retain(|path| path.symlink_metadata().is_ok());
        }
    }
    Ok(found)
}

/// The folders in which something that matches may appear: those that the pattern leads through.
pub(super) fn folders(pattern: &Path) -> Result<Vec<PathBuf>, globset::Error> {
    let mut all = Vec::new();
    let mut prefix = PathBuf::new();
    let mut met_glob = false;
    for component in pattern.components() {
        let is_glob = is_glob(Path::new(component.as_os_str()));
        if is_glob || met_glob {
            let found = if met_glob {
                expand(&prefix)?
            } else {
                vec![prefix.clone()]
            };
            all.extend(
                found
                    .into_iter()
                    .filter(|path| path.as_os_str().is_empty() || path.is_dir()),
            );
        }
        met_glob |= is_glob;
        prefix.push(component);
    }
    Ok(all)
}

fn is_hidden(name: &Path) -> bool {
    name.as_os_str().as_encoded_bytes().first() == Some(&b'.')
}

/// What stands in a folder, sorted; nothing if it cannot be read, as in a shell.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(read)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| folder.join(entry.file_name()))
        .collect();
    paths.sort_unstable();
    paths
}

/// The folder itself and all below it, without hidden ones and without following links (which may form a loop).
fn folders_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let mut below: Vec<PathBuf> = entries(&path)
            .into_iter()
            .filter(|path| !is_hidden(Path::new(path.file_name().unwrap_or_default())))
            .filter(|path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()))
            .collect();
        below.reverse();
        open.append(&mut below);
        found.push(path);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_as_in_a_shell() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("week1/late")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap();
        for name in [
            "b.md",
            "a.md",
            ".hidden.md",
            "week1/c.txt",
            "week1/late/d.md",
            ".git/e.md",
        ] {
            fs::write(root.join(name), "x").unwrap();
        }
        let list = |pattern: &str| -> Vec<String> {
            expand(&root.join(pattern))
                .unwrap()
                .iter()
                .map(|path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"))
                .collect()
        };
        assert_eq!(list("*.md"), ["a.md", "b.md"]);
        assert_eq!(list(".*.md"), [".hidden.md"]);
        assert_eq!(list("**/*.md"), ["a.md", "b.md", "week1/late/d.md"]);
        assert_eq!(list("w*/*.{txt,md}"), ["week1/c.txt"]);
        assert_eq!(list("?.md"), ["a.md", "b.md"]);
        assert_eq!(list("*/late"), ["week1/late"]);
        assert!(list("*.pdf").is_empty());
        let folders = |pattern: &str| -> Vec<String> {
            let all = super::folders(&root.join(pattern)).unwrap();
            all.iter()
                .map(|path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"))
                .collect()
        };
        assert_eq!(folders("*.md"), [""]);
        assert_eq!(folders("week1/*.md"), ["week1"]);
        assert_eq!(folders("w*/*.md"), ["", "week1"]);
        assert_eq!(folders("**/d.md"), ["", "", "week1", "week1/late"]);
        assert!(expand(&root.join("[a.md")).is_err());
    }
}
