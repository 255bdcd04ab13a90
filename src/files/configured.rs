//! The configuration as a filter of what is found.

use std::path::Path;
use std::sync::Arc;

use super::import::DocumentFormat;
use super::{Filter, has_extension};
use crate::config::{EXTENSIONS, Resolver};

/// What the configuration says of the files below a folder. Where it is broken nothing is passed over: that it is broken
/// then comes up with the first note.
#[derive(Debug)]
pub struct Configured(pub Arc<Resolver>);

impl Filter for Configured {
    fn excludes(&self, path: &Path, _is_dir: bool) -> bool {
        self.0.is_excluded(path).unwrap_or(false)
    }

    fn is_note(&self, path: &Path) -> bool {
        match self.0.for_path(path) {
            Ok(resolved) => resolved.reads(path),
            Err(_) => has_extension(path, &EXTENSIONS),
        }
    }

    fn extensions(&self) -> Vec<String> {
        let configured = self
            .0
            .for_run()
            .ok()
            .and_then(|resolved| resolved.configuration.extensions.clone());
        configured.map_or_else(|| EXTENSIONS.map(str::to_owned).into(), |extensions| extensions.value)
    }
}

/// As [`Configured`], for a folder of submissions: documents and downloads are read too.
#[derive(Debug)]
pub struct Submitted(pub Configured);

impl Filter for Submitted {
    fn excludes(&self, path: &Path, is_dir: bool) -> bool {
        self.0.excludes(path, is_dir)
    }

    fn is_note(&self, path: &Path) -> bool {
        self.0.is_note(path) || DocumentFormat::of_name(path).is_some() || has_extension(path, &["zip"])
    }

    fn extensions(&self) -> Vec<String> {
        let mut extensions = self.0.extensions();
        extensions.extend(
            DocumentFormat::ALL
                .iter()
                .flat_map(|format| format.extensions())
                .map(|it| (*it).to_owned()),
        );
        extensions.push("zip".to_owned());
        extensions
    }
}
