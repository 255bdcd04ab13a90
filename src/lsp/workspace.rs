//! The folders that are open in the editor, each with the resolver that the command line would have there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::preferences::Preferences;
use super::server::Options;
use crate::config::{Overrides, Resolver};

/// Where notes come from. It finds the configuration of one path by going up from it; it never looks through a folder.
#[derive(Debug)]
pub(super) struct Workspace {
    folders: Vec<Folder>,
    /// For notes outside every folder.
    outside: Folder,
}

/// One folder.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    resolver: Arc<Resolver>,
}

impl Workspace {
    /// These folders; with what could not be used, in words.
    pub(super) fn new(folders: &[PathBuf], options: &Options, preferences: &Preferences) -> (Self, Vec<String>) {
        let mut overrides = options.overrides.clone();
        overrides.clock = (options.clock)();
        preferences.apply(&mut overrides);
        let mut wrong = Vec::new();
        let mut folder = |path: &Path| Folder {
            path: path.to_owned(),
            resolver: Arc::new(resolver(path, &overrides, &mut wrong)),
        };
        let outside = folder(folders.first().unwrap_or(&options.cwd));
        let workspace = Self {
            folders: folders.iter().map(|path| folder(path)).collect(),
            outside,
        };
        wrong.dedup();
        (workspace, wrong)
    }

    /// What resolves the settings of the note at `path`.
    pub(super) fn resolver(&self, path: &Path) -> &Arc<Resolver> {
        let within = self.folders.iter().filter(|folder| path.starts_with(&folder.path));
        let nearest = within.max_by_key(|folder| folder.path.components().count());
        &nearest.unwrap_or(&self.outside).resolver
    }

    /// Where a document that is no file would be saved.
    pub(super) fn home(&self) -> &Path {
        &self.outside.path
    }

    /// The folders.
    pub(super) fn folders(&self) -> impl Iterator<Item = (&Path, &Arc<Resolver>)> {
        self.folders.iter().map(|folder| (&*folder.path, &folder.resolver))
    }
}

/// A resolver for a run started in `folder`. A configuration that the editor's settings name and that cannot be used is
/// told, and the nearest one holds.
fn resolver(folder: &Path, overrides: &Overrides, wrong: &mut Vec<String>) -> Resolver {
    let nearest = match Resolver::new(folder, overrides.clone()) {
        Ok(resolver) => return resolver,
        Err(error) => {
            wrong.push(error.to_string());
            Overrides {
                config: None,
                ..overrides.clone()
            }
        }
    };
    Resolver::new(folder, nearest).expect("only a named configuration can be refused")
}
