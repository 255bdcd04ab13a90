//! Where templates are looked for, and where a new file may go.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::{ConfigArgs, resolver};
use super::{Failure, Result};
use crate::config::user_file;
use crate::template::{Library, Template, TemplateError};

/// The folder of templates beside a configuration file that names none.
pub(super) const FOLDER: &str = "templates";

/// The folders of the user's own templates, strongest first: those of the configuration (or the `templates` folder
/// beside its file), then the one in the user's configuration folder.
pub(super) fn folders(config: &ConfigArgs) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    if !config.isolated {
        let resolved = resolver(config.overrides())?.for_run().map_err(Failure::new)?;
        folders.extend(resolved.template_folders().map(Path::to_path_buf));
        if folders.is_empty()
            && let Some(file) = &resolved.file
        {
            folders.push(file.with_file_name(FOLDER));
        }
        if let Some(file) = user_file() {
            let folder = file.with_file_name(FOLDER);
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
    }
    Ok(folders)
}

/// Whether somebody means a file, not a name.
pub(super) fn is_path(name: &str) -> bool {
    name.contains(['/', std::path::MAIN_SEPARATOR]) || name.ends_with(".md")
}

/// The template of that name, or of that path, and the library that its includes are found in.
pub(super) fn find(folders: &[PathBuf], name: &str) -> std::result::Result<(Library, Template), TemplateError> {
    let library = Library::templates(folders.iter().cloned());
    // `hp.md` may be the template `hp`, if there is no such file here.
    let is_file_name = !name.contains(std::path::is_separator);
    if !is_path(name) || is_file_name && !Path::new(name).exists() {
        return library.find(name).map(|template| (library, template));
    }
    let path = Path::new(name);
    let template = Template::from_file(path)?;
    // What stands beside the file is found first, as from within a folder of templates.
    let beside = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut folders = folders.to_vec();
    folders.retain(|folder| *folder != beside);
    folders.insert(0, beside);
    Ok((Library::templates(folders), template))
}

/// Whether a new file may be written there; if not, why.
pub(super) fn free(path: &Path, force: bool) -> std::result::Result<(), String> {
    let fail = |message: &str| Err(format!("{}: {message}", path.display()));
    let shown = path.to_string_lossy();
    if path.is_dir() || shown.ends_with(std::path::is_separator) {
        return fail("is a folder; name a file in it");
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return fail(&format!("there is no folder {}; make it first", folder.display()));
    }
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !force {
        return fail("is there already; --force replaces it");
    }
    if metadata.is_file() && metadata.permissions().readonly() {
        return fail("is read-only and is not replaced");
    }
    Ok(())
}
