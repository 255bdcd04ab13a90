//! Globs of a configuration, relative to the folder of the file that holds them.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

/// One glob, as a person writes it: `*.bak`, `drafts`, `week-1/`, `submissions/**/soap-*.md`.
///
/// Without a slash (but for one at the end) it matches at any depth; with one, it is relative to the folder. What matches
/// a folder matches everything in it.
#[derive(Debug, Clone)]
pub struct PathGlob {
    /// As written.
    pub text: String,
    base: PathBuf,
    matcher: GlobMatcher,
}

impl PathGlob {
    /// Compile a glob.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn new(text: &str, base: &Path) -> Result<Self, String> {
        let trimmed = text.strip_prefix("./").unwrap_or(text);
        let rooted = trimmed.strip_prefix('/');
        let body = rooted.unwrap_or(trimmed);
        let body = body.strip_suffix('/').unwrap_or(body);
        if body.is_empty() {
            return Err("an empty glob matches nothing; `**` matches everything".into());
        }
        if body.split('/').any(|part| part == "..") {
            return Err("a glob cannot leave the folder of its configuration file; put one there".into());
        }
        let anywhere = rooted.is_none() && !body.contains('/');
        let pattern = if anywhere {
            format!("**/{body}")
        } else {
            body.to_owned()
        };
        let matcher = GlobBuilder::new(&pattern)
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .map_err(|error| error.kind().to_string())?
            .compile_matcher();
        Ok(Self {
            text: text.to_owned(),
            base: base.to_path_buf(),
            matcher,
        })
    }

    /// Whether it matches an absolute path, or a folder that the path stands in.
    pub fn matches(&self, path: &Path) -> bool {
        let Ok(relative) = path.strip_prefix(&self.base) else {
            return false;
        };
        relative
            .ancestors()
            .take_while(|part| !part.as_os_str().is_empty())
            .any(|part| self.matcher.is_match(part))
    }
}
